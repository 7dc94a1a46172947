"""The command that chooses places: files written, JSON, phases and curves, and exit 1 where it cannot be done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pytest
from shapely import LineString, Point

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

X, Y = 430000.0, 4071000.0


@pytest.fixture
def ask(tmp_path: Path) -> tuple[object, ...]:
    at = [0, 400, 900, 3000]
    homes = gpd.GeoDataFrame(
        {"id": list("abcd"), "people": [10, 20, 30, 40]}, geometry=[Point(X + metres, Y) for metres in at], crs=4549
    )
    sites = gpd.GeoDataFrame(
        {"id": list("rstu"), "status": ["现状", "候选", "候选", "候选"], "zone": ["w", "w", "w", "e"], "price": 2.0},
        geometry=[Point(X + metres, Y) for metres in at],
        crs=4549,
    )
    files = [hg.write_file(frame, tmp_path / f"{name}.gpkg") for name, frame in (("h", homes), ("s", sites))]
    return ("locate", *files, "--weight", "people", "--out", tmp_path / "out")


def test_locate_chooses_and_writes(hanting: Hanting, ask: tuple[object, ...], tmp_path: Path) -> None:
    told = json.loads(hanting(*ask, "--radius-m", "450", "-p", "2", "--json").out)
    # c (30) and d (40); a and b (400 m away) have r.
    assert [row["id"] for row in told["facilities"]] == ["t", "u", "r"]
    assert told["summary"][0]["served"] == 100
    assert json.loads((tmp_path / "out" / "location.json").read_text(encoding="utf-8"))["chosen"] == ["t", "u"]
    assert "设施布点一览表" in openpyxl.load_workbook(tmp_path / "out" / "location.xlsx").sheetnames
    assert "设施选址" in (tmp_path / "out" / "location.html").read_text(encoding="utf-8")
    assert "新建 2 处" in hanting(*ask, "--radius-m", "450", "-p", "2").out
    assert "2 new" in hanting(*ask, "--radius-m", "450", "-p", "2", "--language", "en").out


def test_locate_phases_curve_quota_and_budget(hanting: Hanting, ask: tuple[object, ...]) -> None:
    covering = (*ask, "--radius-m", "450", "--json")
    assert [row["p"] for row in json.loads(hanting(*covering, "-p", "1-3").out)["curve"]] == [1, 2, 3]
    assert [row["p"] for row in json.loads(hanting(*covering, "--phases", "1,3").out)["phases"]] == [1, 3]
    limited = json.loads(hanting(*covering, "-p", "1", "--quota", "zone=0-1").out)
    assert {row["zone"]: row["opened"] for row in limited["quotas"]} == {"w": 0, "e": 1}
    paid = json.loads(hanting(*covering, "--budget", "3", "--cost", "price").out)
    assert paid["summary"][0]["opened"] == 1


def test_locate_exit_codes(hanting: Hanting, ask: tuple[object, ...]) -> None:
    short = hanting(*ask, "--model", "lscp", "--radius-m", "450", "-p", "1", code=1)
    assert "p = 2" in short.out
    remedies = json.loads(hanting(*ask, "--model", "lscp", "--radius-m", "450", "-p", "1", "--json", code=1).out)
    assert {"remedy": "p", "value": 2.0} in remedies["remedies"]
    assert "needs radius_m" in hanting(*ask, "-p", "1", code=2).err
    assert "whole numbers" in hanting(*ask, "-p", "many", "--radius-m", "450", code=2).err
    assert "go together" in hanting(*ask, "-p", "1", "--roads", "roads", code=2).err
    assert "are of a network" in hanting(*ask, "-p", "1", "--crossings", "join", code=2).err


def test_locate_along_roads_that_cross(hanting: Hanting, ask: tuple[object, ...], tmp_path: Path) -> None:
    # Two streets that cross without a common vertex: d is reached from the west only where they are joined.
    lines = [LineString([(X, Y), (X + 2000, Y)]), LineString([(X + 1900, Y - 50), (X + 1900, Y + 20), (X + 3000, Y)])]
    roads = hg.write_file(gpd.GeoDataFrame({"id": ["m", "n"]}, geometry=lines, crs=4549), tmp_path / "roads.gpkg")
    along = (*ask, "--model", "p_center", "-p", "0", "--travel", "network", "--roads", roads, "--json")
    apart = json.loads(hanting(*along, code=1).out)
    joined = json.loads(hanting(*along, "--crossings", "join", "--max-access-m", "5").out)
    assert "error" in apart
    assert joined["summary"][0]["objective"] == pytest.approx(1900 + 20 + (1100**2 + 20**2) ** 0.5)
