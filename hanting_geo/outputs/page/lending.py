"""What a page changes of a foreign map while it is written, and gives back: places, columns, styles, the zoom."""

from __future__ import annotations

import json
import math
import re
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from folium import plugins
from folium.features import GeoJsonDetail
from folium.utilities import JsCode

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError
from hanting_geo.outputs.page.element import Content, PageElement, safe_json
from hanting_geo.outputs.page.foreign import walk
from hanting_geo.outputs.page.scripts import Data, View, replaced_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from branca.element import Element

__all__ = ["contents", "lent", "shown_columns"]

_PLACES = ("location", "locations", "bounds")
_MOST_ZOOM = 20
_OWN_COLUMNS = ("style", "highlight")  # folium reads a feature's own look from these
# geopandas writes braces so that a template of a template gives them back; a page is no template.
_RAW = re.compile(r"\{% raw %\}(\{{2,})\{% endraw %\}")
_MOST_DEEP = 30


@contextmanager
def lent(elements: Sequence[Element], decimals: int) -> Iterator[Data]:
    """Lend the map what the page needs while it is written, and leave the map as it was.

    Places are rounded, the map gets a greatest zoom where neither it nor a tile layer has one (clusters need it), and
    what folium would write into its script of layers, popups and labels goes to a block of data.

    Parameters
    ----------
    elements
        All parts of the map.
    decimals
        Of longitude and latitude.

    Yields
    ------
    Data
        What the scripts ask for; it fills while the map is rendered.
    """
    before = [(element, dict(vars(element))) for element in elements]
    children = [element._children.copy() for element in elements]  # noqa: SLF001 - branca offers no other way
    data = Data()
    try:
        tiles = [element for element in elements if isinstance(element, folium.TileLayer)]
        for element in elements:
            if isinstance(element, folium.Map):
                element.options = _with_zoom(element.options, tiles)
            if isinstance(element, folium.GeoJson):
                _lend_script(element, shown_columns(element, elements), decimals, data)
            if not isinstance(element, PageElement):
                _lend_places(element, decimals)
                if isinstance(element, MacroElement):
                    element._template = replaced_template(element, data)  # noqa: SLF001
        yield data
    finally:
        for (element, attributes), own in zip(before, children, strict=True):
            vars(element).clear()
            vars(element).update(attributes)
            element._children = own  # noqa: SLF001


def shown_columns(layer: folium.GeoJson, elements: Sequence[Element]) -> set[str] | None:
    """Name the columns of a layer that the page shows or needs; all of them (None) where code of its own may ask.

    Parameters
    ----------
    layer
        A GeoJson layer.
    elements
        All parts of its map.

    Returns
    -------
    set[str] or None
        Columns that tooltip, popup or search name.
    """
    if layer.on_each_feature or any(isinstance(value, JsCode) for value in layer.options.values()):
        return None
    names: set[str] = set() if layer.style else set(_OWN_COLUMNS)
    for child in layer._children.values():  # noqa: SLF001
        if isinstance(child, GeoJsonDetail):
            names.update(map(str, child.fields))
    for element in elements:
        if isinstance(element, plugins.Search) and any(part is layer for part in walk(element.layer)):
            names.update({str(element.search_label), *_OWN_COLUMNS} if element.search_label else _OWN_COLUMNS)
    return names


def contents(figure: Element) -> list[Content]:
    """List what a page embeds of a map: its own elements, GeoJson layers, and all shapes and markers together.

    Parameters
    ----------
    figure
        The root of the map.

    Returns
    -------
    list[Content]
        In the order of the map.
    """
    elements = list(walk(figure))
    found: list[Content] = []
    shapes = 0
    patterns = {id(element.marker) for element in elements if isinstance(element, folium.GeoJson) and element.marker}
    for element in elements:
        if isinstance(element, PageElement):
            found += element.contents()
        elif isinstance(element, folium.GeoJson):
            columns = shown_columns(element, elements)
            features = list(_features(element.data))
            names = [str(name) for feature in features for name in (feature.get("properties") or {})]
            kept = [name for name in dict.fromkeys(names) if columns is None or name in columns]
            found.append(Content(_name(element), len(features) or 1, tuple(kept)))
        elif isinstance(element, (plugins.HeatMap, plugins.FastMarkerCluster)):
            found.append(Content(_name(element), len(element.data), ()))
        elif (
            isinstance(element, (folium.Marker, folium.vector_layers.BaseMultiLocation)) and id(element) not in patterns
        ):
            shapes += 1
    if shapes:
        found.append(Content("markers and shapes", shapes, ()))
    unnamed = [content.layer for content in found].count("")
    return [
        content._replace(layer=content.layer or f"layer {number}" if unnamed else content.layer)
        for number, content in enumerate(found, 1)
    ]


def _name(layer: folium.map.Layer) -> str:
    """Give the name that a person gave; folium makes one up of the class and a random number."""
    return "" if str(layer.layer_name).endswith(f"_{layer._id}") else str(layer.layer_name)  # noqa: SLF001


def _features(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if data.get("type") == "FeatureCollection":
        yield from data.get("features") or []
    elif data.get("type") == "Feature":
        yield data


def _with_zoom(options: Mapping[str, Any], tiles: Sequence[folium.TileLayer]) -> dict[str, Any]:
    given = {"max_zoom", "maxZoom"} & set(options)
    most = max((int(str(layer.options.get("max_zoom") or 0)) for layer in tiles), default=0) or _MOST_ZOOM
    return dict(options) if given else {**options, "max_zoom": most}


def _lend_places(element: Element, decimals: int) -> None:
    for name in _PLACES:
        if vars(element).get(name) is not None:
            setattr(element, name, _rounded(vars(element)[name], decimals))
    if isinstance(element, (plugins.HeatMap, plugins.FastMarkerCluster)):
        element.data = [[*_rounded(row[:2], decimals), *row[2:]] for row in element.data]


def _rounded(value: Any, decimals: int) -> Any:
    if isinstance(value, (list, tuple)):
        return [_rounded(item, decimals) for item in value]
    return round(value, decimals) if isinstance(value, float) else value


def _lend_script(layer: folium.GeoJson, columns: set[str] | None, decimals: int, data: Data) -> None:
    """Put folium's own template of the layer to work without the data and without a case for every feature."""
    written = layer._template.module.script  # noqa: SLF001
    mark = f"hanting data of {layer.get_name()}"

    def script(this: folium.GeoJson, kwargs: object) -> str:
        identifier = getattr(this, "feature_identifier", "feature.id")
        positions = None if identifier == "feature.id" else _positions(this, identifier)
        held = data.put(_page_data(this.data, columns, decimals, number=positions is not None))
        tables: list[str] = []
        given: dict[str, Any] = {"data": mark, "feature_identifier": "feature.id"}
        for look in ("style", "highlight"):
            if getattr(this, look):
                name = f"{this.get_name()}_{look}s"
                tables.append(_table(name, getattr(this, f"{look}_map"), positions))
                given[f"{look}_map"] = {"default": f"{name}(feature.id)"}
        return "\n".join([*tables, written(View(this, given), kwargs).replace(json.dumps(mark), held)])

    layer._template = SimpleNamespace(module=SimpleNamespace(script=script))  # noqa: SLF001


def _positions(layer: folium.GeoJson, identifier: str) -> dict[object, int]:
    """Give numbers to features that folium would tell apart by a column, which the page may leave out."""
    column = identifier.removeprefix("feature.properties.")
    positions: dict[object, int] = {}
    for number, feature in enumerate(layer.data["features"]):
        positions.setdefault(feature["properties"][column], number)
    return positions


def _table(name: str, styles: Mapping[str, Any], positions: Mapping[object, int] | None) -> str:
    try:
        other = json.loads(styles["default"]) if styles else {}
        groups = [
            [json.loads(style), [identifier if positions is None else positions[identifier] for identifier in ids]]
            for style, ids in styles.items()
            if style != "default"
        ]
    except ValueError as error:
        message = Sentence(
            "a style_function gives {{{{ or a folium element, which a page cannot hold; give colors and numbers"
        )
        raise SourceError(message) from error
    return f"const {name} = hantingStyles({safe_json(_plain(groups))}, {safe_json(_plain(other))});"


def _page_data(data: Mapping[str, Any], columns: set[str] | None, decimals: int, *, number: bool) -> dict[str, Any]:
    kind = data.get("type")
    if kind == "FeatureCollection":
        features = [
            _page_feature(feature, columns, decimals, place if number else None)
            for place, feature in enumerate(data.get("features") or [])
        ]
        return {"type": kind, "features": features}
    return _page_feature(data, columns, decimals, None) if kind == "Feature" else _page_geometry(data, decimals)


def _page_feature(
    feature: Mapping[str, Any], columns: set[str] | None, decimals: int, number: int | None
) -> dict[str, Any]:
    properties = feature.get("properties") or {}
    written: dict[str, Any] = {"type": "Feature"}
    if columns is None:  # code of the layer's own may ask for anything but the bounds, which are full coordinates
        written = {key: _plain(item) for key, item in feature.items() if key not in {"bbox", "geometry", "properties"}}
    if number is not None or feature.get("id") is not None:
        written["id"] = _plain(feature["id"]) if number is None else number
    kept = {str(key): item for key, item in properties.items() if columns is None or str(key) in columns}
    written["properties"] = _plain(kept)
    geometry = feature.get("geometry")
    written["geometry"] = None if geometry is None else _page_geometry(geometry, decimals)
    return written


def _page_geometry(geometry: Mapping[str, Any], decimals: int) -> dict[str, Any]:
    if "geometries" in geometry:
        return {
            "type": geometry["type"],
            "geometries": [_page_geometry(part, decimals) for part in geometry["geometries"]],
        }
    return {"type": geometry.get("type"), "coordinates": _rounded(geometry.get("coordinates"), decimals)}


def _plain(value: Any, depth: int = 0) -> Any:
    """Give a value that JSON can hold: no NaN, no template's marks."""
    if isinstance(value, str):
        return _RAW.sub(r"\1", value) if "{% raw %}" in value else value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict) and depth < _MOST_DEEP:
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)) and depth < _MOST_DEEP:
        return [_plain(item, depth + 1) for item in value]
    return value if value is None or isinstance(value, (bool, int)) else str(value)
