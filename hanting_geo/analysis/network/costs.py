"""What it costs from each of some places to each of others: Dijkstra, some places at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from hanting_geo.analysis.network.access import legs_of
from hanting_geo.analysis.network.lines import runs
from hanting_geo.core.compiled import is_worth
from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.analysis.network.access import Access, Legs
    from hanting_geo.analysis.network.edges import Edges
    from hanting_geo.analysis.network.graph import Graph
    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["Block", "Ways", "cost_blocks", "node_costs", "with_seeds"]

_MOST_AT_ONCE = 64
_MOST_CELLS = 4_000_000
"""Costs held at a time, to nodes and to places: 32 MB each."""
_WORTH_COMPILING = 10_000_000
"""Nodes times places; with so many the machine code has paid for being loaded."""


class Ways(NamedTuple):
    """A network as it is asked: its edges, the graph of one weight and direction, what a metre beside it costs."""

    edges: Edges
    graph: Graph
    weight: str
    pace: float
    reverse: bool


class Block(NamedTuple):
    """Costs from some places to all others, infinite where there is no way within the limit."""

    first: int
    last: int
    costs: Floats


def with_seeds(graph: Graph, legs: Legs) -> csr_array:
    """Add a node for each place, from which arcs lead to the ends of its edge and none comes back."""
    size, count = graph.size, len(legs.start)
    nodes = np.column_stack([legs.start, legs.end])
    costs = np.column_stack([legs.to_start, legs.to_end])
    # A loop has one end twice: the dearer arc would be added to the other.
    loop = nodes[:, 0] == nodes[:, 1]
    costs[loop, 0] = costs[loop].min(axis=1, initial=np.inf)
    costs[loop, 1] = np.inf
    good = np.isfinite(costs)
    first = np.concatenate([graph.first, graph.first[-1] + np.cumsum(good.sum(axis=1))])
    to, cost = np.concatenate([graph.to, nodes[good]]), np.concatenate([graph.cost, costs[good]])
    return csr_array((cost, to, first), shape=(size + count, size + count))


def node_costs(graph: Graph, legs: Legs, limit: float) -> Iterator[Block]:
    """Give what it costs from each place to every node, some places at a time."""
    size, count = graph.size, len(legs.start)
    at_once = max(1, min(_MOST_AT_ONCE, _MOST_CELLS // max(size, 1)))
    compiled = is_worth(size * count, _WORTH_COMPILING)
    whole = None if compiled else with_seeds(graph, legs)
    for start in range(0, count, at_once):
        rows = slice(start, min(start + at_once, count))
        if whole is None:
            out = _compiled(graph, legs, rows, limit)
        else:
            indices = size + np.arange(rows.start, rows.stop)
            out = np.asarray(dijkstra(whole, directed=True, indices=indices, limit=limit))[:, :size]
        yield Block(rows.start, rows.stop, out)


def _compiled(graph: Graph, legs: Legs, rows: slice, limit: float) -> Floats:
    from hanting_geo.analysis.network.loops_dijkstra import costs_from

    seeds = np.column_stack([legs.start[rows], legs.end[rows]])
    costs = np.column_stack([legs.to_start[rows], legs.to_end[rows]])
    out = np.empty((len(seeds), graph.size))

    def fill(first: int, last: int) -> None:
        costs_from(
            graph.first, graph.to, graph.cost, seeds[first:last], costs[first:last], float(limit), out[first:last]
        )

    in_lots(fill, len(seeds), least=4)
    return out


def cost_blocks(ways: Ways, sources: Access, targets: Access, limit: float = np.inf) -> Iterator[Block]:
    """Give what it costs from sources to targets, some sources at a time; reversed, from targets to sources.

    The way goes from the place to its edge, along it to one of its ends, through the network, and the same again; two
    places on one edge also come to each other along it, where its direction permits. Points on one spot cost nothing.

    Parameters
    ----------
    ways
        The network.
    sources, targets
        Places on it.
    limit
        What costs more is infinite.
    """
    edges = ways.edges
    leaving = legs_of(sources, edges, ways.weight, ways.pace, arriving=ways.reverse)
    arriving = legs_of(targets, edges, ways.weight, ways.pace, arriving=not ways.reverse)
    together = _Together.of(ways, sources, targets)
    step = max(1, _MOST_CELLS // max(len(targets.edge), 1))
    for nodes in node_costs(ways.graph, leaving, limit):
        for first in range(nodes.first, nodes.last, step):
            last = min(first + step, nodes.last)
            here = nodes.costs[first - nodes.first : last - nodes.first]
            costs = here[:, arriving.start] if len(edges) else np.full((last - first, len(targets.edge)), np.inf)
            if len(edges):
                costs += arriving.to_start
                other = here[:, arriving.end]
                other += arriving.to_end
                np.minimum(costs, other, out=costs)
            together.lower(costs, first, last)
            costs[costs > limit] = np.inf
            yield Block(first, last, costs)


class _Together(NamedTuple):
    """Sources and targets that share an edge or a spot."""

    ways: Ways
    sources: Access
    targets: Access
    by_edge: Positions
    """Targets in the order of their edges."""
    spots: tuple[Positions, Positions]

    @classmethod
    def of(cls, ways: Ways, sources: Access, targets: Access) -> _Together:
        """Look at who is where."""
        xy = np.concatenate([sources.from_xy, targets.from_xy])
        point = np.concatenate([sources.is_point & (sources.edge >= 0), targets.is_point & (targets.edge >= 0)])
        number = np.full(len(xy), -1)
        number[point] = np.unique(xy[point, 0] + 1j * xy[point, 1], return_inverse=True)[1].ravel()
        spots = number[: len(sources.edge)], number[len(sources.edge) :]
        return cls(ways, sources, targets, np.argsort(targets.edge, kind="stable"), spots)

    def lower(self, costs: Floats, first: int, last: int) -> None:
        """Set what is cheaper along the edge itself, or nothing at all."""
        edges, pace = self.ways.edges, self.ways.pace
        source, target = _pairs(self.sources.edge[first:last], self.targets.edge, self.by_edge)
        edge = self.targets.edge[target]
        source = source + first
        step = self.targets.at[target] - self.sources.at[source]
        forward, backward = edges.forward[edge], edges.backward[edge]
        if self.ways.reverse:
            forward, backward = backward, forward
        may = (step == 0) | ((step > 0) & forward) | ((step < 0) & backward)
        source, target, edge, step = source[may], target[may], edge[may], step[may]
        along = np.abs(step) * (edges.cost(self.ways.weight)[edge] / edges.length[edge])
        direct = self.sources.leg[source] * pace + along + self.targets.leg[target] * pace
        np.minimum.at(costs, (source - first, target), direct)
        order = np.argsort(self.spots[1], kind="stable")
        source, target = _pairs(self.spots[0][first:last], self.spots[1], order)
        costs[source, target] = 0.0


def _pairs(asked: Positions, held: Positions, order: Positions) -> tuple[Positions, Positions]:
    """Give all pairs of those with one number, from 0 on."""
    values = held[order]
    low, high = np.searchsorted(values, asked, "left"), np.searchsorted(values, asked, "right")
    counts = np.where(asked >= 0, high - low, 0)
    return np.repeat(np.arange(len(asked)), counts), order[np.repeat(low, counts) + runs(counts)]
