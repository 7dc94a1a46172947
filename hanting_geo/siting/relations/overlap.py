"""What sites and the features of a layer have in common when both may be displaced."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.lazy import Once
from hanting_geo.core.threads import LIGHT, elementwise
from hanting_geo.siting.relations.answers import (
    AREAL,
    Areas,
    any_of,
    area_of,
    changed,
    measured_in_lots,
    nearest_of,
    ranked,
    united,
    united_area,
)
from hanting_geo.siting.relations.displacement import ON_BORDER_M, grow, shrink
from hanting_geo.siting.relations.nearest import (
    SitePairs,
    covers,
    distance,
    dwithin,
    intersects,
    pairs_within,
    prepared,
)
from hanting_geo.siting.relations.shapes import boxes_meet, in_common, is_something, of_dimension

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.siting.relations.answers import Case
    from hanting_geo.siting.relations.features import Features

__all__ = ["Overlaps", "cut", "flagged", "interiors_meet", "is_deep", "nearby"]

_DISC_M = 0.1
"""A disc of this radius is more than touching."""
_MANY_CORNERS = 64


class Overlaps:
    """Sites and features that may overlap, shared by rules of the same features. Areas are measured when asked.

    Parameters
    ----------
    case
        The sites.
    layer
        The features.
    only
        Tells of pairs which of them count; None is all.
    """

    def __init__(self, case: Case, layer: Features, only: Callable[[SitePairs], Flags] | None = None) -> None:
        self.case, self.layer = case, layer
        stated = np.nan_to_num(layer.accuracy_m)
        pairs = pairs_within(case.possible, case.accuracy_m, layer.shapes, stated)
        self.pairs = pairs = pairs if only is None else pairs.pick(only(pairs))
        features, sites = prepared(layer.shapes, pairs.feature), case.possible[pairs.site]
        self._shift = shift = case.accuracy_m[pairs.site] + stated[pairs.feature]
        met = np.ones(len(shift), dtype=bool)
        met[shift > 0] = intersects(features[shift > 0], sites[shift > 0])
        covered = met.copy()
        covered[met] = covers(features[met], sites[met])
        self._met, self._covered = met, covered

        self._drawn = _common(case.drawn, pairs, features, met, covered)
        apart = np.flatnonzero(~case.alike[pairs.site])
        self._inner, self._outer = self._drawn, self._drawn
        if len(apart):
            self._inner, self._outer = self._drawn.copy(), self._drawn.copy()
            some = pairs.pick(apart)
            for pieces, parts in ((self._inner, case.certain), (self._outer, case.possible)):
                pieces[apart] = _common(parts, some, features[apart], met[apart], covered[apart])
        self.drawn = _meet(case.drawn[pairs.site], features, np.zeros(len(shift)), self._drawn)
        still = shift == 0
        self.maybe = np.ones(len(shift), dtype=bool)
        self.maybe[still] = _meet(sites[still], features[still], shift[still], self._outer[still])
        moving = np.flatnonzero((shift > 0) & ~met)
        far = np.zeros(len(shift))
        far[moving] = distance(features[moving], sites[moving])
        self.maybe[moving] = far[moving] <= shift[moving] - ON_BORDER_M
        self.distance_m = nearest_of(case, layer, pairs, far, 0.0)
        drawn_m2 = shapely.area(self._drawn)
        self.taken = any_of(pairs, drawn_m2 > 0, len(case.whole))
        self.hits = ranked(pairs, self.maybe, drawn_m2 + shapely.length(self._drawn) * 1e-9)

        self.surely = Once(self._surely)
        """Tells the sites that overlap a feature however both are displaced."""
        self.areas = Once(self._areas)
        """Measures what the sites have in common with the features; lets go of what it measured."""

    def _surely(self) -> Flags:
        pairs, shift, count = self.pairs, self._shift, len(self.case.whole)
        sites, features = self.case.certain[pairs.site], self.layer.shapes[pairs.feature]
        areal = (shift > 0) & (_dimensions(sites, features) == AREAL)
        plain = ~areal
        result = any_of(
            pairs.pick(plain), _meet(sites[plain], features[plain], shift[plain], self._inner[plain]), count
        )
        rows = np.flatnonzero(areal & self._met & is_something(self._inner) & ~result[pairs.site])
        # One pair is enough: the largest of each site is asked first.
        rows = rows[np.lexsort((-shapely.area(self._inner[rows]), pairs.site[rows]))]
        first = np.unique(pairs.site[rows], return_index=True)[1]
        left = []
        for some in (rows[first], np.delete(rows, first)):
            asked = some[~result[pairs.site[some]]]
            deep, shallow = _depths(sites[asked], features[asked], self._inner[asked], shift[asked])
            result[pairs.site[asked[deep]]] = True
            left.append(asked[~deep & ~shallow])
        rows = np.concatenate(left)
        rows = np.sort(rows[~result[pairs.site[rows]]])
        result[pairs.site[rows[is_something(self._held(rows))]]] = True
        rows = rows[~result[pairs.site[rows]]]
        result[pairs.site[rows[is_something(self._kept(rows))]]] = True
        return result

    def _areas(self) -> Areas:
        surely = self.surely()
        measured = measured_in_lots(self.case, self.pairs, lambda *lot: self._measure(surely, *lot))
        del self._drawn, self._inner, self._outer
        return measured

    def _measure(self, surely: Flags, sites: Positions, rows: Positions, owner: Positions) -> Areas:
        """Measure some sites: their pairs, and of each the place of its site."""
        case, shift = self.case, self._shift[rows]
        mine, features = case.possible[sites], self.layer.shapes[self.pairs.feature[rows]]
        pieces = united(owner, self._drawn[rows], self._covered[rows], case.drawn[sites])
        drawn = area_of(pieces)
        moving = (shift > 0) & (_dimensions(mine[owner], features) == AREAL)
        free = self._free(sites, rows, owner, moving)
        own = np.bincount(owner, np.where(free, shapely.area(features), 0.0), len(sites))
        moving &= ~free
        # What one feature covers cannot lie in more.
        open_ = ~flagged(owner, self._covered[rows], len(sites))
        wide = moving & self.maybe[rows] & open_[owner]
        sure = surely[sites]
        whole = self._held_whole(sites, rows, owner, moving & sure[owner])
        narrow = moving & self._met[rows] & (sure & ~whole)[owner]
        near, either = features.copy(), wide | narrow
        near[either] = nearby(features[either], mine, owner[either], shift[either])

        outer = self._outer[rows]
        outer[free] = shapely.Polygon()
        outer[wide] = cut(mine[owner[wide]], grow(near[wide], shift[wide]))
        high = np.where(open_, drawn, area_of(mine))
        again = open_ & (flagged(owner, wide | free, len(sites)) | ~case.alike[sites])
        high[again] = united_area(owner, outer, again) + own[again]
        most = np.bincount(owner, np.where(self.maybe[rows], shapely.area(features), 0.0), len(sites))

        # However all R are displaced, S has S & shrink(R, c) in common with them, and with each R a piece as large as
        # shrink(S, c) & R.
        certain, inner = case.certain[sites], self._inner[rows]
        low = np.where(whole, area_of(certain), drawn)
        held = inner.copy()
        held[shift > 0] = shapely.Polygon()
        held[narrow] = cut(certain[owner[narrow]], shrink(near[narrow], shift[narrow]))
        again = sure & ~whole & (flagged(owner, shift > 0, len(sites)) | ~case.alike[sites])
        low[again] = united_area(owner, held, again) + own[again]
        # No larger than what is drawn: of several features, seldom larger than what is held of all.
        larger = np.flatnonzero(narrow & (shapely.area(inner) > low[owner]))
        np.maximum.at(low, owner[larger], shapely.area(self._kept(rows[larger])))
        return Areas.ordered(drawn, np.where(sure, low, 0.0), np.minimum(high, most), pieces)

    def _free(self, sites: Positions, rows: Positions, owner: Positions, moving: Flags) -> Flags:
        """Tell pairs whose feature lies in the site wherever it is, and meets no other: it takes its own area."""
        mine, features = self.case.possible[sites], self.layer.shapes[self.pairs.feature[rows]]
        shift = self._shift[rows]
        boxes = shapely.bounds(features) + shift[:, None] * np.array([-1, -1, 1, 1])
        around = shapely.bounds(mine)[owner]
        result = moving & self._met[rows] & self.case.alike[sites][owner]
        result &= (boxes[:, :2] >= around[:, :2]).all(axis=1) & (boxes[:, 2:] <= around[:, 2:]).all(axis=1)
        near = np.flatnonzero(self.maybe[rows] & flagged(owner, result, len(sites))[owner])
        for met in boxes_meet(owner[near], boxes[near]):
            result[near[met]] = False
        asked = np.flatnonzero(result)
        result[asked] = shapely.covers(mine[owner[asked]], features[asked])
        asked = asked[result[asked]]
        borders = shapely.boundary(mine[owner[asked]])
        result[asked] = shapely.distance(borders, features[asked]) >= shift[asked]
        return result

    def _held_whole(self, sites: Positions, rows: Positions, owner: Positions, moving: Flags) -> Flags:
        """Tell the sites that lie in one feature wherever it is."""
        mine = self.case.certain[sites]
        asked = np.flatnonzero(moving & self._covered[rows])
        borders = shapely.boundary(self.layer.shapes[self.pairs.feature[rows[asked]]])
        deep = shapely.distance(borders, mine[owner[asked]]) >= self._shift[rows[asked]]
        return flagged(owner, asked[deep], len(sites))

    def _held(self, rows: Positions) -> Geometries:
        """Give for pairs of polygons S & shrink(R, c)."""
        pairs, shift = self.pairs.pick(rows), self._shift[rows]
        near = nearby(self.layer.shapes[pairs.feature], self.case.certain, pairs.site, shift)
        return cut(self.case.certain[pairs.site], shrink(near, shift))

    def _kept(self, rows: Positions) -> Geometries:
        """Give for pairs of polygons shrink(S, c) & R."""
        pairs = self.pairs.pick(rows)
        return cut(changed(self.case.certain, pairs.site, self._shift[rows], shrink), self.layer.shapes[pairs.feature])


def interiors_meet(sites: Geometries, features: Geometries, shift: Floats) -> Flags:
    """Tell pairs of which one is met by the interior of the other one shrunk by the shift; lines have no interior."""
    result = np.zeros(len(shift), dtype=bool)
    mine, theirs = shapely.get_dimensions(sites) == AREAL, shapely.get_dimensions(features) == AREAL
    thin = np.flatnonzero(mine ^ theirs)
    both = in_common(sites[thin], features[thin])
    result[thin] = _meet(sites[thin], features[thin], shift[thin], both)
    areal = np.flatnonzero(mine & theirs)
    for some, others in ((sites, features), (features, sites)):
        left = areal[~result[areal]]
        near = nearby(some[left], others[left], np.arange(len(left)), shift[left])
        result[left] = is_something(cut(shrink(near, shift[left]), others[left]))
    return result


def nearby(features: Geometries, sites: Geometries, rows: Positions, reach: Floats) -> Geometries:
    """Give of polygons the part round the box of a site, with room for displacements by ``reach``; simple ones whole.

    What :func:`~hanting_geo.siting.relations.displacement.shrink` takes away at inner corners lies within 1.05 times
    the distance, and the box has none.
    """
    result = features.copy()
    many = np.flatnonzero(shapely.get_num_coordinates(features) > _MANY_CORNERS)
    room = 1.2 * reach[many, None] + 0.01
    low_x, low_y, high_x, high_y = (shapely.bounds(sites)[rows[many]] + room * np.array([-1, -1, 1, 1])).T
    result[many] = cut(np.asarray(shapely.box(low_x, low_y, high_x, high_y), dtype=object), features[many])
    return result


def cut(sites: Geometries, others: Geometries) -> Geometries:
    """Intersect polygons, in threads, where neither is empty."""
    result = np.full(len(sites), shapely.Polygon(), dtype=object)
    there = np.flatnonzero(~shapely.is_empty(sites) & ~shapely.is_empty(others))
    both = in_common(sites[there], others[there])
    result[there] = of_dimension(both, np.full(len(there), AREAL))
    return result


def flagged(owner: Positions, flags: Flags | Positions, count: int) -> Flags:
    """Tell the sites of which any pair is flagged, by the place of its site."""
    result = np.zeros(count, dtype=bool)
    result[owner[flags]] = True
    return result


def _depths(sites: Geometries, features: Geometries, pieces: Geometries, shift: Floats) -> tuple[Flags, Flags]:
    """Tell pairs of polygons of which one point of their piece decides: surely deep enough, surely nowhere.

    What :func:`shrink` cuts off at corners lies within one and a half times the distance, and no point of the piece is
    deeper than its middle and the way there together.
    """
    if not len(sites):
        return np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)

    x_min, y_min, x_max, y_max = shapely.bounds(pieces).T
    centres = np.asarray(shapely.points((x_min + x_max) / 2, (y_min + y_max) / 2), dtype=object)

    def depths(mine: Geometries, others: Geometries, parts: Geometries, middles: Geometries) -> np.ndarray:
        points = shapely.point_on_surface(parts)
        borders = shapely.boundary(mine), shapely.boundary(others)
        return np.column_stack([shapely.distance(border, of) for of in (points, middles) for border in borders])

    far = elementwise(depths, sites, features, pieces, centres, least=LIGHT)
    least, most = far[:, :2].min(axis=1), far[:, :2].max(axis=1)
    disc = math.pi * _DISC_M**2
    around = shapely.length(sites) + shapely.length(features)
    deep = (least >= _DISC_M) & (most >= 1.5 * shift + _DISC_M) & (disc > ON_BORDER_M * around)
    reach = far[:, 2:].max(axis=1) + np.hypot(x_max - x_min, y_max - y_min) / 2
    return deep, ~deep & (reach < 0.999 * shift)


def _common(sites: Geometries, pairs: SitePairs, features: Geometries, met: Flags, covered: Flags) -> Geometries:
    """Intersect pairs, in the dimension that they have in common."""
    pieces = np.full(len(features), shapely.GeometryCollection(), dtype=object)
    pieces[covered] = sites[pairs.site[covered]]
    cut = np.flatnonzero(met & ~covered)
    mine, others = sites[pairs.site[cut]], features[cut]
    both = in_common(mine, others)
    # Two lines may have lines and points in common; where there are lines, the points are not shown.
    linear = (shapely.get_dimensions(mine) == 1) & (shapely.get_dimensions(others) == 1)
    common = np.where(linear, shapely.get_dimensions(both), _dimensions(mine, others))
    pieces[cut] = of_dimension(both, common)
    pieces[~is_something(pieces)] = shapely.GeometryCollection()
    return pieces


def _dimensions(first: Geometries, second: Geometries) -> np.ndarray:
    return np.minimum(shapely.get_dimensions(first), shapely.get_dimensions(second))


def _meet(sites: Geometries, features: Geometries, shift: Floats, pieces: Geometries) -> Flags:
    """Tell pairs whose interiors surely meet, for polygons by their common piece, else by how deep one lies.

    A line or point lies in a polygon if some of it stays in the polygon shrunk by the shift, at least by a micrometre.
    Two lines cross as drawn; with a displacement nothing is sure of them.
    """
    mine, theirs = shapely.get_dimensions(sites), shapely.get_dimensions(features)
    result = (mine == AREAL) & (theirs == AREAL) & is_something(pieces)
    thin = (mine < AREAL) & (theirs < AREAL) & ~shapely.is_empty(pieces) & (shift == 0)
    result[thin] = ~shapely.touches(sites[thin], features[thin])
    mixed = np.flatnonzero(((mine == AREAL) ^ (theirs == AREAL)) & ~shapely.is_empty(pieces))
    site_is_area = mine[mixed] == AREAL
    area = np.where(site_is_area, sites[mixed], features[mixed])
    other = np.where(site_is_area, features[mixed], sites[mixed])
    depth = np.maximum(shift[mixed], ON_BORDER_M)
    is_point = shapely.get_type_id(other) == shapely.GeometryType.POINT
    found = np.zeros(len(mixed), dtype=bool)
    found[is_point] = is_deep(area[is_point], other[is_point], depth[is_point])
    long = ~is_point
    kept = shapely.intersection(shrink(area[long], depth[long]), other[long])
    found[long] = is_something(of_dimension(kept, shapely.get_dimensions(other[long])))
    result[mixed] = found
    return np.asarray(result, dtype=bool)


def is_deep(areas: Geometries, others: Geometries, depth_m: Floats) -> Flags:
    """Tell what lies farther than this from the border of the area that it lies in, exactly."""
    _, first, again = np.unique(list(map(id, areas)), return_index=True, return_inverse=True)
    order = np.argsort(again.ravel(), kind="stable")
    borders = np.asarray(shapely.boundary(areas[first]), dtype=object)
    shapely.prepare(borders)
    result = np.empty(len(areas), dtype=bool)
    result[order] = ~dwithin(borders[again.ravel()[order]], others[order], depth_m[order])
    return result
