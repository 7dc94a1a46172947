"""What is asked of a location model, and what comes back: arrays and numbers only.

Demand are the rows of ``costs``, facilities its columns. A caller who knows ids, shapes and words translates them into
this and back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.arrays import Floats, Positions  # noqa: TC001 - a NamedTuple says what it holds when it runs

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from hanting_geo.core.arrays import Flags

__all__ = [
    "CAPACITATED",
    "COVERING",
    "GAP",
    "MAXIMISED",
    "MODELS",
    "OPTIMAL",
    "TIME_LIMIT",
    "TOLERANCE",
    "Answer",
    "Limits",
    "Problem",
    "Quota",
    "relative_gap",
]

MODELS = ("mclp", "lscp", "p_median", "p_center", "capacitated_p_median", "capacitated_mclp", "backup_mclp")
"""What can be asked: see :class:`Problem`."""
COVERING = ("mclp", "lscp", "capacitated_mclp", "backup_mclp")
"""These need a radius."""
CAPACITATED = ("capacitated_p_median", "capacitated_mclp")
"""These need capacities."""
MAXIMISED = ("mclp", "capacitated_mclp", "backup_mclp")
"""These ask for the most; the others for the least."""
OPTIMAL, GAP, TIME_LIMIT = "optimal", "gap", "time_limit"
TOLERANCE = 1e-9
"""Relative: an objective and a bound that differ by no more are the same number."""


class Quota(NamedTuple):
    """How many may be open in each group of facilities: what exists and what is opened, both.

    Attributes
    ----------
    group
        For each facility the number of its group, from 0; -1 where it is in none (and is not counted).
    least, most
        For each group.
    """

    group: Positions
    least: Positions
    most: Positions


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """A location model on arrays.

    ===================== ================================================================================= ==========
    model                 what is sought                                                                    needs
    ===================== ================================================================================= ==========
    mclp                  the most weight within the radius of an open facility                             p / budget
    lscp                  the fewest facilities (the least cost, if ``cost`` is given) that cover everybody
    p_median              the least sum of weight x cost, each demand going to the nearest open facility    p / budget
    p_center              the least largest cost (weights do not count)                                     p / budget
    capacitated_p_median  the least sum of weight x cost, no facility serving more than its capacity        p / budget
    capacitated_mclp      the most weight served within the radius, within the capacities                   p / budget
    backup_mclp           the most weight within the radius of one (counts ``1 - backup_share``) and of a
                          second open facility (counts ``backup_share``)                                    p / budget
    ===================== ================================================================================= ==========

    Attributes
    ----------
    model
        One of :data:`MODELS`.
    costs
        Travel from each demand to each facility, not negative. In a sparse array what is not stored is out of reach
        (a zero that is stored is a zero); in a dense one infinity is.
    weight
        Of each demand, more than 0. Without it, 1 each.
    p
        How many are open that are not ``free``: exactly so many; at most so many where there is a budget, and for
        ``lscp``, which asks for the fewest.
    radius
        For the covering models: a demand at this cost is still covered. Where it is given to another model, costs
        beyond it are out of reach.
    required, closed, free
        Facilities that are open in any case, that are never open, and that are not counted in ``p`` (what exists).
    capacity
        The most weight that each facility serves.
    split
        With capacities: a demand may be served by several facilities, in shares. Else by one, wholly.
    cost, budget
        Of each facility, and the most that the open ones may cost together.
    separation
        Pairs of facilities of which at most one is open: an array of two columns.
    quota
        See :class:`Quota`.
    backup_share
        See ``backup_mclp``; from 0 to 1.
    truncated
        What is not stored in ``costs`` is not out of reach, but costs no less than the largest that is stored in the
        same row (lists of the nearest). Only for ``p_median``; each demand is then served from its list.
    """

    model: str
    costs: csr_array | Floats
    weight: Floats | None = None
    p: int | None = None
    radius: float | None = None
    required: Flags | None = None
    closed: Flags | None = None
    free: Flags | None = None
    capacity: Floats | None = None
    split: bool = False
    cost: Floats | None = None
    budget: float | None = None
    separation: Positions | None = None
    quota: Quota | None = None
    backup_share: float = 0.5
    truncated: bool = False


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When to stop.

    Attributes
    ----------
    gap
        Stop when the proven gap is no more; 0: at the proven optimum.
    time_limit_s
        Stop after so many seconds with the best answer so far and its gap.
    seed
        Of what is drawn. The same problem and seed give the same answer, as long as time does not run out.
    """

    gap: float = 0.0
    time_limit_s: float = 60.0
    seed: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """What was found, and how far the best possible may be from it. It was checked apart from the solver.

    Attributes
    ----------
    chosen
        Open facilities, in order, with those that are required.
    allocation
        For each demand its facility, -1 where it has none (not covered). Where capacities do not decide, the nearest
        open facility (the first of equals); within the radius for covering models. Where demand is split, the
        facility with the largest share.
    shares
        Demand x facilities, only where demand may be split.
    objective, bound
        The bound is not above the objective where the least is sought, not below it where the most is.
    gap
        ``|objective - bound| / |objective|``; 0 where both are the same.
    status
        ``"optimal"``: proved; ``"gap"``: the gap that was asked for is reached; ``"time_limit"``.
    seconds, nodes
        What it took; branches that were looked at.
    """

    chosen: Positions
    allocation: Positions
    objective: float
    bound: float
    gap: float
    status: str
    seconds: float
    nodes: int
    shares: csr_array | None = field(default=None)


def relative_gap(objective: float, bound: float) -> float:
    """Give the gap of an answer, 0 where the two are one number up to :data:`TOLERANCE`.

    Examples
    --------
    >>> relative_gap(100.0, 99.0), relative_gap(6.0, 6.0), relative_gap(0.0, 1.0)
    (0.01, 0.0, inf)
    """
    apart = abs(objective - bound)
    if apart <= TOLERANCE * max(abs(objective), abs(bound)):
        return 0.0
    return float(np.divide(apart, abs(objective))) if objective else float("inf")
