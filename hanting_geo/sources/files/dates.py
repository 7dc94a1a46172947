"""Dates without time in a Shapefile, which has a type for them that pandas has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["as_dates", "date_texts", "only_dates"]

_FIELD_BYTES = 32
_WIDTH = 8
_TYPE_AT, _WIDTH_AT, _DECIMALS_AT = 11, 16, 17


def only_dates(values: pd.Series[Any]) -> bool:
    """Tell whether moments are all days, of no time zone.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2020-01-31", None]))
    >>> only_dates(days), only_dates(days + pd.Timedelta(hours=10))
    (True, False)
    """
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return False
    there = values.dropna()
    return bool((there == there.dt.normalize()).all() and there.dt.year.between(1, 9999).all())


def date_texts(values: pd.Series[Any]) -> pd.Series[Any]:
    """Give days as a DBF table writes them, ``20200131``."""
    texts = [None if pd.isna(day) else f"{day.year:04}{day.month:02}{day.day:02}" for day in values]
    return pd.Series(texts, index=values.index, dtype="str")


def as_dates(table: Path, positions: Sequence[int]) -> None:
    """Turn columns of texts such as ``20200131`` into columns of dates, in place."""
    data = table.read_bytes()
    head, width = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    count = int.from_bytes(data[4:8], "little")
    fields = [bytearray(data[at : at + _FIELD_BYTES]) for at in range(_FIELD_BYTES, head - 1, _FIELD_BYTES)]
    rows = np.frombuffer(data, dtype=np.uint8, count=count * width, offset=head).reshape(count, width)
    ends = np.cumsum([1, *(field[_WIDTH_AT] for field in fields)])
    kept = [rows[:, :1]]
    for number, field in enumerate(fields):
        start, end = int(ends[number]), int(ends[number + 1])
        if number in positions:
            end = start + _WIDTH
            field[_TYPE_AT], field[_WIDTH_AT], field[_DECIMALS_AT] = ord("D"), _WIDTH, 0
        kept.append(rows[:, start:end])
    body = np.hstack(kept)
    header = bytearray(data[:_FIELD_BYTES]) + b"".join(fields) + data[_FIELD_BYTES + len(fields) * _FIELD_BYTES : head]
    header[10:12] = body.shape[1].to_bytes(2, "little")
    table.write_bytes(bytes(header) + body.tobytes() + b"\x1a")
