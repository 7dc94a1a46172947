"""What a rule asks of a site and what was found, in words: value, limit and unit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.words.verdicts import ASKS, LIMITS, SENTENCES
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.rules.notation import number_of
from hanting_geo.units import M2_PER_MU

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry as Geometry

    from hanting_geo.siting.rules.model import Rule

__all__ = ["Asked", "limits"]

_MOST_DIGITS = 7
_FAR = {Relation.BEYOND_DISTANCE: "at_least"}
_FINE = 1e-3
"""Of its size, how finely the widest place of a site is looked for."""


class Asked(NamedTuple):
    """One site, as sentences need it."""

    shape: Geometry
    columns: Mapping[str, Any]


def limits(rule: Rule, row: Mapping[str, Any], site: Asked, language: str) -> list[str]:
    """Say what a rule asks for and what was found, in the words of a language.

    Parameters
    ----------
    rule
        The rule.
    row
        What the table of verdicts has of it.
    site
        The site.
    language
        A language.
    """
    relation, found = rule.relation, math.nan
    name, limit, more = "", 0.0, {}
    if relation is Relation.ATTRIBUTE:
        return _of_attribute(rule, site, language)
    if relation is Relation.HEIGHT_AT_MOST:
        return _of_height(rule, row, site, language)
    if relation is Relation.OVERLAP_AT_MOST:
        name, found, limit = "share", 100 * row["share"], 100 * (rule.share or 0.0)
    elif relation is Relation.MIN_AREA and rule.area_m2 is not None:
        name, found, limit = "area", float(shapely.area(site.shape)), rule.area_m2
        more = {"mu": found / M2_PER_MU}
    elif relation is Relation.MIN_WIDTH and rule.width_m is not None:
        name, found, limit = "width", _width(site.shape), rule.width_m
    elif relation is Relation.MAX_SLOPE and rule.slope_percent is not None:
        name, found, limit = "slope", row["measured"], rule.slope_percent
    elif rule.metres is not None and rule.width_column is None:
        name, found, limit = (_FAR.get(relation, "at_most")), row["distance_m"], rule.metres
    if not name:
        return []
    if not math.isfinite(found):
        return [LIMITS[f"only_{name}"].text(language).format(limit=limit)]
    return [LIMITS[name].text(language).format(found=found, limit=limit, digits=_digits(found, limit), **more)]


def _of_height(rule: Rule, row: Mapping[str, Any], site: Asked, language: str) -> list[str]:
    found = number_of(site.columns.get(str(rule.height_column)))
    limit = row["measured"] if rule.ratio is None else row["distance_m"] / rule.ratio
    if found is None:
        return [LIMITS["no_value"].text(language).format(column=rule.height_column)]
    name = "height" if math.isfinite(limit) else "only_height"
    return [LIMITS[name].text(language).format(found=found, limit=limit, digits=_digits(found, limit))]


def _digits(found: float, limit: float) -> int:
    """Give how many decimals tell a value from its limit: two, or more where two would hide that they differ."""
    shown = (digits for digits in range(2, _MOST_DIGITS) if round(found, digits) != round(limit, digits))
    return 2 if found == limit else next(shown, _MOST_DIGITS)


def _of_attribute(rule: Rule, site: Asked, language: str) -> list[str]:
    value = site.columns.get(str(rule.column))
    none = value is None or bool(np.all(pd.isna(value)))
    wanted = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    between = SENTENCES["between_names"].text(language)
    found = f"{rule.column} {_plain(value)}"
    if none:
        found = LIMITS["no_value"].text(language).format(column=rule.column)
    return [found, ASKS[str(rule.op)].text(language).format(limit=between.join(map(_plain, wanted)))]


def _plain(value: Any) -> str:
    return f"{float(value):.10g}" if isinstance(value, float | np.floating) else str(value)


def _width(shape: Geometry) -> float:
    """Give the diameter of the largest disc that fits, to a thousandth."""
    parts = shapely.get_parts(shape)
    west, south, east, north = shapely.bounds(parts).T
    fine = _FINE / 10 * np.minimum(east - west, north - south)
    return float(2 * shapely.length(shapely.maximum_inscribed_circle(parts, fine)).max(initial=0.0))
