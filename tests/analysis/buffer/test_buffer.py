"""Buffers, sides and rings against areas by hand, brute force, and the law that parts make the whole."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPoint, Point, Polygon, box
from shapes import X, Y, frame

from hanting_geo.analysis.buffer.buffer import buffer
from hanting_geo.analysis.buffer.one_sided import one_side
from hanting_geo.analysis.buffer.rings import rings
from hanting_geo.errors import CRSError, SchemaError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

LAYERS = Path(__file__).parents[3] / "layers"
SOUTHWARD = LineString([(X, Y), (X, Y - 1000)])
CIRCLE = 64 / 2 * np.sin(2 * np.pi / 64)
"""Area of the regular 64-gon in the unit circle."""


def layer(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(LAYERS / f"{name}.geojson").to_crs("EPSG:4549")


def test_areas_by_hand() -> None:
    mixed = frame([Point(X, Y), SOUTHWARD, box(X, Y, X + 100, Y + 100)])
    areas = buffer(mixed, 10).area.tolist()
    disc = CIRCLE * 100
    assert areas == pytest.approx([disc, 20_000 + disc, 10_000 + 4_000 + disc], rel=1e-9)
    assert buffer(frame([SOUTHWARD]), 10, cap="flat").area.tolist() == pytest.approx([20_000])
    assert buffer(frame([Point(X, Y)]), 10, quad_segs=1).area.tolist() == pytest.approx([200])


def test_distance_from_a_column_and_the_frame_kept() -> None:
    shops = frame([Point(0, 0), None, Point(5, 5)], reach=[10, 20, 30], name_zh=["一", "二", "三"])
    shops = shops.set_index(pd.Index(["c", "a", "b"])).rename_geometry("where")
    shops.attrs["hanting_geo"] = {"title": "shops"}
    before = shops.copy(deep=True)
    result = buffer(shops, "reach")
    assert result.area.tolist() == pytest.approx([CIRCLE * 100, np.nan, CIRCLE * 900], nan_ok=True)
    assert result.index.tolist() == ["c", "a", "b"]
    assert result.geometry.name == "where"
    assert result.geometry.isna().tolist() == [False, True, False]
    assert result.drop(columns="where").equals(shops.drop(columns="where"))
    assert result.columns.tolist() == shops.columns.tolist()
    assert result.crs == shops.crs
    assert result.attrs == shops.attrs
    assert_geodataframe_equal(shops, before)
    missing_where_no_place = frame([None, Point(0, 0)], reach=[np.nan, 1.0])
    assert buffer(missing_where_no_place, "reach").geometry.isna().tolist() == [True, False]


def test_repeated_index_is_kept() -> None:
    twice = frame([Point(0, 0), Point(100, 0)]).set_index(pd.Index([7, 7]))
    assert buffer(twice, 1).index.tolist() == [7, 7]
    assert rings(twice, [1, 2], dissolve=False).index.tolist() == [7, 7, 7, 7]


def test_polygons_shrink_down_to_nothing() -> None:
    sites = frame([box(0, 0, 100, 100), box(0, 0, 10, 10), box(0, 0, 10, 10)], d=[-10.0, -10.0, 0.0])
    assert buffer(sites, "d").area.tolist() == [6400.0, 0.0, 100.0]
    assert buffer(sites, "d").geometry.is_empty.tolist() == [False, True, False]


def test_zero_round_a_line_is_empty_not_null() -> None:
    assert buffer(frame([SOUTHWARD, Point(0, 0)]), 0).geometry.is_empty.all()
    assert buffer(frame([SOUTHWARD]), 0, side="left").geometry.is_empty.all()


def test_sides_as_seen_along_the_line() -> None:
    river = frame([SOUTHWARD])
    assert buffer(river, 200, side="left").total_bounds.tolist() == [X, Y - 1000, X + 200, Y]
    assert buffer(river, 200, side="right").total_bounds.tolist() == [X - 200, Y - 1000, X, Y]
    assert buffer(river, 200, side="right", cap="flat").area.tolist() == [200_000.0]
    upstream = frame([SOUTHWARD.reverse()])
    assert buffer(upstream, 200, side="left").total_bounds.tolist() == [X - 200, Y - 1000, X, Y]


def test_side_of_a_bend_by_hand() -> None:
    bend = frame([LineString([(0, 0), (10, 0), (10, 10)])])
    sector = 4 * 16 / 2 * np.sin(np.pi / 2 / 16)
    assert buffer(bend, 2, side="left").area.tolist() == pytest.approx([36.0])
    assert buffer(bend, 2, side="right").area.tolist() == pytest.approx([40 + sector])


def test_side_of_a_closed_line() -> None:
    """GEOS's own single-sided buffer answers 64 and 100 here, of which 64 is on both sides."""
    ring = frame([LineString([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)])])
    assert buffer(ring, 2, side="left").area.tolist() == pytest.approx([36 + 28])
    both = buffer(ring, 2, cap="flat").area.iloc[0]
    assert buffer(ring, 2, side="right").area.tolist() == pytest.approx([both - 64])


def test_side_where_the_line_crosses_itself() -> None:
    """GEOS's own single-sided buffers leave 32 of 105 m2 on neither side here."""
    loop = LineString([(0, 0), (10, 0), (10, 5), (5, 5), (5, -6)])
    left, right = (buffer(frame([loop]), 2, side=side).geometry.iloc[0] for side in ("left", "right"))
    both = buffer(frame([loop]), 2, cap="flat").geometry.iloc[0]
    assert left.union(right).area == pytest.approx(both.area)
    # On both sides: the quarter squares at the crossing that are left of one strand and right of the other.
    assert left.intersection(right).area == pytest.approx(8.0)


def test_parts_that_continue_each_other_are_one_line() -> None:
    whole = LineString([(0, 0), (10, 0), (20, 10)])
    parted = MultiLineString([[(0, 0), (10, 0)], [(10, 0), (20, 10)]])
    for options in ({"cap": "flat"}, {"side": "left"}, {"side": "right"}):
        one, two = (buffer(frame([line]), 3, **options).geometry.iloc[0] for line in (whole, parted))  # type: ignore[arg-type]  # literals in a dict
        assert one.symmetric_difference(two).area == pytest.approx(0, abs=1e-9)


def test_rivers_left_and_right_make_both_banks() -> None:
    rivers = layer("rivers")
    left, right, both = (
        buffer(rivers, 200, side="left"),
        buffer(rivers, 200, side="right"),
        buffer(rivers, 200, cap="flat"),
    )
    assert left.geometry.isna().equals(rivers.geometry.isna())
    np.testing.assert_allclose(left.area + right.area, both.area, rtol=1e-9)
    assert left.intersection(right.geometry).area.max() < 1e-3


@st.composite
def wandering_lines(draw: st.DrawFn) -> LineString:
    steps = draw(st.lists(st.tuples(st.integers(-6, 6), st.integers(-6, 6)).filter(any), min_size=1, max_size=8))
    return LineString(np.cumsum([(X, Y), *steps], axis=0))


@given(line=wandering_lines(), distance=st.floats(0.5, 6))
@settings(max_examples=24, deadline=None, derandomize=True)
def test_left_and_right_fill_the_flat_buffer_and_swap_with_the_direction(line: LineString, distance: float) -> None:
    left, right = one_side(line, distance, "left", 8), one_side(line, distance, "right", 8)
    both = buffer(frame([line]), distance, cap="flat", quad_segs=8).geometry.iloc[0]
    assert shapely.symmetric_difference(shapely.union(left, right), both).area < 1e-6
    assert shapely.symmetric_difference(left, one_side(line.reverse(), distance, "right", 8)).area < 1e-6


@given(line=wandering_lines(), distance=st.floats(0.5, 6))
@settings(max_examples=24, deadline=None, derandomize=True)
def test_a_place_is_on_the_side_of_its_nearest_stretch(line: LineString, distance: float) -> None:
    left, right = one_side(line, distance, "left", 32), one_side(line, distance, "right", 32)
    spans = [LineString(pair) for pair in pairwise(shapely.get_coordinates(line))]
    for place in map(Point, np.random.default_rng(7).uniform([X - 20, Y - 20], [X + 20, Y + 20], (60, 2))):
        if place.distance(line) > 0.99 * distance:
            continue
        away = shapely.distance(place, spans)
        foot = spans[int(away.argmin())]
        if len(away) > 1 and np.diff(np.sort(away)[:2]) < 0.01:
            continue  # at a corner, or as near to another stretch
        along = shapely.line_locate_point(foot, place)
        if not 0.01 < along < foot.length - 0.01:
            continue
        (ax, ay), (bx, by) = foot.coords
        cross = (bx - ax) * (place.y - ay) - (by - ay) * (place.x - ax)
        assert shapely.covers(left if cross > 0 else right, place)


def test_dissolve_keeps_what_all_share() -> None:
    shops = frame(
        [Point(0, 0), Point(10, 0), None],
        kind=["shop", "shop", "school"],
        accuracy_m=[50.0, 200.0, 9000.0],
        source=["plan", "OSM", "else"],
        licence=["own", "ODbL", "else"],
        beds=[1, 2, 3],
        tags=[["a"], ["b"], ["c"]],
    )
    result = buffer(shops, 10, dissolve=True)
    assert result.index.tolist() == [0]
    assert result.columns.tolist() == shops.columns.tolist()
    row = result.iloc[0]
    assert (row["kind"], row["accuracy_m"], row["source"], row["licence"]) == ("shop", 200.0, "plan; OSM", "own; ODbL")
    assert result[["id", "beds", "tags"]].isna().all(axis=None)
    each = buffer(shops, 10)
    assert row.geometry.equals(each.union_all())
    unknown = shops.assign(accuracy_m=[50.0, np.nan, 1.0])
    assert buffer(unknown, 10, dissolve=True)["accuracy_m"].isna().all()


def test_dissolve_of_one_keeps_all_and_of_none_is_none() -> None:
    one = frame([Point(0, 0)], tags=[["a"]], n=[3])
    assert buffer(one, 1, dissolve=True).drop(columns="geometry").equals(one.drop(columns="geometry"))
    assert len(buffer(one.iloc[:0], 1, dissolve=True)) == 0
    assert buffer(frame([None, None]), 1, dissolve=True).geometry.isna().tolist() == [True]


@pytest.mark.parametrize("options", [{}, {"cap": "flat"}, {"side": "left"}, {"dissolve": True}])
def test_empty_frame(options: dict[str, Any]) -> None:
    nothing = frame([]).set_crs("EPSG:4549")
    assert len(buffer(nothing, 5, **options)) == 0
    assert buffer(nothing, 5, **options).crs == nothing.crs
    empty_shapes = frame([LineString()])
    assert buffer(empty_shapes, 5, **options).geometry.is_empty.all()


@pytest.mark.parametrize(
    ("geometry", "distance", "options", "says"),
    [
        ([box(0, 0, 1, 1)], "setback", {}, r"no column 'setback'.*there are: id, d, word"),
        ([box(0, 0, 1, 1)], "word", {}, r"column 'word' holds .*not metres"),
        ([box(0, 0, 1, 1)], "d", {}, r"column 'd' is missing or not finite for f0; fill it in"),
        ([box(0, 0, 1, 1)], np.nan, {}, r"distance_m is nan; give a finite number"),
        ([box(0, 0, 1, 1)], np.inf, {}, r"distance_m is inf"),
        ([box(0, 0, 1, 1)], None, {}, r"distance_m is None; give a finite number of metres, or the name of a column"),
        ([box(0, 0, 1, 1)], True, {}, r"distance_m is True"),
        ([LineString([(0, 0), (1, 1)])], -5, {}, r"distance_m is negative for f0.*cannot shrink.*side='right'"),
        ([MultiPoint([(0, 0), (1, 1)])], -5, {}, r"negative for f0"),
        ([Point(0, 0)], 5, {"cap": "flat"}, r"leaves nothing of a point \(f0\); use cap='round'"),
        ([box(0, 0, 1, 1)], 5, {"side": "left"}, r"side='left' is for lines, and f0 is none; use side='both'"),
        ([box(0, 0, 1, 1)], 5, {"side": "north"}, r"side='north' is unknown; choose from 'both', 'left', 'right'"),
        ([box(0, 0, 1, 1)], 5, {"cap": "square"}, r"cap='square' is unknown; choose from 'round', 'flat'"),
        ([box(0, 0, 1, 1)], 5, {"quad_segs": 0}, r"quad_segs is 0; give a whole number from 1 up"),
        ([Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])], 5, {}, r"invalid geometry in f0 \(Self-intersection"),
    ],
)
def test_bad_input_is_named(geometry: list[Geometry], distance: Any, options: dict[str, Any], says: str) -> None:
    with pytest.raises(SchemaError, match=says):
        buffer(frame(geometry, d=[np.nan], word=["far"]), distance, **options)


def test_many_bad_features_are_counted() -> None:
    with pytest.raises(SchemaError, match="f0, f1, f2, f3, f4 and 2 more"):
        buffer(frame([Point(0, 0)] * 7), -1)


@pytest.mark.parametrize("function", [lambda f: buffer(f, 5), lambda f: rings(f, [5])])
def test_degrees_are_refused(function: Any) -> None:
    with pytest.raises(CRSError, match="needs metres, and the frame is in degrees"):
        function(frame([Point(119, 36)], crs="EPSG:4326"))


def test_tod_rings_of_the_station() -> None:
    station = layer("stations")
    before = station.copy(deep=True)
    result = rings(station, [500, 800, 1500])
    radii = np.array([500, 800, 1500.0])
    np.testing.assert_allclose(result.area, CIRCLE * np.diff([0, *(radii**2)]), rtol=1e-9)
    assert result["from_m"].tolist() == [0, 500, 800]
    assert result["to_m"].tolist() == [500, 800, 1500]
    assert result["id"].tolist() == ["sta_weifang_north"] * 3
    assert result.columns.tolist() == [*station.columns, "from_m", "to_m"]
    assert result.geometry.iloc[0].covers(station.geometry.iloc[0])
    assert_geodataframe_equal(station, before)


def test_rings_together_are_by_nearest_feature() -> None:
    stops = frame([Point(0, 0), Point(100, 0), None], line=["1", "1", "2"])
    result = rings(stops, [40, 80])
    assert len(result) == 2
    assert result["line"].tolist() == ["1", "1"]
    assert result["id"].isna().all()
    places = np.asarray(
        shapely.points(np.random.default_rng(3).uniform([X - 100, Y - 100], [X + 200, Y + 100], (500, 2)))
    )
    distance = np.minimum(shapely.distance(places, Point(X, Y)), shapely.distance(places, Point(X + 100, Y)))
    for low, high, shape in zip(result["from_m"], result["to_m"], result.geometry, strict=True):
        clear = (np.abs(distance - low) > 0.1) & (np.abs(distance - high) > 0.1)
        inside = (distance > low) & (distance < high)
        assert (shapely.covers(shape, places) == inside)[clear].all()


def test_rings_of_each_feature() -> None:
    stops = frame([Point(0, 0), None, box(0, 0, 10, 10)], n=[1, 2, 3]).set_index(pd.Index(["a", "b", "c"]))
    result = rings(stops, [5, 9], dissolve=False)
    assert result.index.tolist() == ["a", "a", "b", "b", "c", "c"]
    assert result["n"].tolist() == [1, 1, 2, 2, 3, 3]
    assert result["to_m"].tolist() == [5, 9] * 3
    assert result.geometry.isna().tolist() == [False, False, True, True, False, False]
    assert result.area.iloc[4:].tolist() == pytest.approx([300 + CIRCLE * 25, 160 + CIRCLE * 56])


@pytest.mark.parametrize("dissolve", [True, False])
def test_rings_of_nothing(dissolve: bool) -> None:  # noqa: FBT001 - a parameter of the test
    nothing = rings(frame([]), [5, 9], dissolve=dissolve)
    assert len(nothing) == 0
    assert {"from_m", "to_m"} <= set(nothing.columns)
    null = rings(frame([None]), [5, 9], dissolve=dissolve)
    assert null.geometry.isna().tolist() == [True, True]


@pytest.mark.parametrize("bad", [[], [0, 5], [5, 5], [8, 5], [-5, 5], [5, np.nan], [5, np.inf]])
def test_ring_distances_rise(bad: list[float]) -> None:
    with pytest.raises(SchemaError, match="give positive metres, each larger than the one before"):
        rings(frame([Point(0, 0)]), bad)


def test_ring_bad_input_is_named() -> None:
    with pytest.raises(SchemaError, match=r"distances_m is 500; give a list of metres such as \[500, 800, 1500\]"):
        rings(frame([Point(0, 0)]), 500)  # type: ignore[arg-type]  # the wrong type is the test
    with pytest.raises(SchemaError, match="already has a column to_m; rename or drop it first"):
        rings(frame([Point(0, 0)], to_m=[1]), [500])
    with pytest.raises(SchemaError, match="rings: invalid geometry in f0"):
        rings(frame([Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]), [500])


def long_rivers(count: int, corners: int) -> list[Geometry]:
    """Lines of so many corners that several threads make their rings, which cross each other and themselves."""
    chance = np.random.default_rng(23)
    heading = np.cumsum(chance.normal(0, 0.3, (count, corners)), axis=1)
    ways = np.cumsum(15 * np.stack([np.cos(heading), np.sin(heading)], axis=-1), axis=1)
    return list(shapely.linestrings(ways + chance.uniform(0, 2000, (count, 1, 2)) + np.array([X, Y])))


def test_rings_of_long_rivers_are_those_of_shapely() -> None:
    rivers = frame([*long_rivers(5, 800), None])
    geometry = rivers.geometry.to_numpy()[:5]
    each = [shapely.buffer(geometry, bound, quad_segs=16) for bound in (50, 100, 200)]
    together = [np.array([shapely.union_all(shapes)]) for shapes in each]
    for dissolve, outer in ((False, each), (True, together)):
        expected = [outer[0], *(shapely.difference(wide, narrow) for narrow, wide in pairwise(outer))]
        result = rings(rivers, [50, 100, 200], dissolve=dissolve).geometry.to_numpy()
        result = result.reshape(-1, 3).T[:, : len(outer[0])]
        apart = shapely.area(shapely.symmetric_difference(result, np.stack(expected)))
        assert (apart < 1e-9 * shapely.area(result)).all()


@pytest.mark.parametrize("dissolve", [True, pytest.param(False, marks=pytest.mark.long)])
def test_rings_where_the_smaller_buffer_is_not_in_the_larger(dissolve: bool) -> None:  # noqa: FBT001 - a parameter
    """GEOS leaves out wiggles as small as a share of the distance: of nearly equal buffers neither holds the other."""
    wiggles = np.random.default_rng(0).normal(0, 0.2, (3, 300))
    lines = [
        LineString(np.column_stack([X + np.arange(300), Y + 50 * row + north])) for row, north in enumerate(wiggles)
    ]
    rivers, bounds = frame(lines), [100.0, 100.01, 100.02, 100.05, 150.0]
    outer = [buffer(rivers, bound, dissolve=dissolve).geometry.to_numpy() for bound in bounds]
    beyond = [shapely.area(shapely.difference(narrow, wide)).max() for narrow, wide in pairwise(outer)]
    assert max(beyond) > 1e-3  # else this shows nothing
    result = rings(rivers, bounds, dissolve=dissolve).geometry.to_numpy().reshape(-1, len(bounds))
    for row, whole in zip(result, outer[-1], strict=True):
        assert shapely.area(row).sum() == pytest.approx(whole.area, rel=1e-12)
        # By points: GEOS may find that two such slivers meet where they do not (4.8 m2 of these).
        places = np.repeat(shapely.get_coordinates(row), 6, axis=0)
        places += np.random.default_rng(1).normal(0, 0.03, places.shape)
        inside = shapely.contains_xy(row[:, None], *places.T[:, None])
        assert (inside.sum(axis=0) == shapely.contains_xy(whole, *places.T)).all()


shapes = st.one_of(
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda xy: Point(X + xy[0], Y + xy[1])),
    wandering_lines(),
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 20)).map(
        lambda xyw: box(X + xyw[0], Y + xyw[1], X + xyw[0] + xyw[2], Y + xyw[1] + 3)
    ),
)


@given(
    geometry=st.lists(shapes, min_size=1, max_size=5),
    bounds=st.lists(st.integers(1, 400), min_size=1, max_size=4, unique=True),
    dissolve=st.booleans(),
)
@settings(max_examples=20, deadline=None, derandomize=True)
def test_rings_are_disjoint_and_fill_the_outer_buffer(
    geometry: list[Geometry],
    bounds: list[int],
    dissolve: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    distances = [bound / 10 for bound in sorted(bounds)]
    features = frame(geometry)
    result = rings(features, distances, dissolve=dissolve)
    outer = buffer(features, distances[-1], dissolve=dissolve)
    for row, whole in enumerate(outer.geometry):
        mine = result.iloc[row * len(distances) : (row + 1) * len(distances)]
        union = shapely.union_all(mine.geometry.to_numpy())
        assert union.symmetric_difference(whole).area < 1e-6
        assert mine.area.sum() == pytest.approx(whole.area, rel=1e-9)
        for first in range(len(mine)):
            for second in range(first):
                assert mine.geometry.iloc[first].intersection(mine.geometry.iloc[second]).area < 1e-6
