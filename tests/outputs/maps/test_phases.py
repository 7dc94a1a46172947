"""The slider over phases: what stands up to a phase is shown, of plain and of packed layers, by mouse and by keys."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from playwright.sync_api import expect
from shapely import box, points

import hanting_geo as hg
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
BUILT_IN = [None, 1, 1, 2, 3, 3, 3]


def _schools() -> gpd.GeoDataFrame:
    number = np.arange(len(BUILT_IN))
    return gpd.GeoDataFrame(
        {"id": [f"S{k}" for k in number], "name_zh": [f"学校{k}" for k in number], "built": BUILT_IN},
        geometry=points(430000 + 800 * number, 4071000 + 300 * (number % 2)),
        crs=4549,
    )


def _parcels(count: int) -> gpd.GeoDataFrame:
    k = np.arange(count)
    x, y = 430000 + k % 60 * 110, 4073000 + k // 60 * 90
    return gpd.GeoDataFrame(
        {"id": k.astype(str), "name_zh": "地块", "built": k % 3 + 1}, geometry=box(x, y, x + 100, y + 80), crs=4549
    )


def test_what_is_built_stays(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    plan = hg.zone_map(
        {"schools": _schools(), "parcels": _parcels(2400)},
        title={"zh": "学校建设时序", "en": "Schools by phase"},
        style={"schools": {"phase": "built"}, "parcels": {"phase": "built"}},
    )
    opened = open_page(hg.save_page(plan, tmp_path / "phases.html"), width=1366, height=768)
    page = opened.page
    slider, told = page.locator("#hg-phase"), page.locator(".hg-phases output")
    counts = page.locator(".hg-layer .hg-count")
    expect(told).to_have_text("截至第 3 期")  # as it opens, all that there will be
    expect(page.locator(".hg-every summary")).to_contain_text("2407")
    assert page.locator(".hg-symbol").count() == len(BUILT_IN)
    stops = {"Home": ("现状", 1, 0), "ArrowRight": ("截至第 1 期", 3, 800)}
    slider.focus()
    for key, (text, schools, parcels) in stops.items():
        page.keyboard.press(key)
        expect(told).to_have_text(text)
        assert slider.get_attribute("aria-valuetext") == text
        assert page.locator(".hg-symbol").count() == schools
        assert counts.nth(0).inner_text() == f"{schools} / 7"
        assert counts.nth(1).inner_text() == f"{parcels:,} / 2,400"
    page.keyboard.press("ArrowRight")
    names = page.evaluate("[...document.querySelectorAll('.hg-name')].map((node) => node.textContent)")
    assert set(names) <= {f"学校{k}" for k in range(4)}  # no name without its school
    assert page.locator(".hg-symbol").count() == 4
    page.locator("#hg-search").fill("学校")
    assert page.locator(".hg-results button").count() == 4
    page.locator(".hg-results button").nth(3).click()
    expect(page.locator(".leaflet-popup .hg-card")).to_be_visible()
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".leaflet-popup .hg-card")).to_have_count(0)  # it is not there yet

    page.evaluate(AXE)
    for language, text, play in (("en", "Today", "Play the phases"), ("zh-CN", "现状", "播放建设时序")):
        page.locator("#hg-language").click()
        assert page.evaluate("document.documentElement.lang") == language
        expect(told).to_have_text(text)
        expect(page.locator(".hg-play")).to_have_attribute("aria-label", play)
        assert page.evaluate("axe.run('.hg-main').then((found) => found.violations.map((rule) => rule.id))") == []

    page.locator(".hg-play").focus()
    page.keyboard.press("Enter")
    expect(told).to_have_text("截至第 3 期", timeout=15_000)  # it plays to the end, and stops
    expect(page.locator(".hg-play")).to_have_attribute("aria-label", "播放建设时序")
    assert page.locator(".hg-symbol").count() == len(BUILT_IN)
    page.emulate_media(media="print")
    assert told.is_visible()
    assert not page.locator(".hg-play").is_visible()
    assert opened.complaints == []


def test_phases_are_whole_numbers_of_a_column(tmp_path: Path) -> None:
    frame = _schools().assign(word="x", part=0.5, early=-1)
    for column, told in (("none", "no column 'none'"), ("word", "whole"), ("part", "whole"), ("early", "whole")):
        with pytest.raises(SchemaError, match=f"phase.*{told}"):
            hg.zone_map({"schools": frame}, title="x", style={"schools": {"phase": column}})
    plain = hg.save_page(hg.zone_map({"schools": frame}, title="x"), tmp_path / "plain.html").read_text("utf-8")
    assert "hantingPhases(page) {" not in plain


def test_a_location_in_phases_has_the_slider(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    rng = np.random.default_rng(20)
    homes = gpd.GeoDataFrame(
        {"id": np.arange(60).astype(str), "demand": 1.0},
        geometry=points(rng.uniform([430000, 4071000], [434000, 4075000], (60, 2))),
        crs=4549,
    )
    sites = gpd.GeoDataFrame(
        {"id": [f"s{k}" for k in range(20)], "status": ["existing"] * 2 + ["candidate"] * 18},
        geometry=points(rng.uniform([430000, 4071000], [434000, 4075000], (20, 2))),
        crs=4549,
    )
    found = hg.locate(homes, sites, model="mclp", radius_m=600, phases=(2, 4, 7))
    page = open_page(hg.save_page(found.to_map(), tmp_path / "located.html")).page
    layers = list(found.layers())
    facilities = page.locator(".hg-layer label").nth(layers.index("facilities")).locator(".hg-count")
    page.locator("#hg-phase").focus()
    for key, text, standing in (
        ("Home", "现状", 2),
        ("ArrowRight", "截至第 1 期", 4),
        ("ArrowRight", "截至第 2 期", 6),
    ):
        page.keyboard.press(key)
        expect(page.locator(".hg-phases output")).to_have_text(text)
        assert facilities.inner_text() == f"{standing} / 9"
    assert "第 2 期" in page.locator(".hg-layer").nth(layers.index("facilities")).inner_text()
    areas = page.locator(".hg-layer label").nth(layers.index("service_areas")).locator(".hg-count")
    assert areas.inner_text() == "4 / 7"
