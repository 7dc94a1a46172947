"""Rules written as tables, CSV or workbook, so that they read back the same."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from hanting_geo.core.atomic import replacing_file, write_text
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.words.rules import HEADERS, SETTINGS, SHEET
from hanting_geo.core.words.values import VALUES
from hanting_geo.errors import RuleError
from hanting_geo.siting.rules.model import COLUMNS, FILTERS, Rule, RuleSet
from hanting_geo.siting.rules.notation import format_filter, format_names, format_value
from hanting_geo.siting.rules.tables import MOST_CELL, MOST_EXACT_INT, Cell, defused
from hanting_geo.siting.rules.vocabulary import CHOICES

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["format_number", "write_cell", "write_csv_rules", "write_workbook_rules"]

# fmt: off
_WIDTHS = {
    "id": 16, "title_zh": 28, "title_en": 28, "filter": 24, "where_filter": 24, "site_filter": 24, "basis": 40,
    "note": 40, "measured_from": 24, "read": 24,
}
# fmt: on


def _header(language: str) -> list[str]:
    return [HEADERS[name].text(language) for name in COLUMNS]


def _setting_rows(rules: RuleSet, language: str) -> list[list[Cell]]:
    said = {"title_zh": rules.title.zh, "title_en": rules.title.en, "note": rules.note}
    return [[f"#{SETTINGS[name].text(language)}", text] for name, text in said.items() if text]


def _cells(rule: Rule, language: str) -> list[Cell]:
    """Write the fields of a rule as cells; empty text where nothing is said."""
    cells: list[Cell] = []
    for name in COLUMNS:
        if name.startswith("title_"):
            cells.append(rule.title.zh if name == "title_zh" else rule.title.en)
            continue
        value = getattr(rule, name)
        if name in FILTERS:
            cells.append(format_filter(value))
        elif name == "override_features":
            cells.append(format_names(value))
        elif name == "value":
            exact = isinstance(value, bool) or (isinstance(value, int) and abs(value) <= MOST_EXACT_INT)
            cells.append(value if exact or _keeps(value) else format_value(value))
        elif isinstance(value, bool):
            cells.append(_yes_or_no(value, language) if value or name == "verified" else "")
        elif isinstance(value, str) and name in CHOICES:
            cells.append(_choice(name, value, language))
        else:
            cells.append("" if value is None else value)
    return cells


def _choice(name: str, value: str, language: str) -> str:
    """Write a word of a list as tables print it in Chinese; an operator is a sign in every language."""
    label = VALUES.get(name, {}).get(str(value))
    return str(value) if label is None or language != "zh" else label.zh


def _yes_or_no(value: bool, language: str) -> Cell:  # noqa: FBT001 - it is the value
    return value if language != "zh" else VALUES["verified"][str(value)].zh


def _keeps(value: Any) -> bool:
    """Whether a workbook gives a fraction back as it is: it keeps 16 digits, and makes 3 of 3.0."""
    return isinstance(value, float) and not value.is_integer() and float(f"{value:.16G}") == value


def write_csv_rules(rules: RuleSet, path: Path, language: str) -> Path:
    """Write rules as CSV in UTF-8 with byte-order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([key, defused(str(said))] for key, said in _setting_rows(rules, language))
    writer.writerow(_header(language))
    for rule in rules:
        writer.writerow(
            [defused(cell) if isinstance(cell, str) else format_number(cell) for cell in _cells(rule, language)]
        )
    return write_text(path, text.getvalue(), encoding="utf-8-sig")


def format_number(value: float) -> str:
    """Write a number, or true and false, as text that reads back the same.

    Examples
    --------
    >>> format_number(50.0), format_number(0.1), format_number(True)
    ('50', '0.1', 'true')
    """
    if isinstance(value, float) and value.is_integer() and abs(value) <= MOST_EXACT_INT:
        return str(int(value))
    return format_value(value)


def write_workbook_rules(rules: RuleSet, path: Path, language: str) -> Path:
    """Write rules as a workbook of one sheet, with lists to choose from where only some words are valid."""
    import xlsxwriter

    rows = [_cells(rule, language) for rule in rules]
    settings = _setting_rows(rules, language)
    for row in (*rows, *settings):
        for cell in row:
            if isinstance(cell, str) and len(cell) > MOST_CELL:
                message = Sentence(
                    "{path}: {row} has a text of {count} characters, and a cell holds {most_cell}; shorten it",
                    path=path,
                    row=row[0],
                    count=len(cell),
                    most_cell=MOST_CELL,
                )
                raise RuleError(message)
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with replacing_file(path) as working:
        book = xlsxwriter.Workbook(working, plain)
        sheet = book.add_worksheet(SHEET.text(language))
        bold = book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for number, (key, text) in enumerate(settings):
            sheet.write_string(number, 0, str(key))
            sheet.write_string(number, 1, str(text))
        top = len(settings)
        for column, (name, label) in enumerate(zip(COLUMNS, _header(language), strict=True)):
            sheet.write_string(top, column, label, bold)
            sheet.set_column(column, column, _WIDTHS.get(name, 14))
        for number, row in enumerate(rows, start=top + 1):
            for column, cell in enumerate(row):
                write_cell(sheet, number, column, cell, wrap)
        for name, words in CHOICES.items():
            column = COLUMNS.index(name)
            choose = {"validate": "list", "source": [_choice(name, word, language) for word in words]}
            sheet.data_validation(top + 1, column, top + len(rows) + 200, column, choose)
        sheet.freeze_panes(top + 1, 1)
        sheet.autofilter(top, 0, top + len(rows), len(COLUMNS) - 1)
        book.close()
    return path


def write_cell(sheet: Any, row: int, column: int, cell: Cell, wrap: Any) -> None:
    """Write a cell by its type: a number as one, a text never as a formula."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, wrap)
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, cell, wrap)
    elif isinstance(cell, int) or float(f"{cell:.16G}") == cell:
        sheet.write_number(row, column, cell, wrap)
    else:
        sheet.write_string(row, column, format_number(cell), wrap)
