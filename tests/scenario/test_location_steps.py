"""Scenarios along roads: a network is a step that coverage and location travel on; same steps, same files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely import LineString, Point

import hanting_geo as hg
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430000.0, 4071000.0
SCENARIO = """
title: 沿路
steps:
  - {id: homes, do: load_layer, with: {name: homes}}
  - {id: sites, do: load_layer, with: {name: sites}}
  - {id: roads, do: load_layer, with: {name: streets}}
  - {id: net, do: network, with: {roads: $roads, crossings: join}, save: [net.xlsx, net.html]}
  - {id: edges, do: select, with: {frame: $net.edges, where: {}}, save: [edges.gpkg]}
  - id: served
    do: coverage
    with: {demand: $homes, facilities: $sites, radius_m: 600, travel: $net}
    save: [served.json]
  - id: chosen
    do: locate
    with: {demand: $homes, facilities: $sites, model: p_median, p: 1, travel: $net}
    save: [chosen.json, chosen.xlsx]
"""


@pytest.fixture
def layers() -> dict[str, gpd.GeoDataFrame]:
    """Two streets that cross without a common vertex, 500 m from where they begin."""
    lines = [LineString([(X, Y), (X + 1000, Y)]), LineString([(X + 500, Y - 500), (X + 500, Y + 500)])]
    return {
        "streets": gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=lines, crs="EPSG:4549"),
        "homes": gpd.GeoDataFrame(
            {"id": ["p", "q"], "demand": [10, 30]},
            geometry=[Point(X + 400, Y), Point(X + 500, Y + 400)],
            crs="EPSG:4549",
        ),
        "sites": gpd.GeoDataFrame(
            {"id": ["old", "u", "v"], "status": ["现状", "候选", "候选"]},
            geometry=[Point(X + 900, Y), Point(X + 500, Y + 300), Point(X, Y)],
            crs="EPSG:4549",
        ),
    }


def test_coverage_and_location_along_roads(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    run = hg.read_scenario(path, catalog=layers).run(tmp_path / "one")
    # p has 500 m to the old one; q has 400 m down and 400 m along, which straight would be 566 m.
    assert run.tables["served.summary"]["served"].iloc[0] == 10
    assert run.tables["served.gaps"][["id", "distance_m"]].to_numpy().tolist() == [["q", pytest.approx(800)]]
    # u serves q in 100 m and p in 400 m: 30 x 100 + 10 x 400; v: 30 x 800 + 10 x 400.
    summary = run.tables["chosen.summary"].iloc[0]
    assert summary["objective"] == pytest.approx(7000)
    assert run.tables["chosen.facilities"]["id"].iloc[0] == "u"
    assert "crossings_joined" in set(run.findings["code"])
    assert len(gpd.read_file(tmp_path / "one" / "edges.gpkg", layer="edges")) == 4
    assert len(openpyxl.load_workbook(tmp_path / "one" / "net.xlsx").sheetnames) >= 1
    assert (
        "路网" in (tmp_path / "one" / "net.html").read_text(encoding="utf-8")
        or (tmp_path / "one" / "net.html").stat().st_size > 10_000
    )


def test_the_same_steps_give_the_same_tables(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    for name in ("one", "two"):
        hg.read_scenario(path, catalog=layers).run(tmp_path / name)
    for name in ("served.json", "chosen.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    one, two = (pd.read_excel(tmp_path / name / "chosen.xlsx", sheet_name=None, header=None) for name in ("one", "two"))
    assert list(one) == list(two)
    for sheet, table in one.items():
        assert table.equals(two[sheet]), sheet


def test_a_network_is_saved_as_tables_or_a_page(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO.replace("net.xlsx", "net.gpkg"), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"save 'net' as \.xlsx or \.html; of its layers, take \$net"):
        hg.read_scenario(path, catalog=layers).run(tmp_path / "out")
