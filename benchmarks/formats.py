"""Writing and reading of each format by hg.write_file and hg.read_file, beside the bare library: time, size, memory.

Every run is a process of its own; its peak is what the kernel reports, its time that of the call alone, in seconds of
the wall and of the processor. The bare library does not prove what it wrote or read; hanting_geo does, and that is
in its figures.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import main_job

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = {"parquet": None, "fgb": "FlatGeobuf", "gpkg": "GPKG", "shp": "ESRI Shapefile", "geojson": "GeoJSON"}
WAYS = ("write", "read", "bare write", "bare read")


def make(folder: Path, count: int) -> None:
    """Write the parcels that all formats are made of."""
    import overlay_data as data

    frame = data.parcels(count)
    frame["名称"] = [f"图斑{row:07d}" for row in range(count)]
    frame.to_parquet(folder / "source.parquet", index=False)


def work(folder: Path, way: str, suffix: str) -> None:
    """Do one thing and leave its seconds."""
    import geopandas as gpd
    import pyogrio

    import hanting_geo as hg

    bare, _, what = way.rpartition(" ")
    file = place(folder, suffix, bare=bool(bare))
    driver = FORMATS[suffix]
    call: Callable[[], Any]
    if what == "write":
        frame = gpd.read_parquet(folder / "source.parquet")
        if suffix == "geojson":
            frame = frame.to_crs("EPSG:4326")
        file.parent.mkdir(exist_ok=True)
        call = {
            "": lambda: hg.write_file(frame, file),
            "bare": lambda: (
                frame.to_parquet(file) if driver is None else pyogrio.write_dataframe(frame, file, driver=driver)
            ),
        }[bare]
    else:
        call = {
            "": lambda: hg.read_file(file),
            "bare": lambda: gpd.read_parquet(file) if driver is None else pyogrio.read_dataframe(file),
        }[bare]
    wall, processor = time.perf_counter(), time.process_time()
    call()
    seconds = [time.perf_counter() - wall, time.process_time() - processor]
    (folder / "seconds.json").write_text(json.dumps(seconds), encoding="utf-8")


def place(folder: Path, suffix: str, *, bare: bool) -> Path:
    """Give the file of a format: each in a folder of its own, as a Shapefile needs."""
    return folder / f"{'bare' if bare else 'ours'}_{suffix}" / f"parcels.{suffix}"


def size_mb(file: Path) -> float:
    """Give the size of a file and its parts, in millions of bytes."""
    return sum(part.stat().st_size for part in file.parent.iterdir()) / 1e6


def child(*arguments: object) -> float:
    """Run a function of this file in a process of its own and give its peak memory in MiB."""
    return main_job.measure([sys.executable, __file__, *map(str, arguments)])[1]


def table(parcels: int, rounds: int) -> None:
    """Measure everything and print it."""
    seconds: dict[tuple[str, str], list[list[float]]] = {}
    peaks: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        child("--make", folder, parcels)
        for _ in range(rounds):
            for suffix in FORMATS:
                for way in WAYS:
                    file = place(folder, suffix, bare=way.startswith("bare"))
                    if way.endswith("write") and file.parent.exists():
                        for part in file.parent.iterdir():
                            part.unlink()
                    peak = child("--work", folder, way, suffix)
                    peaks.setdefault((suffix, way), []).append(peak)
                    found = json.loads((folder / "seconds.json").read_text(encoding="utf-8"))
                    seconds.setdefault((suffix, way), []).append(found)
        print(f"{parcels} parcels, median of {rounds}; wall (processor) seconds, peak MiB")
        print("| format | MB | write s | peak | read s | peak | bare write s | bare read s |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        for suffix in FORMATS:
            cells = [f".{suffix}", f"{size_mb(place(folder, suffix, bare=False)):.0f}"]
            for way in WAYS:
                wall, processor = (statistics.median(each) for each in zip(*seconds[suffix, way], strict=True))
                cells.append(f"{wall:.1f} ({processor:.1f})")
                if not way.startswith("bare"):
                    cells.append(f"{max(peaks[suffix, way]):.0f}")
            print(f"| {' | '.join(cells)} |", flush=True)


def main() -> int:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parcels", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    for name, count in (("make", 2), ("work", 3)):
        parser.add_argument(f"--{name}", nargs=count, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.make:
        make(Path(arguments.make[0]), int(arguments.make[1]))
        return 0
    if arguments.work:
        work(Path(arguments.work[0]), *arguments.work[1:])
        return 0
    table(arguments.parcels, arguments.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
