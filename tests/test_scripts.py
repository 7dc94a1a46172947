"""The scripts that planners copy: short, with help, and doing what they say on the packaged layers."""

from __future__ import annotations

import math
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.analysis.density import kernel_density
from hanting_geo.errors import CRSError, SchemaError

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
TO_COPY = [
    "make_zone_map",
    "export_zone_statistics",
    "river_buffers",
    "station_catchments",
    "investment_heat_map",
    "screen_sites",
    "rank_sites",
    "coverage_of_parks",
]


class Run(Protocol):
    """Runs a script as a planner does."""

    def __call__(self, name: str, *arguments: object, cwd: Path, code: int = 0) -> str:
        """Run it in a folder, insist on the exit code, and give what it says."""
        ...


def apart(name: str, *arguments: object, cwd: Path, code: int = 0) -> str:
    """Run it as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", SCRIPTS / f"{name}.py", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env=None,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run it in this process, which has loaded what it needs: the same file, arguments, folder and way to end."""

    def here(name: str, *arguments: object, cwd: Path, code: int = 0) -> str:
        path = str(SCRIPTS / f"{name}.py")
        monkeypatch.setattr(sys, "argv", [path, *map(str, arguments)])
        monkeypatch.chdir(cwd)
        ended: object = None
        try:
            runpy.run_path(path, run_name="__main__")
        except SystemExit as stopped:
            ended = stopped.code
        said = "".join(capsys.readouterr())
        if isinstance(ended, str):  # Python prints a text, and ends with 1
            said, ended = said + ended, 1
        assert (ended or 0) == code, said
        return said

    return here


@pytest.mark.parametrize("name", TO_COPY)
def test_scripts_are_short_and_explain_themselves(name: str, run: Run, tmp_path: Path) -> None:
    assert len((SCRIPTS / f"{name}.py").read_text(encoding="utf-8").splitlines()) < 60
    assert "Copy" in run(name, "--help", cwd=tmp_path)


def test_make_zone_map(tmp_path: Path) -> None:
    assert "zone_map.html" in apart("make_zone_map", cwd=tmp_path)
    page = (tmp_path / "zone_map.html").read_text(encoding="utf-8")
    assert "潍坊中央商务区" in page
    assert "no layer 'nothing'" in apart("make_zone_map", "nothing", cwd=tmp_path, code=1)


def test_export_zone_statistics_takes_many_zone_files_and_many_layers(run: Run, tmp_path: Path) -> None:
    hg.write_file(hg.load_layer("district"), tmp_path / "blocks.gpkg")
    run(
        "export_zone_statistics", "--zones", "zones", "blocks.gpkg", "--of", "rivers", "rail_osm", "--by", "name_zh",
        "--out", "all", cwd=tmp_path,
    )  # fmt: skip
    names = {path.name for path in (tmp_path / "all").iterdir()}
    assert names == {
        "zones_rivers.csv",
        "zones_rail_osm.csv",
        "blocks_rivers.csv",
        "blocks_rail_osm.csv",
        "zone_statistics.xlsx",
        "manifest.json",
    }
    book = openpyxl.load_workbook(tmp_path / "all" / "zone_statistics.xlsx")
    assert book.sheetnames[1:5] == ["zones rivers", "zones rail_osm", "blocks rivers", "blocks rail_osm"]
    cells = [str(cell.value) for row in book[book.sheetnames[-1]] for cell in row]
    assert "© OpenStreetMap contributors, ODbL" in cells


def test_export_zone_statistics_loses_no_table_and_no_error(run: Run, tmp_path: Path) -> None:
    place = gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.points_from_xy([430_000], [4_071_000]).buffer(50), crs=4549)
    long = "hanting_district_control_plan_block"
    files = [f"{long}_0001.fgb", f"{long}_0002.fgb", "a/z.fgb", "b/z.fgb", "b/Z.fgb"]
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        hg.write_file(place, tmp_path / name)
    bad = ["bad1.fgb", "bad2.fgb", "none.fgb"]
    for name in bad[:2]:
        (tmp_path / name).write_bytes(b"x" * 100)
    zones = [bad[0], files[0], bad[1], *files[1:], bad[2], files[0]]
    said = run("export_zone_statistics", "--zones", *zones, "--of", "roads", "--out", "o", cwd=tmp_path, code=1)
    assert all(name in said for name in bad)
    failed = pd.read_csv(tmp_path / "o" / "failed.csv", encoding="utf-8-sig")
    assert failed["zones"].tolist() == bad
    tables = sorted(path.name for path in (tmp_path / "o").glob("*_roads*.csv"))
    assert len(tables) == len(files)
    book = openpyxl.load_workbook(tmp_path / "o" / "zone_statistics.xlsx")
    assert {"(sheets)", "(failed)"} <= set(book.sheetnames)
    assert len(book.sheetnames) == len(files) + 4
    (tmp_path / "o" / tables[0]).unlink()
    good = [name for name in zones if name not in bad]
    run("export_zone_statistics", "--zones", *good, "--of", "roads", "--out", "o", cwd=tmp_path)
    assert sorted(path.name for path in (tmp_path / "o").glob("*_roads*.csv")) == tables
    again = openpyxl.load_workbook(tmp_path / "o" / "zone_statistics.xlsx")
    assert again.sheetnames == [name for name in book.sheetnames if name != "(failed)"]
    for sheet in book.sheetnames[1 : 1 + len(files)]:
        assert [[cell.value for cell in row] for row in again[sheet]] == [[c.value for c in row] for row in book[sheet]]


def test_river_buffers(run: Run, tmp_path: Path) -> None:
    said = run("river_buffers", "--distance", 150, cwd=tmp_path)
    assert "is a study, not a place" in said
    corridors = gpd.read_file(tmp_path / "river_buffers" / "corridors.geojson")
    assert set(corridors["name_zh"]) == {"泥河", "虞河", "大圩河"}
    table = pd.read_csv(tmp_path / "river_buffers" / "corridors_in_zones.csv", encoding="utf-8-sig")
    assert table["plane_m2"].iloc[-1] == pytest.approx(corridors.to_crs(4549).union_all().area, rel=1e-6)


def test_station_catchments(run: Run, tmp_path: Path) -> None:
    run("station_catchments", "--distances", 500, 800, 1500, cwd=tmp_path)
    rings = gpd.read_file(tmp_path / "station_catchments" / "rings.geojson")
    assert rings["to_m"].tolist() == [500, 800, 1500]
    assert (tmp_path / "station_catchments" / "rings.html").stat().st_size > 100_000
    assert "each larger than the one before" in run("station_catchments", "--distances", 800, 500, cwd=tmp_path, code=1)


def test_investment_heat_map_counts_what_is_placed_and_says_so(run: Run, tmp_path: Path) -> None:
    said = run("investment_heat_map", cwd=tmp_path)
    assert "5 of 27 projects have a place." in said
    assert "No investment is published" in said
    assert "The radius is 3000 m; a place is known to 3000 m." in said
    register = tmp_path / "register.csv"
    register.write_text("id,lon,lat,investment\na,119.2,36.78,12.5\nb,119.21,36.79,3\n", encoding="utf-8-sig")
    said = run("investment_heat_map", "--register", register, "--radius", 800, cwd=tmp_path)
    assert "2 of 2 projects have a place." in said
    assert "investment" in (tmp_path / "investment_heat_map.html").read_text(encoding="utf-8")
    register.write_text("id,lon,lat,investment\na,119.2,36.78,\n", encoding="utf-8-sig")
    assert "no number of 0 or more" in run("investment_heat_map", "--register", register, cwd=tmp_path, code=1)


def test_the_kernel_spreads_each_weight_whole() -> None:
    sites = gpd.GeoDataFrame(
        {"money": [2.0, 5.0, 100.0]},
        geometry=[*gpd.points_from_xy([430_000, 430_400], [4_071_000, 4_071_000]), None],
        crs="EPSG:4549",
    )
    cells = kernel_density(sites, radius_m=1000, weight="money", cell_m=20)
    assert (cells["per_km2"] * cells.area / 1e6).sum() == pytest.approx(7.0, rel=1e-3)
    # At the centre of one point of weight w the quartic kernel is 3 w / (pi r^2).
    one = kernel_density(sites.iloc[:1], radius_m=1000, cell_m=4)
    assert one["per_km2"].max() == pytest.approx(3 / math.pi, rel=1e-4)
    assert kernel_density(sites.iloc[2:], radius_m=1000).empty


def test_the_kernel_refuses_what_it_cannot_mean() -> None:
    sites = gpd.GeoDataFrame(
        {"accuracy_m": [600.0], "money": [None]}, geometry=gpd.points_from_xy([430_000], [4_071_000]), crs="EPSG:4549"
    )
    with pytest.raises(SchemaError, match="known to 600 m only; take at least 600"):
        kernel_density(sites, radius_m=500)
    with pytest.raises(SchemaError, match="'money' of row 0 is no number"):
        kernel_density(sites, radius_m=700, weight="money")
    with pytest.raises(SchemaError, match="the points have no column 'x'"):
        kernel_density(sites, radius_m=700, weight="x")
    with pytest.raises(SchemaError, match="above 0"):
        kernel_density(sites, radius_m=0)
    with pytest.raises(SchemaError, match=r"cells are too many; take cell_m above 0\.1"):
        kernel_density(sites, radius_m=700, cell_m=0.1)
    with pytest.raises(CRSError, match="degrees"):
        kernel_density(sites.to_crs("EPSG:4326"), radius_m=700)


def test_screen_sites_explains_and_writes(run: Run, tmp_path: Path) -> None:
    station = hg.load_layer("stations").geometry.iloc[0]
    sites = gpd.GeoDataFrame(
        {"id": ["a", "b"]}, geometry=[station.buffer(100, cap_style="square"), station.buffer(50).buffer(30)], crs=4549
    )
    hg.write_file(sites, tmp_path / "sites.gpkg")
    said = run("screen_sites", "sites.gpkg", cwd=tmp_path)
    assert "a：" in said
    assert "铁路安全管理条例" in said
    for name in ("screening.xlsx", "eligible.xlsx", "screening.html", "conflicts.gpkg"):
        assert (tmp_path / "screening" / name).stat().st_size > 5_000
    assert "nothing" in run("screen_sites", "sites.gpkg", "--rules", "nothing", cwd=tmp_path, code=1)


def test_rank_sites_explains_and_writes(run: Run, tmp_path: Path) -> None:
    station = hg.load_layer("stations").geometry.iloc[0]
    shapes = [station.buffer(40, cap_style="square"), gpd.GeoSeries([station]).translate(0, 9000).buffer(80)[0]]
    hg.write_file(gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=shapes, crs=4549), tmp_path / "sites.gpkg")
    # The packaged layers are too rough to forbid a site for certain; its own area is known.
    (tmp_path / "rules.yaml").write_text(
        "rules:\n- {id: large_enough, title: 用地不小于1公顷, relation: min_area, area_m2: 10000, hardness: hard,"
        " severity: high, basis: assumption}\n",
        encoding="utf-8",
    )
    said = run("rank_sites", "sites.gpkg", "--rules", "rules.yaml", cwd=tmp_path)
    assert "a：不参加排名，违反硬性规则" in said
    assert "b：第 1 名（共 1 个）" in said
    for name in ("ranking.xlsx", "ranking.json", "ranking.html", "criteria.xlsx"):
        assert (tmp_path / "ranking" / name).stat().st_size > 5_000
    assert hg.read_criteria(tmp_path / "ranking" / "criteria.xlsx") == hg.read_criteria("logistics_park")
    assert "nothing" in run("rank_sites", "sites.gpkg", "--criteria", "nothing", cwd=tmp_path, code=1)


def test_coverage_of_parks_is_a_sketch_on_the_packaged_layers(run: Run, tmp_path: Path) -> None:
    said = run("coverage_of_parks", "--out", "o", cwd=tmp_path)
    assert "示意" in said
    assert "sketch" in said
    assert {path.name for path in (tmp_path / "o").iterdir()} == {
        *("coverage.xlsx", "coverage.json", "coverage.html", "gaps.csv")
    }
    assert "did you mean" in run("coverage_of_parks", "--standard", "parck", cwd=tmp_path, code=1)
