"""When it cannot be done: who is out of reach, and the smallest radius or number with which it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions
    from hanting_geo.siting.location.solving.problem import Limits, Problem

__all__ = ["capacity_short", "out_of_reach", "smallest_p", "smallest_radius"]


def out_of_reach(problem: Problem) -> Positions:
    """List the demand that no facility that may be open reaches (within the radius, if there is one)."""
    raise NotImplementedError(problem)


def capacity_short(problem: Problem) -> float:
    """Give the weight that is left over when the allowed number of facilities with the largest capacities are full.

    With a budget and no number, the capacities of all that may be open. 0 where there is enough in sum.
    """
    raise NotImplementedError(problem)


def smallest_radius(problem: Problem, limits: Limits | None = None) -> float | None:
    """Give the smallest radius within which everybody can be covered, with all other conditions kept.

    None where no radius is enough: the other conditions do not hold together, or somebody is out of reach. Where
    time runs out, the smallest radius that is known to be enough.
    """
    raise NotImplementedError(problem, limits)


def smallest_p(problem: Problem, limits: Limits | None = None) -> int | None:
    """Give the smallest number of facilities (that are not free) with which everybody can be served.

    Everybody within the radius, or within reach; with capacities, within them. None where no number is enough. Where
    time runs out, the smallest number that is known to be enough.
    """
    raise NotImplementedError(problem, limits)
