"""One HTML file that opens with no network: take a folium map apart, put its needs inside, refuse the rest."""

from __future__ import annotations

import base64
import html
import re
from contextlib import contextmanager
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import TemplateError

from hanting_geo.atomic import write_text
from hanting_geo.errors import SourceError
from hanting_geo.outputs.element import DEFAULT_DECIMALS, PageElement, asset_bytes, asset_text, safe_json

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["page_html", "save_page"]

_FEWEST_DECIMALS, _MOST_DECIMALS = 3, 9

_LEAFLET = re.compile(r"https://[^/]+/(?:npm/)?leaflet@1\.9\.\d+/dist/leaflet\.(?P<kind>js|css)")
# folium links these to every map, whether or not they are used; what would need them is refused by class.
_NOT_NEEDED = {
    "jquery",
    "bootstrap",
    "awesome_markers",
    "bootstrap_css",
    "glyphicons_css",
    "awesome_markers_font_css",
    "awesome_markers_css",
    "awesome_rotate_css",
}
_SUPPORTED = {
    "Circle",
    "CircleMarker",
    "DivIcon",
    "Element",
    "ElementAddToElement",
    "FeatureGroup",
    "Figure",
    "FitBounds",
    "GeoJson",
    "GeoJsonPopup",
    "GeoJsonTooltip",
    "Html",
    "LayerControl",
    "Map",
    "Marker",
    "PolyLine",
    "Polygon",
    "Popup",
    "Rectangle",
    "SetIcon",
    "Tooltip",
}
_INSTEAD = {
    "Icon": "use folium.DivIcon or folium.CircleMarker, which need no icon font",
    "TileLayer": "use folium.Map(tiles=None), or zone_map(..., basemap=...), which names the tile server in the policy",
    "EventHandler": "a page carries no script but its own",
}


def save_page(map: folium.Map, path: str | os.PathLike[str], *, decimals: int = DEFAULT_DECIMALS) -> Path:  # noqa: A002
    """Write a map as one HTML file that makes no request to any host.

    Leaflet, styles and scripts stand inside. A Content-Security-Policy lets the browser run only the scripts
    written here (by their sha256) and refuse every host but a tile server that was opted in by name.
    Equal input gives equal bytes: folium's random names are numbered.

    Parameters
    ----------
    map
        From :func:`hanting_geo.zone_map`, or any folium map of GeoJson (tooltip, popup), vector shapes, markers
        without icon fonts, feature groups and a layer control, with ``tiles=None``.
    path
        The file to write; an old one is replaced whole, or left as it was.
    decimals
        Decimals of longitude and latitude to embed, 3 to 9: those of the layers of a zone map and of GeoJson.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    SourceError
        Something on the map needs another host or cannot work without one (the message names it), a popup or
        tooltip would run as code, or the file cannot be written.

    Notes
    -----
    On foreign folium maps the markup of a popup, tooltip or layer name stays markup, as folium means it; the policy
    stops scripts and event handlers in it. Zone maps show text as text only.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> plain = folium.Map([36.77, 119.22], tiles=None, zoom_start=12)
    >>> page = save_page(plain, Path(tempfile.mkdtemp()) / "map.html")
    >>> "cdn." in page.read_text(encoding="utf-8")
    False
    """
    return write_text(path, page_html(map, decimals=decimals))


def page_html(map: folium.Map, *, decimals: int = DEFAULT_DECIMALS) -> str:  # noqa: A002
    """Give the text that :func:`save_page` writes."""
    given: object = map
    if not isinstance(given, folium.Map):
        message = (
            f"a page is made of a folium map, not of {type(map).__name__}; hg.zone_map(layers, title=...) makes one"
        )
        raise TypeError(message)
    if not _FEWEST_DECIMALS <= decimals <= _MOST_DECIMALS:
        message = f"decimals={decimals}: use 3 (about 60 m) to 9; 6 keeps coordinates within 0.06 m"
        raise ValueError(message)
    figure = cast("Figure", map.get_root())
    elements = list(_walk(figure))
    for element in elements:
        _require_supported(element)
    with _as_it_was(figure), _rounded(elements, decimals):
        try:
            for child in figure._children.values():  # noqa: SLF001 - branca offers no other way
                child.render()
        except TemplateError as error:
            message = (
                f"a text on the map holds {{%, {{{{ or {{#, which folium reads as a template: {error}; take it out"
            )
            raise SourceError(message) from error
        own = [element for element in elements if isinstance(element, PageElement)]
        styles, bodies, scripts = _take_apart(figure, own, map, decimals)
    number = _numbering(elements)
    hosts = sorted({host for element in own for host in element.hosts})
    return _compose([[number(text) for text in texts] for texts in (styles, bodies, scripts)], hosts, map)


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in list(element._children.values()):  # noqa: SLF001
        yield from _walk(child)
    for part in ("html", "marker", "icon"):  # a popup's content and a GeoJson's marker hang on attributes
        inner = getattr(element, part, None)
        if isinstance(inner, Element) and not isinstance(element, Figure):
            yield from _walk(inner)


def _require_supported(element: Element) -> None:
    if isinstance(element, (PageElement, folium.Map)):
        return
    kind = type(element).__name__
    if kind not in _SUPPORTED or not type(element).__module__.startswith(("folium.", "branca.")):
        where = getattr(element, "tiles", None) or getattr(element, "url", None)
        instead = _INSTEAD.get(kind, "save_page carries Map, GeoJson, vector shapes, Marker, Popup and LayerControl")
        message = f"a one-file page cannot hold {kind}{f' ({where})' if where else ''}; {instead}"
        raise SourceError(message)
    if isinstance(element, folium.GeoJson) and not element.embed:
        message = f"the GeoJson layer reads {element.embed_link} when the page opens; pass the data with embed=True"
        raise SourceError(message)
    if kind == "Map" or not isinstance(element, (folium.Tooltip, folium.Popup)):
        return
    text = element.text if isinstance(element, folium.Tooltip) else element.html.render()
    if "${" in text or (isinstance(element, folium.Tooltip) and "`" in text):
        message = f"folium would run the {kind.lower()} {text[:60]!r} as code: take ${{ and the back-tick out of it"
        raise SourceError(message)


@contextmanager
def _as_it_was(figure: Figure) -> Iterator[None]:
    """Render without leaving anything behind on the map: saving twice, or changing the map between, is fine."""
    places = [figure.header, figure.html, figure.script]
    before = [place._children.copy() for place in places]  # noqa: SLF001
    try:
        yield
    finally:
        for place, children in zip(places, before, strict=True):
            place._children = children  # noqa: SLF001


@contextmanager
def _rounded(elements: list[Element], decimals: int) -> Iterator[None]:
    """Lend every GeoJson layer rounded coordinates while the page is written; the map keeps its own."""
    layers = [element for element in elements if isinstance(element, folium.GeoJson)]
    originals = [layer.data for layer in layers]
    try:
        for layer in layers:
            layer.data = _round_coordinates(layer.data, decimals)
        yield
    finally:
        for layer, data in zip(layers, originals, strict=True):
            layer.data = data


def _round_coordinates(value: Any, decimals: int, *, inside: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            key: item if key == "properties" else _round_coordinates(item, decimals, inside=key == "coordinates")
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_round_coordinates(item, decimals, inside=inside) for item in value]
    return round(value, decimals) if inside and isinstance(value, float) else value


class _Pieces(HTMLParser):
    """Takes apart a piece of folium's header or body, and notes whatever it would run or load."""

    _LOADS = {"src", "srcset", "poster", "data", "background"}  # noqa: RUF012

    def __init__(self, text: str) -> None:
        super().__init__()
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.remote: list[str] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag loads; a style or script begins."""
        self._inside = tag
        if tag in {"style", "script"}:
            (self.styles if tag == "style" else self.scripts).append("")
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


def _text_of(piece: Element) -> str:
    """Give a rendered piece as it is: branca keeps it as a template, and filling that in would run the data in it."""
    return piece.render() if piece._template_str is None else piece._template_str  # noqa: SLF001


def _take_apart(
    figure: Figure, own: list[PageElement], folium_map: folium.Map, decimals: int
) -> tuple[list[str], list[str], list[str]]:
    """Sort what was rendered into style sheets, body and scripts, in the order in which they must stand."""
    by_name = {element.get_name(): element for element in own}
    styles, scripts = [_leaflet_css(figure)], []
    for name, piece in figure.header._children.items():  # noqa: SLF001
        if name not in by_name:
            parts = _header_parts(name, piece, folium_map)
            styles += parts.styles
            scripts += parts.scripts
    scripts.append(asset_text("leaflet.js").partition("//# sourceMappingURL")[0])
    scripts += dict.fromkeys(text for element in own for text in element.scripts())
    styles += dict.fromkeys(element.styles() for element in own)
    if not own:
        scripts.append(_shim())
    bodies = [
        by_name[name].body(decimals) if name in by_name else _body_text(piece)
        for name, piece in figure.html._children.items()  # noqa: SLF001
    ]
    calls = [_text_of(piece) for piece in figure.script._children.values()]  # noqa: SLF001
    # In a string of the script "<\\/" means "</"; left as it is, a foreign text could end the script.
    scripts.append("\n".join(calls).replace("</", "<\\/").replace("<!--", "<\\!--"))
    return styles, bodies, scripts


def _header_parts(name: str, piece: Element, folium_map: folium.Map) -> _Pieces:
    if isinstance(piece, (JavascriptLink, CssLink)):
        if not _LEAFLET.fullmatch(piece.url) and name not in _NOT_NEEDED:
            message = f"the page would load {piece.url} ({name}), which is not packaged; take that plugin off the map"
            raise SourceError(message)
        return _Pieces("")
    parts = _Pieces(_text_of(piece))
    _refuse_remote(parts.remote + _css_addresses("".join(parts.styles)))
    if parts.scripts and name != folium_map.get_name():
        message = f"the page's header holds a script of its own ({name}); a page carries no script but its own"
        raise SourceError(message)
    return parts


def _body_text(piece: Element) -> str:
    text = _text_of(piece)
    parts = _Pieces(text)
    _refuse_remote(parts.remote)
    if parts.scripts:
        message = "the page's body holds a script of its own; a page carries no script but its own"
        raise SourceError(message)
    return text


def _compose(texts: list[list[str]], hosts: list[str], source: folium.Map) -> str:
    styles, bodies, scripts = texts
    hashes = " ".join(f"'sha256-{base64.b64encode(_digest(script)).decode()}'" for script in scripts)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        f"img-src {' '.join(['data:', *hosts])}; base-uri 'none'; form-action 'none'"
    )
    language = "en" if getattr(source, "language", "zh") == "en" else "zh-CN"
    title = getattr(source, "page_title", None) or cast("Figure", source.get_root()).title or "Map"
    head = [
        "<!DOCTYPE html>",
        f'<html lang="{language}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f"<title>{html.escape(title)}</title>",
        *(f"<style>{style}</style>" for style in styles),
        "</head>",
        "<body>",
    ]
    tail = [*(f"<script>{script}</script>" for script in scripts), "</body>", "</html>", ""]
    return "\n".join([*head, *bodies, *tail])


def _digest(script: str) -> bytes:
    return sha256(script.encode("utf-8")).digest()


def _css_addresses(css: str) -> list[str]:
    return re.findall(r"url\(\s*['\"]?([^)'\"]*)", css) + re.findall(r"@import\s+['\"]([^'\"]*)", css)


def _refuse_remote(addresses: list[str]) -> None:
    for address in addresses:
        if address and not address.startswith(("data:", "#")):
            host = urlsplit(address).netloc
            message = (
                f"the page would load {address}{f' from {host}' if host else ''}; a one-file page loads nothing: "
                "embed it as a data: address or take it off the map"
            )
            raise SourceError(message)


def _image(name: str) -> str:
    return f"data:image/png;base64,{base64.b64encode(asset_bytes(name)).decode()}"


def _leaflet_css(figure: Figure) -> str:
    """Give Leaflet's style sheet with its images inside, those that the map uses."""
    uses_layers = any(isinstance(element, folium.LayerControl) for element in _walk(figure))

    def inside(match: re.Match[str]) -> str:
        name = match.group(1)
        return f"url({_image('leaflet-' + name)})" if uses_layers and name.startswith("layers") else "none"

    return re.sub(r"url\(images/([\w.-]+)\)", inside, asset_text("leaflet.css"))


def _shim() -> str:
    """Give foreign maps what folium's templates call: the part of jQuery that makes a popup, and the marker's image."""
    images = {
        "iconUrl": _image("leaflet-marker-icon.png"),
        "iconRetinaUrl": _image("leaflet-marker-icon-2x.png"),
        "shadowUrl": _image("leaflet-marker-shadow.png"),
    }
    return f"{asset_text('shim.js')}\nhantingMarkerImages({safe_json(images)});"


def _numbering(elements: list[Element]) -> Callable[[str], str]:
    """Give the function that replaces folium's random ids by their order on the page."""
    known = {element._id for element in elements}  # noqa: SLF001
    order: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        found = match.group(1)
        return "_" + (order.setdefault(found, str(len(order) + 1)) if found in known else found)

    return lambda text: re.sub(r"_([0-9a-f]{32})", number, text)
