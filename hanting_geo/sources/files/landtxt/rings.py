"""The rings of a parcel: parted where the number changes or they close, closed by coordinate, placed by even-odd."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries
    from hanting_geo.sources.files.landtxt.model import Parcel

__all__ = ["Assembled", "Ring", "assemble", "rings_of"]

_LEAST = 3


class Ring(NamedTuple):
    """A ring: its first and last point in the parcel (inclusive), and how far these lie from each other."""

    start: int
    end: int
    number: str
    gap: float
    """0 where the last point is the first; NaN for a ring of fewer than three places."""


class Assembled(NamedTuple):
    """A polygon made of rings, and how deep each ring lies in the others."""

    shape: shapely.Geometry
    depths: list[int]
    twice: list[int]
    """Rings that are there already: they would cancel each other."""


def rings_of(parcel: Parcel, tolerance: float, odd: list[int]) -> list[Ring]:
    """Part the points of a parcel into rings.

    A ring ends where its last point is its first, where it comes back to within ``tolerance`` under the same label,
    and where the ring number changes. Never by the declared count, never by the label alone.

    Parameters
    ----------
    parcel
        Its points; coordinates in metres.
    tolerance
        In metres: up to there, a ring that comes back under the label of its first point is closed.
    odd
        Takes in the lines of closing points that stand under a ring number of their own.
    """
    x, y, numbers, labels = parcel.first, parcel.second, parcel.rings, parcel.labels
    count = len(x)
    if count > _LEAST and numbers[0] == numbers[-1] and x[0] == x[-1] and y[0] == y[-1] and _once(parcel):
        return [Ring(0, count - 1, numbers[0], 0.0)]
    rings: list[Ring] = []
    start = 0
    for at in range(count):
        last = at == count - 1
        if at == start and _closes_the_last(parcel, rings, at, tolerance):
            begin = rings[-1].start
            rings[-1] = rings[-1]._replace(end=at, gap=math.dist((x[at], y[at]), (x[begin], y[begin])))
            odd.append(parcel.lines[at])
            start = at + 1
            continue
        exact = x[at] == x[start] and y[at] == y[start]
        closed = at - start >= _LEAST and exact
        if not closed and at - start >= _LEAST and labels[at] and labels[at] == labels[start]:
            closed = math.dist((x[at], y[at]), (x[start], y[start])) <= tolerance
        if closed or last or numbers[at + 1] != numbers[start]:
            rings.append(_ring(parcel, start, at))
            start = at + 1
    return rings


def _once(parcel: Parcel) -> bool:
    """Tell whether a ring of one number comes back to its first point at its end only."""
    if parcel.rings.count(parcel.rings[0]) != len(parcel.rings):
        return False
    x, y = parcel.first[0], parcel.second[0]
    if parcel.first.count(x) == 2:  # noqa: PLR2004 - the first and the last
        return not _returns(parcel)
    return sum(one == x and two == y for one, two in zip(parcel.first, parcel.second, strict=True)) == 2 and not (  # noqa: PLR2004
        _returns(parcel)
    )


def _returns(parcel: Parcel) -> bool:
    """Tell whether the label of the first point comes back before the end: a ring may have closed inexactly there."""
    label = parcel.labels[0]
    return bool(label) and parcel.labels[:-1].count(label) > 1


def _closes_the_last(parcel: Parcel, rings: list[Ring], at: int, tolerance: float) -> bool:
    """Tell whether a lone point is the closing point of the ring before it, under a wrong ring number."""
    if not rings or not rings[-1].gap > 0:
        return False
    if at + 1 < len(parcel.rings) and parcel.rings[at + 1] == parcel.rings[at]:
        return False
    start = rings[-1].start
    return math.dist((parcel.first[at], parcel.second[at]), (parcel.first[start], parcel.second[start])) <= tolerance


def _ring(parcel: Parcel, start: int, end: int) -> Ring:
    x, y = parcel.first, parcel.second
    places = {(x[at], y[at]) for at in range(start, end + 1)}
    if len(places) < _LEAST:
        return Ring(start, end, parcel.rings[start], math.nan)
    return Ring(start, end, parcel.rings[start], math.dist((x[start], y[start]), (x[end], y[end])))


def assemble(rings: list[Floats]) -> Assembled:
    """Make polygons of closed rings by even-odd: what lies in an odd number of rings is ground.

    So parts, holes, and islands in holes come out right whatever numbers and directions the rings have.

    Examples
    --------
    >>> def square(low, high): return np.array([[low, low], [low, high], [high, high], [high, low], [low, low]], float)
    >>> made = assemble([square(0, 9), square(1, 8), square(2, 3), square(20, 21)])
    >>> made.depths, made.shape.area
    ([0, 1, 2, 0], 34.0)
    """
    solid = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    areas = np.asarray(shapely.area(solid))
    inner: Geometries = np.array([_inside(each) for each in solid], dtype=object)
    shapely.prepare(solid)
    holds = np.array([shapely.contains_properly(one, inner) for one in solid]).reshape(len(rings), len(rings))
    # A ring lies in another if that is larger and holds a point of its inside.
    holds &= areas[:, None] > areas[None, :]
    depths = holds.sum(axis=0)
    same = _twice(solid)
    shells = np.flatnonzero(depths % 2 == 0)
    holes: dict[int, list[Floats]] = {int(shell): [] for shell in shells}
    for hole in np.flatnonzero(depths % 2 == 1):
        around = np.flatnonzero(holds[:, hole] & (depths == depths[hole] - 1))
        owner = int(around[np.argmin(areas[around])]) if len(around) else int(shells[0])
        holes[owner].append(rings[hole])
    parts = [shapely.Polygon(rings[shell], inside) for shell, inside in holes.items()]
    shape = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return Assembled(shape, depths.tolist(), same)


def _inside(polygon: shapely.Polygon) -> shapely.Geometry:
    """Give a point inside a ring; of one that crosses itself, where no such point is known, a corner."""
    try:
        return polygon.representative_point()
    except shapely.errors.GEOSException:
        return shapely.Point(polygon.exterior.coords[0])


def _twice(solid: Geometries) -> list[int]:
    seen: set[bytes] = set()
    twice = []
    for number, each in enumerate(shapely.normalize(solid)):
        text = shapely.to_wkb(each)
        if text in seen:
            twice.append(number)
        seen.add(text)
    return twice
