"""Points in zones: by the grid, and by looking at every zone with GEOS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate, translate

from hanting_geo.analysis.engine import point_in_polygon as placing
from hanting_geo.analysis.engine.point_in_polygon import ON_BORDER_M, Places

X, Y = 430_000.0, 4_071_000.0


def brute_force(zones: list[Polygon | MultiPolygon | None], x: np.ndarray, y: np.ndarray) -> list[tuple[int, int]]:
    """Say of every point and zone what the notes of zone_statistics promise."""
    found = []
    points = shapely.points(x, y)
    inside = np.zeros((len(x), len(zones)), dtype=bool)
    beside = np.zeros_like(inside)
    for row, zone in enumerate(zones):
        if zone is None or zone.is_empty:
            continue
        beside[:, row] = shapely.distance(points, zone.boundary) <= ON_BORDER_M
        inside[:, row] = shapely.contains(zone, points) & ~beside[:, row]
    for point in range(len(x)):
        first = np.flatnonzero(beside[point])[:1]
        found += [(point, int(zone)) for zone in np.union1d(np.flatnonzero(inside[point]), first)]
    return found


def found_by(places: Places, x: np.ndarray, y: np.ndarray) -> list[tuple[int, int]]:
    point, zone = places.find(x, y)
    return list(zip(point.tolist(), zone.tolist(), strict=True))


ZONES: list[Polygon | MultiPolygon | None] = [
    box(0, 0, 100, 100),
    box(100, 0, 200, 100),
    None,
    box(50, 50, 150, 150),
    MultiPolygon([box(0, 200, 50, 250), box(300, 0, 400, 90)]),
    Polygon(box(200, 0, 300, 100).exterior, [box(220, 20, 280, 80).exterior]),
    Polygon(),
    box(220, 20, 280, 80),
    Polygon([(0, 100), (50, 150), (0, 200)]),
    # Narrower than a cell.
    Polygon([(160, 110), (390, 240), (390, 240.01)]),
]


@pytest.mark.parametrize("east", [0.0, 4e7])
@pytest.mark.parametrize("angle", [0.0, 31.0])
def test_equals_brute_force(angle: float, east: float) -> None:
    zones = [
        zone if zone is None or zone.is_empty else translate(rotate(zone, angle, origin=(0, 0)), X + east, Y)
        for zone in ZONES
    ]
    chance = np.random.default_rng(7)
    low, high = shapely.total_bounds(np.array(zones, dtype=object)).reshape(2, 2)
    strewn = chance.uniform(low - 20, high + 20, (8_000, 2))
    borders = [zone.boundary for zone in zones if zone is not None and not zone.is_empty]
    along = [border.interpolate(at, normalized=True) for border in borders for at in chance.uniform(0, 1, 60)]
    off = chance.uniform(-3e-6, 3e-6, (len(along), 2))
    on_it = shapely.get_coordinates(along)
    corners = shapely.get_coordinates(borders)
    x, y = np.concatenate([strewn, on_it, on_it + off, corners, [low, high]]).T
    places = Places(np.array(zones, dtype=object))
    # A hair off the limit of a micrometre, rounding decides.
    sure = np.ones(len(x), dtype=bool)
    for border in borders:
        sure &= np.abs(shapely.distance(shapely.points(x, y), border) - ON_BORDER_M) > 2e-8
    expected = [row for row in brute_force(zones, x, y) if sure[row[0]]]
    assert [row for row in found_by(places, x, y) if sure[row[0]]] == expected
    # Few points are looked at without a grid.
    few = np.flatnonzero(sure)[::20]
    assert found_by(places, x[few], y[few]) == brute_force(zones, x[few], y[few])


@given(
    st.lists(st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 12)] * 2), min_size=1, max_size=5),
    st.integers(0, 1_000),
)
@settings(max_examples=15, deadline=None, derandomize=True)
def test_the_grid_says_what_looking_says(boxes: list[tuple[int, int, int, int]], seed: int) -> None:
    zones = np.array([box(x, y, x + w, y + h) for x, y, w, h in boxes], dtype=object)
    chance = np.random.default_rng(seed)
    # Half of them on whole numbers, where the borders are.
    points = chance.uniform(-5, 50, (6_000, 2))
    points[::2] = np.round(points[::2])
    places = Places(zones)
    gridded = places.find(*points.T.copy())
    looked = [places.find(*lot.T.copy()) for lot in np.array_split(points, 3)]
    starts = np.cumsum([0, *(len(lot) for lot in np.array_split(points, 3))])
    assert (
        gridded[0].tolist()
        == np.concatenate([row + start for (row, _), start in zip(looked, starts, strict=False)]).tolist()
    )
    assert gridded[1].tolist() == np.concatenate([zone for _, zone in looked]).tolist()


def test_nothing_anywhere() -> None:
    nobody = Places(np.array([None, Polygon()], dtype=object))
    everywhere = np.zeros(10_000)
    assert found_by(nobody, everywhere, everywhere) == []
    assert found_by(Places(np.array([], dtype=object)), everywhere[:3], everywhere[:3]) == []
    assert found_by(Places(np.array([box(0, 0, 1, 1)])), everywhere[:0], everywhere[:0]) == []


def test_zones_are_not_prepared() -> None:
    zones = np.array([box(0, 0, 10, 10)])
    Places(zones).find(np.linspace(-1, 11, 9_000), np.full(9_000, 5.0))
    assert not shapely.is_prepared(zones).any()


def test_a_point_far_away_is_nowhere() -> None:
    x = np.append(np.linspace(0, 1, 8_000), [1e12, -1e12, np.nextafter(1 + 5e-6, 2)])
    found = Places(np.array([box(0, 0, 1, 1)])).find(x, np.full(len(x), 0.5))
    assert found[0].tolist() == list(range(8_000))
    assert Point(0.5, 0.5).within(box(0, 0, 1, 1))


@pytest.mark.parametrize("east", [0.0, 4e7])
def test_beside_borders(east: float) -> None:
    """On borders and corners, and a little nearer and farther than a micrometre, in holes and where zones overlap."""
    chance = np.random.default_rng(11)
    ring = np.column_stack([np.cos(np.linspace(0, 2 * np.pi, 250)), np.sin(np.linspace(0, 2 * np.pi, 250))])
    ring *= chance.uniform(0.98, 1.02, (250, 1))
    ring[-1] = ring[0]
    round_ = Polygon(200 * ring, [100 * ring[::-1]])
    zones = [
        translate(zone, X + east, Y)
        for zone in (round_, Polygon(100 * ring), translate(round_, 150, 20), box(-50, -50, 60, 40))
    ]
    corners = np.concatenate([shapely.get_coordinates(zone) for zone in zones])
    step = np.diff(corners, axis=0)
    length = np.hypot(*step.T)
    kept = (length > 0) & (length < 200)
    start, step, length = corners[:-1][kept], step[kept], length[kept]
    across = np.column_stack([-step[:, 1], step[:, 0]]) / length[:, None]
    at = chance.uniform(0, 1, (len(start), 1))
    on_it = start + at * step
    # Coordinates of 40,000,000 metres are known to some 7 nanometres.
    away = [off * across for off in (0.0, 9e-7, -9e-7, 1.1e-6, -1.1e-6, 3.5e-6, 1e-5)]
    strewn = chance.uniform(corners.min(axis=0) - 9, corners.max(axis=0) + 9, (6_000, 2))
    points = np.concatenate([corners, *(on_it + off for off in away), strewn])
    x, y = points.T.copy()
    assert found_by(Places(np.array(zones, dtype=object)), x, y) == brute_force(list(zones), x, y)


def test_many_points_where_many_borders_are() -> None:
    """A cell with many pieces of borders in it is left to GEOS; others are compared in lots."""
    chance = np.random.default_rng(5)
    small = [box(X + column, Y + row, X + column + 1, Y + row + 1) for row in range(12) for column in range(12)]
    zones = [*small, box(X - 9e4, Y - 9e4, X - 8e4, Y + 9e4)]
    points = X + chance.uniform(-1, 13, 12_000), Y + chance.uniform(-1, 13, 12_000)
    x, y = (np.where(np.arange(12_000) % 3, axis, np.round(axis)) for axis in points)
    assert found_by(Places(np.array(zones, dtype=object)), x, y) == brute_force(list(zones), x, y)


def test_the_lots_in_which_points_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    zones = np.array([Point(X, Y).buffer(500, quad_segs=90), box(X, Y, X + 600, Y + 600)])
    x, y = np.random.default_rng(2).uniform([X - 700, Y - 700], [X + 700, Y + 700], (20_000, 2)).T.copy()
    x[:100], y[:100] = shapely.get_coordinates(zones)[:100].T
    expected = found_by(Places(zones), x, y)
    assert expected == brute_force(zones.tolist(), x, y)
    monkeypatch.setattr(placing, "_PAIRS_A_LOT", 10)
    assert found_by(Places(zones), x, y) == expected
    monkeypatch.setattr(placing, "_MOST_PIECES", 0)
    assert found_by(Places(zones), x, y) == expected


def test_geos_is_asked_only_beside_borders(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    dwithin = shapely.dwithin

    def counted(one: np.ndarray, two: np.ndarray, distance: float) -> np.ndarray:
        asked.append(len(two))
        return np.asarray(dwithin(one, two, distance))

    monkeypatch.setattr(shapely, "dwithin", counted)
    zones = np.array([Point(X, Y).buffer(500, quad_segs=90)])
    x, y = np.random.default_rng(2).uniform([X - 700, Y - 700], [X + 700, Y + 700], (20_000, 2)).T.copy()
    x[:10], y[:10] = shapely.get_coordinates(zones)[:10].T
    Places(zones).find(x, y)
    assert 10 <= sum(asked) <= 20
