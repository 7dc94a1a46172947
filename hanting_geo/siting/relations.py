"""How each relation between a site and the features of a layer is answered when both may be displaced.

Of a site with accuracy a and a feature with accuracy b, c = a + b bounds the displacement of one against the other,
and every feature is displaced by itself. Where b is not stated, a rule is found broken at face value (b = 0), and
never kept. Distances are exact; a micrometre is nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.pieces import subtract
from hanting_geo.siting.reach import Nearest, Pairs, covers, dwithin, intersects, pairs_within
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

__all__ = ["Answer", "Case", "beyond_distance", "inside", "near", "outside", "overlap_at_most"]

_AREAL = 2


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
    drawn_m2: Floats
    """Area where the rule is broken, as drawn; NaN where a relation has none."""
    low_m2: Floats
    high_m2: Floats
    pieces: Shapes
    """Where the rule is broken, as drawn; None or empty where nowhere."""
    hits: Pairs
    """The features behind it, sorted by site, the most important first."""


def outside(case: Case, ground: Ground) -> Answer:
    """Ask for no interior point in common: touching is not overlapping."""
    met = _overlaps(case, ground)
    count = len(case.whole)
    conflict, broken, maybe = (_any(met.pairs, flags, count) for flags in (met.surely, met.drawn, met.maybe))
    clear = ~maybe & (not _is_unsure(ground))
    return Answer(conflict, clear, broken, maybe, *met.areas, met.pieces, _ranked(met.pairs, met.maybe, met.weight))


def overlap_at_most(case: Case, ground: Ground, share: float) -> Answer:
    """Ask that the overlap is at most a share of the plane area of the whole site."""
    met = _overlaps(case, ground)
    drawn, low, high = met.areas
    most = share * shapely.area(case.whole) + ON_BORDER_M * shapely.length(case.whole) / 2
    clear = (high <= most) & (not _is_unsure(ground))
    ranked = _ranked(met.pairs, met.maybe, met.weight)
    return Answer(low > most, clear, drawn > most, high > most, *met.areas, met.pieces, ranked)


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
    conflict, broken, reached = (_any(pairs, flags, count) for flags in (surely, drawn, maybe))
    pairs, shift = pairs.pick(maybe), shift[maybe]
    fixed = np.full(len(shift), distance_m)
    pieces = _near_pieces(case.drawn, pairs, ground.shapes, fixed, _plain)
    low = _near_pieces(case.certain, pairs, ground.shapes, fixed - shift, _plain)
    high = _near_pieces(case.possible, pairs, ground.shapes, fixed + shift, grow)
    shapely.destroy_prepared(features)
    areas = _area(pieces), _area(low), _area(high)
    clear = ~reached & (distance_m == 0 or not _is_unsure(ground))
    first = np.where(drawn[maybe], 1.0, 0.0)
    ranked = _ranked(pairs, slice(None), first)
    return Answer(conflict, clear, broken, reached, *_ordered(*areas), pieces, ranked)


def near(case: Case, ground: Ground, distance_m: float, *, areal: bool) -> Answer:
    """Ask that some feature is so near to the site: d <= D; ``areal`` measures the part of the site that is farther.

    The distance is that of the whole site, also where the rule holds on a part of it.
    """
    count = len(case.whole)
    tree = Nearest(ground)
    clear, conflict = tree.sure(case.whole, case.accuracy_m, distance_m)
    open_ = np.flatnonzero(~clear & ~conflict)
    far, _ = tree.distances(case.whole[open_])
    shift = case.accuracy_m[open_, None] + np.nan_to_num(tree.accuracies)[None, :]
    known = ~np.isnan(tree.accuracies)
    clear[open_] = _of_any((far + shift <= distance_m + ON_BORDER_M) & known)
    missed = far - shift > distance_m + ON_BORDER_M
    conflict[open_] = ~_of_any(~missed)
    may = np.zeros(count, dtype=bool)
    may[open_] = _of_any(~missed & known)
    conflict &= ground.unplaced == 0
    told = np.flatnonzero(~clear)
    least, nearest = tree.nearest(case.whole[told])
    broken = np.zeros(count, dtype=bool)
    broken[told] = least > distance_m + ON_BORDER_M
    there = nearest >= 0
    areas, pieces = _no_areas(count)
    if areal:
        areas, pieces = _farther(case, ground, distance_m, told)
    return Answer(conflict, clear, broken, may, *areas, pieces, Pairs(told[there], nearest[there]))


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
    areas = _ordered(*(np.where(clear, 0.0, _area(pieces)) for pieces in (drawn, low, high)))
    conflict = lost[1] & (ground.unplaced == 0)
    return Answer(conflict, clear, lost[0], lost[2] & ~lost[1], *areas, drawn, _ranked(pairs, met, np.zeros(len(met))))


class _Overlaps(NamedTuple):
    """Pairs that may overlap, what of them surely does, does as drawn and may; areas and pieces by site."""

    pairs: Pairs
    surely: Flags
    drawn: Flags
    maybe: Flags
    weight: Floats
    areas: tuple[Floats, Floats, Floats]
    pieces: Shapes


def _overlaps(case: Case, ground: Ground) -> _Overlaps:
    count = len(case.whole)
    stated = np.nan_to_num(ground.accuracy_m)
    pairs = pairs_within(case.possible, case.accuracy_m, ground.shapes, stated)
    features, sites = ground.shapes[pairs.feature], case.possible[pairs.site]
    shift = case.accuracy_m[pairs.site] + stated[pairs.feature]
    shapely.prepare(features)
    met = np.ones(len(shift), dtype=bool)
    met[shift > 0] = intersects(features[shift > 0], sites[shift > 0])
    covered = met.copy()
    covered[met] = covers(features[met], sites[met])

    pieces = _common(case.drawn, pairs, features, met, covered)
    drawn = _meet(case.drawn[pairs.site], features, np.zeros(len(shift)), pieces)
    inner = pieces if case.certain is case.drawn else _common(case.certain, pairs, features, met, covered)
    surely, low_pieces, low = _sure(case, pairs, ground, shift, met, inner)
    outer = pieces if case.possible is case.drawn else _common(case.possible, pairs, features, met, covered)
    still = shift == 0
    maybe = np.where(still, _meet(sites, features, np.zeros(len(shift)), outer), True)
    moving = np.flatnonzero((shift > 0) & ~met)
    maybe[moving] = dwithin(features[moving], sites[moving], shift[moving] - ON_BORDER_M)
    high_pieces = outer.copy()
    wide = np.flatnonzero(~still & maybe & ~covered & (_dimensions(sites, features) == _AREAL))
    high_pieces[wide] = _within(case.possible, pairs.pick(wide), ground.shapes, shift[wide], grow)
    shapely.destroy_prepared(features)

    whole = _united(pairs.site, pieces, count, covered, case.drawn)
    most = np.bincount(pairs.site, np.where(maybe, shapely.area(features), 0.0), count)
    high = whole if not (~still).any() and outer is pieces else _united(pairs.site, high_pieces, count)
    low_area = np.maximum(_area(_united(pairs.site, low_pieces, count)), low)
    areas = _ordered(_area(whole), low_area, np.minimum(_area(high), most))
    weight = shapely.area(pieces) + shapely.length(pieces) * 1e-9
    return _Overlaps(pairs, surely, drawn, maybe, weight, areas, whole)


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
    _, first, again = np.unique(np.column_stack([rows, by]), axis=0, return_index=True, return_inverse=True)
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
    full = dwithin(features, np.asarray(centre, dtype=object), reach - radius)
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
    return _ordered(*(_area(part) for part in parts)), parts[0]


def _ordered(drawn: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Keep low <= drawn <= high, which arcs drawn with straight pieces may miss by a hair."""
    return drawn, np.minimum(low, drawn), np.maximum(high, drawn)


def _no_areas(count: int) -> tuple[tuple[Floats, Floats, Floats], Shapes]:
    nothing = np.full(count, np.nan)
    return (nothing, nothing, nothing), np.full(count, None, dtype=object)


def _area(pieces: Shapes) -> Floats:
    return np.nan_to_num(shapely.area(pieces))


def _is_unsure(ground: Ground) -> bool:
    """Whether a feature may be anywhere: its place is not published, or nobody states how well it is known."""
    return ground.unplaced > 0 or bool(np.isnan(ground.accuracy_m).any())


def _of_any(classes: Flags) -> Flags:
    """Tell the rows of which any class is flagged."""
    return np.asarray(np.logical_or.reduce(classes, axis=1), dtype=bool)


def _any(pairs: Pairs, flags: Flags, count: int) -> Flags:
    """Tell the sites of which any pair is flagged."""
    result = np.zeros(count, dtype=bool)
    result[pairs.site[flags]] = True
    return result


def _ranked(pairs: Pairs, rows: Flags | slice, weight: Floats) -> Pairs:
    """Sort pairs by site, the heaviest feature first, then in the order of the layer."""
    site, feature, heavy = pairs.site[rows], pairs.feature[rows], weight[rows]
    order = np.lexsort((feature, -heavy, site))
    return Pairs(site[order], feature[order])
