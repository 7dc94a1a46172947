"""The rows of an overlay of two layers of polygons, with the columns that :func:`geopandas.overlay` gives them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.clipping import Common, intersect
from hanting_geo.analysis.engine.judging import polygonal, tried
from hanting_geo.analysis.engine.pairs import RINGS
from hanting_geo.analysis.engine.remainders import Remainder, remainders
from hanting_geo.core.threads import LIGHT, elementwise
from hanting_geo.core.warned import warn

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Geometries, Positions


KINDS = ("intersection", "union", "identity", "symmetric_difference", "difference")

__all__ = ["KINDS", "POLYGONAL", "cut_polygons", "polygonal_part"]

POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_LEFT, _RIGHT = "__idx1", "__idx2"
"""What geopandas calls the columns that say which features each row comes from, on the way."""
_ROUNDING = 1e-13
"""Of an area."""
_BOTH = {"intersection", "identity", "union"}
"""Kinds of overlay with rows of two features."""


def cut_polygons(
    df1: gpd.GeoDataFrame,
    df2: gpd.GeoDataFrame,
    how: str,
    keep_geom_type: bool | None,  # noqa: FBT001 - of overlay
) -> gpd.GeoDataFrame:
    """Overlay frames that hold valid polygons only, or nothing: see :func:`hanting_geo.overlay`."""
    cut = _Cut(keep_geom_type, (_free(_LEFT, df1, df2), _free(_RIGHT, df1, df2)))
    result = cut.kinds[how](df1, df2)
    if how in _BOTH and cut.met:
        result = result.rename(columns=_as_geopandas(cut.numbers, df1, df2))
    result = result.drop(columns=list(cut.numbers), errors="ignore")
    if keep_geom_type is not False:
        result, dropped = _only_polygons(result)
        if keep_geom_type is None:
            _warn_of_dropped(dropped + cut.dropped)
    return result.reset_index(drop=True)


def _free(name: str, *frames: gpd.GeoDataFrame) -> str:
    """Give a name that is no column yet."""
    while any(name in frame.columns for frame in frames):
        name += "_"
    return name


def _as_geopandas(numbers: tuple[str, str], df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> dict[str, str]:
    """Rename a column that is called like those of geopandas on the way as it does: its own stays beside it then."""
    if _LEFT in df2.columns or _RIGHT in df1.columns:
        return {}  # There geopandas stops, or loses the column.
    renamed: dict[str, str] = {}
    if _LEFT in df1.columns:
        renamed |= {numbers[0]: f"{_LEFT}_x", _LEFT: f"{_LEFT}_y"}
    if _RIGHT in df2.columns:
        renamed |= {numbers[1]: f"{_RIGHT}_1", _RIGHT: f"{_RIGHT}_2"}
    return renamed


class _Cut:
    """The kinds of overlay."""

    def __init__(self, keep_geom_type: bool | None, numbers: tuple[str, str]) -> None:  # noqa: FBT001 - of overlay
        self._keep = keep_geom_type
        self.numbers = numbers
        """Columns that say which features each row comes from."""
        self.met = False
        """Whether any features meet."""
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
        self.met = bool(len(common.left) or len(common.touching[0]))
        if self._keep is None:
            self.dropped = _touching(common)
        left, right = (df.drop(columns=df.geometry.name) for df in (df1, df2))
        # Indexes of several levels cannot be merged on, and have no say in the names.
        none = (frame.iloc[:0].reset_index(drop=True) for frame in (left, right))
        names = next(none).merge(next(none), left_index=True, right_index=True, suffixes=("_1", "_2")).columns
        numbers = pd.DataFrame(dict(zip(self.numbers, (common.left, common.right), strict=True)))
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
        for side, (own, other) in zip(sides, (self.numbers, self.numbers[::-1]), strict=True):
            side[own], side[other] = range(len(side)), np.nan
        table = pd.DataFrame(sides[0]).merge(
            pd.DataFrame(sides[1]), on=list(self.numbers), how="outer", suffixes=("_1", "_2")
        )
        # The rows of the left come first, in their order, then those of the right.
        geometry = np.concatenate([_shapes(side) for side in sides])
        table = table.drop(columns=["geometry_1", "geometry_2"]).reset_index(drop=True)
        return gpd.GeoDataFrame(table, geometry=geometry, crs=df1.crs)

    def _union(self, df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        both, rest = self._intersection(df1, df2), self._symmetric_difference(df1, df2)
        result = pd.concat([both, rest.drop(columns=list(self.numbers))], ignore_index=True)
        return _last_geometry(result, result)


def _touching(common: Common) -> int:
    """Count what falls away as geopandas does: the pairs that only touch, and polygons that touch beside their area.

    Where one polygon lies in the other, their common part is all of it, and nothing else is beside it. Pieces that GEOS
    built are counted where they are taken apart.
    """
    left, right = common.touching
    count = len(common.sources[1])
    key, wanted = common.left * count + common.right, left * count + right
    place = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
    alone = key[place] != wanted if len(key) else np.ones(len(wanted), dtype=bool)
    beside = ~alone
    beside[beside] = common.kind[place[beside]] == RINGS
    # What two convex polygons have in common is convex: an area has nothing beside it.
    beside[beside] = ~(_are_convex(common.sources[0], left[beside]) & _are_convex(common.sources[1], right[beside]))
    met = elementwise(
        partial(tried, shapely.intersection), common.sources[0][left[beside]], common.sources[1][right[beside]]
    )
    mixed = met[shapely.get_type_id(met) == shapely.GeometryType.GEOMETRYCOLLECTION]
    return int(alone.sum()) + _polygons_in(mixed)


def _are_convex(shapes: Geometries, rows: Positions) -> Flags:
    """Tell which of the shapes in these rows are convex; each is looked at once."""
    distinct, again = np.unique(rows, return_inverse=True)
    area = shapely.area(shapes[distinct])
    hull = elementwise(lambda some: shapely.area(shapely.convex_hull(some)), shapes[distinct], least=LIGHT)
    convex: Flags = hull - area <= _ROUNDING * area
    return convex[again.ravel()]


def _polygons_in(collections: Geometries) -> int:
    return int(np.isin(shapely.get_type_id(shapely.get_parts(collections)), POLYGONAL).sum())


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
            # geopandas counts a collection by its polygons, and one that has none as one.
            dropped += max(_polygons_in(geometry[[row]]), 1)
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
        warn(message, UserWarning, stacklevel=4)


def polygonal_part(geometry: shapely.Geometry) -> shapely.Geometry:
    """Keep of a geometry what is polygon; an empty polygon if nothing is."""
    kept: shapely.Geometry = polygonal(np.array([geometry], dtype=object))[0]
    return kept
