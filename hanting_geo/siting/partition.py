"""Land cut by one rule after the other, so that every piece knows exactly which rules lie on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.pieces import simple_parts
from hanting_geo.siting.shifts import threaded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]
    Positions = NDArray[np.intp]

__all__ = ["HAIR_M", "Partition", "Taking", "cut", "disjoint_parts", "together"]

HAIR_M = 1e-7
"""A polygon narrower than a tenth of a micrometre is what rounding leaves along a border that two shapes share."""

_MANY_VERTICES = 200
_REACH_M = 10.0
_POLYGONAL = 2


class Taking(NamedTuple):
    """The land that a rule takes."""

    shapes: Geometries
    """Valid polygons that have no area in common (:func:`disjoint_parts`)."""
    beyond: bool = False
    """Whether it takes what lies outside of the shapes; otherwise what lies in them."""
    concerns: NDArray[np.bool_] | None = None
    """By position, which candidates it takes land of; None is all."""


class Partition:
    """Candidates as flat pieces: plain arrays, a row for each polygon; pieces of a candidate share no area.

    Parameters
    ----------
    geometry
        Valid polygons and multipolygons of two dimensions; null and empty ones have no pieces.

    Examples
    --------
    >>> land = Partition(np.array([shapely.box(0, 0, 10, 10)]))
    >>> land.take(7, Taking(np.array([shapely.box(4, 0, 10, 10)])))
    >>> land.take(9, Taking(np.array([shapely.box(0, 0, 6, 10)])))
    >>> sorted((land.sets[label], piece.area) for piece, label in zip(land.pieces, land.labels, strict=True))
    [((7,), 40.0), ((7, 9), 20.0), ((9,), 40.0)]
    """

    def __init__(self, geometry: Geometries) -> None:
        self.pieces, self.owners = simple_parts(geometry)
        self.labels = np.zeros(len(self.pieces), dtype=np.intp)
        """For each piece the position in :attr:`sets`."""
        self.sets: list[tuple[int, ...]] = [()]
        """Each set of rules that lies on a piece, in the order in which the rules took; the first is no rule."""
        self._known: dict[tuple[int, ...], int] = {(): 0}

    def take(self, rule: int, taking: Taking) -> None:
        """Let a rule take its land: pieces on its border are cut in two, nothing is moved and nothing snapped."""
        concerned = np.arange(len(self.pieces))
        if taking.concerns is not None:
            concerned = concerned[taking.concerns[self.owners]]
        covered, rows, inside, outside = cut(self.pieces[concerned], taking.shapes)
        rows = concerned[rows]
        taken, left = (outside, inside) if taking.beyond else (inside, outside)
        whole = np.zeros(len(self.pieces), dtype=bool)
        whole[concerned] = covered != taking.beyond
        whole[rows] = False
        self.labels[whole] = self._with(rule, self.labels[whole])
        kept = np.ones(len(self.pieces), dtype=bool)
        kept[rows] = False
        labels = self.labels[rows]
        self.pieces = np.concatenate([self.pieces[kept], left[0], taken[0]])
        self.labels = np.concatenate([self.labels[kept], labels[left[1]], self._with(rule, labels[taken[1]])])
        self.owners = np.concatenate(
            [self.owners[kept], self.owners[rows[left[1]]], self.owners[rows[taken[1]]]],
        )

    def _with(self, rule: int, labels: Positions) -> Positions:
        """Give the labels of the sets that have one more rule."""
        distinct, inverse = np.unique(labels, return_inverse=True)
        grown = []
        for label in distinct:
            rules = (*self.sets[label], rule)
            if rules not in self._known:
                self._known[rules] = len(self.sets)
                self.sets.append(rules)
            grown.append(self._known[rules])
        return np.array(grown, dtype=np.intp)[inverse.ravel()]


def cut(
    pieces: Geometries, shapes: Geometries
) -> tuple[NDArray[np.bool_], Positions, tuple[Geometries, Positions], tuple[Geometries, Positions]]:
    """Cut polygons at the border of shapes that have no area in common.

    Returns
    -------
    covered
        Which pieces lie in the shapes as a whole.
    rows
        Positions of the pieces that are cut: those that have area both in the shapes and outside of them.
    inside, outside
        Of these the polygons in the shapes and outside of them, each with the position in ``rows`` that it is of.
        Remnants narrower than :data:`HAIR_M` are left out; a piece that only these would part stays whole.
    """
    covered = np.zeros(len(pieces), dtype=bool)
    shapes = np.array(shapes, dtype=object)
    shape, piece = shapely.STRtree(pieces).query(shapes, predicate="intersects")
    # New geometries, since preparing marks them.
    ready = np.asarray(shapely.force_2d(shapes), dtype=object)
    shapely.prepare(ready)
    covers = shapely.covers(ready[shape], pieces[piece])
    covered[piece[covers]] = True
    torn = ~covered[piece]
    rows, regions = together(*_nearby(pieces, piece[torn], shapes, shape[torn]))
    inside = _polygons(threaded(shapely.intersection, pieces[rows], regions))
    met = np.zeros(len(rows), dtype=bool)
    met[inside[1]] = True
    rows, regions, inside = rows[met], regions[met], _kept(inside, met)
    outside = _polygons(threaded(shapely.difference, pieces[rows], regions))
    parted = np.zeros(len(rows), dtype=bool)
    parted[outside[1]] = True
    covered[rows[~parted]] = True
    return covered, rows[parted], _kept(inside, parted), outside if parted.all() else _kept(outside, parted)


def _nearby(pieces: Geometries, piece: Positions, shapes: Geometries, shape: Positions) -> tuple[Geometries, Positions]:
    """Give for each pair the part of the shape that lies round the piece: an overlay looks at every vertex it is given.

    Shapes of many vertices are clipped to the box of all their pieces, then to those of either half of them, and so on.
    A box reaches beyond its pieces, so that within them no more changes than the last bit of a coordinate.
    """
    near = shapes[shape]
    boxes = shapely.bounds(pieces[piece])
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    for large in np.flatnonzero(shapely.get_num_coordinates(shapes) > _MANY_VERTICES):
        todo = [(np.flatnonzero(shape == large), shapes[large])]
        while todo:
            pairs, clipped = todo.pop()
            if len(pairs) <= 1 or shapely.get_num_coordinates(clipped) <= _MANY_VERTICES:
                near[pairs] = clipped
                continue
            low, high = boxes[pairs, :2].min(axis=0) - _REACH_M, boxes[pairs, 2:].max(axis=0) + _REACH_M
            clipped = shapely.intersection(clipped, shapely.box(*low, *high))
            order = pairs[np.argsort(centres[pairs, np.argmax(high - low)], kind="stable")]
            todo += [(half, clipped) for half in np.array_split(order, 2)]
    parts, pair = simple_parts(near)
    areal = shapely.get_dimensions(parts) == _POLYGONAL
    return parts[areal], piece[pair[areal]]


def _kept(polygons: tuple[Geometries, Positions], rows: NDArray[np.bool_]) -> tuple[Geometries, Positions]:
    """Keep the polygons of some rows, and count the rows anew."""
    mine = rows[polygons[1]]
    return polygons[0][mine], (np.cumsum(rows) - 1)[polygons[1][mine]]


def _polygons(geometry: Geometries) -> tuple[Geometries, Positions]:
    """Take the results of an overlay apart into valid polygons that are more than a remnant of rounding."""
    parts, row = simple_parts(geometry)
    areal = shapely.get_dimensions(parts) == _POLYGONAL
    parts, row = parts[areal], row[areal]
    # An overlay in floating point may, rarely, leave a ring that touches itself.
    bad = ~shapely.is_valid(parts)
    if bad.any():
        inner, index = simple_parts(shapely.make_valid(parts[bad], method="structure", keep_collapsed=False))
        parts, row = np.concatenate([parts[~bad], inner]), np.concatenate([row[~bad], row[bad][index]])
        areal = shapely.get_dimensions(parts) == _POLYGONAL
        parts, row = parts[areal], row[areal]
    # The width of a long and narrow polygon is twice its area by its perimeter; that of a disc comes out as its radius.
    wide = 2 * shapely.area(parts) > HAIR_M * shapely.length(parts)
    return parts[wide], row[wide]


def together(polygons: Geometries, rows: Positions) -> tuple[Positions, Geometries]:
    """Put polygons that have no area in common together by row: the rows, sorted, and a (multi)polygon for each."""
    order = np.argsort(rows, kind="stable")
    polygons, rows = polygons[order], rows[order]
    distinct, first, count = np.unique(rows, return_index=True, return_counts=True)
    result = polygons[first]
    many = count > 1
    if many.any():
        number = (np.cumsum(many) - 1)[np.repeat(np.arange(len(distinct)), count)]
        mine = np.repeat(many, count)
        result[many] = shapely.multipolygons(polygons[mine], indices=number[mine])
    return distinct, result


def disjoint_parts(geometry: Geometries) -> Geometries:
    """Unite polygons, and take the union apart into polygons that have no area in common."""
    parts, _ = simple_parts(geometry)
    parts = parts[shapely.get_dimensions(parts) == _POLYGONAL]
    return np.asarray(shapely.get_parts(shapely.union_all(parts)), dtype=object) if len(parts) else parts
