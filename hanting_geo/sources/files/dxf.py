"""What a DXF says, pair by pair: its entities and layers, and a copy for GDAL in UTF-8 that is one for no other driver.

A DXF states its code page in a place that many programs fill in wrongly, and GDAL believes it; and GDAL passes over in
silence what it does not draw. So the text is decoded here, and its entities are counted here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.plaintext import plain_text

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.core.findings import Finding

__all__ = ["Dxf", "Entity", "parse_dxf", "parse_text"]

_BINARY = b"AutoCAD Binary DXF"
_DRAWING = re.compile(rb"AC1[0-9]{3}\0")
_PARTS = {"VERTEX", "SEQEND", "ATTRIB"}
"""What belongs to the entity before it."""
_PADDING = 70_000
"""Characters: GDAL's drivers look at some kilobytes for the words of their format, and shall see none here."""
_FIRST_MADE = 0xD0000000
_CLOSED, _FROZEN = 1, 1
_MESH = 16 | 64
_SHOWN = 40


@dataclass(slots=True)
class Entity:
    """An entity of the drawing: its type, handle and layer, and where in the copy it begins."""

    kind: str
    line: int
    handle: str = ""
    layer: str = "0"
    flags: int = 0
    bulged: bool = False
    own_handle: bool = True

    @property
    def label(self) -> str:
        """Name it for messages."""
        handle = f" {self.handle}" if self.own_handle else ""
        return Sentence("{kind}{handle} on layer {layer!r}", kind=self.kind, handle=handle, layer=self.layer)

    @property
    def is_polyline(self) -> bool:
        """Tell whether it is a polyline, and no mesh of faces."""
        return self.kind == "LWPOLYLINE" or (self.kind == "POLYLINE" and not self.flags & _MESH)

    @property
    def is_closed(self) -> bool:
        """Tell whether its flag says that it is closed."""
        return bool(self.flags & _CLOSED)


@dataclass(slots=True)
class Dxf:
    """A DXF: its entities, layers that are not shown, the copy for GDAL, and what the reader should know."""

    entities: list[Entity]
    hidden: dict[str, str]
    """Layers that are off or frozen, and which of the two."""
    variables: dict[str, str]
    copy: str
    encoding: str
    found: list[Finding] = field(default_factory=list)

    def at_line(self, line: int) -> Entity | None:
        """Give the entity in which a line of the copy stands."""
        before = [each for each in self.entities if each.line <= line]
        return before[-1] if before else None


def parse_dxf(path: Path, encoding: str | None) -> Dxf:
    """Read a DXF as text, and count what is in it.

    Raises
    ------
    SourceError
        It is a DWG, a binary DXF, no DXF, cut short, or text in no known encoding.
    """
    with path.open("rb") as stream:
        head = stream.read(64)
    if head.startswith(_BINARY):
        message = Sentence(
            "{name} is a binary DXF; save it as a text DXF (ASCII) of release 2000 or newer", name=path.name
        )
        raise SourceError(message)
    if _DRAWING.match(head):
        message = Sentence("{name} is a DWG by another name; save it as DXF of release 2000 or newer", name=path.name)
        raise SourceError(message)
    text = plain_text(path, encoding)
    return parse_text(path.name, text.text, text.encoding, list(text.found))


def parse_text(file: str, text: str, encoding: str, found: list[Finding]) -> Dxf:
    """Read the text of a DXF.

    Raises
    ------
    SourceError
        It is no DXF, or cut short.
    """
    return _Parser(file, re.split(r"\r\n|\r|\n", text), encoding, found).parsed()


class _Parser:
    """Goes through the pairs of code and value."""

    def __init__(self, file: str, lines: list[str], encoding: str, found: list[Finding]) -> None:
        self._file, self._lines = file, lines
        self._out: list[str] = []
        self._dxf = Dxf([], {}, {}, "", encoding, found)
        self._section, self._variable = "?", ""
        self._record: dict[str, str] = {}
        self._entity: Entity | None = None
        self._in_part = self._ended = False
        self._handles = {lines[at + 1].strip() for at in range(0, len(lines) - 1, 2) if lines[at].strip() == "5"}
        self._made = 0

    def parsed(self) -> Dxf:
        """Go through all of them."""
        at = 0
        lines = self._lines
        while at + 1 < len(lines) and lines[at].strip() == "999":
            at += 2
        if [each.strip() for each in lines[at : at + 2]] != ["0", "SECTION"]:
            said = " ".join(" ".join(lines[at : at + 2]).split())[:_SHOWN]
            message = Sentence(
                "{file} is no DXF: it does not begin with a section but with {said!r}; ", file=self._file, said=said
            )
            message += Sentence("take it from the source again")
            raise SourceError(message)
        self._out = ["  0", "SECTION", *["999", "-" * 200] * (_PADDING // 200)]
        start = at + 2
        for at in range(start, len(lines) - 1, 2):
            code, value = lines[at].strip(), lines[at + 1]
            if not code.lstrip("-").isdigit():
                message = Sentence(
                    "{file} is damaged: line {at} should be the code of a pair, and is {code!r}",
                    file=self._file,
                    at=at + 1,
                    code=code[:_SHOWN],
                )
                raise SourceError(
                    Sentence("{message}; nothing was read: save it anew in the program that drew it", message=message)
                )
            self._pair(code, value)
            if self._ended:
                break
        self._close()
        if not self._ended:
            message = Sentence(
                "{file} is cut off: its end (EOF) is missing; take it from the source again", file=self._file
            )
            raise SourceError(message)
        more = 1  # GDAL counts lines from 1
        for entity in self._dxf.entities:
            entity.line += more
            more += 0 if entity.own_handle else 2
        self._dxf.copy = "\n".join(self._out) + "\n"
        return self._dxf

    def _pair(self, code: str, value: str) -> None:
        if code == "0":
            self._begin(value.strip())
        elif code == "2" and self._section == "?":
            self._section = value.strip()
        elif self._section == "HEADER":
            if code == "9":
                self._variable = value.strip()
            else:
                self._dxf.variables.setdefault(self._variable, value.strip())
        elif self._section == "TABLES":
            self._record.setdefault(code, value.strip())
        elif self._entity is not None:
            self._of_entity(self._entity, code, value.strip())
        self._out += (code, value)

    def _begin(self, kind: str) -> None:
        """Begin whatever a pair of code 0 begins."""
        self._close_record()
        if kind == "SECTION":
            self._section = "?"
        elif kind == "ENDSEC":
            self._close()
            self._section = ""
        elif kind == "EOF":
            self._ended = True
        elif self._section == "TABLES":
            self._record = {"0": kind}
        elif self._section == "ENTITIES":
            self._in_part = kind in _PARTS
            if not self._in_part:
                self._close()
                self._entity = Entity(kind, len(self._out) + 1)
                self._dxf.entities.append(self._entity)

    def _of_entity(self, entity: Entity, code: str, value: str) -> None:
        if code == "42" and entity.kind in {"LWPOLYLINE", "POLYLINE", "HATCH"}:
            entity.bulged = entity.bulged or _number(value) != 0
        elif self._in_part:
            return
        elif code == "5" and not entity.handle:
            entity.handle = value
        elif code == "8":
            entity.layer = value
        elif code == "70" and entity.kind in {"LWPOLYLINE", "POLYLINE"}:
            entity.flags = int(_number(value))

    def _close(self) -> None:
        """End an entity, and give it a handle if it has none: only by it are features known again."""
        entity, self._entity = self._entity, None
        if entity is None or entity.handle:
            return
        while (handle := f"{_FIRST_MADE + self._made:X}") in self._handles:
            self._made += 1
        self._made += 1
        entity.handle, entity.own_handle = handle, False
        self._out[entity.line] += f"\n  5\n{handle}"

    def _close_record(self) -> None:
        record, self._record = self._record, {}
        if record.get("0") == "LAYER" and "2" in record:
            if int(_number(record.get("70", "0"))) & _FROZEN:
                self._dxf.hidden[record["2"]] = "frozen"
            elif _number(record.get("62", "7")) < 0:
                self._dxf.hidden[record["2"]] = "off"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
