"""The union of a coverage, beside GEOS: subsets of meshes, with gaps that touch, rings of gaps, and islands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from county_outlines import shandong_counties
from shapely import Polygon, affinity, box

from hanting_geo.analysis.engine.coverage import union_of_coverage

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mesh(side: int, chance: np.random.Generator, *, triangles: bool) -> NDArray[np.object_]:
    """Make a square of crooked cells, some of them cut in two."""
    x, y = np.meshgrid(np.arange(side + 1) * 10.0, np.arange(side + 1) * 10.0)
    x, y = (430_000.3 + x + chance.normal(0, 1.3, x.shape), 4_071_000.7 + y + chance.normal(0, 1.3, y.shape))
    corners = np.stack([x, y], axis=-1)
    cells = []
    for row in range(side):
        for column in range(side):
            a, b = corners[row, column], corners[row, column + 1]
            c, d = corners[row + 1, column + 1], corners[row + 1, column]
            cells += [Polygon([a, b, c]), Polygon([a, c, d])] if triangles else [Polygon([a, b, c, d])]
    shapes = np.array(cells, dtype=object)
    return np.where(chance.random(len(shapes)) < 0.5, shapely.reverse(shapes), shapes)


@pytest.mark.parametrize("triangles", [False, True])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.8, 0.97])
def test_any_part_of_a_mesh_is_united(share: float, *, triangles: bool) -> None:
    chance = np.random.default_rng(round(share * 100))
    for _ in range(60):
        cells = mesh(int(chance.integers(2, 9)), chance, triangles=triangles)
        some = cells[chance.random(len(cells)) < share]
        if not len(some):
            continue
        whole = union_of_coverage(some)
        assert whole is not None
        assert whole.is_valid
        # Not coverage_union_all: in GEOS 3.13 it leaves rings that touch themselves, or fails.
        expected = shapely.union_all(some)
        assert whole.equals(expected)
        assert np.isclose(whole.area, shapely.area(some).sum(), rtol=1e-12)
        assert shapely.get_num_geometries(whole) == shapely.get_num_geometries(expected)


def test_parts_and_holes_of_the_polygons_themselves() -> None:
    shell = box(0, 0, 9, 9)
    ring = shell - box(2, 2, 7, 7)
    for shapes, area in (
        ([ring, box(2, 2, 7, 7)], 81.0),
        ([ring, box(2, 2, 7, 7) - box(3, 3, 4, 4)], 80.0),
        ([ring, box(3, 3, 4, 4)], 57.0),
        ([shapely.MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)]), box(1, 0, 2, 1)], 3.0),
        ([box(0, 0, 1, 1), box(1, 1, 2, 2)], 2.0),
        ([box(0, 0, 1, 1), None, Polygon()], 1.0),
    ):
        whole = union_of_coverage(np.array(shapes, dtype=object))
        assert whole is not None
        assert whole.is_valid
        assert whole.area == area
        assert whole.equals(shapely.union_all([shape for shape in shapes if shape]))


def test_a_gap_all_round_an_island_that_touches_its_corners() -> None:
    cells = np.array([box(x, y, x + 1, y + 1) for x in range(5) for y in range(5)], dtype=object)
    # Gaps in a ring that touch each other at corners only: what they enclose is a polygon of its own.
    gaps = {(1, 2), (2, 1), (2, 3), (3, 2)}
    some = cells[[(x, y) not in gaps for x in range(5) for y in range(5)]]
    whole = union_of_coverage(some)
    assert whole is not None
    assert whole.is_valid
    assert sorted(shapely.area(shapely.get_parts(whole))) == [1.0, 20.0]


@pytest.mark.parametrize(
    "shapes",
    [
        pytest.param([box(0, 0, 2, 2), box(1, 0, 3, 2)], id="overlap"),
        pytest.param([box(0, 0, 2, 2), box(0, 0, 2, 2)], id="twice"),
        pytest.param([box(0, 0, 9, 9), box(2, 2, 3, 3)], id="within"),
        pytest.param([box(0, 0, 9, 9), box(2, 2, 3, 3), box(3, 2, 4, 3)], id="two within"),
        pytest.param([box(0, 0, 9, 9) - box(2, 2, 7, 7), box(1, 1, 8, 8)], id="over a hole"),
        pytest.param([box(0, 0, 2, 2), box(2, 0, 4, 1), box(2, 1, 4, 2)], id="a vertex on one side only"),
        pytest.param([box(0, 0, 2, 2), box(2, 0, 4, 2), box(2, 0, 4, 2)], id="three at one border"),
        pytest.param([None], id="nothing"),
        pytest.param([], id="none"),
    ],
)
def test_what_is_no_coverage(shapes: list[shapely.Geometry | None]) -> None:
    for turn in (0.0, 31.7):
        turned = [None if shape is None else affinity.rotate(shape, turn, origin=(0, 0)) for shape in shapes]
        assert union_of_coverage(np.array(turned, dtype=object)) is None


def test_overlaps_of_random_sets_are_never_missed() -> None:
    chance = np.random.default_rng(5)
    for _ in range(200):
        cells = mesh(4, chance, triangles=False)
        # Blocks of one to four cells on the same vertices, so that edges do cancel where blocks overlap.
        picks = chance.integers(0, 3, (int(chance.integers(2, 6)), 2))
        blocks = [
            shapely.coverage_union_all(
                [cells[4 * (row + i) + column + j] for i in range(int(chance.integers(1, 3))) for j in range(2)]
            )
            for row, column in picks
        ]
        shapes = np.array(blocks, dtype=object)
        whole = union_of_coverage(shapes)
        exact = shapely.area(shapely.union_all(shapes))
        if whole is None:
            assert shapely.area(shapes).sum() > exact * (1 + 1e-9) or not shapely.coverage_is_valid(shapes)
        else:
            assert np.isclose(shapely.area(shapes).sum(), exact, rtol=1e-12)
            assert whole.is_valid
            assert np.isclose(whole.area, exact, rtol=1e-12)


def test_counties() -> None:
    counties = shandong_counties().geometry.to_numpy()
    whole = union_of_coverage(counties)
    if whole is None:
        assert not shapely.coverage_is_valid(counties)
    else:
        assert whole.equals(shapely.coverage_union_all(counties))
