"""The doctor of coordinates: numbers of known places in every system, and the remedy run as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

import hanting_geo as hg
from hanting_geo.errors import SchemaError, SourceError

if TYPE_CHECKING:
    from pathlib import Path

TRUE = gpd.GeoDataFrame(
    {"id": list("abcdef")},
    geometry=[box(119.17 + 0.01 * n, 36.76 + 0.02 * n, 119.171 + 0.01 * n, 36.761 + 0.02 * n) for n in range(6)],
    crs="EPSG:4490",
)
CODES = {
    "degrees": "EPSG:4490",
    "3 degrees, central meridian": "EPSG:4549",
    "3 degrees, prefix 40": "EPSG:4528",
    "3 degrees, prefix 39": "EPSG:4527",
    "6 degrees, prefix 20": "EPSG:4498",
    "6 degrees, prefix 21": "EPSG:4499",
    "6 degrees, central meridian": "EPSG:4509",
    "Web Mercator": "EPSG:3857",
}


def numbers(code: str, *, swapped: bool = False) -> gpd.GeoDataFrame:
    """Give the true places as numbers of a system, and forget which."""
    frame = TRUE.to_crs(code).set_crs(None, allow_override=True)
    return frame.set_geometry(shapely.transform(frame.geometry.values, lambda xy: xy[:, ::-1])) if swapped else frame


def mended(frame: gpd.GeoDataFrame, remedy: str) -> gpd.GeoDataFrame:
    """Do what a remedy says, to the letter."""
    found = eval(remedy, {"hg": hg, "shapely": shapely, "frame": frame})  # noqa: S307 - that it can be run is the point
    assert isinstance(found, gpd.GeoDataFrame)
    return found.to_crs("EPSG:4549")


def metres_off(frame: gpd.GeoDataFrame) -> float:
    return float(frame.geometry.centroid.distance(TRUE.to_crs("EPSG:4549").geometry.centroid).max())


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("name", CODES)
def test_numbers_of_a_known_place_are_told_and_the_remedy_brings_them_there(name: str, *, swapped: bool) -> None:
    frame = numbers(CODES[name], swapped=swapped)
    found = hg.diagnose_crs(frame, language="en")
    fits = found[found["verdict"] == "fits"]
    mine = fits[(fits["code"] == CODES[name]) & (fits["swapped"] == swapped)]
    assert len(mine) == 1
    assert mine["share"].item() == 1.0
    assert metres_off(mended(frame, mine["remedy"].item())) < 0.01
    # Whatever else fits puts the features near the true place too, or says by how much it does not.
    assert fits["swapped"].unique().tolist() == [swapped]
    if "central" not in name:  # zones of 3 and 6 degrees with one meridian have the same numbers
        assert found["code"].iloc[0] == CODES[name]


def test_of_meridians_the_one_that_falls_in_the_area_is_told() -> None:
    found = hg.diagnose_crs(numbers("EPSG:4549"), language="en")
    first = found.iloc[0]
    assert first["code"] == "EPSG:4549"
    assert first["evidence"].startswith("100% of the features lie in Hanting district")
    assert "central meridian 120 E" in first["evidence"]
    codes = set(found.loc[found["verdict"] != "no", "code"])
    assert codes >= {"EPSG:4549", "EPSG:2385", "EPSG:2437"}  # Xi'an 1980 and Beijing 1954 of the same meridian
    assert (found.loc[found["code"].isin(["EPSG:2385", "EPSG:2437"]), "verdict"] == "possible").all()


@pytest.mark.parametrize(("shift", "code"), [(hg.to_gcj02, "GCJ-02"), (hg.to_bd09, "BD-09")])
def test_shifted_coordinates_are_told_where_the_area_is_known_well(shift: Any, code: str) -> None:
    frame = shift(TRUE).set_crs("EPSG:4326", allow_override=True)
    around = gpd.GeoSeries(shapely.buffer(TRUE.to_crs("EPSG:4549").geometry.values, 20), crs="EPSG:4549")
    found = hg.diagnose_crs(frame, tuple(TRUE.total_bounds), language="en").set_index("code")
    assert found.loc[code, "share"] == 1.0
    assert found.loc[code, "verdict"] == "possible"
    assert metres_off(mended(frame, str(found.loc[code, "remedy"]))) < 0.01
    told = float(re.search(r"some (\d+) m off", str(found.loc[code, "evidence"])).group(1))  # type: ignore[union-attr]
    assert told == pytest.approx(metres_off(frame.to_crs("EPSG:4549")), rel=0.05)
    assert hg.diagnose_crs(frame, around).iloc[0]["code"]  # polygons are taken as well


def test_what_is_declared_has_a_row_and_says_whether_it_fits() -> None:
    right = hg.diagnose_crs(TRUE.to_crs("EPSG:4528"), language="en")
    assert right.iloc[0][["code", "verdict", "declared", "remedy"]].tolist() == [
        "EPSG:4528",
        "fits",
        True,
        "nothing to do",
    ]
    wrong = TRUE.to_crs("EPSG:4528").set_crs("EPSG:4549", allow_override=True)
    found = hg.diagnose_crs(wrong, language="en")
    assert found.iloc[0]["code"] == "EPSG:4528"
    assert not found.iloc[0]["declared"]
    declared = found[found["declared"]].iloc[0]
    assert (declared["code"], declared["verdict"]) == ("EPSG:4549", "no")
    assert metres_off(mended(wrong, found.iloc[0]["remedy"])) < 0.01
    old = TRUE.to_crs("EPSG:4528").set_crs("EPSG:2364", allow_override=True)
    assert hg.diagnose_crs(old).query("declared")["code"].tolist() == ["EPSG:2364"]
    assert hg.diagnose_crs(hg.to_gcj02(TRUE)).query("declared").iloc[0][["code", "verdict"]].tolist() == [
        "GCJ-02",
        "fits",
    ]


@pytest.mark.parametrize("place", [(512.3, 874.1), (12_345.6, 98_765.4), (-4e5, 8.2e6)])
def test_a_local_grid_is_told_and_nothing_is_guessed(place: tuple[float, float]) -> None:
    found = hg.diagnose_crs(gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(place)]), language="en")
    first = found.iloc[0]
    assert (first["code"], first["verdict"]) == ("", "possible")
    assert first["system"] == "a local grid of a town, or the numbers of a drawing"
    assert not (found["verdict"] == "fits").any()
    assert "survey office" in first["remedy"]


def test_elsewhere_is_near_or_far_and_area_is_asked_for() -> None:
    shanghai = gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(121.47, 31.23)], crs="EPSG:4490")
    found = hg.diagnose_crs(shanghai, language="en")
    assert found.iloc[0]["code"] == ""
    assert found.query("declared")["distance_km"].item() == pytest.approx(600, rel=0.1)
    there = hg.diagnose_crs(shanghai, (121, 31, 122, 32), language="en")
    assert there.iloc[0][["code", "verdict"]].tolist() == ["EPSG:4490", "fits"]


def test_null_empty_and_infinite_shapes_and_lines() -> None:
    frame = gpd.GeoDataFrame(geometry=[None, Point(), LineString([(430_000, 4_071_000), (430_100, 4_071_200)])])
    assert hg.diagnose_crs(frame)["code"].iloc[0] == "EPSG:4549"
    nothing = hg.diagnose_crs(frame.iloc[:2], language="zh")
    assert nothing["evidence"].tolist() == ["没有一个要素有坐标"]
    lost = gpd.GeoDataFrame(geometry=[Point(np.inf, 1.0)])
    assert hg.diagnose_crs(lost)["verdict"].tolist() == ["no"]


def test_the_frame_is_not_changed_and_many_features_are_quick() -> None:
    chance = np.random.default_rng(5)
    frame = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(chance.uniform(4.2e5, 4.5e5, 50_000), chance.uniform(4.06e6, 4.1e6, 50_000))
    )
    before = frame.copy(deep=True)
    assert hg.diagnose_crs(frame).iloc[0]["share"] > 0.5
    assert frame.equals(before)


def test_chinese_is_chinese() -> None:
    found = hg.diagnose_crs(numbers("EPSG:4549"))
    words = " ".join(found["evidence"])
    assert "100% 的要素落在寒亭区内" in words
    assert not re.search(r"[a-z]{4,}", words)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_file_is_read_and_the_command_names_it(tmp_path: Path) -> None:
    path = tmp_path / "地块.gpkg"
    numbers("EPSG:4528").to_file(path)
    first = hg.diagnose_crs(path).iloc[0]
    assert first["code"] == "EPSG:4528"
    assert first["remedy"] == f'hanting-geo convert "{path}" OUT.gpkg --from-crs EPSG:4528'


def test_wrong_areas_are_told(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="holds no polygon"):
        hg.diagnose_crs(TRUE, gpd.GeoSeries([Point(119, 36)], crs=4326))
    with pytest.raises(SchemaError, match="is no west, south, east, north"):
        hg.diagnose_crs(TRUE, (36, 119, 37, 120))
    with pytest.raises(hg.HantingGeoError, match="area takes polygons"):
        hg.diagnose_crs(TRUE, 5)  # type: ignore[arg-type]
    with pytest.raises(SourceError, match="neither a file nor a packaged layer"):
        hg.diagnose_crs(TRUE, "nowhere")
    with pytest.raises(SourceError):
        hg.diagnose_crs(tmp_path / "nothing.shp")
