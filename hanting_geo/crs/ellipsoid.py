"""Area on the CGCS2000 ellipsoid inside rings whose edges are straight on the plane of a projected system.

The area from the equator to a latitude, by the official series, is q(B) per radian of longitude L. The same area twice:
as the contour integral of q dL, taken by transforming points of the edges (:func:`by_transform`); and as the integral
over the plane of the density J = dL/dE dq/dN - dL/dN dq/dE, a very smooth function of easting and northing. A
polynomial that is fitted to it needs no transform of any edge (:class:`Density`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from numpy.polynomial import chebyshev, polynomial
from pyproj import CRS, Transformer

from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions


__all__ = ["FLATTENING", "SEMI_MAJOR_M", "Density", "by_transform", "density", "ring_areas"]

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1 / 298.257222101
_E2 = FLATTENING * (2 - FLATTENING)
_B2 = (SEMI_MAJOR_M * (1 - FLATTENING)) ** 2
# Coefficients A to E of the official formula (国土调查办发〔2008〕32号), powers of e2 from the left.
_SERIES = [
    (1, 1 + 3 / 6 * _E2 + 30 / 80 * _E2**2 + 35 / 112 * _E2**3 + 630 / 2304 * _E2**4),
    (3, -(1 / 6 * _E2 + 15 / 80 * _E2**2 + 21 / 112 * _E2**3 + 420 / 2304 * _E2**4)),
    (5, 3 / 80 * _E2**2 + 7 / 112 * _E2**3 + 180 / 2304 * _E2**4),
    (7, -(1 / 112 * _E2**3 + 45 / 2304 * _E2**4)),
    (9, 5 / 2304 * _E2**4),
]
_LONGEST_PIECE_M = 2_000.0

_TILE_M = 100_000.0
"""Boxes are widened to this grid: one fit then serves many calls, and its points lie far enough from each other that
rounding does not show in a derivative."""
_WIDE_M = 500_000.0
_DEGREES = (8, 12, 16, 20, 24)
_FIT_TOLERANCE = 4e-15
"""Of longitude and of q / b2, both of about 1: some ten times what rounding does to them."""
_DENSITY_TOLERANCE = 4e-12
"""Of the area; the derivatives of what is rounded are not known much better."""
_EDGE_TOLERANCE_M = 1e-12
"""What quadrature may do to an edge, as a strip of that width along it."""
_LOT = 1 << 15
"""Edges at a time: what a thread works on stays in its cache."""


class Density(NamedTuple):
    """The area on the ellipsoid of a square metre of the plane, over a box.

    At x = (E - middle) / half, y alike, it is ``mean`` + the derivative by E of the polynomial ``east``: so the area
    inside a ring is mean x (its plane area) + the contour integral of ``east`` dN. The mean stands alone because
    the rest is of the order of 1e-4 of it, and so is its rounding.
    """

    middle: tuple[float, float]
    half: tuple[float, float]
    mean: float
    east: Floats
    """Coefficients, in metres: power of x down, power of y across."""
    short_m: float
    """Along edges up to this long, two points are enough."""

    def at(self, easting: Floats, northing: Floats) -> Floats:
        """Give the density at points."""
        x, y = self._scaled(easting, northing)
        slope = polynomial.polyder(self.east, axis=0) / self.half[0]
        return self.mean + np.asarray(polynomial.polyval2d(x, y, slope), dtype=np.float64)

    def contour(self, easting: Floats, northing: Floats, run: Floats, rise: Floats) -> Floats:
        """Integrate ``east`` dN along straight edges, given by their start and the way from there to their end."""
        x, y = self._scaled(easting, northing)
        dx, dy = run / self.half[0], rise / self.half[1]
        found = self._quadrature(x, y, dx, dy, 2)
        longer = np.flatnonzero(np.maximum(np.abs(run), np.abs(rise)) > self.short_m)
        if len(longer):
            # Exact for the degree along an edge, which is that of x and of y together.
            points = sum(self.east.shape) // 2
            found[longer] = self._quadrature(x[longer], y[longer], dx[longer], dy[longer], points)
        found *= rise
        return found

    def _quadrature(self, x: Floats, y: Floats, dx: Floats, dy: Floats, points: int) -> Floats:
        total = np.zeros_like(x)
        for place, weight in _gauss(points):
            value = _horner(self.east, x + place * dx, y + place * dy)
            value *= weight
            total += value
        return total

    def _scaled(self, easting: Floats, northing: Floats) -> tuple[Floats, Floats]:
        return (easting - self.middle[0]) / self.half[0], (northing - self.middle[1]) / self.half[1]


@lru_cache(maxsize=32)
def _gauss(points: int) -> list[tuple[float, float]]:
    """Give the places along an edge, 0 at its start and 1 at its end, and their weights."""
    places, weights = np.polynomial.legendre.leggauss(points)
    return list(zip(((places + 1) / 2).tolist(), (weights / 2).tolist(), strict=True))


def _horner(coefficients: Floats, x: Floats, y: Floats) -> Floats:
    """Evaluate a polynomial, without its zero coefficients."""
    value, inner = np.zeros_like(x), np.empty_like(x)
    for row in coefficients[::-1].tolist():
        value *= x
        last = max((power for power, coefficient in enumerate(row) if coefficient), default=0)
        if last == 0:
            value += row[0]
            continue
        np.multiply(y, row[last], out=inner)
        for coefficient in row[1:last][::-1]:
            inner += coefficient
            inner *= y
        inner += row[0]
        value += inner
    return value


def ring_areas(x: Floats, y: Floats, ring_start: Positions, crs: CRS) -> tuple[Floats, Floats]:
    """Measure rings, given as plain arrays, on the plane and on the ellipsoid.

    Parameters
    ----------
    x, y
        Easting and northing of the vertices, ring after ring, each closed by its first vertex.
    ring_start
        Where each ring begins, and the end of the last: one more than there are rings. No ring is empty.
    crs
        Projected, metres, on the ellipsoid of CGCS2000.

    Returns
    -------
    plane, ellipsoid
        Square metres of each ring, positive if it runs counter-clockwise.

    Examples
    --------
    >>> from pyproj import CRS
    >>> x, y = np.array([[0, 100, 100, 0, 0], [0, 0, 100, 100, 0]]) + [[430000.0], [4071000.0]]
    >>> plane, ellipsoid = ring_areas(x, y, np.array([0, 5]), CRS("EPSG:4549"))
    >>> plane.tolist(), ellipsoid.round(3).tolist()
    ([10000.0], [9998.795])
    """
    if len(ring_start) < 2:  # noqa: PLR2004 - no ring
        return np.zeros(0), np.zeros(0)
    bounds = _box(x, y)
    if max(bounds[2] - bounds[0], bounds[3] - bounds[1]) > _WIDE_M:
        return _by_region(x, y, ring_start, crs)
    return _at_once(x, y, ring_start, density(crs, bounds), crs)


def _box(x: Floats, y: Floats) -> tuple[float, float, float, float]:
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _at_once(x: Floats, y: Floats, ring_start: Positions, fit: Density | None, crs: CRS) -> tuple[Floats, Floats]:
    start = ring_start[:-1]
    plane, bent = np.zeros(len(x)), np.zeros(len(x))
    # The plane area is taken near zero, where less cancels.
    origin = np.repeat(x[start], np.diff(ring_start))

    def measure(first: int, last: int) -> None:
        for begin in range(first, last, _LOT):
            end = min(begin + _LOT, last)
            lot = slice(begin, end)
            run, rise = x[begin + 1 : end + 1] - x[lot], y[begin + 1 : end + 1] - y[lot]
            # From the end of a ring to the start of the next there is no edge.
            between = start[slice(*np.searchsorted(start, [begin + 1, end + 1]))] - 1 - begin
            run[between] = rise[between] = 0
            plane[lot] = (x[lot] - origin[lot] + run / 2) * rise
            if fit is not None:
                bent[lot] = fit.contour(x[lot], y[lot], run, rise)

    in_lots(measure, len(x) - 1, least=_LOT)
    on_plane = np.add.reduceat(plane, start)
    if fit is None:
        return on_plane, by_transform(x, y, ring_start, crs)
    return on_plane, fit.mean * on_plane + np.add.reduceat(bent, start)


def _by_region(x: Floats, y: Floats, ring_start: Positions, crs: CRS) -> tuple[Floats, Floats]:
    """Measure the rings of one region after the other: over a small one, a polynomial of low degree does."""
    start, count = ring_start[:-1], np.diff(ring_start)
    cells = np.column_stack([x[start] // _WIDE_M, y[start] // _WIDE_M])
    region = np.unique(cells, axis=0, return_inverse=True)[1].ravel()
    result = np.zeros((2, len(start)))
    regions = [np.flatnonzero(region == number) for number in range(int(region.max()) + 1)]
    # Large rings are fitted for themselves, whatever else begins where they do.
    west, east, south, north = (side.reduceat(axis, start) for axis in (x, y) for side in (np.minimum, np.maximum))
    large = np.maximum(east - west, north - south) > _WIDE_M / 4
    for rows in [rows[~large[rows]] for rows in regions] + [np.array([row]) for row in np.flatnonzero(large)]:
        if not len(rows):
            continue
        begins = np.concatenate([[0], np.cumsum(count[rows])])
        vertices = np.arange(begins[-1]) + np.repeat(start[rows] - begins[:-1], count[rows])
        own_x, own_y = x[vertices], y[vertices]
        result[:, rows] = _at_once(own_x, own_y, begins, density(crs, _box(own_x, own_y)), crs)
    return result[0], result[1]


def density(crs: CRS, bounds: tuple[float, float, float, float]) -> Density | None:
    """Fit the density over a box (west, south, east, north); None where no polynomial of moderate degree does."""
    west, south, east, north = bounds
    if not np.isfinite(bounds).all():
        return None
    low, high = np.floor([west / _TILE_M, south / _TILE_M]), np.ceil([east / _TILE_M, north / _TILE_M])
    high = np.maximum(high, low + 1)
    return _fitted(crs, tuple((low * _TILE_M).tolist()), tuple((high * _TILE_M).tolist()))


@lru_cache(maxsize=64)
def _fitted(crs: CRS, low: tuple[float, float], high: tuple[float, float]) -> Density | None:
    inverse = _inverse(crs)
    middle, half = (np.array(low) + high) / 2, (np.array(high) - low) / 2
    # Neither nodes of a fit nor in any way regular; the corners are where a fit is worst.
    some = np.random.default_rng(0).uniform(-1, 1, (60, 2))
    proof = np.concatenate([some, [(-1, -1), (-1, 1), (1, -1), (1, 1)]])
    # Less is rounded near zero, and the density knows no constant of L or q.
    centre = _lon_and_q(middle[None], inverse)
    proved = [values - zero for values, zero in zip(_lon_and_q(proof * half + middle, inverse), centre, strict=True)]
    for degree in _DEGREES:
        nodes = chebyshev.chebpts1(degree + 1)
        x, y = (axis.ravel() for axis in np.meshgrid(nodes, nodes, indexing="ij"))
        sampled = _lon_and_q(np.column_stack([x, y]) * half + middle, inverse)
        if not all(np.isfinite(values).all() for values in (*sampled, *proved)):
            return None
        lon, q = (
            _coefficients((values - zero).reshape(len(nodes), -1)) for values, zero in zip(sampled, centre, strict=True)
        )
        wrong = [
            np.abs(np.asarray(chebyshev.chebval2d(proof[:, 0], proof[:, 1], fit)) - truth).max()
            for fit, truth in zip((lon, q), proved, strict=True)
        ]
        if max(wrong) > _FIT_TOLERANCE:
            continue
        lon_x, lon_y, q_x, q_y = (
            chebyshev.chebval2d(x, y, chebyshev.chebder(fit, axis=axis)) for fit in (lon, q) for axis in (0, 1)
        )
        slope = _coefficients((lon_x * q_y - lon_y * q_x).reshape(len(nodes), -1)) * _B2 / (half[0] * half[1])
        if np.abs(slope[-2:]).sum() + np.abs(slope[:, -2:]).sum() <= _DENSITY_TOLERANCE:
            return _density(middle, half, slope)
    return None


def _density(middle: Floats, half: Floats, slope: Floats) -> Density:
    """Integrate a density, given as Chebyshev coefficients, by the easting."""
    mean = float(slope[0, 0])
    slope = slope.copy()
    slope[0, 0] = 0
    # The smallest ones together make no difference, and are mostly rounding.
    order = np.argsort(np.abs(slope), axis=None)
    slope.flat[order[np.cumsum(np.abs(slope).flat[order]) <= _DENSITY_TOLERANCE]] = 0
    powers = np.apply_along_axis(_padded, 1, np.apply_along_axis(_padded, 0, slope))
    east = polynomial.polyint(powers, axis=0) * half[0]
    rows, columns = np.nonzero(east)
    east = east[: rows.max(initial=0) + 1, : columns.max(initial=0) + 1]
    line = np.linspace(-1, 1, 2 * max(slope.shape) + 1)
    fourth = 0.0
    for times, ways in enumerate((1, 4, 6, 4, 1)):
        derived = polynomial.polyder(polynomial.polyder(east, 4 - times, axis=0), times, axis=1)
        steepest = np.abs(np.asarray(polynomial.polygrid2d(line, line, derived))).max()
        fourth += 2 * ways * float(steepest) / float(half[0] ** (4 - times) * half[1] ** times)
    # Two points of Gauss leave (length of the edge)^4 / 4320 x the fourth derivative, which is taken on a grid, twice.
    short = (4320 * _EDGE_TOLERANCE_M / fourth) ** 0.25 if fourth else np.inf
    return Density((middle[0], middle[1]), (half[0], half[1]), mean, east, short)


def _padded(series: Floats) -> Floats:
    """Turn a Chebyshev series into powers, as many as there were."""
    powers = chebyshev.cheb2poly(series)
    return np.pad(powers, (0, len(series) - len(powers)))


def _coefficients(values: Floats) -> Floats:
    """Interpolate values at Chebyshev nodes of both axes."""
    count = len(values)
    basis = chebyshev.chebvander(chebyshev.chebpts1(count), count - 1) * (2 / count)
    basis[:, 0] /= 2
    return np.asarray(basis.T @ values @ basis, dtype=np.float64)


def by_transform(x: Floats, y: Floats, ring_start: Positions, crs: CRS) -> Floats:
    """Give what :func:`ring_areas` does on the ellipsoid, by the contour integral of q(B) dL over pieces up to 2 km."""
    owner = np.repeat(np.arange(len(ring_start) - 1), np.diff(ring_start))
    rings = shapely.linestrings(x, y, indices=owner)
    xy, ring = shapely.get_coordinates(shapely.segmentize(rings, _LONGEST_PIECE_M), return_index=True)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    end = start + 1
    inverse = _inverse(crs)
    lon, q = _lon_and_q(xy, inverse)
    lon_mid, q_mid = _lon_and_q((xy[start] + xy[end]) / 2, inverse)
    # A closed contour integral does not change when a constant is taken off L or q; near zero, less cancels.
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    lon0, q0 = lon[first][ring], q[first][ring]
    lon, q = lon - lon0, q - q0
    lon_mid, q_mid = lon_mid - lon0[start], q_mid - q0[start]
    l0, l1, lm, q0_, q1, qm = lon[start], lon[end], lon_mid, q[start], q[end], q_mid
    # Simpson's rule for q dL/dt with both taken as parabolas through start, middle and end of the piece.
    piece = (q0_ * (-3 * l0 + 4 * lm - l1) + 4 * qm * (l1 - l0) + q1 * (l0 - 4 * lm + 3 * l1)) / 6
    # With q to the left of the way and L along it, the area lies on the right.
    return -_B2 * np.bincount(ring[start], weights=piece, minlength=len(ring_start) - 1).astype(np.float64)


@lru_cache(maxsize=16)
def _inverse(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)


def _lon_and_q(xy: Floats, inverse: Transformer) -> tuple[Floats, Floats]:
    """Give the longitude in radians, and the area from the equator to the latitude per radian of longitude, over b2."""
    lon, lat = inverse.transform(xy[:, 0], xy[:, 1])
    latitude = np.radians(lat)
    q = sum(coefficient * np.sin(multiple * latitude) for multiple, coefficient in _SERIES)
    return np.radians(lon), np.asarray(q, dtype=np.float64)
