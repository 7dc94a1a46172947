"""The page that the packaged run leaves, opened as a planner opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.outputs.style.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hanting_geo.scenario.scenario import Run

SOUTH = 'path[fill="#ee8866"]'  # the class that the CBD alone is in


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return hg.read_scenario().run(tmp_path_factory.mktemp("run") / "output")


@pytest.fixture
def page(run: Run) -> Path:
    assert run.folder is not None
    return run.folder / "hanting_map.html"


def test_it_asks_nobody_and_shows_the_statistics_of_the_run(
    page: Path, run: Run, open_page: Callable[..., Any]
) -> None:
    opened = open_page(page)
    opened.page.locator(SOUTH).click(position={"x": 12, "y": 72})
    opened.page.locator(".leaflet-popup .hg-card").wait_for()
    opened.page.evaluate("document.querySelectorAll('.leaflet-popup details').forEach((part) => { part.open = true; })")
    card = opened.text(".leaflet-popup .hg-card")
    # As the sheet of the run prints it: rounded so that the column adds up.
    cbd = rounded(pd.DataFrame(run.layers["zone_profile"].drop(columns="geometry"))).set_index("id").loc["zone_cbd"]
    for column in ("ha", "mu", "river_length_m", "road_length_m"):
        assert f"{cbd[column]:,.{4 if column == 'ha' else 2}f}" in card
    for label in ("河流长度(米)", "道路长度(米)", "项目数", "公布面积(公顷)"):
        assert label in card
    assert opened.requests == [opened.page.url.partition("#")[0]]
    assert opened.complaints == []


def test_bars_say_what_the_tables_say(page: Path, run: Run, open_page: Callable[..., Any]) -> None:
    opened = open_page(page)
    opened.page.locator(SOUTH).click(position={"x": 12, "y": 72})
    opened.page.locator(".leaflet-popup .hg-card").wait_for()
    opened.page.evaluate("document.querySelectorAll('.leaflet-popup details').forEach((part) => { part.open = true; })")
    roads = opened.page.locator(".leaflet-popup table.hg-bars", has=opened.page.locator("caption", has_text="道路"))
    table = run.tables["roads_in_zones"]
    in_cbd = table[(table["zone_id"] == "zone_cbd") & (table["length_m"] > 0)].sort_values("length_m", ascending=False)
    longest = in_cbd.iloc[0]
    first = roads.locator("tbody tr").first
    assert str(longest["class"]) in first.inner_text()
    assert f"{longest['length_m'] / 1000:,.3f}" in first.inner_text()
    widths = [
        float(str(bar.get_attribute("width")).rstrip("%")) for bar in roads.locator("svg rect:nth-child(2)").all()
    ]
    shown = in_cbd["length_m"].to_numpy()[: len(widths)]
    assert widths == pytest.approx(list(100 * shown / shown[0]), abs=0.1)
    assert "铁路" in opened.text(".leaflet-popup .hg-none")  # nothing there is said, too
    assert opened.complaints == []


def test_the_manifest_says_what_the_page_embeds(run: Run) -> None:
    [page] = run.manifest["pages"]
    assert page["file"] == "hanting_map.html"
    zones = page["embeds"][0]
    assert (zones["layer"], zones["features"]) == ("zones", len(run.layers["zone_profile"]))
    assert (zones["decimals"], zones["metres"]) == (6, 0.06)
    assert "accuracy_m" in zones["columns"].split(", ")


def test_derived_layers_carry_their_own_titles(page: Path, open_page: Callable[..., Any]) -> None:
    panel = open_page(page).text(".hg-panel")
    for title in ("高铁站 500/800/1500 米圈层", "规划治理河道两侧 200 米研究范围", "铁路", "51 处位置未公布"):
        assert title in panel


def test_rings_and_corridors_toggle(page: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(page)
    before = opened.page.locator("path.leaflet-interactive").count()
    for title in ("高铁站 500/800/1500 米圈层", "规划治理河道两侧 200 米研究范围"):
        opened.page.get_by_label(title).uncheck()
    assert opened.page.locator("path.leaflet-interactive").count() == before - 6
    assert opened.complaints == []


def test_a_click_says_what_else_lies_there(page: Path, open_page: Callable[..., Any]) -> None:
    # On a phone a street lies under the middle of the CBD: it is one touch away, and the zone from there.
    opened = open_page(page, width=390, height=844)
    opened.page.locator("path.leaflet-interactive").first.wait_for()
    place = "Object.values(window).find((v) => v instanceof L.Map).latLngToContainerPoint([36.7712, 119.1755])"
    at = opened.page.evaluate(f"(() => {{ const p = {place}; return [p.x, p.y]; }})()")
    box = opened.page.locator(".folium-map").bounding_box()
    opened.page.mouse.click(box["x"] + at[0], box["y"] + at[1])
    assert opened.text(".leaflet-popup h3") == "潍坊中央商务区"
    street = next(name for name in ("富亭街", "金马北路") if name in opened.text(".hg-also"))
    opened.page.locator(".hg-also button", has_text=street).click()
    opened.page.locator(".leaflet-popup h3", has_text=street).wait_for()
    opened.page.locator(".hg-also button", has_text="潍坊中央商务区").click()
    opened.page.locator(".leaflet-popup h3", has_text="潍坊中央商务区").wait_for()
    opened.page.locator(".hg-also", has_text=street).wait_for()
    assert opened.complaints == []
