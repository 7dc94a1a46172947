"""设施布点一览表: a row for each facility that is open, with where, how large, whose, for whom, when and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.words import locating as words
from hanting_geo.siting.location.locating.tables import weighted_mean
from hanting_geo.siting.location.travel_costs import middles
from hanting_geo.units import M2_PER_HA, MU_PER_HA

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats
    from hanting_geo.siting.location.locating.study import Study

__all__ = ["every_facility", "facility_table"]

_NAMES = ("name_zh", "name_en", "name")


def facility_table(study: Study) -> pd.DataFrame:
    """List what is open: new ones first, by phase, then what exists."""
    table = every_facility(study)
    table = table[study.is_open].assign(_exists=(study.asked.places.existing[study.is_open]))
    order = ["_exists", "phase"] if "phase" in table.columns else ["_exists"]
    return table.sort_values(order, kind="stable").drop(columns="_exists").reset_index(drop=True)


def every_facility(study: Study) -> pd.DataFrame:
    """List all facilities in their order, open or not."""
    asked = study.asked
    places, frame = asked.places, asked.places.frame
    load = _load(study)
    points = middles(places.shapes)
    columns: dict[str, Any] = {"id": places.ids.to_numpy(dtype=object)}
    columns |= {name: frame[name].to_numpy(dtype=object) for name in _NAMES if (frame.columns == name).sum() == 1}
    columns["outcome"] = _roles(study)
    columns["status"] = places.status.to_numpy(dtype=object)
    if study.phases:
        columns["phase"] = pd.array([number or None for number in study.phase.tolist()], dtype="Int64")
    columns |= {"x_m": shapely.get_x(points), "y_m": shapely.get_y(points)}
    columns |= _given(study, "place")
    area = np.asarray(shapely.area(places.shapes), dtype=np.float64)
    if np.nansum(area) > 0:
        columns["plane_m2"] = np.where(area > 0, area, np.nan)
        columns["mu"] = np.where(area > 0, area / M2_PER_HA * MU_PER_HA, np.nan)
    for name in ("land_use", "owner"):
        columns |= _given(study, name)
    columns["served"] = load
    if asked.sketch:
        known = study.range
        rough = known.load_high > known.load_low
        columns["served"] = np.where(rough, np.nan, load)
        columns |= {"served_low": known.load_low, "served_high": known.load_high, "sketch": rough}
    columns["demands"] = np.bincount(study.facility[study.facility >= 0], minlength=len(load))
    if places.capacity is not None:
        columns["capacity"] = places.capacity
        for end in [name for name in ("served", "served_low", "served_high") if name in columns]:
            columns[end.replace("served", "used")] = np.divide(
                columns[end], places.capacity, out=np.full(len(load), np.nan), where=np.asarray(places.capacity) > 0
            )
    columns |= _given(study, "size")
    if places.cost is not None:
        columns["cost"] = np.where(places.new, places.cost, np.nan)
    columns["mean_m"], columns["most_m"] = _distances(study)
    columns |= _given(study, "responsible")
    return pd.DataFrame(columns)


def _roles(study: Study) -> list[str]:
    places = study.asked.places
    result = np.where(study.is_open & places.candidate, "chosen", "candidate").astype(object)
    result[places.existing] = "existing"
    result[places.required] = "required"
    result[places.closed] = "closed"
    return [str(role) for role in result]


def _load(study: Study) -> Floats:
    count = len(study.asked.places.ids)
    if study.answer.shares is not None:
        weights = study.asked.people.weights[study.asked.rows]
        return np.asarray(study.answer.shares.T @ weights, dtype=np.float64)
    served = study.facility >= 0
    weights = study.asked.people.weights[served]
    return np.bincount(study.facility[served], weights=weights, minlength=count).astype(np.float64)


def _distances(study: Study) -> tuple[Floats, Floats]:
    """Give the mean and the largest distance of those whom each facility serves."""
    count = len(study.asked.places.ids)
    mean, most = np.full(count, np.nan), np.full(count, np.nan)
    weights = study.asked.people.weights
    for place in np.unique(study.facility[study.facility >= 0]):
        mine = study.facility == place
        mean[place] = weighted_mean(study.distance[mine], weights[mine])
        most[place] = study.distance[mine].max()
    return mean, most


def _given(study: Study, name: str) -> dict[str, Any]:
    """Give what the facilities say of themselves under one of some names."""
    frame = study.asked.places.frame
    there = [own for own in words.OWN_COLUMNS[name] if (frame.columns == own).sum() == 1]
    return {name: frame[there[0]].to_numpy(dtype=object)} if there else {}
