"""The compiled search for the nearest segment against the one without, and against GEOS: the same to the last bit."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box
from shapes import X, Y, frame
from thinned import thinned

from hanting_geo.analysis.engine.hilbert import along_curve, codes_along_curve
from hanting_geo.analysis.proximity import search as nearby
from hanting_geo.analysis.proximity.nearest import nearest
from hanting_geo.analysis.proximity.search import nearest_of_points
from hanting_geo.analysis.proximity.segments import Segments, take_apart
from hanting_geo.core import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Shapes = NDArray[np.object_]

pytest.importorskip("numba")


@pytest.fixture(autouse=True)
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Machine code for the smallest task."""
    monkeypatch.setattr(nearby, "_WORTH_COMPILING", 0)
    monkeypatch.delenv(compiled.VARIABLE, raising=False)
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)


def both(segments: Segments, places: Floats, limit: float) -> tuple[Floats, NDArray[np.intp]]:
    """Answer either way, and hold them against each other."""
    x, y = places.T
    distance, owner = nearest_of_points(segments, x, y, limit)
    with pytest.MonkeyPatch.context() as without:
        without.setenv(compiled.VARIABLE, "0")
        expected, whose = nearest_of_points(segments, x, y, limit)
    np.testing.assert_array_equal(distance, expected)
    np.testing.assert_array_equal(owner, whose)
    return distance, owner


def assert_same(places: Floats, shapes: Shapes, limit: float = np.inf) -> None:
    """Hold both ways against each other, and against every distance to every shape by GEOS."""
    distance, owner = both(take_apart(shapes), places, limit)
    far = shapely.distance(np.asarray(shapely.points(places))[:, None], shapes[None, :])
    first = far.argmin(axis=1)
    least = far[np.arange(len(far)), first]
    near = least <= limit
    np.testing.assert_array_equal(owner, np.where(near, first, -1))
    tolerance = 4 * np.spacing(np.abs(places).max())
    np.testing.assert_allclose(distance, np.where(near, least, np.inf), rtol=1e-12, atol=tolerance)


def wandering(chance: np.random.Generator, count: int, corners: int, step: float, east: float = 0.0) -> Floats:
    ways = np.cumsum(chance.normal(0, step, (count, corners, 2)), axis=1)
    return np.asarray(ways + chance.uniform(0, 1000, (count, 1, 2)) + np.array([east, Y]))


@pytest.mark.parametrize(
    ("east", "rivers"), thinned([0.0, X, 40_430_000.0], [(1, 2), (3, 700), (2000, 2), (40, 9)], one_in=3)
)
def test_rivers_with_points_on_them(rivers: tuple[int, int], east: float) -> None:
    count, corners = rivers
    chance = np.random.default_rng(30)
    ways = wandering(chance, count, corners, 10, east)
    places = chance.uniform([east - 500, Y - 500], [east + 1500, Y + 1500], (600, 2))
    on_line = np.concatenate([ways.reshape(-1, 2)[:100], ((ways[:, 1:] + ways[:, :-1]) / 2).reshape(-1, 2)[:100]])
    places[: len(on_line)] = on_line
    for limit in (np.inf, 60.0, 0.0):
        assert_same(places, np.asarray(shapely.linestrings(ways)), limit)


@pytest.mark.parametrize(("points", "limit"), thinned([1, 7, 30_000, 200_000], [np.inf, 15.0], one_in=2))
def test_dense_and_sparse_points(points: int, limit: float) -> None:
    """Points that list groups together, and points that are too far apart for it, in several lots."""
    chance = np.random.default_rng(31)
    segments = take_apart(np.asarray(shapely.linestrings((wandering(chance, 400, 50, 5) - [0, Y]) * [10, 1] + [X, Y])))
    places = np.concatenate(
        [
            chance.uniform([X, Y], [X + 10_000, Y + 1000], (points, 2)),
            chance.normal([X + 70, Y + 30], 1e-3, (points, 2)),
        ]
    )
    both(segments, places, limit)


def test_a_lattice_of_ties() -> None:
    """Dots, doubled and in no order, and the lines of a lattice: most distances tie."""
    chance = np.random.default_rng(32)
    dots = chance.permutation(np.repeat(np.mgrid[0:40, 0:40].reshape(2, -1).T, 2, axis=0)).astype(float)
    halves = chance.integers(-10, 90, (1500, 2)) / 2
    for limit in (np.inf, 0.5):
        assert_same(halves, np.asarray(shapely.points(dots)), limit)
    ends = chance.permutation(dots.astype(int))[:700]
    lines = np.asarray(
        shapely.linestrings(np.stack([ends, ends + np.array([[1, 0], [0, 1]])[np.arange(700) % 2]], axis=1))
    )
    for shift in (0.0, 40_000_000.0):
        moved = np.asarray(shapely.transform(lines, lambda xy: xy * 0.1 + [shift, Y]))  # noqa: B023 - called at once
        assert_same(halves * 0.1 + [shift, Y], moved)


def test_corners_that_segments_share() -> None:
    """A star of segments that meet in one corner, a row each, and what lies behind it."""
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ends = np.column_stack([np.cos(angle), np.sin(angle)]) * 50 + [X, Y]
    rays = np.asarray(shapely.linestrings([[[X, Y], end] for end in ends[:31]]))
    places = np.random.default_rng(33).uniform([X - 60, Y - 60], [X + 60, Y + 60], (2000, 2))
    assert_same(places, rays)
    assert_same(places, np.asarray(shapely.reverse(rays)))


def test_segments_without_length_and_in_a_row() -> None:
    row = [LineString([(at, 0), (at + 3, 0)]) for at in range(0, 60, 2)]
    shapes = np.array([Point(7, 0), *row, LineString([(5, 5), (5, 5), (9, 5)]), Point(5, 5)], dtype=object)
    places = np.stack(np.meshgrid(np.arange(-5, 65), np.arange(-4, 9)), axis=-1).reshape(-1, 2) / 1.0
    for limit in (np.inf, 2.0, 0.0):
        assert_same(places, shapes, limit)
    alike = Segments._make([*np.full((4, 30), 3.0), np.arange(30)[::-1]])
    both(alike, np.array([[3.0, 3.0], [4.0, 5.0]]), np.inf)


def test_one_segment_and_a_limit_at_the_distance() -> None:
    line = np.asarray(shapely.linestrings([[[X, Y], [X + 30.7, Y + 11.3]]]))
    places = np.random.default_rng(34).uniform([X - 50, Y - 50], [X + 50, Y + 50], (60, 2))
    far = shapely.distance(shapely.points(places), line[0])
    for place, limit in zip(places, far, strict=True):
        for close in (limit, np.nextafter(limit, 0), np.nextafter(limit, np.inf)):
            assert_same(place[None], line, float(close))


def test_far_clusters_one_long_segment_and_points_far_away() -> None:
    chance = np.random.default_rng(35)
    lines = [
        LineString([(-1e6, -2e6), (2e6, 3e6)]),
        *np.asarray(shapely.linestrings(wandering(chance, 300, 5, 1e-3) - [0, Y])),
        *np.asarray(shapely.linestrings(wandering(chance, 30, 50, 100, 9e5) - [0, Y - 9e5])),
    ]
    places = np.concatenate([chance.normal(0, spread, (300, 2)) for spread in (1e-3, 10, 1e4, 1e6, 1e9)])
    assert_same(places, np.array(lines, dtype=object))
    assert_same(places, np.array(lines, dtype=object), 100.0)


def test_a_circle_round_the_middle() -> None:
    """All segments are as near, of one owner and of many: more groups than any list has room for."""
    angle = np.linspace(0, 2 * np.pi, 5_001)
    ring = np.array([LineString(1000 * np.column_stack([np.cos(angle), np.sin(angle)]))], dtype=object)
    segments = take_apart(ring)
    places = np.concatenate([np.zeros((20, 2)), np.random.default_rng(36).normal(0, 1e-3, (300, 2))])
    both(segments, places, np.inf)
    both(segments._replace(owner=np.arange(5_000)), places, np.inf)


def test_places_along_the_curve_follow_their_codes() -> None:
    x, y = np.random.default_rng(37).uniform(0, 1, (2, 5000))
    from hanting_geo.analysis.proximity.kernels import in_order

    codes = codes_along_curve(x, y)
    order = in_order(codes)
    np.testing.assert_array_equal(order, np.argsort(codes >> np.uint32(8), kind="stable"))
    np.testing.assert_array_equal(along_curve(x, y), np.argsort(codes, kind="stable"))


def test_frames() -> None:
    chance = np.random.default_rng(38)
    places = chance.uniform([X, Y], [X + 1000, Y + 1000], (3000, 2))
    ask = [*np.asarray(shapely.points(places)), None, LineString([(X, Y), (X + 5, Y)])]
    lines = [None, *np.asarray(shapely.linestrings(wandering(chance, 60, 30, 10, X))), box(X, Y, X + 300, Y + 200)]
    with_code = nearest(frame(ask), frame(lines), max_distance_m=50)
    with pytest.MonkeyPatch.context() as without:
        without.setenv(compiled.VARIABLE, "0")
        expected = nearest(frame(ask), frame(lines), max_distance_m=50)
    assert with_code.equals(expected)
    assert expected["rank"].isna().any()
    assert (expected["distance_m"] == 0).any()


def test_small_tasks_do_not_load_numba() -> None:
    code = (
        "import sys, numpy as np\n"
        "from hanting_geo.analysis.proximity.search import nearest_of_points\n"
        "from hanting_geo.analysis.proximity.segments import Segments\n"
        "values = np.arange(1000.0)\n"
        "nearest_of_points(Segments(values, values, values, values, np.arange(1000)), values, values, np.inf)\n"
        "assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


whole = st.integers(-8, 8)
corner = st.tuples(whole, whole)
shapes = st.one_of(
    corner.map(Point),
    st.lists(corner, min_size=2, max_size=12).filter(lambda way: len(set(way)) > 1).map(LineString),
)


@given(
    lines=st.lists(shapes, min_size=1, max_size=30),
    places=st.lists(corner, min_size=1, max_size=40),
    step=st.sampled_from([1.0, 0.1, 1e-4, 1e5]),
    east=st.sampled_from([0.0, X, 40_430_000.0]),
    limit=st.sampled_from([np.inf, 2.0, 0.0]),
)
@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_layouts(
    lines: list[shapely.Geometry], places: list[tuple[int, int]], step: float, east: float, limit: float
) -> None:
    """Lattices: doubled shapes, corners in a row, points on lines, ties."""
    laid = np.asarray(shapely.transform(np.array(lines, dtype=object), lambda xy: xy * step + [east, 0]))
    assert_same(np.array(places) / 2 * step + [east, 0], laid, limit * step)
