"""The GDAL side of reading: which layers a file holds, the bulk read, and the rescue that names a damaged feature."""

from __future__ import annotations

import json
import tempfile
import warnings
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fiona
import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from fiona.errors import FionaError
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from pyproj.exceptions import CRSError as PyprojCRSError

from hanting_geo.crs.gate import STORED, resolve
from hanting_geo.errors import CRSError, SourceError
from hanting_geo.sources import damage
from hanting_geo.sources.encoding import Dbf, TextEncoding, choose_encoding, read_dbf, sibling
from hanting_geo.sources.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Layer", "Source", "choose", "layers_of", "read_layer"]

_UTF8_FLAG = 0x800
_EXACT_INTEGER = 2**53
_ELLIPSOIDAL_HEIGHT = "EPSG:4979"
_LATIN = "ISO-8859-1"
_MOST_NAMED = 5
_KML_FURNITURE = {
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon",
}  # fmt: skip
_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
_READ_ERRORS = (
    DataSourceError, DataLayerError, FeatureError, shapely.errors.ShapelyError, PyprojCRSError, IndexError, ValueError,
)  # fmt: skip


@dataclass(slots=True)
class Layer:
    """A layer and what GDAL opens for it; geometry is None for a table without one."""

    name: str
    geometry: str | None
    features: int
    target: Path | bytes
    inner: str
    dbf: Dbf | None = None
    text: TextEncoding | None = None


@dataclass(slots=True)
class Source:
    """A file that is being read, and the findings so far."""

    path: Path
    kind: str
    encoding: str | None = None
    found: list[Finding] = field(default_factory=list)
    walk: damage.Walk | None = None

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    def note(self, level: str, code: str, layer: str | None, what: str, what_to_do: str) -> None:
        """Add a finding on the whole layer."""
        self.found.append(Finding(level, code, layer, None, what, what_to_do))  # type: ignore[arg-type]


@contextmanager
def layers_of(source: Source) -> Iterator[list[Layer]]:
    """Open what the file holds; a zipped Shapefile is unpacked for as long as it is read.

    Raises
    ------
    SourceError
        It cannot be opened; the message says why.
    """
    if source.kind == "Shapefile" and source.path.suffix.lower() != ".shp":
        with tempfile.TemporaryDirectory(prefix="hanting_geo_", ignore_cleanup_errors=True) as scratch:
            yield [_shapefile(source, name, shp) for name, shp in _unpacked(source, Path(scratch))]
    elif source.kind == "Shapefile":
        yield [_shapefile(source, source.path.stem, source.path)]
    elif source.kind == "GeoJSON":
        text, target = damage.geojson_text(source.path, source.encoding)
        source.walk = damage.walk_geojson(source.name, text)
        layers = _gdal_layers(source, source.path if target is None else target)
        if target is not None and layers[0].name.startswith("pyogrio_"):
            layers[0].name = source.path.stem
        yield layers
    else:
        yield _gdal_layers(source, source.path)


def _gdal_layers(source: Source, target: Path | bytes) -> list[Layer]:
    try:
        with _quiet(source, None):
            listed = pyogrio.list_layers(target).tolist()
            infos = [pyogrio.read_info(target, layer=name, force_feature_count=True) for name, _ in listed]
    except _READ_ERRORS as error:
        raise _cannot_open(source, error) from error
    if not listed:
        message = f"{source.path} holds no layer; take it from the source again"
        raise SourceError(message)
    return [
        Layer(name, geometry, int(info["features"]), target, name)
        for (name, geometry), info in zip(listed, infos, strict=True)
    ]


def _shapefile(source: Source, name: str, shp: Path) -> Layer:
    lacking = [suffix for suffix in (".shx", ".dbf") if sibling(shp, suffix) is None]
    if lacking:
        message = (
            f"{source.path}: {' and '.join(name + suffix for suffix in lacking)} is missing, and a Shapefile is at "
            "least .shp, .shx and .dbf side by side; take all of them from the source"
        )
        raise SourceError(message)
    table = sibling(shp, ".dbf")
    dbf = read_dbf(table) if table else None
    if dbf is not None and dbf.complete < dbf.records:
        message = (
            f"{source.path}: the attribute table is cut off after {dbf.complete} of {dbf.records} rows; "
            "take the file from the source again"
        )
        raise SourceError(message)
    try:
        with _quiet(source, None):
            info = pyogrio.read_info(shp, encoding=_LATIN)
    except _READ_ERRORS as error:
        raise _cannot_open(source, error) from error
    count = dbf.records - int(dbf.deleted.sum()) if dbf else int(info["features"])
    return Layer(name, info["geometry_type"], count, shp, shp.stem, dbf)


def _cannot_open(source: Source, error: Exception) -> SourceError:
    return SourceError(
        f"{source.path} cannot be opened as {source.kind} ({_short(error)}); "
        "it is damaged or another kind of file: take it from the source again"
    )


def _short(error: Exception) -> str:
    return str(error).split("; It might help")[0].strip() or type(error).__name__


def _unpacked(source: Source, scratch: Path) -> list[tuple[str, Path]]:
    """Unpack the Shapefiles of a zip under plain names; Windows packs Chinese names in GBK without saying so."""
    shapes: list[tuple[str, Path]] = []
    try:
        with zipfile.ZipFile(source.path) as pack:
            members = {_zip_name(item): item for item in pack.infolist() if not item.is_dir()}
            stems = [name[:-4] for name in members if name.lower().endswith(".shp")]
            for number, stem in enumerate(stems):
                for name, item in members.items():
                    if name[:-4] == stem and name[-4:].lower() in _PARTS:
                        (scratch / f"{number}{name[-4:].lower()}").write_bytes(pack.read(item))
                shapes.append((stem.rsplit("/", 1)[-1], scratch / f"{number}.shp"))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        message = f"{source.path} cannot be unpacked ({error}); take it from the source again, or unpack it by hand"
        raise SourceError(message) from error
    if not shapes:
        message = f"{source.path} holds no Shapefile but {', '.join(list(members)[:5]) or 'nothing'}; unpack it first"
        raise SourceError(message)
    return shapes


def _zip_name(item: zipfile.ZipInfo) -> str:
    if item.flag_bits & _UTF8_FLAG:
        return item.filename
    raw = item.filename.encode("cp437")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def choose(source: Source, layers: list[Layer], wanted: str | None) -> Layer:
    """Pick the layer that was asked for, or the only one with geometry.

    Raises
    ------
    SourceError
        No such layer, or several and none asked for; the message lists them.
    """
    spatial = [layer for layer in layers if layer.geometry is not None]
    if wanted is not None:
        spatial = [layer for layer in layers if layer.name == wanted]
        if not spatial:
            message = f"{source.path} has no layer {wanted!r}; it has {listing(layers)}"
            raise SourceError(message)
    if len(spatial) > 1:
        message = f"{source.path} has {len(spatial)} layers: {listing(layers)}; choose one with layer="
        raise SourceError(message)
    if not spatial or spatial[0].geometry is None:
        message = f"{source.path}: there is no geometry in {listing(layers)}; read a plain table with pandas"
        raise SourceError(message)
    tables = [layer.name for layer in layers if layer.geometry is None]
    if tables and wanted is None:
        source.note(
            "note",
            "tables_left",
            spatial[0].name,
            f"the file also holds tables without geometry: {', '.join(tables)}",
            "nothing, if you need the layer only",
        )
    return spatial[0]


def listing(layers: list[Layer]) -> str:
    """Name layers with geometry and count."""
    return ", ".join(f"{each.name!r} ({each.geometry or 'no geometry'}, {each.features} features)" for each in layers)


def read_layer(source: Source, layer: Layer) -> gpd.GeoDataFrame:
    """Read a layer in bulk, prove it whole against the file, and say what is noteworthy.

    Raises
    ------
    SourceError
        Something in the file cannot be read; the message names it.
    """
    options: dict[str, Any] = {}
    if layer.dbf is not None:
        _choose_text(source, layer)
        options["encoding"] = "utf-8" if layer.text and layer.text.name == "utf-8" and not layer.text.cut else _LATIN
    elif source.kind == "GeoJSON":
        source.encoding = (source.encoding or "utf-8").lower()
        options |= {"ARRAY_AS_STRING": "YES", "DATE_AS_STRING": "YES"}
    try:
        with _quiet(source, layer.name):
            info = pyogrio.read_info(layer.target, layer=layer.inner, **options)
            frame = pyogrio.read_dataframe(layer.target, layer=layer.inner, **options)
    except _READ_ERRORS as error:
        _rescue(source, layer, error)
        raise _cannot_open(source, error) from error
    if not frame.columns.is_unique:
        repeated = sorted(set(frame.columns[frame.columns.duplicated()]))
        message = f"{source.path}: several columns are called {', '.join(repeated)}; rename them in the source"
        raise SourceError(message)
    if layer.text is not None and options["encoding"] == _LATIN:
        frame = _decoded(frame, layer.text)
    _keep_integers(source, layer.name, frame, info)
    return _proven(source, layer, frame)


def _choose_text(source: Source, layer: Layer) -> None:
    if layer.dbf is None or not isinstance(layer.target, Path):
        return
    label = sibling(layer.target, ".cpg")
    said = label.read_text(encoding=_LATIN).strip() if label else None
    layer.text = choose_encoding(layer.dbf, file=source.name, explicit=source.encoding, label=said or None)
    source.found += layer.text.found
    source.encoding = layer.text.name


def _decoded(frame: gpd.GeoDataFrame, text: TextEncoding) -> gpd.GeoDataFrame:
    """Decode text that GDAL passed through byte by byte as ISO-8859-1."""
    errors = "ignore" if text.cut else "strict"

    def decode(value: Any) -> Any:
        return value.encode(_LATIN).decode(text.name, errors) if isinstance(value, str) else value

    active = frame.geometry.name
    for column in frame.columns:
        if column != active and (frame[column].dtype == object or pd.api.types.is_string_dtype(frame[column])):
            frame[column] = frame[column].map(decode)
    return frame.rename(columns={name: decode(name) for name in frame.columns if name != active})


def _proven(source: Source, layer: Layer, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if source.walk is not None:
        source.walk.prove(source.name, frame)
        return _geojson(source, layer.name, frame, source.walk)
    if layer.dbf is not None and isinstance(layer.target, Path):
        source.found += damage.prove_shapefile(source.name, layer.target, layer.dbf, frame)
    elif source.kind == "GeoPackage":
        damage.prove_gpkg(source.name, source.path, layer.name, frame)
    elif source.kind == "KML":
        frame = _kml(frame)
    if len(frame) != layer.features:
        message = f"{source.path}: the file states {layer.features} features and {len(frame)} could be read"
        raise SourceError(message)
    return frame


def _keep_integers(source: Source, name: str, frame: gpd.GeoDataFrame, info: dict[str, Any]) -> None:
    """Give yes/no columns with gaps their type back, and say where a long integer lost its last digits to a gap."""
    for column, kind, sub in zip(info["fields"], info["ogr_types"], info["ogr_subtypes"], strict=True):
        if column not in frame.columns or frame[column].dtype.kind != "f":
            continue
        if sub == "OFSTBoolean":
            frame[column] = frame[column].astype("boolean")
        elif kind == "OFTInteger64" and (frame[column].abs() > _EXACT_INTEGER).any():
            source.note(
                "warning",
                "integer_rounded",
                name,
                f"column {column!r} holds integers of more than 15 digits beside empty cells: last digits are lost",
                "store such codes as text",
            )


def _geojson(source: Source, name: str, frame: gpd.GeoDataFrame, walk: damage.Walk) -> gpd.GeoDataFrame:
    features = [each for each in walk.features if isinstance(each, damage.Feature)]
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
            "features have an id of their own and another among their properties; the column is the latter",
            "keep one of them in the source",
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
                f"column {column!r} mixes {', '.join(sorted(kinds))}; all its values were read as text",
                "give the column one type in the source",
            )
    if walk.repeated:
        source.note(
            "warning",
            "repeated_member",
            name,
            f"{', '.join(sorted(walk.repeated))} stands twice in one object; the last one was read",
            "remove one of them in the source",
        )
    if frame.crs is not None and frame.crs == resolve(_ELLIPSOIDAL_HEIGHT):
        frame = frame.set_crs(STORED, allow_override=True)
    _crs_member(source, name, frame, walk.crs)
    return frame


def _crs_member(source: Source, name: str, frame: gpd.GeoDataFrame, member: Any) -> None:
    """Say what an outdated crs member states, and refuse one that GDAL would take for WGS 84 unasked."""
    if member is None:
        return
    properties = member.get("properties") if isinstance(member, dict) else None
    stated = properties.get("name") if isinstance(properties, dict) else None
    try:
        known = resolve(stated)
    except CRSError as error:
        message = (
            f"{source.path}: its crs member states {stated if stated is not None else member!r}, which is unknown; "
            "write a known name there (urn:ogc:def:crs:EPSG::4549), or delete it if the coordinates are WGS 84"
        )
        raise CRSError(message) from error
    if known.is_geographic and known == resolve("OGC:CRS84"):
        return
    source.note(
        "note",
        "crs_member",
        name,
        f"a crs member states {frame.crs.name if frame.crs else stated}; today's GeoJSON (RFC 7946) is always WGS 84",
        "nothing here; other programs may ignore it: write the layer anew, or use a GeoPackage",
    )


def _kml(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out the columns that the KML driver makes for every file and this one does not fill."""
    defaults = {"tessellate": -1, "extrude": 0, "visibility": -1}
    unused = [
        column
        for column in frame.columns
        if column in _KML_FURNITURE and (frame[column].isna() | (frame[column] == defaults.get(column))).all()
    ]
    return frame.drop(columns=unused)


@contextmanager
def _quiet(source: Source, layer: str | None) -> Iterator[None]:
    """Turn the warnings of GDAL into findings; on failure they are told in the error instead."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    said = dict.fromkeys(str(item.message).strip() for item in caught)
    for text in said:
        if "Several features with id" in text or "as JSON; leaving as string" in text:
            continue  # both are judged from the file itself
        source.note("warning", "gdal", layer, text, "see whether the layer is as you expect it")


def _rescue(source: Source, layer: Layer, error: Exception) -> None:
    """Go through a layer record by record, and name the features that cannot be read.

    Raises
    ------
    SourceError
        Names them; nothing is raised if all can be read one by one.
    """
    if not isinstance(layer.target, Path):
        return
    bad: list[str] = []
    seen = 0
    options = {"encoding": _LATIN} if layer.dbf is not None else {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with fiona.open(layer.target, layer=layer.inner, **options) as records:
                for seen, record in enumerate(records, start=1):  # noqa: B007 - counts up to where it breaks off
                    why = _record_problem(record)
                    if why:
                        bad.append(f"row {seen - 1} (fid {record.id}): {why}")
    except (FionaError, ValueError, KeyError, AttributeError) as broken:
        bad.append(f"row {seen} cannot be read ({_short(broken)})")
    else:
        if seen < layer.features:
            bad.append(f"row {seen} cannot be read, nor any after it; the file should have {layer.features}")
    damage.refuse(source.name, bad, error)


def _record_problem(record: Any) -> str | None:
    if record.geometry is None:
        return None
    try:
        shape = shapely.geometry.shape(record.geometry.__geo_interface__)
    except (shapely.errors.ShapelyError, ValueError, TypeError, AttributeError) as error:
        return _short(error)
    lines = np.asarray(shapely.get_parts(shapely.get_rings(shape) if "Polygon" in shape.geom_type else shape))
    if not np.isfinite(shapely.get_coordinates(lines)).all():
        return "a coordinate is not a finite number"
    return _open_ring(record.geometry)


def _open_ring(geometry: Any) -> str | None:
    polygons = {"Polygon": [geometry.coordinates], "MultiPolygon": geometry.coordinates}.get(geometry.type, [])
    for polygon in polygons:
        for ring in polygon:
            if ring and tuple(ring[0]) != tuple(ring[-1]):
                return f"a ring is not closed: it starts at {ring[0]} and ends at {ring[-1]}"
    return None
