"""Where a network is joined and where not, and what it tells of itself."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from networks import CRS, X, Y, points_of, roads_of
from shapely import LineString

import hanting_geo as hg

with np.errstate(invalid="ignore"):
    NOWHERE = LineString([(X, Y), (np.nan, Y)])
CROSS = [[(0, 0), (100, 0)], [(50, -50), (50, 50)]]


def codes(net: hg.Network) -> set[str]:
    return set(net.findings["code"])


def cost(net: hg.Network, one: tuple[float, float], two: tuple[float, float]) -> float:
    return round(float(net.od(points_of(one), points_of(two))[0, 0]), 6)


def layer_of(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    moved = [shapely.transform(shape, lambda xy: xy + np.array([X, Y])) for shape in shapes]
    return gpd.GeoDataFrame({"id": [f"b{n}" for n in range(len(moved))]}, geometry=moved, crs=CRS)


def test_lines_that_cross_are_joined_only_when_asked() -> None:
    left, joined = hg.network(roads_of(CROSS)), hg.network(roads_of(CROSS), crossings="join")
    assert cost(left, (0, 0), (50, 50)) == np.inf
    assert cost(joined, (0, 0), (50, 50)) == 100
    assert codes(left) == {"crossings_not_joined", "components"}
    assert codes(joined) == {"crossings_joined"}
    assert left.tables()["crossings"][["x", "y"]].to_numpy().tolist() == [[X + 50, Y]]


def test_a_bridge_is_joined_at_its_ends_only() -> None:
    """A bridge over one street that ends on the middle of another."""
    lines = [*CROSS, [(0, 50), (100, 50)]]
    net = hg.network(roads_of(lines, span=["no", "桥", None]), crossings="join", bridges="span")
    assert cost(net, (0, 0), (50, 50)) == np.inf
    assert cost(net, (50, -50), (0, 50)) == 150


def test_lines_that_share_a_vertex_are_joined_there() -> None:
    net = hg.network(roads_of([[(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 50)]]))
    assert cost(net, (0, 0), (50, 50)) == 100
    assert len(net.edges) == 3
    assert codes(net) == set()


@pytest.mark.parametrize(("gap", "told"), [(0.4, True), (1.5, False)])
def test_a_dangling_end_is_told_and_not_mended(gap: float, told: bool) -> None:  # noqa: FBT001
    net = hg.network(roads_of([[(0, 0), (100, 0)], [(30, gap), (30, 80)]]))
    assert ("dangling_ends" in codes(net)) == told
    assert cost(net, (0, 0), (30, 80)) == np.inf
    if told:
        (row,) = net.tables()["gaps"].to_dict("records")
        assert (row["road"], row["other_road"], round(row["gap_m"], 6)) == ("r1", "r0", gap)


def test_a_short_dead_end_has_no_gap_to_its_neighbours() -> None:
    net = hg.network(roads_of([[(0, 0), (50, 0)], [(50, 0), (100, 0)], [(50, 0), (50, 0.5)]]))
    assert codes(net) == set()


def test_doubled_flat_and_repeated_are_told() -> None:
    lines = [[(0, 0), (10, 0), (10, 0), (50, 0)], [(50, 0), (10, 0), (0, 0)], [(7, 7), (7, 7)], [(50, 0), (90, 0)]]
    net = hg.network(roads_of(lines))
    assert codes(net) == {"repeated_vertices", "duplicate_edges", "zero_length"}
    assert cost(net, (0, 0), (90, 0)) == 90


def test_pieces_and_one_way_traps_are_told() -> None:
    lines = [[(0, 0), (50, 0)], [(50, 0), (90, 0)], [(0, 200), (50, 200)]]
    net = hg.network(roads_of(lines, way=[0, 1, 0]), oneway="way")
    assert codes(net) == {"components", "one_way_traps"}
    assert net.pieces == 2
    assert net.tables()["components"]["length_m"].tolist() == [90, 50]


def test_a_line_barrier_parts_and_a_bridge_lets_through() -> None:
    """A street of 100 m over a railway at 40 m, beside one with a bridge."""
    lines = [[(0, 0), (100, 0)], [(0, 30), (100, 30)], [(0, 0), (0, 30)], [(100, 0), (100, 30)]]
    rail = layer_of(LineString([(40, -50), (40, 80)]))
    net = hg.network(roads_of(lines, span=[0, 1, 0, 0]), barriers=rail, bridges="span")
    assert cost(net, (0, 0), (100, 0)) == 160
    assert cost(net, (30, 0), (50, 0)) == 30 + 30 + 100 + 30 + 50
    (row,) = net.tables()["cuts"].to_dict("records")
    assert (row["road"], row["barrier"], row["x"] - X, row["y"] - Y) == ("r0", "b0", 40, 0)
    by_layer = hg.network(roads_of(lines), barriers=rail, bridges=layer_of(shapely.Point(40, 30.5)))
    assert cost(by_layer, (0, 0), (100, 0)) == 160
    assert cost(hg.network(roads_of(lines), barriers=rail), (0, 0), (100, 0)) == np.inf


def test_nobody_slips_through_a_node_that_lies_on_a_barrier() -> None:
    lines = [[(0, 0), (40, 0)], [(40, 0), (100, 0)], [(40, 0), (60, 40)]]
    net = hg.network(roads_of(lines), barriers=layer_of(LineString([(40, -50), (40, 80)])))
    assert cost(net, (0, 0), (100, 0)) == np.inf
    assert cost(net, (0, 0), (40, 0)) == 40


def test_a_dead_end_at_a_barrier_is_no_crossing() -> None:
    net = hg.network(roads_of([[(0, 0), (40, 0)]]), barriers=layer_of(LineString([(40, -50), (40, 80)])))
    assert codes(net) == set()


def test_water_takes_what_lies_in_it_and_two_polygons_have_no_way_between() -> None:
    lines = [[(0, 0), (100, 0)], [(50, -40), (50, 40)]]
    river = layer_of(shapely.box(40, -30, 50, 30), shapely.box(50, -30, 60, 30))
    net = hg.network(roads_of(lines), barriers=river)
    assert round(net.edges.length.sum(), 6) == 40 + 40 + 10 + 10
    assert cost(net, (0, 0), (100, 0)) == np.inf
    touching = hg.network(roads_of([[(0, 30), (100, 30)]]), barriers=river)
    assert codes(touching) == set()
    spanned = hg.network(roads_of(lines[:1]), barriers=river, bridges=layer_of(LineString([(39, 0), (61, 0)])))
    assert cost(spanned, (0, 0), (100, 0)) == 100


def test_isochrones_by_hand() -> None:
    """On a straight street: 30 m of access are gone, 70 m of street to either side are left of 100."""
    net = hg.network(roads_of([[(0, 0), (500, 0)]]), max_access_m=200)
    land = net.isochrones(points_of((250, 30), (250, 900)), [100, 40], width_m=5)
    assert land["limit"].tolist() == [40, 100, 40, 100]
    np.testing.assert_allclose(land["length_m"], [20, 140, np.nan, np.nan])
    assert land.geometry.isna().tolist() == [False, False, True, True]
    np.testing.assert_allclose(land.bounds.iloc[1], [X + 175, Y - 5, X + 325, Y + 35], atol=1e-6)
    expected = 140 * 10 + np.pi * 25 + (30 - 5) * 10 + np.pi * 25 / 2
    assert abs(land.area.iloc[1] - expected) < 0.01 * expected


def test_isochrones_follow_one_way() -> None:
    net = hg.network(roads_of([[(0, 0), (500, 0)]], way=[1]), oneway="way")
    for towards, west, east in ((False, 250, 350), (True, 150, 250)):
        (land,) = net.isochrones(points_of((250, 0)), 100, width_m=5, towards=towards).geometry
        np.testing.assert_allclose(land.bounds, [X + west - 5, Y - 5, X + east + 5, Y + 5], atol=1e-6)


def test_isochrones_grow_with_the_limit_and_by_time() -> None:
    net = hg.network(roads_of([[(0, 0), (900, 0)]]), speed_kmh=6)
    by_time = net.isochrones(points_of((450, 0)), limits_minutes=[1, 2], width_m=10)
    by_length = net.isochrones(points_of((450, 0)), [100, 200], width_m=10)
    assert by_time["unit"].tolist() == ["min", "min"]
    for one, two in zip(by_time.geometry, by_length.geometry, strict=True):
        assert one.symmetric_difference(two).area < 1e-6
    assert by_time.geometry.iloc[1].covers(by_time.geometry.iloc[0])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda roads: roads.to_crs(4326), "degrees"),
        (lambda roads: roads.set_geometry(roads.buffer(5)), "roads are lines"),
        (lambda roads: roads.set_geometry([NOWHERE] * 2, crs=CRS), "no number"),
        (lambda roads: roads.assign(way="sideways"), "sideways"),
        (lambda roads: roads.assign(kmh=[0, 30]), "speed"),
    ],
)
def test_bad_roads_are_refused_in_words(change: object, said: str) -> None:
    roads = change(roads_of(CROSS, way=[0, 0], kmh=[30, 30]))  # type: ignore[operator]
    with pytest.raises(hg.HantingGeoError, match=said):
        hg.network(roads, oneway="way", speed_kmh="kmh")


def test_no_roads_reach_nothing_and_say_so() -> None:
    net = hg.network(roads_of(CROSS).iloc[:0])
    assert codes(net) == {"no_edges"}
    assert cost(net, (0, 0), (1, 1)) == np.inf
    assert net.access(points_of((0, 0)))["reached"].tolist() == ["no_edge"]
    assert net.isochrones(points_of((0, 0)), 100).geometry.isna().all()
    assert net.paths(points_of((0, 0)), points_of((1, 1))).geometry.isna().all()
    empty = points_of((0, 0)).iloc[:0]
    assert hg.network(roads_of(CROSS)).od(empty, points_of((0, 0)), limit_m=5).shape == (0, 1)


def test_a_network_of_degrees_is_brought_to_metres_when_told() -> None:
    net = hg.network(roads_of([[(0, 0), (100, 0)]]).to_crs(4326), crs="working")
    assert abs(cost(net, (0, 0), (100, 0)) - 100) < 1e-3


def test_the_packaged_roads() -> None:
    """They share no vertices: joined where they cross, the schematic net hangs together but for one street."""
    roads = hg.load_layer("roads")
    left, net = hg.network(roads), hg.network(roads, crossings="join", snap_m=50)
    assert {"no_place", "crossings_not_joined", "components"} <= codes(left)
    assert round(net.edges.length.sum(), 3) == round(roads.length.sum(), 3)
    zones = hg.load_layer("zones")
    placed = zones.set_geometry(zones.representative_point())
    placed = placed[placed.geometry.notna()]
    costs = net.od(placed, placed)
    straight = shapely.distance(np.array(placed.geometry)[:, None], np.array(placed.geometry)[None, :])
    assert (costs >= straight - 1e-6).all()
    assert np.isfinite(costs).sum() > len(placed)
    page = net.to_map()
    assert set(net.layers()) >= {"edges", "nodes", "crossings"}
    assert "路网" in page.get_root().render()
    assert "components" in net._repr_html_()
