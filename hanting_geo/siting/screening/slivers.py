"""The bounds of areas where features may be anywhere, and overlaps that are so small that they are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.lazy import Once
from hanting_geo.siting.relations.answers import AREAL, Areas, any_of
from hanting_geo.siting.rules.model import Relation

if TYPE_CHECKING:
    from hanting_geo.siting.relations.answers import Answer, Case
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.rules.model import Rule

__all__ = ["bounded", "without_slivers"]


def bounded(rule: Rule, areas: Areas, features: Features | None) -> Areas:
    """Take the bounds away where features may be anywhere."""
    if features is None:
        return areas
    forbids = rule.relation in {Relation.OUTSIDE, Relation.OVERLAP_AT_MOST, Relation.BEYOND_DISTANCE}
    if forbids and (features.unplaced or np.isnan(features.accuracy_m).any()):
        areas = areas._replace(high_m2=np.full(len(areas.high_m2), np.nan))
    if not forbids and features.unplaced:
        areas = areas._replace(low_m2=np.where(np.isnan(areas.low_m2), np.nan, 0.0))
    return areas


def without_slivers(rule: Rule, answer: Answer, case: Case, features: Features, least_m2: float) -> Answer:
    """Take overlaps below an area for none: clear where the largest is, a conflict only where the least is not.

    Only what has an area can be too small: a site that is a line, or that a line or a point may lie in, is answered as
    before.
    """
    areas = bounded(rule, answer.areas(), features)
    areal = shapely.get_dimensions(case.whole) == AREAL
    if rule.relation is Relation.OUTSIDE:
        thin = shapely.get_dimensions(features.shapes) < AREAL
        areal &= ~any_of(answer.hits, thin[answer.hits.feature], len(areal))
    none = areal & (areas.high_m2 < least_m2)
    maybe = areal & answer.conflict & ~(areas.low_m2 >= least_m2) & ~none
    small = areal & (areas.drawn_m2 < least_m2)
    measured = answer.areas()
    pieces = measured.pieces.copy()
    pieces[none] = None
    drawn, low, high = (np.where(none, 0.0, column) for column in measured[:3])
    nothing = Areas(drawn, low, high, pieces)
    return answer._replace(
        conflict=answer.conflict & ~maybe & ~none,
        clear=answer.clear | none,
        broken=answer.broken & ~small,
        open=answer.open | maybe,
        taken=answer.taken & ~none,
        areas=Once(lambda: nothing),
    )
