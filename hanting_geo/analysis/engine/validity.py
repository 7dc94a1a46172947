"""Polygons with many corners that are surely valid, told by compiled loops where that is worth it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.rings import corners_of, offsets_of
from hanting_geo.core.compiled import is_there, is_worth
from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Geometries


__all__ = ["surely_valid"]

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_LARGE = 128
"""Corners: of smaller polygons, GEOS tells as soon."""
_WORTH_COMPILING = 4_000_000
"""Corners of large polygons."""
_LEAST_LOT = 8


def surely_valid(geometry: Geometries) -> Flags:
    """Tell which geometries are surely valid polygons; of the others nothing is known.

    Examples
    --------
    >>> surely_valid(np.array([shapely.box(0, 0, 1, 1), None])).tolist()  # too small to be looked at
    [False, False]
    """
    sure = np.zeros(len(geometry), dtype=bool)
    if not is_there():
        return sure
    corners = shapely.get_num_coordinates(geometry)
    large = np.flatnonzero((corners > _LARGE) & np.isin(shapely.get_type_id(geometry), _POLYGONAL))
    if is_worth(int(corners[large].sum()), _WORTH_COMPILING):
        sure[large] = _sound(geometry[large])
    return sure


def _sound(shapes: Geometries) -> Flags:
    from hanting_geo.analysis.engine.kernels import sound

    parts, owner = shapely.get_parts(shapes, return_index=True)
    xy, count, is_hole, rings = corners_of(parts)
    start, number = offsets_of(count), np.repeat(np.arange(len(rings)), rings)
    first = offsets_of(np.bincount(np.repeat(owner, rings), minlength=len(shapes)))
    x, y = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
    result = np.zeros(len(shapes), dtype=bool)
    in_lots(
        lambda low, high: sound(x, y, start, first[low : high + 1], number, is_hole, result[low:high]),
        len(shapes),
        least=_LEAST_LOT,
    )
    return result
