"""A folium layer for very many features, on any folium map."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from folium.map import Layer

from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import language_or
from hanting_geo.core.words.page import WORDS
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.maps.drawing import draw, require_frames
from hanting_geo.outputs.maps.plan import layer_scripts
from hanting_geo.outputs.page.element import Content, PageElement, asset_text, data_block, safe_json, text_block

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

__all__ = ["PackedLayer"]


class PackedLayer(PageElement, Layer):
    """Polygons, lines and points in any number, as one layer of a folium map.

    Coordinates and columns travel compressed; the browser draws them on one canvas, only what the view shows.
    A tooltip names the feature under the mouse, a click opens what the popup holds, and a box on the map has the
    legend, a search, a filter by attribute and the list of all features, for the keyboard too. It goes into feature
    groups and the layer control like any other layer. :func:`hanting_geo.zone_map` uses the same by itself for
    layers of many features.

    Parameters
    ----------
    frame
        Any frame with a reference system.
    name
        Its name in the layer control and its title; text, never markup.
    popup
        Columns to show, and to embed; None: those that :func:`hanting_geo.zone_map` would show.
    style
        As for one layer of :func:`hanting_geo.zone_map`: ``column, colors, scheme, color, fill, width ...``.
    language
        ``"zh"`` or ``"en"``.
    finder
        False leaves the box with legend, search and list away. Then nothing of the layer is reached by keyboard.
    **options
        ``overlay, control, show``, as for every layer of folium.

    Raises
    ------
    CRSError
        The frame has no reference system or does not fit it.
    SchemaError
        A column, style or language that is not known.

    Examples
    --------
    >>> import folium
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(430000, 4071000, 430500, 4071400)], crs="EPSG:4549")
    >>> layer = PackedLayer(frame, name="地块").add_to(folium.Map([36.77, 119.22], tiles=None))
    >>> layer.layer_name
    '地块'
    """

    def __init__(
        self,
        frame: gpd.GeoDataFrame,
        *,
        name: str,
        popup: Sequence[str] | None = None,
        style: Mapping[str, Any] | None = None,
        language: str | None = None,
        finder: bool = True,
        **options: bool,
    ) -> None:
        arguments.text(name, "PackedLayer: name")
        arguments.flag(finder, "PackedLayer: finder")
        if popup is not None:
            popup = arguments.texts(popup, "PackedLayer: popup")
        if style is not None:
            arguments.mapping(style, "PackedLayer: style", Sentence("a key to what it sets"))
        # Leaflet's control takes names as markup.
        Layer.__init__(self, name=html.escape(name), **{"overlay": True, **options})
        self._name = "PackedLayer"
        language = language_or(language)
        require_frames({name: frame})
        columns = None if popup is None else dict.fromkeys(popup)
        missing = [str(column) for column in columns or () if column not in frame.columns]
        if missing:
            raise SchemaError(
                Sentence("popup asks for columns that are not there: {listed}", listed=enumerated(missing))
            )
        self.drawn = draw(name, frame, columns=columns, style={"title": name, **(style or {})})
        self.finder = finder
        self.language = language

    def styles(self) -> str:
        """Give the style sheet of cards, legend and list."""
        return asset_text("layers.css")

    def scripts(self) -> tuple[str, ...]:
        """Give the scripts that unpack, draw and search."""
        return (*layer_scripts(packed=True), asset_text("packed_layer.js"))

    def contents(self) -> list[Content]:
        """Tell what the page embeds of the layer."""
        return [self.drawn.content]

    def body(self, decimals: int) -> str:
        """Give the facts as JSON and the features as compressed text."""
        name = self.get_name()
        facts, text = self.drawn.packed(decimals, f"{name}_data")
        own = {"words": WORDS, "language": self.language, "finder": self.finder}
        return data_block(name, f"{safe_json(own)[:-1]},{facts[1:]}") + text_block(f"{name}_data", text)

    def call(self) -> str:
        """Make the layer, and add it to the map or group that it is in."""
        name = self.get_name()
        shown = f" {name}.addTo({self._parent.get_name()});" if self.show and self._parent else ""
        return f'var {name} = hantingPackedLayer("{name}");{shown}'
