"""KML, read without GDAL: every placemark, value and position of a file, or a sentence that says which not.

GDAL calls all columns in Chinese ``______``, reads empty coordinates as 0 0, passes over second geometries and knows no
GBK; and a KML that it sees may be something else to another of its drivers. So it does not see it.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.encoding import codec_of
from hanting_geo.sources.files.integrity import refuse
from hanting_geo.sources.files.kmlshapes import GEOMETRIES, Shaped, ShapeError, children, shape_of, tag, text_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Kml", "KmlLayer", "Placemark", "parse_kml"]

_CONTAINERS = {"Document", "Folder"}
_LEFT = {"GroundOverlay", "ScreenOverlay", "PhotoOverlay", "NetworkLink", "Tour"}
_VIEW = {
    "name", "visibility", "open", "description", "snippet", "style", "stylemap", "styleurl", "lookat", "camera",
    "region", "schema", "author", "link", "address", "addressdetails", "phonenumber", "timestamp", "timespan",
    "extendeddata", "metadata", "balloonvisibility", "networklinkcontrol",
}  # fmt: skip
"""What a container may say of itself, and how things look: no features."""
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DEEPEST = 500


@dataclass(slots=True)
class Placemark:
    """A placemark: what it says, by column, and its shape."""

    said: dict[str, Any]
    shaped: Shaped
    typed: dict[str, str]
    """Columns that a schema gives a type, as KML calls it."""


@dataclass(slots=True)
class KmlLayer:
    """The placemarks right inside a container."""

    name: str
    placemarks: list[Placemark] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    """Columns of the schemas of the file, and their types."""

    @property
    def geometry(self) -> str:
        """The one type of all geometries, or ``Unknown``."""
        kinds = {each.shaped.shape.geom_type for each in self.placemarks if each.shaped.shape is not None}
        return kinds.pop() if len(kinds) == 1 else "Unknown"


@dataclass(slots=True)
class Kml:
    """What a KML file holds."""

    layers: list[KmlLayer]
    left: Counter[str]
    """What is no placemark: pictures laid over the ground, links."""
    links: list[str]
    encoding: str


class _RefusedError(Exception):
    """Something that no KML needs."""


class _Builder(ET.TreeBuilder):
    """Builds the tree, and stops at a document type: entities make much of little, or name other files."""

    def __init__(self) -> None:
        super().__init__()
        self._deep = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse it."""
        del pubid, system
        message = Sentence(
            "it declares a document type ({name}), which no KML needs and which may name other files", name=name
        )
        raise _RefusedError(message)

    def start(self, name: Any, attrs: Any) -> ET.Element:
        """Open an element."""
        self._deep += 1
        if self._deep > _DEEPEST:
            message = Sentence("elements are nested more than {deepest} deep", deepest=_DEEPEST)
            raise _RefusedError(message)
        return super().start(name, attrs)

    def end(self, name: Any) -> ET.Element:
        """Close an element."""
        self._deep -= 1
        return super().end(name)


def parse_kml(path: Path) -> Kml:
    """Read a KML file.

    Raises
    ------
    SourceError
        It is not XML (with the line), no KML, in another encoding than it states, or a placemark cannot be read
        whole; the message names it.
    """
    name = path.name
    root, encoding = _tree(path)
    if tag(root) not in {"kml", "Placemark", *_CONTAINERS}:
        message = Sentence(
            "{name}: not KML but other XML (its top element is {root!r}); take it from the source again",
            name=name,
            root=tag(root)[:40],
        )
        raise SourceError(message)
    reader = _Reader(name, path.stem, root)
    return Kml(reader.layers(), reader.left, reader.links, encoding)


def _tree(path: Path) -> tuple[ET.Element, str]:
    name = path.name
    data = path.read_bytes()
    marked = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    stated = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8))
    label = stated.group(1).decode("ascii") if stated else "utf-8"
    codec = marked or codec_of(label)
    if codec is None:
        message = Sentence(
            "{name}: it states the encoding {label!r}, which is unknown; save it anew in UTF-8", name=name, label=label
        )
        raise SourceError(message)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = Sentence(
            "{name}: not KML: the text is not in the encoding that it states, {label} (line "
            "{line}, byte {start}); write the right one into its first line (Chinese programs: "
            "GBK), or take it from the source again",
            name=name,
            label=label,
            line=line,
            start=error.start,
        )
        raise SourceError(message) from error
    # Decoded here, for the parser knows four encodings and none of China; what the first line says is passed over.
    parser = ET.XMLParser(target=_Builder(), encoding="utf-8")  # noqa: S314 - a document type is refused
    try:
        parser.feed(text.encode("utf-8"))
        root = parser.close()
    except ET.ParseError as error:
        message = Sentence(
            "{name}: not KML: {error}; the file is cut short or edited wrongly, or another kind of file; ",
            name=name,
            error=error,
        )
        message += Sentence("take it from the source again")
        raise SourceError(message) from error
    except (_RefusedError, ValueError) as error:
        message = Sentence(
            "{name}: not read as KML: {error}; save it anew with Google Earth or QGIS", name=name, error=error
        )
        raise SourceError(message) from error
    return root, codecs.lookup(codec).name.removesuffix("-sig")


class _Reader:
    """Goes through the containers of a file."""

    def __init__(self, file: str, stem: str, root: ET.Element) -> None:
        self._file, self._stem, self._root = file, stem, root
        self.left: Counter[str] = Counter()
        self.links: list[str] = []
        self._schemas = {
            str(each.get("id") or each.get("name")): {
                str(simple.get("name")): str(simple.get("type") or "string")
                for simple in children(each, "SimpleField", "SimpleArrayField")
            }
            for each in root.iter()
            if tag(each) == "Schema"
        }
        # Google Earth once let a schema name a kind of placemark of its own.
        self._kinds = {
            str(each.get("name"))
            for each in root.iter()
            if tag(each) == "Schema" and (each.get("parent") == "Placemark" or children(each, "parent"))
        }
        self._damaged: list[str] = []
        self._count = 0

    def layers(self) -> list[KmlLayer]:
        """Give the containers that hold placemarks; of a file without any, the empty ones."""
        found: list[KmlLayer] = []
        empty: list[KmlLayer] = []
        waiting = [self._root]
        while waiting:
            container = waiting.pop()
            marks = [each for each in container if tag(each) in {"Placemark", *self._kinds}]
            marks = [container] if tag(container) == "Placemark" else marks
            inner = children(container, *_CONTAINERS)
            waiting += reversed(inner)
            self._note_left(container, marks)
            if marks:
                found.append(self._layer(container, marks, len(found)))
            elif not inner:
                empty.append(self._layer(container, [], len(empty)))
        refuse(self._file, self._damaged)
        kept = found or empty
        for layer in kept if len(kept) == 1 else ():
            layer.fields = {name: kind for fields in self._schemas.values() for name, kind in fields.items()}
        return _told_apart(kept)

    def _layer(self, container: ET.Element, marks: list[ET.Element], number: int) -> KmlLayer:
        said = next((text_of(each) for each in children(container, "name")), None)
        plain = tag(container) in {"kml", "Placemark"} or (tag(container) == "Document")
        name = (said or "").strip() if tag(container) in _CONTAINERS else ""
        layer = KmlLayer(name or (self._stem if plain else f"Layer{number}"))
        layer.fields = dict(self._schemas.get(f"{layer.name}.schema", {}))
        for each in marks:
            try:
                layer.placemarks.append(self._placemark(each))
            except ShapeError as error:
                label = (text_of(next(iter(children(each, "name")), None)) or "").strip()
                self._damaged.append(f"placemark {self._count} {label}: {error}".replace(" :", ":"))
            self._count += 1
        return layer

    def _note_left(self, container: ET.Element, marks: list[ET.Element]) -> None:
        if tag(container) == "Placemark":
            return
        known = {id(each) for each in marks}
        for each in container:
            name = tag(each)
            if name in _CONTAINERS or id(each) in known or name.lower() in _VIEW:
                continue
            if name in _LEFT:
                self.left[name] += 1
                self.links += [text for link in each.iter() if tag(link) == "href" and (text := text_of(link))]
            else:
                self.left[name] += 1

    def _placemark(self, element: ET.Element) -> Placemark:
        values = _Values()
        typed: dict[str, str] = {}
        if element.get("id") is not None:
            values["id"] = element.get("id")
        shapes: list[ET.Element] = []
        for each in element:
            name = tag(each)
            if name in GEOMETRIES:
                shapes.append(each)
            elif name == "ExtendedData":
                self._extended(each, values, typed)
            elif name in {"TimeStamp", "TimeSpan"}:
                _moments(each, values)
            elif name in _OWN:
                _put(values, _OWN[name], _cleaned(name, text_of(each)))
            else:
                self._other(each, values)
        if len(values) > limits.columns:
            exceeded(self._file, Sentence("a placemark says {values:,} things", values=len(values)), "columns")
        shaped = shape_of(shapes)
        for each in shapes:
            _furniture(each, values)
        return Placemark(values, shaped, typed)

    def _other(self, element: ET.Element, values: _Values) -> None:
        """Take a column of a placemark of a kind of its own, or of a program that writes no ExtendedData."""
        name = tag(element)
        if name in {"Metadata", "AddressDetails"} and len(element):
            self.left[name] += 1
        elif name.lower() not in _VIEW:
            if len(element):
                self.left[name] += 1
            else:
                _put(values, name, text_of(element))

    def _extended(self, element: ET.Element, values: _Values, typed: dict[str, str]) -> None:
        for each in element:
            name = tag(each)
            if name == "Data":
                said = children(each, "value")
                text = text_of(said[0]) if said else None
                _put(values, str(each.get("name") or "Data"), text)
                for more in said[1:]:
                    _put(values, str(each.get("name") or "Data"), text_of(more))
            elif name == "SchemaData":
                url = str(each.get("schemaUrl") or "")
                fields = self._schemas.get(url.rsplit("#", 1)[-1], {})
                for column, kind in fields.items():
                    typed.setdefault(column, kind)
                for simple in each:
                    column = str(simple.get("name") or tag(simple))
                    if tag(simple) == "SimpleArrayData":
                        _put(values, column, [text_of(value) for value in children(simple, "value")])
                    else:
                        _put(values, column, text_of(simple))
            elif len(each):
                self.left[name] += 1
            else:
                _put(values, name, text_of(each))


_OWN = {
    "name": "Name", "description": "description", "Snippet": "snippet", "snippet": "snippet", "address": "address",
    "phoneNumber": "phoneNumber", "visibility": "visibility", "drawOrder": "drawOrder",
}  # fmt: skip
_FLAGS = {"tessellate", "extrude", "altitudeMode", "drawOrder"}


def _cleaned(name: str, text: str | None) -> str | None:
    return text.strip() if name == "visibility" and text is not None else text


def _moments(element: ET.Element, values: _Values) -> None:
    for moment in element:
        column = "timestamp" if tag(moment) == "when" else tag(moment)
        _put(values, column, (text_of(moment) or "").strip() or None)


def _furniture(shape: ET.Element, values: _Values) -> None:
    """Take how a geometry is drawn: the first that says so speaks for all."""
    for each in shape.iter():
        if tag(each) in _FLAGS and (said := (text_of(each) or "").strip()):
            values.setdefault(tag(each), said)
    moments = [text for each in shape.iter() if tag(each) == "when" and (text := (text_of(each) or "").strip())]
    if moments:
        values.setdefault("begin", moments[0])
        values.setdefault("end", moments[-1])


class _Values(dict[str, Any]):
    """What a placemark says, by column, and where each value of a column stands that is said more than once."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, dict[str, str]] = {}
        self.numbers: Counter[str] = Counter()


def _put(values: _Values, column: str, value: Any) -> None:
    """Add a value; where one of that name is there and another, beside it: none is lost."""
    if values.get(column) is None or value is None:
        if column not in values or value is not None:
            values[column] = value
        return
    if values[column] == value:
        return
    places = values.places.setdefault(column, {})
    if repr(value) in places:
        return
    name = column
    while name in values:
        values.numbers[column] += 1
        name = f"{column} ({values.numbers[column] + 1})"
    values[name] = value
    places[repr(value)] = name


def _told_apart(layers: list[KmlLayer]) -> list[KmlLayer]:
    """Give layers that are called alike a number."""
    seen: Counter[str] = Counter()
    for layer in layers:
        seen[layer.name] += 1
        if seen[layer.name] > 1:
            layer.name = f"{layer.name} (#{seen[layer.name]})"
    return layers
