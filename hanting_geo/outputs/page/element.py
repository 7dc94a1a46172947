"""What a map element must be to go into the one-file page: data apart from code, text never markup."""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, cast

from branca.element import Element, Figure, MacroElement

from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "DEFAULT_DECIMALS",
    "Content",
    "PageElement",
    "Verbatim",
    "asset_bytes",
    "asset_text",
    "data_block",
    "rounding_m",
    "safe_json",
    "text_block",
]

DEFAULT_DECIMALS = 6
"""Decimals of a degree: at 6 a coordinate moves by at most 0.06 m, at 5 by 0.6 m."""


class Content(NamedTuple):
    """What a page embeds of one layer: how many features, and which of their columns."""

    layer: str
    features: int
    columns: tuple[str, ...]


class Verbatim(Element):
    """Text that goes into a page as it is: branca would read it as a Jinja template, data and all."""

    def __init__(self, text: str | Callable[[], str]) -> None:
        super().__init__()
        self._name = "Verbatim"
        self._text = text

    def render(self, **_: object) -> str:
        """Give the text; one that takes long to make is made only now."""
        return self._text if isinstance(self._text, str) else self._text()


class PageElement(MacroElement, ABC):
    """Something on a map that was written for the one-file page: data apart from code, no remote address.

    A subclass gives four texts. Only :meth:`body` may hold what a layer says, and only through :func:`safe_json` or
    compressed; scripts and call are the same for all data, up to folium's names.
    """

    hosts: tuple[str, ...] = ()
    """The hosts that a person has allowed by name to serve images, as in a policy: ``https://*.example.cn``."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here

    def styles(self) -> str:
        """Give the style sheet."""
        return ""

    def scripts(self) -> tuple[str, ...]:
        """Give the static scripts that define functions, in the order in which they must stand."""
        return ()

    def contents(self) -> list[Content]:
        """List what the page embeds for this element."""
        return []

    @abstractmethod
    def call(self) -> str:
        """Give the statement that starts the script on the map."""

    @abstractmethod
    def body(self, decimals: int) -> str:
        """Give the data as blocks that a browser does not execute, coordinates rounded; see :func:`data_block`."""

    def render(self, **_: object) -> str:
        """Put the texts in their places, so that folium's own ``save`` and ``show_in_browser`` work too (online)."""
        figure = cast("Figure", self.get_root())
        name = self.get_name()
        figure.header.add_child(
            Verbatim(
                "\n".join([f"<style>{self.styles()}</style>", *(f"<script>{text}</script>" for text in self.scripts())])
            ),
            name=name,
        )
        figure.html.add_child(Verbatim(lambda: self.body(DEFAULT_DECIMALS)), name=name)
        figure.script.add_child(Verbatim(self.call()), name=name)
        return ""


def data_block(name: str, text: str) -> str:
    """Wrap JSON text of :func:`safe_json` in a block of that name; a browser does not execute its type."""
    return f'<script type="application/json" id="{name}">{text}</script>\n'


def text_block(name: str, text: str) -> str:
    """Wrap packed text, which holds nothing that markup takes for a sign, in a block of that name."""
    return f'<script type="text/plain" id="{name}">{text}</script>\n'


def rounding_m(decimals: int) -> float:
    """Give the most by which rounding moves a coordinate along either axis, in metres, rounded up to one digit.

    Half a unit of the last decimal, and what the typed arrays of the page lose (2e-9 degrees), on the longest degree
    there is: 111.32 km, at the equator.

    Examples
    --------
    >>> rounding_m(6), rounding_m(5)
    (0.06, 0.6)
    """
    exact = (0.5 * 10.0**-decimals + 2e-9) * 111_320
    digits = -math.floor(math.log10(exact))
    return float(round(math.ceil(exact * 10**digits) / 10**digits, digits))


def safe_json(value: object) -> str:
    r"""Write JSON that may stand inside an HTML script block: text cannot end the block or open a comment.

    A :class:`hanting_geo.core.text.Text` becomes a pair, Chinese and English.

    Examples
    --------
    >>> safe_json({"name": "</script><script>"}), safe_json(Text("片区"))
    ('{"name":"\\u003c/script\\u003e\\u003cscript\\u003e"}', '["片区","片区"]')
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_pair)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # A lone surrogate (half a character of a damaged file) cannot be UTF-8; its escape is valid JSON.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _pair(value: object) -> list[str]:
    if isinstance(value, Text):
        return list(value.both().values())
    message = Sentence("a page cannot hold a {name}", name=type(value).__name__)
    raise TypeError(message)


def asset_text(name: str) -> str:
    """Read one of the packaged assets."""
    return asset_bytes(name).decode("utf-8")


def asset_bytes(name: str) -> bytes:
    """Read one of the packaged assets that is no text."""
    return files("hanting_geo.outputs").joinpath("assets", name).read_bytes()
