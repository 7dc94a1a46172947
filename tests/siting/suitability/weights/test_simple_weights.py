"""Weights said outright, by rank order, entropy and CRITIC: published numbers, whole fractions, oracles, refusals."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from pymcdm import weights as theirs
from pyrepo_mcda import weighting_methods as repo

import hanting_geo as hg
from hanting_geo.siting.suitability.weights.direct import direct_weights
from hanting_geo.siting.suitability.weights.objective import critic_weights, entropy_weights
from hanting_geo.siting.suitability.weights.rank_order import rank_fractions, rank_order_weights


def table(*rows: tuple[float, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[f"c{number}" for number in range(len(rows[0]))])


DIAKOULAKI = table(
    (61, 1.08, 4.33),
    (20.7, 0.26, 4.34),
    (16.3, 1.98, 2.53),
    (9, 3.29, 1.65),
    (5.4, 2.77, 2.33),
    (4, 4.12, 1.21),
    (-6.1, 3.52, 2.10),
    (-34.6, 3.31, 0.98),
)
TUS_ADALI = table(
    (5000, 3, 3, 4, 3, 2), (680, 5, 3, 2, 2, 1), (2000, 3, 2, 3, 4, 3), (600, 4, 3, 1, 2, 2), (800, 2, 4, 3, 3, 4)
)
XU = table((30, 30, 38, 29), (19, 54, 86, 29), (19, 15, 85, 28.9), (68, 70, 60, 29))
ZAVADSKAS = table((3, 100, 10, 7), (2.5, 80, 8, 5), (1.8, 50, 20, 11), (2.2, 70, 12, 9))


def fractions(text: str) -> list[Fraction]:
    return [Fraction(part) for part in text.split()]


@pytest.mark.parametrize(
    ("count", "method", "weights"),
    [
        (1, "roc", "1"),
        (2, "roc", "3/4 1/4"),
        (3, "roc", "11/18 5/18 1/9"),
        (4, "roc", "25/48 13/48 7/48 1/16"),
        (5, "roc", "137/300 77/300 47/300 9/100 1/25"),
        (4, "sum", "2/5 3/10 1/5 1/10"),
        (4, "reciprocal", "12/25 6/25 4/25 3/25"),
    ],
)
def test_rank_order_in_whole_fractions(count: int, method: str, weights: str) -> None:
    assert rank_fractions(count, method) == fractions(weights)
    names = [f"c{number}" for number in range(count)]
    assert rank_order_weights(names, method).weights.tolist() == [float(part) for part in fractions(weights)]


@pytest.mark.parametrize("method", ["roc", "sum", "reciprocal"])
def test_criteria_of_one_rank_weigh_as_the_mean_over_their_orders(method: str) -> None:
    mean = np.mean(
        [rank_order_weights(["a", *tied, "e"], method).weights[list("abcde")] for tied in permutations("bcd")], axis=0
    )
    found = rank_order_weights(["a", ["b", "c", "d"], "e"], method)
    assert found.weights.to_numpy() == pytest.approx(mean, abs=1e-15)
    by_rank = rank_order_weights({"b": 2, "c": 2, "a": 1, "d": 2, "e": 5}, method)
    assert by_rank.weights.index.tolist() == list("bcade")
    assert by_rank.weights[list("abcde")].tolist() == found.weights.tolist()


@pytest.mark.parametrize("order", [[], None, "abc", 5, ["a", "a"], ["a", ["b", "a"]], {"a": 0}, {"a": 1.5}, [5], {}])
def test_no_order_is_told(order: object) -> None:
    with pytest.raises(hg.HantingGeoError, match="rank order weights"):
        rank_order_weights(order)


def test_critic_of_diakoulaki_1995() -> None:
    assert critic_weights(DIAKOULAKI).weights.tolist() == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=5e-9)
    spearman = critic_weights(DIAKOULAKI, correlation="spearman").weights.tolist()
    assert spearman == pytest.approx([0.21454645, 0.4898563, 0.29559726], abs=5e-9)


def test_critic_of_tus_and_adali_2019_with_and_without_turned_costs() -> None:
    assert critic_weights(TUS_ADALI).weights.round(3).tolist() == [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]
    turned = critic_weights(TUS_ADALI, costs={"c0": True}).weights.round(4).tolist()
    assert turned == [0.1841, 0.2130, 0.1422, 0.1583, 0.1684, 0.1340]


def test_entropy_of_xu_2004() -> None:
    assert entropy_weights(XU).weights.round(4).tolist() == [0.4630, 0.3992, 0.1378, 0.0000]


def test_entropy_of_zavadskas_and_podvezko_2016() -> None:
    assert entropy_weights(ZAVADSKAS).weights.round(4).tolist() == [0.1146, 0.1981, 0.4185, 0.2689]


def test_libraries_say_the_same_of_values_that_they_take() -> None:
    rng = np.random.default_rng(3)
    for count in (2, 5, 40):
        values = rng.uniform(0.1, 9, (count, 4))
        frame = table(*map(tuple, values))
        assert entropy_weights(frame).weights.to_numpy() == pytest.approx(theirs.entropy_weights(values), abs=1e-12)
        assert entropy_weights(frame).weights.to_numpy() == pytest.approx(repo.entropy_weighting(values), abs=1e-12)
        if count > 2:
            assert critic_weights(frame).weights.to_numpy() == pytest.approx(theirs.critic_weights(values), abs=1e-12)
            assert critic_weights(frame).weights.to_numpy() == pytest.approx(repo.critic_weighting(values), abs=1e-12)


@pytest.mark.parametrize("weigh", [entropy_weights, critic_weights])
def test_a_constant_column_weighs_nothing_and_changes_nothing(weigh: object) -> None:
    assert callable(weigh)
    plain = weigh(ZAVADSKAS)
    with_constant = weigh(ZAVADSKAS.assign(same=5.0, zeros=0.0))
    assert with_constant.weights[["same", "zeros"]].tolist() == [0.0, 0.0]
    assert with_constant.weights[plain.weights.index].to_numpy() == pytest.approx(plain.weights.to_numpy(), abs=1e-15)
    assert with_constant.findings["feature"].tolist() == ["same", "zeros"]
    assert plain.findings.empty


def test_entropy_with_zeros_by_hand() -> None:
    # (0, 1) of one candidate only: entropy 0, spread 1. (1, 3): H = -(1/4 ln 1/4 + 3/4 ln 3/4) / ln 2 = 0.811278.
    found = entropy_weights(table((0, 1), (1, 3))).weights
    assert found.tolist() == pytest.approx([1 / 1.188722, 0.188722 / 1.188722], abs=1e-6)


def test_scaling_a_column_changes_nothing() -> None:
    for factor in (1e-300, 1e-6, 7.0, 1e300):
        scaled = ZAVADSKAS.assign(c1=ZAVADSKAS["c1"] * factor)
        assert entropy_weights(scaled).weights.to_numpy() == pytest.approx(
            entropy_weights(ZAVADSKAS).weights, abs=1e-12
        )
        assert critic_weights(scaled).weights.to_numpy() == pytest.approx(critic_weights(ZAVADSKAS).weights, abs=1e-12)


@pytest.mark.parametrize("weigh", [entropy_weights, critic_weights])
@pytest.mark.parametrize(
    ("values", "said"),
    [
        (table((1, np.nan), (2, 3)), "'c1' at row 0 is missing"),
        (table((1, 1), (2, np.inf)), "'c1' at row 1 is infinite"),
        (table((1, 1), (1, 1)), "one value throughout"),
        (table((1, 2)), "two candidates are the least"),
        (pd.DataFrame({"a": ["x", "y"]}), "'a' holds no numbers"),
        (pd.DataFrame({"a": [True, False]}), "'a' holds no numbers"),
        (pd.DataFrame([[1, 2], [2, 3]], columns=["a", "a"]), "'a' is there twice"),
        (pd.DataFrame([[1, 2], [2, 3]]), "the name of a criterion is a text"),
        (np.ones((3, 2)), "take a DataFrame"),
        (pd.DataFrame(), "two candidates are the least"),
    ],
)
def test_values_that_cannot_be_weighed_are_told(weigh: object, values: pd.DataFrame, said: str) -> None:
    assert callable(weigh)
    with pytest.raises(hg.HantingGeoError, match=said):
        weigh(values)


def test_entropy_refuses_what_is_negative_at_its_row() -> None:
    with pytest.raises(hg.HantingGeoError, match=r"'c0' at row 6 is -6\.1"):
        entropy_weights(DIAKOULAKI)


def test_critic_of_columns_that_say_the_same() -> None:
    with pytest.raises(hg.HantingGeoError, match="say the same"):
        critic_weights(table((1, 2), (2, 4), (5, 10)))
    assert critic_weights(table((1, 7), (2, 7))).weights.tolist() == [1.0, 0.0]
    with pytest.raises(hg.HantingGeoError, match="costs names 'x'"):
        critic_weights(ZAVADSKAS, costs={"x": True})


def test_direct_weights_sum_to_one_whatever_their_scale() -> None:
    for factor in (1, 100, 7, 1e-5):
        found = direct_weights({"a": 0.2 * factor, "b": 0.3 * factor, "c": 0.5 * factor})
        assert found.weights.to_numpy() == pytest.approx([0.2, 0.3, 0.5], abs=1e-15)
        assert found.findings.empty == (factor in {1, 100})
    assert direct_weights([2, 0], ["a", "b"]).weights.to_dict() == {"a": 1.0, "b": 0.0}
    ordered = direct_weights(pd.Series({"b": 0.5, "a": 0.5}), ["a", "b"])
    assert ordered.weights.index.tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"a": np.nan, "b": 1}, "'a' is missing"),
        ({"a": None, "b": 1}, "'a' is missing"),
        ({"a": -1, "b": 1}, "'a' takes a number from 0"),
        ({"a": "1", "b": 1}, "'a' takes a number from 0"),
        ({"a": True, "b": 1}, "'a' takes a number from 0"),
        ({"a": np.inf, "b": 1}, "'a' takes a number from 0"),
        ({"a": 0, "b": 0}, "sum to 0"),
        ({"a": 1}, "none for 'b'"),
        ({"a": 1, "b": 1, "x": 1}, "'x', which is no criterion"),
        ([1], "there are 1, and 2 criteria"),
        (None, "were given as None"),
        ("equal", "were given as the text"),
        ({1: 1}, "the name of a criterion is a text"),
        (pd.Series([1.0, 2.0]), "the name of a criterion is a text"),
    ],
)
def test_weights_that_are_none_are_told(given: object, said: str) -> None:
    with pytest.raises(hg.HantingGeoError, match=said):
        direct_weights(given, ["a", "b"])
