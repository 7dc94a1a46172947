"""The comparison pair by pair sees every fault that it is there to see, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from exactness import LEFT, RIGHT, differences, numbered
from shapely import MultiPolygon, Polygon, affinity, box

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]

X, Y = 430_000.0, 4_071_000.0


def at(*shapes: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[affinity.translate(shape, X, Y) for shape in shapes], crs="EPSG:4549")


ONE, OTHER = numbered(
    at(box(0, 0, 100, 100), MultiPolygon([box(200, 0, 210, 10), box(220, 0, 300, 100)])),
    at(box(50, 0, 150, 100), box(0, 40, 400, 60), box(195, -5, 215, 15)),
)
# 1e-9 of 10,000 m2, and 8 ulp of 4,071,100 (4.66e-10) times 400 m: 1.149e-5 m2.
SQUARE_TOLERANCE = 1e-9 * 1e4 + 8 * 2.0**-31 * 400


def with_shape(row: int, change: Callable[[Polygon], Polygon | None]) -> Change:
    def changed(result: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = result.geometry.to_numpy().copy()
        shapes[row] = change(shapes[row])
        return result.set_geometry(gpd.GeoSeries(shapes, result.index, crs=result.crs))

    return changed


def swapped(result: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put the shapes of two rows into each other's place: count and total stay."""
    return result.set_geometry(result.geometry.iloc[[1, 0, *range(2, len(result))]].set_axis(result.index))


def repeated(result: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat([result, result.iloc[:1]]), crs=result.crs)


FAULTS: dict[str, tuple[Change, list[str]]] = {
    "a row is missing": (lambda result: result.iloc[1:], ["missing"]),
    "a row is there twice": (repeated, ["repeated"]),
    "shapes in each other's place": (swapped, ["area", "area"]),
    "a row of another pair": (
        lambda result: result.assign(**{LEFT: [1, *result[LEFT].iloc[1:]]}),
        ["missing", "surplus"],
    ),
    "a shape is moved": (with_shape(0, lambda shape: affinity.translate(shape, 0.001)), ["shape"]),
    "a shape is smaller": (with_shape(0, lambda shape: affinity.scale(shape, 0.999)), ["area"]),
    "a shape is mirrored": (with_shape(3, lambda shape: affinity.scale(shape, -1, origin=(X + 250, Y))), ["shape"]),
    "a shape is empty": (with_shape(0, lambda _: Polygon()), ["area", "invalid"]),
    "a shape is null": (with_shape(0, lambda _: None), ["invalid"]),
    "a shape is a line": (with_shape(0, lambda shape: shape.exterior), ["area", "invalid"]),
    "a shape is invalid, its area right": (
        with_shape(0, lambda shape: Polygon([*shape.exterior.coords[:2], (X + 500, Y), *shape.exterior.coords[1:]])),
        ["invalid"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("how", ["intersection", "identity", "union"])
def test_faults_are_seen(fault: str, how: str) -> None:
    result = gpd.overlay(ONE, OTHER, how=how)
    change, seen = FAULTS[fault]
    faults = differences(change(result), result, ONE, OTHER)
    assert set(seen) <= set(faults["fault"])
    assert differences(result, result, ONE, OTHER).empty


@pytest.mark.parametrize("how", ["intersection", "identity", "union", "symmetric_difference"])
def test_rows_are_matched_by_pair_and_not_by_place(how: str) -> None:
    result = gpd.overlay(ONE, OTHER, how=how)
    faults = differences(result.iloc[::-1], result, ONE, OTHER)
    assert faults.empty
    keys = result[[LEFT, RIGHT]].fillna(-1).astype(int)
    assert not keys.duplicated().any()
    first = keys.iloc[0].tolist()
    gone = differences(result.iloc[1:], result, ONE, OTHER)
    assert gone[[LEFT, RIGHT, "fault"]].to_numpy().tolist() == [[*first, "missing"]]
    assert gone["area_m2"].tolist() == [pytest.approx(result.area.iloc[0])]
    surplus = differences(result, result.iloc[1:], ONE, OTHER)
    assert surplus[[LEFT, RIGHT, "fault"]].to_numpy().tolist() == [[*first, "surplus"]]


@pytest.mark.parametrize(("share", "is_fault"), [(0.9, False), (1.1, True)])
@pytest.mark.parametrize("way", ["shape", "missing"])
def test_tolerance_by_hand(way: str, share: float, is_fault: bool) -> None:  # noqa: FBT001
    """A sliver of so much of the tolerance along 100 m is wide enough to be far above the grid of the coordinates."""
    square, far = numbered(at(box(0, 0, 100, 100)), at(box(-1000, -1000, -500, -500)))
    height = 60.0
    width = share * SQUARE_TOLERANCE / height
    sliver = at(box(0, 0, width, height)).assign(**{LEFT: 0})
    assert sliver.area.iloc[0] == pytest.approx(share * SQUARE_TOLERANCE, rel=0.02)
    if way == "missing":
        faults = differences(sliver, sliver.iloc[:0], square, far)
    else:
        bitten = square.set_geometry(square.difference(sliver))
        faults = differences(bitten, square, square, far)
    assert (not faults.empty) == is_fault
    if is_fault:
        assert faults["tolerance_m2"].tolist() == [pytest.approx(SQUARE_TOLERANCE, rel=1e-12)]


def test_other_corners_on_the_same_border_are_no_fault() -> None:
    result = gpd.overlay(ONE, OTHER, how="union")
    noded = result.set_geometry(result.segmentize(7).reverse())
    assert differences(noded, result, ONE, OTHER).empty
    parts = result.set_geometry(shapely.normalize(result.geometry.to_numpy()))
    assert differences(parts, result, ONE, OTHER).empty


def test_nothing_against_nothing() -> None:
    nothing = gpd.overlay(ONE, OTHER).iloc[:0]
    assert differences(nothing, nothing, ONE, OTHER).empty
    assert differences(nothing, gpd.overlay(ONE, OTHER), ONE, OTHER)["fault"].eq("missing").all()
    assert np.array_equal(numbered(ONE, OTHER)[1][RIGHT], [0, 1, 2])
