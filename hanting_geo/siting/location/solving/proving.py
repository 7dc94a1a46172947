"""From the first choice to the proof: rounds of steps of the bound, what they decide, and branches on the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.siting.location.solving.branching import Node, branch, fixed
from hanting_geo.siting.location.solving.finishing import finish, is_finished
from hanting_geo.siting.location.solving.lists import reduced
from hanting_geo.siting.location.solving.searching import CLOSED, FREE, LARGE, OPEN, PATIENCE, Part

if TYPE_CHECKING:
    from hanting_geo.siting.location.solving.searching import Relaxed, Search

__all__ = ["prove"]

_TRIALS, _TRIALS_IF_LARGE, _SHAKES = 40, 200, 5
_FIRST_LENGTH, _LENGTH_AGAIN, _SHORTEST = 1.2, 0.5, 0.05
_MORE_PATIENCE, _MOST_PATIENCE, _STALLS = 10, 40, 2
_PARTS = (0.03,)
"""Of the gap, up to which choices are looked at before the others: a good one leaves less of them."""
_FEW = 5.0
"""Whole numbers between bound and best, up to which all choices are looked at at once."""
_LEAST_PROGRESS = 0.02
"""Of the gap, in one round: with less, it is time to branch."""
_MOST_BRANCHED = 1500
"""Free facilities beyond which branches would not end, and the bound is raised as long as there is time."""


def prove(search: Search) -> float:
    """Give the proven bound: no choice costs less, or none that costs less than the best is left."""
    lists, state, need = search.lists, search.state, search.need
    multiplier, usage = search.first_multipliers(), np.zeros(lists.columns)
    large = len(lists.cost) >= LARGE
    trials = _TRIALS_IF_LARGE if large else _TRIALS
    length, patience, stalls = _FIRST_LENGTH, PATIENCE, 0
    bound = -np.inf
    while True:
        part = Part(lists, state, need, multiplier, usage)
        steps = search.steps_at_once(lists)
        found = search.relax(part, steps=steps, length=length, patience=patience, trials=trials)
        search.round_off(usage)
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
        if trials and not found.better:
            trials = trials // 2 if large else 0
        if not progress >= _LEAST_PROGRESS * gap:
            stalls += 1
            if stalls >= _STALLS and free <= _MOST_BRANCHED:
                break
        if length < _SHORTEST:
            length, patience = _LENGTH_AGAIN, min(patience + _MORE_PATIENCE, _MOST_PATIENCE)
            multiplier = found.multiplier.copy()
    for _ in range(0 if large else _SHAKES):
        search.shake(_TRIALS)
    return _looked_through(search, Part(lists, state, need, multiplier, usage), found, bound)


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
