"""Shapefiles as they come: packed on a Mac, called in two cases, with stars, without columns, in unsaid encodings."""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import Point

from hanting_geo.core.findings import findings
from hanting_geo.errors import CRSError, SchemaError, SourceError
from hanting_geo.sources.files import list_layers, read_file, write_file
from hanting_geo.sources.files.batches import open_batches

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACES = [Point(430_000, 4_071_000), Point(430_010, 4_071_000)]
Field = tuple[bytes, bytes, int, int]


def plain(folder: Path, ids: list[str] | None = None) -> Path:
    frame = gpd.GeoDataFrame({"id": ids or ["a", "b"]}, geometry=PLACES, crs="EPSG:4549")
    return write_file(frame, folder / "q.shp")


def table(fields: list[Field], rows: list[list[bytes]]) -> bytes:
    """Write a DBF table by hand: name, kind, width and decimals of each column, and the cells."""
    width = 1 + sum(field[2] for field in fields)
    head = struct.pack("<BBBBIHH", 3, 126, 1, 1, len(rows), 33 + 32 * len(fields), width) + b"\0" * 20
    for name, kind, size, decimals in fields:
        head += name.ljust(11, b"\0") + kind + b"\0" * 4 + bytes([size, decimals]) + b"\0" * 14
    body = b"".join(b" " + b"".join(_cell(cell, one) for cell, one in zip(row, fields, strict=True)) for row in rows)
    return head + b"\r" + body + b"\x1a"


def _cell(cell: bytes, field: Field) -> bytes:
    return cell.rjust(field[2]) if field[1] in b"NF" else cell.ljust(field[2])


def with_table(folder: Path, fields: list[Field], rows: list[list[bytes]]) -> Path:
    path = plain(folder)
    path.with_suffix(".dbf").write_bytes(table(fields, rows))
    path.with_suffix(".cpg").unlink()
    return path


def pack(target: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return target


def said(frame: gpd.GeoDataFrame, code: str) -> str:
    found = findings(frame)
    return str(found.loc[found["code"] == code, "what"].iloc[0])


@pytest.mark.parametrize("folder", ["", "q/", "图斑/"])
def test_a_zip_made_on_a_mac(tmp_path: Path, folder: str) -> None:
    parts = {}
    for part in plain(tmp_path / "s").parent.iterdir():
        parts[f"{folder}{part.name}"] = part.read_bytes()
        parts[f"__MACOSX/{folder}._{part.name}"] = parts[f"{folder}._{part.name}"] = b"\0\5\x16\7Mac OS X" + b"\0" * 90
    path = pack(tmp_path / "mac.zip", parts)
    assert list_layers(path)["name"].tolist() == ["q"]
    assert read_file(path)["id"].tolist() == ["a", "b"]


def test_one_name_in_two_folders(tmp_path: Path) -> None:
    parts = {}
    for name, ids in (("甲", ["a", "b"]), ("乙", ["c", "d"])):
        for part in plain(tmp_path / name, ids).parent.iterdir():
            parts[f"{name}/{part.name}"] = part.read_bytes()
    path = pack(tmp_path / "two.zip", parts)
    assert list_layers(path)["name"].tolist() == ["甲/q", "乙/q"]
    assert read_file(path, layer="乙/q")["id"].tolist() == ["c", "d"]
    with pytest.raises(SourceError, match=r"2 layers: '甲/q' .*, '乙/q' "):
        read_file(path)


def renamed(part: Path, how: str) -> str:
    return {"stem": ("Q" if part.suffix == ".shp" else "q") + part.suffix, "suffix": f"q{part.suffix.title()}"}[how]


@pytest.mark.parametrize("how", ["stem", "suffix"])
def test_parts_in_two_cases(tmp_path: Path, how: str) -> None:
    parts = {renamed(part, how): part.read_bytes() for part in plain(tmp_path / "s").parent.iterdir()}
    folder = tmp_path / "c"
    folder.mkdir()
    for name, data in parts.items():
        (folder / name).write_bytes(data)
    shp = next(each for each in folder.iterdir() if each.suffix.lower() == ".shp")
    for path in (shp, pack(tmp_path / "c.zip", parts)):
        frame = read_file(path)
        assert frame["id"].tolist() == ["a", "b"]
        assert frame.crs.to_epsg() == 4549
        assert [batch["id"].tolist() for batch in open_batches(path)] == [["a", "b"]]
    assert len(list(folder.iterdir())) == len(parts)


def test_of_two_tables_the_one_that_is_called_alike(tmp_path: Path) -> None:
    path = plain(tmp_path / "s")
    path.with_name("Q.dbf").write_bytes(table([(b"id", b"C", 9, 0)], [[b"wrong"], [b"wrong"]]))
    assert read_file(path)["id"].tolist() == ["a", "b"]
    parts = {part.name: part.read_bytes() for part in path.parent.iterdir()}
    assert read_file(pack(tmp_path / "a.zip", dict(sorted(parts.items()))))["id"].tolist() == ["a", "b"]


def test_a_table_without_columns(tmp_path: Path) -> None:
    frame = read_file(with_table(tmp_path / "s", [], [[], []]))
    assert frame.columns.tolist() == ["geometry"]
    assert frame.geometry.tolist() == PLACES


def test_numbers_that_did_not_fit(tmp_path: Path) -> None:
    fields: list[Field] = [(b"area", b"N", 8, 2), (b"n", b"F", 4, 0), (b"note", b"C", 9, 0)]
    frame = read_file(with_table(tmp_path / "s", fields, [[b"********", b"1", b"***"], [b"12.5", b"7", b"x"]]))
    assert frame["area"].isna().tolist() == [True, False]
    assert frame["note"].tolist() == ["***", "x"]
    assert said(frame, "number_overflow").startswith("1 numbers of column 'area' are stars (rows 0)")
    assert (findings(frame)["code"] == "number_overflow").sum() == 1


@pytest.mark.parametrize("cell", [b"abc", b"1,5", b"12mu"])
def test_what_is_no_number_is_not_read_as_one(tmp_path: Path, cell: bytes) -> None:
    path = with_table(tmp_path / "s", [(b"area", b"N", 8, 2)], [[b"1.5"], [cell]])
    with pytest.raises(SourceError, match=f"damaged: .*'{cell.decode()}' of field q.area"):
        read_file(path)


@pytest.mark.parametrize("words", [["Müller", "Café"], ["Köln Straße", "Ålesund"], ["Besançon", "x"]])
def test_western_text_is_doubtful_as_chinese(tmp_path: Path, words: list[str]) -> None:
    path = with_table(tmp_path / "s", [(b"name", b"C", 20, 0)], [[word.encode("latin1")] for word in words])
    frame = read_file(path)
    assert repr(words[0]) in said(frame, "encoding_doubtful")
    assert "pass encoding='iso-8859-1'" in findings(frame)["what_to_do"].iloc[0] + findings(frame)["what_to_do"].iloc[1]
    assert read_file(path, encoding="iso-8859-1")["name"].tolist() == words


@pytest.mark.parametrize("words", [["寒亭区", "杨家埠"], ["朱镕基", "潍坊市寒亭区"]])
def test_chinese_text_is_not_doubtful(tmp_path: Path, words: list[str]) -> None:
    path = with_table(tmp_path / "s", [(b"name", b"C", 20, 0)], [[word.encode("gbk")] for word in words])
    frame = read_file(path)
    assert frame["name"].tolist() == words
    assert findings(frame)["code"].tolist() == ["encoding"]


@pytest.mark.parametrize("suffix", [".shp", ".shz", ".zip"])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_dates_without_time_come_back(tmp_path: Path, suffix: str, encoding: str) -> None:
    path = with_table(tmp_path / "s", [(b"id", b"C", 5, 0), (b"day", b"D", 8, 0)], [[b"a", b"20200131"], [b"b", b""]])
    frame = read_file(path)
    frame.insert(1, "名称", ["寒亭", None])
    frame["n"] = [7, 8]
    back = read_file(
        write_file(
            frame, tmp_path / "o" / f"b{suffix}" if suffix == ".shp" else tmp_path / f"b{suffix}", encoding=encoding
        )
    )
    assert back["day"].iloc[0] == pd.Timestamp("2020-01-31")
    assert pd.isna(back["day"].iloc[1])
    assert back["n"].tolist() == [7, 8]
    assert back["名称"].iloc[0] == "寒亭"
    if suffix == ".shp":
        info = pyogrio.read_info(tmp_path / "o" / "b.shp")
        assert info["ogr_types"] == ["OFTString", "OFTString", "OFTDate", "OFTInteger64"]


@pytest.mark.parametrize(
    "change", [lambda day: day + pd.Timedelta(hours=10), lambda day: day.dt.tz_localize("Asia/Shanghai")]
)
def test_dates_with_time_are_refused(tmp_path: Path, change: Callable[[pd.Series[pd.Timestamp]], object]) -> None:
    frame = gpd.GeoDataFrame({"day": pd.to_datetime(["2020-01-31"] * 2)}, geometry=PLACES, crs="EPSG:4549")
    frame["day"] = change(frame["day"])
    with pytest.raises(SchemaError, match="'day' holds dates with time"):
        write_file(frame, tmp_path / "a.shz")


@pytest.mark.parametrize("text", ["hello", 'ENGCRS["x",EDATUM["y"],CS[Cartesian,2]]', "EPSG=4549"])
def test_a_prj_that_is_not_understood(tmp_path: Path, text: str) -> None:
    path = plain(tmp_path / "s")
    path.with_suffix(".prj").write_text(text)
    frame = read_file(path)
    assert frame.crs is None
    assert f"the .prj of q.shp states a reference system that is not understood ({text[:60]!r})" in said(
        frame, "no_crs"
    )
    with pytest.raises(CRSError, match="is not understood"):
        read_file(path, crs="working")
    path.with_suffix(".prj").write_text(" \n")
    assert "does not say in which reference system" in said(read_file(path), "no_crs")
