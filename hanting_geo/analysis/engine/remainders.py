"""What polygons of one layer have outside all polygons of another.

The other layer is united first, without rounding, if it is a coverage. Else neighbours that surely overlap are taken
away one after the other, the largest first, each time by the engine. Others are united, without rounding if they are a
coverage among themselves, else by GEOS: then what is left is right if none of it lies in any of those, and no more is
gone than these have in common with it. What does not pass is decided without rounding.
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
from hanting_geo.analysis.engine.rings import offsets_of, outlines_of
from hanting_geo.analysis.engine.sides import Side
from hanting_geo.core.threads import each, elementwise

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["Remainder", "difference", "less", "one_by_one", "remainders"]

_UNIONS_A_LOT = 64
_FEW = 100
"""Neighbours."""
_THIN = 16
"""Times the width that rounding may come to."""


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
        some = right[np.unique(shapely.STRtree(right).query(left[doubtful])[1])] if len(doubtful) else right[:0]
        result[doubtful] = less(left[doubtful], some, intersect(left[doubtful], some))
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
    reach = hair_m(reach_of(left))
    done = _peeled(result, (left, right), common, count, reach)
    count[done] = 0
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
    covers, sure = _unions(takes)
    lost = (shapely.is_missing(covers) | shapely.is_empty(covers))[theirs]
    order = np.lexsort((mine, theirs))
    order = order[~lost[order]]
    doubtful = _fill(result, left, covers, Numbered(mine[order], theirs[order], len(left)))
    cover, is_sure = np.full(len(left), None, dtype=object), np.zeros(len(left), dtype=bool)
    cover[mine], is_sure[mine] = covers[theirs], sure[theirs]
    single = doubtful[count[doubtful] == 1]
    result[single] = _wide(decided(left[single], cover[single], "difference", reach[single]), reach[single])
    several = doubtful[count[doubtful] > 1]
    result[several] = _wide(polygonal(tried(shapely.difference, left[several], cover[several])), reach[several])
    result[mine[lost]] = None
    is_sure[several] = False
    asked = np.flatnonzero((count > 1) & ~is_sure)
    cut = ~np.isin(asked, np.append(several, mine[lost]))
    for row in asked[~_are_right(left, right, common, result, asked, cut)]:
        shapes = [left[row], *right[common.right[edges[row] : edges[row + 1]]]]
        result[row] = like_inputs(exact_overlay(shapes, "difference", hair_m=float(reach[row])), shapes)
    return result


def _peeled(
    result: Geometries, sides: tuple[Geometries, Geometries], common: Common, count: Positions, hair: Floats
) -> Positions:
    """Take neighbours away one after the other where they surely overlap, mostly until nothing is left.

    That is sooner done than to unite them, and needs no judging. Where neighbours touch, it may leave what is thin:
    what is so stays to be done.

    Returns
    -------
    numpy.ndarray
        The rows of the result that are done.
    """
    left, right = sides
    taken = np.bincount(common.left, common.areas(), len(left))
    rows = np.flatnonzero((count > 1) & (taken > shapely.area(left) + tolerance(left)))
    rows = rows[~is_special(left[rows])]
    pairs = np.flatnonzero(np.isin(common.left, rows))
    rest = one_by_one(left[rows], right, np.searchsorted(rows, common.left[pairs]), common.right[pairs])
    clean = ~_has_thin(rest, hair[rows])
    result[rows[clean]] = rest[clean]
    return rows[clean]


def _has_thin(pieces: Geometries, hair: Floats) -> Flags:
    """Tell polygons with edges, spikes or parts that rounding may have left."""
    result = np.zeros(len(pieces), dtype=bool)
    outlines = outlines_of(pieces)
    x, y, ring = outlines.x, outlines.y, outlines.ring_start
    if not len(x):
        return result
    at = np.ones(len(x), dtype=bool)
    at[ring[1:] - 1] = False
    at = np.flatnonzero(at)
    before = at - 1
    before[np.searchsorted(at, ring[:-1])] = ring[1:] - 2
    ux, uy, vx, vy = x[at] - x[before], y[at] - y[before], x[at + 1] - x[at], y[at + 1] - y[at]
    owner = outlines.owner[outlines.ring_of(at)]
    long, short = (most(np.hypot(ux, uy), np.hypot(vx, vy)) for most in (np.maximum, np.minimum))
    thin = _THIN * hair[owner]
    spike = (ux * vx + uy * vy < 0) & (np.abs(ux * vy - uy * vx) <= thin * long)
    result[owner[spike | (short <= thin)]] = True
    parts, owner = shapely.get_parts(pieces, return_index=True)
    narrow = ~shapely.is_empty(parts) & (shapely.area(parts) <= _THIN * hair[owner] * shapely.length(parts))
    result[owner[narrow]] = True
    return result


def _unions(takes: list[Geometries]) -> tuple[Geometries, Flags]:
    """Unite each of several lots of polygons, in threads, without rounding where they are coverages.

    Returns
    -------
    unions, is_sure
        The first None where GEOS gives up, or leaves no polygon; and which need no judging.
    """

    def united(some: Geometries) -> tuple[shapely.Geometry | None, bool]:
        if len(some) == 1:
            return some[0], True
        whole = None if is_special(some).any() else union_of_coverage(some)
        if whole is not None:
            return whole, True
        try:
            with np.errstate(all="ignore"):
                return shapely.union_all(some), False
        except shapely.errors.GEOSException:
            return None, False

    lots = [takes[start : start + _UNIONS_A_LOT] for start in range(0, len(takes), _UNIONS_A_LOT)]
    found = [one for lot in each(lambda lot: [united(some) for some in lot], lots) for one in lot]
    result = np.full(len(takes), None, dtype=object)
    result[:] = [whole for whole, _ in found]
    return polygonal(result), np.array([sure for _, sure in found], dtype=bool)


def _are_right(
    left: Geometries, right: Geometries, common: Common, result: Geometries, asked: Positions, cut: Flags
) -> Flags:
    """Tell of rows whether what is left of them is right: all in the left, none in the right, and nothing lost.

    What was ``cut`` here, and not by GEOS, is valid and in the left, however wrong the union is that was taken away.
    """
    fine = ~shapely.is_missing(result[asked])
    unsure = fine & ~cut
    fine[unsure] = elementwise(shapely.is_valid, result[asked[unsure]])
    rows = asked[fine]
    if not len(rows):
        return fine
    mine, rest = left[rows], result[rows]
    limit = tolerance(mine)
    area = shapely.area(rest)
    places = np.arange(len(rows))
    foreign = places[~cut[fine]]
    sound = np.ones(len(rows), dtype=bool)
    sound[foreign] = np.abs(area[foreign] - areas_in_common(rest, mine, (foreign, foreign))) <= limit[foreign]
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
        chosen = np.flatnonzero(np.isin(row, lost))
        least = shapely.area(one_by_one(mine[lost], some, np.searchsorted(lost, row[chosen]), of.ravel()[chosen]))
        sound[lost] = np.abs(area[lost] - least) <= limit[lost]
    fine[fine] = sound
    return fine


def one_by_one(left: Geometries, right: Geometries, row: Positions, of: Positions) -> Geometries:
    """Take from polygons their neighbours, one after the other.

    Parameters
    ----------
    left, right
        Valid polygons.
    row, of
        Positions of the left, sorted, and of the right: who takes from whom.

    Examples
    --------
    >>> some = np.array([shapely.box(0, 0, 4, 4), shapely.box(3, 0, 9, 9)])
    >>> one_by_one(some[:1], some, np.array([0]), np.array([1]))[0].area
    12.0
    """
    rest = left.copy()
    box, other = shapely.bounds(left)[row], shapely.bounds(right)[of]
    shared = np.minimum(box[:, 2:], other[:, 2:]) - np.maximum(box[:, :2], other[:, :2])
    # What takes most comes first: where nothing is left, or nothing near, the others have nothing to do.
    order = np.lexsort((-shared.clip(min=0).prod(axis=1), row))
    row, of, other = row[order], of[order], other[order]
    # Of one without bounds nothing is left: its box meets nothing.
    while len(row):
        box = shapely.bounds(rest)[row]
        near = np.flatnonzero((box[:, :2] < other[:, 2:]).all(axis=1) & (box[:, 2:] > other[:, :2]).all(axis=1))
        first = np.zeros(len(row), dtype=bool)
        first[near[np.flatnonzero(np.diff(row[near], prepend=-1))]] = True
        rest[row[first]] = difference(rest[row[first]], right[of[first]])
        later = np.zeros(len(row), dtype=bool)
        later[near] = True
        later &= ~first
        row, of, other = row[later], of[later], other[later]
    return rest


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
