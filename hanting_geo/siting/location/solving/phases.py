"""What is built first stays: nested answers for a growing number of facilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.siting.location.solving.problem import Answer, Limits, Problem

__all__ = ["ORDERS", "solve_phases"]

ORDERS = ("last", "first")
"""Which phase is the best possible: the last (each before it is chosen out of the next), or the first."""


def solve_phases(
    problem: Problem, steps: Sequence[int], limits: Limits | None = None, *, order: str = "last"
) -> tuple[Answer, ...]:
    """Solve a model for several numbers of facilities, each answer holding all of the one before.

    With ``order="last"`` the largest number is solved alone, and then each phase is the best choice out of the phase
    after it; with ``"first"`` the smallest is solved alone, and each phase is the best that adds to the one before.
    The bound of each answer is that of the same number of facilities *without* nesting, so its gap holds the price of
    nesting too: ``status`` is ``"optimal"`` where nesting costs nothing.

    Parameters
    ----------
    problem
        Its ``p`` is not looked at.
    steps
        Numbers of facilities, growing: (4, 10, 16).
    limits
        The time limit is for all phases together.
    order
        One of :data:`ORDERS`.
    """
    raise NotImplementedError(problem, steps, limits, order)
