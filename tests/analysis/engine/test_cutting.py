"""Polygons cut at the border of shapes, against whole fractions where GEOS errs and where it is right."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hard_shapes import at_random
from rational import area_outside, common_area
from shapely import Polygon, box

import hanting_geo.analysis.engine.cutting as module
from hanting_geo import Rule, exclude
from hanting_geo.analysis.engine.cutting import cut

# A hole of 1e-10 m2 beside a square; GEOS loses what the two have in common (or what is left) in such grids.
HOLED = Polygon(
    [(458500, 7432230), (458400, 7432200), (458400, 7432240), (458500, 7432300)],
    [[(458454.72, 7432226.3777), (458454.1399999, 7432223.7699999), (458455.6200001, 7432230.3999999)]],
)
DEGENERATE = Polygon(
    [(458500, 7432230), (458400, 7432200), (458400, 7432240), (458500, 7432300)],
    [
        [
            (458454.7221242461, 7432226.377759292),
            (458454.13999999897, 7432223.769999999),
            (458455.62000000087, 7432230.3999999985),
        ]
    ],
)
SQUARE = box(458435, 7432225, 458455, 7432245)


def areas_of(piece: Polygon, shape: Polygon) -> tuple[float, float]:
    """Cut one piece, and give its area inside and outside."""
    covered, rows, inside, outside = cut(np.array([piece]), np.array([shape]))
    if covered[0]:
        return piece.area, 0.0
    if not len(rows):
        return 0.0, piece.area
    assert shapely.is_valid(inside[0]).all()
    assert shapely.is_valid(outside[0]).all()
    return float(shapely.area(inside[0]).sum()), float(shapely.area(outside[0]).sum())


@pytest.mark.parametrize(("piece", "shape"), [(HOLED, SQUARE), (DEGENERATE, SQUARE), (SQUARE, DEGENERATE)])
def test_where_geos_loses_polygons_fractions_decide(piece: Polygon, shape: Polygon) -> None:
    inside, outside = areas_of(piece, shape)
    assert abs(inside - float(common_area(piece, shape))) < 1e-4
    assert abs(outside - float(area_outside(piece, [shape]))) < 1e-4


def test_eligible_land_is_right_where_geos_loses_polygons() -> None:
    site = gpd.GeoDataFrame({"id": ["a"]}, geometry=[DEGENERATE], crs="EPSG:4549")
    layer = gpd.GeoDataFrame({"id": ["b"]}, geometry=[SQUARE], crs="EPSG:4549")
    rule = Rule(id="r", title={"zh": "避让", "en": "Keep off"}, relation="outside", layer="l", basis="assumption")
    ledger = exclude(site, [rule], {"l": layer}).ledger.set_index("rule")["share_plane_m2"]
    assert abs(ledger["r"] - 400) < 1e-3
    assert abs(ledger["(eligible)"] - 5100) < 1e-3


def test_an_answer_that_is_wrong_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is lost or lies on the wrong side is decided without rounding: here GEOS itself is made to err."""
    piece, shape = box(0, 0, 10, 10), box(4, -1, 20, 20)

    def loses_everything(left: np.ndarray, _right: np.ndarray) -> np.ndarray:
        return np.full(len(left), shapely.Polygon(), dtype=object)

    def gives_the_other_side(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return (
            shapely.difference(left, right) if function is shapely.intersection else shapely.intersection(left, right)
        )

    for wrong in (loses_everything, gives_the_other_side):
        for name in ("intersection", "difference"):
            function = getattr(shapely, name)
            with monkeypatch.context() as patch:
                real = module.tried
                patch.setattr(
                    module,
                    "tried",
                    lambda how, one, two, real=real, wrong=wrong, function=function: (
                        wrong(one, two) if how is function else real(how, one, two)
                    ),
                )
                assert areas_of(piece, shape) == (60.0, 40.0)


def test_pairs_at_random_are_cut_as_fractions_say() -> None:
    chance = np.random.default_rng(11)
    compared = 0
    for left, right in at_random(chance, 60):
        for piece in shapely.get_parts(left):
            shapes = shapely.get_parts(right)
            covered, rows, inside, outside = cut(np.array([piece]), shapes)
            found = piece.area if covered[0] else float(shapely.area(inside[0]).sum()) if len(rows) else 0.0
            true = sum(float(common_area(piece, shape)) for shape in shapes)
            assert abs(found - true) <= 1e-6 * max(piece.length, 1.0)
            if len(rows):
                assert abs(float(shapely.area(outside[0]).sum()) - (piece.area - true)) <= 1e-6 * max(piece.length, 1.0)
                compared += 1
    assert compared > 10
