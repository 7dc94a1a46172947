"""How many for how much: answers for several numbers of facilities, each by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hanting_geo.siting.location.solving.clock import Clock
from hanting_geo.siting.location.solving.solve import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.siting.location.solving.problem import Answer, Limits, Problem

__all__ = ["solve_points"]

_LEAST_SECONDS = 0.5


def solve_points(problem: Problem, numbers: Sequence[int], limits: Limits) -> tuple[tuple[int, Answer], ...]:
    """Solve a model for several numbers; the time limit is for all together."""
    clock = Clock(limits.time_limit_s)
    found = []
    for place, number in enumerate(numbers):
        share = max(clock.left() / (len(numbers) - place), _LEAST_SECONDS)
        found.append((number, solve(replace(problem, p=number), replace(limits, time_limit_s=share))))
    return tuple(found)
