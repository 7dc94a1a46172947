"""Rules that take a candidate as a whole, answered as things are drawn, whatever their accuracy."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.pieces import ON_BORDER_M
from hanting_geo.errors import RuleError
from hanting_geo.siting.partition import cut, disjoint_parts
from hanting_geo.siting.rules import Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from hanting_geo.siting.ground import Ground
    from hanting_geo.siting.rules import Rule

    Geometries = NDArray[np.object_]
    Flags = NDArray[np.bool_]

__all__ = ["Verdicts", "overlaps_m2", "too_narrow"]

_DISC_M = 1e-3
_COMPARE: Mapping[str, Callable[[Any, Any], pd.Series]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda column, value: column.isin(list(value)),
    "not in": lambda column, value: ~column.isin(list(value)),
}
_OF_NUMBERS = {"<", "<=", ">", ">="}


class Verdicts:
    """Answers which candidates break a rule: ``"conflict"``, ``"clear"`` or ``"no_data"`` for each.

    Parameters
    ----------
    candidates
        Their columns are what ``attribute`` asks for.
    geometry
        Their polygons of two dimensions; null and empty ones are ``"no_data"``.
    """

    def __init__(self, candidates: gpd.GeoDataFrame, geometry: Geometries) -> None:
        self._table = candidates
        self._shapes = geometry
        self._there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))

    def __call__(self, rule: Rule, ground: Ground | None, limit: Geometries | None) -> NDArray[np.object_]:
        """Answer a rule over its features; ``limit`` is where it holds, None everywhere."""
        if rule.relation is Relation.ATTRIBUTE:
            broken, known = self._attribute(rule)
        else:
            broken, known = self._spatial(rule, ground, limit), self._there
        if rule.relation is Relation.MAX_SLOPE:
            known = np.zeros(len(self._there), dtype=bool)
        answers = np.where(broken, "conflict", "clear").astype(object)
        answers[~known | ~self._there] = "no_data"
        return answers

    def _spatial(self, rule: Rule, ground: Ground | None, limit: Geometries | None) -> Flags:
        if rule.area_m2 is not None:
            return np.asarray(shapely.area(self._shapes) < rule.area_m2 * (1 - 1e-12))
        if rule.width_m is not None:
            return self._there & too_narrow(self._shapes, rule.width_m)
        if rule.relation is Relation.TOUCHES_ROAD and ground is not None and rule.distance_m is not None:
            far = np.full(len(self._shapes), np.inf)
            if len(ground.shapes):
                rows, distance = shapely.STRtree(ground.shapes).query_nearest(
                    self._shapes, return_distance=True, all_matches=False
                )
                far[rows[0]] = distance
            return far > rule.distance_m + ON_BORDER_M
        if rule.relation is Relation.OVERLAP_AT_MOST and ground is not None and rule.share is not None:
            most = rule.share * shapely.area(self._shapes) + ON_BORDER_M * shapely.length(self._shapes) / 2
            return np.asarray(overlaps_m2(self._shapes, ground.shapes, limit) > most)
        return np.zeros(len(self._shapes), dtype=bool)

    def _attribute(self, rule: Rule) -> tuple[Flags, Flags]:
        """Compare a column; a missing value is no answer, and neither is text where numbers are compared."""
        if rule.column not in self._table.columns or rule.column == self._table.geometry.name or rule.op is None:
            there = ", ".join(str(name) for name in self._table.columns if name != self._table.geometry.name)
            message = f"rule {rule.id}: the candidates have no column {rule.column!r}; they have: {there}"
            raise RuleError(message)
        column = self._table[rule.column]
        if rule.op in _OF_NUMBERS:
            column = pd.to_numeric(column, errors="coerce")
        known = column.notna().to_numpy(dtype=bool)
        holds = np.zeros(len(column), dtype=bool)
        holds[known] = _COMPARE[rule.op](column[known], rule.value).to_numpy(dtype=bool)
        return known & ~holds, known


def too_narrow(shapes: Geometries, width_m: float) -> Flags:
    """Tell polygons in which no disc of this diameter fits (by more than a millimetre of its radius).

    That is: nothing is left of them when they are eroded by half the width.

    Examples
    --------
    >>> too_narrow(np.array([shapely.box(0, 0, 50, 9.9), shapely.box(0, 0, 50, 10)]), 10).tolist()
    [True, False]
    """
    radius = width_m / 2
    # An erosion is quick, but rubs out what is a little wider: it vouches for what it leaves, a disc decides the rest.
    open_ = np.flatnonzero(shapely.is_empty(shapely.buffer(shapes, -radius, join_style="mitre")))
    result = np.zeros(len(shapes), dtype=bool)
    discs = shapely.maximum_inscribed_circle(shapes[open_], tolerance=_DISC_M)
    result[open_] = ~(shapely.length(discs) >= radius - _DISC_M)
    return result


def overlaps_m2(shapes: Geometries, features: Geometries, limit: Geometries | None) -> NDArray[np.float64]:
    """Measure what of each polygon lies in the union of some features, within some disjoint polygons if given."""
    land = disjoint_parts(features)
    if limit is not None:
        covered, _, inside, _ = cut(land, limit)
        land = np.concatenate([land[covered], inside[0]])
    parts, owner = shapely.get_parts(shapes, return_index=True)
    parts, owner = parts[~shapely.is_empty(parts)], owner[~shapely.is_empty(parts)]
    covered, rows, inside, _ = cut(parts, land)
    area = np.bincount(owner[covered], shapely.area(parts[covered]), len(shapes))
    return np.asarray(area + np.bincount(owner[rows][inside[1]], shapely.area(inside[0]), len(shapes)))
