"""What kind of system a reference system is, and on which datum it stands, however a program has written that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import CRS

__all__ = ["BD09", "GCJ02", "STORED", "WORKING", "axis_units", "datum_name", "is_local", "shifted_name"]

WORKING = "EPSG:4549"
"""CGCS2000 / 3-degree Gauss-Krueger CM 120E, metres: the default working system."""
STORED = "EPSG:4326"
"""RFC 7946: stored layers are WGS 84 longitude and latitude."""

GCJ02, BD09 = "GCJ-02", "BD-09"
"""The shifted systems of Chinese web maps: degrees, some 500 m and 1,300 m beside the true place at Weifang."""

_CGCS2000 = "China 2000"
_ALIASES = {"cgcs2000", "china2000", "chinageodeticcoordinatesystem2000"}
"""Letters and figures of the names that programs give the datum CGCS2000; Esri puts a D_ in front of any datum."""
_AXES_M, _FLATTENING = 6_378_137.0, (298.257_222_0, 298.257_223_6)


def axis_units(crs: CRS) -> list[str]:
    """Give the units of the axes, a metre by one name: programs write metre, Meter or m.

    Examples
    --------
    >>> from pyproj import CRS
    >>> axis_units(CRS("EPSG:4549")), axis_units(CRS("EPSG:4490"))
    (['metre', 'metre'], ['degree', 'degree'])
    """
    return [
        "metre" if axis.unit_conversion_factor == 1 and axis.unit_name.lower().startswith("m") else axis.unit_name
        for axis in crs.axis_info
    ]


def datum_name(crs: CRS) -> str:
    """Give the name of the datum, CGCS2000 by one name; an empty text where there is none.

    Examples
    --------
    >>> from pyproj import CRS
    >>> datum_name(CRS("EPSG:4549")), datum_name(CRS("EPSG:4610"))
    ('China 2000', 'Xian 1980')
    """
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return ""
    name = str(geodetic.datum.name)
    plain = "".join(letter for letter in name.lower() if letter.isalnum())
    shape = geodetic.ellipsoid
    if shape is None or not ({plain, plain.removeprefix("d")} & _ALIASES):
        return name
    low, high = _FLATTENING
    same = shape.semi_major_metre == _AXES_M and low <= shape.inverse_flattening <= high
    return _CGCS2000 if same else name


def is_local(crs: CRS) -> bool:
    """Tell whether a system is one of a building site or town (``LOCAL_CS``): where it lies is not said.

    Examples
    --------
    >>> from pyproj import CRS
    >>> is_local(CRS('LOCAL_CS["town",UNIT["metre",1]]')), is_local(CRS("EPSG:4549"))
    (True, False)
    """
    return bool(crs.is_engineering)


def shifted_name(crs: CRS) -> str | None:
    """Give the name of the shifted system of a web map, in which nothing is measured; None for any other system.

    Examples
    --------
    >>> from pyproj import CRS
    >>> shifted_name(CRS("EPSG:4490")), shifted_name(CRS('LOCAL_CS["GCJ-02",UNIT["degree",0.0174532925199433]]'))
    (None, 'GCJ-02')
    """
    return str(crs.name) if is_local(crs) and crs.name in {GCJ02, BD09} else None
