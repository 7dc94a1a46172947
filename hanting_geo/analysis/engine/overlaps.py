"""Which polygons share area, which lines share length: most polygons by corners alone, what is in doubt by GEOS."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.collinear import common_lines
from hanting_geo.analysis.engine.orientation import sign
from hanting_geo.analysis.engine.rings import Outlines, expand, offsets_of, outlines_of
from hanting_geo.core.threads import each, elementwise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["common_ground"]

_AREAS_MEET = "2********"
_APART, _SHARE, _DOUBT = 0, 1, 2
_VERTICES_A_LOT = 1 << 17
_RUN = 16
"""Edges."""
_FEW = 256
"""So many pairs of edges are all compared."""
_MOST_COMPARED = 8
_HAIR = 1e-6
"""Of the length of a box: what rounding does to places along it is far less."""
_SAME_ANGLE = 1e-12
_SAME_PLACE_M = 1e-3


def common_ground(parts: Geometries) -> tuple[Positions, Positions]:
    """Find pairs of polygons that share area, or of lines that share length: (later, earlier), sorted.

    Parameters
    ----------
    parts
        Valid; all of them polygons, or all of them lines.

    Examples
    --------
    >>> from shapely import box
    >>> common_ground(np.array([box(0, 0, 2, 2), box(2, 0, 4, 2), box(1, 1, 3, 3)]))
    (array([2, 2]), array([0, 1]))
    """
    if not len(parts):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    polygons = shapely.get_dimensions(parts[0]) > 1
    later, earlier = _boxes_meet(parts) if polygons else common_lines(parts)
    order = np.lexsort((earlier, later))
    later, earlier = later[order], earlier[order]
    if not polygons:
        return later, earlier
    found = _by_corners(parts, later, earlier)
    doubt = np.flatnonzero(found == _DOUBT)
    meet = elementwise(
        lambda one, two: shapely.relate_pattern(one, two, _AREAS_MEET), parts[later[doubt]], parts[earlier[doubt]]
    )
    found[doubt] = np.where(meet, _SHARE, _APART)
    share = found == _SHARE
    return later[share], earlier[share]


def _boxes_meet(parts: Geometries) -> tuple[Positions, Positions]:
    later, earlier = shapely.STRtree(parts).query(parts)
    once = later > earlier
    return later[once], earlier[once]


class _Edges(NamedTuple):
    """The edges of polygons; that from vertex i to vertex i + 1 has number i."""

    outlines: Outlines
    box: tuple[Floats, Floats, Floats, Floats]
    """xmin, ymin, xmax, ymax; from the last vertex of a ring there is no edge, and its box meets nothing."""
    before: Positions
    """The vertex before each, round the ring."""
    bounds: Floats
    repeats: Flags
    """Which polygons have a point twice running, from which no edge points anywhere."""
    run_start: Positions
    """The first edge of each run of a few, and the number of all edges."""
    first_run: Positions
    """The first run of each polygon, and the number of all runs."""
    run_box: tuple[Floats, Floats, Floats, Floats]

    @classmethod
    def of(cls, parts: Geometries) -> _Edges:
        outlines = outlines_of(parts)
        x, y, start = outlines.x, outlines.y, outlines.ring_start
        box = []
        for axis, most in ((x, np.minimum), (y, np.minimum), (x, np.maximum), (y, np.maximum)):
            side = np.empty(len(x))
            most(axis[:-1], axis[1:], out=side[:-1])
            side[start[1:] - 1] = np.inf if most is np.minimum else -np.inf
            box.append(side)
        before = np.arange(-1, len(x) - 1)
        before[start[:-1]] = start[1:] - 2
        twice = np.flatnonzero((x[1:] == x[:-1]) & (y[1:] == y[:-1]))
        repeats = np.zeros(len(parts), dtype=bool)
        repeats[outlines.owner[np.searchsorted(start, twice, side="right") - 1]] = True
        first = outlines.vertex_start
        runs = -(-np.diff(first) // _RUN)
        which, turn = expand(np.zeros(len(runs), dtype=np.intp), runs)
        run_start = first[which] + turn * _RUN
        run_box = [
            most.reduceat(side, run_start) if len(run_start) else side
            for side, most in zip(box, (np.minimum, np.minimum, np.maximum, np.maximum), strict=True)
        ]
        return cls(
            outlines,
            (box[0], box[1], box[2], box[3]),
            before,
            shapely.bounds(parts),
            repeats,
            np.append(run_start, len(x)),
            offsets_of(runs),
            (run_box[0], run_box[1], run_box[2], run_box[3]),
        )

    def within(
        self, parts: Positions, low_x: Floats, low_y: Floats, high_x: Floats, high_y: Floats
    ) -> tuple[Positions, Positions]:
        """Find edges of parts that come into boxes, one box a part: its number, and the edge."""

        def reach(box: tuple[Floats, Floats, Floats, Floats], row: Positions, place: Positions) -> Flags:
            near = box[0][place] <= high_x[row]
            near &= box[2][place] >= low_x[row]
            near &= box[1][place] <= high_y[row]
            near &= box[3][place] >= low_y[row]
            return near

        # Runs of edges first, then the edges of those that come near.
        first, start = self.first_run, self.run_start
        row, run = expand(first[parts], first[parts + 1] - first[parts])
        near = reach(self.run_box, row, run)
        row, run = row[near], run[near]
        which, edge = expand(start[run], start[run + 1] - start[run])
        row = row[which]
        near = reach(self.box, row, edge)
        return row[near], edge[near]


def _by_corners(parts: Geometries, one: Positions, two: Positions) -> NDArray[np.int8]:
    """Say of pairs of polygons whether they share area, as far as corners and edges show it beyond rounding.

    Polygons whose edges cross share area. They share none where no border enters the other polygon: edges are apart,
    the same the other way round, or meet in a common corner, where both insides lie side by side; and no ring that
    meets nothing may lie in the other one.
    """
    edges = _Edges.of(parts)
    vertices = np.diff(edges.outlines.vertex_start)
    ends = np.flatnonzero(np.diff(np.cumsum(vertices[one] + vertices[two]) // _VERTICES_A_LOT)) + 1
    lots = [slice(*lot) for lot in zip([0, *ends], [*ends, len(one)], strict=True)]
    return np.concatenate(each(lambda lot: _lot(edges, one[lot], two[lot]), lots))


def _lot(edges: _Edges, one: Positions, two: Positions) -> NDArray[np.int8]:
    answer = np.full(len(one), _APART, dtype=np.int8)
    left, right = edges.bounds[one], edges.bounds[two]
    common = (*np.maximum(left[:, :2], right[:, :2]).T, *np.minimum(left[:, 2:], right[:, 2:]).T)
    pair_a, a = edges.within(one, *common)
    pair_b, b = edges.within(two, *common)
    pair, a, b, lots = _facing(edges, (pair_a, a), (pair_b, b), common)
    # GEOS is quicker where each edge is to be compared with many.
    answer[lots] = _DOUBT
    near = np.ones(len(a), dtype=bool)
    for axis in (0, 1):
        near &= edges.box[axis][a] <= edges.box[axis + 2][b]
        near &= edges.box[axis][b] <= edges.box[axis + 2][a]
    pair, a, b = pair[near], a[near], b[near]
    found, touch = _edges_meet(edges, a, b)
    answer[pair[found == _DOUBT]] = _DOUBT
    corner = np.flatnonzero(_equal(edges, a, b))
    answer[pair[corner[~_beside(edges, a[corner], b[corner])]]] = _DOUBT
    met = np.zeros(len(one), dtype=bool)
    met[pair[touch]] = True
    answer[_may_enclose(edges, one, two, met) | _may_enclose(edges, two, one, met)] = _DOUBT
    answer[pair[found == _SHARE]] = _SHARE
    answer[edges.repeats[one] | edges.repeats[two]] = _DOUBT
    return answer


def _facing(
    edges: _Edges, mine: tuple[Positions, Positions], theirs: tuple[Positions, Positions], common: tuple[Floats, ...]
) -> tuple[Positions, Positions, Positions, Flags]:
    """Give the edges of either side of pairs that are to be compared, and tell which pairs have too many.

    Parameters
    ----------
    edges
        Of all polygons.
    mine, theirs
        Number of the pair, sorted, and edge.
    common
        Sides of a box for each pair, outside of which nothing can meet.
    """
    (pair_a, a), (pair_b, b) = mine, theirs
    count = [np.bincount(pair, minlength=len(common[0])) for pair in (pair_a, pair_b)]
    several = count[0] * count[1] > _FEW
    low_x, low_y, high_x, high_y = common
    upright = high_y - low_y > high_x - low_x
    origin = np.where(upright, low_y, low_x)
    length = np.maximum(np.where(upright, high_y - low_y, high_x - low_x), _SAME_PLACE_M)

    def along(pair: Positions, edge: Positions) -> list[Floats]:
        """Give where edges begin and end along the longer side of the box, as parts of it."""
        x, y = edges.box[::2], edges.box[1::2]
        return [
            (np.where(upright[pair], up[edge], across[edge]) - origin[pair]) / length[pair]
            for across, up in zip(x, y, strict=True)
        ]

    few = np.flatnonzero(~several[pair_a])
    first = np.cumsum(count[1]) - count[1]
    row, place = expand(first[pair_a[few]], count[1][pair_a[few]])
    found = [(pair_a[few[row]], a[few[row]], b[place])]
    if several.any():
        # Along the longer side one after the other, edges are compared with those that lie beside them.
        at, to = (np.flatnonzero(several[pair]) for pair in (pair_a, pair_b))
        (low_a, high_a), (low_b, high_b) = along(pair_a[at], a[at]), along(pair_b[to], b[to])
        widest = np.zeros(len(several))
        np.maximum.at(widest, pair_b[to], high_b - low_b)
        place_b = 2 * pair_b[to] + np.clip(low_b, 0, 1)
        order = np.argsort(place_b)
        begin = 2 * pair_a[at] + np.clip(low_a - widest[pair_a[at]], 0, 1) - _HAIR
        start = np.searchsorted(place_b[order], begin)
        end = np.searchsorted(place_b[order], 2 * pair_a[at] + np.clip(high_a, 0, 1) + _HAIR)
        many = np.bincount(pair_a[at], end - start, len(several))
        several &= many > _MOST_COMPARED * (count[0] + count[1])
        kept = np.flatnonzero(~several[pair_a[at]])
        row, place = expand(start[kept], (end - start)[kept])
        found.append((pair_a[at[kept[row]]], a[at[kept[row]]], b[to[order[place]]]))
    pair, a, b = (np.concatenate(column) for column in zip(*found, strict=True))
    return pair, a, b, several


def _equal(edges: _Edges, a: Positions, b: Positions) -> Flags:
    x, y = edges.outlines.x, edges.outlines.y
    return np.asarray((x[a] == x[b]) & (y[a] == y[b]))


def _edges_meet(edges: _Edges, a: Positions, b: Positions) -> tuple[NDArray[np.int8], Flags]:
    """Say of pairs of edges what they show, and whether they have a corner in common."""
    x, y = edges.outlines.x, edges.outlines.y
    found = np.full(len(a), _APART, dtype=np.int8)
    starts, ends = _equal(edges, a, b), _equal(edges, a + 1, b + 1)
    crossed, turned = _equal(edges, a, b + 1), _equal(edges, a + 1, b)
    touch = starts | ends | crossed | turned
    found[starts & ends] = _SHARE  # The inside is on the left of both.
    single = starts ^ ends ^ crossed ^ turned
    # From a common corner, two edges that go the same way lie on each other for some way.
    rows = np.flatnonzero(touch & single)
    from_a, from_b = (
        np.where((starts | crossed)[rows], a[rows], a[rows] + 1),
        np.where((starts | turned)[rows], b[rows], b[rows] + 1),
    )
    to_a, to_b = 2 * a[rows] + 1 - from_a, 2 * b[rows] + 1 - from_b
    ux, uy, vx, vy = x[to_a] - x[from_a], y[to_a] - y[from_a], x[to_b] - x[from_b], y[to_b] - y[from_b]
    side = sign(ux, uy, vx, vy)
    found[rows[(side == 0) & (ux * vx + uy * vy >= 0)]] = _DOUBT

    rows = np.flatnonzero(~touch)
    a, b = a[rows], b[rows]
    ax, ay, bx, by = x[a + 1] - x[a], y[a + 1] - y[a], x[b + 1] - x[b], y[b + 1] - y[b]
    cx, cy = x[b] - x[a], y[b] - y[a]
    of_b = sign(ax, ay, cx, cy) * sign(ax, ay, x[b + 1] - x[a], y[b + 1] - y[a])
    of_a = sign(bx, by, -cx, -cy) * sign(bx, by, x[a + 1] - x[b], y[a + 1] - y[b])
    found[rows] = np.where((of_a > 0) | (of_b > 0), _APART, np.where((of_a < 0) & (of_b < 0), _SHARE, _DOUBT))
    return found, touch


def _beside(edges: _Edges, a: Positions, b: Positions) -> Flags:
    """Tell of corners that are one point whether the insides lie side by side there."""
    x, y, before = edges.outlines.x, edges.outlines.y, edges.before
    # Counter-clockwise from the edge that leaves the first corner, its inside comes first.
    base = np.arctan2(y[a + 1] - y[a], x[a + 1] - x[a])
    leaves, enters = b + 1, before[b]
    closes = before[a]
    angle = [np.mod(np.arctan2(y[to] - y[a], x[to] - x[a]) - base, 2 * np.pi) for to in (closes, leaves, enters)]
    shared_close = (x[closes] == x[leaves]) & (y[closes] == y[leaves])
    shared_base = (x[a + 1] == x[enters]) & (y[a + 1] == y[enters])
    last = np.where(shared_base, 2 * np.pi, angle[2])
    after = shared_close | (angle[1] > angle[0] + _SAME_ANGLE)
    return np.asarray(after & (last > angle[1] + _SAME_ANGLE) & (shared_base | (last < 2 * np.pi - _SAME_ANGLE)))


def _may_enclose(edges: _Edges, outer: Positions, inner: Positions, met: Flags) -> Flags:
    """Tell whether the box of a ring lies within that of the other polygon, and the ring may lie in it unmet."""
    first, (low, high) = edges.outlines.first_ring, edges.outlines.ring_box
    bounds = edges.bounds
    single = (first[outer + 1] - first[outer] == 1) & (first[inner + 1] - first[inner] == 1)
    asked = np.flatnonzero(~(met & single))
    row, ring = expand(first[inner[asked]], (first[inner + 1] - first[inner])[asked])
    box = bounds[outer[asked]][row]
    inside = (low[ring] >= box[:, :2]).all(axis=1) & (high[ring] <= box[:, 2:]).all(axis=1)
    result = np.zeros(len(outer), dtype=bool)
    result[asked[row[inside]]] = True
    return result
