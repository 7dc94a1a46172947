"""The ways themselves: from each origin to its destination, as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from hanting_geo.analysis.network.access import Legs, legs_of
from hanting_geo.analysis.network.costs import Ways, cost_blocks, with_seeds

if TYPE_CHECKING:
    from hanting_geo.analysis.network.access import Access
    from hanting_geo.analysis.network.edges import Edges
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["path_lines"]

_NOBODY = -9999
"""What SciPy writes where there is no predecessor."""
_HAIR = 1e-12


def path_lines(ways: Ways, origins: Access, destinations: Access) -> tuple[Floats, Geometries]:
    """Give cost and line of the way of each pair; infinite and None where there is none."""
    count = len(origins.edge)
    cost, lines = np.full(count, np.inf), np.full(count, None, dtype=object)
    edges = ways.edges
    if not count or not len(edges):
        return cost, lines
    leaving = legs_of(origins, edges, ways.weight, ways.pace, arriving=False)
    arriving = legs_of(destinations, edges, ways.weight, ways.pace, arriving=True)
    key = np.column_stack([origins.from_xy, origins.edge, origins.at])
    same = np.unique(np.nan_to_num(key, nan=-1.0), axis=0, return_inverse=True)[1].ravel()
    order = np.argsort(same, kind="stable")
    for pairs in np.split(order, np.flatnonzero(np.diff(same[order])) + 1):
        one = pairs[:1]
        some = destinations.pick(pairs)
        (block,) = cost_blocks(ways, origins.pick(one), some)
        cost[pairs] = block.costs[0]
        legs = Legs._make(column[one] for column in leaving)
        graph = with_seeds(ways.graph, legs)
        far, before = dijkstra(graph, directed=True, indices=ways.graph.size, return_predecessors=True)
        for pair in pairs[np.isfinite(cost[pairs])].tolist():
            options = [
                (far[arriving.start[pair]] + arriving.to_start[pair], 0),
                (far[arriving.end[pair]] + arriving.to_end[pair], 1),
            ]
            through, side = min(options)
            if cost[pair] < through:
                inner = _direct(edges, origins, destinations, pair, cost[pair])
            else:
                inner = _through(ways, before, origins, destinations, leaving, pair, side)
            lines[pair] = shapely.linestrings(_with_legs(inner, origins, destinations, pair))
    return cost, lines


def _direct(edges: Edges, origins: Access, destinations: Access, pair: int, cost: float) -> Floats:
    """Give the way along the edge that both are on; on one spot none."""
    if cost == 0.0 and (origins.from_xy[pair] == destinations.from_xy[pair]).all():
        return np.zeros((0, 2))
    return _part(edges, int(origins.edge[pair]), float(origins.at[pair]), float(destinations.at[pair]))


def _through(
    ways: Ways, before: Positions, origins: Access, destinations: Access, leaving: Legs, pair: int, side: int
) -> Floats:
    """Give the way by the ends of the edges of both."""
    edges, graph = ways.edges, ways.graph
    goal = int(destinations.edge[pair])
    node = int(edges.start[goal] if side == 0 else edges.end[goal])
    ends = (0.0, float(edges.length[goal]))
    parts = [_part(edges, goal, ends[side], float(destinations.at[pair]))]
    while (previous := int(before[node])) != graph.size and previous != _NOBODY:
        arcs = slice(graph.first[previous], graph.first[previous + 1])
        arc = int(graph.first[previous] + np.searchsorted(graph.to[arcs], node))
        edge = int(graph.edge[arc])
        whole = _part(edges, edge, 0.0, float(edges.length[edge]))
        ahead = edges.start[edge] == previous and edges.end[edge] == node
        parts.insert(0, whole if ahead else whole[::-1])
        node = previous
    own = int(origins.edge[pair])
    ends = (0.0, float(edges.length[own]))
    options = [
        (leaving.to_start[pair] if leaving.start[pair] == node else np.inf, 0),
        (leaving.to_end[pair] if leaving.end[pair] == node else np.inf, 1),
    ]
    parts.insert(0, _part(edges, own, float(origins.at[pair]), ends[min(options)[1]]))
    return np.vstack(parts)


def _part(edges: Edges, edge: int, begin: float, finish: float) -> Floats:
    """Give the vertices of an edge from one place on it to another, backwards too."""
    here = slice(edges.first[edge], edges.first[edge + 1])
    along, xy = edges.along[here], edges.xy[here]
    low, high = min(begin, finish), max(begin, finish)
    ends = np.array([[np.interp(place, along, xy[:, axis]) for axis in (0, 1)] for place in (low, high)])
    line = np.vstack([ends[:1], xy[(along > low) & (along < high)], ends[1:]])
    return line if begin <= finish else line[::-1]


def _with_legs(inner: Floats, origins: Access, destinations: Access, pair: int) -> Floats:
    """Put the access legs before and after, and leave out what repeats the vertex before it."""
    line = np.vstack([origins.from_xy[pair], inner, destinations.from_xy[pair]])
    keep = np.ones(len(line), dtype=bool)
    keep[1:] = (np.abs(line[1:] - line[:-1]) > _HAIR).any(axis=1)
    line = line[keep]
    return line if len(line) > 1 else np.vstack([line, line])
