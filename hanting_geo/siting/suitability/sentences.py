"""What a ranking says in sentences, made from its numbers: where a candidate stands, what speaks for and against it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.core.words.suitability import SENTENCES, UNITS
from hanting_geo.core.words.values import value_label
from hanting_geo.siting.suitability.trust import steady

if TYPE_CHECKING:
    from hanting_geo.siting.suitability.criteria.model import Criterion
    from hanting_geo.siting.suitability.study import Study

__all__ = ["explanation", "points_of", "value_said"]

_MOST_POINTS = 3
_LEAST = 1e-9
_LARGE = 100.0


def value_said(row: Criterion, value: Any, language: str) -> str:
    """Say a value with its unit."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return SENTENCES["no_value"].text(language)
    if isinstance(value, str):
        return value
    number = float(value)
    if row.unit_name == "share":
        return f"{number:.1%}"
    said = f"{number:,.0f}" if abs(number) >= _LARGE or number.is_integer() else f"{number:,.3g}"
    unit = UNITS[row.unit_name].text(language) if row.unit_name in UNITS else row.unit_name
    return f"{said} {unit}".strip()


def points_of(study: Study, place: int, among: np.ndarray, language: str) -> tuple[list[str], list[str]]:
    """Say what speaks for a candidate and what against it, compared with others: at most three points each.

    A point is a criterion; it counts by weight times the difference to the mean of the others.

    Parameters
    ----------
    study
        What was found.
    place
        The candidate.
    among
        Places of those that it is compared with, itself among them or not.
    language
        ``"zh"`` or ``"en"``.
    """
    others = among[among != place]
    if not len(others):
        return [], []
    utilities = study.valued.utilities
    mean = utilities[others].mean(axis=0)
    own = utilities[place]
    effect = study.weights * (own - mean)
    best, worst = own > utilities[others].max(axis=0), own < utilities[others].min(axis=0)
    order = np.argsort(-np.abs(effect), kind="stable")
    told: tuple[list[str], list[str]] = ([], [])
    for column in order.tolist():
        if np.isnan(effect[column]) or abs(effect[column]) < _LEAST:
            continue
        good = effect[column] > 0
        side = told[0 if good else 1]
        if len(side) == _MOST_POINTS:
            continue
        row = study.criteria.leaves[column]
        name = ("best" if best[column] else "above") if good else ("worst" if worst[column] else "below")
        side.append(
            SENTENCES[name]
            .filled(
                title=row.title,
                value=value_said(row, study.measured[row.id][place], language),
                utility=float(own[column]),
                weight=float(study.weights[column]),
                count=len(others) + 1,
                difference=float(abs(own[column] - mean[column])),
            )
            .text(language)
        )
    return told


def explanation(study: Study, place: int, language: str, reason: str, grade: str | None) -> str:
    """Say where a candidate stands and why, a line for each criterion."""
    own = study.candidates.ids[place]
    lines = []
    if study.ranks[place]:
        count = int((study.ranks > 0).sum())
        said_grade = (value_label("grade", grade, language) or "-") if grade else "-"
        head = SENTENCES["head"].filled(
            id=own, rank=int(study.ranks[place]), count=count, score=float(study.scores[place]), grade=said_grade
        )
        lines.append(head.text(language))
        tied = np.flatnonzero((study.ranks == study.ranks[place]) & (np.arange(len(study.ranks)) != place))
        if len(tied):
            between = SENTENCES["between_names"].text(language)
            names = between.join(study.candidates.ids[other] for other in tied[: _MOST_POINTS * 2])
            lines.append(SENTENCES["tied"].filled(others=names).text(language))
    else:
        lines.append(SENTENCES["unranked"].filled(id=own, reason=reason).text(language))
    if study.ranks[place] == 1 and study.combine == "wlc":
        lines.append(steady(study).text(language))
    verdict = study.vetoes.verdicts[place]
    if verdict and verdict not in {"clear", "conflict"}:
        said = value_label("verdict", verdict, language) or verdict
        lines.append(SENTENCES["flag"].filled(verdict=said).text(language))
    for name, points in zip(
        ("advantages", "drawbacks"), points_of(study, place, np.flatnonzero(study.ranks > 0), language), strict=True
    ):
        if points:
            lines.append(SENTENCES[name].filled(said=SENTENCES["between"].text(language).join(points)).text(language))
    for column, row in enumerate(study.criteria.leaves):
        utility = float(study.valued.utilities[place, column])
        weight = float(study.weights[column])
        pattern = SENTENCES["line" if study.combine == "wlc" else "line_plain"]
        line = pattern.filled(
            title=row.title,
            value=value_said(row, study.measured[row.id][place], language),
            utility=utility,
            weight=weight,
            contribution=utility * weight,
        )
        lines.append(line.text(language))
    return "\n".join(lines)
