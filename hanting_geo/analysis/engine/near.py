"""Pairs of two layers, numbered, and what of their borders comes near: chunks whose boxes meet, rings inside a box."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.rings import expand

if TYPE_CHECKING:
    from hanting_geo.analysis.engine.sides import Side
    from hanting_geo.core.arrays import Flags, Geometries, Positions

__all__ = ["Near", "Numbered", "contacts_of", "enclosed_by", "meeting"]

_RINGS_A_PAIR = 2


class Numbered(NamedTuple):
    """Pairs, sorted by right and left, and so numbered."""

    left: Positions
    right: Positions
    lefts: int
    """Geometries of the left."""

    def number(self, left: Positions, right: Positions) -> tuple[Positions, Flags]:
        """Give the numbers of some pairs, and tell which are among these at all."""
        key, wanted = self.right * self.lefts + self.left, right * self.lefts + left
        if not len(key):
            return np.zeros(len(wanted), dtype=np.intp), np.zeros(len(wanted), dtype=bool)
        place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        return place, key[place] == wanted


class Near(NamedTuple):
    """What of the left comes near what of the right, sorted by the number of the pair."""

    number: Positions
    left: Positions
    right: Positions

    @classmethod
    def of(cls, number: tuple[Positions, Flags], left: Positions, right: Positions) -> Near:
        """Sort what belongs to a pair."""
        known = np.flatnonzero(number[1])
        order = known[np.argsort(number[0][known], kind="stable")]
        return cls(number[0][order], left[order], right[order])

    def within(self, lot: Positions) -> Near:
        """Keep what lies between the first and the last of some pairs."""
        start, end = np.searchsorted(self.number, [lot[0], lot[-1] + 1])
        return Near(self.number[start:end], self.left[start:end], self.right[start:end])


def meeting(tree: shapely.STRtree, right: Geometries) -> Numbered:
    """Give all pairs of the geometries in a tree, which are the left ones, with others whose boxes meet."""
    pair_right, pair_left = tree.query(right)
    order = np.lexsort((pair_left, pair_right))
    return Numbered(pair_left[order], pair_right[order], len(tree.geometries))


def contacts_of(left: Side, right: Side, pairs: Numbered) -> Near:
    """Find chunks of borders whose boxes meet."""
    if left.is_short and right.is_short:
        chunk = np.searchsorted(left.chunks.owner, pairs.left)
        other = np.searchsorted(right.chunks.owner, pairs.right)
        return Near(np.arange(len(pairs.left)), chunk, other)
    other, chunk = shapely.STRtree(left.chunk_boxes).query(right.chunk_boxes)
    return Near.of(pairs.number(left.chunks.owner[chunk], right.chunks.owner[other]), chunk, other)


def enclosed_by(left: Side, right: Side, pairs: Numbered) -> Near:
    """Find rings of the right whose box lies within that of a geometry of the left."""
    low, high = right.outlines.ring_box
    first = right.outlines.first_ring
    if right.is_short and first[pairs.right + 1].sum() - first[pairs.right].sum() <= _RINGS_A_PAIR * len(pairs.right):
        # With few rings each, those of all pairs.
        row, ring = expand(first[pairs.right], np.diff(first)[pairs.right])
        rows = pairs.left[row]
    else:
        ring, rows = shapely.STRtree(left.geometry).query(shapely.box(*low.T, *high.T))
    for axis in (0, 1):
        within = low[ring, axis] >= left.bounds[rows, axis]
        within &= high[ring, axis] <= left.bounds[rows, axis + 2]
        rows, ring = rows[within], ring[within]
    return Near.of(pairs.number(rows, right.outlines.owner[ring]), rows, ring)
