"""Values of tables as JSON has them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["plain_row", "plain_value"]


def plain_row(row: Mapping[Any, object]) -> dict[str, Any]:
    """Make a row of values such as JSON has.

    Examples
    --------
    >>> plain_row({"area": np.float64(1.5), "count": np.int64(2), "note": pd.NA, "day": pd.Timestamp("2024-05-01")})
    {'area': 1.5, 'count': 2, 'note': None, 'day': '2024-05-01T00:00:00'}
    """
    return {str(key): plain_value(value) for key, value in row.items()}


def plain_value(value: object) -> Any:
    """Make one value such as JSON has: missing ones, NaN and infinities are null, times are ISO 8601.

    Lists, sets and mappings are gone through; what JSON has no word for is text.

    Examples
    --------
    >>> plain_value([np.float32(0.5), float("inf"), pd.NaT, (True, {"a": np.array([1, 2])})])
    [0.5, None, None, [True, {'a': [1, 2]}]]
    """
    if isinstance(value, np.datetime64 | np.timedelta64):
        value = pd.Timestamp(value) if isinstance(value, np.datetime64) else pd.Timedelta(value)
    elif isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    result: object
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        result = None
    elif isinstance(value, bool | str | int | float):
        result = value
    elif isinstance(value, dt.date | dt.time):
        result = value.isoformat()
    elif isinstance(value, Mapping):
        result = plain_row(value)
    elif isinstance(value, list | tuple | set | frozenset):
        result = [plain_value(item) for item in value]
    else:
        result = str(value)
    return result
