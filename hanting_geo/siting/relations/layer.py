"""How each relation between a site and the features of a layer is answered when both may be displaced.

Of a site with accuracy a and a feature with accuracy b, c = a + b bounds the displacement of one against the other,
and every feature is displaced by itself. Where b is not stated, a rule is found broken at face value (b = 0), and
never kept. Distances are exact; a micrometre is nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.parts import subtract
from hanting_geo.core.lazy import Once
from hanting_geo.siting.relations.answers import Answer, Areas, any_of, area_of, changed, is_unsure, ranked
from hanting_geo.siting.relations.displacement import ON_BORDER_M, grow, shrink
from hanting_geo.siting.relations.nearest import (
    SitePairs,
    covers,
    dwithin,
    in_classes,
    intersects,
    pairs_within,
    prepared,
)
from hanting_geo.siting.relations.overlap import Overlaps, is_deep
from hanting_geo.siting.relations.setback import around
from hanting_geo.siting.relations.shapes import is_something, less, of_dimension

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.siting.relations.answers import Case
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.relations.nearest import Nearest

__all__ = ["inside", "near", "outside", "overlap_at_most"]


def outside(met: Overlaps) -> Answer:
    """Ask for no interior point in common: touching is not overlapping."""
    count = len(met.case.whole)
    broken, maybe = (any_of(met.pairs, flags, count) for flags in (met.drawn, met.maybe))
    clear = ~maybe & (not is_unsure(met.layer))
    return _of_overlaps(met, met.surely(), clear, broken, maybe)


def overlap_at_most(met: Overlaps, share: float) -> Answer:
    """Ask that the overlap is at most a share of the plane area of the whole site."""
    whole, areas = met.case.whole, met.areas()
    most = share * shapely.area(whole) + ON_BORDER_M * shapely.length(whole) / 2
    over = areas.high_m2 > most
    clear = ~over & (not is_unsure(met.layer))
    return _of_overlaps(met, areas.low_m2 > most, clear, areas.drawn_m2 > most, over)


def _of_overlaps(met: Overlaps, conflict: Flags, clear: Flags, broken: Flags, open_: Flags) -> Answer:
    return Answer(conflict, clear, broken, open_, met.taken, met.areas, met.hits, met.distance_m)


def near(case: Case, layer: Features, distance_m: Floats | float, tree: Nearest, *, areal: bool) -> Answer:
    """Ask that some feature is so near to the site: d <= D; ``areal`` measures the part of the site that is farther.

    The distance is that of the whole site, also where the rule holds on a part of it. ``distance_m`` is one for all
    features, or that of each.
    """
    count = len(case.whole)
    reach = np.broadcast_to(np.asarray(distance_m, dtype=np.float64), len(layer.shapes))
    clear, conflict = tree.sure(case.whole, case.accuracy_m, reach)
    open_ = np.flatnonzero(~clear & ~conflict)
    accuracy = in_classes(layer.accuracy_m)
    stated = np.nan_to_num(accuracy)
    some, own = case.whole[open_], case.accuracy_m[open_]
    pairs = pairs_within(some, own, layer.shapes, stated + reach + ON_BORDER_M)
    shift, known = own[pairs.site] + stated[pairs.feature], ~np.isnan(accuracy)[pairs.feature]
    features = prepared(layer.shapes, pairs.feature)
    surely = dwithin(features, some[pairs.site], reach[pairs.feature] + ON_BORDER_M - shift) & known
    clear[open_] = any_of(pairs, surely, len(open_))
    conflict[open_] = ~any_of(pairs, slice(None), len(open_))
    may = np.zeros(count, dtype=bool)
    may[open_] = any_of(pairs, known, len(open_))
    conflict &= layer.unplaced == 0
    told = np.flatnonzero(~clear)
    if tree.remembers(case.whole):
        least, nearest = tree.nearest(case.whole)
        least, nearest = least[told], nearest[told]
    else:
        least, nearest = tree.nearest(case.whole[told])
    far, broken = np.full(count, np.nan), np.zeros(count, dtype=bool)
    far[told] = least
    if np.ndim(distance_m):
        drawn = dwithin(features, some[pairs.site], reach[pairs.feature] + ON_BORDER_M)
        broken[told] = True
        broken[open_] = ~any_of(pairs, drawn, len(open_)) & ~clear[open_]
    else:
        broken[told] = least > distance_m + ON_BORDER_M
    there = nearest >= 0
    return Answer(
        conflict,
        clear,
        broken,
        may,
        np.zeros(count, dtype=bool),
        Once(lambda: _farther(case, layer, reach, told) if areal else Areas.none(count)),
        SitePairs(told[there], nearest[there]),
        far,
    )


def inside(case: Case, layer: Features) -> Answer:
    """Ask that the site lies in the union of the features, wherever each of them really is."""
    count = len(case.whole)
    stated = np.nan_to_num(layer.accuracy_m)
    pairs = pairs_within(case.possible, case.accuracy_m, layer.shapes, stated)
    features, shift = prepared(layer.shapes, pairs.feature), case.accuracy_m[pairs.site] + stated[pairs.feature]
    unknown = np.isnan(layer.accuracy_m)[pairs.feature]
    met = intersects(features, case.drawn[pairs.site])
    deep = met & ~unknown & covers(features, case.possible[pairs.site])
    moving = np.flatnonzero(deep & (shift > 0))
    deep[moving] = is_deep(features[moving], case.possible[pairs.site[moving]], shift[moving] - ON_BORDER_M)
    clear = any_of(pairs, deep, count)
    open_ = np.flatnonzero(~clear)
    undone = ~clear[pairs.site]
    rest = pairs.pick(undone)
    shift, unknown = shift[undone], unknown[undone]
    drawn = _without(case.drawn, rest, layer.shapes[rest.feature], open_)
    low, high = drawn, drawn
    if case.certain is not case.drawn or (shift > 0).any():
        low = _without(case.certain, rest, changed(layer.shapes, rest.feature, shift, grow), open_)
    if case.possible is not case.drawn or (shift > 0).any() or unknown.any():
        inner = changed(layer.shapes, rest.feature, np.where(unknown, np.inf, shift), shrink)
        high = _without(case.possible, rest, inner, open_)
    lost = [np.zeros(count, dtype=bool) for _ in range(3)]
    for flags, pieces in zip(lost, (drawn, low, high), strict=True):
        flags[open_] = is_something(pieces[open_])
    clear |= ~lost[2]
    areas = [np.where(clear, 0.0, area_of(pieces)) for pieces in (drawn, low, high)]
    measured = Areas.ordered(areas[0], areas[1], areas[2], drawn)
    return Answer(
        lost[1] & (layer.unplaced == 0),
        clear,
        lost[0],
        lost[2] & ~lost[1],
        areas[0] > 0,
        Once(lambda: measured),
        ranked(pairs, met, np.zeros(len(met))),
        np.where(any_of(pairs, met, count), 0.0, np.nan),
    )


def _without(sites: Geometries, pairs: SitePairs, cutters: Geometries, open_: Positions) -> Geometries:
    """Take from each open site what its pairs cover; the other sites are not looked at and come back as they are."""
    place = np.full(len(sites), -1)
    place[open_] = np.arange(len(open_))
    order = np.argsort(place[pairs.site], kind="stable")
    rest = subtract(sites[open_], place[pairs.site][order], cutters[order], take=less)
    result = sites.copy()
    result[open_] = of_dimension(rest, shapely.get_dimensions(sites[open_]))
    return result


def _farther(case: Case, layer: Features, reach_m: Floats, rows: Positions) -> Areas:
    """Give the part of some sites that is farther than a distance from every feature."""
    count = len(case.whole)
    stated = np.nan_to_num(layer.accuracy_m)
    parts = [np.full(count, None, dtype=object) for _ in range(3)]
    pairs = pairs_within(case.possible[rows], case.accuracy_m[rows], layer.shapes, stated + reach_m)
    pairs = SitePairs(rows[pairs.site], pairs.feature)
    shift = case.accuracy_m[pairs.site] + stated[pairs.feature]
    unknown = np.isnan(layer.accuracy_m)[pairs.feature]
    far = reach_m[pairs.feature]
    reaches = (far, far + shift, np.where(unknown, -1.0, far - shift))
    for part, sites, reach, change in zip(
        parts, (case.drawn, case.certain, case.possible), reaches, (around, grow, around), strict=True
    ):
        use = reach >= 0
        some = pairs.pick(use)
        zones = changed(layer.shapes, some.feature, reach[use], change)
        part[rows] = _without(sites, some, zones, rows)[rows]
    drawn, low, high = (area_of(part) for part in parts)
    return Areas.ordered(drawn, low, high, parts[0])
