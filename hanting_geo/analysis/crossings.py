"""Where the outlines of polygons cross, and which pairs leave a doubt.

Whether two edges cross follows from four signs, of which each is certain or not: the error bound is that of J. R.
Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997, stage A. An edge
that touches another, runs along it, or comes so close that rounding could decide, leaves its pair in doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.analysis.outlines import expand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.analysis.outlines import Chunks, Outlines

    Positions = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["Crossings", "crossings"]

_FEW = 4
_HALF_ULP = 2.0**-53
_BOUND = (3 + 16 * _HALF_ULP) * _HALF_ULP


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


def crossings(
    left: Outlines, right: Outlines, chunks: tuple[Chunks, Chunks], contact: tuple[Positions, Positions, Positions]
) -> tuple[Crossings, Positions]:
    """Find where edges cross.

    Parameters
    ----------
    left, right
        Outlines.
    chunks
        Of both.
    contact
        Chunks of the left, chunks of the right whose boxes meet, and the number of the pair of geometries.

    Returns
    -------
    crossings, doubtful
        The crossings, and the pairs in doubt (some more than once), of which nothing is to be believed.
    """
    mine, theirs = chunks
    chunk, other, pair = contact
    # The edges of the right that come near the left chunk, then the edges of the left that come near these.
    row, edge = expand(theirs.start[other], theirs.edges[other])
    near = _meet(theirs.edge_box, edge, tuple(side[row] for side in mine.box[chunk].T))
    row, edge = row[near], edge[near]
    if not len(row):
        return _none(), np.array([], dtype=np.intp)
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
    a, b, pair = a[near], b[near], pair[which[group[near]]]
    return _cross(left, right, a, b, pair)


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


def _cross(left: Outlines, right: Outlines, a: Positions, b: Positions, pair: Positions) -> tuple[Crossings, Positions]:
    """Tell of pairs of edges whether they cross."""
    p1x, p1y, p2x, p2y = left.x[a], left.y[a], left.x[a + 1], left.y[a + 1]
    q1x, q1y, q2x, q2y = right.x[b], right.y[b], right.x[b + 1], right.y[b + 1]
    px, py, qx, qy, gapx, gapy = p2x - p1x, p2y - p1y, q2x - q1x, q2y - q1y, p1x - q1x, p1y - q1y
    side_p1, error_p1 = _side(qx, qy, gapx, gapy)
    side_p2, error_p2 = _side(qx, qy, p2x - q1x, p2y - q1y)
    side_q1, error_q1 = _side(px, py, -gapx, -gapy)
    side_q2, error_q2 = _side(px, py, q2x - p1x, q2y - p1y)
    sure_p = (np.abs(side_p1) > error_p1) & (np.abs(side_p2) > error_p2)
    sure_q = (np.abs(side_q1) > error_q1) & (np.abs(side_q2) > error_q2)
    parted_p, parted_q = (side_p1 > 0) != (side_p2 > 0), (side_q1 > 0) != (side_q2 > 0)
    apart = (sure_p & ~parted_p) | (sure_q & ~parted_q)
    cross = np.flatnonzero(sure_p & sure_q & parted_p & parted_q)
    doubtful = pair[~(apart | (sure_p & sure_q))]
    side_p1, side_p2, side_q1, side_q2 = side_p1[cross], side_p2[cross], side_q1[cross], side_q2[cross]
    along_p, along_q = side_p1 / (side_p1 - side_p2), side_q1 / (side_q1 - side_q2)
    # From the nearer end of the edge, so that the far end does not lend its rounding.
    late = along_p > 0.5  # noqa: PLR2004 - the middle
    back = side_p2 / (side_p2 - side_p1)
    found = Crossings(
        pair=pair[cross],
        left=a[cross],
        right=b[cross],
        along_left=along_p,
        left_error=2 * (error_p1 + error_p2)[cross] / np.abs(side_p1 - side_p2) + 4 * _HALF_ULP,
        along_right=along_q,
        right_error=2 * (error_q1 + error_q2)[cross] / np.abs(side_q1 - side_q2) + 4 * _HALF_ULP,
        enters=side_p2 > 0,
        x=np.where(late, p2x[cross] - back * px[cross], p1x[cross] + along_p * px[cross]),
        y=np.where(late, p2y[cross] - back * py[cross], p1y[cross] + along_p * py[cross]),
    )
    return found, doubtful


def _side(along_x: Floats, along_y: Floats, to_x: Floats, to_y: Floats) -> tuple[Floats, Floats]:
    """Tell on which side of an edge a point lies (positive: left), and how wrong that number may be."""
    one, two = along_x * to_y, along_y * to_x
    return one - two, _BOUND * (np.abs(one) + np.abs(two))


def _none() -> Crossings:
    whole, real = np.array([], dtype=np.intp), np.array([])
    return Crossings(whole, whole, whole, real, real, real, real, np.array([], dtype=bool), real, real)
