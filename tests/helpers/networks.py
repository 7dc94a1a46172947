"""Random street networks, and what travel on them costs by the plainest way there is: Floyd and Warshall."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from typing import Any

import geopandas as gpd
from shapely import LineString, Point

CRS = "EPSG:4549"
X, Y = 430000.0, 4071000.0


def roads_of(lines: list[list[tuple[float, float]]], **columns: Any) -> gpd.GeoDataFrame:
    """Make roads of vertices in metres from a corner of the district."""
    shapes = [LineString([(X + x, Y + y) for x, y in line]) for line in lines]
    ids = {"id": [f"r{number}" for number in range(len(lines))]}
    return gpd.GeoDataFrame({**ids, **columns}, geometry=shapes, crs=CRS)


def points_of(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    """Make points in metres from the same corner."""
    return gpd.GeoDataFrame(
        {"id": [f"p{number}" for number in range(len(places))]},
        geometry=[Point(X + x, Y + y) for x, y in places],
        crs=CRS,
    )


def random_roads(seed: int, *, side: int = 4, oneway: bool = True) -> gpd.GeoDataFrame:
    """Make streets between the knots of a crooked grid, some missing, some with a bend, some one-way."""
    draw = random.Random(seed)  # noqa: S311 - streets of a test
    knot = {
        (i, j): (100 * i + draw.randrange(-30, 30), 100 * j + draw.randrange(-30, 30))
        for i in range(side)
        for j in range(side)
    }
    lines, ways = [], []
    for (i, j), (x, y) in knot.items():
        for other in ((i + 1, j), (i, j + 1)):
            if other not in knot or draw.random() < 0.2:
                continue
            u, v = knot[other]
            bend = ((x + u) / 2 + draw.randrange(-8, 9), (y + v) / 2 + draw.randrange(-8, 9))
            line = [(x, y), bend, (u, v)] if draw.random() < 0.5 else [(x, y), (u, v)]
            lines.append(line if draw.random() < 0.5 else line[::-1])
            ways.append(draw.choice([0, 0, 1, -1]) if oneway else 0)
    return roads_of(lines, way=ways, kmh=[float(draw.randrange(20, 80)) for _ in lines])


def brute_costs(
    roads: gpd.GeoDataFrame, origins: gpd.GeoDataFrame, destinations: gpd.GeoDataFrame, *, minutes: bool = False
) -> list[list[float]]:
    """Give all costs: every place is a node on its edge, edges are in pieces between them, Floyd and Warshall.

    Roads are as :func:`random_roads` makes them: they meet at ends only.
    """
    places = [*origins.geometry, *destinations.geometry]
    on: dict[int, list[tuple[float, int]]] = {}
    legs = []
    for number, place in enumerate(places):
        road = min(range(len(roads)), key=lambda row: roads.geometry.iloc[row].distance(place))
        line = roads.geometry.iloc[road]
        on.setdefault(road, []).append((line.project(place), number))
        legs.append(line.distance(place) * (0.012 if minutes else 1.0))
    names: dict[Any, int] = {}
    arcs: list[tuple[int, int, float]] = []
    for row, line in enumerate(roads.geometry):
        ends = [line.coords[0], line.coords[-1]]
        stops: list[tuple[float, Any]] = [(0.0, ends[0]), *sorted(on.get(row, [])), (line.length, ends[1])]
        pace = 60 / (1000 * roads["kmh"].iloc[row]) if minutes else 1.0
        for (low, one), (high, two) in pairwise(stops):
            a, b = names.setdefault(one, len(names)), names.setdefault(two, len(names))
            way = roads["way"].iloc[row]
            if way >= 0 or high - low < 1e-7:
                arcs.append((a, b, (high - low) * pace))
            if way <= 0 or high - low < 1e-7:
                arcs.append((b, a, (high - low) * pace))
    size = len(names)
    far = [[0.0 if i == j else math.inf for j in range(size)] for i in range(size)]
    for a, b, cost in arcs:
        far[a][b] = min(far[a][b], cost)
    for k in range(size):
        for i in range(size):
            for j in range(size):
                far[i][j] = min(far[i][j], far[i][k] + far[k][j])
    first = len(origins)
    return [
        [
            0.0 if places[i] == places[first + j] else legs[i] + far[names[i]][names[first + j]] + legs[first + j]
            for j in range(len(destinations))
        ]
        for i in range(len(origins))
    ]
