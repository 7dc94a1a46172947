"""Rules, or whatever else has a layout, read from a flat table: CSV and one sheet of a workbook.

Title, note and other settings of the set stand in the rows above. One file, although long: a table is opened, its
header is read and its rows become drafts, in that order.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from hanting_geo.core.archives import require_moderate_workbook
from hanting_geo.core.extras import require
from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.ordinary import read_settings
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text
from hanting_geo.core.words.rules import HEADERS, SETTINGS, SHEET
from hanting_geo.errors import RuleError, SourceError
from hanting_geo.siting.rules.layout import Layout, Listed
from hanting_geo.siting.rules.model import COLUMNS
from hanting_geo.siting.rules.parsing import Draft, Problem, build, fail, line, plain
from hanting_geo.siting.rules.vocabulary import close_to, joined, said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from hanting_geo.siting.rules.including import Included
    from hanting_geo.siting.rules.model import RuleSet
    from hanting_geo.siting.rules.yamltext import Place

__all__ = [
    "MOST_CELL",
    "MOST_EXACT_INT",
    "Cell",
    "Layout",
    "Listed",
    "defused",
    "read_csv_rules",
    "read_csv_table",
    "read_workbook_rules",
    "read_workbook_table",
]

Cell = str | float | bool

_FORMULA_LIKE = re.compile(r"'*[=+\-@]")
_DEFUSED = re.compile(r"'+[=+\-@]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
MOST_CELL = 32_767
MOST_EXACT_INT = 2**53
_UNREADABLE = object()


_RULES = Layout(SHEET, COLUMNS, HEADERS, SETTINGS, SHEET, ("id", "relation", "basis"), RuleError)


class _Row(NamedTuple):
    """A row of the table: its number as the reader sees it, and its cells."""

    number: int
    cells: list[Any]

    def cell(self, column: int) -> Any:
        """Give a cell, None beyond the end and where it holds only blanks."""
        value = self.cells[column] if column < len(self.cells) else None
        return None if isinstance(value, str) and not value.strip() else value

    @property
    def is_comment(self) -> bool:
        """Whether the first cell begins with ``#``."""
        first = self.cell(0)
        return isinstance(first, str) and first.strip().startswith("#")

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(self.cell(column) is None for column in range(len(self.cells)))


class _Table(NamedTuple):
    """A table that was opened: what it is called, its rows, how to name a place, and what was wrong so far."""

    layout: Layout
    path: Path
    rows: list[_Row]
    place: Callable[[int, int], Text]
    problems: list[Problem]
    language: str


def read_csv_rules(path: Path, language: str, include: Included, trail: tuple[Path, ...] = ()) -> RuleSet:
    """Read rules from CSV in UTF-8 or GBK.

    Raises
    ------
    RuleError, SourceError
        As for :func:`hanting_geo.siting.rules.files.read_rules`.
    """
    return _rules(path, read_csv_table(path, _RULES, language), language, include, trail)


def read_csv_table(path: Path, layout: Layout, language: str = "en") -> Listed:
    """Read what a table lists from CSV in UTF-8 or GBK.

    Raises
    ------
    SourceError
        The file cannot be read.
    HantingGeoError
        The layout's own error: there is no header, or the file is no CSV.
    """
    text = _decoded(path)
    rows: list[_Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for cells in reader:
            rows.append(_Row(number, [_fused(cell) for cell in cells]))
            if len(rows) > limits.setting_rows or len(cells) > limits.columns:
                over = "setting_rows" if len(rows) > limits.setting_rows else "columns"
                what = (
                    f"line {number} has {len(cells):,} cells"
                    if over == "columns"
                    else f"it has {len(rows):,} rows or more"
                )
                exceeded(path, what, over)
            number = reader.line_num + 1
    except csv.Error as error:
        problem = Problem((number, 0), line(number), Text(), said("of_csv", why=error))
        raise fail(path, [problem], language, layout.error) from error
    return _read_table(_Table(layout, path, rows, lambda row, _column: line(row), [], language))


def _decoded(path: Path) -> str:
    """Read text: UTF-8 if it is that, else GB 18030, which GBK and GB 2312 are part of."""
    raw = read_settings(path)
    advice = Sentence('save it again as "CSV UTF-8"')
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        message = Sentence("{path} is UTF-16 or no text at all; {advice}", path=path, advice=advice)
        raise SourceError(message)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as first:
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError as error:
            lines = [raw.count(b"\n", 0, each.start) + 1 for each in (first, error)]
            message = Sentence(
                "{path} is neither UTF-8 (line {lines}) nor GBK (line {lines2}); {advice}",
                path=path,
                lines=lines[0],
                lines2=lines[1],
                advice=advice,
            )
            raise SourceError(message) from error


def read_workbook_rules(path: Path, language: str, include: Included, trail: tuple[Path, ...] = ()) -> RuleSet:
    """Read rules from a sheet of a workbook.

    Raises
    ------
    RuleError, SourceError
        As for :func:`hanting_geo.siting.rules.files.read_rules`.
    """
    return _rules(path, read_workbook_table(path, _RULES, language), language, include, trail)


def _rules(path: Path, read: Listed, language: str, include: Included, trail: tuple[Path, ...]) -> RuleSet:
    # Parted by | or ; of either width; a name keeps its own characters.
    names = [name.strip() for name in re.split(r"[|;\n\uff5c\uff1b]", read.settings.get("include", "")) if name.strip()]

    def add(_place: Place, text: Text) -> None:
        read.problems.append(Problem(*read.places["include"], plain("#include"), text))

    if names:
        include.add(names, add, trail)
    return build(
        path,
        read.drafts,
        read.where,
        title=Text(zh=read.settings.get("title_zh", ""), en=read.settings.get("title_en", "")),
        note=read.settings.get("note", ""),
        problems=read.problems,
        cells=True,
        language=language,
        included=include.rules,
    )


def read_workbook_table(path: Path, layout: Layout, language: str = "en") -> Listed:
    """Read what a table lists from a sheet of a workbook.

    Raises
    ------
    SourceError
        The file cannot be read, or openpyxl is not installed.
    HantingGeoError
        The layout's own error: no sheet, or no header.
    """
    openpyxl = require("openpyxl", f"{path}: reading a workbook", "save it as CSV UTF-8")
    try:
        require_moderate_workbook(path, rows=limits.setting_rows)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it leaves out
            book = openpyxl.load_workbook(path)
    except SourceError:
        raise
    except Exception as error:  # zip, XML and its own errors: openpyxl names no common one
        message = Sentence(
            "{path} is no workbook that can be read ({error}); save it again as .xlsx, without a password, or as "
            '"CSV UTF-8"',
            path=path,
            error=error,
        )
        raise SourceError(message) from error
    sheets = book.worksheets
    chosen = [sheet for sheet in sheets if sheet.title.strip().lower() in layout.sheet.both().values()]
    chosen += [sheet for sheet in sheets if not sheet.title.startswith("#")]
    if not chosen:
        named = said("no_sheet", path=path, things=layout.things, zh=layout.sheet.zh, en=layout.sheet.en)
        raise layout.error(named.text(language))
    return _read_table(_open_sheet(path, chosen[0], layout, language))


def _open_sheet(path: Path, sheet: Worksheet, layout: Layout, language: str) -> _Table:
    """Take the cells of a sheet, refusing formulas, errors and merged cells."""
    from openpyxl.utils import get_column_letter

    def place(row: int, column: int) -> Text:
        return plain(f"{sheet.title}!{get_column_letter(column + 1)}{row}")

    problems: list[Problem] = []
    rows = []
    merged: set[tuple[int, int]] = set()
    for cells in sheet.merged_cells.ranges:
        first = sheet.cell(cells.min_row, 1).value
        if cells.min_row == cells.max_row and isinstance(first, str) and first.startswith("#"):
            continue  # a heading over the table
        text = said("merged", cells=cells.coord)
        problems.append(Problem((cells.min_row, cells.min_col), place(cells.min_row, cells.min_col - 1), Text(), text))
        merged |= set(cells.cells)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values: list[Any] = []
        for column, cell in enumerate(row):
            value: Any = cell.value
            wrong: Text | None = None
            if (number, column + 1) in merged:
                value = _UNREADABLE
            elif cell.data_type == "f":
                formula = value if isinstance(value, str) else "of an array"
                wrong = said("formula", formula=formula)
            elif cell.data_type == "e":
                wrong = said("error_cell", value=value)
            if wrong is not None:
                problems.append(Problem((number, column + 1), place(number, column), Text(), wrong))
                value = _UNREADABLE
            values.append(value)
        rows.append(_Row(number, values))
    return _Table(layout, path, rows, place, problems, language)


def _read_table(table: _Table) -> Listed:
    """Read settings, header and rows of an opened table."""
    layout = table.layout
    rows = [row for row in table.rows if not row.is_blank]
    start = next((number for number, row in enumerate(rows) if not row.is_comment), None)
    if start is None:
        named = joined(Text(text.zh, name) for name, text in layout.headers.items())
        empty = Problem((1, 0), line(1), Text(), said("empty_table", columns=named))
        raise fail(table.path, [empty], table.language, layout.error)
    problems = list(table.problems)
    settings, places = _read_settings(table, rows[:start], problems)
    header = rows[start]
    columns, meant = _read_header(table, header, problems)
    body = [row for row in rows[start + 1 :] if not row.is_comment]
    if not body and not settings.get("include"):
        problems.append(
            Problem(
                (header.number, 0), table.place(header.number, 0), Text(), said("no_rules_below", things=layout.things)
            )
        )
    absent = {name for name in layout.needed if name not in columns.values()}
    if not {"title_zh", "title_en"} & set(columns.values()):
        absent.add("title")
    absent |= {"title" if name.startswith("title_") else name for name in meant}
    drafts = [_draft(table, row, columns, absent, problems) for row in body]
    at = {name: column for column, name in reversed(columns.items())}
    at["title"] = min((at[name] for name in ("title_zh", "title_en") if name in at), default=0)

    def where(number: int, *path: str) -> tuple[tuple[int, int], Text]:
        column = at.get(path[0], 0) if path else 0
        return (body[number].number, column), table.place(body[number].number, column)

    return Listed(settings, drafts, where, problems, places)


def _read_settings(
    table: _Table, rows: Sequence[_Row], problems: list[Problem]
) -> tuple[dict[str, str], dict[str, tuple[tuple[int, int], Text]]]:
    """Read title and note from the rows above the header, and where they stand; other rows there are comments."""
    known = table.layout.by_setting
    found: dict[str, str] = {}
    places: dict[str, tuple[tuple[int, int], Text]] = {}
    for row in rows:
        word, text = str(row.cell(0)).strip().removeprefix("#").strip(), row.cell(1)
        name = known.get(word.lower())
        place = (row.number, 0), table.place(row.number, 0)
        if name is None:
            close = get_close_matches(word.lower(), known, n=1, cutoff=0.75)
            if close and text is not None:
                problems.append(Problem(*place, plain(f"#{word}"), said("setting_unknown", close=close[0])))
        elif name in found:
            problems.append(Problem(*place, plain(f"#{word}"), said("twice_delete")))
        elif text is not None and text is not _UNREADABLE:
            found[name], places[name] = str(text), place
    return found, places


def _read_header(table: _Table, header: _Row, problems: list[Problem]) -> tuple[dict[int, str], set[str]]:
    """Tell which field stands in which column, and which ones are nearly named; ``#`` begins a comment."""
    layout = table.layout
    by_header = layout.by_header
    columns: dict[int, str] = {}
    unknown: dict[int, Problem] = {}
    meant: set[str] = set()
    for column in range(len(header.cells)):
        word = header.cell(column)
        if word is None or word is _UNREADABLE:
            continue
        word = unicodedata.normalize("NFKC", str(word)).strip()
        if word.startswith("#"):
            columns[column] = "#"
            continue
        name = by_header.get(word.lower())
        place = (header.number, column), table.place(header.number, column)
        if name is None:
            close = get_close_matches(word.lower(), by_header, n=1, cutoff=0.6)
            meant |= {by_header[near] for near in close}
            unknown[column] = Problem(
                *place, plain(word), said("no_column", things=layout.things, hint=close_to(word, by_header))
            )
            columns[column] = "#"
        elif name in columns.values():
            problems.append(Problem(*place, plain(word), said("column_twice", column=name)))
            columns[column] = "#"
        else:
            columns[column] = name
    if not any(name != "#" for name in columns.values()):
        raise fail(table.path, [*problems, _no_header(table, header)], table.language, layout.error)
    problems += unknown.values()
    # A column whose header is one letter off is told once, and not again as one that is not there.
    there = set(columns.values()) | meant
    place = (header.number, 0), table.place(header.number, 0)
    for name in layout.needed:
        if name not in there:
            problems.append(
                Problem(*place, plain(name), said("column_missing", column=name, zh=layout.headers[name].zh))
            )
    if not there & {"title_zh", "title_en"}:
        problems.append(Problem(*place, plain("title"), said("title_column_missing", zh=layout.headers["title_zh"].zh)))
    return columns, meant - set(columns.values())


def _no_header(table: _Table, header: _Row) -> Problem:
    """Tell that the first row names no columns at all, and perhaps why."""
    parted = str(header.cell(0))
    sign = next((word for mark, word in (("\t", "tabs"), (";", "semicolons")) if mark in parted), None)
    text = said("parted_by", sign=said(sign)) if sign else said("name_columns")
    named = said(
        "named_columns",
        text=text,
        en=enumerated(table.layout.columns),
        zh=joined(each.zh for each in table.layout.headers.values()).zh,
    )
    return Problem((header.number, 0), table.place(header.number, 0), Text(), named)


def _draft(table: _Table, row: _Row, columns: Mapping[int, str], absent: set[str], problems: list[Problem]) -> Draft:
    """Take the cells of a row as the raw fields of a rule."""
    values: dict[str, Any] = {}
    unread = set(absent)
    titles: dict[str, Any] = {}
    for column in range(len(row.cells)):
        value = row.cell(column)
        name = columns.get(column)
        if value is None or name == "#":
            continue
        if name is None:
            if value is not _UNREADABLE:
                text = said("nameless_cell", value=value)
                problems.append(Problem((row.number, column), table.place(row.number, column), Text(), text))
        elif value is _UNREADABLE:
            unread.add("title" if name.startswith("title_") else name)
        elif name.startswith("title_"):
            titles[name.removeprefix("title_")] = str(value)
        else:
            values[name] = value
    if titles:
        values["title"] = titles
    return Draft(values, frozenset(unread))


def _fused(cell: str) -> str:
    """Take away the apostrophe that keeps a spreadsheet from running a text as a formula."""
    return cell[1:] if _DEFUSED.match(cell) else cell


def defused(cell: str) -> str:
    """Put an apostrophe before what an office program would take for a formula."""
    return f"'{cell}" if _FORMULA_LIKE.match(cell) and not _NUMBER.fullmatch(cell) else cell
