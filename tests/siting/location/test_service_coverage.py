"""Coverage: hand-computed cases, brute force, tables that close, and what is wrong with the input."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from shapely import LineString, MultiPoint, Point, box

import hanting_geo as hg
from hanting_geo.siting.location.travel_costs import costs, nearest

X, Y = 430000.0, 4071000.0
CRS = "EPSG:4549"


def frame(shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    table = {"id": [f"r{row}" for row in range(len(shapes))], **columns}
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)


def at(x: float, y: float = 0.0) -> Point:
    return Point(X + x, Y + y)


def square(x: float, y: float, side: float) -> shapely.Polygon:
    return box(X + x, Y + y, X + x + side, Y + y + side)


def served(found: Any, prefix: str = "") -> list[float]:
    row = found.summary.iloc[1 if prefix else 0]
    return [row[f"served{end}"] for end in ("", "_low", "_high")]


# ---- by hand


def test_a_point_as_far_as_the_radius_is_served_and_one_farther_is_not() -> None:
    demand = frame([at(300), at(300.001), at(-299)], demand=[1.0, 2.0, 4.0])
    found = hg.coverage(demand, frame([at(0)]), radius_m=300)
    assert served(found) == [5, 5, 5]
    assert found.demand["service"].tolist() == ["served", "unserved", "served"]
    assert found.gaps[["id", "unserved", "nearest_id"]].to_numpy().tolist() == [["r1", 2.0, "r0"]]
    assert found.gaps["distance_m"].item() == pytest.approx(300.001)


def test_the_accuracy_of_both_sides_makes_the_bounds() -> None:
    # Radius 300, both off by 10: certain up to 280, possible up to 320.
    demand = frame([at(280), at(281), at(300), at(301), at(320), at(321)], demand=1.0, accuracy_m=10.0)
    found = hg.coverage(demand, frame([at(0)], accuracy_m=[10.0]), radius_m=300)
    assert served(found) == [3, 1, 5]
    assert found.demand["service"].tolist() == ["served", *["uncertain"] * 4, "unserved"]
    assert found.loads[["load", "in_reach", "in_reach_low", "in_reach_high"]].to_numpy().tolist() == [[6, 3, 1, 5]]


def test_an_area_is_served_by_its_part_within_reach_of_the_union_of_both() -> None:
    # A strip 400 m long between two parks with straight borders: 100 m of each end, the overlap once.
    strip = box(X, Y + 400, X + 400, Y + 401)
    parks = [box(X - 500, Y, X, Y + 900), box(X + 400, Y, X + 900, Y + 900), box(X - 600, Y, X - 10, Y + 900)]
    found = hg.coverage(frame([strip], demand=[800.0]), frame(parks), radius_m=100, facility_id="id")
    assert served(found)[0] != served(found)[0]  # NaN: the strip is longer than the radius
    fine = hg.coverage(frame([strip], demand=[800.0], cell_m=[1.0]), frame(parks), radius_m=100)
    assert served(fine) == pytest.approx([400.0] * 3)
    assert fine.demand["service"].item() == "partly"
    assert fine.loads["in_reach"].tolist() == pytest.approx([200.0, 200.0, 180.0])


def test_an_area_whose_place_is_uncertain_has_bounds_by_area() -> None:
    strip = frame([box(X, Y, X + 400, Y + 1)], demand=[400.0], cell_m=[1.0], accuracy_m=[5.0])
    park = frame([box(X - 500, Y - 500, X, Y + 500)], accuracy_m=[15.0])
    found = hg.coverage(strip, park, radius_m=100)
    assert served(found) == pytest.approx([100.0, 80.0, 120.0])


def test_cells_no_smaller_than_the_radius_give_a_range_and_are_called_a_sketch() -> None:
    # Of four cells of 400 m in a row, a park of 1 km x 1 km holds the first, its 300 m reach touches two more.
    cells = frame([square(400 * n, 0, 400) for n in range(4)], demand=[10.0, 20.0, 40.0, 80.0], year=2020)
    park = frame([box(X - 500, Y - 500, X + 300, Y + 900)])
    found = hg.coverage(cells, park, radius_m=300)
    assert found.sketch
    assert math.isnan(served(found)[0])
    assert served(found)[1:] == [10, 30]  # 300 + 300 = 600 m: the first wholly, the second in part
    assert found.summary[["share", "year", "cell_m"]].iloc[0].tolist()[1:] == ["2020", 400.0]
    assert "示意" in found.explain()
    assert "sketch" in found.explain(language="en")
    assert "demand_coarse" in set(found.findings["code"])
    assert not hg.coverage(cells, park, radius_m=401).sketch


def test_points_of_coarse_cells_are_served_wherever_their_people_live_or_perhaps() -> None:
    # People of a cell of 1,000 m live within 707.1 m of its middle.
    demand = frame([at(0), at(1000), at(2000)], demand=1.0, cell_m=1000.0)
    found = hg.coverage(demand, frame([at(0)]), radius_m=800)
    assert [found.demand[name].tolist() for name in ("served_low", "served_high")] == [[1, 0, 0], [1, 1, 0]]


def test_the_detour_factor_makes_ways_longer() -> None:
    demand = frame([at(200), at(201)], demand=1.0)
    found = hg.coverage(demand, frame([at(0)]), radius_m=300, detour_factor=1.5)
    assert served(found)[0] == 1
    assert found.demand["distance_m"].tolist() == pytest.approx([300, 301.5])
    assert "detour_factor" in set(found.findings["code"])


def test_two_axes_and_a_matrix() -> None:
    demand, parks = frame([at(200, 200), at(0, 300)], demand=[1.0, 2.0]), frame([at(0)])
    assert served(hg.coverage(demand, parks, radius_m=300))[0] == 3
    assert served(hg.coverage(demand, parks, radius_m=300, travel="manhattan"))[0] == 2
    matrix = np.array([[300.0], [np.nan]])
    assert served(hg.coverage(demand, parks, radius_m=300, travel=matrix))[0] == 1
    labelled = pd.DataFrame(matrix[::-1], index=["r1", "r0"], columns=["r0"])
    found = hg.coverage(demand, parks, radius_m=300, travel=labelled)
    assert found.demand["service"].tolist() == ["served", "unserved"]
    assert found.gaps["nearest_id"].tolist() == [None]
    zero = csr_array((np.array([0.0]), (np.array([1]), np.array([0]))), shape=(2, 1))
    assert hg.coverage(demand, parks, radius_m=300, travel=zero).demand["service"].tolist() == ["unserved", "served"]


def test_along_a_network_the_river_is_crossed_at_the_bridge_only() -> None:
    roads = frame([LineString([at(0), at(0, 400)]), LineString([at(0, 400), at(200, 400)]),
                   LineString([at(200, 400), at(200)])])  # fmt: skip
    demand, parks = frame([at(200), at(200, 400)], demand=[1.0, 2.0]), frame([at(0)])
    assert served(hg.coverage(demand, parks, radius_m=700))[0] == 3
    found = hg.coverage(demand, parks, radius_m=700, travel=hg.network(roads))
    assert found.demand["distance_m"].tolist() == pytest.approx([1000, 600])
    assert served(found)[0] == 2
    assert {"service_areas", "demand", "facilities"} <= set(found.layers())


# ---- statuses and plans


def test_statuses_in_both_languages_say_what_serves_today_and_after_the_plan() -> None:
    words = ["现状", "existing", "在建", "规划", "必建", "候选", "closed", "禁设", None]
    demand = frame([at(1000 * n) for n in range(9)], demand=[float(2**n) for n in range(9)])
    found = hg.coverage(demand, frame([at(1000 * n) for n in range(9)], status=words), radius_m=10)
    assert served(found)[0] == 1 + 2 + 256
    assert served(found, "after_")[0] == 1 + 2 + 256 + 4 + 8 + 16
    assert found.summary["served"].tolist()[2] == 28
    assert "status_not_stated" in set(found.findings["code"])


def test_a_plan_adds_facilities_and_closes_some() -> None:
    demand = frame([at(0), at(1000), at(2000)], demand=[1.0, 2.0, 4.0])
    now = frame([at(0), at(1000)])
    plan = frame([at(0), at(2000)], status=["撤销", "候选"]).assign(id=["r0", "new"])
    found = hg.coverage(demand, now, radius_m=10, plan=plan)
    assert served(found)[0] == 3
    assert served(found, "after_")[0] == 6
    assert found.loads["id"].tolist() == ["r0", "r1", "new"]
    assert found.loads["after_load"].fillna(-1).tolist() == [-1, 3, 4]
    assert found.gaps["after_service"].tolist() == ["served"]


def test_what_no_facility_serves_today_is_told() -> None:
    found = hg.coverage(frame([at(0)], demand=1.0), frame([at(0)], status=["规划"]), radius_m=10)
    assert "none_serves_today" in set(found.findings["code"])
    assert found.summary["served"].tolist() == [0, 1, 1]


# ---- zones close


def test_rows_of_zones_close_with_overlaps_outside_and_without_a_place() -> None:
    zones = frame([square(0, 0, 100), square(50, 0, 100)]).assign(id=["甲", "乙"])
    cells = frame([square(0, 0, 100), square(100, 0, 100), at(75, 50), at(500), None], demand=[8.0, 16.0, 1, 2, 4])
    found = hg.coverage(cells, frame([square(-10, 0, 10)]), radius_m=1000, zones=zones)
    table = found.zones.set_index("zone_id")
    # In 甲 all of the first cell and the point; in 乙 half of the first, half of the second, and the point again.
    assert table["demand"].to_dict() == pytest.approx(
        {"甲": 9, "乙": 13, "(zone overlap)": -5, "(outside)": 10, "(no geometry)": 4, "(total)": 31}
    )
    assert table["demand"].iloc[:-1].sum() == pytest.approx(31)
    assert table.loc["(no geometry)", ["served_low", "served_high"]].tolist() == [0, 4]
    assert {"zones_overlap", "demand_no_place"} <= set(found.findings["code"])


def test_a_point_on_a_common_border_belongs_to_the_first_zone() -> None:
    zones = frame([square(0, 0, 100), square(100, 0, 100)])
    found = hg.coverage(frame([at(100, 50)], demand=[3.0]), frame([at(0)]), radius_m=10, zones=zones)
    assert found.zones["demand"].tolist() == [3, 0, 0, 0, 3]


# ---- brute force

COORDINATE = st.integers(-600, 600).map(float)
PLACE = st.tuples(COORDINATE, COORDINATE)


@given(
    st.lists(st.tuples(PLACE, st.integers(1, 99), st.integers(0, 40)), min_size=1, max_size=12),
    st.lists(st.tuples(PLACE, st.integers(0, 40)), min_size=1, max_size=6),
    st.integers(1, 900),
    st.sampled_from(["euclid", "manhattan"]),
)
@settings(deadline=None, max_examples=15)
def test_points_are_served_as_brute_force_says(homes: list[Any], parks: list[Any], radius: int, travel: str) -> None:
    demand = frame([at(*place) for place, _, _ in homes], demand=[float(n) for _, n, _ in homes],
                   accuracy_m=[a for _, _, a in homes])  # fmt: skip
    facilities = frame([at(*place) for place, _ in parks], accuracy_m=[b for _, b in parks])
    zones = frame([square(-600, -600, 600), square(0, -600, 600), square(-600, 0, 600)])
    found = hg.coverage(demand, facilities, radius_m=radius, travel=travel, zones=zones)

    def way(one: tuple[float, float], other: tuple[float, float]) -> float:
        across, up = abs(one[0] - other[0]), abs(one[1] - other[1])
        return across + up if travel == "manhattan" else math.hypot(across, up)

    stretch = math.sqrt(2) if travel == "manhattan" else 1
    expected: list[list[float]] = [[], [], []]
    for place, people, own in homes:
        for sign, result in zip((0, 1, -1), expected, strict=True):
            ways = [way(place, other) + sign * stretch * (own + theirs) for other, theirs in parks]
            result.append(people * (min(ways) <= radius))
    for name, values in zip(("served", "served_low", "served_high"), expected, strict=True):
        assert found.demand[name].tolist() == values
    assert found.demand["distance_m"].tolist() == pytest.approx(
        [min(way(place, other) for other, _ in parks) for place, _, _ in homes]
    )
    table = found.zones
    for name in ("demand", "served", "served_low", "served_high", "unserved", "facilities"):
        assert table[name].iloc[:-1].sum() == pytest.approx(table[name].iloc[-1])
    assert found.loads["load"].sum() == found.demand["demand"].sum()
    assert (found.loads["in_reach_low"] <= found.loads["in_reach"]).all()
    assert (found.loads["in_reach"] <= found.loads["in_reach_high"]).all()


@given(
    st.lists(st.tuples(PLACE, st.integers(20, 300), st.integers(1, 99), st.integers(0, 30)), min_size=1, max_size=6),
    st.lists(st.tuples(PLACE, st.integers(0, 30)), min_size=1, max_size=5),
    st.integers(301, 700),
)
@settings(deadline=None, max_examples=12)
def test_areas_are_served_as_the_union_of_circles_says(homes: list[Any], parks: list[Any], radius: int) -> None:
    demand = frame([square(*place, side) for place, side, _, _ in homes],
                   demand=[float(n) for _, _, n, _ in homes], accuracy_m=[a for *_, a in homes])  # fmt: skip
    facilities = frame([at(*place) for place, _ in parks], accuracy_m=[b for _, b in parks])
    zones = frame([square(-900, -900, 1000), square(100, -900, 1000)])
    found = hg.coverage(demand, facilities, radius_m=radius, zones=zones)
    for name, sign in (("served", 0), ("served_low", -1), ("served_high", 1)):
        expected = []
        for shape, people, own in zip(demand.geometry, demand["demand"], demand["accuracy_m"], strict=True):
            reach = shapely.union_all(
                [at(*place).buffer(radius + sign * (own + theirs), quad_segs=500) for place, theirs in parks]
            )
            expected.append(people * shape.intersection(reach).area / shape.area)
        assert found.demand[name].to_numpy() == pytest.approx(expected, abs=0.15)
    assert (found.demand["served_low"] <= found.demand["served"]).all()
    assert (found.demand["served"] <= found.demand["served_high"]).all()
    for name in ("demand", "served", "served_low", "served_high"):
        assert found.zones[name].iloc[:-1].sum() == pytest.approx(found.zones[name].iloc[-1])


def test_costs_store_a_distance_of_0_and_nearest_takes_the_earlier_of_two() -> None:
    homes, parks = np.array([at(0), at(5), None]), np.array([None, at(0), at(10), MultiPoint([at(0), at(100)])])
    near = costs(homes, parks, "euclid", 5.0, CRS)
    assert near.nnz == 5
    found, metres = nearest(homes, parks, "euclid", CRS)
    assert found.tolist() == [1, 1, -1]
    assert metres[:2].tolist() == [0, 5]
    assert math.isnan(metres[2])


# ---- rasters


def test_cells_of_a_raster_are_areas(tmp_path: Any) -> None:
    path = tmp_path / "people.tif"
    kind = {"driver": "GTiff", "count": 1, "height": 2, "width": 3, "dtype": "float32", "crs": CRS, "nodata": -99}
    values = np.array([[[1, 2, 0], [4, -99, 8]]], dtype="float32")
    with rasterio.open(path, "w", transform=rasterio.Affine(100, 0, X, 0, -100, Y + 200), **kind) as written:
        written.write(values)
    found = hg.coverage(path, frame([box(X - 50, Y - 500, X, Y + 500)]), radius_m=150)
    # Columns of 100 m: the first wholly, of the second half.
    assert found.demand.set_index("id")["served"].to_dict() == pytest.approx({"0_0": 1, "0_1": 1, "1_0": 4, "1_2": 0})
    assert served(hg.coverage(path, frame([at(0)]), radius_m=100))[0] != served(found)[0]
    with rasterio.open(path, "r+") as written:
        written.nodata = -1
    with pytest.raises(hg.SchemaError, match="-99 people in row 1, column 1"):
        hg.coverage(path, frame([at(0)]), radius_m=100)


# ---- the packaged layers


def test_packaged_populations_run_and_are_sketches() -> None:
    facilities, zones = hg.load_layer("facilities"), hg.load_layer("zones")
    for name, total in (("population_2000", 355_945), ("worldpop_2020", 1_749_997)):
        found = hg.coverage(hg.load_layer(name), facilities, "公园", weight="population", zones=zones)
        assert found.sketch
        assert found.summary["demand"].item() == total
        assert found.summary["share"].isna().all()
        low, high = found.summary[["share_low", "share_high"]].iloc[0]
        assert 0 <= low < high <= 1
        assert found.zones["demand"].iloc[:-1].sum() == pytest.approx(total)
        assert {"demand_coarse", "demand_assumed", "facility_no_place"} <= set(found.findings["code"])
        assert "CC BY 4.0" in found.layers()["demand"].attrs["hanting_geo"]["attribution"]


# ---- what is wrong


def good() -> dict[str, Any]:
    return {"demand": frame([at(0)], demand=[1.0]), "facilities": frame([at(0)]), "standard": "park"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"facilities": frame([])}, "no facility serves anybody.*none at all"),
        ({"facilities": frame([at(0)], status=["候选"])}, "no facility serves anybody.*1 candidate"),
        ({"facilities": frame([None])}, "no facility serves anybody.*without a place"),
        ({"facilities": frame([at(0)], status=["exsting"])}, "'exsting' is no status.*did you mean existing"),
        ({"facilities": frame([at(0)], status=["规化"])}, "'规化' is no status.*did you mean 规划"),
        ({"demand": frame([at(0)], demand=[float("nan")])}, "is no number in 1 of 1 rows"),
        ({"demand": frame([at(0)], demand=["many"])}, "is no number.*the text 'many'"),
        ({"demand": frame([at(0)], demand=[-1.0])}, "negative"),
        ({"demand": frame([at(0)], demand=[0.0])}, "nobody to serve"),
        ({"demand": frame([], demand=[])}, "nobody to serve"),
        ({"demand": frame([LineString([at(0), at(1)])], demand=[1.0])}, "points or areas, and r0 is a LineString"),
        ({"demand": frame([at(0)], people=[1.0])}, "no column 'demand'.*people"),
        ({"standard": None}, "name a standard .* or give radius_m"),
        ({"standard": "parkk"}, "no standard 'parkk'; did you mean park"),
        ({"standard": "公元"}, "no standard '公元'; did you mean 公园"),
        ({"standard": "canteen"}, "the standard canteen has no radius .*; give radius_m"),
        ({"standard": "kindergarten"}, "name one by its id: kindergarten_300 .300 m., kindergarten_500_local"),
        ({"travel": np.ones((2, 1))}, r"shape \(2, 1\)"),
        ({"travel": np.full((1, 1), -1.0)}, "has -1 in row 0"),
        ({"travel": "manhattan", "detour_factor": 1.2}, "leave one of them out"),
        ({"plan": frame([at(5)])}, "r0 is there more than once"),
    ],
)
def test_what_is_wrong_is_told(change: dict[str, Any], says: str) -> None:
    with pytest.raises(hg.SchemaError, match=says):
        hg.coverage(**{**good(), **change})


def test_degrees_are_refused() -> None:
    for name in ("demand", "facilities"):
        with pytest.raises(hg.CRSError, match="metres"):
            hg.coverage(**{**good(), name: good()[name].to_crs(4326)})
