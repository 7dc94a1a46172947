"""Strips between polygons against closing and overlay of the whole polygons, which takes longer and is simpler."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Polygon, affinity, box

from hanting_geo.sources.borders import check_borders

E, N, SIDE = 430_000.0, 4_071_000.0, 400.0
HAIRS_M2 = 0.05


def cells(corners: int, seed: int) -> list[Polygon]:
    """Make six cells with that many corners on each side, on straight borders."""
    chance = np.random.default_rng(seed)
    found = []
    for column in range(3):
        for row in range(2):
            outline = shapely.segmentize(box(column * SIDE, row * SIDE, (column + 1) * SIDE, (row + 1) * SIDE), SIDE)
            found.append(shapely.segmentize(outline, SIDE / chance.integers(corners // 2, corners)))
    return [affinity.translate(affinity.rotate(cell, 17, origin=(0, 0)), E, N) for cell in found]


def shaken(shape: Polygon, reach: float, chance: np.random.Generator) -> Polygon:
    at = shapely.get_coordinates(shape)[:-1]
    return Polygon(at + chance.uniform(-reach, reach, at.shape))


def by_closing(shapes: list[Polygon], narrow: float) -> dict[tuple[str, int, int], float]:
    """Give the area of the strips of each pair: their width is not told so, for hairs along them make them longer."""
    found = {}
    every = shapely.union_all(shapes)
    for first, one in enumerate(shapes):
        for second, two in list(enumerate(shapes))[first + 1 :]:
            if one.distance(two) > narrow:
                continue
            grown = shapely.buffer(one | two, narrow / 2, join_style="mitre")
            gap = shapely.get_parts(shapely.buffer(grown, -narrow / 2, join_style="mitre") - every)
            gap = [part for part in gap if max(part.distance(one), part.distance(two)) <= narrow / 1000]
            for code, parts in (("sliver", list(shapely.get_parts(one & two))), ("gap", gap)):
                sizes = [(part.area, 2 * part.area / part.length, part.length / 2) for part in parts if part.area > 0]
                strips = [size for size in sizes if narrow / 1000 < size[1] < narrow and size[2] > 20 * size[1]]
                area = sum(size[0] for size in strips)
                if area > HAIRS_M2:
                    found[code, first, second] = area
    return found


def told(shapes: list[Polygon], narrow: float) -> dict[tuple[str, int, int], tuple[float, float]]:
    frame = gpd.GeoDataFrame({"id": range(len(shapes))}, geometry=shapes, crs="EPSG:4549")
    found = {}
    for item in check_borders(frame, None, narrow):
        first, second = (int(name.removeprefix("id ")) for name in str(item.feature).split(" / "))
        area, width = re.findall(r"of ([\d.]+) m2, mean width ([\d.]+) m", item.what)[0]
        found[item.code, first, second] = float(area), float(width)
    return found


def changed(how: str) -> list[Any]:
    chance = np.random.default_rng(3)
    if how == "one side denser, shaken":
        return [shaken(cell, 0.3, chance) for cell in cells(40, 2)]
    if how == "moved":
        return [affinity.translate(cell, *chance.uniform(-0.4, 0.4, 2)) for cell in cells(12, 3)]
    if how == "moved by more than a strip":
        return [affinity.rotate(cell, chance.uniform(-0.6, 0.6)) for cell in cells(12, 4)]
    three = cells(12, 5)
    # A third one lies in the gap between two, and one has several parts.
    between = affinity.translate(affinity.rotate(box(SIDE - 0.2, 50, SIDE + 0.1, 120), 17, origin=(0, 0)), E, N)
    apart = [affinity.scale(cell, 0.998, 0.998) for cell in three]
    return [*apart[:4], shapely.union_all([apart[4], affinity.translate(apart[4], 5000, 0)]), between]


@pytest.mark.parametrize(
    "how", ["one side denser, shaken", "moved", "moved by more than a strip", "a third one in the gap"]
)
@pytest.mark.parametrize("narrow", [1.0, 0.25])
def test_strips_are_those_of_closing(how: str, narrow: float) -> None:
    shapes = changed(how)
    assert all(shape.is_valid for shape in shapes)
    expected = by_closing(shapes, narrow)
    found = told(shapes, narrow)
    assert {pair for pair, (area, _) in found.items() if area > HAIRS_M2} == set(expected)
    assert found
    for pair, area in expected.items():
        assert found[pair][0] == pytest.approx(area, abs=0.006), pair


def test_the_width_of_a_gap_by_hand() -> None:
    """The third lies 70 m along the gap of 0.8 m: 0.2 m of it are left on one side, 0.3 m on the other."""
    found = told(changed("a third one in the gap"), 1.0)
    assert found["gap", 0, 5] == (14.0, round(2 * 14 / (2 * 70.2), 3))
    assert found["gap", 2, 5] == (21.0, round(2 * 21 / (2 * 70.3), 3))
