"""What a screening takes to be written: JSON, workbook and page, beside the screening itself, in one process.

The sites are squares of 50 m over the district, the rules the packaged ones, as a planner of a cadastre would ask. Each
product is made of the same result; figures are medians of the rounds. The peak of memory is that of fresh processes,
one that only screens and one that writes everything.
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

import geopandas as gpd
import main_job
import numpy as np
import shapely

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable

TARGET_SITES = 100_000
MOST_TIMES, MOST_WORKBOOK_S, MOST_MEMORY_TIMES = 2.0, 60.0, 10.0
_COLUMNS, _STEP_M, _WIDTH_M = 317, 60.0, 50.0
_WEST, _SOUTH = 424_000.0, 4_062_000.0


def sites(count: int) -> gpd.GeoDataFrame:
    """Make so many squares."""
    number = np.arange(count)
    x, y = _WEST + number % _COLUMNS * _STEP_M, _SOUTH + number // _COLUMNS * _STEP_M
    shapes = shapely.box(x, y, x + _WIDTH_M, y + _WIDTH_M)
    return gpd.GeoDataFrame({"id": number.astype(str), "accuracy_m": 1.0}, geometry=shapes, crs=4549)


def timed(work: Callable[[], object]) -> float:
    """Give the seconds of the wall that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def once(frame: gpd.GeoDataFrame, folder: Path, *, write: bool = True) -> dict[str, float]:
    """Screen, then write each product."""
    start = time.perf_counter()
    found = hg.screen(frame, hg.read_rules("hanting"))
    found.tables()
    seconds = {"screening": time.perf_counter() - start}
    if write:
        seconds["json"] = timed(lambda: found.write_json(folder / "a.json"))
        seconds["workbook"] = timed(lambda: found.to_workbook(folder / "a.xlsx"))
        seconds["page"] = timed(lambda: hg.save_page(found.to_map(), folder / "a.html"))
    return seconds


def memory(count: int) -> dict[str, float]:
    """Give the peak of fresh processes, in MiB."""
    command = [sys.executable, str(Path(__file__)), "--sites", str(count), "--alone"]
    return {what: main_job.measure([*command, what])[1] for what in ("screening", "everything")}


def show(figures: dict[str, Any]) -> bool:
    """Print what was found; tell whether every target is met."""
    wall = {what: statistics.median(times) for what, times in figures["seconds"].items()}
    print(f"\n{figures['sites']:,} sites\n\n| | seconds | times the screening | MiB |\n| --- | ---: | ---: | ---: |")
    for what, seconds in wall.items():
        size = figures["bytes"].get(what)
        shown = f"{size / 2**20:,.1f}" if size else ""
        print(f"| {what} | {seconds:.1f} | {seconds / wall['screening']:.2f} | {shown} |")
    peak = figures["memory"]
    print(f"\npeak of memory: screening {peak['screening']:,.0f} MiB, with all products {peak['everything']:,.0f} MiB")
    times, more = wall["page"] / wall["screening"], peak["everything"] / peak["screening"]
    met = {
        f"page at most {MOST_TIMES:g} times the screening: {times:.2f}": times <= MOST_TIMES,
        f"products at most {MOST_MEMORY_TIMES:g} times the memory: {more:.1f}": more <= MOST_MEMORY_TIMES,
    }
    if figures["sites"] == TARGET_SITES:
        slow = wall["workbook"]
        met[f"workbook under {MOST_WORKBOOK_S:.0f} s: {slow:.1f} s"] = slow < MOST_WORKBOOK_S
    for text, good in met.items():
        print(f"{'met   ' if good else 'MISSED'} {text}")
    return all(met.values())


def main() -> int:
    """Run, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=TARGET_SITES, help="100,000 by default, which has all targets")
    parser.add_argument("--rounds", type=int, default=3, help="median of so many (default: 3)")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--alone", choices=("screening", "everything"), help="only do this, once, and print nothing")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.alone:
            once(sites(arguments.sites), folder, write=arguments.alone == "everything")
            return 0
        # First, while this process is small: the kernel counts the peak of who starts a process as its own.
        figures: dict[str, Any] = {"sites": arguments.sites, "memory": memory(arguments.sites)}
        rounds = []
        for number in range(arguments.rounds):
            rounds.append(once(sites(arguments.sites), folder))
            brief = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in rounds[-1].items())
            print(f"round {number + 1}: {brief}", file=sys.stderr)
        figures["seconds"] = {what: [one[what] for one in rounds] for what in rounds[0]}
        sizes = {"json": "a.json", "workbook": "a.xlsx", "page": "a.html"}
        figures["bytes"] = {what: (folder / file).stat().st_size for what, file in sizes.items()}
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0 if show(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
