"""The date line in GeoJSON: a hair beyond longitude 180 is rounding, and more is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.labels import feature_label
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["DECIMALS", "within_the_date_line"]

DECIMALS = 9  # GDAL rounds ...0000x to ...0, which costs two of them
_DATE_LINE = 180.0


def within_the_date_line(ready: gpd.GeoDataFrame, file: str) -> gpd.GeoDataFrame:
    """Round longitudes that lie a hair beyond 180, as all are when written: GDAL would turn them once round the Earth.

    Raises
    ------
    SchemaError
        One lies beyond 180 also when rounded.
    """
    shapes = np.asarray(ready.geometry.values)
    bounds = shapely.bounds(shapes)
    beyond = np.flatnonzero((np.abs(bounds[:, [0, 2]]) > _DATE_LINE).any(axis=1))
    if not len(beyond):
        return ready

    def rounded(xyz: np.ndarray) -> np.ndarray:
        xyz = xyz.copy()
        xyz[:, 0] = np.where(np.abs(xyz[:, 0]) > _DATE_LINE, np.round(xyz[:, 0], DECIMALS), xyz[:, 0])
        return xyz

    shapes = shapes.copy()
    for high in (False, True):
        these = beyond[shapely.has_z(shapes[beyond]) == high]
        shapes[these] = shapely.transform(shapes[these], rounded, include_z=high)
    for row in beyond:
        if np.abs(shapely.bounds(shapes[row])[[0, 2]]).max() > _DATE_LINE:
            message = Sentence(
                "{file}: {ready} reaches over longitude 180, where GeoJSON asks that shapes are cut "
                "(RFC 7946); cut it there, or write a .gpkg",
                file=file,
                ready=feature_label(ready, int(row)),
            )
            raise SchemaError(message)
    return ready.set_geometry(shapes, crs=ready.crs)
