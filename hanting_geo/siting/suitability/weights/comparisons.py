"""Pairwise comparisons as they are written down, looked at cell by cell: a full matrix, or its upper triangle."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from numbers import Real
from typing import NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.arguments import ArgumentError, told
from hanting_geo.core.arrays import Floats  # noqa: TC001 - a NamedTuple says what it holds when it runs
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.siting.suitability.weights.weighting import as_names

__all__ = ["MOST", "Comparisons", "comparisons", "pairs_of", "ratio_text", "ratio_value"]

MOST = 9
"""The end of Saaty's scale: 9 says that one is extremely more important than the other, 1/9 the reverse."""
_FRACTION = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*/\s*([0-9]+(?:\.[0-9]+)?)\s*")
_MOST_CRITERIA = 200
_TWO_DECIMALS = 0.005 + 1e-12
_EXACT = 1e-9
_MOST_LISTED = 10


class Comparisons(NamedTuple):
    """A full reciprocal matrix: ``matrix[i, j]`` says how many times more important i is than j."""

    names: tuple[str, ...]
    matrix: Floats
    noted: tuple[Finding, ...]


def ratio_text(value: float) -> str:
    """Write a ratio as people write it on the scale.

    Examples
    --------
    >>> ratio_text(3.0), ratio_text(1 / 7), ratio_text(1.1275)
    ('3', '1/7', '1.1275')
    """
    for whole in range(1, MOST + 1):
        if math.isclose(value, whole, rel_tol=_EXACT):
            return str(whole)
        if math.isclose(value * whole, 1, rel_tol=_EXACT):
            return f"1/{whole}"
    return f"{value:.5g}"


def comparisons(given: object, what: str, names: Sequence[str] | None = None) -> Comparisons:
    """Read a matrix of pairwise comparisons.

    Parameters
    ----------
    given
        A DataFrame of which rows and columns are the criteria; a nested list; or the upper triangle as a mapping of
        pair to value: ``{("slope", "road"): 3, ...}``. A value is a positive number, or a text such as ``"1/3"``.
    what
        Which function asks, for messages.
    names
        The criteria of a nested list, in their order; else they are called ``"1", "2", ...``.

    Raises
    ------
    ArgumentError
        Whatever is wrong with it, all cells at once: missing, no number, not positive, not reciprocal.
    """
    if isinstance(given, pd.DataFrame):
        labels, cells, shown = _of_frame(given, what)
    elif isinstance(given, Mapping):
        labels, cells, shown = _of_pairs(given, what)
    else:
        labels, cells, shown = _of_lists(given, what, names)
    if names is not None and list(names) != labels:
        message = Sentence(
            "{what}: the matrix compares {listed}, and not {listed2}",
            what=what,
            listed=enumerated(labels),
            listed2=enumerated(names),
        )
        raise ArgumentError(message)
    if len(labels) > _MOST_CRITERIA:
        message = Sentence(
            "{what}: {count} criteria cannot be compared in pairs; make levels of them", what=what, count=len(labels)
        )
        raise ArgumentError(message)
    return _checked(labels, cells, shown, what)


def _of_frame(given: pd.DataFrame, what: str) -> tuple[list[str], list[list[object]], list[list[bool]]]:
    rows, columns = as_names(given.index, f"{what}: the rows"), as_names(given.columns, f"{what}: the columns")
    if set(rows) != set(columns):
        odd = sorted(set(rows) ^ set(columns))
        message = Sentence(
            "{what}: the rows and columns of the matrix are the same criteria, and {listed} is "
            "on one side only; make it with pd.DataFrame(values, index=criteria, "
            "columns=criteria)",
            what=what,
            listed=enumerated(odd[:_MOST_LISTED]),
        )
        raise ArgumentError(message)
    cells = given[rows].astype(object).to_numpy().tolist()
    return rows, cells, [[True] * len(rows) for _ in rows]


def _of_lists(
    given: object, what: str, names: Sequence[str] | None
) -> tuple[list[str], list[list[object]], list[list[bool]]]:
    rows = given.tolist() if isinstance(given, np.ndarray) else given
    if not isinstance(rows, list | tuple) or not all(isinstance(row, list | tuple) for row in rows) or not rows:
        message = Sentence(
            "{what} takes a matrix of pairwise comparisons: a DataFrame, a list of rows, or a "
            "mapping of pairs to values such as {{('slope', 'road'): 3}}; it was given {given}",
            what=what,
            given=told(given),
        )
        raise ArgumentError(message)
    size = len(rows)
    uneven = [number for number, row in enumerate(rows, 1) if len(row) != size]
    if uneven:
        row = uneven[0]
        message = Sentence(
            "{what}: row {row} has {count} values, and there are {size} rows; it must be square",
            what=what,
            row=row,
            count=len(rows[row - 1]),
            size=size,
        )
        raise ArgumentError(message)
    labels = [str(number) for number in range(1, size + 1)] if names is None else as_names(names, what)
    if len(labels) != size:
        message = Sentence(
            "{what}: there are {count} names for {size} rows; give one each", what=what, count=len(labels), size=size
        )
        raise ArgumentError(message)
    return labels, [list(row) for row in rows], [[True] * size for _ in rows]


def _of_pairs(given: Mapping[object, object], what: str) -> tuple[list[str], list[list[object]], list[list[bool]]]:
    pairs: list[tuple[str, str]] = []
    labels: list[str] = []
    for key in given:
        if not isinstance(key, tuple) or len(key) != 2 or not all(isinstance(name, str) for name in key):  # noqa: PLR2004
            message = Sentence(
                "{what}: a pair is two names, ('slope', 'road'), and {key} is among them", what=what, key=told(key)
            )
            raise ArgumentError(message)
        pairs.append(key)
        labels += [name for name in dict.fromkeys(key) if name not in labels]
    labels = as_names(labels, what)
    if not labels:
        message = Sentence("{what}: the mapping is empty; give a value for each pair of criteria", what=what)
        raise ArgumentError(message)
    place = {name: number for number, name in enumerate(labels)}
    cells: list[list[object]] = [[None] * len(labels) for _ in labels]
    shown = [[False] * len(labels) for _ in labels]
    for (one, other), value in zip(pairs, given.values(), strict=True):
        cells[place[one]][place[other]] = value
        shown[place[one]][place[other]] = True
    for number in range(len(labels)):
        if not shown[number][number]:
            cells[number][number], shown[number][number] = 1, True
    return labels, cells, shown


def _checked(labels: list[str], cells: list[list[object]], shown: list[list[bool]], what: str) -> Comparisons:
    """Check every cell, and give the matrix; a cell that was not given is the reciprocal of the other one."""
    matrix, bad = _numbers(cells, shown)
    size = len(labels)
    wrong = [
        Sentence("({row}, {column}): {complaint}", row=labels[row], column=labels[column], complaint=complaint)
        for (row, column), complaint in bad.items()
    ]
    noted = []
    wrong += [
        Sentence("({name}, {name}): {own}; with itself it is 1", name=name, own=ratio_text(own))
        for name, own in zip(labels, matrix.diagonal(), strict=True)
        if np.isfinite(own) and not math.isclose(own, 1, rel_tol=_EXACT)
    ]
    for row, column in combinations(range(size), 2):
        if {(row, column), (column, row)} & bad.keys():
            continue
        there, back, problem, note = _pair(matrix[row, column], matrix[column, row])
        if problem:
            wrong.append(
                Sentence("({row}, {column}): {complaint}", row=labels[column], column=labels[row], complaint=problem)
            )
        if note:
            pair = f"{labels[row]}, {labels[column]}"
            noted.append(
                Finding("note", "rounded_reciprocal", None, pair, note, Sentence("write it as 1/3, not as 0.33"))
            )
        matrix[row, column], matrix[column, row] = there, back
    if wrong:
        more = Sentence("\n  and {count} more", count=len(wrong) - _MOST_LISTED) if len(wrong) > _MOST_LISTED else ""
        listed = joined("", (Sentence("\n  {line}", line=line) for line in wrong[:_MOST_LISTED]))
        message = Sentence(
            "{what}: the matrix has {count} wrong cell{count2} (row, column):{listed}{more}",
            what=what,
            count=len(wrong),
            count2="s" * (len(wrong) > 1),
            listed=listed,
            more=more,
        )
        raise ArgumentError(message)
    beyond = [
        f"{labels[row]}, {labels[column]} = {ratio_text(matrix[row, column])}"
        for row, column in np.argwhere(matrix > MOST + _EXACT)
    ]
    if beyond:
        text = Sentence("beyond the scale of 1/9 to 9: {listed}", listed=joined("; ", beyond[:_MOST_LISTED]))
        do = Sentence("look whether a level is missing between them")
        noted.append(Finding("note", "beyond_the_scale", None, None, text, do))
    return Comparisons(tuple(labels), matrix, tuple(noted))


def _numbers(cells: list[list[object]], shown: list[list[bool]]) -> tuple[Floats, dict[tuple[int, int], str]]:
    """Give the numbers of the cells, NaN where there is none, and what is wrong by cell.

    An empty cell opposite one that is filled is no riddle: it is the reciprocal. Of two empty ones the upper is told.
    """
    size = len(cells)
    matrix = np.full((size, size), np.nan)
    filled = np.array([[shown[i][j] and not _is_missing(cells[i][j]) for j in range(size)] for i in range(size)])
    bad: dict[tuple[int, int], str] = {}
    for row, column in np.argwhere(filled).tolist():
        matrix[row, column], complaint = ratio_value(cells[row][column])
        if complaint:
            bad[row, column] = complaint
    rows, columns = np.nonzero(np.triu(~(filled | filled.T)))
    bad |= dict.fromkeys(zip(rows.tolist(), columns.tolist(), strict=True), _MISSING)
    return matrix, dict(sorted(bad.items()))


_MISSING = Sentence("missing; every pair needs a value")


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)) or value == ""


def ratio_value(cell: object) -> tuple[float, str]:
    """Give the number of a cell, or what is wrong with it.

    Examples
    --------
    >>> ratio_value("1/4"), ratio_value("0.5"), ratio_value(3)
    ((0.25, ''), (0.5, ''), (3.0, ''))
    """
    if isinstance(cell, str):
        parts = _FRACTION.fullmatch(cell)
        try:
            cell = float(Fraction(parts[1]) / Fraction(parts[2])) if parts else float(cell)
        except (ValueError, ZeroDivisionError, OverflowError):
            return math.nan, Sentence("{cell} is no number; write 3 or 1/3", cell=told(cell))
    if isinstance(cell, bool | np.bool_) or not isinstance(cell, Real | Fraction):
        return math.nan, Sentence("{cell} is no number; write 3 or '1/3'", cell=told(cell))
    value = float(cell)
    if not 0 < value < math.inf:
        return math.nan, Sentence(
            "{value:g}; a comparison is above 0: 3, or 1/3 where the other one is more important", value=value
        )
    return value, ""


def _pair(there: float, back: float) -> tuple[float, float, str, str]:
    """Give both values of a pair, what is wrong with them, and what is worth a note."""
    if np.isnan(there) or np.isnan(back):
        return (1 / back, back, "", "") if np.isnan(there) else (there, 1 / there, "", "")
    if math.isclose(there * back, 1, rel_tol=_EXACT):
        return there, back, "", ""
    large, small = max(there, back), min(there, back)
    if abs(small - 1 / large) <= _TWO_DECIMALS and large > 1:
        note = Sentence(
            "{small:g} was taken as the reciprocal of {large}, of which it is the rounding",
            small=small,
            large=ratio_text(large),
        )
        return (there, 1 / there, "", note) if there == large else (1 / back, back, "", note)
    problem = Sentence(
        "{back}, and the opposite cell says {there}; one is the reciprocal of the other: "
        "{there2} (or leave one of the two empty)",
        back=ratio_text(back),
        there=ratio_text(there),
        there2=ratio_text(1 / there),
    )
    return there, back, problem, ""


def pairs_of(names: Iterable[str]) -> list[tuple[str, str]]:
    """List the pairs above the diagonal, row by row.

    Examples
    --------
    >>> pairs_of(["a", "b", "c"])
    [('a', 'b'), ('a', 'c'), ('b', 'c')]
    """
    listed = list(names)
    return [(one, other) for place, one in enumerate(listed) for other in listed[place + 1 :]]
