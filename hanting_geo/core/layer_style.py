"""How a desktop GIS is told to draw a layer: what outputs make, and a writer of files puts beside the layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

__all__ = ["Dress", "LayerStyle"]


class LayerStyle(NamedTuple):
    """One style of a layer, as QGIS keeps it."""

    name: str
    """What it is called, at most 30 characters."""
    qml: str
    sld: str
    description: str
    is_default: bool
    """Whether the layer opens with it."""


class Dress(Protocol):
    """What sees every batch that is written, and then says how QGIS draws the layer."""

    def add(self, ready: gpd.GeoDataFrame, part: int) -> None:
        """See a batch."""

    def styles(self) -> Sequence[LayerStyle]:
        """Give the styles of the whole."""
