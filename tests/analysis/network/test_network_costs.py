"""Costs on networks: by hand, beside Floyd and Warshall, and by the laws that hold of every network."""

from __future__ import annotations

import random

import networks
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import CRS, brute_costs, points_of, random_roads, roads_of
from scipy.sparse import csr_array
from thinned import thinned

import hanting_geo as hg

X, Y = networks.X, networks.Y


def some_points(seed: int, count: int) -> hg.Network:
    draw = random.Random(seed)  # noqa: S311 - places of a test
    return points_of(*((draw.uniform(-60, 360), draw.uniform(-60, 360)) for _ in range(count)))


def near(costs: np.ndarray, expected: object) -> None:
    np.testing.assert_allclose(costs, expected, rtol=1e-9, atol=1e-6)


def test_a_square_by_hand() -> None:
    """A square of 100 m: two ways round, the shorter one counts, access legs too."""
    net = hg.network(roads_of([[(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (0, 0)]]))
    one = points_of((20, -10), (50, 0))
    near(
        net.od(one, points_of((60, 105), (100, 20), (30, -10))),
        [[10 + 20 + 100 + 60 + 5, 110, 30], [50 + 100 + 40 + 5, 70, 30]],
    )


@pytest.mark.parametrize(
    ("way", "there", "back"), [(0, 60, 60), (1, 60, 340), ("-1", 340, 60), ("是", 60, 340), ("否", 60, 60)]
)
def test_one_way_on_one_edge_goes_round(way: object, there: float, back: float) -> None:
    """Two places on one side of a square, 60 m apart: against the direction one goes round all of it."""
    lines = [[(0, 0), (100, 0)], [(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (0, 0)]]
    net = hg.network(roads_of(lines, way=[way] * 4), oneway="way")
    a, b = points_of((20, 0)), points_of((80, 0))
    near(net.od(a, b), [[there]])
    near(net.od(b, a), [[back]])


def test_a_place_at_a_node_may_leave_by_every_edge() -> None:
    """The first edge only leads to the node, and whoever stands there takes the other."""
    net = hg.network(roads_of([[(-50, 0), (0, 0)], [(0, 0), (0, 70)]], way=[1, 1]), oneway="way")
    near(net.od(points_of((0, 0)), points_of((0, 70), (-50, 0))), [[70, np.inf]])


def test_a_loop_is_left_by_the_shorter_way() -> None:
    net = hg.network(roads_of([[(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)], [(0, 0), (-50, 0)]]))
    near(net.od(points_of((30, 0), (0, 30)), points_of((-50, 0), (0, 10))), [[80, 40], [80, 20]])


def test_the_cheaper_of_two_edges_between_two_nodes() -> None:
    roads = roads_of([[(0, 0), (100, 0)], [(0, 0), (50, 80), (100, 0)]], kmh=[10, 60])
    net = hg.network(roads, speed_kmh="kmh")
    ends = points_of((0, 0)), points_of((100, 0))
    near(net.od(*ends), [[100]])
    near(net.od(*ends, weight="time"), [[2 * np.hypot(50, 80) * 0.001]])


def test_limits_keep_zeros_and_what_is_just_as_far() -> None:
    net = hg.network(roads_of([[(0, 0), (1000, 0)]]))
    costs = net.od(points_of((0, 0), (500, 0)), points_of((0, 0), (200, 0), (201, 0), (500, 0)), limit_m=200)
    assert isinstance(costs, csr_array)
    rows = np.repeat([0, 1], np.diff(costs.indptr))
    assert list(zip(rows.tolist(), costs.indices.tolist(), costs.data.tolist(), strict=True)) == [
        (0, 0, 0.0),
        (0, 1, 200.0),
        (1, 3, 0.0),
    ]


@pytest.mark.parametrize(("seed", "compiled"), thinned(range(12), [False, True], one_in=3))
def test_beside_floyd_and_warshall(seed: int, compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    monkeypatch.setattr("hanting_geo.analysis.network.costs.is_worth", lambda *_: compiled)
    roads = random_roads(seed)
    net = hg.network(roads, oneway="way", speed_kmh="kmh")
    few, many = some_points(seed, 3), some_points(seed + 100, 7)
    for one, two in ((few, many), (many, few)):
        near(net.od(one, two), brute_costs(roads, one, two))
        near(net.od(one, two, weight="time"), brute_costs(roads, one, two, minutes=True))
        limited = net.od(one, two, limit_m=250)
        whole = net.od(one, two)
        assert (limited.toarray() == np.where(whole <= 250, whole, 0)).all()
        assert limited.nnz == (whole <= 250).sum()


def test_machine_code_and_scipy_agree_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    net = hg.network(random_roads(5, side=12), oneway="way")
    places = some_points(5, 40), some_points(6, 60)
    answers = []
    for compiled in (False, True):
        monkeypatch.setattr("hanting_geo.analysis.network.costs.is_worth", lambda *_, answer=compiled: answer)
        answers.append(net.od(*places))
    assert (answers[0] == answers[1]).all()


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_way_is_shorter_than_the_straight_line(seed: int) -> None:
    net = hg.network(random_roads(seed), oneway="way")
    one, two = some_points(seed, 4), some_points(seed + 1, 5)
    straight = shapely.distance(np.array(one.geometry)[:, None], np.array(two.geometry)[None, :])
    assert (net.od(one, two) >= straight - 1e-9).all()


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_without_one_way_both_ways_are_as_long(seed: int) -> None:
    net = hg.network(random_roads(seed, oneway=False))
    one, two = some_points(seed, 4), some_points(seed + 1, 5)
    np.testing.assert_allclose(net.od(one, two), net.od(two, one).T, rtol=1e-12)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), kept=st.integers(1, 12))
def test_another_edge_lengthens_no_way_between_nodes(seed: int, kept: int) -> None:
    roads = random_roads(seed)
    fewer = roads.iloc[:kept]
    ends = shapely.get_coordinates(shapely.get_point(np.array(fewer.geometry), 0)) - [X, Y]
    places = points_of(*map(tuple, ends.tolist()))
    before = hg.network(fewer, oneway="way").od(places, places)
    assert (hg.network(roads, oneway="way").od(places, places) <= before + 1e-9).all()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_line_of_a_way_is_as_long_as_it_costs(seed: int) -> None:
    net = hg.network(random_roads(seed), oneway="way")
    one, two = some_points(seed, 6), some_points(seed + 1, 6)
    ways = net.paths(one, two)
    np.testing.assert_allclose(ways["cost"], np.diag(net.od(one, two)))
    there = np.isfinite(ways["cost"])
    np.testing.assert_allclose(ways.length[there], ways["cost"][there], rtol=1e-9)
    assert ways.geometry[~there].isna().all()
    streets = net.layers()["edges"].union_all().buffer(0.001)
    for row in np.flatnonzero(there):
        line = ways.geometry.iloc[row]
        ends = np.array(line.coords)[[0, -1]]
        near(ends, [one.geometry.iloc[row].coords[0], two.geometry.iloc[row].coords[0]])
        legs = net.access(one)["access_m"].iloc[row] + net.access(two)["access_m"].iloc[row]
        assert line.difference(streets).length <= legs + 0.1


def test_points_on_one_spot_cost_nothing_and_lie_where_they_lie() -> None:
    net = hg.network(roads_of([[(0, 0), (100, 0)]]))
    crowd = points_of((50, 5), (50, 5), (50, 6))
    near(net.od(crowd, crowd), [[0, 0, 11], [0, 0, 11], [11, 11, 0]])
    assert net.paths(crowd, crowd).length.tolist() == [0.0, 0.0, 0.0]


def test_what_is_too_far_is_not_reached_and_listed() -> None:
    net = hg.network(roads_of([[(0, 0), (100, 0)]]), max_access_m=20)
    places = points_of((50, 20), (50, 21), (0, 0))
    places.loc[2, "geometry"] = None
    assert net.access(places)["reached"].tolist() == ["yes", "too_far", "no_place"]
    near(net.od(places, points_of((0, 0))), [[70], [np.inf], [np.inf]])


def test_polygons_come_to_the_network_from_where_they_are_nearest() -> None:
    net = hg.network(roads_of([[(0, 0), (100, 0)]]))
    corner = shapely.Polygon([(X + 60, Y + 30), (X + 90, Y + 80), (X + 60, Y + 80)])
    park = points_of((0, 0)).set_geometry([corner], crs=CRS)
    near(net.od(points_of((0, 0)), park), [[90]])


def test_closed_edges_are_neither_passed_nor_entered() -> None:
    lines = [[(0, 0), (100, 0)], [(0, 0), (0, 100), (100, 100), (100, 0)]]
    net = hg.network(roads_of(lines, shut=["封闭", None]), closed="shut")
    near(net.od(points_of((0, 0)), points_of((100, 0), (60, 10))), [[300, 300 - 10 + 40]])


@pytest.mark.parametrize(
    "call",
    [
        lambda net, p: net.od(None, p),
        lambda net, p: net.od(p, p.geometry),
        lambda net, p: net.od(p, p.to_crs(4326)),
        lambda net, p: net.od(p.to_crs(4528), p),
        lambda net, p: net.od(p, p, weight="money"),
        lambda net, p: net.od(p, p, weight="time"),
        lambda net, p: net.od(p, p, limit_m="5"),
        lambda net, p: net.od(p, p, limit_m=-1),
        lambda net, p: net.od(p, p, limit_minutes=5),
        lambda net, p: net.paths(p, p.iloc[:1]),
        lambda net, p: net.isochrones(p),
        lambda net, p: net.isochrones(p, []),
        lambda net, p: net.isochrones(p, 0),
        lambda net, p: net.isochrones(p, [5, "x"]),
        lambda net, p: net.isochrones(p, "5"),
        lambda net, p: net.isochrones(p, 5, limits_minutes=5),
        lambda net, p: net.isochrones(p, 5, width_m=0),
        lambda net, p: net.isochrones(p, 5, towards="no"),
        lambda net, p: net.access([p]),
        lambda net, p: net.access(p.set_geometry([shapely.Point(np.inf, Y)] * len(p), crs=CRS)),
    ],
)
def test_what_a_network_does_not_take_is_told(call: object) -> None:
    net = hg.network(roads_of([[(0, 0), (100, 0)]]))
    with pytest.raises(hg.HantingGeoError) as caught:
        call(net, points_of((0, 0), (5, 5)))  # type: ignore[operator]
    assert len(str(caught.value)) > 20


def test_heights_and_odd_indexes_change_nothing() -> None:
    roads = roads_of([[(0, 0), (100, 0)]])
    places = points_of((0, 0), (60, 0))
    high = places.set_geometry(shapely.force_3d(np.array(places.geometry), 40.0)).set_crs(CRS).set_index([["a", "a"]])
    net = hg.network(roads.set_geometry(shapely.force_3d(np.array(roads.geometry), [[0.0]]).ravel(), crs=CRS))
    near(net.od(high, high), [[0, 60], [60, 0]])
    assert net.paths(high, high.iloc[::-1]).index.tolist() == ["a", "a"]
    assert net.access(high).index.tolist() == ["a", "a"]
