"""The nearest facilities of each demand, where there are too many pairs for a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from hanting_geo.analysis.network.manhattan import manhattan_to
from hanting_geo.analysis.network.result import Network
from hanting_geo.analysis.network.travel import STRAIGHT, demand_points
from hanting_geo.analysis.proximity.nearest import nearest
from hanting_geo.core import arguments
from hanting_geo.crs.gate import require_metres, require_same_crs, require_valid

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["NearestLists", "nearest_lists"]

_LOT = 2_000_000


class NearestLists(NamedTuple):
    """The facilities of each demand, nearest first."""

    facility: Positions
    """Rows of the facilities, -1 where there are fewer than ``k``."""
    cost: Floats
    """Infinite where there is none."""


def nearest_lists(
    demand: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    k: int,
    *,
    travel: Any = "euclid",
    limit_m: float | None = None,
    detour_factor: float = 1.0,
    what: str = "nearest facilities",
) -> NearestLists:
    """Give the ``k`` facilities that cost least from each demand; the memory is that of the answer.

    Demand and facilities are taken as by :func:`hanting_geo.analysis.network.travel.costs_between`. Of facilities
    that cost the same the earlier one comes first.

    Examples
    --------
    >>> homes = gpd.GeoDataFrame(geometry=gpd.points_from_xy([430000], [4071000]), crs="EPSG:4549")
    >>> stops = gpd.GeoDataFrame(
    ...     geometry=gpd.points_from_xy([430900, 430100, 430000], [4071000, 4071000, 4071100]), crs="EPSG:4549"
    ... )
    >>> found = nearest_lists(homes, stops, 4)
    >>> found.facility.tolist(), found.cost.tolist()
    ([[1, 2, 0, -1]], [[100.0, 100.0, 900.0, inf]])
    """
    count = arguments.whole_number(k, f"{what}: k", least=1)
    limit = np.inf if limit_m is None else arguments.number(limit_m, f"{what}: limit_m", least=0)
    factor = arguments.number(detour_factor, f"{what}: detour_factor", least=1)
    for frame, which in ((demand, "demand"), (facilities, "facilities")):
        arguments.require_frame(frame, f"{what}: {which}")
        require_metres(frame, f"{what}: {which}", lengths=True)
        require_valid(frame, f"{what}: {which}")
    require_same_crs(demand, facilities, what)
    points, shapes = demand_points(demand), np.asarray(facilities.geometry.values, dtype=object)
    if isinstance(travel, Network):
        travel.require_system(demand, what)
        return NearestLists(*travel.nearest(points, np.asarray(shapely.force_2d(shapes), dtype=object), count, limit))
    arguments.one_of(travel, STRAIGHT, f"{what}: travel")
    rows, columns = (np.flatnonzero(~(shapely.is_missing(each) | shapely.is_empty(each))) for each in (points, shapes))
    result = NearestLists(np.full((len(points), count), -1), np.full((len(points), count), np.inf))
    if not len(rows) or not len(columns):
        return result
    flat = np.asarray(shapely.force_2d(shapes[columns]), dtype=object)
    if (shapely.get_type_id(flat) == shapely.GeometryType.POINT).all():
        found = _of_points(points[rows], flat, count, manhattan=travel == "manhattan")
    elif travel == "manhattan":
        found = _of_shapes(points[rows], flat, count)
    else:
        found = _of_frames(points[rows], flat, count, demand.crs)
    cost = found.cost * factor
    good = (found.facility >= 0) & (cost <= limit)
    result.facility[rows] = np.where(good, columns[found.facility], -1)
    result.cost[rows] = np.where(good, cost, np.inf)
    return result


def _of_points(points: Geometries, facilities: Geometries, k: int, *, manhattan: bool) -> NearestLists:
    """Ask a tree for one more than wanted: of those that are as near as the last one, the first rows count."""
    xy, here = shapely.get_coordinates(facilities), shapely.get_coordinates(points)
    tree = cKDTree(xy)
    place, best = np.full((len(here), k), -1), np.full((len(here), k), np.inf)
    norm = 1 if manhattan else 2
    wanted = min(k, len(xy))
    step = max(1, _LOT // (wanted + 8))
    for first in range(0, len(here), step):
        some = here[first : first + step]
        asked = min(wanted + 8, len(xy))
        cost, found = tree.query(some, k=range(1, asked + 1), p=norm)
        off = np.abs(xy[found] - some[:, None])
        cost = off.sum(axis=2) if manhattan else np.hypot(off[..., 0], off[..., 1])
        order = np.lexsort((found, cost), axis=1)
        cost, found = np.take_along_axis(cost, order, 1), np.take_along_axis(found, order, 1)
        # More that are equally near than were asked for: all of them are looked at.
        unsure = np.flatnonzero(cost[:, wanted - 1] >= cost[:, -1]) if asked < len(xy) else np.zeros(0, dtype=np.intp)
        for row in unsure:
            off = np.abs(xy - some[row])
            every = off.sum(axis=1) if manhattan else np.hypot(off[:, 0], off[:, 1])
            least = np.argsort(every, kind="stable")[:asked]
            cost[row], found[row] = every[least], least
        best[first : first + step, :wanted] = cost[:, :wanted]
        place[first : first + step, :wanted] = found[:, :wanted]
    return NearestLists(place, best)


def _of_shapes(points: Geometries, facilities: Geometries, k: int) -> NearestLists:
    """Manhattan to lines and polygons: one facility after the other, the best so far kept."""
    x, y = shapely.get_x(points), shapely.get_y(points)
    best = np.full((len(points), k), np.inf)
    place = np.full((len(points), k), -1)
    for number, shape in enumerate(facilities):
        cost = manhattan_to(shape, x, y)
        # The earlier one stays before one that costs the same.
        at = (best <= cost[:, None]).sum(axis=1)
        for column in range(k - 1, -1, -1):
            moved = column > at
            if column:
                best[moved, column], place[moved, column] = best[moved, column - 1], place[moved, column - 1]
            new = at == column
            best[new, column], place[new, column] = cost[new], number
    return NearestLists(place, best)


def _of_frames(points: Geometries, facilities: Geometries, k: int, crs: Any) -> NearestLists:
    asks = gpd.GeoDataFrame(geometry=points, crs=crs)
    found = nearest(asks, gpd.GeoDataFrame(geometry=facilities, crs=crs), k=k)
    place, best = np.full((len(points), k), -1), np.full((len(points), k), np.inf)
    row, rank = found.index.to_numpy(dtype=np.intp), found["rank"].to_numpy(dtype=np.intp) - 1
    place[row, rank] = found["other_index"].to_numpy(dtype=np.intp)
    best[row, rank] = found["distance_m"].to_numpy(dtype=float)
    return NearestLists(place, best)
