"""The toy, statuses, lists that are cut off, what exists, and Ctrl-C."""

from __future__ import annotations

import _thread
import time
from threading import Timer

import numpy as np
import pytest
from scipy.sparse import csr_array

from hanting_geo.siting.location.solving.problem import Limits, Problem
from hanting_geo.siting.location.solving.solve import solve


def plane(seed: int, n: int, m: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.linalg.norm(rng.random((n, 1, 2)) - rng.random((1, m, 2)), axis=2)


def test_four_corners_and_two_facilities() -> None:
    corners = np.array([(0, 0), (0, 3), (4, 0), (4, 3)], dtype=float)
    away = np.floor(np.linalg.norm(corners[:, None] - corners[None], axis=2))
    found = solve(Problem(model="p_median", costs=away, p=2))
    assert (found.objective, found.bound, found.gap, found.status) == (6.0, 6.0, 0.0, "optimal")
    assert solve(Problem(model="p_center", costs=away, p=2)).objective == 3
    assert solve(Problem(model="lscp", costs=away, radius=3.0)).objective == 2
    assert solve(Problem(model="mclp", costs=away, radius=3.0, p=1)).objective == 2
    assert solve(Problem(model="mclp", costs=away, radius=4.0, p=1)).objective == 3
    # One facility serves two corners and the other three nobody: with room for one, two are served.
    asked = Problem(model="capacitated_mclp", costs=away, radius=3.0, p=2, capacity=np.ones(4))
    assert solve(asked).objective == 2


def test_who_is_served_by_equals_goes_to_the_first() -> None:
    found = solve(Problem(model="p_median", costs=np.array([[2.0, 2.0, 2.0], [5.0, 1.0, 1.0]]), p=3))
    assert found.chosen.tolist() == [0, 1, 2]
    assert found.allocation.tolist() == [0, 1]


def test_all_facilities_and_no_demand() -> None:
    assert solve(Problem(model="p_median", costs=plane(0, 5, 3), p=3)).chosen.tolist() == [0, 1, 2]
    for model, more in (("p_median", {}), ("p_center", {}), ("mclp", {"radius": 1.0})):
        found = solve(Problem(model=model, costs=np.zeros((0, 3)), p=2, **more))
        assert (found.objective, len(found.chosen), found.status) == (0.0, 2, "optimal")
    assert len(solve(Problem(model="lscp", costs=np.zeros((0, 3)), radius=1.0)).chosen) == 0


def test_what_exists_is_used_and_not_counted() -> None:
    away = np.abs(np.array([0.0, 10.0, 20.0])[:, None] - np.array([0.0, 10.0, 20.0]))
    exists = np.array([True, False, False])
    found = solve(Problem(model="mclp", costs=away, radius=5.0, p=1, required=exists, free=exists))
    assert (found.objective, len(found.chosen), found.chosen[0]) == (2.0, 2, 0)
    assert solve(Problem(model="lscp", costs=away, radius=5.0, required=exists, free=exists)).objective == 2
    assert solve(Problem(model="mclp", costs=away, radius=5.0, p=1, required=exists)).chosen.tolist() == [0]


def test_a_gap_that_is_allowed_is_kept_and_true() -> None:
    for seed in range(6):
        away = plane(seed, 60, 40)
        best = solve(Problem(model="p_median", costs=away, p=6)).objective
        found = solve(Problem(model="p_median", costs=away, p=6), Limits(gap=0.05))
        assert found.bound <= best * (1 + 1e-9)
        assert best <= found.objective <= best * 1.06
        assert found.gap <= 0.05
        assert found.status in ("optimal", "gap")


def test_no_time_gives_an_answer_with_its_gap() -> None:
    away = plane(1, 400, 300)
    found = solve(Problem(model="p_median", costs=away, p=12), Limits(time_limit_s=0.01))
    assert found.status == "time_limit"
    assert found.gap > 0
    best = solve(Problem(model="p_median", costs=away, p=12), Limits(gap=0.02))
    assert found.bound <= best.objective
    assert found.objective >= best.bound


def test_lists_that_are_cut_off_give_a_bound_of_the_whole() -> None:
    for seed in range(5):
        away = plane(seed, 80, 30)
        whole = solve(Problem(model="p_median", costs=away, p=9))
        kept = np.argsort(away, axis=1)[:, :12]
        starts = np.arange(81) * 12
        lists = csr_array((np.take_along_axis(away, kept, 1).ravel(), kept.ravel(), starts), shape=away.shape)
        found = solve(Problem(model="p_median", costs=lists, p=9, truncated=True), Limits(time_limit_s=10))
        assert found.bound <= whole.objective * (1 + 1e-9) <= found.objective * (1 + 2e-9)
        assert found.gap < 0.1


def solve_for_ever(asked: Problem) -> None:
    while True:  # whatever the machine, it is solving when the time comes
        solve(asked, Limits(time_limit_s=30))


def test_ctrl_c_is_heard_while_highs_is_running() -> None:
    away = plane(3, 300, 150)
    pairs = np.array([(i, j) for i in range(150) for j in range(i) if (i + j) % 7 == 0])
    asked = Problem(model="mclp", costs=away, radius=0.12, p=15, separation=pairs)
    Timer(0.5, _thread.interrupt_main).start()
    started = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        solve_for_ever(asked)
    assert time.perf_counter() - started < 15
