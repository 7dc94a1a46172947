"""How much a reference system stretches areas and lengths where features lie, and from where on it is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Proj

from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.systems import WORKING
from hanting_geo.errors import CRSError

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats

__all__ = ["require_true_area", "require_true_length"]

_MOST_AREA_STRETCH = 0.01


_MOST_LENGTH_STRETCH = 1 / 300
"""Zones of 3 and 6 degrees and UTM stay within 0.2 % of true even half a degree beyond their edge, and a province that
lies over several zones within 0.3 % in that of its middle. Web Mercator in China is off by 5 to 60 %, an Albers
projection of all China by up to 10 %."""


_PROBES = 4


def require_true_area(sides: Floats, crs: CRS, what: str) -> None:
    """Refuse a system that stretches areas by more than a hundredth where the features lie."""
    if not sides.size:
        return
    (west, south), (east, north) = np.fmin.reduce(sides[:2], axis=1), np.fmax.reduce(sides[2:], axis=1)
    if not np.isfinite([west, south, east, north]).all():
        return
    projection = _projection(crs)
    lon, lat = projection((west + east) / 2, (south + north) / 2, inverse=True)
    stretch = projection.get_factors(lon, lat).areal_scale
    if abs(stretch - 1) > _MOST_AREA_STRETCH:
        message = Sentence(
            "{what}: {name} stretches areas here by {stretch:+.0%}; use frame.to_crs('{working}') first",
            what=what,
            name=crs.name,
            stretch=stretch - 1,
            working=WORKING,
        )
        raise CRSError(message)


@lru_cache(maxsize=16)
def _projection(crs: CRS) -> Proj:
    return Proj(crs)


def require_true_length(sides: Floats, crs: CRS, what: str) -> None:
    """Look at the scale at corners of the outermost features and of some between."""
    finite = np.isfinite(sides).all(axis=0)
    there = sides if finite.all() else sides[:, finite]
    count = there.shape[1]
    if not count:
        return
    outermost = [
        int(pick(side)) for side, pick in zip(there, (np.argmin, np.argmin, np.argmax, np.argmax), strict=True)
    ]
    rows = np.unique([*outermost, *np.linspace(0, count - 1, _PROBES).astype(np.intp)])
    west, south, east, north = there[:, rows]
    corners = np.concatenate([[west, south], [east, south], [east, north], [west, north]], axis=1)
    least, most = _scale(crs, tuple(map(tuple, np.unique(corners, axis=1))))
    worst = most if most - 1 >= 1 - least else least
    if abs(worst - 1) > _MOST_LENGTH_STRETCH:
        message = Sentence(
            "{what}: {name} {worst} lengths here by {worst2:+.1%}, so that its metres are none "
            "on the ground; use frame.to_crs('{working}') first, or the zone of the data",
            what=what,
            name=crs.name,
            worst=Sentence("stretches") if worst > 1 else Sentence("squeezes"),
            worst2=worst - 1,
            working=WORKING,
        )
        raise CRSError(message)


@lru_cache(maxsize=256)
def _scale(crs: CRS, places: tuple[tuple[float, ...], ...]) -> tuple[float, float]:
    """Give the least and largest scale of lengths in any direction at some places; 1 where none of them has one."""
    projection = _projection(crs)
    x, y = np.array(places)
    lon, lat = projection(x, y, inverse=True)
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any():
        return 1.0, 1.0
    factors = projection.get_factors(lon[known], lat[known])
    return float(np.min(factors.tissot_semiminor)), float(np.max(factors.tissot_semimajor))
