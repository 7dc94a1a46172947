"""The ledger of what is left and what takes the rest: measures that close, and the share of each rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.area import areas
from hanting_geo.analysis.engine.cutting import together
from hanting_geo.siting.relations.site import fits_width

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.siting.exclusion.partition import Partition


__all__ = ["ELIGIBLE", "TOO_NARROW", "TOO_SMALL", "Land", "Losses"]

ELIGIBLE, TOO_SMALL, TOO_NARROW = 0, -1, -2
"""Labels of land that no rule takes: what is left, and what pruning took of it."""


class Losses(NamedTuple):
    """What each candidate loses to each rule: plain arrays, a row for each pair; areas on plane and ellipsoid."""

    owner: Positions
    rule: Positions
    takes: Floats
    """All land of the candidate under the rule."""
    alone: Floats
    """That under no other rule."""
    share: Floats
    """Of each piece the k-th part, k being the number of rules on it that exclude it; NaN of one that needs consent."""


@dataclass(frozen=True)
class Land:
    """Pieces of candidates, measured: a row for each polygon."""

    pieces: Geometries
    owners: Positions
    labels: Positions
    """From 0 up a position in ``sets``; below :data:`TOO_SMALL` or :data:`TOO_NARROW`."""
    sets: tuple[tuple[int, ...], ...]
    areas: Floats
    """Columns plane and ellipsoid, in m2."""
    min_area_m2: float | None = None
    """What pruning asked of each part; None: nothing."""
    min_width_m: float | None = None
    consents: frozenset[int] = frozenset()
    """Rules that exclude nothing, and leave what lies under them to an approval or a consultation."""

    @classmethod
    def of(cls, partition: Partition, crs: CRS, consents: frozenset[int] = frozenset()) -> Land:
        """Measure the pieces of a partition."""
        return cls(
            partition.pieces,
            partition.owners,
            partition.labels,
            tuple(partition.sets),
            areas_of(partition.pieces, crs),
            consents=consents,
        )

    @cached_property
    def needs_consent(self) -> Flags:
        """Tell the pieces that lie under rules, all of which leave them to an approval or a consultation."""
        only = np.array([bool(rules) and self.consents.issuperset(rules) for rules in self.sets], dtype=bool)
        return np.asarray((self.labels > ELIGIBLE) & only[np.maximum(self.labels, ELIGIBLE)], dtype=bool)

    @property
    def is_excluded(self) -> Flags:
        """Tell the pieces that some rule excludes."""
        return np.asarray((self.labels > ELIGIBLE) & ~self.needs_consent, dtype=bool)

    def only(self, rows: Flags) -> Land:
        """Keep some pieces."""
        return replace(
            self, pieces=self.pieces[rows], owners=self.owners[rows], labels=self.labels[rows], areas=self.areas[rows]
        )

    def pruned(self, min_area_m2: float | None, min_width_m: float | None) -> Land:
        """Move eligible pieces that are too small or too narrow; what was moved before comes back first.

        Pieces of a candidate with one label touch in points at most: each is a part of what is left of it.
        """
        labels = np.maximum(self.labels, ELIGIBLE)
        rows = np.flatnonzero(labels == ELIGIBLE)
        if min_width_m is not None:
            labels[rows[~fits_width(self.pieces[rows], min_width_m)]] = TOO_NARROW
        if min_area_m2 is not None:
            labels[rows[self.areas[rows, 0] < min_area_m2]] = TOO_SMALL
        return replace(self, labels=labels, min_area_m2=min_area_m2, min_width_m=min_width_m)

    def losses(self) -> Losses:
        """Sum what the rules take of the candidates.

        The share of a rule in a piece that k rules lie on is 1/k. That is the Shapley value of the coverage game
        v(S) = area of the land under any rule of S: averaged over all orders in which the rules could come, a rule
        takes the piece first in one order out of k. The shares of all rules sum to v(all rules). Rules that need
        consent exclude nothing and take no part in it: their share is missing, and they count in no k.
        """
        sizes = np.array([len(rules) for rules in self.sets], dtype=np.intp)
        under = np.flatnonzero(self.labels > ELIGIBLE)
        count = sizes[self.labels[under]]
        piece = np.repeat(under, count)
        start = np.concatenate([[0], np.cumsum(sizes)])[self.labels[under]]
        nth = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
        flat = np.array([rule for rules in self.sets for rule in rules], dtype=np.intp)
        rule = flat[np.repeat(start, count) + nth]
        lone = np.repeat(count, count) == 1
        asks = np.isin(rule, list(self.consents))
        k = (np.bincount(piece[~asks], minlength=len(self.labels))[piece]).astype(float)
        k[asks] = np.nan
        keys, row = np.unique(np.column_stack([self.owners[piece], rule]), axis=0, return_inverse=True)
        area = self.areas[piece]
        sums = [
            np.column_stack([np.bincount(row.ravel(), column, len(keys)) for column in part.T]).astype(float)
            for part in (area, area * lone[:, None], area / k[:, None])
        ]
        return Losses(keys[:, 0], keys[:, 1], *sums)

    def by_owner(self, rows: Flags, count: int) -> Floats:
        """Sum the areas of some pieces for each candidate."""
        columns = [np.bincount(self.owners[rows], column[rows], count) for column in self.areas.T]
        return np.column_stack(columns).astype(float)

    def merged(self, rows: Flags) -> Land:
        """Put the pieces of a candidate with one label together as one (multi)polygon; by candidate and label."""
        owners, labels = self.owners[rows], self.labels[rows]
        keys, row = np.unique(np.column_stack([owners, labels]), axis=0, return_inverse=True)
        _, shapes = together(self.pieces[rows], row.ravel())
        # Parts that touch in a point may, rarely, overlap there by the last bit of a coordinate.
        bad = np.flatnonzero(~shapely.is_valid(shapes))
        for position in bad:
            shapes[position] = shapely.union_all(shapely.get_parts(shapes[position]))
        columns = [np.bincount(row.ravel(), column[rows], len(keys)) for column in self.areas.T]
        areas = np.column_stack(columns).astype(float)
        return replace(self, pieces=shapes, owners=keys[:, 0], labels=keys[:, 1], areas=areas)


def areas_of(geometry: Geometries, crs: CRS) -> Floats:
    """Measure on plane and ellipsoid; candidates have passed the gate, and their pieces are not looked at again."""
    return np.column_stack(areas(geometry, crs))
