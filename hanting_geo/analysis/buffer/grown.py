"""Round buffers that lose no ground and fill no hole.

GEOS draws one curve round each line and ring, and keeps what it winds round. Two things go wrong with that, and both
can be told beforehand:

- where a line crosses or follows itself, windings may cancel, and ground is lost. The buffer of such a line is judged,
  and where it is not whole, the line is halved until its pieces cross nothing, and their buffers are united;
- a ring of few corners whose curve comes near to its middle is taken for one that has turned inside out: a polygon
  vanishes, or a hole is filled, before the distance reaches the inscribed radius. There the ground within the distance
  of the ring, which is cut open for that, is added to the polygon or taken from it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["grown", "least"]

_CORNERS_A_LOT = 1000
"""Fewer are not worth a thread."""
_FEW_CORNERS = 12
"""GEOS 3.14 takes rings of up to 8 coordinates for turned inside out; some room for others."""
_COARSEST = 1.5
"""GEOS rounds the number of pieces of an arc: one may be half as long again."""
_HAIR = 1e-6
_FINE = 64
_COARSE = 1e-3
_CORNERS_ONE_BY_ONE = 500


def grown(geometry: Geometries, distances: Floats, quad_segs: int) -> Geometries:
    """Buffer each geometry by its distance, with round ends, long ones several at a time.

    Parameters
    ----------
    geometry
        Valid, or null.
    distances
        Metres, not zero for lines.
    quad_segs
        Pieces of a quarter circle.
    """
    shapely.bounds(geometry)  # kept in a geometry once asked for: two threads must not ask at once

    def lot(first: int, last: int) -> Geometries:
        chosen = slice(first, last)
        return np.asarray(shapely.buffer(geometry[chosen], distances[chosen], quad_segs=quad_segs))

    shapes = np.concatenate(in_lots(lot, len(geometry), least=least(geometry)), dtype=object)
    for row in _in_doubt(geometry, distances, shapes, quad_segs):
        shapes[row] = _by_pieces(geometry[row], float(distances[row]), quad_segs)
    return shapes


def least(geometry: Geometries) -> int:
    """How many of them are worth a thread."""
    corners = int(shapely.get_num_coordinates(geometry).sum())
    return max(1, _CORNERS_A_LOT * len(geometry) // max(corners, 1))


def _in_doubt(geometry: Geometries, distances: Floats, shapes: Geometries, quad_segs: int) -> Positions:
    """List those whose buffer GEOS may have wrong."""
    parts, owner = _parts(geometry)
    kind = shapely.get_type_id(parts)
    line = np.isin(kind, (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))
    doubtful = np.zeros(len(geometry), dtype=bool)
    lines = np.flatnonzero(line & (distances[owner] > 0))
    tangled = lines[~shapely.is_simple(parts[lines])]
    for part, row in zip(parts[tangled], owner[tangled], strict=True):
        if not doubtful[row]:
            doubtful[row] = not _is_whole(shapes[row], part, float(distances[row]), quad_segs)
    # Rings that may be taken for turned inside out: closed lines and holes that are filled, shells that vanish.
    polygons = np.flatnonzero(kind == shapely.GeometryType.POLYGON)
    inner, hole_of = _holes(parts[polygons])
    closed = lines[shapely.is_closed(parts[lines])]
    # One that crosses itself has no inside of its own to ask about.
    knots = np.intersect1d(closed, tangled)
    doubtful[owner[knots[_within_reach(parts[knots], distances[owner[knots]])]]] = True
    closed = closed[~doubtful[owner[closed]] & ~np.isin(closed, knots)]
    rings = np.concatenate([parts[closed], inner])
    whose = np.concatenate([owner[closed], owner[polygons][hole_of]])
    grows = distances[whose] > 0
    filled = _within_reach(rings, distances[whose]) & grows
    for ring, row in zip(rings[filled], whose[filled], strict=True):
        left = _middle(ring, float(distances[row]))
        doubtful[row] = doubtful[row] or _is_filled(left, geometry[row], float(distances[row]), shapes[row])
    shrinks = polygons[distances[owner[polygons]] < 0]
    gone = shapely.area(shapes)[owner[shrinks]] < _HAIR * shapely.area(parts[shrinks])
    beside = np.bincount(owner, minlength=len(geometry))[owner[shrinks]] > 1
    gone[beside] |= ~shapely.intersects(shapes[owner[shrinks[beside]]], parts[shrinks[beside]])
    shrinks = shrinks[gone]
    for part in shrinks[-2 * distances[owner[shrinks]] < _narrowest(parts[shrinks])]:
        far = -float(distances[owner[part]])
        if not doubtful[owner[part]]:
            widest = shapely.maximum_inscribed_circle(parts[part], tolerance=_COARSE * far)
            doubtful[owner[part]] = shapely.length(widest) > far * (1 - 2 * _COARSE)
    return np.flatnonzero(doubtful)


def _is_whole(shape: shapely.Geometry, line: shapely.Geometry, distance: float, quad_segs: int) -> bool:
    """Tell whether a buffer holds all ground within the distance, but for what arcs of so many pieces cut off.

    It does if it holds one place of the line, and no place of its border is so near to the line.
    """
    nearest = math.cos(_COARSEST * math.pi / 4 / quad_segs) * distance * (1 - _HAIR)
    shapely.prepare(line)
    inside = shapely.covers(shape, shapely.get_point(line, 0))
    return bool(inside and not shapely.dwithin(line, shapely.boundary(shape), nearest))


def _within_reach(rings: Geometries, distances: Floats) -> Flags:
    """Tell which rings have few corners and are wide enough that something may be left within them."""
    few = shapely.get_num_coordinates(rings) <= _FEW_CORNERS
    wide: Flags = few & (2 * np.abs(distances) < _narrowest(rings))
    return wide


def _narrowest(shapes: Geometries) -> Floats:
    """Give the shorter side of the box round each."""
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    shorter: Floats = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    return shorter


def _is_filled(left: shapely.Geometry, own: shapely.Geometry, distance: float, shape: shapely.Geometry) -> bool:
    """Tell whether a buffer holds a place that is further than the distance from its shape."""
    places = shapely.point_on_surface(shapely.get_parts(left))
    return bool((shapely.covers(shape, places) & (shapely.distance(own, places) > distance)).any())


def _middle(ring: shapely.Geometry, distance: float) -> shapely.Geometry:
    """Give what is left inside a ring when the distance is taken from it, with fine arcs."""
    inside = shapely.Polygon(shapely.get_coordinates(ring))
    return shapely.difference(inside, _round_line(ring, distance, _FINE))


def _by_pieces(shape: shapely.Geometry, distance: float, quad_segs: int) -> shapely.Geometry:
    """Buffer a geometry by its points, and by pieces of its lines and rings.

    That is done about the middle of the shape, where coordinates are finest: GEOS moves what lies nearer to each other
    than 1e-12 of the coordinates, and little is left of a polygon just before the inscribed radius.
    """
    middle = np.floor(shapely.bounds(shape).reshape(2, 2).mean(axis=0))
    parts, _ = _parts(np.array([shapely.transform(shape, lambda xy: xy - middle)], dtype=object))
    return shapely.transform(_of_parts(parts, distance, quad_segs), lambda xy: xy + middle)


def _of_parts(parts: Geometries, distance: float, quad_segs: int) -> shapely.Geometry:
    lines: list[shapely.Geometry] = []
    others: list[shapely.Geometry] = []
    for part in parts:
        if part.geom_type == "Polygon":
            lines += [part.exterior, *part.interiors]
            others.append(part)
        elif part.geom_type == "Point":
            others.append(shapely.buffer(part, distance, quad_segs=quad_segs))
        else:
            lines.append(part)
    most = _CORNERS_ONE_BY_ONE if distance < 0 else _FEW_CORNERS
    near = shapely.union_all([_round_line(line, abs(distance), quad_segs, most=most) for line in lines])
    if distance < 0:
        return _left_by(near, others)
    return shapely.union_all([near, *others])


def _left_by(near: shapely.Geometry, polygons: list[shapely.Geometry]) -> shapely.Geometry:
    """Give what of polygons is not near their rings: gaps in what is near, which a difference of GEOS may not see."""
    around = shapely.get_parts(near)
    gaps, _ = _holes(around)
    gaps = np.asarray(shapely.polygons(gaps), dtype=object)
    inside = shapely.covers(np.array(polygons, dtype=object)[:, None], shapely.point_on_surface(gaps)[None, :])
    left = gaps[inside.any(axis=0)]
    for row, gap in enumerate(left):
        nested = around[shapely.contains_properly(gap, around)]
        if len(nested):
            left[row] = shapely.difference(gap, shapely.union_all(nested))
    return shapely.union_all(left) if len(left) else shapely.Polygon()


def _round_line(
    line: shapely.Geometry, distance: float, quad_segs: int, *, most: int = _FEW_CORNERS
) -> shapely.Geometry:
    """Buffer a line in pieces that neither close nor cross themselves, each judged.

    One of so few corners goes segment by segment: GEOS fills the last hair of a bay.
    """
    xy = shapely.get_coordinates(line)
    xy = xy[np.append(True, (xy[1:] != xy[:-1]).any(axis=1))]
    done: list[shapely.Geometry] = []
    open_ = [xy]
    while open_:
        now = open_.pop()
        own = shapely.linestrings(now)
        single = len(now) <= 2  # noqa: PLR2004 - the ends of one segment
        if single or (len(xy) > most and (now[0] != now[-1]).any() and shapely.is_simple(own)):
            shape = shapely.buffer(own, distance, quad_segs=quad_segs)
            if single or _is_whole(shape, own, distance, quad_segs):
                done.append(shape)
                continue
        middle = len(now) // 2
        open_ += [now[: middle + 1], now[middle:]]
    return shapely.union_all(done)


def _parts(geometry: Geometries) -> tuple[Geometries, Positions]:
    """Take geometries apart into points, lines and polygons, and say whose each is."""
    there = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    parts, owner = geometry[there], there
    while (nested := shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        inner, index = shapely.get_parts(parts[nested], return_index=True)
        parts, owner = np.concatenate([parts[~nested], inner]), np.concatenate([owner[~nested], owner[nested][index]])
    return parts, owner


def _holes(polygons: Geometries) -> tuple[Geometries, Positions]:
    """Give the holes of polygons, and whose each is."""
    pierced = np.flatnonzero(shapely.get_num_interior_rings(polygons) > 0)
    rings, index = shapely.get_rings(polygons[pierced], return_index=True)
    inner = np.append(False, index[1:] == index[:-1])[: len(rings)]
    return rings[inner], pierced[index[inner]]
