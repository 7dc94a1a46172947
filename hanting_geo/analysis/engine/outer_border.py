"""How much ground groups of polygons have, each place once: by the parts of their borders that no other one covers.

Along each ring it is counted in how many others of the group it lies: at the first corner, and from crossing to
crossing. Where that is none, the ring bounds the union, and the area follows from these parts alone. Where crossings
come close to each other, their order does not matter: what lies between them is as small as rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.near import Numbered, contacts_of
from hanting_geo.analysis.engine.noding import crossings
from hanting_geo.analysis.engine.rings import expand
from hanting_geo.analysis.engine.sides import Side

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["areas_of_unions"]


def areas_of_unions(parts: Geometries, group: Positions, pairs: tuple[Positions, Positions]) -> Floats:
    """Measure the union of each group of polygons, without making it.

    Where a corner lies on the border of another polygon, the answer may be wrong by whole parts: it is for comparison
    with one that was found in another way.

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
    >>> heap = np.array([shapely.box(0, 0, 4, 4), shapely.box(3, 1, 9, 3), shapely.box(2, 2, 5, 9)])
    >>> areas_of_unions(heap, np.zeros(3, dtype=np.intp), (np.array([1, 2, 2]), np.array([0, 0, 1])))
    array([42.])
    """
    count = int(group.max()) + 1
    side = Side(parts)
    outlines = side.outlines
    order = np.lexsort(pairs)
    pair = Numbered(pairs[0][order], pairs[1][order], len(parts))
    near = contacts_of(side, side, pair)
    found = crossings(outlines, outlines, (side.chunks, side.chunks), (near.left, near.right, near.number)).crossings

    # One place of a group, so that little cancels.
    bounds = shapely.bounds(parts)
    low = np.full((count, 2), np.inf)
    np.minimum.at(low, group, bounds[:, :2])
    whose = group[outlines.owner]
    origin = low[whose][outlines.ring]
    x, y = outlines.x - origin[:, 0], outlines.y - origin[:, 1]
    swept = np.zeros(len(x))
    swept[:-1] = (x[:-1] * y[1:] - x[1:] * y[:-1]) / 2
    starts, ends = outlines.ring_start[:-1], outlines.ring_start[1:] - 1
    swept[ends] = 0.0
    until = np.cumsum(swept) - swept
    until -= until[starts][outlines.ring]

    edge = np.concatenate([found.left, found.right])
    along = np.concatenate([found.along_left, found.along_right])
    change = np.where(np.concatenate([found.enters, ~found.enters]), 1, -1)
    at_x, at_y = (np.concatenate([place, place]) for place in (found.x, found.y))
    order = np.lexsort((along, edge))
    edge, change = edge[order], change[order]
    ring = outlines.ring_of(edge)
    at_x, at_y = at_x[order] - low[whose[ring], 0], at_y[order] - low[whose[ring], 1]
    value = until[edge] + (x[edge] * at_y - at_x * y[edge]) / 2

    depth = _depth_of_starts(side, pair)
    total = np.cumsum(change)
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    before = np.zeros(len(starts), dtype=np.intp)
    before[ring[first]] = total[first] - change[first]
    after = total - before[ring] + depth[ring]
    # Each part of a ring adds its end, and takes off its start.
    add = np.where(after - change == 0, value, 0.0) - np.where(after == 0, value, 0.0)
    last = depth.copy()
    ending = np.append(first[1:], len(ring))[: len(first)] - 1
    last[ring[first]] = after[ending]
    of_ring = np.bincount(ring, add, len(starts)) + np.where(last == 0, until[ends], 0.0)
    return np.asarray(np.bincount(whose, of_ring, count), dtype=float)


def _depth_of_starts(side: Side, pairs: Numbered) -> Positions:
    """Count for each ring in how many of the others its first corner lies."""
    outlines = side.outlines
    result = np.zeros(len(outlines.owner), dtype=np.intp)
    for mine, other in ((pairs.left, pairs.right), (pairs.right, pairs.left)):
        row, ring = expand(outlines.first_ring[mine], np.diff(outlines.first_ring)[mine])
        inside = side.holds(other[row], side.vertex(ring))
        result += np.bincount(ring[inside], minlength=len(result))
    return result
