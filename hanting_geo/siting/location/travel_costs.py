"""How far it is from demand to facilities: straight, along two axes, or as a matrix says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array, issparse

from hanting_geo.core import arguments

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["STRAIGHT", "checked_travel", "costs", "middles", "nearest"]

STRAIGHT = "euclid"
_ALONG = "manhattan"
_LOT = 4_000_000
"""Pairs at once."""


def checked_travel(travel: object, demand: pd.Series, facilities: pd.Series, what: str) -> Any:
    """Let a way of travelling through, a matrix as an array with inf for what cannot be reached.

    Parameters
    ----------
    travel
        ``"euclid"``, ``"manhattan"``, or metres as a matrix: a row for each demand, a column for each facility, in
        their order, or a DataFrame labelled by their ids.
    demand, facilities
        Their ids.
    what
        Who asks, for messages.

    Raises
    ------
    SchemaError
        It is something else, of another shape, or has a negative number in it.
    """
    if isinstance(travel, str):
        arguments.one_of(travel, (STRAIGHT, _ALONG), f"{what}: travel")
        return travel
    if isinstance(travel, pd.DataFrame):
        rows, columns = [str(label) for label in travel.index], [str(label) for label in travel.columns]
        missing = [str(name) for name in demand if str(name) not in set(rows)]
        missing += [str(name) for name in facilities if str(name) not in set(columns)]
        if missing or len(set(rows)) < len(rows) or len(set(columns)) < len(columns):
            why = f"lacks {missing[0]}" if missing else "has a label twice"
            message = f"{what}: the matrix of travel {why}; its rows are ids of demand, its columns ids of facilities"
            raise arguments.ArgumentError(message)
        at = {name: position for position, name in enumerate(rows)}, {name: n for n, name in enumerate(columns)}
        try:
            whole = travel.to_numpy(dtype=np.float64, na_value=np.nan)
        except (TypeError, ValueError) as error:
            message = f"{what}: the matrix of travel holds what is no number of metres ({error})"
            raise arguments.ArgumentError(message) from error
        picked = whole[[at[0][str(name)] for name in demand]][:, [at[1][str(name)] for name in facilities]]
    elif issparse(travel):
        found: Any = csr_array(travel)
        picked = np.full(found.shape, np.inf)
        rows_of = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
        picked[rows_of, found.indices] = found.data
    elif isinstance(travel, np.ndarray) and travel.ndim == 2 and travel.dtype.kind in "fiu":  # noqa: PLR2004
        picked = travel.astype(np.float64)
    else:
        message = (
            f"{what}: travel is one of 'euclid' or 'manhattan', or a matrix of metres (an array or DataFrame, demand x "
            f"facilities), and was given {arguments.told(travel)}"
        )
        raise arguments.ArgumentError(message)
    shape = (len(demand), len(facilities))
    if picked.shape != shape:
        message = (
            f"{what}: the matrix of travel has the shape {picked.shape}, and there are {shape[0]} rows of demand and "
            f"{shape[1]} facilities"
        )
        raise arguments.ArgumentError(message)
    picked = np.where(np.isnan(picked), np.inf, picked)
    if (picked < 0).any():
        row, column = np.argwhere(picked < 0)[0].tolist()
        message = (
            f"{what}: the matrix of travel has {picked[row, column]:g} m from {demand.iloc[row]} to "
            f"{facilities.iloc[column]}; a way is 0 or longer"
        )
        raise arguments.ArgumentError(message)
    return picked


def costs(demand: Geometries, facilities: Geometries, travel: Any, limit_m: float) -> csr_array:
    """Give metres between demand and facilities, a row for each demand, where they are at most a limit.

    What is stored is within reach, a distance of 0 too; what is not stored is out of reach.

    Parameters
    ----------
    demand, facilities
        Their shapes, None for what has no place. Straight ways go from border to border; along two axes, from the
        middle of one (:func:`middles`) to that of the other.
    travel
        As :func:`checked_travel` gives it.
    limit_m
        The longest that is stored; infinite for all.

    Examples
    --------
    >>> homes = shapely.points([[0, 0], [300, 400]])
    >>> near = costs(homes, shapely.points([[0, 0]]), "euclid", 500.0)
    >>> near.nnz, near.toarray().tolist()
    (2, [[0.0], [500.0]])
    >>> costs(homes, shapely.points([[0, 0]]), "manhattan", 500.0).nnz
    1
    """
    shape = (len(demand), len(facilities))
    if not isinstance(travel, str):
        rows, columns = np.nonzero((travel <= limit_m) & np.isfinite(travel))
        return _sparse(rows, columns, travel[rows, columns], shape)
    if not all(shape):
        return _sparse(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0), shape)
    if travel == _ALONG:
        return _along(middles(demand), middles(facilities), limit_m, shape)
    if np.isinf(limit_m):
        rows, columns = (grid.ravel() for grid in np.indices(shape))
        there = ~(shapely.is_missing(demand)[rows] | shapely.is_missing(facilities)[columns])
        rows, columns = rows[there], columns[there]
    else:
        rows, columns = shapely.STRtree(facilities).query(demand, predicate="dwithin", distance=limit_m)
    metres = shapely.distance(demand[rows], facilities[columns])
    kept = metres <= limit_m
    return _sparse(rows[kept], columns[kept], metres[kept], shape)


def nearest(demand: Geometries, facilities: Geometries, travel: Any) -> tuple[Positions, Floats]:
    """Give for each demand the nearest facility, the earlier row of equally near ones, and how far it is.

    Returns
    -------
    tuple
        Positions, -1 where there is none; metres, NaN there.
    """
    found, metres = np.full(len(demand), -1, dtype=np.intp), np.full(len(demand), np.nan)
    if not len(facilities) or not len(demand):
        return found, metres
    if isinstance(travel, str) and travel == STRAIGHT:
        placed = np.flatnonzero(~shapely.is_missing(facilities))
        if not len(placed):
            return found, metres
        (rows, columns), lengths = shapely.STRtree(facilities[placed]).query_nearest(demand, return_distance=True)
        order = np.lexsort((columns, rows))[::-1]
        found[rows[order]], metres[rows[order]] = placed[columns[order]], lengths[order]
        return found, metres
    lot = max(1, _LOT // len(facilities))
    for start in range(0, len(demand), lot):
        part = slice(start, start + lot)
        within = travel if isinstance(travel, str) else travel[part]
        near: Any = costs(demand[part], facilities, within, np.inf)
        dense = np.full(near.shape, np.inf)
        dense[np.repeat(np.arange(near.shape[0]), np.diff(near.indptr)), near.indices] = near.data
        best = dense.argmin(axis=1)
        least = dense[np.arange(len(best)), best]
        there = np.isfinite(least)
        found[part] = np.where(there, best, -1)
        metres[part] = np.where(there, least, np.nan)
    return found, metres


def middles(shapes: Geometries) -> Geometries:
    """Give a point for each shape: a point itself, else one inside that is near the middle."""
    result = np.array(shapes, dtype=object)
    odd = (shapely.get_type_id(result) != shapely.GeometryType.POINT) & ~shapely.is_missing(result)
    centres = shapely.centroid(result[odd])
    outside = ~shapely.intersects(result[odd], centres)
    centres[outside] = shapely.point_on_surface(result[odd][outside])
    result[odd] = centres
    return result


def _along(demand: Geometries, facilities: Geometries, limit_m: float, shape: tuple[int, int]) -> csr_array:
    """Give |dx| + |dy|, a lot at a time."""
    x, y = shapely.get_x(demand), shapely.get_y(demand)
    to_x, to_y = shapely.get_x(facilities), shapely.get_y(facilities)
    parts: list[tuple[Positions, Positions, Floats]] = []
    lot = max(1, _LOT // shape[1])
    for start in range(0, shape[0], lot):
        part = slice(start, start + lot)
        metres = np.abs(x[part, None] - to_x) + np.abs(y[part, None] - to_y)
        rows, columns = np.nonzero(metres <= limit_m)  # NaN, of what has no place, is not
        parts.append((rows + start, columns, metres[rows, columns]))
    rows, columns, lengths = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _sparse(rows, columns, lengths, shape)


def _sparse(rows: Positions, columns: Positions, metres: Floats, shape: tuple[int, int]) -> csr_array:
    """Build the array; a stored 0 stays stored."""
    order = np.lexsort((columns, rows))
    first = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=shape[0]))]).astype(np.int64)
    return csr_array((metres[order].astype(np.float64), columns[order].astype(np.int64), first), shape=shape)
