"""From the first choice to the proof: rounds of steps of the bound, what they decide, and branches on the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.siting.location.solving.branching import Node, branch, fixed
from hanting_geo.siting.location.solving.finishing import finish, is_finished
from hanting_geo.siting.location.solving.lists import reduced
from hanting_geo.siting.location.solving.searching import CLOSED, FREE, LARGE, OPEN, PATIENCE, Part

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats
    from hanting_geo.siting.location.solving.searching import Relaxed, Search

__all__ = ["prove"]

_SHAKES, _TRIALS_A_SHAKE = 5, 40
_MOST_IDLE = 6
"""Rounds without any better choice, after which a large problem begins anew from what the bound picks."""
_FIRST_LENGTH = 1.2
_MORE_PATIENCE, _MOST_PATIENCE, _STALLS = 10, 40, 2
_PARTS = (0.03,)
"""Of the gap, up to which choices are looked at before the others: a good one leaves less of them."""
_FEW = 5.0
"""Whole numbers between bound and best, up to which all choices are looked at at once."""
_LEAST_PROGRESS = 0.02
"""Of the gap, in one round: with less, it is time to branch."""
_MOST_BRANCHED = 1500
"""Free facilities beyond which branches would not end, and the bound is raised as long as there is time."""


class _Pace(NamedTuple):
    """How a round goes.

    Attributes
    ----------
    trials
        How often the best choice is shaken in a round, at first.
    shortest, again
        Of the steps of the bound: the length below which they begin anew, and with which.
    steps
        In a round; 0: as many as their work allows.
    """

    trials: int
    shortest: float
    again: float
    steps: int

    def fewer(self, trials: int) -> int:
        """Say how often it is shaken after a round in which that bettered nothing."""
        return {_USUAL: 0, _LARGE_COVER: trials // 2}.get(self, trials)


_USUAL, _LARGE_COVER, _WIDE = _Pace(40, 0.05, 0.5, 0), _Pace(200, 0.05, 0.5, 0), _Pace(200, 0.02, 0.1, 100)


def _pace_of(search: Search) -> _Pace:
    if len(search.lists.cost) < LARGE:
        return _USUAL
    return _LARGE_COVER if search.covers else _WIDE


def prove(search: Search) -> float:
    """Give the proven bound: no choice costs less, or none that costs less than the best is left."""
    lists, state, need = search.lists, search.state, search.need
    multiplier, usage = search.first_multipliers(), np.zeros(lists.columns)
    pace = _pace_of(search)
    trials, beginnings = pace.trials, _Beginnings(search, wide=pace is _WIDE)
    length, patience, stalls = _FIRST_LENGTH, PATIENCE, 0
    bound = -np.inf
    while True:
        part = Part(lists, state, need, multiplier, usage)
        steps = pace.steps or search.steps_at_once(lists)
        found = search.relax(part, steps=steps, length=length, patience=patience, trials=trials)
        beginnings.look(found, usage)
        gap = search.value - bound
        progress, bound = found.bound - bound, max(bound, found.bound)
        if bound >= search.enough() or search.clock.is_over():
            return bound
        state, need = fixed(search, state, need, found)
        free = int((state == FREE).sum())
        if free == 0 or need == 0 or 0 < free <= need:
            break
        lists = reduced(search.lists, state != CLOSED, state == OPEN)
        length = found.length
        trials = trials if found.better else pace.fewer(trials)
        if not progress >= _LEAST_PROGRESS * gap:
            stalls += 1
            if stalls >= _STALLS and free <= _MOST_BRANCHED:
                break
        if length < pace.shortest:
            length, patience = pace.again, min(patience + _MORE_PATIENCE, _MOST_PATIENCE)
            multiplier = found.multiplier.copy()
    for _ in range(_SHAKES if pace is _USUAL else 0):
        search.shake(_TRIALS_A_SHAKE)
    return _looked_through(search, Part(lists, state, need, multiplier, usage), found, bound)


class _Beginnings:
    """Choices that begin with what the bound picks: in each round, or of a large problem now and then."""

    def __init__(self, search: Search, *, wide: bool) -> None:
        if wide:
            search.widen()
        self._search = search
        self._wide = wide
        self._idle = 0
        self._bound_stands = False

    def look(self, found: Relaxed, usage: Floats) -> None:
        """Begin anew; of a large problem where nothing was bettered for long, and once when the bound first stands.

        What is picked then is a better beginning than what was drawn.
        """
        if not self._wide:
            self._search.round_off(usage)
            return
        self._idle = 0 if found.better else self._idle + 1
        stands = not self._bound_stands and found.length < _WIDE.shortest
        if stands or self._idle >= _MOST_IDLE:
            self._search.begin_line(usage)
            self._idle = 0
        self._bound_stands |= stands


def _looked_through(search: Search, part: Part, found: Relaxed, bound: float) -> float:
    """Look through what is left, the choices that may be really good first; give the proven bound."""
    before = search.value
    for share in () if search.whole and search.value - bound < _FEW else _PARTS:
        beyond = bound + share * (search.value - bound)
        state, need = fixed(search, part.state, part.need, found, enough=beyond)
        node = Node(bound, part._replace(state=state, need=need), found, int((state == FREE).sum()))
        if not is_finished(search, node):
            break
        # What is left out costs more than what was looked up to.
        bound = max(bound, min(beyond, finish(search, node)))
        if bound >= search.enough() or search.clock.is_over():
            return bound
        if search.value < before:
            break
    state, need = fixed(search, part.state, part.need, found)
    node = Node(bound, part._replace(state=state, need=need), found, int((state == FREE).sum()))
    return max(bound, (finish if is_finished(search, node) else branch)(search, node))
