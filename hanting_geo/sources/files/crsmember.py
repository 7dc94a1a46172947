"""The ``crs`` member of old GeoJSON: honoured where it names a system, refused where it does not.

GDAL takes WGS 84 where it does not know a name, fetches what a link points to, and looks past a system that stands
inside a geometry only. So the member is understood here, before GDAL sees the file.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import CRSError, SourceError

if TYPE_CHECKING:
    from pyproj import CRS

__all__ = ["inner_crs_problem", "named_system"]

_LINKS = ("link", "url")
_CODE = re.compile(r"(?i)^(?:\+?init=)?(?P<authority>[a-z]+):(?P<code>\w+)$")
_NUMBER = re.compile(r"\d{4,6}")
_FORMAL = ("urn:ogc:def:crs:", "http://www.opengis.net/def/crs/", "https://www.opengis.net/def/crs/")
_SHORT = {"cgcs2000": "EPSG:4490", "wgs84": "EPSG:4326", "crs84": "OGC:CRS84"}


def named_system(file: str, member: Any) -> CRS | None:
    """Give the system that a crs member names; None where there is no member, which is WGS 84.

    Raises
    ------
    CRSError
        It names none that is known for certain.
    SourceError
        It is a link: nothing is fetched.

    Examples
    --------
    >>> named_system("a.json", {"type": "name", "properties": {"name": "CGCS2000_3_Degree_GK_CM_120E"}}).to_epsg()
    4549
    """
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    kind = str(member.get("type", "")).lower() if isinstance(member, dict) else ""
    link = properties.get("href", properties.get("url"))
    if kind in _LINKS or link is not None:
        message = Sentence(
            "{file}: its crs member is a link ({link!r}), and nothing is fetched from the network: write the name "
            'there ({{"type": "name", "properties": {{"name": "urn:ogc:def:crs:EPSG::4549"}}}}), or delete it if the '
            "coordinates are WGS 84",
            file=file,
            link=link,
        )
        raise SourceError(message)
    stated = properties.get("name")
    if kind == "epsg":
        stated = properties.get("code")
    if isinstance(stated, int) and not isinstance(stated, bool):
        stated = str(stated)
    if kind not in {"name", "epsg"} or not isinstance(stated, str):
        raise _unknown(file, member if stated is None else stated)
    return _system(file, stated)


def _system(file: str, stated: str) -> CRS:
    wanted = _SHORT.get(_plain(stated), stated.strip())
    code = _CODE.match(wanted)
    if code is not None:
        wanted = f"{code.group('authority').upper()}:{code.group('code')}"
    elif _NUMBER.fullmatch(wanted):
        wanted = f"EPSG:{wanted}"
    formal = code is not None or wanted.startswith(("EPSG:", *_FORMAL, "GEOGCS[", "PROJCS[", "GEOGCRS[", "PROJCRS["))
    try:
        known = resolve(wanted)
    except CRSError as error:
        raise _unknown(file, stated) from error
    if not (known.is_projected or known.is_geographic or known.is_compound):
        raise _unknown(file, stated)
    # PROJ also finds what is only called alike: 'Beijing' is 'New Beijing' to it.
    names = {_plain(known.name), _plain(known.to_wkt("WKT1_ESRI").split('"')[1])}
    if not formal and _plain(wanted) not in names:
        raise _unknown(file, stated, f" (perhaps {known.name} is meant)")
    return known


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _unknown(file: str, stated: object, hint: str = "") -> CRSError:
    shown = repr(stated) if isinstance(stated, str) else json.dumps(stated, ensure_ascii=False, default=str)
    return CRSError(
        Sentence(
            "{file}: its crs member states {shown}, which is unknown{hint}; write a known name "
            "there (urn:ogc:def:crs:EPSG::4549), or delete it if the coordinates are WGS 84",
            file=file,
            shown=shown,
            hint=hint,
        )
    )


def inner_crs_problem(inner: Any, outer: Any) -> str | None:
    """Say why a crs member inside a feature or its geometry cannot be: a file is in one system.

    Examples
    --------
    >>> inner_crs_problem(None, None), inner_crs_problem({"type": "name"}, {"type": "name"})
    (None, None)
    """
    if inner is None or inner == outer:
        return None
    shown = json.dumps(inner, ensure_ascii=False, default=str)
    return Sentence(
        "it has a crs member of its own ({shown}), which the file has not; a file is in one "
        "reference system: bring all features to it, and write its name once, beside the "
        "features",
        shown=shown,
    )
