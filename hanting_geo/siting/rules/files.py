"""Rule files: read from YAML, CSV and workbooks with every mistake at its place, and written back the same."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from hanting_geo.core import arguments
from hanting_geo.core.atomic import write_text
from hanting_geo.core.text import checked_language
from hanting_geo.core.yamlfile import YamlFile, read_yaml
from hanting_geo.errors import RuleError, SchemaError, SourceError
from hanting_geo.siting.rules.fields import close_to
from hanting_geo.siting.rules.model import COLUMNS, FILTERS, RuleSet, between_layers, between_rules
from hanting_geo.siting.rules.parsing import Draft, Problem, build, fail, read_title
from hanting_geo.siting.rules.table_writing import write_csv_rules, write_workbook_rules
from hanting_geo.siting.rules.tables import read_csv_rules, read_workbook_rules

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

    from hanting_geo.core.text import Text
    from hanting_geo.siting.rules.model import Rule

__all__ = ["packaged_rules", "read_rules", "write_rules"]

Place = tuple[str | int, ...]

_KEYS = ("title", "note", "rules")
_NO_DRAFT = Draft({}, frozenset({*COLUMNS, "title"}))
_SUFFIXES = ".yaml, .yml, .csv or .xlsx"
_NUMBER_TAGS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_PLAIN_NUMBER = re.compile(
    r"[-+]?(0|[1-9][0-9]*|([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|\.(inf|nan))", re.IGNORECASE
)
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
_SIGN_LINE = re.compile(r"\s*(?:-\s*)?op\s*:\s*(\S+)")


def packaged_rules() -> dict[str, Text]:
    """List the packaged rule sets.

    Returns
    -------
    dict
        Name, as :func:`read_rules` takes it, to title.

    Examples
    --------
    >>> packaged_rules()["four_lines"].zh
    '城市四线'
    """
    return {name: read_rules(path).title for name, path in _packaged().items()}


def _packaged() -> dict[str, Path]:
    folder = Path(str(files("hanting_geo.layers").joinpath("rules")))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_rules(path_or_name: str | os.PathLike[str]) -> RuleSet:
    """Read rules from a file, or a packaged set by its name.

    Parameters
    ----------
    path_or_name
        A name of :func:`packaged_rules`, or a file: YAML, CSV (UTF-8 or GBK) or a workbook ``.xlsx`` (its sheet
        ``rules`` or 规则, else the first whose name does not begin with ``#``). ``docs/rules.md`` has the columns.

    Returns
    -------
    RuleSet
        The rules in the order of the file.

    Raises
    ------
    RuleError
        Lists every mistake in the rules with its line or cell, and what would be valid.
    SourceError
        Neither a file nor a packaged set; not readable at all; a workbook, and openpyxl is not installed.

    Examples
    --------
    >>> rules = read_rules("four_lines")
    >>> rules.layers
    ('blue_line', 'green_line', 'purple_line', 'yellow_line')
    >>> rules.bind(blue_line="ours").layers[0]
    'ours'
    """
    arguments.path(path_or_name, "read_rules: path_or_name")
    packaged = _packaged()
    if isinstance(path_or_name, str) and path_or_name in packaged:
        return _read_yaml_rules(packaged[path_or_name])
    path = Path(path_or_name)
    if not path.is_file():
        message = f"{path_or_name} is neither a file nor a packaged rule set; the sets are: {', '.join(packaged)}"
        raise SourceError(message)
    suffix = path.suffix.lower()
    if suffix in {".yaml", ".yml"}:
        return _read_yaml_rules(path)
    if suffix == ".csv":
        return read_csv_rules(path)
    if suffix in {".xlsx", ".xlsm"}:
        return read_workbook_rules(path)
    message = f"{path}: rules are read from {_SUFFIXES}; save the file as one of these"
    raise SourceError(message)


def write_rules(rules: RuleSet, path: str | os.PathLike[str], *, language: str = "en") -> Path:
    """Write rules to a file that :func:`read_rules` reads back the same.

    Parameters
    ----------
    rules
        The rules.
    path
        A file ``.yaml``, ``.yml``, ``.csv`` (UTF-8 with byte-order mark) or ``.xlsx``: the old file or the new one,
        never half.
    language
        ``"en"`` or ``"zh"``: language of the column headers in CSV and workbook.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    RuleError
        There are no rules, an override leads nowhere, or a list of values is empty: the file could not be read back.
    SourceError
        The file cannot be written.
    SchemaError
        An unknown language.

    Examples
    --------
    >>> import tempfile
    >>> path = write_rules(read_rules("three_lines"), Path(tempfile.mkdtemp()) / "rules.csv")
    >>> read_rules(path) == read_rules("three_lines")
    True
    """
    given: object = rules
    if not isinstance(given, RuleSet):
        message = (
            f"write_rules: rules takes a RuleSet, and was given {arguments.told(given)}; make one: hg.RuleSet(rules)"
        )
        raise arguments.ArgumentError(message)
    arguments.path(path, "write_rules: path")
    path = Path(path)
    checked_language(language)
    wrong = [
        f"  {rules.rules[number].id}.{field}: {text}"
        for number, field, text in (
            *between_rules((rule.id, rule.overrides) for rule in rules),
            *between_layers(rules),
        )
    ]
    wrong += [
        f"  {rule.id}: an empty list of values, which matches nothing"
        for rule in rules
        if () in {**rule.filter, **rule.where_filter, **rule.site_filter, "": rule.value}.values()
    ]
    if wrong or not len(rules):
        listed = "\n".join(wrong) or "  there are no rules"
        message = f"{path} was not written, for it could not be read back:\n{listed}"
        raise RuleError(message)
    suffix = path.suffix.lower()
    if suffix in {".yaml", ".yml"}:
        return _write_yaml_rules(rules, path)
    if suffix == ".csv":
        return write_csv_rules(rules, path, language)
    if suffix == ".xlsx":
        return write_workbook_rules(rules, path, language)
    message = f"{path}: rules are written to {_SUFFIXES}"
    raise SourceError(message)


def _read_yaml_rules(path: Path) -> RuleSet:
    source = _parse(path)
    problems: list[Problem] = []

    def add(place: Place, text: str, field: str | None = None) -> None:
        line = source.line(place)
        problems.append(Problem((line, 0), f"line {line}", field if field is not None else _dotted(place), text))

    def where(number: int, *parts: str) -> tuple[tuple[int, int], str]:
        line = source.line(("rules", number, *parts))
        return (line, 0), f"line {line}"

    for key in source.data:
        if key not in _KEYS:
            add((str(key),), f"is not known here; {close_to(str(key), _KEYS)}")
    title, found = read_title(source.data.get("title"))
    for place, text in found:
        add(("title", *place), text)
    note = source.data.get("note") or ""
    if not isinstance(note, str):
        add(("note",), "must be one text; put it in quotes")
    drafts = _drafts(source.data.get("rules") or [], add)
    return build(path, drafts, where, title=title, note=str(note), problems=problems, cells=False)


def _drafts(rows: Any, add: Callable[[Place, str, str], None]) -> list[Draft]:
    """Take the list of rules as drafts."""
    if not rows:
        add(("rules",), "there are no rules; write rules: and under it one - id: ... for each", "")
        return []
    if not isinstance(rows, list):
        add(("rules",), "must be a list: begin each rule with - id:", "rules")
        return []
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            add(("rules", number), f"must be fields and values such as id: r1, and is {row!r}", f"rule {number + 1}")
    return [
        Draft({str(key): value for key, value in row.items()}) if isinstance(row, dict) else _NO_DRAFT for row in rows
    ]


def _dotted(place: Place) -> str:
    return ".".join(str(part) for part in place)


def _parse(path: Path) -> YamlFile:
    """Read YAML; refuse what YAML silently takes for something else, and say how to write it."""
    try:
        source = read_yaml(path)
    except SchemaError as error:
        if not path.read_bytes().decode("utf-8-sig").strip():
            message = f"{path}, line 1: the file is empty; write title: and rules:, or start from a packaged set"
            raise RuleError(message) from error
        raise RuleError(str(error)) from error
    except SourceError as error:
        mark = getattr(error.__cause__, "problem_mark", None)
        if mark is not None:
            lines = path.read_bytes().decode("utf-8-sig").splitlines()
            seen = _SIGN_LINE.match(lines[mark.line]) if mark.line < len(lines) else None
            if seen:
                sign = {"=": "=="}.get(seen[1], seen[1])
                row = Problem((mark.line, 0), f"line {mark.line + 1}", "op", f'put the sign in quotes: op: "{sign}"')
                raise fail(path, [row]) from error
        raise
    except ValueError as error:  # PyYAML on a date that is none
        found = list(_misread(path))
        raise (fail(path, found) if found else SourceError(f"{path} is not YAML: {error}")) from error
    found = list(_misread(path))
    if found:
        raise fail(path, found)
    return source


def _misread(path: Path) -> Iterator[Problem]:
    """Find scalars that YAML 1.1 reads as something that nobody means: 0701 as 449, no as false, 12:30 as 750."""
    node = yaml.compose(path.read_bytes().decode("utf-8-sig"), Loader=yaml.SafeLoader)
    for place, scalar in _scalars(node, ()) if node is not None else ():
        line, word = scalar.start_mark.line + 1, str(scalar.value)
        text = None
        if scalar.tag in _NUMBER_TAGS and not _PLAIN_NUMBER.fullmatch(word):
            text = f"YAML does not read {word} as it stands there; write it in quotes ('{word}'), or as a plain number"
        elif scalar.tag == "tag:yaml.org,2002:bool" and word.lower() not in {"true", "false"}:
            meant = "true" if word.lower() in {"yes", "on"} else "false"
            text = f"YAML reads {word} as {meant}; write {meant}, or '{word}' in quotes for the word"
        elif scalar.tag == "tag:yaml.org,2002:timestamp":
            try:
                date.fromisoformat(word[:10])
            except ValueError:
                text = f"{word} is no date of the calendar; write for example 2005-12-20"
        if text is not None:
            yield Problem((line, scalar.start_mark.column), f"line {line}", _dotted(place), text)


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


def _write_yaml_rules(rules: RuleSet, path: Path) -> Path:
    data: dict[str, Any] = {}
    if rules.title.text():
        data["title"] = _title_data(rules.title)
    if rules.note:
        data["note"] = rules.note
    data["rules"] = [_rule_data(rule) for rule in rules]
    return write_text(
        path, yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=110)
    )


def _title_data(title: Text) -> str | dict[str, str]:
    if title.zh == title.en:
        return title.zh
    return _Flow({language: text for language, text in (("zh", title.zh), ("en", title.en)) if text})


def _rule_data(rule: Rule) -> dict[str, Any]:
    """Give the fields that say something, in their order."""
    said: dict[str, Any] = {}
    for name, default in ((name, info.get_default()) for name, info in type(rule).model_fields.items()):
        value = getattr(rule, name)
        if name == "title":
            said[name] = _title_data(value)
        elif name in {"hardness", "severity"} or value != default:
            if name in FILTERS:
                value = _Flow({key: list(item) if isinstance(item, tuple) else item for key, item in value.items()})
            elif isinstance(value, tuple):
                value = list(value)
            elif name == "relation":
                value = value.value
            elif isinstance(value, float) and value.is_integer() and name != "value":
                value = int(value)
            said[name] = value
    return said


class _Flow(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes titles, filters and lists on one line each, texts of several lines as such, and no references."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write every value out."""
        return True


def _represent_flow(dumper: yaml.SafeDumper, data: _Flow) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _represent_list(dumper: yaml.SafeDumper, data: list[Any]) -> yaml.Node:
    block = any(isinstance(item, dict) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=not block)


def _represent_text(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    style = "|" if "\n" in data else None
    if _OTHER_BREAKS.search(data):
        style = '"'  # PyYAML folds a line there in the other styles, and reads a blank
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(_Flow, _represent_flow)
_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(str, _represent_text)
