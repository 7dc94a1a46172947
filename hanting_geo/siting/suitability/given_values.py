"""Utilities and weights as the functions on arrays are given them, looked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.arguments import ArgumentError, told
from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["checked_utilities", "checked_weights", "equal_rows", "order_of"]

_TABLE = 2
_DIGITS = 12


def checked_utilities(given: object, what: str) -> Floats:
    """Give utilities as an array: a row for each candidate, a column for each criterion; more is better.

    Raises
    ------
    ArgumentError
        No such array, an empty one, or a value that is missing or infinite.
    """
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        message = Sentence(
            "{what} takes an array of numbers, a row for each candidate, and was given {given}",
            what=what,
            given=told(given),
        )
        raise ArgumentError(message) from error
    if array.ndim != _TABLE or not array.size:
        message = Sentence(
            "{what}: the utilities have the shape {shape}; give a row a candidate and a column a criterion",
            what=what,
            shape=array.shape,
        )
        raise ArgumentError(message)
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        message = Sentence(
            "{what}: the utility in row {row}, column {column} is {array}; each must be a number",
            what=what,
            row=row,
            column=column,
            array=array[row, column],
        )
        raise ArgumentError(message)
    return array


def checked_weights(given: object, count: int, what: str) -> Floats:
    """Give weights that sum to 1.

    Raises
    ------
    ArgumentError
        Not one a criterion; one that is missing, infinite or negative; all of them 0.
    """
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        message = Sentence(
            "{what}: weights are numbers, one a criterion, and were given as {given}", what=what, given=told(given)
        )
        raise ArgumentError(message) from error
    if array.shape != (count,):
        message = Sentence(
            "{what}: the weights have the shape {shape}, and there are {count} criteria; give one each",
            what=what,
            shape=array.shape,
            count=count,
        )
        raise ArgumentError(message)
    if not np.isfinite(array).all() or (array < 0).any() or not array.sum() > 0:
        message = Sentence(
            "{what}: weights are numbers from 0 up, one of them above 0, and were given as {array}",
            what=what,
            array=array.tolist(),
        )
        raise ArgumentError(message)
    result: Floats = array / array.sum()
    return result


def equal_rows(table: Floats) -> tuple[Positions, Positions, Positions]:
    """Group rows that are equal but for rounding (1e-12 of the largest value): 0.1 + 0.2 and 0.3 are one.

    Returns
    -------
    tuple
        The first row of each group, the group of each row, and how many rows each group has.

    Examples
    --------
    >>> equal_rows(np.array([[0.3, 1], [0.2, 1], [0.1 + 0.2, 1]]))[1].tolist()
    [1, 0, 1]
    """
    largest = float(np.abs(table).max())
    rounded = np.round(table / largest, _DIGITS) + 0.0 if largest > 0 else table
    _, first, group, times = np.unique(rounded, axis=0, return_index=True, return_inverse=True, return_counts=True)
    return first, group.reshape(-1), times


def order_of(utilities: Floats, weights: Floats) -> tuple[int, int]:
    """Give the rows of the first and the second by weighted sum; of equals the earlier row is first."""
    scores = utilities @ weights
    first = int(np.argmax(scores))
    scores[first] = -np.inf
    return first, int(np.argmax(scores))
