"""What a coverage was asked, and what came of it today and after the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats
    from hanting_geo.core.findings import Finding
    from hanting_geo.siting.location.by_zone import Zones
    from hanting_geo.siting.location.demand import Demand
    from hanting_geo.siting.location.facilities import Facilities
    from hanting_geo.siting.location.serving import Served, Way
    from hanting_geo.siting.location.standards import Standard

__all__ = ["State", "Study"]


@dataclass(frozen=True)
class State:
    """Who is served at one time."""

    name: str
    """``before`` or ``after``."""
    serves: Flags
    """By facility."""
    served: Served
    pieces: tuple[Floats, Floats, Floats] | None
    """Of each piece in zones the share that is served, as drawn, for certain and at most."""


@dataclass(frozen=True)
class Study:
    """What a coverage was asked, and what came of it."""

    demand: Demand
    facilities: Facilities
    standard: Standard
    way: Way
    zones: Zones | None
    states: tuple[State, ...]
    """Today, and after the plan if there is one."""
    findings: tuple[Finding, ...]
    credits: dict[str, str]
    weight: str
    travel: str
    """``euclid``, ``manhattan``, ``network`` or ``matrix``."""

    @property
    def coarse(self) -> Flags:
        """Which demand is known for cells only that are no smaller than the radius."""
        return self.way.coarse(self.demand)

    @property
    def sketch(self) -> bool:
        """Whether some demand is too coarse for a share: a range and the word sketch stand instead."""
        return bool((self.coarse & (self.demand.weights > 0)).any())

    @property
    def cell_m(self) -> float:
        """The coarsest cell."""
        return float(np.max(self.demand.cell_m, initial=0.0))
