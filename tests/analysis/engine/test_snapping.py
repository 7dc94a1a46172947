"""Snap rounding: nothing crosses afterwards, nothing moves by more than a square, and overlays end by it."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import shapely
from ranges import RANGES, shapes_of
from rational import common_area
from shapely import LineString, Polygon

from hanting_geo.analysis.engine import exact
from hanting_geo.analysis.engine.arrangement import arranged
from hanting_geo.analysis.engine.exact import exact_overlay
from hanting_geo.analysis.engine.polygons import polygons_of
from hanting_geo.analysis.engine.snapping import snapped


def crosses(one: Any, two: Any) -> bool:
    """Tell exactly whether two segments meet elsewhere than at a common end, and are not the same."""

    def side(at: Any, of: Any) -> int:
        return int((of[2] - of[0]) * (at[1] - of[1]) - (of[3] - of[1]) * (at[0] - of[0]))

    signs = [side(one[:2], two), side(one[2:], two), side(two[:2], one), side(two[2:], one)]
    if signs == [0, 0, 0, 0]:
        # On one straight line, they are the same, or have at most an end in common.
        low, high = (sorted([tuple(each[:2]), tuple(each[2:])]) for each in (one, two))
        return low != high and max(low[0], high[0]) < min(low[1], high[1])
    ends = [(one[:2], two), (one[2:], two), (two[:2], one), (two[2:], one)]
    inner = [
        sign == 0
        and tuple(at) not in {tuple(of[:2]), tuple(of[2:])}
        and min(of[0], of[2]) <= at[0] <= max(of[0], of[2])
        and min(of[1], of[3]) <= at[1] <= max(of[1], of[3])
        for sign, (at, of) in zip(signs, ends, strict=True)
    ]
    return any(inner) or (signs[0] * signs[1] < 0 and signs[2] * signs[3] < 0)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("grid", [1.0, 4.0, 0.25])
def test_nothing_crosses_on_the_grid(seed: int, grid: float) -> None:
    chance = np.random.default_rng(seed)
    edges = chance.uniform(-20, 20, (18, 4))
    if seed % 2:
        edges = np.round(edges * 2) / 2  # Many ends and crossings on the borders of squares.
    edges = edges[(edges[:, :2] != edges[:, 2:]).any(axis=1)]
    found = arranged(edges, np.zeros(len(edges), dtype=np.intp))
    result = snapped(found.points, found.shift, list(zip(found.start, found.end, strict=True)), grid)
    whole = result / grid
    assert (whole == np.round(whole)).all()
    segments = np.unique(whole.astype(int), axis=0)
    for one, two in combinations(segments, 2):
        assert not crosses(one.tolist(), two.tolist()), (one, two)
    # All that was there is still within half the diagonal of a square, and nothing else is.
    before = shapely.union_all([LineString(edge.reshape(2, 2)) for edge in edges])
    after = shapely.union_all([LineString(segment.reshape(2, 2) * grid) for segment in segments])
    assert shapely.hausdorff_distance(before, after, densify=0.01) <= 0.7072 * grid


@pytest.mark.parametrize("where", RANGES)
def test_overlays_end_by_the_grid(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the first rounding never bounded valid polygons: what the grid makes of it is right as well."""
    turns = [0]

    def never_at_once(rings: Any) -> Any:
        turns[0] += 1
        pair, built, doubtful = polygons_of(rings)
        return (pair[:0], built[:0], np.array([0])) if turns[0] == 1 else (pair, built, doubtful)

    monkeypatch.setattr(exact, "_FREE_TURNS", 1)
    monkeypatch.setattr(exact, "polygons_of", never_at_once)
    some = shapes_of(np.random.default_rng([31, len(where)]), where, 16)
    gridded = 0
    for one, other in zip(some[::2], some[1::2], strict=True):
        turns[0] = 0
        found: Any = exact_overlay([one, other], "intersection")
        gridded += turns[0] > 0
        require_close(found, one, other)
    assert gridded


def require_close(found: Any, one: Any, other: Any) -> None:
    largest = np.abs(shapely.bounds(np.array([one, other]))).max()
    most = 1e-12 * one.area + 8 * np.spacing(largest) * (one.length + other.length)
    assert found.is_valid
    assert abs(common_area(one, other) - Fraction(found.area)) <= most


def test_what_rounding_makes_cross_again_and_again() -> None:
    """Two bundles of needles from near zero, where floats are dense, to far away, where they are not."""
    far = 3.0e9
    one: Any = shapely.union_all([Polygon([(0, 0), (far, far / 3 + k), (far, far / 3 + k + 0.5)]) for k in range(3)])
    other: Any = shapely.union_all(
        [Polygon([(1e-9, 0), (far, far / 3 + k / 3), (far, far / 3 + k / 3 + 1)]) for k in range(3)]
    )
    require_close(exact_overlay([one, other], "intersection"), one, other)


def test_what_is_thinner_than_the_grid_is_gone() -> None:
    assert not len(snapped([(0, 0), (1, 0), (1, 1)], 0, [(0, 1), (1, 2), (2, 0)], 8.0))
