"""Proof that a file was read whole, against the file itself: GDAL makes null of a geometry that it cannot read.

Each format is looked at without GDAL: how many features there are, which have a geometry, and with how many
vertices. What the frame lacks is named.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import shapely

from hanting_geo.errors import SourceError
from hanting_geo.sources.encoding import sibling
from hanting_geo.sources.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from hanting_geo.sources.encoding import Dbf

__all__ = ["Feature", "Walk", "geojson_text", "prove_gpkg", "prove_kml", "prove_shapefile", "refuse", "walk_geojson"]

_MOST_NAMED = 5
_LONGEST_INTEGER = 2**63
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_LEAST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}
_SHP_HEAD = 100
_SHX_RECORD = 8
_MULTIPOINT_TYPES = (3, 5, 8, 13, 15, 18, 23, 25, 28)


def refuse(file: str, damaged: Sequence[str], error: Exception | None = None) -> None:
    """Raise what names the damaged features, if there are any.

    Raises
    ------
    SourceError
        With at most five of them and the count of the rest.
    """
    if damaged:
        more = f"; and {len(damaged) - _MOST_NAMED} more" if len(damaged) > _MOST_NAMED else ""
        message = (
            f"{file} is damaged: {'; '.join(damaged[:_MOST_NAMED])}{more}; nothing was read: "
            "repair these features in the source, or take the file from there again"
        )
        raise SourceError(message) from error


@dataclass(slots=True)
class _Shape:
    """A geometry of a GeoJSON file: its vertices counted, and what is wrong with it."""

    vertices: int
    problem: str | None


@dataclass(slots=True)
class Feature:
    """A feature of a GeoJSON file: its ``id`` member and what became of its geometry."""

    id: str | int | None
    shape: _Shape | None
    property_id: Any = None
    has_property_id: bool = False
    problem: str | None = None


@dataclass(slots=True)
class Walk:
    """What stands in a GeoJSON file, seen without GDAL."""

    features: list[Any] = field(default_factory=list)
    kinds: dict[str, set[str]] = field(default_factory=dict)
    crs: Any = None
    repeated: set[str] = field(default_factory=set)

    def label(self, position: int) -> str:
        """Name a feature by its id, else by its row."""
        feature = self.features[position]
        if isinstance(feature, Feature):
            name = feature.property_id if feature.has_property_id else feature.id
            if name is not None:
                return f"row {position} (id {name})"
        return f"row {position}"

    def prove(self, file: str, frame: gpd.GeoDataFrame) -> None:
        """Compare features and vertices with a frame read from the file.

        Raises
        ------
        SourceError
            A feature or vertex is missing.
        """
        expected = np.array([each.shape.vertices if each.shape else 0 for each in self.features], dtype=int)
        if len(frame) != len(expected):
            message = f"{file}: {len(expected)} features stand in the file and {len(frame)} could be read"
            raise SourceError(message)
        got = shapely.get_num_coordinates(np.asarray(frame.geometry.values))
        refuse(
            file,
            [
                f"{self.label(int(at))}: {got[at]} of {expected[at]} vertices could be read"
                for at in np.flatnonzero(got != expected)
            ],
        )


def geojson_text(path: Path, encoding: str | None) -> tuple[str, bytes | None]:
    """Decode a GeoJSON file strictly; the second value is UTF-8 for GDAL if the file itself is not.

    Raises
    ------
    SourceError
        The text is not UTF-8, or not in the given encoding; the message says where and in what it would be.
    """
    data = path.read_bytes()
    try:
        text = data.decode(encoding or "utf-8-sig")
    except LookupError as error:
        message = f"{path.name}: unknown encoding {encoding!r}; use 'utf-8' or 'gb18030'"
        raise SourceError(message) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        advice = "ask the source for its encoding and pass it as encoding="
        try:
            if encoding is None:
                data.decode("gb18030")
                advice = "it is valid GB18030, so pass encoding='gb18030' if Chinese names then read right"
        except UnicodeDecodeError:
            pass
        message = f"{path.name}: the text is not {encoding or 'UTF-8'} (line {line}, byte {error.start}); {advice}"
        raise SourceError(message) from error
    text = text.removeprefix("\ufeff")
    plain = encoding is None or text.isascii() or data == text.encode()
    return text, None if plain else text.encode()


def walk_geojson(file: str, text: str) -> Walk:
    """Go through a GeoJSON text and judge every geometry.

    Raises
    ------
    SourceError
        It is not JSON (with line and column), not GeoJSON, or a geometry cannot be read whole.
    """
    walk = Walk()

    def seen(pairs: list[tuple[str, Any]]) -> Any:
        members = dict(pairs)
        if len(members) != len(pairs):
            names = [name for name, _ in pairs]
            walk.repeated.update(name for name in names if names.count(name) > 1)
        kind = members.get("type")
        if kind == "Feature":
            return _feature(members, walk)
        if ("coordinates" in members and "geometry" not in members) or kind == "GeometryCollection":
            return _Geometry(members)
        return members

    try:
        top = json.loads(text, object_pairs_hook=seen)
    except json.JSONDecodeError as error:
        message = (
            f"{file}: not JSON at line {error.lineno}, column {error.colno}: {error.msg}; "
            "the file is cut short or edited wrongly there"
        )
        raise SourceError(message) from error
    except RecursionError as error:
        message = f"{file}: brackets are nested too deep to be GeoJSON; take the file from the source again"
        raise SourceError(message) from error
    if isinstance(top, dict) and top.get("type") == "FeatureCollection" and isinstance(top.get("features"), list):
        walk.features, walk.crs = top["features"], top.get("crs")
    elif isinstance(top, Feature):
        walk.features = [top]
    elif isinstance(top, _Geometry):
        walk.features = [Feature(None, _shape(top.members))]
    else:
        found = top.get("type") if isinstance(top, dict) else type(top).__name__
        message = f"{file}: JSON, but not GeoJSON (top level: {found!r}, not 'FeatureCollection'); export it as GeoJSON"
        raise SourceError(message)
    refuse(file, [f"{walk.label(at)}: {why}" for at, each in enumerate(walk.features) if (why := _problem(each))])
    return walk


@dataclass(slots=True)
class _Geometry:
    members: dict[str, Any]


def _problem(feature: Any) -> str | None:
    if not isinstance(feature, Feature):
        return "it is not a Feature"
    return feature.problem or (feature.shape.problem if feature.shape else None)


def _feature(members: dict[str, Any], walk: Walk) -> Feature:
    geometry = members.get("geometry")
    shape = _shape(geometry.members) if isinstance(geometry, _Geometry) else None
    feature = Feature(members.get("id"), shape)
    if geometry is not None and shape is None:
        feature.problem = "its geometry has no coordinates"
    properties = members.get("properties")
    if isinstance(properties, _Geometry):
        properties = properties.members
    if properties is None:
        return feature
    if not isinstance(properties, dict):
        feature.problem = "its properties are not an object"
        return feature
    feature.has_property_id, feature.property_id = "id" in properties, properties.get("id")
    for name, value in properties.items():
        if value is not None:
            walk.kinds.setdefault(name, set()).add(type(value).__name__)
            if type(value) is int and not -_LONGEST_INTEGER <= value < _LONGEST_INTEGER:
                feature.problem = f"{name} = {value} has more than 64 bits; write it as text"
    return feature


def _shape(members: dict[str, Any]) -> _Shape:
    kind = members.get("type")
    if kind == "GeometryCollection":
        parts = members.get("geometries")
        if not isinstance(parts, list) or not all(isinstance(part, _Geometry) for part in parts):
            return _Shape(0, "a member of its GeometryCollection is not a geometry")
        shapes = [_shape(part.members) for part in parts]
        return _Shape(sum(one.vertices for one in shapes), next((one.problem for one in shapes if one.problem), None))
    depth = _DEPTH.get(kind) if isinstance(kind, str) else None
    if depth is None:
        return _Shape(0, f"geometry type {kind!r} is unknown")
    chains: list[Any] = [members["coordinates"]]
    for _ in range(depth - 1):
        if not all(isinstance(chain, list) for chain in chains):
            return _Shape(0, f"the coordinates are not nested as a {kind}'s are")
        chains = [inner for chain in chains for inner in chain]
    vertices = 0
    for chain in chains:
        count, problem = _chain([chain] if depth == 0 and chain else chain, str(kind))
        vertices += count
        if problem:
            return _Shape(vertices, problem)
    return _Shape(vertices, None)


def _chain(chain: Any, kind: str) -> tuple[int, str | None]:
    """Judge a list of positions: numbers, finite, enough of them, a ring closed."""
    if not isinstance(chain, list):
        return 0, f"the coordinates are not nested as a {kind}'s are"
    if not chain:
        return 0, None
    try:
        array = np.array(chain)
    except ValueError:  # positions of unlike length
        array = np.array(None)
    if array.ndim != 2 or array.dtype.kind not in "iuf" or array.shape[1] < 2:  # noqa: PLR2004
        for at, position in enumerate(chain):
            if not isinstance(position, list) or len(position) < 2 or not _numbers(position):  # noqa: PLR2004
                return 0, f"position {at} is {json.dumps(position, default=str)}, not two numbers"
        array = np.array([position[:2] for position in chain], dtype=float)
    if not np.isfinite(array).all():
        return 0, "a coordinate is not a finite number"
    least = _LEAST.get(kind, 1)
    if least == 4 and chain[0][:2] != chain[-1][:2]:  # noqa: PLR2004
        return 0, f"a ring is not closed: it starts at {chain[0]} and ends at {chain[-1]}; repeat the first position"
    if len(chain) < least:
        return 0, f"a {'ring' if least > 2 else 'line'} has {len(chain)} positions, fewer than {least}"  # noqa: PLR2004
    return len(chain), None


def _numbers(position: list[Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in position)


def prove_shapefile(file: str, shp: Path, dbf: Dbf, frame: gpd.GeoDataFrame) -> list[Finding]:
    """Compare a frame with the records of a Shapefile.

    Raises
    ------
    SourceError
        Records, geometries or vertices are missing, or table and shapes do not belong together.
    """
    index = sibling(shp, ".shx")
    raw = np.frombuffer(index.read_bytes() if index else b"", dtype=">i4", offset=_SHP_HEAD).reshape(-1, 2)
    if len(raw) != dbf.records:
        message = (
            f"{file}: {len(raw)} shapes but {dbf.records} rows in the attribute table: .shp and .dbf do not belong "
            "together; take all parts from the source again"
        )
        raise SourceError(message)
    data = np.memmap(shp, dtype=np.uint8, mode="r")
    kept = np.flatnonzero(~dbf.deleted)
    if len(frame) != len(kept):
        message = f"{file}: {len(kept)} features stand in the file and {len(frame)} could be read"
        raise SourceError(message)
    got = shapely.get_num_coordinates(np.asarray(frame.geometry.values))
    damaged = []
    for row, record in enumerate(kept):
        expected = _shp_vertices(data, int(raw[record, 0]) * 2, int(raw[record, 1]) * 2)
        if got[row] != expected:
            what = "its shape is cut off or overwritten" if expected < 0 else f"{got[row]} of {expected} vertices"
            damaged.append(f"row {row}: {what} could be read" if expected >= 0 else f"row {row}: {what}")
    del data
    refuse(file, damaged)
    gone = int(dbf.deleted.sum())
    if not gone:
        return []
    return [
        Finding(
            "note",
            "deleted_rows",
            file,
            None,
            f"{gone} rows are marked as deleted in the attribute table and were left out",
            "nothing, if they were deleted on purpose; QGIS 'Repack' removes them for good",
        )
    ]


def _shp_vertices(data: np.ndarray, at: int, length: int) -> int:
    """Count the vertices of a record; -1 if it is not one."""
    if at + 8 + length > len(data) or length < 4:  # noqa: PLR2004
        return -1
    body = data[at + 8 : at + 8 + length].tobytes()
    kind = int.from_bytes(body[:4], "little")
    if kind == 0:
        return 0
    if kind in {1, 11, 21}:
        return 1
    if kind not in _MULTIPOINT_TYPES:
        return -1
    where = 36 if kind in {8, 18, 28} else 40
    count = int.from_bytes(body[where : where + 4], "little")
    return count if where + 4 + 16 * count <= length else -1


def prove_gpkg(file: str, path: Path, layer: str, frame: gpd.GeoDataFrame) -> None:
    """Compare a frame with the table of a GeoPackage.

    Raises
    ------
    SourceError
        Rows are missing, or a stored geometry could not be read.
    """
    quoted = '"' + layer.replace('"', '""') + '"'
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute(
                "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
            ).fetchone()
            column = '"' + found[0].replace('"', '""') + '"'
            rows = connection.execute(f"SELECT rowid, {column} IS NOT NULL FROM {quoted} ORDER BY rowid").fetchall()  # noqa: S608
    except (sqlite3.Error, TypeError) as error:
        message = f"{file}: layer {layer!r} cannot be checked ({error}); take the file from the source again"
        raise SourceError(message) from error
    if len(rows) != len(frame):
        message = f"{file}: {len(rows)} features stand in layer {layer!r} and {len(frame)} could be read"
        raise SourceError(message)
    missing = np.asarray(frame.geometry.isna())
    refuse(
        file,
        [
            f"row {at} (fid {fid}): its geometry cannot be read"
            for at, (fid, stored) in enumerate(rows)
            if stored and missing[at]
        ],
    )


def prove_kml(file: str, path: Path, counts: int) -> None:
    """Look for placemarks that GDAL leaves out and coordinates that are not numbers (GDAL reads 0 for them).

    Raises
    ------
    SourceError
        It is not XML (with the line), or a placemark is damaged.
    """
    damaged: list[str] = []
    placemarks = 0
    name = ""
    try:
        for _, element in ET.iterparse(path):  # noqa: S314 - expat itself bounds entity expansion
            tag = element.tag.rsplit("}", 1)[-1]
            if tag == "coordinates":
                words = (element.text or "").split()
                bad = next((word for word in words if not _is_position(word)), None)
                if bad is not None:
                    damaged.append(f"placemark {placemarks}: coordinate {bad!r} is not a number")
            elif tag == "Placemark":
                placemarks += 1
                element.clear()
    except ET.ParseError as error:
        message = f"{file}: not KML: {error}; the file is cut short, edited wrongly, or not in the encoding it states"
        raise SourceError(message) from error
    del name
    refuse(file, damaged)
    if placemarks != counts:
        message = f"{file}: {placemarks} placemarks stand in the file and {counts} could be read; convert it with QGIS"
        raise SourceError(message)


def _is_position(word: str) -> bool:
    parts = word.split(",")
    try:
        return len(parts) in {2, 3} and bool(np.isfinite([float(part) for part in parts]).all())
    except ValueError:
        return False
