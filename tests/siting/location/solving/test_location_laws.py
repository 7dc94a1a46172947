"""Laws of location: more facilities never hurt, nor does a further candidate; scales and orders change nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanting_geo.siting.location.solving.phases import solve_phases
from hanting_geo.siting.location.solving.problem import Limits, Problem
from hanting_geo.siting.location.solving.solve import solve

MODELS = ("p_median", "p_center", "mclp", "backup_mclp")


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    n, m = draw(st.integers(2, 12)), draw(st.integers(2, 8))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    model = draw(st.sampled_from(MODELS))
    away = rng.integers(0, 12, (n, m)).astype(float) if draw(st.booleans()) else rng.random((n, m)) * 12
    radius = 5.0 if model.endswith("mclp") else None
    weight = rng.integers(1, 9, n).astype(float)
    return Problem(model=model, costs=away, weight=weight, p=draw(st.integers(1, m)), radius=radius)


def cost(problem: Problem) -> float:
    """Give the objective so that less is better."""
    found = solve(problem)
    assert found.status == "optimal"
    return -found.objective if problem.model.endswith("mclp") else found.objective


@given(problems())
def test_more_facilities_are_never_worse(problem: Problem) -> None:
    values = [cost(replace(problem, p=p)) for p in range(1, problem.costs.shape[1] + 1)]
    assert all(after <= before + 1e-9 for before, after in pairwise(values))


@given(problems(), st.integers(0, 1000))
def test_a_further_candidate_is_never_worse(problem: Problem, seed: int) -> None:
    further = np.random.default_rng(seed).random((problem.costs.shape[0], 1)) * 12
    assert cost(replace(problem, costs=np.hstack([problem.costs, further]))) <= cost(problem) + 1e-9


@given(problems(), st.sampled_from([0.001, 7.0, 1e6]))
def test_scaled_weights_scale_the_objective(problem: Problem, by: float) -> None:
    scaled = solve(replace(problem, weight=problem.weight * by)).objective
    assert scaled == pytest.approx(solve(problem).objective * (1.0 if problem.model == "p_center" else by), rel=1e-9)


@given(problems(), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_the_seed_decides(problem: Problem, random: object) -> None:
    rng = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined]
    n, m = problem.costs.shape
    rows, columns = rng.permutation(n), rng.permutation(m)
    turned = replace(problem, costs=problem.costs[rows][:, columns], weight=problem.weight[rows])
    assert cost(turned) == pytest.approx(cost(problem), rel=1e-9, abs=1e-9)
    one, same = (solve(problem, Limits(seed=5)) for _ in range(2))
    assert np.array_equal(one.chosen, same.chosen)
    assert np.array_equal(one.allocation, same.allocation)


@given(problems(), st.sampled_from(["last", "first"]))
def test_phases_are_nested_and_their_best_one_is_the_best_there_is(problem: Problem, order: str) -> None:
    steps = sorted({1, (1 + problem.costs.shape[1]) // 2, problem.costs.shape[1]})
    phases = solve_phases(problem, steps, order=order)
    for before, after in pairwise(phases):
        assert set(before.answer.chosen) <= set(after.answer.chosen)
    sense = -1 if problem.model.endswith("mclp") else 1
    assert all(sense * phase.answer.objective >= sense * phase.alone.objective - 1e-9 for phase in phases)
    best = phases[-1 if order == "last" else 0]
    assert best.answer.objective == best.alone.objective
