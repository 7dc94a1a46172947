"""Overlay and statistics of a file of a million parcels with 200 zones, a batch at a time: time and peak memory.

Every job is a process of its own, so that the kernel tells its peak. First a smaller file is done both ways, in memory
and in batches, and the results are compared: the overlay must be the same but for rounding and where a ring begins,
the statistics but for rounding. This process itself loads no library: a child's peak starts with its parent's memory.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import main_job

MOST_MIB = 4096.0
FORMATS = ("parquet", "gpkg", "fgb")
ZONES, CORNERS = 200, 1000
SAME_M = 1e-6
"""Coordinates that are as close are the same."""
SAME = 1e-9
"""Part of the total by which a measure may differ: it is summed in another order."""


def make(folder: Path, count: int, suffix: str) -> None:
    """Write parcels and zones; without hg.write_file, which would be another benchmark."""
    import overlay_data as data

    side_m = data.side(count)
    file = folder / f"parcels.{suffix}"
    frame = data.parcels(count)
    if suffix == "parquet":
        frame.to_parquet(file, index=False)
        data.zones(ZONES, CORNERS, side_m=side_m).to_parquet(folder / "zones.parquet", index=False)
        return
    options: dict[str, Any] = {} if suffix == "gpkg" else {"SPATIAL_INDEX": "NO"}
    frame.to_file(file, driver={"gpkg": "GPKG", "fgb": "FlatGeobuf"}[suffix], engine="pyogrio", **options)


def work(folder: Path, job: str, suffix: str, batch: int) -> None:
    """Do one job, in memory ("whole ...") or in batches."""
    import hanting_geo as hg

    source, zones = folder / f"parcels.{suffix}", hg.read_file(folder / "zones.parquet")
    way, _, last = job.rpartition(" ")
    what: Any = last
    out = folder / f"{job.replace(' ', '_')}.{suffix}"
    bar = _Bar(f"{job} {suffix}")
    if what == "statistics":
        options: dict[str, Any] = {"zone_id": "zone", "by": "land_use"}
        if way:
            table = hg.zone_statistics(zones, hg.read_file(source), **options)
        else:
            table = hg.zone_statistics_file(zones, source, batch=batch, progress=bar, **options)
        table.to_pickle(out.with_suffix(f".{suffix}.pickle"))
    elif way:
        hg.write_file(hg.overlay(hg.read_file(source), zones, what), out)
    else:
        hg.overlay_file(source, zones, out, how=what, batch=batch, progress=bar)
    _say(folder, f"{time.process_time():.0f}")


class _Bar:
    """Progress on a terminal, once a tenth."""

    def __init__(self, name: str) -> None:
        self._name, self._shown = name, -1

    def __call__(self, part: float, what: str) -> None:
        """Show it."""
        if sys.stderr.isatty() and int(part * 10) > self._shown:
            self._shown = int(part * 10)
            print(f"\r{self._name}: {part:4.0%} {what:10}", end="", file=sys.stderr, flush=True)


def compare(folder: Path) -> None:
    """Compare what was done both ways, and give how much differs."""
    import numpy as np
    import pandas as pd
    import shapely
    from pandas.testing import assert_frame_equal

    import hanting_geo as hg

    said: dict[str, str] = {}
    for suffix in FORMATS:
        for how in ("intersection", "identity", "difference"):
            one, two = (hg.read_file(folder / f"{name}.{suffix}") for name in (f"whole_{how}", how))
            # Without the check of the index type that pandas' own comparison of geometry would need.
            assert_frame_equal(pd.DataFrame(one.drop(columns="geometry")), pd.DataFrame(two.drop(columns="geometry")))
            # A ring may begin at another of its corners.
            left, right = (np.asarray(shapely.normalize(np.asarray(each.geometry.values))) for each in (one, two))
            other = int(np.sum(~shapely.equals_identical(left, right)))
            said[f"{how} {suffix}"] = f"{len(one)} rows, {other} of other coordinates"
            if not np.all(shapely.equals_exact(left, right, SAME_M)):
                sys.exit(f"{how} {suffix}: shapes are more than {SAME_M} m apart")
        one, two = (pd.read_pickle(folder / f"{n}.{suffix}.pickle") for n in ("whole_statistics", "statistics"))  # noqa: S301 - our own
        measures = ["length_m", "plane_m2", "ellipsoid_m2"]
        assert_frame_equal(one.drop(columns=[*measures, "share"]), two.drop(columns=[*measures, "share"]))
        apart = np.abs(one[measures].to_numpy() - two[measures].to_numpy()).max() / one["plane_m2"].iloc[-1]
        said[f"statistics {suffix}"] = f"{len(one)} rows, at most {apart:.1e} of the total apart"
        if apart > SAME:
            sys.exit(f"statistics {suffix}: {apart} of the total apart")
    _say(folder, "\n".join(f"  {name}: {text}" for name, text in said.items()))


def check(folder: Path) -> None:
    """Compare the area of the pieces with that of the statistics, which are made without pieces of the overlay."""
    import pandas as pd
    import pyogrio

    said: list[str] = []
    for suffix in FORMATS:
        if suffix == "parquet":
            import geopandas as gpd

            pieces = gpd.read_parquet(folder / "intersection.parquet", columns=["geometry"])
        else:
            pieces = pyogrio.read_dataframe(folder / f"intersection.{suffix}", columns=[])
        table = pd.read_pickle(folder / f"statistics.{suffix}.pickle")  # noqa: S301 - our own
        inside = table.loc[~table["zone_id"].str.startswith("("), "plane_m2"].sum()
        apart = abs(pieces.area.sum() - inside) / inside
        said.append(
            f"  {suffix}: {len(pieces)} pieces, area {pieces.area.sum():.3f} m2, {apart:.1e} from the statistics"
        )
        if apart > SAME:
            sys.exit(f"{said[-1]}: the areas disagree")
    _say(folder, "\n".join(said))


def _say(folder: Path, text: str) -> None:
    """Leave a text for the process that asked: what a child prints is kept back."""
    (folder / "said.txt").write_text(text, encoding="utf-8")


def child(*arguments: object) -> tuple[float, float]:
    """Run a function of this file in a process of its own."""
    return main_job.measure([sys.executable, __file__, *map(str, arguments)])


def run(arguments: argparse.Namespace) -> int:
    """Compare both ways on the smaller file, then measure the large one."""
    missed = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        jobs = ("intersection", "identity", "difference", "statistics")
        for suffix in FORMATS:
            child("--make", folder, arguments.compared, suffix)
            for job in jobs:
                (whole, whole_mib), (wall, mib) = (
                    child(
                        "--work",
                        folder,
                        f"{way}{job}",
                        suffix,
                        max(arguments.batch * arguments.compared // arguments.parcels, 1),
                    )
                    for way in ("whole ", "")
                )
                print(
                    f"{arguments.compared} {suffix} {job}: in memory {whole:.1f} s, {whole_mib:.0f} MiB; "
                    f"in batches {wall:.1f} s, {mib:.0f} MiB",
                    flush=True,
                )
        child("--compare", folder)
        print("both ways are the same:", (folder / "said.txt").read_text(encoding="utf-8"), sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for suffix in FORMATS:
            child("--make", folder, arguments.parcels, suffix)
            size = (folder / f"parcels.{suffix}").stat().st_size / main_job.MIB
            for job in ("intersection", "statistics"):
                runs = [child("--work", folder, job, suffix, arguments.batch) for _ in range(arguments.rounds)]
                wall, peak = statistics.median(wall for wall, _ in runs), max(mib for _, mib in runs)
                missed += peak > MOST_MIB
                processor = (folder / "said.txt").read_text(encoding="utf-8")
                print(
                    f"{arguments.parcels} {suffix} ({size:.0f} MiB) {job}: {wall:.0f} s "
                    f"({processor} of the processor), {peak:.0f} MiB",
                    flush=True,
                )
        child("--check", folder)
        print("area of pieces and of statistics:", (folder / "said.txt").read_text(encoding="utf-8"), sep="\n")
    print(f"target {'missed' if missed else 'met'}: peak memory under {MOST_MIB:.0f} MiB")
    return int(missed > 0)


def main() -> int:
    """Run the benchmark, or one of its processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parcels", type=int, default=1_000_000, help="parcels of the large file")
    parser.add_argument("--compared", type=int, default=100_000, help="parcels of the file that is done both ways")
    parser.add_argument("--batch", type=int, default=50_000, help="parcels of a batch")
    parser.add_argument("--rounds", type=int, default=1, help="runs of each job on the large file")
    for name, count in (("make", 3), ("work", 4), ("compare", 1), ("check", 1)):
        parser.add_argument(f"--{name}", nargs=count, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.make:
        folder, count, suffix = arguments.make
        make(Path(folder), int(count), suffix)
    elif arguments.work:
        folder, job, suffix, batch = arguments.work
        work(Path(folder), job, suffix, int(batch))
    elif arguments.compare:
        compare(Path(arguments.compare[0]))
    elif arguments.check:
        check(Path(arguments.check[0]))
    else:
        return run(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
