"""Rules that take a candidate as a whole, answered as things are drawn, whatever their accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.cutting import cut, together
from hanting_geo.analysis.engine.point_in_polygon import ON_BORDER_M
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import RuleError
from hanting_geo.siting.relations.answers import Case
from hanting_geo.siting.relations.height import below_distance, below_surface
from hanting_geo.siting.relations.layer import near, overlap_at_most
from hanting_geo.siting.relations.metres import heights
from hanting_geo.siting.relations.nearest import Nearest
from hanting_geo.siting.relations.overlap import Overlaps
from hanting_geo.siting.relations.site import compare, fits_width, unanswered
from hanting_geo.siting.relations.slope import steepest
from hanting_geo.siting.rules.model import Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.core.findings import Finding
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.rules.model import Rule


__all__ = ["WholeCandidates"]

_POLYGONAL = 2


class WholeCandidates:
    """Answers which candidates break a rule and which have nothing to judge by; the same limits as screening.

    Parameters
    ----------
    geometry
        Polygons of two dimensions; null and empty ones break nothing, and nothing is missing of them.
    columns
        What ``attribute`` asks for, a row for each candidate.
    ignores
        Tells of a rule the area below which an overlap is none.
    """

    def __init__(self, geometry: Geometries, columns: pd.DataFrame, ignores: Callable[[Rule], float]) -> None:
        self._ignores = ignores
        self._count = len(geometry)
        self._rows = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
        self._shapes = geometry[self._rows]
        self._columns = columns.iloc[self._rows]

    def __call__(
        self, rule: Rule, features: Features | None, limit: Geometries | None, concerns: Flags
    ) -> tuple[Flags, Flags, tuple[Finding, ...]]:
        """Tell which candidates break a rule, which it cannot answer, and why not.

        Parameters
        ----------
        rule
            One that takes candidates as wholes.
        features
            What it speaks of.
        limit
            Disjoint polygons where it holds; None is everywhere.
        concerns
            The candidates that it holds for; it says nothing of others.
        """
        broken, missing = np.zeros(self._count, dtype=bool), np.zeros(self._count, dtype=bool)
        of_kind = np.flatnonzero(concerns[self._rows])
        rows = self._rows[of_kind]
        broken[rows], missing[rows], found = self._answer(rule, features, limit, of_kind)
        lost = int(missing.sum())
        if lost and not found:
            found = (unanswered(rule, lost, len(rows)),)
        return broken, missing, found

    def _answer(
        self, rule: Rule, features: Features | None, limit: Geometries | None, of_kind: Positions
    ) -> tuple[Flags, Flags, tuple[Finding, ...]]:
        shapes, columns = self._shapes[of_kind], self._columns.iloc[of_kind]
        known = np.zeros(len(shapes), dtype=bool)
        if rule.relation is Relation.ATTRIBUTE:
            kept, missing, found = compare(rule, columns)
            return ~kept & ~missing, missing, found
        if rule.area_m2 is not None:
            return shapely.area(shapes) < rule.area_m2 - ON_BORDER_M * shapely.length(shapes) / 2, known, ()
        if rule.width_m is not None:
            return ~fits_width(shapes, rule.width_m), known, ()
        assert features is not None  # noqa: S101 - the other rules have a layer, and whoever asks has it
        return self._of_layer(rule, features, limit, of_kind)

    def _of_layer(
        self, rule: Rule, features: Features, limit: Geometries | None, of_kind: Positions
    ) -> tuple[Flags, Flags, tuple[Finding, ...]]:
        shapes, columns = self._shapes[of_kind], self._columns.iloc[of_kind]
        known = np.zeros(len(shapes), dtype=bool)
        within = shapes if limit is None else _within(shapes, limit)
        if features.raster is not None and rule.slope_percent is not None:
            steep, whole = steepest(features.raster, within, rule)
            return steep > rule.slope_percent, ~whole & ~(steep > rule.slope_percent), ()
        exact = np.zeros(len(shapes))
        case = Case(shapes, within, within, within, exact, np.ones(len(shapes), dtype=bool))
        # As drawn: displacements of nothing.
        drawn = features._replace(accuracy_m=np.zeros(len(features.shapes)))
        if rule.relation is Relation.OVERLAP_AT_MOST:
            answer = overlap_at_most(Overlaps(case, drawn), rule.share or 0.0)
            return answer.broken & (answer.areas().drawn_m2 >= self._ignores(rule)), known, ()
        reach = (rule.metres or 0.0) if drawn.metres is None else drawn.metres
        if rule.relation is Relation.HEIGHT_AT_MOST:
            return _of_height(rule, case, drawn, reach, columns)
        broken = near(case, drawn, reach, Nearest(drawn), areal=False).broken
        return broken & (features.unknown == 0), broken & (features.unknown > 0), ()


def _of_height(
    rule: Rule, case: Case, drawn: Features, reach: Floats | float, columns: pd.DataFrame
) -> tuple[Flags, Flags, tuple[Finding, ...]]:
    """Tell which candidates are too high as drawn, and of which it is not known."""
    height, found = heights(rule, columns)
    missing = np.isnan(height)
    if rule.ratio is not None:
        answer = below_distance(case, drawn, height, rule.ratio, reach)
        unknown = np.full(len(height), drawn.unknown > 0)
    else:
        if (shapely.get_dimensions(drawn.shapes) < _POLYGONAL).any():
            message = Sentence(
                "rule {id}: layer {layer!r} must hold polygons, the surfaces; filter the others out",
                id=rule.id,
                layer=rule.layer,
            )
            raise RuleError(message)
        answer, _, unknown = below_surface(case, drawn, height)
    return answer.broken, missing | (unknown & ~answer.broken), found


def _within(shapes: Geometries, limit: Geometries) -> Geometries:
    """Give the part of each polygon that lies in disjoint polygons."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    covered, rows, inside, _ = cut(parts, limit)
    owners, pieces = together(
        np.concatenate([parts[covered], inside[0]]), np.concatenate([owner[covered], owner[rows][inside[1]]])
    )
    result = np.full(len(shapes), shapely.Polygon(), dtype=object)
    result[owners] = pieces
    return result
