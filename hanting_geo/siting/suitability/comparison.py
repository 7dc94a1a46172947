"""方案比选: a handful of sites side by side, raw values with units beside the scores, and what speaks for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.words.suitability import SENTENCES
from hanting_geo.siting.suitability.ranks import order_of
from hanting_geo.siting.suitability.sentences import points_of
from hanting_geo.siting.suitability.tables import grade_codes, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.siting.suitability.study import Study

__all__ = ["MOST_COMPARED", "Wide", "comparison_table", "statements_table", "wide_columns"]

_COLUMNS = ("criterion", "title_zh", "title_en", "unit", "weight")

MOST_COMPARED = 12
"""The most sites that are put side by side."""


def comparison_table(study: Study) -> pd.DataFrame:
    """Give a row for each criterion, two columns for each site (its value, and its score), and closing rows.

    The closing rows are ``(score)``, ``(rank)``, ``(grade)`` and ``(standing)``. Empty for more sites than
    :data:`MOST_COMPARED`, where nobody reads columns side by side.
    """
    columns = list(_COLUMNS)
    if len(study.candidates) > MOST_COMPARED:
        return pd.DataFrame(columns=columns)
    rows: list[dict[str, Any]] = []
    order = order_of(study.scores, study.ranks).tolist()
    wide = wide_columns(study.candidates.ids)
    named = [(place, wide[place].value, wide[place].score) for place in order]
    for column, row in enumerate(study.criteria.leaves):
        given = study.measured[row.id]
        facts: dict[str, Any] = {
            "criterion": row.id,
            "title_zh": row.title.text("zh"),
            "title_en": row.title.text("en"),
            "unit": row.unit_name,
            "weight": float(study.weights[column]),
        }
        for place, value, score in named:
            facts[value] = _plain(given[place])
            facts[score] = _plain(study.valued.utilities[place, column])
        rows.append(facts)
    grades, standing = grade_codes(study), standings(study)
    closing: dict[str, list[Any]] = {
        "total": [_plain(score) for score in study.scores],
        "rank": [int(rank) or None for rank in study.ranks],
        "grade": list(grades),
        "standing": list(standing),
    }
    for name, values in closing.items():
        facts = {"criterion": SENTENCES[name].en, "title_zh": SENTENCES[name].zh, "title_en": SENTENCES[name].en}
        for place, value, score in named:
            facts[score if name == "total" else value] = values[place]
        rows.append(facts)
    own = [name for _, value, score in named for name in (value, score)]
    return pd.DataFrame(rows, columns=[*columns, *own]).astype(dict.fromkeys(own, object))


class Wide(NamedTuple):
    """The two columns of a site in the comparison."""

    value: str
    score: str


def wide_columns(ids: Sequence[str]) -> list[Wide]:
    """Name two columns for each site: its id, and its id with ``(score)``.

    Where such a name would be there twice, the first is the id with ``(value)``.

    Examples
    --------
    >>> [tuple(wide) for wide in wide_columns(["a", "b"])], wide_columns(["weight"])[0].value
    ([('a', 'a (score)'), ('b', 'b (score)')], 'weight (value)')
    """
    names = [*_COLUMNS, *ids, *(f"{own} (score)" for own in ids)]
    plain = len(set(names)) == len(names)
    return [Wide(own if plain else f"{own} (value)", f"{own} (score)") for own in ids]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    number = float(value)
    return None if np.isnan(number) else number


def statements_table(study: Study) -> pd.DataFrame:
    """Say what speaks for each site and what against it, in both languages; empty for more than a handful."""
    columns = ["id", "rank", "advantages_zh", "drawbacks_zh", "advantages_en", "drawbacks_en"]
    if len(study.candidates) > MOST_COMPARED:
        return pd.DataFrame(columns=columns)
    among = np.flatnonzero(study.ranks > 0)
    rows = []
    for place in order_of(study.scores, study.ranks).tolist():
        row: dict[str, Any] = {"id": study.candidates.ids[place], "rank": int(study.ranks[place]) or None}
        for language in ("zh", "en"):
            good, bad = points_of(study, place, among, language)
            between = SENTENCES["between"].text(language)
            row[f"advantages_{language}"] = between.join(good)
            row[f"drawbacks_{language}"] = between.join(bad)
        rows.append(row)
    return pd.DataFrame(rows, columns=columns).astype({"rank": "Int64"})
