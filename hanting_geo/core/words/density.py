"""What a density surface says of itself: a reader must not take it for measured values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CAPTION", "FEATURES", "TITLE"]

TITLE = Text("核密度({what}/平方公里)", "Kernel density ({what} per km²)")

FEATURES = Text("要素数", "features")
"""What is counted where nothing else weighs."""

CAPTION: Mapping[str, Text] = {
    "one_counts": Text(
        "平滑密度，并非各处实测值。四次核，半径 {radius_m:g} 米；{count} 个要素参与计算",
        "A smoothed density, no value measured at any place: quartic kernel, radius {radius_m:g} m; "
        "{count} feature counts",
    ),
    "count": Text(
        "平滑密度，并非各处实测值。四次核，半径 {radius_m:g} 米；{count} 个要素参与计算",
        "A smoothed density, no value measured at any place: quartic kernel, radius {radius_m:g} m; "
        "{count} features count",
    ),
    "one_lost": Text("，{count} 个位置未公布、未计入", ", {count} without a place does not"),
    "lost": Text("，{count} 个位置未公布、未计入", ", {count} without a place do not"),
    "weighted": Text("；权重：{weight}", "; weighted by {weight}"),
    "unit": Text("；单位：每平方公里。", "; per km²."),
}
"""The parts of the caption, in their order."""
