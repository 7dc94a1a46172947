"""What several tests of siting use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from brute import CRS, X, Y

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def slope(tmp_path: Path) -> Path:
    """Lay 4 x 4 cells of 10 m with their north-west corner at 0, 40; one is steep, one has no value."""
    rasterio = pytest.importorskip("rasterio")
    values = np.full((4, 4), 5.0, dtype="float32")
    values[3, 1] = 20
    values[0, 3] = -9999
    path = tmp_path / "slope.tif"
    transform = rasterio.Affine(10, 0, X, 0, -10, Y + 40)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=4,
        height=4,
        count=1,
        dtype="float32",
        crs=CRS,
        transform=transform,
        nodata=-9999,
    ) as raster:
        raster.write(values, 1)
    return path
