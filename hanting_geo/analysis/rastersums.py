"""Sums over the cells of zones that grow chunk by chunk, so that a raster of any size fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.analysis.rastercells import Chunk

    Floats = NDArray[np.float64]

__all__ = ["Sums", "Table", "Values"]

_MOST_KEPT = 4_000_000
"""Rows of value and weight that are kept before equal values are put together."""
_MOST_BINS = 4_000_000


class Sums:
    """What is known of each zone after some chunks; arrays with a value a zone.

    Attributes
    ----------
    all_cells, all_weight
        Over all cells on the raster, with and without a value.
    cells, weight
        Over cells with a value.
    total
        Sum of value times fraction.
    mean, spread
        Weighted mean, and the weighted sum of squares of the distances from it.
    smallest, largest
        Infinite where there is no value.
    """

    def __init__(self, zones: int) -> None:
        """Know nothing yet of so many zones."""
        self.all_cells, self.all_weight = np.zeros(zones), np.zeros(zones)
        self.cells, self.weight = np.zeros(zones), np.zeros(zones)
        self.total, self.mean, self.spread = np.zeros(zones), np.zeros(zones), np.zeros(zones)
        self.smallest, self.largest = np.full(zones, np.inf), np.full(zones, -np.inf)

    def add(self, chunk: Chunk) -> None:
        """Take a chunk in.

        The spreads of two parts join without cancelling: Chan, Golub and LeVeque (1979), Updating formulae and a
        pairwise algorithm for computing sample variances.
        """
        zones, local = np.unique(chunk.zone, return_inverse=True)

        def summed(rows: NDArray[np.intp], weights: Floats) -> Floats:
            return np.asarray(np.bincount(rows, weights, len(zones)), dtype=np.float64)

        self.all_cells[zones] += summed(local, chunk.fraction)
        self.all_weight[zones] += summed(local, chunk.weight)
        there = chunk.there
        if not there.any():
            return
        local, fraction, weight = local[there], chunk.fraction[there], chunk.weight[there]
        value = chunk.value[there].astype(np.float64)
        self.cells[zones] += summed(local, fraction)
        self.total[zones] += summed(local, fraction * value)
        here = summed(local, weight)
        before = self.weight[zones]
        # A zone whose cells have no value gives 0 / 0, which is left out.
        mean = np.divide(summed(local, weight * value), here, out=self.mean[zones], where=here > 0)
        apart = mean - self.mean[zones]
        spread = summed(local, weight * (value - mean[local]) ** 2)
        after = before + here
        part = np.divide(here, after, out=np.zeros(len(zones)), where=after > 0)
        self.spread[zones] += spread + apart**2 * before * part
        self.mean[zones] += apart * part
        self.weight[zones] = after
        first = np.flatnonzero(np.diff(local, prepend=-1))
        seen = zones[local[first]]
        self.smallest[seen] = np.minimum(self.smallest[seen], np.minimum.reduceat(value, first))
        self.largest[seen] = np.maximum(self.largest[seen], np.maximum.reduceat(value, first))


class Values(NamedTuple):
    """How much of each zone has each value, ordered by zone, then value."""

    zone: NDArray[np.intp]
    value: NDArray[Any]
    fraction: Floats
    weight: Floats


class Table:
    """How much of each zone has which value; equal values of a zone stand together."""

    def __init__(self, zones: int, hair: float) -> None:
        """Know nothing yet of so many zones. Weights that differ by less than this part of the whole are equal."""
        self._zones, self._hair = zones, hair
        self._parts: list[Values] = []
        self._kept = self._joined = 0

    def add(self, chunk: Chunk) -> None:
        """Take a chunk in."""
        there = chunk.there
        if not there.any():
            return
        part = _together(chunk.zone[there], chunk.value[there], chunk.fraction[there], chunk.weight[there])
        self._parts.append(part)
        self._kept += len(part.zone)
        # Twice what the last joining left: a raster of measurements would else be joined again with every chunk.
        if self._kept > max(_MOST_KEPT, 2 * self._joined):
            self._join()

    def _join(self) -> Values:
        if not self._parts:
            nothing = np.zeros(0)
            return Values(np.zeros(0, dtype=np.intp), nothing, nothing, nothing)
        if len(self._parts) > 1:
            columns = [np.concatenate(column) for column in zip(*self._parts, strict=True)]
            self._parts = [_together(*columns)]
            self._kept = self._joined = len(self._parts[0].zone)
        return self._parts[0]

    def values(self) -> Values:
        """Give zones, values, and how much there is of them in cells and as weight."""
        return self._join()

    def count(self) -> int:
        """Count different values over all zones."""
        return len(np.unique(self._join().value))

    def quantile(self, share: float) -> Floats:
        """Give the value that splits each zone's weight: at most that share lies below it, at most the rest above.

        Where a whole interval does, the middle of its ends; for equal weights that is numpy's
        ``averaged_inverted_cdf``, and for a share of 0.5 the ordinary median.
        """
        found = np.full(self._zones, np.nan)
        zone, value, _, weight = self._join()
        if not len(zone):
            return found
        first = np.flatnonzero(np.diff(zone, prepend=-1))
        last = np.append(first[1:], len(zone)) - 1
        for start, end in zip(first, last, strict=True):
            reached = np.cumsum(weight[start : end + 1])
            goal, hair = share * reached[-1], self._hair * reached[-1]
            low = min(int(np.searchsorted(reached, goal - hair)), end - start)
            high = min(int(np.searchsorted(reached, goal + hair, side="right")), end - start)
            found[zone[start]] = (float(value[start + low]) + float(value[start + high])) / 2
        return found

    def extreme(self, *, most: bool) -> Floats:
        """Give the value with the most or least weight in each zone; of equal ones the smallest."""
        found = np.full(self._zones, np.nan)
        zone, value, _, weight = self._join()
        if not len(zone):
            return found
        first = np.flatnonzero(np.diff(zone, prepend=-1))
        best = (np.maximum if most else np.minimum).reduceat(weight, first)
        whole = np.add.reduceat(weight, first)
        local = np.cumsum(np.diff(zone, prepend=zone[0]) > 0)
        near = np.flatnonzero(np.abs(weight - best[local]) <= self._hair * whole[local])
        _, chosen = np.unique(zone[near], return_index=True)
        found[zone[near[chosen]]] = value[near[chosen]]
        return found

    def variety(self) -> Floats:
        """Count the different values of each zone."""
        return np.bincount(self._join().zone, minlength=self._zones).astype(float)


def _together(zone: NDArray[np.intp], value: NDArray[Any], fraction: Floats, weight: Floats) -> Values:
    """Put equal values of a zone together."""
    if value.dtype.kind in "iu" and len(value):
        # Classes: counting is quicker than sorting.
        low, high = int(value.min()), int(value.max())
        zones, local = np.unique(zone, return_inverse=True)
        bins = len(zones) * (high - low + 1)
        if bins <= min(_MOST_BINS, 4 * len(value)):
            at = local * (high - low + 1) + (value.astype(np.int64) - low)
            filled = np.flatnonzero(np.bincount(at, minlength=bins))
            return Values(
                zones[filled // (high - low + 1)],
                (filled % (high - low + 1) + low).astype(value.dtype),
                np.bincount(at, fraction, bins)[filled].astype(np.float64),
                np.bincount(at, weight, bins)[filled].astype(np.float64),
            )
    order = np.lexsort((value, zone))
    zone, value = zone[order], value[order]
    first = np.flatnonzero((np.diff(zone, prepend=-1) != 0) | np.append(True, value[1:] != value[:-1]))
    return Values(
        zone[first], value[first], np.add.reduceat(fraction[order], first), np.add.reduceat(weight[order], first)
    )
