"""A workbook that goes out to an expert: a matrix of pairs to fill in, protected but for the cells that are asked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hanting_geo.core import arguments
from hanting_geo.core.atomic import replacing_file
from hanting_geo.core.text import language_or
from hanting_geo.core.today import now
from hanting_geo.core.words import suitability_experts as words
from hanting_geo.siting.suitability.weights.comparisons import MOST
from hanting_geo.siting.suitability.weights.levels import GOAL, Levels, levels_of

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

__all__ = ["FIRST", "HEADER", "HIDDEN", "MARK", "NAME_CELL", "VERSION", "expert_sheet"]

HIDDEN = "_hanting_geo"
MARK = "hanting_geo expert sheet"
VERSION = 1
NAME_CELL = "B3"
HEADER, FIRST = 7, 8
"""Rows of the names of the columns, and of the first criterion, counted from 1."""
_ROW_HEIGHT, _WIDE, _NARROW = 34, 26, 14
_CHOICES = [*(str(whole) for whole in range(MOST, 0, -1)), *(f"1/{whole}" for whole in range(2, MOST + 1))]
_WHAT = "expert_sheet"


def expert_sheet(
    criteria: object, path: str | os.PathLike[str], *, language: str | None = None, expert: str = ""
) -> Path:
    """Write the workbook in which one expert compares criteria in pairs.

    A sheet for each matrix: the cells above the diagonal are chosen from a list, 9 to 1 and 1/2 to 1/9; the reciprocal
    cells follow by formula; all else is protected. :func:`hanting_geo.read_expert_sheets` takes it back.

    Parameters
    ----------
    criteria
        A set of criteria, its file or its name (``"logistics_park"``), of which each level is compared; a list of
        names; a mapping of name to title, a text or a :class:`~hanting_geo.core.text.Text`; or, for levels, a
        mapping of node to the list, or the mapping of titles, of the criteria under it.
    path
        The ``.xlsx`` file: the old one or the new one, never half.
    language
        ``"zh"`` or ``"en"``.
    expert
        The name of the expert, if it is known already.

    Raises
    ------
    SchemaError
        Criteria that are none, twice there, or more than 15 under one node; an unknown language.
    SourceError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> expert_sheet({"slope": "坡度", "road": "距道路"}, folder / "专家1.xlsx").name
    '专家1.xlsx'
    """
    import xlsxwriter

    levels = levels_of(criteria, _WHAT)
    target = arguments.path(path, f"{_WHAT}: path")
    language = language_or(language)
    if expert != "":
        arguments.text(expert, f"{_WHAT}: expert")
    asked = {node: names for node, names in levels.nodes.items() if len(names) > 1}
    sheets = {node: words.SHEET.filled(number=number).text(language) for number, node in enumerate(asked, 1)}
    with replacing_file(target) as working:
        book = xlsxwriter.Workbook(working, {"strings_to_formulas": False, "strings_to_numbers": False})
        book.set_properties({"created": dt.datetime.combine(now().date(), dt.time())})
        for node, sheet in sheets.items():
            _write_matrix(book, sheet, node, levels, language, expert)
        # What the reader goes by: not the titles, which somebody may translate.
        hidden = book.add_worksheet(HIDDEN)
        rows = [[MARK, str(VERSION)], *([node, sheets.get(node, ""), *names] for node, names in levels.nodes.items())]
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                hidden.write_string(number, column, text)
        hidden.protect()
        if sheets:
            hidden.very_hidden()
        book.close()
    return target


def _write_matrix(book: Workbook, sheet: str, node: str, levels: Levels, language: str, expert: str) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    page = book.add_worksheet(sheet)
    said = {name: text.text(language) for name, text in words.GUIDE.items()}
    title = said["goal"] if node == GOAL and node not in levels.titles else levels.title(node).text(language)
    formats = _formats(book)
    names = levels.nodes[node]
    page.write_string(0, 0, said["title"], formats["title"])
    page.write_string(2, 0, said["expert"], formats["head"])
    page.write_string(2, 1, expert, formats["asked"])
    page.merge_range(3, 0, 3, 7, words.GUIDE["task"].filled(node=title).text(language), formats["text"])
    page.merge_range(4, 0, 4, 7, said["scale"], formats["text"])
    page.set_row(3, _ROW_HEIGHT)
    page.set_row(4, _ROW_HEIGHT)
    page.set_column(0, 0, _WIDE)
    page.set_column(1, max(len(names), 7), _NARROW)
    for place, name in enumerate(names):
        called = levels.title(name).text(language)
        page.write_string(HEADER - 1, place + 1, called, formats["head"])
        page.write_string(FIRST - 1 + place, 0, called, formats["head"])
        page.write_string(FIRST - 1 + place, place + 1, "1", formats["still"])
        for after in range(place + 1, len(names)):
            row, column = FIRST - 1 + place, after + 1
            page.write_blank(row, column, None, formats["asked"])
            page.data_validation(row, column, row, column, _choice(language))
            given = xl_rowcol_to_cell(row, column)
            # As text: a spreadsheet would take 1/9 for the ninth of January.
            turned = f'=IF({given}="","",IF({given}&""="1","1",IF(LEFT({given},2)="1/",MID({given},3,1),"1/"&{given})))'
            page.write_formula(FIRST - 1 + after, place + 1, turned, formats["still"], "")
    page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
    page.freeze_panes(HEADER, 1)
    page.set_landscape()
    page.fit_to_pages(1, 1)


def _choice(language: str) -> dict[str, object]:
    return {
        "validate": "list",
        "source": _CHOICES,
        "error_title": words.CHOICE["title"].text(language),
        "error_message": words.CHOICE["message"].text(language),
    }


def _formats(book: Workbook) -> dict[str, Format]:
    edge = {"border": 1, "align": "center", "valign": "vcenter", "num_format": "@"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format(
            {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "asked": book.add_format({**edge, "bg_color": "#FFF6CC", "locked": False}),
        # Not as text: in a cell of text a formula that is edited stands there as it is written.
        "still": book.add_format({**edge, "num_format": "General", "font_color": "#666666"}),
    }
