"""P(first) and P(top k) of a million candidates over 10,000 draws: bounds on bunches of draws, and every product.

``python benchmarks/stability.py [--candidates N] [--draws N]``. Both sides run in one process. The other side
multiplies every candidate with every draw, block by block, and keeps the best of each draw: what a short script does
that has room for it. Exit code 1 if the two disagree. Target: best ten of 1,000,000 x 10, 10,000 draws, in 20 s.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import numpy as np

from hanting_geo.siting.suitability.draws import drawn_weights
from hanting_geo.siting.suitability.stability import stability

_BEST = 10
_BLOCK = 4096


def every_product(utilities: np.ndarray, weights: np.ndarray, best: int) -> np.ndarray:
    """Count how often each candidate is among the best, by multiplying all with all."""
    scores = np.full((len(weights), best), -np.inf)
    rows = np.zeros((len(weights), best), dtype=np.intp)
    for start in range(0, len(utilities), _BLOCK):
        block = weights @ utilities[start : start + _BLOCK].T
        better = np.flatnonzero(block.max(axis=1) > scores[:, -1])
        both = np.hstack([scores[better], block[better]])
        here = np.broadcast_to(np.arange(start, start + block.shape[1]), (len(better), block.shape[1]))
        named = np.hstack([rows[better], here])
        order = np.argsort(-both, axis=1, kind="stable")[:, :best]
        scores[better] = np.take_along_axis(both, order, 1)
        rows[better] = np.take_along_axis(named, order, 1)
    return np.bincount(rows.ravel(), minlength=len(utilities)) / len(weights)


def main() -> int:
    """Run both sides, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--candidates", type=int, default=1_000_000)
    parser.add_argument("--criteria", type=int, default=10)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--alone", action="store_true", help="leave the other side out")
    chosen = parser.parse_args()
    utilities = np.random.default_rng(1).random((chosen.candidates, chosen.criteria))
    even = np.full(chosen.criteria, 1 / chosen.criteria)
    wrong = 0
    asked: dict[str, dict[str, Any]] = {"uniform": {}, "within 20 %": {"within": 0.2, "weights": even}}
    for name, options in asked.items():
        start = time.perf_counter()
        found = stability(utilities, draws=chosen.draws, top=(1, 3, _BEST), **options)
        ours = time.perf_counter() - start
        print(f"{name}: {ours:.1f} s, {len(found.contenders)} of {chosen.candidates} are ever among the best {_BEST}")
        if chosen.alone:
            continue
        given = {"weights": None, **options}
        weights = drawn_weights(np.random.default_rng(0), chosen.draws, chosen.criteria, **given)
        start = time.perf_counter()
        theirs = every_product(utilities, weights, _BEST)
        other = time.perf_counter() - start
        same = np.allclose(theirs, found.p_top[_BEST], atol=1e-12)
        verdict = "the same" if same else "NOT the same"
        print(f"  every product: {other:.1f} s, {other / ours:.1f} times as long; {verdict}")
        wrong += not same
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
