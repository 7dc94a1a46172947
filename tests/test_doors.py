"""Doors: whatever a public function is given that it does not take, it says so in words of its own."""

from __future__ import annotations

import atexit
import inspect
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import rasterio
import shapely
from distributed import Client
from shapely import Point, box
from thinned import thinned

import hanting_geo as hg
from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

X, Y = 430000.0, 4071000.0
CRS = "EPSG:4549"


def zones() -> gpd.GeoDataFrame:
    shapes = [box(X + 100 * n, Y, X + 100 * n + 100, Y + 100) for n in range(2)]
    table = {"id": ["a", "b"], "n": [1.0, 2.0], "use": ["x", "y"], "lists": [[1], [2]]}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def plain() -> gpd.GeoDataFrame:
    return zones().drop(columns="lists")


def points() -> gpd.GeoDataFrame:
    shapes = [Point(X + 10, Y + 10), Point(X + 150, Y + 10)]
    return gpd.GeoDataFrame({"id": ["p", "q"], "n": [1.0, 2.0], "use": ["x", "y"]}, geometry=shapes, crs=CRS)


def lines() -> gpd.GeoDataFrame:
    shapes = [shapely.LineString([(X, Y), (X + 90, Y)]), shapely.LineString([(X + 90, Y), (X + 90, Y + 90)])]
    return gpd.GeoDataFrame({"id": ["r", "s"], "n": [1.0, 0.0], "use": ["x", "y"]}, geometry=shapes, crs=CRS)


def run_of(folder: Path) -> Path:
    """Run a scenario of one step into a folder."""
    step = "title: t\nsteps:\n- {id: z, do: load_layer, with: {name: stations}, save: [z.geojson]}\n"
    (folder / "s.yaml").write_text(step, encoding="utf-8")
    hg.read_scenario(folder / "s.yaml").run(folder / "run")
    return folder / "run"


def rule() -> hg.Rule:
    return hg.Rule(id="r", title=Text("避让"), relation="outside", layer="zones", basis="x")


def near() -> hg.Criterion:
    scores = "<=500: 1; else: 0"
    return hg.Criterion(id="n", title=Text("距离"), factor="distance", layer="zones", scores=scores, source="x")


def doubled(frame: gpd.GeoDataFrame, one: str, two: str) -> gpd.GeoDataFrame:
    """Call a second column like another one."""
    return frame.set_axis([two if name == one else name for name in frame.columns], axis=1)


def infinite(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the first feature a corner that is nowhere."""
    shapes = list(frame.geometry)
    nowhere = Point(np.inf, Y) if shapes[0].geom_type == "Point" else shapely.Polygon([(np.inf, Y), (X, Y), (X, Y + 1)])
    return frame.set_geometry(gpd.GeoSeries([nowhere, *shapes[1:]], crs=CRS))


def unset(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give a GeoDataFrame that does not know its geometry."""
    return gpd.GeoDataFrame(pd.DataFrame(frame.drop(columns="geometry")).assign(shape=list(frame.geometry)))


def far() -> gpd.GeoDataFrame:
    """Give a line away from everything."""
    return gpd.GeoDataFrame(geometry=[shapely.LineString([(X, Y + 900), (X + 50, Y + 900)])], crs=CRS)


class Wrong:
    """Kinds of wrong arguments, by the kind that is wanted."""

    NO_FRAME: tuple[Any, ...] = (
        None,
        5,
        "zones.gpkg",
        [1, 2],
        pd.DataFrame({"id": ["a"], "n": [1.0]}),
        zones().geometry,
        [zones()],
        unset(zones()),
        gpd.GeoDataFrame({"id": ["a"]}),
        doubled(zones(), "n", "geometry"),
        zones,
        gpd.GeoDataFrame,
    )
    NO_TABLE: tuple[Any, ...] = (None, 5, "table", [1], {"id": ["a"]}, pd.Series([1]))
    NO_NUMBER: tuple[Any, ...] = ("5", True, np.True_, [5], np.array([1.0]), float("nan"), float("inf"), (), {}, pd.NA)
    NO_FLAG: tuple[Any, ...] = ("no", "False", 1, 0, 1.0, [True], np.array([True, False]), pd.NA)
    NO_TEXT: tuple[Any, ...] = (5, True, ["id"], {"id": 1}, ("a", "b"), b"id")
    NO_PATH: tuple[Any, ...] = (None, 5, True, ["a.gpkg"], {"a": 1}, zones(), b"a.gpkg", "", "a" * 5000)
    NO_CHOICE: tuple[Any, ...] = ("", "nothing of these", 5, ["round"], None, True, {"a": 1})
    NO_LANGUAGE: tuple[Any, ...] = ("", "nothing of these", 5, ["round"], True, {"a": 1})
    NO_COLUMN: tuple[Any, ...] = ("nothing", "geometry", ["id"], {"id": 1}, 5, b"id", ("id",))
    NO_COLUMNS: tuple[Any, ...] = (
        *("nothing", "geometry", {"id": 1}, 5, b"id", []),
        *(["nothing"], ["geometry"], ["id", "id"], [5], [None], ["id", "share"]),
    )
    NO_MAPPING: tuple[Any, ...] = (5, "x", ["x"], True, zones())
    NO_LIST: tuple[Any, ...] = (5, True, 1.5)


Base = dict[str, Any]
Table = dict[str, tuple["Callable[[Path], Base]", dict[str, tuple[Any, ...]]]]

FRAMES = Wrong.NO_FRAME
SERIES_TOO = tuple(value for value in FRAMES if not isinstance(value, gpd.GeoSeries))
OF_ZONES = (*FRAMES, infinite(zones()), zones().set_crs(None, allow_override=True), zones().to_crs(4326))
IDS = (*Wrong.NO_COLUMN, "lists", None)


def file_of(folder: Path, name: str = "zones.gpkg") -> Path:
    path = folder / name
    return path if path.exists() else hg.write_file(plain(), path)


def landtxt_of(folder: Path) -> Path:
    path = folder / "parcels.txt"
    return path if path.exists() else hg.write_landtxt(zones()[["id", "geometry"]], path)


def table_of(folder: Path) -> Path:
    path = folder / "points.csv"
    path.write_text("id,lon,lat\n01,119.2,36.8\n", encoding="utf-8")
    return path


def raster_of(folder: Path) -> Path:
    path = folder / "slope.tif"
    kind = {"driver": "GTiff", "count": 1, "height": 10, "width": 20, "dtype": "uint8", "crs": CRS}
    with rasterio.open(path, "w", transform=rasterio.Affine(10, 0, X, 0, -10, Y + 100), **kind) as written:
        written.write(np.ones((1, 10, 20), dtype="uint8"))
    return path


def filled_sheet(folder: Path) -> Path:
    path = hg.expert_sheet(["slope", "road"], folder / "expert.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C8"] = "3"
    book.save(path)
    return path


def scored() -> gpd.GeoDataFrame:
    return zones().assign(score=[0.5, 0.25])


def cells() -> gpd.GeoDataFrame:
    return hg.kernel_density(points(), radius_m=50)


NUMBERS = Wrong.NO_NUMBER
POSITIVE = (*NUMBERS, 0, -1, None)
COUNT = (*NUMBERS, 0, -1, 1.5, None)


@cache
def cluster() -> Any:
    """Give a Dask cluster within this process, one for all."""
    client = Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0")
    atexit.register(client.close)
    return client


def parts_of(folder: Path) -> Path:
    path = folder / "parts"
    return path if path.exists() else hg.partition_file(file_of(folder), path)


SCHEDULERS = (5, True, ["tcp://127.0.0.1:1"], "", "nothing", "nonsense://x")
LAYERS = (5, True, [zones()], 1.5, Path("nowhere.yaml"), "nowhere.yaml")

TABLE: Table = {
    "ahp_weights": (
        lambda _: {"matrix": {("a", "b"): 3}},
        {
            "matrix": (None, 5, "a", [], [1, 2], {}, {"a": 5}, {5: 1}, [[1, 3], [3, 1]], [[1, "x"], [1, 1]], zones()),
            "names": (5, True, "ab", [5], ["a"], ["a", "x"], {"a": 1}),
            "method": Wrong.NO_CHOICE,
            "random_index": Wrong.NO_CHOICE,
        },
    ),
    "buffer": (
        lambda _: {"frame": zones(), "distance_m": 5},
        {
            "frame": OF_ZONES,
            "distance_m": (
                True,
                [5],
                None,
                float("nan"),
                float("inf"),
                "nothing",
                "geometry",
                "use",
                "lists",
                {},
                pd.NA,
            ),
            "cap": Wrong.NO_CHOICE,
            "side": Wrong.NO_CHOICE,
            "dissolve": (*Wrong.NO_FLAG, None),
            "quad_segs": COUNT,
        },
    ),
    "change_matrix": (
        lambda _: {"before": plain(), "after": plain(), "zones": plain(), "by": "use"},
        {
            "before": (*OF_ZONES, points(), lines()),
            "after": (*OF_ZONES, points(), lines()),
            "zones": (*FRAMES[1:], infinite(zones()), zones().to_crs(4326), points(), doubled(zones(), "n", "id")),
            "by": (
                *(value for value in Wrong.NO_COLUMN if value != ("id",)),
                "lists",
                None,
                ("use", "nothing"),
                ("use",),
            ),
            "zone_id": IDS,
        },
    ),
    "changed_land": (
        lambda _: {"before": plain(), "after": plain(), "by": "use"},
        {
            "before": (*OF_ZONES, points(), lines()),
            "after": (*OF_ZONES, points(), lines()),
            "by": ("nothing", "geometry", ["id"], {"id": 1}, 5, b"id", None, ("use", "nothing"), ("use",)),
            "unchanged": (*Wrong.NO_FLAG, None),
        },
    ),
    "check_land_use": (
        lambda _: {"frame": zones(), "column": "use", "standard": "guide_2023"},
        {
            "frame": tuple(value for value in FRAMES if not isinstance(value, pd.DataFrame)),
            "column": ("nothing", "geometry", 5, None, ["use"]),
            "standard": (*Wrong.NO_CHOICE, "2023"),
        },
    ),
    "catchments": (
        lambda _: {"demand": plain(), "facilities": points(), "weight": "n", "barriers": far(), "bridges": far()},
        {
            "demand": (*OF_ZONES, points(), plain().assign(n=0), plain().assign(n=-1), plain().assign(n=np.nan)),
            "facilities": (*FRAMES, infinite(points()), points().to_crs(4326), points().assign(status="closed")),
            "capacity": ("nothing", "geometry", ["n"], -5, {}, True, "use", 1),
            "barriers": (*(value for value in OF_ZONES if value is not None),),
            "bridges": (*(value for value in OF_ZONES if value is not None),),
            "bridge_m": (*NUMBERS, 0, -1, None),
            "weight": (*Wrong.NO_COLUMN, "use", "lists", None),
            "status": (*Wrong.NO_TEXT, "nothing", "use", None),
            "gap": (*NUMBERS, -1, None),
            "time_limit_s": (*NUMBERS, 0, -1, None),
            "seed": (*NUMBERS, -1, 1.5, None),
            "demand_id": (*Wrong.NO_COLUMN, None),
            "facility_id": (*Wrong.NO_COLUMN, None),
        },
    ),
    "check_layer": (
        lambda _: {"frame": zones()},
        {
            "frame": FRAMES,
            "layer": Wrong.NO_TEXT,
            "district": (5, "nothing", True, [zones()], pd.DataFrame({"id": [1]}), zones().geometry),
            "narrow_m": (*NUMBERS, -1, None),
        },
    ),
    "compare_maps": (
        lambda folder: {
            "left": hg.zone_map({"zones": zones()}, title="a"),
            "right": hg.zone_map({"zones": zones()}, title="b"),
            "path": folder / "compared.html",
        },
        {
            "left": (None, 5, "map.html", zones(), {}, folium.Map(tiles=None)),
            "right": (None, 5, [5], folium.Map(tiles=None)),
            "path": Wrong.NO_PATH,
            "title": (5, True, ["x"], {}, {"fr": "x"}, {"zh": 5}),
            "decimals": (*NUMBERS, -1, 1.5, None),
            "hosts": (None, 5, True, [5], [None]),
        },
    ),
    "concat": (
        lambda _: {"frames": [zones(), zones()]},
        {
            "frames": (
                None,
                5,
                "x",
                [5],
                [None],
                [zones(), None],
                {"a": 5},
                [],
                {},
                zones(),
                [zones(), zones().geometry],
            )
        },
    ),
    "coverage": (
        lambda _: {"demand": plain(), "facilities": points(), "weight": "n", "standard": "park", "zones": plain()},
        {
            "demand": (*(value for value in OF_ZONES if not isinstance(value, str)), "nowhere.tif", "zones.gpkg"),
            "facilities": (*FRAMES, infinite(points()), points().to_crs(4326), points().to_crs(32650)),
            "standard": (5, True, ["park"], "", "nothing of these", b"park"),
            "radius_m": (*NUMBERS, 0, -1),
            "standards": (5, True, ["a"], "nowhere.csv", zones().geometry, {"a": 1}),
            "travel": (*Wrong.NO_CHOICE, np.ones(3), np.array([["a", "b"]] * 2), pd.DataFrame({"p": [1.0]})),
            "detour_factor": (*NUMBERS, 0.5, -1),
            "zones": (*(value for value in OF_ZONES if value is not None), points()),
            "plan": (*(value for value in FRAMES if value is not None), infinite(points()), points()),
            "weight": (*Wrong.NO_COLUMN, "use", "lists", None),
            "status": (*Wrong.NO_TEXT, "nothing", None),
            "capacity": ("nothing", "geometry", ["n"], 5, {}),
            "demand_id": (*Wrong.NO_COLUMN, None),
            "facility_id": (*Wrong.NO_COLUMN, None),
            "zone_id": (*Wrong.NO_COLUMN, None),
        },
    ),
    "density_bands": (
        lambda _: {"cells": cells()},
        {"cells": (*FRAMES, zones()), "bands": COUNT},
    ),
    "diagnose_crs": (
        lambda _: {"frame_or_path": zones()},
        {
            "frame_or_path": (*(value for value in SERIES_TOO if not isinstance(value, str)), "", "nowhere.gpkg"),
            "area": (5, True, "nowhere", (1, 2), (36, 119, 37, 120), points(), [None] * 4),
            "layer": (*Wrong.NO_TEXT, "nothing"),
            "language": Wrong.NO_LANGUAGE,
        },
    ),
    "exclude": (
        lambda _: {"candidates": zones(), "rules": [rule()], "layers": {"zones": zones()}},
        {
            "candidates": OF_ZONES,
            "rules": (None, 5, "hanting", [5], [None], {"a": 1}, zones(), [[rule()]]),
            "layers": (
                *LAYERS,
                {"zones": 5},
                {"zones": None},
                {"zones": zones().geometry},
                {"zones": infinite(zones())},
            ),
            "candidate_id": IDS,
            "ignore_below_m2": (*NUMBERS, -1),
            "same_survey": (5, True, {"zones": "x"}, [5], zones()),
        },
    ),
    "expert_sheet": (
        lambda folder: {"criteria": ["slope", "road"], "path": folder / "expert.xlsx"},
        {
            "criteria": (
                None,
                5,
                "slope",
                [],
                {},
                [5],
                ["a", "a"],
                {"a": 5},
                {"a": ["b"], "c": ["d"]},
                {"a": "b", "c": []},
            ),
            "path": Wrong.NO_PATH,
            "language": Wrong.NO_LANGUAGE,
            "expert": (None, 5, True, ["x"]),
        },
    ),
    "figure": (
        lambda folder: {
            "layers": {"zones": plain()},
            "path": folder / "a.svg",
            "title": "x",
            "sheet": "A4",
            "parcels": "zones",
        },
        {
            "layers": (
                *(None, *Wrong.NO_MAPPING, {}, {"a": 5}, {"a": None}, {"a": zones().geometry}, {"a": unset(zones())}),
                *({5: zones()}, {"a": zones()}),
            ),
            "path": (*Wrong.NO_PATH, "a.txt", "nowhere/a.pdf"),
            "title": (None, 5, True, ["x"], {}, {"fr": "x"}, {"zh": 5}),
            "sheet": Wrong.NO_CHOICE,
            "orientation": Wrong.NO_CHOICE,
            "style": (5, True, "x", ["x"], {"nothing": {}}, {"zones": 5}, {"zones": {"nothing": 1}}),
            "language": Wrong.NO_LANGUAGE,
            "scale": (*Wrong.NO_NUMBER, 0, -5, 1),
            "parcels": (*Wrong.NO_TEXT, "nothing"),
            "boundary_points": (*Wrong.NO_FLAG, None),
            "signed": (*Wrong.NO_MAPPING, {"nothing": "x"}, {"unit": 5}),
            "approval": Wrong.NO_TEXT,
        },
    ),
    "findings": (lambda _: {"frame": zones()}, {"frame": Wrong.NO_TABLE, "language": Wrong.NO_LANGUAGE}),
    "grid": (
        lambda _: {"extent": zones(), "cell_m": 50},
        {"extent": (*SERIES_TOO, infinite(zones())), "cell_m": POSITIVE, "shape": Wrong.NO_CHOICE},
    ),
    "init_catalog": (lambda folder: {"folder": folder / "new"}, {"folder": Wrong.NO_PATH}),
    "join": (
        lambda _: {"frame": zones(), "table": pd.DataFrame({"id": ["a", "b"], "m": [1, 2]}), "match": {"id": "id"}},
        {
            "frame": Wrong.NO_TABLE,
            "table": (*Wrong.NO_TABLE, pd.DataFrame({"id": [["a"], ["b"]], "m": [1, 2]})),
            "match": (*Wrong.NO_MAPPING, {"id": 5}, {"nothing": "id"}, {"id": ["id"]}, {"lists": "id"}),
            "columns": (*Wrong.NO_MAPPING, {"new": "nothing"}, {"m": 5}, {"m": ["x"]}),
            "after": ("nothing", 5, ["id"], {}, True),
        },
    ),
    "kernel_density": (
        lambda _: {"points": points(), "radius_m": 50},
        {
            "points": (*FRAMES, infinite(points()), points().to_crs(4326)),
            "radius_m": POSITIVE,
            "weight": ("nothing", "geometry", "use", ["n"], 5, {}),
            "cell_m": (*NUMBERS, 0, -1),
        },
    ),
    "land_use_codes": (lambda _: {}, {"standard": (*Wrong.NO_CHOICE, "gbt_21010_2017")}),
    "load_layer": (
        lambda _: {"name_or_path": "zones"},
        {
            "name_or_path": (None, 5, True, ["zones"], {"zones": 1}, zones(), "", "nothing", b"zones"),
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "strict": (*Wrong.NO_FLAG, None),
            "source_crs": (5, "nothing", "EPSG:4549", [4549, 1], {}, True, zones()),
            "swap_axes": (*Wrong.NO_FLAG, None, True),
            "layer": (*Wrong.NO_TEXT, "nothing"),
        },
    ),
    "locate": (
        lambda _: {
            "demand": plain(),
            "facilities": points(),
            "weight": "n",
            "model": "mclp",
            "p": 1,
            "radius_m": 90,
            "zones": plain(),
        },
        {
            "demand": (*OF_ZONES, plain().assign(n=0), plain().assign(n=-1), plain().assign(n=np.nan)),
            "facilities": (*FRAMES, infinite(points()), points().to_crs(4326), points().assign(status="closed")),
            "model": (*Wrong.NO_CHOICE, "p_medain"),
            "p": (*NUMBERS, -1, 1.5, 3, [2, 1], ["1"], zones()),
            "radius_m": (*NUMBERS, 0, -1, None),
            "weight": (*Wrong.NO_COLUMN, "use", "lists", None),
            "status": (*Wrong.NO_TEXT, "nothing", "use", None),
            "capacity": ("nothing", "geometry", ["n"], -5, {}, True, "use"),
            "cost": ("nothing", "geometry", ["n"], -5, {}, True, "use"),
            "budget": (*NUMBERS, -1, 5),
            "separation_m": (*NUMBERS, 0, -1),
            "quota": (5, "use", ["use"], {"use": 5}, {"use": (2, 1)}, {"nothing": (0, 1)}, {"use": {"z": (1, 1)}}, {}),
            "phases": (5, "12", [], [2, 1], [1.5], [1, 2], {"a": 1}),
            "travel": (*Wrong.NO_CHOICE, np.ones(3), np.array([["a", "b"]] * 2), -np.ones((2, 2)), zones()),
            "gap": (*NUMBERS, -1, None),
            "time_limit_s": (*NUMBERS, 0, -1, None),
            "seed": (*NUMBERS, -1, 1.5, None),
            "zones": (*(value for value in OF_ZONES if value is not None), points()),
            "demand_id": (*Wrong.NO_COLUMN, None),
            "facility_id": (*Wrong.NO_COLUMN, None),
            "zone_id": (*Wrong.NO_COLUMN, None),
        },
    ),
    "measure_area": (lambda _: {"frame": zones()}, {"frame": (*SERIES_TOO, infinite(zones()), zones().to_crs(4326))}),
    "nearest": (
        lambda _: {"frame": points(), "other": zones()},
        {
            "frame": (*FRAMES, infinite(points()), points().to_crs(4326)),
            "other": (*FRAMES, infinite(zones()), zones().to_crs(32650)),
            "travel": (None, 5, True, "manhattan", "network", zones(), [1], np.ones((2, 2)), {}, lines()),
            "k": COUNT,
            "max_distance_m": ("5", True, np.True_, [5], np.array([1.0]), float("nan"), (), {}, pd.NA, -1),
        },
    ),
    "network": (
        lambda _: {"roads": lines()},
        {
            "roads": (*FRAMES, zones(), points(), lines().to_crs(4326), lines().set_crs(None, allow_override=True)),
            "oneway": (*Wrong.NO_COLUMN, "use"),
            "speed_kmh": (*("nothing", "geometry", "use", "0", True, [5], {}, float("nan"), 0, -1, pd.NA),),
            "closed": (*Wrong.NO_COLUMN, "use"),
            "barriers": (*(value for value in FRAMES if value is not None), points(), infinite(zones())),
            "bridges": (5, True, ["use"], {"a": 1}, "nothing", "geometry", "use", points().to_crs(4326)),
            "crossings": Wrong.NO_CHOICE,
            "snap_m": (*NUMBERS, -1, None),
            "max_access_m": (*NUMBERS, -1),
            "access_kmh": POSITIVE,
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
        },
    ),
    "open_catalog": (lambda _: {"path": None}, {"path": (5, True, ["a"], {"a": 1}, zones(), "", "nowhere.yaml", b"a")}),
    "overlay": (
        lambda _: {"df1": zones(), "df2": zones(), "how": "union", "keep_geom_type": True},
        {
            "df1": (*FRAMES, infinite(zones()), infinite(points())),
            "df2": (*FRAMES, infinite(zones()), infinite(points())),
            "how": (*Wrong.NO_CHOICE, ["union"]),
            "keep_geom_type": Wrong.NO_FLAG,
            "make_valid": (*Wrong.NO_FLAG, None),
        },
    ),
    "overlay_file": (
        lambda folder: {
            "source": file_of(folder),
            "zones": plain(),
            "target": folder / "new.gpkg",
            "keep_geom_type": True,
        },
        {
            "source": (*Wrong.NO_PATH, "nowhere.gpkg"),
            "zones": (*(value for value in FRAMES if not isinstance(value, str)), infinite(zones()), "nowhere.gpkg"),
            "target": (*Wrong.NO_PATH, "a.nothing"),
            "how": (*Wrong.NO_CHOICE, ["union"]),
            "keep_geom_type": Wrong.NO_FLAG,
            "make_valid": (*Wrong.NO_FLAG, None),
            "layer": (*Wrong.NO_TEXT, "nothing"),
            "target_layer": Wrong.NO_TEXT,
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "batch": COUNT,
            "style": (5, None, "nothing", [1], {"nothing": 1}, {"column": "nothing"}),
            "progress": (5, "x", [], True),
        },
    ),
    "overlay_parts": (
        lambda folder: {
            "source": parts_of(folder),
            "zones": plain().set_geometry(plain().buffer(-5)).rename(columns={"id": "zone", "n": "m", "use": "kind"}),
            "folder": folder / "cut",
            "scheduler": cluster(),
        },
        {
            "source": (*Wrong.NO_PATH, "nowhere"),
            "zones": (*(value for value in FRAMES if not isinstance(value, str)), infinite(zones()), "nowhere.gpkg"),
            "folder": Wrong.NO_PATH,
            "how": (*Wrong.NO_CHOICE, "union"),
            "keep_geom_type": Wrong.NO_FLAG,
            "make_valid": (*Wrong.NO_FLAG, None),
            "resume": (*Wrong.NO_FLAG, None),
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "scheduler": SCHEDULERS,
            "progress": (5, "x", [], True),
        },
    ),
    "packaged_criteria": (lambda _: {}, {}),
    "packaged_rules": (lambda _: {}, {}),
    "page_contents": (
        lambda _: {"map": folium.Map(tiles=None)},
        {"map": (None, 5, "map.html", zones(), {}, folium.Marker([36, 119])), "decimals": (*NUMBERS, -1, 1.5, None)},
    ),
    "raster_classes": (
        lambda folder: {"zones": zones(), "raster": raster_of(folder)},
        {
            "zones": (*FRAMES, infinite(zones()), points()),
            "raster": (*Wrong.NO_PATH, "nowhere.tif"),
            "zone_id": IDS,
            "band": (*COUNT, 2),
            "rule": Wrong.NO_CHOICE,
            "nodata": ("5", True, [5], {}, float("inf"), 300, 1.5, np.array([1.0, 2.0])),
        },
    ),
    "raster_statistics": (
        lambda folder: {"zones": zones(), "raster": raster_of(folder)},
        {
            "zones": (*FRAMES, infinite(zones()), points()),
            "raster": (*Wrong.NO_PATH, "nowhere.tif"),
            "stats": (
                None,
                5,
                True,
                [],
                [5],
                [None],
                "nothing",
                [["mean"]],
                {"mean": 1, "x": 2},
                ["mean", "mean"],
                b"mean",
            ),
            "zone_id": IDS,
            "band": (*COUNT, 2),
            "rule": Wrong.NO_CHOICE,
            "nodata": ("5", True, [5], {}, float("inf"), 300, 1.5, np.array([1.0, 2.0])),
        },
    ),
    "read_criteria": (
        lambda _: {"path_or_name": "school"},
        {"path_or_name": (*Wrong.NO_PATH, "nothing", "nowhere.yaml"), "language": Wrong.NO_LANGUAGE},
    ),
    "read_expert_sheets": (
        lambda folder: {"paths": [filled_sheet(folder)]},
        {
            "paths": (None, 5, "a.xlsx", [], [5], ["nowhere.xlsx"], {}, zones()),
            "random_index": Wrong.NO_CHOICE,
        },
    ),
    "read_file": (
        lambda folder: {"path": file_of(folder)},
        {
            "path": (*Wrong.NO_PATH, "nowhere.gpkg", "nowhere.nothing"),
            "layer": (*Wrong.NO_TEXT, "nothing"),
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "source_crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "swap_axes": (*Wrong.NO_FLAG, None),
            "encoding": (*Wrong.NO_TEXT, "nothing"),
            "bbox": (5, True, "0,0,1,1", [1, 2, 3], [1, 0, 0, 1], ["a", 0, 1, 1], [0, 0, float("nan"), 1], zones()),
            "columns": (5, True, "id", [5], ["nothing"], {"id": 1}, zones()),
        },
    ),
    "read_landtxt": (
        lambda folder: {"path": landtxt_of(folder)},
        {
            "path": (*Wrong.NO_PATH, "nowhere.txt"),
            "encoding": (*Wrong.NO_TEXT, "nothing"),
            "zone": (*NUMBERS, 0, 24, 46, 40.0),
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "damaged": Wrong.NO_CHOICE,
            "strict": (*Wrong.NO_FLAG, None),
        },
    ),
    "read_rules": (
        lambda _: {"path_or_name": "hanting"},
        {"path_or_name": (*Wrong.NO_PATH, "nothing", "nowhere.yaml"), "language": Wrong.NO_LANGUAGE},
    ),
    "read_scenario": (
        lambda _: {"path": None},
        {
            "path": (5, True, ["a"], {"a": 1}, zones(), "nowhere.yaml", b"a"),
            "catalog": (5, True, ["zones"], [zones()], zones(), {"zones": 5}, {"zones": None}, "nowhere.yaml"),
        },
    ),
    "read_table": (
        lambda folder: {"path": table_of(folder)},
        {
            "path": (*Wrong.NO_PATH, "nowhere.csv"),
            "x": (*Wrong.NO_TEXT, "nothing", "lon"),
            "y": (*Wrong.NO_TEXT, "nothing", "lat"),
            "wkt": (*Wrong.NO_TEXT, "nothing", "lon"),
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "sheet": (True, 0, -1, 1.5, [1], {}, "nothing"),
            "header": (*COUNT, 99),
            "encoding": (*Wrong.NO_TEXT, "nothing"),
            "damaged": Wrong.NO_CHOICE,
            "strict": (*Wrong.NO_FLAG, None),
        },
    ),
    "regions": (
        lambda _: {"suitability": scored(), "area_m2": 10_000},
        {
            "suitability": (
                *(value for value in OF_ZONES if value is not None),
                None,
                zones(),
                unset(scored()),
                infinite(scored()),
            ),
            "area_m2": POSITIVE,
            "count": COUNT,
            "separation_m": (*NUMBERS, -1, None),
            "compactness": (*NUMBERS, -1, None),
        },
    ),
    "rings": (
        lambda _: {"frame": zones(), "distances_m": [5, 10]},
        {
            "frame": OF_ZONES,
            "distances_m": (
                None,
                5,
                "5",
                [],
                ["5"],
                [True],
                [None],
                [0],
                [-5],
                [5, 5],
                [float("nan")],
                [float("inf")],
                {},
            ),
            "dissolve": (*Wrong.NO_FLAG, None),
        },
    ),
    "save_page": (
        lambda folder: {"map": folium.Map(tiles=None), "path": folder / "map.html"},
        {
            "map": (None, 5, "map.html", zones(), {}, folium.Marker([36, 119])),
            "path": Wrong.NO_PATH,
            "decimals": (*NUMBERS, -1, 1.5, None),
            "hosts": (None, 5, True, [5], [None]),
        },
    ),
    "progress_bar": (lambda _: {}, {"total": (None, "1", 0, -1, float("nan"), [1], True)}),
    "partition_file": (
        lambda folder: {"source": file_of(folder), "folder": folder / "made", "rows": 1},
        {
            "source": (*Wrong.NO_PATH, "nowhere.gpkg"),
            "folder": Wrong.NO_PATH,
            "rows": COUNT,
            "layer": (*Wrong.NO_TEXT, "nothing"),
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "progress": (5, "x", [], True),
        },
    ),
    "screen_parts": (
        lambda folder: {
            "source": parts_of(folder),
            "rules": [rule()],
            "layers": {"zones": zones()},
            "folder": folder / "screened",
            "scheduler": cluster(),
        },
        {
            "source": (*Wrong.NO_PATH, "nowhere"),
            "rules": (None, 5, "hanting", [5], [None], {"a": 1}, zones(), [[rule()]]),
            "layers": (*LAYERS, {"zones": 5}, {"zones": None}, {"zones": infinite(zones())}),
            "folder": Wrong.NO_PATH,
            "site_id": ("nothing", ["id"], {"id": 1}, 5, b"id", ("id",), None),
            "tables": (None, 5, True, "summary", [5], ["nothing"], ["neighbours"], {"a": 1}, zones()),
            "three_lines": (5, True, "zones", ["zones"]),
            "ignore_below_m2": (*NUMBERS, -1),
            "same_survey": (5, True, {"zones": "x"}, [5], zones()),
            "resume": (*Wrong.NO_FLAG, None),
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "scheduler": SCHEDULERS,
            "progress": (5, "x", [], True),
        },
    ),
    "screen": (
        lambda _: {"sites": zones(), "rules": [rule()], "layers": {"zones": zones()}},
        {
            "sites": OF_ZONES,
            "rules": (None, 5, "hanting", [5], [None], {"a": 1}, zones(), [[rule()]]),
            "layers": (
                *LAYERS,
                {"zones": 5},
                {"zones": None},
                {"zones": zones().geometry},
                {"zones": infinite(zones())},
            ),
            "site_id": IDS,
            "three_lines": (
                *(5, True, [5], "permanent_farmland", ["permanent_farmland"], {"nothing": "zones"}),
                *({"urban_boundary": "nothing"}, {"urban_boundary": 5}),
            ),
            "land_use": (5, True, [5], "", "nothing"),
            "neighbours_of": (5, True, [5], "zones", ["nothing"]),
            "neighbours_within_m": (*NUMBERS, -1, None),
            "ignore_below_m2": (*NUMBERS, -1),
            "same_survey": (5, True, {"zones": "x"}, [5], zones()),
        },
    ),
    "select": (
        lambda _: {"frame": zones(), "where": {"use": "x"}},
        {
            "frame": Wrong.NO_TABLE,
            "where": (*Wrong.NO_MAPPING, None, {"nothing": 1}, {5: 1}, {"use": {"a": 1}}),
            "columns": (5, True, ["nothing"], [5], [["id"]], "id", {"id": 1, "x": 2}),
        },
    ),
    "spread_population": (
        lambda _: {"zones": zones(), "over": zones(), "column": "n"},
        {
            "zones": (*OF_ZONES, points()),
            "over": (*FRAMES, infinite(zones()), zones().to_crs(32650), points()),
            "column": (*Wrong.NO_COLUMN, "use", "lists", None),
            "zone_id": IDS,
        },
    ),
    "standards": (lambda _: {}, {"path": (5, True, ["a"], {"a": 1}, zones(), "nowhere.csv", "", b"a.csv")}),
    "suitability": (
        lambda _: {
            "candidates": zones(),
            "criteria": [near()],
            "layers": {"zones": zones()},
            "weights": "equal",
            "combine": "owa",
        },
        {
            "candidates": (*OF_ZONES, doubled(zones(), "use", "id")),
            "criteria": (None, 5, "nothing", [], [5], {}, {"n": 5}, {"nothing": "more"}, {"lists": "more"}, zones()),
            "layers": (
                *LAYERS,
                {},
                {"zones": 5},
                {"zones": None},
                {"zones": zones().geometry},
                {"zones": infinite(zones())},
            ),
            "weights": (
                None,
                5,
                "nothing",
                {},
                {"n": "1"},
                {"n": float("nan")},
                {"n": 2},
                {"m": 1},
                [],
                [1, 2],
                zones(),
            ),
            "combine": Wrong.NO_CHOICE,
            "screening": (5, "clear", True, zones(), {}),
            "candidate_id": IDS,
            "normalise": (*Wrong.NO_FLAG, None),
            "normalisation": Wrong.NO_CHOICE,
            "order_weights": ("2", True, 0, -1, [], [0.5], [0.5, 0.5], [float("nan")], {}, float("inf")),
        },
    ),
    "styled": (
        lambda _: {"table": hg.zone_statistics(zones(), lines())},
        {"table": (None, 5, "a", [1], {}), "language": Wrong.NO_LANGUAGE},
    ),
    "verify": (
        lambda folder: {"folder": run_of(folder)},
        {"folder": (*Wrong.NO_PATH, "nowhere")},
    ),
    "write_criteria": (
        lambda folder: {"criteria": hg.read_criteria("school"), "path": folder / "criteria.yaml"},
        {
            "criteria": (None, 5, "school", [5], {"a": 1}, zones()),
            "path": (*Wrong.NO_PATH, "criteria.nothing"),
            "language": Wrong.NO_LANGUAGE,
        },
    ),
    "write_csv": (
        lambda folder: {"table": zones(), "path": folder / "a.csv"},
        {
            "table": Wrong.NO_TABLE,
            "path": Wrong.NO_PATH,
            "language": ("nothing", 5, ["zh"], True, {}),
            "formulas": Wrong.NO_CHOICE,
        },
    ),
    "write_file": (
        lambda folder: {"frame": plain(), "path": folder / "new.gpkg"},
        {
            "frame": FRAMES,
            "path": (*Wrong.NO_PATH, "a.nothing"),
            "layer": Wrong.NO_TEXT,
            "encoding": (*Wrong.NO_TEXT, "nothing"),
            "style": (5, "red", [1], {"colour": "red"}, {"column": "nothing"}),
        },
    ),
    "write_landtxt": (
        lambda folder: {"frame": zones()[["id", "geometry"]], "path": folder / "new.txt"},
        {
            "frame": (*FRAMES, infinite(zones()), points(), zones().set_crs(None, allow_override=True)),
            "path": Wrong.NO_PATH,
            "dialect": Wrong.NO_CHOICE,
            "encoding": (*Wrong.NO_TEXT, "nothing", "big5"),
            "newline": Wrong.NO_CHOICE,
            "zone": (*NUMBERS, 0, 24, 46, 40.0),
            "prefix": (*Wrong.NO_FLAG, None),
            "decimals": (*COUNT, 9),
            "area": Wrong.NO_CHOICE,
            "head": (*Wrong.NO_MAPPING, {5: "a"}, {"a": 5}, {"": "a"}, {"带号": "39"}, {"a": "b\nc"}),
            "lines": (*Wrong.NO_FLAG, None),
        },
    ),
    "write_report": (
        lambda folder: {"run": {"areas": plain()}, "path": folder / "a.html"},
        {
            "run": (None, 5, True, [], {}, {"a": 5}, {5: plain()}, plain(), "nothing", Path("nothing.yaml")),
            "path": (*Wrong.NO_PATH, "report.txt"),
            "title": (5, [], {}, {"zh": 5}, {"fr": "x"}),
            "language": Wrong.NO_LANGUAGE,
            "template": (5, True, [], "nothing.docx"),
            "fields": (5, [], "x", {"a": "b"}, {5: "b"}),
        },
    ),
    "write_rules": (
        lambda folder: {"rules": hg.RuleSet((rule(),)), "path": folder / "rules.yaml"},
        {
            "rules": (None, 5, "hanting", [5], {"a": 1}, zones()),
            "path": (*Wrong.NO_PATH, "rules.nothing"),
            "language": Wrong.NO_LANGUAGE,
        },
    ),
    "write_workbook": (
        lambda folder: {"tables": {"a": zones()}, "path": folder / "a.xlsx"},
        {
            "tables": (None, *Wrong.NO_MAPPING, {"a": 5}, {"a": None}, {5: zones()}, {"a": [1]}),
            "path": Wrong.NO_PATH,
            "language": Wrong.NO_LANGUAGE,
            "provenance": Wrong.NO_MAPPING,
            "title": (5, True, [1], {"fr": "x"}, {}),
            "sources": (*Wrong.NO_MAPPING, {"a": 5}, {"a": None}),
            "titles": (*Wrong.NO_MAPPING, {"b": "B"}, {"a": 5}, {"a": {}}, {"a": {"fr": "x"}}, {"a": ""}),
        },
    ),
    "to_bd09": (lambda _: {"frame": zones()}, {"frame": (*SERIES_TOO, infinite(zones()), hg.to_gcj02(zones()))}),
    "to_gcj02": (lambda _: {"frame": zones()}, {"frame": (*SERIES_TOO, infinite(zones()), hg.to_bd09(zones()))}),
    "to_wgs84": (
        lambda _: {"frame": hg.to_gcj02(zones())},
        {"frame": (*SERIES_TOO, zones()), "datum": (5, True, "wgs84", "", ["gcj02"], "bd09")},
    ),
    "zone_map": (
        lambda _: {"layers": {"zones": zones()}, "title": "x"},
        {
            "layers": (
                None,
                *Wrong.NO_MAPPING[:-1],  # a frame alone is a map, too
                {"a": 5},
                {"a": None},
                {"a": zones().geometry},
                {"a": unset(zones())},
                {5: zones()},
            ),
            "title": (5, True, ["x"], {}, {"fr": "x"}, {"zh": 5}),
            "popup": (5, True, ["nothing"], {"zones": ["nothing"]}, {"nothing": ["id"]}, {"zones": 5}, [5]),
            "style": (
                5,
                True,
                "x",
                ["x"],
                {"nothing": {}},
                {"zones": 5},
                {"zones": {"nothing": 1}},
                {"zones": {"column": ["n"]}},
            ),
            "language": Wrong.NO_LANGUAGE,
            "basemap": (5, True, ["x"], "nothing", {}, {"nothing": 1}),
            "statistics": (*Wrong.NO_MAPPING, {"zones": 5}, {"zones": pd.DataFrame({"a": [1]})}),
        },
    ),
    "zone_statistics": (
        lambda _: {"zones": zones(), "features": zones()},
        {
            "zones": (*OF_ZONES, points(), doubled(zones(), "n", "id")),
            "features": OF_ZONES,
            "zone_id": IDS,
            "by": (*Wrong.NO_COLUMNS, "lists", ["lists"]),
            "double_count": (*Wrong.NO_FLAG, None),
            "wide": (*Wrong.NO_FLAG, None),
            "language": Wrong.NO_LANGUAGE,
        },
    ),
    "wide_statistics": (
        lambda _: {"statistics": {"a": hg.zone_statistics(zones(), lines())}, "zones": zones()},
        {
            "statistics": (None, *Wrong.NO_MAPPING, {}, {"a": 5}, {"a": zones()}, {5: pd.DataFrame()}),
            "zones": (5, "zones", [1], pd.DataFrame({"id": ["a"]})),
            "zone_id": IDS,
        },
    ),
    "zone_statistics_batch": (
        lambda folder: {"zones": [file_of(folder)], "of": [file_of(folder)], "out": folder / "tables"},
        {
            "zones": (None, 5, True, [5], [None], [], "a.gpkg", [zones()], zones()),
            "of": (None, 5, True, [5], [None], [], "a.gpkg", [zones()], zones()),
            "out": Wrong.NO_PATH,
            "catalog": (5, True, ["a"], {"a": 1}, zones(), "nowhere.yaml", b"a"),
            "zone_id": Wrong.NO_TEXT,
            "by": Wrong.NO_TEXT,
            "one": (5, True, ["xlsx"], "nothing"),
            "resume": (*Wrong.NO_FLAG, None),
            "tell": (None, 5, "x", [], True),
        },
    ),
    "zone_statistics_parts": (
        lambda folder: {"zones": zones(), "source": parts_of(folder), "scheduler": cluster()},
        {
            "zones": (*(value for value in FRAMES if not isinstance(value, str)), "nowhere.gpkg"),
            "source": (*Wrong.NO_PATH, "nowhere"),
            "zone_id": IDS,
            "by": Wrong.NO_COLUMNS,
            "double_count": (*Wrong.NO_FLAG, None),
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "keep": tuple(value for value in Wrong.NO_PATH if value is not None),
            "resume": (*Wrong.NO_FLAG, None, True),
            "scheduler": SCHEDULERS,
            "progress": (5, "x", [], True),
        },
    ),
    "zone_statistics_file": (
        lambda folder: {"zones": zones(), "source": file_of(folder)},
        {
            "zones": (*(value for value in FRAMES if not isinstance(value, str)), "nowhere.gpkg"),
            "source": (*Wrong.NO_PATH, "nowhere.gpkg"),
            "zone_id": IDS,
            "by": Wrong.NO_COLUMNS,
            "double_count": (*Wrong.NO_FLAG, None),
            "layer": (*Wrong.NO_TEXT, "nothing"),
            "crs": (5, "nothing", [4549, 1], {}, True, zones()),
            "batch": COUNT,
            "progress": (5, "x", [], True),
        },
    ),
}


def public_functions() -> list[str]:
    return [name for name in hg.__all__ if inspect.isfunction(getattr(hg, name))]


def wrong_calls() -> list[tuple[str, str, int]]:
    return [
        (name, parameter, number)
        for name, (_, wrong) in TABLE.items()
        for parameter, values in wrong.items()
        for number in range(len(values))
    ]


def test_every_public_function_and_every_argument_of_it_is_in_the_table() -> None:
    assert set(TABLE) == set(public_functions())
    for name, (_, wrong) in TABLE.items():
        assert set(wrong) == set(inspect.signature(getattr(hg, name)).parameters), name


@pytest.mark.parametrize("name", list(TABLE))
def test_what_is_right_goes_through(name: str, tmp_path: Path) -> None:
    getattr(hg, name)(**TABLE[name][0](tmp_path))


@pytest.mark.parametrize("call", thinned(wrong_calls(), one_in=25), ids=lambda call: "-".join(map(str, call)))
def test_what_is_wrong_is_told(call: tuple[str, str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name, parameter, number = call
    base, wrong = TABLE[name]
    with pytest.raises(hg.HantingGeoError) as caught:
        getattr(hg, name)(**{**base(tmp_path), parameter: wrong[parameter][number]})
    assert len(str(caught.value)) > len(parameter)


def changed(frame: gpd.GeoDataFrame, kind: str) -> gpd.GeoDataFrame:
    """Give a frame as they come from elsewhere: odd names and indexes."""
    count = len(frame)
    if kind == "two columns of one name":
        return doubled(frame, "n", "use")
    if kind == "two columns of ids":
        return doubled(frame, "n", "id")
    if kind == "two accuracies":
        return doubled(doubled(frame, "n", "accuracy_m"), "use", "accuracy_m")
    if kind == "names that are no text":
        return frame.rename(columns={"n": 5, "use": ("a", "b")})
    indexes = {
        "several levels": pd.MultiIndex.from_arrays([range(count), ["x"] * count], names=["m", "k"]),
        "one label": pd.Index([7] * count),
        "labels of two kinds": pd.Index([1, "a"][:count], dtype=object),
    }
    return frame.set_index(indexes[kind]) if kind in indexes else frame.iloc[:0]


KINDS = (
    *("two columns of one name", "two columns of ids", "two accuracies", "names that are no text"),
    *("several levels", "one label", "labels of two kinds", "empty"),
)


@pytest.mark.parametrize(("name", "kind"), thinned(TABLE, KINDS, one_in=9))
@pytest.mark.filterwarnings("ignore")  # names of two types cannot be sorted, an empty frame has no kind of geometry
def test_frames_from_elsewhere_are_taken_or_refused_in_words(name: str, kind: str, tmp_path: Path) -> None:
    base = TABLE[name][0](tmp_path)
    for parameter, value in base.items():
        if isinstance(value, gpd.GeoDataFrame) and {"n", "use"} <= set(value.columns):
            try:
                getattr(hg, name)(**{**base, parameter: changed(value, kind)})
            except hg.HantingGeoError as error:
                assert len(str(error)) > len(name)  # noqa: PT017 - either way is right
