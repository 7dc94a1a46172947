"""The one door: a problem goes in, a checked answer comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.arguments import number, whole_number
from hanting_geo.siting.location.solving.answering import answer
from hanting_geo.siting.location.solving.capacitated import solve_capacitated
from hanting_geo.siting.location.solving.center import solve_center
from hanting_geo.siting.location.solving.clock import Clock
from hanting_geo.siting.location.solving.covering import solve_most_covered, solve_set_cover
from hanting_geo.siting.location.solving.explaining import check_at_sight
from hanting_geo.siting.location.solving.general import solve_generally
from hanting_geo.siting.location.solving.median import solve_median
from hanting_geo.siting.location.solving.problem import Limits
from hanting_geo.siting.location.solving.stated import state
from hanting_geo.siting.location.solving.verifying import verify

if TYPE_CHECKING:
    from hanting_geo.siting.location.solving.answering import Solved
    from hanting_geo.siting.location.solving.problem import Answer, Problem
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["solve"]


def solve(problem: Problem, limits: Limits | None = None) -> Answer:
    """Solve a location model.

    Parameters
    ----------
    problem
        See there.
    limits
        Without, the proved optimum within 60 seconds.

    Returns
    -------
    Answer
        Checked by :func:`hanting_geo.siting.location.solving.verifying.verify`.

    Raises
    ------
    hanting_geo.siting.location.solving.failures.UnsolvableError
        No choice keeps all conditions; it says which of them bind.
    hanting_geo.siting.location.solving.failures.NothingFoundError
        Time ran out before there was any answer.
    hanting_geo.errors.SchemaError
        Arrays that do not fit together, NaN, what a model needs and was not given.
    """
    limits = limits or Limits()
    number(limits.gap, "gap", least=0)
    number(limits.time_limit_s, "time_limit_s", above=0)
    whole_number(limits.seed, "seed", least=0)
    clock = Clock(limits.time_limit_s)
    stated = state(problem)
    check_at_sight(stated)
    found = answer(stated, _solved(stated, limits, clock), limits, clock)
    verify(problem, found, limits)
    return found


def _solved(stated: Stated, limits: Limits, clock: Clock) -> Solved:
    """Choose the way to solve a model."""
    if stated.model == "p_center":
        return solve_center(stated, limits, clock)
    if stated.model == "p_median" and stated.plain:
        return solve_median(stated, limits, clock)
    if stated.model == "mclp" and stated.plain:
        return solve_most_covered(stated, limits, clock)
    if stated.model == "lscp" and stated.plain and (stated.cost is None or stated.most_p is None):
        return solve_set_cover(stated, limits, clock)
    if stated.model == "capacitated_p_median" and stated.plain and not stated.problem.split:
        return solve_capacitated(stated, limits, clock)
    return solve_generally(stated, limits, clock)
