"""What is said of a filter that finds nothing, or not all that it lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.findings import Finding
from hanting_geo.siting.relations.matching import described, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hanting_geo.siting.rules.model import Rule, Value

__all__ = ["nothing_matches", "part_matches"]

_MOST_NAMED = 5


def nothing_matches(
    rule: Rule, layer: str, where: Mapping[str, Value | tuple[Value, ...]], frame: gpd.GeoDataFrame
) -> Finding:
    """Say of a rule that its filter finds no feature, with near values of the column."""
    asked = ", ".join(f"{column} = {_described(value)}" for column, value in where.items())
    if not where:
        asked = f"a name of override_features: {', '.join(rule.override_features[:_MOST_NAMED])}"
    what = f"rule {rule.id}: none of {len(frame)} features of layer {layer!r} has {asked}"
    if rule.may_be_empty:
        return Finding("note", "rule_may_be_empty", layer, rule.id, what, "nothing: the rule says may_be_empty")
    return Finding(
        "warning",
        "rule_matches_nothing",
        layer,
        rule.id,
        f"{what}: {in_words(frame, where)}; no site is clear of the rule",
        "write the value as the layer has it, numbers as numbers and text in quotes; or say may_be_empty: true",
    )


def part_matches(
    rule: Rule, layer: str, where: Mapping[str, Value | tuple[Value, ...]], frame: gpd.GeoDataFrame
) -> Finding:
    """Say of a rule that some of the values that its filter lists are not in the layer."""
    return Finding(
        "warning",
        "value_matches_nothing",
        layer,
        rule.id,
        f"rule {rule.id}: no feature of layer {layer!r} has some of the values that its filter lists: "
        f"{in_words(frame, where)}",
        "write the value as the layer has it, or take it out of the list",
    )


def _described(value: Value | tuple[Value, ...]) -> str:
    return " or ".join(map(described, value)) if isinstance(value, tuple) else described(value)
