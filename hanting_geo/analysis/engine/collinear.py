"""Lines that run over each other: where segments lie on one straight line is decided without rounding.

Nothing is moved and nothing is cut where lines cross: what lines have in common, leave of each other or cover together
begins and ends at vertices of theirs. So two lines that lie an ulp apart are two, and those of a micrometre stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.orientation import exact_side, sign
from hanting_geo.analysis.engine.rings import expand

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["common_lines", "connected", "lines_doubled", "lines_left", "lines_shared", "lines_united"]

_SAME_ANGLE = 1e-12
_SAME_OFFSET_M, _SAME_PLACE_M = 1e-6, 1e-3
"""Segments on one straight line are so close in what is computed, ..."""
_OF_COORDINATES = 2.0**-46
"""... or by this part of the largest coordinate; whole numbers then say whether they are on one."""


class _Segments(NamedTuple):
    """Straight pieces of lines, none of length 0, by the numbers of their vertices."""

    vertices: Floats
    x: Floats
    y: Floats
    start: Positions
    """The vertex that each begins at; the next one is its end."""
    string: Positions
    """The single line that each is of; a multi-line has several."""
    line: Positions
    back: Flags
    """Which ones lead to the left, or straight down: from their last place along the line to their first."""

    @classmethod
    def of(cls, lines: Geometries) -> _Segments:
        strings, owner = shapely.get_parts(lines, return_index=True)
        vertices, string = shapely.get_coordinates(
            strings, include_z=bool(shapely.has_z(lines).any()), return_index=True
        )
        x, y = np.ascontiguousarray(vertices[:, 0]), np.ascontiguousarray(vertices[:, 1])
        start = np.flatnonzero((string[1:] == string[:-1]) & ((x[1:] != x[:-1]) | (y[1:] != y[:-1])))
        string = string[start]
        back = (x[start + 1] < x[start]) | ((x[start + 1] == x[start]) & (y[start + 1] < y[start]))
        return cls(vertices, x, y, start, string, owner[string], back)

    @property
    def ends(self) -> tuple[Positions, Positions]:
        """The first vertex of each along its line, from left to right or straight up, and the last."""
        return self.start + self.back, self.start + ~self.back


def connected(one: Positions, two: Positions, count: int) -> Positions:
    """Give for each of ``count`` things the first of the group that pairs connect it to.

    Examples
    --------
    >>> connected(np.array([4, 3]), np.array([3, 1]), 5).tolist()
    [0, 1, 2, 1, 1]
    """
    group = np.arange(count)
    while True:
        low = np.minimum(group[one], group[two])
        before = group.copy()
        # The first of a group speaks for it, and is told as well.
        for side in (one, two):
            np.minimum.at(group, before[side], low)
            np.minimum.at(group, side, low)
        group = group[group]
        if (group == before).all():
            return group


def common_lines(lines: Geometries) -> tuple[Positions, Positions]:
    """Find pairs of lines that share length: (later, earlier), each once.

    Examples
    --------
    >>> ways = shapely.linestrings([[(0, 0), (4, 2)], [(2, 1), (9, 1)], [(6, 3), (2, 1)]])
    >>> [rows.tolist() for rows in common_lines(ways)]
    [[2], [0]]
    """
    segments = _Segments.of(lines)
    one, two = _overlapping(segments, np.zeros(len(segments.start), dtype=np.intp))
    pairs = np.sort(np.column_stack([segments.line[one], segments.line[two]]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    return pairs[:, 1], pairs[:, 0]


def lines_doubled(lines: Geometries, group: Positions) -> Positions:
    """Find the groups whose lines run over themselves or each other.

    Examples
    --------
    >>> ways = shapely.linestrings([[(0, 0), (3, 0), (2, 0)], [(5, 0), (1, 0), (1, 9)]])
    >>> lines_doubled(ways, np.array([4, 7])).tolist()
    [4]
    """
    segments = _Segments.of(lines)
    of_group = group[segments.line]
    return np.unique(of_group[_overlapping(segments, of_group)[0]])


def lines_united(lines: Geometries, group: Positions, groups: int) -> Geometries:
    """Give for each of so many groups a multi-line that has each place of its lines once.

    Examples
    --------
    >>> ways = shapely.linestrings([[(0, 0), (3, 0)], [(5, 0), (1, 0)], [(1, 1), (1, -1)]])
    >>> [way.wkt for way in lines_united(ways, np.array([0, 0, 0]), 1)]
    ['MULTILINESTRING ((1 1, 1 -1), (0 0, 5 0))']
    """
    return _combined(lines, group, np.zeros(len(lines), dtype=bool), groups, lambda mine, _: mine)


def lines_left(lines: Geometries, rows: Positions, cutters: Geometries) -> Geometries:
    """Take from each line all of its cutters; ``rows`` says whose each cutter is.

    Examples
    --------
    >>> way, cutter = shapely.linestrings([[(0, 0), (4, 2)], [(2, 1), (6, 3)]])
    >>> lines_left(np.array([way]), np.array([0]), np.array([cutter])).tolist()
    [<MULTILINESTRING ((0 0, 2 1))>]
    """
    group = np.concatenate([np.arange(len(lines)), rows])
    other = np.arange(len(group)) >= len(lines)
    return _combined(np.concatenate([lines, cutters]), group, other, len(lines), lambda mine, theirs: mine & ~theirs)


def lines_shared(one: Geometries, two: Geometries) -> Geometries:
    """Give what lines have in common, row by row.

    Examples
    --------
    >>> ways = shapely.linestrings([[(0, 0), (4, 2)], [(2, 1), (6, 3)]])
    >>> lines_shared(ways[:1], ways[1:]).tolist()
    [<MULTILINESTRING ((2 1, 4 2))>]
    """
    group = np.tile(np.arange(len(one)), 2)
    other = np.arange(len(group)) >= len(one)
    return _combined(np.concatenate([one, two]), group, other, len(one), lambda mine, theirs: mine & theirs)


def _combined(
    lines: Geometries, group: Positions, other: Flags, groups: int, keep: Callable[[Flags, Flags], Flags]
) -> Geometries:
    """Give for each group a multi-line of the places to keep, each once.

    Parameters
    ----------
    lines
        Of both sides.
    group
        Of each line.
    other
        Which lines are of the other side.
    groups
        How many there are.
    keep
        Tells from whether lines of one and of the other side cover a place, whether it is kept.
    """
    segments = _Segments.of(lines)
    of_group, of_other = group[segments.line], other[segments.line]
    one, two = _overlapping(segments, of_group)
    alone = np.ones(len(segments.start), dtype=bool)
    alone[one] = alone[two] = False
    kept = alone & keep(~of_other, of_other)
    # What is covered once stays as it is, and goes on as one line.
    new = kept.copy()
    new[1:] &= ~kept[:-1] | (segments.string[1:] != segments.string[:-1])
    last = kept.copy()
    last[:-1] &= ~kept[1:] | new[1:]
    rows = np.flatnonzero(kept)
    run = np.cumsum(new) - 1
    runs = np.flatnonzero(new)
    low, high, whose = _covered(segments, np.flatnonzero(~alone), (one, two), of_other, keep)
    whose = of_group[whose]
    piece = len(runs) + np.arange(len(low))
    vertex = np.concatenate([segments.start[rows], segments.start[last] + 1, low, high])
    string = np.concatenate([run[rows], run[last], piece, piece])
    turn = np.concatenate([rows, np.flatnonzero(last) + 1, np.zeros(len(low)), np.ones(len(low))])
    order = np.lexsort((turn, string))
    result = np.full(groups, shapely.MultiLineString(), dtype=object)
    if len(order):
        strings = shapely.linestrings(segments.vertices[vertex[order]], indices=string[order])
        mine = np.concatenate([of_group[runs], whose])
        order = np.argsort(mine, kind="stable")
        there, index = np.unique(mine[order], return_inverse=True)
        result[there] = shapely.multilinestrings(strings[order], indices=index)
    return result


def _covered(
    segments: _Segments,
    rows: Positions,
    pairs: tuple[Positions, Positions],
    other: Flags,
    keep: Callable[[Flags, Flags], Flags],
) -> tuple[Positions, Positions, Positions]:
    """Give the places to keep of segments that overlap: first and last vertex, and one of the segments that lie there.

    Parameters
    ----------
    segments
        Of all lines.
    rows
        Those that overlap, sorted.
    pairs
        Which of them overlap which.
    other
        Of each segment, whether it is of the other side.
    keep
        See above.
    """
    chain = connected(np.searchsorted(rows, pairs[0]), np.searchsorted(rows, pairs[1]), len(rows))
    low, high = (end[rows] for end in segments.ends)
    vertex = np.concatenate([low, high])
    chain = np.concatenate([chain, chain])
    step = np.repeat([1, -1], len(rows))
    side = np.tile(other[rows], 2)
    # Along one straight line, from left to right or straight up: each of its places has its own x, or else its own y.
    x, y = segments.x[vertex], segments.y[vertex]
    order = np.lexsort((y, x, chain))
    vertex, chain, step, side, x, y = vertex[order], chain[order], step[order], side[order], x[order], y[order]
    first = np.ones(len(vertex), dtype=bool)
    first[1:] = (chain[1:] != chain[:-1]) | (x[1:] != x[:-1]) | (y[1:] != y[:-1])
    place = np.cumsum(first) - 1
    mine, theirs = (np.cumsum(np.bincount(place[which], step[which], int(first.sum()))) > 0 for which in (~side, side))
    # From each place to the next one; nothing lies behind the last place of a chain.
    kept = (mine | theirs) & keep(mine, theirs)
    begins, ceases = kept.copy(), kept.copy()
    begins[1:] &= ~kept[:-1]
    ceases[1:] = ~kept[1:] & kept[:-1]
    ceases[:1] = False
    vertex, chain = vertex[first], chain[first]
    return vertex[begins], vertex[ceases], rows[chain[begins]]


def _overlapping(segments: _Segments, group: Positions) -> tuple[Positions, Positions]:
    """Find pairs of segments of one group that lie on one straight line and have some of it in common, each once."""
    one, two = _close(segments, group)
    x, y = segments.x, segments.y
    low, high = segments.ends
    # The one that begins last begins before the one that ceases first.
    begin = np.where(_before(segments, low[one], low[two]), low[two], low[one])
    cease = np.where(_before(segments, high[one], high[two]), high[one], high[two])
    shared = np.flatnonzero(_before(segments, begin, cease))
    for which in (low, high):
        one, two = one[shared], two[shared]
        a, b, c = low[one], high[one], which[two]
        on_it = ((x[c] == x[a]) & (y[c] == y[a])) | ((x[c] == x[b]) & (y[c] == y[b]))
        doubt = np.flatnonzero(~on_it)
        a, b, c = a[doubt], b[doubt], c[doubt]
        doubt = doubt[sign(x[b] - x[a], y[b] - y[a], x[c] - x[a], y[c] - y[a]) == 0]
        a, b, c = low[one[doubt]], high[one[doubt]], which[two[doubt]]
        on_it[doubt] = exact_side((x[a], y[a], x[b], y[b]), x[c], y[c]) == 0
        shared = np.flatnonzero(on_it)
    return one[shared], two[shared]


def _before(segments: _Segments, one: Positions, two: Positions) -> Flags:
    """Tell of vertices on one straight line whether one comes before the other."""
    x, y = segments.x, segments.y
    return np.asarray((x[one] < x[two]) | ((x[one] == x[two]) & (y[one] < y[two])))


def _close(segments: _Segments, group: Positions) -> tuple[Positions, Positions]:
    """Find pairs of segments of one group that are on one straight line and overlap, within a hair."""
    first, last = segments.ends
    x, y = segments.x, segments.y
    dx, dy = x[last] - x[first], y[last] - y[first]
    length = np.hypot(dx, dy)
    ux, uy = dx / length, dy / length
    rows = np.arange(len(first))
    if not len(rows):
        return rows, rows
    # Near the middle of all, rounding moves an offset less.
    x0, y0 = x[first] - x.mean(), y[first] - y.mean()
    low, offset = ux * x0 + uy * y0, ux * y0 - uy * x0
    high = low + length
    hair = _OF_COORDINATES * max(np.abs(x).max(), np.abs(y).max())
    # Few have their direction with any other in common, and fewer of those their straight line.
    rows, group = _groups(rows, group, np.arctan2(uy, ux), _SAME_ANGLE)
    rows, group = _groups(rows, group, offset[rows], max(_SAME_OFFSET_M, hair))
    if not len(rows):
        return rows, rows
    order = np.lexsort((low[rows], group))
    rows, group = rows[order], group[order]
    # One group after the other on one axis, so far from each other that none reaches into the next.
    margin = max(_SAME_PLACE_M, hair)
    span = float(np.ptp(np.concatenate([low[rows], high[rows]]))) + 4 * margin + 2
    ahead = np.searchsorted(group * span + low[rows], group * span + (high[rows] + margin), side="right")
    own = np.arange(len(rows))
    one, two = expand(own + 1, np.maximum(ahead - own - 1, 0))
    return rows[one], rows[two]


def _groups(rows: Positions, group: Positions, values: Floats, hair: float) -> tuple[Positions, Positions]:
    """Divide groups where sorted values are more than a hair apart; what is then alone is left out."""
    order = np.lexsort((values, group))
    rows, group, values = rows[order], group[order], values[order]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (np.diff(group) != 0) | (np.diff(values) > hair)
    group = np.cumsum(new) - 1
    several = (np.bincount(group) > 1)[group] if len(group) else new
    return rows[several], np.unique(group[several], return_inverse=True)[1].ravel()
