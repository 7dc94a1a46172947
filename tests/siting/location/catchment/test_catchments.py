"""Catchments: every assignment of small grids tried, barriers and bridges by hand, and what cannot be."""

from __future__ import annotations

from itertools import product
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

import hanting_geo as hg
from hanting_geo.siting.location.catchment.growing import grown, improved

X, Y = 430000.0, 4071000.0
CRS = "EPSG:4549"
SIDE = 100.0


def blocks(columns: int, rows: int, demand: Any = 1) -> gpd.GeoDataFrame:
    cells = [
        box(X + SIDE * n, Y + SIDE * m, X + SIDE * (n + 1), Y + SIDE * (m + 1))
        for m in range(rows)
        for n in range(columns)
    ]
    ids = [f"{n}{m}" for m in range(rows) for n in range(columns)]
    return gpd.GeoDataFrame({"id": ids, "demand": demand}, geometry=cells, crs=CRS)


def schools(*at: tuple[float, float], **columns: Any) -> gpd.GeoDataFrame:
    shapes = [Point(X + SIDE * (n + 0.5), Y + SIDE * (m + 0.5)) for n, m in at]
    return gpd.GeoDataFrame({"id": [f"s{n}" for n in range(len(at))], **columns}, geometry=shapes, crs=CRS)


def line(*at: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[LineString([(X + SIDE * n, Y + SIDE * m) for n, m in at])], crs=CRS)


def whole(cells: set[tuple[int, int]], start: tuple[int, int]) -> bool:
    """Flood a set of cells from one of them."""
    seen, todo = {start}, [start]
    while todo:
        n, m = todo.pop()
        for near in ((n + 1, m), (n - 1, m), (n, m + 1), (n, m - 1)):
            if near in cells and near not in seen:
                seen.add(near)
                todo.append(near)
    return seen == cells


def best_by_trying(columns: int, rows: int, demand: list[int], at: list[tuple[int, int]], room: list[int]) -> float:
    """Try every assignment; infinite where none is whole and within the places."""
    cells = [(n, m) for m in range(rows) for n in range(columns)]
    least = np.inf
    for owner in product(range(len(at)), repeat=len(cells)):
        groups = [{cell for cell, own in zip(cells, owner, strict=True) if own == number} for number in range(len(at))]
        loads = [sum(d for d, own in zip(demand, owner, strict=True) if own == number) for number in range(len(at))]
        if any(start not in group for start, group in zip(at, groups, strict=True)) or any(
            load > places for load, places in zip(loads, room, strict=True)
        ):
            continue
        if all(whole(group, start) for start, group in zip(at, groups, strict=True)):
            cost = sum(
                d * SIDE * float(np.hypot(cell[0] - at[own][0], cell[1] - at[own][1]))
                for cell, own, d in zip(cells, owner, demand, strict=True)
            )
            least = min(least, cost)
    return least


@settings(max_examples=12, deadline=None)
@given(
    demand=st.lists(st.integers(1, 9), min_size=9, max_size=9),
    at=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=2, unique=True),
    first=st.integers(5, 45),
)
def test_no_whole_assignment_is_better(demand: list[int], at: list[tuple[int, int]], first: int) -> None:
    spare = max(sum(demand) - first, 1) + 2
    best = best_by_trying(3, 3, demand, at, [first, spare])
    asked = blocks(3, 3, demand), schools(*at, places=[first, spare])
    if np.isinf(best):
        with pytest.raises(hg.InfeasibleError):
            hg.catchments(*asked, capacity="places")
        return
    found = hg.catchments(*asked, capacity="places")
    facts = found.attrs["hanting_geo"]
    assert facts["solution"] == "optimal"
    assert facts["objective"] == pytest.approx(best)
    assert facts["bound"] == pytest.approx(best)
    assert (found["demand"] <= found["capacity"]).all()
    assert found["demand"].sum() == sum(demand)
    assert (found.geometry.geom_type == "Polygon").all()
    assert found.area.sum() == pytest.approx(9 * SIDE**2)


def test_capacity_would_tear_a_catchment_and_does_not() -> None:
    # The middle school is full after its own block, so that what lies beyond must go round, not through.
    demand = [1, 9, 1, 1, 1, 1]
    found = hg.catchments(blocks(3, 2, demand), schools((1, 0), (0, 1), places=[9, 9]), capacity="places")
    assert found.set_index("facility_id")["demand_ids"].to_dict() == {"s0": "10", "s1": "00; 20; 01; 11; 21"}


def test_a_barrier_is_crossed_at_a_bridge_only() -> None:
    area, two = blocks(4, 2), schools((0, 0), (3, 0))
    rail = line((1, -1), (1, 3))
    assert hg.catchments(area, two, barriers=rail)["areas"].tolist() == [2, 6]
    bridge = gpd.GeoDataFrame(geometry=[Point(X + SIDE, Y + SIDE / 2)], crs=CRS)
    assert hg.catchments(area, two, barriers=rail, bridges=bridge)["areas"].tolist() == [4, 4]
    # A little beside the borders it parts the same areas.
    beside = line((1.03, -1), (1.03, 3))
    assert hg.catchments(area, two, barriers=beside)["areas"].tolist() == [2, 6]
    river = gpd.GeoDataFrame(geometry=[rail.geometry[0].buffer(8)], crs=CRS)
    assert hg.catchments(area, two, barriers=river)["areas"].tolist() == [2, 6]


def test_an_area_on_both_sides_of_a_barrier_is_told() -> None:
    found = hg.catchments(blocks(3, 1), schools((0, 0), (2, 0)), barriers=line((1.4, -1), (1.4, 2)))
    assert "area_cut_by_barrier" in set(hg.findings(found)["code"])
    assert found["demand_ids"].tolist() == ["00", "10; 20"]


def test_a_corner_is_no_border() -> None:
    # Two squares that meet in a corner, and a way round over a third that is full of people.
    cells = [box(X, Y, X + 100, Y + 100), box(X + 100, Y + 100, X + 200, Y + 200), box(X + 100, Y, X + 200, Y + 100)]
    area = gpd.GeoDataFrame({"id": ["a", "b", "c"], "demand": [1, 1, 50]}, geometry=cells, crs=CRS)
    two = schools((0, 0), (1, 0), places=[10, 60])
    assert hg.catchments(area, two, capacity="places")["demand_ids"].tolist() == ["a", "b; c"]


def test_what_cannot_be_says_why() -> None:
    area = blocks(3, 1, 10)
    with pytest.raises(hg.InfeasibleError, match="10 short"):
        hg.catchments(area, schools((0, 0), (2, 0), places=[10, 10]), capacity="places")
    with pytest.raises(hg.InfeasibleError, match="hang together with no school") as error:
        hg.catchments(area, schools((0, 0)), barriers=line((2, -1), (2, 2)))
    assert error.value.tables()["out_of_reach"]["id"].tolist() == ["20"]
    with pytest.raises(hg.InfeasibleError, match="no whole catchments"):
        hg.catchments(area, schools((0, 0), (2, 0), places=[15, 15]), capacity="places")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d, _: (d, schools((0, 0), (0, 0))), "lie in one area"),
        (lambda d, s: (d.set_geometry(d.centroid), s), "polygon"),
        (lambda d, s: (d.assign(geometry=[d.geometry[0]] * len(d)), s), "overlap"),
        (lambda d, s: (d, s.assign(status="closed")), "no school"),
        (lambda d, s: (d.assign(demand=-1), s), "negative"),
    ],
)
def test_wrong_questions(change: Any, said: str) -> None:
    demand, facilities = change(blocks(3, 1), schools((0, 0), (2, 0)))
    with pytest.raises(hg.SchemaError, match=said):
        hg.catchments(demand, facilities)


def test_a_larger_grid_is_solved_and_growing_is_near() -> None:
    drawn = np.random.default_rng(2)
    demand = drawn.integers(10, 60, 100)
    at = [(1, 1), (7, 2), (4, 5), (2, 8), (8, 8)]
    area, several = blocks(10, 10, demand), schools(*at, places=demand.sum() * 0.24)
    found = hg.catchments(area, several, capacity="places", gap=0.01, time_limit_s=20)
    facts = found.attrs["hanting_geo"]
    assert facts["gap"] <= 0.03
    assert (found.geometry.geom_type == "Polygon").all()
    assert (found["used"] <= 1).all()
    costs = shapely.distance(area.centroid.to_numpy()[:, None], several.geometry.to_numpy()[None, :]) * demand[:, None]
    near = [
        [other for other in range(100) if abs(other % 10 - n % 10) + abs(other // 10 - n // 10) == 1]
        for n in range(100)
    ]
    roots = [10 * m + n for n, m in at]
    room = np.full(5, demand.sum() * 0.24)
    start = grown(roots, costs, demand.astype(float), room, near)
    assert start is not None
    owner = improved(start, roots, costs, demand.astype(float), room, near)
    objective = costs[np.arange(100), owner].sum()
    assert facts["bound"] <= objective <= facts["objective"] * 1.2
    for number, root in enumerate(at):
        assert whole({(n % 10, n // 10) for n in np.flatnonzero(owner == number).tolist()}, root)
