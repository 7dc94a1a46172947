"""A location in sentences: the whole, a facility, a demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import Text
from hanting_geo.core.words import locating as words
from hanting_geo.core.words.values import VALUES
from hanting_geo.errors import SchemaError
from hanting_geo.siting.location.locating.facility_table import every_facility
from hanting_geo.siting.location.locating.ranges import range_of
from hanting_geo.siting.location.locating.tables import summary_table, uncovered_table, weighted_mean

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.siting.location.locating.study import Study

__all__ = ["explained", "said_of_all"]

_SAID = words.SENTENCES


def said_of_all(study: Study) -> Text:
    """Say what was found, and how far it is proved."""
    row = summary_table(study).iloc[0]
    if study.asked.covering:
        result = _covered(row, sketch=study.asked.sketch)
    else:
        result = _SAID["distance"].filled(mean=f"{row['mean_m']:,.0f}", most=f"{row['most_m']:,.0f}")
    said = _SAID["whole"].filled(
        model=words.MODELS[study.asked.problem.model],
        opened=len(study.opened),
        required=int(row["required"]),
        existing=int(row["existing"]),
        result=result,
        proof=_SAID[study.answer.status].filled(gap=f"{study.answer.gap:.2%}"),
    )
    if not study.asked.sketch:
        return said
    coarse = words.ASSUMPTIONS["sketch"].filled(cell=f"{study.asked.people.cell_m:,.0f}")
    return Text(said.zh + coarse.zh, f"{said.en} {coarse.en}")


def _covered(row: pd.Series, *, sketch: bool) -> Text:
    """Say who is served: a number and its share, or in a sketch the ends of both."""
    if not sketch:
        return _SAID["covered"].filled(
            served=_count(row["served"]),
            demand=_count(row["demand"]),
            share=f"{row['served_share']:.1%}",
            before=f"{row['before_share']:.1%}",
        )
    return _SAID["covered_range"].filled(
        low=_count(row["served_low"]),
        high=_count(row["served_high"]),
        demand=_count(row["demand"]),
        **{name: f"{row[name]:.1%}" for name in ("share_low", "share_high", "before_share_low", "before_share_high")},
    )


def _people(low: float, high: float, known: float) -> Text:
    """Give a number of people, or where only its ends are known these, and the word sketch."""
    if known == known:  # noqa: PLR0124 - NaN is not equal to itself
        return Text(_count(known), _count(known))
    return _SAID["range"].filled(low=_count(low), high=_count(high))


def explained(study: Study, name: object) -> Text:
    """Say of a facility whom it serves, or of a demand by whom it is served.

    Raises
    ------
    SchemaError
        Nothing is called so.
    """
    for ids, say in ((study.asked.places.ids, _of_facility), (study.asked.people.ids, _of_demand)):
        found = np.flatnonzero(ids.map(str) == str(name))
        if len(found):
            return say(study, int(found[0]))
    message = Sentence("locate: no facility and no demand is called {name!r}", name=str(name))
    raise SchemaError(message)


def _of_facility(study: Study, place: int) -> Text:
    row = every_facility(study).iloc[place]
    role = words.OUTCOMES[row["outcome"]]
    if not study.is_open[place]:
        idle = _SAID["facility_idle"].filled(id=row["id"], role=role)
        more = _within(study, place) if study.asked.places.candidate[place] else Text()
        return Text(idle.zh + more.zh, " ".join(filter(None, [idle.en, more.en])))
    phase = _SAID["phase"].filled(number=row["phase"]) if study.phases and study.phase[place] else Text()
    room = Text()
    if study.asked.places.capacity is not None and np.isfinite(row["capacity"]):
        used: object = f"{row['used']:.1%}"
        if "used_low" in row.index and np.isnan(row["used"]):
            used = _SAID["range"].filled(low=f"{row['used_low']:.1%}", high=f"{row['used_high']:.1%}")
        room = _SAID["room"].filled(capacity=_count(row["capacity"]), used=used)
    said = _SAID["facility_open"].filled(
        id=row["id"],
        role=role,
        phase=phase,
        load=_people(row.get("served_low", np.nan), row.get("served_high", np.nan), row["served"]),
        near=int(row["demands"]),
        mean="–" if row["mean_m"] != row["mean_m"] else f"{row['mean_m']:,.0f}",
        most="–" if row["most_m"] != row["most_m"] else f"{row['most_m']:,.0f}",
        room=room,
    )
    others = np.setdiff1d(study.answer.chosen, [place])
    mine = np.flatnonzero(study.facility == place)
    if study.asked.covering or not len(others) or not len(mine):
        return said
    _, metres = study.asked.ways.nearest(mine, others)
    mean = weighted_mean(metres, study.asked.people.weights[mine])
    without = _SAID["without"].filled(mean=f"{mean:,.0f}")
    return said if np.isnan(mean) else Text(said.zh + without.zh, f"{said.en} {without.en}")


def _within(study: Study, place: int) -> Text:
    """Say how many are within the radius of a candidate that is not open, and how many of them others serve."""
    if not study.asked.covering:
        return Text()
    rows = study.asked.rows
    _, metres = study.asked.ways.nearest(rows, np.array([place]))
    if study.asked.sketch:
        return _within_as_sketch(study, place)
    inside = rows[metres <= (study.asked.problem.radius or 0.0)]
    weights = study.asked.people.weights[inside]
    already = float(weights[study.facility[inside] >= 0].sum())
    return _SAID["swap"].filled(within=_count(float(weights.sum())), already=_count(already))


def _within_as_sketch(study: Study, place: int) -> Text:
    """Say the same by the ends: of cells that lie within reach as a whole, and of all that are touched."""
    asked = study.asked
    _, metres = asked.nearest(np.array([place]))
    alone = np.where(metres <= (asked.problem.radius or 0.0), place, -1)
    own, now = range_of(asked, np.array([place]), alone, with_room=False), study.range
    weights = asked.people.weights
    ends = [(float(weights @ own.low), float(weights @ own.high))]
    ends.append((float(weights @ np.minimum(own.low, now.low)), float(weights @ np.minimum(own.high, now.high))))
    within, already = (_people(low, high, low if low == high else np.nan) for low, high in ends)
    return _SAID["swap"].filled(within=within, already=already)


def _of_demand(study: Study, row: int) -> Text:
    people, ids = study.asked.people, study.asked.places.ids

    def at(found: tuple[np.ndarray, np.ndarray]) -> Text:
        place, metres = int(found[0][row]), float(found[1][row])
        return _SAID["none"] if place < 0 else _SAID["at"].filled(id=ids.iloc[place], metres=f"{metres:,.0f}")

    facts = {"id": people.ids.iloc[row], "demand": _count(people.weights[row])}
    if study.asked.coarse[row] and study.range.low[row] < study.range.high[row]:
        cell, near = f"{people.cells_m[row]:,.0f}", at(study.after)
        return _SAID["demand_uncertain"].filled(**facts, cell=cell, facility=near, before=at(study.asked.before))
    if study.facility[row] >= 0:
        return _SAID["demand_served"].filled(
            **facts,
            facility=ids.iloc[study.facility[row]],
            metres=f"{study.distance[row]:,.0f}",
            before=at(study.asked.before),
        )
    listed = uncovered_table(study).set_index("id")["unserved_reason"]
    reason = words.REASONS[listed[facts["id"]]] if facts["id"] in listed.index else VALUES["service"]["no_demand"]
    return _SAID["demand_unserved"].filled(**facts, reason=reason, facility=at(study.after))


def _count(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0")
