"""What a popup shows where nobody says: columns that are known to be no one's own, and measures as drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.words.columns import COLUMNS
from hanting_geo.crs import gate
from hanting_geo.errors import CRSError
from hanting_geo.outputs.style.decimals import decimals_of
from hanting_geo.units import M2_PER_HA, MU_PER_HA

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.core.text import Text

__all__ = ["is_contract", "usual_columns"]

# Kind, pattern and works are what the classes of the legend say, and a popup names its class.
_SHOWN_FIRST = ("class", "band")
_STATISTICS = (
    *("ha", "area_ha", "drawn_ha", "mu", "area_mu", "drawn_mu", "published_ha", "plane_m2", "ellipsoid_m2", "area_m2"),
    *("length_m", "length_km", "drawn_km", "from_m", "to_m", "distance_m", "radius_m"),
    *("features", "count", "share", "per_km2"),
)
_NAMES = ("name_zh", "name_en", "kind")
_AFFIX = re.compile(r"^other_|_[12]$")
_SHOWN_OF_RAW = ("accuracy_m", "id")
_SHOWN_LAST = ("accuracy_m", "status", "source", "source_date", "licence", "attribution", "note", "id")
_AREAS = {"plane_m2", "ellipsoid_m2", "area_m2", "ha", "area_ha", "mu", "area_mu"}
_LENGTHS = {"length_m", "length_km"}
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING, shapely.GeometryType.LINEARRING)


def usual_columns(table: pd.DataFrame, frame: gpd.GeoDataFrame) -> tuple[pd.DataFrame, dict[str, Text | None]]:
    """Choose what a popup shows, and measure what nobody measured: the area or length as drawn.

    Of a raw file nobody knows what its columns say of whom: only its id, its accuracy and the measures that this
    package has a word for are shown; of a frame of the data contract, the columns of the contract as well.
    """
    table = table.assign(**_measured(table, frame))
    numbers = [column for column in (*_STATISTICS, *COLUMNS) if column in table and _is_statistic(table[column])]
    # What an overlay or a search of the nearest took over of frames of the contract.
    taken = [column for column in map(str, table.columns) if _AFFIX.sub("", column) != column]
    taken = [column for column in taken if _AFFIX.sub("", column) in {*_NAMES, *_SHOWN_LAST}]
    taken = taken if {"name_zh", "kind"} & {_AFFIX.sub("", column) for column in taken} else []
    first, last = (_SHOWN_FIRST, _SHOWN_LAST) if is_contract(table) else ((), _SHOWN_OF_RAW)
    return table, dict.fromkeys(column for column in (*first, *numbers, *taken, *last) if column in table.columns)


def is_contract(table: pd.DataFrame) -> bool:
    """Say whether a frame is one of the data contract, or a raw one."""
    return bool({"name_zh", "kind"} & set(table.columns))


def _is_statistic(column: pd.Series[Any]) -> bool:
    name = str(column.name)
    is_measure = name in _STATISTICS or decimals_of(name) is not None
    return is_measure and bool(pd.api.types.is_numeric_dtype(column))


def _measured(table: pd.DataFrame, frame: gpd.GeoDataFrame) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    shapes = np.asarray(frame.geometry.values)
    kinds = shapely.get_type_id(shapes)
    sound = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    areas, lines = sound & np.isin(kinds, _POLYGONS), sound & np.isin(kinds, _LINES)
    found: dict[str, np.ndarray[Any, np.dtype[np.float64]]] = {}
    try:
        plane = gate.to_crs(frame.geometry, gate.WORKING)
    except CRSError:
        return found
    if areas.any() and not _AREAS & set(table.columns):
        found["drawn_ha"] = np.where(areas, shapely.area(np.asarray(plane.values)) / M2_PER_HA, np.nan)
        found["drawn_mu"] = found["drawn_ha"] * MU_PER_HA
    if lines.any() and not _LENGTHS & set(table.columns):
        found["drawn_km"] = np.where(lines, shapely.length(np.asarray(plane.values)) / 1000, np.nan)
    return found
