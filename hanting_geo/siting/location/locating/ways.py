"""How far it is from demand to facilities, for a whole question or a part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array, issparse

from hanting_geo.core import arguments
from hanting_geo.core.words import locating as words
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions
    from hanting_geo.core.text import Text

__all__ = ["Ways", "middles", "ways_of"]

STRAIGHT, ALONG = "euclid", "manhattan"
_MOST_PAIRS = 60_000_000
_PAIR = 2


@dataclass(frozen=True, eq=False)
class Ways:
    """How to get from demand to facilities.

    Attributes
    ----------
    demand, facilities
        A point for each demand; facilities as they are drawn. None for what has no place.
    travel
        ``"euclid"``, ``"manhattan"``, or a matrix: what is stored is a way.
    said
        How ways are measured, for what is printed of them.
    """

    demand: Geometries
    facilities: Geometries
    travel: str | csr_array
    said: Text

    def matrix(self, limit_m: float = np.inf) -> csr_array:
        """Give all ways up to a limit; what is not stored is longer, or is none.

        Raises
        ------
        SchemaError
            There are too many pairs, and no limit.
        """
        rows, columns = np.arange(len(self.demand)), np.arange(len(self.facilities))
        if isinstance(self.travel, str):
            if np.isinf(limit_m) and len(rows) * len(columns) > _MOST_PAIRS:
                message = (
                    f"locate: {len(rows):,} x {len(columns):,} ways are too many without a limit; give radius_m, or "
                    "put demand together first"
                )
                raise SchemaError(message)
            return self._straight(rows, columns, limit_m)
        kept = self.travel.data <= limit_m
        row = np.repeat(rows, np.diff(self.travel.indptr))[kept]
        return _sparse(row, self.travel.indices[kept], self.travel.data[kept], self.travel.shape)

    def nearest(self, rows: Positions, columns: Positions) -> tuple[Positions, Floats]:
        """Give for some demand the nearest of some facilities (the first of equals), -1 where none is reached."""
        found, metres = np.full(len(rows), -1, dtype=np.intp), np.full(len(rows), np.inf)
        if not len(rows) or not len(columns):
            return found, metres
        lot = max(1, 4_000_000 // len(columns))
        for start in range(0, len(rows), lot):
            some = rows[start : start + lot]
            dense = np.full((len(some), len(columns)), np.inf)
            part = self._straight(some, columns, np.inf) if isinstance(self.travel, str) else self._part(some, columns)
            dense[np.repeat(np.arange(len(some)), np.diff(part.indptr)), part.indices] = part.data
            best = dense.argmin(axis=1)
            least = dense[np.arange(len(some)), best]
            metres[start : start + lot] = least
            found[start : start + lot] = np.where(np.isfinite(least), columns[best], -1)
        return found, metres

    def _part(self, rows: Positions, columns: Positions) -> csr_array:
        assert not isinstance(self.travel, str)  # noqa: S101 - for the type checker
        return csr_array(self.travel[rows][:, columns])

    def _straight(self, rows: Positions, columns: Positions, limit_m: float) -> csr_array:
        demand, facilities = self.demand[rows], self.facilities[columns]
        shape = (len(rows), len(columns))
        if not all(shape):
            none = np.zeros(0, dtype=np.intp)
            return _sparse(none, none, np.zeros(0), shape)
        if np.isinf(limit_m):
            row, column = (side.ravel() for side in np.indices(shape))
        else:
            row, column = shapely.STRtree(facilities).query(demand, predicate="dwithin", distance=limit_m * (1 + 1e-12))
        there = ~(shapely.is_missing(demand)[row] | shapely.is_missing(facilities)[column])
        row, column = row[there], column[there]
        if self.travel == ALONG:
            ends = middles(facilities)
            across = np.abs(shapely.get_x(demand)[row] - shapely.get_x(ends)[column])
            metres = across + np.abs(shapely.get_y(demand)[row] - shapely.get_y(ends)[column])
        else:
            metres = np.asarray(shapely.distance(demand[row], facilities[column]), dtype=np.float64)
        kept = metres <= limit_m
        return _sparse(row[kept], column[kept], metres[kept], shape)


def ways_of(
    travel: object,
    demand: tuple[pd.Series, Geometries],
    facilities: tuple[pd.Series, Geometries],
    what: str,
) -> Ways:
    """Let a way of travelling through: a word, or a matrix of costs, a row for each demand, a column for each facility.

    Parameters
    ----------
    travel
        See :class:`Ways`; NaN and infinity in a matrix are no way. A DataFrame is labelled by ids, in any order.
    demand, facilities
        Their ids and shapes.
    what
        Who asks, for messages.

    Raises
    ------
    SchemaError
        Another word, a matrix of another shape, labels that are no ids, what is no number or below 0.
    """
    points = middles(demand[1])
    if isinstance(travel, str):
        arguments.one_of(travel, (STRAIGHT, ALONG), f"{what}: travel")
        return Ways(points, facilities[1], travel, words.TRAVELS[travel])
    shape = (len(points), len(facilities[1]))
    if isinstance(travel, pd.DataFrame):
        travel = _labelled(travel, demand[0], facilities[0], what)
    if issparse(travel):
        given = csr_array(travel).tocoo()
        row, column, metres = given.row.astype(np.intp), given.col.astype(np.intp), np.asarray(given.data, dtype=float)
    elif isinstance(travel, np.ndarray) and travel.ndim == _PAIR and travel.dtype.kind in "fiu":
        row, column = np.nonzero(np.ones(travel.shape, dtype=bool))
        metres = travel.astype(np.float64).ravel()
    else:
        message = (
            f"{what}: travel is 'euclid', 'manhattan' or a matrix of costs (an array or DataFrame, demand x "
            f"facilities), and was given {arguments.told(travel)}"
        )
        raise arguments.ArgumentError(message)
    if travel.shape != shape:
        message = (
            f"{what}: the matrix of travel has the shape {travel.shape}, and there are {shape[0]} rows of demand and "
            f"{shape[1]} facilities"
        )
        raise arguments.ArgumentError(message)
    low = np.flatnonzero(metres < 0)
    if len(low):
        names = demand[0].iloc[row[low[0]]], facilities[0].iloc[column[low[0]]]
        message = (
            f"{what}: the matrix of travel has {metres[low[0]]:g} from {names[0]} to {names[1]}; a cost is 0 or more"
        )
        raise arguments.ArgumentError(message)
    good = np.isfinite(metres)
    matrix = _sparse(row[good], column[good], metres[good], shape)
    return Ways(points, facilities[1], matrix, words.TRAVELS["matrix"])


def middles(shapes: Geometries) -> Geometries:
    """Give a point for each shape: itself, its centroid where that lies on it, else a point on it; None for none.

    Examples
    --------
    >>> [point.wkt for point in middles(np.array([shapely.box(0, 0, 2, 2), shapely.Point(3, 4)]))]
    ['POINT (1 1)', 'POINT (3 4)']
    """
    result = np.array(shapes, dtype=object)
    odd = (shapely.get_type_id(result) != shapely.GeometryType.POINT) & ~shapely.is_missing(result)
    centres = np.asarray(shapely.centroid(result[odd]), dtype=object)
    outside = ~shapely.intersects(result[odd], centres)
    centres[outside] = shapely.point_on_surface(result[odd][outside])
    result[odd] = centres
    return result


def _labelled(travel: pd.DataFrame, demand: pd.Series, facilities: pd.Series, what: str) -> Floats:
    """Give the costs of a table in the order of demand and facilities."""
    places = []
    for ids, labels, side in ((demand, travel.index, "row"), (facilities, travel.columns, "column")):
        known = pd.Index([str(label) for label in labels])
        if known.has_duplicates:
            message = f"{what}: the matrix of travel has two {side}s called {known[known.duplicated()][0]!r}"
            raise arguments.ArgumentError(message)
        place = known.get_indexer(pd.Index([str(name) for name in ids]))
        if (place < 0).any():
            lost = ids.iloc[int(np.argmax(place < 0))]
            message = (
                f"{what}: the matrix of travel has no {side} {str(lost)!r}; its rows are ids of demand, its columns "
                "ids of facilities"
            )
            raise arguments.ArgumentError(message)
        places.append(place)
    try:
        whole = travel.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        message = f"{what}: the matrix of travel holds what is no number ({error})"
        raise arguments.ArgumentError(message) from error
    return np.asarray(whole[np.ix_(places[0], places[1])])


def _sparse(rows: Positions, columns: Positions, metres: Floats, shape: tuple[int, int]) -> csr_array:
    """Build the array, rows sorted by facility; a stored 0 stays stored."""
    order = np.lexsort((columns, rows))
    first = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=shape[0]))]).astype(np.int64)
    return csr_array((metres[order].astype(np.float64), columns[order].astype(np.int64), first), shape=shape)
