"""Lines cut at borders: their pieces against intersections by GEOS, and where lines run along borders."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Polygon, box
from shapely.affinity import rotate, translate

from hanting_geo.analysis.engine.lines import cut_lines
from hanting_geo.analysis.engine.point_in_polygon import Places

X, Y = 430_000.0, 4_071_000.0
Lines = list[LineString | MultiLineString]


def lengths(lines: Lines, zones: list[Polygon | None]) -> np.ndarray:
    """Length of each line in each zone; the last column is what lies in none."""
    ground = np.array(zones, dtype=object)
    pieces = cut_lines(np.array(lines, dtype=object), ground)
    assert (np.diff(pieces.line) >= 0).all()
    np.testing.assert_allclose(np.bincount(pieces.line, pieces.length, len(lines)), shapely.length(lines), rtol=1e-12)
    piece, zone = Places(ground).find(pieces.x, pieces.y)
    table = np.zeros((len(lines), len(zones) + 1))
    np.add.at(table, (pieces.line[piece], zone), pieces.length[piece])
    alone = np.setdiff1d(np.arange(len(pieces.line)), piece)
    np.add.at(table[:, -1], pieces.line[alone], pieces.length[alone])
    return table


def strings(count: int, corners: int, seed: int, reach: float) -> Lines:
    walked = np.random.default_rng(seed).normal(0, reach / corners, (count, corners, 2)).cumsum(axis=1)
    start = np.random.default_rng(seed + 1).uniform(0, 1000, (count, 1, 2))
    return list(shapely.linestrings(walked + start + (X, Y)))


@pytest.mark.parametrize(("count", "corners", "reach"), [(300, 5, 200.0), (40, 200, 2_000.0), (200, 2, 900.0)])
def test_equals_intersections(count: int, corners: int, reach: float) -> None:
    chance = np.random.default_rng(3)
    zones: list[Polygon | None] = [
        translate(shapely.Point(x, y).buffer(r, quad_segs=30), X, Y)
        for x, y, r in chance.uniform([0, 0, 20], [1000, 1000, 200], (25, 3))
    ]
    zones += [
        None,
        Polygon(),
        Polygon(box(X, Y, X + 900, Y + 900).exterior, [box(X + 99, Y + 99, X + 300, Y + 700).exterior]),
    ]
    lines = strings(count, corners, corners, reach)
    found = lengths(lines, zones)
    for row, zone in enumerate(zones):
        expected = 0.0 if zone is None else shapely.length(shapely.intersection(lines, zone))
        np.testing.assert_allclose(found[:, row], expected, atol=1e-6)
    beyond = shapely.difference(lines, shapely.union_all(zones))
    np.testing.assert_allclose(found[:, -1], shapely.length(beyond), atol=1e-6)


@pytest.mark.parametrize("angle", [0.0, 17.0, 45.0, 83.5])
@pytest.mark.parametrize("east", [0.0, 4e7])
def test_along_borders(angle: float, east: float) -> None:
    """Into a border, along it, over its end, back over it, through a corner; the first zone has what is on a border."""

    def placed(shape: shapely.Geometry) -> shapely.Geometry:
        return translate(rotate(shape, angle, origin=(0, 0)), X + east, Y)

    zones = [placed(box(0, 0, 100, 100)), placed(box(100, 0, 200, 100)), placed(box(0, 100, 100, 200))]
    lines = [
        LineString([(50, 50), (100, 50), (100, 80), (150, 80)]),
        LineString([(100, -50), (100, 300)]),
        LineString([(100, 20), (100, 60)]),
        LineString([(-10, 100), (40, 100), (40, 100), (60, 100), (20, 100)]),
        LineString([(50, 150), (150, 50)]),
        LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]),
        LineString([(200, 100), (300, 200)]),
        MultiLineString([[(10, 10), (20, 10)], [(110, 10), (140, 10)], [(10, 110), (15, 110)], [(900, 0), (901, 0)]]),
    ]
    expected = [
        [80, 50, 0, 0],
        [100, 0, 100, 150],
        [40, 0, 0, 0],
        [100, 0, 0, 10],
        [0, 2**0.5 * 50, 2**0.5 * 50, 0],
        [400, 0, 0, 0],
        [0, 0, 0, 2**0.5 * 100],
        [10, 30, 5, 1],
    ]
    found = lengths([placed(line) for line in lines], zones)
    # A line through a corner may be on a border for some micrometres there.
    np.testing.assert_allclose(found, expected, atol=2e-5)


coordinates = st.tuples(st.integers(0, 8), st.integers(0, 8))


@given(
    st.lists(st.lists(coordinates, min_size=2, max_size=6), min_size=1, max_size=4),
    st.lists(st.tuples(*[st.integers(0, 6)] * 2, *[st.integers(1, 4)] * 2), min_size=1, max_size=3),
    st.sampled_from([0.0, 0.0, 33.0]),
)
@settings(max_examples=12, deadline=None, derandomize=True)
def test_on_a_lattice(
    routes: list[list[tuple[int, int]]], boxes: list[tuple[int, int, int, int]], angle: float
) -> None:
    """Lines and borders that meet in corners and run along each other: each zone for itself has all that it covers."""
    straight = [LineString([start, end]) for route in routes for start, end in pairwise(route) if start != end]
    if not straight:
        return
    for x, y, width, height in boxes:
        zone = box(x, y, x + width, y + height)
        expected = [line.intersection(zone).length for line in straight]
        turned = [translate(rotate(shape, angle, origin=(0, 0)), X, Y) for shape in [zone, *straight]]
        found = lengths(turned[1:], [turned[0]])
        np.testing.assert_allclose(found[:, 0], expected, atol=1e-4)


def test_nothing_to_cut() -> None:
    assert not len(cut_lines(np.array([], dtype=object), np.array([box(0, 0, 1, 1)])).line)
    alone = cut_lines(np.array([LineString([(0, 0), (3, 4), (3, 4), (6, 8)])]), np.array([], dtype=object))
    assert alone.length.tolist() == [10.0]
