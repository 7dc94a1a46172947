"""Every command can be told which layer of a file, and which column names the features."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import box

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting


@pytest.fixture
def two(tmp_path: Path) -> Path:
    path = tmp_path / "a.gpkg"
    for at, name in enumerate(("one", "二")):
        x = 430_000 + 1000 * at
        frame = gpd.GeoDataFrame(
            {"id": ["x"], "code": [f"c{at}"], "kind": [name]},
            geometry=[box(x, 4_071_000, x + 100, 4_071_100)],
            crs=4549,
        )
        hg.write_file(frame, path, layer=name)
    return path


def test_check(hanting: Hanting, two: Path) -> None:
    both = {row["layer"] for row in json.loads(hanting("check", two, "--json").out)}
    assert both == {"one", "二"}
    for named in ((f"{two}:二",), (f"{two}|layername=二",), (two, "--layer", "二")):
        assert {row["layer"] for row in json.loads(hanting("check", *named, "--json").out)} == {"二"}
    assert "has no layer 'three'" in hanting("check", two, "--layer", "three", code=2).err
    assert "neither a file nor a layer" in hanting("check", f"{two}.none:二", code=2).err
    assert "has no column 'nr'" in hanting("check", f"{two}:one", "--id", "nr", code=2).err


def test_stats(hanting: Hanting, two: Path, tmp_path: Path) -> None:
    rows = json.loads(
        hanting("stats", "--zones", f"{two}:one", "--of", f"{two}:one", "--zone-id", "code", "--json").out
    )
    assert rows[0]["zone_id"] == "c0"
    assert rows[0]["plane_m2"] == 10_000
    rows = json.loads(hanting("stats", "--zones", f"{two}:one", "--of", f"{two}:二", "--batch", 5, "--json").out)
    assert {row["zone_id"]: row["features"] for row in rows}["(outside)"] == 1
    hanting("stats", "--zones", f"{two}:one", "--of", f"{two}:二", "--out", tmp_path / "o")
    assert {path.name for path in (tmp_path / "o").iterdir()} == {"manifest.json", "one_二.csv", "one_二.xlsx"}


def test_convert_overlay_and_map(hanting: Hanting, two: Path, tmp_path: Path) -> None:
    hanting("convert", f"{two}:二", tmp_path / "b.fgb")
    assert hg.read_file(tmp_path / "b.fgb")["code"].tolist() == ["c1"]
    hanting("overlay", f"{two}:one", f"{two}:one", "--out", tmp_path / "o.gpkg")
    assert hg.read_file(tmp_path / "o.gpkg").area.tolist() == [10_000]
    hanting("map", f"{two}:one", f"{two}:二", "--out", tmp_path / "m.html", "--id", "code")
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "c0" in page
    assert "二" in page


def test_screen_by_another_id(hanting: Hanting, two: Path, tmp_path: Path) -> None:
    said = hanting(
        "screen", f"{two}:one", "--id", "code", "--rules", "hanting", "--out", tmp_path / "s", "--json", code=0
    )
    assert {row["id"] for row in json.loads(said.out)} == {"c0"}


@pytest.mark.parametrize("command", ["check", "map", "convert"])
def test_addresses_are_shown_as_they_are(hanting: Hanting, tmp_path: Path, command: str) -> None:
    more = {"check": [], "map": ["--out", tmp_path / "m.html"], "convert": [tmp_path / "b.gpkg"]}[command]
    said = hanting(command, "https://host/a.geojson", *more, code=2).err
    assert "https://host/a.geojson is an address" in said
