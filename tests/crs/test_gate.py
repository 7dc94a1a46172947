"""The gate: what gets through, what does not, and what it says."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely import Point, Polygon, box

from hanting_geo.crs.coordinates import coordinate_problem
from hanting_geo.crs.gate import misfits, require_metres, require_same_crs, require_valid, resolve, same_system, to_crs
from hanting_geo.errors import CRSError, SchemaError

E, N = 430361.721, 4071270.368  # (119.22 E, 36.77 N) in EPSG:4549


def frame(*points: tuple[float, float], crs: object = "EPSG:4549") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": [f"p{i}" for i in range(len(points))]}, geometry=[Point(p) for p in points], crs=crs)


@pytest.mark.parametrize("source", ["EPSG:4326", "EPSG:4490"])
@pytest.mark.parametrize(("target", "east"), [("EPSG:4549", E), ("EPSG:4528", 40_000_000 + E)])
def test_wgs84_and_cgcs2000_are_taken_as_equal(source: str, target: str, east: float) -> None:
    moved = to_crs(frame((119.22, 36.77), crs=source), target).geometry.iloc[0]
    assert (moved.x, moved.y) == pytest.approx((east, N), abs=0.001)


def test_between_the_two_datums_nothing_moves() -> None:
    start = frame((119.22, 36.77), crs="EPSG:4326")
    assert to_crs(start, "EPSG:4490").geometry.iloc[0].equals(start.geometry.iloc[0])
    assert to_crs(start, "EPSG:4490").crs == resolve("EPSG:4490")


@pytest.mark.parametrize("code", [4549, 4528, 4490, 4326, 32650, 2385])
def test_a_prj_file_says_the_same_as_the_epsg_code(code: int) -> None:
    epsg = resolve(f"EPSG:{code}")
    prj = CRS.from_wkt(epsg.to_wkt("WKT1_ESRI"))
    assert same_system(epsg, prj)
    assert same_system(prj, epsg)
    degrees = not epsg.is_projected
    start = frame((119.22, 36.77) if degrees else (40_430_361.0 if code == 4528 else E, N), crs=prj)
    require_same_crs(start, start.set_crs(epsg, allow_override=True), "overlay")
    moved = to_crs(start, epsg)
    assert moved.crs == epsg
    assert moved.geometry.iloc[0].equals(start.geometry.iloc[0])


@pytest.mark.parametrize("other", ["EPSG:4548", "EPSG:4528", "EPSG:32650", "EPSG:4490", "EPSG:2385", "EPSG:3857"])
def test_other_systems_are_not_the_same(other: str) -> None:
    assert not same_system(resolve("EPSG:4549"), resolve(other))
    assert not same_system(CRS.from_wkt(resolve("EPSG:4549").to_wkt("WKT1_ESRI")), resolve(other))


@pytest.mark.parametrize("old", ["EPSG:4214", "EPSG:4610"])  # Beijing 1954, Xi'an 1980
@pytest.mark.parametrize("target", ["working", "stored", "EPSG:4490"])
def test_a_datum_without_known_parameters_is_never_taken_as_equal(old: str, target: str) -> None:
    with pytest.raises(CRSError, match=r"different datums, and no transformation .* parameters of its survey office"):
        to_crs(frame((119.22, 36.77), crs=old), target)
    assert to_crs(frame((119.22, 36.77), crs=old), old).crs == resolve(old)


def test_round_trip_keeps_a_tenth_of_a_millimetre() -> None:
    start = frame((E, N), (418000.0, 4_120_000.0))
    back = to_crs(to_crs(start, "stored"), "working")
    assert back.distance(start).max() < 1e-4


def test_input_is_never_changed() -> None:
    start = frame((119.22, 36.77), crs="EPSG:4326")
    before = start.copy()
    to_crs(start, "working")
    to_crs(start, "EPSG:4326")["id"] = "changed"
    assert start.equals(before)
    assert start.crs == before.crs


@pytest.mark.parametrize(
    ("point", "advice"),
    [((40_430_361.0, 4_071_270.0), "zone prefix 40"), ((4_071_270.0, 40_430_361.0), "swap x and y")],
)
def test_a_coordinate_without_a_place_names_its_feature(point: tuple[float, float], advice: str) -> None:
    with pytest.raises(CRSError, match=rf"coordinates of p1 do not fit.*{advice}"):
        to_crs(frame((E, N), point), "EPSG:4326")
    with pytest.raises(CRSError, match=rf"a buffer: the coordinates of p1.*{advice}"):
        require_metres(frame((E, N), point), "a buffer")


def test_an_infinite_result_names_its_feature() -> None:
    # A quarter of the globe east of the meridian, a transverse Mercator goes to infinity.
    far = frame((119.0, 36.0), (30.0, 0.0), crs="EPSG:4326")
    with pytest.raises(CRSError, match=r"p1: coordinates of WGS 84 have no place in CGCS2000 / 3-degree"):
        to_crs(far, "working")


def test_null_and_empty_geometry_pass() -> None:
    some = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[None, Polygon()], crs="EPSG:4326")
    moved = to_crs(some, "working")
    assert moved.geometry.isna().tolist() == [True, False]
    assert to_crs(some.iloc[:0], "working").empty


def test_no_crs_is_said() -> None:
    with pytest.raises(CRSError, match=r"has none; say which one.*set_crs"):
        to_crs(frame((E, N), crs=None), "working")


def test_unknown_crs_is_said() -> None:
    with pytest.raises(CRSError, match="unknown reference system 'EPSG:999999'"):
        resolve("EPSG:999999")


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ("EPSG:4490", r"a buffer needs metres, and the frame is in degrees.*EPSG:4549"),
        ("EPSG:2225", "counts in US survey foot"),
        (None, "needs a reference system"),
    ],
)
def test_metres_are_never_asked_of_degrees(crs: str | None, said: str) -> None:
    with pytest.raises(CRSError, match=said):
        require_metres(frame((1.0, 1.0), crs=crs), "a buffer")


def test_areas_are_never_taken_in_web_mercator() -> None:
    mercator = to_crs(frame((119.22, 36.77), crs="EPSG:4326"), "EPSG:3857")
    require_metres(mercator, "a buffer")
    with pytest.raises(CRSError, match=r"stretches areas here by \+5[67]%"):
        require_metres(mercator, "an area", areas=True)
    require_metres(frame((E, N)), "an area", areas=True)
    require_metres(frame(crs="EPSG:3857"), "an area", areas=True)


def test_different_systems_are_named() -> None:
    with pytest.raises(CRSError, match=r"CM 120E; WGS 84 / UTM zone 50N"):
        require_same_crs(frame((E, N)), frame((E, N), crs="EPSG:32650"), "overlay")


def test_invalid_geometry_is_named_with_its_reason() -> None:
    bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    some = gpd.GeoDataFrame({"id": ["good", "bow"]}, geometry=[box(0, 0, 1, 1), bow], crs="EPSG:4549")
    with pytest.raises(SchemaError, match=r"a buffer: invalid geometry in bow \(Self-intersection\[0\.5 0\.5\]\)"):
        require_valid(some, "a buffer")
    require_valid(gpd.GeoDataFrame(geometry=[None, Point()], crs="EPSG:4549"), "a buffer")


@pytest.mark.parametrize("bad", [Point(np.inf, N), Point(E, np.nan), Point(np.nan, np.nan)])
def test_a_point_has_finite_coordinates(bad: Point) -> None:
    for others in ([], [None, Point()], [box(0, 0, 1, 1)]):
        good = gpd.GeoDataFrame(geometry=[Point(E, N), *others], crs="EPSG:4549")
        require_valid(good, "a count")
        with pytest.raises(SchemaError, match=r"a count: invalid geometry in row 0 \(Invalid Coordinate"):
            require_valid(gpd.GeoDataFrame(geometry=[bad, *others], crs="EPSG:4549"), "a count")


def test_bounds_need_not_be_asked_for_again() -> None:
    some = gpd.GeoDataFrame(geometry=[None, Point(E, N), box(E, N, E + 9, N + 9), Point()], crs="EPSG:4549")
    known = shapely.bounds(np.asarray(some.geometry.values))
    assert require_metres(some, "an area", areas=True, bounds=known) == some.crs
    require_valid(some, "an area", bounds=known)
    assert misfits(some) == []
    swapped = gpd.GeoDataFrame(geometry=[None, Point(N, E), Point(E, N)], crs="EPSG:4549")
    assert [(position, problem[0]) for position, problem in misfits(swapped)] == [(1, "swapped_axes")]
    with pytest.raises(CRSError, match="row 1 do not fit"):
        require_metres(swapped, "an area", bounds=shapely.bounds(np.asarray(swapped.geometry.values)))
    mercator = gpd.GeoDataFrame(geometry=[None, Point(1.3e7, 4.4e6)], crs="EPSG:3857")
    with pytest.raises(CRSError, match="stretches areas"):
        require_metres(mercator, "an area", areas=True)


@pytest.mark.parametrize(
    ("bounds", "crs", "code"),
    [
        ((E, N, E + 10, N + 10), "EPSG:4549", None),
        ((4e7 + E, N, 4e7 + E + 10, N + 10), "EPSG:4528", None),
        ((119.0, 36.7, 119.4, 37.2), "EPSG:4490", None),
        ((119.0, 36.7, 119.4, 37.2), "EPSG:4549", "degrees_in_metre_crs"),
        ((36.7, 119.0, 37.2, 119.4), "EPSG:4549", "degrees_in_metre_crs"),
        ((36.7, 119.0, 37.2, 119.4), "EPSG:4490", "swapped_axes"),
        ((E, N, E, N), "EPSG:4490", "metres_in_degree_crs"),
        ((N, E, N + 10, E + 10), "EPSG:4549", "swapped_axes"),
        ((N, 4e7 + E, N + 10, 4e7 + E + 10), "EPSG:4528", "swapped_axes"),
        ((N, 4e7 + E, N + 10, 4e7 + E + 10), "EPSG:4549", "swapped_axes"),
        ((4e7 + E, N, 4e7 + E, N), "EPSG:4549", "zone_prefix"),
        ((E, N, E, N), "EPSG:4528", "zone_prefix"),
        ((3.9e7 + E, N, 3.9e7 + E, N), "EPSG:4528", "zone_prefix"),
        ((0.0, 0.0, 100.0, 100.0), "EPSG:4549", None),  # a local drawing
        ((-4e6, N, -4e6, N), "EPSG:4549", "outside_zone"),
        ((9.9e6, N, 9.9e6, N), "EPSG:4549", "outside_zone"),
        ((np.nan, np.nan, np.nan, np.nan), "EPSG:4549", None),
        ((13271000.0, 4408000.0, 13272000.0, 4409000.0), "EPSG:3857", None),
    ],
)
def test_coordinates_that_cannot_belong(bounds: tuple[float, float, float, float], crs: str, code: str | None) -> None:
    problem = coordinate_problem(bounds, resolve(crs))
    assert (problem[0] if problem else None) == code


@pytest.mark.parametrize(
    "crs", ["EPSG:4549", "EPSG:4528", "EPSG:4550", "EPSG:4498", "EPSG:4508", "EPSG:32650", "EPSG:32651"]
)
def test_lengths_are_true_in_zones_that_hold_the_place(crs: str) -> None:
    """Three and six degrees, with and without a prefix, beside their edge as well; 4508 is that of 111 E."""
    there = to_crs(frame((119.22, 36.77) if crs != "EPSG:4508" else (113.9, 36.77), crs="EPSG:4326"), crs)
    assert require_metres(there, "a buffer", lengths=True) == resolve(crs)


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ("EPSG:3857", r"stretches lengths here by \+24\.8%"),
        ("EPSG:8857", r"stretches lengths here by \+\d\d\.\d%"),
        ("EPSG:6933", r"stretches lengths here by \+8\.1%"),
        ("ESRI:102025", r"stretches lengths here by \+9\.3%"),
        ("EPSG:4508", r"stretches lengths here by \+0\.7%"),
        (
            "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=GRS80 +units=m",
            r"lengths here by .*use frame\.to_crs\('EPSG:4549'\)",
        ),
        ("+proj=laea +lat_0=35 +lon_0=105 +ellps=GRS80 +units=m", r"stretches lengths here by \+"),
        ("+proj=utm +zone=50 +k=0.98 +ellps=GRS80 +units=m", None),
        ("+proj=tmerc +lon_0=119 +k=0.98 +x_0=500000 +ellps=GRS80 +units=m", r"squeezes lengths here by -2\.0%"),
    ],
)
def test_lengths_are_never_taken_where_they_are_none(crs: str, said: str | None) -> None:
    there = frame((119.22, 36.77), crs="EPSG:4326").to_crs(crs)
    if said is None:
        require_metres(there, "a buffer", lengths=True)
        return
    with pytest.raises(CRSError, match=said):
        require_metres(there, "a buffer", lengths=True)


def test_the_scale_of_lengths_is_asked_for_where_features_lie() -> None:
    """Off the equator a Mercator line is wrong, on it is right; one feature far out is enough to refuse."""
    near, far = ((0.0, 0.1), (0.0, 60.0))
    mercator = frame(near, crs="EPSG:4326").to_crs("EPSG:3857")
    require_metres(mercator, "a buffer", lengths=True)
    both = frame(near, near, far, near, crs="EPSG:4326").to_crs("EPSG:3857")
    with pytest.raises(CRSError, match=r"\+99\.|\+100\."):
        require_metres(both, "a buffer", lengths=True)
    require_metres(frame(crs="EPSG:3857"), "a buffer", lengths=True)
    require_metres(gpd.GeoDataFrame(geometry=[None, Point()], crs="EPSG:3857"), "a buffer", lengths=True)
