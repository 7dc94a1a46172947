"""Models of middle size against the textbook formulation, written here once more and solved by SciPy at gap 0."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_array, csr_array, eye_array, kron

from hanting_geo.siting.location.solving.problem import Problem
from hanting_geo.siting.location.solving.solve import solve


def places(seed: int, n: int, m: int, *, whole: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Draw distances and weights."""
    rng = np.random.default_rng(seed)
    demand, facilities = rng.random((n, 2)) * 1000, rng.random((m, 2)) * 1000
    away = np.linalg.norm(demand[:, None] - facilities[None], axis=2)
    return (np.floor(away) if whole else away), rng.integers(1, 30, n).astype(float)


def least(objective: np.ndarray, rows: list[tuple[csr_array, float, float]], whole: np.ndarray) -> float:
    """Solve a programme with variables from 0 to 1 at gap 0."""
    found = milp(
        objective,
        constraints=[LinearConstraint(matrix, low, high) for matrix, low, high in rows],
        bounds=Bounds(0, 1),
        integrality=whole.astype(int),
        options={"mip_rel_gap": 0.0},
    )
    assert found.success
    return float(found.fun)


def assignment(away: np.ndarray, weight: np.ndarray, p: int, capacity: np.ndarray | None = None) -> float:
    """Give the p-median, with capacities or without: x_ij row by row, then y_j."""
    n, m = away.shape
    every = csr_array(kron(eye_array(n), np.ones((1, m))))
    opened = csr_array(kron(np.ones((n, 1)), eye_array(m)))
    none = csr_array((1, n * m))
    rows = [
        (csr_array(block_array([[every, csr_array((n, m))]])), 1.0, 1.0),
        (csr_array(block_array([[eye_array(n * m), -opened]])), -np.inf, 0.0),
        (csr_array(block_array([[none, csr_array(np.ones((1, m)))]])), p, p),
    ]
    if capacity is not None:
        load = csr_array(kron(weight[None, :], eye_array(m)))
        rows.append((csr_array(block_array([[load, csr_array(-np.diag(capacity))]])), -np.inf, 0.0))
    objective = np.concatenate([(weight[:, None] * away).ravel(), np.zeros(m)])
    whole = np.concatenate([np.full(n * m, capacity is not None), np.ones(m, dtype=bool)])
    return least(objective, rows, whole)


@pytest.mark.parametrize("seed", range(4))
def test_p_median(seed: int) -> None:
    away, weight = places(seed, 50, 35, whole=seed % 2 == 0)
    p = (3, 5, 8, 12)[seed]
    found = solve(Problem(model="p_median", costs=away, weight=weight, p=p))
    assert found.objective == pytest.approx(assignment(away, weight, p), rel=1e-7)
    assert found.status == "optimal"


def test_capacitated_p_median() -> None:
    away, weight = places(7, 25, 12)
    capacity = np.full(12, weight.sum() / 4 * 1.15)
    found = solve(Problem(model="capacitated_p_median", costs=away, weight=weight, p=4, capacity=capacity))
    assert found.objective == pytest.approx(assignment(away, weight, 4, capacity), rel=1e-7)
    assert found.status == "optimal"


@pytest.mark.parametrize("seed", range(3))
def test_most_covered(seed: int) -> None:
    away, weight = places(seed, 300, 60)
    p, radius = (4, 8, 15)[seed], 120.0
    near = csr_array((away <= radius).astype(float))
    rows = [
        (csr_array(block_array([[near, -eye_array(300)]])), 0.0, np.inf),
        (csr_array(block_array([[csr_array(np.ones((1, 60))), csr_array((1, 300))]])), p, p),
    ]
    truth = -least(np.concatenate([np.zeros(60), -weight]), rows, np.arange(360) < 60)
    found = solve(Problem(model="mclp", costs=away, weight=weight, p=p, radius=radius))
    assert (found.objective, found.status) == (pytest.approx(truth, rel=1e-9), "optimal")


@pytest.mark.parametrize("priced", [False, True])
def test_set_cover(priced: bool) -> None:  # noqa: FBT001 - a parameter
    away, _ = places(5, 300, 80)
    radius = max(150.0, float(away.min(axis=1).max()))
    cost = np.random.default_rng(0).integers(1, 9, 80).astype(float) if priced else np.ones(80)
    truth = least(cost, [(csr_array((away <= radius).astype(float)), 1.0, np.inf)], np.ones(80, dtype=bool))
    found = solve(Problem(model="lscp", costs=away, radius=radius, cost=cost if priced else None))
    assert (found.objective, found.status) == (pytest.approx(truth, rel=1e-9), "optimal")


@pytest.mark.parametrize("seed", range(3))
def test_p_center(seed: int) -> None:
    away, _ = places(seed, 80, 50, whole=True)
    p = (3, 6, 12)[seed]
    found = solve(Problem(model="p_center", costs=away, p=p))
    covers = {
        radius: least(np.ones(50), [(csr_array((away <= radius).astype(float)), 1.0, np.inf)], np.ones(50, dtype=bool))
        for radius in (found.objective, float(away[away < found.objective].max()))
        if (away <= radius).any(axis=1).all()
    }
    assert covers.pop(found.objective) <= p
    assert all(count > p for count in covers.values())
    assert found.status == "optimal"


@pytest.mark.parametrize("model", ["capacitated_p_median", "capacitated_mclp"])
@pytest.mark.parametrize("seed", range(6))
def test_split_demand_is_a_transport_problem_for_each_choice(model: str, seed: int) -> None:
    from itertools import combinations

    away, weight = places(seed, 7, 5)
    capacity = np.random.default_rng(seed).random(5) * weight.sum() * 0.9
    maximised = model == "capacitated_mclp"
    radius = 600.0 if maximised else None
    values = []
    for chosen in combinations(range(5), 3):
        part = away[:, chosen]
        near = part <= radius if radius else np.ones_like(part, dtype=bool)
        objective = np.where(near, -weight[:, None] if maximised else weight[:, None] * part, 0.0).ravel()
        shares = np.kron(np.eye(7), np.ones((1, 3)))
        load = np.kron(weight[None, :], np.eye(3))
        served = {"A_ub": np.vstack([load, shares]), "b_ub": np.concatenate([capacity[list(chosen)], np.ones(7)])}
        if not maximised:
            served = {"A_ub": load, "b_ub": capacity[list(chosen)], "A_eq": shares, "b_eq": np.ones(7)}
        limits = [(0.0, 1.0 if here else 0.0) for here in near.ravel()]
        one = linprog(objective, bounds=limits, **served)
        if one.success:
            values.append(one.fun)
    problem = Problem(model=model, costs=away, weight=weight, p=3, capacity=capacity, radius=radius, split=True)
    if not values:
        from hanting_geo.siting.location.solving.failures import UnsolvableError

        with pytest.raises(UnsolvableError):
            solve(problem)
        return
    found = solve(problem)
    assert found.objective == pytest.approx(abs(min(values)), rel=1e-6)
    assert found.shares is not None
    totals = np.asarray(found.shares.sum(axis=1)).ravel()
    assert totals == pytest.approx(np.ones(7)) if not maximised else (totals <= 1 + 1e-6).all()
