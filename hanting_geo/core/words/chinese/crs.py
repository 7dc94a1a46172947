"""What is said of reference systems, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "{shown} cannot be degrees of {name}": "{shown} 不可能是 {name} 的度数",
    "the coordinates look like metres: set the projected system that they are in, such as EPSG:4549": "坐标看来是米：请设定其投影坐标系，例如 EPSG:4549",
    "{shown} carries zone prefix {prefix}, and the eastings of {name} begin with {expected}": "{shown} 带有带号 {prefix}，而 {name} 的横坐标以 {expected} 开头",
    "set the system of the prefix that the coordinates carry": "请设定与坐标带号相符的坐标系",
    "{shown} cannot be {name}: latitude stands where longitude belongs": "{shown} 不可能是 {name}：经度的位置上是纬度",
    "swap x and y (shapely.transform(..., lambda xy: xy[:, ::-1]) or QGIS 'Swap X and Y coordinates')": "请对调 x 和 y（shapely.transform(..., lambda xy: xy[:, ::-1])，或 QGIS 的“交换 X 和 Y 坐标”）",
    "{shown} looks like degrees, and {name} counts metres": "{shown} 看来是度，而 {name} 以米计",
    "{shown}: the northing stands where the easting of {name} belongs": "{shown}：{name} 横坐标的位置上是纵坐标",
    "swap x and y: X of a Chinese survey is the northing": "请对调 x 和 y：国内测量的 X 是纵坐标（北）",
    "{shown} lies over {farthest_from_meridian_m:.0f} km from the central meridian of {name}": "{shown} 距 {name} 的中央经线超过 {farthest_from_meridian_m:.0f} 公里",
    "check the unit and the meridian that the coordinates are in": "请核对坐标的单位和中央经线",
    "{shown} has no zone prefix, and the eastings of {name} begin with {expected}": "{shown} 没有带号，而 {name} 的横坐标以 {expected} 开头",
    "set the system without prefix for the same meridian (EPSG:4549 instead of EPSG:4528)": "请设定同一中央经线、不带带号的坐标系（EPSG:4549 而不是 EPSG:4528）",
    "{shown} carries zone prefix {prefix}, and {name} has none": "{shown} 带有带号 {prefix}，而 {name} 不带",
    "set the zone-prefixed system (EPSG:4528 instead of EPSG:4549 for zone 40), then transform": "请设定带带号的坐标系（第 40 带为 EPSG:4528 而不是 EPSG:4549），然后转换",
    "a shift to {target}": "偏移到 {target}",
    (
        "to_wgs84: the frame does not say that it is shifted ({crs}); say what its coordinates are in: "
        "datum='gcj02' (Gaode, Tencent) or datum='bd09' (Baidu)"
    ): (
        "to_wgs84：数据表没有说明坐标经过偏移（{crs}）；请说明坐标所属：datum='gcj02'（高德、腾讯）或 "
        "datum='bd09'（百度）"
    ),
    "to_wgs84: the frame is in {known}, and datum={datum!r} says {asked}; leave datum out": "to_wgs84：数据表为 {known}，而 datum={datum!r} 指 {asked}；请不要给 datum",
    "datum={shown} is not known; give 'gcj02' (Gaode, Tencent) or 'bd09' (Baidu)": "不认识 datum={shown}；请给 'gcj02'（高德、腾讯）或 'bd09'（百度）",
    (
        "{what}: {frame} lies outside China ({west:g} to {east:g} E, {south:g} to {north:g} N), where "
        "coordinates are not shifted; are longitude and latitude swapped, or are these metres?"
    ): (
        "{what}：{frame} 在中国以外（东经 {west:g} 到 {east:g}，北纬 {south:g} 到 {north:g} 之外），那里坐"
        "标不偏移；是否经纬度对调，或单位为米？"
    ),
    "the way back from the shifted coordinates does not settle; are they of this datum?": "由偏移坐标还原时不收敛；坐标确属这一基准吗？",
    (
        "to_wgs84: {name} is no system in which {asked} is written; give the degrees as they came, with no "
        "system or with EPSG:4326"
    ): "to_wgs84：{name} 不是 {asked} 所用的坐标系；请给原来的经纬度，不带坐标系或为 EPSG:4326",
    "{what}: the frame is shifted already ({shifted}); bring it back first with hg.to_wgs84(frame)": "{what}：数据表已偏移（{shifted}）；请先用 hg.to_wgs84(frame) 还原",
    "no system": "没有坐标系",
    (
        "{what} needs a reference system, and the frame has none; say which one the coordinates are in "
        "with frame.set_crs(...)"
    ): "{what} 需要坐标系，而数据表没有；请用 frame.set_crs(...) 说明坐标所属",
    (
        "{name} and {name2} stand on different datums, and no transformation between them is known to "
        "{worst_shift_m:g} m; taking them as equal would move everything by up to some 100 m. Bring the "
        "data over with the parameters of its survey office, then read it again"
    ): (
        "{name} 与 {name2} 的基准不同，两者之间没有精度达到 {worst_shift_m:g} 米的已知转换；当作相同会使一"
        "切移动约 100 米。请用测绘部门的转换参数转换数据后重新读取"
    ),
    (
        "{frame}: coordinates of {name} have no place in {name2}; the frame's reference system is probably "
        "not the one of its coordinates (a zone prefix, swapped axes, or metres declared as degrees): "
        "hg.check_layer(frame) says which"
    ): (
        "{frame}：{name} 的坐标在 {name2} 中没有位置；数据表的坐标系可能与坐标不符（带号、坐标轴对调、米当"
        "作度）：用 hg.check_layer(frame) 查看是哪一种"
    ),
    "{what} needs metres, and the frame is in degrees ({name}); use frame.to_crs('{working}') first": "{what} 须以米计，而数据表以度计（{name}）；请先用 frame.to_crs('{working}')",
    "{what} needs metres, and {name} counts in {listed}": "{what} 须以米计，而 {name} 的单位是 {listed}",
    "{what}: the coordinates of {frame} do not fit: {wrong}; {advice}": "{what}：{frame} 的坐标不符：{wrong}；{advice}",
    (
        "{what}: the frames are in different reference systems ({name}; {name2}); bring one to the other with to_crs"
    ): "{what}：各数据表的坐标系不同（{name}；{name2}）；请用 to_crs 统一",
    "{what} must be a polygon, and {frame} is a {geom_type}; buffer it first, or leave it out": "{what} 须为面，而 {frame} 是 {geom_type}；请先作缓冲区，或不列入",
    (
        "{what}: invalid geometry in {frame} ({reason}); repair it in the source, or pass "
        "frame.make_valid() if you accept the changed shape"
    ): "{what}：{frame} 的图形无效（{reason}）；请在源数据中修复，如接受图形改变可用 frame.make_valid()",
    "unknown reference system {shown}; give an EPSG code such as 'EPSG:4549', or 'working'": "不认识坐标系 {shown}；请给 EPSG 代码，例如 'EPSG:4549'，或 'working'",
    (
        "{what}: {name} is shifted by some 500 m or more against the true place, and only for a look "
        "beside the tiles of a web map; measure in the frame that it was made of, or bring it back with "
        "hg.to_wgs84(frame)"
    ): (
        "{what}：{name} 相对真实位置偏移约 500 米以上，只用于与网络地图的瓦片对照；请用原来的数据表量算，或"
        "用 hg.to_wgs84(frame) 还原"
    ),
    (
        "{what}: {name} is a local system (LOCAL_CS), which does not say where on the Earth it lies; ask "
        "its survey office for the way to CGCS2000 and bring the data over with it, or, if it is a known "
        "system by another name, set that: frame.set_crs('EPSG:...', allow_override=True)"
    ): (
        "{what}：{name} 是地方坐标系（LOCAL_CS），没有说明在地球上的位置；请向其测绘部门索取转换到 "
        "CGCS2000 的方法并转换数据；如是已知坐标系的别名，请设定：frame.set_crs('EPSG:...', "
        "allow_override=True)"
    ),
    "{what}: {name} stretches areas here by {stretch:+.0%}; use frame.to_crs('{working}') first": "{what}：{name} 在此处面积变形 {stretch:+.0%}；请先用 frame.to_crs('{working}')",
    (
        "{what}: {name} {worst} lengths here by {worst2:+.1%}, so that its metres are none on the ground; "
        "use frame.to_crs('{working}') first, or the zone of the data"
    ): (
        "{what}：{name} 在此处长度变形 {worst2:+.1%}（{worst}），其米数不是实地的米数；请先用 "
        "frame.to_crs('{working}')，或数据所在的投影带"
    ),
    "stretches": "拉长",
    "squeezes": "压缩",
}
"""By the English pattern."""
