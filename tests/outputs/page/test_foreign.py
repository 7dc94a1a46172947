"""Foreign maps on one page: every public class of folium is carried and seen, or refused with what to do instead."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pytest
from branca.colormap import LinearColormap, StepColormap
from branca.element import CssLink, Div, Element, Figure, IFrame, JavascriptLink, Link, MacroElement
from folium import plugins
from folium.elements import EventHandler
from folium.raster_layers import ImageOverlay, VideoOverlay
from playwright.sync_api import expect
from shapely import Point, box
from thinned import thinned

from hanting_geo.errors import SourceError
from hanting_geo.outputs.page.element import asset_bytes, asset_text
from hanting_geo.outputs.page.foreign import INSTEAD, LINKS, SUPPORTED, is_shifted
from hanting_geo.outputs.page.foreign_legend import category_legend, numbers
from hanting_geo.outputs.page.page import page_contents, page_html, save_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PLACE = [36.75, 119.25]
LINE = [[36.74, 119.22], [36.75, 119.25], [36.76, 119.29]]
POINTS = [[36.73 + 0.004 * number, 119.22 + 0.006 * number] for number in range(9)]
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
SERVER = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
Step = str | tuple[str, str]


def _areas(count: int = 6) -> gpd.GeoDataFrame:
    numbered = range(count)
    return gpd.GeoDataFrame(
        {
            "name": [f"地块{number}" for number in numbered],
            "kind": [("住宅", "工业", "商业")[number % 3] for number in numbered],
            "people": [float(100 * number**2) for number in numbered],
            "owner": [f"secret{number}" for number in numbered],
        },
        geometry=[box(119.2 + 0.02 * number, 36.72, 119.215 + 0.02 * number, 36.76) for number in numbered],
        crs=4326,
    )


def _points() -> gpd.GeoDataFrame:
    areas = _areas()
    return areas.set_geometry([Point(area.bounds[0], area.bounds[1]) for area in areas.geometry])


def _empty() -> folium.Map:
    return folium.Map(PLACE, zoom_start=12, tiles=None)


def _with(*elements: Any) -> folium.Map:
    plain = _empty()
    for element in elements:
        element.add_to(plain)
    return plain


def _grown(element: Any, *children: Any) -> Any:
    for child in children:
        element.add_child(child)
    return element


def _layer(**options: Any) -> folium.GeoJson:
    return folium.GeoJson(_areas(), name="地块", style_function=lambda _: {"className": "site"}, **options)


def _group(name: str = "组") -> folium.FeatureGroup:
    return _grown(folium.FeatureGroup(name), folium.CircleMarker(PLACE))


# What a reader does (click, hover, uncheck) and sees (a selector, or a selector and its text), by name of the class.
PATH, ICON, POPUP = "path.leaflet-interactive", "img.leaflet-marker-icon", ".leaflet-popup-content"


def _figure() -> folium.Map:
    plain = _empty()
    Figure(title="标题").add_child(plain)
    return plain


def _note() -> folium.Map:
    plain = _empty()
    plain.get_root().html.add_child(Element("<p class='note'>说明</p>"))  # type: ignore[attr-defined]
    return plain


def _text_path() -> folium.Map:
    line = folium.PolyLine(LINE)
    return _with(line, plugins.PolyLineTextPath(line, "胶济铁路", center=True))


def _search() -> folium.Map:
    layer = _layer()
    return _with(layer, plugins.Search(layer, search_label="name", geom_type="Polygon"))


def _sub_group() -> folium.Map:
    cluster = plugins.MarkerCluster(control=False)
    part = _grown(plugins.FeatureGroupSubGroup(cluster, "北部"), *(folium.Marker(point) for point in POINTS[:3]))
    return _with(cluster, part, folium.LayerControl(collapsed=False))


def _grouped() -> folium.Map:
    first, second = _group("一"), _group("二")
    return _with(first, second, plugins.GroupedLayerControl({"方案": [first, second]}, collapsed=False))


def _tree() -> folium.Map:
    group = _group()
    tree = {"label": "全部", "children": [{"label": "近期", "layer": group}]}
    return _with(group, plugins.TreeLayerControl(overlay_tree=tree, collapsed=False))


def _choropleth() -> folium.Map:
    return _with(
        folium.Choropleth(
            _areas(),
            data=_areas()[["name", "people"]],
            columns=["name", "people"],
            key_on="feature.properties.name",
            legend_name="人口",
        )
    )


SEEN: dict[str, tuple[Callable[[], folium.Map], list[Step]]] = {
    "AntPath": (lambda: _with(plugins.AntPath(LINE)), ["path.leaflet-ant-path"]),
    "Choropleth": (_choropleth, [PATH, (".maplegend .legend-title", "人口"), (".maplegend li", "0 – 417")]),
    "Circle": (lambda: _with(folium.Circle(PLACE, 500)), [PATH]),
    "CircleMarker": (
        lambda: _with(folium.CircleMarker(PLACE, tooltip="站", fill=True)),
        ["hover " + PATH, (".leaflet-tooltip", "站")],
    ),
    "ClickForMarker": (lambda: _with(folium.ClickForMarker("${lat}")), ["click .folium-map", ICON]),
    "ColorLine": (lambda: _with(folium.ColorLine(LINE, [0, 1], ["red", "blue"])), [PATH]),
    "Control": (lambda: _with(folium.Control("Scale")), [".leaflet-control-scale"]),
    "CustomIcon": (lambda: _with(folium.Marker(PLACE, icon=folium.CustomIcon(_image()))), ["img.leaflet-marker-icon"]),
    "CustomPane": (lambda: _with(folium.map.CustomPane("top")), [".leaflet-pane.leaflet-top-pane@attached"]),
    "DivIcon": (lambda: _with(folium.Marker(PLACE, icon=folium.DivIcon("<b>甲</b>"))), [(".empty", "甲")]),
    "Draw": (
        lambda: _with(plugins.Draw(export=True, show_geometry_on_click=False)),
        ["click .leaflet-draw-draw-marker", "click .folium-map", ICON, "click #export"],
    ),
    "Element": (_note, [(".note", "说明")]),
    "FastMarkerCluster": (lambda: _with(plugins.FastMarkerCluster(POINTS)), [".marker-cluster"]),
    "FeatureGroup": (
        lambda: _with(_group(), folium.LayerControl(collapsed=False)),
        [PATH, (".leaflet-control-layers", "组")],
    ),
    "FeatureGroupSubGroup": (_sub_group, [".marker-cluster", (".leaflet-control-layers", "北部")]),
    "Figure": (_figure, [".folium-map"]),
    "FitBounds": (lambda: _with(folium.FitBounds([[36.7, 119.2], [36.8, 119.3]])), [".folium-map"]),
    "FitOverlays": (lambda: _with(folium.Circle(PLACE, 50), folium.FitOverlays()), [PATH]),
    "FloatImage": (lambda: _with(plugins.FloatImage(PIXEL)), ["img[alt=float_image]"]),
    "Fullscreen": (
        lambda: _with(plugins.Fullscreen()),
        ["click .leaflet-control-zoom-fullscreen", ".leaflet-fullscreen-on"],
    ),
    "GeoJson": (lambda: _with(_layer()), ["path.site"]),
    "GeoJsonPopup": (
        lambda: _with(_layer(popup=folium.GeoJsonPopup(["name"]))),
        ["click path.site", (POPUP, "地块0")],
    ),
    "GeoJsonTooltip": (
        lambda: _with(_layer(tooltip=folium.GeoJsonTooltip(["kind"]))),
        ["hover path.site", (".leaflet-tooltip", "住宅")],
    ),
    "GroupedLayerControl": (_grouped, [(".leaflet-control-layers-group-name", "方案")]),
    "HeatMap": (lambda: _with(plugins.HeatMap(POINTS)), ["canvas.leaflet-heatmap-layer"]),
    "Html": (
        lambda: _with(folium.Marker(PLACE, popup=folium.Popup(folium.Html("a < b <i>")))),
        ["click " + ICON, (POPUP, "a < b <i>")],
    ),
    "ImageOverlay": (
        lambda: _with(ImageOverlay(np.zeros((2, 2, 3)), [[36.7, 119.2], PLACE])),
        [".leaflet-image-layer"],
    ),
    "LatLngPopup": (lambda: _with(folium.LatLngPopup()), ["click .folium-map", (POPUP, "Latitude")]),
    "LayerControl": (
        lambda: _with(_layer(), folium.LayerControl()),
        ["hover .leaflet-control-layers", (".leaflet-control-layers", "地块")],
    ),
    "LinearColormap": (
        lambda: _with(LinearColormap(["red", "#ffffff"], vmin=0, vmax=2_000, caption="人")),
        [(".maplegend svg", "1,000")],
    ),
    "Map": (_empty, [".leaflet-control-zoom"]),
    "Marker": (lambda: _with(folium.Marker(PLACE, popup="一\r\n二")), ["click " + ICON, (POPUP, "二")]),
    "MarkerCluster": (
        lambda: _with(plugins.MarkerCluster(POINTS, popups=list("abcdefghi")), _layer()),
        [".marker-cluster", "path.site"],
    ),
    "MousePosition": (
        lambda: _with(plugins.MousePosition()),
        ["hover .folium-map", (".leaflet-control-mouseposition", "36.7")],
    ),
    "PolyLine": (lambda: _with(folium.PolyLine(LINE)), [PATH]),
    "PolyLineTextPath": (_text_path, ["svg textPath@attached"]),
    "Polygon": (lambda: _with(folium.Polygon(LINE)), [PATH]),
    "Popup": (
        lambda: _with(folium.Marker(PLACE, popup=folium.Popup("<b>粗</b>", lazy=True))),
        ["click " + ICON, (POPUP + " b", "粗")],
    ),
    "Rectangle": (lambda: _with(folium.Rectangle([[36.74, 119.22], PLACE])), [PATH]),
    "Search": (_search, ["fill input.search-input 地块3", (".search-tip", "地块3"), "click .search-tip"]),
    "StepColormap": (
        lambda: _with(StepColormap(["red", "blue"], index=[0, 0.5, 1.25], vmin=0, vmax=1.25, caption="倍")),
        [(".maplegend li >> nth=1", "0.50 – 1.25")],
    ),
    "Tooltip": (
        lambda: _with(_grown(folium.Circle(PLACE, 900, fill=True), folium.Tooltip("提示", style="color: red"))),
        ["hover " + PATH, (".leaflet-tooltip", "提示")],
    ),
    "TreeLayerControl": (_tree, [(".leaflet-control-layers", "近期")]),
}
# Carried too, where a server is named; seen in test_named_servers_are_asked_for_images_and_no_other.
SERVED: dict[str, Callable[[], folium.Map]] = {
    "TileLayer": folium.Map,
    "WmsTileLayer": lambda: _with(folium.WmsTileLayer("https://tile.openstreetmap.org/wms", layers="a")),
    "MiniMap": lambda: _with(plugins.MiniMap(toggle_display=True)),  # folium gives it tiles even on a map without
    "ImageOverlay": lambda: _with(ImageOverlay("https://tile.openstreetmap.org/a.png", [[36.7, 119.2], PLACE])),
    "CustomIcon": lambda: _with(folium.Marker(PLACE, icon=folium.CustomIcon("https://tile.openstreetmap.org/b.png"))),
}
COLLECTION = {"type": "FeatureCollection", "features": []}
REFUSED: dict[str, Callable[[], Any]] = {
    "BeautifyIcon": lambda: _grown(folium.Marker(PLACE), plugins.BeautifyIcon()),  # type: ignore[no-untyped-call]
    "BoatMarker": lambda: plugins.BoatMarker(PLACE),
    "CirclePattern": plugins.CirclePattern,
    "ClickForLatLng": folium.ClickForLatLng,
    "CssLink": lambda: CssLink("https://example.cn/a.css"),
    "Div": Div,
    "EventHandler": lambda: EventHandler("click", folium.JsCode("() => 1")),
    "GeoMan": plugins.GeoMan,
    "Geocoder": plugins.Geocoder,
    "HeatMapWithTime": lambda: plugins.HeatMapWithTime([POINTS]),
    "IFrame": lambda: folium.Marker(PLACE, popup=folium.Popup(IFrame("x"))),
    "Icon": lambda: folium.Marker(PLACE, icon=folium.Icon()),
    "JavascriptLink": lambda: JavascriptLink("https://example.cn/a.js"),
    "Link": lambda: Link("https://example.cn/a.css"),
    "LocateControl": plugins.LocateControl,
    "MacroElement": MacroElement,
    "MeasureControl": plugins.MeasureControl,
    "OverlappingMarkerSpiderfier": plugins.OverlappingMarkerSpiderfier,
    "PolyLineFromEncoded": lambda: plugins.PolyLineFromEncoded("_p~iF~cn~U"),
    "PolyLineOffset": lambda: plugins.PolyLineOffset(LINE, offset=5),
    "PolygonFromEncoded": lambda: plugins.PolygonFromEncoded("_p~iF~cn~U"),
    "Realtime": lambda: plugins.Realtime("https://example.cn/a.json"),
    "RegularPolygonMarker": lambda: folium.RegularPolygonMarker(PLACE),
    "ScrollZoomToggler": plugins.ScrollZoomToggler,
    "SemiCircle": lambda: plugins.SemiCircle(PLACE, 500, start_angle=0, stop_angle=90),
    "SideBySideLayers": lambda: plugins.SideBySideLayers(_group("一"), _group("二")),
    "StripePattern": plugins.StripePattern,
    "TagFilterButton": lambda: plugins.TagFilterButton(["a"]),
    "Terminator": plugins.Terminator,
    "TimeSliderChoropleth": lambda: plugins.TimeSliderChoropleth(_areas().to_json(), {"0": {"0": {}}}),
    "Timeline": lambda: plugins.Timeline(COLLECTION),
    "TimelineSlider": plugins.TimelineSlider,
    "TimestampedGeoJson": lambda: plugins.TimestampedGeoJson(COLLECTION),
    "TimestampedWmsTileLayers": lambda: plugins.TimestampedWmsTileLayers(
        folium.WmsTileLayer("https://example.cn/wms", layers="a")
    ),
    "TopoJson": lambda: folium.TopoJson({"objects": {}}, "objects.a"),
    "VectorGridProtobuf": lambda: plugins.VectorGridProtobuf("https://example.cn/{z}/{x}/{y}.pbf"),
    "Vega": lambda: folium.Vega({}),
    "VegaLite": lambda: folium.VegaLite({}),
    "VideoOverlay": lambda: VideoOverlay("https://example.cn/a.mp4", [[36.7, 119.2], PLACE]),
}
NO_ELEMENT = {"ColorMap", "JsCode", "DualMap"}  # abstract; code; a pair of maps, refused as no map


def _image() -> Any:
    return np.zeros((8, 8, 4))


def _do(page: Any, step: Step) -> None:
    if isinstance(step, tuple):
        page.locator(step[0]).first.wait_for()
        expect(page.locator(step[0]).first).to_contain_text(step[1], use_inner_text=False)
        return
    doing, _, selector = step.partition(" ")
    if doing == "click":
        page.locator(selector).first.click(force=True, no_wait_after=True)
    elif doing == "hover":
        page.locator(selector).first.hover(force=True)
    elif doing == "fill":
        field, _, text = selector.rpartition(" ")
        page.locator(field).press_sequentially(text)
    else:
        selector, _, state = step.partition("@")
        page.locator(selector).first.wait_for(state=state or "visible")


def test_every_public_class_of_folium_is_carried_and_seen_or_refused() -> None:
    public = {*folium.__all__, *plugins.__all__} - NO_ELEMENT
    assert public <= SUPPORTED | set(INSTEAD)
    assert not SUPPORTED & set(INSTEAD)
    assert public & SUPPORTED <= set(SEEN) | set(SERVED)
    assert public & set(INSTEAD) <= set(REFUSED)
    assert set(INSTEAD) - {"DualMap", "MethodCall"} == set(REFUSED)
    with pytest.raises(TypeError, match=r"not of DualMap.*two pages"):
        page_html(plugins.DualMap())  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("name", thinned(SEEN, one_in=10))
def test_what_is_carried_works_with_no_network(name: str, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    make, steps = SEEN[name]
    opened = open_page(save_page(make(), tmp_path / "map.html"))
    for step in steps:
        _do(opened.page, step)
    opened.page.wait_for_timeout(50)
    assert opened.remote() == []
    assert opened.complaints == []


@pytest.mark.filterwarnings("ignore:.*add_children.*")
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_carried_is_refused_with_what_to_do_instead(name: str) -> None:
    plain = _empty()
    plain.add_child(REFUSED[name]())
    with pytest.raises(SourceError, match=re.escape(INSTEAD[name])) as caught:
        page_html(plain, hosts=["example.cn"])
    assert f"cannot hold {name}" in str(caught.value)


def test_a_class_of_ones_own_and_an_unknown_control_are_refused() -> None:
    class Marker(folium.Marker):
        pass

    with pytest.raises(SourceError, match="cannot hold Marker"):
        page_html(_with(Marker(PLACE)))
    with pytest.raises(SourceError, match=r"control 'Locate'.*Zoom or Scale"):
        page_html(_with(folium.Control("Locate")))


def test_packaged_plugins_are_of_the_versions_that_folium_calls() -> None:
    called: dict[str, str] = {}
    for name in set(plugins.__all__) & SUPPORTED:
        kind = getattr(plugins, name)
        called.update([*getattr(kind, "default_js", []), *getattr(kind, "default_css", [])])
    assert set(called) == set(LINKS)
    manifest = {
        name.split("/")[1]: package["version"]
        for package in _manifest()["packages"]
        for name in package["sha256"]
        if name.startswith("plugins/")
    }
    unpinned = {"heat", "mouseposition"}
    for name, address in called.items():
        folder = LINKS[name].partition("/")[0]
        assert folder in unpinned or re.search(rf"[@/]{re.escape(manifest[folder])}/", address), address
    templates = folium.__file__.replace("__init__.py", "templates/leaflet_heat.min.js")
    with open(templates, "rb") as file:  # noqa: PTH123 - beside the package, whatever it is installed as
        assert file.read().replace(b"\r\n", b"\n") == asset_bytes("plugins/heat/leaflet_heat.min.js")


def _manifest() -> Any:
    import json

    return json.loads(asset_text("manifest.json"))


def test_a_plugin_stands_on_the_page_only_when_it_is_in_use() -> None:
    assert "markerClusterGroup" not in page_html(_empty())
    html = page_html(_with(plugins.MarkerCluster(POINTS), plugins.MarkerCluster(POINTS)))
    assert html.count("/* leaflet.markercluster.js: Copyright 2012 David Leaver */") == 1
    assert "L.Control.FullScreen" not in html


EXPLORED: dict[str, tuple[Callable[[], folium.Map], list[Step]]] = {
    "plain": (lambda: _areas().explore(tiles=None), ["hover " + PATH, (".foliumtooltip", "地块")]),
    "series": (lambda: _areas().geometry.explore(tiles=None), [PATH]),
    "plane": (lambda: _areas().set_crs(None, allow_override=True).explore(), [PATH]),
    "circle markers": (lambda: _points().explore(tiles=None), [PATH]),
    "markers": (lambda: _points().explore(tiles=None, marker_type="marker"), ["click " + ICON]),
    "circles": (lambda: _points().explore(tiles=None, marker_type="circle", marker_kwds={"radius": 300}), [PATH]),
    "categories": (
        lambda: _areas().explore("kind", tiles=None),
        [(".maplegend .legend-title", "kind"), (".maplegend li >> nth=2", "工业")],
    ),
    "numbers": (lambda: _areas().explore("people", tiles=None), [(".maplegend svg", "1,000")]),
    "classes": (
        lambda: _areas().explore("people", scheme="equal_interval", k=4, tiles=None),
        [(".maplegend li >> nth=3", "1,875 – 2,500")],
    ),
    "class names": (
        lambda: _areas().explore("people", scheme="quantiles", k=2, tiles=None, legend_kwds={"colorbar": False}),
        [".maplegend li >> nth=1"],
    ),
    "missing": (
        lambda: (
            _areas()
            .assign(people=[1.0, 2.0, 3.0, 4.0, 5.0, None])
            .explore("people", tiles=None, missing_kwds={"color": "grey", "label": "无"})
        ),
        [(".hanting-legends", "无"), (".maplegend svg", "2")],
    ),
    "popup": (
        lambda: _areas().explore(popup=["name"], tooltip=False, tiles=None, highlight=False),
        ["click " + PATH, (POPUP, "地块")],
    ),
    "everything": (
        lambda: _areas().explore(popup=True, tooltip=["kind", "people"], tiles=None, control_scale=True),
        ["hover " + PATH, (".foliumtooltip", "people"), "click " + PATH, (POPUP, "secret"), ".leaflet-control-scale"],
    ),
    "two layers": (
        lambda: _grown(
            _points().explore("people", m=_areas().explore("kind", tiles=None, name="面"), name="点"),
            folium.LayerControl(collapsed=False),
        ),
        [(".leaflet-control-layers", "点"), (".hanting-legends", "kind"), (".hanting-legends", "people")],
    ),
}


@pytest.mark.parametrize("form", thinned(EXPLORED, one_in=8))
def test_explore_works_with_no_network(form: str, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    make, steps = EXPLORED[form]
    opened = open_page(save_page(make(), tmp_path / "map.html"))
    for step in steps:
        _do(opened.page, step)
    assert opened.remote() == []
    assert opened.complaints == []


def test_legends_stand_apart(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(save_page(EXPLORED["two layers"][0](), tmp_path / "map.html")).page
    first, second = (page.locator(".maplegend").nth(place).bounding_box() for place in (0, 1))
    assert first["y"] + first["height"] <= second["y"]
    assert page.locator(".maplegend li span").first.evaluate("mark => getComputedStyle(mark).backgroundColor") != ""


def test_a_highlight_changes_a_shape_and_ends(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    page = open_page(save_page(_areas().explore("kind", tiles=None, legend=False), tmp_path / "map.html")).page
    shape = page.locator(PATH).first
    fills = {page.locator(PATH).nth(place).get_attribute("fill") for place in range(6)}
    assert len(fills) == 3
    shape.hover()
    expect(shape).to_have_attribute("fill-opacity", "0.75")
    page.mouse.move(5, 500)
    expect(shape).to_have_attribute("fill-opacity", "0.5")


def test_online_tiles_are_refused_with_both_ways_out() -> None:
    with pytest.raises(SourceError) as caught:
        page_html(_areas().explore())
    message = str(caught.value)
    assert "tile.openstreetmap.org" in message
    assert "tiles=None" in message
    assert "hosts=['tile.openstreetmap.org']" in message


@pytest.fixture
def online(browser: Any) -> Iterator[Any]:
    """Give a browser page for which every server answers with one pixel, and the list of what it asked for."""
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="image/png", body=asset_bytes("leaflet-layers.png"))

    page.route(re.compile("^https?:"), answer)
    page.on("console", lambda message: asked.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: asked.append(f"error: {error}"))
    yield page, asked
    context.close()


@pytest.mark.parametrize("name", thinned(SERVED, one_in=2))
def test_named_servers_are_asked_for_images_and_no_other(name: str, tmp_path: Path, online: Any) -> None:
    page, asked = online
    plain = SERVED[name]()
    with pytest.raises(SourceError, match="openstreetmap"):
        save_page(plain, tmp_path / "map.html")
    path = save_page(plain, tmp_path / "map.html", hosts=["tile.openstreetmap.org", "unused.example.cn"])
    policy = re.findall(r'Content-Security-Policy" content="[^"]*img-src ([^;]*);', path.read_text(encoding="utf-8"))
    assert policy == ["data: https://tile.openstreetmap.org"]
    page.goto(path.as_uri())
    page.wait_for_function("document.querySelectorAll('img').length > 0")
    for _ in range(100):
        page.wait_for_timeout(50)
        if asked:
            break
    assert asked
    assert [address for address in asked if not address.startswith("https://tile.openstreetmap.org/")] == []


def _tiles(address: str) -> folium.Map:
    return folium.Map(tiles=address, attr="a")


def test_servers_with_many_names_are_one_pattern() -> None:
    plain = _tiles("https://{s}.tile.example.cn/{z}/{x}/{y}.png")
    for name in ("tile.example.cn", "*.tile.example.cn", "https://*.Tile.example.cn/"):
        assert "img-src data: https://*.tile.example.cn;" in page_html(plain, hosts=[name])
    assert "img-src data: https://*.tile.example.cn;" in page_html(plain, hosts="tile.example.cn")


@pytest.mark.parametrize(
    ("address", "hosts", "message"),
    [
        ("https://webrd01.is.autonavi.com/{z}", ["autonavi.com", "webrd01.is.autonavi.com"], "GCJ-02"),
        ("https://webrd0{s}.is.autonavi.com/{z}", [], "GCJ-02"),
        ("https://tile.example.cn/{z}", ["example.cn"], "hosts="),
        ("//tile.example.cn/{z}", ["tile.example.cn"], "no http"),
        ("https://{s}.cn/{z}", ["cn"], "no http"),
        ("https://a b/{z}", ["a"], "no http"),
        ("https://a';script-src *;/{z}", ["a"], "no http"),
        (SERVER, ["https://"], "no host name"),
        (SERVER, ["*"], "no host name"),
        (SERVER, ["a.cn; script-src *"], "no host name"),
    ],
)
def test_servers_that_are_shifted_or_not_named_are_refused(address: str, hosts: list[str], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        page_html(_tiles(address), hosts=hosts)


def test_only_shifted_servers_count_as_shifted() -> None:
    assert [is_shifted(host) for host in ("qq.com", "rt0.map.GTIMG.com:80", "qq.com.example.cn", "myqq.com")] == [
        *(True, True, False, False)
    ]


def test_clusters_have_a_greatest_zoom_and_a_given_one_stays() -> None:
    assert '"maxZoom": 20' in page_html(_empty())
    assert '"maxZoom": 15' in page_html(folium.Map(tiles=None, maxZoom=15))
    assert "20" not in re.findall(r'"maxZoom": (\d+)', page_html(folium.Map(tiles=None, maxZoom=15)))
    online = page_html(folium.Map(), hosts=["tile.openstreetmap.org"])
    assert set(re.findall(r'"maxZoom": (\d+)', online)) == {"19"}


def test_columns_that_nothing_shows_are_left_out_and_stay_in_the_map() -> None:
    plain = _areas().explore(column="kind", tooltip=["name"], tiles=None)
    layer = next(child for child in plain._children.values() if isinstance(child, folium.GeoJson))
    html = page_html(plain)
    assert "地块3" in html
    assert "secret" not in html
    assert "__folium_color" not in html
    assert '"bbox"' not in html
    assert layer.data["features"][3]["properties"]["owner"] == "secret3"
    assert "secret3" in page_html(_areas().explore(tiles=None))


def test_a_column_that_tells_features_apart_is_left_out_too(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    layer = folium.GeoJson(
        _areas()[["owner", "geometry"]].to_json(drop_id=True),
        style_function=lambda feature: {"className": f"class-{feature['properties']['owner'][-1]}"},
    )
    assert layer.feature_identifier == "feature.properties.owner"
    path = save_page(_with(layer), tmp_path / "map.html")
    assert "secret" not in path.read_text(encoding="utf-8")
    assert open_page(path).page.locator("path.class-4").count() == 1


def test_columns_that_code_or_search_may_ask_for_are_kept(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    code = folium.JsCode("(feature, layer) => layer.bindTooltip(feature.properties.owner, {permanent: true})")
    opened = open_page(save_page(_with(_layer(on_each_feature=code)), tmp_path / "map.html"))
    assert "secret0" in opened.text(".leaflet-tooltip")
    html = page_html(_search())
    assert "地块3" in html
    assert "secret" not in html
    assert "住宅" not in html


def test_places_are_rounded_wherever_they_stand() -> None:
    place = [36.123456789, 119.123456789]
    plain = folium.Map(place, tiles=None)
    cluster = plugins.FastMarkerCluster([[*place, 0.987654321]])
    for element in (
        folium.Marker(place),
        folium.PolyLine([place, [36, 119]]),
        folium.FitBounds([place, place]),
        plugins.HeatMap([place]),
        cluster,
    ):
        element.add_to(plain)
    html = page_html(plain)
    assert "123456789" not in html
    assert "36.123457" in html
    assert "0.987654321" in html  # a value, not a place
    assert plain.location == place
    assert cluster.data == [[*place, 0.987654321]]


def test_saving_leaves_a_map_with_icons_and_plugins_as_it_was(tmp_path: Path) -> None:
    plain = _with(folium.Marker(PLACE, icon=folium.DivIcon("a")), _layer(), plugins.MarkerCluster(POINTS))
    before = {child: len(child._children) for child in plain._children.values()}
    once = save_page(plain, tmp_path / "a.html").read_bytes()
    assert save_page(plain, tmp_path / "b.html").read_bytes() == once
    assert {child: len(child._children) for child in plain._children.values()} == before
    assert "hanting" not in plain.get_root().render()
    assert "hantingStyles" in page_html(plain)


def test_contents_say_what_a_page_embeds(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    plain = _with(_layer(tooltip=folium.GeoJsonTooltip(["name", "kind"])), folium.Marker(PLACE), folium.PolyLine(LINE))
    folium.GeoJson(_points(), marker=folium.Circle()).add_to(plain)
    plugins.HeatMap(POINTS, name="热力").add_to(plain)
    table = page_contents(plain, decimals=5)
    assert table.to_dict("list") == {
        "layer": ["地块", "layer 2", "热力", "markers and shapes"],
        "features": [6, 6, 9, 2],
        "columns": ["name, kind", "", "", ""],
        "decimals": [5] * 4,
        "metres": [0.6] * 4,
    }
    assert page_contents(_empty()).empty
    with caplog.at_level(logging.INFO, logger="hanting_geo"):
        save_page(plain, tmp_path / "map.html")
    assert caplog.records[0].getMessage() == (
        "map.html: layer 地块, 6 features, columns: name, kind; coordinates to 6 decimals (0.06 m)"
    )
    assert len(caplog.records) == 4


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "'\"><b onclick=alert(1)>x</b>",
    "`+alert(1)+`",
    "${alert(1)}",
    "{{ 7 * 191 }}",
    "');alert(1);('",
    "]]><!--<script>alert(1)//",
]


def _hostile_frame(text: str) -> gpd.GeoDataFrame:
    return _areas(2).assign(name=[text, "b"], kind=[text, "b"])


def _executions(complaints: list[str]) -> list[str]:
    return [text for text in complaints if "dialog" in text or not re.search("Content Security Policy|ERR_", text)]


@pytest.mark.parametrize("text", thinned(HOSTILE, one_in=12))
def test_hostile_values_categories_and_captions_do_not_run(
    text: str, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    plain = _hostile_frame(text).explore("kind", tiles=None, popup=True, legend_kwds={"caption": text}, name=text)
    LinearColormap(["red", "blue"], caption=text).add_to(plain)
    StepColormap(["red", "blue"], caption=text).add_to(plain)
    folium.LayerControl(collapsed=False).add_to(plain)
    opened = open_page(save_page(plain, tmp_path / "map.html"))
    page = opened.page
    page.locator(PATH).first.hover()
    page.locator(PATH).first.click()
    page.wait_for_timeout(100)
    assert _executions(opened.complaints) == []
    titles = page.locator(".maplegend .legend-title")
    assert [titles.nth(place).text_content() for place in range(3)] == [text] * 3
    labels = page.locator(".legend-labels li").all_text_contents()
    assert text in labels
    assert page.locator(".hanting-legends").locator("img, script, b").count() == 0
    assert "1337" not in page.content()
    assert opened.remote() == []


@pytest.mark.parametrize("text", thinned(HOSTILE, one_in=12))
def test_hostile_texts_of_markers_layers_and_columns_do_not_run(
    text: str, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    frame = _areas(2).rename(columns={"name": text})
    searched = folium.GeoJson(frame)
    makers: list[Callable[[], list[Any]]] = [
        lambda: [folium.Marker(PLACE, popup=folium.Popup(text, show=True))],
        lambda: [folium.Marker(PLACE, tooltip=folium.Tooltip(text, permanent=True))],
        lambda: [folium.Marker(PLACE, tooltip=folium.Tooltip("a", style=text, permanent=True))],
        lambda: [_grown(folium.FeatureGroup(text), folium.CircleMarker(PLACE))],
        lambda: [_grown(folium.FeatureGroup(text), plugins.MarkerCluster(POINTS, popups=[text] * 9))],
        lambda: [folium.Marker(PLACE, icon=folium.DivIcon(text))],
        lambda: [searched, plugins.Search(searched, search_label=text, placeholder="a")],
        lambda: [
            folium.GeoJson(
                frame.to_json(drop_id=True), style_function=lambda _: {}, tooltip=folium.GeoJsonTooltip([text])
            )
        ],
    ]
    plain, carried = _empty(), 0
    for make in makers:
        try:
            page_html(_with(*make()))
        except SourceError as error:
            assert re.search("as code|template", str(error))  # noqa: PT017 - refused in words is right too
        else:
            carried += 1
            for element in make():
                element.add_to(plain)
    assert carried >= 3
    folium.LayerControl(collapsed=False).add_to(plain)
    opened = open_page(save_page(plain, tmp_path / "map.html"))
    opened.page.locator(PATH).first.hover(force=True)
    opened.page.wait_for_timeout(100)
    assert _executions(opened.complaints) == []
    assert opened.page.locator(".leaflet-control-layers").count() == 1
    assert "1337" not in opened.page.content()
    assert opened.remote() == []


def test_a_style_that_is_code_is_refused() -> None:
    layer = folium.GeoJson(_areas(), style_function=lambda _: {"color": "{{alert(1)}}"})
    with pytest.raises(SourceError, match="style_function"):
        page_html(_with(layer))


def test_styles_are_those_that_folium_gives(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    colors = ["#aa0000", "#00aa00", "#0000aa"]
    areas = _areas(300)
    layer = folium.GeoJson(areas, style_function=lambda feature: {"color": colors[int(feature["id"]) % 3]})
    page = open_page(save_page(_with(layer, folium.FitBounds([[36.7, 119], [36.8, 126]])), tmp_path / "map.html")).page
    drawn = page.evaluate("""() => { const found = [];
      for (const layer of Object.values(window[document.querySelector('.folium-map').id]._layers))
        if (layer.feature) found.push([Number(layer.feature.id), layer.options.color]);
      return found }""")
    assert len(drawn) == 300
    assert [color for _, color in sorted(drawn)] == [colors[number % 3] for number in range(300)]
    assert "switch" in page.content()
    assert 'case "' not in page.content().partition("hantingStyles([")[2]


def test_numbers_of_a_legend_can_be_told_apart() -> None:
    assert numbers([1.0, 1.5, 2.0]) == ["1.0", "1.5", "2.0"]
    assert numbers([0.0, 1e6]) == ["0", "1,000,000"]
    assert numbers([3.0]) == ["3"]
    assert numbers([]) == []
    assert numbers([float("nan"), 1.25]) == ["–", "1.25"]
    assert numbers([0.0, 2e-6]) == ["0", "2e-06"]
    assert numbers([1e13, 2e13]) == ["1e+13", "2e+13"]


def test_a_color_that_is_no_color_is_none() -> None:
    assert "background:transparent" in category_legend("", [("red;background:url(https://example.cn)", "a")])


@pytest.mark.parametrize("extent", [(0.0, 0.0), (1.0, 1.0), (-5.0, 5.0)])
def test_scales_of_any_extent_are_drawn(extent: tuple[float, float]) -> None:
    scale = LinearColormap(["red", "blue"], vmin=extent[0], vmax=extent[1])
    assert 'class="maplegend"' in page_html(_with(scale))
