"""What polygons have in common and outside each other, in rational numbers: nothing is rounded, so it settles disputes.

GEOS moves borders that nearly coincide onto each other where it cannot cut them otherwise, and in some grids loses
whole polygons. This looks at polygons in another way than the package does: by strips between corners and crossings.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Number = int | Fraction
Edge = tuple[int, int, int, int]


def common_area(one: shapely.Geometry, other: shapely.Geometry) -> Fraction:
    """Measure what two valid polygons or multi-polygons have in common.

    Examples
    --------
    >>> common_area(shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10))
    Fraction(50, 1)
    """
    return area_where([one, other], all)


def area_outside(one: shapely.Geometry, others: Sequence[shapely.Geometry]) -> Fraction:
    """Measure what a polygon has outside all of some others.

    Examples
    --------
    >>> area_outside(shapely.box(0, 0, 10, 10), [shapely.box(5, 0, 15, 10), shapely.box(4, 0, 6, 1)])
    Fraction(49, 1)
    """
    return area_where([one, *others], lambda held: held[0] and not any(held[1:]))


def area_where(shapes: Sequence[shapely.Geometry], keep: Callable[[Sequence[bool]], bool]) -> Fraction:
    """Measure where shapes are or are not, as a function says that is told which of them hold a place.

    Between two neighbours among the abscissas of all corners and crossings, no edges cross: the strip falls into
    trapezoids, one above the other. It takes time.

    Examples
    --------
    >>> area_where([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)], any)
    Fraction(7, 1)
    """
    edges, shift = _edges(shapes)
    breaks: set[Number] = {x for x1, _, x2, _, _ in edges for x in (x1, x2)}
    for place, (one, _) in enumerate((edge[:4], edge[4]) for edge in edges):
        for other in edges[place + 1 :]:
            crossing = _crossing(one, other[:4])
            if crossing is not None:
                breaks.add(crossing)
    total = Fraction(0)
    for west, east in pairwise(sorted(breaks)):
        # Twice the middle, and of each edge there twice its height.
        strip = sorted(
            (Fraction((2 * y1 * (x2 - x1)) + (y2 - y1) * (west + east - 2 * x1), x2 - x1), which)
            for x1, y1, x2, y2, which in edges
            if x1 <= west and x2 >= east
        )
        held = [False] * len(shapes)
        for (low, which), (high, _) in pairwise(strip):
            held[which] = not held[which]
            if high != low and keep(held):
                total += (high - low) * (east - west)
    return total / 2 / (1 << 2 * shift)


def _edges(shapes: Sequence[shapely.Geometry]) -> tuple[list[tuple[int, int, int, int, int]], int]:
    """List the edges that are not upright, from left to right and in whole numbers, and whose each is."""
    corners = [
        (which, [Fraction(value).as_integer_ratio() for value in shapely.get_coordinates(ring).ravel().tolist()])
        for which, shape in enumerate(shapes)
        for ring in shapely.get_rings(shapely.get_parts(shape))
    ]
    shift = max((below.bit_length() - 1 for _, ring in corners for _, below in ring), default=0)
    found = []
    for which, ring in corners:
        whole = [above << (shift + 1 - below.bit_length()) for above, below in ring]
        for one, two in pairwise(zip(whole[::2], whole[1::2], strict=True)):
            if one[0] != two[0]:
                found.append((*min(one, two), *max(one, two), which))
    return found, shift


def _crossing(one: Edge, two: Edge) -> Fraction | None:
    """Give where two edges cross, not at their ends."""
    x1, y1, x2, y2 = one
    u1, v1, u2, v2 = two
    if x2 <= u1 or u2 <= x1 or max(y1, y2) < min(v1, v2) or max(v1, v2) < min(y1, y2):
        return None
    dx, dy, du, dv = x2 - x1, y2 - y1, u2 - u1, v2 - v1
    start, end = dx * (v1 - y1) - dy * (u1 - x1), dx * (v2 - y1) - dy * (u2 - x1)
    if (start >= 0 and end >= 0) or (start <= 0 and end <= 0):
        return None
    if ((du * (y1 - v1) - dv * (x1 - u1)) > 0) == ((du * (y2 - v1) - dv * (x2 - u1)) > 0):
        return None
    return u1 + Fraction(start * du, start - end)
