"""What stands in a GeoJSON file, seen without GDAL.

GDAL makes null of a geometry with one bad coordinate, drops a damaged part of a multipolygon and passes over what is
not a feature, all without a word. So the text is gone through first, and the frame is compared with it.

One file, although long: a text is gone through once, from the whole down to a position.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.content import harmless
from hanting_geo.sources.files.crsmember import inner_crs_problem, named_system
from hanting_geo.sources.files.integrity import refuse
from hanting_geo.sources.files.jsontext import has_odd_letters, not_geojson, not_json, odd_letter

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS

__all__ = ["Feature", "Walk", "geojson_text", "walk_geojson"]

_LONGEST_INTEGER = 2**63
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_ONCE = {"type", "features", "geometry", "coordinates", "geometries", "properties", "crs"}
"""Members that make the GeoJSON: what stands twice here is read in one way or another."""
_LEAST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}


@dataclass(slots=True)
class _Shape:
    """A geometry of a GeoJSON file: its vertices counted, and what is wrong with it."""

    vertices: int
    problem: str | None
    kind: str = "Unknown"
    crs: Any = None


@dataclass(slots=True)
class Feature:
    """A feature of a GeoJSON file: its ``id`` member and what became of its geometry."""

    id: str | int | None
    shape: _Shape | None
    property_id: Any = None
    has_property_id: bool = False
    problem: str | None = None
    crs: Any = None


@dataclass(slots=True)
class Walk:
    """What stands in a GeoJSON file, seen without GDAL."""

    features: list[Any] = field(default_factory=list)
    kinds: dict[str, set[str]] = field(default_factory=dict)
    """Property names, and the Python types of their values other than null."""
    letters: dict[str, int] = field(default_factory=dict)
    """Of the properties: how many letters their texts have."""
    filled: dict[str, int] = field(default_factory=dict)
    """And how many of their values are no null."""
    crs: Any = None
    system: CRS | None = None
    """The system that the crs member names."""
    name: str | None = None
    repeated: set[str] = field(default_factory=set)
    odd: bool = False

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
                return Sentence("row {position} (id {name})", position=position, name=name)
        return Sentence("row {position}", position=position)

    def prove(self, file: str, frame: gpd.GeoDataFrame) -> None:
        """Compare features and vertices with a frame read from the file.

        Raises
        ------
        SourceError
            A feature or vertex is missing.
        """
        expected = np.array([each.shape.vertices if each.shape else 0 for each in self.features], dtype=int)
        if len(frame) != len(expected):
            message = Sentence(
                "{file}: {count} features stand in the file and {count2} could be read",
                file=file,
                count=len(expected),
                count2=len(frame),
            )
            raise SourceError(message)
        got = shapely.get_num_coordinates(np.asarray(frame.geometry.values))
        refuse(
            file,
            [
                Sentence(
                    "{at}: {got} of {expected} vertices could be read",
                    at=self.label(int(at)),
                    got=got[at],
                    expected=expected[at],
                )
                for at in np.flatnonzero(got != expected)
            ],
        )
        self._prove_values(file, frame)

    def _prove_values(self, file: str, frame: gpd.GeoDataFrame) -> None:
        """Compare how many values there are of each property, and how long its texts are in all."""
        for name, count in self.filled.items():
            if not count:
                continue
            if name not in frame.columns:
                message = Sentence(
                    "{file}: the property {name!r} could not be read (there are {listed})",
                    file=file,
                    name=name,
                    listed=enumerated(frame.columns),
                )
                raise SourceError(message)
            values = frame[name]
            read = int(values.notna().sum())
            if read != count and self.kinds[name] <= {"str", "int", "bool"}:
                message = Sentence(
                    "{file}: of {count} values of {name!r} {read} could be read",
                    file=file,
                    count=count,
                    name=name,
                    read=read,
                )
                raise SourceError(message)
            if self.kinds[name] == {"str"}:
                letters = int(values.dropna().astype(object).map(str).map(len).sum())
                if letters != self.letters[name]:
                    message = Sentence(
                        "{file}: of {letters} letters of {name!r} {letters2} could be read",
                        file=file,
                        letters=self.letters[name],
                        name=name,
                        letters2=letters,
                    )
                    raise SourceError(message)


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
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        advice = Sentence("ask the source for its encoding and pass it as encoding=")
        try:
            if encoding is None:
                data.decode("gb18030")
                advice = Sentence("it is valid GB18030, so pass encoding='gb18030' if Chinese names then read right")
        except UnicodeDecodeError:
            pass
        message = Sentence(
            "{name}: the text is not {encoding} (line {line}, byte {start}); {advice}",
            name=path.name,
            encoding=encoding or "UTF-8",
            line=line,
            start=error.start,
            advice=advice,
        )
        raise SourceError(message) from error
    except (LookupError, UnicodeError) as error:  # also a codec of Python that is no encoding of text
        message = Sentence(
            "{name}: unknown encoding {encoding!r}; use 'utf-8' or 'gb18030'", name=path.name, encoding=encoding
        )
        raise SourceError(message) from error
    text = text.removeprefix("\ufeff")
    shown = harmless(text)
    plain = shown is text and (encoding is None or text.isascii() or data == text.encode())
    return text, None if plain else shown.encode()


def walk_geojson(file: str, text: str) -> Walk:
    """Go through a GeoJSON text and judge every geometry.

    Raises
    ------
    SourceError
        It is not JSON (with line and column), not GeoJSON, or a geometry cannot be read whole.
    """
    walk = Walk(odd=has_odd_letters(text))

    def seen(pairs: list[tuple[str, Any]]) -> Any:
        members = dict(pairs)
        if len(members) != len(pairs):
            twice = {name for name, times in Counter(name for name, _ in pairs).items() if times > 1}
            if "type" in members and twice & _ONCE:
                raise _TwiceError(min(twice & _ONCE))
            walk.repeated.update(twice)
        kind = members.get("type")
        if kind == "Feature":
            return _feature(members, walk)
        if ("coordinates" in members and "geometry" not in members) or kind == "GeometryCollection":
            return _Geometry(members)
        return members

    try:
        top = json.loads(text, object_pairs_hook=seen)
    except json.JSONDecodeError as error:
        raise not_json(file, text, error) from error
    except _TwiceError as error:
        message = Sentence(
            "{file}: {error} stands twice in one object, so it cannot be told which is meant; remove one of them",
            file=file,
            error=error,
        )
        raise SourceError(message) from error
    except RecursionError as error:
        message = Sentence(
            "{file}: brackets are nested too deep to be GeoJSON; take the file from the source again", file=file
        )
        raise SourceError(message) from error
    except ValueError as error:  # Python reads no integer of more than some thousand digits
        message = Sentence(
            "{file}: a number of thousands of digits stands in it ({error}); take the file from the source again",
            file=file,
            error=error,
        )
        raise SourceError(message) from error
    _take(file, walk, top)
    refuse(file, [f"{walk.label(at)}: {why}" for at, each in enumerate(walk.features) if (why := _problem(each, walk))])
    walk.system = named_system(file, walk.crs)
    return walk


class _TwiceError(Exception):
    """A member stands twice."""


def _take(file: str, walk: Walk, top: Any) -> None:
    """Take features, crs and name from the top level."""
    if len(walk.kinds) > limits.columns:
        exceeded(file, Sentence("its features have {kinds:,} properties", kinds=len(walk.kinds)), "columns")
    if isinstance(top, dict) and top.get("type") == "FeatureCollection" and isinstance(top.get("features"), list):
        _refuse_json_fg(file, top)
        walk.features, walk.crs = top["features"], top.get("crs")
        walk.name = name if isinstance(name := top.get("name"), str) and name else None
        if walk.odd and walk.name and odd_letter(walk.name):
            walk.name = None
    elif isinstance(top, Feature):
        walk.features, walk.crs = [top], top.crs
    elif isinstance(top, _Geometry):
        walk.features, walk.crs = [Feature(None, _shape(top.members))], top.members.get("crs")
    else:
        raise not_geojson(file, top)


def _refuse_json_fg(file: str, members: dict[str, Any]) -> None:
    """Refuse what extends GeoJSON by places in other systems: they would be passed over."""
    said = str(members.get("conformsTo", ""))
    found = next((name for name in ("coordRefSys", "place") if members.get(name) is not None), None)
    if "json-fg" in said or found:
        message = Sentence(
            "{file}: JSON-FG ({found}), which says places in other ways than GeoJSON and is not "
            "read; export it as GeoJSON, or as a GeoPackage, which keeps its reference system",
            file=file,
            found=found or Sentence("by what it conforms to"),
        )
        raise SourceError(message)


@dataclass(slots=True)
class _Geometry:
    members: dict[str, Any]


def _problem(feature: Any, walk: Walk) -> str | None:
    if not isinstance(feature, Feature):
        return Sentence("it is not a Feature")
    inner = (feature.crs, feature.shape.crs if feature.shape else None)
    return (
        feature.problem
        or (feature.shape.problem if feature.shape else None)
        or next((why for each in inner if (why := inner_crs_problem(each, walk.crs))), None)
    )


def _feature(members: dict[str, Any], walk: Walk) -> Feature:
    geometry = members.get("geometry")
    shape = _shape(geometry.members) if isinstance(geometry, _Geometry) else None
    feature = Feature(members.get("id"), shape, crs=members.get("crs"))
    if members.get("place") is not None or members.get("coordRefSys") is not None:
        feature.problem = Sentence("it is a feature of JSON-FG, whose `place` is not read; export the file as GeoJSON")
    elif geometry is not None and shape is None:
        feature.problem = Sentence("its geometry has no coordinates")
    properties = members.get("properties")
    if isinstance(properties, _Geometry):
        properties = properties.members
    if properties is None:
        return feature
    if not isinstance(properties, dict):
        feature.problem = Sentence("its properties are not an object")
        return feature
    feature.has_property_id, feature.property_id = "id" in properties, properties.get("id")
    _count(properties, feature, walk)
    return feature


def _count(properties: dict[str, Any], feature: Feature, walk: Walk) -> None:
    """Note kinds, number and length of the properties of a feature."""
    if walk.odd and (why := odd_letter(properties) or odd_letter(feature.id)):
        feature.problem = Sentence("{why}; remove it in the source", why=why)
    for name, value in properties.items():
        kinds = walk.kinds.setdefault(name, set())
        if value is not None:
            kinds.add(type(value).__name__)
            walk.filled[name] = walk.filled.get(name, 0) + 1
            if type(value) is str:
                walk.letters[name] = walk.letters.get(name, 0) + len(value)
            if type(value) is int and not -_LONGEST_INTEGER <= value < _LONGEST_INTEGER:
                feature.problem = Sentence(
                    "{name} = {value} has more than 64 bits; write it as text", name=name, value=value
                )


def _shape(members: dict[str, Any]) -> _Shape:
    kind = members.get("type")
    if kind == "GeometryCollection":
        parts = members.get("geometries")
        if not isinstance(parts, list) or not all(isinstance(part, _Geometry) for part in parts):
            return _Shape(0, Sentence("a member of its GeometryCollection is not a geometry"))
        shapes = [_shape(part.members) for part in parts]
        inner = [members.get("crs"), *(one.crs for one in shapes)]
        return _Shape(
            sum(one.vertices for one in shapes),
            next((one.problem for one in shapes if one.problem), None),
            kind,
            next((each for each in inner if each is not None), None),
        )
    depth = _DEPTH.get(kind) if isinstance(kind, str) else None
    if depth is None:
        return _Shape(0, f"geometry type {kind!r} is unknown")
    chains: list[Any] = [members["coordinates"]]
    for _ in range(depth - 1):
        if not all(isinstance(chain, list) for chain in chains):
            return _Shape(0, Sentence("the coordinates are not nested as a {kind}'s are", kind=kind))
        chains = [inner for chain in chains for inner in chain]
    vertices = 0
    for chain in chains:
        count, problem = _chain([chain] if depth == 0 and chain else chain, str(kind))
        vertices += count
        if problem:
            return _Shape(vertices, problem)
    return _Shape(vertices, None, str(kind), members.get("crs"))


def _chain(chain: Any, kind: str) -> tuple[int, str | None]:
    """Count a list of positions and judge them: numbers, finite, enough of them, a ring closed."""
    if not isinstance(chain, list):
        return 0, Sentence("the coordinates are not nested as a {kind}'s are", kind=kind)
    return len(chain), _position_problem(chain) or _ring_problem(chain, _LEAST.get(kind, 1)) if chain else None


def _position_problem(chain: list[Any]) -> str | None:
    try:
        array = np.array(chain)
    except (ValueError, OverflowError):  # positions of unlike length, numbers of hundreds of digits
        array = np.array(None)
    if array.ndim != 2 or array.dtype.kind not in "iuf" or array.shape[1] < 2:  # noqa: PLR2004
        for at, position in enumerate(chain):
            if not isinstance(position, list) or len(position) < 2 or not _numbers(position):  # noqa: PLR2004
                return Sentence(
                    "position {at} is {position}, not two numbers", at=at, position=json.dumps(position, default=str)
                )
        try:
            array = np.array([position[:2] for position in chain], dtype=float)
        except OverflowError:
            return Sentence("a coordinate has hundreds of digits")
    return None if np.isfinite(array).all() else Sentence("a coordinate is not a finite number")


def _ring_problem(chain: list[Any], least: int) -> str | None:
    is_ring = least > 2  # noqa: PLR2004
    if is_ring and chain[0][:2] != chain[-1][:2]:
        return Sentence(
            "a ring is not closed: it starts at {chain} and ends at {chain2}; repeat the first position",
            chain=chain[0],
            chain2=chain[-1],
        )
    if len(chain) < least:
        return Sentence(
            "a {is_ring} has {count} positions, fewer than {least}",
            is_ring=Sentence("ring") if is_ring else Sentence("line"),
            count=len(chain),
            least=least,
        )
    return None


def _numbers(position: list[Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in position)
