"""Every factor against a value by hand, and what is not known is missing and never 0."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from brute import CRS, X, Y
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.polygon import orient

import hanting_geo as hg
from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from pathlib import Path


def frame(shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": [f"f{n}" for n in range(len(shapes))], **columns}, geometry=shapes, crs=CRS)


def at(x: float, y: float) -> Point:
    return Point(X + x, Y + y)


def square(x: float, y: float, size: float) -> Polygon:
    return box(X + x, Y + y, X + x + size, Y + y + size)


def measured(
    candidates: gpd.GeoDataFrame, layers: dict[str, Any], screening: Any = None, **fields: Any
) -> hg.Criterion | Any:
    """Measure one factor; the score does not matter."""
    kind = {"function": "linear", "scores": "0: 0; 1e9: 1", "missing": "neutral"} | fields
    row = hg.Criterion(id="c", title=Text("甲"), weight=1, source="assumption", **kind)
    return hg.suitability(candidates, [row], layers, screening=screening)


def column(found: Any) -> pd.Series:
    """Give the measured values of the one criterion."""
    one: pd.Series = found.values["c"]  # noqa: PD011 - of a suitability, not of a frame
    return one


def values(*arguments: Any, **fields: Any) -> list[Any]:
    return column(measured(*arguments, **fields)).tolist()


SITES = frame([at(0, 0), square(100, 0, 10)])


def test_distance_along_the_roads() -> None:
    """A well 60 m off across the yard, 340 m by the street; from the third candidate no street leads there."""
    lines = [LineString([at(0, 0), at(140, 0), at(140, 60), at(0, 60)]), LineString([at(900, 900), at(990, 900)])]
    wells, streets = frame([at(0, 60)]), frame(lines)
    tip_down = Polygon([at(100, 20), at(110, 30), at(90, 30)])
    asks = frame([at(0, 0), tip_down, at(950, 900)])
    along = {"factor": "distance", "layer": "wells", "travel": "network", "roads": "streets"}
    found = measured(asks, {"wells": wells, "streets": streets}, **along)
    assert np.allclose(column(found), [340.0, 20 + 40 + 60 + 140, np.nan], equal_nan=True)
    assert {"components", "unreached"} <= set(found.findings["code"])
    ready = hg.network(streets, speed_kmh=30)
    assert np.allclose(
        column(measured(asks, {"wells": wells, "streets": ready}, **along)), column(found), equal_nan=True
    )
    for fields in ({"roads": None}, {"travel": None}, {"travel": "euclid"}, {"travel": "crow"}):
        with pytest.raises(ValueError, match=r"roads|crow"):
            measured(asks, {"wells": wells, "streets": streets}, **along | fields)
    with pytest.raises(hg.SchemaError, match="'streets'"):
        measured(asks, {"wells": wells}, **along)


def test_distance_is_from_border_to_border() -> None:
    roads = frame([LineString([at(-50, 30), at(300, 30)]), at(0, -7)], kind=["road", "well"])
    assert values(SITES, {"roads": roads}, factor="distance", layer="roads") == [7.0, 20.0]
    assert values(SITES, {"roads": roads}, factor="distance", layer="roads", filter={"kind": "road"}) == [30.0, 20.0]


def test_what_lies_around() -> None:
    homes = frame([at(0, 100), at(0, 100.001), at(105, 110), square(-500, 0, 450)])
    layers = {"homes": homes}
    assert values(SITES, layers, factor="count", layer="homes", radius_m=100) == [2.0, 1.0]
    land = [math.pi * 0.01, 0.0001 + 40 * 0.0001 + math.pi * 0.01]
    found = values(SITES, layers, factor="density", layer="homes", radius_m=100)
    assert found == pytest.approx([2 / land[0], 1 / land[1]])


def test_the_land_round_what_is_not_convex() -> None:
    hook = Polygon([at(0, 0), at(100, 0), at(100, 100), at(90, 100), at(90, 10), at(0, 10)])
    homes = frame([at(5, 5)])
    found = values(frame([hook]), {"homes": homes}, factor="density", layer="homes", radius_m=20)
    assert found == pytest.approx([1e6 / hook.buffer(20, quad_segs=512).area], rel=1e-4)


def test_lengths_around() -> None:
    roads = frame([LineString([at(-1000, 60), at(1000, 60)]), LineString([at(0, 2000), at(5, 2000)])])
    chord = 2 * math.sqrt(100**2 - 60**2) / 1000
    found = values(SITES.iloc[:1], {"roads": roads}, factor="length", layer="roads", radius_m=100)
    assert found == pytest.approx([chord], rel=1e-12)
    fields = {"factor": "density", "measure": "length", "layer": "roads", "radius_m": 100}
    found = measured(SITES.iloc[:1], {"roads": roads}, **fields)
    assert column(found).tolist() == pytest.approx([chord / (math.pi * 0.01)], rel=1e-12)
    with pytest.raises(hg.SchemaError, match="lengths are those of lines"):
        values(SITES, {"roads": SITES}, factor="length", layer="roads", radius_m=100)
    assert found.units["c"] == "km_per_km2"


def test_lengths_around_convex_shapes_and_others_are_those_of_a_fine_buffer() -> None:
    """Random lines round random shapes: exact where convex, by a buffer of many corners else."""
    rng = np.random.default_rng(14)
    spots = rng.uniform(0, 1000, (40, 2))
    hulls = [MultiPoint([at(*(spot + step)) for step in rng.normal(0, 60, (6, 2))]).convex_hull for spot in spots]
    hook = Polygon([at(0, 0), at(400, 0), at(400, 400), at(390, 400), at(390, 10), at(0, 10)])
    hulls[0] = Polygon([corner for corner in hulls[0].exterior.coords for _ in range(2)])
    shapes = [*hulls[:20], *(orient(hull, -1.0) for hull in hulls[20:]), at(500, 500), hook, at(0, 0).buffer(80)]
    lines = [LineString([at(*corner) for corner in rng.uniform(-200, 1200, (4, 2))]) for _ in range(30)]
    lines += [LineString([at(300, 0), at(300, 900), at(300, 0)]), LineString([at(0, 10), at(700, 10)])]
    found = values(frame(shapes), {"lines": frame(lines)}, factor="length", layer="lines", radius_m=150)
    union = [shape.buffer(150, quad_segs=2000) for shape in shapes]
    expected = [
        sum(
            LineString(pair).intersection(land).length
            for line in lines
            for pair in zip(line.coords, line.coords[1:], strict=False)
        )
        / 1000
        for land in union
    ]
    expected[-2] = sum(line.intersection(union[-2]).length for line in lines) / 1000
    assert found == pytest.approx(expected, rel=3e-4)
    assert np.delete(found, -2).tolist() == pytest.approx(np.delete(expected, -2).tolist(), rel=1e-6)


def test_the_share_inside_counts_each_place_once() -> None:
    land = frame([square(0, 0, 10), square(5, 0, 10), square(20, 0, 10)])
    sites = frame(
        [
            square(0, 0, 30),
            MultiPolygon([square(0, 0, 5), square(100, 100, 5)]),
            LineString([at(-10, 5), at(10, 5)]),
            at(5, 5),
            at(10, 10),
            at(50, 50),
            square(21, 1, 2),
        ]
    )
    found = values(sites, {"land": land}, factor="share", layer="land")
    assert found == pytest.approx([250 / 900, 0.5, 0.5, 1, 1, 0, 1])


def test_zones_give_the_mean_by_area_and_the_name_of_the_largest() -> None:
    zones = frame(
        [square(0, 0, 100), square(100, 0, 100), square(200, 0, 100)],
        people=[10.0, 40.0, None],
        use=["农", "城", "水"],
    )
    sites = frame([square(75, 0, 100), at(50, 50), square(190, 0, 40), at(-50, 0)])
    fields = {"factor": "zone", "layer": "zones", "column": "people", "unit": "人"}
    found = values(sites, {"zones": zones}, **fields)
    assert found[:3] == pytest.approx([(25 * 10 + 75 * 40) / 100, 10, 40])
    assert math.isnan(found[3])
    fields |= {"column": "use", "function": "category", "scores": "农: 1; 城: 0.5; else: 0"}
    named = values(sites, {"zones": zones}, **fields)
    assert named[:3] == ["城", "农", "水"]
    assert pd.isna(named[3])


def test_columns_are_numbers_or_categories() -> None:
    table = pd.DataFrame({"id": ["a", "b", "c"], "n": ["5", " 2.5 ", None], "kind": ["x", None, "y"]})
    assert values(table, None, factor="attribute", column="n", unit="m")[:2] == [5.0, 2.5]
    fields = {"factor": "attribute", "column": "kind", "function": "category", "scores": "x: 1"}
    found = measured(table, None, **fields)
    assert found.utilities["c"].tolist() == [1.0, 0.5, 0.5]
    assert "1 categories have no score: 'y'" in found.findings["what"].str.cat(sep=" ")


@pytest.mark.parametrize("value", ["abc", "0701", True, math.inf])
def test_a_column_that_holds_no_number_is_told(value: object) -> None:
    table = pd.DataFrame({"id": ["a", "b"], "n": pd.Series([1, value], dtype=object)})
    with pytest.raises(hg.SchemaError, match=r"column 'n' holds .* \(b\), which is no number"):
        values(table, None, factor="attribute", column="n", unit="m")


def test_a_raster_gives_its_mean_within(slope: Path) -> None:
    sites = frame([square(0, 0, 20), square(20, 20, 20)])
    found = measured(sites, {"slope": slope}, factor="raster", layer="slope", unit="%")
    assert column(found).tolist() == pytest.approx([(5 * 3 + 20) / 4, 5.0])
    assert "values for a part of 1 candidates only: f1" in found.findings["what"].str.cat(sep=" ")
    most = values(sites, {"slope": slope}, factor="raster", layer="slope", unit="%", statistic="max")
    assert most == pytest.approx([20.0, 5.0])
    with pytest.raises(hg.SchemaError, match="raster needs the path of a raster"):
        values(sites, {"slope": sites}, factor="raster", layer="slope", unit="%")
    with pytest.raises(hg.SourceError, match="is not there"):
        values(sites, {"slope": slope.with_name("none.tif")}, factor="raster", layer="slope", unit="%")


def test_rules_that_are_broken_are_counted() -> None:
    rules = [
        hg.Rule(id=name, title=Text(name), relation="outside", layer=name, hardness=hardness, basis="x")
        for name, hardness in (("farm", "soft"), ("red", "soft"))
    ]
    layers = {"farm": frame([square(0, 0, 50)], accuracy_m=[0.0]), "red": frame([square(0, 0, 5)], accuracy_m=[0.0])}
    sites = frame([square(0, 0, 10), square(30, 0, 10), square(90, 0, 10)])
    screening = hg.screen(sites, rules, layers)
    assert values(sites, None, screening, factor="rules_broken") == [2.0, 1.0, 0.0]
    with pytest.raises(hg.SchemaError, match="give screening="):
        values(sites, None, factor="rules_broken")


def test_a_layer_that_is_not_there_is_an_error_and_all_are_told() -> None:
    school = hg.read_criteria("school")
    sites = frame([square(0, 0, 10)], ha=[1.0])
    with pytest.raises(hg.SchemaError) as told:
        hg.suitability(sites, school, {"schools": SITES})
    for layer in ("residential", "trunk_roads", "hazards"):
        assert f"'{layer}', for" in str(told.value)
    assert "'schools', for" not in str(told.value)


@pytest.mark.parametrize("factor", ["distance", "count", "density", "length", "share", "zone"])
@pytest.mark.parametrize("empty", [True, False], ids=["empty layer", "filter that matches nothing"])
def test_what_was_not_measured_is_missing_and_never_0(factor: str, empty: bool) -> None:  # noqa: FBT001
    layer = frame([square(0, 0, 5)], kind=["river"], people=[1.0])
    layer = layer.iloc[:0] if empty else layer
    fields = {"factor": factor, "layer": "land"} | ({} if empty else {"filter": {"kind": "rivers"}})
    fields |= {"radius_m": 100} if factor in {"count", "density", "length"} else {}
    fields |= {"column": "people", "unit": "人"} if factor == "zone" else {}
    found = measured(SITES, {"land": layer}, **fields)
    assert np.isnan(column(found)).all()
    said = found.findings["what"].str.cat(sep=" ")
    assert "nothing was measured" in said
    assert "no value for 2 of 2 candidates" in said
    with pytest.raises(hg.SchemaError, match="do not say what becomes of that"):
        measured(SITES, {"land": layer}, **fields | {"missing": "error"})
    if factor in {"count", "density", "length", "share"}:
        assert values(SITES, {"land": layer}, **fields | {"may_be_empty": True}) == [0.0, 0.0]


def test_features_without_a_place_are_told() -> None:
    wells = frame([at(0, 3), None, None])
    found = measured(SITES, {"wells": wells}, factor="distance", layer="wells")
    assert column(found).tolist()[0] == 3.0
    assert "2 of 3 features have no place" in found.findings["what"].str.cat(sep=" ")


def test_candidates_that_cannot_be_measured_are_told() -> None:
    roads = {"roads": frame([at(0, 0)])}
    fields = {"factor": "distance", "layer": "roads"}
    with pytest.raises(hg.SchemaError, match="a table without geometry"):
        values(pd.DataFrame({"id": ["a"]}), roads, **fields)
    with pytest.raises(hg.SchemaError, match="has no geometry"):
        values(frame([at(0, 0), None]), roads, **fields)
    with pytest.raises(hg.CRSError):
        values(SITES.to_crs(4326), roads, **fields)
    with pytest.raises(hg.SchemaError, match="share needs polygons"):
        values(SITES, roads, factor="share", layer="roads")


def test_a_layer_whose_shapes_are_broken_measures_no_distance() -> None:
    site = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(430000, 4071000, 430100, 4071100)], crs="EPSG:4549")
    bow = Polygon([(430000, 4071500), (430100, 4071600), (430100, 4071500), (430000, 4071600)])
    layer = gpd.GeoDataFrame({"id": ["b"]}, geometry=[bow], crs="EPSG:4549")
    near = hg.Criterion(
        id="n", title=Text("距离"), factor="distance", layer="z", scores="<=500: 1; else: 0", source="x"
    )
    with pytest.raises(hg.HantingGeoError, match="invalid"):
        hg.suitability(site, [near], {"z": layer}, weights="equal")
