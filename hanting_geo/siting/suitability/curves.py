"""The value functions of a study, with the histogram of their data, ready to be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words import suitability as words
from hanting_geo.core.words.curves import CURVES, SIGNS
from hanting_geo.core.words.values import VALUES
from hanting_geo.siting.suitability.sentences import value_said

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.outputs.maps.curves import Curve
    from hanting_geo.siting.suitability.criteria.model import Criterion
    from hanting_geo.siting.suitability.criteria.value_functions import ValueFunction
    from hanting_geo.siting.suitability.study import Study

__all__ = ["curves_of"]

_RISING = {"<", "<="}


def curves_of(study: Study, histogram: pd.DataFrame, functions: pd.DataFrame) -> list[Curve]:
    """Give the curve of each criterion, in order, from the tables ``histogram`` and ``value_functions``."""
    bars = dict(list(histogram.groupby("criterion")))
    points = dict(list(functions.groupby("criterion")))
    none = histogram.iloc[:0]
    return [
        _curve(study, row, bars.get(row.id, none), points.get(row.id, functions.iloc[:0]))
        for row in study.criteria.leaves
    ]


def _curve(study: Study, row: Criterion, bars: pd.DataFrame, points: pd.DataFrame) -> Curve:
    from hanting_geo.outputs.maps.curves import Curve

    scale = study.criteria.scale
    function = row.value_function(scale)
    titles = _titles(row)
    said = _said(study, row, bars, titles)
    if function.kind == "category" or isinstance(study.measured[row.id], list):
        counts = dict(zip(bars["category"], bars["count"].tolist(), strict=True))
        scores = dict(zip(function.names, function.scores, strict=True))
        names = [*scores, *(name for name in counts if name not in scores)]
        classes = [(str(name), int(counts.get(name, 0)), scores.get(name, function.other)) for name in names]
        return Curve(titles, said, classes=classes, scale=scale)
    drawn = [] if study.valued.free and function.kind == "raw" else _pieces(function, points)
    return Curve(
        titles,
        said,
        bars=list(zip(bars["low"].tolist(), bars["high"].tolist(), bars["count"].astype(int).tolist(), strict=True)),
        pieces=drawn,
        cuts=sorted(function.cuts) if function.kind == "steps" else (),
        low=row.exclude_below,
        high=row.exclude_above,
        scale=scale,
    )


def _pieces(function: ValueFunction, points: pd.DataFrame) -> list[list[tuple[float, float]]]:
    """Give the function as lines: of steps one between each two cuts, from the least value to the largest."""
    if function.kind != "steps":
        known = points.dropna(subset=["value"])
        line = sorted(zip(known["value"].tolist(), known["score"].tolist(), strict=True))
        return [line] if line else []
    other = function.other if function.other is not None else 0.0
    cuts, scores = list(function.cuts), [*function.scores, other]
    if function.sign not in _RISING:
        cuts, scores = cuts[::-1], scores[::-1]
    # The outer pieces begin and end at the outer cuts, from where they are drawn on to the edge.
    ends = [cuts[0], *cuts, cuts[-1]]
    return [[(ends[place], score), (ends[place + 1], score)] for place, score in enumerate(scores)]


def _titles(row: Criterion) -> Text:
    """Call a criterion with its unit."""
    said = {}
    for language in LANGUAGES:
        unit = words.UNITS[row.unit_name].text(language) if row.unit_name in words.UNITS else row.unit_name
        title = row.title.text(language)
        said[language] = words.SENTENCES["value_in"].filled(title=title, unit=unit).text(language) if unit else title
    return Text(said["zh"], said["en"])


def _said(study: Study, row: Criterion, bars: pd.DataFrame, titles: Text) -> Text:
    """Say in sentences what is seen: for who cannot see it, and with where it comes from."""
    given = study.measured[row.id]
    count = int(bars["count"].sum())
    if not count:
        parts = [CURVES["no_data"].filled(title=titles)]
    elif isinstance(given, list):
        parts = [CURVES["classes"].filled(title=titles, count=f"{count:,}", classes=len(bars))]
    else:
        low, high = (
            Text(*(value_said(row, end(given), language) for language in LANGUAGES)) for end in (np.nanmin, np.nanmax)
        )
        parts = [CURVES["range"].filled(title=titles, count=f"{count:,}", low=low, high=high)]
    without = len(study.candidates) - count
    if without:
        parts.append(CURVES["without"].filled(count=f"{without:,}"))
    kind = VALUES["function"][row.function]
    kind = Text(kind.zh, kind.en[:1].upper() + kind.en[1:])
    parts.append(CURVES["scored" if row.scores else "function"].filled(function=kind, scores=_scores_said(row.scores)))
    for name, limit in (("below", row.exclude_below), ("above", row.exclude_above)):
        if limit is not None:
            parts.append(CURVES[name].filled(limit=Text(*(value_said(row, limit, language) for language in LANGUAGES))))
    if row.source:
        parts.append(CURVES["basis"].filled(basis=row.source))
    return Text("".join(part.text("zh") for part in parts), " ".join(part.text("en") for part in parts))


def _scores_said(scores: str) -> Text:
    """Write scores as they are printed, not as they are typed.

    Examples
    --------
    >>> _scores_said("<=500: 1; else: 0").en
    '≤500: 1; else: 0'
    """
    for typed, printed in SIGNS.items():
        scores = scores.replace(typed, printed)
    parts = [part.strip() for part in scores.split(";")]
    other = words.SENTENCES["else"]
    said = [
        "; ".join(other.text(language) + part[4:] if part.startswith("else") else part for part in parts)
        for language in LANGUAGES
    ]
    return Text(*said)
