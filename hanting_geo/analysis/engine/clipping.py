"""What polygons have in common, pair by pair.

Most pairs need no overlay: where no border comes near, a feature lies whole inside or outside. Where borders cross,
the pieces follow from the crossings (:mod:`~hanting_geo.analysis.engine.noding`,
:mod:`~hanting_geo.analysis.engine.tracing`), for all pairs at once and in threads, along common borders, too. What
stays in doubt for rounding, heights, and a precision of its own are asked of GEOS, whose answer is judged
(:mod:`~hanting_geo.analysis.engine.judging`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.judging import area_in_common, decided, polygonal, tolerance, tried
from hanting_geo.analysis.engine.near import Numbered
from hanting_geo.analysis.engine.pairs import (
    BUILT,
    LEFT,
    RIGHT,
    RINGS,
    Asked,
    Prepared,
    hair_m,
    pieces_of,
    prepared,
)
from hanting_geo.analysis.engine.polygons import polygons_of
from hanting_geo.analysis.engine.sides import Side

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.analysis.engine.tracing import Rings
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["BUILT", "LEFT", "RIGHT", "RINGS", "Common", "areas_in_common", "intersect", "intersection", "reach_of"]


_FEW_PAIRS, _FEW_CORNERS = 32, 20_000
"""So little is sooner cut by GEOS and judged, and measured as it is."""


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
        """Build the piece of each pair: valid, and right but for rounding."""
        left, right = self.sources
        result = np.full(len(self.left), None, dtype=object)
        result[self.kind == LEFT] = left[self.left[self.kind == LEFT]]
        result[self.kind == RIGHT] = right[self.right[self.kind == RIGHT]]
        result[self.kind == BUILT] = self.built
        row, pieces, doubtful = polygons_of(self.rings)
        result[row] = pieces
        result[doubtful] = _intersection(left[self.left[doubtful]], right[self.right[doubtful]])
        return result

    def pick(self, rows: Flags) -> Common:
        """Keep some pairs."""
        rank = np.cumsum(rows) - 1
        rings = self.rings.pick(np.flatnonzero(rows[self.rings.pair]))
        return self._replace(
            left=self.left[rows],
            right=self.right[rows],
            kind=self.kind[rows],
            rings=rings._replace(pair=rank[rings.pair]),
            built=self.built[rows[self.kind == BUILT]],
        )

    def areas(self) -> Floats:
        """Measure what each pair has in common."""
        left, right = self.sources
        result = np.bincount(self.rings.pair, self.rings.area, len(self.left)).astype(float)
        result[self.kind == LEFT] = shapely.area(left[self.left[self.kind == LEFT]])
        result[self.kind == RIGHT] = shapely.area(right[self.right[self.kind == RIGHT]])
        result[self.kind == BUILT] = shapely.area(self.built)
        return result


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
        A row for each pair that shares area; with ``touching`` for each that meets.

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
    pieces = _intersection(left[at_left[built]], right[at_right[built]], touching=touching)
    empty = shapely.is_empty(pieces)
    keep = np.ones(len(kind), dtype=bool)
    keep[built[empty]] = False
    rings = rings._replace(pair=(np.cumsum(keep) - 1)[rings.pair])
    touched = found.touching[::-1] if turned else found.touching
    return Common(at_left[keep], at_right[keep], kind[keep], rings, pieces[~empty], touched, (left, right))


def areas_in_common(left: Geometries, right: Geometries, pairs: tuple[Positions, Positions]) -> Floats:
    """Measure what some polygons of one layer have in common with some of another: positions of the left, and right.

    Examples
    --------
    >>> one, two = np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(9, 9, 10, 10), shapely.box(3, -1, 9, 9)])
    >>> areas_in_common(one, two, (np.array([0, 0]), np.array([0, 1])))
    array([0., 4.])
    """
    result = np.zeros(len(pairs[0]))
    there = ~(shapely.is_empty(left)[pairs[0]] | shapely.is_empty(right)[pairs[1]])
    if not there.any():
        return result
    one, two = left[pairs[0][there]], right[pairs[1][there]]
    if _is_little(one, two):
        result[there] = area_in_common(one, two)
        return result
    # The larger polygons are the right ones: only what their borders come near is looked at closer.
    if shapely.get_num_coordinates(left)[pairs[0]].sum() > shapely.get_num_coordinates(right)[pairs[1]].sum():
        left, right, pairs = right, left, pairs[::-1]
    order = np.lexsort(pairs)
    order = order[there[order]]
    numbered = Numbered(pairs[0][order], pairs[1][order], len(left))
    found = pieces_of(Prepared(shapely.STRtree(left), Side(right), numbered, None))
    areas = np.bincount(found.rings.pair, found.rings.area, len(found.left))
    whole_left, whole_right, built = (np.flatnonzero(found.kind == kind) for kind in (LEFT, RIGHT, BUILT))
    areas[whole_left] = shapely.area(left[found.left[whole_left]])
    areas[whole_right] = shapely.area(right[found.right[whole_right]])
    areas[built] = area_in_common(left[found.left[built]], right[found.right[built]])
    result[order[numbered.number(found.left, found.right)[0]]] = areas
    return result


def intersection(left: Geometries, right: Geometries) -> Geometries:
    """Cut polygons pair by pair; where a pair only touches, or is apart, an empty polygon.

    Parameters
    ----------
    left, right
        Valid polygons and multi-polygons, of which one may stand in many pairs.

    Examples
    --------
    >>> intersection(np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(3, -1, 9, 9)]))[0].area
    4.0
    """
    result = np.full(len(left), shapely.Polygon(), dtype=object)
    there = np.flatnonzero(~(shapely.is_empty(left) | shapely.is_empty(right)))
    if _is_little(left[there], right[there]):
        result[there] = _few(left[there], right[there])
        return result
    # The larger polygons are the right ones: only what their borders come near is looked at closer.
    if shapely.get_num_coordinates(left).sum() > shapely.get_num_coordinates(right).sum():
        left, right = right, left
    (small, one), (large, two) = _distinct(left[there]), _distinct(right[there])
    key, again = np.unique(two * len(small) + one, return_inverse=True)
    two, one = np.divmod(key, len(small))
    numbered = Numbered(one, two, len(small))
    found = pieces_of(Prepared(shapely.STRtree(small), Side(large), numbered, None))
    pieces = np.full(len(key), shapely.Polygon(), dtype=object)
    number = numbered.number(found.left, found.right)[0]
    whole_left, whole_right, built = (found.kind == kind for kind in (LEFT, RIGHT, BUILT))
    pieces[number[whole_left]] = small[found.left[whole_left]]
    pieces[number[whole_right]] = large[found.right[whole_right]]
    row, bounded, doubtful = polygons_of(found.rings)
    pieces[number[row]] = bounded
    asked = np.append(number[built], number[doubtful])
    pieces[asked] = _intersection(small[one[asked]], large[two[asked]])
    result[there] = pieces[again.ravel()]
    return result


def _is_little(left: Geometries, right: Geometries) -> bool:
    corners = shapely.get_num_coordinates
    return len(left) < _FEW_PAIRS and corners(left).sum() + corners(right).sum() < _FEW_CORNERS


def _few(left: Geometries, right: Geometries) -> Geometries:
    """Take what GEOS cuts if it has the right area; all else is judged by more, and decided."""
    result = polygonal(tried(shapely.intersection, left, right))
    limit = np.minimum(tolerance(left, right), tolerance(right, left))
    fine = np.abs(shapely.area(result) - area_in_common(left, right)) <= limit
    fine[fine] = shapely.is_valid(result[fine])
    result[~fine] = _intersection(left[~fine], right[~fine])
    return result


def _distinct(geometry: Geometries) -> tuple[Geometries, Positions]:
    """Give each object once, and where each of the rows is."""
    _, first, again = np.unique(list(map(id, geometry)), return_index=True, return_inverse=True)
    return geometry[first], again.ravel()


def reach_of(*geometry: Geometries) -> Floats:
    """Give the largest coordinate of each, or of each of several in turn; 0 of what is null or empty."""
    largest = [np.nan_to_num(np.abs(shapely.bounds(some))).max(axis=1, initial=0.0) for some in geometry]
    return np.asarray(np.max(largest, axis=0))


def _intersection(left: Geometries, right: Geometries, *, touching: bool = False) -> Geometries:
    """Let GEOS do it, and see that it is right."""
    return decided(left, right, "intersection", hair_m(reach_of(left, right)), touching=touching)
