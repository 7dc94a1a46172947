"""The one gate for coordinate reference systems: metres are never asked of degrees, no infinity gets through."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Proj
from pyproj.exceptions import CRSError as PyprojCRSError

from hanting_geo.errors import CRSError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

__all__ = [
    "GEODETIC",
    "STORED",
    "WORKING",
    "coordinate_problem",
    "feature_label",
    "misfits",
    "require_metres",
    "require_same_crs",
    "require_valid",
    "resolve",
    "to_crs",
]

WORKING = "EPSG:4549"
"""CGCS2000 / 3-degree Gauss-Krueger CM 120E, metres: the default working system."""
STORED = "EPSG:4326"
"""RFC 7946: stored layers are WGS 84 longitude and latitude."""
GEODETIC = "EPSG:4490"
"""CGCS2000, the datum of the ellipsoidal areas."""

_MOST_AREA_STRETCH = 0.01
_MOST_NAMED = 5
_PREFIXED_FROM_M = 1_000_000.0
_NORTHING_FROM_M = 1_800_000.0
_LEAST_PREFIXED_M = 10_000_000.0
_FARTHEST_FROM_MERIDIAN_M = 1_000_000.0
_DEGREES = (180.0, 90.0)
_CHINA_DEGREES = ((70.0, 140.0), (15.0, 56.0))
_WGS84_NAMES = ("World Geodetic System 1984", "WGS 84", "China 2000", "China Geodetic Coordinate System 2000")

Frame = TypeVar("Frame", gpd.GeoDataFrame, gpd.GeoSeries)


@lru_cache(maxsize=64)
def _from_text(text: str) -> CRS:
    return CRS.from_user_input(text)


def resolve(crs: object) -> CRS:
    """Turn a name, code or CRS into a :class:`pyproj.CRS`.

    Parameters
    ----------
    crs
        ``"working"`` (EPSG:4549), ``"stored"`` (EPSG:4326), or whatever pyproj understands.

    Raises
    ------
    CRSError
        pyproj does not know it.

    Examples
    --------
    >>> resolve("working").name
    'CGCS2000 / 3-degree Gauss-Kruger CM 120E'
    """
    name = {"working": WORKING, "stored": STORED}.get(crs, crs) if isinstance(crs, str) else crs
    try:
        return _from_text(name) if isinstance(name, str) else CRS.from_user_input(name)
    except (PyprojCRSError, TypeError) as error:
        message = f"unknown reference system {crs!r}; give an EPSG code such as 'EPSG:4549', or 'working'"
        raise CRSError(message) from error


def feature_label(frame: gpd.GeoDataFrame | gpd.GeoSeries, position: int) -> str:
    """Name a feature as a reader would find it: its ``id`` if there is one, else its index."""
    if isinstance(frame, gpd.GeoDataFrame) and "id" in frame.columns:
        value = frame["id"].iloc[position]
        if value is not None and value == value:  # noqa: PLR0124 - NaN is not equal to itself
            return str(value)
    label: Hashable = frame.index[position]
    return f"row {label}"


def _named(frame: gpd.GeoDataFrame | gpd.GeoSeries, positions: Sequence[int] | np.ndarray) -> str:
    names = [feature_label(frame, int(position)) for position in positions[:_MOST_NAMED]]
    more = len(positions) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _require_crs(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> CRS:
    if frame.crs is None:
        message = (
            f"{what} needs a reference system, and the frame has none; "
            "say which one the coordinates are in with frame.set_crs(...)"
        )
        raise CRSError(message)
    return frame.crs


def _is_wgs84_or_cgcs2000(crs: CRS) -> bool:
    geodetic = crs.geodetic_crs
    return geodetic is not None and geodetic.datum is not None and geodetic.datum.name.startswith(_WGS84_NAMES)


def _equal_datum(source: CRS, target: CRS) -> bool:
    """Tell whether both systems stand on WGS 84 or CGCS2000, which agree within a metre and are taken as equal."""
    return _is_wgs84_or_cgcs2000(source) and _is_wgs84_or_cgcs2000(target)


def to_crs(frame: Frame, crs: object) -> Frame:
    """Transform a frame, and fail by name where a coordinate has no place in the target.

    WGS 84 and CGCS2000 are taken as equal (they agree within a metre).

    Parameters
    ----------
    frame
        With a reference system.
    crs
        As for :func:`resolve`.

    Raises
    ------
    CRSError
        No reference system, or a transformed coordinate is not finite: zone-prefixed eastings or swapped axes
        do that without any error from PROJ.

    Examples
    --------
    >>> point = gpd.GeoSeries.from_xy([119.22], [36.77], crs="EPSG:4326")
    >>> to_crs(point, "working").iloc[0].wkt[:26]
    'POINT (430361.7209337511 4'
    """
    source = _require_crs(frame, "a transform")
    target = resolve(crs)
    if source == target:
        return frame.copy()
    _require_place(frame, "a transform")
    if _equal_datum(source, target) and not source.is_projected and not target.is_projected:
        return frame.set_crs(target, allow_override=True)
    moved = frame.to_crs(target)
    geometry = np.asarray(moved.geometry.values)
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    bad = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
    if len(bad):
        message = (
            f"{_named(frame, bad)}: coordinates of {source.name} have no place in {target.name}; "
            "the frame's reference system is probably not the one of its coordinates "
            "(a zone prefix, swapped axes, or metres declared as degrees): hg.check_layer(frame) says which"
        )
        raise CRSError(message)
    return moved


def require_metres(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str, *, areas: bool = False) -> CRS:
    """Let a frame through whose coordinates are metres on a plane.

    Parameters
    ----------
    frame
        Any frame, also an empty one.
    what
        What is asked of it, for the message: ``"a buffer"``.
    areas
        Also refuse systems that stretch areas here by more than 1 % (Web Mercator: 56 % at Weifang).

    Raises
    ------
    CRSError
        No reference system, degrees, feet, or a system that does not keep areas.
    """
    crs = _require_crs(frame, what)
    if not crs.is_projected:
        message = f"{what} needs metres, and the frame is in degrees ({crs.name}); use frame.to_crs('{WORKING}') first"
        raise CRSError(message)
    units = {axis.unit_name for axis in crs.axis_info}
    if units != {"metre"}:
        message = f"{what} needs metres, and {crs.name} counts in {', '.join(sorted(units))}"
        raise CRSError(message)
    _require_place(frame, what)
    if areas:
        _require_true_area(frame, crs, what)
    return crs


def misfits(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> list[tuple[int, tuple[str, str, str]]]:
    """List features whose coordinates cannot belong to the frame's system: position and :func:`coordinate_problem`."""
    if frame.crs is None:
        return []
    bounds = shapely.bounds(np.asarray(frame.geometry.values))
    there = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    if not len(there):
        return []
    # The outermost features first: when they fit, all do.
    outermost = {int(row) for pick in (np.argmin, np.argmax) for row in pick(bounds[there], axis=0)}
    if all(coordinate_problem(bounds[there[row]], frame.crs) is None for row in outermost):
        return []
    problems = [(int(position), coordinate_problem(bounds[position], frame.crs)) for position in there]
    return [(position, problem) for position, problem in problems if problem is not None]


def _require_place(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> None:
    found = misfits(frame)
    if found:
        positions = [position for position, _ in found]
        _, wrong, advice = found[0][1]
        message = f"{what}: the coordinates of {_named(frame, positions)} do not fit: {wrong}; {advice}"
        raise CRSError(message)


def _require_true_area(frame: gpd.GeoDataFrame | gpd.GeoSeries, crs: CRS, what: str) -> None:
    west, south, east, north = frame.total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return
    projection = Proj(crs)
    lon, lat = projection((west + east) / 2, (south + north) / 2, inverse=True)
    stretch = projection.get_factors(lon, lat).areal_scale
    if abs(stretch - 1) > _MOST_AREA_STRETCH:
        message = f"{what}: {crs.name} stretches areas here by {stretch - 1:+.0%}; use frame.to_crs('{WORKING}') first"
        raise CRSError(message)


def require_same_crs(left: gpd.GeoDataFrame, right: gpd.GeoDataFrame, what: str) -> None:
    """Let two frames through that lie in one reference system.

    Raises
    ------
    CRSError
        They differ; the message names both.
    """
    first, second = _require_crs(left, what), _require_crs(right, what)
    if first != second:
        message = (
            f"{what}: the frames are in different reference systems ({first.name}; {second.name}); "
            "bring one to the other with to_crs"
        )
        raise CRSError(message)


def require_valid(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> None:
    """Let a frame through whose geometries are valid; null and empty ones pass.

    Raises
    ------
    SchemaError
        Names the features, the first reason and its place, and what to do.
    """
    geometry = np.asarray(frame.geometry.values)
    valid = shapely.is_valid(geometry) | shapely.is_missing(geometry)
    if not valid.all():
        bad = np.flatnonzero(~valid)
        reason = shapely.is_valid_reason(geometry[bad[0]])
        message = (
            f"{what}: invalid geometry in {_named(frame, bad)} ({reason}); "
            "repair it in the source, or pass frame.make_valid() if you accept the changed shape"
        )
        raise SchemaError(message)


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
    >>> coordinate_problem([40430361, 4071270, 40430400, 4071300], resolve("EPSG:4549"))[0]
    'zone_prefix'
    >>> coordinate_problem([430361, 4071270, 430400, 4071300], resolve("EPSG:4549")) is None
    True
    """
    west, south, east, north = (float(bound) for bound in bounds)
    if not np.isfinite([west, south, east, north]).all():
        return None
    shown = f"x {west:.8g} to {east:.8g}, y {south:.8g} to {north:.8g}"
    if not crs.is_projected:
        return _degree_problem((west, south, east, north), crs, shown)
    if crs.axis_info and crs.axis_info[0].unit_name != "metre":
        return None
    return _metre_problem((west, south, east, north), crs, shown)


def _degree_problem(bounds: tuple[float, float, float, float], crs: CRS, shown: str) -> tuple[str, str, str] | None:
    west, south, east, north = bounds
    longest, highest = _DEGREES
    if max(abs(south), abs(north)) <= highest and max(abs(west), abs(east)) <= longest:
        return None
    if max(abs(south), abs(north)) <= longest and max(abs(west), abs(east)) <= highest:
        return (
            "swapped_axes",
            f"{shown} cannot be {crs.name}: latitude stands where longitude belongs",
            "swap x and y (shapely.transform(..., lambda xy: xy[:, ::-1]) or QGIS 'Swap X and Y coordinates')",
        )
    return (
        "metres_in_degree_crs",
        f"{shown} cannot be degrees of {crs.name}",
        "the coordinates look like metres: set the projected system that they are in, such as EPSG:4549",
    )


def _metre_problem(bounds: tuple[float, float, float, float], crs: CRS, shown: str) -> tuple[str, str, str] | None:
    west, south, east, north = bounds
    # Only degrees of China: small numbers elsewhere may be a local drawing, in metres.
    swapped = _in_china(south, west) and _in_china(north, east)
    if swapped or (_in_china(west, south) and _in_china(east, north)):
        return (
            "degrees_in_metre_crs",
            f"{shown} looks like degrees, and {crs.name} counts metres",
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
            f"{shown}: the northing stands where the easting of {crs.name} belongs",
            "swap x and y: X of a Chinese survey is the northing",
        )
    if max(abs(west - false_easting), abs(east - false_easting)) <= _FARTHEST_FROM_MERIDIAN_M:
        return None
    return _prefix_problem(west, expected, crs, shown) or (
        "outside_zone",
        f"{shown} lies over {_FARTHEST_FROM_MERIDIAN_M / 1000:.0f} km from the central meridian of {crs.name}",
        "check the unit and the meridian that the coordinates are in",
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
            f"{shown} has no zone prefix, and the eastings of {crs.name} begin with {expected}",
            "set the system without prefix for the same meridian (EPSG:4549 instead of EPSG:4528)",
        )
    if not expected:
        return (
            "zone_prefix",
            f"{shown} carries zone prefix {prefix}, and {crs.name} has none",
            "set the zone-prefixed system (EPSG:4528 instead of EPSG:4549 for zone 40), then transform",
        )
    return (
        "zone_prefix",
        f"{shown} carries zone prefix {prefix}, and the eastings of {crs.name} begin with {expected}",
        "set the system of the prefix that the coordinates carry",
    )
