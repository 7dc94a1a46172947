"""No ground within the distance is lost, none beyond it is won: lines that cross, close or wind, and small rings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon, box
from shapes import X, Y, frame

from hanting_geo.analysis.buffer.buffer import buffer
from hanting_geo.analysis.buffer.one_sided import one_side
from hanting_geo.analysis.buffer.rings import rings
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

ARC = np.cos(1.5 * np.pi / 4 / 16)
"""How near to the line an arc of 16 pieces a quarter may come, of the distance."""


def spiral(turns: float, gap: float) -> LineString:
    t = np.linspace(0.5, 2 * np.pi * turns, int(24 * turns))
    return LineString(np.stack([gap * t * np.cos(t), gap * t * np.sin(t)], axis=1) + np.array([X, Y]))


def eight(corners: int, size: float) -> LineString:
    t = np.append(np.linspace(0, 2 * np.pi, corners, endpoint=False), 0.0) + 0.4
    return LineString(np.stack([size * np.sin(t), size / 2 * np.sin(2 * t)], axis=1) + np.array([X, Y]))


def line(*steps: tuple[float, float]) -> LineString:
    return LineString(np.array(steps) + np.array([X, Y]))


LINES = {
    "closed and crossed": line((10, 10), (0, 10), (10, 0), (20, 0), (0, 20), (10, 10)),
    "open and crossed": line((40, 30), (30, 20), (20, 50), (50, 20), (70, 60), (70, 50), (50, 40)),
    "eight of few corners": eight(8, 50),
    "eight of many corners": eight(60, 50),
    "wide spiral": spiral(3, 4),
    "tight spiral": spiral(5, 0.4),
    "there and back": line((0, 0), (30, 0), (30, 20), (30, 0), (0, 0)),
    "there and a part back": line((0, 0), (30, 0), (10, 0), (10, 40)),
    "twice round": line(*[(0, 0), (20, 0), (20, 20), (0, 20)] * 2, (0, 0)),
    "repeated corners": line((0, 0), (0, 0), (20, 0), (20, 0), (10, 10), (10, -10), (10, -10)),
    "touches itself": line((0, 0), (40, 0), (20, 20), (20, 0)),
    "hairpin behind its end": line((0, 0), (10, 0), (10, 3), (-30, 3)),
    "tiny bends": line((0, 0), (0.01, 0.02), (0.02, 0), (0.03, 0.02), (50, 0), (50.01, 0.5), (50, 1)),
    "triangle": line((0, 0), (60, 0), (20, 40), (0, 0)),
    "bow of a knot": line((0, 0), (30, 30), (60, 0), (30, -30), (0, 0), (-30, 30), (-60, 0), (-30, -30), (0, 0)),
}
DISTANCES = (0.5, 4.0, 20.0, 60.0)


def spans_of(shape: Geometry) -> list[Any]:
    """Give the segments of lines."""
    spans: list[Any] = []
    for part in shapely.get_parts(shape):
        xy = shapely.get_coordinates(part)
        long = (xy[1:] != xy[:-1]).any(axis=1)
        spans += list(shapely.linestrings(np.stack([xy[:-1][long], xy[1:][long]], axis=1)))
    return spans


def within(shapes: list[Any], distance: float) -> Geometry:
    """Everything within the distance of segments: the union of what is round each, which cannot go wrong."""
    return shapely.union_all(shapely.buffer(shapes, distance, quad_segs=64))


def assert_round(shape: Geometry, of: Geometry, distance: float) -> None:
    assert shape.is_valid
    spans = spans_of(of)
    lost = shapely.difference(within(spans, distance * ARC * 0.999), shape)
    # GEOS draws bends of less than a hundredth of the distance as straight.
    won = shapely.difference(shape, within(spans, distance * 1.011))
    assert max(lost.area, won.area) < 1e-9 * shape.area


def bends_of(of: Geometry, distance: float) -> list[Any]:
    """Give the sectors outside the bends of one line, drawn by hand."""
    found: list[Any] = []
    xy = shapely.get_coordinates(of)
    xy = xy[np.append(True, (xy[1:] != xy[:-1]).any(axis=1))]
    corners = [*zip(xy[:-2], xy[1:-1], xy[2:], strict=True)]
    if (xy[0] == xy[-1]).all():
        corners.append((xy[-2], xy[0], xy[1]))
    for before, at, after in corners:
        here, there = at - before, after - at
        turn = np.arctan2(here[0] * there[1] - here[1] * there[0], here @ there)
        first = np.arctan2(here[1], here[0]) - np.sign(turn or 1.0) * np.pi / 2
        angles = first + turn * np.linspace(0, 1, 200)
        if abs(turn) > 1e-9:
            found.append(Polygon([at, *(at + distance * np.stack([np.cos(angles), np.sin(angles)], axis=1))]))
    return found


def assert_flat(shape: Geometry, of: Geometry, distance: float) -> None:
    """Compare with strips along the segments and sectors outside the bends."""
    assert shape.is_valid
    wanted = shapely.union_all([*shapely.buffer(spans_of(of), distance, cap_style="flat"), *bends_of(of, distance)])
    border = shapely.buffer(shapely.boundary(wanted), distance * 0.011)
    lost, won = shapely.difference(wanted, shape), shapely.difference(shape, wanted)
    for off in (lost, won):
        assert shapely.difference(off, border).area < 1e-9 * shape.area
        assert off.area < 3e-3 * distance * shape.length


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("name", LINES)
def test_lines_lose_no_ground(name: str, distance: float) -> None:
    of = LINES[name]
    assert_round(buffer(frame([of]), distance).geometry.iloc[0], of, distance)
    assert_flat(buffer(frame([of]), distance, cap="flat").geometry.iloc[0], of, distance)


@pytest.mark.parametrize("name", LINES)
def test_left_and_right_of_them_are_the_flat_buffer(name: str) -> None:
    for distance in (2.0, 30.0):
        flat, left, right = (
            buffer(frame([LINES[name]]), distance, **options).geometry.iloc[0]  # type: ignore[arg-type]  # a dict of literals
            for options in ({"cap": "flat"}, {"side": "left"}, {"side": "right"})
        )
        assert left.is_valid
        assert right.is_valid
        assert shapely.symmetric_difference(shapely.union(left, right), flat).area < 1e-7 * flat.area


steps = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)).filter(any), min_size=2, max_size=9)


@given(steps=steps, closed=st.booleans(), distance=st.sampled_from([2.0, 9.0, 20.0, 60.0]))
@settings(max_examples=24, deadline=None, derandomize=True)
def test_random_lines_lose_no_ground(steps: list[tuple[int, int]], closed: bool, distance: float) -> None:  # noqa: FBT001 - drawn
    xy = np.cumsum([(0, 0), *steps], axis=0) * 10.0 + np.array([X, Y])
    of = LineString([*xy, xy[0]] if closed else xy)
    assert_round(buffer(frame([of]), distance).geometry.iloc[0], of, distance)
    assert_flat(buffer(frame([of]), distance, cap="flat").geometry.iloc[0], of, distance)


@given(seed=st.integers(0, 10_000), distance=st.sampled_from([5.0, 20.0, 60.0]))
@settings(max_examples=12, deadline=None, derandomize=True)
def test_sides_of_winding_lines_leave_nothing_between_them(seed: int, distance: float) -> None:
    random = np.random.default_rng(seed)
    way = np.cumsum(random.normal(0, 1.0, 10))
    of = LineString(np.cumsum(np.stack([np.cos(way), np.sin(way)], axis=1) * 8, axis=0) + np.array([X, Y]))
    flat = buffer(frame([of]), distance, cap="flat", quad_segs=8).geometry.iloc[0]
    left, right = (one_side(of, distance, side, 8) for side in ("left", "right"))  # type: ignore[arg-type]  # literals
    assert shapely.symmetric_difference(shapely.union(left, right), flat).area < 1e-7 * flat.area


def test_parts_of_a_multi_line_lose_nothing_to_each_other() -> None:
    parted = MultiLineString([LINES["closed and crossed"], LINES["open and crossed"], eight(12, 30)])
    for distance in (4.0, 20.0, 60.0):
        assert_round(buffer(frame([parted]), distance).geometry.iloc[0], parted, distance)
    mixed = GeometryCollection([LINES["closed and crossed"], box(X + 300, Y, X + 310, Y + 10)])
    got = buffer(frame([mixed]), 20.0).geometry.iloc[0]
    alone = buffer(frame([LINES["closed and crossed"]]), 20.0).geometry.iloc[0]
    assert got.area == pytest.approx(alone.area + box(0, 0, 10, 10).buffer(20, quad_segs=16).area)


def test_rings_of_a_crossed_line_keep_to_their_distances() -> None:
    of = LINES["closed and crossed"]
    for dissolve in (True, False):
        bands = rings(frame([of]), [1.0, 2.5, 20.0], dissolve=dissolve)
        edges = [0.0, *(within(spans_of(of), far).area for far in (1.0, 2.5, 20.0))]
        assert bands.area.tolist() == pytest.approx(np.diff(edges).tolist(), rel=5e-3)


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99, 0.9999, 1 - 1e-6])
@pytest.mark.parametrize(
    ("shape", "inradius"),
    [
        (box(0, 0, 20, 20), 10.0),
        (Polygon([(0, 0), (30, 0), (0, 40)]), 10.0),
        (Polygon([(20 * np.cos(t), 20 * np.sin(t)) for t in np.arange(6) * np.pi / 3]), 20 * np.cos(np.pi / 6)),
        (Polygon([(0, 0), (40, 0), (40, 20), (20, 20), (20, 40), (0, 40)]), 40 - 20 * 2**0.5),
    ],
)
def test_nothing_vanishes_before_the_inscribed_radius(shape: Polygon, inradius: float, share: float) -> None:
    """The L of three squares of side 20 holds a circle that touches its outer sides and the corner inside."""
    d = inradius * share
    shrunk = buffer(frame([shape]), -d).geometry.iloc[0]
    assert shrunk.is_valid
    # What is left of a polygon holds a circle of the rest of the radius, and lies no nearer to the border.
    assert shapely.maximum_inscribed_circle(shrunk, tolerance=1e-9).length == pytest.approx(
        inradius - d, rel=0.02, abs=1e-7
    )
    moved = frame([shape]).geometry.iloc[0]
    assert shapely.distance(shrunk, moved.boundary) >= d * ARC - 1e-9
    assert buffer(frame([shape]), -inradius * 1.001).geometry.iloc[0].is_empty
    # The same ring as a hole, and as a closed line: it is open until the radius is reached.
    ring = [*moved.exterior.coords]
    pierced = Polygon(box(X - 200, Y - 200, X + 200, Y + 200).exterior.coords, [ring])
    for outside in (pierced, LineString(ring), MultiPolygon([pierced])):
        grown = buffer(frame([outside]), d).geometry.iloc[0]
        middle = shapely.point_on_surface(shrunk)
        assert not shapely.covers(grown, middle)
        filled = buffer(frame([outside]), inradius * 1.001).geometry.iloc[0]
        assert shapely.covers(filled, middle)


def test_a_part_that_shrinks_keeps_its_place_beside_larger_ones() -> None:
    two = MultiPolygon([box(X, Y, X + 100, Y + 100), Polygon([(X + 200, Y), (X + 230, Y), (X + 200, Y + 40)])])
    shrunk = buffer(frame([two]), -9.999).geometry.iloc[0]
    assert len(shapely.get_parts(shrunk)) == 2
    assert shrunk.is_valid


@pytest.mark.parametrize("shape", [Point(0, 0), LineString([(0, 0), (10, 3)]), box(0, 0, 10, 10)])
def test_distances_that_no_coordinate_can_show_are_refused(shape: Geometry) -> None:
    with pytest.raises(SchemaError, match=r"is 1e-09 m for f0, and coordinates of this size are no finer than"):
        buffer(frame([shape]), 1e-9)
    with pytest.raises(SchemaError, match=r"a distance of the rings is 1e-09 m"):
        rings(frame([shape]), [1e-9, 5])
    with pytest.raises(SchemaError, match=r"the other side of the Earth is 20,037,508 m away; is it in metres\?"):
        buffer(frame([shape]), 1e8)
    assert buffer(frame([shape]), 1e-6).geometry.iloc[0].is_valid


def test_a_collection_with_points_has_no_flat_end_there() -> None:
    with pytest.raises(SchemaError, match=r"leaves nothing of a point \(f0\)"):
        buffer(frame([GeometryCollection([Point(X, Y), LineString([(X, Y), (X + 10, Y)])])]), 5, cap="flat")
