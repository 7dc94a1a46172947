"""Rules as data: what must hold of a site, over which layer, on which legal basis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from html import escape
from typing import Annotated, Any, NamedTuple, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hanting_geo.errors import RuleError
from hanting_geo.siting.notation import format_filter, format_names, format_value
from hanting_geo.sources.entries import Title

__all__ = [
    "ASSUMPTION",
    "COLUMNS",
    "OPERATORS",
    "Relation",
    "Rule",
    "RuleSet",
    "Value",
    "between_fields",
    "between_layers",
    "between_rules",
]

ASSUMPTION = "assumption"
"""The basis of a rule that nobody has laid down; every product then says so."""

# Strict: true stays true, 1 stays 1, and "1" stays text, or a filter would look for the wrong thing.
Value = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True)]
    | Annotated[float, Field(strict=True, allow_inf_nan=False)]
    | Annotated[str, Field(strict=True)]
)


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
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
"""How ``attribute`` compares a column with a value."""
_OF_LISTS = {"in", "not in"}
_OF_NUMBERS = {"<", "<=", ">", ">="}
_NO_BASIS = {"?", "-", "--", "/", "tbd", "todo", "none", "unknown", "n/a", "na", "无", "待定", "待补", "未知", "不详"}
_ASSUMED = {"假定", "假设", "assumed"}
# What no workbook and no YAML file can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_OPTIONAL_TEXTS = ("layer", "column", "op", "where_layer", "overrides", "basis_date")


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

    @field_validator("id", *_OPTIONAL_TEXTS, "basis", "note", mode="after")
    @classmethod
    def _tidy(cls, value: str | None) -> str | None:
        return None if value is None else _plain(value)

    @field_validator(*_OPTIONAL_TEXTS, mode="after")
    @classmethod
    def _empty_is_none(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("title", mode="after")
    @classmethod
    def _tidy_title(cls, value: Title) -> Title:
        return Title(zh=_plain(value.zh), en=_plain(value.en))

    @field_validator("override_features", mode="after")
    @classmethod
    def _tidy_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_plain(name) for name in value)

    @field_validator("filter", "where_filter", mode="after")
    @classmethod
    def _one_is_no_list(cls, value: Mapping[str, Value | tuple[Value, ...]]) -> Mapping[str, Value | tuple[Value, ...]]:
        """Take a list of one as its value."""
        if "" in value:
            raise ValueError("a column has no name")
        for text in _texts(value):
            _plain(text)
        return {
            column: wanted[0] if isinstance(wanted, tuple) and len(wanted) == 1 else wanted
            for column, wanted in value.items()
        }

    @field_validator("value", mode="after")
    @classmethod
    def _writable(cls, value: Value | tuple[Value, ...] | None) -> Value | tuple[Value, ...] | None:
        for text in _texts(value):
            _plain(text)
        return value

    @field_validator("basis_date", mode="after")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        if value is not None:
            year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
            try:
                date(year, month, day)
            except ValueError as error:
                message = f"{value} is no date of the calendar ({error})"
                raise ValueError(message) from error
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Check what holds between fields; all problems in one message."""
        problems = list(between_fields(dict(self)))
        if problems:
            raise ValueError("; ".join(text for _, text in problems))
        return self

    def __hash__(self) -> int:
        """Hash by what is hashable; equal rules have equal ids."""
        return hash((self.id, self.relation))

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


def _plain(text: str) -> str:
    """Take text as a cell of any of the formats gives it back: line ends as one character, no blanks at the ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _UNWRITABLE.search(text):
        message = f"holds the control character {found[0]!r}; delete it"
        raise ValueError(message)
    return text.strip()


def _texts(value: object) -> Iterator[str]:
    """Go through all texts in a value, a list of values or a filter."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)


def between_fields(values: Mapping[str, Any], *, unread: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Check what must hold between the fields of a rule.

    Parameters
    ----------
    values
        Field to value, as in :class:`Rule`; a field that is not there is not given.
    unread
        Fields that are given but could not be read; of those nothing is said.

    Yields
    ------
    tuple of str
        The field to mend, and what is wrong with it.
    """
    if "relation" not in unread and "relation" in values:
        yield from _between_limits(values, unread)
    if not unread & {"op", "value"}:
        yield from _about_value(values.get("op"), values.get("value"))
    if not unread & {"overrides", "override_features"}:
        general, features = values.get("overrides"), values.get("override_features")
        if general and not features:
            yield "override_features", "is empty: name the features for which this rule replaces the general one"
        if features and not general:
            yield "overrides", "is empty: name the general rule that this one replaces for override_features"
    if "basis" not in unread:
        yield from _about_basis(values.get("basis") or "")
    title = values.get("title")
    if "title" not in unread and (title is None or not title.text().strip()):
        yield "title", "is missing: say in a few words what must hold, in zh, en or both"


def _about_value(op: str | None, value: Any) -> Iterator[tuple[str, str]]:
    if op is None or value is None:
        return
    if op not in OPERATORS:
        yield "op", f"{op!r} is not known; use one of {' '.join(OPERATORS)}"
    elif op in _OF_LISTS and not isinstance(value, tuple):
        yield "value", f"op {op!r} needs a list of values"
    elif op not in _OF_LISTS and isinstance(value, tuple):
        yield "value", f"op {op!r} needs one value; for a list use 'in' or 'not in'"
    elif op in _OF_NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield "value", f"op {op!r} compares numbers, and {value!r} is none"


def _about_basis(basis: str) -> Iterator[tuple[str, str]]:
    basis = basis.strip()
    if not basis:
        yield "basis", f"is missing: cite the law, standard or plan, or say {ASSUMPTION}"
    elif basis.lower() in _ASSUMED:
        yield "basis", f"{basis!r}: write {ASSUMPTION}"
    elif basis.lower() in _NO_BASIS:
        yield "basis", f"{basis!r} cites nothing: cite the law, standard or plan, or say {ASSUMPTION}"


def _between_limits(values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, str]]:
    relation = Relation(values["relation"])
    needs = _RELATIONS[relation].fields
    for name in _LIMITS:
        given = values.get(name) is not None
        if name in needs and not given and name not in unread:
            yield name, f"is missing: {relation.value} needs {name}"
        if name not in needs and (given or name in unread):
            useful = ", ".join(other.value for other, each in _RELATIONS.items() if name in each.fields)
            yield (
                name,
                f"{relation.value} has no use for {name}: leave it empty, or choose a relation that has: {useful}",
            )
    if values.get("filter") and "layer" not in needs:
        yield "filter", f"{relation.value} speaks of no layer that could be filtered: leave it empty"
    if values.get("where_filter") and values.get("where_layer") is None and "where_layer" not in unread:
        yield "where_layer", "is missing: where_filter needs where_layer"


def between_rules(rules: Iterable[tuple[str | None, str | None]]) -> Iterator[tuple[int, str, str]]:
    """Check what must hold between rules: ids are unique, and overrides lead to another rule and never back.

    Parameters
    ----------
    rules
        Id and ``overrides`` of each rule, in order; None where it could not be read.

    Yields
    ------
    tuple
        Number of the rule, the field to mend, and what is wrong with it.
    """
    pairs = list(rules)
    first: dict[str, int] = {}
    for number, (rule_id, _) in enumerate(pairs):
        if rule_id is not None and first.setdefault(rule_id, number) != number:
            yield (
                number,
                "id",
                f"{rule_id!r} stands twice (rule {first[rule_id] + 1} has it too); every rule needs its own",
            )
    leads = {pairs[number][0]: pairs[number][1] for number in first.values()}
    for number, (rule_id, general) in enumerate(pairs):
        if general is None:
            continue
        if general == rule_id:
            yield number, "overrides", "names the rule itself; name the general rule that it replaces"
        elif general not in first:
            yield number, "overrides", f"there is no rule {general!r}; there are: {', '.join(first) or 'none'}"
        else:
            way = [rule_id, general]
            while (after := leads.get(way[-1])) is not None and after not in way:
                way.append(after)
            if rule_id is not None and after == rule_id and len(way) > 1:
                circle = " -> ".join(str(step) for step in (*way, rule_id))
                yield number, "overrides", f"goes round in a circle: {circle}; the general rule overrides nothing"


def between_layers(rules: Iterable[Rule | None]) -> Iterator[tuple[int, str, str]]:
    """Find overrides of a rule without layer: it holds for no features, so none of them can be named.

    Parameters
    ----------
    rules
        The rules in order; None where one could not be read.

    Yields
    ------
    tuple
        Number of the rule, the field to mend, and what is wrong with it.
    """
    listed = list(rules)
    made = {rule.id: rule for rule in listed if rule is not None}
    for number, rule in enumerate(listed):
        general = made.get(rule.overrides or "") if rule is not None else None
        if general is not None and general.layer is None:
            text = f"{general.id} speaks of no layer, so there are no features that this rule could replace it for"
            yield number, "overrides", text


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

    def __post_init__(self) -> None:
        """Take any iterable of rules, tidy the texts as a rule does, and refuse two rules of one id."""
        object.__setattr__(self, "rules", tuple(self.rules))
        try:
            object.__setattr__(self, "title", Title(zh=_plain(self.title.zh), en=_plain(self.title.en)))
            object.__setattr__(self, "note", _plain(self.note))
        except ValueError as error:
            message = f"title or note of the rules: {error}"
            raise RuleError(message) from error
        twice = [text for _, key, text in between_rules((rule.id, None) for rule in self.rules) if key == "id"]
        if twice:
            raise RuleError("; ".join(twice))

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

    def _repr_html_(self) -> str:
        """Show the rules as a table, columns that nobody filled left out; all text is only text."""
        table = self.table()
        for column, write in (
            ("filter", format_filter),
            ("where_filter", format_filter),
            ("override_features", format_names),
            ("value", format_value),
        ):
            table[column] = [write(getattr(rule, column)) for rule in self.rules]
        table = table.astype(object).where(table.notna(), "")
        filled = [column for column in table.columns if (table[column] != "").any()]
        title = f"{self.title.zh} {self.title.en}".strip() if self.title.zh != self.title.en else self.title.zh
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f"<h4>{escape(title)}</h4>{note}{table[filled].to_html(index=False)}"
