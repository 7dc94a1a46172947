"""When it cannot be done: who is out of reach, and the smallest radius or number with which it can."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.siting.location.solving.explaining import weight_over_capacity
from hanting_geo.siting.location.solving.failures import NothingFoundError, UnsolvableError
from hanting_geo.siting.location.solving.formulating import formulate
from hanting_geo.siting.location.solving.highs import run
from hanting_geo.siting.location.solving.problem import Limits
from hanting_geo.siting.location.solving.solve import solve
from hanting_geo.siting.location.solving.stated import state

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions
    from hanting_geo.siting.location.solving.problem import Problem

__all__ = ["capacity_short", "out_of_reach", "smallest_p", "smallest_radius"]


def out_of_reach(problem: Problem) -> Positions:
    """List the demand that no facility that may be open reaches (within the radius, if there is one).

    Examples
    --------
    >>> import numpy as np
    >>> from hanting_geo.siting.location.solving.problem import Problem
    >>> out_of_reach(Problem(model="lscp", costs=np.array([[3.0, 9.0], [8.0, 7.0]]), radius=5.0))
    array([1])
    """
    return np.flatnonzero(np.diff(state(problem).costs.indptr) == 0)


def capacity_short(problem: Problem) -> float:
    """Give the weight that is left over when the allowed number of facilities with the largest capacities are full.

    With a budget and no number, the capacities of all that may be open. 0 where there is enough in sum.
    """
    return weight_over_capacity(state(problem))


def smallest_radius(problem: Problem, limits: Limits | None = None) -> float | None:
    """Give the smallest radius within which everybody can be covered, with all other conditions kept.

    Capacities are not looked at. None where no radius is enough: the other conditions do not hold together, or
    somebody is out of reach of all. Where time runs out, the smallest radius that is known to be enough.

    Examples
    --------
    >>> import numpy as np
    >>> from hanting_geo.siting.location.solving.problem import Problem
    >>> smallest_radius(Problem(model="lscp", costs=np.array([[3.0, 9.0], [8.0, 7.0]]), radius=5.0, p=1))
    8.0
    """
    asked = replace(problem, model="p_center", radius=None)
    if problem.budget is None and (problem.p is None or problem.model == "lscp"):
        # At most p, or any number: costs of nothing with a budget of nothing say so.
        asked = replace(asked, cost=np.zeros(problem.costs.shape[1]), budget=0.0)
    try:
        return solve(asked, limits).objective
    except (UnsolvableError, NothingFoundError):
        return None


def smallest_p(problem: Problem, limits: Limits | None = None) -> int | None:
    """Give the smallest number of facilities (that are not free) with which everybody can be served.

    Everybody within the radius, or within reach; with capacities, within them. None where no number is enough. Where
    time runs out, the smallest number that is known to be enough.

    Examples
    --------
    >>> import numpy as np
    >>> from hanting_geo.siting.location.solving.problem import Problem
    >>> smallest_p(Problem(model="mclp", costs=np.array([[3.0, 9.0], [8.0, 4.0]]), radius=5.0, p=1))
    2
    """
    limits = limits or Limits()
    model = {"mclp": "lscp", "backup_mclp": "lscp", "capacitated_mclp": "capacitated_p_median"}
    stated = replace(state(problem), problem=replace(problem, model=model.get(problem.model, problem.model)))
    program = formulate(stated, without=("p",), only_feasible=True)
    program.objective[: stated.facilities] = stated.counted
    found = run(program, seconds=limits.time_limit_s, seed=limits.seed)
    return None if found.values is None else round(float(program.objective @ found.values))
