"""Rules whose features each have a distance of their own: by which of them a site is judged, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.threads import LIGHT, elementwise
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.screening.limits import Asked, Deciding
from hanting_geo.siting.screening.site_row import SiteRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.siting.rules.model import Rule
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["askers", "deciding"]


def askers(screened: Screened) -> Callable[[int], Asked]:
    """Give what tells of a site, by its place, all that sentences need."""
    sites = screened.sites
    found = {rule.id: deciding(rule, screened) for rule in screened.rule_layers.rules}
    by_rule = {name: of_sites for name, of_sites in found.items() if of_sites}
    nothing: dict[str, Deciding] = {}

    def ask(place: int) -> Asked:
        own = {name: of_sites[place] for name, of_sites in by_rule.items() if place in of_sites} if by_rule else nothing
        return Asked(sites.shapes[place], SiteRow(sites.columns, place), own)

    return ask


def deciding(rule: Rule, screened: Screened) -> dict[int, Deciding]:
    """Give by site the feature that misses its own distance by most, or keeps it by least; of those behind a verdict.

    None of rules that ask the same distance of all features.
    """
    features = screened.rule_layers.of(rule)
    if features is None or features.metres is None or rule.relation is Relation.HEIGHT_AT_MOST:
        return {}
    told = screened.judgement.told[rule.id]
    if not len(told.hits.site):
        return {}
    site, feature = told.site[told.hits.site], told.hits.feature
    shapes = elementwise(shapely.distance, screened.sites.shapes[site], features.shapes[feature], least=LIGHT)
    far, limit = np.asarray(shapes, dtype=float), features.metres[feature]
    over = far - limit if rule.relation is Relation.BEYOND_DISTANCE else limit - far
    order = np.lexsort((over, site))
    first = order[np.unique(site[order], return_index=True)[1]]
    zh, en = features.labels.names(feature[first])
    return {
        int(site[row]): Deciding(str(own), str(other), float(far[row]), float(limit[row]))
        for row, own, other in zip(first.tolist(), zh, en, strict=True)
    }
