"""On which side of a line a point lies: floating point with an error bound, and exact where that does not decide.

The bound is that of J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
Predicates", 1997, stage A, and stands here alone; compiled loops take it from here. Where it does not decide, the
products are taken without rounding; where even that loses a digit (a gap between coordinates of different size, numbers
that overflow or vanish), whole numbers of any length decide. So the sign of :func:`exact_side` is always right.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Flags, Floats

__all__ = ["BOUND", "HALF_ULP", "VANISHING", "exact_side", "side", "sign", "whole_numbers"]

HALF_ULP = 2.0**-53
"""By what part of a number rounding changes it at most."""
BOUND = (3 + 16 * HALF_ULP) * HALF_ULP
"""By what part of the sum of both products their difference may be off, the gaps that they are of rounded, too."""
VANISHING = 2.0**-1070
"""By how much more, where the products are so small that they lose digits."""

_SPLITTER = 2.0**27 + 1
_SMALLEST, _LARGEST = 2.0**-480, 2.0**480
"""Between these, products and what rounding takes from them neither overflow nor vanish."""
_DIGITS = 64
"""Of a whole number, so many binary ones are kept when it becomes a float."""


def side(along_x: Floats, along_y: Floats, to_x: Floats, to_y: Floats) -> tuple[Floats, Floats]:
    """Tell on which side of an edge a point lies (positive: left), and beyond what that sign is sure.

    The number itself is off by at most twice as much.

    Parameters
    ----------
    along_x, along_y
        From the start of the edge to its end.
    to_x, to_y
        From one of its ends to the point.
    """
    one, two = along_x * to_y, along_y * to_x
    return one - two, BOUND * (np.abs(one) + np.abs(two)) + VANISHING


def sign(along_x: Floats, along_y: Floats, to_x: Floats, to_y: Floats) -> Floats:
    """Tell on which side of an edge a point lies: 1 left, -1 right, 0 on it or not sure."""
    value, error = side(along_x, along_y, to_x, to_y)
    return np.where(np.abs(value) > error, np.sign(value), 0.0)


def exact_side(edge: tuple[Floats, ...], x: Floats, y: Floats) -> Floats:
    """Tell on which side of edges points lie: a number with the right sign, right to 4 half ulps, 0 only on the line.

    Parameters
    ----------
    edge
        x and y of the start, x and y of the end; finite.
    x, y
        Points, one for each edge.

    Examples
    --------
    >>> edge = tuple(np.array([value]) for value in (0.0, 0.0, 3.0, 0.3))
    >>> exact_side(edge, np.array([1.0]), np.array([0.1])) > 0  # 0.1 as a float is more than a third of 0.3
    array([ True])
    """
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        value, sure = _without_rounding(edge, x, y)
    for row in np.flatnonzero(~sure):
        value[row] = _by_whole_numbers([float(each[row]) for each in edge], float(x[row]), float(y[row]))
    return value


def whole_numbers(values: Sequence[float]) -> tuple[list[int], int]:
    """Write finite floats as whole numbers times one power of two: the numbers, and how often 2 divides them.

    Examples
    --------
    >>> whole_numbers([0.5, 3.0, -0.25])
    ([2, 12, -1], 2)
    """
    ratios = [value.as_integer_ratio() for value in values]
    shift = max((below.bit_length() for _, below in ratios), default=1) - 1
    return [above << (shift + 1 - below.bit_length()) for above, below in ratios], shift


def _without_rounding(edge: tuple[Floats, ...], x: Floats, y: Floats) -> tuple[Floats, Flags]:
    """Give the sides, and whether nothing was lost on the way."""
    sure = np.ones(len(x), dtype=bool)
    gaps = []
    for minuend, subtrahend in ((edge[2], edge[0]), (y, edge[1]), (edge[3], edge[1]), (x, edge[0])):
        gap, lost = _two_difference(minuend, subtrahend)
        size = np.abs(gap)
        sure &= (lost == 0) & (size < _LARGEST) & ((size > _SMALLEST) | (size == 0))
        gaps.append(gap)
    (one, one_low), (two, two_low) = _two_product(gaps[0], gaps[1]), _two_product(gaps[2], gaps[3])
    high, high_low = _two_difference(one, two)
    low, low_low = _two_difference(one_low, two_low)
    whole, lost = _two_difference(high, -low)
    small, gone = _two_difference(low_low, -lost)
    rest = high_low + small
    sure &= (gone == 0) & ((rest == 0) | (np.abs(whole) > 4 * np.abs(rest)))
    return whole + rest, sure


def _by_whole_numbers(edge: Sequence[float], x: float, y: float) -> float:
    (x1, y1, x2, y2, px, py), shift = whole_numbers([*edge, x, y])
    value = (x2 - x1) * (py - y1) - (y2 - y1) * (px - x1)
    if not value:
        return 0.0
    drop = max(abs(value).bit_length() - _DIGITS, 0)
    size = float(abs(value) >> drop)
    try:
        size = math.ldexp(size, drop - 2 * shift)
    except OverflowError:
        size = math.inf
    # What is too small for a float keeps its sign.
    return math.copysign(size or math.ulp(0.0), 1 if value > 0 else -1)


def _two_difference(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Subtract, and give what rounding took away (D. E. Knuth)."""
    result = a - b
    part = a - result
    return result, (a - (result + part)) + (part - b)


def _two_product(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Multiply, and give what rounding took away (T. J. Dekker)."""
    result = a * b
    (a_high, a_low), (b_high, b_low) = _halves(a), _halves(b)
    return result, a_low * b_low - (((result - a_high * b_high) - a_low * b_high) - a_high * b_low)


def _halves(a: Floats) -> tuple[Floats, Floats]:
    large = _SPLITTER * a
    high = large - (large - a)
    return high, a - high
