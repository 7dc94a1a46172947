"""What a location rests on: what was asked, the answer, and the answers to other numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.siting.location.locating.ranges import range_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.locating.asked import Asked
    from hanting_geo.siting.location.locating.ranges import Range
    from hanting_geo.siting.location.solving.phases import Phase
    from hanting_geo.siting.location.solving.problem import Answer

__all__ = ["Study"]


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
        return self._facility(self.answer)

    def _facility(self, answer: Answer) -> Positions:
        result = np.full(len(self.asked.people.ids), -1, dtype=np.intp)
        result[self.asked.rows] = answer.allocation
        return result

    @cached_property
    def range_before(self) -> Range:
        """Who is served today for certain and at most (capacities are not looked at)."""
        nearest, metres = self.asked.before
        inside = np.where(
            metres <= (np.inf if self.asked.problem.radius is None else self.asked.problem.radius), nearest, -1
        )
        return range_of(self.asked, np.flatnonzero(self.asked.places.existing), inside, with_room=False)

    @cached_property
    def range(self) -> Range:
        """Who is served for certain and at most."""
        return self.range_of(self.answer)

    def range_of(self, answer: Answer) -> Range:
        """Give the same for another answer to the question."""
        return range_of(self.asked, answer.chosen, self._facility(answer))

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
