"""The columns of a table in the type of their values: text that only looks like a number stays text."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.sentences import Sentence, enumerated

if TYPE_CHECKING:
    from hanting_geo.sources.files.tabular.sheet import Sheet

__all__ = ["typed_column"]

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)?(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?")
_CODES = re.compile(
    r"(?:代码|编码|编号|代号|序列号|图号|邮编|电话|手机|身份证|码|号)$|(?:^|[_\W])(?:code|id|no|tel|phone|zip)$",
    re.IGNORECASE,
)
_MOST_DIGITS = 15


def typed_column(sheet: Sheet, name: str) -> pd.Series[Any]:
    """Give a column: numbers where every cell is one and none could be a code, else text as it stands."""
    cells = sheet.column(name)
    if sheet.typed:
        return _of_workbook(sheet, name, cells)
    texts = [cell if cell.strip() else None for cell in cells]
    there = [text.strip() for text in texts if text is not None]
    if not there or _CODES.search(name):
        return pd.Series(texts, dtype="str")
    if all(_WHOLE.fullmatch(text) for text in there):
        return _whole([None if text is None else int(text) for text in texts])
    if all(_is_decimal(text) for text in there):
        return pd.Series([None if text is None else float(text) for text in texts], dtype="float64")
    return pd.Series(texts, dtype="str")


def _is_decimal(text: str) -> bool:
    digits = sum(letter.isdigit() for letter in re.split("[eE]", text, maxsplit=1)[0])
    return bool(_DECIMAL.fullmatch(text)) and 0 < digits <= _MOST_DIGITS


def _whole(values: list[int | None]) -> pd.Series[Any]:
    return pd.Series(values, dtype="Int64" if None in values else "int64")


def _of_workbook(sheet: Sheet, name: str, cells: list[Any]) -> pd.Series[Any]:
    kinds = {_kind(cell) for cell in cells if cell is not None}
    if kinds <= {"bool"} and kinds:
        return pd.Series(cells, dtype="boolean" if None in cells else "bool")
    if kinds <= {"int"} and kinds and not _CODES.search(name):
        return _whole([None if cell is None else int(cell) for cell in cells])
    if kinds <= {"int", "float"} and kinds and not _CODES.search(name):
        return pd.Series(cells, dtype="float64")
    if kinds == {"date"}:
        return pd.Series(pd.to_datetime(pd.Series(cells, dtype=object)))
    if len(kinds) > 1:
        what = Sentence(
            "column {name!r} mixes {listed}; its values are read as text", name=name, listed=enumerated(sorted(kinds))
        )
        sheet.note("warning", "mixed_values", what, Sentence("give the column one type in the source"))
    return pd.Series([None if cell is None else _text(cell) for cell in cells], dtype="str")


def _kind(cell: Any) -> str:
    if isinstance(cell, bool):
        return "bool"
    if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**_MOST_DIGITS):
        return "int"
    if isinstance(cell, float):
        return "float"
    return "date" if isinstance(cell, dt.datetime | dt.date) else "text"


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, dt.datetime | dt.date | dt.time) else str(cell)
