"""What bounds and what they decide leave over of a p-median or a covering model, as a programme for HiGHS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from hanting_geo.siting.location.solving.alike import merged
from hanting_geo.siting.location.solving.formulating import Rows
from hanting_geo.siting.location.solving.highs import run
from hanting_geo.siting.location.solving.lists import reduced
from hanting_geo.siting.location.solving.searching import CLOSED, OPEN

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags
    from hanting_geo.siting.location.solving.branching import Node
    from hanting_geo.siting.location.solving.highs import Program
    from hanting_geo.siting.location.solving.searching import Search

__all__ = ["finish", "is_finished"]

_HALF = 0.5
_WHOLE_SLACK = 1e-3
_MOST_FLAGS = 50_000_000
"""Of covering models: free facilities times demand, up to which HiGHS is asked."""
_MOST_ENTRIES, _MOST_A_ROW = 20_000, 4
"""Of models with costs, in all and for each demand on average; with more, branches of our own are faster."""


def is_finished(search: Search, node: Node) -> bool:
    """Tell whether what is left is for HiGHS."""
    if search.covers:
        return node.free * search.lists.rows <= _MOST_FLAGS
    if not search.serves_all or not np.isinf(search.lists.last).all():
        return False
    state = node.part.state
    entries = len(reduced(search.lists, state != CLOSED, state == OPEN).cost)
    return entries <= min(_MOST_ENTRIES, _MOST_A_ROW * search.lists.rows)


def finish(search: Search, node: Node) -> float:
    """Solve what is left; give the proven bound: infinite where all was looked at."""
    return (_finish_cover if search.covers else _finish_median)(search, node)


def _finish_median(search: Search, node: Node) -> float:
    """Solve what is left of a model with costs.

    Variables are facilities, and for each demand and each of its costs but the largest, whether it pays more (the
    formulation by radii; Cornuejols, Nemhauser and Wolsey 1980).
    """
    state = node.part.state
    lists = reduced(search.lists, state != CLOSED, state == OPEN)
    columns = np.flatnonzero(state != CLOSED)
    m, entries = len(columns), len(lists.cost)
    if (np.diff(lists.starts) == 0).any():
        return np.inf  # Somebody is left without any facility: there is no such choice.
    row = np.repeat(np.arange(lists.rows), np.diff(lists.starts))
    begins = np.ones(entries, dtype=np.bool_)
    begins[1:] = (row[1:] != row[:-1]) | (lists.cost[1:] != lists.cost[:-1])
    level = np.cumsum(begins) - 1
    of, cost = row[begins], lists.cost[begins]
    levels = len(of)
    is_first, is_last = np.ones(levels, dtype=np.bool_), np.ones(levels, dtype=np.bool_)
    is_first[1:], is_last[:-1] = of[1:] != of[:-1], of[1:] != of[:-1]
    place = np.cumsum(~is_last) - 1
    step = np.zeros(levels)
    step[:-1] = cost[1:] - cost[:-1]
    n = int((~is_last).sum())
    stays = np.flatnonzero(~is_last)
    follows = np.flatnonzero(~is_first)
    here = csr_array((np.ones(entries), (level, np.searchsorted(columns, lists.facility))), shape=(levels, m))
    more = csr_array((np.ones(len(stays)), (stays, place[stays])), shape=(levels, n))
    before = csr_array((np.ones(len(follows)), (follows, place[follows - 1])), shape=(levels, n))
    rows = Rows()
    opened = state[columns] == OPEN
    if node.part.need >= 0:
        count = float(node.part.need + opened.sum())
        rows.add(csr_array(np.ones((1, m))), count, count)
    rows.add_side_by_side([(here, 0), (csr_array(more - before), m)], is_first.astype(np.float64), np.inf)
    program = rows.program(
        np.concatenate([search.lists.opening[columns], step[~is_last]]),
        np.concatenate([opened, np.zeros(n)]).astype(np.float64),
        np.ones(m + n),
        np.arange(m + n) < m,
    )
    start = None
    if search.chosen.sum() == search.chosen[columns].sum():
        is_open = search.chosen[columns].astype(np.float64)
        reached = np.cumsum(here @ is_open)
        reached = reached - np.concatenate([[0.0], reached])[np.flatnonzero(is_first)][np.cumsum(is_first) - 1]
        start = np.concatenate([is_open, reached[~is_last] == 0])
    return _asked(search, program, columns, start, float(cost[is_first].sum()))


def _finish_cover(search: Search, node: Node) -> float:
    """Solve what is left where costs are 0: who is reached pays nothing."""
    state = node.part.state
    lists = reduced(search.lists, state != CLOSED, state == OPEN)
    columns = np.flatnonzero(state != CLOSED)
    shape = (lists.rows, lists.columns)
    groups = merged(csr_array((np.ones(len(lists.facility)), lists.facility, lists.starts), shape=shape))
    pattern = csr_array(groups.pattern[:, columns])
    program = _program(search, node, columns, pattern, groups.group)
    start = _start(search, columns, pattern, len(program.objective))
    # Of covering the most, presolving takes next to nothing away, and what remains is twice as slow to solve.
    far = 0.0 if search.serves_all else float(lists.far.sum())
    return _asked(search, program, columns, start, far, presolve=search.serves_all)


def _asked(
    search: Search,
    program: Program,
    columns: np.ndarray,
    start: np.ndarray | None,
    offset: float,
    *,
    presolve: bool = True,
) -> float:
    """Ask HiGHS, whose costs are less by an offset."""
    found = run(
        program,
        seconds=search.clock.left(),
        seed=search.limits.seed,
        gap=search.limits.gap,
        start=start,
        proving=True,
        presolve=presolve,
    )
    search.nodes += found.nodes
    if found.values is not None:
        is_open = np.zeros(search.lists.columns, dtype=np.bool_)
        is_open[columns] = found.values[: len(columns)] > _HALF
        search.measure(is_open)
    if found.status != "stopped":
        return np.inf
    return found.bound + offset


def _program(search: Search, node: Node, columns: np.ndarray, pattern: csr_array, group: np.ndarray) -> Program:
    """Write what is left as a programme: facilities first, then whether each group of demand is covered."""
    n, m = pattern.shape
    opened = node.part.state[columns] == OPEN
    opening = search.lists.opening[columns]
    rows = Rows()
    if node.part.need >= 0:
        count = float(node.part.need + opened.sum())
        rows.add(csr_array(np.ones((1, m))), count, count)
    if search.serves_all:
        rows.add(pattern, 1.0, np.inf)
        if search.whole and np.isfinite(search.value):
            # Only what costs less is of use: that nothing does is proved sooner than what is the best.
            rows.add(csr_array(opening[None, :]), np.ceil(node.bound - _WHOLE_SLACK), search.value - 1)
        return rows.program(opening, opened.astype(np.float64), np.ones(m), np.ones(m, dtype=np.bool_))
    weight = np.bincount(group, weights=search.lists.far, minlength=n)
    one = csr_array((np.ones(n), np.arange(n), np.arange(n + 1)), shape=(n, n))
    rows.add_side_by_side([(pattern, 0), (-one, m)], 0.0, np.inf)
    low = np.concatenate([opened, np.zeros(n)]).astype(np.float64)
    whole = np.arange(m + n) < m
    return rows.program(np.concatenate([opening, -weight]), low, np.ones(m + n), whole)


def _start(search: Search, columns: np.ndarray, pattern: csr_array, width: int) -> np.ndarray | None:
    """Give the best choice as a start, if it is not left out."""
    chosen: Flags = search.chosen
    if chosen.sum() != chosen[columns].sum() or (search.serves_all and search.whole):
        return None
    start = np.zeros(width)
    start[: len(columns)] = chosen[columns]
    if width > len(columns):
        start[len(columns) :] = np.minimum(pattern @ start[: len(columns)], 1.0)
    return start
