"""The check of an answer, apart from the solver: it reads the problem as given, and shares no code with solving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, issparse

from hanting_geo.siting.location.solving.failures import CheckFailedError

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.solving.problem import Answer, Limits, Problem

__all__ = ["verify"]

_CLOSE = 1e-6
"""Relative, for sums of shares against capacities and budgets."""
_SAME = 1e-9
"""Relative, for objectives that are computed twice."""


def verify(problem: Problem, answer: Answer, limits: Limits) -> None:
    """Check all that an answer promises.

    Open: required and not closed, the number, the budget, pairs, quotas. Allocation: only open facilities, within reach
    and radius; where capacities do not decide the nearest of the open ones, and for covering models everybody who can
    be covered; everybody where everybody must be. Loads within capacities. The objective, computed again. The bound on
    the right side of it, the gap and the status of the two.

    Raises
    ------
    CheckFailedError
        It says what is wrong.
    """
    n, m = problem.costs.shape
    is_open = np.zeros(m, dtype=np.bool_)
    is_open[answer.chosen] = True
    _hold(
        np.array_equal(np.flatnonzero(is_open), answer.chosen), "chosen facilities are not in order, or not once each"
    )
    _open_facilities(problem, is_open)
    row, column, cost = _pairs_of_open(problem, is_open)
    nearest = np.full(n, np.inf)
    np.minimum.at(nearest, row, cost)
    paid = _paid(row, column, cost, answer, n, m)
    _allocation(problem, answer, nearest, paid)
    objective = _objective(problem, answer, (row, nearest, paid), is_open)
    size = max(abs(objective), abs(answer.objective))
    _hold(abs(objective - answer.objective) <= _SAME * size, f"the objective is {objective}, not {answer.objective}")
    _proof(problem, answer, limits)


def _hold(is_so: bool | np.bool_, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raise what does not hold."""
    if not is_so:
        raise CheckFailedError(f"an answer failed its check: {otherwise}. Please report this with the input.")


def _open_facilities(problem: Problem, is_open: Flags) -> None:
    """Check which facilities are open."""
    none = np.zeros(len(is_open), dtype=np.bool_)
    required, closed, free = (
        none if given is None else np.asarray(given) for given in (problem.required, problem.closed, problem.free)
    )
    _hold(is_open[required].all(), "a required facility is not open")
    _hold(not is_open[closed].any(), "a closed facility is open")
    if problem.p is not None:
        count = int((is_open & ~free).sum())
        exact = problem.budget is None and problem.model != "lscp"
        _hold(count == problem.p if exact else count <= problem.p, f"{count} are open, and p is {problem.p}")
    if problem.budget is not None and problem.cost is not None:
        spent = float(np.asarray(problem.cost)[is_open].sum())
        _hold(spent <= problem.budget * (1 + _CLOSE), f"{spent} is spent of {problem.budget}")
    if problem.separation is not None and len(problem.separation):
        pairs = np.asarray(problem.separation)
        _hold(not (is_open[pairs[:, 0]] & is_open[pairs[:, 1]]).any(), "two that exclude each other are open")
    if problem.quota is not None:
        for number, (least, most) in enumerate(zip(problem.quota.least, problem.quota.most, strict=True)):
            count = int(is_open[np.asarray(problem.quota.group) == number].sum())
            _hold(least <= count <= most, f"group {number} has {count} open, not {least} to {most}")


def _pairs_of_open(problem: Problem, is_open: Flags) -> tuple[Positions, Positions, Floats]:
    """List the pairs of demand and open facility within reach: rows, columns, costs."""
    costs = problem.costs
    if issparse(costs):
        matrix = csr_array(costs)
        row, column = np.repeat(np.arange(costs.shape[0]), np.diff(matrix.indptr)), matrix.indices
        data = np.asarray(matrix.data, dtype=np.float64)
    else:
        columns = np.flatnonzero(is_open)
        part = np.asarray(costs, dtype=np.float64)[:, columns]
        row, place = np.nonzero(np.isfinite(part))
        column, data = columns[place], part[row, place]
    kept = is_open[column] & np.isfinite(data)
    if problem.radius is not None:
        kept &= data <= problem.radius
    return row[kept], column[kept], data[kept]


def _paid(row: Positions, column: Positions, cost: Floats, answer: Answer, n: int, m: int) -> Floats:
    """Give what each demand pays a unit of weight on the way to its facility; infinite where it is served by none."""
    _hold(len(answer.allocation) == n and (answer.allocation < m).all(), "the allocation does not fit the demand")
    paid = np.full(n, np.inf)
    here = answer.allocation[row] == column
    paid[row[here]] = cost[here]
    served = answer.allocation >= 0
    _hold(np.isfinite(paid[served]).all(), "a demand goes to a facility that is not open, or out of its reach")
    return paid


def _allocation(problem: Problem, answer: Answer, nearest: Floats, paid: Floats) -> None:
    """Check who goes where."""
    weight = np.ones(len(nearest)) if problem.weight is None else np.asarray(problem.weight, dtype=np.float64)
    if problem.model in ("lscp", "p_median", "p_center", "capacitated_p_median"):
        _hold((answer.allocation >= 0).all(), "a demand is served by none")
    if problem.capacity is None or not problem.model.startswith("capacitated"):
        _hold(np.array_equal(paid, nearest), "a demand does not go to its nearest open facility")
        return
    capacity = np.asarray(problem.capacity, dtype=np.float64)
    if problem.split:
        shares = answer.shares
        _hold(shares is not None, "there are no shares")
        assert shares is not None  # noqa: S101 - told to type checkers
        total = np.asarray(shares.sum(axis=1)).ravel()
        least = 0.0 if problem.model == "capacitated_mclp" else 1.0
        _hold((shares.data >= 0).all() and (total <= 1 + _CLOSE).all(), "shares are not from 0 to 1 in sum")
        _hold((total >= least - _CLOSE).all(), "a demand is not served wholly")
        load = shares.T @ weight
    else:
        served = answer.allocation >= 0
        load = np.bincount(answer.allocation[served], weights=weight[served], minlength=len(capacity))
    _hold((load <= capacity * (1 + _CLOSE)).all(), "a facility serves more than its capacity")


def _objective(  # noqa: PLR0911 - a line for each model
    problem: Problem, answer: Answer, ways: tuple[Positions, Floats, Floats], is_open: Flags
) -> float:
    """Compute the objective again."""
    row, nearest, paid = ways
    weight = np.ones(len(nearest)) if problem.weight is None else np.asarray(problem.weight, dtype=np.float64)
    if problem.model == "lscp":
        if problem.cost is not None:
            return float(np.asarray(problem.cost)[is_open].sum())
        free = np.zeros(len(is_open), dtype=np.bool_) if problem.free is None else np.asarray(problem.free)
        return float((is_open & ~free).sum())
    if problem.model == "p_center":
        return float(nearest.max(initial=0.0))
    if problem.model == "mclp":
        return float(weight[np.isfinite(nearest)].sum())
    if problem.model == "backup_mclp":
        times = np.bincount(row, minlength=len(weight))
        share = problem.backup_share
        return float(((1 - share) * (times > 0) + share * (times > 1)) @ weight)
    if problem.split and answer.shares is not None and problem.model != "p_median":
        return _objective_of_shares(problem, answer, weight)
    served = np.isfinite(paid)
    if problem.model == "capacitated_mclp":
        return float(weight[served].sum())
    return float(weight @ paid)


def _objective_of_shares(problem: Problem, answer: Answer, weight: Floats) -> float:
    """Compute the objective of split demand again, entry by entry."""
    shares = answer.shares
    assert shares is not None  # noqa: S101 - told to type checkers
    listed = shares.tocoo()
    rows, columns = listed.coords
    is_open = np.zeros(shares.shape[1], dtype=np.bool_)
    is_open[answer.chosen] = True
    _hold(is_open[columns].all(), "a share goes to a facility that is not open")
    if problem.model == "capacitated_mclp":
        return float(weight[rows] @ listed.data)
    paid = np.asarray(problem.costs[rows, columns], dtype=np.float64).ravel()
    return float((weight[rows] * paid) @ listed.data)


def _proof(problem: Problem, answer: Answer, limits: Limits) -> None:
    """Check the bound, the gap and the status."""
    maximised = problem.model in ("mclp", "capacitated_mclp", "backup_mclp")
    above, below = (answer.bound, answer.objective) if maximised else (answer.objective, answer.bound)
    _hold(not np.isnan(answer.bound) and below <= above, "the bound is on the wrong side of the objective")
    apart = above - below
    gap = 0.0 if apart == 0 else np.inf if answer.objective == 0 else apart / abs(answer.objective)
    _hold(abs(gap - answer.gap) <= _SAME * max(gap, 1.0) or gap == answer.gap, f"the gap is {gap}, not {answer.gap}")
    _hold(answer.status in ("optimal", "gap", "time_limit"), f"the status is {answer.status}")
    _hold(answer.status != "optimal" or answer.gap == 0, "optimal with a gap")
    _hold(answer.status != "gap" or answer.gap <= limits.gap, "the gap is larger than asked for")
