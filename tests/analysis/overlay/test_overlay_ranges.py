"""Overlays in every range of coordinates, judged by fractions: pairs at random, and shapes of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from overlay_kinds import KINDS
from ranges import RANGES, shapes_of
from rational import area_outside, common_area
from shapely import Polygon, affinity
from thinned import thinned

from hanting_geo.analysis.overlay.overlay import overlay

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

HEAP = 12
"""Shapes of either side on one lattice: each meets each of the other side."""
PLACES = {
    "origin": (0.0, 0.0, 1.0),
    "district": (430_000.0, 4_071_000.0, 1.0),
    "beside an axis": (0.0, 4_071_000.0, 1.0),
    "across an axis": (-31.7, 4_000_000.0, 1.0),
    "district, small": (430_000.3, 4_071_000.7, 1e-5),
    "degrees": (119.4, 36.6, 1e-4),
    "near zero": (-3e-8, 2e-9, 1e-9),
    "forty million": (40_430_000.1, 4_071_000.3, 3.7),
}
"""Where shapes of each kind are laid: west, south, and their size."""
EVERY_TIME = ("origin", "beside an axis")
LARGE = {"spirals"}
"""The other places are for the long run, and shapes of which fractions take long."""


def frame(shapes: Sequence[Any], name: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({name: range(len(shapes))}, geometry=list(shapes), crs="EPSG:4549")


def tolerance(one: Any, *others: Any) -> float:
    """Give the tolerance of the comparison with geopandas, of the smaller shape of a pair."""
    largest = max(float(np.abs(shape.bounds).max()) for shape in (one, *others))
    smaller = min((one, *others), key=lambda shape: shape.area)
    return 1e-9 * float(smaller.area) + 8 * float(np.spacing(largest)) * float(smaller.length)


def is_right(found: Any, area: Fraction, within: Sequence[Any], beside: Sequence[Any], most: float) -> bool:
    """Tell whether a piece is valid, has its area, and lies in some shapes and outside others."""
    if not found.is_valid or abs(area - found.area) > most:
        return False
    if found.is_empty:
        return True
    inside = all(abs(common_area(found, shape) - found.area) <= most for shape in within)
    return inside and all(common_area(found, shape) <= most for shape in beside)


def faults_of(left: Sequence[Any], right: Sequence[Any], chance: np.random.Generator) -> tuple[int, list[str]]:
    """Overlay all of the left with all of the right: how many results were judged, and which are wrong."""
    one, other = frame(left, "left"), frame(right, "right")
    judged, faults = 0, []

    def judge(found: Any, area: Fraction, sides: tuple[list[Any], list[Any]], most: float, what: str) -> None:
        nonlocal judged
        judged += 1
        # The sides take the longer part of the time.
        some = sides if chance.random() < 0.2 else ([], [])
        if not is_right(found, area, *some, most):
            faults.append(f"{what}: {float(area)!r}, and is {found.wkt}")

    both = overlay(one, other, keep_geom_type=True)
    pieces = {(int(a), int(b)): shape for a, b, shape in zip(both["left"], both["right"], both.geometry, strict=True)}
    assert len(pieces) == len(both)
    for a, mine in enumerate(left):
        for b, theirs in enumerate(right):
            found, area = pieces.get((a, b), Polygon()), common_area(mine, theirs)
            judge(found, area, ([mine, theirs], []), tolerance(mine, theirs), f"{mine.wkt} and {theirs.wkt}")
    single = int(chance.integers(len(right)))
    for some, rows in (([right[single]], range(len(left))), (list(right), chance.integers(len(left), size=1))):
        rest = overlay(one, frame(some, "right"), how="difference", keep_geom_type=True)
        pieces_left = dict(zip(rest["left"].astype(int), rest.geometry, strict=True))
        for a in rows:
            mine = left[int(a)]
            found, area = pieces_left.get(int(a), Polygon()), area_outside(mine, some)
            names = " and ".join(shape.wkt for shape in some)
            judge(found, area, ([mine], some), tolerance(mine), f"{mine.wkt} less {names}")
    return judged, faults


def run(where: str, seed: int) -> int:
    chance = np.random.default_rng([seed, list(RANGES).index(where)])
    shapes = shapes_of(chance, where, 2 * HEAP)
    judged, faults = faults_of(shapes[::2], shapes[1::2], chance)
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:5]])
    return judged


@pytest.mark.parametrize("where", thinned(RANGES, one_in=3))
def test_pairs_at_random(where: str) -> None:
    assert run(where, 1) == HEAP * HEAP + HEAP + 1


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1046))
@pytest.mark.parametrize("where", RANGES)
def test_a_hundred_thousand_pairs_at_random(where: str, seed: int) -> None:
    """14 ranges, 46 heaps each, 157 results of each heap: a little more than a hundred thousand."""
    assert run(where, seed) == HEAP * HEAP + HEAP + 1


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        *thinned([kind for kind in KINDS if kind not in LARGE], EVERY_TIME, one_in=2),
        *(
            pytest.param(kind, place, marks=pytest.mark.long)
            for kind in KINDS
            for place in PLACES
            if kind in LARGE or place not in EVERY_TIME
        ),
    ],
)
def test_kinds(kind: str, place: str) -> None:
    west, south, size = PLACES[place]

    def laid(shapes: list[Any]) -> list[Any]:
        scaled = [affinity.translate(affinity.scale(each, size, size, origin=(0, 0)), west, south) for each in shapes]
        return [each for each in scaled if each.is_valid and each.area > 0]

    left, right = (laid(side) for side in KINDS[kind])
    if place == "origin":
        assert all(each.is_valid for side in KINDS[kind] for each in side)
    # Rounded at another place, some are no polygons any more.
    assert (left and right) or place != "origin"
    _, faults = faults_of(left, right, np.random.default_rng(3))
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:5]])


LOST_BY_GEOS = {
    # A polygon with a hole of almost no width beside a square, far from the origin.
    "a hole of almost no width": (
        Polygon(
            [(458500, 7432230), (458400, 7432200), (458400, 7432240), (458500, 7432300)],
            [[(458454.75, 7432226.5), (458454.125, 7432223.75), (458455.375, 7432229.250000001)]],
        ),
        shapely.box(458435, 7432225, 458455, 7432245),
    ),
}


@pytest.mark.parametrize("name", LOST_BY_GEOS)
@pytest.mark.parametrize("shift", [(0.0, 0.0), (-458_435.0, 0.0), (0.0, -7_432_225.0), (-458_435.0, -7_432_225.0)])
def test_what_geos_loses(name: str, shift: tuple[float, float]) -> None:
    one, other = (affinity.translate(shape, *shift) for shape in LOST_BY_GEOS[name])
    assert one.is_valid
    assert other.is_valid
    _, faults = faults_of([one], [other], np.random.default_rng(4))
    assert not faults
    _, faults = faults_of([other], [one], np.random.default_rng(4))
    assert not faults


@pytest.mark.parametrize("where", ["district", "degrees", "near zero", "beside an axis"])
def test_sums_by_hand_where_the_right_is_no_coverage(where: str) -> None:
    """Ten strips that overlap by a fifth, less a band across: what is left of the band are its ends, to rounding."""
    west, south, size = RANGES[where]
    strips = [shapely.box(west + k * size, south, west + (k + 1.2) * size, south + size) for k in range(10)]
    low, high = south + size / 4, south + size / 2
    band = shapely.box(west - size, low, west + 12 * size, high)
    rest = overlay(frame([band], "left"), frame(strips, "right"), how="difference", keep_geom_type=True).geometry
    expected = area_outside(band, strips)
    assert abs(expected - rest.iloc[0].area) <= 8 * np.spacing(max(abs(west), south, 12 * size)) * band.length
    assert shapely.get_num_geometries(rest.iloc[0]) == 2


def test_a_corner_closer_to_zero_than_products_tell() -> None:
    """GEOS takes the corner for one on the border, and no border crosses: the whole of the other one was lost."""
    outer = [(0, 5.000000000000002e-10), (3.3333333333333337e-10, 5e-10), (1e-9, 5.000000000000002e-10)]
    inner = [(5e-324, 5.000000000000002e-10), (3.333333333333334e-10, 5.000000000000001e-10)]
    inner += [(9.999999999999999e-10, 5.000000000000002e-10), (3.333333333333332e-10, 8.333333333333328e-10)]
    one, other = Polygon([*outer, (3.3333333333333327e-10, 8.333333333333329e-10)]), Polygon(inner)
    for left, right in ((one, other), (other, one)):
        judged, faults = faults_of([left], [right], np.random.default_rng(1))
        assert judged
        assert not faults
