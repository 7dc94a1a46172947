"""The command that says who is served: files written, JSON, exit codes."""

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
def files(tmp_path: Path) -> dict[str, Path]:
    homes = gpd.GeoDataFrame(
        {"id": ["near", "far"], "people": [30, 70], "year": 2020, "accuracy_m": 0.0},
        geometry=[Point(X + 100, Y), Point(X + 1000, Y)],
        crs=4549,
    )
    parks = gpd.GeoDataFrame({"id": ["p"], "status": ["现状"]}, geometry=[Point(X, Y)], crs=4549)
    plan = gpd.GeoDataFrame({"id": ["new"]}, geometry=[Point(X + 1000, Y + 100)], crs=4549)
    roads = gpd.GeoDataFrame(
        {"id": ["r"]}, geometry=[LineString([(X, Y), (X, Y + 300), (X + 100, Y + 300), (X + 100, Y)])], crs=4549
    )
    named = {"homes": homes, "parks": parks, "plan": plan, "roads": roads}
    return {name: hg.write_file(frame, tmp_path / f"{name}.gpkg") for name, frame in named.items()}


def test_coverage_says_who_is_served_and_writes_it(hanting: Hanting, files: dict[str, Path], tmp_path: Path) -> None:
    ask = ("coverage", files["homes"], files["parks"], "--weight", "people", "--standard", "公园", "--out")
    told = json.loads(hanting(*ask, tmp_path / "out", "--plan", files["plan"], "--zones", "zones", "--json").out)
    assert [row["served"] for row in told["summary"]] == [30, 100, 70]
    assert told["gaps"][0]["id"] == "far"
    assert json.loads((tmp_path / "out" / "coverage.json").read_text(encoding="utf-8"))["radius_m"] == 500
    assert "覆盖汇总" in openpyxl.load_workbook(tmp_path / "out" / "coverage.xlsx").sheetnames
    assert "公园绿地：服务覆盖评估" in (tmp_path / "out" / "coverage.html").read_text(encoding="utf-8")
    said = hanting(*ask, tmp_path / "out", "--zones", "zones")
    assert "已覆盖 30" in said.out
    assert "30 served" in hanting(*ask, tmp_path / "en", "--language", "en").out


def test_coverage_along_roads_and_with_an_own_radius(hanting: Hanting, files: dict[str, Path], tmp_path: Path) -> None:
    ask = ("coverage", files["homes"], files["parks"], "--weight", "people", "--radius-m", "600", "--json", "--out")
    along = hanting(*ask, tmp_path / "a", "--travel", "network", "--roads", files["roads"])
    # 300 m up, 100 across, 300 down: farther than the radius.
    assert json.loads(along.out)["summary"][0]["served"] == 0
    assert json.loads(hanting(*ask, tmp_path / "b").out)["summary"][0]["served"] == 30
    assert "go together" in hanting(*ask, tmp_path / "c", "--travel", "network", code=2).err


def test_coverage_exit_codes(hanting: Hanting, files: dict[str, Path], tmp_path: Path) -> None:
    ask = ("coverage", files["homes"], files["parks"], "--weight", "people", "--out", tmp_path / "out", "--standard")
    hanting(*ask, "park_500", "--strict")
    assert "未核实" in hanting(*ask, "小学", "--strict", code=1).out
    assert "did you mean" in hanting(*ask, "parck", code=2).err
