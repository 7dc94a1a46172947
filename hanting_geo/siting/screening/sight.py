"""Straight lines of sight out of sites, and what each meets first: edges against heights, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.threads import LIGHT, elementwise
from hanting_geo.siting.relations.nearest import prepared

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["DIRECTIONS", "Edges", "Met", "Sights", "edges_of", "met", "sights_of"]

DIRECTIONS = ("east", "south", "west", "north")
"""In the order in which a file names them: 东至, 南至, 西至, 北至."""

_EVERY_M = 5.0
_SIGHTS = (16, 64)
"""Of each side of a site, one line of sight every so many metres, at least and at most so many."""
_BACK_M = 1e-3
"""Sight begins so far inside, so that what lies on the border is seen."""
_RUN = 32
"""Edges of a feature that are looked for together."""
_COLLECTIONS = (4, 5, 6, 7)
_AREAL = 2
_SAME_M = 6
"""Decimals of a metre: what differs by less is equally far."""


class Edges(NamedTuple):
    """The edges of the features of a layer, in runs that a tree finds."""

    ends: Floats
    """A row an edge: x and y of its start, x and y of its end; of a point they are the same."""
    starts: Positions
    """Of each run its first edge, and at the end how many edges there are."""
    feature: Positions
    """Of each run."""
    tree: shapely.STRtree


class _Scan(NamedTuple):
    """The heights (or the breadths) at which one looks out of each site."""

    first: Positions
    many: Positions
    low: Floats
    high: Floats
    site: Positions
    at: Floats
    nearest: Floats
    """Where the site begins at each height, infinite where it has nothing there."""
    farthest: Floats


class Sights(NamedTuple):
    """Lines of sight, out of a site in a direction."""

    site: Positions
    side: Positions
    x: Floats
    y: Floats
    scans: tuple[_Scan, _Scan]
    numbers: tuple[Positions, Positions, Positions, Positions]
    """By direction, of each height the number of its sight, or -1."""


class Met(NamedTuple):
    """What sights meet, a row for each edge on the way."""

    sight: Positions
    feature: Positions
    far: Floats


def edges_of(shapes: Geometries) -> Edges:
    """Take features apart into edges."""
    parts, owner = shapes, np.arange(len(shapes))
    while np.isin(shapely.get_type_id(parts), _COLLECTIONS).any():
        parts, again = shapely.get_parts(parts, return_index=True)
        owner = owner[again]
    areal = shapely.get_dimensions(parts) == _AREAL
    rings, again = shapely.get_rings(parts[areal], return_index=True)
    lines = np.concatenate([parts[~areal], rings])
    whose = np.concatenate([owner[~areal], owner[areal][again]])
    order = np.argsort(whose, kind="stable")
    lines, whose = lines[order], whose[order]
    xy, line = shapely.get_coordinates(lines, return_index=True)
    alone = np.bincount(line, minlength=len(lines))[line] == 1
    first = np.flatnonzero(np.append(line[1:] == line[:-1], False) | alone) if len(line) else line
    ends = np.column_stack([xy[first], xy[np.where(alone[first], first, first + 1)]])
    own = whose[line[first]]
    nth = np.arange(len(own)) - np.searchsorted(own, own)
    starts = np.flatnonzero(nth % _RUN == 0)
    bounds = np.zeros((0, 4))
    if len(starts):
        low = np.minimum.reduceat(np.minimum(ends[:, :2], ends[:, 2:]), starts)
        bounds = np.column_stack([low, np.maximum.reduceat(np.maximum(ends[:, :2], ends[:, 2:]), starts)])
    return Edges(
        ends,
        np.append(starts, len(own)),
        own[starts],
        shapely.STRtree(np.asarray(shapely.box(*bounds.T), dtype=object)),
    )


def _edges_in(edges: Edges, runs: Positions) -> tuple[Floats, Positions]:
    """Give the edges of some runs, and of each which run it is of."""
    sizes = edges.starts[runs + 1] - edges.starts[runs]
    which = np.repeat(np.arange(len(runs)), sizes)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return edges.ends[edges.starts[runs][which] + nth], which


def sights_of(shapes: Geometries) -> Sights:
    """Look out of the outermost points of each site, at every height and breadth that it has."""
    edges = edges_of(shapes)
    every, which = _edges_in(edges, np.arange(len(edges.feature)))
    owner = edges.feature[which]
    west, south, east, north = shapely.bounds(shapes).T
    level = _scan_of(south, north, every, owner)
    upright = _scan_of(west, east, every[:, [1, 0, 3, 2]], owner)
    parts, numbers, count = [], [], 0
    for side in range(len(DIRECTIONS)):
        scan = upright if side % 2 else level
        there = np.isfinite(scan.nearest)
        edge = (scan.farthest if DIRECTIONS[side] in {"east", "north"} else scan.nearest)[there]
        at = scan.at[there]
        x, y = (at, edge) if side % 2 else (edge, at)
        numbers.append(np.where(there, count + np.cumsum(there) - 1, -1))
        parts.append((scan.site[there], np.full(len(at), side), x, y))
        count += len(at)
    site, side_of, x, y = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Sights(site, side_of, x, y, (level, upright), (numbers[0], numbers[1], numbers[2], numbers[3]))


def _scan_of(low: Floats, high: Floats, ends: Floats, owner: Positions) -> _Scan:
    count = np.clip(np.ceil((high - low) / _EVERY_M), *_SIGHTS).astype(np.intp)
    first = np.cumsum(count) - count
    site = np.repeat(np.arange(len(low)), count)
    at = low[site] + (np.arange(len(site)) - first[site] + 0.5) / count[site] * (high - low)[site]
    scan = _Scan(first, count, low, high, site, at, np.full(len(site), np.inf), np.full(len(site), -np.inf))
    rows, _, near, far = _crossed(scan, ends, owner)
    np.minimum.at(scan.nearest, rows, near)
    np.maximum.at(scan.farthest, rows, far)
    return scan


def _crossed(scan: _Scan, ends: Floats, site: Positions) -> tuple[Positions, Positions, Floats, Floats]:
    """Give where edges cross the heights of their sites: the height, the edge, and from where to where it is there."""
    below, above = np.minimum(ends[:, 1], ends[:, 3]), np.maximum(ends[:, 1], ends[:, 3])
    low, count, size = scan.low[site], scan.many[site], (scan.high - scan.low)[site]
    flat = size <= 0
    per = count / np.where(flat, 1.0, size)
    # One height more on either side, for what rounding may do.
    start = np.where(flat, 0, np.clip(np.floor((below - low) * per - 0.5), 0, count)).astype(np.intp)
    end = np.where(flat, count, np.clip(np.ceil((above - low) * per - 0.5) + 1, 0, count)).astype(np.intp)
    times = np.maximum(end - start, 0)
    edge = np.repeat(np.arange(len(site)), times)
    row = scan.first[site[edge]] + start[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(times) - times, times)
    meets = (below[edge] <= scan.at[row]) & (scan.at[row] <= above[edge])
    edge, row = edge[meets], row[meets]
    x, y, to_x, to_y = ends[edge].T
    rise = to_y - y
    level = rise == 0
    part = (scan.at[row] - y) / np.where(level, 1.0, rise)
    where = np.clip(x + part * (to_x - x), np.minimum(x, to_x), np.maximum(x, to_x))
    near, far = np.where(level, np.minimum(x, to_x), where), np.where(level, np.maximum(x, to_x), where)
    return row, edge, near, far


def met(sights: Sights, shapes: Geometries, layer: Geometries, edges: Edges, own: Positions, within_m: float) -> Met:
    """Tell what of a layer each sight meets within reach, and how far away it is.

    Parameters
    ----------
    sights, shapes
        Of the sites.
    layer, edges
        The features, and their edges.
    own
        Of each site which feature it is itself, or -1.
    within_m
        How far to look. A feature that covers the site is not seen.
    """
    bounds = shapely.bounds(shapes)
    reach = within_m + 2 * _BACK_M
    site, run = edges.tree.query(shapely.box(*(bounds + np.array([-reach, -reach, reach, reach])).T))
    feature = edges.feature[run]
    other = own[site] != feature
    site, run, feature = site[other], run[other], feature[other]
    pair, again = np.unique(site * max(len(layer), 1) + feature, return_inverse=True)
    whose, which = np.divmod(pair, max(len(layer), 1))
    features = prepared(layer, which)
    touches = elementwise(shapely.intersects, features, shapes[whose], least=LIGHT)
    covers = np.zeros(len(pair), dtype=bool)
    covers[touches] = elementwise(shapely.covers, features[touches], shapes[whose[touches]], least=LIGHT)
    free = ~covers[again.ravel()]
    ends, nth = _edges_in(edges, run[free])
    crossed = [_crossed(scan, _turned(ends, axis), site[free][nth]) for axis, scan in enumerate(sights.scans)]
    found = [_on_the_way(sights, side, crossed[side % 2], within_m) for side in range(len(DIRECTIONS))]
    rows = [Met(sight, feature[free][nth[edge]], far) for sight, edge, far in found]
    areal = touches & ~covers & (shapely.get_dimensions(features) == _AREAL)
    rows.append(_begun_in(sights, whose[areal], features[areal], which[areal]))
    return Met(*(np.concatenate(column) for column in zip(*rows, strict=True)))


def _turned(ends: Floats, side: int) -> Floats:
    return ends[:, [1, 0, 3, 2]] if side % 2 else ends


def _on_the_way(
    sights: Sights, side: int, crossed: tuple[Positions, Positions, Floats, Floats], within_m: float
) -> tuple[Positions, Positions, Floats]:
    row, edge, near, far = crossed
    sight = sights.numbers[side][row]
    scan = sights.scans[side % 2]
    if DIRECTIONS[side] in {"east", "north"}:
        begins, ends = near - scan.farthest[row], far - scan.farthest[row]
    else:
        begins, ends = scan.nearest[row] - far, scan.nearest[row] - near
    seen = (sight >= 0) & (ends >= -_BACK_M) & (begins <= within_m)
    away = np.asarray(np.round(np.maximum(begins[seen], 0.0), _SAME_M), dtype=np.float64)
    # The part behind the border is only there so that the border itself is seen.
    away[away <= 2 * _BACK_M] = 0.0
    return sight[seen], edge[seen], away


def _begun_in(sights: Sights, site: Positions, features: Geometries, which: Positions) -> Met:
    """Find the sights that begin within a feature."""
    order = np.argsort(sights.site, kind="stable")
    starts = np.searchsorted(sights.site[order], site)
    sizes = np.searchsorted(sights.site[order], site, side="right") - starts
    pair = np.repeat(np.arange(len(site)), sizes)
    sight = order[starts[pair] + np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)]
    step = _BACK_M * np.array([[1, 0], [0, -1], [-1, 0], [0, 1]], dtype=float)[sights.side[sight]]
    x, y = sights.x[sight] - step[:, 0], sights.y[sight] - step[:, 1]
    within: Flags = np.asarray(elementwise(shapely.intersects_xy, features[pair], x, y, least=LIGHT), dtype=bool)
    return Met(sight[within], which[pair[within]], np.zeros(int(within.sum())))
