"""What is near, and what pieces have in common, against what shapely says pair by pair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from hanting_geo.siting.relations.features import Features, Labels
from hanting_geo.siting.relations.nearest import Nearest, pairs_within
from hanting_geo.siting.relations.shapes import area_by, flat, union_by

SPREAD = 4_000.0


def shapes(rng: np.random.Generator, count: int, size: float, corners: int = 9) -> np.ndarray[Any, Any]:
    """Draw crooked polygons here and there, each seen from its middle as a whole."""
    turns = np.sort(rng.uniform(0, 2 * np.pi, (count, corners)), axis=1)
    far = size * rng.uniform(0.5, 1, (count, corners))
    middles = rng.uniform(0, SPREAD, (count, 1, 2))
    outlines = middles + far[..., None] * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    return np.array(
        [shape if shape.is_valid else shape.convex_hull for shape in shapely.polygons(outlines)], dtype=object
    )


def of_rule(features: np.ndarray[Any, Any]) -> Features:
    return Features(features, Labels(pd.DataFrame(index=range(len(features)))), np.zeros(len(features)), 0)


@pytest.fixture
def mixed() -> np.ndarray[Any, Any]:
    """Give features of few and of many corners, lines, points, and one twice."""
    rng = np.random.default_rng(3)
    drawn = [*shapes(rng, 150, 30), *shapes(rng, 10, 400, 300)]
    drawn += [LineString(rng.uniform(0, SPREAD, (5, 2))), LineString(rng.uniform(0, SPREAD, (400, 2)))]
    drawn += [Point(*place) for place in rng.uniform(0, SPREAD, (20, 2))]
    drawn.append(MultiPolygon([box(0, 0, 5, 5), box(3_000, 3_000, 3_050, 3_001)]))
    drawn.append(drawn[0])
    return np.array(drawn, dtype=object)


def test_the_nearest_is_what_all_distances_say(mixed: np.ndarray[Any, Any]) -> None:
    rng = np.random.default_rng(5)
    sites = [*shapes(rng, 700, 25), *shapes(rng, 5, 900), *(Point(*place) for place in rng.uniform(0, SPREAD, (60, 2)))]
    sites += [Point(90_000, 90_000), box(90_000, 0, 90_010, 10), LineString([(0, 0), (10, 9_000)])]
    asked = np.array(sites, dtype=object)
    far = shapely.distance(asked[:, None], mixed[None, :])
    tree = Nearest(of_rule(mixed))
    distance, feature = tree.nearest(asked)
    np.testing.assert_array_equal(feature, far.argmin(axis=1))  # of equally near ones the first
    np.testing.assert_allclose(distance, far.min(axis=1), rtol=0, atol=1e-9)
    tree.remember(asked)
    assert tree.remembers(asked)
    assert not tree.remembers(asked.copy())
    np.testing.assert_array_equal(tree.nearest(asked)[0], distance)
    for limit in (5.0, 80.0):
        for sites_ in (asked, asked.copy()):
            within, beyond = tree.sure(sites_, np.ones(len(asked)), limit)
            assert (far.min(axis=1)[within] <= limit - 1 + 1e-9).all()
            assert (far.min(axis=1)[beyond] > limit + 1 - 1e-9).all()
            assert within.any()
            assert beyond.any()


def test_the_nearest_of_nothing() -> None:
    distance, feature = Nearest(of_rule(np.array([], dtype=object))).nearest(np.array([Point(0, 0)], dtype=object))
    assert distance.tolist() == [np.inf]
    assert feature.tolist() == [-1]


def test_pairs_within_are_what_all_distances_say(mixed: np.ndarray[Any, Any]) -> None:
    rng = np.random.default_rng(6)
    sites = shapes(rng, 300, 25)
    accuracy, reach = rng.choice([0.0, 2.0, 7.0], len(sites)), rng.choice([-3.0, 0.0, 20.0, 60.0], len(mixed))
    pairs = pairs_within(sites, accuracy, mixed, reach)
    most = accuracy[:, None] + reach[None, :]
    site, feature = np.nonzero((shapely.distance(sites[:, None], mixed[None, :]) <= most) & (most >= 0))
    order = np.lexsort((site, feature))
    np.testing.assert_array_equal(pairs.site, site[order])
    np.testing.assert_array_equal(pairs.feature, feature[order])


def test_unions_by_row_are_those_of_shapely() -> None:
    rng = np.random.default_rng(7)
    pieces = shapes(rng, 400, 30)
    pieces = np.array([shapely.affinity.translate(piece, -piece.bounds[0] % 90, 0) for piece in pieces], dtype=object)
    pieces = np.array([shapely.affinity.translate(piece, 0, -piece.bounds[1] + rng.uniform(0, 90)) for piece in pieces])
    rows = rng.integers(0, 120, len(pieces))
    pieces[0], pieces[1] = Point(-5, -5), LineString([(-9, 0), (-9, 9)])
    made, areas = union_by(rows, pieces, 121), area_by(rows, pieces, 121)
    assert made[120] is None
    for row in range(120):
        union = shapely.union_all(pieces[rows == row])
        if union.is_empty:
            assert made[row] is None
            continue
        assert made[row].is_valid
        assert shapely.symmetric_difference(made[row], union).area < 1e-6
        assert made[row].length == pytest.approx(union.length)
        assert areas[row] == pytest.approx(union.area)


def test_pieces_that_touch_are_one_and_those_apart_are_parts() -> None:
    pieces = np.array([box(0, 0, 1, 1), box(1, 0, 2, 1), box(5, 0, 6, 1), box(6, 1, 7, 2)], dtype=object)
    made = union_by(np.zeros(4, dtype=np.intp), pieces, 1)[0]
    assert made.is_valid
    assert made.equals(shapely.union_all(pieces))
    parts = union_by(np.zeros(2, dtype=np.intp), pieces[[0, 2]], 1)[0]
    assert parts.geom_type == "MultiPolygon"
    assert parts.area == 2


def test_shapes_lose_heights_and_preparations_and_nothing_else() -> None:
    plain, high, ready = box(0, 0, 1, 1), Polygon([(0, 0, 3), (1, 0, 3), (1, 1, 3)]), box(0, 0, 2, 2)
    shapely.prepare(ready)
    result = flat(np.array([plain, high, ready, None], dtype=object))
    assert result[0] is plain
    assert not result[1].has_z
    assert result[2] is not ready
    assert not shapely.is_prepared(result[2])
    assert shapely.is_prepared(ready)
    assert result[3] is None
