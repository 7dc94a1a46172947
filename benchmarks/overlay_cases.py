"""The rows of overlay.py: what is laid over what, who takes part, and how much faster hanting_geo is meant to be."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import overlay_data as data
import overlay_peers as peers
import pandas as pd
import shapely
from exactness import differences, numbered

import hanting_geo as hg
from hanting_geo.analysis.statistics.zone_statistics import CLOSING

if TYPE_CHECKING:
    from collections.abc import Callable

    Frames = tuple[gpd.GeoDataFrame, ...]
    Run = Callable[[Any], Any]

EVERY = "every peer"
GEOPANDAS, SHAPELY, TREE = "geopandas", "shapely + covers", "STRtree.query_nearest"
RINGS_M = (100.0, 200.0, 400.0)
_SAME = 1e-9


class Case(NamedTuple):
    """One row of the table."""

    name: str
    title: str
    frames: Callable[[float], Frames]
    """Make the frames of this share of the full size."""
    ours: Run
    peers: dict[str, tuple[Run, ...]]
    """By name; of several ways the one is taken that is faster."""
    targets: dict[str, float]
    """How many times faster than whom."""
    check: Callable[[Any, Any, Frames], list[str]]
    """Say what is wrong with a result, beside that of the first peer."""
    query: Callable[[Frames], str] | None = None
    """For databases."""
    sample: Callable[[Frames], Frames] | None = None
    """What peers get of the frames; their time is scaled up by the rows of the first."""


# What is right


def same_pairs(ours: gpd.GeoDataFrame, theirs: gpd.GeoDataFrame, frames: Frames) -> list[str]:
    """Compare overlays pair by pair."""
    faults = differences(ours, theirs, *frames)
    return [f"{len(faults):,} faults in pairs, such as {fault}" for fault in faults.head(1).to_dict("records")]


def same_sums(ours: Any, theirs: Any, _: Frames) -> list[str]:
    """Compare tables cell by cell: 1e-9 of the cell, and a millionth of a square metre or metre for the smallest."""
    mine, other = _cells(ours), _cells(theirs)
    # A cell where nothing lies is 0, whether there is a row for it or not.
    mine, other = mine.align(other, fill_value=0.0)
    off = np.flatnonzero((mine - other).abs() > _SAME * other.abs() + 1e-6)
    return [
        f"{len(off):,} cells differ, such as {mine.index[at]}: {mine.iloc[at]}, not {other.iloc[at]}" for at in off[:1]
    ]


def _cells(result: Any) -> pd.Series[Any]:
    """Bring the sums of all sides into one form: by zone, or by zone and class."""
    column = "total"
    if isinstance(result, pd.Series):
        return result.astype(float).sort_index().rename_axis(["zone", "class"][: result.index.nlevels])
    if column in result.columns:
        keys = [name for name in result.columns if name != column]
    else:
        # Ours: without the closing rows, and without a class where there is but one.
        column = result.attrs["measure"]
        result = result[~result["zone_id"].isin(CLOSING)]
        keys = ["zone_id", "class"][: 1 + (result["class"] != result["class"].iloc[0]).any()]
    cells: pd.Series[Any] = result.set_index(keys)[column].astype(float).sort_index()
    return cells.rename_axis(["zone", "class"][: len(keys)])


def same_shapes(ours: Any, theirs: list[shapely.Geometry], _: Frames) -> list[str]:
    """Compare ring by ring: by 1e-9 of the area."""
    shapes, expected = (
        np.array(list(side.geometry) if isinstance(side, gpd.GeoDataFrame) else side, dtype=object)
        for side in (ours, theirs)
    )
    off = shapely.area(shapely.symmetric_difference(shapes, expected)) / shapely.area(expected)
    return [f"ring {row} differs by {off[row]:.1e} of its area" for row in np.flatnonzero(off > _SAME)] + [
        f"ring {row} is invalid" for row in np.flatnonzero(~shapely.is_valid(shapes))
    ]


def same_distances(ours: Any, theirs: data.Floats, frames: Frames) -> list[str]:
    """Compare the distances of the points that the peer was asked for, to a millionth of a millimetre."""
    mine = ours
    if isinstance(ours, gpd.GeoDataFrame):
        mine = ours["distance_m"].to_numpy()[_sampled(len(frames[0]))]
    off = np.abs(mine - theirs)
    return [f"{int((off > _SAME).sum()):,} distances differ, by up to {off.max()} m"] if (off > _SAME).any() else []


# The frames


def dense(count: int) -> Callable[[float], Frames]:
    """Make two coverages of the same land."""

    def make(scale: float) -> Frames:
        number = round(count * scale)
        other = data.parcels(number, number=2, turn=41.0).rename(columns={"parcel": "plot", "owners": "tenants"})
        return numbered(data.parcels(number), other.rename(columns={"land_use": "use"}))

    return make


def in_zones(count: int, *, zones_first: bool = True) -> Callable[[float], Frames]:
    """Make parcels, and 200 zones of 1,000 corners over them."""

    def make(scale: float) -> Frames:
        number = round(count * scale)
        parcels, zones = data.parcels(number), data.zones(200, 1000, side_m=data.side(number))
        return numbered(zones, parcels) if zones_first else numbered(parcels, zones)

    return make


@functools.cache
def _in_counties(count: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    counties = data.counties()
    west, south, east, north = counties.total_bounds
    cell_m = np.sqrt((east - west) * (north - south) * (1 - data.GAPS) / count)
    # A square of the size of the box: half of it is land of the province, as in any box round a province.
    return counties, data.parcels(count, cell_m=cell_m, middle=data.middle_of(counties))


def in_counties(scale: float) -> Frames:
    """Make large parcels all over the counties."""
    return numbered(*_in_counties(round(100_000 * scale)))


def cut_along_counties(scale: float) -> Frames:
    """Cut the parcels along the borders of the counties."""
    counties, parcels = _in_counties(round(100_000 * scale))
    pieces = gpd.overlay(parcels, counties, keep_geom_type=True).explode(ignore_index=True)
    return numbered(counties, pieces.rename(columns={"zone": "cut_by"}))


def turned_counties(scale: float) -> Frames:
    """Turn a copy of the counties by seven degrees."""
    counties = data.counties().iloc[: max(round(136 * scale), 20)]
    copy = counties.set_geometry(counties.rotate(7.0, origin=data.middle_of(counties)))
    return numbered(counties, copy.rename(columns={"zone": "turned"}))


def points_in_zones(scale: float) -> Frames:
    """Scatter points over zones."""
    side_m = data.side(round(100_000 * scale))
    return numbered(data.zones(200, 1000, side_m=side_m), data.points(round(500_000 * scale), side_m=side_m))


def roads_in_zones(scale: float) -> Frames:
    """Lay roads through zones."""
    side_m = data.side(round(100_000 * scale))
    return numbered(data.zones(200, 1000, side_m=side_m), data.roads(round(100_000 * scale), side_m=side_m))


def long_rivers(scale: float) -> Frames:
    """Make eight rivers of 8,000 points."""
    return (data.rivers(8, round(8_000 * scale), side_m=40_000.0 * scale**0.5),)


def points_by_rivers(scale: float) -> Frames:
    """Scatter points round forty rivers of 8,000 segments."""
    side_m = 40_000.0 * scale**0.5
    lines = data.segments(data.rivers(40, round(8_000 * scale) + 1, side_m=side_m))
    return data.points(round(1_000_000 * scale), side_m=side_m), lines


def _sampled(count: int) -> data.Numbers:
    return np.arange(0, count, 50)


def some_points(frames: Frames) -> Frames:
    """Take every fiftieth point."""
    points, lines = frames
    return points.iloc[_sampled(len(points))], lines


# What hanting_geo is asked


def overlaid(how: Any) -> Run:
    """Overlay."""

    def run(frames: Frames) -> gpd.GeoDataFrame:
        left, right = frames
        return hg.overlay(left, right, how=how, keep_geom_type=True)

    return run


def statistics(measure: str, by: str | None = None) -> Run:
    """Measure by zone."""

    def run(frames: Frames) -> pd.DataFrame:
        zones, features = frames
        result = hg.zone_statistics(zones, features, zone_id="zone", by=by, double_count=True)
        result.attrs["measure"] = measure
        return result

    return run


def nearest(frames: Frames) -> gpd.GeoDataFrame:
    """Find the nearest segment."""
    points, lines = frames
    return hg.nearest(points, lines)


def rings(frames: Frames) -> gpd.GeoDataFrame:
    """Make rings."""
    (lines,) = frames
    return hg.rings(lines, RINGS_M)


def _both_ways(run: Run) -> tuple[Run, ...]:
    return run, peers.swapped(run)


def _intersection(name: str, title: str, frames: Callable[[float], Frames], targets: dict[str, float]) -> Case:
    return Case(
        name,
        title,
        frames,
        overlaid("intersection"),
        {
            GEOPANDAS: _both_ways(peers.geopandas_overlay("intersection")),
            SHAPELY: _both_ways(peers.shapely_intersection),
        },
        targets,
        same_pairs,
        peers.intersection_query,
    )


def _rest(name: str, title: str, how: str, frames: Callable[[float], Frames], target: float = 6) -> Case:
    run = peers.geopandas_overlay(how)
    ways = _both_ways(run) if how in {"union", "symmetric_difference"} else (run,)
    return Case(name, title, frames, overlaid(how), {GEOPANDAS: ways}, {GEOPANDAS: target}, same_pairs)


CASES = (
    _intersection(
        "zones",
        "intersection, 200 zones of 1,000 vertices x 100,000 parcels",
        in_zones(100_000),
        {GEOPANDAS: 10, "SedonaDB": 5, SHAPELY: 2},
    ),
    _intersection(
        "dense",
        "intersection, two dense coverages 30,000 x 30,000",
        dense(30_000),
        {GEOPANDAS: 4, "SedonaDB": 2.5},
    ),
    _intersection(
        "counties",
        "100,000 parcels x 136 real counties with shared borders",
        in_counties,
        {GEOPANDAS: 6, "SedonaDB": 3},
    ),
    _intersection(
        "cut-counties",
        "parcels cut exactly along county borders x counties",
        cut_along_counties,
        {GEOPANDAS: 3, EVERY: 1},
    ),
    _intersection("turned-counties", "counties x a rotated copy", turned_counties, {GEOPANDAS: 3, EVERY: 1}),
    *(
        _rest(f"{how}-dense", f"{how.replace('_', ' ')}, dense 5,000 x 5,000", how, dense(5_000))
        for how in ("difference", "union", "symmetric_difference", "identity")
    ),
    *(
        _rest(
            f"{how}-zones",
            f"{how.replace('_', ' ')}, 20,000 parcels and 200 zones",
            how,
            in_zones(20_000, zones_first=False),
        )
        for how in ("difference", "union", "symmetric_difference", "identity")
    ),
    _rest("zones-minus-parcels", "200 zones minus 20,000 parcels", "difference", in_zones(20_000), 40),
    Case(
        "area",
        "area by zone and class, 100,000 parcels",
        in_zones(100_000),
        statistics("plane_m2", "land_use"),
        {GEOPANDAS: _both_ways(peers.geopandas_area("zone", "land_use"))},
        {GEOPANDAS: 10, "SedonaDB": 5},
        same_sums,
        lambda _: peers.sum_query("ST_Area", "zone", "land_use"),
    ),
    Case(
        "points",
        "500,000 points in 200 zones",
        points_in_zones,
        statistics("features"),
        {GEOPANDAS: (peers.geopandas_count("zone"),)},
        {GEOPANDAS: 2, "SedonaDB": 1},
        same_sums,
        lambda _: peers.count_query("zone"),
    ),
    Case(
        "roads",
        "length of 100,000 roads by zone",
        roads_in_zones,
        statistics("length_m"),
        {GEOPANDAS: _both_ways(peers.geopandas_length("zone"))},
        {GEOPANDAS: 2, "SedonaDB": 1},
        same_sums,
        lambda _: peers.sum_query("ST_Length", "zone"),
    ),
    Case(
        "rings",
        "multi-ring buffer and dissolve of long rivers",
        long_rivers,
        rings,
        {GEOPANDAS: (peers.geopandas_rings(RINGS_M),)},
        {GEOPANDAS: 2},
        same_shapes,
    ),
    Case(
        "nearest",
        "exact distance from 1,000,000 points to 320,000 river segments",
        points_by_rivers,
        nearest,
        {TREE: (peers.tree_nearest,)},
        {TREE: 20},
        same_distances,
        sample=some_points,
    ),
)
