"""Two maps on one page: moved together, in one language, each with title and legend, under the page's policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
from playwright.sync_api import expect
from shapely import box

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Frame, Page

RUN = "window.__pwned=1;alert(1)"
MAP = "window[Object.keys(window).find((name) => /^map_/.test(name))]"  # a frame may not look at all that there is
VIEW = f"(() => {{ const m = {MAP}, c = m.getCenter(); return [c.lat, c.lng, m.getZoom()]; }})()"


def _plan(x: float, name: str, zh: str, en: str) -> Any:
    site = gpd.GeoDataFrame(
        {"id": ["a"], "name_zh": [name]}, geometry=[box(x, 4071000, x + 2000, 4072500)], crs="EPSG:4549"
    )
    return hg.zone_map(
        {"sites": site}, title={"zh": zh, "en": en}, style={"sites": {"title": {"zh": "地块", "en": "Site"}}}
    )


def _frames(page: Page) -> list[Frame]:
    for number in (0, 1):
        expect(page.frame_locator(f"#hg-pane-{number}").locator(".hg-head h1")).to_be_visible()
    return page.frames[1:]


def _same_view(page: Page, frames: list[Frame]) -> bool:
    """Tell whether both come to show the same, to the pixel: a map is moved by whole pixels."""
    for _ in range(60):
        (lat, lng, zoom), (other_lat, other_lng, other_zoom) = (frame.evaluate(VIEW) for frame in frames)
        pixel = 360 / 256 / 2**zoom
        if zoom == other_zoom and max(abs(lat - other_lat), abs(lng - other_lng)) < 1.01 * pixel:
            return True
        page.wait_for_timeout(50)
    return False


def test_two_maps_move_together(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    hostile = f'</script><script>{RUN}</script><img src=x onerror="{RUN}">'
    left, right = (
        _plan(428000, hostile, "方案一", "Alternative 1"),
        _plan(434000, "乙", "方案二" + hostile, "Alternative 2"),
    )
    path = hg.compare_maps(left, right, tmp_path / "compared.html", title={"zh": "选址方案比选", "en": "Two sites"})
    assert (
        path.read_bytes()
        == hg.compare_maps(
            left, right, tmp_path / "again.html", title={"zh": "选址方案比选", "en": "Two sites"}
        ).read_bytes()
    )
    assert path.stat().st_size < 300_000
    opened = open_page(path, width=1366, height=768)
    page = opened.page
    frames = _frames(page)
    assert page.locator("h1").inner_text() == "选址方案比选"
    assert _same_view(page, frames)
    west, east = frames[0].evaluate(f"(() => {{ const b = {MAP}.getBounds(); return [b.getWest(), b.getEast()]; }})()")
    assert west < 119.19
    assert east > 119.28  # both sites are in the first view of both

    for mover in frames:
        mover.evaluate(f"{MAP}.setView([36.8, 119.2], 12.5, {{animate: false}})")
        assert _same_view(page, frames)
        mover.evaluate(f"{MAP}.panBy([120, 40], {{animate: false}})")
        assert _same_view(page, frames)
        assert abs(mover.evaluate(VIEW)[1] - 119.2) > 0.02
    frames[0].locator(".folium-map").focus()
    page.keyboard.press("ArrowRight")
    assert _same_view(page, frames)
    for frame, name in zip(frames, ("方案一", "方案二"), strict=True):
        assert frame.locator(".hg-head h1").inner_text().startswith(name)
        legend = frame.locator(".hg-panel > section:has(.hg-layer)")
        assert legend.is_visible()
        assert "地块" in legend.inner_text()
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = [frame.evaluate(f"(() => {{ const s = {MAP}.getSize(); return [s.x, s.y]; }})()") for frame in frames]
    assert all(x > 600 and y > 350 for x, y in sizes)  # a small laptop

    frames[1].locator("#hg-language").click()
    for frame, name in zip(frames, ("Alternative 1", "Alternative 2"), strict=True):
        expect(frame.locator(".hg-head h1")).to_have_text(name)
    assert page.evaluate("document.documentElement.lang") == "en"

    # A frame listens to the page around it, and to numbers only; the page to its frames only.
    before = frames[0].evaluate(VIEW)
    for message in (
        "null",
        "'x'",
        "{hanting: true, lat: '1', lng: 2, zoom: 3}",
        "{hanting: true, lat: NaN, lng: 1, zoom: 1}",
        "{hanting: true, lang: '<b>'}",
    ):
        page.evaluate(f"document.getElementById('hg-pane-0').contentWindow.postMessage({message}, '*')")
    page.evaluate("window.postMessage({hanting: true, lat: 1, lng: 1, zoom: 3}, '*')")
    page.wait_for_timeout(100)
    assert frames[0].evaluate(VIEW) == before
    assert all(frame.evaluate("window.__pwned === undefined") for frame in page.frames)
    assert opened.complaints == []
    assert opened.remote() == []
    policy = page.locator("meta[http-equiv]").get_attribute("content")
    assert re.match(
        r"default-src 'none'; script-src ('sha256-[\w+/=]+' ?)+; style-src 'unsafe-inline'; img-src data:; ", policy
    )
    frames[0].evaluate(
        "() => document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.__ran = 1'}))"
    )
    assert frames[0].evaluate("window.__ran === undefined")


def test_the_maps_are_as_they_were(tmp_path: Path) -> None:
    left, right = _plan(428000, "甲", "方案一", "1"), _plan(434000, "乙", "方案二", "2")
    before = [hg.save_page(plan, tmp_path / "x.html").read_bytes() for plan in (left, right)]
    hg.compare_maps(left, right, tmp_path / "compared.html")
    assert [hg.save_page(plan, tmp_path / "x.html").read_bytes() for plan in (left, right)] == before
    assert "hantingPane(page) {" not in before[0].decode()
