"""Regions of a wanted area: connected, compact, of good land, with a bound on what any choice could reach."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import InfeasibleError
from hanting_geo.siting.suitability.regions.bounding import upper_bound
from hanting_geo.siting.suitability.regions.choosing import chosen_regions
from hanting_geo.siting.suitability.regions.growing import Grower
from hanting_geo.siting.suitability.regions.land import Land, land_of
from hanting_geo.siting.suitability.regions.result import Regions
from hanting_geo.units import M2_PER_HA

__all__ = ["regions"]

_WHAT = "regions"
_SLACK = 1e-9


def regions(
    suitability: Any, *, area_m2: float, count: int = 1, separation_m: float = 0, compactness: float = 0.1
) -> Regions:
    """Choose connected regions of a wanted area from scored cells or parcels.

    A region is a set of units that hang together by shared edges (a corner is none), of the wanted area or more, by
    less than the largest unit. Regions are grown from many seeds, best unit next, held more or less strongly to the
    seed (parameterised region growing: Brookes 1997); the best are bettered by exchanging units; of those grown,
    ``count`` are chosen together. What is sought is ``mean score + compactness x range of scores x shape``, where the
    mean is by area and the shape is ``2 sqrt(pi A) / P``. Growth is a heuristic; the bound says how far
    from the best it can be.

    Parameters
    ----------
    suitability
        A suitability, of which the ranked candidates are the units; or a frame of polygons with ``id`` and ``score``
        (more is better), in a projected system in metres. Units without a score take no part.
    area_m2
        The area of each region.
    count
        How many regions.
    separation_m
        How far they must be from each other; 0 lets them touch.
    compactness
        How much of the range of scores a disc is worth over a thread; 0 looks at scores only.

    Returns
    -------
    Regions
        ``.bound``: no choice of as many connected regions of the area has a higher mean score; ``.gap``: how far below
        it this one is.

    Raises
    ------
    CRSError
        No reference system, or not in metres.
    SchemaError
        No ids, scores or polygons; units that overlap.
    InfeasibleError
        No connected land of the area; the message says how much there is.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> x, y = 430000, 4071000
    >>> cells = gpd.GeoDataFrame(
    ...     {"id": ["a", "b", "c", "d"], "score": [0.9, 0.2, 0.6, 0.7]},
    ...     geometry=[box(x + 100 * n, y, x + 100 * n + 100, y + 100) for n in range(4)], crs="EPSG:4549",
    ... )
    >>> found = regions(cells, area_m2=20_000)
    >>> found.tables()["units"]["id"].tolist(), round(found.mean_score, 3), round(found.bound, 3)
    (['c', 'd'], 0.65, 0.65)
    """
    land = land_of(suitability)
    area = arguments.number(area_m2, f"{_WHAT}: area_m2", above=0)
    wanted = arguments.whole_number(count, f"{_WHAT}: count", least=1, most=1000)
    apart = arguments.number(separation_m, f"{_WHAT}: separation_m", least=0)
    weight = arguments.number(compactness, f"{_WHAT}: compactness", least=0)
    _require_land(land, area, wanted)
    grower = Grower(land, area, weight)
    chosen = chosen_regions(grower, wanted, apart)
    if len(chosen) < wanted:
        message = Sentence(
            "{what}: {count} of {wanted} regions of {area:,.0f} m2 were found at least {apart:g} "
            "m apart, and no room for another one beside them (the search is no proof that there "
            "is none); ask for fewer, smaller or closer ones",
            what=_WHAT,
            count=len(chosen),
            wanted=wanted,
            area=area,
            apart=apart,
        )
        raise InfeasibleError(message)
    return Regions(
        land=land,
        members=tuple(tuple(sorted(region)) for region in chosen),
        perimeters=tuple(grower.perimeter(region) for region in chosen),
        bound=upper_bound(land, area, wanted),
        area_m2=area,
        separation_m=apart,
        compactness=weight,
    )


def _require_land(land: Land, area: float, count: int) -> None:
    """Let through what may have an answer.

    Raises
    ------
    InfeasibleError
        No piece of connected land is large enough, or all of them together for so many regions.
    """
    if not len(land.areas):
        message = Sentence(
            "{what}: no candidate has a score and a place, so that there is no land to choose from", what=_WHAT
        )
        raise InfeasibleError(message)
    pieces = np.bincount(land.piece, land.areas)
    least = area * (1 - _SLACK)
    if pieces.max() < least:
        message = Sentence(
            "{what}: the largest connected piece of land has {pieces:,.0f} m2 ({pieces2:,.2f} "
            "ha), and a region of {area:,.0f} m2 is wanted; there are {count} pieces, "
            "{count2:,.0f} m2 together. Ask for less, or take the roads and ditches between them "
            "into the candidates",
            what=_WHAT,
            pieces=pieces.max(),
            pieces2=pieces.max() / M2_PER_HA,
            area=area,
            count=len(pieces),
            count2=pieces.sum(),
        )
        raise InfeasibleError(message)
    room = int((pieces // least).sum())
    if room < count:
        message = Sentence(
            "{what}: {count} regions of {area:,.0f} m2 are wanted, and the connected pieces of "
            "land have room for {room} at most ({count2} pieces are large enough, of up to "
            "{pieces:,.0f} m2)",
            what=_WHAT,
            count=count,
            area=area,
            room=room,
            count2=int((pieces >= least).sum()),
            pieces=pieces.max(),
        )
        raise InfeasibleError(message)
