"""What a network calls its map and layers, and what is said of how travel was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BRIDGES", "CLOSED", "LAYERS", "NO", "ONE_WAY", "OPEN", "TITLE", "TRAVEL"]

TITLE = Text("路网", "Network")
"""Of a map that is given no other."""

LAYERS: Mapping[str, Text] = {
    "edges": Text("路段", "Edges"),
    "cuts": Text("被阻断处", "Parted at barriers"),
    "gaps": Text("悬挂端点", "Ends that nearly touch"),
    "crossings": Text("无公共节点的交叉", "Crossings without a common vertex"),
}
"""The titles of the layers on the map."""

TRAVEL: Mapping[str, Text] = {
    "euclid": Text("直线距离(米)", "Straight distance (m)"),
    "manhattan": Text("曼哈顿距离(米)", "Manhattan distance (m)"),
    "network": Text("沿路网距离(米),含到路网的直线段", "Distance along the network (m), with straight access legs"),
    "network_time": Text(
        "沿路网时间(分钟),到路网的直线段按 {speed:g} 公里/小时计",
        "Time along the network (minutes), access legs at {speed:g} km/h",
    ),
    "matrix": Text("由使用者给定的出行成本矩阵", "Costs from a matrix that the user gave"),
    "detour": Text(
        "{what}×绕行系数 {factor:g}(假定,无路网时代替实际路程)",
        "{what}, times a detour factor of {factor:g} (an assumption in place of a network)",
    ),
    "limit": Text("{what};超过 {limit:g} 的不计", "{what}; what is above {limit:g} does not count"),
}
"""What costs were taken, for the sheets of what rests on them."""

_YES = ("yes", "y", "true", "t", "1", "是", "有")
NO = ("no", "n", "false", "f", "0", "否", "无", "")
"""What a column of yes and no says; empty is no."""
BRIDGES = (*_YES, "bridge", "viaduct", "tunnel", "culvert", "桥", "桥梁", "大桥", "隧道", "高架", "涵洞")
"""What marks a bridge or tunnel."""
CLOSED = (*_YES, "closed", "封闭", "关闭", "断路")
OPEN = (*NO, "open", "开放", "通行")
"""What says whether a road is closed."""
ONE_WAY: Mapping[str, int] = {
    **dict.fromkeys(("1", "yes", "true", "是", "forward", "ft", "单向", "单行", "单行线", "正向", "顺向"), 1),
    **dict.fromkeys(("-1", "reverse", "backward", "tf", "反向", "逆向"), -1),
    **dict.fromkeys(("0", "no", "false", "否", "both", "双向", ""), 0),
}
"""1 as digitised, -1 against it, 0 both ways; as OpenStreetMap and bureaus' own layers write it."""
