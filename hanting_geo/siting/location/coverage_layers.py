"""The layers of a coverage: what lies in reach, who is served, which facilities there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.core.findings import ATTRS_KEY
from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words import coverage as words
from hanting_geo.siting.location.coverage_tables import load_table, zone_table
from hanting_geo.siting.location.covered_areas import within
from hanting_geo.siting.location.travel_costs import middles

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.core.arrays import Geometries
    from hanting_geo.siting.location.study import State, Study

__all__ = ["drawn_layers", "layers_of"]

_GAINED = {"served", "partly"}


def layers_of(study: Study, units: pd.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers by name, in the order of the legend: of straight ways and two axes with what lies in reach."""
    crs = study.demand.crs
    result: dict[str, gpd.GeoDataFrame] = {}
    before: Any = None
    for state in study.states:
        area = _area(study, state)
        if area is not None:
            new = area if before is None else shapely.difference(area, before)
            before = area
            name = "service_areas" if state.name == "before" else "service_areas_after"
            result[name] = _frame(study, _one(study, state, name), np.array([new], dtype=object))
    if study.zones is not None:
        rows = zone_table(study).iloc[: len(study.zones.ids)].rename(columns={"zone_id": "id"})
        accuracy = study.zones.frame["accuracy_m"] if "accuracy_m" in study.zones.frame.columns else None
        table = rows.assign(kind="zone", accuracy_m=0.0 if accuracy is None else accuracy.to_numpy())
        result["zones"] = _frame(study, table, study.zones.shapes)
    shown = units.assign(shown=_shown(units), accuracy_m=study.demand.accuracy_m)
    result["demand"] = _frame(study, shown, study.demand.shapes)
    loads = load_table(study).assign(kind="facility", accuracy_m=study.facilities.accuracy_m)
    result["facilities"] = _frame(study, loads, study.facilities.shapes)
    for frame in result.values():
        assert frame.crs == crs  # noqa: S101 - all of one system, as was asked
    return result


def drawn_layers(layers: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers as a map draws them: each facility as a symbol in its middle, over its outline if it has one."""
    facilities = layers["facilities"]
    shapes = np.asarray(facilities.geometry.values, dtype=object)
    wide = shapely.get_dimensions(shapes) > 0
    if not wide.any():
        return layers
    symbols = facilities.set_geometry(gpd.GeoSeries(middles(shapes), index=facilities.index, crs=facilities.crs))
    symbols.attrs = dict(facilities.attrs)
    outlines = facilities.loc[wide, ["id", "status", "accuracy_m", "geometry"]]
    outlines.attrs = dict(facilities.attrs)
    return {**layers, "facilities": symbols, "outlines": outlines}


def _shown(units: pd.DataFrame) -> pd.Series:
    """Choose what colours a demand: how it is served after the plan, and where the plan serves more, that."""
    if "after_service" not in units.columns:
        return units["service"]
    gained = (units["after_served_low"] > units["served_low"]) | (units["after_served_high"] > units["served_high"])
    return units["after_service"].mask(gained & units["after_service"].isin(_GAINED), "gained")


def _area(study: Study, state: State) -> Any:
    """Unite what lies within reach of any facility; None where ways are not drawn."""
    shapes = study.facilities.shapes[state.serves]
    if study.travel == "euclid":
        reach = within(shapes, np.full(len(shapes), study.way.reach_m))
    elif study.travel == "manhattan":
        reach = _diamonds(shapes, study.way.reach_m)
    elif study.travel == "network":
        places = gpd.GeoDataFrame(geometry=shapes, crs=study.demand.crs)
        parts = study.way.travel.isochrones(places, study.way.reach_m, towards=True)
        reach = np.asarray(parts.geometry.dropna().values)
    else:
        return None
    return shapely.union_all(reach) if len(reach) else shapely.Polygon()


def _diamonds(shapes: Geometries, radius: float) -> Geometries:
    """Give what lies within a way along two axes: along a segment, the hull of what does at its ends."""
    points = shapes[shapely.get_type_id(shapes) == shapely.GeometryType.POINT]
    rest = shapely.get_parts(shapes[shapely.get_type_id(shapes) != shapely.GeometryType.POINT])
    borders = shapely.get_parts(shapely.boundary(rest[shapely.get_dimensions(rest) > 1]))
    lines = np.concatenate([borders, rest[shapely.get_dimensions(rest) == 1]])
    corners, owner = shapely.get_coordinates(lines, return_index=True)
    joined = owner[1:] == owner[:-1]
    ends = np.concatenate([corners[:-1][joined], corners[1:][joined]], axis=1)
    spots = shapely.get_coordinates(np.concatenate([points, rest[shapely.get_dimensions(rest) == 0]]))
    every = np.concatenate([ends, np.concatenate([spots, spots], axis=1)])
    moves = radius * np.array([[0.0, -1.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    around = every.reshape(-1, 2, 1, 2) + moves
    hulls = shapely.convex_hull(shapely.multipoints(around.reshape(-1, 8, 2)))
    return np.concatenate([np.asarray(hulls, dtype=object), rest[shapely.get_dimensions(rest) > 1]])


def _one(study: Study, state: State, name: str) -> pd.DataFrame:
    import pandas as pd

    title = words.LAYERS[name]
    known = study.facilities.accuracy_m[state.serves]
    row = {
        "id": name,
        "name_zh": title.zh,
        "name_en": title.en,
        "radius_m": study.way.radius_m,
        "facilities": int(state.serves.sum()),
        "accuracy_m": float(np.max(known, initial=0.0)),
    }
    return pd.DataFrame([row])


def _frame(study: Study, table: pd.DataFrame, shapes: Geometries) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        table.reset_index(drop=True), geometry=np.array(shapes, dtype=object), crs=study.demand.crs
    )
    frame.attrs[ATTRS_KEY] = dict(study.credits) | _captions(study, frame)
    return frame


def _captions(study: Study, frame: gpd.GeoDataFrame) -> dict[str, str]:
    """Say under the title of a layer how far facilities serve, or of which year the demand is and how coarse."""
    said = words.CAPTION
    if "shown" in frame.columns:
        year: Any = study.demand.year or said["no_year"]
        sketch = said["sketch"] if study.sketch else Text()
        text = said["demand" if study.cell_m else "points"]
        text = text.filled(year=year, sketch=sketch, **({"cell": study.cell_m} if study.cell_m else {}))
        return {f"caption_{language}": text.text(language) for language in LANGUAGES}
    if "radius_m" not in frame.columns:
        return {}
    parts = [said["radius"].filled(radius=study.way.radius_m)]
    if study.way.detour_factor > 1:
        parts.append(said["detour"].filled(factor=study.way.detour_factor))
    if not study.standard.verified:
        parts.append(said["unverified"])
    return {f"caption_{language}": "".join(part.text(language) for part in parts) for language in LANGUAGES}
