"""Numbers of coordinates as people write them: decimals, degrees with minutes and seconds, Chinese and Western."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

__all__ = ["EMPTY", "Place", "place_of"]

EMPTY = {"", "-", "--", "—", "——", "/", "\\", "无", "空", "null", "<null>", "none", "nan", "n/a", "na", "#n/a"}
"""Words for no coordinate, in small letters."""

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]{1,2})?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_SIDES = {"东经": "E", "西经": "W", "北纬": "N", "南纬": "S", "东": "E", "西": "W", "北": "N", "南": "S"}
_SIGNS = str.maketrans(
    {"度": "°", "º": "°", "˚": "°", "分": "'", "′": "'", "’": "'", "‘": "'", "ʹ": "'", "`": "'",
     "秒": '"', "″": '"', "”": '"', "“": '"', "ʺ": '"', "〃": '"'}
)  # fmt: skip
_MARKED = re.compile(
    r"""([+-]?)([0-9]{1,3}(?:\.[0-9]+)?)°(?:([0-9]{1,2}(?:\.[0-9]+)?)'(?:([0-9]{1,2}(?:\.[0-9]+)?)(?:"|''))?)?"""
)
_STROKES = re.compile(r"([+-]?)([0-9]{1,3})([-: ])([0-9]{1,2})(?:\3([0-9]{1,2}(?:\.[0-9]+)?))?")
_STROKES_MINUTES = re.compile(r"([+-]?)([0-9]{1,3})([-: ])([0-9]{1,2}\.[0-9]+)")
_SIXTY = 60


class Place(NamedTuple):
    """A coordinate: its number, and the side of the Earth if the text says it (E, W, N, S)."""

    value: float
    side: str = ""
    in_parts: bool = False
    """Whether it was written in degrees and minutes."""


def place_of(text: str) -> Place | None:
    """Read a coordinate; None for what is none.

    Examples
    --------
    >>> [round(place_of(text).value, 6) for text in ("119°12′33″", "119度12分", "E119.2", "36 46 12.5 N", "-0.5")]
    [119.209167, 119.2, 119.2, 36.770139, -0.5]
    >>> place_of("119°72′"), place_of("不详")
    (None, None)
    """
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).strip().translate(_SIGNS)
    if _PLAIN.fullmatch(plain.lower()):
        return Place(float(plain))
    if _THOUSANDS.fullmatch(plain):
        return Place(float(plain.replace(",", "")))
    side, rest = _side(plain)
    found = _value(rest)
    if found is None:
        return None
    value, in_parts = found
    if side and rest[:1] in {"-", "+"}:
        return None
    return Place(-value if side in {"W", "S"} else value, side, in_parts)


def _side(text: str) -> tuple[str, str]:
    """Take the side off the beginning or the end."""
    for word, side in {**_SIDES, "E": "E", "W": "W", "N": "N", "S": "S"}.items():
        upper = text.upper()
        if upper.startswith(word):
            return side, text[len(word) :].strip(" :")
        if upper.endswith(word):
            return side, text[: -len(word)].strip()
    return "", text


def _value(text: str) -> tuple[float, bool] | None:
    if _PLAIN.fullmatch(text):
        return float(text), False
    tight = re.sub(r"\s*([°'\"])\s*", r"\1", text)
    marked = _MARKED.fullmatch(tight) or _MARKED.fullmatch(tight.rstrip("'\"") if tight.endswith("°'") else tight)
    if marked:
        sign, degrees, minutes, seconds = marked.groups()
        return _summed(sign, degrees, minutes, seconds)
    stroked = _STROKES.fullmatch(re.sub(r"\s+", " ", text))
    if stroked:
        sign, degrees, _, minutes, seconds = stroked.groups()
        return _summed(sign, degrees, minutes, seconds)
    halves = _STROKES_MINUTES.fullmatch(re.sub(r"\s+", " ", text))
    if halves:
        sign, degrees, _, minutes = halves.groups()
        return _summed(sign, degrees, minutes, None)
    return None


def _summed(sign: str, degrees: str, minutes: str | None, seconds: str | None) -> tuple[float, bool] | None:
    one, two = float(minutes or 0), float(seconds or 0)
    if one >= _SIXTY or two >= _SIXTY or (minutes is not None and "." in degrees):
        return None
    if seconds is not None and "." in (minutes or ""):
        return None
    value = float(degrees) + one / _SIXTY + two / _SIXTY**2
    return (-value if sign == "-" else value), minutes is not None
