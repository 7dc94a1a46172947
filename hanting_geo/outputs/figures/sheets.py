"""Sheets of paper: their sizes, where map and panel lie on them, and which scale shows all that is to be shown."""

from __future__ import annotations

import math
from typing import NamedTuple

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SchemaError

__all__ = ["SHEETS", "Box", "Sheet", "grid_step", "next_scale", "sheet_of"]

SHEETS = {"A4": (210, 297), "A3": (297, 420), "A2": (420, 594), "A1": (594, 841), "A0": (841, 1189)}
"""Short and long side in millimetres."""

_FACTORS = {"A4": 1.0, "A3": 1.2, "A2": 1.5, "A1": 1.9, "A0": 2.4}
"""How much larger letters and lines are than on A4: a larger sheet is read from further away."""
_STEPS = (1.0, 2.0, 2.5, 5.0)
_GRID_MM = 38.0
_MOST_SCALE = 1e9


class Box(NamedTuple):
    """A rectangle in millimetres from the lower left corner of the sheet."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right side."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper side."""
        return self.bottom + self.height

    def within(self, margin: float) -> Box:
        """Give the rectangle that lies so far inside."""
        return Box(self.left + margin, self.bottom + margin, self.width - 2 * margin, self.height - 2 * margin)


class Sheet(NamedTuple):
    """A sheet with its parts."""

    width: float
    height: float
    factor: float
    outer: Box
    """The outer frame, round map, table and panel."""
    map: Box
    """The inner frame, which the map fills."""
    panel: Box
    table: Box | None
    """Where the table of boundary points stands."""
    band: float
    """Between outer and inner frame, where coordinates stand."""


def sheet_of(name: str, orientation: str, *, table: bool = False) -> Sheet:
    """Lay out a sheet: title above the frame, map at the left, the panel beside it or, upright, below it.

    Examples
    --------
    >>> sheet = sheet_of("A3", "landscape")
    >>> (sheet.width, sheet.height), round(sheet.map.width), round(sheet.map.height)
    ((420, 297), 312, 248)
    """
    short, long = SHEETS[name]
    width, height = (long, short) if orientation == "landscape" else (short, long)
    k = _FACTORS[name]
    margin, title, band = 8 * k, 13 * k, 6 * k
    outer = Box(margin, margin, width - 2 * margin, height - 2 * margin - title)
    tabled = 58 * k if table else 0.0
    if orientation == "landscape":
        beside = 62 * k
        panel = Box(outer.right - beside, outer.bottom, beside, outer.height)
        drawn = Box(outer.left, outer.bottom, outer.width - beside - tabled, outer.height)
    else:
        below = 82 * k
        panel = Box(outer.left, outer.bottom, outer.width, below)
        drawn = Box(outer.left, outer.bottom + below, outer.width - tabled, outer.height - below)
    beside_map = Box(drawn.right, drawn.bottom, tabled, drawn.height) if table else None
    return Sheet(width, height, k, outer, drawn.within(band), panel, beside_map, band)


def next_scale(least: float) -> int:
    """Give the first scale in use that is not larger than wanted: 1:500, 1:1000, 1:2000, 1:2500, 1:5000 ...

    Examples
    --------
    >>> next_scale(310), next_scale(1001), next_scale(2000), next_scale(2001)
    (500, 2000, 2000, 2500)
    """
    if not least <= _MOST_SCALE:
        message = Sentence(
            "a figure of layers that reach {least:.3g} times over the sheet cannot be drawn: look at their places",
            least=least,
        )
        raise SchemaError(message)
    power = 10.0 ** math.floor(math.log10(max(least, 100.0)))
    return next(int(step * power) for step in (*_STEPS, 10.0) if step * power >= max(least, 100.0) * (1 - 1e-12))


def grid_step(scale: float, factor: float) -> float:
    """Give the distance of grid lines in metres, so that they stand some four centimetres apart.

    Examples
    --------
    >>> grid_step(5000, 1.0), grid_step(500, 1.0), grid_step(100_000, 1.0)
    (200.0, 20.0, 5000.0)
    """
    least = _GRID_MM * factor * scale / 1000
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= least * (1 - 1e-12))
