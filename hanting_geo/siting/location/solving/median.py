"""The p-median with nothing to keep but a number: proved by bounds and branches of its own, without HiGHS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.location.solving.answering import Solved
from hanting_geo.siting.location.solving.explaining import explained
from hanting_geo.siting.location.solving.failures import NothingFoundError
from hanting_geo.siting.location.solving.formulating import formulate
from hanting_geo.siting.location.solving.highs import run
from hanting_geo.siting.location.solving.lists import lists_of
from hanting_geo.siting.location.solving.proving import prove
from hanting_geo.siting.location.solving.searching import CLOSED, LARGE, OPEN, Search

if TYPE_CHECKING:
    from hanting_geo.siting.location.solving.clock import Clock
    from hanting_geo.siting.location.solving.lists import Lists
    from hanting_geo.siting.location.solving.problem import Limits
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["solve_median"]

_STARTS = 5
_HALF = 0.5


def solve_median(stated: Stated, limits: Limits, clock: Clock) -> Solved:
    """Solve a p-median that has no budget, no pairs and no quotas."""
    state = np.zeros(stated.facilities, dtype=np.intp)
    state[stated.closed] = CLOSED
    # What is not counted costs nothing: it is opened.
    state[stated.required | (~stated.counted & ~stated.closed)] = OPEN
    need = int(stated.exact_p or 0) - int((stated.required & stated.counted).sum())
    lists = _lists(stated)
    search = Search(lists, state, need, limits, clock)
    _start(search, stated)
    bound = prove(search)
    value = search.value
    return Solved(
        is_open=search.chosen,
        # With a gap that is allowed, what was fixed may have left out choices up to there.
        bound=search.rounded(min(bound, search.enough())),
        proved=limits.gap == 0 and bound >= search.enough() and np.isfinite(value),
        nodes=search.nodes,
    )


def _lists(stated: Stated) -> Lists:
    """Weigh and sort the costs."""
    costs = stated.costs
    lengths = np.diff(costs.indptr)
    weighted = costs.data * np.repeat(stated.weight, lengths)
    last = np.full(stated.demand, np.inf)
    if stated.problem.truncated:
        # A closed facility may have been the last of a list: what is not stored is no nearer than any of its entries.
        whole = stated.everything
        filled = np.flatnonzero(np.diff(whole.indptr) > 0)
        last[:] = 0.0
        last[filled] = np.maximum.reduceat(whole.data, whole.indptr[filled]) * stated.weight[filled]
    return lists_of(costs.indptr, costs.indices, weighted, last=last, opening=np.zeros(stated.facilities))


def _start(search: Search, stated: Stated) -> None:
    """Find a first choice that serves everybody."""
    starts = _STARTS if len(search.lists.cost) < LARGE else 1
    for _ in range(starts):
        search.swap(search.random_choice())
        if search.clock.is_over():
            break
    if np.isfinite(search.value):
        return
    # Somebody is left out of reach: ask for any choice that serves everybody.
    found = run(formulate(stated, only_feasible=True), seconds=max(search.clock.left(), 1.0), seed=search.limits.seed)
    if found.status == "infeasible":
        raise explained(stated, search.limits, search.clock)
    if found.values is None:
        raise NothingFoundError(
            Sentence("no answer to p_median was found in {clock:.0f} s: allow more time", clock=search.clock.seconds())
        )
    is_open = found.values[: stated.facilities] > _HALF
    is_open[search.state == OPEN] = True
    search.measure(is_open)
    search.swap(is_open)
