"""Compiled loops over pairs of edges (see :mod:`hanting_geo.core.compiled`): sound rings, and edges that may cross.

Both only tell what is sure, by the error bound of :mod:`~hanting_geo.analysis.engine.orientation`; the rest is for
others to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.analysis.engine.orientation import BOUND, VANISHING
from hanting_geo.core.compiled import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Flags, Floats, Positions

    RingNumbers = NDArray[np.signedinteger[Any]]

__all__ = ["may_cross", "sound"]

_FEWEST = 4
"""Vertices of a ring, the closing one with them."""
_RUN = 16
"""Edges."""
_MOST_RINGS = 256


@jit
def _side(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> int:
    """Tell on which side of the line from a to b the point c lies: 1 left, -1 right, 0 not sure."""
    one, two = (bx - ax) * (cy - ay), (by - ay) * (cx - ax)
    whole = one - two
    if abs(whole) > BOUND * (abs(one) + abs(two)) + VANISHING:
        return 1 if whole > 0 else -1
    return 0


@jit
def _apart(p1x: float, p1y: float, p2x: float, p2y: float, q1x: float, q1y: float, q2x: float, q2y: float) -> bool:
    """Tell whether edges whose boxes meet surely have nothing in common."""
    side = _side(q1x, q1y, q2x, q2y, p1x, p1y)
    if side != 0 and side == _side(q1x, q1y, q2x, q2y, p2x, p2y):
        return True
    side = _side(p1x, p1y, p2x, p2y, q1x, q1y)
    return side != 0 and side == _side(p1x, p1y, p2x, p2y, q2x, q2y)


@jit
def _goes_on(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> bool:
    """Tell whether the edges from a to b and from b to c surely have only b in common."""
    if _side(ax, ay, bx, by, cx, cy) != 0:
        return True
    one, two = (bx - ax) * (cx - bx), (by - ay) * (cy - by)
    return one + two > BOUND * (abs(one) + abs(two)) + VANISHING


@jit
def _holds(x: Floats, y: Floats, start: int, end: int, px: float, py: float) -> int:
    """Tell whether a ring holds a point: 1 yes, 0 no, -1 not sure."""
    inside = 0
    for at in range(start, end - 1):
        above, other = y[at] > py, y[at + 1] > py
        if above != other:
            side = _side(x[at], y[at], x[at + 1], y[at + 1], px, py)
            if side == 0:
                return -1
            if (side > 0) == other:
                inside = 1 - inside
        elif y[at] == py and y[at + 1] == py and min(x[at], x[at + 1]) <= px <= max(x[at], x[at + 1]):
            return -1
    return inside


@jit
def _clear(x: Floats, y: Floats, a: int, b: int, begin: int, end: int) -> bool:
    """Tell whether two edges of a geometry surely share nothing but a corner of consecutive ones.

    ``begin`` and ``end`` are the first vertex and the last of the ring that both are of, a before b; else negative.
    """
    if begin >= 0 and b == a + 1:
        return _goes_on(x[a], y[a], x[b], y[b], x[b + 1], y[b + 1])
    if begin >= 0 and a == begin and b + 1 == end:
        return _goes_on(x[b], y[b], x[a], y[a], x[a + 1], y[a + 1])
    return _apart(x[a], y[a], x[a + 1], y[a + 1], x[b], y[b], x[b + 1], y[b + 1])


@jit
def _runs_of(x: Floats, y: Floats, ring_start: Positions, first: int, last: int) -> int:
    """Count the runs of edges of some rings; 0 where one is no ring."""
    runs = 0
    for ring in range(first, last):
        start, end = ring_start[ring], ring_start[ring + 1]
        if end - start < _FEWEST or x[start] != x[end - 1] or y[start] != y[end - 1]:
            return 0
        for at in range(start, end):
            if not (np.isfinite(x[at]) and np.isfinite(y[at])):
                return 0
        runs += (end - start - 2) // _RUN + 1
    return runs


@jit
def _boxed(x: Floats, y: Floats, ring_start: Positions, first: int, place: Positions, box: Floats) -> None:
    """Fill in where runs of edges begin and end, their rings, and their boxes."""
    ring = first
    start = ring_start[ring]
    for run in range(len(box)):
        end = ring_start[ring + 1] - 1
        stop = min(start + _RUN, end)
        place[run, 0], place[run, 1], place[run, 2] = start, stop, ring
        box[run, 0] = box[run, 2] = x[start]
        box[run, 1] = box[run, 3] = y[start]
        for at in range(start + 1, stop + 1):
            box[run, 0], box[run, 2] = min(box[run, 0], x[at]), max(box[run, 2], x[at])
            box[run, 1], box[run, 3] = min(box[run, 1], y[at]), max(box[run, 3], y[at])
        start = stop
        if stop == end:
            ring += 1
            start = ring_start[ring]


@jit
def _runs_clear(x: Floats, y: Floats, one: Positions, two: Positions, box: Floats, begin: int, end: int) -> bool:
    """Tell whether the edges of two runs, the second with its box, surely share nothing: see :func:`_clear`."""
    for a in range(one[0], one[1]):
        west, east = min(x[a], x[a + 1]), max(x[a], x[a + 1])
        south, north = min(y[a], y[a + 1]), max(y[a], y[a + 1])
        if (west > box[2]) | (east < box[0]) | (south > box[3]) | (north < box[1]):
            continue
        for b in range(max(two[0], a + 1) if one[2] == two[2] else two[0], two[1]):
            meet = (
                (min(x[b], x[b + 1]) <= east)
                & (max(x[b], x[b + 1]) >= west)
                & (min(y[b], y[b + 1]) <= north)
                & (max(y[b], y[b + 1]) >= south)
            )
            if meet and not _clear(x, y, a, b, begin, end):
                return False
    return True


@jit
def _nested(
    x: Floats, y: Floats, ring_start: Positions, part: Positions, is_hole: Flags, first: int, last: int
) -> bool:
    """Tell whether rings that share nothing surely lie in each other as shells and holes do."""
    for ring in range(first, last):
        own = others = 0
        for other in range(first, last):
            if other == ring:
                continue
            holds = _holds(x, y, ring_start[other], ring_start[other + 1], x[ring_start[ring]], y[ring_start[ring]])
            if holds < 0:
                return False
            if part[other] == part[ring]:
                own += holds
            else:
                others += holds
        if own != is_hole[ring] or (not is_hole[ring] and others % 2 == 1):
            return False
    return True


@jit
def _one_sound(
    x: Floats, y: Floats, ring_start: Positions, part: Positions, is_hole: Flags, first: int, last: int
) -> bool:
    """Tell whether the rings of one geometry surely make it valid."""
    runs = _runs_of(x, y, ring_start, first, last) if last - first <= _MOST_RINGS else 0
    if runs == 0:
        return False
    box = np.empty((runs, 4))
    place = np.empty((runs, 3), dtype=np.intp)
    _boxed(x, y, ring_start, first, place, box)
    for one in range(runs):
        for two in range(one, runs):
            if (
                (box[one, 0] <= box[two, 2])
                & (box[two, 0] <= box[one, 2])
                & (box[one, 1] <= box[two, 3])
                & (box[two, 1] <= box[one, 3])
            ):
                begin = end = -1
                if place[one, 2] == place[two, 2]:
                    begin, end = ring_start[place[one, 2]], ring_start[place[one, 2] + 1] - 1
                if not _runs_clear(x, y, place[one], place[two], box[two], begin, end):
                    return False
    return last - first == 1 or _nested(x, y, ring_start, part, is_hole, first, last)


@jit
def sound(
    x: Floats, y: Floats, ring_start: Positions, first_ring: Positions, part: Positions, is_hole: Flags, result: Flags
) -> None:
    """Tell of geometries whether their rings surely make valid polygons.

    Parameters
    ----------
    x, y
        Vertices of all rings, each closed.
    ring_start, first_ring
        Where rings begin among the vertices, and geometries among the rings; each with the end of the last.
    part, is_hole
        Of each ring, the polygon of its geometry that it belongs to, and whether it is a hole of it.
    result
        Set for each geometry; False says nothing.
    """
    for row in range(len(result)):
        result[row] = _one_sound(x, y, ring_start, part, is_hole, first_ring[row], first_ring[row + 1])


@jit
def _meet(box: Floats, west: float, south: float, east: float, north: float) -> bool:
    """Tell whether boxes meet; with one branch in the end, since what comes next is hard to tell."""
    meet: bool = (box[0] <= east) & (box[2] >= west) & (box[1] <= north) & (box[3] >= south)
    return meet


@jit
def _near(
    side: tuple[Floats, Floats, RingNumbers], start: int, count: int, around: Floats, near: Positions, box: Floats
) -> int:
    """Fill in the edges that come near a box, and their own boxes, then the box of all; count them.

    From the vertices alone: reading is what takes the time.
    """
    x, y, ring = side
    found = 0
    all_west, all_south, all_east, all_north = np.inf, np.inf, -np.inf, -np.inf
    for at in range(start, min(start + count, len(x) - 1)):
        west, east = min(x[at], x[at + 1]), max(x[at], x[at + 1])
        south, north = min(y[at], y[at + 1]), max(y[at], y[at + 1])
        if _meet(around, west, south, east, north) and ring[at] == ring[at + 1]:
            near[found] = at
            box[found, 0], box[found, 1], box[found, 2], box[found, 3] = west, south, east, north
            found += 1
            all_west, all_east = min(all_west, west), max(all_east, east)
            all_south, all_north = min(all_south, south), max(all_north, north)
    box[found, 0], box[found, 1], box[found, 2], box[found, 3] = all_west, all_south, all_east, all_north
    return found


@jit
def may_cross(
    left: tuple[Floats, Floats, RingNumbers],
    right: tuple[Floats, Floats, RingNumbers],
    spans: tuple[Positions, Positions, Positions, Positions],
    around: Floats,
) -> tuple[Positions, Positions, Positions]:
    """Find the pairs of edges of which it is not sure that they are apart.

    Parameters
    ----------
    left, right
        x, y and ring of the vertices of both sides; edge i leads from vertex i to vertex i + 1 of the same ring.
    spans
        Of runs of edges that come near each other: the first of the left and how many, the same of the right.
    around
        Box of the run of the left: a row each.

    Returns
    -------
    left, right, row
        Edges, and the row of ``spans`` that they are of, in its order.
    """
    rows = len(around)
    room = 4 * rows + 64
    one, two, whose = np.empty(room, dtype=np.intp), np.empty(room, dtype=np.intp), np.empty(room, dtype=np.intp)
    near, box = np.empty(256, dtype=np.intp), np.empty((257, 4))
    found = 0
    x, y, ring = left
    u, v, _ = right
    for row in range(rows):
        if spans[3][row] > len(near):
            near, box = np.empty(2 * spans[3][row], dtype=np.intp), np.empty((2 * spans[3][row] + 1, 4))
        count = _near(right, spans[2][row], spans[3][row], around[row], near, box)
        if count == 0:
            continue
        for a in range(spans[0][row], min(spans[0][row] + spans[1][row], len(x) - 1)):
            west, east = min(x[a], x[a + 1]), max(x[a], x[a + 1])
            south, north = min(y[a], y[a + 1]), max(y[a], y[a + 1])
            if not _meet(box[count], west, south, east, north) or ring[a] != ring[a + 1]:
                continue
            for at in range(count):
                b = near[at]
                if not _meet(box[at], west, south, east, north) or _apart(
                    x[a], y[a], x[a + 1], y[a + 1], u[b], v[b], u[b + 1], v[b + 1]
                ):
                    continue
                if found == room:
                    room *= 2
                    one, two, whose = _wider(one, room), _wider(two, room), _wider(whose, room)
                one[found], two[found], whose[found] = a, b, row
                found += 1
    return one[:found], two[:found], whose[:found]


@jit
def _wider(values: Positions, room: int) -> Positions:
    wide = np.empty(room, dtype=np.intp)
    wide[: len(values)] = values
    return wide
