"""The frame of the map: its coordinate grid, computed from the map, the north arrow and the scale bar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hanting_geo.core.extras import require
from hanting_geo.core.words.figures import FIGURE
from hanting_geo.outputs.figures.sheets import Box, grid_step

if TYPE_CHECKING:
    from hanting_geo.outputs.figures.fonts import Type
    from hanting_geo.outputs.figures.sheets import Sheet

__all__ = ["draw_frame", "draw_north", "draw_scale", "grid_sentence", "rectangle", "step_text"]

_KM_FROM, _WHOLE_KM_FROM = 100.0, 1000.0
_INK = "#1d2730"


def rectangle(axes: Any, box: Box, **how: Any) -> None:
    """Draw a rectangle of a sheet."""
    patches = require("matplotlib.patches", "a figure")
    axes.add_patch(patches.Rectangle(box[:2], box.width, box.height, **{"fill": False, "edgecolor": _INK, **how}))


def step_text(step: float) -> tuple[str, bool]:
    """Say the distance of grid lines, and whether in kilometres.

    Examples
    --------
    >>> step_text(200.0), step_text(5000.0), step_text(20.0)
    (('0.2', True), ('5', True), ('20', False))
    """
    return (f"{step / 1000:g}", True) if step >= _KM_FROM else (f"{step:g}", False)


def grid_sentence(scale: float, factor: float, language: str) -> str:
    """Say in which unit the coordinates of the frame are, and how far apart grid lines stand."""
    step, in_km = step_text(grid_step(scale, factor))
    return FIGURE["grid_km" if in_km else "grid_m"].filled(step=step).text(language)


def _tick(value: float, step: float) -> str:
    if step >= _KM_FROM:
        return f"{value / 1000:.{0 if step >= _WHOLE_KM_FROM else 1}f}"
    return f"{value:.0f}" if step >= 1 else f"{value:.1f}"


def draw_frame(
    paper: Any, axes: Any, sheet: Sheet, type_: Type, corner: tuple[float, float], scale: float
) -> list[tuple[float, float]]:
    """Draw both frames, ticks with their coordinates between them, and a cross where grid lines meet.

    Returns
    -------
    list
        Where the grid lines cross the frame: east, north (NaN for the other).
    """
    k, inner, per = sheet.factor, sheet.map, 1000 / scale
    rectangle(paper, sheet.outer, linewidth=1.4 * k)
    rectangle(paper, inner, linewidth=0.6 * k)
    step = grid_step(scale, k)
    ticks = [
        [number * step for number in range(math.ceil(low / step), math.floor((low + size / per) / step) + 1)]
        for low, size in zip(corner, inner[2:], strict=True)
    ]
    reach, size, off = sheet.band * 0.3, 5.5, sheet.band * 0.62
    line = {"color": _INK, "linewidth": 0.5 * k, "solid_capstyle": "butt"}
    found = []
    for east in ticks[0]:
        x = inner.left + (east - corner[0]) * per
        for edge, out in ((inner.bottom, -1), (inner.top, 1)):
            paper.plot([x, x], [edge, edge + out * reach], **line)
            type_.write(paper, x, edge + out * off, _tick(east, step), size, ha="center", va="center")
        found.append((east, math.nan))
    for north in ticks[1]:
        y = inner.bottom + (north - corner[1]) * per
        for edge, out in ((inner.left, -1), (inner.right, 1)):
            paper.plot([edge, edge + out * reach], [y, y], **line)
            type_.write(
                paper,
                edge + out * off,
                y,
                _tick(north, step),
                size,
                ha="center",
                va="center",
                rotation=90,
                rotation_mode="anchor",
            )
        found.append((math.nan, north))
    arm = 1.4 * k / per
    for east in ticks[0]:
        for north in ticks[1]:
            for xs, ys in (([east - arm, east + arm], [north, north]), ([east, east], [north - arm, north + arm])):
                axes.plot(xs, ys, color="#5c6870", linewidth=0.4 * k, zorder=35)
    return found


def draw_north(paper: Any, sheet: Sheet, type_: Type, language: str) -> Box:
    """Draw the north arrow in the upper right corner of the map, and give its place."""
    patches = require("matplotlib.patches", "a figure")
    k = sheet.factor
    box = Box(sheet.map.right - 14 * k, sheet.map.top - 21 * k, 12 * k, 19 * k)
    rectangle(paper, box, fill=True, facecolor=(1, 1, 1, 0.85), edgecolor="none", zorder=70)
    x, bottom, top = box.left + box.width / 2, box.bottom + 1.5 * k, box.top - 5.5 * k
    for side, color in ((-1, "#ffffff"), (1, _INK)):
        corners = [(x, top), (x + side * 2.9 * k, bottom), (x, bottom + 2.8 * k)]
        paper.add_patch(
            patches.Polygon(corners, closed=True, facecolor=color, edgecolor=_INK, linewidth=0.6 * k, zorder=71)
        )
    type_.write(
        paper,
        x,
        box.top - 2.7 * k,
        FIGURE["north"].text(language),
        9,
        ha="center",
        va="center",
        weight="bold",
        zorder=72,
    )
    return box


def draw_scale(paper: Any, box: Box, sheet: Sheet, type_: Type, scale: float, language: str) -> None:
    """Draw the numeric scale, and the bar below it, in a box."""
    k = sheet.factor
    said = FIGURE["scale"].filled(scale=f"{scale:.0f}").text(language)
    type_.write(paper, box.left + box.width / 2, box.top - 4 * k, said, 8.5, ha="center", weight="bold")
    longest = box.width * 0.72 * scale / 1000 / 4
    power = 10.0 ** math.floor(math.log10(longest))
    part = max(step * power for step in (1.0, 2.0, 2.5, 5.0) if step * power <= longest)
    wide = part * 1000 / scale
    left, bottom, high = box.left + (box.width - 4 * wide) / 2, box.top - 11.5 * k, 1.2 * k
    in_km = part >= _WHOLE_KM_FROM
    for number in range(4):
        rectangle(
            paper,
            Box(left + number * wide, bottom, wide, high),
            fill=True,
            facecolor=_INK if number % 2 == 0 else "#ffffff",
            linewidth=0.5 * k,
        )
    for number in (0, 1, 2, 4):
        value = number * part / (1000 if in_km else 1)
        unit = FIGURE["km" if in_km else "m"].text(language) if number == 4 else ""  # noqa: PLR2004
        x = left + number * wide
        text = f"{value:g}"
        type_.write(paper, x, bottom + high + 0.8 * k, text, 6, ha="center")
        if unit:
            type_.write(paper, x + type_.width(text, 6) / 2 + 0.6 * k, bottom + high + 0.8 * k, unit, 6)
