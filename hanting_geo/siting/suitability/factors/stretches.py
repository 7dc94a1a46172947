"""How much of a line lies within a radius of a convex shape, exactly: the shape grown by the radius is convex too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["lengths_within", "segments_of"]


def segments_of(lines: Geometries) -> tuple[Floats, Floats]:
    """Give the starts and the ends of all segments that have a length."""
    parts = shapely.get_parts(lines)
    corners, owner = shapely.get_coordinates(parts, return_index=True)
    follows = owner[1:] == owner[:-1]
    starts, ends = corners[:-1][follows], corners[1:][follows]
    long = (starts != ends).any(axis=1)
    return starts[long], ends[long]


def lengths_within(shapes: Geometries, radius_m: float, asked: Positions, starts: Floats, ends: Floats) -> Floats:
    """Give for each pair of a convex shape and a segment how much of the segment lies within the radius.

    A straight line meets what is convex in one stretch. Its ends lie on the border of the grown shape, which is made of
    arcs round the corners and of sides moved outwards: so the stretch reaches from the least to the greatest place
    at which the line is in a disc round a corner, or in the rectangle between a side and the side moved.

    Parameters
    ----------
    shapes
        Points, or convex polygons without holes.
    radius_m
        The radius.
    asked
        For each pair the place of its shape.
    starts, ends
        For each pair the ends of its segment.

    Examples
    --------
    >>> square = np.array([shapely.box(0, 0, 10, 10)])
    >>> pair = np.array([0, 0]), np.array([[-99.0, 5.0], [-99.0, 10.0]]), np.array([[99.0, 5.0], [5.0, 10.0]])
    >>> lengths_within(square, 5.0, *pair).tolist()
    [20.0, 10.0]
    """
    corners, owner = shapely.get_coordinates(shapes, return_index=True)
    counts = np.bincount(owner, minlength=len(shapes))
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    # The ring of a polygon ends where it begins: so many sides as corners, the last one not taken again.
    sides = np.where(counts > 1, counts - 1, 0)
    turned = np.where(shapely.is_ccw(shapely.get_exterior_ring(shapes)), 1.0, -1.0)
    way = ends - starts
    length = np.hypot(way[:, 0], way[:, 1])
    way = way / length[:, None]
    low, high = np.full(len(asked), np.inf), np.full(len(asked), -np.inf)
    for corner in range(int(np.maximum(sides, 1).max(initial=0))):
        rows = np.flatnonzero(np.maximum(sides, 1)[asked] > corner)
        here = corners[first[asked[rows]] + corner]
        _widen(low, high, rows, *_in_disc(starts[rows], way[rows], here, radius_m))
        rows = rows[sides[asked[rows]] > corner]
        begin, end = (corners[first[asked[rows]] + corner + step] for step in (0, 1))
        outward = turned[asked[rows]]
        _widen(low, high, rows, *_in_rectangle(starts[rows], way[rows], begin, end, outward * radius_m))
    return np.asarray(np.maximum(np.minimum(high, length) - np.maximum(low, 0.0), 0.0))


def _widen(low: Floats, high: Floats, rows: Positions, enters: Floats, leaves: Floats) -> None:
    """Let stretches reach as far as others of the same line."""
    met = enters <= leaves
    low[rows[met]] = np.minimum(low[rows[met]], enters[met])
    high[rows[met]] = np.maximum(high[rows[met]], leaves[met])


def _in_disc(start: Floats, way: Floats, middle: Floats, radius_m: float) -> tuple[Floats, Floats]:
    """Say where lines enter a disc and where they leave it, in metres from their start; it leaves first if never."""
    off = middle - start
    along = (off * way).sum(axis=1)
    across = off[:, 0] * way[:, 1] - off[:, 1] * way[:, 0]
    half = np.sqrt(np.maximum(radius_m**2 - across**2, 0.0))
    missed = np.abs(across) > radius_m
    return np.where(missed, np.inf, along - half), np.where(missed, -np.inf, along + half)


def _in_rectangle(start: Floats, way: Floats, begin: Floats, end: Floats, depth: Floats) -> tuple[Floats, Floats]:
    """Say where lines are between a side and the side moved to its right by a depth."""
    side = end - begin
    reach = np.hypot(side[:, 0], side[:, 1])
    side = side / np.where(reach > 0, reach, 1.0)[:, None]
    right = np.column_stack([side[:, 1], -side[:, 0]])
    # A corner that is there twice has no side between.
    enters = np.where(reach > 0, -np.inf, np.inf)
    leaves = -enters
    for axis, least, most in (
        (side, np.zeros(len(start)), reach),
        (right, np.minimum(depth, 0.0), np.maximum(depth, 0.0)),
    ):
        place, speed = ((start - begin) * axis).sum(axis=1), (way * axis).sum(axis=1)
        still = speed == 0
        out = still & ((place < least) | (place > most))
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (least - place) / speed, (most - place) / speed
        enters = np.maximum(enters, np.where(still, -np.inf, np.minimum(one, other)))
        leaves = np.minimum(leaves, np.where(still, np.inf, np.maximum(one, other)))
        enters = np.where(out, np.inf, enters)
        leaves = np.where(out, -np.inf, leaves)
    return enters, leaves
