"""Population spread over built-up land: by area, closing, with its assumption on every row."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

import hanting_geo as hg

X, Y = 430000.0, 4071000.0
CRS = "EPSG:4549"


def frame(shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)


def square(x: float, y: float, side: float) -> shapely.Polygon:
    return box(X + x, Y + y, X + x + side, Y + y + side)


def test_people_go_where_the_land_is_built_up_and_all_of_them() -> None:
    villages = frame(
        [square(0, 0, 1000), square(1000, 0, 1000), square(0, 1000, 1000), None],
        id=["甲", "乙", "丙", "丁"],
        people=[1000, 500, 70, 30],
        year=2020,
        accuracy_m=20.0,
    )
    # Two overlapping pieces in 甲 count once (100 x 150), and one lies across the border to 乙; 丙 has none.
    built = frame([square(100, 100, 100), box(X + 100, Y + 150, X + 200, Y + 250), box(X + 950, Y, X + 1050, Y + 100)])
    found = hg.spread_population(villages, over=built.assign(accuracy_m=50.0), column="people")
    assert found["zone_id"].tolist() == ["甲", "甲", "乙", "丙", "丁"]
    assert sorted(found["demand"]) == pytest.approx(sorted([750, 250, 500, 70, 30]))
    assert set(found["basis"]) == {"assumption"}
    assert set(found["accuracy_m"]) == {50}
    assert found["zone_cell_m"].iloc[:4].tolist() == [1000] * 4
    assert found.geometry.iloc[3].equals(villages.geometry.iloc[2])
    assert found.geometry.isna().tolist() == [False] * 4 + [True]
    codes = hg.findings(found)["code"].tolist()
    assert codes == ["built_up_missing", "zone_no_place", "population_spread"]


def test_what_is_spread_goes_into_a_coverage_and_is_printed_as_assumed() -> None:
    villages = frame([square(0, 0, 2000)], id=["v"], people=[900], year=2000)
    houses = frame([square(0, 0, 100), square(1800, 1800, 200)])
    spread = hg.spread_population(villages, over=houses, column="people")
    park = frame([Point(X, Y)], id=["p"])
    found = hg.coverage(spread, park, "park")
    assert found.summary["served"].item() == pytest.approx(180)
    assert not found.sketch
    assert "demand_assumed" in set(found.findings["code"])
    assert found.summary["year"].item() == "2000"


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 300)), min_size=0, max_size=8),
    st.lists(st.integers(0, 1000), min_size=4, max_size=4),
)
@settings(deadline=None, max_examples=12)
def test_every_zone_keeps_its_people_in_proportion_to_area(land: list[Any], people: list[int]) -> None:
    zones = frame(
        [square(0, 0, 500), square(500, 0, 500), square(0, 500, 500), square(500, 500, 500)], id=list("abcd"), n=people
    )
    built = frame([square(*place) for place in land])
    found = hg.spread_population(zones, over=built, column="n")
    assert found.groupby("zone_id")["demand"].sum().to_dict() == pytest.approx(
        dict(zip("abcd", map(float, people), strict=True))
    )
    union = shapely.union_all(list(built.geometry)) if land else shapely.Polygon()
    for zone, shape in zip(zones["id"], zones.geometry, strict=True):
        mine, within = found[found["zone_id"] == zone], shape.intersection(union).area
        assert mine.area.sum() == pytest.approx(within if within > 0 else shape.area)
        assert (mine["demand"] * mine.area.sum()).to_numpy() == pytest.approx(
            (mine.area * mine["demand"].sum()).to_numpy(), abs=1e-6
        )


def test_people_that_are_no_number_are_told() -> None:
    zones = frame([square(0, 0, 100)], id=["v"], people=[None])
    with pytest.raises(hg.SchemaError, match="is no number in 1 of 1 rows"):
        hg.spread_population(zones, over=zones, column="people")
    with pytest.raises(hg.SchemaError, match="must be a polygon"):
        hg.spread_population(zones.assign(people=1), over=frame([Point(X, Y)]), column="people")
