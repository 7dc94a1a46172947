"""Shapes by row: pieces that are something, united, measured, and which of them meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.clipping import intersection
from hanting_geo.analysis.engine.parts import unnested
from hanting_geo.analysis.engine.point_in_polygon import ON_BORDER_M
from hanting_geo.analysis.engine.remainders import difference
from hanting_geo.core.threads import LIGHT, elementwise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = [
    "alone",
    "area_by",
    "boxes_meet",
    "clusters_by",
    "flat",
    "in_common",
    "is_something",
    "less",
    "of_dimension",
    "union_by",
]


def flat(shapes: Geometries) -> Geometries:
    """Take the heights off shapes; those without are not copied, unless prepared, which two threads must not share."""
    result = np.array(shapes, dtype=object)
    other = shapely.has_z(shapes) | shapely.is_prepared(shapes)
    result[other] = shapely.force_2d(result[other])
    return result


_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def alone(shapes: Geometries) -> tuple[Geometries, Positions]:
    """Take collections apart into their polygons, their lines and their points: the shapes, and whose each is.

    GEOS cuts and compares no collections. A shape that is none stays as it is, and the order is kept.

    Examples
    --------
    >>> both = shapely.from_wkt("GEOMETRYCOLLECTION (POLYGON ((0 0, 1 0, 1 1, 0 0)), LINESTRING (5 5, 6 6))")
    >>> found, owner = alone(np.array([shapely.Point(1, 1), both], dtype=object))
    >>> [shape.geom_type for shape in found], owner.tolist()
    (['Point', 'Polygon', 'LineString'], [0, 1, 1])
    """
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    if not mixed.any():
        return shapes, np.arange(len(shapes))
    parts, owner = unnested(shapes[mixed])
    parts, owner = parts[~shapely.is_empty(parts)], np.flatnonzero(mixed)[owner[~shapely.is_empty(parts)]]
    dimension = shapely.get_dimensions(parts)
    found, whose = [shapes[~mixed]], [np.flatnonzero(~mixed)]
    for kind in (2, 1, 0):
        for row in np.unique(owner[dimension == kind]):
            some = parts[(owner == row) & (dimension == kind)]
            found.append(np.array([some[0] if len(some) == 1 else shapely.union_all(some)], dtype=object))
            whose.append(np.array([row]))
    owners = np.concatenate(whose)
    order = np.argsort(owners, kind="stable")
    return np.concatenate(found)[order], owners[order]


def in_common(shapes: Geometries, others: Geometries) -> Geometries:
    """Cut pairs; of polygons what they share, by the engine, whose answers are judged, without what merely touches.

    Examples
    --------
    >>> in_common(np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(3, -1, 9, 9)]))[0].area
    4.0
    """
    result = np.empty(len(shapes), dtype=object)
    areal = _are_polygons(shapes) & _are_polygons(others)
    thin = np.flatnonzero(~areal)
    result[thin] = elementwise(shapely.intersection, shapes[thin], others[thin], least=LIGHT)
    rows = np.flatnonzero(areal)
    result[rows] = intersection(shapes[rows], others[rows])
    return result


def less(shapes: Geometries, others: Geometries) -> Geometries:
    """Take from each shape another one, pair by pair; between polygons by the engine, whose answers are judged.

    Examples
    --------
    >>> less(np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(3, -1, 9, 9)]))[0].area
    12.0
    """
    result = shapes.copy()
    polygons = _are_polygons(shapes) & _are_polygons(others)
    there = ~(shapely.is_missing(shapes) | shapely.is_missing(others))
    for rows, take in ((there & polygons, difference), (there & ~polygons, _by_geos)):
        some = np.flatnonzero(rows)
        if len(some):
            result[some] = take(shapes[some], others[some])
    return result


def _are_polygons(shapes: Geometries) -> Flags:
    return np.asarray(np.isin(shapely.get_type_id(shapes), _POLYGONAL), dtype=bool)


def _by_geos(shapes: Geometries, others: Geometries) -> Geometries:
    return np.asarray(elementwise(shapely.difference, shapes, others, least=LIGHT), dtype=object)


def of_dimension(pieces: Geometries, dimension: NDArray[np.int32]) -> Geometries:
    """Keep of each intersection what has the dimension that it should have: no edges beside areas."""
    result = pieces.copy()
    mixed = np.flatnonzero(shapely.get_type_id(pieces) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for row in mixed:
        parts = shapely.get_parts(pieces[row])
        result[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == dimension[row]])
    lower = shapely.get_dimensions(result) != dimension
    result[lower & ~shapely.is_missing(result)] = shapely.GeometryCollection()
    return result


def is_something(pieces: Geometries) -> Flags:
    """Tell pieces from touching: a polygon wider than a micrometre (2 A / perimeter), a line longer, any point."""
    dimension = shapely.get_dimensions(pieces)
    length = np.nan_to_num(shapely.length(pieces))
    areal = 2 * np.nan_to_num(shapely.area(pieces)) > ON_BORDER_M * length
    there = ~(shapely.is_missing(pieces) | shapely.is_empty(pieces))
    something = np.select([dimension >= 2, dimension == 1], [areal, length > ON_BORDER_M], default=True)  # noqa: PLR2004
    return np.asarray(there & something, dtype=bool)


def union_by(rows: Positions, pieces: Geometries, count: int) -> Geometries:
    """Unite the pieces of each row from 0 to ``count``; None where a row has none."""
    clusters, owner = clusters_by(rows, pieces)
    result = np.full(count, None, dtype=object)
    order = np.argsort(owner, kind="stable")
    clusters, owner = clusters[order], owner[order]
    distinct, first, sizes = np.unique(owner, return_index=True, return_counts=True)
    result[distinct] = clusters[first]
    many = np.repeat(sizes > 1, sizes)
    polygonal = np.isin(shapely.get_type_id(clusters), _POLYGONAL)  # a collection has lines or points, too
    areal = np.bincount(owner, ~polygonal, count) == 0
    parts, index = shapely.get_parts(clusters[many & areal[owner]], return_index=True)
    if len(parts):
        rows, place = np.unique(owner[many & areal[owner]][index], return_inverse=True)
        result[rows] = shapely.multipolygons(parts, indices=place.ravel())
    for row in distinct[(sizes > 1) & ~areal[distinct]]:
        result[row] = shapely.union_all(clusters[owner == row])
    return result


def area_by(rows: Positions, pieces: Geometries, count: int) -> Floats:
    """Measure the union of the pieces of each row from 0 to ``count``."""
    clusters, owner = clusters_by(rows, pieces)
    return np.bincount(owner, np.nan_to_num(shapely.area(clusters)), count).astype(np.float64)


def clusters_by(rows: Positions, pieces: Geometries) -> tuple[Geometries, Positions]:
    """Unite the pieces of each row that have a point in common; what stands apart stays, and is the most.

    Returns
    -------
    clusters, owner
        Shapes of which those of one row have no point in common, and the row of each.
    """
    order = np.argsort(rows, kind="stable")
    rows, pieces = rows[order], pieces[order]
    later, earlier = boxes_meet(rows, shapely.bounds(pieces))
    meet = elementwise(shapely.intersects, pieces[later], pieces[earlier], least=LIGHT)
    later, earlier = later[meet], earlier[meet]
    # The first piece of its cluster is the name of each: names are passed on until none changes.
    name, before = np.arange(len(rows)), np.full(len(rows), -1)
    while (name != before).any():
        before = name.copy()
        np.minimum.at(name, later, before[earlier])
        np.minimum.at(name, earlier, before[later])
    order = np.argsort(name, kind="stable")
    distinct, first, sizes = np.unique(name[order], return_index=True, return_counts=True)
    clusters = pieces[distinct]
    for size in np.unique(sizes[sizes > 1]):
        some = sizes == size
        clusters[some] = elementwise(_unite, pieces[order[first[some, None] + np.arange(size)]], least=LIGHT)
    return clusters, rows[distinct]


def boxes_meet(rows: Positions, boxes: Floats) -> tuple[Positions, Positions]:
    """Find pairs of boxes of one row, which are sorted by it, that have a point in common: (later, earlier)."""
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    later = np.repeat(np.arange(len(rows)), rank)
    earlier = later - 1 - (np.arange(len(later)) - np.repeat(np.cumsum(rank) - rank, rank))
    one, other = boxes[later], boxes[earlier]
    meet = ((one[:, :2] <= other[:, 2:]) & (other[:, :2] <= one[:, 2:])).all(axis=1)
    return later[meet], earlier[meet]


def _unite(pieces: Geometries) -> Geometries:
    return np.asarray(shapely.union_all(pieces, axis=1), dtype=object)
