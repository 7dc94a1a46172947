"""AHP: published matrices to their printed digits, AHPy and brute force as oracles, and what is refused at its cell."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import ahpy
import numpy as np
import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.siting.suitability.weights.ahp import RANDOM_INDEX, ahp_weights, random_index

if TYPE_CHECKING:
    from collections.abc import Sequence

Pairs = dict[tuple[str, str], "str | float"]


def upper(names: str, *rows: Sequence[str | float]) -> Pairs:
    """Make the mapping of pairs from the rows above the diagonal."""
    listed = names.split()
    return {
        (listed[row], listed[row + 1 + place]): value
        for row, values in enumerate(rows)
        for place, value in enumerate(values)
    }


HOUSE = upper(
    "size transport neighbourhood age yard modern condition finance",
    (5, 3, 7, 6, 6, "1/3", "1/4"),
    ("1/3", 5, 3, 3, "1/5", "1/7"),
    (6, 3, 4, 6, "1/5"),
    ("1/3", "1/4", "1/7", "1/8"),
    ("1/2", "1/5", "1/6"),
    ("1/5", "1/6"),
    ("1/2",),
)
DRINKS = upper(
    "coffee wine tea beer soda milk water",
    (9, 5, 2, 1, 1, "1/2"),
    ("1/3", "1/9", "1/9", "1/9", "1/9"),
    ("1/3", "1/4", "1/3", "1/9"),
    ("1/2", 1, "1/3"),
    (2, "1/2"),
    ("1/3",),
)
PLACES = "bethesda boston pittsburgh santa_fe"
CITIES = {
    "goal": upper("culture family housing jobs transport", ("1/5", 3, "1/2", 5), (7, 1, 7), ("1/4", 3), (7,)),
    "culture": upper(PLACES, ("1/2", 1, "1/2"), (2.5, 1), ("1/2.5",)),
    "family": upper(PLACES, (2, "1/3", 4), ("1/8", 2), (9,)),
    "housing": upper(PLACES, (5, "1/2", 2.5), ("1/9", "1/4"), (7,)),
    "jobs": upper(PLACES, ("1/2", 3, 4), (6, 8), (1,)),
    "transport": upper(PLACES, (1.5, "1/2", 4), ("1/3.5", 2.5), (9,)),
}
PEOPLE = "tom dick harry"
LEADER = {
    "goal": upper("experience education charisma age", (4, 3, 7), ("1/3", 3), (5,)),
    "experience": upper(PEOPLE, ("1/4", 4), (9,)),
    "education": upper(PEOPLE, (3, "1/5"), ("1/7",)),
    "charisma": upper(PEOPLE, (5, 9), (4,)),
    "age": upper(PEOPLE, ("1/3", 5), (9,)),
}
WANG_CHIN = upper("a b c d e f", (4, 3, 1, 3, 4), (7, 3, "1/5", 1), ("1/5", "1/5", "1/6"), (1, "1/3"), (3,))


def test_house_of_saaty_1990() -> None:
    found = hg.ahp_weights(HOUSE)
    assert found.weights.round(3).tolist() == [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert round(found.lambda_max, 3) == 9.669
    assert round(found.consistency_index, 3) == 0.238
    assert round(found.consistency_ratio, 3) == 0.169
    assert (found.random_index, found.random_index_table) == (1.41, "saaty_1980")
    assert round(hg.ahp_weights(HOUSE, random_index="saaty_2008").consistency_ratio, 4) == 0.1703


def test_worst_pair_of_the_house_and_the_value_that_repairs_it() -> None:
    found = hg.ahp_weights(HOUSE)
    assert found.worst_pair == ("neighbourhood", "condition")
    assert round(found.worst_factor, 4) == 5.3214
    assert round(found.repair, 4) == 1.1275
    assert round(found.repaired_ratio, 4) == 0.09
    assert round(hg.ahp_weights({**HOUSE, found.worst_pair: found.repair}).consistency_ratio, 4) == 0.09
    by_half = hg.ahp_weights({**HOUSE, found.worst_pair: "1/2"})
    assert round(by_half.lambda_max, 4) == 8.8117
    assert round(by_half.consistency_ratio, 4) == 0.0822
    assert by_half.weights.round(3).tolist() == [0.175, 0.062, 0.103, 0.019, 0.034, 0.041, 0.221, 0.345]


def test_row_geometric_means_of_the_house_change_an_order() -> None:
    means = hg.ahp_weights(HOUSE, method="geometric")
    assert means.weights.round(4).tolist() == [0.1748, 0.0626, 0.1487, 0.0193, 0.0356, 0.0423, 0.1670, 0.3496]
    assert means.consistency_ratio == hg.ahp_weights(HOUSE).consistency_ratio
    vectors = hg.ahp_weights(HOUSE).weights
    assert vectors["neighbourhood"] > vectors["condition"]
    assert means.weights["neighbourhood"] < means.weights["condition"]


def test_drinks_of_saaty_2008() -> None:
    found = hg.ahp_weights(DRINKS)
    assert found.weights.round(3).tolist() == [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert round(found.lambda_max, 4) == 7.1766
    assert round(found.consistency_ratio, 4) == 0.0223
    assert round(hg.ahp_weights(DRINKS, random_index="saaty_2008").consistency_ratio, 4) == 0.0218
    assert round(hg.ahp_weights(DRINKS, random_index="donegan_dodd_1991").consistency_ratio, 4) == 0.0235


def test_cities_of_saaty_2005() -> None:
    found = hg.ahp_weights(CITIES)
    goal = found.matrices["goal"]
    assert goal.weights.round(4).tolist() == [0.1522, 0.4335, 0.0716, 0.3050, 0.0378]
    assert round(goal.consistency_ratio, 4) == 0.0503
    ratios = [round(found.matrices[name].consistency_ratio, 4) for name in goal.weights.index]
    assert ratios == [0.0023, 0.0116, 0.0447, 0.0038, 0.0010]
    assert found.weights.round(3).to_dict() == {
        "bethesda": 0.229,
        "boston": 0.275,
        "pittsburgh": 0.385,
        "santa_fe": 0.111,
    }
    assert found.consistency_ratio == goal.consistency_ratio
    assert found.is_consistent


def test_leader() -> None:
    found = hg.ahp_weights(LEADER)
    assert found.matrices["goal"].weights.round(3).tolist() == [0.548, 0.127, 0.270, 0.056]
    assert round(found.matrices["goal"].consistency_ratio, 3) == 0.044
    assert found.weights.round(3).to_dict() == {"tom": 0.358, "dick": 0.493, "harry": 0.149}


def test_wang_and_chin_2011() -> None:
    found = hg.ahp_weights(WANG_CHIN)
    assert found.weights.round(4).tolist() == [0.3208, 0.1395, 0.0348, 0.1285, 0.2374, 0.1391]
    assert round(found.lambda_max, 4) == 7.4199
    assert round(found.consistency_ratio, 3) == 0.229
    assert found.worst_pair == ("a", "c")
    assert round(found.worst_factor, 3) == 3.075
    assert not found.is_consistent
    (finding,) = found.findings.to_dict("records")
    assert "(a, c) = 3" in finding["what"]
    assert f"{found.repair:.3g}" in finding["what_to_do"]


@pytest.mark.parametrize("seed", range(6))
def test_ahpy_and_power_iteration_say_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = [f"c{number}" for number in range(3 + seed)]
    scale = [Fraction(1, whole) for whole in range(9, 1, -1)] + [Fraction(whole) for whole in range(1, 10)]
    pairs = {
        (one, other): float(scale[rng.integers(len(scale))])
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    }
    found = ahp_weights(pairs)
    for ours, name in (("saaty_2008", "saaty"), ("donegan_dodd_1991", "dd")):
        theirs = ahpy.Compare("c", pairs, precision=10, random_index=name)
        ratio = ahp_weights(pairs, random_index=ours).consistency_ratio
        assert ratio == pytest.approx(float(np.real(theirs.consistency_ratio)), abs=1e-9)
    assert found.weights.to_dict() == pytest.approx(theirs.local_weights, abs=2e-4)  # AHPy stops its iteration early.
    matrix = found.comparisons.to_numpy()
    vector = np.ones(len(names))
    for _ in range(3000):
        vector = matrix @ vector
        vector /= vector.sum()
    assert found.weights.to_numpy() == pytest.approx(vector, abs=1e-12)
    assert found.lambda_max == pytest.approx((matrix @ vector).sum(), abs=1e-10)


def test_nothing_contradicts() -> None:
    weights = np.array([0.5, 0.3, 0.2])
    found = ahp_weights(weights[:, None] / weights)
    assert found.weights.to_numpy() == pytest.approx(weights, abs=1e-14)
    assert found.weights.index.tolist() == ["1", "2", "3"]
    assert found.consistency_ratio == pytest.approx(0, abs=1e-12)
    assert (found.worst_pair, found.worst_factor) == (None, 1.0)
    assert np.isnan(found.repair)
    assert found.tables()["consistency"].loc[0, "worst_row"] == ""


def test_one_and_two_criteria_cannot_contradict() -> None:
    assert ahp_weights([[1]]).weights.tolist() == [1.0]
    two = ahp_weights({("a", "b"): 4})
    assert two.weights.to_dict() == pytest.approx({"a": 0.8, "b": 0.2}, abs=1e-14)
    assert (two.consistency_ratio, two.worst_pair) == (0.0, None)


def test_ways_of_writing_one_matrix() -> None:
    names = ["a", "b", "c"]
    rows = [[1, 3, 5], ["1/3", 1, 2], ["1/5", 0.5, "1"]]
    frame = pd.DataFrame(rows, index=names, columns=names)
    same = [
        ahp_weights(rows, names=names),
        ahp_weights(frame),
        ahp_weights(frame[["c", "a", "b"]]),
        ahp_weights(frame.where(np.triu(np.ones((3, 3), dtype=bool)))),
        ahp_weights({("a", "b"): 3, ("c", "a"): "1/5", ("b", "c"): 2}).weights,
        ahp_weights({("a", "b"): 3, ("b", "a"): "1/3", ("a", "c"): 5, ("b", "c"): 2}),
    ]
    for one in same:
        weights = one if isinstance(one, pd.Series) else one.weights
        assert weights[names].to_numpy() == pytest.approx(same[0].weights.to_numpy(), abs=1e-15)


def test_order_of_criteria_changes_nothing() -> None:
    frame = hg.ahp_weights(HOUSE).comparisons
    mixed = frame.iloc[::-1, ::-1]
    assert ahp_weights(mixed).weights[frame.index].to_numpy() == pytest.approx(
        ahp_weights(frame).weights.to_numpy(), abs=1e-13
    )
    pair = ahp_weights(mixed).worst_pair
    assert pair is not None
    assert set(pair) == {"neighbourhood", "condition"}


def test_rounded_reciprocals_are_taken_and_told() -> None:
    found = ahp_weights([[1, 3], [0.33, 1]])
    assert found.weights.tolist() == pytest.approx([0.75, 0.25], abs=1e-15)
    assert found.findings["code"].tolist() == ["rounded_reciprocal"]
    assert ahp_weights([[1, 0.14], [7, 1]]).weights.tolist() == pytest.approx([1 / 8, 7 / 8], abs=1e-15)


def test_beyond_the_scale_is_told() -> None:
    assert ahp_weights([[1, 12], ["1/12", 1]]).findings["code"].tolist() == ["beyond_the_scale"]


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ([[1, 3], [3, 1]], r"\(2, 1\): 3, and the opposite cell says 3; .*: 1/3"),
        ([[1, 3], [0.3, 1]], r"\(2, 1\): 0.3"),
        ([[2, 3], ["1/3", 1]], r"\(1, 1\): 2; with itself it is 1"),
        ([[1, None], [None, 1]], r"1 wrong cell .*\n  \(1, 2\): missing"),
        ([[1, float("nan")], [float("nan"), 1]], r"\(1, 2\): missing"),
        ([[1, 0], [0, 1]], r"\(1, 2\): 0; a comparison is above 0"),
        ([[1, -3], [-1 / 3, 1]], r"\(1, 2\): -3"),
        ([[1, float("inf")], [0, 1]], r"\(1, 2\): inf"),
        ([[1, "more"], [1, 1]], r"\(1, 2\): the text 'more' is no number"),
        ([[1, "1/0"], [1, 1]], r"\(1, 2\): the text '1/0' is no number"),
        ([[1, True], [1, 1]], r"\(1, 2\): True is no number"),
        ([[1, 3], [1]], r"row 2 has 1 values, and there are 2 rows"),
        ([1, 2], r"takes a matrix of pairwise comparisons"),
        ([], r"takes a matrix"),
        (5, r"takes a matrix"),
        ({}, r"the mapping is empty"),
        ({("a", "b"): 3, ("a", "c"): 3}, r"\(b, c\): missing"),
        ({("a", "b"): 3, ("a", "c"): None, ("b", "c"): 1}, r"\(a, c\): missing"),
        ({("a", "b", "c"): 3}, r"a pair is two names"),
        ({("a", "b"): 3, ("b", "a"): 3}, r"\(b, a\): 3, and the opposite cell says 3"),
        (pd.DataFrame([[1, 2], [0.5, 1]], index=["a", "b"], columns=["a", "c"]), r"b, c is on one side only"),
        (pd.DataFrame([[1, 2], [0.5, 1]], index=["a", "a"], columns=["a", "a"]), r"'a' is there twice"),
        ({"goal": {("a", "b"): 3}, "other": {("c", "d"): 3}}, r"'goal', 'other' stand above nothing"),
        ({"a": {("b", "c"): 3}, "b": {("a", "c"): 3}}, r"they form a circle"),
        ({"goal": {("a", "b"): 3}, "a": {("x", "y"): 3}, "x": {("a", "z"): 1}}, r"circle"),
        ({"goal": 5}, r"'goal' takes a matrix"),
        ({"goal": [[1, 3], [3, 1]]}, r"goal: the matrix has 1 wrong cell"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(matrix: object, said: str) -> None:
    with pytest.raises(hg.HantingGeoError, match=said):
        hg.ahp_weights(matrix)


def test_all_wrong_cells_are_told_at_once() -> None:
    with pytest.raises(hg.HantingGeoError, match="3 wrong cells") as caught:
        hg.ahp_weights([[1, 3, "x"], [3, 1, 0], [1, 1, 1]])
    assert [part in str(caught.value) for part in ("(2, 1)", "(1, 3)", "(2, 3)")] == [True] * 3


def test_random_index_tables_end_or_go_on() -> None:
    assert all(len(values) == 15 and list(values) == sorted(values) for values in [RANDOM_INDEX["saaty_2008"]])
    ones = np.ones((16, 16))
    with pytest.raises(hg.HantingGeoError, match="alonso_lamata_2006"):
        ahp_weights(ones)
    assert ahp_weights(ones, random_index="alonso_lamata_2006").consistency_ratio == pytest.approx(0, abs=1e-12)
    # The formula stays near the printed tables where these are.
    for count in range(4, 16):
        assert random_index(count, "alonso_lamata_2006") == pytest.approx(random_index(count, "saaty_2008"), rel=0.03)


def test_input_is_not_changed() -> None:
    frame = pd.DataFrame([[1.0, 3.0], [np.nan, 1.0]], index=["a", "b"], columns=["a", "b"])
    before = frame.copy()
    ahp_weights(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_overall_ratio_of_a_hierarchy_by_hand() -> None:
    found = hg.ahp_weights(LEADER)
    weights = found.matrices["goal"].weights
    parts = [(1.0, found.matrices["goal"]), *((weights[name], found.matrices[name]) for name in weights.index)]
    by_hand = sum(w * one.consistency_index for w, one in parts) / sum(w * one.random_index for w, one in parts)
    assert found.overall_ratio == pytest.approx(by_hand, abs=1e-15)
    assert found.tables()["consistency"]["matrix"].tolist() == ["goal", "experience", "education", "charisma", "age"]
