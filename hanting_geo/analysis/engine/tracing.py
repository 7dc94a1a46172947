"""From crossings to rings: follow one outline to the next crossing, change to the other, until the ring is closed.

This is the algorithm of K. Weiler and P. Atherton, "Hidden surface removal using polygon area sorting", 1977, for all
pairs of polygons at once. It holds where outlines cross properly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.analysis.engine.rings import Outlines, expand, offsets_of, signed_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hanting_geo.analysis.engine.noding import Crossings
    from hanting_geo.core.arrays import Flags, Floats, Positions

    Outside = Callable[[Positions], tuple[Flags, Flags]]
    Starts = Callable[[Positions, Positions], tuple[Flags, Flags]]

__all__ = ["NO_RINGS", "Rings", "Way", "copied", "cycles", "stacked", "trace", "ways_of"]


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
    place: Positions
    """The number of each crossing in the order along all rings."""
    ring: Positions
    doubtful: Positions
    """Pairs whose order is not clear, some more than once."""


def ways_of(left: Outlines, right: Outlines, found: Crossings, starts: tuple[Starts, Starts]) -> tuple[Way, Way]:
    """Put crossings in their order along both sides.

    Parameters
    ----------
    left, right
        Outlines.
    found
        All crossings of some pairs.
    starts
        For the left and the right, a function of pairs and rings that tells whether the first vertex of a ring lies
        outside the other geometry of the pair, and whether that is known.
    """
    return (
        _way(left, found, _Along(found.left, found.along_left, found.left_error, found.enters), starts[0]),
        _way(right, found, _Along(found.right, found.along_right, found.right_error, ~found.enters), starts[1]),
    )


class _Along(NamedTuple):
    """Crossings as seen along one side."""

    edge: Positions
    along: Floats
    error: Floats
    into: Flags
    """This side goes into the other there."""


def _way(outlines: Outlines, found: Crossings, seen: _Along, starts: Starts) -> Way:
    # The numbers of edges rise from ring to ring, so that pair and edge in one number sort by ring, too.
    key = found.pair * len(outlines.x) + seen.edge
    order = np.argsort(key)
    key = key[order]
    same = np.flatnonzero(key[1:] == key[:-1])
    if len(same):
        some = np.unique(np.concatenate([same, same + 1]))
        order[some] = order[some][np.lexsort((seen.along[order[some]], key[some]))]
    ring = outlines.ring_of(seen.edge)
    pairs, rings = found.pair[order], ring[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (pairs[1:] != pairs[:-1]) | (rings[1:] != rings[:-1])
    first = np.flatnonzero(new)
    doubtful = np.array([], dtype=np.intp)
    here, there = order[same], order[same + 1]
    close = same[seen.along[there] - seen.along[here] <= seen.error[here] + seen.error[there]]
    if len(close):
        doubtful = _alternate(
            order, new, close, seen.into, lambda groups: starts(pairs[first[groups]], rings[first[groups]])
        )
        doubtful = pairs[first[doubtful]]
    last = np.roll(new, -1)  # The first of all is new.
    following = np.arange(1, len(order) + 1)
    following[last] = first
    after, before = np.empty_like(order), np.empty_like(order)
    after[order] = order[following]
    before[order[following]] = order
    mixed = seen.into == seen.into[after]
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return Way(after, before, place, ring, np.concatenate([doubtful, found.pair[mixed]]))


def _alternate(order: Positions, new: Flags, close: Positions, into: Flags, outside: Outside) -> Positions:
    """Put crossings that rounding cannot tell apart in the order in which they go in and out by turns.

    Changes ``order``. Of a ring it is enough to know of one crossing, or of its first vertex, what comes first.

    Parameters
    ----------
    order
        Crossings sorted along their rings.
    new
        In this order, whether a ring begins.
    close
        Places after which there is a crossing in the same place.
    into
        Whether a crossing goes in.
    outside
        Tells of rings, by number, whether they start outside, and whether that is known.

    Returns
    -------
    numpy.ndarray
        Rings, by number, of which nothing tells what comes first.
    """
    group = np.cumsum(new) - 1
    odd = (np.arange(len(order)) - np.flatnonzero(new)[group]) % 2 == 1
    joined = np.zeros(len(order), dtype=bool)
    joined[close + 1] = True
    cluster = np.cumsum(~joined) - 1
    size = np.bincount(cluster)
    alone = size[cluster] == 1
    goes_in = into[order]
    # Whether the ring starts outside: then every other crossing, from the first, goes in.
    starts_outside, known = np.zeros(group[-1] + 1, dtype=bool), np.zeros(group[-1] + 1, dtype=bool)
    # Of an odd number in one place, that which there is more of comes first.
    heads = np.flatnonzero(~joined)
    more_in = 2 * np.add.reduceat(goes_in.astype(np.intp), heads) > size
    told = heads[size % 2 == 1]
    starts_outside[group[told]] = more_in[size % 2 == 1] != odd[told]
    known[group[told]] = True
    unknown = np.setdiff1d(group[~alone], np.flatnonzero(known))
    if len(unknown):
        starts_outside[unknown], known[unknown] = outside(unknown)
    wanted = starts_outside[group] != odd
    places = np.flatnonzero(~alone)
    slots = places[np.lexsort((wanted[places], cluster[places]))]
    order[slots] = order[places[np.lexsort((goes_in[places], cluster[places]))]]
    return np.flatnonzero(~known)


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
    first, steps = _stretch(left, mine, found.left, backward=False)
    other_first, other_steps = _stretch(right, theirs, found.right, backward=outside)
    steps = np.where(on_left, steps, other_steps)
    cycle, rank, size = cycles(following)
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


def _stretch(outlines: Outlines, way: Way, edge: Positions, *, backward: bool) -> tuple[Positions, Positions]:
    """Give for each crossing the first vertex after it on its ring, and how many there are up to the next crossing."""
    edges = outlines.ring_start[way.ring + 1] - 1 - outlines.ring_start[way.ring]
    target = way.before if backward else way.after
    steps = (edge - edge[target] if backward else edge[target] - edge) % edges
    on_same = edge[target] == edge
    round_trip = on_same & ((way.place[target] >= way.place) if backward else (way.place[target] <= way.place))
    return edge + (0 if backward else 1), np.where(round_trip, edges, steps)


def cycles(following: Positions) -> tuple[Positions, Positions, Positions]:
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
