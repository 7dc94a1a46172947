"""The p-median with nothing to keep but a number: proved by bounds and branches of its own, without HiGHS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.siting.location.solving.answering import Solved
from hanting_geo.siting.location.solving.branching import Node, branch, fixed
from hanting_geo.siting.location.solving.explaining import explained
from hanting_geo.siting.location.solving.failures import NothingFoundError
from hanting_geo.siting.location.solving.formulating import formulate
from hanting_geo.siting.location.solving.highs import run
from hanting_geo.siting.location.solving.lists import lists_of, reduced
from hanting_geo.siting.location.solving.searching import CLOSED, FREE, OPEN, Part, Search

if TYPE_CHECKING:
    from hanting_geo.siting.location.solving.clock import Clock
    from hanting_geo.siting.location.solving.lists import Lists
    from hanting_geo.siting.location.solving.problem import Limits
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["solve_median"]

_STARTS = 5
_LARGE = 2_000_000
"""Entries of lists beyond which one start must do."""
_TRIALS, _TRIALS_IF_LARGE = 40, 200
_FIRST_LENGTH, _LENGTH_AGAIN = 1.2, 0.6
_SHORTEST = 1e-3
_LEAST_PROGRESS = 0.02
"""Of the gap, in one round: with less, it is time to branch."""
_MOST_BRANCHED = 1500
"""Free facilities beyond which branches would not end, and the bound is raised as long as there is time."""
_HALF = 0.5
_SHAKES = 5


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
    bound = _prove(search)
    value = search.value
    return Solved(
        is_open=search.chosen,
        bound=search.rounded(bound),
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
    return lists_of(costs.indptr, costs.indices, weighted, stated.facilities, last)


def _start(search: Search, stated: Stated) -> None:
    """Find a first choice that serves everybody."""
    starts = _STARTS if len(search.lists.cost) < _LARGE else 1
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
        raise NothingFoundError(f"no answer to p_median was found in {search.clock.seconds():.0f} s: allow more time")
    is_open = found.values[: stated.facilities] > _HALF
    is_open[search.state == OPEN] = True
    search.measure(is_open)
    search.swap(is_open)


def _prove(search: Search) -> float:
    """Raise the bound from rounds of steps, fix what they decide, and branch on the rest; give the bound."""
    lists, state, need = search.lists, search.state, search.need
    multiplier, usage = search.first_multipliers(), np.zeros(lists.columns)
    large = len(lists.cost) >= _LARGE
    trials, length, before, bound = (_TRIALS_IF_LARGE if large else _TRIALS), _FIRST_LENGTH, -np.inf, -np.inf
    while True:
        steps = search.steps_at_once(lists)
        part = Part(lists, state, need, multiplier, usage)
        found = search.relax(part, steps=steps, length=length, trials=trials)
        bound = max(bound, found.bound)
        if not large:
            search.swap(found.tried)
        if bound >= search.enough() or search.clock.is_over():
            return bound
        state, need = fixed(search, state, need, found)
        if (state == CLOSED).sum() > (search.state == CLOSED).sum():
            lists = reduced(search.lists, state != CLOSED, state == OPEN)
        free = int((state == FREE).sum())
        if need <= 0 or free <= need:
            break
        progress = (found.bound - before) / max(search.value - before, 1e-300) if np.isfinite(before) else 1.0
        before, length = max(before, found.bound), found.length
        if trials and not found.better:
            trials = trials // 2 if large else 0
        if progress < _LEAST_PROGRESS or length < _SHORTEST:
            if free <= _MOST_BRANCHED:
                for _ in range(_SHAKES):
                    search.shake(_TRIALS)
                break
            length = _LENGTH_AGAIN
            multiplier = found.multiplier.copy()
    node = Node(Part(lists, state, need, multiplier, usage), found._replace(bound=bound), int((state == FREE).sum()))
    return max(bound, branch(search, node))
