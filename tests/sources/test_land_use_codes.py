"""Land-use codes: the table of the guide of 2023, a column against it, and its colours on a map."""

from __future__ import annotations

import csv
import re
from importlib.resources import files

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

import hanting_geo as hg
from hanting_geo.core.land_use import land_use_of
from hanting_geo.errors import SchemaError


def test_the_table_has_the_codes_of_the_guide() -> None:
    codes = hg.land_use_codes().set_index("code")
    levels = codes.index.str.len().value_counts()
    assert levels.to_dict() == {2: 24, 4: 111, 6: 40}
    # Each code lies under one that is there too.
    assert {code[:-2] for code in codes.index if len(code) > 2} <= set(codes.index)
    names = {"05": "湿地", "0701": "城镇住宅用地", "080403": "中小学用地", "09": "商业服务业用地", "16": "留白用地"}
    assert codes.loc[list(names), "name_zh"].to_dict() == names
    without = codes.index[codes["colour"].isna()].tolist()
    assert without == ["07", "0702", "0704", "08", "10", "14"]  # the grouping codes
    assert codes.loc["16", "colour"] == "#ffffff"
    assert codes["colour"].dropna().str.fullmatch("#[0-9a-f]{6}").all()


@pytest.mark.parametrize("file", ["land_use_codes.csv", "land_classes.csv"])
def test_every_code_has_a_name_in_english_of_its_own(file: str) -> None:
    text = files("hanting_geo.layers").joinpath(file).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    names = [row["name_en"] for row in rows]
    assert len(names) > 90
    assert [row["code"] for row in rows if not re.fullmatch(r"[A-Z][A-Za-z0-9 ,()-]+", row["name_en"])] == []
    assert len(set(names)) == len(names)
    # What bears one name in Chinese does in English, in both tables.
    both = {row["name_zh"]: row["name_en"] for row in csv.DictReader(text.splitlines())}
    assert both.get("水田") == "Paddy field"
    assert both.get("其他草地") == "Other grassland"


def test_a_column_is_checked_against_the_standard_that_is_named() -> None:
    values = ["0701", "０７０１ ", "7", "0702a", None, "", "7"]
    table = pd.DataFrame({"id": list("abcdefg"), "use": pd.Series(values, dtype=object)})
    found = hg.check_land_use(table, "use", standard="guide_2023")
    assert found[["level", "code", "feature"]].to_numpy().tolist() == [
        ["error", "land_use_unknown", "c, g"],
        ["error", "land_use_unknown", "d"],
        ["warning", "land_use_missing", "e, f"],
    ]
    # Commerce of GB/T 21010 is wetland in the guide: nothing in the code says which is meant.
    other = hg.check_land_use(table, "use", standard="gbt_21010_2017")
    assert other["code"].tolist() == ["land_use_missing", "land_use_unchecked"]


def test_numbers_have_lost_their_zeros() -> None:
    table = pd.DataFrame({"use": [701, 1001]})
    found = hg.check_land_use(table, "use", standard="guide_2023")
    assert found["code"].tolist() == ["land_use_number", "land_use_unknown"]
    assert "'701'" in found["what"].iloc[1]


def test_many_unknown_codes_are_counted() -> None:
    table = pd.DataFrame({"use": [f"99{number:02}" for number in range(30)]})
    found = hg.check_land_use(table, "use", standard="guide_2023")
    assert len(found) == 11
    assert found["what"].iloc[-1] == "20 more codes are not in the standard"


def land(codes: list[str | None]) -> gpd.GeoDataFrame:
    shapes = [box(430_000 + 100 * n, 4_071_000, 430_090 + 100 * n, 4_071_090) for n in range(len(codes))]
    return gpd.GeoDataFrame({"id": range(len(codes)), "code": codes}, geometry=shapes, crs="EPSG:4549")


def test_a_map_has_the_official_colours_names_and_an_outline_for_white() -> None:
    style = {"land": {"column": "code", "land_use": "guide_2023"}}
    plan = hg.zone_map({"land": land(["16", "0701", "08", "0799", None])}, title="用地", style=style)
    classes = plan.plan.layers[0].facts["classes"]
    told = {entry["text"].zh: entry["look"] for entry in classes}
    assert list(told) == ["0701 城镇住宅用地", "16 留白用地", "0799(不在标准内)", "08 公共管理与公共服务用地", "未分类"]
    assert told["0701 城镇住宅用地"].fill == land_use_of("guide_2023")["0701"].colour
    white = told["16 留白用地"]
    assert (white.fill, white.color) == ("#ffffff", "#999999")
    assert told["08 公共管理与公共服务用地"].fill is None  # the rules give it no colour
    assert {entry["text"].en for entry in classes} >= {"0701 Urban housing", "0799 (not in the standard)"}


def test_more_classes_than_a_legend_has_elsewhere_keep_their_colours() -> None:
    codes = [code for code, one in land_use_of("guide_2023").items() if one.colour][:60]
    style = {"land": {"column": "code", "land_use": "guide_2023"}}
    plan = hg.zone_map({"land": land(codes)}, title="x", style=style)
    fills = [entry["look"].fill for entry in plan.plan.layers[0].facts["classes"]]
    assert fills == [land_use_of("guide_2023")[code].colour for code in codes]


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ({"land_use": "guide_2023"}, "needs column"),
        ({"column": "code", "land_use": "2023"}, "'2023' of land use codes is not known"),
        ({"column": "code", "land_use": "gbt_21010_2017"}, "no colours of gbt_21010_2017 are packaged"),
    ],
)
def test_a_style_without_column_or_standard_is_refused(style: dict[str, str], words: str) -> None:
    with pytest.raises(SchemaError, match=words):
        hg.zone_map({"land": land(["16"])}, title="x", style={"land": style})
