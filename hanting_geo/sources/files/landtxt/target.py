"""The zone that parcels are written in: that of their system, else the one in which they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, joined
from hanting_geo.crs.gate import is_cgcs2000, to_crs
from hanting_geo.crs.systems import is_local
from hanting_geo.crs.zones import PREFIX_M, Zone, width_of, zone_crs, zone_of
from hanting_geo.errors import CRSError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["in_its_zone"]

_WIDTH = 3
_FARTHEST_DEGREES = 3.0


def in_its_zone(frame: gpd.GeoDataFrame, zone: int | None, *, prefixed: bool) -> tuple[gpd.GeoDataFrame, Zone]:
    """Bring a frame to the zone that it is written in, with or without the zone number in its eastings.

    Raises
    ------
    CRSError
        No system, one whose zone is not known, several zones, or another zone than its own asked for of an older datum.
    """
    if frame.crs is None:
        message = Sentence(
            "write_landtxt: the frame has no reference system; say which one the coordinates are "
            "in with frame.set_crs(...)"
        )
        raise CRSError(message)
    own = None if is_local(frame.crs) else zone_of(frame.crs)
    if own is not None and zone in {None, own.number}:
        wanted = own._replace(prefixed=prefixed)
        return _numbered(frame, own, wanted), wanted
    if own is not None and own.datum != "cgcs2000":
        message = Sentence(
            "write_landtxt: the frame is in {name}; leave out zone=, or bring it over first", name=frame.crs.name
        )
        raise CRSError(message)
    if own is None and (is_local(frame.crs) or not is_cgcs2000(frame.crs)):
        message = Sentence(
            "write_landtxt: {name} is no Gauss-Krueger zone of China, and stands on another "
            "datum than CGCS2000; bring the frame over with the parameters of its survey office "
            "first",
            name=frame.crs.name,
        )
        raise CRSError(message)
    number = _zone_of_place(frame) if zone is None else zone
    wanted = Zone("cgcs2000", number, prefixed)
    return to_crs(frame, zone_crs(wanted)), wanted


def _numbered(frame: gpd.GeoDataFrame, own: Zone, wanted: Zone) -> gpd.GeoDataFrame:
    """Put the zone number in front of the eastings, or take it off: the numbers stay as they are otherwise."""
    _require_near(frame, own)
    if own.prefixed == wanted.prefixed:
        return frame.set_crs(zone_crs(wanted), allow_override=True)
    step = own.number * PREFIX_M * (1 if wanted.prefixed else -1)
    moved = shapely.transform(np.asarray(frame.geometry.values), lambda xy: xy + np.array([step, 0.0]))
    return frame.set_geometry(moved, crs=None).set_crs(zone_crs(wanted), allow_override=True)


def _longitudes(frame: gpd.GeoDataFrame) -> np.ndarray:
    bounds = shapely.bounds(np.asarray(to_crs(frame.geometry, "EPSG:4490").values))
    return np.asarray((bounds[:, 0] + bounds[:, 2]) / 2)


def _zone_of_place(frame: gpd.GeoDataFrame) -> int:
    """Give the zone of 3 degrees in which all features lie, by their middle."""
    if not len(frame):
        return 40
    numbers = np.round(_longitudes(frame) / _WIDTH).astype(int)
    if len(set(numbers.tolist())) > 1:
        listed = joined(
            "; ",
            (
                Sentence(
                    "zone {number}: {features}",
                    number=number,
                    features=feature_labels(frame, np.flatnonzero(numbers == number)),
                )
                for number in np.unique(numbers)
            ),
        )
        message = Sentence(
            "write_landtxt: the features lie in several zones ({listed}); write a file for each, or say zone=",
            listed=listed,
        )
        raise CRSError(message)
    if width_of(int(numbers[0])) is None:
        message = Sentence(
            "write_landtxt: the features do not lie in China ({frame}), and the format has no "
            "zone for them; check their reference system",
            frame=feature_labels(frame, [0]),
        )
        raise CRSError(message)
    return int(numbers[0])


def _require_near(frame: gpd.GeoDataFrame, own: Zone) -> None:
    """Refuse features that lie a whole zone and more from the zone that their system is of."""
    if not len(frame) or own.datum != "cgcs2000":
        return
    off = np.flatnonzero(
        np.abs(_longitudes(frame) - own.meridian) > max(_FARTHEST_DEGREES, (width_of(own.number) or 0) / 2)
    )
    if len(off):
        message = Sentence(
            "write_landtxt: {frame} lies more than {farthest_degrees:g} degrees from the "
            "meridian {meridian} of the frame's system, in another zone; write those apart, with "
            "zone=",
            frame=feature_labels(frame, off),
            farthest_degrees=_FARTHEST_DEGREES,
            meridian=own.meridian,
        )
        raise CRSError(message)
