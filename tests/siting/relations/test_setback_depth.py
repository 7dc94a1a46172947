"""Setbacks of shapes that lie deep in one another: by hand, and against shapes that are displaced again and again."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from brute import breaks, displaced, judged, layer, rule
from shapely import LineString, Point, Polygon, box

from hanting_geo.siting.screening.judge import Verdict

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

SITE = box(0, 0, 200, 200)
PIPE = LineString([(-500, 100), (700, 100)])


def asked(site: Geometry, feature: Geometry, distance_m: float, b: Any, a: float = 0.0, **where: Any) -> str:
    layers = {"r": layer([feature], b), **{name: layer(shapes, 0.0) for name, shapes in where.items()}}
    limits = {"where_layer": next(iter(where))} if where else {}
    found = judged([site], rule("beyond_distance", distance_m=distance_m, **limits), layers, a)
    return Verdict(found.verdicts[0, 0]).word


@pytest.mark.parametrize(
    ("site", "feature", "distance_m", "b", "a", "word"),
    [
        (SITE, PIPE, 5, 5, 0.1, "conflict"),  # through the middle, 100 m from both borders
        (SITE, PIPE, 5, 5, 0, "conflict"),  # c = D: in the interior
        (SITE, PIPE, 5, 104.9, 0, "conflict"),  # c - D = 99.9 of a depth of 100
        (SITE, PIPE, 5, 105.1, 0, "uncertain"),  # 0.1 m beyond the border and 5 m more may lie between them
        (SITE, LineString([(0, -9), (0, 300)]), 5, 5, 0, "uncertain"),  # along the border: no interior is met
        (SITE, LineString([(0.1, -9), (0.1, 300)]), 5, 5, 0, "conflict"),
        (SITE, Point(100, 100), 5, 104.9, 0, "conflict"),
        (SITE, Point(100, 100), 5, 105.1, 0, "uncertain"),
        (Point(100, 100), SITE, 5, 104.9, 0, "conflict"),  # shrink(R, c - D) meets S
        (PIPE, SITE, 5, 60, 44.9, "conflict"),
        (box(90, 90, 110, 110), SITE, 10, 109.9, 0, "conflict"),  # c - D = 99.9: the middle is 100 m deep
        (box(90, 90, 110, 110), SITE, 10, 110.1, 0, "uncertain"),
        (SITE, box(90, 90, 110, 110), 10, 109.9, 0, "conflict"),
        (SITE, box(90, 90, 110, 110), 10, 110.1, 0, "uncertain"),
        (PIPE, LineString([(0, 0), (0, 300)]), 5, 5, 0, "uncertain"),  # lines have no interior
        (PIPE, PIPE, 5, 9, 0, "uncertain"),
        (SITE, PIPE, 0, 5, 0, "clear"),  # nothing is nearer than 0
    ],
)
def test_the_sharper_conflict(
    site: Geometry, feature: Geometry, distance_m: float, b: float, a: float, word: str
) -> None:
    assert asked(site, feature, distance_m, b, a) == word


def test_only_the_part_where_the_rule_holds_counts() -> None:
    # Where the rule holds, the site is a strip 20 m wide along the pipe, or far from it.
    assert asked(SITE, PIPE, 5, 14, w=[box(-9, 90, 300, 110)]) == "conflict"
    assert asked(SITE, PIPE, 5, 16, w=[box(-9, 90, 300, 110)]) == "uncertain"
    assert asked(SITE, PIPE, 5, 5, w=[box(-9, 150, 300, 190)]) == "clear"


def test_the_least_area_of_what_lies_across() -> None:
    told = judged([SITE], rule("beyond_distance", distance_m=5), {"r": layer([PIPE], 5)}, 0.1).told["rule"]
    # 10 m of setback across the 200 m of the site; however displaced by 5.1 m, across 189.8 m of it at least.
    assert told.drawn_m2[0] == pytest.approx(2000, abs=1e-6)
    assert told.low_m2[0] == pytest.approx(10 * 189.8, rel=1e-3)
    assert told.high_m2[0] == pytest.approx(20.2 * 200, rel=1e-3)


def blob(rng: np.random.Generator, size: float) -> Polygon:
    while True:
        turn = np.sort(rng.uniform(0, 2 * math.pi, rng.integers(3, 9)))
        far = size * rng.uniform(0.4, 1, len(turn))
        shape = Polygon(rng.uniform(-15, 15, 2) + far[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]))
        if shape.is_valid and shape.area > 1:
            return shape


def check_by_brute_force(seed: int) -> tuple[str, bool]:
    """Draw shapes that lie in one another, known no better than the setback; ask 40 displacements of them."""
    rng = np.random.default_rng(seed)

    def shape() -> Geometry:
        kind = rng.random()
        if kind < 0.6:
            return blob(rng, rng.uniform(10, 60))
        return LineString(rng.uniform(-60, 60, (3, 2))) if kind < 0.85 else Point(rng.uniform(-20, 20, 2))

    site, features = shape(), [shape() for _ in range(rng.integers(1, 3))]
    distance_m = float(rng.choice([0.5, 2, 5, 10]))
    a = float(rng.choice([0.0, 1.0, 4.0]))
    b = distance_m + rng.choice([0.0, 0.5, 3.0, 10.0, 20.0], len(features)) - min(a, distance_m)
    one = rule("beyond_distance", distance_m=distance_m)
    found = judged([site], one, {"r": layer(features, b)}, a)
    drawn = [features, *displaced(rng, features, a + b, 40)]
    answers = [breaks(one, site, some, None) for some in drawn]
    word = Verdict(found.verdicts[0, 0]).word
    assert word != "conflict" or all(answers), seed
    assert word != "clear" or not any(answers), seed
    told = found.told["rule"]
    if len(told.site):
        for some in drawn:
            area = shapely.intersection(site, shapely.union_all(shapely.buffer(some, distance_m, quad_segs=16))).area
            assert told.low_m2[0] - 1e-6 <= area <= told.high_m2[0] + 1e-6, seed
    return word, all(answers)


def test_setbacks_against_displaced_shapes() -> None:
    counts = Counter(check_by_brute_force(seed) for seed in range(60))
    # What no displacement ends is said to be in conflict, mostly.
    sure, unsure = counts["conflict", True], counts["uncertain", True]
    assert sure > 12
    assert sure > unsure
