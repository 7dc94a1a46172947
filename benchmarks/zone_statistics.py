"""Zone statistics where each place counts once, beside geopandas: the union of each class, then its area in each zone.

The rows that sum over features (areas, points, roads) stand in overlay.py. Every round runs both in turn in one
process, on geometries that nobody has looked at before; figures are medians. Exit code 1 when a cell differs.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import overlay_data as data
import shapely

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

SAME = 1e-9
"""Of a cell, and as many square metres as rounding moves along the border of a zone."""
SAME_M2 = 1e-3


def blobs(count: int, *, side_m: float, reach_m: float) -> gpd.GeoDataFrame:
    """Strew blobs of five classes and 20 to 100 points, which lie over each other."""
    chance = np.random.default_rng([data.SEED, 90])
    shapes = []
    for x, y in chance.uniform(-side_m / 2, side_m / 2, (count, 2)) + data.CENTRE:
        angle = np.sort(chance.uniform(0, 2 * np.pi, chance.integers(20, 100)))
        reach = reach_m * chance.uniform(0.7, 1.2, len(angle))
        shapes.append(shapely.Polygon(np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)])))
    valid = [shape for shape in shapes if shape.is_valid]
    return gpd.GeoDataFrame({"land_use": chance.choice(list("abcde"), len(valid))}, geometry=valid, crs=data.CRS)


def ours(zones: gpd.GeoDataFrame, features: gpd.GeoDataFrame) -> pd.Series:
    """Give the plane area of each zone and class."""
    table = hg.zone_statistics(zones, features, zone_id="zone", by="land_use")
    return table.iloc[:-5].set_index(["zone_id", "class"])["plane_m2"]


def geopandas_(zones: gpd.GeoDataFrame, features: gpd.GeoDataFrame) -> pd.Series:
    """Unite each class, lay it over the zones, and sum."""
    united = features[["land_use", "geometry"]].dissolve("land_use").reset_index()
    pieces = gpd.overlay(zones, united, how="intersection", keep_geom_type=True)
    return pieces.area.groupby([pieces["zone"], pieces["land_use"]]).sum()


def timed(
    run: Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], pd.Series], *frames: gpd.GeoDataFrame
) -> tuple[float, pd.Series]:
    """Run once, on fresh geometries."""
    given = [data.fresh(frame) for frame in frames]
    gc.collect()
    start = time.perf_counter()
    result = run(*given)
    return time.perf_counter() - start, result


def main() -> int:
    """Run the cases, print a row for each, and compare every cell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parcels", type=int, default=100_000)
    parser.add_argument("--blobs", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    side = data.side(options.parcels)
    zones = data.zones(200, 1_000, side_m=side)
    cases = {
        f"{options.parcels:,} parcels that only touch": data.parcels(options.parcels),
        f"{options.blobs:,} blobs over each other": blobs(
            options.blobs, side_m=side, reach_m=side / np.sqrt(options.blobs) * 2
        ),
    }
    wrong = False
    print("| | hanting_geo | geopandas | ratio |\n| --- | ---: | ---: | ---: |")
    for name, features in cases.items():
        times: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(options.rounds):
            seconds, mine = timed(ours, zones, features)
            times["ours"].append(seconds)
            seconds, theirs = timed(geopandas_, zones, features)
            times["theirs"].append(seconds)
        theirs = theirs.reindex(mine.index).fillna(0)
        off = (mine - theirs).abs() > SAME * theirs + SAME_M2
        wrong |= bool(off.any())
        one, two = (statistics.median(values) for values in times.values())
        ratio = statistics.median(there / here for here, there in zip(*times.values(), strict=True))
        print(
            f"| {name} | {one:.2f} s | {two:.2f} s | {ratio:.1f} |",
            f"({int(off.sum())} cells differ)" if off.any() else "",
        )
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
