"""A million candidates by ten criteria combined to one score, beside pymcdm, in turn in one process, row by row.

Peak memory is that of fresh processes that combine the same table once, less that of one that only makes it.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pymcdm import methods, normalizations

from hanting_geo.siting.suitability.combining import ordered_average, topsis, weighted_product, weighted_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TARGET_S, TARGET_GIB, SAME = 0.3, 0.3, 1e-9
CRITERIA = 10


def table(candidates: int) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Make utilities, weights and which criteria are costs."""
    rng = np.random.default_rng(14)
    weights = rng.dirichlet(np.ones(CRITERIA))
    return rng.uniform(0.01, 1, (candidates, CRITERIA)), weights, np.arange(CRITERIA) % 3 == 0


def ours() -> dict[str, Callable[[Floats, Floats, NDArray[np.bool_]], Floats]]:
    """Name what is measured of hanting_geo."""
    return {
        "wlc": lambda values, weights, _: weighted_sum(values, weights),
        "wpm": weighted_product,
        "topsis vector": topsis,
        "topsis minmax": lambda values, weights, costs: topsis(values, weights, costs, normalisation="minmax"),
        "owa": lambda values, weights, _: ordered_average(values, weights, 2.0),
    }


def theirs() -> dict[str, Callable[[Floats, Floats, NDArray[np.bool_]], Floats]]:
    """Name what pymcdm has for it; its checks are left out, for they take longest."""
    vector = methods.TOPSIS(normalizations.vector_normalization)
    minmax = methods.TOPSIS(normalizations.minmax_normalization)

    def run(method: object) -> Callable[[Floats, Floats, NDArray[np.bool_]], Floats]:
        return lambda values, weights, costs: np.asarray(
            method(values, weights, np.where(costs, -1, 1), validation=False)  # type: ignore[operator]
        )

    return {"topsis vector": run(vector), "topsis minmax": run(minmax)}


def seconds(function: Callable[[], Floats]) -> tuple[float, Floats]:
    """Time a call."""
    start = time.perf_counter()
    found = function()
    return time.perf_counter() - start, found


def highest() -> float:
    """Give the peak memory of this process in KiB; ru_maxrss would be that of the parent, where that is larger."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024
    return next(float(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def peak(name: str, candidates: int) -> float:
    """Give the peak memory of a fresh process, in GiB."""
    command = [sys.executable, __file__, "--candidates", str(candidates), "--only", name]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return float(done.stdout)


def main() -> int:
    """Compare, and say whether the target is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args()
    values, weights, costs = table(options.candidates)
    if options.only:
        if options.only != "nothing":
            ours()[options.only](values, weights, costs)
        sys.stdout.write(f"{highest() / 2**20}")
        return 0
    bare = peak("nothing", options.candidates)
    met = True
    peers = theirs()
    for name, function in ours().items():
        took: dict[str, list[float]] = {"ours": [], "pymcdm": []}
        function(values, weights, costs)
        worst = 0.0
        for _ in range(options.rounds):
            took_s, found = seconds(lambda function=function: function(values, weights, costs))  # type: ignore[misc]
            took["ours"].append(took_s)
            if name in peers:
                peer = peers[name]
                took_s, other = seconds(lambda peer=peer: peer(values, weights, costs))  # type: ignore[misc]
                took["pymcdm"].append(took_s)
                worst = max(worst, float(np.abs(found - other).max()))
        own = statistics.median(took["ours"])
        memory = peak(name, options.candidates) - bare
        good = own <= TARGET_S and memory <= TARGET_GIB and worst <= SAME
        met &= good
        line = f"{name:14} {own:7.3f} s  {memory:6.3f} GiB more"
        if took["pymcdm"]:
            other_s = statistics.median(took["pymcdm"])
            line += f"  pymcdm {other_s:7.3f} s, ratio {other_s / own:5.2f}, differs by {worst:.1e} at most"
        sys.stdout.write(f"{line}{'' if good else '  over the target'}\n")
    sys.stdout.write(f"target: {TARGET_S} s and {TARGET_GIB} GiB each, scores within {SAME:g}\n")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
