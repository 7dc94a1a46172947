"""What is left beside heaps of neighbours, against fractions, and whatever GEOS makes of their union."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from ranges import RANGES, shapes_of
from rational import area_outside, area_where, common_area
from shapely import Polygon, affinity, box

from hanting_geo.analysis.engine import remainders as engine
from hanting_geo.analysis.engine import uniting
from hanting_geo.analysis.engine.outer_border import areas_of_unions
from hanting_geo.analysis.engine.overlaps import common_ground
from hanting_geo.analysis.engine.remainders import remainders
from hanting_geo.analysis.engine.uniting import unions


def require_left(left: Any, right: Any) -> list[Any]:
    """Require that what is left of each is valid, of the exact area, and in none of the right ones."""
    found = remainders(left, right)
    rest = [Polygon() for _ in left]
    for row, geometry in zip(found.row.tolist(), found.geometry, strict=True):
        rest[row] = geometry
    every = np.append(left, right)
    hair = 8 * np.spacing(np.abs(shapely.bounds(every)).max())
    for mine, piece in zip(left, rest, strict=True):
        most = 1e-12 * mine.area + hair * (mine.length + shapely.length(right).sum())
        assert piece.is_valid
        assert abs(area_outside(mine, list(right)) - piece.area) <= most
        if not piece.is_empty:
            assert abs(common_area(piece, mine) - piece.area) <= most
            assert all(common_area(piece, other) <= most for other in right)
    return rest


@pytest.mark.parametrize("where", RANGES)
def test_heaps_in_every_range(where: str) -> None:
    """Many lie over each other, touch, coincide and nearly do so."""
    some = shapes_of(np.random.default_rng([21, len(where)]), where, 12)
    require_left(some[:4], some[4:])


def blobs(chance: Any, count: int, wide: float) -> Any:
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    middle = chance.uniform(0, wide, (count, 2)) + np.array([430_000, 4_071_000])
    away = 10 + chance.uniform(-2, 2, (count, len(angle)))
    corners = middle[:, None] + away[..., None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.asarray(shapely.polygons(corners), dtype=object)


def test_what_is_covered_many_times_is_never_united(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.shapely, "union_all", lambda *_some, **_more: pytest.fail("united"))
    chance = np.random.default_rng(22)
    left, right = blobs(chance, 5, 8), blobs(chance, 9, 12)
    rest = require_left(left, right)
    assert any(piece.is_empty for piece in rest)
    assert not all(piece.is_empty for piece in rest)


def test_a_part_of_a_coverage_is_united_without_geos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cells far away overlap, so that all together are no coverage."""
    monkeypatch.setattr(engine.shapely, "union_all", lambda *_some, **_more: pytest.fail("united"))
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(8.0), np.arange(8.0)))
    cells = shapely.box(430_000 + x, 4_071_000 + y, 430_001 + x, 4_071_001 + y)
    far = shapely.box([430_100, 430_100.5], 4_071_000, [430_101, 430_101.5], 4_071_001)
    left = np.array([affinity.rotate(box(430_000.5, 4_071_000.5, 430_009, 4_071_005), 11)], dtype=object)
    rest = require_left(left, np.append(cells, far))
    assert rest[0].area > 1


def test_no_hair_is_left_between_neighbours_that_overlap_and_touch() -> None:
    """They are taken away one after the other, along slanted borders that several of them have."""
    chance = np.random.default_rng(23)
    middle = np.array([430_000.0, 4_071_000.0])
    for turn in range(40):
        angle = np.arange(9) * 2 * np.pi / 9 + chance.uniform(0, 0.3, 9)
        rim = middle + 10 * np.column_stack([np.cos(angle), np.sin(angle)])
        right = np.array([Polygon([middle, *np.roll(rim, -at, axis=0)[:3]]) for at in range(9)], dtype=object)
        left = affinity.rotate(box(429_994, 4_070_994, 430_006, 4_071_009), chance.uniform(0, 90))
        (rest,) = require_left(np.array([left], dtype=object), right)
        expected = shapely.difference(left, Polygon(rim))
        corners = [np.asarray(ring.coords) for ring in shapely.get_rings(shapely.get_parts(rest))]
        assert len(shapely.get_parts(rest)) == len(shapely.get_parts(expected)), turn
        assert min(np.hypot(*np.diff(ring, axis=0).T).min() for ring in corners) > 1e-7, turn
        assert shapely.hausdorff_distance(rest, expected) < 1e-8, turn


def test_what_is_thin_is_seen() -> None:
    """What rounding may leave is not taken for done."""
    x, y = 430_000.0, 4_071_000.0
    hair = 1e-9
    whole = box(x, y, x + 9, y + 9)
    spike = Polygon([(x, y), (x + 9, y), (x + 9, y + 4), (x + 20, y + 4), (x + 9, y + 4 + 4e-9), (x + 9, y + 9)])
    step = Polygon([(x, y), (x + 9, y), (x + 9, y + 4), (x + 9 + 2e-9, y + 4), (x + 9 + 2e-9, y + 9), (x, y + 9)])
    sliver = shapely.MultiPolygon([whole, Polygon([(x + 20, y), (x + 30, y), (x + 25, y + 1e-8)])])
    dent = Polygon([(x, y), (x + 9, y), (x + 9, y + 4), (x + 2, y + 4), (x + 9, y + 4 + 4e-9), (x + 9, y + 9)])
    shapes = np.array([whole, Polygon(), spike, step, sliver, dent, whole - box(x, y, x + 1, y + 1)], dtype=object)
    assert engine._has_thin(shapes, np.full(len(shapes), hair)).tolist() == [
        False,
        False,
        True,
        True,
        True,
        True,
        False,
    ]


FAULTS = {
    "a part": lambda shape: shapely.difference(shape, box(430_000, 4_071_000, 430_004, 4_071_004)),
    "too much": lambda shape: shapely.union(shape, box(430_017, 4_071_017, 430_019, 4_071_019)),
    "moved": lambda shape: affinity.translate(shape, 1e-6, 0),
    "swapped": lambda shape: affinity.translate(shape, 3, 3),
    "everything": lambda _shape: Polygon(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_union_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only some ground lies in two neighbours, these are united, and what is left is judged."""
    true = shapely.union_all
    asked = []

    def faulty(some: Any, **more: Any) -> Any:
        asked.append(fault)
        return FAULTS[fault](true(some, **more))

    left = np.array([box(430_000, 4_071_000, 430_020, 4_071_020)], dtype=object)
    right = shapely.box([430_001, 430_004, 430_005], [4_071_001, 4_071_002, 4_071_003], 430_008, 4_071_009)
    monkeypatch.setattr(engine.shapely, "union_all", faulty)
    (rest,) = require_left(left, right)
    assert asked
    assert rest.area == 400 - 56


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_union_of_a_heap_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = blobs(np.random.default_rng(24), 8, 12)
    true = shapely.union_all
    asked = []

    def faulty(some: Any, **more: Any) -> Any:
        asked.append(fault)
        return np.array([FAULTS[fault](shape) for shape in true(some, **more)], dtype=object)

    monkeypatch.setattr(uniting.shapely, "union_all", faulty)
    (whole,) = unions(parts, np.zeros(len(parts), dtype=np.intp), common_ground(parts))
    assert asked
    assert whole.is_valid
    assert whole.area == pytest.approx(float(area_where(list(parts), any)), rel=1e-12)


@pytest.mark.parametrize("by_border", [True, False])
def test_the_union_of_a_heap_is_taken_as_it_is_where_it_is_right(
    by_border: bool,  # noqa: FBT001 - a case
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three lie over each other in many places; that needs no second union, whichever way it is judged."""
    monkeypatch.setattr(uniting, "_in_twos", lambda *_some: pytest.fail("united again"))
    if by_border:
        monkeypatch.setattr(uniting, "_each_place_once", lambda *_some: pytest.fail("taken apart"))
    else:
        monkeypatch.setattr(uniting, "areas_of_unions", lambda _parts, group, _pairs: np.full(group.max() + 1, np.nan))
    for seed in range(6):
        parts = blobs(np.random.default_rng([25, seed]), 12, 15)
        group = np.arange(12) % 2
        later, earlier = common_ground(parts)
        own = group[later] == group[earlier]
        found = unions(parts, group, (later[own], earlier[own]))
        for number, whole in enumerate(found):
            exact = float(area_where(list(parts[group == number]), any))
            assert whole.area == pytest.approx(exact, abs=1e-7)


def test_the_ground_of_heaps_by_their_borders_against_fractions() -> None:
    """With holes, in several parts, one inside another, and several groups at once."""
    for seed in range(12):
        chance = np.random.default_rng([26, seed])
        some = blobs(chance, 16, 25)
        some[3] = some[3] - shapely.buffer(shapely.centroid(some[3]), 3)
        some[4] = shapely.buffer(shapely.centroid(some[5]), 1)
        some[6] = shapely.multipolygons([some[6], affinity.translate(some[6], 31, 0.5)])
        some[7] = some[7] - shapely.buffer(shapely.centroid(some[7]), 7)
        group = np.sort(chance.integers(0, 3, 16))
        group[:3] = [0, 1, 2]
        later, earlier = common_ground(some)
        own = group[later] == group[earlier]
        found = areas_of_unions(some, group, (later[own], earlier[own]))
        exact = [float(area_where(list(some[group == number]), any)) for number in range(3)]
        assert found == pytest.approx(exact, abs=1e-7)
        apart = areas_of_unions(some[:1], np.zeros(1, dtype=np.intp), (later[:0], earlier[:0]))
        assert apart == pytest.approx([some[0].area], abs=1e-7)
