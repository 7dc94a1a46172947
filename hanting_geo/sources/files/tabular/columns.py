"""Which columns hold the place: as told, or by names that leave no doubt."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.sources.files.tabular.sheet import Sheet

__all__ = ["PlaceColumns", "kinds_in", "place_columns", "require_header"]

_LOOKED_AT = 20

_NAMES = {
    "lon": {"经度", "东经", "经度坐标", "lon", "lng", "long", "longitude", "gps经度", "中心经度"},
    "lat": {"纬度", "北纬", "纬度坐标", "lat", "latitude", "gps纬度", "中心纬度"},
    "east": {"x", "x坐标", "坐标x", "横坐标", "东坐标", "easting", "east", "中心x", "pointx", "xcoord"},
    "north": {"y", "y坐标", "坐标y", "纵坐标", "北坐标", "northing", "north", "中心y", "pointy", "ycoord"},
    "wkt": {"wkt", "geometry", "geom", "thegeom", "几何", "wktgeom"},
}
_UNITS = re.compile(r"\(.*?\)|\[.*?\]|[\s_\-.:°]")
_OF_SURVEYS = {"x", "x坐标", "坐标x", "y", "y坐标", "坐标y", "中心x", "中心y"}


class PlaceColumns(NamedTuple):
    """The columns of the place: x and y, or WKT."""

    x: str = ""
    y: str = ""
    wkt: str = ""
    told: bool = False
    """Whether the caller named them."""
    survey: bool = False
    """Whether they are called X and Y, of which a Chinese survey calls the northing X."""
    degrees: bool = False
    """Whether their names say longitude and latitude."""


def _plain(name: str) -> str:
    return _UNITS.sub("", unicodedata.normalize("NFKC", name).strip().lower())


def kinds_in(names: Sequence[str]) -> dict[str, list[str]]:
    """Give the columns that are called like a coordinate, by what it is.

    Examples
    --------
    >>> {kind: found for kind, found in kinds_in(["编号", "经度(°)", "纬度(°)"]).items() if found}
    {'lon': ['经度(°)'], 'lat': ['纬度(°)']}
    """
    return {kind: [name for name in names if name and _plain(name) in known] for kind, known in _NAMES.items()}


def require_header(
    file: str, names: Sequence[str], below: Sequence[tuple[int, Sequence[Any]]], header: int, told: str | None
) -> None:
    """Refuse a row that names no place where one below it does, as under a title.

    Raises
    ------
    SourceError
        It says which row it may be.
    """
    if told in names or any(kinds_in(names).values()):
        return
    for number, row in below[:_LOOKED_AT]:
        cells = ["" if cell is None else str(cell).strip() for cell in row]
        if told in cells or sum(bool(found) for found in kinds_in(cells).values()) > 1:
            message = Sentence(
                "{file}: row {header} does not name the columns ({listed}), and row {number} seems "
                "to; say header={number}",
                file=file,
                header=header,
                listed=", ".join(names)[:60],
                number=number,
            )
            raise SourceError(message)


def place_columns(sheet: Sheet, x: str | None, y: str | None, wkt: str | None) -> PlaceColumns:
    """Find the columns of the place.

    Raises
    ------
    SourceError
        A column that was named is not there, only one of x and y was named, or names leave it open.
    """
    for name in (x, y, wkt):
        if name is not None and name not in sheet.header:
            message = Sentence(
                "{file} has no column {name!r}; there are: {listed}",
                file=sheet.file,
                name=name,
                listed=enumerated(filter(None, sheet.header)),
            )
            raise SourceError(message)
    if (x is None) != (y is None) or (wkt is not None and x is not None) or (x is not None and x == y):
        message = Sentence(
            "{file}: name two columns, x= (east or longitude) and y= (north or latitude), or one with wkt=",
            file=sheet.file,
        )
        raise SourceError(message)
    if wkt is not None:
        return PlaceColumns(wkt=wkt, told=True)
    if x is not None and y is not None:
        return PlaceColumns(x, y, told=True)
    return _by_name(sheet)


def _by_name(sheet: Sheet) -> PlaceColumns:
    found = kinds_in(sheet.header)
    pairs = [(found[one], found[two]) for one, two in (("lon", "lat"), ("east", "north")) if found[one] and found[two]]
    listed = enumerated(filter(None, sheet.header))
    if len(pairs) + bool(found["wkt"]) > 1 or any(len(each) > 1 for pair in pairs for each in pair):
        several = enumerated(name for names in found.values() for name in names)
        message = Sentence(
            "{file}: several columns may hold the place ({several}); say which with x= and y=, or wkt=",
            file=sheet.file,
            several=several,
        )
        raise SourceError(message)
    if found["wkt"] and len(found["wkt"]) == 1:
        return PlaceColumns(wkt=found["wkt"][0])
    if not pairs:
        message = Sentence(
            "{file}: no column is called like a coordinate (经度 and 纬度, lon and lat, x and y, "
            "wkt); say which hold it with x= and y=, or wkt=; there are: {listed}",
            file=sheet.file,
            listed=listed,
        )
        raise SourceError(message)
    x, y = pairs[0][0][0], pairs[0][1][0]
    degrees = x in found["lon"]
    return PlaceColumns(x, y, survey=not degrees and _plain(x) in _OF_SURVEYS, degrees=degrees)
