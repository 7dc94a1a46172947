"""The check of answers: each promise that is broken by hand is found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hanting_geo.siting.location.solving.failures import CheckFailedError
from hanting_geo.siting.location.solving.problem import Answer, Limits, Problem, Quota
from hanting_geo.siting.location.solving.solve import solve
from hanting_geo.siting.location.solving.verifying import verify

LINE = np.array([0.0, 10.0, 20.0, 30.0])
AWAY = np.abs(LINE[:, None] - LINE)
MEDIAN = Problem(model="p_median", costs=AWAY, p=2)
LIMITS = Limits()


def wrong(problem: Problem, answer: Answer, says: str, **changes: Any) -> None:
    with pytest.raises(CheckFailedError, match=says):
        verify(problem, replace(answer, **changes), LIMITS)


def test_a_right_answer_passes_and_a_wrong_one_does_not() -> None:
    found = solve(MEDIAN)
    verify(MEDIAN, found, LIMITS)
    other = 3 - found.allocation[0] if found.allocation[0] != 3 else 0
    wrong(MEDIAN, found, "not in order", chosen=found.chosen[::-1])
    wrong(MEDIAN, found, "p is 2", chosen=np.arange(4))
    wrong(MEDIAN, found, "not open|nearest", allocation=np.full(4, other))
    wrong(MEDIAN, found, "nearest", allocation=np.full(4, found.chosen[0]))
    wrong(MEDIAN, found, "served by none", allocation=np.array([-1, *found.allocation[1:]]))
    wrong(MEDIAN, found, "does not fit", allocation=found.allocation[:3])
    wrong(MEDIAN, found, "objective", objective=found.objective - 1, bound=found.bound - 1)
    wrong(MEDIAN, found, "wrong side", bound=found.objective + 1)
    wrong(MEDIAN, found, "the gap", bound=found.objective - 1)
    wrong(MEDIAN, found, "with a gap", bound=found.objective - 1, gap=1 / found.objective)
    wrong(MEDIAN, found, "status", status="good")
    wrong(MEDIAN, found, "larger", status="gap", bound=found.objective - 1, gap=1 / found.objective)
    wrong(replace(MEDIAN, required=~np.isin(np.arange(4), found.chosen)), found, "required")
    wrong(replace(MEDIAN, closed=np.isin(np.arange(4), found.chosen)), found, "closed")
    wrong(replace(MEDIAN, separation=found.chosen[None, :]), found, "exclude")
    wrong(replace(MEDIAN, cost=np.ones(4), budget=1.5), found, "spent")
    quota = Quota(np.zeros(4, dtype=int), np.array([0]), np.array([1]))
    wrong(replace(MEDIAN, quota=quota), found, "group 0")
    wrong(replace(MEDIAN, radius=1.0), found, "reach")


def test_capacities_shares_and_cover() -> None:
    asked = Problem(model="capacitated_p_median", costs=AWAY, p=2, capacity=np.full(4, 2.0))
    found = solve(asked)
    verify(asked, found, LIMITS)
    wrong(replace(asked, capacity=np.full(4, 1.0)), found, "capacity")
    split = replace(asked, split=True)
    found = solve(split)
    assert found.shares is not None
    wrong(split, found, "no shares", shares=None)
    wrong(split, found, "from 0 to 1", shares=found.shares * 2)
    wrong(split, found, "wholly", shares=found.shares * 0.5)
    cover = Problem(model="mclp", costs=AWAY, p=1, radius=10.0)
    found = solve(cover)
    verify(cover, found, LIMITS)
    wrong(cover, found, "nearest", allocation=np.full(4, -1))
    wrong(cover, found, "wrong side", bound=found.objective - 1)
    wrong(replace(cover, radius=5.0), found, "reach")
