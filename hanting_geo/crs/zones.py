"""The Gauss-Krueger zones of China as data: datum, width, number, prefix, and the EPSG code of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.crs.gate import resolve
from hanting_geo.crs.systems import axis_units, datum_name

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.core.arrays import Floats, Positions

__all__ = [
    "BARE_EASTING",
    "DATUMS",
    "LATITUDE",
    "LONGITUDE",
    "NORTHING",
    "PREFIX_M",
    "Datum",
    "Zone",
    "prefixes",
    "width_of",
    "zone_crs",
    "zone_of",
]

PREFIX_M = 1_000_000.0
"""What a zone number in front of an easting is worth, in metres."""
NORTHING = (1_800_000.0, 6_200_000.0)
"""Northings of China, from the reefs to the Amur, in metres."""
BARE_EASTING = (100_000.0, 900_000.0)
"""Eastings without zone number, three degrees and more from the meridian to either side."""
LATITUDE, LONGITUDE = (3.0, 54.0), (73.0, 136.0)
"""Degrees of China: no number can be both."""
_WIDE, _NARROW = range(13, 24), range(25, 46)
_FALSE_EASTING = 500_000.0
_HAIR = 1e-6


class Datum(NamedTuple):
    """A datum and its EPSG codes (of the first zone: 13 of 6 degrees, 25 of 3 degrees)."""

    key: str
    geographic: int
    narrow_prefixed: int
    narrow: int
    wide_prefixed: int
    wide: int


DATUMS = {
    each.key: each
    for each in (
        Datum("cgcs2000", 4490, 4513, 4534, 4491, 4502),
        Datum("xian80", 4610, 2349, 2370, 2327, 2338),
        Datum("beijing54", 4214, 2401, 2422, 21413, 21453),
    )
}
_NAMES = (
    (("China 2000", "World Geodetic System 1984", "WGS 84"), "cgcs2000"),
    (("Xian 1980",), "xian80"),
    (("Beijing 1954",), "beijing54"),
)


class Zone(NamedTuple):
    """A zone of a datum, with or without its number in front of eastings.

    Examples
    --------
    >>> Zone("cgcs2000", 40, prefixed=True).meridian, Zone("cgcs2000", 20, prefixed=False).meridian
    (120, 117)
    """

    datum: str
    number: int
    prefixed: bool

    @property
    def meridian(self) -> int:
        """The central meridian, in degrees."""
        return self.number * 3 if self.number in _NARROW else self.number * 6 - 3


def width_of(number: int) -> int | None:
    """Give the width of a zone in degrees, which its number decides in China; None for a number that has no zone.

    Examples
    --------
    >>> width_of(40), width_of(20), width_of(24)
    (3, 6, None)
    """
    return 3 if number in _NARROW else 6 if number in _WIDE else None


def zone_crs(zone: Zone) -> CRS:
    """Give the reference system of a zone.

    Examples
    --------
    >>> zone_crs(Zone("cgcs2000", 40, prefixed=True)).to_epsg(), zone_crs(Zone("xian80", 40, prefixed=False)).to_epsg()
    (4528, 2385)
    """
    datum = DATUMS[zone.datum]
    if zone.number in _NARROW:
        first = datum.narrow_prefixed if zone.prefixed else datum.narrow
        return resolve(f"EPSG:{first + zone.number - _NARROW.start}")
    first = datum.wide_prefixed if zone.prefixed else datum.wide
    return resolve(f"EPSG:{first + zone.number - _WIDE.start}")


def zone_of(crs: CRS) -> Zone | None:
    """Tell which zone a system is, from its parameters and not from its name; None if it is none.

    Without a prefix, zone 39 of 3 degrees and zone 20 of 6 are the same numbers: the former is given.

    Examples
    --------
    >>> zone_of(resolve("EPSG:4528")), zone_of(resolve("EPSG:32650"))
    (Zone(datum='cgcs2000', number=40, prefixed=True), None)
    """
    operation = crs.coordinate_operation
    name = datum_name(crs)
    datum = next((key for names, key in _NAMES if name.startswith(names)), None)
    metres = set(axis_units(crs)) == {"metre"}
    if datum is None or operation is None or not metres or operation.method_name != "Transverse Mercator":
        return None
    said = {item.name: float(item.value) for item in operation.params}
    meridian, easting = said["Longitude of natural origin"], said["False easting"]
    plain = said["Scale factor at natural origin"] == 1 and not said["False northing"]
    if not plain or said["Latitude of natural origin"] or easting % PREFIX_M != _FALSE_EASTING:
        return None
    prefix = int(easting // PREFIX_M)
    number = prefix or round(meridian / 3)
    zone = Zone(datum, number, prefixed=bool(prefix))
    if width_of(number) is None or abs(zone.meridian - meridian) > _HAIR:
        return None
    return zone


def prefixes(easting: Floats) -> Positions:
    """Give the zone number in front of each easting: 0 without one, -1 for what is no easting of China.

    Examples
    --------
    >>> prefixes(np.array([40430361.7, 430361.7, 24500000.0, 4071270.4])).tolist()
    [40, 0, -1, -1]
    """
    with np.errstate(invalid="ignore"):
        number = np.nan_to_num(easting // PREFIX_M, nan=-1.0, posinf=-1.0, neginf=-1.0).astype(np.int64)
        rest = easting - number * PREFIX_M
        good = (rest >= BARE_EASTING[0]) & (rest <= BARE_EASTING[1])
    known = np.isin(number, [0, *_WIDE, *_NARROW])
    return np.where(good & known, number, -1)
