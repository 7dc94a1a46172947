"""Whoever has no time gets an answer all the same: a first choice that keeps the conditions, with a true bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hanting_geo.siting.location.solving.greedy import first_choice
from hanting_geo.siting.location.solving.problem import Limits, Problem, Quota
from hanting_geo.siting.location.solving.solve import solve
from hanting_geo.siting.location.solving.stated import state


def drawn(model: str, seed: int, n: int = 300, m: int = 80) -> Problem:
    rng = np.random.default_rng(seed)
    places, sites = rng.random((n, 2)), rng.random((m, 2))
    away = np.linalg.norm(places[:, None] - sites[None], axis=2)
    near = np.argwhere(np.triu(np.linalg.norm(sites[:, None] - sites[None], axis=2) < 0.08, 1))
    return Problem(
        model=model,
        costs=away,
        weight=rng.integers(1, 30, n).astype(float),
        radius=0.12,
        p=8,
        separation=near,
        quota=Quota(np.arange(m) % 4, np.array([1, 1, 1, 1]), np.array([3, 3, 3, 3])),
        capacity=np.full(m, 300.0) if model == "capacitated_mclp" else None,
    )


@pytest.mark.parametrize("model", ["mclp", "backup_mclp", "capacitated_mclp"])
def test_a_tiny_time_limit_gives_an_answer_that_keeps_all(model: str) -> None:
    problem = drawn(model, 3)
    found = solve(problem, Limits(time_limit_s=1e-6))  # what is handed out was checked against all conditions
    assert found.status == "time_limit"
    assert len(found.chosen) == 8
    better = solve(problem, Limits(time_limit_s=20, gap=0.05))
    assert found.bound >= better.objective * (1 - 1e-9)
    assert better.bound >= found.objective * (1 - 1e-9)
    assert found.objective > 0.5 * better.objective


def test_a_budget_what_exists_and_what_is_required() -> None:
    problem = drawn("mclp", 5)
    exists, required = np.arange(80) == 7, np.arange(80) == 11
    cost = np.where(exists, 0.0, 1.0 + np.arange(80) % 3)
    asked = replace(
        problem, required=exists | required, free=exists, cost=cost, budget=9.0, separation=None, quota=None, p=None
    )
    found = first_choice(state(asked))
    assert found is not None
    assert found[0][[7, 11]].all()
    assert cost[found[0]].sum() <= 9.0
    assert found[0].sum() > 3


def test_what_cannot_be_kept_is_not_pretended() -> None:
    # Eight that all keep apart from each other: there is no such choice, whatever is opened first.
    pairs = np.array([(i, j) for j in range(80) for i in range(j)])
    assert first_choice(state(replace(drawn("mclp", 1), separation=pairs))) is None
