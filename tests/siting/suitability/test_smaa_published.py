"""Stability against published SMAA tables, exact shares, and what holds of any draws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta

from hanting_geo.errors import HantingGeoError
from hanting_geo.siting.suitability.contenders import contenders
from hanting_geo.siting.suitability.draws import drawn_weights
from hanting_geo.siting.suitability.stability import holistic_acceptability, stability
from hanting_geo.siting.suitability.volumes import first_by_beta, first_by_volume

FOUR = [[0.8, 0.5, 0.2], [0.6, 0.7, 0.6], [0.3, 0.6, 0.9], [0.5, 0.5, 0.5]]

MUNICIPAL = np.array(
    [
        (5, -1.5, 15, 4),
        (2.5, -3.8, 25, 2.5),
        (3, -2.8, 10, 2.8),
        (3, -3.2, 16, 3.2),
        (2, -6.7, 0, 1),
        (4, -3.4, 30, 3.5),
    ]
)
HARBOUR = np.array(
    [
        (4, 1, 985, 30, 166, 705, 25000, 4.5, 4.2, 15.1, 1.75),
        (4, 2.5, 985, 30, 166, 765, 25000, 4.5, 4.1, 15.3, 1.69),
        (4, 1.5, 985, 30, 166, 705, 25000, 4.5, 4.3, 12.7, 1.75),
        (4, 1.5, 985, 30, 166, 705, 25000, 4.5, 4.3, 12.2, 1.65),
        (4, 1.5, 985, 35, 177, 705, 25000, 4.5, 4.4, 15.1, 1.68),
        (4, 2.5, 985, 35, 177, 765, 25000, 4.5, 4.3, 15.3, 1.62),
        (4, 2, 985, 35, 177, 705, 25000, 4.5, 4.5, 12.7, 1.68),
        (4, 2, 985, 35, 177, 705, 25000, 4.5, 4.5, 12.2, 1.58),
        (4, 1, 985, 35, 166, 705, 25000, 4.5, 4.6, 14.8, 1.72),
        (4, 2.5, 985, 35, 166, 765, 25000, 4.5, 4.5, 15, 1.66),
        (4, 1.5, 985, 35, 166, 705, 25000, 4.5, 4.7, 12.4, 1.72),
        (4, 2, 985, 35, 166, 705, 25000, 4.5, 4.7, 11.9, 1.62),
        (1, 0, 1300, 50, 266, 4200, 0, 2, 1, 18.8, 1),
    ]
)
HARBOUR_COSTS = [0, 1, 2, 5, 9]
HARBOUR_PRINTED = np.array(
    [
        (5, 7, 7, 7, 7, 7, 9, 11, 13, 11, 10, 6, 1),
        (0, 0, 0, 0, 0, 1, 1, 2, 4, 9, 19, 47, 16),
        (5, 8, 9, 11, 12, 13, 11, 9, 8, 7, 5, 2, 1),
        (3, 6, 8, 10, 11, 12, 11, 10, 10, 8, 6, 4, 1),
        (4, 7, 9, 10, 11, 11, 12, 13, 12, 6, 3, 1, 0),
        (0, 1, 1, 2, 3, 4, 5, 7, 10, 19, 26, 19, 2),
        (9, 12, 13, 13, 13, 12, 10, 8, 6, 3, 1, 0, 0),
        (8, 10, 11, 11, 11, 11, 10, 10, 9, 5, 2, 1, 0),
        (18, 15, 11, 10, 9, 9, 11, 8, 5, 3, 1, 1, 0),
        (0, 1, 1, 2, 3, 4, 6, 9, 12, 22, 22, 15, 3),
        (27, 21, 16, 12, 9, 6, 4, 2, 1, 1, 0, 0, 0),
        (11, 12, 12, 11, 10, 10, 9, 9, 8, 5, 2, 1, 0),
        (10, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 76),
    ]
)


def test_municipal_plan_1998() -> None:
    span = MUNICIPAL.max(axis=0) - MUNICIPAL.min(axis=0)
    utilities = (MUNICIPAL - MUNICIPAL.min(axis=0)) / span
    errors = np.array([np.full(6, 0.5), 0.1 * np.abs(MUNICIPAL[:, 1]), np.full(6, 10), np.full(6, 0.5)]).T / span
    found = stability(utilities, draws=50_000, errors=errors)
    assert 100 * found.p_first == pytest.approx([74, 1, 0, 0, 0, 25], abs=1.1)
    assert 100 * found.p_first == pytest.approx([73.2, 1.4, 0.0, 0.2, 0.0, 25.3], abs=0.6)  # other draws, 100,000
    assert found.exact is None


def test_helsinki_harbour_2001_within_a_point() -> None:
    low, span = HARBOUR.min(axis=0), HARBOUR.max(axis=0) - HARBOUR.min(axis=0)
    utilities = (HARBOUR - low) / span
    utilities[:, HARBOUR_COSTS] = 1 - utilities[:, HARBOUR_COSTS]
    found = stability(utilities, draws=40_000, errors=0.1, seed=1)
    assert found.ranks.shape == (13, 13)
    assert np.abs(100 * found.ranks - HARBOUR_PRINTED).max() < 1.0


def test_three_criteria_in_whole_fractions() -> None:
    shares = first_by_volume(FOUR)
    assert shares.p_first.tolist() == pytest.approx([1 / 6, 11 / 24, 3 / 8, 0], abs=1e-15)
    printed = [[0.7222, 0.1667, 0.1111], [0.3283, 0.4621, 0.2096], [0.1667, 0.2500, 0.5833]]
    assert shares.central[:3].round(4).tolist() == printed
    assert np.isnan(shares.central[3]).all()


def test_draws_come_to_the_exact_shares() -> None:
    found = stability(FOUR, draws=200_000)
    assert found.exact is not None
    assert found.p_first == pytest.approx(found.exact.p_first, abs=4 * found.se_first.max())
    assert found.central[:3] == pytest.approx(found.exact.central[:3], abs=0.003)
    assert found.se_first.max() == pytest.approx(np.sqrt(11 / 24 * 13 / 24 / 200_000), rel=0.01)
    assert found.contenders.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7])
def test_unit_vectors_are_first_equally_often(count: int) -> None:
    shares = first_by_volume(np.eye(count))
    assert shares.p_first == pytest.approx(np.full(count, 1 / count), abs=1e-12)
    assert shares.central.sum(axis=1) == pytest.approx(np.ones(count), abs=1e-12)


def test_two_criteria() -> None:
    assert first_by_volume([[0.9, 0.2], [0.4, 0.6]]).p_first.tolist() == pytest.approx([5 / 9, 4 / 9], abs=1e-15)
    found = first_by_beta([[0.9, 0.2], [0.4, 0.6]], [0.4, 0.6], 20)
    assert found[0] == pytest.approx(0.3346240949568756, abs=1e-14)
    assert found.sum() == pytest.approx(1, abs=1e-15)
    assert found[0] == pytest.approx(beta(8, 12).sf(4 / 9), abs=1e-14)
    drawn = stability([[0.9, 0.2], [0.4, 0.6]], [0.4, 0.6], how="dirichlet", concentration=20, draws=100_000)
    assert drawn.exact is not None
    assert drawn.exact.p_first.tolist() == found.tolist()
    assert drawn.p_first == pytest.approx(found, abs=4 * drawn.se_first.max())


@pytest.mark.parametrize("criteria", [3, 4, 5, 6])
def test_volumes_sum_to_one_and_agree_with_draws(criteria: int) -> None:
    utilities = np.random.default_rng(criteria).random((7, criteria))
    shares = first_by_volume(utilities)
    assert shares.p_first.sum() == pytest.approx(1, abs=1e-9)
    found = stability(utilities, draws=40_000)
    assert found.p_first == pytest.approx(shares.p_first, abs=4 * 0.0025)
    # The central vectors, each with its share, make the centre of all weights.
    mean = np.nansum(shares.p_first[:, None] * shares.central, axis=0)
    assert mean == pytest.approx(np.full(criteria, 1 / criteria), abs=1e-9)


def test_equal_candidates_share_their_places() -> None:
    rows = [[0.8, 0.5, 0.2], [0.6, 0.7, 0.6], [0.6, 0.7, 0.6], [0.3, 0.6, 0.9], [0.6, 0.7, 0.6]]
    found = stability(rows, draws=20_000, top=(1, 2, 4))
    alone = stability(FOUR[:3], draws=20_000)
    assert found.p_first[[1, 2, 4]] == pytest.approx(np.full(3, alone.p_first[1] / 3), abs=1e-12)
    assert found.ranks.sum(axis=0) == pytest.approx(np.ones(5), abs=1e-12)
    assert found.ranks.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-12)
    assert found.p_top[4].sum() == pytest.approx(4, abs=1e-12)
    assert found.pairwise[1, 2] == 0.5
    assert first_by_volume(rows).p_first[[1, 2, 4]] == pytest.approx(np.full(3, 11 / 72), abs=1e-15)


def test_candidates_that_rounding_alone_tells_apart_share() -> None:
    rows = [[0.3, 0.8], [0.1 + 0.2, 0.8], [0.9, 0.1]]
    assert rows[0] != rows[1]
    found = stability(rows, draws=5_000)
    assert found.p_first[0] == found.p_first[1] > 0
    assert first_by_volume(rows).p_first.tolist() == pytest.approx([7 / 26, 7 / 26, 6 / 13], abs=1e-12)
    assert stability([[1e9, 0], [0, 1e9]], draws=50_000).p_first == pytest.approx([0.5, 0.5], abs=0.01)
    assert stability([[0, 0], [0, 0]], draws=50).p_first.tolist() == [0.5, 0.5]


def brute(utilities: np.ndarray, weights: np.ndarray, most: int) -> np.ndarray:
    """Count by sorting everything, draw by draw."""
    counted = np.zeros(len(utilities))
    for drawn in weights:
        counted[np.argsort(-(utilities @ drawn), kind="stable")[:most]] += 1
    return counted / len(weights)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"how": "dirichlet", "concentration": 30.0, "weights": [0.4, 0.3, 0.2, 0.1]},
        {"within": 0.2, "weights": [0.4, 0.3, 0.2, 0.1]},
        {"within": 1.0, "weights": [0.4, 0.3, 0.3, 0.0]},
    ],
)
def test_many_candidates_are_answered_exactly(options: dict[str, object]) -> None:
    rng = np.random.default_rng(5)
    utilities = rng.beta(2, 1.5, (3_000, 4)) * 7 - 3
    found = stability(utilities, draws=400, seed=3, top=(1, 5, 12), **options)
    given = {"weights": None, **options}
    weights = drawn_weights(np.random.default_rng(3), 400, 4, **given)
    assert found.ranks.shape == (3_000, 12)
    for most, share in found.p_top.items():
        assert share == pytest.approx(brute(utilities, weights, most), abs=1e-12)
    assert (found.p_top[12] > 0).sum() == len(found.contenders)


def test_contenders_leave_nobody_out_and_take_few_too_many() -> None:
    for seed, criteria, spread in ((0, 2, 1.0), (1, 5, 1e-6), (2, 10, 1e6)):
        rng = np.random.default_rng(seed)
        utilities = 5 + spread * rng.normal(size=(6_000, criteria))
        weights = rng.dirichlet(np.ones(criteria), 600)
        best = np.unique(np.argsort(-(weights @ utilities.T), axis=1)[:, :3])
        found = contenders(utilities, utilities, weights, 3)
        assert np.isin(best, found).all()
        assert len(found) <= 1.5 * len(best) + 20


def test_many_candidates_with_errors_are_as_few_with_errors() -> None:
    rng = np.random.default_rng(8)
    good = rng.uniform(0.7, 0.9, (5, 3))
    many = np.vstack([good, rng.uniform(0.0, 0.3, (3_000, 3))])
    found = stability(many, draws=20_000, errors=0.1)
    few = stability(good, draws=20_000, errors=0.1, seed=9)
    assert found.contenders.tolist() == [0, 1, 2, 3, 4]
    assert found.p_first[:5] == pytest.approx(few.p_first, abs=0.02)


def test_same_seed_same_bytes() -> None:
    utilities = np.random.default_rng(0).random((3_000, 5))
    one, two = (stability(utilities, draws=300, errors=[0.1, 0, 0, 0.02, 0]) for _ in range(2))
    for name in ("p_first", "ranks", "central", "pairwise", "contenders"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()
    assert stability(utilities, draws=300, seed=1).p_first.tobytes() != one.p_first.tobytes()


def test_scaling_weights_or_moving_all_utilities_changes_nothing() -> None:
    utilities = np.random.default_rng(2).integers(0, 64, (12, 3)) / 64
    base = stability(utilities, [0.5, 0.25, 0.25], within=0.5, draws=2_000)
    assert stability(utilities, [20, 10, 10], within=0.5, draws=2_000).ranks.tolist() == base.ranks.tolist()
    assert (
        stability(utilities * 4 + 2, [0.5, 0.25, 0.25], within=0.5, draws=2_000).ranks.tolist() == base.ranks.tolist()
    )


def test_within_moves_each_weight_by_at_most_its_share() -> None:
    weights = drawn_weights(np.random.default_rng(0), 20_000, 3, [0.5, 0.3, 0.2], within=0.2)
    assert weights.sum(axis=1) == pytest.approx(np.ones(20_000), abs=1e-12)
    ratios = weights[:, 0] / weights[:, 1] / (0.5 / 0.3)
    assert ratios.min() == pytest.approx(0.8 / 1.2, abs=0.02)
    assert ratios.max() == pytest.approx(1.2 / 0.8, abs=0.02)


def test_dirichlet_has_the_mean_and_variance_that_it_says() -> None:
    drawn = drawn_weights(np.random.default_rng(0), 200_000, 3, [0.5, 0.5, 0.0], how="dirichlet", concentration=20)
    assert drawn.mean(axis=0) == pytest.approx([0.5, 0.5, 0], abs=0.001)
    assert drawn[:, 0].var() == pytest.approx(0.25 / 21, rel=0.01)


def test_pairwise_winning_is_the_half_space() -> None:
    # A beats B where 5 w1 > 4 w2 of two criteria: w1 > 4/9.
    found = stability([[0.9, 0.2], [0.4, 0.6]], draws=100_000)
    assert found.pairwise[0, 1] == pytest.approx(5 / 9, abs=0.006)
    assert found.pairwise + found.pairwise.T == pytest.approx(np.ones((2, 2)), abs=1e-12)
    assert stability(FOUR, named=[2, 0]).named.tolist() == [0, 2]


def test_one_candidate_is_first() -> None:
    found = stability([[0.2, 0.7]], draws=10)
    assert found.p_first.tolist() == [1.0]
    assert found.p_top[5].tolist() == [1.0]
    assert found.se_first.tolist() == [0.0]


def test_holistic_acceptability_is_between_its_ends() -> None:
    found = stability(FOUR)
    total = holistic_acceptability(found.ranks)
    assert (total >= found.p_first).all()
    assert (total <= 1).all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"utilities": [[0.1, np.nan]]}, "row 0, column 1 is nan"),
        ({"utilities": [1, 2]}, "shape"),
        ({"utilities": [["a"]]}, "array of numbers"),
        ({"utilities": []}, "shape"),
        ({"weights": [1, 2]}, "there are 3 criteria"),
        ({"weights": [1, np.nan, 1]}, "numbers from 0 up"),
        ({"weights": [0, 0, 0]}, "numbers from 0 up"),
        ({"weights": [1, -1, 1]}, "numbers from 0 up"),
        ({"draws": 0}, "draws"),
        ({"seed": -1}, "seed"),
        ({"how": "normal"}, "how"),
        ({"within": 0.2}, "needs the weights"),
        ({"within": 1.2, "weights": [1, 1, 1]}, "within"),
        ({"within": 0.0, "weights": [1, 1, 1]}, "within"),
        ({"how": "dirichlet"}, "needs the weights"),
        ({"how": "dirichlet", "within": 0.2, "weights": [1, 1, 1]}, "does not go with"),
        ({"concentration": 5}, "goes with 'dirichlet'"),
        ({"concentration": 0, "how": "dirichlet", "weights": [1, 1, 1]}, "concentration"),
        ({"top": ()}, "top is empty"),
        ({"top": 3}, "top takes a list"),
        ({"top": (0,)}, "each of top"),
        ({"errors": -0.1}, "errors"),
        ({"errors": [0.1, 0.2]}, "errors"),
        ({"errors": "x"}, "errors"),
        ({"named": [4]}, "named"),
        ({"named": 4}, "named takes a list"),
    ],
)
def test_what_is_wrong_is_told(options: dict[str, object], said: str) -> None:
    with pytest.raises(HantingGeoError, match=said):
        stability(**{"utilities": FOUR, **options})


def test_too_many_for_volumes() -> None:
    with pytest.raises(HantingGeoError, match="use draws"):
        first_by_volume(np.random.default_rng(0).random((500, 8)))
    with pytest.raises(HantingGeoError, match="it is for two"):
        first_by_beta(FOUR, [1, 1, 1], 5)
