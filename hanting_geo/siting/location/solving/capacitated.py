"""The p-median with capacities: a Lagrangian bound whose parts are knapsacks, and HiGHS for the pairs that are left."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from hanting_geo.core.arrays import Flags, Floats, Positions  # noqa: TC001 - a NamedTuple says what it holds
from hanting_geo.siting.location.solving.answering import Solved
from hanting_geo.siting.location.solving.assigning import assigned, recentred
from hanting_geo.siting.location.solving.clock import Clock
from hanting_geo.siting.location.solving.general import solve_generally, solve_within
from hanting_geo.siting.location.solving.knapsacks import Pairs, in_shares, whole_only

if TYPE_CHECKING:
    from hanting_geo.siting.location.solving.problem import Limits
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["solve_capacitated"]

_STEPS, _LENGTH, _PATIENCE, _DEFLECTION, _SHORTEST = 400, 1.5, 12, 0.6, 5e-3
_LENGTH_WHOLE, _PROGRESS = 0.4, 1e-4
_MOST_ROOMS = 2e7
"""Rooms times pairs, up to which whole demand is looked at."""
_TRY_EVERY = 8
_SHARE_OF_TIME, _SHARE_OF_EXCHANGES = 0.2, 0.2
_NEIGHBOURS = 6
_MOST_PAIRS = 500_000
_SAME = 1e-9
_RECENTRED = 20
_PARTS, _SHARE = (0.2, 0.5, 1.0), 2.0
"""Of the gap, up to which pairs are looked at; and the part of the time for the first ones."""


class _Best(NamedTuple):
    """The best allocation so far."""

    cost: float
    is_open: Flags
    allocation: Positions


class _Bound(NamedTuple):
    """The best bound, and what it was found with: gains of facilities, picked ones, the least that a pair would add."""

    bound: float
    gain: Floats
    picked: Flags
    extra: Floats


def solve_capacitated(stated: Stated, limits: Limits, clock: Clock) -> Solved:
    """Solve ``capacitated_p_median`` with nothing else to keep but a number, each demand served by one facility."""
    if len(stated.costs.data) > _MOST_PAIRS:
        return solve_generally(stated, limits, clock)
    search = _Search(stated, clock)
    bound = search.run()
    search.exchange(clock.seconds() + clock.left() * _SHARE_OF_EXCHANGES)
    best = search.best
    if best is None:
        return solve_generally(stated, limits, clock)
    enough = best.cost * (1 - max(limits.gap, _SAME))
    if bound.bound >= enough or clock.is_over():
        return Solved(
            is_open=best.is_open,
            bound=bound.bound,
            proved=bound.bound >= best.cost * (1 - _SAME),
            allocation=best.allocation,
        )
    return _narrowed(search, bound, limits, clock)


def _narrowed(search: _Search, bound: _Bound, limits: Limits, clock: Clock) -> Solved:
    """Solve by the pairs that a really good answer can have, and by more of them until nothing better is left out."""
    assert search.best is not None  # noqa: S101 - asked for after an answer was found
    best, least, nodes = search.best, bound.bound, 0
    for part in _PARTS:
        # Whatever is left out costs no less than this.
        beyond = bound.bound + part * (best.cost - bound.bound) if part < 1 else best.cost * (1 + _SAME)
        stated = search.left(bound, beyond)
        kept = np.isin(search.pair_of(best.allocation), search.pairs_of(stated)).all()
        share = replace(limits, time_limit_s=clock.left() if part == 1 else clock.left() / _SHARE)
        begun = (best.is_open, best.allocation) if kept else None
        found = solve_within(stated, share, Clock(share.time_limit_s), start=begun)
        nodes += 0 if found is None else found.nodes
        if found is not None and found.allocation is not None:
            cost = float(search.paid[np.arange(len(search.paid)), found.allocation].sum())
            if cost < best.cost:
                best = _Best(cost, found.is_open, found.allocation)
        least = max(least, beyond if found is None else min(beyond, found.bound))
        if least >= best.cost * (1 - max(limits.gap, _SAME)) or clock.is_over():
            break
    proved = least >= best.cost * (1 - _SAME)
    return Solved(is_open=best.is_open, bound=least, proved=proved, nodes=nodes, allocation=best.allocation)


class _Search:
    """Steps of the bound, and allocations to what it picks."""

    def __init__(self, stated: Stated, clock: Clock) -> None:
        self.stated, self.clock = stated, clock
        n, m = stated.costs.shape
        self.row = np.repeat(np.arange(n), np.diff(stated.costs.indptr))
        self.column = stated.costs.indices.astype(np.intp)
        self.cost = stated.costs.data * stated.weight[self.row]
        self.weight = stated.weight[self.row]
        self.capacity = np.asarray(stated.capacity, dtype=np.float64)
        self.paid = np.full((n, m), np.inf)
        self.paid[self.row, self.column] = self.cost
        # What is not counted may be picked wherever it pays.
        self.always = stated.required
        self.extra_free = ~stated.required & ~stated.closed & ~stated.counted
        self.free = stated.candidate & stated.counted
        self.need = int(stated.exact_p or 0) - int((stated.required & stated.counted).sum())
        self.pairs = Pairs(self.row, self.column, self.weight, self.capacity)
        self.best: _Best | None = None
        self.tried: set[bytes] = set()

    def run(self) -> _Bound:
        """Raise the bound, with demand in shares first, then with whole demand."""
        until = self.clock.left() * _SHARE_OF_TIME + self.clock.seconds()
        first = np.array([np.partition(line, 1)[1] if len(line) > 1 else line[0] for line in self._finite()])
        at, bound = self._steps(first, until, _LENGTH, whole=False)
        if self._is_whole() and bound.bound < self._upper() * (1 - _SAME):
            until = self.clock.left() * _SHARE_OF_TIME + self.clock.seconds()
            _, further = self._steps(at, until, _LENGTH_WHOLE, whole=True)
            bound = max(bound, further, key=lambda each: each.bound)
        return bound

    def _is_whole(self) -> bool:
        """Tell whether weights are whole numbers, and rooms so small that each can be looked at."""
        weight, room = self.stated.weight, np.minimum(self.capacity, self.stated.weight.sum())
        return bool((weight == np.floor(weight)).all() and room.max(initial=0) * len(self.row) <= _MOST_ROOMS)

    def _steps(self, multiplier: Floats, until: float, length: float, *, whole: bool) -> tuple[Floats, _Bound]:
        """Move the multipliers along a deflected subgradient; give the best ones and their bound."""
        n = self.stated.demand
        direction, waited = np.zeros(n), 0
        best, at = _Bound(-np.inf, np.zeros(0), self.always, np.zeros(0)), multiplier
        for step in range(_STEPS):
            reduced = self.cost - multiplier[self.row]
            gain, share, worth = in_shares(self.pairs, reduced)
            # A pair that is taken in takes the room of what is worth the most there.
            least = gain[self.column] + np.where(
                share > 0, 0.0, np.maximum(reduced - worth[self.column] * self.weight, 0)
            )
            if whole:
                gain, share = whole_only(self.pairs, reduced, n)
            picked = self._pick(gain)
            bound = float(multiplier.sum() + gain[picked].sum())
            waited += 1
            if bound > best.bound:
                waited = 0 if bound > best.bound + _PROGRESS * (self._upper() - best.bound) else waited
                best, at = _Bound(bound, gain, picked, np.maximum(least - gain[self.column], 0.0)), multiplier
            if step % _TRY_EVERY == 0:
                self._try(picked)
            upper = self._upper()
            if bound >= upper * (1 - _SAME) or self.clock.seconds() > until:
                break
            if waited >= _PATIENCE:
                length, waited, multiplier, direction = length / 2, 0, at, np.zeros(n)
                if length < _SHORTEST:
                    break
                continue
            served = np.bincount(self.row, weights=share * picked[self.column], minlength=n)
            direction = 1 - served + _DEFLECTION * direction
            size = float(direction @ direction)
            if size == 0:
                break
            multiplier = multiplier + length * (upper - bound) / size * direction
        return at, best

    def _finite(self) -> list[Floats]:
        starts = self.stated.costs.indptr
        return [self.cost[a:b] for a, b in pairwise(starts)]

    def _upper(self) -> float:
        if self.best is not None:
            return self.best.cost
        # Nothing found so far: as if everybody had to go to the farthest.
        return float(sum(line.max() for line in self._finite()))

    def _pick(self, gain: Floats) -> Flags:
        """Pick the facilities that gain most."""
        picked: Flags = self.always | (self.extra_free & (gain < 0))
        places = np.flatnonzero(self.free)
        picked[places[np.argsort(gain[places], kind="stable")[: self.need]]] = True
        return picked

    def _try(self, picked: Flags) -> None:
        """Allocate to what was picked, and move the facilities inwards as long as that helps."""
        is_open = picked | self.extra_free
        for _ in range(_RECENTRED):
            key = np.packbits(is_open).tobytes()
            if key in self.tried:
                return
            self.tried.add(key)
            found = assigned(self.paid, self.stated.weight, self.capacity, is_open)
            if found is None:
                return
            allocation, cost = found
            if self.best is None or cost < self.best.cost:
                self.best = _Best(cost, is_open, allocation)
            is_open = recentred(self.paid, self.stated.weight, self.capacity, is_open, allocation, ~self.free)

    def exchange(self, until: float) -> None:
        """Put facilities of the best allocation elsewhere, where their demand would like it, as long as that helps."""
        before = np.inf
        while self.best is not None and self.best.cost < before and self.clock.seconds() < until:
            before, best = self.best.cost, self.best
            for j in np.flatnonzero(best.is_open & self.free):
                total = self.paid[best.allocation == j].sum(axis=0)
                total[best.is_open | ~self.free] = np.inf
                for k in np.argsort(total, kind="stable")[:_NEIGHBOURS]:
                    if np.isinf(total[k]) or self.clock.seconds() > until:
                        break
                    picked = best.is_open.copy()
                    picked[j], picked[k] = False, True
                    self._try(picked)

    def pair_of(self, allocation: Positions) -> Positions:
        """Give each pair of an allocation a number."""
        return np.arange(len(allocation)) * self.stated.facilities + allocation

    def pairs_of(self, stated: Stated) -> Positions:
        """Give each pair within reach a number."""
        row = np.repeat(np.arange(stated.demand), np.diff(stated.costs.indptr))
        numbers: Positions = row * stated.facilities + stated.costs.indices
        return numbers

    def left(self, bound: _Bound, beyond: float) -> Stated:
        """Leave out the pairs of all answers that cost more than a limit."""
        inside, outside = self.free & bound.picked, self.free & ~bound.picked
        added = np.zeros(self.stated.facilities)
        if inside.any():
            added[outside] = bound.gain[outside] - bound.gain[inside].max()
        added[self.extra_free & ~bound.picked] = bound.gain[self.extra_free & ~bound.picked]
        kept = bound.bound + added[self.column] + bound.extra <= beyond
        costs = self.stated.costs
        starts = np.concatenate([[0], np.cumsum(kept)])[costs.indptr]
        fewer = csr_array((costs.data[kept], costs.indices[kept], starts), shape=costs.shape)
        return replace(self.stated, costs=fewer)
