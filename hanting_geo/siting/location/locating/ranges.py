"""Who is served for certain and at most, where demand is known for cells only that are no smaller than the radius."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.arrays import Flags, Floats, Positions  # noqa: TC001 - a NamedTuple says what it holds
from hanting_geo.siting.location.demand import Demand
from hanting_geo.siting.location.facilities import Facilities
from hanting_geo.siting.location.serving import Way, cells_in_reach
from hanting_geo.siting.location.travel_costs import part_of

if TYPE_CHECKING:
    from hanting_geo.siting.location.locating.asked import Asked
    from hanting_geo.siting.location.serving import Cells

__all__ = ["Range", "range_of"]


class Range(NamedTuple):
    """Bounds of who is served; of fine demand both are what its facility serves."""

    low: Floats
    """By demand, as a share of it: a cell that lies within reach as a whole is served."""
    high: Floats
    """By demand: a cell that is touched may be served."""
    load_low: Floats
    """By facility, how many: of cells those that it reaches as a whole, and no other touches.

    With capacities: that it reaches as a whole, and that are allocated to it.
    """
    load_high: Floats
    """By facility: all that it touches, up to its capacity."""
    total: tuple[float, float]
    """How many in all, not more than there is room for."""


def range_of(asked: Asked, is_open: Positions, facility: Positions, *, with_room: bool = True) -> Range:
    """Say who is served for certain and at most.

    Parameters
    ----------
    asked
        The question.
    is_open
        The facilities that serve.
    facility
        For each demand the facility that it is allocated to, -1 for none.
    with_room
        Whether capacities count, where there are some.
    """
    weights, count = asked.people.weights, len(asked.places.ids)
    room = asked.problem.capacity if with_room else None
    low = (facility >= 0).astype(np.float64)
    fine = np.flatnonzero((facility >= 0) & ~asked.coarse)
    load_low = np.bincount(facility[fine], weights[fine], count).astype(np.float64)
    high, load_high = low.copy(), load_low.copy()
    rows = np.flatnonzero(asked.coarse)
    found = _cells(asked, rows, is_open)
    unit = rows[found.unit]
    if room is None:
        low[rows], high[rows] = found.low, found.high
        alone = found.sure & (np.bincount(found.unit, minlength=len(rows))[found.unit] == 1)
    else:
        alone = found.sure & (facility[unit] == found.facility)
        low[rows], high[rows] = 0.0, found.high
        low[unit[alone]] = 1.0
    np.add.at(load_low, found.facility[alone], weights[unit[alone]])
    np.add.at(load_high, found.facility, weights[unit])
    least, most = float(weights @ low), float(weights @ high)
    if room is not None:
        load_high = np.minimum(load_high, room)
        most = max(min(most, float(load_high.sum())), least)
    return Range(low, high, load_low, load_high, (least, most))


def _cells(asked: Asked, rows: Positions, is_open: Positions) -> Cells:
    """Look at some demand, all of it coarse, and the facilities that are open."""
    people, places = asked.people, asked.places
    frame = people.frame.iloc[rows]
    demand = Demand(
        frame=frame,
        ids=people.ids.iloc[rows].reset_index(drop=True),
        weights=people.weights[rows],
        shapes=people.shapes[rows],
        areas=people.areas[rows],
        cell_m=people.cells_m[rows],
        accuracy_m=np.nan_to_num(stated_accuracy(people.frame))[rows],
        years=(),
        assumed=np.zeros(len(rows), dtype=bool),
        crs=asked.crs,
        findings=(),
    )
    serves: Flags = np.zeros(len(places.ids), dtype=bool)
    serves[is_open] = True
    facilities = Facilities(
        ids=places.ids,
        names={},
        shapes=places.shapes,
        status=pd.Series(places.status),
        now=serves,
        later=serves,
        accuracy_m=np.nan_to_num(stated_accuracy(places.frame)),
        capacity=np.full(len(serves), np.nan),
        has_plan=False,
        findings=(),
        frames=(),
    )
    travel = part_of(asked.ways.travel, rows, np.arange(len(serves)))
    return cells_in_reach(demand, facilities, serves, Way(asked.problem.radius or np.inf, travel, 1.0))
