"""The union of polygons that share borders vertex by vertex and do not overlap (a coverage), without rounding.

Edges that two polygons run along in opposite directions are inside the union; those that are left are its border. That
also tells whether the polygons are a coverage: each point lies in as many polygons as the border winds round it. If
the border makes a valid polygon, that is 1 inside and 0 outside, so no two polygons overlap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.analysis.engine.polygons import polygons_of
from hanting_geo.analysis.engine.rings import offsets_of, outlines_of
from hanting_geo.analysis.engine.tracing import Rings, cycles

if TYPE_CHECKING:
    import shapely
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Codes, Flags, Floats, Geometries, Positions


__all__ = ["union_of_coverage"]

_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
"""Odd numbers, that spread the bits of coordinates (the last two by D. Stafford, as in SplitMix64)."""


def union_of_coverage(polygons: Geometries) -> shapely.Geometry | None:
    """Unite polygons that only share borders, with the same vertices on both sides.

    Parameters
    ----------
    polygons
        Valid polygons and multi-polygons in two dimensions; null and empty ones add nothing.

    Returns
    -------
    shapely.Geometry or None
        The valid union, with all vertices that are on its border; None if polygons overlap, if one has a vertex where
        another one has none, or if there is nothing.

    Examples
    --------
    >>> import shapely
    >>> union_of_coverage(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])).area
    2.0
    >>> union_of_coverage(np.array([shapely.box(0, 0, 1, 1), shapely.box(0.5, 0, 2, 1)]))
    """
    outlines = outlines_of(polygons)
    if not len(outlines.x):
        return None
    # So that there is one zero.
    x, y = outlines.x + 0.0, outlines.y + 0.0
    is_start = np.ones(len(x), dtype=bool)
    is_start[outlines.ring_start[1:] - 1] = False
    edge = _left_over(x, y, np.flatnonzero(is_start))
    if edge is None or not len(edge):
        return None
    rings = _rings_of(x, y, edge)
    if rings is None:
        return None
    _, whole, doubtful = polygons_of(rings)
    return None if len(doubtful) or not len(whole) else whole[0]


def _left_over(x: Floats, y: Floats, edge: Positions) -> Positions | None:
    """Give the edges without their like in the other direction; None if one is there more often."""
    code = _codes(x, y)
    key = code[edge] + code[edge + 1]
    order = np.argsort(key)
    same = np.diff(key[order]) == 0
    if (same[1:] & same[:-1]).any():
        return None
    one, two = edge[order[:-1][same]], edge[order[1:][same]]
    # Codes may be the same by chance.
    if not all((axis[one] == axis[two + 1]).all() and (axis[one + 1] == axis[two]).all() for axis in (x, y)):
        return None
    alone = np.ones(len(edge), dtype=bool)
    alone[order[:-1][same]] = alone[order[1:][same]] = False
    return edge[alone]


def _codes(x: Floats, y: Floats) -> Codes:
    """Give a number for each vertex, which is the same for vertices in the same place."""
    first, second, third, fourth = (np.uint64(value) for value in _MIX)
    code: NDArray[Any] = x.view(np.uint64) * first ^ (y.view(np.uint64) * second >> np.uint64(32)) ^ y.view(np.uint64)
    code ^= code >> np.uint64(30)
    code *= third
    code ^= code >> np.uint64(27)
    code *= fourth
    code ^= code >> np.uint64(31)
    return code


def _rings_of(x: Floats, y: Floats, edge: Positions) -> Rings | None:
    """Put edges together, end to start, to rings that have each vertex once."""
    starts, ends = x[edge] + 1j * y[edge], x[edge + 1] + 1j * y[edge + 1]
    nodes, start = np.unique(starts, return_inverse=True)
    end = np.minimum(np.searchsorted(nodes, ends), len(nodes) - 1)
    if (nodes[end] != ends).any() or (np.bincount(end, minlength=len(nodes)) != np.bincount(start)).any():
        return None
    following = np.empty(len(nodes), dtype=np.intp)
    following[start] = np.arange(len(edge))
    following = following[end]
    often = np.bincount(start) > 1
    if often.any() and not _turn(following, start, end, often, starts, ends):
        return None
    cycle, rank, size = cycles(following)
    first = offsets_of(size)
    member = np.empty(len(edge), dtype=np.intp)
    member[first[cycle] + rank] = np.arange(len(edge))
    touches = np.zeros(len(size), dtype=bool)
    touches[cycle[often[start]]] = True
    pieces = [
        ring
        for number, piece in enumerate(np.split(member, first[1:-1]))
        for ring in (_split(piece, start, often) if touches[number] else [piece])
    ]
    # Each closed by its first vertex.
    place = edge[np.concatenate([np.append(piece, piece[0]) for piece in pieces])]
    count = np.array([len(piece) + 1 for piece in pieces])
    return Rings(x[place], y[place], offsets_of(count), np.zeros(len(pieces), dtype=np.intp))


def _turn(
    following: Positions,
    start: Positions,
    end: Positions,
    often: Flags,
    starts: NDArray[np.complex128],
    ends: NDArray[np.complex128],
) -> bool:
    """Where more than two edges meet, go on along the same piece of the inside; tell whether that could be done.

    Round such a vertex, edges that leave it and edges that come to it take turns, and the inside lies
    counter-clockwise of those that leave.
    """
    leaving, coming = np.flatnonzero(often[start]), np.flatnonzero(often[end])
    edge = np.concatenate([leaving, coming])
    node = np.concatenate([start[leaving], end[coming]])
    away = np.concatenate([ends[leaving] - starts[leaving], starts[coming] - ends[coming]])
    order = np.lexsort((np.angle(away), node))
    edge, node, leaves = edge[order], node[order], (np.arange(len(edge)) < len(leaving))[order]
    # What comes before the first of a vertex is its last.
    new = np.diff(node, prepend=-1) != 0
    before = np.arange(len(edge)) - 1
    before[new] = np.append(np.flatnonzero(new)[1:], len(edge)) - 1
    if (leaves == leaves[before]).any():
        return False
    following[edge[~leaves]] = edge[before[~leaves]]
    return True


def _split(ring: Positions, start: Positions, often: Flags) -> list[Positions]:
    """Cut a ring of edges where it comes to a vertex again."""
    place = np.flatnonzero(often[start[ring]])
    ring, place = np.roll(ring, -place[0]), place - place[0]
    stretches = np.split(ring, place[1:])
    nodes = start[ring[place]].tolist()
    done: list[Positions] = []
    path: list[Positions] = []
    passed: list[int] = []
    for node, stretch, after in zip(nodes, stretches, [*nodes[1:], nodes[0]], strict=True):
        path.append(stretch)
        passed.append(node)
        if after in passed:
            since = passed.index(after)
            done.append(np.concatenate(path[since:]))
            del path[since:], passed[since:]
    return done
