"""Boundary points (界址点) of parcels: numbered, with coordinates and the lengths of the edges between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Floats, Geometries

__all__ = ["Ring", "rings_of"]

_SAME = 4
"""Decimals of a metre: corners that agree to a tenth of a millimetre are one point."""


class Ring(NamedTuple):
    """One ring of a parcel."""

    parcel: int
    """Position of the parcel."""
    numbers: list[int]
    """Of each corner, the first repeated at the end."""
    xy: Floats
    """East and north of each, likewise."""

    @property
    def lengths(self) -> Floats:
        """Length of each edge, from a corner to the next."""
        step = np.diff(self.xy, axis=0)
        return np.hypot(step[:, 0], step[:, 1])


def rings_of(shapes: Geometries | Sequence[shapely.Geometry]) -> list[Ring]:
    """Give the corners of polygons numbers: a ring begins in its north-west, clockwise (holes the other way).

    A corner that parcels share has one number.

    Examples
    --------
    >>> from shapely import box
    >>> one, two = rings_of([box(0, 0, 10, 5), box(10, 0, 12, 5)])
    >>> one.numbers, one.lengths.tolist(), two.numbers
    ([1, 2, 3, 4, 1], [10.0, 5.0, 10.0, 5.0], [2, 5, 6, 3, 2])
    """
    known: dict[tuple[float, float], int] = {}
    found = []
    for position, shape in enumerate(shapes):
        for part in shapely.get_parts(shape) if shape is not None else []:
            if part.is_empty or part.geom_type != "Polygon":
                continue
            turned = shapely.orient_polygons(part, exterior_cw=True)
            for ring in shapely.get_rings(turned):
                xy = shapely.get_coordinates(ring)[:-1]
                west, north = xy[:, 0].min(), xy[:, 1].max()
                first = int(np.argmin((xy[:, 0] - west) + (north - xy[:, 1])))
                xy = np.roll(xy, -first, axis=0)
                keys = [(float(x), float(y)) for x, y in np.round(xy, _SAME)]
                numbers = [known.setdefault(key, len(known) + 1) for key in keys]
                found.append(Ring(position, [*numbers, numbers[0]], np.vstack([xy, xy[:1]])))
    return found
