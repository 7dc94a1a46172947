"""What GEOS cuts, judged; and what does not pass decided without rounding.

GEOS moves borders where it cannot go on, and in some grids loses whole polygons. A result is right if it is valid, has
the area that it must have, and lies on the right side of both polygons: then no more of it can be wrong than the
tolerance of these areas. The area that two polygons have in common is a sum over pairs of edges, in which each term is
the area under both: no decision is taken on the way, so there is none that rounding could turn.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from hanting_geo.analysis.engine.exact import exact_overlay
from hanting_geo.analysis.engine.orientation import VANISHING
from hanting_geo.analysis.engine.parts import unnested
from hanting_geo.analysis.engine.rings import expand, outlines_of
from hanting_geo.core.threads import each, elementwise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["area_in_common", "decided", "like_inputs", "polygonal", "tolerance", "tried"]

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_ULPS, _OF_AREA = 4.0, 1e-12
"""A result may be off by so many ulps of the largest coordinate along its border, and this part of its area."""
_PAIRS_A_LOT = 1 << 19
"""Of edges."""
_HAIR = 1e-6
"""Of the length of what is looked through: rounding does far less to places along it."""


def decided(
    left: Geometries,
    right: Geometries,
    how: Literal["intersection", "difference", "union"],
    hair_m: Floats,
    *,
    touching: bool = False,
) -> Geometries:
    """Overlay polygons pair by pair by GEOS where that is right, else without rounding.

    Parameters
    ----------
    left, right
        Valid polygons and multi-polygons.
    how
        What is asked of each pair.
    hair_m
        For each, how wide what rounding leaves may be: so thin, nothing is kept that is cut without rounding.
    touching
        Keep the points and lines in which two of an intersection touch; else only polygons are kept.

    Examples
    --------
    >>> one, two = np.array([shapely.box(0, 0, 2, 2)]), np.array([shapely.box(1, 0, 3, 2)])
    >>> decided(one, two, "intersection", np.zeros(1))[0].area
    2.0
    """
    if not len(left):
        return np.zeros(0, dtype=object)
    function = {"intersection": shapely.intersection, "difference": shapely.difference, "union": shapely.union}[how]
    result = elementwise(lambda one, two: tried(function, one, two), left, right)
    ground = polygonal(result)
    wrong = np.flatnonzero(~_is_right(left, right, ground, how))
    if not touching:
        result = ground
    for row in wrong.tolist():
        shapes = [left[row], right[row]]
        whole = exact_overlay(shapes, how, hair_m=float(hair_m[row]), touching=touching)
        result[row] = like_inputs(whole, shapes)
    return result


def like_inputs(whole: shapely.Geometry, shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Give what was cut in the plane the heights and the precision of what it was cut from.

    A height comes from the nearest place of a border that has one, along an edge in proportion.
    """
    grid = float(shapely.get_precision(shapes).max())
    if grid > 0:
        whole = shapely.set_precision(whole, grid)
    high = [shape for shape in shapes if shapely.has_z(shape)]
    if not high or shapely.is_empty(whole):
        return whole
    rings = [shapely.get_coordinates(ring, include_z=True) for ring in shapely.get_rings(shapely.get_parts(high[0]))]
    start, end = (np.concatenate([ring[cut] for ring in rings]) for cut in (slice(None, -1), slice(1, None)))
    along = end - start
    length2 = np.maximum((along[:, :2] ** 2).sum(axis=1), VANISHING)

    def with_height(at: Floats) -> Floats:
        share = (((at[:, None, :2] - start[:, :2]) * along[:, :2]).sum(axis=2) / length2).clip(0, 1)
        away = at[:, None, :2] - (start[:, :2] + share[..., None] * along[:, :2])
        edge = (away**2).sum(axis=2).argmin(axis=1)
        height = start[edge, 2] + share[np.arange(len(at)), edge] * along[edge, 2]
        return np.column_stack([at[:, :2], height])

    flat: shapely.Geometry = shapely.transform(shapely.force_3d(whole), with_height, include_z=True)
    return flat


def tried(function: Callable[..., Geometries], left: Geometries, right: Geometries) -> Geometries:
    """Let GEOS overlay; what it gives up stays null."""
    try:
        # At the ends of what floats hold, GEOS divides by zero on its way.
        with np.errstate(all="ignore"):
            return np.asarray(function(left, right), dtype=object)
    except shapely.errors.GEOSException:
        if len(left) == 1:
            return np.array([None], dtype=object)
        half = len(left) // 2
        return np.concatenate([tried(function, left[:half], right[:half]), tried(function, left[half:], right[half:])])


def polygonal(geometry: Geometries) -> Geometries:
    """Keep of each what is polygon; an empty polygon if nothing is, null if it is null."""
    result = geometry.copy()
    other = np.flatnonzero(~np.isin(shapely.get_type_id(geometry), (*_POLYGONAL, -1)))
    if not len(other):
        return result
    result[other] = shapely.Polygon()
    parts, owner = unnested(geometry[other])
    areal = np.flatnonzero((shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts))
    areal = areal[np.argsort(owner[areal], kind="stable")]
    _, group, count = np.unique(owner[areal], return_inverse=True, return_counts=True)
    several = count[group] > 1
    result[other[owner[areal[~several]]]] = parts[areal[~several]]
    if several.any():
        many, group = np.unique(owner[areal[several]], return_inverse=True)
        result[other[many]] = shapely.multipolygons(parts[areal[several]], indices=group)
    return result


def tolerance(smaller: Geometries, *others: Geometries) -> Floats:
    """Give the area that rounding may come to in an overlay of some geometries and larger ones."""
    largest = np.zeros(len(smaller))
    for some in (smaller, *others):
        np.fmax(largest, np.nan_to_num(np.abs(shapely.bounds(some))).max(axis=1, initial=0.0), out=largest)
    # A precision that geometries carry is what their results are rounded to.
    grid = np.max([shapely.get_precision(some) for some in (smaller, *others)], axis=0).clip(min=0)
    hair = _ULPS * np.spacing(largest) + grid
    return np.asarray(hair * shapely.length(smaller) + _OF_AREA * shapely.area(smaller))


def _is_right(left: Geometries, right: Geometries, result: Geometries, how: str) -> Flags:
    """Tell of results, polygons all of them, whether they are right."""
    right_so_far = ~shapely.is_missing(result)
    rows = np.flatnonzero(right_so_far)
    right_so_far[rows] = elementwise(shapely.is_valid, result[rows])
    rows = np.flatnonzero(right_so_far)
    one, two, found = left[rows], right[rows], result[rows]
    first, second, area = shapely.area(one), shapely.area(two), shapely.area(found)
    common, mine, theirs = area_in_common(one, two), area_in_common(found, one), area_in_common(found, two)
    if how == "intersection":
        limit = np.minimum(tolerance(one, two), tolerance(two, one))
        off = [area - common, area - mine, area - theirs]
    elif how == "difference":
        limit = tolerance(one, two)
        off = [area - (first - common), area - mine, theirs]
    else:
        limit = tolerance(one, two) + tolerance(two, one)
        off = [area - (first + second - common), first - mine, second - theirs]
    right_so_far[rows] = (np.abs(off) <= limit).all(axis=0)
    return right_so_far


def area_in_common(one: Geometries, other: Geometries) -> Floats:
    """Measure what polygons have in common, pair by pair, right to rounding however they lie to each other.

    Examples
    --------
    >>> area_in_common(np.array([shapely.box(0, 0, 2, 2)]), np.array([shapely.box(1, 1, 3, 3)]))
    array([1.])
    """
    corners = shapely.get_num_coordinates(one) * shapely.get_num_coordinates(other)
    lots = np.cumsum(corners) // _PAIRS_A_LOT
    ends = [0, *(np.flatnonzero(np.diff(lots)) + 1).tolist(), len(one)]
    slices = [slice(*lot) for lot in pairwise(ends)]
    return np.concatenate(each(lambda lot: _common(one[lot], other[lot]), slices))


def _common(one: Geometries, other: Geometries) -> Floats:
    mine, theirs = shapely.bounds(one), shapely.bounds(other)
    west, south = np.fmax(mine[:, :2], theirs[:, :2]).T
    east = np.fmin(mine[:, 2], theirs[:, 2])
    with np.errstate(all="ignore"):
        a, b = (_Slopes.above(side, west, south, east) for side in (one, other))
        result = _under_both(a, b, len(one))
    # Nothing of one that has no bounds.
    return np.where(np.isnan(mine[:, 0]) | np.isnan(theirs[:, 0]), 0.0, result)


class _Slopes:
    """Edges over the base of a box, from left to right, as seen from its lower left corner."""

    def __init__(self, pair: Positions, columns: Floats, sign: Floats) -> None:
        self.pair = pair
        self.x1, self.y1, self.x2, self.y2 = columns
        self.sign = sign

    @classmethod
    def above(cls, shapes: Geometries, west: Floats, south: Floats, east: Floats) -> _Slopes:
        """Take what edges have above the base of boxes, one box for each shape."""
        outlines = outlines_of(shapes)
        starts = np.ones(len(outlines.x), dtype=bool)
        starts[outlines.ring_start[1:] - 1] = False
        at = np.flatnonzero(starts)
        pair = outlines.owner[outlines.ring_of(at)]
        x1, x2 = outlines.x[at] - west[pair], outlines.x[at + 1] - west[pair]
        y1, y2 = outlines.y[at] - south[pair], outlines.y[at + 1] - south[pair]
        sign = np.where(x1 < x2, -1.0, 1.0)
        back = x2 < x1
        x1, x2, y1, y2 = np.where(back, x2, x1), np.where(back, x1, x2), np.where(back, y2, y1), np.where(back, y1, y2)
        width = (east - west)[pair]
        keep = np.flatnonzero((x1 < x2) & (x1 < width) & (x2 > 0) & ((y1 > 0) | (y2 > 0)))
        pair, sign = pair[keep], sign[keep]
        x1, y1, x2, y2 = x1[keep], y1[keep], x2[keep], y2[keep]
        # Only the part above the base.
        turn = x1 + (x2 - x1) * (y1 / (y1 - y2))
        left, right = np.where(y1 < 0, turn, x1), np.where(y2 < 0, turn, x2)
        low, high = np.where(y1 < 0, 0.0, y1), np.where(y2 < 0, 0.0, y2)
        left, right = np.clip(left, x1, x2), np.clip(right, x1, x2)
        return cls(pair, np.array([left, low, right, high]), sign)


def _under_both(a: _Slopes, b: _Slopes, pairs: int) -> Floats:
    """Sum the areas under two edges at once, over all edges of either side of pairs."""
    row, other = _side_by_side(a, b, pairs)
    low, high = np.maximum(a.x1[row], b.x1[other]), np.minimum(a.x2[row], b.x2[other])
    there = np.flatnonzero(low < high)
    row, other, low, high = row[there], other[there], low[there], high[there]
    a_low, a_high = _height(a, row, low), _height(a, row, high)
    b_low, b_high = _height(b, other, low), _height(b, other, high)
    gap_low, gap_high = a_low - b_low, a_high - b_high
    least_low, least_high = np.minimum(a_low, b_low), np.minimum(a_high, b_high)
    height = (least_low + least_high) / 2
    turns = np.flatnonzero((gap_low > 0) != (gap_high > 0))
    share = gap_low[turns] / (gap_low[turns] - gap_high[turns])
    share = np.where(np.isfinite(share), share, 0.0)
    middle = a_low[turns] + share * (a_high[turns] - a_low[turns])
    height[turns] = (least_low[turns] + middle) / 2 * share + (middle + least_high[turns]) / 2 * (1 - share)
    return np.asarray(np.bincount(a.pair[row], (high - low) * height * a.sign[row] * b.sign[other], pairs), dtype=float)


def _side_by_side(a: _Slopes, b: _Slopes, pairs: int) -> tuple[Positions, Positions]:
    """Find the edges of either side of pairs that may lie over the same place; more than those do no harm."""
    span = np.zeros(pairs)
    for side in (a, b):
        np.maximum.at(span, side.pair, np.maximum(np.abs(side.x1), np.abs(side.x2)))
    # As parts of the span, from 0 to 1, so that pairs stand one after the other.
    start, end, begin = (
        np.nan_to_num((x / span[pair] + 1) / 2, nan=nowhere)
        for pair, x, nowhere in ((a.pair, a.x1, 0.0), (a.pair, a.x2, 1.0), (b.pair, b.x1, 0.0))
    )
    widest = np.zeros(pairs)
    np.maximum.at(widest, b.pair, np.nan_to_num((b.x2 - b.x1) / span[b.pair] / 2, nan=1.0))
    order = np.lexsort((begin, b.pair))
    place = 2.0 * b.pair[order] + begin[order]
    first = np.searchsorted(place, 2.0 * a.pair + np.maximum(start - widest[a.pair] - _HAIR, 0))
    last = np.searchsorted(place, 2.0 * a.pair + np.minimum(end + _HAIR, 1), side="right")
    row, at = expand(first, last - first)
    return row, order[at]


def _height(of: _Slopes, rows: Positions, x: Floats) -> Floats:
    """Give how high edges are at some places, measured from the nearer end."""
    start, end, low, high = of.x1[rows], of.x2[rows], of.y1[rows], of.y2[rows]
    width, rise = end - start, high - low
    near = x - start < end - x
    return np.asarray(np.where(near, low + (x - start) / width * rise, high - (end - x) / width * rise))
