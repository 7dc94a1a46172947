"""四至: what adjoins a site in the east, south, west and north, as a surveyor would say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.text import LANGUAGES
from hanting_geo.core.words.verdicts import SENTENCES
from hanting_geo.siting.screening.sight import DIRECTIONS, edges_of, met, sights_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Floats, Geometries, Positions
    from hanting_geo.siting.screening.sight import Edges, Sights

__all__ = ["DIRECTIONS", "Around", "neighbours"]

_ADJOINS_M = 0.5
_LOT = 1_000


class Around(NamedTuple):
    """A layer in which neighbours are looked for."""

    shapes: Geometries
    names: tuple[Geometries, Geometries]
    """In Chinese and English."""
    own: Positions | None = None
    """Of the sites themselves, which feature is which site."""


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
    >>> import shapely
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
    edges = [edges_of(layer.shapes) for layer in around]
    texts = {f"{side}_{language}": [""] * len(shapes) for side in DIRECTIONS for language in LANGUAGES}
    names = list(keys)
    for start in range(0, len(shapes), _LOT):
        lot = shapes[start : start + _LOT]
        sights = sights_of(lot)
        seen, far = _first_seen(lot, start, sights, list(zip(around, numbers, edges, strict=True)), within_m)
        for site, side, number, metres in _named(sights, seen, far, len(lot)):
            for language, name in zip(LANGUAGES, names[number], strict=True):
                cell = texts[f"{DIRECTIONS[side]}_{language}"]
                said = (
                    name if metres < _ADJOINS_M else SENTENCES["apart"].text(language).format(name=name, metres=metres)
                )
                before = cell[start + site] and cell[start + site] + SENTENCES["between_names"].text(language)
                cell[start + site] = before + said
    return pd.DataFrame({column: pd.Series(cells, dtype=object) for column, cells in texts.items()})


def _first_seen(
    shapes: Geometries, start: int, sights: Sights, around: Sequence[tuple[Around, Positions, Edges]], within_m: float
) -> tuple[Positions, Floats]:
    """Tell what each sight meets first, by the number of its name, and how far away; -1 and NaN for nothing."""
    seen, nearest = np.full(len(sights.site), -1, dtype=np.intp), np.full(len(sights.site), np.inf)
    for layer, number, edges in around:
        own = np.full(len(shapes), -1, dtype=np.intp)
        if layer.own is not None:
            mine = np.flatnonzero((layer.own >= start) & (layer.own < start + len(shapes)))
            own[layer.own[mine] - start] = mine
        found = met(sights, shapes, layer.shapes, edges, own, within_m)
        order = np.lexsort((found.feature, found.far, found.sight))
        first = order[np.unique(found.sight[order], return_index=True)[1]]
        first = first[found.far[first] < nearest[found.sight[first]]]
        sight = found.sight[first]
        nearest[sight], seen[sight] = found.far[first], number[found.feature[first]]
    return seen, nearest


def _named(sights: Sights, seen: Positions, far: Floats, sites: int) -> list[tuple[int, int, int, float]]:
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
