"""Whole demand to open facilities with capacities: by regret, shifts and exchanges; and centres moved inwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions

__all__ = ["assigned", "recentred"]

_MOST_MOVES = 2000
_SLACK = 1e-12


def assigned(paid: Floats, weight: Floats, capacity: Floats, is_open: Flags) -> tuple[Positions, float] | None:
    """Allocate demand: who would lose most by his second choice first, then shifts and exchanges while they save.

    Parameters
    ----------
    paid
        Weighted costs, demand x facilities, infinite where out of reach.
    weight, capacity
        Of demand and facilities.
    is_open
        For each facility.

    Returns
    -------
    allocation, cost
        None where this way finds no allocation (there may be one).

    Examples
    --------
    >>> import numpy as np
    >>> paid = np.array([[1.0, 9.0], [1.0, 2.0], [5.0, 1.0]])
    >>> assigned(paid, np.ones(3), np.array([1.0, 2.0]), np.array([True, True]))
    (array([0, 1, 1]), 4.0)
    """
    columns = np.flatnonzero(is_open)
    costs = paid[:, columns]
    room = capacity[columns].astype(np.float64) * (1 + _SLACK)
    allocation = np.full(len(weight), -1, dtype=np.intp)
    able = np.where(weight[:, None] <= room[None, :], costs, np.inf)
    first, regret = _choices(able)
    for _ in range(len(weight)):
        # Among those with the same regret (one choice only: infinite), the heaviest first.
        most = regret.max()
        row = int(np.argmax(np.where(regret == most, weight, -1.0)))
        column = int(first[row])
        if column < 0:
            return None
        allocation[row], regret[row] = column, -np.inf
        room[column] -= weight[row]
        lost = np.flatnonzero((weight > room[column]) & np.isfinite(able[:, column]))
        able[lost, column] = np.inf
        lost = lost[allocation[lost] < 0]
        if len(lost):
            first[lost], regret[lost] = _choices(able[lost])
    allocation = _bettered(costs, weight, room, allocation)
    return columns[allocation], float(costs[np.arange(len(weight)), allocation].sum())


def _choices(able: Floats) -> tuple[Positions, Floats]:
    """Give the first choice of each row, -1 where there is none, and what the second one costs more."""
    if able.shape[1] == 0:
        return np.full(len(able), -1, dtype=np.intp), np.full(len(able), np.inf)
    first: Positions = able.argmin(axis=1)
    best = able[np.arange(len(able)), first]
    others = able.copy()
    others[np.arange(len(able)), first] = np.inf
    has_none = np.isinf(best)
    second = others.min(axis=1)
    regret = np.where(has_none, np.inf, second - np.where(has_none, 0.0, best))
    return np.where(has_none, -1, first), regret


def _bettered(costs: Floats, weight: Floats, room: Floats, allocation: Positions) -> Positions:
    """Shift one demand, or exchange two, as long as that saves anything."""
    rows = np.arange(len(weight))
    for _ in range(_MOST_MOVES):
        now = costs[rows, allocation]
        shift = np.where(weight[:, None] <= room[None, :], costs - now[:, None], np.inf)
        row, column = np.unravel_index(int(np.argmin(shift)), shift.shape)
        if shift[row, column] < -_SLACK * (1 + now[row]):
            room[allocation[row]] += weight[row]
            room[column] -= weight[row]
            allocation[row] = column
            continue
        there = costs[:, allocation] - now[:, None]
        exchange = there + there.T
        more = weight[:, None] - weight[None, :]
        fits = (more <= room[allocation][None, :]) & (-more <= room[allocation][:, None])
        exchange = np.where(fits & (allocation[:, None] != allocation[None, :]), exchange, np.inf)
        one, other = np.unravel_index(int(np.argmin(exchange)), exchange.shape)
        if not exchange[one, other] < -_SLACK * (1 + now[one] + now[other]):
            break
        room[allocation[one]] += weight[one] - weight[other]
        room[allocation[other]] += weight[other] - weight[one]
        allocation[one], allocation[other] = allocation[other], allocation[one]
    return allocation


def recentred(
    paid: Floats, weight: Floats, capacity: Floats, is_open: Flags, allocation: Positions, fixed: Flags
) -> Flags:
    """Move each facility that is not fixed to where it serves its demand best, if it can carry it there."""
    moved: Flags = is_open.copy()
    for j in np.flatnonzero(is_open & ~fixed):
        mine = np.flatnonzero(allocation == j)
        total = paid[mine].sum(axis=0)
        moved[j] = False
        total[moved | fixed | (capacity < weight[mine].sum())] = np.inf
        best = int(np.argmin(total))
        moved[best if total[best] < total[j] else j] = True
    return moved
