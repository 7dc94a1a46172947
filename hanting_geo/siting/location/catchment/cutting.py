"""The best assignment, proved: a programme without contiguity, and cuts wherever a catchment falls apart.

An area u of a piece C that is parted from the school of its catchment s needs an area of s round C: x(u, s) <= sum of
x(v, s) over the neighbours v of C. These cuts hold for every catchment in one piece, so that each programme bounds what
is possible from below, and the first one whose catchments are all whole is the best (Oehrlein and Haunert 2017 solve
districting so).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from hanting_geo.siting.location.catchment.growing import cost_of, grown, improved
from hanting_geo.siting.location.catchment.touching import pieces_of
from hanting_geo.siting.location.solving.clock import Clock
from hanting_geo.siting.location.solving.highs import Program, run
from hanting_geo.siting.location.solving.problem import GAP, OPTIMAL, TIME_LIMIT, Limits, relative_gap

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["Assigned", "assign"]


class Assigned(NamedTuple):
    """Which school each area goes to; None where there is no way, which ``status`` says."""

    owner: Positions | None
    objective: float
    bound: float
    gap: float
    status: str
    """``optimal``, ``gap``, ``time_limit`` or ``infeasible``."""


def assign(
    roots: list[int], costs: Floats, weights: Floats, capacity: Floats, neighbours: list[list[int]], limits: Limits
) -> Assigned:
    """Find the cheapest whole catchments.

    Parameters
    ----------
    roots
        The area of each school.
    costs
        Of each area (rows) with each school (columns): demand times distance.
    weights, capacity
        Of areas and of schools.
    neighbours
        Of each area.
    limits
        Gap, time and seed.
    """
    clock = Clock(limits.time_limit_s)
    best = grown(roots, costs, weights, capacity, neighbours)
    if best is not None:
        best = improved(best, roots, costs, weights, capacity, neighbours)
    program = _plain(roots, costs, weights, capacity)
    bound = 0.0
    while clock.left() > 0:
        found = run(program, seconds=clock.left(), seed=limits.seed, gap=limits.gap / 2)
        if found.status == "infeasible":
            return Assigned(None, np.nan, np.nan, np.nan, "infeasible")
        bound = max(bound, found.bound)
        if found.values is None:
            break
        owner = found.values.reshape(costs.shape).argmax(axis=1).astype(np.intp)
        cuts = _cuts(owner, roots, neighbours, costs.shape)
        if cuts is None and (best is None or cost_of(owner, costs) < cost_of(best, costs)):
            best = owner
        if best is not None and relative_gap(cost_of(best, costs), min(bound, cost_of(best, costs))) <= limits.gap:
            break
        if cuts is None:
            break
        program = _with(program, cuts)
    if best is None:
        return Assigned(None, np.nan, bound, np.nan, TIME_LIMIT)
    objective = cost_of(best, costs)
    bound = min(bound, objective)
    gap = relative_gap(objective, bound)
    status = OPTIMAL if gap == 0 else GAP if gap <= limits.gap else TIME_LIMIT
    return Assigned(best, objective, objective if gap == 0 else bound, gap, status)


def _plain(roots: list[int], costs: Floats, weights: Floats, capacity: Floats) -> Program:
    """Each area goes to one school, within its room; the area of a school to that school."""
    count, schools = costs.shape
    pair = np.arange(count * schools)
    area, school = np.divmod(pair, schools)
    one = csr_array(coo_array((np.ones(len(pair)), (area, pair)), shape=(count, len(pair))))
    limited = np.flatnonzero(np.isfinite(capacity))
    load = csr_array(coo_array((weights[area], (school, pair)), shape=(schools, len(pair))))[limited]
    low = np.zeros(len(pair))
    high = np.ones(len(pair))
    for number, root in enumerate(roots):
        low[root * schools + number] = 1
    forbidden = ~np.isfinite(costs).ravel()
    high[forbidden] = 0
    return Program(
        objective=np.where(forbidden, 0.0, costs.ravel()),
        rows=csr_array(vstack([one, load])),
        row_low=np.concatenate([np.ones(count), np.full(len(limited), -np.inf)]),
        row_high=np.concatenate([np.ones(count), capacity[limited]]),
        low=low,
        high=high,
        whole=np.ones(len(pair), dtype=np.bool_),
    )


def _cuts(owner: Positions, roots: list[int], neighbours: list[list[int]], shape: tuple[int, int]) -> csr_array | None:
    """Write a cut for each area of a piece that is parted from its school; None where all is whole."""
    schools = shape[1]
    rows: list[dict[int, float]] = []
    for school, root in enumerate(roots):
        mine = set(np.flatnonzero(owner == school).tolist())
        for piece in pieces_of(mine, neighbours):
            if root in piece:
                continue
            border = {near for area in piece for near in neighbours[area]} - piece
            # The cut holds for every school, and what falls apart for one would soon do so for another.
            for number in range(schools):
                if roots[number] in piece:
                    continue
                around = {near * schools + number: 1.0 for near in border}
                rows += [{area * schools + number: -1.0} | around for area in piece]
    if not rows:
        return None
    row = np.repeat(np.arange(len(rows)), [len(each) for each in rows])
    column = np.array([place for each in rows for place in each], dtype=np.intp)
    data = np.array([value for each in rows for value in each.values()])
    return csr_array(coo_array((data, (row, column)), shape=(len(rows), shape[0] * schools)))


def _with(program: Program, cuts: csr_array) -> Program:
    count = cuts.shape[0]
    return Program(
        objective=program.objective,
        rows=csr_array(vstack([program.rows, cuts])),
        row_low=np.concatenate([program.row_low, np.zeros(count)]),
        row_high=np.concatenate([program.row_high, np.full(count, np.inf)]),
        low=program.low,
        high=program.high,
        whole=program.whole,
    )
