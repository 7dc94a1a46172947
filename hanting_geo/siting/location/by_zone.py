"""Demand by zone: pieces of areas and points in zones, with the part of each that is served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import require_metres, require_polygons, require_same_crs, require_valid
from hanting_geo.siting.location.demand import CLOSING, placed_shapes
from hanting_geo.siting.location.serving import shares_of_pieces
from hanting_geo.siting.location.travel_costs import middles

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.siting.location.demand import Demand
    from hanting_geo.siting.location.facilities import Facilities
    from hanting_geo.siting.location.serving import Served, Way

__all__ = ["OUTSIDE", "Zones", "facilities_by_zone", "pieces_served", "zones_of"]

OUTSIDE = -1
_SLACK = 1e-9


@dataclass(frozen=True)
class Zones:
    """Zones and the pieces of demand in them.

    Each piece is a row of ``unit`` and ``zone``; a zone of -1 is outside of all.
    """

    frame: gpd.GeoDataFrame
    ids: pd.Series
    shapes: Geometries
    overlap: bool
    """Whether zones overlap: demand there is counted in each, and the table has a row that takes it away again."""
    unit: Positions
    zone: Positions
    part: Floats
    """Which part of the unit the piece is."""
    pieces: Geometries
    """Of areas; None of points."""
    home: Positions
    """By unit: the zone of its middle, for lists."""
    findings: tuple[Finding, ...]


def zones_of(zones: gpd.GeoDataFrame, zone_id: object, demand: Demand, what: str) -> Zones:
    """Look at zones, and cut demand by them.

    Raises
    ------
    CRSError
        No reference system, not in metres, or not that of the demand.
    SchemaError
        Zones that are no areas, invalid ones, no ids.
    """
    arguments.require_frame(zones, f"{what}: zones")
    require_metres(zones, f"{what}: zones", areas=True)
    require_same_crs(demand.frame, zones, f"{what}: demand and zones")
    require_polygons(zones, f"{what}: a zone")
    require_valid(zones, f"{what}: zones")
    ids = checked_ids(zones, zone_id, f"{what}: the zones", CLOSING).reset_index(drop=True)
    shapes = placed_shapes(zones)
    there = shapes[~shapely.is_missing(shapes)]
    twice = float(shapely.area(there).sum()) - float(shapely.area(shapely.union_all(there))) if len(there) else 0.0
    overlap = twice > max(_SLACK * float(shapely.area(there).sum()), 1e-3)
    found = []
    if overlap:
        text = Sentence(
            "zones overlap on {twice:,.0f} m2: demand there is counted in each, and taken away in (zone overlap)",
            twice=twice,
        )
        found.append(
            Finding("warning", "zones_overlap", "zones", None, text, Sentence("look at the borders of the zones"))
        )
    home = _first_zone(middles(demand.shapes), shapes)
    dots = _dots_in_zones(demand, shapes)
    areas = _areas_in_zones(demand, shapes)
    unit, zone, part = (np.concatenate([one, other]) for one, other in zip(dots[:3], areas[:3], strict=True))
    return Zones(
        frame=zones,
        ids=ids,
        shapes=shapes,
        overlap=overlap,
        unit=unit.astype(np.intp),
        zone=zone.astype(np.intp),
        part=part,
        pieces=np.concatenate([dots[3], areas[3]]),
        home=home,
        findings=tuple(found),
    )


def pieces_served(
    zones: Zones, demand: Demand, served: Served, facilities: Facilities, serves: Flags, way: Way
) -> tuple[Floats, Floats, Floats]:
    """Give what of each piece is served: of a point, or what is coarse, as its unit; of an area, what lies in it."""
    low, high = served.low[zones.unit], served.high[zones.unit]
    share = served.share[zones.unit]
    own = np.flatnonzero(demand.areas[zones.unit] & ~way.coarse(demand)[zones.unit] & way.straight)
    share[own], low[own], high[own] = shares_of_pieces(
        zones.pieces[own], zones.unit[own], demand, facilities, serves, way
    )
    return share, low, high


def facilities_by_zone(zones: Zones, facilities: Facilities, serves: Flags) -> Positions:
    """Count the facilities that serve in each zone, and last those outside; of an area its middle counts."""
    where = _first_zone(middles(facilities.shapes[serves]), zones.shapes)
    return np.bincount(np.where(where < 0, len(zones.ids), where), minlength=len(zones.ids) + 1).astype(np.intp)


def _first_zone(points: Geometries, zones: Geometries) -> Positions:
    """Give the first zone that each point lies in or on the border of, -1 for none."""
    result = np.full(len(points), OUTSIDE, dtype=np.intp)
    if len(points) and len(zones):
        at, zone = shapely.STRtree(zones).query(points, predicate="intersects")
        order = np.lexsort((zone, at))[::-1]
        result[at[order]] = zone[order]
    return result


def _dots_in_zones(demand: Demand, zones: Geometries) -> tuple[Positions, Positions, Floats, Geometries]:
    """Put points into zones: into each that they lie inside of; on borders only, into the first."""
    dots = np.flatnonzero(~demand.areas & demand.placed)
    points = middles(demand.shapes[dots])
    at, zone = shapely.STRtree(zones).query(points, predicate="within")
    rest = np.setdiff1d(np.arange(len(dots)), at)
    unit = np.concatenate([dots[at], dots[rest]])
    where = np.concatenate([zone, _first_zone(points[rest], zones)])
    return unit, where, np.ones(len(unit)), np.full(len(unit), None, dtype=object)


def _areas_in_zones(demand: Demand, zones: Geometries) -> tuple[Positions, Positions, Floats, Geometries]:
    """Cut areas by zones, and keep what lies outside of all."""
    areas = np.flatnonzero(demand.areas & demand.placed)
    units = demand.shapes[areas]
    if not len(areas):
        none = np.zeros(0, dtype=np.intp)
        return none, none, np.zeros(0), np.zeros(0, dtype=object)
    whole = shapely.area(units)
    ready = np.array(zones, dtype=object)
    shapely.prepare(ready)
    at, zone = shapely.STRtree(units).query(ready, predicate="intersects")[::-1]
    inside = np.asarray(shapely.covers(ready[zone], units[at]))
    pieces = units[at].copy()
    pieces[~inside] = shapely.intersection(units[at[~inside]], ready[zone[~inside]])
    part = np.where(inside, 1.0, shapely.area(pieces) / whole[at])
    kept = part > 0
    at, zone, part, pieces, inside = at[kept], zone[kept], part[kept], pieces[kept], inside[kept]
    covered = np.zeros(len(areas), dtype=bool)
    covered[at[inside]] = True
    left = np.flatnonzero(~covered)
    order = np.argsort(at, kind="stable")
    starts, ends = (np.searchsorted(at[order], left, side=side) for side in ("left", "right"))
    united = [shapely.union_all(ready[zone[order[start:end]]]) for start, end in zip(starts, ends, strict=True)]
    rest = shapely.difference(units[left], np.array(united, dtype=object))
    parts = shapely.area(rest) / whole[left]
    some = parts > _SLACK
    left, rest, parts = left[some], rest[some], parts[some]
    return (
        np.concatenate([areas[at], areas[left]]),
        np.concatenate([zone, np.full(len(left), OUTSIDE, dtype=np.intp)]),
        np.concatenate([part, parts]),
        np.concatenate([pieces, rest]),
    )
