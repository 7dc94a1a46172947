"""When it cannot be done: which conditions bind, what is out of reach, and what would be enough."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from located import best
from scipy.sparse import csr_array

from hanting_geo.core.arguments import ArgumentError
from hanting_geo.siting.location.solving.failures import CONDITIONS, UnsolvableError
from hanting_geo.siting.location.solving.phases import solve_phases
from hanting_geo.siting.location.solving.problem import Limits, Problem, Quota
from hanting_geo.siting.location.solving.remedies import capacity_short, out_of_reach, smallest_p, smallest_radius
from hanting_geo.siting.location.solving.solve import solve

LINE = np.array([0.0, 10.0, 20.0, 30.0])
AWAY = np.abs(LINE[:, None] - LINE)


def refused(**asked: Any) -> UnsolvableError:
    asked = {"costs": AWAY, **asked}
    with pytest.raises(UnsolvableError) as caught:
        solve(Problem(**asked))
    assert set(caught.value.conditions) <= set(CONDITIONS)
    return caught.value


def test_conditions_that_help_when_given_up() -> None:
    pairs = np.array([(0, 1), (1, 2), (0, 2)])
    asked = {"model": "p_median", "separation": pairs, "closed": np.array([False, False, False, True]), "p": 2}
    assert refused(**asked).conditions == ("p", "separation", "closed")
    assert refused(**asked).alone
    assert refused(model="lscp", radius=5.0, p=3).conditions == ("reach", "p")
    error = refused(model="p_median", p=2, cost=np.full(4, 5.0), budget=4.0)
    assert error.conditions == ("budget",) or set(error.conditions) == {"reach", "budget"}
    quota = Quota(np.array([0, 0, 1, 1]), np.array([2, 1]), np.array([2, 2]))
    assert set(refused(model="p_center", p=2, quota=quota).conditions) == {"p", "quota"}


def test_conditions_that_cannot_hold_together() -> None:
    # Two required that exclude each other, and a quota that no number of facilities keeps: no single one helps.
    quota = Quota(np.array([-1, -1, 0, -1]), np.array([2]), np.array([3]))
    required = np.array([True, True, False, False])
    error = refused(model="p_median", p=3, required=required, separation=np.array([(0, 1)]), quota=quota)
    assert not error.alone
    assert error.conditions in (("quota",), ("separation", "required"))


def test_what_shows_at_sight() -> None:
    assert refused(model="p_median", p=5).figures == {"p": 5.0, "candidates": 4.0, "required": 0.0}
    assert refused(model="p_median", p=1, required=np.array([True, True, False, False])).conditions == ("p", "required")
    assert refused(model="p_median", p=1, closed=np.ones(4, dtype=bool)).conditions == ("closed",)
    away = AWAY.copy()
    away[2] = np.inf
    error = refused(model="p_median", p=4, costs=away)
    assert (error.conditions, error.demand.tolist()) == (("reach",), [2])
    error = refused(model="capacitated_p_median", p=2, capacity=np.array([1.0, 1.5, 1.0, 0.5]))
    assert error.figures["short"] == 1.5
    assert error.conditions == ("capacity", "p")


def test_capacities_enough_in_sum_but_not_for_whole_demand() -> None:
    asked = {
        "model": "capacitated_p_median",
        "p": 2,
        "capacity": np.full(4, 3.0),
        "weight": np.array([2.0, 2.0, 1.0, 1.0]),
    }
    assert solve(Problem(costs=AWAY, **asked)).status == "optimal"
    asked["weight"] = np.array([2.0, 2.0, 2.0, 0.0001])
    error = refused(**asked)
    assert set(error.conditions) >= {"capacity"}


def test_remedies() -> None:
    asked = Problem(model="lscp", costs=AWAY, radius=5.0, p=2)
    assert smallest_radius(asked) == 10.0
    assert smallest_p(asked) == 4
    assert smallest_p(replace(asked, radius=10.0)) == 2
    assert smallest_p(replace(asked, radius=10.0, closed=np.array([True, True, False, False]))) is None
    assert out_of_reach(replace(asked, closed=np.array([True, True, False, False]))).tolist() == [0, 1]
    assert smallest_radius(replace(asked, model="mclp", p=1)) == 20.0
    short = Problem(model="capacitated_mclp", costs=AWAY, radius=5.0, p=2, capacity=np.array([1.0, 1.5, 1.0, 0.5]))
    assert capacity_short(short) == 1.5
    assert smallest_p(replace(short, radius=30.0)) is None or capacity_short(replace(short, p=4)) == 0
    assert smallest_p(replace(short, radius=30.0, capacity=np.full(4, 2.0))) == 2


@pytest.mark.parametrize("seed", range(8))
def test_remedies_are_enough_and_nothing_less_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    away = rng.integers(1, 15, (9, 6)).astype(float)
    p = int(rng.integers(1, 4))
    pairs = np.array([(0, 1), (2, 5)])
    asked = Problem(model="lscp", costs=away, radius=4.0, p=p, separation=pairs)
    radius = smallest_radius(asked)
    assert radius is not None
    assert best(replace(asked, radius=radius)) is not None
    assert best(replace(asked, radius=radius - 0.5)) is None
    count = smallest_p(replace(asked, radius=9.0))
    truth = best(replace(asked, radius=9.0, p=None))
    assert count == (None if truth is None else int(truth))


def test_phases_that_do_not_grow() -> None:
    for steps in ((), (3, 2), (2, 2)):
        with pytest.raises(ArgumentError, match="grow"):
            solve_phases(Problem(model="p_median", costs=AWAY), steps)
    with pytest.raises(ArgumentError, match="lscp"):
        solve_phases(Problem(model="lscp", costs=AWAY, radius=5.0), (1, 2))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"model": "median"}, "model"),
        ({"p": None}, "needs p"),
        ({"p": 1.5}, "whole number"),
        ({"p": -1}, "whole number"),
        ({"model": "mclp"}, "radius"),
        ({"model": "capacitated_p_median"}, "capacities"),
        ({"budget": 3.0}, "cost of each"),
        ({"costs": np.array([[np.nan, 1.0]])}, "NaN"),
        ({"costs": np.array([[-1.0, 1.0]])}, "below 0"),
        ({"costs": np.array([1.0, 2.0])}, "dimensions"),
        ({"weight": np.array([1.0, 0.0, 1.0, 1.0])}, "above 0"),
        ({"weight": np.array([1.0, np.nan, 1.0, 1.0])}, "finite"),
        ({"weight": np.ones(3)}, "shape"),
        ({"required": np.array([1, 0, 0, 0])}, "bool"),
        ({"required": np.ones(4, dtype=bool), "closed": np.ones(4, dtype=bool)}, "at once"),
        ({"separation": np.array([(0, 9)])}, "separation"),
        ({"separation": np.array([(1, 1)])}, "different"),
        ({"quota": Quota(np.array([0, 1, 0, 5]), np.zeros(2, dtype=int), np.ones(2, dtype=int))}, "quota"),
        ({"quota": Quota(np.zeros(3, dtype=int), np.zeros(1, dtype=int), np.ones(1, dtype=int))}, "fit"),
        ({"truncated": True, "model": "p_center"}, "truncated"),
        ({"costs": csr_array((np.ones(2), np.array([0, 0]), np.array([0, 2])), shape=(1, 2))}, "twice"),
        ({"model": "capacitated_p_median", "capacity": np.full(4, -1.0)}, "below 0"),
    ],
)
def test_what_does_not_fit_together_is_said(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        solve(Problem(**{"model": "p_median", "costs": AWAY, "p": 2, **wrong}))


def test_limits_are_checked() -> None:
    asked = Problem(model="p_median", costs=AWAY, p=2)
    for limits in (Limits(gap=-0.1), Limits(time_limit_s=0), Limits(seed=-1)):
        with pytest.raises(ArgumentError):
            solve(asked, limits)
