"""Where the outlines of polygons cross.

Whether two edges cross follows from four signs: on which side of one edge the ends of the other lie. Most are certain
at once, by an error bound; the others are computed without rounding (:mod:`~hanting_geo.analysis.engine.orientation`).
Where an end lies on the other edge, as along a common border, one geometry counts as moved by a step that is smaller
than any number, first to the east and then to the north (H. Edelsbrunner and E. P. Muecke, "Simulation of Simplicity",
1990): then outlines only cross properly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.analysis.engine.orientation import HALF_ULP, exact_side, side
from hanting_geo.analysis.engine.rings import expand

if TYPE_CHECKING:
    from hanting_geo.analysis.engine.rings import Chunks, Outlines
    from hanting_geo.core.arrays import Flags, Floats, Positions


__all__ = ["Crossings", "Found", "crossings"]

_FEW = 4
_SMALLEST, _LARGEST = 2.0**-900, 2.0**900
"""Twice the area that two edges span: beyond these, floats do not tell where they cross."""


class Crossings(NamedTuple):
    """Proper crossings of two edges, in no order."""

    pair: Positions
    left: Positions
    """Edge of the left geometry, in the numbers of its outlines; ``right`` likewise."""
    right: Positions
    along_left: Floats
    """Where on the left edge, 0 at its start and 1 at its end, and how wrong that may be; ``right`` likewise."""
    left_error: Floats
    along_right: Floats
    right_error: Floats
    enters: Flags
    """The left edge goes into the right geometry."""
    x: Floats
    y: Floats

    def pick(self, rows: Flags | Positions) -> Crossings:
        """Keep some rows."""
        return Crossings(
            pair=self.pair[rows],
            left=self.left[rows],
            right=self.right[rows],
            along_left=self.along_left[rows],
            left_error=self.left_error[rows],
            along_right=self.along_right[rows],
            right_error=self.right_error[rows],
            enters=self.enters[rows],
            x=self.x[rows],
            y=self.y[rows],
        )


class Found(NamedTuple):
    """What became of pairs of edges; pairs of geometries may be named more than once."""

    crossings: Crossings
    doubtful: Positions
    """Pairs of which nothing is to be believed."""
    touching: Positions
    """Pairs of which a vertex lies on an edge of the other."""


def crossings(
    left: Outlines,
    right: Outlines,
    chunks: tuple[Chunks, Chunks],
    contact: tuple[Positions, Positions, Positions],
    *,
    compiled: bool = False,
    turned: bool = False,
) -> Found:
    """Find where edges cross.

    Parameters
    ----------
    left, right
        Outlines.
    chunks
        Of both.
    contact
        Chunks of the left, chunks of the right whose boxes meet, and the number of the pair of geometries.
    compiled
        By compiled loops, with the same result.
    turned
        It is the left geometry that counts as moved where an end lies on an edge, and along the right edge that a
        crossing is looked for: the same crossings as with the sides the other way round, to the last bit.
    """
    chunk, other, pair = contact
    a, b, row = (_compiled if compiled else _in_steps)(left, right, chunks, (chunk, other))
    pair = pair[row]
    # Either way in one order, which the rings of the result begin in.
    order = np.argsort(pair * len(left.x) + a, kind="stable")
    return _cross(left, right, a[order], b[order], pair[order], turned=turned)


def _compiled(
    left: Outlines, right: Outlines, chunks: tuple[Chunks, Chunks], contact: tuple[Positions, Positions]
) -> tuple[Positions, Positions, Positions]:
    """Find the edges that are not surely apart, and the contact that they are of."""
    from hanting_geo.analysis.engine.kernels import may_cross

    mine, theirs = chunks
    chunk, other = contact
    spans = mine.start[chunk], mine.edges[chunk], theirs.start[other], theirs.edges[other]
    sides = (left.x, left.y, left.ring), (right.x, right.y, right.ring)
    return may_cross(*sides, spans, mine.box[chunk])


def _in_steps(
    _left: Outlines, _right: Outlines, chunks: tuple[Chunks, Chunks], contact: tuple[Positions, Positions]
) -> tuple[Positions, Positions, Positions]:
    """Find the edges whose boxes meet, and the contact that they are of."""
    mine, theirs = chunks
    chunk, other = contact
    # The edges of the right that come near the left chunk, then the edges of the left that come near these.
    row, edge = expand(theirs.start[other], theirs.edges[other])
    near = _meet(theirs.edge_box, edge, tuple(side[row] for side in mine.box[chunk].T))
    row, edge = row[near], edge[near]
    if not len(row):
        none = np.array([], dtype=np.intp)
        return none, none, none
    first = np.flatnonzero(np.diff(row, prepend=-1))
    which, count = row[first], np.diff(np.append(first, len(row)))
    boxes = _boxes(theirs.edge_box, edge, first)
    group, own = expand(mine.start[chunk[which]], mine.edges[chunk[which]])
    near = _meet(mine.edge_box, own, tuple(side[group] for side in boxes))
    group, own = group[near], own[near]
    # Runs of a few edges first, then the edges of the runs that come near an edge of the right.
    run = np.flatnonzero((np.arange(len(own)) % _FEW == 0) | (np.diff(group, prepend=-1) != 0))
    size = np.diff(np.append(run, len(own)))
    boxes = _boxes(mine.edge_box, own, run)
    each, place = expand(first[group[run]], count[group[run]])
    b = edge[place]
    near = _meet(theirs.edge_box, b, tuple(side[each] for side in boxes))
    each, b = each[near], b[near]
    pick, at = expand(run[each], size[each])
    a, b, group = own[at], b[pick], group[at]
    near = _meet(mine.edge_box, a, tuple(values[b] for values in theirs.edge_box))
    return a[near], b[near], which[group[near]]


def _boxes(sides: tuple[Floats, ...], edge: Positions, start: Positions) -> tuple[Floats, ...]:
    """Give the box of each run of edges."""
    least, most = np.minimum, np.maximum
    return tuple(
        each.reduceat(values[edge], start) for each, values in zip((least, least, most, most), sides, strict=True)
    )


def _meet(boxes: tuple[Floats, ...], edge: Positions, other: tuple[Floats, ...]) -> Flags:
    met = boxes[0][edge] <= other[2]
    met &= boxes[2][edge] >= other[0]
    met &= boxes[1][edge] <= other[3]
    met &= boxes[3][edge] >= other[1]
    return met


def _cross(left: Outlines, right: Outlines, a: Positions, b: Positions, pair: Positions, *, turned: bool) -> Found:
    """Tell of pairs of edges whether they cross."""
    p1x, p1y, p2x, p2y = left.x[a], left.y[a], left.x[a + 1], left.y[a + 1]
    q1x, q1y, q2x, q2y = right.x[b], right.y[b], right.x[b + 1], right.y[b + 1]
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        px, py, qx, qy, gapx, gapy = p2x - p1x, p2y - p1y, q2x - q1x, q2y - q1y, p1x - q1x, p1y - q1y
        sides = [
            side(qx, qy, gapx, gapy),
            side(qx, qy, p2x - q1x, p2y - q1y),
            side(px, py, -gapx, -gapy),
            side(px, py, q2x - p1x, q2y - p1y),
        ]
    sure_p, sure_q = ((np.abs(one[0]) > one[1]) & (np.abs(two[0]) > two[1]) for one, two in (sides[:2], sides[2:]))
    left_of = [value > 0 for value, _ in sides]
    apart = (sure_p & (left_of[0] == left_of[1])) | (sure_q & (left_of[2] == left_of[3]))
    close = np.flatnonzero(~(apart | (sure_p & sure_q)))
    touching = np.array([], dtype=np.intp)
    if len(close):
        exact, touched = _closer(left, right, a[close], b[close], turned=turned)
        for (value, error), (exactly, positive), flags in zip(sides, exact, left_of, strict=True):
            value[close], error[close], flags[close] = exactly, 4 * HALF_ULP * np.abs(exactly), positive
        touching = pair[close[touched]]
    cross = np.flatnonzero(~apart & (left_of[0] != left_of[1]) & (left_of[2] != left_of[3]))
    side_p1, side_p2, side_q1, side_q2 = (value[cross] for value, _ in sides)
    with np.errstate(over="ignore", invalid="ignore"):
        size_p, size_q = np.abs(side_p1 - side_p2), np.abs(side_q1 - side_q2)
        fit = (size_p > _SMALLEST) & (size_q > _SMALLEST) & (size_p < _LARGEST) & (size_q < _LARGEST)
    doubtful = pair[cross[~fit]]
    if len(doubtful):
        cross = cross[fit]
        side_p1, side_p2, side_q1, side_q2 = (value[cross] for value, _ in sides)
    error_p, error_q = (one[1][cross] + two[1][cross] for one, two in (sides[:2], sides[2:]))
    whole_p, whole_q = side_p1 - side_p2, side_q1 - side_q2
    along_p, along_q = side_p1 / whole_p, side_q1 / whole_q
    p, q = ((p1x, p1y, p2x, p2y, px, py), (q1x, q1y, q2x, q2y, qx, qy))
    ends_p, ends_q = (along_p, -side_p2 / whole_p), (along_q, -side_q2 / whole_q)
    first, second = (_Course(p, cross, *ends_p), _Course(q, cross, *ends_q))
    x, y = second.meets(first) if turned else first.meets(second)
    found = Crossings(
        pair=pair[cross],
        left=a[cross],
        right=b[cross],
        along_left=along_p,
        left_error=2 * error_p / np.abs(whole_p) + 4 * HALF_ULP,
        along_right=along_q,
        right_error=2 * error_q / np.abs(whole_q) + 4 * HALF_ULP,
        enters=left_of[1][cross],
        x=x,
        y=y,
    )
    return Found(found, doubtful, touching)


class _Course(NamedTuple):
    """Edges, and where on them they are crossed."""

    edge: tuple[Floats, ...]
    """x and y of the start, of the end, and of the way between."""
    rows: Positions
    """Which are crossed."""
    along: Floats
    """The part of its length before the crossing, and that after it."""
    back: Floats

    def meets(self, other: _Course) -> tuple[Floats, Floats]:
        """Give the places of the crossings.

        From the nearer end of this edge, so that the far end does not lend its rounding; at an end, the end itself.
        """
        late = self.along > 0.5  # noqa: PLR2004 - the middle
        rows, edge = self.rows, self.edge
        place = []
        for axis in (0, 1):
            start, end, way = edge[axis][rows], edge[axis + 2][rows], edge[axis + 4][rows]
            place.append(np.where(late, end - self.back * way, start + self.along * way))
        for share, corner in ((other.along, 0), (other.back, 2)):
            there = share == 0
            for axis in (0, 1):
                place[axis][there] = other.edge[corner + axis][rows[there]]
        return place[0], place[1]


_Signed = tuple["Floats", "Flags"]


def _closer(
    left: Outlines, right: Outlines, a: Positions, b: Positions, *, turned: bool
) -> tuple[list[_Signed], Flags]:
    """Tell without rounding on which side of one edge the ends of the other lie.

    Returns
    -------
    sides, touching
        For both ends of the left edge, then of the right, the side as a number and whether it counts as left; whether
        an end lies on the other edge.
    """
    p, q = ((of.x[edge], of.y[edge], of.x[edge + 1], of.y[edge + 1]) for of, edge in ((left, a), (right, b)))
    touching = np.zeros(len(a), dtype=bool)
    sides: list[_Signed] = []
    for edge, other, step in ((q, p, -1 if turned else 1), (p, q, 1 if turned else -1)):
        # A step of the right to the east, then to the north, moves its edges and its ends to opposite sides.
        tie = np.where(edge[3] != edge[1], edge[3] > edge[1], edge[2] < edge[0]) == (step > 0)
        for x, y in (other[:2], other[2:]):
            value = exact_side(edge, x, y)
            zero = value == 0
            within = (np.minimum(edge[0], edge[2]) <= x) & (x <= np.maximum(edge[0], edge[2]))
            within &= (np.minimum(edge[1], edge[3]) <= y) & (y <= np.maximum(edge[1], edge[3]))
            touching |= zero & within
            sides.append((value, np.where(zero, tie, value > 0)))
    return sides, touching
