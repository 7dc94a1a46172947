"""From what stands in a file to criteria: every field read, every mistake in plain words with its place."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hanting_geo.core.sentences import enumerated
from hanting_geo.core.words import suitability as words
from hanting_geo.core.words.rules import UNITS as UNITS_OF_RULES
from hanting_geo.siting.rules.fields import READERS, FieldError, chosen, plain_number
from hanting_geo.siting.rules.notation import number_of
from hanting_geo.siting.rules.parsing import Problem, dotted, fail, plain
from hanting_geo.siting.rules.vocabulary import close_to
from hanting_geo.siting.suitability.criteria.checks import between_criteria, between_fields
from hanting_geo.siting.suitability.criteria.grades import checked_cuts
from hanting_geo.siting.suitability.criteria.model import (
    CHOICES,
    CriteriaError,
    CriteriaSet,
    Criterion,
)
from hanting_geo.siting.suitability.criteria.value_functions import scores_text
from hanting_geo.siting.suitability.criteria.weighing import DIRECT, comparisons_text, importance_of, read_weighting
from hanting_geo.siting.suitability.criteria.wording import mistake_of, said
from hanting_geo.siting.suitability.weights.ahp import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from hanting_geo.core.text import Text
    from hanting_geo.siting.rules.parsing import Draft, Where

__all__ = ["build", "read_settings"]

_METRES = {
    word: factor
    for unit, factor in (("m", 1.0), ("km", 1000.0), ("cm", 0.01))
    for word in UNITS_OF_RULES["distance_m"][unit]
}
_PERCENT = dict.fromkeys(UNITS_OF_RULES["share"]["percent"], 0.01)

_NUMBERS: Mapping[str, tuple[Text, str, Mapping[str, float]]] = {
    "weight": (said("part_of_one"), "0.3", _PERCENT),
    "radius_m": (said("metres"), "1000", _METRES),
    "exclude_below": (said("unit_of_factor"), "10", {}),
    "exclude_above": (said("unit_of_factor"), "5000", {}),
}
_MOST = 100


def _read_number(name: str, raw: Any) -> float:
    return plain_number(name, raw, *_NUMBERS[name])


def _read(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> Any:  # noqa: FBT001 - as the readers of rules
    """Read one field of a criterion."""
    if name in CHOICES:
        word = READERS["note"](name, raw, cells, values).strip()
        meant = words.CHOICES[name].get(unicodedata.normalize("NFKC", word))
        return meant or chosen(word, CHOICES[name], words.CHOICES[name], enumerated(CHOICES[name]))
    if name in _NUMBERS:
        return _read_number(name, raw)
    if name == "scores":
        return scores_text(raw if isinstance(raw, dict) else READERS["note"](name, raw, cells, values))
    if name == "importance":
        return importance_of(raw)
    if name == "comparisons":
        return comparisons_text(raw)
    shared = {"title": "title", "filter": "filter", "may_be_empty": "may_be_empty"}
    return READERS[shared.get(name, "note")](name, raw, cells, values)


def read_settings(raw: Mapping[str, Any], add: Callable[[str, Text], None]) -> dict[str, Any]:
    """Read full mark, cuts of grades, their source and how weights are made from what stands above the criteria.

    Parameters
    ----------
    raw
        Setting to value, from YAML or from cells.
    add
        Takes the setting, and what is wrong with it.
    """
    found: dict[str, Any] = {}
    scale = raw.get("scale")
    if scale is not None:
        number = number_of(scale)
        if number is None or not number > 0:
            add("scale", said("no_scale", scale=scale))
        else:
            found["scale"] = float(number)
    grades = raw.get("grades")
    if grades is not None:
        numbers = [number_of(part) for part in grades.split("|")] if isinstance(grades, str) else grades
        try:
            found["grades"] = checked_cuts(numbers, found.get("scale", 1.0))
        except ValueError as error:
            add("grades", mistake_of(error))
        if not raw.get("grades_source"):
            add("grades_source", said("no_grades_source"))
    source = raw.get("grades_source")
    if source is not None and not isinstance(source, str):
        add("grades_source", said("one_text"))
    elif source:
        found["grades_source"] = source.strip()
    return found | read_weighting(raw, add)


def build(  # noqa: PLR0913 - each is said by keyword
    path: Path,
    drafts: Sequence[Draft],
    where: Where,
    *,
    title: Text,
    note: str,
    settings: Mapping[str, Any],
    problems: list[Problem],
    cells: bool,
    language: str,
) -> CriteriaSet:
    """Make the criteria of a file, or raise one error with everything that is wrong.

    Parameters
    ----------
    path
        The file, for the message.
    drafts
        The criteria as they stand.
    where
        Says where something stands.
    title, note, settings
        Of the set; settings as :func:`read_settings` gives them.
    problems
        What was found before.
    cells
        Whether values come from cells of a table, or from YAML.
    language
        Of the message.
    """
    scale = settings.get("scale", 1.0)
    rows: list[Criterion | None] = []
    known: list[dict[str, Any]] = []
    for number, draft in enumerate(drafts):
        typed, found = _read_fields(draft, cells=cells)
        unread = draft.unread | {place[0] for place, _ in found}
        row, more = _make(typed, unread, scale)
        found += more
        label = _label(typed.get("id"), number)
        problems += [Problem(*where(number, *place), dotted(label, *place), text) for place, text in found]
        rows.append(row)
        known.append({**typed, "unread": unread})
    method = {"weighting": settings.get("weighting", DIRECT), "random_index": settings.get("random_index", TABLES[0])}
    for number, name, text in between_criteria(known, **method):
        label = _label(known[number].get("id"), number)
        problems.append(Problem(*where(number, name), dotted(label, name), text))
    if drafts and all(row.get("factor") is None and "factor" not in row["unread"] for row in known):
        problems.append(Problem(*where(0), "", said("no_factor_at_all")))
    if problems:
        raise fail(path, problems, language, CriteriaError)
    return CriteriaSet(tuple(row for row in rows if row is not None), title, note, **settings)


def _label(criterion_id: str | None, number: int) -> Text:
    return plain(criterion_id) if criterion_id else said("row", number=number + 1)


def _read_fields(draft: Draft, *, cells: bool) -> tuple[dict[str, Any], list[tuple[tuple[str, ...], Text]]]:
    """Read each field by its type; give what could be read, and the problems by field."""
    typed: dict[str, Any] = {}
    found: list[tuple[tuple[str, ...], Text]] = []
    fields = list(Criterion.model_fields)
    for name, raw in draft.values.items():
        if name not in fields:
            found.append(((str(name),), said("no_field", hint=close_to(str(name), fields))))
            continue
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            continue
        try:
            typed[name] = _read(name, raw, cells, draft.values)
        except FieldError as error:
            found += [((name, *place), text) for place, text in error.problems]
        except ValueError as error:
            found.append(((name,), mistake_of(error)))
    return typed, found


def _make(
    typed: dict[str, Any], unread: frozenset[str], scale: float
) -> tuple[Criterion | None, list[tuple[tuple[str, ...], Text]]]:
    """Make one criterion of fields of the right type."""
    found: list[tuple[tuple[str, ...], Text]] = []
    row = None
    try:
        row = Criterion.model_validate(typed)
    except ValidationError as error:
        found += [
            ((str(item["loc"][0]),), _in_words(str(item["loc"][0]), dict(item)))
            for item in error.errors()
            if item["loc"] and item["type"] != "missing"
        ]
    bad = unread | {place[0] for place, _ in found}
    if "id" not in typed and "id" not in bad:
        found.append((("id",), said("no_id")))
    found += [((name,), text) for name, text in between_fields(_with_defaults(typed), scale=scale, unread=bad)]
    return row, found


def _with_defaults(typed: dict[str, Any]) -> dict[str, Any]:
    """Add what a leaf says by saying nothing."""
    return {"function": "steps", **typed} if typed.get("factor") is not None else typed


def _in_words(name: str, item: dict[str, Any]) -> Text:
    """Say in plain words what pydantic found."""
    value, limits = item.get("input"), item.get("ctx", {})
    if item["type"] == "value_error":
        return mistake_of(limits["error"])
    if name == "id":
        return said("id_letters", value=value)
    if name == "weight" and isinstance(value, int | float):
        percent = said("weight_percent", value=f"{value:g}", share=f"{value / _MOST:g}")
        advice = percent if 1 < value <= _MOST else said("weight_plain")
        return said("no_weight", value=f"{value:g}", advice=advice)
    if item["type"] == "greater_than":
        return said("more_than", least=f"{limits['gt']:g}", value=f"{value:g}", example=_NUMBERS[name][1])
    return said("does_not_fit", value=value, why=item["msg"])
