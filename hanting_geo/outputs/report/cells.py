"""The cells of a printed table: rounded as every product rounds, coded values in words, numbers as they are read."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.report import YES_NO
from hanting_geo.core.words.values import value_label
from hanting_geo.outputs.figures.fonts import clean
from hanting_geo.outputs.style.decimals import decimals_of
from hanting_geo.outputs.style.rounding import TOTAL, rounded
from hanting_geo.outputs.workbook.cells import cell_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["NOTHING", "Cells", "cells_of", "number_text"]

NOTHING = "—"
"""Where a table has no value: it was not measured, and is never written as 0."""
_MOST_EXACT_INT = 2**53
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?%?|-?∞")
_SHARES = ("share", "share_low", "share_high")
_NONE = "(none)"


class Cells(NamedTuple):
    """Texts, ready to be set."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]
    """Of each column."""
    totals: frozenset[int] = frozenset()
    """Rows that sum up those above them."""


def cells_of(
    table: pd.DataFrame,
    language: str,
    *,
    headers: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | None = None,
    as_rounded: bool = False,
) -> Cells:
    """Give the texts of a table.

    Parameters
    ----------
    table
        Unrounded, as a result has it.
    language
        Of headers and coded values.
    headers
        Headers that are not those of the column, by column.
    decimals
        Of columns whose name does not say how many they have.
    as_rounded
        Whether the numbers are rounded already, in a table of which this is a part.

    Examples
    --------
    >>> table = pd.DataFrame({"zone_id": ["a", "b", "(total)"], "ha": [1 / 3, 1 / 3, 2 / 3]})
    >>> cells_of(table, "en").rows
    [['a', '0.3334'], ['b', '0.3333'], ['(total)', '0.6667']]
    """
    shown = table if as_rounded else rounded(table)
    said = dict(headers or {})
    own = dict(decimals or {})
    columns = [str(column) for column in shown.columns]
    numeric = [_is_numeric(shown[column]) for column in columns]
    texts = [
        [_text(column, value, language, own.get(column, decimals_of(column))) for value in shown[column]]
        for column in columns
    ]
    numeric = [own or _reads_as_numbers(column) for own, column in zip(numeric, texts, strict=True)]
    rows = [list(row) for row in zip(*texts, strict=True)] if columns else []
    totals = frozenset(
        place
        for place, row in enumerate(table.itertuples(index=False))
        if any(isinstance(value, str) and value == TOTAL for value in row)
    )
    return Cells([said.get(column) or column_label(column, language) for column in columns], rows, numeric, totals)


def _is_numeric(values: pd.Series[Any]) -> bool:
    if pd.api.types.is_bool_dtype(values):
        return False
    if pd.api.types.is_numeric_dtype(values):
        return True
    there = values.dropna()
    return bool(len(there)) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in there)


def _reads_as_numbers(texts: Sequence[str]) -> bool:
    there = [text for text in texts if text not in {"", NOTHING}]
    return bool(there) and all(map(_NUMBER.fullmatch, there))


def number_text(value: float, decimals: int | None) -> str:
    """Write a number; without decimals as it stands.

    Examples
    --------
    >>> number_text(1234.5, 2), number_text(500.0, None), number_text(0.125, None)
    ('1,234.50', '500', '0.125')
    """
    if decimals is None:
        if float(value).is_integer() and abs(value) <= _MOST_EXACT_INT:
            return f"{int(value):,}"
        return f"{value:,.10g}"
    return f"{value:,.{decimals}f}"


def _text(column: str, value: Any, language: str, decimals: int | None) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return NOTHING
    words = value_label(column, value, language)
    if words is not None:
        return words
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return YES_NO[value].text(language)
    if isinstance(value, int | float):
        return _number(column, value, decimals)
    return NOTHING if value == _NONE else clean(str(cell_text(value))) or NOTHING


def _number(column: str, value: float, decimals: int | None) -> str:
    if math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value:.2%}" if column.endswith(_SHARES) else number_text(value, decimals)
