"""Overlay against geopandas, by hand, and by the law that parts make the whole."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry, LineString, Point, Polygon, box, union_all

from hanting_geo.analysis.overlay.overlay import MissingGeometryWarning, RepairedGeometryWarning, overlay

if TYPE_CHECKING:
    from collections.abc import Sequence

How = Literal["intersection", "union", "identity", "symmetric_difference", "difference"]
KINDS: list[How] = ["intersection", "union", "identity", "symmetric_difference", "difference"]
BOW_TIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)])
"""Two triangles of 25 m2 each; the shoelace formula lets them cancel to 0."""


def frame(geometry: Sequence[Geometry | None], crs: str = "EPSG:4549", **columns: list[object]) -> gpd.GeoDataFrame:
    ids = [f"f{row}" for row in range(len(geometry))]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=np.array(geometry, dtype=object), crs=crs)


A = frame([box(0, 0, 10, 10), box(10, 0, 20, 10)], v=[1, 2])
B = frame([box(5, 5, 15, 15)], w=[1.5])


@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("keep", [None, True, False])
def test_is_geopandas(how: How, keep: bool | None) -> None:  # noqa: FBT001 - a parameter of the test
    expected = gpd.overlay(A, B, how=how, keep_geom_type=keep)
    assert_geodataframe_equal(overlay(A, B, how=how, keep_geom_type=keep), expected)
    assert_geodataframe_equal(overlay(A, B, how, keep), expected)


def test_areas_by_hand() -> None:
    areas = {how: sorted(overlay(A, B, how=how).area) for how in KINDS}
    assert areas == {
        "intersection": [25, 25],
        "union": [25, 25, 50, 75, 75],
        "identity": [25, 25, 75, 75],
        "symmetric_difference": [50, 75, 75],
        "difference": [75, 75],
    }


@pytest.mark.parametrize("how", KINDS)
def test_input_stays_as_it_was(how: How) -> None:
    bad = frame([BOW_TIE, None], v=[1, 2])
    before, other = bad.copy(deep=True), B.copy(deep=True)
    with pytest.warns(RepairedGeometryWarning):
        overlay(bad, B, how=how, keep_geom_type=True)
    assert bad.geometry.iloc[0].equals_exact(before.geometry.iloc[0])
    assert bad.drop(columns="geometry").equals(before.drop(columns="geometry"))
    assert_geodataframe_equal(B, other)


def test_repair_is_told_with_id_reason_and_area() -> None:
    bad = gpd.GeoDataFrame({"id": ["ok", "knot"]}, geometry=[box(20, 0, 30, 10), BOW_TIE], crs="EPSG:4549")
    whole = frame([box(-5, -5, 50, 50)])
    with pytest.warns(RepairedGeometryWarning) as caught:
        result = overlay(bad, whole)
    assert len(caught) == 1
    text = str(caught[0].message)
    assert "1 invalid geometry of df1" in text
    assert "knot (Self-intersection" in text
    assert "0 -> 50 m2 (+50)" in text
    assert "ok (" not in text
    assert caught[0].filename == __file__
    assert result.area.tolist() == [100.0, 50.0]
    assert_geodataframe_equal(result, gpd.overlay(bad, whole))


def test_repair_in_degrees_is_told_in_square_crs_units() -> None:
    bad = frame([BOW_TIE], crs="EPSG:4326")
    with pytest.warns(RepairedGeometryWarning, match=r"of df2.*0 -> 50 square CRS units"):
        overlay(frame([box(0, 0, 20, 20)], crs="EPSG:4326"), bad)


def test_repair_that_leaves_no_area() -> None:
    flat = Polygon([(0, 0), (10, 0), (5, 0), (0, 0)])
    with pytest.warns(RepairedGeometryWarning, match=r"0 -> 0 m2"):
        assert overlay(frame([flat, box(0, 0, 1, 1)]), frame([box(-5, -5, 20, 20)])).area.tolist() == [1.0]


def test_repair_that_leaves_a_spike_keeps_the_polygon() -> None:
    spiked = Polygon([(0, 0), (10, 0), (10, 10), (10, 20), (10, 10), (0, 10)])
    with pytest.warns(RepairedGeometryWarning, match=r"100 -> 100 m2"):
        result = overlay(frame([spiked]), frame([box(-5, -5, 50, 50)]))
    assert result.area.tolist() == [100.0]


def test_many_repairs_are_counted() -> None:
    bad = frame([BOW_TIE] * 25)
    with pytest.warns(RepairedGeometryWarning, match=r"25 invalid geometries.*\+1250 m2 in all.*f19 .*and 5 more"):
        overlay(bad, B)


@pytest.mark.parametrize("geometry", [[BOW_TIE], [BOW_TIE, None]])
@pytest.mark.parametrize("keep", [None, True, False])
def test_make_valid_false_is_geopandas_error(
    geometry: list[Geometry | None],
    keep: bool | None,  # noqa: FBT001 - a parameter of the test
) -> None:
    with pytest.raises(ValueError, match="make_valid=False along with 1 invalid"):
        overlay(frame(geometry), B, keep_geom_type=keep, make_valid=False)


def test_geopandas_errors_and_warnings_pass() -> None:
    with pytest.raises(ValueError, match=r"overlay: how is one of 'intersection', .* and was given the text 'clip'"):
        overlay(A, B, how="clip")  # type: ignore[arg-type]  # the wrong value is the test
    with pytest.raises(NotImplementedError, match="df1 contains mixed geometry types"):
        overlay(frame([Point(0, 0), box(0, 0, 1, 1)]), B)
    with pytest.raises(NotImplementedError, match="takes a GeoDataFrame, and was given a GeoSeries"):
        overlay(A.geometry, B)  # type: ignore[arg-type]  # the wrong type is the test
    with pytest.warns(UserWarning, match="CRS mismatch"):
        overlay(A, B.set_crs("EPSG:4548", allow_override=True))
    with pytest.warns(UserWarning, match="dropped geometries of different geometry types"):
        overlay(A, frame([box(20, 0, 30, 10), box(15, 0, 25, 10)]))


@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("first", [True, False])
def test_null_geometry_anywhere(how: How, first: bool) -> None:  # noqa: FBT001 - a parameter of the test
    order = [1, 0] if first else [0, 1]
    left = frame([box(0, 0, 10, 10), None], v=[1, 2]).iloc[order]
    right = frame([box(5, 5, 15, 15), None], w=[1, 2]).iloc[order]
    clean = gpd.overlay(left.dropna(subset="geometry"), right.dropna(subset="geometry"), how=how, keep_geom_type=True)
    result = overlay(left, right, how=how, keep_geom_type=True)
    assert result.geometry.geom_equals(clean.geometry).all()
    assert_geodataframe_equal(
        overlay(left, right, how=how, keep_geom_type=False), gpd.overlay(left, right, how=how, keep_geom_type=False)
    )


def test_features_without_geometry_are_named_where_they_fall_away() -> None:
    left = frame([None, box(0, 0, 10, 10)])
    with pytest.warns(MissingGeometryWarning, match="1 without geometry have no place in the difference: f0;"):
        overlay(left, B, how="difference")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        overlay(left, B)
        overlay(B, left, how="difference")


@pytest.mark.parametrize("how", KINDS)
def test_empty_frames(how: How) -> None:
    nothing = A.iloc[:0]
    for left, right in ((nothing, B), (A, B.iloc[:0]), (nothing, B.iloc[:0]), (frame([None]), B)):
        result = overlay(left, right, how=how, keep_geom_type=None if left.geometry.notna().all() else False)
        assert result.crs == A.crs
        lone_left = how in {"union", "identity", "symmetric_difference", "difference"} and len(left) and right.empty
        if lone_left:
            assert result.area.tolist() == [100.0, 100.0]
    assert overlay(frame([], v=[]), B, how=how).crs == A.crs


def test_lines_by_polygons() -> None:
    river = frame([LineString([(-5, 5), (25, 5)])])
    assert overlay(river, A).length.tolist() == [10.0, 10.0]
    assert overlay(river, A, how="difference").length.tolist() == [10.0]


@given(
    corners=st.lists(st.tuples(*[st.integers(0, 40)] * 2, *[st.integers(1, 25)] * 2), min_size=2, max_size=8),
    cut=st.integers(1, 7),
    turn=st.floats(0, 90),
)
@settings(max_examples=20, deadline=None, derandomize=True)
def test_intersection_plus_difference_is_the_whole(corners: list[tuple[int, ...]], cut: int, turn: float) -> None:
    boxes = gpd.GeoSeries([box(x, y, x + w, y + h) for x, y, w, h in corners], crs="EPSG:4549")
    boxes = boxes.rotate(turn, origin=Point(20, 20)).translate(430_000, 4_071_000)
    cut = min(cut, len(corners) - 1)
    left = gpd.GeoDataFrame({"n": range(cut)}, geometry=boxes.to_numpy()[:cut], crs="EPSG:4549")
    right = gpd.GeoDataFrame(geometry=[union_all(boxes.to_numpy()[cut:])], crs="EPSG:4549")
    inside = overlay(left, right, keep_geom_type=True).dissolve("n").area
    outside = overlay(left, right, how="difference", keep_geom_type=True).dissolve("n").area
    whole = inside.reindex(left["n"], fill_value=0) + outside.reindex(left["n"], fill_value=0)
    np.testing.assert_allclose(whole, left.area, rtol=1e-9, atol=1e-6)
    identity = overlay(left, right, how="identity", keep_geom_type=True)
    assert identity.area.sum() == pytest.approx(left.area.sum(), rel=1e-9)
