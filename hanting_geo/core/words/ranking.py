"""What the page with weight sliders says, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NO_SLIDERS", "RANKING", "UNRANKED"]

UNRANKED = Text("无名次（否决或排除）", "no rank (vetoed or excluded)")
"""The class of candidates that break a hard rule or lie beyond a limit."""

NO_SLIDERS: Mapping[str, Text] = {
    "method": Text(
        "综合方法为 {method}：改变权重不是简单重算，本页不设权重滑块。",
        "Combined by {method}: other weights are more than a sum, so this page has no weight sliders.",
    ),
    "nobody": Text("没有参评的候选，本页不设权重滑块。", "Nobody is ranked, so this page has no weight sliders."),
    "cost": Text(
        "有越小越好的原值为 0，加权乘积不能除以 0，本页不设权重滑块。",
        "A value of 0 is better the smaller it is, and a weighted product cannot divide by it: no weight sliders.",
    ),
}
"""Why a page of a ranking has no sliders."""

RANKING: Mapping[str, Text] = {
    "title": Text("权重与排序", "Weights and ranking"),
    "skip": Text("跳到权重与排序", "Skip to weights and ranking"),
    "first": Text("第一名", "First"),
    "tied": Text("并列第一", "First, tied"),
    "ahead": Text("领先第二名 {name} {margin}", "{margin} ahead of {name}, who is second"),
    "alone": Text("只有这一个参评", "the only one that is ranked"),
    "same": Text("次序与报告一致", "The order is that of the report"),
    "sameMoved": Text("权重已改，次序仍与报告一致", "Weights differ; the order is still that of the report"),
    "differ": Text("次序已不是报告的次序", "No longer the order of the report"),
    "differs": Text(
        "次序已不是报告的次序：{count} 个名次变动", "No longer the order of the report: {count} ranks differ"
    ),
    "was": Text("报告第一名 {name} 现为第 {rank} 名", "{name}, first in the report, is now number {rank}"),
    "took": Text("权重移动了 {points} 个百分点", "Weight moved: {points} percentage points"),
    "nothing": Text("权重与报告相同。", "Weights are those of the report."),
    "reset": Text("恢复报告权重", "Weights of the report"),
    "weights": Text("权重", "Weights"),
    "hint": Text(
        "移动一项，其余各项按原比例分配；▲ 为报告权重。",
        "Move one: the others share the rest in proportion. ▲ is the report.",
    ),
    "percentOf": Text("{title}，百分比", "{title}, per cent"),
    "valueSaid": Text("{now} %，报告 {report} %", "{now} %, in the report {report} %"),
    "table": Text("排序", "Ranking"),
    "rank": Text("名次", "Rank"),
    "change": Text("变动", "Change"),
    "name": Text("候选", "Candidate"),
    "score": Text("得分", "Score"),
    "grade": Text("等级", "Grade"),
    "lock": Text("锁定", "Lock"),
    "lockOf": Text("锁定比较：{name}", "Lock for comparison: {name}"),
    "up": Text("升 {count} 位", "up {count}"),
    "down": Text("降 {count} 位", "down {count}"),
    "kept": Text("未变", "unchanged"),
    "shownOf": Text("前 {shown} 名，共 {all} 个候选", "The best {shown} of {all} candidates"),
    "allOf": Text("共 {all} 个候选", "{all} candidates"),
    "more": Text("再列 100 个", "100 more"),
    "noRank": Text("无", "none"),
    "compare": Text("锁定比较", "Locked for comparison"),
    "compareHint": Text(
        "在表中勾选，最多 {most} 个并排比较。", "Tick up to {most} in the table to see them side by side."
    ),
    "criterion": Text("指标", "Criterion"),
    "unlock": Text("取消锁定：{name}", "Unlock: {name}"),
    "contributions": Text("各项贡献", "What adds up"),
    "factors": Text("各项因子（相乘）", "What multiplies"),
    "contribution": Text("贡献", "Adds"),
    "factor": Text("因子", "Factor"),
    "utility": Text("赋分", "Utility"),
    "weight": Text("权重", "Weight"),
    "report": Text("报告", "in the report"),
    "copyTitle": Text("写回指标文件", "Back into the criteria file"),
    "copyHint": Text(
        "把各 id 的 weight 行抄回 criteria 文件，并写明 weight_source；文件若写有 weighting，改为 direct。",
        "Copy the weight lines, by id, into the criteria file, and say their weight_source; where the file names "
        "another weighting, make it direct.",
    ),
    "copy": Text("复制", "Copy"),
    "copied": Text("已复制", "Copied"),
    "notCopied": Text("文本已选中，请按 Ctrl+C", "Selected: press Ctrl+C"),
    "said": Text("{name} 第一，得分 {score}。{state}。", "{name} is first, score {score}. {state}."),
    "localNote": Text("各级内之和为 1（层次单排序）", "each level sums to 1"),
    "globalNote": Text("全部之和为 1（层次总排序）", "all sum to 1"),
}
"""What stands beside the map: sliders, table, comparison."""
