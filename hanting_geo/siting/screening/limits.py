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

__all__ = ["Asked", "Deciding", "Limits"]

_MOST_DIGITS = 7
_FAR = {Relation.BEYOND_DISTANCE: "at_least"}
_FINE = 1e-3
"""Of its size, how finely the widest place of a site is looked for."""


class Deciding(NamedTuple):
    """The feature that a rule is judged by of a site, where each has a distance of its own."""

    zh: str
    en: str
    far_m: float
    limit_m: float


class Asked(NamedTuple):
    """One site, as sentences need it."""

    shape: Geometry
    columns: Mapping[str, Any]
    deciding: Mapping[str, Deciding]
    """By rule."""


class Limits:
    """Says what a rule asks for and what was found, in the words of a language.

    Parameters
    ----------
    rule
        The rule.
    language
        A language.
    """

    def __init__(self, rule: Rule, language: str) -> None:
        self._rule, self._language = rule, language
        self._name, self._limit = _limit_of(rule)
        self._near = round(self._limit, 2)
        own = LIMITS[self._name].text(language) if self._name else ""
        self._said, self._in_short = own.format, own.replace("{digits}", "2").format
        only = LIMITS.get(f"only_{self._name}")
        self._only = [] if only is None else [only.text(language).format(limit=self._limit)]
        self._of_one = LIMITS[f"{_FAR.get(rule.relation, 'at_most')}_of"].text(language).format

    def of(self, row: Mapping[str, Any], site: Asked) -> list[str]:
        """Say it of a site; ``row`` is what the table of verdicts has of it."""
        if not self._name:
            return self._otherwise(row, site)
        found, more = _found(self._rule.relation, row, site)
        if not math.isfinite(found):
            return self._only
        limit = self._limit
        if round(found, 2) != self._near or found == limit:
            return [self._in_short(found=found, limit=limit, **more)]
        return [self._said(found=found, limit=limit, digits=_digits(found, limit), **more)]

    def _otherwise(self, row: Mapping[str, Any], site: Asked) -> list[str]:
        rule = self._rule
        if rule.relation is Relation.ATTRIBUTE:
            return _of_attribute(rule, site, self._language)
        if rule.relation is Relation.HEIGHT_AT_MOST:
            return _of_height(rule, row, site, self._language)
        one = site.deciding.get(rule.id)
        if one is None:
            return []
        digits = _digits(one.far_m, one.limit_m)
        name = one.zh if self._language == "zh" else one.en
        return [self._of_one(name=name, found=one.far_m, limit=one.limit_m, digits=digits)]


def _limit_of(rule: Rule) -> tuple[str, float]:
    """Name what a rule limits, and give its limit, in the unit that sentences have; "" where that is told otherwise."""
    relation = rule.relation
    if relation is Relation.OVERLAP_AT_MOST:
        return "share", 100 * (rule.share or 0.0)
    if relation is Relation.MIN_AREA and rule.area_m2 is not None:
        return "area", rule.area_m2
    if relation is Relation.MIN_WIDTH and rule.width_m is not None:
        return "width", rule.width_m
    if relation is Relation.MAX_SLOPE and rule.slope_percent is not None:
        return "slope", rule.slope_percent
    if relation is not Relation.HEIGHT_AT_MOST and rule.metres is not None and rule.width_column is None:
        return _FAR.get(relation, "at_most"), rule.metres
    return "", 0.0


def _found(relation: Relation, row: Mapping[str, Any], site: Asked) -> tuple[float, dict[str, float]]:
    """Give what was measured of a site, in the unit of the limit, and the same in another one."""
    if relation is Relation.OVERLAP_AT_MOST:
        return 100 * row["share"], {}
    if relation is Relation.MIN_AREA:
        found = float(shapely.area(site.shape))
        return found, {"mu": found / M2_PER_MU}
    if relation is Relation.MIN_WIDTH:
        return _width(site.shape), {}
    return row["measured" if relation is Relation.MAX_SLOPE else "distance_m"], {}


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
