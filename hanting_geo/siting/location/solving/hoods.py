"""Which facilities are neighbours, told by the demand that has both among its nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions
    from hanting_geo.siting.location.solving.lists import Lists

__all__ = ["hoods_of"]

_NEAREST = 12
"""How many of the nearest of a demand are neighbours of each other."""
_STEP = 1 << 20
"""By how much a neighbour comes before those that are only neighbours of a neighbour."""


def hoods_of(lists: Lists, width: int) -> tuple[Positions, Positions]:
    """Give for each facility its neighbours, itself among them: where each neighbourhood starts, and who is in it.

    Those come first that are among the nearest of the same demand most often, then those that neighbours share. All
    counts are whole numbers, so that every machine gives the same.
    """
    lengths = np.minimum(np.diff(lists.starts), _NEAREST)
    first = np.concatenate([[0], np.cumsum(lengths)])
    entry = np.arange(int(first[-1])) + np.repeat(lists.starts[:-1] - first[:-1], lengths)
    shape = (lists.rows, lists.columns)
    near = csr_array((np.ones(len(entry), dtype=np.int64), lists.facility[entry], first), shape=shape)
    shared = csr_array(near.T @ near)
    closeness = csr_array(shared * _STEP + shared @ shared)
    closeness.sort_indices()
    owner = np.repeat(np.arange(lists.columns), np.diff(closeness.indptr))
    order = np.lexsort((closeness.indices, -closeness.data, owner))
    rank = np.arange(len(owner)) - closeness.indptr[owner]
    kept = rank < width
    starts = np.concatenate([[0], np.cumsum(np.bincount(owner[kept], minlength=lists.columns))])
    return starts.astype(np.intp), closeness.indices[order][kept].astype(np.intp)
