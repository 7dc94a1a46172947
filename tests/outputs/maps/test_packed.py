"""Layers of very many features in a real browser: drawn, pointed at, searched, filtered, switched, reached by keyboard.

What a page answers is held against shapely on the rounded coordinates, and against the pixels of its canvas.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect
from pyproj import Geod
from shapely import affinity
from waiting import at_rest

from hanting_geo.errors import CRSError, SchemaError
from hanting_geo.outputs.maps.packed import PackedLayer
from hanting_geo.outputs.maps.zone_map import zone_map
from hanting_geo.outputs.page.page import page_contents, page_html, save_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Page

Frames = dict[str, gpd.GeoDataFrame]
Array = np.ndarray[Any, Any]

# ---- a district of many features ----

WEST, SOUTH, WIDE, TALL, ACROSS, ROWS = 119.10, 36.70, 0.002, 0.0016, 50, 46
PARCELS, ROADS, WELLS = ACROSS * ROWS, 2200, 2100
BIG = PARCELS - 1  # covers a hundred others, but for a hole
USES = ["住宅", "工业", "绿地", "商业"]
FILLS = {"住宅": "#f0c000", "工业": "#905020", "绿地": "#20a040", "商业": "#c02040", "大": "#2040d0"}
HOME = (119.135, 36.7295, 15)  # a view of some four hundred parcels


def _corner(cell: int) -> tuple[float, float]:
    return WEST + cell % ACROSS * WIDE, SOUTH + cell // ACROSS * TALL


def _parcel(number: int) -> Any:
    west, south = _corner(number)
    shell = shapely.box(west + 0.1 * WIDE, south + 0.1 * TALL, west + 0.9 * WIDE, south + 0.9 * TALL)
    if number % 5 == 0:  # with a hole
        return shell - shapely.box(west + 0.3 * WIDE, south + 0.3 * TALL, west + 0.7 * WIDE, south + 0.7 * TALL)
    if number % 7 == 0:  # of two parts
        return shell - shapely.box(west + 0.4 * WIDE, south, west + 0.6 * WIDE, south + TALL)
    if number % 11 == 0:  # an L
        return shell - shapely.box(west + 0.5 * WIDE, south + 0.5 * TALL, west + WIDE, south + TALL)
    return shell


def _parcels() -> gpd.GeoDataFrame:
    numbers = np.arange(PARCELS)
    shapes = [_parcel(number) for number in numbers]
    (west, south), (hole_west, hole_south) = _corner(10 * ACROSS + 10), _corner(14 * ACROSS + 14)
    shapes[BIG] = shapely.box(west, south, west + 10 * WIDE, south + 10 * TALL) - shapely.box(
        hole_west, hole_south, hole_west + 2 * WIDE, hole_south + 2 * TALL
    )
    shapes[BIG - 3 : BIG] = [None, shapely.Polygon(), None]
    uses = np.array(USES)[numbers % 4].tolist()
    uses[BIG] = "大"
    return gpd.GeoDataFrame(
        {
            "id": [f"P{number:05d}" for number in numbers],
            "name_zh": [f"地块{number}号" for number in numbers],
            "name_en": [f"Parcel {number}" for number in numbers],
            "use": uses,
            "floors": numbers % 30 + 1,
            "note": [f"备注 {number} Δ" for number in numbers],
            "owner": [f"机密{number}" for number in numbers],
            "accuracy_m": np.where(numbers % 3 == 0, 900.0, 10.0),
        },
        geometry=shapes,
        crs=4326,
    )


def _layers() -> Frames:
    chance = np.random.default_rng(7)
    east, south = WEST + ACROSS * WIDE + 0.005, SOUTH
    starts = np.column_stack([chance.uniform(east, east + 0.1, ROADS), chance.uniform(south, south + 0.07, ROADS)])
    ends = starts + chance.uniform(-0.004, 0.004, (ROADS, 2))
    roads: list[Any] = list(shapely.linestrings(np.stack([starts, (starts + ends) / 2 + 0.0004, ends], axis=1)))
    roads[::9] = [shapely.MultiLineString([road, affinity.translate(road, 0.002, 0.002)]) for road in roads[::9]]
    wells_at = np.column_stack([chance.uniform(WEST, WEST + 0.1, WELLS), chance.uniform(36.62, 36.69, WELLS)])
    wells: list[Any] = list(shapely.points(wells_at))
    wells[::8] = [shapely.MultiPoint([well, affinity.translate(well, 0.001, 0)]) for well in wells[::8]]
    west, north = _corner(12 * ACROSS + 12)
    site = shapely.box(west, north, west + 1.95 * WIDE, north + 1.95 * TALL)
    frame = lambda prefix, shapes: gpd.GeoDataFrame(  # noqa: E731
        {"name": [f"{prefix}{number}" for number in range(len(shapes))], "accuracy_m": 5.0}, geometry=shapes, crs=4326
    )
    return {
        "地块": _parcels(),
        "道路": frame("路", roads),
        "水井": frame("井", wells),
        "选址": frame("址", [site, affinity.translate(site, 0.3, 0)]),
    }


STYLE: dict[str, dict[str, Any]] = {
    "地块": {"column": "use", "colors": FILLS, "names": False, "fit": True},
    "道路": {"color": "#aa3322", "width": 3, "names": False},
    "水井": {"color": "#113377", "fill": "#55bbff", "names": False},
    "选址": {"color": "#000000", "fill": None, "width": 2, "names": False},
}
POPUP = {"地块": ["id", "use", "floors", "note", "accuracy_m"], "道路": ["name"], "水井": ["name"], "选址": ["name"]}
TITLE = {"zh": "地块图", "en": "Parcels", "date": "2026-11-22"}


@pytest.fixture(scope="module")
def layers() -> Frames:
    return _layers()


@pytest.fixture(scope="module")
def saved(layers: Frames, tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = zone_map(layers, title=TITLE, style=STYLE, popup=POPUP)
    return save_page(plan, tmp_path_factory.mktemp("packed") / "plan.html")


# ---- pages ----

_PREPARE = """() => {
  for (const name of Object.getOwnPropertyNames(window)) if (/^map_/.test(name)) window.theMap = window[name];
  window.views = {};
  window.gather = () => theMap.eachLayer((one) => {
    if (one instanceof HantingPacked) views[one._data.features] = one;
  });
  gather();
  window.hits = (many, places, reach) => places.map(([lon, lat]) => views[many].hits(L.latLng(lat, lon), reach));
  window.pixels = (many, places) => {
    const view = views[many], canvas = view._canvas, ratio = canvas.width / parseFloat(canvas.style.width);
    const ctx = canvas.getContext("2d");
    return places.map(([lon, lat]) => {
      const at = theMap.latLngToLayerPoint([lat, lon]).subtract(view._bounds.min).multiplyBy(ratio);
      return Array.from(ctx.getImageData(Math.floor(at.x), Math.floor(at.y), 1, 1).data);
    });
  };
  window.glowing = (many) => {
    const { _glow: canvas } = views[many];
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value);
  };
  window.show = (lon, lat, zoom) => {
    const on = Object.values(views).filter((view) => view._map);
    const drawn = Promise.all(on.map((view) => new Promise((done) => view.once("drawn", done))));
    theMap.setView([lat, lon], zoom, { animate: false });
    const late = new Promise((_, fail) => setTimeout(() => fail(new Error("not drawn")), 20000));
    return Promise.race([drawn, late]).then(() => undefined);
  };
  window.where = (lon, lat) => {
    const at = theMap.latLngToContainerPoint([lat, lon]), box = theMap.getContainer().getBoundingClientRect();
    return [at.x + box.left, at.y + box.top];
  };
}"""


class Shown:
    """A page whose packed layers are drawn, and what it complained about."""

    def __init__(self, opened: Any, *, drawn: bool = True) -> None:
        self.page: Page = opened.page
        self._opened = opened
        if drawn:
            self.wait("() => performance.getEntriesByName('hanting:drawn').length > 0")
            self.page.evaluate(_PREPARE)

    @property
    def complaints(self) -> list[str]:
        """List messages, but the one that these tests cause, not the page."""
        return [text for text in self._opened.complaints if not text.startswith("Canvas2D: Multiple readback")]

    def wait(self, for_what: str) -> None:
        """Wait until it is so; Playwright's own way would evaluate text, which the policy of the page refuses."""
        self.page.evaluate(
            f"""() => new Promise((done, fail) => {{
              const ready = {for_what}, late = Date.now() + 20000;
              const look = () => {{
                if (ready()) done();
                else if (Date.now() > late) fail(new Error("too late"));
                else setTimeout(look, 20);
              }};
              look();
            }})"""
        )

    def text(self, selector: str, *, last: bool = False) -> str:
        """Give the visible text of the first match, or of the last: a popup that another follows fades away."""
        found = self.page.locator(selector)
        return (found.last if last else found.first).inner_text()

    def show(self, lon: float, lat: float, zoom: float) -> None:
        """Go there, and wait until all is drawn."""
        self.page.evaluate("(to) => show(...to)", [lon, lat, zoom])

    def hits(self, many: int, places: Sequence[Sequence[float]], reach: float = 4) -> list[list[int]]:
        """Ask the layer of so many features what lies at places."""
        found: list[list[int]] = self.page.evaluate(
            "([many, places, reach]) => hits(many, places, reach)", [many, np.array(places).tolist(), reach]
        )
        return found

    def pixels(self, many: int, places: Sequence[Sequence[float]]) -> Array:
        """Read red, green, blue and alpha at places off the canvas of the layer of so many features."""
        return np.array(
            self.page.evaluate("([many, places]) => pixels(many, places)", [many, np.array(places).tolist()])
        )

    def comes_to_look(self, many: int, place: Sequence[float], wanted: Array) -> bool:
        """Tell whether this colour, with its alpha or without, comes to stand there: a layer is drawn in slices."""
        for _ in range(200):
            if _looks_like(self.pixels(many, [place])[0][: len(wanted)], wanted):
                return True
            self.page.wait_for_timeout(20)
        return False

    def glows(self, many: int) -> bool:
        """Tell whether a feature of the layer is highlighted."""
        return bool(self.page.evaluate("(many) => glowing(many)", many))

    def point_at(self, lon: float, lat: float, *, click: bool = False) -> None:
        """Move the mouse there, and click."""
        x, y = self.page.evaluate("(at) => where(...at)", [lon, lat])
        self.page.mouse.move(x - 3, y)
        self.page.mouse.move(x, y)
        if click:
            self.page.mouse.click(x, y)


@pytest.fixture(scope="module")
def opened(saved: Path, open_once: Callable[..., Any]) -> Shown:
    return Shown(open_once(saved))


@pytest.fixture
def plan(opened: Shown) -> Iterator[Shown]:
    """Give the page of the district at its home view; every test leaves it as it was, and without complaints."""
    opened.page.mouse.move(5, 5)
    opened.page.evaluate("theMap.closePopup()")
    opened.show(*HOME)
    yield opened
    assert opened.complaints == []


@pytest.fixture
def show(open_page: Callable[..., Any], tmp_path: Path) -> Callable[..., Shown]:
    def shown(made: folium.Map | Path, *, drawn: bool = True, **options: Any) -> Shown:
        path = save_page(made, tmp_path / "map.html") if isinstance(made, folium.Map) else made
        return Shown(open_page(path, **{"width": 1000, "height": 700, **options}), drawn=drawn)

    return shown


# ---- oracles ----


def _rounded(frame: gpd.GeoDataFrame) -> Array:
    return np.asarray(shapely.transform(frame.geometry.to_numpy(), lambda xy: np.round(xy, 6)))


def _plane(shapes: Any, zoom: float) -> Any:
    """Project to pixels of the Mercator map, by the formula of the textbook."""

    def project(xy: Array) -> Array:
        world = 256 * 2**zoom
        lat = np.radians(xy[:, 1])
        return np.column_stack(
            [(xy[:, 0] + 180) / 360 * world, (0.5 - np.log(np.tan(np.pi / 4 + lat / 2)) / (2 * np.pi)) * world]
        )

    return shapely.transform(shapes, project)


def _random(count: int, box: tuple[float, float, float, float], seed: int = 1) -> Array:
    chance = np.random.default_rng(seed)
    return np.column_stack([chance.uniform(box[0], box[2], count), chance.uniform(box[1], box[3], count)])


def _rgb(color: str) -> Array:
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)])


def _over(*fills: tuple[str, float]) -> Array:
    """Lay fills over each other, the lowest first, as compositing does."""
    premultiplied, alpha = np.zeros(3), 0.0
    for color, own in fills:
        premultiplied = _rgb(color) * own + premultiplied * (1 - own)
        alpha = own + alpha * (1 - own)
    return np.append(premultiplied / alpha, alpha * 255)


def _looks_like(found: Array, wanted: Array) -> bool:
    return bool((np.abs(found - wanted) <= 4).all())


def _blocks(plan: Shown, page: str) -> list[bytes]:
    """Unpack every block of a page, as any page does."""
    unpack = """async (text) => {
      let found = "";
      for (const byte of await hantingUnpack(text)) found += String.fromCharCode(byte);
      return btoa(found);
    }"""
    texts = re.findall(r'<script type="text/plain"[^>]*>(.*?)</script>', page, flags=re.DOTALL)
    return [base64.b64decode(plan.page.evaluate(unpack, text)) for text in texts]


def _facts(page: str) -> dict[str, Any]:
    block = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, flags=re.DOTALL)
    assert block is not None
    found: dict[str, Any] = json.loads(block.group(1))
    return found


def _center(number: int, dx: float = 0.5, dy: float = 0.5) -> tuple[float, float]:
    west, south = _corner(number)
    return west + dx * WIDE, south + dy * TALL


def _wells(count: int, **columns: object) -> gpd.GeoDataFrame:
    places = _random(count, (119.1, 36.7, 119.3, 36.9))
    return gpd.GeoDataFrame(
        {"name": [f"井{number}" for number in range(count)], **columns}, geometry=shapely.points(places), crs=4326
    )


# ---- what is packed, and what is in it ----


def test_layers_of_many_features_are_packed_by_themselves() -> None:
    def how(**counts: int) -> list[bool]:
        plan = zone_map({name: _wells(count) for name, count in counts.items()}, title="x")
        return ["packed" in layer for layer in _facts(page_html(plan))["layers"]]

    assert how(a=2500) == [True]
    assert how(a=2000) == [False]
    assert how(a=1999, b=1) == [False, False]
    assert how(a=700, b=1500) == [False, True]
    assert how(a=3, b=2001, c=2002) == [False, True, True]


def test_equal_input_gives_equal_bytes(layers: Frames, saved: Path) -> None:
    again = zone_map(layers, title=TITLE, style=STYLE, popup=POPUP)
    assert page_html(again).encode() == saved.read_bytes()
    maps = [folium.Map(tiles=None), folium.Map(tiles=None)]
    for plain in maps:
        PackedLayer(layers["水井"], name="水井").add_to(plain)
    assert page_html(maps[0]) == page_html(maps[1])


def test_only_the_columns_that_are_shown_are_in_the_blocks(plan: Shown, saved: Path, layers: Frames) -> None:
    page = saved.read_text(encoding="utf-8")
    blocks = _blocks(plan, page)
    assert len(blocks) == 3
    assert "备注 17 Δ".encode() in blocks[0]
    for text in (page.encode(), *blocks):
        assert "机密".encode() not in text
        assert b"owner" not in text
    plain = folium.Map(tiles=None)
    PackedLayer(layers["地块"], name="地块", popup=["note"]).add_to(plain)
    (block,) = _blocks(plan, page_html(plain))
    assert "备注 17 Δ".encode() in block
    for hidden in ("机密", "P00017", "住宅"):
        assert hidden.encode() not in block
    assert page_contents(plain).to_dict("records")[0]["columns"] == "note"


def test_vertices_in_the_page_lie_within_six_centimetres(plan: Shown, layers: Frames) -> None:
    found = plan.page.evaluate(
        """(many) => {
          const view = views[many], { X, Y, firstRing, firstVertex } = view._shapes;
          return Array.from({ length: many }, (_, i) =>
            Array.from({ length: firstVertex[firstRing[i + 1]] - firstVertex[firstRing[i]] }, (_, k) => {
              const at = view._latLng(X[firstVertex[firstRing[i]] + k], Y[firstVertex[firstRing[i]] + k]);
              return [at.lng, at.lat];
            }));
        }""",
        PARCELS,
    )
    geod = Geod(ellps="GRS80")
    for number, shape in enumerate(layers["地块"].geometry):
        if shape is None or shape.is_empty:
            assert found[number] == []
            continue
        corners = shapely.points(shapely.get_coordinates(shape))
        there = shapely.points(found[number])
        nearest = corners[[int(np.argmin(shapely.distance(corners, place))) for place in there]]
        assert len(there) == shapely.get_num_coordinates(shape) - len(shapely.get_rings(shapely.get_parts(shape)))
        for axis in (0, 1):
            a, b = shapely.get_coordinates(nearest), shapely.get_coordinates(nearest)
            b[:, axis] = shapely.get_coordinates(there)[:, axis]
            assert max(geod.inv(*a.T, *b.T)[2]) <= 0.06


# ---- pointing ----


def test_areas_are_hit_where_shapely_covers(plan: Shown, layers: Frames) -> None:
    shapes = _rounded(layers["地块"])
    (west, south), (east, north) = _corner(8 * ACROSS + 6), _corner(24 * ACROSS + 26)
    places = _random(400, (west, south, east, north))
    points = shapely.points(places)
    there = np.array([shape is not None and not shape.is_empty for shape in shapes])
    near = shapely.dwithin(points[:, None], shapely.boundary(shapes[there])[None, :], 1e-7).any(axis=1)
    inside = shapely.covers(shapes[None, :], points[:, None])
    assert inside[:, :BIG].any(axis=1).sum() > 100
    assert (inside.sum(axis=1) == 2).sum() > 20
    assert (inside.sum(axis=1) == 0).sum() > 50
    for found, expected in zip(
        [hits for hits, skip in zip(plan.hits(PARCELS, places), near, strict=True) if not skip],
        inside[~near],
        strict=True,
    ):
        assert sorted(found) == np.flatnonzero(expected).tolist()
        assert found[-1:] == [BIG] or BIG not in found  # the small one comes first


@pytest.mark.parametrize(("many", "name"), [(ROADS, "道路"), (WELLS, "水井")])
@pytest.mark.parametrize("zoom", [14, 16])
def test_lines_and_points_are_hit_within_reach(plan: Shown, layers: Frames, many: int, name: str, zoom: int) -> None:
    shapes = _rounded(layers[name])
    centroid = shapely.centroid(shapes[17])
    plan.show(centroid.x, centroid.y, zoom)
    chance = np.random.default_rng(3)
    on = shapely.get_coordinates(
        shapely.line_interpolate_point(shapes, 0.3, normalized=True) if many == ROADS else shapes
    )
    places = np.concatenate(
        [on[:300] + chance.normal(0, 4 / 2**zoom, (300, 2)), _random(100, tuple(shapes[17].buffer(0.01).bounds))]
    )
    radius = plan.page.evaluate("(many) => views[many].radius()", many)
    reach = 4 + (1.5 if many == ROADS else radius)
    away = shapely.distance(_plane(shapely.points(places), zoom)[:, None], _plane(shapes, zoom)[None, :])
    surely, perhaps = away <= reach - 0.1, away <= reach + 0.1
    assert surely.any(axis=1).sum() > 50
    assert (~perhaps).all(axis=1).sum() > 10
    for found, least, most in zip(plan.hits(many, places), surely, perhaps, strict=True):
        assert set(np.flatnonzero(least)) <= set(found) <= set(np.flatnonzero(most))


def test_points_are_small_where_they_are_many_and_large_when_near(plan: Shown) -> None:
    radii = []
    for zoom in (9, 11, 13, 16):
        plan.show(119.15, 36.66, zoom)
        radii.append(plan.page.evaluate("(many) => views[many].radius()", WELLS))
    assert radii == sorted(radii)
    assert radii[0] == pytest.approx(1.2)
    assert radii[-1] == 6
    apart = 0.1 / 360 * 256 * 2**11 / WELLS**0.5  # pixels from one to the next
    assert radii[1] < apart / 2


def test_an_area_too_small_to_point_into_is_found_nearby_but_not_before_its_equals(plan: Shown) -> None:
    lon, lat = _center(23 * ACROSS + 31)
    plan.show(lon, lat, 11)  # parcels of two pixels
    places = [_center(23 * ACROSS + 31 + step, 0.5, 0.15) for step in range(20)]
    shapes = [_parcel(23 * ACROSS + 31 + step) for step in range(20)]
    for found, place, shape in zip(plan.hits(PARCELS, places), places, shapes, strict=True):
        if shape.contains(shapely.Point(place)):
            assert len(found) == 1
    assert plan.hits(PARCELS, [(WEST - 0.0015, SOUTH + 5 * TALL)]) != [[]]
    assert plan.hits(PARCELS, [(WEST - 0.01, SOUTH + 5 * TALL)]) == [[]]


def test_hover_names_and_lights_a_feature(plan: Shown) -> None:
    number = 17 * ACROSS + 24
    assert not plan.glows(PARCELS)
    plan.point_at(*_center(number))
    expect(plan.page.locator(".hg-tip")).to_have_text(f"地块{number}号")
    assert plan.glows(PARCELS)
    plan.point_at(*_center(number, 0.98, 0.98))  # between parcels
    expect(plan.page.locator(".hg-tip")).to_have_count(0)
    assert not plan.glows(PARCELS)


def test_a_click_opens_the_card_with_what_else_lies_there(plan: Shown) -> None:
    number = 12 * ACROSS + 12
    plan.point_at(*_center(number, 0.6, 0.5), click=True)
    card = plan.page.locator(".leaflet-popup .hg-card")
    assert number % 5 != 0
    assert f"地块{number}号" in card.locator("h3").inner_text()
    text = card.inner_text()
    for shown in (f"Parcel {number}", f"P{number:05d}", f"备注 {number} Δ", USES[number % 4], "约 ±"):
        assert shown in text
    assert "机密" not in text
    assert str(number % 30 + 1) in card.locator("tr", has_text="floors").inner_text()
    also = card.locator(".hg-also button")
    assert also.all_inner_texts() == [f"地块{BIG}号"]  # the outline of the site is not near
    west, south = _corner(12 * ACROSS + 12)
    plan.page.evaluate("theMap.closePopup()")
    plan.point_at(west + 0.8 * WIDE, south, click=True)  # the site's outline, in no parcel but the big one
    assert plan.text(".leaflet-popup h3") == f"地块{BIG}号"
    assert also.all_inner_texts() == ["址0"]  # of a layer that is not packed
    also.click()
    assert plan.text(".leaflet-popup h3") == "址0"
    assert plan.page.evaluate("document.activeElement.className") == "hg-card"
    assert also.all_inner_texts() == [f"地块{BIG}号"]


# ---- what is drawn ----


def test_pixels_are_those_of_the_classes_holes_are_empty_small_lies_over_large(plan: Shown, layers: Frames) -> None:
    uses = layers["地块"]["use"]
    firm = [number for row in range(20, 24) for number in range(row * ACROSS + 9, row * ACROSS + 26)]
    firm = [number for number in firm if number % 5 and number % 7 and number % 11]
    for number, found in zip(firm, plan.pixels(PARCELS, [_center(number, 0.3, 0.5) for number in firm]), strict=True):
        opacity = 0.4 if number % 3 == 0 else 0.6
        assert _looks_like(found, _over((FILLS[uses[number]], opacity))), number
    holed = [number for number in range(22 * ACROSS + 9, 22 * ACROSS + 26) if number % 5 == 0]
    assert plan.pixels(PARCELS, [_center(number) for number in holed])[:, 3].tolist() == [0] * len(holed)
    assert (plan.pixels(PARCELS, [_center(number, 0.2, 0.5) for number in holed])[:, 3] > 90).all()
    parted = [number for number in [*range(1019, 1034), *range(1069, 1084)] if number % 7 == 0 and number % 5]
    assert (plan.pixels(PARCELS, [_center(number) for number in parted])[:, 3] == 0).all()
    assert (plan.pixels(PARCELS, [_center(number, 0.2) for number in parted])[:, 3] > 90).all()
    # In the big one, and in its hole.
    big = 0.6 if BIG % 3 else 0.4
    inside = 12 * ACROSS + 17
    assert inside % 5
    wanted = _over((FILLS["大"], big), (FILLS[uses[inside]], 0.4 if inside % 3 == 0 else 0.6))
    assert _looks_like(plan.pixels(PARCELS, [_center(inside, 0.2)])[0], wanted)
    between, lost = _center(inside, 1.0, 1.0), _center(14 * ACROSS + 14, 1.0, 1.0)
    assert _looks_like(plan.pixels(PARCELS, [between])[0], _over((FILLS["大"], big)))
    assert plan.pixels(PARCELS, [lost])[0][3] == 0
    assert plan.hits(PARCELS, [between, lost]) == [[BIG], []]


def test_rough_outlines_are_dashed_and_firm_ones_are_not(plan: Shown) -> None:
    plan.show(*_center(21 * ACROSS + 17), 18)
    for number in (21 * ACROSS + 16, 21 * ACROSS + 17, 21 * ACROSS + 18):
        alpha = np.max(  # a line lies between pixels
            [
                plan.pixels(PARCELS, [_center(number, 0.1 + step / 400, part) for part in np.linspace(0.15, 0.85, 60)])
                for step in (-1, 0, 1)
            ],
            axis=0,
        )[:, 3]
        if number % 3 == 0:
            assert (alpha > 200).any()
            assert (alpha < 150).any()
        else:
            assert (alpha > 200).all()


def test_lines_and_points_are_drawn_over_areas(plan: Shown, layers: Frames) -> None:
    road = _rounded(layers["道路"])[4]
    middle = road.interpolate(0.4, normalized=True)
    plan.show(middle.x, middle.y, 16)
    assert _looks_like(plan.pixels(ROADS, [(middle.x, middle.y)])[0], np.append(_rgb("#aa3322"), 255))
    well = _rounded(layers["水井"])[5]
    plan.show(well.x, well.y, 16)
    assert _looks_like(plan.pixels(WELLS, [(well.x, well.y)])[0], np.append(_rgb("#55bbff"), 255))
    order = plan.page.evaluate(
        "(all) => all.map((many) => Number(getComputedStyle(views[many].getPane()).zIndex))", [PARCELS, ROADS, WELLS]
    )
    assert order == sorted(set(order))


def test_the_map_is_drawn_anew_after_every_move(plan: Shown) -> None:
    page = plan.page
    number = 30 * ACROSS + 41
    lon, lat = _center(number, 0.3, 0.5)
    for zoom in (15, 17, 13.5):
        page.evaluate(
            """([lon, lat, zoom]) => new Promise((done) => {
              theMap.once("hanting:drawn", () => setTimeout(done, 50));
              theMap.setView([lat, lon], zoom, { animate: false });
            })""",
            [lon, lat, zoom],
        )
        assert _looks_like(plan.pixels(PARCELS, [(lon, lat)])[0][:3], _rgb(FILLS[USES[number % 4]]))
        assert plan.hits(PARCELS, [(lon, lat)]) == [[number]]
    box = page.locator(".leaflet-container").bounding_box()
    assert box
    page.mouse.move(box["x"] + 400, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 250, box["y"] + 200, steps=5)
    page.mouse.up()
    plan.wait("() => !theMap._panAnim?._inProgress && !theMap.dragging.moving()")
    assert plan.comes_to_look(PARCELS, (lon, lat), _rgb(FILLS[USES[number % 4]]))


@pytest.mark.long
def test_drawing_in_slices_gives_the_same_picture(plan: Shown) -> None:
    picture = "(many) => views[many]._canvas.toDataURL()"
    whole = plan.page.evaluate(picture, PARCELS)
    plan.page.evaluate("""() => {
      const now = performance.now.bind(performance);
      let late = 0;
      window.sooner = () => { performance.now = now; };
      performance.now = () => now() + (late += 200);
    }""")
    try:
        plan.show(*HOME)
        assert plan.page.evaluate(picture, PARCELS) == whole
    finally:
        plan.page.evaluate("sooner()")


# ---- search, list, filter, legend ----


def test_search_in_chinese_english_and_by_id_and_the_way_by_keyboard(plan: Shown) -> None:
    page, keyboard = plan.page, plan.page.keyboard
    search = page.get_by_role("searchbox")
    results = page.locator("#hg-results li > button")
    for query in ("地块1234号", "parcel 1234", "p01234"):
        search.fill(query)
        assert results.count() == 1
        assert "地块1234号" in results.first.inner_text()
    search.fill("地块12")
    status = plan.text("[role=status]")
    expected = sum(f"地块{number}号".find("地块12") == 0 for number in range(PARCELS))
    assert status.startswith(f"{expected} / ")
    search.press("ArrowDown")
    expect(results.nth(0)).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    expect(results.nth(1)).to_be_focused()
    chosen = results.nth(1).inner_text().split("\n")[0]
    keyboard.press("Enter")
    assert plan.text(".leaflet-popup h3") == chosen
    assert page.evaluate("document.activeElement.className") == "hg-card"
    keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(results.nth(1)).to_be_focused()
    search.fill("地块2222号")
    search.press("Enter")
    assert plan.text(".leaflet-popup h3") == "地块2222号"
    lon, lat = _center(2222)
    view = page.evaluate(
        "(() => { const b = theMap.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()] })()"
    )
    assert view[0] < lon < view[2]
    assert view[1] < lat < view[3]
    keyboard.press("Escape")
    expect(results.first).to_be_focused()
    search.fill(f"地块{BIG - 2}号")  # without a place: the list says what is known
    search.press("Enter")
    assert "位置未公布" in plan.text("#hg-results .hg-card")
    search.fill("")


@pytest.mark.long
def test_the_list_goes_on_and_keeps_the_focus(plan: Shown) -> None:
    page = plan.page
    every = page.locator(".hg-every")
    if every.get_attribute("open") is None:
        every.locator("summary").click()
    entries, more = page.locator("#hg-results li"), page.locator(".hg-more")
    assert entries.count() == 200
    more.focus()
    page.keyboard.press("Enter")
    assert entries.count() == 400
    expect(entries.nth(200).locator("button")).to_be_focused()
    assert entries.nth(399).inner_text().startswith("地块399号")
    page.get_by_role("searchbox").fill("地块100")
    assert entries.count() == 11
    assert not more.is_visible()
    page.get_by_role("searchbox").fill("")


def _choose(plan: Shown, layer: str, column: str) -> None:
    page = plan.page
    if page.locator(".hg-filter").get_attribute("open") is None:
        page.locator(".hg-filter > summary").click()
    page.locator('select[data-field="图层"]').select_option(label=layer)
    page.locator('select[data-field="字段"]').select_option(index=POPUP[layer].index(column))


def _hidden(plan: Shown, many: int) -> Array:
    return np.array(plan.page.evaluate("(many) => Array.from(views[many].hidden)", many), dtype=bool)


def test_filters_by_range_choice_and_text_and_takes_them_back(plan: Shown, layers: Frames) -> None:
    page, frame = plan.page, layers["地块"]
    chips = page.locator(".hg-chips button")
    _choose(plan, "地块", "floors")
    page.get_by_label("不小于").fill("5")
    page.get_by_label("不大于").fill("9.5")
    kept = frame["floors"].between(5, 9.5)
    assert (_hidden(plan, PARCELS) == ~kept).all()
    assert chips.all_inner_texts() == ["floors ≥ 5 ≤ 9.5 ✕"]
    placed = ~(frame.geometry.isna() | frame.geometry.is_empty)
    assert f"{(kept & placed).sum():,} / {placed.sum():,}" in plan.text(".hg-layer label")
    assert plan.text("[role=status]").startswith(f"{kept.sum() + ROADS + WELLS + 2} / {PARCELS + ROADS + WELLS + 2}")
    inside = [
        number for number in range(20 * ACROSS + 9, 20 * ACROSS + 26) if number % 5 and number % 7 and number % 11
    ]
    alpha = plan.pixels(PARCELS, [_center(number, 0.3) for number in inside])[:, 3]
    assert ((alpha > 0) == kept[inside]).all()
    assert [bool(found) for found in plan.hits(PARCELS, [_center(number, 0.3) for number in inside])] == kept[
        inside
    ].tolist()

    _choose(plan, "地块", "use")
    page.locator('select[data-field="取值"]').select_option(label=f"绿地 ({(frame['use'] == '绿地').sum()})")
    kept &= frame["use"] == "绿地"
    assert (_hidden(plan, PARCELS) == ~kept).all()
    _choose(plan, "地块", "note")
    page.get_by_label("包含").fill("备注 1")
    assert (_hidden(plan, PARCELS) == ~(kept & frame["note"].str.contains("备注 1"))).all()
    assert chips.count() == 3
    _choose(plan, "地块", "floors")  # what was given is still there
    assert page.get_by_label("不小于").input_value() == "5"
    assert page.get_by_label("不大于").input_value() == "9.5"
    _choose(plan, "地块", "use")
    assert page.locator('select[data-field="取值"] option:checked').inner_text().startswith("绿地")

    page.locator("#hg-language").click()
    assert "floors ≥ 5 ≤ 9.5 ✕" in chips.all_inner_texts()
    assert page.get_by_role("button", name=re.compile("^Remove filter")).count() == 3
    assert page.get_by_role("searchbox").get_attribute("placeholder") == "Search by name or ID"
    page.locator("#hg-language").click()
    assert (_hidden(plan, PARCELS) == ~(kept & frame["note"].str.contains("备注 1"))).all()
    for left in (2, 1, 0):
        chips.first.click()
        assert chips.count() == left
        expect(page.locator(".hg-filter > summary")).to_be_focused()
    assert not _hidden(plan, PARCELS).any()
    page.locator(".hg-filter > summary").click()


def test_a_class_is_switched_off_in_the_legend_by_keyboard(plan: Shown, layers: Frames) -> None:
    page, uses = plan.page, layers["地块"]["use"]
    entry = page.locator("#hg-panel .hg-layer li button", has_text="工业")
    entry.focus()
    page.keyboard.press("Enter")
    expect(entry).to_be_focused()
    expect(entry).to_have_attribute("aria-pressed", "false")
    assert (_hidden(plan, PARCELS) == (uses == "工业")).all()
    assert (
        entry.inner_text()
        .replace("\n", "")
        .endswith(f"0 / {(uses == '工业').sum() - (uses[BIG - 3 : BIG - 1] == '工业').sum()}")
    )
    page.keyboard.press("Enter")
    expect(entry).to_have_attribute("aria-pressed", "true")
    assert not _hidden(plan, PARCELS).any()


def test_a_layer_goes_and_comes_back(plan: Shown) -> None:
    page = plan.page
    place = _center(17 * ACROSS + 24, 0.3)
    before = plan.pixels(PARCELS, [place])[0]
    canvases = page.locator(".hg-packed canvas").count()
    box = page.get_by_role("checkbox", name=re.compile("^地块"))
    plan.point_at(*place)
    expect(page.locator(".hg-tip")).to_be_visible()
    box.focus()
    page.keyboard.press("Space")  # the mouse is still over the parcel
    assert page.locator(".hg-packed canvas").count() == canvases - 2
    plan.point_at(*place, click=True)
    assert page.locator(".leaflet-popup, .hg-tip").count() == 0
    assert plan.hits(PARCELS, [place]) == [[]]
    box.check()
    assert plan.comes_to_look(PARCELS, place, before)
    box.uncheck()
    page.get_by_role("searchbox").fill("地块7号")
    page.get_by_role("searchbox").press("Enter")  # choosing a feature switches its layer on
    assert box.is_checked()
    assert plan.text(".leaflet-popup h3") == "地块7号"
    page.get_by_role("searchbox").fill("")


def test_the_other_language_reaches_tooltip_card_and_list(plan: Shown) -> None:
    page = plan.page
    number = 17 * ACROSS + 24
    page.locator("#hg-language").click()
    plan.point_at(*_center(number), click=True)
    assert plan.text(".leaflet-popup h3") == f"Parcel {number}"
    page.get_by_role("searchbox").fill("地块77号")
    assert page.locator("#hg-results li").first.inner_text().startswith("Parcel 77")
    page.get_by_role("searchbox").fill("")
    page.locator("#hg-language").click()
    assert plan.text(".leaflet-popup h3") == f"地块{number}号"


# ---- other pages, other browsers ----


def test_a_layer_that_is_off_at_first_is_listed_and_drawn_when_switched_on(show: Callable[..., Shown]) -> None:
    wells = _wells(2500, accuracy_m=5.0)
    plan = zone_map({"水井": wells, "小": _wells(3)}, title="x", style={"水井": {"visible": False}})
    shown = show(plan)
    page = shown.page
    expect(page.get_by_role("status")).to_have_text("要素清单: 2503 处")
    assert page.locator(".hg-failed").count() == 0
    page.get_by_role("searchbox").fill("井1777")
    page.get_by_role("searchbox").press("Enter")
    assert shown.text(".leaflet-popup h3", last=True) == "井1777"
    page.evaluate("gather()")
    well = wells.geometry[1777]
    assert shown.hits(2500, [(well.x, well.y)])[0][0] == 1777
    assert shown.complaints == []


def test_a_browser_without_decompression_stream_shows_the_same(
    saved: Path, show: Callable[..., Shown], plan: Shown
) -> None:
    shown = show(
        saved,
        before="delete window.DecompressionStream; delete Uint8Array.fromBase64;",
        width=1280,
        height=800,
    )
    shown.show(*HOME)
    places = _random(60, (119.12, 36.72, 119.15, 36.74))
    assert shown.hits(PARCELS, places) == plan.hits(PARCELS, places)
    assert (shown.pixels(PARCELS, places) == plan.pixels(PARCELS, places)).all()
    assert shown.complaints == []


@pytest.mark.long
def test_sharp_screens_get_twice_the_pixels(saved: Path, show: Callable[..., Shown]) -> None:
    shown = show(saved, device_scale_factor=2)
    shown.show(*HOME)
    numbers = [
        number for number in range(22 * ACROSS + 10, 22 * ACROSS + 24) if number % 5 and number % 7 and number % 11
    ]
    for number, found in zip(numbers, shown.pixels(PARCELS, [_center(number, 0.3) for number in numbers]), strict=True):
        assert _looks_like(found, _over((FILLS[USES[number % 4]], 0.4 if number % 3 == 0 else 0.6)))
    size = shown.page.evaluate("(many) => [views[many]._canvas.width, views[many]._bounds.getSize().x]", PARCELS)
    assert size[0] == 2 * size[1]


def test_a_finger_on_a_phone_needs_not_be_exact(saved: Path, show: Callable[..., Shown], layers: Frames) -> None:
    shown = show(saved, width=390, height=780, is_mobile=True, has_touch=True)
    page = shown.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wells = _rounded(layers["水井"])
    alone = next(
        number
        for number in range(1, WELLS)
        if number % 8 and shapely.distance(wells[number], np.delete(wells, number)).min() > 0.0009
    )
    at = wells[alone]
    shown.show(at.x, at.y, 16)
    x, y = page.evaluate("(at) => where(...at)", [at.x, at.y])
    page.touchscreen.tap(x + 10, y + 6)
    assert shown.text(".leaflet-popup h3", last=True) == f"井{alone}"
    at_rest(page)  # the map makes room for the card
    card = page.locator(".leaflet-popup").bounding_box()
    assert card
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= 390
    assert shown.complaints == []


def test_a_damaged_block_is_said_and_the_rest_works(saved: Path, show: Callable[..., Shown], tmp_path: Path) -> None:
    page = saved.read_text(encoding="utf-8")
    start = page.index('<script type="text/plain"')
    at = page.index(">", start) + 900
    broken = page[:at] + ("A" if page[at] != "A" else "B") + page[at + 1 :]
    path = tmp_path / "damaged.html"
    path.write_text(broken, encoding="utf-8")
    shown = show(path, drawn=False)
    alert = shown.page.get_by_role("alert")
    expect(alert).to_contain_text("此文件中的地图数据已损坏")
    expect(alert).to_contain_text("ask for the file again")
    expect(alert).to_contain_text("地块")
    for name in ("路77", "址0"):
        shown.page.get_by_role("searchbox").fill(name)
        shown.page.get_by_role("searchbox").press("Enter")
        assert shown.text(".leaflet-popup h3", last=True) == name
        shown.page.keyboard.press("Escape")


@pytest.mark.long
@pytest.mark.long
def test_two_hundred_thousand_points_still_answer(show: Callable[..., Shown]) -> None:
    wells = _wells(200_000, accuracy_m=5.0)
    plain = folium.Map([36.8, 119.2], zoom_start=12, tiles=None)
    PackedLayer(wells, name="水井", popup=["name"]).add_to(plain)
    shown = show(plain)
    well = wells.geometry[123_456]
    shown.show(well.x, well.y, 18)
    shown.point_at(well.x, well.y, click=True)
    assert shown.text(".leaflet-popup h3", last=True) == "井123456"
    assert 123_456 in shown.hits(200_000, [(well.x, well.y)])[0]
    shown.page.locator(".hg-box > summary").click()
    shown.page.get_by_role("searchbox").fill("井199999")
    shown.page.get_by_role("searchbox").press("Enter")
    assert shown.text(".leaflet-popup h3", last=True) == "井199999"
    expect(shown.page.locator(".leaflet-popup")).to_have_count(1)  # the one before has faded away
    expect(shown.page.locator(".leaflet-popup .hg-card")).to_be_focused()
    assert shown.complaints == []


# ---- on any folium map ----

HOSTILE = '<img src=x onerror="alert(1)"> </script> ${alert(1)} `'


def _plain_map(**options: Any) -> tuple[folium.Map, gpd.GeoDataFrame]:
    """Give a map with areas, points that are off at first, and lines in a group that is a layer of its own."""
    areas = _parcels().iloc[:200].reset_index(drop=True)
    points = gpd.GeoDataFrame(
        {"name": [f"{HOSTILE}{number}" for number in range(60)], "n": range(60)},
        geometry=[shapely.Point(_center(number, 0.2)) for number in range(60)],
        crs=4326,
    )
    lines = gpd.GeoDataFrame(
        {"name": [f"线{number}" for number in range(30)]},
        geometry=[shapely.LineString([_center(100 + number), _center(150 + number)]) for number in range(30)],
        crs=4326,
    )
    plain = folium.Map([SOUTH + 2 * TALL, WEST + 12 * WIDE], zoom_start=15, tiles=None, **options)
    PackedLayer(points, name=HOSTILE, show=False, language="en").add_to(plain)
    PackedLayer(areas, name="地块", popup=["id", "use"], style={"column": "use", "colors": FILLS}).add_to(plain)
    group = folium.FeatureGroup("路网").add_to(plain)
    PackedLayer(lines, name="线", style={"color": "#ff0000", "width": 4}, finder=False).add_to(group)
    folium.LayerControl(collapsed=False).add_to(plain)
    return plain, areas


def test_packed_layers_work_with_folium_groups_and_the_layer_control(show: Callable[..., Shown]) -> None:
    shown = show(_plain_map()[0])
    page = shown.page
    labels = page.locator(".leaflet-control-layers-overlays label").all_inner_texts()
    assert [label.strip() for label in labels] == [HOSTILE, "地块", "路网"]
    assert page.locator("img").count() == 0
    assert page.locator(".hg-box").count() == 1
    area = _center(13, 0.2)
    shown.point_at(*area, click=True)
    assert shown.text(".leaflet-popup h3", last=True) == "地块13号"
    assert "P00013" in shown.text(".leaflet-popup .hg-card", last=True)
    page.wait_for_timeout(300)
    assert page.locator(".hg-tip").count() == 0  # the card says it all
    assert _looks_like(shown.pixels(200, [_center(13, 0.6)])[0], _over((FILLS[USES[13 % 4]], 0.6)))

    # The points, switched on: added to the map before the areas, and yet what a click finds first.
    page.get_by_role("checkbox", name=re.compile("alert")).check()
    page.evaluate("gather()")
    shown.point_at(*_center(8, 0.2))
    expect(page.locator(".hg-tip")).to_have_text(f"{HOSTILE}8")
    assert shown.glows(60)
    assert not shown.glows(200)
    shown.point_at(*_center(8, 0.2), click=True)
    assert shown.text(".leaflet-popup h3", last=True) == f"{HOSTILE}8"
    assert shown.text(".leaflet-popup .hg-also", last=True).startswith("Also here")
    page.locator(".leaflet-popup .hg-also button").last.click()
    assert shown.text(".leaflet-popup h3", last=True) == "地块8号"
    assert page.locator(".hg-box").count() == 2
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))

    # Removed while the mouse is over one of its features, and added again.
    shown.point_at(*_center(9, 0.2))
    assert shown.glows(60)
    page.get_by_role("checkbox", name=re.compile("alert")).focus()
    page.keyboard.press("Space")
    assert page.locator(".hg-box").count() == 1
    shown.point_at(*_center(10, 0.2))
    expect(page.locator(".hg-tip")).to_have_text("地块10号")
    page.get_by_role("checkbox", name=re.compile("alert")).check()
    shown.point_at(*_center(11, 0.2))
    expect(page.locator(".hg-tip")).to_have_text(f"{HOSTILE}11")

    assert shown.complaints == []


def test_a_packed_layer_goes_and_comes_with_its_group(show: Callable[..., Shown]) -> None:
    shown = show(_plain_map()[0])
    page = shown.page
    line = _center(110, 0.5, 0.58)  # on its first dash, in the hole of a parcel
    assert _looks_like(shown.pixels(30, [line])[0], np.array([255, 0, 0, 255]))
    shown.point_at(*line, click=True)
    assert shown.text(".leaflet-popup h3", last=True) == "线10"
    page.get_by_label("路网").uncheck()
    expect(page.locator(".leaflet-popup")).to_have_count(0)  # of a layer that is gone nothing stays
    shown.point_at(*line, click=True)
    assert page.locator(".leaflet-popup").count() == 0
    page.get_by_label("路网").check()
    shown.point_at(*line, click=True)
    assert shown.text(".leaflet-popup h3", last=True) == "线10"
    assert shown.complaints == []


def test_a_packed_layer_is_reached_by_keyboard_alone(show: Callable[..., Shown]) -> None:
    shown = show(_plain_map()[0])
    page, keyboard = shown.page, shown.page.keyboard

    def tab_to(selector: str) -> None:
        for _ in range(30):
            keyboard.press("Tab")
            if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"{selector} is not reached")

    tab_to(".hg-box > summary")
    keyboard.press("Enter")
    tab_to("input[type=search]")
    keyboard.type("地块4")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    assert shown.text(".leaflet-popup h3", last=True) == "地块40号"
    assert page.evaluate("document.activeElement.className") == "hg-card"
    keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent").startswith("地块40号")
    tab_to(".hg-filter > summary")
    keyboard.press("Enter")
    tab_to("select")
    keyboard.press("ArrowDown")  # from the id to the use
    expect(page.locator('.hg-box select[data-field="字段"]')).to_be_focused()
    page.locator('.hg-box select[data-field="取值"]').select_option(label="绿地 (50)")
    assert sum(not hidden for hidden in _hidden(shown, 200)) == 50
    assert "50" in page.locator(".hg-box .hg-layer li", has_text="绿地").inner_text()
    tab_to(".hg-chips button")
    keyboard.press("Enter")
    assert not _hidden(shown, 200).any()
    assert shown.complaints == []


@pytest.mark.long
def test_other_projections_of_the_map_are_followed(show: Callable[..., Shown]) -> None:
    made, areas = _plain_map(crs="EPSG4326")
    shown = show(made)
    shapes = _rounded(areas)
    places = _random(150, (*_corner(0), *_corner(150 + 49)), seed=4)
    clear = ~shapely.dwithin(shapely.points(places)[:, None], shapely.boundary(shapes)[None, :], 1e-7).any(axis=1)
    inside = shapely.covers(shapes[None, :], shapely.points(places)[:, None])
    for found, expected in zip(np.array(shown.hits(200, places), dtype=object)[clear], inside[clear], strict=True):
        assert sorted(found) == np.flatnonzero(expected).tolist()
    shown.show(*_center(62), 16)
    assert _looks_like(shown.pixels(200, [_center(62, 0.3)])[0], _over((FILLS[USES[62 % 4]], 0.6)))
    assert shown.complaints == []


def test_collections_and_what_has_no_place_are_drawn_as_what_they_are(show: Callable[..., Shown]) -> None:
    parts = [shapely.box(119.2, 36.7, 119.204, 36.704), shapely.box(119.202, 36.7, 119.206, 36.704)]
    bent = shapely.LineString([(119.208, 36.700), (119.212, 36.704), (119.208, 36.704)])
    frame = gpd.GeoDataFrame(
        {"name": ["集", "空", "无"], "accuracy_m": 5.0},
        geometry=[shapely.GeometryCollection([shapely.Point(119.214, 36.702), bent, *parts]), shapely.Polygon(), None],
        crs=4326,
    )
    plain = folium.Map([36.702, 119.207], zoom_start=15, tiles=None)
    PackedLayer(frame, name="集", style={"color": "#ff0000", "fill": "#00ff00", "width": 3}).add_to(plain)
    shown = show(plain)
    both, in_line, on_line = (119.203, 36.702), (119.2105, 36.7035), (119.210, 36.704)
    assert shown.hits(3, [both, in_line, on_line, (119.201, 36.702), (119.214, 36.702)]) == [[0], [], [0], [0], [0]]
    drawn = shown.pixels(3, [both, in_line, on_line])
    assert _looks_like(drawn[0], _over(("#00ff00", 0.6)))
    assert drawn[1][3] == 0
    assert _looks_like(drawn[2][:3], np.array([255, 0, 0]))
    shown.page.locator(".hg-box > summary").click()
    shown.page.get_by_role("searchbox").fill("无")
    shown.page.get_by_role("searchbox").press("Enter")
    assert "位置未公布" in shown.text(".hg-results .hg-card")
    assert shown.complaints == []


def test_a_layer_without_any_feature_or_place_opens(show: Callable[..., Shown]) -> None:
    plain = folium.Map([36.7, 119.2], zoom_start=12, tiles=None)
    PackedLayer(_wells(5).iloc[:0], name="空").add_to(plain)
    nowhere = _wells(4)
    nowhere.geometry = gpd.GeoSeries([None] * 4, crs=4326)
    PackedLayer(nowhere, name="无处").add_to(plain)
    shown = show(plain)
    assert shown.page.locator(".hg-box").count() == 2
    assert shown.page.locator(".hg-failed").count() == 0
    assert shown.complaints == []


def test_what_cannot_be_packed_is_said() -> None:
    wells = _wells(3)
    with pytest.raises(SchemaError, match="'fr' is not known"):
        PackedLayer(wells, name="x", language="fr")
    with pytest.raises(SchemaError, match="columns that are not there: depth"):
        PackedLayer(wells, name="x", popup=["name", "depth"])
    with pytest.raises(SchemaError, match="colour is not known"):
        PackedLayer(wells, name="x", style={"colour": "red"})
    with pytest.raises(CRSError):
        PackedLayer(wells.set_crs(None, allow_override=True), name="x")
