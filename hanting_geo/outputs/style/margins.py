"""Tables whose columns add up to another column, rounded so that a reader who adds them finds it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.units import round_to_total

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["close_margins"]

_UNITS = ("m2", "ha", "mu")
_LAND = ("agricultural", "construction", "unused", "unclassified")
_NESTED = ("agricultural", "arable", "permanent_farmland")
"""Each is part of the one before it."""
_SLACK = 1e-9


def close_margins(given: pd.DataFrame, table: pd.DataFrame, is_total: np.ndarray, decimals: int = 4) -> None:
    """Let columns add up, in a table that is rounded column by column.

    Land inside and outside a boundary (``inside_boundary_``, ``outside_boundary_``) is the area of the row together.
    Land by class (``land_ha`` with ``agricultural_ha, construction_ha, unused_ha, unclassified_ha``) is rounded as one
    list; the margins are its sums, and what is part of a class is no larger than it.

    Parameters
    ----------
    given
        Unrounded.
    table
        Rounded; is changed.
    is_total
        Which rows sum up those above them.
    decimals
        Of the land by class.
    """
    for unit in _UNITS:
        whole = next((name for name in (unit, f"plane_{unit}") if name in table), None)
        inside, outside = f"inside_boundary_{unit}", f"outside_boundary_{unit}"
        if whole is not None and inside in table and outside in table:
            _complement(given, table, (whole, inside, outside))
    parts = [f"{name}_ha" for name in _LAND if f"{name}_ha" in table]
    if "land_ha" in table and parts:
        _cells(given, table, parts, is_total, decimals)


def _complement(given: pd.DataFrame, table: pd.DataFrame, names: tuple[str, str, str]) -> None:
    whole, inside, outside = names
    exact = [given[name].to_numpy(dtype=float) for name in names]
    area, part = (table[name].to_numpy(dtype=float) for name in (whole, inside))
    there = ~np.isnan(exact[1]) & (np.abs(exact[0] - exact[1] - exact[2]) <= _SLACK * np.abs(exact[0]))
    part = np.where(there, np.where(exact[2] <= 0, area, np.minimum(part, area)), part)
    table[inside] = part
    table[outside] = np.where(there, np.round(area - part, 6), table[outside].to_numpy(dtype=float))


def _cells(given: pd.DataFrame, table: pd.DataFrame, parts: list[str], is_total: np.ndarray, decimals: int) -> None:
    block = np.cumsum(is_total) - is_total
    nested = [f"{name}_ha" for name in _NESTED if f"{name}_ha" in table]
    values = {name: table[name].to_numpy(dtype=float).copy() for name in dict.fromkeys([*parts, *nested, "land_ha"])}
    for number in range(int(block[-1]) + 1 if len(block) else 0):
        rows = np.flatnonzero((block == number) & ~is_total)
        exact = given.iloc[rows][parts].to_numpy(dtype=float)
        shown = np.reshape(round_to_total(exact.ravel(), decimals), exact.shape)
        for column, name in enumerate(parts):
            values[name][rows] = shown[:, column]
        for larger, smaller in pairwise(nested):
            values[smaller][rows] = np.minimum(values[smaller][rows], values[larger][rows])
        values["land_ha"][rows] = np.round(shown.sum(axis=1), decimals)
        total = np.flatnonzero((block == number) & is_total)
        for numbers in values.values():
            numbers[total] = np.round(numbers[rows].sum(), decimals)
    for name, numbers in values.items():
        table[name] = numbers
