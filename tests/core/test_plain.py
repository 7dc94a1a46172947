"""Values as JSON has them: what comes out is JSON, and says what went in."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hanting_geo.core.plain import plain_row, plain_value


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (None, None),
        (pd.NA, None),
        (pd.NaT, None),
        (np.datetime64("NaT"), None),
        (np.timedelta64("NaT"), None),
        (float("nan"), None),
        (np.float32("inf"), None),
        (-np.inf, None),
        (np.float64(0.1), 0.1),
        (np.int8(-3), -3),
        (2**60, 2**60),
        (np.bool_(1), True),
        (np.str_("甲"), "甲"),
        (pd.Timestamp("2024-05-01 12:30"), "2024-05-01T12:30:00"),
        (np.datetime64("2024-05-01"), "2024-05-01T00:00:00"),
        (dt.date(2024, 5, 1), "2024-05-01"),
        (dt.time(8, 0), "08:00:00"),
        (pd.Timedelta(days=1), "1 days 00:00:00"),
        (Decimal("1.50"), "1.50"),
        ([1, np.nan, [pd.NA]], [1, None, [None]]),
        ((1, 2), [1, 2]),
        (np.array([[1.5, np.nan]]), [[1.5, None]]),
        (np.array(2.5), 2.5),
        (np.array(["2024-05-01", "NaT"], dtype="datetime64[s]"), ["2024-05-01T00:00:00", None]),
        ({"a": {"b": np.float64("nan")}}, {"a": {"b": None}}),
        ({1: 2}, {"1": 2}),
    ],
    ids=repr,
)
def test_each_kind(given: object, plain: Any) -> None:
    found = plain_value(given)
    assert found == plain
    assert type(found) is type(plain)
    assert json.loads(json.dumps(found, allow_nan=False)) == plain


def test_rows_have_text_as_keys() -> None:
    assert plain_row({1: np.int64(2), "a": pd.NaT}) == {"1": 2, "a": None}
