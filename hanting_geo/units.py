"""Units of Chinese land practice and the one rounding that closes: parts sum to the rounded total."""

from __future__ import annotations

import math
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DECIMALS", "M2_PER_HA", "M2_PER_KM2", "M2_PER_MU", "MU_PER_HA", "area_columns", "round_to_total"]

M2_PER_HA = 10_000.0
M2_PER_KM2 = 1_000_000.0
MU_PER_HA = 15.0
M2_PER_MU = M2_PER_HA / MU_PER_HA
"""1 mu = 10000/15 m2 = 666.666... m2."""

DECIMALS = {"_m2": 2, "_ha": 4, "_mu": 2, "_m": 2, "_km": 3}
"""Decimals that a written table shows, by the suffix of the column's name."""
_MANY = 64
"""From so many values on they are rounded together."""
_MOST_DECIMALS = 15
_EXACT = 1e15
NO_WAY = "cannot round to a total: the bounds leave no way to close"


def area_columns(
    plane: NDArray[np.float64], ellipsoid: NDArray[np.float64] | None = None, *, prefix: str = ""
) -> dict[str, NDArray[np.float64]]:
    """Name areas as columns, in all units.

    Parameters
    ----------
    plane
        Plane areas in m2.
    ellipsoid
        Areas on the ellipsoid in m2, where there are any; the plane ones are then told apart by name.
    prefix
        Of each column.

    Examples
    --------
    >>> import numpy as np
    >>> {name: column.tolist() for name, column in area_columns(np.array([20000.0]), prefix="low_").items()}
    {'low_m2': [20000.0], 'low_ha': [2.0], 'low_mu': [30.0]}
    >>> list(area_columns(np.array([10000.0]), np.array([9999.0]), prefix="takes_"))
    ['takes_plane_m2', 'takes_ellipsoid_m2', 'takes_ha', 'takes_mu']
    """
    measured = {"m2": plane} if ellipsoid is None else {"plane_m2": plane, "ellipsoid_m2": ellipsoid}
    hectares = plane / M2_PER_HA
    columns = {**measured, "ha": hectares, "mu": hectares * MU_PER_HA}
    return {f"{prefix}{name}": column for name, column in columns.items()}


def round_to_total(
    values: Iterable[float],
    decimals: int,
    *,
    at_most: Iterable[float] | None = None,
    first: Sequence[bool] = (),
    total: float | None = None,
) -> list[float]:
    """Round so that the rounded parts sum to the rounded total (强制调平).

    Largest-remainder method on the decimal values: every part is cut down to ``decimals``, and the units
    that the rounded total still lacks go to the parts with the largest remainders, ties to the earlier row.
    No part moves by a whole unit of the last decimal.

    Parameters
    ----------
    values
        Finite numbers; NaN (no value) stays NaN and takes no part.
    decimals
        Decimals to keep: m2 2, hectares 4, mu 2 by the data contract.
    at_most
        For each value a rounded number that it must not exceed when it is rounded, such as the area that is written
        beside what remains of it; NaN is no bound. What a part may not take goes to the next one.
    first
        Which values are rounded up before all others, whatever their remainders; by default none.
    total
        What they are to sum to, where that is rounded already as a part of something larger: their sum rounded up or
        down. By default their sum rounded half up.

    Returns
    -------
    list of float
        In the order of ``values``. The total is rounded half up (四舍五入).

    Raises
    ------
    ValueError
        A value is infinite, or the bounds or the total leave no way to close.

    Examples
    --------
    >>> round_to_total([1 / 3, 1 / 3, 1 / 3], 2)
    [0.34, 0.33, 0.33]
    >>> round_to_total([2.5, -0.125, float("nan")], 2)
    [2.5, -0.12, nan]
    >>> round_to_total([0.006, 0.004, 0.004], 2), round_to_total([0.006, 0.004, 0.004], 2, at_most=[0.0, 0.01, 0.01])
    ([0.01, 0.0, 0.0], [0.0, 0.01, 0.0])
    >>> round_to_total([0.006, 0.006], 2), round_to_total([0.006, 0.006], 2, total=0.02)
    ([0.01, 0.0], [0.01, 0.01])
    """
    numbers = [float(value) for value in values]
    if any(math.isinf(value) for value in numbers):
        message = f"cannot round to a total: row {[math.isinf(v) for v in numbers].index(True)} is infinite"
        raise ValueError(message)
    before = list(first) or [False] * len(numbers)
    total = None if total is None else float(total)
    bounds = None if at_most is None else [float(bound) for bound in at_most]
    if len(numbers) >= _MANY:
        quick = _together(numbers, decimals, bounds, before, total)
        if quick is not None:
            return quick
    return _by_decimals(numbers, decimals, bounds, before, total)


def _by_decimals(
    numbers: list[float], decimals: int, at_most: list[float] | None, before: list[bool], given: float | None
) -> list[float]:
    """Round in decimal numbers, each by itself: what is meant, however large or small the values are."""
    unit = Decimal(1).scaleb(-decimals)
    # repr gives the shortest decimal that means this float, which is the number that a reader sees.
    exact = {row: Decimal(repr(value)) for row, value in enumerate(numbers) if not math.isnan(value)}
    floors = {row: value.quantize(unit, rounding=ROUND_FLOOR) for row, value in exact.items()}
    total = sum(exact.values(), Decimal(0)) if given is None else Decimal(repr(given))
    missing = int((total.quantize(unit, rounding=ROUND_HALF_UP) - sum(floors.values(), Decimal(0))) / unit)
    bounds = at_most or [math.nan] * len(numbers)
    room = {row: unit if math.isnan(bounds[row]) else Decimal(repr(bounds[row])) - floors[row] for row in exact}
    # Sorted is stable: earlier rows first. What is a whole number of units already is never raised.
    order = sorted(exact, key=lambda row: (not before[row], floors[row] - exact[row]))
    fit = [row for row in order if room[row] >= unit and floors[row] != exact[row]]
    if not 0 <= missing <= len(fit) or any(left < 0 for left in room.values()):
        raise ValueError(NO_WAY)
    raised = set(fit[:missing])
    return [
        float(floors[row] + unit if row in raised else floors[row]) if row in exact else math.nan
        for row in range(len(numbers))
    ]


def _together(
    numbers: list[float], decimals: int, at_most: list[float] | None, before: list[bool], total: float | None
) -> list[float] | None:
    """Round as :func:`_by_decimals` does, many at once: by bounds on the errors, in decimals where these do not decide.

    Gives None where the numbers are too large for whole units to be exact, or it lies on a hair whether the total is
    rounded up.
    """
    import numpy as np

    values = np.array(numbers)
    rows = np.flatnonzero(~np.isnan(values))
    values, scale = values[rows], 10.0**decimals
    units = values * scale
    if not 0 <= decimals <= _MOST_DECIMALS or not np.abs(units).sum() < _EXACT:
        return None
    # A decimal of at most 15 digits is the shortest one that means its float: these are whole units already.
    nearest = np.rint(units)
    whole = nearest / scale == values
    slack = np.abs(units) * 2.0**-51 + 2.0**-52
    floors = np.where(whole, nearest, np.floor(units))
    rest = np.where(whole, 0.0, units - floors)
    for place in np.flatnonzero(~whole & (np.abs(units - nearest) <= slack)).tolist():
        exact = Decimal(repr(float(values[place]))).scaleb(decimals)
        floors[place] = int(exact.to_integral_value(ROUND_FLOOR))
        rest[place] = float(exact - int(floors[place]))
    lacking = math.fsum(rest.tolist())
    doubt = float(slack[~whole].sum()) + lacking * 2.0**-52
    if total is not None:
        missing = round(total * scale) - int(floors.sum())
    elif abs(lacking - math.floor(lacking) - 0.5) <= doubt:
        return None
    else:
        missing = math.floor(lacking + 0.5)
    fit = ~whole
    if at_most is not None:
        bounds = np.array(at_most)[rows]
        bounded = ~np.isnan(bounds)
        most = np.rint(np.where(bounded, bounds, 0.0) * scale)
        if not (np.abs(most) < _EXACT).all() or (bounded & (most / scale != bounds)).any():
            return None
        if (bounded & (most < floors)).any():
            raise ValueError(NO_WAY)
        fit &= ~bounded | (most > floors)
    if not 0 <= missing <= fit.sum():
        raise ValueError(NO_WAY)
    first = np.array(before, dtype=bool)[rows]
    for group in (np.flatnonzero(fit & first), np.flatnonzero(fit & ~first)):
        count = min(missing, len(group))
        missing -= count
        floors[_largest(group, count, rest, slack, values, decimals)] += 1
    rounded = np.full(len(numbers), math.nan)
    rounded[rows] = np.where(values == 0, values, floors / scale)
    return rounded.tolist()


def _largest(
    group: NDArray[np.intp],
    count: int,
    rest: NDArray[np.float64],
    slack: NDArray[np.float64],
    values: NDArray[np.float64],
    decimals: int,
) -> NDArray[np.intp]:
    """Choose of some rows those with the largest remainders, ties to the earlier row."""
    import numpy as np

    if count in {0, len(group)}:
        return group[:count]
    ranked = group[np.argsort(-rest[group], kind="stable")]
    reach = 2 * float(slack[group].max())
    sure = rest[ranked] > rest[ranked[count]] + reach
    near = np.sort(ranked[~sure & (rest[ranked] >= rest[ranked[count - 1]] - reach)])
    # What lies too near to where it is cut off is compared in decimals, each value once.
    exact = {value: Decimal(repr(value)).scaleb(decimals) % 1 for value in set(values[near].tolist())}
    keys = {value: -(part + 1 if part < 0 else part) for value, part in exact.items()}
    near = np.array(sorted(near.tolist(), key=lambda place: keys[float(values[place])]), dtype=np.intp)
    chosen = ranked[sure]
    return np.concatenate([chosen, near[: count - len(chosen)]])
