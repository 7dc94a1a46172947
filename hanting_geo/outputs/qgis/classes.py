"""The classes of a legend, each with the condition by which a feature falls into it."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hanting_geo.core.distinct import distinct
from hanting_geo.core.plain import plain_value
from hanting_geo.outputs.maps.choropleth import grade, is_graded
from hanting_geo.outputs.maps.layer_legend import deciding_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from hanting_geo.core.text import Text
    from hanting_geo.outputs.maps.layer_legend import Legend
    from hanting_geo.outputs.style.looks import Look

__all__ = ["Case", "Class", "Value", "classes_with_conditions"]

Value = str | int | float | bool
_MOST_CASES = 50
"""Of one class; where more values share a class, it is that of all others."""


class Case(NamedTuple):
    """What is asked of a column: this value (``=``), none (``null``), more (``>``) or at most this (``<=``)."""

    column: str
    sign: str
    value: Value = ""


class Class(NamedTuple):
    """An entry of the legend."""

    text: Text
    look: Look
    named: bool
    """Whether its features are labelled."""
    rank: int
    graded: bool
    rough: bool
    """Whether all of its features are drawn dashed."""
    any_rough: bool
    cases: tuple[tuple[Case, ...], ...] | None
    """Any of these, each of all its parts; None: whatever is in no other class. An empty one holds for everything."""


def classes_with_conditions(table: pd.DataFrame, style: Mapping[str, Any], legend: Legend) -> list[Class]:
    """Give the entries that a legend shows, in its order, with their conditions.

    Parameters
    ----------
    table
        The rows that the legend was made of.
    style
        Their style.
    legend
        What it tells.
    """
    facts = legend.classes["classes"]
    found = _graded(table, style, len(facts)) if is_graded(style) else _by_value(table, style, legend)
    return [
        Class(
            fact["text"],
            fact["look"],
            fact["rank"] is not None,
            int(fact["rank"] or 10),
            bool(fact["graded"]),
            bool(fact["rough"]),
            bool(fact["any_rough"]),
            cases,
        )
        for fact, cases in zip(facts, found, strict=True)
        if fact["count"] or fact["graded"]
    ]


def _graded(table: pd.DataFrame, style: Mapping[str, Any], count: int) -> list[tuple[tuple[Case, ...], ...] | None]:
    """Part numbers at the breaks, unrounded; what has no number is the last class."""
    column = str(style["column"])
    grades = grade("", table, style)
    edges = [-math.inf, *grades.bounds, math.inf]
    found: list[tuple[tuple[Case, ...], ...] | None] = []
    for place in range(len(grades.texts)):
        low, high = edges[place], edges[place + 1]
        both = [Case(column, ">", low)] if math.isfinite(low) else []
        both += [Case(column, "<=", high)] if math.isfinite(high) else []
        found.append((tuple(both),))
    return found + [None] * (count - len(found))


def _by_value(
    table: pd.DataFrame, style: Mapping[str, Any], legend: Legend
) -> Sequence[tuple[tuple[Case, ...], ...] | None]:
    """Tell classes apart by the values that their features have in the columns that decide."""
    count = len(legend.classes["classes"])
    if count == 1:
        return [((),)]
    columns = [_coded(table[column]) for column in deciding_columns(table, style)]
    varying = [column for column in columns if len(column.known) > 1]
    alone = [column for column in varying if _decides(column.codes, legend.member)]
    chosen = alone[:1] or varying
    keys = np.unique(np.column_stack([legend.member, *(column.codes for column in chosen)]), axis=0)
    seen: list[list[tuple[Case, ...]]] = [[] for _ in range(count)]
    for member, *codes in keys.tolist():
        values = [column.known[code] for column, code in zip(chosen, codes, strict=True)]
        seen[member].append(
            tuple(
                Case(column.name, "null") if value is None else Case(column.name, "=", value)
                for column, value in zip(chosen, values, strict=True)
            )
        )
    most = max(range(count), key=lambda place: len(seen[place]))
    rest = most if len(seen[most]) > _MOST_CASES else None
    return [None if place == rest else tuple(cases) for place, cases in enumerate(seen)]


class _Column(NamedTuple):
    """A column by its different values, as a file has them; a missing one is None."""

    name: str
    codes: NDArray[np.int64]
    known: list[Value | None]


def _coded(column: pd.Series[Any]) -> _Column:
    codes, known = distinct(column)
    plain = [_value(value) for value in [*known, None]]  # the last one is that of code -1
    place: dict[str, int] = {}
    own = np.array([place.setdefault(repr(value), len(place)) for value in plain], dtype=np.int64)[codes]
    used, own = np.unique(own, return_inverse=True)
    first = {place[repr(value)]: value for value in plain}
    return _Column(str(column.name), own.astype(np.int64), [first[number] for number in used.tolist()])


def _decides(codes: NDArray[np.int64], member: NDArray[np.int64]) -> bool:
    """Tell whether each value of a column is of one class only."""
    return len(np.unique(np.column_stack([codes, member]), axis=0)) == len(np.unique(codes))


def _value(value: object) -> Value | None:
    """Give a value as the file has it, of those that a condition can name."""
    plain = plain_value(float(value) if isinstance(value, Decimal) else value)
    return plain if plain is None or isinstance(plain, str | int | float | bool) else str(plain)
