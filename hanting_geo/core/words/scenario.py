"""What a run says of itself on its products, in the language of the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CREDITS"]

CREDITS: Mapping[str, Text] = {
    "crs": Text("坐标系", "CRS"),
    "date": Text("日期", "Date"),
    "counts": Text("{features} 个要素，其中 {unplaced} 个无位置", "{features} features, {unplaced} without a place"),
    "layer": Text("图层", "Layer"),
    "software": Text("软件", "Software"),
    "title": Text("标题", "Title"),
}
"""What stands before, or after, each fact of the credits."""
