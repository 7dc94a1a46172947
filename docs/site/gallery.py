"""The gallery: live one-file maps and plan sheets, made from the packaged layers, with a picture of each.

``make(source)`` writes ``gallery/index.md`` and what it shows. A map opens with a click, from the file system too.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable

_SIZE = "1280,800"


class Shown(NamedTuple):
    """One piece: its file, what it is in both languages, how it is made, and the code that a reader copies."""

    file: str
    zh: str
    en: str
    make: Callable[[Path], object]
    code: str


def make(source: Path, *, pictures: bool = True, maps: bool = True) -> None:
    """Write the pieces, their pictures, and the page that shows them; without maps, the page alone."""
    folder = source / "_static" / "gallery"
    folder.mkdir(parents=True)
    text = [
        "# Gallery 图集",
        "",
        "Each picture opens a file of its own, which needs no network. 点开图片即为单文件成果。",
        "",
    ]
    for shown in PIECES:
        if maps:
            shown.make(folder / shown.file)
        picture = shown.file
        if shown.file.endswith(".html"):
            picture = shown.file.replace(".html", ".png")
            if pictures and maps:
                photograph(folder / shown.file, folder / picture)
        text += [f"## {shown.zh} · {shown.en}", ""]
        target = f"../_static/gallery/{shown.file}"
        there = (folder / picture).exists()
        image = f'<img src="../_static/gallery/{picture}" alt="{shown.en}">' if there else shown.file
        text += [
            "```{raw} html",
            f'<p><a href="{target}">{image}</a></p>',
            "```",
            "",
            "```python",
            shown.code,
            "```",
            "",
        ]
    (source / "gallery").mkdir()
    (source / "gallery" / "index.md").write_text("\n".join(text), encoding="utf-8")


def photograph(page: Path, picture: Path) -> None:
    """Take a picture of a page in a Chromium without a window."""
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    if program is None:
        message = "the pictures of the gallery need a Chromium: install one, or build with --no-pictures"
        raise SystemExit(message)
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(  # noqa: S603 - our own page
            [
                program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                f"--user-data-dir={profile}", f"--window-size={_SIZE}", "--virtual-time-budget=8000",
                f"--screenshot={picture}", page.resolve().as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


def _run(code: str) -> Callable[[Path], object]:
    """Run just the code that is shown, with ``path`` as where it writes."""

    def made(path: Path) -> object:
        return exec(compile(code.replace(repr(path.name), repr(str(path))), path.name, "exec"), {"hg": hg})  # noqa: S102 - as shown

    return made


def _piece(file: str, zh: str, en: str, code: str) -> Shown:
    return Shown(file, zh, en, _run(code), f"import hanting_geo as hg\n\n{code}")


PIECES = [
    _piece(
        "zones.html",
        "规划分区与河流",
        "Zones of the plan and rivers",
        """\
layers = {name: hg.load_layer(name) for name in ("zones", "rivers", "rail", "stations")}
title = {"zh": "规划分区与河流", "en": "Zones of the plan and rivers"}
hg.save_page(hg.zone_map(layers, title=title), 'zones.html')""",
    ),
    _piece(
        "rings.html",
        "高铁站环带",
        "Rings round the high-speed station",
        """\
stations = hg.load_layer("stations")
station = stations[stations["name_en"].str.contains("North", na=False)].head(1)
rings = hg.rings(station, [500, 1000, 2000])
layers = {"rings": rings, "zones": hg.load_layer("zones"), "stations": station}
hg.save_page(hg.zone_map(layers, title={"zh": "潍坊北站环带", "en": "Rings round Weifang North"}), 'rings.html')""",
    ),
    _piece(
        "screening.html",
        "选址核查",
        "Screening of sites",
        """\
import geopandas as gpd
from shapely import box

places = [(428000, 4073000), (433000, 4078000), (425000, 4070500), (436500, 4070000)]
sites = gpd.GeoDataFrame(
    {"id": ["A", "B", "C", "D"], "name_zh": ["甲", "乙", "丙", "丁"]},
    geometry=[box(x, y, x + 900, y + 700) for x, y in places], crs="EPSG:4549",
)
found = hg.screen(sites, hg.read_rules("hanting"), hg.open_catalog())
hg.save_page(found.to_map(), 'screening.html')""",
    ),
    _piece(
        "ranking.html",
        "方案比选:权重可调",
        "Comparison of sites with weight sliders",
        """\
import geopandas as gpd
from shapely import box

places = [(428000, 4073000), (433000, 4078000), (425000, 4070500), (436500, 4070000)]
sites = gpd.GeoDataFrame(
    {"id": ["A", "B", "C", "D"], "name_zh": ["甲", "乙", "丙", "丁"]},
    geometry=[box(x, y, x + 900, y + 700) for x, y in places], crs="EPSG:4549",
)
found = hg.suitability(sites, hg.read_criteria("logistics_park"))
hg.save_page(found.to_map(), 'ranking.html')""",
    ),
    _piece(
        "location.html",
        "设施布点:分期实施",
        "How many and which, in phases",
        """\
import geopandas as gpd
import numpy as np

rng = np.random.default_rng(1)
def points(count, **columns):
    at = gpd.points_from_xy(430000 + rng.uniform(-3000, 3000, count), 4072000 + rng.uniform(-3000, 3000, count))
    return gpd.GeoDataFrame({"id": [f"{n:03}" for n in range(count)], **columns}, geometry=at, crs="EPSG:4549")

homes = points(300, demand=rng.integers(20, 400, 300))
found = hg.locate(homes, points(40), model="mclp", p=8, radius_m=1000, phases=[3, 5, 8])
hg.save_page(found.to_map(), 'location.html')""",
    ),
    _piece(
        "sheet.png",
        "图幅",
        "A plan sheet",
        """\
layers = {name: hg.load_layer(name) for name in ("zones", "rivers", "rail")}
hg.figure(layers, 'sheet.png', title={"zh": "规划分区图", "en": "Zones of the plan"}, sheet="A4")""",
    ),
]

if __name__ == "__main__":
    make(Path(sys.argv[1]))
