"""Rules read from YAML: what YAML misreads, what a file includes, and every mistake at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.text import Text
from hanting_geo.core.words.rule_mistakes import PLACES
from hanting_geo.core.words.rules import WIDE_COLON
from hanting_geo.siting.rules.including import Included
from hanting_geo.siting.rules.model import COLUMNS, Rule
from hanting_geo.siting.rules.parsing import Draft, Problem, build, line, plain, read_title
from hanting_geo.siting.rules.vocabulary import close_to, said
from hanting_geo.siting.rules.yamltext import Place, dotted_place, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hanting_geo.siting.rules.including import Included
from hanting_geo.siting.rules.model import RuleSet

__all__ = ["read_yaml_rules"]

_KEYS = ("title", "note", "include", "rules")
_NO_DRAFT = Draft({}, frozenset({*COLUMNS, "title"}))


def read_yaml_rules(path: Path, language: str, include: Included, trail: tuple[Path, ...] = ()) -> RuleSet:
    """Read rules from YAML, and from what it includes.

    Parameters
    ----------
    path
        The file.
    language
        Of what is said of mistakes.
    include
        Reads what the file includes.
    trail
        The files that lead to this one.

    Raises
    ------
    RuleError, SourceError
        As for :func:`hanting_geo.siting.rules.files.read_rules`.
    """
    source = parse_yaml(path, language=language)
    problems: list[Problem] = []

    def add(place: Place, text: Text, field: Text | None = None) -> None:
        number = source.line(place)
        problems.append(Problem((number, 0), line(number), dotted_place(place) if field is None else field, text))

    def where(number: int, *parts: str) -> tuple[tuple[int, int], Text]:
        at = source.line(("rules", number, *parts))
        return (at, 0), line(at)

    for key in source.data:
        if key not in _KEYS:
            add((str(key),), said("not_known_here", hint=close_to(str(key), _KEYS)))
    title, found = read_title(source.data.get("title"))
    for place, text in found:
        add(("title", *place), text)
    note = source.data.get("note") or ""
    if not isinstance(note, str):
        add(("note",), said("note_text"))
    if source.data.get("include"):
        include.add(source.data["include"], add, trail)
    drafts = _drafts(source.data.get("rules") or [], add, optional=bool(source.data.get("include")))
    return build(
        path,
        drafts,
        where,
        title=title,
        note=str(note),
        problems=problems,
        cells=False,
        language=language,
        included=include.rules,
    )


def _drafts(rows: Any, add: Callable[[Place, Text, Text], None], *, optional: bool) -> list[Draft]:
    """Take the list of rules as drafts; a file that includes others may have none of its own."""
    if not rows:
        if not optional:
            add(("rules",), said("no_rules"), Text())
        return []
    if not isinstance(rows, list):
        add(("rules",), said("rules_list"), plain("rules"))
        return []
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            text = said("rule_fields", row=row)
            key = str(row).partition(WIDE_COLON)[0].strip()
            if WIDE_COLON in str(row) and key in Rule.model_fields:
                text = said("full_width_colon", key=key)
            add(("rules", number), text, said_rule(number))
    return [
        Draft({str(key): value for key, value in row.items()}) if isinstance(row, dict) else _NO_DRAFT for row in rows
    ]


def said_rule(number: int) -> Text:
    """Call a rule that has no id by its place."""
    return PLACES["rule"].filled(number=number + 1)
