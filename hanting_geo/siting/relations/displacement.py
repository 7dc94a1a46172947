"""Shapes that may be displaced: what surely lies in them, what may, and what is nothing at all.

A shape R whose place is known within c covers, wherever it really is, at least ``shrink(R, c)`` and at most
``grow(R, c)``. Both are drawn with straight pieces for arcs, and always on the safe side: what is shrunk lies inside
the true erosion, what is grown outside the true dilation.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.point_in_polygon import ON_BORDER_M
from hanting_geo.core.threads import LIGHT, elementwise

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries


__all__ = [
    "ON_BORDER_M",
    "QUAD_SEGS",
    "SHORT",
    "grow",
    "shrink",
]

QUAD_SEGS = 16
"""Straight pieces to a quarter of a circle."""

_MITRE = 1.05
# GEOS joins two offsets that lie closer together than a thousandth of the distance, which cuts their corner by up to
# 4e-5 of it. Round points it puts corners on the circle, at most one and a half of the pieces apart (it
# rounds their number), and the chord between them is nearer to the centre.
_JOINED = 1 + 1e-4
_WIDER = (1 + 1.5e-3) / math.cos(1.5 * math.pi / (4 * QUAD_SEGS))
SHORT = 1 - 1 / _WIDER
"""Of its distance, how much a buffer of :data:`QUAD_SEGS` may fall short of the true one, for the same reasons."""


def _rounded(shapes: Geometries, by: Floats) -> Geometries:
    return np.asarray(shapely.buffer(shapes, by * _WIDER, quad_segs=QUAD_SEGS), dtype=object)


def _mitred(shapes: Geometries, by: Floats) -> Geometries:
    """Offset the edges themselves; corners and ends are cut off a little beyond their arcs, which then lie inside."""
    wide = by * _JOINED
    return np.asarray(
        shapely.buffer(shapes, wide, join_style="mitre", mitre_limit=_MITRE, cap_style="square"), dtype=object
    )


def grow(shapes: Geometries, by: Floats) -> Geometries:
    """Give what a shape may cover that is displaced by up to ``by`` metres, and at corners a little more.

    Beside straight edges it is exact to 1e-4 of the distance.

    Examples
    --------
    >>> ring = grow(np.array([shapely.Point(0, 0)], dtype=object), np.array([1.0]))[0].exterior
    >>> bool(1 <= ring.distance(shapely.Point(0, 0)) < 1.005)
    True
    """
    result = shapes.copy()
    edged = shapely.get_dimensions(shapes) > 0
    for some, buffered in ((edged & (by > 0), _mitred), (~edged & (by > 0), _rounded)):
        result[some] = elementwise(buffered, shapes[some], by[some], least=LIGHT)
    return result


def shrink(shapes: Geometries, by: Floats) -> Geometries:
    """Give what a shape covers however it is displaced by up to ``by`` metres, less a little at inner corners.

    Of lines and points, and of polygons that are narrower, nothing is left.

    Examples
    --------
    >>> left = shrink(np.array([shapely.box(0, 0, 10, 4)], dtype=object), np.array([1.0]))[0]
    >>> round(left.area, 2)
    16.0
    """
    result = shapes.copy()
    bounds = shapely.bounds(shapes)
    narrow = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) / 2
    room = np.fmin(narrow, np.sqrt(shapely.area(shapes) / math.pi))
    result[(by > 0) & ~(by < room)] = shapely.Polygon()
    left = (by > 0) & (by < room)
    result[left] = elementwise(_mitred, shapes[left], -by[left], least=LIGHT)
    return result
