"""Maps: layers by name become one interactive map that shows itself in a notebook and saves as one file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import folium
import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.findings import facts_of
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import LANGUAGES, Text, language_or
from hanting_geo.core.titles import require_title
from hanting_geo.core.today import today
from hanting_geo.core.words.maps import LEGEND
from hanting_geo.core.words.values import GAODE_CREDIT, SHIFTED_COPY
from hanting_geo.crs.datum import to_gcj02
from hanting_geo.crs.systems import STORED
from hanting_geo.errors import CRSError, SchemaError, SourceError
from hanting_geo.outputs.maps.drawing import DrawnLayer, draw, require_frames
from hanting_geo.outputs.maps.legend import text_of
from hanting_geo.outputs.maps.plan import Plan
from hanting_geo.outputs.maps.zonal import zonal_facts
from hanting_geo.outputs.maps.zonal_classes import classes_named
from hanting_geo.outputs.page.foreign import is_shifted
from hanting_geo.outputs.page.notebook import notebook_html, notebook_text
from hanting_geo.outputs.page.page import page_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


__all__ = ["BASEMAPS", "ZoneMap", "zone_map"]

BASEMAPS: Mapping[str, Mapping[str, Any]] = {
    "osm": {
        "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "attribution": "© OpenStreetMap contributors, ODbL",
        "max_zoom": 19,
    },
    "gaode": {
        "url": "https://webrd01.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=7&x={x}&y={y}&z={z}",
        "attribution": GAODE_CREDIT,
        "max_zoom": 18,
        "shifted": True,
    },
}
"""Tile servers that go by name; over shifted ones, layers are drawn as display copies.

Any other is given as a URL, or a mapping with ``url, attribution, max_zoom``."""

_VIEW = 1e4
"""Parts of a degree to which the first view is rounded."""
_DISTRICT = [[36.72, 118.9], [37.25, 119.45]]


def zone_map(
    layers: Mapping[str, gpd.GeoDataFrame] | gpd.GeoDataFrame,
    *,
    title: str | Mapping[str, str] | None = None,
    popup: Sequence[str] | Mapping[str, Any] | None = None,
    style: Mapping[str, Mapping[str, Any]] | None = None,
    language: str | None = None,
    basemap: str | Mapping[str, Any] | None = None,
    statistics: Mapping[str, pd.DataFrame] | None = None,
) -> ZoneMap:
    """Draw layers as one interactive map in Chinese and English.

    Small areas lie above large ones, lines above areas and points on top, whatever the order of the layers, so that
    a click finds what a reader points at. The first view shows the layers with the style ``fit``; without any,
    those of zones (``kind`` is zone); without any, all that is drawn.

    Parameters
    ----------
    layers
        Frames by name, in any reference system, in the order of the legend. The columns of the data contract and
        ``frame.attrs["hanting_geo"]`` are used where they are there; its titles only under the layer's own name, so
        that the rings round a station, named "rings", are not titled "stations". Features without a place are listed.
        A single frame is a layer under its own name.
    title
        One text, or a mapping with ``zh`` and ``en``, and ``date`` if it is not today's (or that of the variable
        SOURCE_DATE_EPOCH, for builds that can be repeated). None: the title of the only layer, or just "map".
    popup
        What a popup shows, and all of a frame's columns that the page embeds besides id and names: a list of columns
        for all layers; a mapping of layer name to list; or a mapping of column to label (a text, or ``zh`` and ``en``).
        By default the columns of the contract and the statistics that are there; of a frame without ``name_zh`` and
        ``kind`` (a raw file) only id, accuracy and statistics, so that owners and telephone numbers stay in the house.
        Where nobody measured areas or lengths, those of the drawing ("as drawn", on the plane of EPSG:4549).
    style
        Layer name to a mapping with any of ``color, fill, width`` (all features), ``column`` (one legend entry a
        value), ``colors``, ``labels`` and ``symbols`` (by value of that column; a point is a circle, square, diamond or
        triangle), ``names`` (written on the map or not), ``title``, ``visible``, ``fit``, ``above`` (drawn above the
        other layers), ``below`` (below them, as roads and water under zones), ``opacity`` and
        ``accuracy_m`` of a layer whose rows state none. A column of numbers is graded (choropleth) by ``scheme``
        (any of mapclassify: ``"quantiles"``, ``"natural_breaks"`` ...) with ``k`` classes, or by ``breaks`` of one's
        own; ``palette`` names the colours. ``phase`` names a column with the number of the phase in which each
        feature is built (missing: it is there): the page gets a slider that shows what stands up to a phase.
    language
        ``"zh"`` or ``"en"`` at first; the page has a switch.
    basemap
        None (no tiles, no network), a name of :data:`BASEMAPS`, a tile URL with ``{z}/{x}/{y}``, or a mapping with
        ``url``, ``attribution`` and ``max_zoom``. The page then asks that host, and no other, for images. Tianditu is
        ``{"url": "https://t0.tianditu.gov.cn/vec_w/wmts?...&tk=KEY", "attribution": "天地图"}``. Over ``"gaode"``,
        whose tiles are shifted, every layer is drawn as a copy in GCJ-02 (:func:`hanting_geo.to_gcj02`), and the page
        says so; what it says of areas is of the layers as they are. Its terms of use are between you and Gaode.
    statistics
        Titles to tables of :func:`hanting_geo.zone_statistics`: a click on a zone, known by its ``id``, opens them as
        a table with bars.

    Returns
    -------
    ZoneMap
        A folium map: add to it, show it in a notebook, or :func:`hanting_geo.save_page` it.

    Raises
    ------
    CRSError
        A frame has no reference system or does not fit it.
    SchemaError
        A layer, column, style or language that is not known; statistics of zones that are on no layer.
    SourceError
        A basemap that is not known, or whose tiles are shifted against the layers.

    Notes
    -----
    A feature whose place is known no better than 500 m (``accuracy_m`` > 500), or whose accuracy nobody states,
    is drawn dashed, and the legend says so.

    A map of more than 2,000 features packs its largest layers: they are drawn on canvas, with the same tooltips, cards,
    search and filters.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> site = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(430000, 4071000, 430500, 4071400)], crs="EPSG:4549")
    >>> page = zone_map({"sites": site}, title={"zh": "选址", "en": "Sites"})
    >>> page.page_title
    '选址'
    >>> zone_map(site, language="en").page_title
    'Map'
    """
    if isinstance(layers, gpd.GeoDataFrame):
        layers = {str(facts_of(layers).get("layer") or "layer"): layers}
    if title is None:
        title = _title_of(layers)
    require_title(title, "zone_map")
    for given, what, holds in (
        (style, "style", Sentence("layer to a mapping of keys")),
        (statistics, "statistics", "layer to DataFrame"),
    ):
        if given is not None:
            arguments.mapping(given, f"zone_map: {what}", holds)
    language = language_or(language)
    require_frames(layers)
    columns = _popup_columns(layers, popup)
    unknown = sorted(set(style or {}) - set(layers))
    if unknown:
        raise SchemaError(
            Sentence(
                "style names {listed}, and the layers are {listed2}",
                listed=enumerated(unknown),
                listed2=enumerated(layers) or Sentence("none"),
            )
        )
    drawn = [
        draw(name, frame, columns=columns[name], style=(style or {}).get(name), turn=turn)
        for turn, (name, frame) in enumerate(layers.items())
    ]
    if statistics is not None:
        drawn = _with_statistics(drawn, layers, statistics)
    ground = _basemap(basemap)
    if ground and ground["shifted"]:
        drawn = [_beside_shifted_tiles(layer) for layer in drawn]
    return ZoneMap(drawn, title=title, language=language, basemap=ground)


class ZoneMap(folium.Map):
    """A folium map of layers with legend, search and title block; :func:`zone_map` makes it."""

    def __init__(
        self,
        drawn: Sequence[DrawnLayer],
        *,
        title: str | Mapping[str, str],
        language: str,
        basemap: Mapping[str, Any] | None = None,
    ) -> None:
        bounds = _first_view(drawn)
        (south, west), (north, east) = bounds
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            zoom_control=False,
            attributionControl=False,
            fadeAnimation=False,  # names that come and go at every move must not linger
            maxZoom=int((basemap or {}).get("max_zoom", 20)),
            zoomSnap=1 if basemap else 0.25,
        )
        texts = text_of(dict(title) if isinstance(title, Mapping) else title)
        date = title.get("date") if isinstance(title, Mapping) else None
        self.language = language
        self.page_title = texts.zh if language == "zh" else texts.en
        self.plan = Plan(drawn, texts, str(date or today()), language, bounds, basemap)
        self.add_child(self.plan, name="plan")

    def __repr__(self) -> str:
        """Name the map and its layers, where a front end shows text only."""
        return notebook_text(self.page_title, {layer.name: len(layer.geometry) for layer in self.plan.layers})

    def _repr_html_(self, **_: object) -> str:
        """Show the map in a notebook: the whole page, packed, in a frame of its own, so that it works offline."""
        return notebook_html(self.in_notebook(), title=self.page_title)

    def in_notebook(self) -> str:
        """Give the page as a notebook holds it, cell by cell: without the tools and the address of a saved one."""
        facts = self.plan.facts
        self.plan.facts = {**facts, "tools": False, "frame": False}
        try:
            return page_html(self)
        finally:
            self.plan.facts = facts


def _beside_shifted_tiles(layer: DrawnLayer) -> DrawnLayer:
    """Draw a layer where the tiles of a web map have it, and say so where its reference system is told."""
    try:
        shapes = np.asarray(to_gcj02(gpd.GeoSeries(layer.geometry, crs=STORED)).values)
    except CRSError as error:
        raise CRSError(Sentence("layer {name!r}: {error}", name=layer.name, error=error)) from error
    own = layer.facts["crs"]
    told = Text(own.zh + SHIFTED_COPY.zh, own.en + SHIFTED_COPY.en)
    return layer._replace(geometry=shapes, facts={**layer.facts, "crs": told})


def _with_statistics(
    drawn: Sequence[DrawnLayer], layers: Mapping[str, gpd.GeoDataFrame], statistics: Mapping[str, pd.DataFrame]
) -> list[DrawnLayer]:
    """Give every feature what the tables say of its id."""
    statistics = {key: classes_named(table, layers.get(str(key))) for key, table in statistics.items()}
    ids_of = [[str(value) for value in frame["id"]] if "id" in frame.columns else [] for frame in layers.values()]
    known = zonal_facts(statistics, (own for ids in ids_of for own in ids))  # each table is read once for all layers
    told = []
    for layer, ids in zip(drawn, ids_of, strict=True):
        blocks = {row: known[own] for row, own in enumerate(ids) if own in known}
        told.append(layer._replace(facts={**layer.facts, "zonal": blocks}) if blocks else layer)
    if statistics and not known:
        raise SchemaError(
            Sentence(
                "statistics: no layer has a feature whose id is a zone_id of the tables; draw the "
                "zones that they were made of, with their column id"
            )
        )
    return told


def _popup_columns(
    layers: Mapping[str, gpd.GeoDataFrame], popup: Sequence[str] | Mapping[str, Any] | None
) -> dict[str, dict[str, Text | None] | None]:
    if popup is None:
        return dict.fromkeys(layers)
    given: object = popup
    if isinstance(given, str) or not isinstance(given, Iterable):
        message = Sentence(
            "zone_map: popup takes a list or a mapping of columns, and was given {given}", given=arguments.told(given)
        )
        raise arguments.ArgumentError(message)
    by_layer = (
        isinstance(popup, Mapping)
        and bool(popup)
        and set(popup) <= set(layers)
        and not any(isinstance(value, (str, Mapping)) for value in popup.values())
    )
    if by_layer and isinstance(popup, Mapping):
        popup = {
            name: arguments.texts(columns, Sentence("zone_map: popup of {name!r}", name=name))
            for name, columns in popup.items()
        }
        missing = [f"{name}.{column}" for name in popup for column in popup[name] if column not in layers[name].columns]
        if missing:
            raise SchemaError(
                Sentence("popup asks for columns that are not there: {listed}", listed=enumerated(missing))
            )
        return {name: dict.fromkeys(popup[name]) if name in popup else None for name in layers}
    labels = dict(popup) if isinstance(popup, Mapping) else dict.fromkeys(popup)
    present = {column for frame in layers.values() for column in frame.columns}
    missing = [str(column) for column in labels if column not in present]
    if missing:
        raise SchemaError(
            Sentence(
                "popup names {listed}, which is no column of any layer; give a list of columns, "
                "layer: [columns], or column: label",
                listed=enumerated(missing),
            )
        )
    return {
        name: {column: text_of(label) if label else None for column, label in labels.items() if column in frame.columns}
        for name, frame in layers.items()
    }


def _title_of(layers: object) -> dict[str, str]:
    """Give the title of the only layer, in both languages, if it has one."""
    if isinstance(layers, Mapping) and len(layers) == 1:
        ((name, frame),) = layers.items()
        facts = facts_of(frame) if isinstance(frame, gpd.GeoDataFrame) else {}
        if facts.get("layer") == name and facts.get("title_zh") and facts.get("title_en"):
            return {language: str(facts[f"title_{language}"]) for language in LANGUAGES}
    return LEGEND["map"].both()


def _first_view(drawn: Sequence[DrawnLayer]) -> list[list[float]]:
    placed = [layer for layer in drawn if layer.placed.any()]
    if not placed:
        return _DISTRICT
    most = max(layer.fit for layer in placed)
    chosen = [layer for layer in placed if layer.fit == most]
    west, south, east, north = shapely.total_bounds(
        [shape for layer in chosen for shape in layer.geometry[layer.placed]]
    ).tolist()
    # Outwards, so that a small site is not cut at its border.
    low, high = (
        [round_(value * _VIEW) / _VIEW for value in corner]
        for round_, corner in ((math.floor, (south, west)), (math.ceil, (north, east)))
    )
    return [low, high]


def _basemap(basemap: str | Mapping[str, Any] | None) -> dict[str, Any] | None:
    if basemap is None:
        return None
    if isinstance(basemap, str) and basemap not in BASEMAPS and "{z}" not in basemap:
        raise SourceError(
            Sentence(
                "basemap {basemap!r} is not known; use {listed}, a tile URL with {{z}}/{{x}}/{{y}}, or None",
                basemap=basemap,
                listed=enumerated(BASEMAPS),
            )
        )
    if not isinstance(basemap, str):
        arguments.mapping(basemap, "zone_map: basemap", "'url', 'attribution' and 'max_zoom'")
    named = BASEMAPS.get(basemap, {"url": basemap}) if isinstance(basemap, str) else basemap
    url = str(named.get("url", ""))
    parts = urlsplit(url)
    host = re.sub(r"^[^.]*\{[^.]*\}[^.]*", "*", parts.netloc)
    if parts.scheme not in {"https", "http"} or not re.fullmatch(r"[\w.*:-]+", host):
        raise SourceError(Sentence("basemap {url!r} is no http(s) address of a tile server", url=url))
    bare = host.removeprefix("*.")
    if "*" in bare or (bare != host and "." not in bare):
        raise SourceError(
            Sentence(
                "basemap {url!r} leaves its host open, and the page would be allowed to ask any host; write the host "
                "out, such as {example}",
                url=url,
                example="https://{s}.example.cn/{z}/{x}/{y}.png",
            )
        )
    shifted = named is BASEMAPS.get("gaode")
    if is_shifted(host) and not shifted:
        raise SourceError(
            Sentence(
                "the tiles of {host} are shifted against the layers, by about 500 m (GCJ-02) or "
                "1,300 m (BD-09); use OpenStreetMap ('osm') or Tianditu, which are not, or basemap='gaode', "
                "which draws shifted copies",
                host=host,
            )
        )
    return {
        "url": url,
        "attribution": str(named.get("attribution") or host),
        "max_zoom": int(named.get("max_zoom", 18)),
        "host": f"{parts.scheme}://{host}",
        "shifted": shifted,
    }
