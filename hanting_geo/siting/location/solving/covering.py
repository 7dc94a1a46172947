"""Covering with nothing to keep but a number: the most weight with p facilities, or everybody with the fewest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from hanting_geo.siting.location.solving.alike import merged
from hanting_geo.siting.location.solving.answering import Solved
from hanting_geo.siting.location.solving.covers import cheapest_cover
from hanting_geo.siting.location.solving.explaining import explained
from hanting_geo.siting.location.solving.lists import lists_of
from hanting_geo.siting.location.solving.proving import prove
from hanting_geo.siting.location.solving.searching import CLOSED, OPEN, Search

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions
    from hanting_geo.siting.location.solving.clock import Clock
    from hanting_geo.siting.location.solving.problem import Limits
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["solve_most_covered", "solve_set_cover", "states_of"]

_STARTS = 3
_MOST_FURTHER = 20_000_000


def states_of(stated: Stated) -> Positions:
    """Give what may be opened, what is open, and what is closed. What is not counted and costs nothing is opened."""
    state = np.zeros(stated.facilities, dtype=np.intp)
    state[stated.closed] = CLOSED
    state[stated.required | (~stated.counted & ~stated.closed)] = OPEN
    return state


def solve_most_covered(stated: Stated, limits: Limits, clock: Clock) -> Solved:
    """Solve ``mclp``: as a p-median in which who is covered pays nothing, and who is not his weight."""
    groups = merged(stated.costs)
    pattern = groups.pattern
    weight = np.bincount(groups.group, weights=stated.weight, minlength=pattern.shape[0]).astype(np.float64)
    lists = lists_of(
        pattern.indptr,
        pattern.indices,
        np.zeros(len(pattern.indices)),
        last=weight,
        far=weight,
        opening=np.zeros(stated.facilities),
    )
    state = states_of(stated)
    need = int(stated.exact_p or 0) - int((stated.required & stated.counted).sum())
    total = float(stated.weight.sum())
    search = Search(lists, state, need, limits, clock, serves_all=False, offset=total)
    search.hoods, search.covers = _neighbourhoods(pattern), True
    for _ in range(_STARTS):
        search.swap(search.random_choice())
    bound = prove(search)
    return Solved(
        is_open=search.chosen,
        bound=total - search.rounded(min(bound, search.enough())),
        proved=limits.gap == 0 and bound >= search.enough(),
        nodes=search.nodes,
    )


def _neighbourhoods(pattern: csr_array) -> tuple[Positions, Positions]:
    """List for each facility those that share demand with it, the most first, and then those that do with these."""
    near = csr_array(pattern.T @ pattern)
    further = csr_array(near @ near) if (np.diff(near.indptr) ** 2).sum() <= _MOST_FURTHER else near
    shared = csr_array(near * (1 + float(further.data.max(initial=0.0))) + further)
    row = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
    order = np.lexsort((shared.indices, -shared.data, row))
    return shared.indptr.astype(np.intp), shared.indices[order].astype(np.intp)


def solve_set_cover(stated: Stated, limits: Limits, clock: Clock) -> Solved:
    """Solve ``lscp``."""
    state = states_of(stated)
    price = stated.counted.astype(np.float64) if stated.cost is None else stated.cost
    if stated.cost is not None:
        state[~stated.required & ~stated.closed] = 0
    cover = cheapest_cover(merged(stated.costs).pattern, price, state, limits, clock)
    assert cover.is_open is not None  # noqa: S101 - every demand is in reach, so all facilities together are a cover
    if stated.most_p is not None and float(price[cover.is_open].sum()) > stated.most_p:
        raise explained(stated, limits, clock)
    return Solved(is_open=cover.is_open, bound=cover.bound, proved=cover.proved, nodes=cover.nodes)
