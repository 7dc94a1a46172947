"""The graph of a network: from each node the edges that may be taken, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from hanting_geo.analysis.network.edges import Edges
    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["WEIGHTS", "Graph", "components", "graph_of"]

WEIGHTS = ("length", "time")


class Graph(NamedTuple):
    """Arcs sorted by where they start, of several between two nodes the cheapest."""

    first: Positions
    """Of each node its first arc, and the end."""
    to: Positions
    cost: Floats
    edge: Positions

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.first) - 1

    def matrix(self) -> csr_array:
        """Give the arcs as a sparse matrix; what costs nothing is stored too."""
        return csr_array((self.cost, self.to, self.first), shape=(self.size, self.size))


def graph_of(edges: Edges, weight: str, *, reverse: bool = False) -> Graph:
    """Make the graph of what may be passed; reversed, every arc leads to where it came from.

    Parameters
    ----------
    edges
        Closed ones, and by time those without a speed, are left out.
    weight
        ``"length"`` (metres) or ``"time"`` (minutes).
    reverse
        For costs to a place instead of from it.
    """
    cost = edges.cost(weight)
    there = np.isfinite(cost) & (edges.start != edges.end)
    forward, backward = np.flatnonzero(edges.forward & there), np.flatnonzero(edges.backward & there)
    edge = np.concatenate([forward, backward])
    begin = np.concatenate([edges.start[forward], edges.end[backward]])
    finish = np.concatenate([edges.end[forward], edges.start[backward]])
    if reverse:
        begin, finish = finish, begin
    order = np.lexsort((edge, cost[edge], finish, begin))
    begin, finish, edge = begin[order], finish[order], edge[order]
    cheapest = np.ones(len(edge), dtype=bool)
    cheapest[1:] = (begin[1:] != begin[:-1]) | (finish[1:] != finish[:-1])
    begin, finish, edge = begin[cheapest], finish[cheapest], edge[cheapest]
    counts = np.bincount(begin, minlength=len(edges.nodes))
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
    return Graph(first, finish, cost[edge], edge)


def components(edges: Edges, *, strong: bool) -> Positions:
    """Give each node the number of the part of the network that it hangs in: the longest part is 0.

    Parameters
    ----------
    edges
        Closed ones join nothing.
    strong
        Whether one must be able to come back.
    """
    graph = graph_of(edges, "length")
    if not graph.size:
        return np.zeros(0, dtype=np.intp)
    kind = "strong" if strong else "weak"
    count, label = connected_components(graph.matrix(), directed=True, connection=kind)
    inside = ~edges.closed & (label[edges.start] == label[edges.end])
    long = np.bincount(label[edges.start[inside]], edges.length[inside], count)
    rank = np.empty(count, dtype=np.intp)
    rank[np.lexsort((np.arange(count), -long))] = np.arange(count)
    return np.asarray(rank[label])
