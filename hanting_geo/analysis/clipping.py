"""What polygons have in common, pair by pair, or what those of one layer have outside all of another.

Most pairs need no overlay: where no border comes near, a feature lies whole inside or outside. Where borders cross
properly, the pieces follow from the crossings (:mod:`~hanting_geo.analysis.crossings`,
:mod:`~hanting_geo.analysis.tracing`), for all pairs at once and in threads. Every other pair (shared borders, touching
corners, doubt about rounding, heights, a precision of its own) is left to GEOS.
"""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.crossings import Crossings, crossings
from hanting_geo.analysis.outlines import chunks_of, expand, offsets_of, outlines_of
from hanting_geo.analysis.shaping import polygons_of
from hanting_geo.analysis.threads import pool_map, threaded
from hanting_geo.analysis.tracing import Rings, copied, in_doubt, stacked, trace, ways_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]
    Positions = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["BUILT", "LEFT", "RIGHT", "RINGS", "Common", "Remainder", "hair_m", "intersect", "remainders"]

LEFT, RIGHT, RINGS, BUILT = 0, 1, 2, 3
_NOTHING = -1
_CONTACTS_A_BATCH = 20_000
_UNIONS_A_LOT = 64
_ULPS = 8
_WORTH_PREPARING = 64
"""Vertices."""


class Common(NamedTuple):
    """What pairs of polygons have in common, sorted by left and right; no geometry is built that nobody asks for."""

    left: Positions
    right: Positions
    """Positions of the two of each pair."""
    kind: NDArray[np.int8]
    """:data:`LEFT`: the left one, whole. :data:`RIGHT`: the right one, whole. :data:`RINGS`: see ``rings``.
    :data:`BUILT`: see ``built``."""
    rings: Rings
    """Of the pairs of kind RINGS; their ``pair`` counts the rows here."""
    built: Geometries
    """Of the pairs of kind BUILT, in their order; what merely touches is a point or a line."""
    sources: tuple[Geometries, Geometries]

    def geometry(self) -> Geometries:
        """Build the piece of each pair: valid, and what GEOS finds but for rounding."""
        left, right = self.sources
        result = np.full(len(self.left), None, dtype=object)
        result[self.kind == LEFT] = left[self.left[self.kind == LEFT]]
        result[self.kind == RIGHT] = right[self.right[self.kind == RIGHT]]
        result[self.kind == BUILT] = self.built
        row, pieces, doubtful = polygons_of(self.rings)
        result[row] = pieces
        result[doubtful] = _intersection(left[self.left[doubtful]], right[self.right[doubtful]])
        return result


class Remainder(NamedTuple):
    """What polygons have outside others, sorted by row; those of which nothing is left are not in it."""

    row: Positions
    geometry: Geometries


def intersect(left: Geometries, right: Geometries) -> Common:
    """Find what each polygon of one layer has in common with each of another.

    Parameters
    ----------
    left, right
        Valid polygons and multi-polygons in one plane system; null and empty ones meet nothing.

    Returns
    -------
    Common
        A row for each pair that shares area, and for those of the other pairs that meet in a point or line only.

    Examples
    --------
    >>> common = intersect(np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(3, -1, 9, 9)]))
    >>> common.left, common.right, common.rings.area
    (array([0]), array([0]), array([4.]))
    """
    one, two = (int(shapely.get_num_coordinates(side).sum()) for side in (left, right))
    # The side with the larger polygons is the right one here: only what its borders come near is looked at closer.
    turned = one * len(right) > two * len(left)
    found = _pairs(right, _Side(left)) if turned else _pairs(left, _Side(right))
    at_left, at_right = (found.right, found.left) if turned else (found.left, found.right)
    order = np.lexsort((at_right, at_left))
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    kind = found.kind[order]
    if turned:
        kind = np.array([RIGHT, LEFT, RINGS, BUILT], dtype=np.int8)[kind]
    rings = found.rings._replace(pair=rank[found.rings.pair])
    at_left, at_right = at_left[order], at_right[order]
    built = np.flatnonzero(kind == BUILT)
    pieces = _intersection(left[at_left[built]], right[at_right[built]])
    empty = shapely.is_empty(pieces)
    keep = np.ones(len(kind), dtype=bool)
    keep[built[empty]] = False
    rings = rings._replace(pair=(np.cumsum(keep) - 1)[rings.pair])
    return Common(at_left[keep], at_right[keep], kind[keep], rings, pieces[~empty], (left, right))


def remainders(left: Geometries, right: Geometries) -> Remainder:
    """Find what each polygon of one layer has outside all polygons of another.

    Pieces that are thinner than rounding (8 ulp of the largest coordinate) are left out.

    Examples
    --------
    >>> rest = remainders(np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(3, -1, 9, 9)]))
    >>> rest.row, rest.geometry[0].area
    (array([0]), 12.0)
    """
    there = np.flatnonzero(~(shapely.is_missing(left) | shapely.is_empty(left)))
    cover = np.array([_union(right)], dtype=object)
    found = _pairs(left, _Side(cover), outside=there)
    result = np.full(len(left), None, dtype=object)
    whole = found.left[found.kind == LEFT]
    result[whole] = left[whole]
    row, pieces, doubtful = polygons_of(found.rings)
    result[found.left[row]] = pieces
    doubtful = np.union1d(found.left[doubtful], found.left[found.kind == BUILT]).astype(np.intp)
    result[doubtful] = _less_neighbours(left[doubtful], right)
    rows = np.flatnonzero(~(shapely.is_missing(result) | shapely.is_empty(result)))
    return Remainder(rows, result[rows])


class _Pairs(NamedTuple):
    """What pairs came to, sorted by right and left; ``rings`` counts the rows here."""

    left: Positions
    right: Positions
    kind: NDArray[np.int8]
    rings: Rings


def _pairs(left: Geometries, right: _Side, *, outside: Positions | None = None) -> _Pairs:
    """Find what pairs have in common, or what those of the left have ``outside`` the only one of the right."""
    tree, bounds = shapely.STRtree(left), shapely.bounds(left)
    if outside is None:
        pair_right, pair_left = tree.query(right.geometry)
        order = np.lexsort((pair_left, pair_right))
        pairs = _Numbered(pair_left[order], pair_right[order], len(left))
    else:
        pairs = _Numbered(outside, np.zeros(len(outside), dtype=np.intp), len(left))
    near = np.arange(len(pairs.left))
    if not right.is_short:
        chunk, row = tree.query(shapely.box(*right.chunks.box.T))
        near = np.unique(pairs.number(row, right.chunks.owner[chunk]))
    kind = np.full(len(pairs.left), _NOTHING, dtype=np.int8)
    # Where no border comes near, all of the box of the left one lies on one side.
    far = np.ones(len(pairs.left), dtype=bool)
    far[near] = False
    rest = np.flatnonzero(far)
    middle = (bounds[:, :2] + bounds[:, 2:])[pairs.left[rest]] / 2
    inside = right.holds(pairs.right[rest], (middle[:, 0], middle[:, 1]))
    kind[rest[inside if outside is None else ~inside]] = LEFT

    special = _is_special(left)[pairs.left[near]] | _is_special(right.geometry)[pairs.right[near]]
    kind[near[special]] = BUILT
    near = near[~special]
    some, row = np.unique(pairs.left[near], return_inverse=True)
    mine = _Side(left[some])
    closer = _Numbered(row, pairs.right[near], len(some))
    contacts, enclosed = _contacts(mine, right, closer), _enclosed(mine, right, closer)
    answers = _in_batches(mine, right, closer, contacts, enclosed, outside=outside is not None)
    for answer in answers:
        kind[near[answer.whole_left]], kind[near[answer.whole_right]] = LEFT, RIGHT
        kind[near[answer.doubtful]] = BUILT
        kind[near[answer.rings.pair]] = RINGS
    keep = kind != _NOTHING
    rings = stacked([_NO_RINGS, *(answer.rings for answer in answers)])
    rank = np.cumsum(keep) - 1
    return _Pairs(pairs.left[keep], pairs.right[keep], kind[keep], rings._replace(pair=rank[near[rings.pair]]))


def _in_batches(
    left: _Side, right: _Side, pairs: _Numbered, contacts: _Near, enclosed: _Near, *, outside: bool
) -> list[_Answer]:
    """Answer pairs in lots that fit the caches of a processor, in threads."""
    numbers = np.arange(len(pairs.left))
    turns = np.searchsorted(contacts.number, numbers, side="right") // _CONTACTS_A_BATCH
    lots = np.split(numbers, np.flatnonzero(np.diff(turns)) + 1) if len(numbers) else []
    batches = [_Batch(left, right, pairs, lot, contacts.within(lot), enclosed.within(lot)) for lot in lots]
    return pool_map(lambda batch: batch.answer(outside=outside), batches)


class _Numbered(NamedTuple):
    """Pairs, sorted by right and left, and so numbered."""

    left: Positions
    right: Positions
    count: int
    """Geometries of the left."""

    def number(self, left: Positions, right: Positions) -> Positions:
        """Give the numbers of some of the pairs."""
        return np.searchsorted(self.right * self.count + self.left, right * self.count + left)


class _Near(NamedTuple):
    """What of the left comes near what of the right, sorted by the number of the pair."""

    number: Positions
    left: Positions
    right: Positions

    @classmethod
    def of(cls, number: Positions, left: Positions, right: Positions) -> _Near:
        """Sort."""
        order = np.argsort(number, kind="stable")
        return cls(number[order], left[order], right[order])

    def within(self, lot: Positions) -> _Near:
        """Keep what lies between the first and the last of some pairs."""
        start, end = np.searchsorted(self.number, [lot[0], lot[-1] + 1])
        return _Near(self.number[start:end], self.left[start:end], self.right[start:end])


def _contacts(left: _Side, right: _Side, pairs: _Numbered) -> _Near:
    """Find chunks of borders whose boxes meet."""
    if left.is_short and right.is_short:
        chunk, other = (np.searchsorted(side.chunks.owner, rows) for side, rows in ((left, pairs.left), (right, pairs.right)))
        return _Near(np.arange(len(pairs.left)), chunk, other)
    other, chunk = shapely.STRtree(shapely.box(*left.chunks.box.T)).query(shapely.box(*right.chunks.box.T))
    return _Near.of(pairs.number(left.chunks.owner[chunk], right.chunks.owner[other]), chunk, other)


def _enclosed(left: _Side, right: _Side, pairs: _Numbered) -> _Near:
    """Find rings of the right whose box lies within that of a geometry of the left."""
    low, high = right.outlines.ring_box
    if len(low) == len(right.chunks.owner) and right.is_short:
        ring = np.searchsorted(right.outlines.owner, pairs.right)
        rows, number = pairs.left, np.arange(len(pairs.left))
    else:
        ring, rows = shapely.STRtree(left.geometry).query(shapely.box(*low.T, *high.T))
        number = None
    bounds = left.bounds[rows]
    within = ((low[ring] > bounds[:, :2]) & (high[ring] < bounds[:, 2:])).all(axis=1)
    rows, ring = rows[within], ring[within]
    number = pairs.number(rows, right.outlines.owner[ring]) if number is None else number[within]
    return _Near.of(number, rows, ring)


class _Side:
    """One of two layers."""

    def __init__(self, geometry: Geometries) -> None:
        # Prepared geometries are not safe in threads; a copy is not prepared.
        self.geometry = shapely.force_2d(geometry) if shapely.is_prepared(geometry).any() else geometry
        self.outlines = outlines_of(self.geometry)
        self.chunks = chunks_of(self.outlines)
        self.bounds = shapely.bounds(geometry)
        self.is_short = bool((np.bincount(self.chunks.owner, minlength=1) <= 1).all())
        self._large = np.diff(self.outlines.vertex_start) > _WORTH_PREPARING
        self._own = threading.local()

    def vertex(self, rings: Positions) -> tuple[Floats, Floats]:
        """Give a vertex of each of some rings."""
        place = self.outlines.ring_start[rings]
        return self.outlines.x[place], self.outlines.y[place]

    def holds(self, rows: Positions, points: tuple[Floats, Floats]) -> Flags:
        """Tell whether geometries hold points, none of which lies on a border."""
        mine = self._prepared(rows)
        order = np.argsort(rows, kind="stable")
        result = np.empty(len(rows), dtype=bool)
        result[order] = shapely.contains_xy(mine[rows[order]], points[0][order], points[1][order])
        return result

    def _prepared(self, rows: Positions) -> Geometries:
        """Give the geometries, the large ones of some rows as prepared copies that belong to this thread."""
        if not hasattr(self._own, "geometry"):
            self._own.geometry = self.geometry.copy()
            self._own.is_copy = ~self._large
        pending = ~self._own.is_copy[rows]
        if pending.any():
            new = np.unique(rows[pending])
            copies = shapely.force_2d(self.geometry[new])
            shapely.prepare(copies)
            self._own.geometry[new], self._own.is_copy[new] = copies, True
        mine: Geometries = self._own.geometry
        return mine


class _Answer(NamedTuple):
    """What the pairs of a batch came to, by their numbers; pairs with nothing in common are in none."""

    rings: Rings
    whole_left: Positions
    whole_right: Positions
    doubtful: Positions


class _Batch(NamedTuple):
    """Pairs whose borders come near each other, or of which one may enclose a ring of the other."""

    left: _Side
    right: _Side
    pairs: _Numbered
    lot: Positions
    """Numbers of the pairs."""
    contacts: _Near
    """Chunks."""
    enclosed: _Near
    """Geometries of the left, and rings of the right."""

    def answer(self, *, outside: bool) -> _Answer:
        """Find the pieces; what is in doubt is named, and not answered."""
        left, right = self.left.outlines, self.right.outlines
        base, count = int(self.lot[0]), int(self.lot[-1] - self.lot[0]) + 1
        contacts = self.contacts.left, self.contacts.right, self.contacts.number - base
        found, doubtful = crossings(left, right, (self.left.chunks, self.right.chunks), contacts)
        doubt = np.zeros(count, dtype=bool)
        doubt[doubtful] = True
        found = found.pick(~doubt[found.pair])
        ways = ways_of(left, right, found)
        mixed = in_doubt(ways, found)
        if len(mixed):
            doubt[mixed] = True
            found = found.pick(~doubt[found.pair])
            ways = ways_of(left, right, found)
        traced = trace(left, right, found, ways, outside=outside)
        traced = traced.pick(np.flatnonzero(np.abs(traced.area) > hair_m(traced.x, traced.y) * traced.perimeter))

        sure = self.lot[~doubt[self.lot - base]] - base
        own = self._own_rings(found, sure, base, outside=outside)
        foreign = self._foreign_rings(found, doubt, base)
        kept_own, kept_foreign = (np.bincount(kept[1], minlength=count)[sure] for kept in (own, foreign))
        whole_left = (kept_own == np.diff(left.first_ring)[self.pairs.left[sure + base]]) & (kept_foreign == 0)
        whole_right = (kept_foreign == np.diff(right.first_ring)[self.pairs.right[sure + base]]) & (kept_own == 0)
        # A crossed ring is neither kept nor whole; outside of something there is no whole right.
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
        )

    def _own_rings(self, found: Crossings, sure: Positions, base: int, *, outside: bool) -> tuple[Positions, Positions]:
        """Find the rings of the left that no border crosses and that lie inside (``outside``) the right one."""
        outlines = self.left.outlines
        mine = self.pairs.left[sure + base]
        row, ring = expand(outlines.first_ring[mine], np.diff(outlines.first_ring)[mine])
        pair = sure[row]
        free = ~_among(pair, ring, found.pair, outlines.ring_of(found.left), len(outlines.owner))
        pair, ring = pair[free], ring[free]
        inside = self.right.holds(self.pairs.right[pair + base], self.left.vertex(ring))
        kept = ~inside if outside else inside
        return ring[kept], pair[kept]

    def _foreign_rings(self, found: Crossings, doubt: Flags, base: int) -> tuple[Positions, Positions]:
        """Find the rings of the right that no border crosses and that lie inside the left one."""
        outlines = self.right.outlines
        pair, ring = self.enclosed.number - base, self.enclosed.right
        free = ~doubt[pair]
        free &= ~_among(pair, ring, found.pair, outlines.ring_of(found.right), len(outlines.owner))
        pair, ring = pair[free], ring[free]
        kept = self.left.holds(self.pairs.left[pair + base], self.right.vertex(ring))
        return ring[kept], pair[kept]


def _among(pair: Positions, ring: Positions, pairs: Positions, rings: Positions, count: int) -> Flags:
    """Tell which pairs and rings, sorted by both, are among others."""
    key, others = pair * count + ring, pairs * count + rings
    result = np.zeros(len(key), dtype=bool)
    if len(key):
        place = np.minimum(np.searchsorted(key, others), len(key) - 1)
        result[place[key[place] == others]] = True
    return result


def _is_special(geometry: Geometries) -> Flags:
    """Tell what only GEOS does: heights, and a precision that a geometry carries and its pieces are rounded to."""
    return shapely.has_z(geometry) | (shapely.get_precision(geometry) > 0)


def hair_m(x: Floats, y: Floats) -> float:
    """Give the width to which rounding may shift a border at such coordinates: 4 ulp of the largest."""
    largest = max(float(np.abs(x).max(initial=0.0)), float(np.abs(y).max(initial=0.0)))
    return _ULPS / 2 * float(np.spacing(largest))


def _intersection(left: Geometries, right: Geometries) -> Geometries:
    """Let GEOS do it, and mend the rare ring that touches itself after rounding."""
    return _mended(threaded(shapely.intersection, left, right))


def _mended(pieces: Geometries) -> Geometries:
    bad = ~threaded(shapely.is_valid, pieces)
    bad &= ~shapely.is_missing(pieces)
    pieces[bad] = shapely.make_valid(pieces[bad])
    return pieces


def _union(polygons: Geometries) -> shapely.Geometry:
    """Unite polygons; of a coverage without faults only the inner borders need to go."""
    polygons = polygons[~(shapely.is_missing(polygons) | shapely.is_empty(polygons))]
    if shapely.coverage_is_valid(polygons):
        whole = shapely.coverage_union_all(polygons)
        if whole.is_valid:
            return whole
    return shapely.union_all(polygons)


def _less_neighbours(left: Geometries, right: Geometries) -> Geometries:
    """Take from each polygon the union of those that meet it."""
    row, neighbour = shapely.STRtree(right).query(left, predicate="intersects")
    neighbour = neighbour[np.argsort(row, kind="stable")]
    edges = offsets_of(np.bincount(row, minlength=len(left)))
    takes = [right[neighbour[start:end]] for start, end in pairwise(edges)]
    lots = [slice(start, start + _UNIONS_A_LOT) for start in range(0, len(takes), _UNIONS_A_LOT)]
    covers = [
        cover for lot in pool_map(lambda lot: [shapely.union_all(some) for some in takes[lot]], lots) for cover in lot
    ]
    return _mended(threaded(shapely.difference, left, np.array(covers, dtype=object)))


_NO_RINGS = Rings(np.array([]), np.array([]), np.zeros(1, dtype=np.intp), np.array([], dtype=np.intp))
