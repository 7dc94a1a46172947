"""A small siting whose numbers are known by hand, with all that a report tells of, in both languages."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from shapely import LineString, Point, box

import hanting_geo as hg
from hanting_geo.core.findings import ATTRS_KEY
from hanting_geo.core.text import Text

X, Y, CRS = 430000.0, 4071000.0, "EPSG:4549"

# Site a is 300 x 150 m, b 100.37 x 255.11 m, c 233.3 x 299.3 m of which parcels cover all but its last 33.3 m.
SITES = {
    "a": ("甲地块", "Site A", box(X, Y, X + 300, Y + 150)),
    "b": ("乙地块", "Site B", box(X + 900, Y, X + 1000.37, Y + 255.11)),
    "c": ("丙地块", "Site C", box(X + 2000, Y, X + 2233.3, Y + 299.3)),
}


def layer(title: tuple[str, str], columns: dict[str, list[Any]], shapes: list[Any], **facts: str) -> gpd.GeoDataFrame:
    """Make a layer that says what it is, whose, of when."""
    count = len(shapes)
    contract = {"accuracy_m": [0.5] * count, "source": ["2025"] * count, "source_date": ["2025-12-31"] * count}
    frame = gpd.GeoDataFrame({**columns, **contract, "licence": ["CC0"] * count}, geometry=shapes, crs=CRS)
    frame.attrs[ATTRS_KEY] = {"title_zh": title[0], "title_en": title[1], **facts}
    return frame


def sites(*ids: str) -> gpd.GeoDataFrame:
    """Give the sites, all or some."""
    chosen = {own: SITES[own] for own in ids or SITES}
    columns = {
        "id": list(chosen),
        "name_zh": [name for name, _, _ in chosen.values()],
        "name_en": [name for _, name, _ in chosen.values()],
    }
    return layer(("备选地块", "Candidate sites"), columns, [shape for _, _, shape in chosen.values()])


def layers() -> dict[str, gpd.GeoDataFrame]:
    """Give the layers that the rules and criteria speak of."""
    codes, owners = ("0101", "0701", "1105"), ("国有", "集体")
    strips = [box(X - 100 + 97.1 * n, Y - 50, X - 100 + 97.1 * (n + 1), Y + 400) for n in range(24)]
    last = box(X - 100 + 97.1 * 24, Y - 50, X + 2200, Y + 400) if X - 100 + 97.1 * 24 < X + 2200 else None
    shapes = [strip.intersection(box(X - 100, Y - 50, X + 2200, Y + 400)) for strip in strips]
    shapes = [shape for shape in [*shapes, last] if shape is not None and shape.area > 0]
    count = len(shapes)
    parcels = {
        "id": [f"p{n}" for n in range(count)],
        "DLBM": [codes[n % 3] for n in range(count)],
        "QSXZ": [owners[n % 2] for n in range(count)],
    }
    farmland = {"id": ["f"], "name_zh": ["基本农田"], "name_en": ["Farmland"]}
    boundary = {"id": ["u"], "name_zh": ["开发边界"], "name_en": ["Boundary"]}
    roads = {"id": ["r"], "name_zh": ["北海路"], "name_en": ["Beihai Road"]}
    return {
        "land_use": layer(("现状图斑", "Parcels of the survey"), parcels, shapes),
        "permanent_farmland": layer(
            ("永久基本农田", "Permanent farmland"), farmland, [box(X + 950, Y - 50, X + 2100, Y + 50.1)]
        ),
        "urban_boundary": layer(
            ("城镇开发边界", "Urban boundary"), boundary, [box(X - 500, Y - 500, X + 980, Y + 500)]
        ),
        "roads": layer(("道路", "Roads"), roads, [LineString([(X - 500, Y - 30), (X + 3000, Y - 30)])]),
    }


def rules() -> hg.RuleSet:
    """Give two rules: one that forbids, one that only advises and is an assumption."""
    farmland = hg.Rule(
        id="farm", title=Text("不占用永久基本农田", "Outside permanent farmland"), relation="outside",
        layer="permanent_farmland", basis="2026-1", role="permanent_farmland",
    )  # fmt: skip
    road = hg.Rule(
        id="road", title=Text("退让道路", "Set back from roads"), relation="beyond_distance", layer="roads",
        distance_m=50, basis="assumption", hardness="soft",
    )  # fmt: skip
    return hg.RuleSet((farmland, road), title=Text("示例规则", "Rules of the example"))


def criteria() -> hg.CriteriaSet:
    """Give two criteria."""
    near = hg.Criterion(
        id="road", title=Text("距道路", "To a road"), factor="distance", layer="roads", scores="<=40: 1; else: 0.5",
        source="2026-2", weight=0.6, weight_source="2026-3",
    )  # fmt: skip
    flat = hg.Criterion(
        id="farm", title=Text("距农田", "To farmland"), factor="distance", layer="permanent_farmland",
        scores="<=10: 0.2; <=700: 0.6; else: 1", source="2026-2", weight=0.4, weight_source="assumption",
    )  # fmt: skip
    return hg.CriteriaSet((near, flat), title=Text("示例指标", "Criteria of the example"))


def results(*ids: str) -> dict[str, Any]:
    """Give what a run of all of it gives, by name."""
    own, known = sites(*ids), layers()
    found = hg.screen(own, rules(), known)
    homes = gpd.GeoDataFrame(
        {"id": ["h", "i"], "people": [120.0, 30.0]}, geometry=[Point(X, Y), Point(X + 5000, Y)], crs=CRS
    ).assign(accuracy_m=1.0)
    parks = layer(("公园", "Parks"), {"id": ["k"], "name_zh": ["公园"], "name_en": ["Park"]}, [Point(X + 100, Y)])
    return {
        "screening": found,
        "ranking": hg.suitability(own, criteria(), known, screening=found),
        "eligible": hg.exclude(own, rules(), known),
        "coverage": hg.coverage(homes, parks, "park_500", weight="people"),
    }
