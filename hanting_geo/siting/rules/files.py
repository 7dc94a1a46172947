"""Rule files: read from YAML, CSV and workbooks with every mistake at its place, and written back the same."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core import arguments
from hanting_geo.core.atomic import write_text
from hanting_geo.core.text import checked_language
from hanting_geo.errors import RuleError, SourceError
from hanting_geo.siting.rules.fields import close_to
from hanting_geo.siting.rules.model import COLUMNS, FILTERS, RuleSet, between_layers, between_rules
from hanting_geo.siting.rules.parsing import Draft, Problem, build, read_title
from hanting_geo.siting.rules.table_writing import write_csv_rules, write_workbook_rules
from hanting_geo.siting.rules.tables import read_csv_rules, read_workbook_rules
from hanting_geo.siting.rules.yamltext import Flow, dotted, parse_yaml, title_data, yaml_text

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from hanting_geo.core.text import Text
    from hanting_geo.siting.rules.model import Rule
    from hanting_geo.siting.rules.yamltext import Place

__all__ = ["packaged_rules", "read_rules", "write_rules"]

_KEYS = ("title", "note", "rules")
_NO_DRAFT = Draft({}, frozenset({*COLUMNS, "title"}))
_SUFFIXES = ".yaml, .yml, .csv or .xlsx"


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
    source = parse_yaml(path)
    problems: list[Problem] = []

    def add(place: Place, text: str, field: str | None = None) -> None:
        line = source.line(place)
        problems.append(Problem((line, 0), f"line {line}", field if field is not None else dotted(place), text))

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


def _write_yaml_rules(rules: RuleSet, path: Path) -> Path:
    data: dict[str, Any] = {}
    if rules.title.text():
        data["title"] = title_data(rules.title)
    if rules.note:
        data["note"] = rules.note
    data["rules"] = [_rule_data(rule) for rule in rules]
    return write_text(path, yaml_text(data))


def _rule_data(rule: Rule) -> dict[str, Any]:
    """Give the fields that say something, in their order."""
    said: dict[str, Any] = {}
    for name, default in ((name, info.get_default()) for name, info in type(rule).model_fields.items()):
        value = getattr(rule, name)
        if name == "title":
            said[name] = title_data(value)
        elif name in {"hardness", "severity"} or value != default:
            if name in FILTERS:
                value = Flow({key: list(item) if isinstance(item, tuple) else item for key, item in value.items()})
            elif isinstance(value, tuple):
                value = list(value)
            elif name == "relation":
                value = value.value
            elif isinstance(value, float) and value.is_integer() and name != "value":
                value = int(value)
            said[name] = value
    return said
