"""A layer of one class that is called as the layer is has one line in the legend, its caption below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
from shapely import Point

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


def test_a_single_service_area_does_not_repeat_its_title(browser: Browser, tmp_path: Path) -> None:
    homes = gpd.GeoDataFrame({"id": ["a"], "demand": [9.0]}, geometry=[Point(430000, 4071000)], crs=4549)
    park = gpd.GeoDataFrame({"id": ["p"], "status": ["现状"]}, geometry=[Point(430100, 4071000)], crs=4549)
    found = hg.coverage(homes, park, "公园")
    saved = hg.save_page(found.to_map(), tmp_path / "one.html")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(saved.as_uri())
    layers = page.locator("div.hg-layer")
    first = layers.nth(0)
    assert first.inner_text().split() == ["服务范围（现状）", "1", "半径", "500", "米"]
    assert first.locator("li").count() == 0
    assert first.locator("label svg, label .hg-swatch, label canvas, label i").count() == 1
    # What is sorted by a column says what its one class is, although there is no other.
    demand = layers.filter(has_text="需求与覆盖（现状）")
    assert demand.locator("li").all_inner_texts()[0].split("\n")[0] == "已覆盖"
    page.get_by_role("button", name="English").click()
    assert "".join(layers.nth(0).inner_text().splitlines()) == "Service areas (today)1radius 500 m"
    context.close()
