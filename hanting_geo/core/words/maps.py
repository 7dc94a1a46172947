"""What the legend of a map says, and what opens on a click on a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LAYER_TITLES", "LEGEND", "OTHERS", "OWN_BREAKS", "SCHEMES", "ZONAL", "ZONAL_UNITS"]

LEGEND: Mapping[str, Text] = {
    "feature": Text("要素", "Feature"),
    "from_to": Text("{low} 至 {high}", "{low} to {high}"),
    "graded": Text("{column} · {breaks} {count} 级", "{column} · {breaks}, {count} classes"),
    "map": Text("地图", "Map"),
    "no_class": Text("未分类", "No class"),
    "no_data": Text("无数据", "No data"),
    "not_in_standard": Text("{code}(不在标准内)", "{code} (not in the standard)"),
    "other": Text("其他", "Other"),
    "over": Text("超过 {number}", "over {number}"),
    "over_to": Text("超过 {low} 至 {high}", "over {low} to {high}"),
    "plan_works": Text("规划治理河道", "River works of the plan"),
    "ring": Text("{start:g}-{end:g} 米", "{start:g}-{end:g} m"),
    "up_to": Text("不超过 {number}", "up to {number}"),
}
"""Classes that have no value of their own to be called by, and how classes were made."""

OTHERS: Mapping[str, Text] = {"zone": Text("其他片区", "Other zones"), "river": Text("其他河流", "Other rivers")}
"""What the rest is called where a layer's classes come from ``pattern`` or ``plan_works``."""

LAYER_TITLES: Mapping[str, Text] = {
    "buffers": Text("缓冲区", "Buffers"),
    "candidates": Text("备选地块", "Candidates"),
    "corridors": Text("研究走廊", "Corridors"),
    "district": Text("区界", "District boundary"),
    "eligible": Text("可用土地", "Eligible land"),
    "excluded": Text("排除范围", "Excluded land"),
    "facilities": Text("公共设施", "Facilities"),
    "grid": Text("网格", "Grid"),
    "isochrones": Text("等时圈", "Isochrones"),
    "neighbours": Text("相邻区县", "Neighbours"),
    "overlay": Text("叠置结果", "Overlay"),
    "parcels": Text("地块", "Parcels"),
    "projects": Text("项目", "Projects"),
    "layer": Text("图层", "Layer"),
    "rail": Text("铁路", "Rail"),
    "rings": Text("圈层", "Rings"),
    "river_corridors": Text("河道研究范围", "River corridors"),
    "rivers": Text("河流", "Rivers"),
    "roads": Text("道路", "Roads"),
    "sites": Text("地块", "Sites"),
    "station_rings": Text("车站圈层", "Station rings"),
    "stations": Text("车站", "Stations"),
    "towns": Text("街道、镇", "Towns"),
    "zones": Text("功能片区", "Zones"),
}
"""What layers of these names are called that have no title of their own: a key is no title."""

SCHEMES: Mapping[str, Text] = {
    "box_plot": Text("箱线图", "box plot"),
    "equal_interval": Text("等间距", "equal intervals"),
    "fisher_jenks": Text("自然断点(Fisher-Jenks)", "natural breaks (Fisher-Jenks)"),
    "fisher_jenks_sampled": Text("自然断点(抽样)", "natural breaks (of a sample)"),
    "head_tail_breaks": Text("头尾断点", "head/tail breaks"),
    "jenks_caspall": Text("自然断点(Jenks-Caspall)", "natural breaks (Jenks-Caspall)"),
    "jenks_caspall_forced": Text("自然断点(Jenks-Caspall 强制)", "natural breaks (Jenks-Caspall, forced)"),
    "jenks_caspall_sampled": Text("自然断点(Jenks-Caspall 抽样)", "natural breaks (Jenks-Caspall, of a sample)"),
    "max_p": Text("最大 p 分级", "max-p"),
    "maximum_breaks": Text("最大间断", "widest gaps"),
    "natural_breaks": Text("自然断点", "natural breaks"),
    "percentiles": Text("百分位", "percentiles"),
    "pretty_breaks": Text("取整断点", "round breaks"),
    "quantiles": Text("分位数", "quantiles"),
    "std_mean": Text("标准差", "standard deviations"),
}
"""The schemes of mapclassify by name, and what a legend calls them."""

OWN_BREAKS = Text("自定分级", "own breaks")
"""Classes whose bounds are given."""

ZONAL: Mapping[str, Text] = {
    "no_place": Text("片区位置未公布，无法统计。", "The place of the zone is not published: nothing is measured."),
    "overlap": Text(
        "部分类别相互重叠，各行之和可能大于实际。", "Some classes overlap: the rows may add up to more than there is."
    ),
    "rest": Text("其余 {count} 类", "{count} other classes"),
    "total": Text("合计", "Total"),
    "unplaced": Text(
        "另有 {count} 处位置未公布，未计入任何片区。", "{count} more without a published place: counted in no zone."
    ),
}
"""What the statistics of a zone say beside their numbers."""

ZONAL_UNITS: Mapping[str, Text] = {"ha": Text("公顷", "ha"), "km": Text("公里", "km"), "count": Text("处", "features")}
"""What they are measured in."""
