"""Setbacks: what of a site lies within a distance of the features of a layer when both may be displaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.lazy import Once
from hanting_geo.core.threads import LIGHT, elementwise
from hanting_geo.siting.relations.answers import (
    AREAL,
    Answer,
    Areas,
    any_of,
    area_of,
    changed,
    is_unsure,
    measured_in_lots,
    nearest_of,
    ranked,
    united,
    united_area,
)
from hanting_geo.siting.relations.displacement import ON_BORDER_M, QUAD_SEGS, SHORT, grow, shrink
from hanting_geo.siting.relations.nearest import distance, pairs_within, prepared
from hanting_geo.siting.relations.overlap import cut, flagged, interiors_meet, nearby
from hanting_geo.siting.relations.shapes import in_common, of_dimension

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.siting.relations.answers import Case
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.relations.nearest import SitePairs

__all__ = ["around", "beyond_distance"]


def beyond_distance(case: Case, layer: Features, distance_m: Floats | float, most_m: Floats | None = None) -> Answer:
    """Ask that the site is at least so far from every feature: d >= D.

    Parameters
    ----------
    case, layer
        Sites and features.
    distance_m
        Of all features, or of each.
    most_m
        Of each site, the distance that is enough whatever the feature asks for; None: there is none.
    """
    sites, count = case.possible, len(case.whole)
    stated = np.nan_to_num(layer.accuracy_m)
    reach = np.broadcast_to(np.asarray(distance_m, dtype=np.float64), len(layer.shapes))
    pairs = pairs_within(sites, case.accuracy_m, layer.shapes, stated + reach)
    wanted = reach[pairs.feature]
    wanted = wanted if most_m is None else np.minimum(wanted, most_m[pairs.site])
    features, shift = prepared(layer.shapes, pairs.feature), case.accuracy_m[pairs.site] + stated[pairs.feature]
    far = distance(features, case.drawn[pairs.site])
    nearest, farthest = far, far
    apart = np.flatnonzero(~case.alike[pairs.site])
    if len(apart):
        nearest, farthest = far.copy(), far.copy()
        nearest[apart] = distance(features[apart], sites[pairs.site[apart]])
        farthest[apart] = distance(features[apart], case.certain[pairs.site[apart]])
    drawn = far <= wanted - ON_BORDER_M
    surely = farthest <= wanted - shift - ON_BORDER_M
    # At D = 0 there is nothing to keep away from, and with a displacement the distance is never below 0.
    maybe = (nearest <= wanted + shift - ON_BORDER_M) & (wanted > 0)
    conflict, broken, reached = (any_of(pairs, flags, count) for flags in (surely, drawn, maybe))
    # Deeper in one another than the displacement takes them apart: at most that less D, wherever they are.
    through = np.flatnonzero((farthest == 0) & maybe & (shift >= wanted) & ~conflict[pairs.site])
    some = pairs.pick(through)
    deep = through[
        interiors_meet(case.certain[some.site], layer.shapes[some.feature], shift[through] - wanted[through])
    ]
    conflict[pairs.site[deep]] = True
    across = np.zeros(len(shift), dtype=bool)
    across[deep] = True
    least = nearest_of(case, layer, pairs, far, reach)
    pairs = pairs.pick(maybe)
    setback = _Setback(case, pairs, layer, wanted[maybe], shift[maybe], (drawn[maybe], surely[maybe], across[maybe]))
    asks = np.ones(count, dtype=bool) if most_m is None else most_m > 0
    clear = ~reached & (~asks | np.all(np.asarray(distance_m) == 0) | (not is_unsure(layer)))
    return Answer(
        conflict,
        clear,
        broken,
        reached,
        np.zeros(count, dtype=bool),
        Once(lambda: measured_in_lots(case, pairs, setback.measure)),
        ranked(pairs, slice(None), np.where(drawn[maybe], 1.0, 0.0)),
        least,
    )


class _Setback:
    """Measures what of sites lies within a distance of features.

    The rule area of a feature is its buffer B, as :func:`hanting_geo.buffer` draws it. It is displaced with its
    feature: a site S has at least S & shrink(B, c) in common with it, and a piece as large as shrink(S, c) & B, and at
    most S & grow(B, c). Only pairs that are surely too near have a least area.
    """

    def __init__(
        self, case: Case, pairs: SitePairs, layer: Features, distance_m: Floats, shift: Floats, near: tuple[Flags, ...]
    ) -> None:
        self.case, self.pairs, self.shapes = case, pairs, layer.shapes
        self.distance_m, self.shift = distance_m, shift
        self.drawn, self.surely, self.across = near

    def measure(self, sites: Positions, rows: Positions, owner: Positions) -> Areas:
        """Measure some sites: their pairs, and of each the place of its site."""
        case, count = self.case, len(sites)
        alike = case.alike[sites]
        far = self._reach(sites, rows, owner)
        true = self.distance_m[rows] * (1 - SHORT)
        within = (far <= true) & alike[owner]
        held = flagged(owner, within & (far + self.shift[rows] <= true), count)
        # A site that one feature surely holds within its distance is broken as a whole, whatever the others do.
        left = ~held[owner]
        rows, owner, within = rows[left], owner[left], within[left]
        drawn, certain, possible = (part[sites] for part in (case.drawn, case.certain, case.possible))
        shift, moving = self.shift[rows], self.shift[rows] > 0

        zones = changed(self.shapes, self.pairs.feature[rows], self.distance_m[rows], around)
        zones = nearby(zones, possible, owner, shift)
        pieces = drawn[owner]
        pieces[~self.drawn[rows]] = shapely.Polygon()
        some = np.flatnonzero(self.drawn[rows] & ~within)
        both = in_common(pieces[some], zones[some])
        pieces[some] = of_dimension(both, shapely.get_dimensions(pieces[some]))
        of_site = united(owner, pieces, within, drawn)
        of_site[held] = drawn[held]
        measured = area_of(of_site)

        areal = shapely.get_dimensions(possible) == AREAL
        whole = flagged(owner, within, count) | held
        changes = areal & ~held & (flagged(owner, moving, count) | ~alike)
        high = np.where(whole, area_of(possible), measured)
        wide = (changes & ~whole)[owner] & (moving | ~alike[owner])
        pieces_high = pieces.copy()
        pieces_high[wide] = cut(possible[owner[wide]], grow(zones[wide], shift[wide]))
        high[changes & ~whole] = united_area(owner, pieces_high, changes & ~whole)

        low = np.where(held, area_of(certain), measured)
        narrow = changes[owner] & (moving | ~alike[owner])
        pieces_low = pieces.copy()
        pieces_low[narrow & ~self.surely[rows]] = shapely.Polygon()
        narrow &= self.surely[rows]
        pieces_low[narrow] = cut(certain[owner[narrow]], shrink(zones[narrow], shift[narrow]))
        low[changes] = united_area(owner, pieces_low, changes)
        kept = np.flatnonzero(self.across[rows] & areal[owner])
        np.maximum.at(low, owner[kept], shapely.area(cut(shrink(certain[owner[kept]], shift[kept]), zones[kept])))
        return Areas.ordered(measured, low, high, of_site)

    def _reach(self, sites: Positions, rows: Positions, owner: Positions) -> Floats:
        """Give for each pair how far at most any point of the site is from the feature.

        No farther than its farthest corner is from one point of the feature: that which is nearest to its middle.
        """
        shapes = self.case.possible[sites]
        bounds = shapely.bounds(shapes)
        middles = np.asarray(shapely.points((bounds[:, :2] + bounds[:, 2:]) / 2), dtype=object)
        lines = elementwise(shapely.shortest_line, self.shapes[self.pairs.feature[rows]], middles[owner], least=LIGHT)
        points = shapely.get_coordinates(shapely.get_point(lines, 0))
        corners, whose = shapely.get_coordinates(shapes, return_index=True)
        first = np.searchsorted(whose, np.arange(len(shapes)))
        sizes = np.bincount(whose, minlength=len(shapes))[owner]
        starts = np.cumsum(sizes) - sizes
        nth = np.arange(sizes.sum()) - np.repeat(starts, sizes)
        apart = corners[np.repeat(first[owner], sizes) + nth] - np.repeat(points, sizes, axis=0)
        return np.maximum.reduceat(np.hypot(*apart.T), starts) if len(rows) else np.zeros(0)


def around(shapes: Geometries, by: Floats) -> Geometries:
    """Buffer as :func:`hanting_geo.buffer` does: arcs by their chords."""

    def buffered(some: Geometries, far: Floats) -> Geometries:
        return np.asarray(shapely.buffer(some, far, quad_segs=QUAD_SEGS), dtype=object)

    return elementwise(buffered, shapes, by, least=LIGHT)
