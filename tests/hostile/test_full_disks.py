"""A disk that is full: one clear message that says so, what was there stays, and nothing is left over."""

from __future__ import annotations

import os
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from thinned import thinned

import hanting_geo as hg
from hanting_geo.cli.main import main
from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SIZE_KB = 500


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of half a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_KB}k,mode=0777", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError as error:
        pytest.skip(f"a small disk cannot be made here: {error}")
    if done.returncode:
        pytest.skip("a small disk is made with the rights of root, which are missing here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def frame(count: int = 12_000) -> gpd.GeoDataFrame:
    """Give squares with names that do not pack."""
    at = np.arange(count)
    east, north = 424_000 + (at % 100) * 90.0, 4_062_000 + (at // 100) * 90.0
    names = np.random.default_rng(5).integers(0x4E00, 0x9FA5, (count, 12))
    return gpd.GeoDataFrame(
        {"id": at.astype(str), "name": ["".join(map(chr, row)) for row in names], "accuracy_m": 1.0},
        geometry=shapely.box(east, north, east + 50, north + 50),
        crs=4549,
    )


WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path], Any]] = {
    **{
        suffix: (lambda land, folder, suffix=suffix: hg.write_file(land, folder / f"a.{suffix}"))
        for suffix in ("geojson", "gpkg", "fgb", "parquet", "shz", "kml", "kmz")
    },
    "shp": lambda land, folder: hg.write_file(land, folder / "whole" / "a.shp"),
    "txt": lambda land, folder: hg.write_landtxt(land[["id", "geometry"]], folder / "a.txt"),
    "csv": lambda land, folder: hg.write_csv(land.drop(columns="geometry"), folder / "a.csv"),
    "xlsx": lambda land, folder: hg.write_workbook({"a": land.drop(columns="geometry")}, folder / "a.xlsx"),
    "html": lambda land, folder: hg.save_page(hg.zone_map({"a": land}, popup=["name"]), folder / "a.html"),
    "partition": lambda land, folder: hg.partition_file(
        hg.write_file(land, folder.parent / "a.parquet"), folder / "parts", rows=2_000
    ),
}


@pytest.mark.parametrize("kind", thinned(WRITERS, one_in=2))
def test_a_full_disk_is_told_and_nothing_is_left(kind: str, small_disk: Path) -> None:
    old = small_disk / f"a.{kind}"
    if kind == "gpkg":  # others of its layers stay
        hg.write_file(frame(1), old, layer="old")
    else:
        old.write_bytes(b"as it was")
    before = old.read_bytes()
    with pytest.raises(hg.HantingGeoError, match="no room in") as raised:
        WRITERS[kind](frame(), small_disk)
    assert "磁盘" in raised.value.message("zh") or "空间" in raised.value.message("zh")
    assert [path.name for path in small_disk.iterdir()] == [old.name]
    assert old.read_bytes() == before


def test_a_full_folder_for_working_files_is_told(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    target = tmp_path / "out"
    target.mkdir()
    with pytest.raises(hg.HantingGeoError, match="TMPDIR"):
        WRITERS["shz"](frame(), target)
    assert list(target.iterdir()) == []
    assert list(small_disk.iterdir()) == []


def test_a_screening_writes_all_of_its_files_or_none(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sites = hg.write_file(frame(2_500), tmp_path / "sites.gpkg")
    rules = hg.RuleSet(
        (hg.Rule(id="out", title=Text("避让", "outside"), relation="outside", layer="zones", basis="x"),),
        title=Text("规则", "rules"),
    )
    told = hg.write_rules(rules, tmp_path / "rules.yaml")
    asked = ["screen", os.fspath(sites), "--rules", os.fspath(told), "--out", os.fspath(small_disk / "o")]
    monkeypatch.setattr("sys.argv", ["hanting-geo", *asked])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "不能写入" in said or "cannot write" in said
    assert list(small_disk.rglob("*")) == []
