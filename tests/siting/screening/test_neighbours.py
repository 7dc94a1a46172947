"""四至 by hand: streets once, parcels next door, sites among themselves, directions as a surveyor says them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from brute import CRS, layer, moved, rule
from shapely import LineString, Point, Polygon, box
from shapely.affinity import rotate

from hanting_geo.errors import SchemaError
from hanting_geo.siting.screening.screen import screen
from hanting_geo.siting.screening.sight import edges_of, met, sights_of

ZH = ["east_zh", "south_zh", "west_zh", "north_zh"]


def sites(*shapes: object) -> gpd.GeoDataFrame:
    names = ["甲地", "乙地", "丙地"][: len(shapes)]
    facts = {"id": ["a", "b", "c"][: len(shapes)], "name_zh": names, "accuracy_m": 0.0}
    return gpd.GeoDataFrame(facts, geometry=[moved(shape) for shape in shapes], crs=CRS)


def named(shapes: list[object], names: list[str | None]) -> gpd.GeoDataFrame:
    return layer(shapes, name_zh=names)


def around(where: gpd.GeoDataFrame, **layers: gpd.GeoDataFrame) -> list[list[str]]:
    table = screen(where, [], layers).tables()["neighbours"]
    assert table["site"].tolist() == where["id"].tolist()
    return [[row[column] for column in ZH] for row in table.to_dict("records")]


SQUARE = box(0, 0, 100, 100)


def test_one_street_is_named_once_however_long_and_in_pieces() -> None:
    street = named([LineString([(-20, y), (-20, y + 200)]) for y in range(-400, 600, 200)], ["北海路"] * 5)
    assert around(sites(SQUARE), roads=street) == [["", "", "北海路（20.0 米）", ""]]
    table = screen(sites(SQUARE), [], {"公路": street}).tables()["neighbours"]
    assert table["west_en"].tolist() == ["北海路 (20.0 m)"]


def test_a_street_round_a_corner_is_named_on_both_sides() -> None:
    corner = named([LineString([(-20, 500), (-20, -20), (500, -20)])], ["通亭街"])
    assert around(sites(SQUARE), roads=corner) == [["", "通亭街（20.0 米）", "通亭街（20.0 米）", ""]]


def test_parcels_next_door_hide_what_lies_behind_and_several_share_a_side() -> None:
    parcels = named([box(100, 0, 130, 70), box(100, 70, 130, 100), box(0, 100, 100, 130)], ["张家", "李家", None])
    roads = named([LineString([(140, -500), (140, 500)]), LineString([(-500, -50), (500, -50)])], ["后街", "前街"])
    assert around(sites(SQUARE), 宗地=parcels, 道路=roads) == [["张家、李家", "前街（50.0 米）", "", "f2"]]


def test_sites_adjoin_each_other_and_none_is_its_own_neighbour() -> None:
    assert around(sites(SQUARE, box(100, 0, 200, 100), box(230, 20, 300, 60))) == [
        ["乙地", "", "", ""],
        ["丙地（30.0 米）", "", "甲地", ""],
        ["", "", "乙地（30.0 米）", ""],
    ]


def test_what_touches_a_corner_only_or_covers_the_site_is_no_neighbour() -> None:
    parcels = named([box(100, 100, 200, 200), box(-500, -500, 900, 900)], ["角上", "全域"])
    assert around(sites(SQUARE), parcels=parcels) == [["", "", "", ""]]


def test_how_far_is_looked_and_where() -> None:
    far = named([LineString([(-500, 160), (900, 160)])], ["虞河"])
    assert around(sites(SQUARE), rivers=far) == [["", "", "", ""]]
    table = screen(sites(SQUARE), [], {"rivers": far}, neighbours_within_m=60).tables()["neighbours"]
    assert table.loc[0, "north_zh"] == "虞河（60.0 米）"
    lake = {"湖": named([box(0, 100, 100, 130)], ["大湖"])}
    assert screen(sites(SQUARE), [], lake).tables()["neighbours"]["north_zh"].tolist() == [""]
    chosen = screen(sites(SQUARE), [], lake, neighbours_of=["湖"]).tables()["neighbours"]
    assert chosen["north_zh"].tolist() == ["大湖"]
    with pytest.raises(SchemaError, match="neighbours_of names lakes"):
        screen(sites(SQUARE), [], lake, neighbours_of=["lakes"])


def test_streets_without_a_name_are_streets_and_points_and_lines_have_neighbours() -> None:
    street = named([LineString([(-9, -90), (-9, 190)])], [None])
    assert around(sites(SQUARE), roads=street) == [["", "", "道路（9.0 米）", ""]]
    thin = sites(Point(0, 50), LineString([(0, 0), (0, 80)]))
    assert [row[2] for row in around(thin, roads=street)] == ["道路（9.0 米）"] * 2


def test_a_turned_site_has_each_neighbour_in_the_two_directions_that_it_faces() -> None:
    turned = rotate(SQUARE, 45)
    beside = rotate(box(100, 0, 200, 100), 45, origin=(50, 50))  # towards the north-east
    [row] = around(sites(turned), parcels=named([beside], ["东邻"]))
    assert row == ["东邻", "", "", "东邻"]


def test_a_concave_site_sees_what_lies_before_its_outermost_points() -> None:
    hook = Polygon([(0, 0), (100, 0), (100, 30), (40, 30), (40, 100), (0, 100)])
    filling = box(45, 35, 95, 95)
    assert around(sites(hook), parcels=named([filling], ["内凹"])) == [["内凹（5.0 米）", "", "", "内凹（5.0 米）"]]


def test_findings_say_where_was_looked_and_what_was_left_out() -> None:
    found = screen(sites(SQUARE), [], {"roads": named([LineString([(-9, 0), (-9, 9)])], ["x"])})
    [text] = found.findings.loc[found.findings["what"].str.startswith("neighbours"), "what"]
    assert "roads (道路); there is no layer of parcels (宗地)" in text
    bow = layer([Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])])
    found = screen(sites(SQUARE), [], {"roads": bow})
    assert found.tables()["neighbours"][ZH].to_numpy().tolist() == [[""] * 4]
    assert "layer_left_out" in found.tables()["findings"]["code"].tolist()


def test_no_sites_and_too_many() -> None:
    assert screen(sites(SQUARE)[:0], [], {}).tables()["neighbours"].empty
    x, y = np.divmod(np.arange(20_001), 200)
    many = gpd.GeoDataFrame(
        {"id": range(20_001), "accuracy_m": 0.0},
        geometry=[moved(box(a * 20, b * 20, a * 20 + 9, b * 20 + 9)) for a, b in zip(x, y, strict=True)],
        crs=CRS,
    )
    found = screen(many, [rule("min_area", area_m2=50)], {})
    tables = found.tables()
    assert isinstance(tables["neighbours"], pd.DataFrame)
    assert tables["neighbours"].empty
    assert tables["findings"]["code"].tolist().count("too_many_sites") == 2


def seen_by_overlay(shapes: np.ndarray, layer_: np.ndarray, within: float) -> dict[int, tuple[int, float]]:
    """Cut each line of sight with each feature by itself."""
    found = {}
    sights = sights_of(shapes)
    for sight, (site, side) in enumerate(zip(sights.site, sights.side, strict=True)):
        step = np.array([[1, 0], [0, -1], [-1, 0], [0, 1]])[side]
        origin = np.array([sights.x[sight], sights.y[sight]])
        line = LineString([origin - 1e-3 * step, origin + within * step])
        far = []
        for number, feature in enumerate(layer_):
            piece = line.intersection(feature)
            if not piece.is_empty and not feature.covers(shapes[site]):
                away = Point(origin).distance(piece)
                far.append((0.0 if away <= 2e-3 else away, number))
        if far:
            found[sight] = min(far)[::-1]
    return found


def test_what_is_seen_first_is_what_cutting_line_by_line_finds() -> None:
    rng = np.random.default_rng(11)

    def blob(x: float, y: float, size: float, corners: int) -> Polygon:
        angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
        radius = size * rng.uniform(0.4, 1, corners)
        return Polygon(np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)]))

    shapes = np.array([blob(*rng.uniform(0, 300, 2), 40, 12) for _ in range(12)] + [box(0, 0, 50, 50)], dtype=object)
    holed = box(-200, -200, 500, 500) - box(20, 20, 280, 280)
    layer_ = np.array(
        [blob(*rng.uniform(0, 300, 2), 30, 9) for _ in range(20)]
        + [LineString(rng.uniform(-50, 350, (60, 2))), Point(80, 25), box(50, 0, 90, 50), box(50, 50, 90, 90), holed]
        + [shapely.union(blob(0, 300, 50, 7), blob(300, 0, 50, 200))],
        dtype=object,
    )
    sights = sights_of(shapes)
    found = met(sights, shapes, layer_, edges_of(layer_), np.full(len(shapes), -1), 60.0)
    order = np.lexsort((found.feature, found.far, found.sight))
    first = order[np.unique(found.sight[order], return_index=True)[1]]
    expected = seen_by_overlay(shapes, layer_, 60.0)
    assert found.sight[first].tolist() == sorted(expected)
    assert found.far[first] == pytest.approx([expected[sight][1] for sight in found.sight[first]], abs=1e-5)
    agree = found.feature[first] == [expected[sight][0] for sight in found.sight[first]]
    assert np.mean(agree) > 0.99  # two that are equally far may be told apart by rounding
    assert len(expected) > 500
