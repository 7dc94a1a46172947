"""One side of a line, within a distance: what GEOS's single-sided buffer means to be.

GEOS loses ground where a line crosses itself, and fills the wrong side of a closed line. Here the flat-ended buffer
of both sides is cut along the line itself, and each piece goes to the side on which the line borders it, so that left
and right together are always the buffer of both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from hanting_geo.analysis.buffer.flat import flat_ended, merged
from hanting_geo.analysis.buffer.sweep import is_closed, sectors, segments, strips

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Geometries


__all__ = ["one_side"]

_ON_LINE_M = 1e-6
_BEYOND_END = 1e-4


def one_side(
    line: shapely.Geometry, distance: float, side: Literal["left", "right"], quad_segs: int
) -> shapely.Geometry:
    """Buffer one side of a line, as seen along it, cut off square at its ends.

    Parts of a multi-line are taken each by itself, after joining those that continue each other. A place between
    two stretches of a line may lie left of one and right of the other where the line does not part them (the line
    ends there, or crosses itself): such a place is on both sides.

    Parameters
    ----------
    line
        Line or multi-line in metres.
    distance
        Metres, positive.
    side
        As seen along the line.
    quad_segs
        Pieces of a quarter circle.
    """
    pieces = [
        piece
        for part in merged(line)
        if part.length > 0
        for piece in _side_of_part(part, distance, quad_segs, left=side == "left")
    ]
    return shapely.union_all(pieces) if pieces else shapely.Polygon()


def _side_of_part(line: shapely.Geometry, distance: float, quad_segs: int, *, left: bool) -> list[shapely.Geometry]:
    both = flat_ended(np.array([line], dtype=object), np.array([distance]), quad_segs)[0]
    borders = shapely.union_all([shapely.boundary(both), line, *_extensions(line, distance)])
    polygons, cuts, dangles, _ = shapely.polygonize_full([borders])
    faces = shapely.get_parts(polygons)
    faces = faces[shapely.covers(both, _places(faces))]
    is_left, is_right = _sides_of(faces, line)
    # A stretch that parts nothing has both of its sides in one face; it is not on the border of that face.
    loose = np.concatenate([shapely.get_parts(cuts), shapely.get_parts(dangles)])
    middles = shapely.line_interpolate_point(loose, 0.5, normalized=True)
    around = shapely.covers(faces[:, None], middles[None, :]).any(axis=1)
    is_left, is_right = is_left | around, is_right | around
    mine, other = (is_left, is_right) if left else (is_right, is_left)
    contested = mine & other
    pieces = list(faces[mine & ~other])
    # A face that the line does not touch within the tolerance (a hair beside an end) is contested as well.
    contested |= ~mine & ~other
    if contested.any():
        mine_, others = (shapely.union_all(_local_cover(line, distance, quad_segs, left=of)) for of in (left, not left))
        pieces += [part for face in faces[contested] for part in _share_of(face, mine_, others)]
    return pieces


def _places(faces: Geometries) -> Geometries:
    """Give a place within each face; GEOS gives a corner of one that has a spike without width where it looks."""
    places = np.asarray(shapely.point_on_surface(faces), dtype=object)
    for row in np.flatnonzero(~shapely.contains_properly(faces, places)):
        places[row] = shapely.get_point(shapely.maximum_inscribed_circle(faces[row]), 0)
    return places


def _share_of(face: shapely.Geometry, cover: shapely.Geometry, others: shapely.Geometry) -> Geometries:
    """Give what of a face is in the cover of one side; what is in neither cover, by a hair of an arc, is on both.

    Decided place by place: an intersection of GEOS may lose the whole of a face that comes near to itself.
    """
    borders = shapely.union_all(shapely.boundary([face, cover, others]))
    parts = shapely.get_parts(shapely.polygonize([borders]))
    places = _places(parts)
    for shape in (face, cover, others):
        shapely.prepare(shape)
    mine = shapely.covers(cover, places) | ~shapely.covers(others, places)
    return parts[mine & shapely.covers(face, places)]


def _extensions(line: shapely.Geometry, distance: float) -> list[shapely.Geometry]:
    """Lengthen both ends by a hair, so that rounding leaves no gap between the line and the flat end of its buffer."""
    xy = shapely.get_coordinates(line)
    if (xy[0] == xy[-1]).all():
        return []
    ends = []
    for end, before in ((xy[0], xy[1:]), (xy[-1], xy[-2::-1])):
        away = end - before[(before != end).any(axis=1)][0]
        ends.append(shapely.linestrings([end, end + away / np.hypot(*away) * (_BEYOND_END * distance + _ON_LINE_M)]))
    return ends


def _sides_of(faces: Geometries, line: shapely.Geometry) -> tuple[Flags, Flags]:
    """Tell for each face whether it borders the line on the line's left, and on its right."""
    rings, face = shapely.get_rings(shapely.orient_polygons(faces), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    edge_start, edge_end, owner = xy[:-1][within], xy[1:][within], face[ring[:-1][within]]
    start, end = segments(line)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([start, end], axis=1))))
    middles = shapely.points((edge_start + edge_end) / 2)
    edge, segment = tree.query(middles, predicate="dwithin", distance=_ON_LINE_M)
    edge_way = (edge_end - edge_start)[edge]
    line_way = (end - start)[segment]
    along = (edge_way * line_way).sum(axis=1)
    across = edge_way[:, 0] * line_way[:, 1] - edge_way[:, 1] * line_way[:, 0]
    parallel = np.abs(along) > np.abs(across)
    # The inside of an oriented ring lies left of its edges.
    left, right = np.zeros(len(faces), dtype=bool), np.zeros(len(faces), dtype=bool)
    left[owner[edge[parallel & (along > 0)]]] = True
    right[owner[edge[parallel & (along < 0)]]] = True
    return left, right


def _local_cover(line: shapely.Geometry, distance: float, quad_segs: int, *, left: bool) -> list[shapely.Geometry]:
    """Everything within the distance on one side of some stretch: a strip a segment, a sector a bend away from it."""
    start, end = segments(line)
    closed = is_closed(start, end)
    # Drawn outside the true curve: the exact arc is that of the buffer, to which the faces are cut.
    bends = sectors(start, end, distance, quad_segs, left=left, closed=closed, outside=True)
    return [*strips(start, end, distance, left=left), *bends]
