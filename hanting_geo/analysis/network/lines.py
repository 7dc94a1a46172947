"""Lines as rows of vertices: taken apart, and told where they meet, cross and repeat themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["HAIR_M", "Crossings", "Lines", "crossings_of", "joined", "lines_of", "places_of", "runs"]

HAIR_M = 1e-6
"""Nearer than this is the same place, but for rounding: far below any survey, far above what coordinates lose."""


class Lines(NamedTuple):
    """Lines without repeated vertices, one after the other."""

    xy: Floats
    """Two columns."""
    first: Positions
    """Of each line its first vertex, and the end."""
    row: Positions
    """Of each line the feature that it is of."""

    @property
    def line(self) -> Positions:
        """Of each vertex its line."""
        return np.repeat(np.arange(len(self.row)), np.diff(self.first))

    def segments(self) -> Positions:
        """Give the vertices at which a segment begins."""
        line = self.line
        return np.flatnonzero(line[1:] == line[:-1])


class Crossings(NamedTuple):
    """Segments that meet where they share no vertex: in which segments, and at which place of each meeting."""

    segment: Positions
    """Vertices at which the segments begin, two after each other for each place."""
    xy: Floats


def runs(counts: Positions) -> Positions:
    """Give the members of groups numbers, in each group from 0.

    Examples
    --------
    >>> runs(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)


def lines_of(shapes: Geometries) -> tuple[Lines, Positions, Positions]:
    """Take features apart into lines.

    Returns
    -------
    Lines
        Those that have a length.
    numpy.ndarray
        The features with vertices that repeat the one before, which were left out.
    numpy.ndarray
        The features with a part that has no length.
    """
    rows = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    parts, owner = shapely.get_parts(shapes[rows], return_index=True)
    xy, line = shapely.get_coordinates(parts, return_index=True)
    xy = xy + 0.0  # -0.0 and 0.0 are one place.
    again = np.zeros(len(xy), dtype=bool)
    again[1:] = (line[1:] == line[:-1]) & (xy[1:] == xy[:-1]).all(axis=1)
    repeated = np.unique(rows[owner[line[again]]])
    xy, line = xy[~again], line[~again]
    counts = np.bincount(line, minlength=len(parts))
    flat = np.unique(rows[owner[counts == 1]])
    long = counts > 1
    kept = long[line]
    first = np.concatenate([[0], np.cumsum(counts[long])]).astype(np.intp)
    return Lines(xy[kept], first, rows[owner[long]]), np.setdiff1d(repeated, flat), flat


def places_of(xy: Floats) -> tuple[Positions, Positions]:
    """Give each vertex the number of its place, vertices with the very same coordinates one, and a vertex of each."""
    if not len(xy):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    _, sample, place = np.unique(xy[:, 0] + 1j * xy[:, 1], return_index=True, return_inverse=True)
    return place.ravel(), sample


def crossings_of(lines: Lines, apart: Flags) -> Crossings:
    """Find where segments meet at a place that is not a vertex of both: lines that cross, and ends on another line.

    Parameters
    ----------
    lines
        All lines.
    apart
        Of each line whether it passes over or under others: a bridge. It meets them at ends only.
    """
    starts = lines.segments()
    if not len(starts):
        return Crossings(np.zeros(0, dtype=np.intp), np.zeros((0, 2)))
    ends = np.stack([lines.xy[starts], lines.xy[starts + 1]], axis=1)
    segments = np.asarray(shapely.linestrings(ends), dtype=object)
    one, two = shapely.STRtree(segments).query(segments, predicate="dwithin", distance=HAIR_M)
    line = lines.line[starts]
    one, two = one[one < two], two[one < two]
    passes = apart[line[one]] | apart[line[two]]
    tip = np.zeros(len(lines.xy), dtype=bool)
    tip[lines.first[:-1]] = tip[lines.first[1:] - 1] = True
    place, _ = places_of(lines.xy)
    meet = [place[starts[one] + i] == place[starts[two] + j] for i in (0, 1) for j in (0, 1)]
    shared = np.logical_or.reduce(meet)
    # Two segments with a common vertex meet there only, unless they lie on each other: then an end lies on the other.
    bare = np.flatnonzero(~shared & ~passes)
    common = shapely.intersection(segments[one[bare]], segments[two[bare]])
    xy, pair = shapely.get_coordinates(common, return_index=True)
    xy, pair = xy + 0.0, bare[pair]
    # An end that lies on the other segment but for rounding is the place itself; it moves nothing.
    found_xy, found_pair = [xy], [pair]
    near_end = np.zeros(len(one), dtype=bool)
    for mine, other in ((one, two), (two, one)):
        for side in (0, 1):
            vertex = starts[mine] + side
            away = _away(lines.xy[vertex], ends[other])
            known = (place[vertex] == place[starts[other]]) | (place[vertex] == place[starts[other] + 1])
            on = (away <= HAIR_M) & ~known & (~passes | tip[vertex])
            near_end |= on
            found_xy.append(lines.xy[vertex[on]])
            found_pair.append(np.flatnonzero(on))
    keep = ~near_end[found_pair[0]]
    found_xy[0], found_pair[0] = found_xy[0][keep], found_pair[0][keep]
    xy, pair = np.concatenate(found_xy), np.concatenate(found_pair)
    both = np.column_stack([starts[one[pair]], starts[two[pair]]])
    _, once = np.unique(np.column_stack([xy, both]), axis=0, return_index=True)
    once.sort()
    return Crossings(both[once].ravel(), xy[once])


def joined(lines: Lines, crossings: Crossings) -> Lines:
    """Put the places at which segments meet into both of them as vertices."""
    if not len(crossings.xy):
        return lines
    segment, xy = crossings.segment, np.repeat(crossings.xy, 2, axis=0)
    along = np.hypot(*(xy - lines.xy[segment]).T)
    old = np.arange(len(lines.xy))
    at = np.concatenate([old, segment])
    order = np.lexsort((np.concatenate([np.full(len(old), -1.0), along]), at))
    everything = np.concatenate([lines.xy, xy])[order]
    line = lines.line[at[order]]
    again = np.zeros(len(line), dtype=bool)
    again[1:] = (line[1:] == line[:-1]) & (everything[1:] == everything[:-1]).all(axis=1)
    counts = np.bincount(line[~again], minlength=len(lines.row))
    return Lines(everything[~again], np.concatenate([[0], np.cumsum(counts)]).astype(np.intp), lines.row)


def _away(points: Floats, segments: Floats) -> Floats:
    """Give the distance of each point from its segment."""
    begin, way = segments[:, 0], segments[:, 1] - segments[:, 0]
    off = points - begin
    share = np.clip((off * way).sum(axis=1) / (way * way).sum(axis=1), 0.0, 1.0)
    return np.asarray(np.hypot(*(off - share[:, None] * way).T))
