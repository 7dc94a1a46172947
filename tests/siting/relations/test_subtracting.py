"""What is left of sites is judged: where GEOS takes a wrong piece, the engine's answer stands."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from brute import layer, moved, rule
from shapely import LineString, box

from hanting_geo.siting.relations.shapes import less
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Geometries


def test_pairs_by_hand() -> None:
    sites = np.array([box(0, 0, 10, 10), box(0, 0, 10, 10), LineString([(0, 0), (10, 0)]), None], dtype=object)
    others = np.array([box(4, -1, 20, 11), shapely.Polygon(), box(3, -1, 7, 1), box(0, 0, 1, 1)], dtype=object)
    left = less(sites, others)
    assert shapely.area(left[:2]).tolist() == [40, 100]
    assert shapely.length(left[2]) == 6
    assert left[3] is None


def losing(left: Geometries, _right: Geometries) -> Geometries:
    """Stand for a GEOS that gives the whole site back."""
    return left


@pytest.mark.parametrize("relation", ["inside", "outside"])
def test_a_wrong_difference_of_geos_is_never_an_answer(relation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    town = layer([box(40.1, -10, 200, 110), box(-10, 60.3, 60.7, 200)])
    site = layer([box(0, 0, 100, 100)])
    rules = [rule(relation, id="a", layer="town"), rule("outside", id="b", layer="field")]
    field = layer([box(0, 0, 30, 30), box(20, 20, 50, 50)])
    monkeypatch.setattr(shapely, "difference", losing)
    table = screen(site, rules, {"town": town, "field": field}).tables()["summary"]
    fields = 30 * 30 + 30 * 30 - 10 * 10
    corner = Fraction(401, 10) * Fraction(603, 10)
    # The two together leave a corner of the site outside, 40.1 m by 60.3 m, and the fields take of either part.
    gone = {"outside": 100 * 100 - corner + fields - common_with_town(), "inside": corner + common_with_town()}
    assert table["remaining_m2"].iloc[0] == pytest.approx(float(100 * 100 - gone[relation]), abs=1e-6)


def common_with_town() -> Fraction:
    """Measure what the fields have in common with the town: the east of the second one, right of 40.1 m."""
    return Fraction(50 - Fraction(401, 10)) * 30


def test_a_site_at_working_coordinates_closes() -> None:
    random = np.random.default_rng(11)
    shapes = [moved(shapely.Point(*random.uniform(0, 100, 2)).buffer(random.uniform(5, 40))) for _ in range(60)]
    sites, cutters = (np.array(some, dtype=object) for some in (shapes[:30], shapes[30:]))
    left = less(sites, cutters)
    common = shapely.area(shapely.intersection(sites, cutters))
    np.testing.assert_allclose(shapely.area(left), shapely.area(sites) - common, atol=1e-6)
