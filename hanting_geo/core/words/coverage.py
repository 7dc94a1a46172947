"""What a coverage calls its sheets, its map and its figures, and what it says in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text
from hanting_geo.core.words.workbook import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CAPTION", "COVER", "EXPLAINED", "LAYERS", "PROVENANCE", "SHEETS", "SKETCH", "TITLE", "TRAVELS"]

TITLE = Text("服务覆盖评估", "Service coverage")
"""Of a map that is given no other."""

SKETCH = Text("示意", "sketch")
"""Beside every figure of demand that is known for cells only that are no smaller than the radius."""

SHEETS: Mapping[str, Text] = {
    "summary": Text("覆盖汇总", "summary"),
    "zones": Text("分片区覆盖", "zones"),
    "gaps": Text("未覆盖清单", "gaps"),
    "loads": Text("设施负荷", "loads"),
    "standard": Text("采用标准", "standard"),
    "findings": FINDINGS,
}
"""The sheets of the workbook, by table."""

LAYERS: Mapping[str, Text] = {
    "service_areas": Text("服务范围（现状）", "Service areas (today)"),
    "service_areas_after": Text("规划新增服务范围", "Service areas that the plan adds"),
    "zones": Text("片区", "Zones"),
    "demand": Text("需求与覆盖（现状）", "Demand, as served today"),
    "demand_after": Text("需求与覆盖（规划后）", "Demand, as served after the plan"),
    "facilities": Text("设施", "Facilities"),
    "outlines": Text("设施范围", "Outlines of facilities"),
}
"""The titles of the layers on the map."""

CAPTION: Mapping[str, Text] = {
    "demand": Text("{year}；最大粒度 {cell:,.0f} 米{sketch}", "{year}; coarsest cell {cell:,.0f} m{sketch}"),
    "points": Text("{year}；按点{sketch}", "{year}; points{sketch}"),
    "no_year": Text("年份未注明", "year not stated"),
    "sketch": Text("；示意", "; sketch"),
    "cells": Text("示意：最大粒度 {cell:,.0f} 米", "a sketch: coarsest cell {cell:,.0f} m"),
    "radius": Text("半径 {radius:g} 米", "radius {radius:g} m"),
    "detour": Text("，绕行系数 {factor:g}", ", detour factor {factor:g}"),
    "unverified": Text("（标准未核实）", " (standard unverified)"),
}
"""What stands under the titles of layers."""

TRAVELS: Mapping[str, Text] = {
    "euclid": Text("直线距离", "straight"),
    "manhattan": Text("直角距离", "along two axes"),
    "matrix": Text("给定的距离矩阵", "a matrix of distances"),
    "network": Text("沿路网", "along the network"),
}

EXPLAINED: Mapping[str, Text] = {
    "all": Text(
        "{state}：需求合计 {demand:,.0f}，{served}；设施 {facilities} 处，服务半径 {radius:g} 米（{travel}）。",
        "{state}: demand {demand:,.0f}, {served}; {facilities} facilities, radius {radius:g} m ({travel}).",
    ),
    "share": Text(
        "已覆盖 {served:,.0f}（{share:.1%}），按位置精度在 {low:,.0f} 至 {high:,.0f} 之间",
        "{served:,.0f} served ({share:.1%}), between {low:,.0f} and {high:,.0f} by the accuracy of places",
    ),
    "exact": Text("已覆盖 {served:,.0f}（{share:.1%}）", "{served:,.0f} served ({share:.1%})"),
    "range": Text(
        "覆盖 {low:,.0f} 至 {high:,.0f}（{share_low:.1%} 至 {share_high:.1%}，示意：需求粒度不小于服务半径）",
        "{low:,.0f} to {high:,.0f} served ({share_low:.1%} to {share_high:.1%}; a sketch: cells of demand are no "
        "smaller than the radius)",
    ),
    "before": Text("现状", "Today"),
    "after": Text("规划后", "After the plan"),
    "target": Text("标准要求覆盖率 {target:.0%}：{meets}。", "The standard asks for {target:.0%}: {meets}."),
    "standard": Text("标准：{standard} {clause}{verified}。", "Standard: {standard} {clause}{verified}."),
    "unverified": Text("（未核实）", " (unverified)"),
    "of_year": Text("需求年份 {year}，最大粒度 {cell:,.0f} 米。", "Demand of {year}, coarsest cell {cell:,.0f} m."),
    "of_year_points": Text("需求年份 {year}，按点。", "Demand of {year}, as points."),
    "unit": Text(
        "需求 {name}（{demand:,.0f}）{state}：{service}。", "Demand {name} ({demand:,.0f}), {state}: {service}."
    ),
    "nearest": Text("最近设施 {nearest}，{distance:,.0f} 米。", "Nearest facility: {nearest}, {distance:,.0f} m."),
    "none_near": Text("没有可达的设施。", "No facility can be reached."),
    "zone": Text(
        "片区 {name} {state}：需求 {demand:,.0f}，{served}。", "Zone {name}, {state}: demand {demand:,.0f}, {served}."
    ),
    "nobody": Text("无需求", "nobody lives there"),
    "facility": Text(
        "设施 {name}（{status}）{state}：为 {load:,.0f} 的最近设施{sketch}。",
        "Facility {name} ({status}), {state}: the nearest one of {load:,.0f}{sketch}.",
    ),
    "nearest_as_sketch": Text("（示意：按格网中心）", " (a sketch, by the middles of cells)"),
    "does_not_serve": Text(
        "设施 {name}（{status}）{state}：不提供服务。", "Facility {name} ({status}), {state}: does not serve."
    ),
    "state_before": Text("现状", "today"),
    "state_after": Text("规划后", "after the plan"),
}
"""The sentences."""

PROVENANCE: Mapping[str, Text] = {
    "standard": Text("采用标准", "Standard"),
    "radius": Text("服务半径", "Radius"),
    "travel": Text("距离量法", "How ways are measured"),
    "year": Text("需求年份", "Year of the demand"),
    "cell": Text("需求最大粒度（米）", "Coarsest cell of demand (m)"),
    "sketch": Text("示意", "Sketch"),
    "what_a_sketch_is": Text(
        "部分需求的粒度不小于服务半径，不出覆盖率，只出范围：下限只计整格在内，上限计凡触及的格",
        "some demand is known for cells only that are no smaller than the radius: no share but a range, the low end of "
        "cells that lie inside as a whole, the high end of all that are touched",
    ),
    "range": Text("上下限", "Low and high"),
    "what_the_range_is": Text(
        "距离加减双方位置精度后仍在（可能在）半径内的需求",
        "demand that is still (may be) within the radius when both places are off by their accuracy",
    ),
    "spread": Text("面状需求", "Demand of areas"),
    "what_is_spread": Text(
        "按面积比例分摊到服务范围内外（假设人口均匀分布）", "spread evenly over the area: an assumption"
    ),
    "left_out": Text("未写入（行数过多）", "Left out (too many rows)"),
}
"""The rows of the sheet of sources, and what stands in them."""

COVER: Mapping[str, Text] = {
    "title": Text("{title}：服务覆盖评估", "{title}: service coverage"),
    "result": Text("结果", "Result"),
    "contents": Text("工作表", "Sheets"),
    "date": Text("日期", "Date"),
}
"""What stands on the cover of the workbook."""
