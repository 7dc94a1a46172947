"""Which pairs of polygons have what in common: whole, in pieces, or in doubt.

A pair is looked at closer only where a border of the right polygon comes near the left one. What the crossings
(:mod:`~hanting_geo.analysis.engine.noding`) do not decide, the place of one vertex of each ring decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.near import Near, Numbered, contacts_of, enclosed_by, meeting
from hanting_geo.analysis.engine.noding import Crossings, crossings
from hanting_geo.analysis.engine.parts import is_special
from hanting_geo.analysis.engine.rings import expand
from hanting_geo.analysis.engine.sides import Side
from hanting_geo.analysis.engine.tracing import NO_RINGS, Rings, copied, stacked, trace, ways_of
from hanting_geo.core.compiled import is_worth
from hanting_geo.core.threads import each, lot_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = [
    "BUILT",
    "LEFT",
    "RIGHT",
    "RINGS",
    "Asked",
    "Pairs",
    "Prepared",
    "hair_m",
    "pieces_of",
    "prepared",
]

LEFT, RIGHT, RINGS, BUILT = 0, 1, 2, 3
_NOTHING = -1
_CONTACTS_A_BATCH = 8_000
_COMPILED = 4
"""By how much larger batches are in compiled loops, which need less room for each contact."""
_ALIKE = 4
_WORTH_COMPILING = 25_000_000
"""Edges of all contacts."""
_ULPS = 8


class Pairs(NamedTuple):
    """What pairs came to, sorted by right and left; ``rings`` counts the rows here."""

    left: Positions
    right: Positions
    kind: NDArray[np.int8]
    rings: Rings
    touching: tuple[Positions, Positions]
    """Left and right of pairs, also with nothing in common, of which a vertex lies on an edge of the other; not of
    those that were left to others."""


def prepared(small: Geometries, large: Geometries) -> Prepared:
    """Take two layers apart for :func:`pieces_of`, at the same time; the smaller polygons are the left ones."""
    for geometry in (small, large):
        shapely.bounds(geometry)  # Kept in a geometry once asked for: ask before it is shared.

    def met() -> tuple[shapely.STRtree, Numbered]:
        tree = shapely.STRtree(small)
        return tree, meeting(tree, large)

    # Of polygons that are much smaller than the others, most lie whole inside or outside one.
    alike = len(large) * _ALIKE >= len(small)
    makers: list[Callable[[], Any]] = [lambda: Side(large), lambda: Side(small) if alike else None, met]
    right, left, (tree, pairs) = each(lambda make: make(), makers)
    return Prepared(tree, right, pairs, left)


class Asked(NamedTuple):
    """What is asked of pairs."""

    outside: bool = False
    """What the left ones have outside the right ones, and not what both have in common."""
    touching: bool = False
    """Leave pairs that touch, by themselves or beside the area that they share, to others."""
    turned: bool = False
    """The left ones are the right ones of whoever asks: see :func:`~hanting_geo.analysis.engine.noding.crossings`."""


def pieces_of(of: Prepared, asked: Asked = Asked()) -> Pairs:  # noqa: B008 - it does not change
    """Find what the polygons of pairs have in common, or what the left ones have outside the right ones."""
    tree, right, pairs, side = of
    left = tree.geometries
    is_near = np.ones(len(pairs.left), dtype=bool)
    if not right.is_short:
        chunk, row = tree.query(right.chunk_boxes)
        number, known = pairs.number(row, right.chunks.owner[chunk])
        is_near[:] = False
        is_near[number[known]] = True
    kind = np.full(len(pairs.left), _NOTHING, dtype=np.int8)
    # Where no border comes near, all of the box of the left one lies on one side.
    rest = np.flatnonzero(~is_near)
    bounds = shapely.bounds(left)[pairs.left[rest]]
    inside = right.holds(pairs.right[rest], ((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2))
    kind[rest[~inside if asked.outside else inside]] = LEFT
    kind[rest[right.is_vanishing[pairs.right[rest]]]] = BUILT

    near = np.flatnonzero(is_near)
    special = is_special(left)[pairs.left[near]] | is_special(right.geometry)[pairs.right[near]]
    kind[near[special]] = BUILT
    near = near[~special]
    if side is None:
        chosen = np.zeros(len(left), dtype=bool)
        chosen[pairs.left[near]] = True
        side, rank = Side(left[chosen]), np.cumsum(chosen) - 1
    else:
        rank = np.arange(len(left))
    vanishing = side.is_vanishing[rank[pairs.left[near]]] | right.is_vanishing[pairs.right[near]]
    if vanishing.any():
        kind[near[vanishing]] = BUILT
        near = near[~vanishing]
    closer = Numbered(rank[pairs.left[near]], pairs.right[near], len(side.geometry))
    answers = _in_batches(side, right, closer, asked)
    for answer in answers:
        kind[near[answer.whole_left]], kind[near[answer.whole_right]] = LEFT, RIGHT
        kind[near[answer.doubtful]] = BUILT
        kind[near[answer.rings.pair]] = RINGS
    keep = kind != _NOTHING
    rings = stacked([NO_RINGS, *(answer.rings for answer in answers)])
    rank = np.cumsum(keep) - 1
    touched = near[np.concatenate([near[:0], *(answer.touching for answer in answers)])]
    return Pairs(
        left=pairs.left[keep],
        right=pairs.right[keep],
        kind=kind[keep],
        rings=rings._replace(pair=rank[near[rings.pair]]),
        touching=(pairs.left[touched], pairs.right[touched]),
    )


class Prepared(NamedTuple):
    """What :func:`pieces_of` looks at."""

    tree: shapely.STRtree
    """Of the left geometries."""
    right: Side
    pairs: Numbered
    left: Side | None
    """Of all left geometries, if that is at hand."""


def _in_batches(left: Side, right: Side, pairs: Numbered, asked: Asked) -> list[_Answer]:
    """Answer pairs in lots that fit the caches of a processor, in threads."""
    contacts, enclosed = contacts_of(left, right, pairs), enclosed_by(left, right, pairs)
    edges = int(left.chunks.edges[contacts.left].sum() + right.chunks.edges[contacts.right].sum())
    compiled = is_worth(edges, _WORTH_COMPILING)
    numbers = np.arange(len(pairs.left))
    most = lot_of(len(contacts.number), _CONTACTS_A_BATCH * (_COMPILED if compiled else 1))
    turns = np.searchsorted(contacts.number, numbers, side="right") // most
    lots = np.split(numbers, np.flatnonzero(np.diff(turns)) + 1) if len(numbers) else []
    batches = [_Batch(left, right, pairs, lot, contacts.within(lot), enclosed.within(lot)) for lot in lots]
    return each(lambda batch: batch.answer(asked, compiled=compiled), batches)


class _Answer(NamedTuple):
    """What the pairs of a batch came to, by their numbers; pairs with nothing in common are in none."""

    rings: Rings
    whole_left: Positions
    whole_right: Positions
    doubtful: Positions
    touching: Positions
    """Pairs with an answer of which a vertex lies on an edge of the other."""


class _Batch(NamedTuple):
    """Pairs whose borders come near each other, or of which one may enclose a ring of the other."""

    left: Side
    right: Side
    pairs: Numbered
    lot: Positions
    """Numbers of the pairs."""
    contacts: Near
    """Chunks."""
    enclosed: Near
    """Geometries of the left, and rings of the right."""

    def answer(self, asked: Asked, *, compiled: bool) -> _Answer:
        """Find the pieces; what is in doubt is named, and not answered."""
        outside = asked.outside
        left, right = self.left.outlines, self.right.outlines
        base, count = int(self.lot[0]), int(self.lot[-1] - self.lot[0]) + 1
        contacts = self.contacts.left, self.contacts.right, self.contacts.number - base
        met = crossings(
            left, right, (self.left.chunks, self.right.chunks), contacts, compiled=compiled, turned=asked.turned
        )
        doubt, touch = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        doubt[met.doubtful] = True
        touch[met.touching] = True
        if asked.touching:
            doubt |= touch
        found = met.crossings.pick(~doubt[met.crossings.pair])
        starts = (
            lambda pair, ring: self._outside(self.right, self.pairs.right[pair + base], self.left, ring),
            lambda pair, ring: self._outside(self.left, self.pairs.left[pair + base], self.right, ring),
        )
        ways = ways_of(left, right, found, starts)
        mixed = np.concatenate([way.doubtful for way in ways])
        if len(mixed):
            doubt[mixed] = True
            found = found.pick(~doubt[found.pair])
            ways = ways_of(left, right, found, starts)
        traced = trace(left, right, found, ways, outside=outside)

        sure = self.lot[~doubt[self.lot - base]] - base
        own = self._own_rings(found, sure, base, touch, doubt, outside=outside)
        foreign = self._foreign_rings(found, base, touch, doubt)
        sure = sure[~doubt[sure]]
        own, foreign = ((ring[~doubt[pair]], pair[~doubt[pair]]) for ring, pair in (own, foreign))
        wide = ~doubt[traced.pair] & (np.abs(traced.area) > self._hair_m(asked)[traced.pair] * traced.perimeter)
        if not wide.all():
            traced = traced.pick(np.flatnonzero(wide))
        kept_own, kept_foreign = (np.bincount(kept[1], minlength=count)[sure] for kept in (own, foreign))
        whole_left = (kept_own == np.diff(left.first_ring)[self.pairs.left[sure + base]]) & (kept_foreign == 0)
        whole_right = (kept_foreign == np.diff(right.first_ring)[self.pairs.right[sure + base]]) & (kept_own == 0)
        whole_right &= not outside
        whole = np.zeros(count, dtype=bool)
        whole[sure[whole_left | whole_right]] = True
        own, foreign = ((ring[~whole[pair]], pair[~whole[pair]]) for ring, pair in (own, foreign))
        rings = stacked([traced, copied(left, *own), copied(right, *foreign, backward=outside)])
        return _Answer(
            rings._replace(pair=rings.pair + base),
            sure[whole_left] + base,
            sure[whole_right] + base,
            np.flatnonzero(doubt) + base,
            np.flatnonzero(touch & ~doubt) + base,
        )

    def _hair_m(self, asked: Asked) -> Floats:
        """Give for each pair the width that rounding may come to, by its own coordinates alone."""
        rows = slice(int(self.lot[0]), int(self.lot[-1]) + 1)
        largest = np.abs(self.left.bounds[self.pairs.left[rows]]).max(axis=1)
        if not asked.outside:
            largest = np.maximum(largest, np.abs(self.right.bounds[self.pairs.right[rows]]).max(axis=1))
        return hair_m(largest)

    def _own_rings(
        self, found: Crossings, sure: Positions, base: int, touch: Flags, doubt: Flags, *, outside: bool
    ) -> tuple[Positions, Positions]:
        """Find the rings of the left that no border crosses and that lie inside (``outside``) the right one."""
        outlines = self.left.outlines
        mine = self.pairs.left[sure + base]
        row, ring = expand(outlines.first_ring[mine], np.diff(outlines.first_ring)[mine])
        pair = sure[row]
        free = ~_among(pair, ring, found.pair, outlines.ring_of(found.left), len(outlines.owner))
        pair, ring = pair[free], ring[free]
        inside = self._inside(self.right, self.pairs.right[pair + base], self.left, (ring, pair), touch, doubt)
        kept = ~inside if outside else inside
        return ring[kept], pair[kept]

    def _foreign_rings(self, found: Crossings, base: int, touch: Flags, doubt: Flags) -> tuple[Positions, Positions]:
        """Find the rings of the right that no border crosses and that lie inside the left one."""
        outlines = self.right.outlines
        pair, ring = self.enclosed.number - base, self.enclosed.right
        free = ~doubt[pair]
        free &= ~_among(pair, ring, found.pair, outlines.ring_of(found.right), len(outlines.owner))
        pair, ring = pair[free], ring[free]
        kept = self._inside(self.left, self.pairs.left[pair + base], self.right, (ring, pair), touch, doubt)
        return ring[kept], pair[kept]

    def _inside(
        self,
        holder: Side,
        rows: Positions,
        side: Side,
        rings: tuple[Positions, Positions],
        touch: Flags,
        doubt: Flags,
    ) -> Flags:
        """Tell of rings that cross no border of their holders whether they lie inside; what nothing tells is doubt."""
        ring, pair = rings
        low, high = side.outlines.ring_box
        # What reaches out of the box of its holder lies outside.
        box = holder.bounds[rows]
        within = (low[ring] >= box[:, :2]).all(axis=1) & (high[ring] <= box[:, 2:]).all(axis=1)
        inside, asked = np.zeros(len(ring), dtype=bool), np.flatnonzero(within)
        inside[asked] = holder.holds(rows[asked], side.vertex(ring[asked]))
        near = np.flatnonzero(within & touch[pair])
        if len(near):
            away, known = self._outside(holder, rows[near], side, ring[near], every=True)
            inside[near] = ~away
            doubt[pair[near[~known]]] = True
        return inside

    @staticmethod
    def _outside(
        holder: Side, rows: Positions, side: Side, ring: Positions, *, every: bool = False
    ) -> tuple[Flags, Flags]:
        """Tell whether the first vertex of rings (``every``: the first that is on no border) lies outside geometries.

        Returns
        -------
        outside, known
        """
        outlines = side.outlines
        count = np.diff(outlines.ring_start)[ring] - 1 if every else np.ones(len(ring), dtype=np.intp)
        row, place = expand(outlines.ring_start[ring], count)
        points = outlines.x[place], outlines.y[place]
        inside = holder.holds(rows[row], points)
        clear = inside | ~holder.holds(rows[row], points, with_border=True)
        outside, known = np.zeros(len(ring), dtype=bool), np.zeros(len(ring), dtype=bool)
        some = np.flatnonzero(clear)[::-1]
        outside[row[some]], known[row[some]] = ~inside[some], True
        return outside, known


def _among(pair: Positions, ring: Positions, pairs: Positions, rings: Positions, count: int) -> Flags:
    """Tell which pairs and rings, sorted by both, are among others."""
    key, others = pair * count + ring, pairs * count + rings
    result = np.zeros(len(key), dtype=bool)
    if len(key):
        place = np.minimum(np.searchsorted(key, others), len(key) - 1)
        result[place[key[place] == others]] = True
    return result


def hair_m(largest: Floats) -> Floats:
    """Give the width to which rounding may shift a border, by the largest coordinate: 4 ulp of it."""
    return np.asarray(_ULPS / 2 * np.spacing(largest))
