"""Eligible land by hand on small squares, and what cannot be answered."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from plots import CRS, LAYERS, SITE, X, Y, frame, row, rule, takes
from shapely import LineString, Point, Polygon, box
from shapely.affinity import translate

from hanting_geo.errors import CRSError, RuleError, SchemaError
from hanting_geo.siting.candidates import grid
from hanting_geo.siting.exclusion.exclude import exclude
from hanting_geo.siting.rule_layers import RuleLayers
from hanting_geo.siting.rules.model import Rule, RuleSet

if TYPE_CHECKING:
    from pathlib import Path


def test_two_overlapping_squares_by_hand() -> None:
    result = exclude(frame(SITE), [rule("a", layer="west"), rule("b", layer="south")], LAYERS)
    # West takes 40 x 100, south 100 x 30, and 40 x 30 lies under both.
    assert takes(result, "a") == (4000, 2800, 3400)
    assert takes(result, "b") == (3000, 1800, 2400)
    assert row(result, "(eligible)")["share_plane_m2"] == 4200
    assert row(result, "(total)")["share_plane_m2"] == 10000
    assert row(result, "(total)")["share_mu"] == 15
    assert result.eligible.geometry.iloc[0].equals(translate(box(40, 30, 100, 100), X, Y))
    pieces = result.excluded.set_index("rules")
    assert pieces["plane_m2"].to_dict() == {"a": 2800, "b": 1800, "a; b": 1200}
    assert pieces["rule_count"].to_dict() == {"a": 1, "b": 1, "a; b": 2}
    assert pieces.loc["a; b", "titles_zh"] == "规则 a; 规则 b"
    assert pieces.geometry["a; b"].equals(translate(box(0, 0, 40, 30), X, Y))
    opens = result.leave_one_out().set_index("rule")
    assert opens["opens_m2"].to_dict() == {"a": 2800, "b": 1800}
    assert opens.geometry["a"].equals(translate(box(0, 30, 40, 100), X, Y))
    assert result.complete


def test_each_areal_relation_by_hand() -> None:
    rules = [
        rule("inside", "inside", "centre"),
        rule("far", "beyond_distance", "line", distance_m=30),
        rule("near", "within_distance", "line", distance_m=60),
        rule("zero", "beyond_distance", "centre", distance_m=0),
    ]
    result = exclude(frame(SITE), rules, LAYERS)
    assert takes(result, "inside")[0] == 10000 - 1600
    assert takes(result, "far")[0] == pytest.approx(100 * 20)
    assert takes(result, "near")[0] == pytest.approx(100 * 50)
    assert takes(result, "zero")[0] == 0


def test_a_feature_outside_of_the_candidates_bites() -> None:
    point = {"point": frame({"p": Point(130, 50)})}
    result = exclude(frame(SITE), [rule("p", "beyond_distance", "point", distance_m=50)], point)
    circle = shapely.buffer(Point(130, 50), 50, quad_segs=16)
    assert takes(result, "p")[0] == pytest.approx(circle.intersection(SITE["site"]).area, rel=1e-9)
    assert takes(result, "p")[0] > 1000


def test_where_limits_what_is_taken() -> None:
    for relation, extra, expected in (
        ("outside", {}, 40 * 30),
        ("inside", {}, 60 * 30),
        ("beyond_distance", {"distance_m": 10}, 50 * 30),
        ("within_distance", {"distance_m": 10}, 50 * 30),
    ):
        limited = rule("r", relation, "west", where_layer="south", **extra)
        assert takes(exclude(frame(SITE), [limited], LAYERS), "r")[0] == pytest.approx(expected), relation
    whole = rule("r", "min_area", area_m2=20000, where_layer="south")
    assert takes(exclude(frame(SITE), [whole], LAYERS), "r")[0] == 3000


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        (rule("r", "min_area", area_m2=10000), []),
        (rule("r", "min_area", area_m2=10001), ["site"]),
        (rule("r", "min_width", width_m=100), []),
        (rule("r", "min_width", width_m=101), ["site"]),
        (rule("r", "attribute", column="use", op="==", value="farm"), ["site"]),
        (rule("r", "attribute", column="use", op="in", value=("factory", "farm")), []),
        (rule("r", "touches_road", "line", distance_m=10), []),
        (rule("r", "touches_road", "line", distance_m=9), ["site"]),
        (rule("r", "overlap_at_most", "centre", share=0.16), []),
        (rule("r", "overlap_at_most", "centre", share=0.15), ["site"]),
    ],
)
def test_a_rule_on_wholes_takes_the_candidate_or_nothing(asked: Rule, taken: list[str]) -> None:
    sites = frame({**SITE, "other": box(300, 0, 500, 200)}, use=["factory", "farm"])
    result = exclude(sites, [asked], LAYERS)
    losses = result.losses.set_index("candidate")
    assert ("site" in losses.index) == bool(taken)
    if taken:
        assert losses.loc["site", "takes_plane_m2"] == 10000
        assert losses.loc["site", "alone_plane_m2"] == 10000
    assert result.complete


def test_a_missing_value_is_no_data() -> None:
    sites = frame({**SITE, "other": box(300, 0, 400, 100)}, use=["farm", None])
    asked = [rule("r", "attribute", column="use", op="==", value="factory"), rule("b", layer="west")]
    result = exclude(sites, asked, LAYERS)
    assert row(result, "r")["data"] == "partial"
    assert not result.complete
    assert result.losses.query("rule == 'r'")["candidate"].tolist() == ["site"]
    nowhere = exclude(sites, [rule("r", "attribute", column="nothing", op="==", value=1)], {})
    assert takes(nowhere, "r")[0] == 0
    assert not nowhere.complete


def test_a_missing_layer_takes_nothing_and_is_told() -> None:
    rules = [rule("a", layer="west"), rule("gone", layer="farmland"), rule("where", layer="south", where_layer="bay")]
    result = exclude(frame(SITE), rules, LAYERS)
    for missing in ("gone", "where"):
        assert row(result, missing)["data"] == "no_data"
        assert math.isnan(row(result, missing)["takes_plane_m2"])
    assert takes(result, "a") == (4000, 4000, 4000)
    assert not result.complete
    assert set(result.findings.loc[result.findings["code"] == "no_data", "layer"]) == {"farmland", "bay"}
    assert "not complete" in repr(result)
    assert result.leave_one_out()["rule"].tolist() == ["a"]


def test_features_without_a_place_are_told() -> None:
    layers = {"some": frame({"a": box(0, 0, 10, 100), "b": None}), "none": frame({"c": None})}
    rules = [rule("some", layer="some"), rule("none", layer="none"), rule("in", "inside", "none")]
    result = exclude(frame(SITE), rules, layers)
    assert row(result, "some")[["data", "features", "unplaced"]].tolist() == ["partial", 1, 1]
    assert row(result, "none")[["data", "features", "unplaced"]].tolist() == ["no_data", 0, 1]
    assert row(result, "in")["data"] == "no_data"  # nobody knows what lies inside of a place not published
    assert row(result, "(eligible)")["share_plane_m2"] == 9000
    assert not result.complete
    assert (result.findings["code"] == "no_place").sum() == 3


def test_soft_rules_take_nothing_and_are_listed() -> None:
    result = exclude(frame(SITE), [rule("a", layer="west", hardness="soft"), rule("b", layer="south")], LAYERS)
    assert row(result, "a")["hardness"] == "soft"
    assert math.isnan(row(result, "a")["takes_plane_m2"])
    assert takes(result, "b") == (3000, 3000, 3000)
    assert result.complete
    assert set(result.excluded["rules"]) == {"b"}


def test_overrides_take_features_out_of_the_general_rule() -> None:
    layers = {"rivers": frame({"r1": box(0, 0, 10, 100), "r2": box(90, 0, 100, 100)})}
    layers["managed"] = frame({"r1": box(30, 30, 70, 70)})
    rules = [
        rule("general", layer="rivers"),
        rule("special", layer="managed", overrides="general", override_features=("r1",)),
    ]
    result = exclude(frame(SITE), rules, layers)
    assert takes(result, "general")[0] == 1000
    assert takes(result, "special")[0] == 1600
    # A layer that does not hold the feature frees nothing.
    result = exclude(frame(SITE), rules, {**layers, "managed": LAYERS["centre"]})
    assert takes(result, "general")[0] == 2000
    assert "override_not_held" in set(result.findings["code"])


def test_lines_have_no_area() -> None:
    crossing = {"line": frame({"l": LineString([(50, -10), (50, 110)])})}
    result = exclude(frame(SITE), [rule("l", layer="line")], crossing)
    assert takes(result, "l") == (0, 0, 0)
    assert result.findings["code"].tolist() == ["no_area"]
    with pytest.raises(RuleError, match="l are lines"):
        exclude(frame(SITE), [rule("l", "inside", "line")], crossing)
    with pytest.raises(RuleError, match="'line' must hold polygons"):
        exclude(frame(SITE), [rule("c", layer="centre", where_layer="line")], {**crossing, **LAYERS})


def test_overlapping_candidates_are_each_answered_in_full() -> None:
    sites = frame({"a": box(0, 0, 100, 100), "b": box(0, 0, 100, 50)})
    result = exclude(sites, [rule("w", layer="west")], LAYERS)
    assert takes(result, "w")[0] == 6000
    assert result.candidates.set_index("candidate")["eligible_plane_m2"].to_dict() == {"a": 6000, "b": 3000}
    assert "5000.00 m2" in result.findings.set_index("code").loc["candidates_overlap", "what"]
    assert result.leave_one_out().area.tolist() == [4000]


def test_the_table_of_candidates() -> None:
    sites = frame({**SITE, "free": box(500, 0, 600, 100), "gone": None}, name_zh=["地块", "空地", "未定"])
    sites.index = pd.Index([7, 8, 9])
    result = exclude(sites, [rule("a", layer="west"), rule("b", layer="south")], LAYERS)
    table = result.candidates
    assert table.index.tolist() == [7, 8, 9]
    assert table["rules"].tolist() == ["a; b", "", ""]
    assert table["rule_count"].tolist() == [2, 0, 0]
    assert table["name_zh"].tolist() == ["地块", "空地", "未定"]
    assert table["eligible_share"].tolist()[:2] == [0.42, 1]
    assert table.loc[9].filter(like="plane_m2").isna().all()
    assert result.eligible.index.tolist() == [7, 8]
    assert result.eligible["plane_m2"].tolist() == [4200, 10000]
    assert result.eligible.geometry[8].equals(sites.geometry[8])
    assert "null_geometry" in set(result.findings["code"])


def test_pruning_moves_what_is_too_small_or_too_narrow() -> None:
    # What is left: a part of 39 x 100 to the west, 10 x 100 in the middle, 9 x 10 to the east.
    layers = {"cut": frame({"c": box(39, 0, 40, 100), "d": box(50, 0, 91, 100), "e": box(91, 0, 100, 90)})}
    whole = exclude(frame(SITE), [rule("c", layer="cut")], layers)
    assert whole.eligible["plane_m2"].tolist() == [3900 + 1000 + 90]
    small = whole.prune(min_area_m2=91)
    assert row(small, "(too small)")["share_plane_m2"] == 90
    assert row(small, "(eligible)")["share_plane_m2"] == 4900
    both = small.prune(min_width_m=10.01)
    assert row(both, "(too small)")["share_plane_m2"] == 90
    assert row(both, "(too narrow)")["share_plane_m2"] == 1000
    assert row(both, "(eligible)")["share_plane_m2"] == 3900
    assert whole.prune(min_width_m=10).eligible["plane_m2"].tolist() == [4900]
    assert both.candidates["pruned_plane_m2"].tolist() == [1090]
    assert set(both.excluded["rules"]) == {"c", "(too small)", "(too narrow)"}
    assert both.ledger["share_plane_m2"].iloc[:-1].sum() == pytest.approx(10000)
    assert takes(both, "c") == takes(whole, "c")
    assert row(whole, "(eligible)")["share_plane_m2"] == 4990  # the first result stays as it is


def test_what_pruning_gives_back() -> None:
    layers = {"wall": frame({"w": box(45, 0, 55, 100)}), "east": frame({"e": box(55, 0, 100, 100)})}
    rules = [rule("wall", layer="wall"), rule("east", layer="east")]
    pruned = exclude(frame(SITE), rules, layers).prune(min_area_m2=5000)
    assert pruned.eligible.empty
    opens = pruned.leave_one_out().set_index("rule")
    # Without the wall the west is 45 m wide with 10 m more: enough. Without the east, neither half is.
    assert opens.loc["wall", ["alone_m2", "opens_m2", "given_back_m2"]].tolist() == [1000, 1000, 4500]
    assert opens.loc["east", ["alone_m2", "opens_m2", "given_back_m2"]].tolist() == [4500, 0, 0]
    assert opens.geometry["wall"].equals(translate(box(0, 0, 55, 100), X, Y))
    assert opens.geometry["east"].is_empty


@pytest.mark.parametrize("limits", [{}, {"min_area_m2": 0}, {"min_width_m": -1}, {"min_area_m2": math.nan}])
def test_pruning_by_nothing_is_refused(limits: dict[str, float]) -> None:
    with pytest.raises(SchemaError, match="prune"):
        exclude(frame(SITE), [], {}).prune(**limits)


def test_no_candidates_and_no_rules() -> None:
    empty = exclude(frame({}), [rule("a", layer="west"), rule("m", "min_area", area_m2=5)], LAYERS)
    assert takes(empty, "a") == (0, 0, 0)
    assert empty.eligible.empty
    assert empty.excluded.empty
    assert empty.candidates.empty
    assert row(empty, "(total)")["share_plane_m2"] == 0
    assert empty.prune(min_area_m2=5, min_width_m=5).leave_one_out()["opens_m2"].tolist() == [0, 0]
    free = exclude(frame(SITE), [], {})
    assert free.eligible["plane_m2"].tolist() == [10000]
    assert free.losses.empty
    assert free.leave_one_out().empty
    for result in (empty, free):
        assert result._repr_html_()
        assert json.loads(result.to_json())["complete"]
        result.to_map()


def test_more_rules_than_a_machine_word_has_bits() -> None:
    count = 130
    layers = {f"l{n}": frame({"a": box(n / 2, 0, n / 2 + 30, 100)}) for n in range(count)}
    result = exclude(frame(SITE), [rule(f"r{n}", layer=f"l{n}") for n in range(count)], layers)
    assert result.excluded["rule_count"].max() == 60
    shares = result.ledger["share_plane_m2"].iloc[:count]
    assert shares.sum() == pytest.approx(94.5 * 100)
    assert takes(result, "r100")[0] == pytest.approx(3000)


def test_land_that_comes_twice_and_shared_borders_leave_no_slivers() -> None:
    turned = [shapely.affinity.rotate(box(20 * n, 0, 20 * n + 20, 37), 0.3, origin=(0, 0)) for n in range(5)]
    zones = {f"z{n}": shape for n, shape in enumerate(turned)}
    layers = {"zones": frame(zones), "again": frame(zones), "some": frame({k: zones[k] for k in ("z1", "z3")})}
    rules = [rule("a", layer="zones"), rule("b", layer="again"), rule("c", layer="some")]
    extent = gpd.GeoSeries([translate(box(-10, -10, 110, 60), X, Y)], crs=CRS)
    result = exclude(grid(extent, cell_m=7), rules, layers)
    assert set(result.excluded["rules"]) == {"a; b", "a; b; c"}
    assert result.excluded.explode()["plane_m2"].min() > 1e-6
    assert takes(result, "a")[0] == pytest.approx(20 * 37 * 5, rel=1e-9)
    assert result.excluded.is_valid.all()
    assert result.eligible.is_valid.all()


def test_a_region_of_very_many_corners_is_cut_exactly() -> None:
    angle = np.linspace(0, 2 * np.pi, 4001)[:-1]
    radius = 400 + 30 * np.sin(37 * angle) + 8 * np.cos(411 * angle)
    star = Polygon(np.column_stack([500 + radius * np.cos(angle), 500 + radius * np.sin(angle)]))
    cells = grid(gpd.GeoSeries([translate(box(0, 0, 1000, 1000), X, Y)], crs=CRS), cell_m=25)
    result = exclude(cells, [rule("star", layer="star")], {"star": frame({"s": star})})
    assert takes(result, "star")[0] == pytest.approx(star.area, rel=1e-9)
    moved = translate(star, X, Y)
    expected = shapely.area(shapely.intersection(cells.geometry.values, moved))
    lost = result.candidates["excluded_plane_m2"].to_numpy()
    assert np.abs(lost - expected).max() < 1e-6


BAD = {
    "no crs": (gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(0, 0, 1, 1)]), CRSError, "reference system"),
    "degrees": (
        gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(119, 36, 119.1, 36.1)], crs="EPSG:4326"),
        CRSError,
        "degrees",
    ),
    "another ellipsoid": (
        frame(SITE).set_crs("EPSG:2437", allow_override=True),
        CRSError,
        "stands on another ellipsoid (Krassowsky 1940)",
    ),
    "stretched": (frame(SITE).to_crs("EPSG:3857"), CRSError, "stretches"),
    "invalid": (frame({"a": Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])}), SchemaError, "invalid geometry in a"),
    "point": (frame({"a": Point(0, 0)}), SchemaError, "a is a Point"),
    "line": (frame({"b": LineString([(0, 0), (9, 9)])}), SchemaError, "b is a LineString"),
    "doubled": (pd.concat([frame(SITE)] * 2), SchemaError, "unique ids, and site is there more than once"),
    "missing": (
        frame({**SITE, "b": box(0, 0, 1, 1)}).assign(id=["a", None]),
        SchemaError,
        "no 'id' in 1 of 2 rows",
    ),
    "closing": (frame({"(total)": box(0, 0, 1, 1)}), SchemaError, "closing row"),
    "no column": (frame(SITE).rename(columns={"id": "name"}), SchemaError, "no column 'id'; there are: name"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_bad_candidates_are_refused_by_name(case: Any) -> None:
    sites, error, text = case
    with pytest.raises(error, match=re.escape(text)):
        exclude(sites, [], {})


def test_any_column_may_hold_the_ids() -> None:
    sites = frame(SITE).rename(columns={"id": "编号"}).assign(编号=[12])
    result = exclude(sites, [rule("a", layer="west")], LAYERS, candidate_id="编号")
    assert result.losses["candidate"].tolist() == [12]


def test_two_rules_of_one_id_are_refused() -> None:
    with pytest.raises(RuleError):
        exclude(frame(SITE), [rule("a", layer="west"), rule("a", layer="south")], LAYERS)


def test_features_are_asked_as_screening_asks_them() -> None:
    rules = RuleSet((rule("a", layer="west", filter={"id": "w"}),))
    assert RuleLayers(rules, LAYERS, CRS).of(rules["a"]) is not None
    assert takes(exclude(frame(SITE), rules, LAYERS), "a")[0] == 4000
    with pytest.raises(RuleError, match="'nothing'"):
        exclude(frame(SITE), [rule("a", layer="west", filter={"nothing": 1})], LAYERS)


def test_slope_of_another_system_is_refused(slope: Path, tmp_path: Path) -> None:
    with rasterio.open(slope) as raster:
        profile, values = raster.profile, raster.read()
    with rasterio.open(tmp_path / "utm.tif", "w", **{**profile, "crs": "EPSG:32650"}) as raster:
        raster.write(values)
    rules = [rule("slope", "max_slope", "slope", slope_percent=8.0)]
    with pytest.raises(CRSError, match=r"rule slope: utm\.tif is in WGS 84 / UTM zone 50N, and the sites in CGCS2000"):
        exclude(frame(SITE), rules, {"slope": tmp_path / "utm.tif"})


def test_slope_takes_the_candidate_as_a_whole(slope: Path) -> None:
    # One cell of 10 m is too steep, with its lower left corner at 10, 0; the one in the north-east has no value.
    there = {
        "steep": box(5, 2, 12, 8),
        "flat": box(21, 1, 38, 9),
        "touches": box(2, 0, 10, 10),
        "no": box(31, 31, 39, 39),
    }
    rules = [rule("slope", "max_slope", "slope", slope_percent=8.0)]
    result = exclude(frame(there), rules, {"slope": slope})
    assert takes(result, "slope") == (42, 42, 42)
    assert row(result, "slope")["data"] == "partial"
    assert not result.complete
    assert sorted(result.eligible["candidate"]) == ["flat", "no", "touches"]
    assert result.losses["candidate"].tolist() == ["steep"]
    everything = exclude(frame(there), [rule("slope", "max_slope", "slope", slope_percent=20.0)], {"slope": slope})
    assert takes(everything, "slope") == (0, 0, 0)
