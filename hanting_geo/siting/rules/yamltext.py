"""YAML as people write it: what it silently takes for something else is told; what is written reads back the same."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

from hanting_geo.core.text import Text
from hanting_geo.core.yamlfile import YamlFile, read_yaml
from hanting_geo.core.yamlnodes import composed, key_name
from hanting_geo.errors import HantingGeoError, RuleError, SchemaError, SourceError
from hanting_geo.siting.rules.parsing import Problem, fail, line, plain
from hanting_geo.siting.rules.parsing import dotted as of_rule
from hanting_geo.siting.rules.vocabulary import said
from hanting_geo.siting.rules.yaml_faults import first_fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Flow", "Place", "RuleSyntaxError", "dotted", "dotted_place", "parse_yaml", "title_data", "yaml_text"]

Place = tuple[str | int, ...]

_NUMBER_TAGS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_PLAIN_NUMBER = re.compile(
    r"[-+]?(0|[1-9][0-9]*|([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|\.(inf|nan))", re.IGNORECASE
)
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")


class RuleSyntaxError(RuleError, SourceError):
    """A rule file that is not YAML: neither its rules nor anything else can be read."""


def dotted_place(place: Place) -> Text:
    """Name a place in the file; one that has no name is none."""
    return of_rule(plain(str(place[0])), *map(str, place[1:])) if place else Text()


def parse_yaml(
    path: Path,
    *,
    keys: str = "title: and rules:",
    kind: type[HantingGeoError] = RuleError,
    language: str = "en",
) -> YamlFile:
    """Read YAML; refuse what YAML silently takes for something else, and say how to write it.

    Parameters
    ----------
    path
        The file.
    keys
        What to write into an empty one, for the message.
    kind
        The error that a mistake raises.
    language
        Of what is said of mistakes.
    """
    try:
        source = read_yaml(path)
    except SchemaError as error:
        written = path.read_bytes().decode("utf-8-sig")
        if not written.strip():
            raise fail(
                path, [Problem((1, 0), line(1), Text(), said("empty_yaml", keys=keys))], language, kind
            ) from error
        twice = list(_repeated(yaml.compose(written, Loader=yaml.SafeLoader), ()))
        problems = [
            Problem((at, 0), line(at), dotted_place(place), said("key_twice", line=again)) for place, at, again in twice
        ]
        raise fail(path, problems or [Problem((1, 0), line(1), Text(), said("no_mapping"))], language, kind) from error
    except SourceError as error:
        if isinstance(error.__cause__, yaml.MarkedYAMLError):
            number, field, text = first_fault(path.read_bytes().decode("utf-8-sig"), error.__cause__)
            problem = Problem((number, 0), line(number), plain(field), text)
            wrong = fail(path, [problem], language, kind)
            raise (RuleSyntaxError(*wrong.args) if kind is RuleError else SourceError(*wrong.args)) from error
        if isinstance(error.__cause__, ValueError) and not isinstance(error.__cause__, UnicodeError):
            found = list(_misread(composed(path, path.read_bytes().decode("utf-8-sig"))))  # a date that is none
            if found:
                raise fail(path, found, language, kind) from error
        raise
    found = list(_misread(source.node))
    if found:
        raise fail(path, found, language, kind)
    return source


def _repeated(node: yaml.Node | None, place: Place) -> Iterator[tuple[Place, int, int]]:
    """Find keys that stand twice: where, on which line, and on which line again."""
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            inner, at = (*place, key_name(key)), key.start_mark.line + 1
            if first.setdefault(key_name(key), at) != at:
                yield inner, first[key_name(key)], at
            yield from _repeated(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _repeated(item, (*place, number))


def _misread(node: yaml.Node | None) -> Iterator[Problem]:
    """Find scalars that YAML 1.1 reads as something that nobody means: 0701 as 449, no as false, 12:30 as 750."""
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
            yield Problem((number, scalar.start_mark.column), line(number), dotted_place(place), text)


def _scalars(node: yaml.Node, place: Place) -> Iterator[tuple[Place, yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        yield place, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, key_name(key))
            yield from _scalars(key, inner)
            yield from _scalars(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _scalars(item, (*place, number))


def dotted(place: Place) -> str:
    """Name a place in the file."""
    return ".".join(str(part) for part in place)


def title_data(title: Text) -> str | dict[str, str]:
    """Give a title as it is written: one text, or one for each language."""
    if title.zh == title.en:
        return title.zh
    return Flow({language: text for language, text in (("zh", title.zh), ("en", title.en)) if text})


def yaml_text(data: dict[str, Any]) -> str:
    """Write data so that it reads back the same."""
    return str(
        yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=110)
    )


class Flow(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes titles, filters and lists on one line each, texts of several lines as such, and no references."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write every value out."""
        return True


def _represent_flow(dumper: yaml.SafeDumper, data: Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _represent_list(dumper: yaml.SafeDumper, data: list[Any]) -> yaml.Node:
    block = any(isinstance(item, dict) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=not block)


def _represent_text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    style = "|" if "\n" in data else None
    if _OTHER_BREAKS.search(data):
        style = '"'  # PyYAML folds a line there in the other styles, and reads a blank
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(Flow, _represent_flow)
_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(str, _represent_text)
