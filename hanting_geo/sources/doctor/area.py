"""Where the features should fall."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.words.doctor import AREAS
from hanting_geo.crs.gate import STORED, to_crs
from hanting_geo.errors import SchemaError
from hanting_geo.sources.catalog.catalog import load_layer
from hanting_geo.sources.checks import district_outline

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hanting_geo.core.arrays import Floats
    from hanting_geo.core.text import Text

__all__ = ["Area", "area_of", "kilometres_off"]

_MARGIN_DEG = 0.02
"""About 2 km: features at the edge of the area belong to it."""
_KM_A_DEGREE = 111.2
_STEEPEST_DEG = 80.0
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Area(NamedTuple):
    """A shape in longitude and latitude, and what it is called."""

    shape: BaseGeometry
    name: Text


def area_of(area: object) -> Area:
    """Make the area in which features should fall: the district, polygons, a box in degrees, a layer or a file."""
    if area is None:
        outline = to_crs(district_outline(), STORED).geometry.iloc[0]
        return Area(outline.buffer(_MARGIN_DEG), AREAS["district"])
    if isinstance(area, str | os.PathLike):
        area = load_layer(area)
    if isinstance(area, gpd.GeoDataFrame | gpd.GeoSeries):
        geometry = np.asarray(to_crs(area.geometry, STORED).values)
        shapes = geometry[np.isin(shapely.get_type_id(geometry), _POLYGONS)]
        if not len(shapes):
            message = Sentence(
                "diagnose_crs: area holds no polygon; give polygons, or (west, south, east, north) in degrees"
            )
            raise SchemaError(message)
        return Area(shapely.union_all(shapes).buffer(_MARGIN_DEG), AREAS["given"])
    try:
        west, south, east, north = (float(side) for side in area)  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        message = Sentence(
            "diagnose_crs: area takes polygons or (west, south, east, north) in degrees, not {area}",
            area=arguments.told(area),
        )
        raise arguments.ArgumentError(message) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees of the globe
        message = Sentence(
            "diagnose_crs: area ({west:g}, {south:g}, {east:g}, {north:g}) is no west, south, east, north in degrees",
            west=west,
            south=south,
            east=east,
            north=north,
        )
        raise SchemaError(message)
    return Area(shapely.box(west, south, east, north), AREAS["given"])


def kilometres_off(places: Floats, area: Area) -> float:
    """Give the median distance of places to the area, roughly: degrees of longitude are shorter than of latitude."""
    latitude = min(float(np.abs(np.median(places[:, 1]))), _STEEPEST_DEG)
    squeeze = np.array([np.cos(np.radians(latitude)), 1.0]) * _KM_A_DEGREE
    flat = shapely.transform(area.shape, lambda xy: xy * squeeze)
    return float(np.median(shapely.distance(shapely.points(places * squeeze), flat)))
