"""Tables by name as one JSON document, written piece by piece: no table is ever a list of mappings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.core.atomic import replacing_file
from hanting_geo.core.distinct import distinct, taken
from hanting_geo.core.plain import plain_value
from hanting_geo.core.sentences import Sentence, said_in

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    import pandas as pd

__all__ = ["json_parts", "write_json"]

_LOT = 20_000


def json_parts(facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Give the text of a document in parts: facts first, then each table as a list of rows, a line each.

    Numbers are unrounded; what is missing or not finite is null.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"id": ["a", "b"], "area_m2": [1.5, float("nan")]})
    >>> json.loads("".join(json_parts({"title": "示例"}, {"sites": table})))
    {'title': '示例', 'sites': [{'id': 'a', 'area_m2': 1.5}, {'id': 'b', 'area_m2': None}]}
    """
    yield "{"
    between = "\n"
    for name, value in facts.items():
        yield f"{between} {_text(name)}: {_text(value)}"
        between = ",\n"
    for name, table in tables.items():
        yield f"{between} {_text(name)}: ["
        yield from _rows(table)
        yield "]"
        between = ",\n"
    yield "\n}"


def write_json(path: str | os.PathLike[str], facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Path:
    """Write such a document: the old file or the new one, never half; and return its path."""
    with replacing_file(path) as working, working.open("w", encoding="utf-8", newline="") as file:
        file.writelines(json_parts(facts, tables))
        file.write("\n")
    return Path(path)


def _rows(table: pd.DataFrame) -> Iterator[str]:
    for start in range(0, len(table), _LOT):
        lot = _in_both_languages(table.iloc[start : start + _LOT])
        keys = [f"{_text(str(name))}: " for name in lot.columns]
        columns = [[key + cell for cell in _cells(lot.iloc[:, position])] for position, key in enumerate(keys)]
        rows = ",\n  ".join(["{" + ", ".join(row) + "}" for row in zip(*columns, strict=True)])
        yield ("\n  " if not start else ",\n  ") + rows
    if len(table):
        yield "\n "


def _in_both_languages(lot: pd.DataFrame) -> pd.DataFrame:
    """Say sentences in English, whatever was spoken, and beside them in Chinese: ``what`` and ``what_zh``."""
    import pandas as pd

    if not lot.columns.is_unique:
        return lot
    told: dict[Any, Any] = {}
    for name in lot.columns:
        column = lot[name]
        told[name] = column
        if column.dtype != object or f"{name}_zh" in lot.columns:
            continue
        if any(isinstance(value, Sentence) for value in column):
            told[name] = [said_in(value, "en") for value in column]
            told[f"{name}_zh"] = [said_in(value, "zh") for value in column]
    return pd.DataFrame(told, index=lot.index) if len(told) > lot.shape[1] else lot


def _cells(column: pd.Series[Any]) -> list[str]:
    """Write the values of a column."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        numbers = column.to_numpy(dtype=np.float64)
        there = np.isfinite(numbers).tolist()
        return [repr(value) if finite else "null" for value, finite in zip(numbers.tolist(), there, strict=True)]
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu":
        return list(map(str, column.tolist()))
    codes, values = distinct(column)
    return taken([_text(value) for value in values], codes, "null")


def _text(value: object) -> str:
    return json.dumps(plain_value(value), ensure_ascii=False, allow_nan=False)
