"""What a zip would become, asked before anything of it is unpacked; and what the sheets of a workbook would."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = ["require_moderate_pack", "require_moderate_workbook", "unpack"]

_PIECE = 1 << 20
_CELL = re.compile(r"\$?([A-Za-z]{1,7})\$?([0-9]{1,12})")
_LETTERS = 26


def require_moderate_pack(path: Path, items: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse a zip of too many files, or that would become too much.

    Raises
    ------
    SourceError
        It is one.
    """
    if len(items) > limits.members:
        exceeded(path, Sentence("it holds {items:,} files", items=len(items)), "members", Sentence("unpack it by hand"))
    whole = sum(item.file_size for item in items)
    if whole > limits.unpacked_mb * 2**20 and whole > limits.unpacked_times * path.stat().st_size:
        exceeded(
            path,
            Sentence("it would unpack to {whole:,.0f} MB", whole=whole / 2**20),
            "unpacked_mb",
            Sentence("unpack it by hand"),
        )


def unpack(pack: zipfile.ZipFile, item: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one file of a zip, a piece at a time.

    Raises
    ------
    OSError, zipfile.BadZipFile
        There is no room, or it is damaged.
    """
    with pack.open(item) as packed, target.open("wb") as plain:
        while piece := packed.read(_PIECE):
            plain.write(piece)


def require_moderate_workbook(path: Path, *, rows: int | None = None) -> None:
    """Refuse a workbook that would become too much in memory: cells far away, too many, or merged over a whole sheet.

    Parameters
    ----------
    path
        The file.
    rows
        The last row in which something may stand, for a table of settings.

    Raises
    ------
    SourceError
        It is one, or declares a document type, which no workbook needs and which may name other files.
    """
    with zipfile.ZipFile(path) as pack:
        items = pack.infolist()
        require_moderate_pack(path, items)
        for item in items:
            if item.filename.lower().endswith((".xml", ".rels")):
                with pack.open(item) as part:
                    _Scan(path, item.filename, rows).go(part.read)


class _EnoughError(Exception):
    """Nothing more of a part has to be looked at."""


class _Scan:
    """Goes through a part of a workbook without keeping anything of it."""

    def __init__(self, path: Path, part: str, rows: int | None) -> None:
        self._path, self._part, self._rows = path, part, rows
        self._sheet: bool | None = None
        self._row = self._column = self._far = self._wide = self._merged = 0
        self._does: Mapping[str, Callable[[dict[str, Any]], None]] = {
            "row": self._of_row,
            "c": self._of_cell,
            "mergeCell": self._of_merged,
        }

    def go(self, read: Callable[[int], bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            while piece := read(_PIECE):
                parser.Parse(piece, False)
        except (_EnoughError, expat.ExpatError):
            return  # what is no XML, its reader tells

    def _doctype(self, name: str, *_: object) -> None:
        message = Sentence(
            "{path}: {part} declares a document type ({name}), which no workbook needs and which may name other "
            "files; save it anew in Excel or WPS",
            path=self._path,
            part=self._part,
            name=name[:40],
        )
        raise SourceError(message)

    def _start(self, name: str, attributes: dict[str, Any]) -> None:
        name = name.rpartition(":")[2]
        if self._sheet is None:
            self._sheet = name == "worksheet"
            if not self._sheet:
                raise _EnoughError
        does = self._does.get(name)
        if does is not None:
            does(attributes)

    def _of_row(self, attributes: dict[str, Any]) -> None:
        said = str(attributes.get("r", ""))
        self._row = int(said) if said.isdecimal() and len(said) < 13 else self._row + 1  # noqa: PLR2004
        self._column = 0
        self._reach(self._row, 1)

    def _of_cell(self, attributes: dict[str, Any]) -> None:
        found = _CELL.fullmatch(str(attributes.get("r", "")))
        if found is None:
            self._column += 1
            self._reach(self._row, self._column)
            return
        self._row, self._column = int(found.group(2)), _number(found.group(1))
        self._reach(self._row, self._column)

    def _reach(self, row: int, column: int) -> None:
        if row <= self._far and column <= self._wide:
            return
        self._far, self._wide = max(row, self._far), max(column, self._wide)
        if self._rows is not None and self._far > self._rows:
            what = Sentence("a sheet ({part}) reaches to row {far:,}", part=self._part, far=self._far)
            exceeded(self._path, what, "setting_rows", Sentence("delete the rows below the table and save it"))
        if self._far * self._wide > limits.cells:
            what = Sentence(
                "a sheet ({part}) reaches to row {far:,} and column {wide:,}",
                part=self._part,
                far=self._far,
                wide=self._wide,
            )
            exceeded(
                self._path,
                what,
                "cells",
                Sentence("delete what stands right of the table and below it, also formats, and save it"),
            )

    def _of_merged(self, attributes: dict[str, Any]) -> None:
        ends = [_CELL.fullmatch(each) for each in str(attributes.get("ref", "")).split(":")]
        if len(ends) == 2 and all(ends):  # noqa: PLR2004
            (one, two) = ((_number(each.group(1)), int(each.group(2))) for each in ends if each is not None)
            self._merged += (abs(one[0] - two[0]) + 1) * (abs(one[1] - two[1]) + 1)
        if self._merged > limits.cells:
            what = Sentence("a sheet ({part}) has {merged:,} merged cells", part=self._part, merged=self._merged)
            exceeded(self._path, what, "cells", Sentence("take the merging apart"))


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
