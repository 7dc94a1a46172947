"""What a style in a GeoPackage is called in QGIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STYLES"]

STYLES: Mapping[str, Text] = {
    "sign": Text("(中文)", "(EN)"),
    "made": Text("{title};与网页地图的图例相同", "{title}; the legend of the web map"),
}
"""The end of its name, and its description."""
