"""What an exclusion calls its sheets, its map and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text
from hanting_geo.core.words.workbook import ASSUMED_RULES, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ASSUMED", "COVER", "LAYERS", "LEGEND", "NOT_COMPLETE", "PROVENANCE", "PRUNED", "SHEETS", "TITLE"]

TITLE = Text("可选用地", "Eligible land")
"""Of a map that is given no other."""

SHEETS: Mapping[str, Text] = {
    "ledger": Text("排除台账", "ledger"),
    "losses": Text("逐地块损失", "losses"),
    "candidates": Text("候选用地", "candidates"),
    "findings": FINDINGS,
}
"""The sheets of the workbook, by table."""

LAYERS: Mapping[str, Text] = {
    "eligible": TITLE,
    "needs_consent": Text("须报批或征求意见用地", "Land that needs consent"),
    "excluded": Text("排除用地", "Excluded land"),
    "candidates": Text("候选用地", "Candidates"),
}
"""The titles of the layers on the map."""

LEGEND: Mapping[str, Text] = {
    "one_rule": Text("{count} 条规则", "{count} rule"),
    "rules": Text("{count} 条规则", "{count} rules"),
    "pruned": Text("过小或过窄", "too small or too narrow"),
}
"""What excluded land is called where the map shades it by the number of rules on it."""

PRUNED: Mapping[str, Text] = {
    "(too small)": Text("过小", "too small"),
    "(too narrow)": Text("过窄", "too narrow"),
}
"""Why a piece that no rule excludes was left out, in the place of the titles of rules."""

ASSUMED = Text("{title}（假设）", "{title} (assumption)")
"""The title of a rule that nobody has laid down."""

NOT_COMPLETE = Text("不完整：有规则缺数据。", "Not complete: some rules lack data.")
"""Above the ledger in a notebook."""

PROVENANCE: Mapping[str, Text] = {
    "complete": Text("完整", "Complete"),
    "is_complete": Text("是", "yes"),
    "is_not_complete": Text("否：有规则缺数据，见台账与数据检查", "no: rules lack data, see ledger and findings"),
    "share": Text("分摊", "Share"),
    "what_a_share_is": Text(
        "k 条规则重叠处各计 1/k(Shapley 值)，与规则次序无关",
        "land under k rules counts 1/k to each (Shapley value), whatever the order of the rules",
    ),
    "assumed": ASSUMED_RULES,
    "min_area_m2": Text("最小面积(平方米)", "Least area (m²)"),
    "min_width_m": Text("最小宽度(米)", "Least width (m)"),
    "left_out": Text("未写入(行数过多)", "Left out (too many rows)"),
}
"""The rows of the sheet of sources, and what stands in them."""

COVER: Mapping[str, Text] = {
    "title": Text("{title} · 可选用地", "{title}: eligible land"),
    "how_many": Text("规模", "How many"),
    "counted": Text(
        "候选用地 {candidates} 个；规则 {rules} 条，其中硬规则 {hard} 条",
        "{candidates} candidates; {rules} rules, {hard} of them hard",
    ),
    "left": Text("结果", "What is left"),
}
"""What stands on the cover of the workbook."""
