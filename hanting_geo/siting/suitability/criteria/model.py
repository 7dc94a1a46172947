"""Criteria as data: what counts, how it is measured, what a value is worth, and how much it weighs.

One file, although long: a criterion and the set of them, most of it what their fields mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hanting_geo.core.arguments import told
from hanting_geo.core.sentences import Sentence, both, enumerated, joined
from hanting_geo.core.text import Text
from hanting_geo.errors import RuleError, SchemaError
from hanting_geo.siting.rules.relation import ASSUMPTION
from hanting_geo.siting.rules.rule import Value, plain_text
from hanting_geo.siting.rules.vocabulary import MistakeError
from hanting_geo.siting.suitability.criteria.checks import between_criteria, between_fields
from hanting_geo.siting.suitability.criteria.factor import FACTORS, MEASURES, TRAVELS, unit_of
from hanting_geo.siting.suitability.criteria.grades import CUTS, checked_cuts
from hanting_geo.siting.suitability.criteria.showing import criteria_html
from hanting_geo.siting.suitability.criteria.value_functions import FUNCTIONS, ValueFunction, value_function
from hanting_geo.siting.suitability.criteria.weighing import (
    DIRECT,
    OF_DATA,
    compared,
    comparisons_text,
    method_problems,
)
from hanting_geo.siting.suitability.criteria.wording import said
from hanting_geo.siting.suitability.weights.ahp import TABLES

__all__ = ["CHOICES", "COLUMNS", "CriteriaError", "CriteriaSet", "Criterion"]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "factor": tuple(FACTORS),
    "function": FUNCTIONS,
    "direction": ("more", "less"),
    "missing": ("error", "exclude", "worst", "neutral"),
    "measure": MEASURES,
    "travel": TRAVELS,
}
"""Fields that take one of some words."""

_OPTIONAL = ("parent", "layer", "column", "statistic", "measure", "travel", "roads", "direction")
_Number = Annotated[float, Field(allow_inf_nan=False)]


class CriteriaError(SchemaError, RuleError):
    """Criteria are malformed: a table of settings as well as a set of rules."""


class Criterion(BaseModel):
    """One row of a system of criteria: a level (准则层) or, with a factor, what is measured (指标层). Frozen.

    Parameters
    ----------
    id
        Stable key, unique in its set.
    title
        ``zh`` and ``en``.
    parent
        Id of the level that it stands under; None: directly under the goal.
    weight, weight_source
        From 0 to 1, and where it comes from (``source``, where that is empty). Where levels have weights, a weight is
        a part of what its level weighs (层次单排序); where none has, it is a part of the whole (层次总排序).
    importance
        Where the set makes weights of an order: 1 for the most important of those side by side; equal ones share.
    comparisons
        Where the set makes weights of pairs (AHP): how many times more important it is than others beside it,
        ``"road: 3; price: 1/5"``; each pair once, in the row of either.
    factor
        What is measured, one of :data:`FACTORS`; None on a level.
    layer, filter, radius_m, column, statistic, measure, travel, roads
        What the factor needs: see :data:`FACTORS`.
    function, scores
        What a value is worth: see :class:`ValueFunction`.
    direction
        ``"more"`` (越大越好) or ``"less"`` (越小越好), where the scores do not say it.
    exclude_below, exclude_above
        Hard limits: a candidate beyond is excluded, with its reason.
    missing
        What becomes of a candidate without a value: ``"error"``, ``"exclude"`` (no rank), ``"worst"`` (scores 0),
        ``"neutral"`` (scores half of the full mark).
    unit
        Of values that do not have one by their factor; ``-`` for none.
    may_be_empty
        Whether ``filter`` may match nothing. If not, then nothing was measured: no value, never 0.
    source, note
        Where scores and limits come from, or ``"assumption"``; anything else.

    Examples
    --------
    >>> near = Criterion(
    ...     id="rail", title=Text(zh="铁路"), factor="distance", layer="rail", scores="<=500: 1; else: 0",
    ...     source="assumption",
    ... )
    >>> near.unit_name, near.value_function().monotone, near.is_assumption
    ('m', -1, True)
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[\w.-]+$")
    title: Text
    parent: str | None = None
    weight: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    weight_source: str = ""
    importance: int | None = Field(default=None, ge=1)
    comparisons: str = ""
    factor: str | None = None
    layer: str | None = None
    filter: Mapping[str, Value | tuple[Value, ...]] = {}
    radius_m: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    column: str | None = None
    statistic: str | None = None
    measure: str | None = None
    travel: str | None = None
    roads: str | None = None
    function: str = "steps"
    scores: str = ""
    direction: str | None = None
    exclude_below: _Number | None = None
    exclude_above: _Number | None = None
    missing: str = "error"
    unit: str = ""
    may_be_empty: bool = False
    source: str = ""
    note: str = ""

    @field_validator("id", "weight_source", "scores", "unit", "source", "note", *_OPTIONAL, mode="after")
    @classmethod
    def _tidy(cls, value: str | None) -> str | None:
        return None if value is None else plain_text(value)

    @field_validator("factor", *_OPTIONAL, mode="after")
    @classmethod
    def _empty_is_none(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("comparisons", mode="before")
    @classmethod
    def _as_pairs(cls, value: object) -> object:
        return comparisons_text(value) if value else ""

    @field_validator("title", mode="after")
    @classmethod
    def _tidy_title(cls, value: Text) -> Text:
        return Text(zh=plain_text(value.zh), en=plain_text(value.en))

    @field_validator("filter", mode="after")
    @classmethod
    def _writable(cls, value: Mapping[str, Value | tuple[Value, ...]]) -> Mapping[str, Value | tuple[Value, ...]]:
        for text in (text for item in value.items() for text in _texts(item)):
            plain_text(text)
        return {
            column: wanted[0] if isinstance(wanted, tuple) and len(wanted) == 1 else wanted
            for column, wanted in value.items()
        }

    @field_validator(*CHOICES, mode="after")
    @classmethod
    def _is_choice(cls, value: str | None, info: Any) -> str | None:
        choices = CHOICES[info.field_name]
        if value is not None and value not in choices:
            raise MistakeError(said("no_choice", value=value, listed=enumerated(choices)))
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Check what holds between fields; the full mark is the set's to know."""
        problems = list(between_fields(self._said(), scale=float("inf")))
        if problems:
            raise ValueError("; ".join(f"{name}: {text.en}" for name, text in problems))
        return self

    def _said(self) -> dict[str, Any]:
        """Give the fields that say something, as they are checked; a level says nothing of what only leaves have."""
        given = dict(self)
        if self.factor is None:
            given = {name: value for name, value in given.items() if value != type(self).model_fields[name].default}
        return given

    def __hash__(self) -> int:
        """Hash by what is hashable; equal criteria have equal ids."""
        return hash((self.id, self.factor))

    @property
    def is_level(self) -> bool:
        """Whether it is not measured itself."""
        return self.factor is None

    @property
    def is_cost(self) -> bool:
        """Whether less is better, as direction or scores say."""
        if self.direction is not None:
            return self.direction == "less"
        return self.factor is not None and self.value_function(float("inf")).monotone < 0

    @property
    def unit_name(self) -> str:
        """The unit of its values, as a code; empty for none."""
        if self.factor is None:
            return ""
        unit = unit_of(self.factor, self.measure, self.unit)
        return "" if unit == "-" else unit

    @property
    def is_assumption(self) -> bool:
        """Whether its scores or its weight were laid down by nobody."""
        return any(said.strip().lower() == ASSUMPTION for said in (self.source, self.weight_source))

    @property
    def weight_basis(self) -> str:
        """Where its weight comes from."""
        return self.weight_source or self.source

    def value_function(self, scale: float = 1.0) -> ValueFunction:
        """Give what its values are worth."""
        return value_function(self.function, self.scores, scale)


COLUMNS = ("id", "title_zh", "title_en", *(name for name in Criterion.model_fields if name not in {"id", "title"}))
"""The columns of a table of criteria, in CSV and workbook, in the order in which they are written."""


@dataclass(frozen=True)
class CriteriaSet:
    """Criteria that are read, applied and written together; iterating gives all rows, levels too.

    Parameters
    ----------
    criteria
        Levels and criteria, in their order.
    title, note
        Of the set: the goal (目标层).
    scale
        The full mark (满分) of the scores.
    grades
        Where 适宜、较适宜、一般适宜 begin, in marks; empty: 0.8, 0.6 and 0.4 of the full mark.
    grades_source
        Where they come from.
    weighting
        How weights are made: ``"direct"`` (each row says its own), of the ``importance`` of rows ``"roc"``,
        ``"rank_sum"`` or ``"reciprocal"``, of their ``comparisons`` ``"ahp"``, or of the candidates' values
        ``"entropy"`` or ``"critic"``.
    weighting_source
        Who ranked or compared, or ``"assumption"``.
    random_index
        Of ``"ahp"``: the table of the random index, see :func:`hanting_geo.ahp_weights`; empty for ``"saaty_1980"``.

    Examples
    --------
    >>> near = Criterion(
    ...     id="a", title=Text(zh="甲"), factor="attribute", column="a", unit="-", function="raw", direction="more",
    ...     source="assumption",
    ... )
    >>> CriteriaSet((near,)).leaves[0].id, CriteriaSet((near,)).cuts
    ('a', (0.8, 0.6, 0.4))
    """

    criteria: tuple[Criterion, ...]
    title: Text = field(default_factory=Text)
    note: str = ""
    scale: float = 1.0
    grades: tuple[float, ...] = ()
    grades_source: str = ""
    weighting: str = DIRECT
    weighting_source: str = ""
    random_index: str = ""

    def __post_init__(self) -> None:
        """Take any iterable of criteria, and refuse what does not fit together, all at once."""
        object.__setattr__(self, "criteria", _only_criteria(self.criteria))
        settings = {name: getattr(self, name) for name in ("weighting", "weighting_source", "random_index")}
        problems = [f"{name}: {text.en}" for name, text in method_problems(settings)]
        if not problems:
            between = between_criteria(
                [dict(row) for row in self.criteria], weighting=self.weighting, random_index=self.random_index_table
            )
            problems += [
                f"{self.criteria[number].id}.{key}: " + both(text.en, text.zh) for number, key, text in between
            ]
        if not (isinstance(self.scale, int | float) and 0 < self.scale < float("inf")):
            raise CriteriaError(Sentence("scale is {scale!r}; give the full mark, a number above 0", scale=self.scale))
        for row in self.criteria:
            problems += [
                f"{row.id}.{key}: " + both(text.en, text.zh)
                for key, text in between_fields(row._said(), scale=self.scale)  # noqa: SLF001 - its own set
            ]
        try:
            object.__setattr__(self, "title", Text(zh=plain_text(self.title.zh), en=plain_text(self.title.en)))
            object.__setattr__(self, "note", plain_text(self.note))
            if self.grades:
                object.__setattr__(self, "grades", checked_cuts(self.grades, self.scale))
        except ValueError as error:
            problems.append(Sentence("title, note or grades: {error}", error=error))
        if problems:
            raise CriteriaError(joined("\n", problems))

    def __iter__(self) -> Iterator[Criterion]:
        """Go through levels and criteria in their order."""
        return iter(self.criteria)

    def __len__(self) -> int:
        """Count what is measured."""
        return len(self.leaves)

    def __getitem__(self, criterion_id: str) -> Criterion:
        """Give a row by its id."""
        for row in self.criteria:
            if row.id == criterion_id:
                return row
        message = Sentence(
            "no criterion {criterion_id!r}; there are {listed}",
            criterion_id=criterion_id,
            listed=enumerated(row.id for row in self.criteria) or Sentence("none"),
        )
        raise CriteriaError(message)

    @property
    def leaves(self) -> tuple[Criterion, ...]:
        """What is measured (指标层), in order."""
        return tuple(row for row in self.criteria if not row.is_level)

    @property
    def levels(self) -> tuple[Criterion, ...]:
        """What is not measured itself (准则层), in order."""
        return tuple(row for row in self.criteria if row.is_level)

    @property
    def cuts(self) -> tuple[float, ...]:
        """The cuts of the grades, as parts of the full mark."""
        return tuple(cut / self.scale for cut in self.grades) if self.grades else CUTS

    @property
    def random_index_table(self) -> str:
        """The table of the random index that AHP takes."""
        return self.random_index or TABLES[0]

    @property
    def weighs_levels(self) -> bool:
        """Whether weights are parts of their level: levels have some, or are ranked or compared."""
        if self.weighting == DIRECT:
            return any(row.weight is not None for row in self.levels)
        return self.weighting not in OF_DATA and bool(self.levels)

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of all layers that are measured, in order."""
        named = (name for row in self.criteria for name in (row.layer, row.roads) if name is not None)
        return tuple(dict.fromkeys(named))

    def path(self, criterion: Criterion) -> tuple[Criterion, ...]:
        """Give the levels above a criterion, from the goal down."""
        above: list[Criterion] = []
        while criterion.parent is not None:
            criterion = self[criterion.parent]
            above.insert(0, criterion)
        return tuple(above)

    def bind(self, **layers: str) -> CriteriaSet:
        """Put a bureau's own layer names in the place of those of a template.

        Raises
        ------
        CriteriaError
            The template has no such layer.
        """
        unknown = sorted(set(layers) - set(self.layers))
        if unknown:
            message = Sentence(
                "the criteria name no layer {listed}; they name {listed2}",
                listed=enumerated(unknown),
                listed2=enumerated(self.layers) or Sentence("none"),
            )
            raise CriteriaError(message)
        bound = [
            row.model_copy(
                update={field: layers[name] for field in ("layer", "roads") if (name := getattr(row, field)) in layers}
            )
            for row in self.criteria
        ]
        return replace(self, criteria=tuple(bound))

    def without(self, *ids: str) -> CriteriaSet:
        """Leave criteria out, and levels under which nothing is left; the weights of the others stay as they are.

        Raises
        ------
        CriteriaError
            There is no such criterion, or none is left.
        """
        for name in ids:
            self[name]
        left = [row for row in self.criteria if not {row.id, *(level.id for level in self.path(row))} & set(ids)]
        while (bare := [row for row in left if row.is_level and row.id not in {each.parent for each in left}]) != []:
            left = [row for row in left if row not in bare]
        if not left:
            raise CriteriaError(Sentence("without: no criterion is left"))
        kept = {row.id for row in left}
        return replace(self, criteria=tuple(_compared_with(row, kept) for row in left))

    def table(self) -> pd.DataFrame:
        """Give the criteria as a table, a row each, with the columns :data:`COLUMNS`."""
        rows = [
            {"title_zh": row.title.zh, "title_en": row.title.en, **row.model_dump(exclude={"title"}, mode="json")}
            for row in self.criteria
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _repr_html_(self) -> str:
        """Show the criteria as a table, columns that nobody filled left out; all text is only text."""
        return criteria_html(self.table(), self.title, self.note, self.weighting, self.weighting_source)


def _texts(value: object) -> Iterator[str]:
    """Go through a text, or the texts among some values."""
    for item in value if isinstance(value, tuple) else (value,):
        if isinstance(item, tuple):
            yield from _texts(item)
        elif isinstance(item, str):
            yield item


def _compared_with(row: Criterion, kept: set[str]) -> Criterion:
    """Leave comparisons with what is gone out."""
    pairs = {name: ratio for name, ratio in compared(row.comparisons).items() if name in kept}
    return (
        row
        if len(pairs) == len(compared(row.comparisons))
        else row.model_copy(update={"comparisons": comparisons_text(pairs) if pairs else ""})
    )


def _only_criteria(given: object) -> tuple[Criterion, ...]:
    """Take any iterable of criteria."""
    if not isinstance(given, Iterable) or isinstance(given, str | Mapping | pd.DataFrame):
        raise CriteriaError(Sentence("criteria are a list of hg.Criterion, and not {given}", given=told(given)))
    found = tuple(given)
    odd = [row for row in found if not isinstance(row, Criterion)]
    if odd:
        raise CriteriaError(Sentence("criteria are a list of hg.Criterion, and {odd} is in it", odd=told(odd[0])))
    if not any(not row.is_level for row in found):
        raise CriteriaError(Sentence("there are no criteria: give at least one with a factor"))
    return found
