"""Collections taken apart into simple polygons, lines and points, and pieces taken from one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.collinear import lines_doubled, lines_united

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.core.arrays import Flags, Geometries, Positions

    Take = Callable[[Geometries, Geometries], Geometries]

__all__ = ["flat", "is_special", "simple_parts", "subtract", "unnested"]


def unnested(geometry: Geometries) -> tuple[Geometries, Positions]:
    """Take points, lines and polygons out of whatever holds them, however deep: the parts, and whose each is.

    What holds nothing has no parts; a null or empty geometry that is no collection stands for itself. In no order.

    Examples
    --------
    >>> nested = shapely.from_wkt("GEOMETRYCOLLECTION (MULTIPOINT (0 0, 1 1), GEOMETRYCOLLECTION (POINT (2 2)))")
    >>> parts, owner = unnested(np.array([shapely.Point(9, 9), nested]))
    >>> sorted(zip(owner.tolist(), [part.x for part in parts]))
    [(0, 9.0), (1, 0.0), (1, 1.0), (1, 2.0)]
    """
    parts, owner = geometry, np.arange(len(geometry))
    while (nested := shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        inner, index = shapely.get_parts(parts[nested], return_index=True)
        parts, owner = np.concatenate([parts[~nested], inner]), np.concatenate([owner[~nested], owner[nested][index]])
    return parts, owner


def simple_parts(geometry: Geometries, gone: Flags | None = None) -> tuple[Geometries, Positions]:
    """Take features apart into points, lines and polygons; where lines of one run over each other they count once.

    The lines of a feature count as one line.

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
    if (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON).all():
        return parts, owner
    parts, index = unnested(parts)
    owner = owner[index]
    kind = shapely.get_type_id(parts)
    lines = np.flatnonzero((kind == shapely.GeometryType.LINESTRING) | (kind == shapely.GeometryType.LINEARRING))
    untangled, tangled = _untangled(parts[lines], owner[lines])
    if len(tangled):
        inner, index = shapely.get_parts(untangled, return_index=True)
        gone_lines = lines[np.isin(owner[lines], tangled)]
        parts = np.concatenate([np.delete(parts, gone_lines), inner])
        owner = np.concatenate([np.delete(owner, gone_lines), tangled[index]])
    there = ~shapely.is_empty(parts)
    if not there.all():
        parts, owner = parts[there], owner[there]
    if (owner[1:] < owner[:-1]).any():
        order = np.argsort(owner, kind="stable")
        parts, owner = parts[order], owner[order]
    return parts, owner


def _untangled(lines: Geometries, owner: Positions) -> tuple[Geometries, Positions]:
    """Give the lines of features that run over themselves or each other, each place once, and which features."""
    tangled = lines_doubled(lines, owner)
    mine = np.isin(owner, tangled)
    return lines_united(lines[mine], np.searchsorted(tangled, owner[mine]), len(tangled)), tangled


def flat(geometry: Geometries) -> Geometries:
    """Leave heights away."""
    return np.asarray(shapely.force_2d(geometry), dtype=object) if shapely.has_z(geometry).any() else geometry


def subtract(parts: Geometries, rows: Positions, cutters: Geometries, *, take: Take) -> Geometries:
    """Take from each part all of its cutters; ``rows`` (sorted) says whose each cutter is, ``take`` how."""
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
        result[rows[now]] = take(result[rows[now]], cutters[now])
    return result


def is_special(geometry: Geometries) -> Flags:
    """Tell what only GEOS does: heights, and a precision that a geometry carries and its pieces are rounded to."""
    return shapely.has_z(geometry) | (shapely.get_precision(geometry) > 0)
