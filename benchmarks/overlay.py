"""Overlay, zone statistics, rings and distances beside geopandas, plain shapely and the databases that are installed.

Each case is run once by everybody, uncounted, and compared pair by pair; then in rounds, everybody in turn, each time
on geometries that nobody has looked at before. Databases hold their tables before the clock starts. A ratio is the
median over the rounds of their time by ours.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import overlay_data as data
import overlay_peers as peers

if TYPE_CHECKING:
    from collections.abc import Callable

    from overlay_cases import Case, Frames

OURS = "hanting_geo"


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

    ways = {OURS: [Side(fresh(frames), case.ours, 1.0)]}
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
        kept = peers.polygons_of(result) if name not in {OURS, *case.peers} and "geometry" in result else result
        figures.faults[name] = case.check(kept, reference, frames)
    for _ in range(rounds):
        for name, side in sides.items():
            result, wall, processor = timed(side)
            figures.wall[name].append(wall)
            figures.processor[name].append(processor)
            if name == OURS:
                figures.faults[name] += case.check(result, reference, frames)
    return figures


def ratios(figures: Figures) -> dict[str, float]:
    """Give how many times longer everybody took than hanting_geo."""
    ours = figures.wall[OURS]
    return {
        name: statistics.median(theirs / mine for theirs, mine in zip(wall, ours, strict=True))
        for name, wall in figures.wall.items()
        if name != OURS
    }


def show(case: Case, figures: Figures, *, judged: bool) -> bool:
    """Print what was found; tell whether every target is met and everything right."""
    from overlay_cases import EVERY

    times = ratios(figures)
    print(f"\n{case.title}\n")
    print("| | wall | processor | times ours |\n| --- | ---: | ---: | ---: |")
    for name, wall in figures.wall.items():
        processor = statistics.median(figures.processor[name])
        ratio = f"{times[name]:.2f}" if name in times else ""
        print(f"| {name} | {statistics.median(wall):.3f} s | {processor:.3f} s | {ratio} |")
    print()
    good = not figures.faults[OURS]
    for name, faults in figures.faults.items():
        print(
            "\n".join(f"{'WRONG ' if name == OURS else 'differs'} {name}: {fault}" for fault in faults),
            end="\n" * bool(faults),
        )
    for peer, least in case.targets.items():
        for name in [other for other in times if peer in {other, EVERY}] or [peer]:
            text = f"at least {least:g} x {name}"
            if name not in times:
                print(f"       {text}: not installed")
                continue
            met = times[name] >= least
            good &= met or not judged
            print(f"{'met   ' if met else 'MISSED' if judged else 'below '} {text}: {times[name]:.2f}")
    return good


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
