"""Metres that are asked for or given are metres on the ground, or the system is refused with the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import LineString, Point, box

import hanting_geo as hg
from hanting_geo.analysis.density import kernel_density
from hanting_geo.core.text import Text
from hanting_geo.errors import CRSError
from hanting_geo.siting.exclusion.exclude import exclude
from hanting_geo.siting.rules.model import Rule, RuleSet

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = gpd.GeoDataFrame(
    {"id": ["a"], "accuracy_m": [0.0]}, geometry=[box(430000, 4071000, 430100, 4071100)], crs="EPSG:4549"
)
RIVER = gpd.GeoDataFrame(
    {"id": ["r"], "accuracy_m": [0.0]}, geometry=[LineString([(430204, 4070000), (430204, 4072000)])], crs="EPSG:4549"
)
FAR = Rule(
    id="far",
    title=Text(zh="远", en="far"),
    relation="beyond_distance",
    layer="rivers",
    distance_m=100,
    basis="assumption",
)
APART = Rule(id="apart", title=Text(zh="避", en="apart"), relation="outside", layer="rivers", basis="assumption")
RULES = RuleSet((FAR,))

ASKS: dict[str, Callable[[str], object]] = {
    "buffer": lambda crs: hg.buffer(RIVER.to_crs(crs), 100),
    "rings": lambda crs: hg.rings(SITE.to_crs(crs), [100, 200]),
    "nearest": lambda crs: hg.nearest(SITE.to_crs(crs), RIVER.to_crs(crs)),
    "nearest of points": lambda crs: hg.nearest(SITE.set_geometry(SITE.centroid).to_crs(crs), RIVER.to_crs(crs)),
    "grid": lambda crs: hg.grid(SITE.to_crs(crs), cell_m=50),
    "screen": lambda crs: hg.screen(SITE.to_crs(crs), RULES, {"rivers": RIVER.to_crs(crs)}),
    "exclude": lambda crs: exclude(SITE.to_crs(crs), RULES, {"rivers": RIVER.to_crs(crs)}),
    "lengths in zones": lambda crs: hg.zone_statistics(SITE.to_crs(crs), RIVER.to_crs(crs)),
    "density": lambda crs: kernel_density(
        gpd.GeoDataFrame(geometry=[Point(430000, 4071000)], crs=4549).to_crs(crs), radius_m=100
    ),
}


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:8857", "EPSG:6933", "ESRI:102025"])
@pytest.mark.parametrize("ask", ASKS)
def test_systems_whose_metres_are_none_are_refused(ask: str, crs: str) -> None:
    with pytest.raises(CRSError, match=r"to_crs\('EPSG:4549'\)"):
        ASKS[ask](crs)


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4528", "EPSG:4550", "EPSG:4498", "EPSG:32650"])
@pytest.mark.parametrize("ask", ASKS)
def test_zones_that_hold_the_data_pass(ask: str, crs: str) -> None:
    ASKS[ask](crs)


def test_a_distance_is_the_same_in_all_that_pass() -> None:
    for crs in ("EPSG:4549", "EPSG:4498", "EPSG:32650"):
        assert hg.nearest(SITE.to_crs(crs), RIVER.to_crs(crs))["distance_m"][0] == pytest.approx(104, rel=3e-3)


def test_areas_alone_may_be_taken_where_areas_are_kept() -> None:
    albers = SITE.to_crs("ESRI:102025")
    assert hg.measure_area(albers)["plane_m2"].iloc[0] == pytest.approx(10_000, rel=1e-3)
    assert hg.zone_statistics(albers, albers)["plane_m2"].iloc[0] == pytest.approx(10_000, rel=1e-3)
    assert exclude(albers, RuleSet((APART,)), {"rivers": albers.iloc[:0]}) is not None
