"""Regions against every connected subset of 5 x 5 cells, the bound as a law, and land as it comes."""

from __future__ import annotations

import json
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from shapely import box

import hanting_geo as hg
from hanting_geo.siting.suitability.regions import bounding
from hanting_geo.siting.suitability.regions.bounding import best_mean, upper_bound
from hanting_geo.siting.suitability.regions.growing import Grower, shape_of
from hanting_geo.siting.suitability.regions.land import land_of

if TYPE_CHECKING:
    from pathlib import Path

X, Y, SIDE = 430_000.0, 4_071_000.0, 100.0
CELL = SIDE * SIDE


def cells(scores: np.ndarray) -> gpd.GeoDataFrame:
    rows, columns = np.indices(scores.shape)
    corners = [(X + SIDE * column, Y + SIDE * row) for row, column in zip(rows.ravel(), columns.ravel(), strict=True)]
    shapes = [box(x, y, x + SIDE, y + SIDE) for x, y in corners]
    ids = [f"c{row}_{column}" for row, column in zip(rows.ravel(), columns.ravel(), strict=True)]
    return gpd.GeoDataFrame({"id": ids, "score": scores.ravel()}, geometry=shapes, crs="EPSG:4549")


@cache
def connected_subsets(size: int, count: int) -> tuple[frozenset[int], ...]:
    """List every set of so many cells of a square that hangs together by edges, each from its smaller ones."""
    near = {
        place: {
            other
            for other in (
                place - size,
                place + size,
                *([place - 1] if place % size else []),
                *([place + 1] if (place + 1) % size else []),
            )
            if 0 <= other < size * size
        }
        for place in range(size * size)
    }
    found = {frozenset({place}) for place in near}
    for _ in range(count - 1):
        found = {one | {other} for one in found for place in one for other in near[place] - one}
    return tuple(sorted(found, key=sorted))


def test_how_many_subsets_there_are() -> None:
    # Fixed polyominoes placed in a 5 x 5 square: 40 dominoes; 30 straight and 64 bent trominoes.
    assert [len(connected_subsets(5, count)) for count in (1, 2, 3)] == [25, 40, 94]


def best_single(scores: np.ndarray, count: int) -> float:
    flat = scores.ravel()
    return max(float(np.mean([flat[place] for place in region])) for region in connected_subsets(5, count))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [1, 2, 4, 6])
def test_every_connected_subset_of_five_by_five(seed: int, count: int) -> None:
    scores = np.random.default_rng(seed).random((5, 5))
    best = best_single(scores, count)
    found = hg.regions(cells(scores), area_m2=count * CELL, compactness=0)
    assert found.mean_score <= best + 1e-12
    assert found.bound >= best - 1e-12
    assert found.mean_score >= best - 0.02
    assert found.gap == pytest.approx(found.bound - found.mean_score, abs=1e-12)
    (units,) = found.members
    assert frozenset(units) in set(connected_subsets(5, count))
    # What the search calls worth is best, too, when compactness counts.
    grower = Grower(found.land, count * CELL, 0.3)
    compact = hg.regions(cells(scores), area_m2=count * CELL, compactness=0.3)
    most = max(grower.worth(region) for region in connected_subsets(5, count))
    worth = grower.worth(frozenset(compact.members[0]))
    assert worth <= most + 1e-12
    assert worth >= most - 0.03


def test_most_searches_find_the_best() -> None:
    exact = 0
    for seed in range(20, 40):
        scores = np.random.default_rng(seed).random((5, 5))
        found = hg.regions(cells(scores), area_m2=5 * CELL, compactness=0)
        exact += found.mean_score >= best_single(scores, 5) - 1e-12
    assert exact >= 17


@pytest.mark.parametrize("seed", range(4))
def test_two_regions_of_five_by_five(seed: int) -> None:
    scores = np.random.default_rng(seed).random((5, 5))
    flat = scores.ravel()
    subsets = connected_subsets(5, 3)
    for separation in (0.0, 100.0):
        found = hg.regions(cells(scores), area_m2=3 * CELL, count=2, separation_m=separation, compactness=0)
        shapes = np.array([shapely.union_all(found.land.shapes[list(units)]) for units in subsets])
        best = max(
            (flat[list(one)].mean() + flat[list(other)].mean()) / 2
            for (one, first), (other, second) in combinations(zip(subsets, shapes, strict=True), 2)
            if not one & other and (separation == 0 or shapely.distance(first, second) >= separation)
        )
        assert found.mean_score <= best + 1e-12
        assert found.mean_score >= best - 0.02
        assert found.bound >= best - 1e-12
        one, other = (shapely.union_all(found.land.shapes[list(units)]) for units in found.members)
        assert shapely.area(shapely.intersection(one, other)) == 0
        assert shapely.distance(one, other) >= separation
        assert found.tables()["summary"]["nearest_m"][0] == pytest.approx(shapely.distance(one, other))


def test_bound_of_parcels_of_all_sizes_holds_for_every_connected_set() -> None:
    rng = np.random.default_rng(3)
    for _ in range(6):
        widths = rng.uniform(40, 400, 8)
        edges = np.concatenate([[0], np.cumsum(widths)])
        shapes = [
            box(X + edges[column], Y + row * 150, X + edges[column + 1], Y + row * 150 + 150)
            for row in (0, 1)
            for column in range(8)
        ]
        frame = gpd.GeoDataFrame(
            {"id": [str(number) for number in range(16)], "score": rng.random(16)}, geometry=shapes, crs="EPSG:4549"
        )
        land = land_of(frame)
        area = float(rng.uniform(0.5, 3) * land.areas.mean())
        grower = Grower(land, area, 0)
        means = []
        for code in range(1, 2**16, 3):
            units = [place for place in range(16) if code >> place & 1]
            total = land.areas[units].sum()
            if area <= total < area + land.areas.max() and grower.connected(frozenset(units)):
                means.append(land.areas[units] @ land.scores[units] / total)
        found = hg.regions(frame, area_m2=area, compactness=0)
        assert upper_bound(land, area, 1) >= max(means) - 1e-12
        assert found.bound >= found.mean_score - 1e-12
        (row,) = found.regions.to_dict("records")
        assert area <= row["area_m2"] < area + land.areas.max()


def test_a_bound_with_little_work_still_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    for work in (0, 5, 40):
        monkeypatch.setattr(bounding, "_WORK", work)
        for seed in range(5):
            scores = np.random.default_rng(seed).random((5, 5))
            bound = upper_bound(land_of(cells(scores)), 4 * CELL, 1)
            assert bound >= best_single(scores, 4) - 1e-12


def test_bound_is_tighter_than_the_best_cells_anywhere() -> None:
    # Two good cells far apart: together they are no region.
    scores = np.full((5, 5), 0.1)
    scores[0, 0] = scores[4, 4] = 1.0
    found = hg.regions(cells(scores), area_m2=2 * CELL)
    assert best_mean(found.land.scores, found.land.areas, 2 * CELL) == 1.0
    assert found.bound == pytest.approx(0.55, abs=1e-12)
    assert found.gap == pytest.approx(0, abs=1e-12)


def test_compactness_makes_a_square_of_equal_cells() -> None:
    found = hg.regions(cells(np.full((8, 8), 0.5) + np.eye(8) * 1e-3), area_m2=9 * CELL, compactness=5)
    (row,) = found.regions.to_dict("records")
    assert row["compact"] == pytest.approx(np.sqrt(np.pi) / 2, abs=1e-9)
    assert row["perimeter_m"] == 12 * SIDE
    assert shape_of(np.pi, 2 * np.pi) == pytest.approx(1)


def test_a_corner_is_no_connection() -> None:
    scores = np.array([[0.9, np.nan], [np.nan, 0.8]])
    frame = cells(scores)
    with pytest.raises(hg.InfeasibleError, match=r"largest connected piece of land has 10,000 m2 .* 2 pieces"):
        hg.regions(frame, area_m2=2 * CELL)
    found = hg.regions(frame, area_m2=CELL, count=2)
    assert sorted(found.tables()["units"]["id"]) == ["c0_0", "c1_1"]
    assert found.findings["code"].tolist() == ["no_score"]


def test_what_cannot_be_done_is_told_with_its_numbers() -> None:
    frame = cells(np.random.default_rng(0).random((3, 3)))
    with pytest.raises(hg.InfeasibleError, match="have room for 2 at most"):
        hg.regions(frame, area_m2=4 * CELL, count=3)
    with pytest.raises(hg.InfeasibleError, match=r"1 of 2 regions .* at least 5000 m apart"):
        hg.regions(frame, area_m2=CELL, count=2, separation_m=5000)
    with pytest.raises(hg.InfeasibleError, match="no candidate has a score"):
        hg.regions(frame.assign(score=np.nan), area_m2=CELL)
    with pytest.raises(hg.InfeasibleError, match="no candidate has a score"):
        hg.regions(frame.iloc[:0], area_m2=CELL)


def test_units_that_overlap_are_refused() -> None:
    frame = cells(np.ones((1, 2)))
    frame.geometry = [box(X, Y, X + 100, Y + 100), box(X + 90, Y, X + 200, Y + 100)]
    with pytest.raises(hg.SchemaError, match=r"candidates overlap.*c0_0 and c0_1 by 1000.00 m2"):
        hg.regions(frame, area_m2=CELL)
    with pytest.raises(hg.SchemaError, match="no numbers"):
        hg.regions(frame.assign(score="x"), area_m2=CELL)
    with pytest.raises(hg.SchemaError, match="infinite"):
        hg.regions(frame.assign(score=np.inf), area_m2=CELL)


def test_borders_without_common_corners_and_a_hair_apart_connect() -> None:
    shapes = [
        box(X, Y, X + 100, Y + 300),
        box(X + 100 + 1e-4, Y + 50, X + 200, Y + 150),  # a tenth of a millimetre away
        box(X + 100, Y + 150, X + 200, Y + 250),
    ]
    frame = gpd.GeoDataFrame({"id": list("abc"), "score": [0.5, 0.6, 0.7]}, geometry=shapes, crs="EPSG:4549")
    land = land_of(frame)
    assert [near.tolist() for near in land.neighbours] == [[1, 2], [0, 2], [0, 1]]
    assert land.edges[0] == pytest.approx([100, 100], abs=0.01)
    assert len(set(land.piece)) == 1


def test_the_answer_is_the_same_whatever_the_index_and_the_run() -> None:
    frame = cells(np.random.default_rng(5).random((6, 6)))
    found = hg.regions(frame, area_m2=4 * CELL, count=2)
    again = hg.regions(frame.set_index(pd.Index(range(100, 136))[::-1]), area_m2=4 * CELL, count=2)
    assert found.to_json() == again.to_json()


def test_tables_layers_and_products(tmp_path: Path) -> None:
    frame = cells(np.random.default_rng(6).random((6, 6)))
    before = frame.copy()
    found = hg.regions(frame, area_m2=4 * CELL, count=2, separation_m=50)
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))
    tables = found.tables()
    assert set(tables) == {"regions", "units", "summary", "findings"}
    assert tables["units"].groupby("region")["area_m2"].sum().tolist() == tables["regions"]["area_m2"].tolist()
    assert tables["regions"]["mu"].tolist() == pytest.approx(tables["regions"]["ha"] * 15)
    layers = found.layers()
    assert layers["regions"].area.tolist() == pytest.approx(tables["regions"]["area_m2"])
    assert layers["regions"].length.tolist() == pytest.approx(tables["regions"]["perimeter_m"])
    assert set(layers["units"]["region"]) == {"R1", "R2"}
    assert f"{found.bound:.4f}" in found.explain("R2")
    assert "connected units" in found.explain("R1", "en")
    with pytest.raises(hg.SchemaError, match="no region 'R9'"):
        found.explain("R9")
    document = json.loads(found.to_json())
    assert document["bound"] == found.bound
    assert [row["region"] for row in document["regions"]] == ["R1", "R2"]
    for language, sheet in (("zh", "片区方案"), ("en", "regions")):
        path = found.to_workbook(tmp_path / f"{language}.xlsx", language=language)
        book = openpyxl.load_workbook(path)
        assert sheet in book.sheetnames
        headers = [cell.value for cell in book[sheet][1]]
        assert len(headers) == len(set(headers))
        assert not [header for header in headers if language == "zh" and header.isascii()]
    page = found.to_map()
    assert page.get_name()
    assert "gap" in repr(found)
    assert "R1" in found._repr_html_()


def test_a_result_with_layers_is_taken_by_its_ranked_candidates() -> None:
    class Ranked:
        """What a suitability looks like from here."""

        def layers(self) -> dict[str, gpd.GeoDataFrame]:
            """Give the candidates; the best one is vetoed and has no rank."""
            frame = cells(np.array([[0.9, 0.5, 0.4]]))
            return {"candidates": frame.assign(rank=pd.array([None, 1, 2], dtype="Int64"))}

    found = hg.regions(Ranked(), area_m2=CELL)
    assert found.tables()["units"]["id"].tolist() == ["c0_1"]
    assert found.bound == 0.5


def test_regions_of_a_suitability() -> None:
    frame = cells(np.random.default_rng(9).random((4, 4))).rename(columns={"score": "access"})
    ranked = hg.suitability(frame, ["access"], weights="equal")
    found = hg.regions(ranked, area_m2=3 * CELL)
    assert found.mean_score > 0
    assert found.bound >= found.mean_score - 1e-12
    direct = hg.regions(ranked.layers()["candidates"], area_m2=3 * CELL)
    assert direct.members == found.members
