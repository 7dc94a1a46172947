"""What is done for large p-medians only, on small ones: neighbourhoods, new beginnings, the same optimum and answer."""

from __future__ import annotations

import numpy as np
import pytest

from hanting_geo.siting.location.solving import median, proving, searching
from hanting_geo.siting.location.solving.hoods import hoods_of
from hanting_geo.siting.location.solving.lists import lists_of
from hanting_geo.siting.location.solving.problem import Limits, Problem
from hanting_geo.siting.location.solving.solve import solve


def test_neighbours_are_who_shares_demand_most_often() -> None:
    # The nearest of demand are 0 1, 0 1, 1 2, and 3: shared are 0-0 2, 0-1 2, 1-1 3, 1-2 1, 2-2 1, 3-3 1, and by way of
    # another 0-0 8, 0-1 10, 0-2 2, 1-2 4, 2-2 2: so that 1 comes before 0 itself, and 2 last.
    cost = np.array([1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0])
    lists = lists_of(
        np.array([0, 2, 4, 6, 7]), np.array([0, 1, 0, 1, 1, 2, 3]), cost, last=np.full(4, np.inf), opening=np.zeros(4)
    )
    starts, hood = hoods_of(lists, 3)
    listed = [hood[starts[j] : starts[j + 1]].tolist() for j in range(4)]
    assert listed == [[1, 0, 2], [1, 0, 2], [1, 2, 0], [3]]
    starts, hood = hoods_of(lists, 2)
    assert [hood[starts[j] : starts[j + 1]].tolist() for j in range(4)] == [[1, 0], [1, 0], [1, 2], [3]]


@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_is_the_same_and_so_is_the_choice_twice(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    places, sites = rng.random((90, 2)), rng.random((40, 2))
    away = np.linalg.norm(places[:, None] - sites[None], axis=2)
    problem = Problem(model="p_median", costs=away, weight=rng.integers(1, 50, 90).astype(np.float64), p=6)
    usual = solve(problem, Limits(gap=0.0))
    for module in (searching, proving, median):
        monkeypatch.setattr(module, "LARGE", 0)
    wide = [solve(problem, Limits(gap=0.0)) for _ in range(2)]
    assert [answer.status for answer in (usual, *wide)] == ["optimal"] * 3
    assert wide[0].objective == pytest.approx(usual.objective, rel=1e-9)
    assert wide[0].chosen.tolist() == wide[1].chosen.tolist()
