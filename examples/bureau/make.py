"""Make the data of a small bureau that does not exist, in the formats that bureaus have: python make.py [FOLDER]."""

from __future__ import annotations

import sys
from pathlib import Path

import ezdxf
import geopandas as gpd
import xlsxwriter
from shapely import Point, box
from shapely.affinity import translate

import hanting_geo as hg

X, Y = 430_000.0, 4_071_000.0
CRS = "EPSG:4549"
PREFIX = 40_000_000.0
"""Of the eastings in the drawing: zone 40, EPSG:4528."""


def placed(columns: dict[str, list[object]], shapes: list[object]) -> gpd.GeoDataFrame:
    """Put shapes that count from the corner of the made-up town at their place."""
    return gpd.GeoDataFrame(columns, geometry=[translate(shape, X, Y) for shape in shapes], crs=CRS)


def parcels(folder: Path) -> None:
    """Write a Shapefile in GBK whose .cpg has been lost."""
    shapes = [box(n % 4 * 250 + 50, n // 4 * 200 + 50, n % 4 * 250 + 250, n // 4 * 200 + 200) for n in range(8)]
    codes = ["0701", "0701", "0802", "0803", "0901", "1001", "1402", "0101"]
    columns = {
        "编号": [f"00{n + 1}" for n in range(8)],
        "名称": [f"示例地块{n + 1}" for n in range(8)],
        "用地编码": codes,
    }
    path = hg.write_file(placed(columns, shapes), folder / "地块" / "地块.shp", encoding="gbk")
    path.with_suffix(".cpg").unlink()


def plan(folder: Path) -> None:
    """Write a GeoPackage of two layers."""
    zones = placed(
        {"编号": ["P1", "P2"], "名称": ["示例东片区", "示例西片区"]}, [box(1000, 0, 2000, 1000), box(0, 0, 1000, 1000)]
    )
    farmland = placed({"图斑号": ["N1"]}, [box(1500, 500, 1900, 900)])
    path = folder / "规划.gpkg"
    path.unlink(missing_ok=True)
    hg.write_file(zones, path, layer="片区")
    hg.write_file(farmland, path, layer="永久基本农田")


def survey(folder: Path) -> None:
    """Write a KML as it comes from the field."""
    places = placed({"name_zh": ["示例踏勘点1", "示例踏勘点2"]}, [Point(120, 110), Point(1460, 650)])
    hg.write_file(places, folder / "踏勘.kml")


def sites(folder: Path) -> None:
    """Write boundary points: one site that may stand, one on farmland, one too near to the road."""
    shapes = [box(100, 100, 300, 300), box(1450, 600, 1550, 700), box(600, 505, 700, 605)]
    columns = {"id": ["B1", "B2", "B3"], "name_zh": ["示例甲", "示例乙", "示例丙"], "kind": ["住宅", "学校", "商业"]}
    hg.write_landtxt(placed(columns, shapes), folder / "报批地块.txt", head={"数据产生单位": "示例局"})


def wells(folder: Path) -> None:
    """Write a sheet of points whose codes begin with zeros."""
    points = placed({}, [Point(400, 800), Point(900, 300)]).to_crs("EPSG:4490")
    with xlsxwriter.Workbook(str(folder / "监测井.xlsx")) as book:
        sheet = book.add_worksheet("监测井")
        sheet.write_row(0, 0, ["代码", "名称", "经度", "纬度"])
        for row, (x, y) in enumerate(points.get_coordinates().to_numpy().round(9).tolist(), start=1):
            sheet.write_row(row, 0, [f"00{row}", f"示例井{row}", x, y])


def roads(folder: Path) -> None:
    """Draw roads: the text is GBK, and the header says otherwise."""
    drawing = ezdxf.new("R2000")
    drawing.layers.add("道路红线")
    drawing.layers.add("中线")
    east = X + PREFIX
    space = drawing.modelspace()
    corners = [(east, Y + 480), (east + 2000, Y + 480), (east + 2000, Y + 500), (east, Y + 500)]
    space.add_lwpolyline(corners, close=True, dxfattribs={"layer": "道路红线"})
    space.add_lwpolyline([(east, Y + 490), (east + 2000, Y + 490)], dxfattribs={"layer": "中线"})
    space.add_text("示例大道", dxfattribs={"layer": "中线", "height": 5}).set_placement((east + 1000, Y + 490))
    drawing.saveas(folder / "道路.dxf", encoding="gbk")


def main() -> None:
    """Make all of it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data"
    folder.mkdir(parents=True, exist_ok=True)
    for make in (parcels, plan, survey, sites, wells, roads):
        make(folder)
    print(f"{folder}: {len(list(folder.iterdir()))}")


if __name__ == "__main__":
    main()
