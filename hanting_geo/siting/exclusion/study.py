"""What an exclusion was asked, and what came of every rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

    from hanting_geo.core.arrays import Floats
    from hanting_geo.core.findings import Finding
    from hanting_geo.core.text import Text
    from hanting_geo.siting.exclusion.zones import RuleOutcome

__all__ = ["Study"]


@dataclass(frozen=True)
class Study:
    """What an exclusion was asked, and what came of every rule."""

    frame: gpd.GeoDataFrame
    crs: CRS
    ids: pd.Series
    names: dict[str, pd.Series]
    areas: Floats
    outcomes: tuple[RuleOutcome, ...]
    findings: tuple[Finding, ...]
    credits: dict[str, str]
    settings: dict[str, list[str] | dict[str, float]]
    """Layers of one survey with the candidates, and of rules the areas below which an overlap is none."""
    settings_in_words: dict[str, dict[str, str]]
    """By language."""
    title: Text
    """Of the rules."""
    sources: dict[str, pd.DataFrame]
    """The layers of the rules, whose they are and how well known, by language."""

    @property
    def complete(self) -> bool:
        """Whether every hard rule could be answered in full: no layer missing, every feature with a place."""
        return all(outcome.data in {None, "complete"} for outcome in self.outcomes)
