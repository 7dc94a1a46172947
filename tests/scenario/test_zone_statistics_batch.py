"""Many zone files and many layers: nothing is lost, a bad file stops nothing, a stopped batch goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely import LineString, box

import hanting_geo as hg
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.outputs.names import file_names, sheet_names
from hanting_geo.scenario import zone_statistics_batch as module
from hanting_geo.scenario.zone_statistics_batch import zone_statistics_batch

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430_000.0, 4_071_000.0
STATE = "zone_statistics.unfinished.jsonl"


def zones(path: Path, side: float) -> Path:
    shape = box(X, Y, X + side, Y + side)
    path.parent.mkdir(exist_ok=True)
    hg.write_file(gpd.GeoDataFrame({"id": ["z"]}, geometry=[shape], crs="EPSG:4549"), path)
    return path


@pytest.fixture
def road(tmp_path: Path) -> Path:
    line = LineString([(X - 1000, Y + 5), (X + 5000, Y + 5)])
    hg.write_file(
        gpd.GeoDataFrame({"id": ["r"], "kind": ["road"]}, geometry=[line], crs="EPSG:4549"), tmp_path / "road.gpkg"
    )
    return tmp_path / "road.gpkg"


def test_names_that_agree_in_31_characters_or_lie_in_two_folders_keep_a_table_each(tmp_path: Path, road: Path) -> None:
    long = [zones(tmp_path / f"hanting_district_control_plan_block_{i:04d}.gpkg", 100 + i) for i in range(4)]
    same = [zones(tmp_path / "a" / "z.gpkg", 10), zones(tmp_path / "b" / "Z.gpkg", 20)]
    out = tmp_path / "out"
    batch = zone_statistics_batch([*long, *same], [road], out)
    assert batch.failed.empty
    files = sorted(out.glob("*.csv"))
    lengths = {float(pd.read_csv(path, encoding="utf-8-sig")["length_m"][0]) for path in files}
    assert lengths == {100, 101, 102, 103, 10, 20}
    book = openpyxl.load_workbook(out / "zone_statistics.xlsx")
    assert len(book.sheetnames) == 1 + 6 + 2
    listed = {row[0]: row[1] for row in book["(sheets)"].iter_rows(min_row=2, values_only=True)}
    for name in book.sheetnames[1:7]:
        assert len(name) <= 31
        side = gpd.read_file(listed[name]).total_bounds
        length = [cell.value for cell in book[name][2]][3]  # zone, class, features, length
        assert length == round(side[2] - side[0])
    assert not (out / STATE).exists()


def test_a_bad_file_stops_nothing_else_and_is_named(tmp_path: Path, road: Path) -> None:
    good = zones(tmp_path / "good.gpkg", 10)
    (tmp_path / "bad.gpkg").write_bytes(b"x" * 100)
    out = tmp_path / "out"
    batch = zone_statistics_batch([tmp_path / "bad.gpkg", good], [road, tmp_path / "none.shp"], out)
    assert [path.name for path in batch.written] == ["good_road.csv", "failed.csv", "zone_statistics.xlsx"]
    failed = pd.read_csv(out / "failed.csv", encoding="utf-8-sig")
    named = [(a.split("/")[-1], b.split("/")[-1]) for a, b in zip(failed["zones"], failed["of"], strict=True)]
    assert named == [("bad.gpkg", "road.gpkg"), ("bad.gpkg", "none.shp"), ("good.gpkg", "none.shp")]
    assert failed["problem"].str.len().min() > 10
    assert "(failed)" in openpyxl.load_workbook(out / "zone_statistics.xlsx").sheetnames


def test_a_stopped_batch_goes_on_and_writes_the_same(
    tmp_path: Path, road: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [zones(tmp_path / f"z{i}.gpkg", 10 + i / 3) for i in range(4)]
    whole = zone_statistics_batch(many, [road, "rivers"], tmp_path / "whole", by=None)
    asked: list[int] = []
    ran = module.zone_statistics

    def counted(*args: object, **options: object) -> pd.DataFrame:
        asked.append(1)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return ran(*args, **options)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(module, "zone_statistics", counted)
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        zone_statistics_batch(many, [road, "rivers"], out)
    with (out / STATE).open("a", encoding="utf-8") as state:
        state.write('{"pair": "torn')
    zones(many[0], 77)  # one that was done is another file now
    asked.extend([1] * 10)
    zone_statistics_batch(many, [road, "rivers"], out)
    assert len(asked) == 4 + 10 + 8 - 3 + 2
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in (tmp_path / "whole").iterdir())
    for path in whole.written[2:-1]:
        assert (out / path.name).read_bytes() == path.read_bytes()
    book, other = (
        {
            sheet.title: [*sheet.iter_rows(values_only=True)]
            for sheet in openpyxl.load_workbook(folder / "zone_statistics.xlsx")
        }
        for folder in (out, tmp_path / "whole")
    )
    assert {name: rows for name, rows in book.items() if not name.startswith("z0")} == {
        name: rows for name, rows in other.items() if not name.startswith("z0")
    }


@pytest.mark.parametrize("one", ["csv", "parquet"])
def test_one_file_of_all_tables(tmp_path: Path, road: Path, one: str) -> None:
    many = [zones(tmp_path / f"z{i}.gpkg", 10.0 + i) for i in range(3)]
    batch = zone_statistics_batch(many, [road], tmp_path / "out", one=one)
    assert [path.name for path in batch.written] == [f"zone_statistics.{one}"]
    path = batch.written[0]
    table = pd.read_csv(path, encoding="utf-8-sig") if one == "csv" else pd.read_parquet(path)
    assert table[table["zone_id"] == "z"]["length_m"].tolist() == pytest.approx([10, 11, 12])
    assert table["zones"].unique().tolist() == [str(path) for path in many]


def test_what_cannot_be_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="one is one of 'csv' or 'parquet', and was given the text 'xlsx'"):
        zone_statistics_batch(["zones"], ["rivers"], tmp_path, one="xlsx")
    with pytest.raises(SchemaError, match="at least one layer of zones"):
        zone_statistics_batch([], ["rivers"], tmp_path)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(SourceError, match="cannot make the folder"):
        zone_statistics_batch(["zones"], ["rivers"], tmp_path / "file")


def test_every_name_is_its_own() -> None:
    paths = [
        "a/z.shp",
        "b/Z.shp",
        "c/a_z.shp",
        "c/d/z.shp",
        "x/d/z.gpkg",
        "潍坊" * 80 + "1.shp",
        "潍坊" * 80 + "2.shp",
        "zones",
    ]
    names = [*file_names(paths).values()]
    assert len({name.casefold() for name in names}) == len(paths)
    assert max(len(name.encode()) for name in names) <= 180
    sheets = sheet_names(["资料来源", "History", "x" * 31, "x" * 31, "X" * 40, "a[1]:b", "a_1__b", "it's'", ""])
    assert len({sheet.casefold() for sheet in sheets}) == 9
    assert max(map(len, sheets)) <= 31
    assert not {"资料来源", "history"} & {sheet.casefold() for sheet in sheets}
