"""Which part of an area lies within reach of any of many facilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["QUAD_SEGS", "PairsInReach", "Shares", "covered_shares", "pairs_within_reach", "within"]

QUAD_SEGS = 64
"""Pieces to a quarter circle: what a circle loses by them is a ten-thousandth of its area."""


class PairsInReach(NamedTuple):
    """Areas and facilities whose reach they meet, by area."""

    unit: Positions
    facility: Positions
    reach: Geometries
    """What lies within reach of the facility, for this area."""


class Shares(NamedTuple):
    """Parts of areas within reach."""

    whole: Floats
    """Of each area, of any facility."""
    of_pairs: Floats
    """Of each pair, of its one facility."""


def within(shapes: Geometries, metres: Floats) -> Geometries:
    """Give what lies within metres of each shape, whole circles at the corners; below 0, what is left of an area."""
    return np.asarray(shapely.buffer(shapes, metres, quad_segs=QUAD_SEGS), dtype=object)


def pairs_within_reach(
    units: Geometries, facilities: Geometries, reach_m: float, unit_more_m: Floats, facility_more_m: Floats
) -> PairsInReach:
    """Find the areas that the reach of a facility meets; each pair reaches as much farther as both say."""
    none = np.zeros(0, dtype=np.intp)
    if not len(units) or not len(facilities):
        return PairsInReach(none, none, np.zeros(0, dtype=object))
    most = max(reach_m + float(unit_more_m.max()) + float(facility_more_m.max()), 0.0)
    unit, facility = shapely.STRtree(facilities).query(units, predicate="dwithin", distance=most)
    reach = reach_m + unit_more_m[unit] + facility_more_m[facility]
    near = shapely.distance(units[unit], facilities[facility]) <= np.maximum(reach, 0.0)
    unit, facility, reach = unit[near], facility[near], reach[near]
    order = np.lexsort((facility, unit))
    unit, facility, reach = unit[order], facility[order], reach[order]
    # A facility has one circle for all the areas that are known as well.
    _, first, number = np.unique(np.column_stack([facility, reach]), axis=0, return_index=True, return_inverse=True)
    circles = within(facilities[facility[first]], reach[first])
    shapely.prepare(circles)
    kept = ~shapely.is_empty(circles)[number.ravel()]
    return PairsInReach(unit[kept], facility[kept], circles[number.ravel()][kept])


def covered_shares(units: Geometries, pairs: PairsInReach) -> Shares:
    """Measure which part of each area lies within reach of any facility, and of each.

    Examples
    --------
    >>> areas = np.array([shapely.box(0, 0, 100, 100), shapely.box(500, 0, 600, 100)])
    >>> near = pairs_within_reach(areas, np.array([shapely.box(40, 0, 50, 100)]), 10.0, np.zeros(2), np.zeros(1))
    >>> covered_shares(areas, near).whole.tolist()
    [0.3, 0.0]
    """
    whole, of_pairs = np.zeros(len(units)), np.zeros(len(pairs.unit))
    if not len(pairs.unit):
        return Shares(whole, of_pairs)
    area = shapely.area(units)
    mine = units[pairs.unit]
    covers = np.asarray(shapely.covers(pairs.reach, mine))
    of_pairs[covers] = 1.0
    cut = np.flatnonzero(~covers)
    parts = shapely.area(shapely.intersection(mine[cut], pairs.reach[cut]))
    of_pairs[cut] = np.minimum(parts / area[pairs.unit[cut]], 1.0)
    np.maximum.at(whole, pairs.unit, of_pairs)
    # Several that each cover a part: their union is measured once.
    several = np.flatnonzero((np.bincount(pairs.unit, minlength=len(units)) > 1) & (whole < 1.0))
    starts = np.searchsorted(pairs.unit, several)
    ends = np.searchsorted(pairs.unit, several, side="right")
    united = [shapely.union_all(pairs.reach[start:end]) for start, end in zip(starts, ends, strict=True)]
    common = shapely.area(shapely.intersection(units[several], np.array(united, dtype=object)))
    whole[several] = np.clip(common / area[several], whole[several], 1.0)
    return Shares(whole, of_pairs)
