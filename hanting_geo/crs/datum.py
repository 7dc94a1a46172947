"""The shifted coordinates of Chinese web maps: GCJ-02 and BD-09, there and back.

The formula of GCJ-02 is not published; the one here is what the open implementations agree on (a polynomial and sines
on the ellipsoid of Krasovsky). The way back has no formula: it is found by repeating the way there until nothing moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS

from hanting_geo.core.arguments import require_frame, told
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import STORED, is_cgcs2000, to_crs
from hanting_geo.crs.systems import BD09, GCJ02, shifted_name
from hanting_geo.errors import CRSError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.core.arrays import Floats

    Shift = Callable[[Floats], Floats]

__all__ = ["CHINA", "to_bd09", "to_gcj02", "to_wgs84"]

Frame = TypeVar("Frame", gpd.GeoDataFrame, gpd.GeoSeries)

CHINA = (72.004, 0.8293, 137.8347, 55.8271)
"""Degrees west, south, east, north: beyond them the map services do not shift."""
_AXIS_M, _ECCENTRICITY_2 = 6_378_245.0, 0.006_693_421_622_965_943_23
_TENTHS_OF_BAIDU = np.pi * 3000 / 180
_SETTLED_DEG = 1e-13
"""A hundredth of a micrometre."""
_TURNS = 30
_NAMES = {"gcj02": GCJ02, "bd09": BD09}


def _system(name: str) -> CRS:
    """Make a system of degrees that no program takes for WGS 84, and that PROJ refuses to transform."""
    return CRS.from_wkt(
        f'LOCAL_CS["{name}",LOCAL_DATUM["{name}",0],UNIT["degree",0.0174532925199433],'
        'AXIS["Longitude",EAST],AXIS["Latitude",NORTH]]'
    )


def to_gcj02(frame: Frame) -> Frame:
    """Shift a frame to GCJ-02 (火星坐标), in which Gaode and Tencent draw: a copy to show, never one to measure.

    Parameters
    ----------
    frame
        In WGS 84 or CGCS2000, degrees or metres; null geometries and heights stay.

    Returns
    -------
    GeoDataFrame or GeoSeries
        Longitude and latitude in degrees, in a system of its own called ``GCJ-02``: neither geopandas nor this package
        measures in it or transforms it. Only :func:`to_wgs84` leads back.

    Raises
    ------
    CRSError
        No reference system; another datum; a place outside China, where nothing is shifted; or a frame that is shifted.

    Examples
    --------
    >>> place = gpd.GeoSeries.from_xy([119.22], [36.77], crs="EPSG:4490")
    >>> shifted = to_gcj02(place)
    >>> shifted.crs.name, shifted.x.round(6).item(), shifted.y.round(6).item()
    ('GCJ-02', 119.225769, 36.77039)
    """
    return _moved(_degrees(frame, GCJ02), _gcj02, GCJ02)


def to_bd09(frame: Frame) -> Frame:
    """Shift a frame to BD-09 (百度坐标), in which Baidu draws: a copy to show, never one to measure.

    Parameters
    ----------
    frame
        As for :func:`to_gcj02`.

    Returns
    -------
    GeoDataFrame or GeoSeries
        Longitude and latitude in degrees, in a system of its own called ``BD-09``.

    Raises
    ------
    CRSError
        As for :func:`to_gcj02`.

    Examples
    --------
    >>> place = gpd.GeoSeries.from_xy([119.22], [36.77], crs="EPSG:4490")
    >>> to_bd09(place).x.round(6).item()
    119.232384
    """
    return _moved(_degrees(frame, BD09), lambda places: _bd09(_gcj02(places)), BD09)


def to_wgs84(frame: Frame, *, datum: str | None = None) -> Frame:
    """Bring shifted coordinates back to WGS 84, exactly to a micrometre.

    Parameters
    ----------
    frame
        What :func:`to_gcj02` or :func:`to_bd09` gave, or a frame from a web map whose coordinates are shifted
        although it says WGS 84, CGCS2000 or nothing.
    datum
        ``"gcj02"`` or ``"bd09"``: what the coordinates are in. Needed where the frame does not say so itself.

    Returns
    -------
    GeoDataFrame or GeoSeries
        In EPSG:4326.

    Raises
    ------
    CRSError
        It is not known in which of the two the coordinates are, or a place lies outside China.

    Examples
    --------
    >>> place = gpd.GeoSeries.from_xy([119.22], [36.77], crs="EPSG:4490")
    >>> back = to_wgs84(to_gcj02(place))
    >>> back.crs.to_epsg(), back.x.round(9).item(), back.y.round(9).item()
    (4326, 119.22, 36.77)
    >>> saved = gpd.GeoSeries.from_xy([119.225769], [36.77039], crs="EPSG:4326")  # as a web map gave it
    >>> to_wgs84(saved, datum="gcj02").x.round(5).item()
    119.22
    """
    require_frame(frame, "to_wgs84", series=True)
    known = shifted_name(frame.crs) if frame.crs is not None else None
    asked = None if datum is None else _named(datum)
    if known is None and asked is None:
        message = Sentence(
            "to_wgs84: the frame does not say that it is shifted ({crs}); say what its "
            "coordinates are in: datum='gcj02' (Gaode, Tencent) or datum='bd09' (Baidu)",
            crs=Sentence("no system") if frame.crs is None else frame.crs.name,
        )
        raise CRSError(message)
    if known is not None and asked not in {None, known}:
        message = Sentence(
            "to_wgs84: the frame is in {known}, and datum={datum!r} says {asked}; leave datum out",
            known=known,
            datum=datum,
            asked=asked,
        )
        raise CRSError(message)
    if known is None and frame.crs is not None:
        if not is_cgcs2000(frame.crs):
            message = Sentence(
                "to_wgs84: {name} is no system in which {asked} is written; give the degrees as they "
                "came, with no system or with EPSG:4326",
                name=frame.crs.name,
                asked=asked,
            )
            raise CRSError(message)
        frame = to_crs(frame, STORED)
    _require_china(frame, "to_wgs84")
    there: Shift = _gcj02 if (known or asked) == GCJ02 else lambda places: _bd09(_gcj02(places))
    return _shifted(frame, lambda places: _back(places, there), CRS.from_user_input(STORED), None)


def _named(datum: object) -> str:
    plain = "".join(letter for letter in datum.lower() if letter.isalnum()) if isinstance(datum, str) else ""
    if plain not in _NAMES:
        shown = repr(datum) if isinstance(datum, str) else told(datum)
        message = Sentence("datum={shown} is not known; give 'gcj02' (Gaode, Tencent) or 'bd09' (Baidu)", shown=shown)
        raise CRSError(message)
    return _NAMES[plain]


def _degrees(frame: Frame, target: str) -> Frame:
    what = Sentence("a shift to {target}", target=target)
    require_frame(frame, what, series=True)
    if frame.crs is not None:
        shifted = shifted_name(frame.crs)
        if shifted is not None:
            message = Sentence(
                "{what}: the frame is shifted already ({shifted}); bring it back first with hg.to_wgs84(frame)",
                what=what,
                shifted=shifted,
            )
            raise CRSError(message)
    frame = to_crs(frame, STORED)
    _require_china(frame, what)
    return frame


def _require_china(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> None:
    bounds = shapely.bounds(np.asarray(frame.geometry.values))
    west, south, east, north = CHINA
    with np.errstate(invalid="ignore"):
        inside = (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    out = np.flatnonzero(~inside & ~np.isnan(bounds[:, 0]))
    if len(out):
        message = Sentence(
            "{what}: {frame} lies outside China ({west:g} to {east:g} E, {south:g} to {north:g} "
            "N), where coordinates are not shifted; are longitude and latitude swapped, or are "
            "these metres?",
            what=what,
            frame=feature_labels(frame, out),
            west=west,
            east=east,
            south=south,
            north=north,
        )
        raise CRSError(message)


def _moved(frame: Frame, shift: Shift, name: str) -> Frame:
    return _shifted(frame, shift, _system(name), name)


def _shifted(frame: Frame, shift: Shift, crs: CRS, datum: str | None) -> Frame:
    geometry = np.asarray(frame.geometry.values)
    heights = shapely.has_z(geometry)
    moved = np.array(geometry, dtype=object)
    for some, height in ((~heights, False), (heights, True)):
        if some.any():
            moved[some] = shapely.transform(
                geometry[some],
                lambda places: np.column_stack([shift(places[:, :2]), places[:, 2:]]),
                include_z=height,
            )
    array = gpd.array.from_shapely(moved, crs=crs)
    if isinstance(frame, gpd.GeoSeries):
        return gpd.GeoSeries(array, index=frame.index, name=frame.name)
    result = frame.copy()
    result = result.set_geometry(gpd.GeoSeries(array, index=frame.index), crs=crs)
    result.attrs = dict(frame.attrs)
    notes = dict(result.attrs.get("hanting_geo") or {})
    notes.pop("datum", None)
    if datum:
        notes["datum"] = datum
    if notes:
        result.attrs["hanting_geo"] = notes
    return result


def _gcj02(places: Floats) -> Floats:
    """Shift longitude and latitude, n x 2 in degrees, as the map services do."""
    x, y = places[:, 0] - 105, places[:, 1] - 35
    root = np.sqrt(np.abs(x))
    waves = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    latitude = np.radians(places[:, 1])
    bent = 1 - _ECCENTRICITY_2 * np.sin(latitude) ** 2
    meridian = _AXIS_M * (1 - _ECCENTRICITY_2) / (bent * np.sqrt(bent))
    parallel = _AXIS_M / np.sqrt(bent) * np.cos(latitude)
    shifted: Floats = places + np.degrees(np.column_stack([east / parallel, north / meridian]))
    return shifted


def _bd09(places: Floats) -> Floats:
    """Shift GCJ-02, n x 2 in degrees, as Baidu does once more."""
    x, y = places.T
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * _TENTHS_OF_BAIDU)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _TENTHS_OF_BAIDU)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])


def _back(places: Floats, there: Shift) -> Floats:
    """Find what is shifted to these places: the shift hardly changes from place to place, so that repeating settles."""
    found = places.copy()
    for _ in range(_TURNS):
        off = there(found) - places
        found -= off
        if not off.size or np.abs(off).max() < _SETTLED_DEG:
            return found
    # Rounding keeps the last step about a unit in the last place long: near enough, or no answer.
    if np.abs(there(found) - places).max() < 1e-11:  # noqa: PLR2004 - a micrometre
        return found
    raise CRSError(Sentence("the way back from the shifted coordinates does not settle; are they of this datum?"))
