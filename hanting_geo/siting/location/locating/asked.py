"""What a location was asked, in words, shapes and ids, and as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.core.findings import Finding
    from hanting_geo.siting.location.locating.conditions import Quotas
    from hanting_geo.siting.location.locating.people import People
    from hanting_geo.siting.location.locating.places import Places
    from hanting_geo.siting.location.locating.ways import Ways
    from hanting_geo.siting.location.solving.problem import Limits, Problem

__all__ = ["Asked"]


@dataclass(frozen=True, eq=False)
class Asked:
    """A question in words, shapes and ids, and as arrays: rows of the problem are the demand that takes part."""

    people: People
    places: Places
    ways: Ways
    problem: Problem
    limits: Limits
    rows: Positions
    """Which rows of the demand the rows of the problem are."""
    quotas: Quotas | None
    separation_m: float | None
    crs: CRS
    zones: gpd.GeoDataFrame | None
    zone_id: str
    findings: tuple[Finding, ...]
    credits: Mapping[str, str]

    @property
    def covering(self) -> bool:
        """Whether a radius says who is served."""
        return self.problem.radius is not None

    @cached_property
    def coarse(self) -> Flags:
        """Which demand that takes part is known for cells only that are no smaller than the radius."""
        radius = np.inf if self.problem.radius is None else self.problem.radius
        return np.asarray(self.people.served & (self.people.cells_m >= radius))

    @property
    def sketch(self) -> bool:
        """Whether some demand is too coarse for a share: a range and the word sketch stand instead."""
        return bool(self.coarse.any())

    @cached_property
    def before(self) -> tuple[Positions, Floats]:
        """For each row of demand the nearest facility that exists and how far, whatever the radius; -1 without."""
        return self._nearest(np.flatnonzero(self.places.existing))

    def nearest(self, is_open: Positions) -> tuple[Positions, Floats]:
        """Give the same for some that are open."""
        return self._nearest(is_open)

    @cached_property
    def nearest_candidate(self) -> tuple[Positions, Floats]:
        """Give the same for what may be opened."""
        return self._nearest(np.flatnonzero(self.places.new))

    def _nearest(self, columns: Positions) -> tuple[Positions, Floats]:
        count = len(self.people.ids)
        found, metres = np.full(count, -1, dtype=np.intp), np.full(count, np.inf)
        found[self.rows], metres[self.rows] = self.ways.nearest(self.rows, columns)
        return found, metres
