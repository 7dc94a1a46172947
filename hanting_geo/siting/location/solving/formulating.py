"""Every model as one mixed-integer programme: the plain way, which all conditions fit into.

The first variables say of each facility whether it is open. Then come, by model: of each (merged) demand whether it is
covered and covered twice, or of each pair within reach the share of the demand that goes there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array

from hanting_geo.siting.location.solving.alike import merged
from hanting_geo.siting.location.solving.highs import Program

if TYPE_CHECKING:
    from collections.abc import Container

    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["Rows", "conditions_of", "formulate", "side_rows"]

_HALF = 0.5


class Rows:
    """Rows of a programme while they are gathered."""

    def __init__(self) -> None:
        self._parts: list[tuple[Positions, Positions, Floats]] = []
        self._low: list[Floats] = []
        self._high: list[Floats] = []
        self._count = 0

    def add(self, matrix: csr_array, low: Floats | float, high: Floats | float, *, at: int = 0) -> None:
        """Add rows ``low <= matrix @ x[at:] <= high``."""
        self.add_side_by_side([(matrix, at)], low, high)

    def add_side_by_side(self, blocks: list[tuple[csr_array, int]], low: Floats | float, high: Floats | float) -> None:
        """Add rows that speak of several ranges of variables, each by a matrix and the first variable of its range."""
        count = int(blocks[0][0].shape[0])
        for matrix, at in blocks:
            listed = coo_array(matrix)
            row, column = listed.coords
            self._parts.append((row + self._count, column + at, listed.data))
        self._low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), (count,)))
        self._high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), (count,)))
        self._count += count

    def program(self, objective: Floats, low: Floats, high: Floats, whole: Flags) -> Program:
        """Put all together."""
        width = len(objective)
        row, column, data = (
            np.concatenate([part[place] for part in self._parts]) if self._parts else np.zeros(0) for place in range(3)
        )
        places = (row.astype(np.intp), column.astype(np.intp))
        matrix = csr_array(coo_array((data, places), shape=(self._count, width)))
        return Program(
            objective=objective,
            rows=matrix,
            row_low=np.concatenate(self._low) if self._low else np.zeros(0),
            row_high=np.concatenate(self._high) if self._high else np.zeros(0),
            low=low,
            high=high,
            whole=whole,
        )


class _Tail(NamedTuple):
    """The variables of a model after those of its facilities."""

    objective: Floats
    whole: Flags


def conditions_of(stated: Stated) -> tuple[str, ...]:
    """List the conditions that a problem has to keep."""
    there = {
        "reach": stated.serves_all,
        "p": stated.problem.p is not None,
        "budget": stated.problem.budget is not None,
        "separation": len(stated.separation) > 0,
        "quota": stated.quota is not None,
        "capacity": stated.capacitated and stated.serves_all,
        "required": bool(stated.required.any()),
        "closed": bool(stated.closed.any()),
    }
    return tuple(name for name, is_there in there.items() if is_there)


def formulate(stated: Stated, *, without: Container[str] = (), only_feasible: bool = False) -> Program:
    """Write a problem as a programme to be minimised.

    Parameters
    ----------
    stated
        Of any model but ``p_center``, or of any with ``only_feasible``.
    without
        Conditions (see :func:`conditions_of`) that are left out.
    only_feasible
        No objective: is there any choice that keeps the conditions?
    """
    rows = Rows()
    m = stated.facilities
    side_rows(stated, rows, without=without)
    open_objective = np.zeros(m)
    if stated.model == "lscp" and not only_feasible:
        open_objective = stated.counted.astype(np.float64) if stated.cost is None else stated.cost.copy()
    shares = stated.capacitated or stated.model == "p_median"
    if only_feasible and "capacity" not in conditions_of(stated):
        tail = _reached(stated, rows, without) if "reach" in conditions_of(stated) else _nothing()
    elif only_feasible and "capacity" in without:
        tail = _reached(stated, rows, without)
    elif shares:
        tail = _allocated(stated, rows, without, only_feasible=only_feasible)
    elif stated.model == "lscp":
        tail = _reached(stated, rows, without)
    else:
        tail = _covered(stated, rows)
    low = np.zeros(m + len(tail.objective))
    high = np.ones_like(low)
    if "required" not in without:
        low[:m][stated.required] = 1
    if "closed" not in without:
        high[:m][stated.closed] = 0
    whole = np.concatenate([np.ones(m, dtype=np.bool_), tail.whole])
    return rows.program(np.concatenate([open_objective, tail.objective]), low, high, whole)


def _nothing() -> _Tail:
    return _Tail(np.zeros(0), np.zeros(0, dtype=np.bool_))


def side_rows(stated: Stated, rows: Rows, *, without: Container[str] = ()) -> None:
    """Add the rows that speak of open facilities only: the number, the budget, pairs, quotas."""
    m = stated.facilities
    if stated.most_p is not None and "p" not in without:
        low = -np.inf if stated.exact_p is None else float(stated.most_p)
        rows.add(csr_array(stated.counted[None, :].astype(np.float64)), low, float(stated.most_p))
    if stated.problem.budget is not None and stated.cost is not None and "budget" not in without:
        rows.add(csr_array(stated.cost[None, :]), -np.inf, stated.problem.budget)
    pairs = stated.separation
    if len(pairs) and "separation" not in without:
        places = (np.repeat(np.arange(len(pairs)), 2), pairs.ravel())
        rows.add(csr_array(coo_array((np.ones(pairs.size), places), shape=(len(pairs), m))), -np.inf, 1.0)
    if stated.quota is not None and "quota" not in without:
        group, least, most = stated.quota
        inside = np.flatnonzero(group >= 0)
        counts = csr_array(coo_array((np.ones(len(inside)), (group[inside], inside)), shape=(len(least), m)))
        rows.add(counts, least.astype(np.float64), most.astype(np.float64))


def _reached(stated: Stated, rows: Rows, without: Container[str]) -> _Tail:
    """Each demand has an open facility within reach."""
    if "reach" not in without:
        costs = stated.everything if "closed" in without else stated.costs
        groups = merged(costs)
        pattern = groups.pattern
        rows.add(pattern, np.ones(pattern.shape[0]), np.inf)
    return _nothing()


def _covered(stated: Stated, rows: Rows) -> _Tail:
    """Of each demand, whether it is covered, and for backup whether it is covered twice."""
    groups = merged(stated.costs)
    weight = np.bincount(groups.group, weights=stated.weight, minlength=groups.pattern.shape[0]).astype(np.float64)
    reached = np.flatnonzero(np.diff(groups.pattern.indptr) > 0)
    pattern, weight = groups.pattern[reached], weight[reached]
    m, n = stated.facilities, len(weight)
    one = csr_array((np.ones(n), np.arange(n), np.arange(n + 1)), shape=(n, n))
    if stated.model == "mclp":
        rows.add_side_by_side([(pattern, 0), (-one, m)], 0.0, np.inf)
        return _Tail(-weight, np.zeros(n, dtype=np.bool_))
    share = float(stated.problem.backup_share)
    rows.add_side_by_side([(pattern, 0), (-one, m), (-one, m + n)], 0.0, np.inf)
    rows.add_side_by_side([(one, m), (-one, m + n)], 0.0, np.inf)
    # With more for the second than for the first, two halves would pay better than one whole.
    whole = np.concatenate([np.zeros(n, dtype=np.bool_), np.full(n, share > _HALF)])
    objective: Floats = np.concatenate([-(1 - share) * weight, -share * weight])
    return _Tail(objective, whole)


def _allocated(stated: Stated, rows: Rows, without: Container[str], *, only_feasible: bool) -> _Tail:
    """Of each pair within reach, the share of the demand that goes there."""
    costs = stated.everything if "closed" in without else stated.costs
    m, count = stated.facilities, len(costs.data)
    pair = np.arange(count)
    row: Positions = np.repeat(np.arange(stated.demand), np.diff(costs.indptr))
    whole_row = csr_array((np.ones(count), pair, costs.indptr), shape=(stated.demand, count))
    all_served = stated.serves_all and "reach" not in without
    rows.add(whole_row, 1.0 if all_served else 0.0, 1.0, at=m)
    one = csr_array((np.ones(count), pair, np.arange(count + 1)), shape=(count, count))
    opened = csr_array((-np.ones(count), costs.indices, np.arange(count + 1)), shape=(count, m))
    rows.add_side_by_side([(one, m), (opened, 0)], -np.inf, 0.0)
    if stated.capacity is not None and stated.capacitated:
        limited = np.isfinite(stated.capacity)
        load = csr_array(coo_array((stated.weight[row], (costs.indices, pair)), shape=(m, count)))
        where = np.flatnonzero(limited)
        held = csr_array((-stated.capacity[where], where, np.arange(len(where) + 1)), shape=(len(where), m))
        rows.add_side_by_side([(load[where], m), (held, 0)], -np.inf, 0.0)
    whole = np.full(count, stated.capacitated and not stated.problem.split)
    if only_feasible:
        return _Tail(np.zeros(count), whole)
    weight: Floats = stated.weight[row]
    return _Tail(-weight if stated.maximised else weight * costs.data, whole)
