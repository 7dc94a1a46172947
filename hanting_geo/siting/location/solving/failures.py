"""What goes wrong: a model that has no answer, and an answer that does not stand the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.errors import InfeasibleError

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions

__all__ = ["CONDITIONS", "CheckFailedError", "NothingFoundError", "UnsolvableError"]

CONDITIONS = ("reach", "p", "budget", "separation", "quota", "capacity", "required", "closed")
"""What a model may be asked to keep: everybody within reach (or the radius), the number, and so on."""


class UnsolvableError(InfeasibleError):
    """No choice of facilities keeps all conditions.

    Attributes
    ----------
    conditions
        Of :data:`CONDITIONS`. Where ``alone`` is true, giving up any single one of them makes the model solvable; else
        they are a set that cannot hold together, whatever the other conditions.
    alone
        See there.
    demand
        Rows that are out of reach of every facility that may be open, where that is the reason.
    figures
        Numbers that say it: ``{"p": 9, "candidates": 7}``.
    """

    def __init__(
        self,
        message: str,
        *,
        conditions: tuple[str, ...],
        alone: bool = True,
        demand: Positions | None = None,
        figures: dict[str, float] | None = None,
    ) -> None:
        super().__init__(message)
        self.conditions = conditions
        self.alone = alone
        self.demand = np.zeros(0, dtype=np.intp) if demand is None else demand
        self.figures = figures or {}


class NothingFoundError(InfeasibleError):
    """Time ran out before any answer was found, and none was proved to be impossible."""


class CheckFailedError(AssertionError):
    """An answer does not keep what was asked. This is a mistake of the solver, and the answer is not handed out."""
