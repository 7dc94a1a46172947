"""How weights are made: the methods that a file of criteria may name, and what is said of mistakes in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text
from hanting_geo.core.words.values import VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["METHODS", "MISTAKES", "SENTENCES", "WIDE"]

METHODS: Mapping[str, str] = {
    **{text.zh: value for value, text in VALUES["weighting"].items()},
    "直接": "direct",
    "直接给定": "direct",
    "专家打分": "direct",
    "排序赋权": "roc",
    "排序重心法": "roc",
    "roc法": "roc",
    "秩和": "rank_sum",
    "rank sum": "rank_sum",
    "sum": "rank_sum",
    "倒数": "reciprocal",
    "ahp法": "ahp",
    "层次分析": "ahp",
    "判断矩阵": "ahp",
    "熵值法": "entropy",
    "熵权": "entropy",
    "critic法": "critic",
}
"""Words that people write, in small letters, and the method that they mean."""

WIDE: Mapping[str, str] = {"；": ";", "：": ":", "，": ";", "、": ";", ",": ";"}
"""Marks that people write between comparisons."""

MISTAKES: Mapping[str, Text] = {
    "no_method": Text("{given!r} 不是权重方法，可用：{known}", "{given!r} is no method of weights; use one of {known}"),
    "no_table": Text("{given!r} 不认识，可用：{known}", "{given!r} is not known; use one of {known}"),
    "table_of_ahp": Text("只用于 ahp，请删去", "belongs to ahp: leave it out"),
    "one_text": Text("须为一段文字，请加引号", "must be one text; put it in quotes"),
    "source_missing": Text(
        "缺少：请写明由谁排序或比较，或写 assumption", "is missing: say who ranked or compared, or assumption"
    ),
    "no_source": Text(
        "{given!r} 没有出处：请写明来源，或写 assumption", "{given!r} cites nothing: cite who did it, or say assumption"
    ),
    "weight_given": Text(
        "权重由 {method} 得出：请留空，或改用 weighting: direct",
        "the weights are made by {method}: leave it empty, or say weighting: direct",
    ),
    "no_use": Text(
        "权重方法 {method} 不用 {field}：请留空，或改用 {meant}",
        "{method} has no use for {field}: leave it empty, or say weighting: {meant}",
    ),
    "rank_missing": Text(
        "缺少：{method} 需要同级每一项的次序，1 最重要",
        "is missing: {method} needs the rank of each beside it, 1 for the most important",
    ),
    "no_rank": Text(
        "{given!r} 不是次序：请写 1（最重要）、2、3……，同等重要写同一个数",
        "{given!r} is no rank: write 1 for the most important, 2, 3 ...; the same number for the same importance",
    ),
    "no_pairs": Text(
        "{given!r} 无法读取：请写如 road: 3; price: 1/5（比 road 重要 3 倍）",
        "{given!r} cannot be read; write for example road: 3; price: 1/5 (3 times as important as road)",
    ),
    "named_twice": Text("{name!r} 出现两次", "{name!r} stands twice"),
    "no_ratio": Text("{name}：{why}", "{name}: {why}"),
    "with_itself": Text("不与自己比较：请删去 {name}", "nothing is compared with itself: leave {name} out"),
    "not_beside": Text(
        "{name!r} 与它不在同一层；同级有：{beside}", "{name!r} does not stand beside it; beside it are: {beside}"
    ),
    "alone": Text("同级没有其他项，请留空", "nothing stands beside it: leave it empty"),
    "not_reciprocal": Text(
        "与 {name} 比为 {here}，而 {name} 一行写 {there}；二者应互为倒数，删去其一",
        "says {here} of {name}, whose row says {there}: one is the reciprocal of the other; leave one of them out",
    ),
    "pair_missing": Text(
        "缺少与 {names} 的比较：请写如 {name}: 3，或写 1/3",
        "is not compared with {names}: write for example {name}: 3, or 1/3",
    ),
    "too_many": Text(
        "同级 {count} 项两两比较，而 {table} 只到 {most}：请分层，或写 random_index: alonso_lamata_2006",
        "{count} are compared, and the table {table} ends at {most}: make levels of them, or say random_index: "
        "alonso_lamata_2006",
    ),
    "far_too_many": Text(
        "同级 {count} 项无法两两比较（最多 {most} 项）：请分层",
        "{count} cannot be compared in pairs ({most} at most): make levels of them",
    ),
}
"""What is wrong with a method of weights, or with what it needs."""

SENTENCES: Mapping[str, Text] = {
    "ratio": Text("CR = {ratio:.4f}（RI 表 {table}）", "CR = {ratio:.4f} (RI table {table})"),
    "overall": Text(
        "各矩阵 CR 最大 {ratio:.4f}，层次总排序 CR = {overall:.4f}（RI 表 {table}）",
        "largest CR of a matrix {ratio:.4f}, of the whole hierarchy {overall:.4f} (RI table {table})",
    ),
    "between": Text("；", "; "),
    "between_names": Text("、", ", "),
    "named": Text("{label}（{code}）", "{code} ({label})"),
}
"""What products say of a method."""
