"""The cover of a workbook: what it is, of which day, by which rules and sources, and how it came out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.core.distinct import taken
from hanting_geo.core.words.columns import column_label
from hanting_geo.outputs.style.rounding import rounded
from hanting_geo.outputs.workbook.cells import FORMULA_STARTS, Column, column_of, text_width
from hanting_geo.outputs.workbook.layout import LINE_HEIGHT, print_setup
from hanting_geo.outputs.workbook.looks import FILLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from xlsxwriter.worksheet import Worksheet

    from hanting_geo.outputs.workbook.looks import Formats

__all__ = ["Cover"]

_WIDTHS = (30.0, 15.0, 18.0, 50.0, 18.0, 40.0)
"""In characters; together as wide as the page."""
_TITLE_HEIGHT, _HEADING_HEIGHT = 34, 24
_LAST = len(_WIDTHS) - 1
_MOST_ON_ONE = 50
"""Lines that are still read when one page holds them."""


class Cover(NamedTuple):
    """What stands on the cover."""

    sheet: str
    """Its name among the sheets."""
    title: str
    facts: Sequence[tuple[str, str]]
    """What to value, a line each."""
    blocks: Sequence[tuple[str, pd.DataFrame]]
    """Short tables of at most six columns, each under its heading."""


def write_cover(sheet: Worksheet, cover: Cover, formats: Formats, language: str) -> None:
    """Write the cover on an empty sheet."""
    print_setup(sheet, repeated=False)
    sheet.hide_gridlines(2)
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    sheet.set_row(0, _TITLE_HEIGHT)
    look = formats.get(bold=True, font_size=18, valign="vcenter", text_wrap=True)
    sheet.merge_range(0, 0, 0, _LAST, "", look)
    sheet.write_string(0, 0, cover.title, look)
    row = 2
    for what, value in cover.facts:
        said = formats.get(
            text_wrap=True, bottom=4, **({"quote_prefix": True} if value.startswith(FORMULA_STARTS) else {})
        )
        sheet.set_row(row, _height([(value, sum(_WIDTHS[1:])), (what, _WIDTHS[0])]))
        sheet.write_string(row, 0, what, formats.get(bold=True, bottom=4, text_wrap=True))
        sheet.merge_range(row, 1, row, _LAST, "", said)
        sheet.write_string(row, 1, value, said)
        row += 1
    for heading, table in cover.blocks:
        row = _write_block(sheet, row + 1, heading, table, formats, language)
    if row <= _MOST_ON_ONE:
        sheet.fit_to_pages(1, 1)


def _height(texts: Sequence[tuple[str, float]]) -> float:
    lines = [
        sum(max(1, math.ceil(text_width(line) / (width - 2))) for line in text.split("\n")) for text, width in texts
    ]
    return LINE_HEIGHT * max([*lines, 1]) + 3


def _write_block(sheet: Worksheet, row: int, heading: str, table: pd.DataFrame, formats: Formats, language: str) -> int:
    """Write a short table under its heading, and give the row below it."""
    sheet.set_row(row, _HEADING_HEIGHT)
    sheet.write_string(row, 0, heading, formats.get(bold=True, font_size=13, valign="vcenter"))
    row += 1
    shown = rounded(table)
    columns = [column_of(str(name), shown[name], language) for name in shown.columns]
    labels = [column_label(column.name, language) for column in columns]
    apart = {at for at in range(1, len(columns)) if columns[at - 1].numeric and not columns[at].numeric}
    sheet.set_row(row, _height(list(zip(labels, _WIDTHS, strict=False))))
    for position, (column, label) in enumerate(zip(columns, labels, strict=True)):
        sheet.write_string(row, position, label, formats.header(column.numeric, position in apart))
    cells = [_cells(column) for column in columns]
    for line in range(len(table)):
        row += 1
        texts = [(str(own[line][0]), width) for own, width in zip(cells, _WIDTHS, strict=False)]
        sheet.set_row(row, _height(texts))
        for position, (column, own) in enumerate(zip(columns, cells, strict=True)):
            value, meant = own[line]
            fill = FILLS.get(column.name, {}).get(meant) if isinstance(meant, str) else None
            looks: dict[str, object] = {"bg_color": fill} if fill else {}
            if isinstance(value, str):
                looks |= {"indent": 1, "align": "left"} if position in apart else {}
                looks |= {"quote_prefix": True} if value.startswith(FORMULA_STARTS) else {}
                sheet.write_string(row, position, value, formats.get(text_wrap=True, **looks))
            elif value is not None:
                form = {"num_format": column.number_format} if column.number_format else {}
                sheet.write_number(row, position, value, formats.get(**form, **looks))
    return row + 1


def _cells(column: Column) -> list[tuple[object, object]]:
    """Give what stands in each row of a short column, and what it means."""
    if column.numbers is not None:
        return [(None if value != value else value, None) for value in column.numbers.tolist()]  # noqa: PLR0124
    values = taken(list(column.shown), column.codes)
    return list(zip(values, taken(column.meant, column.codes), strict=True))
