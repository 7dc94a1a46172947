"""Grids: cells that meet those of other grids, cut to the extent, named by where they lie."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from hanting_geo.errors import CRSError, SchemaError
from hanting_geo.siting import candidates
from hanting_geo.siting.candidates import grid

X, Y = 430000, 4071000
CRS = "EPSG:4549"
SHAPES = ("square", "hexagon")


def land(*shapes: Any) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs=CRS)


def test_squares_by_hand() -> None:
    cells = grid(land(box(X + 50, Y, X + 250, Y + 100)), cell_m=100)
    assert cells["id"].tolist() == ["4300_40710", "4301_40710", "4302_40710"]
    assert cells["column"].tolist() == [4300, 4301, 4302]
    assert cells["row"].tolist() == [40710] * 3
    assert cells["whole"].tolist() == [False, True, False]
    assert cells.area.tolist() == [5000, 10000, 5000]
    assert cells.geometry.iloc[1].equals(box(X + 100, Y, X + 200, Y + 100))
    assert cells.crs == CRS


def test_a_hexagon_by_hand() -> None:
    cells = grid(land(box(X, Y, X + 1000, Y + 1000)), cell_m=100)
    hexagons = grid(land(box(X, Y, X + 1000, Y + 1000)), cell_m=100, shape="hexagon")
    assert len(cells) == 100
    whole = hexagons[hexagons["whole"]]
    assert np.allclose(whole.area, 3**0.5 / 2 * 100**2)
    assert np.allclose(shapely.bounds(whole.geometry.values)[:, 2] - shapely.bounds(whole.geometry.values)[:, 0], 100)
    first = whole.geometry.iloc[0]
    beside = whole[whole.touches(first)]
    assert np.allclose(beside.centroid.distance(first.centroid), 100)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("cell_m", [50, 33.3, 0.7])
def test_cells_cover_the_extent_once(shape: Any, cell_m: float) -> None:
    extent = Point(X, Y).buffer(20 * cell_m)
    cells = grid(land(extent), cell_m=cell_m, shape=shape)
    assert cells.area.sum() == pytest.approx(extent.area, rel=1e-12)
    assert shapely.coverage_is_valid(cells[cells["whole"]].geometry.values)
    assert cells["id"].is_unique
    assert (cells.area > 0).all()
    assert cells.is_valid.all()


@pytest.mark.parametrize("shape", SHAPES)
def test_equal_grids_meet(shape: Any) -> None:
    west, east = box(X, Y, X + 333, Y + 500), box(X + 333, Y - 40, X + 700, Y + 500)
    both = grid(land(west.union(east)), cell_m=60, shape=shape).set_index("id")
    halves = [grid(land(half), cell_m=60, shape=shape).set_index("id") for half in (west, east)]
    assert set(halves[0].index) | set(halves[1].index) == set(both.index)
    for half in halves:
        whole = half[half["whole"]]
        assert [shape.wkb for shape in whole.geometry] == [shape.wkb for shape in both.geometry[whole.index]]
    together = halves[0].area.add(halves[1].area, fill_value=0)
    assert np.allclose(together[both.index], both.area, rtol=1e-9)


@given(st.integers(-5, 5), st.integers(-5, 5), st.sampled_from(SHAPES), st.floats(5, 60))
def test_where_an_extent_begins_does_not_matter(dx: int, dy: int, shape: Any, cell_m: float) -> None:
    extent = box(X + dx, Y + dy, X + dx + 100, Y + dy + 80)
    cells = grid(land(extent), cell_m=cell_m, shape=shape)
    assert cells.area.sum() == pytest.approx(8000, rel=1e-9)
    other = grid(land(extent.buffer(cell_m * 3)), cell_m=cell_m, shape=shape).set_index("id")
    for cell, outline in zip(cells["id"], cells.geometry, strict=True):
        assert outline.difference(other.geometry[cell]).area == pytest.approx(0, abs=1e-6)


def test_cells_that_only_touch_the_extent_are_not_there() -> None:
    assert len(grid(land(box(X, Y, X + 200, Y + 200)), cell_m=100)) == 4


def test_an_extent_of_many_shapes_counts_once() -> None:
    once = box(X, Y, X + 300, Y + 100)
    cells = grid(land(once, once, None, box(X + 100, Y, X + 200, Y + 50)), cell_m=100)
    assert cells.area.tolist() == [10000] * 3


def test_a_cell_in_two_parts_is_one_candidate() -> None:
    cells = grid(land(box(X, Y, X + 10, Y + 100), box(X + 90, Y, X + 100, Y + 100)), cell_m=100)
    assert cells["id"].tolist() == ["4300_40710"]
    assert cells.area.tolist() == [2000]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("shapes", [[], [None], [shapely.Polygon()]])
def test_an_empty_extent_has_no_cells(shape: Any, shapes: list[Any]) -> None:
    cells = grid(gpd.GeoDataFrame(geometry=shapes, crs=CRS), cell_m=100, shape=shape)
    assert cells.empty
    assert cells.columns.tolist() == ["id", "column", "row", "whole", "geometry"]


def test_an_extent_stays_as_it_is() -> None:
    extent = gpd.GeoDataFrame({"a": [1]}, geometry=[box(X, Y, X + 150, Y + 100)], crs=CRS)
    before = extent.copy()
    grid(extent, cell_m=100)
    assert extent.equals(before)


@pytest.mark.parametrize(
    ("extent", "keywords", "error", "text"),
    [
        (gpd.GeoSeries([box(0, 0, 1, 1)]), {}, CRSError, "reference system"),
        (gpd.GeoSeries([box(119, 36, 119.1, 36.1)], crs="EPSG:4326"), {}, CRSError, "degrees"),
        (box(X, Y, X + 1, Y + 1), {}, SchemaError, "GeoSeries"),
        (land(Point(X, Y)), {}, SchemaError, "no area"),
        (land(LineString([(X, Y), (X + 5, Y)])), {}, SchemaError, "no area"),
        (land(shapely.Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])), {}, SchemaError, "invalid"),
        (land(box(X, Y, X + 9, Y + 9)), {"shape": "triangle"}, SchemaError, "'triangle'"),
        (land(box(X, Y, X + 9, Y + 9)), {"cell_m": 0}, SchemaError, "positive"),
        (land(box(X, Y, X + 9, Y + 9)), {"cell_m": float("nan")}, SchemaError, "positive"),
        (land(box(X, Y, X + 9, Y + 9)), {"cell_m": True}, SchemaError, "positive"),
        (land(box(X, Y, X + 9, Y + 9)), {"cell_m": "50"}, SchemaError, "positive"),
        (land(box(X, Y, X + 90000, Y + 90000)), {"cell_m": 1}, SchemaError, "cell_m from"),
    ],
)
def test_what_cannot_be_is_said(extent: Any, keywords: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        grid(extent, **{"cell_m": 10, **keywords})


@pytest.mark.parametrize("shape", SHAPES)
def test_the_size_that_the_message_names_will_do(shape: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "MOST_CELLS", 1000)
    extent = land(box(X, Y, X + 1000, Y + 1000))
    with pytest.raises(SchemaError, match="take cell_m from") as refused:
        grid(extent, cell_m=5, shape=shape)
    size = float(str(refused.value).split("cell_m from ")[1].split()[0])
    assert 500 < len(grid(extent, cell_m=size, shape=shape)) <= 1000
