"""Columns of a sheet: what stands in the cells, how wide it is, and what does not fit."""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.distinct import distinct
from hanting_geo.core.words.values import VALUES, value_label
from hanting_geo.outputs.style.decimals import decimals_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["FORMULA_STARTS", "MOST_CELL", "Column", "cell_text", "column_of", "text_width"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_CELL = 32_767
_MOST_EXACT_INT = 2**53
_NONE: Positions = np.zeros(0, dtype=np.intp)


class Column(NamedTuple):
    """What a column holds, ready to be written."""

    name: str
    numbers: Floats | None
    """Of a column of numbers: they, NaN where there is none; then nothing else is there."""
    codes: Positions
    """Else for each row the place of its value, or -1 where the cell is empty."""
    shown: list[str | bool | int | float]
    widths: Positions
    """How wide they stand, the widest line of each."""
    meant: list[Any]
    """What the values stand for, before they were put in words."""
    number_format: str
    numeric: bool

    def width(self) -> int:
        """Give how many characters of one column's breadth the widest value has."""
        if self.numbers is not None:
            return max((len(self._shown(value)) for value in _extremes(self.numbers)), default=0)
        return int(self.widths.max(initial=0))

    def _shown(self, value: float) -> str:
        if not self.number_format:
            return f"{value:.10g}"
        if self.number_format.endswith("%"):
            return f"{value:.2%}"
        return f"{value:,.{len(self.number_format.partition('.')[2])}f}"


def _extremes(numbers: Floats) -> list[float]:
    there = numbers[np.isfinite(numbers)]
    if not len(there):
        return []
    # Of numbers as they stand, the longest is not always the largest: some are looked at.
    return [float(there.min()), float(there.max()), *map(float, there[:200])]


def cell_text(value: Any) -> Any:
    """Keep numbers and text, write dates as ISO 8601 and other objects as JSON."""
    if isinstance(value, (datetime, date)):
        return "" if value is pd.NaT else value.isoformat()
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


def column_of(name: str, values: pd.Series[Any], language: str) -> Column:
    """Read a column of a table, as rounded, with coded values in words."""
    numeric = bool(pd.api.types.is_numeric_dtype(values)) and not pd.api.types.is_bool_dtype(values)
    form = _number_format(name, values)
    if numeric and isinstance(values.dtype, np.dtype):
        numbers = values.to_numpy(dtype=np.float64)
        there = numbers[~np.isnan(numbers)]
        if name not in VALUES and (np.abs(there) <= _MOST_EXACT_INT).all():
            return Column(name, numbers, _NONE, [], _NONE, [], form, numeric)
    codes, meant = distinct(values)
    worded = name in VALUES
    shown = [_shown(name, value, language) if worded or not isinstance(value, str) else value for value in meant]
    wide = np.array(_text_widths([value if isinstance(value, str) else str(value) for value in shown]), dtype=np.intp)
    return Column(name, None, codes, shown, wide, meant, form, numeric)


def _shown(name: str, value: Any, language: str) -> str | bool | int | float:
    words = value_label(name, value, language)
    if words is not None:
        return words
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and math.isfinite(value) and abs(value) <= _MOST_EXACT_INT:
        return value
    return str(cell_text(value))


def _number_format(column: str, values: pd.Series[Any]) -> str:
    decimals = decimals_of(column)
    if column.endswith(("share", "share_low", "share_high")):
        return "0.00%"
    if decimals is not None:
        return "#,##0" + ("." + "0" * decimals if decimals else "")
    if pd.api.types.is_integer_dtype(values):
        return "#,##0"
    return ""


def text_width(text: str) -> int:
    r"""Give how many characters wide a line of text stands, a Chinese one counting for two.

    Examples
    --------
    >>> text_width("寒亭区 a"), text_width("a\n寒亭")
    (8, 4)
    """
    if text.isascii() and "\n" not in text:
        return len(text)
    # GBK writes what is wide in two bytes, and what is narrow in one.
    return max(len(line.encode("gbk", "replace")) for line in text.split("\n"))


def _text_widths(texts: list[str]) -> list[int]:
    """Give the width of each text: all at once, where each is one line."""
    joined = "\n".join(texts)
    if joined.count("\n") != max(len(texts) - 1, 0):
        return [text_width(text) for text in texts]
    # No character of GBK has a line end for its second byte.
    return list(map(len, joined.encode("gbk", "replace").split(b"\n"))) if texts else []
