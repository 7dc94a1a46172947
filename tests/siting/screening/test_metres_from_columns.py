"""Distances, widths and heights that stand in columns: by hand, and by brute force over displaced shapes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from brute import CRS, displaced, layer, moved, rule
from shapely import LineString, Point, Polygon, box

from hanting_geo.errors import RuleError
from hanting_geo.siting.screening.screen import Screening, screen
from hanting_geo.siting.screening.verdicts import Verdict

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

    from hanting_geo.siting.rules.model import Rule


def sites(shapes: list[Geometry], accuracy: Any = 0.0, **columns: Any) -> gpd.GeoDataFrame:
    facts = {"id": [f"s{row}" for row in range(len(shapes))], "accuracy_m": accuracy, **columns}
    return gpd.GeoDataFrame(facts, geometry=[moved(shape) for shape in shapes], crs=CRS)


def words(asked: Rule, there: gpd.GeoDataFrame, features: gpd.GeoDataFrame) -> list[str]:
    return screened(asked, there, features).tables()["summary"]["verdict"].tolist()


def screened(asked: Rule, there: gpd.GeoDataFrame, features: gpd.GeoDataFrame) -> Screening:
    return screen(there, [asked], {"r": features})


SITES = sites([box(0, 0, 10, 10), box(100, 0, 110, 10)])
LINES = [LineString([(-500, 30), (40, 30)]), LineString([(60, 30), (500, 30)])]


@pytest.mark.parametrize(
    ("far", "wide", "expected"),
    [
        ([20.0, 20.1], None, ["clear", "conflict"]),
        (["20", "20.1"], None, ["clear", "conflict"]),
        ([15.0, 15.0], [10.0, 10.2], ["clear", "conflict"]),
        ([5, 5], ["30", 30.2], ["clear", "conflict"]),
        ([25, None], None, ["conflict", "no_data"]),
        ([25, -1], None, ["conflict", "no_data"]),
        ([25, "宽"], None, ["conflict", "no_data"]),
        ([25, 10], [1, None], ["conflict", "no_data"]),
        ([5, float("nan")], None, ["no_data", "no_data"]),
        ([5, float("inf")], None, ["no_data", "no_data"]),
    ],
)
def test_a_setback_from_a_column(far: list[Any], wide: list[Any] | None, expected: list[str]) -> None:
    columns = {"D": pd.Series(far, dtype=object)} | ({} if wide is None else {"W": pd.Series(wide, dtype=object)})
    asked = rule("beyond_distance", distance_m="D", width_column=None if wide is None else "W")
    found = screened(asked, SITES, layer(LINES, **columns))
    assert found.tables()["summary"]["verdict"].tolist() == expected
    if "no_data" in expected:
        (what,) = found.findings.loc[found.findings["code"] == "no_data", "what"]
        assert "1 features (f1)" in what
        assert "没有可判定的值" in found.explain("s1")


def test_a_number_and_half_a_width() -> None:
    asked = rule("beyond_distance", distance_m=15, width_column="W")
    assert words(asked, SITES, layer(LINES, W=[10.0, 10.2])) == ["clear", "conflict"]
    assert words(rule("outside"), SITES, layer(LINES, W=[10.0, 10.2])) == ["clear", "clear"]


@pytest.mark.parametrize("relation", ["within_distance", "touches_road"])
def test_the_one_feature_that_is_near_enough_is_enough(relation: str) -> None:
    asked = rule(relation, distance_m="D")
    roads = layer(LINES, D=[19.0, 200.0])
    assert words(asked, SITES, roads) == ["clear", "clear"]  # the second road reaches both
    assert words(asked, SITES, layer(LINES, D=[19.9, 20.0])) == ["conflict", "clear"]
    unknown = layer(LINES, D=[None, 20.0])
    assert words(asked, SITES, unknown) == ["no_data", "clear"]


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(RuleError, match=r"distance_m names the column 'dist', which layer 'r' has not; did you mean D"):
        words(rule("beyond_distance", distance_m="dist"), SITES, layer(LINES, Dist_m=[1.0, 2.0]))


def test_heights_against_a_distance() -> None:
    station = layer([Point(5, 110)])  # 100 m from the first site
    asked = rule("height_at_most", height_column="H", ratio=10, distance_m=1000)
    there = sites([box(0, 0, 10, 10)] * 5, H=[10.0, 10.1, None, 0.0, "9"])
    assert words(asked, there, station) == ["clear", "conflict", "no_data", "clear", "clear"]
    near = rule("height_at_most", height_column="H", ratio=10, distance_m=100)
    assert words(near, sites([box(0, 0, 10, 10)], H=[500.0]), station) == ["clear"]  # not nearer than 100 m
    found = screened(asked, there, station)
    assert "高度 10.10 米，上限 10.00 米" in found.explain("s1")
    assert "1 of 5 sites have no height in column 'H'" in " ".join(found.findings["what"])
    assert words(asked, sites([box(0, 0, 1, 1)], h=[3.0]), station) == ["no_data"]


def test_heights_against_surfaces() -> None:
    surfaces = layer([box(-50, -50, 50, 50), box(50, -50, 200, 50), box(5, 5, 20, 20)], Z=[60.0, -3.0, 45.5])
    asked = rule("height_at_most", height_column="H", surface_column="Z")
    there = sites([box(0, 0, 10, 10)] * 3 + [box(100, 0, 110, 10), box(900, 0, 910, 10)], H=[45.5, 45.6, 61, -3, 900])
    assert words(asked, there, surfaces) == ["clear", "conflict", "conflict", "clear", "clear"]
    assert "高度 45.60 米，上限 45.50 米" in screened(asked, there, surfaces).explain("s1")
    unknown = layer([box(-50, -50, 50, 50), box(50, -50, 200, 50)], Z=[None, 10.0])
    assert words(asked, there, unknown) == ["no_data", "no_data", "no_data", "clear", "clear"]
    with pytest.raises(RuleError, match="must hold polygons"):
        words(asked, there, layer(LINES, Z=[1.0, 2.0]))


def test_a_height_that_is_not_known_matters_only_within_reach() -> None:
    there = sites([box(0, 0, 10, 10), box(3000, 0, 3010, 10), box(1016, 0, 1020, 10)], accuracy=2.0, H=[None, "", "?"])
    station = layer([Point(5, 110)], accuracy_m=3.0)
    against = rule("height_at_most", height_column="H", ratio=10, distance_m=1000)
    # The third is 1,015.9 m away: beyond 1,000 m, whatever the 5 m of displacement.
    assert words(against, there, station) == ["no_data", "clear", "clear"]
    nearer = rule("height_at_most", height_column="H", ratio=10, distance_m=1012)
    assert words(nearer, there, station) == ["no_data", "clear", "no_data"]
    assert words(against, there, layer([Point(5, 110), None], accuracy_m=3.0)) == ["no_data"] * 3
    assert words(against, there.drop(columns="H"), station) == ["no_data", "clear", "clear"]
    surfaces = layer([box(-50, -50, 50, 50), box(1000, -50, 1012, 50)], accuracy_m=1.0, Z=[60.0, None])
    below = rule("height_at_most", height_column="H", surface_column="Z")
    assert words(below, there, surfaces) == ["no_data", "clear", "clear"]
    assert words(below, there, surfaces.assign(accuracy_m=2.5)) == ["no_data", "clear", "no_data"]


def crooked(rng: np.random.Generator, size: float) -> Polygon:
    turn = np.sort(rng.uniform(0, 2 * math.pi, 6))
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    shape = shapely.make_valid(Polygon(rng.uniform(-60, 60, 2) + size * rng.uniform(0.4, 1, 6)[:, None] * ring))
    return shape if isinstance(shape, Polygon) and shape.area > 1 else crooked(rng, size)


def is_broken(asked: Rule, site: Geometry, features: list[Geometry], metres: Any, height: float) -> bool:
    """Answer by the words of the documentation."""
    far = [shapely.distance(site, feature) for feature in features]
    pairs = list(zip(far, metres, strict=True))
    if asked.relation == "beyond_distance":
        return any(d < reach for d, reach in pairs)
    if asked.relation in {"within_distance", "touches_road"}:
        return not any(d <= reach for d, reach in pairs)
    if asked.ratio is not None:
        return any(d < reach and height > d / asked.ratio for d, reach in pairs)
    over = [z for feature, z in zip(features, metres, strict=True) if site.intersection(feature).area > 0]
    return height > min(over, default=math.inf)


def check(seed: int) -> Verdict:
    rng = np.random.default_rng(seed)
    kind = ["beyond_distance", "within_distance", "touches_road", "ratio", "surface"][seed % 5]
    count = int(rng.integers(1, 5))
    features: list[Geometry] = [crooked(rng, rng.uniform(10, 60)) for _ in range(count)]
    if kind != "surface" and rng.random() < 0.5:
        features = [LineString(rng.uniform(-80, 80, (3, 2))) for _ in range(count)]
    site, height = crooked(rng, rng.uniform(5, 30)), float(rng.uniform(0, 12))
    a, b = float(rng.choice([0, 2, 6])), rng.choice([0.0, 1.0, 8.0], count)
    far, wide = rng.choice([0.0, 5.0, 20.0, 60.0], count), rng.choice([0.0, 6.0, 24.0], count)
    fields: dict[str, Any] = {"distance_m": "D", "width_column": "W"}
    metres = far + wide / 2
    if kind == "ratio":
        fields, metres = {"distance_m": "D", "ratio": 4.0, "height_column": "H"}, far
    if kind == "surface":
        fields, metres = {"surface_column": "W", "height_column": "H"}, wide
    asked = rule(kind if kind in {"beyond_distance", "within_distance", "touches_road"} else "height_at_most", **fields)
    (word,) = screened(asked, sites([site], a, H=[height]), layer(features, b, D=far, W=wide)).tables()["summary"][
        "verdict"
    ]
    verdict = Verdict[word.upper()]
    for shapes in [[site, *features], *displaced(rng, [site, *features], [a, *b], 24)]:
        broken = is_broken(asked, shapes[0], shapes[1:], metres, height)
        assert not (verdict is Verdict.CLEAR and broken), seed
        assert not (verdict is Verdict.CONFLICT and not broken), seed
    if a == 0 and not b.any():
        assert (verdict is Verdict.CONFLICT) == is_broken(asked, site, features, metres, height), seed
    return verdict


def test_what_is_read_from_columns_against_displaced_shapes() -> None:
    counts = [check(seed) for seed in range(60)]
    assert set(counts) == {Verdict.CLEAR, Verdict.CONFLICT, Verdict.UNCERTAIN}
    assert counts.count(Verdict.UNCERTAIN) < 30


@pytest.mark.long
def test_what_is_read_from_columns_at_length() -> None:
    for seed in range(1_000, 6_000):
        check(seed)
