"""Edges between nodes: lines broken where they meet, each with its way, speed and permission."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.hilbert import along_curve
from hanting_geo.analysis.network.lines import places_of, runs

if TYPE_CHECKING:
    from hanting_geo.analysis.network.lines import Lines
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["Edges", "edges_of", "lengths_along"]


@dataclass(frozen=True)
class Edges:
    """Edges, their vertices one after the other.

    Attributes
    ----------
    xy, first
        Vertices in two columns; of each edge its first vertex, and the end.
    along
        Of each vertex the metres along its edge.
    start, end
        Nodes.
    row
        The feature that each edge is of.
    way
        1 as digitised, -1 against it, 0 both.
    closed, bridge
        Nobody may pass; it passes over or under barriers and other edges.
    speed
        km/h, NaN where it is not known.
    nodes
        Coordinates of the nodes in two columns.
    """

    xy: Floats
    first: Positions
    along: Floats
    start: Positions
    end: Positions
    row: Positions
    way: Positions
    closed: Flags
    bridge: Flags
    speed: Floats
    nodes: Floats

    def __len__(self) -> int:
        """Count them."""
        return len(self.row)

    @cached_property
    def length(self) -> Floats:
        """Metres."""
        return self.along[self.first[1:] - 1]

    @cached_property
    def minutes(self) -> Floats:
        """How long each takes, NaN where its speed is not known."""
        return np.asarray(self.length * 60 / (self.speed * 1000))

    @cached_property
    def forward(self) -> Flags:
        """Whether one may go as digitised."""
        return np.asarray(~self.closed & (self.way >= 0))

    @cached_property
    def backward(self) -> Flags:
        """Whether one may go against it."""
        return np.asarray(~self.closed & (self.way <= 0))

    @cached_property
    def shapes(self) -> Geometries:
        """The edges as lines."""
        counts = np.diff(self.first)
        if not len(counts):
            return np.zeros(0, dtype=object)
        return np.asarray(shapely.linestrings(self.xy, indices=np.repeat(np.arange(len(counts)), counts)), dtype=object)

    def cost(self, weight: str) -> Floats:
        """Give what each edge costs: metres, or minutes."""
        return self.length if weight == "length" else self.minutes

    def pick(self, kept: Flags) -> Edges:
        """Give some of the edges; the nodes stay."""
        vertex = np.repeat(kept, np.diff(self.first))
        first = np.concatenate([[0], np.cumsum(np.diff(self.first)[kept])]).astype(np.intp)
        columns = {
            name: getattr(self, name)[kept] for name in ("start", "end", "row", "way", "closed", "bridge", "speed")
        }
        return Edges(xy=self.xy[vertex], first=first, along=self.along[vertex], nodes=self.nodes, **columns)


def edges_of(lines: Lines, *, way: Positions, closed: Flags, bridge: Flags, speed: Floats) -> Edges:
    """Break lines at their ends and at every vertex that is there more than once.

    Parameters
    ----------
    lines
        Without repeated vertices.
    way, closed, bridge, speed
        Of the features, a value each.
    """
    place, sample = places_of(lines.xy)
    is_node = np.bincount(place, minlength=len(sample))[place] > 1
    is_node[lines.first[:-1]] = True
    is_node[lines.first[1:] - 1] = True
    at = np.flatnonzero(is_node)
    line = lines.line
    edge = np.flatnonzero(line[at[1:]] == line[at[:-1]])
    begin, finish = at[edge], at[edge + 1]
    counts = finish - begin + 1
    vertex = np.repeat(begin, counts) + runs(counts)
    xy = lines.xy[vertex]
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
    row = lines.row[line[begin]]
    used, node = np.unique(np.concatenate([place[begin], place[finish]]), return_inverse=True)
    # Neighbours have numbers close to each other, so that a search stays where it is in memory.
    used_xy = lines.xy[sample[used]]
    order = along_curve(used_xy[:, 0], used_xy[:, 1]) if len(used) else used
    rank = np.empty(len(used), dtype=np.intp)
    rank[order] = np.arange(len(used))
    start, end = np.split(rank[node.ravel()], 2)
    return Edges(
        xy=xy,
        first=first,
        along=lengths_along(xy, first),
        start=start,
        end=end,
        row=row,
        way=way[row],
        closed=closed[row],
        bridge=bridge[row],
        speed=speed[row],
        nodes=used_xy[order],
    )


def lengths_along(xy: Floats, first: Positions) -> Floats:
    """Give the metres of each vertex along its line, each line from 0.

    Examples
    --------
    >>> xy = np.array([[0.0, 0], [3, 4], [3, 5], [9, 9], [9, 10]])
    >>> lengths_along(xy, np.array([0, 3, 5])).tolist()
    [0.0, 5.0, 6.0, 0.0, 1.0]
    """
    if not len(xy):
        return np.zeros(0)
    step = np.zeros(len(xy))
    step[1:] = np.hypot(*(xy[1:] - xy[:-1]).T)
    along = np.zeros(len(xy))
    counts = np.diff(first)
    # The longest first, so that at each vertex number those that go on stand at the beginning.
    order = np.argsort(-counts, kind="stable")
    begins, sizes = first[:-1][order], counts[order]
    for number in range(1, int(sizes[0])):
        here = begins[: int(np.searchsorted(-sizes, -number))] + number
        along[here] = along[here - 1] + step[here]
    return along
