"""Rings round long rivers, `hg.rings`, beside the same work in plain geopandas; each ring compared with its twin."""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import overlay_data as data
import pandas as pd
import shapely

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable

BOUNDS_M = [50.0, 100.0, 200.0]
QUAD_SEGS = 16
TARGET, SAME = 2.0, 1e-9


def plain(rivers: gpd.GeoDataFrame, *, dissolve: bool) -> gpd.GeoSeries:
    """Make the rings with geopandas alone: by distance, and within it by river."""
    outer = [rivers.buffer(bound, quad_segs=QUAD_SEGS) for bound in BOUNDS_M]
    if dissolve:
        outer = [gpd.GeoSeries([shapes.union_all()], crs=rivers.crs) for shapes in outer]
    parts = [outer[0], *(wide.difference(narrow) for narrow, wide in pairwise(outer))]
    return gpd.GeoSeries(pd.concat(parts), crs=rivers.crs)


def run(rivers: gpd.GeoDataFrame, rounds: int, *, dissolve: bool) -> bool:
    """Time both in turn, on geometries that nobody has looked at before; tell whether all is as it must be."""
    sides: dict[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame | gpd.GeoSeries]] = {
        "hg.rings": lambda frame: hg.rings(frame, BOUNDS_M, dissolve=dissolve),
        "geopandas": lambda frame: plain(frame, dissolve=dissolve),
    }
    wall: dict[str, list[float]] = {name: [] for name in sides}
    cpu: dict[str, list[float]] = {name: [] for name in sides}
    made = {}
    for _ in range(rounds):
        for name, make in sides.items():
            frame = data.fresh(rivers)
            start, used = time.perf_counter(), time.process_time()
            made[name] = make(frame)
            wall[name].append(time.perf_counter() - start)
            cpu[name].append(time.process_time() - used)
    ours, theirs = made["hg.rings"].geometry.to_numpy(), made["geopandas"].to_numpy()
    theirs = theirs.reshape(len(BOUNDS_M), -1).T.ravel()
    apart = shapely.area(shapely.symmetric_difference(ours, theirs)) / shapely.area(theirs)
    ratios = [theirs_s / ours_s for theirs_s, ours_s in zip(wall["geopandas"], wall["hg.rings"], strict=True)]
    ratio, worst = statistics.median(ratios), float(apart.max())
    right = len(ours) == len(theirs) and worst <= SAME and bool(shapely.is_valid(ours).all())
    seconds = ", ".join(
        f"{name} {statistics.median(wall[name]):.2f} s (cpu {statistics.median(cpu[name]):.2f})" for name in sides
    )
    print(
        f"dissolve={dissolve}: {seconds}; ratio {ratio:.2f} [{min(ratios):.2f} to {max(ratios):.2f}], target {TARGET:g}"
    )
    print(f"  {len(ours)} rings compared, largest difference {worst:.1e} of the area; {'right' if right else 'WRONG'}")
    return right and ratio >= TARGET


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rivers", type=int, default=8)
    parser.add_argument("--corners", type=int, default=8000)
    parser.add_argument("--side", type=float, default=60_000.0, help="metres of the square that the rivers lie in")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    rivers = data.rivers(options.rivers, options.corners, side_m=options.side)
    done = [run(rivers, options.rounds, dissolve=dissolve) for dissolve in (True, False)]
    return 0 if np.all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
