"""Demand known for cells no smaller than the radius: who is served for certain and at most, as a sketch."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

import hanting_geo as hg

X, Y = 430000.0, 4071000.0
CRS = "EPSG:4549"


def square(east: float, north: float, side: float) -> Any:
    return box(X + east, Y + north, X + east + side, Y + north + side)


def frame(shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def cells(**columns: Any) -> gpd.GeoDataFrame:
    """Give four cells of 400 m in a row, and a home that is known to the metre."""
    shapes = [*(square(400 * n, 0, 400) for n in range(4)), Point(X + 100, Y + 600)]
    fine = {"cell_m": [400.0] * 4 + [1.0]}
    return frame(shapes, id=list("abcde"), demand=[10.0, 20.0, 40.0, 80.0, 5.0], year=2020, **(fine | columns))


def sites(**columns: Any) -> gpd.GeoDataFrame:
    """Give a park whose 300 m hold a (and e) and touch b, and a point whose 300 m hold d (283 m) and touch c."""
    shapes = [Point(X - 5000, Y), box(X - 500, Y - 500, X + 300, Y + 900), Point(X + 1400, Y + 200)]
    return frame(shapes, id=["old", "park", "spot"], status=["现状", "候选", "候选"], **columns)


HALVES = frame([box(X, Y, X + 800, Y + 700), box(X + 800, Y, X + 1600, Y + 700)], id=["west", "east"])


def ends(row: Any, *names: str) -> list[float]:
    return [float(row[f"{name}_{end}"]) for name in names for end in ("low", "high")]


def test_of_cells_the_whole_ones_are_certain_and_the_touched_ones_possible() -> None:
    found = hg.locate(cells(), sites(), model="mclp", radius_m=300, phases=(1, 2), zones=HALVES)
    tables = found.tables()
    summary = tables["summary"].iloc[0]
    assert ends(summary, "served", "before_served") == [95, 155, 0, 0]  # a + e + d; b and c in part
    assert ends(summary, "share") == [95 / 155, 1]
    assert summary["sketch"]
    assert not {"served", "served_share", "before_served", "before_share"} & set(summary.dropna().index)
    listed = tables["facilities"].set_index("id")
    assert {name: ends(listed.loc[name], "served") for name in listed.index} == {
        "old": [0, 0],
        "park": [15, 35],
        "spot": [80, 120],
    }
    assert listed["served"].dropna().to_dict() == {"old": 0}
    zones = tables["zones"].set_index("zone_id")
    assert ends(zones.loc["west"], "served", "gained") == [15, 35, 15, 35]
    assert ends(zones.loc["east"], "served", "gained") == [80, 120, 80, 120]
    assert ends(zones.loc["(total)"], "served") == [95, 155]
    assert zones.loc[["west", "east", "(total)"], ["served", "share", "gained"]].isna().all(axis=None)
    phases = tables["phases"]
    assert phases["opened_ids"].tolist() == ["spot", "park"]
    assert [ends(row, "served") for _, row in phases.iterrows()] == [[80, 120], [95, 155]]
    assert phases[["served", "share"]].isna().all(axis=None)
    assert tables["allocation"]["service"].tolist() == ["gained", "uncertain", "uncertain", "gained", "gained"]
    missed = tables["uncovered"]
    assert missed[["id", "unserved_reason", "unserved_low", "unserved_high"]].to_numpy().tolist() == [
        ["c", "coarse", 0, 40],
        ["b", "coarse", 0, 20],
    ]


def test_what_exists_and_what_nobody_reaches() -> None:
    # What exists reaches d as a whole and touches c; the new one is 350 m from b and c; nothing touches a.
    there = frame([Point(X + 1400, Y + 200), Point(X + 780, Y + 750)], id=["old", "new"], status=["现状", "候选"])
    found = hg.locate(cells(), there, model="mclp", radius_m=360, p=1)
    tables = found.tables()
    assert ends(tables["summary"].iloc[0], "before_served") == [80, 120]
    assert ends(tables["summary"].iloc[0], "served") == [80, 140]
    assert tables["allocation"]["service"].tolist() == ["unserved", "uncertain", "uncertain", "served", "unserved"]
    reasons = tables["uncovered"].set_index("id")["unserved_reason"].to_dict()
    assert reasons == {"c": "coarse", "b": "coarse", "a": "out_of_reach", "e": "out_of_reach"}


def test_with_capacities_nobody_is_served_beyond_them() -> None:
    rooms = sites(room=[100.0, 25.0, 60.0])
    found = hg.locate(cells(), rooms, model="capacitated_mclp", radius_m=300, p=2, capacity="room")
    # The middle of b (20 people) is 300 m from the park: with e it fills 25; a has no room, and d none at the spot.
    listed = found.tables()["facilities"].set_index("id")
    assert {name: ends(listed.loc[name], "served") for name in ("park", "spot")} == {"park": [5, 25], "spot": [0, 60]}
    assert ends(listed.loc["park"], "used") == [0.2, 1.0]
    assert ends(found.tables()["summary"].iloc[0], "served") == [5, 85]


def test_every_product_says_sketch_and_none_a_single_share(tmp_path: Any) -> None:
    found = hg.locate(cells(), sites(), model="mclp", radius_m=300, p=2, zones=HALVES)
    for language, word, told in (
        ("zh", "示意", "95 至 155 / 155(61.3% 至 100.0%，示意)"),
        ("en", "sketch", "95 to 155 of"),
    ):
        assert told in found.explain(language=language)
        assert word in found.explain("park", language=language)
        assert word in found.explain("b", language=language)
        book = openpyxl.load_workbook(found.to_workbook(tmp_path / f"{language}.xlsx", language=language))
        single = {
            "zh": {"覆盖率", "已覆盖", "现状覆盖率", "新增覆盖"},
            "en": {"Share served", "Served", "Share served today"},
        }
        for name, sheet in zip(book.sheetnames, book.worksheets, strict=True):
            texts = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
            if name in ("结果概要", "分区覆盖前后", "summary", "zones before and after"):
                assert not texts & single[language], name
                assert word in texts, name
    assert "15 至 35(示意)" in found.explain("park")
    said = json.loads(found.to_json())
    assert said["sketch"] is True
    assert said["summary"][0]["served_low"] == 95
    assert "served" not in said["summary"][0]
    assert said["zones"][0]["share"] is None
    page = hg.save_page(found.to_map(), tmp_path / "page.html").read_text("utf-8")
    assert "示意：最大粒度 400 米" in page
    assert "a sketch: coarsest cell 400 m" in page
    assert "61.3% to 100.0%" in repr(found)
    assert found.curve().empty
    curve = found.curve([1, 2])
    assert curve["share"].isna().all()
    assert curve["share_high"].tolist() == [120 / 155, 1.0]


@pytest.mark.parametrize("columns", [{"cell_m": 1.0}, {"cell_m": 299.0}])
def test_fine_demand_has_one_number(columns: dict[str, Any]) -> None:
    found = hg.locate(cells(**columns), sites(), model="mclp", radius_m=300, p=2)
    summary = found.tables()["summary"].iloc[0]
    assert (summary["served"], summary["served_share"]) == (115, 115 / 155)  # c's middle is 400 m from both
    assert "served_low" not in summary.index
    assert "示意" not in found.explain()


def test_an_area_is_as_coarse_as_it_is_long_and_points_live_round_their_middle() -> None:
    drawn = cells().drop(columns="cell_m")
    found = hg.locate(drawn, sites(), model="mclp", radius_m=300, p=2)
    assert ends(found.tables()["summary"].iloc[0], "served") == [95, 155]
    # People of a cell of 1,000 m live within 707.1 m of its middle.
    dots = frame([Point(X + 1000 * n, Y) for n in range(3)], id=list("abc"), demand=[1.0, 2.0, 4.0], cell_m=1000.0)
    spot = frame([Point(X, Y)], id=["s"])
    for travel in ("euclid", np.array([[0.0], [1000.0], [2000.0]])):
        found = hg.locate(dots, spot, model="mclp", radius_m=800, p=1, travel=travel)
        assert ends(found.tables()["summary"].iloc[0], "served")[1] == 3
    assert ends(hg.locate(dots, spot, model="mclp", radius_m=800, p=1).tables()["summary"].iloc[0], "served") == [1, 3]
    whole = hg.locate(dots, spot, model="p_median", p=1)  # without a radius everybody is served, and nothing is a range
    assert whole.tables()["summary"]["served"].tolist() == [7]


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), radius=st.sampled_from([250.0, 400.0]))
def test_wherever_in_their_cells_people_live_as_many_are_served_and_a_coverage_says_the_same(
    seed: int, radius: float
) -> None:
    drawn = np.random.default_rng(seed)
    corners = drawn.permutation(36)[:12]
    squares = [square(400 * (n % 6), 400 * (n // 6), 400) for n in corners]
    homes = frame(squares, id=range(12), demand=drawn.integers(1, 30, 12).astype(float))
    places = [Point(X + x, Y + y) for x, y in drawn.uniform(0, 2400, (6, 2))]
    parks = frame(places, id=[f"s{n}" for n in range(6)], status=["现状", *["候选"] * 5])
    found = hg.locate(homes, parks, model="mclp", radius_m=radius, p=3)
    summary = found.tables()["summary"].iloc[0]
    names = ["s0", *found.chosen]
    alone = hg.coverage(homes, parks[parks["id"].isin(names)].assign(status="现状"), radius_m=radius)
    assert ends(summary, "served") == ends(alone.summary.iloc[0], "served")
    listed = found.tables()["facilities"].set_index("id")
    there = np.array([places[int(name[1:])] for name in names], dtype=object)
    for _ in range(10):
        inside = drawn.uniform(0, 400, (12, 2))
        at = shapely.points(np.array([shapely.bounds(each)[:2] for each in squares]) + inside)
        apart = shapely.distance(at[:, None], there[None, :])
        near = apart.min(axis=1) <= radius
        served = float(homes["demand"].to_numpy()[near].sum())
        low, high = ends(summary, "served")
        assert low <= served <= high
        load = np.bincount(apart.argmin(axis=1)[near], homes["demand"].to_numpy()[near], len(names))
        for name, people in zip(names, load.tolist(), strict=True):
            low, high = ends(listed.loc[name], "served")
            assert low <= people <= high
