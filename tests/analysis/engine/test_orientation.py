"""The exact sign against fractions: at random, nearly on the line, neighbours by one ulp, huge, tiny, of mixed size."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hanting_geo.analysis.engine import kernels, orientation
from hanting_geo.analysis.engine.orientation import HALF_ULP, exact_side, side, sign

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats

COUNT = 3000
_CHANCE = np.random.default_rng(20)


def fraction_of(row: Floats) -> Fraction:
    x1, y1, x2, y2, x, y = (Fraction(float(value)) for value in row)
    return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)


def nearly_on_the_line(base: Floats, size: float) -> Floats:
    """Put points on edges, rounded, and move them by up to two ulps."""
    start = base + _CHANCE.uniform(-size, size, (COUNT, 2))
    end = base + _CHANCE.uniform(-size, size, (COUNT, 2))
    share = _CHANCE.choice([0.0, 0.25, 1 / 3, 0.5, 0.9, 1.0, 1.5, -2.0], (COUNT, 1))
    point = start + share * (end - start)
    point += _CHANCE.integers(-2, 3, point.shape) * np.spacing(np.abs(point))
    return np.hstack([start, end, point])


def with_exponents(low: int, high: int) -> Floats:
    numbers = np.ldexp(_CHANCE.uniform(-1, 1, (COUNT, 6)), _CHANCE.integers(low, high, (COUNT, 6)))
    # Of half of them, the point is an end, its double, or the end and a hair.
    half = COUNT // 2
    numbers[:half, 4:] = numbers[:half, 2:4]
    numbers[: half // 2, 4:] *= 2
    numbers[: half // 4, :2] = 0
    numbers[half // 4 : half // 3, 4] = np.nextafter(numbers[half // 4 : half // 3, 4], np.inf)
    return numbers


SORTS = {
    "at random": _CHANCE.uniform(-1e3, 1e3, (COUNT, 6)),
    "small whole numbers": _CHANCE.integers(-3, 4, (COUNT, 6)).astype(float),
    "nearly on the line": nearly_on_the_line(np.zeros(2), 100.0),
    "far from the origin": nearly_on_the_line(np.array([430_000.0, 4_071_000.0]), 100.0),
    "far, and a nanometre long": nearly_on_the_line(np.array([40_430_000.0, 4_071_000.0]), 3e-8),
    "beside an axis": nearly_on_the_line(np.array([0.0, 4_071_000.0]), 1e-9),
    "in degrees": nearly_on_the_line(np.array([119.5, 36.7]), 0.01),
    "beside zero": nearly_on_the_line(np.zeros(2), 1e-160),
    "of mixed size": with_exponents(-60, 60),
    "of very mixed size": with_exponents(-300, 300),
    "huge": with_exponents(1000, 1024),
    "tiny": with_exponents(-1074, -1000),
    "all that there are": with_exponents(-1074, 1024),
    "multiples of the smallest": _CHANCE.integers(-9, 10, (COUNT, 6)) * math.ulp(0.0),
}


@pytest.mark.parametrize("sort", SORTS)
def test_the_sign_is_that_of_fractions(sort: str) -> None:
    rows = SORTS[sort]
    x1, y1, x2, y2, x, y = rows.T.copy()
    found = exact_side((x1, y1, x2, y2), x, y)
    exact = [fraction_of(row) for row in rows]
    assert np.sign(found).tolist() == [(value > 0) - (value < 0) for value in exact]
    for mine, value in zip(found.tolist(), exact, strict=True):
        if math.isfinite(mine) and abs(value) > Fraction(2) ** -960:
            assert abs(Fraction(mine) - value) <= Fraction(4 * HALF_ULP) * abs(value)


@pytest.mark.parametrize("sort", SORTS)
def test_what_the_bound_calls_sure_is_right(sort: str) -> None:
    rows = SORTS[sort]
    x1, y1, x2, y2, x, y = rows.T.copy()
    with np.errstate(over="ignore", invalid="ignore"):
        found = sign(x2 - x1, y2 - y1, x - x1, y - y1)
        value, error = side(x2 - x1, y2 - y1, x - x1, y - y1)
    exact = [fraction_of(row) for row in rows]
    for mine, right in zip(found.tolist(), exact, strict=True):
        assert mine in {0, (right > 0) - (right < 0)}
    for mine, most, right in zip(value.tolist(), error.tolist(), exact, strict=True):
        if math.isfinite(mine) and math.isfinite(most):
            assert abs(Fraction(mine) - right) <= 2 * Fraction(most)


def test_sorts_ask_for_what_they_are_for() -> None:
    """Points on the line, points off it by less than floats tell, and what needs whole numbers: all are there."""
    assert 30 < sum(fraction_of(row) == 0 for row in SORTS["far from the origin"]) < COUNT
    near = SORTS["nearly on the line"]
    exact = [fraction_of(row) for row in near]
    x1, y1, x2, y2, x, y = near.T.copy()
    unsure = sign(x2 - x1, y2 - y1, x - x1, y - y1) == 0
    assert sum(bool(mark) and value != 0 for mark, value in zip(unsure, exact, strict=True)) > 100
    for sort in ("beside an axis", "of very mixed size", "tiny", "huge"):
        x1, y1, x2, y2, x, y = SORTS[sort].T.copy()
        with np.errstate(all="ignore"):
            assert not orientation._without_rounding((x1, y1, x2, y2), x, y)[1].all(), sort


def test_a_grid_of_ulps_round_a_line() -> None:
    """The classic picture: points of a grid of ulps beside a line, of which floats make stripes."""
    base, step = 0.5, 2.0**-53
    places = [base + at * step for at in range(24)]
    edge = (12.0, 12.0, 24.0, 24.0)
    grid = np.array(list(itertools.product(places, places)))
    found = exact_side(tuple(np.full(len(grid), value) for value in edge), grid[:, 0].copy(), grid[:, 1].copy())
    assert np.sign(found).tolist() == np.sign(grid[:, 1] - grid[:, 0]).tolist()


@pytest.mark.parametrize("sort", SORTS)
def test_compiled_loops_agree(sort: str) -> None:
    rows = SORTS[sort]
    x1, y1, x2, y2, x, y = rows.T.copy()
    with np.errstate(over="ignore", invalid="ignore"):
        expected = sign(x2 - x1, y2 - y1, x - x1, y - y1)
    found = [kernels._side(x1[row], y1[row], x2[row], y2[row], x[row], y[row]) for row in range(len(rows))]
    assert found == expected.astype(int).tolist()
