"""Costs as sparse arrays, and the least of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["least", "sparse_costs"]


def sparse_costs(rows: Positions, columns: Positions, costs: Floats, shape: tuple[int, int]) -> csr_array:
    """Make a sparse array of costs, sorted, each pair once; zeros stay stored."""
    order = np.lexsort((columns, rows))
    first = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=shape[0]))])
    return csr_array((costs[order], columns[order], first), shape=shape)


def least(costs: Floats, places: Positions, k: int) -> tuple[Floats, Positions]:
    """Give the ``k`` least of each row with their places; of equal ones the lower place."""
    columns = costs.shape[1]
    order = np.lexsort((places, costs), axis=1)[:, :k] if columns else np.zeros((len(costs), 0), dtype=np.intp)
    best, where = np.take_along_axis(costs, order, axis=1), np.take_along_axis(places, order, axis=1)
    where = np.where(np.isfinite(best), where, -1)
    room = k - best.shape[1]
    if room > 0:
        best = np.pad(best, ((0, 0), (0, room)), constant_values=np.inf)
        where = np.pad(where, ((0, 0), (0, room)), constant_values=-1)
    return best, where
