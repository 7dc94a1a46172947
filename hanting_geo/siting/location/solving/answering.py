"""From open facilities to an answer: who goes where, what it comes to, and how far it is proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.siting.location.solving.problem import GAP, OPTIMAL, TIME_LIMIT, Answer, relative_gap

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.solving.clock import Clock
    from hanting_geo.siting.location.solving.problem import Limits
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["Solved", "answer", "nearest_open", "times_covered", "value"]

_TWICE = 2


@dataclass(kw_only=True, eq=False)
class Solved:
    """What a solver found.

    Attributes
    ----------
    is_open
        For each facility.
    bound
        What is proved: no choice is better than this.
    proved
        This is the best, as the solver says, up to its tolerances.
    found
        There is a choice, not only a bound.
    allocation, shares
        Where capacities decide; see :class:`Answer`.
    """

    is_open: Flags
    bound: float
    proved: bool
    found: bool = True
    nodes: int = 0
    allocation: Positions | None = None
    shares: csr_array | None = None


def nearest_open(costs: csr_array, is_open: Flags) -> tuple[Positions, Floats]:
    """Find the nearest open facility of each row, the first of equals, and its cost; -1 and infinity without one."""
    kept = is_open[costs.indices]
    counts = np.concatenate([[0], np.cumsum(kept)])[costs.indptr]
    data, indices = costs.data[kept], costs.indices[kept]
    filled = np.flatnonzero(np.diff(counts) > 0)
    nearest = np.full(costs.shape[0], -1, dtype=np.intp)
    least = np.full(costs.shape[0], np.inf)
    if len(filled):
        least[filled] = np.minimum.reduceat(data, counts[filled])
        row = np.repeat(np.arange(costs.shape[0]), np.diff(counts))
        where = np.flatnonzero(data == least[row])
        first, place = np.unique(row[where], return_index=True)
        nearest[first] = indices[where[place]]
    return nearest, least


def times_covered(costs: csr_array, is_open: Flags) -> Positions:
    """Count the open facilities within reach of each row."""
    counts = np.concatenate([[0], np.cumsum(is_open[costs.indices])])[costs.indptr]
    times: Positions = np.diff(counts)
    return times


def value(stated: Stated, is_open: Flags) -> float:
    """Give the objective of open facilities where capacities do not decide."""
    if stated.model == "lscp":
        return float((stated.counted if stated.cost is None else stated.cost)[is_open].sum())
    if stated.model == "backup_mclp":
        times = times_covered(stated.costs, is_open)
        share = stated.problem.backup_share
        first, second = stated.weight[times >= 1].sum(), stated.weight[times >= _TWICE].sum()
        return float((1 - share) * first + share * second)
    nearest, least = nearest_open(stated.costs, is_open)
    if stated.model == "mclp":
        return float(stated.weight[nearest >= 0].sum())
    if stated.model == "p_center":
        return float(least.max(initial=0.0))
    return float(stated.weight @ least)


def answer(stated: Stated, solved: Solved, limits: Limits, clock: Clock) -> Answer:
    """Make an answer of what was found."""
    if solved.allocation is None:
        allocation, _ = nearest_open(stated.costs, solved.is_open)
        objective = value(stated, solved.is_open)
    else:
        allocation = solved.allocation
        objective = _value_of_shares(stated, solved)
    sense = -1.0 if stated.maximised else 1.0
    bound = sense * min(sense * solved.bound, sense * objective)
    gap = relative_gap(objective, bound)
    if solved.proved or gap == 0:
        status, bound, gap = OPTIMAL, objective, 0.0
    else:
        status = GAP if gap <= limits.gap else TIME_LIMIT
    return Answer(
        chosen=np.flatnonzero(solved.is_open),
        allocation=allocation,
        objective=objective,
        bound=float(bound),
        gap=gap,
        status=status,
        seconds=clock.seconds(),
        nodes=solved.nodes,
        shares=solved.shares,
    )


def _value_of_shares(stated: Stated, solved: Solved) -> float:
    """Give the objective where capacities decide."""
    if solved.shares is not None:
        row = np.repeat(np.arange(stated.demand), np.diff(solved.shares.indptr))
        served = solved.shares.data * stated.weight[row]
        if stated.maximised:
            return float(served.sum())
        return float(served @ np.asarray(stated.costs[row, solved.shares.indices]).ravel())
    assert solved.allocation is not None  # noqa: S101 - told to type checkers
    rows = np.flatnonzero(solved.allocation >= 0)
    if stated.maximised:
        return float(stated.weight[rows].sum())
    return float(stated.weight[rows] @ np.asarray(stated.costs[rows, solved.allocation[rows]]).ravel())
