"""Overlay, zone statistics, rings and distances beside geopandas, plain shapely and the databases that are installed.

Each case is run once by everybody, uncounted, and compared pair by pair; then in rounds, everybody in turn, each time
on geometries that nobody has looked at before. Databases hold their tables before the clock starts. A ratio is the
median over the rounds of their time by ours.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.metadata
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import overlay_data as data
import overlay_peers as peers

from hanting_geo.core.compiled import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from overlay_cases import Case, Frames, Run

_SMALL = """
import time
import geopandas, numpy, shapely
import hanting_geo as hg
from hanting_geo.analysis.engine import pairs as pairing, polygons as shaping
pairing._WORTH_COMPILING = shaping._WORTH_COMPILING = 0
x, y = numpy.meshgrid(numpy.arange(50.0), numpy.arange(50.0))
cells = geopandas.GeoDataFrame(geometry=shapely.box(x, y, x + 1, y + 1).ravel(), crs="EPSG:4549")
other = cells.set_geometry(cells.translate(0.3, 0.4))
start = time.perf_counter()
hg.overlay(cells, other)
print(time.perf_counter() - start)
"""
OURS, FAST = "hanting_geo", "hanting_geo[fast]"


class Side(NamedTuple):
    """Somebody who does a case."""

    prepare: Callable[[], Any]
    """Not timed."""
    run: Callable[[Any], Any]
    rows: float
    """Time is multiplied by this."""


class Figures(NamedTuple):
    """What a case came to."""

    wall: dict[str, list[float]]
    processor: dict[str, list[float]]
    faults: dict[str, list[str]]


def timed(side: Side) -> tuple[Any, float, float]:
    """Run one side: its result, wall seconds, and seconds of processor."""
    given = side.prepare()
    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    result = side.run(given)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    return result, wall * side.rows, processor * side.rows


def sides_of(case: Case, frames: Frames) -> tuple[dict[str, Side], dict[str, Any]]:
    """Give everybody who takes part, the faster way of each, and what they found when first asked."""
    given = case.sample(frames) if case.sample else frames
    share = len(frames[0]) / len(given[0])

    def fresh(what: Frames) -> Callable[[], Frames]:
        return lambda: tuple(data.fresh(frame) for frame in what)

    ways = {OURS: [Side(fresh(frames), _switched(case.ours, "0"), 1.0)]}
    if peers.has("numba"):
        ways[FAST] = [Side(fresh(frames), _switched(case.ours, "1"), 1.0)]
    ways |= {name: [Side(fresh(given), run, share) for run in runs] for name, runs in case.peers.items()}
    if case.query:
        for database in peers.DATABASES:
            if database.is_there():
                ways[database.name] = [_asked(database, case.query(frames), frames)]
    sides, found = {}, {}
    for name, several in ways.items():
        results = [timed(side)[0] for side in several]
        # Once more, warm, where there is a choice to make.
        seconds = [timed(side)[1] for side in several] if len(several) > 1 else [0.0]
        fastest = seconds.index(min(seconds))
        sides[name], found[name] = several[fastest], results[fastest]
    return sides, found


def _switched(run: Run, compiled: str) -> Run:
    """Run with compiled loops or without."""

    def switched(given: Any) -> Any:
        os.environ[VARIABLE] = compiled
        return run(given)

    return switched


def _asked(database: type[peers.Sedona | peers.Duck | peers.Postgis], query: str, frames: Frames) -> Side:
    session = database()
    session.load(frames)
    return Side(lambda: query, session.ask, 1.0)


def run(case: Case, rounds: int, scale: float) -> Figures:
    """Time everybody in turn, and compare what they find."""
    frames = case.frames(scale)
    sides, found = sides_of(case, frames)
    reference = found[next(iter(case.peers))]
    figures = Figures({name: [] for name in sides}, {name: [] for name in sides}, {})
    for name, result in found.items():
        # Databases also give the points and lines in which shapes touch.
        ours = name in {OURS, FAST, *case.peers}
        kept = result if ours or "geometry" not in result else peers.polygons_of(result)
        figures.faults[name] = case.check(kept, reference, frames)
    for _ in range(rounds):
        for name, side in sides.items():
            result, wall, processor = timed(side)
            figures.wall[name].append(wall)
            figures.processor[name].append(processor)
            if name in {OURS, FAST}:
                figures.faults[name] += case.check(result, reference, frames)
    return figures


def ratios(figures: Figures) -> dict[str, dict[str, float]]:
    """Give how many times longer everybody took than hanting_geo, without compiled loops and with them."""
    return {
        name: {
            other: statistics.median(theirs / mine for theirs, mine in zip(wall, figures.wall[name], strict=True))
            for other, wall in figures.wall.items()
            if other not in {OURS, FAST}
        }
        for name in (OURS, FAST)
        if name in figures.wall
    }


def show(case: Case, figures: Figures, *, judged: bool) -> bool:
    """Print what was found; tell whether every target is met and everything right."""
    from overlay_cases import EVERY

    times = ratios(figures)
    print(f"\n{case.title}\n")
    print(f"| | wall | processor |{''.join(f' times {name} |' for name in times)}")
    print(f"| --- | ---: | ---: |{' ---: |' * len(times)}")
    for name, wall in figures.wall.items():
        processor = statistics.median(figures.processor[name])
        beside = "".join(f" {some[name]:.2f} |" if name in some else " |" for some in times.values())
        print(f"| {name} | {statistics.median(wall):.3f} s | {processor:.3f} s |{beside}")
    print()
    good = not any(figures.faults[name] for name in times)
    for name, faults in figures.faults.items():
        verdict = "WRONG " if name in times else "differs"
        print("\n".join(f"{verdict} {name}: {fault}" for fault in faults), end="\n" * bool(faults))
    for peer, least in case.targets.items():
        for name in [other for other in times[OURS] if peer in {other, EVERY}] or [peer]:
            text = f"at least {least:g} x {name}"
            if name not in times[OURS]:
                print(f"       {text}: not installed")
                continue
            met = [side for side, some in times.items() if some[name] >= least]
            good &= bool(met) or not judged
            verdict = "met    " if met else "MISSED " if judged else "below  "
            with_extra = " (with the extra only)" * (met == [FAST])
            print(f"{verdict}{text}{with_extra}: {', '.join(f'{some[name]:.2f}' for some in times.values())}")
    return good


def compiling(*, kept: bool = False) -> float:
    """Give the seconds that a small overlay takes longer with compiled loops than without, each in a fresh process."""
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        for compiled in ("1", "1", "0") if kept else ("1", "0"):
            variables = {VARIABLE: compiled, "NUMBA_CACHE_DIR": folder}
            printed = subprocess.run(
                [sys.executable, "-c", _SMALL], env=os.environ | variables, check=True, capture_output=True, text=True
            )
            seconds[compiled] = float(printed.stdout)
    return seconds["1"] - seconds["0"]


def installed() -> str:
    """Give the versions of what is compared."""
    names = [name for name in ("geopandas", "shapely", "sedonadb", "duckdb", "numba") if peers.has(name)]
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def main() -> int:
    """Run, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="+", metavar="NAME", help="only these; --list names them")
    parser.add_argument("--list", action="store_true", help="name the cases and stop")
    parser.add_argument("--rounds", type=int, default=5, help="median of so many (default: 5)")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size; targets are judged at 1 only")
    parser.add_argument("--without", nargs="+", default=[], metavar="MODULE", help="do as if these were not installed")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    arguments = parser.parse_args()
    # Before anything looks for an optional library.
    sys.modules.update(dict.fromkeys(arguments.without))
    from overlay_cases import CASES

    if arguments.list:
        print("\n".join(f"{case.name:28} {case.title}" for case in CASES))
        return 0
    unknown = set(arguments.cases or ()) - {case.name for case in CASES}
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}; --list names them")
    if peers.has("numba"):
        first, later = compiling(), compiling(kept=True)
        importlib.import_module("numba")  # Everybody is warm.
        print(f"the first call of compiled loops takes {first:.1f} s more, {later:.1f} s once their code is on disk")
    print(f"{os.cpu_count()} cores, {arguments.rounds} rounds, {arguments.scale:g} of the full size; {installed()}")
    good, written = True, {}
    for case in CASES:
        if arguments.cases and case.name not in arguments.cases:
            continue
        figures = run(case, arguments.rounds, arguments.scale)
        good &= show(case, figures, judged=arguments.scale == 1)
        written[case.name] = figures._asdict() | {"ratios": ratios(figures), "targets": case.targets}
        if arguments.json:
            arguments.json.write_text(json.dumps(written, indent=1), encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
