"""Polygons cut at the border of shapes that have no area in common; remnants of rounding are left out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.exact import exact_overlay
from hanting_geo.analysis.engine.judging import area_in_common, tolerance, tried
from hanting_geo.analysis.engine.parts import simple_parts
from hanting_geo.core.threads import LIGHT, elementwise

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Geometries, Positions

__all__ = ["HAIR_M", "cut", "disjoint_parts", "together"]


HAIR_M = 1e-7
"""A polygon narrower than a tenth of a micrometre is what rounding leaves along a border that two shapes share."""
_MANY_VERTICES = 200
_REACH_M = 10.0
_SURELY_M = 1e-6
_MOST_EDGE_PAIRS = 4_000_000
_POLYGONAL = 2


def cut(
    pieces: Geometries, shapes: Geometries
) -> tuple[Flags, Positions, tuple[Geometries, Positions], tuple[Geometries, Positions]]:
    """Cut polygons at the border of shapes that have no area in common.

    Returns
    -------
    covered
        Which pieces lie in the shapes as a whole.
    rows
        Positions of the pieces that are cut: those that have area both in the shapes and outside of them.
    inside, outside
        Of these the polygons in the shapes and outside of them, each with the position in ``rows`` that it is of.
        Remnants narrower than :data:`HAIR_M` are left out; a piece that only these would part stays whole.
    """
    covered = np.zeros(len(pieces), dtype=bool)
    shapes = np.array(shapes, dtype=object)
    shape, piece = shapely.STRtree(pieces).query(shapes, predicate="intersects")
    # New geometries, since preparing marks them.
    ready = np.asarray(shapely.force_2d(shapes), dtype=object)
    shapely.prepare(ready)
    covers = shapely.covers(ready[shape], pieces[piece])
    covered[piece[covers]] = True
    torn = ~covered[piece]
    rows, regions = together(*_nearby(pieces, piece[torn], shapes, shape[torn]))
    inside = _polygons(elementwise(partial(tried, shapely.intersection), pieces[rows], regions, least=LIGHT))
    met = np.zeros(len(rows), dtype=bool)
    met[inside[1]] = True
    lost = _share_area(pieces[rows], regions, ~met)
    met |= lost
    rows, regions, inside, lost = rows[met], regions[met], _kept(inside, met), lost[met]
    outside = _polygons(elementwise(partial(tried, shapely.difference), pieces[rows], regions, least=LIGHT))
    wrong = lost | _are_wrong(pieces[rows], shapes, inside, outside)
    if wrong.any():
        exact = [_exact(pieces[row], shapes[shape[piece == row]]) for row in rows[wrong].tolist()]
        inside, outside = (
            _instead(polygons, wrong, np.array(which, dtype=object))
            for polygons, which in zip((inside, outside), zip(*exact, strict=True), strict=True)
        )
        met = np.zeros(len(rows), dtype=bool)
        met[inside[1]] = True
        rows, inside, outside = rows[met], _kept(inside, met), _kept(outside, met)
    parted = np.zeros(len(rows), dtype=bool)
    parted[outside[1]] = True
    covered[rows[~parted]] = True
    return covered, rows[parted], _kept(inside, parted), outside if parted.all() else _kept(outside, parted)


def _share_area(pieces: Geometries, regions: Geometries, asked: Flags) -> Flags:
    """Tell which pieces have area in common with their regions, of those for which an overlay found none.

    Boxes that touch decide most. The rest is measured, edge by edge, without an overlay; shapes of very many corners
    are asked for their relation instead.
    """
    result = asked.copy()
    mine, theirs = shapely.bounds(pieces[asked]), shapely.bounds(regions[asked])
    sides = np.minimum(mine[:, 2:], theirs[:, 2:]) - np.maximum(mine[:, :2], theirs[:, :2])
    result[asked] = (sides > HAIR_M).all(axis=1)
    rows = np.flatnonzero(result)
    large = shapely.get_num_coordinates(pieces[rows]) * shapely.get_num_coordinates(regions[rows]) > _MOST_EDGE_PAIRS
    result[rows[large]] = shapely.relate_pattern(pieces[rows[large]], regions[rows[large]], "T********")
    small = rows[~large]
    common = area_in_common(pieces[small], regions[small])
    result[small] = common > tolerance(pieces[small], regions[small]) + HAIR_M * shapely.length(pieces[small])
    return result


def _are_wrong(
    pieces: Geometries, shapes: Geometries, inside: tuple[Geometries, Positions], outside: tuple[Geometries, Positions]
) -> Flags:
    """Tell which pieces were cut wrongly: what was cut does not make them up, or lies on the other side of the border.

    Sides are asked of the shapes as they were given, one place of each part, so that nothing that clipping lost is
    taken for outside. What lies within a micrometre of the border lies on either side.
    """
    count = len(pieces)
    area = np.bincount(inside[1], shapely.area(inside[0]), count) + np.bincount(
        outside[1], shapely.area(outside[0]), count
    )
    wrong = np.asarray(np.abs(area - shapely.area(pieces)) > tolerance(pieces) + HAIR_M * shapely.length(pieces))
    tree = shapely.STRtree(shapes)
    for (parts, row), belongs in ((inside, True), (outside, False)):
        points = np.asarray(shapely.point_on_surface(parts), dtype=object)
        there = np.zeros(len(points), dtype=bool)
        there[tree.query(points, predicate="intersects")[0]] = True
        odd = np.flatnonzero(there != belongs)
        far = shapely.distance(shapely.boundary(parts[odd]), points[odd]) > _SURELY_M
        wrong[row[odd[far]]] = True
    return wrong


def _exact(piece: shapely.Geometry, shapes: Geometries) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Cut a piece without rounding: what lies in the shapes, and what does not."""
    common = [exact_overlay([piece, shape], "intersection", hair_m=HAIR_M) for shape in shapes]
    return shapely.geometrycollections(common), exact_overlay([piece, *shapes], "difference", hair_m=HAIR_M)


def _instead(polygons: tuple[Geometries, Positions], rows: Flags, others: Geometries) -> tuple[Geometries, Positions]:
    """Put what some rows are cut into in the place of what was there."""
    kept = ~rows[polygons[1]]
    parts, row = _polygons(others)
    return (
        np.concatenate([polygons[0][kept], parts]),
        np.concatenate([polygons[1][kept], np.flatnonzero(rows)[row]]),
    )


def _nearby(pieces: Geometries, piece: Positions, shapes: Geometries, shape: Positions) -> tuple[Geometries, Positions]:
    """Give for each pair the part of the shape that lies round the piece: an overlay looks at every vertex it is given.

    Shapes of many vertices are clipped to the box of all their pieces, then to those of either half of them, and so on.
    A box reaches beyond its pieces, so that within them no more changes than the last bit of a coordinate.
    """
    near = shapes[shape]
    boxes = shapely.bounds(pieces[piece])
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    for large in np.flatnonzero(shapely.get_num_coordinates(shapes) > _MANY_VERTICES):
        todo = [(np.flatnonzero(shape == large), shapes[large])]
        while todo:
            pairs, clipped = todo.pop()
            if len(pairs) <= 1 or shapely.get_num_coordinates(clipped) <= _MANY_VERTICES:
                near[pairs] = clipped
                continue
            low, high = boxes[pairs, :2].min(axis=0) - _REACH_M, boxes[pairs, 2:].max(axis=0) + _REACH_M
            clipped = shapely.intersection(clipped, shapely.box(*low, *high))
            order = pairs[np.argsort(centres[pairs, np.argmax(high - low)], kind="stable")]
            todo += [(half, clipped) for half in np.array_split(order, 2)]
    parts, pair = simple_parts(near)
    areal = shapely.get_dimensions(parts) == _POLYGONAL
    return parts[areal], piece[pair[areal]]


def _kept(polygons: tuple[Geometries, Positions], rows: Flags) -> tuple[Geometries, Positions]:
    """Keep the polygons of some rows, and count the rows anew."""
    mine = rows[polygons[1]]
    return polygons[0][mine], (np.cumsum(rows) - 1)[polygons[1][mine]]


def _polygons(geometry: Geometries) -> tuple[Geometries, Positions]:
    """Take the results of an overlay apart into valid polygons that are more than a remnant of rounding."""
    parts, row = simple_parts(geometry)
    areal = shapely.get_dimensions(parts) == _POLYGONAL
    parts, row = parts[areal], row[areal]
    # An overlay in floating point may, rarely, leave a ring that touches itself.
    bad = ~shapely.is_valid(parts)
    if bad.any():
        inner, index = simple_parts(shapely.make_valid(parts[bad], method="structure", keep_collapsed=False))
        parts, row = np.concatenate([parts[~bad], inner]), np.concatenate([row[~bad], row[bad][index]])
        areal = shapely.get_dimensions(parts) == _POLYGONAL
        parts, row = parts[areal], row[areal]
    # The width of a long and narrow polygon is twice its area by its perimeter; that of a disc comes out as its radius.
    wide = 2 * shapely.area(parts) > HAIR_M * shapely.length(parts)
    return parts[wide], row[wide]


def together(polygons: Geometries, rows: Positions) -> tuple[Positions, Geometries]:
    """Put polygons that have no area in common together by row: the rows, sorted, and a (multi)polygon for each."""
    order = np.argsort(rows, kind="stable")
    polygons, rows = polygons[order], rows[order]
    distinct, first, count = np.unique(rows, return_index=True, return_counts=True)
    result = polygons[first]
    many = count > 1
    if many.any():
        number = (np.cumsum(many) - 1)[np.repeat(np.arange(len(distinct)), count)]
        mine = np.repeat(many, count)
        result[many] = shapely.multipolygons(polygons[mine], indices=number[mine])
    return distinct, result


def disjoint_parts(geometry: Geometries) -> Geometries:
    """Unite polygons, and take the union apart into polygons that have no area in common."""
    parts, _ = simple_parts(geometry)
    parts = parts[shapely.get_dimensions(parts) == _POLYGONAL]
    return np.asarray(shapely.get_parts(shapely.union_all(parts)), dtype=object) if len(parts) else parts
