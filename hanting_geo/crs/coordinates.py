"""Whether coordinates can belong to the system that they are said to be in, by their size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.systems import axis_units, is_local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS

__all__ = ["coordinate_problem"]

_PREFIXED_FROM_M = 1_000_000.0
_NORTHING_FROM_M = 1_800_000.0
_LEAST_PREFIXED_M = 10_000_000.0
_FARTHEST_FROM_MERIDIAN_M = 1_000_000.0
_DEGREES = (180.0, 90.0)
_HAIR = 1e-6
"""In degrees: 0.1 m."""
_CHINA_DEGREES = ((70.0, 140.0), (15.0, 56.0))


def coordinate_problem(bounds: Sequence[float] | np.ndarray, crs: CRS) -> tuple[str, str, str] | None:
    """Say why coordinates cannot belong to a reference system: (code, what, what to do), or None.

    Parameters
    ----------
    bounds
        minx, miny, maxx, maxy in traditional GIS order (easting or longitude first).
    crs
        The declared system.

    Examples
    --------
    >>> from hanting_geo.crs.gate import resolve
    >>> coordinate_problem([40430361, 4071270, 40430400, 4071300], resolve("EPSG:4549"))[0]
    'zone_prefix'
    >>> coordinate_problem([430361, 4071270, 430400, 4071300], resolve("EPSG:4549")) is None
    True
    """
    west, south, east, north = (float(bound) for bound in bounds)
    if not np.isfinite([west, south, east, north]).all():
        return None
    if is_local(crs):
        return None
    shown = f"x {west:.8g} to {east:.8g}, y {south:.8g} to {north:.8g}"
    if not crs.is_projected:
        return _degree_problem((west, south, east, north), crs, shown)
    if axis_units(crs)[:1] not in ([], ["metre"]):
        return None
    return _metre_problem((west, south, east, north), crs, shown)


def _degree_problem(bounds: tuple[float, float, float, float], crs: CRS, shown: str) -> tuple[str, str, str] | None:
    west, south, east, north = bounds
    longest, highest = _DEGREES
    # A hair beyond the date line or a pole is rounding, and not another unit.
    if max(abs(south), abs(north)) <= highest + _HAIR and max(abs(west), abs(east)) <= longest + _HAIR:
        return None
    if max(abs(south), abs(north)) <= longest and max(abs(west), abs(east)) <= highest:
        return (
            "swapped_axes",
            Sentence("{shown} cannot be {name}: latitude stands where longitude belongs", shown=shown, name=crs.name),
            Sentence(
                "swap x and y (shapely.transform(..., lambda xy: xy[:, ::-1]) or QGIS 'Swap X and Y coordinates')"
            ),
        )
    return (
        "metres_in_degree_crs",
        Sentence("{shown} cannot be degrees of {name}", shown=shown, name=crs.name),
        Sentence("the coordinates look like metres: set the projected system that they are in, such as EPSG:4549"),
    )


def _metre_problem(bounds: tuple[float, float, float, float], crs: CRS, shown: str) -> tuple[str, str, str] | None:
    west, south, east, north = bounds
    # Only degrees of China: small numbers elsewhere may be a local drawing, in metres.
    swapped = _in_china(south, west) and _in_china(north, east)
    if swapped or (_in_china(west, south) and _in_china(east, north)):
        return (
            "degrees_in_metre_crs",
            Sentence("{shown} looks like degrees, and {name} counts metres", shown=shown, name=crs.name),
            "set EPSG:4490 or EPSG:4326" + (" and swap x and y" if swapped else "") + ", then transform",
        )
    operation = crs.coordinate_operation
    if operation is None or operation.method_name != "Transverse Mercator":
        return None
    false_easting = next(float(item.value) for item in operation.params if item.name == "False easting")
    expected = int(false_easting // _PREFIXED_FROM_M)
    stands_as_easting = west >= _NORTHING_FROM_M and north < _NORTHING_FROM_M and west < _LEAST_PREFIXED_M
    if stands_as_easting or north > _LEAST_PREFIXED_M + _PREFIXED_FROM_M:
        return (
            "swapped_axes",
            Sentence("{shown}: the northing stands where the easting of {name} belongs", shown=shown, name=crs.name),
            Sentence("swap x and y: X of a Chinese survey is the northing"),
        )
    if max(abs(west - false_easting), abs(east - false_easting)) <= _FARTHEST_FROM_MERIDIAN_M:
        return None
    return _prefix_problem(west, expected, crs, shown) or (
        "outside_zone",
        Sentence(
            "{shown} lies over {farthest_from_meridian_m:.0f} km from the central meridian of {name}",
            shown=shown,
            farthest_from_meridian_m=_FARTHEST_FROM_MERIDIAN_M / 1000,
            name=crs.name,
        ),
        Sentence("check the unit and the meridian that the coordinates are in"),
    )


def _in_china(lon: float, lat: float) -> bool:
    (west, east), (south, north) = _CHINA_DEGREES
    return west <= lon <= east and south <= lat <= north


def _prefix_problem(west: float, expected: int, crs: CRS, shown: str) -> tuple[str, str, str] | None:
    """Compare the zone prefix of the eastings, the millions of metres, with that of the system."""
    prefix = int(west // _PREFIXED_FROM_M) if west >= _LEAST_PREFIXED_M else 0
    if prefix == expected:
        return None
    if not prefix:
        return (
            "zone_prefix",
            Sentence(
                "{shown} has no zone prefix, and the eastings of {name} begin with {expected}",
                shown=shown,
                name=crs.name,
                expected=expected,
            ),
            Sentence("set the system without prefix for the same meridian (EPSG:4549 instead of EPSG:4528)"),
        )
    if not expected:
        return (
            "zone_prefix",
            Sentence(
                "{shown} carries zone prefix {prefix}, and {name} has none", shown=shown, prefix=prefix, name=crs.name
            ),
            Sentence("set the zone-prefixed system (EPSG:4528 instead of EPSG:4549 for zone 40), then transform"),
        )
    return (
        "zone_prefix",
        Sentence(
            "{shown} carries zone prefix {prefix}, and the eastings of {name} begin with {expected}",
            shown=shown,
            prefix=prefix,
            name=crs.name,
            expected=expected,
        ),
        Sentence("set the system of the prefix that the coordinates carry"),
    )
