"""Workbooks and CSV files: rounded once so that parts sum to totals, labelled, and safe to open."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import xlsxwriter

from hanting_geo.core.atomic import replacing_file
from hanting_geo.core.findings import facts_of
from hanting_geo.core.words import workbook as words
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.values import value_label
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.rounding import rounded
from hanting_geo.outputs.style import looks as style
from hanting_geo.outputs.style.decimals import decimals_of

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["rounded", "write_csv", "write_workbook"]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MOST_ROWS = 1_048_575
_MOST_CELL = 32_767
_MOST_EXACT_INT = 2**53
_LONGEST_SHEET_NAME = 31
_WIDTHS = (8, 40)
_A4 = 9
_LINE_HEIGHT = 15
_MOST_LINES = 20
_ILLEGAL_SHEET = re.compile(r"[\[\]:*?/\\]")


def write_csv(
    table: pd.DataFrame, path: str | os.PathLike[str], *, language: str | None = None, formulas: str = "defuse"
) -> Path:
    """Write a table as CSV that Excel reads: UTF-8 with byte-order mark, rounded by :func:`rounded`.

    Parameters
    ----------
    table
        Any frame; a geometry column is left out.
    path
        The file to write: the old one or the new one, never half.
    language
        None keeps the column names; ``"zh"`` or ``"en"`` writes labels with units instead.
    formulas
        ``"defuse"`` puts an apostrophe before text that a spreadsheet would run as a formula (it starts with
        ``= + - @``, tab or carriage return); ``"keep"`` writes it as it is, for a reader that is no spreadsheet.

    Raises
    ------
    SourceError
        The file cannot be written.
    """
    if formulas not in {"defuse", "keep"}:
        message = f"formulas must be 'defuse' or 'keep', not {formulas!r}"
        raise SchemaError(message)
    plain = _plain(table)
    text = rounded(plain).map(_cell_text)
    if formulas == "defuse":
        text = text.map(_defused)
    if language is not None:
        text.columns = pd.Index(_labels(plain, language))
    with replacing_file(path) as working:
        text.to_csv(working, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return Path(path)


def _defused(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _cell_text(value: Any) -> Any:
    """Keep numbers and text, write dates as ISO 8601 and other objects as JSON."""
    if isinstance(value, (datetime, date)):
        return "" if value is pd.NaT else value.isoformat()
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Drop the geometry, keep an index that says something as columns."""
    frame = pd.DataFrame(table.drop(columns=table.geometry.name)) if _has_geometry(table) else pd.DataFrame(table)
    index = frame.index
    counts_rows = index.name is None and pd.api.types.is_integer_dtype(index.dtype)
    if index.nlevels == 1 and (counts_rows or index.name in frame.columns or not len(frame.columns)):
        return frame
    return frame.reset_index(names=[name if name is not None else "index" for name in index.names])


def _has_geometry(table: pd.DataFrame) -> bool:
    return isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None


def _labels(table: pd.DataFrame, language: str) -> list[str]:
    """Label the columns; two that would read the same keep their own names."""
    labels = [column_label(str(column), language) for column in table.columns]
    return [
        label if labels.count(label) == 1 else str(column) for column, label in zip(table.columns, labels, strict=True)
    ]


def write_workbook(
    tables: Mapping[str, pd.DataFrame],
    path: str | os.PathLike[str],
    *,
    language: str = "zh",
    provenance: Mapping[str, object] | None = None,
) -> Path:
    """Write tables as one Excel workbook, a sheet each, and a provenance sheet.

    Headers are labels with units, numbers carry the format of their unit, columns are as wide as their content,
    and measures close on their totals (see :func:`rounded`). Text is only ever text: nothing in a cell is
    taken as a formula or a link.

    Parameters
    ----------
    tables
        Sheet name to frame; a geometry column is left out.
    path
        The ``.xlsx`` file: the old one or the new one, never half.
    language
        ``"zh"`` or ``"en"``: language of headers and coded values.
    provenance
        Further rows of the provenance sheet: what to value. Text, source, licence and attribution of each
        table are taken from its ``attrs["hanting_geo"]`` and its columns ``source``, ``licence``.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    SchemaError
        An unknown language, a sheet name that Excel does not allow, or a table or text too long for a sheet.
    SourceError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_workbook({"片区": pd.DataFrame({"id": ["zone_cbd"], "ha": [510.123456]})}, folder / "a.xlsx").name
    'a.xlsx'
    """
    of_sources = words.PROVENANCE.text(language)
    plain = {name: _plain(table) for name, table in tables.items()}
    for name, table in plain.items():
        _check_sheet(name, table, [*plain, of_sources])
    with replacing_file(path) as working:
        book = xlsxwriter.Workbook(
            working,
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        formats = _Formats(book)
        for name, table in plain.items():
            _write_sheet(book.add_worksheet(name), rounded(table), formats, language)
        sheet = book.add_worksheet(of_sources)
        _write_sheet(sheet, _provenance_table(tables, provenance or {}, language), formats, language)
        book.close()
    return Path(path)


def _check_sheet(name: str, table: pd.DataFrame, names: list[str]) -> None:
    if not name or len(name) > _LONGEST_SHEET_NAME or _ILLEGAL_SHEET.search(name) or name[0] == "'" or name[-1] == "'":
        message = (
            f"sheet name {name!r}: Excel wants 1 to {_LONGEST_SHEET_NAME} characters without [ ] : * ? / \\ "
            "and without an apostrophe at either end"
        )
        raise SchemaError(message)
    if [other.casefold() for other in names].count(name.casefold()) > 1:
        message = f"sheet name {name!r} stands twice (Excel does not tell capitals apart)"
        raise SchemaError(message)
    if len(table) > _MOST_ROWS:
        message = f"sheet {name!r} has {len(table)} rows, and Excel holds {_MOST_ROWS}; write CSV or GeoPackage instead"
        raise SchemaError(message)
    for column in table.columns[~table.dtypes.map(pd.api.types.is_numeric_dtype)]:
        lengths = table[column].map(lambda value: len(value) if isinstance(value, str) else 0)
        if len(lengths) and lengths.max() > _MOST_CELL:
            message = (
                f"sheet {name!r}, column {column!r}, row {lengths.idxmax()}: a text of {lengths.max()} characters, "
                f"and an Excel cell holds {_MOST_CELL}; shorten it or write CSV"
            )
            raise SchemaError(message)


class _Formats:
    """The cell formats of a workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def get(self, number: str = "", *, bold: bool = False, defused: bool = False, wrap: bool = False) -> Format:
        key = f"{number}|{bold}|{defused}|{wrap}"
        if key not in self._made:
            made = self._book.add_format({"valign": "top", "text_wrap": wrap})
            if number:
                made.set_num_format(number)
            if bold:
                made.set_bold()
            if defused:
                made.set_quote_prefix()
            self._made[key] = made
        return self._made[key]

    def header(self, align: str) -> Format:
        key = f"header {align}"
        if key not in self._made:
            looks = {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**looks, "align": align})
        return self._made[key]


def _write_sheet(sheet: Worksheet, table: pd.DataFrame, formats: _Formats, language: str) -> None:
    labels = _labels(table, language)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")
    lines = [1] * len(table)
    for position, (column, label) in enumerate(zip(table.columns, labels, strict=True)):
        numeric = pd.api.types.is_numeric_dtype(table[column]) and table[column].dtype != bool
        sheet.write_string(0, position, label, formats.header("right" if numeric else "left"))
        number = _number_format(str(column), table[column])
        values = [value_label(str(column), value, language) or value for value in table[column].tolist()]
        width = _width(label, values, number)
        for row, value in enumerate(values):
            _write_cell(sheet, row + 1, position, value, number, formats)
            if isinstance(value, str):
                lines[row] = max(lines[row], math.ceil(_columns(value) / width))
        sheet.set_column(position, position, width)
    for row, count in enumerate(lines, start=1):
        if count > 1:
            sheet.set_row(row, _LINE_HEIGHT * min(count, _MOST_LINES))
    if len(table):
        sheet.autofilter(0, 0, len(table), max(len(labels) - 1, 0))


def _number_format(column: str, values: pd.Series[Any]) -> str:
    decimals = decimals_of(column)
    if column.endswith("share"):
        return "0.00%"
    if decimals is not None:
        return "#,##0" + ("." + "0" * decimals if decimals else "")
    if pd.api.types.is_integer_dtype(values):
        return "#,##0"
    return ""


def _write_cell(sheet: Worksheet, row: int, position: int, value: Any, number: str, formats: _Formats) -> None:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        sheet.write_blank(row, position, None)
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, position, value)
        return
    exact = isinstance(value, (int, float)) and math.isfinite(value) and abs(value) <= _MOST_EXACT_INT
    if exact:
        sheet.write_number(row, position, value, formats.get(number))
        return
    text = str(_cell_text(value))
    sheet.write_string(
        row, position, text, formats.get(defused=text.startswith(_FORMULA_STARTS), wrap=_columns(text) > _WIDTHS[1])
    )


def _width(label: str, values: list[Any], number: str) -> float:
    """Width for the label, a long one on two lines, and the values; a Chinese character is two wide."""
    sample = [
        format(value, ",.4f" if "." in number else ",") if number and isinstance(value, (int, float)) else value
        for value in values[:1000]
    ]
    longest = max((_columns(str(value)) for value in sample if value is not None), default=0)
    least, most = _WIDTHS
    heading = _columns(label) if _columns(label) <= most / 2 else _columns(label) / 2 + 2
    return min(max(longest, heading, least) + 2, most)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _provenance_table(tables: Mapping[str, pd.DataFrame], more: Mapping[str, object], language: str) -> pd.DataFrame:
    """List what each sheet comes from, and under which licence it may be passed on."""
    rows: list[tuple[str, str, object]] = []
    for name, table in tables.items():
        meta = facts_of(table)
        title = meta.get(f"title_{language}")
        facts: list[tuple[str, object]] = [("title", title), ("licence", meta.get("licence"))]
        facts.append(("attribution", meta.get("attribution")))
        if _has_geometry(table) and table.crs is not None:
            facts.append(("crs", f"{table.crs.name} ({table.crs.to_string()})"))
        if "licence" in table.columns and table["licence"].astype(str).str.contains("ODbL").any():
            credit = style.OSM_CREDIT
            said_already = str(meta.get("attribution") or "")
            facts.append(
                ("attribution", said_already if credit in said_already else f"{said_already} {credit}".strip())
            )
        for column in ("source", "licence"):
            if column in table.columns:
                distinct = sorted({str(value) for value in table[column].dropna()})
                facts.append((column, "; ".join(distinct)[:_MOST_CELL]))
        rows.extend((name, column_label(what, language), value) for what, value in dict(facts).items() if value)
    said = {what: text.text(language) for what, text in words.ROWS.items()}
    rows.append((said["all"], said["rounding"], said["how_rounded"]))
    rows.extend((said["all"], what, value) for what, value in more.items())
    return pd.DataFrame(rows, columns=[text.text(language) for text in words.HEADERS.values()])
