"""What a screening says in sentences: verdicts, why they are uncertain, what was found, on what a rule rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ASKS", "FOUND", "HEADS", "LIMITS", "REASONS", "SENTENCES"]

HEADS: Mapping[str, Text] = {
    "conflict": Text("不可在此选址", "not here"),
    "no_data": Text("缺数据，不能判定", "cannot be said, data are missing"),
    "uncertain": Text("在现有精度下不能判定", "cannot be said with the accuracy there is"),
    "needs_consent": Text(
        "与下列刚性规则不符，须报批或征求意见", "does not keep these hard rules, and needs approval or consultation"
    ),
    "clear": Text("符合全部刚性规则", "no hard rule is broken"),
}
"""The verdict on a site, at the head of its explanation."""

FOUND: Mapping[str, Text] = {
    "conflict": Text("冲突", "conflict"),
    "no_data": Text("缺数据", "no data"),
    "uncertain": Text("不能确定", "uncertain"),
    "needs_consent": Text("须报批或征求意见", "needs approval or consultation"),
    "clear": Text("符合", "clear"),
    "not_applicable": Text("不适用", "not applicable"),
}
"""The verdict of one rule, in its line."""

REASONS: Mapping[str, Text] = {
    "within_accuracy": Text("在位置精度范围内", "within the accuracy of the places"),
    "accuracy_not_stated": Text("图层未注明位置精度", "the accuracy of the layer is not stated"),
    "place_not_published": Text("有要素位置未公布", "a feature has no published place"),
    "layer_missing": Text("没有该图层", "the layer is not there"),
    "value_missing": Text("没有可判定的值", "there is no value to judge by"),
    "nothing_matches": Text("筛选条件在图层中没有匹配的要素", "the filter matches no feature of the layer"),
}
"""Why a rule could not be judged, in its line."""

SENTENCES: Mapping[str, Text] = {
    "head": Text("{site}：{verdict}。", "{site}: {verdict}."),
    "head_because": Text("{site}：{verdict}，因为：", "{site}: {verdict}, because:"),
    "head_these": Text("{site}：{verdict}：", "{site}: {verdict}:"),
    "rule": Text("{title}（{hardness}）：{facts}。{basis}", "{title} ({hardness}): {facts}. {basis}"),
    "between_facts": Text("，", ", "),
    "area": Text("涉及 {area:,.2f} 平方米（{mu:,.2f} 亩）", "{area:,.2f} m² ({mu:,.2f} mu)"),
    "area_between": Text(
        "涉及 {area:,.2f} 平方米（{mu:,.2f} 亩），按精度在 {low:,.2f} 至 {high:,.2f} 之间",
        "{area:,.2f} m² ({mu:,.2f} mu), between {low:,.2f} and {high:,.2f}",
    ),
    "features": Text("要素：{names}", "features: {names}"),
    "parcels": Text("{count} 块{what}：{names}", "{count} parcels of {what}: {names}"),
    "parcel": Text("{count} 块{what}：{names}", "{count} parcel of {what}: {names}"),
    "features_counted": Text("{count} 处要素：{names}", "{count} features: {names}"),
    "named": Text("{name} {count} 处", "{name} ({count})"),
    "between_names": Text("、", ", "),
    "and_more": Text("{names} 等，另 {count} 处", "{names} and {count} more"),
    "apart": Text("{name}（{metres:,.1f} 米）", "{name} ({metres:,.1f} m)"),
    "distance": Text("最近距离 {distance:,.2f} 米", "nearest at {distance:,.2f} m"),
    "assumed": Text("依据：无，系假设。", "Basis: none, an assumption."),
    "basis": Text("依据：{basis}。", "Basis: {basis}."),
    "basis_dated": Text("依据：{basis}（{date}）。", "Basis: {basis} ({date})."),
    "authority": Text("会签部门：{authority}。", " Authority: {authority}."),
}
"""The sentences of an explanation, and how facts and names are put together in them."""

LIMITS: Mapping[str, Text] = {
    "no_value": Text("{column} 没有值", "{column} has no value"),
    "share": Text(
        "占地块 {found:.{digits}f}%，上限 {limit:.6g}%", "{found:.{digits}f} % of the site, at most {limit:.6g} %"
    ),
    "only_share": Text("占地块上限 {limit:.6g}%", "at most {limit:.6g} % of the site"),
    "area": Text(
        "面积 {found:,.{digits}f} 平方米（{mu:,.2f} 亩），下限 {limit:,.10g} 平方米",
        "area {found:,.{digits}f} m² ({mu:,.2f} mu), at least {limit:,.10g} m²",
    ),
    "width": Text(
        "最宽处可容直径 {found:,.{digits}f} 米的圆，下限 {limit:,.10g} 米",
        "the largest disc that fits is {found:,.{digits}f} m wide, at least {limit:,.10g} m",
    ),
    "slope": Text(
        "最大坡度 {found:,.{digits}f}%，上限 {limit:.6g}%", "slope up to {found:,.{digits}f} %, at most {limit:.6g} %"
    ),
    "only_slope": Text("坡度上限 {limit:.6g}%", "slope at most {limit:.6g} %"),
    "height": Text(
        "高度 {found:,.{digits}f} 米，上限 {limit:,.{digits}f} 米",
        "height {found:,.{digits}f} m, at most {limit:,.{digits}f} m",
    ),
    "only_height": Text("高度 {found:,.10g} 米", "height {found:,.10g} m"),
    "at_least": Text(
        "最近距离 {found:,.{digits}f} 米，要求不小于 {limit:,.10g} 米",
        "nearest at {found:,.{digits}f} m, at least {limit:,.10g} m",
    ),
    "only_at_least": Text("要求距离不小于 {limit:,.10g} 米", "at least {limit:,.10g} m away"),
    "at_most": Text(
        "最近距离 {found:,.{digits}f} 米，要求不大于 {limit:,.10g} 米",
        "nearest at {found:,.{digits}f} m, at most {limit:,.10g} m",
    ),
    "at_least_of": Text(
        "距{name} {found:,.{digits}f} 米，要求不小于 {limit:,.10g} 米",
        "{found:,.{digits}f} m from {name}, at least {limit:,.10g} m",
    ),
    "at_most_of": Text(
        "距{name} {found:,.{digits}f} 米，要求不大于 {limit:,.10g} 米",
        "{found:,.{digits}f} m from {name}, at most {limit:,.10g} m",
    ),
    "only_at_most": Text("要求距离不大于 {limit:,.10g} 米", "at most {limit:,.10g} m away"),
}
"""What a rule asks for and what was found, with units, by what is measured."""

ASKS: Mapping[str, Text] = {
    "==": Text("应为 {limit}", "must be {limit}"),
    "!=": Text("不得为 {limit}", "must not be {limit}"),
    "<": Text("须小于 {limit}", "must be below {limit}"),
    "<=": Text("上限 {limit}", "at most {limit}"),
    ">": Text("须大于 {limit}", "must be above {limit}"),
    ">=": Text("下限 {limit}", "at least {limit}"),
    "in": Text("应为其一：{limit}", "must be one of {limit}"),
    "not in": Text("不得为 {limit}", "must be none of {limit}"),
}
"""What ``attribute`` asks of a value, by how it compares."""
