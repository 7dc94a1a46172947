"""Squares to exclude land from, and rules over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
from shapely import LineString, box
from shapely.affinity import translate

from hanting_geo.core.text import Text
from hanting_geo.siting.rules.model import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hanting_geo.siting.exclusion.result import Exclusion

X, Y = 430000, 4071000
CRS = "EPSG:4549"
KINDS = ("takes", "alone", "share")


def frame(shapes: Mapping[str, Any], **columns: Any) -> gpd.GeoDataFrame:
    """Build a layer of shapes by id, moved from the origin to Hanting."""
    moved = [None if shape is None else translate(shape, X, Y) for shape in shapes.values()]
    return gpd.GeoDataFrame({"id": list(shapes), **columns}, geometry=moved, crs=CRS)


def rule(rule_id: str, relation: str = "outside", layer: str | None = None, **keywords: Any) -> Rule:
    title = keywords.pop("title", Text(zh=f"规则 {rule_id}", en=f"Rule {rule_id}"))
    return Rule(id=rule_id, title=title, relation=relation, layer=layer, **{"basis": "GB 1", **keywords})


SITE = {"site": box(0, 0, 100, 100)}
LAYERS = {
    "west": frame({"w": box(-50, 0, 40, 100)}),
    "south": frame({"s": box(0, -50, 100, 30)}),
    "line": frame({"l": LineString([(110, -500), (110, 500)])}),
    "centre": frame({"c": box(30, 30, 70, 70)}),
}


def row(result: Exclusion, rule_id: str) -> pd.Series:
    return result.ledger.set_index("rule").loc[rule_id]


def takes(result: Exclusion, rule_id: str) -> tuple[float, float, float]:
    found = row(result, rule_id)
    return tuple(float(found[f"{kind}_plane_m2"]) for kind in KINDS)  # type: ignore[return-value]
