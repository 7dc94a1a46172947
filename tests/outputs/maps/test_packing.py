"""What is packed comes back as it was: by a decoder written here from the description, and by the page's own."""

from __future__ import annotations

import base64
import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from hanting_geo.outputs.maps.packing import pack
from hanting_geo.outputs.page.element import asset_text, rounding_m

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page

POINT, LINE, OUTER, HOLE = range(4)
Run = tuple[int, list[tuple[int, int]]]
"""A kind, and vertices in units of the last decimal."""


# ---- a decoder of its own ----


class Block(NamedTuple):
    """What a block says."""

    shapes: list[list[Run]]
    columns: list[list[object]]
    member: list[int]
    rough: list[int]
    head: dict[str, Any]


def _decoded(block: bytes) -> Block:
    size = int.from_bytes(block[:4], "little")
    head = json.loads(block[4 : 4 + size].decode("utf-8"))
    at = 4 + size

    def stream(described: dict[str, Any]) -> list[int]:
        nonlocal at
        count, planes = described["n"], described["planes"]
        body = block[at : at + count * planes]
        assert len(body) == count * planes
        at += count * planes
        found = [sum(body[plane * count + i] << (8 * plane) for plane in range(planes)) for i in range(count)]
        assert max(found, default=0) < 2**53  # what a script knows exactly
        if described["signed"]:
            found = [-(value + 1) // 2 if value % 2 else value // 2 for value in found]
        return np.cumsum(np.array(found, dtype=object)).tolist() if described["delta"] and found else found

    member, rough = stream(head["member"]), stream(head["rough"])
    columns: list[list[object]] = []
    for column in head["columns"]:
        columns.append(_column(column, stream, columns))
    rings, kinds, sizes, x, y = (stream(head["shape"][name]) for name in ("rings", "kinds", "sizes", "x", "y"))
    assert at == len(block)
    assert (len(rings), len(kinds), len(x)) == (head["features"], sum(rings), sum(sizes))
    shapes: list[list[Run]] = []
    steps, runs, begin = iter(zip(x, y, strict=True)), iter(zip(kinds, sizes, strict=True)), (0, 0)
    for count in rings:
        shapes.append([])
        for _ in range(count):
            kind, length = next(runs)
            vertices = [begin]
            for _ in range(length):
                dx, dy = next(steps)
                vertices.append((vertices[-1][0] + dx, vertices[-1][1] + dy))
            begin = vertices[1]
            shapes[-1].append((kind, vertices[1:]))
    return Block(shapes, columns, member, rough, head)


def _column(column: dict[str, Any], stream: Any, before: Sequence[Sequence[Any]]) -> list[object]:
    if "same" in column:
        return list(before[column["same"]])
    if column["kind"] == "each":
        return list(column["values"])
    codes = stream(column["stream"])
    if column["kind"] == "choice":
        return [column["values"][code] for code in codes]
    if column["kind"] == "code":
        return [column["before"] + str(code).zfill(column["width"]) for code in codes]
    unit = 10 ** column["decimals"]
    if "from" in column:
        given = before[column["from"]]
        codes = [
            code + math.floor((value or 0) * column["times"] * unit + 0.5)
            for code, value in zip(codes, given, strict=True)
        ]
    gaps = stream(column["gaps"]) if "gaps" in column else [0] * len(codes)
    return [None if gap else code / unit for code, gap in zip(codes, gaps, strict=True)]


# ---- what is expected ----


def _runs(shape: Any) -> list[tuple[int, np.ndarray[Any, Any]]]:
    """Take a shape apart, part by part, as a reader of GeoJSON would."""
    if shape is None or shape.is_empty:
        return []
    if hasattr(shape, "geoms"):
        return [run for part in shape.geoms for run in _runs(part)]
    if shape.geom_type == "Polygon":
        rings = [(OUTER, shape.exterior), *((HOLE, ring) for ring in shape.interiors)]
        return [(kind, shapely.get_coordinates(ring)[:-1]) for kind, ring in rings if not ring.is_empty]
    return [(POINT if shape.geom_type == "Point" else LINE, shapely.get_coordinates(shape))]


def _packed(shapes: Sequence[Any], decimals: int = 6, columns: Sequence[Sequence[object]] = ()) -> bytes:
    frame = np.empty(len(shapes), dtype=object)
    frame[:] = shapes
    nothing = np.zeros(len(shapes))
    return pack(frame, decimals, member=nothing, rough=nothing, columns=columns)


def _columns_of(columns: Sequence[Sequence[object]]) -> Block:
    return _decoded(_packed([None] * len(columns[0]), columns=columns))


def _turned(area: list[tuple[int, int]]) -> float:
    """Give twice the signed area: above 0 anticlockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(area, area[1:] + area[:1], strict=True))


def _same_shapes(found: list[list[Run]], shapes: Sequence[Any], decimals: int) -> None:
    assert len(found) == len(shapes)
    for runs, shape in zip(found, shapes, strict=True):
        expected = _runs(shape)
        assert [kind for kind, _ in runs] == [kind for kind, _ in expected]
        for (kind, vertices), (_, coordinates) in zip(runs, expected, strict=True):
            rounded = np.round(coordinates, decimals)
            back = np.array(vertices) / 10**decimals
            if kind >= OUTER and not np.array_equal(
                back, rounded
            ):  # it may run the other way round, from the same start
                back = np.concatenate([back[:1], back[:0:-1]])
            assert np.array_equal(back, rounded)


def _as_script(value: object) -> object:
    """Give a value as a script knows it: two halves of a character that meet are one character."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return [_as_script(part) for part in value] if isinstance(value, (list, tuple)) else value


def _same_values(found: Sequence[Sequence[object]], columns: Sequence[Sequence[object]]) -> None:
    assert len(found) == len(columns)
    for got, wanted in zip(found, columns, strict=True):
        assert [_as_script(value) for value in got] == [_as_script(value) for value in wanted]
        for a, b in zip(got, wanted, strict=True):
            assert isinstance(a, bool) == isinstance(b, bool)


# ---- the page's decoder ----

_UNPACK = """(text) => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const data = hantingDecode(bytes);
  const all = [...Array(data.features).keys()];
  const list = (values) => Array.from(values);
  return JSON.stringify({
    columns: data.columns.map((column) => all.map((i) => column(i))),
    member: list(data.member), rough: list(data.rough), rings: list(data.rings), kinds: list(data.kinds),
    sizes: list(data.sizes), x: list(data.x), y: list(data.y),
  });
}"""
_PLACES = """(text) => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const { crs, full, west, north, step, X, Y } = hantingShapes(hantingDecode(bytes), L.CRS[%r]);
  return Array.from(X, (x, v) => {
    const at = crs.pointToLatLng(L.point((west + x * step) * full, (north + Y[v] * step) * full), 0);
    return [at.lng, at.lat];
  });
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    path: Path = tmp_path_factory.mktemp("packing") / "page.html"
    scripts = "".join(f"<script>{asset_text(name)}</script>" for name in ("leaflet.js", "packed_data.js"))
    path.write_text(f'<!DOCTYPE html><meta charset="utf-8"><title>x</title>{scripts}', encoding="utf-8")
    context = browser.new_context(offline=True)
    opened = context.new_page()
    opened.goto(path.as_uri())
    yield opened
    context.close()


def _in_page(page: Page, block: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.evaluate(_UNPACK, base64.b64encode(block).decode()))
    return found


def _same_in_page(page: Page, block: bytes) -> None:
    """Compare every integer that the page reads with what the decoder here does."""
    own, found = _decoded(block), _in_page(page, block)
    assert [found["member"], found["rough"]] == [own.member, own.rough]
    assert found["rings"] == [len(runs) for runs in own.shapes]
    runs = [run for shape in own.shapes for run in shape]
    assert found["kinds"] == [kind for kind, _ in runs]
    assert found["sizes"] == [len(vertices) for _, vertices in runs]
    begin, steps = (0, 0), []
    for _, vertices in runs:
        steps += [(b[0] - a[0], b[1] - a[1]) for a, b in zip([begin, *vertices[:-1]], vertices, strict=True)]
        begin = vertices[0]
    assert list(zip(found["x"], found["y"], strict=True)) == steps


# ---- shapes ----

lengths = st.lists(st.floats(0.2, 1), min_size=3, max_size=8)


def _star(center: tuple[float, float], radius: float, spokes: list[float]) -> list[tuple[float, float]]:
    turns = [2 * math.pi * k / len(spokes) for k in range(len(spokes))]
    return [
        (center[0] + radius * spoke * math.cos(turn), center[1] + radius * spoke * math.sin(turn))
        for turn, spoke in zip(turns, spokes, strict=True)
    ]


places = st.one_of(
    st.tuples(st.floats(118.9, 119.4), st.floats(36.7, 37.2)), st.tuples(st.floats(-179, 179), st.floats(-84, 84))
)
points = places.map(shapely.Point)
lines = st.lists(places, min_size=2, max_size=6).map(shapely.LineString)


@st.composite
def polygons(draw: st.DrawFn) -> shapely.Polygon:
    center, radius = draw(places), draw(st.sampled_from([0.0005, 0.02, 0.9]))
    shell = _star(center, radius, [0.5 + length / 2 for length in draw(lengths)])
    sides = draw(st.sets(st.sampled_from([-1, 0, 1])))
    holes = [_star((center[0] + side * radius * 0.15, center[1]), radius * 0.06, draw(lengths)) for side in sides]
    rings = [ring[:: draw(st.sampled_from([1, -1]))] for ring in (shell, *holes)]
    return shapely.Polygon(rings[0], rings[1:])


simple = st.one_of(points, lines, polygons())
empty = st.sampled_from(
    [
        None,
        shapely.Point(),
        shapely.LineString(),
        shapely.Polygon(),
        shapely.MultiPolygon(),
        shapely.GeometryCollection(),
    ]
)
multi = st.one_of(
    st.lists(polygons(), min_size=1, max_size=3).map(shapely.MultiPolygon),
    st.lists(lines, min_size=1, max_size=3).map(shapely.MultiLineString),
    st.lists(points, min_size=1, max_size=4).map(shapely.MultiPoint),
)
collections = st.recursive(
    st.one_of(simple, multi, empty.filter(lambda shape: shape is not None)),
    lambda inner: st.lists(inner, max_size=3).map(shapely.GeometryCollection),
    max_leaves=5,
)
any_shapes = st.lists(st.one_of(simple, simple, multi, empty, collections), max_size=8)


@given(any_shapes, st.integers(3, 9))
@example([], 6)
@example([None], 6)
@example([shapely.Point(119, 36)], 3)
@example([shapely.MultiPoint([(119, 36), (120, 37)]), None, shapely.Point()], 9)
def test_every_shape_comes_back_rounded_with_its_rings(shapes: list[Any], decimals: int) -> None:
    block = _decoded(_packed(shapes, decimals))
    assert block.head["decimals"] == decimals
    _same_shapes(block.shapes, shapes, decimals)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_shapes, st.integers(3, 9))
@example([], 6)
@example([None, shapely.Point()], 6)
@example([shapely.LineString([(-179.999999999, -84), (179.999999999, 84)])], 9)
def test_the_page_reads_the_same_shapes(page: Page, shapes: list[Any], decimals: int) -> None:
    _same_in_page(page, _packed(shapes, decimals))


@given(st.lists(polygons(), min_size=1, max_size=4))
def test_outer_rings_run_one_way_and_holes_the_other(shapes: list[shapely.Polygon]) -> None:
    for runs in _decoded(_packed(shapes, 9)).shapes:
        for kind, vertices in runs:
            assert (_turned(vertices) > 0) == (kind == OUTER)


@pytest.mark.parametrize("system", ["EPSG3857", "EPSG4326"])
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(118.9, 119.4), st.floats(36.7, 37.2)), min_size=1, max_size=20), st.integers(3, 9))
def test_places_in_the_page_lie_within_the_stated_metres(
    page: Page, system: str, coordinates: list[tuple[float, float]], decimals: int
) -> None:
    block = _packed(shapely.points(coordinates), decimals)
    found = page.evaluate(_PLACES % system, base64.b64encode(block).decode())
    geod, most = Geod(ellps="GRS80"), rounding_m(decimals)
    for (lon, lat), (there_lon, there_lat) in zip(coordinates, found, strict=True):
        assert geod.inv(lon, lat, there_lon, lat)[2] <= most
        assert geod.inv(lon, lat, lon, there_lat)[2] <= most
        drawn = np.round([lon, lat], decimals) - [there_lon, there_lat]
        assert np.abs(drawn).max() < 2e-9  # what the typed arrays of the page lose: less than a millimetre


def test_an_empty_hole_is_no_ring() -> None:
    shapes = [shapely.from_wkt("POLYGON ((0 0, 1 0, 1 1, 0 0), EMPTY)"), shapely.Point(2, 2)]
    block = _decoded(_packed(shapes))
    _same_shapes(block.shapes, shapes, 6)


def test_height_is_no_coordinate_of_a_map() -> None:
    flat, high = shapely.Point(119, 36), shapely.Point(119, 36, 8)
    assert _packed([flat]) == _packed([high])


def test_class_and_dashes_come_back_also_of_more_than_256_classes(page: Page) -> None:
    member, rough = np.arange(700) % 300, np.arange(700) % 2
    block = pack(np.full(700, None), 6, member=member, rough=rough, columns=[])
    assert _decoded(block).member == member.tolist()
    found = _in_page(page, block)
    assert [found["member"], found["rough"]] == [member.tolist(), rough.tolist()]


# ---- columns ----

texts = st.one_of(
    st.text(max_size=6),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=4),
    st.sampled_from(
        [
            "",
            "</script>",
            "<!--",
            "寒亭区",
            "👩‍👧 𠮷",
            "\ud800",
            "\udc00",
            "\ud83d",
            "\x00",
            "\u2028",
            "\ufeff",
            "\\ud800",
        ]
    ),
    st.from_regex(r"[A-Z]{0,2}[0-9]{1,16}", fullmatch=True),
)
numbers = st.one_of(
    st.integers(-(2**53), 2**53),
    st.integers(-300, 300),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1e6, 1e6).map(lambda value: round(value, 4)),
    st.floats(-1e6, 1e6).map(lambda value: round(value, 9)),
)
pairs = st.tuples(texts, texts).map(list)
families = [
    numbers,
    st.one_of(numbers, st.none()),
    st.integers(0, 10**6),
    st.one_of(st.integers(-5, 5), st.booleans()),
    st.booleans(),
    texts,
    st.one_of(texts, st.none(), pairs, numbers, st.booleans()),
    st.sampled_from(["住宅", "工业", None]),
    st.sampled_from([["是", "yes"], ["否", "no"], None]),
    st.none(),
    st.from_regex(r"P[0-9]{4}", fullmatch=True),
    st.integers(0, 99).map(lambda value: f"地块-{value:03d}"),
    st.integers(0, 9999).map(lambda value: f"{value:02d}"),
]


@st.composite
def tables(draw: st.DrawFn) -> list[list[object]]:
    rows = draw(st.sampled_from([0, 1, 2, 3, 7]))
    columns = [
        draw(st.lists(family, min_size=rows, max_size=rows))
        for family in draw(st.lists(st.sampled_from(families), min_size=1, max_size=5))
    ]
    again = draw(st.lists(st.sampled_from(columns), max_size=2))
    return [*columns, *(list(column) for column in again)]


BIG = 2**53
TABLES: list[list[list[object]]] = [
    [[True, False], [1, 0], [1.0, 0.0], [True, False]],
    [[1, 0], [True, False]],
    [[True, 1, "1", None, False, 0, "0"]],
    [[BIG, -BIG, BIG, -BIG]],
    [[-BIG + 1, BIG - 1, -BIG + 1]],
    [[2**51, -(2**51), 2**51 - 1, 1 - 2**51, 0]],
    [[0.1, 0.2, 0.1 + 0.2], [1e-9, 5e-324, 1.7976931348623157e308], [1e22, -1e21, 1.5]],
    [["P000001", "P000002", "P000010"], ["P1", "P02", "P003"], ["00", "01", "1"], ["9", "10", "11"]],
    [["A0001", "B0001"], ["123456789012345678", "123456789012345679"], ["P٣", "P٤"]],
    [["a\n1", "a\n2"], ["1", "1"], ["", "1"]],
    [[["是", "yes"], ["否", "no"], ["是", "yes"]], ["是", "否", "是"]],
    [[None, None, None], [None, None, None], [None, 0, None], [None, 0.5, 1]],
    [["\ud800", "\ud800\udc00", "\U00010000"]],
    [[]],
    [[], []],
    [[None]],
    [["</script><!--"], ["\\ud800"], [["\ud800", '"']]],
]


@pytest.mark.parametrize("table", TABLES, ids=range(len(TABLES)))
def test_chosen_columns_come_back_with_value_and_type(page: Page, table: list[list[object]]) -> None:
    block = _packed([None] * len(table[0]), columns=table)
    _same_values(_decoded(block).columns, table)
    _same_values(_in_page(page, block)["columns"], table)


@given(tables())
def test_any_columns_come_back_with_value_and_type(table: list[list[object]]) -> None:
    _same_values(_columns_of(table).columns, table)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_the_page_reads_any_columns_with_value_and_type(page: Page, table: list[list[object]]) -> None:
    _same_values(_in_page(page, _packed([None] * len(table[0]), columns=table))["columns"], table)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e5)), min_size=2, max_size=30), st.integers(0, 4))
def test_mu_of_hectares_are_a_last_digit_and_come_back(hectares: list[float | None], decimals: int) -> None:
    assume(any(hectares))
    ha = [None if value is None else round(value, 4) for value in hectares]
    others = [
        [None if value is None else round(value * factor, digits) for value in hectares]
        for factor, digits in ((15, 2), (10_000, decimals))
    ]
    table = [ha, *others]
    block = _columns_of(table)
    _same_values(block.columns, table)
    mu = block.head["columns"][1]
    assert mu.get("from") == 0 or mu.get("same") == 0
    assert mu.get("stream", {}).get("planes", 0) <= 1


def test_a_derived_column_may_be_derived_from_again(page: Page) -> None:
    chance = np.random.default_rng(5)
    square = np.round(chance.uniform(100, 90_000, 500), 2)
    table = [square.tolist(), np.round(square / 10_000, 4).tolist(), np.round(square * 0.0015, 2).tolist()]
    block = _packed([None] * 500, columns=table)
    described = _decoded(block).head["columns"]
    assert [column.get("from") for column in described] == [None, 0, 0]
    _same_values(_in_page(page, block)["columns"], table)


def test_codes_and_choices_are_told_once() -> None:
    codes = [f"P{number:06d}" for number in range(1, 3001)]
    uses = [["住宅", "工业", "绿地"][number % 3] for number in range(3000)]
    block = _columns_of([codes, uses, codes])
    assert block.head["columns"][0]["before"] == "P"
    assert block.head["columns"][1]["values"] == ["住宅", "工业", "绿地"]
    assert block.head["columns"][2] == {"same": 0}
    assert len(json.dumps(block.head)) < 2000


def test_equal_input_gives_equal_bytes() -> None:
    shapes = [shapely.box(0, 0, 1, 1), shapely.Point(2, 2), None]
    table = [["a", "b", "a"], [1, 2.5, None]]
    assert _packed(shapes, columns=table) == _packed(list(shapes), columns=[list(column) for column in table])
