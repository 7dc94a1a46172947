"""How a desktop GIS is told to draw a layer: what outputs make, and a writer of files puts beside the layer."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["LayerStyle"]


class LayerStyle(NamedTuple):
    """One style of a layer, as QGIS keeps it."""

    name: str
    """What it is called, at most 30 characters."""
    qml: str
    sld: str
    description: str
    is_default: bool
    """Whether the layer opens with it."""
