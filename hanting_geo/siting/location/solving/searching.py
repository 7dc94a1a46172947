"""The search for a p-median: the best choice so far, swaps that better it, and the Lagrangian bound below it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core import compiled
from hanting_geo.core.arrays import Flags, Floats, Positions  # noqa: TC001 - a NamedTuple says what it holds
from hanting_geo.siting.location.solving.hoods import hoods_of
from hanting_geo.siting.location.solving.lists import Lists, serving_of

if TYPE_CHECKING:
    from types import ModuleType

    from hanting_geo.siting.location.solving.clock import Clock
    from hanting_geo.siting.location.solving.lists import Serving
    from hanting_geo.siting.location.solving.problem import Limits

__all__ = ["CLOSED", "FREE", "LARGE", "OPEN", "PATIENCE", "Part", "Relaxed", "Search", "loops_for"]

FREE, OPEN, CLOSED = 0, 1, 2
"""States of a facility while searching."""
_WORTH = 15_000
"""Entries of lists for which machine code is worth its loading."""
_EXACT = 2.0**40
"""Sums of whole numbers up to here are certainly exact, and so are bounds up to a small part of 1."""
_WHOLE_SLACK = 1e-3
_SAME = 1e-9
_NOISE = 1e-13
_INSIDE = 0.999
"""Of the gap that is asked for: so that rounding does not lead beyond it."""
_LEAST_SAVING = 1e-10
_LEAST_WIDTH, _MOST_WIDTH, _OPEN_AROUND, _MOST_EXCHANGED = 64, 256, 8, 4
_OPEN_AROUND_IF_LARGE, _MOST_EXCHANGED_IF_LARGE = 16, 6
_DEFLECTION = 0.7
PATIENCE = 15
_FEWEST_STEPS = 3 * PATIENCE
"""In fewer, no step would ever become shorter."""
LARGE = 2_000_000
"""Entries of lists beyond which swaps take their time."""
_RARELY = 1e-9
_WORK = 3_000_000
"""Entries to look at between two looks at the clock."""


def loops_for(entries: int) -> ModuleType:
    """Choose the loops: machine code, or NumPy, which gives the same."""
    if compiled.is_worth(entries, _WORTH):
        from hanting_geo.siting.location.solving import loops_median

        return loops_median
    from hanting_geo.siting.location.solving import plain_median

    return plain_median


class Part(NamedTuple):
    """A part of the problem: what is still free, and where the search for its bound stands.

    Attributes
    ----------
    need
        How many of the free facilities are opened.
    multiplier
        What each demand would pay.
    usage
        How often each facility was picked lately.
    """

    lists: Lists
    state: Positions
    need: int
    multiplier: Floats
    usage: Floats


class Relaxed(NamedTuple):
    """What some steps of the Lagrangian bound gave.

    Attributes
    ----------
    bound
        The best of the steps, and the multipliers, gains of facilities and picked facilities that belong to it.
    tried
        The cheapest of the sets that were picked.
    length
        Of the next step.
    better
        How often the best choice was bettered meanwhile.
    """

    bound: float
    multiplier: Floats
    gains: Floats
    picked: Flags
    tried: Flags
    length: float
    better: int


class Search:
    """What is known so far of a p-median: the best choice, and how to look for a better one.

    Parameters
    ----------
    lists
        Of the whole problem.
    state
        Of each facility: :data:`FREE`, :data:`OPEN` or :data:`CLOSED`.
    need
        How many of the free ones are opened; below 0: as many as pay.
    serves_all
        A choice that leaves somebody out of reach is none. Else he costs ``lists.far``.
    offset
        The size of an answer, for gaps, is what its cost differs from this.
    """

    def __init__(
        self,
        lists: Lists,
        state: Positions,
        need: int,
        limits: Limits,
        clock: Clock,
        *,
        serves_all: bool = True,
        offset: float = 0.0,
    ) -> None:
        self.lists = lists
        self.state = state
        self.need = need
        self.limits = limits
        self.clock = clock
        self.loops = loops_for(len(lists.cost))
        self.rng = np.random.default_rng(limits.seed)
        self.value = np.inf
        self.target = -np.inf
        self.offset = offset
        self.chosen: Flags = state == OPEN
        self.nodes = 0
        # Neighbourhoods in which facilities are exchanged: the nearest of one demand.
        self.hoods = (lists.starts, lists.facility)
        self.covers = False
        # Of a large problem: the choice that is being bettered, which need not be the best so far.
        self.line: Flags | None = None
        self._serving: Serving = serving_of(lists)
        self._may_move: Flags = state == FREE
        self.serves_all = serves_all
        costs = (lists.cost, lists.opening) if serves_all else (lists.cost, lists.opening, lists.far)
        most = sum(float(part.sum()) for part in costs)
        self.whole = most < _EXACT and all(bool((part == np.floor(part)).all()) for part in costs)

    def enough(self) -> float:
        """Give the bound at which nothing better than the best so far is left (up to the gap that is asked for)."""
        if not np.isfinite(self.value):
            return np.inf
        if self.value <= self.target:
            return -np.inf
        size = abs(self.value - self.offset)
        slack = max(_SAME * size, _NOISE * self.offset)
        proved = self.value - 1 + _WHOLE_SLACK if self.whole else self.value - slack
        return float(min(proved, self.value - size * self.limits.gap * _INSIDE))

    def rounded(self, bound: float) -> float:
        """Raise a bound to the next whole number where objectives are whole, and not above the best so far."""
        raised = np.ceil(bound - _WHOLE_SLACK) if self.whole and np.isfinite(bound) else bound
        return float(min(raised, self.value))

    def measure(self, is_open: Flags) -> float:
        """Give the cost of a choice, infinite where somebody is out of reach, and keep it if it is the best."""
        self.loops.served(self.lists, is_open, self._serving)
        if self.serves_all and (self._serving.first < 0).any():
            return np.inf
        value = float(self._serving.nearest.sum() + self.lists.opening[is_open].sum())
        if value < self.value:
            self.value, self.chosen = value, is_open.copy()
        return value

    def random_choice(self) -> Flags:
        """Draw a choice."""
        is_open: Flags = self.state == OPEN
        is_open[self.rng.permutation(np.flatnonzero(self.state == FREE))[: self.need]] = True
        return is_open

    def swap(self, is_open: Flags) -> float:
        """Better a choice by swaps until none helps; give its cost."""
        is_open = is_open.copy()
        self._descend(is_open)
        return self.measure(is_open)

    def _descend(self, is_open: Flags) -> None:
        """Swap until nothing is saved, all over, in place."""
        self.loops.served(self.lists, is_open, self._serving)
        pool = self.rng.permutation(np.flatnonzero(self._may_move))
        looks = max(1, _WORK * len(pool) // (len(self.lists.cost) + 1))
        numbers = np.array([self._least_saving(), looks, 0.0, 0.0])
        while numbers[3] < len(pool) and not self.clock.is_over():
            self.loops.swapped(self.lists, is_open, self._serving, pool, numbers)

    def round_off(self, usage: Floats) -> None:
        """Better choices of what was picked most often lately, as it is and with a little luck."""
        for luck in (0.0, 0.3) if len(self.lists.cost) < LARGE else (0.0,):
            drawn = np.log(np.maximum(usage, _RARELY)) + luck * self.rng.gumbel(size=len(usage))
            self.swap(self._first_by(drawn))

    def begin_line(self, usage: Floats) -> None:
        """Begin anew with what was picked most often lately, and better that from now on, though it cost more."""
        self.line = self._first_by(np.maximum(usage, 0.0))
        self._descend(self.line)
        self.measure(self.line)

    def widen(self) -> None:
        """Take neighbourhoods of many facilities that are open, as a large problem needs: of each facility its own."""
        self.hoods = hoods_of(self.lists, self._width())
        self.line = self.chosen

    def _first_by(self, worth: Floats) -> Flags:
        """Choose those that are worth most."""
        worth = np.where(self.state == OPEN, np.inf, np.where(self.state == CLOSED, -np.inf, worth))
        order = np.argsort(-worth, kind="stable")
        is_open = np.zeros(len(worth), dtype=np.bool_)
        is_open[order[: self.need + int((self.state == OPEN).sum())]] = True
        return is_open

    def _least_saving(self) -> float:
        return float(_LEAST_SAVING * (1 + self._serving.nearest.sum()))

    def shake(self, trials: int) -> int:
        """Exchange a few facilities in drawn neighbourhoods, and keep what gets better; give how often."""
        starts, hood = self.hoods
        if len(starts) == 1:
            return 0  # There is nobody to serve, hence no neighbourhood.
        is_open = (self.chosen if self.line is None else self.line).copy()
        self.loops.served(self.lists, is_open, self._serving)
        width = self._width()
        places = self.rng.integers(0, len(starts) - 1, trials)
        most = _MOST_EXCHANGED if self.line is None else _MOST_EXCHANGED_IF_LARGE
        counts = self.rng.integers(1, most + 1, trials)
        draws = self.rng.random((trials, width))
        least = self._least_saving()
        drawn = (starts, hood, places, counts, draws, least)
        better = int(self.loops.shaken(self.lists, is_open, self._serving, self._may_move, *drawn))
        if better and self.line is not None:
            # What was bettered here and there may let a facility move from one end to the other.
            self._descend(is_open)
            self.line = is_open
        if better:
            self.measure(is_open)
        return better

    def _width(self) -> int:
        """Say of how many facilities a neighbourhood is: so wide that some of those that are open are among them."""
        around = _OPEN_AROUND if len(self.lists.cost) < LARGE else _OPEN_AROUND_IF_LARGE
        width = int(np.clip(around * self.lists.columns / max(self.need, 1), _LEAST_WIDTH, _MOST_WIDTH))
        return min(width, self.lists.columns)

    def first_multipliers(self) -> Floats:
        """Give multipliers half-way between the nearest and the next nearest of the best choice."""
        self.loops.served(self.lists, self.chosen, self._serving)
        nearest, following = self._serving.nearest, self._serving.following
        if self.serves_all:  # Whom only one can serve has no other cost to go by.
            following = np.where(self._serving.second < 0, 3 * nearest + 1, following)
        return np.minimum((nearest + following) / 2, self.lists.last)

    def relax(self, part: Part, *, steps: int, length: float, patience: int = PATIENCE, trials: int = 0) -> Relaxed:
        """Raise the Lagrangian bound of a part; its multipliers and usage are brought up to date.

        With ``trials``, the best choice is shaken so often meanwhile, in another thread; the two do not meet before
        both are done.
        """
        lists, state, need, multiplier, usage = part
        best, gains = np.empty(lists.rows), np.empty(lists.columns)
        flags = np.zeros((2, lists.columns), dtype=np.bool_)
        given = [need, self.value, steps, length, patience, self.enough(), _DEFLECTION, 0, 0, 0, 0]
        numbers = np.array(given, dtype=np.float64)
        with ThreadPoolExecutor(1) if trials else nullcontext() as beside:
            shaking = beside.submit(self.shake, trials) if beside else None
            self.loops.relaxed(lists, state, numbers, multiplier, usage, best, gains, flags)
            better = shaking.result() if shaking else 0
        bound, length, value = numbers[7:10]
        if value < self.value:
            self.measure(flags[1])
        return Relaxed(float(bound), best, gains, flags[0], flags[1], float(length), better)

    def steps_at_once(self, lists: Lists) -> int:
        """Give how many steps are taken between two looks at the clock."""
        return int(np.clip(_WORK * 10 // (len(lists.cost) + 1), _FEWEST_STEPS, 100))
