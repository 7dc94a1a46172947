"""What stands on figures and plan sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FIGURE", "SIGNED"]

FIGURE: Mapping[str, Text] = {
    "accuracy": Text("位置精度:{range}", "Accuracy of place: {range}"),
    "approval": Text("审图号:", "Approval no.: "),
    "area": Text("面积 {m2} 平方米,合 {mu} 亩", "Area {m2} m², {mu} mu"),
    "closed": Text("闭合", "closed"),
    "crs": Text("坐标系:{crs}。", "Reference system: {crs}."),
    "dashed": Text(
        "虚线:位置精度差于 ±{metres:g} 米或未注明,仅作示意。",
        "Dashed: accuracy poorer than ±{metres:g} m, or not stated: schematic.",
    ),
    "edge": Text("边长(米)", "Edge (m)"),
    "grid_km": Text("图廓坐标以千米计,格网 {step} 千米。", "Coordinates of the frame in km, grid {step} km."),
    "grid_m": Text("图廓坐标以米计,格网 {step} 米。", "Coordinates of the frame in m, grid {step} m."),
    "inset": Text("位置示意", "Location"),
    "km": Text("千米", "km"),
    "legend": Text("图例", "Legend"),
    "m": Text("米", "m"),
    "metres": Text("{value} 米", "{value} m"),
    "no_room": Text("{count} 处注记因位置不足未注出。", "{count} names without room are left out."),
    "north": Text("北", "N"),
    "not_stated": Text("未注明", "not stated"),
    "parcel": Text("地块 {number}", "Parcel {number}"),
    "point": Text("点号", "Point"),
    "points": Text("界址点成果表", "Boundary points"),
    "scale": Text("比例尺 1:{scale}", "Scale 1:{scale}"),
    "sources": Text("资料来源:{sources}", "Sources: {sources}"),
    "to": Text("{low}至{high}", "{low} to {high}"),
    "unplaced": Text("{count} 处位置未公布,图上未绘。", "{count} features without a published place are not drawn."),
    "x_north": Text("X(北)", "X (north)"),
    "y_east": Text("Y(东)", "Y (east)"),
}
"""Patterns and headings."""

SIGNED: Mapping[str, Text] = {
    "unit": Text("编制单位", "Compiled by"),
    "drafter": Text("制图", "Drawn by"),
    "checker": Text("审核", "Checked by"),
    "date": Text("制图日期", "Date"),
}
"""The block of signatures, in its order."""
