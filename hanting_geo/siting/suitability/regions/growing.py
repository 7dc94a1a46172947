"""Regions grown from seeds, unit by unit, and bettered by exchanging units at their edge."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.siting.suitability.regions.bounding import most_area

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags
    from hanting_geo.siting.suitability.regions.land import Land

__all__ = ["Grower", "shape_of"]

_SLACK = 1e-9
_PULLS = (0.0, 0.2, 0.6)
"""How strongly growth is held to the seed, in ranges of the score a radius: each seed is tried with each."""
_MOST_SEEDS = 300
_BETTERED = 24
_MOST_ROUNDS = 100
_EXCHANGED = 16
_NOTHING = (0.0, 0.0, 0.0)


def shape_of(area: float, perimeter: float) -> float:
    """Say how compact a shape is: ``2 sqrt(pi A) / P``, 1 for a disc, 0.886 for a square.

    Examples
    --------
    >>> round(shape_of(100.0, 40.0), 3)
    0.886
    """
    return 2 * math.sqrt(math.pi * area) / perimeter if perimeter > 0 else 0.0


@dataclass
class Grower:
    """Grows regions on land; its worth of a region is ``mean score + compactness x range of scores x shape``."""

    land: Land
    area_m2: float
    compactness: float

    def __post_init__(self) -> None:
        """Work out what every growth needs."""
        # Plain lists: units are met one by one.
        self._near = [near.tolist() for near in self.land.neighbours]
        self._edges = [edges.tolist() for edges in self.land.edges]
        self._areas: list[float] = self.land.areas.tolist()
        self._scores: list[float] = self.land.scores.tolist()
        self._centres = shapely.get_coordinates(shapely.centroid(self.land.shapes)).tolist()
        self._radius = math.sqrt(self.area_m2 / math.pi)
        self._least = self.area_m2 * (1 - _SLACK)
        self._most = most_area(self.land.areas, self.area_m2)
        self._span = self.land.span

    def worth(self, units: frozenset[int]) -> float:
        """Give what a region is worth to the search."""
        rows = np.fromiter(units, dtype=np.intp)
        areas = self.land.areas[rows]
        return self._worth(float(areas.sum()), float(areas @ self.land.scores[rows]), self.perimeter(units))

    def _worth(self, area: float, total: float, perimeter: float) -> float:
        return total / area + self.compactness * self._span * shape_of(area, perimeter)

    def perimeter(self, units: frozenset[int]) -> float:
        """Give the length of the border of a region, holes included."""
        return float(self.land.perimeters[list(units)].sum()) - sum(self._inside(unit, units) for unit in units)

    def _inside(self, unit: int, units: frozenset[int]) -> float:
        """Give how much of the border of a unit is shared with units of a region."""
        total = 0.0
        for other, edge in zip(self._near[unit], self._edges[unit], strict=True):
            if other in units:
                total += edge
        return total

    def regions(self, free: Flags) -> list[frozenset[int]]:
        """Grow regions on free land from many seeds, better the best of them, and give them, the best first."""
        grown = {
            region
            for seed in self._seeds(free)
            for pull in _PULLS
            if (region := self._grow(int(seed), pull, free)) is not None
        }
        ranked = self._ranked(grown)
        bettered = {self._better(region, free) for region in ranked[:_BETTERED]}
        return self._ranked(bettered | set(ranked))

    def _ranked(self, regions: set[frozenset[int]]) -> list[frozenset[int]]:
        # Equal worth is told apart by the units, so that the answer is the same in every run.
        worths = {region: self.worth(region) for region in regions}
        return sorted(regions, key=lambda region: (-worths[region], sorted(region)))

    def _seeds(self, free: Flags) -> list[int]:
        """Choose the best units, and others over all of the land."""
        rows = np.flatnonzero(free)
        order = rows[np.argsort(-self.land.scores[rows], kind="stable")]
        if len(order) <= _MOST_SEEDS:
            return [int(row) for row in order]
        half = _MOST_SEEDS // 2
        spread = order[half:][np.linspace(0, len(order) - half - 1, half).astype(int)]
        # A middle that stands out over its surroundings, where single units may not.
        return [int(row) for row in np.unique(np.concatenate([order[:half], spread]))]

    def _grow(self, seed: int, pull: float, free: Flags) -> frozenset[int] | None:
        units: set[int] = set()
        area = 0.0
        waiting = [(0.0, seed)]
        asked = {seed}
        held = pull * self._span / self._radius
        x, y = self._centres[seed]
        while waiting and area < self._least:
            _, unit = heapq.heappop(waiting)
            units.add(unit)
            area += self._areas[unit]
            for other in self._near[unit]:
                if other not in asked and free[other]:
                    asked.add(other)
                    u, v = self._centres[other]
                    heapq.heappush(waiting, (held * math.hypot(u - x, v - y) - self._scores[other], other))
        return frozenset(units) if area >= self._least else None

    def _better(self, region: frozenset[int], free: Flags) -> frozenset[int]:
        """Exchange one unit at a time, or leave one out or take one in, as long as that is worth more."""
        best = self.worth(region)
        for _ in range(_MOST_ROUNDS):
            found, worth = self._best_step(region, free, best)
            if found is None:
                return region
            region, best = found, worth
        return region

    def _best_step(self, region: frozenset[int], free: Flags, best: float) -> tuple[frozenset[int] | None, float]:
        outside = {other for unit in region for other in self._near[unit] if other not in region and free[other]}
        rows = list(region)
        area, total = float(self.land.areas[rows].sum()), float(self.land.areas[rows] @ self.land.scores[rows])
        border = self.perimeter(region)
        # The worst units against the best beyond the edge: more pairs than these seldom help.
        leave = sorted(region, key=lambda unit: (self._scores[unit], unit))[:_EXCHANGED]
        come = sorted(outside, key=lambda unit: (-self._scores[unit], unit))[:_EXCHANGED]
        found = None
        for gone in (None, *leave):
            left = region if gone is None else region - {gone}
            less = _NOTHING if gone is None else self._of(gone, left)
            for new in (None, *come):
                more = _NOTHING if new is None else self._of(new, left)
                changed = area - less[0] + more[0]
                if not self._least <= changed < self._most or (gone is None and new is None):
                    continue
                worth = self._worth(changed, total - less[1] + more[1], border - less[2] + more[2])
                tried = left if new is None else left | {new}
                if worth > best + _SLACK and self.connected(tried):
                    found, best = tried, worth
        return found, best

    def _of(self, unit: int, units: frozenset[int]) -> tuple[float, float, float]:
        """Give the area and the area times score that a unit adds to a region, and how much longer its border gets."""
        area = self._areas[unit]
        longer = float(self.land.perimeters[unit]) - 2 * self._inside(unit, units)
        return area, area * self._scores[unit], longer

    def connected(self, units: frozenset[int]) -> bool:
        """Tell whether units hang together by edges."""
        first = next(iter(units))
        seen, waiting = {first}, [first]
        while waiting:
            for other in self._near[waiting.pop()]:
                if other in units and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return len(seen) == len(units)
