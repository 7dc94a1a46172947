"""The map of a district in a real browser with no network: what a planner clicks, searches, reads and switches."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect
from shapely import LineString, MultiPoint, Point, Polygon, box
from thinned import thinned
from waiting import at_rest

import hanting_geo as hg
from hanting_geo.crs.datum import to_gcj02
from hanting_geo.errors import CRSError, SchemaError, SourceError
from hanting_geo.outputs.maps.zone_map import zone_map
from hanting_geo.outputs.page.page import page_html, save_page
from hanting_geo.outputs.style.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

TITLE = {"zh": "寒亭区功能片区图", "en": "Zones of Hanting District", "date": "2026-11-22"}


@pytest.fixture(scope="module")
def layers() -> dict[str, gpd.GeoDataFrame]:
    catalog = hg.open_catalog()
    loaded = {name: catalog.load(name) for name in catalog.names}
    first = ["zones", "rivers", "rail"]
    return {name: loaded[name] for name in [*first, *(name for name in loaded if name not in first)]}


@pytest.fixture(scope="module")
def district(layers: dict[str, gpd.GeoDataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    zones = layers["zones"].join(hg.measure_area(layers["zones"]))
    zones.attrs = layers["zones"].attrs
    return save_page(zone_map({**layers, "zones": zones}, title=TITLE), tmp_path_factory.mktemp("page") / "map.html")


def _data(page: str) -> dict[str, Any]:
    block = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, flags=re.DOTALL)
    assert block is not None
    found: dict[str, Any] = json.loads(block.group(1))
    return found


def _site(**columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {key: [value] for key, value in columns.items()}, geometry=[box(430000, 4071000, 430500, 4071400)], crs=4549
    )


SOUTH = 'path[fill="#ee8866"]'  # the class that the CBD alone is in


# ---- the packaged district, as a planner opens it ----


def test_the_page_asks_nobody_and_complains_about_nothing(district: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(district)
    assert opened.requests == [opened.page.url]
    assert opened.complaints == []
    assert opened.page.title() == TITLE["zh"]
    assert opened.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "EPSG:4549" in opened.text(".hg-head")
    assert TITLE["date"] in opened.text(".hg-head")
    assert "© OpenStreetMap contributors, ODbL" in opened.text(".hg-credit")
    assert opened.text(".leaflet-control-scale").endswith("km")
    assert opened.page.get_by_role("img", name="北").is_visible()


def test_a_click_on_the_cbd_shows_its_statistics(
    district: Path, open_page: Callable[..., Any], layers: dict[str, gpd.GeoDataFrame]
) -> None:
    opened = open_page(district)
    opened.page.locator(SOUTH).click(position={"x": 12, "y": 72})
    opened.page.locator(".hg-card summary", has_text="全部属性").click()
    card = opened.text(".leaflet-popup .hg-card")
    zones = layers["zones"]
    cbd = zones[zones["name_zh"] == "潍坊中央商务区"]
    area = rounded(hg.measure_area(zones)).loc[cbd.index[0]]  # as a workbook or CSV of the layer has it
    assert "Weifang Central Business District" in card
    for text in (
        f"{area['plane_m2']:,.2f}",
        f"{area['ha']:,.4f}",
        f"{area['mu']:,.2f}",
        "面积(亩)",
        "平面面积(平方米)",
    ):
        assert text in card
    assert f"约 ±{cbd['accuracy_m'].iloc[0]:,.0f} m" in card
    assert "凭记忆；规模与环境：潍坊晚报 2023-06-05" in card  # the source, in the words of the packaged layers


def test_search_finds_yangjiabu_in_chinese_english_and_by_id(district: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(district)
    search = opened.page.get_by_role("searchbox")
    results = opened.page.locator("#hg-results button")
    for query in ("杨家埠", "yangJIAbu", "zone_yangjiabu"):
        search.fill(query)
        assert "杨家埠" in results.first.inner_text()
    search.fill("杨家埠民间")
    assert results.count() == 1
    search.press("Enter")
    assert "Yangjiabu Folk Art" in opened.text(".leaflet-popup .hg-card")
    assert opened.page.evaluate("document.activeElement.className") == "hg-card"
    opened.page.keyboard.press("Escape")
    expect(results.first).to_be_focused()
    search.fill("没有这样的地方")
    assert results.count() == 0
    assert opened.page.get_by_role("status").inner_text() == "没有找到"


def test_every_feature_is_reached_by_keyboard_alone(district: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(district)
    keyboard = opened.page.keyboard
    opened.page.get_by_role("searchbox").focus()
    keyboard.type("虞河城市")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    assert "虞河城市更新片区(西部)" in opened.text(".leaflet-popup h3")


def test_layers_toggle_and_choosing_a_hidden_one_shows_it(district: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(district)
    page = opened.page
    paths = page.locator("path.leaflet-interactive")
    everything = paths.count()
    zones = page.get_by_role("checkbox", name=re.compile("^功能片区"))
    zones.uncheck()
    assert paths.count() == everything - 8
    assert page.locator(SOUTH).count() == 0
    assert page.locator(".hg-rank1").count() == 0
    page.get_by_role("searchbox").fill("潍坊中央商务区")
    page.get_by_role("searchbox").press("Enter")
    assert paths.count() == everything
    assert page.get_by_role("checkbox", name=re.compile("^功能片区")).is_checked()
    assert opened.complaints == []


def test_the_language_switch_changes_every_part(district: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(district)
    opened.page.locator(".hg-rank1", has_text="潍坊中央商务区").click()
    opened.page.get_by_role("button", name="English").click()
    assert opened.page.evaluate("document.documentElement.lang") == "en"
    assert opened.page.title() == TITLE["en"]
    assert opened.text("h1") == TITLE["en"]
    opened.page.locator(".hg-card summary", has_text="All attributes").click()
    assert "Plane area (m²)" in opened.text(".leaflet-popup .hg-card")
    assert "Zones" in opened.text(".hg-layer")
    assert "location not published" in opened.text(".hg-missing summary")
    assert opened.page.locator(".hg-name", has_text="Weifang Central Business District").count() == 1
    visible = opened.page.locator(".hg-panel").inner_text()
    assert "图" not in visible
    opened.page.get_by_role("button", name="中文").click()
    assert opened.text("h1") == TITLE["zh"]
    assert opened.complaints == []


def test_places_that_are_not_published_are_named_and_never_drawn(
    district: Path, open_page: Callable[..., Any], layers: Mapping[str, gpd.GeoDataFrame]
) -> None:
    missing = sum(int(frame.geometry.isna().sum()) for frame in layers.values())
    assert missing == 51
    opened = open_page(district)
    opened.page.locator(".hg-missing summary").click()
    assert opened.text(".hg-missing summary") == "51 处位置未公布"
    assert opened.page.locator(".hg-missing li").count() == 51
    opened.page.get_by_role("searchbox").fill("综合保税区北区")
    opened.page.get_by_role("searchbox").press("Enter")
    assert "位置未公布" in opened.text("#hg-results .hg-card")
    assert opened.page.locator(".leaflet-popup").count() == 0


def test_what_is_rough_is_dashed_and_the_legend_says_so(district: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(district)
    assert "±500 m" in opened.text(".hg-rough")
    assert "本图要素位置精度" in opened.text(".hg-basis")
    dashed = opened.page.evaluate(
        "[...document.querySelectorAll('path.leaflet-interactive[stroke-dasharray]')]"
        ".filter((path) => path.getAttribute('fill-opacity') === '0.4').length"
    )
    assert dashed >= 7  # all zones but the economic zone (500 m), and the polygons of projects and facilities


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_nothing_overlaps_and_everything_is_in_reach(
    size: tuple[int, int], district: Path, open_page: Callable[..., Any]
) -> None:
    opened = open_page(district, width=size[0], height=size[1])
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    at_rest(page)
    boxes = page.evaluate(  # all at one time
        "[...document.querySelectorAll('.hg-name, .hg-head, .hg-credit, .leaflet-control-scale, .hg-north')].map("
        "(node) => node.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) > 5
    for position, a in enumerate(boxes):
        for b in boxes[:position]:
            apart_x = a["x"] + a["width"] <= b["x"] + 1 or b["x"] + b["width"] <= a["x"] + 1
            assert apart_x or a["y"] + a["height"] <= b["y"] + 1 or b["y"] + b["height"] <= a["y"] + 1
    if size[0] < 760:
        assert not page.get_by_role("searchbox").is_visible()
        page.get_by_role("button", name="图例与检索").click()
        page.get_by_role("searchbox").fill("杨家埠")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator(".leaflet-popup .hg-card")).to_be_visible()
        assert not page.get_by_role("searchbox").is_visible()
        page.locator(".leaflet-popup-close-button").click(trial=True)  # nothing lies over it
        at_rest(page)  # the map makes room for the popup
        card = page.locator(".leaflet-popup").bounding_box()
        assert card["x"] >= 0
        assert card["x"] + card["width"] <= size[0]


def test_landmarks_names_and_labels_are_there(district: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(district).page
    for role in ("banner", "main", "complementary"):
        assert page.get_by_role(role).count() == 1
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, input, [role=button], [role=region]')].filter((node) => "
        "!(node.textContent.trim() || node.getAttribute('aria-label') || node.labels?.length)).length"
    )
    assert nameless == 0


def test_sizes_hold(district: Path, tmp_path: Path) -> None:
    empty = save_page(zone_map({}, title="空"), tmp_path / "empty.html")
    assert empty.stat().st_size <= 200 * 1024
    assert district.stat().st_size <= 400_000


def test_the_first_view_is_that_of_the_zones(layers: dict[str, gpd.GeoDataFrame]) -> None:
    (south, west), (north, east) = _data(page_html(zone_map(layers, title="x")))["bounds"]
    bounds = layers["zones"].to_crs(4326).total_bounds
    assert np.allclose([west, south, east, north], bounds, atol=1e-4)


def test_a_view_that_is_asked_for_goes_before_that_of_the_zones(layers: dict[str, gpd.GeoDataFrame]) -> None:
    plan = zone_map(layers, title="x", style={"stations": {"fit": True}})
    (south, west), (north, east) = _data(page_html(plan))["bounds"]
    assert np.allclose([west, south, east, north], layers["stations"].to_crs(4326).total_bounds, atol=1e-4)


def test_what_was_made_from_a_layer_has_a_title_of_its_own(layers: dict[str, gpd.GeoDataFrame]) -> None:
    rings = hg.rings(layers["stations"], [500, 800])
    drawn = _data(page_html(zone_map({"stations": layers["stations"], "圈层": rings}, title="x")))["layers"]
    assert drawn[0]["title"] != ["stations", "stations"]
    assert drawn[1]["title"] == ["圈层", "圈层"]
    assert "OpenStreetMap" in drawn[1]["attribution"]


# ---- text is only ever text ----

HOSTILE = [
    "<img src=x onerror=\"alert('1')\">",
    "</script><script>alert(1)</script>",
    "<svg onload=alert(1)></svg>",
    "${alert(1)}`${alert(1)}`",
    "{{ 7 * 191 }}{% raw %}",
    "javascript:alert(1)\"'><b>",
]


@pytest.mark.parametrize("text", thinned(HOSTILE, one_in=6))
def test_hostile_text_in_every_slot_stays_text(text: str, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    site = _site(
        id=text,
        name_zh=text,
        name_en=text,
        kind=text,
        status=text,
        accuracy_m=9.0,
        source=text,
        note=text,
        licence=text,
    )
    site[text] = text
    site.attrs["hanting_geo"] = {
        "title_zh": text,
        "title_en": text,
        "licence": text,
        "attribution": text + " OpenStreetMap",
        "finding_counts": {text: 1},
    }
    lost = site.set_geometry(gpd.GeoSeries(np.array([None]), crs=4549))
    style = {text: {"column": text, "labels": {text: text}, "names": True}}
    plan = zone_map({text: site, "lost": lost}, title={"zh": text, "en": text}, style=style)
    opened = open_page(save_page(plan, tmp_path / "hostile.html"))
    page = opened.page
    for _ in range(2):
        page.get_by_role("searchbox").fill(text[:8])
        page.locator("#hg-results button").first.click()
        page.locator("#hg-results button").last.click()
        page.keyboard.press("Escape")
        at_rest(page)  # the map makes room for the popup
        page.locator("path.leaflet-interactive").first.hover(position={"x": 24, "y": 24})
        assert text in opened.text(".hg-tip")
        for summary in page.locator("summary:visible").all():
            summary.click()
        page.locator("#hg-language").click()
    assert opened.complaints == []
    assert opened.requests == [page.url.partition("#")[0]]
    assert page.title().strip() == text.strip()
    assert opened.text("h1") == text
    assert text in page.locator(".hg-layer").first.inner_text()
    assert text in opened.text(".hg-basis summary")
    assert page.locator(".hg img, .hg b").count() == 0
    allowed = page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content").count("'sha256-")
    assert page.locator("script:not([type])").count() == allowed  # our scripts, nothing else


# ---- what a caller may pass ----


def test_input_stays_as_it_was(layers: dict[str, gpd.GeoDataFrame]) -> None:
    before = {name: (frame.copy(deep=True), json.dumps(frame.attrs, sort_keys=True)) for name, frame in layers.items()}
    page_html(zone_map(layers, title="x"))
    for name, frame in layers.items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before[name][0]))
        assert frame.crs == before[name][0].crs
        assert json.dumps(frame.attrs, sort_keys=True) == before[name][1]


def test_equal_input_gives_equal_bytes(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    first, second = (save_page(zone_map(layers, title=TITLE), tmp_path / f"{n}.html").read_bytes() for n in (1, 2))
    assert first == second


def test_the_date_can_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763769600")
    assert _data(page_html(zone_map({}, title="x")))["date"] == "2025-11-22"


def test_plain_frames_of_every_geometry_work(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    hole = Polygon([(0, 0), (900, 0), (900, 900), (0, 900)], [[(300, 300), (600, 300), (600, 600), (300, 600)]])
    shapes = [
        hole,
        box(2000, 0, 2500, 500).union(box(3000, 0, 3200, 300)),
        LineString([(0, 2000), (3000, 2500)]),
        Point(1500, 1500),
        MultiPoint([(2600, 1500), (2900, 1600)]),
        Polygon(),
        Point(),
    ]
    plain = gpd.GeoDataFrame(
        {"地类": ["a", "b", None, "a", "b", "a", "b"], "on": pd.Timestamp("2025-01-02"), "n": range(7)},
        geometry=gpd.GeoSeries(shapes).translate(430000, 4071000).to_numpy(),
        crs=4549,
        index=list("gfedcba"),
    )
    page = save_page(
        zone_map(
            {"用地": plain, "空": plain.iloc[:0]}, title="x", style={"用地": {"column": "地类"}}, popup=["on", "n"]
        ),
        tmp_path / "p.html",
    )
    opened = open_page(page)
    assert opened.complaints == []
    assert opened.text(".hg-missing summary") == "2 处位置未公布"
    legend = opened.text(".hg-layer")
    assert "未分类" in legend
    opened.page.get_by_role("searchbox").fill("g")
    opened.page.get_by_role("searchbox").press("Enter")
    assert "2025-01-02" in opened.text(".leaflet-popup .hg-card")


def test_areas_are_measured_where_nobody_did_and_rounded_for_the_page() -> None:
    layer = _data(page_html(zone_map({"sites": _site(id="a", kind="zone")}, title="x")))["layers"][0]
    shown = dict(zip((column["name"] for column in layer["columns"]), layer["cells"]["shown"], strict=True))
    assert shown == {"id": ["a"], "drawn_ha": [20.0], "drawn_mu": [300.0]}
    assert layer["cells"]["rough"] == [1]


def test_popup_names_the_columns_that_are_embedded() -> None:
    site = _site(id="a", name_zh="甲", survey_no="机密-坐标", ha=20.0)
    by_list = _data(page_html(zone_map({"sites": site}, title="x", popup=["ha"])))["layers"][0]
    assert [column["name"] for column in by_list["columns"]] == ["ha"]
    assert "机密" not in json.dumps(by_list, ensure_ascii=False)
    assert by_list["cells"]["ids"] is None  # not shown, so not there
    by_layer = _data(page_html(zone_map({"sites": site}, title="x", popup={"sites": ["ha"]})))["layers"][0]
    assert by_layer == by_list
    labelled = zone_map({"sites": site}, title="x", popup={"ha": {"zh": "净面积", "en": "Net area"}})
    assert _data(page_html(labelled))["layers"][0]["columns"][0]["label"] == ["净面积", "Net area"]


def test_decimals_are_those_asked_for() -> None:
    page = page_html(zone_map({"s": _site(id="a")}, title="x"), decimals=4)
    text = json.dumps(_data(page)["layers"][0]["cells"]["geometry"])
    assert max(len(part) for part in re.findall(r"\.(\d+)", text)) == 4


def test_accuracy_comes_from_the_row_then_the_layer_then_nobody() -> None:
    two = pd.concat([_site(id="a", accuracy_m=20.0), _site(id="b", accuracy_m=np.nan)], ignore_index=True)
    unstated = _data(page_html(zone_map({"s": two}, title="x")))["layers"][0]
    assert unstated["cells"]["rough"] == [0, 1]
    stated = _data(page_html(zone_map({"s": two}, title="x", style={"s": {"accuracy_m": 500}})))["layers"][0]
    assert stated["cells"]["rough"] == [0, 0]
    at = [column["name"] for column in stated["columns"]].index("accuracy_m")
    assert stated["cells"]["shown"][at] == [20.0, 500.0]
    assert stated["accuracy_range"] == [20.0, 500.0]


def test_rings_are_classed_by_their_distances() -> None:
    rings = gpd.GeoDataFrame(
        {"from_m": [500.0, 0.0], "to_m": [800.0, 500.0]}, geometry=[box(0, 0, 9, 9), box(0, 0, 5, 5)], crs=4549
    )
    rings.geometry = rings.translate(430000, 4071000)
    classes = _data(page_html(zone_map({"tod": rings}, title="x")))["layers"][0]["classes"]
    assert [entry["text"][0] for entry in classes] == ["0-500 米", "500-800 米"]


def test_openstreetmap_is_named_even_where_attrs_were_lost(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(save_page(zone_map({"s": _site(id="a", licence="ODbL-1.0")}, title="x"), tmp_path / "o.html"))
    assert opened.text(".hg-credit") == "© OpenStreetMap contributors, ODbL"


BAD: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "statistics of others": (
        {
            "statistics": {
                "rivers": pd.DataFrame(
                    {"zone_id": ["z"], "class": ["x"], "features": [1], "length_m": [1.0], "plane_m2": [0.0]}
                )
            }
        },
        SchemaError,
        "no layer has a feature whose id is a zone_id",
    ),
    "no crs": ({"layers": {"甲": gpd.GeoDataFrame(geometry=[Point(1, 2)])}}, CRSError, "layer '甲'.*reference system"),
    "no frame": (
        {"layers": {"a": pd.DataFrame()}},
        SchemaError,
        "layer 'a' takes a GeoDataFrame, and was given a DataFrame",
    ),
    "no mapping": ({"layers": [1]}, SchemaError, "map names to frames"),
    "language": ({"language": "fr"}, SchemaError, "'fr'"),
    "layer of style": ({"style": {"zonse": {}}}, SchemaError, "zonse.*sites"),
    "key of style": ({"style": {"sites": {"colour": "red"}}}, SchemaError, "colour is not known"),
    "colour": ({"style": {"sites": {"color": "red;x"}}}, SchemaError, "no colour"),
    "class column": ({"style": {"sites": {"column": "nope"}}}, SchemaError, "no column 'nope'.*id"),
    "popup": ({"popup": ["nope"]}, SchemaError, "nope"),
    "popup of layer": ({"popup": {"sites": ["nope"]}}, SchemaError, r"sites\.nope"),
    "basemap": ({"basemap": "baidu"}, SourceError, "'baidu'.*osm"),
    "shifted": ({"basemap": "https://webrd01.is.autonavi.com/{x}/{y}/{z}"}, SourceError, "500 m.*GCJ-02"),
    "host": ({"basemap": "https://a.cn; script-src */{z}"}, SourceError, "no http"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_drawn_is_said(case: str) -> None:
    wrong, error, message = BAD[case]
    with pytest.raises(error, match=f"(?s){message}"):
        zone_map(**{"layers": {"sites": _site(id="a")}, "title": "x", **wrong})


def test_a_basemap_is_opted_in_and_then_the_only_host(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    url = "https://{s}.tiles.example.cn/{z}/{x}/{y}.png"
    plan = zone_map({"s": _site(id="a")}, title="x", basemap={"url": url, "attribution": "<b>天地图</b>"})
    text = page_html(plan)
    assert "img-src data: https://*.tiles.example.cn;" in text
    opened = open_page(save_page(plan, tmp_path / "b.html"))
    expect(opened.page.locator("img.leaflet-tile").first).to_be_attached()
    for _ in range(100):
        if opened.remote():
            break
        opened.page.wait_for_timeout(50)
    assert opened.remote()
    assert all(".tiles.example.cn/" in url for url in opened.remote())
    assert opened.text(".hg-credit") == "<b>天地图</b>"


def test_over_gaode_layers_are_copies_in_its_datum_and_their_areas_stay() -> None:
    site = _site(id="a")
    plain, beside = (zone_map({"s": site}, title="x", basemap=name) for name in (None, "gaode"))
    (true,), (shown,) = (plan.plan.layers[0].geometry for plan in (plain, beside))
    assert shown.equals_exact(to_gcj02(site.to_crs(4326)).geometry.iloc[0], 1e-12)
    assert 0.004 < shown.centroid.distance(true.centroid) < 0.008  # degrees: about 500 m
    assert beside.plan.layers[0].cells == plain.plan.layers[0].cells
    text = page_html(beside)
    assert "img-src data: https://webrd01.is.autonavi.com;" in text
    assert "GCJ-02 偏移绘制" in text
    paris = gpd.GeoDataFrame({"id": ["p"]}, geometry=[box(2, 48, 2.1, 48.1)], crs=4326)
    with pytest.raises(CRSError, match=r"layer 's'.*outside China"):
        zone_map({"s": paris}, title="x", basemap="gaode")


# ---- folium and notebooks ----


def test_a_map_shows_itself_in_a_notebook_with_no_network(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    plan = zone_map({"sites": _site(id="a", kind="zone", name_zh="甲")}, title="选址 & 比较")
    shown = plan._repr_html_()
    assert isinstance(plan, folium.Map)
    assert len(shown) < len(page_html(plan)) / 2
    assert repr(plan).startswith("ZoneMap “选址 & 比较”: sites (1)")
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!DOCTYPE html><meta charset=utf-8><title>n</title><body>{shown}", encoding="utf-8")
    opened = open_page(notebook)
    frame = opened.page.frame_locator("iframe")
    expect(frame.locator("h1")).to_have_text("选址 & 比较")
    expect(frame.locator("path.leaflet-interactive")).to_have_count(1)
    assert opened.remote() == []
    assert opened.complaints == []


def test_folium_layers_may_be_added(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    plan = zone_map({"sites": _site(id="a")}, title="x")
    folium.CircleMarker([36.77, 119.22], radius=30, tooltip="mine").add_to(plan)
    opened = open_page(save_page(plan, tmp_path / "p.html"))
    assert opened.page.locator("path.leaflet-interactive").count() == 2
    assert opened.complaints == []


def test_a_frame_alone_is_a_map_under_its_own_title() -> None:
    zones = hg.load_layer("zones")
    made = hg.zone_map(zones)
    assert made.page_title == zones.attrs["hanting_geo"]["title_zh"]
    assert [layer.name for layer in made.plan.layers] == ["zones"]
    raw = zones[["geometry"]].copy()
    raw.attrs = {}
    assert (hg.zone_map(raw).page_title, hg.zone_map(raw, language="en").page_title) == ("地图", "Map")
    assert hg.zone_map({"a": raw, "b": raw}, title="x").page_title == "x"
