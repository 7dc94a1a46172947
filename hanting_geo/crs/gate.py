"""The one gate for coordinate reference systems: metres are never asked of degrees, no infinity gets through.

One file, although long: whatever is let through or refused for its system is looked for here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError as PyprojCRSError
from pyproj.transformer import TransformerGroup

from hanting_geo.core.arguments import require_frame, told
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.threads import in_lots
from hanting_geo.crs.coordinates import coordinate_problem
from hanting_geo.crs.heights import with_finite_heights
from hanting_geo.crs.scale import require_true_area, require_true_length
from hanting_geo.crs.systems import STORED, WORKING, axis_units, datum_name, is_local, shifted_name
from hanting_geo.errors import CRSError, SchemaError

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries


__all__ = [
    "STORED",
    "WORKING",
    "are_points",
    "is_cgcs2000",
    "misfits",
    "require_metres",
    "require_polygons",
    "require_same_crs",
    "require_valid",
    "resolve",
    "same_system",
    "to_crs",
]


_WORST_SHIFT_M = 2.0
_WORTH_A_LOT = 32
"""Geometries: zones may have thousands of corners each."""
_LOCAL_DATUMS = ("Beijing 1954", "New Beijing", "Xian 1980")
_WGS84_NAMES = ("World Geodetic System 1984", "WGS 84", "China 2000", "China Geodetic Coordinate System 2000")

_LOCAL = (
    "{what}: {name} is a local system (LOCAL_CS), which does not say where on the Earth it lies; ask its survey office "
    "for the way to CGCS2000 and bring the data over with it, or, if it is a known system by another name, set that: "
    "frame.set_crs('EPSG:...', allow_override=True)"
)

_SHIFTED = (
    "{what}: {name} is shifted by some 500 m or more against the true place, "
    "and only for a look beside the tiles of a web map; measure in the frame "
    "that it was made of, or bring it back with hg.to_wgs84(frame)"
)

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
        # True is the number 1 to pyproj.
        return _from_text(name) if isinstance(name, str) else CRS.from_user_input(name if name is not True else "True")
    except (PyprojCRSError, AttributeError, TypeError, ValueError) as error:
        shown = repr(crs) if isinstance(crs, str | int) else told(crs)
        message = Sentence(
            "unknown reference system {shown}; give an EPSG code such as 'EPSG:4549', or 'working'", shown=shown
        )
        raise CRSError(message) from error


def _require_crs(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> CRS:
    require_frame(frame, what, series=True)
    if frame.crs is None:
        message = Sentence(
            "{what} needs a reference system, and the frame has none; say which one the "
            "coordinates are in with frame.set_crs(...)",
            what=what,
        )
        raise CRSError(message)
    return frame.crs


def _require_place_on_earth(crs: CRS, what: str) -> None:
    if shifted_name(crs) is not None:
        raise CRSError(Sentence(_SHIFTED, what=what, name=crs.name))
    if is_local(crs):
        raise CRSError(Sentence(_LOCAL, what=what, name=crs.name))


def is_cgcs2000(crs: CRS) -> bool:
    """Tell whether a system stands on CGCS2000 or WGS 84, which agree within a metre and are taken as equal."""
    return datum_name(crs).startswith(_WGS84_NAMES)


def same_system(first: CRS, second: CRS) -> bool:
    """Tell whether two systems give the same coordinates, however they are written.

    The .prj of a Shapefile has other names and another axis order than the EPSG code of the same system.

    Examples
    --------
    >>> epsg = resolve("EPSG:4549")
    >>> same_system(epsg, CRS.from_wkt(epsg.to_wkt("WKT1_ESRI"))), same_system(epsg, resolve("EPSG:4528"))
    (True, False)
    """
    if first == second or first.equals(second, ignore_axis_order=True):
        return True
    return datum_name(first) == datum_name(second) and _plane(first) == _plane(second)


def _plane(crs: CRS) -> tuple[object, ...]:
    """Give what decides the numbers of a projected system: method, parameters and unit."""
    operation = crs.coordinate_operation
    if operation is None:
        return (crs.is_projected,)
    return (
        operation.method_name,
        tuple(sorted((item.name, item.value, item.unit_conversion_factor) for item in operation.params)),
        tuple(axis_units(crs)),
    )


def _require_known_shift(source: CRS, target: CRS) -> None:
    """Let a pair of systems through between whose datums PROJ knows the way, instead of taking them as equal."""
    if is_cgcs2000(source) and is_cgcs2000(target):
        return
    # PROJ has parameters of Beijing 1954 for oil fields at sea, which are not those of any county.
    local = any(name.startswith(_LOCAL_DATUMS) for name in (datum_name(source), datum_name(target)))
    known = TransformerGroup(source, target, always_xy=True, allow_ballpark=False).transformers
    if local or not any(0 <= operation.accuracy <= _WORST_SHIFT_M for operation in known):
        message = Sentence(
            "{name} and {name2} stand on different datums, and no transformation between them is "
            "known to {worst_shift_m:g} m; taking them as equal would move everything by up to "
            "some 100 m. Bring the data over with the parameters of its survey office, then read "
            "it again",
            name=source.name,
            name2=target.name,
            worst_shift_m=_WORST_SHIFT_M,
        )
        raise CRSError(message)


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
        No reference system; no known transformation between the datums (Beijing 1954 and Xi'an 1980 have local
        parameters only); or a transformed coordinate is not finite: zone-prefixed eastings or swapped axes do
        that without any error from PROJ.

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
    if same_system(source, target):
        return frame.set_crs(target, allow_override=True)
    for system in (source, target):
        _require_place_on_earth(system, "a transform")
    _require_place(frame, "a transform", _sides(frame))
    _require_known_shift(source, target)
    if is_cgcs2000(source) and is_cgcs2000(target) and not source.is_projected and not target.is_projected:
        return frame.set_crs(target, allow_override=True)
    moved = with_finite_heights(frame, lambda flat: flat.to_crs(target))
    geometry = np.asarray(moved.geometry.values)
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    bad = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
    if len(bad):
        message = Sentence(
            "{frame}: coordinates of {name} have no place in {name2}; the frame's reference "
            "system is probably not the one of its coordinates (a zone prefix, swapped axes, or "
            "metres declared as degrees): hg.check_layer(frame) says which",
            frame=feature_labels(frame, bad),
            name=source.name,
            name2=target.name,
        )
        raise CRSError(message)
    return moved


def require_metres(
    frame: gpd.GeoDataFrame | gpd.GeoSeries,
    what: str,
    *,
    areas: bool = False,
    lengths: bool = False,
    bounds: Floats | None = None,
) -> CRS:
    """Let a frame through whose coordinates are metres on a plane.

    Parameters
    ----------
    frame
        Any frame, also an empty one.
    what
        What is asked of it, for the message: ``"a buffer"``.
    areas
        Also refuse systems that stretch areas here by more than 1 % (Web Mercator: 56 % at Weifang).
    lengths
        Also refuse systems that stretch or squeeze lengths by more than a third of a percent where the features lie:
        Web Mercator, and systems that keep areas (Albers, Equal Earth), which cannot keep lengths.
    bounds
        Of the geometries, where they are known already.

    Raises
    ------
    CRSError
        No reference system, degrees, feet, or a system that does not keep areas or lengths.
    """
    crs = _require_crs(frame, what)
    _require_place_on_earth(crs, what)
    if not crs.is_projected:
        message = Sentence(
            "{what} needs metres, and the frame is in degrees ({name}); use frame.to_crs('{working}') first",
            what=what,
            name=crs.name,
            working=WORKING,
        )
        raise CRSError(message)
    units = set(axis_units(crs))
    if units != {"metre"}:
        message = Sentence(
            "{what} needs metres, and {name} counts in {listed}",
            what=what,
            name=crs.name,
            listed=enumerated(sorted(units)),
        )
        raise CRSError(message)
    sides = _sides(frame) if bounds is None else np.ascontiguousarray(bounds.T)
    _require_place(frame, what, sides)
    if areas:
        require_true_area(sides, crs, what)
    if lengths:
        require_true_length(sides, crs, what)
    return crs


def _bounds(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> Floats:
    return np.asarray(shapely.bounds(np.asarray(frame.geometry.values)), dtype=np.float64)


def _sides(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> Floats:
    """Give the bounds one side after the other, which is quicker to search."""
    return np.ascontiguousarray(_bounds(frame).T)


def misfits(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> list[tuple[int, tuple[str, str, str]]]:
    """List features whose coordinates cannot belong to the frame's system: position and :func:`coordinate_problem`."""
    return [] if frame.crs is None else _misfits(_sides(frame), frame.crs)


def _misfits(sides: Floats, crs: CRS) -> list[tuple[int, tuple[str, str, str]]]:
    there = np.arange(sides.shape[1])
    if not np.isfinite(sides).all():
        there = np.flatnonzero(np.isfinite(sides).all(axis=0))
        sides = sides[:, there]
    if not len(there):
        return []
    # The outermost features first: when they fit, all do.
    outermost = {int(row) for pick in (np.argmin, np.argmax) for row in pick(sides, axis=1)}
    if all(coordinate_problem(sides[:, row], crs) is None for row in outermost):
        return []
    problems = [(int(position), coordinate_problem(one, crs)) for position, one in zip(there, sides.T, strict=True)]
    return [(position, problem) for position, problem in problems if problem is not None]


def _require_place(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str, sides: Floats) -> None:
    found = [] if frame.crs is None else _misfits(sides, frame.crs)
    if found:
        positions = [position for position, _ in found]
        _, wrong, advice = found[0][1]
        message = Sentence(
            "{what}: the coordinates of {frame} do not fit: {wrong}; {advice}",
            what=what,
            frame=feature_labels(frame, positions),
            wrong=wrong,
            advice=advice,
        )
        raise CRSError(message)


def require_same_crs(left: gpd.GeoDataFrame, right: gpd.GeoDataFrame, what: str) -> None:
    """Let two frames through that lie in one reference system.

    Raises
    ------
    CRSError
        They differ; the message names both.
    """
    first, second = _require_crs(left, what), _require_crs(right, what)
    if not same_system(first, second):
        message = Sentence(
            "{what}: the frames are in different reference systems ({name}; {name2}); bring one "
            "to the other with to_crs",
            what=what,
            name=first.name,
            name2=second.name,
        )
        raise CRSError(message)


def require_polygons(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> None:
    """Let a frame through that holds polygons; null and empty geometries pass.

    Raises
    ------
    SchemaError
        Names those that are something else; ``what`` is one of them, for the message: ``"zone statistics: a zone"``.
    """
    geometry = np.asarray(frame.geometry.values)
    kinds = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    other = ~(np.isin(shapely.get_type_id(geometry), kinds) | shapely.is_missing(geometry) | shapely.is_empty(geometry))
    if other.any():
        bad = np.flatnonzero(other)
        message = Sentence(
            "{what} must be a polygon, and {frame} is a {geom_type}; buffer it first, or leave it out",
            what=what,
            frame=feature_labels(frame, bad),
            geom_type=geometry[bad[0]].geom_type,
        )
        raise SchemaError(message)


def are_points(geometry: Geometries, bounds: Floats) -> bool:
    """Tell whether all geometries are points with finite coordinates, which are valid and are their bounds."""
    low, high = bounds[:, :2], bounds[:, 2:]
    if not ((low == high).all() and np.isfinite(low).all()):
        return False
    return bool((shapely.get_type_id(geometry) == shapely.GeometryType.POINT).all())


def require_valid(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str, *, bounds: Floats | None = None) -> None:
    """Let a frame through whose geometries are valid; null and empty ones pass.

    Parameters
    ----------
    frame
        Any frame, also an empty one.
    what
        What is asked of it, for the message.
    bounds
        Of the geometries, where they are known already.

    Raises
    ------
    SchemaError
        Names the features, the first reason and its place, and what to do.
    """
    geometry = np.asarray(frame.geometry.values)
    # Kept in a geometry once asked for: ask before one that is there twice meets two threads.
    bounds = _bounds(frame) if bounds is None else bounds
    if are_points(geometry, bounds):
        return
    lots = in_lots(lambda start, end: shapely.is_valid(geometry[start:end]), len(geometry), least=_WORTH_A_LOT)
    valid = np.concatenate(lots) | shapely.is_missing(geometry)
    if not valid.all():
        bad = np.flatnonzero(~valid)
        reason = shapely.is_valid_reason(geometry[bad[0]])
        message = Sentence(
            "{what}: invalid geometry in {frame} ({reason}); repair it in the source, or pass "
            "frame.make_valid() if you accept the changed shape",
            what=what,
            frame=feature_labels(frame, bad),
            reason=reason,
        )
        raise SchemaError(message)
