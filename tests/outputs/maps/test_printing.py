"""What of very many features goes on paper: printed by the browser, looked at as pixels and as text."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pytest
from shapely import box
from waiting import until

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLORS = {"耕地": "#00aa00", "住宅": "#cc0000"}
_ACROSS = 50


def parcels(many: int) -> gpd.GeoDataFrame:
    """Lay squares of 50 m in rows of fifty; the last one has no place."""
    rows, columns = np.divmod(np.arange(many), _ACROSS)
    x, y = 430000 + 60 * columns, 4071000 + 60 * rows
    shapes = [*box(x, y, x + 50, y + 50)[:-1], None]
    table = {
        "id": [f"p{number}" for number in range(many)],
        "name_zh": [*["地块"] * (many - 1), "无图之地"],
        "use": [list(COLORS)[number % 2] for number in range(many)],
        "accuracy_m": 1.0,
    }
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4549")


def ran(program: str, *arguments: object) -> str:
    found = shutil.which(program)
    assert found, f"{program} is missing: apt-get install poppler-utils"
    done = subprocess.run([found, *map(str, arguments)], check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout


def pixels(pdf: Path) -> Any:
    ran("pdftoppm", "-r", "72", "-f", "1", "-singlefile", pdf, pdf.with_suffix(""))
    _, size, _, raw = pdf.with_suffix(".ppm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(raw, np.uint8).reshape(height, width, 3).astype(int)


def inked(image: Any) -> dict[str, Any]:
    """Tell where the fills of the classes are: 0.6 of their colour over the ground."""
    red, green, blue = image[..., 0], image[..., 1], image[..., 2]
    return {
        "耕地": (green - red > 60) & (green - blue > 60),
        "住宅": (red - green > 60) & (red - blue > 60),
    }


def in_cells(where: Any, cells: int = 10) -> float:
    """Tell how much of the box round all ink has ink in it, in cells."""
    rows, columns = np.nonzero(where)
    part = where[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    blocks = [each for band in np.array_split(part, cells) for each in np.array_split(band, cells, axis=1)]
    return float(np.mean([block.any() for block in blocks]))


def _extent(where: Any) -> tuple[int, ...]:
    """Give left, right, top and bottom of what lies right of the legend."""
    rows, columns = np.nonzero(where[:, where.shape[1] // 3 :])
    return tuple(int(side) for side in (columns.min(), columns.max(), rows.min(), rows.max()))


@pytest.fixture(scope="module")
def page_of_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    many = parcels(2_050)
    frame = {"id": ["f"], "name_zh": ["外框"], "accuracy_m": 1.0}
    outline = gpd.GeoDataFrame(frame, geometry=[box(*many.total_bounds)], crs=many.crs)
    style = {
        "parcels": {"column": "use", "colors": COLORS},
        "outline": {"color": "#0000ff", "fill": None, "width": 2},
    }
    made = hg.zone_map({"parcels": many, "outline": outline}, title="打印之图", style=style)
    return hg.save_page(made, tmp_path_factory.mktemp("printed") / "many.html")


@pytest.mark.parametrize("paper", ["A4", pytest.param("A3", marks=pytest.mark.long)])
def test_many_features_print_sharp_with_all_that_belongs_to_them(
    paper: str, page_of_many: Path, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    opened = open_page(page_of_many)
    page, pdf = opened.page, tmp_path / "sheet.pdf"
    page.locator("#hg-class-0-0:enabled").wait_for()
    until(page, "performance.getEntriesByName('hanting:drawn').length > 0")
    page.mouse.click(800, 450)  # on a parcel: a card opens
    page.locator(".leaflet-popup .hg-card").wait_for()
    for _ in range(2):  # the second time as the first
        page.pdf(path=pdf, format=paper, landscape=True, print_background=True)
        sheet = pixels(pdf)
        ink = inked(sheet)
        for name, where in ink.items():
            assert where.sum() > 5_000, name
        both = ink["耕地"] | ink["住宅"]
        # The canvas of the parcels and the line round them are of one map.
        line = (sheet[..., 2] - sheet[..., 0] > 100) & (sheet[..., 2] - sheet[..., 1] > 100)
        assert np.allclose(_extent(both), _extent(line), atol=4)
        head = sheet[28:50]  # black on white
        assert np.median(head) == 255
        assert head.min() < 60
        # Right of the legend, and not in one corner alone; the card covers some, above the parcel that it tells of.
        assert in_cells(both[:, both.shape[1] // 3 :]) > 0.7
    text = ran("pdftotext", pdf, "-")
    for there in ("打印之图", "耕地", "住宅", "图上面积", "无图之地"):
        assert there in text, there
    # Lines, or where the browser makes a picture of them, one that is fine enough for print.
    images = [line.split() for line in ran("pdfimages", "-list", pdf).splitlines()[2:]]
    assert all(int(image[12]) >= 300 for image in images if int(image[3]) > 1_200)
    assert not page.evaluate("document.querySelector('.hg-missing').open")  # on the screen as before
    assert opened.complaints == []


@pytest.mark.long
def test_a_packed_layer_on_a_map_of_ones_own_prints(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    made = folium.Map([36.77, 119.23], zoom_start=14, tiles=None)
    style = {"column": "use", "colors": COLORS}
    hg.PackedLayer(parcels(2_500), name="地块", style=style).add_to(made)
    page, pdf = open_page(hg.save_page(made, tmp_path / "own.html")).page, tmp_path / "own.pdf"
    page.wait_for_function("document.querySelector('.hg-packed canvas')?.width > 0")
    until(page, "performance.getEntriesByName('hanting:drawn').length > 0")
    page.pdf(path=pdf, format="A4", landscape=True, print_background=True)
    for name, where in inked(pixels(pdf)).items():
        assert where.sum() > 2_000, name
