"""The made-up bureau of examples/bureau: its data made anew is what is there, and its commands do what they say."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shapely

import hanting_geo as hg

if TYPE_CHECKING:
    from commandline import Hanting

BUREAU = Path(__file__).resolve().parents[2] / "examples" / "bureau"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy to work in."""
    copy = tmp_path / "bureau"
    shutil.copytree(BUREAU, copy)
    monkeypatch.chdir(copy)
    return copy


def test_the_data_made_anew_is_the_data_that_is_there(folder: Path) -> None:
    there = hg.open_catalog(BUREAU)
    shutil.rmtree(folder / "data")
    done = subprocess.run(
        [sys.executable, folder / "make.py"], capture_output=True, check=False, encoding="utf-8", cwd=folder
    )
    assert done.returncode == 0, done.stderr
    made = hg.open_catalog(folder)
    for name in there.names:
        one, two = there.load(name), made.load(name)
        assert len(one) > 0
        assert one["id"].tolist() == two["id"].tolist()
        assert shapely.equals_exact(one.geometry.values, two.geometry.values, tolerance=1e-6).all()


def test_what_was_hard_about_each_file_is_right(folder: Path) -> None:
    opened = hg.open_catalog(folder)
    parcels = opened.load("地块")
    assert parcels["name_zh"].tolist()[0] == "示例地块1"
    assert parcels["用地编码"].tolist()[0] == "0701"
    assert opened.load("监测井")["id"].tolist() == ["001", "002"]
    assert opened.load("道路红线").area.item() == pytest.approx(2000 * 20)
    assert opened.load("报批地块").area.round(6).tolist() == [40_000, 10_000, 10_000]
    assert opened.load("踏勘点")["id"].tolist() == ["示例踏勘点1", "示例踏勘点2"]
    farmland = opened.load("永久基本农田")
    assert farmland[["id", "name_zh"]].to_numpy().tolist() == [["N1", "N1"]]


def test_its_commands(hanting: Hanting, folder: Path) -> None:
    hanting("check", "--catalog", "catalog.yaml", "--strict")
    assert "--from-crs EPSG:4528" in hanting("check", "--crs", "data/道路.dxf").out
    roads = (
        "convert",
        "data/道路.dxf",
        "道路.gpkg",
        "--layer",
        "道路红线",
        "--from-crs",
        "EPSG:4528",
        "--crs",
        "EPSG:4549",
    )
    hanting(*roads)
    assert hg.read_file(folder / "道路.gpkg").area.item() == pytest.approx(2000 * 20)
    rules = ("--rules", "rules.yaml", "--catalog", "catalog.yaml")
    rows = json.loads(hanting("screen", "报批地块", *rules, "--out", "output", "--json").out)
    assert {row["id"]: row["verdict"] for row in rows} == {"B1": "clear", "B2": "conflict", "B3": "conflict"}
    # By hand: 50 m by 100 m of B2 on farmland; 5 m by 100 m of B3 within 10 m of the road.
    assert {row["id"]: round(row["remaining_m2"], 3) for row in rows} == {"B1": 40_000, "B2": 5_000, "B3": 9_500}
    assert [round(row["road_distance_m"], 6) for row in rows] == [180, 100, 5]
    hanting("exclude", "报批地块", *rules, "--out", "left")
    table = hanting("stats", "--zones", "片区", "--of", "地块", "--id", "id", "--catalog", "catalog.yaml", "--json").out
    assert {row["zone_id"]: row["features"] for row in json.loads(table)}["P2"] == 8
    hanting("run", "scenario.yaml", "--out", "run")
    assert (folder / "run" / "manifest.json").exists()
