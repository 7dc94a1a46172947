"""Verdicts by brute force: what a rule says of shapes that are displaced again and again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.affinity import translate

from hanting_geo.core.text import Text
from hanting_geo.siting.rule_layers import RuleLayers
from hanting_geo.siting.rules.model import Relation, Rule, RuleSet
from hanting_geo.siting.screening.judge import Judgement, Sites, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry as Geometry

X, Y = 430_000.0, 4_071_000.0
CRS = "EPSG:4549"


def rule(relation: str, **fields: Any) -> Rule:
    """Make a rule over the layer "r", where its relation needs one."""
    lone = relation in {"min_area", "min_width", "attribute"}
    given = {"id": "rule", "title": Text(zh="规则"), "layer": None if lone else "r", "basis": "assumption", **fields}
    return Rule(relation=Relation(relation), **given)


def moved(shape: Geometry | None) -> Geometry | None:
    """Lay a shape drawn near 0, 0 where the district is."""
    return shape if shape is None else translate(shape, X, Y)


def layer(shapes: Sequence[Geometry | None], accuracy: Any = 0.0, **columns: Any) -> gpd.GeoDataFrame:
    """Make a layer of shapes drawn near 0, 0."""
    ids = [f"f{row}" for row in range(len(shapes))]
    given = np.array([moved(shape) for shape in shapes], dtype=object)
    return gpd.GeoDataFrame({"id": ids, "accuracy_m": accuracy, **columns}, geometry=given, crs=CRS)


def judged(
    shapes: Sequence[Geometry], rules: Rule | Sequence[Rule], layers: dict[str, Any], accuracy: Any = 0.0
) -> Judgement:
    """Judge sites drawn near 0, 0."""
    there = np.array([moved(shape) for shape in shapes], dtype=object)
    frame = gpd.GeoDataFrame({"id": [f"s{row}" for row in range(len(there))]}, geometry=there, crs=CRS)
    errors = np.broadcast_to(np.asarray(accuracy, dtype=float), len(there)).copy()
    sites = Sites(there, frame["id"].tolist(), errors, frame.drop(columns="geometry"))
    chosen = RuleSet((rules,) if isinstance(rules, Rule) else tuple(rules))
    return judge(sites, RuleLayers(chosen, layers, CRS))


def breaks(rule: Rule, site: Geometry, features: list[Geometry], where: list[Geometry] | None) -> bool | None:
    """Tell whether a rule is broken by shapes as they lie; None where it does not apply."""
    if where is not None:
        part = shapely.intersection(site, shapely.union_all(where))
        if not _measure(part, site):
            return None
    else:
        part = site
    distances = [shapely.distance(part, feature) for feature in features]
    if rule.relation is Relation.OUTSIDE:
        return any(part.intersects(feature) and not part.touches(feature) for feature in features)
    if rule.relation is Relation.INSIDE:
        return _measure(shapely.difference(part, shapely.union_all(features)), site) > 1e-6
    if rule.relation is Relation.BEYOND_DISTANCE:
        assert rule.distance_m is not None
        return min(distances, default=math.inf) < rule.distance_m
    if rule.relation is Relation.OVERLAP_AT_MOST:
        assert rule.share is not None
        return shapely.intersection(part, shapely.union_all(features)).area > rule.share * site.area
    assert rule.distance_m is not None
    return min((shapely.distance(site, feature) for feature in features), default=math.inf) > rule.distance_m


def _measure(part: Geometry, site: Geometry) -> float:
    dimension = shapely.get_dimensions(site)
    if dimension == 0:
        return float(not part.is_empty)
    return float(part.area if dimension == 2 else part.length)


def displaced(
    rng: np.random.Generator, shapes: Sequence[Geometry], reach: Sequence[float], samples: int
) -> list[list[Geometry]]:
    """Displace each shape by itself, by up to its reach: at random, to the rim, and all together."""
    result = []
    for sample in range(samples):
        angle = rng.uniform(0, 2 * math.pi, len(shapes)) if sample % 3 else np.full(len(shapes), rng.uniform(0, 6.3))
        far = np.asarray(reach) * (1.0 if sample % 2 else rng.uniform(0, 1, len(shapes)))
        result.append(
            [
                translate(shape, step * math.cos(turn), step * math.sin(turn))
                for shape, step, turn in zip(shapes, far, angle, strict=True)
            ]
        )
    return result
