"""The legend of a sheet: as many columns and as large letters as its place allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hanting_geo.core.sentences import Sentence
from hanting_geo.core.words.figures import FIGURE
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.figures.frame import rectangle
from hanting_geo.outputs.figures.layers import fill_strength, pen, symbol
from hanting_geo.outputs.figures.sheets import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.outputs.figures.fonts import Type
    from hanting_geo.outputs.maps.drawing import DrawnLayer

__all__ = ["draw_legend"]

_SIZES = (7.5, 7.0, 6.5, 6.0, 5.5, 5.0)
_DASH = (0, (4, 2.5))


class _Row(NamedTuple):
    """One entry: a heading (no kind), or a class with its swatch."""

    facts: dict[str, Any]
    kind: dict[str, Any] | None
    lines: list[str]


def draw_legend(paper: Any, box: Box, layers: Sequence[DrawnLayer], type_: Type, language: str) -> None:
    """Draw the classes of layers.

    Raises
    ------
    SchemaError
        There is no room for them.
    """
    k = type_.factor
    head = 7 * k
    title = FIGURE["legend"].text(language)
    type_.write(paper, box.left + box.width / 2, box.top - 4.6 * k, title, 9.5, ha="center", weight="bold")
    place = Box(box.left, box.bottom, box.width, box.height - head)
    for points in _SIZES:
        for columns in range(1, 4):
            width = place.width / columns
            if columns > 1 and width < 26 * k:
                break
            rows = [row for layer in layers for row in _rows(layer, type_, width, points, language)]
            filled = _columns(rows, place.height, type_, points)
            if len(filled) <= columns:
                for number, some in enumerate(filled):
                    _column(
                        paper, Box(place.left + number * width, place.bottom, width, place.height), some, type_, points
                    )
                return
    message = Sentence(
        "the legend of {count} classes has no room on this sheet: take a larger sheet, fewer layers, or fewer classes",
        count=sum(len(layer.facts["classes"]) for layer in layers),
    )
    raise SchemaError(message)


def _rows(layer: DrawnLayer, type_: Type, width: float, points: float, language: str) -> list[_Row]:
    k, facts = type_.factor, layer.facts
    shown = [kind for kind in facts["classes"] if kind["count"] or kind["graded"]]
    if not shown:
        return []
    titles = [facts["title"].text(language)]
    caption = facts["caption"].text(language) if facts["caption"] else ""
    if len(shown) == 1 and (not caption or shown[0]["text"].text(language) == titles[0]):
        texts = [titles[0], *filter(None, [caption])]
        lines = [line for text in texts for line in type_.lines(text, width - 11 * k, points)]
        return [_Row(facts, shown[0], lines)]
    heading = [line for text in (*titles, caption) if text for line in type_.lines(text, width - 2 * k, points)]
    rows = [_Row(facts, None, heading)]
    rows.extend(_Row(facts, kind, type_.lines(kind["text"].text(language), width - 11 * k, points)) for kind in shown)
    return rows


def _height(row: _Row, type_: Type, points: float) -> float:
    return len(row.lines) * type_.height(points) + (1.1 if row.kind else 1.6) * type_.factor


def _columns(rows: Sequence[_Row], height: float, type_: Type, points: float) -> list[list[_Row]]:
    """Fill columns from the left; a heading does not stand alone at the foot of one."""
    filled: list[list[_Row]] = [[]]
    left = height
    for number, row in enumerate(rows):
        need = _height(row, type_, points)
        more = _height(rows[number + 1], type_, points) if row.kind is None and number + 1 < len(rows) else 0.0
        if filled[-1] and need + more > left:
            filled.append([])
            left = height
        if need > height:
            return [[]] * 9  # no column is so high
        filled[-1].append(row)
        left -= need
    return filled


def _column(paper: Any, box: Box, rows: Sequence[_Row], type_: Type, points: float) -> None:
    k, y, line = type_.factor, box.top, type_.height(points)
    for row in rows:
        need = _height(row, type_, points)
        text_top = y - (need - len(row.lines) * line) / 2
        left = box.left + (10.5 * k if row.kind else 0.0)
        for number, text in enumerate(row.lines):
            how = {} if row.kind else {"weight": "bold" if number == 0 else "normal"}
            type_.write(paper, left, text_top - (number + 0.5) * line, text, points, va="center_baseline", **how)
        if row.kind:
            _swatch(paper, Box(box.left + 0.5 * k, y - need / 2 - 1.7 * k, 8 * k, 3.4 * k), row, k)
        y -= need


def _swatch(paper: Any, box: Box, row: _Row, k: float) -> None:
    kind = row.kind or {}
    look, middle = kind["look"], box.bottom + box.height / 2
    dash = _DASH if kind["rough"] else "solid"
    if kind["drawn_as"] == "point":
        if look.symbol != "label":
            paper.plot([box.left + box.width / 2], [middle], **symbol(look, k))
        return
    if kind["drawn_as"] == "line":
        how = {"linewidth": pen(look.width, k), "linestyle": dash, "solid_capstyle": "butt", "dash_capstyle": "butt"}
        paper.plot([box.left, box.right], [middle] * 2, color=look.color, **how)
        if look.symbol == "rail":
            how |= {"linewidth": pen(look.width, k) * 0.5, "linestyle": (0, (7, 7))}
            paper.plot([box.left, box.right], [middle] * 2, color="#ffffff", **how)
        return
    fill = (look.fill, fill_strength(row.facts, kind, rough=kind["rough"])) if look.fill else "none"
    rectangle(
        paper,
        box,
        fill=bool(look.fill),
        facecolor=fill,
        edgecolor=look.color,
        linewidth=pen(min(look.width, 2), k),
        linestyle=dash,
    )
