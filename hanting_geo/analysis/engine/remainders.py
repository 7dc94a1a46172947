"""What polygons of one layer have outside all polygons of another.

The other layer is united first: exactly where it is a coverage, else, for each polygon, the few that share ground with
it, by GEOS. What is left of a polygon then is right if none of it lies in any of those, and no more is gone than these
have in common with it. What does not pass is decided without rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.clipping import BUILT, LEFT, Common, areas_in_common, intersect, reach_of
from hanting_geo.analysis.engine.coverage import union_of_coverage
from hanting_geo.analysis.engine.exact import exact_overlay
from hanting_geo.analysis.engine.judging import decided, like_inputs, polygonal, tolerance, tried
from hanting_geo.analysis.engine.near import Numbered
from hanting_geo.analysis.engine.pairs import Asked, Prepared, hair_m, pieces_of
from hanting_geo.analysis.engine.parts import is_special
from hanting_geo.analysis.engine.polygons import polygons_of
from hanting_geo.analysis.engine.rings import offsets_of
from hanting_geo.analysis.engine.sides import Side
from hanting_geo.core.threads import each, elementwise

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["Remainder", "difference", "less", "remainders"]

_UNIONS_A_LOT = 64
_FEW = 100
"""Neighbours."""


class Remainder(NamedTuple):
    """What polygons have outside others, sorted by row; those of which nothing is left are not in it."""

    row: Positions
    geometry: Geometries


def remainders(left: Geometries, right: Geometries) -> Remainder:
    """Find what each polygon of one layer has outside all polygons of another.

    Pieces that are thinner than rounding (8 ulp of the largest coordinate) are left out.

    Examples
    --------
    >>> rest = remainders(np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(3, -1, 9, 9)]))
    >>> rest.row, rest.geometry[0].area
    (array([0]), 12.0)
    """
    there = np.flatnonzero(~(shapely.is_missing(left) | shapely.is_empty(left)))
    result = np.full(len(left), None, dtype=object)
    cover = None if is_special(right).any() else union_of_coverage(right)
    if cover is None:
        result[there] = less(left[there], right, intersect(left[there], right))
    else:
        pairs = Numbered(there, np.zeros(len(there), dtype=np.intp), len(left))
        doubtful = _fill(result, left, np.array([cover], dtype=object), pairs)
        # Where the border of the union is not clear, there are at most a few neighbours.
        result[doubtful] = less(left[doubtful], right, intersect(left[doubtful], right))
    rows = np.flatnonzero(~(shapely.is_missing(result) | shapely.is_empty(result)))
    return Remainder(rows, result[rows])


def _fill(result: Geometries, left: Geometries, right: Geometries, pairs: Numbered) -> Positions:
    """Set what is left of each left one of pairs, of which it is in one; give those in doubt."""
    found = pieces_of(Prepared(shapely.STRtree(left), Side(right), pairs, None), Asked(outside=True))
    result[pairs.left] = shapely.Polygon()
    whole = found.left[found.kind == LEFT]
    result[whole] = left[whole]
    row, pieces, doubtful = polygons_of(found.rings)
    result[found.left[row]] = pieces
    return np.union1d(found.left[doubtful], found.left[found.kind == BUILT]).astype(np.intp)


def difference(left: Geometries, right: Geometries) -> Geometries:
    """Take from each polygon another one: pair by pair, without parts that are thinner than rounding.

    Examples
    --------
    >>> difference(np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(3, -1, 9, 9)]))[0].area
    12.0
    """
    places = np.flatnonzero(~(shapely.is_empty(left) | shapely.is_empty(right)))
    result = left.copy()
    doubtful = _fill(result, left, right, Numbered(places, places, len(left)))
    hair = hair_m(reach_of(left))
    result[doubtful] = decided(left[doubtful], right[doubtful], "difference", hair[doubtful])
    return _wide(result, hair)


def less(left: Geometries, right: Geometries, common: Common) -> Geometries:
    """Take from each polygon those that share ground with it, as pairs tell, by left and right sorted."""
    result = left.copy()
    gone = np.unique(common.left[common.kind == LEFT])
    result[gone] = shapely.Polygon()
    count = np.bincount(common.left, minlength=len(left))
    count[gone] = 0
    edges = offsets_of(np.bincount(common.left, minlength=len(left)))
    number: dict[bytes, int] = {}
    takes: list[Geometries] = []
    # Many have the same neighbours, which are united once.
    mine = np.flatnonzero(count)
    theirs = np.empty(len(mine), dtype=np.intp)
    for place, row in enumerate(mine):
        some = common.right[edges[row] : edges[row + 1]]
        theirs[place] = number.setdefault(some.tobytes(), len(takes))
        if theirs[place] == len(takes):
            takes.append(right[some])
    covers = _unions(takes)
    lost = (shapely.is_missing(covers) | shapely.is_empty(covers))[theirs]
    order = np.lexsort((mine, theirs))
    order = order[~lost[order]]
    doubtful = _fill(result, left, covers, Numbered(mine[order], theirs[order], len(left)))
    cover = np.full(len(left), None, dtype=object)
    cover[mine] = covers[theirs]
    single = doubtful[count[doubtful] == 1]
    reach = hair_m(reach_of(left))
    result[single] = _wide(decided(left[single], cover[single], "difference", reach[single]), reach[single])
    several = doubtful[count[doubtful] > 1]
    result[several] = _wide(polygonal(tried(shapely.difference, left[several], cover[several])), reach[several])
    result[mine[lost]] = None
    asked = np.flatnonzero(count > 1)
    for row in asked[~_are_right(left, right, common, result, asked)]:
        shapes = [left[row], *right[common.right[edges[row] : edges[row + 1]]]]
        result[row] = like_inputs(exact_overlay(shapes, "difference", hair_m=float(reach[row])), shapes)
    return result


def _unions(takes: list[Geometries]) -> Geometries:
    """Unite each of several lots of polygons, in threads; None where GEOS gives up, or leaves no polygon."""

    def united(some: Geometries) -> shapely.Geometry | None:
        try:
            with np.errstate(all="ignore"):
                return some[0] if len(some) == 1 else shapely.union_all(some)
        except shapely.errors.GEOSException:
            return None

    lots = [takes[start : start + _UNIONS_A_LOT] for start in range(0, len(takes), _UNIONS_A_LOT)]
    result = np.full(len(takes), None, dtype=object)
    result[:] = [whole for lot in each(lambda lot: [united(some) for some in lot], lots) for whole in lot]
    return polygonal(result)


def _are_right(left: Geometries, right: Geometries, common: Common, result: Geometries, asked: Positions) -> Flags:
    """Tell of rows whether what is left of them is right: all in the left, none in the right, and nothing lost."""
    fine = ~shapely.is_missing(result[asked])
    fine[fine] = elementwise(shapely.is_valid, result[asked[fine]])
    rows = asked[fine]
    if not len(rows):
        return fine
    mine, rest = left[rows], result[rows]
    limit = tolerance(mine)
    area = shapely.area(rest)
    places = np.arange(len(rows))
    sound = np.abs(area - areas_in_common(rest, mine, (places, places))) <= limit
    rank = np.full(len(left), -1, dtype=np.intp)
    rank[rows] = places
    pairs = np.flatnonzero(rank[common.left] >= 0)
    row = rank[common.left[pairs]]
    neighbour, of = np.unique(common.right[pairs], return_inverse=True)
    some = right[neighbour]
    inside = np.bincount(row, areas_in_common(rest, some, (row, of.ravel())), len(rows))
    sound &= inside <= limit
    taken = np.bincount(row, common.areas()[pairs], len(rows))
    # Where neighbours overlap, what they take is counted once too often for each after the first.
    often = np.flatnonzero(area + taken - shapely.area(mine) > limit)
    many = np.bincount(row, minlength=len(rows))[often] > _FEW
    # Of a few, three mostly overlap as well, and each is taken away in turn at once.
    often = often[many]
    if len(often):
        shared = intersect(some, some)
        twice = intersect(mine[often], polygonal(shared.pick(shared.left > shared.right).geometry()))
        taken[often] -= np.bincount(twice.left, twice.areas(), len(often))
    least = shapely.area(mine) - taken
    lost = np.flatnonzero(sound & (np.abs(area - least) > limit))
    # Where three overlap, too much was taken off: there each neighbour is taken away in turn.
    if len(lost):
        sound[lost] = np.abs(area[lost] - _one_by_one(mine[lost], some, row, of.ravel(), lost)) <= limit[lost]
    fine[fine] = sound
    return fine


def _one_by_one(left: Geometries, right: Geometries, row: Positions, of: Positions, rows: Positions) -> Floats:
    """Measure what is left of polygons when neighbours are taken away one after the other."""
    rest = left.copy()
    first, end = np.searchsorted(row, rows), np.searchsorted(row, rows, side="right")
    for turn in range(int((end - first).max(initial=0))):
        now = np.flatnonzero((first + turn < end) & ~shapely.is_empty(rest))
        rest[now] = difference(rest[now], right[of[first[now] + turn]])
    return np.asarray(shapely.area(rest))


def _wide(pieces: Geometries, hair: Floats) -> Geometries:
    """Leave out parts that are thinner than rounding."""
    pieces = pieces.copy()
    thin = np.flatnonzero(shapely.area(pieces) <= hair * shapely.length(pieces))
    pieces[thin] = shapely.Polygon()
    for row in np.flatnonzero(shapely.get_num_geometries(pieces) > 1):
        parts = shapely.get_parts(pieces[row])
        wide = parts[shapely.area(parts) > hair[row] * shapely.length(parts)]
        if len(wide) < len(parts):
            pieces[row] = wide[0] if len(wide) == 1 else shapely.multipolygons(wide)
    return pieces
