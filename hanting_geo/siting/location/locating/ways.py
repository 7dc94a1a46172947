"""How far it is from demand to facilities, for a whole question or a part of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
from scipy.sparse import csr_array

from hanting_geo.analysis.network.nearest_lists import nearest_lists
from hanting_geo.analysis.network.travel import costs_between
from hanting_geo.core.words.coverage import TRAVELS
from hanting_geo.siting.location.travel_costs import checked_travel, costs, middles, nearest, part_of, travel_name

if TYPE_CHECKING:
    import pandas as pd
    from pyproj import CRS

    from hanting_geo.core.arrays import Floats, Geometries, Positions
    from hanting_geo.core.text import Text

__all__ = ["MOST_PAIRS", "Ways", "ways_of"]

MOST_PAIRS = 25_000_000
"""Of a whole matrix (of 16 bytes each); beyond that only the nearest are listed."""


@dataclass(frozen=True, eq=False)
class Ways:
    """How to get from demand to facilities.

    Attributes
    ----------
    demand, facilities
        A point for each demand; facilities as they are drawn. None for what has no place.
    travel
        ``"euclid"``, ``"manhattan"``, a network, or a matrix of what is reached.
    """

    demand: Geometries
    facilities: Geometries
    travel: Any
    crs: CRS

    @property
    def said(self) -> Text:
        """How ways are measured, for what is printed of them."""
        return TRAVELS[travel_name(self.travel)]

    @property
    def pairs(self) -> int:
        """How many ways there are to measure; 0 of a matrix, where all are known."""
        return 0 if isinstance(self.travel, csr_array) else len(self.demand) * len(self.facilities)

    def matrix(self, limit_m: float | None = None) -> csr_array:
        """Give all ways up to a limit; what is not stored is longer, or is none."""
        if limit_m is not None:
            return costs(self.demand, self.facilities, self.travel, limit_m, self.crs)
        if isinstance(self.travel, csr_array):
            return self.travel
        return costs_between(self._frame(self.demand), self._frame(self.facilities), self.travel, what="locate").matrix

    def lists(self, count: int) -> csr_array:
        """Give the nearest of each demand, at most so many."""
        demand, facilities = self._frame(self.demand), self._frame(self.facilities)
        found = nearest_lists(demand, facilities, count, travel=self.travel, what="locate")
        order = np.argsort(found.facility, axis=1, kind="stable")
        facility, metres = (np.take_along_axis(side, order, axis=1) for side in found)
        kept = facility >= 0
        first = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
        return csr_array((metres[kept], facility[kept], first), shape=(len(self.demand), len(self.facilities)))

    def nearest(self, rows: Positions, columns: Positions) -> tuple[Positions, Floats]:
        """Give for some demand the nearest of some facilities, -1 and infinity where none is reached."""
        travel = part_of(self.travel, rows, columns)
        found, metres = nearest(self.demand[rows], self.facilities[columns], travel, self.crs)
        there = found >= 0
        found[there] = columns[found[there]]
        return found, np.where(there, metres, np.inf)

    def _frame(self, shapes: Geometries) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(geometry=shapes, crs=self.crs)


def ways_of(
    travel: object, demand: tuple[pd.Series, Geometries], facilities: tuple[pd.Series, Geometries], crs: CRS, what: str
) -> Ways:
    """Let a way of travelling through; see :func:`hanting_geo.siting.location.travel_costs.checked_travel`.

    Raises
    ------
    SchemaError
        Another word, a matrix of another shape, labels that are no ids, what is no number or below 0.
    """
    known = checked_travel(travel, demand[0], facilities[0], what)
    return Ways(middles(demand[1]), facilities[1], known, crs)
