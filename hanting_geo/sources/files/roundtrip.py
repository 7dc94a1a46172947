"""Comparing what was written with what reads back: rows, names, texts, numbers, vertices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.labels import feature_label
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["prove_written"]

_RELATIVE = 1e-12
_DEGREES = 1e-8
_TEXT_KINDS = {"GeoJSON", "KML"}


def prove_written(ready: gpd.GeoDataFrame, back: gpd.GeoDataFrame, kind: str) -> None:
    """Compare a frame with the file that was made of it.

    What a format has no way to say is not held against it: a Shapefile makes no difference between empty and
    missing text and drops blanks at both ends, a GeoJSON without features has no columns, KML adds heights of 0.

    Raises
    ------
    SourceError
        Something was lost; the message names column and feature.
    """
    if len(back) != len(ready):
        message = Sentence("{count} rows were written and {count2} read back", count=len(ready), count2=len(back))
        raise SourceError(message)
    _prove_crs(ready, back)
    names = {str(column).lower(): column for column in back.columns} if kind == "KML" else {}
    for column in ready.columns:
        if column == "geometry":
            continue
        found = names.get(column.lower(), column)
        if found in back.columns:
            _prove_column(ready, column, back[found], kind)
        elif len(ready) or kind not in _TEXT_KINDS:
            message = Sentence(
                "column {column!r} does not read back (there are {listed})",
                column=column,
                listed=enumerated(map(str, back.columns)),
            )
            raise SourceError(message)
    _prove_geometry(ready, back, kind)


def _prove_crs(ready: gpd.GeoDataFrame, back: gpd.GeoDataFrame) -> None:
    if (ready.crs is None) != (back.crs is None):
        stated, read = (frame.crs.name if frame.crs else "none" for frame in (ready, back))
        message = Sentence("the reference system {stated} reads back as {read}", stated=stated, read=read)
        raise SourceError(message)
    if ready.crs is not None and back.crs is not None and ready.crs.to_2d().to_epsg() != back.crs.to_2d().to_epsg():
        message = Sentence(
            "the reference system {name} reads back as {name2}", name=ready.crs.name, name2=back.crs.name
        )
        raise SourceError(message)


def _prove_column(ready: gpd.GeoDataFrame, column: str, back: pd.Series[Any], kind: str) -> None:
    values = ready[column]
    if pd.api.types.is_string_dtype(values.dtype):
        differ = _texts(values, kind) != _texts(back, kind)
    elif pd.api.types.is_datetime64_any_dtype(values.dtype):
        differ = _moments(values) != _moments(back)
    elif pd.api.types.is_numeric_dtype(values.dtype):
        differ = ~_alike(_numbers(values), _numbers(back))
    else:
        differ = np.asarray(values.isna()) != np.asarray(back.isna())
    if differ.any():
        at = int(np.flatnonzero(differ)[0])
        message = Sentence(
            "column {column!r} of {ready}: {there!r} reads back as {there2!r}",
            column=column,
            ready=feature_label(ready, at),
            there=values.iloc[at],
            there2=back.iloc[at],
        )
        raise SourceError(message)


def _texts(values: pd.Series[Any], kind: str) -> np.ndarray:
    blank = values.isna()
    texts = values.astype(object).where(~blank, "" if kind in {"Shapefile", "KML"} else None)
    if kind in {"Shapefile", "KML"}:
        texts = texts.map(lambda text: str(text).strip())
    return np.asarray(texts, dtype=object)


def _moments(values: pd.Series[Any]) -> np.ndarray:
    """Give milliseconds since 1970; text is taken as ISO 8601, and a time without zone as it is."""
    moments = pd.to_datetime(values, utc=True, format=None if values.dtype.kind == "M" else "ISO8601")
    return np.asarray(moments.dt.as_unit("ms").astype("int64").where(values.notna(), 0))


def _numbers(values: pd.Series[Any]) -> np.ndarray:
    if values.dtype.kind in "biuf" and values.dtype != object:
        return np.asarray(values.astype("float64"))
    return np.asarray(pd.to_numeric(values.astype(object).where(values.notna(), np.nan)), dtype=float)


def _alike(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    return np.asarray(np.isclose(one, two, rtol=_RELATIVE, atol=0, equal_nan=True))


def _prove_geometry(ready: gpd.GeoDataFrame, back: gpd.GeoDataFrame, kind: str) -> None:
    one, two = np.asarray(ready.geometry.values), np.asarray(back.geometry.values)
    count = shapely.get_num_coordinates(one)
    lost = count != shapely.get_num_coordinates(two)
    tolerance = _DEGREES if kind == "GeoJSON" else np.abs(np.nan_to_num(shapely.bounds(one))) * _RELATIVE
    far = np.abs(np.nan_to_num(shapely.bounds(one)) - np.nan_to_num(shapely.bounds(two))) > tolerance
    flat = (shapely.has_z(one) != shapely.has_z(two)) & (count > 0) & (kind != "KML")
    differ = lost | far.any(axis=1) | flat
    if differ.any():
        at = int(np.flatnonzero(differ)[0])
        what = Sentence("its height") if flat[at] else Sentence("its place")
        if lost[at]:
            what = Sentence("{count} vertices", count=count[at])
        message = Sentence(
            "the geometry of {ready} does not read back ({what})", ready=feature_label(ready, at), what=what
        )
        raise SourceError(message)
