"""Polygons as plain arrays: the vertices of all rings, one after the other, with the inside always on the left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.orientation import VANISHING, whole_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["Chunks", "Outlines", "chunks_of", "corners_of", "expand", "offsets_of", "outlines_of", "signed_area"]

_RUN = 16
"""Edges of one chunk of a long ring."""
_ULP = 2.0**-52
_SHORT = 48
"""A geometry of at most so many vertices is one chunk."""


class Outlines(NamedTuple):
    """Rings of polygons, shells counter-clockwise and holes clockwise, each closed by its first vertex."""

    geometry: Geometries
    """Polygons and multi-polygons; null and empty ones have no rings."""
    x: Floats
    y: Floats
    ring_start: Positions
    """Where each ring begins in ``x`` and ``y``, and the end of the last: one more than there are rings."""
    first_ring: Positions
    """The first ring of each geometry, and the number of all rings."""
    owner: Positions
    """The geometry of each ring."""
    ring_box: tuple[Floats, Floats]
    """Lower left and upper right corner of each ring."""
    ring: NDArray[np.signedinteger[Any]]
    """The ring of each vertex."""

    @property
    def vertex_start(self) -> Positions:
        """Where each geometry begins in ``x`` and ``y``, and the end of the last."""
        return self.ring_start[self.first_ring]

    def ring_of(self, edge: Positions) -> Positions:
        """Give the rings of edges."""
        return self.ring[edge].astype(np.intp)


class Chunks(NamedTuple):
    """Runs of edges with their boxes. The edge from vertex i to vertex i + 1 has number i."""

    start: Positions
    edges: Positions
    owner: Positions
    """The geometry that each chunk belongs to."""
    ring: Positions
    """The first ring of each chunk, and the number of its rings: a small geometry has all of its in one."""
    rings: Positions
    box: Floats
    """Columns xmin, ymin, xmax, ymax."""
    edge_box: tuple[Floats, Floats, Floats, Floats]
    """xmin, ymin, xmax, ymax of each edge; from the last vertex of a ring there is none, and its box meets nothing."""


def outlines_of(geometry: Geometries) -> Outlines:
    """Take polygons apart.

    Parameters
    ----------
    geometry
        Valid polygons and multi-polygons; null and empty ones are let through.

    Examples
    --------
    >>> taken = outlines_of(np.array([shapely.box(0, 0, 2, 1, ccw=False), None], dtype=object))
    >>> taken.x.tolist(), taken.ring_start.tolist(), taken.first_ring.tolist()
    ([0.0, 2.0, 2.0, 0.0, 0.0], [0, 5], [0, 1, 1])
    """
    parts, whose = geometry, np.arange(len(geometry))
    if (shapely.get_type_id(geometry) != shapely.GeometryType.POLYGON).any():
        parts, whose = shapely.get_parts(geometry, return_index=True)
    xy, count, hole, rings = corners_of(parts)
    there = count > 0
    start, owner, hole = offsets_of(count[there]), np.repeat(whose, rings)[there], hole[there]
    x, y = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
    low, high = (
        np.column_stack([_reduced(most, axis, start[:-1]) for axis in (x, y)]) for most in (np.minimum, np.maximum)
    )
    turned = _clockwise(x, y, start, high - low) != hole
    if turned.any():
        row, place = expand(start[:-1][turned], np.diff(start)[turned])
        mirrored = (start[:-1] + start[1:] - 1)[turned][row] - place
        x[place], y[place] = x[mirrored], y[mirrored]
    first = offsets_of(np.bincount(owner, minlength=len(geometry)))
    ring = np.repeat(np.arange(len(owner), dtype=np.int32), np.diff(start))
    return Outlines(geometry, x, y, start, first, owner, (low, high), ring)


def _clockwise(x: Floats, y: Floats, start: Positions, size: Floats) -> Flags:
    """Tell which rings run clockwise; of one so thin that floats do not tell, by whole numbers."""
    area = signed_area(x, y, start)
    result = area < 0
    count = np.diff(start).astype(float)
    with np.errstate(over="ignore", invalid="ignore"):
        unsure = ~(np.abs(area) > count * (count + 4) * _ULP * size.prod(axis=1) + VANISHING)
    for ring in np.flatnonzero(unsure).tolist():
        place = slice(start[ring], start[ring + 1])
        (xs, _), (ys, _) = whole_numbers(x[place].tolist()), whole_numbers(y[place].tolist())
        result[ring] = sum(xs[at] * ys[at + 1] - xs[at + 1] * ys[at] for at in range(len(xs) - 1)) < 0
    return np.asarray(result)


def corners_of(parts: Geometries) -> tuple[Floats, Positions, Flags, Positions]:
    """Give the vertices of polygons ring by ring, the shell of each first.

    Returns
    -------
    xy, count, is_hole, rings
        Vertices; of each ring how many and whether it is a hole; of each polygon how many rings. A null or empty one
        has one ring without vertices.
    """
    xy, part = shapely.get_coordinates(parts, return_index=True)
    rings = shapely.get_num_interior_rings(parts).astype(np.intp) + 1
    shell = offsets_of(rings)[:-1]
    count = np.zeros(int(rings.sum()), dtype=np.intp)
    count[shell] = np.bincount(part, minlength=len(parts))
    holed = np.flatnonzero(rings > 1)
    if len(holed):
        count[expand(shell[holed], rings[holed])[1]] = shapely.get_num_coordinates(shapely.get_rings(parts[holed]))
    hole = np.ones(len(count), dtype=bool)
    hole[shell] = False
    return xy, count, hole, rings


def chunks_of(outlines: Outlines) -> Chunks:
    """Cut rings into chunks: a small geometry is one, a long ring has many."""
    x, y = outlines.x, outlines.y
    vertices = np.diff(outlines.vertex_start)
    small = vertices <= _SHORT
    there = np.flatnonzero(small & (vertices > 0))
    edges = np.diff(outlines.ring_start) - 1
    long = np.flatnonzero(~small[outlines.owner])
    runs = -(-edges[long] // _RUN)
    row, turn = expand(np.zeros(len(long), dtype=np.intp), runs)
    start = np.concatenate([outlines.vertex_start[there], outlines.ring_start[long][row] + turn * _RUN])
    count = np.concatenate([vertices[there], np.minimum(_RUN, edges[long][row] - turn * _RUN)])
    owner = np.concatenate([there, outlines.owner[long][row]])
    order = np.argsort(start, kind="stable")
    start, count, owner = start[order], count[order], owner[order]
    ring = np.searchsorted(outlines.ring_start, start, side="right") - 1
    rings = np.where(small[owner], np.diff(outlines.first_ring)[owner], 1)
    sides = (np.minimum(x[:-1], x[1:]), np.minimum(y[:-1], y[1:]), np.maximum(x[:-1], x[1:]), np.maximum(y[:-1], y[1:]))
    closing = outlines.ring_start[1:] - 1
    boxes = []
    for values, nowhere in zip(sides, (np.inf, np.inf, -np.inf, -np.inf), strict=True):
        whole = np.append(values, nowhere)[: len(x)]
        whole[closing] = nowhere
        boxes.append(whole)
    least, most = np.minimum, np.maximum
    box = np.column_stack(
        [_reduced(each, values, start) for each, values in zip((least, least, most, most), boxes, strict=True)]
    )
    return Chunks(start, count, owner, ring, rings, box, (boxes[0], boxes[1], boxes[2], boxes[3]))


def _reduced(function: np.ufunc, values: Floats, start: Positions) -> Floats:
    """Reduce runs of values; no runs give none."""
    return function.reduceat(values, start) if len(start) else values[:0]


def signed_area(x: Floats, y: Floats, start: Positions) -> Floats:
    """Give the area of each ring, positive where it runs counter-clockwise; ``start`` ends with the end of the last."""
    if len(start) < 2:  # noqa: PLR2004 - there is no ring
        return np.array([])
    # From the first vertex of each ring, so that little cancels.
    first = np.repeat(start[:-1], np.diff(start))
    u, v = x - x[first], y - y[first]
    edges = np.empty(len(x))
    edges[:-1] = (u[:-1] * v[1:] - u[1:] * v[:-1]) / 2
    edges[start[1:] - 1] = 0.0
    return np.add.reduceat(edges, start[:-1])


def offsets_of(counts: Positions) -> Positions:
    """Give where each of consecutive runs begins, and the end of the last."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)


def expand(starts: Positions, counts: Positions) -> tuple[Positions, Positions]:
    """Write out ranges one after the other: to which each number belongs, and the numbers.

    Examples
    --------
    >>> [values.tolist() for values in expand(np.array([10, 20]), np.array([2, 3]))]
    [[0, 0, 1, 1, 1], [10, 11, 20, 21, 22]]
    """
    owner = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) + (starts - before)[owner]
