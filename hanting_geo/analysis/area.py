"""Areas of the same straight edges twice: on the plane of the frame and on the CGCS2000 ellipsoid."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.parts import unnested
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.ellipsoid import FLATTENING, SEMI_MAJOR_M, ring_areas
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import CRSError
from hanting_geo.units import M2_PER_HA, MU_PER_HA

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["areas", "measure_area", "require_ellipsoid"]

_HAIR = 0.001


def measure_area(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> pd.DataFrame:
    """Measure each feature on the plane and on the ellipsoid.

    Edges are straight in the frame's own projected system, and both areas belong to those same edges. The plane
    area is taken there (勘测定界, CAD). The ellipsoidal area (椭球面积, land survey statistics) is that of the CGCS2000
    ellipsoid: the area between an edge and a meridian is the integral of the official trapezoid formula along
    the edge, taken by quadrature. Cutting a polygon therefore keeps the sum within 1e-8 of it + 1e-4 m2. Points and
    lines have no area (0); a null geometry has NaN.

    Parameters
    ----------
    frame
        In a projected system in metres that keeps areas within 1 %.

    Returns
    -------
    pandas.DataFrame
        ``plane_m2, ellipsoid_m2``, and ``ha, mu`` of the plane area (1 ha = 15 mu); index as the frame; unrounded. It
        carries what the frame carries about itself, so that ``frame.join(measured)`` keeps title and attribution.

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
    require_ellipsoid(crs)
    plane, ellipsoid = areas(np.asarray(frame.geometry.values), crs)
    hectares = plane / M2_PER_HA
    measured = pd.DataFrame(
        {"plane_m2": plane, "ellipsoid_m2": ellipsoid, "ha": hectares, "mu": hectares * MU_PER_HA}, index=frame.index
    )
    # pandas keeps them in a join only where both sides carry the same.
    measured.attrs = deepcopy(frame.attrs)
    return measured


def areas(geometry: Geometries, crs: CRS) -> tuple[Floats, Floats]:
    """Measure valid geometries on the plane and on the ellipsoid of CGCS2000, as :func:`measure_area` does.

    Parameters
    ----------
    geometry
        Valid, which is not looked at again.
    crs
        Projected, metres, on that ellipsoid; neither is this.

    Returns
    -------
    plane, ellipsoid
        Square metres; NaN of a null geometry.
    """
    plane = np.asarray(shapely.area(geometry), dtype=np.float64)
    ellipsoid = np.where(np.isnan(plane), np.nan, 0.0)
    rings, owner, hole = _rings(geometry)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    count = np.bincount(ring, minlength=len(rings))
    if len(xy):
        there = count > 0
        ring_start = np.concatenate([[0], np.cumsum(count[there])])
        x, y = np.ascontiguousarray(xy.T)
        signed = np.abs(ring_areas(x, y, ring_start, crs)[1]) * np.where(hole[there], -1.0, 1.0)
        ellipsoid += np.bincount(owner[there], weights=signed, minlength=len(geometry))
    return plane, ellipsoid


def require_ellipsoid(crs: CRS) -> None:
    """Let a system through whose ellipsoid is that of CGCS2000, but for the hair by which WGS 84 and GRS 80 differ.

    Raises
    ------
    CRSError
        It is another one; the message says which.
    """
    shape = crs.ellipsoid
    if (
        shape is None
        or max(abs(shape.semi_major_metre - SEMI_MAJOR_M), abs(shape.inverse_flattening - 1 / FLATTENING)) > _HAIR
    ):
        message = Sentence(
            "an area: {name} stands on another ellipsoid ({name2}) than CGCS2000; bring the data "
            "over with the parameters of its survey office",
            name=crs.name,
            name2=shape.name if shape else Sentence("unknown"),
        )
        raise CRSError(message)


def _rings(geometry: Geometries) -> tuple[Geometries, Positions, Flags]:
    """Take polygons out of whatever holds them, and them apart: rings, position of the geometry, whether it is a hole.

    A polygon without holes stands for its ring; it may be empty.
    """
    parts, owner = unnested(geometry)
    polygonal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    if not polygonal.all():
        parts, owner = parts[polygonal], owner[polygonal]
    holed = shapely.get_num_interior_rings(parts) > 0
    rings, part = shapely.get_rings(parts[holed], return_index=True)
    hole = np.diff(part, prepend=-1) == 0
    return (
        np.concatenate([parts[~holed], rings]),
        np.concatenate([owner[~holed], owner[holed][part]]),
        np.concatenate([np.zeros(len(parts) - int(holed.sum()), dtype=bool), hole]),
    )
