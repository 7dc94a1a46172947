"""Costs between demand and facilities by whatever travel, beside plain loops."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from networks import CRS, X, Y, points_of, random_roads, roads_of
from scipy.sparse import csr_array

import hanting_geo as hg
from hanting_geo.analysis.network.nearest_lists import nearest_lists
from hanting_geo.analysis.network.travel import costs_between, demand_points, travel_costs

DRAW = np.random.default_rng(3)


def scattered(count: int, seed: int) -> gpd.GeoDataFrame:
    return points_of(*map(tuple, np.random.default_rng(seed).integers(0, 300, (count, 2)).tolist()))


def mixed() -> gpd.GeoDataFrame:
    """Points, a box, a line and a polygon with a hole."""
    ring = shapely.box(X + 200, Y + 200, X + 280, Y + 280).difference(shapely.box(X + 220, Y + 220, X + 260, Y + 260))
    shapes = [
        *(shapely.Point(X + 20, Y + 20), shapely.box(X + 100, Y + 10, X + 160, Y + 50)),
        *(shapely.LineString([(X + 10, Y + 200), (X + 80, Y + 290)]), ring, shapely.Point(X + 20, Y + 20)),
    ]
    return gpd.GeoDataFrame({"id": list("abcde")}, geometry=shapes, crs=CRS)


def manhattan(point: shapely.Point, shape: shapely.Geometry) -> float:
    """Give the Manhattan distance by trying the border every half metre."""
    if shape.intersects(point):
        return 0.0
    dense = shapely.get_coordinates(shapely.segmentize(shape, 0.5))
    return float(np.abs(dense - [point.x, point.y]).sum(axis=1).min())


@pytest.mark.parametrize("limit", [None, 0.0, 60.0, 130.0])
def test_straight_costs_beside_plain_loops(limit: float | None) -> None:
    demand, facilities = scattered(40, 1), mixed()
    straight = shapely.distance(np.array(demand.geometry)[:, None], np.array(facilities.geometry)[None, :])
    blocks = np.array([[manhattan(p, s) for s in facilities.geometry] for p in demand.geometry])
    for travel, expected, off in (("euclid", straight, 1e-9), ("manhattan", blocks, 0.51)):
        found = travel_costs(demand, facilities, travel, limit_m=limit)
        assert isinstance(found, csr_array)
        there = np.zeros(found.shape, dtype=bool)
        rows = np.repeat(np.arange(40), np.diff(found.indptr))
        there[rows, found.indices] = True
        values = found.toarray()
        most = np.inf if limit is None else limit
        assert (np.abs(values - expected)[there] <= off).all()
        assert (expected[there] <= most + off).all()
        assert (expected[~there] > most - 1e-9).all()


def test_zeros_are_stored_and_a_detour_is_said() -> None:
    inside = points_of((120, 30))
    found = costs_between(inside, mixed(), limit_m=10, detour_factor=1.4)
    assert (found.matrix.nnz, found.matrix.indices.tolist(), found.matrix.data.tolist()) == (1, [1], [0.0])
    assert "1.4" in found.said.text("zh")
    assert "1.4" in found.said.text("en")
    far = costs_between(points_of((0, 0)), points_of((100, 0)), limit_m=139, detour_factor=1.4)
    assert far.unreached.tolist() == [0]
    assert [each.code for each in far.findings] == ["unreached"]


def test_networks_go_from_demand_to_facility() -> None:
    lines = [[(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (0, 0)]]
    net = hg.network(roads_of(lines, way=[1] * 4), oneway="way")
    assert travel_costs(points_of((20, 0)), points_of((80, 0)), net).toarray().round(6).tolist() == [[60]]
    assert travel_costs(points_of((80, 0)), points_of((20, 0)), net).toarray().round(6).tolist() == [[340]]
    assert travel_costs(points_of((80, 0)), points_of((20, 0)), net, limit_m=300).nnz == 0


def test_a_matrix_with_names_is_put_in_order() -> None:
    demand, facilities = points_of((0, 0), (1, 1)), mixed().iloc[:3]
    table = pd.DataFrame([[1, 2, np.inf], [4, np.nan, 0]], index=["p1", "p0"], columns=["c", "a", "b"])
    found = travel_costs(demand, facilities, table)
    assert found.toarray().tolist() == [[0, 0, 4], [2, 0, 1]]
    assert np.diff(found.indptr).tolist() == [2, 2]
    assert (travel_costs(demand, facilities, table, limit_m=1).toarray() == [[0, 0, 0], [0, 0, 1]]).all()
    assert travel_costs(demand, facilities, np.ones((2, 3))).nnz == 6
    assert travel_costs(demand, facilities, csr_array(np.eye(2, 3))).nnz == 2


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (np.ones((3, 2)), "shape"),
        (-np.ones((2, 3)), "0 or more"),
        (np.array([["x"] * 3] * 2), "no number"),
        (pd.DataFrame(1.0, index=["p0", "p9"], columns=list("abc")), "lacks 'p1'"),
        (pd.DataFrame(1.0, index=["p0", "p1"], columns=list("abcz")), "has 'z'"),
        (pd.DataFrame(1.0, index=["p0", "p0"], columns=list("abc")), "more than once"),
        (5, "travel is"),
        ("crow", "one of"),
    ],
)
def test_travel_that_fits_nothing_is_refused(matrix: object, said: str) -> None:
    with pytest.raises(hg.SchemaError, match=said):
        travel_costs(points_of((0, 0), (1, 1)), mixed().iloc[:3], matrix)


def test_demand_stands_within_itself() -> None:
    bow = shapely.Polygon([(0, 0), (90, 0), (90, 10), (10, 10), (10, 80), (90, 80), (90, 90), (0, 90)])
    frame = gpd.GeoDataFrame(geometry=[shapely.transform(bow, lambda xy: xy + np.array([X, Y])), None], crs=CRS)
    assert not frame.geometry.iloc[0].intersects(frame.geometry.iloc[0].centroid)
    assert frame.geometry.iloc[0].intersects(demand_points(frame)[0])
    found = costs_between(frame, points_of((0, 0)))
    assert np.diff(found.matrix.indptr).tolist() == [1, 0]
    assert [each.code for each in found.findings] == ["no_place"]


@pytest.mark.parametrize("travel", ["euclid", "manhattan", "network"])
@pytest.mark.parametrize("kind", ["points", "mixed"])
def test_nearest_lists_beside_the_whole_matrix(travel: str, kind: str) -> None:
    """With points on a coarse grid, so that many are equally near: the earlier row comes first."""
    way = hg.network(random_roads(4)) if travel == "network" else travel
    demand = scattered(60, 5)
    facilities = mixed() if kind == "mixed" else points_of(*map(tuple, DRAW.integers(0, 6, (80, 2)) * 50.0))
    whole = travel_costs(demand, facilities, way)
    dense = np.full(whole.shape, np.inf)
    dense[np.repeat(np.arange(60), np.diff(whole.indptr)), whole.indices] = whole.data
    for k, limit in ((1, None), (4, None), (3, 90.0), (100, None)):
        found = nearest_lists(demand, facilities, k, travel=way, limit_m=limit)
        order = np.argsort(dense, axis=1, kind="stable")[:, :k]
        cost = np.take_along_axis(dense, order, axis=1)
        cost[cost > (np.inf if limit is None else limit)] = np.inf
        np.testing.assert_allclose(found.cost[:, : cost.shape[1]], cost, rtol=1e-12, atol=1e-9)
        same = np.isfinite(cost)
        assert (found.facility[:, : cost.shape[1]] == np.where(same, order, -1)).all()
        assert (found.facility[:, cost.shape[1] :] == -1).all()


def test_nearest_along_a_network() -> None:
    """The river between: the shop across is the nearest as the crow flies, and far by the street."""
    net = hg.network(roads_of([[(0, 0), (500, 0)], [(500, 0), (500, 40)], [(500, 40), (0, 40)]]))
    shops = points_of((0, 40), (300, 0))
    home = points_of((0, 0))
    assert hg.nearest(home, shops)["other_id"].tolist() == ["p0"]
    found = hg.nearest(home, shops, k=2, travel=net)
    assert found["other_id"].tolist() == ["p1", "p0"]
    assert found["distance_m"].round(6).tolist() == [300, 1040]
    assert found["rank"].tolist() == [1, 2]
    alone = hg.nearest(home, shops, travel=net, max_distance_m=200)
    assert alone["distance_m"].isna().all()
    many = scattered(30, 9)
    costs = net.od(many, shops)
    np.testing.assert_allclose(hg.nearest(many, shops, travel=net)["distance_m"], costs.min(axis=1))
    np.testing.assert_allclose(hg.nearest(shops, many, travel=net)["distance_m"], costs.T.min(axis=1))
