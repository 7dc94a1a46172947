"""Files that nobody wrote in good faith, by name: small to make, and each a kind of its own."""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import time
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import xlsxwriter
from shapely import Point, box

from hanting_geo.errors import HantingGeoError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["CODECS", "FILES", "READ", "SETTINGS", "deep_wkb", "refused"]

SECONDS = 20
MOST_BYTES = 4_096

SITE = '{"type":"Feature","properties":{%s},"geometry":{"type":"Point","coordinates":[%s]}}'
COLLECTION = '{"type":"FeatureCollection",%s"features":[%s]}'
KML = '<?xml version="1.0" encoding="%s"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>%s</Document></kml>'
MARK = "<Placemark>%s<Point><coordinates>119.2,36.8</coordinates></Point></Placemark>"


def refused(read: Callable[[], Any]) -> str:
    """Insist on one clear message that fits a screen, in bounded time, and give it."""
    began = time.process_time()
    with pytest.raises(HantingGeoError) as raised:
        read()
    assert time.process_time() - began < SECONDS
    said = str(raised.value)
    assert said
    assert len(said.encode("utf-8", "surrogatepass")) <= MOST_BYTES
    return said


def points() -> gpd.GeoDataFrame:
    """Give a layer of one point."""
    return gpd.GeoDataFrame({"n": ["甲"]}, geometry=[Point(430000, 4071000)], crs=4549)


def deep_wkb(levels: int, kind: int = 7) -> bytes:
    """Give a geometry that holds one that holds one, and so on."""
    return struct.pack("<BII", 1, kind, 1) * levels + struct.pack("<BIdd", 1, 1, 430000.0, 4071000.0)


def text(name: str, content: str) -> Callable[[Path], Path]:
    """Write a text file."""

    def write(folder: Path) -> Path:
        (folder / name).write_text(content, encoding="utf-8")
        return folder / name

    return write


def geojson(properties: str = '"n":1', place: str = "119.2,36.8", extra: str = "") -> Callable[[Path], Path]:
    """Write a GeoJSON of one feature."""
    return text("a.geojson", COLLECTION % (extra, SITE % (properties, place)))


def shapefile(folder: Path) -> Path:
    """Write a Shapefile in GBK."""
    points().to_file(folder / "a.shp", encoding="GBK")
    return folder / "a.shp"


def codec(name: str) -> Callable[[Path], Path]:
    """Write a Shapefile whose .cpg names something."""

    def write(folder: Path) -> Path:
        path = shapefile(folder)
        path.with_suffix(".cpg").write_text(name, encoding="utf-8")
        return path

    return write


def pipe(suffix: str) -> Callable[[Path], Path]:
    """Write a Shapefile beside which there is a pipe."""

    def write(folder: Path) -> Path:
        path = shapefile(folder)
        path.with_suffix(suffix).unlink(missing_ok=True)
        os.mkfifo(path.with_suffix(suffix))
        return path

    return write


def geopackage(wkb: bytes | None = None, sql: tuple[str, ...] = ()) -> Callable[[Path], Path]:
    """Write a GeoPackage, and change it behind the back of every check."""

    def write(folder: Path) -> Path:
        path = folder / "a.gpkg"
        pyogrio.write_dataframe(points(), path, layer="a", SPATIAL_INDEX="NO")
        with closing(sqlite3.connect(path)) as database:
            for (name,) in database.execute("select name from sqlite_master where type='trigger'").fetchall():
                database.execute(f'drop trigger "{name}"')
            if wkb is not None:
                database.execute("update a set geom = ?", (b"GP\0\1" + struct.pack("<i", 4549) + wkb,))
            for statement in sql:
                database.execute(statement)
            database.commit()
        return path

    return write


def view(select: str) -> Callable[[Path], Path]:
    """Write a GeoPackage of which a view is a layer."""
    return geopackage(
        sql=(
            f"create view v as {select}",
            "insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('v', 'features', 'v', 4549)",
            "insert into gpkg_geometry_columns values ('v', 'geom', 'POINT', 4549, 0, 0)",
        )
    )


def parquet(
    metadata: Callable[[dict[str, object]], bytes], rows: int = 1, wkb: bytes | None = None
) -> Callable[[Path], Path]:
    """Write a GeoParquet with other metadata or bytes."""

    def write(folder: Path) -> Path:
        path = folder / "a.parquet"
        points().to_parquet(path)
        table = pq.read_table(path)
        geo = json.loads(table.schema.metadata[b"geo"])
        if wkb or rows > 1:
            shapes = pa.array([wkb or table["geometry"][0].as_py()] * rows, pa.binary())
            table = pa.table({"n": pa.array(["甲"] * rows), "geometry": shapes})
        pq.write_table(table.replace_schema_metadata({b"geo": metadata(geo)}), path, compression="zstd")
        return path

    return write


def plain(geo: dict[str, object]) -> bytes:
    """Give the metadata as they are."""
    return json.dumps(geo).encode()


def changed(**about: object) -> Callable[[dict[str, object]], bytes]:
    """Say something else of the geometry column."""

    def change(geo: dict[str, object]) -> bytes:
        return json.dumps({**geo, "columns": {"geometry": {**geo["columns"]["geometry"], **about}}}).encode()  # type: ignore[index]

    return change


def pack(name: str, members: int, size: int) -> Callable[[Path], Path]:
    """Write a zip of many members, or of one that is large."""

    def write(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(members):
                with packed.open(f"{number}.shp", "w", force_zip64=True) as one:
                    for _ in range(size >> 24):
                        one.write(bytes(1 << 24))
        return folder / name

    return write


def _with_wide_merge(path: Path) -> Path:
    """Let the merged cells of a workbook reach over a sheet; a writer would fill each of them."""
    with zipfile.ZipFile(path) as book:
        parts = {item.filename: book.read(item) for item in book.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part.replace(b'ref="A2:B3"', b'ref="A2:WQK1048000"'))
    return path


def workbook(*cells: tuple[int, int], merged: bool = False) -> Callable[[Path], Path]:
    """Write a workbook with cells far away."""

    def write(folder: Path) -> Path:
        book = xlsxwriter.Workbook(folder / "a.xlsx")
        sheet = book.add_worksheet("rules")
        for row, column in ((0, 0), *cells):
            sheet.write_string(row, column, "x")
        if merged:
            sheet.merge_range("A2:B3", "x")
        book.close()
        return _with_wide_merge(folder / "a.xlsx") if merged else folder / "a.xlsx"

    return write


def many(number: int, pattern: str) -> str:
    """Say something once for each number."""
    return "".join(pattern % each for each in range(number))


SAID = "<ExtendedData>" + many(20_000, '<Data name="a"><value>%d</value></Data>') + "</ExtendedData>"
COMMENTS = "<!-- a -->" * 20_000
NAMED = "<name>" + "a<!-- -->" * 20_000 + "</name>"

FILES: dict[str, Callable[[Path], Path]] = {
    "integer of 5,000 digits": geojson('"n":' + "9" * 5_000),
    "integer of 5,000 digits in the head": geojson(extra='"x":' + "9" * 5_000 + ","),
    "coordinate of 400 digits": geojson(place="9" * 400 + ",36.8"),
    "position of 5,000 digits": geojson(place="1" * 5_000 + ",36.8"),
    "brackets": text("a.geojson", "[" * 100_000),
    "200,000 keys of one name": geojson('"n":1,' * 200_000 + '"n":1'),
    "20,000 properties": geojson(many(20_000, '"p%d":1,') + '"n":1'),
    "20,000 columns": text("a.csv", "x,y," + many(20_000, "c%d,") + "\n1,2\n"),
    "20,000 columns of one name": text("a.csv", "x,y," + "c," * 20_000 + "\n1,2\n"),
    "WKT nested": text(
        "a.csv", "wkt,n\n" + '"' + "GEOMETRYCOLLECTION(" * 60_000 + "POINT(1 2)" + ")" * 60_000 + '",1\n'
    ),
    "numbers of thousands of digits": text("a.csv", "x,y\n" + "9" * 5_000 + "," + "9" * 5_000 + "\n"),
    "GeoPackage of nested WKB": geopackage(deep_wkb(100_000)),
    "GeoPackage of nested polygons": geopackage(deep_wkb(100_000, kind=6)),
    "view without end": view(
        "with recursive c(n) as (select 1 union all select n + 1 from c) select n as fid, null as geom from c"
    ),
    "view of long values": view("select 1 as fid, null as geom, hex(zeroblob(400000000)) as x"),
    "GeoParquet of nested WKB": parquet(plain, wkb=deep_wkb(100_000)),
    "GeoParquet of deep metadata": parquet(lambda _: b"[" * 100_000),
    "GeoParquet, types no list": parquet(changed(geometry_types={"a": 1})),
    "GeoParquet, columns no mapping": parquet(lambda geo: json.dumps({**geo, "columns": [1]}).encode()),
    "GeoParquet, metadata no mapping": parquet(lambda _: b"[1]"),
    "GeoParquet, crs a number": parquet(changed(crs=5)),
    "GeoParquet, encoding a number": parquet(changed(encoding=5)),
    "pipe for .prj": pipe(".prj"),
    "pipe for .cpg": pipe(".cpg"),
    "pipe for .dbf": pipe(".dbf"),
    "20,000 members": pack("a.zip", 20_000, 0),
    "members of KMZ": pack("a.kmz", 20_000, 0),
    "workbook, cell far away": workbook((1_048_575, 16_383)),
    "workbook, merged": workbook(merged=True),
    "KML, 20,000 values of one name": text("a.kml", KML % ("utf-8", MARK % SAID)),
    "KML in utf-7": text("a.kml", KML % ("utf-7", "")),
    "KML in rot13": text("a.kml", KML % ("rot13", "")),
    "KML nested": text("a.kml", KML % ("utf-8", "<Folder>" * 5_000 + MARK % "" + "</Folder>" * 5_000)),
    "KML with entities": text("a.kml", '<!DOCTYPE a [<!ENTITY a "x">]>' + KML % ("utf-8", MARK % "<name>&a;</name>")),
    "FlatGeobuf of zeros": text("a.fgb", "fgb\x03fgb\x00" + "\x10\x00\x00\x00" + "\x00" * 400),
}
"""Name, and what writes it: all of these are refused."""

CODECS = ("rot13", "base64", "zlib", "idna", "undefined", "utf-16", "utf-7", "hex", "unicode_escape", "x-unknown", "\0")
READ: dict[str, Callable[[Path], Path]] = {
    **{f".cpg says {name!r}": codec(name) for name in CODECS},
    "KML, 20,000 comments": text("a.kml", KML % ("utf-8", COMMENTS + MARK % NAMED)),
    "4,000 placemarks": text("a.kml", KML % ("utf-8", MARK % "" * 4_000)),
    "two polygons in a group": geopackage(box(0, 0, 1, 1).union(box(2, 2, 3, 3)).wkb),
}
"""These are odd or large, and are read."""


def _bomb(levels: int, key: str = "title") -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, levels)]
    return "\n".join([*lines, f"{key}: *a{levels - 1}"])


def _merged(levels: int) -> str:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{at}: &a{at} {{<<: [{', '.join([f'*a{at - 1}'] * 10)}]}}" for at in range(1, levels)]
    return "\n".join([*lines, f"title: *a{levels - 1}"])


SETTINGS: dict[str, str] = {
    "aliases that multiply": _bomb(9),
    "aliases in a key": _bomb(9, "? *a8\ntitle"),
    "merges that multiply": _merged(9),
    "an alias within itself": "title: &a [*a]",
    "brackets": "title: " + "[" * 600 + "]" * 600,
    "indents": "\n".join(" " * at + "a:" for at in range(400)),
    "digits": "title: " + "9" * 5_000,
    "digits, as base 60": "title: " + ":".join(["59"] * 3_000),
    "no date": "title: 2020-13-45",
    "no moment": "title: 2020-01-01 25:61:61",
    "no float": "title: !!float x",
    "no binary": "title: !!binary é",
    "a python object": "title: !!python/object/apply:os.system [echo]",
    "a key that is a list": "? [a, b]\n: 1\ntitle: a",
    "long line": "title: {" + "x" * 500_000 + "}",
    "long key": "x" * 500_000 + ": 1",
    "many keys": many(1_000, "k%d: 1\n"),
    "one key often": "k: 1\n" * 20_000,
    "control characters": "title: \x1b[2J",
    "an escape that is none": 'title: "\\UFFFFFFFF"',
    "half a character": 'title: "\\uD800"',
    "nothing": "",
    "a list": "- a",
    "brackets by the thousand": "title: " + "[" * 20_000 + "]" * 20_000,
    "a number": "5",
    "keys by the thousand": many(5_000, "k%d: 1\n"),
}
"""What stands in a YAML file that is no rule set, scenario or catalogue."""
