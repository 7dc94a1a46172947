"""Which polygons share area and which lines share length, against relate by GEOS pair by pair."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hard_shapes import BY_HAND, PLACES
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate, translate

from hanting_geo.analysis.engine import overlaps as meeting
from hanting_geo.analysis.engine.overlaps import common_ground

if TYPE_CHECKING:
    from collections.abc import Sequence


def brute_force(shapes: Sequence[shapely.Geometry]) -> list[tuple[int, int]]:
    pattern = "2********" if shapely.get_dimensions(shapes[0]) == 2 else "1********"
    return [
        (later, earlier)
        for later in range(len(shapes))
        for earlier in range(later)
        if shapely.relate_pattern(shapes[later], shapes[earlier], pattern)
    ]


def found(shapes: Sequence[shapely.Geometry]) -> list[tuple[int, int]]:
    later, earlier = common_ground(np.array(shapes, dtype=object))
    return list(zip(later.tolist(), earlier.tolist(), strict=True))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", BY_HAND)
def test_shapes_that_are_hard_to_cut(case: str, place: str) -> None:
    east, north, turn = PLACES[place]
    drawn = [part for side in BY_HAND[case] for shape in side for part in shapely.get_parts(shape)]
    shapes = [translate(rotate(shape, turn, origin=(0, 0)), east, north) for shape in drawn]
    shapes = [shape for shape in shapes if shape.is_valid]
    # Turned, a corner comes to lie some 1e-11 m off an edge: relate, which rounds crossings, may see that otherwise.
    for later, earlier in set(found(shapes)) ^ set(brute_force(shapes)):
        assert shapely.intersection(shapes[later], shapes[earlier]).area < 1e-12, (later, earlier)


def lattice(cells: int, seed: int) -> list[Polygon]:
    """Cover the ground with quadrangles that have their corners, and so their borders, in common."""
    chance = np.random.default_rng(seed)
    corners = np.stack(np.meshgrid(np.arange(cells + 1.0), np.arange(cells + 1.0)), axis=-1) * 100
    corners += chance.uniform(-30, 30, corners.shape) + np.array([430_000, 4_071_000])
    return [
        Polygon([corners[r, c], corners[r, c + 1], corners[r + 1, c + 1], corners[r + 1, c]])
        for r in range(cells)
        for c in range(cells)
    ]


def test_neighbours_need_no_overlay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Corners alone say that the cells of a coverage have no area in common, and that those of two do."""

    def refused(*_: object) -> None:
        raise AssertionError

    cells, others = lattice(12, 1), lattice(6, 2)
    # Half of them the other way round: rings may run in either direction.
    cells = [shapely.reverse(cell) if row % 2 else cell for row, cell in enumerate(cells)]
    expected = brute_force([*cells, *others])
    with monkeypatch.context() as patch:
        patch.setattr(meeting.shapely, "relate_pattern", lambda one, *_: refused() if len(one) else np.array([], bool))
        assert found(cells) == []
    assert found([*cells, *others]) == expected
    assert len(expected) > 144


def winding(east: float) -> list[Polygon]:
    """Make a row and a column of polygons with common borders of hundreds of corners."""
    at = np.linspace(0, 1000, 400)
    off = np.random.default_rng(3).uniform(-3, 3, at.shape)
    off[[0, -1]] = 0
    lines = [np.column_stack([at, off + height]) for height in (0.0, 300.0, 600.0)]
    level = [Polygon([*low, *high[::-1]]) for low, high in itertools.pairwise(lines)]
    upright = [Polygon(np.column_stack([-50 - y, x])) for x, y in (shapely.get_coordinates(shape).T for shape in level)]
    return [translate(shape, east, 4e6) for shape in (*level, *upright)]


@pytest.mark.parametrize("east", [0.0, 4e7])
def test_long_common_borders_need_no_overlay(monkeypatch: pytest.MonkeyPatch, east: float) -> None:
    def refused(one: np.ndarray, *_: object) -> np.ndarray:
        assert not len(one)
        return np.array([], dtype=bool)

    shapes = winding(east)
    with monkeypatch.context() as patch:
        patch.setattr(meeting.shapely, "relate_pattern", refused)
        assert found(shapes) == []
    # Shifted along their borders they overlap, and one corner that is moved a little is enough.
    shifted = [translate(shape, 2.5, 0) for shape in shapes]
    corners = shapely.get_coordinates(shapes[0])
    corners[500] += (0, 1e-3)
    moved = [Polygon(corners), *shapes[1:]]
    for others in (shifted, moved):
        expected = brute_force([*shapes, *others])
        assert found([*shapes, *others]) == expected
        assert len(expected) > 4
    assert brute_force(moved) == found(moved)


def test_one_edge_beside_many() -> None:
    """A long edge lies beside all edges of a winding border: GEOS compares them."""
    at = np.linspace(0, 1000, 700)
    jagged = Polygon([*np.column_stack([at, np.where(np.arange(700) % 2, 1.0, 2.0)]), (1000, 9), (0, 9)])
    below, across = box(-10, -9, 1010, 0.5), box(-10, -9, 1010, 1.5)
    assert found([jagged, below]) == []
    assert found([jagged, across]) == [(1, 0)]


@pytest.mark.parametrize(
    "shapes",
    [
        [box(0, 0, 1, 1)] * 3,
        [box(0, 0, 9, 9), box(3, 3, 4, 4), box(0, 0, 9, 9).buffer(-1)],
        # In a hole, filling a hole, in a hole and beyond it, within the ring.
        [box(0, 0, 9, 9) - box(3, 3, 6, 6), box(4, 4, 5, 5), box(3, 3, 6, 6), box(4, 4, 7, 5), box(1, 1, 2, 2)],
        # A hole that touches its shell; the neighbour begins there.
        [Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(0, 0), (4, 1), (1, 4)]]), box(-9, -9, 0, 0)],
        [Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(0, 0), (4, 1), (1, 4)]]), Polygon([(0, 0), (4, 1), (1, 4)])],
        # A point twice running.
        [Polygon([(0, 0), (1, 0), (1, 0), (1, 1), (0, 1)]), box(1, 0, 2, 1), box(0.5, 0, 2, 1)],
        # Corner to corner: side by side, across, within the angle of the other.
        [Polygon([(0, 0), (9, 0), (9, 9)]), Polygon([(0, 0), (9, 9), (0, 9)]), Polygon([(0, 0), (-5, 1), (-5, -1)])],
        [Polygon([(0, 0), (9, 0), (9, 9)]), Polygon([(0, 0), (5, 1), (5, 3)]), Polygon([(9, 0), (18, 0), (5, 3)])],
        [MultiPolygon([box(0, 0, 2, 2), box(5, 5, 7, 7)]), MultiPolygon([box(2, 0, 4, 2), box(5.5, 5.5, 6, 6)])],
        [Point(0, 0).buffer(5, quad_segs=200), Point(9, 0).buffer(5, quad_segs=200), Point(0, 9).buffer(4)],
    ],
)
def test_by_hand(shapes: list[Polygon]) -> None:
    for east in (0, 4e7):
        there = [translate(shape, east, 0) for shape in shapes]
        assert found(there) == brute_force(there)
        assert found(there[::-1]) == brute_force(there[::-1])


corners = st.tuples(st.integers(0, 6), st.integers(0, 6))
triangles = st.lists(corners, min_size=3, max_size=3, unique=True).map(Polygon).filter(lambda shape: shape.is_valid)
quadrangles = st.lists(corners, min_size=4, max_size=5, unique=True).map(Polygon).filter(lambda shape: shape.is_valid)


@given(st.lists(st.one_of(triangles, quadrangles), min_size=2, max_size=8), st.sampled_from([0.0, 0.0, 21.0]))
@settings(max_examples=48, deadline=None, derandomize=True)
def test_polygons_on_a_lattice(shapes: list[Polygon], angle: float) -> None:
    there = [translate(rotate(shape, angle, origin=(0, 0)), 430_000, 4_071_000) for shape in shapes]
    assert found(there) == brute_force(there)


routes = st.lists(corners, min_size=2, max_size=5, unique=True).map(LineString)


@given(st.lists(routes, min_size=2, max_size=8), st.sampled_from([0.0, 4e7]))
@settings(max_examples=48, deadline=None, derandomize=True)
def test_lines_on_a_lattice(shapes: list[LineString], east: float) -> None:
    there = [translate(shape, east, 4_071_000) for shape in shapes]
    assert found(there) == brute_force(there)


def test_lines_by_hand() -> None:
    slanted = [(430_000.0, 4_071_000.0), (430_013.7, 4_071_029.3), (430_100.1, 4_070_971.9)]
    lines = [
        LineString(slanted),
        LineString(slanted[::-1]),
        LineString(slanted[1:]),
        LineString([(0, 0), slanted[0], slanted[1]]),
        MultiLineString([[(0, 0), (9, 9)], slanted[:2]]),
        LineString([slanted[0], slanted[2]]),
        LineString([(0, 9), (9, 0)]),
    ]
    assert found(lines) == brute_force(lines)
    assert {(1, 0), (2, 0), (3, 0), (4, 0)} <= set(found(lines))


def test_nothing_and_one() -> None:
    assert found([]) == []
    assert found([box(0, 0, 1, 1)]) == []
    assert found([LineString([(0, 0), (1, 1)])]) == []
