"""What bounds and what they decide leave over of a covering model, as a programme for HiGHS."""

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

__all__ = ["finish"]

_HALF = 0.5


def finish(search: Search, node: Node) -> float:
    """Solve what is left; give the proven bound: infinite where all was looked at.

    Only for costs of 0: who is reached pays nothing.
    """
    state = node.part.state
    lists = reduced(search.lists, state != CLOSED, state == OPEN)
    columns = np.flatnonzero(state != CLOSED)
    shape = (lists.rows, lists.columns)
    groups = merged(csr_array((np.ones(len(lists.facility)), lists.facility, lists.starts), shape=shape))
    pattern = csr_array(groups.pattern[:, columns])
    program = _program(search, node, columns, pattern, groups.group)
    start = _start(search, columns, pattern, len(program.objective))
    found = run(
        program,
        seconds=search.clock.left(),
        seed=search.limits.seed,
        gap=search.limits.gap,
        start=start,
        proving=True,
    )
    search.nodes += found.nodes
    if found.values is not None:
        is_open = np.zeros(lists.columns, dtype=np.bool_)
        is_open[columns] = found.values[: len(columns)] > _HALF
        search.measure(is_open)
    if found.status != "stopped":
        return np.inf
    return found.bound + (0.0 if search.serves_all else float(lists.far.sum()))


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
        return rows.program(opening, opened.astype(np.float64), np.ones(m), np.ones(m, dtype=np.bool_))
    weight = np.bincount(group, weights=search.lists.far, minlength=n)
    one = csr_array((np.ones(n), np.arange(n), np.arange(n + 1)), shape=(n, n))
    rows.add_side_by_side([(pattern, 0), (-one, m)], 0.0, np.inf)
    low = np.concatenate([opened, np.zeros(n)]).astype(np.float64)
    whole = np.arange(m + n) < m
    return rows.program(np.concatenate([opening, -weight]), low, np.ones(m + n), whole)


def _start(search: Search, columns: np.ndarray, pattern: csr_array, width: int) -> np.ndarray | None:
    """Give the best choice as a start, if it is not among what was left out."""
    chosen: Flags = search.chosen
    if chosen.sum() != chosen[columns].sum():
        return None
    start = np.zeros(width)
    start[: len(columns)] = chosen[columns]
    if width > len(columns):
        start[len(columns) :] = np.minimum(pattern @ start[: len(columns)], 1.0)
    return start
