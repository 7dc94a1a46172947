"""Compiled loops over edges: sound means valid, and overlays with and without them are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from county_outlines import shandong_counties
from hard_shapes import BY_HAND, PLACES, at_random, laid_out
from shapely import affinity

from hanting_geo.analysis.engine import pairs as pairing
from hanting_geo.analysis.engine import polygons as shaping
from hanting_geo.analysis.engine import validity as soundness
from hanting_geo.analysis.engine.kernels import sound
from hanting_geo.analysis.engine.rings import offsets_of
from hanting_geo.analysis.overlay.overlay import overlay
from hanting_geo.core.compiled import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Frames = tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]

KINDS = ("intersection", "union", "identity", "symmetric_difference", "difference")


def found_sound(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Ask the loop about polygons and multi-polygons."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    start = offsets_of(np.bincount(ring, minlength=len(rings)))
    first = offsets_of(np.bincount(owner[part], minlength=len(shapes)))
    result = np.zeros(len(shapes), dtype=bool)
    is_hole = np.diff(part, prepend=-1) == 0
    sound(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]), start, first, part, is_hole, result)
    return result


@pytest.mark.parametrize(
    "wkt",
    [
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0))",
        "POLYGON ((0 0, 0 9, 9 9, 9 0, 0 0))",
        "POLYGON ((0 0, 9 0, 4 5, 0 0))",
        "POLYGON ((0 0, 3 0, 6 0, 9 0, 9 9, 0 9, 0 0))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 1), (3 3, 3 5, 4 4, 3 3))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((20 0, 29 0, 29 9, 20 0)))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 8 1, 8 8, 1 8, 1 1)), ((2 2, 7 2, 7 7, 2 7, 2 2)))",
    ],
)
@pytest.mark.parametrize(("east", "north"), [(0.0, 0.0), (40_430_000.0, 4_071_000.0)])
def test_simple_polygons_are_sound(wkt: str, east: float, north: float) -> None:
    assert found_sound(np.array([affinity.translate(shapely.from_wkt(wkt), east, north)])).all()


@pytest.mark.parametrize(
    "wkt",
    [
        "POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0))",
        "POLYGON ((0 0, 9 0, 9 9, 5 9, 5 12, 5 9, 0 9, 0 0))",
        "POLYGON ((0 0, 9 0, 5 0, 9 9, 0 0))",
        "POLYGON ((0 0, 9 0, 0 0, 0 0))",
        "POLYGON ((0 0, 9 0, 3 0, 0 0))",
        "POLYGON ((0 0, 4 4, 0 8, 8 8, 4 4, 8 0, 0 0))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (20 20, 22 20, 22 22, 20 20))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 8 1, 8 8, 1 8, 1 1), (2 2, 3 2, 3 3, 2 2))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (5 5, 12 5, 12 6, 5 6, 5 5))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (0 0, 9 0, 9 9, 0 9, 0 0))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (0 3, 9 4, 0 5, 0 3))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((2 2, 7 2, 7 7, 2 7, 2 2)))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((0 0, 9 0, 9 9, 0 9, 0 0)))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((9 0, 18 0, 18 9, 9 9, 9 0)))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((30 0, 39 0, 39 9, 30 0), (2 2, 3 2, 3 3, 2 2)))",
    ],
)
@pytest.mark.parametrize("turn", [0.0, 90.0, 180.0])
def test_invalid_polygons_are_never_sound(wkt: str, turn: float) -> None:
    shape = affinity.rotate(shapely.from_wkt(wkt), turn, origin=(0, 0))
    assert not shape.is_valid
    assert not found_sound(np.array([shape])).any()


def test_what_is_not_finite_is_never_sound() -> None:
    for bad in (np.nan, np.inf):
        with np.errstate(invalid="ignore"):
            shape = shapely.polygons([[0, 0], [9, 0], [9, bad], [0, 9], [0, 0]])
        assert not found_sound(np.array([shape])).any()


@pytest.mark.parametrize("corners", [5, 9, 40, 200])
def test_random_rings_are_sound_only_where_they_are_valid(corners: int) -> None:
    chance = np.random.default_rng(corners)
    angle = np.sort(chance.random((400, corners)), axis=1) * 2 * np.pi
    # From smooth to wild: the corners wander off their place along the ring, some onto a grid, where rings touch.
    far = 1 + chance.random((400, corners)) * np.linspace(0, 1, 400)[:, None]
    angle += chance.normal(size=angle.shape) * np.linspace(0, 0.3, 400)[:, None] / np.sqrt(corners)
    xy = np.stack([far * np.cos(angle), far * np.sin(angle)], axis=-1) * 100
    xy[::3] = np.round(xy[::3])
    shapes = np.asarray(shapely.polygons(np.concatenate([xy, xy[:, :1]], axis=1)))
    valid, told = shapely.is_valid(shapes), found_sound(shapes)
    assert not (told & ~valid).any()
    # What is not in general position may stay open; nothing else does.
    free = np.ones(400, dtype=bool)
    free[::3] = False
    assert (told | ~valid)[free].all()
    assert 20 < valid.sum() < 390


def coverages(side: int, seed: int) -> Frames:
    """Make two meshes of quadrilaterals with holes that lie across each other, partly with common corners."""
    frames = []
    for number in range(2):
        chance = np.random.default_rng(seed + number)
        x, y = np.meshgrid(np.arange(side + 1) * 100.0, np.arange(side + 1) * 100.0)
        shift = chance.integers(-30, 31, (2, *x.shape)) * (1.0 if seed % 2 else 0.731)
        x, y = 430_000 + x + shift[0], 4_071_000 + y + shift[1]
        here, there = slice(None, -1), slice(1, None)
        corners = [
            np.stack([x[row, column], y[row, column]], axis=-1).reshape(-1, 2)
            for row, column in ((here, here), (here, there), (there, there), (there, here))
        ]
        shapes = shapely.polygons(np.stack([*corners, corners[0]], axis=1))
        shapes[::4] = shapely.difference(shapes[::4], shapely.buffer(shapely.centroid(shapes[::4]), 12.0))
        frames.append(gpd.GeoDataFrame({f"id{number}": range(len(shapes))}, geometry=shapes, crs="EPSG:4549"))
    return frames[0], frames[1]


def hard(place: str, count: int) -> Frames:
    pairs = [*BY_HAND.values(), *at_random(np.random.default_rng(7), count)]
    return laid_out(pairs, place, [str(number) for number in range(len(pairs))])


def counties(count: int) -> Frames:
    some = shandong_counties().iloc[:count]
    return some, some.set_geometry(some.rotate(7.0, origin=some.union_all().centroid))


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: coverages(6, 1), id="coverages with common corners"),
        pytest.param(lambda: coverages(6, 2), id="coverages"),
        pytest.param(lambda: counties(6), id="counties"),
        *(
            pytest.param(
                lambda place=place: hard(place, 24),
                id=f"hard shapes, {place}",
                marks=[pytest.mark.long] if number % 4 else [],
            )
            for number, place in enumerate(PLACES)
        ),
        pytest.param(lambda: coverages(14, 1), id="more coverages with common corners", marks=pytest.mark.long),
        pytest.param(lambda: coverages(14, 2), id="more coverages", marks=pytest.mark.long),
        pytest.param(lambda: counties(40), id="more counties", marks=pytest.mark.long),
        *(
            pytest.param(lambda place=place: hard(place, 150), id=f"more hard shapes, {place}", marks=pytest.mark.long)
            for place in PLACES
        ),
    ],
)
def test_overlays_are_the_same_with_and_without(make: Callable[[], Frames], monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = make()
    for module in (pairing, shaping, soundness):
        monkeypatch.setattr(module, "_WORTH_COMPILING", 0)
    for how in KINDS:
        results: list[Any] = []
        for switch in ("1", "0"):
            monkeypatch.setenv(VARIABLE, switch)
            results.append(overlay(left, right, how=how, keep_geom_type=True))
        one, other = results
        assert len(one)
        assert one.drop(columns="geometry").equals(other.drop(columns="geometry"))
        assert (shapely.to_wkb(one.geometry.to_numpy()) == shapely.to_wkb(other.geometry.to_numpy())).all()
        assert one.is_valid.all()


def test_large_polygons_are_told_to_be_valid_only_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "_WORTH_COMPILING", 0)
    monkeypatch.setenv(VARIABLE, "1")
    counties = shandong_counties().geometry.to_numpy()
    round_ = shapely.buffer(shapely.points([[0, 0], [5, 0], [500, 0], [900, 0]]), [100, 20, 100, 100], quad_segs=64)
    shapes = [
        (round_[0], True),
        (shapely.difference(round_[0], round_[1]), True),
        (shapely.multipolygons(round_[2:]), True),
        (shapely.multipolygons(round_[:2]), False),
        (shapely.Polygon(shapely.get_coordinates(round_[0]), [shapely.get_coordinates(round_[2])]), False),
        (shapely.geometrycollections([round_[0]]), False),
        (shapely.box(0, 0, 1, 1), False),
        (shapely.Polygon(), False),
        (None, False),
    ]
    told = soundness.surely_valid(np.array([*counties, *(shape for shape, _ in shapes)], dtype=object))
    assert told[: len(counties)].all()
    assert shapely.is_valid(counties).all()
    assert told[len(counties) :].tolist() == [valid for _, valid in shapes]
    monkeypatch.setenv(VARIABLE, "0")
    assert not soundness.surely_valid(counties).any()
