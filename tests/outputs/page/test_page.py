"""The one-file page: nothing from outside, nothing runs but its own scripts, foreign folium maps included."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

import folium
import pytest
from branca.element import Element, Figure
from folium import plugins
from playwright.sync_api import expect
from thinned import thinned

import hanting_geo as hg
from hanting_geo.errors import SourceError
from hanting_geo.outputs.page.element import safe_json
from hanting_geo.outputs.page.page import page_html, save_page
from hanting_geo.outputs.page.slim import slim_css, slim_script

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ASSETS = files("hanting_geo.outputs").joinpath("assets")
MANIFEST = json.loads(ASSETS.joinpath("manifest.json").read_text(encoding="utf-8"))
VENDORED = {name: digest for package in MANIFEST["packages"] for name, digest in package["sha256"].items()}
MOST_BYTES = 200 * 1024


def _square(**properties: object) -> dict[str, Any]:
    ring = [[119.2, 36.7], [119.3, 36.7], [119.3, 36.8], [119.2, 36.8], [119.2, 36.7]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": "a", "properties": properties, "geometry": geometry}],
    }


def _plain(**properties: object) -> folium.Map:
    plain = folium.Map([36.75, 119.25], zoom_start=12, tiles=None, max_zoom=20)
    folium.GeoJson(
        _square(**properties),
        name="地块",
        style_function=lambda _: {"color": "#a00000", "className": "site"},
        tooltip=folium.GeoJsonTooltip(list(properties)),
        popup=folium.GeoJsonPopup(list(properties)),
    ).add_to(plain)
    return plain


def _packaged(folder: Any = ASSETS, above: str = "") -> list[str]:
    names = []
    for item in folder.iterdir():
        names += _packaged(item, f"{above}{item.name}/") if item.is_dir() else [f"{above}{item.name}"]
    return names


OWN = sorted(set(_packaged()) - set(VENDORED) - {"manifest.json"})


def test_vendored_files_are_those_of_the_manifest() -> None:
    for name, digest in VENDORED.items():
        assert sha256(ASSETS.joinpath(name).read_bytes()).hexdigest() == digest, name
    assert [name for name in OWN if "/" in name or not name.endswith((".js", ".css"))] == []
    for package in MANIFEST["packages"]:
        licence = ASSETS.joinpath(package["licence_file"]).read_text(encoding="utf-8")
        assert "Copyright" in licence
        assert "Redistribution" in licence if "BSD" in package["licence"] else "Permission is hereby granted" in licence


def test_the_packaged_leaflet_is_of_the_version_that_folium_calls() -> None:
    called = dict(folium.Map.default_js)["leaflet"]
    leaflet = MANIFEST["packages"][0]
    assert f"leaflet@{leaflet['version'].rpartition('.')[0]}." in called
    assert leaflet["version"] in ASSETS.joinpath("leaflet.js").read_text(encoding="utf-8")[:200]


@pytest.mark.parametrize("name", OWN)
def test_own_assets_may_be_slimmed_line_by_line(name: str) -> None:
    text = ASSETS.joinpath(name).read_text(encoding="utf-8")
    if name.endswith(".js"):
        assert [line for line in text.splitlines() if line.count("`") % 2] == []
        assert not re.search(r"\\$", text, flags=re.MULTILINE)
        assert slim_script(slim_script(text)) == slim_script(text)
    else:
        assert slim_css(slim_css(text)) == slim_css(text)


def test_slim_style_sheets_say_the_same(open_page: Callable[..., Any], tmp_path: Path) -> None:
    sheets = [name for name in [*OWN, *VENDORED] if name.endswith(".css")]
    assert "leaflet.css" in sheets
    texts = {name: ASSETS.joinpath(name).read_text(encoding="utf-8") for name in sheets}
    (tmp_path / "empty.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
    page = open_page(tmp_path / "empty.html").page
    rules = """text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
      return [...sheet.cssRules].map(rule => rule.cssText) }"""
    for name, text in texts.items():
        assert page.evaluate(rules, slim_css(text)) == page.evaluate(rules, text), name


def test_slim_scripts_are_whole(open_page: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
    page = open_page(tmp_path / "empty.html").page
    for name in OWN:
        if name.endswith(".js"):
            page.evaluate(
                "text => { new Function(text) }", slim_script(ASSETS.joinpath(name).read_text(encoding="utf-8"))
            )


def test_an_empty_page_is_small() -> None:
    assert len(page_html(folium.Map(tiles=None)).encode()) < MOST_BYTES - 30_000
    assert len(page_html(hg.zone_map({}, title="x")).encode()) < MOST_BYTES


def test_a_plain_folium_map_opens_with_no_network(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    plain = _plain(name="潍坊中央商务区")
    group = folium.FeatureGroup("点").add_to(plain)
    folium.CircleMarker([36.76, 119.31], radius=9, tooltip="车站", popup="<b>高铁潍坊北站</b>").add_to(group)
    folium.Marker([36.70, 119.19], popup="Marker").add_to(group)
    folium.Polygon([[36.7, 119.2], [36.8, 119.35], [36.8, 119.3]], tooltip="路").add_to(plain)
    folium.LayerControl(collapsed=False).add_to(plain)
    opened = open_page(save_page(plain, tmp_path / "plain.html"))
    page = opened.page
    page.locator("path.site").click(position={"x": 5, "y": 60})
    assert "潍坊中央商务区" in opened.text(".leaflet-popup-content")
    page.locator("path.leaflet-interactive").last.click(force=True)
    page.get_by_label("点").uncheck()
    expect(page.locator(".leaflet-marker-icon")).to_have_count(0)
    page.get_by_label("地块").uncheck()
    assert page.locator("path.site").count() == 0
    assert opened.requests == [page.url.partition("#")[0]]
    assert opened.complaints == []


def test_the_policy_names_every_script_and_no_host() -> None:
    html = page_html(_plain(name="x"))
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert len(policy) == 1
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    assert policy[0].count("'sha256-") == len(scripts)
    assert "unsafe-eval" not in policy[0]
    assert "script-src 'sha256-" in policy[0]
    assert policy[0].startswith("default-src 'none'; ")
    assert "http" not in policy[0]
    assert "user-scalable" not in html
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", html)


def test_equal_maps_give_equal_bytes_and_saving_leaves_the_map_alone(tmp_path: Path) -> None:
    first, second = _plain(name="x"), _plain(name="x")
    for plain in (first, second):
        folium.LayerControl().add_to(plain)
    once = save_page(first, tmp_path / "a.html").read_bytes()
    assert save_page(second, tmp_path / "b.html").read_bytes() == once
    header = dict(_figure(first).header._children)
    assert save_page(first, tmp_path / "c.html").read_bytes() == once
    assert dict(_figure(first).header._children) == header


def test_coordinates_are_rounded_in_the_page_and_kept_in_the_map() -> None:
    data = _square(name="x", lon=119.123456789)
    data["features"][0]["geometry"]["coordinates"][0][1] = [119.312345678, 36.7]
    plain = folium.Map(tiles=None)
    layer = folium.GeoJson(data, tooltip=folium.GeoJsonTooltip(["lon"]))
    layer.add_to(plain)
    html = page_html(plain, decimals=5)
    assert "119.31235" in html
    assert "119.312345678" not in html
    assert "119.123456789" in html  # a property, not a place
    assert layer.data["features"][0]["geometry"]["coordinates"][0][1] == [119.312345678, 36.7]
    with pytest.raises(ValueError, match=r"decimals .*takes a whole number from 3 to 9, and was given 12"):
        page_html(plain, decimals=12)


def _figure(plain: folium.Map) -> Figure:
    return cast("Figure", plain.get_root())


def _with(element: Any) -> folium.Map:
    plain = folium.Map(tiles=None)
    element.add_to(plain)
    return plain


def _with_link(address: str) -> folium.Map:
    layer = folium.GeoJson(_square(name="x"))
    layer.embed, layer.embed_link = False, address  # as folium leaves it after it has fetched the address
    return _with(layer)


def _with_body(markup: str) -> folium.Map:
    plain = folium.Map(tiles=None)
    _figure(plain).html.add_child(Element(markup))
    return plain


def _with_header(markup: str) -> folium.Map:
    plain = folium.Map(tiles=None)
    _figure(plain).header.add_child(Element(markup))
    return plain


REFUSED: dict[str, tuple[Callable[[], folium.Map], str]] = {
    "tiles": (folium.Map, r"TileLayer \(https://tile\.openstreetmap\.org.*tiles=None"),
    "plugin": (lambda: _with(plugins.MeasureControl()), "cannot hold MeasureControl.*eval"),  # type: ignore[no-untyped-call]
    "icon font": (lambda: _with(folium.Marker([36, 119], icon=folium.Icon())), "cannot hold Icon.*DivIcon"),
    "link": (lambda: _with_link("https://example.cn/a.json"), r"example\.cn/a\.json"),
    "image": (lambda: _with_body('<img src="https://example.cn/logo.png">'), r"https://example\.cn/logo\.png"),
    "file beside": (lambda: _with_body('<img src="logo.png">'), r"logo\.png"),
    "style": (lambda: _with_header("<style>@import 'https://example.cn/a.css';</style>"), r"example\.cn/a\.css"),
    "body script": (lambda: _with_body("<script>alert(1)</script>"), "body holds a script"),
    "header script": (lambda: _with_header("<script>alert(1)</script>"), "header holds a script"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_page_cannot_hold_is_refused_by_name(case: str, tmp_path: Path) -> None:
    make, message = REFUSED[case]
    with pytest.raises(SourceError, match=f"(?s){message}"):
        save_page(make(), tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


def test_only_a_map_becomes_a_page() -> None:
    with pytest.raises(TypeError, match="not of dict"):
        page_html({})  # type: ignore[arg-type]


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "${alert(1)} `${alert(1)}`",
    "{{ 7 * 191 }} {{ this.get_name() }}",
]


@pytest.mark.parametrize("text", thinned(HOSTILE, one_in=3))
def test_nothing_in_foreign_data_runs(text: str, tmp_path: Path, open_page: Callable[..., Any]) -> None:
    plain = _plain(name=text)
    folium.FeatureGroup(text).add_to(plain)
    folium.LayerControl(collapsed=False).add_to(plain)
    opened = open_page(save_page(plain, tmp_path / "hostile.html"))
    opened.page.locator("path.site").hover()
    opened.page.locator("path.site").click()
    opened.page.wait_for_timeout(100)
    assert not [complaint for complaint in opened.complaints if complaint.startswith("dialog")]
    assert opened.page.locator("body > script:not([type])").count() == 4
    assert opened.remote() == []
    assert "1337" not in opened.page.content()


def test_a_text_that_is_no_template_at_all_is_never_read_as_one() -> None:
    for plain in (_with(folium.Marker([36, 119], tooltip="{% endfor %}")), _plain(name="{% endfor %}")):
        assert "{% endfor %}" in page_html(plain)
    style = folium.GeoJsonTooltip(["name"], style="{% endfor %}")
    with pytest.raises(SourceError, match="folium cannot write the map"):
        page_html(_with(folium.GeoJson(_square(name="x"), tooltip=style)))


def test_safe_json_cannot_end_a_script_and_stays_the_same_text() -> None:
    hostile = ["</script>", "<!--", "a\u2028b\u2029", "&amp;", "{{x}}", "\ud800", "寒亭"]
    text = safe_json(hostile)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == hostile
    text.encode("utf-8")
    with pytest.raises(ValueError, match="JSON compliant"):
        safe_json(float("nan"))
