"""Reading and writing real files of each format, whole, damaged and in every encoding: nothing is lost in silence."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, box

from hanting_geo.core.findings import findings
from hanting_geo.errors import CRSError, HantingGeoError, SchemaError, SourceError
from hanting_geo.sources.files import list_layers, read_file, write_file

METRES = "EPSG:4549"
HANTING = (430000.0, 4071000.0)
EVERY = [".geojson", ".gpkg", ".fgb", ".kml", ".parquet", ".shz", ".zip", ".shp"]


def zones(crs: str = METRES) -> gpd.GeoDataFrame:
    east, north = HANTING if crs == METRES else (119.2, 36.8)
    side = 1000.0 if crs == METRES else 0.01
    outer = box(east, north, east + side, north + side)
    hole = box(east + side / 4, north + side / 4, east + side / 2, north + side / 2)
    shapes = [outer.difference(hole), MultiPolygon([box(east + 2 * side, north, east + 3 * side, north + side), outer])]
    return gpd.GeoDataFrame(
        {"id": ["z1", "z2"], "名称": ["寒亭区", "固堤街道"], "面积": [75.25, 1 / 3], "件数": [7, 2**40]},
        geometry=shapes,
        crs=crs,
    )


def put(frame: gpd.GeoDataFrame, **columns: Any) -> gpd.GeoDataFrame:
    return frame.assign(**columns)


def places(geometry: Any, crs: str | None = METRES, **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(geometry, crs=crs))


def homeless() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(zones().drop(columns="geometry"), geometry=list(zones().geometry))


def target(folder: Path, suffix: str, stem: str = "地块") -> Path:
    return folder / ("fresh" if suffix == ".shp" else "") / f"{stem}{suffix}"


def codes(frame: gpd.GeoDataFrame) -> list[str]:
    return list(findings(frame)["code"])


def said(frame: gpd.GeoDataFrame, code: str) -> str:
    table = findings(frame)
    return "; ".join(table.loc[table["code"] == code, "what"])


def geojson(*features: Any, **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}, ensure_ascii=False)


def feature(geometry: Any, properties: Any = None, **members: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties or {}, "geometry": geometry, **members}


def save(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


PLACE = {"type": "Point", "coordinates": [119.2, 36.8]}


# ---------------------------------------------------------------------------------------------- round trips


@pytest.mark.parametrize("suffix", EVERY)
def test_round_trip(tmp_path: Path, suffix: str) -> None:
    frame = zones("EPSG:4326" if suffix in {".geojson", ".kml"} else METRES)
    path = write_file(frame, target(tmp_path, suffix))
    back = read_file(path)
    assert back["名称"].tolist() == ["寒亭区", "固堤街道"]
    assert back["id"].tolist() == ["z1", "z2"]
    assert back["面积"].tolist() == pytest.approx([75.25, 1 / 3], rel=1e-12)
    assert pd.to_numeric(back["件数"]).tolist() == [7, 2**40]
    assert back.crs == frame.crs
    area = shapely.area(np.asarray(frame.geometry.values))
    assert shapely.area(np.asarray(back.geometry.values)).tolist() == pytest.approx(area.tolist(), rel=1e-6)
    assert back.attrs["hanting_geo"]["layer"] == "地块"
    assert len(back.attrs["hanting_geo"]["sha256"]) == 64
    json.dumps(back.attrs)


@pytest.mark.parametrize("suffix", EVERY)
def test_null_geometry_text_and_numbers_come_back(tmp_path: Path, suffix: str) -> None:
    frame = zones("EPSG:4326")
    frame.loc[1, "geometry"] = None
    frame.loc[1, "名称"] = None
    frame["面积"] = [1.5, np.nan]
    frame["已建"] = pd.array([True, None], dtype="boolean")
    back = read_file(write_file(frame, target(tmp_path, suffix)))
    assert back.geometry.isna().tolist() == [False, True]
    assert back["名称"].isna().tolist() == [False, True]
    assert back["面积"].isna().tolist() == [False, True]
    assert back["已建"].isna().tolist() == [False, True]
    assert bool(back["已建"].iloc[0]) is True


@pytest.mark.parametrize("suffix", EVERY)
def test_all_geometries_null(tmp_path: Path, suffix: str) -> None:
    frame = places([None], "EPSG:4326", id=["p"])
    assert read_file(write_file(frame, target(tmp_path, suffix))).geometry.isna().all()


@pytest.mark.parametrize("suffix", EVERY)
def test_empty_frame(tmp_path: Path, suffix: str) -> None:
    back = read_file(write_file(zones("EPSG:4326").iloc[:0], target(tmp_path, suffix)))
    assert len(back) == 0
    assert back.crs == "EPSG:4326"
    if suffix not in {".geojson", ".kml"}:
        assert "名称" in back.columns


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet"])
def test_exact_coordinates_and_row_order(tmp_path: Path, suffix: str) -> None:
    rng = np.random.default_rng(7)
    points = gpd.GeoDataFrame(
        {"n": range(200)},
        geometry=gpd.points_from_xy(rng.uniform(4e5, 5e5, 200), rng.uniform(4e6, 4.1e6, 200)),
        crs=METRES,
    )
    back = read_file(write_file(points, tmp_path / f"points{suffix}"))
    back.attrs.clear()
    assert_geodataframe_equal(back, points)


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet", ".shz"])
def test_without_crs_is_written_and_found(tmp_path: Path, suffix: str) -> None:
    back = read_file(write_file(homeless(), target(tmp_path, suffix)))
    assert back.crs is None
    assert "no_crs" in codes(back)


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4326", "EPSG:4528", "EPSG:4549", "EPSG:32650", "EPSG:3857"])
def test_shapefile_crs_comes_back(tmp_path: Path, crs: str) -> None:
    frame = zones("EPSG:4326").to_crs(crs)
    back = read_file(write_file(frame, tmp_path / "a.shz"))
    assert back.crs is not None
    assert back.crs.to_epsg() == int(crs.removeprefix("EPSG:"))


@settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)),
            st.floats(allow_nan=False, allow_infinity=False),
            st.integers(-(2**53), 2**53),
            st.one_of(st.none(), st.tuples(st.floats(-179, 179), st.floats(-89, 89))),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_table_comes_back(tmp_path: Path, rows: list[tuple[Any, float, int, Any]]) -> None:
    texts, floats, integers, spots = (list(column) for column in zip(*rows, strict=True))
    frame = gpd.GeoDataFrame(
        {"文": pd.Series(texts, dtype="str"), "f": floats, "n": integers},
        geometry=shapely.points([spot or (np.nan, np.nan) for spot in spots]),
        crs="EPSG:4326",
    )
    frame.loc[[spot is None for spot in spots], "geometry"] = None
    for suffix in (".gpkg", ".fgb", ".geojson"):
        back = read_file(write_file(frame, tmp_path / f"any{suffix}"))
        assert [None if pd.isna(text) else text for text in back["文"]] == texts
        assert back["f"].tolist() == floats
        assert back["n"].tolist() == integers
        assert back.geometry.isna().tolist() == [spot is None for spot in spots]


def test_index_is_a_column_if_it_says_something(tmp_path: Path) -> None:
    frame = zones()
    assert "index" not in read_file(write_file(frame.iloc[[1]], tmp_path / "a.gpkg")).columns
    named = frame.drop(columns="id").set_index(pd.Index(["甲", "乙"], name="地块"))
    assert read_file(write_file(named, tmp_path / "b.gpkg"))["地块"].tolist() == ["甲", "乙"]
    lettered = frame.set_axis(["甲", "乙"])
    assert read_file(write_file(lettered, tmp_path / "c.gpkg"))["index"].tolist() == ["甲", "乙"]
    clash = frame.set_axis(pd.Index([1, 2], name="id"))
    with pytest.raises(SchemaError, match="index is written as a column"):
        write_file(clash, tmp_path / "d.gpkg")


def test_input_is_not_changed(tmp_path: Path) -> None:
    frame = put(zones(), kind=["a", None])
    before = frame.copy()
    for suffix in EVERY:
        write_file(frame, target(tmp_path, suffix))
    assert_geodataframe_equal(frame, before)


# ---------------------------------------------------------------------------------------------- encodings


def shapefile(folder: Path, encoding: str, *, cpg: str | None = None, frame: gpd.GeoDataFrame | None = None) -> Path:
    """Write a Shapefile in an encoding whose .cpg says something else, or is not there."""
    folder.mkdir()
    frame = zones()[["名称", "geometry"]] if frame is None else frame
    pyogrio.write_dataframe(frame, folder / "地块.shp", driver="ESRI Shapefile", encoding=encoding)
    (folder / "地块.cpg").unlink()
    if cpg is not None:
        (folder / "地块.cpg").write_text(cpg, encoding="ascii")
    return folder / "地块.shp"


@pytest.mark.parametrize(
    ("encoding", "cpg", "taken", "finding", "words"),
    [
        ("GBK", None, "gb18030", "encoding", "no .cpg; the bytes are not UTF-8"),
        ("UTF-8", None, "utf-8", "encoding", "no .cpg; the bytes are strict UTF-8"),
        ("GBK", "GBK", "gb18030", "encoding", ".cpg says GBK"),
        ("GBK", "936", "gb18030", "encoding", ".cpg says 936"),
        ("GBK", "ANSI 936", "gb18030", "encoding", ".cpg says ANSI 936"),
        ("UTF-8", "UTF-8", "utf-8", "encoding", ".cpg says UTF-8"),
        ("UTF-8", "65001", "utf-8", "encoding", ".cpg says 65001"),
        ("GBK", "UTF-8", "gb18030", "cpg_wrong", "says UTF-8, and the bytes are GB18030"),
        ("UTF-8", "GBK", "utf-8", "cpg_wrong", "says GBK, and the bytes are UTF-8"),
        ("GBK", "ISO-8859-1", "gb18030", "cpg_wrong", "says ISO-8859-1, and the bytes are GB18030"),
        ("UTF-8", "1252", "utf-8", "cpg_wrong", "says 1252, and the bytes are UTF-8"),
        ("GBK", "SYSTEM", "gb18030", "encoding", "which no one knows"),
    ],
)
def test_shapefile_encoding_is_found(
    tmp_path: Path, encoding: str, cpg: str | None, taken: str, finding: str, words: str
) -> None:
    frame = read_file(shapefile(tmp_path / "s", encoding, cpg=cpg))
    assert frame.columns.tolist() == ["名称", "geometry"]
    assert frame["名称"].tolist() == ["寒亭区", "固堤街道"]
    assert frame.attrs["hanting_geo"]["encoding"] == taken
    assert words in said(frame, finding)
    assert (findings(frame)["level"] == "warning").any() == (finding == "cpg_wrong")


def test_explicit_encoding_wins(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s", "GBK", cpg="UTF-8")
    frame = read_file(path, encoding="gbk")
    assert frame["名称"].iloc[0] == "寒亭区"
    assert codes(frame) == ["encoding"]
    with pytest.raises(SourceError, match=r"the text is not utf-8 \(column name 1"):
        read_file(path, encoding="utf-8")
    with pytest.raises(SourceError, match="unknown encoding 'klingon'; use 'utf-8'"):
        read_file(path, encoding="klingon")


def test_latin_text_with_its_cpg_stays_latin(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"ort": ["Münster", "Ærø"]}, geometry=[Point(1, 2), Point(3, 4)], crs=METRES)
    back = read_file(shapefile(tmp_path / "s", "ISO-8859-1", cpg="ISO-8859-1", frame=frame))
    assert back["ort"].tolist() == ["Münster", "Ærø"]


def test_big5_by_its_language_byte(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"名稱": ["臺灣鐵路"]}, geometry=[Point(1, 2)], crs=METRES)
    path = shapefile(tmp_path / "s", "BIG5", frame=frame)
    table = path.with_suffix(".dbf")
    raw = bytearray(table.read_bytes())
    raw[29] = 0x78
    table.write_bytes(raw)
    assert read_file(path)["名稱"].tolist() == ["臺灣鐵路"]


def test_text_valid_in_both_is_doubtful(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"a": ["通"]}, geometry=[Point(1, 2)], crs=METRES)
    back = read_file(shapefile(tmp_path / "s", "GBK", frame=frame))
    assert "'通'" in said(back, "encoding_doubtful")
    assert read_file(tmp_path / "s" / "地块.shp", encoding="gb18030")["a"].tolist() == ["通"]


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
@pytest.mark.parametrize("label", [True, False])
def test_text_cut_inside_a_character(tmp_path: Path, encoding: str, *, label: bool) -> None:
    path = shapefile(tmp_path / "s", encoding, cpg=encoding if label else None)
    table = path.with_suffix(".dbf")
    raw = bytearray(table.read_bytes())
    whole = "寒亭区".encode(encoding)
    raw[raw.index(whole) + len(whole) - 1] = 0x20
    table.write_bytes(raw)
    back = read_file(path)
    assert back["名称"].tolist() == ["寒亭", "固堤街道"]
    assert "row 0, column '名称'" in said(back, "text_cut")


def test_column_name_cut_by_another_program(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    frame = zones().rename(columns={"名称": "规划用地性质名称"})[["规划用地性质名称", "geometry"]]
    with pytest.warns(RuntimeWarning, match=r"launder|decode"):
        pyogrio.write_dataframe(frame, tmp_path / "s" / "a.shp")
    back = read_file(tmp_path / "s" / "a.shp")
    assert back.columns.tolist() == ["规划用", "geometry"]
    assert "column name 1" in said(back, "text_cut")


def test_text_in_no_encoding_is_refused(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s", "GBK")
    table = path.with_suffix(".dbf")
    raw = table.read_bytes().replace("固堤".encode("gbk"), b"\xff\xffab")
    table.write_bytes(raw)
    with pytest.raises(SourceError, match=r"neither utf-8, gb18030 \(as gb18030: row 1, column '名称'") as caught:
        read_file(path)
    assert "ask the source" in str(caught.value)


def test_zipped_shapefile_with_names_in_gbk(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s", "GBK")
    plain = tmp_path / "pack.zip"
    with zipfile.ZipFile(plain, "w") as pack:
        for part in sorted(path.parent.iterdir()):
            pack.write(part, f"XX{part.suffix}")
    raw = plain.read_bytes().replace(b"XX.", "区".encode("gbk") + b".")
    plain.write_bytes(raw)
    frame = read_file(plain)
    assert frame["名称"].tolist() == ["寒亭区", "固堤街道"]
    assert frame.attrs["hanting_geo"]["layer"] == "区"


def test_zip_with_two_shapefiles_and_with_none(tmp_path: Path) -> None:
    one, two = shapefile(tmp_path / "一", "UTF-8"), shapefile(tmp_path / "二", "UTF-8")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as pack:
        for stem, shp in (("一区", one), ("数据/二区", two)):
            for part in sorted(shp.parent.iterdir()):
                pack.write(part, stem + part.suffix)
    with pytest.raises(SourceError, match=r"2 layers: '一区' \(Polygon, 2 features\), '二区' .*layer="):
        read_file(tmp_path / "a.zip")
    assert len(read_file(tmp_path / "a.zip", layer="二区")) == 2
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as pack:
        pack.writestr("readme.txt", "x")
    with pytest.raises(SourceError, match=r"no Shapefile but readme\.txt; unpack"):
        read_file(tmp_path / "b.zip")
    with pytest.raises(SourceError, match="cannot be unpacked"):
        read_file(save(tmp_path / "c.zip", "PK no zip"))


# ---------------------------------------------------------------------------------------------- layers, paths, CRS


def test_several_layers_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    write_file(zones(), path, layer="地块")
    write_file(gpd.GeoDataFrame(geometry=[Point(HANTING)], crs=METRES), path, layer="车站")
    words = r"'地块' \((Unknown|MultiPolygon|Polygon), 2 features\), '车站' \(Point, 1 features\)"
    with pytest.raises(SourceError, match=f"2 layers: {words}; choose one with layer="):
        read_file(path)
    with pytest.raises(SourceError, match=f"no layer '道路'; it has {words}"):
        read_file(path, layer="道路")
    assert len(read_file(path, layer="车站")) == 1
    assert list_layers(path)["name"].tolist() == ["地块", "车站"]
    assert list_layers(path)["features"].tolist() == [2, 1]


def test_list_layers_of_each_format(tmp_path: Path) -> None:
    for suffix in EVERY:
        table = list_layers(write_file(zones("EPSG:4326"), target(tmp_path, suffix)))
        assert table.columns.tolist() == ["name", "geometry", "features"]
        assert table[["name", "features"]].to_numpy().tolist() == [["地块", 2]]


def test_tables_without_geometry_do_not_count(tmp_path: Path) -> None:
    path = write_file(zones(), tmp_path / "a.gpkg")
    pyogrio.write_dataframe(pd.DataFrame({"style": ["x"]}), path, layer="layer_styles", driver="GPKG", append=True)
    frame = read_file(path)
    assert "layer_styles" in said(frame, "tables_left")
    with pytest.raises(SourceError, match=r"no geometry in .*layer_styles.*pandas"):
        read_file(path, layer="layer_styles")


def test_paths(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a folder: name a file"):
        read_file(tmp_path)
    with pytest.raises(SourceError, match=r"cannot read .*nowhere.gpkg: .*check the path"):
        read_file(tmp_path / "nowhere.gpkg")
    (tmp_path / "a.gpkg").touch()
    with pytest.raises(SourceError, match=r"is empty \(0 bytes\)"):
        read_file(tmp_path / "a.gpkg")
    with pytest.raises(SourceError, match=r"files ending in '.dwg' are not read, but .geojson.*save it as DXF"):
        read_file(save(tmp_path / "a.dwg", "x"))
    with pytest.raises(SourceError, match=r"open the .shp of the Shapefile"):
        list_layers(save(tmp_path / "a.dbf", "x"))
    with pytest.raises(SourceError, match="encoding= is for Shapefile, GeoJSON and MapInfo; GeoPackage states its own"):
        read_file(write_file(zones(), tmp_path / "b.gpkg"), encoding="gbk")


def test_crs_is_brought_through_the_gate(tmp_path: Path) -> None:
    path = write_file(zones("EPSG:4326"), tmp_path / "a.geojson")
    assert read_file(path, crs="working").crs == METRES
    assert read_file(path).crs == "EPSG:4326"
    with pytest.raises(CRSError, match="unknown reference system"):
        read_file(path, crs="EPSG:999999")


def test_transform_without_crs_is_refused(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s", "UTF-8")
    path.with_suffix(".prj").unlink()
    assert "no_crs" in codes(read_file(path))
    with pytest.raises(CRSError, match=r"CGCS2000 / 3-degree .* CM 120E; ask the source, and declare it: source_crs="):
        read_file(path, crs="working")


def test_metres_declared_as_degrees(tmp_path: Path) -> None:
    path = save(tmp_path / "a.geojson", geojson(feature({"type": "Point", "coordinates": list(HANTING)})))
    with pytest.raises(CRSError, match="cannot be degrees of WGS 84"):
        read_file(path, crs="working")


# ---------------------------------------------------------------------------------------------- GeoJSON


def test_geojson_in_gbk(tmp_path: Path) -> None:
    path = save(tmp_path / "a.geojson", geojson(feature(PLACE, {"名称": "寒亭区"})), "gbk")
    with pytest.raises(SourceError, match=r"not UTF-8 \(line 1, byte \d+\); it is valid GB18030, so pass encoding="):
        read_file(path)
    frame = read_file(path, encoding="gb18030")
    assert frame["名称"].tolist() == ["寒亭区"]
    assert frame.attrs["hanting_geo"]["layer"] == "a"
    assert path.read_bytes().decode("gbk")
    with pytest.raises(SourceError, match="not ascii"):
        read_file(path, encoding="ascii")
    with pytest.raises(SourceError, match="unknown encoding"):
        read_file(path, encoding="klingon")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_geojson_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    path = save(tmp_path / "a.geojson", geojson(feature(PLACE, {"名称": "寒亭区"})), encoding)
    frame = read_file(path, encoding=None if encoding == "utf-8-sig" else encoding)
    assert frame["名称"].tolist() == ["寒亭区"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "FeatureCollection",\n "features": [', "not JSON at line 2, column 15"),
        ("hello", "not JSON at line 1, column 1"),
        (geojson() * 2, "Extra data"),
        ("[1, 2]", "not GeoJSON .top level: 'list'"),
        ('{"type": "Topology"}', "not GeoJSON .top level: 'Topology'"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_not_geojson(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_file(save(tmp_path / "a.geojson", text))


def ring(*positions: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(positions)]}


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (feature(ring([0, 0], [1, 0], [1, 1])), "a ring is not closed: it starts at .0, 0. and ends at .1, 1."),
        (feature(ring([0, 0], [1, 0], [0, 0])), "a ring has 3 positions, fewer than 4"),
        (feature(ring([0, 0], ["x", 0], [1, 1], [0, 0])), r'position 1 is \["x", 0\], not two numbers'),
        (feature(ring([0, 0], ["1", "0"], [1, 1], [0, 0])), "position 1 is"),
        (feature(ring([0, 0], [1], [1, 1], [0, 0])), "position 1 is"),
        (feature(ring([0, 0], [1, None], [1, 1], [0, 0])), "position 1 is"),
        (feature(ring(0, 1)), "position 0 is 0"),
        (feature({"type": "Polygon", "coordinates": 5}), "not nested as a Polygon's are"),
        (feature({"type": "MultiPolygon", "coordinates": [[0, 0]]}), "not nested as a MultiPolygon's are"),
        (feature({"type": "LineString", "coordinates": [[0, 0]]}), "a line has 1 positions"),
        (feature({"type": "Pointt", "coordinates": [1, 2]}), "geometry type 'Pointt' is unknown"),
        (feature({"type": "Point"}), "no coordinates"),
        (feature({"type": "Point", "coordinates": [float("nan"), 2]}), "not a finite number"),
        (feature({"type": "GeometryCollection", "geometries": [5]}), "a member of its GeometryCollection"),
        (feature({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1]}]}), "position 0"),
        (
            feature({"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]], [[["x", 0]]]]}),
            "position",
        ),
        (feature(PLACE, ["a"]), "properties are not an object"),
        (feature(PLACE, {"编号": 2**63}), "编号 = 9223372036854775808 has more than 64 bits"),
        (None, "it is not a Feature"),
        ({"type": "Foo"}, "it is not a Feature"),
    ],
)
def test_damaged_geojson_feature_is_named(tmp_path: Path, broken: Any, words: str) -> None:
    path = save(tmp_path / "a.geojson", geojson(feature(PLACE), feature(PLACE, {"id": "ok"}), broken))
    with pytest.raises(SourceError, match=f"a.geojson is damaged: row 2: .*{words}"):
        read_file(path)


def test_damaged_features_are_counted_and_called_by_id(tmp_path: Path) -> None:
    bad = [feature({"type": "Point", "coordinates": []} | {"coordinates": ["x"]}, id=f"F{at}") for at in range(8)]
    with pytest.raises(SourceError, match=r"row 0 \(id F0\).*row 4 \(id F4\).*and 3 more; nothing was read"):
        read_file(save(tmp_path / "a.geojson", geojson(*bad)))


def test_geojson_oddities_that_are_legal(tmp_path: Path) -> None:
    shapes: list[Any] = [
        None,
        {"type": "Polygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "GeometryCollection", "geometries": [PLACE, PLACE]},
        {"type": "LineString", "coordinates": [[1, 2], [3, 4, 5]]},
        {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
    ]
    frame = read_file(save(tmp_path / "a.geojson", geojson(*(feature(shape) for shape in shapes))))
    assert len(frame) == len(shapes)
    assert shapely.get_num_coordinates(frame.geometry.values).tolist() == [0, 0, 0, 2, 2, 2]
    assert len(read_file(save(tmp_path / "b.geojson", json.dumps(PLACE)))) == 1
    assert len(read_file(save(tmp_path / "c.json", json.dumps(feature(PLACE, {"coordinates": 1}))))) == 1
    missing = {"type": "Feature", "properties": None}
    assert read_file(save(tmp_path / "d.geojson", geojson(missing))).geometry.isna().all()


@pytest.mark.parametrize("ids", [["a", "b"], [7, 7], [1, "b"], [5, None]])
def test_feature_ids_become_a_column(tmp_path: Path, ids: list[Any]) -> None:
    features = [feature(PLACE, {"n": 1}) | ({} if name is None else {"id": name}) for name in ids]
    frame = read_file(save(tmp_path / "a.geojson", geojson(*features)))
    assert [None if pd.isna(name) else name for name in frame["id"]] == ids
    assert codes(frame) == []


def test_two_ids(tmp_path: Path) -> None:
    frame = read_file(save(tmp_path / "a.geojson", geojson(feature(PLACE, {"id": "p"}, id="f"))))
    assert frame["id"].tolist() == ["p"]
    assert codes(frame) == ["two_ids"]


def test_values_keep_their_kind_or_are_told(tmp_path: Path) -> None:
    first = {"列": ["x", "y"], "典": {"k": 1}, "日": "2024-01-05", "混": 1, "是": True, "空": None}
    second = {"列": None, "典": None, "日": "2024/1", "混": "一", "是": None, "空": None}
    frame = read_file(save(tmp_path / "a.geojson", geojson(feature(PLACE, first), feature(PLACE, second))))
    assert frame["列"].iloc[0] == ["x", "y"]
    assert frame["典"].iloc[0] == {"k": 1}
    assert frame["日"].tolist() == ["2024-01-05", "2024/1"]
    assert frame["是"].iloc[0] is np.True_ or frame["是"].iloc[0] is True
    assert "column '混' mixes int, str" in said(frame, "mixed_values")
    only_dates = read_file(save(tmp_path / "b.geojson", geojson(feature(PLACE, {"日": "2024-01-05"}))))
    assert only_dates["日"].tolist() == ["2024-01-05"]


def test_member_that_stands_twice(tmp_path: Path) -> None:
    text = geojson(feature(PLACE, {"a": 1})).replace('{"a": 1}', '{"a": 1, "a": 2}')
    assert "a stands twice" in said(read_file(save(tmp_path / "a.geojson", text)), "repeated_member")


def test_column_called_geometry(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="several columns are called geometry; rename"):
        read_file(save(tmp_path / "a.geojson", geojson(feature(PLACE, {"geometry": "x"}))))


def test_crs_member(tmp_path: Path) -> None:
    def with_crs(member: Any) -> Path:
        shape = {"type": "Point", "coordinates": list(HANTING)}
        return save(tmp_path / "a.geojson", geojson(feature(shape), crs=member))

    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}
    frame = read_file(with_crs(named))
    assert frame.crs == METRES
    assert "crs_member" in codes(frame)
    assert (findings(frame)["level"] == "note").all()
    with pytest.raises(CRSError, match="its crs member states 'foo', which is unknown"):
        read_file(with_crs({"type": "name", "properties": {"name": "foo"}}))
    with pytest.raises(CRSError, match="its crs member states 5"):
        read_file(with_crs(5))
    plain = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert codes(read_file(with_crs(plain))) == []
    assert codes(read_file(with_crs(None))) == []


def test_heights_do_not_change_the_reference_system(tmp_path: Path) -> None:
    shape = {"type": "Point", "coordinates": [119.2, 36.8, 12.5]}
    frame = read_file(save(tmp_path / "a.geojson", geojson(feature(shape))))
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.z.tolist() == [12.5]


def test_gdal_warnings_become_findings(tmp_path: Path) -> None:
    shape = {"type": "Point", "coordinates": [119.2, 36.8, 12.5, 7]}
    frame = read_file(save(tmp_path / "a.geojson", geojson(feature(shape))))
    assert "too many members" in said(frame, "gdal")


# ---------------------------------------------------------------------------------------------- damaged files


def damaged(path: Path, at: int, new: bytes) -> Path:
    raw = bytearray(path.read_bytes())
    raw[at : at + len(new)] = new
    path.write_bytes(raw)
    return path


SHP_FIRST = 108  # the content of the first record


def simple_shapefile(folder: Path) -> Path:
    frame = gpd.GeoDataFrame({"名称": ["a", "b"]}, geometry=[box(0, 0, 1, 1), box(5, 0, 6, 1)], crs=METRES)
    return write_file(frame, folder / "s" / "a.shp")


def test_shapefile_with_a_part_missing(tmp_path: Path) -> None:
    path = simple_shapefile(tmp_path)
    path.with_suffix(".dbf").unlink()
    with pytest.raises(SourceError, match=r"a\.dbf is missing, and a Shapefile is at least"):
        read_file(path)
    path.with_suffix(".shx").unlink()
    with pytest.raises(SourceError, match=r"a\.shx, a\.dbf is missing"):
        read_file(path)


def test_shapefile_parts_in_capitals(tmp_path: Path) -> None:
    path = simple_shapefile(tmp_path)
    for suffix in (".dbf", ".shx", ".prj", ".cpg"):
        path.with_suffix(suffix).rename(path.with_suffix(suffix.upper()))
    frame = read_file(path)
    assert frame.columns.tolist() == ["名称", "geometry"]
    assert frame.crs == METRES
    assert ".cpg says UTF-8" in said(frame, "encoding")


@pytest.mark.parametrize(
    ("at", "new"),
    [
        (SHP_FIRST, struct.pack("<i", 77)),
        (SHP_FIRST + 40, struct.pack("<i", 70_000)),
    ],
)
def test_overwritten_shape_is_named(tmp_path: Path, at: int, new: bytes) -> None:
    path = damaged(simple_shapefile(tmp_path), at, new)
    with pytest.raises(SourceError, match="row 0: its shape is cut off or overwritten"):
        read_file(path)


def test_cut_shapefile(tmp_path: Path) -> None:
    path = simple_shapefile(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceError, match="row 1: its shape is cut off or overwritten"):
        read_file(path)


@pytest.mark.parametrize(("value", "words"), [(9.0, "a ring is not closed"), (float("nan"), "not a finite number")])
def test_rescue_names_the_shape(tmp_path: Path, value: float, words: str) -> None:
    path = damaged(simple_shapefile(tmp_path), SHP_FIRST + 48, struct.pack("<d", value))
    with pytest.raises(SourceError, match=rf"row 0 \(fid 0\): .*{words}") as caught:
        read_file(path)
    assert isinstance(caught.value.__cause__, shapely.errors.ShapelyError)


def test_a_damaged_file_says_what_would_name_its_feature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # fiona has no wheels for the newest Python; without it a damaged file is still an error, and says how to get on.
    path = damaged(simple_shapefile(tmp_path), SHP_FIRST + 48, struct.pack("<d", 9.0))
    monkeypatch.setitem(sys.modules, "fiona", None)
    with pytest.raises(SourceError, match=r"a\.shp is damaged .*which feature it is needs fiona.*pip install fiona"):
        read_file(path)


def test_cut_table_and_cut_index(tmp_path: Path) -> None:
    path = simple_shapefile(tmp_path)
    table = path.with_suffix(".dbf")
    whole = table.read_bytes()
    table.write_bytes(whole[:-60])
    with pytest.raises(SourceError, match="cut off after 1 of 2 rows"):
        read_file(path)
    table.write_bytes(whole[:40])
    with pytest.raises(SourceError, match="header of the attribute table is damaged"):
        read_file(path)
    table.write_bytes(whole)
    index = path.with_suffix(".shx")
    index.write_bytes(index.read_bytes()[:-8])
    with pytest.raises(SourceError, match="cannot be opened as Shapefile"):
        read_file(path)


def test_table_of_another_shapefile(tmp_path: Path) -> None:
    path = simple_shapefile(tmp_path)
    damaged(path.with_suffix(".dbf"), 4, struct.pack("<I", 1))
    with pytest.raises(SourceError, match="2 shapes but 1 rows"):
        read_file(path)


def test_deleted_rows_are_told(tmp_path: Path) -> None:
    path = simple_shapefile(tmp_path)
    table = path.with_suffix(".dbf")
    damaged(table, int.from_bytes(table.read_bytes()[8:10], "little"), b"*")
    frame = read_file(path)
    assert frame["名称"].tolist() == ["b"]
    assert "1 rows are marked as deleted" in said(frame, "deleted_rows")


def corrupted_gpkg(folder: Path, blob: bytes) -> Path:
    path = write_file(zones(), folder / "a.gpkg")
    with sqlite3.connect(path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute('UPDATE "a" SET geom = ? WHERE fid = 2', (blob,))
    connection.close()
    return path


@pytest.mark.parametrize("blob", [b"garbage", b"", b"GP\0\1" + b"\0" * 40])
def test_corrupted_geometry_in_a_geopackage_is_named(tmp_path: Path, blob: bytes) -> None:
    with pytest.raises(SourceError, match=r"row 1 \(fid 2\)"):
        read_file(corrupted_gpkg(tmp_path, blob))


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet", ".kml", ".shz"])
def test_cut_file(tmp_path: Path, suffix: str) -> None:
    path = write_file(zones("EPSG:4326"), tmp_path / f"a{suffix}")
    whole = path.read_bytes()
    for share in (0.05, 0.3, 0.6, 0.9, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(SourceError, match=r"a\.") as caught:
            read_file(path)
        assert "source" in str(caught.value) or "damaged" in str(caught.value)


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet", ".kml", ".shz", ".shp"])
def test_another_kind_of_file(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path / f"a{suffix}", "hello " * 50)
    for part in (".shx", ".dbf") if suffix == ".shp" else ():
        save(tmp_path / f"a{part}", "hello " * 50)
    with pytest.raises(SourceError, match=r"from the source again|not KML"):
        read_file(path)


def test_rescue_of_a_flatgeobuf(tmp_path: Path) -> None:
    path = write_file(zones(), tmp_path / "a.fgb")
    raw = path.read_bytes()
    inside = raw.rindex(struct.pack("<d", 432000.0))
    path.write_bytes(raw[:inside] + struct.pack("<d", float("nan")) + raw[inside + 8 :])
    with pytest.raises(SourceError, match=r"row 1.*: a coordinate is not a finite number"):
        read_file(path)


def test_kml_of_google_earth(tmp_path: Path) -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
    <Placemark><name>杨家埠</name><Point><coordinates>119.2,36.8,0</coordinates></Point></Placemark>
    <Placemark><name>坏的</name><Point><coordinates>119.2,zz</coordinates></Point></Placemark></Document></kml>"""
    with pytest.raises(SourceError, match=r"placemark 1 坏的: coordinate '119.2,zz' is not a number"):
        read_file(save(tmp_path / "a.kml", text))
    frame = read_file(save(tmp_path / "a.kml", text.replace("zz", "36.9")))
    assert frame["Name"].tolist() == ["杨家埠", "坏的"]
    assert not {"tessellate", "icon", "begin"} & set(frame.columns)
    with pytest.raises(SourceError, match=r"not KML: .*line 3"):
        read_file(save(tmp_path / "a.kml", text[:-40]))


def test_parquet_without_geometry_and_its_one_layer(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "plain.parquet")
    with pytest.raises(SourceError, match="no geometry in 'plain'"):
        read_file(tmp_path / "plain.parquet")
    path = write_file(zones(), tmp_path / "a.parquet")
    with pytest.raises(SourceError, match="no layer 'b'; it has 'a'"):
        read_file(path, layer="b")


_NO_PYARROW = """
import sys
sys.modules["pyarrow"] = None
import geopandas as gpd
from hanting_geo.sources.files import read_file, write_file
folder = sys.argv[1]
frame = read_file(folder + "/a.gpkg")
for call in (lambda: read_file(folder + "/a.parquet"), lambda: write_file(frame, folder + "/b.parquet")):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)
write_file(frame, folder + "/b.shz")
print(len(read_file(folder + "/b.shz")))
"""


def test_all_but_parquet_works_without_pyarrow(tmp_path: Path) -> None:
    for suffix in (".gpkg", ".parquet"):
        write_file(zones(), tmp_path / f"a{suffix}")
    command = [sys.executable, "-X", "utf8", "-W", "error", "-c", _NO_PYARROW, str(tmp_path)]
    lines = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.splitlines()
    assert lines[-1] == "2"
    assert [line.split()[0] for line in lines[:-1]] == ["SourceError", "SourceError"]
    assert all(line.endswith('pip install "hanting_geo[parquet]"') for line in lines[:-1])


def test_long_integers_beside_gaps(tmp_path: Path) -> None:
    frame = put(zones(), code=pd.array([2**60 + 1, None], dtype="Int64"))
    assert "'code'" in said(read_file(write_file(frame, tmp_path / "a.gpkg")), "integer_rounded")


@pytest.mark.parametrize("suffix", EVERY)
def test_flipped_bytes_never_surprise(tmp_path: Path, suffix: str) -> None:
    """Whatever byte is wrong: either all features are there, or an error of this package says what is wrong."""
    path = write_file(zones("EPSG:4326"), target(tmp_path, suffix))
    draw = random.Random(11)  # noqa: S311
    for part in sorted(path.parent.glob(f"{path.stem}.*")):
        whole = part.read_bytes()
        for _ in range(25):
            raw = bytearray(whole)
            raw[draw.randrange(len(raw))] = draw.choice((0, 255, draw.randrange(256)))
            part.write_bytes(raw)
            with contextlib.suppress(HantingGeoError):
                assert len(read_file(path)) == 2
        part.write_bytes(whole)


def test_reference_system_that_is_damaged(tmp_path: Path) -> None:
    path = simple_shapefile(tmp_path)
    label = path.with_suffix(".prj")
    label.write_text(label.read_text(encoding="ascii")[:100], encoding="ascii")
    with pytest.raises(SourceError, match=r"reference system that its \.prj states cannot be understood"):
        read_file(path)
    label.write_text("hello", encoding="ascii")
    assert "no_crs" in codes(read_file(path))


# ---------------------------------------------------------------------------------------------- writing


def test_geojson_is_rfc7946(tmp_path: Path) -> None:
    clockwise = put(
        zones(), geometry=zones().geometry.map(lambda shape: shapely.orient_polygons(shape, exterior_cw=True))
    )
    path = write_file(clockwise, tmp_path / "a.geojson", layer="地块")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert "crs" not in content
    assert content["name"] == "地块"
    assert [each["id"] for each in content["features"]] == ["z1", "z2"]
    assert [each["properties"]["id"] for each in content["features"]] == ["z1", "z2"]
    back = read_file(path, crs=METRES)
    assert shapely.is_ccw(shapely.get_exterior_ring(np.asarray(read_file(path).explode().geometry))).all()
    assert back.geometry.iloc[0].hausdorff_distance(zones().geometry.iloc[0]) < 0.002
    assert "寒亭区".encode() in path.read_bytes()


def test_geojson_keeps_a_millimetre(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    degrees = np.round(rng.uniform((119, 36), (120, 37), (20_000, 2)), 7) + rng.uniform(-1e-7, 1e-7, (20_000, 2))
    back = read_file(write_file(places(shapely.points(degrees), "EPSG:4326"), tmp_path / "a.geojson"))
    assert np.abs(shapely.get_coordinates(np.asarray(back.geometry)) - degrees).max() < 1e-8


def test_wgs84_formats_need_a_crs(tmp_path: Path) -> None:
    for suffix in (".geojson", ".kml"):
        with pytest.raises(CRSError, match=r"is always WGS 84, .*frame\.set_crs"):
            write_file(homeless(), tmp_path / f"a{suffix}")
        assert list(tmp_path.iterdir()) == []


def test_kml_is_labelled(tmp_path: Path) -> None:
    frame = zones().rename(columns={"名称": "name_zh"})
    path = write_file(frame, tmp_path / "a.kml")
    assert "<name>寒亭区</name>" in path.read_text(encoding="utf-8")
    with pytest.raises(SchemaError, match="KML keeps begin for itself"):
        write_file(put(zones(), begin=1), tmp_path / "b.kml")
    with pytest.raises(SchemaError, match="holds a control character"):
        write_file(put(zones(), note="a\x01"), tmp_path / "b.kml")


def test_geopackage_keeps_its_other_layers(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    write_file(zones(), path, layer="一")
    write_file(zones().iloc[:1], path, layer="二")
    write_file(zones().iloc[:0], path, layer="二")
    assert list_layers(path)[["name", "features"]].to_numpy().tolist() == [["一", 2], ["二", 0]]
    assert [each.name for each in tmp_path.iterdir()] == ["plan.gpkg"]


def test_geopackage_in_use_or_none_at_all(tmp_path: Path) -> None:
    path = write_file(zones(), tmp_path / "a.gpkg")
    before = path.read_bytes()
    save(tmp_path / "a.gpkg-wal", "x")
    with pytest.raises(SourceError, match=r"a.gpkg-wal beside it holds changes of another program"):
        write_file(zones(), path)
    (tmp_path / "a.gpkg-wal").unlink()
    assert path.read_bytes() == before
    with pytest.raises(SourceError, match="which is no GeoPackage"):
        write_file(zones(), save(tmp_path / "b.gpkg", "notes"))
    assert (tmp_path / "b.gpkg").read_text(encoding="utf-8") == "notes"


def test_columns_that_geopackage_uses_itself(tmp_path: Path) -> None:
    frame = put(zones(), fid=[5, 5], Geom=["a", "b"], ogc_fid=1)
    back = read_file(write_file(frame, tmp_path / "a.gpkg"))
    assert back["fid"].tolist() == [5, 5]
    assert back["Geom"].tolist() == ["a", "b"]


def test_shapefile_wants_a_fresh_folder(tmp_path: Path) -> None:
    save(tmp_path / "letter.txt", "x")
    with pytest.raises(SourceError, match=r"is in use; name a fresh folder .*a\.shz or a\.gpkg"):
        write_file(zones(), tmp_path / "a.shp")
    (tmp_path / "empty").mkdir()
    path = write_file(zones(), tmp_path / "empty" / "a.shp")
    assert {each.suffix for each in path.parent.iterdir()} == {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    write_file(zones(), tmp_path / "new" / "deep" / "a.shp")
    assert {each.name for each in tmp_path.iterdir()} == {"letter.txt", "empty", "new"}
    with pytest.raises(SourceError, match="is in use"):
        write_file(zones(), path)


def test_shapefile_names_cut_inside_a_character_are_refused(tmp_path: Path) -> None:
    frame = zones().rename(columns={"名称": "规划用地性质名称", "面积": "规划用地面积"})
    with pytest.raises(SchemaError, match="would be cut inside a character") as caught:
        write_file(frame, tmp_path / "a.shz")
    offer = str(caught.value).split("columns=")[1]
    mapping = json.loads(offer[: offer.index("}") + 1].replace("'", '"'))
    assert mapping == {"规划用地性质名称": "规划用", "规划用地面积": "规划用1"}
    back = read_file(write_file(frame.rename(columns=mapping), tmp_path / "a.shz"))
    assert back["规划用"].tolist() == ["寒亭区", "固堤街道"]
    assert sorted(tmp_path.iterdir()) == [tmp_path / "a.shz"]


def test_shapefile_names_that_become_one_are_refused(tmp_path: Path) -> None:
    frame = put(zones(), population_2020=1, population_2030=2)
    with pytest.raises(SchemaError, match=r"become one \(population_2020, population_2030\).*'populatio1'"):
        write_file(frame, tmp_path / "a.shz")


def test_shapefile_names_cut_between_characters_are_told(tmp_path: Path) -> None:
    frame = put(zones(), source_date="2024")
    with pytest.warns(UserWarning, match=r"10 bytes, so these are cut: \{'source_date': 'source_dat'\}"):
        path = write_file(frame, tmp_path / "a.shz")
    assert read_file(path)["source_dat"].tolist() == ["2024", "2024"]


@pytest.mark.parametrize(("encoding", "label"), [("gbk", "GBK"), ("gb18030", "GB18030"), (None, "UTF-8")])
@pytest.mark.parametrize("suffix", [".shz", ".shp"])
def test_shapefile_encoding_is_written(tmp_path: Path, suffix: str, encoding: str | None, label: str) -> None:
    path = write_file(put(zones(), 注=["喆镕", ""]), target(tmp_path, suffix), encoding=encoding)
    back = read_file(path)
    assert back.columns.tolist() == ["id", "名称", "面积", "件数", "注", "geometry"]
    assert back["注"].iloc[0] == "喆镕"
    assert f".cpg says {label}" in said(back, "encoding")
    if suffix == ".shp":
        again = pyogrio.read_dataframe(path)
        assert again["名称"].tolist() == ["寒亭区", "固堤街道"]


def test_characters_that_gbk_has_not(tmp_path: Path) -> None:
    frame = put(zones(), 注=["ok", "😀"])
    with pytest.raises(SchemaError, match=r"column '注' of z2: '😀' is not in gbk"):
        write_file(frame, tmp_path / "a.shz", encoding="gbk")
    with pytest.raises(SchemaError, match="column name '😀' cannot be written in gbk"):
        write_file(frame.rename(columns={"注": "😀"}), tmp_path / "a.shz", encoding="gbk")
    assert read_file(write_file(frame, tmp_path / "a.shz", encoding="gb18030"))["注"].tolist() == ["ok", "😀"]
    with pytest.raises(SourceError, match="encoding= is for Shapefiles; GeoPackage is always UTF-8"):
        write_file(frame, tmp_path / "a.gpkg", encoding="gbk")
    with pytest.raises(SourceError, match="unknown encoding 'klingon'"):
        write_file(frame, tmp_path / "a.shz", encoding="klingon")


def test_texts_over_254_bytes_are_refused(tmp_path: Path) -> None:
    frame = put(zones(), 注=["寒" * 84, "寒" * 85])
    with pytest.raises(SchemaError, match=r"column '注' of z2: 255 bytes, over 254"):
        write_file(frame, tmp_path / "a.shz")
    fits = put(zones(), 注=["寒" * 84, "寒" * 127])
    assert read_file(write_file(fits, tmp_path / "a.shz", encoding="gbk"))["注"].tolist() == fits["注"].tolist()


def test_kinds_of_geometry_in_a_shapefile(tmp_path: Path) -> None:
    mixed = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[Point(0, 0), box(0, 0, 1, 1)], crs=METRES)
    with pytest.raises(SchemaError, match="one kind of geometry, and the frame has Point, Polygon"):
        write_file(mixed, tmp_path / "a.shz")
    with pytest.raises(SchemaError, match="GeometryCollection"):
        write_file(put(mixed, geometry=GeometryCollection([Point(0, 0)])), tmp_path / "a.shz")
    lines = [LineString([(0, 0), (1, 1)]), shapely.from_wkt("MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))")]
    assert len(read_file(write_file(put(mixed, geometry=lines), tmp_path / "a.shz"))) == 2
    for suffix in (".gpkg", ".fgb", ".parquet"):
        back = read_file(write_file(mixed, tmp_path / f"a{suffix}"))
        assert back.geom_type.tolist() == ["Point", "Polygon"]


@pytest.mark.parametrize("suffix", [".shz", ".fgb"])
def test_heights_here_and_there(tmp_path: Path, suffix: str) -> None:
    mixed = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[Point(0, 0), Point(0, 0, 5)], crs=METRES)
    with pytest.raises(SchemaError, match=r"some have none \(row 1 has\)"):
        write_file(mixed, tmp_path / f"a{suffix}")
    high = put(mixed, geometry=[Point(0, 0, 4), Point(0, 0, 5)])
    assert read_file(write_file(high, tmp_path / f"a{suffix}")).geometry.z.tolist() == [4, 5]


def test_frames_that_cannot_be_written(tmp_path: Path) -> None:
    frame = zones()
    path = tmp_path / "a.gpkg"
    cases: list[tuple[Any, str]] = [
        (pd.DataFrame({"a": [1]}), "takes a GeoDataFrame, and was given a DataFrame"),
        (gpd.GeoDataFrame({"a": [1]}), "a GeoDataFrame"),
        (frame.rename(columns={"名称": "id"}), "several columns are called id"),
        (frame.rename(columns={"名称": 5}), "column names are texts, and 5 is none"),
        (frame.rename(columns={"名称": " "}), "column names are texts"),
        (put(frame, ID=1), "id, ID are one name to a GeoPackage"),
        (put(frame, centre=frame.centroid), "one geometry, and centre is another"),
        (frame.rename_geometry("shape").assign(geometry="x"), "'geometry' is not the geometry"),
        (put(frame, a=[[1], [2]]), r"column 'a' holds list \(z1\).*json.dumps"),
        (put(frame, a=[{"k": 1}, None]), r"column 'a' holds dict \(z1\)"),
        (put(frame, a=pd.Series([1, "x"], dtype=object)), "column 'a' holds int, str"),
        (put(frame, a=pd.to_timedelta([1, 2], unit="h")), "which a GeoPackage cannot hold"),
        (put(frame, a=[1j, 2j]), "complex128, which a GeoPackage cannot hold"),
        (put(frame, a=["x", "y\0z"]), r"column 'a' of z2 holds a NUL character"),
        (put(frame, a=pd.Series(["x", "\ud800"], dtype=object)), "surrogate character"),
        (put(frame, a=np.array([1, 2**63], dtype="uint64")), "column 'a' of z2 is 9223372036854775808, longer"),
        (put(frame, a=pd.Timestamp("2024-01-01 00:00:00.000001")), "keeps milliseconds"),
        (put(frame, geometry=[Point(np.inf, 0), None]), "z1 has a coordinate that is not finite"),
        (put(frame, geometry=shapely.from_wkt(["POINT M (1 2 3)", None])), "z1 has M values"),
    ]
    for bad, words in cases:
        with pytest.raises(SchemaError, match=words):
            write_file(bad, path)
        assert list(tmp_path.iterdir()) == []


def test_shapefile_types_that_lose(tmp_path: Path) -> None:
    path = tmp_path / "a.shz"
    with pytest.raises(SchemaError, match=r"a Shapefile has no type for.*strftime"):
        write_file(put(zones(), d=pd.Timestamp("2024-01-05 10:00")), path)
    with pytest.raises(SchemaError, match="column 'code' of z1 is 1000000000000000000, longer"):
        write_file(put(zones(), code=10**18), path)
    with pytest.raises(SourceError, match=r"column 'tiny' of z1: .*1e-20.* reads back as .*0"):
        write_file(put(zones(), tiny=1e-20), path)
    with pytest.raises(SourceError, match=r"column 'huge' of z1.*GDAL: Value"):
        write_file(put(zones(), huge=1e300), path)
    assert list(tmp_path.iterdir()) == []
    back = read_file(write_file(put(zones(), day=[date(2024, 1, 5), None], yes=[True, False]), path))
    assert back["day"].iloc[0] == "2024-01-05"
    assert back["yes"].tolist() == [True, False]


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".parquet", ".geojson", ".kml"])
def test_moments_come_back(tmp_path: Path, suffix: str) -> None:
    naive = pd.Series(pd.to_datetime(pd.Series(["2024-01-05 10:30:00.123", None])))
    frame = put(zones(), t=naive, 东八=naive.dt.tz_localize("Asia/Shanghai"))
    back = read_file(write_file(frame, tmp_path / f"a{suffix}"))
    assert pd.to_datetime(back["t"]).iloc[0] == naive.iloc[0]
    assert pd.to_datetime(back["东八"], utc=True).iloc[0] == frame["东八"].iloc[0]
    assert back["t"].isna().tolist() == [False, True]


def test_categories_and_small_numbers(tmp_path: Path) -> None:
    frame = put(
        zones(),
        c=pd.Categorical(["甲", None]),
        i=np.array([1, 2], dtype="int8"),
        u=np.array([1, 2], dtype="uint32"),
        h=np.float32(0.5),
    )
    for suffix in EVERY:
        back = read_file(write_file(frame, target(tmp_path, suffix)))
        assert back["c"].iloc[0] == "甲"
        assert pd.to_numeric(back["i"]).tolist() == [1, 2]
        assert back["h"].tolist() == [0.5, 0.5]


def test_nothing_is_left_of_a_failed_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_file(zones(), tmp_path / "a.gpkg")
    before = path.read_bytes()

    def lose(*args: Any, **options: Any) -> None:
        frame, *rest = args
        pyogrio_write(put(frame, 名称="???"), *rest, **options)

    pyogrio_write = pyogrio.write_dataframe
    monkeypatch.setattr(pyogrio, "write_dataframe", lose)
    for suffix in (".gpkg", ".geojson", ".fgb", ".shz"):
        with pytest.raises(SourceError, match=r"column '名称' of z1: '寒亭区' reads back as '\?\?\?'"):
            write_file(zones(), tmp_path / f"a{suffix}")
    with pytest.raises(SourceError, match="reads back as"):
        write_file(zones(), tmp_path / "fresh" / "a.shp")
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.gpkg"]


def test_targets_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"files ending in '.dxf' cannot be written, but"):
        write_file(zones(), tmp_path / "a.dxf")
    with pytest.raises(SourceError, match="does not exist; create it first"):
        write_file(zones(), tmp_path / "no" / "a.gpkg")
    with pytest.raises(SchemaError, match="layer cannot be empty"):
        write_file(zones(), tmp_path / "a.gpkg", layer=" ")
    with pytest.raises(SourceError, match="called like its file"):
        write_file(zones(), tmp_path / "s" / "a.shp", layer="b")
    assert read_file(write_file(zones(), tmp_path / "a.shz", layer="乙")).attrs["hanting_geo"]["layer"] == "乙"


def test_geometry_only(tmp_path: Path) -> None:
    frame = zones()[["geometry"]]
    for suffix in EVERY:
        assert len(read_file(write_file(frame, target(tmp_path, suffix)))) == 2


def test_layers_of_the_repository_survive_a_round_trip(tmp_path: Path) -> None:
    for path in sorted((Path(__file__).parents[3] / "layers").glob("*.geojson")):
        frame = read_file(path)
        for suffix in (".geojson", ".gpkg", ".fgb"):
            back = read_file(write_file(frame, tmp_path / f"{path.stem}{suffix}"))
            assert back["id"].tolist() == frame["id"].tolist()
            assert back.geometry.isna().tolist() == frame.geometry.isna().tolist()
    shutil.rmtree(tmp_path)


def test_geopackage_in_wal_mode_and_read_only(tmp_path: Path) -> None:
    path = write_file(zones(), tmp_path / "a.gpkg")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE 备注 (t TEXT)")
    connection.commit()
    with pytest.raises(SourceError, match="holds changes of another program"):
        write_file(zones(), path)
    connection.close()
    path.chmod(0o444)
    assert len(read_file(path)) == 2


def test_rings_parts_and_heights_of_a_shapefile(tmp_path: Path) -> None:
    donut = box(0, 0, 10, 10).difference(box(2, 2, 4, 4)).difference(box(6, 6, 8, 8))
    shapes = [shapely.multipolygons([donut, box(2.5, 2.5, 3.5, 3.5)]), donut, None]
    back = read_file(write_file(places(shapes), tmp_path / "a.shz"))
    assert shapely.area(np.asarray(back.geometry))[:2].tolist() == [93, 92]
    for number, high in enumerate(([Point(1, 2, 3)], [shapely.force_3d(donut, 5)], [shapely.MultiPoint([(1, 2, 3)])])):
        back = read_file(write_file(places(high), tmp_path / f"{number}.shz"))
        assert back.has_z.all()
