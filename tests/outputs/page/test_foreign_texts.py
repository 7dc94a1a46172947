"""Texts of foreign maps, wherever folium takes one: they are shown as they are written, and none of them runs."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import pytest
from branca.colormap import LinearColormap
from branca.element import Element, Figure
from folium import plugins
from folium.elements import ElementAddToElement
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect
from shapely import box
from thinned import thinned

from hanting_geo.errors import SourceError
from hanting_geo.outputs.page.page import page_html, save_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AT = [36.75, 119.25]
LINE = [[36.74, 119.22], [36.75, 119.25], [36.76, 119.29]]
RUN = "window.__x=1;alert(1)"
TEXTS = [
    f"x\\\\`)[0];{RUN}//",  # two backslashes and a back-tick leave a template literal
    f"x\\\\\\\\`);{RUN}//",
    f"`)[0];{RUN}//",
    f"`}});{RUN}//",
    f"${{{RUN}}}",
    f"\\\\${{{RUN}}}",
    f"');{RUN}//",
    f"\\');{RUN}//",
    f'");{RUN}//',
    f'\\");{RUN}//',
    f"\n{RUN}\n//",
    f"*/{RUN}/*",
    "C:\\data\\20190221\\unit\\xyz",
    "ends with a backslash\\",
    f"</script><script>{RUN}</script>",
    f"<!--<script>{RUN}",
    f"--></script>{RUN}",
    f"a\u2028{RUN}\u2029b",
    "{{ 7 * 191 }}",
    "{% endfor %}{# x",
    "{% raw %}{{ 7 * 191 }}",
    "hantingData[0]",
    "__proto__",
    "constructor",
    "寒亭区 \U0001f33e\u202e",
]
FEWER = thinned(TEXTS, one_in=15)
"""More are said by popups, and all of them everywhere in the long run."""


def _empty() -> folium.Map:
    return folium.Map(AT, tiles=None, zoom_start=12)


def _with(*elements: Any) -> folium.Map:
    plain = _empty()
    for element in elements:
        element.add_to(plain)
    return plain


def _shown(page: Any, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all("(all) => all.map((node) => node.textContent)")
    return found


def _is_quiet(opened: Any) -> None:
    assert opened.complaints == []  # no dialog, no error of the script
    assert opened.page.evaluate("window.__x === undefined")
    assert opened.page.evaluate("document.querySelectorAll('script:not([type])').length") == (
        opened.page.evaluate("document.querySelector('meta[http-equiv=Content-Security-Policy]').content").count(
            "'sha256-"
        )
    )
    assert "1337" not in opened.page.content()
    assert opened.remote() == []


@pytest.mark.parametrize("text", thinned(TEXTS, one_in=8))
def test_popups_tooltips_and_icons_show_what_is_written(
    text: str, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    said = html.escape(text)  # folium takes markup: what is escaped in it is text
    places = [[36.73 + 0.01 * number, 119.2 + 0.01 * number] for number in range(6)]
    plain = _with(
        folium.CircleMarker(places[0], popup=folium.Popup(said, show=True)),
        folium.Marker(places[1], popup=folium.Popup(folium.Html(text), show=True)),
        folium.Circle(places[2], 50, popup=folium.Popup(text, parse_html=True, show=True)),
        folium.Marker(places[3], icon=folium.DivIcon(said, class_name="own"), popup=folium.Popup(said, lazy=True)),
        folium.PolyLine(LINE, tooltip=folium.Tooltip(said, permanent=True, style=f"color: red; --a: '{text}'")),
        folium.Marker(places[4], title=text, icon=folium.DivIcon("a", class_name="titled")),
        plugins.MarkerCluster([places[5]], popups=[said], icons=[folium.DivIcon("b", class_name="one")]),
    )
    opened = open_page(save_page(plain, tmp_path / "map.html"))
    page = opened.page
    expect(page.locator(".leaflet-popup-content")).to_have_count(3)
    assert _shown(page, ".leaflet-popup-content > div") == [text] * 3
    assert _shown(page, ".leaflet-tooltip > div") == [text]
    assert text in page.locator(".leaflet-tooltip > div").get_attribute("style")
    assert _shown(page, ".own") == [text]
    assert page.locator(".titled").get_attribute("title") == text
    for icon in (".own", ".one"):
        page.locator(".leaflet-popup-pane").evaluate("(node) => node.replaceChildren()")
        page.locator(icon).evaluate("(node) => node.click()")
        assert _shown(page, ".leaflet-popup-content > div") == [text]
    _is_quiet(opened)


@pytest.mark.parametrize("text", FEWER)
def test_names_of_layers_groups_and_controls_show_what_is_written(
    text: str, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    said = html.escape(text)
    groups = [folium.FeatureGroup(said).add_child(folium.CircleMarker(AT)) for _ in range(3)]
    line = folium.PolyLine(LINE)
    plain = _with(
        *groups,
        line,
        folium.LayerControl(collapsed=False),
        plugins.GroupedLayerControl({said: [groups[1]]}, collapsed=False),
        plugins.TreeLayerControl(overlay_tree={"label": said, "children": [{"label": said, "layer": groups[2]}]}),
        plugins.PolyLineTextPath(line, text),
        plugins.Fullscreen(title=text, title_cancel=text),
        plugins.MousePosition(prefix=said, separator=said, empty_string=said),
        plugins.Draw(export=True, filename=text, show_geometry_on_click=False, on={text: folium.JsCode("() => 1")}),
        LinearColormap(["red", "blue"], caption=text),
    )
    opened = open_page(save_page(plain, tmp_path / "map.html"))
    page = opened.page
    names = page.locator(".leaflet-control-layers-overlays > label > span")
    assert f" {text}" in [name.text_content() for name in names.all()]
    assert _shown(page, ".leaflet-control-layers-group-name") == [text]
    assert _shown(page, ".leaflet-control-layers-group label > span:not([class])")[-1].strip() == text.strip()
    assert any(text in name for name in _shown(page, ".leaflet-layerstree-header-name"))
    assert _shown(page, "textPath") == [text.replace(" ", "\u00a0")]
    assert page.locator(".leaflet-control-zoom-fullscreen").get_attribute("title") == text
    assert text in _shown(page, ".leaflet-control-mouseposition")[0]
    assert _shown(page, ".legend-title") == [text]
    page.locator("#export").evaluate("(node) => node.onclick()")
    assert page.locator("#export").get_attribute("download") == text
    _is_quiet(opened)


@pytest.mark.parametrize("text", FEWER)
def test_columns_values_and_searches_show_what_is_written(
    text: str, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    said = html.escape(text)
    square = box(119.2, 36.72, 119.3, 36.78)
    frame = gpd.GeoDataFrame({said: [said], "b": ["c"]}, geometry=[square], crs=4326)
    plain = _empty()
    layer = folium.GeoJson(
        frame,
        style_function=lambda _: {"className": "site"},
        tooltip=folium.GeoJsonTooltip([said], permanent=True),
        popup=folium.GeoJsonPopup([said, "b"], aliases=[said, said]),
    ).add_to(plain)
    plugins.Search(layer, search_label="b", placeholder=text, position="topleft").add_to(plain)
    opened = open_page(save_page(plain, tmp_path / "map.html"))
    page = opened.page
    assert [part.strip() for part in _shown(page, ".leaflet-tooltip th, .leaflet-tooltip td")] == [text.strip()] * 2
    page.locator("path.site").evaluate("(node) => node.dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    cells = [part.strip() for part in _shown(page, ".leaflet-popup th, .leaflet-popup td")]
    assert cells == [text.strip(), text.strip(), text.strip(), "c"]
    shown = page.locator("input.search-input").get_attribute("placeholder")
    assert shown == text
    _is_quiet(opened)


@pytest.mark.parametrize("text", thinned(["it's", "a`b", 'a"b', "a\\b", "号 \U0001f33e", "');alert(1);//"], one_in=3))
def test_a_search_knows_a_column_of_any_name(text: str, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    frame = gpd.GeoDataFrame({text: ["needle"]}, geometry=[box(119.2, 36.72, 119.3, 36.78)], crs=4326)
    layer = folium.GeoJson(frame)
    plain = _with(layer, plugins.Search(layer, search_label=text, geom_type="Polygon"))
    opened = open_page(save_page(plain, tmp_path / "map.html"))
    opened.page.locator("input.search-input").press_sequentially("need")
    assert opened.page.locator(".search-tip").first.text_content() == "needle"
    _is_quiet(opened)


@pytest.mark.parametrize("text", [*FEWER, "${lat} ${lng}", *thinned([None, "a ${lat"], one_in=2)])
def test_a_click_for_a_marker_shows_what_is_written_and_where_it_was(
    text: str | None, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    plain = _with(folium.ClickForMarker(html.escape(text) if text else None))
    opened = open_page(save_page(plain, tmp_path / "map.html"))
    page = opened.page
    page.locator(".folium-map").click(position={"x": 640, "y": 400})
    page.locator(".leaflet-marker-icon").first.evaluate("(node) => node.click()")
    at = page.evaluate(
        "() => { const map = window[document.querySelector('.folium-map').id];"
        " const { lat, lng } = map.containerPointToLatLng([640, 400]); return [lat.toFixed(4), lng.toFixed(4)]; }"
    )
    wanted = "Latitude: ${lat}Longitude: ${lng}" if text is None else text
    for name, value in zip(("${lat}", "${lng}"), at, strict=True):
        wanted = wanted.replace(name, value)
    assert _shown(page, ".leaflet-popup-content") == [wanted]
    _is_quiet(opened)


# ---- what folium writes as a name cannot be a text ----

BREAK = f'a": 1, "b": ({RUN}), "c'
AS_CODE: dict[str, tuple[Callable[[], Any], str]] = {
    "key of an option": (lambda: _with(folium.FeatureGroup(**{BREAK: 1})), "no name of an option.*FeatureGroup"),
    "key of a marker": (lambda: _with(folium.Marker(AT, **{BREAK: 1})), "no name of an option.*Marker"),
    "key of a layer": (lambda: _with(folium.GeoJson(box(0, 0, 1, 1), **{BREAK: 1})), "no name of an option.*GeoJson"),
    "key of a popup": (lambda: _with(folium.Circle(AT, 1, popup=folium.Popup("a", **{BREAK: 1}))), "option.*Popup"),
    "key of a tooltip": (lambda: _with(folium.Circle(AT, 1, tooltip=folium.Tooltip("a", **{BREAK: 1}))), "Tooltip"),
    "key of a detail": (lambda: _with(_detailed(**{BREAK: 1})), "tooltip_options of GeoJsonTooltip"),
    "key of a tree": (lambda: _with(plugins.TreeLayerControl(overlay_tree={BREAK: "a"})), "overlay_tree"),
    "key deep inside": (
        lambda: _with(_text_along({"attributes": {"fill": [{BREAK: 1}]}})),
        "no name of an option.*PolyLineTextPath",
    ),
    "key with a backslash": (lambda: _with(folium.FeatureGroup(**{"a\\": 1})), "no name of an option"),
    "key with a line end": (lambda: _with(folium.FeatureGroup(**{"a\n": 1})), "no name of an option"),
    "key that is no text": (lambda: _with(plugins.HeatMap([AT], gradient={(f"{RUN}",): "red"})), "no name of an"),
    "key below zero": (lambda: _with(plugins.HeatMap([AT], gradient={-1: "red"})), "no name of an option"),
    "zoom of a search": (lambda: _searched(search_zoom=f"1, a: {RUN}"), "search_zoom=.*give a number"),
    "column with a dot": (lambda: _searched(search_label="a.b"), "Search finds nothing in a column named 'a.b'"),
    "column of every object": (lambda: _searched(search_label="__proto__"), "Search finds nothing in a column"),
    "crs": (lambda: folium.Map(AT, tiles=None, crs=f"Simple, a: {RUN}"), "reference systems: use EPSG3857"),
    "crs not known": (lambda: folium.Map(AT, tiles=None, crs="EPSG4549"), "reference systems: use EPSG3857"),
    "name of an element": (lambda: _with(_renamed(folium.FeatureGroup())), "a name in a script"),
    "name of the map": (lambda: _renamed(_empty()), "a name in a script"),
    "names of two elements": (lambda: _with(ElementAddToElement(f"{RUN};a", "b")), "a name in a script"),
    "script of the figure": (lambda: _scripted("script", RUN), r"script of its own \(element_"),
    "named script of the figure": (lambda: _scripted("script", RUN, name="mine"), r"script of its own \(mine\)"),
    "script in the body": (lambda: _scripted("html", f"<script>{RUN}</script>"), "body holds a script"),
    "script in the header": (lambda: _scripted("header", f"<script>{RUN}</script>"), "header holds a script"),
    "script of a popup": (lambda: _with(_popup_with_script()), "popup holds a script of its own"),
    "map in a popup": (lambda: _with(folium.Circle(AT, 1, popup=folium.Popup(_empty()))), "not Map"),
    "font": (lambda: folium.Map(AT, tiles=None, font_size=f"</style><script>{RUN}</script>1rem"), "header holds"),
    "place of the map": (lambda: folium.Map(AT, tiles=None, position=f"</style><script>{RUN}</script>"), "header"),
    "class of a tooltip": (
        lambda: _with(_detailed(class_name=f"</style><script>{RUN}</script>")),
        "header holds a script",
    ),
    "popup of a click": (lambda: _with(_tampered(folium.ClickForMarker("a"), popup=RUN)), "popup .* as code"),
}


def _detailed(**options: Any) -> folium.GeoJson:
    frame = gpd.GeoDataFrame({"a": ["b"]}, geometry=[box(119.2, 36.7, 119.3, 36.8)], crs=4326)
    return folium.GeoJson(frame, tooltip=folium.GeoJsonTooltip(["a"], **options))


def _text_along(options: dict[str, Any]) -> plugins.PolyLineTextPath:
    return plugins.PolyLineTextPath(folium.PolyLine(LINE), "a", **options)


def _searched(**options: Any) -> folium.Map:
    layer = _detailed()
    return _with(layer, plugins.Search(layer, **{"search_label": "a", **options}))


def _renamed(element: Any) -> Any:
    return _tampered(element, _name=f"a;{RUN};b")


def _tampered(element: Any, **attributes: Any) -> Any:
    vars(element).update(attributes)
    return element


def _scripted(place: str, text: str, name: str | None = None) -> folium.Map:
    plain = _empty()
    root = plain.get_root()
    assert isinstance(root, Figure)
    getattr(root, place).add_child(Element(text), name=name)
    return plain


def _popup_with_script() -> folium.Circle:
    popup = folium.Popup("a")
    popup.script.add_child(Element(RUN))
    return folium.Circle(AT, 1, popup=popup)


@pytest.mark.parametrize("case", AS_CODE)
def test_what_folium_would_run_is_refused_by_name(case: str) -> None:
    make, message = AS_CODE[case]
    with pytest.raises(SourceError, match=f"(?s){message}"):
        page_html(make())


def test_what_an_earlier_rendering_left_is_no_script_of_ones_own() -> None:
    plain = _with(folium.Circle(AT, 9, popup="a"), folium.Marker(AT))
    once = page_html(plain)
    plain.get_root().render()  # leaves a statement for each element on the figure
    gone = list(plain._children.values())[-1]
    assert page_html(plain) == once
    del plain._children[gone.get_name()]
    assert "L.marker(" not in page_html(plain)


def test_a_name_of_a_child_is_no_name_in_the_script() -> None:
    popup = folium.Popup()
    popup.html.add_child(folium.Html("a"), name=f"a; {RUN}")
    assert RUN not in page_html(_with(folium.Circle(AT, 1, popup=popup)))


def test_a_mistake_on_a_map_is_told_as_one_of_the_page() -> None:
    layer = _detailed()
    with pytest.raises(SourceError, match=r"folium cannot write the map.*'nothing' was not available"):
        page_html(_with(layer, plugins.Search(layer, search_label="nothing")))
    with pytest.raises(SourceError, match=r"folium cannot write the map.*JSON"):
        page_html(_with(folium.FeatureGroup(option=object())))


@settings(max_examples=10, deadline=None)
@given(st.text(st.sampled_from("\\`'\"${}</>!-\n\r\u2028ax()[];%#*寒"), max_size=12))
def test_no_text_changes_a_script(text: str) -> None:
    def scripts(said: str) -> list[str]:
        layer = _detailed(aliases=[said])
        plain = _with(
            folium.Circle(AT, 1, popup=said, tooltip=said),
            folium.Circle(AT, 1, popup=folium.Popup(folium.Html(said), lazy=True)),
            folium.ClickForMarker(said or "x"),
            layer,
        )
        tooltip = next(iter(layer._children.values()))
        found = re.findall(r"<script>(.*?)</script>", page_html(plain), flags=re.DOTALL)
        # The heads of a table stand in the script as the JSON that folium writes: read back, they are the same.
        last = re.sub(r"let aliases = (.*?);\n", "", found[-1], flags=re.DOTALL)
        written = re.findall(r"let aliases = (\[.*?\]);\n", found[-1], flags=re.DOTALL)
        assert isinstance(tooltip, folium.GeoJsonTooltip)
        assert json.loads(written[0].replace("<\\/", "</").replace("<\\!--", "<!--")) == [said]
        return [*found[:-1], last]

    assert scripts(text) == scripts("plain")
