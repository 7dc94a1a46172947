"""Pieces moved to a grid so that none comes to cross another: snap rounding.

Each square of the grid with the end of a piece in it is hot. A piece that goes through hot squares is bent to lead
through their middles, one after the other; then pieces meet in middles only (J. D. Hobby, "Practical segment
intersection with finite precision output", 1999). All is done in fractions, so that this holds of what comes out, too.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Floats

    Number = int | Fraction
    Point = tuple[Number, Number]
    Cell = tuple[int, int]

__all__ = ["snapped"]

_HALF = Fraction(1, 2)
_BESIDE = 1.5
"""Squares: so near, a middle is asked whether a piece goes through its square; what rounds a float is far less."""


def snapped(points: Sequence[Point], shift: int, pieces: Sequence[tuple[int, int]], grid: float) -> Floats:
    """Move pieces to a grid.

    Parameters
    ----------
    points
        Where pieces end, times 2 to the power of ``shift``.
    shift
        See there.
    pieces
        The numbers of the points where each starts and ends; they meet nowhere else.
    grid
        A power of 2, of which the largest coordinate is at most 2 to the power of 53 times as much.

    Returns
    -------
    numpy.ndarray
        Columns x1, y1, x2, y2 of what has become of the pieces, in their directions: no two cross, though some may lie
        on each other. None has length 0.

    Examples
    --------
    >>> snapped([(0, 0), (10, 1), (4, 2)], 0, [(0, 1), (1, 2), (2, 0)], 4.0).tolist()
    [[0.0, 0.0, 12.0, 0.0], [12.0, 0.0, 4.0, 4.0], [4.0, 4.0, 0.0, 0.0]]
    """
    unit = Fraction(grid) * 2**shift
    ends = [(Fraction(x) / unit, Fraction(y) / unit) for x, y in points]
    used = sorted({point for piece in pieces for point in piece})
    hot = sorted({_cell(ends[point]) for point in used})
    middles = np.array(hot, dtype=float).reshape(-1, 2)
    near = np.array([[*map(float, ends[one] + ends[two])] for one, two in pieces]).reshape(-1, 2, 2)
    low, high = near.min(axis=1) - _BESIDE, near.max(axis=1) + _BESIDE
    boxes = np.asarray(shapely.box(*low.T, *high.T), dtype=object)
    row, cell = shapely.STRtree(np.asarray(shapely.points(middles), dtype=object)).query(boxes)
    asked: list[list[Cell]] = [[] for _ in pieces]
    for piece, number in zip(row.tolist(), cell.tolist(), strict=True):
        asked[piece].append(hot[number])
    found = []
    for (one, two), cells in zip(pieces, asked, strict=True):
        met = [(enters, cell) for cell in cells if (enters := _enters(ends[one], ends[two], cell)) is not None]
        way = [cell for _, cell in sorted(met)]
        found += [(*here, *there) for here, there in pairwise(way)]
    return np.array(found, dtype=float).reshape(-1, 4) * grid


def _cell(point: Point) -> Cell:
    return math.floor(point[0] + _HALF), math.floor(point[1] + _HALF)


def _enters(start: Point, end: Point, cell: Cell) -> tuple[Number, bool] | None:
    """Tell where on its way a piece comes into a square, to which its east and north sides do not belong.

    Returns
    -------
    share, after
        The part of the way, and whether it is in the square only after that place; None if it never is.
    """
    first: tuple[Number, bool] = (0, False)
    last: tuple[Number, bool] = (1, True)
    """Ends of the part within; the second says of the first whether it lies outside, of the last whether inside."""
    for axis in (0, 1):
        way = end[axis] - start[axis]
        low, high = cell[axis] - _HALF - start[axis], cell[axis] + _HALF - start[axis]
        if not way:
            if not low <= 0 < high:
                return None
            continue
        if way > 0:
            first, last = max(first, (low / way, False)), min(last, (high / way, False))
        else:
            first, last = max(first, (high / way, True)), min(last, (low / way, True))
    if first[0] < last[0] or (first[0] == last[0] and not first[1] and last[1]):
        return first
    return None
