"""Branch and bound for the p-median: open or close one facility after the other, depth first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.siting.location.solving.lists import reduced
from hanting_geo.siting.location.solving.searching import (  # a NamedTuple says what it holds when it runs
    CLOSED,
    FREE,
    OPEN,
    Part,
    Relaxed,
    Search,
)

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Positions

__all__ = ["Node", "branch", "fixed"]

_STEPS, _LENGTH, _PATIENCE = 30, 0.5, 8
_HALF = 0.5
_THINNER = 0.7
_SWAP_EVERY = 20
"""Nodes between two attempts to better the best choice from what was picked last."""


class Node(NamedTuple):
    """A part of the problem with its bound.

    Attributes
    ----------
    bound
        Of the part: of ``found``, or of a larger part that holds it.
    part
        Its lists are without what is closed, at least for the most part.
    free
        How many facilities were free when the lists were last thinned.
    """

    bound: float
    part: Part
    found: Relaxed
    free: int


def fixed(
    search: Search, state: Positions, need: int, found: Relaxed, *, enough: float | None = None
) -> tuple[Positions, int]:
    """Open and close the facilities that a better choice must or cannot have, by what a change would cost the bound.

    With ``enough``, what choices must or cannot have that cost no more than this.
    """
    free = state == FREE
    inside, outside = free & found.picked, free & ~found.picked
    # In place of one that is opened another is closed, and the other way; where all are open that pay, none is.
    worst = 0.0 if need < 0 else found.gains[inside].max(initial=-np.inf)
    best = 0.0 if need < 0 else found.gains[outside].min(initial=np.inf)
    enough = search.enough() if enough is None else enough
    state = state.copy()
    if need != 0:
        state[outside & (found.bound + found.gains - worst > enough)] = CLOSED
    else:
        state[outside] = CLOSED
    opened = inside & (found.bound - found.gains + best > enough)
    state[opened] = OPEN
    return state, need - int(opened.sum())


def branch(search: Search, root: Node) -> float:
    """Look through what is left; give the proven bound: infinite where all was looked at and nothing was left open."""
    stack = [root]
    least = np.inf
    search.nodes += 1
    while stack:
        if search.clock.is_over():
            return min(least, *(node.bound for node in stack))
        node = stack.pop()
        if node.bound >= search.enough():
            least = min(least, node.bound)
            continue
        state, need = fixed(search, node.part.state, node.part.need, node.found)
        free = np.flatnonzero(state == FREE)
        if _is_decided(node.part, state, need, len(free)):
            if need > 0:
                state[free] = OPEN
            least = min(least, _leaf(search, state == OPEN, node.bound))
            continue
        lists, thinned = node.part.lists, node.free
        if len(free) < _THINNER * thinned:
            lists, thinned = reduced(lists, state != CLOSED, state == OPEN), len(free)
        part = Part(lists, state, need, node.found.multiplier, node.part.usage)
        children = [
            _child(
                search, part, node, thinned, choice=choice, at=int(free[np.argmin(np.abs(part.usage[free] - _HALF))])
            )
            for choice in (CLOSED, OPEN)
        ]
        ended = [child.bound for child in children if child.bound >= search.enough()]
        least = min(least, *ended, np.inf)
        left = [child for child in children if child.bound < search.enough()]
        stack += sorted(left, key=lambda child: -child.bound)
    return least


def _child(search: Search, part: Part, parent: Node, thinned: int, *, choice: int, at: int) -> Node:
    """Open or close one facility more, and raise the bound of what is left."""
    state = part.state.copy()
    state[at] = choice
    need = part.need - (choice == OPEN)
    if need == 0:
        state[state == FREE] = CLOSED
    search.nodes += 1
    child = Part(part.lists, state, need, part.multiplier.copy(), part.usage.copy())
    found = search.relax(child, steps=_STEPS, length=_LENGTH, patience=_PATIENCE)
    if search.nodes % _SWAP_EVERY == 0:
        search.swap(found.tried)
    return Node(max(found.bound, parent.bound), child, found, thinned)


def _is_decided(part: Part, state: Positions, need: int, free: int) -> bool:
    """Tell whether only one choice is left that is worth a look."""
    if need >= 0:
        return need == 0 or free <= need
    if free == 0:
        return True
    row = np.repeat(np.arange(part.lists.rows), np.diff(part.lists.starts))
    covered = np.zeros(part.lists.rows, dtype=np.bool_)
    covered[row[state[part.lists.facility] == OPEN]] = True
    return bool(covered.all())


def _leaf(search: Search, is_open: Flags, bound: float) -> float:
    """Measure the one choice that is left; where lists are too short to say its cost, its bound stays open."""
    value = search.measure(is_open)
    if np.isfinite(value) or np.isinf(search.lists.last).all():
        return np.inf
    return bound
