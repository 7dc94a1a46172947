"""Statistics of rasters: by hand, against cells cut one by one, and against rasterstats and exactextract."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import rasterstats
import shapely
from exactextract import exact_extract
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from rasterio.vrt import WarpedVRT
from shapely import MultiPolygon, Point, Polygon, box
from shapes import X, Y, frame

import hanting_geo as hg
from hanting_geo.analysis.raster import accumulators as rastersums
from hanting_geo.analysis.raster import cells as rastercells
from hanting_geo.analysis.raster import grid as rastergrid
from hanting_geo.analysis.raster.raster_statistics import raster_classes, raster_statistics
from hanting_geo.analysis.raster.summary import STATS
from hanting_geo.errors import CRSError, SchemaError, SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

NORTH_UP = rasterio.Affine(10, 0, X, 0, -10, Y + 40)
"""Four rows of 10 m from Y + 40 down to Y."""


def written(path: Path, values: Any, place: Any = NORTH_UP, crs: str | None = "EPSG:4549", **more: Any) -> Path:
    """Write one band, or several, with their place."""
    bands = np.asarray(values)
    bands = bands[None] if bands.ndim == 2 else bands
    kind = {"driver": "GTiff", "count": len(bands), "height": bands.shape[1], "width": bands.shape[2]}
    with rasterio.open(path, "w", dtype=bands.dtype, crs=crs, transform=place, **{**kind, **more}) as file:
        file.write(bands)
    return path


def one(table: pd.DataFrame, column: str, zone: str = "f0") -> Any:
    return table.set_index("zone_id").loc[zone, column]


SIXTEEN = np.arange(1, 17, dtype="float32").reshape(4, 4)


def brute(zone: Any, values: NDArray[Any], place: Any) -> list[tuple[float, float]]:
    """Cut a zone with each cell by itself: value and covered fraction, of the cells that it covers at all."""
    found = []
    for row, column in np.ndindex(values.shape):
        corners = [(column + dx, row + dy) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))]
        cell = Polygon([(place.a * x + place.b * y + place.c, place.d * x + place.e * y + place.f) for x, y in corners])
        fraction = zone.intersection(cell).area / cell.area
        if fraction > 1e-6 and np.isfinite(values[row, column]):
            found.append((float(values[row, column]), fraction))
    return found


# By hand


def test_fractions_by_hand(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    # Half of 1, half of 2, a quarter of each below: 5 and 6.
    table = raster_statistics(
        frame([box(5, 25, 15, 40)]), raster, stats=["sum", "mean", "min", "max", "std", "variety"]
    )
    assert one(table, "sum") == pytest.approx(0.5 * 1 + 0.5 * 2 + 0.25 * 5 + 0.25 * 6)
    assert one(table, "mean") == pytest.approx((0.5 * 1 + 0.5 * 2 + 0.25 * 5 + 0.25 * 6) / 1.5)
    assert one(table, "cells") == pytest.approx(1.5)
    assert one(table, "covered") == 1
    assert (one(table, "min"), one(table, "max"), one(table, "variety")) == (1, 6, 4)
    mean = (0.5 * 1 + 0.5 * 2 + 0.25 * 5 + 0.25 * 6) / 1.5
    squares = 0.5 * (1 - mean) ** 2 + 0.5 * (2 - mean) ** 2 + 0.25 * (5 - mean) ** 2 + 0.25 * (6 - mean) ** 2
    assert one(table, "std") == pytest.approx((squares / 1.5) ** 0.5)


def test_centres_by_hand(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    # The centres at 15, 35 and 15, 25 lie in it; those at x = 5 do not.
    table = raster_statistics(frame([box(6, 22, 16, 40)]), raster, stats=["sum", "mean"], rule="centre")
    assert table.drop(columns="zone_id").iloc[0].tolist() == [2 + 6, 4, 2, 1]


def test_the_columns_are_those_asked_for(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    zones = frame([box(0, 0, 20, 20), None]).set_index(pd.Index(["west", "gone"]))
    before = zones.copy()
    table = raster_statistics(zones, raster)
    assert table.columns.tolist() == ["zone_id", "mean", "sum", "cells", "covered"]
    assert table.index.tolist() == ["west", "gone"]
    assert_geodataframe_equal(zones, before)
    every = raster_statistics(zones, raster, stats=[*STATS, "q5", "q97.5"])
    assert every.columns.tolist() == ["zone_id", *STATS, "q5", "q97.5", "cells", "covered"]
    assert raster_statistics(zones, raster, stats="max").columns.tolist() == ["zone_id", "max", "cells", "covered"]


def test_a_zone_without_geometry_keeps_its_row(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN.astype("uint8"))
    zones = frame([None, box(0, 0, 20, 20), Polygon()])
    table = raster_statistics(zones, raster, stats=[*STATS, "q10"])
    assert table.drop(columns="zone_id").iloc[[0, 2]].isna().all(axis=None)
    assert table.iloc[1].notna().all()
    classes = raster_classes(zones, raster).set_index("zone_id")
    assert classes.loc[["f0", "f2"]].drop(columns="class").isna().all(axis=None)
    assert classes.loc["f1"].notna().all(axis=None)


def test_no_zones_give_no_rows(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    assert raster_statistics(frame([]), raster, stats=[*STATS, "q10"]).empty
    assert raster_classes(frame([]), raster).empty
    assert raster_statistics(frame([None]), raster, stats="median").isna().iloc[0].sum() == 3


def test_whole_numbers_stay_whole(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN.astype("int16"))
    table = raster_statistics(frame([box(0, 0, 20, 20)]), raster, stats=["min", "max", "majority", "minority", "mean"])
    assert table.dtypes[["min", "max", "majority", "minority"]].astype(str).eq("Int64").all()
    assert table["mean"].dtype == float


def test_overlapping_zones_are_each_answered_in_full(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    zones = frame([box(0, 0, 40, 40), box(0, 0, 40, 40), box(0, 30, 40, 40)])
    for rule in ("fraction", "centre"):
        assert raster_statistics(zones, raster, rule=rule)["sum"].tolist() == [136, 136, 10]  # type: ignore[arg-type]


# What is missing


@pytest.mark.parametrize("how", ["nodata", "said", "nan", "infinite", "mask", "alpha"])
@pytest.mark.parametrize("rule", ["fraction", "centre"])
def test_no_value_is_left_out_and_seen(tmp_path: Path, how: str, rule: Any) -> None:
    values, more, said = SIXTEEN.copy(), {}, None
    gap = {"nodata": -9999, "said": -9999, "nan": np.nan, "infinite": np.inf}.get(how, 77)
    values[0, 0] = gap
    path = tmp_path / "r.tif"
    if how == "nodata":
        more = {"nodata": -9999}
    elif how == "said":
        said = -9999
    if how == "alpha":
        bands = np.stack([values, values, values, np.where(values == 77, 0, 255)]).astype("uint8")
        written(path, bands, photometric="RGB", alpha="yes")
    else:
        written(path, values, **more)
    if how == "mask":
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as file:
            file.write_mask(np.where(values == 77, 0, 255).astype("uint8"))
    table = raster_statistics(
        frame([box(0, 20, 20, 40)]), path, stats=["sum", "min", "variety"], rule=rule, nodata=said
    )
    assert (one(table, "sum"), one(table, "min"), one(table, "variety")) == (2 + 5 + 6, 2, 3)
    assert (one(table, "cells"), one(table, "covered")) == (3, 0.75)
    assert hg.findings(table)["code"].tolist() == ["not_covered"]


def test_a_zone_that_leaves_the_raster_is_covered_in_part(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    zones = frame([box(30, 30, 50, 40), box(100, 100, 120, 120), box(0, 0, 10, 10)])
    table = raster_statistics(zones, raster, stats=["sum", "mean", "median"])
    assert table["covered"].tolist() == pytest.approx([0.5, 0, 1])
    assert table["sum"].tolist()[::2] == [4, 13]
    assert table[["sum", "mean", "median"]].iloc[1].isna().all()
    assert hg.findings(table)["feature"].tolist() == ["f0", "f1"]


def test_a_zone_that_holds_no_centre_is_said(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    zones = frame([box(0, 0, 4, 4), box(0, 0, 40, 40)])
    table = raster_statistics(zones, raster, rule="centre")
    assert (one(table, "cells"), one(table, "covered")) == (0, 0)
    assert pd.isna(one(table, "sum"))
    (finding,) = hg.findings(table).to_dict("records")
    assert finding["feature"] == "f0"
    assert "rule='fraction'" in finding["what_to_do"]
    assert one(raster_statistics(zones, raster), "sum") == pytest.approx(0.16 * 13)
    shares = raster_classes(zones, raster, rule="centre").set_index("zone_id").loc["f0"]
    assert shares.set_index("class")["share"]["(none)"] == 1
    assert shares["share"].sum() == 1


def test_a_value_that_looks_like_none_is_said(tmp_path: Path) -> None:
    values = SIXTEEN.copy()
    values[1, 1] = -9999
    zones = frame([box(0, 0, 40, 40)])
    found = hg.findings(raster_statistics(zones, written(tmp_path / "r.tif", values)))
    assert found["code"].tolist() == ["undeclared_nodata"]
    assert "nodata=-9999" in found["what_to_do"].iloc[0]
    assert hg.findings(raster_statistics(zones, tmp_path / "r.tif", nodata=-9999))["code"].tolist() == ["not_covered"]


def test_scale_and_offset_are_applied(tmp_path: Path) -> None:
    path = written(tmp_path / "r.tif", np.array([[10, 20], [30, -1]], dtype="int16"), nodata=-1)
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.1,), (5,)
    table = raster_statistics(frame([box(0, 20, 20, 40)]), path, stats=["mean", "max", "majority"])
    assert one(table, "mean") == pytest.approx((6 + 7 + 8) / 3)
    assert one(table, "max") == pytest.approx(8)
    assert one(table, "cells") == 3


def test_a_band_is_chosen(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", np.stack([SIXTEEN, SIXTEEN * 10]))
    zones = frame([box(0, 30, 10, 40)])
    assert one(raster_statistics(zones, raster, band=2), "sum") == 10
    for band in (0, 3, True):
        with pytest.raises(SchemaError, match=r"r\.tif has no band .*; it has 1 to 2"):
            raster_statistics(zones, raster, band=band)


# Against other ways


def polygon(draw: Any) -> Any:
    """Draw a shape with a hole, somewhere over and beyond the raster of the oracle."""
    x, y = draw(st.floats(-15, 95)), draw(st.floats(-15, 75))
    outer = Point(x, y).buffer(draw(st.floats(2, 40)), quad_segs=draw(st.integers(1, 6)))
    hole = Point(x + 1, y + 2).buffer(draw(st.floats(0.5, 15)), quad_segs=2)
    return shapely.affinity.rotate(outer.difference(hole), draw(st.floats(0, 90)))


@st.composite
def shapes(draw: Any) -> Any:
    """Draw some shapes."""
    return [shape for shape in (polygon(draw) for _ in range(draw(st.integers(1, 4)))) if shape.area > 1]


PLACES = {
    "north up": rasterio.Affine(10, 0, X, 0, -10, Y + 60),
    "south up": rasterio.Affine(10, 0, X, 0, 10, Y),
    "west": rasterio.Affine(-10, 0, X + 80, 0, -10, Y + 60),
    "oblong": rasterio.Affine(10, 0, X, 0, -7, Y + 60),
    "turned": rasterio.Affine(8.2, 3.4, X + 20, 3.8, -7.3, Y + 40),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@given(drawn=shapes(), seed=st.integers(0, 1000))
@settings(max_examples=8, deadline=None)
def test_fractions_are_those_of_cells_cut_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, place: Any, drawn: list[Any], seed: int
) -> None:
    values = np.random.default_rng(seed).integers(0, 9, (6, 8)).astype("float64")
    values[2, 3] = np.nan
    raster = written(tmp_path_factory.mktemp("r") / "r.tif", values, place)
    zones = frame([*drawn, box(25, 25, 40, 40)])
    table = raster_statistics(zones, raster, stats=["sum", "mean", "variance", "min", "max", "variety"])
    for row, zone in enumerate(zones.geometry):
        cells = brute(zone, values, place)
        said = table.iloc[row]
        assert said["cells"] == pytest.approx(sum(part for _, part in cells), rel=1e-6, abs=1e-6)
        area = abs(place.determinant)
        assert said["covered"] == pytest.approx(sum(part for _, part in cells) * area / zone.area, rel=1e-5, abs=1e-5)
        if cells:
            value, part = np.array(cells).T
            mean = np.average(value, weights=part)
            assert said["sum"] == pytest.approx(value @ part, rel=1e-6, abs=1e-5)
            assert said["mean"] == pytest.approx(mean, rel=1e-5, abs=1e-5)
            assert said["variance"] == pytest.approx(np.average((value - mean) ** 2, weights=part), rel=1e-4, abs=1e-4)
        # A cell of about a millionth counts here and not there.
        clear = [value for value, part in cells if part > 1e-5]
        if clear and len(clear) == len(cells):
            assert (said["min"], said["max"], said["variety"]) == (min(clear), max(clear), len(set(clear)))


@given(drawn=shapes(), seed=st.integers(0, 1000), name=st.sampled_from(["north up", "oblong"]))
@settings(max_examples=16, deadline=None)
@pytest.mark.filterwarnings("ignore:Use .@. matmul:PendingDeprecationWarning")
def test_centres_are_those_of_rasterstats(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[Any], seed: int, name: str
) -> None:
    values = np.random.default_rng(seed).integers(-5, 9, (6, 8)).astype("float64")
    values[seed % 6, 3] = -9999
    raster = written(tmp_path_factory.mktemp("r") / "r.tif", values, PLACES[name], nodata=-9999)
    zones = frame([*drawn, box(25, 25, 45, 45)])  # its edges run through centres
    ours = ["sum", "mean", "min", "max", "count", "std", "median", "variety"]
    theirs = [{"variety": "unique"}.get(name, name) for name in ours]
    table = raster_statistics(zones, raster, stats=ours, rule="centre")
    for row, said in enumerate(rasterstats.zonal_stats(zones, str(raster), stats=theirs, all_touched=False)):
        if not said["count"]:
            assert table["cells"].iloc[row] == 0
            continue
        got = [table[name].iloc[row] for name in ours]
        assert got == pytest.approx([said[name] for name in theirs], rel=1e-12, abs=1e-12)


def test_windows_and_groups_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    values = rng.integers(0, 50, (300, 260)).astype("int16")
    place = rasterio.Affine(1, 0, X, 0, -1, Y + 300)
    zones = frame([Point(*rng.uniform(20, 240, 2)).buffer(rng.uniform(1, 90)) for _ in range(30)])
    stats = [*STATS, "q10", "q95"]
    strips = written(tmp_path / "strips.tif", values, place)
    tiles = written(tmp_path / "tiles.tif", values, place, tiled=True, blockxsize=64, blockysize=32)
    for rule in ("fraction", "centre"):
        whole = raster_statistics(zones, strips, stats=stats, rule=rule)  # type: ignore[arg-type]
        shares = raster_classes(zones, strips, rule=rule)  # type: ignore[arg-type]
        with monkeypatch.context() as small:
            small.setattr(rastergrid, "MOST_CELLS", 5_000)
            small.setattr(rastercells, "MOST_CELLS", 7_000)
            small.setattr(rastersums, "_MOST_KEPT", 200)
            for path in (strips, tiles):
                parts = raster_statistics(zones, path, stats=stats, rule=rule)  # type: ignore[arg-type]
                pd.testing.assert_frame_equal(parts, whole, rtol=1e-12)
                pd.testing.assert_frame_equal(raster_classes(zones, path, rule=rule), shares, rtol=1e-12)  # type: ignore[arg-type]
            with rasterio.open(tiles) as file:
                assert len(file.block_shapes) == 1
                with rastergrid.opened(file, 1, None) as grid:
                    assert len(grid.windows()) > 15


def test_each_cell_lies_in_one_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rastergrid, "MOST_CELLS", 3_000)
    for more in ({}, {"tiled": True, "blockxsize": 32, "blockysize": 16}, {"blockysize": 97}):
        path = written(tmp_path / "r.tif", np.zeros((97, 130), dtype="uint8"), **more)
        with rastergrid.opened(path, 1, None) as grid:
            seen = np.zeros((97, 130), dtype=int)
            for row, column, rows, columns in grid.windows():
                assert rows * columns <= 3_000
                seen[row : row + rows, column : column + columns] += 1
        assert (seen == 1).all()


@pytest.mark.parametrize("rule", ["fraction", "centre"])
@pytest.mark.parametrize("kind", ["float32", "int16"])
def test_quantiles_of_too_many_values_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: Any, kind: str
) -> None:
    rng = np.random.default_rng(7)
    values = np.where(rng.random((90, 80)) < 0.2, 3, rng.normal(0, 300, (90, 80)) ** 3 / 1e4).astype(kind)
    raster = written(tmp_path / "r.tif", values, rasterio.Affine(1, 0, X, 0, -1, Y + 90))
    zones = frame([Point(*rng.uniform(5, 75, 2)).buffer(rng.uniform(0.4, 30)) for _ in range(12)])
    zones = pd.concat([zones, frame([None, box(500, 500, 510, 510)], name=[1, 2]).assign(id=["none", "off"])])
    stats = ["q0", "q1", "median", "q62.5", "q99", "q100", "min", "max"]
    kept = raster_statistics(zones, raster, stats=stats, rule=rule)
    with monkeypatch.context() as small:
        small.setattr(rastersums, "_MOST_ROWS", 10)
        small.setattr(rastersums, "_MOST_KEPT", 10)
        walked = raster_statistics(zones, raster, stats=stats, rule=rule)
        with pytest.raises(SchemaError, match="too many different values for majority, variety"):
            raster_statistics(zones, raster, stats=["variety", "mean", "majority"], rule=rule)
    pd.testing.assert_frame_equal(walked, kept, check_exact=True)
    there = kept["cells"] > 0
    assert (kept["q0"][there] == kept["min"][there].astype(float)).all()
    assert (kept["q100"][there] == kept["max"][there].astype(float)).all()


def test_quantiles_are_those_of_numpy(tmp_path: Path) -> None:
    values = np.random.default_rng(3).integers(0, 30, (20, 20)).astype("float32")
    raster = written(tmp_path / "r.tif", values, rasterio.Affine(1, 0, X, 0, -1, Y + 20))
    for width in (1, 3, 20):
        inside = values[:, :width].ravel()
        table = raster_statistics(
            frame([box(0, 0, width, 20)]), raster, stats=["q5", "q25", "median", "q95"], rule="centre"
        )
        said = np.quantile(inside, [0.05, 0.25, 0.5, 0.95], method="averaged_inverted_cdf")
        assert table.iloc[0][["q5", "q25", "median", "q95"]].tolist() == said.tolist()
    zone = box(0.3, 0.4, 13.7, 17.2)
    cells = brute(shapely.affinity.translate(zone, X, Y), values, rasterio.Affine(1, 0, X, 0, -1, Y + 20))
    value, part = np.array(cells).T
    said = np.quantile(value, [0.05, 0.25, 0.5, 0.95], weights=part, method="inverted_cdf")
    table = raster_statistics(frame([zone]), raster, stats=["q5", "q25", "median", "q95"])
    assert table.iloc[0][["q5", "q25", "median", "q95"]].tolist() == said.tolist()


def test_exactextract_alone_says_the_same(tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    values = rng.integers(0, 6, (60, 70)).astype("uint8")
    raster = written(tmp_path / "r.tif", values, rasterio.Affine(2, 0, X, 0, -2, Y + 120), nodata=5)
    zones = frame([Point(*rng.uniform(20, 100, 2)).buffer(rng.uniform(5, 40), quad_segs=3) for _ in range(20)])
    names = {"mean": "mean", "sum": "sum", "std": "stdev", "min": "min", "max": "max", "count": "count"}
    names |= {"majority": "majority", "minority": "minority", "variety": "variety", "variance": "variance"}
    table = raster_statistics(zones, raster, stats=list(names))
    theirs = exact_extract(str(raster), zones, list(names.values()), output="pandas", include_cols="id")
    for ours, name in names.items():
        assert table[ours].astype(float).to_numpy() == pytest.approx(theirs[name].to_numpy(dtype=float), rel=1e-6), ours


def test_of_equal_values_the_smallest_is_the_majority(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", np.array([[4, 3], [3, 4]], dtype="uint8"))
    table = raster_statistics(frame([box(0, 20, 20, 40)]), raster, stats=["majority", "minority"])
    assert table[["majority", "minority"]].iloc[0].tolist() == [3, 3]


def test_a_spread_far_from_zero_is_kept(tmp_path: Path) -> None:
    values = np.random.default_rng(2).normal(1e7, 1e-2, (50, 50))
    raster = written(tmp_path / "r.tif", values, rasterio.Affine(1, 0, X, 0, -1, Y + 50))
    table = raster_statistics(frame([box(0, 0, 50, 50)]), raster, stats=["std"])
    assert one(table, "std") == pytest.approx(values.std(), rel=1e-6)


# Reference systems


def test_zones_are_brought_to_the_raster(tmp_path: Path) -> None:
    zones = frame([box(3, 3, 37, 33)])
    raster = written(tmp_path / "r.tif", SIXTEEN)
    here = raster_statistics(zones, raster, stats=[*STATS])
    assert hg.findings(here).empty
    away = raster_statistics(zones.to_crs("EPSG:4528"), raster, stats=[*STATS])
    pd.testing.assert_frame_equal(away, here, rtol=1e-6)
    (finding,) = hg.findings(away).to_dict("records")
    assert (finding["level"], finding["code"]) == ("note", "zones_moved")
    assert "zone 40" in finding["what"]
    assert "CM 120E" in finding["what"]


def test_an_edge_is_straight_in_the_system_of_the_zones(tmp_path: Path) -> None:
    # 40 km along a parallel: in the plane of the raster it bends by some 20 m.
    place = rasterio.Affine(20, 0, X, 0, -20, Y + 4_000)
    raster = written(tmp_path / "r.tif", np.ones((200, 2000), dtype="uint8"), place)
    line = gpd.GeoSeries([Point(X + 100, Y + 1500), Point(X + 39_900, Y + 2500)], crs="EPSG:4549").to_crs("EPSG:4490")
    (west, south), (east, north) = ((point.x, point.y) for point in line)
    zone = box(west, south, east, north)
    table = raster_statistics(gpd.GeoDataFrame({"id": ["f0"]}, geometry=[zone], crs="EPSG:4490"), raster)
    dense = gpd.GeoSeries([zone.segmentize(0.0005)], crs="EPSG:4490").to_crs("EPSG:4549").area.iloc[0]
    bare = gpd.GeoSeries([zone], crs="EPSG:4490").to_crs("EPSG:4549").area.iloc[0]
    assert one(table, "sum") * 400 == pytest.approx(dense, rel=1e-6)
    # East of the middle the upper and lower edge bend alike: the area hardly knows, the cells do.
    assert abs(dense - bare) < 0.01 * dense


def degrees(tmp_path: Path, values: NDArray[Any], **more: Any) -> tuple[Path, Any]:
    place = rasterio.Affine(0.01, 0, 119, 0, -0.25, 37.5)
    return written(tmp_path / "d.tif", values, place, "EPSG:4326", **more), place


def test_cells_in_degrees_weigh_by_their_area(tmp_path: Path) -> None:
    raster, _ = degrees(tmp_path, np.array([[1], [2], [3], [4]], dtype="float64"))
    zone = gpd.GeoDataFrame({"id": ["f0"]}, geometry=[box(119, 36.5, 119.01, 37.5)], crs="EPSG:4326")
    table = raster_statistics(zone, raster, stats=["sum", "mean", "median", "std"])
    geod = Geod(ellps="WGS84")
    # Parallels, not great circles: the cell is cut fine.
    area = np.array(
        [
            abs(geod.geometry_area_perimeter(box(119, south, 119.01, south + 0.25).segmentize(0.0002))[0])
            for south in (37.25, 37, 36.75, 36.5)
        ]
    )
    mean = np.average([1, 2, 3, 4], weights=area)
    assert mean > 2.504
    assert one(table, "mean") == pytest.approx(mean, rel=1e-8)
    assert one(table, "std") == pytest.approx(np.average((np.arange(1, 5) - mean) ** 2, weights=area) ** 0.5, rel=1e-8)
    assert (one(table, "sum"), one(table, "median"), one(table, "covered")) == (10, 3, 1)


def test_covered_in_degrees_is_a_share_of_area(tmp_path: Path) -> None:
    raster, _ = degrees(tmp_path, np.array([[1], [-1]], dtype="float64"), nodata=-1)
    # Two cells, one of them without a value, and as much again to the south that is off the raster.
    zone = gpd.GeoDataFrame({"id": ["f0"]}, geometry=[box(119, 36.5, 119.01, 37.5)], crs="EPSG:4326")
    whole, _ = degrees(tmp_path / "..", np.ones((4, 1)))
    area = zone.to_crs("EPSG:6933").area.iloc[0]
    part = gpd.GeoSeries([box(119, 37.25, 119.01, 37.5)], crs="EPSG:4326").to_crs("EPSG:6933").area.iloc[0]
    assert one(raster_statistics(zone, raster), "covered") == pytest.approx(part / area, rel=1e-9)
    assert one(raster_statistics(zone, whole), "covered") == 1


def test_heights_beside_the_plane_do_not_matter(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN, crs="EPSG:4549+5737")
    table = raster_statistics(frame([box(0, 0, 40, 40)]), raster)
    assert one(table, "sum") == 136
    assert hg.findings(table).empty


@pytest.mark.parametrize(
    ("crs", "place", "complaint"),
    [
        (None, NORTH_UP, r"r\.tif has no reference system"),
        ("EPSG:4549", rasterio.Affine.identity(), "have no place"),
        ("EPSG:2435", NORTH_UP, "stand on different datums"),
        ("EPSG:2382", NORTH_UP, "stand on different datums"),
        ("EPSG:3857", rasterio.Affine(10, 0, 13270000, 0, -10, 4410000), r"stretches areas here by \+56%"),
        ("EPSG:4326", rasterio.Affine(0.1, 0.05, 119, 0.05, -0.1, 37), "is turned"),
        ("EPSG:4326", rasterio.Affine(10, 0, 119, 0, -10, 37), "No zone lies on|no zone lies on"),
        ("EPSG:4326", rasterio.Affine(1, 0, 119, 0, 100, 37), "reach latitude"),
    ],
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_raster_without_a_proper_place_is_refused(tmp_path: Path, crs: Any, place: Any, complaint: str) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN, place, crs)
    if "lies on" in complaint:
        place = rasterio.Affine(0.1, 0, 100, 0, -0.1, 37)
        raster = written(tmp_path / "far.tif", SIXTEEN, place, crs)
    with pytest.raises((CRSError, SchemaError), match=complaint):
        raster_statistics(frame([box(0, 0, 20, 20)]), raster)


def test_a_warped_view_is_a_raster_too(tmp_path: Path) -> None:
    place = rasterio.Affine(12, 0, 13271100, 0, -12, 4411900)
    raster = written(tmp_path / "r.tif", np.full((500, 500), 7, dtype="uint8"), place, "EPSG:3857", nodata=0)
    with rasterio.open(raster) as file, WarpedVRT(file, crs="EPSG:4549") as view:
        middle = box(*view.bounds).centroid.buffer(500)
        zones = gpd.GeoDataFrame({"id": ["f0"]}, geometry=[middle], crs="EPSG:4549")
        table = raster_statistics(zones, view, stats=["mean"])
        assert not view.closed
    assert (one(table, "mean"), one(table, "covered")) == (7, 1)
    with pytest.raises(SourceError, match="is closed"):
        raster_statistics(zones, file)


# Classes


@pytest.mark.parametrize("rule", ["fraction", "centre"])
def test_classes_close_with_the_area_of_the_zone(tmp_path: Path, rule: Any) -> None:
    rng = np.random.default_rng(1)
    values = rng.choice([10, 20, 80, 255], (40, 50), p=[0.4, 0.3, 0.2, 0.1]).astype("uint8")
    raster = written(tmp_path / "r.tif", values, rasterio.Affine(10, 0, X, 0, -10, Y + 400), nodata=255)
    zones = frame(
        [box(13, 22, 305, 391), Point(480, 200).buffer(80), MultiPolygon([box(0, 0, 9, 9), box(50, 0, 60, 9)])]
    )
    table = raster_classes(zones, raster, rule=rule)
    assert table.columns.tolist() == ["zone_id", "class", "cells", "share", "plane_m2", "ellipsoid_m2"]
    assert table["class"].tolist() == [10, 20, 80, "(none)"] * 3
    sums = table.groupby("zone_id")[["share", "plane_m2", "ellipsoid_m2"]].sum()
    assert sums["share"].to_numpy() == pytest.approx(1, abs=1e-12)
    measured = hg.measure_area(zones)
    for column in ("plane_m2", "ellipsoid_m2"):
        assert sums[column].to_numpy() == pytest.approx(measured[column].to_numpy(), rel=1e-12)
    plain = raster_statistics(zones, raster, rule=rule, stats="majority")
    wide = table.pivot_table(index="zone_id", columns="class", values="share").drop(columns="(none)")
    assert (1 - table.set_index(["class", "zone_id"])["share"]["(none)"]).tolist() == pytest.approx(plain["covered"])
    assert wide.idxmax(axis=1).tolist() == plain["majority"].tolist()
    if rule == "fraction":
        cells = pd.DataFrame(
            brute(
                zones.geometry[1], np.where(values == 255, np.nan, values), rasterio.Affine(10, 0, X, 0, -10, Y + 400)
            )
        )
        by_hand = cells.groupby(0)[1].sum() * 100
        assert table[table["zone_id"] == "f1"]["plane_m2"].tolist()[:3] == pytest.approx(by_hand.tolist(), rel=1e-5)


def test_measurements_are_no_classes(tmp_path: Path) -> None:
    values = np.random.default_rng(1).random((40, 40), dtype="float32")
    raster = written(tmp_path / "r.tif", values, rasterio.Affine(1, 0, X, 0, -1, Y + 40))
    with pytest.raises(SchemaError, match=r"more than 1,000 different values, .*hg\.raster_statistics"):
        raster_classes(frame([box(0, 0, 40, 40)]), raster)
    with pytest.raises(CRSError, match="needs metres"):
        raster_classes(frame([box(0, 0, 40, 40)]).to_crs("EPSG:4490"), raster)


def test_classes_of_a_raster_in_degrees(tmp_path: Path) -> None:
    raster, _ = degrees(tmp_path, np.array([[1], [1], [2], [2]], dtype="uint8"))
    zone = gpd.GeoDataFrame({"id": ["f0"]}, geometry=[box(119, 36.5, 119.01, 37.5).segmentize(0.001)], crs="EPSG:4326")
    table = raster_classes(zone.to_crs("EPSG:4549"), raster)
    north, south, none = table["ellipsoid_m2"]
    geod = Geod(ellps="GRS80")
    for area, bottom in ((north, 37), (south, 36.5)):
        part = box(119, bottom, 119.01, bottom + 0.5).segmentize(0.0002)
        assert area == pytest.approx(abs(geod.geometry_area_perimeter(part)[0]), rel=1e-6)
    assert none == pytest.approx(0, abs=1)


# What is refused


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"stats": ["mean", "average"]}, r"no statistic average; there are: mean, .*'q97\.5'"),
        ({"stats": ["q101"]}, "no statistic q101"),
        ({"stats": []}, "no statistic is asked for"),
        ({"stats": ["mean", "mean"]}, "mean is asked for more than once"),
        ({"rule": "touch"}, "rule 'touch' is not known; there are: fraction, centre"),
        ({"zone_id": "name"}, "no column 'name'; there are: id"),
        ({"nodata": 1e300}, r"float32, where nodata=1e\+300 cannot stand"),
    ],
)
def test_wrong_keywords_are_refused(tmp_path: Path, how: dict[str, Any], complaint: str) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    with pytest.raises(SchemaError, match=complaint):
        raster_statistics(frame([box(0, 0, 20, 20)]), raster, **how)


@pytest.mark.parametrize(
    ("zones", "complaint"),
    [
        (frame([Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])]), "invalid geometry in f0"),
        (frame([Point(1, 1)]), "a zone must be a polygon, and f0 is a Point"),
        (frame([box(0, 0, 9, 9)] * 2).assign(id="x"), "x is there more than once"),
        (frame([box(0, 0, 9, 9)]).assign(id=None), "the zones have no 'id' in 1 of 1 rows"),
        (frame([box(900, 900, 909, 909)]), r"no zone lies on the raster r\.tif.*the zones reach over x 430900"),
    ],
)
def test_wrong_zones_are_refused(tmp_path: Path, zones: gpd.GeoDataFrame, complaint: str) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    for function in (raster_statistics, raster_classes):
        with pytest.raises(SchemaError, match=complaint):
            function(zones, raster)


def test_zones_without_a_reference_system_are_refused(tmp_path: Path) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    bare = gpd.GeoDataFrame({"id": ["f0"]}, geometry=[box(X, Y, X + 9, Y + 9)])
    with pytest.raises(CRSError, match="needs a reference system"):
        raster_statistics(bare, raster)


def test_what_is_no_raster_is_refused(tmp_path: Path) -> None:
    zones = frame([box(0, 0, 20, 20)])
    (tmp_path / "text.tif").write_text("no raster", encoding="utf-8")
    for path in (tmp_path / "text.tif", tmp_path / "none.tif"):
        with pytest.raises(SourceError, match=rf"cannot read the raster .*{path.name}"):
            raster_statistics(zones, path)
    with pytest.raises(SourceError, match="not as ndarray"):
        raster_statistics(zones, SIXTEEN)
    complex_ = written(tmp_path / "c.tif", SIXTEEN.astype("complex64"))
    with pytest.raises(SchemaError, match="complex64"):
        raster_statistics(zones, complex_)
    whole = written(tmp_path / "u.tif", SIXTEEN.astype("uint8"))
    for nodata in (-9999, 0.5):
        with pytest.raises(SchemaError, match="uint8, where nodata"):
            raster_statistics(zones, whole, nodata=nodata)


def test_a_damaged_raster_is_said(tmp_path: Path) -> None:
    path = written(tmp_path / "r.tif", np.random.default_rng(0).random((200, 200)), compress="deflate")
    path.write_bytes(path.read_bytes()[:-100_000])
    with pytest.raises(SourceError, match=r"cannot read .*r\.tif"):
        raster_statistics(frame([box(0, -1900, 2000, 40)]), path)


@pytest.mark.parametrize("module", ["rasterio", "exactextract"])
def test_a_missing_extra_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    raster = written(tmp_path / "r.tif", SIXTEEN)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SourceError, match=rf'{module}, which is not installed: pip install "hanting_geo\[raster\]"'):
        raster_statistics(frame([box(0, 0, 20, 20)]), raster)


# In a scenario


def test_a_scenario_reads_a_raster_beside_it(tmp_path: Path) -> None:
    west, south, east, north = hg.load_layer("zones").total_bounds
    values = np.tile(np.array([10, 80], dtype="uint8"), (40, 20))
    place = rasterio.Affine((east - west) / 80, 0, west, 0, (south - north) / 40, north)
    written(tmp_path / "cover.tif", values, place)
    text = """
title: 土地覆盖
steps:
  - {id: zones, do: load_layer, with: {name: zones}}
  - {id: cover, do: raster_classes, with: {zones: $zones, raster: cover.tif}, save: [cover.csv]}
  - {id: mean, do: raster_statistics, with: {zones: $zones, raster: cover.tif, stats: [mean, q90]}, save: [mean.xlsx]}
"""
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    run = hg.read_scenario(tmp_path / "s.yaml").run(tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert [item["file"] for item in manifest["rasters"]] == ["cover.tif", "cover.tif"]
    assert len(manifest["rasters"][0]["sha256"]) == 64
    assert run.tables["mean"]["mean"].dropna().between(10, 80).all()
    assert "not_covered" in run.findings["code"].tolist()
    assert (tmp_path / "out" / "cover.csv").is_file()


def test_a_scenario_misses_its_raster_before_it_runs(tmp_path: Path) -> None:
    step = "{id: a, do: raster_statistics, with: {zones: $zones, raster: gone.tif}}"
    text = f"title: t\nsteps:\n  - {{id: zones, do: load_layer, with: {{name: zones}}}}\n  - {step}\n"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError, match=r"there is no file .*gone\.tif"):
        hg.read_scenario(tmp_path / "s.yaml")


def test_classes_of_64_bits_are_exact(tmp_path: Path) -> None:
    """Above 2^53 a float skips whole numbers: one class would become another."""
    low = 2**53
    for dtype, top in (("int64", low), ("int64", -low), ("uint64", 2**64 - 8), ("int64", 2**63 - 8)):
        values = np.array([[top + 1, top + 1, top], [top + 3, top, top + 1]], dtype=dtype)
        path = tmp_path / f"{dtype}{top}.tif"
        place = rasterio.Affine(10, 0, 430_000, 0, -10, 4_071_020)
        kind = {"driver": "GTiff", "count": 1, "height": 2, "width": 3, "dtype": dtype, "crs": "EPSG:4549"}
        with rasterio.open(path, "w", transform=place, **kind) as file:
            file.write(values, 1)
        zones = gpd.GeoDataFrame(
            {"id": ["z", "off"]},
            geometry=[shapely.box(430_000, 4_071_000, 430_030, 4_071_020), shapely.box(0, 0, 1, 1)],
            crs="EPSG:4549",
        )
        stats = ["majority", "minority", "min", "max"]
        table = hg.raster_statistics(zones, path, stats=stats)
        assert [int(table[name].iloc[0]) for name in stats] == [top + 1, top + 3, top, top + 3]
        assert table[stats].iloc[1].isna().all()
        classes = hg.raster_classes(zones.iloc[:1], path)
        assert classes["class"].tolist()[:-1] == [top, top + 1, top + 3]


def test_polygons_that_reach_beyond_the_raster_do_not_end_the_interpreter(tmp_path: Path) -> None:
    """Frames in frames and scattered boxes over the edge of a raster, each cell against its own intersection."""
    code = """
import numpy as np, shapely
from hanting_geo.analysis.raster.coverage import covered_cells
random = np.random.default_rng(17)
for turn in range(120):
    wide, tall = (int(side) for side in random.integers(1, 9, 2))
    if turn % 2:
        low = np.round(random.uniform([-4, -tall - 4], [wide + 2, 2], (8, 2)) * 2) / 2
        high = low + random.integers(1, 8, (8, 2)) / 2
        shape = shapely.union_all(shapely.box(*low.T, *high.T))
    else:
        middle, step = random.uniform([-2, -tall - 2], [wide + 2, 2]), random.choice([0.25, 0.5, 1.0])
        boxes = [shapely.box(*(middle - step * n), *(middle + step * n)) for n in range(1, 11)]
        shape = shapely.union_all([shapely.difference(boxes[n], boxes[n - 1]) for n in range(1, 10, 2)])
    column, row = np.tile(np.arange(wide), tall), np.repeat(np.arange(tall), wide)
    exact = shapely.area(shapely.intersection(shapely.box(column, -row - 1, column + 1, -row), shape))
    cells, fraction = covered_cells(np.array([shape], dtype=object), (0, 0, tall, wide))
    found = np.zeros(len(exact))
    found[cells[0]] = fraction
    assert np.abs(found - exact).max() < 2e-6, shape
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, encoding="utf-8", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
