"""What a rule is asked of and what it says: the arrays that all relations share, a row a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.hilbert import along_curve
from hanting_geo.core.threads import at_once
from hanting_geo.siting.relations.nearest import SitePairs
from hanting_geo.siting.relations.shapes import area_by, union_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.core.lazy import Once
    from hanting_geo.siting.relations.features import Features

__all__ = [
    "AREAL",
    "Answer",
    "Areas",
    "Case",
    "any_of",
    "area_of",
    "changed",
    "is_unsure",
    "measured_in_lots",
    "nearest_of",
    "ranked",
    "united",
    "united_area",
]

AREAL = 2
_LOT = 500
"""Sites whose shapes are held in memory at once by each thread."""


class Case(NamedTuple):
    """Sites that a rule asks; the three parts are one array where the rule holds everywhere."""

    whole: Geometries
    drawn: Geometries
    """The part where the rule holds, as drawn."""
    certain: Geometries
    """The part where it holds however the shapes are displaced."""
    possible: Geometries
    """The part where it may hold."""
    accuracy_m: Floats
    alike: Flags
    """Whether all three parts are the whole site."""

    def pick(self, rows: Flags) -> Case:
        """Keep some sites."""
        return Case(
            self.whole[rows],
            self.drawn[rows],
            self.certain[rows],
            self.possible[rows],
            self.accuracy_m[rows],
            self.alike[rows],
        )


class Areas(NamedTuple):
    """Where a rule is broken: as drawn, the least and the largest area that it can be; and the piece as drawn."""

    drawn_m2: Floats
    """NaN where a relation has no area."""
    low_m2: Floats
    high_m2: Floats
    pieces: Geometries
    """None or empty where nowhere."""

    @classmethod
    def none(cls, count: int) -> Areas:
        """Give those of a relation that has none."""
        nothing = np.full(count, np.nan)
        return cls(nothing, nothing, nothing, np.full(count, None, dtype=object))

    @classmethod
    def ordered(cls, drawn: Floats, low: Floats, high: Floats, pieces: Geometries) -> Areas:
        """Keep low <= drawn <= high, which arcs drawn with straight pieces may miss by a hair."""
        return cls(drawn, np.minimum(low, drawn), np.maximum(high, drawn), pieces)

    def pick(self, rows: Flags | Positions) -> Areas:
        """Keep some sites."""
        return Areas(self.drawn_m2[rows], self.low_m2[rows], self.high_m2[rows], self.pieces[rows])


class Answer(NamedTuple):
    """What a rule says of sites: a row each."""

    conflict: Flags
    clear: Flags
    broken: Flags
    """As drawn, whatever the accuracies."""
    open: Flags
    """Whether what is known leaves it open; else only what nobody knows does."""
    taken: Flags
    """Whether it takes some area as drawn; not told of relations whose areas are measured only when they are asked."""
    areas: Once[Areas]
    """Measured when they are first asked."""
    hits: SitePairs
    """The features behind it, sorted by site, the most important first."""
    distance_m: Floats
    """To the nearest feature; NaN where nobody asked for it yet."""


def area_of(pieces: Geometries) -> Floats:
    """Measure, 0 where nothing is."""
    return np.nan_to_num(shapely.area(pieces))


def is_unsure(layer: Features) -> bool:
    """Whether a feature may be anywhere: its place is not published, or nobody states how well it is known."""
    return layer.unplaced > 0 or bool(np.isnan(layer.accuracy_m).any())


def any_of(pairs: SitePairs, flags: Flags | slice, count: int) -> Flags:
    """Tell the sites of which any pair is flagged."""
    result = np.zeros(count, dtype=bool)
    result[pairs.site[flags]] = True
    return result


def ranked(pairs: SitePairs, rows: Flags | slice, weight: Floats) -> SitePairs:
    """Sort pairs by site, the heaviest feature first, then in the order of the layer."""
    site, feature, heavy = pairs.site[rows], pairs.feature[rows], weight[rows]
    order = np.lexsort((feature, -heavy, site))
    return SitePairs(site[order], feature[order])


def nearest_of(case: Case, layer: Features, pairs: SitePairs, far: Floats, reach_m: Floats | float) -> Floats:
    """Give the distance to the nearest feature, as far as the pairs within reach tell it; else NaN.

    They are all pairs at a distance of at most the reach (of all, or of each feature), the accuracy of the site and
    that of the feature.
    """
    result = np.full(len(case.whole), np.inf)
    # The part of a site where a rule holds may be farther than the site; where it is met, so is the site.
    known = case.alike[pairs.site] | (far == 0)
    np.minimum.at(result, pairs.site[known], far[known])
    sure = result <= case.accuracy_m + (reach_m + np.nan_to_num(layer.accuracy_m)).min(initial=np.inf)
    sure &= np.isfinite(result) & (case.alike | (result == 0))
    return np.where(sure, result, np.nan)


def changed(
    shapes: Geometries, rows: Positions, by: Floats, change: Callable[[Geometries, Floats], Geometries]
) -> Geometries:
    """Grow or shrink the shapes of these rows, each shape once for each distance."""
    keys = np.empty(len(rows), dtype=np.complex128)  # sorted like pairs, and much faster
    keys.real, keys.imag = rows, by
    _, first, again = np.unique(keys, return_index=True, return_inverse=True)
    return change(shapes[rows[first]], by[first])[again.ravel()]


def united(rows: Positions, pieces: Geometries, whole: Flags, wholes: Geometries) -> Geometries:
    """Unite the pieces of each site; where one of them is the whole site, it is.

    Of a site that has polygons these are united, without its lines and points; of one that has lines, without points.
    """
    count = len(wholes)
    there = ~(shapely.is_missing(pieces) | shapely.is_empty(pieces))
    dimension = np.where(there, shapely.get_dimensions(pieces), -1)
    most = np.full(count, -1)
    np.maximum.at(most, rows, dimension)
    there &= dimension == most[rows]
    all_of_it = np.zeros(count, dtype=bool)
    all_of_it[rows[whole]] = True
    part = there & ~all_of_it[rows]
    result = union_by(rows[part], pieces[part], count)
    result[all_of_it] = wholes[all_of_it]
    return result


def united_area(owner: Positions, pieces: Geometries, sites: Flags) -> Floats:
    """Measure the union of the pieces of each of some sites."""
    place = np.cumsum(sites) - 1
    mine = sites[owner] & ~shapely.is_empty(pieces)
    return area_by(place[owner[mine]], pieces[mine], int(sites.sum()))


def measured_in_lots(
    case: Case, pairs: SitePairs, measure: Callable[[Positions, Positions, Positions], Areas]
) -> Areas:
    """Measure the sites that have pairs, lot by lot, so that little is held at once; the others lose nothing.

    Parameters
    ----------
    case
        The sites.
    pairs
        Sorted or not.
    measure
        From sites, their pairs, and for each pair the place of its site among those: the areas of these sites.
    """
    drawn, low, high = np.zeros((3, len(case.whole)))
    result = Areas(drawn, low, high, np.full(len(case.whole), None, dtype=object))
    if not len(pairs.site):
        return result
    sites, again = np.unique(pairs.site, return_inverse=True)
    # Lots are compact then, and few features are met by two of them.
    west, south, east, north = shapely.bounds(case.possible[sites]).T
    along = along_curve((west + east) / 2, (south + north) / 2)
    rank = np.empty(len(sites), dtype=np.intp)
    rank[along] = np.arange(len(sites))
    sites = sites[along]
    nth = rank[again.ravel()]
    order = np.argsort(nth, kind="stable")
    nth = nth[order]
    starts = np.arange(0, len(sites), _LOT)
    ends = np.minimum(starts + _LOT, len(sites))
    cuts = np.searchsorted(nth, starts), np.searchsorted(nth, ends)
    lots = (
        (sites[start:end], order[first:last], nth[first:last] - start)
        for start, end, first, last in zip(starts, ends, *cuts, strict=True)
    )
    for (start, end), areas in zip(zip(starts, ends, strict=True), at_once(measure, lots), strict=True):
        for column, values in zip(result, areas, strict=True):
            column[sites[start:end]] = values
    return result
