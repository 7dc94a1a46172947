"""The rows of an overlay of two layers of polygons, with the columns that :func:`geopandas.overlay` gives them."""

from __future__ import annotations

import warnings
from functools import partial
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.clipping import Common, intersect
from hanting_geo.analysis.engine.judging import polygonal, tried
from hanting_geo.analysis.engine.remainders import Remainder, remainders
from hanting_geo.core.threads import elementwise

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Geometries


KINDS = ("intersection", "union", "identity", "symmetric_difference", "difference")

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
    cut = _Cut(keep_geom_type)
    result = cut.kinds[how](df1, df2)
    result = result.drop(columns=[_LEFT, _RIGHT], errors="ignore")
    if keep_geom_type is not False:
        result, dropped = _only_polygons(result)
        if keep_geom_type is None:
            _warn_of_dropped(dropped + cut.dropped)
    return result.reset_index(drop=True)


class _Cut:
    """The kinds of overlay."""

    def __init__(self, keep_geom_type: bool | None) -> None:  # noqa: FBT001 - of overlay
        self._keep = keep_geom_type
        self.dropped = 0
        """Points and lines in which borders touch, and which have no row."""
        self.kinds = {
            "intersection": self._intersection,
            "difference": self._difference,
            "identity": self._identity,
            "symmetric_difference": self._symmetric_difference,
            "union": self._union,
        }

    def _intersection(self, df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        common = intersect(_shapes(df1), _shapes(df2), touching=self._keep is False)
        if self._keep is None:
            self.dropped = _touching(common)
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

    def _difference(self, df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        rest: Remainder = remainders(_shapes(df1), _shapes(df2))
        geometry = np.full(len(df1), None, dtype=object)
        geometry[rest.row] = rest.geometry
        # A feature without geometry loses nothing.
        keep = df1.geometry.isna().to_numpy(copy=True)
        keep[rest.row] = True
        kept = df1[keep]
        return kept.set_geometry(gpd.GeoSeries(geometry[keep], kept.index, crs=df1.crs, name=df1.geometry.name))

    def _identity(self, df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        both, rest = self._intersection(df1, df2), _named(self._difference(df1, df2))
        rest = rest.set_axis([name if name in both.columns else f"{name}_1" for name in rest.columns], axis=1)
        return _last_geometry(pd.concat([both, rest], ignore_index=True), both)

    def _symmetric_difference(self, df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        sides = [_named(self._difference(df1, df2)), _named(self._difference(df2, df1))]
        for side, (own, other) in zip(sides, ((_LEFT, _RIGHT), (_RIGHT, _LEFT)), strict=True):
            side[own], side[other] = range(len(side)), np.nan
        table = pd.DataFrame(sides[0]).merge(
            pd.DataFrame(sides[1]), on=[_LEFT, _RIGHT], how="outer", suffixes=("_1", "_2")
        )
        # The rows of the left come first, in their order, then those of the right.
        geometry = np.concatenate([_shapes(side) for side in sides])
        table = table.drop(columns=["geometry_1", "geometry_2"]).reset_index(drop=True)
        return gpd.GeoDataFrame(table, geometry=geometry, crs=df1.crs)

    def _union(self, df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        both, rest = self._intersection(df1, df2), self._symmetric_difference(df1, df2)
        result = pd.concat([both, rest], ignore_index=True)
        return _last_geometry(result, result)


def _touching(common: Common) -> int:
    """Count the pairs that only touch; if there are none, the points and lines beside the areas of the others."""
    left, right = common.touching
    count = len(common.sources[1])
    key, wanted = common.left * count + common.right, left * count + right
    place = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
    alone = key[place] != wanted if len(key) else np.ones(len(wanted), dtype=bool)
    if alone.any() or not len(left):
        return int(alone.sum())
    met = elementwise(partial(tried, shapely.intersection), common.sources[0][left], common.sources[1][right])
    return int((shapely.get_type_id(met) == shapely.GeometryType.GEOMETRYCOLLECTION).sum())


def _shapes(df: gpd.GeoDataFrame) -> Geometries:
    return np.asarray(df.geometry.values)


def _named(df: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Call the geometry ``geometry``, whatever else was called so."""
    if df.geometry.name == "geometry":
        return df.copy()
    return df.drop(columns="geometry", errors="ignore").rename_geometry("geometry")


def _last_geometry(table: gpd.GeoDataFrame, like: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table.reindex(columns=[*like.columns.drop("geometry"), "geometry"])


def _only_polygons(df: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Leave out points and lines, in which features merely touch, and count them."""
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
    return df[keep], dropped


def _warn_of_dropped(count: int) -> None:
    if count:
        message = (
            f"`keep_geom_type=True` in overlay resulted in {count} dropped geometries of different geometry types "
            "than df1 has. Set `keep_geom_type=False` to retain all geometries"
        )
        warnings.warn(message, UserWarning, stacklevel=4)


def polygonal_part(geometry: shapely.Geometry) -> shapely.Geometry:
    """Keep of a geometry what is polygon; an empty polygon if nothing is."""
    kept: shapely.Geometry = polygonal(np.array([geometry], dtype=object))[0]
    return kept
