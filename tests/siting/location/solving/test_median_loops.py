"""The loops of the p-median as machine code and with NumPy: the same numbers, to the last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from hanting_geo.siting.location.solving import loops_median, plain_median, searching
from hanting_geo.siting.location.solving.lists import Lists, lists_of, serving_of
from hanting_geo.siting.location.solving.problem import Problem
from hanting_geo.siting.location.solving.solve import solve

if TYPE_CHECKING:
    from types import ModuleType

WAYS = (loops_median, plain_median)
KINDS = ("everywhere", "sparse", "covers", "opening costs")


def drawn(kind: str, seed: int, n: int = 40, m: int = 25) -> Lists:
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    kept = rng.random((n, m)) < (1.0 if kind in ("everywhere", "opening costs") else 0.3)
    cost = np.zeros((n, m)) if kind == "covers" else rng.random((n, m)) * 100
    if seed % 2:
        cost = np.round(cost / 10)
    starts = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
    weight = rng.random(n) * 50
    capped = kind == "covers"
    return lists_of(
        starts,
        np.nonzero(kept)[1],
        cost[kept],
        last=weight if capped else np.full(n, np.inf),
        far=weight if capped else None,
        opening=rng.random(m) * 90 if kind == "opening costs" else np.zeros(m),
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_the_bound_is_the_same(kind: str, seed: int) -> None:
    lists = drawn(kind, seed)
    n, m = lists.rows, lists.columns
    rng = np.random.default_rng(seed)
    state = rng.choice([0, 0, 0, 0, 1, 2], m)
    first = rng.random(n) * 60
    need = -1 if kind == "opening costs" else 4
    came = []
    for way in WAYS:
        multiplier, usage, best, gains = first.copy(), np.zeros(m), np.zeros(n), np.zeros(m)
        flags = np.zeros((2, m), dtype=bool)
        numbers = np.array([need, 3000.0, 60, 1.2, 7, 1e12, 0.7, 0, 0, 0, 0])
        way.relaxed(lists, state, numbers, multiplier, usage, best, gains, flags)
        came.append((numbers, multiplier, usage, best, gains, flags))
    assert np.isfinite(came[0][0][7])
    for ours, theirs in zip(*came, strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_swaps_and_exchanges_are_the_same(kind: str, seed: int) -> None:
    lists = drawn(kind, seed)
    n, m = lists.rows, lists.columns
    came = []
    for way in WAYS:
        rng = np.random.default_rng(seed)
        is_open = np.zeros(m, dtype=bool)
        is_open[rng.permutation(m)[:6]] = True
        serving = serving_of(lists)
        way.served(lists, is_open, serving)
        before = serving.nearest.sum()
        numbers = np.array([1e-9, 1e9, 0.0, 0.0])
        way.swapped(lists, is_open, serving, rng.permutation(m), numbers)
        places, counts, draws = rng.integers(0, n, 30), rng.integers(1, 4, 30), rng.random((30, 12))
        hood = (lists.starts, lists.facility)
        better = way.shaken(lists, is_open, serving, np.arange(m) > 2, *hood, places, counts, draws, 1e-9)
        # What is kept up to date is what a fresh look gives.
        fresh = serving_of(lists)
        way.served(lists, is_open, fresh)
        assert np.array_equal(fresh.nearest, serving.nearest)
        assert np.array_equal(fresh.following, serving.following)
        assert fresh.loss == pytest.approx(serving.loss, rel=1e-6, abs=1e-6 * (1 + abs(fresh.loss).max()))
        assert serving.nearest.sum() <= before
        came.append((is_open, *serving, np.array([better])))
    for ours, theirs in zip(*came, strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("model", ["p_median", "mclp", "lscp", "p_center"])
def test_answers_are_the_same_without_machine_code(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    away = np.linalg.norm(rng.random((70, 1, 2)) - rng.random((1, 30, 2)), axis=2)
    radius = float(away.min(axis=1).max()) * 1.1 if model in ("mclp", "lscp") else None
    problem = Problem(
        model=model, costs=away, weight=rng.random(70) + 0.5, p=None if model == "lscp" else 5, radius=radius
    )

    def way(loops: ModuleType) -> tuple[float, list[int], int]:
        monkeypatch.setattr(searching, "loops_for", lambda _entries: loops)
        found = solve(problem)
        return found.objective, found.chosen.tolist(), found.nodes

    assert way(loops_median) == way(plain_median)
