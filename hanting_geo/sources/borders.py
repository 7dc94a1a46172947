"""Borders that should meet: strips where two polygons overlap, or leave a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.findings import Finding
from hanting_geo.core.labels import feature_label
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.threads import each

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["check_borders"]

_LEAST_ELONGATION = 20
# In widths of a strip: how far beyond the box of two polygons they are looked at, and how far what is found may reach.
_BESIDE = np.array([-20, -20, 20, 20])
_WITHIN = np.array([-10, -10, 10, 10])
_NEGLIGIBLE = 1e-3
"""Of the width of a strip."""
_MORE = 1e-6
"""Of the width of a strip: by so much what is grown again reaches over the border that it began at."""
_PAIRS_A_LOT = 4


def check_borders(frame: gpd.GeoDataFrame, layer: str | None, narrow_m: float) -> Iterator[Finding]:
    """Find strips narrower than ``narrow_m`` where two polygons overlap or leave a gap."""
    geometry = np.asarray(frame.geometry.values, dtype=object)
    usable = np.flatnonzero(
        np.isin(shapely.get_type_id(geometry), [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
        & shapely.is_valid(geometry)
        & ~shapely.is_empty(geometry)
    )
    if not len(usable):
        return
    # GEOS looks along all borders at once and says quickly which polygons have a border that does not fit.
    edges = shapely.coverage_invalid_edges(geometry[usable], gap_width=narrow_m)
    suspects = usable[~shapely.is_empty(edges)]
    tree = shapely.STRtree(geometry[suspects])
    left, right = tree.query(geometry[suspects], predicate="dwithin", distance=narrow_m)
    pairs = [(int(first), int(second)) for first, second in suspects[np.column_stack([left, right])[left < right]]]
    every = _Borders(geometry, shapely.STRtree(geometry[usable]), usable, narrow_m)
    lots = [pairs[start : start + _PAIRS_A_LOT] for start in range(0, len(pairs), _PAIRS_A_LOT)]
    answers = each(lambda lot: [every.between(*pair) for pair in lot], lots)
    for pair, strips in zip(pairs, (strips for answer in answers for strips in answer), strict=True):
        label = " / ".join(feature_label(frame, one) for one in pair)
        for some, (code, what, advice) in zip(strips, _WORDS, strict=True):
            if len(some):
                yield Finding(
                    "warning", code, layer, label, Sentence("{what} {some}", what=what, some=_measured(some)), advice
                )


_WORDS = (
    ("sliver", "overlap in a strip", Sentence("move one border onto the other")),
    ("gap", "leave a gap", Sentence("move one border onto the other, or leave it if it is meant")),
)


class _Borders(NamedTuple):
    """Polygons whose borders should meet."""

    geometry: Geometries
    tree: shapely.STRtree
    """Of the usable ones."""
    usable: Positions
    narrow_m: float

    def between(self, first: int, second: int) -> tuple[Geometries, Geometries]:
        """Find the strips where two polygons overlap, and those where they leave a gap."""
        # What two polygons do to each other happens where both are: the rest of large ones only takes time.
        pair = self.geometry[[first, second]]
        one, two = shapely.bounds(pair)
        window = np.concatenate([np.maximum(one[:2], two[:2]), np.minimum(one[2:], two[2:])])
        window += self.narrow_m * np.array([-1, -1, 1, 1])
        around = window + self.narrow_m * _BESIDE
        both = shapely.clip_by_rect(pair, *around)
        overlaps = self._strips(shapely.get_parts(shapely.intersection(*both)))
        free = shapely.difference(shapely.difference(shapely.box(*around), both[0]), both[1])
        # Where the window cuts, borders are none: what is found must lie within the smaller one.
        narrow = shapely.clip_by_rect(self._narrow(free), *(window + self.narrow_m * _WITHIN))
        gaps = self._strips(self._without_others(shapely.get_parts(narrow), (first, second), around))
        shapely.prepare(both)
        for side in both:
            gaps = gaps[shapely.dwithin(side, gaps, self.narrow_m * _NEGLIGIBLE)]
        return overlaps, gaps

    def _narrow(self, free: shapely.Geometry) -> shapely.Geometry:
        """Give what is narrower than a strip: shrunk and grown again, the rest of free ground comes back."""
        parts = shapely.get_parts(free)
        # So little ground has no place for a circle as wide.
        small = shapely.area(parts) < np.pi / 4 * self.narrow_m**2
        wide = shapely.multipolygons(parts[~small]) if (~small).any() else shapely.MultiPolygon()
        shrunk = shapely.buffer(wide, -self.narrow_m / 2, join_style="mitre")
        # A little more, since borders that nearly coincide would cross each other all along.
        grown = shapely.buffer(shrunk, (1 / 2 + _MORE) * self.narrow_m, join_style="mitre")
        rest = shapely.get_parts(shapely.difference(wide, grown))
        return shapely.GeometryCollection([*parts[small], *rest])

    def _without_others(self, parts: Geometries, pair: tuple[int, int], around: Floats) -> Geometries:
        """Take away from some ground what is no gap, since a third polygon is there."""
        others = np.setdiff1d(self.usable[self.tree.query(shapely.box(*around))], pair)
        others = shapely.clip_by_rect(self.geometry[others], *around)
        for other in others[~shapely.is_empty(others)]:
            shapely.prepare(other)
            met = shapely.intersects(other, parts)
            if met.any():
                parts = np.concatenate([parts[~met], shapely.get_parts(shapely.difference(parts[met], other))])
        return parts

    def _strips(self, parts: Geometries) -> Geometries:
        """Keep what is long and narrow, though wider than what is negligible."""
        width, length = _width(parts), shapely.length(parts)
        long = length / 2 > _LEAST_ELONGATION * width  # the point of a wedge is no strip
        return parts[(width > self.narrow_m * _NEGLIGIBLE) & (width < self.narrow_m) & long]


def _width(parts: Geometries) -> Floats:
    length = shapely.length(parts)
    return np.asarray(np.divide(2 * shapely.area(parts), length, out=np.zeros(len(parts)), where=length > 0))


def _measured(strips: Geometries) -> str:
    area = shapely.area(strips)
    place = shapely.get_coordinates(shapely.point_on_surface(strips[np.argmax(area)]))[0]
    return Sentence(
        "of {count:.2f} m2, mean width {strips:.3f} m, near x {place:.2f}, y {place2:.2f}",
        count=area.sum(),
        strips=_width(strips).max(),
        place=place[0],
        place2=place[1],
    )
