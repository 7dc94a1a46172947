"""Zone statistics by hand, against unions taken by brute force, and by the law that they close."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate, translate

from hanting_geo.analysis.area import measure_area
from hanting_geo.analysis.buffer.buffer import buffer
from hanting_geo.analysis.statistics.zone_statistics import CLOSING, zone_statistics
from hanting_geo.errors import CRSError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry as Geometry

LAYERS = Path(__file__).parents[3] / "layers"
X, Y = 430_000.0, 4_071_000.0
MEASURES = ["length_m", "plane_m2", "ellipsoid_m2"]


def frame(geometry: Sequence[Geometry | None], crs: str = "EPSG:4549", **columns: Sequence[Any]) -> gpd.GeoDataFrame:
    """Make a frame; shapes are drawn near 0, 0 and stand at X, Y."""
    there = [translate(shape, X, Y) if shape is not None and crs == "EPSG:4549" else shape for shape in geometry]
    ids = [f"f{row}" for row in range(len(geometry))]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=np.array(there, dtype=object), crs=crs)


def layer(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(LAYERS / f"{name}.geojson").to_crs("EPSG:4549")


def cell(table: pd.DataFrame, zone: object, column: str = "plane_m2", of: str = "(all)") -> Any:
    rows = table[(table["zone_id"] == zone) & (table["class"] == of)]
    assert len(rows) == 1
    return rows[column].iloc[0]


def assert_closes(table: pd.DataFrame) -> None:
    parts, total = table[table["zone_id"] != "(total)"], table[table["zone_id"] == "(total)"]
    for measure, slack in zip(MEASURES, (1e-6, 1e-6, 1e-4), strict=True):
        assert parts[measure].sum() == pytest.approx(total[measure].iloc[0], rel=1e-9, abs=slack), measure
    for label in ("(class overlap)", "(zone overlap)"):
        assert (table.loc[table["zone_id"] == label, MEASURES] <= 1e-6).all(axis=None)


TWO = frame([box(0, 0, 100, 100), box(100, 0, 200, 100)])
"""Two zones side by side, f0 and f1."""
NESTED = frame([box(0, 0, 100, 100), box(50, 0, 150, 100)])
"""Two zones with 5000 m2 in common."""


def test_the_shape_of_the_table() -> None:
    land = frame([box(10, 10, 20, 20), None, box(500, 0, 510, 10)], use=["b", "a", "b"])
    table = zone_statistics(TWO, land, by="use")
    assert table.columns.tolist() == ["zone_id", "class", "features", *MEASURES, "share"]
    assert table["zone_id"].tolist() == ["f0", "f0", "f1", "f1", *CLOSING]
    assert table["class"].tolist() == ["b", "a", "b", "a", *["(all)"] * 5]
    assert table["features"].tolist() == [1, 0, 0, 0, 0, 0, 1, 1, 3]
    assert table["plane_m2"].tolist() == pytest.approx([100, 0, 0, 0, 0, 0, 100, 0, 200])
    assert table["share"].tolist() == pytest.approx([0.01, 0, 0, 0, *[np.nan] * 5], nan_ok=True)
    assert table["features"].dtype == "Int64"
    assert [str(table[column].dtype) for column in (*MEASURES, "share")] == ["float64"] * 4
    assert table.index.tolist() == list(range(9))
    assert_closes(table)


def test_input_stays_as_it_was() -> None:
    land = frame([box(10, 10, 120, 20), None], use=["b", "a"]).set_index(pd.Index(["u", "v"]))
    zones = TWO.set_index(pd.Index([5, 5]))
    before = zones.copy(deep=True), land.copy(deep=True)
    zone_statistics(zones, land, by="use")
    assert_geodataframe_equal(zones, before[0])
    assert_geodataframe_equal(land, before[1])
    assert not shapely.is_prepared(zones.geometry.to_numpy()).any()


def test_class_overlap_by_hand() -> None:
    """Two of a class and one of another over each other: 20 x 10 twice, 10 x 10 in common."""
    land = frame([box(0, 0, 20, 10), box(10, 0, 30, 10), box(10, 0, 30, 10)], use=["a", "a", "b"])
    table = zone_statistics(TWO, land, by="use")
    assert cell(table, "f0", of="a") == pytest.approx(300)
    assert cell(table, "f0", of="b") == pytest.approx(200)
    assert cell(table, "(class overlap)") == pytest.approx(-200)
    assert cell(table, "(class overlap)", "features") == 1
    assert cell(table, "(total)") == pytest.approx(300)
    assert_closes(table)
    summed = zone_statistics(TWO, land, by="use", double_count=True)
    assert cell(summed, "f0", of="a") == pytest.approx(400)
    assert cell(summed, "(class overlap)") == 0
    assert cell(summed, "(total)") == pytest.approx(600)
    assert_closes(summed)


def test_duplicates_count_once_in_area_and_each_in_features() -> None:
    land = frame([box(0, 0, 20, 10)] * 3)
    table = zone_statistics(TWO, land)
    assert cell(table, "f0") == pytest.approx(200)
    assert cell(table, "f0", "features") == 3
    assert cell(table, "(total)") == pytest.approx(200)
    assert_closes(table)


def test_zone_overlap_by_hand() -> None:
    """The field lies whole in both zones but for 10 m beyond each."""
    land = frame([box(40, 0, 110, 10)])
    table = zone_statistics(NESTED, land)
    assert cell(table, "f0") == pytest.approx(600)
    assert cell(table, "f1") == pytest.approx(600)
    assert cell(table, "(zone overlap)") == pytest.approx(-500)
    assert cell(table, "(zone overlap)", "features") == 1
    assert cell(table, "(outside)") == 0
    assert cell(table, "(total)") == pytest.approx(700)
    assert_closes(table)


def test_both_overlaps_at_once() -> None:
    """A place in two zones and two classes is counted four times: less one a zone, less one zone."""
    land = frame([box(60, 0, 70, 10), box(60, 0, 70, 10)], use=["a", "b"])
    table = zone_statistics(NESTED, land, by="use")
    assert table["plane_m2"].tolist() == pytest.approx([100, 100, 100, 100, -200, -100, 0, 0, 100])
    summed = zone_statistics(NESTED, land, by="use", double_count=True)
    assert summed["plane_m2"].tolist() == pytest.approx([100, 100, 100, 100, 0, -200, 0, 0, 200])


def test_three_zones_over_each_other() -> None:
    zones = frame([box(0, 0, 100, 100)] * 3)
    table = zone_statistics(zones, frame([box(-10, 0, 10, 10)]))
    assert table["plane_m2"].tolist() == pytest.approx([100, 100, 100, 0, -200, 100, 0, 200])


def test_lines_by_hand() -> None:
    road = frame([LineString([(-50, 50), (250, 50)]), LineString([(50, 50), (50, 350)])], kind=["x", "y"])
    table = zone_statistics(TWO, road, by="kind")
    assert table["length_m"].tolist() == pytest.approx([100, 50, 100, 0, 0, 0, 350, 0, 600])
    assert table["features"].tolist() == [1, 1, 1, 0, 0, 0, 2, 0, 2]
    assert table["share"].tolist() == pytest.approx([value / 600 for value in (100, 50, 100, 0, 0, 0, 350, 0, 600)])
    assert (table[["plane_m2", "ellipsoid_m2"]] == 0).all(axis=None)


def test_lines_over_each_other() -> None:
    road = frame([LineString([(0, 50), (80, 50)]), LineString([(90, 50), (40, 50), (40, 90)])], kind=["x", "y"])
    table = zone_statistics(TWO, road, by="kind")
    assert cell(table, "(class overlap)", "length_m") == pytest.approx(-40)
    assert cell(table, "(total)", "length_m") == pytest.approx(130)
    assert_closes(table)
    assert cell(zone_statistics(TWO, road), "f0", "length_m") == pytest.approx(130)
    assert cell(zone_statistics(TWO, road, double_count=True), "f0", "length_m") == pytest.approx(170)


def test_a_line_that_runs_back_over_itself_counts_there_once() -> None:
    table = zone_statistics(TWO, frame([LineString([(50, 50), (150, 50), (120, 50)])]))
    assert table["length_m"].tolist() == pytest.approx([50, 50, 0, 0, 0, 0, 100])


@pytest.mark.parametrize("angle", [0, 17, 45, 83.5])
def test_a_line_along_a_common_border_belongs_to_the_first(angle: float) -> None:
    def turned(shape: Geometry) -> Geometry:
        return rotate(shape, angle, origin=(0, 0))

    along = LineString([(100, -20), (100, 30), (100, 80), (150, 80)])
    zones = frame([turned(box(0, 0, 100, 100)), turned(box(100, 0, 200, 100))])
    table = zone_statistics(zones, frame([turned(along)]))
    assert table["length_m"].tolist() == pytest.approx([80, 50, 0, 0, 20, 0, 150])
    assert_closes(table)
    backwards = zone_statistics(zones.iloc[::-1], frame([turned(along)]))
    assert backwards["zone_id"].tolist()[:2] == ["f1", "f0"]
    assert backwards["length_m"].tolist() == pytest.approx([130, 0, 0, 0, 20, 0, 150])


def test_a_line_along_an_outer_border_belongs_to_the_zone() -> None:
    table = zone_statistics(TWO, frame([LineString([(0, 0), (150, 0)])]))
    assert table["length_m"].tolist() == pytest.approx([100, 50, 0, 0, 0, 0, 150])


def test_a_line_that_only_touches_is_outside() -> None:
    table = zone_statistics(TWO, frame([LineString([(50, -50), (50, 0)]), LineString([(200, 100), (300, 200)])]))
    assert table["features"].tolist() == [0, 0, 0, 0, 2, 0, 2]


def test_points() -> None:
    """Inside one, on the common border, at a common corner, inside both of two overlapping zones, outside."""
    shops = frame([Point(50, 50), Point(100, 50), Point(100, 100), Point(150, 50), Point(300, 0), None])
    table = zone_statistics(TWO, shops)
    assert table["features"].tolist() == [3, 1, 0, 0, 1, 1, 6]
    assert table["share"].tolist() == pytest.approx([3 / 6, 1 / 6, 0, 0, 1 / 6, 1 / 6, 1])
    assert zone_statistics(TWO.iloc[::-1], shops)["features"].tolist() == [3, 1, 0, 0, 1, 1, 6]
    assert (table[MEASURES] == 0).all(axis=None)
    both = zone_statistics(NESTED, frame([Point(75, 50), Point(50, 50), Point(75, 0)]))
    assert both["features"].tolist() == [3, 2, 0, 2, 0, 0, 3]


def test_a_point_that_rounding_moves_off_the_border_is_still_on_it() -> None:
    slanted = LineString([(0, 0), (100, 37)])
    zones = frame([Polygon([(0, 0), (100, 37), (0, 100)]), Polygon([(0, 0), (100, 37), (100, 0)])])
    on_it = [slanted.interpolate(at) for at in np.linspace(1, 100, 50)]
    assert zone_statistics(zones, frame(on_it))["features"].tolist()[:2] == [50, 0]


@pytest.mark.parametrize("by", [None, "kind"])
def test_points_alone_and_among_others(by: str | None) -> None:
    """Points are quick to look at where nothing else is there; heights, null and empty ones change nothing."""
    chance = np.random.default_rng(8)
    places = np.round(chance.uniform(-20, 220, (7_000, 2)))
    kinds = chance.choice(["a", "b", "c"], len(places)).tolist()
    points = list(shapely.points(places))
    alone = zone_statistics(NESTED, frame(points, kind=kinds), by=by)
    high = list(shapely.points(np.column_stack([places, places[:, :1]])))
    pd.testing.assert_frame_equal(zone_statistics(NESTED, frame(high, kind=kinds), by=by), alone)
    single = [MultiPoint([point]) for point in points]
    pd.testing.assert_frame_equal(zone_statistics(NESTED, frame(single, kind=kinds), by=by), alone)
    more = zone_statistics(NESTED, frame([*points, None, Point()], kind=[*kinds, "a", "a"]), by=by)
    counts = alone["features"].to_numpy(copy=True)
    counts[-2:] += 2
    assert more["features"].tolist() == counts.tolist()
    assert counts[-1] == len(points) + 2


def test_points_of_a_multipoint_are_one_feature() -> None:
    table = zone_statistics(TWO, frame([MultiPoint([(10, 10), (20, 20), (150, 50), (500, 500)])]))
    assert table["features"].tolist() == [1, 1, 0, 0, 1, 0, 1]


def test_mixed_geometry_and_collections() -> None:
    things = frame(
        [
            GeometryCollection([box(0, 0, 10, 10), LineString([(0, 50), (30, 50)]), Point(5, 5)]),
            MultiPolygon([box(20, 0, 30, 10), box(120, 0, 130, 10)]),
            MultiLineString([[(0, 60), (10, 60)], [(190, 60), (210, 60)]]),
            Point(150, 50),
            GeometryCollection([GeometryCollection([box(40, 0, 50, 10)])]),
            Polygon(),
        ]
    )
    table = zone_statistics(TWO, things)
    assert table["plane_m2"].tolist() == pytest.approx([300, 100, 0, 0, 0, 0, 400])
    assert table["length_m"].tolist() == pytest.approx([40, 10, 0, 0, 10, 0, 60])
    assert table["features"].tolist() == [4, 3, 0, 0, 1, 1, 6]
    assert table["share"].iloc[0] == pytest.approx(0.03)


def test_heights_do_not_matter() -> None:
    flat = frame([box(10, 10, 120, 20), LineString([(0, 0), (50, 50)])])
    high = flat.set_geometry(shapely.force_3d(flat.geometry.to_numpy(), 12.5))
    pd.testing.assert_frame_equal(zone_statistics(TWO, high), zone_statistics(TWO, flat))


def test_neighbours_that_touch_are_not_counted() -> None:
    land = frame([rotate(box(0, 0, 100, 100), 31, origin=(0, 0)), rotate(box(100, 0, 200, 100), 31, origin=(0, 0))])
    table = zone_statistics(land, land)
    assert table["features"].tolist() == [1, 1, 0, 0, 0, 0, 2]


def test_classes() -> None:
    uses: list[Any] = ["b", None, "a", np.nan, "b"]
    land = frame([box(x, 0, x + 10, 10) for x in range(0, 50, 10)], use=uses)
    assert zone_statistics(TWO, land, by="use")["class"].tolist()[:3] == ["b", "a", "(none)"]
    assert cell(zone_statistics(TWO, land, by="use"), "f0", of="(none)") == pytest.approx(200)
    ordered = land.assign(use=pd.Categorical(land["use"], ["z", "a", "b"]))
    assert zone_statistics(TWO, ordered, by="use")["class"].tolist()[:3] == ["a", "b", "(none)"]
    numbers = land.assign(use=[3, 1, 1, 3, 2])
    assert zone_statistics(TWO, numbers, by="use")["class"].tolist()[:3] == [3, 1, 2]
    told = land.assign(use=land["use"].fillna("(none)"))
    pd.testing.assert_frame_equal(
        zone_statistics(TWO, told, by="use").sort_values(["zone_id", "class"], ignore_index=True),
        zone_statistics(TWO, land, by="use").sort_values(["zone_id", "class"], ignore_index=True),
    )


def test_zone_without_geometry_is_unknown_not_zero() -> None:
    zones = frame([box(0, 0, 100, 100), None, Polygon()], no=[7, 8, 9])
    table = zone_statistics(zones, frame([box(0, 0, 10, 10)]), zone_id="no")
    assert table["zone_id"].tolist() == [7, 8, 9, *CLOSING]
    for row in (1, 2):
        assert table.iloc[row][["features", *MEASURES, "share"]].isna().all()
    assert_closes(table)


def test_nothing_in_nothing() -> None:
    land = frame([box(10, 10, 20, 20)], use=["a"])
    empty = zone_statistics(TWO, land.iloc[:0], by="use")
    assert empty["zone_id"].tolist() == ["f0", "f1", *CLOSING]
    assert empty["class"].tolist() == ["(none)", "(none)", *["(all)"] * 5]
    assert empty["plane_m2"].tolist() == [0.0] * 7
    assert empty["share"].tolist()[:2] == [0.0, 0.0]
    assert zone_statistics(TWO, land.iloc[:0])["class"].tolist() == ["(all)"] * 7
    no_zones = zone_statistics(TWO.iloc[:0], land)
    assert no_zones["zone_id"].tolist() == list(CLOSING)
    assert cell(no_zones, "(outside)") == pytest.approx(100)
    unplaced = zone_statistics(TWO, frame([None, None]))
    assert unplaced["features"].tolist() == [0, 0, 0, 0, 0, 2, 2]
    assert len(zone_statistics(TWO.iloc[:0], land.iloc[:0])) == 5


def test_buffer_first_clip_after() -> None:
    """A river that runs past outside the zone still bears on it; clipping first would lose that."""
    zone = frame([box(0, 0, 1000, 1000)])
    river = frame([LineString([(-100, -5000), (-100, 5000)])])
    table = zone_statistics(zone, buffer(river, 200))
    assert cell(table, "f0") == pytest.approx(100 * 1000)
    assert cell(table, "f0", "share") == pytest.approx(0.1)
    assert cell(zone_statistics(zone, river), "f0", "length_m") == 0


def test_ellipsoid_area_is_that_of_the_pieces() -> None:
    zones = frame([box(0, 0, 4000, 4000), box(4000, 0, 9000, 4000)])
    land = frame([box(1000, 1000, 6000, 3000)])
    pieces = frame([box(1000, 1000, 4000, 3000), box(4000, 1000, 6000, 3000)])
    table = zone_statistics(zones, land)
    np.testing.assert_allclose(table["ellipsoid_m2"].iloc[:2], measure_area(pieces)["ellipsoid_m2"], rtol=1e-12)
    assert cell(table, "(total)", "ellipsoid_m2") == pytest.approx(measure_area(land)["ellipsoid_m2"].iloc[0])


@pytest.mark.parametrize("double_count", [False, True])
@pytest.mark.parametrize("name", ["rivers", "roads", "facilities", "projects", "towns", "zones", "district"])
def test_packaged_layers_close(name: str, double_count: bool) -> None:  # noqa: FBT001 - a parameter of the test
    zones, features = layer("zones"), layer(name)
    table = zone_statistics(zones, features, by="kind", double_count=double_count)
    assert_closes(table)
    assert len(table) == len(zones) * features["kind"].nunique() + 5
    union = features.union_all()
    if not double_count:
        lines = [part for part in features.geometry if part is not None and part.length and not part.area]
        assert cell(table, "(total)") == pytest.approx(union.area, rel=1e-9, abs=1e-6)
        assert cell(table, "(total)", "length_m") == pytest.approx(shapely.union_all(lines).length, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("zones", "options", "says"),
    [
        (TWO, {"zone_id": "code"}, r"the zones have no column 'code'; there are: id"),
        (TWO, {"zone_id": "geometry"}, r"the zones have no column 'geometry'"),
        (TWO, {"by": "use"}, r"the features have no column 'use'; there are: id, tags"),
        (TWO, {"by": "tags"}, r"column 'tags' holds lists or the like"),
        (
            TWO.assign(id=["a", "a"]),
            {},
            r"the zones must have unique ids, and a is there more than once in 'id' \(rows 0, 1\); .*dissolve\('id'\)",
        ),
        (TWO.assign(id=pd.Series(["a", None])), {}, r"the zones have no 'id' in 1 of 2 rows \(row 1\); fill it in"),
        (
            TWO.assign(id=["a", "(total)"]),
            {},
            r"the zones have the 'id' \(total\), which a closing row is called; rename it",
        ),
        (frame([box(0, 0, 1, 1), Point(0, 0)]), {}, r"a zone must be a polygon, and f1 is a Point; buffer it first"),
        (frame([Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]), {}, r"zone statistics: invalid geometry in f0 \(Self"),
    ],
)
def test_bad_input_is_named(zones: gpd.GeoDataFrame, options: dict[str, Any], says: str) -> None:
    with pytest.raises(SchemaError, match=says):
        zone_statistics(zones, frame([box(0, 0, 1, 1)], tags=[["a"]]), **options)


def test_invalid_features_and_foreign_systems_are_refused() -> None:
    with pytest.raises(SchemaError, match="zone statistics: invalid geometry in f0"):
        zone_statistics(TWO, frame([Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]))
    degrees = frame([box(119, 36, 120, 37)], crs="EPSG:4326")
    for zones, features in ((TWO, degrees), (degrees, TWO)):
        with pytest.raises(CRSError, match="zone statistics needs metres, and the frame is in degrees"):
            zone_statistics(zones, features)
    with pytest.raises(CRSError, match="stretches areas"):
        zone_statistics(TWO.to_crs("EPSG:3857"), TWO)
    with pytest.raises(CRSError, match="the frames are in different reference systems"):
        zone_statistics(TWO, TWO.to_crs("EPSG:4548"))


def test_many_over_each_other() -> None:
    """Each cell is the union of its class in its zone."""
    chance = np.random.default_rng(4)
    shapes = [
        Point(x, y).buffer(reach, quad_segs=int(segments))
        for x, y, reach, segments in chance.uniform([0, 0, 20, 2], [300, 300, 90, 9], (90, 4))
    ]
    land = frame(shapes, use=chance.choice(list("abc"), len(shapes)))
    zones = frame([box(0, 0, 150, 200), box(150, 0, 300, 200), box(0, 200, 300, 260), box(100, 100, 200, 250)])
    table = zone_statistics(zones, land, by="use")
    assert_closes(table)
    for zone, shape in zip(zones["id"], zones.geometry, strict=True):
        for use in "abc":
            expected = land[land["use"] == use].union_all().intersection(shape).area
            assert cell(table, zone, of=use) == pytest.approx(expected, rel=1e-9, abs=1e-4)
    ground = zones.union_all()
    assert cell(table, "(outside)") == pytest.approx(land.union_all().difference(ground).area, rel=1e-9)
    taken = 0
    for row in range(1, len(land)):
        before, use = land.iloc[:row], land["use"].iloc[row]
        left = land.geometry.iloc[row] - before[before["use"] == use].union_all()
        taken += (left & before[before["use"] != use].union_all() & ground).area > 1e-6
    assert cell(table, "(class overlap)", "features") == taken


def test_lines_whose_place_is_taken() -> None:
    """In a zone; only outside; where one of its own class is already; in part."""
    ways = [[(0, 10), (50, 10)], [(20, 10), (30, 10)], [(500, 10), (600, 10)], [(500, 10), (550, 10)]]
    ways += [[(20, 10), (30, 10)], [(80, 10), (20, 10)], [(-50, 20), (50, 20)], [(-50, 20), (-10, 20)]]
    table = zone_statistics(TWO, frame([LineString(way) for way in ways], use=list("aabcbcab")), by="use")
    assert cell(table, "(class overlap)", "features") == 2
    assert cell(table, "(class overlap)", "length_m") == pytest.approx(-10 - 30)
    assert_closes(table)


@pytest.mark.parametrize("angle", [0, 17, 45, 83.5])
def test_nothing_is_outside_of_zones_that_cover_all(angle: float) -> None:
    """What rounding leaves along the borders is no land, however it is turned, whether or not borders are shared."""
    turn = {"angle": angle, "origin": (0, 0)}
    zones = frame([rotate(box(x, y, x + 100, y + 100), **turn) for x in range(0, 1000, 100) for y in (0, 100)])
    land = frame(
        [rotate(shape, **turn) for shape in (box(50, 50, 950, 150), box(0, 0, 300, 200), box(100, 0, 200, 100))]
    )
    table = zone_statistics(zones, land, double_count=True)
    assert cell(table, "(outside)") == 0
    assert cell(table, "(outside)", "features") == 0
    assert_closes(table)


where = st.integers(0, 20)
size = st.integers(1, 12)
boxes = st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), where, where, size, size)
lines = st.builds(lambda x, y, u, v: LineString([(x, y), (x + u, y), (x + u, y + v)]), where, where, size, size)
points = st.builds(Point, where, where)


@given(
    zones=st.lists(boxes, min_size=1, max_size=4),
    features=st.lists(st.tuples(st.one_of(boxes, lines, points, st.none()), st.sampled_from("ab")), max_size=7),
    angle=st.sampled_from([0.0, 0.0, 33.0]),
)
@settings(max_examples=20, deadline=None, derandomize=True)
def test_equals_brute_force_and_closes(
    zones: list[Polygon], features: list[tuple[Geometry | None, str]], angle: float
) -> None:
    def turned(shape: Geometry | None) -> Geometry | None:
        return None if shape is None else rotate(shape, angle, origin=(0, 0))

    ground = frame([turned(zone) for zone in zones])
    land = frame([turned(shape) for shape, _ in features], use=[name for _, name in features])
    table = zone_statistics(ground, land, by="use")
    summed = zone_statistics(ground, land, by="use", double_count=True)
    assert_closes(table)
    assert_closes(summed)
    areas = land[land.geom_type == "Polygon"]
    for zone, shape in zip(ground["id"], ground.geometry, strict=True):
        for use in land["use"].unique():
            mine = areas[areas["use"] == use]
            expected = mine.union_all().intersection(shape).area
            assert cell(table, zone, of=use) == pytest.approx(expected, rel=1e-8, abs=1e-6)
            assert cell(summed, zone, of=use) == pytest.approx(mine.intersection(shape).area.sum(), rel=1e-8, abs=1e-6)
            assert cell(table, zone, "features", of=use) >= int((mine.intersection(shape).area > 1e-3).sum())
    whole, union = ground.union_all(), areas.union_all()
    assert cell(table, "(outside)") == pytest.approx(union.difference(whole).area, rel=1e-8, abs=1e-6)
    assert cell(table, "(total)") == pytest.approx(union.area, rel=1e-8, abs=1e-6)
    assert cell(summed, "(total)") == pytest.approx(areas.area.sum(), rel=1e-8, abs=1e-6)
    ways = land[land.geom_type == "LineString"]
    assert cell(table, "(total)", "length_m") == pytest.approx(ways.union_all().length, rel=1e-8, abs=1e-6)
    if angle == 0:
        outside = ways.union_all().difference(whole).length
        assert cell(table, "(outside)", "length_m") == pytest.approx(outside, rel=1e-8, abs=1e-6)


def test_parts_of_a_multi_line_that_run_over_each_other_count_once() -> None:
    zone = gpd.GeoDataFrame({"id": ["z"]}, geometry=[box(0, -5, 100, 5)], crs="EPSG:4549")
    there, back, across = [(0, 0), (10, 0)], [(10, 0), (0, 0)], [(5, 0), (20, 0)]
    for shape, length in (
        (LineString([*there, (0, 0)]), 10),
        (MultiLineString([there, back]), 10),
        (MultiLineString([there, across]), 20),
        (GeometryCollection([LineString(there), MultiLineString([back, across])]), 20),
        (MultiLineString([there, [(10, 0), (20, 0)]]), 20),
    ):
        for double_count in (True, False):
            features = gpd.GeoDataFrame(geometry=[shape, LineString([(0, 3), (7, 3)])], crs="EPSG:4549")
            table = zone_statistics(zone, features, double_count=double_count)
            assert table["length_m"].iloc[[0, -1]].tolist() == [length + 7, length + 7]
