"""Reading a layer in bulk, proving it whole, and the rescue that names a damaged feature."""

from __future__ import annotations

import json
import math
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import STORED, resolve
from hanting_geo.errors import SourceError
from hanting_geo.sources.files import integrity as damage
from hanting_geo.sources.files.curves import curve_findings
from hanting_geo.sources.files.encoding import TextEncoding, choose_encoding, sibling
from hanting_geo.sources.files.geojson import Feature, Walk
from hanting_geo.sources.files.kmlframe import kml_findings, kml_frame
from hanting_geo.sources.files.layers import LATIN, READ_ERRORS, Layer, Source, cannot_open, quiet, short

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.sources.files.kml import Kml

__all__ = ["check_columns", "fields_of", "read_layer", "rescue"]

_EXACT_INTEGER = 2**53
_ELLIPSOIDAL_HEIGHT = "EPSG:4979"


def read_layer(source: Source, layer: Layer) -> gpd.GeoDataFrame:
    """Read a layer in bulk, prove it whole against the file, and say what is noteworthy.

    Raises
    ------
    SourceError
        Something in the file cannot be read; the message names it.
    """
    if source.kml is not None:
        return _kml(source, source.kml, layer)
    options: dict[str, Any] = {}
    if layer.dbf is not None:
        _choose_text(source, layer)
        options["encoding"] = "utf-8" if layer.text and layer.text.name == "utf-8" and not layer.text.cut else LATIN
    elif source.kind == "MapInfo":
        options["encoding"] = LATIN
    elif source.kind == "GeoJSON":
        source.encoding = (source.encoding or "utf-8").lower()
        options |= {"ARRAY_AS_STRING": "YES", "DATE_AS_STRING": "YES"}
    try:
        with quiet(source, layer.name):
            fields = fields_of(source, layer, options)
            frame = pyogrio.read_dataframe(layer.target, layer=layer.inner, **options)
    except READ_ERRORS as error:
        rescue(source, layer, error)
        raise cannot_open(source, error) from error
    check_columns(source, [name for name, _ in fields], frame)
    if layer.dbf is not None:
        odd = [found.what for found in source.found if found.code == "gdal" and "parsed incompletely" in found.what]
        damage.refuse(source.name, odd)
    if layer.text is not None and options["encoding"] == LATIN:
        frame = _decoded(frame, layer.text)
    if source.kind == "MapInfo":
        frame = _of_mapinfo(source, layer.name, frame)
    _keep_integers(source, layer.name, frame, dict(fields))
    return _proven(source, layer, frame)


def fields_of(source: Source, layer: Layer, options: dict[str, Any]) -> list[tuple[str, str]]:
    """Give names and kinds (bool, int, other) of the columns; for GeoJSON from the walk, or GDAL reads it twice."""
    if source.walk is not None:
        kinds = {frozenset({"bool"}): "bool", frozenset({"int"}): "int"}
        return [(name, kinds.get(frozenset(found), "other")) for name, found in source.walk.kinds.items()]
    info = pyogrio.read_info(layer.target, layer=layer.inner, **options)
    types = zip(info["ogr_types"], info["ogr_subtypes"], strict=True)
    kinds_of = ["bool" if sub == "OFSTBoolean" else "int" if "Integer" in kind else "other" for kind, sub in types]
    return list(zip(info["fields"].tolist(), kinds_of, strict=True))


def check_columns(source: Source, fields: list[str], frame: gpd.GeoDataFrame) -> None:
    """Refuse columns that would overwrite each other or the geometry in a frame.

    Raises
    ------
    SourceError
        Some are called alike.
    """
    active = frame.geometry.name
    repeated = sorted({name for name in fields if fields.count(name) > 1 or name == active})
    if repeated:
        message = Sentence(
            "{path}: several columns are called {listed}; rename them in the source",
            path=source.path,
            listed=enumerated(repeated),
        )
        raise SourceError(message)


def _choose_text(source: Source, layer: Layer) -> None:
    if layer.dbf is None or not isinstance(layer.target, Path):
        return
    system = sibling(layer.target, ".prj")
    text = system.read_text(encoding="utf-8", errors="replace") if system else ""
    source.prj = text.strip("\0\ufeff \t\r\n") or None
    label = sibling(layer.target, ".cpg")
    said = label.read_text(encoding=LATIN).strip() if label else None
    layer.text = choose_encoding(layer.dbf, file=source.name, explicit=source.encoding, label=said or None)
    source.found += [replace(each, layer=layer.name) for each in layer.text.found]
    source.encoding = layer.text.name


def _of_mapinfo(source: Source, layer: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Decode text that came through byte by byte: as told, as its head says, as UTF-8, or as GB 18030, strictly."""
    active = frame.geometry.name
    texts = {str(name) for name in frame.columns if name != active}
    for column in frame.columns:
        if column != active and (frame[column].dtype == object or pd.api.types.is_string_dtype(frame[column])):
            texts |= {value for value in frame[column].unique() if isinstance(value, str)}
    raw = "\n".join(texts).encode(LATIN)
    tried = [source.encoding] if source.encoding else dict.fromkeys([source.charset, "utf-8", "gb18030"])
    for codec in filter(None, tried):
        try:
            raw.decode(codec)
        except (UnicodeError, LookupError):
            continue
        why = (
            Sentence("asked for")
            if source.encoding
            else Sentence("its head says so")
            if codec == source.charset
            else Sentence("its bytes are so")
        )
        if not raw.isascii():
            source.note(
                "note",
                "encoding",
                layer,
                Sentence("text read as {codec}: {why}", codec=codec.upper(), why=why),
                Sentence("nothing, if names read right"),
            )
        source.encoding = codec
        return _decoded(frame, TextEncoding(codec, cut=False, found=()))
    message = Sentence(
        "{path}: its text is not in {listed}; say encoding=", path=source.path, listed=enumerated(filter(None, tried))
    )
    raise SourceError(message)


def _decoded(frame: gpd.GeoDataFrame, text: TextEncoding) -> gpd.GeoDataFrame:
    """Decode text that GDAL passed through byte by byte as ISO-8859-1."""
    errors = "ignore" if text.cut else "strict"

    def decode(value: Any) -> Any:
        return value.encode(LATIN).decode(text.name, errors) if isinstance(value, str) else value

    active = frame.geometry.name
    for column in frame.columns:
        if column != active and (frame[column].dtype == object or pd.api.types.is_string_dtype(frame[column])):
            frame[column] = frame[column].map(decode)
    return frame.rename(columns={name: decode(name) for name in frame.columns if name != active})


def _proven(source: Source, layer: Layer, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    coordinates, owner = damage.positions(source.name, np.asarray(frame.geometry.values))
    wild = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
    damage.refuse(source.name, [Sentence("row {row}: a coordinate is not a finite number", row=row) for row in wild])
    if source.walk is not None:
        source.walk.prove(source.name, frame)
        return _geojson(source, layer.name, frame, source.walk)
    if layer.dbf is not None and isinstance(layer.target, Path):
        found = damage.prove_shapefile(source.name, layer.target, layer.dbf, frame)
        source.found += [replace(each, layer=layer.name) for each in found]
    elif source.kind == "GeoPackage":
        with quiet(source, layer.name):
            there = ~shapely.is_missing(np.asarray(frame.geometry.values))
            damage.prove_gpkg(source.name, source.path, layer.name, len(frame), int(there.sum()))
    if source.kind in {"GeoPackage", "FlatGeobuf"}:
        with quiet(source, layer.name):
            source.found += curve_findings(source.path, source.kind, layer.name)
    if len(frame) != layer.features:
        message = Sentence(
            "{path}: the file states {features} features and {count} could be read",
            path=source.path,
            features=layer.features,
            count=len(frame),
        )
        raise SourceError(message)
    return frame


def _keep_integers(source: Source, name: str, frame: gpd.GeoDataFrame, kinds: dict[str, str]) -> None:
    """Give yes/no columns with gaps their type back, and say where a long integer lost its last digits to a gap."""
    for column, kind in kinds.items():
        if column not in frame.columns or frame[column].dtype.kind != "f":
            continue
        if kind == "bool":
            frame[column] = frame[column].astype("boolean")
        elif kind == "int" and (frame[column].abs() > _EXACT_INTEGER).any():
            source.note(
                "warning",
                "integer_rounded",
                name,
                Sentence(
                    "column {column!r} holds integers of more than 15 digits beside empty cells: last digits are lost",
                    column=column,
                ),
                Sentence("store such codes as text"),
            )


def _geojson(source: Source, name: str, frame: gpd.GeoDataFrame, walk: Walk) -> gpd.GeoDataFrame:
    features = [each for each in walk.features if isinstance(each, Feature)]
    own = any(each.has_property_id for each in features)
    outer = [each.id for each in features]
    if not own and any(each is not None for each in outer):
        frame = frame.drop(columns="id", errors="ignore")
        frame.insert(0, "id", pd.Series(outer, index=frame.index))
    elif any(each.id is not None and each.id != each.property_id for each in features):
        source.note(
            "warning",
            "two_ids",
            name,
            Sentence("features have an id of their own and another among their properties; the column is the latter"),
            Sentence("keep one of them in the source"),
        )
    for column, kinds in walk.kinds.items():
        if column not in frame.columns:
            continue
        if kinds == {"list"}:
            frame[column] = pd.Series(
                [json.loads(value) if isinstance(value, str) else value for value in frame[column]],
                index=frame.index,
                dtype=object,
            )
        elif len(kinds) > 1 and kinds != {"int", "float"}:
            source.note(
                "warning",
                "mixed_values",
                name,
                Sentence(
                    "column {column!r} mixes {listed}; its values were brought to one type",
                    column=column,
                    listed=enumerated(sorted(kinds)),
                ),
                Sentence("give the column one type in the source"),
            )
    if walk.repeated:
        source.note(
            "warning",
            "repeated_member",
            name,
            Sentence(
                "{listed} stands twice in one object; the last one was read", listed=enumerated(sorted(walk.repeated))
            ),
            Sentence("remove one of them in the source"),
        )
    if frame.crs is not None and frame.crs == resolve(_ELLIPSOIDAL_HEIGHT):
        frame = frame.set_crs(STORED, allow_override=True)
    return _crs_member(source, name, frame, walk.system)


def _crs_member(source: Source, name: str, frame: gpd.GeoDataFrame, known: CRS | None) -> gpd.GeoDataFrame:
    """Take the system that an outdated crs member names, and say what it is."""
    if known is None or (known.is_geographic and known == resolve("OGC:CRS84")):
        return frame
    source.note(
        "note",
        "crs_member",
        name,
        Sentence("a crs member states {name}; today's GeoJSON (RFC 7946) is always WGS 84", name=known.name),
        Sentence("nothing here; other programs may ignore it: write the layer anew, or use a GeoPackage"),
    )
    return frame if frame.crs == known else frame.set_crs(known, allow_override=True)


def _kml(source: Source, kml: Kml, layer: Layer) -> gpd.GeoDataFrame:
    chosen = next(each for each in kml.layers if each.name == layer.name)
    frame, found = kml_frame(source.name, chosen)
    source.found += [*kml_findings(kml, layer.name), *found]
    shapes = np.asarray(frame.geometry.values)
    high = shapely.has_z(shapes)
    if high.any() and not np.nan_to_num(shapely.get_coordinates(shapes, include_z=True)[:, 2]).any():
        frame = frame.set_geometry(gpd.GeoSeries(shapely.force_2d(shapes), index=frame.index, crs=frame.crs))
        what = Sentence("all heights are 0, which Google Earth and GDAL write where none is known; they were dropped")
        source.note(
            "note", "heights_dropped", layer.name, what, Sentence("nothing, unless the features lie at sea level")
        )
    return frame


def rescue(source: Source, layer: Layer, error: Exception) -> None:
    """Go through a layer record by record, and name the features that cannot be read.

    Raises
    ------
    SourceError
        Names them; nothing is raised if all can be read one by one.
    """
    if not isinstance(layer.target, Path):
        return
    fiona = require(
        "fiona",
        Sentence("{name} is damaged ({error}); to say which feature it is", name=source.name, error=short(error)),
    )
    from fiona.errors import FionaError  # slow to import, and needed for damaged files only

    bad: list[str] = []
    seen = 0
    options = {"encoding": LATIN} if layer.dbf is not None else {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with fiona.open(layer.target, layer=layer.inner, **options) as records:
                for seen, record in enumerate(records, start=1):
                    why = _record_problem(record)
                    if why:
                        bad.append(f"row {seen - 1} (fid {record.id}): {why}")
    except (FionaError, ValueError, KeyError, AttributeError) as broken:
        bad.append(Sentence("row {seen} cannot be read ({broken})", seen=seen, broken=short(broken)))
    else:
        if seen < layer.features:
            bad.append(
                Sentence(
                    "row {seen} cannot be read, nor any after it; the file should have {features}",
                    seen=seen,
                    features=layer.features,
                )
            )
    damage.refuse(source.name, bad, error)


def _record_problem(record: Any) -> str | None:
    if record.geometry is None:
        return None
    shape = record.geometry.__geo_interface__
    for line in _lines(shape.get("coordinates", ())):
        if not all(math.isfinite(number) for position in line for number in position):
            return Sentence("a coordinate is not a finite number")
        if "Polygon" in shape["type"] and line and tuple(line[0]) != tuple(line[-1]):
            return Sentence(
                "a ring is not closed: it starts at {line} and ends at {line2}",
                line=tuple(line[0]),
                line2=tuple(line[-1]),
            )
    try:
        shapely.geometry.shape(shape)
    except (shapely.errors.ShapelyError, ValueError, TypeError, AttributeError) as error:
        return short(error)
    return None


def _lines(coordinates: Any) -> list[Any]:
    """Take nested coordinates apart into lists of positions."""
    if not coordinates:
        return []
    if not isinstance(coordinates[0], list | tuple):
        return [[coordinates]]
    if coordinates[0] and not isinstance(coordinates[0][0], list | tuple):
        return [coordinates]
    return [line for part in coordinates for line in _lines(part)]
