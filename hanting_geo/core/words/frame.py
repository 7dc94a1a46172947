"""What the frame of a plan says on screen: where the pointer is, measuring, drawing a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FRAME"]

FRAME: Mapping[str, Text] = {
    "area": Text("量面积", "Measure an area"),
    "around": Text("周长", "perimeter"),
    "begin": Text("请点第一个点", "Set the first point"),
    "clear": Text("清除", "Clear"),
    "close": Text("关闭", "Close"),
    "crosses": Text("边界自相交,不能计算", "The boundary crosses itself: no area"),
    "crs4528": Text(
        "CGCS2000 3度带高斯-克吕格投影,第40带,东坐标前加带号40(EPSG:4528)",
        "CGCS2000, 3-degree Gauss-Krueger zone 40, easting with zone number 40 (EPSG:4528)",
    ),
    "crs4549": Text(
        "CGCS2000 3度带高斯-克吕格投影,中央经线120°E,东坐标不加带号(EPSG:4549)",
        "CGCS2000, 3-degree Gauss-Krueger, central meridian 120°E, easting without zone number (EPSG:4549)",
    ),
    "degrees": Text("经纬度,单位:度", "Latitude and longitude in degrees"),
    "east_": Text("东 Y", "E"),
    "goOn": Text("请点下一个点", "Set the next point"),
    "hectares": Text("公顷", "ha"),
    "how": Text(
        "单击加点,双击结束。键盘:方向键移动地图,回车在中心加点,退格撤销,Esc 关闭。",
        "Click to set points, double-click to stop. Keys: arrows move the map, Enter sets a point at its middle, "
        "Backspace takes it back, Esc closes.",
    ),
    "kilometres": Text("公里", "km"),
    "length": Text("量距离", "Measure a length"),
    "metres": Text("米", "m"),
    "mu": Text("亩", "mu"),
    "newSite": Text("新地块", "New site"),
    "noPrefix": Text("无带号", "no zone number"),
    "noSigns": Text("TXT 的地块名称不能含 , @ [ ]", "A name in TXT holds none of , @ [ ]"),
    "noZone": Text("地块不在我国 3 度带范围内,不能写成 TXT", "Outside the 3-degree zones of China: no TXT"),
    "north_": Text("北 X", "N"),
    "onEllipsoid": Text(
        "按 CGCS2000 椭球面(大地线)计算;精度以点击位置为限。",
        "On the ellipsoid of CGCS2000, along geodesics; as exact as the clicks.",
    ),
    "points": Text("个点", "points"),
    "prefix": Text("带号40", "zone number 40"),
    "site": Text("画地块", "Draw a site"),
    "siteName": Text("地块名称", "Name of the site"),
    "takeGeojson": Text("下载 GeoJSON", "Take GeoJSON"),
    "takeTxt": Text("下载界址点 TXT", "Take boundary points (TXT)"),
    "undo": Text("撤销一点", "Take back a point"),
    "where": Text("指针位置坐标", "Coordinates of the pointer"),
}
"""What the bar of tools says, and what each tool opens."""
