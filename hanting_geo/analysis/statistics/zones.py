"""Simple parts of features, and what of each lies in which zone: the geometry under the zone statistics.

Areas are cut by the zones, and what is outside is what the pieces leave. Lines are cut where they meet a zone's border
and each piece is placed whole, so that border cases add up exactly; points are placed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.area import areas
from hanting_geo.analysis.engine.clipping import BUILT, LEFT, RIGHT, Common, intersect
from hanting_geo.analysis.engine.lines import cut_lines
from hanting_geo.analysis.engine.overlaps import common_ground
from hanting_geo.analysis.engine.parts import flat
from hanting_geo.analysis.engine.point_in_polygon import Places
from hanting_geo.analysis.engine.remainders import difference, less
from hanting_geo.core.threads import each
from hanting_geo.crs.ellipsoid import ring_areas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = [
    "AGAIN",
    "OUTSIDE",
    "WHOLE",
    "Lying",
    "Zones",
    "common_ground",
]

OUTSIDE, AGAIN, WHOLE = -1, -2, -3

_OF_AREA, _OF_LENGTH = 1e-12, 8.0
"""What is left of an area is rounding up to this part of it, and so many ulps of the largest coordinate wide."""


class Lying(NamedTuple):
    """What lies where: plain arrays, a row for each part and zone that meet."""

    part: Positions
    zone: Positions
    """Position of the zone; or :data:`OUTSIDE` all zones, :data:`AGAIN` (what zones after the first count once more),
    :data:`WHOLE` (the part uncut)."""
    measures: Floats
    """Columns ``length_m, plane_m2, ellipsoid_m2``."""

    @classmethod
    def stacked(cls, tables: Iterable[tuple[Positions, Positions | int, Floats]]) -> Lying:
        """Put tables under each other; a single zone stands for all rows of its table."""
        parts, zones, measures = zip(*tables, strict=True)
        return cls(
            np.concatenate(parts),
            np.concatenate([np.broadcast_to(zone, len(part)) for part, zone in zip(parts, zones, strict=True)]),
            np.concatenate(measures),
        )

    @classmethod
    def nothing(cls) -> Lying:
        """Give a table without rows."""
        none = np.zeros(0, dtype=np.intp)
        return cls(none, none, np.zeros((0, 3)))

    def pick(self, rows: Flags) -> Lying:
        """Keep some rows."""
        return Lying(self.part[rows], self.zone[rows], self.measures[rows])


class Zones:
    """Zones that answer what of a part lies in them.

    Parameters
    ----------
    geometry
        Polygons in the order of precedence at common borders; null and empty ones hold nothing.
    crs
        Projected, metres.
    """

    def __init__(self, geometry: Geometries, crs: CRS) -> None:
        self._geometry = flat(geometry)
        self._crs = crs

    def place(self, x: Floats, y: Floats) -> tuple[Positions, Positions]:
        """Say where points lie: point and zone, also :data:`OUTSIDE`, and :data:`AGAIN` what lies in several zones."""
        if not len(x):
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
        point, zone = self._places.find(x, y)
        found = np.bincount(point, minlength=len(x))
        nowhere, again = np.flatnonzero(found == 0), np.flatnonzero(found > 1)
        return (
            np.concatenate([point, nowhere, again]),
            np.concatenate([zone, np.full(len(nowhere), OUTSIDE), np.full(len(again), AGAIN)]),
        )

    def answer(self, parts: Geometries) -> Lying:
        """Say what of each part lies where; all are lines, or all polygons."""
        if len(parts) and shapely.get_dimensions(parts[0]) == 1:
            return self._place_lines(parts)
        return self._cut_areas(parts)

    @cached_property
    def _places(self) -> Places:
        return Places(self._geometry)

    @cached_property
    def _shared(self) -> Geometries:
        """Give of each zone what it has in common with the zones before it; null where that has no area."""
        shared = np.full(len(self._geometry), None, dtype=object)
        placed = np.flatnonzero(~(shapely.is_missing(self._geometry) | shapely.is_empty(self._geometry)))
        some = self._geometry[placed]
        later, _ = common_ground(some)
        if not len(later):
            return shared
        zone = np.unique(later)
        common = intersect(some[zone], some)
        common = common.pick(common.right < zone[common.left])
        # What earlier ones leave of a zone, taken from it, is what they have of it.
        found = some[zone]
        rest = less(found, some, common)
        cut = ~shapely.is_empty(rest)
        found[cut] = difference(found[cut], rest[cut])
        there = ~shapely.is_empty(found)
        shared[placed[zone[there]]] = found[there]
        return shared

    def _cut_areas(self, parts: Geometries) -> Lying:
        # Kept in a geometry once asked for: ask before several threads do.
        bounds, _ = shapely.bounds(parts), shapely.bounds(self._geometry)
        asked: list[Callable[[], Any]] = [
            lambda: intersect(parts, self._geometry),
            lambda: self._areas(parts),
            lambda: self._shared,
        ]
        common, whole, shared = each(lambda ask: ask(), asked)
        inside = self._measured(common, whole, self._geometry)
        again = inside[0][:0], inside[1][:0], inside[2][:0]
        if not shapely.is_missing(shared).all():
            again = self._measured(intersect(parts, shared), whole, shared)
        # Where zones overlap, their pieces count a place once more for each zone after the first.
        left = whole - _total(inside, len(parts)) + _total(again, len(parts))
        # Of most, nothing at all is left.
        rest = np.flatnonzero(left[:, 1] > _OF_AREA * whole[:, 1])
        ulp = np.spacing(np.abs(bounds[rest]).max(axis=1, initial=0))
        rounding = _OF_AREA * whole[rest, 1] + _OF_LENGTH * ulp * shapely.length(parts[rest])
        rest = rest[left[rest, 1] > rounding]
        return Lying.stacked(
            [
                (np.arange(len(parts)), WHOLE, whole),
                inside,
                (again[0], AGAIN, again[2]),
                (rest, OUTSIDE, left[rest]),
            ]
        )

    def _measured(self, common: Common, whole: Floats, zones: Geometries) -> tuple[Positions, Positions, Floats]:
        """Measure what parts and zones have in common: part, zone, measures."""
        measures = np.zeros((len(common.left), 3))
        measures[common.kind == LEFT] = whole[common.left[common.kind == LEFT]]
        measures[common.kind == RIGHT] = self._areas(zones[common.right[common.kind == RIGHT]])
        measures[common.kind == BUILT] = self._areas(common.built)
        rings = common.rings
        for column, values in enumerate(ring_areas(rings.x, rings.y, rings.start, self._crs), start=1):
            measures[:, column] += np.bincount(rings.pair, values, len(measures))
        there = measures[:, 1] > 0
        return common.left[there], common.right[there], measures[there]

    def _areas(self, geometry: Geometries) -> Floats:
        return np.column_stack([np.zeros(len(geometry)), *areas(geometry, self._crs)])

    def _place_lines(self, lines: Geometries) -> Lying:
        """Cut lines at borders, and place the pieces; what runs along a common border the first zone has."""
        pieces = cut_lines(lines, self._geometry)
        piece, zone = self._places.find(pieces.x, pieces.y)
        found = np.bincount(piece, minlength=len(pieces.line))
        rows = np.arange(len(pieces.line))
        nowhere, again = np.flatnonzero(found == 0), np.flatnonzero(found > 1)
        row = np.concatenate([rows, piece, nowhere, again])
        where = np.concatenate([np.full(len(rows), WHOLE), zone, np.full(len(nowhere), OUTSIDE)])
        where = np.concatenate([where, np.full(len(again), AGAIN)])
        times = np.concatenate([np.ones(len(row) - len(again)), found[again] - 1.0])
        # One row of the pieces of one line in one zone.
        wide = len(self._geometry) - WHOLE
        keys, cell = np.unique(pieces.line[row] * wide + where - WHOLE, return_inverse=True)
        measures = np.zeros((len(keys), 3))
        measures[:, 0] = np.bincount(cell, pieces.length[row] * times, len(keys))
        return Lying(keys // wide, keys % wide + WHOLE, measures)


def _total(rows: tuple[Positions, Positions, Floats], parts: int) -> Floats:
    """Sum measures over zones, for each part."""
    return np.column_stack([np.bincount(rows[0], column, parts) for column in rows[2].T])
