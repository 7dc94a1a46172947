"""Which features a site may meet, and how far away they are, when both may be displaced."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.threads import LIGHT, at_once, by_first, elementwise
from hanting_geo.siting.relations.displacement import ON_BORDER_M

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.siting.relations.features import Features

__all__ = ["Nearest", "SitePairs", "in_classes", "pairs_within"]

_MOST_CLASSES = 32
_MOST_VERTICES = 128
_MOST_NEAR = 40
"""As many features may be looked at one by one."""
_MANY_CORNERS = 100
_LOT = 2_000


class SitePairs(NamedTuple):
    """Sites and features that may meet, sorted by feature."""

    site: Positions
    feature: Positions

    def pick(self, rows: Flags | Positions | slice) -> SitePairs:
        """Keep some, by flags or positions."""
        return SitePairs(self.site[rows], self.feature[rows])


def pairs_within(sites: Geometries, accuracy_m: Floats, features: Geometries, reach_m: Floats) -> SitePairs:
    """Find the pairs at a distance of at most the feature's ``reach_m`` plus the site's accuracy.

    A feature of many corners is prepared for all sites near it; of others this takes longer than to ask each pair.
    """
    if not len(sites) or not len(features):
        return SitePairs(np.array([], dtype=np.intp), np.array([], dtype=np.intp))
    tree = shapely.STRtree(sites)
    widest = float(accuracy_m.max())
    usable = reach_m + widest >= 0
    many = shapely.get_num_coordinates(features) > _MANY_CORNERS

    def ask(rows: Positions) -> np.ndarray:
        reach = reach_m[rows] + widest
        if many[rows[0]]:
            feature, site = tree.query(features[rows], predicate="dwithin", distance=reach)
        else:
            low_x, low_y, high_x, high_y = shapely.bounds(features[rows]).T
            around = shapely.box(low_x - reach, low_y - reach, high_x + reach, high_y + reach)
            feature, site = tree.query(around)
        feature = rows[feature]
        reach = reach_m[feature] + accuracy_m[site]
        asked = np.flatnonzero((reach < reach_m[feature] + widest) | ~many[feature])
        keep = reach >= 0
        keep[asked] &= shapely.dwithin(features[feature[asked]], sites[site[asked]], reach[asked])
        return np.column_stack([site[keep], feature[keep]])

    found = np.concatenate([_in_lots(ask, np.flatnonzero(usable & some)) for some in (many, ~many)])
    order = np.lexsort((found[:, 0], found[:, 1]))
    return SitePairs(found[order, 0], found[order, 1])


def _in_lots(ask: Callable[[Positions], np.ndarray], rows: Positions) -> np.ndarray:
    """Ask for many features at once; what comes back has as many rows as it finds."""
    if not len(rows):
        return np.empty((0, 2), dtype=np.intp)
    return np.concatenate(at_once(ask, ((lot,) for lot in np.array_split(rows, -(-len(rows) // _LOT)))))


def prepared(shapes: Geometries, rows: Positions) -> Geometries:
    """Give the shapes of these rows, those of many corners prepared.

    They are copies then, since preparing marks a shape, and others may use it.
    """
    distinct, again = np.unique(rows, return_inverse=True)
    result = shapes[distinct]
    many = shapely.get_num_coordinates(result) > _MANY_CORNERS
    result[many] = shapely.force_2d(result[many])
    shapely.prepare(result[many])
    return result[again.ravel()]


def distance(features: Geometries, sites: Geometries) -> Floats:
    """Measure pairs, sorted by feature."""
    return elementwise(shapely.distance, features, sites, cuts=_changes(features), least=LIGHT)


def dwithin(features: Geometries, sites: Geometries, distance_m: Floats) -> Flags:
    """Tell pairs, sorted by feature, that are at most so far apart; a negative distance is none."""
    near = elementwise(
        shapely.dwithin, features, sites, np.maximum(distance_m, 0), cuts=_changes(features), least=LIGHT
    )
    return np.asarray((distance_m >= 0) & near, dtype=bool)


def covers(features: Geometries, sites: Geometries) -> Flags:
    """Tell pairs, sorted by feature, of which the feature covers the site."""
    return elementwise(shapely.covers, features, sites, cuts=_changes(features), least=LIGHT)


def intersects(features: Geometries, sites: Geometries) -> Flags:
    """Tell pairs, sorted by feature, that have a point in common."""
    return elementwise(shapely.intersects, features, sites, cuts=_changes(features), least=LIGHT)


def _changes(features: Geometries) -> Positions:
    return by_first(np.fromiter(map(id, features), dtype=np.intp, count=len(features)))


class Nearest:
    """The nearest feature, exact: distances from border to border, 0 where shapes meet."""

    def __init__(self, layer: Features) -> None:
        self._all = _Tree(layer.shapes, np.arange(len(layer.shapes)))
        self._stated = layer.accuracy_m
        self._known: tuple[Geometries, tuple[Floats, Positions]] | None = None
        self._lock = threading.Lock()

    def remember(self, sites: Geometries) -> None:
        """Find the nearest for sites that are asked again; for this very array it is known then."""
        with self._lock:
            if not self.remembers(sites):
                self._known = sites, self._all.nearest(sites)

    def remembers(self, sites: Geometries) -> bool:
        """Tell whether the nearest is known."""
        return self._known is not None and self._known[0] is sites

    def sure(self, sites: Geometries, accuracy_m: Floats, distance_m: Floats | float) -> tuple[Flags, Flags]:
        """Tell the sites that are surely within the distance of a feature, and surely farther from all of them.

        Where the nearest is not known, one point of a site decides: a site is at most as far away as any point of it,
        and nearer by at most the largest distance from that point to a corner.
        """
        most = np.nanmax(self._stated, initial=0.0)
        if self.remembers(sites):
            far, feature = self.nearest(sites)
            size = np.zeros(len(far))
        else:
            points = np.asarray(shapely.point_on_surface(sites), dtype=object)
            far, feature = self._all.nearest(points)
            low_x, low_y, high_x, high_y = shapely.bounds(sites).T
            x, y = shapely.get_x(points), shapely.get_y(points)
            size = np.hypot(np.maximum(high_x - x, x - low_x), np.maximum(high_y - y, y - low_y))
        if not len(self._stated):
            return np.zeros(len(far), dtype=bool), np.ones(len(far), dtype=bool)
        reach = np.broadcast_to(np.asarray(distance_m, dtype=np.float64), len(self._stated))
        own = np.where(feature >= 0, self._stated[feature], np.nan)
        within = far + accuracy_m + own <= reach[feature]  # False where nothing is stated
        return within, far - size - accuracy_m - most > reach.max()

    def nearest(self, sites: Geometries) -> tuple[Floats, Positions]:
        """Give distance and feature of the nearest for each site; of equally near ones the earlier."""
        return self._known[1] if self._known is not None and self._known[0] is sites else self._all.nearest(sites)


class _Tree:
    """The features of one accuracy; long ones are cut into pieces of their border, so that few corners are met."""

    def __init__(self, shapes: Geometries, rows: Positions) -> None:
        long = shapely.get_num_coordinates(shapes[rows]) > _MOST_VERTICES
        pieces, owner = _cut(shapes[rows[long]])
        self._owner = np.concatenate([rows[~long], rows[long][owner]])
        self._tree = shapely.STRtree(np.concatenate([shapes[rows[~long]], pieces]))
        self._extent_m2 = float(shapely.box(*shapely.total_bounds(self._tree.geometries)).area) if len(rows) else 0.0
        areal = rows[long][shapely.get_dimensions(shapes[rows[long]]) > 1]
        self._areal, self._shapes = areal, shapes[areal]

    def nearest(self, sites: Geometries) -> tuple[Floats, Positions]:
        distance, feature = np.full(len(sites), np.inf), np.full(len(sites), -1)
        there = np.flatnonzero(~(shapely.is_missing(sites) | shapely.is_empty(sites)))
        if not len(there) or not len(self._owner):
            return distance, feature

        answer = elementwise(self._ask, sites[there], least=LIGHT)
        distance[there], feature[there] = answer[:, 0], answer[:, 1].astype(np.intp)
        if len(self._areal):
            inside, site = shapely.STRtree(sites[there]).query(self._shapes, predicate="intersects")
            met = there[site]
            owners = self._areal[inside]
            order = np.argsort(-owners, kind="stable")  # the earliest feature is written last
            met, owners = met[order], owners[order]
            keep = (distance[met] > 0) | (owners < feature[met])
            distance[met[keep]], feature[met[keep]] = 0.0, owners[keep]
        return distance, feature

    def _ask(self, sites: Geometries) -> np.ndarray:
        """Give distance and feature of the nearest border.

        It is at most as far as that which is nearest to one point of the site, and its box lies within that distance.
        Of a site that is far from everything too many boxes do: there the tree searches.
        """
        pieces, rest = self._tree.geometries, sites.copy()
        shaped = np.flatnonzero(shapely.get_dimensions(sites) > 0)
        points = np.asarray(shapely.point_on_surface(sites[shaped]), dtype=object)
        _, found = self._tree.query_nearest(points, all_matches=False)
        most = shapely.distance(sites[shaped], pieces[found]) + ON_BORDER_M
        low_x, low_y, high_x, high_y = shapely.bounds(sites[shaped]).T
        around = shapely.box(low_x - most, low_y - most, high_x + most, high_y + most)
        near = shapely.area(around) * len(pieces) <= _MOST_NEAR * self._extent_m2
        rest[shaped[near]] = None
        who, found = self._tree.query(around[near])
        who = shaped[near][who]
        far = shapely.distance(sites[who], pieces[found])
        (others, theirs), theirs_far = self._tree.query_nearest(rest, all_matches=True, return_distance=True)
        who, found, far = (np.concatenate(both) for both in ((who, others), (found, theirs), (far, theirs_far)))
        order = np.lexsort((self._owner[found], far, who))
        first = order[np.unique(who[order], return_index=True)[1]]
        return np.column_stack([far[first], self._owner[found[first]]])


def _cut(shapes: Geometries) -> tuple[Geometries, Positions]:
    """Cut borders and lines into pieces of some 64 corners that share their ends; points stay as they are."""
    lines, owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_dimensions(lines) > 1
    rings, ring_owner = shapely.get_parts(shapely.boundary(lines[areal]), return_index=True)
    lines, owner = np.concatenate([lines[~areal], rings]), np.concatenate([owner[~areal], owner[areal][ring_owner]])
    size = _MOST_VERTICES // 2
    pieces: list[np.ndarray] = []
    owners: list[Positions] = []
    for line, whose in zip(lines, owner, strict=True):
        corners = shapely.get_coordinates(line)
        if len(corners) <= size:
            pieces.append(np.array([line], dtype=object))
            owners.append(np.array([whose]))
            continue
        starts = np.arange(0, len(corners) - 1, size)
        parts = [shapely.LineString(corners[start : start + size + 1]) for start in starts]
        pieces.append(np.array(parts, dtype=object))
        owners.append(np.full(len(parts), whose))
    if not pieces:
        return np.array([], dtype=object), np.array([], dtype=np.intp)
    return np.concatenate(pieces), np.concatenate(owners)


def in_classes(accuracy_m: Floats) -> Floats:
    """Give each feature the accuracy of its class: its own, or of more than 32 the next one of 32; NaN stays.

    What is said with a larger one stays true, and a little more may be uncertain.

    Examples
    --------
    >>> in_classes(np.array([0.5, np.nan, 2.0])).tolist()
    [0.5, nan, 2.0]
    """
    result = accuracy_m.copy()
    known = ~np.isnan(accuracy_m)
    stated = np.unique(accuracy_m[known])
    if len(stated) > _MOST_CLASSES:
        stated = np.unique(stated[np.linspace(0, len(stated) - 1, _MOST_CLASSES + 1).round().astype(int)[1:]])
        result[known] = stated[np.searchsorted(stated, accuracy_m[known])]
    return result
