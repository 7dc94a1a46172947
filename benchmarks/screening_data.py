"""What screening.py screens: 100,000 sites, 12 layers of 200,000 polygons and 30 rules, the same ones at every run."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.siting.rules.model import Rule, RuleSet

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Shapes = np.ndarray[Any, np.dtype[np.object_]]
Chance = np.random.Generator

CRS = "EPSG:4549"
SEED = 4549
# The square round the district on the plane of EPSG:4549, in metres.
WEST, SOUTH, EAST, NORTH = 404_000.0, 4_068_000.0, 450_000.0, 4_122_000.0
SITES = 100_000
CELL = 157.0
"""A site stands in each cell of this width; a street runs along every second border."""
BUSY = 0.3
"""Share of the blocks where most of what stands in the way of a site lies, so that half of the sites are hit."""
_BLOCKS = (8, 9)
_MEDIAN_CORNERS = 27.4
_HOLED, _TWOFOLD, _LARGE = 0.06, 0.05, 0.005


class Kind(NamedTuple):
    """One layer of polygons."""

    number: int
    radius_m: tuple[float, float]
    accuracy_m: tuple[float, ...]
    """One of these for each feature."""
    everywhere: bool = False
    stretch: float = 1.5
    """Length by width, at most."""


WHOLE_METRES = tuple(float(metres) for metres in range(51))
KINDS = {
    "farmland": Kind(100_000, (25, 60), (0.5, 1, 2, 5)),
    "houses": Kind(30_000, (8, 45), (0.5, 1, 2, 3, 5, 10)),
    "ponds": Kind(20_000, (10, 50), (0,)),
    "woods": Kind(15_000, (30, 120), (10, 20, 50), stretch=2.5),
    "roads": Kind(10_000, (5, 12), (0, 1, 2, 5), everywhere=True),
    "graves": Kind(8_000, (5, 25), (5, 10, 20, 30, 50)),
    "wells": Kind(6_000, (3, 10), WHOLE_METRES, everywhere=True),
    "hazards": Kind(5_000, (15, 60), (0, 2, 10)),
    "relics": Kind(2_000, (20, 150), (0,)),
    "pipelines": Kind(1_500, (2, 4), (1, 5)),
    "flood": Kind(1_500, (150, 450), (20, 50), stretch=3.0),
    "zones": Kind(1_000, (0, 0), (0, 1, 2), everywhere=True),
}
ZONES = (40, 25)
CLASSES = ("a", "b", "c", "d")


def layers() -> dict[str, gpd.GeoDataFrame]:
    """Make the layers, by name."""
    found = {}
    for number, (name, kind) in enumerate(KINDS.items()):
        chance = np.random.default_rng([SEED, number])
        if name == "zones":
            shapes = _zones(chance)
        elif name == "roads":
            shapes = _streets(chance, kind)
        elif name == "pipelines":
            shapes = _pipelines(chance, kind)
        else:
            shapes = _blobs(chance, kind)
        # One zone in twelve is no land to build on, and one road in fifty a motorway.
        weights = {"zones": (0.6, 0.2, 0.12, 0.08), "roads": (0.6, 0.3, 0.08, 0.02)}.get(name, (0.4, 0.3, 0.2, 0.1))
        labels = {
            "id": [f"{name}_{row}" for row in range(len(shapes))],
            "name_zh": [f"要素{row}" for row in range(len(shapes))],
            "name_en": [f"{name} {row}" for row in range(len(shapes))],
            "kind": chance.choice(CLASSES, len(shapes), p=weights),
            "accuracy_m": chance.choice(kind.accuracy_m, len(shapes)),
        }
        found[name] = gpd.GeoDataFrame(labels, geometry=shapes, crs=CRS)
    return found


def sites(count: int = SITES) -> gpd.GeoDataFrame:
    """Make parcels of 0.2 to 2 ha with 5 to 20 corners; fewer ones are some of the 100,000, spread in the same way."""
    chance = np.random.default_rng([SEED, 99])
    columns, rows = int((EAST - WEST) / CELL), int((NORTH - SOUTH) / CELL)
    cell = np.sort(chance.choice(columns * rows, SITES, replace=False))
    middles = np.column_stack([WEST + (cell % columns + 0.5) * CELL, SOUTH + (cell // columns + 0.5) * CELL])
    middles += chance.uniform(-8, 8, middles.shape)
    corners = chance.integers(5, 21, SITES)
    shape = _shape(chance, corners, wave=0.12, stretch=2 ** chance.random(SITES))
    area = np.bincount(shape.owner, _doubled_areas(shape), SITES) / 2
    wanted = 1e4 * (0.2 + 1.8 * chance.beta(1.5, 3.5, SITES))
    outline = middles[shape.owner] + shape.corners * np.sqrt(wanted / area)[shape.owner, None]
    frame = gpd.GeoDataFrame(
        {
            "id": [f"S{row:06d}" for row in range(SITES)],
            "name_zh": [f"地块{row}" for row in range(SITES)],
            "name_en": [f"Parcel {row}" for row in range(SITES)],
            "accuracy_m": chance.choice((0.0, 0.5, 1.0, 2.0), SITES, p=(0.4, 0.2, 0.2, 0.2)),
            "land_use": chance.choice(("0701", "0901", "1001", "1401"), SITES, p=(0.4, 0.3, 0.28, 0.02)),
            "height_m": np.round(chance.uniform(6, 100, SITES), 1),
        },
        geometry=np.asarray(shapely.polygons(_rings(outline, shape.owner)), dtype=object),
        crs=CRS,
    )
    if count == SITES:
        return frame
    chosen = np.sort(np.random.default_rng([SEED, 100]).choice(SITES, count, replace=False))
    return frame.iloc[chosen].reset_index(drop=True)


def extent() -> gpd.GeoSeries:
    """Give the square that everything lies in."""
    return gpd.GeoSeries([shapely.box(WEST, SOUTH, EAST, NORTH)], crs=CRS)


def rules() -> RuleSet:
    """Make 30 rules of all relations that speak of polygons or of the site itself."""
    return RuleSet(
        tuple(
            Rule.model_validate({"id": name, "title": {"en": name}, "basis": "assumption", **fields})
            for name, fields in _RULES.items()
        )
    )


_SOFT = {"hardness": "soft"}
_GREEN = {"layer": "woods", "filter": {"kind": "a"}}
_MOTORWAYS = {"layer": "roads", "filter": {"kind": "d"}}
_LAND = {"layer": "zones", "filter": {"kind": ["a", "b", "c"]}}
_TOWN = {"where_layer": "zones", "where_filter": {"kind": "a"}}
_RULES: dict[str, dict[str, Any]] = {
    "no_farmland": {"relation": "outside", "layer": "farmland"},
    "no_ponds": {"relation": "outside", "layer": "ponds"},
    "no_relics": {"relation": "outside", "layer": "relics"},
    "no_flood": {"relation": "outside", "layer": "flood"},
    "no_graves": {"relation": "outside", "layer": "graves", **_SOFT},
    "no_houses": {"relation": "outside", "layer": "houses", **_SOFT},
    "no_public_woods": {"relation": "outside", **_GREEN},
    "no_woods_in_town": {"relation": "outside", "layer": "woods", **_TOWN, **_SOFT},
    "no_wells": {"relation": "outside", "layer": "wells"},
    "ponds_10": {"relation": "beyond_distance", "layer": "ponds", "distance_m": 10},
    "houses_30": {"relation": "beyond_distance", "layer": "houses", "distance_m": 30, **_SOFT},
    "houses_50_in_town": {"relation": "beyond_distance", "layer": "houses", "distance_m": 50, **_TOWN, **_SOFT},
    "graves_50": {"relation": "beyond_distance", "layer": "graves", "distance_m": 50},
    "wells_50": {"relation": "beyond_distance", "layer": "wells", "distance_m": 50},
    "hazards_200": {"relation": "beyond_distance", "layer": "hazards", "distance_m": 200},
    "relics_100": {"relation": "beyond_distance", "layer": "relics", "distance_m": 100},
    "relics_300": {"relation": "beyond_distance", "layer": "relics", "distance_m": 300, **_SOFT},
    "pipelines_50": {"relation": "beyond_distance", "layer": "pipelines", "distance_m": 50},
    "motorways_30": {"relation": "beyond_distance", **_MOTORWAYS, "distance_m": 30},
    "wells_450": {"relation": "within_distance", "layer": "wells", "distance_m": 450, **_SOFT},
    "roads_45": {"relation": "within_distance", "layer": "roads", "distance_m": 45},
    "main_roads_1500": {
        "relation": "within_distance",
        "layer": "roads",
        "filter": {"kind": ["c", "d"]},
        "distance_m": 1500,
    },
    "farmland_10_percent": {"relation": "overlap_at_most", "layer": "farmland", "share": 0.1},
    "flood_half": {"relation": "overlap_at_most", "layer": "flood", "share": 0.5, **_SOFT},
    "woods_30_percent_in_town": {"relation": "overlap_at_most", "layer": "woods", "share": 0.3, **_TOWN},
    "in_the_boundary": {"relation": "inside", **_LAND},
    "a_road": {"relation": "touches_road", "layer": "roads", "distance_m": 40},
    "not_small": {"relation": "min_area", "area_m2": 2200},
    "not_narrow": {"relation": "min_width", "width_m": 42, **_SOFT},
    "land_use": {"relation": "attribute", "column": "land_use", "op": "in", "value": ["0701", "0901", "1001"]},
}


class _Shape(NamedTuple):
    """Outlines round the origin, of which the radius is about 1: corners one after the other, and whose they are."""

    corners: Floats
    owner: np.ndarray[Any, np.dtype[np.intp]]


def _shape(chance: Chance, corners: np.ndarray[Any, np.dtype[np.int64]], *, wave: float, stretch: Floats) -> _Shape:
    """Draw wavy outlines, each seen from the origin as a whole, so that none crosses itself; then stretch and turn."""
    count = len(corners)
    owner = np.repeat(np.arange(count), corners)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(corners) - corners, corners)
    turn = (nth + chance.uniform(-0.3, 0.3, len(owner))) * (2 * math.pi) / corners[owner]
    # As rough as a survey is: no spikes where corners lie close together.
    reach = 1 + chance.uniform(-1, 1, len(owner)) * np.minimum(0.05, 1.5 / corners[owner])
    for waves in range(2, 7):
        height, phase = chance.random(count) * 2 * wave / waves, chance.random(count) * 2 * math.pi
        reach += height[owner] * np.cos(waves * turn + phase[owner])
    along, across = np.cos(turn) * reach * np.sqrt(stretch)[owner], np.sin(turn) * reach / np.sqrt(stretch)[owner]
    angle = chance.uniform(0, math.pi, count)[owner]
    x, y = along * np.cos(angle) - across * np.sin(angle), along * np.sin(angle) + across * np.cos(angle)
    return _Shape(np.column_stack([x, y]), owner)


def _doubled_areas(shape: _Shape) -> Floats:
    """Give for each corner twice the area of the triangle of it, the next one and the origin."""
    after = np.arange(1, len(shape.owner) + 1)
    last = np.append(np.flatnonzero(np.diff(shape.owner)), len(shape.owner) - 1)
    after[last] = np.append(0, last[:-1] + 1)
    (x, y), (x_after, y_after) = shape.corners.T, shape.corners[after].T
    return np.asarray(x * y_after - x_after * y)


def _rings(corners: Floats, owner: np.ndarray[Any, np.dtype[np.intp]]) -> Shapes:
    return np.asarray(shapely.linearrings(np.round(corners, 3), indices=owner), dtype=object)


def _blobs(chance: Chance, kind: Kind) -> Shapes:
    """Make wavy polygons; some have a hole, some a second part beside them, a few are large, of hundreds of corners."""
    middles = _places(chance, kind)
    least, most = kind.radius_m
    radius = least * (most / least) ** chance.random(kind.number)
    corners = np.clip(np.round(chance.lognormal(math.log(_MEDIAN_CORNERS), 0.4, kind.number)), 8, 400).astype(int)
    large = chance.random(kind.number) < _LARGE
    corners[large] *= 8
    radius[large] *= 3
    stretch = kind.stretch ** chance.random(kind.number)
    shape = _shape(chance, corners, wave=0.22, stretch=stretch)
    outline = shape.corners * radius[shape.owner, None]
    outer = _rings(middles[shape.owner] + outline, shape.owner)
    holes = _rings(middles[shape.owner] + outline * 0.35, shape.owner)
    result = np.asarray(shapely.polygons(outer), dtype=object)
    lot = chance.random(kind.number)
    holed = lot < _HOLED
    result[holed] = shapely.polygons(outer[holed], holes=holes[holed, None])
    two = (lot >= _HOLED) & (lot < _HOLED + _TWOFOLD)
    reach = np.zeros(kind.number)
    np.maximum.at(reach, shape.owner, np.hypot(*outline.T))
    angle = chance.uniform(0, 2 * math.pi, kind.number)
    aside = middles + np.column_stack([np.cos(angle), np.sin(angle)]) * (reach * 1.6)[:, None]
    second = np.asarray(shapely.polygons(_rings(aside[shape.owner] + outline * 0.5, shape.owner)), dtype=object)
    result[two] = shapely.multipolygons(np.column_stack([result[two], second[two]]))
    return result


def _places(chance: Chance, kind: Kind) -> Floats:
    """Give places a little off those of a grid, everywhere or in the busy blocks."""
    share = 1.0 if kind.everywhere else BUSY
    size = 0.96 * math.sqrt((EAST - WEST) * (NORTH - SOUTH) * share / kind.number)
    x, y = np.meshgrid(np.arange(WEST + size / 2, EAST, size), np.arange(SOUTH + size / 2, NORTH, size))
    places = np.column_stack([x.ravel(), y.ravel()])
    if not kind.everywhere:
        places = places[_is_busy(places)]
    chosen = np.sort(chance.choice(len(places), kind.number, replace=False))
    return np.asarray(places[chosen] + chance.uniform(-0.2, 0.2, (kind.number, 2)) * size)


def _is_busy(places: Floats) -> Flags:
    """Tell what lies in a busy block; they are the same for all layers."""
    columns, rows = _BLOCKS
    busy = np.zeros(columns * rows, dtype=bool)
    order = np.random.default_rng([SEED, 98]).permutation(columns * rows)
    busy[order[: round(BUSY * columns * rows)]] = True
    column = ((places[:, 0] - WEST) / (EAST - WEST) * columns).astype(int)
    row = ((places[:, 1] - SOUTH) / (NORTH - SOUTH) * rows).astype(int)
    return np.asarray(busy[row * columns + column])


def _strips(chance: Chance, start: Floats, end: Floats, half_width: Floats) -> Shapes:
    """Make winding strips of 11 to 20 points on either side."""
    count = len(start)
    points = chance.integers(11, 21, count)
    owner = np.repeat(np.arange(count), points)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(points) - points, points)
    way = nth / (points[owner] - 1)
    straight = end - start
    ahead = straight / np.hypot(*straight.T)[:, None]
    beside = np.column_stack([-ahead[:, 1], ahead[:, 0]])[owner]
    winding = chance.uniform(-4, 4, len(owner))
    middle = start[owner] + way[:, None] * straight[owner] + beside * winding[:, None]
    left, right = middle + beside * half_width[owner, None], middle - beside * half_width[owner, None]
    # The left side forward, then the right one back.
    order = np.lexsort((np.concatenate([nth, 1000 - nth]), np.tile(owner, 2)))
    return np.asarray(shapely.polygons(_rings(np.concatenate([left, right])[order], np.tile(owner, 2)[order])))


def _streets(chance: Chance, kind: Kind) -> Shapes:
    """Make streets along every second border of the cells of the sites."""
    upright, level = np.arange(WEST, EAST, 2 * CELL), np.arange(SOUTH, NORTH, 2 * CELL)
    y, x = np.linspace(SOUTH, NORTH, 36), np.linspace(WEST, EAST, 30)
    ends = [(np.column_stack([np.repeat(upright, 35), np.tile(y[side : side + 35], len(upright))])) for side in (0, 1)]
    others = [(np.column_stack([np.tile(x[side : side + 29], len(level)), np.repeat(level, 29)])) for side in (0, 1)]
    start, end = (np.concatenate([ends[side], others[side]]) for side in (0, 1))
    chosen = np.sort(chance.choice(len(start), kind.number, replace=False))
    return _strips(chance, start[chosen], end[chosen], chance.uniform(*kind.radius_m, kind.number))


def _pipelines(chance: Chance, kind: Kind) -> Shapes:
    start = _places(chance, kind)
    angle = chance.uniform(0, math.pi, kind.number)
    length = chance.uniform(300, 1500, kind.number)
    end = start + np.column_stack([np.cos(angle), np.sin(angle)]) * length[:, None]
    return _strips(chance, start, end, chance.uniform(*kind.radius_m, kind.number))


def _zones(chance: Chance) -> Shapes:
    """Cut the square into zones that share winding borders."""
    columns, rows = ZONES
    steps = 7
    # A fine grid of points; the zones run along every seventh of its lines, moved a little but for the outer edge.
    x, y = np.meshgrid(np.linspace(WEST, EAST, columns * steps + 1), np.linspace(SOUTH, NORTH, rows * steps + 1))
    inner = np.zeros(x.shape, dtype=bool)
    inner[1:-1, 1:-1] = True
    x = np.round(x + chance.uniform(-50, 50, x.shape) * inner, 3)
    y = np.round(y + chance.uniform(-50, 50, y.shape) * inner, 3)
    side = np.arange(steps)
    along = np.concatenate([side, np.full(steps, steps), steps - side, np.zeros(steps, dtype=int)])
    up = np.concatenate([np.zeros(steps, dtype=int), side, np.full(steps, steps), steps - side])
    row, column = np.divmod(np.arange(columns * rows), columns)
    at = (row[:, None] * steps + up, column[:, None] * steps + along)
    return np.asarray(shapely.polygons(np.stack([x[at], y[at]], axis=-1)), dtype=object)
