"""From crossings to rings: follow one outline to the next crossing, change to the other, until the ring is closed.

This is the algorithm of K. Weiler and P. Atherton, "Hidden surface removal using polygon area sorting", 1977, for all
pairs of polygons at once. It holds where outlines cross properly; every other pair must have been kept out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.analysis.outlines import Outlines, expand, offsets_of, signed_area

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from hanting_geo.analysis.crossings import Crossings

    Positions = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["NO_RINGS", "Rings", "Way", "copied", "in_doubt", "stacked", "trace", "ways_of"]


class Rings(NamedTuple):
    """Closed rings, the inside on the left: shells counter-clockwise with positive area, holes with negative."""

    x: Floats
    y: Floats
    start: Positions
    """Where each ring begins, and the end of the last."""
    pair: Positions
    """Which pair of geometries each ring belongs to."""

    @property
    def area(self) -> Floats:
        """Signed area of each ring."""
        return signed_area(self.x, self.y, self.start)

    @property
    def perimeter(self) -> Floats:
        """Length of each ring."""
        if not len(self.pair):
            return np.array([])
        edges = np.zeros(len(self.x))
        np.hypot(np.diff(self.x), np.diff(self.y), out=edges[:-1])
        edges[self.start[1:] - 1] = 0.0
        return np.add.reduceat(edges, self.start[:-1])

    def pick(self, rows: Positions) -> Rings:
        """Keep some rings, in this order."""
        count = np.diff(self.start)[rows]
        _, place = expand(self.start[rows], count)
        return Rings(self.x[place], self.y[place], offsets_of(count), self.pair[rows])


def stacked(rings: Iterable[Rings]) -> Rings:
    """Put rings one after the other."""
    some = list(rings)
    starts = np.concatenate([np.diff(each.start) for each in some])
    return Rings(
        np.concatenate([each.x for each in some]),
        np.concatenate([each.y for each in some]),
        offsets_of(starts),
        np.concatenate([each.pair for each in some]),
    )


def copied(outlines: Outlines, ring: Positions, pair: Positions, *, backward: bool = False) -> Rings:
    """Take rings as they are, or the other way round."""
    start, count = outlines.ring_start[ring], np.diff(outlines.ring_start)[ring]
    row, place = expand(start, count)
    if backward:
        place = (2 * start + count - 1)[row] - place
    return Rings(outlines.x[place], outlines.y[place], offsets_of(count), pair)


class Way(NamedTuple):
    """The crossings in their order along the outlines of one side."""

    after: Positions
    """The next crossing on the same ring."""
    before: Positions
    ring: Positions
    order: Positions
    """Crossings sorted by pair and ring."""
    last: Flags
    """In this order, whether a crossing is the last on its ring."""


def ways_of(left: Outlines, right: Outlines, found: Crossings) -> tuple[Way, Way]:
    """Put crossings in their order along both sides."""
    return _way(left, found.pair, found.left, found.along_left), _way(right, found.pair, found.right, found.along_right)


def _way(outlines: Outlines, pair: Positions, edge: Positions, along: Floats) -> Way:
    # The numbers of edges rise from ring to ring, so that pair and edge in one number sort by ring, too.
    key = pair * len(outlines.x) + edge
    order = np.argsort(key)
    key = key[order]
    same = np.flatnonzero(key[1:] == key[:-1])
    if len(same):
        some = np.unique(np.concatenate([same, same + 1]))
        order[some] = order[some][np.lexsort((along[order[some]], key[some]))]
    ring = outlines.ring_of(edge)
    sorted_pair, sorted_ring = pair[order], ring[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (sorted_pair[1:] != sorted_pair[:-1]) | (sorted_ring[1:] != sorted_ring[:-1])
    first = np.flatnonzero(new)
    last = np.roll(new, -1)  # The first of all is new.
    place = np.arange(1, len(order) + 1)
    place[last] = first
    after, before = np.empty_like(order), np.empty_like(order)
    after[order] = order[place]
    before[order[place]] = order
    return Way(after, before, ring, order, last)


def in_doubt(ways: tuple[Way, Way], found: Crossings) -> Positions:
    """Give the pairs whose crossings rounding may have put in a wrong order, some more than once."""
    doubts = []
    for way, edge, along, error in (
        (ways[0], found.left, found.along_left, found.left_error),
        (ways[1], found.right, found.along_right, found.right_error),
    ):
        mixed = found.enters == found.enters[way.after]
        here, there = way.order[:-1], way.order[1:]
        beside = np.flatnonzero(~way.last[:-1] & (edge[here] == edge[there]))
        here, there = here[beside], there[beside]
        close = along[there] - along[here] <= error[here] + error[there]
        doubts += [found.pair[mixed], found.pair[here[close]]]
    return np.concatenate(doubts)


def trace(left: Outlines, right: Outlines, found: Crossings, ways: tuple[Way, Way], *, outside: bool) -> Rings:
    """Follow the outlines.

    Parameters
    ----------
    left, right
        Outlines.
    found
        All crossings of the pairs that have some.
    ways
        Their order, which leaves no doubt.
    outside
        False: what both have in common. True: what the left has outside the right.

    Returns
    -------
    Rings
        Those with a crossing on them, in no order.
    """
    count = len(found.pair)
    if not count:
        return Rings(np.array([]), np.array([]), np.zeros(1, dtype=np.intp), np.array([], dtype=np.intp))
    mine, theirs = ways
    on_left = found.enters != outside
    following = np.where(on_left, mine.after, theirs.before if outside else theirs.after)
    first, steps = _stretch(left, mine, found.left, found.along_left, backward=False)
    other_first, other_steps = _stretch(right, theirs, found.right, found.along_right, backward=outside)
    steps = np.where(on_left, steps, other_steps)
    cycle, rank, size = _cycles(following)
    # Each crossing is written with the vertices after it, in the order of its ring, and each ring closed.
    place = offsets_of(size)[cycle] + rank
    sorted_steps = np.empty(count, dtype=np.intp)
    sorted_steps[place] = steps
    node = np.empty(count, dtype=np.intp)
    node[place] = np.arange(count)
    length = sorted_steps + 1
    starts = offsets_of(np.bincount(cycle[node], weights=length, minlength=len(size)).astype(np.intp) + 1)
    at = np.cumsum(length) - length + cycle[node]
    x, y = np.empty(starts[-1]), np.empty(starts[-1])
    x[at], y[at] = found.x[node], found.y[node]
    for outlines, start, ring, side, backward in (
        (left, first, mine.ring, on_left[node], False),
        (right, other_first, theirs.ring, ~on_left[node], outside),
    ):
        some = np.flatnonzero(side & (sorted_steps > 0))
        row, turn = expand(np.zeros(len(some), dtype=np.intp), sorted_steps[some])
        walker = node[some]
        begin = outlines.ring_start[ring[walker]]
        edges = outlines.ring_start[ring[walker] + 1] - 1 - begin
        offset = (start[walker] - begin)[row]
        source = begin[row] + (offset - turn if backward else offset + turn) % edges[row]
        target = at[some][row] + 1 + turn
        x[target], y[target] = outlines.x[source], outlines.y[source]
    x[starts[1:] - 1], y[starts[1:] - 1] = x[starts[:-1]], y[starts[:-1]]
    pair = np.empty(len(size), dtype=np.intp)
    pair[cycle] = found.pair
    return Rings(x, y, starts, pair)


def _stretch(
    outlines: Outlines, way: Way, edge: Positions, along: Floats, *, backward: bool
) -> tuple[Positions, Positions]:
    """Give for each crossing the first vertex after it on its ring, and how many there are up to the next crossing."""
    edges = outlines.ring_start[way.ring + 1] - 1 - outlines.ring_start[way.ring]
    target = way.before if backward else way.after
    steps = (edge - edge[target] if backward else edge[target] - edge) % edges
    on_same = edge[target] == edge
    round_trip = on_same & ((along[target] >= along) if backward else (along[target] <= along))
    return edge + (0 if backward else 1), np.where(round_trip, edges, steps)


def _cycles(following: Positions) -> tuple[Positions, Positions, Positions]:
    """Take a permutation apart into cycles: of each element its cycle and its place there, and the size of each."""
    least, jump = np.arange(len(following)), following.copy()
    while True:
        lower = np.minimum(least, least[jump])
        jump = jump[jump]
        if (lower == least).all():
            break
        least = lower
    starts = np.flatnonzero(least == np.arange(len(following)))
    cycle = np.searchsorted(starts, least)
    rank = np.zeros(len(following), dtype=np.intp)
    here, turn = starts, 0
    while len(here):
        rank[here] = turn
        turn += 1
        here = following[here]
        here = here[here != starts[cycle[here]]]
    return cycle, rank, np.bincount(cycle, minlength=len(starts))


NO_RINGS = Rings(np.array([]), np.array([]), np.zeros(1, dtype=np.intp), np.array([], dtype=np.intp))
