"""Plan sheets: measured in points, read as text, counted in pixels."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, Polygon, box

import hanting_geo as hg
from hanting_geo.core import extras
from hanting_geo.core.words.figures import FIGURE, SIGNED
from hanting_geo.outputs.figures import fonts

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430000.0, 4071000.0
CRS = "EPSG:4549"
PT = 72 / 25.4
CHINESE = re.compile("[\u4e00-\u9fff]")


def parcels() -> gpd.GeoDataFrame:
    west = Polygon([(X, Y), (X + 153.27, Y + 4.1), (X + 149.9, Y + 120.55), (X - 3.2, Y + 118)])
    east = Polygon([(X + 153.27, Y + 4.1), (X + 290, Y + 8), (X + 285.5, Y + 131.1), (X + 149.9, Y + 120.55)])
    table = {"id": ["001", "002"], "use": ["耕地", "住宅"], "name_en": ["one", "two"], "accuracy_m": 0.05}
    return gpd.GeoDataFrame(table, geometry=[west, east], crs=CRS)


def text_of(pdf: Path) -> str:
    found = shutil.which("pdftotext")
    assert found, "pdftotext is missing: apt-get install poppler-utils"
    done = subprocess.run([found, "-layout", str(pdf), "-"], check=True, capture_output=True)
    return done.stdout.decode("utf-8")


def said_on(svg: Path) -> str:
    """Read all texts of an SVG, a line each; quicker made than a PDF, which holds its typeface."""
    tree = ET.fromstring(svg.read_text(encoding="utf-8"))  # noqa: S314 - written by this test
    return "\n".join("".join(one.itertext()).strip() for one in tree.iter("{http://www.w3.org/2000/svg}text"))


def segments_of(pdf: Path) -> Any:
    """Read the straight pieces that a PDF draws: x0, y0, x1, y1 in points."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf.read_bytes(), re.DOTALL):
        try:
            drawn = zlib.decompress(stream)
        except zlib.error:
            continue
        pieces = re.findall(rb"(?:^|\n)(-?[\d.]+) (-?[\d.]+) m\n(-?[\d.]+) (-?[\d.]+) l\n", drawn)
        found.extend([float(number) for number in piece] for piece in pieces)
    return np.array(found)


def lined(path: Path, sheet: str = "A3", scale: int = 7_500) -> Path:
    """Draw a line of 1500 m."""
    line = gpd.GeoDataFrame({"id": ["l"]}, geometry=[LineString([(X, Y), (X + 900, Y + 1200)])], crs=CRS)
    return hg.figure({"line": line}, path, title="x", sheet=sheet, scale=scale)


@pytest.fixture(scope="module")
def line_on_a3(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a sheet of which several things are asked: a PDF takes long, for its typeface."""
    return lined(tmp_path_factory.mktemp("line") / "line.pdf")


def test_a_known_length_is_as_long_on_paper_as_the_scale_says(line_on_a3: Path) -> None:
    path, scale = line_on_a3, 7_500
    x0, y0, x1, y1 = segments_of(path).T
    wanted = 1_500_000 / scale * PT
    slanting = (np.abs(x1 - x0) > 50) & (np.abs(y1 - y0) > 50)
    assert np.hypot(x1 - x0, y1 - y0)[slanting] == pytest.approx(wanted, abs=0.01)
    assert f"1:{scale}" in text_of(path)


@pytest.mark.parametrize(
    ("sheet", "orientation", "size"),
    [("A4", "landscape", (3508, 2480)), ("A3", "portrait", (3508, 4961))],
)
def test_a_picture_has_300_dots_an_inch(sheet: str, orientation: str, size: tuple[int, int], tmp_path: Path) -> None:
    path = hg.figure({"p": parcels()}, tmp_path / "p.png", title="x", sheet=sheet, orientation=orientation)
    raw = path.read_bytes()
    assert struct.unpack(">II", raw[16:24]) == size
    assert struct.unpack(">II", raw[raw.index(b"pHYs") + 4 :][:8]) == (11811, 11811)  # dots a metre


def size_of(pdf: Path) -> list[float]:
    """Read the size of a sheet in millimetres."""
    found = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf.read_bytes())
    assert found
    return [float(side) / PT for side in found.groups()]


def test_a_sheet_has_its_size(line_on_a3: Path, tmp_path: Path) -> None:
    assert size_of(line_on_a3) == pytest.approx((420, 297), abs=0.01)
    drawn = hg.figure({"p": parcels()}, tmp_path / "p.svg", title="x", sheet="A0").read_text(encoding="utf-8")
    found = re.search(r'<svg [^>]*width="([\d.]+)pt" height="([\d.]+)pt"', drawn)
    assert found
    assert [float(side) / PT for side in found.groups()] == pytest.approx((1189, 841), abs=0.01)


@pytest.mark.long
def test_the_largest_sheet_has_its_size(tmp_path: Path) -> None:
    assert size_of(lined(tmp_path / "p.pdf", "A0")) == pytest.approx((1189, 841), abs=0.01)


def test_the_sheet_says_what_the_tables_say(tmp_path: Path) -> None:
    land = parcels()
    path = hg.figure(
        {"land": land},
        tmp_path / "p.pdf",
        title={"zh": "勘测定界图", "en": "Parcels"},
        sheet="A3",
        style={"land": {"column": "use", "title": {"zh": "宗地", "en": "Land"}}},
        parcels="land",
        boundary_points=True,
        signed={"unit": "某院", "drafter": "张三", "date": "2026-01-02"},
        approval="鲁S(2026)001号",
    )
    text = text_of(path)
    for there in (
        "勘测定界图",
        "EPSG:4549",
        "宗地",
        "耕地",
        "住宅",
        "某院",
        "张三",
        "2026-01-02",
        "鲁S(2026)001号",
        "±0.05",
    ):
        assert there in text, there
    measured = hg.measure_area(land)
    for area in measured["plane_m2"]:
        assert text.count(f"{area:.2f}") == 2  # in the parcel, and in the table
    for mu in measured["mu"]:
        assert f"{mu:.2f} 亩" in text
    for shape in land.geometry:
        corners = list(shape.exterior.coords)
        for (x, y), (x2, y2) in pairwise(corners):
            assert f"{y:.3f}" in text
            assert f"{x:.3f}" in text
            assert f"{np.hypot(x2 - x, y2 - y):.2f}" in text
    numbers = {int(number) for number in re.findall(r"\bJ(\d+)\b", text)}
    assert numbers == set(range(1, 7))  # two corners are shared


def test_an_english_sheet_has_no_chinese_word(tmp_path: Path) -> None:
    land = parcels().assign(use=["farm", "town"])
    given: dict[str, Any] = {"sheet": "A3", "parcels": "land", "boundary_points": True, "signed": {"unit": "x"}}
    english = said_on(hg.figure({"land": land}, tmp_path / "e.svg", title="Land", language="en", **given))
    assert not CHINESE.search(english), CHINESE.findall(english)
    for key in ("legend", "inset", "points", "north"):
        assert FIGURE[key].en in english
    chinese = said_on(hg.figure({"land": land}, tmp_path / "c.svg", title="Land", **given))
    for word in (*SIGNED.values(), FIGURE["legend"], FIGURE["points"], FIGURE["inset"]):
        assert word.zh in chinese
        assert word.en.strip() not in chinese or word.en == "N"


def test_the_frame_names_round_coordinates_of_the_map(tmp_path: Path) -> None:
    path = hg.figure({"p": parcels()}, tmp_path / "p.svg", title="x", sheet="A4", scale=2_500)
    text = said_on(path)
    ticks = {float(found) for found in re.findall(r"\b\d{3,4}\.\d\b", text)}
    assert {430.0, 430.2, 4071.0} <= ticks  # km; every 0.1 km of this scale
    west, south, east, north = parcels().total_bounds / 1000
    assert all(west - 0.4 < tick < east + 0.4 or south - 0.4 < tick < north + 0.4 for tick in ticks)


def test_the_same_input_is_the_same_file(line_on_a3: Path, tmp_path: Path) -> None:
    files = [[line_on_a3, lined(tmp_path / "again.pdf")], [lined(tmp_path / f"{name}.svg") for name in ("a", "b")]]
    for pair in files:
        one, two = (path.read_bytes() for path in pair)
        assert one == two, pair
        assert b"CreationDate" not in one


def test_hostile_text_is_drawn_as_text(tmp_path: Path) -> None:
    bad = "$\\frac{1}{0}$ <b>&amp; \n二\x07行\\undefined"
    land = parcels().assign(use=[bad, "$"], id=["$x_1$", "${"])
    path = hg.figure(
        {bad: land},
        tmp_path / "p.pdf",
        title=bad,
        sheet="A4",
        parcels=bad,
        style={bad: {"column": "use"}},
        approval="$^",
    )
    text = text_of(path)
    assert "$\\frac{1}{0}$ <b>&amp; 二 行\\undefined" in text
    assert "$x_1$" in text
    svg = hg.figure({bad: land}, tmp_path / "p.svg", title=bad, sheet="A4").read_text(encoding="utf-8")
    assert "<b>" not in svg


def test_names_do_not_strike_each_other_and_the_rest_is_counted(tmp_path: Path) -> None:
    crowd = gpd.GeoDataFrame(
        {"id": [f"n{k}" for k in range(60)], "name_zh": [f"很长的地名第{k}号" for k in range(60)], "kind": "town"},
        geometry=[Point(X + 3 * k, Y + 2 * k) for k in range(60)],
        crs=CRS,
    )
    wide = gpd.GeoDataFrame({"id": ["w"], "kind": ["zone"]}, geometry=[box(X, Y, X + 5000, Y + 4000)], crs=CRS)
    text = said_on(hg.figure({"w": wide, "crowd": crowd}, tmp_path / "p.svg", title="x", sheet="A4"))
    written = text.count("很长的地名")
    left = re.search(r"(\d+) 处注记因位置不足未注出", text)
    assert left
    assert 0 < written < 60
    assert written + int(left[1]) in {60, 61}  # the zone's own name may be among them


def test_what_has_no_place_is_counted(tmp_path: Path) -> None:
    land = parcels()
    land.loc[1, "geometry"] = None
    text = said_on(hg.figure({"p": land}, tmp_path / "p.svg", title="x", sheet="A4", parcels="p", boundary_points=True))
    assert "1 处位置未公布" in text
    assert "002" not in text


def test_layers_that_do_not_fit_are_refused_with_the_scale_that_does(tmp_path: Path) -> None:
    with pytest.raises(hg.SchemaError, match="take 1:2000"):
        hg.figure({"p": parcels()}, tmp_path / "p.pdf", title="x", sheet="A4", scale=1_000)
    assert not (tmp_path / "p.pdf").exists()


def test_a_legend_or_table_without_room_is_refused(tmp_path: Path) -> None:
    many = gpd.GeoDataFrame(
        {"id": range(300), "use": [f"c{k}" for k in range(300)]},
        geometry=[box(X + k, Y, X + k + 1, Y + 50) for k in range(300)],
        crs=CRS,
    )
    colors = {"p": {"column": "use", "colors": {f"c{k}": "#ff0000" for k in range(300)}}}
    with pytest.raises(hg.SchemaError, match="legend"):
        hg.figure({"p": many}, tmp_path / "p.pdf", title="x", sheet="A4", style=colors)
    with pytest.raises(hg.SchemaError, match="boundary points"):
        hg.figure({"p": many}, tmp_path / "p.pdf", title="x", sheet="A4", parcels="p", boundary_points=True)


def test_one_clear_message_without_matplotlib_or_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FACES", ("No Such Face",))
    fonts.chinese_face.cache_clear()
    with pytest.raises(hg.SourceError, match="fonts-noto-cjk"):
        hg.figure({"p": parcels()}, tmp_path / "p.pdf", title="x")
    monkeypatch.undo()
    fonts.chinese_face.cache_clear()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(hg.SourceError, match=re.escape(extras.HOW["matplotlib"])):
        hg.figure({"p": parcels()}, tmp_path / "p.pdf", title="x")


def test_degrees_are_drawn_in_the_working_system(tmp_path: Path) -> None:
    text = said_on(hg.figure({"p": parcels().to_crs(4490)}, tmp_path / "p.svg", title="x", sheet="A4"))
    assert "EPSG:4549" in text
    assert "430.0" in text
