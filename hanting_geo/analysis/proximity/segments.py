"""Features taken apart into straight segments, in groups with boxes: what distances from points are measured to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.hilbert import along_curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Floats, Geometries, Positions


__all__ = ["FAN", "Boxes", "Grouped", "Segments", "single_polygons", "take_apart"]

FAN = 8
"""Segments in a group, and groups in a group of the next level."""
_MOST_AT_TOP = 16
_NOTHING = 1e-200
"""Squared length of a segment that is as good as a point; the inverse of less may be infinite."""
_SOME = 5000
_POINT, _POLYGON = int(shapely.GeometryType.POINT), int(shapely.GeometryType.POLYGON)
"""Kinds after polygons are collections."""
_LINEAR = (int(shapely.GeometryType.LINESTRING), int(shapely.GeometryType.LINEARRING))


class Segments(NamedTuple):
    """Borders, lines and points as straight segments from a to b; a point is a segment without length."""

    ax: Floats
    ay: Floats
    bx: Floats
    by: Floats
    owner: Positions
    """Position of the feature that each is of."""

    def pick(self, which: Positions) -> Segments:
        """Give some of them."""
        return Segments(self.ax[which], self.ay[which], self.bx[which], self.by[which], self.owner[which])


class Boxes(NamedTuple):
    """Boxes, and in each the place of one thing that is there."""

    west: Floats
    east: Floats
    south: Floats
    north: Floats
    x: Floats
    y: Floats


class Grouped(NamedTuple):
    """Segments by eights, the eights by eights, and so on, each with its box."""

    segments: Segments
    """A multiple of eight; the last is repeated."""
    columns: tuple[Floats, ...]
    """ax, ay, bx - ax, by - ay from the origin, and 1 / length squared (0 for a point): a column a group of eight."""
    levels: list[Boxes]
    """From the smallest groups up; those that fill up an eight are infinitely far away."""
    origin: tuple[float, float]

    @classmethod
    def of(cls, segments: Segments) -> Grouped:
        """Group neighbours; at least one segment."""
        segments = segments.pick(_in_eights(segments))
        origin = float(segments.ax.mean()), float(segments.ay.mean())
        ax, bx = ((values - origin[0]).reshape(-1, FAN) for values in (segments.ax, segments.bx))
        ay, by = ((values - origin[1]).reshape(-1, FAN) for values in (segments.ay, segments.by))
        dx, dy = bx - ax, by - ay
        squared = dx * dx + dy * dy
        over = np.divide(1.0, squared, out=np.zeros_like(squared), where=squared > _NOTHING)
        x, y = ax[:, FAN // 2], ay[:, FAN // 2]
        boxes = _boxed(np.minimum(ax, bx), np.maximum(ax, bx), np.minimum(ay, by), np.maximum(ay, by), x, y)
        columns = tuple(np.ascontiguousarray(values.T) for values in (ax, ay, dx, dy, over))
        return cls(segments, columns, _levels(boxes), origin)


def take_apart(shapes: Geometries) -> Segments:
    """Take features apart into the segments that their distance from a point outside of them is measured to.

    Parameters
    ----------
    shapes
        Geometries; those that are missing or empty have no segment.

    Examples
    --------
    >>> shape = shapely.from_wkt("GEOMETRYCOLLECTION (POINT (5 6), LINESTRING (0 0, 1 0, 1 2))")
    >>> apart = take_apart(np.array([None, shape]))
    >>> np.column_stack(apart).tolist()
    [[0.0, 0.0, 1.0, 0.0, 1.0], [1.0, 0.0, 1.0, 2.0, 1.0], [5.0, 6.0, 5.0, 6.0, 1.0]]
    """
    parts, owner, kind = _single(shapes)
    linear = (kind == _LINEAR[0]) | (kind == _LINEAR[1])
    if linear.all():
        return _in_pieces(parts, owner)
    areal, dotted = kind == _POLYGON, kind == _POINT
    rings, ring_of = shapely.get_rings(parts[areal], return_index=True)
    lines = _in_pieces(np.concatenate([parts[linear], rings]), np.concatenate([owner[linear], owner[areal][ring_of]]))
    (x, y), dot = _corners(parts[dotted])
    dots = Segments(x, y, x, y, owner[dotted][dot])
    return Segments._make(np.concatenate(columns) for columns in zip(lines, dots, strict=True))


def _in_pieces(lines: Geometries, owner: Positions) -> Segments:
    """Give the straight segments of lines and rings."""
    (x, y), line = _corners(lines)
    start = np.flatnonzero(line[1:] == line[:-1])
    end = start + 1
    return Segments(x[start], y[start], x[end], y[end], owner[line[start]])


def _corners(shapes: Geometries) -> tuple[tuple[Floats, Floats], Positions]:
    """Give coordinates, each direction by itself, and the position of the shape that each is of."""
    corners, shape = shapely.get_coordinates(shapes, return_index=True)
    return (np.ascontiguousarray(corners[:, 0]), np.ascontiguousarray(corners[:, 1])), shape


def single_polygons(shapes: Geometries) -> tuple[Geometries, Positions]:
    """Give the single polygons of features, and the position of the feature that each is of."""
    parts, owner, kind = _single(shapes)
    areal = kind == _POLYGON
    return parts[areal], owner[areal]


def _single(shapes: Geometries) -> tuple[Geometries, Positions, NDArray[np.int32]]:
    """Take collections apart, those within them as well: parts, whose they are, of what kind."""
    kind = shapely.get_type_id(shapes)
    owner, parts = np.arange(len(shapes)), shapes
    if (kind < 0).any():
        owner = np.flatnonzero(kind >= 0)
        parts, kind = shapes[owner], kind[owner]
    while (kind > _POLYGON).any():
        parts, within = shapely.get_parts(parts, return_index=True)
        owner, kind = owner[within], shapely.get_type_id(parts)
    return parts, owner, kind


def _in_eights(segments: Segments) -> Positions:
    """Order segments so that each eight lie close together: as they are, or along a curve, whichever has less boxes.

    The eights follow each other along the curve, so that those of different lines lie close together as well.
    """
    count = len(segments.ax)
    fill = np.full(-count % FAN, count - 1)
    along = along_curve(segments.ax, segments.ay)
    orders = [np.concatenate([np.arange(count), fill]), np.concatenate([along, along[fill]])]
    eights = min(orders, key=lambda order: _girth(segments, order)).reshape(-1, FAN)
    middle = eights[:, FAN // 2]
    return eights[along_curve(segments.ax[middle], segments.ay[middle])].ravel()


def _girth(segments: Segments, order: Positions) -> float:
    """Add up how long and wide the boxes of eights are, by their first ends; of many eights some are enough."""
    eights = order.reshape(-1, FAN)
    eights = eights[:: len(eights) // _SOME + 1]
    x, y = segments.ax[eights], segments.ay[eights]
    return float(np.ptp(x, axis=1).sum() + np.ptp(y, axis=1).sum())


def _boxed(west: Floats, east: Floats, south: Floats, north: Floats, x: Floats, y: Floats) -> Boxes:
    """Give the boxes of rows of boxes."""
    return Boxes(west.min(axis=1), east.max(axis=1), south.min(axis=1), north.max(axis=1), x, y)


def _levels(boxes: Boxes) -> list[Boxes]:
    levels = []
    while len(boxes.x) > _MOST_AT_TOP:
        far = np.full(-len(boxes.x) % FAN, np.inf)
        levels.append(Boxes._make(np.concatenate([values, far]) for values in boxes))
        eights = Boxes._make(values.reshape(-1, FAN) for values in levels[-1])
        # What fills up an eight must not stretch its box.
        there = np.isfinite(eights.east)
        east, north = (np.where(there, values, -np.inf) for values in (eights.east, eights.north))
        boxes = _boxed(eights.west, east, eights.south, north, eights.x[:, 0], eights.y[:, 0])
    return [*levels, boxes]
