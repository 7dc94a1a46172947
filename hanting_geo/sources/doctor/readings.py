"""Numbers taken as those of each system that they may be of by their size."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer

from hanting_geo.crs.datum import CHINA, to_wgs84
from hanting_geo.crs.gate import STORED
from hanting_geo.crs.systems import BD09, GCJ02, is_local, shifted_name
from hanting_geo.sources.doctor.systems import GCJ02_MERCATOR, code_of, is_system

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.core.arrays import Floats

__all__ = ["Reading", "readings_of"]

_ZONES = range(25, 46)
_WIDE_ZONES = range(13, 24)
_MERCATOR = "EPSG:3857"
_UTM_CODES = range(32643, 32654)


class Reading(NamedTuple):
    """The numbers taken as those of one system: its code, whether the axes are swapped, degrees n x 2, what is seen."""

    code: str
    swapped: bool
    places: Floats
    told: list[str]


def readings_of(places: Floats, declared: CRS | None) -> Iterator[Reading]:
    """Take the numbers as those of each system that they may be of by their size."""
    seen = False
    for swapped in (False, True):
        numbers = places[:, ::-1] if swapped else places
        for code, told in _codes(np.median(numbers, axis=0)):
            found = _degrees_of(numbers, code)
            if found is None:
                continue
            seen = seen or (not swapped and declared is not None and is_system(code, declared))
            yield Reading(code, swapped, found, [*told, *(["swapped"] if swapped else [])])
    if declared is not None and not seen:
        yield _declared(places, declared)


def _declared(places: Floats, declared: CRS) -> Reading:
    code = shifted_name(declared) or code_of(declared)
    nowhere = np.full_like(places, np.nan)
    if shifted_name(declared) is not None:
        found = _degrees_of(places, code)
        return Reading(code, False, nowhere if found is None else found, ["degrees"])
    if is_local(declared):
        return Reading(code, False, nowhere, [])
    try:
        x, y = Transformer.from_crs(declared, STORED, always_xy=True).transform(*places.T)
    except Exception:  # noqa: BLE001 - pyproj raises many kinds; the numbers have no place there, which the row says
        return Reading(code, False, nowhere, [])
    found = np.column_stack([x, y])
    return Reading(code, False, np.where(np.isfinite(found), found, np.nan), [])


def _codes(middle: Floats) -> Iterator[tuple[str, list[str]]]:
    """List the systems whose numbers are of this size, the usual first, with what speaks for each."""
    east, north = (float(number) for number in middle)
    west, south, most_east, most_north = CHINA
    if abs(east) <= 180 and abs(north) <= 90:  # noqa: PLR2004 - degrees of the globe
        yield "EPSG:4490", ["degrees", "equal"]
        if west <= east <= most_east and south <= north <= most_north:
            yield GCJ02, ["degrees"]
            yield BD09, ["degrees"]
        return
    if not 0 < north < 1e7:  # noqa: PLR2004 - metres from the equator to the pole
        return
    zone = int(east // 1_000_000)
    if zone in _ZONES:
        yield f"EPSG:{4488 + zone}", [f"prefix {zone}"]
    elif zone in _WIDE_ZONES:
        yield f"EPSG:{4478 + zone}", [f"prefix {zone}"]
    if 0 < east < 1_000_000:  # noqa: PLR2004 - 500,000 m and half a zone
        yield from ((f"EPSG:{4509 + number}", [f"meridian {3 * number}"]) for number in _ZONES)
        yield from ((f"EPSG:{4489 + number}", [f"meridian {6 * number - 3}"]) for number in _WIDE_ZONES)
        yield from ((f"EPSG:{code}", [f"meridian {6 * (code - 32600) - 183}"]) for code in _UTM_CODES)
    if abs(east) <= 20_037_509:  # noqa: PLR2004 - half round the equator
        yield _MERCATOR, ["mercator"]
        yield GCJ02_MERCATOR, ["mercator"]


@lru_cache(maxsize=256)
def _to_degrees(code: str) -> Transformer:
    """Lead to the degrees of the system itself.

    Those that are asked for stand on CGCS2000 or WGS 84, which PROJ takes for the same; to look that up takes it a
    sixth of a second for each.
    """
    system = CRS.from_user_input(code)
    return Transformer.from_crs(system, system.geodetic_crs or STORED, always_xy=True)


def _degrees_of(numbers: Floats, code: str) -> Floats | None:
    """Bring numbers of a system to longitude and latitude; None where they have no place there."""
    if code.startswith("EPSG:") and code != "EPSG:4490":
        found = np.column_stack(_to_degrees(code).transform(*numbers.T))
        return found if np.isfinite(found).any() else None
    if code == "EPSG:4490":
        return numbers
    if code == GCJ02_MERCATOR:
        numbers = np.column_stack(_to_degrees(_MERCATOR).transform(*numbers.T))
    if not _is_china(numbers):
        return None
    shifted = gpd.GeoSeries.from_xy(*numbers.T)
    back = to_wgs84(shifted, datum=BD09 if code == BD09 else GCJ02)
    found = shapely.get_coordinates(np.asarray(back.values))
    return found if len(found) else None


def _is_china(places: Floats) -> bool:
    return bool(((places >= CHINA[:2]) & (places <= CHINA[2:])).all())
