"""Pairs of shapes that are hard to cut: drawn by hand, and at random, laid out far from each other in two frames."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, affinity, box

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Shape = Polygon | MultiPolygon
    Pair = tuple[list[Shape], list[Shape]]
    Chance = np.random.Generator

PLACES = {
    "origin": (0.0, 0.0, 0.0),
    "district": (430_000.0, 4_071_000.0, 0.0),
    "turned": (430_000.0, 4_071_000.0, 33.3),
    "forty_million": (40_430_000.0, 4_071_000.0, 12.3),
}
"""Where shapes drawn near 0, 0 are laid: easting, northing, and degrees by which each is turned first."""
_APART = 400.0
_COLUMNS = 20


def laid_out(pairs: Sequence[Pair], place: str, names: Sequence[str]) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Lay pairs of lists of shapes out on a grid: all left ones in one frame, all right ones in another.

    Both have ``case``, the name of the pair. A pair is left out if one of its shapes is invalid where it is laid:
    turned and moved far from the origin, corners are rounded.
    """
    east, north, turn = PLACES[place]
    kept: list[tuple[str, list[list[Shape]]]] = []
    for number, (pair, name) in enumerate(zip(pairs, names, strict=True)):
        row, column = divmod(number, _COLUMNS)
        x, y = east + column * _APART, north + row * _APART
        there = [[_moved(shape, turn, x, y) for shape in shapes] for shapes in pair]
        if all(shape.is_valid for shapes in there for shape in shapes):
            kept.append((name, there))
    left, right = (
        gpd.GeoDataFrame(
            {"case": [name for name, there in kept for _ in there[side]]},
            geometry=[shape for _, there in kept for shape in there[side]],
            crs="EPSG:4549",
        )
        for side in (0, 1)
    )
    return left, right


def _moved(shape: Shape, turn: float, x: float, y: float) -> Shape:
    turned = affinity.rotate(shape, turn, origin=(0, 0)) if turn else shape
    return affinity.translate(turned, x, y)


def _donut(size: float, hole: float) -> Polygon:
    return box(-size, -size, size, size) - box(-hole, -hole, hole, hole)


def _comb(teeth: int, *, upright: bool) -> Polygon:
    """Draw a back and teeth, which cross those of another comb."""
    bars = [box(0, 0, 4, 60), *(box(0, y, 60, y + 2.5) for y in np.linspace(1, 57, teeth))]
    comb = shapely.union_all(bars)
    return comb if upright else affinity.rotate(comb, 90, origin=(30, 30))


def _spiral(turns: float, start: float) -> Polygon:
    angle = np.linspace(0, turns * 2 * math.pi, 60)
    reach = 5 + 6 * angle / math.pi
    return LineString(np.column_stack([reach * np.cos(angle + start), reach * np.sin(angle + start)])).buffer(2)


def _slanted(nodes: Sequence[float], *, above: bool) -> Polygon:
    """Draw a quarter above or below a slanted border with nodes at these shares of its length."""
    border = [(-30.0, -17.0), *((-30 + 67 * share, -17 + 41 * share) for share in nodes), (37.0, 24.0)]
    return Polygon([*border, (37, 60), (-30, 60)] if above else [*border, (37, -60), (-30, -60)])


SQUARE = box(0, 0, 30, 30)
_WITH_NODES = Polygon([(0, 0), (7, 0), (30, 0), (30, 11), (30, 30), (15, 30), (0, 30), (0, 29)])
_BITTEN = Polygon([(0, 0), (30, 0), (30, 30), (0, 30)], [[(0, 10), (12, 4), (12, 18)]])
"""A hole that touches the shell with a corner."""
_EIGHT = MultiPolygon([box(0, 0, 10, 10), box(10, 10, 20, 20)])
"""Two parts that touch in a point."""
_CHECKS = MultiPolygon([box(x, y, x + 5, y + 5) for x in range(0, 30, 5) for y in range(x % 10, 30, 10)])
_ISLAND = MultiPolygon([box(-4, -4, 4, 4), box(40, 40, 50, 50)])
_RANDOM = np.random.default_rng(11)
_ROUND = Polygon([(20 * math.cos(t) + 3, 20 * math.sin(t) - 2) for t in np.linspace(0, 2 * math.pi, 24)[:-1]])

BY_HAND: dict[str, Pair] = {
    "a corner on an edge": ([SQUARE], [Polygon([(30, 13), (50, 0), (50, 20)]), Polygon([(30, 7), (11, 3), (11, 9)])]),
    "a corner on a slanted edge": (
        [Polygon([(0, 0), (30, 10), (0, 20)])],
        [Polygon([(10, 10 / 3), (40, -10), (40, 5)]), Polygon([(21, 7), (5, 8), (5, 11)])],
    ),
    "edges on one line": ([SQUARE], [box(30, 5, 40, 25), box(10, 0, 40, 30), box(5, 0, 25, 12), box(-5, 30, 35, 33)]),
    "one border, other nodes": ([_slanted([1 / 3, 0.7], above=True)], [_slanted([0.25, 0.5, 0.9], above=False)]),
    "one border, one has no nodes": ([_slanted([], above=True)], [_slanted([0.1, 0.37, 0.38, 0.8], above=False)]),
    "overlap along one border": ([_slanted([0.3], above=True)], [_slanted([0.6], above=True)]),
    "slivers": (
        [SQUARE],
        # Far above the tolerance, or far below: in between GEOS keeps or loses them by how it cuts.
        [
            Polygon([(0, 0), (30, 1e-4), (30, 30), (0, 30)]),
            Polygon([(0, 0), (30, 2e-8), (30, 30), (0, 30)]),
            box(0, 30 - 1e-8, 30, 50),
            box(30 - 2e-5, -5, 60, 50),
        ],
    ),
    "needles": (
        [Polygon([(0, 0), (90, 1e-6), (90, -1e-6)]), Polygon([(0, 5), (90, 5.001), (90, 5)])],
        [box(-1, -1, 45, 45), Polygon([(0, 1e-7), (90, 20), (90, -20)]), Polygon([(90, 0), (0, 2e-6), (0, -2e-6)])],
    ),
    "spikes": (
        [Polygon([(0, 0), (30, 0), (30, 14), (80, 15), (30, 16), (30, 30), (0, 30)])],
        [box(40, 0, 50, 40), Polygon([(60, 15), (90, 14), (90, 16)]), box(30, -10, 100, 40)],
    ),
    "an island in the hole of the other": ([_ISLAND], [_donut(30, 10), _donut(30, 4), _donut(4, 2)]),
    "the first part inside, others not": (
        [MultiPolygon([box(1, 1, 3, 3), box(-20, -20, -5, 40), box(27, 27, 45, 45)])],
        [SQUARE, box(0, 0, 5, 5)],
    ),
    "a part in each of two parts": (
        [MultiPolygon([box(1, 1, 9, 9), box(21, 21, 29, 29)])],
        [MultiPolygon([box(0, 0, 10, 10), box(20, 20, 30, 30)]), _donut(40, 15)],
    ),
    "equal": (
        [SQUARE, _ROUND, _CHECKS, _BITTEN],
        [SQUARE.reverse(), _WITH_NODES, _ROUND, _CHECKS, _BITTEN.reverse()],
    ),
    "turned by a hair": (
        [_ROUND, box(-7, -9, 40, 30)],
        [affinity.rotate(_ROUND, angle) for angle in (1e-3, 1e-6, 1e-9, 1e-11)]
        + [affinity.rotate(box(-7, -9, 40, 30), angle, origin=(-7, -9)) for angle in (1e-5, 1e-8, 1e-10)],
    ),
    "moved by a hair": ([_ROUND], [affinity.translate(_ROUND, 10.0**-digits, 0) for digits in (2, 5, 8, 9, 10)]),
    "a hole that touches the shell": ([_BITTEN], [box(-5, 8, 15, 12), Polygon([(0, 10), (12, 4), (12, 18)]), _ROUND]),
    "parts that touch in a point": ([_EIGHT], [box(5, 5, 15, 15), _EIGHT, box(10, 0, 20, 10), box(9, 9, 10, 10)]),
    "touching in points": (
        [SQUARE],
        [box(30, 30, 40, 40), Polygon([(30, 15), (40, 10), (40, 20)]), Polygon([(15, 30), (0, 45), (30, 45)])],
    ),
    "touching along an edge and in a point": (
        [SQUARE, _BITTEN],
        [
            Polygon([(30, 5), (30, 15), (36, 20), (30, 25), (45, 25), (45, 5)]),
            Polygon([(0, 10), (-9, 20), (0, 15), (0, 25), (-20, 25), (-20, 10)]),
        ],
    ),
    "corner on corner": (
        [Polygon([(0, 0), (10, -10), (20, 0), (10, 10)])],
        [Polygon([(10, 10), (20, 0), (30, 20)]), Polygon([(0, 0), (20, 0), (10, 20)]), box(0, -10, 20, 10)],
    ),
    "tiny": (
        [box(0, 0, 4e-6, 4e-6), Polygon([(0, 0), (3e-6, 1e-6), (1e-6, 4e-6)]), SQUARE],
        [box(2e-6, 2e-6, 6e-6, 6e-6), box(-10, -10, 10, 10), box(0, 0, 2e-6, 40)],
    ),
    "checks": ([_CHECKS], [affinity.translate(_CHECKS, 2.5, 2.5), affinity.translate(_CHECKS, 5, 0), SQUARE]),
    "combs": ([_comb(9, upright=True)], [_comb(8, upright=False), _comb(9, upright=True)]),
    "spirals": ([_spiral(3, 0)], [_spiral(3, 1), _spiral(3, math.pi), _spiral(2.5, 0)]),
    "rings in rings": ([_donut(30, 20), _donut(10, 5)], [_donut(25, 7), _donut(20, 10), _donut(5, 1)]),
    "a hole is filled": (
        [_donut(30, 10)],
        [
            box(-10, -10, 10, 10),
            box(-10, -10, 10, 3),
            Polygon([(-10, 0), (0, -10), (10, 0), (0, 10)]),
            Point(0, 0).buffer(5),
        ],
    ),
    "boxes meet, shapes do not": (
        [Polygon([(0, 0), (40, 0), (40, 2), (2, 2), (2, 40), (0, 40)])],
        [box(5, 5, 40, 40), Polygon([(3, 40), (40, 3), (40, 40)])],
    ),
    "duplicates": ([_ROUND, _ROUND, SQUARE, _ROUND], [SQUARE, SQUARE, _ROUND]),
    "many neighbours": (
        [box(-50, -50, 50, 50)],
        [box(x, y, x + 9, y + 10) for x in range(-60, 60, 9) for y in (-20, -10, 0, 60)],
    ),
}
"""Pairs of lists of shapes, of at most about 100 m, by what makes them hard."""


def at_random(chance: Chance, count: int) -> list[Pair]:
    """Draw pairs of one shape each, of all sorts in turn."""
    return [_SORTS[number % len(_SORTS)](chance) for number in range(count)]


def _star(chance: Chance, most: int = 40) -> Polygon:
    """Draw corners round a middle, roughly or spiky, often with a hole."""
    corners = int(chance.integers(3, most))
    angle = (np.arange(corners) + chance.uniform(-0.3, 0.3, corners)) * (2 * math.pi / corners)
    reach = chance.uniform(20, 60) * (1 - chance.uniform(0, chance.choice([0.1, 0.5, 0.9]), corners))
    outline = np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]
    middle = chance.uniform(-25, 25, 2)
    holes = [middle + outline * chance.uniform(0.2, 0.7)] if corners > 5 and chance.random() < 0.4 else []
    return Polygon(middle + outline, holes)


def _stars(chance: Chance) -> Pair:
    return [_star(chance)], [_star(chance)]


def _blocks(chance: Chance) -> Pair:
    """Unite squares of one turned grid: shared borders, holes and parts that touch in points."""
    turn, size = chance.uniform(0, 90), chance.uniform(3, 12)

    def some() -> Shape:
        cells = [
            box(x * size, y * size, (x + 1) * size, (y + 1) * size)
            for x in range(-3, 4)
            for y in range(-3, 4)
            if chance.random() < density
        ]
        return affinity.rotate(shapely.union_all(cells), turn, origin=(0, 0))

    density = chance.uniform(0.3, 0.8)
    return _filled([some()]), _filled([some()])


def _cut(chance: Chance) -> Pair:
    """Cut a piece out of a shape: it has the same border where it was not cut, with nodes that the shape lacks."""
    whole, knife = _star(chance), _star(chance)
    return [whole], _filled([_polygons(whole & knife if chance.random() < 0.5 else whole - knife)])


def _renoded(chance: Chance) -> Pair:
    """Repeat a shape with more nodes on its borders, which lie off them by nothing, a hair, or a little."""
    whole = _star(chance)
    noded = shapely.segmentize(whole, chance.uniform(2, 20))
    off = chance.choice([0, 1e-9, 1e-7, 1e-5])
    return [whole], _filled([shapely.transform(noded, lambda at: at + np.sin(at[:, ::-1] * 977) * off)])


def _turned(chance: Chance) -> Pair:
    whole = _star(chance)
    return [whole], [affinity.rotate(whole, 10 ** chance.uniform(-12, 0))]


def _thin(chance: Chance) -> Pair:
    ends, width = chance.uniform(-60, 60, (2, 2)), 10 ** chance.uniform(-6, -1)
    return [Polygon([*ends, ends[1] + width])], [_star(chance)]


def _isles(chance: Chance) -> Pair:
    """Put an island into the hole of a ring, beside other parts, and lay a shape over it."""
    ring = affinity.translate(_donut(40, 25), *chance.uniform(-9, 9, 2))
    isle = affinity.scale(_star(chance, 12), 0.15, 0.15)
    other = affinity.translate(_star(chance, 12), 130, 0)
    parts = [ring, isle, other]
    chance.shuffle(parts)
    shape = _polygons(shapely.union_all(parts))
    over = [_star(chance), affinity.scale(_star(chance), 0.3, 0.3), _donut(30, 12), affinity.scale(isle, 2, 2)]
    return _filled([shape]), [over[int(chance.integers(len(over)))]]


def _meshed(chance: Chance) -> Pair:
    """Unite triangles of one mesh: borders are shared to the last bit, or the shapes overlap in whole triangles."""
    mesh = np.array(shapely.delaunay_triangles(shapely.multipoints(chance.uniform(-50, 50, (14, 2)))).geoms)
    middles = shapely.get_coordinates(shapely.centroid(mesh))
    line = chance.normal(0, 1, 2)
    side = middles @ line > 0
    other = ~side if chance.random() < 0.5 else middles @ np.array([-line[1], line[0]]) > 0
    return _filled([_polygons(shapely.union_all(mesh[side]))]), _filled([_polygons(shapely.union_all(mesh[other]))])


_SORTS: tuple[Callable[[Any], Any], ...] = (_stars, _blocks, _cut, _renoded, _turned, _thin, _isles, _meshed)


def _polygons(shape: Any) -> Shape:
    """Keep what is polygon."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area > 0]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _filled(shapes: list[Any]) -> list[Any]:
    """Put a small square in the place of a shape that came out empty or invalid, so that there always is one."""
    return [shape if shape.area > 0 and shape.is_valid else box(-5, -5, 5, 5) for shape in shapes]
