"""Frames for the tests of this folder: drawn by hand near 0, 0 and laid where the district is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
from shapely.affinity import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry as Geometry

X, Y = 430_000.0, 4_071_000.0


def frame(geometry: Sequence[Geometry | None], crs: str = "EPSG:4549", **columns: list[Any]) -> gpd.GeoDataFrame:
    """Make a frame with ids f0, f1, ...; in EPSG:4549 shapes drawn near 0, 0 are moved to X, Y."""
    ids = [f"f{row}" for row in range(len(geometry))]
    there = [moved(shape) if crs == "EPSG:4549" else shape for shape in geometry]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=np.array(there, dtype=object), crs=crs)


def moved(shape: Geometry | None) -> Geometry | None:
    """Lay a shape drawn near 0, 0 at X, Y."""
    if shape is None or shape.is_empty or abs(shape.bounds[0]) > X / 2:
        return shape
    return translate(shape, X, Y)
