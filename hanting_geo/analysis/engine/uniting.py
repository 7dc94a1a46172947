"""Unions of polygons that lie over each other: by GEOS, judged, and without rounding where that does not pass.

A union is right if it holds each of the polygons and has no more area than they. That area follows from those parts of
their borders that no other one covers, or else is the sum of what each has outside larger ones. What does not pass is
united in twos, and the results again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.clipping import areas_in_common
from hanting_geo.analysis.engine.exact import exact_overlay
from hanting_geo.analysis.engine.judging import polygonal, tolerance, tried
from hanting_geo.analysis.engine.outer_border import areas_of_unions
from hanting_geo.analysis.engine.remainders import one_by_one
from hanting_geo.core.threads import elementwise, in_lots

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["unions"]


def unions(parts: Geometries, group: Positions, pairs: tuple[Positions, Positions]) -> Geometries:
    """Unite the polygons of each group.

    Parameters
    ----------
    parts
        Valid polygons.
    group
        Of each part the number of its group, from 0 on without gaps.
    pairs
        Parts of one group that have area in common, each two once.

    Examples
    --------
    >>> one, two, three = shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1), shapely.box(9, 9, 10, 10)
    >>> pairs = np.array([1]), np.array([0])
    >>> shapely.area(unions(np.array([one, two, three]), np.array([0, 0, 1]), pairs)).tolist()
    [3.0, 1.0]
    """
    order = np.argsort(group, kind="stable")
    together = np.asarray(shapely.geometrycollections(parts[order], indices=group[order]), dtype=object)
    lots = in_lots(lambda start, end: _tried(together[start:end]), len(together), least=20)
    result = polygonal(np.concatenate(lots))
    areas = shapely.area(parts)
    single = np.bincount(group) == 1
    result[group[single[group]]] = parts[single[group]]
    fine = single | (~shapely.is_missing(result) & elementwise(shapely.is_valid, result))
    asked = np.flatnonzero((fine & ~single)[group])
    held = areas_in_common(parts, result, (asked, group[asked]))
    fine[group[asked[np.abs(held - areas[asked]) > tolerance(parts[asked])]]] = False
    limit = np.bincount(group, tolerance(parts))
    off = ~(np.abs(shapely.area(result) - areas_of_unions(parts, group, pairs)) <= limit)
    often = np.flatnonzero(fine & off)
    if len(often):
        fine[often] = np.abs(shapely.area(result[often]) - _each_place_once(parts, group, pairs, often)) <= limit[often]
    rest = np.flatnonzero(~fine & ~single)
    if len(rest):
        some = np.flatnonzero(~(fine | single)[group])
        result[rest] = _in_twos(parts[some], np.searchsorted(rest, group[some]))
    return result


def _each_place_once(
    parts: Geometries, group: Positions, pairs: tuple[Positions, Positions], which: Positions
) -> Floats:
    """Measure the ground of some groups: of each polygon what no larger one has."""
    some = np.flatnonzero(np.isin(group, which))
    rank = np.full(len(parts), -1, dtype=np.intp)
    some = some[np.argsort(-shapely.area(parts[some]), kind="stable")]
    rank[some] = np.arange(len(some))
    within = rank[pairs[0]] >= 0
    one, two = rank[pairs[0][within]], rank[pairs[1][within]]
    later, earlier = np.maximum(one, two), np.minimum(one, two)
    order = np.argsort(later, kind="stable")
    rest = one_by_one(parts[some], parts[some], later[order], earlier[order])
    return np.bincount(np.searchsorted(which, group[some]), shapely.area(rest), len(which)).astype(float)


def _tried(together: Geometries) -> Geometries:
    try:
        with np.errstate(all="ignore"):
            return np.asarray(shapely.union_all(together[:, None], axis=1), dtype=object)
    except shapely.errors.GEOSException:
        if len(together) == 1:
            return np.array([None], dtype=object)
        half = len(together) // 2
        return np.concatenate([_tried(together[:half]), _tried(together[half:])])


def _in_twos(parts: Geometries, group: Positions) -> Geometries:
    """Unite the polygons of each group two by two, each time judged, until one is left of each."""
    box = shapely.bounds(parts)
    # Neighbours first.
    order = np.lexsort((box[:, 1] + box[:, 3], box[:, 0] + box[:, 2], group))
    parts, group = parts[order], group[order]
    while len(parts) > group[-1] + 1:
        rank = np.arange(len(group)) - np.searchsorted(group, group)
        paired = np.flatnonzero((rank % 2 == 0) & (np.append(group[1:], -1) == group))
        one, two = parts[paired], parts[paired + 1]
        whole = polygonal(elementwise(lambda left, right: tried(shapely.union, left, right), one, two))
        fine = ~shapely.is_missing(whole)
        fine[fine] = elementwise(shapely.is_valid, whole[fine])
        fine[fine] = _are_unions(one[fine], two[fine], whole[fine])
        for row in np.flatnonzero(~fine):
            whole[row] = exact_overlay([one[row], two[row]], "union")
        parts = parts.copy()
        parts[paired] = whole
        parts, group = np.delete(parts, paired + 1), np.delete(group, paired + 1)
    return parts


def _are_unions(one: Geometries, two: Geometries, whole: Geometries) -> Flags:
    pairs = np.arange(len(one)), np.arange(len(one))
    first, second = shapely.area(one), shapely.area(two)
    common: Floats = areas_in_common(one, two, pairs)
    limit = tolerance(one, two) + tolerance(two, one)
    off = [
        shapely.area(whole) - (first + second - common),
        areas_in_common(one, whole, pairs) - first,
        areas_in_common(two, whole, pairs) - second,
    ]
    return np.asarray((np.abs(off) <= limit).all(axis=0))
