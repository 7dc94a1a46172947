"""From what stands in a file to criteria: every field read, every mistake in plain words with its place."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hanting_geo.core.words import suitability as words
from hanting_geo.core.words.rules import UNITS as UNITS_OF_RULES
from hanting_geo.siting.rules.fields import READERS, FieldError, chosen, plain_number
from hanting_geo.siting.rules.notation import number_of
from hanting_geo.siting.rules.parsing import Problem, fail
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

_NUMBERS: Mapping[str, tuple[str, str, Mapping[str, float]]] = {
    "weight": ("a part of 1", "0.3", _PERCENT),
    "radius_m": ("metres", "1000", _METRES),
    "exclude_below": ("in the unit of the factor", "10", {}),
    "exclude_above": ("in the unit of the factor", "5000", {}),
}
_MOST = 100


def _read_number(name: str, raw: Any) -> float:
    return plain_number(name, raw, *_NUMBERS[name])


def _read(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> Any:  # noqa: FBT001 - as the readers of rules
    """Read one field of a criterion."""
    if name in CHOICES:
        word = READERS["note"](name, raw, cells, values).strip()
        meant = words.CHOICES[name].get(unicodedata.normalize("NFKC", word))
        return meant or chosen(word, CHOICES[name], words.CHOICES[name], ", ".join(CHOICES[name]))
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


def read_settings(raw: Mapping[str, Any], add: Callable[[str, str], None]) -> dict[str, Any]:
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
            add("scale", f"{scale!r} is no full mark; write for example 100")
        else:
            found["scale"] = float(number)
    grades = raw.get("grades")
    if grades is not None:
        numbers = [number_of(part) for part in grades.split("|")] if isinstance(grades, str) else grades
        try:
            found["grades"] = checked_cuts(numbers, found.get("scale", 1.0))
        except ValueError as error:
            add("grades", str(error))
        if not raw.get("grades_source"):
            add("grades_source", "is missing: say where the cuts of the grades come from, or assumption")
    source = raw.get("grades_source")
    if source is not None and not isinstance(source, str):
        add("grades_source", "must be one text; put it in quotes")
    elif source:
        found["grades_source"] = source.strip()
    return found | read_weighting(raw, lambda setting, text: add(setting, text.text("en")))


def build(
    path: Path,
    drafts: Sequence[Draft],
    where: Where,
    *,
    title: Text,
    note: str,
    settings: Mapping[str, Any],
    problems: list[Problem],
    cells: bool,
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
    """
    scale = settings.get("scale", 1.0)
    rows: list[Criterion | None] = []
    known: list[dict[str, Any]] = []
    for number, draft in enumerate(drafts):
        typed, found = _read_fields(draft, cells=cells)
        unread = draft.unread | {place[0] for place, _ in found}
        row, more = _make(typed, unread, scale)
        found += more
        label = typed.get("id") or f"row {number + 1}"
        problems += [Problem(*where(number, *place), ".".join((label, *place)), text) for place, text in found]
        rows.append(row)
        known.append({**typed, "unread": unread})
    method = {"weighting": settings.get("weighting", DIRECT), "random_index": settings.get("random_index", TABLES[0])}
    for number, name, text in between_criteria(known, **method):
        problems.append(Problem(*where(number, name), f"{known[number].get('id') or f'row {number + 1}'}.{name}", text))
    if drafts and all(row.get("factor") is None and "factor" not in row["unread"] for row in known):
        problems.append(Problem(*where(0), "", "no row has a factor: there is nothing that is measured"))
    if problems:
        raise fail(path, problems, error=CriteriaError)
    return CriteriaSet(tuple(row for row in rows if row is not None), title, note, **settings)


def _read_fields(draft: Draft, *, cells: bool) -> tuple[dict[str, Any], list[tuple[tuple[str, ...], str]]]:
    """Read each field by its type; give what could be read, and the problems by field."""
    typed: dict[str, Any] = {}
    found: list[tuple[tuple[str, ...], str]] = []
    fields = list(Criterion.model_fields)
    for name, raw in draft.values.items():
        if name not in fields:
            found.append(((str(name),), f"is no field of a criterion; {close_to(str(name), fields).en}"))
            continue
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            continue
        try:
            typed[name] = _read(name, raw, cells, draft.values)
        except FieldError as error:
            found += [((name, *place), text.en) for place, text in error.problems]
        except ValueError as error:
            found.append(((name,), str(error)))
    return typed, found


def _make(
    typed: dict[str, Any], unread: frozenset[str], scale: float
) -> tuple[Criterion | None, list[tuple[tuple[str, ...], str]]]:
    """Make one criterion of fields of the right type."""
    found: list[tuple[tuple[str, ...], str]] = []
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
        found.append((("id",), "is missing: give every row a short id of its own"))
    found += [((name,), text) for name, text in between_fields(_with_defaults(typed), scale=scale, unread=bad)]
    return row, found


def _with_defaults(typed: dict[str, Any]) -> dict[str, Any]:
    """Add what a leaf says by saying nothing."""
    return {"function": "steps", **typed} if typed.get("factor") is not None else typed


def _in_words(name: str, item: dict[str, Any]) -> str:
    """Say in plain words what pydantic found."""
    value, limits = item.get("input"), item.get("ctx", {})
    if item["type"] == "value_error":
        return str(limits["error"])
    if name == "id":
        return f"{value!r} may hold letters, digits, Chinese characters and _ - . but no blanks, such as rail_distance"
    if name == "weight" and isinstance(value, int | float):
        advice = f"write {value / _MOST:g} for {value:g} %" if 1 < value <= _MOST else "write for example 0.3"
        return f"{value:g} is no weight from 0 to 1; {advice}"
    if item["type"] == "greater_than":
        return f"must be more than {limits['gt']:g}, and is {value:g}; write for example {_NUMBERS[name][1]}"
    return f"{value!r} does not fit: {item['msg']}"
