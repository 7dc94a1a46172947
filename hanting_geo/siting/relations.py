"""How each relation between a site and the features of a layer is answered when both may be displaced.

Of a site with accuracy a and a feature with accuracy b, c = a + b bounds the displacement of one against the other,
and every feature is displaced by itself. Where b is not stated, a rule is found broken at face value (b = 0), and
never kept. Distances are exact; a micrometre is nothing.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.pieces import subtract
from hanting_geo.siting.reach import Nearest, Pairs, covers, dwithin, in_classes, intersects, pairs_within
from hanting_geo.siting.shifts import (
    ON_BORDER_M,
    QUAD_SEGS,
    grow,
    is_something,
    of_dimension,
    shrink,
    threaded,
    union_by,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.siting.ground import Ground
    from hanting_geo.siting.shifts import Flags, Floats, Rows, Shapes

__all__ = ["Answer", "Case", "Overlaps", "beyond_distance", "inside", "near", "outside", "overlap_at_most"]

_AREAL = 2
_DISC_M = 0.1
"""A disc of this radius is more than touching."""


class Case(NamedTuple):
    """Sites that a rule asks; the three parts are one array where the rule holds everywhere."""

    whole: Shapes
    drawn: Shapes
    """The part where the rule holds, as drawn."""
    certain: Shapes
    """The part where it holds however the shapes are displaced."""
    possible: Shapes
    """The part where it may hold."""
    accuracy_m: Floats


class Answer(NamedTuple):
    """What a rule says of sites: a row each."""

    conflict: Flags
    clear: Flags
    broken: Flags
    """As drawn, whatever the accuracies."""
    open: Flags
    """Whether what is known leaves it open; else only what nobody knows does."""
    taken: Flags
    """Whether it takes some area as drawn; not told of relations whose areas are measured only when they are asked."""
    drawn: Callable[[], tuple[Floats, Shapes]]
    """Measures where the rule is broken as drawn: area, NaN where a relation has none; piece, None or empty."""
    bounds: Callable[[], tuple[Floats, Floats]]
    """Measures the least and the largest area."""
    hits: Pairs
    """The features behind it, sorted by site, the most important first."""


def outside(met: Overlaps) -> Answer:
    """Ask for no interior point in common: touching is not overlapping."""
    count = len(met.case.whole)
    broken, maybe = (_any(met.pairs, flags, count) for flags in (met.drawn, met.maybe))
    clear = ~maybe & (not _is_unsure(met.ground))
    return Answer(met.surely(), clear, broken, maybe, *met.told())


def overlap_at_most(met: Overlaps, share: float) -> Answer:
    """Ask that the overlap is at most a share of the plane area of the whole site."""
    whole = met.case.whole
    most = share * shapely.area(whole) + ON_BORDER_M * shapely.length(whole) / 2
    broken = met.drawn_m2 > most
    # The least area is never more than what is drawn, the largest never less, nor more than all features.
    rows = np.flatnonzero(broken)
    conflict = broken.copy()
    conflict[rows] = met.low(rows) > most[rows]
    rows = np.flatnonzero(~broken & (met.most > most))
    over = broken.copy()
    over[rows] = met.high(rows) > most[rows]
    return Answer(conflict, ~over & (not _is_unsure(met.ground)), broken, over, *met.told())


def beyond_distance(case: Case, ground: Ground, distance_m: float) -> Answer:
    """Ask that the site is at least so far from every feature: d >= D."""
    sites, count = case.possible, len(case.whole)
    stated = np.nan_to_num(ground.accuracy_m)
    pairs = pairs_within(sites, case.accuracy_m, ground.shapes, stated + distance_m)
    features, shift = ground.shapes[pairs.feature], case.accuracy_m[pairs.site] + stated[pairs.feature]
    shapely.prepare(features)
    surely = dwithin(features, case.certain[pairs.site], distance_m - shift - ON_BORDER_M)
    drawn = dwithin(features, case.drawn[pairs.site], np.full(len(shift), distance_m - ON_BORDER_M))
    # At D = 0 there is nothing to keep away from, and with a displacement the distance is never below 0.
    maybe = dwithin(features, sites[pairs.site], distance_m + shift - ON_BORDER_M) & (distance_m > 0)
    shapely.destroy_prepared(features)
    conflict, broken, reached = (_any(pairs, flags, count) for flags in (surely, drawn, maybe))
    pairs, shift = pairs.pick(maybe), shift[maybe]
    fixed = np.full(len(shift), distance_m)

    @cache
    def taken() -> tuple[Floats, Shapes]:
        pieces = _near_pieces(case.drawn, pairs, ground.shapes, fixed, _plain)
        return _area(pieces), pieces

    def bounds() -> tuple[Floats, Floats]:
        low = _near_pieces(case.certain, pairs, ground.shapes, fixed - shift, _plain)
        high = _near_pieces(case.possible, pairs, ground.shapes, fixed + shift, grow)
        return _ordered(taken()[0], _area(low), _area(high))

    clear = ~reached & (distance_m == 0 or not _is_unsure(ground))
    ranked = _ranked(pairs, slice(None), np.where(drawn[maybe], 1.0, 0.0))
    return Answer(conflict, clear, broken, reached, np.zeros(count, dtype=bool), taken, bounds, ranked)


def near(case: Case, ground: Ground, distance_m: float, *, areal: bool) -> Answer:
    """Ask that some feature is so near to the site: d <= D; ``areal`` measures the part of the site that is farther.

    The distance is that of the whole site, also where the rule holds on a part of it.
    """
    count = len(case.whole)
    tree = Nearest(ground)
    clear, conflict = tree.sure(case.whole, case.accuracy_m, distance_m)
    open_ = np.flatnonzero(~clear & ~conflict)
    accuracy = in_classes(ground.accuracy_m)
    stated = np.nan_to_num(accuracy)
    some, own = case.whole[open_], case.accuracy_m[open_]
    pairs = pairs_within(some, own, ground.shapes, stated + distance_m + ON_BORDER_M)
    features, shift = ground.shapes[pairs.feature], own[pairs.site] + stated[pairs.feature]
    known = ~np.isnan(accuracy)[pairs.feature]
    shapely.prepare(features)
    surely = dwithin(features, some[pairs.site], distance_m + ON_BORDER_M - shift) & known
    shapely.destroy_prepared(features)
    clear[open_] = _any(pairs, surely, len(open_))
    conflict[open_] = ~_any(pairs, slice(None), len(open_))
    may = np.zeros(count, dtype=bool)
    may[open_] = _any(pairs, known, len(open_))
    conflict &= ground.unplaced == 0
    told = np.flatnonzero(~clear)
    least, nearest = tree.nearest(case.whole[told])
    broken = np.zeros(count, dtype=bool)
    broken[told] = least > distance_m + ON_BORDER_M
    there = nearest >= 0

    @cache
    def measure() -> tuple[tuple[Floats, Floats, Floats], Shapes]:
        return _farther(case, ground, distance_m, told) if areal else _no_areas(count)

    def drawn() -> tuple[Floats, Shapes]:
        areas, pieces = measure()
        return areas[0], pieces

    def bounds() -> tuple[Floats, Floats]:
        return measure()[0][1:]

    hits = Pairs(told[there], nearest[there])
    return Answer(conflict, clear, broken, may, np.zeros(count, dtype=bool), drawn, bounds, hits)


def inside(case: Case, ground: Ground) -> Answer:
    """Ask that the site lies in the union of the features, wherever each of them really is."""
    count = len(case.whole)
    stated = np.nan_to_num(ground.accuracy_m)
    pairs = pairs_within(case.possible, case.accuracy_m, ground.shapes, stated)
    features, shift = ground.shapes[pairs.feature], case.accuracy_m[pairs.site] + stated[pairs.feature]
    shapely.prepare(features)
    unknown = np.isnan(ground.accuracy_m)[pairs.feature]
    met = intersects(features, case.drawn[pairs.site])
    deep = met & ~unknown & covers(features, case.possible[pairs.site])
    moving = np.flatnonzero(deep & (shift > 0))
    deep[moving] = _is_deep(features[moving], case.possible[pairs.site[moving]], shift[moving] - ON_BORDER_M)
    shapely.destroy_prepared(features)
    clear = _any(pairs, deep, count)
    open_ = np.flatnonzero(~clear)
    undone = ~clear[pairs.site]
    rest = pairs.pick(undone)
    shift, unknown = shift[undone], unknown[undone]
    drawn = _without(case.drawn, rest, ground.shapes[rest.feature], open_)
    low, high = drawn, drawn
    if case.certain is not case.drawn or (shift > 0).any():
        low = _without(case.certain, rest, _changed(ground.shapes, rest.feature, shift, grow), open_)
    if case.possible is not case.drawn or (shift > 0).any() or unknown.any():
        inner = _changed(ground.shapes, rest.feature, np.where(unknown, np.inf, shift), shrink)
        high = _without(case.possible, rest, inner, open_)
    lost = [np.zeros(count, dtype=bool) for _ in range(3)]
    for flags, pieces in zip(lost, (drawn, low, high), strict=True):
        flags[open_] = is_something(pieces[open_])
    clear |= ~lost[2]
    areas = tuple(np.where(clear, 0.0, _area(pieces)) for pieces in (drawn, low, high))
    conflict = lost[1] & (ground.unplaced == 0)
    return Answer(
        conflict,
        clear,
        lost[0],
        lost[2] & ~lost[1],
        areas[0] > 0,
        lambda: (areas[0], drawn),
        lambda: _ordered(*areas),
        _ranked(pairs, met, np.zeros(len(met))),
    )


class Overlaps:
    """Sites and features that may overlap; rules of one ground share them. Bounds are measured when they are asked."""

    def __init__(self, case: Case, ground: Ground) -> None:
        self.case, self.ground = case, ground
        count = len(case.whole)
        stated = np.nan_to_num(ground.accuracy_m)
        self.pairs = pairs = pairs_within(case.possible, case.accuracy_m, ground.shapes, stated)
        features, sites = ground.shapes[pairs.feature], case.possible[pairs.site]
        self._shift = shift = case.accuracy_m[pairs.site] + stated[pairs.feature]
        shapely.prepare(features)
        met = np.ones(len(shift), dtype=bool)
        met[shift > 0] = intersects(features[shift > 0], sites[shift > 0])
        covered = met.copy()
        covered[met] = covers(features[met], sites[met])
        self._met, self._covered = met, covered

        pieces = _common(case.drawn, pairs, features, met, covered)
        self.drawn = _meet(case.drawn[pairs.site], features, np.zeros(len(shift)), pieces)
        self._inner = pieces if case.certain is case.drawn else _common(case.certain, pairs, features, met, covered)
        self._outer = pieces if case.possible is case.drawn else _common(case.possible, pairs, features, met, covered)
        still = shift == 0
        self.maybe = np.where(still, _meet(sites, features, np.zeros(len(shift)), self._outer), True)
        moving = np.flatnonzero((shift > 0) & ~met)
        self.maybe[moving] = dwithin(features[moving], sites[moving], shift[moving] - ON_BORDER_M)
        shapely.destroy_prepared(features)

        self.pieces = _united(pairs.site, pieces, count, covered, case.drawn)
        self.drawn_m2 = _area(self.pieces)
        self.most = np.bincount(pairs.site, np.where(self.maybe, shapely.area(features), 0.0), count)
        """All that the features can take of each site."""
        self._weight = shapely.area(pieces) + shapely.length(pieces) * 1e-9
        self._low, self._high = self._unmeasured(self._inner is pieces), self._unmeasured(self._outer is pieces)

    def told(self) -> tuple[Flags, Callable[[], tuple[Floats, Shapes]], Callable[[], tuple[Floats, Floats]], Pairs]:
        """Give the last columns of an answer."""
        every = np.arange(len(self.case.whole))
        hits = _ranked(self.pairs, self.maybe, self._weight)
        return (
            self.drawn_m2 > 0,
            lambda: (self.drawn_m2, self.pieces),
            lambda: (self.low(every), self.high(every)),
            hits,
        )

    def surely(self) -> Flags:
        """Tell the sites that overlap a feature however both are displaced."""
        pairs, shift, count = self.pairs, self._shift, len(self.case.whole)
        sites, features = self.case.certain[pairs.site], self.ground.shapes[pairs.feature]
        areal = (shift > 0) & (_dimensions(sites, features) == _AREAL)
        plain = ~areal
        result = _any(pairs.pick(plain), _meet(sites[plain], features[plain], shift[plain], self._inner[plain]), count)
        rows = np.flatnonzero(areal & self._met & is_something(self._inner) & ~result[pairs.site])
        deep, shallow = _depths(sites[rows], features[rows], self._inner[rows], shift[rows])
        result[pairs.site[rows[deep]]] = True
        rows = rows[~shallow & ~result[pairs.site[rows]]]
        sure, _, _ = self._sure(rows)
        result[pairs.site[rows[sure]]] = True
        return result

    def low(self, sites: Rows) -> Floats:
        """Measure the least area of some sites."""
        rows, count = self._asked(self._low, sites), len(self.case.whole)
        if len(rows):
            _, pieces, least = self._sure(rows)
            low = np.maximum(_area(_united(self.pairs.site[rows], pieces, count)), least)
            self._fill(self._low, sites, np.minimum(low, self.drawn_m2))
        return np.asarray(self._low[sites])

    def high(self, sites: Rows) -> Floats:
        """Measure the largest area of some sites."""
        rows, count = self._asked(self._high, sites), len(self.case.whole)
        if len(rows):
            pieces = self._outer[rows]
            features, mine = self.ground.shapes[self.pairs.feature[rows]], self.case.possible[self.pairs.site[rows]]
            shift, areal = self._shift[rows], _dimensions(mine, features) == _AREAL
            wide = np.flatnonzero((shift > 0) & self.maybe[rows] & ~self._covered[rows] & areal)
            some = self.pairs.pick(rows[wide])
            pieces[wide] = _within(self.case.possible, some, self.ground.shapes, shift[wide], grow)
            high = np.minimum(_area(_united(self.pairs.site[rows], pieces, count)), self.most)
            self._fill(self._high, sites, np.maximum(high, self.drawn_m2))
        return np.asarray(self._high[sites])

    def _sure(self, rows: Rows) -> tuple[Flags, Shapes, Floats]:
        some = self.pairs.pick(rows)
        return _sure(self.case, some, self.ground, self._shift[rows], self._met[rows], self._inner[rows])

    def _unmeasured(self, as_drawn: bool) -> Floats:  # noqa: FBT001 - whether the rule holds everywhere
        """Start with what is drawn, NaN where more is to be measured: what is not displaced is as drawn."""
        result = self.drawn_m2.copy()
        rows = self.pairs.site[(self._shift > 0) & self.maybe] if as_drawn else self.pairs.site
        result[rows] = np.nan
        return result

    def _asked(self, measured: Floats, sites: Rows) -> Rows:
        """Give the pairs of the sites that are not measured yet."""
        asked = np.zeros(len(measured), dtype=bool)
        asked[sites] = np.isnan(measured[sites])
        return np.flatnonzero(asked[self.pairs.site])

    @staticmethod
    def _fill(measured: Floats, sites: Rows, values: Floats) -> None:
        new = sites[np.isnan(measured[sites])]
        measured[new] = values[new]


def _depths(sites: Shapes, features: Shapes, pieces: Shapes, shift: Floats) -> tuple[Flags, Flags]:
    """Tell pairs of polygons of which one point of their piece decides: surely deep enough, surely nowhere.

    What :func:`shrink` cuts off at corners lies within one and a half times the distance, and no point of the piece is
    deeper than its middle and the way there together.
    """
    if not len(sites):
        return np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)

    def depths(mine: Shapes, others: Shapes, points: Shapes) -> np.ndarray:
        return np.column_stack([shapely.distance(shapely.boundary(shape), points) for shape in (mine, others)])

    points = np.asarray(shapely.point_on_surface(pieces), dtype=object)
    far = threaded(depths, sites, features, points)
    least, most = far.min(axis=1), far.max(axis=1)
    disc = math.pi * _DISC_M**2
    around = shapely.length(sites) + shapely.length(features)
    deep = (least >= _DISC_M) & (most >= 1.5 * shift + _DISC_M) & (disc > ON_BORDER_M * around)
    x_min, y_min, x_max, y_max = shapely.bounds(pieces).T
    centres = np.asarray(shapely.points((x_min + x_max) / 2, (y_min + y_max) / 2), dtype=object)
    reach = threaded(depths, sites, features, centres).max(axis=1) + np.hypot(x_max - x_min, y_max - y_min) / 2
    return deep, ~deep & (reach < 0.999 * shift)


def _common(sites: Shapes, pairs: Pairs, features: Shapes, met: Flags, covered: Flags) -> Shapes:
    """Intersect pairs, in the dimension that they have in common."""
    pieces = np.full(len(features), shapely.GeometryCollection(), dtype=object)
    pieces[covered] = sites[pairs.site[covered]]
    cut = np.flatnonzero(met & ~covered)
    mine, others = sites[pairs.site[cut]], features[cut]
    both = threaded(shapely.intersection, mine, others)
    linear = (shapely.get_dimensions(mine) == 1) & (shapely.get_dimensions(others) == 1)
    pieces[cut] = np.where(linear, both, of_dimension(both, _dimensions(mine, others)))
    pieces[~is_something(pieces)] = shapely.GeometryCollection()
    return pieces


def _dimensions(first: Shapes, second: Shapes) -> np.ndarray:
    return np.minimum(shapely.get_dimensions(first), shapely.get_dimensions(second))


def _meet(sites: Shapes, features: Shapes, shift: Floats, pieces: Shapes) -> Flags:
    """Tell pairs whose interiors surely meet, for polygons by their common piece, else by how deep one lies.

    A line or point lies in a polygon if some of it stays in the polygon shrunk by the shift, at least by a micrometre.
    Two lines cross as drawn; with a displacement nothing is sure of them.
    """
    mine, theirs = shapely.get_dimensions(sites), shapely.get_dimensions(features)
    result = (mine == _AREAL) & (theirs == _AREAL) & is_something(pieces)
    thin = (mine < _AREAL) & (theirs < _AREAL) & ~shapely.is_empty(pieces) & (shift == 0)
    result[thin] = ~shapely.touches(sites[thin], features[thin])
    mixed = np.flatnonzero(((mine == _AREAL) ^ (theirs == _AREAL)) & ~shapely.is_empty(pieces))
    site_is_area = mine[mixed] == _AREAL
    area = np.where(site_is_area, sites[mixed], features[mixed])
    other = np.where(site_is_area, features[mixed], sites[mixed])
    depth = np.maximum(shift[mixed], ON_BORDER_M)
    is_point = shapely.get_type_id(other) == shapely.GeometryType.POINT
    found = np.zeros(len(mixed), dtype=bool)
    found[is_point] = _is_deep(area[is_point], other[is_point], depth[is_point])
    long = ~is_point
    kept = shapely.intersection(shrink(area[long], depth[long]), other[long])
    found[long] = is_something(of_dimension(kept, shapely.get_dimensions(other[long])))
    result[mixed] = found
    return np.asarray(result, dtype=bool)


def _is_deep(areas: Shapes, others: Shapes, depth_m: Floats) -> Flags:
    """Tell what lies farther than this from the border of the area that it lies in, exactly."""
    _, first, again = np.unique(list(map(id, areas)), return_index=True, return_inverse=True)
    order = np.argsort(again.ravel(), kind="stable")
    borders = np.asarray(shapely.boundary(areas[first]), dtype=object)
    shapely.prepare(borders)
    result = np.empty(len(areas), dtype=bool)
    result[order] = ~dwithin(borders[again.ravel()[order]], others[order], depth_m[order])
    return result


def _sure(
    case: Case, pairs: Pairs, ground: Ground, shift: Floats, met: Flags, pieces: Shapes
) -> tuple[Flags, Shapes, Floats]:
    """Tell pairs that overlap however they are displaced: flags, certain pieces by pair, and least areas by site.

    However R is displaced, S has S & shrink(R, c) in common with it; and a piece as large as shrink(S, c) & R.
    """
    sites, features = case.certain[pairs.site], ground.shapes[pairs.feature]
    sure = _meet(sites, features, shift, pieces)
    low = np.zeros(len(case.whole))
    moving = np.flatnonzero((shift > 0) & met & (_dimensions(sites, features) == _AREAL))
    if not len(moving):
        return sure, pieces, low
    pieces = pieces.copy()
    pieces[shift > 0] = shapely.GeometryCollection()
    held = _changed(ground.shapes, pairs.feature[moving], shift[moving], shrink)
    first = np.full(len(moving), shapely.Polygon(), dtype=object)
    there = ~shapely.is_empty(held)
    first[there] = threaded(shapely.intersection, sites[moving[there]], held[there])
    first = of_dimension(first, np.full(len(first), _AREAL))
    pieces[moving] = first
    sure[moving] = is_something(first)
    # The other way round adds nothing where the whole site is held.
    partly = np.flatnonzero(shapely.area(first) < shapely.area(sites[moving]))
    rows = moving[partly]
    kept = _changed(case.certain, pairs.site[rows], shift[rows], shrink)
    there = ~shapely.is_empty(kept)
    second = threaded(shapely.intersection, kept[there], features[rows[there]])
    second = of_dimension(second, np.full(len(second), _AREAL))
    sure[rows[there]] |= is_something(second)
    np.maximum.at(low, pairs.site[rows[there]], shapely.area(second))
    return sure, pieces, low


def _changed(shapes: Shapes, rows: Rows, by: Floats, change: Callable[[Shapes, Floats], Shapes]) -> Shapes:
    """Grow or shrink the shapes of these rows, each shape once for each distance."""
    keys = np.empty(len(rows), dtype=np.complex128)  # sorted like pairs, and much faster
    keys.real, keys.imag = rows, by
    _, first, again = np.unique(keys, return_index=True, return_inverse=True)
    return change(shapes[rows[first]], by[first])[again.ravel()]


def _plain(shapes: Shapes, by: Floats) -> Shapes:
    """Buffer as :func:`hanting_geo.buffer` does: arcs by their chords."""

    def buffered(some: Shapes, far: Floats) -> Shapes:
        return np.asarray(shapely.buffer(some, far, quad_segs=QUAD_SEGS), dtype=object)

    return threaded(buffered, shapes, by)


def _within(
    sites: Shapes, pairs: Pairs, shapes: Shapes, reach: Floats, change: Callable[[Shapes, Floats], Shapes]
) -> Shapes:
    """Give of each pair the part of the site within a distance of the feature; no buffer where that is all of it."""
    mine, features = sites[pairs.site], shapes[pairs.feature]
    result = np.full(len(mine), shapely.GeometryCollection(), dtype=object)
    bounds = shapely.bounds(mine)
    radius = np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) / 2
    centre = shapely.points((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2)
    shapely.prepare(features)
    full = dwithin(features, np.asarray(centre, dtype=object), reach - radius)
    shapely.destroy_prepared(features)
    result[full] = mine[full]
    part = np.flatnonzero(~full & (reach > 0))
    zones = _changed(shapes, pairs.feature[part], reach[part], change)
    cut = threaded(shapely.intersection, mine[part], zones)
    result[part] = of_dimension(cut, shapely.get_dimensions(mine[part]))
    return result


def _near_pieces(
    sites: Shapes, pairs: Pairs, shapes: Shapes, reach: Floats, change: Callable[[Shapes, Floats], Shapes]
) -> Shapes:
    """Give of each site the part within reach of any feature."""
    return _united(pairs.site, _within(sites, pairs, shapes, reach, change), len(sites))


def _united(rows: Rows, pieces: Shapes, count: int, whole: Flags | None = None, wholes: Shapes | None = None) -> Shapes:
    """Unite the pieces of each site; where one of them is the whole site, it is."""
    there = ~shapely.is_empty(pieces)
    if whole is None or wholes is None:
        return union_by(rows[there], pieces[there], count)
    all_of_it = np.zeros(count, dtype=bool)
    all_of_it[rows[whole]] = True
    part = there & ~all_of_it[rows]
    result = union_by(rows[part], pieces[part], count)
    result[all_of_it] = wholes[all_of_it]
    return result


def _without(sites: Shapes, pairs: Pairs, cutters: Shapes, open_: Rows) -> Shapes:
    """Take from each open site what its pairs cover; the other sites are not looked at and come back as they are."""
    place = np.full(len(sites), -1)
    place[open_] = np.arange(len(open_))
    order = np.argsort(place[pairs.site], kind="stable")
    rest = subtract(sites[open_], place[pairs.site][order], cutters[order])
    result = sites.copy()
    result[open_] = of_dimension(rest, shapely.get_dimensions(sites[open_]))
    return result


def _farther(case: Case, ground: Ground, distance_m: float, rows: Rows) -> tuple[tuple[Floats, Floats, Floats], Shapes]:
    """Give the part of some sites that is farther than a distance from every feature."""
    count = len(case.whole)
    stated = np.nan_to_num(ground.accuracy_m)
    parts = [np.full(count, None, dtype=object) for _ in range(3)]
    pairs = pairs_within(case.possible[rows], case.accuracy_m[rows], ground.shapes, stated + distance_m)
    pairs = Pairs(rows[pairs.site], pairs.feature)
    shift = case.accuracy_m[pairs.site] + stated[pairs.feature]
    unknown = np.isnan(ground.accuracy_m)[pairs.feature]
    reaches = (np.full(len(shift), distance_m), distance_m + shift, np.where(unknown, -1.0, distance_m - shift))
    for part, sites, reach, change in zip(
        parts, (case.drawn, case.certain, case.possible), reaches, (_plain, grow, _plain), strict=True
    ):
        use = reach >= 0
        some = pairs.pick(use)
        zones = _changed(ground.shapes, some.feature, reach[use], change)
        part[rows] = _without(sites, some, zones, rows)[rows]
    drawn, low, high = (_area(part) for part in parts)
    return (drawn, *_ordered(drawn, low, high)), parts[0]


def _ordered(drawn: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Keep low <= drawn <= high, which arcs drawn with straight pieces may miss by a hair."""
    return np.minimum(low, drawn), np.maximum(high, drawn)


def _no_areas(count: int) -> tuple[tuple[Floats, Floats, Floats], Shapes]:
    nothing = np.full(count, np.nan)
    return (nothing, nothing, nothing), np.full(count, None, dtype=object)


def _area(pieces: Shapes) -> Floats:
    return np.nan_to_num(shapely.area(pieces))


def _is_unsure(ground: Ground) -> bool:
    """Whether a feature may be anywhere: its place is not published, or nobody states how well it is known."""
    return ground.unplaced > 0 or bool(np.isnan(ground.accuracy_m).any())


def _any(pairs: Pairs, flags: Flags | slice, count: int) -> Flags:
    """Tell the sites of which any pair is flagged."""
    result = np.zeros(count, dtype=bool)
    result[pairs.site[flags]] = True
    return result


def _ranked(pairs: Pairs, rows: Flags | slice, weight: Floats) -> Pairs:
    """Sort pairs by site, the heaviest feature first, then in the order of the layer."""
    site, feature, heavy = pairs.site[rows], pairs.feature[rows], weight[rows]
    order = np.lexsort((feature, -heavy, site))
    return Pairs(site[order], feature[order])
