"""Quantiles of more values than fit in memory: the cells are walked over until each is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hanting_geo.analysis.raster.accumulators import Sums
    from hanting_geo.analysis.raster.cells import Chunk
    from hanting_geo.core.arrays import Floats


__all__ = ["quantiles"]

_MOST_BINS = 1_000_000
_FINEST = 4096


def quantiles(walk: Callable[[], Iterable[Chunk]], sums: Sums, shares: Sequence[float], hair: float) -> list[Floats]:
    """Find values that split the weight of each zone: at most a share of it lies below, at most the rest above.

    Where a whole interval does, it is the middle of its ends; so for equal weights this is the
    ``averaged_inverted_cdf`` of numpy, and for a share of 0.5 the ordinary median. Each walk counts the weight between
    the least and the largest value that may be the one, in bins, and goes on with the bin that holds it.

    Parameters
    ----------
    walk
        Gives the cells of all zones, as often as it is called.
    sums
        What is known of them: the weight and the least and largest value of each zone.
    shares
        From 0 to 1.
    hair
        Weights that differ by less than this part of the whole are equal.

    Returns
    -------
    list of arrays
        For each share the values, one a zone; NaN where there is none.
    """
    # Both ends of the interval: the first values with so much weight at or below them.
    goals = [
        np.clip(share * sums.weight + side * hair * sums.weight, 0, sums.weight) for share in shares for side in (-1, 1)
    ]
    bounds = [(sums.smallest, sums.largest, np.zeros(len(sums.weight)))] * len(goals)
    bins = int(np.clip(_MOST_BINS // max(len(sums.weight) * len(goals), 1), 8, _FINEST))
    while any((low < high).any() for low, high, _ in bounds):
        # All goals look into the same interval at first.
        different = {id(bound): _Bins(*bound, bins) for bound in bounds}
        for chunk in walk():
            for counted in different.values():
                counted.add(chunk.with_value())
        bounds = [different[id(bound)].narrowed(goal) for bound, goal in zip(bounds, goals, strict=True)]
    ends = [np.where(sums.weight > 0, low, np.nan) for low, _, _ in bounds]
    return [(low + high) / 2 for low, high in zip(ends[::2], ends[1::2], strict=True)]


class _Bins:
    """The weight of each zone between two values, in bins; ``before`` is what lies below the first."""

    def __init__(self, low: Floats, high: Floats, before: Floats, bins: int) -> None:
        self.low, self.high, self.before, self.bins = low, high, before, bins
        shape = (len(low), bins)
        self.weight = np.zeros(shape)
        # The values that are there, so that no border of a bin need be compared with any of them.
        self.least, self.most = np.full(shape, np.inf), np.full(shape, -np.inf)

    def add(self, chunk: Chunk) -> None:
        asked = self.low[chunk.zones] < self.high[chunk.zones]
        value = chunk.value.astype(np.float64)
        low, high = chunk.each(np.where(asked, self.low[chunk.zones], np.inf)), chunk.each(self.high[chunk.zones])
        near = np.flatnonzero((value >= low) & (value <= high))
        if not len(near):
            return
        value, low, high = value[near], low[near], high[near]
        # Halves: the distance between the largest floats is none.
        step = np.minimum((value / 2 - low / 2) / (high / 2 - low / 2) * self.bins, self.bins - 1).astype(np.intp)
        at = chunk.each(chunk.zones)[near] * self.bins + step
        self.weight += np.bincount(at, chunk.weight[near], self.weight.size).reshape(self.weight.shape)
        np.minimum.at(self.least.reshape(-1), at, value)
        np.maximum.at(self.most.reshape(-1), at, value)

    def narrowed(self, goal: Floats) -> tuple[Floats, Floats, Floats]:
        """Give the least and largest value of the bin in which the goal is reached, and what lies below it."""
        reached = self.before[:, None] + np.cumsum(self.weight, axis=1)
        there = self.weight > 0
        enough = there & (reached >= goal[:, None])
        # Sums in another order may end a hair below the whole: then it is the last bin.
        last = self.bins - 1 - np.argmax(there[:, ::-1], axis=1)
        chosen = np.where(enough.any(axis=1), np.argmax(enough, axis=1), last)
        zone = np.arange(len(goal))
        before = reached[zone, chosen] - self.weight[zone, chosen]
        open_ = self.low < self.high
        return (
            np.where(open_, self.least[zone, chosen], self.low),
            np.where(open_, self.most[zone, chosen], self.high),
            np.where(open_, before, self.before),
        )
