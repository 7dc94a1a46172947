"""一票否决: what a screening says of the candidates; who breaks a hard rule is never ranked above who does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.arguments import ArgumentError, told
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError
from hanting_geo.siting.screening.result import Screening

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hanting_geo.core.arrays import Flags

__all__ = ["Vetoes", "vetoes_of"]

_MOST_NAMED = 5


class Vetoes(NamedTuple):
    """The verdict on each candidate, empty without a screening; who breaks a hard rule; and which, by language."""

    verdicts: list[str]
    vetoed: Flags
    rules: dict[int, dict[str, str]]


def vetoes_of(given: object, ids: Sequence[str]) -> Vetoes:
    """Take from a screening what it says of the candidates.

    Raises
    ------
    SchemaError
        It is no screening, or does not know a candidate.
    """
    if given is None:
        return Vetoes([""] * len(ids), np.zeros(len(ids), dtype=bool), {})
    if not isinstance(given, Screening):
        message = Sentence(
            "suitability: screening takes what hg.screen gives, and was given {given}", given=told(given)
        )
        raise ArgumentError(message)
    tables = given.tables()
    summary = tables["summary"]
    known = dict(zip(summary["id"].astype(str), summary["verdict"], strict=True))
    unknown = [name for name in ids if name not in known]
    if unknown:
        named = enumerated(unknown[:_MOST_NAMED]) + (" ..." if len(unknown) > _MOST_NAMED else "")
        message = Sentence(
            "suitability: the screening does not know {count} of {count2} candidates: {named}; "
            "screen the same candidates, with the same ids",
            count=len(unknown),
            count2=len(ids),
            named=named,
        )
        raise SchemaError(message)
    verdicts = [str(known[name]) for name in ids]
    vetoed = np.array([verdict == "conflict" for verdict in verdicts], dtype=bool)
    return Vetoes(verdicts, vetoed, _broken(tables["verdicts"], ids, vetoed))


def _broken(table: pd.DataFrame, ids: Sequence[str], vetoed: Flags) -> dict[int, dict[str, str]]:
    rows = table[(table["verdict"] == "conflict") & (table["hardness"] == "hard")]
    rows = rows[rows["site"].astype(str).isin({ids[place] for place in np.flatnonzero(vetoed).tolist()})]
    by_site = dict(tuple(rows.groupby(rows["site"].astype(str), sort=False)))
    return {
        place: {
            language: "; ".join(map(str, by_site[ids[place]][f"title_{language}"])) if ids[place] in by_site else ""
            for language in ("zh", "en")
        }
        for place in np.flatnonzero(vetoed).tolist()
    }
