"""Edges cut wherever they meet, in whole numbers and fractions: nothing is rounded, so nothing is ever in doubt.

It takes its time, and is for the few polygons of which floats do not tell how they lie to each other.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.orientation import BOUND, VANISHING, exact_side, whole_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Flags, Floats, Positions

    Number = int | Fraction
    Point = tuple[Number, Number]

__all__ = ["Arrangement", "arranged"]

_CELLS_A_LOT = 1 << 20


class Arrangement(NamedTuple):
    """Straight pieces, none of which meets another but at its ends."""

    points: list[Point]
    """Where pieces end, times 2 to the power of ``shift``."""
    shift: int
    start: list[int]
    """The lower left end of each piece, as a number of a point; ``end`` is its other end."""
    end: list[int]
    sources: list[tuple[int, ...]]
    """The edges that run along each piece."""
    along: list[tuple[int, int]]
    """A whole vector in the direction from start to end."""
    left: Flags
    """A row for each piece and a column for each shape: whether the shape is on the left of the piece."""
    right: Flags

    def place(self, point: int) -> tuple[float, float]:
        """Give a point as the nearest floats."""
        x, y = self.points[point]
        return _float(x, self.shift), _float(y, self.shift)


def arranged(edges: Floats, shape: Positions, is_met: Flags | None = None) -> Arrangement:
    """Cut edges where they meet, and tell on which side of each piece shapes are.

    Parameters
    ----------
    edges
        Columns x1, y1, x2, y2: all edges of some shapes, their inside on the left. None has length 0.
    shape
        The shape that each is of, numbered from 0.
    is_met
        Which edges are wanted cut; the others only tell where shapes are.
    """
    count = int(shape.max(initial=-1)) + 1
    numbers, shift = whole_numbers(edges.ravel().tolist())
    whole = [tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4)]
    wanted = np.arange(len(edges)) if is_met is None else np.flatnonzero(is_met)
    cuts: dict[int, set[Point]] = {int(edge): {_start(whole[edge]), _end(whole[edge])} for edge in wanted}
    for one, two, point in _meetings(edges, whole, wanted):
        cuts[one].add(point)
        cuts[two].add(point)
    numbered: dict[Point, int] = {}
    pieces: dict[tuple[int, int], list[int]] = {}
    for edge, points in cuts.items():
        # Along an edge the abscissa rises or falls, or it is upright.
        places = [numbered.setdefault(point, len(numbered)) for point in sorted(points)]
        for ends in pairwise(places):
            pieces.setdefault(ends, []).append(edge)
    nodes = list(numbered)
    start, end = ([key[side] for key in pieces] for side in (0, 1))
    sources = [tuple(some) for some in pieces.values()]
    along = []
    for some in sources:
        x1, y1, x2, y2 = whole[some[0]]
        forward = (x2 - x1, y2 - y1)
        along.append(forward if forward > (0, 0) else (-forward[0], -forward[1]))
    right = _right_of(edges, whole, shape, count, (nodes, start, end, sources, shift))
    net = np.zeros((len(start), count), dtype=int)
    for piece, some in enumerate(sources):
        for edge in some:
            net[piece, shape[edge]] += 1 if whole[edge][:2] < whole[edge][2:] else -1
    return Arrangement(nodes, shift, start, end, sources, along, right + net > 0, right > 0)


def _meetings(edges: Floats, whole: Sequence[tuple[int, ...]], wanted: Positions) -> list[tuple[int, int, Point]]:
    """Find where edges meet: both, and the point."""
    low, high = np.minimum(edges[wanted, :2], edges[wanted, 2:]), np.maximum(edges[wanted, :2], edges[wanted, 2:])
    boxes = np.asarray(shapely.box(*low.T, *high.T), dtype=object)
    one, two = shapely.STRtree(boxes).query(boxes)
    once = one < two
    one, two = wanted[one[once]], wanted[two[once]]
    p, q = edges[one].T, edges[two].T
    sides = [np.sign(exact_side(tuple(edge), *at)) for edge, at in ((q, p[:2]), (q, p[2:]), (p, q[:2]), (p, q[2:]))]
    near = (sides[0] * sides[1] <= 0) & (sides[2] * sides[3] <= 0)
    found: list[tuple[int, int, Point]] = []
    for row in np.flatnonzero(near).tolist():
        a, b = int(one[row]), int(two[row])
        signs = [int(side[row]) for side in sides]
        if 0 not in signs:
            found.append((a, b, _crossing(whole[a], whole[b])))
            continue
        ends = (whole[a][:2], whole[a][2:], whole[b][:2], whole[b][2:])
        for sign, (x, y), (x1, y1, x2, y2) in zip(signs, ends, (whole[b],) * 2 + (whole[a],) * 2, strict=True):
            # An end on the line of the other edge is on the edge if it is in its box.
            if not sign and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
                found.append((a, b, (x, y)))
    return found


def _start(edge: tuple[int, ...]) -> Point:
    return edge[0], edge[1]


def _end(edge: tuple[int, ...]) -> Point:
    return edge[2], edge[3]


def _crossing(p: tuple[int, ...], q: tuple[int, ...]) -> Point:
    px, py, qx, qy = p[2] - p[0], p[3] - p[1], q[2] - q[0], q[3] - q[1]
    share = Fraction((q[0] - p[0]) * qy - (q[1] - p[1]) * qx, px * qy - py * qx)
    return p[0] + share * px, p[1] + share * py


_Pieces = tuple["list[Point]", "list[int]", "list[int]", "list[tuple[int, ...]]", int]


def _right_of(
    edges: Floats, whole: Sequence[tuple[int, ...]], shape: Positions, count: int, pieces: _Pieces
) -> np.ndarray[tuple[int, ...], np.dtype[np.int_]]:
    """Count for each piece how often each shape winds round what is on its right.

    A ray goes up from the middle of a piece, or to the east if the piece is upright; what shapes wind round its end is
    nothing, and each edge on the way changes it by one.
    """
    points, start, end, sources, shift = pieces
    # Twice the middles, which are whole where their ends are.
    middles = [
        (x1 + x2, y1 + y2)
        for (x1, y1), (x2, y2) in ((points[one], points[two]) for one, two in zip(start, end, strict=True))
    ]
    upright = np.array([points[one][0] == points[two][0] for one, two in zip(start, end, strict=True)], dtype=bool)
    at = np.array([(_float(x, shift + 1), _float(y, shift + 1)) for x, y in middles]).reshape(-1, 2)
    result = np.zeros((len(start), count), dtype=int)
    lot = max(1, _CELLS_A_LOT // max(len(edges), 1))
    for vertical in (False, True):
        # Upright pieces as if seen from the side: y counts as x, and what is on the right of them lies above.
        seen = edges[:, [1, 0, 3, 2]] if vertical else edges
        rows = np.flatnonzero(upright == vertical)
        direction = np.where(seen[:, 2] > seen[:, 0], 1, -1) * (1 if vertical else -1)
        weight = np.zeros((len(edges), count), dtype=int)
        weight[np.arange(len(edges)), shape] = direction
        for begin in range(0, len(rows), lot):
            some = rows[begin : begin + lot]
            here = at[some][:, [1, 0]] if vertical else at[some]
            above, unsure = _above(seen, here)
            for row, piece in enumerate(some.tolist()):
                unsure[row, list(sources[piece])] = above[row, list(sources[piece])] = False
            for row, edge in zip(*np.nonzero(unsure), strict=True):
                above[row, edge] = _is_above(whole[edge], middles[some[row]], upright=vertical)
            result[some] = above.astype(int) @ weight
            if not vertical:
                # What is above such a piece is on its left.
                for piece in some.tolist():
                    for edge in sources[piece]:
                        result[piece, shape[edge]] -= 1 if whole[edge][0] < whole[edge][2] else -1
    return result


def _above(edges: Floats, at: Floats) -> tuple[Flags, Flags]:
    """Tell which edges (columns) are hit by the ray up from points (rows), and of which floats do not tell."""
    backward = edges[:, 2] < edges[:, 0]
    x1, y1 = np.where(backward, edges[:, 2], edges[:, 0]), np.where(backward, edges[:, 3], edges[:, 1])
    x2, y2 = np.where(backward, edges[:, 0], edges[:, 2]), np.where(backward, edges[:, 1], edges[:, 3])
    x, y = at[:, :1], at[:, 1:]
    with np.errstate(all="ignore"):
        # The middle of a piece is rounded by half an ulp.
        hair_x, hair_y = np.spacing(np.abs(x)), np.spacing(np.abs(y))
        within = (x1 <= x) & (x < x2)
        one, two = (x2 - x1) * (y - y1), (y2 - y1) * (x - x1)
        side = one - two
        error = 2 * BOUND * (np.abs(one) + np.abs(two)) + VANISHING
        error = error + np.abs(x2 - x1) * hair_y + np.abs(y2 - y1) * hair_x
        known = np.abs(side) > error
    close = (np.abs(x1 - x) <= hair_x) | (np.abs(x2 - x) <= hair_x)
    unsure = (close & (x1 != x2)) | (within & ~known)
    return within & (side < 0), unsure


def _is_above(edge: tuple[int, ...], point: Point, *, upright: bool) -> bool:
    """Tell exactly whether the ray from a point, given by its double, up, or to the east, hits an edge."""
    x, y = point[::-1] if upright else point
    x1, y1, x2, y2 = (edge[1], edge[0], edge[3], edge[2]) if upright else edge
    if x2 < x1:
        x1, y1, x2, y2 = x2, y2, x1, y1
    return 2 * x1 <= x < 2 * x2 and (x2 - x1) * (y - 2 * y1) < (y2 - y1) * (x - 2 * x1)


def _float(number: Number, shift: int) -> float:
    """Give the nearest float of a number by 2 to the power of ``shift``."""
    return number.numerator / (number.denominator << shift)  # Of whole numbers, Python rounds this once.
