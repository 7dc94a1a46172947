"""What regions call their sheets, their map and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text
from hanting_geo.core.words.workbook import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXPLAINED", "LAYERS", "PROVENANCE", "SHEETS", "TITLE"]

TITLE = Text("连片选地", "Regions")
"""Of a map that is given no other."""

SHEETS: Mapping[str, Text] = {
    "regions": Text("片区方案", "regions"),
    "units": Text("组成地块", "units"),
    "summary": Text("汇总", "summary"),
    "findings": FINDINGS,
}
"""The sheets of the workbook, by table."""

LAYERS: Mapping[str, Text] = {
    "regions": Text("连片选地", "Regions"),
    "units": Text("组成地块", "Units of the regions"),
}
"""The titles of the layers on the map."""

EXPLAINED: Mapping[str, Text] = {
    "region": Text(
        "{region}:{units} 个地块连片,面积 {ha:.4f} 公顷({mu:.2f} 亩),平均得分 {mean:.4f},"
        "紧凑度 {compact:.3f}(圆为 1,正方形为 0.886)。",
        "{region}: {units} connected units, {ha:.4f} ha ({mu:.2f} mu), mean score {mean:.4f}, compactness "
        "{compact:.3f} (1 for a disc, 0.886 for a square).",
    ),
    "bound": Text(
        "任何连片方案的平均得分都不可能超过 {bound:.4f}(已证明),本方案为 {mean:.4f},相差 {gap:.4f}。",
        "No connected choice can have a mean score above {bound:.4f} (proved); this one has {mean:.4f}, {gap:.4f} "
        "below.",
    ),
}
"""The sentences that explain a region."""

PROVENANCE: Mapping[str, Text] = {
    "wanted": Text("要求", "Wanted"),
    "what_is_wanted": Text(
        "{count} 片,每片不小于 {area:,.2f} 平方米,间距不小于 {separation:g} 米",
        "{count} regions, each of {area:,.2f} m² or more, at least {separation:g} m apart",
    ),
    "bound": Text("上限", "Upper bound"),
    "what_the_bound_is": Text(
        "每个起点可及范围内按得分从高到低取足面积(分数背包),取各起点的最大值;不小于任何连片方案",
        "within reach of each seed, the best land of the wanted area (fractional knapsack); the highest over all "
        "seeds: no connected choice exceeds it",
    ),
    "compactness": Text("紧凑度权重", "Weight of compactness"),
    "left_out": Text("未写入(行数过多)", "Left out (too many rows)"),
}
"""The rows of the sheet of sources, and what stands in them."""
