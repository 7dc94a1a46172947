"""Sentences carry what was found, what is asked for, the unit, and how many features there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from brute import CRS, layer, moved, rule
from shapely import LineString, box

from hanting_geo.siting.screening.popup_words import broken
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

SITE = box(0, 0, 100, 50)
FARMLAND = [box(k, -5, k + 15, 60) for k in (0, 30, 60)]


def sentence(one: Any, layers: dict[str, Any] | None = None, language: str = "zh", **columns: Any) -> str:
    given = gpd.GeoDataFrame({"id": ["a"], "accuracy_m": 0.0, **columns}, geometry=[moved(SITE)], crs=CRS)
    return screen(given, [one], layers or {}).explain("a", language).splitlines()[1]


@pytest.mark.parametrize(
    ("one", "columns", "zh", "en"),
    [
        (
            rule("attribute", column="RJL", op="<=", value=2.5),
            {"RJL": [3.2]},
            "RJL 3.2，上限 2.5",
            "RJL 3.2, at most 2.5",
        ),
        (
            rule("attribute", column="use", op="not in", value=("R", "B")),
            {"use": ["R"]},
            "use R，不得为 R、B",
            "use R, must be none of R, B",
        ),
        (
            rule("attribute", column="use", op="==", value="R"),
            {"use": [None]},
            "use 没有值，应为 R",
            "use has no value",
        ),
        (
            rule("min_area", area_m2=10_000),
            {},
            "面积 5,000.00 平方米（7.50 亩），下限 10,000 平方米",
            "area 5,000.00 m² (7.50 mu), at least 10,000 m²",
        ),
        (
            rule("min_area", area_m2=5000.001),
            {},
            "面积 5,000.000 平方米（7.50 亩），下限 5,000.001 平方米",
            "5,000.000 m²",
        ),
        (rule("min_width", width_m=80), {}, "直径 50.00 米的圆，下限 80 米", "50.00 m wide, at least 80 m"),
    ],
)
def test_rules_of_a_site_alone(one: Any, columns: dict[str, Any], zh: str, en: str) -> None:
    assert zh in sentence(one, **columns)
    assert en in sentence(one, language="en", **columns)


def test_shares_and_distances() -> None:
    layers = {"r": layer(FARMLAND, name_zh="寒亭区")}
    text = sentence(rule("overlap_at_most", share=0.3), layers)
    assert "占地块 45.00%，上限 30%，要素：寒亭区 3 处" in text
    near = {"r": layer([box(130, 0, 140, 9)])}
    assert "最近距离 30.00 米，要求不小于 50 米" in sentence(rule("beyond_distance", distance_m=50), near)
    assert "最近距离 30.00 米，要求不大于 20 米" in sentence(rule("within_distance", distance_m=20), near)
    assert "nearest at 30.00 m, at most 20 m" in sentence(rule("touches_road", distance_m=20), near, "en")
    none = layer([box(130, 0, 140, 9)]).iloc[:0]
    assert "要求距离不大于 20 米" in sentence(rule("touches_road", distance_m=20), {"r": none})
    # 2 decimals would hide that it is too near.
    close = {"r": layer([box(149.9996, 0, 160, 9)])}
    assert "最近距离 49.9996 米，要求不小于 50 米" in sentence(rule("beyond_distance", distance_m=50), close)


def test_a_slope(slope: Path) -> None:
    given = gpd.GeoDataFrame({"id": ["a"], "accuracy_m": 0.0}, geometry=[moved(box(0, 0, 11, 10))], crs=CRS)
    text = screen(given, [rule("max_slope", slope_percent=8)], {"r": slope}).explain("a")
    assert "最大坡度 20.00%，上限 8%" in text


def test_features_of_one_name_are_counted() -> None:
    names = ["寒亭区", "寒亭区", "开元街道"]
    text = sentence(rule("outside"), {"r": layer(FARMLAND, name_zh=names)})
    assert "3 处要素：寒亭区 2 处、开元街道" in text
    many = [box(k, 0, k + 0.5, 10) for k in range(25)]
    text = sentence(rule("outside"), {"r": layer(many, name_zh=["甲"] * 12 + [f"乙{k}" for k in range(13)])})
    assert "25 处要素：甲 12 处、乙0、" in text
    assert "等，另 4 处" in text


def test_chinese_has_full_width_marks() -> None:
    layers = {"r": layer(FARMLAND, name_zh="寒亭区")}
    for one in (rule("outside"), rule("overlap_at_most", share=0.3, basis_date="2020-01-02", basis="某法")):
        text = sentence(one, layers)
        assert not re.search("[\\u4e00-\\u9fff][,:;()]|[,:;()][\\u4e00-\\u9fff]", text)


@pytest.mark.parametrize(
    ("op", "value", "zh", "en"),
    [
        ("<=", 2.5, "容积率 3.2，上限 2.5", "容积率 3.2, at most 2.5"),
        ("<", 3.2, "容积率 3.2，须小于 3.2", "must be below 3.2"),
        (">=", 4, "容积率 3.2，下限 4", "at least 4"),
        (">", 4, "须大于 4", "must be above 4"),
        ("==", 4, "应为 4", "must be 4"),
        ("!=", 3.2, "不得为 3.2", "must not be 3.2"),
        ("in", (1, 2), "应为其一：1、2", "must be one of 1, 2"),
        ("not in", (3.2, 9), "不得为 3.2、9", "must be none of 3.2, 9"),
    ],
)
def test_each_comparison_says_its_limit(op: str, value: Any, zh: str, en: str) -> None:
    asked = rule("attribute", column="容积率", op=op, value=value)
    assert zh in sentence(asked, 容积率=[3.2])
    assert en in sentence(asked, language="en", 容积率=[3.2])


def test_land_of_the_three_lines_is_counted_in_parcels() -> None:
    fields = layer(FARMLAND, name_zh=["一号", "二号", "三号"])
    for asked in (
        rule("outside", id="x", layer="f", role="permanent_farmland"),
        rule("outside", id="永农", layer="f"),
    ):
        assert "3 块永久基本农田：一号、二号、三号。" in sentence(asked, {"f": fields})
        assert "3 parcels of permanent basic farmland: 一号" in sentence(asked, {"f": fields}, "en")
        assert "1 parcel of permanent basic farmland" in sentence(asked, {"f": fields[:1]}, "en")


def test_where_law_allows_approval_the_head_says_so() -> None:
    asked = rule("outside", layer="f", consequence="consent", hardness="hard")
    given = gpd.GeoDataFrame({"id": ["a"], "accuracy_m": 0.0}, geometry=[moved(SITE)], crs=CRS)
    found = screen(given, [asked], {"f": layer(FARMLAND)})
    assert found.explain("a").splitlines()[0] == "a：与下列刚性规则不符，须报批或征求意见："
    assert found.explain("a", "en").splitlines()[0] == (
        "a: does not keep these hard rules, and needs approval or consultation:"
    )


def test_a_distance_of_its_own_is_told_with_the_feature_that_asks_for_it() -> None:
    """The ditch is nearer and asks for 10 m; the river is 25 m away and asks for 30, which the site does not keep."""
    lines = layer(
        [LineString([(-900, -12), (900, -12)]), LineString([(-900, -25), (900, -25)])],
        name_zh=["小沟", "大河"],
        name_en=["ditch", "river"],
        D=["10", 30.0],
        W=[0.0, 2.0],
    )
    far = rule("beyond_distance", layer="r", distance_m="D")
    assert "距大河 25.00 米，要求不小于 30 米，要素：大河" in sentence(far, {"r": lines})
    assert "25.00 m from river, at least 30 m, features: river" in sentence(far, {"r": lines}, "en")
    wide = rule("beyond_distance", layer="r", distance_m="D", width_column="W")
    assert "距大河 25.00 米，要求不小于 31 米" in sentence(wide, {"r": lines})
    near = rule("within_distance", layer="r", distance_m="D")
    assert "距小沟 12.00 米，要求不大于 10 米" in sentence(near, {"r": lines.iloc[:1]})
    page = screen(
        gpd.GeoDataFrame({"id": ["a"], "accuracy_m": 0.0}, geometry=[moved(SITE)], crs=CRS),
        [rule("touches_road", layer="r", distance_m="D")],
        {"r": lines.iloc[:1]},
    )
    assert broken(page.screened, page.tables()["verdicts"])[0].zh.endswith("冲突，相距 12.00 米，限 10 米")
