"""GCJ-02 and BD-09: the shift of another implementation, the way back to a micrometre, and no measuring in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geocoordinates_ffi as oracle
import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, box

import hanting_geo as hg
from hanting_geo.errors import CRSError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MICROMETRE = 1e-6 / 111_000
SHIFTS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any], Callable[[Any], Any]]] = {
    "GCJ-02": (hg.to_gcj02, oracle.wgs84_to_gcj02, oracle.gcj02_to_wgs84_refined),
    "BD-09": (hg.to_bd09, oracle.wgs84_to_bd09, oracle.bd09_to_wgs84_refined),
}


def points(count: int = 400, *, everywhere: bool = False) -> gpd.GeoSeries:
    chance = np.random.default_rng(3)
    east, north = ((74, 134), (18, 53)) if everywhere else ((118.8, 119.6), (36.6, 37.4))
    return gpd.GeoSeries.from_xy(chance.uniform(*east, count), chance.uniform(*north, count), crs="EPSG:4326")


def said(places: gpd.GeoSeries, convert: Callable[[Any], Any], make: Callable[[float, float], Any]) -> np.ndarray:
    found = [convert(make(place.y, place.x)) for place in places]
    return np.array([[place.lon, place.lat] for place in found])


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("name", SHIFTS)
def test_the_shift_is_that_of_another_implementation(name: str, *, everywhere: bool) -> None:
    ours, theirs, _ = SHIFTS[name]
    places = points(everywhere=everywhere)
    shifted = ours(places)
    assert np.abs(shapely.get_coordinates(shifted) - said(places, theirs, oracle.coordinate_wgs84)).max() < 1e-13
    assert shifted.crs.name == name


@pytest.mark.parametrize("name", SHIFTS)
def test_the_way_back_is_exact_and_that_of_another_implementation(name: str) -> None:
    ours, _, back = SHIFTS[name]
    places = points()
    shifted = ours(places)
    returned = shapely.get_coordinates(hg.to_wgs84(shifted))
    assert np.abs(returned - shapely.get_coordinates(places)).max() < MICROMETRE
    make = {"GCJ-02": oracle.coordinate_gcj02, "BD-09": oracle.coordinate_bd09}[name]
    assert np.abs(returned - said(shifted, back, make)).max() < 2 * MICROMETRE


@pytest.mark.parametrize("name", SHIFTS)
@given(st.tuples(st.floats(73, 135), st.floats(3, 54)))
def test_there_and_back_anywhere(name: str, place: tuple[float, float]) -> None:
    one = gpd.GeoSeries([Point(place)], crs="EPSG:4490")
    back = hg.to_wgs84(SHIFTS[name][0](one))
    assert np.abs(shapely.get_coordinates(back) - np.array([place])).max() < MICROMETRE


def test_hanting_lies_about_500_metres_off() -> None:
    places = points()
    off = hg.to_gcj02(places).set_crs("EPSG:4326", allow_override=True).to_crs("EPSG:4549")
    metres = off.distance(places.to_crs("EPSG:4549"))
    assert metres.between(480, 550).all()


def test_frames_keep_columns_index_heights_and_what_has_no_place() -> None:
    shapes = [
        None,
        shapely.force_3d(LineString([(119.2, 36.7), (119.3, 36.8)]), 12.5),
        MultiPolygon([box(119, 36.6, 119.1, 36.7), box(119.2, 36.6, 119.3, 36.7)]),
        Point(),
    ]
    frame = gpd.GeoDataFrame({"id": list("abcd")}, geometry=shapes, crs="EPSG:4326", index=[7, 3, 5, 1])
    frame.attrs["hanting_geo"] = {"title_zh": "地块"}
    before = frame.copy(deep=True)
    shifted = hg.to_gcj02(frame)
    assert shifted.index.tolist() == [7, 3, 5, 1]
    assert shifted["id"].tolist() == list("abcd")
    assert shifted.geometry.isna().tolist() == [True, False, False, False]
    assert shapely.get_coordinates(shifted.geometry.loc[3], include_z=True)[:, 2].tolist() == [12.5, 12.5]
    assert shifted.attrs["hanting_geo"] == {"title_zh": "地块", "datum": "GCJ-02"}
    assert frame.attrs == before.attrs
    assert shapely.equals_identical(frame.geometry.values, before.geometry.values)[1:].all()
    back = hg.to_wgs84(shifted)
    assert "datum" not in back.attrs["hanting_geo"]
    assert shapely.equals_exact(back.geometry.values[1:3], frame.geometry.values[1:3], 1e-12).all()
    assert len(hg.to_bd09(frame.iloc[:0])) == 0


def test_metres_are_shifted_from_where_they_lie() -> None:
    plane = gpd.GeoSeries([Point(430_361.7209337511, 4_071_270.368)], crs="EPSG:4549")
    assert hg.to_gcj02(plane).distance(hg.to_gcj02(plane.to_crs("EPSG:4326"))).item() < MICROMETRE


@pytest.mark.parametrize("shift", [hg.to_gcj02, hg.to_bd09])
@pytest.mark.parametrize("first", [hg.to_gcj02, hg.to_bd09])
def test_nothing_is_shifted_twice(shift: Callable[[Any], Any], first: Callable[[Any], Any]) -> None:
    with pytest.raises(CRSError, match=r"shifted already \((GCJ-02|BD-09)\).*hg.to_wgs84"):
        shift(first(points(2)))


@pytest.mark.parametrize("shift", [hg.to_gcj02, hg.to_bd09, lambda frame: hg.to_wgs84(frame, datum="gcj02")])
@pytest.mark.parametrize("place", [(36.77, 119.22), (2.35, 48.85), (139.7, 35.7), (119.2, -36.7)])
def test_outside_china_nothing_is_shifted(shift: Callable[[Any], Any], place: tuple[float, float]) -> None:
    frame = gpd.GeoDataFrame({"id": ["in", "out"]}, geometry=[Point(119.2, 36.7), Point(place)], crs=None)
    with pytest.raises(CRSError, match=r"out.*(outside China|do not fit)"):
        shift(frame.set_crs("EPSG:4326"))


def test_another_datum_and_no_system_are_refused() -> None:
    with pytest.raises(CRSError, match="different datums"):
        hg.to_gcj02(points(1).set_crs("EPSG:4610", allow_override=True))
    with pytest.raises(CRSError, match="needs a reference system"):
        hg.to_bd09(points(1).set_crs(None, allow_override=True))


def test_the_way_back_must_be_known() -> None:
    bare = points(1)
    with pytest.raises(CRSError, match=r"does not say that it is shifted.*datum='gcj02'"):
        hg.to_wgs84(bare)
    with pytest.raises(CRSError, match="datum='wgs84' is not known"):
        hg.to_wgs84(bare, datum="wgs84")
    with pytest.raises(CRSError, match=r"frame is in GCJ-02, and datum='bd09' says BD-09"):
        hg.to_wgs84(hg.to_gcj02(bare), datum="bd09")
    with pytest.raises(CRSError, match=r"Xian 1980 is no system in which GCJ-02 is written"):
        hg.to_wgs84(bare.set_crs("EPSG:4610", allow_override=True), datum="GCJ-02")
    shifted = hg.to_gcj02(bare)
    for told in (None, "EPSG:4326", "EPSG:4490"):
        again = shifted.set_crs(told, allow_override=True)
        assert hg.to_wgs84(again, datum="GCJ-02").iloc[0].distance(bare.iloc[0]) < MICROMETRE


def test_nothing_measures_in_shifted_coordinates(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(119.2, 36.7, 119.21, 36.71)], crs="EPSG:4326")
    shifted = hg.to_gcj02(frame)
    for measure in (hg.measure_area, lambda one: hg.buffer(one, 5), lambda one: hg.nearest(one, one)):
        with pytest.raises(CRSError, match=r"GCJ-02 is shifted by some 500 m.*hg.to_wgs84"):
            measure(shifted)
    with pytest.raises(Exception, match="Error creating Transformer"):
        shifted.to_crs("EPSG:4549")
    # A file keeps what it is.
    shifted.to_file(tmp_path / "shown.gpkg")
    read = gpd.read_file(tmp_path / "shown.gpkg")
    assert hg.to_wgs84(read).geometry.iloc[0].equals_exact(frame.geometry.iloc[0], 1e-12)
