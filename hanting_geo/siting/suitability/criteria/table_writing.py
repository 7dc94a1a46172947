"""Criteria written as tables, CSV or workbook, so that they read back the same."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from hanting_geo.core.atomic import replacing_file, write_text
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.words.suitability import HEADERS, SETTINGS, SHEET
from hanting_geo.siting.rules.notation import format_filter
from hanting_geo.siting.rules.table_writing import format_number, write_cell
from hanting_geo.siting.rules.tables import MOST_CELL, Cell, defused
from hanting_geo.siting.suitability.criteria.model import CHOICES, COLUMNS, CriteriaError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hanting_geo.siting.suitability.criteria.model import CriteriaSet, Criterion

__all__ = ["write_csv_criteria", "write_workbook_criteria"]

_WIDTHS = {
    "id": 16,
    "title_zh": 24,
    "title_en": 24,
    "filter": 24,
    "comparisons": 30,
    "scores": 40,
    "source": 40,
    "note": 40,
}
_ROOM = 200


def _header(language: str) -> list[str]:
    return [HEADERS[name].text(language) for name in COLUMNS]


def _setting_rows(criteria: CriteriaSet, language: str) -> list[list[str]]:
    said = {
        "title_zh": criteria.title.zh,
        "title_en": criteria.title.en,
        "note": criteria.note,
        "scale": format_number(criteria.scale) if criteria.scale != 1 else "",
        "grades": "|".join(format_number(cut) for cut in criteria.grades),
        "grades_source": criteria.grades_source,
        "weighting": criteria.weighting if criteria.weighting != "direct" else "",
        "weighting_source": criteria.weighting_source,
        "random_index": criteria.random_index,
    }
    return [[f"#{SETTINGS[name].text(language)}", text] for name, text in said.items() if text]


def _cells(row: Criterion) -> list[Cell]:
    """Write the fields of a criterion as cells; empty text where nothing is said."""
    cells: list[Cell] = []
    for name in COLUMNS:
        if name.startswith("title_"):
            cells.append(row.title.zh if name == "title_zh" else row.title.en)
            continue
        value = getattr(row, name)
        if name == "filter":
            cells.append(format_filter(value))
        elif name == "may_be_empty":
            cells.append("true" if value else "")
        elif row.is_level and name in {"function", "missing"}:
            cells.append("")
        else:
            cells.append("" if value is None else value)
    return cells


def write_csv_criteria(criteria: CriteriaSet, path: Path, language: str) -> Path:
    """Write criteria as CSV in UTF-8 with byte-order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([key, defused(said)] for key, said in _setting_rows(criteria, language))
    writer.writerow(_header(language))
    for row in criteria:
        writer.writerow([defused(cell) if isinstance(cell, str) else format_number(cell) for cell in _cells(row)])
    return write_text(path, text.getvalue(), encoding="utf-8-sig")


def write_workbook_criteria(criteria: CriteriaSet, path: Path, language: str) -> Path:
    """Write criteria as a workbook of one sheet, with lists to choose from where only some words are valid."""
    import xlsxwriter

    rows = [_cells(row) for row in criteria]
    settings = _setting_rows(criteria, language)
    _require_short(path, [*rows, *settings])
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with replacing_file(path) as working:
        book = xlsxwriter.Workbook(working, plain)
        sheet = book.add_worksheet(SHEET.text(language))
        bold = book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for number, (key, text) in enumerate(settings):
            sheet.write_string(number, 0, key)
            sheet.write_string(number, 1, text)
        top = len(settings)
        for column, (name, label) in enumerate(zip(COLUMNS, _header(language), strict=True)):
            sheet.write_string(top, column, label, bold)
            sheet.set_column(column, column, _WIDTHS.get(name, 14))
        for number, row in enumerate(rows, start=top + 1):
            for column, cell in enumerate(row):
                write_cell(sheet, number, column, cell, wrap)
        for name, choices in CHOICES.items():
            column = COLUMNS.index(name)
            choose = {"validate": "list", "source": list(choices)}
            sheet.data_validation(top + 1, column, top + len(rows) + _ROOM, column, choose)
        sheet.freeze_panes(top + 1, 1)
        sheet.autofilter(top, 0, top + len(rows), len(COLUMNS) - 1)
        book.close()
    return path


def _require_short(path: Path, rows: Iterable[Iterable[Cell]]) -> None:
    """Refuse texts that no cell holds."""
    for cell in (cell for row in rows for cell in row):
        if isinstance(cell, str) and len(cell) > MOST_CELL:
            message = Sentence(
                "{path}: a text has {count} characters, and a cell holds {most_cell}; shorten it: {cell}...",
                path=path,
                count=len(cell),
                most_cell=MOST_CELL,
                cell=cell[:40],
            )
            raise CriteriaError(message)
