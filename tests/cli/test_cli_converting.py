"""Converting a bureau's files: boundary points and tables, one by one and by the folder; and both in a catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import box

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

X, Y = 430_000.0, 4_071_000.0


def parcels(count: int = 2) -> gpd.GeoDataFrame:
    shapes = [box(X + 200 * n, Y, X + 200 * n + 100, Y + 100) for n in range(count)]
    return gpd.GeoDataFrame(
        {"id": [f"A{n}" for n in range(count)], "name_zh": ["甲"] * count}, geometry=shapes, crs=4549
    )


def test_both_ways(hanting: Hanting, tmp_path: Path) -> None:
    source = hg.write_landtxt(parcels(), tmp_path / "a.txt")
    done = hanting("convert", source, tmp_path / "a.gpkg", "--crs", "working")
    assert "a.gpkg: 2" in done.out
    assert hg.read_file(tmp_path / "a.gpkg").area.round(6).tolist() == [10_000.0, 10_000.0]
    hg.write_file(parcels(), tmp_path / "b.gpkg")
    hanting("convert", tmp_path / "b.gpkg", tmp_path / "b.txt", "--dialect", "land_swap", "--to-encoding", "utf-8")
    assert "J1,40430000.000,4071100.000,,1," in (tmp_path / "b.txt").read_text(encoding="utf-8")
    assert "--dialect is for" in hanting("convert", source, tmp_path / "c.gpkg", "--dialect", "standard", code=2).err


def test_a_folder(hanting: Hanting, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("甲村", "乙村", "某村等3宗"):
        hg.write_landtxt(parcels(), folder / f"{name}.txt")
    (folder / "broken.txt").write_text("nothing", encoding="utf-8")
    (folder / "notes.docx").write_text("nothing", encoding="utf-8")
    assert "say which format to write with --to" in hanting("convert", folder, tmp_path / "out", code=2).err
    done = hanting("convert", folder, tmp_path / "out", "--to", "gpkg", code=2)
    assert "broken.txt was not converted" in done.err
    assert "3 of 4 files converted" in done.err
    assert "parcels_promised" in done.out
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["乙村.gpkg", "某村等3宗.gpkg", "甲村.gpkg"]
    (folder / "broken.txt").unlink()
    assert "3 of 3" in hanting("convert", folder, tmp_path / "out", "--to", ".fgb").err
    (folder / "甲村.csv").write_text("lon,lat\n119.2,36.8\n", encoding="utf-8")
    assert "would become one file" in hanting("convert", folder, tmp_path / "out", "--to", "fgb", code=2).err


def test_tables(hanting: Hanting, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("代码,东,北\n0012,430000,4071000\n", encoding="gbk")
    told = ("--x", "东", "--y", "北", "--from-crs", "EPSG:4549")
    hanting("convert", tmp_path / "t.csv", tmp_path / "t.geojson", *told)
    assert hg.read_file(tmp_path / "t.geojson")["代码"].tolist() == ["0012"]
    assert "no column 'nothing'" in hanting("convert", tmp_path / "t.csv", tmp_path / "u.gpkg", "--x", "nothing", "--y",
                                            "北", code=2).err  # fmt: skip
    hg.write_file(parcels(), tmp_path / "b.gpkg")
    told = ("--x", "东", "--y", "北")
    assert "are said of tables" in hanting("convert", tmp_path / "b.gpkg", tmp_path / "c.gpkg", *told, code=2).err


def test_check_and_stats(hanting: Hanting, tmp_path: Path) -> None:
    file = hg.write_landtxt(parcels(), tmp_path / "a.txt")
    file.write_bytes(file.read_bytes().replace(b"1.0000", b"2.0000"))
    assert "area_differs" in hanting("check", file).out
    (tmp_path / "t.csv").write_text("id,lon,lat\n01,119.2146,36.7683\n02,119.5,36.8\n", encoding="utf-8")
    hg.write_file(parcels(), tmp_path / "z.gpkg")
    hanting("stats", "--zones", tmp_path / "z.gpkg", "--of", tmp_path / "t.csv", "--out", tmp_path / "s.csv")
    assert (tmp_path / "s.csv").exists()


def test_a_catalogue_says_where_a_table_has_its_places(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("代码,东,北\n0012,430000,4071000\n", encoding="gbk")
    hg.write_landtxt(parcels().set_crs(2385, allow_override=True), tmp_path / "a.txt", prefix=False)
    hg.write_file(parcels(), tmp_path / "b.gpkg")
    entry = "{file: %s, licence: internal, accuracy_m: 1, %s}"
    layers = {
        "wells": entry % ("t.csv", "columns: {id: 代码}, x: 东, y: 北, crs: 'EPSG:4549'"),
        "old": entry % ("a.txt", "crs: 'EPSG:2385'"),
        "other": entry % ("b.gpkg", "x: 东, y: 北"),
    }
    text = "layers:\n" + "".join(f"  {name}: {value}\n" for name, value in layers.items())
    (tmp_path / "catalog.yaml").write_text(text, encoding="utf-8")
    catalog = hg.open_catalog(tmp_path)
    wells = catalog.load("wells")
    assert wells["id"].tolist() == ["0012"]
    assert wells.get_coordinates().to_numpy().tolist() == [[X, Y]]
    assert catalog.load("old", crs=None).crs.to_epsg() == 2385
    with pytest.raises(hg.CRSError, match="no transformation"):
        catalog.load("old")
    with pytest.raises(hg.SchemaError, match=r"layer 'other': b.gpkg: x, y and wkt are said of tables"):
        catalog.load("other")
