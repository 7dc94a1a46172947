"""One frame becomes one drawn layer: which classes it has and how they look, what a popup shows, what is rough."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.crs import gate
from hanting_geo.crs.area import measure_area
from hanting_geo.errors import CRSError
from hanting_geo.outputs import style as looks
from hanting_geo.outputs.legend import checked_style, classes_of, text_of
from hanting_geo.outputs.style import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

__all__ = ["DrawnLayer", "draw"]

_NAME_COLUMNS = ("name", "名称", "NAME", "Name")
# Kind, pattern and works are what the classes of the legend say, and a popup names its class.
_SHOWN_FIRST = ("class",)
_STATISTICS = (
    *("ha", "area_ha", "drawn_ha", "mu", "area_mu", "drawn_mu", "published_ha", "plane_m2", "ellipsoid_m2", "area_m2"),
    *("length_m", "length_km", "drawn_km", "from_m", "to_m", "distance_m", "radius_m", "features", "count", "share"),
)
_SHOWN_LAST = ("accuracy_m", "status", "source", "source_date", "licence", "attribution", "note", "id")
_AREAS = {"plane_m2", "ellipsoid_m2", "area_m2", "ha", "area_ha", "mu", "area_mu"}
_LENGTHS = {"length_m", "length_km"}
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING, shapely.GeometryType.LINEARRING)


class DrawnLayer(NamedTuple):
    """A layer ready for the page: plain facts, and the geometry apart because its precision is chosen at saving."""

    name: str
    facts: dict[str, Any]
    geometry: np.ndarray[Any, np.dtype[np.object_]]
    fit: int
    """How much the first view should show it: 2 because asked to, 1 because it holds zones, 0."""

    def geometry_json(self, decimals: int) -> str:
        """Write the geometries and the places of their names as JSON: ``"geometry":[...],"anchors":[...]``."""
        shapes = shapely.transform(self.geometry, lambda xy: np.round(xy, decimals))
        texts = [_geojson(shape) for shape in shapes]
        anchors = [_anchor(shape, decimals) for shape in shapes]
        return f'"geometry":[{",".join(texts)}],"anchors":[{",".join(anchors)}]'

    @property
    def placed(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Tell which features have a place."""
        return _placed(self.geometry)


def _placed(shapes: np.ndarray[Any, np.dtype[np.object_]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)), dtype=np.bool_)


def _geojson(shape: BaseGeometry | None) -> str:
    return "null" if shape is None or shape.is_empty else str(shapely.to_geojson(shape)).replace(" ", "")


def _anchor(shape: BaseGeometry | None, decimals: int) -> str:
    """Give where a feature's name stands: inside an area, half way along the longest line."""
    if shape is None or shape.is_empty:
        return "null"
    part = (
        max(shapely.get_parts(shape), key=lambda one: one.area or one.length) if shape.geom_type != "Point" else shape
    )
    if part.geom_type == "LineString":
        point = part.interpolate(0.5, normalized=True)
    else:
        point = part.centroid if part.contains(part.centroid) else part.representative_point()
    return f"[{round(point.y, decimals)},{round(point.x, decimals)}]"


def draw(
    name: str,
    frame: gpd.GeoDataFrame,
    *,
    columns: Mapping[str, Text | None] | None = None,
    style: Mapping[str, Any] | None = None,
    turn: int = 0,
) -> DrawnLayer:
    """Prepare one frame for the page; the frame stays as it is.

    Parameters
    ----------
    name
        Its name among the layers.
    frame
        Any frame with a reference system; see :func:`hanting_geo.zone_map`.
    columns
        What a popup shows, with labels (None: the usual label); None: a sensible set of what there is.
    style
        Keys of :data:`hanting_geo.outputs.legend.STYLE_KEYS`.
    turn
        Which of the fallback colours this layer takes.

    Raises
    ------
    CRSError
        No reference system, or coordinates that cannot be in it.
    SchemaError
        A style key, colour or column that is not known.
    """
    chosen = checked_style(name, frame, style or {})
    facts = frame.attrs.get("hanting_geo", {})
    facts = facts if isinstance(facts, dict) else {}
    try:
        shapes = np.asarray(gate.to_crs(frame.geometry, gate.STORED).values)
    except CRSError as error:
        raise CRSError(f"layer {name!r}: {error}") from error
    shapes = shapely.force_2d(shapes)
    table = pd.DataFrame(frame.drop(columns=frame.columns[frame.dtypes == "geometry"])).reset_index(drop=True)
    if columns is None:
        table, columns = _usual_columns(table, frame)
    accuracy = _accuracy(table, chosen.get("accuracy_m", facts.get("accuracy_m")))
    if "accuracy_m" in columns:
        table["accuracy_m"] = accuracy
    # A buffer of the rivers still carries the attrs of the rivers; under another name it is not they.
    own = facts.get("layer", name) == name
    title = text_of(
        chosen.get("title") or ({"zh": facts.get("title_zh"), "en": facts.get("title_en")} if own else name), name
    )
    layer_classes, member = classes_of(title, table, chosen, turn)
    placed = _placed(shapes)
    counts = np.bincount(member[placed], minlength=len(layer_classes))
    return DrawnLayer(
        name=name,
        geometry=shapes,
        fit=2 * bool(chosen["fit"]) if "fit" in chosen else int(_is_zones(table)),
        facts={
            "name": name,
            "title": title,
            "visible": bool(chosen.get("visible", True)),
            "crs": _crs_text(frame),
            "licence": _stated(facts.get("licence"), table, "licence"),
            "attribution": str(facts.get("attribution") or ""),
            "sources": _stated(None, table, "source"),
            "findings": {str(key): int(count) for key, count in dict(facts.get("finding_counts") or {}).items()},
            "classes": [
                {"text": text, "look": look, "rank": rank, "count": int(count)}
                for (text, look, rank), count in zip(layer_classes, counts, strict=True)
            ],
            "columns": [
                {"name": str(column), "label": label or _label(str(column)), "decimals": looks.decimals_of(str(column))}
                for column, label in columns.items()
            ],
            "ids": [_plain(value) for value in table["id"]] if "id" in table else [None] * len(table),
            "names": _names(name, table, frame.index),
            "class": member.tolist(),
            "rough": [int(not value <= looks.ROUGH_FROM_M) for value in accuracy],
            "accuracy": [_plain(value) for value in accuracy],
            "rows": [
                [_shown(str(column), value) for column, value in zip(columns, row, strict=True)]
                for row in table[list(columns)].itertuples(index=False, name=None)
            ],
        },
    )


def _usual_columns(table: pd.DataFrame, frame: gpd.GeoDataFrame) -> tuple[pd.DataFrame, dict[str, Text | None]]:
    """Choose what a popup shows, and measure what nobody measured: the area or length as drawn."""
    wanted = (*_SHOWN_FIRST, *_STATISTICS)
    contract = {"name_zh", "name_en", "kind", "pattern", "plan_works", *wanted, *_SHOWN_LAST}
    is_plain = not contract & set(table.columns)
    table = table.assign(**_measured(table, frame))
    if is_plain:
        return table, dict.fromkeys(table.columns)
    numbers = [column for column in table.columns if column not in contract and _is_statistic(table[column])]
    order = [column for column in (*wanted, *numbers, *_SHOWN_LAST) if column in table.columns]
    return table, dict.fromkeys(order)


def _is_statistic(column: pd.Series[Any]) -> bool:
    return looks.decimals_of(str(column.name)) is not None and bool(pd.api.types.is_numeric_dtype(column))


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
        measured = measure_area(gpd.GeoSeries(plane[areas]))
        for column in ("ha", "mu"):
            found[f"drawn_{column}"] = np.full(len(table), np.nan)
            found[f"drawn_{column}"][areas] = measured[column]
    if lines.any() and not _LENGTHS & set(table.columns):
        found["drawn_km"] = np.where(lines, shapely.length(np.asarray(plane.values)) / 1000, np.nan)
    return found


def _accuracy(table: pd.DataFrame, stated: object) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give each feature's accuracy, its own before the layer's; NaN where nobody states one."""
    own = (
        pd.to_numeric(table["accuracy_m"], errors="coerce").to_numpy(float, na_value=np.nan)
        if "accuracy_m" in table
        else np.full(len(table), np.nan)
    )
    layer = float(stated) if isinstance(stated, (int, float)) else math.nan
    return np.where(np.isnan(own), layer, own)


def _is_zones(table: pd.DataFrame) -> bool:
    return "kind" in table and bool((table["kind"] == "zone").any())


def _names(layer: str, table: pd.DataFrame, index: pd.Index[Any]) -> list[Text]:
    zh = next((column for column in ("name_zh", *_NAME_COLUMNS) if column in table), None)
    en = "name_en" if "name_en" in table else zh
    ids = table.get("id", index)
    names = []
    for row, own in enumerate(ids):
        first, second = (_plain(table[column].iloc[row]) if column else None for column in (zh, en))
        fallback = f"{layer} {row + 1}" if "id" not in table and isinstance(own, int) else str(own)
        names.append(text_of({"zh": first, "en": second}, fallback))
    return names


def _label(column: str) -> Text:
    return Text(looks.column_label(column, "zh"), looks.column_label(column, "en"))


def _stated(own: object, table: pd.DataFrame, column: str) -> list[str]:
    if own:
        return [str(own)]
    return sorted({str(value) for value in table[column].dropna()}) if column in table else []


def _crs_text(frame: gpd.GeoDataFrame) -> Text:
    crs = gate.resolve(frame.crs)
    authority = crs.to_authority(min_confidence=100)
    code = f" ({':'.join(authority)})" if authority else ""
    english = f"{crs.name}{code}"
    zh = looks.CRS_NAMES.get(":".join(authority or ()))
    return Text(f"{zh}{code}" if zh else english, english)


def _shown(column: str, value: object) -> object:
    """Give a value as the page writes it: a number, a text, both languages of a coded value, or null."""
    plain = _plain(value)
    if plain is None:
        return None
    words = [looks.value_label(column, plain, language) for language in Text._fields]
    if words[0] is not None:
        return words
    decimals = looks.decimals_of(column)
    if isinstance(plain, float) and decimals is not None:
        return round(plain, decimals)
    return plain


def _plain(value: object) -> object:
    """Turn a cell into what JSON knows; no value, NaN and infinity are null."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date) else str(value)
