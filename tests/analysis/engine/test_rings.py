"""Rings as arrays: which way they run, by whole numbers where they are too thin for floats."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely import Polygon

from hanting_geo.analysis.engine.rings import outlines_of


def doubled_area(x: list[float], y: list[float]) -> Fraction:
    at = [(Fraction(east), Fraction(north)) for east, north in zip(x, y, strict=True)]
    return sum((a[0] * b[1] - a[1] * b[0] for a, b in pairwise(at)), Fraction(0))


@pytest.mark.parametrize("size", [1e-9, 1e-8, 1e-3, 100.0])
@pytest.mark.parametrize("place", [(0.0, 0.0), (430_000.0, 4_071_000.0), (0.0, 4_071_000.0), (40_430_000.0, -7.0)])
def test_shells_run_counter_clockwise_and_holes_clockwise(place: tuple[float, float], size: float) -> None:
    chance = np.random.default_rng(12)
    shapes = []
    for _ in range(400):
        start, end = chance.uniform(-size, size, (2, 2))
        share = chance.random()
        near = start + share * (end - start) + chance.integers(-2, 3, 2) * np.spacing(size)
        shape = Polygon(np.array([start, near, end]) + place)
        if shape.is_valid and not shape.is_empty:
            shapes.append(shape)
    taken = outlines_of(np.array(shapes, dtype=object))
    thin = 0
    for begin, close in pairwise(taken.ring_start.tolist()):
        x, y = taken.x[begin:close].tolist(), taken.y[begin:close].tolist()
        area = doubled_area(x, y)
        assert area > 0
        thin += area < Fraction(1e-12) * Fraction(max(x) - min(x)) * Fraction(max(y) - min(y))
    if size == 100 and place == (0.0, 0.0):
        assert thin > 20
    holed = shapely.box(0, 0, 9, 9, ccw=False) - shapely.box(3, 3, 6, 6)
    taken = outlines_of(np.array([holed]))
    areas = [
        doubled_area(taken.x[begin:close].tolist(), taken.y[begin:close].tolist())
        for begin, close in pairwise(taken.ring_start.tolist())
    ]
    assert areas == [162, -18]
