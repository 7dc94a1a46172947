"""How near: the nearest features of another layer."""

from __future__ import annotations

from contextlib import suppress
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.proximity.few import MOST_FEW, to_few
from hanting_geo.analysis.proximity.search import nearest_of_points
from hanting_geo.analysis.proximity.segments import single_polygons, take_apart
from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.threads import in_lots
from hanting_geo.crs.gate import require_metres, require_same_crs, require_valid
from hanting_geo.errors import CRSError, SchemaError

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.analysis.network.result import Network
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

    Pairs = tuple[Positions, Positions, Floats]

__all__ = ["distances_to_nearest", "nearest"]

_MOST_PAIRS = 2_000_000
_MANY = 1_000
"""From so many on it pays to look at few features one by one."""


class _Asks(NamedTuple):
    """Features that ask, and which of them are points with a place; of these alone the coordinates count."""

    shapes: Geometries
    dots: Flags
    x: Floats
    y: Floats

    @classmethod
    def of(cls, shapes: Geometries) -> _Asks:
        """Look at features."""
        bounds = shapely.bounds(shapes)
        x, y = np.ascontiguousarray(bounds[:, 0]), np.ascontiguousarray(bounds[:, 1])
        kind = shapely.get_type_id(shapes)
        return cls(shapes, (kind == shapely.GeometryType.POINT) & np.isfinite(x) & np.isfinite(y), x, y)


def nearest(
    frame: gpd.GeoDataFrame,
    other: gpd.GeoDataFrame,
    *,
    k: int = 1,
    max_distance_m: float | None = None,
    travel: Any = "euclid",
) -> gpd.GeoDataFrame:
    """Find for each feature the nearest features of another layer.

    Distances are exact and planar, from border to border: 0 where features touch or overlap, for lines and polygons
    as for points. Of equally near neighbours the earlier row of ``other`` comes first.

    Parameters
    ----------
    frame
        Features that ask, in a projected system in metres, with valid geometry; may be empty.
    other
        Features to be found, in the same system; may be empty. Those without geometry are never found.
    k
        How many neighbours of each feature.
    max_distance_m
        Metres; neighbours further away are not found, one just as far is.
    travel
        ``"euclid"``, or a :class:`hanting_geo.Network`: then distances are metres along it, from ``frame`` to
        ``other``, with the access legs; whoever touches a neighbour may still have to go round.

    Returns
    -------
    geopandas.GeoDataFrame
        A row for each feature and rank, in the order of ``frame`` and with its index (repeated for ``k`` > 1),
        geometry and columns, and

        - ``rank``: 1 for the nearest (Int64);
        - ``distance_m``: unrounded;
        - ``other_index``: index label in ``other``;
        - ``other_<column>`` for each column of ``other`` but its geometry.

        A feature that has fewer neighbours has fewer rows. One that has none, because it has no geometry or nothing
        lies within ``max_distance_m`` or is reached, keeps one row with these columns missing.

    Raises
    ------
    CRSError
        No reference system, not in metres, two different ones, or one that does not keep lengths here (Web Mercator).
    SchemaError
        Invalid geometry; ``k`` or ``max_distance_m`` makes no sense; ``frame`` already has a column of the result.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> import geopandas as gpd
    >>> places = [Point(430000, 4071030), Point(430000, 4071900)]
    >>> homes = gpd.GeoDataFrame({"home": ["a", "b"]}, geometry=places, crs="EPSG:4549")
    >>> road = LineString([(429000, 4071000), (431000, 4071000)])
    >>> roads = gpd.GeoDataFrame({"id": ["r1"]}, geometry=[road], crs="EPSG:4549")
    >>> nearest(homes, roads, max_distance_m=500)[["home", "rank", "distance_m", "other_id"]]
      home  rank  distance_m other_id
    0    a     1        30.0       r1
    1    b  <NA>         NaN      NaN
    """
    arguments.require_frame(frame, "the nearest features: frame")
    arguments.require_frame(other, "the nearest features: other")
    what = Sentence("the nearest features")
    ask = _Asks.of(np.asarray(frame.geometry.values))
    _require_metres(frame, ask, what)
    require_same_crs(frame, other, what)
    # A point with a place is valid.
    if not ask.dots.all():
        require_valid(frame.iloc[~ask.dots], what)
    require_valid(other, what)
    count = _count(k, what)
    limit = _limit(max_distance_m, what)
    way = _network(travel, frame, what)
    details = pd.DataFrame(other.drop(columns=other.geometry.name)).add_prefix("other_").reset_index(drop=True)
    found_columns = ["rank", "distance_m", "other_index", *details.columns]
    taken = [str(column) for column in found_columns if column in frame.columns]
    doubled = [str(column) for column in details.columns if column == "other_index"]
    if taken or doubled:
        message = Sentence(
            "{what}: the column {listed} would be there twice; rename or drop it in the frames first",
            what=what,
            listed=enumerated(taken or doubled),
        )
        raise SchemaError(message)
    find = np.asarray(other.geometry.values)
    if way is None:
        rows, found, distances = _neighbours(ask, find, count, limit)
    else:
        rows, found, distances = _along(way, ask.shapes, find, count, limit)
    alone = np.flatnonzero(np.bincount(rows, minlength=len(frame)) == 0)
    if len(alone):
        rows, found = np.concatenate([rows, alone]), np.concatenate([found, np.full(len(alone), -1)])
        distances = np.concatenate([distances, np.full(len(alone), np.nan)])
        order = np.argsort(rows, kind="stable")
        rows, found, distances = rows[order], found[order], distances[order]
    if len(rows) == len(frame):
        result, ranks = frame.copy(), np.ones(len(rows), dtype=np.int64)
    else:
        result = frame.iloc[rows].copy()
        # Sorted by who asks: the rank is the place in the run of one feature.
        starts = np.concatenate([[True], rows[1:] != rows[:-1]])[: len(rows)]
        ranks = np.arange(len(rows)) - np.maximum.accumulate(np.where(starts, np.arange(len(rows)), 0)) + 1
    result["rank"] = pd.arrays.IntegerArray(ranks, found < 0)
    result["distance_m"] = distances
    labels = pd.Series(other.index.to_flat_index(), dtype=object if other.index.nlevels > 1 else None)
    for name, values in [("other_index", labels), *details.items()]:
        result[name] = values.reindex(found).array if len(alone) else values.array.take(found)
    return result


def distances_to_nearest(ask: Geometries, find: Geometries) -> Floats:
    """Give metres from each of some shapes to the nearest of others, as :func:`nearest` does; NaN where none is.

    Both are valid, and in one system that keeps lengths: whoever asks has seen to it.

    Examples
    --------
    >>> distances_to_nearest(shapely.points([[0, 0], [3, 0]]), np.array([shapely.Point(0, 4), None])).tolist()
    [4.0, 5.0]
    """
    rows, _, far = _neighbours(_Asks.of(ask), find, 1, np.inf)
    result = np.full(len(ask), np.nan)
    result[rows] = far
    return result


def _require_metres(frame: gpd.GeoDataFrame, ask: _Asks, what: str) -> None:
    """Check as the gate does; of points it is enough to look at the outermost ones, as long as they fit."""
    if ask.dots.all() and len(frame):
        with suppress(CRSError):
            outermost = {int(pick(values)) for values in (ask.x, ask.y) for pick in (np.argmin, np.argmax)}
            require_metres(frame.iloc[sorted(outermost)], what, lengths=True)
            return
    require_metres(frame, what, lengths=True)


def _network(travel: Any, frame: gpd.GeoDataFrame, what: str) -> Network | None:
    """Let a way to travel through; None is the straight line."""
    if isinstance(travel, str) and travel == "euclid":
        return None
    from hanting_geo.analysis.network.result import Network

    if not isinstance(travel, Network):
        message = Sentence(
            "{what}: travel is 'euclid' or a network (hg.network), and was given {travel}",
            what=what,
            travel=arguments.told(travel),
        )
        raise arguments.ArgumentError(message)
    travel.require_system(frame, what)
    return travel


def _along(network: Network, ask: Geometries, find: Geometries, k: int, limit: float) -> Pairs:
    """Find the ``k`` nearest along a network, sorted by who asks, distance, position."""
    flat = [np.asarray(shapely.force_2d(shapes), dtype=object) for shapes in (ask, find)]
    places, far = network.nearest(flat[0], flat[1], min(k, max(len(find), 1)), limit)
    rows, ranks = np.nonzero(places >= 0)
    return rows, places[rows, ranks], far[rows, ranks]


def _count(k: object, what: str) -> int:
    if isinstance(k, bool) or not isinstance(k, Integral) or int(k) < 1:
        message = Sentence("{what}: k is {k!r}; give a whole number from 1 up", what=what, k=k)
        raise SchemaError(message)
    return int(k)


def _limit(max_distance_m: object, what: str) -> float:
    if max_distance_m is None:
        return np.inf
    if isinstance(max_distance_m, bool) or not isinstance(max_distance_m, Real) or not float(max_distance_m) >= 0:
        message = Sentence(
            "{what}: max_distance_m is {max_distance_m!r}; give metres from 0 up, or None for no limit",
            what=what,
            max_distance_m=max_distance_m,
        )
        raise SchemaError(message)
    return float(max_distance_m)


def _neighbours(ask: _Asks, find: Geometries, k: int, limit: float) -> Pairs:
    """Find the ``k`` nearest, sorted by who asks, distance, position."""
    here = ~(shapely.is_missing(find) | shapely.is_empty(find))
    asked = ask.dots.copy()
    others = np.flatnonzero(~asked)
    asked[others] = ~(shapely.is_missing(ask.shapes[others]) | shapely.is_empty(ask.shapes[others]))
    if not asked.any() or not here.any():
        return np.array([], dtype=np.intp), np.array([], dtype=np.intp), np.array([])
    k = min(k, int(here.sum()))
    if k > 1:
        return _of_radius(ask.shapes, find, np.flatnonzero(asked), k, limit)
    nearest_, distance = np.full(len(asked), -1), np.full(len(asked), np.inf)
    dots = np.flatnonzero(ask.dots)
    if _worth_taking_apart(len(dots), find):
        distance[dots], nearest_[dots] = nearest_of_points(take_apart(find), ask.x[dots], ask.y[dots], limit)
        _stand_within(ask.shapes, find, dots, distance, nearest_)
        asked[dots] = False
    rows = np.flatnonzero(asked)
    if len(rows):
        answer = to_few if len(rows) >= _MANY and here.sum() <= MOST_FEW else _of_tree
        distance[rows], nearest_[rows] = answer(ask.shapes[rows], find, limit)
    asks = np.flatnonzero(nearest_ >= 0)
    return asks, nearest_[asks], distance[asks]


def _worth_taking_apart(points: int, find: Geometries) -> bool:
    """Compare what either way takes, in microseconds as measured."""
    corners = int(shapely.get_num_coordinates(find).sum())
    return points * (30 + 0.5 * corners / len(find)) > 3000 + 2 * points + 0.8 * corners


def _stand_within(
    ask: Geometries,
    find: Geometries,
    dots: Positions,
    distance: Floats,
    nearest_: Positions,
) -> None:
    """Set the distance of points within polygons to 0, and the earliest feature of those that they touch."""
    if not (shapely.get_dimensions(find) > 1).any():
        return
    polygons, owner = single_polygons(find)
    tree = shapely.STRtree(ask[dots])

    def touched(first: int, last: int) -> Positions:
        polygon, dot = tree.query(polygons[first:last], predicate="intersects")
        return np.stack([polygon + first, dot])

    polygon, dot = np.concatenate(in_lots(touched, len(polygons)), axis=1)
    earliest = np.where(distance == 0, nearest_, len(find))
    np.minimum.at(earliest, dots[dot], owner[polygon])
    inside = np.unique(dots[dot])
    distance[inside], nearest_[inside] = 0.0, earliest[inside]


def _of_tree(ask: Geometries, find: Geometries, limit: float) -> tuple[Floats, Positions]:
    """Give the distance to the nearest of all shapes, and the earliest one that is so near; -1 beyond the limit."""
    tree = shapely.STRtree(find)

    def answer(first: int, last: int) -> tuple[Floats, Positions]:
        (who, found), far = tree.query_nearest(ask[first:last], all_matches=True, return_distance=True)
        order = np.lexsort((found, who))
        one = order[np.unique(who[order], return_index=True)[1]]
        return far[one], np.where(far[one] <= limit, found[one], -1)

    distances, found = zip(*in_lots(answer, len(ask)), strict=True)
    return np.concatenate(distances), np.concatenate(found)


def _of_radius(ask: Geometries, find: Geometries, open_: Positions, k: int, limit: float) -> Pairs:
    """Find several neighbours.

    Everything within a radius is found at once; the radius doubles for those who found fewer than ``k``. What lies
    within a radius that holds ``k`` features holds the ``k`` nearest, whatever their shapes.
    """
    tree = shapely.STRtree(find)
    bounds = shapely.total_bounds(np.concatenate([ask[open_], find]))
    furthest = min(limit, float(np.hypot(bounds[2] - bounds[0], bounds[3] - bounds[1])) * (1 + 1e-9) + 1.0)
    # The nearest one is known exactly; k of even density lie within about sqrt(k) of it.
    first = tree.query_nearest(ask[open_], all_matches=False, return_distance=True)[1]
    radius = np.minimum(first * 1.5 * np.sqrt(k) + 1e-6, furthest)
    answers: list[Pairs] = []
    while len(open_):
        undone = []
        for rows, reach in _batches(tree, open_, radius, k):
            who, found = tree.query(ask[rows], predicate="dwithin", distance=reach)
            counts = np.bincount(who, minlength=len(rows))
            done = (counts >= k) | (reach >= furthest)
            undone.append((rows[~done], reach[~done]))
            keep = done[who]
            answers.append(_nearest_of(ask, find, rows[who[keep]], found[keep], k, limit))
        open_ = np.concatenate([rows for rows, _ in undone])
        radius = np.minimum(2 * np.concatenate([reach for _, reach in undone]), furthest)
    asks, finds, distances = (np.concatenate(parts) for parts in zip(*answers, strict=True))
    order = np.lexsort((finds, distances, asks))
    return asks[order], finds[order], distances[order]


def _batches(tree: shapely.STRtree, rows: Positions, radius: Floats, k: int) -> list[tuple[Positions, Floats]]:
    """Cut the questions into lots whose answers fit into memory."""
    most = max(1, _MOST_PAIRS // min(len(tree), 50 * k))
    cuts = range(most, len(rows), most)
    return list(zip(np.split(rows, cuts), np.split(radius, cuts), strict=True))


def _nearest_of(
    ask: Geometries,
    find: Geometries,
    asks: Positions,
    finds: Positions,
    k: int,
    limit: float,
) -> Pairs:
    """Of candidate pairs keep the ``k`` nearest of each who asks."""
    distances = shapely.distance(ask[asks], find[finds])
    near = distances <= limit
    asks, finds, distances = asks[near], finds[near], distances[near]
    order = np.lexsort((finds, distances, asks))
    asks, finds, distances = asks[order], finds[order], distances[order]
    first = np.arange(len(asks)) - np.searchsorted(asks, asks) < k
    return asks[first], finds[first], distances[first]
