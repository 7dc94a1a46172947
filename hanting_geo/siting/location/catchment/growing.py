"""A good assignment in little time: catchments grow from their schools, and then trade areas along their borders."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.siting.location.catchment.touching import reached_from

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["cost_of", "grown", "improved"]

_SLACK = 1e-9


def cost_of(owner: Positions, costs: Floats) -> float:
    """Give the sum of what each area costs with its owner."""
    return float(costs[np.arange(len(owner)), owner].sum())


def grown(
    roots: list[int], costs: Floats, weights: Floats, capacity: Floats, neighbours: list[list[int]]
) -> Positions | None:
    """Let catchments grow, what is nearest first, as long as there is room; None where somebody is left over."""
    owner = np.full(len(weights), -1, dtype=np.intp)
    room = capacity * (1 + _SLACK)
    heap: list[tuple[float, int, int]] = []
    for school, root in enumerate(roots):
        heapq.heappush(heap, (-1.0, root, school))
    while heap:
        _, area, school = heapq.heappop(heap)
        if owner[area] >= 0 or weights[area] > room[school]:
            continue
        owner[area] = school
        room[school] -= weights[area]
        for near in neighbours[area]:
            if owner[near] < 0:
                heapq.heappush(heap, (float(costs[near, school]), near, school))
    return _handed_on(owner, roots, weights, room, neighbours)


def _handed_on(
    owner: Positions, roots: list[int], weights: Floats, room: Floats, neighbours: list[list[int]]
) -> Positions | None:
    """Make room for what is left over: neighbours hand areas on to others that have room."""
    for _ in range(len(owner) * len(roots)):
        left = np.flatnonzero(owner < 0)
        if not len(left):
            return owner
        area = next((int(one) for one in left if any(owner[near] >= 0 for near in neighbours[one])), None)
        if area is None:
            return None
        schools = {int(owner[near]) for near in neighbours[area] if owner[near] >= 0}
        roomy = [school for school in schools if room[school] >= weights[area]]
        if roomy:
            best = max(roomy, key=lambda school: room[school])
            owner[area] = best
            room[best] -= weights[area]
            continue
        if not _one_handed_on(owner, schools, roots, weights, room, neighbours):
            return None
    return None


def _one_handed_on(
    owner: Positions, schools: set[int], roots: list[int], weights: Floats, room: Floats, neighbours: list[list[int]]
) -> bool:
    for school in sorted(schools):
        for area in np.flatnonzero(owner == school).tolist():
            if area == roots[school]:
                continue
            others = {int(owner[near]) for near in neighbours[area]} - {school, -1}
            to = [other for other in others if room[other] >= weights[area]]
            if to and _stays_whole(owner, area, roots, neighbours):
                best = max(to, key=lambda other: room[other])
                owner[area] = best
                room[school] += weights[area]
                room[best] -= weights[area]
                return True
    return False


def improved(
    owner: Positions,
    roots: list[int],
    costs: Floats,
    weights: Floats,
    capacity: Floats,
    neighbours: list[list[int]],
) -> Positions:
    """Move areas along borders to a cheaper school, as long as everything stays whole and within its room."""
    owner = owner.copy()
    load = np.bincount(owner, weights=weights, minlength=len(capacity))
    moved = True
    while moved:
        moved = False
        for area in range(len(owner)):
            own = int(owner[area])
            if area == roots[own]:
                continue
            for other in sorted({int(owner[near]) for near in neighbours[area]} - {own}):
                cheaper = costs[area, other] < costs[area, own] * (1 - _SLACK)
                roomy = load[other] + weights[area] <= capacity[other] * (1 + _SLACK)
                if cheaper and roomy and _stays_whole(owner, area, roots, neighbours):
                    owner[area] = other
                    load[own] -= weights[area]
                    load[other] += weights[area]
                    moved = True
                    break
    return owner


def _stays_whole(owner: Positions, area: int, roots: list[int], neighbours: list[list[int]]) -> bool:
    """Tell whether the catchment of an area hangs together without it."""
    rest = set(np.flatnonzero(owner == owner[area]).tolist()) - {area}
    return reached_from([roots[int(owner[area])]], rest, neighbours) == rest
