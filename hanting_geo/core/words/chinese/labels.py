"""What functions, and what they are given, are called in messages, in Chinese; names of parameters stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    # ---- functions
    "a buffer": "缓冲区",
    "a distance of the rings": "环带距离",
    "a figure": "图件",
    "a kernel density": "核密度",
    "a transform": "坐标转换",
    "an area": "面积",
    "bands of a density": "密度分级",
    "catchments": "学区划分",
    "change matrix": "转移矩阵",
    "changed land": "变化图斑",
    "coverage": "服务覆盖",
    "exclusion": "可用地",
    "figure": "图件",
    "how steady": "稳定程度",
    "locate": "设施选址",
    "meeting sentence": "会审语句",
    "network": "路网",
    "raster classes": "栅格分类统计",
    "raster statistics": "栅格统计",
    "a grid": "格网",
    "spread population": "人口分摊",
    "regions": "连片选地",
    "rings": "环带",
    "screening": "核查",
    "smallest swap": "最小变动",
    "spread_population": "人口分摊",
    "stability": "稳定性",
    "standards": "标准",
    "suitability": "适宜性评价",
    "the area of classes": "各类面积",
    "the nearest features": "最近要素",
    "zone statistics": "分区统计",
    # ---- what they are given
    "a candidate": "候选用地",
    "a feature": "要素",
    "a zone": "片区",
    "demand and facilities": "需求与设施",
    "demand and zones": "需求与片区",
    "facilities and plan": "设施与规划",
    "the candidates": "候选用地",
    "the columns": "列",
    "the demand": "需求",
    "the facilities": "设施",
    "the facilities and those of the plan": "现状设施与规划设施",
    "the features": "要素",
    "the frame": "数据表",
    "the matrix of costs": "费用矩阵",
    "the name of a layer": "图层名",
    "the name of a sheet": "工作表名",
    "the parcels": "宗地",
    "the points": "点",
    "the roads": "道路",
    "the rows": "行",
    "the sites": "地块",
    "the table": "表",
    "the table given": "所给的表",
    "the zones": "片区",
    "zones and over": "片区与 over",
    # ---- what needs an optional library
    "a Parquet file": "Parquet 文件",
    "reading XLSX": "读取 XLSX",
    "reading a workbook": "读取工作簿",
    "reading in batches": "分批读取",
    "writing in batches": "分批写出",
}
"""By the English words."""
