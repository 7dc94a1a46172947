"""A first choice that keeps the conditions: one facility after the other, where it brings the most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["first_choice"]

_TWICE = 2


def first_choice(stated: Stated) -> tuple[Flags, Positions | None] | None:
    """Give a choice that keeps all conditions, and with capacities who goes where; None where this way finds none.

    There may be one all the same. It is for models in which nobody has to be served.

    Parameters
    ----------
    stated
        Of ``mclp``, ``backup_mclp`` or ``capacitated_mclp`` with demand that is not split.
    """
    is_open: Flags = stated.required | (~stated.counted & ~stated.closed)
    if stated.cost is not None and stated.problem.budget is not None:
        is_open = stated.required.copy()
    columns = csc_array(stated.costs)
    times = np.zeros(stated.demand)
    for opened in np.flatnonzero(is_open):
        times[_rows(columns, int(opened))] += 1
    while True:
        able = _able(stated, is_open)
        if not able.any():
            break
        worth = _worth(stated, columns, times)
        j = int(np.argmax(np.where(able, worth, -1.0)))
        if stated.exact_p is None and worth[j] <= 0 and not _is_short(stated, is_open).any():
            break
        is_open[j] = True
        times[_rows(columns, j)] += 1
    if not _is_kept(stated, is_open):
        return None
    return is_open, _filled(stated, is_open) if stated.capacitated else None


def _rows(columns: csc_array, j: int) -> Positions:
    rows: Positions = columns.indices[columns.indptr[j] : columns.indptr[j + 1]]
    return rows


def _worth(stated: Stated, columns: csc_array, times: Floats) -> Floats:
    """Say what each facility would bring now: what it covers for the first time, and for backup for the second."""
    share = stated.problem.backup_share if stated.model == "backup_mclp" else 0.0
    value = stated.weight * np.where(times == 0, 1 - share, np.where(times < _TWICE, share, 0.0))
    worth = np.asarray(columns.T @ value, dtype=np.float64)
    if stated.capacity is not None and stated.capacitated:
        worth = np.minimum(worth, stated.capacity)
    if stated.cost is not None and stated.problem.budget is not None:
        worth /= np.maximum(stated.cost, 1e-12)
    return worth


def _is_short(stated: Stated, is_open: Flags) -> Flags:
    """Tell of which groups more have to be open."""
    if stated.quota is None:
        return np.zeros(0, dtype=np.bool_)
    short: Flags = _counts(stated, is_open) < stated.quota.least
    return short


def _counts(stated: Stated, is_open: Flags) -> Positions:
    assert stated.quota is not None  # noqa: S101 - asked before
    group = stated.quota.group
    counts: Positions = np.bincount(group[is_open & (group >= 0)], minlength=len(stated.quota.least))
    return counts


def _able(stated: Stated, is_open: Flags) -> Flags:
    """Tell which facilities may be opened next."""
    able = stated.candidate & ~is_open
    if stated.most_p is not None:
        left = stated.most_p - int((is_open & stated.counted).sum())
        if left <= 0:
            able &= ~stated.counted
    if stated.cost is not None and stated.problem.budget is not None:
        able &= stated.cost <= stated.problem.budget - float(stated.cost[is_open].sum())
    for one, other in ((0, 1), (1, 0)):
        taken = is_open[stated.separation[:, one]]
        able[stated.separation[taken, other]] = False
    if stated.quota is not None:
        group = stated.quota.group
        counts = _counts(stated, is_open)
        inside = group >= 0
        able[inside] &= counts[group[inside]] < stated.quota.most[group[inside]]
        missing = np.maximum(stated.quota.least - counts, 0)
        if stated.most_p is not None and missing.sum() >= left > 0:
            # What is left has to go where more are needed.
            able &= inside & (missing > 0)[np.maximum(group, 0)]
    return able


def _is_kept(stated: Stated, is_open: Flags) -> bool:
    """Tell whether all conditions are kept that opening one after the other may miss."""
    if stated.exact_p is not None and int((is_open & stated.counted).sum()) != stated.exact_p:
        return False
    budget = np.inf if stated.problem.budget is None else stated.problem.budget
    if stated.cost is not None and float(stated.cost[is_open].sum()) > budget:
        return False
    pairs = stated.separation
    if (is_open[pairs[:, 0]] & is_open[pairs[:, 1]]).any():
        return False
    if stated.quota is None:
        return True
    counts = _counts(stated, is_open)
    return bool(((counts >= stated.quota.least) & (counts <= stated.quota.most)).all())


def _filled(stated: Stated, is_open: Flags) -> Positions:
    """Send the heaviest demand first to the nearest facility that has room."""
    assert stated.capacity is not None  # noqa: S101 - capacitated models have capacities
    room = stated.capacity.astype(np.float64).copy()
    allocation = np.full(stated.demand, -1, dtype=np.intp)
    for i in np.argsort(-stated.weight, kind="stable"):
        entry = slice(int(stated.costs.indptr[i]), int(stated.costs.indptr[i + 1]))
        there = stated.costs.indices[entry]
        fits = is_open[there] & (room[there] >= stated.weight[i])
        if fits.any():
            j = int(there[fits][np.argmin(stated.costs.data[entry][fits])])
            allocation[i] = j
            room[j] -= stated.weight[i]
    return allocation
