"""One rule as data: what must hold of a site, over which layer, on which legal basis."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import Text
from hanting_geo.core.words.rule_mistakes import PLACES
from hanting_geo.errors import RuleError
from hanting_geo.siting.rules.checks import between_fields
from hanting_geo.siting.rules.notation import column_or_number
from hanting_geo.siting.rules.relation import (
    ASSUMPTION,
    CONSEQUENCES,
    FILTERS,
    ROLES,
    Relation,
    consequence_of,
    is_areal,
)
from hanting_geo.siting.rules.vocabulary import NUMBERS, MistakeError, joined, listed_choices, said
from hanting_geo.siting.rules.wording import in_words

__all__ = ["COLUMNS", "Rule", "RuleValueError", "Value", "plain_text"]

# Strict: true stays true, 1 stays 1, and "1" stays text, or a filter would look for the wrong thing.
Value = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True)]
    | Annotated[float, Field(strict=True, allow_inf_nan=False)]
    | Annotated[str, Field(strict=True)]
)


# What no workbook and no YAML file can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# fmt: off
_OPTIONAL_TEXTS = (
    "layer", "width_column", "height_column", "surface_column", "column", "op", "where_layer", "overrides",
    "basis_date", "role", "consequence",
)
# fmt: on


class RuleValueError(RuleError, ValueError):
    """A rule was given values that make no rule; as of any Python object it is a ValueError, too."""


class _Telling(type(BaseModel)):  # type: ignore[misc]
    """Makes rules, and says in plain words what is wrong with what they are made of."""

    def __call__(cls, *given: Any, **fields: Any) -> Any:
        try:
            return super().__call__(*given, **fields)
        except ValidationError as error:
            found = in_words(error, cls.model_fields)
            bad = frozenset(name for name, _ in found)
            if "" not in bad:
                there = {name: value for name, value in fields.items() if name not in bad}
                found += [(name, text) for name, text in _missing(there, bad) if (name, text) not in found]
            told = (PLACES["field"].filled(field=name, text=text) if name else text for name, text in found)
            called = fields["id"] if isinstance(fields.get("id"), str) else "?"
            raise RuleValueError(
                Sentence("rule {called}: {en}", called=called, en=joined(told, "and_also").en)
            ) from error


def _missing(fields: Mapping[str, Any], bad: frozenset[str]) -> Iterator[tuple[str, Text]]:
    """Say what a rule lacks."""
    if "id" not in fields and "id" not in bad:
        yield "id", said("no_id")
    if "relation" not in fields and "relation" not in bad:
        yield "relation", said("no_relation", listed=listed_choices("relation"))
    if fields.get("title") is None and "title" not in bad:
        yield "title", said("no_title")
    if fields.get("basis") is None and "basis" not in bad:
        yield "basis", said("no_basis")


class Rule(BaseModel, metaclass=_Telling):
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
        ``touches_road`` where a road is within ``distance_m`` (half its width, where the layer has centre lines),
        ``height_at_most`` where the site is no higher than the layer allows.
    layer, filter
        The layer, and column to value (or list of values) that its features must have to count.
    role
        What the layer is in the three lines of territorial planning, whatever it is called: ``permanent_farmland``,
        ``ecological_redline`` or ``urban_boundary``.
    distance_m, share, area_m2, width_m, slope_percent
        The limit of the relation, in metres, as a share from 0 to 1, in square metres, in percent. ``distance_m`` may
        be the name of a column of the layer that holds the metres of each feature.
    width_column
        A column of the layer with the full width of a feature in metres; half of it is added to the distance, which
        is then counted from the centre line.
    height_column, ratio, surface_column
        Of ``height_at_most``: a column of the sites with their height in metres, which within ``distance_m`` of a
        feature is at most its distance divided by ``ratio``; or which is at most the lowest of ``surface_column``, in
        metres, of the polygons that the site meets (both from one datum).
    column, op, value
        Of ``attribute``: a column of the sites, one of ``== != < <= > >= in not in``, and a value or list.
    hardness
        ``"hard"`` rules decide; ``"soft"`` ones are reported.
    consequence
        What breaking the rule leads to: ``"forbid"``, ``"consent"`` (approval or consultation) or ``"advise"``; None
        is forbid of a hard rule and advise of a soft one, see :attr:`effect`.
    authority
        Who is to be asked, or signs (会签部门).
    site_filter
        Column to value (or list of values) that a site must have for the rule to hold for it.
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
    measured_from, read, verified
        From what the law measures the distance; where the number was read; whether it was held against the text of the
        law or standard (``read`` says which copy), None if nothing is said.

    Examples
    --------
    >>> rule = Rule(id="r1", title=Text(zh="退让河道管理范围"), relation="outside", layer="rivers", basis="assumption")
    >>> rule.is_assumption, rule.is_areal, rule.is_hard, rule.effect
    (True, True, True, 'forbid')
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[\w.-]+$")
    title: Text
    relation: Relation
    layer: str | None = None
    filter: Mapping[str, Value | tuple[Value, ...]] = {}
    role: str | None = Field(default=None, pattern=f"^({'|'.join(ROLES)})$")
    distance_m: float | str | None = None
    width_column: str | None = None
    share: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    area_m2: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    width_m: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    slope_percent: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    height_column: str | None = None
    ratio: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    surface_column: str | None = None
    column: str | None = None
    op: str | None = None
    value: Value | tuple[Value, ...] | None = None
    hardness: str = Field(default="hard", pattern="^(hard|soft)$")
    consequence: str | None = Field(default=None, pattern=f"^({'|'.join(CONSEQUENCES)})$")
    authority: str = ""
    site_filter: Mapping[str, Value | tuple[Value, ...]] = {}
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
    measured_from: str = ""
    read: str = ""
    verified: bool | None = None
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _advice_is_soft(cls, given: Any) -> Any:
        """Let hardness follow from the consequence where only that is said."""
        if isinstance(given, Mapping) and given.get("consequence") == "advise" and "hardness" not in given:
            return {**given, "hardness": "soft"}
        return given

    @field_validator("distance_m", mode="before")
    @classmethod
    def _number_or_column(cls, value: Any) -> Any:
        return column_or_number(value) if isinstance(value, str) else value

    @field_validator("distance_m", mode="after")
    @classmethod
    def _is_a_distance(cls, value: float | str | None) -> float | str | None:
        if isinstance(value, float) and not math.isfinite(value):
            raise MistakeError(
                said("not_finite", raw=value, example=NUMBERS["distance_m"][1], unit=NUMBERS["distance_m"][0])
            )
        if isinstance(value, float) and value < 0:
            raise MistakeError(said("at_least", least=0, value=f"{value:g}", example=NUMBERS["distance_m"][1]))
        return value

    @field_validator("id", *_OPTIONAL_TEXTS, "basis", "note", "authority", "measured_from", "read", mode="after")
    @classmethod
    def _tidy(cls, value: str | None) -> str | None:
        return None if value is None else plain_text(value)

    @field_validator(*_OPTIONAL_TEXTS, mode="after")
    @classmethod
    def _empty_is_none(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("title", mode="after")
    @classmethod
    def _tidy_title(cls, value: Text) -> Text:
        return Text(zh=plain_text(value.zh), en=plain_text(value.en))

    @field_validator("override_features", mode="after")
    @classmethod
    def _tidy_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(plain_text(name) for name in value)

    @field_validator(*FILTERS, mode="after")
    @classmethod
    def _one_is_no_list(cls, value: Mapping[str, Value | tuple[Value, ...]]) -> Mapping[str, Value | tuple[Value, ...]]:
        """Take a list of one as its value."""
        if "" in value:
            raise MistakeError(said("nameless_column"))
        for text in _texts(value):
            plain_text(text)
        return {
            column: wanted[0] if isinstance(wanted, tuple) and len(wanted) == 1 else wanted
            for column, wanted in value.items()
        }

    @field_validator("value", mode="after")
    @classmethod
    def _writable(cls, value: Value | tuple[Value, ...] | None) -> Value | tuple[Value, ...] | None:
        for text in _texts(value):
            plain_text(text)
        return value

    @field_validator("basis_date", mode="after")
    @classmethod
    def _is_date(cls, value: str | None) -> str | None:
        if value is not None:
            year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
            try:
                date(year, month, day)
            except ValueError as error:
                raise MistakeError(said("no_calendar_date", value=value)) from error
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Check what holds between fields; all problems in one message."""
        problems = [PLACES["field"].filled(field=name, text=text) for name, text in between_fields(dict(self))]
        if problems:
            raise MistakeError(joined(problems, "and_also"))
        return self

    def __hash__(self) -> int:
        """Hash by what is hashable; equal rules have equal ids."""
        return hash((self.id, self.relation))

    @property
    def is_hard(self) -> bool:
        """Whether breaking the rule excludes a site."""
        return self.hardness == "hard"

    @property
    def effect(self) -> str:
        """What breaking the rule leads to: ``"forbid"``, ``"consent"`` or ``"advise"``."""
        return consequence_of(self.hardness, self.consequence)

    @property
    def metres(self) -> float | None:
        """The distance where it is a number, and None where there is none or it stands in a column."""
        return self.distance_m if isinstance(self.distance_m, float) else None

    @property
    def is_assumption(self) -> bool:
        """Whether nobody has laid the rule down."""
        return self.basis.strip().lower() == ASSUMPTION

    @property
    def is_areal(self) -> bool:
        """Whether breaking it takes pieces of a site; otherwise it takes the site as a whole."""
        return is_areal(self.relation)


def plain_text(text: str) -> str:
    """Take text as a cell of any of the formats gives it back: line ends as one character, no blanks at the ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _UNWRITABLE.search(text):
        raise MistakeError(said("control_character", found=found[0]))
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


COLUMNS = ("id", "title_zh", "title_en", *(name for name in Rule.model_fields if name not in {"id", "title"}))
"""The columns of a rule table, in CSV and workbook, in the order in which they are written."""
