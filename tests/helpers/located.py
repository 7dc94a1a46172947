"""Location models solved by trying every subset of facilities: short, slow, and easy to believe."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, issparse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.siting.location.solving.problem import Problem

MAXIMISED = ("mclp", "capacitated_mclp", "backup_mclp")


def dense(problem: Problem) -> np.ndarray:
    """Costs with infinity where a facility is out of reach, or beyond the radius."""
    if issparse(problem.costs):
        matrix = csr_array(problem.costs)
        costs = np.full(matrix.shape, np.inf)
        for row in range(matrix.shape[0]):
            here = slice(matrix.indptr[row], matrix.indptr[row + 1])
            costs[row, matrix.indices[here]] = matrix.data[here]
    else:
        costs = np.array(problem.costs, dtype=float)
    if problem.radius is not None:
        costs[costs > problem.radius] = np.inf
    return costs


def choices(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Every set of facilities that keeps the conditions on what is open."""
    m = problem.costs.shape[1]
    none = np.zeros(m, dtype=bool)
    required = none if problem.required is None else problem.required
    closed = none if problem.closed is None else problem.closed
    free = none if problem.free is None else problem.free
    for count in range(m + 1):
        for chosen in combinations(range(m), count):
            there = np.isin(np.arange(m), chosen)
            number = int((there & ~free).sum())
            exact = problem.model != "lscp" and problem.budget is None
            keeps = (
                not (required & ~there).any()
                and not (closed & there).any()
                and (problem.p is None or number == problem.p or (number < problem.p and not exact))
                and (problem.budget is None or problem.cost[list(chosen)].sum() <= problem.budget)
                and (problem.separation is None or not any(there[a] and there[b] for a, b in problem.separation))
            )
            if keeps and problem.quota is not None:
                group, least, most = problem.quota
                counts = [int((there & (group == each)).sum()) for each in range(len(least))]
                keeps = all(low <= here <= high for low, here, high in zip(least, counts, most, strict=True))
            if keeps:
                yield chosen


def worth(problem: Problem, chosen: tuple[int, ...], costs: np.ndarray) -> float | None:
    """Objective of a set of facilities; None where it does not serve whom it must."""
    n = costs.shape[0]
    weight = np.ones(n) if problem.weight is None else problem.weight
    nearest = costs[:, list(chosen)].min(axis=1, initial=np.inf)
    times = np.isfinite(costs[:, list(chosen)]).sum(axis=1)
    if problem.model == "mclp":
        return float(weight[times > 0].sum())
    if problem.model == "backup_mclp":
        share = problem.backup_share
        return float((1 - share) * weight[times > 0].sum() + share * weight[times > 1].sum())
    if problem.model.startswith("capacitated"):
        return _by_hand(problem, chosen, costs, weight)
    if np.isinf(nearest).any():
        return None
    if problem.model == "lscp":
        free = np.zeros(costs.shape[1], dtype=bool) if problem.free is None else problem.free
        return float(
            len(chosen) - free[list(chosen)].sum() if problem.cost is None else problem.cost[list(chosen)].sum()
        )
    return float(nearest.max(initial=0.0)) if problem.model == "p_center" else float(weight @ nearest)


def _by_hand(problem: Problem, chosen: tuple[int, ...], costs: np.ndarray, weight: np.ndarray) -> float | None:
    """Best allocation of whole demand to open facilities with capacities, by trying all."""
    best = None
    maximised = problem.model in MAXIMISED
    ways = [[j for j in chosen if np.isfinite(costs[i, j])] + ([-1] if maximised else []) for i in range(len(weight))]
    for allocation in product(*ways):
        load = np.zeros(costs.shape[1])
        total = 0.0
        for i, j in enumerate(allocation):
            if j >= 0:
                load[j] += weight[i]
                total += weight[i] * (1.0 if maximised else costs[i, j])
        if (load <= problem.capacity + 1e-9).all() and (best is None or (total > best if maximised else total < best)):
            best = total
    return best


def best(problem: Problem) -> float | None:
    """Give the best objective of all sets of facilities; None where there is none that keeps the conditions."""
    costs = dense(problem)
    values = [worth(problem, chosen, costs) for chosen in choices(problem)]
    there = [each for each in values if each is not None]
    if not there:
        return None
    return max(there) if problem.model in MAXIMISED else min(there)
