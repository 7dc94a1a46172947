"""Maps for everyone: checked by axe-core, walked by keyboard alone, on a phone, enlarged, calm, and on paper."""

from __future__ import annotations

import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pytest
from playwright.sync_api import expect
from shapely import box
from waiting import MAP, at_rest, until

import hanting_geo as hg
from hanting_geo.outputs.maps.packed import PackedLayer
from hanting_geo.outputs.maps.zone_map import zone_map
from hanting_geo.outputs.page.page import save_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

TITLE = {"zh": "寒亭区功能片区图", "en": "Zones of Hanting District", "date": "2026-11-22"}
DESKTOP, PHONE = (1280, 800), (390, 844)
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOCUSED = "document.activeElement"


def _parcels() -> gpd.GeoDataFrame:
    number = np.arange(3000)
    x, y = 430000 + number % 60 * 110, 4071000 + number // 60 * 90
    return gpd.GeoDataFrame(
        {
            "id": [f"P{k:04d}" for k in number],
            "name_zh": [f"地块{k}" for k in number],
            "name_en": [f"Parcel {k}" for k in number],
            "use": np.array(["居住", "商业", "工业"])[number % 3],
            "price": number * 1.5,
        },
        geometry=box(x, y, x + 100, y + 80),
        crs=4549,
    )


def _run() -> folium.Map:
    """Give the map of the packaged scenario, as its run writes it."""
    (made,) = hg.read_scenario().run().maps.values()
    assert isinstance(made, folium.Map)
    return made


def _layers() -> folium.Map:
    catalog = hg.open_catalog()
    return zone_map({name: catalog.load(name) for name in catalog.names}, title=TITLE, language="en")


def _packed() -> folium.Map:
    return zone_map({"地块": _parcels()}, title=TITLE, style={"地块": {"column": "use"}}, popup=["use", "price", "id"])


def _foreign() -> folium.Map:
    foreign = folium.Map([36.8, 119.25], tiles=None, zoom_start=12, max_zoom=18)
    PackedLayer(_parcels(), name="地块", style={"column": "use"}).add_to(foreign)
    folium.LayerControl().add_to(foreign)
    return foreign


MAPS: dict[str, Callable[[], folium.Map]] = {
    "run": _run,
    "layers": _layers,
    "packed": _packed,
    "empty": lambda: zone_map({}, title=TITLE),
    "foreign": _foreign,
}


class _Pages(dict[str, Path]):
    """Saved maps by name, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> Path:
        self[name] = save_page(MAPS[name](), self._folder / f"{name}.html")
        return self[name]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return _Pages(tmp_path_factory.mktemp("pages"))


def _violations(page: Page, within: str | None = None, *, but: str | None = None) -> list[str]:
    """Run axe-core, with all rules but one; as the tester, whom the policy of the page does not bind."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "([tags, within, rules]) => axe.run(within || document,"
        " {runOnly: {type: 'tag', values: tags}, rules, resultTypes: ['violations'], preload: false})",
        [TAGS, within, {but: {"enabled": False}} if but else {}],
    )
    assert found["testEngine"]["version"] >= "4.12"
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']][:5]}" for rule in found["violations"]]


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _stops(page: Page, key: str = "Tab", most: int = 120) -> list[str]:
    """Press a key until the focus leaves the page; give what it stopped at, each seen to have the focus."""
    stops = []
    for _ in range(most):
        page.keyboard.press(key)
        name, outline, seen = page.evaluate(
            f"(() => {{ const node = {FOCUSED}, style = getComputedStyle(node), box = node.getBoundingClientRect();"
            "return [[node.localName, node.id, ...node.classList].filter(Boolean).join(' '),"
            "style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),"
            "box.width > 1 && box.bottom > 0 && box.top < innerHeight]; })()"
        )
        if name.startswith("body"):
            return stops
        assert outline >= 2, f"{name} does not show that it has the focus"
        assert seen, f"{name} has the focus and is out of sight"
        stops.append(name)
    pytest.fail(f"{key} does not come to an end: {stops[-5:]}")


# ---- axe-core ----


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("run", DESKTOP),
        pytest.param("run", PHONE, marks=pytest.mark.long),
        pytest.param("packed", DESKTOP, marks=pytest.mark.long),
        pytest.param("packed", PHONE, marks=pytest.mark.long),
        pytest.param("layers", PHONE, marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing(
    name: str, size: tuple[int, int], pages: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    opened = open_page(pages[name], width=size[0], height=size[1])
    page = opened.page
    languages = ["en", "zh-CN"] if name == "layers" else ["zh-CN", "en"]
    assert page.evaluate("document.documentElement.lang") == languages[0]
    page.locator(".hg-every summary").wait_for(state="attached")
    if size == PHONE:
        assert _violations(page) == []  # the map alone
        page.locator(".hg-toggle").click()
    for summary in page.locator(".hg-panel summary").all():
        summary.click()
    page.locator(".hg-filter select").first.wait_for()
    assert _violations(page) == []
    page.locator(".hg-results button").nth(1).click()
    page.locator("#hg-language").click()
    expect(page.locator(".leaflet-popup .hg-card")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == languages[1]
    at_rest(page)
    assert _violations(page, but="color-contrast") == []  # the panel has the colours that it had
    assert _violations(page, ".hg-main") == []
    assert opened.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.long)])
def test_axe_finds_nothing_on_an_empty_map(
    size: tuple[int, int], pages: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(pages["empty"], width=size[0], height=size[1]).page
    assert _violations(page) == []
    assert page.locator(".hg-unseen").evaluate_all("(all) => all.every((node) => node.clientWidth <= 1)")
    page.locator("#hg-language").click()
    assert _violations(page) == []


@pytest.mark.parametrize("size", [pytest.param(DESKTOP, marks=pytest.mark.long), PHONE])
def test_axe_finds_nothing_in_the_box_of_a_packed_layer(
    size: tuple[int, int], pages: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(pages["foreign"], width=size[0], height=size[1]).page
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title()
    assert "user-scalable" not in page.locator("meta[name=viewport]").get_attribute("content")
    page.locator(".hg-box > summary").click()
    for summary in page.locator(".hg-find summary").all():
        summary.click()
    page.locator(".hg-filter select").first.wait_for()
    assert _violations(page, ".hg-box") == []
    entry = page.locator(".hg-results button").nth(1)
    entry.focus()
    _press(page, "Enter")
    expect(page.locator(".leaflet-popup .hg-card")).to_be_focused()
    until(page, "getComputedStyle(document.querySelector('.leaflet-popup')).opacity === '1'")  # it fades in
    assert _violations(page, ".leaflet-popup-content") == []
    _press(page, "Escape")
    expect(page.locator(".hg-box > summary") if size == PHONE else entry).to_be_focused()


# ---- keyboard alone ----


def test_tab_goes_through_the_page_and_out_of_it(pages: dict[str, Path], open_page: Callable[..., Any]) -> None:
    page = open_page(pages["run"]).page
    stops = _stops(page)
    assert stops[0].startswith("a hg-skip")
    assert len(set(stops)) > 30
    places = [
        next(k for k, stop in enumerate(stops) if part in stop) for part in ("hg-search", "hg-layer-0", "zoom-in")
    ]
    assert places == sorted(places)  # the panel before the map, as it is seen
    assert len(stops) < 60  # not through each of the symbols on the map: the list reaches them
    back = _stops(page, "Shift+Tab")
    assert back[: len(stops)] == stops[::-1]


def test_the_skip_link_leads_to_the_map_and_arrows_move_it(
    pages: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(pages["run"]).page
    _press(page, "Tab", "Enter")
    expect(page.locator(".folium-map")).to_be_focused()
    before = page.evaluate(f"{MAP}.getCenter().lng")
    _press(page, "ArrowRight")
    until(page, f"{MAP}.getCenter().lng > {before}")
    _press(page, "Tab")
    for key in ("Enter", " "):  # of a link that calls itself a button, too
        zoom = page.evaluate(f"{MAP}.getZoom()")
        _press(page, key)
        until(page, f"{MAP}.getZoom() > {zoom} && !{MAP}._animatingZoom")


def test_search_list_popup_and_back(pages: dict[str, Path], open_page: Callable[..., Any]) -> None:
    page = open_page(pages["run"]).page
    entries = page.locator(".hg-results li > button")
    page.locator("#hg-search").focus()
    page.keyboard.type("片区")
    _press(page, "ArrowDown", "ArrowDown")
    expect(entries.nth(1)).to_be_focused()
    _press(page, "End")
    expect(entries.last).to_be_focused()
    _press(page, "Home", "ArrowDown", "Enter")
    card = page.locator(".leaflet-popup .hg-card")
    expect(card).to_be_focused()
    assert card.get_attribute("aria-label") in entries.nth(1).inner_text()
    _press(page, "Escape")
    expect(entries.nth(1)).to_be_focused()
    _press(page, "Enter")
    _press(page, *["Tab"] * (1 + card.locator("summary, button").count()))  # through what can be unfolded
    close = page.locator(".leaflet-popup-close-button")
    expect(close).to_be_focused()
    assert close.get_attribute("aria-label") == "关闭"
    _press(page, " ")
    expect(card).to_have_count(0)
    expect(entries.nth(1)).to_be_focused()


def test_what_was_switched_off_is_shown_and_the_focus_comes_back(
    pages: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(pages["run"]).page
    layer = page.locator("#hg-layer-0")
    layer.focus()
    _press(page, " ")
    assert not layer.is_checked()
    page.locator("#hg-search").focus()
    page.keyboard.type("潍坊中央商务区")
    _press(page, "ArrowDown", "Enter", "Escape")
    assert page.locator("#hg-layer-0").is_checked()
    expect(page.locator(".hg-results li > button").first).to_be_focused()


def test_classes_filter_chips_and_language(pages: dict[str, Path], open_page: Callable[..., Any]) -> None:
    page = open_page(pages["packed"]).page
    page.locator("#hg-class-0-1:not([disabled])").focus()
    for pressed in ("false", "true"):
        _press(page, " ")
        expect(page.locator("#hg-class-0-1")).to_be_focused()  # though the legend was written anew
        expect(page.locator("#hg-class-0-1")).to_have_attribute("aria-pressed", pressed)
    summary = page.locator(".hg-filter summary")
    summary.focus()
    _press(page, "Enter")
    chosen = page.locator(".hg-filter select").first
    chosen.wait_for()
    _press(page, "Tab")
    expect(chosen).to_be_focused()
    assert chosen.evaluate("(node) => node.selectedOptions[0].textContent") == "use"
    _press(page, "Tab", "ArrowDown")
    expect(page.locator(".hg-chips button")).to_have_count(1)
    assert "1000 / 3000" in page.locator(".hg-every summary").inner_text()
    assert page.get_by_role("status").inner_text() == page.locator(".hg-every summary").inner_text()
    _press(page, "Tab", "Enter")
    expect(page.locator(".hg-chips button")).to_have_count(0)
    expect(summary).to_be_focused()
    page.locator("#hg-language").focus()
    _press(page, "Enter")
    expect(page.locator("#hg-language")).to_be_focused()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("#hg-language").get_attribute("lang") == "zh-CN"


def test_more_of_the_list_goes_on_where_one_was(pages: dict[str, Path], open_page: Callable[..., Any]) -> None:
    page = open_page(pages["packed"]).page
    page.locator(".hg-every > summary").focus()
    _press(page, "Enter")
    page.locator(".hg-more").focus()
    _press(page, "Enter")
    expect(page.locator(".hg-results li > button").nth(200)).to_be_focused()


# ---- phone, enlarged, calm ----


def test_targets_on_a_phone_are_large_enough_for_a_finger(
    pages: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    page = open_page(pages["run"], width=PHONE[0], height=PHONE[1]).page
    small = (
        "[...document.querySelectorAll('button, summary, select, input, a[href]:not(.hg-skip)')]"
        ".filter((node) => node.checkVisibility())"
        ".map((node) => [node.outerHTML.slice(0, 90), node.closest('.hg-layer label') || node])"
        ".map(([text, node]) => [text, node.getBoundingClientRect()])"
        ".filter(([, box]) => Math.min(box.width, box.height) < 24).map(([text]) => text)"
    )
    assert page.evaluate(small) == []
    page.locator(".hg-toggle").click()
    for summary in page.locator(".hg-panel summary").all():
        summary.click()
    assert page.evaluate(small) == []
    page.locator(".hg-results button").nth(1).click()
    expect(page.locator(".leaflet-popup .hg-card")).to_be_visible()
    at_rest(page)
    assert page.evaluate(small) == []
    close = page.locator("a.leaflet-popup-close-button").bounding_box()
    assert close is not None
    assert min(close["width"], close["height"]) > 35  # Leaflet's own rule says 24


def test_what_the_panel_covers_on_a_phone_takes_no_focus(pages: dict[str, Path], open_page: Callable[..., Any]) -> None:
    page = open_page(pages["run"], width=PHONE[0], height=PHONE[1]).page
    assert not any("hg-search" in stop for stop in _stops(page))
    toggle = page.locator(".hg-toggle")
    toggle.focus()
    _press(page, "Enter")
    assert toggle.get_attribute("aria-expanded") == "true"
    assert not any("leaflet" in stop for stop in _stops(page))
    page.locator("#hg-search").focus()
    page.keyboard.type("杨家埠")
    _press(page, "Enter")
    assert toggle.get_attribute("aria-expanded") == "false"
    expect(page.locator(".leaflet-popup .hg-card")).to_be_focused()
    _press(page, "Escape")
    expect(toggle).to_be_focused()  # the entry that opened it is out of sight


@pytest.mark.parametrize("size", [(320, 640), pytest.param((640, 400), marks=pytest.mark.long)])
def test_enlarged_pages_are_read_without_scrolling_sideways(
    size: tuple[int, int], pages: dict[str, Path], open_page: Callable[..., Any]
) -> None:
    # 320 px is 1280 px at 400 %, 640 px is 1280 px at 200 %.
    page = open_page(pages["run"], width=size[0], height=size[1]).page
    wide = (
        "[...document.querySelectorAll('html, .hg-head *, .hg-panel, .hg-panel *, .leaflet-popup-content')]"
        ".filter((node) => !node.matches('.hg-unseen, input, select') && node.scrollWidth > node.clientWidth + 1 &&"
        " getComputedStyle(node).display !== 'inline').map((node) => node.outerHTML.slice(0, 90))"
    )
    assert page.evaluate(wide) == []
    page.locator(".hg-toggle").click()
    for summary in page.locator(".hg-panel summary").all():
        summary.click()
    assert page.evaluate(wide) == []
    page.locator(".hg-results button").nth(1).click()
    until(  # the map slides until all of the card is seen
        page,
        "(() => { const card = document.querySelector('.leaflet-popup').getBoundingClientRect();"
        f" return card.left >= 0 && card.right <= {size[0]}; }})()",
    )
    at_rest(page)
    assert page.evaluate(wide) == []


def test_who_wants_it_calm_sees_no_movement(pages: dict[str, Path], open_page: Callable[..., Any]) -> None:
    page = open_page(pages["run"]).page
    moves = (
        f"(() => {{ const map = {MAP}, start = map.getZoom(), moving = () =>"
        " document.querySelectorAll('.leaflet-zoom-anim, .leaflet-pan-anim').length;"
        "document.querySelector('.leaflet-control-zoom-in').click(); const zooming = moving(), zoomed = map.getZoom();"
        "map.panBy([80, 0]); return [zooming + moving() > 0, zoomed > start]; })()"
    )
    assert page.evaluate(moves)[0]  # otherwise it moves
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    assert page.evaluate(moves) == [False, True]


# ---- paper ----


@pytest.mark.parametrize("paper", ["A4", pytest.param("A3", marks=pytest.mark.long)])
def test_map_legend_and_sources_go_on_paper(
    paper: str, pages: dict[str, Path], open_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = open_page(pages["run"]).page
    before = page.evaluate(f"{MAP}.getBounds().toBBoxString()")
    page.pdf(path=tmp_path / "sheets.pdf", format=paper, landscape=True)
    command = ["pdftotext", "-bbox", tmp_path / "sheets.pdf", "-"]
    words = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    sheets = words.split("<page ")[1:]
    assert len(sheets) == 3  # the map with its legend, the sources, and the list of what has no place
    # A column that sticks out makes the browser print all of it smaller: the right margin would be empty.
    width = float(re.findall(r'width="([\d.]+)"', sheets[0])[0])
    assert max(map(float, re.findall(r'xMax="([\d.]+)"', sheets[0]))) > 0.9 * width
    # What a layer rests on is folded on the screen, and stands open on paper, with its date.
    assert "2018-10-31" in sheets[1]
    assert "51" in re.findall(r">([^<\s]+)</word>", sheets[2])
    assert page.evaluate(f"{MAP}.getBounds().toBBoxString()") == before  # and then as before on the screen
    assert page.locator(".hg-basis details[open]").count() == 0


def test_a_sheet_holds_what_is_shown_and_no_controls(pages: dict[str, Path], open_page: Callable[..., Any]) -> None:
    page = open_page(pages["run"], width=1046, height=718).page
    page.locator("#hg-layer-1").uncheck()
    page.locator("#hg-class-0-0").click()
    shown = page.evaluate(f"{MAP}.getBounds().toBBoxString()")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for gone in (
        "#hg-language",
        "#hg-search",
        ".leaflet-control-zoom",
        "#hg-layer-0",
        "#hg-class-0-0",
        "#hg-class-1-0",
    ):
        assert not page.locator(gone).is_visible(), gone
    for there in (
        "h1",
        ".hg-layer",
        "#hg-class-0-1",
        ".hg-north",
        ".leaflet-control-scale",
        ".hg-credit",
        ".hg-basis dl",
    ):
        assert page.locator(there).first.is_visible(), there
    sheet = page.locator(".hg-main").bounding_box()
    legend = page.locator(".hg-panel > section:not(.hg-basis):not(.hg-find)").bounding_box()
    assert legend["x"] + legend["width"] <= sheet["x"]
    assert sheet["y"] + sheet["height"] <= 718
    assert sheet["x"] + sheet["width"] <= 1047
    west, south, east, north = map(float, shown.split(","))
    printed = [float(edge) for edge in page.evaluate(f"{MAP}.getBounds().toBBoxString()").split(",")]
    assert printed[0] <= west + 0.001
    assert printed[1] <= south + 0.001
    assert printed[2] >= east - 0.001
    assert printed[3] >= north - 0.001
