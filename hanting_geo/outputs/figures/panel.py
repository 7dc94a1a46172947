"""The panel of a sheet: legend, location, scale, what the map rests on, signatures and the approval number."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.extras import require
from hanting_geo.core.words.figures import FIGURE, SIGNED
from hanting_geo.outputs.figures.frame import draw_scale, rectangle
from hanting_geo.outputs.figures.legend_box import draw_legend
from hanting_geo.outputs.figures.sheets import Box

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hanting_geo.outputs.figures.fonts import Type
    from hanting_geo.outputs.figures.sheets import Sheet
    from hanting_geo.outputs.maps.drawing import DrawnLayer

__all__ = ["Said", "draw_panel", "near_the_district"]

_NOTE = 6.0
_SMALL_MM = 1.5


class Said(NamedTuple):
    """What the panel says in words."""

    notes: list[str]
    signed: Mapping[str, str]
    approval: str


def draw_panel(
    paper: Any,
    sheet: Sheet,
    type_: Type,
    layers: Sequence[DrawnLayer],
    said: Said,
    view: tuple[float, float, float, float] | None,
    scale: float,
    language: str,
) -> None:
    """Draw the panel: in one column beside the map, or in three below it.

    Parameters
    ----------
    paper
        Axes in millimetres of the sheet.
    sheet, type_
        Its parts and its letters.
    layers
        Of the legend.
    said
        Notes, signatures, approval number.
    view
        What the map shows, in degrees (west, south, east, north); None: no location is drawn.
    scale
        Of the map.
    language
        ``"zh"`` or ``"en"``.
    """
    k, panel = sheet.factor, sheet.panel
    upright = panel.width > panel.height
    place = panel.within(4 * k)
    line = {"color": "#1d2730", "linewidth": 0.6 * k}
    if upright:
        paper.plot([panel.left, panel.right], [panel.top] * 2, **line)
        first, second = place.width * 0.38, place.width * 0.27
        legend = Box(place.left, place.bottom, first - 3 * k, place.height)
        middle = Box(place.left + first, place.bottom, second - 3 * k, place.height)
        last = Box(place.left + first + second, place.bottom, place.width - first - second, place.height)
        for x in (middle.left - 1.5 * k, last.left - 1.5 * k):
            paper.plot([x, x], [panel.bottom, panel.top], **line)
        draw_legend(paper, legend, layers, type_, language)
        _scale_and_place(paper, middle, sheet, type_, view, scale, language)
        _foot(paper, last, type_, said, language)
        return
    paper.plot([panel.left] * 2, [panel.bottom, panel.top], **line)
    foot = _foot(paper, place, type_, said, language)
    scale_top = foot + 17 * k
    _rule(paper, panel, scale_top, k)
    draw_scale(paper, Box(place.left, foot, place.width, 16 * k), sheet, type_, scale, language)
    top = scale_top
    if view is not None:
        high = min(42 * k, place.height * 0.17)
        _inset(paper, Box(place.left, top + 2 * k, place.width, high), type_, view, language)
        top += high + 4 * k
        _rule(paper, panel, top, k)
    draw_legend(paper, Box(place.left, top + 2 * k, place.width, place.top - top - 2 * k), layers, type_, language)


def _rule(paper: Any, panel: Box, y: float, k: float) -> None:
    paper.plot([panel.left, panel.right], [y, y], color="#9aa4ab", linewidth=0.4 * k)


def _scale_and_place(paper: Any, box: Box, sheet: Sheet, type_: Type, view: Any, scale: float, language: str) -> None:
    k = sheet.factor
    draw_scale(paper, Box(box.left, box.bottom, box.width, 16 * k), sheet, type_, scale, language)
    if view is not None:
        _inset(paper, Box(box.left, box.bottom + 17 * k, box.width, box.height - 17 * k), type_, view, language)


def _foot(paper: Any, box: Box, type_: Type, said: Said, language: str) -> float:
    """Write notes, the block of signatures and the approval number from the foot up, and give where they end."""
    k = type_.factor
    y = box.bottom
    approval = FIGURE["approval"].text(language)
    type_.write(paper, box.left, y + 1.2 * k, approval + said.approval, 7)
    start = box.left + type_.width(approval, 7) + 1 * k
    if not said.approval:
        paper.plot([start, box.right], [y + 0.8 * k] * 2, color="#1d2730", linewidth=0.4 * k)
    y += 6 * k
    row, split = 5.6 * k, box.left + max(type_.width(word.text(language), 7) for word in SIGNED.values()) + 3 * k
    signed = list(SIGNED.items())
    for number, (key, word) in enumerate(reversed(signed)):
        low = y + number * row
        rectangle(paper, Box(box.left, low, box.width, row), linewidth=0.4 * k)
        type_.write(paper, box.left + 1.5 * k, low + row / 2, word.text(language), 7, va="center_baseline")
        text = type_.cut(said.signed.get(key, ""), box.right - split - 2 * k, 7)
        type_.write(paper, split + 1.5 * k, low + row / 2, text, 7, va="center_baseline")
    paper.plot([split, split], [y, y + row * len(signed)], color="#1d2730", linewidth=0.4 * k)
    y += row * len(signed) + 2.5 * k
    step = type_.height(_NOTE)
    lines = [line for note in said.notes for line in type_.lines(note, box.width, _NOTE)]
    for number, text in enumerate(reversed(lines)):
        type_.write(paper, box.left, y + (number + 0.25) * step, text, _NOTE, color="#3c4851")
    return y + len(lines) * step + 1.5 * k


@lru_cache(maxsize=1)
def _district() -> Any:
    """Give the packaged outline of the whole district, in degrees."""
    stored = json.loads((files("hanting_geo.layers") / "district.geojson").read_text(encoding="utf-8"))
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in stored["features"] if one["geometry"]]
    return shapely.union_all([shape for shape in shapes if shape.area > 0])


def _inset(paper: Any, box: Box, type_: Type, view: tuple[float, float, float, float], language: str) -> None:
    """Draw where in the district the map lies: its outline, and the map's frame on it."""
    patches = require("matplotlib.patches", "a figure")
    k = type_.factor
    type_.write(
        paper,
        box.left + box.width / 2,
        box.top - 3.2 * k,
        FIGURE["inset"].text(language),
        7.5,
        ha="center",
        weight="bold",
    )
    place = Box(box.left, box.bottom, box.width, box.height - 5 * k)
    district, frame = _district(), shapely.box(*view)
    bounds = np.array(shapely.total_bounds([district, frame]))
    wide = np.cos(np.radians((bounds[1] + bounds[3]) / 2))
    per = min(place.width / ((bounds[2] - bounds[0]) * wide), place.height / (bounds[3] - bounds[1]))
    middle = np.array([(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2])
    centre = np.array([place.left + place.width / 2, place.bottom + place.height / 2])

    def on_paper(xy: Any) -> Any:
        return centre + (np.asarray(xy) - middle) * np.array([wide, 1.0]) * per

    for part in shapely.get_parts(district):
        outline = on_paper(shapely.get_coordinates(part.exterior))
        paper.add_patch(
            patches.Polygon(outline, closed=True, facecolor="#efe9dc", edgecolor="#7d5a80", linewidth=0.7 * k)
        )
    (left, bottom), (right, top) = on_paper(view[:2]), on_paper(view[2:])
    if max(right - left, top - bottom) < _SMALL_MM * k:
        paper.plot([(left + right) / 2], [(bottom + top) / 2], marker="o", markersize=4 * k, color="#b3202a", zorder=5)
    else:
        rectangle(
            paper, Box(left, bottom, right - left, top - bottom), edgecolor="#b3202a", linewidth=1.0 * k, zorder=5
        )


def near_the_district(view: tuple[float, float, float, float]) -> bool:
    """Tell whether a map has anything to do with the district, so that its outline says where it lies.

    Examples
    --------
    >>> near_the_district((119.1, 36.8, 119.2, 36.9)), near_the_district((116.0, 39.0, 116.1, 39.1))
    (True, False)
    """
    return bool(shapely.box(*view).intersects(shapely.box(*_district().bounds)))
