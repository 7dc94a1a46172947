"""What overlay.py lays over what: land in parcels, zones, roads, rivers and points, the same ones at every run."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

# The tests know how to compare two results, and where real outlines lie.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "helpers"))
from county_outlines import shandong_counties

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]
Shapes = np.ndarray[Any, np.dtype[np.object_]]
Chance = np.random.Generator

CRS = "EPSG:4549"
SEED = 4549
CENTRE = (427_000.0, 4_095_000.0)
"""Of everything that is made here, on the plane of EPSG:4549; metres."""
PARCEL_M = 100.0
CLASSES = ("0101", "0201", "0301", "0701", "0901", "1001", "1101", "1201")
GAPS, HOLES = 0.08, 0.03
MOST_BETWEEN = 9
"""Most points between two corners of a parcel: at most 41 with the first again. Only smaller ones have a hole."""
_MOST_WITH_HOLE = 36
_SHAKE, _SLOPE = 0.12, 0.3
"""Corners lie so far off those of a lattice, and borders so far off the straight line by distance from its nearer end.
Together they keep every border inside a lozenge that touches no other, so that none cross."""
_WAVES = (1, 2, 3, 5, 8, 13, 21, 34, 55)


class Lattice(NamedTuple):
    """Cells in columns and rows, of so many metres, turned round their middle."""

    columns: int
    rows: int
    cell_m: float
    turn: float
    """Degrees."""
    middle: tuple[float, float] = CENTRE


def side(parcels_: int) -> float:
    """Give the side of the square that so many parcels lie in, in metres."""
    return math.sqrt(parcels_ / (1 - GAPS)) * PARCEL_M


def parcels(
    count: int,
    *,
    number: int = 1,
    turn: float = 17.0,
    cell_m: float = PARCEL_M,
    middle: tuple[float, float] = CENTRE,
) -> gpd.GeoDataFrame:
    """Make parcels that share winding borders: 5 to 42 corners, 3 % with a hole, gaps of 8 %, and a class.

    Others with another ``number``; ``turn`` in degrees.
    """
    chance = np.random.default_rng([SEED, number])
    columns = math.ceil(math.sqrt(count / (1 - GAPS)))
    lattice = Lattice(columns, math.ceil(count / (1 - GAPS) / columns), cell_m, turn, middle)
    chosen = np.sort(chance.choice(lattice.columns * lattice.rows, count, replace=False))
    shapes = _cells(chance, lattice, chosen, _winding)
    return gpd.GeoDataFrame(
        {
            "parcel": [f"P{number}-{row:06d}" for row in range(count)],
            "land_use": chance.choice(CLASSES, count),
            "owners": chance.integers(1, 9, count),
        },
        geometry=_with_holes(chance, lattice, chosen, shapes),
        crs=CRS,
    )


def zones(count: int, corners: int, *, side_m: float, number: int = 50, turn: float = 3.0) -> gpd.GeoDataFrame:
    """Cut a square of so many metres into zones that share winding borders, of ``corners`` corners each.

    A few are left out, so that there are ``count`` and not everything lies in one.
    """
    chance = np.random.default_rng([SEED, number])
    columns = math.ceil(math.sqrt(count))
    lattice = Lattice(columns, math.ceil(count / columns), side_m / columns, turn)
    between = max(corners // 4 - 1, 0)
    chosen = np.sort(chance.choice(lattice.columns * lattice.rows, count, replace=False))
    shapes = _cells(chance, lattice, chosen, lambda _, middles: np.full(len(middles), between))
    return gpd.GeoDataFrame({"zone": [f"Z{row:03d}" for row in range(count)]}, geometry=shapes, crs=CRS)


def counties() -> gpd.GeoDataFrame:
    """Read the counties of Shandong."""
    return shandong_counties().rename(columns={"id": "zone"})


def middle_of(frame: gpd.GeoDataFrame) -> tuple[float, float]:
    """Give the middle of the box of a frame."""
    west, south, east, north = frame.total_bounds
    return (west + east) / 2, (south + north) / 2


def points(count: int, *, side_m: float) -> gpd.GeoDataFrame:
    """Scatter points over a square."""
    chance = np.random.default_rng([SEED, 60])
    places = CENTRE + chance.uniform(-side_m / 2, side_m / 2, (count, 2))
    return gpd.GeoDataFrame({"point": np.arange(count)}, geometry=shapely.points(places), crs=CRS)


def roads(count: int, *, side_m: float) -> gpd.GeoDataFrame:
    """Make roads of 5 to 30 points and about 1 km on their way through a square."""
    return gpd.GeoDataFrame(
        {"road": np.arange(count)}, geometry=_ways(70, count, (5, 30), step_m=60.0, bend=0.3, side_m=side_m), crs=CRS
    )


def rivers(count: int, corners: int, *, side_m: float) -> gpd.GeoDataFrame:
    """Make rivers of so many points, 15 m apart."""
    return gpd.GeoDataFrame(
        {"river": np.arange(count)},
        geometry=_ways(80, count, (corners, corners), step_m=15.0, bend=0.12, side_m=side_m),
        crs=CRS,
    )


def segments(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut lines into their straight pieces, a row each."""
    corners, owner = shapely.get_coordinates(lines.geometry, return_index=True)
    start = np.flatnonzero(np.diff(owner) == 0)
    shapes = shapely.linestrings(np.stack([corners[start], corners[start + 1]], axis=1))
    return gpd.GeoDataFrame({"river": owner[start]}, geometry=shapes, crs=lines.crs)


def fresh(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Copy geometries, so that no index, box or prepared shape of an earlier run is left."""
    return frame.set_geometry(gpd.GeoSeries(shapely.from_wkb(shapely.to_wkb(frame.geometry)), frame.index, frame.crs))


def _winding(chance: Chance, middles: Floats) -> Numbers:
    """Give how many points each border has between its corners: few in one neighbourhood, many in another."""
    field = np.sin(middles[:, 0] / 11) * np.cos(middles[:, 1] / 7)
    return np.minimum(chance.poisson(3.6 * (1 + 0.95 * field)), MOST_BETWEEN)


def _cells(chance: Chance, lattice: Lattice, chosen: Numbers, between: Any) -> Shapes:
    """Make the cells of a lattice as polygons; each border is made once, for the cells on either side of it."""
    columns, rows = lattice.columns, lattice.rows
    x, y = np.meshgrid(np.arange(columns + 1), np.arange(rows + 1))
    corners = np.stack([x, y], axis=-1) + chance.uniform(-_SHAKE, _SHAKE, (*x.shape, 2))
    level = _borders(chance, corners[:, :-1].reshape(-1, 2), corners[:, 1:].reshape(-1, 2), between)
    upright = _borders(chance, corners[:-1].reshape(-1, 2), corners[1:].reshape(-1, 2), between)
    row, column = np.divmod(chosen, columns)
    # Round a cell: below and right on the way there, above and left on the way back.
    below, above = row * columns + column, (row + 1) * columns + column
    left = row * (columns + 1) + column
    pieces = [(level, below, 1), (upright, left + 1, 1), (level, above, -1), (upright, left, -1)]
    ring, there = [], []
    for (borders, is_point), at, way in pieces:
        # A border ends where the next one starts: its last point is left out.
        ring.append(borders[at][:, ::way][:, :-1])
        there.append(is_point[at][:, ::way][:, :-1])
    kept = np.concatenate(there, axis=1)
    owner = np.repeat(np.arange(len(chosen)), kept.sum(axis=1))
    outline = _placed(np.concatenate(ring, axis=1)[kept], lattice)
    return np.asarray(shapely.polygons(shapely.linearrings(outline, indices=owner)), dtype=object)


def _borders(chance: Chance, start: Floats, end: Floats, between: Any) -> tuple[Floats, Flags]:
    """Draw borders from corner to corner: their points, and which of them there are."""
    number = between(chance, (start + end) / 2)
    nth = np.arange(number.max(initial=0) + 2)
    last = number[:, None] + 1
    inner = (nth > 0) & (nth < last)
    t = (nth + chance.uniform(-0.3, 0.3, (len(start), len(nth))) * inner) / last
    off = chance.uniform(-0.05, 0.05, t.shape)
    for waves in _WAVES:
        off += np.cos(waves * 2 * math.pi * t + chance.uniform(0, 2 * math.pi, (len(start), 1))) / waves**0.8
    off *= np.minimum(t, 1 - t) * _SLOPE / (0.05 + sum(waves**-0.8 for waves in _WAVES)) * inner
    along = (end - start)[:, None]
    across = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    points_ = start[:, None] + t[..., None] * along + off[..., None] * across
    # The last point is the corner itself, to the last bit; behind it there is nothing, so it is moved to the end.
    points_[:, -1] = end
    return points_, inner | (nth == 0) | (nth == nth[-1])


def _placed(at: Floats, lattice: Lattice) -> Floats:
    """Lay points of a lattice on the plane: bent a little, turned, in metres."""
    x, y = at.T
    bent_x = x + 0.1 * np.sin(2 * math.pi * y / 7.3)
    bent_y = y + 0.1 * np.sin(2 * math.pi * x / 9.1)
    x, y = (bent_x - lattice.columns / 2) * lattice.cell_m, (bent_y - lattice.rows / 2) * lattice.cell_m
    cos, sin = math.cos(math.radians(lattice.turn)), math.sin(math.radians(lattice.turn))
    return np.column_stack([lattice.middle[0] + x * cos - y * sin, lattice.middle[1] + x * sin + y * cos])


def _with_holes(chance: Chance, lattice: Lattice, chosen: Numbers, shapes: Shapes) -> Shapes:
    """Cut a hole into the middle of some of the smaller polygons."""
    small = np.flatnonzero(shapely.get_num_coordinates(shapes) <= _MOST_WITH_HOLE)
    holed = np.sort(chance.choice(small, min(round(HOLES * len(shapes)), len(small)), replace=False))
    row, column = np.divmod(chosen[holed], lattice.columns)
    angle = (np.arange(5) + chance.uniform(-0.2, 0.2, (len(holed), 5))) * (2 * math.pi / 5)
    reach = chance.uniform(0.08, 0.18, (len(holed), 1))
    x, y = column[:, None] + 0.5 + reach * np.cos(angle), row[:, None] + 0.5 + reach * np.sin(angle)
    places = _placed(np.column_stack([x.ravel(), y.ravel()]), lattice)
    holes = shapely.linearrings(places, indices=np.repeat(np.arange(len(holed)), 5))
    result = shapes.copy()
    result[holed] = shapely.polygons(shapely.get_exterior_ring(shapes[holed]), holes=np.asarray(holes)[:, None])
    return result


def _ways(number: int, count: int, corners: tuple[int, int], *, step_m: float, bend: float, side_m: float) -> Shapes:
    """Let lines wander through a square; what would leave it turns back at its edge."""
    chance = np.random.default_rng([SEED, number])
    many = chance.integers(corners[0], corners[1] + 1, count)
    owner = np.repeat(np.arange(count), many)
    first = np.cumsum(many) - many
    heading = np.cumsum(chance.normal(0, bend, len(owner)))
    heading += np.repeat(chance.uniform(0, 2 * math.pi, count) - heading[first], many)
    steps = np.column_stack([np.cos(heading), np.sin(heading)]) * step_m * chance.uniform(0.5, 1.5, (len(owner), 1))
    walked = np.cumsum(steps, axis=0)
    start = chance.uniform(0, side_m, (count, 2))
    at = walked + np.repeat(start - walked[first], many, axis=0)
    # Folded like a strip of paper, so that it stays in the square and has no jump.
    at = np.abs((at + side_m) % (2 * side_m) - side_m)
    return np.asarray(shapely.linestrings(at - side_m / 2 + CENTRE, indices=owner), dtype=object)
