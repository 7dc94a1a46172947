"""The relations that a rule may state, and what each of them needs."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ASSUMPTION", "OPERATORS", "Relation", "is_areal", "measures_area"]


ASSUMPTION = "assumption"
"""The basis of a rule that nobody has laid down; every product then says so."""


class Relation(StrEnum):
    """What must hold between a site and a layer, or of the site itself; breaking it is the conflict."""

    OUTSIDE = "outside"
    INSIDE = "inside"
    WITHIN_DISTANCE = "within_distance"
    BEYOND_DISTANCE = "beyond_distance"
    OVERLAP_AT_MOST = "overlap_at_most"
    TOUCHES_ROAD = "touches_road"
    MIN_AREA = "min_area"
    MIN_WIDTH = "min_width"
    MAX_SLOPE = "max_slope"
    ATTRIBUTE = "attribute"


class _Needs(NamedTuple):
    """Which fields a relation needs, in words of the rule file; the other limits must be empty."""

    fields: tuple[str, ...]
    areal: bool
    """Whether breaking it takes pieces of a site; otherwise it takes the site as a whole."""


_RELATIONS: Mapping[Relation, _Needs] = {
    Relation.OUTSIDE: _Needs(("layer",), areal=True),
    Relation.INSIDE: _Needs(("layer",), areal=True),
    Relation.WITHIN_DISTANCE: _Needs(("layer", "distance_m"), areal=True),
    Relation.BEYOND_DISTANCE: _Needs(("layer", "distance_m"), areal=True),
    Relation.OVERLAP_AT_MOST: _Needs(("layer", "share"), areal=False),
    Relation.TOUCHES_ROAD: _Needs(("layer", "distance_m"), areal=False),
    Relation.MIN_AREA: _Needs(("area_m2",), areal=False),
    Relation.MIN_WIDTH: _Needs(("width_m",), areal=False),
    Relation.MAX_SLOPE: _Needs(("layer", "slope_percent"), areal=False),
    Relation.ATTRIBUTE: _Needs(("column", "op", "value"), areal=False),
}


OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
"""How ``attribute`` compares a column with a value."""


def is_areal(relation: Relation) -> bool:
    """Tell whether breaking the relation takes pieces of a site; otherwise it takes the site as a whole."""
    return _RELATIONS[relation].areal


def measures_area(relation: Relation) -> bool:
    """Tell whether the relation measures what a site has in common with a layer, or what of it lies outside."""
    return is_areal(relation) or relation is Relation.OVERLAP_AT_MOST
