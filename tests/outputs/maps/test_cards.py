"""What a click tells and how it is shown: areas first and rounded by accuracy, nothing covered, nothing that jumps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from playwright.sync_api import expect
from shapely import LineString, Point, box
from waiting import MAP, at_rest

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


def _frame(shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4549)


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    zones = _frame(
        [
            box(420000, 4066000, 422000, 4068500),
            box(424000, 4066000, 425500, 4067000),
            box(427000, 4066000, 428000, 4067000),
        ],
        id=["rough", "fine", "silent"],
        name_zh=["粗略片区", "精测片区", "未注明片区"],
        kind="zone",
        status="planned",
        published_ha=[512.0, None, None],
        accuracy_m=[500.0, 0.05, None],
        source="甲",
        source_date="2024-01-01",
        licence="CC0",
        note="说明",
    )
    zones = zones.join(hg.measure_area(zones))
    river = _frame(
        [LineString([(418000, 4067200), (430000, 4067400)])], id=["r"], name_zh=["泥河"], kind="river", accuracy_m=5.0
    )
    rail = _frame(
        [LineString([(418000, 4069500), (430000, 4069500)])],
        id=["l"],
        name_zh=["济青高铁"],
        kind="rail",
        accuracy_m=5.0,
    )
    station = _frame([Point(424000, 4069500)], id=["s"], name_zh=["潍坊北站"], kind="station", accuracy_m=5.0)
    rings = hg.rings(station, [500, 800])
    corridor = hg.buffer(river, 150)
    plan = hg.zone_map(
        {"zones": zones, "corridors": corridor, "river": river, "rail": rail, "stations": station, "rings": rings},
        title="卡片",
        style={"river": {"below": True}},
        statistics={
            "rivers": hg.zone_statistics(zones, river, by="name_zh"),
            "rings": hg.zone_statistics(_frame([box(423000, 4068000, 425000, 4071000)], id=["fine"]), rings, by="to_m"),
        },
    )
    path = hg.save_page(plan, tmp_path_factory.mktemp("cards") / "cards.html")
    context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True)
    context.set_default_timeout(10_000)
    opened = context.new_page()
    opened.goto(path.as_uri())
    yield opened
    context.close()


def _open(page: Page, name: str) -> Any:
    page.locator("#hg-search").fill(name)
    page.locator("#hg-search").press("Enter")
    card = page.locator(".leaflet-popup .hg-card")
    expect(card).to_have_attribute("aria-label", name)
    return card


def _rows(table: Any) -> dict[str, str]:
    return dict(line.split("\t") for line in table.inner_text().splitlines() if "\t" in line)


def test_a_card_leads_with_areas_as_sure_as_the_place_is(page: Page) -> None:
    card = _open(page, "粗略片区")
    lead = _rows(card.locator("> table"))
    assert list(lead) == ["面积(公顷)", "面积(亩)", "公布面积(公顷)", "位置精度"]
    # 500 ha, 500 m: an edge of 2.2 km twice over, some 450 ha in doubt; two digits are left.
    assert lead == {"面积(公顷)": "约 500", "面积(亩)": "约 7,500", "公布面积(公顷)": "512", "位置精度": "约 ±500 m"}
    assert card.bounding_box()["height"] < 0.6 * 768
    themes = card.locator("details > summary").all_inner_texts()
    assert themes == ["河流 2.000 公里", "全部属性"]
    assert not card.locator(".hg-bars").first.is_visible()
    card.locator("details > summary").last.click()
    exact = _rows(card.locator("details").last.locator("table"))
    assert exact["面积(公顷)"] == "500.0000"  # what the workbook says, to the last digit
    assert exact["面积(亩)"] == "7,500.00"
    assert exact["来源"] == "甲"
    assert "公布面积(公顷)" not in exact  # it stands above as it is

    fine = _rows(_open(page, "精测片区").locator("> table"))
    assert fine["面积(公顷)"] == "约 150.00"  # 5 cm along some 5 km: 0.025 ha
    silent = _rows(_open(page, "未注明片区").locator("> table"))
    assert silent["面积(公顷)"] == "100.0000"  # nobody says how sure it is, so nothing is taken from it
    assert silent["位置精度"] == "未注明"


def test_rings_are_told_from_where_to_where(page: Page) -> None:
    card = _open(page, "精测片区")
    card.locator("details > summary", has_text="rings").click()
    texts = card.locator("details[open] tbody th").all_inner_texts()
    assert sorted(texts)[:2] == ["0-500 米", "500-800 米"]


def test_an_opened_feature_is_marked_and_not_covered_and_the_scale_stays(page: Page) -> None:
    page.evaluate(f"{MAP}.setView([36.735, 119.13], 13, {{animate: false}})")
    zooms = []
    for name in ("粗略片区", "精测片区", "未注明片区"):
        _open(page, name)
        zooms.append(page.evaluate(f"{MAP}.getZoom()"))
        at_rest(page)  # the map has made room
        mark = page.locator(".leaflet-hg-open-pane path").last.bounding_box()
        card = page.locator(".leaflet-popup-content-wrapper").bounding_box()
        area = page.locator(".hg-main").bounding_box()
        assert card["y"] + card["height"] <= mark["y"] + 4, name
        assert mark["y"] + mark["height"] <= area["y"] + area["height"]
        assert mark["x"] >= area["x"]
        assert card["y"] >= area["y"]
    assert zooms[1:] == [zooms[1]] * 2 == [13, 13]
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-hg-open-pane path")).to_have_count(0)


def test_corridors_are_thin_zones_outlined_rings_round_and_water_below(page: Page) -> None:
    page.evaluate(f"{MAP}.setView([36.76, 119.15], 14, {{animate: false}})")
    paths = page.evaluate(
        "[...document.querySelectorAll('.leaflet-pane path')].map((path) => [path.closest('.leaflet-pane').className,"
        " ...['stroke', 'stroke-width', 'fill-opacity', 'fill', 'd'].map((name) => path.getAttribute(name))])"
    )
    zones = [path for path in paths if path[1] == "#6b6b6b"]
    assert {path[3] for path in zones} == {"0.06"}
    corridor = [path for path in paths if path[4] == "#a9cfe8"]
    assert [path[2] for path in corridor] == ["1"]
    river = [path for path in paths if path[1] == "#4a90c4" and path[4] == "none"]
    assert river
    assert all("hg-below" in path[0] for path in river)
    rings = [path for path in paths if path[1] in {"#4a2377", "#5e3c99"}]
    assert len(rings) == 2
    corners = [len(re.findall(r"[ML]", path[5])) for path in rings]
    assert min(corners) > 40, corners  # of 64; those in one line of pixels are none


def test_names_keep_off_the_railway(page: Page) -> None:
    page.keyboard.press("Escape")
    page.evaluate(f"{MAP}.setView([36.76, 119.15], 13, {{animate: false}})")
    at_rest(page)
    rail = page.locator(".leaflet-pane path[stroke='#222222']").first.bounding_box()
    for name in ("潍坊北站", "济青高铁"):
        named = page.locator(".hg-name", has_text=name).bounding_box()
        apart = named["y"] + named["height"] <= rail["y"] + 3 or named["y"] >= rail["y"] + rail["height"] - 3
        assert apart, (name, named, rail)


def test_layers_without_a_title_are_not_called_by_their_key(page: Page) -> None:
    titles = page.locator(".hg-layer > label > span:nth-last-child(2)").all_inner_texts()
    assert {"功能片区", "研究走廊", "铁路", "车站", "圈层"} <= set(titles)
    page.locator("#hg-language").click()
    titles = page.locator(".hg-layer > label > span:nth-last-child(2)").all_inner_texts()
    assert {"Zones", "Corridors", "Rail", "Stations", "Rings"} <= set(titles)
    page.locator("#hg-language").click()
