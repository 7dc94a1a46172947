"""CSV as it comes: any encoding, comma, semicolon or tab, quotes, and no row of another length."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.plaintext import lines_of
from hanting_geo.sources.files.tabular.columns import require_header
from hanting_geo.sources.files.tabular.sheet import Sheet, named_columns, shown_rows

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.sources.files.plaintext import PlainText

__all__ = ["read_csv"]

_PARTED_BY = (",", "\t", ";", "，", "|")
_LOOKED_AT = 20
_LONGEST_CELL = 1 << 24


def read_csv(file: Path, text: PlainText, header: int, told: str | None) -> Sheet:
    """Take a CSV apart.

    Raises
    ------
    SourceError
        Quotes that do not close, rows of another length than the header, no such header row.
    """
    whole = text.text
    hint = whole[:6].lower()
    own = hint[4] if hint.startswith("sep=") and len(hint) > 4 else None  # noqa: PLR2004 - as Excel writes it
    mark = own or _parted_by(lines_of(whole)[:_LOOKED_AT])
    rows = _cells(file, whole, mark)
    rows = rows[1:] if own else rows
    first = 1 + bool(own)
    numbered = [(number, row) for number, row in enumerate(rows, start=first) if number >= header + bool(own)]
    if not numbered:
        message = Sentence(
            "{name}: there is no row {header} to name the columns; the file has {count} rows",
            name=file.name,
            header=header,
            count=len(rows),
        )
        raise SourceError(message)
    names = named_columns(file.name, numbered[0][1], numbered[0][0])
    require_header(file.name, names, numbered[1:], numbered[0][0], told)
    body = [(number, row) for number, row in numbered[1:] if row]
    blank = [number for number, row in body if not any(cell.strip() for cell in row)]
    body = [(number, row) for number, row in body if any(cell.strip() for cell in row)]
    width = len(names)
    odd = [number for number, row in body if len(row) < width or any(cell.strip() for cell in row[width:])]
    if odd:
        message = Sentence(
            "{name}: {odd} has another number of cells than the {width} of the header (row "
            "{numbered}); cells would stand in wrong columns: put texts that hold {mark!r} in "
            "quotes",
            name=file.name,
            odd=shown_rows(odd),
            width=width,
            numbered=numbered[0][0],
            mark=mark,
        )
        raise SourceError(message)
    sheet = Sheet(file.stem, file.name, names, [row[:width] for _, row in body], [number for number, _ in body])
    sheet.found += text.found
    if blank:
        sheet.note(
            "note",
            "blank_rows",
            Sentence("{blank} has no value in any column, and is left out", blank=shown_rows(blank)),
            Sentence("nothing"),
        )
    if mark != ",":
        sheet.note(
            "note",
            "delimiter",
            Sentence("cells are parted by {mark!r}", mark=mark),
            Sentence("nothing, if the columns are right"),
        )
    return sheet


def _cells(file: Path, text: str, mark: str) -> list[list[str]]:
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        message = Sentence(
            "{name} cannot be taken apart ({error}); a quote does not close, or stands where none may",
            name=file.name,
            error=error,
        )
        raise SourceError(message) from error
    finally:
        csv.field_size_limit(before)


def _parted_by(lines: list[str]) -> str:
    """Find what parts the cells: the sign that takes most rows apart into the same number of cells."""
    rows = [line for line in lines if line.strip()]

    def score(mark: str) -> tuple[int, int]:
        widths = [len(each) for each in csv.reader(rows, delimiter=mark)]
        width = max(set(widths), key=widths.count, default=1)
        return (widths.count(width), width) if width > 1 else (0, 1)

    return max(_PARTED_BY, key=score)
