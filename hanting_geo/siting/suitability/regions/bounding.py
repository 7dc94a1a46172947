"""What no region can exceed: a bound on the mean score that holds for every connected region of the wanted area."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions
    from hanting_geo.siting.suitability.regions.land import Land

__all__ = ["best_mean", "most_area", "upper_bound"]

_WORK = 1_000_000
"""Units looked at, over all seeds; for the seeds that are left, the best mean of all that is left is the bound."""
_SLACK = 1e-9


def most_area(areas: Floats, area_m2: float) -> float:
    """Give the area that a region stays below: the wanted one and the largest unit."""
    return (area_m2 + float(areas.max())) * (1 - _SLACK)


def best_mean(scores: Floats, areas: Floats, area_m2: float) -> float:
    """Give the best mean score that so much land can have: the best units first, the last one in part.

    The fractional knapsack (Dantzig 1957): no set of units of this area or more has a higher mean.

    Returns
    -------
    float
        Minus infinity where there is less land than that.

    Examples
    --------
    >>> best_mean(np.array([0.2, 0.9, 0.6]), np.array([4.0, 2.0, 2.0]), 3.0)
    0.7999999999999999
    """
    order = np.argsort(-scores, kind="stable")
    taken = np.cumsum(areas[order])
    if not len(order) or taken[-1] < area_m2 * (1 - _SLACK):
        return -np.inf
    used = np.minimum(taken, area_m2) - np.minimum(taken - areas[order], area_m2)
    return float((used * scores[order]).sum() / used.sum())


def upper_bound(land: Land, area_m2: float, count: int) -> float:
    """Bound the mean score over ``count`` regions, each connected and of the wanted area.

    A region is told by its best unit, the seed. All of it lies within reach of that: on a path of units whose areas sum
    to less than the wanted area and the largest unit; and nothing of it scores more. So its mean is at most the best
    mean of that land. The highest of these over all seeds bounds one region. Seeds are taken from the best score down;
    once the next one scores no more than the bound so far, no other seed can raise it. For several regions the best
    mean of as much land as all of them need is a bound, too.
    """
    together = best_mean(land.scores, land.areas, count * area_m2)
    most = most_area(land.areas, area_m2)
    order = np.lexsort([np.arange(len(land.scores)), -land.scores])
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    pieces = np.bincount(land.piece, land.areas)
    highest, work = -np.inf, 0
    # Plain lists: units are met one by one.
    neighbours = [near.tolist() for near in land.neighbours]
    areas, ranks = land.areas.tolist(), place.tolist()
    for turn, seed in enumerate(order):
        # Looking further cannot help once the seed itself is no better.
        if land.scores[seed] <= highest:
            break
        if work > _WORK:
            rest = order[turn:]
            highest = max(highest, best_mean(land.scores[rest], land.areas[rest], area_m2))
            break
        if pieces[land.piece[seed]] >= area_m2 * (1 - _SLACK):
            near = _within_reach(neighbours, areas, int(seed), most, ranks)
            work += len(near)
            highest = max(highest, best_mean(land.scores[near], land.areas[near], area_m2))
    return min(together, highest)


def _within_reach(
    neighbours: list[list[int]], areas: list[float], seed: int, most: float, ranks: list[int]
) -> Positions:
    """Give the units that a region with this best unit may hold: Dijkstra over the areas of units."""
    found: set[int] = set()
    shortest = {seed: areas[seed]}
    waiting = [(areas[seed], seed)]
    least = ranks[seed]
    while waiting:
        area, unit = heapq.heappop(waiting)
        if unit in found:
            continue
        found.add(unit)
        for other in neighbours[unit]:
            further = area + areas[other]
            if further < most and ranks[other] > least and further < shortest.get(other, most):
                shortest[other] = further
                heapq.heappush(waiting, (further, other))
    return np.fromiter(found, dtype=np.intp)
