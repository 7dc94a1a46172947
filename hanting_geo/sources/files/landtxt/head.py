"""What the head of a file says of its system, in whatever words: datum, zone, precision, unit, projection."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.zones import width_of
from hanting_geo.sources.files.landtxt.dialects import DATUM_NAMES

if TYPE_CHECKING:
    from hanting_geo.sources.files.landtxt.model import Document

__all__ = ["Head", "accuracy_of", "datum_of", "read_head"]

_ACCURACY_M = 0.001
_MOST_DIGITS = 12
_PROJECTIONS = {
    "高斯克吕格", "高斯", "高斯投影", "高斯克吕格投影", "高斯克里格", "gausskruger", "gauss", "gk", "gausskrüger",
}  # fmt: skip
_METRES = {"米", "m", "meter", "metre", "meters", "metres"}
_DEGREES = {"度", "degree", "degrees", "十进制度"}
_TAKEN_OFF = re.compile(r"坐标系统?|中国|年|datum|[\s()（）\-_/·,，.。]|^gcs")
_IN_NAMES = re.compile(r"国家大地|国家|大地|坐标")
_CITIES = (("西安", "xian80"), ("xian", "xian80"), ("北京", "beijing54"), ("beijing", "beijing54"))


class Head(NamedTuple):
    """What the head says, understood; None where it is silent or not understood."""

    datum: str | None
    datum_said: str
    zone: int | None
    width: int | None
    accuracy_m: float
    projection_odd: str
    degrees: bool


def datum_of(said: str) -> str | None:
    """Tell which datum a name means; None for one that is not known.

    Examples
    --------
    >>> [datum_of(name) for name in ("2000国家大地坐标系", "CGCS2000", "1980西安坐标系", "80国家大地坐标系", "54北京")]
    ['cgcs2000', 'cgcs2000', 'xian80', 'xian80', 'beijing54']
    >>> datum_of("潍坊独立坐标系") is None
    True
    """
    plain = _TAKEN_OFF.sub("", unicodedata.normalize("NFKC", said).lower())
    for key, names in DATUM_NAMES:
        if plain in names:
            return key
    short = _IN_NAMES.sub("", plain)
    for key, names in DATUM_NAMES:
        if short and short in names:
            return key
    year = re.fullmatch(r"(?:1980|80|1954|54)?([^0-9]+)(?:1980|80|1954|54)?", short)
    return dict(_CITIES).get(year.group(1)) if year else None


def accuracy_of(said: str) -> float | None:
    """Read a precision: 0.001, or a number of digits; None for what is neither.

    Examples
    --------
    >>> accuracy_of("0.01"), accuracy_of("3"), accuracy_of("")
    (0.01, 0.001, None)
    """
    try:
        value = float(unicodedata.normalize("NFKC", said).strip().removesuffix("米").removesuffix("m"))
    except ValueError:
        return None
    if not math.isfinite(value) or value < 0:
        return None
    if value >= 1:
        return 10.0**-value if value == int(value) and value <= _MOST_DIGITS else None
    return value or None


def _number(said: str) -> int | None:
    """Read a zone or width: 40, 第40带, 3度带."""
    found = re.fullmatch(r"[^0-9]*([0-9]{1,3})(?:\.0*)?[^0-9]*", unicodedata.normalize("NFKC", said))
    words = {"三": 3, "六": 6}
    return int(found.group(1)) if found else next((number for word, number in words.items() if word in said), None)


def read_head(document: Document) -> Head:
    """Understand the head, and say what is odd in it."""
    said = document.said
    name = said.get("坐标系", "")
    accuracy = accuracy_of(said.get("精度", ""))
    if accuracy is None and said.get("精度"):
        document.note(
            "warning",
            "precision_odd",
            Sentence(
                "the head says 精度={value!r}, which is neither a length nor a number of digits; 0.001 m is taken",
                value=said["精度"],
            ),
            Sentence("correct the head"),
        )
    unit = unicodedata.normalize("NFKC", said.get("计量单位", "")).strip().lower()
    if unit and unit not in _METRES | _DEGREES:
        document.note(
            "warning",
            "unit_odd",
            Sentence("the head says 计量单位={unit!r}; coordinates are taken by their size", unit=unit),
            Sentence("check it"),
        )
    parameters = re.sub(r"[\s,，;；0.]", "", said.get("转换参数", ""))
    if parameters:
        document.note(
            "note",
            "parameters_kept",
            Sentence("the head has 转换参数={value!r}; they are kept, and not applied", value=said["转换参数"]),
            Sentence("nothing, if the coordinates are final"),
        )
    projection = re.sub(r"[\s\-_—－·]", "", unicodedata.normalize("NFKC", said.get("投影类型", ""))).lower()
    return Head(
        datum_of(name) if name else None,
        name,
        _zone(document),
        _number(said.get("几度分带", "")),
        accuracy or _ACCURACY_M,
        "" if not projection or projection in _PROJECTIONS else said["投影类型"],
        unit in _DEGREES,
    )


def _zone(document: Document) -> int | None:
    """Give the zone that the head states, by number or by meridian."""
    said = document.said.get("带号", "")
    zone = _number(said) if said else None
    if said and (zone is None or width_of(zone) is None):
        what = Sentence("the head says 带号={said!r}, which is no zone of China (13 to 23, 25 to 45)", said=said)
        document.note("warning", "zone_odd", what, Sentence("correct the head"))
        zone = None
    meridian = _number(document.said.get("中央子午线", ""))
    if zone is None and meridian is not None and meridian % 3 == 0 and width_of(meridian // 3) is not None:
        return meridian // 3
    return zone
