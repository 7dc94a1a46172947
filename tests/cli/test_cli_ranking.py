"""The command that ranks candidates by criteria."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pytest

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

CRITERIA = """
title: {zh: 示例, en: Example}
criteria:
  - {id: station, title: 距车站, weight: 0.7, factor: distance, layer: stations,
     scores: "<=1000: 1; else: 0.5", source: assumption}
  - {id: size, title: 面积, weight: 0.3, factor: attribute, column: ha, unit: ha,
     function: minmax, direction: more, source: assumption}
"""
RULES = """
title: 示例
rules:
  - {id: station, title: 车站 500 米外, relation: beyond_distance, layer: stations, distance_m: 500, basis: assumption}
"""


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    station = hg.load_layer("stations").geometry.iloc[0]
    moved = gpd.GeoSeries([station] * 3, crs=4549)
    shapes = [moved.translate(0, north).iloc[n].buffer(100) for n, north in enumerate((100, 900, 9000))]
    frame = gpd.GeoDataFrame(
        {"id": ["near", "middle", "far"], "ha": [3.0, 2.0, 4.0], "accuracy_m": 0.5}, geometry=shapes, crs=4549
    )
    return hg.write_file(frame, tmp_path / "sites.gpkg")


def test_rank_says_who_is_first_and_writes_it(hanting: Hanting, sites: Path, tmp_path: Path) -> None:
    for name, text in (("criteria.yaml", CRITERIA), ("rules.yaml", RULES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    ask = ("rank", sites, "--criteria", tmp_path / "criteria.yaml", "--out", tmp_path / "out")
    rows = json.loads(hanting(*ask, "--json").out)
    # near 0.7 + 0.3 / 2, middle 0.7, far 0.35 + 0.3.
    assert [(row["id"], row["rank"]) for row in rows] == [("near", 1), ("middle", 2), ("far", 3)]
    assert [row["score"] for row in rows] == pytest.approx([0.85, 0.7, 0.65])
    rows = json.loads(hanting(*ask, "--rules", tmp_path / "rules.yaml", "--json").out)
    assert [(row["id"], row["rank"]) for row in rows] == [("middle", 1), ("far", 2), ("near", None)]
    assert rows[2]["reason_zh"] == "违反硬性规则：车站 500 米外"
    told = json.loads((tmp_path / "out" / "ranking.json").read_text(encoding="utf-8"))
    assert told["weights"] == {"station": 0.7, "size": 0.3}
    assert "违反硬性规则" in (tmp_path / "out" / "ranking.html").read_text(encoding="utf-8")
    assert openpyxl.load_workbook(tmp_path / "out" / "ranking.xlsx").sheetnames[:3] == ["封面", "排名", "方案比选"]
    assert "排名" not in hanting(*ask, "--combine", "topsis", "--language", "en").out


def test_criteria_with_mistakes_are_one_clear_answer(hanting: Hanting, sites: Path, tmp_path: Path) -> None:
    (tmp_path / "criteria.yaml").write_text(CRITERIA.replace("0.7", "0.6"), encoding="utf-8")
    ask = ("rank", sites, "--criteria", tmp_path / "criteria.yaml", "--out", tmp_path / "out")
    assert "sum to 0.9, not 1" in hanting(*ask, code=2).err
    hanting(*ask, "--normalise")
    (tmp_path / "criteria.yaml").write_text(CRITERIA.replace("layer: stations", "layer: stops"), encoding="utf-8")
    assert "'stops', for station" in hanting(*ask, code=2).err
