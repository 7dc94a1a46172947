"""Words of where facilities should stand: models, conditions, layers, sheets and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text
from hanting_geo.core.words.workbook import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ANSWERS",
    "ASSUMPTIONS",
    "CONDITIONS",
    "COVER",
    "LAYERS",
    "LEAST_WORDS",
    "MODELS",
    "MODEL_WORDS",
    "MOST_WORDS",
    "OUTCOMES",
    "OWN_COLUMNS",
    "PHASE",
    "PROVENANCE",
    "REASONS",
    "REMEDIES",
    "SENTENCES",
    "SHEETS",
    "SOLUTIONS",
    "TITLE",
]

LEAST_WORDS = frozenset({"least", "min", "minimum", "low", "from", "最少", "下限", "至少"})
MOST_WORDS = frozenset({"most", "max", "maximum", "high", "to", "最多", "上限", "至多"})
"""What the bounds of a table of quotas may be called."""

TITLE = Text("设施选址", "Where facilities should stand")
"""Of a map that is given no other."""

MODELS: Mapping[str, Text] = {
    "mclp": Text("最大覆盖", "Maximal covering"),
    "lscp": Text("集合覆盖(全覆盖、最少设施)", "Set covering (everybody, fewest facilities)"),
    "p_median": Text("p-中值(总距离最短)", "p-median (least distance in sum)"),
    "p_center": Text("p-中心(最远距离最短)", "p-center (least largest distance)"),
    "capacitated_p_median": Text("有容量的 p-中值", "Capacitated p-median"),
    "capacitated_mclp": Text("有容量的最大覆盖", "Capacitated maximal covering"),
    "backup_mclp": Text("备用覆盖", "Backup coverage"),
}
"""What is sought."""

MODEL_WORDS: Mapping[str, str] = {
    "最大覆盖": "mclp",
    "maximal_covering": "mclp",
    "集合覆盖": "lscp",
    "全覆盖": "lscp",
    "set_covering": "lscp",
    "p中值": "p_median",
    "p_中值": "p_median",
    "pmedian": "p_median",
    "p中心": "p_center",
    "p_中心": "p_center",
    "pcenter": "p_center",
    "p_centre": "p_center",
    "容量p中值": "capacitated_p_median",
    "容量最大覆盖": "capacitated_mclp",
    "备用覆盖": "backup_mclp",
}
"""Other words for the models."""

OUTCOMES: Mapping[str, Text] = {
    "existing": Text("现状", "existing"),
    "required": Text("新建(必选)", "new (required)"),
    "chosen": Text("新建(选定)", "new (chosen)"),
    "candidate": Text("候选(未选)", "candidate (not chosen)"),
    "closed": Text("不可用", "not available"),
}
"""What became of a facility."""

SOLUTIONS: Mapping[str, Text] = {
    "optimal": Text("已证最优", "proved to be the best"),
    "gap": Text("已达要求差距", "within the gap asked for"),
    "time_limit": Text("时间用尽", "time ran out"),
}
"""How an answer stands."""

REASONS: Mapping[str, Text] = {
    "no_place": Text("位置未公布", "its place is not known"),
    "out_of_reach": Text("半径内没有任何候选点", "no candidate within the radius"),
    "not_chosen": Text("半径内有候选点，但未选", "candidates within the radius, none of them chosen"),
    "capacity": Text("半径内有设施，但容量已满", "facilities within the radius are full"),
    "coarse": Text("粒度不小于服务半径，不能确定", "its cell is no smaller than the radius: not certain"),
}
"""Why a demand is not covered."""

CONDITIONS: Mapping[str, Text] = {
    "reach": Text("每处需求都须可达(半径内)", "everybody within reach (the radius)"),
    "p": Text("新建数量 p", "the number p"),
    "budget": Text("预算", "the budget"),
    "separation": Text("最小间距", "the separation"),
    "quota": Text("分区数量限制", "the quotas of zones"),
    "capacity": Text("容量", "the capacities"),
    "required": Text("必选设施", "what is required"),
    "closed": Text("关闭或禁止的设施", "what is closed or prohibited"),
}
"""What an answer has to keep."""

REMEDIES: Mapping[str, Text] = {
    "radius_m": Text("半径 {value} 米", "a radius of {value} m"),
    "p": Text("新建 {value} 处(p = {value})", "p = {value}"),
    "capacity": Text("容量再增加 {value}", "{value} more capacity"),
}
"""What would do."""

ANSWERS: Mapping[str, Text] = {
    "placed": Text("已有公布位置", "its place is published"),
    "proposed": Text("本项目示意选址", "proposed here, a sketch"),
    "unpublished": Text("位置或范围未公布", "its place is not published"),
    "no_number": Text("未计数，暂不布点", "no number is given"),
    "not_a_place": Text("非空间事项", "not a matter of place"),
}
"""What became of a target of the plan."""

PHASE = Text("第 {number} 期", "Phase {number}")
"""Of what is opened in it."""

LAYERS: Mapping[str, Text] = {
    "service_areas": Text("服务范围", "Service areas"),
    "zones": Text("片区", "Zones"),
    "demand": Text("需求", "Demand"),
    "allocation": Text("分配连线", "Allocation"),
    "candidates": Text("未选候选点", "Candidates not chosen"),
    "facilities": Text("设施", "Facilities"),
}
"""Titles of the layers."""

SHEETS: Mapping[str, Text] = {
    "summary": Text("结果概要", "summary"),
    "facilities": Text("设施布点一览表", "facilities"),
    "zones": Text("分区覆盖前后", "zones before and after"),
    "uncovered": Text("未覆盖清单", "uncovered"),
    "allocation": Text("需求分配", "allocation"),
    "phases": Text("建设时序", "phases"),
    "curve": Text("数量与效果", "how many for how much"),
    "quotas": Text("分区数量", "quotas"),
    "assumptions": Text("约定与假设", "assumptions"),
    "findings": FINDINGS,
}
"""The sheets of the workbook, by table."""

OWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "owner": ("owner", "ownership", "tenure", "权属", "权利人", "权属单位"),
    "land_use": ("land_use", "use", "用途", "地类", "用地性质"),
    "responsible": ("responsible", "responsible_unit", "责任单位", "责任部门", "实施单位"),
    "size": ("size", "scale", "规模", "建设规模"),
    "place": ("place", "address", "location", "位置", "地址", "坐落"),
}
"""What a list of facilities says of each, and the columns in which it may stand."""

PROVENANCE: Mapping[str, Text] = {
    "model": Text("模型", "Model"),
    "travel": Text("距离量法", "How ways are measured"),
    "radius": Text("服务半径(米)", "Service radius (m)"),
    "solver": Text("求解", "Solving"),
    "assumptions": Text("约定", "Conventions"),
    "left_out": Text("未写入的表", "Tables left out"),
}
"""What a workbook rests on."""

COVER: Mapping[str, Text] = {
    "title": TITLE,
    "result": Text("结果", "Result"),
    "date": Text("编制日期", "Date"),
    "contents": Text("目录", "Contents"),
}
"""Of the first sheet."""

ASSUMPTIONS: Mapping[str, Text] = {
    "p": Text(
        "p 指新建数量：含必选，不含现状、在建和规划确定的设施。",
        "p counts what is newly opened: what is required too, but not what exists, is being built or planned.",
    ),
    "existing": Text("现状设施({count} 处)一律继续服务。", "What exists ({count} facilities) serves in any case."),
    "travel": Text("距离为{travel}。", "Ways are measured as {travel}."),
    "points": Text(
        "面状需求取其形心(不在面内时取面内一点)；面状设施量到最近边界。",
        "Demand that is an area stands at its centroid (at a point inside where that lies outside); of a facility that "
        "is an area, the nearest border counts.",
    ),
    "quota": Text("分区数量只计新建设施。", "Quotas of zones count new facilities only."),
    "separation": Text(
        "新建设施之间、新建与现状之间，间距不小于 {metres} 米(直线)。",
        "New facilities lie no nearer than {metres} m to each other and to what exists (straight).",
    ),
    "budget": Text("预算只计新建设施的费用。", "The budget pays for new facilities only."),
    "whole": Text("有容量时，每处需求整体归一处设施。", "With capacities each demand goes to one facility as a whole."),
    "phases": Text(
        "分期逐期求解：先定末期，再从中选出前期；前期所建后期均保留。",
        "Phases are solved one after the other: the last first, each earlier one out of the next; what is built stays.",
    ),
    "year": Text("需求年份：{year}。", "The demand is of {year}."),
    "sketch": Text(
        "需求粒度 {cell} 米，不小于服务半径：结果仅为示意，覆盖只给范围(整格在内者至凡触及者)；"
        "目标值按格网中心是否在半径内计，不是服务人口。",
        "The demand is known for cells of {cell} m, no smaller than the radius: a sketch. Who is served is a range, "
        "from cells that lie inside as a whole to all that are touched; the objective goes by the middles of cells, "
        "and is no number of people served.",
    ),
}
"""What an answer rests on, besides its data."""

SENTENCES: Mapping[str, Text] = {
    "whole": Text(
        "{model}：新建 {opened} 处(其中必选 {required} 处)，现状 {existing} 处；{result}。{proof}",
        "{model}: {opened} new ({required} of them required) beside {existing} that exist; {result}. {proof}",
    ),
    "optimal": Text("已证明为最优。", "This is proved to be the best."),
    "gap": Text("与可能的最优相差不超过 {gap}。", "No choice is better by more than {gap}."),
    "time_limit": Text(
        "时间用尽；与可能的最优相差不超过 {gap}。", "Time ran out; no choice is better by more than {gap}."
    ),
    "covered": Text(
        "服务 {served} / {demand}({share})，现状为 {before}",
        "{served} of {demand} are served ({share}), {before} today",
    ),
    "covered_range": Text(
        "服务 {low} 至 {high} / {demand}({share_low} 至 {share_high}，示意)，"
        "现状为 {before_share_low} 至 {before_share_high}",
        "{low} to {high} of {demand} are served ({share_low} to {share_high}, a sketch), "
        "{before_share_low} to {before_share_high} today",
    ),
    "range": Text("{low} 至 {high}(示意)", "{low} to {high} (a sketch)"),
    "distance": Text("平均 {mean} 米，最远 {most} 米", "{mean} m on average, {most} m at most"),
    "facility_open": Text(
        "{id}：{role}{phase}。服务 {load}({near} 处需求)，平均 {mean} 米，最远 {most} 米。{room}",
        "{id}: {role}{phase}. It serves {load} ({near} demands), {mean} m away on average and {most} m at most.{room}",
    ),
    "phase": Text("，第 {number} 期", ", phase {number}"),
    "room": Text("容量 {capacity}，使用率 {used}。", " It has room for {capacity}, of which {used} is used."),
    "without": Text(
        "没有它，其所服务者平均须走 {mean} 米。", "Without it those whom it serves would go {mean} m on average."
    ),
    "facility_idle": Text("{id}：{role}，未启用。", "{id}: {role}; it is not open."),
    "swap": Text(
        "半径内需求 {within}，其中 {already} 已由其他设施覆盖。",
        "{within} lie within its radius, of whom {already} are served by others.",
    ),
    "demand_served": Text(
        "{id}(需求 {demand})：由 {facility} 服务，距离 {metres} 米；现状最近为 {before}。",
        "{id} (demand {demand}) is served by {facility}, {metres} m away; today the nearest is {before}.",
    ),
    "demand_unserved": Text(
        "{id}(需求 {demand})：未覆盖，{reason}；最近的设施为 {facility}。",
        "{id} (demand {demand}) is not served: {reason}; the nearest facility is {facility}.",
    ),
    "demand_uncertain": Text(
        "{id}(需求 {demand})：示意，粒度 {cell} 米不小于服务半径，是否覆盖不能确定；"
        "最近的设施为 {facility}；现状最近为 {before}。",
        "{id} (demand {demand}): a sketch; its cell of {cell} m is no smaller than the radius, so that it is not "
        "certain whether it is served; the nearest facility is {facility}, today {before}.",
    ),
    "at": Text("{id}({metres} 米)", "{id} ({metres} m)"),
    "none": Text("无", "none"),
}
"""What an explanation says."""
