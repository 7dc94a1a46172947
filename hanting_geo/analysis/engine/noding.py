"""Where the outlines of polygons cross.

Whether two edges cross follows from four signs: on which side of one edge the ends of the other lie. Most are certain
at once, by the error bound of J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
Predicates", 1997, stage A; the others are computed without rounding. Where an end lies on the other edge, as along a
common border, the right geometry counts as moved by a step that is smaller than any number, first to the east and then
to the north (H. Edelsbrunner and E. P. Muecke, "Simulation of Simplicity", 1990): then outlines only cross properly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.analysis.engine.orientation import _HALF_ULP, _exact_side, _side
from hanting_geo.analysis.engine.rings import expand

if TYPE_CHECKING:
    from hanting_geo.analysis.engine.rings import Chunks, Outlines
    from hanting_geo.core.arrays import Flags, Floats, Positions


__all__ = ["Crossings", "Found", "crossings"]

_FEW = 4


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
    """
    chunk, other, pair = contact
    a, b, row = (_compiled if compiled else _in_steps)(left, right, chunks, (chunk, other))
    pair = pair[row]
    # Either way in one order, which the rings of the result begin in.
    order = np.argsort(pair * len(left.x) + a, kind="stable")
    return _cross(left, right, a[order], b[order], pair[order])


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


def _cross(left: Outlines, right: Outlines, a: Positions, b: Positions, pair: Positions) -> Found:
    """Tell of pairs of edges whether they cross."""
    p1x, p1y, p2x, p2y = left.x[a], left.y[a], left.x[a + 1], left.y[a + 1]
    q1x, q1y, q2x, q2y = right.x[b], right.y[b], right.x[b + 1], right.y[b + 1]
    px, py, qx, qy, gapx, gapy = p2x - p1x, p2y - p1y, q2x - q1x, q2y - q1y, p1x - q1x, p1y - q1y
    sides = [
        _side(qx, qy, gapx, gapy),
        _side(qx, qy, p2x - q1x, p2y - q1y),
        _side(px, py, -gapx, -gapy),
        _side(px, py, q2x - p1x, q2y - p1y),
    ]
    sure_p, sure_q = ((np.abs(one[0]) > one[1]) & (np.abs(two[0]) > two[1]) for one, two in (sides[:2], sides[2:]))
    left_of = [side > 0 for side, _ in sides]
    apart = (sure_p & (left_of[0] == left_of[1])) | (sure_q & (left_of[2] == left_of[3]))
    close = np.flatnonzero(~(apart | (sure_p & sure_q)))
    doubtful = touching = np.array([], dtype=np.intp)
    if len(close):
        exact, known, touched = _closer(left, right, a[close], b[close])
        for (side, error), (value, positive), flags in zip(sides, exact, left_of, strict=True):
            side[close], error[close], flags[close] = value, 4 * _HALF_ULP * np.abs(value), positive
        apart[close] = ~known
        doubtful, touching = pair[close[~known]], pair[close[touched & known]]
    cross = np.flatnonzero(~apart & (left_of[0] != left_of[1]) & (left_of[2] != left_of[3]))
    side_p1, side_p2, side_q1, side_q2 = (side[cross] for side, _ in sides)
    error_p, error_q = (one[1][cross] + two[1][cross] for one, two in (sides[:2], sides[2:]))
    whole_p, whole_q = side_p1 - side_p2, side_q1 - side_q2
    along_p, along_q = side_p1 / whole_p, side_q1 / whole_q
    # From the nearer end of the edge, so that the far end does not lend its rounding; at an end, the end itself.
    late = along_p > 0.5  # noqa: PLR2004 - the middle
    back = -side_p2 / whole_p
    x = np.where(late, p2x[cross] - back * px[cross], p1x[cross] + along_p * px[cross])
    y = np.where(late, p2y[cross] - back * py[cross], p1y[cross] + along_p * py[cross])
    for at_end, end_x, end_y in ((side_q1 == 0, q1x, q1y), (side_q2 == 0, q2x, q2y)):
        x[at_end], y[at_end] = end_x[cross[at_end]], end_y[cross[at_end]]
    found = Crossings(
        pair=pair[cross],
        left=a[cross],
        right=b[cross],
        along_left=along_p,
        left_error=2 * error_p / np.abs(whole_p) + 4 * _HALF_ULP,
        along_right=along_q,
        right_error=2 * error_q / np.abs(whole_q) + 4 * _HALF_ULP,
        enters=left_of[1][cross],
        x=x,
        y=y,
    )
    return Found(found, doubtful, touching)


_Signed = tuple["Floats", "Flags"]


def _closer(left: Outlines, right: Outlines, a: Positions, b: Positions) -> tuple[list[_Signed], Flags, Flags]:
    """Tell without rounding on which side of one edge the ends of the other lie.

    Returns
    -------
    sides, known, touching
        For both ends of the left edge, then of the right, the side as a number and whether it counts as left; whether
        all are known; whether an end lies on the other edge.
    """
    p, q = ((side.x[edge], side.y[edge], side.x[edge + 1], side.y[edge + 1]) for side, edge in ((left, a), (right, b)))
    known, touching = np.ones(len(a), dtype=bool), np.zeros(len(a), dtype=bool)
    sides: list[_Signed] = []
    for edge, other, step in ((q, p, 1), (p, q, -1)):
        # A step of the right to the east, then to the north, moves its edges and its ends to opposite sides.
        along_x, along_y = edge[2] - edge[0], edge[3] - edge[1]
        tie = step * np.where(along_y != 0, along_y, -along_x) > 0
        for x, y in (other[:2], other[2:]):
            value, sure = _exact_side(edge, x, y)
            known &= sure
            zero = value == 0
            within = (np.minimum(edge[0], edge[2]) <= x) & (x <= np.maximum(edge[0], edge[2]))
            within &= (np.minimum(edge[1], edge[3]) <= y) & (y <= np.maximum(edge[1], edge[3]))
            touching |= zero & within
            sides.append((value, np.where(zero, tie, value > 0)))
    return sides, known, touching
