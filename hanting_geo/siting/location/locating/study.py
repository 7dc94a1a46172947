"""What a location rests on: what was asked, the answer, and the answers to other numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.core.findings import Finding
    from hanting_geo.siting.location.locating.conditions import Quotas
    from hanting_geo.siting.location.locating.people import People
    from hanting_geo.siting.location.locating.places import Places
    from hanting_geo.siting.location.locating.ways import Ways
    from hanting_geo.siting.location.solving.phases import Phase
    from hanting_geo.siting.location.solving.problem import Answer, Limits, Problem

__all__ = ["Asked", "Study"]


@dataclass(frozen=True, eq=False)
class Asked:
    """A question in words, shapes and ids, and as arrays: rows of the problem are the demand that takes part."""

    people: People
    places: Places
    ways: Ways
    problem: Problem
    limits: Limits
    rows: Positions
    """Which rows of the demand the rows of the problem are."""
    quotas: Quotas | None
    separation_m: float | None
    crs: CRS
    zones: gpd.GeoDataFrame | None
    zone_id: str
    findings: tuple[Finding, ...]
    credits: Mapping[str, str]

    @property
    def covering(self) -> bool:
        """Whether a radius says who is served."""
        return self.problem.radius is not None

    @cached_property
    def before(self) -> tuple[Positions, Floats]:
        """For each row of demand the nearest facility that exists and how far, whatever the radius; -1 without."""
        return self._nearest(np.flatnonzero(self.places.existing))

    def nearest(self, is_open: Positions) -> tuple[Positions, Floats]:
        """Give the same for some that are open."""
        return self._nearest(is_open)

    @cached_property
    def nearest_candidate(self) -> tuple[Positions, Floats]:
        """Give the same for what may be opened."""
        return self._nearest(np.flatnonzero(self.places.new))

    def _nearest(self, columns: Positions) -> tuple[Positions, Floats]:
        count = len(self.people.ids)
        found, metres = np.full(count, -1, dtype=np.intp), np.full(count, np.inf)
        found[self.rows], metres[self.rows] = self.ways.nearest(self.rows, columns)
        return found, metres


@dataclass(frozen=True, eq=False)
class Study:
    """A question with its answer."""

    asked: Asked
    answer: Answer
    phases: tuple[Phase, ...] = ()
    """Where it was asked in phases; the last is the answer."""
    points: tuple[tuple[int, Answer], ...] = ()
    """Answers for other numbers; the last is the answer."""

    @cached_property
    def is_open(self) -> Flags:
        """For each facility, with what exists."""
        result = np.zeros(len(self.asked.places.ids), dtype=bool)
        result[self.answer.chosen] = True
        return result

    @cached_property
    def opened(self) -> Positions:
        """The new ones, in the order of the facilities."""
        return np.flatnonzero(self.is_open & self.asked.places.new)

    @cached_property
    def facility(self) -> Positions:
        """For each row of demand its facility, -1 where it has none."""
        result = np.full(len(self.asked.people.ids), -1, dtype=np.intp)
        result[self.asked.rows] = self.answer.allocation
        return result

    @cached_property
    def distance(self) -> Floats:
        """For each row of demand how far its facility is; NaN where it has none."""
        result = np.full(len(self.asked.people.ids), np.nan)
        served = np.flatnonzero(self.answer.allocation >= 0)
        costs = self.asked.problem.costs
        result[self.asked.rows[served]] = np.asarray(costs[served, self.answer.allocation[served]]).ravel()
        return result

    @cached_property
    def phase(self) -> Positions:
        """For each facility the phase in which it is opened, from 1; 0 for others."""
        result = np.zeros(len(self.asked.places.ids), dtype=np.intp)
        if not self.phases:
            result[self.opened] = 1
        for number, phase in reversed(list(enumerate(self.phases, start=1))):
            result[phase.answer.chosen] = number
        result[~self.asked.places.new] = 0
        return result

    @cached_property
    def after(self) -> tuple[Positions, Floats]:
        """For each row of demand the nearest facility that is open, whatever the radius."""
        return self.asked.nearest(self.answer.chosen)
