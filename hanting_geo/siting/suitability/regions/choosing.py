"""Which of the regions that were grown to take together, apart from each other as asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags
    from hanting_geo.siting.suitability.regions.growing import Grower

__all__ = ["chosen_regions"]

_POOL = 120
_MOST_NODES = 20_000


def chosen_regions(grower: Grower, count: int, separation_m: float) -> list[frozenset[int]]:
    """Choose regions, the most valuable first.

    Two ways are tried, and the one of more worth is taken: one region after the other, with new growth on what is left;
    and the best together among those grown at first (depth first, with the sum of the best that are left as a bound).

    Returns
    -------
    list
        Fewer than ``count`` where the search found no more.
    """
    free = np.ones(len(grower.land.areas), dtype=bool)
    pool = grower.regions(free)
    if not pool:
        return []
    by_turns = _by_turns(grower, pool, count, separation_m)
    if count == 1:
        return by_turns
    at_once = _at_once(grower, pool[:_POOL], count, separation_m)
    if len(at_once) != len(by_turns):
        return max(at_once, by_turns, key=len)
    return max(by_turns, at_once, key=lambda regions: sum(map(grower.worth, regions)))


def _by_turns(grower: Grower, pool: list[frozenset[int]], count: int, separation_m: float) -> list[frozenset[int]]:
    free = np.ones(len(grower.land.areas), dtype=bool)
    taken: list[frozenset[int]] = []
    while pool and len(taken) < count:
        taken.append(pool[0])
        if len(taken) < count:
            free &= ~_near(grower, taken[-1], separation_m)
            pool = grower.regions(free) if free.any() else []
    return taken


def _near(grower: Grower, region: frozenset[int], separation_m: float) -> Flags:
    """Tell the units of a region, and those that are nearer to it than allowed."""
    near = np.zeros(len(grower.land.areas), dtype=bool)
    rows = list(region)
    near[rows] = True
    if separation_m > 0:
        whole = shapely.union_all(grower.land.shapes[rows])
        close = shapely.STRtree(grower.land.shapes).query(whole, predicate="dwithin", distance=separation_m)
        near[close[shapely.distance(grower.land.shapes[close], whole) < separation_m]] = True
    return near


def _at_once(grower: Grower, pool: list[frozenset[int]], count: int, separation_m: float) -> list[frozenset[int]]:
    worths = [grower.worth(region) for region in pool]
    clash = np.array([_near(grower, region, separation_m) for region in pool])
    members = np.zeros((len(pool), len(grower.land.areas)), dtype=np.float32)
    for row, region in enumerate(pool):
        members[row, list(region)] = 1
    apart = (clash.astype(np.float32) @ members.T) == 0
    best: list[int] = []
    best_worth = -np.inf
    nodes = 0

    def go(taken: list[int], allowed: Flags, start: int, worth: float) -> None:
        nonlocal best, best_worth, nodes
        nodes += 1
        if len(taken) > len(best) or (len(taken) == len(best) and worth > best_worth):
            best, best_worth = list(taken), worth
        if len(taken) == count or nodes > _MOST_NODES:
            return
        for row in range(start, len(pool)):
            if not allowed[row]:
                continue
            # Regions come by falling worth: as many more of this one are the most that can follow.
            if len(best) == count and worth + (count - len(taken)) * worths[row] <= best_worth:
                return
            go([*taken, row], allowed & apart[row], row + 1, worth + worths[row])

    go([], np.ones(len(pool), dtype=bool), 0, 0.0)
    return [pool[row] for row in best]
