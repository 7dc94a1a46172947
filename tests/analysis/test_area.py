"""Areas against hand computation, pyproj.Geod and themselves when cut."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, affinity, box
from shapely.ops import split

import hanting_geo as hg
from hanting_geo.errors import CRSError, SchemaError

E, N = 430_000.0, 4_071_000.0
GEOD = Geod(a=6378137, rf=298.257222101)  # the CGCS2000 ellipsoid


def frame(*shapes: shapely.Geometry | None, crs: str = "EPSG:4549") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def geod_area(shape: Polygon | MultiPolygon, densify_m: float | None = None) -> float:
    """Area on the ellipsoid by another road: geodesic edges between (densified) vertices."""
    dense = shape if densify_m is None else shapely.segmentize(shape, densify_m)
    degrees = gpd.GeoSeries([dense], crs="EPSG:4549").to_crs("EPSG:4490").iloc[0]
    return abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(degrees))[0])


def turned_square(side: float, angle: float = 17.0) -> Polygon:
    return affinity.rotate(box(E, N, E + side, N + side), angle)


def test_plane_hectares_and_mu_by_hand() -> None:
    square = box(E, N, E + 300, N + 100)
    ring = Polygon(box(E, N, E + 100, N + 100).exterior, [box(E + 10, N + 10, E + 20, N + 30).exterior])
    measured = hg.measure_area(frame(square, ring, MultiPolygon([square, turned_square(50).buffer(0)]).buffer(0)))
    assert measured["plane_m2"].iloc[:2].tolist() == pytest.approx([30_000, 9_800])
    assert measured["ha"].iloc[0] == pytest.approx(3)
    assert measured["mu"].iloc[0] == pytest.approx(45)


@pytest.mark.parametrize("side", [5.0, 30.0, 100.0])
def test_small_parcels_agree_with_geod_on_the_same_vertices(side: float) -> None:
    shape = turned_square(side)
    assert hg.measure_area(frame(shape))["ellipsoid_m2"].item() == pytest.approx(geod_area(shape), rel=1e-6)


@pytest.mark.parametrize(("side", "step"), [(1_000.0, 5.0), (10_000.0, 20.0), (40_000.0, 50.0)])
def test_large_areas_agree_with_geod_on_densified_rings(side: float, step: float) -> None:
    shape = turned_square(side)
    assert hg.measure_area(frame(shape))["ellipsoid_m2"].item() == pytest.approx(geod_area(shape, step), rel=1e-8)


def test_the_packaged_district_agrees_with_geod() -> None:
    district = hg.load_layer("district")
    measured = hg.measure_area(district)
    for shape, area in zip(district.geometry, measured["ellipsoid_m2"], strict=True):
        assert area == pytest.approx(geod_area(shape, 20.0), rel=1e-8)
    # The gazetteer says 1,247 km2 in EPSG:4549, and that the two parts make the whole.
    km2 = measured["plane_m2"] / 1e6
    assert km2.iloc[0] == pytest.approx(1247, abs=0.5)
    assert km2.iloc[1] + km2.iloc[2] == pytest.approx(km2.iloc[0], rel=1e-4)


def test_plane_is_larger_than_ellipsoid_as_the_projection_scale_says() -> None:
    # EPSG:4549 stretches by k^2, and k = 1 + x^2 / 2R^2 off the central meridian: some 119 ppm at 119.22 E.
    measured = hg.measure_area(frame(box(430_300, 4_071_200, 430_400, 4_071_300))).iloc[0]
    radius = 6_371_000.0
    expected = ((430_350 - 500_000) / radius) ** 2
    assert measured["plane_m2"] / measured["ellipsoid_m2"] - 1 == pytest.approx(expected, rel=0.01)


@settings(derandomize=True, deadline=None, max_examples=24)
@given(st.floats(0, 180), st.floats(50, 40_000), st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(-0.3, 0.3))
def test_cutting_keeps_the_sum(angle: float, side: float, a: float, b: float, hole: float) -> None:
    whole = turned_square(side, angle)
    middle = whole.centroid
    inner = box(middle.x, middle.y, middle.x + side * abs(hole), middle.y + side * abs(hole))
    whole = whole.difference(inner)
    west, south, east, north = whole.bounds
    line = LineString(
        [(west + a * (east - west), south - 1), (west + b * (east - west), north + 1)],
    )
    parts = list(split(whole, line).geoms)
    measured = hg.measure_area(frame(whole, *parts))["ellipsoid_m2"]
    assert abs(measured.iloc[0] - measured.iloc[1:].sum()) <= 1e-8 * measured.iloc[0] + 1e-4


def test_holes_parts_and_collections() -> None:
    shell, hole = turned_square(2_000), turned_square(2_000).buffer(-300)
    far = box(E + 5_000, N, E + 6_000, N + 500)
    holed = shell.difference(hole)
    several = MultiPolygon([holed, far])
    mixed = GeometryCollection([several, Point(E, N), GeometryCollection([LineString([(E, N), (E + 1, N)])])])
    parts = hg.measure_area(frame(shell, hole, far))["ellipsoid_m2"]
    measured = hg.measure_area(frame(holed, several, mixed))["ellipsoid_m2"].tolist()
    expected = parts.iloc[0] - parts.iloc[1]
    assert measured == pytest.approx([expected, expected + parts.iloc[2], expected + parts.iloc[2]], rel=1e-11)


def test_direction_of_rings_does_not_matter() -> None:
    shape = turned_square(500)
    measured = hg.measure_area(frame(shape, shapely.reverse(shape)))
    assert measured.iloc[0].tolist() == pytest.approx(measured.iloc[1].tolist(), rel=1e-12)


def test_prefixed_eastings_give_the_same_area() -> None:
    shape = turned_square(700)
    moved = affinity.translate(shape, 40_000_000)
    both = [hg.measure_area(frame(s, crs=crs)).iloc[0] for s, crs in ((shape, "EPSG:4549"), (moved, "EPSG:4528"))]
    assert both[0]["ellipsoid_m2"] == pytest.approx(both[1]["ellipsoid_m2"], rel=1e-9)


def test_no_area_and_no_geometry() -> None:
    measured = hg.measure_area(frame(Point(E, N), LineString([(E, N), (E + 1, N)]), None, Polygon()))
    assert measured.iloc[0].tolist() == [0, 0, 0, 0]
    assert measured.iloc[1].tolist() == [0, 0, 0, 0]
    assert measured.iloc[2].isna().all()
    assert measured.iloc[3].tolist() == [0, 0, 0, 0]
    # Among others, also in collections, with and without holes.
    holed = Polygon(box(E, N, E + 90, N + 90).exterior, [box(E + 9, N + 9, E + 19, N + 19).exterior])
    shapes = [holed, Polygon(), None, box(E, N, E + 9, N + 9), GeometryCollection([Polygon(), holed, Point(E, N)])]
    measured = hg.measure_area(frame(*shapes))
    assert measured["plane_m2"].tolist() == pytest.approx([8000, 0, np.nan, 81, 8000], nan_ok=True)
    alone = [hg.measure_area(frame(shape))["ellipsoid_m2"].iloc[0] for shape in shapes]
    assert measured["ellipsoid_m2"].tolist() == pytest.approx(alone, nan_ok=True, rel=1e-12)


def test_index_columns_and_input() -> None:
    some = frame(turned_square(10), turned_square(20)).set_index(pd.Index(["x", "y"], name="key"))
    before = some.copy()
    measured = hg.measure_area(some)
    assert measured.columns.tolist() == ["plane_m2", "ellipsoid_m2", "ha", "mu"]
    assert measured.index.equals(some.index)
    assert some.equals(before)
    empty = hg.measure_area(frame())
    assert empty.empty
    assert empty.dtypes.tolist() == [np.dtype(float)] * 4


def test_what_is_refused() -> None:
    with pytest.raises(CRSError, match=r"Xian 1980 .* another ellipsoid \(IAG 1975\) than CGCS2000"):
        hg.measure_area(frame(box(500_000, N, 500_100, N + 100), crs="EPSG:2385"))
    with pytest.raises(CRSError, match=r"an area needs metres.*degrees"):
        hg.measure_area(frame(box(119, 36, 119.1, 36.1), crs="EPSG:4326"))
    with pytest.raises(CRSError, match="stretches areas"):
        hg.measure_area(frame(box(119, 36, 119.1, 36.1), crs="EPSG:4326").to_crs("EPSG:3857"))
    with pytest.raises(CRSError, match="swap x and y"):
        hg.measure_area(frame(box(N, 4e7 + E, N + 1, 4e7 + E + 1)))
    with pytest.raises(SchemaError, match="an area: invalid geometry in row 0"):
        hg.measure_area(frame(Polygon([(E, N), (E + 1, N + 1), (E + 1, N), (E, N + 1)])))
