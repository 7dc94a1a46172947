"""A value function drawn over the histogram of its data.

Everything is a shape with attributes, so that page and notebook show the same, and nothing needs a style sheet.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from hanting_geo.core.text import Text
from hanting_geo.core.words.curves import CURVES

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Curve", "Shape"]

_WIDTH, _HEIGHT = 400, 186
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 40, 24, 34
_INSIDE = 0.94
"""The part of the height that the highest bar takes: the line of a full mark stays above it."""
_CHARACTER = 6.3
_MOST_CLASSES = 8
_PAD = 0.04
_INK, _BAR, _LINE, _GRID, _CUT, _OUT = "#4c5963", "#c5d4df", "#1d4d82", "#e6eaed", "#8a97a1", "#b2182b"
_LEAST_FOR_A_WORD = 34


class Shape(NamedTuple):
    """A shape of a drawing: the element, its attributes, and what it says."""

    tag: str
    attributes: dict[str, str | float]
    text: Text | None = None


@dataclass(frozen=True)
class Curve:
    """A value function and its data, as plain numbers.

    Parameters
    ----------
    title
        Of the criterion, with its unit.
    said
        What is seen, in sentences.
    bars
        Of numbers: from, to and count of each class of the histogram.
    classes
        Of texts: each with its count, and what it scores; None for none.
    pieces
        The function as lines of (value, score); a step is a piece of its own. Beyond the first and the last value the
        score stays.
    cuts
        Values at which the score changes.
    low, high
        Limits beyond which a candidate is excluded.
    scale
        The full mark.
    """

    title: Text
    said: Text
    bars: Sequence[tuple[float, float, int]] = ()
    classes: Sequence[tuple[str, int, float | None]] = ()
    pieces: Sequence[Sequence[tuple[float, float]]] = ()
    cuts: Sequence[float] = ()
    low: float | None = None
    high: float | None = None
    scale: float = 1.0

    def facts(self) -> dict[str, Any]:
        """Give what the page draws."""
        return {
            "title": self.title,
            "said": self.said,
            "size": [_WIDTH, _HEIGHT],
            "shapes": [list(shape) for shape in self.shapes()],
        }

    def svg(self, language: str) -> str:
        """Draw it as text; all that it says is only text."""
        drawn = "".join(
            f"<{shape.tag} {_attributes(shape)}>{escape(shape.text.text(language)) if shape.text else ''}</{shape.tag}>"
            for shape in self.shapes()
        )
        title = escape(self.said.text(language))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
            f'height="{_HEIGHT}" font-family="sans-serif"><title>{title}</title>{drawn}</svg>'
        )

    def shapes(self) -> list[Shape]:
        """Give everything that is drawn, from the back to the front."""
        axis = _Axis(*self._span())
        frame = [_rule(axis.y(part), part == 0) for part in (0.0, 0.5, 1.0)]
        if self.classes:
            return [*frame, *self._of_classes(), *self._scores()]
        return [
            *self._limits(axis),
            *frame,
            *self._histogram(axis),
            *(_dashed(axis.x(cut)) for cut in self.cuts),
            *self._function(axis),
            *self._scores(),
            *self._values(axis),
        ]

    def _span(self) -> tuple[float, float]:
        """Give the values between which is drawn: all of the data, and all at which something happens."""
        ends = [end for low, high, _ in self.bars for end in (low, high)]
        ends += [*self.cuts, *(value for piece in self.pieces for value, _ in piece)]
        ends += [limit for limit in (self.low, self.high) if limit is not None]
        low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
        if high <= low:
            low, high = low - max(abs(low) * 0.1, 0.5), high + max(abs(high) * 0.1, 0.5)
        pad = (high - low) * _PAD
        return (low if low == 0 else low - pad), high + pad

    def _limits(self, axis: _Axis) -> list[Shape]:
        found = []
        edges = [(axis.low, self.low), (self.high, axis.high)]
        for start, end in (
            (start, end) for start, end in edges if start is not None and end is not None and end > start
        ):
            left, right = axis.x(start), axis.x(end)
            place = {"x": left, "y": _TOP, "width": round(right - left, 1), "height": _HEIGHT - _TOP - _BOTTOM}
            found.append(Shape("rect", {**place, "fill": _OUT, "fill-opacity": 0.09}))
            if right - left > _LEAST_FOR_A_WORD:
                found.append(_label((left + right) / 2, _TOP + 12, CURVES["excluded"], "middle", _OUT))
        return found

    def _histogram(self, axis: _Axis) -> list[Shape]:
        most = max((count for _, _, count in self.bars), default=0)
        found = []
        for low, high, count in self.bars:
            if not count:
                continue
            left, right = axis.x(low), axis.x(high)
            if right - left < 1:  # one value only
                left, right = (left + right) / 2 - 4, (left + right) / 2 + 4
            found.append(_bar(left, right, count / most))
        return found

    def _function(self, axis: _Axis) -> list[Shape]:
        """Draw the line, level beyond its ends; between the pieces of a step function thin risers."""
        pieces = [[(axis.x(value), axis.y(score / self.scale)) for value, score in piece] for piece in self.pieces]
        if not pieces:
            return []
        first, last = pieces[0][0], pieces[-1][-1]
        pieces[0] = [(axis.x(axis.low), first[1]), *pieces[0]]
        pieces[-1] = [*pieces[-1], (axis.x(axis.high), last[1])]
        risers = [
            _between(before[-1], after[0]) for before, after in itertools.pairwise(pieces) if before[-1] != after[0]
        ]
        return risers + [_line(piece) for piece in pieces]

    def _of_classes(self) -> list[Shape]:
        """Draw a bar for each class of texts, and a stroke at what it scores."""
        shown = list(self.classes[:_MOST_CLASSES])
        most = max((count for _, count, _ in self.classes), default=0) or 1
        rest = len(self.classes) - len(shown)
        wide = (_WIDTH - _LEFT - _RIGHT) / (len(shown) + (rest > 0))
        found = []
        for place, (name, count, score) in enumerate(shown):
            left, right = _LEFT + wide * (place + 0.18), _LEFT + wide * (place + 0.82)
            if count:
                found.append(_bar(left, right, count / most))
            if score is not None:
                y = _height(score / self.scale)
                found.append(_line([(left - wide * 0.08, y), (right + wide * 0.08, y)], thick=3))
            room = max(int(wide / _CHARACTER), 2)
            short = name if _width(name) <= wide else name[: max(room // (2 if _is_wide(name) else 1) - 1, 1)] + "…"
            found.append(_label((left + right) / 2, _HEIGHT - _BOTTOM + 15, Text(short, short), "middle"))
        if rest > 0:
            at = _LEFT + wide * (len(shown) + 0.5)
            found.append(_label(at, _HEIGHT - _BOTTOM + 15, CURVES["others"].filled(count=rest), "middle"))
        return found

    def _scores(self) -> list[Shape]:
        """Label both axes: what a value scores on the left, how many have it on the right."""
        counts = [count for _, _, count in self.bars] + [count for _, count, _ in self.classes]
        found = [
            _label(_LEFT - 6, _height(part) + 4, _same(f"{part * self.scale:g}"), "end", _LINE)
            for part in (0.0, 0.5, 1.0)
        ]
        found.append(_label(2, 11, CURVES["score"], "start", _LINE))
        most = max(counts, default=0)
        if most:
            right = _WIDTH - _RIGHT + 6
            found.append(_label(right, _height(_INSIDE) + 4, _same(f"{most:,}"), "start"))
            found.append(_label(right, _height(0) + 4, _same("0"), "start"))
            found.append(_label(_WIDTH - 2, 11, CURVES["count"], "end"))
        return found

    def _values(self, axis: _Axis) -> list[Shape]:
        """Label the values at which something happens, as far as there is room; then the ends of the data."""
        ends = [self.bars[0][0], self.bars[-1][1]] if self.bars else []
        limits = [limit for limit in (self.low, self.high) if limit is not None]
        turns = sorted({*self.cuts, *(value for piece in self.pieces for value, _ in piece)})
        taken: list[tuple[float, float]] = []
        found = []
        for value in [*limits, *turns, *ends]:
            text = _number(value)
            half = _width(text) / 2
            at = min(max(axis.x(value), _LEFT - 20 + half), _WIDTH - 4 - half)
            if all(at + half + 6 < low or at - half - 6 > high for low, high in taken):
                taken.append((at - half, at + half))
                found.append(_tick(axis.x(value)))
                found.append(_label(at, _HEIGHT - _BOTTOM + 16, _same(text), "middle"))
        return found


@dataclass(frozen=True)
class _Axis:
    """Values from left to right."""

    low: float
    high: float

    def x(self, value: float) -> float:
        """Give the place of a value."""
        inside = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        return round(_LEFT + inside * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, part: float) -> float:
        """Give the height of a part of the full mark."""
        return _height(part)


def _height(part: float) -> float:
    return round(_HEIGHT - _BOTTOM - part * (_HEIGHT - _TOP - _BOTTOM), 1)


def _rule(y: float, bottom: bool) -> Shape:  # noqa: FBT001 - of one call
    ends = {"x1": _LEFT, "x2": _WIDTH - _RIGHT, "y1": y, "y2": y}
    return Shape("line", {**ends, "stroke": _CUT if bottom else _GRID, "stroke-width": 1})


def _dashed(x: float) -> Shape:
    ends = {"x1": x, "x2": x, "y1": _TOP, "y2": _HEIGHT - _BOTTOM}
    return Shape("line", {**ends, "stroke": _CUT, "stroke-width": 0.7, "stroke-dasharray": "1 3"})


def _between(start: tuple[float, float], end: tuple[float, float]) -> Shape:
    """Draw where a score jumps."""
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    return Shape("line", {**ends, "stroke": _LINE, "stroke-width": 1, "stroke-dasharray": "2 2"})


def _tick(x: float) -> Shape:
    ends = {"x1": x, "x2": x, "y1": _HEIGHT - _BOTTOM, "y2": _HEIGHT - _BOTTOM + 4}
    return Shape("line", {**ends, "stroke": _CUT, "stroke-width": 1})


def _bar(left: float, right: float, part: float) -> Shape:
    top = _height(max(part * _INSIDE, 0.012))  # a single candidate among thousands is seen, too
    place = {"x": round(left + 0.5, 1), "y": top, "width": round(max(right - left - 1, 0.8), 1)}
    return Shape("rect", {**place, "height": round(_height(0) - top, 1), "fill": _BAR})


def _line(points: Sequence[tuple[float, float]], thick: float = 2.2) -> Shape:
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    look: dict[str, str | float] = {"fill": "none", "stroke": _LINE, "stroke-width": thick, "stroke-linecap": "round"}
    return Shape("path", {"d": path, **look, "stroke-linejoin": "round"})


def _label(x: float, y: float, text: Text, anchor: str, color: str = _INK) -> Shape:
    place: dict[str, str | float] = {"x": round(x, 1), "y": round(y, 1), "text-anchor": anchor}
    return Shape("text", {**place, "font-size": 11, "fill": color}, text)


def _same(text: str) -> Text:
    return Text(text, text)


def _number(value: float) -> str:
    """Write a value with as many digits as tell it apart.

    Examples
    --------
    >>> _number(2000.0), _number(0.123456), _number(1234.5678)
    ('2,000', '0.123', '1,235')
    """
    rounded = float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))  # noqa: PLR2004
    return f"{rounded:,.10g}"


def _is_wide(text: str) -> bool:
    return any(ord(character) > 0x2E7F for character in text)  # noqa: PLR2004 - where Chinese begins


def _width(text: str) -> float:
    return sum(11.0 if ord(character) > 0x2E7F else _CHARACTER for character in text)  # noqa: PLR2004


def _attributes(shape: Shape) -> str:
    written = {
        name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in shape.attributes.items()
    }
    return " ".join(f'{name}="{value}"' for name, value in written.items())
