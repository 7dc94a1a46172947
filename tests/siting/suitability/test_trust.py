"""How far to trust a ranking: published and hand-made numbers through the result, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from brute import CRS, X, Y
from shapely import Point

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

HAND = pd.DataFrame({"id": ["second", "first"], "a": [0.8, 0.6], "b": [0.5, 0.7], "c": [0.2, 0.6]})
WEIGHTS = {"a": 0.5, "b": 0.3, "c": 0.2}
FOUR = pd.DataFrame(
    [["s1", 0.8, 0.5, 0.2], ["s2", 0.6, 0.7, 0.6], ["s3", 0.3, 0.6, 0.9], ["s4", 0.5, 0.5, 0.5]],
    columns=["id", "a", "b", "c"],
)
CRITIC = pd.DataFrame(
    [(61, 1.08, 4.33), (20.7, 0.26, 4.34), (16.3, 1.98, 2.53), (9, 3.29, 1.65), (5.4, 2.77, 2.33), (4, 4.12, 1.21),
     (-6.1, 3.52, 2.10), (-34.6, 3.31, 0.98)],
    columns=["a", "b", "c"],
)  # fmt: skip


def test_the_smallest_swaps_by_hand() -> None:
    """Scores .63 and .59: one at a time 7/12, L1 2/15, L2 at 4/7 2/7 1/7."""
    table = hg.suitability(HAND, list("abc"), weights=WEIGHTS).smallest_swap().set_index("measure")
    assert set(table["first"]) == {"first"}
    assert set(table["rival"]) == {"second"}
    weights = table[["weight_a", "weight_b", "weight_c"]]
    assert table.loc["one", "criterion"] == "a"
    assert weights.loc["one"].tolist() == pytest.approx([7 / 12, 0.25, 1 / 6])
    assert table.loc["l1", "distance"] == pytest.approx(2 / 15)
    assert weights.loc["l2"].tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    scores = HAND.set_index("id")[["a", "b", "c"]]
    for row in weights.to_numpy():
        assert scores.loc["first"] @ row == pytest.approx(scores.loc["second"] @ row)


def test_probabilities_to_be_first() -> None:
    """Polygon clipping in whole fractions: 1/6, 11/24, 3/8, 0."""
    found = hg.suitability(FOUR, list("abc"), weights="equal")
    table = found.stability(draws=4000, seed=7).set_index("id").loc[["s1", "s2", "s3", "s4"]]
    exact = [1 / 6, 11 / 24, 3 / 8, 0]
    assert table["p_first_exact"].tolist() == pytest.approx(exact, abs=1e-9)
    assert (np.abs(table["p_first"] - exact) <= 4 * np.maximum(table["se_first"], 1e-9)).all()
    assert table["p_first"].sum() == pytest.approx(1)
    assert table["dominated_by"].fillna("").tolist() == ["", "", "", "s2"]
    assert table.loc["s1", ["central_a", "central_b", "central_c"]].tolist() == pytest.approx(
        [0.7222, 0.1667, 0.1111], abs=0.02
    )
    again = found.stability(draws=4000, seed=7)
    pd.testing.assert_frame_equal(again.set_index("id").loc[table.index], table)
    near = found.stability(draws=500, within=0.05).set_index("id")
    assert near["p_first"].to_dict() == {"s2": 1.0, "s3": 0.0, "s1": 0.0, "s4": 0.0}
    assert set(found.tables()) >= {"stability", "swaps"}
    assert found.tables()["swaps"]["measure"].tolist() == ["one", "l1", "l2"]


def test_the_sentence_for_the_meeting_is_in_the_explanation_of_the_first() -> None:
    found = hg.suitability(HAND, list("abc"), weights=WEIGHTS)
    assert "被second追平" in found.how_steady(0.2)
    assert found.how_steady(0.1, "en").startswith(
        "With each weight moved by up to 10%, the recommended site always stays"
    )
    assert found.how_steady() in found.explain("first")
    assert found.how_steady() not in found.explain("second")


def test_what_is_no_weighted_sum_or_has_nobody_is_refused() -> None:
    other = hg.suitability(HAND, list("abc"), weights=WEIGHTS, combine="topsis")
    nobody = hg.suitability(
        HAND.assign(a=[np.nan] * 2),
        [hg.Criterion(id="a", title={"zh": "甲"}, factor="attribute", column="a", unit="-", function="raw",
                      direction="more", missing="exclude", source="x")],
        weights="equal",
    )  # fmt: skip
    for found, what in ((other, "combine is 'topsis'"), (nobody, "no candidate is ranked")):
        for ask in (found.stability, found.smallest_swap, found.how_steady):
            with pytest.raises(hg.SchemaError, match=what):
                ask()
        assert not len(found.tables()["stability"])
        assert found.explain(found.study.candidates.ids[0])
    with pytest.raises(hg.SchemaError):
        hg.suitability(HAND, list("abc"), weights=WEIGHTS).stability(weights="nothing")


def test_one_alone_has_nobody_to_swap_with() -> None:
    found = hg.suitability(HAND.iloc[:1], list("abc"), weights=WEIGHTS)
    assert not len(found.smallest_swap())
    assert found.stability(draws=10)["p_first"].tolist() == [1.0]
    assert "只有一个方案" in found.explain("second")


def test_weights_of_comparisons_and_of_data_go_in() -> None:
    asked = hg.ahp_weights({("a", "b"): 2, ("a", "c"): 4, ("b", "c"): 2})
    found = hg.suitability(HAND, list("abc"), weights=asked)
    assert found.weights.tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    # Diakoulaki and others 1995: the columns as they are, all more is better.
    table = CRITIC.assign(id=range(8))
    found = hg.suitability(table, {"a": "more", "b": "more", "c": "more"}, weights="critic", combine="topsis")
    assert found.weights.tolist() == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=1e-8)
    assert "they change when candidates do" in found.findings["what"].str.cat(sep=" ")
    # Xu 2004: printed .4630 .3992 .1378 .0000.
    rows = [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]]
    table = pd.DataFrame(rows, columns=list("abcd"), dtype=float).assign(id=range(4))
    found = hg.suitability(table, dict.fromkeys("abcd", "more"), weights="entropy", combine="topsis")
    assert found.weights.tolist() == pytest.approx([0.4630, 0.3992, 0.1378, 0.0000], abs=5e-5)
    with pytest.raises(hg.SchemaError, match="two candidates are the least"):
        hg.suitability(HAND.iloc[:1], list("abc"), weights="entropy")


def test_the_accuracy_of_places_goes_into_the_scores() -> None:
    """Wells at 100 m known to 20 m and at 130 m known to 60 m, the site to 5 m: between 65 and 125 m."""
    spots = [Point(X, Y), Point(X + 5000, Y)]
    sites = gpd.GeoDataFrame({"id": ["a", "b"], "accuracy_m": [5.0, None]}, geometry=spots, crs=CRS)
    places = [Point(X, Y + 100), Point(X, Y - 130), Point(X + 5000, Y + 40)]
    wells = gpd.GeoDataFrame({"id": ["w", "v", "u"], "accuracy_m": [20.0, 60.0, 0.0]}, geometry=places, crs=CRS)
    row = hg.Criterion(
        id="well", title={"zh": "距井"}, factor="distance", layer="wells", source="x",
        scores="<70: 1; <110: 0.5; else: 0",
    )  # fmt: skip
    found = hg.suitability(sites, [row], {"wells": wells}, weights="equal")
    table = found.accuracy().set_index("id")
    assert table.loc["a", ["value", "low", "high"]].tolist() == [100.0, 65.0, 125.0]
    assert table.loc["b", ["value", "low", "high"]].tolist() == [40.0, 40.0, 40.0]
    assert table.loc["a", ["utility_low", "utility", "utility_high"]].tolist() == [0.0, 0.5, 1.0]
    assert table.loc["b", ["utility_low", "utility_high"]].tolist() == [1.0, 1.0]
    assert found.stability(draws=200)["p_first"].tolist() == [1.0, 0.0]
    moved = found.stability(draws=200, accuracy=True).set_index("id")
    assert moved.loc["b", "p_first"] == 1.0
    unknown = hg.suitability(sites, [row], {"wells": wells.drop(columns="accuracy_m")}, weights="equal").accuracy()
    assert unknown["low"].tolist() == [0.0, 0.0]
    assert np.isinf(unknown["high"]).all()
    assert unknown[["utility_low", "utility_high"]].to_numpy().tolist() == [[0.0, 1.0]] * 2


def test_criteria_that_say_the_same_are_told() -> None:
    table = pd.DataFrame({"id": range(6), "a": np.arange(6) / 5, "b": np.arange(6) / 10, "c": [0, 1, 0, 1, 0, 1.0]})
    found = hg.suitability(table, list("abc"), weights="equal")
    assert "criteria a and b are correlated by 1.00" in found.findings["what"].str.cat(sep=" ")


def test_criteria_go_out_to_an_expert_and_weigh_as_they_come_back(tmp_path: Path) -> None:
    """All comparisons 1: each level and each criterion under it weighs alike."""
    criteria = hg.read_criteria("logistics_park")
    path = hg.expert_sheet(criteria, tmp_path / "a.xlsx", expert="a")
    book = openpyxl.load_workbook(path)
    for sheet, size in zip(book.worksheets, (3, 3, 2, 2), strict=False):
        for row in range(size):
            for column in range(row + 1, size):
                sheet.cell(8 + row, 2 + column).value = "1"
    book.save(path)
    asked = hg.read_expert_sheets([path])
    zones = hg.load_layer("zones")
    found = hg.suitability(zones[~zones.geometry.isna()], criteria, weights=asked)
    assert found.weights.tolist() == pytest.approx([1 / 9] * 3 + [1 / 6] * 4)
