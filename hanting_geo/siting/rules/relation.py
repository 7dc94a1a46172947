"""The relations that a rule may state, and what each of them needs."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ASSUMPTION",
    "CONSEQUENCES",
    "FILTERS",
    "OPERATORS",
    "ROLES",
    "Relation",
    "consequence_of",
    "is_areal",
    "measures_area",
]


ASSUMPTION = "assumption"
"""The basis of a rule that nobody has laid down; every product then says so."""

CONSEQUENCES = ("forbid", "consent", "advise")
"""What breaking a rule leads to: the site is not allowed, needs approval or consultation, or is told of it."""

ROLES = ("permanent_farmland", "ecological_redline", "urban_boundary")
"""What the layer of a rule is in the three lines of territorial planning, whatever it is called."""

FILTERS = ("filter", "where_filter", "site_filter")
"""The fields that choose features by column and value: of the layer, of the area, of the sites."""


class Relation(StrEnum):
    """What must hold between a site and a layer, or of the site itself; breaking it is the conflict."""

    OUTSIDE = "outside"
    INSIDE = "inside"
    WITHIN_DISTANCE = "within_distance"
    BEYOND_DISTANCE = "beyond_distance"
    OVERLAP_AT_MOST = "overlap_at_most"
    TOUCHES_ROAD = "touches_road"
    HEIGHT_AT_MOST = "height_at_most"
    MIN_AREA = "min_area"
    MIN_WIDTH = "min_width"
    MAX_SLOPE = "max_slope"
    ATTRIBUTE = "attribute"


class _Needs(NamedTuple):
    """Which fields a relation needs, in words of the rule file; the other limits must be empty."""

    fields: tuple[str, ...]
    areal: bool
    """Whether breaking it takes pieces of a site; otherwise it takes the site as a whole."""
    may: tuple[str, ...] = ()
    """Which more it may have."""


_RELATIONS: Mapping[Relation, _Needs] = {
    Relation.OUTSIDE: _Needs(("layer",), areal=True),
    Relation.INSIDE: _Needs(("layer",), areal=True),
    Relation.WITHIN_DISTANCE: _Needs(("layer", "distance_m"), areal=True, may=("width_column",)),
    Relation.BEYOND_DISTANCE: _Needs(("layer", "distance_m"), areal=True, may=("width_column",)),
    Relation.OVERLAP_AT_MOST: _Needs(("layer", "share"), areal=False),
    Relation.TOUCHES_ROAD: _Needs(("layer", "distance_m"), areal=False, may=("width_column",)),
    Relation.HEIGHT_AT_MOST: _Needs(
        ("layer", "height_column"), areal=False, may=("distance_m", "ratio", "surface_column")
    ),
    Relation.MIN_AREA: _Needs(("area_m2",), areal=False),
    Relation.MIN_WIDTH: _Needs(("width_m",), areal=False),
    Relation.MAX_SLOPE: _Needs(("layer", "slope_percent"), areal=False),
    Relation.ATTRIBUTE: _Needs(("column", "op", "value"), areal=False),
}


OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
"""How ``attribute`` compares a column with a value."""


def consequence_of(hardness: str, consequence: str | None) -> str:
    """Tell what breaking a rule leads to: what it says itself, else forbidden if it is hard and advice if it is soft.

    Examples
    --------
    >>> consequence_of("hard", "consent"), consequence_of("hard", None), consequence_of("soft", None)
    ('consent', 'forbid', 'advise')
    """
    return consequence or ("forbid" if hardness == "hard" else "advise")


def is_areal(relation: Relation) -> bool:
    """Tell whether breaking the relation takes pieces of a site; otherwise it takes the site as a whole."""
    return _RELATIONS[relation].areal


def measures_area(relation: Relation) -> bool:
    """Tell whether the relation measures what a site has in common with a layer, or what of it lies outside."""
    return is_areal(relation) or relation is Relation.OVERLAP_AT_MOST
