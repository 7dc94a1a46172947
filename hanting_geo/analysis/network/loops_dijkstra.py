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
    heap = np.empty(nodes + 1, np.int32)
    keys = np.empty(nodes + 1, np.float64)
    where = np.empty(nodes, np.int32)
    for row in range(len(seeds)):
        best = out[row]
        best[:] = np.inf
        where[:] = -1
        size = 0
        arc, end, so_far = 0, 2, 0.0
        seeding = True
        while True:
            for number in range(arc, end):
                if seeding:
                    goal, value = seeds[row, number], seed_cost[row, number]
                else:
                    goal, value = to[number], so_far + cost[number]
                if value < best[goal] and value <= limit:
                    best[goal] = value
                    at = where[goal]
                    if at < 0:
                        at = size
                        size += 1
                    while at > 0:
                        parent = (at - 1) // _FAN
                        if keys[parent] <= value:
                            break
                        heap[at], keys[at] = heap[parent], keys[parent]
                        where[heap[at]] = at
                        at = parent
                    heap[at], keys[at] = goal, value
                    where[goal] = at
            if size == 0:
                break
            seeding = False
            node, so_far = heap[0], keys[0]
            arc, end = first[node], first[node + 1]
            size -= 1
            if size > 0:
                last, value = heap[size], keys[size]
                at = 0
                while True:
                    child = at * _FAN + 1
                    if child >= size:
                        break
                    small = child
                    for other in range(child + 1, min(child + _FAN, size)):
                        if keys[other] < keys[small]:
                            small = other
                    if keys[small] >= value:
                        break
                    heap[at], keys[at] = heap[small], keys[small]
                    where[heap[at]] = at
                    at = small
                heap[at], keys[at] = last, value
                where[last] = at
