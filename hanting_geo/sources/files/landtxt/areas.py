"""The area that a file declares against the area of its points, on the plane and on the ellipsoid."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.sources.files.landtxt.model import shown
from hanting_geo.units import M2_PER_HA, M2_PER_KM2, M2_PER_MU

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.sources.files.landtxt.model import Document

__all__ = ["UNITS", "Declared", "compare", "tell_areas"]

UNITS = {"ha": M2_PER_HA, "mu": M2_PER_MU, "m2": 1.0, "km2": M2_PER_KM2}
"""Units that areas are printed in, in square metres; hectares by the standard."""
_NUMBER = re.compile(r"[0-9]+(?:\.([0-9]*))?|\.([0-9]+)")
_RELATIVE = 1e-4
_FACTOR = 2.0
_FLOAT_HAIR = 1e-9
_CHINESE = {"ha": "公顷", "mu": "亩", "m2": "平方米", "km2": "平方公里"}


class Declared(NamedTuple):
    """What a parcel declares: square metres, the unit it seems to be in, and which area it is (see ``fits``)."""

    m2: float
    unit: str
    fits: str
    """``both``, ``plane``, ``ellipsoid``, ``neither``, or nothing where none is declared or none can be measured."""


def compare(said: str, plane: float, ellipsoid: float | None) -> Declared:
    """Compare a printed area with the measured ones.

    An area fits if it is within half a unit of the last printed digit; where neither does, the nearer one within
    1e-4 of it. The unit is the one that fits, else the nearest by the logarithm of the ratio, within a factor of 2;
    where none is so near, hectares.

    Examples
    --------
    >>> compare("5.7089", 57089.501, 57088.889)
    Declared(m2=57089.0, unit='ha', fits='ellipsoid')
    >>> compare("0.01", 57.0, 56.99)
    Declared(m2=100.0, unit='ha', fits='both')
    >>> compare("2.8356", 1890.4, 1890.38)[1:]
    ('mu', 'both')
    >>> compare("3.0", 10000.0, 9998.8)[1:]
    ('ha', 'neither')
    """
    found = _NUMBER.fullmatch(said)
    value = float(said) if found else 0.0
    if found is None or value == 0 or not plane > 0:
        return Declared(value * UNITS["ha"] if found else math.nan, "ha" if found else "", "")
    half = 0.5 * 10.0 ** -len(found.group(1) or found.group(2) or "")
    best = min(UNITS, key=lambda unit: abs(math.log(value * UNITS[unit] / plane)))
    near = abs(math.log(value * UNITS[best] / plane)) <= math.log(_FACTOR)
    exact = [unit for unit in UNITS if _fits(value, half, UNITS[unit], plane, ellipsoid)]
    # The digits first: 0.01 ha may be printed of 57 m2. Among several, the nearest.
    unit = min(exact, key=lambda each: abs(math.log(value * UNITS[each] / plane))) if exact else best if near else "ha"
    return Declared(value * UNITS[unit], unit, _which(value, half, UNITS[unit], plane, ellipsoid))


def _off(value: float, unit: float, area: float) -> float:
    return abs(value * unit - area)


def _fits(value: float, half: float, unit: float, plane: float, ellipsoid: float | None) -> bool:
    return _which(value, half, unit, plane, ellipsoid) != "neither"


def _which(value: float, half: float, unit: float, plane: float, ellipsoid: float | None) -> str:
    on_plane = _off(value, unit, plane)
    bent = math.inf if ellipsoid is None else _off(value, unit, ellipsoid)
    limit = half * unit + _FLOAT_HAIR * plane
    if on_plane <= limit or bent <= limit:
        return "both" if max(on_plane, bent) <= limit else "plane" if on_plane <= limit else "ellipsoid"
    if min(on_plane, bent) <= _RELATIVE * plane:
        return "plane" if on_plane <= bent else "ellipsoid"
    return "neither"


def tell_areas(
    document: Document, names: Sequence[str], declared: Sequence[Declared], areas: Sequence[tuple[float, float | None]]
) -> None:
    """Say which areas are declared: in which unit, of which surface, and where they are of neither."""
    told = [each for each in declared if each.fits]
    if not told:
        return
    fits = Counter(each.fits for each in told)
    words = {
        "both": "both areas",
        "plane": Sentence("the plane area only"),
        "ellipsoid": Sentence("the ellipsoidal area only"),
    }
    listed = enumerated(f"{fits[key]} {word}" for key, word in words.items() if fits[key])
    if listed:
        document.note(
            "note",
            "declared_area",
            Sentence(
                "of {count} declared areas (地块面积), to their printed digits, fit {listed}",
                count=len(told),
                listed=listed,
            ),
            Sentence("quote the kind of area (平面面积 or 椭球面积) with the number"),
        )
    for unit in UNITS:
        rows = [row for row, each in enumerate(declared) if each.fits not in {"", "neither"} and each.unit == unit]
        if rows and unit != "ha":
            places = shown([f"line {document.parcels[row].line}" for row in rows])
            document.note(
                "warning",
                "area_unit",
                Sentence(
                    "the declared area of {count} parcels is in {unit} ({unit_zh}), and the format has "
                    "hectares ({places}); the column declared_m2 has it in square metres",
                    count=len(rows),
                    unit=unit,
                    unit_zh=_CHINESE[unit],
                    places=places,
                ),
                Sentence("tell the source; writing gives hectares"),
            )
    for row, each in enumerate(declared):
        if each.fits == "neither":
            plane, bent = areas[row]
            document.note(
                "warning",
                "area_differs",
                Sentence(
                    "line {line}: the declared area is {m2:.2f} m2 (taken as {unit}), and the points enclose "
                    "{plane:.2f} m2 on the plane{bent}",
                    line=document.parcels[row].line,
                    m2=each.m2,
                    unit=each.unit,
                    plane=plane,
                    bent="" if bent is None else Sentence(", {bent:.2f} m2 on the ellipsoid", bent=bent),
                ),
                Sentence("compare with the document; a point may be wrong or missing"),
                names[row],
            )
