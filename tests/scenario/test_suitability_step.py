"""A scenario that screens and ranks: criteria beside it or packaged, and every mistake told before anything runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = """
title: 比选
steps:
  - {id: zones, do: load_layer, with: {name: zones}}
  - {id: placed, do: select, with: {frame: $zones, where: {id: [zone_cbd, zone_hsr, zone_edz]}}}
  - {id: s, do: screen, with: {sites: $placed, rules: hanting}}
  - {id: r, do: suitability, with: {candidates: $placed, criteria: CRITERIA, screening: $s}, save: [r.xlsx, r.json]}
  - {id: t, do: select, with: {frame: $r.ranking, where: {standing: ranked}}, save: [ranked.csv]}
"""
CRITERIA = """
criteria:
  - {id: station, title: 距车站, factor: distance, layer: stations, scores: "<=900: 1; else: 0", source: assumption}
"""


def test_a_scenario_ranks(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(SCENARIO.replace("CRITERIA", "logistics_park"), encoding="utf-8")
    hg.read_scenario(path).run(tmp_path / "out")
    told = json.loads((tmp_path / "out" / "r.json").read_text(encoding="utf-8"))
    assert {row["id"] for row in told["ranking"]} == {"zone_cbd", "zone_hsr", "zone_edz"}
    ranked = pd.read_csv(tmp_path / "out" / "ranked.csv", encoding="utf-8-sig")
    assert len(ranked) == sum(row["rank"] is not None for row in told["ranking"])


def test_mistakes_of_criteria_are_told_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(CRITERIA.replace("distance", "distence"), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(SCENARIO.replace("CRITERIA", "c.yaml"), encoding="utf-8")
    with pytest.raises(hg.SchemaError, match="did you mean distance") as raised:
        hg.read_scenario(tmp_path / "a.yaml")
    assert "是否指 distance" in raised.value.message("zh")


def test_mistakes_of_rules_are_told_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(
        "rules:\n- {id: a, title: 甲, relation: outsde, layer: roads, basis: assumption}\n", encoding="utf-8"
    )
    steps = (
        "steps:\n- {id: z, do: load_layer, with: {name: zones}}\n"
        "- {id: s, do: screen, with: {sites: $z, rules: r.yaml}}\n"
    )
    (tmp_path / "a.yaml").write_text(f"title: 甲\n{steps}", encoding="utf-8")
    with pytest.raises(hg.SchemaError, match="'outsde' is not known") as raised:
        hg.read_scenario(tmp_path / "a.yaml")
    assert "'outsde' 不认识" in raised.value.message("zh")
