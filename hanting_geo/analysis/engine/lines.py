"""Lines cut where they meet borders, as numbers: how long each piece is, and a point that says where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.rings import Outlines, chunks_of, expand, outlines_of
from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["Pieces", "cut_lines"]

_NEAR_M = 1e-5
"""A cut more does no harm, one that is missing does: so near to a border counts as meeting it."""
_RUN = 16
"""Segments of one chunk of a line."""
_LEAST_LOT = 500


class Pieces(NamedTuple):
    """Pieces of lines, none of which has a border on both sides of it."""

    line: Positions
    """The line that each is a piece of, sorted."""
    length: Floats
    x: Floats
    y: Floats
    """A point of the piece that lies on a border only if the piece runs along one."""


class _Segments(NamedTuple):
    """Straight pieces of lines, none of length 0."""

    x: Floats
    y: Floats
    dx: Floats
    dy: Floats
    length: Floats
    string: Positions
    """The single line that each is of; a multi-line has several."""
    line: Positions

    @classmethod
    def of(cls, lines: Geometries) -> _Segments:
        strings, owner = lines, np.arange(len(lines))
        if (shapely.get_type_id(lines) == shapely.GeometryType.MULTILINESTRING).any():
            strings, owner = shapely.get_parts(lines, return_index=True)
        xy, string = shapely.get_coordinates(strings, return_index=True)
        x, y = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
        dx, dy = np.diff(x), np.diff(y)
        keep = (string[1:] == string[:-1]) & ((dx != 0) | (dy != 0))
        dx, dy, string = dx[keep], dy[keep], string[:-1][keep]
        return cls(x[:-1][keep], y[:-1][keep], dx, dy, np.hypot(dx, dy), string, owner[string])

    def boxes(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Give xmin, ymin, xmax, ymax, with a margin."""
        return (
            self.x + np.minimum(self.dx, 0) - _NEAR_M,
            self.y + np.minimum(self.dy, 0) - _NEAR_M,
            self.x + np.maximum(self.dx, 0) + _NEAR_M,
            self.y + np.maximum(self.dy, 0) + _NEAR_M,
        )


def cut_lines(lines: Geometries, zones: Geometries) -> Pieces:
    """Cut lines where they cross the borders of zones, and where they begin and cease to run along one.

    They may be cut at more places.

    Parameters
    ----------
    lines
        Lines and multi-lines.
    zones
        Valid polygons of two dimensions, in the same system of metres; null and empty ones have no border.

    Examples
    --------
    >>> pieces = cut_lines(np.array([shapely.LineString([(-1, 0.5), (3, 0.5)])]), np.array([shapely.box(0, 0, 1, 1)]))
    >>> pieces.length.tolist(), pieces.x.tolist()
    ([1.0, 1.0, 2.0], [-0.5, 0.5, 2.0])
    """
    segments = _Segments.of(lines)
    if not len(segments.x):
        nothing = np.zeros(0)
        return Pieces(np.zeros(0, dtype=np.intp), nothing, nothing, nothing)
    segment, at = _cuts(segments, outlines_of(zones))
    met = np.zeros(len(segments.x), dtype=bool)
    met[segment] = True
    # What meets a border is cut at its ends as well; what lies between is one piece.
    touched = np.flatnonzero(met)
    segment = np.concatenate([segment, touched, touched])
    at = np.concatenate([at, np.zeros(len(touched)), np.ones(len(touched))])
    order = np.lexsort((at, segment))
    segment, at = segment[order], at[order]
    piece = np.flatnonzero((segment[1:] == segment[:-1]) & (at[1:] > at[:-1]))
    cut, start, end = segment[piece], at[piece], at[piece + 1]

    free = ~met
    first = free.copy()
    first[1:] &= met[:-1] | (segments.string[1:] != segments.string[:-1])
    whole = np.flatnonzero(first)
    run = np.cumsum(first) - 1
    lengths = np.bincount(run[free], segments.length[free], len(whole))
    source = np.concatenate([cut, whole])
    middle = np.concatenate([(start + end) / 2, np.full(len(whole), 0.5)])
    length = np.concatenate([(end - start) * segments.length[cut], lengths])
    order = np.argsort(source + middle / 2, kind="stable")
    source, middle = source[order], middle[order]
    return Pieces(
        segments.line[source],
        length[order],
        segments.x[source] + middle * segments.dx[source],
        segments.y[source] + middle * segments.dy[source],
    )


def _cuts(segments: _Segments, borders: Outlines) -> tuple[Positions, Floats]:
    """Find where segments meet borders: the segment, and the place as a part of its length."""
    chunks = chunks_of(borders)
    boxes = segments.boxes()
    start, count = _chunked(segments.string)
    low = [np.minimum.reduceat(values, start) for values in boxes[:2]]
    high = [np.maximum.reduceat(values, start) for values in boxes[2:]]
    tree = shapely.STRtree(np.asarray(shapely.box(low[0], low[1], high[0], high[1])))
    chunk, run = tree.query(np.asarray(shapely.box(*chunks.box.T)))

    def meet(begin: int, end: int) -> tuple[Positions, Floats]:
        border = chunk[begin:end]
        row, segment = expand(start[run[begin:end]], count[run[begin:end]])
        border = border[row]
        near = _overlap(boxes, segment, chunks.box.T, border)
        segment, border = segment[near], border[near]
        row, edge = expand(chunks.start[border], chunks.edges[border])
        segment = segment[row]
        near = _overlap(boxes, segment, chunks.edge_box, edge)
        return _meet(segments, segment[near], borders, edge[near])

    answers = in_lots(meet, len(chunk), least=_LEAST_LOT)
    return np.concatenate([segment for segment, _ in answers]), np.concatenate([at for _, at in answers])


def _chunked(string: Positions) -> tuple[Positions, Positions]:
    """Give where chunks of segments begin, and how many they have."""
    first = np.flatnonzero(np.diff(string, prepend=-1))
    many = np.diff(first, append=len(string))
    row, nth = expand(np.zeros(len(first), dtype=np.intp), -(-many // _RUN))
    return first[row] + nth * _RUN, np.minimum(_RUN, many[row] - nth * _RUN)


def _overlap(
    boxes: tuple[Floats, ...], mine: Positions, others: tuple[Floats, ...] | Floats, theirs: Positions
) -> Flags:
    return (
        (boxes[0][mine] <= others[2][theirs])
        & (boxes[2][mine] >= others[0][theirs])
        & (boxes[1][mine] <= others[3][theirs])
        & (boxes[3][mine] >= others[1][theirs])
    )


def _meet(segments: _Segments, segment: Positions, borders: Outlines, edge: Positions) -> tuple[Positions, Floats]:
    """Cut at crossings, and at the ends of edges that lie on the segment."""
    dx, dy, length = segments.dx[segment], segments.dy[segment], segments.length[segment]
    # From the start of the segment, so that nothing is lost of large coordinates.
    start_x, start_y = borders.x[edge] - segments.x[segment], borders.y[edge] - segments.y[segment]
    end_x, end_y = borders.x[edge + 1] - segments.x[segment], borders.y[edge + 1] - segments.y[segment]
    # Distances of both ends of the edge from the line through the segment, to the left and to the right of it.
    start_off, end_off = (dx * start_y - dy * start_x) / length, (dx * end_y - dy * end_x) / length
    start_at, end_at = (dx * start_x + dy * start_y) / length**2, (dx * end_x + dy * end_y) / length**2
    with np.errstate(divide="ignore", invalid="ignore"):
        share = start_off / (start_off - end_off)
        crossing = start_at + share * (end_at - start_at)
    across, start_near, end_near = start_off * end_off <= 0, np.abs(start_off) <= _NEAR_M, np.abs(end_off) <= _NEAR_M
    found = [
        (segment[row], at[row])
        for at, there in ((crossing, across), (start_at, start_near), (end_at, end_near))
        for row in [np.flatnonzero(there & (at > 0) & (at < 1))]
    ]
    # All that come near, and some more: these are cut at their ends, whether or not between them.
    reach = _NEAR_M / length
    beside = (np.maximum(start_at, end_at) >= -reach) & (np.minimum(start_at, end_at) <= 1 + reach)
    near = segment[(across | start_near | end_near) & beside]
    found.append((near, np.zeros(len(near))))
    return np.concatenate([row for row, _ in found]), np.concatenate([at for _, at in found])
