"""What sites have in common with areas is right where GEOS loses it: real pairs of shapes, and a GEOS that errs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from brute import CRS, X, Y, moved, rule
from ranges import shapes_of
from rational import common_area
from shapely import LineString, Point, Polygon, box

from hanting_geo.siting.relations.shapes import in_common
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Geometries

_SHELL = [(X, Y), (X + 100, Y + 30), (X + 100, Y + 100), (X, Y + 60)]
LOST = {
    # A hole of almost no width, through the side of a box: GEOS gives nothing of hundreds of square metres.
    east: (Polygon(_SHELL, [hole]), box(X + 10, Y + 20, east, Y + 50))
    for east, hole in {
        430020.1: [(430019.73, 4071045.02), (430020.49, 4071042.42), (430020.0666799997, 4071043.868200001)],
        430022.2: [(430022.55, 4071025.32), (430018.79, 4071024.76), (430021.2565600004, 4071025.12736)],
        430037.4: [(430037.15, 4071043.47), (430039.71, 4071043.11), (430038.43255999975, 4071043.28964)],
    }.items()
}


def frame(shapes: list[Any]) -> gpd.GeoDataFrame:
    ids = [f"f{row}" for row in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids, "accuracy_m": 0.0}, geometry=shapes, crs=CRS)


def tiles(count: int) -> list[Any]:
    """Draw squares in the shell."""
    return [box(X + 60 + at % 8, Y + 40 + at // 8, X + 60.5 + at % 8, Y + 40.5 + at // 8) for at in range(count)]


@pytest.mark.parametrize("others", [0, 60])
@pytest.mark.parametrize("east", LOST)
def test_what_geos_loses_is_in_conflict(east: float, others: int) -> None:
    """Alone, where GEOS is judged, and among many, which the engine cuts."""
    holed, area = LOST[east]
    assert shapely.intersection(holed, area).area < 1
    expected = float(common_area(holed, area))
    assert expected > 300
    for site, feature in ((holed, area), (area, holed)):
        tables = screen(frame([site, *tiles(others)]), [rule("outside", layer="r")], {"r": frame([feature])}).tables()
        verdict = tables["verdicts"].iloc[0]
        assert verdict["verdict"] == "conflict"
        assert verdict[["area_m2", "low_m2", "high_m2"]].tolist() == pytest.approx([expected] * 3, abs=1e-6)
        assert tables["summary"]["remaining_m2"].iloc[0] == pytest.approx(site.area - expected, abs=1e-6)
        pieces = in_common(
            np.array([site, *tiles(others)], dtype=object), np.array([feature] * (others + 1), dtype=object)
        )
        assert pieces[0].area == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("count", [20, 400])
@pytest.mark.parametrize("where", ["district", "forty million", "beside an axis", "degrees"])
def test_against_fractions(where: str, count: int) -> None:
    """Some stand in many pairs, one pair twice."""
    chance = np.random.default_rng([31, count])
    some = shapes_of(chance, where, 24)
    one, two = some[chance.integers(0, 12, count)], some[chance.integers(12, 24, count)]
    pieces = in_common(one, two)
    hair = 8 * np.spacing(np.abs(shapely.bounds(some)).max())
    for row in range(0, count, 7):
        most = 1e-12 * one[row].area + hair * min(one[row].length, two[row].length)
        assert pieces[row].is_valid
        assert abs(common_area(one[row], two[row]) - pieces[row].area) <= most


def losing(left: Geometries, _right: Geometries) -> Geometries:
    return np.full(len(left), Polygon(), dtype=object)


def test_a_wrong_intersection_of_geos_is_never_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    site, area = moved(box(0, 0, 100, 100)), moved(Polygon([(40, -10), (200, -10), (200, 300), (90, 300)]))
    # The slanted side crosses the site from (41.6, 0) to (57.7, 100).
    expected = float(common_area(site, area))
    monkeypatch.setattr(shapely, "intersection", losing)
    assert in_common(np.array([site]), np.array([area]))[0].area == pytest.approx(expected, abs=1e-6)
    summary = screen(frame([site]), [rule("outside", layer="r")], {"r": frame([area])}).tables()["summary"]
    assert summary["remaining_m2"].iloc[0] == pytest.approx(100 * 100 - expected, abs=1e-6)


def test_lines_and_points_are_left_to_geos() -> None:
    area = box(0, 0, 10, 10)
    given = np.array(
        [LineString([(-5, 5), (5, 5)]), Point(3, 3), box(10, 0, 20, 10), box(20, 20, 30, 30)], dtype=object
    )
    found = in_common(given, np.full(4, area, dtype=object))
    assert found[0].length == 5
    assert found[1].equals(Point(3, 3))
    assert shapely.is_empty(found[2:]).all()
