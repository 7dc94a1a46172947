"""The command and the step that choose connected regions, on the packaged layers and on cells made by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pytest
import shapely
from shapely import box

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

X, Y = 430_000, 4_071_000
RULES = """
title: 示例
rules:
  - {id: stream, title: 河道, relation: outside, layer: streams, basis: assumption}
"""
SCENARIO = """
title: 连片选地
steps:
  - {id: zones, do: load_layer, with: {name: zones}}
  - {id: placed, do: select, with: {frame: $zones, where: {id: [zone_cbd, zone_hsr]}}}
  - {id: cells, do: grid, with: {extent: $placed, cell_m: 500}}
  - {id: s, do: suitability, with: {candidates: $cells, criteria: logistics_park}}
  - id: r
    do: regions
    with: {suitability: $s, area_m2: 1000000, count: 2, separation_m: 1000}
    save: [regions.xlsx, regions.json, regions.html]
  - {id: best, do: select, with: {frame: $r.regions, where: {id: R1}}, save: [best.geojson]}
"""


def test_a_scenario_chooses_regions_of_what_it_has_ranked(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SCENARIO, encoding="utf-8")
    hg.read_scenario(tmp_path / "a.yaml").run(tmp_path / "out")
    told = json.loads((tmp_path / "out" / "regions.json").read_text(encoding="utf-8"))
    assert [row["region"] for row in told["regions"]] == ["R1", "R2"]
    assert all(row["area_m2"] >= 1_000_000 for row in told["regions"])
    assert told["summary"][0]["nearest_m"] >= 1000
    assert told["mean_score"] <= told["bound"]
    assert openpyxl.load_workbook(tmp_path / "out" / "regions.xlsx").sheetnames[:3] == ["封面", "片区方案", "组成地块"]
    assert "连片选地" in (tmp_path / "out" / "regions.html").read_text(encoding="utf-8")
    best = gpd.read_file(tmp_path / "out" / "best.geojson")
    assert best["id"].tolist() == ["R1"]
    assert best.geom_type.tolist() == ["Polygon"]
    (tmp_path / "b.yaml").write_text(SCENARIO.replace("area_m2: 1000000, ", ""), encoding="utf-8")
    with pytest.raises(hg.SchemaError, match="regions needs 'area_m2'"):
        hg.read_scenario(tmp_path / "b.yaml")


def test_the_command_on_the_packaged_layers(hanting: Hanting, tmp_path: Path) -> None:
    ask = ("regions", "zones", "--criteria", "logistics_park", "--cell-m", 1000, "--out", tmp_path / "out")
    rows = json.loads(hanting(*ask, "--area-m2", 4e6, "--count", 2, "--json").out)
    assert [row["region"] for row in rows] == ["R1", "R2"]
    assert all(row["area_m2"] >= 4e6 for row in rows)
    told = hanting(*ask, "--area-m2", 4e6, "--language", "en").out
    assert "No connected choice can have a mean score above" in told
    assert "物流园区选址：连片选地" in (tmp_path / "out" / "regions.html").read_text(encoding="utf-8")
    assert "the largest connected piece of land has" in hanting(*ask, "--area-m2", 4e9, code=2).err
    assert "area_m2" in hanting(*ask, "--area-m2", -1, code=2).err


def test_only_what_rules_leave_takes_part_and_parts_apart_are_units_apart(hanting: Hanting, tmp_path: Path) -> None:
    # Three cells in a row; a stream of 20 m cuts the middle one in two halves, left and right of it.
    cells = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"], "score": [0.5, 0.9, 0.8]},
        geometry=[box(X + 100 * n, Y, X + 100 * n + 100, Y + 100) for n in range(3)],
        crs=4549,
    )
    stream = gpd.GeoDataFrame(
        {"id": ["s"], "accuracy_m": [0.0]}, geometry=[box(X + 140, Y - 9, X + 160, Y + 109)], crs=4549
    )
    hg.write_file(cells, tmp_path / "cells.gpkg")
    hg.write_file(stream, tmp_path / "streams.gpkg")
    (tmp_path / "catalog.yaml").write_text(
        "title: {zh: 甲, en: A}\nlayers:\n  streams: {title: {zh: 河, en: Streams}, file: streams.gpkg}\n",
        encoding="utf-8",
    )
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    ask = ("regions", tmp_path / "cells.gpkg", "--area-m2", 14_000, "--out", tmp_path / "out", "--json")
    free = json.loads(hanting(*ask).out)[0]
    assert (free["units"], free["mean_score"]) == (2, pytest.approx(0.85))
    ruled = (*ask, "--catalog", tmp_path / "catalog.yaml", "--rules", tmp_path / "rules.yaml")
    left = json.loads(hanting(*ruled).out)[0]
    # Of b the half beside c is 40 m wide: (4,000 x 0.9 + 10,000 x 0.8) / 14,000.
    assert left["area_m2"] == pytest.approx(14_000)
    assert left["mean_score"] == pytest.approx((0.9 * 4 + 0.8 * 10) / 14)
    told = json.loads((tmp_path / "out" / "regions.json").read_text(encoding="utf-8"))
    assert [row["area_m2"] for row in told["units"]] == pytest.approx([4_000, 10_000])
    # Both halves of b do not make one region of 18,000 m2 with a or c.
    assert "has 14,000 m2" in hanting(*ruled[:3], 18_000, *ruled[4:], code=2).err


def test_units_in_parts_that_lie_apart_are_told() -> None:
    apart = shapely.union_all([box(X, Y, X + 10, Y + 10), box(X + 50, Y, X + 60, Y + 10)])
    frame = gpd.GeoDataFrame({"id": ["two"], "score": [1.0]}, geometry=[apart], crs=4549)
    found = hg.regions(frame, area_m2=150).findings
    assert found[["level", "code"]].values.tolist() == [["warning", "parts_apart"]]
    assert "(two)" in found["what"][0]
