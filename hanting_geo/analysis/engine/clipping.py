"""What polygons have in common, pair by pair, or what those of one layer have outside all of another.

Most pairs need no overlay: where no border comes near, a feature lies whole inside or outside. Where borders cross,
the pieces follow from the crossings (:mod:`~hanting_geo.analysis.engine.noding`,
:mod:`~hanting_geo.analysis.engine.tracing`), for all pairs at once and in threads, along common borders, too. What
stays in doubt for rounding, heights, and a precision of its own are left to GEOS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.coverage import union_of_coverage
from hanting_geo.analysis.engine.pairs import (
    BUILT,
    LEFT,
    RIGHT,
    RINGS,
    Asked,
    Numbered,
    Prepared,
    Side,
    hair_m,
    is_special,
    pieces_of,
    prepared,
)
from hanting_geo.analysis.engine.polygons import polygons_of
from hanting_geo.analysis.engine.rings import offsets_of
from hanting_geo.core.threads import each, elementwise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.analysis.engine.tracing import Rings
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["BUILT", "LEFT", "RIGHT", "RINGS", "Common", "Remainder", "hair_m", "intersect", "remainders"]

_UNIONS_A_LOT = 64


class Common(NamedTuple):
    """What pairs of polygons have in common, sorted by left and right; no geometry is built that nobody asks for."""

    left: Positions
    right: Positions
    """Positions of the two of each pair."""
    kind: NDArray[np.int8]
    """:data:`LEFT`: the left one, whole. :data:`RIGHT`: the right one, whole. :data:`RINGS`: see ``rings``.
    :data:`BUILT`: see ``built``."""
    rings: Rings
    """Of the pairs of kind RINGS; their ``pair`` counts the rows here."""
    built: Geometries
    """Of the pairs of kind BUILT, in their order; what merely touches is a point or a line."""
    touching: tuple[Positions, Positions]
    """Positions of the pairs, also of those that have no row, of which a vertex lies on an edge of the other."""
    sources: tuple[Geometries, Geometries]

    def geometry(self) -> Geometries:
        """Build the piece of each pair: valid, and what GEOS finds but for rounding."""
        left, right = self.sources
        result = np.full(len(self.left), None, dtype=object)
        result[self.kind == LEFT] = left[self.left[self.kind == LEFT]]
        result[self.kind == RIGHT] = right[self.right[self.kind == RIGHT]]
        result[self.kind == BUILT] = self.built
        row, pieces, doubtful = polygons_of(self.rings)
        result[row] = pieces
        result[doubtful] = _intersection(left[self.left[doubtful]], right[self.right[doubtful]])
        return result


class Remainder(NamedTuple):
    """What polygons have outside others, sorted by row; those of which nothing is left are not in it."""

    row: Positions
    geometry: Geometries


def intersect(left: Geometries, right: Geometries, *, touching: bool = False) -> Common:
    """Find what each polygon of one layer has in common with each of another.

    Parameters
    ----------
    left, right
        Valid polygons and multi-polygons in one plane system; null and empty ones meet nothing.
    touching
        Find the points and lines in which borders meet, too, by themselves or beside areas; that is slow.

    Returns
    -------
    Common
        A row for each pair that shares area; with ``touching`` for each that meets. Pairs of kind BUILT may have points
        and lines anyway.

    Examples
    --------
    >>> common = intersect(np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(3, -1, 9, 9)]))
    >>> common.left, common.right, common.rings.area
    (array([0]), array([0]), array([4.]))
    """
    one, two = (int(shapely.get_num_coordinates(side).sum()) for side in (left, right))
    # The side with the larger polygons is the right one here: only what its borders come near is looked at closer.
    turned = one * len(right) > two * len(left)
    small, large = (right, left) if turned else (left, right)
    found = pieces_of(prepared(small, large), Asked(touching=touching, turned=turned))
    at_left, at_right = (found.right, found.left) if turned else (found.left, found.right)
    order = np.lexsort((at_right, at_left))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    kind = found.kind[order]
    if turned:
        kind = np.array([RIGHT, LEFT, RINGS, BUILT], dtype=np.int8)[kind]
    rings = found.rings._replace(pair=rank[found.rings.pair])
    at_left, at_right = at_left[order], at_right[order]
    built = np.flatnonzero(kind == BUILT)
    pieces = _intersection(left[at_left[built]], right[at_right[built]])
    empty = shapely.is_empty(pieces)
    keep = np.ones(len(kind), dtype=bool)
    keep[built[empty]] = False
    rings = rings._replace(pair=(np.cumsum(keep) - 1)[rings.pair])
    touched = found.touching[::-1] if turned else found.touching
    return Common(at_left[keep], at_right[keep], kind[keep], rings, pieces[~empty], touched, (left, right))


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
        result[there] = _less_neighbours(left[there], right)
    else:
        pairs = Numbered(there, np.zeros(len(there), dtype=np.intp), len(left))
        doubtful = _fill(result, left, np.array([cover], dtype=object), pairs)
        # Where the border of the union is not clear, there are at most a few neighbours.
        result[doubtful] = _less_neighbours(left[doubtful], right, by_geos=True)
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


def _less_neighbours(left: Geometries, right: Geometries, *, by_geos: bool = False) -> Geometries:
    """Take from each polygon the union of those that share ground with it."""
    common = intersect(left, right)
    result = left.copy()
    built = np.flatnonzero(common.kind == BUILT)
    covered = elementwise(shapely.covered_by, left[common.left[built]], right[common.right[built]])
    gone = np.union1d(common.left[common.kind == LEFT], common.left[built[covered]]).astype(np.intp)
    result[gone] = shapely.Polygon()
    edges = offsets_of(np.bincount(common.left, minlength=len(left)))
    number: dict[bytes, int] = {}
    takes: list[Geometries] = []
    # Many have the same neighbours, which are united once.
    mine = np.setdiff1d(common.left, gone)
    theirs = np.empty(len(mine), dtype=np.intp)
    for place, row in enumerate(mine):
        some = common.right[edges[row] : edges[row + 1]]
        theirs[place] = number.setdefault(some.tobytes(), len(takes))
        if theirs[place] == len(takes):
            takes.append(right[some])
    covers = _unions(takes)
    order = np.lexsort((mine, theirs))
    mine, theirs = mine[order], theirs[order]
    doubtful = mine if by_geos else _fill(result, left, covers, Numbered(mine, theirs, len(left)))
    chosen = np.isin(mine, doubtful)
    result[mine[chosen]] = _difference(left[mine[chosen]], covers[theirs[chosen]])
    return result


def _unions(takes: list[Geometries]) -> Geometries:
    """Unite each of several lots of polygons, in threads."""
    lots = [takes[start : start + _UNIONS_A_LOT] for start in range(0, len(takes), _UNIONS_A_LOT)]
    united = each(lambda lot: [some[0] if len(some) == 1 else _union(some) for some in lot], lots)
    result = np.full(len(takes), None, dtype=object)
    result[:] = [each for lot in united for each in lot]
    return result


def _union(polygons: Geometries) -> shapely.Geometry:
    """Unite some polygons."""
    if is_special(polygons).any():
        return shapely.union_all(polygons)
    origin = np.floor(shapely.bounds(polygons)[:1, :2])
    united = np.array([shapely.union_all(_shifted(polygons, -origin))], dtype=object)
    whole: shapely.Geometry = _shifted(united, origin)[0]
    return whole


def _shifted(polygons: Geometries, by: Floats) -> Geometries:
    """Shift polygons by whole metres: near the origin GEOS, where it snaps, snaps to what is closer.

    Towards the origin this is exact. ``by`` has a row for each polygon, or one for all.
    """
    xy, row = shapely.get_coordinates(polygons, return_index=True)
    return np.asarray(shapely.set_coordinates(polygons.copy(), xy + (by if len(by) == 1 else by[row])), dtype=object)


def _intersection(left: Geometries, right: Geometries) -> Geometries:
    """Let GEOS do it."""
    return _mended(elementwise(shapely.intersection, left, right))


def _difference(left: Geometries, right: Geometries) -> Geometries:
    """Let GEOS do it, and leave out parts that are thinner than rounding."""
    bounds = shapely.bounds(left)
    special = is_special(left) | is_special(right)
    pieces = np.empty(len(left), dtype=object)
    pieces[special] = shapely.difference(left[special], right[special])
    origin = np.floor(bounds[~special, :2])
    near = elementwise(shapely.difference, _shifted(left[~special], -origin), _shifted(right[~special], -origin))
    pieces[~special] = _shifted(near, origin)
    # Rounded at their place, rings may touch; where they stand, GEOS sees to that.
    bad = ~elementwise(shapely.is_valid, pieces)
    pieces[bad] = _mended(shapely.difference(left[bad], right[bad]))
    hair = hair_m(np.abs(bounds).max(axis=1, initial=0.0))
    thin = np.flatnonzero(shapely.area(pieces) <= hair * shapely.length(pieces))
    pieces[thin] = shapely.Polygon()
    for row in np.flatnonzero(shapely.get_num_geometries(pieces) > 1):
        parts = shapely.get_parts(pieces[row])
        wide = parts[shapely.area(parts) > hair[row] * shapely.length(parts)]
        if len(wide) < len(parts):
            pieces[row] = wide[0] if len(wide) == 1 else shapely.multipolygons(wide)
    return pieces


def _mended(pieces: Geometries) -> Geometries:
    """Mend the rare ring that touches itself after rounding; a hole stays a hole."""
    bad = ~elementwise(shapely.is_valid, pieces)
    pieces[bad] = shapely.make_valid(pieces[bad], method="structure", keep_collapsed=False)
    return pieces
