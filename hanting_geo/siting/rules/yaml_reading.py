"""Rules read from YAML: what YAML misreads, what a file includes, and every mistake at its line."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

from hanting_geo.core.text import Text
from hanting_geo.core.yamlfile import YamlFile, read_yaml
from hanting_geo.errors import RuleError, SchemaError, SourceError
from hanting_geo.siting.rules.model import COLUMNS, Rule
from hanting_geo.siting.rules.parsing import Draft, Problem, build, dotted, fail, line, plain, read_title
from hanting_geo.siting.rules.vocabulary import close_to, said
from hanting_geo.siting.rules.yaml_faults import first_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hanting_geo.siting.rules.model import RuleSet

    Find = Callable[[str, Path], Path | None]

__all__ = ["RuleSyntaxError", "read_yaml_rules"]

Place = tuple[str | int, ...]

_KEYS = ("title", "note", "include", "rules")
_NO_DRAFT = Draft({}, frozenset({*COLUMNS, "title"}))
_NUMBER_TAGS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_PLAIN_NUMBER = re.compile(
    r"[-+]?(0|[1-9][0-9]*|([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|\.(inf|nan))", re.IGNORECASE
)
_WIDE_COLON = "\N{FULLWIDTH COLON}"


class RuleSyntaxError(RuleError, SourceError):
    """A rule file that is not YAML: neither its rules nor anything else can be read."""


class _Include:
    """What reads the rules that a file includes: packaged sets by name, and files beside it."""

    def __init__(self, path: Path, language: str, find: Find, read: Callable[[Path], RuleSet]) -> None:
        self.path, self.language, self.find, self.read = path, language, find, read
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
            found = self.find(name, self.path.parent)
            if found is None:
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
        packaged = [
            name
            for name in ("three_lines", "four_lines", "hanting", "setbacks_national", "setbacks_shandong")
            if self.find(name, self.path.parent)
        ]
        files = (
            each for each in self.path.parent.iterdir() if each.suffix.lower() in {".yaml", ".yml", ".csv", ".xlsx"}
        )
        return [*packaged, *sorted(each.name for each in files if each != self.path)]


def read_yaml_rules(
    path: Path,
    language: str,
    find: Find,
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
    find
        Finds what is included by name, from the folder of the file.
    read
        Reads a file that is included, with the files that lead to it.
    trail
        The files that lead to this one.

    Raises
    ------
    RuleError, SourceError
        As for :func:`hanting_geo.siting.rules.files.read_rules`.
    """
    source = _parse(path, language)
    problems: list[Problem] = []

    def add(place: Place, text: Text, field: Text | None = None) -> None:
        number = source.line(place)
        problems.append(Problem((number, 0), line(number), _dotted(place) if field is None else field, text))

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
    include = _Include(path, language, find, lambda other: read(other, (*trail, path.resolve())))
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
            key = str(row).partition(_WIDE_COLON)[0].strip()
            if _WIDE_COLON in str(row) and key in Rule.model_fields:
                text = said("full_width_colon", key=key)
            add(("rules", number), text, said_rule(number))
    return [
        Draft({str(key): value for key, value in row.items()}) if isinstance(row, dict) else _NO_DRAFT for row in rows
    ]


def said_rule(number: int) -> Text:
    """Call a rule that has no id by its place."""
    return Text(f"规则 {number + 1}", f"rule {number + 1}")


def _dotted(place: Place) -> Text:
    return dotted(plain(str(place[0])), *map(str, place[1:])) if place else Text()


def _parse(path: Path, language: str) -> YamlFile:
    """Read YAML; refuse what YAML silently takes for something else, and say how to write it."""
    try:
        source = read_yaml(path)
    except SchemaError as error:
        written = path.read_bytes().decode("utf-8-sig")
        if not written.strip():
            raise fail(path, [Problem((1, 0), line(1), Text(), said("empty_yaml"))], language) from error
        twice = list(_repeated(yaml.compose(written, Loader=yaml.SafeLoader), ()))
        problems = [
            Problem((at, 0), line(at), _dotted(place), said("key_twice", line=again)) for place, at, again in twice
        ]
        raise fail(path, problems or [Problem((1, 0), line(1), Text(), said("no_mapping"))], language) from error
    except SourceError as error:
        if isinstance(error.__cause__, yaml.MarkedYAMLError):
            number, field, text = first_fault(path.read_bytes().decode("utf-8-sig"), error.__cause__)
            problem = Problem((number, 0), line(number), plain(field), text)
            raise RuleSyntaxError(str(fail(path, [problem], language))) from error
        raise
    except ValueError as error:  # PyYAML on a date that is none
        found = list(_misread(path))
        raise (fail(path, found, language) if found else SourceError(f"{path} is not YAML: {error}")) from error
    found = list(_misread(path))
    if found:
        raise fail(path, found, language)
    return source


def _repeated(node: yaml.Node | None, place: Place) -> Iterator[tuple[Place, int, int]]:
    """Find keys that stand twice: where, on which line, and on which line again."""
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            inner, at = (*place, str(key.value)), key.start_mark.line + 1
            if first.setdefault(str(key.value), at) != at:
                yield inner, first[str(key.value)], at
            yield from _repeated(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _repeated(item, (*place, number))


def _misread(path: Path) -> Iterator[Problem]:
    """Find scalars that YAML 1.1 reads as something that nobody means: 0701 as 449, no as false, 12:30 as 750."""
    node = yaml.compose(path.read_bytes().decode("utf-8-sig"), Loader=yaml.SafeLoader)
    for place, scalar in _scalars(node, ()) if node is not None else ():
        number, word = scalar.start_mark.line + 1, str(scalar.value)
        text = None
        if scalar.tag in _NUMBER_TAGS and not _PLAIN_NUMBER.fullmatch(word):
            text = said("not_read", word=word)
        elif scalar.tag == "tag:yaml.org,2002:bool" and word.lower() not in {"true", "false"}:
            text = said("read_as", word=word, meant="true" if word.lower() in {"yes", "on"} else "false")
        elif scalar.tag == "tag:yaml.org,2002:timestamp":
            try:
                date.fromisoformat(word[:10])
            except ValueError:
                text = said("no_calendar_scalar", word=word)
        if text is not None:
            yield Problem((number, scalar.start_mark.column), line(number), _dotted(place), text)


def _scalars(node: yaml.Node, place: Place) -> Iterator[tuple[Place, yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        yield place, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            yield from _scalars(key, inner)
            yield from _scalars(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _scalars(item, (*place, number))
