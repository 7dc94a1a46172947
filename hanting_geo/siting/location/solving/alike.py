"""Demand that the same facilities reach is one demand, for models that only ask who is covered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions

__all__ = ["Merged", "merged"]

_SEED = 20261101


class Merged(NamedTuple):
    """Rows with the same facilities, as one.

    Attributes
    ----------
    pattern
        Ones where a facility reaches a group.
    group
        For each row its group.
    """

    pattern: csr_array
    group: Positions


def merged(costs: csr_array) -> Merged:
    """Merge the rows of a sparse matrix that have the same columns; groups come in the order of their first rows.

    Rows are sorted by two random sums of their columns, and then compared in full.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> found = merged(csr_array([[1, 2, 0], [0, 1, 0], [7, 7, 0]]))
    >>> found.group, found.pattern.toarray()
    (array([0, 1, 0]), array([[1., 1., 0.],
           [0., 1., 0.]]))
    """
    n, m = costs.shape
    drawn = np.random.default_rng(_SEED).integers(0, 2**63, (2, m), dtype=np.int64).astype(np.uint64)
    sums = np.zeros((2, len(costs.indices) + 1), dtype=np.uint64)
    np.cumsum(drawn[:, costs.indices], axis=1, out=sums[:, 1:])
    keys = sums[:, costs.indptr[1:]] - sums[:, costs.indptr[:-1]]
    _, first, group = np.unique(keys.T, axis=0, return_index=True, return_inverse=True)
    group = group.ravel()
    if not _same(costs, first[group]):  # Two sums of 64 bits agree by chance: keep all rows apart.
        first, group = np.arange(n), np.arange(n)
    order = np.argsort(first, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    pattern = csr_array((np.ones(len(costs.data)), costs.indices, costs.indptr), shape=(n, m))[first[order]]
    return Merged(pattern, place[group])


def _same(costs: csr_array, others: Positions) -> bool:
    """Tell whether each row has the same columns as another one."""
    lengths = np.diff(costs.indptr)
    if (lengths != lengths[others]).any():
        return False
    row = np.repeat(np.arange(len(lengths)), lengths)
    there = costs.indptr[others][row] + np.arange(len(costs.indices)) - costs.indptr[row]
    return bool((costs.indices == costs.indices[there]).all())
