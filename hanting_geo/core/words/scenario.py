"""What a run says of itself on its products, where both languages stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CREDITS"]

CREDITS: Mapping[str, Text] = {
    "crs": Text("坐标系", "CRS"),
    "date": Text("日期", "Date"),
    "features": Text("要素", "features"),
    "layer": Text("图层", "Layer"),
    "software": Text("软件", "Software"),
    "title": Text("标题", "Title"),
    "unplaced": Text("无位置", "without place"),
}
"""What stands before, or after, each fact of the credits."""
