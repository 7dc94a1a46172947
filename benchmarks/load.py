"""Ten million parcels through ``hanting-geo stats`` and ``hanting-geo screen``: seconds, memory and disk of each step.

Parcels are made 500,000 at a time and written as a folder of parts; then both commands work on the folder, in the
processes of this machine, as a planner would run them. ``--parcels 10_000_000`` is a province; the default is small.
Each step is a process of its own, and the peak is that of the largest process, workers counted: a machine needs that
times its processors. Exit code 1 when a table is not what went in, or a process took more than ``--most-mib``.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

MIB = 1024
SAME = 1e-9
"""Part of the total by which the areas of the table may differ from its total."""

CATALOG = """title: {zh: 负载, en: load}
layers:
  ground: {title: {zh: 保护区, en: protected}, file: ground.parquet, accuracy_m: 1.0}
"""
RULES = """title: {zh: 负载, en: load}
rules:
  - {id: out, title: 避让, relation: outside, layer: ground, basis: benchmark}
  - {id: far, title: 退让, relation: beyond_distance, distance_m: 50, layer: ground, basis: benchmark}
  - {id: large, title: 面积, relation: min_area, area_m2: 400, basis: benchmark}
"""


class Step(NamedTuple):
    """What a step took."""

    wall_s: float
    processor_s: float
    peak_mib: float


def make(folder: Path, count: int, rows: int) -> None:
    """Write parcels, zones, rules and a catalogue."""
    import parts

    import hanting_geo as hg

    parts.make(folder, count, rows)
    (folder / "parcels.parquet").unlink()  # the last lot, whose features are in the parts
    zones = hg.read_file(folder / "zones.parquet")
    hg.write_file(zones.rename(columns={"zone": "id"}), folder / "ground.parquet")
    (folder / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")


def commands(folder: Path, count: int, rows: int) -> dict[str, list[str]]:
    """Give the command of each step."""
    hanting = [sys.executable, "-m", "hanting_geo"]
    parts, own = str(folder / "parts"), ["--catalog", str(folder / "catalog.yaml")]
    stats = ["--zones", str(folder / "zones.parquet"), "--zone-id", "zone", "--of", parts, "--by", "land_use"]
    rules = ["--rules", str(folder / "rules.yaml"), "--out", str(folder / "screened")]
    return {
        "write": [sys.executable, __file__, "--make", str(folder), "--parcels", str(count), "--rows", str(rows)],
        "stats": [*hanting, "stats", *stats, "--out", str(folder / "table.csv"), *own],
        "screen": [*hanting, "screen", parts, *rules, *own],
    }


def measure(command: list[str]) -> Step:
    """Run a command, and say what it and its workers took."""
    began = time.perf_counter()
    process = subprocess.Popen(command)
    peak, spent = 0.0, os.times()
    while process.poll() is None:
        peak = max(peak, *(_resident_mib(each) for each in _family(process.pid)), 0.0)
        time.sleep(0.2)
    now = os.times()
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
    used = now.children_user + now.children_system - spent.children_user - spent.children_system
    # Where there is no /proc: the largest child of all steps so far.
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MIB
    return Step(time.perf_counter() - began, used, peak or largest)


def _family(root: int) -> list[int]:
    """Give a process and those that it started, by the file system of the kernel; none where there is none."""
    found, look = [], [root]
    while look:
        each = look.pop()
        found.append(each)
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                look += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def _resident_mib(process: int) -> float:
    """Give the largest memory that a process has had."""
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    line = next((line for line in text.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) / MIB


def disk_mib(folder: Path) -> float:
    """Say how much a folder holds."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


def judged(folder: Path, count: int) -> list[str]:
    """Say what of the results is not what went in."""
    import pandas as pd

    table = pd.read_csv(folder / "table.csv")
    total = table.iloc[-1]
    wrong = [] if int(total["features"]) == count else [f"stats: {total['features']} features of {count}"]
    apart = abs(table["plane_m2"].iloc[:-1].sum() - total["plane_m2"]) / total["plane_m2"]
    wrong += [] if apart <= SAME else [f"stats: the parts are {apart:.1e} of the total apart"]
    files = sorted((folder / "screened").glob("summary_*.parquet"))
    rows = sum(len(pd.read_parquet(path, columns=["id"])) for path in files)
    return wrong + ([] if rows == count else [f"screen: {rows} sites of {count}"])


def main() -> int:
    """Run all steps, or the one that this file calls itself for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parcels", type=int, default=20_000, help="how many (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=50_000, help="parcels a part (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where to work: a disk with room; default: a temporary folder")
    parser.add_argument("--most-mib", type=float, default=4096, help="of the largest process (default: %(default)s)")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make is not None:
        make(asked.make, asked.parcels, asked.rows)
        return 0
    with tempfile.TemporaryDirectory(dir=asked.folder) as scratch:
        folder = Path(scratch)
        peak = 0.0
        for name, command in commands(folder, asked.parcels, asked.rows).items():
            took = measure(command)
            peak = max(peak, took.peak_mib)
            print(
                f"{name}: {took.wall_s:.0f} s, {took.processor_s:.0f} s of the processor, largest process "
                f"{took.peak_mib:.0f} MiB, {disk_mib(folder):.0f} MiB on the disk",
                flush=True,
            )
        wrong = judged(folder, asked.parcels)
    wrong += [] if peak <= asked.most_mib else [f"the largest process took {peak:.0f} MiB, over {asked.most_mib:.0f}"]
    for each in wrong:
        print(each)
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
