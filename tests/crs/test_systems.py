"""Systems as programs write them: CGCS2000 by other names, systems of a town, heights that are none, 180 and a hair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely import LineString, Point, box

from hanting_geo.analysis.area import measure_area
from hanting_geo.core.findings import findings
from hanting_geo.crs.gate import is_cgcs2000, resolve, same_system, to_crs
from hanting_geo.errors import CRSError, HantingGeoError, SchemaError
from hanting_geo.sources.checks import check_layer
from hanting_geo.sources.files import read_file, write_file

if TYPE_CHECKING:
    from pathlib import Path

PLANE = (
    'PROJCS["{0}",GEOGCS["GCS",DATUM["{1}",SPHEROID["CGCS2000",{2}]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
CGCS = "6378137.0,298.257222101"
SQUARE = box(430_000, 4_071_000, 430_100, 4_071_100)
LOCAL = 'LOCAL_CS["寒亭独立坐标系",UNIT["metre",1]]'


@pytest.mark.parametrize(
    "datum",
    ["D_CGCS2000", "D_CGCS_2000", "CGCS2000", "China_2000", "D_China_2000", "China_Geodetic_Coordinate_System_2000"],
)
def test_cgcs2000_by_other_names(datum: str) -> None:
    system = CRS.from_wkt(PLANE.format("CGCS2000_3_Degree_GK_CM_120E", datum, CGCS))
    assert is_cgcs2000(system)
    assert same_system(system, resolve("working"))
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[SQUARE], crs=system)
    assert to_crs(frame, "working").geometry.tolist() == [SQUARE]
    exact = gpd.GeoSeries([SQUARE], crs="EPSG:4549").to_crs("EPSG:4326").iloc[0]
    assert shapely.equals_exact(to_crs(frame, "stored").geometry.iloc[0], exact, 1e-11)
    assert "other_datum" not in check_layer(frame)["code"].tolist()


@pytest.mark.parametrize(
    ("datum", "ellipsoid"),
    [("D_CGCS2000", "6378140.0,298.257"), ("D_CGCS2000", "6378245.0,298.3"), ("D_Unknown", CGCS), ("D_Town", CGCS)],
)
def test_what_only_claims_to_be_cgcs2000(datum: str, ellipsoid: str) -> None:
    system = CRS.from_wkt(PLANE.format("x", datum, ellipsoid))
    assert not is_cgcs2000(system)
    with pytest.raises(CRSError, match="stand on different datums"):
        to_crs(gpd.GeoDataFrame(geometry=[SQUARE], crs=system), "working")


def test_a_system_of_a_town_is_no_degrees(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[SQUARE], crs=CRS.from_wkt(LOCAL))
    found = check_layer(frame)
    assert found["code"].tolist() == ["local_system", "missing_columns"]
    for door in (measure_area, lambda each: to_crs(each, "working"), lambda each: to_crs(each, "stored")):
        with pytest.raises(CRSError, match=r"寒亭独立坐标系 is a local system \(LOCAL_CS\)") as caught:
            door(frame)
        assert "degrees" not in str(caught.value)
    file = write_file(frame, tmp_path / "s" / "a.shp")
    assert read_file(file).geometry.iloc[0].equals(SQUARE)
    # Two polygons of it still have borders, in metres.
    beside = gpd.GeoDataFrame(
        {"id": ["a", "b"]}, geometry=[box(0, 0, 100, 100), box(99.9, 0, 200, 100)], crs=CRS.from_wkt(LOCAL)
    )
    assert "sliver" in check_layer(beside)["code"].tolist()


def test_heights_that_are_none_take_nothing_with_them(tmp_path: Path) -> None:
    line = LineString([(430_000, 4_071_000, 5), (430_100, 4_071_000, float("nan")), (430_200, 4_071_000, float("inf"))])
    frame = gpd.GeoDataFrame({"id": ["a", "b", "c"]}, geometry=[line, Point(430_000, 4_071_000, 7), None], crs=4549)
    flat = gpd.GeoSeries(shapely.force_2d(frame.geometry.values), crs=4549).to_crs(4326)
    moved = to_crs(frame, "stored")
    assert shapely.get_coordinates(moved.geometry.values).tolist() == shapely.get_coordinates(flat.values).tolist()
    heights = shapely.get_coordinates(moved.geometry.values, include_z=True)[:, 2]
    assert np.array_equal(heights, [5, np.nan, np.inf, 7], equal_nan=True)
    assert to_crs(frame.geometry, "stored").iloc[1].z == 7
    found = check_layer(frame)
    assert "heights are not a number or infinite in 1 features (a)" in found["what"].tolist()
    for suffix in (".geojson", ".kml", ".shz"):
        with pytest.raises(SchemaError, match="a has a height that is not a number"):
            write_file(frame, tmp_path / f"a{suffix}")


def test_a_hair_beyond_180_is_rounding(tmp_path: Path) -> None:
    hair = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(179, 36, 180.0000000001, 37)], crs=4326)
    assert "metres_in_degree_crs" not in check_layer(hair)["code"].tolist()
    frame = read_file(write_file(hair, tmp_path / "a.geojson"))
    assert frame.total_bounds.tolist() == [179, 36, 180, 37]
    assert len(findings(frame)) == 0
    beyond = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(179, 36, 180.0000001, 37)], crs=4326)
    with pytest.raises(SchemaError, match="a reaches over longitude 180"):
        write_file(beyond, tmp_path / "b.geojson")
    far = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(179, 36, 181, 37)], crs=4326)
    with pytest.raises(HantingGeoError, match=r"longitude 180|cannot be degrees"):
        write_file(far, tmp_path / "c.geojson")
