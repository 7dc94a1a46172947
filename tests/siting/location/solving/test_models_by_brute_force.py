"""Every model, with and without every condition, against all subsets of facilities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from located import best
from scipy.sparse import csr_array
from thinned import thinned

from hanting_geo.siting.location.solving.failures import UnsolvableError
from hanting_geo.siting.location.solving.problem import MODELS, Problem, Quota
from hanting_geo.siting.location.solving.solve import solve

KINDS = ("plane", "ties", "zeros", "one spot", "sparse", "whole numbers")


def costs_of(kind: str, rng: np.random.Generator, n: int, m: int) -> Any:
    """Costs of one kind, demand x facilities."""
    demand, facilities = rng.random((n, 2)) * 10, rng.random((m, 2)) * 10
    if kind == "ties":
        demand, facilities = np.round(demand / 4) * 4, np.round(facilities / 4) * 4
    if kind == "one spot":
        demand[: n // 2] = demand[0]
        facilities[: m // 2] = facilities[0]
    away = np.linalg.norm(demand[:, None] - facilities[None], axis=2)
    if kind == "zeros":
        away[rng.random((n, m)) < 0.3] = 0.0
    if kind == "whole numbers":
        away = np.floor(away)
    if kind == "sparse":
        row, column = np.nonzero(rng.random((n, m)) < 0.8)
        indptr = np.searchsorted(row, np.arange(n + 1))
        return csr_array((away[row, column], column, indptr), shape=(n, m))
    return away


def drawn(model: str, kind: str, seed: int) -> Problem:  # noqa: C901 - a condition after the other
    """Draw a small problem, with conditions that are drawn too."""
    rng = np.random.default_rng([seed, MODELS.index(model), KINDS.index(kind)])
    capacitated = model.startswith("capacitated")
    n, m = (6, 4) if capacitated else (int(rng.integers(1, 14)), int(rng.integers(1, 9)))
    asked: dict[str, Any] = {
        "weight": rng.integers(1, 6, n).astype(float) if rng.random() < 0.5 else rng.random(n) + 0.1
    }
    status = rng.random(m)
    if rng.random() < 0.5:
        asked |= {"required": status < 0.15, "closed": status > 0.85}
        if rng.random() < 0.5:
            asked["free"] = (status < 0.15) & (rng.random(m) < 0.7)
    if model != "lscp" or rng.random() < 0.3:
        asked["p"] = int(rng.integers(1, m + 1))
    if model in ("mclp", "lscp", "capacitated_mclp", "backup_mclp"):
        asked["radius"] = 5.0
    if model == "backup_mclp":
        asked["backup_share"] = float(rng.choice([0.0, 0.3, 0.5, 0.8, 1.0]))
    if capacitated:
        asked["capacity"] = rng.random(m) * asked["weight"].sum()
    if rng.random() < 0.3:
        asked["cost"] = np.round(rng.random(m) * 4, 1)
        if rng.random() < 0.7:
            asked["budget"] = float(asked["cost"].sum() / 2)
            if rng.random() < 0.5:
                asked.pop("p", None)
    if rng.random() < 0.3 and m > 2:
        pairs = rng.integers(0, m, (3, 2))
        asked["separation"] = pairs[pairs[:, 0] != pairs[:, 1]]
    if rng.random() < 0.3:
        asked["quota"] = Quota(rng.integers(-1, 2, m), np.array([0, int(rng.random() < 0.5)]), np.array([2, m]))
    return Problem(model=model, costs=costs_of(kind, rng, n, m), **asked)


@pytest.mark.parametrize(("model", "kind"), thinned(MODELS, KINDS, one_in=2))
def test_as_good_as_the_best_of_all_subsets(model: str, kind: str) -> None:
    solved = 0
    for seed in range(12):
        problem = drawn(model, kind, seed)
        truth = best(problem)
        if truth is None:
            with pytest.raises(UnsolvableError):
                solve(problem)
            continue
        found = solve(problem)
        assert found.objective == pytest.approx(truth, rel=1e-9, abs=1e-12), seed
        assert (found.status, found.gap, found.bound) == ("optimal", 0.0, found.objective)
        solved += 1
    assert solved >= 2
