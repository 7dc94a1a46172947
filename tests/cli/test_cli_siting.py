"""The command that screens sites by rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

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


def test_screen_is_told_which_layers_are_the_lines_and_what_adjoins(
    hanting: Hanting, sites: Path, tmp_path: Path
) -> None:
    rules, catalog = tmp_path / "rules.yaml", tmp_path / "catalog.yaml"
    rules.write_text(RULES, encoding="utf-8")
    station = hg.load_layer("stations").geometry.iloc[0]
    around = [station.buffer(150, cap_style="square"), gpd.GeoSeries([station]).translate(220, 0).buffer(20)[0]]
    frame = gpd.GeoDataFrame({"id": ["x", "y"], "accuracy_m": 0.5}, geometry=around, crs=4549)
    hg.write_file(frame[:1], tmp_path / "a.gpkg")
    hg.write_file(frame[1:].assign(name_zh="东邻"), tmp_path / "b.gpkg")
    own = "layers:\n  a: {file: a.gpkg, licence: internal}\n  b: {file: b.gpkg, licence: internal}\n"
    catalog.write_text(f"extends: packaged\n{own}", encoding="utf-8")
    ask = ("screen", sites, "--rules", rules, "--catalog", catalog, "--out", tmp_path / "out", "--json")
    hanting(*ask, "--three-lines", "permanent_farmland=a", "--neighbours-of", "b", "--conflict-maps")
    told = json.loads((tmp_path / "out" / "screening.json").read_text(encoding="utf-8"))
    assert [row["permanent_farmland_m2"] for row in told["three_lines"]] == pytest.approx([90_000, 0])
    assert [row["east_zh"] for row in told["neighbours"]] == ["东邻", ""]
    assert [path.name for path in (tmp_path / "out" / "conflict_maps").iterdir()] == ["near.html"]
    hanting(*ask, "--neighbours-of", "b", "--neighbours-within", "0")
    for wrong, says in (("a", "write ROLE=LAYER"), ("lines=a", "names the role 'lines'"), ("urban_boundary=q", "'q'")):
        assert says in hanting(*ask, "--three-lines", wrong, code=2).err


def test_exclude_says_what_rules_leave(hanting: Hanting, sites: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES, encoding="utf-8")
    done = hanting("exclude", f"{sites}:sites", "--rules", rules, "--out", tmp_path / "out", "--json")
    ledger = {row["rule"]: row for row in json.loads(done.out)}
    # The station is in the first site, and takes it whole; so does the least area of the second one, not the first.
    assert ledger["station"]["takes_ha"] == pytest.approx(16, rel=1e-3)
    assert ledger["(total)"]["share_ha"] == pytest.approx(16 + 0.03121445152 * 100, rel=1e-3)
    told = json.loads((tmp_path / "out" / "exclusion.json").read_text(encoding="utf-8"))
    assert told["complete"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "manifest.json",
        "exclusion.xlsx", "exclusion.json", "exclusion.html",
    }  # fmt: skip
    shown = hanting("exclude", sites, "--rules", rules, "--out", tmp_path / "out", "--min-area-m2", 50_000).out
    assert "车站 500 米外" in shown
    assert "(过小)" in shown


@pytest.mark.long
def test_screen_and_exclude_take_the_same_options(hanting: Hanting, tmp_path: Path) -> None:
    square = shapely.box(430_000, 4_071_000, 430_100, 4_071_100)
    beside = shapely.box(430_100, 4_071_000, 430_200, 4_071_100)
    sliver = shapely.box(430_000, 4_070_990, 430_100, 4_071_000.02)  # 2 m2 of the site
    gpd.GeoDataFrame({"地块号": ["甲"]}, geometry=[square], crs=4549).to_file(tmp_path / "s.gpkg", layer="地块")
    for name, shape in (("parcels", beside), ("pond", sliver)):
        frame = gpd.GeoDataFrame({"id": ["x"]}, geometry=[shape], crs=4549)
        frame.to_file(tmp_path / f"{name}.gpkg", layer=name)
    entries = "".join(f"  {name}: {{file: {name}.gpkg, accuracy_m: 0.5}}\n" for name in ("parcels", "pond"))
    (tmp_path / "catalog.yaml").write_text(f"layers:\n{entries}", encoding="utf-8")
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "rules:\n"
        "  - {id: parcels, title: 不占宗地, relation: outside, layer: parcels, basis: assumption}\n"
        "  - {id: pond, title: 不占水塘, relation: outside, layer: pond, basis: assumption}\n",
        encoding="utf-8",
    )
    common = ["--rules", rules, "--catalog", tmp_path / "catalog.yaml", "--out", tmp_path / "out", "--json"]
    file = [tmp_path / "s.gpkg", "--layer", "地块", "--id", "地块号", "--accuracy", 0.5]

    def verdict(*more: object) -> tuple[str, str]:
        row = json.loads(hanting("screen", *file, *common, *more).out)[0]
        return row["id"], row["verdict"]

    assert verdict() == ("甲", "uncertain")
    assert verdict("--same-survey", "parcels", "--same-survey", "pond") == ("甲", "conflict")
    assert verdict("--same-survey", "parcels", "--same-survey", "pond", "--ignore-below-m2", 3) == ("甲", "clear")

    def taken(*more: object) -> float:
        ledger = json.loads(hanting("exclude", *file, *common, *more).out)
        return float(next(row["takes_plane_m2"] for row in ledger if row["rule"] == "pond"))

    assert taken() == pytest.approx(2, abs=1e-3)
    assert taken("--ignore-below-m2", 3) == 0
    for command in ("screen", "exclude"):
        said = hanting(command, *file, *common, "--same-survey", "nothing", code=2).err
        assert "nothing" in said
        assert "Traceback" not in said
