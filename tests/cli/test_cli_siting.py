"""The command that screens sites by rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    station = hg.load_layer("stations").geometry.iloc[0]
    frame = gpd.GeoDataFrame(
        {"id": ["near", "far"], "accuracy_m": 0.5},
        geometry=[station.buffer(200, cap_style="square"), gpd.GeoSeries([station]).translate(0, 9000).buffer(100)[0]],
        crs=4549,
    )
    return hg.write_file(frame, tmp_path / "sites.gpkg")


RULES = """
title: 示例
rules:
  - {id: station, title: 车站 500 米外, relation: beyond_distance, layer: stations, distance_m: 500, basis: assumption}
  - {id: size, title: 不小于一公顷, relation: min_area, area_m2: 10000, basis: assumption}
"""


def test_screen_says_where_not_and_writes_it(hanting: Hanting, sites: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES, encoding="utf-8")
    done = hanting("screen", sites, "--rules", rules, "--out", tmp_path / "out", "--json")
    summary = {row["id"]: row for row in json.loads(done.out)}
    assert (summary["near"]["verdict"], summary["far"]["verdict"]) == ("conflict", "clear")
    told = json.loads((tmp_path / "out" / "screening.json").read_text(encoding="utf-8"))
    assert "车站 500 米外" in json.dumps(told, ensure_ascii=False)
    assert "车站 500 米外" in (tmp_path / "out" / "screening.html").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "screening.xlsx").is_file()
    hanting("screen", sites, "--rules", rules, "--out", tmp_path / "out", "--strict", code=1)


def test_screen_fails_on_the_verdict_that_is_asked_for(hanting: Hanting, sites: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    text = RULES.replace("distance_m: 500,", "distance_m: 500, consequence: consent, authority: 国铁济南局,")
    rules.write_text(text, encoding="utf-8")
    ask = ("screen", sites, "--rules", rules, "--out", tmp_path / "out")
    done = hanting(*ask, "--json", "--strict", "--fail-on", "uncertain")
    assert [row["verdict"] for row in json.loads(done.out)] == ["needs_consent", "clear"]
    hanting(*ask, "--fail-on", "needs_consent", code=1)


def test_screen_with_wrong_input_is_one_clear_line(hanting: Hanting, sites: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES.replace("basis: assumption", "basis: ''").replace("500, ", "500 米, "), encoding="utf-8")
    said = hanting("screen", sites, "--rules", rules, "--out", tmp_path / "out", code=2).err
    assert "第 4 行" in said
    assert "第 5 行" in said
    said = hanting("screen", sites, "--rules", rules, "--out", tmp_path / "out", "--language", "en", code=2).err
    assert "line 4" in said
    assert "line 5" in said
    assert not (tmp_path / "out").exists()
    assert "nothing" in hanting("screen", sites, "--rules", "nothing", "--out", tmp_path / "out", code=2).err
