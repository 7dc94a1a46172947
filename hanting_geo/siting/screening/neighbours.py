"""四至: what lies next to a site in the north, south, east and west."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.threads import LIGHT, elementwise
from hanting_geo.siting.relations.nearest import SitePairs, covers, pairs_within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.core.arrays import Floats, Geometries, Positions
    from hanting_geo.siting.relations.features import Features

__all__ = ["DIRECTIONS", "neighbours"]

DIRECTIONS = ("east", "south", "west", "north")
"""In the order in which a file names them: 东至, 南至, 西至, 北至."""

_CORNERS = {
    "east": ((1, -1), (1, 1)),
    "south": ((-1, -1), (1, -1)),
    "west": ((-1, 1), (-1, -1)),
    "north": ((1, 1), (-1, 1)),
}
_LOT = 500
COLUMNS = ["site", "direction", "layer", "feature", "name_zh", "name_en", "distance_m", "accuracy_m"]


def neighbours(shapes: Geometries, ids: list[str], around: Mapping[str, Features], within_m: float) -> pd.DataFrame:
    """Find the nearest named feature in each direction.

    The two diagonals through the middle of a site's bounding box part the land into four quarters. In each, the nearest
    feature is the one whose part in the quarter is nearest to the site, border to border, whatever its other parts do.
    Of equally near ones the first counts, in the order of layers and features. A feature that covers the site, such as
    the zone that it lies in, is no neighbour; nor is one without a name.

    Parameters
    ----------
    shapes, ids
        The sites.
    around
        By layer.
    within_m
        How far to look.

    Returns
    -------
    pandas.DataFrame
        A row for each site and direction: ``site, direction, layer, feature, name_zh, name_en, distance_m,
        accuracy_m``;
        missing where nothing lies within reach.
    """
    best = np.full((len(shapes), len(DIRECTIONS)), np.inf)
    who = np.full((len(shapes), len(DIRECTIONS), 2), -1, dtype=np.intp)
    for number, layer in enumerate(around.values()):
        named = np.flatnonzero(layer.labels.names()[0] != np.array(layer.ids, dtype=object))
        if not len(named):
            continue
        # Copies: preparing marks a shape, and others may use it.
        features = np.asarray(shapely.force_2d(layer.shapes[named]), dtype=object)
        shapely.prepare(features)
        for start in range(0, len(shapes), _LOT):
            lot = np.arange(start, min(start + _LOT, len(shapes)))
            pairs = pairs_within(shapes[lot], np.zeros(len(lot)), features, np.full(len(features), within_m))
            pairs = pairs.pick(~covers(features[pairs.feature], shapes[lot][pairs.site]))
            pairs = SitePairs(lot[pairs.site], pairs.feature)
            for side, direction in enumerate(DIRECTIONS):
                far = _far(shapes, features, pairs, direction, within_m)
                _take(best, who, side, far, pairs, named, number, within_m)
    return _table(best, who, ids, around)


def _far(shapes: Geometries, features: Geometries, pairs: SitePairs, direction: str, within_m: float) -> Floats:
    """Give how far the part of a feature in a quarter is; NaN where none is."""
    mine = shapes[pairs.site]
    west, south, east, north = shapely.bounds(mine).T
    x, y = (west + east) / 2, (south + north) / 2
    arm = np.hypot(east - west, north - south) + within_m
    ring = [(x + dx * arm, y + dy * arm) for dx, dy in ((0, 0), *_CORNERS[direction])]
    corners = np.stack([np.column_stack(point) for point in [*ring, ring[0]]], axis=1)
    quarters = np.asarray(shapely.polygons(corners), dtype=object)
    parts = elementwise(shapely.intersection, features[pairs.feature], quarters, least=LIGHT)
    return np.asarray(elementwise(shapely.distance, mine, parts, least=LIGHT), dtype=float)


def _take(
    best: Floats,
    who: np.ndarray,
    side: int,
    far: Floats,
    pairs: SitePairs,
    named: Positions,
    number: int,
    within_m: float,
) -> None:
    """Keep the nearest of each site, if it is nearer than what is known."""
    there = np.flatnonzero(far <= within_m)
    order = there[np.lexsort((pairs.feature[there], far[there], pairs.site[there]))]
    first = order[np.unique(pairs.site[order], return_index=True)[1]]
    first = first[far[first] < best[pairs.site[first], side]]
    best[pairs.site[first], side] = far[first]
    who[pairs.site[first], side] = np.column_stack([np.full(len(first), number), named[pairs.feature[first]]])


def _table(best: Floats, who: np.ndarray, ids: list[str], around: Mapping[str, Features]) -> pd.DataFrame:
    layers = [(name, layer.ids, *layer.labels.names(), layer.accuracy_m) for name, layer in around.items()]
    rows = []
    for site, own in enumerate(ids):
        for side, direction in enumerate(DIRECTIONS):
            number, feature = who[site, side]
            if number < 0:
                rows.append((own, direction, None, None, None, None, np.nan, np.nan))
                continue
            layer, keys, zh, en, accuracy_m = layers[number]
            fact = (layer, keys[feature], zh[feature], en[feature])
            rows.append((own, direction, *fact, best[site, side], accuracy_m[feature]))
    return pd.DataFrame(rows, columns=COLUMNS)
