"""Borders that should meet: strips where two polygons overlap, or leave a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.findings import Finding
from hanting_geo.core.labels import feature_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

__all__ = ["check_borders"]

_LEAST_ELONGATION = 20
# In widths of a strip: how far beyond the box of two polygons they are looked at, and how far what is found may reach.
_BESIDE = np.array([-20, -20, 20, 20])
_WITHIN = np.array([-10, -10, 10, 10])


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
    neighbours = shapely.STRtree(geometry[usable])
    for first, second in zip(suspects[left[left < right]], suspects[right[left < right]], strict=True):
        pair = f"{feature_label(frame, int(first))} / {feature_label(frame, int(second))}"
        # What two polygons do to each other happens where both are: the rest of large ones only takes time.
        window = _common_window(geometry[first], geometry[second], narrow_m)
        both = shapely.clip_by_rect(geometry[[first, second]], *(window + narrow_m * _BESIDE))
        yield from _strips(
            shapely.intersection(*both), narrow_m, "sliver", layer, pair, "overlap in a strip",
            "move one border onto the other",
        )  # fmt: skip
        # Closing (grow, then shrink) fills what is narrower than narrow_m; outer borders come back where they were.
        grown = shapely.buffer(shapely.union_all(both), narrow_m / 2, join_style="mitre")
        shrunk = shapely.buffer(grown, -narrow_m / 2, join_style="mitre")
        # Where the window cuts, borders are none: what is found must lie within the smaller one.
        closed = shapely.clip_by_rect(shrunk, *(window + narrow_m * _WITHIN))
        near = geometry[usable[neighbours.query(closed, predicate="intersects")]]
        near = shapely.clip_by_rect(near, *(window + narrow_m * _BESIDE))
        gap = shapely.get_parts(shapely.difference(closed, shapely.union_all(near)))
        shapely.prepare(both)
        beside = [shapely.dwithin(one, gap, narrow_m / 1000) for one in both]
        touching = gap[np.logical_and(*beside)]
        yield from _strips(
            shapely.GeometryCollection(list(touching)),
            narrow_m,
            "gap",
            layer,
            pair,
            "leave a gap",
            "move one border onto the other, or leave it if it is meant",
        )


def _common_window(first: shapely.Geometry, second: shapely.Geometry, reach: float) -> np.ndarray:
    """Give the box in which two polygons can overlap, or be closer than ``reach``."""
    one, two = shapely.bounds(np.array([first, second]))
    return np.concatenate([np.maximum(one[:2], two[:2]) - reach, np.minimum(one[2:], two[2:]) + reach])


def _strips(
    shape: shapely.Geometry, narrow_m: float, code: str, layer: str | None, pair: str, what: str, advice: str
) -> Iterator[Finding]:
    parts = shapely.get_parts(shape)
    area = shapely.area(parts)
    width = np.divide(2 * area, shapely.length(parts), out=np.zeros(len(parts)), where=shapely.length(parts) > 0)
    long = shapely.length(parts) / 2 > _LEAST_ELONGATION * width  # the point of a wedge is no strip
    strips = (width > narrow_m / 1000) & (width < narrow_m) & long
    if strips.any():
        place = shapely.get_coordinates(shapely.point_on_surface(parts[strips][np.argmax(area[strips])]))[0]
        yield Finding(
            "warning",
            code,
            layer,
            pair,
            f"{what} of {area[strips].sum():.2f} m2, mean width {width[strips].max():.3f} m, "
            f"near x {place[0]:.2f}, y {place[1]:.2f}",
            advice,
        )
