"""四至: what adjoins a site in the east, south, west and north, as a surveyor would say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.text import LANGUAGES
from hanting_geo.core.threads import LIGHT, elementwise
from hanting_geo.core.words.verdicts import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["DIRECTIONS", "Around", "neighbours"]

DIRECTIONS = ("east", "south", "west", "north")
"""In the order in which a file names them: 东至, 南至, 西至, 北至."""

_EVERY_M = 5.0
_SIGHTS = (16, 64)
"""Of each side of a site, one line of sight every so many metres, at least and at most so many."""
_BACK_M = 1e-3
"""Sight begins so far inside, so that what lies on the border is seen."""
_ADJOINS_M = 0.5
_LOT = 500


class Around(NamedTuple):
    """A layer in which neighbours are looked for."""

    shapes: Geometries
    names: tuple[Geometries, Geometries]
    """In Chinese and English."""
    own: Positions | None = None
    """Of the sites themselves, which feature is which site."""


class _Sights(NamedTuple):
    """Lines of sight, out of a site in a direction."""

    site: Positions
    side: Positions
    x: Floats
    y: Floats


def neighbours(shapes: Geometries, around: Sequence[Around], within_m: float) -> pd.DataFrame:
    """Say what adjoins each site in each direction.

    From the outermost points of a site one looks straight out to the east, at every height that the site has, and so
    to the south, west and north. What is seen first within reach adjoins the site there, in the order of how much of
    that side it takes. Features of one name are one neighbour, however many pieces a street has. A neighbour is named
    in the direction in which it takes most of the side, and in another one only if it takes half of that side too: a
    street along the west is named in the west, one round a corner twice. A feature that covers the site, such as the
    zone that it lies in, is no neighbour.

    Parameters
    ----------
    shapes
        The sites.
    around
        Layers; of equally near features the first one counts.
    within_m
        How far to look.

    Returns
    -------
    pandas.DataFrame
        A row for each site, with ``east_zh, east_en, south_zh ...``: names, each with its distance in metres where it
        is not next to the site; empty where nothing lies within reach.

    Examples
    --------
    >>> street = Around(np.array([shapely.LineString([(-9, -900), (-9, 900)])]), (np.array(["北海路"]),) * 2)
    >>> table = neighbours(np.array([shapely.box(0, 0, 100, 100)]), [street], 50)
    >>> table.loc[0, ["east_zh", "south_zh", "west_zh", "north_zh"]].tolist()
    ['', '', '北海路（9.0 米）', '']
    """
    keys: dict[tuple[str, str], int] = {}
    numbers = [
        np.array([keys.setdefault(pair, len(keys)) for pair in zip(*layer.names, strict=True)], dtype=np.intp)
        for layer in around
    ]
    trees = [shapely.STRtree(layer.shapes) for layer in around]
    texts = {f"{side}_{language}": [""] * len(shapes) for side in DIRECTIONS for language in LANGUAGES}
    names = list(keys)
    for start in range(0, len(shapes), _LOT):
        lot = shapes[start : start + _LOT]
        sights = _sights_of(lot)
        seen, far = _first_seen(lot, start, sights, list(zip(around, numbers, trees, strict=True)), within_m)
        for site, side, number, metres in _named(sights, seen, far, len(lot)):
            for language, name in zip(LANGUAGES, names[number], strict=True):
                cell = texts[f"{DIRECTIONS[side]}_{language}"]
                said = (
                    name if metres < _ADJOINS_M else SENTENCES["apart"].text(language).format(name=name, metres=metres)
                )
                before = cell[start + site] and cell[start + site] + SENTENCES["between_names"].text(language)
                cell[start + site] = before + said
    return pd.DataFrame({column: pd.Series(cells, dtype=object) for column, cells in texts.items()})


def _sights_of(shapes: Geometries) -> _Sights:
    """Look out of the outermost points of each site, at every height and breadth that it has."""
    west, south, east, north = shapely.bounds(shapes).T
    parts = []
    for low, high, left, right, sides in (
        (south, north, west, east, (DIRECTIONS.index("west"), DIRECTIONS.index("east"))),
        (west, east, south, north, (DIRECTIONS.index("south"), DIRECTIONS.index("north"))),
    ):
        upright = sides[0] == DIRECTIONS.index("south")
        count = np.clip(np.ceil((high - low) / _EVERY_M), *_SIGHTS).astype(np.intp)
        site = np.repeat(np.arange(len(shapes)), count)
        place = np.arange(len(site)) - np.repeat(np.cumsum(count) - count, count)
        at = low[site] + (place + 0.5) / count[site] * (high - low)[site]
        ends = np.stack([np.stack([left[site] - 1, at], axis=1), np.stack([right[site] + 1, at], axis=1)], axis=1)
        lines = np.asarray(shapely.linestrings(ends[:, :, ::-1] if upright else ends), dtype=object)
        box = shapely.bounds(elementwise(shapely.intersection, shapes[site], lines, least=LIGHT))
        there = ~np.isnan(box[:, 0])
        for side, edge in zip(sides, (box[:, 1 if upright else 0], box[:, 3 if upright else 2]), strict=True):
            x, y = (at, edge) if upright else (edge, at)
            parts.append((site[there], np.full(int(there.sum()), side), x[there], y[there]))
    return _Sights(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _first_seen(
    shapes: Geometries,
    start: int,
    sights: _Sights,
    around: Sequence[tuple[Around, Positions, shapely.STRtree]],
    within_m: float,
) -> tuple[Positions, Floats]:
    """Tell what each sight meets first, by the number of its name, and how far away; -1 and NaN for nothing."""
    step = np.array([[1, 0], [0, -1], [-1, 0], [0, 1]], dtype=float)[sights.side]
    origin = np.column_stack([sights.x, sights.y])
    ends = np.stack([origin - _BACK_M * step, origin + within_m * step], axis=1)
    lines = np.asarray(shapely.linestrings(ends), dtype=object)
    points = np.asarray(shapely.points(origin), dtype=object)
    seen, nearest = np.full(len(lines), -1, dtype=np.intp), np.full(len(lines), np.inf)
    for layer, number, tree in around:
        sight, feature = tree.query(lines)
        site = sights.site[sight]
        if layer.own is not None:
            other = layer.own[feature] != site + start
            sight, feature, site = sight[other], feature[other], site[other]
        meets = elementwise(shapely.intersects, lines[sight], layer.shapes[feature], least=LIGHT)
        sight, feature, site = sight[meets], feature[meets], site[meets]
        pair, again = np.unique(np.column_stack([site, feature]), axis=0, return_inverse=True)
        covers = elementwise(shapely.covers, layer.shapes[pair[:, 1]], shapes[pair[:, 0]], least=LIGHT)
        free = ~covers[again.ravel()]
        sight, feature = sight[free], feature[free]
        met = elementwise(shapely.intersection, lines[sight], layer.shapes[feature], least=LIGHT)
        far = np.asarray(elementwise(shapely.distance, points[sight], met, least=LIGHT), dtype=float)
        # The part behind the border is only there so that the border itself is seen.
        far[far <= 2 * _BACK_M] = 0.0
        order = np.lexsort((feature, far, sight))
        first = order[np.unique(sight[order], return_index=True)[1]]
        first = first[far[first] < nearest[sight[first]]]
        nearest[sight[first]], seen[sight[first]] = far[first], number[feature[first]]
    return seen, nearest


def _named(sights: _Sights, seen: Positions, far: Floats, sites: int) -> list[tuple[int, int, int, float]]:
    """Choose what is named in which direction: site, side, number of the name, distance; in the order of naming."""
    sides = len(DIRECTIONS)
    whole = np.bincount(sights.site * sides + sights.side, minlength=sites * sides)
    there = np.flatnonzero(seen >= 0)
    rows = np.column_stack([sights.site[there], seen[there], sights.side[there]])
    cells, again, count = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    if not len(cells):
        return []
    least = np.full(len(cells), np.inf)
    np.minimum.at(least, again.ravel(), far[there])
    site, number, side = cells.T
    share = count / whole[site * sides + side]
    order = np.lexsort((least, -share, number, site))
    site, number, side, share, least = site[order], number[order], side[order], share[order], least[order]
    main = np.ones(len(site), dtype=bool)
    main[1:] = (site[1:] != site[:-1]) | (number[1:] != number[:-1])
    kept = np.flatnonzero(main | (share >= 1 / 2))
    kept = kept[np.lexsort((number[kept], least[kept], -share[kept], side[kept], site[kept]))]
    return [(int(site[row]), int(side[row]), int(number[row]), float(least[row])) for row in kept]
