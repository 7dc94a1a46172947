"""The p-center: the least radius at which facilities that keep the conditions cover everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from hanting_geo.siting.location.solving.answering import Solved, value
from hanting_geo.siting.location.solving.explaining import explained
from hanting_geo.siting.location.solving.failures import NothingFoundError
from hanting_geo.siting.location.solving.formulating import formulate
from hanting_geo.siting.location.solving.general import opened
from hanting_geo.siting.location.solving.highs import run

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags
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
    radii = np.unique(stated.costs.data)
    least = np.minimum.reduceat(stated.costs.data, stated.costs.indptr[:-1]) if stated.demand else np.zeros(1)
    low, high = int(np.searchsorted(radii, least.max(initial=0.0))), len(radii) - 1
    if stated.demand == 0:
        radii, low, high = np.zeros(1), 0, 0
    best, nodes = _covering(stated, float(radii[high]), limits, clock)
    if best is None:
        if clock.is_over():
            raise NothingFoundError(f"no answer to p_center was found in {clock.seconds():.0f} s: allow more time")
        raise explained(stated, limits, clock)
    high = int(np.searchsorted(radii, value(stated, best)))
    while low < high and not clock.is_over():
        middle = (low + high) // 2
        found, more = _covering(stated, float(radii[middle]), limits, clock)
        nodes += more
        if found is not None:
            best, high = found, int(np.searchsorted(radii, value(stated, found)))
        elif clock.is_over():
            break
        else:
            low = middle + 1
    return Solved(is_open=best, bound=float(radii[low]), proved=low >= high, nodes=nodes)


def _covering(stated: Stated, radius: float, limits: Limits, clock: Clock) -> tuple[Flags | None, int]:
    """Find facilities that keep the conditions and cover everybody within a radius."""
    program = formulate(within(stated, radius), only_feasible=True)
    found = run(program, seconds=clock.left(), seed=limits.seed, stop_at_first=True)
    return (None if found.values is None else opened(stated, found.values)), found.nodes
