"""The nearest of a few features, for very many that ask: one feature after another, prepared once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["MOST_FEW", "to_few"]

MOST_FEW = 64
"""Up to so many features this is quicker than a tree of them."""

_SLACK = 1e-9


def to_few(ask: Geometries, find: Geometries, limit: float) -> tuple[Floats, Positions]:
    """Give the distance to the nearest of a few shapes, and the earliest one that is so near; -1 beyond the limit.

    A tree prepares whoever asks, each for one question; here what is found is prepared, for all questions. Who asks is
    no further from it than one of its corners from the nearest corner there is, and a feature whose box is
    further than that, or than what was found before, is not asked.

    Examples
    --------
    >>> squares = shapely.box([0, 100], 0, [10, 110], 10)
    >>> to_few(squares, np.array([None, shapely.Point(13, 14), shapely.Point(5, 5)]), 50.0)
    (array([ 0.        , 87.09190548]), array([ 2, -1]))
    """
    there = np.flatnonzero(~(shapely.is_missing(find) | shapely.is_empty(find)))
    bounds = shapely.bounds(find[there])
    corners = cKDTree(shapely.get_coordinates(find[there]))

    def answer(first: int, last: int) -> tuple[Floats, Positions]:
        some = ask[first:last]
        # Copies: preparing marks a shape, and no two threads may build its index.
        prepared = np.atleast_1d(shapely.force_2d(find[there]))
        shapely.prepare(prepared)
        west, south, east, north = shapely.bounds(some).T
        points, owner = shapely.get_coordinates(some, return_index=True)
        one = points[np.searchsorted(owner, np.arange(len(some)))]
        enough = corners.query(one)[0] * (1 + _SLACK) + _SLACK
        best, found = np.full(len(some), np.inf), np.full(len(some), -1, dtype=np.intp)
        for place, shape, box in zip(there, prepared, bounds, strict=True):
            across = np.maximum(np.maximum(box[0] - east, west - box[2]), 0.0)
            along = np.maximum(np.maximum(box[1] - north, south - box[3]), 0.0)
            rows = np.flatnonzero(np.hypot(across, along) <= enough)
            far = shapely.distance(shape, some[rows])
            nearer = far < best[rows]
            rows, far = rows[nearer], far[nearer]
            best[rows], found[rows] = far, place
            enough[rows] = np.minimum(enough[rows], far)
        return best, np.where(best <= limit, found, -1)

    distances, places = zip(*in_lots(answer, len(ask)), strict=True)
    return np.concatenate(distances), np.concatenate(places)
