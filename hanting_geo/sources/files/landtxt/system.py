"""In which system the coordinates are: order of axes and zone by their size, datum by the head or the caller."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.crs.gate import resolve
from hanting_geo.crs.zones import DATUMS, LATITUDE, NORTHING, Zone, prefixes, width_of, zone_crs, zone_of
from hanting_geo.errors import CRSError
from hanting_geo.sources.files.landtxt.model import shown

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.sources.files.landtxt.head import Head
    from hanting_geo.sources.files.landtxt.model import Document

__all__ = ["Given", "Placed", "placed"]


class Placed(NamedTuple):
    """Coordinates in GIS order, east first, and their system."""

    east: Floats
    north: Floats
    crs: CRS


class Given(NamedTuple):
    """All points of a file in the order of their rows, which parcel each is of, and what the caller said."""

    first: Floats
    second: Floats
    parcel: Positions
    crs: object
    zone: int | None
    file: str


def placed(document: Document, head: Head, given: Given) -> Placed:
    """Find order and system of the coordinates, and say what they rest on.

    Raises
    ------
    CRSError
        The datum is an older one, unknown or a local one; the zone is not known; there are several zones.
    """
    first, second = given.first, given.second
    metres_first, metres_second = _within(first, NORTHING), _within(second, NORTHING)
    degrees_first, degrees_second = _within(first, LATITUDE), _within(second, LATITUDE)
    usual = metres_first | (degrees_first & ~metres_second)
    turned = ~usual & (metres_second | degrees_second)
    _tell_order(document, given, turned)
    north, east = np.where(turned, second, first), np.where(turned, first, second)
    crs = None if given.crs is None else resolve(given.crs)
    if crs is not None:
        return Placed(east, north, _as_told(document, head, given, east, crs))
    degrees = degrees_first | degrees_second
    datum = _datum(document, head, given.file)
    if len(east) and degrees.all():
        return Placed(east, north, resolve(f"EPSG:{DATUMS[datum].geographic}"))
    if degrees.any():
        message = Sentence(
            "{file}: {document} is in degrees, the others in metres; a file has one system: part it",
            file=given.file,
            document=_parcels(document, given, degrees),
        )
        raise CRSError(message)
    return Placed(east, north, zone_crs(_zone(document, head, given, east, datum)))


def _within(values: Floats, limits: tuple[float, float]) -> Flags:
    return np.asarray((values >= limits[0]) & (values <= limits[1]), dtype=bool)


def _parcels(document: Document, given: Given, which: Flags) -> str:
    rows = list(dict.fromkeys(given.parcel[which].tolist()))
    return shown([Sentence("the parcel of line {line}", line=document.parcels[row].line) for row in rows])


def _tell_order(document: Document, given: Given, turned: Flags) -> None:
    if not turned.any():
        return
    if turned.all():
        document.note(
            "note",
            "east_first",
            Sentence("the easting stands before the northing in each row: their size shows it, and they are read so"),
            Sentence("nothing; X comes first by the standard, and is the northing"),
        )
        return
    document.note(
        "warning",
        "axes_mixed",
        Sentence(
            "the easting stands before the northing in {count} of {count2} rows ({document}); "
            "each row is read by the size of its numbers",
            count=int(turned.sum()),
            count2=len(turned),
            document=_parcels(document, given, turned),
        ),
        Sentence("ask the source why"),
    )


def _as_told(document: Document, head: Head, given: Given, east: Floats, crs: CRS) -> CRS:
    """Take the system that the caller names, and say where head or coordinates speak against it."""
    zone = zone_of(crs)
    if zone is not None and head.datum not in {None, zone.datum} and not (
        head.datum == "wgs84" and zone.datum == "cgcs2000"
    ):  # fmt: skip
        document.note(
            "warning",
            "datum_told",
            Sentence(
                "the head says 坐标系={datum_said}, and crs= says {name}: taken as told",
                datum_said=head.datum_said,
                name=crs.name,
            ),
            Sentence("make sure of it"),
        )
    there = prefixes(east)
    if zone is None or not len(east):
        return crs
    expected = zone.number if zone.prefixed else 0
    if given.zone not in {None, zone.number}:
        message = Sentence(
            "{file}: zone={zone}, and crs= is {name}; leave one of them out",
            file=given.file,
            zone=given.zone,
            name=crs.name,
        )
        raise CRSError(message)
    if (there != expected).any():
        seen = enumerated(str(each) if each > 0 else Sentence("none") for each in sorted(set(there.tolist())))
        other = Zone(zone.datum, zone.number, not zone.prefixed)
        message = Sentence(
            "{file}: crs= is {name}, whose eastings have the prefix {expected}, and those of the "
            "file have {seen}; perhaps {other} ({name2}) is meant",
            file=given.file,
            name=crs.name,
            expected=expected or Sentence("none"),
            seen=seen,
            other=zone_crs(other).to_string(),
            name2=zone_crs(other).name,
        )
        raise CRSError(message)
    return crs


def _datum(document: Document, head: Head, file: str) -> str:
    if head.projection_odd:
        message = Sentence(
            "{file}: the head says 投影类型={projection_odd}, and the format is of Gauss-Krueger; "
            "say which system it is with crs='EPSG:...'",
            file=file,
            projection_odd=head.projection_odd,
        )
        raise CRSError(message)
    if head.datum == "cgcs2000":
        return head.datum
    if head.datum == "wgs84":
        document.note(
            "warning",
            "datum_wgs84",
            Sentence(
                "the head says 坐标系={datum_said}; taken as CGCS2000, which agrees within a metre",
                datum_said=head.datum_said,
            ),
            Sentence("nothing, if a metre does not matter"),
        )
        return "cgcs2000"
    if head.datum is not None:
        datum = DATUMS[head.datum]
        zone = head.zone if head.zone is not None else 40
        codes = [zone_crs(Zone(datum.key, zone, prefixed)).to_string() for prefixed in (True, False)]
        message = Sentence(
            "{file}: the head says 坐标系={datum_said}, which is not CGCS2000 and lies some 100 m "
            "from it; to read it in that system say crs='{codes}' (eastings with zone number) or "
            "'{codes2}' (without); to bring it over, ask its survey office for the parameters",
            file=file,
            datum_said=head.datum_said,
            codes=codes[0],
            codes2=codes[1],
        )
        raise CRSError(message)
    if head.datum_said:
        message = Sentence(
            "{file}: the head says 坐标系={datum_said}, which is not known (a local grid cannot be "
            "converted without its parameters); if it is another name of a known system, say "
            "which with crs='EPSG:...'",
            file=file,
            datum_said=head.datum_said,
        )
        raise CRSError(message)
    document.note(
        "warning",
        "datum_not_stated",
        Sentence("the file does not say its datum (坐标系); taken as CGCS2000, the system of today"),
        Sentence("ask the source; for another one say crs='EPSG:...'"),
    )
    return "cgcs2000"


def _zone(document: Document, head: Head, given: Given, east: Floats, datum: str) -> Zone:
    there = prefixes(east)
    kinds = Counter(there.tolist())
    if len(kinds) > 1:
        listed = joined(
            "; ",
            (
                Sentence(
                    "zone {number}: {parcels}" if number else "no zone number: {parcels}",
                    number=number,
                    parcels=_parcels(document, given, there == number),
                )
                for number in sorted(kinds)
            ),
        )
        message = Sentence(
            "{file}: eastings of several zones in one file ({listed}); part it, and read each alone",
            file=given.file,
            listed=listed,
        )
        raise CRSError(message)
    prefix = next(iter(kinds), 0)
    told = given.zone
    if prefix:
        _tell_prefix(document, head, told, prefix)
        return Zone(datum, prefix, prefixed=True)
    zone = told if told is not None else head.zone
    if zone is None and not len(east):
        zone = 40  # a file without a point lies nowhere
    if zone is None:
        message = Sentence(
            "{file}: the eastings have no zone number, and the head has no 带号; say zone= "
            "(Hanting lies in zone 40 of 3 degrees, meridian 120)",
            file=given.file,
        )
        raise CRSError(message)
    if told is not None and head.zone not in {None, told}:
        what = Sentence("the head says 带号={zone}, and zone= says {told}: taken as told", zone=head.zone, told=told)
        document.note("warning", "zone_told", what, Sentence("make sure of it"))
    _tell_width(document, head, zone)
    return Zone(datum, zone, prefixed=False)


def _tell_prefix(document: Document, head: Head, told: int | None, prefix: int) -> None:
    for who, zone in (("zone= says", told), (Sentence("the head says 带号="), head.zone)):
        if zone not in {None, prefix}:
            document.note(
                "warning",
                "zone_prefix_differs",
                Sentence(
                    "the eastings begin with {prefix}, and {who} {zone}: the number in the coordinates is taken",
                    prefix=prefix,
                    who=who,
                    zone=zone,
                ),
                Sentence("correct the head, or ask the source which is right"),
            )
    _tell_width(document, head, prefix)


def _tell_width(document: Document, head: Head, zone: int) -> None:
    if head.width not in {None, width_of(zone)}:
        document.note(
            "warning",
            "zone_width_differs",
            Sentence(
                "the head says zones of {width} degrees (几度分带), and zone {zone} is one of {zone2}",
                width=head.width,
                zone=zone,
                zone2=width_of(zone),
            ),
            Sentence("correct the head, or ask the source which is right"),
        )
