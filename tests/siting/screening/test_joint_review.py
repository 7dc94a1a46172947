"""联审意见表: by authority, what each rule found of each site, and room for opinions."""

from __future__ import annotations

import geopandas as gpd
import openpyxl
import pytest
from brute import CRS, layer, moved, rule
from shapely import box

from hanting_geo.core.text import Text
from hanting_geo.siting.screening.screen import screen

SITES = gpd.GeoDataFrame(
    {"id": ["a", "b"], "name_zh": ["甲地", "乙地"], "accuracy_m": 0.0},
    geometry=[moved(box(0, 0, 100, 100)), moved(box(200, 0, 300, 100))],
    crs=CRS,
)
LAYERS = {"f": layer([box(40, 0, 220, 100)], name_zh=["一号"]), "far": layer([box(900, 0, 950, 9)])}
RULES = [
    rule("min_area", id="面积", area_m2=20_000, title=Text(zh="面积不小于 30 亩"), basis="规范 3.1"),
    rule(
        "outside", id="永农", layer="f", authority="自然资源局", basis="土地管理法 第三十五条", basis_date="2019-08-26"
    ),
    rule("outside", id="水源", layer="far", authority="水利局", basis="水法 第三十七条"),
    rule("beyond_distance", id="退让", layer="f", distance_m=5, authority="自然资源局", basis="城乡规划法"),
]


def test_authorities_in_order_and_the_rules_of_nobody_last() -> None:
    table = screen(SITES, RULES, LAYERS).tables()["joint_review"]
    assert table[["authority", "rule", "site", "verdict"]].to_numpy().tolist() == [
        ["自然资源局", "永农", "a", "conflict"],
        ["自然资源局", "永农", "b", "conflict"],
        ["自然资源局", "退让", "a", "conflict"],
        ["自然资源局", "退让", "b", "conflict"],
        ["水利局", "水源", "(all)", "clear"],
        ["(none)", "面积", "a", "conflict"],
        ["(none)", "面积", "b", "conflict"],
    ]
    first = table.iloc[0]
    assert first["found_zh"] == "冲突，涉及 6,000.00 平方米（9.00 亩），1 块永久基本农田：一号"
    assert first["found_en"] == "conflict, 6,000.00 m² (9.00 mu), 1 parcel of permanent basic farmland: 一号"
    assert first[["basis", "basis_date", "name_zh"]].tolist() == ["土地管理法 第三十五条", "2019-08-26", "甲地"]
    assert table[["opinion", "signature", "signed_on"]].eq("").all(axis=None)
    assert table.loc[4, ["found_zh", "found_en"]].tolist() == ["符合", "clear"]
    assert table.loc[5, "found_zh"] == "冲突，面积 10,000.00 平方米（15.00 亩），下限 20,000 平方米"


def test_rules_that_hold_nowhere_say_so_and_no_rules_give_no_rows() -> None:
    elsewhere = rule("outside", id="x", layer="f", where_layer="far", authority="水利局")
    table = screen(SITES, [elsewhere], LAYERS).tables()["joint_review"]
    assert table[["site", "verdict", "found_zh"]].to_numpy().tolist() == [["(all)", "not_applicable", "不适用"]]
    assert screen(SITES, [], {}).tables()["joint_review"].empty


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sheet_is_read_in_either_language(tmp_path: object, language: str) -> None:
    path = screen(SITES, RULES, LAYERS).to_workbook(f"{tmp_path}/a.xlsx", language=language)
    sheet = openpyxl.load_workbook(path)[{"zh": "联审意见", "en": "joint_review"}[language]]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    wanted = {
        "zh": {"会签部门", "意见", "签字", "日期", "(未注明会签部门)", "(各地块)"},
        "en": {"Authority", "Opinion", "Signature", "Date", "(no authority stated)", "(all sites)"},
    }[language]
    assert wanted <= cells
