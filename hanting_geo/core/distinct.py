"""Columns as their different values and which one each row has: a value is worded once, however many rows have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions

__all__ = ["Distinct", "distinct", "taken"]


class Distinct(NamedTuple):
    """A column by its different values."""

    codes: Positions
    """For each row the place of its value, or -1 where it is missing."""
    values: list[Any]


def distinct(column: pd.Series[Any]) -> Distinct:
    """Give the different values of a column, in the order in which they first come, as plain Python has them.

    A column that holds values of several kinds is not looked into: True and 1 are equal, and two values to a reader.

    Examples
    --------
    >>> distinct(pd.Series(["b", None, "a", "b"]))
    Distinct(codes=array([ 0, -1,  1,  0]), values=['b', 'a'])
    >>> distinct(pd.Series([True, 1, None], dtype=object))
    Distinct(codes=array([ 0,  1, -1]), values=[True, 1])
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) != "string":
        return _each(column)
    codes, values = pd.factorize(column)
    return Distinct(np.asarray(codes, dtype=np.intp), list(values.tolist()))


def _each(column: pd.Series[Any]) -> Distinct:
    values: list[Any] = column.tolist()
    missing = np.array([_is_missing(value) for value in values], dtype=bool)
    codes = np.where(missing, -1, np.cumsum(~missing) - 1).astype(np.intp)
    return Distinct(codes, [value for value, gone in zip(values, missing, strict=True) if not gone])


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124


def taken(values: list[Any], codes: Positions, missing: Any = None) -> list[Any]:
    """Give each row what stands for its value.

    Examples
    --------
    >>> taken(["x", "y"], np.array([1, -1, 0]), "")
    ['y', '', 'x']
    """
    known = np.empty(len(values) + 1, dtype=object)
    for place, value in enumerate(values):
        known[place] = value
    known[-1] = missing
    return list(known[codes].tolist())
