"""Overlays of a few polygons without rounding: what results is rounded to the nearest floats, and nothing before.

The edges of all are cut where they meet (:mod:`~hanting_geo.analysis.engine.arrangement`); the border of the result are
those pieces with the result on one side only. Rounded, a border may touch or cross itself by a hair: then it is cut and
put together anew, as exactly as before. What does not come to an end so is moved to a grid, where nothing comes
to cross (:mod:`~hanting_geo.analysis.engine.snapping`): then what it bounds is valid.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.arrangement import Arrangement, arranged
from hanting_geo.analysis.engine.polygons import polygons_of
from hanting_geo.analysis.engine.rings import offsets_of, outlines_of, signed_area
from hanting_geo.analysis.engine.snapping import snapped
from hanting_geo.analysis.engine.tracing import Rings
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import HantingGeoError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

    Point = tuple[float, float]

__all__ = ["How", "exact_overlay"]

How = Literal["intersection", "difference", "union"]
_KEEPS: dict[How, Callable[[Flags], Flags]] = {
    "intersection": lambda held: np.asarray(held.all(axis=1)),
    "difference": lambda held: held[:, 0] & ~held[:, 1:].any(axis=1),
    "union": lambda held: np.asarray(held.any(axis=1)),
}
_FREE_TURNS = 3
"""Of cutting anew what rounding has made cross; one is mostly enough. What it still makes cross is moved to a grid."""
_FEWEST = 3
"""Corners of a ring."""


def exact_overlay(
    shapes: Sequence[shapely.Geometry], how: How, *, hair_m: float = 0.0, touching: bool = False
) -> shapely.Geometry:
    """Overlay polygons exactly, but for the rounding of the corners of the result.

    Parameters
    ----------
    shapes
        Valid polygons and multi-polygons of two dimensions.
    how
        ``"intersection"`` of all, ``"union"`` of all, ``"difference"`` of the first and all others.
    hair_m
        Rings that are no wider are left out.
    touching
        With the intersection of two, give the lines and points in which they touch, too.

    Returns
    -------
    shapely.Geometry
        A valid polygon or multi-polygon, perhaps an empty one; with ``touching`` perhaps a collection.

    Examples
    --------
    >>> exact_overlay([shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2)], "difference").area
    8.0
    >>> exact_overlay([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], "intersection", touching=True).wkt
    'LINESTRING (1 0, 1 1)'
    """
    edges, shape = _edges_of(np.array([*shapes, None], dtype=object)[:-1])
    met = _within_first(edges, shapes) if how != "union" else None
    found = arranged(edges, shape, met)
    held = [np.zeros((len(found.start), len(shapes)), dtype=bool) for _ in range(2)]
    for mine, side in zip(held, (found.left, found.right), strict=True):
        mine[:, : side.shape[1]] = side
    left, right = (_KEEPS[how](side) for side in held)
    whole = _polygons(_rings(found, left, right), hair_m)
    return _with_touches(found, shape, left, right, whole) if touching else whole


def _edges_of(shapes: Geometries) -> tuple[Floats, Positions]:
    """Give the edges of polygons, the inside on the left, and the polygon that each is of."""
    outlines = outlines_of(shapes)
    starts = np.ones(len(outlines.x), dtype=bool)
    starts[outlines.ring_start[1:] - 1] = False
    at = np.flatnonzero(starts)
    edges = np.column_stack([outlines.x[at], outlines.y[at], outlines.x[at + 1], outlines.y[at + 1]]) + 0.0
    there = (edges[:, :2] != edges[:, 2:]).any(axis=1)
    return edges[there], outlines.owner[outlines.ring_of(at)][there]


def _within_first(edges: Floats, shapes: Sequence[shapely.Geometry]) -> Flags:
    """Tell which edges come near the first shape: no other bounds the result."""
    west, south, east, north = shapely.bounds(shapes[0])
    low, high = np.minimum(edges[:, :2], edges[:, 2:]), np.maximum(edges[:, :2], edges[:, 2:])
    return np.asarray((low <= (east, north)).all(axis=1) & (high >= (west, south)).all(axis=1))


class _Border(NamedTuple):
    """Pieces with the result on their left only, each from one point to another."""

    start: list[int]
    end: list[int]
    along: list[tuple[int, int]]
    sources: list[tuple[int, ...]]


def _rings(found: Arrangement, left: Flags, right: Flags) -> list[list[Point]]:
    """Put the border of a result together to rings that come to no point twice."""
    border = _Border([], [], [], [])
    for piece in np.flatnonzero(left != right).tolist():
        start, end, (x, y) = found.start[piece], found.end[piece], found.along[piece]
        border.start.append(start if left[piece] else end)
        border.end.append(end if left[piece] else start)
        border.along.append((x, y) if left[piece] else (-x, -y))
        border.sources.append(found.sources[piece])
    following = _following(border)
    done = [False] * len(border.start)
    often = {start for start, count in Counter(border.start).items() if count > 1}
    rings = []
    for first in range(len(done)):
        path: list[int] = []
        place: dict[int, int] = {}
        piece = first
        while not done[piece]:
            done[piece] = True
            place[border.start[piece]] = len(path)
            path.append(piece)
            since = place.get(border.end[piece])
            if since is not None:
                rings.append(_corners(found, border, path[since:], often))
                for each in path[since:]:
                    place.pop(border.start[each])
                del path[since:]
            piece = following[piece]
    return rings


def _following(border: _Border) -> list[int]:
    """Give for each piece the next round the same part of the result.

    Round a point, what lies between a piece that comes and the next clockwise that leaves belongs to the result.
    """
    leaving: dict[int, list[int]] = {}
    for piece, start in enumerate(border.start):
        leaving.setdefault(start, []).append(piece)
    following = []
    for piece, end in enumerate(border.end):
        out = leaving[end]
        if len(out) > 1:
            back = (-border.along[piece][0], -border.along[piece][1])
            out = [_first_clockwise(back, border, out)]
        following.append(out[0])
    return following


def _first_clockwise(base: tuple[int, int], border: _Border, pieces: list[int]) -> int:
    """Give the piece that a direction meets first when it is turned clockwise."""
    first = pieces[0]
    for piece in pieces[1:]:
        if _clockwise(base, border.along[piece], border.along[first]) < 0:
            first = piece
    return first


def _clockwise(base: tuple[int, int], one: tuple[int, int], two: tuple[int, int]) -> int:
    """Compare two directions by how far they are turned clockwise from a base; the base itself comes last."""

    def half(way: tuple[int, int]) -> int:
        cross, dot = base[0] * way[1] - base[1] * way[0], base[0] * way[0] + base[1] * way[1]
        return 0 if cross < 0 else 2 if cross > 0 else 1 if dot < 0 else 3

    if half(one) != half(two):
        return half(one) - half(two)
    cross = one[0] * two[1] - one[1] * two[0]
    return (cross > 0) - (cross < 0)


def _corners(found: Arrangement, border: _Border, ring: Sequence[int], often: set[int]) -> list[Point]:
    """Give the corners of a ring, without places where an edge was only cut, and no other ring comes by."""
    kept = [
        border.start[piece]
        for before, piece in zip([ring[-1], *ring[:-1]], ring, strict=True)
        if border.start[piece] in often or not set(border.sources[before]) & set(border.sources[piece])
    ]
    return [found.place(point) for point in kept]


def _polygons(rings: list[list[Point]], hair_m: float) -> shapely.Geometry:
    """Build the polygons that rings bound once they are rounded."""
    for turn in range(_FREE_TURNS + 2):
        some = _closed(rings, hair_m)
        if not len(some.pair):
            return shapely.Polygon()
        _, built, doubtful = polygons_of(some)
        if not len(doubtful):
            whole: shapely.Geometry = built[0]
            return whole
        edges = np.column_stack([some.x[:-1], some.y[:-1], some.x[1:], some.y[1:]])
        inner = np.ones(len(edges), dtype=bool)
        inner[some.start[1:-1] - 1] = False
        edges = edges[inner]
        found = _arranged(edges)
        if turn >= _FREE_TURNS - 1:
            # Corners near zero, where floats are dense, would be moved by less and less without an end.
            border = np.flatnonzero(found.left[:, 0] != found.right[:, 0]).tolist()
            ways = [_way(found, piece) for piece in border]
            on_grid = snapped(found.points, found.shift, ways, math.ulp(float(np.abs(edges).max())))
            if not len(on_grid):
                return shapely.Polygon()
            found = _arranged(on_grid)
        rings = _rings(found, found.left[:, 0], found.right[:, 0])
    raise HantingGeoError(
        Sentence(
            "the result of an overlay at x {x!r}, y {y!r} could not be written in floats so that "
            "it is valid: its coordinates are too small or too large for the test of that; scale "
            "or move the layers",
            x=some.x[0],
            y=some.y[0],
        )
    )


def _arranged(edges: Floats) -> Arrangement:
    return arranged(edges, np.zeros(len(edges), dtype=np.intp))


def _way(found: Arrangement, piece: int) -> tuple[int, int]:
    """Give the ends of a piece of the border so that the result is on its left."""
    start, end = found.start[piece], found.end[piece]
    return (start, end) if found.left[piece, 0] else (end, start)


def _closed(rings: list[list[Point]], hair_m: float) -> Rings:
    """Close rings that have an area of more than a hair."""
    parts = []
    for ring in rings:
        distinct = ring and [here for before, here in zip([ring[-1], *ring[:-1]], ring, strict=True) if here != before]
        if len(distinct) >= _FEWEST:
            parts.append(np.array([*distinct, distinct[0]]))
    if not parts:
        return Rings(np.zeros(0), np.zeros(0), np.zeros(1, dtype=np.intp), np.zeros(0, dtype=np.intp))
    start = offsets_of(np.array([len(part) for part in parts]))
    x, y = np.concatenate(parts).T
    every = Rings(np.ascontiguousarray(x), np.ascontiguousarray(y), start, np.zeros(len(parts), dtype=np.intp))
    wide = np.flatnonzero(np.abs(signed_area(every.x, every.y, start)) > hair_m * every.perimeter)
    return every.pick(wide)


def _with_touches(
    found: Arrangement, shape: Positions, left: Flags, right: Flags, whole: shapely.Geometry
) -> shapely.Geometry:
    """Add the lines and points in which two shapes touch beside the area that they share."""
    meet: list[set[int]] = [set(), set()]
    lines, taken = [], set()
    for piece, (start, end) in enumerate(zip(found.start, found.end, strict=True)):
        owners = {int(shape[edge]) for edge in found.sources[piece]}
        for owner in owners:
            meet[owner] |= {start, end}
        inside = bool(left[piece] or right[piece])
        if len(owners) > 1 and not inside:
            lines.append(shapely.LineString([found.place(start), found.place(end)]))
        if inside or len(owners) > 1:
            taken |= {start, end}
    points = [shapely.Point(found.place(point)) for point in sorted((meet[0] & meet[1]) - taken)]
    parts: list[shapely.Geometry] = [part for part in shapely.get_parts(whole) if not part.is_empty]
    if lines:
        parts += shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines))).tolist()
    parts += points
    if len(parts) == 1:
        return parts[0]
    of_kind = {int(shapely.get_type_id(part)) for part in parts}
    several = np.array(parts, dtype=object)
    gather: Callable[..., shapely.Geometry] = shapely.geometrycollections
    if of_kind == {int(shapely.GeometryType.POLYGON)}:
        gather = shapely.multipolygons
    elif of_kind == {int(shapely.GeometryType.LINESTRING)}:
        gather = shapely.multilinestrings
    elif of_kind == {int(shapely.GeometryType.POINT)}:
        gather = shapely.multipoints
    return gather(several)
