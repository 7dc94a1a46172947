"""The ground beside a line, piece by piece: strips along its segments, sectors outside its bends.

What lies within a distance of a line is exactly these pieces and a disc at each end. So what is cut off square at the
ends is these pieces alone: the ground over which a bar goes that is carried along the line, held square to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries


__all__ = ["is_closed", "sectors", "segments", "strips"]

_BACK = 1e-9


def segments(line: shapely.Geometry) -> tuple[Floats, Floats]:
    """Give the starts and ends of the segments of a line; those without length fall away."""
    xy = shapely.get_coordinates(line)
    start, end = xy[:-1], xy[1:]
    long = (start != end).any(axis=1)
    return start[long], end[long]


def is_closed(start: Floats, end: Floats) -> bool:
    """Tell whether segments end where they begin."""
    return bool((start[0] == end[-1]).all())


def _ways(start: Floats, end: Floats) -> Floats:
    ways: Floats = (end - start) / np.hypot(*(end - start).T)[:, None]
    return ways


def _beside(start: Floats, end: Floats, distance: float, *, left: bool) -> Floats:
    """From each segment straight out to one side, as far as the distance."""
    way = _ways(start, end)
    return np.stack([-way[:, 1], way[:, 0]], axis=1) * (distance if left else -distance)


def strips(start: Floats, end: Floats, distance: float, *, left: bool) -> Geometries:
    """Lay a rectangle along one side of each segment."""
    out = _beside(start, end, distance, left=left)
    return np.asarray(shapely.polygons(np.stack([start, end, end + out, start + out], axis=1)))


def sectors(
    start: Floats, end: Floats, distance: float, quad_segs: int, *, left: bool, closed: bool, outside: bool = False
) -> list[shapely.Geometry]:
    """Fill what lies between the strips of one side at each bend away from it; they share the strips' very corners.

    Parameters
    ----------
    start, end
        Segments that follow each other.
    distance
        Metres, positive.
    quad_segs
        Pieces of a quarter circle.
    left
        The side.
    closed
        The last one leads to the first.
    outside
        Draw the arcs outside the true curve and not inside it.
    """
    way, out = _ways(start, end), _beside(start, end, distance, left=left)
    bends = np.arange(0 if closed else 1, len(start))
    turn = np.arctan2(
        way[bends - 1, 0] * way[bends, 1] - way[bends - 1, 1] * way[bends, 0],
        (way[bends - 1] * way[bends]).sum(axis=1),
    )
    # Where the line turns back on itself, the half disc round the tip is on both sides.
    turn = np.where(np.abs(turn) > np.pi - _BACK, -np.pi if left else np.pi, turn)
    away = turn < 0 if left else turn > 0
    pieces: list[shapely.Geometry] = []
    for bend, angle in zip(bends[away], turn[away], strict=True):
        count = int(np.ceil(abs(angle) / (np.pi / 2 / quad_segs)))
        first = np.arctan2(out[bend - 1, 1], out[bend - 1, 0])
        angles = first + angle * (np.arange(count + 1) / count)
        radius = distance / np.cos(angle / count / 2) if outside else distance
        arc = start[bend] + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        corners = [start[bend] + out[bend - 1], start[bend] + out[bend]]
        if outside:
            ring = [start[bend], corners[0], *arc, corners[1]]
        else:
            ring = [start[bend], corners[0], *arc[1:-1], corners[1]]
        pieces.append(shapely.Polygon(ring))
    return pieces
