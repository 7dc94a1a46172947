"""The pages that maps.py compares, each built in a process of its own; runs also where hanting_geo is not installed."""

from __future__ import annotations

import argparse
import json
import math
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium

SEED = 4549
# The square round the district on the plane of EPSG:4549, in metres: parcels fill it on a grid, one in each cell.
WEST, SOUTH, EAST, NORTH = 404_000.0, 4_068_000.0, 450_000.0, 4_122_000.0
VERTICES = 15
CLASSES = {
    "居住用地": "#e69f00",
    "商业用地": "#d55e00",
    "工业用地": "#cc79a7",
    "公共管理与公共服务用地": "#56b4e9",
    "绿地与开敞空间": "#009e73",
    "交通运输用地": "#0072b2",
}
LAND_USES = (
    *("一类城镇住宅用地", "二类城镇住宅用地", "三类城镇住宅用地", "农村宅基地", "机关团体用地", "科研用地", "文化用地"),
    *("教育用地", "体育用地", "医疗卫生用地", "社会福利用地", "零售商业用地", "批发市场用地", "商务金融用地"),
    *("一类工业用地", "二类工业用地", "物流仓储用地", "公园绿地", "防护绿地", "城镇村道路用地"),
)
FIELDS = ["name", "class", "use", "ratio", "year"]
MIB = 1024 * 1024
# What ru_maxrss counts in: bytes on macOS, KiB elsewhere.
UNIT = 1 if sys.platform == "darwin" else 1024


def cells(count: int) -> tuple[np.ndarray[Any, np.dtype[np.float64]], float, float]:
    """Give the middles of as many cells of a grid over the district, and the width and height of a cell."""
    columns = math.ceil(math.sqrt(count * (EAST - WEST) / (NORTH - SOUTH)))
    rows = math.ceil(count / columns)
    wide, high = (EAST - WEST) / columns, (NORTH - SOUTH) / rows
    number = np.arange(count)
    return (
        np.column_stack([WEST + (number % columns + 0.5) * wide, SOUTH + (number // columns + 0.5) * high]),
        wide,
        high,
    )


def rings(count: int, *, inner: float = 1.0) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Give one ring of 15 positions in each cell, the closing one not counted; no two meet."""
    chance = np.random.default_rng(SEED)
    middles, wide, high = cells(count)
    turn = (np.arange(VERTICES) + chance.uniform(-0.3, 0.3, (count, VERTICES))) * (2 * math.pi / VERTICES)
    reach = chance.uniform(0.3, 0.48, (count, VERTICES)) * inner
    around = np.stack([np.cos(turn) * reach * wide, np.sin(turn) * reach * high], axis=-1)
    return np.asarray(shapely.linearrings(middles[:, None, :] + around))


def attributes(count: int, prefix: str = "P") -> dict[str, Any]:
    """Give five attributes: a unique name, a class of 6, a land use of 20, a plot ratio with 2 decimals, a year."""
    chance = np.random.default_rng(SEED + 1)
    return {
        "name": [f"{prefix}{number:07d}" for number in range(count)],
        "class": chance.choice(list(CLASSES), count),
        "use": chance.choice(LAND_USES, count),
        "ratio": np.round(chance.uniform(0.1, 6.0, count), 2),
        "year": chance.integers(1990, 2027, count),
    }


def parcels(count: int) -> gpd.GeoDataFrame:
    """Make polygons like land parcels spread over the district, the same ones at every run."""
    return gpd.GeoDataFrame(attributes(count), geometry=shapely.polygons(rings(count)), crs="EPSG:4549")


def mixed(count: int) -> dict[str, gpd.GeoDataFrame]:
    """Make layers of what parcels are not: lines, points, polygons with a hole, features of two parts."""
    middles, wide, high = cells(4 * count)
    holed = shapely.polygons(rings(4 * count), rings(4 * count, inner=0.5)[:, None])
    lines = shapely.linestrings(
        middles[:, None, :] + np.array([[-0.4, -0.2], [0.0, 0.0], [0.4, 0.3]]) * np.array([wide, high])
    )
    aside = np.array([wide / 4, 0])
    halves = np.stack([middles - aside, middles + aside], axis=1)
    boxes = shapely.box(
        halves[..., 0] - wide / 8, halves[..., 1] - high / 4, halves[..., 0] + wide / 8, halves[..., 1] + high / 4
    )
    twofold = shapely.multipolygons(boxes)
    kinds = {"holes": holed, "lines": lines, "points": shapely.points(middles), "parts": twofold}
    layers = {}
    for turn, (kind, shapes) in enumerate(kinds.items()):  # each kind in a quarter of its own
        own = shapes[turn * count : (turn + 1) * count]
        layers[kind] = gpd.GeoDataFrame(attributes(count, f"{kind} "), geometry=own, crs="EPSG:4549")
    return layers


def ours(frame: gpd.GeoDataFrame, path: Path, decimals: int) -> dict[str, Any]:
    """Write the page of hanting_geo; its popups show the same five columns as those of the others."""
    import hanting_geo as hg

    layers = {"parcels": frame} if len(frame) else {}
    style = {"parcels": {"column": "class", "colors": CLASSES}} if layers else None
    hg.save_page(
        hg.zone_map(layers, title="Parcels", popup=FIELDS if layers else None, style=style), path, decimals=decimals
    )
    return {}


def _by_class(frame: gpd.GeoDataFrame, path: Path, decimals: int) -> dict[str, Any]:
    """Write the best page that plain folium gives: canvas, one GeoJson a class with a constant style."""
    import folium

    import hanting_geo as hg

    page = folium.Map(tiles=None, prefer_canvas=True, max_zoom=20)
    for name, color in CLASSES.items():
        one = frame[frame["class"] == name]
        if len(one):
            _geojson(one, {"color": color, "fillColor": color, "weight": 1, "fillOpacity": 0.6}).add_to(page)
    _fit(page, frame)
    hg.save_page(page, path, decimals=decimals)
    return {}


def _by_feature(frame: gpd.GeoDataFrame, path: Path, decimals: int) -> dict[str, Any]:
    """Write the page that folium's documentation shows: SVG, one GeoJson, a style_function."""
    import folium

    import hanting_geo as hg

    page = folium.Map(tiles=None, max_zoom=20)
    _geojson(frame, None).add_to(page)
    _fit(page, frame)
    hg.save_page(page, path, decimals=decimals)
    return {}


def _geojson(frame: gpd.GeoDataFrame, constant: dict[str, Any] | None) -> folium.GeoJson:
    import folium

    def style(feature: dict[str, Any]) -> dict[str, Any]:
        color = CLASSES[feature["properties"]["class"]]
        return constant or {"color": color, "fillColor": color, "weight": 1, "fillOpacity": 0.6}

    return folium.GeoJson(
        frame,
        style_function=style,
        tooltip=folium.GeoJsonTooltip(FIELDS, sticky=True),
        popup=folium.GeoJsonPopup(FIELDS),
    )


def _fit(page: folium.Map, frame: gpd.GeoDataFrame) -> None:
    west, south, east, north = frame.to_crs("EPSG:4326").total_bounds.tolist()
    page.fit_bounds([[south, west], [north, east]])


def _folium_empty(frame: gpd.GeoDataFrame, path: Path, decimals: int) -> dict[str, Any]:
    import folium

    import hanting_geo as hg

    del frame
    hg.save_page(folium.Map([36.98, 119.17], tiles=None, zoom_start=10, max_zoom=20), path, decimals=decimals)
    return {}


def _explore(frame: gpd.GeoDataFrame, path: Path, decimals: int) -> dict[str, Any]:
    import hanting_geo as hg
    from hanting_geo.errors import SourceError

    chosen: dict[str, Any] = {"tooltip": FIELDS, "popup": FIELDS, "cmap": list(CLASSES.values()), "legend": False}
    page: Any = frame.explore(column="class", tiles=None, **chosen)
    try:
        hg.save_page(page, path, decimals=decimals)
    except SourceError as error:
        page.save(str(path))
        return {"needs_network": True, "why": str(error)}
    return {}


def _leafmap(frame: gpd.GeoDataFrame, path: Path, decimals: int) -> dict[str, Any]:
    """Write what leafmap's folium backend gives; it is the one whose pages its documentation saves."""
    del decimals
    leafmap = import_module("leafmap.foliumap")
    page = leafmap.Map(center=[36.98, 119.17], zoom=10, prefer_canvas=True)
    page.add_gdf(
        frame.to_crs("EPSG:4326"), layer_name="parcels", style_function=lambda _: {"weight": 1, "fillOpacity": 0.6}
    )
    page.to_html(str(path))
    return {}


def _leafmap_widget(frame: gpd.GeoDataFrame, path: Path, decimals: int) -> dict[str, Any]:
    """Write what leafmap's default backend (ipyleaflet) gives."""
    del decimals
    leafmap = import_module("leafmap.leafmap")
    import_module("ipywidgets").Widget.close_all()  # its page would hold the widgets of the warm-up too
    page = leafmap.Map(center=[36.98, 119.17], zoom=10)
    page.add_gdf(frame.to_crs("EPSG:4326"), layer_name="parcels")
    page.to_html(str(path))
    return {}


def _lonboard(frame: gpd.GeoDataFrame, path: Path, decimals: int) -> dict[str, Any]:
    del decimals
    lonboard = import_module("lonboard")
    colors = np.array([[int(color[at : at + 2], 16) for at in (1, 3, 5)] for color in CLASSES.values()], dtype=np.uint8)
    member = pd.Categorical(frame["class"], categories=list(CLASSES)).codes
    layer = lonboard.PolygonLayer.from_geopandas(frame.to_crs("EPSG:4326"), get_fill_color=colors[member])
    lonboard.Map(layer).to_html(path)
    return {}


BUILDERS: dict[str, Callable[[gpd.GeoDataFrame, Path, int], dict[str, Any]]] = {
    "ours": ours,
    "by class": _by_class,
    "by feature": _by_feature,
    "folium empty": _folium_empty,
    "explore": _explore,
    "leafmap": _leafmap,
    "leafmap widget": _leafmap_widget,
    "lonboard": _lonboard,
}


def main() -> int:
    """Build one page and print, as JSON, the seconds and the memory that it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("builder", choices=BUILDERS)
    parser.add_argument("count", type=int)
    parser.add_argument("decimals", type=int)
    parser.add_argument("path", type=Path)
    arguments = parser.parse_args()
    BUILDERS[arguments.builder](parcels(50), arguments.path, arguments.decimals)  # imports and caches: not counted
    frame = parcels(arguments.count or 1).head(arguments.count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / MIB
    start, busy = time.perf_counter(), time.process_time()
    notes = BUILDERS[arguments.builder](frame, arguments.path, arguments.decimals)
    seconds, cpu = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / MIB
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "peak_mib": peak, "before_mib": before, **notes}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
