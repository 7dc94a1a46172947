"""A bureau's own data as it lies in its folder, made by a script: 15 layers, 24 rules, 30 sites, 3,000 parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
import yaml
from shapely import LineString, Point, box

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Bureau", "make_bureau"]

CRS = "EPSG:4549"
X, Y = 420_000.0, 4_070_000.0
CELL_M = 110.0
COLUMNS, ROWS = 60, 50
WIDE, HIGH = COLUMNS * CELL_M, ROWS * CELL_M
_GREATEST = 1_000
_OWNERS = ("开元街道", "寒亭街道", "固堤街道", "高里街道")
_USES = ("学校", "工业", "居住", "仓储", "医院", "公园")


class Bureau(NamedTuple):
    """Where everything lies."""

    catalog: Path
    rules: Path
    sites: Path
    """A GeoPackage of two layers, 拟选址地块 and 宗地."""


def make_bureau(folder: Path) -> Bureau:
    """Write the set into a folder: a catalogue with a GeoPackage, a rule file, and what is screened."""
    chance = np.random.default_rng(370703)
    layers = _layers(chance)
    entries = {}
    for name, (frame, facts) in layers.items():
        frame.to_file(folder / "成果.gpkg", layer=name, driver="GPKG")
        entries[name] = {"title": {"zh": name}, "file": "成果.gpkg", "layer": name, **facts}
    catalog = folder / "catalog.yaml"
    catalog.write_text(_yaml({"title": {"zh": "示例局数据"}, "crs": CRS, "layers": entries}), encoding="utf-8")
    rules = folder / "核查规则.yaml"
    rules.write_text(_yaml({"title": {"zh": "建设项目选址核查规则"}, "rules": _rules()}), encoding="utf-8")
    sites = folder / "地块.gpkg"
    _sites(chance).to_file(sites, layer="拟选址地块", driver="GPKG")
    layers["宗地"][0].to_file(sites, layer="宗地", driver="GPKG")
    return Bureau(catalog, rules, sites)


def _yaml(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def _frame(shapes: list[Any], prefix: str, called: str, **columns: Any) -> gpd.GeoDataFrame:
    numbers = range(1, len(shapes) + 1)
    named = {
        "id": [f"{prefix}{number:03d}" for number in numbers],
        "name_zh": [f"{called}{number}" for number in numbers],
    }
    return gpd.GeoDataFrame({**named, **columns}, geometry=shapes, crs=CRS)


def _blobs(chance: np.random.Generator, count: int, least: float, most: float) -> list[Any]:
    middles = chance.uniform((X, Y), (X + WIDE, Y + HIGH), (count, 2))
    return [
        shapely.affinity.scale(Point(middle).buffer(chance.uniform(least, most), 6), chance.uniform(0.6, 1.6), 1)
        for middle in middles
    ]


def _lines(chance: np.random.Generator, count: int, bend: float) -> list[Any]:
    found = []
    for number in range(count):
        along = np.linspace(0, 1, 12)
        wave = np.cumsum(chance.uniform(-bend, bend, 12))
        at = (number + 0.5) / count
        if number % 2:
            points = np.column_stack([X + at * WIDE + wave, Y + along * HIGH])
        else:
            points = np.column_stack([X + along * WIDE, Y + at * HIGH + wave])
        found.append(LineString(points.round(2)))
    return found


def _parcels(chance: np.random.Generator) -> gpd.GeoDataFrame:
    xs = X + CELL_M * np.arange(COLUMNS + 1)
    ys = Y + CELL_M * np.arange(ROWS + 1)
    shapes = [box(xs[i], ys[j], xs[i + 1], ys[j + 1]) for j in range(ROWS) for i in range(COLUMNS)]
    return _frame(
        shapes, "Z", "宗地", 权属单位=chance.choice(_OWNERS, len(shapes)), 拟用用途=chance.choice(_USES, len(shapes))
    )


def _layers(chance: np.random.Generator) -> dict[str, tuple[gpd.GeoDataFrame, dict[str, Any]]]:
    """Make the layers, and what the catalogue says of each."""
    survey = {"source": "2024年度国土变更调查", "source_date": "2024-12-31", "licence": "内部使用"}
    plan = {"source": "国土空间总体规划数据库", "source_date": "2023-10", "licence": "内部使用"}
    town = box(X + 0.2 * WIDE, Y + 0.15 * HIGH, X + 0.75 * WIDE, Y + 0.8 * HIGH)
    return {
        "永久基本农田": (_frame(_blobs(chance, 40, 120, 420), "N", "基本农田图斑"), {**survey, "accuracy_m": 1.0}),
        "生态保护红线": (_frame(_blobs(chance, 4, 300, 700), "H", "生态红线区"), {**plan, "accuracy_m": 5.0}),
        "城镇开发边界": (_frame([town], "B", "城镇开发边界"), {**plan, "accuracy_m": 2.0}),
        "河道": (_frame(_lines(chance, 4, 120), "R", "河道"), {**survey, "accuracy_m": 5.0}),
        "水源保护区": (_frame(_blobs(chance, 3, 250, 500), "S", "水源保护区"), {**plan, "accuracy_m": 10.0}),
        "公益林": (_frame(_blobs(chance, 15, 80, 260), "L", "公益林"), {**survey, "accuracy_m": 2.0}),
        "高压线": (_frame(_lines(chance, 3, 60), "D", "220千伏线路"), {**survey, "accuracy_m": 3.0}),
        "输油管道": (_frame(_lines(chance, 2, 90), "G", "输油管道"), {**survey, "accuracy_m": 4.0}),
        "文物保护单位": (_frame(_blobs(chance, 6, 60, 150), "W", "文物保护单位"), {**plan, "accuracy_m": 2.0}),
        "道路": (_frame(_lines(chance, 14, 15), "M", "规划道路"), {**plan, "accuracy_m": 1.0}),
        "铁路": (_frame(_lines(chance, 1, 30), "T", "铁路"), {**survey, "accuracy_m": 2.0}),
        # Nobody states how well these places are known.
        "加油站": (
            _frame([shape.centroid for shape in _blobs(chance, 12, 5, 9)], "J", "加油站"),
            {"licence": "内部使用"},
        ),
        "学校": (
            _frame([shape.envelope for shape in _blobs(chance, 10, 50, 90)], "X", "学校"),
            {**survey, "accuracy_m": 1.0},
        ),
        "地质灾害点": (
            _frame([shape.centroid for shape in _blobs(chance, 5, 5, 9)], "E", "地质灾害点"),
            {**survey, "accuracy_m": 20.0},
        ),
        "宗地": (_parcels(chance), {**survey, "accuracy_m": 0.5}),
    }


def _sites(chance: np.random.Generator) -> gpd.GeoDataFrame:
    shapes = []
    for _ in range(30):
        column, row = chance.integers(0, COLUMNS - 4), chance.integers(0, ROWS - 4)
        wide, high = chance.integers(1, 4, 2)
        west, south = X + CELL_M * column, Y + CELL_M * row
        shapes.append(box(west, south, west + CELL_M * wide, south + CELL_M * high))
    uses = chance.choice(_USES, len(shapes))
    frame = _frame(shapes, "地块", "拟选址地块", 拟用用途=uses, 容积率=chance.uniform(0.8, 3.2, len(shapes)).round(1))
    return frame.assign(accuracy_m=0.5)


def _rules() -> list[dict[str, Any]]:
    """Make rules of all kinds, hard and soft, with a basis and without, one of a layer that is not there."""
    basis = {"basis": "示例办法 第{}条", "basis_date": "2023-05-01"}

    def rule(number: int, title: str, relation: str, **fields: Any) -> dict[str, Any]:
        own = (
            {"basis": basis["basis"].format(number), "basis_date": basis["basis_date"]}
            if number % 5
            else {"basis": "assumption"}
        )
        return {"id": f"r{number:02d}", "title": {"zh": title}, "relation": relation, **fields, **own}

    soft = {"hardness": "soft"}
    return [
        rule(1, "不得占用永久基本农田", "outside", layer="永久基本农田", severity="high"),
        rule(2, "不得占用生态保护红线", "outside", layer="生态保护红线", severity="high"),
        rule(3, "宜在城镇开发边界内", "inside", layer="城镇开发边界", **soft),
        rule(4, "退让河道50米", "beyond_distance", layer="河道", distance_m=50),
        rule(5, "退让河道100米", "beyond_distance", layer="河道", distance_m=100, **soft),
        rule(6, "不得占用水源保护区", "outside", layer="水源保护区"),
        rule(7, "占用公益林不超过5%", "overlap_at_most", layer="公益林", share=0.05),
        rule(8, "不占公益林", "outside", layer="公益林", **soft),
        rule(9, "退让高压线25米", "beyond_distance", layer="高压线", distance_m=25),
        rule(10, "退让高压线40米", "beyond_distance", layer="高压线", distance_m=40, **soft),
        rule(11, "退让输油管道15米", "beyond_distance", layer="输油管道", distance_m=15),
        rule(12, "退让输油管道50米", "beyond_distance", layer="输油管道", distance_m=50, **soft),
        rule(13, "不得占用文物保护单位", "outside", layer="文物保护单位"),
        rule(14, "退让文物保护单位100米", "beyond_distance", layer="文物保护单位", distance_m=100, **soft),
        rule(15, "临规划道路", "touches_road", layer="道路", distance_m=60, **soft),
        rule(16, "距规划道路不超过800米", "within_distance", layer="道路", distance_m=800),
        rule(17, "退让铁路30米", "beyond_distance", layer="铁路", distance_m=30),
        rule(18, "退让加油站50米", "beyond_distance", layer="加油站", distance_m=50, **soft),
        rule(19, "距学校不超过3000米", "within_distance", layer="学校", distance_m=3000, **soft),
        rule(20, "避开地质灾害点200米", "beyond_distance", layer="地质灾害点", distance_m=200),
        rule(21, "面积不小于1公顷", "min_area", area_m2=10_000, **soft),
        rule(22, "宽度不小于100米", "min_width", width_m=100, **soft),
        rule(23, "退让军事设施500米", "beyond_distance", layer="军事设施", distance_m=500, **soft),
        rule(24, "不占学校用地", "outside", layer="学校"),
    ]
