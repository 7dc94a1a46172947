"""Commands on layers and files: list, check, convert."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting


def test_layers_for_people_and_machines(hanting: Hanting, tmp_path: Path) -> None:
    assert "功能片区" in hanting("layers").out
    rows = json.loads(hanting("layers", "--json").out)
    assert {row["name"]: row["features"] for row in rows}["zones"] == 9
    zones = json.loads(hanting("layers", "zones", "--json").out)
    assert [row["id"] for row in zones] == hg.load_layer("zones")["id"].tolist()
    assert "潍坊中央商务区" in hanting("layers", "zones").out
    assert "there are: district" in hanting("layers", "zone", code=2).err
    started = hanting("layers", "--init", tmp_path / "ours").out.strip()
    assert len(json.loads(hanting("layers", "--catalog", started, "--json").out)) == len(rows)
    assert "was left as it is" in hanting("layers", "--init", tmp_path / "ours", code=2).err


def test_a_value_that_looks_like_markup_is_shown_as_it_is(hanting: Hanting, tmp_path: Path) -> None:
    frame = hg.load_layer("stations")
    frame["name_zh"] = "[red]站[/red] [link=x]"
    hg.write_file(frame, tmp_path / "s.gpkg")
    (tmp_path / "catalog.yaml").write_text("layers: {s: {file: s.gpkg}}", encoding="utf-8")
    assert "[red]站[/red] [link=x]" in hanting("layers", "s", "--catalog", tmp_path).out


def test_check_passes_the_packaged_layers_strictly(hanting: Hanting) -> None:
    assert "0 errors, 0 warnings, 59 notes" in hanting("check", "--strict").err
    rows = json.loads(hanting("check", "zones", "rivers", "--json").out)
    assert {row["feature"] for row in rows} == {"zone_bonded_north", "riv_limin"}


def test_check_fails_only_when_asked(hanting: Hanting, tmp_path: Path) -> None:
    bad = tmp_path / "bad.gpkg"
    hg.write_file(hg.load_layer("zones")[["name_zh", "geometry"]], bad)
    assert "missing_columns" in hanting("check", bad).out
    assert "0 errors, 1 warnings, 1 notes" in hanting("check", bad, "--strict", code=1).err
    assert "neither a file nor a layer" in hanting("check", tmp_path / "none.gpkg", code=2).err


def test_convert_between_formats_and_systems(hanting: Hanting, tmp_path: Path) -> None:
    source = hg.open_catalog().info("zones").path
    target = tmp_path / "片区.gpkg"
    assert "片区.gpkg: 9" in hanting("convert", source, target, "--crs", "working").out
    assert gpd.read_file(target, layer="片区").crs == "EPSG:4549"
    assert "unknown reference system" in hanting("convert", source, target, "--crs", "EPSG:1", code=2).err
