"""A million candidates by ten criteria combined to one score, in turn with pymcdm and scikit-criteria in one process.

scikit-criteria takes part where it is installed; it is given its matrix ready made. Seconds are of the wall, and in
brackets of the processor. Only weighted sum, weighted product and TOPSIS have a target; of OWA nobody has one.

Peak memory is that of fresh processes that combine the same table once, less that of one that only makes it.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import statistics
import subprocess
import sys
import time
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pymcdm import methods, normalizations

from hanting_geo.siting.suitability.combining import ordered_average, topsis, weighted_product, weighted_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Function = Callable[[], Floats]

TARGET_S, TARGET_GIB, SAME = 0.3, 0.3, 1e-9
CRITERIA = 10
TARGETED = ("wlc", "wpm", "topsis vector", "topsis minmax")


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


def theirs(values: Floats, weights: Floats, costs: NDArray[np.bool_]) -> dict[str, dict[str, Function]]:
    """Name what others have for it, by method and library, ready to be run; checks of pymcdm are left out."""
    signs = np.where(costs, -1, 1)
    vector = methods.TOPSIS(normalizations.vector_normalization)
    minmax = methods.TOPSIS(normalizations.minmax_normalization)
    found: dict[str, dict[str, Function]] = {
        "topsis vector": {"pymcdm": lambda: np.asarray(vector(values, weights, signs, validation=False))},
        "topsis minmax": {"pymcdm": lambda: np.asarray(minmax(values, weights, signs, validation=False))},
    }
    if importlib.util.find_spec("skcriteria") is not None:
        skc = import_module("skcriteria")
        simple, near = import_module("skcriteria.agg.simple"), import_module("skcriteria.agg.topsis")
        turned = import_module("skcriteria.preprocessing.invert_objectives")
        scaler = import_module("skcriteria.preprocessing.scalers").VectorScaler(target="matrix")
        given = skc.mkdm(values, signs, weights=weights)
        better = skc.mkdm(values, np.ones(len(weights), dtype=int), weights=weights)
        inverted, negated = turned.InvertMinimize(), turned.NegateMinimize()
        found["wlc"] = {"scikit-criteria": lambda: simple.WeightedSumModel().evaluate(better).e_.score}
        found["wpm"] = {
            "scikit-criteria": lambda: 10 ** simple.WeightedProductModel().evaluate(inverted.transform(given)).e_.score
        }
        found["topsis vector"]["scikit-criteria"] = lambda: (
            near.TOPSIS().evaluate(scaler.transform(negated.transform(given))).e_.similarity
        )
    return found


def seconds(function: Function) -> tuple[float, float, Floats]:
    """Time a call, on the wall and on the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    found = function()
    return time.perf_counter() - wall, time.process_time() - processor, found


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
    peers = theirs(values, weights, costs)
    for name, function in ours().items():
        run: dict[str, Function] = {
            "ours": partial(function, values, weights, costs),
            **peers.get(name, {}),
        }
        took: dict[str, list[tuple[float, float]]] = {who: [] for who in run}
        scores = {who: one() for who, one in run.items()}
        worst = max((float(np.abs(scores["ours"] - other).max()) for other in scores.values()), default=0.0)
        for _ in range(options.rounds):
            for who, one in run.items():
                wall, processor, _ = seconds(one)
                took[who].append((wall, processor))
        medians = {who: [statistics.median(each) for each in zip(*times, strict=True)] for who, times in took.items()}
        own = medians["ours"]
        memory = peak(name, options.candidates) - bare
        good = worst <= SAME and (name not in TARGETED or (own[0] <= TARGET_S and memory <= TARGET_GIB))
        met &= good
        line = f"{name:14} {own[0]:6.3f} s ({own[1]:.3f})  {memory:6.3f} GiB more"
        for who, (wall, processor) in medians.items():
            if who != "ours":
                line += f"  {who} {wall:.3f} s ({processor:.3f}), ratio {wall / own[0]:.2f}"
        line += f"  differs by {worst:.1e}" if len(run) > 1 else ""
        sys.stdout.write(f"{line}{'' if good else '  over the target'}\n")
    sys.stdout.write(f"target: {TARGET_S} s and {TARGET_GIB} GiB each, scores within {SAME:g}\n")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
