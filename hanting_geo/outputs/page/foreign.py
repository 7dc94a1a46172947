"""Foreign folium maps: which classes a one-file page carries, which it refuses and what to use instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import folium
from branca.colormap import ColorMap
from branca.element import Element, Figure, MacroElement
from folium import plugins
from folium.raster_layers import ImageOverlay

from hanting_geo.core.sentences import Sentence, joined
from hanting_geo.errors import SourceError
from hanting_geo.outputs.page.element import PageElement
from hanting_geo.outputs.page.foreign_legend import LEGEND_MARK
from hanting_geo.outputs.page.scripts import require_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

__all__ = [
    "INSTEAD",
    "LINKS",
    "NOT_NEEDED",
    "SHIFTED",
    "SUPPORTED",
    "allowed_hosts",
    "image_hosts",
    "is_shifted",
    "require_supported",
    "walk",
]

SHIFTED = ("autonavi.com", "amap.com", "google.cn", "gtimg.com", "qq.com", "bdimg.com", "baidu.com")
"""Hosts whose tiles are shifted by about 500 m here (GCJ-02, BD-09): layers and background would not fit together."""

SUPPORTED = frozenset(
    {
        # branca
        *("ColorMap", "Element", "Figure", "Html", "LinearColormap", "StepColormap"),
        # folium
        *("Choropleth", "Circle", "CircleMarker", "ClickForMarker", "ColorLine", "Control", "CustomIcon", "CustomPane"),
        *("DivIcon", "ElementAddToElement", "FeatureGroup", "FitBounds", "FitOverlays", "GeoJson", "GeoJsonPopup"),
        *("GeoJsonTooltip", "ImageOverlay", "LatLngPopup", "LayerControl", "Map", "Marker", "PolyLine", "Polygon"),
        *("Popup", "Rectangle", "SetIcon", "TileLayer", "Tooltip", "WmsTileLayer"),
        # folium.plugins
        *("AntPath", "Draw", "FastMarkerCluster", "FeatureGroupSubGroup", "FloatImage", "Fullscreen"),
        *("GroupedLayerControl", "HeatMap", "MarkerCluster", "MiniMap", "MousePosition", "PolyLineTextPath", "Search"),
        "TreeLayerControl",
    }
)
"""Names of the classes of branca and folium that a page carries."""

_NO_SCRIPT = Sentence("a page carries no script but its own")
_NETWORK = Sentence("it asks a server while the page is open")
_TIMES = Sentence("it loads scripts that are not packaged; draw one layer for each date, with a LayerControl")

INSTEAD: Mapping[str, str] = {
    "BeautifyIcon": Sentence("it needs an icon font; use folium.DivIcon or folium.CircleMarker"),
    "BoatMarker": "use folium.Marker with a folium.DivIcon",
    "CirclePattern": Sentence("use fillColor and fillOpacity of style_function"),
    "ClickForLatLng": Sentence(
        "it writes to the clipboard; use folium.LatLngPopup, or zone_map, which shows coordinates"
    ),
    "CssLink": Sentence("{no_script}, and no style sheet from elsewhere", no_script=_NO_SCRIPT),
    "Div": Sentence("one page is one map; add layers to the map itself"),
    "DualMap": Sentence("one page is one map; save two pages, or use folium.LayerControl"),
    "EventHandler": _NO_SCRIPT,
    "Geocoder": Sentence("{network}; use plugins.Search on a layer, or the search of zone_map", network=_NETWORK),
    "GeoMan": "use plugins.Draw",
    "HeatMapWithTime": _TIMES,
    "IFrame": Sentence("the policy allows no frame; give the popup a text, or folium.Html(text)"),
    "Icon": Sentence("use folium.DivIcon or folium.CircleMarker, which need no icon font"),
    "JavascriptLink": _NO_SCRIPT,
    "Link": Sentence("{no_script}, and no style sheet from elsewhere", no_script=_NO_SCRIPT),
    "LocateControl": Sentence("a browser gives no position to a file; plugins.MousePosition shows coordinates"),
    "MacroElement": Sentence(
        "{no_script}; what a template of your own adds has to be a class that is carried", no_script=_NO_SCRIPT
    ),
    "MeasureControl": Sentence(
        "its library needs eval, which the policy forbids; zone_map measures, and plugins.Draw draws"
    ),
    "MethodCall": _NO_SCRIPT,
    "OverlappingMarkerSpiderfier": Sentence("use plugins.MarkerCluster, which spreads markers of one place"),
    "PolyLineFromEncoded": Sentence("use folium.PolyLine with the coordinates"),
    "PolyLineOffset": Sentence("use folium.PolyLine, moved in metres by shapely's offset_curve"),
    "PolygonFromEncoded": Sentence("use folium.Polygon with the coordinates"),
    "Realtime": _NETWORK,
    "RegularPolygonMarker": Sentence("use folium.CircleMarker or folium.DivIcon"),
    "ScrollZoomToggler": Sentence("its image is on another host; use folium.Map(scrollWheelZoom=False)"),
    "SemiCircle": Sentence("use folium.Polygon with the outline"),
    "SideBySideLayers": Sentence("use folium.LayerControl, or save two pages"),
    "StripePattern": Sentence("use fillColor and fillOpacity of style_function"),
    "TagFilterButton": Sentence("use folium.FeatureGroup for each tag, with a LayerControl"),
    "Terminator": Sentence("take it off the map"),
    "TimeSliderChoropleth": _TIMES,
    "Timeline": _TIMES,
    "TimelineSlider": _TIMES,
    "TimestampedGeoJson": _TIMES,
    "TimestampedWmsTileLayers": _TIMES,
    "TopoJson": Sentence("use folium.GeoJson; geopandas reads TopoJSON files"),
    "VectorGridProtobuf": _NETWORK,
    "Vega": Sentence("its library needs eval; give the popup the chart as SVG or as an image with a data: address"),
    "VegaLite": Sentence("its library needs eval; give the popup the chart as SVG or as an image with a data: address"),
    "VideoOverlay": Sentence("a page loads nothing; use folium.raster_layers.ImageOverlay"),
}
"""What to do instead, by name of the class that a page does not carry."""

LINKS: Mapping[str, str] = {
    "Control.FullScreen.css": "fullscreen/Control.FullScreen.css",
    "Control.Fullscreen.js": "fullscreen/Control.FullScreen.js",
    "Control_MiniMap_css": "minimap/Control.MiniMap.css",
    "Control_MiniMap_js": "minimap/Control.MiniMap.js",
    "Control_MousePosition_css": "mouseposition/L.Control.MousePosition.css",
    "Control_MousePosition_js": "mouseposition/L.Control.MousePosition.js",
    "L.Control.Layers.Tree.min.css": "tree/L.Control.Layers.Tree.css",
    "L.Control.Layers.Tree.min.js": "tree/L.Control.Layers.Tree.js",
    "Leaflet.Search.css": "search/leaflet-search.min.css",
    "Leaflet.Search.js": "search/leaflet-search.min.js",
    "antpath": "antpath/leaflet-ant-path.js",
    "featuregroupsubgroupjs": "subgroup/leaflet.featuregroup.subgroup.js",
    "leaflet-heat.js": "heat/leaflet_heat.min.js",
    "leaflet.groupedlayercontrol.min.css": "groupedlayercontrol/leaflet.groupedlayercontrol.min.css",
    "leaflet.groupedlayercontrol.min.js": "groupedlayercontrol/leaflet.groupedlayercontrol.min.js",
    "leaflet_draw_css": "draw/leaflet.draw.css",
    "leaflet_draw_js": "draw/leaflet.draw.js",
    "markerclustercss": "markercluster/MarkerCluster.css",
    "markerclusterdefaultcss": "markercluster/MarkerCluster.Default.css",
    "markerclusterjs": "markercluster/leaflet.markercluster.js",
    "polylinetextpath": "textpath/leaflet.textpath.js",
}
"""The packaged file, under ``assets/plugins``, for each link that folium's plugins write into a page's header."""

NOT_NEEDED = frozenset(
    {
        *("jquery", "bootstrap", "awesome_markers", "bootstrap_css", "glyphicons_css", "awesome_markers_font_css"),
        *("awesome_markers_css", "awesome_rotate_css", "d3"),
    }
)
"""Links that folium writes whether or not they are used; what would need them is refused by class, or redrawn."""

_PARTS = ("html", "marker", "icon", "tile_layer")  # what hangs on an attribute: a popup's content, a marker's icon
_CONTROLS = ("Zoom", "Scale")
_HOST = re.compile(r"(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d+)?", flags=re.ASCII)


def walk(element: Element) -> Iterator[Element]:
    """Go through an element and all that hangs on it.

    Parameters
    ----------
    element
        A figure, or any part of it.

    Yields
    ------
    Element
        The element itself, its children, and what it keeps as an attribute (a popup's content, a marker's icon).
    """
    seen: set[int] = set()
    waiting = [element]
    while waiting:  # no recursion: a marker that folium has drawn hangs on its own icon
        found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        parts = [] if isinstance(found, Figure) else [getattr(found, part, None) for part in _PARTS]
        inner = [*found._children.values(), *parts]  # noqa: SLF001 - branca offers no other way
        waiting += [part for part in reversed(inner) if isinstance(part, Element)]


def require_supported(element: Element, allowed: Collection[str]) -> None:
    """Refuse what a one-file page cannot hold.

    Parameters
    ----------
    element
        A part of the map.
    allowed
        Hosts that a person has named, from :func:`allowed_hosts`.

    Raises
    ------
    SourceError
        The class is not carried (the message says what is), a name would run as code, or a host is not allowed.
    """
    require_names(element)
    if isinstance(element, (PageElement, folium.Map)) or _is_categories(element):
        return
    kind = type(element).__name__
    packaged = type(element).__module__.startswith(("folium.", "branca.")) or isinstance(element, ColorMap)
    if (kind not in SUPPORTED and not isinstance(element, ColorMap)) or not packaged:
        where = getattr(element, "tiles", None) or getattr(element, "url", None)
        instead = INSTEAD.get(kind, Sentence("docs/foreign_maps.md lists what save_page carries"))
        raise SourceError(
            Sentence(
                "a one-file page cannot hold {kind}{value}; {instead}",
                kind=kind,
                value=f" ({where})" if where else "",
                instead=instead,
            )
        )
    if isinstance(element, folium.GeoJson) and not element.embed:
        raise SourceError(
            Sentence(
                "the GeoJson layer reads {embed_link} when the page opens; pass the data with embed=True",
                embed_link=element.embed_link,
            )
        )
    if isinstance(element, folium.Control) and element._name not in _CONTROLS:  # noqa: SLF001 - folium offers no other way
        raise SourceError(
            Sentence(
                "a one-file page cannot hold the control {name!r}; use {listed}",
                name=element._name,  # noqa: SLF001 - folium has no other
                listed=joined(" or ", _CONTROLS),
            )
        )
    list(image_hosts([element], allowed))


def allowed_hosts(hosts: Iterable[str]) -> frozenset[str]:
    """Read the hosts that a person names.

    Parameters
    ----------
    hosts
        Host names, with or without a scheme; ``*.example.cn`` and ``example.cn`` both allow ``{s}.example.cn``.

    Returns
    -------
    frozenset[str]
        Their plain names.

    Raises
    ------
    SourceError
        One is no host name, or its tiles are shifted.

    Examples
    --------
    >>> sorted(allowed_hosts(["tile.openstreetmap.org", "https://*.example.cn/"]))
    ['example.cn', 'tile.openstreetmap.org']
    """
    names = set()
    for given in [hosts] if isinstance(hosts, str) else hosts:
        host = urlsplit(given).netloc if "//" in given else given.rstrip("/")
        if not _HOST.fullmatch(host):
            raise SourceError(
                Sentence("hosts={given!r} is no host name, as in hosts=['tile.openstreetmap.org']", given=given)
            )
        if is_shifted(host):
            raise SourceError(_shifted_message(host))
        names.add(host.removeprefix("*.").lower())
    return frozenset(names)


def is_shifted(host: str) -> bool:
    """Say whether the tiles of a host are shifted against the layers (GCJ-02, BD-09).

    Parameters
    ----------
    host
        A host name, with or without a port.

    Returns
    -------
    bool
        Whether it is one of :data:`SHIFTED` or below one.

    Examples
    --------
    >>> is_shifted("webrd01.is.autonavi.com"), is_shifted("notqq.com")
    (True, False)
    """
    name = host.partition(":")[0].rstrip(".").lower()
    return any(name == shifted or name.endswith(f".{shifted}") for shifted in SHIFTED)


def image_hosts(elements: Iterable[Element], allowed: Collection[str]) -> Iterator[str]:
    """List the hosts that parts of a map load images from, as a policy names them.

    Parameters
    ----------
    elements
        Parts of the map.
    allowed
        Hosts that a person has named, from :func:`allowed_hosts`.

    Yields
    ------
    str
        As in ``https://*.example.cn``.

    Raises
    ------
    SourceError
        A host is not allowed, or its tiles are shifted.
    """
    for element in elements:
        for address in _addresses(element):
            yield _source(address, type(element).__name__, allowed)


def _addresses(element: Element) -> Iterator[str]:
    found: object = None
    if isinstance(element, folium.TileLayer):
        found = element.tiles
    elif isinstance(element, (folium.WmsTileLayer, ImageOverlay)):
        found = element.url
    elif isinstance(element, plugins.FloatImage):
        found = element.image
    elif isinstance(element, folium.CustomIcon):
        yield from (
            str(element.options[key])
            for key in ("icon_url", "shadow_url")
            if not str(element.options.get(key) or "data:").startswith("data:")
        )
    if found is not None and not str(found).startswith("data:"):
        yield str(found)


def _source(address: str, kind: str, allowed: Collection[str]) -> str:
    parts = urlsplit(address)
    host = re.sub(r"^[^.]*\{[^.]*\}[^.]*", "*", parts.netloc).lower()
    bare = host.removeprefix("*.")
    is_open = "*" in bare or (host != bare and "." not in bare)
    if parts.scheme not in {"https", "http"} or not _HOST.fullmatch(host) or is_open:
        raise SourceError(
            Sentence("{kind}: {address!r} is no http(s) address that a policy can name", kind=kind, address=address)
        )
    if is_shifted(host):
        raise SourceError(_shifted_message(host))
    if bare not in allowed:
        raise SourceError(
            Sentence(
                "a one-file page cannot hold {kind} ({address}): the page would ask {host} for "
                "images. Use tiles=None, or allow that host by name: save_page(map, path, "
                "hosts=[{bare!r}])",
                kind=kind,
                address=address,
                host=host,
                bare=bare,
            )
        )
    return f"{parts.scheme}://{host}"


def _shifted_message(host: str) -> str:
    return Sentence(
        "the tiles of {host} are shifted against the layers, by about 500 m (GCJ-02) or 1,300 m (BD-09); "
        "use OpenStreetMap or Tianditu, which are not",
        host=host,
    )


def _is_categories(element: Element) -> bool:
    """Say whether this is the head of geopandas' legend: the page keeps its style sheet and drops its scripts."""
    if type(element) is not MacroElement or not isinstance(element._parent, Figure):  # noqa: SLF001
        return False
    macros = {name for name in vars(element._template.module) if not name.startswith("_")}  # noqa: SLF001
    return macros == {"header"} and f".{LEGEND_MARK}" in element._template.module.header(element, {})  # noqa: SLF001
