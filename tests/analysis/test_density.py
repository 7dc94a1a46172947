"""A density surface: bands whose bounds hold what is in them, and words that say what the surface is."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from hanting_geo.analysis.density import density_bands, kernel_density
from hanting_geo.errors import SchemaError

X, Y = 430_000, 4_071_000


def _points(**columns: object) -> gpd.GeoDataFrame:
    places = [*gpd.points_from_xy([X, X + 400, X + 5_000], [Y, Y, Y]), None]
    return gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4549")


def _cells(values: list[float]) -> gpd.GeoDataFrame:
    west = X + 10.0 * np.arange(len(values))
    return gpd.GeoDataFrame({"per_km2": values}, geometry=box(west, Y, west + 10, Y + 10), crs="EPSG:4549")


def test_the_surface_says_what_it_is() -> None:
    points = _points(money=[1.0, 2.0, 3.0, 4.0], accuracy_m=[50.0, 300.0, None, 9_000.0])
    points.attrs["hanting_geo"] = {
        "title_zh": "项目",
        "licence": "ODbL-1.0",
        "attribution": "© OpenStreetMap",
        "layer": "p",
    }
    cells = kernel_density(points, radius_m=1000, weight="money")
    for frame in (cells, density_bands(cells)):
        assert frame.attrs["hanting_geo"] == {
            "title_zh": "核密度(money/平方公里)",
            "title_en": "Kernel density (money per km²)",
            "caption_zh": "平滑密度，并非各处实测值。四次核，半径 1000 米；3 个要素参与计算，1 个位置未公布、未计入；"
            "权重：money；单位：每平方公里。",
            "caption_en": "A smoothed density, no value measured at any place: quartic kernel, radius 1000 m; "
            "3 features count, 1 without a place does not; weighted by money; per km².",
            "accuracy_m": 300.0,
            "licence": "ODbL-1.0",
            "attribution": "© OpenStreetMap",
        }
        json.dumps(frame.attrs)
    plain = kernel_density(_points(licence=["ODbL-1.0", None, "project", "project"]), radius_m=1000).attrs[
        "hanting_geo"
    ]
    assert plain["licence"] == "ODbL-1.0 AND project"
    assert "weight" not in plain["caption_en"]
    assert "accuracy_m" not in plain


def test_the_input_keeps_its_attrs() -> None:
    points = _points()
    points.attrs["hanting_geo"] = {"layer": "p"}
    density_bands(kernel_density(points, radius_m=1000))
    assert points.attrs == {"hanting_geo": {"layer": "p"}}


def test_bands_by_hand() -> None:
    # Up to 0.9991: the highest bound is 1.00, in five bands 0.2 apart, rounded to three digits of it.
    bands = density_bands(_cells([0.1, 0.2, 0.2001, 0.6, 0.9991]))
    assert bands["band"].tolist() == ["(0, 0.200]", "(0.200, 0.400]", "(0.400, 0.600]", "(0.800, 1.000]"]
    assert bands["to_per_km2"].tolist() == [0.2, 0.4, 0.6, 1.0]
    assert bands.area.tolist() == [200.0, 100.0, 100.0, 100.0]
    assert density_bands(_cells([12_345.0]), bands=1)["band"].tolist() == ["(0, 12400]"]


@given(st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=12), st.integers(1, 50))
def test_every_cell_lies_in_the_band_that_is_written(values: list[float], count: int) -> None:
    cells = _cells(values)
    bands = density_bands(cells, bands=count)
    assert bands.area.sum() == pytest.approx(cells.area.sum())
    for text, low, high, area in zip(
        bands["band"], bands["from_per_km2"], bands["to_per_km2"], bands.geometry, strict=True
    ):
        assert [float(bound) for bound in text[1:-1].split(", ")] == [low, high]
        inside = cells[cells.centroid.within(area)]["per_km2"]
        assert ((inside > low) & (inside <= high)).all()


def test_nothing_has_no_bands() -> None:
    empty = density_bands(kernel_density(_points().iloc[3:], radius_m=1000))
    assert len(empty) == 0
    assert list(empty.columns) == ["band", "from_per_km2", "to_per_km2", "geometry"]
    assert "0 features count, 1 without a place" in empty.attrs["hanting_geo"]["caption_en"]


def test_what_cannot_be_banded_is_said() -> None:
    with pytest.raises(SchemaError, match="no column 'per_km2'"):
        density_bands(_points())
    for bands in (0, 2.5, 51):
        with pytest.raises(SchemaError, match=f"bands takes a whole number from 1 to 50, and was given .*{bands}"):
            density_bands(_cells([1.0]), bands=bands)  # type: ignore[arg-type]
