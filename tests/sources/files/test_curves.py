"""Arcs are told: a circle that comes as chords has lost ground."""

from __future__ import annotations

import sqlite3
import struct
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import pytest
from shapely import Point

from hanting_geo.core.findings import findings
from hanting_geo.errors import SourceError
from hanting_geo.sources.files import read_file
from hanting_geo.sources.files.batches import open_batches

if TYPE_CHECKING:
    from pathlib import Path

X, Y, R = 430_000.0, 4_071_000.0, 100.0
PLACES = [(X - R, Y), (X, Y + R), (X + R, Y), (X, Y - R), (X - R, Y)]
ARC = struct.pack("<BII", 1, 8, 5) + b"".join(struct.pack("<dd", *place) for place in PLACES)
CIRCLE = struct.pack("<BII", 1, 10, 1) + ARC
SHAPES = {"arc": ARC, "circle": CIRCLE, "group": struct.pack("<BII", 1, 7, 1) + ARC}


def drawn(path: Path, wkb: bytes) -> Path:
    frame = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[Point(X, Y).buffer(10)] * 2, crs=4549)
    pyogrio.write_dataframe(frame, path, layer="c", geometry_type="Unknown")
    with sqlite3.connect(path) as con:
        for (trigger,) in con.execute("select name from sqlite_master where type='trigger'").fetchall():
            con.execute(f'drop trigger "{trigger}"')
        con.execute("update c set geom=? where fid=1", (b"GP\0\1" + struct.pack("<i", 4549) + wkb,))
    con.close()
    return path


@pytest.mark.parametrize("kind", ["arc", "circle"])
def test_curves_in_a_geopackage(tmp_path: Path, kind: str) -> None:
    path = drawn(tmp_path / "c.gpkg", SHAPES[kind])
    found = findings(read_file(path))
    assert found["code"].tolist() == ["curves"]
    assert found["what"].iloc[0].startswith("1 features have curves (arcs)")
    with pytest.raises(SourceError, match="curves"):
        list(open_batches(path))


def test_curves_inside_a_collection_are_refused(tmp_path: Path) -> None:
    path = drawn(tmp_path / "c.gpkg", SHAPES["group"])
    for door in (read_file, lambda each: list(open_batches(each))):
        with pytest.raises(SourceError, match="curves"):
            door(path)
