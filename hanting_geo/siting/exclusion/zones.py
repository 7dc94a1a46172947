"""What land each rule takes: the nominal land, without regard to how well places are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.cutting import cut, disjoint_parts
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import RuleError
from hanting_geo.siting.exclusion.partition import ExcludedLand
from hanting_geo.siting.relations.applying import applying
from hanting_geo.siting.rules.model import Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from hanting_geo.core.arrays import Flags, Floats, Geometries
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.rule_layers import RuleLayers
    from hanting_geo.siting.rules.model import Rule

    Answers = tuple[Flags, Flags, tuple[Finding, ...]]
    WholeCandidates = Callable[[Rule, Features | None, Geometries | None, Flags], Answers]

__all__ = ["QUAD_SEGS", "RuleOutcome", "ask"]

QUAD_SEGS = 16
"""Pieces of a quarter circle, as in :func:`hanting_geo.buffer`."""

_COMPLEMENTS = (Relation.INSIDE, Relation.WITHIN_DISTANCE)
_MOST_NAMED = 5
_POLYGONAL = 2
_NOTHING = np.zeros(0, dtype=object)


class RuleOutcome(NamedTuple):
    """What came of a rule."""

    rule: Rule
    excluded_land: ExcludedLand | None
    """None takes nothing: the rule is soft, or its data are not there."""
    data: str | None
    """``"complete"``, ``"partial"`` or ``"no_data"``; None of a soft rule, which nobody asked."""
    features: int | None
    """Features with a place, of the layer that the rule speaks of."""
    unplaced: int | None
    """Features whose place is not published, of its layer and of the one that says where it holds."""
    unknown: int
    """Candidates that a rule on whole candidates had no answer for."""
    findings: tuple[Finding, ...] = ()
    cuts: tuple[tuple[Features, Floats | float], ...] = ()
    """Features along which it cuts land, and at which distance from them (all, or each)."""


def ask(
    rule: Rule, rule_layers: RuleLayers, candidates: Geometries, verdicts: WholeCandidates, columns: pd.DataFrame
) -> RuleOutcome:
    """Find the land that a rule takes.

    Parameters
    ----------
    rule
        Any rule.
    rule_layers
        What the rules of the set speak of.
    candidates
        Polygons; null and empty ones are left alone.
    verdicts
        Answers a rule that takes whole candidates: which break it, and which it cannot judge.
    columns
        The attributes of the candidates, by which ``site_filter`` chooses.

    Raises
    ------
    RuleError
        What must have an inside has none: features of ``inside``, or those that say where a rule holds.
    """
    if not rule.is_hard:
        return RuleOutcome(rule, None, None, None, None, 0)
    features, where = rule_layers.of(rule), rule_layers.where(rule)
    found: list[Finding] = []
    missing = [
        layer
        for layer, there in ((rule.layer, features), (rule.where_layer, where))
        if layer is not None and there is None
    ]
    found += [_no_layer(rule, layer, rule_layers.near(layer)) for layer in missing]
    unplaced = sum(there.unplaced for there in (features, where) if there is not None)
    if unplaced:
        found.append(_unplaced(rule, unplaced))
    count = None if features is None or features.raster is not None else len(features.shapes)
    lost = any(there is not None and _is_lost(there) for there in (features, where))
    unmatched = not rule.may_be_empty and any(there is not None and there.unmatched for there in (features, where))
    if missing or lost or unmatched:
        return RuleOutcome(
            rule, None, "no_data", count, unplaced if rule.layer or rule.where_layer else None, 0, tuple(found)
        )
    if where is not None:
        _require_areas(rule, where, rule.where_layer)
    limit = None if where is None else disjoint_parts(where.shapes)
    kind = applying(rule, columns)
    found += kind.findings
    concerns = kind.holds & ~kind.unsure
    unknown = int(kind.unsure.sum())
    if rule.is_areal:
        assert features is not None  # noqa: S101 - an areal rule has a layer, and a missing one came back above
        found += _without_area(rule, features)
        excluded_land = _areal(rule, features, limit, _box(candidates))
        excluded_land = excluded_land._replace(ignore_below_m2=rule_layers.ignores(rule))
        if not concerns.all():
            excluded_land = excluded_land._replace(concerns=concerns)
    else:
        broken, missing_values, told = verdicts(rule, features, limit, concerns)
        unknown += int(missing_values.sum())
        found += told
        excluded_land = ExcludedLand(_NOTHING, True, broken) if limit is None else ExcludedLand(limit, False, broken)
    speaks = rule.layer is not None or rule.where_layer is not None
    data = "partial" if unplaced or unknown or (features is not None and features.unknown) else "complete"
    cuts: list[tuple[Features, Floats | float]] = [] if where is None else [(where, 0.0)]
    if rule.is_areal and features is not None:
        cuts.append((features, _reach(rule, features)))
    return RuleOutcome(
        rule, excluded_land, data, count, unplaced if speaks else None, unknown, tuple(found), tuple(cuts)
    )


def _is_lost(features: Features) -> bool:
    """Tell features that are there, but not one of them with a place, and with a distance where each has its own."""
    return bool(features.unplaced or features.unknown) and not len(features.shapes)


def _reach(rule: Rule, features: Features) -> Floats | float:
    """Give the distance at which a rule cuts land: of all features, or of each."""
    return (rule.metres or 0.0) if features.metres is None else features.metres


def _box(candidates: Geometries) -> shapely.Polygon:
    """Give the box round all candidates."""
    bounds = shapely.total_bounds(candidates) if len(candidates) else np.full(4, np.nan)
    return shapely.box(*bounds) if np.isfinite(bounds).all() else shapely.Polygon()


def _areal(rule: Rule, features: Features, limit: Geometries | None, box: shapely.Polygon) -> ExcludedLand:
    """Buffer first and clip after: a feature outside of the candidates still bites."""
    distance = np.broadcast_to(np.asarray(_reach(rule, features), dtype=np.float64), len(features.shapes))
    within: Any = shapely.dwithin  # of many distances, too, which its types do not say
    chosen = within(features.shapes, box, distance)
    if rule.relation is Relation.BEYOND_DISTANCE:
        chosen &= distance > 0  # nothing is nearer than 0
    near = features.shapes[chosen]
    if rule.distance_m is None:
        shapes = disjoint_parts(near)
    elif not len(near):
        shapes = _NOTHING
    else:
        shapes = disjoint_parts(np.asarray(shapely.buffer(near, distance[chosen], quad_segs=QUAD_SEGS), dtype=object))
    beyond = rule.relation in _COMPLEMENTS
    if limit is None:
        return ExcludedLand(shapes, beyond)
    if beyond:
        covered, rows, _, outside = cut(limit, shapes)
        free = ~covered
        free[rows] = False
        return ExcludedLand(np.concatenate([limit[free], outside[0]]))
    covered, _, inside, _ = cut(shapes, limit)
    return ExcludedLand(np.concatenate([shapes[covered], inside[0]]))


def _require_areas(rule: Rule, features: Features, layer: str | None) -> None:
    """Let features through that have an inside."""
    flat = np.flatnonzero(shapely.get_dimensions(features.shapes) < _POLYGONAL)
    if len(flat):
        named = enumerated(features.labels.ids(flat[:_MOST_NAMED]))
        more = Sentence(" and {count} more", count=len(flat) - _MOST_NAMED) if len(flat) > _MOST_NAMED else ""
        message = Sentence(
            "rule {id}: layer {layer!r} must hold polygons here, and {named}{more} are lines or "
            "points; use within_distance, or filter them out",
            id=rule.id,
            layer=layer,
            named=named,
            more=more,
        )
        raise RuleError(message)


def _without_area(rule: Rule, features: Features) -> list[Finding]:
    if rule.relation is Relation.INSIDE:
        _require_areas(rule, features, rule.layer)
    flat = int((shapely.get_dimensions(features.shapes) < _POLYGONAL).sum())
    if rule.relation is not Relation.OUTSIDE or not flat:
        return []
    return [
        Finding(
            "warning",
            "no_area",
            rule.layer,
            rule.id,
            Sentence(
                "rule {id}: {flat} points or lines of the layer have no area, and outside takes area",
                id=rule.id,
                flat=flat,
            ),
            Sentence("use beyond_distance with a distance, or a layer of polygons"),
        )
    ]


def _no_layer(rule: Rule, layer: str, near: str) -> Finding:
    return Finding(
        "warning",
        "no_data",
        layer,
        rule.id,
        Sentence(
            "rule {id}: there is no layer {layer!r}; the rule takes nothing, and more may be "
            "excluded than is shown; {near}",
            id=rule.id,
            layer=layer,
            near=near,
        ),
        Sentence("add the layer, or bind the rule to the one that you have with rules.bind(...)"),
    )


def _unplaced(rule: Rule, count: int) -> Finding:
    return Finding(
        "warning",
        "no_place",
        rule.layer or rule.where_layer,
        rule.id,
        Sentence(
            "rule {id}: {count} of the features that it speaks of have no published place and take nothing",
            id=rule.id,
            count=count,
        ),
        Sentence("ask whoever keeps the data for their outlines; until then what is left is not sure to be free"),
    )
