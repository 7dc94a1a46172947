"""The typeface of a sheet: found by name, measured, and texts broken into lines that fit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FACES", "Type", "chinese_face", "clean"]

FACES = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "STSong"),
    *("Noto Sans CJK TC", "Noto Sans CJK JP"),
)
"""Faces with Chinese characters, the best first: those of Simplified Chinese before others, whose shapes differ."""

_SPARE = "DejaVu Sans"
_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BREAKS = re.compile(r"[^\s\u2e80-\uffef]+|\s+|.", re.DOTALL)
_PT_MM = 25.4 / 72


def clean(text: object) -> str:
    r"""Write any text as one line: breaks and control characters are spaces, half a character is a mark for one.

    Examples
    --------
    >>> clean("一\n二$x^2$"), clean("\ud83d!")
    ('一 二$x^2$', '�!')
    """
    whole = str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub(" ", whole).strip()


@lru_cache(maxsize=1)
def chinese_face() -> str:
    """Give the name of the first of :data:`FACES` that this system has.

    Raises
    ------
    SourceError
        There is none.
    """
    manager = require("matplotlib.font_manager", "a figure")
    for again in (False, True):
        if again:  # what was installed after matplotlib looked last
            known = {entry.fname for entry in manager.fontManager.ttflist}
            for file in manager.findSystemFonts():
                if file not in known:
                    try:
                        manager.fontManager.addfont(file)
                    except (OSError, RuntimeError):  # a file that is no font
                        continue
        there = {entry.name for entry in manager.fontManager.ttflist}
        for face in FACES:
            if face in there:
                return face
    message = Sentence(
        "a figure needs a font with Chinese characters, and this system has none; install "
        "one (Debian, Ubuntu: apt-get install fonts-noto-cjk; elsewhere Noto Sans SC or "
        "Source Han Sans SC)"
    )
    raise SourceError(message)


class Type:
    """Sets text on a sheet: all of it as it stands, never as mathematics."""

    def __init__(self, factor: float) -> None:
        self._manager = require("matplotlib.font_manager", "a figure")
        self.factor = factor
        self.families = [chinese_face(), _SPARE]
        self._measured: dict[tuple[str, bool], float] = {}
        self._fonts = {bold: self._font(bold=bold) for bold in (False, True)}

    def _font(self, *, bold: bool) -> Any:
        properties = self._manager.FontProperties(family=self.families[:1], weight="bold" if bold else "normal")
        font = self._manager.get_font(self._manager.fontManager.findfont(properties))
        font.set_size(100, 72)
        return font

    def size(self, points: float) -> float:
        """Give a size in points for this sheet."""
        return points * self.factor

    def width(self, text: str, points: float, *, bold: bool = False) -> float:
        """Measure a line in millimetres; ``points`` is the size as on A4."""
        total = 0.0
        for character in text:
            key = (character, bold)
            if key not in self._measured:
                font = self._fonts[bold]
                glyph = font.load_char(ord(character)) if font.get_char_index(ord(character)) else None
                self._measured[key] = glyph.linearHoriAdvance / 65536 / 100 if glyph is not None else 0.7
            total += self._measured[key]
        return total * self.size(points) * _PT_MM

    def height(self, points: float) -> float:
        """Give the distance of lines in millimetres."""
        return self.size(points) * 1.35 * _PT_MM

    def lines(self, text: object, width: float, points: float, *, bold: bool = False) -> list[str]:
        """Break a text into lines that fit: between words, and anywhere between Chinese characters."""
        lines = [""]
        for piece in _BREAKS.findall(clean(text)):
            parts: Sequence[str] = [piece]
            if self.width(piece, points, bold=bold) > width:
                parts = list(piece)  # one word longer than the line
            for part in parts:
                if lines[-1] and self.width(lines[-1] + part.rstrip(), points, bold=bold) > width:
                    lines.append("")
                lines[-1] += part if lines[-1] else part.lstrip()
        return [line.rstrip() for line in lines]

    def cut(self, text: object, width: float, points: float) -> str:
        """Shorten a text with an ellipsis until it fits."""
        whole = clean(text)
        if self.width(whole, points) <= width:
            return whole
        while whole and self.width(whole + "…", points) > width:
            whole = whole[:-1]
        return whole + "…"

    def write(self, axes: Any, x: float, y: float, text: object, points: float, **how: Any) -> Any:
        """Write one line; ``points`` is the size as on A4."""
        how = {"ha": "left", "va": "baseline", "color": "#1d2730", "clip_on": False, **how}
        return axes.text(x, y, clean(text), fontsize=self.size(points), family=self.families, parse_math=False, **how)
