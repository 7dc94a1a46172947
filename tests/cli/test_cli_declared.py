"""A system that is declared for a file: every remedy of the doctor run as the command that it is."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point
from thinned import thinned

import hanting_geo as hg
from hanting_geo.errors import CRSError, HantingGeoError, SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

PLACES = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[Point(119.22, 36.77), Point(119.25, 36.79)], crs="EPSG:4490")


def numbers(name: str, *, swapped: bool) -> gpd.GeoDataFrame:
    """Write the places in a system, and call it EPSG:3857."""
    if name in {"GCJ-02", "GCJ-02 Mercator"}:
        frame = hg.to_gcj02(PLACES)
    elif name == "BD-09":
        frame = hg.to_bd09(PLACES)
    else:
        frame = PLACES.to_crs(name)
    if name == "GCJ-02 Mercator":
        frame = frame.set_crs("EPSG:4326", allow_override=True).to_crs("EPSG:3857")
    shapes = frame.geometry.to_numpy()
    shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1]) if swapped else shapes
    return gpd.GeoDataFrame({"id": PLACES["id"]}, geometry=shapes, crs="EPSG:3857")


def write_without_system(path: Path, name: str, *, swapped: bool = False) -> Path:
    """Write a Shapefile that has lost its .prj."""
    numbers(name, swapped=swapped).to_file(path, engine="pyogrio")
    path.with_suffix(".prj").unlink()
    return path


@pytest.mark.parametrize(
    ("name", "swapped"),
    thinned(["EPSG:4528", "EPSG:4549", "EPSG:4490", "GCJ-02", "BD-09", "GCJ-02 Mercator"], [False, True], one_in=3),
)
def test_each_remedy_is_a_command_that_mends(hanting: Hanting, tmp_path: Path, name: str, *, swapped: bool) -> None:
    path = write_without_system(tmp_path / "点 1.shp", name, swapped=swapped)
    found = hg.diagnose_crs(path, language="en")
    mine = found[(found["code"] == name) & (found["swapped"] == swapped)]
    program, *words = shlex.split(mine["remedy"].item())
    assert program == "hanting-geo"
    assert ("--swap-axes" in words) == swapped
    words[words.index("OUT.gpkg")] = str(tmp_path / "OUT.gpkg")
    hanting(*words)
    mended = hg.read_file(tmp_path / "OUT.gpkg", crs="EPSG:4490")
    off = mended.get_coordinates().to_numpy() - PLACES.get_coordinates().to_numpy()
    assert np.abs(off).max() < 1e-8
    hanting("check", "--crs", tmp_path / "OUT.gpkg", "--strict")


def test_a_table_that_does_not_say_its_system(hanting: Hanting, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,x,y\na,4071270.4,430361.7\n", encoding="utf-8")
    found = hg.diagnose_crs(path)
    row = found[found["code"] == "EPSG:4549"].iloc[0]
    words = shlex.split(row["remedy"])[1:]
    words[words.index("OUT.gpkg")] = str(tmp_path / "OUT.gpkg")
    hanting(*words)
    assert hg.read_file(tmp_path / "OUT.gpkg").geometry[0].wkt == "POINT (430361.7 4071270.4)"


def test_what_was_declared_is_told_and_what_cannot_be_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    PLACES.to_crs("EPSG:4549").to_file(path)
    assert "crs_declared" not in set(hg.findings(hg.read_file(path, source_crs="EPSG:4549"))["code"])
    other = hg.load_layer(path, source_crs="EPSG:4548")
    said = hg.findings(other).set_index("code").loc["crs_declared"]
    assert said["level"] == "warning"
    assert "CGCS2000 / 3-degree Gauss-Kruger CM 120E" in said["what"]
    with pytest.raises(CRSError, match=r"do not fit.*check --crs"):
        hg.read_file(path, source_crs="EPSG:4326")
    with pytest.raises(CRSError, match="gcj02-mercator"):
        hg.read_file(path, source_crs="mars")
    with pytest.raises(SourceError, match="packaged"):
        hg.load_layer("zones", source_crs="EPSG:4549")
    with pytest.raises(HantingGeoError):
        hg.read_file(path, swap_axes="yes")  # type: ignore[arg-type]


def test_no_system_recommends_the_doctor(tmp_path: Path) -> None:
    path = write_without_system(tmp_path / "a.shp", "EPSG:4549")
    for text in (hg.findings(hg.read_file(path))["what_to_do"].str.cat(), str(_refused(path))):
        assert "check --crs" in text
        assert "hg.diagnose_crs" in text
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text("layers:\n  a: {file: a.shp, crs: 'EPSG:4549'}\n", encoding="utf-8")
    loaded = hg.open_catalog(catalog).load("a")
    assert loaded.crs == "EPSG:4549"
    assert set(hg.findings(loaded)["code"]) >= {"crs_declared"}


def _refused(path: Path) -> Exception:
    with pytest.raises(CRSError) as caught:
        hg.read_file(path, crs="working")
    return caught.value


def test_heights_stay_when_axes_are_swapped(tmp_path: Path) -> None:
    path = tmp_path / "h.gpkg"
    gpd.GeoDataFrame(geometry=[Point(4071000, 430000, 12.5)], crs=4549).to_file(path)
    assert hg.read_file(path, swap_axes=True).geometry[0].wkt == "POINT Z (430000 4071000 12.5)"


def test_the_doctor_on_the_command_line(hanting: Hanting, tmp_path: Path) -> None:
    path = write_without_system(tmp_path / "a.shp", "EPSG:4528")
    rows = json.loads(hanting("check", "--crs", path, "--json").out)
    assert (rows[0]["code"], rows[0]["verdict"], rows[0]["file"]) == ("EPSG:4528", "fits", str(path))
    assert "--from-crs EPSG:4528" in hanting("check", "--crs", path, "--language", "en").out
    assert "--from-crs EPSG:4528" in hanting("check", "--crs", path, "--strict", code=1).out
    away = json.loads(hanting("check", "--crs", path, "--json", "--area", "100,20,101,21").out)
    assert "fits" not in {row["verdict"] for row in away}
    assert "name one" in hanting("check", "--crs", code=2).err
