"""Rules read from YAML: what YAML misreads, what a file includes, and every mistake at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.text import Text
from hanting_geo.core.words.rule_mistakes import PLACES
from hanting_geo.core.words.rules import WIDE_COLON
from hanting_geo.errors import RuleError, SourceError
from hanting_geo.siting.rules.model import COLUMNS, Rule
from hanting_geo.siting.rules.parsing import Draft, Problem, build, line, plain, read_title
from hanting_geo.siting.rules.vocabulary import close_to, said
from hanting_geo.siting.rules.yamltext import Place, dotted_place, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hanting_geo.siting.rules.model import RuleSet

__all__ = ["read_yaml_rules"]

_KEYS = ("title", "note", "include", "rules")
_NO_DRAFT = Draft({}, frozenset({*COLUMNS, "title"}))
_SUFFIXES = {".yaml", ".yml", ".csv", ".xlsx"}


class _Include:
    """What reads the rules that a file includes: packaged sets by name, and files beside it."""

    def __init__(self, path: Path, packaged: Mapping[str, Path], read: Callable[[Path], RuleSet]) -> None:
        self.path, self.packaged, self.read = path, packaged, read
        self.rules: list[Rule] = []

    def add(self, raw: Any, add: Callable[[Place, Text], None], trail: tuple[Path, ...]) -> None:
        """Read them in order; what is wrong is told at the line that names it."""
        names = [raw] if isinstance(raw, str) else raw
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            kind = said("keys_and_values") if isinstance(raw, dict) else Text(repr(raw), repr(raw))
            add(("include",), said("include_list", kind=kind))
            return
        for number, name in enumerate(names):
            place: Place = ("include", number) if isinstance(raw, list) else ("include",)
            found = self.packaged.get(name, self.path.parent / name)
            if not found.is_file():
                add(place, said("include_missing", name=name, hint=close_to(name, self._beside())))
                continue
            way = (*trail, self.path.resolve())
            if found.resolve() in way:
                circle = " -> ".join(each.name for each in (*way[way.index(found.resolve()) :], found))
                add(place, said("include_circle", circle=circle))
                continue
            try:
                self.rules += self.read(found)
            except RuleError as error:
                add(place, said("include_wrong", name=name, text=str(error).replace("\n", "\n  ")))
            except SourceError as error:
                add(place, said("include_unread", name=name, why=error))

    def _beside(self) -> list[str]:
        """Give what could be included: the packaged sets, and the rule files of the folder."""
        files = (each.name for each in self.path.parent.iterdir() if each.suffix.lower() in _SUFFIXES)
        return [*self.packaged, *sorted(name for name in files if name != self.path.name)]


def read_yaml_rules(
    path: Path,
    language: str,
    packaged: Mapping[str, Path],
    read: Callable[[Path, tuple[Path, ...]], RuleSet],
    trail: tuple[Path, ...] = (),
) -> RuleSet:
    """Read rules from YAML, and from what it includes.

    Parameters
    ----------
    path
        The file.
    language
        Of what is said of mistakes.
    packaged
        Names of packaged sets, which may be included, and their files.
    read
        Reads a file that is included, with the files that lead to it.
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
    include = _Include(path, packaged, lambda other: read(other, (*trail, path.resolve())))
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
