"""Write the small made-up files that the README's commands name: ``python make.py`` in this folder."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
from shapely import box

import hanting_geo as hg

HERE = Path(__file__).resolve().parent
CRS = "EPSG:4549"
X, Y = 430_000, 4_072_000


def points(count: int, seed: int, **columns: object) -> gpd.GeoDataFrame:
    """Draw points round a place in the district."""
    rng = np.random.default_rng(seed)
    at = gpd.points_from_xy(X + rng.uniform(-2500, 2500, count).round(2), Y + rng.uniform(-2500, 2500, count).round(2))
    return gpd.GeoDataFrame({"id": [f"{n + 1:03}" for n in range(count)], **columns}, geometry=at, crs=CRS)


def main() -> None:
    """Write all of them."""
    places = [(-2000, 1000), (-500, 2200), (1200, -800), (2600, 1500), (300, -2400)]
    sites = gpd.GeoDataFrame(
        {"id": list("ABCDE"), "name_zh": list("甲乙丙丁戊"), "accuracy_m": 1.0},
        geometry=[box(X + x, Y + y, X + x + 600, Y + y + 400) for x, y in places],
        crs=CRS,
    )
    hg.write_file(sites, HERE / "sites.geojson")
    land = gpd.GeoDataFrame(
        {"id": ["L1", "L2"], "accuracy_m": 1.0},
        geometry=[box(X - 2500, Y - 1500, X - 500, Y + 1500), box(X, Y - 1500, X + 2000, Y + 1500)],
        crs=CRS,
    )
    hg.write_file(land, HERE / "land.geojson")
    people = np.random.default_rng(3).integers(20, 400, 120)
    hg.write_file(points(120, 1, demand=people, accuracy_m=1.0), HERE / "homes.geojson")
    hg.write_file(points(6, 2, accuracy_m=1.0), HERE / "parks.geojson")
    hg.write_file(points(30, 4, status="candidate", accuracy_m=1.0), HERE / "places.geojson")
    parcels = gpd.GeoDataFrame(
        {"id": [f"P{n}" for n in range(40)], "use": ["耕地", "建设用地"] * 20},
        geometry=[
            box(X + 100 * (n % 8), Y + 100 * (n // 8), X + 100 * (n % 8 + 1), Y + 100 * (n // 8 + 1)) for n in range(40)
        ],
        crs=CRS,
    )
    hg.write_file(parcels, HERE / "parcels.geojson")
    folder = HERE / "界址点"
    folder.mkdir(exist_ok=True)
    for name in ("甲", "乙"):
        hg.write_landtxt(sites[sites["name_zh"] == name].drop(columns="accuracy_m"), folder / f"{name}.txt")


if __name__ == "__main__":
    main()
