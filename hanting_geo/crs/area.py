"""Areas of the same straight edges twice: on the plane of the frame and on the CGCS2000 ellipsoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import CRSError
from hanting_geo.units import M2_PER_HA, MU_PER_HA

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

__all__ = ["measure_area"]

_A = 6_378_137.0
_F = 1 / 298.257222101
_E2 = _F * (2 - _F)
_B2 = (_A * (1 - _F)) ** 2
# Coefficients A to E of the official formula (国土调查办发〔2008〕32号), powers of e2 from the left.
_SERIES = [
    (1, 1 + 3 / 6 * _E2 + 30 / 80 * _E2**2 + 35 / 112 * _E2**3 + 630 / 2304 * _E2**4),
    (3, -(1 / 6 * _E2 + 15 / 80 * _E2**2 + 21 / 112 * _E2**3 + 420 / 2304 * _E2**4)),
    (5, 3 / 80 * _E2**2 + 7 / 112 * _E2**3 + 180 / 2304 * _E2**4),
    (7, -(1 / 112 * _E2**3 + 45 / 2304 * _E2**4)),
    (9, 5 / 2304 * _E2**4),
]
_LONGEST_PIECE_M = 2_000.0
_HAIR = 0.001


def measure_area(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> pd.DataFrame:
    """Measure each feature on the plane and on the ellipsoid.

    Edges are straight in the frame's own projected system, and both areas belong to those same edges. The plane
    area is taken there (勘测定界, CAD). The ellipsoidal area (椭球面积, land survey statistics) is that of the CGCS2000
    ellipsoid: the area between an edge and a meridian is the integral of the official trapezoid formula along
    the edge, taken by quadrature over pieces of at most 2 km. Cutting a polygon therefore keeps the sum within
    1e-8 of it + 1e-4 m2. Points and lines have no area (0); a null geometry has NaN.

    Parameters
    ----------
    frame
        In a projected system in metres that keeps areas within 1 %.

    Returns
    -------
    pandas.DataFrame
        ``plane_m2, ellipsoid_m2``, and ``ha, mu`` of the plane area (1 ha = 15 mu); index as the frame; unrounded.

    Raises
    ------
    CRSError
        No reference system, degrees, a system that stretches areas (Web Mercator), or one on another
        ellipsoid (Beijing 1954, Xi'an 1980).
    SchemaError
        A geometry is invalid.

    Notes
    -----
    Formula: 图幅理论面积与图斑椭球面积计算公式及要求, 国土调查办发〔2008〕32号, on the CGCS2000 ellipsoid
    (a = 6378137 m, f = 1/298.257222101).

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> site = gpd.GeoDataFrame(geometry=[box(430000, 4071000, 430100, 4071100)], crs="EPSG:4549")
    >>> measure_area(site).round(3).iloc[0].to_dict()
    {'plane_m2': 10000.0, 'ellipsoid_m2': 9998.795, 'ha': 1.0, 'mu': 15.0}
    """
    crs = require_metres(frame, "an area", areas=True)
    require_valid(frame, "an area")
    _require_ellipsoid(crs)
    geometry = np.asarray(frame.geometry.values)
    missing = shapely.is_missing(geometry)
    plane = np.where(missing, np.nan, shapely.area(geometry))
    ellipsoid = np.where(missing, np.nan, _ellipsoid_area(geometry, crs))
    hectares = plane / M2_PER_HA
    return pd.DataFrame(
        {"plane_m2": plane, "ellipsoid_m2": ellipsoid, "ha": hectares, "mu": hectares * MU_PER_HA}, index=frame.index
    )


def _require_ellipsoid(crs: CRS) -> None:
    """Let a system through whose ellipsoid is that of CGCS2000, but for the hair by which WGS 84 and GRS 80 differ."""
    shape = crs.ellipsoid
    if shape is None or max(abs(shape.semi_major_metre - _A), abs(shape.inverse_flattening - 1 / _F)) > _HAIR:
        message = (
            f"an area: {crs.name} stands on another ellipsoid ({shape.name if shape else 'unknown'}) than CGCS2000; "
            "bring the data over with the parameters of its survey office"
        )
        raise CRSError(message)


def _ellipsoid_area(geometry: NDArray[np.object_], crs: CRS) -> NDArray[np.float64]:
    """Area of each geometry on the ellipsoid: shells less holes, summed over the parts."""
    parts, owner = shapely.get_parts(geometry, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.LINEARRING).any() and (
        shapely.get_num_geometries(parts) != 1
    ).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    polygonal = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    parts, owner = parts[polygonal], owner[polygonal]
    if not len(parts):
        return np.zeros(len(geometry))
    rings, part = shapely.get_rings(parts, return_index=True)
    is_shell = np.diff(part, prepend=-1) > 0
    signed = np.abs(_ring_areas(rings, crs)) * np.where(is_shell, 1.0, -1.0)
    return np.bincount(owner[part], weights=signed, minlength=len(geometry)).astype(np.float64)


def _ring_areas(rings: NDArray[np.object_], crs: CRS) -> NDArray[np.float64]:
    """Signed area of each ring on the ellipsoid, by the contour integral of q(B) dL along its straight edges."""
    xy, ring = shapely.get_coordinates(shapely.segmentize(rings, _LONGEST_PIECE_M), return_index=True)
    within = ring[1:] == ring[:-1]
    start, end = np.flatnonzero(within), np.flatnonzero(within) + 1
    geodetic = crs.geodetic_crs
    inverse = Transformer.from_crs(crs, geodetic, always_xy=True)
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
    return np.bincount(ring[start], weights=piece, minlength=len(rings)).astype(np.float64)


def _lon_and_q(xy: NDArray[np.float64], inverse: Transformer) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude in radians, and the area from the equator to the latitude per radian of longitude, in m2."""
    lon, lat = inverse.transform(xy[:, 0], xy[:, 1])
    latitude = np.radians(lat)
    q = sum(coefficient * np.sin(multiple * latitude) for multiple, coefficient in _SERIES)
    return np.radians(lon), _B2 * np.asarray(q)
