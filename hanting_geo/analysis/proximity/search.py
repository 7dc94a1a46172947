"""The nearest segment of each of many points, exactly.

Points and segments are both taken by neighbouring eights, and those by eights again. A group of points has somewhere
to go that is at most so far away (the place in one group of segments, and half the diagonal of its own box); groups
of segments whose box is farther away cannot hold the nearest of any of these points. What is left is divided, down to
single points and segments. Rounding is allowed for, so what is dropped is farther away for sure; of what is left in
the end the distance is computed as GEOS computes it (``algorithm/Distance.cpp``, ``pointToSegment``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.hilbert import along_curve, codes_along_curve
from hanting_geo.analysis.proximity.segments import FAN, Boxes, Grouped
from hanting_geo.core.compiled import is_worth
from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.analysis.proximity.segments import Segments
    from hanting_geo.core.arrays import Flags, Floats, Positions

__all__ = ["nearest_of_points"]

_LOT = 4096
"""Points at a time: a power of eight, few enough for the caches and for positions of 16 bits."""
_MOST_PAIRS = 1 << 16
"""Pairs of groups that are divided at a time; one group of points is never parted."""
_ULPS, _DOUBT_ULPS = 64, 4
_LAST = np.iinfo(np.intp).max
_WORTH_COMPILING = 8_000_000
"""Points times digits of the number of segments; with less, loading machine code takes longer than it saves."""
_PART = 10_000
"""Points, one part of those that machine code searches for."""


class _Search(NamedTuple):
    """What all lots of points share."""

    ground: Grouped
    limit: float
    slack: float
    """Metres by which rounding may be wrong, and more."""
    doubt: float
    """Metres by which two ways to round the same formula may differ."""


class _Pairs(NamedTuple):
    """Groups of points and the groups of segments that may hold the nearest of one of them, sorted by the former."""

    node: Positions
    group: Positions


def nearest_of_points(segments: Segments, x: Floats, y: Floats, limit: float) -> tuple[Floats, Positions]:
    """Give the exact distance of each point to the nearest segment, and who owns it.

    Parameters
    ----------
    segments
        At least one.
    x, y
        Finite coordinates of at least one point, in the unit of the segments.
    limit
        What is farther away is not found.

    Returns
    -------
    tuple
        Distance, infinite where there is none, and owner, -1 where there is none; of equally near ones the lowest.

    Examples
    --------
    >>> from hanting_geo.analysis.proximity.segments import take_apart
    >>> roads = take_apart(shapely.from_wkt(["LINESTRING (0 0, 9 0)", "LINESTRING (0 9, 9 9)"]))
    >>> distance, owner = nearest_of_points(roads, np.array([1.0, 1.0]), np.array([3.0, 7.0]), np.inf)
    >>> distance.tolist(), owner.tolist()
    ([3.0, 2.0], [0, 1])
    """
    ulp = float(np.spacing(max(max(-values.min(), values.max()) for values in (x, y, *segments[:4]))))
    search = _Search(Grouped.of(segments), limit, _ULPS * ulp, _DOUBT_ULPS * ulp)
    if is_worth(len(x) * len(segments.ax).bit_length(), _WORTH_COMPILING):
        return _compiled(search, x, y)
    return _by_eights(search, x, y)


def _compiled(search: _Search, x: Floats, y: Floats) -> tuple[Floats, Positions]:
    """Answer with machine code, but for points where rounding has a say."""
    from hanting_geo.analysis.proximity import kernels as loops

    order = loops.in_order(codes_along_curve(x, y))
    tree, allowance = loops.tree_of(search.ground), loops.Allowance(search.limit, search.slack, search.doubt)
    distance, owner = np.empty(len(x)), np.empty(len(x), np.intp)

    def answer(first: int, last: int) -> Positions:
        lot = order[first:last]
        distance[lot], owner[lot], open_ = loops.find(x[lot], y[lot], tree, allowance)
        return lot[open_]

    open_ = np.concatenate(in_lots(answer, len(x), least=_PART))
    if len(open_):
        distance[open_], owner[open_] = _by_eights(search, x[open_], y[open_])
    return distance, owner


def _by_eights(search: _Search, x: Floats, y: Floats) -> tuple[Floats, Positions]:
    """Answer with NumPy."""
    order = along_curve(x, y)
    # Filled up with the last point, so that each group of points has eight.
    unit = FAN
    while unit < min(len(order), _LOT):
        unit *= FAN
    order = np.concatenate([order, np.full(-len(order) % unit, order[-1])])
    distance, owner = np.full(len(x), np.inf), np.full(len(x), -1)

    def answer(first: int, last: int) -> None:
        for lot in np.split(order[first * unit : last * unit], last - first):
            for point, far, whose in _nearest(search, x[lot], y[lot]):
                distance[lot[point]], owner[lot[point]] = far, whose

    in_lots(answer, len(order) // unit, least=1)
    return distance, owner


def _nearest(search: _Search, x: Floats, y: Floats) -> Iterator[tuple[Positions, Floats, Positions]]:
    """Answer for one lot of points, part by part: positions, distances, owners."""
    near_x, near_y = x - search.ground.origin[0], y - search.ground.origin[1]
    nodes = _nodes(near_x, near_y)
    top = search.ground.levels[-1]
    count = len(nodes[-1].x)
    pairs = _pruned(search, nodes[-1], top, np.repeat(np.arange(count), len(top.x))[None],
                    np.tile(np.arange(len(top.x)), count)[None])  # fmt: skip
    waiting = [(len(nodes), len(search.ground.levels), pairs)]
    while waiting:
        points_at, groups_at, pairs = waiting.pop()
        if not len(pairs.node):
            continue
        if len(pairs.node) > _MOST_PAIRS and pairs.node[0] != pairs.node[-1]:
            cut = int(np.searchsorted(pairs.node, pairs.node[len(pairs.node) // 2]))
            cut = cut or int(np.searchsorted(pairs.node, pairs.node[0], side="right"))
            waiting += [(points_at, groups_at, _Pairs(*(part[piece] for part in pairs)))
                        for piece in (slice(cut), slice(cut, None))]  # fmt: skip
        elif points_at > 1 or groups_at > 1:
            # The higher ones first: dividing both at once would compare eight times as many.
            of_points = points_at >= groups_at
            points_at, groups_at = points_at - of_points, groups_at - (not of_points)
            below = _divided(pairs.node, of_points), _divided(pairs.group, not of_points)
            kept = _pruned(search, nodes[points_at - 1], search.ground.levels[groups_at - 1], *below)
            waiting.append((points_at, groups_at, kept))
        else:
            for divided in (_of_points, _of_segments):
                pairs = divided(search, near_x, near_y, pairs) if len(pairs.node) else pairs
            if len(pairs.node):
                yield _measured(search, x, y, pairs)


def _nodes(x: Floats, y: Floats) -> list[Boxes]:
    """Boxes and middles of points by eights, of those by eights, and so on up to all of them."""
    west, east, south, north = x, x, y, y
    levels = []
    while len(west) > 1:
        west, south = west.reshape(-1, FAN).min(axis=1), south.reshape(-1, FAN).min(axis=1)
        east, north = east.reshape(-1, FAN).max(axis=1), north.reshape(-1, FAN).max(axis=1)
        levels.append(Boxes(west, east, south, north, (west + east) / 2, (south + north) / 2))
    return levels


def _divided(groups: Positions, divide: bool) -> Positions:  # noqa: FBT001 - one of two cases
    """Rows: the groups within each group, or the group itself."""
    return groups * FAN + np.arange(FAN)[:, None] if divide else groups[None]


def _runs(sorted_rows: Positions) -> tuple[Positions, Positions]:
    """Where each value starts, and how often it is there; at least one row."""
    starts = np.flatnonzero(np.concatenate([[True], sorted_rows[1:] != sorted_rows[:-1]]))
    return starts, np.diff(np.append(starts, len(sorted_rows)))


def _by(rows: Positions) -> Positions:
    """Sort positions in a lot: numbers of 16 bits are sorted by their digits."""
    return np.argsort(rows.astype(np.uint16), kind="stable")


def _apart(west: Floats, east: Floats, south: Floats, north: Floats, there: tuple[Floats, ...]) -> Floats:
    """Give the squared distance between boxes, 0 where they meet."""
    across = there[0] - east
    np.maximum(across, west - there[1], out=across)
    np.maximum(across, 0, out=across)
    across *= across
    along = there[2] - north
    np.maximum(along, south - there[3], out=along)
    np.maximum(along, 0, out=along)
    along *= along
    across += along
    return across


def _reach(search: _Search, squared: Floats, half: Floats | float = 0.0) -> Floats:
    """Square of how far away the nearest of a group may be."""
    return (np.minimum(np.sqrt(squared) + half, search.limit) + search.slack) ** 2


def _pruned(search: _Search, boxes: Boxes, groups: Boxes, node: Positions, group: Positions) -> _Pairs:
    """Keep the pairs that may be nearest; a column is what one pair was divided into, on one side or the other."""
    west, east, south, north, x, y = (values.take(node) for values in boxes)
    there = tuple(values.take(group) for values in groups)
    apart = _apart(west, east, south, north, there)
    far = there[4] - x
    far *= far
    up = there[5] - y
    up *= up
    far += up
    starts, counts = _runs(node[0])
    if len(far) > len(node):
        far = np.minimum.reduce(far, axis=0, keepdims=True)
    least = np.minimum.reduceat(far, starts, axis=1)
    half = np.hypot(boxes.east - boxes.west, boxes.north - boxes.south).take(node[:, starts]) / 2
    kept = apart <= np.repeat(_reach(search, least, half), counts, axis=1)
    node, group = (np.broadcast_to(rows, kept.shape)[kept] for rows in (node, group))
    order = _by(node)
    return _Pairs(node[order], group[order])


def _of_points(search: _Search, x: Floats, y: Floats, pairs: _Pairs) -> _Pairs:
    """Of eights of points and of segments keep the single points for which the segments may hold the nearest."""
    wide, high = (np.ascontiguousarray(values.reshape(-1, FAN).T).take(pairs.node, axis=1) for values in (x, y))
    there = tuple(values.take(pairs.group) for values in search.ground.levels[0])
    apart, along = np.clip(wide, there[0], there[1]), np.clip(high, there[2], there[3])
    apart -= wide
    apart *= apart
    along -= high
    along *= along
    apart += along
    wide -= there[4]
    wide *= wide
    high -= there[5]
    high *= high
    wide += high
    starts, counts = _runs(pairs.node)
    reach = _reach(search, np.minimum.reduceat(wide, starts, axis=1))
    kept = apart <= np.repeat(reach, counts, axis=1)
    point = _divided(pairs.node, True)[kept]
    order = _by(point)
    return _Pairs(point[order], np.broadcast_to(pairs.group, kept.shape)[kept][order])


def _of_segments(search: _Search, x: Floats, y: Floats, pairs: _Pairs) -> _Pairs:
    """Of points and eights of segments keep the single segments that may be nearest."""
    ax, ay, dx, dy, over = (values.take(pairs.group, axis=1) for values in search.ground.columns)
    np.subtract(x.take(pairs.node), ax, out=ax)
    np.subtract(y.take(pairs.node), ay, out=ay)
    # How far along the segment its nearest place is, from 0 to 1.
    share = ax * dx
    share += ay * dy
    share *= over
    np.clip(share, 0.0, 1.0, out=share)
    dx *= share
    dy *= share
    ax -= dx
    ay -= dy
    ax *= ax
    ay *= ay
    ax += ay
    starts, counts = _runs(pairs.node)
    reach = _reach(search, np.minimum.reduceat(np.minimum.reduce(ax, axis=0), starts))
    which, pair = np.nonzero(ax <= np.repeat(reach, counts))
    point = pairs.node[pair]
    order = _by(point)
    return _Pairs(point[order], pairs.group[pair[order]] * FAN + which[order])


def _measured(search: _Search, x: Floats, y: Floats, pairs: _Pairs) -> tuple[Positions, Floats, Positions]:
    """Of points and single segments give for each point the least distance and the first owner of one so near."""
    point, segments = pairs.node, search.ground.segments.pick(pairs.group)
    x, y = x[point], y[point]
    far, beside = _distance(segments, x, y)
    starts, counts = _runs(point)
    least = np.minimum.reduceat(far, starts)
    # Where rounding in another way might make another one the nearest, or take it beyond the limit, GEOS decides. Ends
    # that are equally near are mostly one corner, which rounds alike.
    nearest = np.repeat(least, counts)
    close = far <= nearest + search.doubt
    first = np.minimum.reduceat(np.where(close, segments.owner, _LAST), starts)
    last = np.maximum.reduceat(np.where(close, segments.owner, -1), starts)
    unlike = np.logical_or.reduceat(close & (beside | (far > nearest)), starts)
    open_ = close & np.repeat(((first != last) & unlike) | (np.abs(least - search.limit) <= search.doubt), counts)
    if open_.any():
        far[open_] = _asked(segments.pick(np.flatnonzero(open_)), x[open_], y[open_])
        least = np.minimum.reduceat(far, starts)
        first = np.minimum.reduceat(np.where(far <= np.repeat(least, counts), segments.owner, _LAST), starts)
    found = least <= search.limit
    return point[starts][found], least[found], first[found]


def _asked(segments: Segments, x: Floats, y: Floats) -> Floats:
    """Ask GEOS."""
    corners = np.stack([np.column_stack([segments.ax, segments.ay]), np.column_stack([segments.bx, segments.by])], 1)
    return np.asarray(shapely.distance(shapely.points(x, y), shapely.linestrings(corners)))


def _distance(segments: Segments, x: Floats, y: Floats) -> tuple[Floats, Flags]:
    """Give distances as GEOS does, operation by operation, and whether they are to a place between the ends."""
    dx, dy = segments.bx - segments.ax, segments.by - segments.ay
    from_ax, from_ay = x - segments.ax, y - segments.ay
    from_bx, from_by = x - segments.bx, y - segments.by
    squared = dx * dx + dy * dy
    long = squared > 0
    squared[~long] = 1.0
    share = (from_ax * dx + from_ay * dy) / squared
    beyond = share >= 1
    to_end = np.sqrt(np.where(beyond, from_bx * from_bx + from_by * from_by, from_ax * from_ax + from_ay * from_ay))
    across = np.abs((from_ax * dy - from_ay * dx) / squared) * np.sqrt(squared)
    beside = long & (share > 0) & ~beyond
    return np.where(beside, across, to_end), beside
