"""Palettes of graded maps: told apart by colour-blind readers and in grey print."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["DIVERGING", "HEAT", "PALETTES", "SEQUENTIAL", "color_between", "palette_colors"]

PALETTES: Mapping[str, tuple[str, ...]] = {
    name: tuple(f"#{color}" for color in colors.split())
    for name, colors in {
        "Blues": "f7fbff deebf7 c6dbef 9ecae1 6baed6 4292c6 2171b5 08519c 08306b",
        "Greens": "f7fcf5 e5f5e0 c7e9c0 a1d99b 74c476 41ab5d 238b45 006d2c 00441b",
        "Oranges": "fff5eb fee6ce fdd0a2 fdae6b fd8d3c f16913 d94801 a63603 7f2704",
        "Purples": "fcfbfd efedf5 dadaeb bcbddc 9e9ac8 807dba 6a51a3 54278f 3f007d",
        "YlGn": "ffffe5 f7fcb9 d9f0a3 addd8e 78c679 41ab5d 238443 006837 004529",
        "YlGnBu": "ffffd9 edf8b1 c7e9b4 7fcdbb 41b6c4 1d91c0 225ea8 253494 081d58",
        "YlOrBr": "ffffe5 fff7bc fee391 fec44f fe9929 ec7014 cc4c02 993404 662506",
        "YlOrRd": "ffffcc ffeda0 fed976 feb24c fd8d3c fc4e2a e31a1c bd0026 800026",
        "BrBG": "543005 8c510a bf812d dfc27d f6e8c3 f5f5f5 c7eae5 80cdc1 35978f 01665e 003c30",
        "PuOr": "7f3b08 b35806 e08214 fdb863 fee0b6 f7f7f7 d8daeb b2abd2 8073ac 542788 2d004b",
        "RdBu": "67001f b2182b d6604d f4a582 fddbc7 f7f7f7 d1e5f0 92c5de 4393c3 2166ac 053061",
    }.items()
}
"""Colours for graded values, low to high: from light to dark, and BrBG, PuOr and RdBu parted at the middle."""

SEQUENTIAL = "YlOrBr"
"""The palette of grades that nobody chose one for."""
DIVERGING = "PuOr"
"""That of grades which lie on both sides of a middle."""
HEAT = "YlOrRd"
"""That of a density surface."""

_PALETTE_ENDS = (0.1, 0.9)


def palette_colors(name: str, count: int) -> list[str]:
    """Give so many colours of a palette, evenly from its low end to its high end.

    Parameters
    ----------
    name
        One of :data:`PALETTES`, in any case; with ``_r`` at its end it runs from high to low.
    count
        How many; a single one is the middle.

    Raises
    ------
    KeyError
        There is no such palette.

    Examples
    --------
    >>> palette_colors("Blues", 3), palette_colors("blues_r", 1)
    (['#e3eef9', '#6baed6', '#084a92'], ['#6baed6'])
    """
    plain = name.lower()
    backwards = plain.endswith("_r")
    known = {palette.lower(): colors for palette, colors in PALETTES.items()}
    colors = known[plain.removesuffix("_r")]
    low, high = _PALETTE_ENDS
    places = [(low + (high - low) * step / (count - 1)) if count > 1 else 0.5 for step in range(count)]
    return [color_between(colors, 1 - place if backwards else place) for place in places]


def color_between(colors: Sequence[str], place: float) -> str:
    """Give the colour at a place from 0 (the first) to 1 (the last) of a row of ``#rrggbb`` colours.

    Examples
    --------
    >>> color_between(["#000000", "#ff0080"], 0.5)
    '#800040'
    """
    step = place * (len(colors) - 1)
    before = min(int(step), max(len(colors) - 2, 0))
    first, second = colors[before], colors[min(before + 1, len(colors) - 1)]
    part = step - before
    channels = (int(first[i : i + 2], 16) * (1 - part) + int(second[i : i + 2], 16) * part for i in (1, 3, 5))
    return "#" + "".join(f"{round(channel):02x}" for channel in channels)
