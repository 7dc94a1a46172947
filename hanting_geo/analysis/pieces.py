"""Simple parts of features, and what of each lies in which zone: the geometry under the zone statistics.

Areas are cut by the zones. Lines are cut where they meet a zone's border and each piece is placed whole, by its
middle, so that border cases add up exactly; points are placed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.crs.area import measure_area

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from pyproj import CRS

    Geometries = NDArray[np.object_]
    Positions = NDArray[np.intp]

__all__ = ["AGAIN", "ON_BORDER_M", "OUTSIDE", "WHOLE", "Lying", "Zones", "common_ground", "simple_parts", "subtract"]

OUTSIDE, AGAIN, WHOLE = -1, -2, -3
ON_BORDER_M = 1e-6
"""A point within a micrometre of a border is on it: rounding moves coordinates of millions of metres by a nanometre."""

_AREAS_MEET = "2********"
_LINES_MEET = "1********"


class Lying(NamedTuple):
    """What lies where: plain arrays, a row for each part and zone that meet."""

    part: Positions
    zone: Positions
    """Position of the zone; or :data:`OUTSIDE` all zones, :data:`AGAIN` (what zones after the first count once more),
    :data:`WHOLE` (the part uncut)."""
    measures: NDArray[np.float64]
    """Columns ``length_m, plane_m2, ellipsoid_m2``."""

    @classmethod
    def stacked(cls, tables: Iterable[tuple[Positions, Positions | int, NDArray[np.float64]]]) -> Lying:
        """Put tables under each other; a single zone stands for all rows of its table."""
        parts, zones, measures = zip(*tables, strict=True)
        return cls(
            np.concatenate(parts),
            np.concatenate([np.broadcast_to(zone, len(part)) for part, zone in zip(parts, zones, strict=True)]),
            np.concatenate(measures),
        )

    def pick(self, rows: NDArray[np.bool_]) -> Lying:
        """Keep some rows."""
        return Lying(self.part[rows], self.zone[rows], self.measures[rows])


def simple_parts(geometry: Geometries) -> tuple[Geometries, Positions]:
    """Take features apart into points, lines and polygons; a line that runs over itself counts there once.

    Returns
    -------
    parts, owner
        The parts, and for each the position of its feature; null and empty geometries have none.
    """
    parts, owner = shapely.get_parts(geometry, return_index=True)
    while (nested := shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        inner, index = shapely.get_parts(parts[nested], return_index=True)
        parts, owner = np.concatenate([parts[~nested], inner]), np.concatenate([owner[~nested], owner[nested][index]])
    tangled = (shapely.get_dimensions(parts) == 1) & ~shapely.is_simple(parts)
    if tangled.any():
        noded = np.array([shapely.union_all([line]) for line in parts[tangled]], dtype=object)
        inner, index = shapely.get_parts(noded, return_index=True)
        parts, owner = (
            np.concatenate([parts[~tangled], inner]),
            np.concatenate([owner[~tangled], owner[tangled][index]]),
        )
    there = ~shapely.is_empty(parts)
    order = np.argsort(owner[there], kind="stable")
    return parts[there][order], owner[there][order]


def common_ground(parts: Geometries) -> tuple[Positions, Positions]:
    """Find pairs of polygons that share area, or of lines that share length: (later, earlier), sorted."""
    later, earlier = shapely.STRtree(parts).query(parts, predicate="intersects")
    once = later > earlier
    later, earlier = later[once], earlier[once]
    pattern = _AREAS_MEET if len(parts) and shapely.get_dimensions(parts[0]) > 1 else _LINES_MEET
    meet = shapely.relate_pattern(parts[later], parts[earlier], pattern)
    later, earlier = later[meet], earlier[meet]
    order = np.lexsort((earlier, later))
    return later[order], earlier[order]


def subtract(parts: Geometries, rows: Positions, cutters: Geometries) -> Geometries:
    """Take from each part all of its cutters; ``rows`` (sorted) says whose each cutter is."""
    result = parts.copy()
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    for turn in range(int(np.max(rank, initial=-1)) + 1):
        now = rank == turn
        result[rows[now]] = shapely.difference(result[rows[now]], cutters[now])
    return result


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
        # New geometries, since preparing marks them.
        self._geometry = np.asarray(shapely.force_2d(geometry), dtype=object)
        self._border = np.asarray(shapely.boundary(self._geometry), dtype=object)
        self._crs = crs
        shapely.prepare(self._geometry)
        shapely.prepare(self._border)
        self._tree = shapely.STRtree(self._geometry)
        self._shared = self._shared_with_earlier()

    def answer(self, parts: Geometries) -> Lying:
        """Say what of each part lies where; all parts of one dimension."""
        dimension = int(np.max(shapely.get_dimensions(parts), initial=0))
        if dimension == 0:
            return self._place(parts, np.arange(len(parts)), np.zeros(len(parts)))
        return self._place_lines(parts) if dimension == 1 else self._cut_areas(parts)

    def _shared_with_earlier(self) -> Geometries:
        """Give of each zone what it has in common with the zones before it; null where that has no area."""
        shared = np.full(len(self._geometry), None, dtype=object)
        placed = np.flatnonzero(~(shapely.is_missing(self._geometry) | shapely.is_empty(self._geometry)))
        later, earlier = common_ground(self._geometry[placed])
        later, earlier = placed[later], placed[earlier]
        for zone in np.unique(later):
            before = shapely.union_all(self._geometry[earlier[later == zone]])
            shared[zone] = shapely.intersection(self._geometry[zone], before)
        shapely.prepare(shared)
        return shared

    def _cut_areas(self, parts: Geometries) -> Lying:
        whole = self._areas(parts)
        part, zone = self._tree.query(parts, predicate="intersects")
        covered = shapely.covers(self._geometry[zone], parts[part])
        inside = whole[part[covered]]
        cut_part, cut_zone = part[~covered], zone[~covered]
        cut = self._areas(shapely.intersection(parts[cut_part], self._geometry[cut_zone]))
        # What no zone covers whole is left with what the zones that meet it leave.
        within = np.zeros(len(parts), dtype=bool)
        within[part[covered]] = True
        torn = ~within[cut_part]
        order = np.argsort(cut_part[torn], kind="stable")
        rest = subtract(parts, cut_part[torn][order], self._geometry[cut_zone[torn][order]])
        met = np.unique(cut_part[torn])
        missed = np.setdiff1d(np.flatnonzero(~within), met)
        shared = ~shapely.is_missing(self._shared[zone])
        shared[shared] = shapely.intersects(self._shared[zone[shared]], parts[part[shared]])
        again = self._areas(shapely.intersection(parts[part[shared]], self._shared[zone[shared]]))
        return Lying.stacked(
            [
                (np.arange(len(parts)), WHOLE, whole),
                (part[covered], zone[covered], inside),
                (cut_part, cut_zone, cut),
                (met, OUTSIDE, self._areas(rest[met])),
                (missed, OUTSIDE, whole[missed]),
                (part[shared], AGAIN, again),
            ]
        )

    def _areas(self, geometry: Geometries) -> NDArray[np.float64]:
        # An overlay in floating point may, rarely, leave a ring that touches itself.
        bad = ~shapely.is_valid(geometry)
        if bad.any():
            geometry = geometry.copy()
            geometry[bad] = shapely.make_valid(geometry[bad])
        areas = measure_area(gpd.GeoSeries(geometry, crs=self._crs))
        return np.column_stack([np.zeros(len(areas)), areas["plane_m2"], areas["ellipsoid_m2"]])

    def _place_lines(self, parts: Geometries) -> Lying:
        pieces, owner = shapely.get_parts(parts, return_index=True)
        line, zone = shapely.STRtree(self._border).query(pieces, predicate="intersects")
        order = np.lexsort((zone, line))
        pieces, owner = _split(pieces, owner, line[order], self._border[zone[order]])
        middles = np.asarray(shapely.line_interpolate_point(pieces, 0.5, normalized=True))
        return _summed(self._place(middles, owner, shapely.length(pieces)))

    def _place(self, points: Geometries, owner: Positions, lengths: NDArray[np.float64]) -> Lying:
        """Place points, and with them the lengths that they stand for; on a common border the first zone has them."""
        point, zone = self._tree.query(points, predicate="dwithin", distance=ON_BORDER_M)
        order = np.lexsort((zone, point))
        point, zone = point[order], zone[order]
        on_border = shapely.dwithin(self._border[zone], points[point], ON_BORDER_M)
        keep = ~on_border
        border = np.flatnonzero(on_border)
        keep[border[np.unique(point[border], return_index=True)[1]]] = True
        point, zone = point[keep], zone[keep]
        found = np.bincount(point, minlength=len(points))
        nowhere, again = np.flatnonzero(found == 0), np.flatnonzero(found > 1)

        measures = np.column_stack([lengths, np.zeros((len(points), 2))])
        return Lying.stacked(
            [
                (owner, WHOLE, measures),
                (owner[point], zone, measures[point]),
                (owner[nowhere], OUTSIDE, measures[nowhere]),
                (owner[again], AGAIN, measures[again] * (found[again] - 1)[:, None]),
            ]
        )


def _summed(rows: Lying) -> Lying:
    """Make one row of the pieces of one line in one zone."""
    keys, row = np.unique(np.column_stack([rows.part, rows.zone]), axis=0, return_inverse=True)
    measures = np.column_stack(
        [np.bincount(row.ravel(), column, len(keys)).astype(float) for column in rows.measures.T]
    )
    return Lying(keys[:, 0], keys[:, 1], measures)


def _split(pieces: Geometries, owner: Positions, line: Positions, borders: Geometries) -> tuple[Geometries, Positions]:
    """Cut lines where they meet borders, and where they begin and cease to run along one.

    ``line`` (sorted) says which of the pieces each border cuts.
    """
    rank = np.arange(len(line)) - np.searchsorted(line, line)
    source = np.arange(len(pieces))
    for turn in range(int(np.max(rank, initial=-1)) + 1):
        now = rank == turn
        cutter = np.full(len(owner), None, dtype=object)
        cutter[line[now]] = borders[now]
        cutters = cutter[source]
        touched = shapely.intersects(pieces, cutters)
        mine, by, whose = pieces[touched], cutters[touched], source[touched]
        cuts = np.concatenate([shapely.difference(mine, by), shapely.intersection(mine, by)])
        parts, index = shapely.get_parts(cuts, return_index=True)
        while (nested := shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
            inner, deeper = shapely.get_parts(parts[nested], return_index=True)
            parts, index = (
                np.concatenate([parts[~nested], inner]),
                np.concatenate([index[~nested], index[nested][deeper]]),
            )
        lineal = shapely.length(parts) > 0
        pieces = np.concatenate([pieces[~touched], parts[lineal]])
        source = np.concatenate([source[~touched], np.concatenate([whose, whose])[index[lineal]]])
    return pieces, owner[source]
