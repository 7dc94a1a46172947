"""Distance of points to the nearest river, `hg.nearest`, beside shapely's tree of segments; compared point by point.

With the extra `fast` also without it, for comparison; the target is for what is installed. The first round loads
machine code, or makes it on a machine where it has never run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import overlay_data as data
import shapely

import hanting_geo as hg
from hanting_geo.core import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

TARGET, SAME, SAME_M = 20.0, 1e-9, 1e-9
TREE, PLAIN = "STRtree.query_nearest", "hg.nearest without machine code, a row a segment"


def tree_of_segments(points: gpd.GeoDataFrame, segments: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Ask shapely, on one thread, as it is asked most quickly: for any one of equally near segments."""
    tree = shapely.STRtree(segments.geometry.to_numpy())
    far = tree.query_nearest(points.geometry.to_numpy(), return_distance=True, all_matches=False)[1]
    return np.asarray(far)


def ours(points: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ask hanting_geo; it checks both frames and makes a frame."""
    return hg.nearest(points, rivers)


def plain(points: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ask hanting_geo to do without machine code."""
    os.environ[compiled.VARIABLE] = "0"
    try:
        return hg.nearest(points, rivers)
    finally:
        del os.environ[compiled.VARIABLE]


def wrong(found: gpd.GeoDataFrame, points: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame, far: NDArray[np.float64]) -> int:
    """Count points whose distance is not that of the tree, or whose river is not so far away."""
    distance = found["distance_m"].to_numpy()
    off = np.abs(distance - far) > SAME * far + SAME_M
    # A long river is compared corner by corner: a thousand of them are enough.
    some = np.random.default_rng(1).permutation(len(points))[:1000]
    named = rivers.geometry.to_numpy()[found["other_index"].to_numpy()[some]]
    away = shapely.distance(points.geometry.to_numpy()[some], named)
    return int(off.sum() + (np.abs(away - far[some]) > SAME * far[some] + SAME_M).sum())


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rivers", type=int, default=40)
    parser.add_argument("--corners", type=int, default=8001, help="of a river")
    parser.add_argument("--side", type=float, default=60_000.0, help="metres of the square that all lie in")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    points = data.points(options.points, side_m=options.side)
    rivers = data.rivers(options.rivers, options.corners, side_m=options.side)
    segments = data.segments(rivers)
    cases: dict[str, tuple[Callable[..., Any], gpd.GeoDataFrame]] = {
        "hg.nearest, a row a segment": (ours, segments),
        "hg.nearest, a row a river": (ours, rivers),
        TREE: (tree_of_segments, segments),
    }
    if compiled.is_there():
        cases[PLAIN] = (plain, segments)
    wall: dict[str, list[float]] = {name: [] for name in cases}
    cpu: dict[str, list[float]] = {name: [] for name in cases}
    answers: dict[str, Any] = {}
    for _ in range(options.rounds):
        for name, (ask, where) in cases.items():
            asked, lines = data.fresh(points), data.fresh(where)
            start, used = time.perf_counter(), time.process_time()
            answers[name] = ask(asked, lines)
            wall[name].append(time.perf_counter() - start)
            cpu[name].append(time.process_time() - used)
    print(f"{len(points):,} points, {len(segments):,} segments, median distance {np.median(answers[TREE]):.0f} m")
    done = True
    for name, (_, where) in cases.items():
        print(f"{name}: {statistics.median(wall[name]):.2f} s (cpu {statistics.median(cpu[name]):.2f})")
        if name == TREE:
            continue
        ratios = [theirs / mine for theirs, mine in zip(wall[TREE], wall[name], strict=True)]
        ratio, bad = statistics.median(ratios), wrong(answers[name], points, where, answers[TREE])
        print(f"  ratio {ratio:.1f} [{min(ratios):.1f} to {max(ratios):.1f}], target {TARGET:g}; {bad} points wrong")
        done &= (ratio >= TARGET or name == PLAIN) and not bad
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
