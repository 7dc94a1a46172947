"""A file done in batches gives what it gives in memory, row by row, and says what is wrong with which of its rows."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
from shapes import X, Y, frame
from thinned import thinned
from typer.testing import CliRunner

from hanting_geo.analysis.overlay.overlay import MissingGeometryWarning, RepairedGeometryWarning, overlay
from hanting_geo.analysis.overlay.overlay_file import overlay_file
from hanting_geo.analysis.statistics.sharing import SharedGround
from hanting_geo.analysis.statistics.zone_statistics import zone_statistics
from hanting_geo.analysis.statistics.zone_statistics_file import zone_statistics_file
from hanting_geo.cli.main import app
from hanting_geo.errors import CRSError, SchemaError, SourceError
from hanting_geo.sources.catalog.catalog import load_layer
from hanting_geo.sources.files import list_layers, read_file, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry as Geometry

# Pieces that only touch a zone are lines: geopandas says how many fell away.
pytestmark = pytest.mark.filterwarnings("ignore:(?s).*dropped geometries:UserWarning")
How = Literal["intersection", "identity", "difference"]
HOWS: list[How] = ["intersection", "identity", "difference"]
STREAMED = [".gpkg", ".fgb", ".parquet"]
BOW_TIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)])


def parcels(count: int = 60, seed: int = 1) -> gpd.GeoDataFrame:
    """Parcels 10 m apart in rows of ten, some of them triangles, of two parts or with a hole, with gaps in columns."""
    chance = np.random.default_rng(seed)
    shapes: list[Geometry | None] = []
    for row in range(count):
        x, y = 10 * (row % 10), 10 * (row // 10)
        whole = box(x, y, x + 10, y + 10)
        shapes.append(
            {
                0: whole,
                1: Polygon([(x, y), (x + 10, y), (x + 5, y + 10)]),
                2: MultiPolygon([box(x, y, x + 3, y + 10), box(x + 5, y, x + 10, y + 10)]),
                3: whole.difference(box(x + 2, y + 2, x + 8, y + 8)),
            }[int(chance.choice(4, p=[0.7, 0.1, 0.1, 0.1]))]
        )
    gap = chance.random(count) < 0.2
    return frame(
        shapes,
        name=[f"图斑{row}" for row in range(count)],
        use=pd.Series(chance.choice(["farm", "road", "wood"], count)).mask(gap).tolist(),
        number=list(range(count)),
        level=pd.array(np.where(gap, None, np.arange(count)), dtype="Int64"),
        flag=(chance.random(count) < 0.5).tolist(),
    )


def zones() -> gpd.GeoDataFrame:
    """Three zones, of which two overlap; columns that the parcels have too, and numbers that pieces outside lack."""
    shapes = [box(-5, -5, 33, 33), box(33, -5, 71, 33), box(60, 20, 88, 48)]
    return frame(shapes, name=["A", "B", "C"], rank=[1, 2, 3], plan=[True, False, True], share=[0.5, 0.25, 1.0])


def same(found: gpd.GeoDataFrame, expected: gpd.GeoDataFrame) -> None:
    """Compare rows, columns, types and shapes; a ring may begin at another of its corners."""
    plain = [pd.DataFrame(each.drop(columns="geometry")) for each in (found, expected)]
    assert_frame_equal(*plain)
    assert found.crs == expected.crs
    one, two = (shapely.normalize(np.asarray(each.geometry.values)) for each in (found, expected))
    assert (shapely.is_missing(one) == shapely.is_missing(two)).all()
    assert shapely.equals_exact(one, two, 1e-9)[~shapely.is_missing(one)].all()


@pytest.mark.parametrize(("suffix", "into", "how"), thinned(STREAMED, STREAMED, HOWS, one_in=4 * len(HOWS)))
def test_overlay_of_a_file_is_overlay(tmp_path: Path, suffix: str, into: str, how: How) -> None:
    source = write_file(parcels(), tmp_path / f"parcels{suffix}")
    expected = write_file(overlay(read_file(source), zones(), how), tmp_path / f"memory{into}")
    found = overlay_file(source, zones(), tmp_path / f"found{into}", how=how, batch=25)
    assert len(read_file(found)) > 10
    same(read_file(found), read_file(expected))
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([source.name, expected.name, found.name])


@pytest.mark.parametrize(("how", "batch"), thinned(HOWS, [11, 59, 60, 1000], one_in=6))
def test_the_size_of_a_batch_changes_nothing(tmp_path: Path, how: How, batch: int) -> None:
    source = write_file(parcels(), tmp_path / "parcels.parquet")
    expected = overlay_file(source, zones(), tmp_path / "one.parquet", how=how, batch=31)
    same(read_file(overlay_file(source, zones(), tmp_path / "two.parquet", how=how, batch=batch)), read_file(expected))


@pytest.mark.parametrize(("how", "far"), thinned(HOWS, [True, False], one_in=3))
def test_zones_that_meet_nothing_or_everything(tmp_path: Path, how: How, far: bool) -> None:  # noqa: FBT001
    around = frame([box(5000, 5000, 6000, 6000) if far else box(-50, -50, 500, 500)], rank=[1], name=["Z"])
    source = write_file(parcels(), tmp_path / "parcels.gpkg")
    expected = write_file(overlay(read_file(source), around, how), tmp_path / "memory.parquet")
    found = read_file(overlay_file(source, around, tmp_path / "found.parquet", how=how, batch=25))
    expected = read_file(expected)
    assert len(found) == (0 if far is (how == "intersection") and how != "identity" else 60)
    same(found, expected)


@pytest.mark.parametrize("how", HOWS)
def test_no_zones_and_no_parcels(tmp_path: Path, how: How) -> None:
    source = write_file(parcels(), tmp_path / "parcels.parquet")
    # Of a yes/no column without a value, pandas makes a column of no type, which is written as text.
    none = zones().iloc[:0].drop(columns="plan")
    expected = write_file(overlay(read_file(source), none, how), tmp_path / "memory.gpkg")
    same(read_file(overlay_file(source, none, tmp_path / "found.gpkg", how=how, batch=25)), read_file(expected))
    empty = write_file(parcels().iloc[:0], tmp_path / "empty.parquet")
    found = read_file(overlay_file(empty, zones(), tmp_path / "found.parquet", how=how))
    expected = read_file(write_file(overlay(read_file(empty), zones(), how), tmp_path / "memory.parquet"))
    assert (len(found), list(found.columns)) == (0, list(expected.columns))


@pytest.mark.parametrize(("keep", "how"), thinned([None, True, False], HOWS, one_in=4))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_features_without_geometry(tmp_path: Path, how: How, keep: bool | None) -> None:  # noqa: FBT001
    land = parcels()
    land.loc[[3, 14, *range(21, 28)], "geometry"] = None
    source = write_file(land, tmp_path / "parcels.fgb")
    expected = write_file(overlay(read_file(source), zones(), how, keep_geom_type=keep), tmp_path / "memory.gpkg")
    found = overlay_file(source, zones(), tmp_path / "found.gpkg", how=how, keep_geom_type=keep, batch=25)
    same(read_file(found), read_file(expected))


@pytest.mark.parametrize("how", thinned(reversed(HOWS), one_in=2))
def test_lines_and_points_are_cut_too(tmp_path: Path, how: How) -> None:
    for name, shapes in (
        ("lines", [LineString([(10 * row, -50), (10 * row + 30, 90)]) for row in range(12)]),
        ("points", [Point(10 * row + 1, 3 * row) for row in range(12)]),
    ):
        source = write_file(frame(shapes), tmp_path / f"{name}.gpkg")
        expected = write_file(overlay(read_file(source), zones(), how), tmp_path / f"{name}_memory.fgb")
        found = overlay_file(source, zones(), tmp_path / f"{name}_found.fgb", how=how, batch=5)
        same(read_file(found), read_file(expected))


@pytest.mark.parametrize("suffix", [".geojson", ".shz"])
def test_other_formats_may_be_cut(tmp_path: Path, suffix: str) -> None:
    source = write_file(parcels()[["id", "number", "geometry"]], tmp_path / f"parcels{suffix}")
    expected = overlay(read_file(source, crs="EPSG:4549"), zones())
    found = overlay_file(source, zones(), tmp_path / "found.gpkg", crs="EPSG:4549", batch=25)
    same(read_file(found), read_file(write_file(expected, tmp_path / "memory.gpkg")))


def test_zones_of_a_file_are_brought_to_the_parcels(tmp_path: Path) -> None:
    source = write_file(parcels(), tmp_path / "parcels.gpkg")
    around = write_file(zones().to_crs("EPSG:4490"), tmp_path / "zones.gpkg")
    found = read_file(overlay_file(source, around, tmp_path / "found.gpkg", batch=25))
    expected = overlay(read_file(source), read_file(around, crs="EPSG:4549"))
    same(found, read_file(write_file(expected, tmp_path / "memory.gpkg")))
    assert found.area.sum() == pytest.approx(overlay(parcels(), zones()).area.sum(), rel=1e-6)


def test_a_layer_beside_its_source(tmp_path: Path) -> None:
    source = write_file(parcels(), tmp_path / "work.gpkg", layer="parcels")
    for _ in range(2):
        overlay_file(source, zones(), source, target_layer="pieces", layer="parcels", batch=40)
        assert sorted(list_layers(source)["name"]) == ["parcels", "pieces"]
    with pytest.raises(SourceError, match="the result would take its place"):
        overlay_file(source, zones(), source, target_layer="parcels", layer="parcels")


@pytest.mark.parametrize("suffix", STREAMED)
def test_the_source_is_not_overwritten(tmp_path: Path, suffix: str) -> None:
    source = write_file(parcels(), tmp_path / f"parcels{suffix}")
    old = source.read_bytes()
    with pytest.raises(SourceError, match="the result would take its place"):
        overlay_file(source, zones(), source)
    assert source.read_bytes() == old


@pytest.mark.parametrize(("stop", "at"), thinned([KeyboardInterrupt, MemoryError], [0.2, 0.8, 0.95], one_in=3))
def test_an_interrupt_leaves_the_old_file(tmp_path: Path, stop: type[BaseException], at: float) -> None:
    source = write_file(parcels(), tmp_path / "parcels.gpkg")
    target = write_file(zones(), tmp_path / "found.gpkg")
    old = target.read_bytes()

    def progress(part: float, what: str) -> None:
        del what
        if part > at:
            raise stop

    with pytest.raises(stop):
        overlay_file(source, zones(), target, batch=15, progress=progress)
    assert target.read_bytes() == old
    assert sorted(each.name for each in tmp_path.iterdir()) == ["found.gpkg", "parcels.gpkg"]


def test_progress_goes_from_0_to_1(tmp_path: Path) -> None:
    source = write_file(parcels(), tmp_path / "parcels.fgb")
    told: list[tuple[float, str]] = []
    overlay_file(source, zones(), tmp_path / "a.fgb", batch=10, progress=lambda *each: told.append(each))
    parts = [part for part, _ in told]
    assert parts == sorted(parts)
    assert parts[0] < 0.2
    assert parts[-1] == pytest.approx(1)
    assert list(dict.fromkeys(what for _, what in told)) == ["overlay", "write", "compare"]
    told.clear()
    zone_statistics_file(zones(), source, batch=10, progress=lambda *each: told.append(each))
    parts = [part for part, _ in told]
    assert parts == sorted(parts)
    assert parts[-1] == pytest.approx(1)


# What is wrong is said with the rows of the file.


def test_a_repair_is_told_once_with_its_rows(tmp_path: Path) -> None:
    land = parcels().drop(columns="id")
    land.loc[[17, 45], "geometry"] = shapely.affinity.translate(BOW_TIE, X, Y)
    source = write_file(land, tmp_path / "parcels.gpkg")
    with pytest.warns(RepairedGeometryWarning) as caught:
        overlay_file(source, zones(), tmp_path / "a.gpkg", batch=7)
    (text,) = [str(each.message) for each in caught if each.category is RepairedGeometryWarning]
    for words in ("parcels.gpkg, rows 14 to 20", "row 17", "parcels.gpkg, rows 42 to 48", "row 45"):
        assert words in text
    with pytest.raises(SchemaError, match=r"rows 14 to 20: make_valid=False: .*row 17"):
        overlay_file(source, zones(), tmp_path / "b.gpkg", make_valid=False, batch=7)
    assert not (tmp_path / "b.gpkg").exists()


def test_a_repaired_zone_is_told_once(tmp_path: Path) -> None:
    around = zones()
    around.loc[0, "geometry"] = shapely.affinity.translate(BOW_TIE, X, Y)
    with pytest.warns(RepairedGeometryWarning) as caught:
        overlay_file(write_file(parcels(), tmp_path / "p.gpkg"), around, tmp_path / "a.gpkg", batch=25)
    (text,) = [str(each.message) for each in caught if each.category is RepairedGeometryWarning]
    assert text.count("f0") == 1


def test_missing_geometry_is_told_with_its_rows(tmp_path: Path) -> None:
    land = parcels().drop(columns="id")
    land.loc[[17], "geometry"] = None
    source = write_file(land, tmp_path / "parcels.gpkg")
    with pytest.warns(MissingGeometryWarning, match="row 17"):
        overlay_file(source, zones(), tmp_path / "a.gpkg", how="difference", batch=15)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(MissingGeometryWarning):
            overlay_file(source, zones(), tmp_path / "b.gpkg", how="difference", batch=15)
    assert not (tmp_path / "b.gpkg").exists()


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (LineString([(X, Y), (X + 1, Y)]), "row 45 is a line and those before it are polygons"),
        (GeometryCollection([box(X, Y, X + 1, Y + 1)]), "row 45 is a GeometryCollection"),
    ],
)
def test_kinds_may_not_be_mixed_across_batches(tmp_path: Path, shape: Geometry, words: str) -> None:
    land = parcels()
    land.loc[45, "geometry"] = shape
    source = write_file(land, tmp_path / "parcels.gpkg")
    with pytest.raises(SchemaError, match=f"parcels.gpkg, rows 42 to 48: {words}"):
        overlay_file(source, zones(), tmp_path / "a.gpkg", batch=7)


def test_names_that_would_be_there_twice(tmp_path: Path) -> None:
    source = write_file(parcels().assign(name_1="a"), tmp_path / "p.gpkg")
    with pytest.raises(SchemaError, match="columns of one name"):
        overlay_file(source, zones(), tmp_path / "a.gpkg")


def test_zones_may_not_be_mixed(tmp_path: Path) -> None:
    around = frame([box(0, 0, 9, 9), Point(1, 1)])
    with pytest.raises(SchemaError, match="zones mix kinds"):
        overlay_file(write_file(parcels(), tmp_path / "p.gpkg"), around, tmp_path / "a.gpkg")


@pytest.mark.parametrize("how", ["union", "symmetric_difference", "clip"])
def test_what_needs_the_whole_file(tmp_path: Path, how: Any) -> None:
    with pytest.raises(SchemaError, match=f"how='{how}' is not done in batches"):
        overlay_file(tmp_path / "none.gpkg", zones(), tmp_path / "a.gpkg", how=how)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_reference_systems_must_agree(tmp_path: Path) -> None:
    source = write_file(parcels(), tmp_path / "p.gpkg")
    homeless = write_file(parcels().set_crs(None, allow_override=True), tmp_path / "h.gpkg")
    for file, around in (
        (source, zones().to_crs("EPSG:4490")),
        (source, zones().set_crs(None, allow_override=True)),
        (homeless, zones()),
    ):
        for call in (overlay_file, lambda file, around, _: zone_statistics_file(around, file)):
            with pytest.raises(CRSError, match="reference system"):
                call(file, around, tmp_path / "a.gpkg")
    found = overlay_file(homeless, zones().set_crs(None, allow_override=True), tmp_path / "a.gpkg", batch=40)
    assert read_file(found).crs is None
    # One system written in two ways is one.
    other = zones().set_crs(zones().crs.to_wkt("WKT1_ESRI"), allow_override=True)
    same(
        read_file(overlay_file(source, other, tmp_path / "b.parquet", batch=40)),
        read_file(overlay_file(source, zones(), tmp_path / "c.parquet", batch=40)),
    )


@pytest.mark.parametrize("name", ["a.geojson", "a.shp", "a.xlsx"])
def test_a_target_that_does_not_stream(tmp_path: Path, name: str) -> None:
    source = write_file(parcels(), tmp_path / "p.gpkg")
    with pytest.raises(SourceError, match="cannot be written"):
        overlay_file(source, zones(), tmp_path / name)


# Statistics.


def land_use(seed: int, count: int = 80) -> gpd.GeoDataFrame:
    """Land in which many places are there twice: boxes, lines, points and features of parts, anywhere, some without."""
    chance = np.random.default_rng(seed)
    shapes: list[Geometry | None] = []
    for _ in range(count):
        x, y = chance.integers(-10, 100, 2).tolist()
        wide, high = chance.integers(1, 25, 2).tolist()
        shape = box(x, y, x + wide, y + high)
        line = LineString([(x, y), (x + wide, y), (x + wide, y + high)])
        kinds = [shape, line, Point(x, y), MultiPolygon([shape, box(x + 200, y, x + 210, y + 9)]), None, Polygon()]
        shapes.append(kinds[int(chance.choice(6, p=[0.5, 0.2, 0.1, 0.1, 0.05, 0.05]))])
    level = pd.array(np.where(chance.random(count) < 0.2, None, chance.integers(0, 4, count)), dtype="Int64")
    use = pd.Series(chance.choice(["farm", "road", "(none)"], count)).mask(chance.random(count) < 0.1)
    return frame(shapes, use=use.tolist(), level=level)


def alike(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert_frame_equal(found, expected, check_exact=False, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize(
    ("suffix", "by", "double_count"),
    [
        (".gpkg", None, True),
        (".gpkg", "use", False),
        pytest.param(".gpkg", "level", True, marks=pytest.mark.long),
        (".parquet", None, False),
        pytest.param(".parquet", "use", True, marks=pytest.mark.long),
        (".parquet", "level", False),
    ],
)
def test_statistics_of_a_file_are_statistics(tmp_path: Path, suffix: str, by: str | None, double_count: bool) -> None:  # noqa: FBT001
    around = pd.concat([zones(), frame([None]).assign(id="nowhere", name="D")], ignore_index=True)
    for seed in range(2):
        source = write_file(land_use(seed), tmp_path / f"land{seed}{suffix}")
        expected = zone_statistics(around, read_file(source), by=by, double_count=double_count)
        found = zone_statistics_file(around, source, by=by, double_count=double_count, batch=21)
        alike(found, expected)
        classes = found["plane_m2"].sum() - 2 * found["plane_m2"].iloc[-1]
        assert classes == pytest.approx(0, abs=1e-6), "the table closes"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=4)
@given(st.integers(0, 10**6), st.integers(8, 60))
def test_statistics_do_not_depend_on_the_batches(tmp_path: Path, seed: int, batch: int) -> None:
    land = land_use(seed, 40)
    source = tmp_path / "land.parquet"
    land.to_parquet(source, index=False)
    expected = zone_statistics(zones(), read_file(source), by="use")
    alike(zone_statistics_file(zones(), source, by="use", batch=batch), expected)


@pytest.mark.parametrize("kind", ["Polygon", "LineString", "Point", None])
def test_share_is_of_what_the_features_are(tmp_path: Path, kind: str | None) -> None:
    land = land_use(3)
    land = land[land.geom_type == kind] if kind else land[land.geometry.isna()]
    source = write_file(land, tmp_path / "land.gpkg")
    alike(zone_statistics_file(zones(), source, batch=30), zone_statistics(zones(), read_file(source)))


def test_statistics_of_an_empty_file(tmp_path: Path) -> None:
    source = write_file(land_use(1).iloc[:0], tmp_path / "land.parquet")
    for by in (None, "use"):
        alike(zone_statistics_file(zones(), source, by=by), zone_statistics(zones(), read_file(source), by=by))


def test_classes_of_a_category_keep_their_order(tmp_path: Path) -> None:
    land = land_use(1)
    land["use"] = pd.Categorical(land["use"], categories=["wood", "road", "farm", "(none)"])
    land.to_parquet(tmp_path / "land.parquet", index=False)
    expected = zone_statistics(zones(), gpd.read_parquet(tmp_path / "land.parquet"), by="use")
    found = zone_statistics_file(zones(), tmp_path / "land.parquet", by="use", batch=30)
    assert found["class"].tolist()[:3] == expected["class"].tolist()[:3] == ["road", "farm", "(none)"]
    alike(found, expected)


def test_statistics_bring_files_to_one_system(tmp_path: Path) -> None:
    source = write_file(land_use(1).to_crs("EPSG:4490"), tmp_path / "land.gpkg")
    around = write_file(zones().to_crs("EPSG:4490"), tmp_path / "zones.gpkg")
    found = zone_statistics_file(around, source, by="use", crs="EPSG:4549", batch=30)
    files = [read_file(file, crs="EPSG:4549") for file in (around, source)]
    alike(found, zone_statistics(*files, by="use"))


def test_what_is_wrong_with_the_statistics_is_said_with_its_rows(tmp_path: Path) -> None:
    land = parcels().drop(columns="id")
    land.loc[[17], "geometry"] = shapely.affinity.translate(BOW_TIE, X, Y)
    source = write_file(land, tmp_path / "parcels.gpkg")
    for double_count in (True, False):
        with pytest.raises(SchemaError, match=r"parcels.gpkg, rows 14 to 20: .*invalid geometry in row 17"):
            zone_statistics_file(zones(), source, double_count=double_count, batch=7)
    with pytest.raises(SchemaError, match="no column 'kind'; there are: name, use"):
        zone_statistics_file(zones(), source, by="kind")
    with pytest.raises(SchemaError, match="no column 'zone'"):
        zone_statistics_file(zones(), source, zone_id="zone")
    degrees = write_file(parcels().to_crs("EPSG:4490"), tmp_path / "degrees.gpkg")
    with pytest.raises(CRSError, match="needs metres"):
        zone_statistics_file(zones().to_crs("EPSG:4490"), degrees)


# Which features share ground.


def sharing(shapes: Sequence[Geometry]) -> list[bool]:
    """Ask every pair: area for polygons, length for lines."""
    found = [False] * len(shapes)
    for one, first in enumerate(shapes):
        for two, second in enumerate(shapes[:one]):
            if shapely.get_dimensions(first) != shapely.get_dimensions(second):
                continue
            common = shapely.intersection(first, second)
            if (common.area if shapely.get_dimensions(first) == 2 else common.length) > 0:
                found[one] = found[two] = True
    return found


SQUARES = st.builds(
    lambda x, y, wide, high, line: (
        LineString([(x, y), (x + wide, y), (x + wide, y + high)]) if line else box(x, y, x + wide, y + high)
    ),
    st.integers(0, 30), st.integers(0, 12), st.integers(1, 12), st.integers(1, 4), st.booleans(),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SQUARES, max_size=25), st.integers(1, 9), st.integers(1, 30))
def test_shared_ground_is_found_pair_by_pair(
    tmp_path_factory: pytest.TempPathFactory, shapes: list[Geometry], size: int, batch: int
) -> None:
    ground = SharedGround(tmp_path_factory.mktemp("ground"), size)
    for start in range(0, len(shapes), batch):
        ground.add(np.array(shapes[start : start + batch], dtype=object))
    assert ground.shared().tolist() == sharing(shapes)


# The command line.


@pytest.mark.filterwarnings("ignore::hanting_geo.analysis.overlay.overlay.RepairedGeometryWarning")
def test_overlay_on_the_command_line(tmp_path: Path) -> None:
    land = parcels()
    land.loc[30, "geometry"] = shapely.affinity.translate(BOW_TIE, X, Y)
    source = write_file(land, tmp_path / "parcels.gpkg")
    around = write_file(zones().to_crs("EPSG:4326"), tmp_path / "zones.geojson")
    out = tmp_path / "found.parquet"
    options = ["--how", "identity", "--out", str(out), "--batch", "25"]
    done = CliRunner().invoke(app, ["overlay", str(source), str(around), *options], catch_exceptions=False)
    expected = overlay(read_file(source), read_file(around, crs="EPSG:4549"), "identity")
    assert (done.exit_code, done.stdout.strip()) == (0, f"{out}: {len(expected)}")
    assert done.stderr.startswith(
        "hanting-geo: parcels.gpkg, rows 25 to 49: overlay repaired 1 invalid geometry of df1"
    )
    same(read_file(out), read_file(write_file(expected, tmp_path / "memory.parquet")))


def test_a_layer_of_the_catalogue_on_the_command_line(tmp_path: Path) -> None:
    centre = load_layer("zones").geometry.iloc[0].representative_point()
    land = gpd.GeoDataFrame({"n": range(4)}, geometry=[centre.buffer(10 + n) for n in range(4)], crs="EPSG:4549")
    source = write_file(land.to_crs("EPSG:4490"), tmp_path / "land.gpkg")
    out = tmp_path / "found.gpkg"
    done = CliRunner().invoke(app, ["overlay", str(source), "zones", "--out", str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    found = read_file(out)
    assert found.crs == "EPSG:4549"
    assert found.groupby("n")["geometry"].apply(lambda shapes: shapes.area.max()).tolist() == pytest.approx(
        land.area.tolist(), rel=1e-4
    )


def test_statistics_in_batches_on_the_command_line(tmp_path: Path) -> None:
    source = write_file(land_use(2), tmp_path / "land.gpkg")
    around = write_file(zones(), tmp_path / "zones.gpkg")
    texts = []
    for name, options in (("whole", []), ("batches", ["--batch", "30"])):
        out = tmp_path / f"{name}.csv"
        command = ["stats", "--zones", str(around), "--of", str(source), "--by", "use", "--out", str(out), *options]
        assert CliRunner().invoke(app, command, catch_exceptions=False).exit_code == 0
        texts.append(out.read_bytes())
    assert texts[0] == texts[1]
    with pytest.raises(SourceError, match="--batch is for a file, and zones is none"):
        CliRunner().invoke(app, ["stats", "--zones", "zones", "--of", "zones", "--batch", "9"], catch_exceptions=False)
