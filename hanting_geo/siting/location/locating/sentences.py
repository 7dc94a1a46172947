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
from hanting_geo.siting.location.locating.tables import summary_table, uncovered_table, weighted_mean

if TYPE_CHECKING:
    from hanting_geo.siting.location.locating.study import Study

__all__ = ["explained", "said_of_all"]

_SAID = words.SENTENCES


def said_of_all(study: Study) -> Text:
    """Say what was found, and how far it is proved."""
    row = summary_table(study).iloc[0]
    if study.asked.covering:
        result = _SAID["covered"].filled(
            served=_count(row["served"]),
            demand=_count(row["demand"]),
            share=f"{row['served_share']:.1%}",
            before=f"{row['before_share']:.1%}",
        )
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
    radius, cell = study.asked.problem.radius, study.asked.people.cell_m
    if radius is None or cell < radius:
        return said
    coarse = words.ASSUMPTIONS["sketch"].filled(cell=f"{cell:,.0f}")
    return Text(said.zh + coarse.zh, f"{said.en} {coarse.en}")


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
        room = _SAID["room"].filled(capacity=_count(row["capacity"]), used=f"{row['used']:.1%}")
    said = _SAID["facility_open"].filled(
        id=row["id"],
        role=role,
        phase=phase,
        load=_count(row["served"]),
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
    inside = rows[metres <= (study.asked.problem.radius or 0.0)]
    weights = study.asked.people.weights[inside]
    already = float(weights[study.facility[inside] >= 0].sum())
    return _SAID["swap"].filled(within=_count(float(weights.sum())), already=_count(already))


def _of_demand(study: Study, row: int) -> Text:
    people, ids = study.asked.people, study.asked.places.ids

    def at(found: tuple[np.ndarray, np.ndarray]) -> Text:
        place, metres = int(found[0][row]), float(found[1][row])
        return _SAID["none"] if place < 0 else _SAID["at"].filled(id=ids.iloc[place], metres=f"{metres:,.0f}")

    facts = {"id": people.ids.iloc[row], "demand": _count(people.weights[row])}
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
