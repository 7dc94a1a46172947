"""Dijkstra from many places, as machine code: a heap of four children, one place after the other.

What a node costs is the least sum over its ways, added up from the start: the same number in whatever order nodes are
taken, and so the same as SciPy gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.compiled import jit

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["costs_from"]

_FAN = 4


@jit
def costs_from(  # noqa: C901, PLR0912, PLR0915 - one loop: what it keeps would be a dozen arguments
    first: Positions, to: Positions, cost: Floats, seeds: Positions, seed_cost: Floats, limit: float, out: Floats
) -> None:
    """Fill in, for each row of seeds (two nodes each with what it costs to come there), what every node costs."""
    nodes = len(first) - 1
    heap = np.empty(nodes + 1, np.intp)
    where = np.full(nodes, -1, np.intp)
    for row in range(len(seeds)):
        best = out[row]
        best[:] = np.inf
        where[:] = -1
        size = 0
        for side in range(2):
            node, value = seeds[row, side], seed_cost[row, side]
            if value <= limit and value < best[node]:
                best[node] = value
                if where[node] < 0:
                    where[node] = size
                    heap[size] = node
                    size += 1
                at = where[node]
                while at > 0:
                    parent = (at - 1) // _FAN
                    if best[heap[parent]] <= value:
                        break
                    heap[at] = heap[parent]
                    where[heap[at]] = at
                    at = parent
                heap[at] = node
                where[node] = at
        while size > 0:
            node = heap[0]
            size -= 1
            if size > 0:
                last = heap[size]
                value = best[last]
                at = 0
                while True:
                    child = at * _FAN + 1
                    if child >= size:
                        break
                    small = child
                    for other in range(child + 1, min(child + _FAN, size)):
                        if best[heap[other]] < best[heap[small]]:
                            small = other
                    if best[heap[small]] >= value:
                        break
                    heap[at] = heap[small]
                    where[heap[at]] = at
                    at = small
                heap[at] = last
                where[last] = at
            so_far = best[node]
            for arc in range(first[node], first[node + 1]):
                goal = to[arc]
                value = so_far + cost[arc]
                if value < best[goal] and value <= limit:
                    best[goal] = value
                    at = where[goal]
                    if at < 0:
                        at = size
                        size += 1
                    while at > 0:
                        parent = (at - 1) // _FAN
                        if best[heap[parent]] <= value:
                            break
                        heap[at] = heap[parent]
                        where[heap[at]] = at
                        at = parent
                    heap[at] = goal
                    where[goal] = at
