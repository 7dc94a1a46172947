"""How places come to the network: the nearest edge that may be used, where along it, and how far away it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.network.lines import runs

if TYPE_CHECKING:
    from hanting_geo.analysis.network.edges import Edges
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["Access", "Legs", "access_of", "legs_of", "usable"]

_AT_NODE_M = 1e-7
"""As near as this to the end of an edge a place is at the node."""
_POINT = int(shapely.GeometryType.POINT)


class Access(NamedTuple):
    """Where places come to the network."""

    edge: Positions
    """-1 where there is none, or none within the limit."""
    at: Floats
    """Metres along the edge."""
    leg: Floats
    """Metres from the place to the edge; infinite where there is no edge at all."""
    xy: Floats
    """Of the place on the edge."""
    from_xy: Floats
    """Where the place itself is left: for lines and polygons, where they are nearest to the edge."""
    is_point: Flags

    def pick(self, rows: Positions | slice) -> Access:
        """Give some of them."""
        return Access._make(column[rows] for column in self)


class Legs(NamedTuple):
    """What the way between a place and the ends of its edge costs; infinite where it must not be gone."""

    start: Positions
    end: Positions
    to_start: Floats
    to_end: Floats


def usable(edges: Edges, weight: str) -> Flags:
    """Tell which edges places may come to."""
    return np.asarray((edges.forward | edges.backward) & np.isfinite(edges.cost(weight)))


def access_of(shapes: Geometries, edges: Edges, tree: tuple[shapely.STRtree, Positions], max_access_m: float) -> Access:
    """Bring places to the nearest edge; of equally near ones to the first.

    Parameters
    ----------
    shapes
        Points, lines or polygons; None and empty ones come nowhere.
    edges
        All edges.
    tree
        Of the shapes of those that may be used, and which these are.
    max_access_m
        Further away than this there is no access.
    """
    count = len(shapes)
    result = Access(
        np.full(count, -1),
        np.full(count, np.nan),
        np.full(count, np.inf),
        np.full((count, 2), np.nan),
        np.full((count, 2), np.nan),
        np.zeros(count, dtype=bool),
    )
    rows = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    points = rows[shapely.get_type_id(shapes[rows]) == _POINT]
    result.is_point[points] = True
    index, which = tree
    if not len(rows) or not len(which):
        return result
    who, near = index.query_nearest(shapes[rows], all_matches=True)
    order = np.lexsort((near, who))
    one = order[np.unique(who[order], return_index=True)[1]]
    edge = which[near[one]]
    result.edge[rows] = edge
    start = shapely.get_coordinates(shapely.get_point(shapely.shortest_line(shapes[rows], edges.shapes[edge]), 0)) + 0.0
    plain = np.isin(rows, points, assume_unique=True)
    start[plain] = shapely.get_coordinates(shapes[points])
    result.from_xy[rows] = start
    result.at[rows], result.xy[rows] = _projected(start, edges, edge)
    result.leg[rows] = np.hypot(*(start - result.xy[rows]).T)
    result.edge[result.leg > max_access_m] = -1
    return result


def _projected(xy: Floats, edges: Edges, edge: Positions) -> tuple[Floats, Floats]:
    """Give the metres along their edge of the places nearest to some points, and these places."""
    counts = np.diff(edges.first)[edge] - 1
    vertex = np.repeat(edges.first[edge], counts) + runs(counts)
    who = np.repeat(np.arange(len(edge)), counts)
    begin, way = edges.xy[vertex], edges.xy[vertex + 1] - edges.xy[vertex]
    off = xy[who] - begin
    share = np.clip((off * way).sum(axis=1) / (way * way).sum(axis=1), 0.0, 1.0)
    foot = begin + share[:, None] * way
    foot[share == 1.0] = edges.xy[vertex + 1][share == 1.0]
    away = np.hypot(*(xy[who] - foot).T)
    order = np.lexsort((vertex, away, who))
    best = order[np.unique(who[order], return_index=True)[1]]
    vertex, foot, share = vertex[best], foot[best], share[best]
    at = edges.along[vertex] + share * (edges.along[vertex + 1] - edges.along[vertex])
    whole = edges.length[edge]
    first, last = at <= _AT_NODE_M, at >= whole - _AT_NODE_M
    last &= ~first | (at > whole / 2)
    first &= ~last
    at = np.where(first, 0.0, np.where(last, whole, at))
    foot[first], foot[last] = edges.nodes[edges.start[edge[first]]], edges.nodes[edges.end[edge[last]]]
    return at, foot


def legs_of(access: Access, edges: Edges, weight: str, pace: float, *, arriving: bool) -> Legs:
    """Say what it costs from each place to the ends of its edge, or from there to the place.

    Parameters
    ----------
    access
        Of the places.
    edges
        All edges.
    weight
        ``"length"`` or ``"time"``.
    pace
        What a metre of the access leg costs.
    arriving
        From the ends to the place.
    """
    there = access.edge >= 0
    edge = np.where(there, access.edge, 0)
    if not len(edges):
        none = np.full(len(edge), np.inf)
        return Legs(edge, edge, none, none.copy())
    whole = edges.length[edge]
    each = edges.cost(weight)[edge] / whole
    forward, backward = edges.forward[edge], edges.backward[edge]
    if arriving:
        forward, backward = backward, forward
    # Whoever is at a node may go on from there, whatever the way of the edge.
    leg = access.leg * pace
    to_start = np.where(there & (backward | (access.at == 0)), leg + access.at * each, np.inf)
    to_end = np.where(there & (forward | (access.at == whole)), leg + (whole - access.at) * each, np.inf)
    return Legs(edges.start[edge], edges.end[edge], to_start, to_end)
