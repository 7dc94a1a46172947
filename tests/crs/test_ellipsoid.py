"""The fitted density against transforms of every edge, against an equal-area projection, and against itself."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer
from shapely import affinity, box

from hanting_geo.crs.ellipsoid import by_transform, density, ring_areas

WORKING = CRS("EPSG:4549")
GEOD = Geod(a=6378137, rf=298.257222101)  # the CGCS2000 ellipsoid


def arrays(*polygons: shapely.Polygon) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rings = [np.asarray(polygon.exterior.coords)[:, :2] for polygon in polygons]
    xy = np.concatenate(rings)
    return xy[:, 0].copy(), xy[:, 1].copy(), np.concatenate([[0], np.cumsum([len(ring) for ring in rings])])


def squares(side: float, where: tuple[float, float, float, float], count: int = 20) -> list[shapely.Polygon]:
    """Strew the middles of turned squares over a box."""
    places = np.random.default_rng(1).uniform(where[:2], where[2:], (count, 2))
    half = side / 2
    return [
        affinity.rotate(box(x - half, y - half, x + half, y + half), angle)
        for angle, (x, y) in zip(np.linspace(1, 89, count), places, strict=True)
    ]


HOME = (410_000.0, 4_050_000.0, 470_000.0, 4_110_000.0)


@pytest.mark.parametrize(
    ("code", "shift"),
    [
        ("EPSG:4549", 0.0),
        ("EPSG:4528", 40_000_000.0),  # with the number of the zone in the easting
        ("EPSG:32650", 0.0),  # another scale, and 3 degrees off its meridian
        ("EPSG:4508", 0.0),
        ("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +x_0=0 +ellps=GRS80 +units=m", 800_000.0),
        ("+proj=lcc +lat_1=30 +lat_2=60 +lat_0=30 +lon_0=110 +ellps=GRS80 +units=m", 0.0),
    ],
)
@pytest.mark.parametrize("side", [30.0, 1_000.0, 30_000.0])
def test_equals_the_transform_of_every_edge(code: str, shift: float, side: float) -> None:
    x, y, start = arrays(*squares(side, HOME))
    crs = CRS(code)
    assert density(crs, (x.min() + shift, y.min(), x.max() + shift, y.max())) is not None
    plane, ellipsoid = ring_areas(x + shift, y, start, crs)
    # Transforms round to some nanometres, all along the border.
    expected = by_transform(x + shift, y, start, crs)
    np.testing.assert_allclose(ellipsoid, expected, rtol=1e-11, atol=4 * side * 2e-8)
    np.testing.assert_allclose(plane, side**2, rtol=1e-9)


def test_an_equal_area_projection_knows_the_answer() -> None:
    crs = CRS("+proj=laea +lat_0=36 +lon_0=119 +ellps=GRS80 +units=m")
    x, y, start = arrays(*squares(700, (-90_000, -90_000, 90_000, 90_000)))
    plane, ellipsoid = ring_areas(x, y, start, crs)
    # It is exact to where PROJ cuts off its series of the authalic latitude.
    np.testing.assert_allclose(ellipsoid, plane, rtol=2e-9)


@pytest.mark.parametrize("side", [100.0, 20_000.0, 300_000.0, 900_000.0])
def test_the_whole_country_in_one_system(side: float) -> None:
    """Rings small and large, so far from each other that no single polynomial is fitted."""
    x, y, start = arrays(*squares(side, (100_000, 2_500_000, 900_000, 5_500_000)))
    expected = by_transform(x, y, start, WORKING)
    np.testing.assert_allclose(ring_areas(x, y, start, WORKING)[1], expected, rtol=2e-11, atol=4 * side * 2e-8)


def test_edges_of_many_kilometres_are_straight_on_the_plane() -> None:
    ring = shapely.Polygon([(410_000, 4_050_000), (468_000, 4_055_500), (431_000, 4_109_000)])
    dense = shapely.segmentize(ring, 30.0)
    few, many = (ring_areas(*arrays(shape), WORKING)[1].item() for shape in (ring, dense))
    assert few == pytest.approx(many, rel=1e-13)
    lon, lat = Transformer.from_crs(WORKING, 4490, always_xy=True).transform(*np.asarray(dense.exterior.coords).T)
    assert few == pytest.approx(GEOD.polygon_area_perimeter(lon, lat)[0], rel=1e-9)


def test_no_polynomial_fits_the_pole_and_the_edges_are_transformed() -> None:
    crs = CRS("+proj=laea +lat_0=90 +lon_0=0 +ellps=GRS80 +units=m")
    x, y, start = arrays(box(20_000, 20_000, 30_000, 30_000))
    assert density(crs, (20_000, 20_000, 30_000, 30_000)) is None
    assert ring_areas(x, y, start, crs)[1].item() == pytest.approx(1e8, rel=1e-6)


def test_density_is_what_a_small_square_shows() -> None:
    fit = density(WORKING, HOME)
    assert fit is not None
    for square in squares(2_000, HOME, 5):
        middle = square.centroid
        seen = by_transform(*arrays(square), WORKING).item() / square.area
        assert fit.at(np.array([middle.x]), np.array([middle.y])).item() == pytest.approx(seen, abs=1e-7)


def test_clockwise_is_negative_and_nothing_is_nothing() -> None:
    square = box(430_000, 4_071_000, 430_100, 4_071_100)
    there, back = (ring_areas(*arrays(shape), WORKING) for shape in (square, shapely.reverse(square)))
    assert there[0].item() == 10_000
    assert back[0].item() == -10_000
    assert back[1].item() == pytest.approx(-there[1].item(), rel=1e-14)
    assert [values.tolist() for values in ring_areas(np.zeros(0), np.zeros(0), np.array([0]), WORKING)] == [[], []]


@given(st.integers(1, 300), st.integers(3, 40), st.integers(0, 1_000))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_lots_do_not_matter(rings: int, corners: int, seed: int) -> None:
    """Rings one by one and all at once: also where threads share the work and a lot ends within a ring."""
    chance = np.random.default_rng(seed)
    middles = chance.uniform(HOME[:2], HOME[2:], (rings, 2))
    turns = np.linspace(0, 2 * np.pi, corners + 1)[:, None] + chance.uniform(0, 6, rings)
    reach = chance.uniform(1, 200, rings)
    x, y = middles[:, 0] + reach * np.cos(turns), middles[:, 1] + reach * np.sin(turns)
    x[-1], y[-1] = x[0], y[0]
    start = np.arange(rings + 1) * (corners + 1)
    together = ring_areas(x.T.ravel(), y.T.ravel(), start, WORKING)
    expected = corners / 2 * np.sin(2 * np.pi / corners) * reach**2
    np.testing.assert_allclose(together[0], expected, rtol=1e-6, atol=1e-5)
    for row in range(0, rings, 37):
        alone = ring_areas(x[:, row].copy(), y[:, row].copy(), np.array([0, corners + 1]), WORKING)
        np.testing.assert_allclose([values[row] for values in together], np.ravel(alone), rtol=1e-11)
