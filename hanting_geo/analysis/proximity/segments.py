"""Features taken apart into straight segments, in groups with boxes: what distances from points are measured to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Floats, Geometries, Positions


__all__ = ["FAN", "Boxes", "Grouped", "Segments", "along_curve", "codes_along_curve", "polygons_of", "take_apart"]

FAN = 8
"""Segments in a group, and groups in a group of the next level."""
_MOST_AT_TOP = 16
_NOTHING = 1e-200
"""Squared length of a segment that is as good as a point; the inverse of less may be infinite."""
_BITS, _STEP = 16, 4
_A_LOT = 20_000
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


def polygons_of(shapes: Geometries) -> tuple[Geometries, Positions]:
    """Give the single polygons of features, and the position of the feature that each is of."""
    parts, owner, kind = _single(shapes)
    areal = kind == _POLYGON
    return parts[areal], owner[areal]


def along_curve(x: Floats, y: Floats) -> Positions:
    """Order places along a curve that fills the plane (Hilbert's), so that those that follow each other are near.

    Examples
    --------
    >>> along_curve(np.array([0.0, 9.0, 1.0, 8.0]), np.array([0.0, 9.0, 0.0, 9.0])).tolist()
    [0, 2, 3, 1]
    """
    codes = codes_along_curve(x, y)
    # Numbers of 16 bits are sorted by their digits, in order: the lower half first.
    order = np.argsort(codes.astype(np.uint16), kind="stable")
    upper = (codes >> np.uint32(_BITS)).astype(np.uint16)
    return order[np.argsort(upper[order], kind="stable")]


def codes_along_curve(x: Floats, y: Floats) -> NDArray[np.uint32]:
    """Give how far along Hilbert's curve places are.

    Examples
    --------
    >>> codes_along_curve(np.array([0.0, 9.0]), np.array([0.0, 0.0])).tolist()
    [0, 4294967295]
    """
    if not len(x):
        return np.zeros(0, dtype=np.uint32)
    across, up, turns = _scale(x), _scale(y), _turns()

    def codes(first: int, last: int) -> NDArray[np.uint32]:
        return _codes(_in_cells(x[first:last], across), _in_cells(y[first:last], up), turns)

    return np.concatenate(in_lots(codes, len(x), least=_A_LOT))


def _codes(across: NDArray[np.uint16], up: NDArray[np.uint16], turns: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """Give how far along the curve cells are."""
    code: NDArray[Any] = np.zeros(len(across), dtype=np.uint32)
    state: NDArray[Any] = np.zeros(len(across), dtype=np.uint16)
    for shift in range(_BITS - _STEP, -1, -_STEP):
        step = turns.take((state << 8) | (((across >> shift) & 15) << 4) | ((up >> shift) & 15))
        code = (code << np.uint32(8)) | (step & 255)
        state = step >> 8
    return code


def _scale(values: Floats) -> tuple[float, float]:
    """Give the least, and cells a unit: 65,536 from the least to the most."""
    least, most = float(values.min()), float(values.max())
    return least, ((1 << _BITS) - 1) / (most - least) if most > least else 0.0


def _in_cells(values: Floats, scale: tuple[float, float]) -> NDArray[np.uint16]:
    """Count cells of one direction."""
    cells: NDArray[np.uint16] = ((values - scale[0]) * scale[1]).astype(np.uint16)
    return cells


def _turns() -> NDArray[np.uint16]:
    """Make the table that follows the curve four bits at a time.

    By state (whether the curve is flipped, and whether it is mirrored, where it enters a square) and four bits of
    either direction: how far along, in 8 bits, and above them the state in the small square.
    """
    entry: NDArray[Any] = np.arange(1 << (2 + 2 * _STEP), dtype=np.uint16)
    flipped, mirrored, far = (entry >> 9) & 1, (entry >> 8) & 1, 0 * entry
    for bit in range(_STEP - 1, -1, -1):
        x, y = ((entry >> (bit + 4)) & 1) ^ flipped, ((entry >> bit) & 1) ^ flipped
        x, y = np.where(mirrored, y, x), np.where(mirrored, x, y)
        far = (far << 2) | ((3 * x) ^ y)
        flipped, mirrored = flipped ^ (x & (1 - y)), mirrored ^ (1 - y)
    turns: NDArray[np.uint16] = far | (mirrored << 8) | (flipped << 9)
    return turns


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
