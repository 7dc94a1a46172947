"""The p-center: the least radius at which facilities that keep the conditions cover everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array, csr_array

from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.location.solving.alike import merged
from hanting_geo.siting.location.solving.answering import Solved, nearest_open, value
from hanting_geo.siting.location.solving.covering import states_of
from hanting_geo.siting.location.solving.covers import cheapest_cover
from hanting_geo.siting.location.solving.explaining import explained
from hanting_geo.siting.location.solving.failures import NothingFoundError
from hanting_geo.siting.location.solving.formulating import formulate
from hanting_geo.siting.location.solving.general import opened
from hanting_geo.siting.location.solving.highs import run
from hanting_geo.siting.location.solving.searching import FREE, OPEN

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Positions
    from hanting_geo.siting.location.solving.clock import Clock
    from hanting_geo.siting.location.solving.problem import Limits
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["solve_center", "within"]


def within(stated: Stated, radius: float) -> Stated:
    """Leave out all pairs beyond a radius."""
    return replace(stated, costs=_near(stated.costs, radius), everything=_near(stated.everything, radius))


def _near(matrix: csr_array, radius: float) -> csr_array:
    kept = matrix.data <= radius
    counts = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr]
    return csr_array((matrix.data[kept], matrix.indices[kept], counts), shape=matrix.shape)


def solve_center(stated: Stated, limits: Limits, clock: Clock) -> Solved:
    """Halve the list of distinct radii until one covers everybody and the next smaller does not."""
    if stated.demand == 0:
        return Solved(is_open=_anything(stated, limits, clock), bound=0.0, proved=True)
    radii = np.unique(stated.costs.data)
    low = int(np.searchsorted(radii, np.minimum.reduceat(stated.costs.data, stated.costs.indptr[:-1]).max()))
    best, nodes = _first(stated, limits, clock)
    high = int(np.searchsorted(radii, value(stated, best)))
    while low < high and not clock.is_over():
        middle = (low + high) // 2
        found, is_certain, more = _covering(stated, float(radii[middle]), limits, clock)
        nodes += more
        if found is not None:
            best, high = found, int(np.searchsorted(radii, value(stated, found)))
        elif is_certain:
            low = middle + 1
        else:
            break
    return Solved(is_open=best, bound=float(radii[low]), proved=low >= high, nodes=nodes)


def _anything(stated: Stated, limits: Limits, clock: Clock) -> Flags:
    """Find facilities that keep the conditions where there is nobody to serve."""
    found = run(formulate(stated, only_feasible=True), seconds=clock.left(), seed=limits.seed, stop_at_first=True)
    if found.values is None:
        raise explained(stated, limits, clock)
    return opened(stated, found.values)


def _first(stated: Stated, limits: Limits, clock: Clock) -> tuple[Flags, int]:
    """Find any choice that keeps the conditions and serves everybody."""
    found, is_certain, nodes = _covering(stated, np.inf, limits, clock)
    if found is not None:
        return found, nodes
    if is_certain:
        raise explained(stated, limits, clock)
    raise NothingFoundError(
        Sentence("no answer to p_center was found in {clock:.0f} s: allow more time", clock=clock.seconds())
    )


def _covering(stated: Stated, radius: float, limits: Limits, clock: Clock) -> tuple[Flags | None, bool, int]:
    """Find facilities that keep the conditions and cover everybody within a radius.

    Tell whether it is certain that there are none, and how many branches were looked at.
    """
    near = within(stated, radius) if np.isfinite(radius) else stated
    if not stated.plain:
        found = run(formulate(near, only_feasible=True), seconds=clock.left(), seed=limits.seed, stop_at_first=True)
        return (
            (None if found.values is None else opened(stated, found.values)),
            found.status == "infeasible",
            found.nodes,
        )
    state = states_of(stated)
    price = np.where(state == OPEN, 0.0, stated.counted.astype(np.float64))
    need = int(stated.exact_p or 0) - int((stated.required & stated.counted).sum())
    exact = replace(limits, gap=0.0)
    cover = cheapest_cover(merged(near.costs).pattern, price, state, exact, clock, enough=float(need))
    if cover.is_open is None:
        return None, cover.proved, cover.nodes
    return _filled(stated, cover.is_open, state, need), True, cover.nodes


def _filled(stated: Stated, is_open: Flags, state: Positions, need: int) -> Flags:
    """Open more until the number is kept: one after the other, where somebody is farthest away."""
    is_open = is_open.copy()
    costs = stated.costs
    column = csc_array(costs)
    _, nearest = nearest_open(costs, is_open)
    while int((is_open & (state == FREE)).sum()) < need:
        worst = int(np.argmax(nearest))
        entry = slice(int(costs.indptr[worst]), int(costs.indptr[worst + 1]))
        there, paid = costs.indices[entry], costs.data[entry]
        able = (state[there] == FREE) & ~is_open[there]
        free = np.flatnonzero((state == FREE) & ~is_open)
        j = int(there[able][np.argmin(paid[able])]) if able.any() else int(free[0])
        is_open[j] = True
        rows = slice(int(column.indptr[j]), int(column.indptr[j + 1]))
        nearest[column.indices[rows]] = np.minimum(nearest[column.indices[rows]], column.data[rows])
    return is_open
