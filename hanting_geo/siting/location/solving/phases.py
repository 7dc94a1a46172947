"""What is built first stays: nested answers for a growing number of facilities."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.arguments import ArgumentError, one_of
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.location.solving.clock import Clock
from hanting_geo.siting.location.solving.problem import Answer, Limits
from hanting_geo.siting.location.solving.solve import solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.siting.location.solving.problem import Problem

__all__ = ["ORDERS", "Phase", "solve_phases"]

ORDERS = ("last", "first")
"""Which phase is the best possible: the last (each before it is chosen out of the next), or the first."""
_LEAST_SECONDS = 0.5


class Phase(NamedTuple):
    """One number of facilities.

    Attributes
    ----------
    p
        How many.
    answer
        The best that is nested: its bound is for choices that hold the phase before, or are held by the phase after.
    alone
        The best for this number without nesting. What nesting costs is the difference of the two objectives.
    """

    p: int
    answer: Answer
    alone: Answer


def solve_phases(
    problem: Problem, steps: Sequence[int], limits: Limits | None = None, *, order: str = "last"
) -> tuple[Phase, ...]:
    """Solve a model for several numbers of facilities, each answer holding all of the one before.

    The phases are solved one after the other, not together. With ``order="last"`` the largest number is solved alone,
    and then each phase is the best choice out of the phase after it; with ``"first"`` the smallest is solved alone,
    and each phase is the best that adds to the one before.

    Parameters
    ----------
    problem
        Its ``p`` is not looked at. Not of ``lscp``, which finds the number itself.
    steps
        Numbers of facilities, growing: (4, 10, 16).
    limits
        The time limit is for all phases together.
    order
        One of :data:`ORDERS`.

    Raises
    ------
    hanting_geo.siting.location.solving.failures.UnsolvableError
        A number has no answer, alone or nested.

    Examples
    --------
    >>> import numpy as np
    >>> from hanting_geo.siting.location.solving.problem import Problem
    >>> places = np.array([0.0, 4.0, 5.0, 6.0, 9.0, 30.0, 30.0])
    >>> apart = np.abs(places[:, None] - places[:-1])
    >>> phases = solve_phases(Problem(model="p_median", costs=apart), (1, 2))
    >>> [(phase.answer.chosen.tolist(), phase.answer.objective, phase.alone.objective) for phase in phases]
    [([2], 61.0, 60.0), ([2, 5], 11.0, 11.0)]
    """
    one_of(order, ORDERS, "order")
    numbers = [int(step) for step in steps]
    if problem.model == "lscp":
        raise ArgumentError(Sentence("phases: lscp finds the number itself; ask for another model"))
    if not numbers or any(before >= after for before, after in pairwise(numbers)):
        raise ArgumentError(Sentence("phases: {steps} do not grow", steps=list(steps)))
    limits = limits or Limits()
    clock = Clock(limits.time_limit_s)
    todo = 2 * len(numbers) - 1
    alone = []
    for number in numbers:
        alone.append(solve(replace(problem, p=number), _share(limits, clock, todo)))
        todo -= 1
    ways = range(len(numbers)) if order == "first" else reversed(range(len(numbers)))
    nested: dict[int, Answer] = {}
    before: Answer | None = None
    for place in ways:
        asked = replace(problem, p=numbers[place])
        if before is None:
            before = alone[place]
        else:
            asked = _holding(asked, before) if order == "first" else _held(asked, before)
            before = solve(asked, _share(limits, clock, todo))
            todo -= 1
        nested[place] = before
    return tuple(Phase(number, nested[place], alone[place]) for place, number in enumerate(numbers))


def _share(limits: Limits, clock: Clock, todo: int) -> Limits:
    """Give a solve its share of the time that is left; what it leaves over goes to those after it."""
    return replace(limits, time_limit_s=max(clock.left() / max(todo, 1), _LEAST_SECONDS))


def _holding(problem: Problem, before: Answer) -> Problem:
    """Require all that was open before."""
    required = np.zeros(problem.costs.shape[1], dtype=np.bool_)
    required[before.chosen] = True
    return replace(problem, required=required)


def _held(problem: Problem, after: Answer) -> Problem:
    """Close all that is not open after."""
    closed = np.ones(problem.costs.shape[1], dtype=np.bool_)
    closed[after.chosen] = False
    return replace(problem, closed=closed)
