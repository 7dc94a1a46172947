"""What is reached within a limit: parts of edges, and the land beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.analysis.buffer.buffer import buffer
from hanting_geo.analysis.network.access import legs_of
from hanting_geo.analysis.network.costs import Ways, node_costs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.analysis.network.access import Access
    from hanting_geo.analysis.network.edges import Edges
    from hanting_geo.core.arrays import Floats, Geometries

__all__ = ["Reached", "reached", "reached_parts"]


class Reached(NamedTuple):
    """Of a place and a limit what is reached."""

    place: int
    limit: float
    length_m: float
    shape: Any


def reached(ways: Ways, places: Access, limits: Sequence[float], width_m: float, crs: Any) -> list[Reached]:
    """Give for each place and limit the length of the edges reached, and the land within a width of them."""
    count = len(places.edge)
    lines: list[Any] = []
    keys: list[tuple[int, float, float]] = []
    if count:
        leaving = legs_of(places, ways.edges, ways.weight, ways.pace, arriving=ways.reverse)
        for block in node_costs(ways.graph, leaving, max(limits)):
            for row in range(block.first, block.last):
                for limit in limits:
                    parts = reached_parts(ways, places.pick(slice(row, row + 1)), block.costs[row - block.first], limit)
                    leg = _leg(places, row, limit / ways.pace)
                    length = float(shapely.length(parts).sum())
                    keys.append((row, limit, length if leg is not None else np.nan))
                    lines.append(None if leg is None else _together(parts, leg))
    grown = buffer(gpd.GeoDataFrame(geometry=gpd.GeoSeries(lines, crs=crs, dtype="geometry"), crs=crs), width_m)
    shapes = np.asarray(grown.geometry.values, dtype=object)
    return [Reached(*key, shape) for key, shape in zip(keys, shapes, strict=True)]


def _leg(places: Access, row: int, metres: float) -> Any:
    """Give the access leg as far as it is gone; None for what is not on the network."""
    if places.edge[row] < 0:
        return None
    begin, way = places.from_xy[row], places.xy[row] - places.from_xy[row]
    share = min(1.0, metres / places.leg[row]) if places.leg[row] > 0 else 1.0
    return shapely.linestrings([begin, begin + share * way])


def _together(parts: Geometries, leg: Any) -> Any:
    """Put what is reached together; where the place is on its edge there is no leg, and at least the place."""
    if shapely.length(leg) > 0:
        return shapely.multilinestrings([*parts, leg])
    return shapely.multilinestrings(parts) if len(parts) else shapely.get_point(leg, 0)


def reached_parts(ways: Ways, place: Access, nodes: Floats, limit: float) -> Geometries:
    """Give the parts of edges that are reached from one place within a limit, each stretch once.

    Parameters
    ----------
    ways
        The network; reversed, what the place is reached from.
    place
        One place.
    nodes
        What each node costs from it.
    limit
        Of the cost.
    """
    edges = ways.edges
    if not len(edges):
        return np.zeros(0, dtype=object)
    each = edges.cost(ways.weight) / edges.length
    forward, backward = edges.forward, edges.backward
    if ways.reverse:
        forward, backward = backward, forward
    start = np.where(forward & np.isfinite(each), np.maximum(limit - nodes[edges.start], 0.0) / each, 0.0)
    end = np.where(backward & np.isfinite(each), np.maximum(limit - nodes[edges.end], 0.0) / each, 0.0)
    whole = edges.length
    start, end = np.minimum(start, whole), np.minimum(end, whole)
    full = (start + end >= whole) & ((start > 0) | (end > 0))
    head, tail = np.flatnonzero(~full & (start > 0)), np.flatnonzero(~full & (end > 0))
    stretches = [
        *((edge, 0.0, start[edge]) for edge in head.tolist()),
        *((edge, whole[edge] - end[edge], whole[edge]) for edge in tail.tolist()),
    ]
    own = int(place.edge[0])
    left = limit - place.leg[0] * ways.pace
    if own >= 0 and left > 0 and not full[own]:
        at, metres = float(place.at[0]), float(left / each[own])
        low = max(0.0, at - metres) if backward[own] else at
        high = min(float(whole[own]), at + metres) if forward[own] else at
        mine = [(begin, finish) for edge, begin, finish in stretches if edge == own]
        stretches = [stretch for stretch in stretches if stretch[0] != own]
        stretches += [(own, *span) for span in _united([*mine, (low, high)])]
    parts = [_part(edges, *stretch) for stretch in stretches if stretch[2] > stretch[1]]
    return np.concatenate([edges.shapes[full], np.array(parts, dtype=object)])


def _united(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Put stretches together that overlap or touch."""
    result: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if result and low <= result[-1][1]:
            result[-1] = result[-1][0], max(result[-1][1], high)
        else:
            result.append((low, high))
    return result


def _part(edges: Edges, edge: int, begin: float, finish: float) -> Any:
    here = slice(edges.first[edge], edges.first[edge + 1])
    along, xy = edges.along[here], edges.xy[here]
    ends = [[np.interp(place, along, xy[:, axis]) for axis in (0, 1)] for place in (begin, finish)]
    return shapely.linestrings(np.vstack([ends[:1], xy[(along > begin) & (along < finish)], ends[1:]]))
