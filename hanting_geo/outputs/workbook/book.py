"""The file of a workbook: a sheet a table, a cover before them if there is one."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range

from hanting_geo.core.atomic import replacing_file
from hanting_geo.core.findings import facts_of
from hanting_geo.core.today import now
from hanting_geo.outputs.statistics import closing_rows
from hanting_geo.outputs.style.rounding import rounded
from hanting_geo.outputs.workbook.cells import FORMULA_STARTS, Column, column_of
from hanting_geo.outputs.workbook.cover import write_cover
from hanting_geo.outputs.workbook.layout import LINE_HEIGHT, heights, print_setup, room_of, widths
from hanting_geo.outputs.workbook.limits import require_texts_fit
from hanting_geo.outputs.workbook.looks import FILLS, Formats
from hanting_geo.outputs.workbook.parts import SharedTexts, StyledColumn, rows

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from hanting_geo.core.arrays import Floats
    from hanting_geo.outputs.workbook.cover import Cover

__all__ = ["write_book"]

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEADER_HEIGHT = 32
_STYLE = re.compile(rb'<c r="[A-Z]+2" s="([0-9]+)"')
_SECOND_ROW = re.compile(rb'<row r="2".*?</row>', re.DOTALL)
_SIZE = re.compile(rb'<dimension ref="[^"]*"/>')
_TEXTS_HEAD = re.compile(rb'count="([0-9]+)" uniqueCount="([0-9]+)"')
_SHARED = "xl/sharedStrings.xml"
_ZIP64_FROM = 2**30
_BYTES_A_CELL = 64
_MOST_RUNS = 500
"""Of closing rows that are made to look so."""


class _Sheet(NamedTuple):
    """A table laid out: what waits to be written between the header and the end of the sheet."""

    columns: list[Column]
    formats: list[list[Format]]
    """Of each column the look of each of its values."""
    heights: Floats
    part: str


def write_book(
    tables: Mapping[str, pd.DataFrame],
    path: str | os.PathLike[str],
    *,
    language: str,
    labels: Mapping[str, list[str]],
    cover: Cover | None = None,
) -> None:
    """Write tables as sheets; the old file stays until the new one is whole.

    Parameters
    ----------
    tables
        By sheet; names and sizes are such as Excel allows.
    path
        The file.
    language
        Of coded values.
    labels
        By sheet the headers of its columns.
    cover
        What stands on a sheet before them.

    Raises
    ------
    SchemaError
        A text is longer than a cell holds.
    SourceError
        The file cannot be written.
    """
    with replacing_file(path) as working:
        frame = working.with_name("frame.xlsx")
        book = xlsxwriter.Workbook(frame, _PLAIN)
        # The day and no moment: the same tables give the same file.
        book.set_properties({"created": dt.datetime.combine(now().date(), dt.time())})
        formats = Formats(book)
        if cover is not None:
            write_cover(book.add_worksheet(cover.sheet), cover, formats, language)
        laid = []
        for name, table in tables.items():
            part = f"xl/worksheets/sheet{len(book.worksheets()) + 1}.xml"
            laid.append(_lay_out(book, name, table, labels[name], formats, language, part))
        book.close()
        with zipfile.ZipFile(frame) as made, zipfile.ZipFile(working, "w", zipfile.ZIP_DEFLATED) as whole:
            _fill(made, whole, {sheet.part: sheet for sheet in laid})
        frame.unlink()


def _lay_out(
    book: Workbook,
    name: str,
    table: pd.DataFrame,
    labels: list[str],
    formats: Formats,
    language: str,
    part: str,
) -> _Sheet:
    sheet = book.add_worksheet(name)
    shown = rounded(table)
    columns = [column_of(str(column), shown[column], language) for column in shown.columns]
    require_texts_fit(name, table, columns)
    given = widths(columns, labels)
    if "units" in facts_of(table):
        # Side by side most zones have nothing of most themes: an empty cell says it.
        forms = [column.number_format for column in columns]
        columns = [
            own._replace(number_format=f"{form};-{form};" if form else form)
            for own, form in zip(columns, forms, strict=True)
        ]
    # A text beside the end of a number keeps its distance.
    apart = {
        position
        for position in range(1, len(columns))
        if columns[position - 1].numeric and not columns[position].numeric
    }
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, _HEADER_HEIGHT)
    print_setup(sheet)
    for position, (column, label, width) in enumerate(zip(columns, labels, given, strict=True)):
        sheet.write_string(0, position, label, formats.header(column.numeric, position in apart))
        sheet.set_column(position, position, width)
    looks = [
        _looks(column, width, formats, {"indent": 1} if position in apart else {})
        for position, (column, width) in enumerate(zip(columns, given, strict=True))
    ]
    if len(table):
        sheet.autofilter(0, 0, len(table), max(len(labels) - 1, 0))
        # The numbers of the styles are known to the file only: a row of blank cells, one a style, tells them.
        for place, look in enumerate(dict.fromkeys(look for own in looks for look in own)):
            sheet.write_blank(1, place, None, look)
    last = max(len(labels) - 1, 0)
    for first, end, total in closing_rows(table)[:_MOST_RUNS]:
        apart_look = {"type": "formula", "criteria": "=TRUE", "format": formats.closing(total=total)}
        sheet.conditional_format(first + 1, 0, end + 1, last, apart_look)
    if "units" in facts_of(table):
        sheet.hide_zero()  # of many themes most zones have nothing
    return _Sheet(columns, looks, heights(columns, given, len(table)), part)


def _looks(column: Column, width: float, formats: Formats, own: Mapping[str, object]) -> list[Format]:
    """Give the look of each value of a column; of numbers the one of all."""
    number = {"num_format": column.number_format} if column.number_format else {}
    if column.numbers is not None:
        return [formats.get(**number)]
    fills = FILLS.get(column.name, {})
    known: dict[tuple[object, ...], Format] = {}
    found = []
    for value, meant, wide in zip(column.shown, column.meant, (column.widths > room_of(width)).tolist(), strict=True):
        key: tuple[object, ...] = (False, False, False)
        if isinstance(value, str):
            key = (True, value.startswith(FORMULA_STARTS), wide or "\n" in value)
        key = (*key, fills.get(meant) if fills and isinstance(meant, str) else None)
        look = known.get(key)
        if look is None:
            looks: dict[str, object] = dict(own if key[0] else number)
            looks |= {"quote_prefix": True} if key[1] else {}
            looks |= {"text_wrap": True} if key[2] else {}
            looks |= {"bg_color": key[3]} if key[3] else {}
            look = known[key] = formats.get(**looks)
        found.append(look)
    return found


def _fill(made: zipfile.ZipFile, whole: zipfile.ZipFile, sheets: Mapping[str, _Sheet]) -> None:
    """Copy a workbook, the rows of its sheets put in."""
    known = made.read(_SHARED) if _SHARED in made.namelist() else b""
    head = _TEXTS_HEAD.search(known)
    used, unique = (int(head.group(1)), int(head.group(2))) if head else (0, 0)
    texts = SharedTexts(unique)
    for entry in made.infolist():
        if entry.filename == _SHARED:
            continue
        content = made.read(entry)
        sheet = sheets.get(entry.filename)
        if sheet is None or not len(sheet.heights):
            whole.writestr(_like(entry), content)
            continue
        before, row, after = _around(content)
        styles = [int(number) for number in _STYLE.findall(row)]
        number = dict(zip(dict.fromkeys(look for own in sheet.formats for look in own), styles, strict=True))
        styled = [
            StyledColumn(column, [number[look] for look in looks])
            for column, looks in zip(sheet.columns, sheet.formats, strict=True)
        ]
        size = xl_range(0, 0, len(sheet.heights), len(sheet.columns) - 1)
        large = len(sheet.heights) * len(sheet.columns) * _BYTES_A_CELL > _ZIP64_FROM
        with whole.open(_like(entry), "w", force_zip64=large) as file:
            file.write(_SIZE.sub(f'<dimension ref="{size}"/>'.encode(), before))
            for lot in rows(styled, sheet.heights, LINE_HEIGHT, texts):
                file.write(lot)
            file.write(after)
    if known:
        counts = f'count="{used + texts.used}" uniqueCount="{unique + len(texts)}"'.encode()
        start, _, end = _TEXTS_HEAD.sub(counts, known).rpartition(b"</sst>")
        with whole.open(
            _like(made.getinfo(_SHARED)), "w", force_zip64=texts.used * _BYTES_A_CELL > _ZIP64_FROM
        ) as file:
            file.write(start)
            file.writelines(texts.parts())
            file.write(b"</sst>" + end)


def _around(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Part a sheet at the row that stands for all."""
    found = _SECOND_ROW.search(content)
    assert found is not None  # noqa: S101 - every table with rows has a column, and so a style
    return content[: found.start()], found.group(), content[found.end() :]


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    again = zipfile.ZipInfo(entry.filename, entry.date_time)
    again.compress_type = zipfile.ZIP_DEFLATED
    again.external_attr = entry.external_attr
    return again
