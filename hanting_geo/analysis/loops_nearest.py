"""The nearest segment of each point, as machine code: one point after the other goes down the tree of boxes.

Points follow each other along a curve that fills the plane, so the group in which the last one found its nearest
segment is asked first: what is left is mostly close by. Boxes and segments are left out by the same allowance for
rounding as in :mod:`hanting_geo.analysis.nearby`, and of the others the distance is computed by the same operations. A
point for which rounding in another way might change the answer is left open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.compiled import jit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.analysis.segments import Floats, Grouped, Rows

__all__ = ["Allowance", "Tree", "find", "in_order", "tree_of"]

_FAN = 8
_DIGIT = 12
_FARTHEST = 1e150
"""Boxes that fill up an eight are infinitely far away, and farther than this."""


class Tree(NamedTuple):
    """Groups of eight segments and groups of eight groups, each eight side by side in memory."""

    boxes: Floats
    """By eights: west, east, south, north of each, from the origin."""
    starts: Rows
    """First box of each level, and the end."""
    lines: Floats
    """By eights: ax, ay, bx - ax, by - ay from the origin, and 1 / length squared (0 for a point) of each."""
    corners: Floats
    """ax, ay, bx, by of each segment, as they are."""
    owner: Rows
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
def in_order(codes: NDArray[np.uint32]) -> Rows:
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
    for row in range(len(codes)):
        lower = (codes[row] >> 8) & mask
        between[low[lower]] = row
        low[lower] += 1
    for row in between:
        upper = codes[row] >> 20
        rows[high[upper]] = row
        high[upper] += 1
    return rows


@jit
def _to_boxes(boxes: Floats, at: int, x: float, y: float, out: Floats) -> None:
    """Give the squared distances to eight boxes, 0 within one."""
    for j in range(at, at + 8):
        across = max(boxes[j] - x, x - boxes[j + 8], 0.0)
        along = max(boxes[j + 16] - y, y - boxes[j + 24], 0.0)
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
def find(  # noqa: C901, PLR0912, PLR0915 - one loop: what it keeps would be a dozen arguments
    x: Floats, y: Floats, tree: Tree, allowance: Allowance
) -> tuple[Floats, Rows, NDArray[np.bool_]]:
    """Answer for points that follow each other along the curve: distances, owners, and which are left open.

    A point that is not left open has its exact distance, infinite where there is none within the limit, and of the
    owners that are equally near the lowest, -1 where there is none.
    """
    distance, owner, open_ = np.empty(len(x)), np.empty(len(x), np.intp), np.empty(len(x), np.bool_)
    limit, slack, doubt = allowance
    top = len(tree.starts) - 1
    # Boxes that wait: number in their level, level, squared distance. Up to two eights stand at the top; one is a hint.
    most = 8 * top + 18
    waiting, level, away = np.empty(most, np.intp), np.empty(most, np.intp), np.empty(most)
    squared = np.empty(8)
    hint = -1
    for row in range(len(x)):
        at_x, at_y = x[row], y[row]
        near_x, near_y = at_x - tree.origin[0], at_y - tree.origin[1]
        # Of the segments that are as near as the nearest, but for rounding: lowest and highest owner, and whether they
        # may round differently.
        best, lowest, highest, unlike, where = np.inf, -1, -1, False, -1
        reach = min(limit, _FARTHEST) + slack
        within = reach * reach
        waiting[0], level[0], away[0] = 0, top, 0.0
        count, asked = 1, -1
        if hint >= 0:
            waiting[1], level[1], away[1] = hint, 0, 0.0
            count = 2
        while count > 0:
            count -= 1
            group, height = waiting[count], level[count]
            if away[count] > within:
                continue
            if height > 0:
                start = count
                end = tree.starts[height]
                child = tree.starts[height - 1] + group * 8
                for eight in range(child, end if height == top else child + 8, 8):
                    _to_boxes(tree.boxes, eight * 4, near_x, near_y, squared)
                    for j in range(8):
                        waiting[count], level[count] = eight + j - tree.starts[height - 1], height - 1
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
            least = _to_lines(tree.lines, group * 40, near_x, near_y, squared)
            if least > within:
                continue
            # Twice the slack: what is that near here may be farther away by one, and others nearer by one.
            reach = min(reach, np.sqrt(least) + 2 * slack)
            within = reach * reach
            for j in range(8):
                if squared[j] > within:
                    continue
                far, beside = _distance(tree.corners, (group * 8 + j) * 4, at_x, at_y)
                if far > best + doubt:
                    continue
                who = tree.owner[group * 8 + j]
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
