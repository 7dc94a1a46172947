"""How a sheet stands on paper: columns that fit a landscape A4, rows as high as their text, what is repeated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.outputs.workbook.cells import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from hanting_geo.core.arrays import Floats
    from hanting_geo.outputs.workbook.cells import Column

__all__ = ["LINE_HEIGHT", "heights", "print_setup", "room_of", "widths"]

_PAGE_WIDTH = 176.0
"""Characters across a landscape A4 sheet between its margins, at five sixths of the size on the screen."""
_A4 = 9
_LEAST, _MOST = 7, 110
_NARROWEST_TEXT = 16
_SHORT_HEADING = 8
_PADDING = 2
_BLANK = 16
"""Of a column for a pen."""
LINE_HEIGHT = 15
_MOST_LINES = 27
"""Excel makes no row higher."""
_SAMPLE = 20_000


def print_setup(sheet: Worksheet, *, repeated: bool = True) -> None:
    """Set a sheet up for the printer: A4 landscape, as wide as the page, the header on each, pages numbered."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
    if repeated:
        sheet.repeat_rows(0)


def widths(columns: Sequence[Column], labels: Sequence[str]) -> list[float]:
    """Give each column its width: numbers as wide as they are, texts as they are or as the page has room.

    Where the page is too narrow, the widest texts are folded first; what no folding makes narrow enough is printed
    smaller.
    """
    wanted = [_wanted(column, label) for column, label in zip(columns, labels, strict=True)]
    texts = [not column.numeric for column in columns]
    fixed = sum(width for width, is_text in zip(wanted, texts, strict=True) if not is_text)
    room = _PAGE_WIDTH - fixed
    own = sorted(width for width, is_text in zip(wanted, texts, strict=True) if is_text)
    most = float(_MOST)
    # The widest that a text column may be so that all fit: from the narrowest up, each takes what it wants.
    for place, width in enumerate(own):
        if width * (len(own) - place) > room:
            most = max(room / (len(own) - place), _NARROWEST_TEXT)
            break
        room -= width
    return [round(min(width, most) if is_text else width, 1) for width, is_text in zip(wanted, texts, strict=True)]


def _wanted(column: Column, label: str) -> float:
    heading = text_width(label)
    # A long heading stands on two lines, a word or a character more than half of it on each.
    half = heading / 2 + 2 if heading > _SHORT_HEADING else heading
    least = _BLANK if column.numbers is None and not any(map(bool, column.shown)) else _LEAST
    return float(min(max(column.width(), half, least) + _PADDING, _MOST))


def room_of(width: float) -> float:
    """Give how much text a line of a column holds: a Chinese character is a little wider than two digits."""
    return max((width - 0.7) / 1.05, 1.0)


def heights(columns: Sequence[Column], given: Sequence[float], count: int) -> Floats:
    """Give how high each row is, in lines of text."""
    lines = np.ones(count + 1)
    for column, width in zip(columns, given, strict=True):
        if column.numbers is not None or not len(column.shown):
            continue
        own = np.append(np.maximum(np.ceil(column.widths / room_of(width)), 1), 1)
        for place, value in enumerate(column.shown):
            if isinstance(value, str) and "\n" in value:
                own[place] = _lines(value, width)
        if own.max() > 1:
            lines[:count] = np.maximum(lines[:count], own[column.codes])
    return np.minimum(lines[:count], _MOST_LINES) * LINE_HEIGHT


def _lines(value: str, width: float) -> int:
    return sum(max(math.ceil(text_width(line) / room_of(width)), 1) for line in value.split("\n"))
