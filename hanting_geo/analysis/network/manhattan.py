"""Manhattan distances: along the two axes of the reference system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.proximity.segments import take_apart

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats

__all__ = ["manhattan_to"]

_CELLS = 2_000_000


def manhattan_to(shape: shapely.Geometry, x: Floats, y: Floats) -> Floats:
    """Give the Manhattan distance from points to a shape: 0 within a polygon, else to its border, exactly.

    ``|dx| + |dy|`` along a straight segment is least at one of its ends, or where it is level with the point or
    straight above or below it.

    Examples
    --------
    >>> manhattan_to(shapely.box(0, 0, 4, 4), np.array([2.0, 6.0, 2.0]), np.array([2.0, 7.0, 9.0])).tolist()
    [0.0, 5.0, 5.0]
    >>> manhattan_to(shapely.from_wkt("LINESTRING (0 0, 4 8)"), np.array([0.0]), np.array([8.0])).tolist()
    [4.0]
    """
    shapes = np.empty(1, dtype=object)
    shapes[0] = shape
    ax, ay, bx, by, _ = take_apart(shapes)
    result = np.full(len(x), np.inf)
    step = max(1, _CELLS // len(ax))
    with np.errstate(divide="ignore", invalid="ignore"):
        slope, lean = (by - ay) / (bx - ax), (bx - ax) / (by - ay)
    for first in range(0, len(x), step):
        px, py = x[first : first + step, None], y[first : first + step, None]
        best = np.minimum(np.abs(px - ax) + np.abs(py - ay), np.abs(px - bx) + np.abs(py - by))
        above = (px >= np.minimum(ax, bx)) & (px <= np.maximum(ax, bx)) & (ax != bx)
        level = (py >= np.minimum(ay, by)) & (py <= np.maximum(ay, by)) & (ay != by)
        with np.errstate(invalid="ignore"):
            best = np.where(above, np.minimum(best, np.abs(ay + (px - ax) * slope - py)), best)
            best = np.where(level, np.minimum(best, np.abs(ax + (py - ay) * lean - px)), best)
        result[first : first + step] = best.min(axis=1)
    inside = shapely.get_dimensions(shape) > 1
    if inside:
        result[shapely.intersects_xy(shape, x, y)] = 0.0
    return result
