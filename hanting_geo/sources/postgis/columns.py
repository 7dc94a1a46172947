"""Columns of a database as those of a frame: each type by its values, and told where it is another."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    from hanting_geo.sources.postgis.tables import Column

__all__ = ["as_series", "fetched_as", "query_of"]

_INTEGERS = {"int2", "int4", "int8", "oid"}
_FLOATS = {"float4", "float8"}
_TEXTS = {"text", "varchar", "bpchar", "char", "name", "citext", "uuid"}
_DAYS = {"date", "timestamp", "timestamptz"}
_LAST_YEAR = 9999
_TEXT = pd.StringDtype(na_value=np.nan)


def fetched_as(column: Column) -> str:
    """Say as which type a column comes over the line."""
    if column.array:
        return "text"
    if column.base in _INTEGERS:
        return "int8"
    return "float8" if column.base in _FLOATS else "bool" if column.base == "bool" else "text"


def query_of(column: Column) -> Any:
    """Give what is asked of a column: its value in that type; a list as JSON, all else as the database writes it."""
    from psycopg import sql

    name = sql.Identifier(column.name)
    if column.array:
        return sql.SQL("pg_catalog.array_to_json({})::text").format(name)
    return sql.SQL("{}::" + fetched_as(column)).format(name)


def as_series(column: Column, values: list[Any], layer: str) -> tuple[pd.Series[Any], list[Finding]]:
    """Make a column of a frame, and say where it is not what the database has."""
    sort = fetched_as(column)
    empty = any(value is None for value in values)
    if sort == "bool":
        return pd.Series(values, dtype="boolean" if empty else bool), []
    if sort == "int8":
        return pd.Series(values, dtype="Int64" if empty else "int64"), []
    if sort == "float8":
        return _floats(column, values, layer)
    if not column.array and (column.base == "numeric" or column.base in _DAYS):
        return (_days if column.base in _DAYS else _numbers)(column, values, layer)
    series: pd.Series[Any] = pd.Series(values, dtype=_TEXT)
    if column.base in _TEXTS and not column.array:
        return series, []
    what = (
        Sentence("lists, read as JSON text") if column.array else Sentence("read as the text that the database writes")
    )
    return series, [
        _note(
            column,
            layer,
            "column_as_text",
            Sentence("is {full}, {what}", full=column.full, what=what),
            Sentence("nothing, if text will do"),
        )
    ]


def _note(column: Column, layer: str, code: str, what: str, what_to_do: str, *, warn: bool = False) -> Finding:
    return Finding(
        "warning" if warn else "note",
        code,
        layer,
        None,
        Sentence("column {name!r} {what}", name=column.name, what=what),
        what_to_do,
    )


def _floats(column: Column, values: list[Any], layer: str) -> tuple[pd.Series[Any], list[Finding]]:
    series: pd.Series[Any] = pd.Series([np.nan if value is None else value for value in values], dtype="float64")
    odd = sum(value is not None and value != value for value in values)  # noqa: PLR0124 - only NaN differs from itself
    if not odd:
        return series, []
    what = Sentence("holds NaN in {odd} rows, which a frame does not tell from an empty cell", odd=odd)
    return series, [
        _note(column, layer, "nan_as_missing", what, Sentence("write NULL in the database where there is no number"))
    ]


def _numbers(column: Column, values: list[Any], layer: str) -> tuple[pd.Series[Any], list[Finding]]:
    """Read exact decimals as numbers where each is the same number, else as text."""
    if all(value is None or _is_whole(value) for value in values) and column.full.endswith(",0)"):
        return pd.Series([None if value is None else int(value) for value in values], dtype="Int64"), []
    if all(value is None or _is_float(value) for value in values):
        return _floats(column, [None if value is None else float(value) for value in values], layer)
    longest = max((value for value in values if value is not None and not _is_float(value)), key=len)
    what = Sentence(
        "is {full} with more digits than a number of a frame holds ({longest}), read as text",
        full=column.full,
        longest=longest[:40],
    )
    series: pd.Series[Any] = pd.Series(values, dtype=_TEXT)
    advice = Sentence("round it in the database, if it is a measure")
    return series, [_note(column, layer, "numeric_as_text", what, advice, warn=True)]


def _is_whole(text: str) -> bool:
    return text.lstrip("-").isdigit() and abs(int(text)) < 2**63


def _is_float(text: str) -> bool:
    number = float(text)
    if not np.isfinite(number):
        return text.lower() in {"nan", "infinity", "-infinity"}
    try:
        return Decimal(repr(number)) == Decimal(text)
    except InvalidOperation:
        return False


def _days(column: Column, values: list[Any], layer: str) -> tuple[pd.Series[Any], list[Finding]]:
    """Read days and moments as such where a frame has them: not before Christ, not after 9999, not infinity."""
    aware = column.base == "timestamptz"
    moments: list[Any] = []
    for value in values:
        try:
            moments.append(None if value is None else dt.datetime.fromisoformat(value))
        except ValueError:
            what = Sentence(
                "is {full} and holds {value!r}, which a frame has no date for; read as text",
                full=column.full,
                value=value,
            )
            series: pd.Series[Any] = pd.Series(values, dtype=_TEXT)
            return series, [
                _note(column, layer, "date_as_text", what, Sentence("correct it, if it is a slip"), warn=True)
            ]
    found = np.array([None if each is None else each.replace(tzinfo=None) for each in moments], dtype="datetime64[us]")
    made = pd.Series(found)
    return made.dt.tz_localize("UTC") if aware else made, []
