"""What is said of service coverage and where facilities should stand, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    (
        "zones overlap on {twice:,.0f} m2: demand there is counted in each, and taken away in (zone overlap)"
    ): "片区重叠 {twice:,.0f} 平方米：其中的需求在各片区重复计算，并在“片区重叠”行扣除",
    "look at the borders of the zones": "核对片区边界",
    (
        "{what}: no whole catchments are within the places of each school (with {spare:,g} to spare in "
        "all): give schools more places, cut large areas, or open a barrier"
    ): "{what}：没有在各校学位以内的完整划分（总计富余 {spare:,g}）：请增加学位、切分大片区，或打通屏障",
    "{what}: there is no school: of the facilities none has a place and is not closed": "{what}：没有学校：设施中没有既有位置又未关闭的",
    "{what}: {count} areas have no geometry ({ids}); draw them, or leave them out": "{what}：{count} 个片区没有图形（{ids}）；请补绘，或不列入",
    (
        "{what}: {count} pairs of areas overlap, the first {one} and {other} on {common:,.0f} m2; mend "
        "their borders in the source"
    ): ("{what}：{count} 对片区重叠，第一对 {one} 与 {other} 重叠 {common:,.0f} 平方米；请在源数据中改正边界"),
    (
        "{what}: {ids} lie in one area, {there}, which goes to one school as a whole; cut the area, or put "
        "the schools together"
    ): "{what}：{ids} 同在片区 {there} 内，而片区整体归一所学校；请切分片区，或合并学校",
    (
        "{what}: {count} areas hang together with no school ({ids}): a barrier lies between, or a gap; add "
        "a bridge, or mend the borders"
    ): "{what}：{count} 个片区与任何学校都不相连（{ids}）：其间有屏障或空隙；请加桥，或改正边界",
    "{what}: the places ({count:,g}) are {short:,g} short of the demand ({count2:,g})": "{what}：学位（{count:,g}）比需求（{count2:,g}）少 {short:,g}",
    "{count} areas lie on both sides of a barrier ({frame}): some cross it": "{count} 个片区跨在屏障两侧（{frame}）：部分人须穿越屏障",
    "schools lie in no area ({ids}): the nearest is taken as theirs": "有学校不在任何片区内（{ids}）：按最近的片区计",
    "{what}: time ran out before whole catchments were found; give more of time_limit_s": "{what}：时限内未找到完整划分；请增大 time_limit_s",
    "cut them along the barrier": "沿屏障切分片区",
    "see whether an area is missing": "核对是否缺少片区",
    "{what}: detour_factor makes straight ways longer, and travel is another; leave one of them out": "{what}：detour_factor 用于加长直线距离，而 travel 另有所指；请去掉其中一个",
    (
        "the radius of {radius_m:g} m is one of walking, and ways are measured straight: too many are served"
    ): "{radius_m:g} 米的半径是步行距离，而此处按直线量：覆盖偏多",
    "the share of {target_share:.0%} is compared with that of {weight!r}; {note}": "要求覆盖率 {target_share:.0%} 与 {weight!r} 的覆盖率相比；{note}",
    "ways are taken to be {detour_factor:g} times as long as straight": "路程按直线距离的 {detour_factor:g} 倍计",
    "{count} areas of demand go to their facility from their middle, as a whole": "{count} 块面状需求从中心点整体归到所属设施",
    (
        "{count} of {count2} rows of demand are counted for cells of up to {cell_m:,.0f} m, no smaller "
        "than the radius of {reach_m:,.0f} m: a sketch"
    ): ("{count2} 行需求中有 {count} 行按最大 {cell_m:,.0f} 米的格网统计，不小于服务半径 {reach_m:,.0f} 米：只能示意"),
    (
        "{what}: areas cannot be cut ({error}); look at them with hg.check_layer, and mend them in the source"
    ): "{what}：片区不能切割（{error}）；请用 hg.check_layer 检查，并在源数据中改正",
    "give travel a network or a matrix, or a detour_factor": "给 travel 路网或矩阵，或给 detour_factor",
    "see whether the standard means the same by it": "核对标准所指的口径是否一致",
    "say where the factor is from": "注明系数来源",
    "spread their people over built-up land first: hg.spread_population": "先把人口分摊到建成用地：hg.spread_population",
    "take finer demand; read the range, not a share": "改用更细的需求数据；看范围，不看覆盖率",
    " after the plan": "（规划后）",
    "coverage: no demand, zone or facility is called {name!r}; there are {listed} and others": "服务覆盖：没有叫 {name!r} 的需求、片区或设施；有 {listed} 等",
    (
        "{what}: the demand in {weight!r} sums to {count:g} over {count2} rows, so that there is nobody to "
        "serve; choose another column, or more rows"
    ): "{what}：{weight!r} 中 {count2} 行需求之和为 {count:g}，没有服务对象；请换字段，或给更多的行",
    (
        "{what}: demand is points or areas, and {demand} is a {geom_type}; take its houses, its middle, or a buffer"
    ): "{what}：需求须为点或面，而 {demand} 是 {geom_type}；请用其中的住宅、中心点或缓冲区",
    "{count} rows with a demand of {count2:g} have no place ({named}): counted as unserved": "{count} 行需求（共 {count2:g}）没有位置（{named}）：按未覆盖计",
    "{count} of {count2} rows of demand are no count ({shown})": "{count2} 行需求中有 {count} 行不是统计数（{shown}）",
    "{count} rows of demand state no accuracy_m: taken as 0": "{count} 行需求未注明 accuracy_m：按 0 计",
    "is no number": "不是数字",
    "; it ": "；且",
    "{why} in {count} of {total} rows ({labels}: {shown})": "在 {total} 行中有 {count} 行{why}（{labels}：{shown}）",
    "a number above 0": "大于 0 的数",
    "row {row}: no {name}": "第 {row} 行：缺少 {name}",
    "row {row}: {name} is {value!r}; give {limit}, or nothing": "第 {row} 行：{name} 为 {value!r}；请给{limit}，或留空",
    "fill it in, or leave the row out": "请填上，或去掉该行",
    "has no end": "为无穷大",
    "mend it in the source": "请在源数据中改正",
    "is negative": "为负",
    "{what} have a {column!r} that {why} in {count} of {total} rows ({labels}: {shown}); {advice}": "{what} 在 {total} 行中有 {count} 行的 {column!r} {why}（{labels}：{shown}）；{advice}",
    "ask for their outline; served and unserved hold for the others": "索取范围；覆盖与未覆盖只对其余成立",
    "the demand does not say of which year it is": "需求未注明年份",
    "add a column year": "补充 year 字段",
    "say so beside every figure that is made of them": "凡由其得出的数均须注明",
    "add accuracy_m, how far a place may be off": "补充 accuracy_m，即位置可能偏离多少",
    "the demand is of several years: {listed}": "需求来自不同年份：{listed}",
    "take one year": "统一为一个年份",
    (
        "{what}: no facility serves anybody, today or after the plan; there are {counted}{nowhere}. "
        "Existing ones, or such as are to come (planned, required, under construction), with a place, are "
        "needed"
    ): (
        "{what}：现状和规划后都没有设施提供服务；有 {counted}{nowhere}。需要有位置的现状设施，或将有的设施"
        "（规划、必建、在建）"
    ),
    "not one facility serves today: every figure of today is 0": "现状没有一处设施提供服务：现状各数均为 0",
    "none at all": "一处也没有",
    ", {count} of them without a place": "，其中 {count} 处没有位置",
    "{what}: {column!r} is {found:g} in {frame}; give 0 or more, or nothing": "{what}：{frame} 的 {column!r} 为 {found:g}；请给大于等于 0 的数，或不给",
    "{count} facilities state no status: taken as existing": "{count} 处设施未注明状态：按现状计",
    "{count} facilities have no place ({named}): whom they serve counts as unserved": "{count} 处设施没有位置（{named}）：其服务的人按未覆盖计",
    "{count} facilities state no accuracy_m: taken as 0": "{count} 处设施未注明 accuracy_m：按 0 计",
    "{what}: {value!r} is no status ({column!r} of {label}); {hint}there are: {known}": "{what}：{value!r} 不是状态（{label} 的 {column!r}）；{hint}可用：{known}",
    "look at the statuses": "核对设施状态",
    "fill in the column status": "补充 status 字段",
    "ask for their place": "索取位置",
    ", {nowhere} of them without a place": "，其中 {nowhere} 处没有位置",
    (
        "there is no candidate: of the facilities there are {counted}{more}; give places with the status candidate"
    ): "没有候选：设施中有 {counted}{more}；请给状态为候选的位置",
    "the demand is known for cells of {cell_m:g} m, no smaller than the radius of {radius:g} m": "需求按 {cell_m:g} 米的格网统计，不小于服务半径 {radius:g} 米",
    "{model} does not look at capacities: a facility may be given more than it has room for": "{model} 不计容量：设施分到的需求可能超出容量",
    "{model} without a budget does not look at costs": "{model} 未给预算，费用不起作用",
    "{what} takes whole numbers that grow, and was given {given}": "{what} 须用递增的整数，而给的是 {given}",
    "{what} takes whole numbers that grow, as (4, 10, 16), and was given {values}": "{what} 须用递增的整数，例如 (4, 10, 16)，而给的是 {values}",
    "{model} needs capacity: the column of how many each facility serves, or a number": "{model} 需要 capacity：每处设施服务多少的字段，或一个数",
    "{model} needs p (how many are to be opened), phases, or a budget": "{model} 需要 p（开设多少处）、phases 或预算",
    "a budget needs cost: the column of what each place costs, or a number": "预算需要 cost：每处费用的字段，或一个数",
    "take finer demand; the answer is a sketch": "改用更细的需求数据；结果只能示意",
    "take one of {listed}": "请用 {listed} 之一",
    "give a budget": "给出预算",
    "lscp finds the number itself; give one p (at most so many), or none": "lscp 自行求数目；请给一个 p（最多多少处），或不给",
    "phases: lscp finds the number itself; take mclp or p_median": "分期：lscp 自行求数目；请用 mclp 或 p_median",
    "phases: with a budget there are no numbers to build by; give phases or budget": "分期：有预算时没有可依的数目；请给 phases 或 budget",
    "p is {p}, and the last of the phases is {phases}; leave p out": "p 为 {p}，而各期末为 {phases}；请不要给 p",
    "a column of the facilities to (least, most)": "设施字段到（最少, 最多）",
    (
        "{what}: a table of quotas has a column called as that of the facilities, and least and most; this "
        "one has: {listed}"
    ): "{what}：配额表须有与设施相同的字段，以及 least 和 most；此表有：{listed}",
    "{what}: quota: no facility is in {column} {unknown!r}; there are: {there}": "{what}：quota：没有设施的 {column} 为 {unknown!r}；现有：{there}",
    "{what}: quota names {count} columns; give one: {{'zone': (0, 2)}}": "{what}：quota 写了 {count} 个字段；请给一个：{{'zone': (0, 2)}}",
    "{what}: the table of quotas has a zone twice": "{what}：配额表中有片区出现两次",
    "{what} takes two whole numbers, the least and the most, and was given {given}": "{what} 须用两个整数（最少和最多），而给的是 {given}",
    "{what}: at least {least} and at most {most} cannot both be": "{what}：至少 {least} 且至多 {most} 不能同时成立",
    "{what}: time ran out before any answer was found; give more of time_limit_s, or a gap": "{what}：时限内未找到任何解；请增大 time_limit_s，或给 gap",
    "{what}: it cannot be done: {error}": "{what}：无解：{error}",
    "out of reach of every candidate: {named}": "任何候选设施都到达不了：{named}",
    "what would do: {listed}": "可行的办法：{listed}",
    "look at the tables of this error for what binds": "起约束作用的条件见此错误所带的表",
    ", or ": "，或",
    "{what}: {count} things are wrong:\n- ": "{what}：有 {count} 处错误：\n- ",
    "{what}: {message}": "{what}：{message}",
    (
        "{what}: the demand has no column 'demand'; name the column of how many are to be served with "
        "weight=..., or add one of ones; there are: {listed}"
    ): ("{what}：需求没有字段 'demand'；请用 weight=... 写明服务人数的字段，或补一个全为 1 的字段；现有：{listed}"),
    "{what}: the demand in {weight!r} sums to 0 over {count} rows: there is nobody to serve": "{what}：{weight!r} 中 {count} 行需求之和为 0：没有服务对象",
    "{count} rows with a demand of {count2:g} have no place ({ids})": "{count} 行需求（共 {count2:g}）没有位置（{ids}）",
    "ask for their place; they take no part, and are listed as uncovered": "索取位置；它们不参与计算，列为未覆盖",
    "{count} rows of demand are 0 ({ids}): they take no part": "{count} 行需求为 0（{ids}）：不参与计算",
    "{count} are on one spot with another ({ids})": "有 {count} 处与其他位于同一点（{ids}）",
    "{what}: {column!r} {listed}; mend it in the source, or leave the rows out": "{what}：{column!r} {listed}；请在源数据中改正，或去掉这些行",
    "see whether it is so": "核对是否如此",
    "see whether somebody is there twice": "核对是否重复",
    "the facilities have no column of statuses: all are taken as candidates": "设施没有状态字段：全部按候选计",
    "{count} facilities have no place ({ids}): they serve nobody and cannot be chosen": "{count} 处设施没有位置（{ids}）：不提供服务，也不能选",
    "leave one of them out, or say separation_m": "去掉其中一处，或给 separation_m",
    "{count} required facilities have no place ({ids}); draw them, or leave them out": "{count} 处必建设施没有位置（{ids}）；请补绘，或不列入",
    "state no status: taken as existing": "未注明状态：按现状计",
    "are planned or being built: they stand in any case": "为规划或在建：一律按建成计",
    "see whether they do": "核对是否如此",
    "{count} facilities {text} ({ids})": "{count} 处设施{text}（{ids}）",
    "add a column status": "补充状态字段",
    "locate: lscp finds the number itself, so that there is no curve; take mclp or p_median": "设施选址：lscp 自行求数目，没有曲线；请用 mclp 或 p_median",
    "locate: there is no answer for p = {p!r}; there are: {listed}": "设施选址：没有 p = {p!r} 的解；有：{listed}",
    "{what}: there is no model {word!r}; {text}the models are: {listed}": "{what}：没有模型 {word!r}；{text}模型有：{listed}",
    "{what}: the facilities, column {column!r}: {told}; there are: {there}": "{what}：设施的字段 {column!r}：{told}；现有：{there}",
    "{value!r} is no status, {word}": "{value!r} 不是状态，{word}",
    "and like none": "且没有类似的",
    "locate: no facility and no demand is called {name!r}": "设施选址：没有叫 {name!r} 的设施或需求",
    (
        "{what}: the raster {path} has {values:g} people in row {row}, column {column} (and {count} more "
        "cells below 0); declare that value as no data: gdal_translate -a_nodata"
    ): (
        "{what}：栅格 {path} 第 {row} 行、{column} 列的人口为 {values:g}（另有 {count} 个格网小于 0）；请把"
        "该值声明为无数据：gdal_translate -a_nodata"
    ),
    (
        "{what}: the raster {path} has {count:,} cells with people, and {most_cells:,} are the most; cut "
        "it to the district first: gdal_translate -projwin"
    ): (
        "{what}：栅格 {path} 有人口的格网有 {count:,} 个，而最多 {most_cells:,} 个；请先裁到本区范围："
        "gdal_translate -projwin"
    ),
    "{what}: the raster {path} does not say its reference system; set it with gdal_edit.py -a_srs": "{what}：栅格 {path} 没有说明坐标系；请用 gdal_edit.py -a_srs 设定",
    "no answer to p_center was found in {clock:.0f} s: allow more time": "{clock:.0f} 秒内未找到 p_center 的解：请延长时限",
    "these conditions cannot hold together: {listed}": "这些条件不能同时成立：{listed}",
    "no choice of facilities keeps all conditions; without any one of these there is one: {named}": "没有满足全部条件的选择；去掉其中任一条即有：{named}",
    "there is no facility that may be open": "没有可以开设的设施",
    "p is {exact_p}, and only {candidates} facilities may be opened": "p 为 {exact_p}，而可开设的设施只有 {candidates} 处",
    "p is {most_p}, and {required} facilities that count are required": "p 为 {most_p}，而计入的必建设施有 {required} 处",
    "{count} of {demand} demand points are out of reach of every facility that may be open": "{demand} 个需求点中有 {count} 个在任何可开设的设施的半径以外",
    "the largest capacities that may be opened together are {short:g} short of the demand": "可同时开设的最大容量比需求少 {short:g}",
    "no answer to {model} was found in {clock:.0f} s: allow more time": "{clock:.0f} 秒内未找到 {model} 的解：请延长时限",
    "no answer to p_median was found in {clock:.0f} s: allow more time": "{clock:.0f} 秒内未找到 p_median 的解：请延长时限",
    "phases: lscp finds the number itself; ask for another model": "分期：lscp 自行求数目；请用其他模型",
    "phases: {steps} do not grow": "分期：{steps} 不递增",
    "weight: row {weight} is {weight2:g}, not above 0": "权重：第 {weight} 行为 {weight2:g}，不大于 0",
    "facility {required} is required and closed at once": "设施 {required} 既必建又关闭",
    "{model} needs a radius": "{model} 需要半径",
    "{model} needs capacities": "{model} 需要容量",
    "{model} needs p, or a budget": "{model} 需要 p，或预算",
    "a budget needs the cost of each facility": "预算需要每处设施的费用",
    "truncated lists serve p_median without a radius, not {model}": "截短的清单用于不带半径的 p_median，而不是 {model}",
    "costs holds NaN": "costs 含 NaN",
    "costs holds {data:g}, below 0": "costs 含 {data:g}，小于 0",
    "{what} has shape {shape}, not ({length},)": "{what} 的形状为 {shape}，而不是 ({length},)",
    "{what}: number {numbers} is not finite": "{what}：第 {numbers} 个数不是有限数",
    "{what} has shape {shape} and type {dtype}, not ({length},) and bool": "{what} 的形状为 {shape}、类型为 {dtype}，而不是 ({length},) 和 bool",
    "{what}: not all are whole numbers from {least} to {most}": "{what}：不全是 {least} 到 {most} 的整数",
    "separation: not pairs of two different facilities": "间距：不是两处不同设施组成的对",
    "quota: group {shape}, least {shape2} and most {shape3} do not fit {facilities} facilities": "配额：分组 {shape}、最少 {shape2} 和最多 {shape3} 与 {facilities} 处设施不符",
    "{name}: facility {given} has {given2:g}, below 0": "{name}：设施 {given} 为 {given2:g}，小于 0",
    "costs has {ndim} dimensions, not 2 (demand x facilities)": "costs 有 {ndim} 维，而不是 2 维（需求 × 设施）",
    "costs: a pair of demand and facility is stored twice": "costs：有一对需求和设施存了两次",
    "people are spread over built-up land by area: an assumption": "人口按面积分摊到建成用地：是假设",
    "say so beside every figure made of it": "凡由其得出的数均须注明",
    "have no built-up land: their people are spread over all of it": "没有建成用地：人口按整个片区分摊",
    "look at the land": "核对用地",
    "ask for their outline": "索取范围",
    "{count} zones {what} ({named})": "{count} 个片区{what}（{named}）",
    "{what}: no standard {word!r}; {hint}there are: {listed} (hg.standards() has the rows)": "{what}：没有标准 {word!r}；{hint}现有：{listed}（各行见 hg.standards()）",
    'standards: {path} is no CSV file; save it again as "CSV UTF-8"': '标准：{path} 不是 CSV 文件；请另存为 "CSV UTF-8"',
    "standards: {path} is empty; the first line names the columns: {listed}": "标准：{path} 是空的；第一行须写列名：{listed}",
    "standards: {path}, line {long} has more cells than the first line names columns": "标准：{path} 第 {long} 行的单元格比第一行的列名多",
    "standards: {where} has no column {listed}; the columns are: {listed2} ({listed3})": "标准：{where} 没有列 {listed}；列有：{listed2}（{listed3}）",
    "row {row}: the id {ids} is there already": "第 {row} 行：编号 {ids} 已经有了",
    "standards: {where}: {listed}": "标准：{where}：{listed}",
    "the standard {id} ({standard}) is unverified": "标准 {id}（{standard}）未核实",
    "the radius of {given:g} m is given by the caller; the standard {id} has {own}": "{given:g} 米的半径由用户给定；标准 {id} 为 {own}",
    "{what}: no standard for {word!r} has a radius ({listed}); give radius_m": "{what}：用于 {word!r} 的标准都没有半径（{listed}）；请给 radius_m",
    "{what}: several standards are for {word!r}; name one by its id: {listed}": "{what}：用于 {word!r} 的标准有几个；请写明编号：{listed}",
    "standards: {error}": "标准：{error}",
    "standards: {path} is no CSV file: {error}": "标准：{path} 不是 CSV 文件：{error}",
    "a number above 0 and up to 1": "大于 0 且不大于 1 的数",
    "row {row}: verified is {value!r}; write yes or no": "第 {row} 行：verified 为 {value!r}；请写 yes 或 no",
    "row {row}: metric is {value!r}; write walk or straight": "第 {row} 行：metric 为 {value!r}；请写 walk 或 straight",
    "{what}: name a standard (hg.standards() lists them), or give radius_m": "{what}：请写明标准（hg.standards() 列出），或给 radius_m",
    "no radius": "没有半径",
    "check it in the standard": "查对标准原文",
    "say in the report where it is from": "在报告中注明来源",
    "{what}: the standard {id} has no radius ({note_en}); give radius_m": "{what}：标准 {id} 没有半径（{note_en}）；请给 radius_m",
    'standards: {path} is neither UTF-8 nor GBK; save it again as "CSV UTF-8"': '标准：{path} 既不是 UTF-8 也不是 GBK；请另存为 "CSV UTF-8"',
    "no standard named": "没有写明标准",
}
"""By the English pattern."""
