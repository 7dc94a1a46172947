"""How far it is from demand to facilities, for a coverage: within its radius, and to the nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from hanting_geo.analysis.network.nearest_lists import nearest_lists
from hanting_geo.analysis.network.result import Network
from hanting_geo.analysis.network.travel import STRAIGHT, costs_between, demand_points
from hanting_geo.core import arguments

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["Network", "checked_travel", "costs", "middles", "nearest", "part_of", "travel_name"]


def checked_travel(travel: object, demand: pd.Series, facilities: pd.Series, what: str) -> Any:
    """Let a way of travelling through; a matrix as a sparse one, in the order of demand and facilities.

    Parameters
    ----------
    travel
        ``"euclid"``, ``"manhattan"``, a network, or metres, as
        :func:`hanting_geo.analysis.network.travel.costs_between` takes them.
    demand, facilities
        Their ids.
    what
        Who asks, for messages.

    Raises
    ------
    SchemaError
        It is something else, of another shape, or has a negative number in it.
    """
    if isinstance(travel, Network):
        return travel
    if isinstance(travel, str):
        arguments.one_of(travel, STRAIGHT, f"{what}: travel")
        return travel
    rows, columns = (pd.DataFrame({"id": ids.to_numpy(object)}) for ids in (demand, facilities))
    return costs_between(rows, columns, travel, what=what).matrix


def travel_name(travel: Any) -> str:
    """Say in a word how ways are measured: ``euclid``, ``manhattan``, ``network`` or ``matrix``."""
    if isinstance(travel, str):
        return travel
    return "network" if isinstance(travel, Network) else "matrix"


def part_of(travel: Any, demand: Positions | None, facilities: Positions) -> Any:
    """Give a way of travelling between some: of a matrix, their rows and columns; any other as it is."""
    if not isinstance(travel, csr_array):
        return travel
    rows = travel if demand is None else travel[demand]
    return csr_array(rows[:, facilities])


def costs(demand: Geometries, facilities: Geometries, travel: Any, limit_m: float, crs: CRS) -> csr_array:
    """Give metres between demand and facilities, a row for each demand, where they are at most a limit.

    What is stored is within reach, a distance of 0 too; what is not stored is out of reach.

    Parameters
    ----------
    demand, facilities
        Their shapes, None for what has no place. Demand stands at its middle; facilities are reached at their border.
    travel
        As :func:`checked_travel` gives it, of just these.
    limit_m
        The longest that is stored.
    crs
        Of both.

    Examples
    --------
    >>> import shapely
    >>> homes = shapely.points([[430000, 4071000], [430300, 4071400]])
    >>> near = costs(homes, homes[:1], "euclid", 500.0, "EPSG:4549")
    >>> near.nnz, near.toarray().tolist()
    (2, [[0.0], [500.0]])
    >>> costs(homes, homes[:1], "manhattan", 500.0, "EPSG:4549").nnz
    1
    """
    if isinstance(travel, csr_array):
        kept = travel.data <= limit_m
        first = np.concatenate([[0], np.cumsum(kept)])[travel.indptr]
        return csr_array((travel.data[kept], travel.indices[kept], first), shape=travel.shape)
    return costs_between(_frame(demand, crs), _frame(facilities, crs), travel, limit_m=limit_m).matrix


def nearest(demand: Geometries, facilities: Geometries, travel: Any, crs: CRS) -> tuple[Positions, Floats]:
    """Give for each demand the nearest facility, the earlier row of equally near ones, and how far it is.

    Returns
    -------
    tuple
        Positions, -1 where there is none; metres, NaN there.
    """
    found, metres = np.full(len(demand), -1, dtype=np.intp), np.full(len(demand), np.nan)
    if not len(facilities) or not len(demand):
        return found, metres
    if isinstance(travel, csr_array):
        rows = np.repeat(np.arange(len(demand)), np.diff(travel.indptr))
        order = np.lexsort((travel.indices, travel.data, rows))[::-1]
        found[rows[order]], metres[rows[order]] = travel.indices[order], travel.data[order]
        return found, metres
    lists = nearest_lists(_frame(demand, crs), _frame(facilities, crs), 1, travel=travel)
    there = np.isfinite(lists.cost[:, 0])
    found[there], metres[there] = lists.facility[there, 0], lists.cost[there, 0]
    return found, metres


def middles(shapes: Geometries) -> Geometries:
    """Give a point for each shape: a point itself, else one inside that is near the middle; None for None."""
    return demand_points(gpd.GeoDataFrame(geometry=shapes))


def _frame(shapes: Geometries, crs: CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=np.array(shapes, dtype=object), crs=crs)
