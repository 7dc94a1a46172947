"""Looks of the page in the measures of a GIS: millimetres, and colours with their strength."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hanting_geo.outputs.style.looks import OUTLINE, OUTLINED

if TYPE_CHECKING:
    from hanting_geo.outputs.qgis.classes import Class

__all__ = ["MARKERS", "MM_A_PIXEL", "RAIL_DASH", "hexadecimal", "millimetres", "rgba", "strength"]

MM_A_PIXEL = 25.4 / 96
RAIL_DASH = (9, 9)
"""Pixels of white and of black along a railway."""

MARKERS = {
    "circle": ("circle", 12.0),
    "square": ("square", 12.0),
    "diamond": ("diamond", 15.0),
    "triangle": ("triangle", 15.0),
}
"""A point's symbol on the page, as a GIS calls it, and how many pixels it is wide."""
_SHORT, _LONG = 4, 7


def millimetres(pixels: float) -> str:
    """Turn pixels of a screen into millimetres.

    Examples
    --------
    >>> millimetres(1.5)
    '0.4'
    """
    return f"{pixels * MM_A_PIXEL:.2f}".rstrip("0").rstrip(".")


def hexadecimal(color: str) -> str:
    """Give a colour as ``#rrggbb``, whatever the style calls it.

    Examples
    --------
    >>> hexadecimal("#ABC"), hexadecimal("tomato")
    ('#aabbcc', '#ff6347')
    """
    if re.fullmatch("#[0-9a-fA-F]{6}", color):
        return color.lower()
    if len(color) == _SHORT and color.startswith("#"):
        return "#" + "".join(2 * one for one in color[1:]).lower()
    from branca.colormap import LinearColormap

    try:
        return str(LinearColormap([color.lower()] * 2).rgb_hex_str(0))[:_LONG]
    except (KeyError, ValueError):  # no name of a colour: a browser draws it black
        return "#000000"


def rgba(color: str, alpha: float = 1.0) -> str:
    """Give a colour as QGIS writes it.

    Examples
    --------
    >>> rgba("#ee8866", 0.6)
    '238,136,102,153'
    """
    plain = hexadecimal(color)
    channels = [int(plain[place : place + 2], 16) for place in (1, 3, 5)]
    return ",".join(map(str, [*channels, round(255 * alpha)]))


def strength(one: Class, opacity: object) -> float:
    """Say how strongly an area of a class is filled: as on the page."""
    if opacity is not None:
        return min(float(opacity), 1.0)  # type: ignore[arg-type]  # a number: the style was looked at
    if one.graded:
        return 0.75
    if one.look.symbol == OUTLINE:
        return OUTLINED
    return 0.4 if one.rough else 0.6
