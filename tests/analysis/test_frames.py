"""Picking rows, putting frames under each other, carrying columns over."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import CRS
from shapely import Point

import hanting_geo as hg
from hanting_geo.analysis.frames import concat, join, select
from hanting_geo.errors import CRSError, SchemaError


def points(*ids: str, crs: str = "EPSG:4549", **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": list(ids), **columns}, geometry=[Point(0, 0)] * len(ids), crs=crs)


def test_select_by_value_by_list_and_by_what_is_filled() -> None:
    rivers = hg.load_layer("rivers")
    works = select(rivers, {"plan_works": True})
    assert set(works["id"]) == {"riv_ni", "riv_yu", "riv_dawei"}
    assert works.attrs["hanting_geo"]["title_zh"] == "河流"
    assert works.index.isin(rivers.index).all()
    assert select(rivers, {"id": ["riv_ni", "riv_wei"], "plan_works": False})["id"].tolist() == ["riv_wei"]
    assert len(select(hg.load_layer("zones"), {"not_null": ["pattern"]})) == 5
    assert select(rivers, {"id": "none"}).empty
    assert select(rivers, {}, columns=["id"]).columns.tolist() == ["id", "geometry"]
    with pytest.raises(SchemaError, match=r"select: no column 'river'; there are: id, name_zh"):
        select(rivers, {"river": 1})


@pytest.mark.parametrize(
    ("where", "said", "in_chinese"),
    [
        ({"code": 701}, "'code' holds texts, and 701 is none; put it in quotes", "'code' 是文本字段"),
        ({"code": ["0701", 702]}, "'code' holds texts, and 702 is none", "请加引号"),
        ({"floors": "3"}, "'floors' holds no texts, and '3' is one; take the quotes away", "请去掉引号"),
        ({"open": "yes"}, "'open' holds no texts, and 'yes' is one", "'open' 不是文本字段"),
    ],
)
def test_a_value_that_no_row_can_have_is_told(where: dict[str, object], said: str, in_chinese: str) -> None:
    table = {"code": ["0701", None], "floors": [3, 4], "open": [True, False]}
    frame = gpd.GeoDataFrame(table, geometry=[None, None], crs=4549)
    with pytest.raises(SchemaError, match=said) as raised:
        select(frame, where)
    assert in_chinese in raised.value.message("zh")
    assert select(frame, {"code": "0701", "floors": 3, "open": True}).index.tolist() == [0]
    assert select(frame, {"code": None}).index.tolist() == [1]


def test_concat_keeps_rows_credits_and_findings() -> None:
    rail, osm = hg.load_layer("rail"), hg.load_layer("rail_osm")
    both = concat([rail, osm])
    assert both["id"].tolist() == [*rail["id"], *osm["id"]]
    assert both.index.tolist() == list(range(len(rail) + len(osm)))
    assert both.crs == rail.crs
    said = both.attrs["hanting_geo"]
    assert said["licence"] == "project AND ODbL-1.0"
    assert said["attribution"].endswith("© OpenStreetMap contributors, ODbL")
    assert "theme" not in rail.columns


def test_one_system_written_in_two_ways_is_one_system() -> None:
    prj = CRS.from_wkt(CRS("EPSG:4549").to_wkt("WKT1_ESRI"))
    zones = hg.load_layer("zones")
    written = zones.set_crs(prj, allow_override=True)
    assert concat([zones, written]).crs == zones.crs
    assert len(hg.overlay(zones.iloc[:1], written.iloc[:1])) == 1
    rivers = hg.load_layer("rivers")
    assert hg.zone_statistics(written, rivers).equals(hg.zone_statistics(zones, rivers))


def test_concat_names_where_a_row_comes_from() -> None:
    tables = concat({"a": pd.DataFrame({"n": [1]}), "b": pd.DataFrame({"n": [2]})})
    assert tables.to_dict("list") == {"theme": ["a", "b"], "n": [1, 2]}
    with pytest.raises(SchemaError, match="'a' has a column 'theme' already"):
        concat({"a": pd.DataFrame({"theme": [1]})})
    with pytest.raises(SchemaError, match="at least one frame"):
        concat([])
    with pytest.raises(CRSError, match="concat: the frames are in different reference systems"):
        concat([points("a"), points("b", crs="EPSG:4326")])


def test_join_by_index_and_by_key() -> None:
    zones = hg.load_layer("zones")
    wide = join(zones, hg.measure_area(zones))
    assert wide.columns[-1] == "geometry"
    assert wide.index.equals(zones.index)
    assert wide["ha"].notna().sum() == 8
    assert wide.attrs["hanting_geo"]["title_zh"] == zones.attrs["hanting_geo"]["title_zh"]
    table = pd.DataFrame({"zone_id": ["b", "(total)"], "length_m": [2.5, 9.0]})
    joined = join(points("a", "b"), table, match={"id": "zone_id"}, columns={"river_m": "length_m"})
    assert joined["river_m"].fillna(-1).tolist() == [-1, 2.5]


def test_join_refuses_what_would_be_ambiguous() -> None:
    table = pd.DataFrame({"zone_id": ["a", "a"], "x": [1, 2]})
    with pytest.raises(SchemaError, match="the key 'a' stands more than once"):
        join(points("a"), table, match={"id": "zone_id"})
    with pytest.raises(SchemaError, match="has a column 'id' already"):
        join(points("a"), pd.DataFrame({"id": ["x"]}))
    with pytest.raises(SchemaError, match="join, table: no column 'y'"):
        join(points("a"), table, match={"id": "zone_id"}, columns={"y": "y"})
    with pytest.raises(SchemaError, match="takes one pair"):
        join(points("a"), table, match={"id": "zone_id", "x": "x"})


def test_a_join_of_pandas_with_measured_areas_keeps_whose_data_it_is() -> None:
    zones = hg.load_layer("zones")
    joined = zones.join(hg.measure_area(zones))
    assert joined.attrs == zones.attrs
    assert "功能片区" in hg.zone_map({"zones": joined}, title="t").get_root().render()
