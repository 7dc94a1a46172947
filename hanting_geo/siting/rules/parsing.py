"""From what stands in a rule file to rules: every field read, every mistake in plain words with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pydantic import ValidationError

from hanting_geo.core.text import Text
from hanting_geo.errors import RuleError
from hanting_geo.siting.rules.fields import CHOICES, NUMBERS, READERS, FieldError, close_to, title_of
from hanting_geo.siting.rules.model import (
    Rule,
    RuleSet,
    between_fields,
    between_layers,
    between_rules,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from hanting_geo.errors import HantingGeoError

__all__ = ["Draft", "Problem", "Where", "build", "fail", "read_title"]


class Problem(NamedTuple):
    """One mistake: where to sort it, where it stands, in which field, and what is wrong and valid."""

    order: tuple[int, int]
    place: str
    field: str
    text: str


class Draft(NamedTuple):
    """A rule as it stands in the file: field to raw value, and the fields that are there and cannot be read."""

    values: Mapping[str, Any]
    unread: frozenset[str] = frozenset()


class Where(Protocol):
    """Says where a field of a rule stands: what to sort by, and in words."""

    def __call__(self, number: int, *path: str) -> tuple[tuple[int, int], str]:
        """Give the place of a field, or of the whole rule without a path."""
        ...


def fail(path: Path, problems: Iterable[Problem], error: type[HantingGeoError] = RuleError) -> HantingGeoError:
    """Make the one error that lists all problems by place."""
    rows = sorted(set(problems))
    listed = "\n".join(f"  {row.place}: {row.field + ': ' if row.field else ''}{row.text}" for row in rows)
    return error(f"{path}: {len(rows)} mistake{'s' if len(rows) > 1 else ''}\n{listed}")


def build(
    path: Path, drafts: Sequence[Draft], where: Where, *, title: Text, note: str, problems: list[Problem], cells: bool
) -> RuleSet:
    """Make the rules of a file, or raise one error with everything that is wrong.

    Parameters
    ----------
    path
        The file, for the message.
    drafts
        The rules as they stand.
    where
        Says where something stands.
    title, note
        Of the rule set.
    problems
        What was found before.
    cells
        Whether values come from cells of a table, where filters and lists are in notation, or from YAML.
    """
    rules: list[Rule | None] = []
    pairs: list[tuple[str | None, str | None]] = []
    for number, draft in enumerate(drafts):
        typed, found = _read_fields(draft, cells=cells)
        unread = draft.unread | {place[0] for place, _ in found}
        rule, more = _make(typed, unread)
        found += more
        label = typed.get("id") or f"rule {number + 1}"
        problems += [Problem(*where(number, *place), ".".join((label, *place)), text) for place, text in found]
        rules.append(rule)
        pairs.append((typed.get("id"), typed.get("overrides")))
    for number, field, text in between_rules(pairs):
        label = pairs[number][0] or f"rule {number + 1}"
        problems.append(Problem(*where(number, field), f"{label}.{field}", text))
    for number, field, text in between_layers(rules):
        problems.append(Problem(*where(number, field), f"{pairs[number][0]}.{field}", text))
    if problems:
        raise fail(path, problems)
    return RuleSet(tuple(rule for rule in rules if rule is not None), title, note)


def _make(typed: dict[str, Any], unread: frozenset[str]) -> tuple[Rule | None, list[tuple[tuple[str, ...], str]]]:
    """Make one rule of fields of the right type; pydantic knows the ranges."""
    found: list[tuple[tuple[str, ...], str]] = []
    rule = None
    try:
        rule = Rule.model_validate(typed)
    except ValidationError as error:
        # Missing fields and what holds between fields are said below, of fields that others hide as well.
        found += [
            ((str(item["loc"][0]),), _in_words(str(item["loc"][0]), dict(item)))
            for item in error.errors()
            if item["loc"] and item["type"] != "missing"
        ]
    bad = unread | {place[0] for place, _ in found}
    for name, text in (
        ("id", "is missing: give every rule a short id of its own"),
        ("relation", f"is missing: say what must hold, one of {', '.join(CHOICES['relation'])}"),
    ):
        if name not in typed and name not in bad:
            found.append(((name,), text))
    found += [((name,), text) for name, text in between_fields(typed, unread=bad)]
    return rule, found


def _in_words(name: str, item: dict[str, Any]) -> str:
    """Say in plain words what pydantic found."""
    value, limits = item.get("input"), item.get("ctx", {})
    if item["type"] == "value_error":
        return str(limits["error"])
    if name == "id":
        return f"{value!r} may hold letters, digits, Chinese characters and _ - . but no blanks, such as river_50"
    if name == "share":
        most = 100
        advice = (
            f"write {value / 100:g} for {value:g} %" if isinstance(value, float) and 1 < value <= most else "write 0.3"
        )
        return f"{value:g} is no share from 0 to 1; {advice}"
    if item["type"] == "greater_than_equal":
        return f"must be at least {limits['ge']:g}, and is {value:g}; write for example {NUMBERS[name][1]}"
    if item["type"] == "greater_than":
        return f"must be more than {limits['gt']:g}, and is {value:g}; write for example {NUMBERS[name][1]}"
    return f"{value!r} does not fit: {item['msg']}"


def _read_fields(draft: Draft, *, cells: bool) -> tuple[dict[str, Any], list[tuple[tuple[str, ...], str]]]:
    """Read each field by its type; give what could be read, and the problems by field."""
    typed: dict[str, Any] = {}
    found: list[tuple[tuple[str, ...], str]] = []
    known = list(Rule.model_fields)
    for name, raw in draft.values.items():
        if name not in known:
            found.append(((str(name),), f"is no field of a rule; {close_to(str(name), known)}"))
            continue
        if raw is None or (isinstance(raw, str) and not raw.strip() and not (name == "value" and not cells)):
            continue
        try:
            typed[name] = READERS[name](name, raw, cells, draft.values)
        except FieldError as error:
            found += [((name, *place), text) for place, text in error.problems]
        except ValueError as error:
            found.append(((name,), str(error)))
    return typed, found


def read_title(raw: Any) -> tuple[Text, list[tuple[tuple[str, ...], str]]]:
    """Read the title of a rule set from YAML, with what is wrong in it by place."""
    try:
        return (Text() if raw is None else title_of("title", raw, False, {})), []
    except FieldError as error:
        return Text(), error.problems
    except ValueError as error:
        return Text(), [((), str(error))]
