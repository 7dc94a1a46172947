"""Rules as data: what must hold of a site, over which layer, on which legal basis."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from typing import Annotated, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hanting_geo.core.arguments import told
from hanting_geo.core.text import Text
from hanting_geo.errors import RuleError
from hanting_geo.siting.rules.checks import between_fields, between_rules
from hanting_geo.siting.rules.notation import format_filter, format_names, format_value
from hanting_geo.siting.rules.relation import ASSUMPTION, OPERATORS, Relation, is_areal

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

# Strict: true stays true, 1 stays 1, and "1" stays text, or a filter would look for the wrong thing.
Value = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True)]
    | Annotated[float, Field(strict=True, allow_inf_nan=False)]
    | Annotated[str, Field(strict=True)]
)


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
    may_be_empty
        Whether ``filter`` and ``where_filter`` may match nothing. If not, a filter that no feature of a layer matches
        is taken for a mistake: ``no_data``, never clear.
    same_survey
        Whether the layer was drawn on one survey with the sites: then they do not move against each other.
    ignore_below_m2
        Of a rule that measures areas: an overlap that is surely smaller is none.
    overrides, override_features
        Id of a general rule that this one replaces for the features named here by id or name, as a published
        management line replaces the buffer of its river.
    severity
        ``"high"``, ``"medium"`` or ``"low"``.
    basis, basis_date, note
        The legal basis with its citation, or ``"assumption"``; its date; anything else.

    Examples
    --------
    >>> rule = Rule(id="r1", title=Text(zh="退让河道管理范围"), relation="outside", layer="rivers", basis="assumption")
    >>> rule.is_assumption, rule.is_areal, rule.is_hard
    (True, True, True)
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[\w.-]+$")
    title: Text
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
    may_be_empty: bool = False
    same_survey: bool = False
    ignore_below_m2: float | None = Field(default=None, ge=0, allow_inf_nan=False)
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
    def _tidy_title(cls, value: Text) -> Text:
        return Text(zh=_plain(value.zh), en=_plain(value.en))

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
        return is_areal(self.relation)


def as_rule_set(rules: object) -> RuleSet:
    """Give a rule set as it is, or make one of rules.

    Raises
    ------
    RuleError
        Something else, or two rules of one id.
    """
    return rules if isinstance(rules, RuleSet) else RuleSet(_only_rules(rules))


def _only_rules(rules: object) -> tuple[Rule, ...]:
    """Take any iterable of rules."""
    if isinstance(rules, str | os.PathLike):
        message = (
            f"rules are a RuleSet or a list of rules, and not {told(rules)}; read them: hg.read_rules({str(rules)!r})"
        )
        raise RuleError(message)
    if not isinstance(rules, Iterable) or isinstance(rules, Mapping | pd.DataFrame):
        raise RuleError(f"rules are a RuleSet or a list of rules, and not {told(rules)}")
    found = tuple(rules)
    odd = [rule for rule in found if not isinstance(rule, Rule)]
    if odd:
        raise RuleError(f"rules are a list of hg.Rule, and {told(odd[0])} is in it")
    return found


def _plain(text: str) -> str:
    """Take text as a cell of any of the formats gives it back: line ends as one character, no blanks at the ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _UNWRITABLE.search(text):
        message = f"holds the control character {found[0]!r}; delete it"
        raise ValueError(message)
    return text.strip()


def _yes(said: bool) -> str:  # noqa: FBT001 - one word for one field
    return "true" if said else ""


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


COLUMNS = ("id", "title_zh", "title_en", *(name for name in Rule.model_fields if name not in {"id", "title"}))
"""The columns of a rule table, in CSV and workbook, in the order in which they are written."""


@dataclass(frozen=True)
class RuleSet:
    """Rules that are read, applied and written together; iterating gives the rules.

    Examples
    --------
    >>> rule = Rule(id="r1", title=Text(zh="最小面积"), relation="min_area", area_m2=2000, basis="assumption")
    >>> rules = RuleSet((rule,), Text(zh="示例"))
    >>> len(rules), rules.layers, rules["r1"].area_m2
    (1, (), 2000.0)
    """

    rules: tuple[Rule, ...]
    title: Text = field(default_factory=Text)
    note: str = ""

    def __post_init__(self) -> None:
        """Take any iterable of rules, tidy the texts as a rule does, and refuse two rules of one id."""
        object.__setattr__(self, "rules", _only_rules(self.rules))
        try:
            object.__setattr__(self, "title", Text(zh=_plain(self.title.zh), en=_plain(self.title.en)))
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
            ("may_be_empty", _yes),
            ("same_survey", _yes),
        ):
            table[column] = [write(getattr(rule, column)) for rule in self.rules]
        table = table.astype(object).where(table.notna(), "")
        filled = [column for column in table.columns if (table[column] != "").any()]
        title = f"{self.title.zh} {self.title.en}".strip() if self.title.zh != self.title.en else self.title.zh
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f"<h4>{escape(title)}</h4>{note}{table[filled].to_html(index=False)}"


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
