"""Catalogues that forgive: what was meant is said, what is of no use is a note, one's own layers come first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import box

import hanting_geo as hg
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

X, Y = 430_000.0, 4_071_000.0


def bureau(folder: Path, entry: str, head: str = "") -> Path:
    shapes = [box(X + 200 * n, Y, X + 200 * n + 100, Y + 100) for n in range(2)]
    parcels = gpd.GeoDataFrame({"编号": ["A", "B"], "名称": ["甲", "乙"]}, geometry=shapes, crs=4549)
    hg.write_file(parcels, folder / "地块.gpkg")
    path = folder / "catalog.yaml"
    path.write_text(f"{head}layers:\n  地块: {entry}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{file: 地块.gpkg, colums: {id: 编号}}", r"line 2: .*no such key; did you mean 'columns'\?"),
        ("{file: 地块.gpkg, title: {zh: 甲, eng: A}}", r"no such key; did you mean 'en'\?"),
        ("{file: 地快.gpkg}", r"did you mean 地块\.gpkg\?"),
    ],
)
def test_a_typing_error_is_told_what_was_meant(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        hg.open_catalog(bureau(tmp_path, entry))


def test_columns_that_are_written_wrongly(tmp_path: Path) -> None:
    opened = hg.open_catalog(bureau(tmp_path, "{file: 地块.gpkg, columns: {id: 编码}}"))
    with pytest.raises(SchemaError, match=r"no column '编码'.*did you mean 编号"):
        opened.load("地块")
    opened = hg.open_catalog(bureau(tmp_path, "{file: 地块.gpkg, columns: {id: 编号, nmae_zh: 名称, 权属: 名称}}"))
    found = hg.findings(opened.load("地块"))
    unknown = found[found["code"] == "column_unknown"]
    assert len(unknown) == 1
    assert "did you mean 'name_zh'" in unknown["what"].item()


def test_own_layers_first_and_contract_columns_without_use_are_a_note(hanting: Hanting, tmp_path: Path) -> None:
    path = bureau(tmp_path, "{file: 地块.gpkg, columns: {id: 编号}}", "extends: packaged\n")
    rows = json.loads(hanting("check", "--catalog", path, "--json").out)
    for level in ("warning", "note"):
        own = [row["layer"] == "地块" for row in rows if row["level"] == level]
        assert own == sorted(own, reverse=True)
    (missing,) = [row for row in rows if row["layer"] == "地块" and row["code"] == "missing_columns"]
    assert missing["level"] == "note"
    hanting("check", "地块", "--catalog", path, "--strict")
    bare = bureau(tmp_path, "{file: 地块.gpkg}")
    hanting("check", "地块", "--catalog", bare, "--strict", code=1)


def test_a_layer_that_cannot_be_read_exits_with_2(hanting: Hanting, tmp_path: Path) -> None:
    path = bureau(tmp_path, "{file: 地块.gpkg, columns: {id: 编号}}")
    hanting("check", "--catalog", path)
    (tmp_path / "地块.gpkg").write_bytes(b"SQLite format 3\0" + bytes(200))
    done = hanting("check", "--catalog", path, code=2)
    assert "unreadable" in done.out
    hanting("check", "地块", "--catalog", path, code=2)


def test_stats_takes_ids_by_the_option_that_screen_has(hanting: Hanting, tmp_path: Path) -> None:
    bureau(tmp_path, "{file: 地块.gpkg}")
    file = tmp_path / "地块.gpkg"
    for option in ("--id", "--zone-id"):
        rows = json.loads(hanting("stats", "--zones", file, "--of", file, option, "编号", "--json").out)
        assert {"A", "B"} <= {row["zone_id"] for row in rows}
