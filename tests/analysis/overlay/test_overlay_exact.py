"""Overlay against geopandas, pair by pair: shapes that are hard to cut, coverages, real outlines, invalid input."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal, get_args

import geopandas as gpd
import numpy as np
import pytest
import shapely
from county_outlines import shandong_counties
from exactness import LEFT, RIGHT, differences, numbered
from hard_shapes import BY_HAND, PLACES, SQUARE, at_random, laid_out
from rational import common_area
from shapely import Polygon, box
from thinned import thinned

from hanting_geo.analysis.overlay.overlay import RepairedGeometryWarning, overlay

if TYPE_CHECKING:
    import pandas as pd

How = Literal["intersection", "union", "identity", "symmetric_difference", "difference"]
KINDS: tuple[How, ...] = get_args(How)
BATCH = 500


def require_equal(left: gpd.GeoDataFrame, right: gpd.GeoDataFrame, how: How) -> None:
    """Lay one frame over the other with both libraries, and compare pair by pair."""
    left, right = numbered(left, right)
    ours = overlay(left, right, how=how, keep_geom_type=True)
    theirs = gpd.overlay(left, right, how=how, keep_geom_type=True)
    assert len(theirs) or how in {"difference", "symmetric_difference"}
    faults = differences(ours, theirs, left, right)
    if "case" in left:
        faults = faults[[not is_right(fault, ours, left, right) for fault in faults.to_dict("records")]]
    assert faults.empty, explained(faults, left, right)
    assert list(ours.columns) == list(theirs.columns)
    assert ours.index.equals(theirs.index) or len(ours) != len(theirs)


def is_right(
    fault: dict[str, Any],
    ours: gpd.GeoDataFrame,
    left: gpd.GeoDataFrame,
    right: gpd.GeoDataFrame,
) -> bool:
    """Tell whether GEOS is off and not ours, by exact areas: of a pair, or of one that has but one neighbour.

    Ours has the right area, and lies in and out of both as it should.
    """
    if fault["fault"] == "invalid":
        return False
    one, other = (frame[frame["case"] == case_of(fault, left, right)] for frame in (left, right))
    if len(one) != 1 or len(other) != 1:
        return False
    shapes = one.geometry.iloc[0], other.geometry.iloc[0]
    common = common_area(*shapes)
    whole = {(True, False): 0, (False, True): 1}.get((fault[LEFT] >= 0, fault[RIGHT] >= 0))
    exact = common if whole is None else common_area(*[shapes[whole]] * 2) - common
    mine, most = shape_of(fault, ours), fault["tolerance_m2"]
    if abs(mine.area - exact) > most:
        return False
    inside = [mine.area, mine.area] if whole is None else [0 if side != whole else mine.area for side in (0, 1)]
    if mine.is_empty:
        return True
    return all(abs(common_area(mine, shape) - area) <= most for shape, area in zip(shapes, inside, strict=True))


def case_of(fault: dict[str, Any], left: gpd.GeoDataFrame, right: gpd.GeoDataFrame) -> str:
    frame, row = (left, fault[LEFT]) if fault[LEFT] >= 0 else (right, fault[RIGHT])
    return str(frame["case"].iloc[row])


def shape_of(fault: dict[str, Any], result: gpd.GeoDataFrame) -> shapely.Geometry:
    """Give the shape of a pair; an empty one where it has no row."""
    row = np.ones(len(result), dtype=bool)
    for name in {LEFT, RIGHT} & {*result.columns}:
        row &= result[name].fillna(-1) == fault[name]
    return result.geometry[row].iloc[0] if row.any() else Polygon()


def explained(faults: pd.DataFrame, left: gpd.GeoDataFrame, right: gpd.GeoDataFrame) -> str:
    """Name the shapes of the first faults."""
    lines = [f"{len(faults)} faults"]
    for fault in faults.head(5).to_dict("records"):
        lines.append(str(fault))
        for frame, row in ((left, fault[LEFT]), (right, fault[RIGHT])):
            if row >= 0:
                feature = frame.iloc[row]
                lines.append(f"  {feature.get('case', row)}: {shapely.to_wkb(feature.geometry, hex=True)[:2000]}")
    return "\n".join(lines)


@pytest.mark.parametrize(("place", "how"), thinned(PLACES, KINDS, one_in=3))
def test_by_hand(place: str, how: How) -> None:
    left, right = laid_out(list(BY_HAND.values()), place, list(BY_HAND))
    assert set(left["case"]) == set(BY_HAND)
    require_equal(left, right, how)


def test_the_exact_area_is_that_of_geos_where_that_is_sure() -> None:
    pairs = at_random(np.random.default_rng(5), 24)
    for (one,), (other,) in pairs:
        assert float(common_area(one, other)) == pytest.approx((one & other).area, rel=1e-6, abs=1e-6)
    assert common_area(SQUARE, box(30, 0, 40, 40)) == 0
    assert common_area(SQUARE, box(10, 0, 40, 40)) == 600
    assert common_area(SQUARE - box(10, 10, 20, 20), box(10, 10, 20, 20)) == 0
    assert common_area(SQUARE - box(10, 10, 20, 20), SQUARE) == 800


def random_frames(seed: int, count: int, place: str) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    pairs = at_random(np.random.default_rng([seed, count]), count)
    left, right = laid_out(pairs, place, [f"{seed}/{number}" for number in range(count)])
    assert len(left) > 0.9 * count
    return left, right


@pytest.mark.parametrize(("place", "how"), thinned(PLACES, KINDS, one_in=4))
def test_at_random(place: str, how: How) -> None:
    require_equal(*random_frames(1, 48, place), how)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
@pytest.mark.parametrize("how", KINDS)
def test_ten_thousand_at_random(seed: int, how: How) -> None:
    require_equal(*random_frames(seed, BATCH, list(PLACES)[seed % len(PLACES)]), how)


def heap(seed: int, count: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Lay shapes of all sorts on each other, so that each meets many, also in its own frame."""
    pairs = at_random(np.random.default_rng(seed), count)
    place = np.array([430_000.0, 4_071_000.0])
    shapes = [np.array([pair[side][0] for pair in pairs], dtype=object) for side in (0, 1)]
    left, right = (
        gpd.GeoDataFrame(geometry=shapely.transform(side, lambda at: at + place), crs="EPSG:4549") for side in shapes
    )
    assert left.is_valid.all()
    return left, right[right.is_valid].reset_index(drop=True)


@pytest.mark.parametrize("how", KINDS)
def test_heaped(how: How) -> None:
    require_equal(*heap(3, 14), how)


@pytest.mark.long
@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("seed", range(20, 26))
def test_many_heaped(seed: int, how: How) -> None:
    require_equal(*heap(seed, 64), how)


def coverage(seed: int, count: int, size: float = 3000.0) -> gpd.GeoDataFrame:
    """Cut a square into the surroundings of random points: neighbours share their borders to the last bit."""
    square = box(430_000, 4_071_000, 430_000 + size, 4_071_000 + size)
    corner = np.array([430_000, 4_071_000])
    points = shapely.multipoints(corner + np.random.default_rng(seed).uniform(0, size, (count, 2)))
    cells = np.array(shapely.voronoi_polygons(points, extend_to=square).geoms)
    inner = cells[shapely.covers(square, cells)]
    assert len(inner) > count / 4
    assert shapely.coverage_is_valid(inner)
    return gpd.GeoDataFrame(geometry=inner, crs="EPSG:4549")


@pytest.mark.parametrize("how", KINDS)
def test_two_coverages(how: How) -> None:
    require_equal(coverage(1, 60), coverage(2, 45), how)


@pytest.mark.parametrize(("how", "grid_m"), thinned(KINDS, [0, 0.001], one_in=4))
def test_pieces_cut_along_borders(how: How, grid_m: float) -> None:
    """Lay a coverage over the pieces that it cut: unsnapped, and snapped to whole millimetres."""
    zones = coverage(3, 24)
    snapped = pieces_of(zones, 50, grid_m)
    require_equal(snapped, zones, how)
    require_equal(zones, snapped, how)


def pieces_of(zones: gpd.GeoDataFrame, count: int, grid_m: float) -> gpd.GeoDataFrame:
    pieces = gpd.overlay(coverage(4, count), zones, keep_geom_type=True).explode(ignore_index=True)
    snapped = pieces.set_geometry(shapely.set_precision(pieces.geometry.to_numpy(), grid_m))
    return snapped[snapped.area > 0.01].reset_index(drop=True)


def test_what_many_snapped_pieces_leave_is_right_where_geopandas_loses_a_strip() -> None:
    """No two of these pieces share ground in the zone: what they leave is its area less what each has of it."""
    zones = coverage(3, 24)
    pieces = pieces_of(zones, 60, 0.001)
    zone = zones.geometry.iloc[5]
    inside = shapely.intersection(zone, pieces.geometry.to_numpy())
    inside = inside[shapely.area(inside) > 0]
    one, other = shapely.STRtree(inside).query(inside, predicate="intersects")
    assert shapely.area(shapely.intersection(inside[one], inside[other]))[one < other].sum() == 0
    exact = zone.area - shapely.area(inside).sum()
    left = overlay(zones.iloc[[5]], pieces, how="difference").area.sum()
    assert left == pytest.approx(exact, abs=1e-6)
    theirs = gpd.overlay(zones.iloc[[5]], pieces, how="difference", keep_geom_type=True)
    assert theirs.area.sum() < exact - 0.008


@pytest.mark.parametrize("how", KINDS)
def test_coverage_over_itself(how: How) -> None:
    one = coverage(5, 60)
    moved = gpd.GeoDataFrame(geometry=shapely.normalize(one.geometry.to_numpy()), crs=one.crs)
    require_equal(one, moved, how)


def counties(*, rows: slice = slice(None)) -> gpd.GeoDataFrame:
    return shandong_counties().iloc[rows].reset_index(drop=True)


def test_the_outlines_are_a_coverage_of_the_province() -> None:
    real = counties()
    shapes = real.geometry.to_numpy()
    assert len(real) == 136
    assert shapely.coverage_is_valid(shapes)
    # The statistical yearbook gives 157,900 km2.
    assert shapely.area(shapes).sum() / 1e6 == pytest.approx(157_900, rel=0.01)


@pytest.mark.parametrize("how", thinned(KINDS, one_in=2))
def test_real_outlines_over_parcels(how: How) -> None:
    real = counties(rows=slice(60, 68))
    west, south, east, north = real.total_bounds
    x, y = np.meshgrid(np.arange(west, east, 9000), np.arange(south, north, 9000))
    cells = gpd.GeoSeries(shapely.box(x, y, x + 8500, y + 9000).ravel(), crs=real.crs)
    turned = cells.rotate(11, origin=((west + east) / 2, (south + north) / 2))
    require_equal(gpd.GeoDataFrame(geometry=turned), real, how)


@pytest.mark.parametrize("how", thinned(KINDS, one_in=2))
def test_pieces_cut_along_real_outlines(how: How) -> None:
    """Pieces and outlines share borders, of which each has nodes that the other lacks."""
    real = counties(rows=slice(0, 4))
    west, south, east, north = real.total_bounds
    x, y = np.meshgrid(np.arange(west, east, 7000), np.arange(south, north, 7000))
    cells = gpd.GeoSeries(shapely.box(x, y, x + 7000, y + 7000).ravel(), crs=real.crs)
    turned = cells.rotate(23, origin=((west + east) / 2, (south + north) / 2))
    pieces = gpd.overlay(gpd.GeoDataFrame(geometry=turned), real, keep_geom_type=True).explode(ignore_index=True)
    require_equal(pieces, real, how)


@pytest.mark.parametrize(("how", "turn"), thinned(KINDS, [0.0, 1e-7, 2.0], one_in=5))
def test_real_outlines_over_themselves(how: How, turn: float) -> None:
    real = counties(rows=slice(0, 7))
    copy = real.set_geometry(real.rotate(turn, origin=tuple(real.total_bounds[:2])))
    require_equal(real, copy, how)


@pytest.mark.long
@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("turn", [0.0, 7.0])
def test_all_real_outlines_over_themselves(how: How, turn: float) -> None:
    real = counties()
    require_equal(real, real.set_geometry(real.rotate(turn, origin=(384_000, 4_030_000))), how)


BOW_TIE = Polygon([(0, 0), (30, 30), (30, 0), (0, 30)])
INVALID = {
    "bow tie": BOW_TIE,
    "ring that touches itself": Polygon([(0, 0), (30, 0), (30, 30), (15, 0), (0, 30)]),
    "ring that touches itself inside": Polygon(
        [(15, 0), (30, 0), (30, 30), (0, 30), (0, 0), (15, 0), (20, 9), (10, 9)]
    ),
    "spike": Polygon([(0, 0), (30, 0), (30, 30), (30, 60), (30, 30), (0, 30)]),
    "hole outside": Polygon([(0, 0), (30, 0), (30, 30), (0, 30)], [[(40, 40), (50, 40), (45, 50)]]),
    "holes that cross": Polygon(
        [(0, 0), (30, 0), (30, 30), (0, 30)], [box(5, 5, 15, 15).exterior, box(10, 10, 20, 20).exterior]
    ),
    "hole along the shell": Polygon([(0, 0), (30, 0), (30, 30), (0, 30)], [[(0, 5), (0, 20), (12, 12)]]),
    "parts that overlap": shapely.MultiPolygon([box(0, 0, 20, 20), box(10, 10, 30, 30)]),
    "parts along an edge": shapely.MultiPolygon([box(0, 0, 10, 30), box(10, 10, 30, 30)]),
}


@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("side", ["left", "right"])
def test_invalid_input(how: How, side: str) -> None:
    over = [box(-10, 8, 50, 22), box(5, -10, 16, 70), SQUARE]
    left, right = numbered(*laid_out([([SQUARE], [SQUARE])] * len(INVALID), "district", list(INVALID)))
    corners = shapely.bounds(left.geometry.to_numpy())[:, None, :2]
    bad = gpd.GeoDataFrame(
        {"case": list(INVALID)},
        geometry=[
            shapely.transform(shape, lambda at, corner=corner: at + corner)
            for shape, corner in zip(INVALID.values(), corners, strict=True)
        ],
        crs="EPSG:4549",
    )
    assert not bad.is_valid.any()
    good = gpd.GeoDataFrame(
        geometry=[shapely.transform(shape, lambda at, by=by: at + by) for by in corners for shape in over],
        crs="EPSG:4549",
    )
    left, right = numbered(bad, good) if side == "left" else numbered(good, bad)
    with pytest.warns(RepairedGeometryWarning, match=f"{len(INVALID)} invalid geometries of df{1 + (side == 'right')}"):
        ours = overlay(left, right, how=how, keep_geom_type=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        theirs = gpd.overlay(left, right, how=how, keep_geom_type=True)
    repaired = [frame.set_geometry(frame.make_valid()) for frame in (left, right)]
    faults = differences(ours, theirs, *repaired)
    assert faults.empty, explained(faults, left, right)
