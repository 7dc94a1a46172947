"""Statistics of a raster of 10,000 x 10,000 cells in 196 zones, beside rasterstats and exactextract alone.

Each runs once in a process of its own, for its peak memory. Then every round runs all of them in turn in one process;
figures are medians of the rounds. In the end the results are compared zone by zone.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import main_job
import numpy as np
import pandas as pd
import rasterio
import shapely
from rasterio.windows import Window
from shapely.affinity import rotate

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable

CELLS, ZONES, MOST_MIB = 10_000, 14, 1024.0
"""Cells and zones on a side, and the peak memory that is the target."""
_CELL_M, _WEST, _SOUTH = 10, 400_000, 4_050_000
_MAKE = "make the raster"
_STATS = ["mean", "sum", "count", "max"]
_SAME = {"fraction": 1e-6, "centre": 1e-5}
"""Relative. Fractions are single precision in exactextract, and so are sums in rasterstats."""


def make_raster(path: Path, cells: int) -> None:
    """Write random single precision, of which nearly all cells differ, with gaps."""
    chance = np.random.default_rng(4549)
    place = rasterio.Affine(_CELL_M, 0, _WEST, 0, -_CELL_M, _SOUTH + cells * _CELL_M)
    kind = {"driver": "GTiff", "count": 1, "height": cells, "width": cells, "dtype": "float32", "nodata": -9999}
    with rasterio.open(path, "w", crs="EPSG:4549", transform=place, **kind) as file:
        for row in range(0, cells, 500):
            rows = min(500, cells - row)
            values = chance.random((rows, cells), dtype="float32") * 100
            values[chance.random((rows, cells), dtype="float32") < 0.02] = -9999  # noqa: PLR2004 - one in fifty
            file.write(values, 1, window=Window(0, row, cells, rows))


def make_zones(cells: int, zones: int) -> gpd.GeoDataFrame:
    """Make turned squares with rounded corners, some 120 points each, that reach over the edge of the raster."""
    side = cells * _CELL_M / zones
    squares = [
        rotate(
            shapely.box(_WEST + x * side, _SOUTH + y * side, _WEST + (x + 1) * side, _SOUTH + (y + 1) * side), 7
        ).buffer(-side * 0.02)
        for x in range(zones)
        for y in range(zones)
    ]
    shapes = shapely.segmentize(shapely.buffer(squares, side * 0.01), side / 25)
    return gpd.GeoDataFrame({"id": range(len(shapes))}, geometry=shapes, crs="EPSG:4549")


def ours(zones: gpd.GeoDataFrame, raster: Path, rule: Any, stats: list[str]) -> pd.DataFrame:
    """Ask hanting_geo."""
    return hg.raster_statistics(zones, raster, stats=stats, rule=rule)


def rasterstats_alone(zones: gpd.GeoDataFrame, raster: Path) -> pd.DataFrame:
    """Ask rasterstats: centres of cells."""
    import rasterstats

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # affine's, of how rasterstats multiplies
        return pd.DataFrame(rasterstats.zonal_stats(zones, str(raster), stats=_STATS))


def exactextract_alone(zones: gpd.GeoDataFrame, raster: Path) -> pd.DataFrame:
    """Ask exactextract: fractions of cells."""
    from exactextract import exact_extract

    found: pd.DataFrame = exact_extract(str(raster), zones, _STATS, output="pandas")
    return found


SIDES: dict[str, Callable[[gpd.GeoDataFrame, Path], pd.DataFrame]] = {
    "hanting_geo, centre": partial(ours, rule="centre", stats=_STATS),
    "rasterstats": rasterstats_alone,
    "hanting_geo, fraction": partial(ours, rule="fraction", stats=_STATS),
    "exactextract": exactextract_alone,
}
MORE: dict[str, Callable[[gpd.GeoDataFrame, Path], pd.DataFrame]] = {
    "hanting_geo, centre, median and q95": partial(ours, rule="centre", stats=["median", "q95"]),
    "hanting_geo, fraction, median and q95": partial(ours, rule="fraction", stats=["median", "q95"]),
}


def agree(mine: pd.DataFrame, theirs: pd.DataFrame, rule: str) -> bool:
    """Compare zone by zone; counts of centres and largest values must be the same."""
    good = True
    for name in _STATS:
        one, other = (table[name].astype(float).to_numpy() for table in (mine, theirs))
        apart = float(np.max(np.abs(one - other) / np.maximum(np.abs(other), 1e-300)))
        exact = name == "max" or (name == "count" and rule == "centre")
        good &= apart <= (0 if exact else _SAME[rule])
        print(f"  {rule}, {name}: largest relative difference of {len(one)} zones {apart:.1e}")
    return good


def main() -> int:
    """Print times, differences and peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=CELLS, help=f"cells on a side (default: {CELLS:,})")
    parser.add_argument("--zones", type=int, default=ZONES, help=f"zones on a side (default: {ZONES})")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (default: 3)")
    parser.add_argument("--only", choices=[_MAKE, *SIDES, *MORE], help=argparse.SUPPRESS)
    parser.add_argument("--raster", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only == _MAKE:
        make_raster(arguments.raster, arguments.cells)
        return 0
    if arguments.only:
        {**SIDES, **MORE}[arguments.only](make_zones(arguments.cells, arguments.zones), arguments.raster)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        raster = Path(scratch, "raster.tif")
        # While this process is small: the kernel counts what a child had before it became another program.
        good = peaks(raster, arguments.cells, arguments.zones)
        good &= compare(raster, arguments.cells, arguments.zones, arguments.rounds)
    print("good" if good else f"MISSED: over {MOST_MIB:.0f} MiB, or the sides disagree")
    return 0 if good else 1


def peaks(raster: Path, cells: int, zones: int) -> bool:
    """Run each side in a process of its own, and tell whether ours stay below the target."""
    good = True
    print("peak memory of a process of its own, with the libraries in it")
    for name in [_MAKE, *SIDES, *MORE]:
        options = ["--only", name, "--raster", str(raster), "--cells", str(cells), "--zones", str(zones)]
        wall, peak = main_job.measure([sys.executable, __file__, *options])
        if name != _MAKE:
            print(f"  {name}: {peak:.0f} MiB, {wall:.1f} s")
        good &= not name.startswith("hanting_geo") or peak < MOST_MIB
    return good


def compare(raster: Path, cells: int, zones: int, rounds: int) -> bool:
    """Run all sides in turn, and tell whether they agree."""
    frame = make_zones(cells, zones)
    walls: dict[str, list[float]] = {name: [] for name in SIDES}
    works: dict[str, list[float]] = {name: [] for name in SIDES}
    found: dict[str, pd.DataFrame] = {}
    for _ in range(rounds):
        for name, side in SIDES.items():
            wall, work = time.perf_counter(), time.process_time()
            found[name] = side(frame, raster)
            walls[name].append(time.perf_counter() - wall)
            works[name].append(time.process_time() - work)
    print(f"{cells:,} x {cells:,} cells, {len(frame)} zones, {', '.join(_STATS)}; median of {rounds}")
    for name in SIDES:
        wall, work = statistics.median(walls[name]), statistics.median(works[name])
        ratio = statistics.median(works["rasterstats"]) / work
        print(f"  {name}: {wall:.1f} s, processor {work:.1f} s, {ratio:.2f} times as fast as rasterstats")
    good = agree(found["hanting_geo, centre"], found["rasterstats"], "centre")
    return good & agree(found["hanting_geo, fraction"], found["exactextract"], "fraction")


if __name__ == "__main__":
    sys.exit(main())
