"""What stands in a GeoJSON file, seen without GDAL.

GDAL makes null of a geometry with one bad coordinate, drops a damaged part of a multipolygon and passes over what is
not a feature, all without a word. So the text is gone through first, and the frame is compared with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.errors import SourceError
from hanting_geo.sources.files.integrity import refuse

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

__all__ = ["Feature", "Walk", "geojson_text", "walk_geojson"]

_LONGEST_INTEGER = 2**63
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_LEAST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}


@dataclass(slots=True)
class _Shape:
    """A geometry of a GeoJSON file: its vertices counted, and what is wrong with it."""

    vertices: int
    problem: str | None
    kind: str = "Unknown"


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
    """Property names, and the Python types of their values other than null."""
    crs: Any = None
    name: str | None = None
    repeated: set[str] = field(default_factory=set)

    @property
    def geometry(self) -> str:
        """The one type of all geometries, or ``Unknown``."""
        kinds = {each.shape.kind for each in self.features if each.shape is not None}
        return kinds.pop() if len(kinds) == 1 else "Unknown"

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
        walk.name = name if isinstance(name := top.get("name"), str) and name else None
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
        kinds = walk.kinds.setdefault(name, set())
        if value is not None:
            kinds.add(type(value).__name__)
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
        return _Shape(
            sum(one.vertices for one in shapes), next((one.problem for one in shapes if one.problem), None), kind
        )
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
    return _Shape(vertices, None, str(kind))


def _chain(chain: Any, kind: str) -> tuple[int, str | None]:
    """Count a list of positions and judge them: numbers, finite, enough of them, a ring closed."""
    if not isinstance(chain, list):
        return 0, f"the coordinates are not nested as a {kind}'s are"
    return len(chain), _position_problem(chain) or _ring_problem(chain, _LEAST.get(kind, 1)) if chain else None


def _position_problem(chain: list[Any]) -> str | None:
    try:
        array = np.array(chain)
    except ValueError:  # positions of unlike length
        array = np.array(None)
    if array.ndim != 2 or array.dtype.kind not in "iuf" or array.shape[1] < 2:  # noqa: PLR2004
        for at, position in enumerate(chain):
            if not isinstance(position, list) or len(position) < 2 or not _numbers(position):  # noqa: PLR2004
                return f"position {at} is {json.dumps(position, default=str)}, not two numbers"
        array = np.array([position[:2] for position in chain], dtype=float)
    return None if np.isfinite(array).all() else "a coordinate is not a finite number"


def _ring_problem(chain: list[Any], least: int) -> str | None:
    is_ring = least > 2  # noqa: PLR2004
    if is_ring and chain[0][:2] != chain[-1][:2]:
        return f"a ring is not closed: it starts at {chain[0]} and ends at {chain[-1]}; repeat the first position"
    if len(chain) < least:
        return f"a {'ring' if is_ring else 'line'} has {len(chain)} positions, fewer than {least}"
    return None


def _numbers(position: list[Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in position)
