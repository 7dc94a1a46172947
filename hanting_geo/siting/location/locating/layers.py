"""The layers of a location: facilities, demand, who goes where, and how far facilities serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.findings import ATTRS_KEY
from hanting_geo.core.text import LANGUAGES
from hanting_geo.core.words.coverage import CAPTION
from hanting_geo.siting.location.locating.facility_table import every_facility
from hanting_geo.siting.location.locating.tables import allocation_table, zone_table
from hanting_geo.siting.location.travel_costs import middles

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.core.arrays import Floats, Geometries
    from hanting_geo.siting.location.locating.study import Study

__all__ = ["layers_of"]

_MOST_LINES = 20_000


def layers_of(study: Study) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers by name, in the order of the legend.

    ``service_areas`` are the circles of new facilities, of straight ways and with a radius; ``allocation`` a line from
    each demand to its facility (of at most 20,000).
    """
    asked = study.asked
    places = asked.places
    every = every_facility(study).assign(accuracy_m=_accuracy(places.frame))
    every["stage"] = _stages(study)
    result: dict[str, gpd.GeoDataFrame] = {}
    if asked.problem.radius is not None and isinstance(asked.ways.travel, str) and asked.ways.travel == "euclid":
        rows = study.opened
        circles = shapely.buffer(places.shapes[rows], asked.problem.radius, quad_segs=16)
        bounds = [name for name in ("served_low", "served_high", "sketch") if name in every.columns]
        shown = every.iloc[rows][["id", "stage", "served", *bounds, "accuracy_m"]].assign(radius_m=asked.problem.radius)
        result["service_areas"] = _frame(study, shown, circles)
    if asked.zones is not None:
        table = zone_table(study).iloc[: len(asked.zones)].rename(columns={"zone_id": "id"})
        table = table.assign(kind="zone", accuracy_m=_accuracy(asked.zones))
        result["zones"] = _frame(study, table, np.asarray(asked.zones.geometry.values, dtype=object))
    people = allocation_table(study)
    own = asked.people.frame
    names = {name: own[name].to_numpy(dtype=object) for name in ("name_zh", "name_en") if name in own.columns}
    people = people.assign(**names, accuracy_m=_accuracy(own))
    result["demand"] = _frame(study, people, asked.people.shapes)
    served = np.flatnonzero((study.facility >= 0) & (study.distance > 0))
    if len(served) <= _MOST_LINES:
        ends = middles(places.shapes)[study.facility[served]]
        lines = _lines(asked.ways.demand[served], ends)
        shown = people.iloc[served][["id", "facility_id", "demand", "distance_m", "accuracy_m"]]
        result["allocation"] = _frame(
            study, shown.assign(stage=every["stage"].to_numpy()[study.facility[served]]), lines
        )
    idle = np.flatnonzero(~study.is_open & (places.candidate | places.closed))
    if len(idle):
        result["candidates"] = _frame(study, every.iloc[idle], places.shapes[idle])
    is_open = np.flatnonzero(study.is_open)
    result["facilities"] = _frame(study, every.iloc[is_open], places.shapes[is_open])
    return result


def _stages(study: Study) -> list[str]:
    """Say of each facility when it is there: ``existing``, ``phase 1`` and so on, or what became of it."""
    places = study.asked.places
    if not study.phases:
        return [str(role) for role in every_facility(study)["outcome"]]
    return [
        "existing" if exists else f"phase {number}" if number else "candidate"
        for exists, number in zip(places.existing.tolist(), study.phase.tolist(), strict=True)
    ]


def _lines(starts: Geometries, ends: Geometries) -> Geometries:
    if not len(starts):
        return np.zeros(0, dtype=object)
    ends_of = np.stack([shapely.get_coordinates(starts), shapely.get_coordinates(ends)], axis=1)
    return np.asarray(shapely.linestrings(ends_of), dtype=object)


def _accuracy(frame: pd.DataFrame) -> Floats:
    """Give how well places are known; 0 where it is not said."""
    return np.asarray(np.nan_to_num(stated_accuracy(frame)), dtype=np.float64)


def _frame(study: Study, table: pd.DataFrame, shapes: Geometries) -> gpd.GeoDataFrame:
    geometry = np.array(shapes, dtype=object)
    frame = gpd.GeoDataFrame(table.reset_index(drop=True), geometry=geometry, crs=study.asked.crs)
    frame.attrs[ATTRS_KEY] = dict(study.asked.credits)
    if study.asked.sketch and "sketch" in frame.columns:
        said = CAPTION["cells"].filled(cell=study.asked.people.cell_m)
        frame.attrs[ATTRS_KEY] |= {f"caption_{language}": said.text(language) for language in LANGUAGES}
    return frame
