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
    open_rows = np.arange(len(weight))
    while len(open_rows):
        part = able[open_rows]
        first = part.argmin(axis=1)
        best = part[np.arange(len(part)), first]
        if np.isinf(best).any():
            return None
        part[np.arange(len(part)), first] = np.inf
        regret = part.min(axis=1, initial=np.inf) - best
        # Among those with one choice only, the heaviest first.
        place = int(np.lexsort((-weight[open_rows], -regret))[0])
        row, column = int(open_rows[place]), int(first[place])
        allocation[row] = column
        room[column] -= weight[row]
        able[weight > room[column], column] = np.inf
        open_rows = np.delete(open_rows, place)
    allocation = _bettered(costs, weight, room, allocation)
    return columns[allocation], float(costs[np.arange(len(weight)), allocation].sum())


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
