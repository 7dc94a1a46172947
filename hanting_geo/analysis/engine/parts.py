"""Collections taken apart into simple polygons, lines and points, and pieces taken from one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.threads import elementwise

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Geometries, Positions

__all__ = ["flat", "simple_parts", "subtract"]


def simple_parts(geometry: Geometries, gone: Flags | None = None) -> tuple[Geometries, Positions]:
    """Take features apart into points, lines and polygons; where lines of one run over each other they count once.

    Parameters
    ----------
    geometry
        Any.
    gone
        Which ones are null or empty, where that is known already.

    Returns
    -------
    parts, owner
        The parts, and for each the position of its feature; null and empty geometries have none.
    """
    parts, owner = geometry, np.arange(len(geometry))
    if gone is None:
        gone = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    if gone.any():
        parts, owner = parts[~gone], owner[~gone]
    kind = shapely.get_type_id(parts)
    if (kind == shapely.GeometryType.POLYGON).all():
        return parts, owner
    while (nested := kind > shapely.GeometryType.POLYGON).any():
        inner, index = shapely.get_parts(parts[nested], return_index=True)
        parts, owner = np.concatenate([parts[~nested], inner]), np.concatenate([owner[~nested], owner[nested][index]])
        kind = shapely.get_type_id(parts)
    lines = np.flatnonzero((kind == shapely.GeometryType.LINESTRING) | (kind == shapely.GeometryType.LINEARRING))
    own = owner[lines]
    tangled = np.unique(own[~elementwise(shapely.is_simple, parts[lines])])
    several = lines[np.bincount(own)[own] > 1] if len(lines) else lines
    if len(several):
        features, member = np.unique(owner[several], return_inverse=True)
        order = np.argsort(member, kind="stable")
        together = np.asarray(shapely.multilinestrings(parts[several[order]], indices=member[order]))
        tangled = np.union1d(tangled, features[~elementwise(shapely.is_simple, together)])
    if len(tangled):
        knots = lines[np.isin(own, tangled)]
        noded = np.array([shapely.union_all(parts[knots[owner[knots] == row]]) for row in tangled], dtype=object)
        inner, index = shapely.get_parts(noded, return_index=True)
        parts, owner = (
            np.concatenate([np.delete(parts, knots), inner]),
            np.concatenate([np.delete(owner, knots), tangled[index]]),
        )
    there = ~shapely.is_empty(parts)
    if not there.all():
        parts, owner = parts[there], owner[there]
    if (owner[1:] < owner[:-1]).any():
        order = np.argsort(owner, kind="stable")
        parts, owner = parts[order], owner[order]
    return parts, owner


def flat(geometry: Geometries) -> Geometries:
    """Leave heights away."""
    return np.asarray(shapely.force_2d(geometry), dtype=object) if shapely.has_z(geometry).any() else geometry


def subtract(parts: Geometries, rows: Positions, cutters: Geometries) -> Geometries:
    """Take from each part all of its cutters; ``rows`` (sorted) says whose each cutter is."""
    result = parts.copy()
    own, other = shapely.bounds(parts)[rows], shapely.bounds(cutters)
    shared = np.maximum(np.minimum(own[:, 2:], other[:, 2:]) - np.maximum(own[:, :2], other[:, :2]), 0)
    # What takes most comes first: where nothing is left, or nothing near, the others have nothing to do.
    order = np.lexsort((-shared.prod(axis=1), rows))
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    for turn in range(int(np.max(rank, initial=-1)) + 1):
        now = order[rank == turn]
        left = shapely.bounds(result[rows[now]])
        near = (left[:, :2] < other[now, 2:]).all(axis=1) & (left[:, 2:] > other[now, :2]).all(axis=1)
        # A line has a box without width or height.
        near |= (left[:, :2] == left[:, 2:]).any(axis=1) | (other[now, :2] == other[now, 2:]).any(axis=1)
        now = now[near]
        result[rows[now]] = elementwise(shapely.difference, result[rows[now]], cutters[now])
    return result
