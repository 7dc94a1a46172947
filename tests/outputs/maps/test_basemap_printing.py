"""The basemap on paper: what had come of it on the screen, for paper waits for no server; on one map and on two."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from shapely import box
from waiting import until

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEAL = (64, 192, 192)
HOST = "https://tiles.example.cn"
MAP = "window[Object.keys(window).find((name) => /^map_/.test(name))]"
VIEW = f"(() => {{ const m = {MAP}, c = m.getCenter(); return [c.lat, c.lng, m.getZoom()]; }})()"
ALL_THERE = (
    "[...document.querySelectorAll('img.leaflet-tile')].every((tile) => tile.classList.contains('leaflet-tile-loaded'))"
)


def _tile() -> bytes:
    """Write a PNG of one colour, 256 pixels square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(TEAL) * 256) * 256
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture
def served(browser: Any) -> Iterator[Any]:
    """Give a tab that a server of tiles answers: while it prints, nobody does."""
    context = browser.new_context(viewport={"width": 1600, "height": 900})
    page = context.new_page()
    page.route(f"{HOST}/**", lambda route: route.fulfill(status=200, content_type="image/png", body=_tile()))
    yield page
    context.close()


def _printed(page: Any, folder: Path) -> Any:
    page.unroute(f"{HOST}/**")
    page.route(f"{HOST}/**", lambda route: route.abort())
    program = shutil.which("pdftoppm")
    assert program, "pdftoppm is missing: apt-get install poppler-utils"
    pdf = folder / "sheet.pdf"
    page.pdf(path=pdf, format="A4", landscape=True, print_background=True)
    subprocess.run([program, "-r", "48", "-f", "1", "-singlefile", pdf, pdf.with_suffix("")], check=True)
    _, size, _, raw = pdf.with_suffix(".ppm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(raw, np.uint8).reshape(height, width, 3).astype(int)


def _plan() -> Any:
    site = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(430000, 4071000, 439000, 4077000)], crs="EPSG:4549")
    basemap = {"url": f"{HOST}/{{z}}/{{x}}/{{y}}.png", "attribution": "天地图", "max_zoom": 18}
    return hg.zone_map({"site": site}, title="x", basemap=basemap, style={"site": {"fill": None}})


def test_tiles_of_one_map_are_on_its_sheet(tmp_path: Path, served: Any) -> None:
    served.goto(hg.save_page(_plan(), tmp_path / "one.html").as_uri())
    until(served, f"document.querySelectorAll('img.leaflet-tile').length > 8 && {ALL_THERE}")
    before = served.evaluate(VIEW)
    sheet = _printed(served, tmp_path)
    covered = (abs(sheet - TEAL).max(axis=2) < 24).sum()
    assert covered > 0.85 * 780 * 610 / 4  # the map of the sheet, at half of 96 an inch
    assert served.evaluate(VIEW) == before


@pytest.mark.long
def test_tiles_of_two_maps_are_on_their_sheet(tmp_path: Path, served: Any) -> None:
    served.goto(hg.compare_maps(_plan(), _plan(), tmp_path / "two.html").as_uri())
    for number in (0, 1):
        served.frame_locator(f"#hg-pane-{number}").locator(".hg-head h1").wait_for()
    frames = served.frames[1:]
    for frame in frames:
        # Playwright may answer for a frame only after its first tiles were asked for in vain.
        frame.evaluate(f"{MAP}.eachLayer((layer) => layer instanceof L.GridLayer && layer.redraw())")
        until(frame, f"document.querySelectorAll('img.leaflet-tile').length > 5 && {ALL_THERE}")
    before = [frame.evaluate(VIEW) for frame in frames]
    sheet = _printed(served, tmp_path)
    covered = abs(sheet - TEAL).max(axis=2) < 24
    for half in (covered[:, : covered.shape[1] // 2], covered[:, covered.shape[1] // 2 :]):
        assert half.sum() > 0.85 * 515 * 372 / 4
    assert [frame.evaluate(VIEW) for frame in frames] == before
