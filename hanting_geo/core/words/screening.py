"""What a screening calls its sheets, its map and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text
from hanting_geo.core.words.workbook import ASSUMED_RULES, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BROKEN",
    "CONFLICT_MAP",
    "COVER",
    "HIT",
    "LAYERS",
    "ON_THE_MAP",
    "PROVENANCE",
    "SETTINGS",
    "SHEETS",
    "TITLE",
]

TITLE = Text("选址核查", "Screening of sites")
"""Of a map that is given no other."""

SHEETS: Mapping[str, Text] = {
    "summary": Text("汇总", "summary"),
    "sentences": Text("核查说明", "sentences"),
    "verdicts": Text("逐条核查", "verdicts"),
    "rules": Text("规则统计", "rules"),
    "three_lines": Text("三线占用", "three_lines"),
    "neighbours": Text("四至", "neighbours"),
    "land_use": Text("地类面积", "land_use"),
    "joint_review": Text("联审意见", "joint_review"),
    "findings": FINDINGS,
}
"""The sheets of the workbook, by table."""

CONFLICT_MAP: Mapping[str, Text] = {
    "title": Text("{site}压占图", "{site}: what it is in conflict with"),
    "named": Text("{name}（{site}）", "{name} ({site})"),
}
"""The title of the map of one site, and how a site is called by name and number."""

LAYERS: Mapping[str, Text] = {
    "site": Text("地块", "Site"),
    "sites": Text("地块", "Sites"),
    "conflicts": Text("冲突范围", "Where rules are broken"),
}
"""The titles of the layers on the map."""

ON_THE_MAP: Mapping[str, Text] = {
    "conflict": Text("冲突", "conflict"),
    "no_data": Text("缺数据", "no data"),
    "uncertain": Text("不能确定", "uncertain"),
    "needs_consent": Text("须报批或征求意见", "needs consent"),
    "clear": Text("符合", "clear"),
}
"""The verdict on a site, in the legend of the map."""

SETTINGS: Mapping[str, Text] = {
    "same_survey": Text("与地块同源的图层（相对位移按 0 计）", "Of one survey with the sites (no shift between them)"),
    "ignore_below_m2": Text("小于此面积的重叠不计", "Overlaps that are surely smaller are none"),
    "one": Text("{title} {limit} 平方米", "{title} {limit} m²"),
    "between": Text("、", ", "),
    "line": Text("{what}：{said}。", "{what}: {said}."),
}
"""What was agreed on before the screening, as all products say it."""

PROVENANCE: Mapping[str, Text] = {
    "rules": Text("规则集", "Rules"),
    "assumed": ASSUMED_RULES,
    "layers": Text("规则图层", "Layers of the rules"),
}
"""The rows of the sheet of sources."""

COVER: Mapping[str, Text] = {
    "title": Text("{title} · 选址核查", "{title}: screening of sites"),
    "how_many": Text("规模", "How many"),
    "counted": Text(
        "地块 {sites} 个；规则 {rules} 条，其中硬规则 {hard} 条", "{sites} sites; {rules} rules, {hard} of them hard"
    ),
    "meaning": Text("结论含义", "Verdicts"),
    "meanings": Text(
        "冲突：在位置精度范围内无论怎样位移都不符合；符合：无论怎样位移都符合；不能确定：现有精度不能判定；缺数据：缺少图层或数值，不得视为符合。"
        "地块结论按硬规则汇总。",
        "Conflict: broken for every displacement within the accuracies. Clear: for none. Uncertain: the accuracy there "
        "is cannot decide. No data: a layer or value is missing, and the site is not clear. A site is summed up over "
        "its hard rules.",
    ),
}
"""What stands on the cover of the workbook."""

HIT: Mapping[str, Text] = {
    "touched": Text("有地块不符合或可能不符合", "broken by a site, or may be"),
    "quiet": Text("未触及", "not touched"),
    "left": Text("另有 {count} 处未触及，未绘出。", "{count} more are not touched and not drawn."),
}
"""The features of the layers of rules, in the legend of the map."""

BROKEN: Mapping[str, Text] = {
    "area": Text(
        "{title}：{verdict}，{area:,.2f} 平方米（{mu:,.2f} 亩）", "{title}: {verdict}, {area:,.2f} m² ({mu:,.2f} mu)"
    ),
    "distance": Text(
        "{title}：{verdict}，相距 {distance:,.2f} 米，限 {limit:,.10g} 米",
        "{title}: {verdict}, at {distance:,.2f} m, limit {limit:,.10g} m",
    ),
    "no_measure": Text("{title}：{verdict}", "{title}: {verdict}"),
    "between": Text("；", "; "),
    "more": Text("{rules}；另 {count} 条", "{rules}; {count} more"),
}
"""Which rules a site breaks and by how much, in its popup."""
