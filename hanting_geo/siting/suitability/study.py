"""What a suitability rests on: candidates, criteria, values, utilities, weights, scores, ranks and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.core.findings import Finding
    from hanting_geo.siting.suitability.candidates import Candidates
    from hanting_geo.siting.suitability.criteria.model import CriteriaSet
    from hanting_geo.siting.suitability.factors.layers import FactorLayers
    from hanting_geo.siting.suitability.valuing import Beyond, Valued
    from hanting_geo.siting.suitability.vetoes import Vetoes
    from hanting_geo.siting.suitability.weighed import Weighed

__all__ = ["Study"]


@dataclass(frozen=True)
class Study:
    """All that was found, as arrays in the order of the candidates and of the criteria."""

    candidates: Candidates
    criteria: CriteriaSet
    measured: Mapping[str, Floats | list[str | None]]
    valued: Valued
    weights: Floats
    weighed: Weighed
    combine: str
    options: Mapping[str, Any]
    scores: Floats
    standing: Flags
    ranks: Positions
    grades: Positions
    vetoes: Vetoes
    beyond: tuple[Beyond, ...]
    findings: tuple[Finding, ...]
    credits: Mapping[str, str]
    layers: FactorLayers | None
