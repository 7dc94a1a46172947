"""The rows of an overlay of two layers of polygons, with the columns that :func:`geopandas.overlay` gives them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.clipping import Remainder, intersect, remainders

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]
    Cut = Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], gpd.GeoDataFrame]

__all__ = ["KINDS", "POLYGONAL", "cut_polygons", "polygonal_part"]

POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_LEFT, _RIGHT = "__idx1", "__idx2"
"""Which features each row comes from. geopandas has these columns on the way, too, and so never at the end."""


def cut_polygons(
    df1: gpd.GeoDataFrame,
    df2: gpd.GeoDataFrame,
    how: str,
    keep_geom_type: bool | None,  # noqa: FBT001 - of overlay
) -> gpd.GeoDataFrame:
    """Overlay frames that hold valid polygons only, or nothing: see :func:`hanting_geo.overlay`."""
    result = KINDS[how](df1, df2)
    result = result.drop(columns=[_LEFT, _RIGHT], errors="ignore")
    if keep_geom_type is not False:
        result = _only_polygons(result, tell=keep_geom_type is None)
    return result.reset_index(drop=True)


def _intersection(df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    common = intersect(_shapes(df1), _shapes(df2))
    left, right = (df.drop(columns=df.geometry.name) for df in (df1, df2))
    names = left.iloc[:0].merge(right.iloc[:0], left_index=True, right_index=True, suffixes=("_1", "_2")).columns
    numbers = pd.DataFrame({_LEFT: common.left, _RIGHT: common.right})
    attributes = [
        pd.DataFrame(frame).iloc[rows].reset_index(drop=True)
        for frame, rows in ((left, common.left), (right, common.right))
    ]
    table = pd.concat(attributes, axis=1)
    table.columns = names
    return gpd.GeoDataFrame(pd.concat([numbers, table], axis=1), geometry=common.geometry(), crs=df1.crs)


def _difference(df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rest: Remainder = remainders(_shapes(df1), _shapes(df2))
    geometry = np.full(len(df1), None, dtype=object)
    geometry[rest.row] = rest.geometry
    # A feature without geometry loses nothing.
    keep = df1.geometry.isna().to_numpy(copy=True)
    keep[rest.row] = True
    kept = df1[keep]
    return kept.set_geometry(gpd.GeoSeries(geometry[keep], kept.index, crs=df1.crs, name=df1.geometry.name))


def _identity(df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    both, rest = _intersection(df1, df2), _named(_difference(df1, df2))
    rest = rest.set_axis([name if name in both.columns else f"{name}_1" for name in rest.columns], axis=1)
    return _last_geometry(pd.concat([both, rest], ignore_index=True), both)


def _symmetric_difference(df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    sides = [_named(_difference(df1, df2)), _named(_difference(df2, df1))]
    for side, (own, other) in zip(sides, ((_LEFT, _RIGHT), (_RIGHT, _LEFT)), strict=True):
        side[own], side[other] = range(len(side)), np.nan
    table = pd.DataFrame(sides[0]).merge(pd.DataFrame(sides[1]), on=[_LEFT, _RIGHT], how="outer", suffixes=("_1", "_2"))
    # The rows of the left come first, in their order, then those of the right.
    geometry = np.concatenate([_shapes(side) for side in sides])
    table = table.drop(columns=["geometry_1", "geometry_2"]).reset_index(drop=True)
    return gpd.GeoDataFrame(table, geometry=geometry, crs=df1.crs)


def _union(df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    both, rest = _intersection(df1, df2), _symmetric_difference(df1, df2)
    result = pd.concat([both, rest], ignore_index=True)
    return _last_geometry(result, result)


KINDS: dict[str, Cut] = {
    "intersection": _intersection,
    "difference": _difference,
    "identity": _identity,
    "symmetric_difference": _symmetric_difference,
    "union": _union,
}


def _shapes(df: gpd.GeoDataFrame) -> Geometries:
    return np.asarray(df.geometry.values)


def _named(df: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Call the geometry ``geometry``, whatever else was called so."""
    if df.geometry.name == "geometry":
        return df.copy()
    return df.drop(columns="geometry", errors="ignore").rename_geometry("geometry")


def _last_geometry(table: gpd.GeoDataFrame, like: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table.reindex(columns=[*like.columns.drop("geometry"), "geometry"])


def _only_polygons(df: gpd.GeoDataFrame, *, tell: bool) -> gpd.GeoDataFrame:
    """Leave out points and lines, in which features merely touch."""
    kind = shapely.get_type_id(_shapes(df))
    mixed = np.flatnonzero(kind == shapely.GeometryType.GEOMETRYCOLLECTION)
    dropped = 0
    if len(mixed):
        geometry = _shapes(df).copy()
        for row in mixed:
            parts = shapely.get_parts(geometry[row])
            dropped += int((~np.isin(shapely.get_type_id(parts), POLYGONAL)).sum())
            geometry[row] = polygonal_part(geometry[row])
        df = df.set_geometry(gpd.GeoSeries(geometry, index=df.index, crs=df.crs, name=df.geometry.name))
        kind = shapely.get_type_id(geometry)
    keep = np.isin(kind, POLYGONAL)
    dropped += int((~keep).sum())
    # A collection of points and lines alone has become an empty polygon.
    keep &= ~shapely.is_empty(_shapes(df))
    if dropped and tell:
        message = (
            f"`keep_geom_type=True` in overlay resulted in {dropped} dropped geometries of different geometry types "
            "than df1 has. Set `keep_geom_type=False` to retain all geometries"
        )
        warnings.warn(message, UserWarning, stacklevel=4)
    return df[keep]


def polygonal_part(geometry: shapely.Geometry) -> shapely.Geometry:
    """Keep of a geometry what is polygon; an empty polygon if nothing is."""
    if shapely.get_type_id(geometry) in POLYGONAL:
        return geometry
    parts = [part for part in shapely.get_parts(geometry) if shapely.get_type_id(part) in POLYGONAL]
    return shapely.union_all(parts) if parts else shapely.Polygon()
