"""Whether a frame can be written as it is, and its columns as the drivers take them.

One file, although long: what columns and values a format can hold is told here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.labels import feature_label
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.crs.heights import bad_heights
from hanting_geo.errors import SchemaError
from hanting_geo.sources.files.dates import only_dates

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["check_dbf_names", "check_dbf_texts", "free_name", "writable"]

_NAME_BYTES = 10
_TEXT_BYTES = 254
_DBF_INTEGER = 10**18
_INT64 = 2**63
_MOST_NAMED = 5
_KML_OWN = {
    "timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility", "draworder", "icon",
}  # fmt: skip
_CASE_BLIND = {"GeoPackage", "Shapefile", "KML"}
_KINDS = {"boolean": "boolean", "integer": "Int64", "floating": "float64", "mixed-integer-float": "float64"}
_NEVER_XML = {code for code in range(0x20) if code not in {9, 10, 13}}
_FAMILIES = {
    "Point": "Point", "MultiPoint": "MultiPoint", "LineString": "LineString", "LinearRing": "LineString",
    "MultiLineString": "LineString", "Polygon": "Polygon", "MultiPolygon": "Polygon",
}  # fmt: skip


def free_name(wanted: str, taken: Iterable[object]) -> str:
    """Give a name that no column has, whatever its case: GeoPackage's own columns must not swallow one of the frame.

    Examples
    --------
    >>> free_name("fid", ["name", "FID"])
    'fid_1'
    """
    used = {str(each).lower() for each in taken}
    names = [wanted, *(f"{wanted}_{number}" for number in range(1, len(used) + 2))]
    return next(name for name in names if name not in used)


def writable(frame: gpd.GeoDataFrame, kind: str, file: str, *, start: int = 0) -> gpd.GeoDataFrame:
    """Check a frame for a format, and give it with an index that counts from ``start`` and plain column types.

    Raises
    ------
    SchemaError
        Something that the format cannot hold; the message names columns and features.
    """
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        message = Sentence(
            "{file}: only a GeoDataFrame with a geometry column can be written; use frame.set_geometry(...)", file=file
        )
        raise SchemaError(message)
    ready = _with_index(frame, file)
    _check_names(ready, kind, file)
    active = ready.geometry.name
    if active != "geometry":
        ready = ready.rename_geometry("geometry")
    ready = ready[[*(column for column in ready.columns if column != "geometry"), "geometry"]]
    ready.index = pd.RangeIndex(start, start + len(ready))
    for column in ready.columns:
        if column != "geometry":
            ready[column] = _plain(ready, column, kind, file)
    _check_geometry(ready, kind, file)
    return ready


def _with_index(frame: gpd.GeoDataFrame, file: str) -> gpd.GeoDataFrame:
    index = frame.index
    if index.nlevels == 1 and index.name is None and pd.api.types.is_integer_dtype(index.dtype):
        return frame.copy()
    if not len(frame) and index.nlevels == 1 and index.name is None:
        return frame.copy()
    try:
        return frame.reset_index()
    except ValueError as error:
        message = Sentence(
            "{file}: the index is written as a column, and there is one of its name ({error}); rename either",
            file=file,
            error=error,
        )
        raise SchemaError(message) from error


def _check_names(ready: gpd.GeoDataFrame, kind: str, file: str) -> None:
    columns = list(ready.columns)
    odd = [column for column in columns if not isinstance(column, str) or not column.strip() or "\0" in column]
    if odd:
        message = Sentence(
            "{file}: column names are texts, and {odd!r} is none; rename it with frame.rename(columns=...)",
            file=file,
            odd=odd[0],
        )
        raise SchemaError(message)
    repeated = sorted(set(ready.columns[ready.columns.duplicated()]))
    if repeated:
        message = Sentence(
            "{file}: several columns are called {listed}; rename or drop all but one",
            file=file,
            listed=enumerated(repeated),
        )
        raise SchemaError(message)
    active = ready.geometry.name
    more = [
        column for column in columns if column != active and isinstance(ready[column].dtype, gpd.array.GeometryDtype)
    ]
    if more:
        message = Sentence(
            "{file}: a layer has one geometry, and {listed} is another; drop it or write it alone",
            file=file,
            listed=enumerated(more),
        )
        raise SchemaError(message)
    if "geometry" in columns and active != "geometry":
        message = Sentence(
            "{file}: the column 'geometry' is not the geometry ({active!r} is); rename it", file=file, active=active
        )
        raise SchemaError(message)
    plain = [column for column in columns if column != active]
    same = [column for column in plain if [each.lower() for each in plain].count(column.lower()) > 1]
    if same and kind in _CASE_BLIND:
        message = Sentence(
            "{file}: {listed} are one name to a {kind}, which is blind to case; rename one",
            file=file,
            listed=enumerated(same),
            kind=kind,
        )
        raise SchemaError(message)
    own = [column for column in plain if column.lower() in _KML_OWN]
    if own and kind == "KML":
        message = Sentence(
            "{file}: KML keeps {listed} for itself; rename the column, or write a .gpkg",
            file=file,
            listed=enumerated(own),
        )
        raise SchemaError(message)


def _plain(ready: gpd.GeoDataFrame, column: str, kind: str, file: str) -> Any:
    """Give a column in a type that every driver takes, without changing a value."""
    values = ready[column]
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(values.cat.categories.dtype if not values.isna().any() else object)
    if kind == "GeoParquet" and values.dtype != object:
        return values
    if values.dtype == object:
        if pd.api.types.infer_dtype(values, skipna=True) == "string":
            _check_texts(ready, values, column, kind, file)
        values = _from_objects(ready, values, column, file)
    dtype = values.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return values
    if pd.api.types.is_integer_dtype(dtype):
        return _integers(ready, values, column, kind, file)
    if pd.api.types.is_float_dtype(dtype):
        return values.astype("float64")
    if pd.api.types.is_string_dtype(dtype):
        _check_texts(ready, values, column, kind, file)
        return values
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return _moments(ready, values, column, kind, file)
    message = Sentence(
        "{file}: column {column!r} is {dtype}, which a {kind} cannot hold; turn it into text or numbers first",
        file=file,
        column=column,
        dtype=dtype,
        kind=kind,
    )
    raise SchemaError(message)


def _from_objects(ready: gpd.GeoDataFrame, values: pd.Series[Any], column: str, file: str) -> pd.Series[Any]:
    inferred = pd.api.types.infer_dtype(values, skipna=True)
    if inferred in {"string", "empty"}:
        return values.astype("str")
    if inferred in _KINDS:
        return values.astype(_KINDS[inferred])  # type: ignore[call-overload, no-any-return]
    if inferred in {"datetime", "datetime64"}:
        return pd.to_datetime(values)
    if inferred == "date":
        return values.map(lambda day: day.isoformat(), na_action="ignore").astype("str")
    present = values.dropna() if inferred != "mixed" else values[[value is not None for value in values]]
    kinds = sorted({type(value).__name__ for value in present})
    first = next(at for at, value in enumerate(values) if type(value).__name__ == type(present.iloc[-1]).__name__)
    message = Sentence(
        "{file}: column {column!r} holds {listed} ({ready}); a column holds texts, numbers, "
        "yes/no or dates, one kind: frame[{column!r}].astype(str), or json.dumps for lists "
        "and dicts",
        file=file,
        column=column,
        listed=enumerated(kinds),
        ready=feature_label(ready, first),
    )
    raise SchemaError(message)


def _integers(ready: gpd.GeoDataFrame, values: pd.Series[Any], column: str, kind: str, file: str) -> pd.Series[Any]:
    most = _DBF_INTEGER if kind == "Shapefile" else _INT64
    gaps = values.isna().to_numpy()
    there = np.flatnonzero(~gaps)
    numbers = values.iloc[there].to_numpy()
    big = there[(numbers >= most) | (numbers < -most)]
    if len(big):
        message = Sentence(
            "{file}: column {column!r} of {ready} is {there}, longer than the whole numbers of a "
            "{kind}; write such codes as text: frame[{column!r}].astype(str)",
            file=file,
            column=column,
            ready=feature_label(ready, int(big[0])),
            there=values.iloc[big[0]],
            kind=kind,
        )
        raise SchemaError(message)
    return values.astype("Int64" if gaps.any() else "int64")


def _check_texts(ready: gpd.GeoDataFrame, values: pd.Series[Any], column: str, kind: str, file: str) -> None:
    joined = "".join(values.dropna())
    try:
        joined.encode()
    except UnicodeEncodeError:
        bad = "surrogate"
    else:
        codes = set(map(ord, set(joined)))
        bad = "" if kind == "GeoParquet" or 0 not in codes else "NUL"
        bad = bad or ("control" if kind == "KML" and codes & _NEVER_XML else "")
    if not bad:
        return
    named = {"surrogate": Sentence("surrogate"), "control": Sentence("control"), "NUL": "NUL"}
    never = _NEVER_XML if bad == "control" else {0} if bad == "NUL" else set(range(0xD800, 0xE000))
    for at, text in enumerate(values):
        if isinstance(text, str) and any(ord(letter) in never for letter in text):
            message = Sentence(
                "{file}: column {column!r} of {ready} holds a {bad} character ({text!r}), which a "
                "{kind} cannot hold; remove it",
                file=file,
                column=column,
                ready=feature_label(ready, at),
                bad=named[bad],
                text=text[:20],
                kind=kind,
            )
            raise SchemaError(message)


def _moments(ready: gpd.GeoDataFrame, values: pd.Series[Any], column: str, kind: str, file: str) -> pd.Series[Any]:
    if kind == "Shapefile" and only_dates(values):
        return values
    if kind == "Shapefile":
        message = Sentence(
            "{file}: column {column!r} holds dates with time, which a Shapefile has no type for; "
            "write them as text, frame[{column!r}].dt.strftime('%Y-%m-%d'), or write a .gpkg",
            file=file,
            column=column,
        )
        raise SchemaError(message)
    unit = "us" if kind == "PostGIS" else "ms"
    units = Sentence("microseconds") if kind == "PostGIS" else Sentence("milliseconds")
    finer = (values.dt.floor(unit) != values) & values.notna()
    if finer.any():
        at = int(np.flatnonzero(finer)[0])
        message = Sentence(
            "{file}: column {column!r} of {ready} is {there}, and a {kind} keeps {units}; "
            "cut it yourself: frame[{column!r}].dt.floor({unit!r})",
            file=file,
            column=column,
            ready=feature_label(ready, at),
            there=values.iloc[at],
            kind=kind,
            unit=unit,
            units=units,
        )
        raise SchemaError(message)
    return values


def _check_geometry(ready: gpd.GeoDataFrame, kind: str, file: str) -> None:
    geometry = np.asarray(ready.geometry.values)
    if kind != "GeoParquet" and shapely.has_m(geometry).any():
        message = Sentence(
            "{file}: {ready} has M values, which ",
            file=file,
            ready=feature_label(ready, int(np.flatnonzero(shapely.has_m(geometry))[0])),
        )
        message += Sentence("cannot be written; drop them with shapely.force_3d or force_2d")
        raise SchemaError(message)
    coordinates, owner = shapely.get_coordinates(geometry, include_z=False, return_index=True)
    wild = owner[~np.isfinite(coordinates).all(axis=1)]
    if len(wild):
        message = Sentence(
            "{file}: {ready} has a coordinate that is not finite; repair it first",
            file=file,
            ready=feature_label(ready, int(wild[0])),
        )
        raise SchemaError(message)
    odd = bad_heights(geometry)
    if len(odd) and kind in {"GeoJSON", "KML", "Shapefile"}:
        message = Sentence(
            "{file}: {ready} has a height that is not a number or infinite, which a {kind} "
            "cannot hold; correct the height, leave heights out with shapely.force_2d, or write "
            "a .gpkg",
            file=file,
            ready=feature_label(ready, int(odd[0])),
            kind=kind,
        )
        raise SchemaError(message)
    solid = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    high = shapely.has_z(geometry)
    if kind in {"Shapefile", "FlatGeobuf"} and (high & solid).any() and (~high & solid).any():
        message = Sentence(
            "{file}: some geometries have heights and some have none ({ready} has), and a {kind} "
            "holds one sort; use shapely.force_2d, or write a .gpkg",
            file=file,
            ready=feature_label(ready, int(np.argmax(high))),
            kind=kind,
        )
        raise SchemaError(message)
    if kind != "Shapefile":
        return
    families = {_FAMILIES.get(each, each) for each in np.asarray(ready.geom_type)[solid]}
    if len(families) > 1 or not families <= set(_FAMILIES.values()):
        message = Sentence(
            "{file}: a Shapefile holds one kind of geometry, and the frame has {listed}; write a "
            "file for each (frame[frame.geom_type == ...]), or a .gpkg",
            file=file,
            listed=enumerated(sorted(families)),
        )
        raise SchemaError(message)


def check_dbf_names(ready: gpd.GeoDataFrame, codec: str, file: str) -> dict[str, str]:
    """Give the column names as a Shapefile will have them, 10 bytes at most.

    Raises
    ------
    SchemaError
        A name would be cut inside a character, or two become one; the message offers abbreviations to paste.
    """
    columns = [column for column in ready.columns if column != "geometry"]
    offered: dict[str, str] = {}
    broken: list[str] = []
    for column in columns:
        try:
            raw = column.encode(codec)
        except UnicodeEncodeError as error:
            message = Sentence(
                "{file}: the column name {column!r} cannot be written in {codec}; rename it, or use utf-8",
                file=file,
                column=column,
                codec=codec,
            )
            raise SchemaError(message) from error
        cut = raw[:_NAME_BYTES].decode(codec, "ignore")
        if len(raw) > _NAME_BYTES and cut.encode(codec) != raw[:_NAME_BYTES]:
            broken.append(column)
        offered[column] = cut.strip()
    lower = [name.lower() for name in offered.values()]
    collide = [column for column, name in offered.items() if lower.count(name.lower()) > 1]
    if not broken and not collide:
        return offered
    unique = _unique(offered, codec)
    changes = {old: new for old, new in unique.items() if old != new}
    why = (
        Sentence("would be cut inside a character ({listed})", listed=enumerated(broken))
        if broken
        else Sentence("become one ({listed})", listed=enumerated(collide))
    )
    message = Sentence(
        "{file}: a Shapefile's column names hold 10 bytes in {codec}, and names {why}; write "
        "a .gpkg, or rename first, for example frame.rename(columns={changes})",
        file=file,
        codec=codec,
        why=why,
        changes=changes,
    )
    raise SchemaError(message)


def _unique(offered: dict[str, str], codec: str) -> dict[str, str]:
    """Tell abbreviations that are alike apart by numbers; names that need none stay."""
    taken = {old.lower() for old, new in offered.items() if old == new}
    unique: dict[str, str] = {}
    for old, new in offered.items():
        name, number = new, 1
        while old != new and name.lower() in taken:
            tail = str(number)
            name = new.encode(codec)[: _NAME_BYTES - len(tail)].decode(codec, "ignore") + tail
            number += 1
        taken.add(name.lower())
        unique[old] = name
    return unique


def check_dbf_texts(ready: gpd.GeoDataFrame, codec: str, file: str) -> None:
    """Refuse texts that a Shapefile cannot hold.

    Raises
    ------
    SchemaError
        Over 254 bytes, or a character that the encoding has not; the message names feature and column.
    """
    problems: list[str] = []
    for column in ready.columns:
        if column == "geometry" or not pd.api.types.is_string_dtype(ready[column].dtype):
            continue
        for at, text in enumerate(ready[column]):
            if not isinstance(text, str):
                continue
            try:
                size = len(text.encode(codec))
            except UnicodeEncodeError as error:
                where = Sentence("column {column!r} of {ready}", column=column, ready=feature_label(ready, at))
                problems.append(
                    Sentence("{where}: {text!r} is not in {codec}", where=where, text=text[error.start], codec=codec)
                )
                continue
            if size > _TEXT_BYTES:
                where = Sentence("column {column!r} of {ready}", column=column, ready=feature_label(ready, at))
                problems.append(
                    Sentence("{where}: {size} bytes, over {most}", where=where, size=size, most=_TEXT_BYTES)
                )
    if problems:
        more = Sentence("; and {count} more", count=len(problems) - _MOST_NAMED) if len(problems) > _MOST_NAMED else ""
        message = Sentence(
            "{file}: texts do not fit into a Shapefile: {listed}{more}; shorten them, use "
            "encoding='utf-8' for rare characters, or write a .gpkg",
            file=file,
            listed=joined("; ", problems[:_MOST_NAMED]),
            more=more,
        )
        raise SchemaError(message)
