"""What a row of the body is: a point, the attributes of a parcel, or neither, seen from what it holds."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.zones import BARE_EASTING, LATITUDE, LONGITUDE, NORTHING, PREFIX_M, width_of
from hanting_geo.sources.files.landtxt.dialects import KINDS, POINT_DIALECTS, PointDialect

__all__ = ["USUAL_POINT", "Attributes", "Point", "attributes_of", "looks_like_a_point", "masked", "point_of"]

USUAL_POINT = re.compile(
    r"[ \t]*([^,@*]{0,40}),[ \t]*([0-9]{1,4})[ \t]*,"
    r"[ \t]*([0-9]{6,8}(?:\.[0-9]*)?)[ \t]*,[ \t]*([0-9]{6,8}(?:\.[0-9]*)?)[ \t]*"
)
"""A point of four fields without anything odd: most rows of most files."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_SMALL = re.compile(r"[0-9]{1,4}")
_LABEL = re.compile(r"[A-Za-z]{0,4}[-_]?[0-9]{1,6}(?:[-_.'][0-9]{1,6})?")
_MASK = re.compile(r"\*|\.\.\.|…|×{2,}|[xX]{3,}|＊|。。。")
_NEVER_POINT = "@＠"
_LEAST_FIELDS = 4
_HEADLESS = "three_integers_label_north_east"
_STANDARD_PAIR = (4, 2)


class Point(NamedTuple):
    """A point row: coordinates in the order of the file; ``counts`` are the three integers of a row without heads."""

    dialect: str
    label: str
    ring: str
    first: float
    second: float
    counts: tuple[str, ...] = ()
    odd: bool = False
    """Whether full-width signs or braces stood in it."""
    left: int = 0
    """Fields that are neither label, ring nor coordinate."""


class Attributes(NamedTuple):
    """An attribute row: its fields before the ``@``, and whether that was there, and with its comma."""

    fields: list[str]
    has_at: bool
    lacks_comma: bool
    wide: bool
    """Whether full-width commas part the fields."""


def _is_pair(one: float, two: float) -> bool:
    """Tell whether two numbers are a northing and an easting of China, or a latitude and a longitude, in any order."""
    return _in_order(one, two) or _in_order(two, one)


def _in_order(north: float, east: float) -> bool:
    if NORTHING[0] <= north <= NORTHING[1]:
        prefix = int(east // PREFIX_M)
        bare = east - prefix * PREFIX_M
        return BARE_EASTING[0] <= bare <= BARE_EASTING[1] and (prefix == 0 or width_of(prefix) is not None)
    return LATITUDE[0] <= north <= LATITUDE[1] and LONGITUDE[0] <= east <= LONGITUDE[1]


def _split(text: str) -> list[str]:
    if "," in text:
        return [each.strip() for each in text.split(",")]
    return re.split(r"\s*[;；]\s*|\s+", text.strip())


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def point_of(text: str, *, anywhere: bool = False) -> Point | None:  # noqa: PLR0911 - none for many reasons
    """Read a point row by its two coordinates; None if it is none.

    Parameters
    ----------
    text
        The row.
    anywhere
        Whether also coordinates that lie nowhere in China will do, in the order of the standard.

    Examples
    --------
    >>> point_of("J1,1,4071270.368,40430361.721")[:5]
    ('label_ring_north_east', 'J1', '1', 4071270.368, 40430361.721)
    >>> point_of("J1,40430361.721,4071270.368,,1,")[:5]
    ('label_east_north_ring', 'J1', '1', 40430361.721, 4071270.368)
    >>> point_of("5,0.0100,A1,甲,面,,,,@") is None
    True
    """
    if any(sign in text for sign in _NEVER_POINT):
        return None
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    bare = plain.strip().strip("{}()").strip()
    fields = _split(bare)
    numbers = [_number(each) for each in fields]
    at = _pair_at(fields, numbers)
    if at is None and anywhere and len(fields) >= _LEAST_FIELDS and _SMALL.fullmatch(fields[1]):
        at = 2 if None not in numbers[2:4] else None
    if at is None:
        return None
    first, second = numbers[at], numbers[at + 1]
    if first is None or second is None:
        return None
    odd = plain != text or bare != plain.strip()
    known = POINT_DIALECTS.get((len(fields), at))
    if known is not None and known.name == _HEADLESS:
        if not all(_SMALL.fullmatch(each) for each in fields[:3]):
            return None
        return Point(known.name, fields[3], fields[1], first, second, tuple(fields[:3]), odd)
    if known is not None and (known.ring_at is None or _SMALL.fullmatch(fields[known.ring_at])):
        return _known(known, fields, first, second, odd=odd)
    return _own(fields, at, first, second, odd=odd)


def _pair_at(fields: list[str], numbers: list[float | None]) -> int | None:
    for at in range(len(fields) - 1):
        one, two = numbers[at], numbers[at + 1]
        if one is None or two is None or not _is_pair(one, two):
            continue
        # Small whole numbers are counts and rings, and no degrees.
        if max(one, two) > LONGITUDE[1] or ("." in fields[at] and "." in fields[at + 1]):
            return at
    return None


def _known(known: PointDialect, fields: list[str], first: float, second: float, *, odd: bool) -> Point:
    label = "" if known.label_at is None else fields[known.label_at]
    ring = "" if known.ring_at is None else fields[known.ring_at]
    return Point(known.name, label, ring, first, second, (), odd)


def _own(fields: list[str], at: int, first: float, second: float, *, odd: bool) -> Point | None:
    """Read a row of other columns: the first is the label, the first small whole number the ring."""
    label = fields[0] if at else ""
    others = [number for number in range(1 if at else 0, len(fields)) if number not in {at, at + 1}]
    ring_at = next((number for number in others if _SMALL.fullmatch(fields[number])), None)
    left = [number for number in others if number != ring_at and fields[number]]
    if any(not _NUMBER.fullmatch(text) and not _LABEL.fullmatch(text) for text in (fields[each] for each in left)):
        return None
    ring = "" if ring_at is None else fields[ring_at]
    if (len([each for each in fields if each]), at) == _STANDARD_PAIR:
        return Point("label_ring_north_east", label, ring, first, second, (), odd)
    layout = Sentence("own columns ({count} fields, coordinates from the {at}.)", count=len(fields), at=at + 1)
    return Point(layout, label, ring, first, second, (), odd, len(left))


def attributes_of(text: str) -> Attributes | None:
    """Read an attribute row; None if it is none.

    Examples
    --------
    >>> attributes_of("5,0.0100,A1,甲，乙,面,,,,@ ").fields
    ['5', '0.0100', 'A1', '甲，乙', '面', '', '', '']
    >>> attributes_of("J1,1,******,******") is None
    True
    """
    body = text.rstrip(" \t\u3000")
    has_at = body.endswith(("@", "＠"))
    lacks_comma = False
    if has_at:
        body = body[:-1].rstrip(" \t\u3000")
        lacks_comma = not body.endswith((",", "，"))
        body = body if lacks_comma else body[:-1]
    wide = "," not in body and "，" in body
    fields = body.split("，" if wide else ",")
    if has_at:
        return Attributes(fields, has_at, lacks_comma, wide)
    if len(fields) < _LEAST_FIELDS:
        return None
    bare = [each.strip() for each in fields]
    if any(each in KINDS for each in bare):
        return Attributes(fields, has_at, lacks_comma, wide)
    if masked(text) or looks_like_a_point(text):
        return None
    named = any(not _NUMBER.fullmatch(each) and not _LABEL.fullmatch(each) for each in bare if each)
    return Attributes(fields, has_at, lacks_comma, wide) if named and _NUMBER.fullmatch(bare[0]) else None


def masked(text: str) -> bool:
    """Tell whether figures of a row were made unreadable, or rows left out."""
    return bool(_MASK.search(text))


def looks_like_a_point(text: str) -> bool:
    """Tell whether a row that is no point was meant as one: it begins as one does, or holds a coordinate."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("{}")
    fields = _split(plain)
    large = [each for each in fields if (number := _number(each)) is not None and abs(number) >= BARE_EASTING[0]]
    labelled = len(fields) > 1 and bool(re.fullmatch(r"[A-Za-z]{1,4}[-_]?[0-9]{1,6}", fields[0]))
    # A label, a ring, and two more fields of which one at least tries to be a number.
    counted = len(fields) >= _LEAST_FIELDS and all(_SMALL.fullmatch(each) for each in fields[:2])
    figures = sum(any(letter.isdigit() for letter in each) for each in fields[2:4])
    return labelled or bool(large and len(fields) > 1) or (counted and figures > 0 and len(fields) == _LEAST_FIELDS)
