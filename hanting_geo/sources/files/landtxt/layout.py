"""Rings as an office lays them out: from the north-west, outer ones clockwise and holes the other way."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["Laid", "laid_out"]


class Laid(NamedTuple):
    """All rings of all parcels, each closed, one after the other."""

    xy: Floats
    ring_start: Positions
    """Where each ring begins, and the end of the last."""
    owner: Positions
    """The parcel of each ring."""
    is_ring: bool = True


def laid_out(shapes: Geometries) -> Laid:
    """Turn and begin the rings of polygons as an office does; parts in their order, each followed by its holes.

    The north-west is the corner of the box around a ring: a ring begins at the vertex that is nearest to it.

    Examples
    --------
    >>> laid = laid_out(np.array([shapely.box(0, 0, 2, 1)], dtype=object))
    >>> laid.xy.tolist()
    [[0.0, 1.0], [2.0, 1.0], [2.0, 0.0], [0.0, 0.0], [0.0, 1.0]]
    """
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    hole = np.concatenate([[False], ring_part[1:] == ring_part[:-1]]) if len(rings) else np.zeros(0, dtype=bool)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.searchsorted(ring, np.arange(len(rings) + 1))
    pieces = [
        _turned(xy[start:end], clockwise=not inner)
        for (start, end), inner in zip(pairwise(starts.tolist()), hole.tolist(), strict=True)
    ]
    laid = np.concatenate(pieces) if pieces else np.zeros((0, 2))
    return Laid(laid, starts, part_owner[ring_part])


def _turned(ring: Floats, *, clockwise: bool) -> Floats:
    corners = ring[:-1]
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    area = float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))
    x, y = x[:-1], y[:-1]
    if (area < 0) != clockwise:
        corners, x, y = corners[::-1], x[::-1], y[::-1]
    far = (x - x.min()) ** 2 + (y.max() - y) ** 2
    # Of two that are as near, the northern one.
    at = int(np.lexsort((x, -y, far))[0])
    return np.concatenate([corners[at:], corners[: at + 1]])
