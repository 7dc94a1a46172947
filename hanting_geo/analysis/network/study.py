"""What is known of a network: its edges, of what they were made, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.findings import ATTRS_KEY, Finding, facts_of
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.analysis.network.barriers import Severed
    from hanting_geo.analysis.network.checking import Gaps, Parts
    from hanting_geo.analysis.network.edges import Edges
    from hanting_geo.core.arrays import Floats

__all__ = ["Repairs", "Study", "findings_of_shapes"]


class Repairs(NamedTuple):
    """What was found, and where."""

    findings: tuple[Finding, ...]
    gaps: Gaps
    severed: Severed
    crossings: Floats


class Study(NamedTuple):
    """A network as its tables and layers see it."""

    edges: Edges
    crs: Any
    roads: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame | None
    parts: Parts
    repairs: Repairs

    def facts(self) -> dict[str, Any]:
        """Give licence and attribution of the roads, for what is made of them."""
        facts = facts_of(self.roads)
        return {ATTRS_KEY: {key: facts[key] for key in ("licence", "attribution") if facts.get(key)}}


def findings_of_shapes(roads: gpd.GeoDataFrame) -> list[Finding]:
    """Tell of lines without a place."""
    shapes = np.asarray(roads.geometry.values, dtype=object)
    nowhere = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not len(nowhere):
        return []
    what = Sentence(
        "network: {count} of {count2} lines have no place ({roads})",
        count=len(nowhere),
        count2=len(roads),
        roads=feature_labels(roads, nowhere),
    )
    advice = Sentence("nothing is reached along them; see whether one is missed")
    return [Finding("note", "no_place", "roads", None, what, advice)]
