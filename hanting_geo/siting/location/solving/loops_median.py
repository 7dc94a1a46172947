"""Loops of the p-median as machine code: the Lagrangian bound, swaps, and exchanges in a neighbourhood.

:mod:`hanting_geo.siting.location.solving.plain_median` does the same with NumPy, by the same operations in the same
order, so that both give the same numbers to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.compiled import jit

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.solving.lists import Lists, Serving

__all__ = ["SMALL", "relaxed", "served", "shaken", "swapped"]

SMALL = 1e-4
"""Progress of a bound that counts, as a part of the gap; and the length of steps that ends them."""


@jit
def _smallest(pool: Floats, rank: int) -> float:
    """Give the value at a rank of unsorted values, from 0; they are moved about."""
    low, high = 0, len(pool) - 1
    while low < high:
        middle = pool[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while pool[left] < middle:
                left += 1
            while middle < pool[right]:
                right -= 1
            if left <= right:
                kept = pool[left]
                pool[left] = pool[right]
                pool[right] = kept
                left += 1
                right -= 1
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            break
    return float(pool[rank])


@jit
def _copy(values: Floats, into: Floats) -> None:
    """Copy numbers: a slice takes the compiler far longer."""
    for place in range(len(values)):
        into[place] = values[place]


@jit
def _pick(gain: Floats, state: Positions, pool: Floats, chosen: Flags, need: int) -> None:
    """Pick the facilities that gain most, the first of equals, beside those that are open anyway.

    With ``need`` below 0, pick all whose gain pays for their opening.
    """
    count = 0
    for j in range(len(state)):
        chosen[j] = state[j] == 1 or (state[j] == 0 and need < 0 and gain[j] < 0)
        if state[j] == 0:
            pool[count] = gain[j]
            count += 1
    if need <= 0:
        return
    edge = _smallest(pool, need - 1)
    ties = need
    for k in range(count):
        if pool[k] < edge:
            ties -= 1
    for j in range(len(state)):
        if state[j] == 0:
            if gain[j] < edge:
                chosen[j] = True
            elif gain[j] == edge and ties > 0:
                chosen[j] = True
                ties -= 1


@jit
def _gains(lists: Lists, multiplier: Floats, gain: Floats) -> float:
    """Sum what each facility gains by serving all demand that pays for it; give the sum of the multipliers."""
    total = 0.0
    for j in range(len(gain)):
        gain[j] = lists.opening[j]
    for i in range(len(multiplier)):
        level = multiplier[i]
        total += level
        for k in range(lists.starts[i], lists.starts[i + 1]):
            if lists.cost[k] >= level:
                break
            gain[lists.facility[k]] += lists.cost[k] - level
    return float(total)


@jit
def _slopes(lists: Lists, multiplier: Floats, chosen: Flags, slope: Floats) -> float:
    """Count how often each demand is served by what was picked, less than once is positive; give its true cost."""
    value = 0.0
    for i in range(len(multiplier)):
        found = np.inf
        level = multiplier[i]
        met = 1.0
        for k in range(lists.starts[i], lists.starts[i + 1]):
            if lists.cost[k] >= level and found < np.inf:
                break
            if chosen[lists.facility[k]]:
                if found == np.inf:
                    found = lists.cost[k]
                if lists.cost[k] < level:
                    met -= 1.0
        slope[i] = met
        value += found if found < np.inf else lists.far[i]
    return value


@jit
def _move(lists: Lists, multiplier: Floats, direction: Floats, by: float) -> None:
    """Move the multipliers, within what can matter and what keeps the bound valid."""
    for i in range(len(multiplier)):
        level = multiplier[i] + by * direction[i]
        if lists.starts[i] < lists.starts[i + 1] and level < lists.cost[lists.starts[i]]:
            level = lists.cost[lists.starts[i]]
        multiplier[i] = min(level, lists.last[i])


@jit
def relaxed(  # noqa: C901, PLR0912, PLR0915 - one loop, whose parts share everything
    lists: Lists,
    state: Positions,
    numbers: Floats,
    multiplier: Floats,
    usage: Floats,
    best: Floats,
    gains: Floats,
    flags: Flags,
) -> None:
    """Raise the Lagrangian bound by steps along a deflected subgradient.

    See ``Search.relax`` in :mod:`hanting_geo.siting.location.solving.searching` for the arguments.
    """
    rows, columns = len(multiplier), len(state)
    need, upper, steps, length = int(numbers[0]), numbers[1], int(numbers[2]), numbers[3]
    patience, enough, deflection = int(numbers[4]), numbers[5], numbers[6]
    candidates = 0
    for j in range(columns):
        if state[j] == 0:
            candidates += 1
    pool = np.empty(candidates)
    gain = np.empty(columns)
    chosen = np.zeros(columns, dtype=np.bool_)
    direction = np.zeros(rows)
    slope = np.zeros(rows)
    best_bound, best_value = -np.inf, np.inf
    waited, taken = 0, 0
    while taken < steps:
        taken += 1
        bound = _gains(lists, multiplier, gain)
        _pick(gain, state, pool, chosen, need)
        for j in range(columns):
            if chosen[j]:
                bound += gain[j]
        if bound > best_bound:
            if bound > best_bound + SMALL * (upper - best_bound):
                waited = 0
            best_bound = bound
            _copy(multiplier, best)
            _copy(gain, gains)
            for j in range(columns):
                flags[0, j] = chosen[j]
        else:
            waited += 1
        for j in range(columns):
            usage[j] = 0.95 * usage[j] + (0.05 if chosen[j] else 0.0)
        value = _slopes(lists, multiplier, chosen, slope)
        for j in range(columns):
            if chosen[j]:
                value += lists.opening[j]
        if value < best_value:
            best_value = value
            for j in range(columns):
                flags[1, j] = chosen[j]
        upper = min(upper, best_value)
        if best_bound >= enough or best_bound >= upper:
            break
        if waited >= patience:
            length *= 0.5
            waited = 0
            _copy(best, multiplier)
            for i in range(rows):
                direction[i] = 0.0
            if length < SMALL:
                break
            continue
        size = 0.0
        for i in range(rows):
            direction[i] = slope[i] + deflection * direction[i]
            # A multiplier that is at its end and would go beyond stays out of the count.
            if direction[i] > 0:
                if multiplier[i] >= lists.last[i]:
                    direction[i] = 0.0
            elif lists.starts[i] < lists.starts[i + 1] and multiplier[i] <= lists.cost[lists.starts[i]]:
                direction[i] = 0.0
            size += direction[i] * direction[i]
        if size == 0.0:
            break
        _move(lists, multiplier, direction, length * (upper - bound) / size)
    numbers[7] = best_bound
    numbers[8] = length
    numbers[9] = best_value
    numbers[10] = taken


@jit
def _serve(lists: Lists, is_open: Flags, serving: Serving, i: int) -> None:
    """Find the two nearest open facilities of a demand: -1 and ``far`` where there is none."""
    serving.first[i] = -1
    serving.second[i] = -1
    serving.nearest[i] = lists.far[i]
    serving.following[i] = lists.far[i]
    for k in range(lists.starts[i], lists.starts[i + 1]):
        if is_open[lists.facility[k]]:
            if serving.first[i] < 0:
                serving.first[i] = lists.facility[k]
                serving.nearest[i] = lists.cost[k]
            else:
                serving.second[i] = lists.facility[k]
                serving.following[i] = lists.cost[k]
                break


@jit
def served(lists: Lists, is_open: Flags, serving: Serving) -> None:
    """Find the two nearest open facilities of all demand, and what closing each facility would cost."""
    for j in range(len(serving.loss)):
        serving.loss[j] = 0.0
    for i in range(len(serving.first)):
        _serve(lists, is_open, serving, i)
        if serving.first[i] >= 0:
            serving.loss[serving.first[i]] += serving.following[i] - serving.nearest[i]


@jit
def _flip(lists: Lists, is_open: Flags, serving: Serving, j: int) -> float:
    """Open or close a facility; give by how much the sum of costs grows."""
    grown = 0.0
    is_open[j] = not is_open[j]
    for k in range(lists.column_starts[j], lists.column_starts[j + 1]):
        i = lists.demand[k]
        if is_open[j]:
            if not lists.column_cost[k] < serving.following[i]:
                continue
        elif serving.first[i] != j and serving.second[i] != j:
            continue
        before = serving.nearest[i]
        if serving.first[i] >= 0:
            serving.loss[serving.first[i]] -= serving.following[i] - serving.nearest[i]
        _serve(lists, is_open, serving, i)
        if serving.first[i] >= 0:
            serving.loss[serving.first[i]] += serving.following[i] - serving.nearest[i]
        grown += serving.nearest[i] - before
    return grown


@jit
def _best_swap(
    lists: Lists, is_open: Flags, serving: Serving, pool: Positions, change: Floats, j: int
) -> tuple[float, int]:
    """Give what opening a facility and closing another one of a pool costs at least, and which other one."""
    saved = 0.0
    for r in pool:
        change[r] = 0.0
    for k in range(lists.column_starts[j], lists.column_starts[j + 1]):
        i = lists.demand[k]
        cost = lists.column_cost[k]
        if cost < serving.nearest[i]:
            saved += cost - serving.nearest[i]
            if serving.first[i] >= 0:
                change[serving.first[i]] += serving.nearest[i] - serving.following[i]
        elif cost < serving.following[i]:
            change[serving.first[i]] += cost - serving.following[i]
    out, best = -1, np.inf
    for r in pool:
        if is_open[r] and serving.loss[r] + change[r] < best:
            best = serving.loss[r] + change[r]
            out = r
    return saved + best, out


@jit
def _swap_round(
    lists: Lists, is_open: Flags, serving: Serving, pool: Positions, change: Floats, numbers: Floats
) -> float:
    """Go round a pool of facilities, and swap each that is closed where that saves anything; give what it cost.

    ``numbers``: the least saving that counts, the most looks, where to start, looks without a swap; the last two are
    brought up to date.
    """
    place, since, looks = int(numbers[2]), int(numbers[3]), 0
    total = 0.0
    while since < len(pool) and looks < numbers[1]:
        j = pool[place]
        place = place + 1 if place + 1 < len(pool) else 0
        since += 1
        looks += 1
        if is_open[j]:
            continue
        costs, out = _best_swap(lists, is_open, serving, pool, change, j)
        if out >= 0 and costs < -numbers[0]:
            total += _flip(lists, is_open, serving, j)
            total += _flip(lists, is_open, serving, out)
            since = 0
    numbers[2] = place
    numbers[3] = since
    return total


@jit
def swapped(lists: Lists, is_open: Flags, serving: Serving, pool: Positions, numbers: Floats) -> None:
    """Swap facilities of a pool as long as that saves anything; see ``_swap_round``."""
    _swap_round(lists, is_open, serving, pool, np.zeros(len(is_open)), numbers)


@jit
def shaken(  # noqa: C901, PLR0913, PLR0917 - one loop, called from one place
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
    width = draws.shape[1]
    change = np.zeros(len(is_open))
    whole_pool = np.empty(width, dtype=np.intp)
    was = np.zeros(width, dtype=np.bool_)
    numbers = np.zeros(4)
    better = 0
    for trial in range(len(places)):
        size, opened = 0, 0
        for k in range(hood_starts[places[trial]], hood_starts[places[trial] + 1]):
            j = hood[k]
            if may_move[j] and size < width:
                whole_pool[size] = j
                was[size] = is_open[j]
                opened += was[size]
                size += 1
        pool = whole_pool[:size]
        count = min(counts[trial], opened, size - opened)
        if count == 0:
            continue
        total = 0.0
        for closing in (True, False):
            left, there = count, opened if closing else size - opened
            for place in range(size):
                if was[place] == closing:
                    if draws[trial, place] * there < left:
                        total += _flip(lists, is_open, serving, pool[place])
                        left -= 1
                    there -= 1
        numbers[0], numbers[1], numbers[2], numbers[3] = least, np.inf, 0.0, 0.0
        total += _swap_round(lists, is_open, serving, pool, change, numbers)
        if total < -least:
            better += 1
            continue
        for place in range(size):
            if is_open[pool[place]] != was[place]:
                _flip(lists, is_open, serving, pool[place])
    return better
