"""Words of criteria and of a ranking: headers, settings, choices, sheets, layers and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text
from hanting_geo.core.words.columns import COLUMNS
from hanting_geo.core.words.values import VALUES
from hanting_geo.core.words.workbook import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CHOICES",
    "ELSE",
    "HEADERS",
    "LAYERS",
    "PROVENANCE",
    "REASONS",
    "SENTENCES",
    "SETTINGS",
    "SHEET",
    "SHEETS",
    "TITLE",
    "UNITS",
    "WIDE",
]

TITLE = Text("适宜性评价", "Suitability")
"""Of a map that is given no other."""

HEADERS: Mapping[str, Text] = {
    # The English header is the name of the field itself, as in YAML.
    name: Text(zh, name)
    for name, zh in {
        "id": "指标编号",
        "title_zh": "指标名称",
        "title_en": "英文名称",
        "parent": "上级编号",
        "weight": "权重",
        "weight_source": "权重来源",
        "importance": "重要性次序",
        "comparisons": "两两比较",
        "factor": "评价因子",
        "layer": COLUMNS["layer"].zh,
        "filter": "筛选条件",
        "radius_m": COLUMNS["radius_m"].zh,
        "column": "字段",
        "statistic": "统计量",
        "measure": "量算方式",
        "travel": "出行方式",
        "roads": "路网图层",
        "function": "赋分方式",
        "scores": "赋分标准",
        "direction": "指标方向",
        "exclude_below": "低于则排除",
        "exclude_above": "高于则排除",
        "missing": "缺值处理",
        "unit": COLUMNS["unit"].zh,
        "may_be_empty": "允许无匹配",
        "source": COLUMNS["basis"].zh,
        "note": "备注",
    }.items()
}
"""The column headers by field: written in the language asked for, read in both."""

SETTINGS: Mapping[str, Text] = {
    **{name: Text(COLUMNS[name].zh, name) for name in ("title_zh", "title_en", "note")},
    "scale": Text("满分", "scale"),
    "grades": Text("分级界线", "grades"),
    "grades_source": Text("分级依据", "grades_source"),
    "weighting": Text("权重方法", "weighting"),
    "weighting_source": Text("权重方法依据", "weighting_source"),
    "random_index": Text("随机指标取值表", "random_index"),
}
"""Rows above the header, ``#scale`` or ``#满分`` in the first cell and the value in the second."""

SHEET = Text("指标", "criteria")
"""The sheet of a workbook that holds the criteria."""

ELSE = frozenset({"else", "其余", "其他", "其它", "否则"})
"""What stands for all the rest in a step table."""

WIDE: Mapping[str, str] = {"；": ";", "：": ":", "＝": "=", "＜": "<", "＞": ">"}
"""Full-width marks that people write between scores."""

CHOICES: Mapping[str, Mapping[str, str]] = {
    "factor": {
        **{text.zh: value for value, text in VALUES["factor"].items()},
        "最近距离": "distance",
        "个数": "count",
        "字段": "attribute",
        "属性": "attribute",
        "占比": "share",
    },
    "function": {
        **{text.zh: value for value, text in VALUES["function"].items()},
        "分级": "steps",
        "线性": "linear",
        "分段": "piecewise",
        "分类": "category",
        "极差标准化": "minmax",
    },
    "direction": {
        **{text.zh: value for value, text in VALUES["better"].items()},
        "正向": "more",
        "负向": "less",
        "逆向": "less",
        "效益型": "more",
        "成本型": "less",
        "benefit": "more",
        "cost": "less",
        "max": "more",
        "min": "less",
    },
    "missing": {text.zh: value for value, text in VALUES["missing"].items()},
    "travel": {"直线": "euclid", "直线距离": "euclid", "路网": "network", "沿路网": "network", "路网距离": "network"},
    "measure": {"个数": "count", "数量": "count", "长度": "length"},
}
"""Words that people write, by field, and the choice that they mean."""

UNITS: Mapping[str, Text] = {
    "m": Text("米", "m"),
    "km": Text("公里", "km"),
    "count": Text("个", "in number"),
    "per_km2": Text("个/平方公里", "per km²"),
    "km_per_km2": Text("公里/平方公里", "km per km²"),
    "share": Text("占比", "share"),
    "rules": Text("条", "rules"),
}
"""The units of the factors, as tables and sentences say them; any other unit is said as it is written."""

SHEETS: Mapping[str, Text] = {
    "ranking": Text("排名", "ranking"),
    "comparison": Text("方案比选", "comparison"),
    "statements": Text("优缺点", "statements"),
    "stability": Text("稳定性", "stability"),
    "swaps": Text("换位所需权重", "swaps"),
    "accuracy": Text("位置精度影响", "accuracy"),
    "values": Text("指标值与得分", "values"),
    "weighting": Text("权重方法", "weighting"),
    "criteria": Text("指标体系", "criteria"),
    "value_functions": Text("赋分标准", "value_functions"),
    "histogram": Text("数据分布", "histogram"),
    "grades": Text("分级标准", "grades"),
    "excluded": Text("排除与否决", "excluded"),
    "findings": FINDINGS,
}
"""The sheets of the workbook, by table."""

LAYERS: Mapping[str, Text] = {"candidates": Text("候选地块", "Candidates")}
"""The titles of the layers on the map."""

PROVENANCE: Mapping[str, Text] = {
    "criteria": Text("指标体系", "Criteria"),
    "combine": Text("综合方法", "Combined by"),
    "reversal": Text("提示", "Note"),
    "assumed": Text("假设的权重与标准", "Assumed weights and cuts"),
    "grades": Text("分级界线", "Cuts of the grades"),
    "weighting": Text("权重方法", "Weights made by"),
    "layers": Text("指标图层", "Layers of the criteria"),
    "left_out": Text("未写入(行数过多)", "Left out (too many rows)"),
}
"""The rows of the sheet of sources."""

REASONS: Mapping[str, Text] = {
    "below": Text("{title} {value}，低于硬性下限 {limit}", "{title} {value}, below the limit of {limit}"),
    "above": Text("{title} {value}，高于硬性上限 {limit}", "{title} {value}, above the limit of {limit}"),
    "missing": Text("{title} 缺少数据", "{title}: no data"),
    "vetoed": Text("违反硬性规则：{rules}", "breaks a hard rule: {rules}"),
}
"""Why a candidate has no rank."""

SENTENCES: Mapping[str, Text] = {
    "head": Text(
        "{id}：第 {rank} 名（共 {count} 个），得分 {score:.4f}，{grade}。",
        "{id}: rank {rank} of {count}, score {score:.4f}, {grade}.",
    ),
    "tied": Text("与 {others} 并列。", "Tied with {others}."),
    "unranked": Text("{id}：不参加排名，{reason}。", "{id}: not ranked, {reason}."),
    "flag": Text("核查结论：{verdict}，须落实后方可定案。", "Screening says: {verdict}; settle this before deciding."),
    "line": Text(
        "{title}：{value}，得分 {utility:.3f}，权重 {weight:.3f}，贡献 {contribution:.4f}。",
        "{title}: {value}, scores {utility:.3f}, weight {weight:.3f}, contributes {contribution:.4f}.",
    ),
    "line_plain": Text(
        "{title}：{value}，得分 {utility:.3f}，权重 {weight:.3f}。",
        "{title}: {value}, scores {utility:.3f}, weight {weight:.3f}.",
    ),
    "best": Text(
        "{title} {value}，得分 {utility:.2f}，在 {count} 个方案中最高（权重 {weight:.3g}）",
        "{title} {value}, scores {utility:.2f}, the highest of {count} (weight {weight:.3g})",
    ),
    "above": Text(
        "{title} {value}，得分 {utility:.2f}，高于其余方案平均 {difference:.2f}（权重 {weight:.3g}）",
        "{title} {value}, scores {utility:.2f}, {difference:.2f} above the others' mean (weight {weight:.3g})",
    ),
    "worst": Text(
        "{title} {value}，得分 {utility:.2f}，在 {count} 个方案中最低（权重 {weight:.3g}）",
        "{title} {value}, scores {utility:.2f}, the lowest of {count} (weight {weight:.3g})",
    ),
    "below": Text(
        "{title} {value}，得分 {utility:.2f}，低于其余方案平均 {difference:.2f}（权重 {weight:.3g}）",
        "{title} {value}, scores {utility:.2f}, {difference:.2f} below the others' mean (weight {weight:.3g})",
    ),
    "advantages": Text("优点：{said}。", "For it: {said}."),
    "drawbacks": Text("缺点：{said}。", "Against it: {said}."),
    "between": Text("；", "; "),
    "between_names": Text("、", ", "),
    "no_value": Text("缺少数据", "no data"),
    "score_of": Text("{id} 得分", "{id}, score"),
    "weight_of": Text("{title} 权重", "{title}, weight"),
    "central_of": Text("{title} 居首时平均权重", "{title}, mean weight when first"),
    "value_in": Text("{title}（{unit}）", "{title} ({unit})"),
    "else": Text("其余", "else"),
    "total": Text("(综合得分)", "(score)"),
    "rank": Text("(名次)", "(rank)"),
    "grade": Text("(等级)", "(grade)"),
    "standing": Text("(是否参评)", "(standing)"),
    "reversal": Text(
        "得分取决于参评的候选地块，增减候选可能改变名次。",
        "Scores depend on the candidates: ranks may reverse when some come or go.",
    ),
}
"""What a ranking says in sentences."""
