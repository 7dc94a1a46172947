"""What regions are made of, as tables and layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.coverage import union_of_coverage
from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.findings import ATTRS_KEY, facts_of
from hanting_geo.siting.suitability.regions.growing import shape_of
from hanting_geo.units import area_columns

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries
    from hanting_geo.siting.suitability.regions.land import Land

__all__ = ["name_of", "nearest_m", "region_layer", "region_shapes", "region_table", "summary_table", "unit_table"]

Members = tuple[tuple[int, ...], ...]


def name_of(place: int) -> str:
    """Name a region by its place, the first is ``R1``."""
    return f"R{place + 1}"


def region_table(land: Land, members: Members, perimeters: tuple[float, ...]) -> pd.DataFrame:
    """Give a row for each region."""
    rows = [np.array(units, dtype=np.intp) for units in members]
    areas = np.array([land.areas[units].sum() for units in rows])
    means = np.array([land.areas[units] @ land.scores[units] for units in rows]) / areas
    return pd.DataFrame(
        {
            "region": [name_of(place) for place in range(len(rows))],
            "mean_score": means,
            "least_score": [float(land.scores[units].min()) for units in rows],
            "units": [len(units) for units in rows],
            **{("area_m2" if name == "m2" else name): column for name, column in area_columns(areas).items()},
            "perimeter_m": list(perimeters),
            "compact": [shape_of(area, length) for area, length in zip(areas, perimeters, strict=True)],
        }
    )


def unit_table(land: Land, members: Members) -> pd.DataFrame:
    """Give a row for each unit of a region, by region and in the order of the candidates."""
    units = np.array([unit for region in members for unit in region], dtype=np.intp)
    names = [name_of(place) for place, region in enumerate(members) for _ in region]
    return pd.DataFrame(
        {
            "region": names,
            "id": land.ids.iloc[units].to_numpy(),
            "score": land.scores[units],
            "area_m2": land.areas[units],
        }
    )


def summary_table(land: Land, members: Members, bound: float, *, area_m2: float, separation_m: float) -> pd.DataFrame:
    """Give one row: what was wanted, what was found, and what the bound is."""
    mean = mean_score(land, members)
    row = {
        "wanted_count": len(members),
        "wanted_m2": area_m2,
        "separation_m": separation_m,
        "nearest_m": nearest_m(land, members),
        "mean_score": mean,
        "bound": bound,
        "gap": max(bound - mean, 0.0),
    }
    return pd.DataFrame([row])


def mean_score(land: Land, members: Members) -> float:
    """Give the mean over the regions of their mean scores."""
    means = [land.areas[list(units)] @ land.scores[list(units)] / land.areas[list(units)].sum() for units in members]
    return float(np.mean(means))


def region_shapes(land: Land, members: Members) -> Geometries:
    """Unite the units of each region."""
    shapes = np.empty(len(members), dtype=object)
    for place, units in enumerate(members):
        parts = land.shapes[list(units)]
        whole = union_of_coverage(parts)
        shapes[place] = shapely.union_all(parts) if whole is None else whole
    return shapes


def nearest_m(land: Land, members: Members) -> float:
    """Give the least distance between two regions; NaN for one."""
    shapes = region_shapes(land, members)
    away = [shapely.distance(one, other) for place, one in enumerate(shapes) for other in shapes[place + 1 :]]
    return float(min(away)) if away else np.nan


def region_layer(land: Land, members: Members, table: pd.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers: the regions, and their units."""
    crs = land.crs
    known = stated_accuracy(land.frame)[land.rows]
    units = np.array([unit for region in members for unit in region], dtype=np.intp)
    worst: Floats = np.array([known[list(region)].max() for region in members])
    names = {"area_m2": "plane_m2"}
    whole = table.rename(columns={"region": "id", **names}).assign(accuracy_m=worst)
    parts = unit_table(land, members).rename(columns=names).assign(accuracy_m=known[units])
    layers = {
        "regions": gpd.GeoDataFrame(whole, geometry=region_shapes(land, members), crs=crs),
        "units": gpd.GeoDataFrame(parts, geometry=land.shapes[units], crs=crs),
    }
    facts = facts_of(land.frame)
    for frame in layers.values():
        frame.attrs[ATTRS_KEY] = {key: facts[key] for key in ("licence", "attribution") if facts.get(key)}
    return layers
