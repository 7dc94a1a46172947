"""What is said of mistakes in criteria, in both languages; what stands in braces is filled in when it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MISTAKES"]

MISTAKES: Mapping[str, Text] = {
    # ---- fields of a criterion
    "no_title": Text(
        "未填：用几个字说明评价什么，中文、英文或两者", "is missing: say in a few words what counts, in zh, en or both"
    ),
    "only_with_factor": Text(
        "没有因子时没有意义：请指明因子，上级层次则留空",
        "means nothing without a factor: name the factor, or leave it empty on a level above",
    ),
    "nothing_between": Text(
        "为 {low:g}，而 exclude_above 为 {high:g}，两者之间没有余地",
        "is {low:g} and exclude_above {high:g}, which leaves nothing between",
    ),
    "compares_numbers": Text("比较的是数字，而函数是 category", "compares numbers, and the function is category"),
    "factor_needs": Text("未填：{factor} 需要 {field}", "is missing: {factor} needs {field}"),
    "factor_has_no_use": Text(
        "{factor} 不用 {field}：请留空，或换用需要它的因子：{useful}",
        "{factor} has no use for {field}: leave it empty, or choose a factor that has: {useful}",
    ),
    "no_roads": Text("未填：沿路网计算要有道路图层", "is missing: travel along a network needs the layer of its roads"),
    "roads_without_travel": Text(
        "只在 travel: network 时使用；请写明，或留空", "is used with travel: network only; say so, or leave it empty"
    ),
    "no_unit": Text(
        "未填：注明 {factor} 的值用什么单位，没有单位写 -",
        "is missing: say in which unit the values of {factor} are, or - for none",
    ),
    "no_direction": Text(
        "未填：{function} 要知道越大越好还是越小越好",
        "is missing: {function} needs to know whether more or less is better",
    ),
    "direction_by_scores": Text(
        "{function} 由分值说明何者为好：请留空", "{function} says by its scores what is better: leave it empty"
    ),
    "direction_differs": Text(
        "说明 {direction} 为好，而分值随值{does}；请改其一",
        "says that {direction} is better, and the scores {does} with the value; mend one of them",
    ),
    "rise": Text("上升", "rise"),
    "fall": Text("下降", "fall"),
    "write_assumption": Text("{word!r}：请写 {assumption}", "{word!r}: write {assumption}"),
    "cites_nothing": Text(
        "{word!r} 没有引用任何依据：请引用标准或研究，或写 {assumption}",
        "{word!r} cites nothing: cite a standard or a study, or say {assumption}",
    ),
    "no_source": Text(
        "未填：注明分值的来源，或写 {assumption}", "is missing: say where the scores come from, or {assumption}"
    ),
    "no_weight_source": Text(
        "未填：注明权重的来源，或写 {assumption}", "is missing: say where the weight comes from, or {assumption}"
    ),
    "no_id": Text("未填：每行要有自己的简短编号", "is missing: give every row a short id of its own"),
    "id_letters": Text(
        "{value!r} 只可有字母、数字、汉字和 _ - .，不可有空格，例如 rail_distance",
        "{value!r} may hold letters, digits, Chinese characters and _ - . but no blanks, such as rail_distance",
    ),
    "no_weight": Text("{value} 不是 0 到 1 的权重；{advice}", "{value} is no weight from 0 to 1; {advice}"),
    "weight_percent": Text("{value}% 写作 {share}", "write {share} for {value} %"),
    "weight_plain": Text("例如写 0.3", "write for example 0.3"),
    "more_than": Text(
        "须大于 {least}，现为 {value}；例如写 {example}",
        "must be more than {least}, and is {value}; write for example {example}",
    ),
    "does_not_fit": Text("{value!r} 不合适：{why}", "{value!r} does not fit: {why}"),
    "no_choice": Text("{value!r} 不认识；可用：{listed}", "{value!r} is not known; use one of {listed}"),
    "no_field": Text("不是指标的字段，{hint}", "is no field of a criterion; {hint}"),
    "part_of_one": Text("1 的一部分", "a part of 1"),
    "metres": Text("米", "metres"),
    "unit_of_factor": Text("因子的单位", "in the unit of the factor"),
    # ---- scores
    "score_no_number": Text(
        "{value!r} 的分值 {score!r} 不是数字", "{value!r} has the score {score!r}, which is no number"
    ),
    "must_be_scores": Text(
        "须为分值，例如 {example}，现为 {given!r}", "must be scores, such as {example}, and is {given!r}"
    ),
    "no_use_for_scores": Text("{function} 不用分值：请留空", "{function} has no use for scores: leave them empty"),
    "no_scores": Text(
        "未填：{function} 需要分值，例如 {example}", "is missing: {function} needs scores, such as {example}"
    ),
    "score_beyond": Text(
        "分值 {wrong:g} 不在 0 与满分 {scale:g} 之间；请写 scale，或改分值",
        "the score {wrong:g} does not lie between 0 and the full mark, {scale:g}; set scale, or write another",
    ),
    "unreadable": Text("{part!r} 读不懂；例如写 {example}", "{part!r} cannot be read; write for example {example}"),
    "else_last": Text("else 须在最后，它说的是其余的值", "else stands last, for it takes what is left"),
    "both_signs": Text(
        "{first} 与 {other} 并用；请只用一种符号", "has both {first} and {other}; use one sign throughout"
    ),
    "cuts_in_order": Text(
        "界限须依次{order}，因为以第一个成立的条件为准",
        "the cuts must {order} from one to the next, for the first condition that holds decides",
    ),
    "no_else": Text(
        "没有说明{end} 的分值；例如加上 else: 0", "does not say what {end} scores; add for example else: 0"
    ),
    "end_above": Text("大于 {cut:g}", "more than {cut:g}"),
    "end_below": Text("小于 {cut:g}", "less than {cut:g}"),
    "takes_points": Text(
        "{function} 要有{takes}，现有 {count} 个；例如写 {example}",
        "{function} takes {takes}, and has {count}; write for example {example}",
    ),
    "two_points": Text("两个点", "two points"),
    "more_points": Text("两个或更多的点", "two points or more"),
    "points_rise": Text("各点的值须依次上升", "the values must rise from one point to the next"),
    "tolerance": Text("容差须大于 0", "the tolerance must be above 0"),
    "stands_twice": Text("{name!r} 写了两次", "{name!r} stands twice"),
    # ---- between criteria
    "id_twice": Text(
        "{own!r} 写了两次（第 {row} 条也是）；每条要有自己的编号",
        "{own!r} stands twice (row {row} has it too); each needs its own",
    ),
    "empty_level": Text(
        "未填，而此层次之下没有指标：请说明如何量算，或在别处以它为上级",
        "is missing, and nothing stands under this level: say how it is measured, or name it as a parent",
    ),
    "no_parent": Text(
        "没有 {parent!r}；可用的层次有：{there}", "there is no {parent!r}; levels that could be meant: {there}"
    ),
    "none": Text("无", "none"),
    "measured_itself": Text(
        "{parent!r} 自身有因子，其下不可再有指标",
        "{parent!r} is measured itself (it has a factor), and can have nothing under it",
    ),
    "circle": Text("绕成一圈：{way}", "goes round in a circle: {way}"),
    "level_weights": Text(
        "未填：别的层次有权重；请各写一个，或都不写",
        "is missing: other levels have weights; give one to each of them, or to none",
    ),
    "criterion_weights": Text(
        "未填：别的指标有权重；请各写一个，或都不写",
        "is missing: other criteria have weights; give one to each of them, or to none",
    ),
    "no_factor_at_all": Text(
        "没有一条写了因子：没有可量算的内容", "no row has a factor: there is nothing that is measured"
    ),
    # ---- of the set, and of its file
    "no_scale": Text("{scale!r} 不是满分；例如写 100", "{scale!r} is no full mark; write for example 100"),
    "no_cuts": Text(
        "须为不超过满分、依次下降的三个数，例如 [{example}]，现为 {cuts!r}",
        "must be three falling numbers up to the full mark, such as [{example}], and is {cuts!r}",
    ),
    "no_grades_source": Text(
        "未填：注明等级界限的来源，或写 assumption",
        "is missing: say where the cuts of the grades come from, or assumption",
    ),
    "one_text": Text("须为一段文字；请加引号", "must be one text; put it in quotes"),
    "no_criteria": Text(
        "没有指标；请写 criteria:，其下每条写 - id: ...",
        "there are no criteria; write criteria: and under it one - id: ... for each",
    ),
    "criteria_list": Text("须为列表：每条以 - id: 开头", "must be a list: begin each criterion with - id:"),
    "criterion_fields": Text(
        "须为字段和值，例如 id: c1，现为 {row!r}", "must be fields and values such as id: c1, and is {row!r}"
    ),
    "field_twice": Text(
        "{field} 以两种语言写了两次；请删去一个", "{field} is said twice, in two languages; delete one"
    ),
    "row": Text("第 {number} 条", "row {number}"),
    "above_the_header": Text("表头之上", "above the header"),
}
