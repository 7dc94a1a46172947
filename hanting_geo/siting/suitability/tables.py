"""The tables of a suitability, from what was studied to frames; unrounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.words.suitability import REASONS
from hanting_geo.siting.suitability.ranks import GRADES, order_of
from hanting_geo.siting.suitability.sentences import value_said

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions
    from hanting_geo.siting.suitability.study import Study

__all__ = [
    "criteria_table",
    "excluded_table",
    "grade_codes",
    "grades_table",
    "histogram_table",
    "ranking_table",
    "standings",
    "value_function_table",
    "values_table",
]

_BINS = 20
_LANGUAGES = ("zh", "en")


def standings(study: Study) -> list[str]:
    """Say of each candidate whether it is ``ranked``, ``vetoed`` (a hard rule) or ``excluded`` (a limit, no data)."""
    excluded = {each.candidate for each in study.beyond}
    return [
        "vetoed" if veto else ("excluded" if place in excluded else "ranked")
        for place, veto in enumerate(study.vetoes.vetoed.tolist())
    ]


def grade_codes(study: Study) -> list[str | None]:
    """Give the grade of each candidate; None where scores are in the units of the columns."""
    if study.valued.free:
        return [None] * len(study.candidates)
    return [GRADES[grade] for grade in study.grades.tolist()]


def ranking_table(study: Study) -> pd.DataFrame:
    """Give the ranking, the best first; who has no rank stands last."""
    table = pd.DataFrame(
        {
            "id": study.candidates.ids,
            **study.candidates.names,
            "rank": pd.arrays.IntegerArray(study.ranks.astype(np.int64), study.ranks == 0),
            "score": study.scores,
            "grade": grade_codes(study),
            "standing": standings(study),
        }
    )
    if any(study.vetoes.verdicts):
        table["verdict"] = study.vetoes.verdicts
    for language in _LANGUAGES:
        table[f"reason_{language}"] = reasons(study, language)
    return table.iloc[order_of(study.scores, study.ranks)].reset_index(drop=True)


def reasons(study: Study, language: str) -> list[str]:
    """Say why a candidate has no rank; empty for one that has."""
    said: dict[int, list[str]] = {}
    for place, rules in study.vetoes.rules.items():
        said.setdefault(place, []).append(REASONS["vetoed"].filled(rules=rules[language]).text(language))
    for each in study.beyond:
        row = study.criteria[each.criterion]
        given = study.measured[row.id]
        limit = row.exclude_below if each.reason == "below" else row.exclude_above
        text = REASONS[each.reason].filled(
            title=row.title,
            value=value_said(row, given[each.candidate], language) if each.reason != "missing" else "",
            limit="" if limit is None else value_said(row, limit, language),
        )
        said.setdefault(each.candidate, []).append(text.text(language))
    return ["; ".join(said.get(place, [])) for place in range(len(study.candidates))]


def excluded_table(study: Study) -> pd.DataFrame:
    """Give a row for each reason for which a candidate has no rank."""
    rows: list[dict[str, Any]] = [
        {"id": study.candidates.ids[place], "standing": "vetoed", "criterion": None, "value": np.nan, "limit": np.nan}
        | {"rules_zh": rules["zh"], "rules_en": rules["en"]}
        for place, rules in study.vetoes.rules.items()
    ]
    for each in study.beyond:
        row = study.criteria[each.criterion]
        given = study.measured[row.id][each.candidate]
        limit = {"below": row.exclude_below, "above": row.exclude_above}.get(each.reason)
        rows.append(
            {
                "id": study.candidates.ids[each.candidate],
                "standing": "excluded",
                "criterion": row.id,
                "value": np.nan if given is None or isinstance(given, str) else float(given),
                "limit": np.nan if limit is None else limit,
                "rules_zh": None,
                "rules_en": None,
            }
        )
    columns = ["id", "standing", "criterion", "value", "limit", "rules_zh", "rules_en"]
    return pd.DataFrame(rows, columns=columns)


def values_table(study: Study) -> pd.DataFrame:
    """Give a row for each candidate and criterion, in the order of the ranking: value, unit, score and weight."""
    order = order_of(study.scores, study.ranks)
    rows = study.criteria.leaves
    ids = np.array(study.candidates.ids, dtype=object)[order]
    parts: dict[str, list[Any]] = {"value": [], "category": []}
    for row in rows:
        given = study.measured[row.id]
        texts = isinstance(given, list)
        parts["value"].append(np.full(len(order), np.nan) if texts else np.asarray(given)[order])
        parts["category"].append(np.array(given if texts else [None] * len(order), dtype=object)[order])
    utilities = study.valued.utilities[order]
    table = pd.DataFrame(
        {
            "id": np.repeat(ids, len(rows)),
            "criterion": np.tile([row.id for row in rows], len(order)),
            "title_zh": np.tile([row.title.text("zh") for row in rows], len(order)),
            "title_en": np.tile([row.title.text("en") for row in rows], len(order)),
            "value": np.column_stack(parts["value"]).ravel() if rows else [],
            "category": np.column_stack(parts["category"]).ravel() if rows else [],
            "unit": np.tile([row.unit_name for row in rows], len(order)),
            "utility": utilities.ravel(),
            "weight": np.tile(study.weights, len(order)),
        }
    )
    if study.combine == "wlc":
        table["contribution"] = (utilities * study.weights).ravel()
    return table


def criteria_table(study: Study) -> pd.DataFrame:
    """Give levels and criteria with their weights in all, and where scores and weights come from."""
    of_leaf = dict(zip((row.id for row in study.criteria.leaves), study.weights.tolist(), strict=True))
    rows = []
    for row in study.criteria:
        below = [leaf.id for leaf in study.criteria.leaves if row in study.criteria.path(leaf)] or [row.id]
        rows.append(
            {
                "criterion": row.id,
                "title_zh": row.title.text("zh"),
                "title_en": row.title.text("en"),
                "parent": row.parent,
                "own_weight": study.weighed.parts.get(row.id, row.weight),
                "weight": sum(of_leaf[name] for name in below),
                "factor": row.factor,
                "function": row.function if row.factor else None,
                "scores": row.scores or None,
                "better": row.direction,
                "unit": row.unit_name or None,
                "missing": row.missing if row.factor else None,
                "importance": row.importance,
                "comparisons": row.comparisons or None,
                "weight_source": row.weight_source or study.weighed.basis or row.source or None,
                "basis": row.source or None,
                "assumption": row.is_assumption,
                "note": row.note or None,
            }
        )
    table = pd.DataFrame(rows)
    unused = [name for name in ("importance", "comparisons") if table[name].isna().all()]
    return table.drop(columns=unused)


def value_function_table(study: Study) -> pd.DataFrame:
    """Give the breakpoints of every value function: ``criterion, point, value, category, score, utility``.

    Of steps a point is a condition, with its sign in ``condition``, and ``else`` last; of ``minmax`` the worst and the
    best value; scores are in marks, utilities from 0 to 1.
    """
    rows: list[dict[str, Any]] = []
    scale = study.criteria.scale
    for row in study.criteria.leaves:
        function = row.value_function(scale)
        given = study.measured[row.id]
        points: list[tuple[float, str | None, str, float]] = []
        if function.kind == "steps":
            points = [
                (cut, None, function.sign, score) for cut, score in zip(function.cuts, function.scores, strict=True)
            ]
        elif function.kind in {"linear", "piecewise"}:
            points = [(cut, None, "", score) for cut, score in zip(function.cuts, function.scores, strict=True)]
        elif function.kind == "ideal":
            ideal, tolerance = function.cuts
            points = [(ideal - tolerance, None, "", 0.0), (ideal, None, "", scale), (ideal + tolerance, None, "", 0.0)]
        elif function.kind == "category":
            points = [(np.nan, name, "=", score) for name, score in zip(function.names, function.scores, strict=True)]
        elif not isinstance(given, list):
            points = _ends(row.is_cost, np.asarray(given)[study.standing], function.kind, scale)
        if function.other is not None:
            points.append((np.nan, None, "else", function.other))
        rows += [
            {
                "criterion": row.id,
                "function": function.kind,
                "unit": row.unit_name,
                "point": number,
                "condition": sign,
                "value": cut,
                "category": name,
                "score": score,
                "utility": score / scale,
            }
            for number, (cut, name, sign, score) in enumerate(points, start=1)
        ]
    columns = ["criterion", "function", "unit", "point", "condition", "value", "category", "score", "utility"]
    return pd.DataFrame(rows, columns=columns)


def _ends(
    cost: bool,  # noqa: FBT001 - of one call
    given: np.ndarray,
    kind: str,
    scale: float,
) -> list[tuple[float, str | None, str, float]]:
    known = given[~np.isnan(given)]
    low, high = (known.min(), known.max()) if kind == "minmax" and len(known) else (0.0, scale)
    ends = [(float(low), None, "", 0.0), (float(high), None, "", scale)]
    return [(cut, None, "", scale - score) for cut, _, _, score in ends] if cost else list(ends)


def histogram_table(study: Study) -> pd.DataFrame:
    """Count the values of every criterion in 20 equal classes (categories: each): ``criterion, from, to, count``."""
    rows: list[dict[str, Any]] = []
    for row in study.criteria.leaves:
        given = study.measured[row.id]
        if isinstance(given, list):
            counted = pd.Series([name for name in given if name is not None], dtype=object).value_counts()
            rows += [
                {"criterion": row.id, "low": np.nan, "high": np.nan, "category": name, "count": int(count)}
                for name, count in counted.items()
            ]
            continue
        known = np.asarray(given)[~np.isnan(given)]
        if not len(known):
            continue
        counts, edges = np.histogram(known, bins=_BINS if np.ptp(known) > 0 else 1)
        rows += [
            {"criterion": row.id, "low": low, "high": high, "category": None, "count": int(count)}
            for low, high, count in zip(edges[:-1].tolist(), edges[1:].tolist(), counts, strict=True)
        ]
    return pd.DataFrame(rows, columns=["criterion", "low", "high", "category", "count"])


def grades_table(study: Study) -> pd.DataFrame:
    """Print the cuts of the grades, and how many candidates are in each: ``grade, from_score, to_score, count``."""
    cuts = [1.0, *study.criteria.cuts, 0.0]
    counts = _counted(study.grades[study.standing])
    marks = study.criteria.scale
    return pd.DataFrame(
        {
            "grade": list(GRADES),
            "from_score": cuts[1:],
            "to_score": cuts[:-1],
            "from_marks": [cut * marks for cut in cuts[1:]],
            "count": counts if not study.valued.free else [0] * len(GRADES),
            "basis": [study.criteria.grades_source or "assumption"] * len(GRADES),
        }
    )


def _counted(grades: Positions) -> list[int]:
    return [int(count) for count in np.bincount(grades, minlength=len(GRADES))]
