"""Loops of the p-median with NumPy, where Numba is not there.

The same operations in the same order as :mod:`hanting_geo.siting.location.solving.loops_median`, where each function is
explained: sums run from the first term to the last, as ``cumsum`` and ``bincount`` add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.solving.lists import Lists, Serving

__all__ = ["relaxed", "served", "shaken", "swapped"]

_TWICE = 2
_SMALL = 1e-4


def _sum(values: Floats, start: float = 0.0) -> float:
    """Add one after the other."""
    return float(np.cumsum(np.concatenate([[start], values]))[-1])


def _picked(gain: Floats, state: Positions, need: int) -> Flags:
    chosen: Flags = state == 1
    if need < 0:
        chosen |= (state == 0) & (gain < 0)
    if need <= 0:
        return chosen
    free = np.flatnonzero(state == 0)
    pool = gain[free]
    edge = np.partition(pool, need - 1)[need - 1]
    chosen[free[pool < edge]] = True
    ties = need - int((pool < edge).sum())
    chosen[free[pool == edge][:ties]] = True
    return chosen


def relaxed(  # noqa: PLR0915 - one loop, whose parts share everything
    lists: Lists,
    state: Positions,
    numbers: Floats,
    multiplier: Floats,
    usage: Floats,
    best: Floats,
    gains: Floats,
    flags: Flags,
) -> None:
    """Raise the Lagrangian bound by steps along a deflected subgradient."""
    rows, columns = len(multiplier), len(state)
    need, upper, steps, length = int(numbers[0]), float(numbers[1]), int(numbers[2]), float(numbers[3])
    patience, enough, deflection = int(numbers[4]), float(numbers[5]), float(numbers[6])
    row = np.repeat(np.arange(rows), np.diff(lists.starts))
    filled = np.flatnonzero(np.diff(lists.starts) > 0)
    floor = np.full(rows, -np.inf)
    floor[filled] = lists.cost[lists.starts[filled]]
    direction = np.zeros(rows)
    best_bound, best_value = -np.inf, np.inf
    waited, taken = 0, 0
    while taken < steps:
        taken += 1
        pays = lists.cost < multiplier[row]
        paying, payer = lists.facility[pays], row[pays]
        # Behind what opening costs, so that sums run as the loop adds.
        opened = np.concatenate([np.arange(columns), paying])
        paid = np.concatenate([lists.opening, lists.cost[pays] - multiplier[payer]])
        gain: Floats = np.bincount(opened, weights=paid, minlength=columns).astype(np.float64)
        chosen = _picked(gain, state, need)
        bound = _sum(gain[chosen], _sum(multiplier))
        if bound > best_bound:
            if bound > best_bound + _SMALL * (upper - best_bound):
                waited = 0
            best_bound = bound
            best[:], gains[:], flags[0] = multiplier, gain, chosen
        else:
            waited += 1
        usage[:] = 0.95 * usage + np.where(chosen, 0.05, 0.0)
        costs = np.full(rows, np.inf)
        if len(filled):
            masked = np.where(chosen[lists.facility], lists.cost, np.inf)
            costs[filled] = np.minimum.reduceat(masked, lists.starts[filled])
        value = _sum(lists.opening[chosen], _sum(np.where(np.isfinite(costs), costs, lists.far)))
        if value < best_value:
            best_value = value
            flags[1] = chosen
        upper = min(upper, best_value)
        if best_bound >= enough or best_bound >= upper:
            break
        if waited >= patience:
            length *= 0.5
            waited = 0
            multiplier[:] = best
            direction[:] = 0.0
            if length < _SMALL:
                break
            continue
        slope = 1.0 - np.bincount(payer[chosen[paying]], minlength=rows)
        direction = slope + deflection * direction
        direction[((direction > 0) & (multiplier >= lists.last)) | ((direction <= 0) & (multiplier <= floor))] = 0.0
        size = _sum(direction * direction)
        if size == 0:
            break
        by = length * (upper - bound) / size
        multiplier[:] = np.minimum(np.maximum(multiplier + by * direction, floor), lists.last)
    numbers[7:11] = best_bound, length, best_value, taken


def _serve(lists: Lists, is_open: Flags, serving: Serving, rows: Positions) -> None:
    """Find the two nearest open facilities of some rows."""
    serving.first[rows] = serving.second[rows] = -1
    serving.nearest[rows] = serving.following[rows] = lists.far[rows]
    lengths = lists.starts[rows + 1] - lists.starts[rows]
    ends = np.cumsum(lengths)
    entry = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(lists.starts[rows] - (ends - lengths), lengths)
    opened = entry[is_open[lists.facility[entry]]]
    of = np.repeat(rows, lengths)[is_open[lists.facility[entry]]]
    leads = np.ones(len(of), dtype=np.bool_)
    leads[1:] = of[1:] != of[:-1]
    follows = np.zeros_like(leads)
    follows[1:] = leads[:-1] & ~leads[1:]
    serving.first[of[leads]] = lists.facility[opened[leads]]
    serving.nearest[of[leads]] = lists.cost[opened[leads]]
    serving.second[of[follows]] = lists.facility[opened[follows]]
    serving.following[of[follows]] = lists.cost[opened[follows]]


def served(lists: Lists, is_open: Flags, serving: Serving) -> None:
    """Find the two nearest open facilities of all demand, and what closing each facility would cost."""
    _serve(lists, is_open, serving, np.arange(len(serving.first)))
    some = serving.first >= 0
    loss = (serving.following - serving.nearest)[some]
    serving.loss[:] = np.bincount(serving.first[some], weights=loss, minlength=len(serving.loss))


def _flip(lists: Lists, is_open: Flags, serving: Serving, j: int) -> float:
    is_open[j] = not is_open[j]
    column = slice(int(lists.column_starts[j]), int(lists.column_starts[j + 1]))
    rows = lists.demand[column]
    if is_open[j]:
        rows = rows[lists.column_cost[column] < serving.following[rows]]
    else:
        rows = rows[(serving.first[rows] == j) | (serving.second[rows] == j)]
    if len(rows) == 0:
        return 0.0
    before = serving.nearest[rows]
    # What closing costs is taken away and added row by row, as the loop does.
    places = np.empty((len(rows), _TWICE), dtype=np.intp)
    losses = np.empty((len(rows), _TWICE))
    places[:, 0], losses[:, 0] = serving.first[rows], -(serving.following[rows] - before)
    _serve(lists, is_open, serving, rows)
    places[:, 1], losses[:, 1] = serving.first[rows], serving.following[rows] - serving.nearest[rows]
    some = places >= 0
    np.add.at(serving.loss, places[some], losses[some])
    return _sum(serving.nearest[rows] - before)


def _best_swap(lists: Lists, is_open: Flags, serving: Serving, pool: Positions, j: int) -> tuple[float, int]:
    column = slice(int(lists.column_starts[j]), int(lists.column_starts[j + 1]))
    rows, cost = lists.demand[column], lists.column_cost[column]
    first, nearest, following = serving.first[rows], serving.nearest[rows], serving.following[rows]
    closer = cost < nearest
    saved = _sum((cost - nearest)[closer])
    counts = (cost < following) & (first >= 0)
    delta = np.where(closer, nearest, cost) - following
    change = np.bincount(first[counts], weights=delta[counts], minlength=len(is_open))
    there = pool[is_open[pool]]
    if len(there) == 0:
        return np.inf, -1
    losses = serving.loss[there] + change[there]
    place = int(np.argmin(losses))
    return saved + float(losses[place]), int(there[place])


def _swap_round(lists: Lists, is_open: Flags, serving: Serving, pool: Positions, numbers: Floats) -> float:
    place, since, looks = int(numbers[2]), int(numbers[3]), 0
    total = 0.0
    while since < len(pool) and looks < numbers[1]:
        j = int(pool[place])
        place = place + 1 if place + 1 < len(pool) else 0
        since += 1
        looks += 1
        if is_open[j]:
            continue
        costs, out = _best_swap(lists, is_open, serving, pool, j)
        if out >= 0 and costs < -numbers[0]:
            total += _flip(lists, is_open, serving, j)
            total += _flip(lists, is_open, serving, out)
            since = 0
    numbers[2:4] = place, since
    return total


def swapped(lists: Lists, is_open: Flags, serving: Serving, pool: Positions, numbers: Floats) -> None:
    """Swap facilities of a pool as long as that saves anything."""
    _swap_round(lists, is_open, serving, pool, numbers)


def shaken(  # noqa: PLR0913, PLR0917 - called from one place
    lists: Lists,
    is_open: Flags,
    serving: Serving,
    may_move: Flags,
    hood_starts: Positions,
    hood: Positions,
    places: Positions,
    counts: Positions,
    draws: Floats,
    least: float,
) -> int:
    """Exchange a few facilities in one neighbourhood after the other, mend by swaps, and keep what got better."""
    better = 0
    for trial, centre in enumerate(places):
        listed = hood[hood_starts[centre] : hood_starts[centre + 1]]
        pool = listed[may_move[listed]][: draws.shape[1]]
        was = is_open[pool]
        opened = int(was.sum())
        count = min(int(counts[trial]), opened, len(pool) - opened)
        if count == 0:
            continue
        total = 0.0
        for closing in (True, False):
            left, there = count, opened if closing else len(pool) - opened
            for place in np.flatnonzero(was == closing):
                if draws[trial, place] * there < left:
                    total += _flip(lists, is_open, serving, int(pool[place]))
                    left -= 1
                there -= 1
        total += _swap_round(lists, is_open, serving, pool, np.array([least, np.inf, 0.0, 0.0]))
        if total < -least:
            better += 1
            continue
        for place in np.flatnonzero(is_open[pool] != was):
            _flip(lists, is_open, serving, int(pool[place]))
    return better
