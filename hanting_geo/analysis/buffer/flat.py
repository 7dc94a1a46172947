"""Buffers of lines that are cut off square at the ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.buffer.grown import grown, least
from hanting_geo.analysis.buffer.sweep import is_closed, sectors, segments, strips
from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["flat_ended", "merged"]

_HAIR = 1e-9


def merged(line: shapely.Geometry) -> Geometries:
    """Join parts that continue each other in the same direction, so that a joint is not an end."""
    return shapely.get_parts(shapely.line_merge(line, directed=True))


def flat_ended(lines: Geometries, distances: Floats, quad_segs: int) -> Geometries:
    """Buffer lines on both sides, cut off square at their ends.

    That is the ground that strips along the segments and sectors outside the bends cover; a closed line has no ends.
    GEOS gives just that for a line that does not cross itself and within the distance does not come behind its own
    ends. For others, the ground round the ends is put together from strips and sectors, and the rest is that
    of the round buffer.

    Parameters
    ----------
    lines
        Line strings, no multi-lines; not empty.
    distances
        Metres, positive.
    quad_segs
        Pieces of a quarter circle.
    """
    if not len(lines):
        return np.zeros(0, dtype=object)
    shapely.bounds(lines)  # kept in a geometry once asked for: two threads must not ask at once
    good = ~shapely.is_closed(lines)
    good[good] = shapely.is_simple(lines[good])
    if good.any():
        good[good] = _keep_before_their_ends(lines[good], distances[good])
    shapes = np.empty(len(lines), dtype=object)
    plain = np.flatnonzero(good)
    if len(plain):
        shapes[plain] = _of_geos(lines[plain], distances[plain], quad_segs)
    others = np.flatnonzero(~good)
    if len(others):
        round_ = grown(lines[others], distances[others], quad_segs)
        for row, shape in zip(others, round_, strict=True):
            shapes[row] = _cut_off(lines[row], shape, float(distances[row]), quad_segs)
    return shapes


def _of_geos(lines: Geometries, distances: Floats, quad_segs: int) -> Geometries:
    def lot(first: int, last: int) -> Geometries:
        chosen = slice(first, last)
        return np.asarray(shapely.buffer(lines[chosen], distances[chosen], cap_style="flat", quad_segs=quad_segs))

    return np.concatenate(in_lots(lot, len(lines), least=least(lines)), dtype=object)


def _keep_before_their_ends(lines: Geometries, distances: Floats) -> Flags:
    """Tell which open lines keep, with all that lies beside them, on the inner side of the cuts across their ends."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    long = (owner[1:] == owner[:-1]) & (xy[1:] != xy[:-1]).any(axis=1)
    start, end, owner = xy[:-1][long], xy[1:][long], owner[:-1][long]
    way = (end - start) / np.hypot(*(end - start).T)[:, None]
    first = np.searchsorted(owner, np.arange(len(lines)))
    last = np.append(first[1:], len(owner)) - 1
    keep = _on_inner_side(start[first], way[first], (start, end, way, owner), distances)
    # Seen from the other end, all runs the other way.
    return keep & _on_inner_side(end[last], -way[last], (end, start, -way, owner), distances)


def _on_inner_side(
    tips: Floats, inwards: Floats, beside: tuple[Floats, Floats, Floats, Positions], distances: Floats
) -> Flags:
    """Tell which lines keep on the inner side of the cut across the tip, as far as the strips reach the cut."""
    start, end, way, owner = beside
    inward, reach = inwards[owner], distances[owner]
    hair = _HAIR * reach
    from_start, from_end = start - tips[owner], end - tips[owner]
    ahead = np.minimum((from_start * inward).sum(axis=1), (from_end * inward).sum(axis=1))
    # Across the segment, how far one side of its strip falls back.
    back = np.abs(way[:, 0] * inward[:, 1] - way[:, 1] * inward[:, 0]) * reach
    along = np.clip(-(from_start * way).sum(axis=1), 0, np.hypot(*(end - start).T))
    far = np.hypot(*(from_start + way * along[:, None]).T) > 2 * reach + hair
    # The sector at a bend between two segments that both lead inwards falls back no further than their strips.
    inner = (ahead - back >= -hair) & ((way * inward).sum(axis=1) > 0)
    keeps = far | (ahead >= reach - hair) | inner
    result: Flags = np.bincount(owner[~keeps], minlength=len(tips)) == 0
    return result


def _cut_off(line: shapely.Geometry, round_: shapely.Geometry, distance: float, quad_segs: int) -> shapely.Geometry:
    """Cut off a round buffer square at the ends of its line."""
    start, end = segments(line)
    if is_closed(start, end):
        return round_
    tips = shapely.points([start[0], end[-1]])
    # Drawn outside the true circle. Further away than twice the distance, no strip reaches into it.
    wide = distance / math.cos(math.pi / 4 / quad_segs) * (1 + _HAIR)
    discs = shapely.buffer(tips, wide, quad_segs=quad_segs)
    own = np.asarray(shapely.linestrings(np.stack([start, end], axis=1)))
    near: Flags = np.any(shapely.dwithin(own[:, None], tips[None, :], 2 * wide), axis=1)
    pieces = [
        piece
        for left in (True, False)
        for run in _runs(near)
        for piece in (
            *strips(start[run], end[run], distance, left=left),
            *sectors(start[run], end[run], distance, quad_segs, left=left, closed=False),
        )
    ]
    return shapely.union_all([shapely.difference(round_, shapely.union_all(discs)), *pieces])


def _runs(near: Flags) -> list[slice]:
    """Give the runs of segments that are near; those at a bend belong together."""
    change = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(np.int8)))
    return [slice(int(first), int(last)) for first, last in zip(change[::2], change[1::2], strict=True)]
