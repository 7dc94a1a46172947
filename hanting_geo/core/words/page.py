"""What the page itself says, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["WORDS"]

WORDS: Mapping[str, Text] = {
    "about": Text("约 ±", "about ±"),
    "accuracy": Text("位置精度", "Accuracy of place"),
    "accuracyNote": Text(
        "位置精度是要素可能偏移的最大距离。虚线要素仅作示意,不得用于定界或量算。",
        "Accuracy is the most by which a feature may be displaced. Dashed features are schematic: "
        "do not set out limits or measure from them.",
    ),
    "all": Text("全部", "all"),
    "alsoHere": Text("此处还有", "Also here"),
    "basemap": Text("底图", "Basemap"),
    "basis": Text("资料与许可", "Sources and licences"),
    "column": Text("字段", "Column"),
    "crs": Text("坐标系", "Reference system"),
    "date": Text("制图日期", "Date"),
    "decimals": Text("位小数", "decimals of a degree"),
    "embedded": Text("本页所含", "In this page"),
    "error": Text("错误", "errors"),
    "everything": Text("全部属性", "All attributes"),
    "features": Text("处", "features"),
    "filter": Text("按属性筛选", "Filter by attribute"),
    "findings": Text("数据检查", "Data check"),
    "fit": Text("回到全图", "Back to the first view"),
    "holds": Text("包含", "Contains"),
    "layer": Text("图层", "Layer"),
    "layers": Text("图层与图例", "Layers and legend"),
    "least": Text("不小于", "At least"),
    "list": Text("要素清单:", "All:"),
    "loading": Text("正在读取……", "reading ..."),
    "map": Text("地图", "Map"),
    "more": Text("显示更多", "Show more"),
    "most": Text("不大于", "At most"),
    "nearly": Text("约 ", "about "),
    "no": Text("否", "no"),
    "none": Text("没有找到", "nothing found"),
    "noPlace": Text("位置未公布", "location not published"),
    "noPlaces": Text("处位置未公布", "features: location not published"),
    "north": Text("北", "N"),
    "note": Text("提示", "notes"),
    "notStated": Text("未注明", "not stated"),
    "nothingOf": Text("此片区内没有:", "None in this zone: "),
    "noValue": Text("(无值)", "(no value)"),
    "panel": Text("图例与检索", "Legend and search"),
    "precision": Text("坐标精度", "Coordinates"),
    "range": Text("本图要素位置精度", "Accuracies on this map"),
    "remove": Text("取消筛选", "Remove filter"),
    "rough": Text("虚线:位置精度差于 ±", "Dashed: accuracy poorer than ±"),
    "roughEnd": Text(" m 或未注明", " m, or not stated"),
    "search": Text("按名称或编号查找", "Search by name or ID"),
    "value": Text("取值", "Value"),
    "warning": Text("警告", "warnings"),
    "yes": Text("是", "yes"),
    "zoomIn": Text("放大", "Zoom in"),
    "zoomOut": Text("缩小", "Zoom out"),
}
"""What the page itself says."""
