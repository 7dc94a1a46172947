"""Barriers: rail and water, which edges pass at bridges only; elsewhere they are severed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.network.edges import lengths_along
from hanting_geo.analysis.network.lines import HAIR_M

if TYPE_CHECKING:
    from hanting_geo.analysis.network.edges import Edges
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["Severed", "sever"]

_LINE, _POLYGON = 1, 2


class Severed(NamedTuple):
    """Where edges were severed: the feature, the barrier, from where to where."""

    row: Positions
    barrier: Positions
    xy: Floats
    length: Floats


class _Stretch(NamedTuple):
    """What of an edge lies in a barrier, in metres along it."""

    edge: int
    low: float
    high: float


def sever(edges: Edges, barriers: Geometries, bridges: Geometries, reach_m: float) -> tuple[Edges, Severed]:
    """Take out of edges what lies in a barrier, and part them where they meet one.

    On a line barrier an edge is parted at the point; in a polygon what lies inside goes. The ends that are left are
    dead ends of their own, so that nobody passes. What touches the border of a polygon only is no crossing.

    Parameters
    ----------
    edges
        Those that are bridges are left alone, and so is a line barrier at their ends.
    barriers
        Lines and polygons.
    bridges
        Shapes of any kind: a place within ``reach_m`` of one is a bridge.
    reach_m
        Metres.
    """
    found, barrier = _stretches(edges, barriers)
    kept = [place for place, stretch in enumerate(found) if not _is_bridge(edges, stretch, bridges, reach_m)]
    found, barrier = [found[place] for place in kept], [barrier[place] for place in kept]
    by_edge: dict[int, list[tuple[float, float]]] = {}
    for stretch in found:
        by_edge.setdefault(stretch.edge, []).append((stretch.low, stretch.high))
    middle = [_at(edges, stretch.edge, (stretch.low + stretch.high) / 2) for stretch in found]
    severed = Severed(
        np.array([edges.row[stretch.edge] for stretch in found], dtype=np.intp),
        np.array(barrier, dtype=np.intp),
        np.array(middle, dtype=float).reshape(-1, 2),
        np.array([stretch.high - stretch.low for stretch in found]),
    )
    return (_rebuilt(edges, by_edge) if by_edge else edges), severed


def _stretches(edges: Edges, barriers: Geometries) -> tuple[list[_Stretch], list[int]]:
    """Find what of each edge lies in a barrier: a point on a line, a stretch in a polygon."""
    counts = np.diff(edges.first)
    edge_of = np.repeat(np.arange(len(edges)), counts)
    starts = np.flatnonzero(edge_of[1:] == edge_of[:-1])
    starts = starts[~edges.bridge[edge_of[starts]]]
    kinds = shapely.get_dimensions(barriers)
    lines, polygons = np.flatnonzero(kinds == _LINE), np.flatnonzero(kinds == _POLYGON)
    # Polygons in one piece: a border between two of them is no way through.
    land = shapely.get_parts(shapely.union_all(barriers[polygons])) if len(polygons) else np.zeros(0, dtype=object)
    shapes = np.concatenate([barriers[lines], land])
    if not len(starts) or not len(shapes):
        return [], []
    segments = np.asarray(shapely.linestrings(np.stack([edges.xy[starts], edges.xy[starts + 1]], axis=1)), dtype=object)
    which, shape = shapely.STRtree(shapes).query(segments, predicate="intersects")
    common = shapely.intersection(segments[which], shapes[shape])
    parts, pair = shapely.get_parts(common, return_index=True)
    areal = shape[pair] >= len(lines)
    # A street along the bank is not in the water.
    good = ~areal
    good[areal] = shapely.length(parts[areal]) > HAIR_M
    inner = np.flatnonzero(areal & good)
    middle = shapely.line_interpolate_point(parts[inner], 0.5, normalized=True)
    good[inner] = shapely.distance(middle, shapely.boundary(shapes[shape[pair[inner]]])) > HAIR_M
    parts, pair, areal = parts[good], pair[good], areal[good]
    ends = shapely.get_coordinates(parts)
    sizes = shapely.get_num_coordinates(parts)
    at = np.concatenate([[0], np.cumsum(sizes)])
    # Where a bridge begins nothing is parted, and a dead end at a barrier leads nowhere as it is.
    passed = np.bincount(np.concatenate([edges.start, edges.end]), minlength=len(edges.nodes)) == 1
    passed[edges.start[edges.bridge]] = passed[edges.end[edges.bridge]] = True
    names = shapely.STRtree(barriers)
    raw: list[tuple[int, float, float, bool, int]] = []
    for number in range(len(parts)):
        vertex = int(starts[which[pair[number]]])
        edge = int(edge_of[vertex])
        along = sorted(_along(edges, vertex, spot) for spot in (ends[at[number]], ends[at[number + 1] - 1]))
        if not areal[number]:
            whole = edges.length[edge]
            at_end = along[1] <= 0 or along[0] >= whole
            if at_end and passed[edges.start[edge] if along[1] <= 0 else edges.end[edge]]:
                continue
            name = int(lines[shape[pair[number]]])
        else:
            near = names.query(parts[number], predicate="intersects")
            name = int(min(set(near.tolist()) & set(polygons.tolist()), default=int(polygons[0])))
        raw.append((edge, float(along[0]), float(along[1]), bool(areal[number]), name))
    return _merged(raw)


def _along(edges: Edges, vertex: int, spot: Floats) -> float:
    """Give the metres along its edge of a place on the segment that begins at a vertex."""
    for corner in (vertex, vertex + 1):
        if (edges.xy[corner] == spot).all():
            return float(edges.along[corner])
    step = float(np.hypot(*(spot - edges.xy[vertex])))
    return float(min(edges.along[vertex] + step, edges.along[vertex + 1]))


def _merged(raw: list[tuple[int, float, float, bool, int]]) -> tuple[list[_Stretch], list[int]]:
    """Put together what follows each other on one edge; what is met at a vertex is found on both sides of it."""
    found: list[_Stretch] = []
    names: list[int] = []
    for edge, low, high, _, name in sorted(raw):
        if found and found[-1].edge == edge and low <= found[-1].high + HAIR_M:
            found[-1] = _Stretch(edge, found[-1].low, max(found[-1].high, high))
        else:
            found.append(_Stretch(edge, low, high))
            names.append(name)
    return found, names


def _at(edges: Edges, edge: int, along: float) -> tuple[float, float]:
    here = slice(edges.first[edge], edges.first[edge + 1])
    x, y = (float(np.interp(along, edges.along[here], edges.xy[here, axis])) for axis in (0, 1))
    return x, y


def _is_bridge(edges: Edges, stretch: _Stretch, bridges: Geometries, reach_m: float) -> bool:
    if not len(bridges):
        return False
    part = shapely.linestrings(_vertices(edges, stretch.edge, stretch.low, stretch.high))
    return bool((shapely.distance(bridges, part) <= reach_m).any())


def _vertices(edges: Edges, edge: int, low: float, high: float) -> Floats:
    """Give the vertices of a part of an edge."""
    here = slice(edges.first[edge], edges.first[edge + 1])
    along, xy = edges.along[here], edges.xy[here]
    inner = xy[(along > low) & (along < high)]
    return np.vstack([_at(edges, edge, low), inner, _at(edges, edge, high)])


def _rebuilt(edges: Edges, by_edge: dict[int, list[tuple[float, float]]]) -> Edges:
    """Give the edges with what is left of those that were severed; each end at a barrier is a node of its own."""
    kept: Flags = np.ones(len(edges), dtype=bool)
    kept[list(by_edge)] = False
    pieces, owners, starts, ends = [], [], [], []
    nodes = [edges.nodes]
    fresh = len(edges.nodes)
    for edge, blocked in by_edge.items():
        whole = float(edges.length[edge])
        bounds = [(0.0, False), *((cut, True) for pair in blocked for cut in pair), (whole, False)]
        for (low, parted_low), (high, parted_high) in zip(bounds[::2], bounds[1::2], strict=True):
            if high - low <= HAIR_M:
                continue
            xy = _vertices(edges, edge, low, high)
            spots = []
            for parted, node, spot in ((parted_low, edges.start[edge], xy[0]), (parted_high, edges.end[edge], xy[-1])):
                if parted:
                    nodes.append(spot[None])
                    spots.append(fresh)
                    fresh += 1
                else:
                    spots.append(int(node))
            pieces.append(xy)
            owners.append(edge)
            starts.append(spots[0])
            ends.append(spots[1])
    rest = edges.pick(kept)
    owner = np.array(owners, dtype=np.intp)
    sizes = np.array([len(piece) for piece in pieces], dtype=np.intp)
    first = np.concatenate([rest.first, rest.first[-1] + np.cumsum(sizes)]).astype(np.intp)
    xy = np.vstack([rest.xy, *pieces])
    same = ("row", "way", "closed", "bridge", "speed")
    return replace(
        rest,
        xy=xy,
        first=first,
        along=lengths_along(xy, first),
        start=np.concatenate([rest.start, np.array(starts, dtype=np.intp)]),
        end=np.concatenate([rest.end, np.array(ends, dtype=np.intp)]),
        nodes=np.vstack(nodes),
        **{name: np.concatenate([getattr(rest, name), getattr(edges, name)[owner]]) for name in same},
    )
