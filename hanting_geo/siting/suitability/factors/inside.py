"""What a candidate lies in: the share of it inside a layer, and the values of its zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.cutting import cut, disjoint_parts
from hanting_geo.analysis.engine.parts import simple_parts
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries

__all__ = ["of_zones", "share_inside"]

_POLYGON, _LINE, _POINT = 2, 1, 0


def share_inside(candidates: Geometries, features: Geometries, who: str) -> Floats:
    """Give the part of each candidate inside some polygons, each place once.

    Of a polygon the part of its plane area, of a line that of its length, of a point 1 within or on the border, else 0.

    Raises
    ------
    SchemaError
        Features that are no polygons.
    """
    _require_polygons(features, who, "share")
    kinds = shapely.get_dimensions(candidates)
    result = np.zeros(len(candidates))
    land = disjoint_parts(features)
    if not len(land) or not len(candidates):
        return result
    areas = np.flatnonzero(kinds == _POLYGON)
    if len(areas):
        result[areas] = _share_of_area(candidates[areas], land)
    lines = np.flatnonzero(kinds == _LINE)
    if len(lines):
        union = shapely.union_all(land)
        shapely.prepare(union)
        whole = shapely.length(candidates[lines])
        part = shapely.length(shapely.intersection(candidates[lines], union))
        result[lines] = np.divide(part, whole, out=np.zeros(len(lines)), where=whole > 0)
    points = np.flatnonzero(kinds == _POINT)
    if len(points):
        result[points[shapely.STRtree(land).query(candidates[points], predicate="intersects")[0]]] = 1.0
    return np.clip(result, 0.0, 1.0)


def _share_of_area(candidates: Geometries, land: Geometries) -> Floats:
    pieces, owner = simple_parts(candidates)
    covered, rows, inside, _ = cut(pieces, land)
    own = shapely.area(pieces)
    part = np.where(covered, own, 0.0)
    part[rows] = np.bincount(inside[1], shapely.area(inside[0]), len(rows))
    total = np.bincount(owner, own, len(candidates))
    return np.asarray(np.bincount(owner, part, len(candidates)) / total)


def of_zones(
    candidates: Geometries, zones: Geometries, values: Floats | list[str | None], who: str
) -> Floats | list[str | None]:
    """Give the value of the zone that a candidate lies in.

    Numbers: the mean over the zones that it lies in and that have a value, by the area (length, place) in each. Texts:
    that of the zone that holds the largest part; of equal ones the first. Missing where it lies in none.

    Raises
    ------
    SchemaError
        Zones that are no polygons.
    """
    _require_polygons(zones, who, "zone")
    candidate, zone = shapely.STRtree(zones).query(candidates, predicate="intersects")
    common = shapely.intersection(candidates[candidate], zones[zone])
    kinds = shapely.get_dimensions(candidates)[candidate]
    part = np.where(kinds == _POLYGON, shapely.area(common), np.where(kinds == _LINE, shapely.length(common), 1.0))
    lies = part > 0
    candidate, zone, part = candidate[lies], zone[lies], part[lies]
    if isinstance(values, list):
        order = np.lexsort((zone, -part, candidate))
        found: list[str | None] = [None] * len(candidates)
        for place in order[np.unique(candidate[order], return_index=True)[1]].tolist():
            found[int(candidate[place])] = values[int(zone[place])]
        return found
    known = ~np.isnan(values[zone])
    candidate, zone, part = candidate[known], zone[known], part[known]
    weight = np.bincount(candidate, part, len(candidates))
    total = np.bincount(candidate, part * values[zone], len(candidates))
    return np.asarray(np.divide(total, weight, out=np.full(len(candidates), np.nan), where=weight > 0))


def _require_polygons(features: Geometries, who: str, factor: str) -> None:
    if len(features) and (shapely.get_dimensions(features) != _POLYGON).any():
        message = Sentence(
            "criterion {who}: {factor} needs polygons, and the layer has others; filter them, or buffer them first",
            who=who,
            factor=factor,
        )
        raise SchemaError(message)
