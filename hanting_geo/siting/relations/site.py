"""Rules that a site answers by itself: its width and its attributes."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.errors import RuleError
from hanting_geo.siting.relations.displacement import ON_BORDER_M

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from hanting_geo.core.arrays import Flags, Floats, Geometries
    from hanting_geo.siting.rules.model import Rule

__all__ = ["compare", "fits_width"]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FINE = 1e-4
"""Of the width: how finely the middle of a crooked site is looked for."""


def fits_width(shapes: Geometries, width_m: float) -> Flags:
    """Tell polygons into which a disc of this diameter fits; exactly that diameter does.

    It fits if some point lies at least half of it from the border, which is held exactly of the points that are found:
    in what the polygon shrunk by it leaves, and at the pole of inaccessibility, found to 1e-4 of the width.

    Examples
    --------
    >>> fits_width(np.array([shapely.box(0, 0, 20, 90), shapely.box(0, 0, 19.9, 90)], dtype=object), 20.0)
    array([ True, False])
    """
    radius = width_m / 2
    bounds = shapely.bounds(shapes)
    narrow = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    result = np.zeros(len(shapes), dtype=bool)
    hair = ON_BORDER_M / 2
    open_ = np.flatnonzero((narrow >= width_m - ON_BORDER_M) & (shapely.area(shapes) >= np.pi * (radius - hair) ** 2))
    # Of most sites a point well inside says it at once.
    result[open_] = _depth(shapes[open_], np.asarray(shapely.point_on_surface(shapes[open_]), dtype=object)) >= radius
    open_ = open_[~result[open_]]
    left = shapely.buffer(shapes[open_], -(radius - hair))
    result[open_] = _depth(shapes[open_], np.asarray(shapely.point_on_surface(left), dtype=object)) >= radius - hair
    for row in open_[~result[open_]]:
        parts = shapely.get_parts(shapes[row])
        lines = shapely.maximum_inscribed_circle(parts, _FINE * width_m)
        result[row] = (shapely.length(lines) >= radius - hair).any()
    return result


def _depth(shapes: Geometries, points: Geometries) -> Floats:
    """Give how far points lie from the border; -1 where there is none."""
    return np.nan_to_num(shapely.distance(shapely.boundary(shapes), points), nan=-1.0)


def compare(rule: Rule, columns: pd.DataFrame) -> tuple[Flags, Flags]:
    """Tell rows whose attribute is as a rule asks, and rows that have none.

    Text is compared with text and numbers with numbers; an order between the two is an error.
    """
    if rule.column not in columns.columns:
        return np.zeros(len(columns), dtype=bool), np.ones(len(columns), dtype=bool)
    values = columns[rule.column]
    missing = values.isna().to_numpy(dtype=bool)
    if rule.op in {"in", "not in"}:
        asked = list(rule.value) if isinstance(rule.value, tuple) else [rule.value]
        kept = values.isin(asked).to_numpy(dtype=bool)
        return (kept if rule.op == "in" else ~kept & ~missing), missing
    function = _COMPARE[str(rule.op)]
    kept = np.zeros(len(columns), dtype=bool)
    for row in np.flatnonzero(~missing):
        value = values.iloc[row]
        try:
            kept[row] = bool(function(value, rule.value))
        except TypeError as error:
            message = (
                f"rule {rule.id}: column {rule.column!r} of the sites holds {value!r}, which has no order against "
                f"{rule.value!r}; make both text or both numbers"
            )
            raise RuleError(message) from error
    return kept, missing
