"""Statistics of a zone as blocks for its popup, and their table with bars in a real browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

import hanting_geo as hg
from hanting_geo.analysis.frames import concat
from hanting_geo.core.text import Text
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.maps.zonal import MOST_BARS, zonal_facts
from hanting_geo.outputs.page.element import asset_text, safe_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _table(rows: list[tuple[Any, ...]], **more: Any) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["zone_id", "class", "features", "length_m", "plane_m2"])
    return table.assign(**{"share": np.nan, **more})


LAND = _table(
    [
        ("a", "existing", 2, 0.0, 1_234_567.0),
        ("a", "planned", 1, 0.0, 5_000_000.0),
        ("a", "unknown", 0, 0.0, 0.0),
        ("b", "existing", 0, 0.0, 0.0),
        ("b", "planned", 0, 0.0, 0.0),
        ("b", "unknown", 0, 0.0, 0.0),
        ("(class overlap)", "(all)", 0, 0.0, 0.0),
        ("(total)", "(all)", 3, 0.0, 6_234_567.0),
    ],
    share=[0.1, 0.4, 0, 0, 0, 0, np.nan, np.nan],
)


def test_areas_are_hectares_and_mu_from_the_largest_down() -> None:
    facts = zonal_facts({"土地": LAND}, ["a", "b", "c"])
    assert list(facts) == ["a", "b"]
    assert json.loads(safe_json(facts)) == {
        "a": [
            {
                "title": ["土地", "土地"],
                "measure": "ha",
                "unit": ["公顷", "ha"],
                "decimals": 4,
                "rows": [[["规划", "planned"], 500.0, 0.4, 7500.0], [["现状", "existing"], 123.4567, 0.1, 1851.85]],
                "apart": [],
                "total": 623.4567,
                "total_mu": 9351.85,
                "note": None,
            }
        ],
        "b": [
            {
                "title": ["土地", "土地"],
                "measure": "ha",
                "unit": ["公顷", "ha"],
                "decimals": 4,
                "rows": [[["合计", "Total"], 0.0, None, 0.0]],
                "apart": [],
                "total": 0.0,
                "total_mu": 0.0,
                "note": None,
            }
        ],
    }


def test_lengths_are_kilometres_and_all_alone_is_the_total() -> None:
    table = _table([("a", "(all)", 3, 12_345.678, 0.0), ("b", "(all)", 0, 0.0, 0.0)])
    [block] = zonal_facts({"roads": table}, ["a"])["a"]
    assert block["title"] == Text("道路", "Roads")
    assert (block["measure"], block["unit"].zh) == ("km", "公里")
    assert block["rows"] == [[Text("合计", "Total"), 12.346, None, None]]


def test_features_are_counted_where_some_have_no_measure() -> None:
    points = _table([("a", "(all)", 3, 0.0, 0.0)])
    assert zonal_facts({"x": points}, ["a"])["a"][0]["rows"][0][1] == 3
    # A park as an area in one zone, a school as a point in another: hectares would say that there is no school.
    mixed = _table([("a", "(all)", 1, 0.0, 50_000.0), ("b", "(all)", 1, 0.0, 0.0)], share=[0.5, 0.0])
    [block] = zonal_facts({"facilities": mixed}, ["a"])["a"]
    assert (block["measure"], block["rows"]) == ("count", [[Text("合计", "Total"), 1.0, None, None]])


def test_rows_close_on_the_total_and_the_small_ones_stand_together() -> None:
    rows = [("a", f"c{n:02}", 1, 0.0, 10_000.0 / 3 * (n + 1)) for n in range(20)]
    [block] = zonal_facts({"x": _table(rows)}, ["a"])["a"]
    assert len(block["rows"]) == MOST_BARS
    assert [row[0].zh for row in block["apart"]] == ["其余 8 类"]
    assert block["rows"][0][0].zh == "c19"
    assert sum(row[1] for row in block["rows"] + block["apart"]) == pytest.approx(block["total"], abs=1e-9)
    assert block["total"] == 70.0


def test_overlapping_classes_say_that_they_do_not_add_up() -> None:
    rows = [
        ("a", "x", 1, 0.0, 500.0),
        ("a", "y", 1, 0.0, 400.0),
        ("b", "x", 1, 0.0, 400.0),
        ("(class overlap)", "(all)", 1, 0.0, -300.0),
    ]
    facts = zonal_facts({"x": _table(rows)}, ["a", "b", "(class overlap)"])
    assert list(facts) == ["a", "b"]
    assert facts["a"][0]["total"] is None
    assert "重叠" in facts["a"][0]["note"].zh


def test_closing_classes_of_a_zone_have_no_bar() -> None:
    rows = [("a", "x", 1, 0.0, 500.0), ("a", "(none)", 1, 0.0, 700.0), ("a", "(class overlap)", 1, 0.0, -100.0)]
    [block] = zonal_facts({"x": _table(rows)}, ["a"])["a"]
    assert [row[0].zh for row in block["rows"]] == ["(未分类)", "x"]
    assert [(row[0].zh, row[1]) for row in block["apart"]] == [("(类别重叠)", -0.01)]
    assert block["total"] == 0.11


def test_a_zone_without_a_place_has_no_numbers() -> None:
    table = _table([("a", "x", None, np.nan, np.nan), ("b", "x", 1, 0.0, 500.0)]).astype({"features": "Int64"})
    [block] = zonal_facts({"x": table}, ["a"])["a"]
    assert (block["rows"], block["total"]) == ([], None)
    assert "未公布" in block["note"].zh


def test_a_count_says_how_many_have_no_place() -> None:
    rows = [("a", "x", 2, 0.0, 0.0), ("b", "x", 0, 0.0, 0.0), ("(no geometry)", "(all)", 22, 0.0, 0.0)]
    facts = zonal_facts({"projects": _table(rows), "rivers": _table([("a", "x", 1, 5.0, 0.0)])}, ["a", "b"])
    for zone, count in (("a", 2), ("b", 0)):
        block = facts[zone][0]
        assert (block["total"], block["note"].zh) == (count, "另有 22 处位置未公布，未计入任何片区。")
    assert facts["a"][1]["note"] is None
    both = _table(
        [("a", "x", 1, 0.0, 9.0), ("a", "y", 1, 0.0, 8.0), ("(class overlap)", "(all)", 1, 0.0, -3.0), rows[2]]
    )
    note = zonal_facts({"x": both}, ["a"])["a"][0]["note"]
    assert "重叠" in note.zh
    assert "22 处" in note.zh
    assert note.en.endswith("is. 22 more without a published place: counted in no zone.")


def test_a_click_says_how_many_have_no_place(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    zones, projects = hg.load_layer("zones"), hg.load_layer("projects")
    gone = int(projects.geometry.isna().sum())
    made = hg.zone_map({"zones": zones}, title="t", statistics={"projects": hg.zone_statistics(zones, projects)})
    page = open_page(hg.save_page(made, tmp_path / "map.html")).page
    told = {"虞河城市更新片区(西部)": ".hg-card .hg-note", "杨家埠文旅康养融合片区(东部)": ".hg-card .hg-none"}
    names = page.locator(".hg-results button").all_text_contents()
    for zone, place in told.items():
        found = next(number for number, name in enumerate(names) if zone[:3] in name)
        page.locator(".hg-results button").nth(found).evaluate("(node) => node.click()")
        assert f"另有 {gone} 处位置未公布" in page.locator(place).last.text_content(), zone
        page.keyboard.press("Escape")
        page.locator(".leaflet-popup").wait_for(state="detached")


def test_one_table_of_many_themes_makes_a_block_each() -> None:
    zones = hg.load_layer("zones")
    rings = hg.rings(hg.load_layer("stations"), [500, 800, 1500])
    themes = {
        "rivers": hg.zone_statistics(zones, hg.load_layer("rivers"), by="name_zh"),
        "facilities": hg.zone_statistics(zones, concat([hg.load_layer("facilities"), hg.load_layer("facilities_osm")])),
        "station_rings": hg.zone_statistics(zones, rings, by="to_m"),
    }
    facts = zonal_facts({"statistics": concat(themes)}, zones["id"])
    assert facts == zonal_facts(themes, zones["id"])
    assert set(facts) == set(zones["id"])
    assert [block["title"].zh for block in facts["zone_hsr"]] == ["河流", "公共设施", "车站圈层"]
    assert [block["measure"] for block in facts["zone_hsr"]] == ["km", "count", "ha"]
    assert [row[0].zh for row in facts["zone_hsr"][2]["rows"]] == ["1500", "800", "500"]
    rivers = themes["rivers"].set_index(["zone_id", "class"])["length_m"]
    assert facts["zone_hsr"][0]["rows"][1][1] == pytest.approx(rivers["zone_hsr", "泥河"] / 1000, abs=1e-3)


def test_each_layer_has_what_is_said_of_its_own_features() -> None:
    squares = [box(430000 + 1200 * k, 4071000, 431000 + 1200 * k, 4072000) for k in range(3)]
    zones = gpd.GeoDataFrame({"id": ["a", "b", "c"]}, geometry=squares, crs=4549)
    rivers = _table([("a", "x", 1, 5.0, 0.0), ("b", "x", 1, 7.0, 0.0)])
    made = hg.zone_map(
        {
            "first": zones.iloc[[2, 1]],
            "nobody": zones.iloc[[2]],
            "last": zones.iloc[:2],
            "unnamed": zones[["geometry"]],
        },
        title="t",
        statistics={"rivers": rivers, "土地": LAND},
    )
    told = [layer.facts.get("zonal") for layer in made.plan.layers]
    facts = zonal_facts({"rivers": rivers, "土地": LAND}, ["a", "b"])
    assert [len(facts[zone]) for zone in ("a", "b")] == [2, 2]
    assert told == [{1: facts["b"]}, None, {0: facts["a"], 1: facts["b"]}, None]


def test_ids_are_met_as_text() -> None:
    assert list(zonal_facts({"x": _table([(7, "x", 1, 0.0, 1.0)])}, [7, None, "8"])) == ["7"]


@pytest.mark.parametrize(
    ("statistics", "message"),
    [
        ([LAND], "must map titles to tables"),
        ({"土地": [1]}, "'土地' is a list, not a DataFrame"),
        ({"土地": LAND.drop(columns=["plane_m2", "class"])}, "table '土地' has no column class, plane_m2"),
        ({"土地": LAND.astype({"length_m": str})}, "'length_m' of table '土地' holds no numbers"),
        ({"土地": pd.concat([LAND, LAND])}, "'土地' has class 'existing' of zone 'a' twice"),
    ],
)
def test_what_is_no_table_of_zone_statistics_is_said(statistics: Any, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        zonal_facts(statistics, ["a"])


# ---- in the browser ----

_PAGE = """<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>bars</title>
<style>body{font:14px/1.45 "Noto Sans CJK SC",sans-serif;margin:8px} .hg-card{width:%dpx;font-size:13.5px} %s %s</style>
<div class="hg-card" id="card"></div><script type="application/json" id="data">%s</script><script>%s</script>
<script>
function make(tag, attributes, ...children) {
  const svg = ["svg", "path", "circle", "rect", "line"].includes(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}
const format = (value, decimals) =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
for (const block of JSON.parse(document.getElementById("data").textContent)) {
  document.getElementById("card").append(hantingBars(make, block, %d, format));
}
</script></html>"""


def _bars(blocks: list[dict[str, Any]], path: Path, *, lang: int = 0, width: int = 228) -> Path:
    # The rules of the page for its own tables must not win.
    rules = ".hg-card table{border-collapse:collapse;width:100%} .hg-card th{white-space:nowrap;color:#56636d}"
    rules += ".hg-card tr{border-top:1px solid #eceeef}"
    filled = (width, rules, asset_text("bars.css"), safe_json(blocks), asset_text("bars.js"), lang)
    path.write_text(_PAGE % filled, encoding="utf-8")
    return path


def test_bars_in_a_popup(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    blocks = zonal_facts({"<b>土地</b>": LAND}, ["a"])["a"]
    opened = open_page(_bars(blocks, tmp_path / "bars.html"), width=390, height=844)
    page = opened.page
    assert opened.complaints == []
    assert page.get_by_role("table", name="<b>土地</b> % 为占片区面积").count() == 1
    rows = page.get_by_role("row")
    assert rows.nth(1).inner_text().split() == ["规划", "500.0000", "公顷", "7,500.00", "亩", "40.00", "%"]
    assert page.get_by_role("rowheader").all_inner_texts() == ["规划", "现状", "合计"]
    widths = [bar.bounding_box()["width"] for bar in page.locator("rect[fill='#2f63a0']").all()]
    assert widths[1] / widths[0] == pytest.approx(1_234_567 / 5_000_000, rel=0.01)
    assert page.locator("svg:not([aria-hidden])").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#card").evaluate("node => node.scrollWidth <= node.clientWidth")


def test_bars_in_english_with_nothing_less_than_nothing_and_too_long_names(
    tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    rows = [("a", "Averyveryverylongnamewithoutaspace" * 2, 1, 0.0, 5e9), ("a", "(class overlap)", 1, 0.0, -4e9)]
    nothing = _table([("a", "x", 0, 0.0, 0.0), ("a", "y", 0, 0.0, 0.0)])
    unplaced = _table([("a", "x", np.nan, np.nan, np.nan)])
    blocks = zonal_facts({"Land": _table(rows), "roads": nothing, "rivers": unplaced}, ["a"])["a"]
    blocks[0]["rows"].append([("负", "negative"), -1.0, None, None])
    opened = open_page(_bars(blocks, tmp_path / "bars.html", lang=1), width=390, height=844)
    page = opened.page
    assert opened.complaints == []
    assert page.locator("#card").evaluate("node => node.scrollWidth <= node.clientWidth")
    assert page.locator("rect[fill='#2f63a0']").count() == 1
    text = page.locator("#card").inner_text()
    for said in ("-400,000.0000 ha", "(class overlap)", "Total", "0 features", "not published"):
        assert said in text
    assert "NaN" not in page.content()
    assert "图" not in text
