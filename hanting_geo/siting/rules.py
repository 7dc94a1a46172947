"""Rules as data: what must hold of a site, over which layer, on which legal basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from hanting_geo.errors import RuleError
from hanting_geo.sources.entries import Title

__all__ = ["ASSUMPTION", "COLUMNS", "Relation", "Rule", "RuleSet", "Value"]

ASSUMPTION = "assumption"
"""The basis of a rule that nobody has laid down; every product then says so."""

Value = str | int | float | bool


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
_LIMITS = ("layer", "distance_m", "share", "area_m2", "width_m", "slope_percent", "column", "op", "value")
_OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")


class Rule(BaseModel):
    """One rule. Frozen: a rule set is read, written back and compared, never changed in place.

    Parameters
    ----------
    id
        Stable key, unique in its set.
    title
        ``zh`` and ``en``.
    relation
        What must hold; see :class:`Relation`. ``within_distance`` holds at d <= distance_m, ``beyond_distance`` at
        d >= distance_m, ``overlap_at_most`` where the overlap is at most ``share`` of the site's plane area,
        ``touches_road`` where a road is within ``distance_m`` (half its width, where the layer has centre lines).
    layer, filter
        The layer, and column to value (or list of values) that its features must have to count.
    distance_m, share, area_m2, width_m, slope_percent
        The limit of the relation, in metres, as a share from 0 to 1, in square metres, in percent.
    column, op, value
        Of ``attribute``: a column of the sites, one of ``== != < <= > >= in not in``, and a value or list.
    hardness
        ``"hard"`` rules decide; ``"soft"`` ones are reported.
    where_layer, where_filter
        The rule holds only in the area of these features.
    overrides, override_features
        Id of a general rule that this one replaces for the features named here by id or name, as a published
        management line replaces the buffer of its river.
    severity
        ``"high"``, ``"medium"`` or ``"low"``.
    basis, basis_date, note
        The legal basis with its citation, or ``"assumption"``; its date; anything else.

    Examples
    --------
    >>> rule = Rule(id="r1", title=Title(zh="退让河道管理范围"), relation="outside", layer="rivers", basis="assumption")
    >>> rule.is_assumption, rule.is_areal, rule.is_hard
    (True, True, True)
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[\w.-]+$")
    title: Title
    relation: Relation
    layer: str | None = None
    filter: Mapping[str, Value | tuple[Value, ...]] = {}
    distance_m: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    share: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    area_m2: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    width_m: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    slope_percent: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    column: str | None = None
    op: str | None = None
    value: Value | tuple[Value, ...] | None = None
    hardness: str = Field(default="hard", pattern="^(hard|soft)$")
    where_layer: str | None = None
    where_filter: Mapping[str, Value | tuple[Value, ...]] = {}
    overrides: str | None = None
    override_features: tuple[str, ...] = ()
    severity: str = Field(default="high", pattern="^(high|medium|low)$")
    basis: str
    basis_date: str | None = Field(default=None, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Check what holds between fields; all problems in one message."""
        problems = list(self._problems())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        yield from self._limit_problems()
        if self.op is not None and self.op not in _OPERATORS:
            yield f"op {self.op!r} is not known; use one of {' '.join(_OPERATORS)}"
        if self.op in {"in", "not in"} and not isinstance(self.value, tuple):
            yield f"op {self.op!r} needs a list of values"
        if bool(self.overrides) != bool(self.override_features):
            yield "overrides and override_features go together: a general rule, and the features it holds no longer for"
        if not self.basis.strip():
            yield f"basis is empty: cite the law, standard or plan, or say {ASSUMPTION!r}"
        if not self.title.text():
            yield "title is empty"

    def _limit_problems(self) -> Iterator[str]:
        needs = _RELATIONS[self.relation].fields
        for name in _LIMITS:
            given = getattr(self, name) not in {None, ""} if name != "value" else self.value is not None
            if name in needs and not given:
                yield f"{self.relation.value} needs {name}"
            if name not in needs and given:
                yield f"{self.relation.value} has no use for {name}: leave it empty, or choose another relation"
        for filtered, layer in (("filter", "layer"), ("where_filter", "where_layer")):
            if getattr(self, filtered) and getattr(self, layer) is None:
                yield f"{filtered} needs {layer}"

    @property
    def is_hard(self) -> bool:
        """Whether breaking the rule excludes a site."""
        return self.hardness == "hard"

    @property
    def is_assumption(self) -> bool:
        """Whether nobody has laid the rule down."""
        return self.basis.strip().lower() == ASSUMPTION

    @property
    def is_areal(self) -> bool:
        """Whether breaking it takes pieces of a site; otherwise it takes the site as a whole."""
        return _RELATIONS[self.relation].areal


COLUMNS = ("id", "title_zh", "title_en", *(name for name in Rule.model_fields if name not in {"id", "title"}))
"""The columns of a rule table, in CSV and workbook, in the order in which they are written."""


@dataclass(frozen=True)
class RuleSet:
    """Rules that are read, applied and written together; iterating gives the rules.

    Examples
    --------
    >>> rule = Rule(id="r1", title=Title(zh="最小面积"), relation="min_area", area_m2=2000, basis="assumption")
    >>> rules = RuleSet((rule,), Title(zh="示例"))
    >>> len(rules), rules.layers, rules["r1"].area_m2
    (1, (), 2000.0)
    """

    rules: tuple[Rule, ...]
    title: Title = field(default_factory=Title)
    note: str = ""

    def __iter__(self) -> Iterator[Rule]:
        """Go through the rules in their order."""
        return iter(self.rules)

    def __len__(self) -> int:
        """Count the rules."""
        return len(self.rules)

    def __getitem__(self, rule_id: str) -> Rule:
        """Give a rule by its id."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        message = f"no rule {rule_id!r}; there are {', '.join(rule.id for rule in self.rules) or 'none'}"
        raise RuleError(message)

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of all layers that the rules speak of, in order."""
        named = [name for rule in self.rules for name in (rule.layer, rule.where_layer) if name is not None]
        return tuple(dict.fromkeys(named))

    def bind(self, **layers: str) -> RuleSet:
        """Put a bureau's own layer names in the place of those of a template.

        Parameters
        ----------
        **layers
            Name in the template to the name of one's own layer.

        Raises
        ------
        RuleError
            The template has no such layer.
        """
        unknown = sorted(set(layers) - set(self.layers))
        if unknown:
            message = f"the rules name no layer {', '.join(unknown)}; they name {', '.join(self.layers) or 'none'}"
            raise RuleError(message)
        bound = tuple(
            rule.model_copy(
                update={
                    key: layers[name]
                    for key in ("layer", "where_layer")
                    if (name := getattr(rule, key)) is not None and name in layers
                }
            )
            for rule in self.rules
        )
        return replace(self, rules=bound)

    def table(self) -> pd.DataFrame:
        """Give the rules as a table, a row each, with the columns :data:`COLUMNS`."""
        rows = [
            {"title_zh": rule.title.zh, "title_en": rule.title.en, **rule.model_dump(exclude={"title"}, mode="json")}
            for rule in self.rules
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))
