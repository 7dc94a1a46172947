"""Any model with any conditions, as one programme for HiGHS."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.location.solving.answering import Solved
from hanting_geo.siting.location.solving.explaining import explained
from hanting_geo.siting.location.solving.failures import NothingFoundError
from hanting_geo.siting.location.solving.formulating import formulate
from hanting_geo.siting.location.solving.greedy import first_choice
from hanting_geo.siting.location.solving.highs import run

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.solving.clock import Clock
    from hanting_geo.siting.location.solving.problem import Limits
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["opened", "solve_generally", "solve_within"]

_HALF = 0.5
_NOISE = 1e-7


def solve_generally(stated: Stated, limits: Limits, clock: Clock) -> Solved:
    """Solve a model other than ``p_center`` by the plain formulation."""
    solved = solve_within(stated, limits, clock)
    if solved is None:
        raise explained(stated, limits, clock)
    if not solved.found and stated.maximised and not stated.problem.split:
        first = first_choice(stated)
        if first is not None:
            bound = min(solved.bound, float(stated.weight.sum()))
            return replace(solved, is_open=first[0], allocation=first[1], bound=bound, found=True)
    if not solved.found:
        raise NothingFoundError(
            Sentence(
                "no answer to {model} was found in {clock:.0f} s: allow more time",
                model=stated.model,
                clock=clock.seconds(),
            )
        )
    return solved


def solve_within(
    stated: Stated, limits: Limits, clock: Clock, *, start: tuple[Flags, Positions] | None = None
) -> Solved | None:
    """Solve by the plain formulation; None where there is no answer at all.

    Parameters
    ----------
    stated, limits, clock
        What is asked.
    start
        An answer to begin with: what is open, and where each demand goes.
    """
    program = formulate(stated)
    begun = None if start is None else _begun(stated, *start)
    found = run(program, seconds=clock.left(), seed=limits.seed, gap=limits.gap, start=begun)
    if found.status == "infeasible":
        return None
    sense = -1.0 if stated.maximised else 1.0
    values = begun if found.values is None else found.values
    solved = Solved(
        is_open=np.zeros(stated.facilities, dtype=np.bool_) if values is None else opened(stated, values),
        bound=sense * found.bound,
        proved=found.status == "optimal" and limits.gap == 0,
        found=values is not None,
        nodes=found.nodes,
    )
    if stated.capacitated and values is not None:
        _allocate(stated, solved, values[stated.facilities :])
    return solved


def _begun(stated: Stated, is_open: Flags, allocation: Positions) -> Floats:
    """Write an answer as values of the programme."""
    row = np.repeat(np.arange(stated.demand), np.diff(stated.costs.indptr))
    taken = allocation[row] == stated.costs.indices
    return np.concatenate([is_open, taken]).astype(np.float64)


def opened(stated: Stated, values: Floats) -> Flags:
    """Read which facilities are open."""
    is_open: Flags = values[: stated.facilities] > _HALF
    return is_open


def _allocate(stated: Stated, solved: Solved, shares: Floats) -> None:
    """Read who goes where."""
    costs, n = stated.costs, stated.demand
    row = np.repeat(np.arange(n), np.diff(costs.indptr))
    allocation = np.full(n, -1, dtype=np.intp)
    if not stated.problem.split:
        taken = np.flatnonzero(shares > _HALF)
        allocation[row[taken]] = costs.indices[taken]
        solved.allocation = allocation
        return
    kept = (shares > _NOISE) & solved.is_open[costs.indices]
    served = np.bincount(row[kept], weights=shares[kept], minlength=n)
    # Shares of a demand that is served wholly sum to 1 again without the noise that was left out.
    whole = served > 1 - n * _NOISE if stated.maximised else served > 0
    shares = np.where(whole[row], shares / np.where(whole, served, 1.0)[row], shares)
    counts = np.concatenate([[0], np.cumsum(kept)])[costs.indptr]
    solved.shares = csr_array((shares[kept], costs.indices[kept], counts), shape=costs.shape)
    # The largest share of each row is the last of its rows once sorted by size; of equals, the first facility.
    order = np.lexsort((-costs.indices[kept], shares[kept], row[kept]))
    allocation[row[kept][order]] = costs.indices[kept][order]
    solved.allocation = allocation
