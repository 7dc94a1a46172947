"""What the doctor of coordinates says, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AREAS", "EVIDENCE", "REMEDY", "SYSTEMS"]

AREAS: Mapping[str, Text] = {
    "district": Text("寒亭区", "Hanting district"),
    "given": Text("所给范围", "the area given"),
}
SYSTEMS: Mapping[str, Text] = {
    "GCJ-02": Text("GCJ-02(火星坐标,经纬度)", "GCJ-02 (shifted degrees of Gaode and Tencent)"),
    "BD-09": Text("BD-09(百度坐标,经纬度)", "BD-09 (shifted degrees of Baidu)"),
    "GCJ-02 Mercator": Text("GCJ-02(火星坐标)的 Web 墨卡托", "Web Mercator of GCJ-02"),
    "local": Text("地方独立坐标系或 CAD 图纸坐标", "a local grid of a town, or the numbers of a drawing"),
    "nothing": Text("没有坐标", "no coordinates"),
}
EVIDENCE: Mapping[str, Text] = {
    "inside": Text("{share:.0%} 的要素落在{area}内", "{share:.0%} of the features lie in {area}"),
    "outside": Text(
        "没有要素落在{area}内,相距约 {km:.0f} 公里", "no feature lies in {area}, but some {km:.0f} km from it"
    ),
    "no_place": Text("这些数值在该坐标系中没有位置", "these numbers have no place in it"),
    "declared": Text("文件声明的坐标系", "this is what the data declares"),
    "prefix": Text("横坐标带有带号 {zone}", "the eastings carry the zone prefix {zone}"),
    "meridian": Text("横坐标不带带号,中央经线 {meridian}°E", "eastings without prefix, central meridian {meridian} E"),
    "swapped": Text("两个坐标轴对调:纵坐标在前", "the axes are swapped: the northing or latitude stands first"),
    "degrees": Text("数值是度", "the numbers are degrees"),
    "mercator": Text("数值是 Web 墨卡托的米", "the numbers are metres of Web Mercator"),
    "equal": Text("与 CGCS2000 相差不到 1 米,视为相同", "within a metre of CGCS2000, and taken as equal"),
    "old_datum": Text(
        "与同带的 CGCS2000 只差几十至一百多米,仅凭数值分不清;要看资料来源",
        "some tens to some 150 m from CGCS2000 of the same zone, which numbers alone cannot tell; "
        "ask where the data is from",
    ),
    "shifted": Text(
        "此处偏移约 {metres:.0f} 米,仅凭数值分不清;网络地图导出的数据多为此系",
        "some {metres:.0f} m off here, which numbers alone cannot tell; data saved from a web map is often so",
    ),
    "same_place": Text("与排在前面的 {code} 是同一位置", "the same place as {code}, which stands above"),
    "nothing_fits": Text(
        "没有一个已知坐标系使这些数值落在{area}附近(x {west:.10g} 至 {east:.10g},y {south:.10g} 至 {north:.10g})",
        "no known system brings these numbers near {area} "
        "(x {west:.10g} to {east:.10g}, y {south:.10g} to {north:.10g})",
    ),
    "no_coordinates": Text("没有一个要素有坐标", "no feature has coordinates"),
}
REMEDY: Mapping[str, Text] = {
    "none": Text("无需处理", "nothing to do"),
    "old_datum": Text(
        "请测绘主管部门用其参数转换为 CGCS2000", "have the survey office bring it to CGCS2000 with its own parameters"
    ),
    "local": Text(
        "向测绘主管部门索取该独立坐标系转换到 CGCS2000 的参数或成果,不要自行平移",
        "ask the survey office for the way to CGCS2000, or for the data in it; do not move it by hand",
    ),
    "area": Text("若数据本不在此处,用 area= 说明应在何处", "if the data lies elsewhere, say where with area="),
}
