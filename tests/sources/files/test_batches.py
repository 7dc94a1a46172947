"""Batches of a file are the file, and a file written from batches is the one that is written of the whole frame."""

from __future__ import annotations

import json
import sqlite3
import struct
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, box
from thinned import thinned

from hanting_geo.errors import CRSError, SchemaError, SourceError
from hanting_geo.sources.files import list_layers, read_file, write_file
from hanting_geo.sources.files.batches import open_batches
from hanting_geo.sources.files.spool import spooled

if TYPE_CHECKING:
    from pathlib import Path

METRES = "EPSG:4549"
X, Y = 430_000.0, 4_071_000.0
STREAMED = [".gpkg", ".fgb", ".parquet"]
ROWS = 7


def plot(row: int) -> shapely.Polygon:
    return box(X + 10 * row, Y, X + 10 * row + 8, Y + 10)


def everything() -> gpd.GeoDataFrame:
    """Every type of column, each with and without gaps; the gaps are in other rows."""
    number = np.arange(ROWS)
    gap = number % 3 == 1
    return gpd.GeoDataFrame(
        {
            "名称": ["寒亭", None, "", "固堤", "a", "b", "c"],
            "whole": number * 2**40,
            "small": number.astype("int32"),
            "whole_gap": pd.array(np.where(gap, None, number), dtype="Int64"),
            "yes": number > 2,
            "yes_gap": pd.array(np.where(gap, None, number > 2), dtype="boolean"),
            "decimal": np.where(gap, np.nan, number / 3),
            "single": (number / 4).astype("float32"),
            "moment": pd.to_datetime(["2020-01-01 10:00:00.5"] * (ROWS - 1) + [None], format="ISO8601"),
            "zoned": pd.to_datetime(["2020-01-01 10:00:00+08:00"] * ROWS),
        },
        geometry=[plot(row) for row in range(ROWS)],
        crs=METRES,
    )


def shaped(geometry: list[Any], crs: str | None = METRES) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"n": range(len(geometry))}, geometry=gpd.GeoSeries(geometry, crs=crs))


FRAMES = {
    "every type": everything(),
    "no columns": everything()[["geometry"]],
    "null geometry": everything().assign(geometry=[None if row in {0, 4} else plot(row) for row in range(ROWS)]),
    "null first and last": shaped([None, plot(1), None]),
    "nothing drawn": shaped([None, None, None]),
    "some multi": shaped([plot(0), MultiPolygon([plot(1), plot(2)]), plot(3)]),
    "lines, some multi": shaped([LineString([(X, Y), (X, Y + 1)]), shapely.multilinestrings([[[X, Y], [X + 1, Y]]])]),
    "points": shaped([Point(X, Y), Point(X + 1, Y)]),
    "heights": shaped([shapely.force_3d(plot(0), 5), None, shapely.force_3d(plot(1), 6)]),
    "degrees": shaped([box(119, 36, 119.1, 36.1)], "EPSG:4490"),
    "no system": shaped([plot(0), plot(1)], None),
}


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(("name", "suffix", "size"), thinned(FRAMES, STREAMED, [1, 3, 100], one_in=8))
def test_batches_are_the_file(tmp_path: Path, name: str, suffix: str, size: int) -> None:
    file = write_file(FRAMES[name], tmp_path / f"a{suffix}")
    whole = read_file(file)
    batches = open_batches(file, size=size)
    parts = list(batches)
    assert [len(part) for part in parts] == [min(size, len(whole) - at) for at in range(0, len(whole), size)]
    assert [row for part in parts for row in part.index] == list(range(len(whole)))
    together = pd.concat(list(parts)).astype(batches.dtypes())
    assert_geodataframe_equal(together, whole, check_index_type=False)
    assert shapely.equals_identical(together.geometry.values, whole.geometry.values)[whole.geometry.notna()].all()
    assert (batches.rows, batches.layer, batches.crs) == (len(whole), "a", whole.crs)
    # A second time through gives the same.
    assert sum(map(len, batches)) == len(whole)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(("name", "suffix"), thinned(FRAMES, STREAMED, one_in=5))
def test_written_from_batches_is_written_whole(tmp_path: Path, name: str, suffix: str) -> None:
    source = write_file(FRAMES[name], tmp_path / "source.parquet")
    whole = read_file(source)
    expected = write_file(whole, tmp_path / f"a{suffix}")
    (tmp_path / "batches").mkdir()
    batches = open_batches(source, size=2)
    with spooled(tmp_path / "batches" / f"a{suffix}") as spool:
        for batch in batches:
            spool.append(batch)
        spool.finish(batches.dtypes(), lambda _rows, _what: None)
    found = tmp_path / "batches" / f"a{suffix}"
    assert [each.name for each in found.parent.iterdir()] == [found.name]
    assert_geodataframe_equal(read_file(found), read_file(expected))
    assert head(found) == head(expected)


def head(file: Path) -> dict[str, Any]:
    """Give what a file states of itself."""
    if file.suffix == ".parquet":
        schema = pq.read_schema(file)
        return {"columns": schema.remove_metadata(), "geo": json.loads(schema.metadata[b"geo"])}
    info = pyogrio.read_info(file, force_feature_count=True, force_total_bounds=True)
    return {key: str(value) for key, value in info.items()}


@pytest.mark.parametrize("suffix", STREAMED)
def test_an_empty_file_is_one_empty_batch(tmp_path: Path, suffix: str) -> None:
    file = write_file(everything().iloc[:0], tmp_path / f"a{suffix}")
    (batch,) = open_batches(file)
    assert (len(batch), list(batch.columns), batch.crs) == (0, list(everything().columns), everything().crs)


@pytest.mark.parametrize("suffix", [".geojson", ".shz", ".kml"])
def test_other_formats_are_read_whole(tmp_path: Path, suffix: str) -> None:
    file = write_file(shaped([plot(row) for row in range(5)]), tmp_path / f"a{suffix}")
    batches = open_batches(file, size=2, crs=METRES)
    parts = list(batches)
    assert [len(part) for part in parts] == [2, 2, 1]
    assert_geodataframe_equal(pd.concat(parts), read_file(file, crs=METRES))
    assert batches.crs == parts[0].crs == METRES


def test_rows_deleted_from_a_geopackage_leave_no_hole(tmp_path: Path) -> None:
    file = write_file(shaped([plot(row) for row in range(10)]), tmp_path / "a.gpkg")
    edit(file, 'DELETE FROM "a" WHERE fid IN (1, 4, 5, 6, 10)')
    edit(file, "UPDATE gpkg_ogr_contents SET feature_count = 5")
    parts = list(open_batches(file, size=2))
    assert [part["n"].tolist() for part in parts] == [[1, 2], [6, 7], [8]]
    assert [part.index.tolist() for part in parts] == [[0, 1], [2, 3], [4]]


def edit(file: Path, statement: str, *values: Any) -> None:
    """Change a GeoPackage behind the back of GDAL."""
    connection = sqlite3.connect(file)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute(statement, values)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("blob", [b"garbage", b"", b"GP\0\1" + b"\0" * 40])
def test_a_damaged_geometry_is_named_as_when_read_whole(tmp_path: Path, blob: bytes) -> None:
    file = write_file(shaped([plot(row) for row in range(6)]), tmp_path / "a.gpkg")
    edit(file, 'UPDATE "a" SET geom = ? WHERE fid = 5', blob)
    for size in (2, 100):
        with pytest.raises(SourceError, match=r"damaged.*row 4"):
            list(open_batches(file, size=size))


def test_a_shortened_geometry_is_named(tmp_path: Path) -> None:
    file = write_file(shaped([plot(row) for row in range(6)]), tmp_path / "a.gpkg")
    edit(file, 'UPDATE "a" SET geom = substr(geom, 1, 80) WHERE fid = 4')
    with pytest.raises(SourceError, match=r"damaged.*row 3"):
        list(open_batches(file, size=2))


@pytest.mark.parametrize("suffix", STREAMED)
def test_a_file_cut_short_is_refused(tmp_path: Path, suffix: str) -> None:
    file = write_file(shaped([plot(row) for row in range(3000)]), tmp_path / f"a{suffix}")
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    with pytest.raises(SourceError, match="a" + suffix):
        list(open_batches(file, size=100))


def test_a_coordinate_that_is_no_number_is_named_by_its_row_in_the_file(tmp_path: Path) -> None:
    frame = shaped([Point(X, Y), Point(X, Y), Point(X, Y), Point(X, np.inf)])
    frame.to_parquet(tmp_path / "a.parquet", index=False)
    with pytest.raises(SourceError, match="row 3: a coordinate is not a finite number"):
        list(open_batches(tmp_path / "a.parquet", size=2))


def test_layers_are_chosen_as_when_read_whole(tmp_path: Path) -> None:
    write_file(shaped([plot(0)]), tmp_path / "a.gpkg", layer="one")
    write_file(shaped([plot(0), plot(1)]), tmp_path / "a.gpkg", layer="two")
    with pytest.raises(SourceError, match="choose one with layer="):
        open_batches(tmp_path / "a.gpkg")
    with pytest.raises(SourceError, match="no layer 'three'"):
        open_batches(tmp_path / "a.gpkg", layer="three")
    assert open_batches(tmp_path / "a.gpkg", layer="two").rows == 2


@pytest.mark.parametrize("suffix", STREAMED)
def test_batches_in_another_system(tmp_path: Path, suffix: str) -> None:
    file = write_file(shaped([box(119.2, 36.8, 119.21, 36.81)] * 3, "EPSG:4490"), tmp_path / f"a{suffix}")
    batches = open_batches(file, crs="working", size=2)
    assert_geodataframe_equal(pd.concat(list(batches)).astype(batches.dtypes()), read_file(file, crs="working"))
    assert batches.crs == METRES


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("suffix", STREAMED)
def test_batches_without_a_system_cannot_be_transformed(tmp_path: Path, suffix: str) -> None:
    file = write_file(FRAMES["no system"], tmp_path / f"a{suffix}")
    with pytest.raises(CRSError, match="does not say in which reference system"):
        list(open_batches(file, crs="working"))


@pytest.mark.parametrize("size", [0, -1, 2.5, True])
def test_a_batch_has_a_row_or_more(tmp_path: Path, size: Any) -> None:
    file = write_file(shaped([plot(0)]), tmp_path / "a.gpkg")
    with pytest.raises(SourceError, match="1 row or more"):
        open_batches(file, size=size)


def test_encoding_is_not_for_files_that_state_theirs(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="encoding= is for Shapefile"):
        open_batches(write_file(shaped([plot(0)]), tmp_path / "a.gpkg"), encoding="gbk")


def test_times_of_several_zones_are_brought_to_one(tmp_path: Path) -> None:
    frame = shaped([plot(row) for row in range(4)])
    frame["at"] = [pd.Timestamp(f"2020-01-01 10:00:00{zone}") for zone in ("+08:00", "+08:00", "+09:00", "+09:00")]
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg", driver="GPKG")
    whole = read_file(tmp_path / "a.gpkg")
    batches = open_batches(tmp_path / "a.gpkg", size=2)
    parts = [part.astype(batches.dtypes()) for part in list(batches)]
    assert_geodataframe_equal(pd.concat(parts), whole)


def test_days_json_and_bytes_of_a_geopackage(tmp_path: Path) -> None:
    table = pa.table(
        {
            "day": pa.array([date(2020, 1, 1), None, date(1999, 12, 31)]),
            "list": pa.array([["a"], None, []]),
            "raw": pa.array([b"ab", None, b""]),
            "geometry": pa.array([shapely.to_wkb(plot(row)) for row in range(3)]),
        }
    )
    pyogrio.write_arrow(
        table, tmp_path / "a.gpkg", driver="GPKG", geometry_name="geometry", geometry_type="Polygon", crs=METRES
    )
    whole = read_file(tmp_path / "a.gpkg")
    parts = pd.concat(list(open_batches(tmp_path / "a.gpkg", size=2)))
    assert parts["day"].tolist() == whole["day"].tolist()
    assert parts["day"].dtype == whole["day"].dtype
    assert parts["list"].map(repr, na_action="ignore").tolist()[::2] == whole["list"].map(repr).tolist()[::2]
    assert parts["raw"].tolist() == whole["raw"].tolist()


CIRCLE = b"\1" + struct.pack("<II6d", 8, 3, X, Y, X + 1, Y + 1, X + 2, Y)
MEASURED = b"\1" + struct.pack("<I3d", 2001, X, Y, 5)


@pytest.mark.parametrize(("shape", "words"), [(CIRCLE, "curves"), (MEASURED, "M values")])
def test_what_only_reading_whole_turns_into_plain_shapes_is_refused(tmp_path: Path, shape: bytes, words: str) -> None:
    file = write_file(shaped([plot(row) for row in range(3)]), tmp_path / "a.gpkg")
    edit(file, 'UPDATE "a" SET geom = ? WHERE fid = 3', b"GP\0\1" + struct.pack("<i", 4549) + shape)
    with pytest.raises(SourceError, match=f"row 2 has {words}"):
        list(open_batches(file, size=2))


# GeoParquet of other programs.


def test_parquet_of_another_encoding(tmp_path: Path) -> None:
    frame = shaped([plot(row) for row in range(3)])
    frame.to_parquet(tmp_path / "a.parquet", index=False, geometry_encoding="geoarrow", schema_version="1.1.0")
    batches = open_batches(tmp_path / "a.parquet", size=2)
    assert_geodataframe_equal(pd.concat(list(batches)).astype(batches.dtypes()), frame)


def test_parquet_with_index_boxes_and_categories(tmp_path: Path) -> None:
    frame = shaped([plot(row) for row in range(4)]).set_index(pd.Index(list("abcd"), name="code"))
    frame = frame.assign(use=pd.Categorical(["b", "a", "b", None], categories=["c", "b", "a"]))
    frame["n"] = frame["n"].astype("Int16")
    frame.to_parquet(tmp_path / "a.parquet", write_covering_bbox=True)
    batches = open_batches(tmp_path / "a.parquet", size=3)
    together = pd.concat(list(batches)).astype(batches.dtypes())
    assert list(together.columns) == ["n", "geometry", "use"]
    assert together["n"].dtype == "Int16"
    assert together["use"].tolist()[:3] == ["b", "a", "b"]
    assert batches.categories == {"use": ["c", "b", "a"]}


def test_parquet_of_two_geometries_is_refused(tmp_path: Path) -> None:
    frame = shaped([plot(0)])
    frame.assign(centre=frame.centroid).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(SchemaError, match="geometry, centre are all geometry"):
        open_batches(tmp_path / "a.parquet")


def test_parquet_without_geometry_is_refused(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(SourceError, match="no geometry"):
        open_batches(tmp_path / "a.parquet")


# Writing.


def finish(path: Path, *frames: gpd.GeoDataFrame, types: dict[str, Any] | None = None, **options: Any) -> Path:
    with spooled(path, **options) as spool:
        for each in frames:
            spool.append(each)
        spool.finish(types or {}, lambda _rows, _what: None)
    return path


def test_parts_stand_one_after_the_other(tmp_path: Path) -> None:
    with spooled(tmp_path / "a.gpkg") as spool:
        spool.append(shaped([plot(0)]).assign(n=10), part=1)
        spool.append(shaped([plot(1)]).assign(n=20))
        spool.append(shaped([plot(2)]).assign(n=30), part=1)
        assert spool.rows == 3
        spool.finish({}, lambda _rows, _what: None)
    assert read_file(tmp_path / "a.gpkg")["n"].tolist() == [20, 10, 30]


def test_a_new_layer_leaves_the_others(tmp_path: Path) -> None:
    write_file(shaped([plot(0)]), tmp_path / "a.gpkg", layer="old")
    finish(tmp_path / "a.gpkg", shaped([plot(1)]), shaped([plot(2)]), layer="new")
    assert list_layers(tmp_path / "a.gpkg").to_dict("records") == [
        {"name": "old", "geometry": "Polygon", "features": 1},
        {"name": "new", "geometry": "Polygon", "features": 2},
    ]


@pytest.mark.parametrize("suffix", STREAMED)
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_what_stops_on_the_way_leaves_the_old_file(tmp_path: Path, suffix: str, stop: type[BaseException]) -> None:
    path = write_file(shaped([plot(0)]), tmp_path / f"a{suffix}")
    old = path.read_bytes()

    def broken(rows: int, what: str) -> None:
        if rows == 2 and what == "written":
            raise stop

    with pytest.raises(stop), spooled(path) as spool:  # noqa: PT012 - the order is what is tested
        for row in (1, 2, 3):
            spool.append(shaped([plot(row)]))
        spool.finish({}, broken)
    assert path.read_bytes() == old
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", STREAMED)
def test_what_does_not_read_back_the_same_is_not_kept(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A driver that loses the last row.
    import hanting_geo.sources.files.spool as module

    whole = module._arrow

    def lossy(frame: gpd.GeoDataFrame, **options: Any) -> Any:
        return whole(frame.iloc[:1] if len(frame) else frame, **options)

    monkeypatch.setattr(module, "_arrow", lossy)
    with pytest.raises(SourceError, match="2 rows were written and 1 read back"):
        finish(tmp_path / f"a{suffix}", shaped([plot(0), plot(1)]))
    assert not list(tmp_path.iterdir())


def test_a_value_that_the_format_cannot_hold_is_named_by_its_row(tmp_path: Path) -> None:
    frames = [shaped([plot(0)]).assign(text=text) for text in ("a", "b", "c\0d")]
    with pytest.raises(SchemaError, match=r"column 'text' of row 2 holds a NUL character"):
        finish(tmp_path / "a.gpkg", *frames)


def test_heights_in_one_batch_and_none_in_another(tmp_path: Path) -> None:
    frames = [shaped([plot(0)]), shaped([shapely.force_3d(plot(1), 3)])]
    with pytest.raises(SchemaError, match="a FlatGeobuf holds one sort"):
        finish(tmp_path / "a.fgb", *frames)
    assert read_file(finish(tmp_path / "a.gpkg", *frames)).has_z.tolist() == [False, True]
    geo = head(finish(tmp_path / "a.parquet", *frames))["geo"]
    assert geo["columns"]["geometry"]["geometry_types"] == ["Polygon", "Polygon Z"]


def test_several_kinds_of_geometry(tmp_path: Path) -> None:
    frames = [shaped([plot(0)]), shaped([Point(X, Y)]), shaped([GeometryCollection([Point(X, Y)])])]
    for suffix in STREAMED:
        back = read_file(finish(tmp_path / f"a{suffix}", *frames))
        assert back.geom_type.tolist() == ["Polygon", "Point", "GeometryCollection"]


@pytest.mark.parametrize("suffix", STREAMED)
def test_long_integers_keep_their_digits_where_a_decimal_would_not(tmp_path: Path, suffix: str) -> None:
    codes = [2**60 + 1, None]
    frames = [shaped([plot(0)]).assign(code=pd.array([code], dtype="Int64")) for code in codes]
    path = finish(tmp_path / f"a{suffix}", *frames, types={"code": np.dtype("float64")})
    (first, *_) = open_batches(path)
    assert first["code"].iloc[0] == 2**60 + 1
    short = [frame.assign(code=frame["code"] // 2**30) for frame in frames]
    path = finish(tmp_path / f"b{suffix}", *short, types={"code": np.dtype("float64")})
    assert read_file(path)["code"].dtype == np.dtype("float64")


@pytest.mark.parametrize("name", ["a.geojson", "a.shp", "a.kml", "a.txt"])
def test_only_what_streams_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="cannot be written"):
        finish(tmp_path / name, shaped([plot(0)]))


def test_nothing_to_write(tmp_path: Path) -> None:
    for suffix in STREAMED:
        with pytest.raises(SourceError, match="nothing to write"):
            finish(tmp_path / f"a{suffix}")
