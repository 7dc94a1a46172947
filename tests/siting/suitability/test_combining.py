"""Scores of many criteria: published examples to their printed digits, other libraries, and laws."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hanting_geo.errors import SchemaError
from hanting_geo.siting.suitability.combining import (
    order_shape,
    ordered_average,
    topsis,
    weighted_product,
    weighted_sum,
)
from hanting_geo.siting.suitability.weights.objective import entropy_weights

# Wikipedia, "Weighted sum model" and "Weighted product model": three alternatives, four criteria.
WSM = np.array([[25.0, 20, 15, 30], [10, 30, 20, 30], [30, 10, 30, 10]])
WSM_WEIGHTS = np.array([0.20, 0.15, 0.40, 0.25])

HWANG_YOON = np.array(
    [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ]
)
HWANG_YOON_WEIGHTS = np.array([0.2, 0.1, 0.1, 0.1, 0.2, 0.3])
HWANG_YOON_COSTS = np.array([False, False, False, True, False, False])


def test_the_weighted_sum_of_the_textbook() -> None:
    assert weighted_sum(WSM, WSM_WEIGHTS) == pytest.approx([21.5, 22.0, 22.0], abs=1e-12)


def test_the_weighted_product_of_the_textbook_and_its_other_winner() -> None:
    scores = weighted_product(WSM, WSM_WEIGHTS)
    assert np.log10(scores) == pytest.approx([1.31446, 1.31126, 1.28627], abs=5e-6)
    ratios = [scores[0] / scores[1], scores[0] / scores[2], scores[1] / scores[2]]
    assert ratios == pytest.approx([1.0074, 1.0671, 1.0592], abs=6e-5)


def test_a_product_with_a_cost_is_divided_by_it() -> None:
    scores = weighted_product(np.array([[8.0, 2.0], [8.0, 4.0]]), np.array([1.0, 1.0]), np.array([False, True]))
    assert scores == pytest.approx([4.0, 2.0])


def test_a_zero_makes_a_product_0_unless_it_weighs_nothing() -> None:
    values = np.array([[0.0, 5.0], [2.0, 5.0]])
    assert weighted_product(values, np.array([0.5, 0.5])).tolist()[0] == 0.0
    assert weighted_product(values, np.array([0.0, 1.0])) == pytest.approx([5.0, 5.0])


@pytest.mark.parametrize(("value", "cost", "what"), [(-1.0, False, "below 0"), (0.0, True, "a cost is divided by")])
def test_a_product_refuses_what_has_none(value: float, cost: bool, what: str) -> None:  # noqa: FBT001
    with pytest.raises(SchemaError, match=what):
        weighted_product(np.array([[value], [1.0]]), np.array([1.0]), np.array([cost]))


def test_topsis_of_hwang_and_yoon() -> None:
    """1981, the fighter aircraft, vector normalisation: printed .643 .268 .613 .312."""
    scores = topsis(HWANG_YOON, HWANG_YOON_WEIGHTS, HWANG_YOON_COSTS)
    assert scores == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=1e-3)
    assert scores == pytest.approx([0.6433, 0.2684, 0.6135, 0.3123], abs=1e-3)


def test_topsis_of_tzeng_and_huang() -> None:
    """2011, vector normalisation."""
    ratings = np.array([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]])
    scores = topsis(ratings, np.array([0.3, 0.4, 0.3]), normalisation="vector")
    assert scores == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=5e-5)


def test_topsis_of_opricovic_and_tzeng_needs_the_other_normalisation() -> None:
    """2004: risk (a cost) and altitude of three routes, printed .500 .617 .500 with min-max."""
    routes = np.array([[1.0, 3000], [2, 3750], [5, 4500]])
    costs = np.array([True, False])
    scores = topsis(routes, np.array([0.5, 0.5]), costs, normalisation="minmax")
    assert scores == pytest.approx([0.500, 0.617, 0.500], abs=5e-4)
    assert topsis(routes, np.array([0.5, 0.5]), costs) != pytest.approx(scores, abs=0.01)


def test_topsis_of_ersoy_with_entropy_weights() -> None:
    """2021, six computers: weights printed .405 .221 .134 .199 .007 .034; scores .308 .254 .327 .263 .857 .192."""
    computers = np.array(
        [
            [256, 8, 41, 1.6, 1.77, 7347.16],
            [256, 8, 32, 1.0, 1.80, 6919.99],
            [256, 8, 53, 1.6, 1.90, 8400.00],
            [256, 8, 41, 1.0, 1.75, 6808.90],
            [512, 8, 35, 1.6, 1.70, 8479.99],
            [256, 4, 35, 1.6, 1.70, 7499.99],
        ]
    )
    costs = np.array([False, False, False, False, True, True])
    weights = entropy_weights(pd.DataFrame(computers, columns=list("abcdef"))).weights.to_numpy()
    printed = [0.405, 0.221, 0.134, 0.199, 0.007, 0.034]
    assert weights == pytest.approx(printed, abs=5e-4)
    assert topsis(computers, weights, costs) == pytest.approx([0.308, 0.254, 0.327, 0.263, 0.857, 0.192], abs=5e-4)
    # The weights as they are printed give two of the three digits.
    assert topsis(computers, np.array(printed), costs).round(4).tolist() == [
        0.3075,
        0.2536,
        0.3272,
        0.2623,
        0.8563,
        0.1914,
    ]


def test_normalisation_changes_the_scores_of_hwang_and_yoon() -> None:
    scores = topsis(HWANG_YOON, HWANG_YOON_WEIGHTS, HWANG_YOON_COSTS, normalisation="minmax")
    assert scores == pytest.approx([0.613, 0.366, 0.531, 0.352], abs=5e-4)


@pytest.mark.parametrize("normalisation", ["vector", "minmax"])
def test_topsis_of_one_of_equals_and_of_a_constant_column(normalisation: str) -> None:
    half = np.full(2, 0.5)
    assert topsis(np.array([[3.0, 4.0]]), half, normalisation=normalisation).tolist() == [0.5]
    assert topsis(np.array([[3.0, 4.0]] * 3), half, normalisation=normalisation).tolist() == [0.5] * 3
    mixed = topsis(np.array([[1.0, 0.0], [2.0, 0.0]]), half, normalisation=normalisation)
    assert mixed.tolist() == [0.0, 1.0]


def test_topsis_neither_overflows_nor_vanishes() -> None:
    values = np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 2.0]])
    expected = topsis(values, np.full(2, 0.5))
    for size in (1e200, 1e-200):
        assert topsis(values * size, np.full(2, 0.5)) == pytest.approx(expected, rel=1e-9)


def test_who_is_no_reference_moves_nobody() -> None:
    values = np.array([[1.0, 2.0], [3.0, 1.0], [900.0, 900.0]])
    reference = np.array([True, True, False])
    scores = topsis(values, np.full(2, 0.5), reference=reference)
    assert scores[:2] == pytest.approx(topsis(values[:2], np.full(2, 0.5)))
    assert 0 <= scores[2] <= 1


def test_yager_averages() -> None:
    """1988, arithmetic by hand: .4 * 1 + .3 * .7 + .2 * .6 + .1 * .3 = .76."""
    values, equal = np.array([[0.7, 1.0, 0.3, 0.6]]), np.full(4, 0.25)
    assert ordered_average(values, equal, [0.4, 0.3, 0.2, 0.1]) == pytest.approx([0.76], abs=1e-12)
    assert ordered_average(values, equal, 2.0) == pytest.approx([0.5125], abs=1e-12)
    assert ordered_average(values, equal, [1.0, 0, 0, 0]) == pytest.approx([1.0])
    assert ordered_average(values, equal, [0, 0, 0, 1.0]) == pytest.approx([0.3])


def test_orness_and_dispersion_of_yager() -> None:
    orness, dispersion = order_shape([0.4, 0.3, 0.2, 0.1], 4)
    assert (orness, dispersion) == (pytest.approx(2 / 3), pytest.approx(1.2799, abs=5e-5))
    assert order_shape(2.0, 4)[0] == pytest.approx(14 / 48)
    assert order_shape(None, 5) == (pytest.approx(0.5), pytest.approx(np.log(5)))


@pytest.mark.parametrize(
    ("order", "what"),
    [
        ([0.5, 0.5], "they are 2"),
        ([0.5, 0.5, 0.5], "sum to 1.5"),
        ([0.5, -0.5, 1.0], "below 0"),
        ([0.5, np.nan, 0.5], "missing"),
        (["a", "b", "c"], "3 numbers"),
        (0.0, "above 0"),
        ("2", "above 0"),
    ],
)
def test_order_weights_that_are_none(order: object, what: str) -> None:
    with pytest.raises(SchemaError, match=what):
        ordered_average(np.zeros((1, 3)), np.full(3, 1 / 3), order)  # type: ignore[arg-type]


UNIT = st.floats(0, 1, width=32)
TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.tuples(
        arrays(float, st.tuples(st.integers(1, 8), st.just(columns)), elements=UNIT),
        arrays(float, columns, elements=st.floats(0.0625, 1)),
    )
)


@given(TABLES)
@settings(max_examples=24, deadline=None)
def test_laws_of_combining(table: tuple[np.ndarray, np.ndarray]) -> None:
    utilities, raw = table
    weights = raw / raw.sum()
    columns = len(weights)
    added = weighted_sum(utilities, weights)
    assert ordered_average(utilities, weights) == pytest.approx(added, abs=1e-12)
    assert ordered_average(utilities, weights, np.full(columns, 1 / columns)) == pytest.approx(added, abs=1e-9)
    best, worst = np.eye(columns)[0], np.eye(columns)[-1]
    equal = np.full(columns, 1 / columns)
    assert ordered_average(utilities, equal, best) == pytest.approx(utilities.max(axis=1), abs=1e-9)
    assert ordered_average(utilities, equal, worst) == pytest.approx(utilities.min(axis=1), abs=1e-9)
    # Whoever is nowhere worse than another never scores less, whatever the method.
    scores = [
        added,
        weighted_product(utilities, weights),
        topsis(utilities, weights),
        topsis(utilities, weights, normalisation="minmax"),
        ordered_average(utilities, weights, 3.0),
    ]
    dominates = (utilities[:, None, :] >= utilities[None, :, :]).all(axis=2)
    for score in scores:
        assert np.isfinite(score).all()
        assert (score[:, None] >= score[None, :] - 1e-9)[dominates].all()


@given(TABLES, st.floats(0.1, 50))
@settings(max_examples=16, deadline=None)
def test_scaling_weights_keeps_the_order(table: tuple[np.ndarray, np.ndarray], size: float) -> None:
    utilities, raw = table
    weights = raw / raw.sum()
    assert weighted_sum(utilities, weights * size) == pytest.approx(weighted_sum(utilities, weights) * size)
    assert topsis(utilities, weights * size) == pytest.approx(topsis(utilities, weights), abs=1e-9)


def test_the_other_library_agrees() -> None:
    """Pymcdm on data that it takes: no zero, no constant column, nothing missing."""
    rng = np.random.default_rng(14)
    values = rng.uniform(0.05, 1, (200, 6))
    weights = rng.dirichlet(np.ones(6))
    costs = np.array([False, True, False, False, True, False])
    types = np.where(costs, -1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymcdm import methods, normalizations  # it loads matplotlib: not in each process of the tests

        vector = methods.TOPSIS(normalizations.vector_normalization)(values, weights, types)
        minmax = methods.TOPSIS(normalizations.minmax_normalization)(values, weights, types)
    assert topsis(values, weights, costs, normalisation="minmax") == pytest.approx(minmax, abs=1e-12)
    # Its vector norm turns costs by 1 - v / norm, which moves every distance of a cost alike: the same scores.
    assert topsis(values, weights, costs) == pytest.approx(vector, abs=1e-12)
