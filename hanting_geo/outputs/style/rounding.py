"""Tables rounded as they are written: parts sum to their total, and no part is more than its whole."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.style.decimals import PEOPLE, decimals_of
from hanting_geo.outputs.style.margins import close_margins
from hanting_geo.units import round_to_total

__all__ = ["TOTAL", "require_own_names", "rounded"]

_MOST_NAMED = 5
TOTAL = "(total)"


# Measures add up; a distance or an accuracy does not.
_ADDITIVE = ("plane_m2", "ellipsoid_m2", "area_m2", "ha", "mu", "length_m", "length_km")


_REMAINS = ("remaining_", "eligible_")


_PARTS = (*_REMAINS, "excluded_", "pruned_")
"""What a column begins with that holds a part of the area of its row."""


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round a table for writing: each additive measure closes on its total.

    A measure is a column that ends in ``plane_m2, ellipsoid_m2, area_m2, ha, mu, length_m, length_km``, or of people
    (``demand, served, unserved``); its parts are rounded by :func:`hanting_geo.units.round_to_total`. A row ``(total)``
    becomes the sum of the rows above it (up to the total before), if that is what it was before. Rows of one zone (its
    classes) sum to what the zone would have in a table with a row a zone. Other columns with a unit are rounded by
    themselves.

    What remains of a row's area (columns ``remaining_`` and ``eligible_`` beside the area itself) is never rounded to
    more than the area, in any unit; what is ``excluded_`` and ``pruned_`` neither, where it can close so. Columns that
    add up to another one still do when they are written (:mod:`hanting_geo.outputs.style.margins`).

    Examples
    --------
    >>> rounded(pd.DataFrame({"zone_id": ["a", "b", "(total)"], "ha": [1 / 3, 1 / 3, 2 / 3]}))["ha"].tolist()
    [0.3334, 0.3333, 0.6667]
    """
    require_own_names(table)
    given, table = table, table.copy()
    is_total = np.zeros(len(table), dtype=bool)
    for column in table.columns:
        if pd.api.types.is_string_dtype(table[column]) or table[column].dtype == object:
            is_total |= (table[column] == TOTAL).to_numpy(dtype=bool, na_value=False)
    groups = _groups(table)
    parts: list[tuple[str, str]] = []
    for column in table.columns:
        decimals = decimals_of(str(column))
        if decimals is None or not pd.api.types.is_float_dtype(table[column]):
            continue
        values = table[column].to_numpy(dtype=float)
        whole = _whole_of(str(column), table)
        if whole is not None:
            parts.append((str(column), whole))
        adds_up = str(column).endswith(_ADDITIVE) or column in PEOPLE
        if (adds_up or whole is not None) and np.isfinite(values[~np.isnan(values)]).all():
            table[column] = _close(values, is_total, decimals, groups=groups)
        else:
            table[column] = np.round(values, decimals)
    # What remains comes first: an area may have to be rounded otherwise for it.
    for part, whole in sorted(parts, key=lambda pair: not pair[0].startswith(_REMAINS)):
        exact = tuple(given[column].to_numpy(dtype=float) for column in (part, whole))
        shown = tuple(table[column].to_numpy(dtype=float) for column in (part, whole))
        if np.isfinite(np.concatenate(exact)[~np.isnan(np.concatenate(exact))]).all():
            table[part], table[whole] = _within(
                exact, shown, is_total, decimals_of(part) or 0, remains=part.startswith(_REMAINS)
            )
    close_margins(given, table, is_total)
    return table


def require_own_names(table: pd.DataFrame, where: str = "the table") -> None:
    """Refuse columns of one name: which of them is meant would be a guess."""
    doubled = table.columns[table.columns.duplicated()].unique()
    if len(doubled):
        named = enumerated(repr(column) for column in doubled[:_MOST_NAMED])
        message = Sentence(
            "{where}: more than one column is called {named}; rename them so that a reader can tell them apart",
            where=where,
            named=named,
        )
        raise SchemaError(message)


def _whole_of(column: str, table: pd.DataFrame) -> str | None:
    """Name the column of which another one is a part, row by row."""
    for prefix in _PARTS:
        unit = column.removeprefix(prefix)
        if unit != column:
            for whole in (unit, f"plane_{unit}"):
                if whole in table.columns and pd.api.types.is_float_dtype(table[whole]):
                    return whole
    return None


def _within(
    exact: tuple[np.ndarray, ...], shown: tuple[np.ndarray, ...], is_total: np.ndarray, decimals: int, *, remains: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Round parts of areas so that each is at most its area, and both close; give both.

    If the areas as they are rounded leave no way to what remains, those are rounded up first of which the part needs
    it: the parts can always close then, since those below the unit of their area are no more of it in sum than the
    areas are.
    """
    (values, areas), (part, whole) = exact, shown
    there = ~is_total & ~np.isnan(values) & (values <= areas)
    if (part[there] <= whole[there]).all():
        return part, whole
    try:
        return _close(values, is_total, decimals, at_most=np.where(there, whole, np.nan)), whole
    except ValueError:
        if not remains:
            return part, whole
        units = 10.0**decimals
        tight = there & (np.floor(values * units) == np.floor(areas * units)) & (values * units % 1 > 0)
        again = _close(areas, is_total, decimals, first=tight)
    try:
        return _close(values, is_total, decimals, at_most=np.where(there, again, np.nan)), again
    except ValueError:
        return part, whole


def _close(
    values: np.ndarray,
    is_total: np.ndarray,
    decimals: int,
    *,
    at_most: np.ndarray | None = None,
    first: np.ndarray | None = None,
    groups: np.ndarray | None = None,
) -> np.ndarray:
    """Round the parts to their total; write a total that is the sum of its parts as the sum of the rounded parts.

    A total closes the rows above it, up to the total before: several tables may stand under each other. With groups,
    their sums are rounded first, as one list, and then the rows of each to its sum.
    """
    unit = 10.0**-decimals
    result = np.round(values, decimals)
    block = np.cumsum(is_total) - is_total
    for number in range(int(block[-1]) + 1 if len(block) else 0):
        parts = (block == number) & ~is_total
        if groups is not None:
            result[parts] = _nested(values[parts], groups[parts], decimals)
        else:
            result[parts] = round_to_total(
                values[parts],
                decimals,
                at_most=None if at_most is None else at_most[parts],
                first=() if first is None else first[parts].tolist(),
            )
        there = parts & ~np.isnan(values)
        closes = (block == number) & is_total & (np.abs(values - math.fsum(values[there])) <= unit / 2)
        result[closes] = round(math.fsum(result[there]), decimals)
    return result


def _groups(table: pd.DataFrame) -> np.ndarray | None:
    """Give the number of the zone of each row; None where each zone has one row, or there are no zones."""
    if "zone_id" not in table.columns:
        return None
    codes = pd.factorize(table["zone_id"], use_na_sentinel=False)[0]
    return np.asarray(codes) if len(codes) and codes.max() + 1 < len(codes) else None


def _nested(values: np.ndarray, groups: np.ndarray, decimals: int) -> np.ndarray:
    """Round the sums of groups to their total, and the values of each group to its sum.

    There is always a way: the sum of a group is rounded up or down, its values together lie between the sum of theirs
    rounded down and that of theirs rounded up, and a sum on a hair of a whole unit is rounded to it.
    """
    sums = pd.Series(values).groupby(groups, sort=False).sum(min_count=1)
    totals = dict(zip(sums.index, round_to_total(sums, decimals), strict=True))
    order = np.argsort(groups, kind="stable")
    result = np.round(values, decimals)
    for own in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        total = totals[groups[own[0]]] if len(own) else np.nan
        if not np.isnan(total):
            result[own] = round_to_total(values[own], decimals, total=total)
    return result
