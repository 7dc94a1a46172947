"""Overlays without rounding, and the judge of what GEOS cuts, against fractions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from overlay_kinds import KINDS
from ranges import RANGES, shapes_of
from rational import area_outside, area_where, common_area
from shapely import LineString, MultiPolygon, Point, Polygon, affinity, box
from thinned import thinned

from hanting_geo.analysis.engine import judging
from hanting_geo.analysis.engine.exact import How, exact_overlay
from hanting_geo.analysis.engine.judging import area_in_common, decided, polygonal, tolerance
from hanting_geo.analysis.engine.uniting import unions

if TYPE_CHECKING:
    from fractions import Fraction

HOWS: tuple[How, ...] = ("intersection", "difference", "union")


def exact_area(shapes: list[Any], how: How) -> Fraction:
    if how == "difference":
        return area_outside(shapes[0], shapes[1:])
    return area_where(shapes, all if how == "intersection" else any)


def require_right(result: Any, shapes: list[Any], how: How) -> None:
    """Require that a result is valid, of the exact area, and on the right side of all that it is cut from."""
    assert result.is_valid
    array = np.array(shapes, dtype=object)
    largest = np.abs(shapely.bounds(array)).max()
    most = 1e-12 * shapely.area(array).max() + 8 * np.spacing(largest) * shapely.length(array).sum()
    assert abs(exact_area(shapes, how) - result.area) <= most
    if result.is_empty:
        return
    for place, shape in enumerate(shapes):
        common = common_area(result, shape)
        if how == "union":
            assert abs(common - common_area(shape, shape)) <= most
        else:
            assert abs(common - (0 if how == "difference" and place else result.area)) <= most


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        *thinned([kind for kind in KINDS if kind != "spirals"], HOWS, one_in=2),
        *(pytest.param("spirals", how, marks=pytest.mark.long) for how in HOWS),
    ],
)
def test_kinds(kind: str, how: How) -> None:
    for one in KINDS[kind][0]:
        for other in KINDS[kind][1]:
            require_right(exact_overlay([one, other], how), [one, other], how)


@pytest.mark.parametrize(("where", "how"), thinned(RANGES, HOWS, one_in=2))
def test_every_range(where: str, how: How) -> None:
    some = shapes_of(np.random.default_rng([5, len(where)]), where, 24)
    for one, other in zip(some[::2], some[1::2], strict=True):
        require_right(exact_overlay([one, other], how), [one, other], how)


@pytest.mark.parametrize("size", [1e-150, 1e150])
def test_where_products_vanish_or_overflow(size: float) -> None:
    """Products of areas are below the least number here, or above the largest."""
    one, other = Polygon([(0, 0), (8, 0), (8, 8), (0, 8)]), Polygon([(4, 4), (12, 4), (12, 12), (4, 12)])
    shapes = [affinity.scale(shape, size, size, origin=(0, 0)) for shape in (one, other)]
    for how, expected in (
        ("intersection", [(4, 4), (8, 4), (8, 8), (4, 8)]),
        ("difference", [(0, 0), (8, 0), (8, 4), (4, 4), (4, 8), (0, 8)]),
        ("union", [(0, 0), (8, 0), (8, 4), (12, 4), (12, 12), (4, 12), (4, 8), (0, 8)]),
    ):
        found = exact_overlay(shapes, how)
        assert {tuple(at) for at in shapely.get_coordinates(found) / size} == set(expected)


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("where", RANGES)
def test_several_at_once(where: str, how: How) -> None:
    some = list(shapes_of(np.random.default_rng([6, len(where)]), where, 5))
    require_right(exact_overlay(some, how), some, how)


def test_touches_by_hand() -> None:
    square = box(0, 0, 10, 10)

    def touch(other: Any) -> Any:
        return exact_overlay([square, other], "intersection", touching=True)

    assert touch(box(10, 10, 20, 20)).equals(Point(10, 10))
    assert touch(box(10, 3, 20, 20)).equals(LineString([(10, 3), (10, 10)]))
    both = touch(Polygon([(5, 5), (20, 5), (20, 20), (10, 20), (10, 8), (5, 8)]))
    assert both.equals(box(5, 5, 10, 8) | LineString([(10, 8), (10, 10)]))
    points = touch(MultiPolygon([box(10, 10, 12, 12), box(-2, 10, 0, 12)]))
    assert points.equals(shapely.MultiPoint([(10, 10), (0, 10)]))
    assert touch(box(20, 20, 30, 30)).is_empty


def test_the_summed_area_is_exact_but_for_rounding() -> None:
    for where in RANGES:
        some = shapes_of(np.random.default_rng([7, len(where)]), where, 120)
        one, other = some[::2], some[1::2]
        found = area_in_common(one, other)
        limit = np.minimum(tolerance(one, other), tolerance(other, one))
        for row in range(len(one)):
            assert abs(common_area(one[row], other[row]) - found[row]) <= limit[row] / 4, where


LOST = {
    "a part": lambda shape: shapely.get_parts(shape)[0],
    "a spot": lambda shape: shape - shape.representative_point().buffer(0.2),
    "moved by more than rounding": lambda shape: affinity.translate(shape, 1e-7, 0),
    "everything": lambda _shape: Polygon(),
    "given up": lambda _shape: None,
    "invalid": lambda _shape: Polygon([(0, 0), (60, 60), (60, 0), (0, 60)]),
    "somewhere else, of one area": lambda shape: affinity.translate(shape, 7, 9),
}


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("fault", LOST)
def test_what_geos_gets_wrong_is_seen_and_decided(fault: str, how: How, monkeypatch: pytest.MonkeyPatch) -> None:
    one = np.array([box(0, 0, 20, 20) | box(30, 30, 60, 60) | box(80, 80, 90, 90)], dtype=object)
    other = np.array([box(10, 10, 50, 50) - box(35, 35, 38, 38)], dtype=object)
    expected = exact_area([one[0], other[0]], how)
    function = {"intersection": shapely.intersection, "difference": shapely.difference, "union": shapely.union}[how]

    def faulty(left: Any, right: Any) -> Any:
        return np.array([LOST[fault](shape) for shape in function(left, right)], dtype=object)

    asked: list[str] = []
    monkeypatch.setattr(judging.shapely, function.__name__, faulty)
    monkeypatch.setattr(
        judging, "exact_overlay", lambda *some, **more: asked.append(fault) or exact_overlay(*some, **more)
    )
    result = decided(one, other, how, np.zeros(1))
    assert asked == [fault]
    assert result[0].area == pytest.approx(float(expected), rel=1e-14)


def test_what_geos_gets_right_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "exact_overlay", lambda *_some, **_more: pytest.fail("asked"))
    some = shapes_of(np.random.default_rng(8), "district", 60)
    for how in HOWS:
        assert len(decided(some[::2], some[1::2], how, np.zeros(30))) == 30


def test_heights_and_precision_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging.shapely, "intersection", lambda left, _right: np.full(len(left), None, dtype=object))
    sloping = Polygon([(0, 0, 0), (10, 0, 10), (10, 10, 10), (0, 10, 0)])
    cut = decided(np.array([sloping]), np.array([box(5, -1, 20, 20)]), "intersection", np.zeros(1))[0]
    corners = shapely.get_coordinates(cut, include_z=True)
    assert np.allclose(corners[:, 0], corners[:, 2])
    assert cut.area == 50
    coarse = shapely.set_precision(box(0, 0, 10, 10), 0.5)
    cut = decided(np.array([coarse]), np.array([box(3.3, -1, 20, 20)]), "intersection", np.zeros(1))[0]
    assert shapely.get_precision(cut) == 0.5
    assert shapely.bounds(cut).tolist() == [3.5, 0, 10, 10]


def test_polygons_are_taken_out_of_collections() -> None:
    one, two, line = box(0, 0, 1, 1), box(5, 5, 6, 6), LineString([(0, 0), (9, 9)])
    given = [one, shapely.GeometryCollection([line, one]), shapely.GeometryCollection([two, line, one]), line, None]
    found = polygonal(np.array(given, dtype=object))
    assert [shape.wkt if shape is not None else None for shape in found] == [
        one.wkt, one.wkt, MultiPolygon([two, one]).wkt, "POLYGON EMPTY", None,
    ]  # fmt: skip


@pytest.mark.parametrize("where", RANGES)
def test_unions_of_what_lies_over_each_other(where: str) -> None:
    """Also where three lie over each other, which the sum of areas does not tell."""
    some = shapes_of(np.random.default_rng([9, len(where)]), where, 9)
    group = np.array([0, 0, 0, 0, 0, 1, 1, 2, 2])
    later, earlier = (
        np.array(column)
        for column in zip(
            *((a, b) for a in range(9) for b in range(a) if group[a] == group[b] and common_area(some[a], some[b])),
            strict=True,
        )
    )
    for number, whole in enumerate(unions(some, group, (later, earlier))):
        require_right(whole, list(some[group == number]), "union")
