"""Heights that are no number: they must not take easting and northing with them when a frame is transformed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.core.arrays import Geometries, Positions

__all__ = ["bad_heights", "with_finite_heights"]

Frame = TypeVar("Frame", gpd.GeoDataFrame, gpd.GeoSeries)


def bad_heights(geometry: Geometries) -> Positions:
    """Give the positions of geometries with a height that is infinite or not a number.

    Examples
    --------
    >>> bad_heights(np.array([shapely.Point(1, 2), shapely.Point(1, 2, float("nan"))])).tolist()
    [1]
    """
    high = np.flatnonzero(shapely.has_z(geometry))
    if not len(high):
        return high
    heights, owner = shapely.get_coordinates(geometry[high], include_z=True, return_index=True)
    return np.asarray(high[np.unique(owner[~np.isfinite(heights[:, 2])])], dtype=np.intp)


def with_finite_heights(frame: Frame, move: Callable[[Frame], Frame]) -> Frame:
    """Transform a frame with heights of 0 in place of those that are none, and give those back after it.

    Examples
    --------
    >>> place = gpd.GeoSeries([shapely.Point(1, 2, float("nan"))], crs="EPSG:4326")
    >>> with_finite_heights(place, lambda flat: flat.to_crs("EPSG:4490")).iloc[0].wkt
    'POINT Z (1 2 NaN)'
    """
    geometry = np.asarray(frame.geometry.values)
    bad = bad_heights(geometry)
    if not len(bad):
        return move(frame)
    level = geometry.copy()
    level[bad] = shapely.transform(geometry[bad], _levelled, include_z=True)
    moved = move(_with(frame, level))
    back = np.asarray(moved.geometry.values).copy()
    xyz = shapely.get_coordinates(back[bad], include_z=True)
    heights = shapely.get_coordinates(geometry[bad], include_z=True)[:, 2]
    xyz[:, 2] = np.where(np.isfinite(heights), xyz[:, 2], heights)
    back[bad] = shapely.transform(back[bad], lambda _: xyz, include_z=True)
    return _with(moved, back)


def _levelled(xyz: np.ndarray) -> np.ndarray:
    xyz = xyz.copy()
    xyz[~np.isfinite(xyz[:, 2]), 2] = 0
    return xyz


def _with(frame: Frame, geometry: Geometries) -> Frame:
    """Give a frame with other geometries."""
    if isinstance(frame, gpd.GeoDataFrame):
        return frame.set_geometry(gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs, name=frame.geometry.name))
    return gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs, name=frame.name)
