"""Locating: brute force on small questions, hand cases, conditions kept, and what wrong questions are told."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

import hanting_geo as hg

X, Y = 430000.0, 4071000.0
CRS = "EPSG:4549"
MODELS = ["mclp", "lscp", "p_median", "p_center", "backup_mclp"]


def points(at: Any, **columns: Any) -> gpd.GeoDataFrame:
    places = np.add(np.asarray(at, dtype=float).reshape(-1, 2), (X, Y))
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*places.T), crs=CRS)


def question(seed: int, homes: int = 12, sites: int = 9) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    drawn = np.random.default_rng(seed)
    demand = points(
        drawn.integers(0, 2000, (homes, 2)), id=[f"h{n}" for n in range(homes)], demand=drawn.integers(1, 30, homes)
    )
    status = ["现状", "必选", "closed", "prohibited", *(["候选"] * (sites - 4))]
    facilities = points(
        drawn.integers(0, 2000, (sites, 2)),
        id=[f"s{n}" for n in range(sites)],
        status=status,
        zone=drawn.choice(["a", "b"], sites),
    )
    return demand, facilities


def objective(model: str, apart: np.ndarray, weights: np.ndarray, chosen: tuple[int, ...], radius: float) -> float:
    """Give what an answer comes to; infinite (of the least) where it serves not everybody."""
    near = apart[:, list(chosen)]
    times = (near <= radius).sum(axis=1)
    if model == "mclp":
        return -float(weights[times > 0].sum())
    if model == "backup_mclp":
        return -float(weights[times > 0].sum() + weights[times > 1].sum()) / 2
    if model == "lscp":
        return float(len(chosen) - 1) if (times > 0).all() else np.inf
    least = near.min(axis=1)
    return float(least.max() if model == "p_center" else weights @ least)


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), p=st.integers(1, 4), radius=st.sampled_from([300.0, 700.0, 1500.0]))
def test_no_choice_is_better(model: str, seed: int, p: int, radius: float) -> None:
    demand, facilities = question(seed)
    apart = shapely.distance(demand.geometry.to_numpy()[:, None], facilities.geometry.to_numpy()[None, :])
    weights = demand["demand"].to_numpy(dtype=float)
    numbers = range(1, 7) if model == "lscp" else [p]
    # s0 exists, s1 is required and counts, s2 and s3 are never open.
    choices = [(0, 1, *more) for number in numbers for more in combinations(range(4, 9), number - 1)]
    best = min(objective(model, apart, weights, choice, radius) for choice in choices)
    options: dict[str, Any] = {} if model == "lscp" else {"p": p}
    if model not in ("p_median", "p_center"):
        options["radius_m"] = radius
    if np.isinf(best):
        with pytest.raises(hg.InfeasibleError):
            hg.locate(demand, facilities, model=model, **options)
        return
    found = hg.locate(demand, facilities, model=model, **options)
    sign = -1 if model in ("mclp", "backup_mclp") else 1
    assert found.status == "optimal"
    assert found.objective == pytest.approx(sign * best, rel=1e-9)
    assert "s1" in found.chosen
    assert not {"s0", "s2", "s3"} & set(found.chosen)
    assert len(found.chosen) == (found.objective if model == "lscp" else p)
    listed = found.tables()["allocation"]
    there = [int(name[1:]) for name in ["s0", *found.chosen]]
    near = apart[:, there].min(axis=1)
    reach = radius if "radius_m" in options else np.inf
    assert (listed["facility_id"].notna() == (near <= reach)).all()
    assert np.allclose(listed["distance_m"].dropna(), near[near <= reach])
    assert found.tables()["facilities"]["served"].sum() == weights[near <= reach].sum()


def test_the_toy_with_a_known_answer() -> None:
    corners = points([(0, 0), (0, 3), (4, 0), (4, 3)], id=list("abcd"), demand=1)
    found = hg.locate(corners, corners, model="p-median", p=2)
    assert (found.objective, found.bound, found.gap, found.status) == (6.0, 6.0, 0.0, "optimal")
    assert len(hg.locate(corners, corners, model="p中心", p=2).chosen) == 2


def test_capacities_move_demand_from_the_nearest() -> None:
    homes = points([(0, 0), (10, 0), (20, 0), (100, 0)], id=list("abcd"), demand=[5, 5, 5, 5])
    sites = points([(10, 0), (60, 0)], id=["near", "far"], places=[10, 10])
    found = hg.locate(homes, sites, model="capacitated_p_median", p=2, capacity="places")
    # b and a at "near"; c (20) and d (100) at "far": 0 + 10 + 40 + 40 metres of 5 each.
    assert found.objective == 5 * 90
    facilities = found.tables()["facilities"].set_index("id")
    assert facilities["served"].to_dict() == {"near": 10.0, "far": 10.0}
    assert facilities["used"].to_dict() == {"near": 1.0, "far": 1.0}
    with pytest.raises(hg.InfeasibleError, match="short of the demand") as short:
        hg.locate(homes, sites, model="capacitated_p_median", p=1, capacity="places")
    assert short.value.tables()["remedies"].set_index("remedy")["value"].to_dict()["p"] == 2


def test_areas_stand_at_their_centroid_and_facilities_at_their_border() -> None:
    homes = gpd.GeoDataFrame({"id": ["a"], "demand": [1]}, geometry=[box(X, Y, X + 10, Y + 10)], crs=CRS)
    sites = gpd.GeoDataFrame({"id": ["s"]}, geometry=[box(X + 100, Y, X + 200, Y + 10)], crs=CRS)
    assert hg.locate(homes, sites, model="p_median", p=1).objective == 95


def test_budget_quota_and_separation_are_kept() -> None:
    demand, facilities = question(3, 20, 12)
    facilities["price"] = [np.nan, *[4.0] * 11]
    found = hg.locate(demand, facilities, model="mclp", radius_m=600, budget=13, cost="price")
    assert len(found.chosen) == 3
    assert found.tables()["summary"]["cost"].item() == 12
    for quota in (
        {"zone": (0, 2)},
        {"zone": {"a": (0, 2), "b": (0, 2)}},
        pd.DataFrame({"zone": ["a", "b"], "最少": [0, 0], "最多": [2, 2]}),
    ):
        table = hg.locate(demand, facilities, model="mclp", radius_m=600, p=4, quota=quota).tables()["quotas"]
        assert table[["zone", "opened"]].sort_values("zone").to_numpy().tolist() == [["a", 2], ["b", 2]]
    apart = hg.locate(demand, facilities, model="mclp", radius_m=600, p=3, separation_m=500)
    there = facilities.set_index("id").geometry[["s0", *apart.chosen]]
    assert all(one.distance(other) >= 500 for one, other in combinations(there, 2))


def test_what_is_built_in_a_phase_stays() -> None:
    demand, facilities = question(5, 30, 14)
    found = hg.locate(demand, facilities, model="mclp", radius_m=500, phases=(2, 4, 7))
    phases = found.tables()["phases"]
    assert phases["p"].tolist() == [2, 4, 7]
    assert phases["objective"].is_monotonic_increasing
    assert (phases["alone_objective"] >= phases["objective"]).all()
    built = [set(found.at(p).chosen) for p in (2, 4, 7)]
    assert built[0] < built[1] < built[2] == set(found.chosen)
    stages = found.tables()["facilities"].set_index("id")["phase"]
    assert {name for name in found.chosen if stages[name] == 1} == built[0]
    assert pd.isna(stages["s0"])


def test_each_point_of_a_curve_is_a_solution() -> None:
    demand, facilities = question(6, 30, 14)
    found = hg.locate(demand, facilities, model="mclp", radius_m=500, p=range(1, 6))
    curve = found.curve()
    assert curve["p"].tolist() == [1, 2, 3, 4, 5]
    for p in curve["p"]:
        alone = hg.locate(demand, facilities, model="mclp", radius_m=500, p=p)
        assert alone.objective == curve.set_index("p")["objective"][p] == found.at(p).objective
    assert found.curve([2, 3])["objective"].tolist() == curve["objective"].tolist()[1:3]
    assert len(found.chosen) == 5


def test_a_matrix_a_network_and_two_axes() -> None:
    homes = points([(0, 0), (300, 400)], id=["a", "b"], demand=[1, 1])
    sites = points([(0, 0), (300, 0)], id=["s", "t"])
    assert hg.locate(homes, sites, model="p_median", p=1, travel="manhattan").objective == 700
    costs = pd.DataFrame({"t": [1.0, 2.0], "s": [9.0, np.inf]}, index=["a", "b"])
    assert hg.locate(homes, sites, model="p_median", p=1, travel=costs).chosen == ["t"]
    street = gpd.GeoDataFrame(geometry=[shapely.LineString([(X, Y), (X + 300, Y), (X + 300, Y + 400)])], crs=CRS)
    along = hg.locate(homes, sites, model="p_center", p=1, travel=hg.network(street))
    assert (along.chosen, along.objective) == (["t"], 400)


def test_zones_before_and_after_sum_to_the_total() -> None:
    demand, facilities = question(8, 40, 14)
    halves = [box(X, Y, X + 1000, Y + 2000), box(X + 1000, Y, X + 1500, Y + 2000)]
    zones = gpd.GeoDataFrame({"id": ["west", "east"]}, geometry=halves, crs=CRS)
    table = hg.locate(demand, facilities, model="mclp", radius_m=500, p=3, zones=zones).tables()["zones"]
    assert table["zone_id"].tolist() == ["west", "east", "(outside)", "(total)"]
    sums = table[["demand", "before_served", "served", "gained", "opened"]]
    assert (sums.iloc[:-1].sum() == sums.iloc[-1]).all()
    assert sums["demand"].iloc[-1] == demand["demand"].sum()


def test_what_cannot_be_done_says_what_would_do() -> None:
    homes = points([(0, 0), (1000, 0), (5000, 0)], id=["a", "b", "c"], demand=1)
    sites = points([(0, 0), (1000, 0), (4300, 0)], id=["r", "s", "t"])
    with pytest.raises(hg.InfeasibleError) as error:
        hg.locate(homes, sites, model="lscp", radius_m=500)
    tables = error.value.tables()
    assert tables["out_of_reach"].to_numpy().tolist() == [["c", 1.0, "t", 700.0]]
    assert tables["remedies"].to_numpy().tolist() == [["radius_m", 700.0]]
    with pytest.raises(hg.InfeasibleError, match=r"p = 3") as error:
        hg.locate(homes, sites, model="lscp", radius_m=700, p=2)
    assert error.value.tables()["remedies"].set_index("remedy")["value"].to_dict() == {"radius_m": 1000.0, "p": 3.0}
    assert "p" in error.value.tables()["conditions"]["condition"].tolist()
    with pytest.raises(hg.InfeasibleError, match="only 3"):
        hg.locate(homes, sites, model="p_median", p=4)


def test_everything_wrong_is_told_at_once() -> None:
    demand, facilities = question(1)
    with pytest.raises(hg.SchemaError) as error:
        hg.locate(
            demand.assign(demand=[-1, np.nan, *[1] * 10]),
            facilities.assign(status="候迭").assign(id="s"),
            model="p_medain",
            radius_m=-5,
        )
    for said in ("did you mean p_median", "is negative", "is no number", "候选", "unique ids", "radius_m"):
        assert said in str(error.value)


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        (lambda d, f: (d.assign(demand=0), f), {}, "nobody to serve"),
        (lambda d, f: (d, f.assign(status="closed")), {}, "no candidate"),
        (lambda d, f: (d, f.iloc[:0]), {}, "no candidate"),
        (lambda d, f: (d.drop(columns="demand"), f), {}, "weight"),
        (lambda d, f: (d, f), {"model": "capacitated_mclp"}, "needs capacity"),
        (lambda d, f: (d, f), {"p": None}, "needs p"),
        (lambda d, f: (d, f), {"phases": (3, 2)}, "grow"),
        (lambda d, f: (d, f), {"phases": (1, 3)}, "leave p out"),
        (lambda d, f: (d, f), {"budget": 5}, "needs cost"),
        (lambda d, f: (d, f), {"quota": {"zone": (3, 1)}}, "cannot both be"),
        (lambda d, f: (d, f), {"quota": {"zone": {"c": (1, 2)}}}, "no facility is in"),
        (lambda d, f: (d, f), {"travel": np.ones((2, 2))}, "shape"),
    ],
)
def test_wrong_questions(change: Any, options: dict[str, Any], said: str) -> None:
    demand, facilities = change(*question(1))
    with pytest.raises(hg.SchemaError, match=said):
        hg.locate(demand, facilities, **{"model": "mclp", "p": 2, "radius_m": 500, **options})


def test_degrees_and_two_systems_are_refused() -> None:
    demand, facilities = question(1)
    for one, other in ((demand.to_crs(4326), facilities), (demand, facilities.to_crs("EPSG:4548"))):
        with pytest.raises(hg.CRSError):
            hg.locate(one, other, model="p_median", p=2)


def test_doubtful_data_is_told_and_nothing_is_dropped_in_silence() -> None:
    homes = points([(0, 0), (0, 0), (50, 0), (90, 0)], id=list("abcd"), demand=[1, 2, 0, 4])
    homes.loc[3, "geometry"] = None
    sites = points([(0, 0), (0, 0), (70, 0), (9, 9)], id=list("rstu"), status=["candidate", "candidate", None, "在建"])
    found = hg.locate(homes, sites, model="mclp", p=1, radius_m=10)
    codes = set(found.findings["code"])
    assert {"demand_no_place", "demand_zero", "demand_one_spot", "facility_one_spot", "status_not_stated"} <= codes
    assert "taken_as_standing" in codes
    assert found.tables()["allocation"]["service"].tolist() == ["gained", "gained", "no_demand", "no_place"]
    assert found.tables()["uncovered"][["id", "unserved_reason"]].to_numpy().tolist() == [["d", "no_place"]]
    assert found.objective == 3


def test_frames_are_not_changed_and_labels_do_not_matter() -> None:
    demand, facilities = question(2)
    before = demand.copy(), facilities.copy()
    first = hg.locate(demand, facilities, model="mclp", p=3, radius_m=600)
    pd.testing.assert_frame_equal(before[0], demand)
    pd.testing.assert_frame_equal(before[1], facilities)
    again = hg.locate(
        demand.set_axis([7] * len(demand)), facilities.set_axis(range(50, 59)), model="mclp", p=3, radius_m=600
    )
    assert again.chosen == first.chosen


def test_a_large_median_is_solved_from_lists_of_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    demand, facilities = question(4, 60, 30)
    whole = hg.locate(demand, facilities, model="p_median", p=12)
    monkeypatch.setattr("hanting_geo.siting.location.locating.asking.MOST_PAIRS", 10)
    monkeypatch.setattr("hanting_geo.siting.location.locating.asking._LISTED", 20)
    assert hg.locate(demand, facilities, model="p_median", p=12).objective == pytest.approx(whole.objective)


def test_products_say_the_same_in_both_languages(tmp_path: Any) -> None:
    demand, facilities = question(5, 30, 14)
    facilities = facilities.assign(权属="国有", 责任单位="住建局", name_zh="甲", name_en="A")
    found = hg.locate(demand, facilities, model="mclp", radius_m=500, phases=(2, 4))
    books = {
        language: pd.read_excel(found.to_workbook(tmp_path / f"{language}.xlsx", language=language), sheet_name=None)
        for language in ("zh", "en")
    }
    assert {"设施布点一览表", "未覆盖清单", "需求分配", "建设时序"} <= set(books["zh"])
    for language, book in books.items():
        for sheet in book.values():
            for column in map(str, sheet.columns):
                foreign = column.isascii() and column.replace("_", "").islower() and "_" in column
                assert not foreign, (language, column)
                assert language == "en" or not column.isascii() or column.startswith("Unnamed") or column == "ID"
                assert language == "zh" or column.isascii() or "²" in column
    document = json.loads(found.to_json(tmp_path / "found.json"))
    assert document["chosen"] == found.chosen
    assert document["objective"] == found.objective
    page = hg.save_page(found.to_map(), tmp_path / "page.html").read_text(encoding="utf-8")
    assert "第 1 期" in page
    assert "Phase 2" in page
    assert set(found.layers()) >= {"service_areas", "demand", "allocation", "candidates", "facilities"}
    for name in ("s0", "s1", "s2", "h0", "h1", None):
        assert found.explain(name, "zh") != found.explain(name, "en")
    assert "Location(mclp, 4 opened" in repr(found)
    assert "<table" in found._repr_html_()
    with pytest.raises(hg.SchemaError, match="is called"):
        found.explain("nobody")


def test_a_time_limit_is_a_status_with_its_gap() -> None:
    demand, facilities = question(9, 400, 120)
    found = hg.locate(demand, facilities, model="p_median", p=20, time_limit_s=0.01)
    assert found.status in {"time_limit", "optimal"}
    assert found.bound <= found.objective
    if found.status == "time_limit":
        assert found.gap > 0
        assert "时间用尽" in found.explain()


def test_the_packaged_layers_are_a_sketch() -> None:
    people = hg.load_layer("worldpop_2020")
    towns = hg.load_layer("towns")
    sites = towns[towns.geometry.notna()].assign(status="candidate")
    found = hg.locate(people, sites, model="p_median", p=3, weight="population")
    assert found.status == "optimal"
    assert Point(people.geometry.iloc[0].centroid).within(people.geometry.iloc[0])
    assert "2020" in found.tables()["assumptions"]["sentence_zh"].str.cat()
    coarse = hg.locate(people, sites, model="mclp", p=3, weight="population", radius_m=500)
    assert "demand_coarse" in set(coarse.findings["code"])
