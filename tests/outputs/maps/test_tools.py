"""The frame of the plan on screen: coordinates, measures, a drawn site and the address, in a real browser."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod, Transformer
from shapely import Point, box
from shapely.geometry import Polygon
from waiting import MAP, at_rest

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

GEOD = Geod(a=6378137, rf=298.257222101)
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    sites = gpd.GeoDataFrame(
        {"id": ["a", "b"], "name_zh": ["甲", "乙"]},
        geometry=[box(420000, 4066000, 424000, 4069000), box(426000, 4066000, 428000, 4068000)],
        crs=4549,
    )
    points = gpd.GeoDataFrame({"id": ["p"]}, geometry=[Point(425000, 4070000)], crs=4549)
    return hg.save_page(hg.zone_map({"sites": sites, "points": points}, title="选址"), folder / "tools.html")


@pytest.fixture(scope="module")
def page(browser: Browser, saved: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True, accept_downloads=True)
    context.set_default_timeout(10_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(saved.as_uri())
    yield opened
    assert complaints == []
    context.close()


@pytest.fixture
def calm(page: Page) -> Page:
    """Give the one page as it opens: no tool, its first view, no hash."""
    page.keyboard.press("Escape")
    page.evaluate("history.replaceState(null, '', location.pathname)")
    page.evaluate(f"(() => {{ const map = {MAP}; map.setView([36.75, 119.13], 13, {{animate: false}}); }})()")
    for number in (0, 1):
        page.locator(f"#hg-layer-{number}").check()
    return page


def _on_map(page: Page, lat: float, lng: float) -> tuple[float, float]:
    x, y, left, top = page.evaluate(
        f"([lat, lng]) => {{ const map = {MAP}, at = map.latLngToContainerPoint([lat, lng]);"
        " const box = map.getContainer().getBoundingClientRect(); return [at.x, at.y, box.left, box.top]; }",
        [lat, lng],
    )
    return left + x, top + y


def _clicked(page: Page, places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Click at whole pixels near these places; give where that is."""
    done = []
    for lat, lng in places:
        x, y = (round(value) for value in _on_map(page, lat, lng))
        page.mouse.click(x, y)
        at = page.evaluate(
            f"([clientX, clientY]) => {{ const at = {MAP}.mouseEventToLatLng({{clientX, clientY}});"
            " return [at.lat, at.lng]; }",
            [x, y],
        )
        done.append(tuple(at))
    return done


def test_coordinates_on_the_plane_are_those_of_proj_within_a_millimetre(page: Page) -> None:
    rng = np.random.default_rng(17)
    lat, lng = rng.uniform(3, 54, 3000), rng.uniform(117, 123, 3000)
    own = np.array(
        page.evaluate(
            "places => places.map(([lat, lng]) => hantingEllipsoid.gaussKrueger(lat, lng, 120))",
            np.column_stack([lat, lng]).tolist(),
        )
    )
    for code, prefix in ((4549, 0), (4528, 40_000_000)):
        x, y = Transformer.from_crs(4490, code, always_xy=True).transform(lng, lat)
        assert np.abs(own[:, 0] - y).max() < 1e-3
        assert np.abs(own[:, 1] + prefix - x).max() < 1e-3


def test_lengths_and_areas_are_those_of_the_ellipsoid(page: Page) -> None:
    rng = np.random.default_rng(18)
    rings = []
    for size in (20, 300, 5e3, 8e4, 6e5, 2e6):
        for _ in range(25):
            around = np.sort(rng.uniform(0, 360, 7))
            if np.diff([*around, around[0] + 360]).max() > 150:
                continue  # the centre would lie outside, and the ring might cross itself
            lat, lng = rng.uniform(-60, 60), rng.uniform(-180, 180)
            east, north, _ = GEOD.fwd(np.full(7, lng), np.full(7, lat), around, size * rng.uniform(0.4, 1, 7))
            rings.append(np.column_stack([north, east]))
    assert len(rings) > 60
    own = page.evaluate(
        "rings => rings.map((ring) => [hantingEllipsoid.length(ring), hantingEllipsoid.area(ring)])",
        [ring.tolist() for ring in rings],
    )
    for ring, (length, area) in zip(rings, own, strict=True):
        assert length == pytest.approx(GEOD.line_length(ring[:, 1], ring[:, 0]), rel=1e-7)
        assert area == pytest.approx(abs(GEOD.polygon_area_perimeter(ring[:, 1], ring[:, 0])[0]), rel=1e-4)
    # Along the equator, over a pole, across the date line, to the other side of the earth, and nowhere.
    odd = [[[0, 10], [0, 11]], [[88, 0], [88, 180]], [[10, 179.5], [10, -179.5]], [[5, 7], [5, 7]]]
    lengths = page.evaluate("lines => lines.map(hantingEllipsoid.length)", odd)
    for line, length in zip(odd, lengths, strict=True):
        lat, lng = zip(*line, strict=True)
        assert length == pytest.approx(GEOD.line_length(lng, lat), rel=1e-7, abs=1e-9)
    assert page.evaluate(
        "Number.isNaN(hantingEllipsoid.length([[0, 0], [0.1, 179.9]]))"
    )  # said to be none, not a guess


def test_the_readout_names_three_systems_and_follows_the_pointer(calm: Page) -> None:
    calm.mouse.move(*map(round, _on_map(calm, 36.751, 119.131)))
    degrees, plane, prefixed = calm.locator(".hg-where > span").all_inner_texts()
    lat, lng = map(float, re.findall(r"[\d.]+(?=°)", degrees))
    assert (lat, lng) == (pytest.approx(36.751, abs=1e-4), pytest.approx(119.131, abs=1e-4))
    assert degrees.endswith("E")
    x, y = Transformer.from_crs(4490, 4549, always_xy=True).transform(lng, lat)
    assert re.search(r"EPSG:4549 无带号 北 X (\d+) 东 Y (\d+)$", plane)
    assert re.search(r"EPSG:4528 带号40 北 X (\d+) 东 Y 40(\d+)$", prefixed)
    for text in (plane, prefixed.replace("东 Y 40", "东 Y ")):
        north, east = map(int, re.findall(r"[XY] (\d+)", text))
        assert north == pytest.approx(y, abs=2)  # degrees and metres are written as fine as the screen is
        assert east == pytest.approx(x, abs=2)


def test_a_length_by_mouse_and_by_keys(calm: Page) -> None:
    calm.locator("#hg-tool-length").click()
    assert calm.locator("#hg-tool-length").get_attribute("aria-pressed") == "true"
    line = _clicked(calm, [(36.76, 119.11), (36.76, 119.15), (36.75, 119.15)])
    exact = GEOD.line_length([at[1] for at in line], [at[0] for at in line])
    said = calm.locator(".hg-figure").inner_text()
    assert said.endswith(" 公里")
    assert float(said.removesuffix(" 公里")) == pytest.approx(exact / 1000, rel=1e-4)
    assert said in calm.locator(".hg-tool [role=status]").first.inner_text()
    assert calm.locator(".leaflet-popup").count() == 0  # a click measures, and opens nothing
    calm.keyboard.press("Escape")
    assert calm.evaluate("document.activeElement.id") == "hg-tool-length"
    assert calm.locator(".leaflet-hg-tools-pane path").count() == 0

    calm.keyboard.press("Enter")  # the tool again; the map has the keys now
    ends = []
    for _ in range(2):
        calm.keyboard.press("Enter")
        ends.append(calm.evaluate(f"(() => {{ const c = {MAP}.getCenter(); return [c.lat, c.lng]; }})()"))
        calm.keyboard.press("ArrowRight")
        at_rest(calm)  # the map glides
    exact = GEOD.line_length([at[1] for at in ends], [at[0] for at in ends])
    said = calm.locator(".hg-tool [role=status]").first.inner_text()
    found = re.search(r"2 个点: ([\d.,]+) (米|公里)", said)
    assert found
    assert float(found[1].replace(",", "")) * {"米": 1, "公里": 1000}[found[2]] == pytest.approx(exact, abs=0.51)
    calm.keyboard.press("Backspace")
    assert calm.locator(".hg-tool [role=status]").first.inner_text() == "1 个点"


def test_a_site_is_taken_as_geojson_and_as_boundary_points(calm: Page, tmp_path: Path) -> None:
    calm.locator("#hg-tool-site").click()
    corners = _clicked(calm, [(36.765, 119.11), (36.765, 119.15), (36.755, 119.15), (36.757, 119.12)])
    ring = Polygon([(lng, lat) for lat, lng in corners])
    said = calm.locator(".hg-figure").inner_text()
    found = re.match(r"([\d.,]+) 公顷 = ([\d.,]+) 亩,周长", said)
    assert found
    exact = abs(GEOD.geometry_area_perimeter(ring)[0])
    assert float(found[1].replace(",", "")) == pytest.approx(exact / 1e4, rel=1e-4)
    assert float(found[2].replace(",", "")) == pytest.approx(exact * 15 / 1e4, rel=1e-4)
    calm.locator("#hg-site-name").fill("北海路西侧地块")

    with calm.expect_download() as taken:
        calm.get_by_role("button", name="下载 GeoJSON").click()
    assert taken.value.suggested_filename == "北海路西侧地块.geojson"
    taken.value.save_as(tmp_path / "site.geojson")
    with calm.expect_download() as taken:
        calm.get_by_role("button", name="下载界址点 TXT").click()
    taken.value.save_as(tmp_path / "site.txt")

    drawn = gpd.GeoSeries([ring], crs=4326).to_crs(4549)[0]
    geojson = hg.read_file(tmp_path / "site.geojson", crs="EPSG:4549")
    assert geojson["name_zh"].tolist() == ["北海路西侧地块"]
    assert geojson["accuracy_m"].tolist() == [pytest.approx(15, abs=2)]  # a pixel at this zoom
    assert geojson.geometry[0].hausdorff_distance(drawn) < 1e-3
    assert Polygon(
        json.loads((tmp_path / "site.geojson").read_text())["features"][0]["geometry"]["coordinates"][0]
    ).exterior.is_ccw

    parcel = hg.read_landtxt(tmp_path / "site.txt", strict=True)
    assert parcel.crs.to_epsg() == 4528
    assert parcel["name_zh"].tolist() == ["北海路西侧地块"]
    assert parcel["area_fits"].tolist() in (["plane"], ["both"])
    assert parcel.to_crs(4549).geometry[0].hausdorff_distance(drawn) < 2e-3
    # Byte for byte what the library writes of the same place, but for the day.
    hg.write_landtxt(parcel[["id", "name_zh", "geometry"]], tmp_path / "own.txt")
    day = re.compile(rb"[\d-]+(?=\r\n\xd7\xf8)")
    assert day.sub(b"", (tmp_path / "site.txt").read_bytes()) == day.sub(b"", (tmp_path / "own.txt").read_bytes())

    # A name outside GBK makes the file UTF-8; a name that would be another field makes none.
    calm.locator("#hg-site-name").fill("𠮷地块")
    with calm.expect_download() as taken:
        calm.get_by_role("button", name="下载界址点 TXT").click()
    taken.value.save_as(tmp_path / "rare.txt")
    assert hg.read_landtxt(tmp_path / "rare.txt")["name_zh"].tolist() == ["𠮷地块"]
    calm.locator("#hg-site-name").fill("甲,乙")
    assert calm.get_by_role("button", name="下载界址点 TXT").is_disabled()
    assert calm.get_by_role("button", name="下载 GeoJSON").is_enabled()


def test_a_boundary_that_crosses_itself_has_no_area_and_no_file(calm: Page) -> None:
    calm.locator("#hg-tool-site").click()
    _clicked(calm, [(36.765, 119.11), (36.755, 119.15), (36.765, 119.15), (36.755, 119.12)])
    assert "自相交" in calm.locator(".hg-figure").inner_text()
    for button in ("下载 GeoJSON", "下载界址点 TXT"):
        assert calm.get_by_role("button", name=button).is_disabled()
    calm.get_by_role("button", name="撤销一点").click()
    assert calm.get_by_role("button", name="下载 GeoJSON").is_enabled()
    rng = np.random.default_rng(19)  # by what shapely calls valid, sides that touch among them
    rings = (rng.integers(0, 5, (400, 5, 2)) * 100).tolist()
    # On so small a part of the plane degrees are straight: a lattice of degrees stands for one of metres.
    places = [[[36 + y * 1e-6, 120 + x * 1e-6] for x, y in ring] for ring in rings]
    on_axis = [[[0 + lat - 36, lng] for lat, lng in ring] for ring in places]
    own = calm.evaluate("rings => rings.map(hantingSite.crosses)", on_axis)
    decided = 0
    for ring, crosses in zip(rings, own, strict=True):
        shape = Polygon(ring)
        if shape.is_valid:
            assert not crosses, ring
        elif not shape.buffer(0).is_empty and _plainly_crosses(ring):
            assert crosses, ring
            decided += 1
    assert decided > 50


def _plainly_crosses(ring: list[list[int]]) -> bool:
    """Tell by whole numbers whether two sides pass through each other's inside."""

    def side(a: list[int], b: list[int], c: list[int]) -> int:
        return int(np.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])))

    sides = [(ring[k - 1], ring[k]) for k in range(len(ring))]
    return any(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        for k, (a, b) in enumerate(sides)
        for c, d in sides[:k]
    )


def test_the_address_says_what_is_seen_and_shows_it_again(calm: Page) -> None:
    calm.evaluate(f"{MAP}.setView([36.7, 119.2], 12.5, {{animate: false}})")
    calm.locator("#hg-layer-0").uncheck()
    address = calm.url
    assert address.endswith("#map=12.5/36.70000/119.20000/1")
    calm.goto("about:blank")
    calm.goto(address)
    assert calm.evaluate(
        f"(() => {{ const m = {MAP}; return [m.getZoom(), m.getCenter().lat, m.getCenter().lng]; }})()"
    ) == [
        12.5,
        pytest.approx(36.7, abs=1e-4),
        pytest.approx(119.2, abs=1e-4),
    ]
    assert not calm.locator("#hg-layer-0").is_checked()
    assert calm.locator("#hg-layer-1").is_checked()
    hostile = [
        "#map=12/36/119/0'><img src=x onerror=alert(1)>",
        "#map=1e9/99/999",
        "#map=/-/",
        "#map=12/86/119",
        "#hg-panel",
    ]
    hostile += [
        "#%3Cscript%3Ealert(1)%3C/script%3E",
        "#map=12/36.7/119.2/9999.1.1",
        "#map=" + "9" * 5000,
        "#map=99/36.7/119.2",
    ]
    for text in hostile:
        calm.evaluate("text => { location.hash = text }", text)
        calm.wait_for_timeout(20)
        state = calm.evaluate(
            f"(() => {{ const m = {MAP}; return [m.getZoom(), m.getCenter().lat, m.getCenter().lng]; }})()"
        )
        assert all(np.isfinite(state)), text
        assert 0 <= state[0] <= 20
        assert (calm.locator("img").count(), calm.locator("script:not([type])").count()) == (
            0,
            calm.evaluate("document.querySelector('meta[http-equiv]').content.split('sha256-').length - 1"),
        )
    assert calm.locator("#hg-layer-1").is_checked()


def test_the_tools_speak_both_languages_pass_axe_and_do_not_print(calm: Page) -> None:
    calm.locator("#hg-tool-area").click()
    _clicked(calm, [(36.765, 119.11), (36.765, 119.15), (36.755, 119.15)])
    calm.evaluate(AXE)
    for other in ("en", "zh-CN"):
        calm.locator("#hg-language").click()
        assert calm.evaluate("document.documentElement.lang") == other
        found = calm.evaluate(
            "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
        )
        assert [rule["id"] for rule in found["violations"]] == []
        texts = calm.locator(".hg-frame").inner_text()
        assert bool(re.search(r"[一-鿿]", texts)) == (other != "en")
        assert (" ha = " in texts) == (other == "en")
    calm.emulate_media(media="print")
    assert not calm.locator(".hg-frame").is_visible()
    assert not calm.locator(".leaflet-hg-tools-pane path").first.is_visible()
    calm.emulate_media(media="screen")


def test_over_shifted_tiles_no_place_is_told(tmp_path: Path) -> None:
    site = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(420000, 4066000, 424000, 4069000)], crs=4549)
    text = hg.save_page(hg.zone_map({"sites": site}, title="x", basemap="gaode"), tmp_path / "shifted.html").read_text()
    assert "hantingEllipsoid" not in text
    assert '"tools":false' in text
