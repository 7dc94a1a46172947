"""What is said of road networks, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "{count} edges are there twice ({rows}); the cheaper of each two is used": "有 {count} 条边重复（{rows}）；每两条取费用小的",
    (
        "{count} dead ends nearly touch another line ({names}; gaps of {gap:.3g} to {gap2:.3g} m); they are not joined"
    ): "有 {count} 个断头几乎接到另一条线（{names}；间隙 {gap:.3g} 到 {gap2:.3g} 米）；未连通",
    "it is in {count} pieces that do not hang together; the longest has {lengths:.1%} of the length": "分为 {count} 片，互不相连；最长的一片占总长的 {lengths:.1%}",
    "{count} edges lead where nobody comes back from, by the one-way column ({where})": "按单行字段，有 {count} 条边只能去不能回（{where}）",
    "{count} edges have no speed ({names}); by time nobody takes them": "有 {count} 条边没有速度（{names}）；按时间计时不通行",
    "there is no line with a length, so that nothing can be reached": "没有一条线有长度，因此什么也到达不了",
    "give a line layer": "请给线图层",
    "every edge is closed, so that nothing can be reached": "每条边都封闭，因此什么也到达不了",
    "see the column of closures": "查看封闭字段",
    "leave one of them out at the source": "在源数据中去掉其中一条",
    "see the table gaps, and snap them at the source": "查看 gaps 表，并在源数据中接好",
    "see the column component of the edges; join at the source what is one": "查看各边的 component 字段；把本应相连的在源数据中接上",
    "see whether they are digitised the right way round": "查看数字化方向是否正确",
    "fill in the speed": "补上速度",
    "network: {what}": "路网：{what}",
    (
        "{what}: the column {column!r} holds {shown} ({frame}), which says nothing here; it may hold {takes}"
    ): "{what}：字段 {column!r} 含 {shown}（{frame}），在这里没有含义；可以是 {takes}",
    (
        "{what}: the column {speed!r} holds {there!r} ({frame}), which is no speed in km/h; mend it, or leave it empty"
    ): "{what}：字段 {speed!r} 含 {there!r}（{frame}），不是以 km/h 计的速度；请改正，或留空",
    "network: lines meet without a common vertex at {count} places ({rows}); they are not joined there": "路网：有 {count} 处线相交而没有公共顶点（{rows}）；这些地方未连通",
    (
        "if they are junctions, give crossings='join' (and the column of bridges), or add the vertices at the source"
    ): "如为路口，用 crossings='join'（并给桥梁字段），或在源数据中加顶点",
    "network: edges cross a barrier at {count} places without a bridge ({names}); they are parted there": "路网：有 {count} 处边与屏障相交而没有桥（{names}）；在那里断开",
    "network: roads are lines, and {roads} is a {geom_type}; leave it out, or give its centre line": "路网：道路须为线，而 {roads} 是 {geom_type}；请去掉，或给中心线",
    "network: {roads} has a coordinate that is no number; mend it at the source": "路网：{roads} 有坐标不是数字；请在源数据中改正",
    "network: bridges takes a column of the roads or a GeoDataFrame, not {bridges}": "路网：bridges 须用道路的字段或 GeoDataFrame，而不是 {bridges}",
    "network: {count} lines repeat a vertex ({repeated}); once counts": "路网：{count} 条线有重复的顶点（{repeated}）；按一个计",
    "network: {count} lines have a part without any length ({flat}), which is left out": "路网：{count} 条线有一段没有长度（{flat}），该段未计入",
    "network: {count} lines are closed ({closed}); nobody passes, and nothing has access there": "路网：{count} 条线是封闭的（{closed}）；那里不能通行，也不能进出",
    "network: lines meet without a common vertex at {count} places ({rows}); they were joined there": "路网：有 {count} 处线相交而没有公共顶点（{rows}）；这些地方已连通",
    "{what} are lines or polygons, and {frame} is a {geom_type}": "{what}须为线或面，而 {frame} 是 {geom_type}",
    "see the table cuts; mark the bridges that are": "查看 cuts 表；把是桥的标出",
    "nothing, or clean them at the source": "无须处理，或在源数据中清理",
    "remove them at the source": "在源数据中删去",
    "nothing, if they are": "如确实如此，无须处理",
    "see the table crossings for bridges among them": "查看 crossings 表，其中是否有桥",
    (
        "Network.paths: {count} origins and {count2} destinations; give one destination for each origin, row by row"
    ): "Network.paths：{count} 个起点和 {count2} 个终点；请逐行为每个起点给一个终点",
    "{what}: give limits_m or limits_minutes, one of the two": "{what}：limits_m 和 limits_minutes 请给其中一个",
    "{which}: there is no limit in the list": "{which}：列表中没有限值",
    "{what}: the network has no speeds, so that nothing can be timed; give hg.network speed_kmh=": "{what}：路网没有速度，不能计时间；请给 hg.network 的 speed_kmh=",
    "{what}: costs are {by_time}; give {name}, and not {wrong}": "{what}：费用以 {by_time} 计；请给 {name}，而不是 {wrong}",
    (
        "Network.od: {rows:,} x {columns:,} costs would take {rows2:.1f} GiB; give limit_m (or "
        "limit_minutes), or ask for a part at a time"
    ): ("Network.od：{rows:,} × {columns:,} 个费用须 {rows2:.1f} GiB；请给 limit_m（或 limit_minutes），或分批计算"),
    "network: {count} of {count2} lines have no place ({roads})": "路网：{count2} 条线中有 {count} 条没有位置（{roads}）",
    "nothing is reached along them; see whether one is missed": "沿这些线什么也到达不了；核对是否有遗漏",
    (
        "{what}: {count:,} x {count2:,} costs would take {pairs:.1f} GiB; give limit_m, or take the "
        "nearest facilities only"
    ): "{what}：{count:,} × {count2:,} 个费用须 {pairs:.1f} GiB；请给 limit_m，或只取最近的设施",
    (
        "{what}: the matrix of costs has the shape {shape}, and there are {shape2} demands (rows) and "
        "{shape3} facilities (columns)"
    ): "{what}：费用矩阵的形状为 {shape}，而需求（行）有 {shape2} 个，设施（列）有 {shape3} 个",
    (
        "{what}: the matrix of costs has {costs:g} in row {rows}, column {columns}; costs are 0 or more, "
        "and NaN or infinite where there is no way"
    ): "{what}：费用矩阵第 {rows} 行、{columns} 列为 {costs:g}；费用须大于等于 0，没有路的为 NaN 或无穷大",
    (
        "{what}: a detour factor stands in place of a network; leave it out where travel is one, or a matrix"
    ): "{what}：绕行系数用于没有路网时；travel 是路网或矩阵时请不要给",
    "{what}: {count} demands have no place ({demand}) and reach nothing": "{what}：{count} 处需求没有位置（{demand}），什么也到达不了",
    "{what}: {count} of {count2} demands reach no facility ({demand})": "{what}：{count2} 处需求中有 {count} 处到达不了任何设施（{demand}）",
    "see how far the nearest is, whether the network has a gap there, or raise the limit": "查看最近的有多远、路网在那里是否中断，或放宽限值",
    (
        "{what}: travel is 'euclid', 'manhattan', a network (hg.network) or a matrix of costs, demand by "
        "facilities, and was given {travel}"
    ): ("{what}：travel 可用 'euclid'、'manhattan'、路网（hg.network）或费用矩阵（需求 × 设施），而给的是 {travel}"),
    (
        "{what}: the {which} of the matrix of costs are the ids of the {which2}, and it {said} ({count} "
        "missing, {count2} unknown)"
    ): "{what}：费用矩阵的{which}须为{which2}的编号，而它{said}（缺 {count} 个，不认识 {count2} 个）",
    "{what}: the matrix of costs holds what is no number ({error})": "{what}：费用矩阵含有不是数字的值（{error}）",
    "lacks {lost!r}": "缺 {lost!r}",
    "has {more!r}, which is none of them": "有 {more!r}，不在其中",
    "find out where they are, or leave them out": "查明位置，或不列入",
    "minutes": "分钟",
    "metres": "米",
    "rows": "行",
    "columns": "列",
}
"""By the English pattern."""
