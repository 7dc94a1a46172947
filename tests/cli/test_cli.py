"""The command line as a user meets it: real processes, exit codes, one clear line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol

import geopandas as gpd
import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Hanting(Protocol):
    """Runs the command line in this process, as the console script does."""

    def __call__(self, *arguments: object, code: int = 0) -> Done:
        """Run it, and insist on the exit code."""
        ...


@pytest.fixture
def hanting(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hanting:
    def run(*arguments: object, code: int = 0) -> Done:
        monkeypatch.setattr(sys, "argv", ["hanting-geo", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        done = Done(int(stopped.value.code or 0), said.out, said.err)
        assert done.code == code, said.err
        assert "Traceback" not in said.err
        return done

    return run


def process(*arguments: str, cwd: Path) -> str:
    """Run ``python -m hanting_geo`` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "hanting_geo", *arguments],
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr.decode("utf-8")
    return done.stdout.decode("utf-8")


def test_help_names_every_command(hanting: Hanting) -> None:
    text = hanting("--help").out
    for command in ("layers", "check", "convert", "map", "stats", "run"):
        assert command in text
        assert "--help" in hanting(command, "--help").out


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


def test_check_passes_the_packaged_layers_strictly(hanting: Hanting) -> None:
    assert "0 errors, 0 warnings, 58 notes" in hanting("check", "--strict").err
    rows = json.loads(hanting("check", "zones", "rivers", "--json").out)
    assert {row["feature"] for row in rows} == {"zone_bonded_north", "riv_limin"}


def test_check_fails_only_when_asked(hanting: Hanting, tmp_path: Path) -> None:
    bad = tmp_path / "bad.gpkg"
    hg.write_file(hg.load_layer("zones")[["id", "geometry"]], bad)
    assert "missing_columns" in hanting("check", bad).out
    assert "0 errors, 1 warnings, 1 notes" in hanting("check", bad, "--strict", code=1).err
    assert "neither a file nor a layer" in hanting("check", tmp_path / "none.gpkg", code=2).err


def test_convert_between_formats_and_systems(hanting: Hanting, tmp_path: Path) -> None:
    source = hg.open_catalog().info("zones").path
    target = tmp_path / "片区.gpkg"
    assert "片区.gpkg: 9" in hanting("convert", source, target, "--crs", "working").out
    assert gpd.read_file(target).crs == "EPSG:4549"
    assert "unknown reference system" in hanting("convert", source, target, "--crs", "EPSG:1", code=2).err


def test_map(hanting: Hanting, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    assert str(page) in hanting("map", "zones", "rivers", "--out", page, "--title", "片区与河流").out
    assert "片区与河流" in page.read_text(encoding="utf-8")
    assert "neither a file nor a layer" in hanting("map", "nothing", "--out", page, code=2).err


def test_stats_to_terminal_file_and_folder(hanting: Hanting, tmp_path: Path) -> None:
    table = hg.zone_statistics(hg.load_layer("zones"), hg.load_layer("rivers"))
    rows = json.loads(hanting("stats", "--zones", "zones", "--of", "rivers", "--json").out)
    lengths = [float("nan") if row["length_m"] is None else row["length_m"] for row in rows]
    assert lengths == pytest.approx(table["length_m"].tolist(), nan_ok=True)
    assert "zone_cbd" in hanting("stats", "--zones", "zones", "--of", "rivers").out
    hanting("stats", "--zones", "zones", "--of", "rivers", "--by", "name_zh", "--out", tmp_path / "all")
    assert {path.suffix for path in (tmp_path / "all").iterdir()} == {".csv", ".xlsx"}
    hanting("stats", "--zones", "zones", "--of", "rivers", "--out", tmp_path / "a.csv")
    assert len(pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig")) == len(table)
    assert (
        ".csv or .xlsx"
        in hanting("stats", "--zones", "zones", "--of", "rivers", "--out", tmp_path / "a.doc", code=2).err
    )
    assert "colour" in hanting("stats", "--zones", "zones", "--of", "rivers", "--by", "colour", code=2).err


def test_run_says_where_the_results_are(hanting: Hanting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = process("run", cwd=tmp_path)
    assert "hanting_map.html" in text
    assert "51 without a published place" in text
    manifest = json.loads((tmp_path / "output" / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["files"]) >= 7
    (tmp_path / "output" / "mine.txt").write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert "mine.txt" in hanting("run", code=2).err
    hanting("layers", "--init", "ours")
    again = json.loads(hanting("run", "--catalog", "ours", "--out", "other", "--json", "--strict").out)
    assert again["inputs"] == manifest["inputs"]


def test_wrong_usage_is_exit_code_2(hanting: Hanting, tmp_path: Path) -> None:
    assert "No such command" in hanting("draw", code=2).err
    assert "--out" in hanting("map", code=2).err
    assert "a map is written as .html" in hanting("map", "--out", tmp_path / "folder", code=2).err
    assert "'fr'" in hanting("layers", "--language", "fr", code=2).err
    assert "cannot read" in hanting("run", tmp_path / "none.yaml", code=2).err
    (tmp_path / "s.yaml").write_text("title: x\nsteps: 3\n", encoding="utf-8")
    assert "line 2: steps" in hanting("run", tmp_path / "s.yaml", code=2).err


def test_a_value_that_looks_like_markup_is_shown_as_it_is(hanting: Hanting, tmp_path: Path) -> None:
    frame = hg.load_layer("stations")
    frame["name_zh"] = "[red]站[/red] [link=x]"
    hg.write_file(frame, tmp_path / "s.gpkg")
    (tmp_path / "catalog.yaml").write_text("layers: {s: {file: s.gpkg}}", encoding="utf-8")
    assert "[red]站[/red] [link=x]" in hanting("layers", "s", "--catalog", tmp_path).out


# ---- screen ----


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


def test_screen_with_wrong_input_is_one_clear_line(hanting: Hanting, sites: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES.replace("basis: assumption", "basis: ''").replace("500, ", "500 米, "), encoding="utf-8")
    said = hanting("screen", sites, "--rules", rules, "--out", tmp_path / "out", code=2).err
    assert "line 4" in said
    assert "line 5" in said
    assert not (tmp_path / "out").exists()
    assert "nothing" in hanting("screen", sites, "--rules", "nothing", "--out", tmp_path / "out", code=2).err
