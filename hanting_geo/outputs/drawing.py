"""One frame becomes one drawn layer: which classes it has and how they look, what a popup shows, what is rough."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.crs import gate
from hanting_geo.crs.area import measure_area
from hanting_geo.errors import CRSError, SchemaError
from hanting_geo.outputs import style as looks
from hanting_geo.outputs.style import Look, Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

__all__ = ["STYLE_KEYS", "DrawnLayer", "draw", "text_of"]

STYLE_KEYS = {
    "accuracy_m": "accuracy of the whole layer, where its rows state none",
    "color": "line colour",
    "colors": "value of the class column -> colour",
    "column": "class column: one legend entry a value",
    "fill": "fill colour; None: outline only",
    "fit": "True: the first view shows this layer",
    "labels": "value of the class column -> text",
    "names": "True or False: names written on the map",
    "title": "title of the layer",
    "visible": "False: switched off at first",
    "width": "line width in pixels",
}
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}|[a-zA-Z]+")
_MOST_CLASSES = 20
_OTHER = Text("其他", "Other")
_NO_CLASS = Text("未分类", "No class")
_NAME_COLUMNS = ("name", "名称", "NAME", "Name")
_SHOWN_FIRST = ("id", "kind", "status", "pattern", "plan_works", "class")
_STATISTICS = (
    *("published_ha", "plane_m2", "ellipsoid_m2", "area_m2", "ha", "area_ha", "mu", "area_mu", "drawn_ha", "drawn_mu"),
    *("length_m", "length_km", "drawn_km", "from_m", "to_m", "distance_m", "radius_m", "features", "count", "share"),
)
_SHOWN_LAST = ("accuracy_m", "source", "source_date", "licence", "attribution", "note")
_AREAS = {"plane_m2", "ellipsoid_m2", "area_m2", "ha", "area_ha", "mu", "area_mu"}
_LENGTHS = {"length_m", "length_km"}
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING, shapely.GeometryType.LINEARRING)


class DrawnLayer(NamedTuple):
    """A layer ready for the page: plain facts, and the geometry apart because its precision is chosen at saving."""

    name: str
    facts: dict[str, Any]
    geometry: np.ndarray[Any, np.dtype[np.object_]]
    fit: bool

    def geometry_json(self, decimals: int) -> str:
        """Write the geometries and the places of their names as JSON: ``"geometry":[...],"anchors":[...]``."""
        shapes = shapely.transform(self.geometry, lambda xy: np.round(xy, decimals))
        texts = [_geojson(shape) for shape in shapes]
        anchors = [_anchor(shape, decimals) for shape in shapes]
        return f'"geometry":[{",".join(texts)}],"anchors":[{",".join(anchors)}]'

    @property
    def placed(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Tell which features have a place."""
        return ~(shapely.is_missing(self.geometry) | shapely.is_empty(self.geometry))


def _geojson(shape: shapely.Geometry | None) -> str:
    return "null" if shape is None or shape.is_empty else str(shapely.to_geojson(shape)).replace(" ", "")


def _anchor(shape: shapely.Geometry | None, decimals: int) -> str:
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


def text_of(value: object, fallback: str = "") -> Text:
    """Turn a text, or a mapping with ``zh`` and ``en``, into both languages; a missing one is the other's.

    Examples
    --------
    >>> text_of({"zh": "寒亭"}), text_of("Hanting")
    (Text(zh='寒亭', en='寒亭'), Text(zh='Hanting', en='Hanting'))
    """
    if isinstance(value, dict):
        zh, en = value.get("zh"), value.get("en")
        return Text(str(zh or en or fallback), str(en or zh or fallback))
    if isinstance(value, Text):
        return value
    return Text(str(value or fallback), str(value or fallback))


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
        Keys of :data:`STYLE_KEYS`.
    turn
        Which of the fallback colours this layer takes.

    Raises
    ------
    CRSError
        No reference system, or coordinates that cannot be in it.
    SchemaError
        A style key, colour or column that is not known.
    """
    chosen = _checked_style(name, frame, style or {})
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
    layer_classes, member = _classes(name, table, chosen, turn)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    counts = np.bincount(member[placed], minlength=len(layer_classes))
    title = chosen.get("title") or {"zh": facts.get("title_zh"), "en": facts.get("title_en")}
    return DrawnLayer(
        name=name,
        geometry=shapes,
        fit=bool(chosen.get("fit", False)) or _is_zones(table),
        facts={
            "name": name,
            "title": text_of(title, name),
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
            "names": _names(name, table),
            "class": member.tolist(),
            "rough": [int(not value <= looks.ROUGH_FROM_M) for value in accuracy],
            "accuracy": [_plain(value) for value in accuracy],
            "rows": [
                [_shown(str(column), value) for column, value in zip(columns, row, strict=True)]
                for row in table[list(columns)].itertuples(index=False, name=None)
            ],
        },
    )


def _checked_style(name: str, frame: gpd.GeoDataFrame, style: Mapping[str, Any]) -> Mapping[str, Any]:
    unknown = sorted(set(style) - set(STYLE_KEYS))
    if unknown:
        message = f"style of layer {name!r}: {', '.join(unknown)} is not known; use {', '.join(sorted(STYLE_KEYS))}"
        raise SchemaError(message)
    given = [style.get("color"), style.get("fill"), *dict(style.get("colors") or {}).values()]
    for color in given:
        if color is not None and not _COLOR.fullmatch(str(color)):
            message = f"style of layer {name!r}: {color!r} is no colour; use #rrggbb or a colour name"
            raise SchemaError(message)
    column = style.get("column")
    if column is not None and column not in frame.columns:
        message = f"style of layer {name!r}: no column {column!r}; there are {', '.join(map(str, frame.columns))}"
        raise SchemaError(message)
    return style


def _usual_columns(table: pd.DataFrame, frame: gpd.GeoDataFrame) -> tuple[pd.DataFrame, dict[str, Text | None]]:
    """Choose what a popup shows, and measure what nobody measured: the area or length as drawn."""
    table = table.assign(**_measured(table, frame))
    wanted = (*_SHOWN_FIRST, *_STATISTICS)
    contract = {"name_zh", "name_en", *wanted, *_SHOWN_LAST}
    if not contract & set(table.columns):
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
        measured = measure_area(plane[areas])
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


Entry = tuple[Text, Look, int | None]


def _classes(
    name: str, table: pd.DataFrame, style: Mapping[str, Any], turn: int
) -> tuple[list[Entry], np.ndarray[Any, np.dtype[np.int64]]]:
    """Sort the features into the legend's classes: the column asked for, else what the contract's columns say."""
    if "column" in style:
        keys, entries = _classes_of_column(table, style, turn)
    elif {"from_m", "to_m"} <= set(table.columns) and "kind" not in table.columns:
        keys, entries = _ring_classes(table)
    else:
        keys, entries = _contract_classes(name, table, turn)
    member = np.array([list(entries).index(key) for key in keys], dtype=np.int64)
    drawn = [(text, _restyled(look, style), _rank(rank, style)) for text, look, rank in entries.values()]
    return drawn, member


def _restyled(look: Look, style: Mapping[str, Any]) -> Look:
    changes = {key: style[key] for key in ("color", "fill", "width") if key in style}
    return look._replace(**changes)


def _rank(rank: int | None, style: Mapping[str, Any]) -> int | None:
    if "names" not in style:
        return rank
    return (rank or 3) if style["names"] else None


def _classes_of_column(
    table: pd.DataFrame, style: Mapping[str, Any], turn: int
) -> tuple[list[Hashable], dict[Hashable, Entry]]:
    column = table[style["column"]]
    colors, labels = dict(style.get("colors") or {}), dict(style.get("labels") or {})
    present = [value for value in [*colors, *sorted(column.dropna().unique(), key=str)] if (column == value).any()]
    kept = list(dict.fromkeys(present))[:_MOST_CLASSES]
    base, rank = _kind_of(table)
    entries: dict[Hashable, Entry] = {}
    for position, value in enumerate(kept):
        line, fill = looks.FALLBACK_COLORS[(turn + position) % len(looks.FALLBACK_COLORS)]
        if value in colors:
            line = fill = str(colors[value])
        known = Text(*(looks.value_label(str(column.name), value, language) or str(value) for language in Text._fields))
        entries[value] = (
            text_of(labels.get(value), "") if value in labels else known,
            base._replace(color=line, fill=fill),
            rank,
        )
    keys: list[Hashable] = []
    for value in column:
        key: Hashable = None if pd.isna(value) else (value if value in entries else "\0other")
        if key not in entries:
            entries[key] = (_NO_CLASS if key is None else _OTHER, base._replace(color="#555555", fill="#dddddd"), rank)
        keys.append(key)
    return keys, entries


def _kind_of(table: pd.DataFrame) -> tuple[Look, int | None]:
    kinds = table["kind"].dropna().unique() if "kind" in table else []
    kind = looks.KINDS.get(str(kinds[0]), looks.UNKNOWN_KIND) if len(kinds) else looks.UNKNOWN_KIND
    return kind.look, kind.label_rank


def _ring_classes(table: pd.DataFrame) -> tuple[list[Hashable], dict[Hashable, Entry]]:
    keys: list[Hashable] = list(zip(table["from_m"], table["to_m"], strict=True))
    entries: dict[Hashable, Entry] = {}
    ordered = sorted(set(keys), key=str if len(set(map(type, keys))) > 1 else None)  # type: ignore[type-var, arg-type]
    for position, key in enumerate(ordered):
        start, end = (f"{value:g}" if isinstance(value, (int, float)) else str(value) for value in key)  # type: ignore[misc]
        line, fill = looks.RING_COLORS[min(position, len(looks.RING_COLORS) - 1)]
        entries[key] = (Text(f"{start}-{end} 米", f"{start}-{end} m"), Look(line, fill, 1.2), None)
    return keys, entries


def _contract_classes(name: str, table: pd.DataFrame, turn: int) -> tuple[list[Hashable], dict[Hashable, Entry]]:
    entries: dict[Hashable, Entry] = {}
    keys: list[Hashable] = []
    columns = {column: list(table[column]) for column in ("kind", "pattern", "plan_works") if column in table}
    for row in range(len(table)):
        kind = str(columns["kind"][row]) if "kind" in columns else None
        pattern = str(columns["pattern"][row]) if "pattern" in columns else None
        works = "plan_works" in columns and columns["plan_works"][row] in (True, "true", "True", 1)
        key = (kind, pattern if pattern in looks.PATTERNS else None, works)
        if key not in entries:
            entries[key] = _contract_entry(key, columns, name, turn)
        keys.append(key)
    order = {pattern: position for position, pattern in enumerate(looks.PATTERNS)}
    ranked = sorted(entries, key=lambda key: (order.get(key[1], len(order)), not key[2]))  # type: ignore[index, misc]
    return keys, {key: entries[key] for key in ranked}


def _contract_entry(
    key: tuple[str | None, str | None, bool], columns: Mapping[str, object], name: str, turn: int
) -> Entry:
    kind_name, pattern, works = key
    if pattern is not None:
        return (*looks.PATTERNS[pattern], looks.KINDS["zone"].label_rank)
    if works:
        return (*looks.PLAN_WORKS, looks.KINDS["river"].label_rank)
    kind = looks.KINDS.get(str(kind_name))
    if kind is None:
        line, fill = looks.FALLBACK_COLORS[turn % len(looks.FALLBACK_COLORS)]
        unknown = looks.UNKNOWN_KIND
        text = text_of(name if kind_name in (None, "nan", "None") else kind_name)
        return text, unknown.look._replace(color=line, fill=fill), unknown.label_rank
    other = {"zone": "pattern", "river": "plan_works"}.get(str(kind_name))
    text = looks.OTHERS[str(kind_name)] if other in columns else kind.text
    return text, kind.look, kind.label_rank


def _names(layer: str, table: pd.DataFrame) -> list[Text]:
    zh = next((column for column in ("name_zh", *_NAME_COLUMNS) if column in table), None)
    en = "name_en" if "name_en" in table else zh
    ids = table["id"] if "id" in table else table.index
    names = []
    for row, own in enumerate(ids):
        first, second = (_plain(table[column].iloc[row]) if column else None for column in (zh, en))
        fallback = f"{layer} {row + 1}" if zh is None and "id" not in table else str(own)
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
