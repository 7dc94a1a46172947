"""Which areas touch, so that one gets from one to the other without crossing a barrier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries

__all__ = ["Touching", "pieces_of", "reached_from", "touching"]

WIDTH_M = 0.05
"""Barriers take so much to each side: along a border this parts the areas on both sides of it."""
LEAST_BORDER_M = 0.01
"""Areas that have less of a border in common meet in a corner."""


class Touching(NamedTuple):
    """What borders on what."""

    neighbours: list[list[int]]
    shapes: Geometries
    """The part of each area that its catchment goes through: the largest on one side of the barriers."""
    beyond: Floats
    """Which share of each area lies on another side."""


def touching(areas: Geometries, barrier: Any) -> Touching:
    """Find the areas that have a border in common, of which not all lies along a barrier.

    Examples
    --------
    >>> squares = np.array([shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9), shapely.box(9, 9, 18, 18)])
    >>> touching(squares, None).neighbours
    [[1], [0, 2], [1]]
    >>> touching(squares, shapely.LineString([(9, -1), (9, 10)])).neighbours
    [[], [2], [1]]
    >>> touching(squares, shapely.LineString([(9, -1), (9, 5)])).neighbours
    [[1], [0, 2], [1]]
    """
    shapes, beyond = np.array(areas, dtype=object), np.zeros(len(areas))
    if barrier is not None and not barrier.is_empty:
        wall = shapely.buffer(barrier, WIDTH_M, quad_segs=4)
        for place in np.flatnonzero(shapely.intersects(areas, wall)).tolist():
            parts = shapely.get_parts(shapely.difference(areas[place], wall))
            parts = parts[shapely.area(parts) > 0]
            if len(parts):
                sizes = shapely.area(parts)
                shapes[place] = parts[int(sizes.argmax())]
                beyond[place] = 1 - sizes.max() / sizes.sum()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    ahead = left < right
    left, right = left[ahead], right[ahead]
    length = shapely.length(shapely.intersection(shapes[left], shapes[right]))
    neighbours: list[list[int]] = [[] for _ in areas]
    for one, other in zip(left[length > LEAST_BORDER_M], right[length > LEAST_BORDER_M], strict=True):
        neighbours[int(one)].append(int(other))
        neighbours[int(other)].append(int(one))
    return Touching([sorted(each) for each in neighbours], shapes, beyond)


def reached_from(roots: list[int], inside: set[int], neighbours: list[list[int]]) -> set[int]:
    """Give what is reached from some areas without leaving a set of areas."""
    found = set(roots) & inside
    edge = list(found)
    while edge:
        fresh = [near for near in neighbours[edge.pop()] if near in inside and near not in found]
        found.update(fresh)
        edge.extend(fresh)
    return found


def pieces_of(inside: set[int], neighbours: list[list[int]]) -> list[set[int]]:
    """Take a set of areas apart into those that hang together."""
    left, pieces = set(inside), []
    while left:
        pieces.append(reached_from([min(left)], left, neighbours))
        left -= pieces[-1]
    return pieces
