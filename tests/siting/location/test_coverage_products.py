"""What a coverage hands over: workbook, JSON, page, sentences, each in one language and closing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pytest
from shapely import Point, box

import hanting_geo as hg
from hanting_geo.core.words.findings import IN_CHINESE
from hanting_geo.core.words.values import VALUES

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430000.0, 4071000.0
CHINESE = re.compile("[\u3400-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,})+")
"""Two words or more: ids, units and the names of standards are one."""


@pytest.fixture(scope="module")
def found() -> Any:
    """Demand as points and areas, by zones, before and after a plan, with an unverified standard."""
    points = [Point(X + 90 * n, Y + 70 * n) for n in range(9)]
    shapes = [*points, box(X, Y + 600, X + 200, Y + 800), None]
    names = {"name_zh": [f"小区{n}" for n in range(11)], "name_en": [f"Estate {n}" for n in range(11)]}
    demand = gpd.GeoDataFrame(
        {"id": [f"d{n}" for n in range(11)], **names, "demand": [n + 1 / 3 for n in range(11)], "year": 2020},
        geometry=shapes,
        crs="EPSG:4549",
    )
    schools = gpd.GeoDataFrame(
        {
            "id": ["s1", "s2", "s3"],
            "name_zh": ["一小", "二小", "三小"],
            "name_en": ["First", "Second", "Third"],
            "status": ["现状", "规划", "关闭"],
            "places": [10, 20, None],
        },
        geometry=[box(X - 50, Y, X, Y + 50), Point(X + 700, Y + 500), Point(X, Y)],
        crs="EPSG:4549",
    )
    zones = gpd.GeoDataFrame(
        {"id": ["z1", "z2"], "name_zh": ["东社区", "西社区"], "name_en": ["East", "West"]},
        geometry=[box(X - 100, Y - 100, X + 300, Y + 900), box(X + 300, Y - 100, X + 620, Y + 900)],
        crs="EPSG:4549",
    )
    return hg.coverage(demand, schools, "小学", zones=zones, capacity="places")


def cells_of(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def test_the_chinese_workbook_has_no_english_sentence_and_the_english_one_no_chinese(
    found: Any, tmp_path: Path
) -> None:
    for language, foreign in (("zh", ENGLISH), ("en", CHINESE)):
        sheets = cells_of(found.to_workbook(tmp_path / f"{language}.xlsx", language=language))
        texts = [*sheets, *(str(cell) for rows in sheets.values() for row in rows for cell in row if cell is not None)]
        names = set(found.demand["name_en"]) | {"Gauss-Kruger"}
        own = [text for text in texts if foreign.search(text) and text not in names and "CGCS2000 / " not in text]
        assert own == []


def test_the_workbook_says_unverified_year_and_grain_and_its_rows_close(found: Any, tmp_path: Path) -> None:
    sheets = cells_of(found.to_workbook(tmp_path / "a.xlsx"))
    assert list(sheets)[1:] == ["覆盖汇总", "分片区覆盖", "未覆盖清单", "设施负荷", "采用标准", "数据检查", "资料来源"]
    everything = " ".join(str(cell) for rows in sheets.values() for row in rows for cell in row if cell is not None)
    for word in ("未核实", "500 米", "直线距离", "2020", "标准未核实", "面状需求"):
        assert word in everything, word
    header, *rows = sheets["分片区覆盖"]
    for name in ("需求", "已覆盖", "未覆盖", "已覆盖下限", "规划后已覆盖", "规划后未覆盖"):
        column = [row[header.index(name)] for row in rows]
        assert all(value == round(value) for value in column), name
        assert sum(column[:-1]) == column[-1], name
    assert [row[0] for row in rows] == ["z1", "z2", "(片区以外)", "(位置未公布)", "(合计)"]
    for words in ((header.index("需求"), header.index("已覆盖"), header.index("未覆盖")),):
        assert all(row[words[0]] == row[words[1]] + row[words[2]] for row in rows)


def test_json_is_what_the_tables_are(found: Any, tmp_path: Path) -> None:
    told = json.loads(found.to_json(tmp_path / "a.json"))
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == told
    assert json.loads(found.write_json(tmp_path / "b.json").read_text(encoding="utf-8")) == told
    assert told["verified"] is False
    assert told["year"] == "2020"
    assert [row["state"] for row in told["summary"]] == ["before", "after", "change"]
    assert len(told["demand"]) == 11
    assert {"summary", "zones", "gaps", "loads", "standard", "findings"} == set(found.tables())


def test_the_page_has_layers_classes_and_symbols_in_both_languages(found: Any, tmp_path: Path) -> None:
    page = hg.save_page(found.to_map(), tmp_path / "a.html").read_text(encoding="utf-8")
    for text in (
        "服务范围（现状）",
        "Service areas (today)",
        "规划新增覆盖",
        "served by the plan",
        "（标准未核实）",
        "diamond",
    ):
        assert text in page, text
    layers = found.layers()
    assert list(layers) == ["service_areas", "service_areas_after", "zones", "demand", "facilities"]
    assert set(layers["demand"]["shown"]) <= set(VALUES["service"])
    # Half a circle's worth round the school of 50 m by 50 m.
    assert layers["service_areas"].area.item() == pytest.approx(50**2 + 4 * 50 * 500 + 3.14159265 * 500**2, rel=2e-4)


def test_sentences_say_what_the_tables_do(found: Any) -> None:
    whole = found.explain()
    assert "未核实" in whole
    assert "unverified" in found.explain(language="en")
    assert "小学" not in found.explain(language="en")
    assert "一小" in found.explain("s1")
    assert "不提供服务" in found.explain("s3")
    assert "东社区" in found.explain("z1")
    assert "Nearest facility: First" in found.explain("d0", "en")
    for name in (None, "d9", "z2", "s2"):
        assert not ENGLISH.search(found.explain(name)), name
        assert not CHINESE.search(found.explain(name, "en")), name
    with pytest.raises(hg.SchemaError, match="no demand, zone or facility is called 'x'"):
        found.explain("x")


def test_it_shows_itself(found: Any) -> None:
    assert "unverified" in repr(found)
    html = found._repr_html_()
    assert "未核实" in html
    assert "(unverified)" in html


def test_every_finding_is_said_in_chinese() -> None:
    codes = {
        *(
            "accuracy_taken_as_0",
            "area_as_point",
            "demand_assumed",
            "demand_coarse",
            "demand_no_place",
            "detour_factor",
        ),
        *("demand_year_unknown", "demand_years_differ", "facility_accuracy_taken_as_0", "facility_no_place"),
        *("none_serves_today", "radius_given", "standard_unverified", "status_not_stated", "target_compared"),
        *("walk_as_straight", "zones_overlap"),
    }
    assert codes <= set(IN_CHINESE)
    assert codes <= set(VALUES["code"])


def test_a_style_of_symbols_that_are_none_is_refused() -> None:
    points = gpd.GeoDataFrame({"id": ["a"], "status": ["planned"]}, geometry=[Point(X, Y)], crs="EPSG:4549")
    style = {"points": {"column": "status", "symbols": {"planned": "star"}}}
    with pytest.raises(hg.SchemaError, match="'star' is no symbol; use circle, square, diamond, triangle"):
        hg.zone_map({"points": points}, title="x", style=style)
