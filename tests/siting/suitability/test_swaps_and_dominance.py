"""Smallest swaps against hand cases, a printed table and a fine grid; steadiness; candidates that are never first."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from hanting_geo.errors import HantingGeoError
from hanting_geo.siting.suitability.dominance import alike_criteria, chances, dominators
from hanting_geo.siting.suitability.stability import stability
from hanting_geo.siting.suitability.steadiness import meeting_sentence, steadiness
from hanting_geo.siting.suitability.swaps import (
    MEASURES,
    one_at_a_time,
    percent_changes,
    smallest_swaps,
    weight_intervals,
)

HAND = [[0.6, 0.7, 0.6], [0.8, 0.5, 0.2]]
WEIGHTS = [0.5, 0.3, 0.2]


def test_hand_case() -> None:
    one, l1, l2, linf = smallest_swaps(HAND, WEIGHTS, measures=MEASURES)
    assert (one.first, one.rival, one.criterion) == (0, 1, 0)
    assert one.distance == pytest.approx(7 / 12 - 1 / 2, abs=1e-15)
    assert one.weights == pytest.approx([7 / 12, 1 / 4, 1 / 6], abs=1e-15)
    assert l1.distance == pytest.approx(2 / 15, abs=1e-15)
    assert l1.weights == pytest.approx([0.566667, 0.3, 0.133333], abs=5e-7)
    assert l2.weights == pytest.approx([4 / 7, 2 / 7, 1 / 7], abs=1e-15)
    assert l2.distance == pytest.approx(0.092582, abs=5e-7)
    assert linf.distance == pytest.approx(1 / 15, abs=1e-15)
    lines = one_at_a_time(np.array([-0.2, 0.2, 0.4]), np.array(WEIGHTS))
    assert lines.diagonal() == pytest.approx([7 / 12, 1 / 8, 1 / 9], abs=1e-15)
    assert lines.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-15)
    assert lines[1, 0] / lines[1, 2] == pytest.approx(5 / 2, abs=1e-14)


TRIANTAPHYLLOU = [
    [0.3088, 0.2897, 0.3867, 0.1922],
    [0.2163, 0.3458, 0.1755, 0.6288],
    [0.4509, 0.2473, 0.1194, 0.0575],
    [0.0240, 0.1172, 0.3184, 0.1215],
]
NF = np.nan
PRINTED = {
    (0, 1): [NF, -229.70, 64.88, -114.25],
    (0, 2): [-115.78, NF, 70.13, NF],
    (0, 3): [NF, NF, NF, NF],
    (1, 2): [-18.87, 48.17, 89.93, 32.15],
    (1, 3): [NF, NF, -320.94, NF],
    (2, 3): [83.91, NF, -205.11, -2321.8],
}


def test_triantaphyllou_and_sanchez_1997() -> None:
    weights = [0.3277, 0.3058, 0.2876, 0.0790]
    assert (np.array(TRIANTAPHYLLOU) @ weights).round(4).tolist() == [0.3162, 0.2768, 0.2623, 0.1449]
    found = percent_changes(TRIANTAPHYLLOU, weights)
    assert set(found) == set(PRINTED)
    for pair, printed in PRINTED.items():
        assert found[pair].round(2) == pytest.approx(
            np.array(printed), abs=0.011 if pair != (2, 3) else 0.06, nan_ok=True
        )
    with pytest.raises(HantingGeoError, match="weights are numbers above 0"):
        percent_changes(TRIANTAPHYLLOU, [0.5, 0.5, 0, 0])


def simplex_grid(step: int) -> np.ndarray:
    return np.array([(a, b, step - a - b) for a, b in product(range(step + 1), repeat=2) if a + b <= step]) / step


def distances(change: np.ndarray) -> dict[str, np.ndarray]:
    sizes = np.abs(change)
    return {"l1": sizes.sum(axis=1), "l2": np.sqrt((sizes**2).sum(axis=1)), "linf": sizes.max(axis=1)}


@pytest.mark.parametrize("seed", range(8))
def test_a_fine_grid_of_weights_finds_nothing_nearer(seed: int) -> None:
    step = 400
    rng = np.random.default_rng(seed)
    utilities, weights = rng.random((4, 3)), rng.dirichlet(np.ones(3))
    grid = simplex_grid(step)
    scores = grid @ utilities.T
    found = {swap.measure: swap for swap in smallest_swaps(utilities, weights, measures=MEASURES)}
    anyone = {swap.measure: swap for swap in smallest_swaps(utilities, weights, measures=MEASURES, rivals="any")}
    first, second = found["l1"].first, found["l1"].rival
    away = distances(grid - weights)
    for swaps, beaten in (
        (found, scores[:, second] >= scores[:, first]),
        (anyone, np.delete(scores, first, axis=1).max(axis=1) >= scores[:, first]),
    ):
        for measure, away_from in away.items():
            nearest = away_from[beaten].min(initial=np.inf)
            assert swaps[measure].distance <= nearest + 1e-12
            assert nearest == np.inf or swaps[measure].distance >= nearest - 3 / step
    # One at a time, along each line: the first weight on it where the two change places.
    line = np.linspace(0, 1, 4001)
    nearest = np.inf
    for criterion in range(3):
        along = np.outer(1 - line, weights) / (1 - weights[criterion])
        along[:, criterion] = line
        beaten = along @ (utilities[second] - utilities[first]) >= 0
        nearest = min(nearest, np.abs(line - weights[criterion])[beaten].min(initial=np.inf))
    assert found["one"].distance == pytest.approx(nearest, abs=3e-4)


@pytest.mark.parametrize("seed", range(5))
def test_linear_programmes_say_the_same(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    count = 6
    utilities, weights = rng.random((2, count)), rng.dirichlet(np.full(count, 0.5))
    found = {swap.measure: swap for swap in smallest_swaps(utilities, weights, measures=MEASURES)}
    first, rival = found["l1"].first, found["l1"].rival
    ahead = utilities[first] - utilities[rival]
    for measure, extra in (("l1", count), ("linf", 1)):
        spread = np.eye(count) if measure == "l1" else np.ones((count, 1))
        solved = linprog(
            np.append(np.zeros(count), np.ones(extra)),
            A_ub=np.vstack(
                [
                    np.column_stack([np.eye(count), -spread]),
                    np.column_stack([-np.eye(count), -spread]),
                    np.append(ahead, np.zeros(extra)),
                ]
            ),
            b_ub=np.concatenate([weights, -weights, [0]]),
            A_eq=np.append(np.ones(count), np.zeros(extra))[None],
            b_eq=[1],
        )
        expected = solved.fun if solved.success else np.inf
        assert found[measure].distance == pytest.approx(expected, abs=1e-8)
    for swap in found.values():
        if np.isfinite(swap.distance):
            assert swap.weights.sum() == pytest.approx(1, abs=1e-12)
            assert swap.weights.min() >= 0
            assert swap.weights @ ahead == pytest.approx(0, abs=1e-12)


def test_a_dominated_rival_never_swaps() -> None:
    for swap in smallest_swaps([[0.5, 0.5], [0.5, 0.4]], [0.5, 0.5], measures=MEASURES):
        assert swap.distance == np.inf
        assert np.isnan(swap.weights).all()
    assert [swap.rival for swap in smallest_swaps([[0.5, 0.5], [0.5, 0.4], [0.1, 0.6]], [0.5, 0.5], rivals="any")] == [
        2
    ] * 3


def test_a_tie_swaps_at_no_distance() -> None:
    wsm = np.array([[25, 20, 15, 30], [10, 30, 20, 30], [30, 10, 30, 10]])
    weights = [0.20, 0.15, 0.40, 0.25]
    assert (wsm @ weights).round(9).tolist() == [21.5, 22.0, 22.0]
    for swap in smallest_swaps(wsm, weights):
        assert swap.distance == pytest.approx(0, abs=1e-12)
    assert steadiness(wsm, weights).within == pytest.approx(0, abs=1e-12)
    assert smallest_swaps([[1, 2]], [1, 1]) == ()


def test_nearest_rival_of_many_is_found_by_looking_at_all() -> None:
    rng = np.random.default_rng(4)
    utilities, weights = rng.random((60, 5)), rng.dirichlet(np.ones(5))
    first = int(np.argmax(utilities @ weights))
    for measure in MEASURES:
        (found,) = smallest_swaps(utilities, weights, measures=(measure,), rivals="any")
        one_by_one = [
            smallest_swaps(utilities[[first, other]], weights, measures=(measure,))[0].distance
            for other in range(60)
            if other != first
        ]
        assert found.distance == pytest.approx(min(one_by_one), abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_steadiness_is_the_worst_corner(seed: int) -> None:
    rng = np.random.default_rng(seed)
    utilities, weights = rng.random((5, 4)), rng.dirichlet(np.ones(4))
    found = steadiness(utilities, weights)
    signs = np.array(list(product((-1, 1), repeat=4)))

    def stays(share: float) -> bool:
        scores = (weights * (1 + share * signs)) @ utilities.T
        return bool((scores.argmax(axis=1) == found.first).all())

    assert found.rival >= 0
    assert stays(min(found.within, 1) * (1 - 1e-9))
    if found.within < 1:
        assert not stays(found.within * (1 + 1e-9))
        level = found.weights @ (utilities[found.first] - utilities[found.rival])
        assert level == pytest.approx(0, abs=1e-12)
    drawn = stability(utilities, weights, within=min(found.within * 0.999, 1.0), draws=2_000)
    assert drawn.p_first[found.first] == 1.0


@pytest.mark.parametrize("seed", range(5))
def test_weight_intervals_by_walking_along_each_weight(seed: int) -> None:
    rng = np.random.default_rng(seed)
    utilities, weights = rng.random((6, 4)), rng.dirichlet(np.ones(4))
    first = int(np.argmax(utilities @ weights))
    line = np.linspace(0, 1, 2001)
    for criterion, (low, high) in enumerate(weight_intervals(utilities, weights)):
        along = np.outer(1 - line, weights) / (1 - weights[criterion])
        along[:, criterion] = line
        stays = line[(along @ utilities.T).argmax(axis=1) == first]
        assert low <= weights[criterion] <= high
        assert [low, high] == pytest.approx([stays.min(), stays.max()], abs=6e-4)
    assert weight_intervals([[0.5, 0.5]], [1, 1]).tolist() == [[0, 1], [0, 1]]
    assert weight_intervals([[0.5, 0.2], [0.4, 0.9]], [1, 0]).tolist()[0] == [0, 1]


def test_what_a_meeting_is_told_is_proved() -> None:
    found = steadiness(HAND, WEIGHTS)
    assert found.within == pytest.approx(1 / 6, abs=1e-15)
    assert found.weights == pytest.approx([7 / 12, 1 / 4, 1 / 6], abs=1e-12)
    zh, en = (meeting_sentence(found, "乙", within=0.15).text(language) for language in ("zh", "en"))
    assert zh.startswith("权重各自变动 15% 以内,推荐方案始终第一")
    assert "16.6%" in zh
    assert "always stays first" in en
    for share in (1 / 6, 0.2):
        assert "不一定" in meeting_sentence(found, "乙", within=share).text("zh")
        assert "need not stay first" in meeting_sentence(found, "B", within=share).text("en")
    always = steadiness([[0.6, 0.7], [0.5, 0.7]], [0.5, 0.5])
    assert always.within == pytest.approx(1, abs=1e-12)
    assert "无论" in meeting_sentence(always, "乙").text("zh")
    level = steadiness([[0.6, 0.7], [0.6, 0.7]], [0.5, 0.5])
    assert "相同" in meeting_sentence(level, "乙").text("zh")
    assert "只有一个" in meeting_sentence(steadiness([[1.0]], [1]), "").text("zh")
    with pytest.raises(HantingGeoError, match="within"):
        meeting_sentence(found, "B", within=0)


def test_dominated_and_never_first() -> None:
    rows = [[0.9, 0.1], [0.1, 0.9], [0.45, 0.45], [0.1, 0.8], [0.5, 0.5], [0.9, 0.1]]
    found = chances(rows)
    assert found.dominator.tolist() == [-1, -1, 4, 1, -1, -1]
    # (0.5, 0.5) is half of each of the first two: level with them at equal weights, and ahead nowhere.
    assert found.never_first.tolist() == [False, False, True, True, False, False]
    assert found.margin == pytest.approx([0, 0.1, -0.05, -0.05, 0, 0], abs=1e-9)
    assert chances(rows, [2]).never_first.tolist() == [True]
    assert chances([[1.0, 2.0]]).never_first.tolist() == [False]


@pytest.mark.parametrize("seed", range(4))
def test_never_first_is_never_first_in_any_draw(seed: int) -> None:
    rng = np.random.default_rng(seed)
    utilities = rng.dirichlet(np.ones(3), 40) + rng.uniform(0, 0.2, (40, 1))
    found = chances(utilities)
    drawn = stability(utilities, draws=4_000)
    assert drawn.exact is not None
    assert (drawn.exact.p_first[found.never_first] == 0).all()
    assert (drawn.exact.p_first[found.margin > 1e-6] > 0).all()
    assert found.never_first[found.dominator >= 0].all()
    scores = found.weights @ utilities.T
    can = ~found.never_first
    assert scores.argmax(axis=1)[can & (found.margin > 1e-6)].tolist() == np.flatnonzero(found.margin > 1e-6).tolist()


def test_dominators_by_looking_at_every_pair() -> None:
    utilities = np.random.default_rng(0).integers(0, 6, (300, 3)).astype(float)
    found = dominators(utilities)
    better = (utilities[None] >= utilities[:, None]).all(axis=2) & (utilities[None] > utilities[:, None]).any(axis=2)
    assert (found >= 0).tolist() == better.any(axis=1).tolist()
    assert better[np.flatnonzero(found >= 0), found[found >= 0]].all()
    with pytest.raises(HantingGeoError, match="each of which"):
        dominators(utilities, [300])
    with pytest.raises(HantingGeoError, match="which takes a list"):
        dominators(utilities, 3)


def test_criteria_that_say_nearly_the_same() -> None:
    rng = np.random.default_rng(1)
    base = rng.random(200)
    table = np.column_stack([base, -base + rng.normal(0, 0.02, 200), rng.random(200), np.full(200, 0.3)])
    (pair,) = alike_criteria(table)
    assert pair[:2] == (0, 1)
    assert pair[2] == pytest.approx(np.corrcoef(table[:, 0], table[:, 1])[0, 1], abs=1e-12)
    assert alike_criteria(table, 1.0) == []
    assert alike_criteria([[0.5, 0.2]]) == []
