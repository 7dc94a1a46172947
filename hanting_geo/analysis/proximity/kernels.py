"""The nearest segment of each point, as machine code: one point after the other goes down the tree of boxes.

Points follow each other along a curve that fills the plane, so the group in which the last one found its nearest
segment is asked first: what is left is mostly close by. Where many points follow each other closely, a few together
list the groups that any of them may have to ask, and only those that are far apart start at the top. Boxes and segments
are left out by the same allowance for rounding as in :mod:`hanting_geo.analysis.proximity.search`, and of the others
the distance is computed by the same operations. A point for which rounding in another way might change the answer is
left open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.compiled import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.analysis.proximity.segments import Grouped
    from hanting_geo.core.arrays import Flags, Floats, Positions

__all__ = ["Allowance", "Tree", "find", "in_order", "tree_of"]

_FAN = 8
_DIGIT = 12
_FARTHEST = 1e150
"""Boxes that fill up an eight are infinitely far away, and farther than this."""
_POINTS, _GROUPS, _GROUPS_A_POINT = 64, 128, 16
"""The most points that list groups together, and the most groups in the list, in all and for each point."""
_ALONE = 8
"""Points that start at the top after some were too far apart for a list."""


class Tree(NamedTuple):
    """Groups of eight segments and groups of eight groups, each eight side by side in memory."""

    boxes: Floats
    """By eights: west, east, south, north of each, from the origin."""
    starts: Positions
    """First box of each level, and the end."""
    lines: Floats
    """By eights: ax, ay, bx - ax, by - ay from the origin, and 1 / length squared (0 for a point) of each."""
    corners: Floats
    """ax, ay, bx, by of each segment, as they are."""
    owner: Positions
    origin: Floats


class Allowance(NamedTuple):
    """How far to look, and how far rounding may go, in metres."""

    limit: float
    slack: float
    doubt: float


def tree_of(ground: Grouped) -> Tree:
    """Lay out groups of segments as the search reads them."""
    blocks = []
    for level in ground.levels:
        sides = np.stack(level[:4])
        filled = np.concatenate([sides, np.full((4, -sides.shape[1] % _FAN), np.inf)], axis=1)
        blocks.append(np.ascontiguousarray(filled.reshape(4, -1, _FAN).transpose(1, 0, 2)).ravel())
    starts = np.cumsum([0, *(len(block) // 4 for block in blocks)])
    lines = np.ascontiguousarray(np.stack(ground.columns).transpose(2, 0, 1)).ravel()
    corners = np.column_stack(ground.segments[:4]).ravel()
    owner = np.ascontiguousarray(ground.segments.owner)
    return Tree(np.concatenate(blocks), starts, lines, corners, owner, np.array(ground.origin))


@jit
def in_order(codes: NDArray[np.uint32]) -> Positions:
    """Order places by their codes, as far as their upper 24 bits go: digit by digit, the lower one first."""
    rows = np.empty(len(codes), np.intp)
    between = np.empty(len(codes), np.intp)
    low = np.zeros((1 << _DIGIT) + 1, np.intp)
    high = np.zeros((1 << _DIGIT) + 1, np.intp)
    mask = (1 << _DIGIT) - 1
    for code in codes:
        low[((code >> 8) & mask) + 1] += 1
        high[(code >> 20) + 1] += 1
    for digit in range(mask):
        low[digit + 1] += low[digit]
        high[digit + 1] += high[digit]
    for row, code in enumerate(codes):
        lower = (code >> 8) & mask
        between[low[lower]] = row
        low[lower] += 1
    for next_ in between:
        upper = codes[next_] >> 20
        rows[high[upper]] = next_
        high[upper] += 1
    return rows


@jit
def _to_boxes(boxes: Floats, at: int, west: float, east: float, south: float, north: float, out: Floats) -> None:
    """Give the squared distances from a box to eight boxes, 0 where they meet."""
    for j in range(at, at + 8):
        across = max(boxes[j] - east, west - boxes[j + 8], 0.0)
        along = max(boxes[j + 16] - north, south - boxes[j + 24], 0.0)
        out[j - at] = across * across + along * along


@jit
def _to_lines(lines: Floats, at: int, x: float, y: float, out: Floats) -> float:
    """Give the squared distances to eight segments, as far as rounding goes, and the least of them."""
    least = np.inf
    for j in range(at, at + 8):
        across, along = x - lines[j], y - lines[j + 8]
        dx, dy = lines[j + 16], lines[j + 24]
        share = min(max((across * dx + along * dy) * lines[j + 32], 0.0), 1.0)
        across -= share * dx
        along -= share * dy
        squared = across * across + along * along
        out[j - at] = squared
        least = min(least, squared)
    return least


@jit
def _distance(corners: Floats, at: int, x: float, y: float) -> tuple[float, bool]:
    """Give the distance as GEOS does, operation by operation, and whether it is to a place between the ends."""
    dx, dy = corners[at + 2] - corners[at], corners[at + 3] - corners[at + 1]
    across, along = x - corners[at], y - corners[at + 1]
    squared = dx * dx + dy * dy
    share = (across * dx + along * dy) / squared if squared > 0.0 else 0.0
    if 0.0 < share < 1.0:
        return abs((across * dy - along * dx) / squared) * np.sqrt(squared), True
    if share >= 1.0:
        across, along = x - corners[at + 2], y - corners[at + 3]
    return np.sqrt(across * across + along * along), False


@jit
def _listed(
    x: Floats,
    y: Floats,
    reach: float,
    boxes: Floats,
    starts: Positions,
    waiting: Positions,
    level: Positions,
    groups: Positions,
) -> int:
    """List the groups of segments that are within reach of some points, and count them; -1 where there is no room."""
    west, east, south, north = x.min(), x.max(), y.min(), y.max()
    within = reach * reach
    squared = np.empty(8)
    top = len(starts) - 1
    waiting[0], level[0] = 0, top
    count, found = 1, 0
    while count > 0:
        count -= 1
        group, height = waiting[count], level[count]
        if height == 0:
            if found == len(groups):
                return -1
            groups[found] = group
            found += 1
            continue
        base = starts[height - 1]
        child = base + group * 8
        for eight in range(child, starts[height] if height == top else child + 8, 8):
            _to_boxes(boxes, eight * 4, west, east, south, north, squared)
            for j in range(8):
                waiting[count], level[count] = eight + j - base, height - 1
                count += squared[j] <= within
    return found


@jit
def _farthest(x: Floats, y: Floats, from_x: float, from_y: float) -> float:
    """Give how far away the farthest of some points is."""
    most = 0.0
    for row in range(len(x)):
        most = max(most, (x[row] - from_x) ** 2 + (y[row] - from_y) ** 2)
    return float(np.sqrt(most))


@jit
def find(  # noqa: C901, PLR0912, PLR0915 - one loop: what it keeps would be a dozen arguments
    x: Floats, y: Floats, tree: Tree, allowance: Allowance
) -> tuple[Floats, Positions, Flags]:
    """Answer for points that follow each other along the curve: distances, owners, and which are left open.

    A point that is not left open has its exact distance, infinite where there is none within the limit, and of the
    owners that are equally near the lowest, -1 where there is none.
    """
    distance, owner, open_ = np.empty(len(x)), np.empty(len(x), np.intp), np.empty(len(x), np.bool_)
    limit, slack, doubt = allowance
    boxes, starts, lines, corners, owners = tree.boxes, tree.starts, tree.lines, tree.corners, tree.owner
    top = len(starts) - 1
    # Boxes that wait: number in their level, level, squared distance. Up to two eights stand at the top; one is a hint.
    most = 8 * top + 18 + _GROUPS
    waiting, level, away = np.empty(most, np.intp), np.empty(most, np.intp), np.empty(most)
    squared = np.empty(8)
    x_near, y_near = x - tree.origin[0], y - tree.origin[1]
    groups = np.empty(_GROUPS, np.intp)
    points, listed, following = 2, -1, 1
    hint, best = -1, np.inf
    for row in range(len(x)):
        at_x, at_y, near_x, near_y = x[row], y[row], x_near[row], y_near[row]
        if row == following:
            following = min(row + points, len(x))
            beside_x, beside_y = x_near[row:following], y_near[row:following]
            reach = best + _farthest(beside_x, beside_y, x_near[row - 1], y_near[row - 1])
            room = min(_GROUPS_A_POINT * points, _GROUPS)
            reach = min(reach, limit, _FARTHEST) + 2 * slack
            listed = _listed(beside_x, beside_y, reach, boxes, starts, waiting, level, groups[:room])
            if listed < 0:
                following, points = row + max(points, _ALONE), max(points // 2, 2)
            elif listed <= room // 2:
                points = min(2 * points, _POINTS)
        # Of the segments that are as near as the nearest, but for rounding: lowest and highest owner, and whether they
        # may round differently.
        best, lowest, highest, unlike, where = np.inf, -1, -1, False, -1
        reach = min(limit, _FARTHEST) + slack
        within = reach * reach
        count, asked = 0, -1
        if hint >= 0:
            waiting[0], level[0], away[0] = hint, 0, 0.0
            count = 1
        begun = False
        while count > 0 or not begun:
            if count == 0:
                begun = True
                if listed < 0:
                    waiting[0], level[0], away[0] = 0, top, 0.0
                    count = 1
                for place in range(listed):
                    group = groups[place]
                    at = (group >> 3) * 32 + (group & 7)
                    across = max(boxes[at] - near_x, near_x - boxes[at + 8], 0.0)
                    along = max(boxes[at + 16] - near_y, near_y - boxes[at + 24], 0.0)
                    waiting[count], level[count], away[count] = group, 0, across * across + along * along
                    count += away[count] <= within
                continue
            count -= 1
            group, height = waiting[count], level[count]
            if away[count] > within:
                continue
            if height > 0:
                start = count
                end = starts[height]
                child = starts[height - 1] + group * 8
                for eight in range(child, end if height == top else child + 8, 8):
                    _to_boxes(boxes, eight * 4, near_x, near_x, near_y, near_y, squared)
                    for j in range(8):
                        waiting[count], level[count] = eight + j - starts[height - 1], height - 1
                        away[count] = squared[j]
                        count += squared[j] <= within
                # The nearest is asked first.
                if count - start > 1:
                    nearest = start
                    for j in range(start + 1, count):
                        if away[j] < away[nearest]:
                            nearest = j
                    waiting[nearest], waiting[count - 1] = waiting[count - 1], waiting[nearest]
                    away[nearest], away[count - 1] = away[count - 1], away[nearest]
                continue
            if group == asked:
                continue
            if group == hint:
                asked = hint
            least = _to_lines(lines, group * 40, near_x, near_y, squared)
            if least > within:
                continue
            # Twice the slack: what is that near here may be farther away by one, and others nearer by one.
            reach = min(reach, np.sqrt(least) + 2 * slack)
            within = reach * reach
            for j in range(8):
                if squared[j] > within:
                    continue
                far, beside = _distance(corners, (group * 8 + j) * 4, at_x, at_y)
                if far > best + doubt:
                    continue
                who = owners[group * 8 + j]
                if best == np.inf or far < best - doubt:
                    best, lowest, highest, unlike, where = far, who, who, beside, group
                else:
                    lowest, highest = min(lowest, who), max(highest, who)
                    unlike = unlike or beside or far != best
                    if far < best:
                        best, where = far, group
                reach = min(reach, best + slack)
                within = reach * reach
        hint = where
        open_[row] = (lowest != highest and unlike) or abs(best - limit) <= doubt
        found = best <= limit
        distance[row] = best if found else np.inf
        owner[row] = lowest if found else -1
    return distance, owner, open_
