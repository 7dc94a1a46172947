"""A GeoPackage that is overlaid a batch at a time is drawn as the one that is written of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from qgis_reading import qml_classes, rows_of
from shapely import Point, box
from thinned import thinned

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430000, 4071000
# Pieces that only touch a zone are lines: geopandas says how many fell away.
pytestmark = pytest.mark.filterwarnings("ignore:(?s).*dropped geometries:UserWarning")
OWN = ["styleName", "styleQML", "styleSLD", "description", "useAsDefault"]


def parcels() -> gpd.GeoDataFrame:
    """Lay forty squares, with a use, a size that grows, and an accuracy that some lack."""
    use = np.array(["耕地", "住宅", None, "工业"], dtype=object)[np.arange(40) % 4]
    sizes = np.arange(40) ** 2 / 10
    accuracy = np.where(np.arange(40) < 6, 800.0, np.nan)
    shapes = [box(X + 10 * n, Y, X + 10 * n + 10, Y + 10) for n in range(40)]
    return gpd.GeoDataFrame({"use": use, "ha": sizes, "accuracy_m": accuracy}, geometry=shapes, crs="EPSG:4549")


def zones(**columns: list[str]) -> gpd.GeoDataFrame:
    """Lay two zones, one behind the other, which leave land between them."""
    shapes = [box(X + 205, Y, X + 380, Y + 10), box(X + 5, Y, X + 190, Y + 10)]
    return gpd.GeoDataFrame({"zone": ["B", "A"], **columns}, geometry=shapes, crs="EPSG:4549")


def both(tmp_path: Path, around: gpd.GeoDataFrame, how: str, style: Any) -> list[list[dict[str, Any]]]:
    """Write the same in both ways, and give the styles."""
    source = hg.write_file(parcels(), tmp_path / "parcels.parquet")
    hg.write_file(hg.overlay(parcels(), around, how), tmp_path / "whole.gpkg", layer="pieces", style=style)
    hg.overlay_file(source, around, tmp_path / "cut.gpkg", how=how, target_layer="pieces", batch=7, style=style)
    read = [rows_of(tmp_path / name) if style != "none" else [] for name in ("whole.gpkg", "cut.gpkg")]
    return [[{name: row[name] for name in OWN} for row in rows] for rows in read]


STYLES: list[dict[str, Any]] = [
    {"column": "use"},
    {"column": "ha", "breaks": [5, 40]},
    {"column": "ha", "scheme": "quantiles", "k": 3, "palette": "Blues"},
    {"color": "#123456"},
]


@pytest.mark.parametrize(("how", "style"), thinned(["intersection", "identity", "difference"], STYLES, one_in=6))
def test_a_style_of_ones_own_is_that_of_the_whole(tmp_path: Path, how: str, style: dict[str, Any]) -> None:
    whole, cut = both(tmp_path, zones(), how, style)
    assert len(whole) == 2
    assert cut == whole


def test_what_the_page_knows_is_drawn_so(tmp_path: Path) -> None:
    """Pieces of the plan's zones have their patterns; raw parcels alone have no style."""
    known = zones(kind=["zone", "zone"], pattern=["east", "centre"])
    for how in ("intersection", "identity"):
        whole, cut = both(tmp_path, known, how, "page")
        assert cut == whole
        assert len(qml_classes(cut[0]["styleQML"])[1]) >= 2
    assert hg.overlay_file(tmp_path / "parcels.parquet", zones(), tmp_path / "raw.gpkg")
    with pytest.raises(Exception, match="no such table: layer_styles"):
        rows_of(tmp_path / "raw.gpkg")


def test_a_layer_that_is_made_anew_does_not_keep_the_style_of_the_old(tmp_path: Path) -> None:
    source = hg.write_file(parcels(), tmp_path / "parcels.parquet")
    target = hg.write_file(parcels(), tmp_path / "a.gpkg", layer="pieces", style={"column": "use"})
    hg.write_file(parcels(), target, layer="other", style={"column": "use"})
    hg.overlay_file(source, zones(), target, target_layer="pieces", style="none")
    assert {row["f_table_name"] for row in rows_of(target)} == {"other"}
    hg.overlay_file(source, zones(), target, target_layer="pieces", style={"column": "zone"})
    assert [row["f_table_name"] for row in rows_of(target)].count("pieces") == 2


def test_what_is_no_style_is_refused_before_anything_is_cut(tmp_path: Path) -> None:
    source = hg.write_file(parcels(), tmp_path / "parcels.parquet")
    for target, style, why in (
        ("a.gpkg", {"column": "nothing"}, "no column 'nothing'; give one of use, ha"),
        ("a.gpkg", {"colour": "red"}, "colour is not known"),
        ("a.gpkg", "pages", "style"),
        ("a.fgb", {"column": "use"}, "style= is of a GeoPackage"),
    ):
        with pytest.raises(hg.SchemaError, match=why):
            hg.overlay_file(source, zones(), tmp_path / target, style=style)
        assert not (tmp_path / target).exists()


def test_points_among_nothing_have_the_style_of_points(tmp_path: Path) -> None:
    wells = gpd.GeoDataFrame(
        {"use": ["a", "b", "a"]}, geometry=[Point(X + 20, Y + 5), None, Point(X + 90, Y + 5)], crs="EPSG:4549"
    )
    source = hg.write_file(wells, tmp_path / "wells.parquet")
    style = {"column": "use"}
    hg.write_file(hg.overlay(wells, zones()), tmp_path / "whole.gpkg", layer="pieces", style=style)
    hg.overlay_file(source, zones(), tmp_path / "cut.gpkg", target_layer="pieces", batch=1, style=style)
    read = [[{name: row[name] for name in OWN} for row in rows_of(tmp_path / n)] for n in ("whole.gpkg", "cut.gpkg")]
    assert read[0] == read[1] != []
