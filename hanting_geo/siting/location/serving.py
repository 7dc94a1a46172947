"""Which part of each demand is served: as drawn, for certain, and at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.arrays import Flags, Floats, Positions  # noqa: TC001 - a NamedTuple says what it holds
from hanting_geo.siting.location.covered_areas import covered_shares, pairs_within_reach
from hanting_geo.siting.location.travel_costs import costs, middles, nearest, part_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Geometries
    from hanting_geo.siting.location.demand import Demand
    from hanting_geo.siting.location.facilities import Facilities

__all__ = ["WHOLE", "Cells", "Served", "Way", "cells_in_reach", "serve", "shares_of_pieces"]

WHOLE = 1 - 1e-9
"""A share from which on all is served: areas are floating-point numbers."""
_ROOT_2 = 2**0.5


@dataclass(frozen=True)
class Way:
    """How far a facility serves, and how the way to it is measured."""

    radius_m: float
    travel: Any
    """As :func:`hanting_geo.siting.location.travel_costs.checked_travel` gives it."""
    detour_factor: float
    """How much longer than straight a way is taken to be; 1 elsewhere than in straight travel."""

    @property
    def straight(self) -> bool:
        """Whether ways are straight."""
        return isinstance(self.travel, str) and self.travel == "euclid"

    @property
    def reach_m(self) -> float:
        """The radius in the metres that are measured."""
        return self.radius_m / self.detour_factor

    def coarse(self, demand: Demand) -> Flags:
        """Tell which demand is counted for a cell that is no smaller than the radius."""
        return np.asarray(demand.cell_m >= self.reach_m)


class Served(NamedTuple):
    """What facilities do for each demand; shares are of its people."""

    share: Floats
    """As drawn; NaN where the demand is too coarse for one."""
    low: Floats
    """For certain."""
    high: Floats
    """At most."""
    nearest: Positions
    """The nearest facility that serves, -1 for none."""
    distance_m: Floats
    """The way to it, of an area from its middle."""
    reached: Floats
    """By facility: how much demand lies within its radius, as drawn; coarse demand left out."""
    reached_low: Floats
    reached_high: Floats


class Cells(NamedTuple):
    """Which coarse demand may be served by which facilities."""

    low: Floats
    """By demand: 1 where it lies within reach of facilities as a whole, wherever in it its people live; else 0."""
    high: Floats
    """By demand: 1 where any of it may lie within reach; else 0."""
    unit: Positions
    """Pairs of demand and facilities whose reach it may touch."""
    facility: Positions
    sure: Flags
    """By pair: whether all of it lies within reach of this one facility."""


class _Reach(NamedTuple):
    """Pairs of demand and facilities that may serve it."""

    unit: Positions
    facility: Positions
    metres: Floats
    doubt: Floats
    """How far both may be off together."""


def serve(demand: Demand, facilities: Facilities, serves: Flags, way: Way) -> Served:
    """Say which part of each demand is served by the facilities that are flagged."""
    there = np.flatnonzero(serves)
    found, metres = nearest(
        middles(demand.shapes), facilities.shapes[there], part_of(way.travel, None, there), demand.crs
    )
    # Three rows of each: as drawn, for certain, at most.
    shares, reached = np.zeros((3, len(demand.weights))), np.zeros((3, len(facilities.ids)))
    as_areas = demand.areas & way.straight
    _serve_points(demand, facilities, there, way, np.flatnonzero(~as_areas), shares, reached)
    _serve_areas(demand, facilities, there, way, np.flatnonzero(as_areas), shares, reached)
    gone = ~demand.placed
    shares[0, way.coarse(demand)] = np.nan
    shares[:, gone] = np.array([[0.0], [0.0], [1.0]])
    drawn = np.isfinite(shares[0])
    return Served(
        share=shares[0],
        low=np.where(drawn, np.fmin(shares[1], shares[0]), shares[1]),
        high=np.where(drawn, np.fmax(shares[2], shares[0]), shares[2]),
        nearest=np.where(found >= 0, there[found], -1) if len(there) else found,
        distance_m=metres * way.detour_factor,
        reached=reached[0],
        reached_low=reached[1],
        reached_high=reached[2],
    )


def _serve_points(
    demand: Demand, facilities: Facilities, there: Positions, way: Way, dots: Positions, shares: Floats, reached: Floats
) -> None:
    """Serve what counts as a point: it is within the radius or not; the people of a coarse one live round it."""
    pairs = _dots(demand, facilities, there, way, dots)
    doubt = pairs.doubt + _spread(demand, way, dots)[pairs.unit]
    fine = ~way.coarse(demand)[dots[pairs.unit]]
    for place, metres in enumerate((pairs.metres, pairs.metres + doubt, pairs.metres - doubt)):
        within = (metres <= way.reach_m) & (fine | bool(place))
        units = dots[pairs.unit[within]]
        shares[place, units] = 1.0
        np.add.at(reached[place], there[pairs.facility[within]], demand.weights[units])


def _serve_areas(
    demand: Demand,
    facilities: Facilities,
    there: Positions,
    way: Way,
    areas: Positions,
    shares: Floats,
    reached: Floats,
) -> None:
    """Serve areas by the part that lies within reach; of a coarse one all or nothing is certain."""
    coarse = way.coarse(demand)[areas]
    known = not (demand.accuracy_m[areas].any() or facilities.accuracy_m[there].any())
    for place, sign in enumerate((0, -1, 1)):
        if place == 0 or not known:  # where all places are known, what is certain is all there is
            pairs = pairs_within_reach(
                demand.shapes[areas],
                facilities.shapes[there],
                way.reach_m,
                sign * demand.accuracy_m[areas],
                sign * facilities.accuracy_m[there],
            )
            parts = covered_shares(demand.shapes[areas], pairs)
        whole, of_pairs = parts.whole.copy(), parts.of_pairs.copy()
        rough = coarse[pairs.unit]
        if place == 0:
            of_pairs[rough] = 0.0
        elif sign < 0:
            whole[coarse] = whole[coarse] >= WHOLE
            of_pairs[rough] = of_pairs[rough] >= WHOLE
        else:
            of_pairs[rough] = 1.0
            whole[coarse] = np.bincount(pairs.unit, minlength=len(areas))[coarse] > 0
        shares[place, areas] = whole
        weights = of_pairs * demand.weights[areas[pairs.unit]]
        reached[place] += np.bincount(there[pairs.facility], weights, reached.shape[1])


def cells_in_reach(demand: Demand, facilities: Facilities, serves: Flags, way: Way) -> Cells:
    """Say of demand, all of it coarse, which lies within reach of facilities as a whole, and which is touched."""
    served = serve(demand, facilities, serves, way)
    there = np.flatnonzero(serves)
    as_areas = demand.areas & way.straight
    dots, areas = np.flatnonzero(~as_areas & demand.placed), np.flatnonzero(as_areas & demand.placed)
    pairs = _dots(demand, facilities, there, way, dots)
    doubt = pairs.doubt + _spread(demand, way, dots)[pairs.unit]
    near = pairs.metres - doubt <= way.reach_m
    unit, facility = dots[pairs.unit[near]], there[pairs.facility[near]]
    sure = (pairs.metres + doubt)[near] <= way.reach_m
    own, more = demand.accuracy_m[areas], facilities.accuracy_m[there]
    given = demand.shapes[areas], facilities.shapes[there], way.reach_m
    touched, inside = pairs_within_reach(*given, own, more), pairs_within_reach(*given, -own, -more)
    whole = covered_shares(demand.shapes[areas], inside).of_pairs >= WHOLE
    held = inside.unit[whole] * len(there) + inside.facility[whole]
    return Cells(
        low=served.low,
        high=served.high,
        unit=np.concatenate([unit, areas[touched.unit]]),
        facility=np.concatenate([facility, there[touched.facility]]),
        sure=np.concatenate([sure, np.isin(touched.unit * len(there) + touched.facility, held)]),
    )


def _dots(demand: Demand, facilities: Facilities, there: Positions, way: Way, dots: Positions) -> _Reach:
    """Find the pairs of points and facilities that any displacement may bring within the radius."""
    most = way.reach_m
    if len(dots) and len(there):
        doubts = demand.accuracy_m[dots].max() + facilities.accuracy_m[there].max()
        most += (doubts + _spread(demand, way, dots).max()) * (1 if way.straight else _ROOT_2)
    travel = part_of(way.travel, dots, there)
    found: Any = costs(demand.shapes[dots], facilities.shapes[there], travel, most, demand.crs)
    unit = np.repeat(np.arange(len(dots)), np.diff(found.indptr))
    facility = found.indices.astype(np.intp)
    doubt = demand.accuracy_m[dots[unit]] + facilities.accuracy_m[there[facility]]
    return _Reach(unit, facility, found.data, doubt * (1 if way.straight else _ROOT_2))


def _spread(demand: Demand, way: Way, dots: Positions) -> Floats:
    """Say how far from its point the people of each may live, half across its cell or its own farthest corner.

    A way along two axes is at most the root of 2 longer.
    """
    half = np.where(way.coarse(demand), demand.cell_m / _ROOT_2, 0.0)
    own = np.flatnonzero(demand.areas)
    if len(own) and not way.straight:
        half[own] = np.maximum(
            half[own], shapely.hausdorff_distance(middles(demand.shapes[own]), shapely.boundary(demand.shapes[own]))
        )
    return np.asarray(half[dots] * (1 if way.straight else _ROOT_2), dtype=np.float64)


def shares_of_pieces(
    pieces: Geometries, units: Positions, demand: Demand, facilities: Facilities, serves: Flags, way: Way
) -> tuple[Floats, Floats, Floats]:
    """Give what of each piece of an area is served, as drawn, for certain and at most."""
    there = np.flatnonzero(serves)
    exact = not (demand.accuracy_m[units].any() or facilities.accuracy_m[there].any())
    result = []
    for sign in (0,) if exact else (0, -1, 1):
        pairs = pairs_within_reach(
            pieces,
            facilities.shapes[there],
            way.reach_m,
            sign * demand.accuracy_m[units],
            sign * facilities.accuracy_m[there],
        )
        result.append(covered_shares(pieces, pairs).whole)
    share, low, high = result * 3 if exact else result
    return share, np.minimum(low, share), np.maximum(high, share)
