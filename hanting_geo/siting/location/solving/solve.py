"""The one door: a problem goes in, a checked answer comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.siting.location.solving.problem import Limits

if TYPE_CHECKING:
    from hanting_geo.siting.location.solving.problem import Answer, Problem

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
    raise NotImplementedError(problem, limits or Limits())
