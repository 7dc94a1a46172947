"""On which side of a line a point lies: floating point with an error bound, and exact where that does not decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats

__all__ = []


_HALF_ULP = 2.0**-53


_SPLITTER = 2.0**27 + 1


_BOUND = (3 + 16 * _HALF_ULP) * _HALF_ULP


def _exact_side(edge: tuple[Floats, ...], x: Floats, y: Floats) -> tuple[Floats, Flags]:
    """Tell on which side of an edge points lie: a number with the right sign, and whether that is so."""
    sure = np.ones(len(x), dtype=bool)
    gaps = []
    for minuend, subtrahend in ((edge[2], edge[0]), (y, edge[1]), (edge[3], edge[1]), (x, edge[0])):
        gap, lost = _two_difference(minuend, subtrahend)
        sure &= lost == 0
        gaps.append(gap)
    (one, one_low), (two, two_low) = _two_product(gaps[0], gaps[1]), _two_product(gaps[2], gaps[3])
    high, high_low = _two_difference(one, two)
    low, low_low = _two_difference(one_low, two_low)
    whole, lost = _two_difference(high, -low)
    rest = high_low + (low_low + lost)
    sure &= (rest == 0) | (np.abs(whole) > 4 * np.abs(rest))
    return whole + rest, sure


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


def _side(along_x: Floats, along_y: Floats, to_x: Floats, to_y: Floats) -> tuple[Floats, Floats]:
    """Tell on which side of an edge a point lies (positive: left), and how wrong that number may be."""
    one, two = along_x * to_y, along_y * to_x
    return one - two, _BOUND * (np.abs(one) + np.abs(two))
