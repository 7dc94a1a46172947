"""Honest files of each format that is read, and ways to spoil them: whatever comes of it is read, or refused by us."""

from __future__ import annotations

import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import xlsxwriter
from shapely import Point, box

import hanting_geo as hg
from hanting_geo.core.limits import limits
from hanting_geo.errors import HantingGeoError
from hanting_geo.sources.files import list_layers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["READERS", "TOKENS", "seeds", "spoilt", "tried"]

RULES = """title: {zh: 规则, en: Rules}
rules:
  - {id: a, title: t, relation: outside, layer: zones, basis: x, hardness: hard}
  - {id: b, title: t, relation: beyond_distance, distance_m: 50, layer: rivers, basis: x, filter: {kind: [river]}}
"""
CRITERIA = """title: {zh: 准则, en: Criteria}
criteria:
  - {id: d, title: 距离, factor: distance, layer: stations, scores: "<=500: 1; else: 0", source: x, weight: 1}
"""
SCENARIO = """title: t
crs: working
steps:
  - {id: z, do: load_layer, with: {name: stations}, save: [a.csv]}
  - {id: b, do: buffer, with: {frame: $z, distance_m: 50}}
"""
CATALOGUE = """title: {zh: 目录, en: Catalogue}
extends: packaged
licences: {own: {title: internal}}
layers:
  mine: {title: 我的, file: a.geojson, licence: own, accuracy_m: 1.5, columns: {id: n}}
tables:
  t: {title: 表, file: a.csv}
"""
TXT = """[属性描述]
格式版本号=1.01版本
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
精度=0.01
转换参数=,,,,,,
[地块坐标]
4,0.01,1,甲,面,J50,建设用地,,@
J1,1,4071000.000,40430000.000
J2,1,4071000.000,40430010.000
J3,1,4071010.000,40430010.000
J1,1,4071000.000,40430000.000
"""
DXF = "\n".join(
    ["0", "SECTION", "2", "ENTITIES", "0", "LWPOLYLINE", "8", "地块", "90", "3", "70", "1"]
    + [text for x, y in ((0, 0), (10, 0), (10, 10)) for text in ("10", str(430000 + x), "20", str(4071000 + y))]
    + ["0", "TEXT", "8", "注记", "10", "430001", "20", "4071001", "40", "2", "1", "甲", "0", "ENDSEC", "0", "EOF", ""]
)
KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>层</name>
<Schema id="s" name="s"><SimpleField name="n" type="int"/></Schema><Placemark id="p"><name>甲</name><ExtendedData>
<SchemaData schemaUrl="#s"><SimpleData name="n">5</SimpleData></SchemaData><Data name="b"><value>x</value></Data>
</ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>119,36 120,36 120,37 119,36</coordinates></LinearRing>
</outerBoundaryIs></Polygon></Placemark></Document></kml>"""
CSV = "编号,名称,经度,纬度,日期\n0012,甲井,119°12′36″,36.77,2024-01-05\n0013,乙井,119.3,36.8,\n"

TOKENS = (
    b"9" * 5_000, b"1e999", b"-1", b"nan", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"=1+1", b"[" * 2_000, b"{", b"}",
    b'"', b"'", b"<", b"&", b"<!-- -->", b"]]>", b": ", b"- ", b"&a ", b"*a ", b"<<: ", b"!!python/object:os.x ",
    b"2020-13-45", b"\r", b"\n\n", b"\t", b"\xe2\x80\xa8", b",,,,", b"@", b"$z", b"../", b"\x1b[2J", b"null",
    b"true", b"[]", b"{}",
)  # fmt: skip
"""What means something to one parser or another."""

READERS: Mapping[str, Callable[[Path], Any]] = {
    "rules.yaml": hg.read_rules,
    "rules.csv": hg.read_rules,
    "criteria.yaml": hg.read_criteria,
    "scenario.yaml": hg.read_scenario,
    "catalog.yaml": lambda path: hg.open_catalog(path).check(),
    "standards.csv": hg.standards,
    **dict.fromkeys(
        ("a.txt", "a.csv", "a.xlsx", "a.dxf", "a.kml", "a.kmz", "a.geojson", "a.gpkg", "a.fgb", "a.parquet", "a.shz"),
        lambda path: (hg.read_file(path), list_layers(path)),
    ),
}
"""By file name, who reads it."""


@cache
def seeds() -> dict[str, bytes]:
    """Give an honest file for each reader."""
    folder = Path(tempfile.mkdtemp())
    texts = {
        "rules.yaml": RULES, "criteria.yaml": CRITERIA, "scenario.yaml": SCENARIO, "catalog.yaml": CATALOGUE,
        "a.txt": TXT, "a.dxf": DXF, "a.kml": KML, "a.csv": CSV,
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    hg.write_rules(hg.read_rules(folder / "rules.yaml"), folder / "rules.csv", language="zh")
    hg.standards().to_csv(folder / "standards.csv")
    with zipfile.ZipFile(folder / "a.kmz", "w") as pack:
        pack.writestr("doc.kml", KML)
    book = xlsxwriter.Workbook(folder / "a.xlsx")
    sheet = book.add_worksheet("点")
    for row, cells in enumerate((["经度", "纬度", "n"], [119.2, 36.8, "甲"])):
        sheet.write_row(row, 0, cells)
    book.close()
    table = {"n": ["甲", "乙"], "v": [1, 2]}
    frame = gpd.GeoDataFrame(table, geometry=[box(430000, 4071000, 430010, 4071010), Point(430000, 4071000).buffer(5)])
    frame = frame.set_crs(4549)
    for suffix in ("geojson", "gpkg", "fgb", "parquet", "shz"):
        hg.write_file(frame, folder / f"a.{suffix}")
    return {name: (folder / name).read_bytes() for name in READERS}


def spoilt(raw: bytes, changes: list[tuple[int, int, int, int]]) -> bytes:
    """Change a file: each change is a place, how much goes, which token comes, and what is done to a byte."""
    data = bytearray(raw)
    for place, length, token, byte in changes:
        at = place % (len(data) + 1)
        way = token % 4
        if way == 0:
            data[at : at + length % 40] = TOKENS[token // 4 % len(TOKENS)]
        elif way == 1 and data:
            data[at % len(data)] = byte
        elif way == 2:
            data[at:at] = data[at : at + length]
        else:
            del data[at : at + length % 200]
    return bytes(data)


def tried(name: str, raw: bytes, folder: Path) -> str | None:
    """Read a file; None if it was read or refused in our own words, else what is wrong."""
    for other in ("a.geojson", "a.csv"):  # what the catalogue names
        (folder / other).write_bytes(seeds()[other])
    (folder / name).write_bytes(raw)
    try:
        with limits(view_seconds=2):
            READERS[name](folder / name)
    except HantingGeoError as error:
        size = len(str(error).encode("utf-8", "replace"))
        return None if 0 < size <= 4_096 else f"a message of {size} bytes"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__}: {error}"[:300]
    return None
