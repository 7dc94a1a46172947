"""Rule files: read from YAML, CSV and workbooks with every mistake at its place, and written back the same."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.core.text import language_or
from hanting_geo.errors import RuleError, SourceError
from hanting_geo.siting.rules.including import Included
from hanting_geo.siting.rules.model import RuleSet, between_layers, between_rules
from hanting_geo.siting.rules.table_writing import write_csv_rules, write_workbook_rules
from hanting_geo.siting.rules.tables import read_csv_rules, read_workbook_rules
from hanting_geo.siting.rules.yaml_reading import read_yaml_rules
from hanting_geo.siting.rules.yaml_writing import write_yaml_rules

if TYPE_CHECKING:
    import os

    from hanting_geo.core.text import Text

__all__ = ["packaged_rules", "read_rules", "write_rules"]

_SUFFIXES = (".yaml", ".yml", ".csv", ".xlsx")


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
    return dict(_titles())


@cache
def _titles() -> dict[str, Text]:
    """Read the titles once: the packaged sets stay as they are."""
    return {name: read_rules(path).title for name, path in _packaged().items()}


def _packaged() -> dict[str, Path]:
    folder = Path(str(files("hanting_geo.layers").joinpath("rules")))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_rules(path_or_name: str | os.PathLike[str], *, language: str | None = None) -> RuleSet:
    """Read rules from a file, or a packaged set by its name.

    Parameters
    ----------
    path_or_name
        A name of :func:`packaged_rules`, or a file: YAML, CSV (UTF-8 or GBK) or a workbook ``.xlsx`` (its sheet
        ``rules`` or 规则, else the first whose name does not begin with ``#``). ``docs/rules.md`` has the columns.
    language
        ``"en"`` or ``"zh"``: language of what is said of mistakes.

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
    SchemaError
        An unknown language.

    Examples
    --------
    >>> rules = read_rules("four_lines")
    >>> rules.layers
    ('blue_line', 'green_line', 'purple_line', 'yellow_line')
    >>> rules.bind(blue_line="ours").layers[0]
    'ours'
    """
    arguments.path(path_or_name, "read_rules: path_or_name")
    language = language_or(language, "en")
    packaged = _packaged()
    if isinstance(path_or_name, str) and path_or_name in packaged:
        return _read(packaged[path_or_name], language)
    path = Path(path_or_name)
    if not path.is_file():
        message = Sentence(
            "{path_or_name} is neither a file nor a packaged rule set; the sets are: {listed}",
            path_or_name=path_or_name,
            listed=enumerated(packaged),
        )
        raise SourceError(message)
    return _read(path, language)


def _read(path: Path, language: str, trail: tuple[Path, ...] = ()) -> RuleSet:
    """Read a file by its suffix; ``trail`` are the files that include it."""
    suffix = path.suffix.lower()
    include = Included(path, _packaged(), lambda other: _read(other, language, (*trail, path.resolve())))
    if suffix in {".yaml", ".yml"}:
        return read_yaml_rules(path, language, include, trail)
    if suffix == ".csv":
        return read_csv_rules(path, language, include, trail)
    if suffix in {".xlsx", ".xlsm"}:
        return read_workbook_rules(path, language, include, trail)
    message = Sentence(
        "{path}: rules are read from {suffixes}; save the file as one of these",
        path=path,
        suffixes=enumerated(_SUFFIXES),
    )
    raise SourceError(message)


def write_rules(rules: RuleSet, path: str | os.PathLike[str], *, language: str | None = None) -> Path:
    """Write rules to a file that :func:`read_rules` reads back the same.

    Parameters
    ----------
    rules
        The rules.
    path
        A file ``.yaml``, ``.yml``, ``.csv`` (UTF-8 with byte-order mark) or ``.xlsx``: the old file or the new one,
        never half.
    language
        ``"en"`` or ``"zh"``: language of the column headers in CSV and workbook, and of the words under them that are
        chosen from a list (不得占用, 刚性规则, 高). Both are read back.

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
        message = Sentence(
            "write_rules: rules takes a RuleSet, and was given {given}; make one: hg.RuleSet(rules)",
            given=arguments.told(given),
        )
        raise arguments.ArgumentError(message)
    arguments.path(path, "write_rules: path")
    path = Path(path)
    language = language_or(language, "en")
    wrong = [
        Sentence("  {id}.{field}: {text}", id=rules.rules[number].id, field=field, text=text)
        for number, field, text in (
            *between_rules((rule.id, rule.overrides) for rule in rules),
            *between_layers(rules),
        )
    ]
    wrong += [
        Sentence("  {id}: an empty list of values, which matches nothing", id=rule.id)
        for rule in rules
        if () in {**rule.filter, **rule.where_filter, **rule.site_filter, "": rule.value}.values()
    ]
    if wrong or not len(rules):
        listed = joined("\n", wrong) if wrong else Sentence("  there are no rules")
        message = Sentence("{path} was not written, for it could not be read back:\n{listed}", path=path, listed=listed)
        raise RuleError(message)
    suffix = path.suffix.lower()
    if suffix in {".yaml", ".yml"}:
        return write_yaml_rules(rules, path)
    if suffix == ".csv":
        return write_csv_rules(rules, path, language)
    if suffix == ".xlsx":
        return write_workbook_rules(rules, path, language)
    message = Sentence("{path}: rules are written to {suffixes}", path=path, suffixes=enumerated(_SUFFIXES))
    raise SourceError(message)
