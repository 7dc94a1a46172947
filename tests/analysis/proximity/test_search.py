"""Points to segments against GEOS: the same distances, of equally near ones the same feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box
from shapes import X, Y, frame

from hanting_geo.analysis.proximity import search as nearby
from hanting_geo.analysis.proximity.nearest import nearest
from hanting_geo.analysis.proximity.search import nearest_of_points
from hanting_geo.analysis.proximity.segments import FAN, Grouped, take_apart
from hanting_geo.errors import CRSError, SchemaError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry as Geometry

    Shapes = NDArray[np.object_]


def oracle(dots: Shapes, shapes: Shapes, limit: float) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Every distance to every shape by GEOS; of equally near ones the first."""
    far = shapely.distance(dots[:, None], shapes[None, :])
    far[np.isnan(far)] = np.inf
    first = far.argmin(axis=1)
    least = far[np.arange(len(dots)), first]
    return np.where(least <= limit, least, np.inf), np.where(least <= limit, first, -1)


def assert_same(dots: Shapes, shapes: Shapes, limit: float = np.inf) -> None:
    segments = take_apart(shapes)
    x, y = shapely.get_coordinates(dots).T
    distance, owner = nearest_of_points(segments, x, y, limit)
    expected, first = oracle(dots, shapes, limit)
    np.testing.assert_array_equal(owner, first)
    np.testing.assert_allclose(distance, expected, rtol=1e-12, atol=4 * np.spacing(np.abs(x).max()))


def wandering(count: int, corners: int, east: float, step: float, seed: int) -> Shapes:
    chance = np.random.default_rng(seed)
    ways = np.cumsum(chance.normal(0, step, (count, corners, 2)), axis=1) + chance.uniform(0, 1000, (count, 1, 2))
    return np.asarray(shapely.linestrings(ways + np.array([east, Y])))


@pytest.mark.parametrize("east", [X, 40_430_000.0, pytest.param(0.0, marks=pytest.mark.long)])
@pytest.mark.parametrize(("count", "corners"), [(1, 2), (3, 700), (2000, 2), (40, 9)])
def test_rivers(count: int, corners: int, east: float) -> None:
    chance = np.random.default_rng(5)
    rivers = wandering(count, corners, east, 10, 6)
    places = chance.uniform([east - 500, Y - 500], [east + 1500, Y + 1500], (600, 2))
    on_line = shapely.get_coordinates(rivers)[:100]
    places[: len(on_line)] = on_line
    for limit in (np.inf, 60.0, 0.0):
        assert_same(np.asarray(shapely.points(places)), rivers, limit)


def test_lattice_of_ties() -> None:
    """Distances of whole numbers to rows of dots, doubled and in no order: most of them tie."""
    chance = np.random.default_rng(7)
    dots = np.asarray(shapely.points(chance.permutation(np.repeat(np.mgrid[0:40, 0:40].reshape(2, -1).T, 2, axis=0))))
    halves = np.asarray(shapely.points(chance.integers(-10, 90, (1500, 2)) / 2))
    assert_same(halves, dots)
    assert_same(halves, dots, 0.5)


def test_far_clusters_and_one_long_segment() -> None:
    chance = np.random.default_rng(8)
    lines = [LineString([(-1e6, -2e6), (2e6, 3e6)]), *wandering(300, 5, 0.0, 1e-3, 9), *wandering(30, 50, 9e5, 100, 10)]
    places = np.concatenate([chance.normal(0, spread, (300, 2)) for spread in (1e-3, 10, 1e4, 1e6)])
    assert_same(np.asarray(shapely.points(places)), np.array(lines, dtype=object))


def test_circle_round_the_middle() -> None:
    """All corners are as near, nothing can be left out: the work is cut into lots and the answer is right."""
    angle = np.linspace(0, 2 * np.pi, 20_001)
    ring = np.array([LineString(1000 * np.column_stack([np.cos(angle), np.sin(angle)]))], dtype=object)
    chance = np.random.default_rng(11)
    assert_same(np.asarray(shapely.points(chance.normal(0, 1e-3, (200, 2)))), ring)


def test_lots_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(12)
    rivers = wandering(50, 60, X, 20, 13)
    x, y = chance.uniform([[X], [Y]], [[X + 1000], [Y + 1000]], (2, 5000))
    segments = take_apart(rivers)
    whole = nearest_of_points(segments, x, y, np.inf)
    monkeypatch.setattr(nearby, "_MOST_PAIRS", 3)
    parted = nearest_of_points(segments, x, y, np.inf)
    for one, two in zip(whole, parted, strict=True):
        np.testing.assert_array_equal(one, two)


def test_no_rounding_of_boxes_loses_the_nearest() -> None:
    """Without the allowance for rounding the boxes of far-off lattices drop what lies on their border."""
    chance = np.random.default_rng(14)
    corners = chance.integers(0, 60, (400, 2, 2)) * 0.1 + [4e7, 4e6]
    lines = np.asarray(shapely.linestrings(corners[(corners[:, 0] != corners[:, 1]).any(axis=1)]))
    assert_same(np.asarray(shapely.points(chance.integers(-20, 80, (4000, 2)) * 0.1 + [4e7, 4e6])), lines)


def test_kinds_of_geometry() -> None:
    holed = Polygon([(0, 0), (90, 0), (90, 90), (0, 90)], [[(30, 30), (60, 30), (60, 60), (30, 60)]])
    shapes = [
        None,
        Point(),
        MultiPolygon([holed, box(200, 0, 210, 5)]),
        shapely.from_wkt(
            "GEOMETRYCOLLECTION (POINT (120 20), GEOMETRYCOLLECTION (MULTIPOLYGON (((40 40, 45 40, 40 45, 40 40)))))"
        ),
        MultiLineString([[(0, 120), (50, 120)], [(60, 130), (60, 130), (80, 140)]]),
        shapely.linearrings([(150, 50), (180, 50), (180, 80), (150, 50)]),
        shapely.MultiPoint([(100, 100), (130, 130)]),
        shapely.from_wkt("LINESTRING Z (10 150 5, 20 160 9)"),
        box(85, 40, 130, 50),
    ]
    chance = np.random.default_rng(15)
    places = np.asarray(shapely.points(chance.integers(-20, 230, (2000, 2))))
    result = nearest(frame([*np.asarray(shapely.transform(places, lambda xy: xy + np.array([X, Y])))]), frame(shapes))
    moved = frame(shapes).geometry.to_numpy()
    far, first = oracle(np.asarray(shapely.transform(places, lambda xy: xy + np.array([X, Y]))), moved, np.inf)
    assert result["distance_m"].tolist() == far.tolist()
    assert result["other_index"].tolist() == first.tolist()


def test_other_askers_and_points_together() -> None:
    chance = np.random.default_rng(16)
    rivers = wandering(20, 80, X, 15, 17)
    ask: list[Geometry | None] = [*np.asarray(shapely.points(chance.uniform([X, Y], [X + 1000, Y + 1000], (600, 2))))]
    ask[5:600:7] = list(wandering(len(ask[5:600:7]), 3, X, 30, 18))
    ask[::50] = [None] * len(ask[::50])
    result = nearest(frame(ask), frame(list(rivers)), max_distance_m=200)
    far, first = oracle(np.array(ask, dtype=object), rivers, 200)
    assert result["distance_m"].fillna(np.inf).tolist() == far.tolist()
    assert result["other_index"].fillna(-1).tolist() == first.tolist()


def test_checks_of_points_are_those_of_other_features() -> None:
    """Points are looked at by themselves: what is wrong is still found, and named as it is for others."""
    road = frame([LineString([(X, Y), (X + 9, Y)])])
    places: list[Geometry | None] = [Point(X + step, Y + 3) for step in range(9)]
    places[4:6] = [Point(430_000_000, Y), Point(X, 3.5e7)]
    for ask in (places, [*places, None], [*places, LineString([(X, Y), (X, Y + 1)])]):
        with pytest.raises(CRSError, match="the coordinates of f4, f5 do not fit"):
            nearest(frame(ask), road)
    bow = Polygon([(X, Y), (X + 5, Y + 5), (X + 5, Y), (X, Y + 5)])
    with pytest.raises(SchemaError, match="invalid geometry in f2 "):
        nearest(frame([Point(X, Y), Point(), bow, None, Point(X, Y)]), road)
    with pytest.raises(SchemaError, match="invalid geometry in f1 "):
        nearest(frame([Point(X, Y), Point(np.inf, Y)]), road)
    result = nearest(frame([Point(X, Y + 2), Point(), None, Point(X, Y + 5)]), road, max_distance_m=3)
    assert result["distance_m"].fillna(-1).tolist() == [2, -1, -1, -1]
    assert result["rank"].fillna(-1).tolist() == [1, -1, -1, -1]


def test_groups_are_full_and_cover() -> None:
    segments = take_apart(wandering(30, 50, X, 20, 19))
    ground = Grouped.of(segments)
    assert len(ground.segments.ax) % FAN == 0
    assert set(map(tuple, np.column_stack(segments).tolist())) == set(
        map(tuple, np.column_stack(ground.segments).tolist())
    )
    for fine, coarse in zip(ground.levels[:-1], ground.levels[1:], strict=True):
        there = np.isfinite(fine.west)
        above = np.arange(len(fine.west))[there] // FAN
        assert (coarse.west[above] <= fine.west[there]).all()
        assert (coarse.east[above] >= fine.east[there]).all()
        assert (coarse.south[above] <= fine.south[there]).all()
        assert (coarse.north[above] >= fine.north[there]).all()
        assert np.isfinite(np.concatenate(coarse)[: len(coarse.x)]).any()


whole = st.integers(-8, 8)
corner = st.tuples(whole, whole)
shapes = st.one_of(
    corner.map(Point),
    st.lists(corner, min_size=2, max_size=12).filter(lambda way: len(set(way)) > 1).map(LineString),
    st.tuples(whole, whole, st.integers(1, 5), st.integers(1, 5)).map(
        lambda at: LineString([*box(at[0], at[1], at[0] + at[2], at[1] + at[3]).exterior.coords])
    ),
)


@given(
    lines=st.lists(shapes, min_size=1, max_size=30),
    places=st.lists(corner, min_size=1, max_size=40),
    step=st.sampled_from([1.0, 0.1, 1e-4, 1e5]),
    east=st.sampled_from([0.0, X, 40_430_000.0]),
    limit=st.sampled_from([np.inf, 2.0, 0.0]),
)
@settings(max_examples=80, deadline=None, derandomize=True)
def test_random_layouts(
    lines: list[Geometry], places: list[tuple[int, int]], step: float, east: float, limit: float
) -> None:
    """Lattices: doubled shapes, corners in a row, points on lines, closed rings, ties."""
    laid = np.asarray(shapely.transform(np.array(lines, dtype=object), lambda xy: xy * step + [east, 0]))
    dots = np.asarray(shapely.points(np.array(places) / 2 * step + [east, 0]))
    assert_same(dots, laid, limit * step)
