"""Zone statistics against fractions: zones that share area and touch elsewhere, features over each other, classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from ranges import RANGES, shapes_of
from rational import area_where
from shapely import LineString, MultiLineString, Polygon, box
from thinned import thinned

from hanting_geo.analysis.statistics.zone_statistics import zone_statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

X, Y = 430_000.0, 4_071_000.0


def frame(shapes: Sequence[Any], **columns: Any) -> gpd.GeoDataFrame:
    ids = [f"f{row}" for row in range(len(shapes))]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=list(shapes), crs="EPSG:4549")


def require_exact(zones: Sequence[Any], features: Sequence[Any], classes: Sequence[str]) -> None:
    """Compare every row of the table with the area that its definition gives in fractions."""
    table = zone_statistics(frame(zones), frame(features, use=list(classes)), by="use")
    found = {(zone, of): area for zone, of, area in table[["zone_id", "class", "plane_m2"]].itertuples(index=False)}
    shapes, many = [*features, *zones], len(features)
    names = list(dict.fromkeys(classes))
    slack = 1e-9 * max(shape.area for shape in shapes)
    slack += 8 * np.spacing(np.abs(shapely.bounds(np.array(shapes))).max()) * sum(shape.length for shape in shapes)

    def held(keep: Callable[[Sequence[bool], Sequence[bool]], bool]) -> float:
        return float(area_where(shapes, lambda here: keep(here[:many], here[many:])))

    def of_class(here: Sequence[bool], name: str) -> bool:
        return any(there for there, mine in zip(here, classes, strict=True) if there and mine == name)

    by_zone = []
    for number in range(len(zones)):
        for name in names:
            area = held(lambda here, zone, name=name, number=number: zone[number] and of_class(here, name))
            assert found[f"f{number}", name] == pytest.approx(area, abs=slack)
        by_zone.append(held(lambda here, zone, number=number: zone[number] and any(here)))
    both = sum(found[f"f{number}", name] for number in range(len(zones)) for name in names)
    assert found["(class overlap)", "(all)"] == pytest.approx(sum(by_zone) - both, abs=slack)
    in_any = held(lambda here, zone: any(zone) and any(here))
    assert found["(zone overlap)", "(all)"] == pytest.approx(in_any - sum(by_zone), abs=slack)
    outside = held(lambda here, zone: any(here) and not any(zone))
    assert found["(outside)", "(all)"] == pytest.approx(outside, abs=slack)
    assert found["(total)", "(all)"] == pytest.approx(held(lambda here, _zone: any(here)), abs=slack)


def at(*corners: tuple[float, float]) -> Polygon:
    return Polygon([(X + east, Y + north) for east, north in corners])


TOUCHING = {
    # Two zones share a square and touch in the point (60, 60), where a feature has a corner.
    "in a point": (
        [
            at((0, 0), (40, 0), (40, 40), (0, 40)),
            at((20, 20), (60, 20), (60, 60), (50, 30), (20, 30)),
            at((60, 60), (90, 60), (90, 90), (30, 90), (30, 35)),
        ],
        [
            at((60, 60), (80, 60), (80, 80)),
            at((10, 10), (30, 10), (30, 30), (10, 30)),
            at((55, 55), (60, 60), (55, 65)),
        ],
    ),
    # The common part of the zones is a square, and a line from (40, 40) to (40, 60).
    "along a line": (
        [
            at((0, 0), (40, 0), (40, 60), (0, 60)),
            at((30, 0), (80, 0), (80, 60), (40, 60), (40, 20), (30, 20)),
        ],
        [at((40, 30), (50, 30), (50, 50), (40, 50)), at((20, 5), (60, 5), (60, 10), (20, 10))],
    ),
    "three over each other": (
        [
            at((0, 0), (40, 0), (40, 40), (0, 40)),
            at((20, 0), (60, 0), (60, 40), (20, 40)),
            at((30, -9), (90, 50), (0, 50)),
        ],
        [at((0, 0), (90, 0), (90, 50), (0, 50)), at((25, 5), (35, 5), (35, 45), (25, 45))],
    ),
}


@pytest.mark.parametrize("name", TOUCHING)
def test_zones_that_share_area_and_touch_elsewhere(name: str) -> None:
    zones, features = TOUCHING[name]
    require_exact(zones, features, ["one"] * len(features))
    require_exact(zones[::-1], features, [f"c{number % 2}" for number in range(len(features))])


@pytest.mark.parametrize(
    ("where", "seed"), thinned(["district", "beside an axis", "across an axis", "origin"], range(12), one_in=12)
)
def test_at_random(where: str, seed: int) -> None:
    """Of one lattice: zones and features touch, coincide, and lie over each other, also three at a place."""
    chance = np.random.default_rng([seed, list(RANGES).index(where)])
    shapes = list(shapes_of(chance, where, 9))
    require_exact(shapes[:4], shapes[4:], [f"c{number}" for number in chance.integers(0, 2, 5)])


def test_a_feature_that_touches_what_zones_share_in_a_point_is_not_inside_it() -> None:
    """The zones share a square and touch in a corner of it: ground beside that corner is not shared."""
    zones = [
        Polygon(box(X, Y, X + 100, Y + 100).exterior, [[(X + 50, Y + 50), (X + 90, Y + 40), (X + 90, Y + 90)]]),
        at((10, 10), (40, 10), (40, 40), (50, 50), (90, 60), (90, 65), (45, 55), (10, 40)),
    ]
    inside = [at((50, 50), (90, 60), (90, 58)), at((20, 20), (30, 20), (30, 30)), at((45, 46), (50, 50), (44, 48))]
    for feature in inside:
        require_exact(zones, [feature], ["one"])
    require_exact(zones, inside, ["one", "two", "one"])


@pytest.mark.parametrize("double_count", [True, False])
def test_a_line_and_the_same_in_parts(double_count: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """What runs over itself counts there once, whether it is one line, several, or a collection of them."""
    zone = frame([box(X, Y - 5, X + 100, Y + 5)])
    there, back, on = [(X, Y), (X + 10, Y)], [(X + 12, Y), (X + 5, Y)], [(X + 12, Y), (X + 20, Y)]
    lines = [
        LineString([*there, (X + 12, Y), (X + 5, Y), (X + 20, Y)]),
        MultiLineString([there, back, on]),
        shapely.GeometryCollection([LineString(there), MultiLineString([back, on])]),
    ]
    for line in lines:
        table = zone_statistics(zone, frame([line]), double_count=double_count)
        assert table["length_m"].iloc[0] == pytest.approx(20)
        assert table["length_m"].iloc[-1] == pytest.approx(20)
    crossing = MultiLineString([[(X, Y - 3), (X + 6, Y + 3)], [(X, Y + 3), (X + 6, Y - 3)]])
    table = zone_statistics(zone, frame([crossing]), double_count=double_count)
    assert table["length_m"].iloc[-1] == pytest.approx(2 * np.hypot(6, 6))
