"""The frame of a KML layer, compared with the file value by value."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.findings import Finding
from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import STORED
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.schema import free_name

if TYPE_CHECKING:
    from hanting_geo.sources.files.kml import Kml, KmlLayer

__all__ = ["kml_findings", "kml_frame"]

_WHOLE = {"int", "uint", "short", "ushort"}
_SAID = {"small": "whole numbers"}
_TRUE, _FALSE = {"1", "true"}, {"0", "false"}
_DEFAULTS = {"visibility": "1", "tessellate": "0", "extrude": "0"}
_MOMENTS = {"timestamp", "begin", "end"}
_FIRST = ["id", "Name", "description"]
_EXACT_INTEGER = 2**53
_MOST_NAMED = 5


def kml_frame(file: str, layer: KmlLayer) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Make the frame of a layer.

    Raises
    ------
    SourceError
        A value or position of the file is not in it.
    """
    found: list[Finding] = []
    kinds = dict(layer.fields)
    for each in layer.placemarks:
        kinds |= {name: kind for name, kind in each.typed.items() if name not in kinds}
    names = dict.fromkeys(["Name", "description", *kinds])
    for each in layer.placemarks:
        names |= dict.fromkeys(each.said)
        if len(names) > limits.columns:
            exceeded(
                file,
                Sentence("its placemarks say more than {columns:,} different things", columns=limits.columns),
                "columns",
            )
    names = dict.fromkeys([*[one for one in _FIRST if one in names], *names])
    columns: dict[str, Any] = {}
    for name in names:
        values = [each.said.get(name) for each in layer.placemarks]
        if name in _DEFAULTS and all(value in {None, _DEFAULTS[name]} for value in values):
            continue
        columns[name], told = _typed(values, name, kinds.get(name), layer.name)
        found += told
    shapes = np.array([each.shaped.shape for each in layer.placemarks], dtype=object)
    if "geometry" in columns:
        renamed = free_name("geometry_1", columns)
        columns = {renamed if name == "geometry" else name: column for name, column in columns.items()}
        what = Sentence("a value is called 'geometry', as the shapes are; its column is {renamed!r}", renamed=renamed)
        found.append(Finding("warning", "column_renamed", layer.name, None, what, Sentence("rename it in the source")))
    frame = gpd.GeoDataFrame(columns, index=pd.RangeIndex(len(layer.placemarks)), geometry=shapes, crs=STORED)
    _prove(file, layer, frame)
    return frame, [*found, *_told(layer)]


def _typed(values: list[Any], name: str, kind: str | None, layer: str) -> tuple[Any, list[Finding]]:
    """Give the values in the type that the schema says, as text where one does not fit."""
    if any(isinstance(value, list) for value in values):
        return pd.Series(values, dtype=object), []
    if kind is None and name in {"tessellate", "extrude", "visibility", "drawOrder"}:
        kind = "small"
    if kind is None and name in _MOMENTS:
        return _moments(values), []
    read = _READERS.get(kind or "string")
    try:
        if read is not None:
            return read(values), []
    except ValueError as error:
        what = Sentence(
            "column {name!r} should hold {kind}, and does not ({error}); it was read as text",
            name=name,
            kind=_SAID.get(str(kind), kind),
            error=error,
        )
        told = Finding("warning", "mixed_values", layer, None, what, Sentence("correct the value in the source"))
        return pd.Series(values, dtype="str"), [told]
    return pd.Series(values, dtype="str"), []


def _whole(values: list[Any]) -> pd.Series[Any]:
    numbers = [None if not (value or "").strip() else int(value) for value in values]
    if None not in numbers:
        return pd.Series(numbers, dtype="int64")
    wide = any(number is not None and abs(number) > _EXACT_INTEGER for number in numbers)
    return pd.Series(numbers, dtype="Int64" if wide else "float64")


def _small(values: list[Any]) -> pd.Series[Any]:
    return pd.Series([None if value is None else int(value) for value in values], dtype="Int64")


def _numbers(values: list[Any]) -> pd.Series[Any]:
    return pd.Series([np.nan if not (value or "").strip() else float(value) for value in values], dtype="float64")


def _flags(values: list[Any]) -> pd.Series[Any]:
    said = [(value or "").strip().lower() for value in values]
    odd = next((value for value in said if value and value not in _TRUE | _FALSE), None)
    if odd is not None:
        message = Sentence("{odd!r} is no yes or no", odd=odd)
        raise ValueError(message)
    flags = [None if not value else value in _TRUE for value in said]
    return pd.Series(flags, dtype="boolean" if None in flags else "bool")


_READERS = {**dict.fromkeys(_WHOLE, _whole), "small": _small, "float": _numbers, "double": _numbers, "bool": _flags}


def _moments(values: list[Any]) -> pd.Series[Any]:
    """Give moments, or the texts where they are no moments of one kind."""
    texts = pd.Series(values, dtype="str")
    try:
        moments = pd.to_datetime(texts, format="ISO8601")
    except (ValueError, OverflowError):
        return texts
    if moments.dtype.kind != "M":
        return texts
    return moments.dt.as_unit("ms")


def _prove(file: str, layer: KmlLayer, frame: gpd.GeoDataFrame) -> None:
    """Compare how many positions and values there are with how many stand in the file."""
    said = np.array([each.shaped.positions for each in layer.placemarks], dtype=int)
    read = shapely.get_num_coordinates(np.asarray(frame.geometry.values))
    for row in np.flatnonzero(said != read):
        message = Sentence(
            "{file}: row {row}: {read} of {said} positions could be read",
            file=file,
            row=row,
            read=read[row],
            said=said[row],
        )
        raise SourceError(message)
    said_values = Counter(name for each in layer.placemarks for name, value in each.said.items() if value is not None)
    for name, count in said_values.items():
        if name not in frame.columns or not pd.api.types.is_string_dtype(frame[name].dtype):
            continue
        if int(frame[name].notna().sum()) != count:
            message = Sentence(
                "{file}: of {count} values of {name!r} {count2} could be read",
                file=file,
                count=count,
                name=name,
                count2=int(frame[name].notna().sum()),
            )
            raise SourceError(message)


def _told(layer: KmlLayer) -> list[Finding]:
    found = []
    for code, advice in (
        ("no_place", Sentence("ask the source for the place; until then the feature stays in tables and counts")),
        ("kml_geometry", Sentence("look at these features, and correct them in the source")),
    ):
        rows = [
            (row, why)
            for row, each in enumerate(layer.placemarks)
            for why in (each.shaped.lost if code == "no_place" else each.shaped.notes)
        ]
        for why in dict.fromkeys(why for _, why in rows):
            named = [
                f"row {row} {layer.placemarks[row].said.get('Name') or ''}".strip() for row, one in rows if one == why
            ]
            more = Sentence(" and {count} more", count=len(named) - _MOST_NAMED) if len(named) > _MOST_NAMED else ""
            what = Sentence("{listed}{more}: {why}", listed=enumerated(named[:_MOST_NAMED]), more=more, why=why)
            found.append(Finding("warning", code, layer.name, named[0] if len(named) == 1 else None, what, advice))
    numbered = sorted({name for each in layer.placemarks for name in each.said if name.endswith(")") and " (" in name})
    if numbered:
        what = Sentence(
            "values of one name stand twice in a placemark; the second is in {listed}", listed=enumerated(numbered)
        )
        found.append(
            Finding("warning", "repeated_member", layer.name, None, what, Sentence("give each a name of its own"))
        )
    return found


def kml_findings(kml: Kml, layer: str) -> list[Finding]:
    """Say what of a file is no feature, and was not read."""
    found = []
    if kml.left:
        listed = enumerated(f"{count} {name}" for name, count in sorted(kml.left.items()))
        named = (
            Sentence(" (they name {listed}, which was not opened)", listed=enumerated(kml.links[:3]))
            if kml.links
            else ""
        )
        what = Sentence(
            "the file also holds what is no placemark and was not read: {listed}{named}", listed=listed, named=named
        )
        found.append(
            Finding("note", "kml_left", layer, None, what, Sentence("nothing, if you need the placemarks only"))
        )
    if kml.encoding not in {"utf-8", "ascii"}:
        what = Sentence("text read as {encoding}, which the file states", encoding=kml.encoding.upper())
        found.append(Finding("note", "encoding", layer, None, what, Sentence("nothing, if names read right")))
    return found
