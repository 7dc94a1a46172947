"""One HTML file that opens with no network: take a folium map apart, put its needs inside, refuse the rest."""

from __future__ import annotations

import base64
import html
import logging
import re
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, cast

import folium
import pandas as pd
from branca.colormap import ColorMap
from branca.element import Element, Figure
from jinja2 import TemplateError

from hanting_geo.core import arguments
from hanting_geo.core.atomic import write_text
from hanting_geo.core.collecting import uncollected
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError
from hanting_geo.outputs.page.element import (
    DEFAULT_DECIMALS,
    PageElement,
    asset_bytes,
    asset_text,
    rounding_m,
    safe_json,
)
from hanting_geo.outputs.page.foreign import (
    INSTEAD,
    LINKS,
    allowed_hosts,
    image_hosts,
    require_supported,
    walk,
)
from hanting_geo.outputs.page.foreign_legend import category_legend, colormap_legend, read_categories
from hanting_geo.outputs.page.lending import contents, lent
from hanting_geo.outputs.page.pieces import body_text, header_parts, refuse_own_scripts, text_of
from hanting_geo.outputs.page.slim import slim_css, slim_script

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from hanting_geo.outputs.page.scripts import Data

__all__ = ["page_contents", "page_html", "save_page"]

_LOG = logging.getLogger("hanting_geo")
_FEWEST_DECIMALS, _MOST_DECIMALS = 3, 9

_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S*\s*\Z")
_NEEDS_NO_SHIM = (PageElement, folium.Map, Figure, folium.FitBounds, folium.LayerControl)


def save_page(
    map: folium.Map,  # noqa: A002
    path: str | os.PathLike[str],
    *,
    decimals: int = DEFAULT_DECIMALS,
    hosts: Iterable[str] = (),
) -> Path:
    """Write a map as one HTML file that makes no request to any host but those that are named.

    Leaflet, styles and scripts stand inside. A Content-Security-Policy lets the browser run only the scripts
    written here (by their sha256) and refuse every host but a tile server that was opted in by name.
    Equal input gives equal bytes: folium's random names are numbered.

    What the page embeds of each layer goes to the logger ``hanting_geo`` (INFO); :func:`page_contents` gives it as a
    table.

    Parameters
    ----------
    map
        From :func:`hanting_geo.zone_map`, ``gdf.explore(tiles=None)``, or any folium map of the classes in
        docs/foreign_maps.md, with ``tiles=None``.
    path
        The file to write; an old one is replaced whole, or left as it was.
    decimals
        Decimals of longitude and latitude to embed, 3 to 9: those of layers, shapes, markers and the first view.
    hosts
        Servers that the page may ask for images, by name: ``["tile.openstreetmap.org"]``. Tile layers, WMS layers and
        image overlays of these hosts are carried.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    SourceError
        Something on the map needs another host or cannot work without one (the message names it), a name on it would
        run as code, or the file cannot be written.

    Notes
    -----
    On foreign folium maps the markup of a popup, tooltip or layer name stays markup, as folium means it; the policy
    stops scripts and event handlers in it, and no text stands in a script. Zone maps show text as text only. Of a
    GeoJson layer the page embeds the columns that its tooltip, popup or search name, and no other.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> plain = folium.Map([36.77, 119.22], tiles=None, zoom_start=12)
    >>> page = save_page(plain, Path(tempfile.mkdtemp()) / "map.html")
    >>> "cdn." in page.read_text(encoding="utf-8")
    False
    """
    arguments.path(path, "save_page: path")
    hosts = arguments.texts(hosts, "save_page: hosts")
    written = write_text(path, page_html(map, decimals=decimals, hosts=hosts))
    for row in page_contents(map, decimals=decimals).itertuples(index=False):
        _LOG.info(
            "%s: layer %s, %d features, columns: %s; coordinates to %d decimals (%g m)",
            *(written.name, row.layer, row.features, row.columns or "none", row.decimals, row.metres),
        )
    return written


def page_contents(map: folium.Map, *, decimals: int = DEFAULT_DECIMALS) -> pd.DataFrame:  # noqa: A002
    """List what :func:`save_page` embeds, so that it can be checked before a page leaves the house.

    Parameters
    ----------
    map
        The map, as for :func:`save_page`.
    decimals
        As for :func:`save_page`.

    Returns
    -------
    pandas.DataFrame
        A row for each layer: ``layer`` (its name), ``features`` (how many), ``columns`` (the attributes in the file,
        joined by commas), ``decimals``, and ``metres``: how far rounding moves a longitude or a latitude at most.
        Markers and vector shapes that are no layer of their own count together.

    Examples
    --------
    >>> site = {"type": "Point", "coordinates": [119.2, 36.7]}
    >>> feature = {"type": "Feature", "properties": {"name": "A", "owner": "B"}, "geometry": site}
    >>> plain = folium.Map(tiles=None)
    >>> _ = folium.GeoJson(feature, name="sites", tooltip=folium.GeoJsonTooltip(["name"])).add_to(plain)
    >>> page_contents(plain).to_dict("records")
    [{'layer': 'sites', 'features': 1, 'columns': 'name', 'decimals': 6, 'metres': 0.06}]
    """
    figure = _checked(map, decimals)
    metres = rounding_m(decimals)
    rows = [
        (content.layer, content.features, ", ".join(content.columns), decimals, metres) for content in contents(figure)
    ]
    # As objects: half a character of a damaged name is no text to Arrow.
    table = pd.DataFrame(rows, columns=["layer", "features", "columns", "decimals", "metres"], dtype=object)
    return table.astype({"features": int, "decimals": int, "metres": float})


@uncollected()
def page_html(
    map: folium.Map,  # noqa: A002
    *,
    decimals: int = DEFAULT_DECIMALS,
    hosts: Iterable[str] = (),
) -> str:
    """Give the text that :func:`save_page` writes."""
    figure = _checked(map, decimals)
    allowed = allowed_hosts(hosts)
    elements = list(walk(figure))
    for element in elements:
        require_supported(element, allowed)
    own = [element for element in elements if isinstance(element, PageElement)]
    refuse_own_scripts(figure)
    with _as_it_was(figure), lent(elements, decimals) as data:
        try:
            for child in figure._children.values():  # noqa: SLF001 - branca offers no other way
                child.render()
        except (TemplateError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            message = Sentence("folium cannot write the map: {error}", error=str(error) or type(error).__name__)
            raise SourceError(message) from error
        texts = _take_apart(figure, elements, decimals, data)
    number = _numbering(elements)
    images = {host for element in own for host in element.hosts} | set(image_hosts(elements, allowed))
    return _compose([[number(text) for text in part] for part in texts], sorted(images), map)


def _checked(map: object, decimals: int) -> Figure:  # noqa: A002
    if not isinstance(map, folium.Map):
        kind = type(map).__name__
        instead = INSTEAD.get(kind, "hg.zone_map(layers, title=...) makes one")
        message = Sentence("a page is made of a folium map, not of {kind}; {instead}", kind=kind, instead=instead)
        raise arguments.ArgumentError(message)
    hint = "a page: decimals (3 is about 60 m; 6 keeps coordinates within 0.06 m)"
    arguments.whole_number(decimals, hint, least=_FEWEST_DECIMALS, most=_MOST_DECIMALS)
    return cast("Figure", map.get_root())


@contextmanager
def _as_it_was(figure: Figure) -> Iterator[None]:
    """Render without leaving anything behind on the map: saving twice, or changing the map between, is fine."""
    places = [figure.header, figure.html, figure.script]
    before = [place._children.copy() for place in places]  # noqa: SLF001
    figure.script._children = before[2].__class__()  # noqa: SLF001 - no statement of an earlier rendering stays
    try:
        yield
    finally:
        for place, children in zip(places, before, strict=True):
            place._children = children  # noqa: SLF001


def _take_apart(
    figure: Figure, elements: Sequence[Element], decimals: int, data: Data
) -> tuple[list[str], list[str], list[str]]:
    """Sort what was rendered into style sheets, body and scripts, in the order in which they must stand."""
    own = {element.get_name(): element for element in elements if isinstance(element, PageElement)}
    maps = {element.get_name() for element in elements if isinstance(element, folium.Map)}
    scales = {element.get_name(): element for element in elements if isinstance(element, ColorMap)}
    uses_layers = any(type(element).__name__.endswith("LayerControl") for element in elements)
    styles, scripts = [_leaflet_css(uses_layers=uses_layers)], []
    plugins: list[str] = []
    for name, piece in figure.header._children.items():  # noqa: SLF001
        if name in LINKS:
            (plugins if LINKS[name].endswith(".js") else styles).append(_plugin(LINKS[name]))
        elif name not in own:
            parts = header_parts(name, piece, maps)
            styles += parts.styles
            scripts += parts.scripts
    scripts.append(_SOURCE_MAP.sub("", asset_text("leaflet.js")))
    scripts += dict.fromkeys(slim_script(text) for element in own.values() for text in element.scripts())
    styles += [slim_css(element.styles()) for element in own.values()]
    if any(not isinstance(element, _NEEDS_NO_SHIM) for element in elements):
        scripts.append(_shim())
    scripts += plugins
    legends = [colormap_legend(scale) for scale in scales.values()]
    bodies = [data.block()] if data.block() else []
    for name, piece in figure.html._children.items():  # noqa: SLF001
        categories = None if name in own else read_categories(text_of(piece))
        if categories:
            legends.append(category_legend(*categories))
        else:
            bodies.append(own[name].body(decimals) if name in own else body_text(piece))
    if legends:
        styles.append(slim_css(asset_text("foreign.css")))
        bodies.append("\n".join(['<div class="hanting-legends">', *legends, "</div>"]))
    calls = [text_of(piece) for name, piece in figure.script._children.items() if name not in scales]  # noqa: SLF001
    script = "\n".join(calls)
    # In a string of the script "<\\/" means "</"; left as it is, a foreign text could end the script.
    scripts.append(script.replace("</", "<\\/").replace("<!--", "<\\!--"))
    return list(dict.fromkeys(styles)), bodies, scripts


def _compose(texts: list[list[str]], hosts: list[str], source: folium.Map) -> str:
    styles, bodies, scripts = ([_as_parsed(text) for text in part] for part in texts)
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
        f"<title>{_as_parsed(html.escape(title))}</title>",
        *(f"<style>{style}</style>" for style in styles),
        "</head>",
        "<body>",
    ]
    tail = [*(f"<script>{script}</script>" for script in scripts), "</body>", "</html>", ""]
    return "\n".join([*head, *bodies, *tail])


def _as_parsed(text: str) -> str:
    """Give a text as a browser reads it back, or the sha256 of a script would not be that of what stands there."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text.encode("utf-8", "replace").decode("utf-8")


def _digest(script: str) -> bytes:
    return sha256(script.encode("utf-8")).digest()


def _image(name: str) -> str:
    kind = {"svg": "svg+xml"}.get(name.rpartition(".")[2], name.rpartition(".")[2])
    return f"data:image/{kind};base64,{base64.b64encode(asset_bytes(name)).decode()}"


def _leaflet_css(*, uses_layers: bool) -> str:
    """Give Leaflet's style sheet with its images inside, those that the map uses."""

    def inside(match: re.Match[str]) -> str:
        name = match.group(1)
        return f"url({_image('leaflet-' + name)})" if uses_layers and name.startswith("layers") else "none"

    return slim_css(re.sub(r"url\(images/([\w.-]+)\)", inside, asset_text("leaflet.css")))


def _plugin(name: str) -> str:
    """Give a packaged plugin: its script with its licence line, or its style sheet with the images inside."""
    folder, _, file = name.rpartition("/")
    text = asset_text(f"plugins/{name}")
    if file.endswith(".css"):
        address = r"url\(['\"]?(?:\.\./)?(?:images/)?([\w.-]+)['\"]?\)"
        return slim_css(re.sub(address, lambda match: f"url({_image(f'plugins/{folder}/{match[1]}')})", text))
    licence = next(line for line in asset_text(f"plugins/{folder}/LICENSE.txt").splitlines() if "Copyright" in line)
    return f"/* {file}: {licence.strip()} */\n{_SOURCE_MAP.sub('', text)}"


def _shim() -> str:
    """Give foreign maps what folium's templates call: the part of jQuery that makes a popup, and the marker's image."""
    images = {
        "iconUrl": _image("leaflet-marker-icon.png"),
        "iconRetinaUrl": _image("leaflet-marker-icon-2x.png"),
        "shadowUrl": _image("leaflet-marker-shadow.png"),
    }
    return f"{slim_script(asset_text('shim.js'))}\nhantingMarkerImages({safe_json(images)});"


def _numbering(elements: Sequence[Element]) -> Callable[[str], str]:
    """Give the function that replaces folium's random ids by their order on the page."""
    known = {element._id for element in elements}  # noqa: SLF001
    order: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        found = match.group(1)
        return "_" + (order.setdefault(found, str(len(order) + 1)) if found in known else found)

    return lambda text: re.sub(r"_([0-9a-f]{32})", number, text)
