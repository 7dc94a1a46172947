"""Many parcels through statistics and screening, a part at a time: seconds and peak memory, one process and a cluster.

``--count 10_000_000`` is a province; the default is small. Every job is a process of its own. The cluster runs on this
machine, so what is shown is what it costs, and how both ways agree; what it gains, several machines must show.
"""

from __future__ import annotations

import argparse
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MIB = 1024
LOT = 500_000
"""Parcels that are made at a time."""


def make(folder: Path, count: int, rows: int) -> None:
    """Write parcels and their parts; more than a lot of them as squares side by side, so that one is in memory."""
    import overlay_data as data

    import hanting_geo as hg

    lots = -(-count // LOT)
    size = -(-count // lots)
    step = 1.1 * data.side(size)
    columns = math.ceil(math.sqrt(lots))
    east, north = data.CENTRE
    for lot in range(lots):
        place = east + step * (lot % columns - columns / 2), north + step * (lot // columns - columns / 2)
        frame = data.parcels(min(size, count - lot * size), number=lot + 1, middle=place)
        frame["id"] = [f"{lot}-{number}" for number in range(len(frame))]
        frame["accuracy_m"] = 0.5
        file = hg.write_file(frame, folder / "parcels.parquet")
        del frame
        for path in sorted(hg.partition_file(file, folder / "some", rows=rows).iterdir()):
            (folder / "parts").mkdir(exist_ok=True)
            path.rename(folder / "parts" / f"lot_{lot:04}_{path.name}")
    area = data.zones(200, 200, side_m=columns * step)
    hg.write_file(area, folder / "zones.parquet")


def one(folder: Path, rows: int) -> None:
    """Measure with one process."""
    import hanting_geo as hg

    table = hg.zone_statistics_file(
        folder / "zones.parquet", folder / "parcels.parquet", zone_id="zone", by="land_use", batch=rows
    )
    table.to_pickle(folder / "one.pickle")


def parts(folder: Path, _rows: int) -> None:
    """Measure with a cluster of this machine."""
    import hanting_geo as hg

    table = hg.zone_statistics_parts(folder / "zones.parquet", folder / "parts", zone_id="zone", by="land_use")
    table.to_pickle(folder / "parts.pickle")


def screened(folder: Path, _rows: int) -> None:
    """Screen with a cluster of this machine: no parcel in a zone."""
    import hanting_geo as hg
    from hanting_geo.core.text import Text

    zones = hg.read_file(folder / "zones.parquet").rename(columns={"zone": "id"}).assign(accuracy_m=1.0)
    rule = hg.Rule(id="out", title=Text("避让"), relation="outside", layer="zones", basis="-")
    print(
        hg.screen_parts(folder / "parts", [rule], {"zones": zones}, folder=folder / "screened").to_string(index=False)
    )


def compare(folder: Path) -> float:
    """Give how far the tables are apart, as a part of the total; classes come in the order of file and parts."""
    import pandas as pd

    key = ["zone_id", "class"]
    tables = (pd.read_pickle(folder / f"{name}.pickle") for name in ("one", "parts"))  # noqa: S301 - our own
    left, right = (table.set_index(key).sort_index() for table in tables)
    if not left["features"].equals(right["features"]):
        sys.exit("the counts differ")
    return float((left["plane_m2"] - right["plane_m2"]).abs().max() / left["plane_m2"].max())


JOBS: dict[str, Callable[..., object]] = {"make": make, "one": one, "parts": parts, "screened": screened}


def run(count: int, rows: int, jobs: list[str]) -> int:
    """Run the jobs, each in a process of its own, and print what they took."""
    if count > LOT and "one" in jobs:
        sys.exit(f"one process is compared up to {LOT} parcels; more: --jobs parts screened")
    with tempfile.TemporaryDirectory() as scratch:
        for job in ("make", *jobs):
            began = time.perf_counter()
            command = [
                sys.executable,
                __file__,
                "--job",
                job,
                "--folder",
                scratch,
                "--rows",
                str(rows),
                "--count",
                str(count),
            ]
            subprocess.run(command, check=True)
            print(f"{job}: {time.perf_counter() - began:.0f} s", flush=True)
        if {"one", "parts"} <= set(jobs):
            apart = compare(Path(scratch))
            print(f"one process and the cluster are {apart:.1e} of the total apart")
            return int(apart > 1e-9)  # noqa: PLR2004 - as docs/scale.md promises
    return 0


def main() -> int:
    """Read the arguments; a job alone is what this file calls itself for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="parcels")
    parser.add_argument("--rows", type=int, default=5_000, help="parcels a part")
    parser.add_argument("--jobs", nargs="*", default=["one", "parts", "screened"], choices=list(JOBS))
    parser.add_argument("--job", choices=list(JOBS))
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.job is None:
        return run(asked.count, asked.rows, asked.jobs)
    if asked.job == "make":
        make(asked.folder, asked.count, asked.rows)
    else:
        JOBS[asked.job](asked.folder, asked.rows)
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{asked.job}: {spent:.0f} s of the processor, largest process {most / _MIB:.0f} MiB", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
