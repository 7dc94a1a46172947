"""Sums over the cells of zones that grow chunk by chunk, so that a raster of any size fits."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.analysis.raster.cells import Chunk
    from hanting_geo.core.arrays import Floats


__all__ = ["Sums", "Table", "Values"]

_MOST_KEPT = 2_000_000
"""Rows of zone and value that are kept before equal ones are put together."""
_MOST_ROWS = 5_000_000
"""Different ones that are kept at all: some 400 MB while they are put together."""
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
    least, most
        The same as whole numbers of the band's own type, where it has one; above 2^53 floats skip some.
    """

    def __init__(self, zones: int, *, spread: bool, whole: np.dtype[Any] | None = None) -> None:
        """Know nothing yet of so many zones; the spread is taken only where it is asked for."""
        limits = None if whole is None else np.iinfo(whole)
        self.least = None if limits is None else np.full(zones, limits.max, dtype=whole)
        self.most = None if limits is None else np.full(zones, limits.min, dtype=whole)
        self._spread = spread
        self.all_cells, self.all_weight = np.zeros(zones), np.zeros(zones)
        self.cells, self.weight = np.zeros(zones), np.zeros(zones)
        self.total, self.mean, self.spread = np.zeros(zones), np.zeros(zones), np.zeros(zones)
        self.smallest, self.largest = np.full(zones, np.inf), np.full(zones, -np.inf)

    def add(self, chunk: Chunk) -> None:
        """Take a chunk in.

        The spreads of two parts join without cancelling: Chan, Golub and LeVeque (1979), Updating formulae and a
        pairwise algorithm for computing sample variances.
        """
        self.all_cells[chunk.zones] += np.add.reduceat(chunk.fraction, chunk.first)
        self.all_weight[chunk.zones] += np.add.reduceat(chunk.weight, chunk.first)
        chunk = chunk.with_value()
        zones, first, fraction, weight = chunk.zones, chunk.first, chunk.fraction, chunk.weight
        if not len(zones):
            return
        value = chunk.value.astype(np.float64)
        self.cells[zones] += np.add.reduceat(fraction, first)
        weighed = weight * value
        here, heavy = np.add.reduceat(weight, first), np.add.reduceat(weighed, first)
        self.total[zones] += heavy if weight is fraction else np.add.reduceat(fraction * value, first)
        before, mean = self.weight[zones], heavy / here
        apart = mean - self.mean[zones]
        if self._spread:
            np.subtract(value, chunk.each(mean), out=weighed)
            weighed *= weighed
            weighed *= weight
            self.spread[zones] += np.add.reduceat(weighed, first) + apart**2 * before * here / (before + here)
        self.mean[zones] += apart * here / (before + here)
        self.weight[zones] = before + here
        self.smallest[zones] = np.minimum(self.smallest[zones], np.minimum.reduceat(value, first))
        self.largest[zones] = np.maximum(self.largest[zones], np.maximum.reduceat(value, first))
        if self.least is not None and self.most is not None:
            self.least[zones] = np.minimum(self.least[zones], np.minimum.reduceat(chunk.value, first))
            self.most[zones] = np.maximum(self.most[zones], np.maximum.reduceat(chunk.value, first))


class Values(NamedTuple):
    """How much of each zone has each value, ordered by zone, then value.

    Where cells are equal, ``weight`` is the very array ``fraction``.
    """

    zone: NDArray[np.int32]
    value: NDArray[Any]
    fraction: Floats
    weight: Floats


class Table:
    """How much of each zone has which value; equal values of a zone stand together.

    Attributes
    ----------
    full
        There are more different values than are kept, and nothing is kept any more.
    """

    def __init__(self, zones: int, hair: float) -> None:
        """Know nothing yet of so many zones. Weights that differ by less than this part of the whole are equal."""
        self._zones, self._hair = zones, hair
        self.full = False
        self._parts: list[Values] = []
        self._kept = self._joined = 0

    def add(self, chunk: Chunk) -> None:
        """Take a chunk in."""
        if self.full:
            return
        chunk = chunk.with_value()
        part = _together(chunk.each(chunk.zones.astype(np.int32)), chunk.value, chunk.fraction, chunk.weight)
        self._parts.append(part)
        self._kept += len(part.zone)
        if self._kept > self._joined + _MOST_KEPT:
            self._join()
        if self._joined > _MOST_ROWS:
            self.full = True
            self._parts = []

    def _join(self) -> Values:
        if not self._parts:
            nothing = np.zeros(0)
            return Values(np.zeros(0, dtype=np.int32), nothing, nothing, nothing)
        if len(self._parts) > 1:
            zone, value, fraction = (np.concatenate([part[column] for part in self._parts]) for column in range(3))
            plane = all(part.weight is part.fraction for part in self._parts)
            weight = fraction if plane else np.concatenate([part.weight for part in self._parts])
            self._parts = []
            self._parts = [_together(zone, value, fraction, weight)]
        self._kept = self._joined = len(self._parts[0].zone)
        return self._parts[0]

    def values(self) -> Values:
        """Give zones, values, and how much there is of them in cells and as weight."""
        return self._join()

    def count(self) -> int:
        """Count different values over all zones."""
        return len(np.unique(self._join().value))

    def quantile(self, share: float) -> Floats:
        """Give the value that splits the weight of each zone, as in :mod:`hanting_geo.analysis.raster.quantiles`."""
        found = np.full(self._zones, np.nan)
        zone, value, _, weight = self._join()
        border = np.append(np.flatnonzero(np.diff(zone, prepend=-1)), len(zone))
        for start, end in pairwise(border):
            reached = np.cumsum(weight[start:end])
            goal, hair = share * reached[-1], self._hair * reached[-1]
            ends = np.searchsorted(reached, [goal - hair, min(goal + hair, reached[-1])])
            low, high = value[start:end][ends].astype(np.float64)
            found[zone[start]] = (low + high) / 2
        return found

    def extreme(self, *, most: bool) -> NDArray[Any]:
        """Give the value with the most or least weight in each zone, of equal ones the smallest.

        In the type of the band; zones without a value have 0.
        """
        zone, value, _, weight = self._join()
        found = np.zeros(self._zones, dtype=value.dtype)
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


def _together(zone: NDArray[np.int32], value: NDArray[Any], fraction: Floats, weight: Floats) -> Values:
    """Put equal values of a zone together."""
    if value.dtype.kind in "iu" and len(value):
        # Classes: counting is quicker than sorting.
        low, high = int(value.min()), int(value.max())
        zones, local = np.unique(zone, return_inverse=True)
        bins = len(zones) * (high - low + 1)
        if bins <= min(_MOST_BINS, 4 * len(value)):
            # Differences in the values' own type may wrap; read without a sign they are right.
            beyond = (value - value.dtype.type(low)).view(f"u{value.dtype.itemsize}").astype(np.int64)
            at = local * (high - low + 1) + beyond
            filled = np.flatnonzero(np.bincount(at, minlength=bins))
            parts = np.bincount(at, fraction, bins)[filled].astype(np.float64)
            return Values(
                zones[filled // (high - low + 1)],
                (filled % (high - low + 1)).astype(value.dtype) + value.dtype.type(low),
                parts,
                parts if weight is fraction else np.bincount(at, weight, bins)[filled].astype(np.float64),
            )
    order = np.lexsort((value, zone))
    zone, value = zone[order], value[order]
    first = np.flatnonzero((np.diff(zone, prepend=-1) != 0) | np.append(True, value[1:] != value[:-1]))
    parts = np.add.reduceat(fraction[order], first)
    return Values(
        zone[first], value[first], parts, parts if weight is fraction else np.add.reduceat(weight[order], first)
    )
