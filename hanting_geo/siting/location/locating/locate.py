"""Location: which places to open so that most are served, everybody is, or ways are shortest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hanting_geo.errors import InfeasibleError
from hanting_geo.siting.location.locating.asking import Numbers, Options, ask
from hanting_geo.siting.location.locating.curve import solve_points
from hanting_geo.siting.location.locating.failing import failed
from hanting_geo.siting.location.locating.result import Location
from hanting_geo.siting.location.locating.study import Study
from hanting_geo.siting.location.solving.phases import solve_phases
from hanting_geo.siting.location.solving.solve import solve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from hanting_geo.analysis.network.result import Network
    from hanting_geo.siting.location.locating.asked import Asked

__all__ = ["locate"]

_WHAT = "locate"


def locate(  # noqa: PLR0913 - each is an option
    demand: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    model: str,
    p: int | Iterable[int] | None = None,
    radius_m: float | None = None,
    weight: str = "demand",
    status: str = "status",
    capacity: str | float | None = None,
    cost: str | float | None = None,
    budget: float | None = None,
    separation_m: float | None = None,
    quota: Mapping[str, Any] | pd.DataFrame | None = None,
    phases: Sequence[int] | None = None,
    travel: str | Network | np.ndarray | pd.DataFrame = "euclid",
    gap: float = 0.0,
    time_limit_s: float = 60,
    seed: int = 0,
    zones: gpd.GeoDataFrame | None = None,
    demand_id: str = "id",
    facility_id: str = "id",
    zone_id: str = "id",
) -> Location:
    """Choose places for facilities, beside those that exist.

    ======================== ======================================================================== ==============
    model                    what is sought                                                           needs
    ======================== ======================================================================== ==============
    ``mclp``                 the most demand within the radius of a facility                          radius_m, p
    ``lscp``                 the fewest new facilities (least cost, if given) that cover everybody    radius_m
    ``p_median``             the least sum of demand times distance to the nearest facility           p
    ``p_center``             the least distance of the one who is farthest                            p
    ``capacitated_p_median`` as p_median, no facility serving more than its capacity                  p, capacity
    ``capacitated_mclp``     as mclp, within capacities                                               the three
    ``backup_mclp``          the most demand within the radius of one (counts half) and of two        radius_m, p
    ======================== ======================================================================== ==============

    Every answer comes with a bound that is proved, and is checked apart from the solver before it is handed out.

    Parameters
    ----------
    demand
        Who is to be served: points, or areas, which stand at their centroid (at a point inside where that lies outside
        of them), in a projected system in metres, with an id.
    facilities
        What exists and where more may stand, in the same system: points, or areas, whose nearest border counts. The
        column ``status`` says, in Chinese or English, what each is: ``existing`` (现状) serves in any case, and so does
        what is ``planned`` (规划) or ``under_construction`` (在建); ``required`` (必选) is opened; ``candidate`` (候选)
        may be; ``closed`` (关闭) and ``prohibited`` (禁止) never are. Without the column all are candidates.
    model
        One of the table above, or its Chinese name (最大覆盖, 集合覆盖, p中值, p中心 ...).
    p
        How many are newly opened: exactly so many, what is required among them; what exists is not counted. With a
        budget, and for ``lscp``, at most so many. Several numbers (``range(1, 17)``) give the curve of how many for
        how much; the result is then of the last.
    radius_m
        How far a facility serves. For models that need none, ways longer than this are none.
    weight
        The column of ``demand`` of how many are to be served.
    status, capacity, cost
        Columns of ``facilities``; of the last two also one number for all.
    budget
        The most that new facilities may cost together.
    separation_m
        New facilities lie no nearer than this to each other and to what exists (straight, from border to border).
    quota
        How many new ones in each zone: ``{"zone": (0, 2)}`` for every value of the column ``zone`` of ``facilities``,
        ``{"zone": {"A": (1, 2), "B": (0, 1)}}``, or a table with the columns ``zone``, ``least`` and ``most``. None
        for no bound.
    phases
        Numbers that grow: ``(4, 10, 16)``. What is built in a phase stays in the next ones. The last number is solved
        first, and each phase chosen out of the next.
    travel
        ``"euclid"`` (straight), ``"manhattan"``, a network (:func:`hanting_geo.network`), or a matrix of costs, demand
        x facilities, in their order or labelled by their ids; NaN or infinity where there is no way.
    gap
        Stop when it is proved that no choice is better by more than this share; 0 for the best.
    time_limit_s
        Then the best so far comes back with the status ``time_limit`` and its gap.
    seed
        The same question and seed give the same answer, as long as time does not run out.
    zones
        Areas with an id, for a table of who is served before and after in each.
    demand_id, facility_id, zone_id
        The columns of ids.

    Returns
    -------
    Location
        With ``chosen``, ``objective``, ``bound``, ``gap``, ``status``, and its tables.

    Raises
    ------
    InfeasibleError
        No choice keeps what was asked. Its tables say who is out of reach, which conditions bind, and the smallest
        radius or number that would do.
    CRSError
        No reference system, not in metres, or two of them.
    SchemaError
        All that is wrong with what was given, at once: an unknown model or status, demand that is missing, negative or
        zero in all, no candidate, doubled ids, what a model needs and was not given.

    Examples
    --------
    >>> import geopandas as gpd
    >>> x, y = 430000, 4071000
    >>> def points(**columns):
    ...     at = gpd.points_from_xy([x + metres for metres in columns.pop("at")], [y] * 5)
    ...     return gpd.GeoDataFrame(columns, geometry=at, crs="EPSG:4549")
    >>> homes = points(id=list("abcde"), demand=[10, 20, 30, 40, 50], at=[0, 600, 700, 1200, 2000])
    >>> status = ["existing", "candidate", "candidate", "candidate", "prohibited"]
    >>> sites = points(id=list("ABCDE"), status=status, at=[0, 300, 700, 1200, 2000])
    >>> found = locate(homes, sites, model="mclp", p=1, radius_m=500)
    >>> found.chosen, found.objective, found.status
    (['C'], 100.0, 'optimal')
    >>> found.tables()["uncovered"][["id", "unserved_reason"]].to_numpy().tolist()
    [['e', 'out_of_reach']]
    """
    options = Options(
        model=model,
        p=p,
        radius_m=radius_m,
        weight=weight,
        status=status,
        capacity=capacity,
        cost=cost,
        budget=budget,
        separation_m=separation_m,
        quota=quota,
        phases=phases,
        travel=travel,
        gap=gap,
        time_limit_s=time_limit_s,
        seed=seed,
        zones=zones,
        demand_id=demand_id,
        facility_id=facility_id,
        zone_id=zone_id,
    )
    asked, numbers = ask(demand, facilities, options, _WHAT)
    return Location(_solved(asked, numbers))


def _solved(asked: Asked, numbers: Numbers) -> Study:
    """Solve a question for one number, several, or in phases."""
    problem = asked.problem
    try:
        if numbers.phases:
            done = solve_phases(problem, numbers.phases, asked.limits)
            return Study(asked, done[-1].answer, phases=done)
        if numbers.points:
            points = solve_points(problem, numbers.points, asked.limits)
            return Study(asked, points[-1][1], points=points)
        return Study(asked, solve(problem, asked.limits))
    except InfeasibleError as error:
        raise failed(asked, replace(problem), error, _WHAT) from error
