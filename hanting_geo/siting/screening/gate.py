"""What sites and layers must be before rules are asked of them, and what keeps an answer from being certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import RuleError, SchemaError
from hanting_geo.siting.rules.model import Relation

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Geometries
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.rules.model import Rule
    from hanting_geo.siting.screening.verdicts import Sites

__all__ = ["about", "no_layer", "require_areas", "require_simple", "require_sites"]

_MOST_NAMED = 5
_AREAL = 2


def require_sites(rule: Rule, sites: Sites) -> None:
    """Let sites through whose shapes a rule can ask: areas and widths are of polygons."""
    if rule.relation not in {Relation.MIN_AREA, Relation.MIN_WIDTH, Relation.OVERLAP_AT_MOST}:
        return
    thin = np.flatnonzero(shapely.get_dimensions(sites.shapes) < _AREAL)
    if len(thin):
        named = enumerated(sites.ids[row] for row in thin[:_MOST_NAMED])
        more = Sentence(" and {count} more", count=len(thin) - _MOST_NAMED) if len(thin) > _MOST_NAMED else ""
        message = Sentence(
            "rule {id}: {value} needs sites that are polygons, and {named}{more} are lines or "
            "points; give their outlines, or leave the rule out",
            id=rule.id,
            value=rule.relation.value,
            named=named,
            more=more,
        )
        raise RuleError(message)


def require_areas(rule: Rule, features: Features, field: str = "layer") -> None:
    """Let features through that have an inside."""
    thin = np.flatnonzero(shapely.get_dimensions(features.shapes) < _AREAL)
    if len(thin):
        named = enumerated(features.labels.ids(thin[:_MOST_NAMED]))
        more = Sentence(" and {count} more", count=len(thin) - _MOST_NAMED) if len(thin) > _MOST_NAMED else ""
        layer = rule.layer if field == "layer" else rule.where_layer
        message = Sentence(
            "rule {id}: {field} {layer!r} must hold polygons, and {named}{more} are lines or "
            "points; use within_distance, or filter them out",
            id=rule.id,
            field=field,
            layer=layer,
            named=named,
            more=more,
        )
        raise RuleError(message)


def no_layer(rule: Rule, layer: str, near: str) -> Finding:
    """Tell that a rule speaks of a layer that is not there."""
    return Finding(
        "warning",
        "no_data",
        layer,
        rule.id,
        Sentence(
            "rule {id}: there is no layer {layer!r}; no site is clear of it; {near}", id=rule.id, layer=layer, near=near
        ),
        Sentence("add the layer, or bind the rule to the one that you have with rules.bind(...)"),
    )


def about(rule: Rule, layer: str, features: Features) -> list[Finding]:
    """Tell what keeps a rule from being certain."""
    found = []
    if features.unplaced:
        found.append(
            Finding(
                "warning",
                "no_place",
                layer,
                rule.id,
                Sentence(
                    "rule {id}: {unplaced} of the features that it speaks of have no published place",
                    id=rule.id,
                    unplaced=features.unplaced,
                ),
                Sentence("ask whoever keeps the data for their outlines; until then they may be anywhere"),
            )
        )
    silent = int(np.isnan(features.accuracy_m).sum())
    if silent:
        found.append(
            Finding(
                "warning",
                "no_accuracy",
                layer,
                rule.id,
                Sentence(
                    "rule {id}: the accuracy of {silent} of {count} features is not stated; they break "
                    "rules at face value, and no site is clear of them",
                    id=rule.id,
                    silent=silent,
                    count=len(features.shapes),
                ),
                Sentence("state accuracy_m of the layer in its catalogue, or of each feature in a column"),
            )
        )
    return found


def require_simple(shapes: Geometries, ids: list[str], what: str) -> None:
    """Let shapes through that are no mixed collections."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    if len(mixed):
        message = Sentence(
            "{what}: {ids} is a collection of points, lines and polygons; take it apart with explode()",
            what=what,
            ids=ids[mixed[0]],
        )
        raise SchemaError(message)
