"""What folium puts into the head and the body of a page, taken apart: what it would run or load is refused."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from branca.element import CssLink, Element, Figure, JavascriptLink

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError
from hanting_geo.outputs.page.foreign import NOT_NEEDED
from hanting_geo.outputs.page.foreign_legend import LEGEND_MARK
from hanting_geo.outputs.page.scripts import Written

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["body_text", "header_parts", "refuse_own_scripts", "text_of"]

_LEAFLET = re.compile(r"https://[^/]+/(?:npm/)?leaflet@1\.9\.\d+/dist/leaflet\.(?P<kind>js|css)")
_LEFT = re.compile(r"\w+_(?:[0-9a-f]{32}|includes)", flags=re.ASCII)
_ACTIVE = {"meta", "base", "link", "iframe", "frame", "object", "embed", "applet", "form", "portal", "fencedframe"}
_SWITCHES = re.compile(r"\s*L_NO_TOUCH = (?:true|false);\s*L_DISABLE_3D = (?:true|false);\s*")


def refuse_own_scripts(figure: Figure) -> None:
    """Refuse a script that somebody has put beside those of folium; what an earlier rendering left is none."""
    for name, piece in figure.script._children.items():  # noqa: SLF001
        if name == piece.get_name() or not _LEFT.fullmatch(name):
            message = Sentence(
                "the map holds a script of its own ({name}); a page carries no script but its own", name=name
            )
            raise SourceError(message)


def text_of(piece: Element) -> str:
    """Give a rendered piece as it is: branca keeps it as a template, and filling that in would run the data in it."""
    if isinstance(piece._template_str, Written):  # noqa: SLF001
        return piece._template_str.text  # noqa: SLF001
    return piece.render() if piece._template_str is None else piece._template_str  # noqa: SLF001


def header_parts(name: str, piece: Element, maps: Collection[str]) -> _Pieces:
    """Take a piece of the header apart; of scripts only the two switches of Leaflet that a map sets are let through."""
    if isinstance(piece, (JavascriptLink, CssLink)):
        if not _LEAFLET.fullmatch(piece.url) and name not in NOT_NEEDED:
            message = Sentence(
                "the page would load {url} ({name}), which is not packaged; take that plugin off the map",
                url=piece.url,
                name=name,
            )
            raise SourceError(message)
        return _Pieces("")
    parts = _Pieces(text_of(piece))
    if f".{LEGEND_MARK}" in "".join(parts.styles) and name.startswith("macro_element_"):
        parts.scripts.clear()  # geopandas' legend of categories: what makes it draggable would come from elsewhere
        parts.remote.clear()
    _refuse_remote(parts.remote + _css_addresses("".join(parts.styles)))
    if parts.scripts and not (name in maps and len(parts.scripts) == 1 and _SWITCHES.fullmatch(parts.scripts[0])):
        message = Sentence(
            "the page's header holds a script of its own ({name}); a page carries no script but its own", name=name
        )
        raise SourceError(message)
    return parts


def body_text(piece: Element) -> str:
    """Give a piece of the body that runs and loads nothing."""
    text = text_of(piece)
    parts = _Pieces(text)
    _refuse_remote(parts.remote)
    if parts.scripts:
        message = Sentence("the page's body holds a script of its own; a page carries no script but its own")
        raise SourceError(message)
    if parts.active:
        message = Sentence(
            "the page's body holds <{active}>, which acts by itself (it may lead a reader elsewhere); if it is text, "
            "put it in with html.escape(...), else take it out",
            active=parts.active[0],
        )
        raise SourceError(message)
    return text


def _css_addresses(css: str) -> list[str]:
    return re.findall(r"url\(\s*['\"]?([^)'\"]*)", css) + re.findall(r"@import\s+['\"]([^'\"]*)", css)


def _refuse_remote(addresses: list[str]) -> None:
    for address in addresses:
        if address and not address.startswith(("data:", "#")):
            host = urlsplit(address).netloc
            message = Sentence(
                "the page would load {address}{value}; a one-file page loads nothing: embed it as a "
                "data: address or take it off the map",
                address=address,
                value=Sentence(" from {host}", host=host) if host else "",
            )
            raise SourceError(message)


class _Pieces(HTMLParser):
    """Takes apart a piece of folium's header or body, and notes whatever it would run or load."""

    _LOADS = {"src", "srcset", "poster", "data", "background"}  # noqa: RUF012

    def __init__(self, text: str) -> None:
        super().__init__()
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.remote: list[str] = []
        self.active: list[str] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag loads; a style or script begins."""
        self._inside = tag
        if tag in {"style", "script"}:
            (self.styles if tag == "style" else self.scripts).append("")
        if tag in _ACTIVE:
            self.active.append(tag)
        for name, value in attrs:
            if name in self._LOADS or (name == "href" and tag in {"link", "image", "use", "base"}):
                self.remote.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        """Note that a style or script has ended."""
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        """Collect the text of styles and scripts."""
        if self._inside in {"style", "script"}:
            (self.styles if self._inside == "style" else self.scripts)[-1] += data
