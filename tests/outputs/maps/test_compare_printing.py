"""Two maps on paper: whole, in one scale, with what belongs to them, in both languages; read as pixels and as text."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod
from shapely import box
from waiting import until

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Frame, Page

MARKUP = "<img src=x onerror=alert(1)>"
MAP = "window[Object.keys(window).find((name) => /^map_/.test(name))]"  # a frame may not look at all that there is
STATE = (
    f"(() => {{ const m = {MAP}, c = m.getCenter(), s = m.getSize();"
    " return [c.lat, c.lng, m.getZoom(), s.x, s.y, innerWidth, innerHeight, document.body.className]; })()"
)
DPI = 192
MAP_PIXELS = (515, 372)  # of a map on paper, at 96 an inch
# Squares of 300 m in the middles of the four sides of what both maps begin with: nothing lies over them.
WEST, EAST, SOUTH, NORTH, SIDE = 428000, 437000, 4070000, 4076400, 300
MIDDLE = ((WEST + EAST) / 2, (SOUTH + NORTH) / 2)


def _squares(*corners: tuple[float, float]) -> list[Any]:
    return [box(x, y, x + SIDE, y + SIDE) for x, y in corners]


def _plan(zh: str, en: str, names: tuple[str, str], *, accuracy_m: float, licence: str) -> Any:
    corners = gpd.GeoDataFrame(
        {
            "id": list("abcd"),
            "name_zh": "角",
            "name_en": "corner",
            "kind": "site",
            "accuracy_m": 1.0,
            "source": "勘测 2024-05-06",
        },
        geometry=_squares((WEST, MIDDLE[1]), (EAST, MIDDLE[1]), (MIDDLE[0], NORTH), (MIDDLE[0], SOUTH)),
        crs="EPSG:4549",
    )
    corners.attrs["hanting_geo"] = {"title": "角点", "licence": "CC BY 4.0", "attribution": ""}
    sites = gpd.GeoDataFrame(
        {
            "id": ["s", "t"],
            "name_zh": names[0],
            "name_en": names[1],
            "kind": "site",
            "accuracy_m": accuracy_m,
            "source": "规划图 2023",
        },
        geometry=[box(MIDDLE[0], SOUTH + 2000, MIDDLE[0] + 900, SOUTH + 2600), None],
        crs="EPSG:4549",
    )
    sites.attrs["hanting_geo"] = {"licence": licence, "attribution": ""}
    return hg.zone_map(
        {"corners": corners, "sites": sites},
        title={"zh": zh, "en": en},
        style={
            "corners": {
                "color": "#ff0000",
                "fill": "#ff0000",
                "width": 1,
                "opacity": 1,
                "names": False,
                "title": {"zh": "角点", "en": "Corners"},
            },
            "sites": {"color": "#0000c0", "fill": "#8080ff", "title": {"zh": "地块", "en": "Sites"}, "names": False},
        },
    )


class Sheet(NamedTuple):
    """A print: its words, how many sheets, and the first as pixels."""

    text: str
    sheets: int
    image: Any


def _ran(program: str, *arguments: object) -> str:
    found = shutil.which(program)
    assert found, f"{program} is missing: apt-get install poppler-utils"
    done = subprocess.run([found, *map(str, arguments)], check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout


def _frames(page: Page) -> list[Frame]:
    for number in (0, 1):
        page.frame_locator(f"#hg-pane-{number}").locator(".hg-head h1").wait_for()
    return page.frames[1:]


def _states(frames: list[Frame]) -> list[Any]:
    return [frame.evaluate(STATE) for frame in frames]


class Printed:
    """A page of two maps in one tab, printed as often as somebody asks for another sheet of it."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.frames = _frames(page)
        until(page, "document.querySelectorAll('aside section').length === 2")
        # Not the view that it begins with: moved in one map, by parts of a zoom.
        self.frames[0].evaluate(f"{MAP}.panBy([7, -5], {{animate: false}})")
        self.settled()
        self.before = _states(self.frames)
        self.sheet = cache(self._sheet)

    def settled(self) -> None:
        """Wait until both maps have their size on the screen, and show the same."""
        until(self.page, "[...document.querySelectorAll('iframe')].every((frame) => frame.clientWidth > 600)")
        until(self.page, "!matchMedia('print').matches")
        on_screen = "innerWidth > 600 && !document.body.classList.contains('hg-print')"
        for frame in self.frames:
            until(frame, on_screen)
        last = None
        while (now := _states(self.frames)) != last or now[0][:3] != pytest.approx(now[1][:3], abs=1e-3):
            last = now
            self.page.wait_for_timeout(60)

    def _sheet(self, paper: str, language: str, *, landscape: bool) -> Sheet:
        if self.page.evaluate("document.documentElement.lang")[:2] != language:
            self.frames[1].locator("#hg-language").click()
            said = "[...document.querySelectorAll('aside h3')].map((one) => one.textContent).join()"
            until(self.page, f"{said} === '{','.join([WORDS[language]['legend']] * 2)}'")
        pdf = self.folder / f"{paper}-{language}-{landscape}.pdf"
        self.page.pdf(path=pdf, format=paper, landscape=landscape, print_background=True)
        _ran("pdftoppm", "-r", DPI, "-f", 1, "-singlefile", pdf, pdf.with_suffix(""))
        _, size, _, raw = pdf.with_suffix(".ppm").read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        image = np.frombuffer(raw, np.uint8).reshape(height, width, 3).astype(int)
        self.settled()
        sheets = int(re.search(r"Pages: +(\d+)", _ran("pdfinfo", pdf))[1])  # type: ignore[index]
        return Sheet(re.sub(r"\s+", " ", _ran("pdftotext", pdf, "-")), sheets, image)


_BOTH = ("±20 m", "±2,000 m", "CC BY 4.0", "甲方许可", "内部资料", "勘测 2024-05-06", "规划图 2023", "CGCS2000")
WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "legend": "图层与图例",
        "titles": ("选址方案比选", "方案一", "方案二", "角点", "地块", "制图日期"),
        "notes": ("虚线要素仅作示意", "1 处位置未公布", f"甲{MARKUP}", "乙地"),
        "controls": ("English", "搜索", "查找", "筛选"),
    },
    "en": {
        "legend": "Layers and legend",
        "titles": ("Two sites compared", "Alternative 1", "Alternative 2", "Corners", "Sites", "Date"),
        "notes": ("Dashed features are schematic", "location not published", f"First{MARKUP}", "Second"),
        "controls": ("中文", "Search", "Filter", "方案"),
    },
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, open_once: Callable[..., Any]) -> Any:
    folder = tmp_path_factory.mktemp("compared")
    left = _plan("方案一", "Alternative 1", (f"甲{MARKUP}", f"First{MARKUP}"), accuracy_m=20, licence="甲方许可")
    right = _plan("方案二", "Alternative 2", ("乙地", "Second"), accuracy_m=2000, licence="内部资料")
    title = {"zh": "选址方案比选", "en": "Two sites compared"}
    opened = open_once(hg.compare_maps(left, right, folder / "compared.html", title=title), width=1366, height=768)
    made = Printed(opened.page, folder)
    yield made
    assert opened.complaints == []
    assert opened.remote() == []


def _boxes(sheet: Sheet, *, landscape: bool, larger: float) -> list[tuple[int, int, int, int]]:
    """Find the maps by the black lines round them: left, top, right and bottom of each, in pixels."""
    width, height = (round(side * larger * DPI / 96) for side in MAP_PIXELS)
    dark = sheet.image.max(axis=2) < 110
    edge = round(10 / 25.4 * DPI)
    found = []
    for turn in range(2):
        left = edge + (turn * round(529 * larger * DPI / 96) if landscape else 0)
        rows = np.flatnonzero(dark[:, left + 4 : left + width - 4].mean(axis=1) > 0.98)
        lines = rows[np.flatnonzero(np.diff(rows, prepend=-9) > 3)]
        pairs = [(a, b) for a, b in pairwise(lines) if abs(b - a - height) < 0.02 * height]
        found.append((left, *pairs[0 if landscape else turn]))
    return [(left, int(top), left + width, int(bottom)) for left, top, bottom in found]


def _marks(image: Any) -> list[tuple[float, float, int]]:
    """Give middle and size of the red square at each side of a map: west, east, north, south."""
    red = (image[..., 0] > 180) & (image[..., 1] < 120) & (image[..., 2] < 120)
    height, width = red.shape
    thirds = [slice(0, width // 3), slice(2 * width // 3, width), slice(width // 3, 2 * width // 3)]
    answer = []
    for across, down in (
        (0, slice(0, height)),
        (1, slice(0, height)),
        (2, slice(0, height // 2)),
        (2, slice(height // 2, height)),
    ):
        ys, xs = np.nonzero(red[down, thirds[across]])
        answer.append(
            (thirds[across].start + (xs.min() + xs.max()) / 2, down.start + (ys.min() + ys.max()) / 2, len(xs))
        )
    return answer


PAPERS = [("A4", "zh", True), ("A4", "en", False), pytest.param("A3", "zh", True, marks=pytest.mark.long)]


@pytest.mark.parametrize(("paper", "language", "landscape"), PAPERS)
def test_both_maps_print_whole_and_in_one_scale(paper: str, language: str, landscape: bool, printed: Any) -> None:  # noqa: FBT001
    sheet = printed.sheet(paper, language, landscape=landscape)
    larger = 1.44 if paper == "A3" else 1
    boxes = _boxes(sheet, landscape=landscape, larger=larger)
    parts = [sheet.image[top + 4 : bottom - 2, left + 4 : right - 2] for left, top, right, bottom in boxes]
    seen = [_marks(part) for part in parts]
    assert np.allclose([mark[:2] for mark in seen[0]], [mark[:2] for mark in seen[1]], atol=4)  # to a pixel of the map
    for marks in seen:
        areas = [area for _, _, area in marks]
        assert min(areas) > 0.85 * max(areas)  # none is cut
        # What the screen showed fills the paper as far as its form goes: nothing was zoomed away.
        (west, _, _), (east, _, _), (_, north, _), (_, south, _) = marks
        assert max((east - west) / parts[0].shape[1], (south - north) / parts[0].shape[0]) > 0.65

    # The bar tells metres as the map has them, by the squares whose distance is known.
    transformed = gpd.GeoSeries(gpd.points_from_xy([WEST, EAST], [MIDDLE[1]] * 2), crs="EPSG:4549").to_crs(4326)
    metres = Geod(ellps="GRS80").inv(transformed.x[0], transformed.y[0], transformed.x[1], transformed.y[1])[2]
    told = re.findall(r"\b(\d+) km\b", sheet.text)
    assert len(told) == 2
    for part, marks, km in zip(parts, seen, told, strict=True):
        bottom = part[-round(30 * larger * DPI / 96) :, : part.shape[1] // 2]
        grey = (abs(bottom - 119).max(axis=2) < 24).sum(axis=1).max()
        apart = math.hypot(marks[1][0] - marks[0][0], marks[1][1] - marks[0][1])
        assert grey * metres / apart == pytest.approx(1000 * int(km), rel=0.02)


@pytest.mark.parametrize(("paper", "language", "landscape"), PAPERS)
def test_what_belongs_to_the_maps_is_on_their_sheet(paper: str, language: str, landscape: bool, printed: Any) -> None:  # noqa: FBT001
    sheet = printed.sheet(paper, language, landscape=landscape)
    assert sheet.sheets == 1
    for there in (*_BOTH, *WORDS[language]["titles"], *WORDS[language]["notes"]):
        assert re.sub(r"\s+", "", there) in re.sub(r"\s+", "", sheet.text), there
    for gone in WORDS[language]["controls"]:
        assert gone not in sheet.text, gone


def test_the_screen_is_as_before(printed: Any) -> None:
    printed.sheet("A4", "zh", landscape=True)
    printed.sheet("A4", "en", landscape=False)
    printed.settled()
    assert _states(printed.frames) == printed.before
    assert printed.page.locator("header:visible, aside:visible, footer:visible, article:visible").count() == 0


def test_shown_as_it_prints_it_stays_so_after_a_print(printed: Any) -> None:
    page, frames = printed.page, printed.frames
    page.emulate_media(media="print")
    for frame in frames:
        until(frame, "document.body.classList.contains('hg-print')")
    shown = _states(frames)
    assert [state[3:7] for state in shown] == [[*MAP_PIXELS, *MAP_PIXELS]] * 2
    # As much as the larger of both showed, to the pixel, in one scale; a map of 515 pixels for so many on the screen.
    widest, highest = (max(state[side] for state in printed.before) for side in (3, 4))
    smaller = min(MAP_PIXELS[0] / widest, MAP_PIXELS[1] / highest)
    for state, before in zip(shown, printed.before, strict=True):
        assert state[:2] == before[:2]
        assert state[2] == pytest.approx(before[2] + math.log2(smaller), abs=1e-9)
    page.pdf(path=printed.folder / "shown.pdf", format="A4", landscape=True)
    page.wait_for_timeout(200)
    assert _states(frames) == shown
    page.emulate_media(media="null")
    printed.settled()
    assert _states(frames) == printed.before


def test_what_is_switched_off_is_not_on_the_sheet(printed: Any) -> None:
    page, box = printed.page, printed.frames[0].locator("#hg-layer-1")
    box.click()
    until(page, "document.querySelectorAll('aside')[0].querySelectorAll('.hg-layer').length === 1")
    assert page.locator("aside").nth(1).locator(".hg-layer").count() == 2
    box.click()
    until(page, "document.querySelectorAll('aside')[0].querySelectorAll('.hg-layer').length === 2")


def test_a_frame_tells_text_and_no_markup(printed: Any) -> None:
    """A frame may tell what it likes: known names and attributes are written, and text is text."""
    frame = printed.frames[0]
    told = (
        '["section", {class: "x", onclick: "alert(1)", style: "color: red", id: "y"},'
        ' ["script", {}, "alert(2)"], ["iframe", {src: "https://x.example"}],'
        ' ["a", {href: "javascript:alert(3)"}, "<b>there</b>"]]'
    )
    basis = '["h2", {}, "h"], ["p", {}, "p"], ["dl", {}]'
    sheet = f'{{head: [["h2", {{}}, "t"]], legend: {told}, basis: [{basis}], missing: null, answer: [], ranking: []}}'
    frame.evaluate(f"parent.postMessage({{hanting: true, sheet: {sheet}}}, '*')")
    page = printed.page
    until(page, "document.querySelector('aside').textContent.includes('<b>there</b>')")
    assert page.locator("aside").first.evaluate("(node) => node.firstChild.outerHTML") == (
        '<section class="x"><span>alert(2)</span><span></span><span>&lt;b&gt;there&lt;/b&gt;</span></section>'
    )
    printed.frames[0].locator("#hg-layer-1").click()  # and again what is so
    printed.frames[0].locator("#hg-layer-1").click()
    until(page, "document.querySelectorAll('aside')[0].querySelectorAll('.hg-layer').length === 2")


@pytest.mark.long
def test_very_many_features_print_where_they_are(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    rows, columns = np.divmod(np.arange(2_100), 50)
    x, y = 430000 + 60 * columns, 4071000 + 60 * rows
    many = gpd.GeoDataFrame({"id": range(2_100)}, geometry=box(x, y, x + 50, y + 50), crs="EPSG:4549")
    outline = gpd.GeoDataFrame({"id": ["o"]}, geometry=[box(*many.total_bounds)], crs="EPSG:4549")
    style = {"many": {"color": "#ff0000"}, "outline": {"color": "#0000ff", "fill": None, "names": False}}
    plan = hg.zone_map({"many": many, "outline": outline}, title="x", style=style)
    printed = Printed(
        open_page(hg.compare_maps(plan, plan, tmp_path / "many.html"), width=1366, height=768).page, tmp_path
    )
    for frame in printed.frames:
        until(frame, "performance.getEntriesByName('hanting:drawn').length > 0")
    for paper, larger in (("A4", 1), ("A3", 1.44)):
        sheet = printed.sheet(paper, "zh", landscape=True)
        for left, top, right, bottom in _boxes(sheet, landscape=True, larger=larger):
            part = sheet.image[top + 4 : bottom - 2, left + 4 : right - 2]
            red, blue = part[..., 0] - part[..., 2], part[..., 2] - part[..., 0]
            ends = [[side for axis in np.nonzero(ink > 90) for side in (axis.min(), axis.max())] for ink in (red, blue)]
            assert np.allclose(*ends, atol=8), paper
