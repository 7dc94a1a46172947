"""Files of criteria: read from YAML, CSV and workbooks with every mistake at its place, and written back the same."""

from __future__ import annotations

import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core import arguments
from hanting_geo.core.atomic import write_text
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text, language_or
from hanting_geo.core.words import suitability as words
from hanting_geo.errors import SourceError
from hanting_geo.siting.rules.parsing import Draft, Problem, line, read_title
from hanting_geo.siting.rules.tables import Layout, read_csv_table, read_workbook_table
from hanting_geo.siting.rules.vocabulary import close_to
from hanting_geo.siting.rules.vocabulary import said as said_of_rules
from hanting_geo.siting.rules.yamltext import Flow, dotted, parse_yaml, title_data, yaml_text
from hanting_geo.siting.suitability.criteria.model import COLUMNS, CriteriaError, CriteriaSet
from hanting_geo.siting.suitability.criteria.parsing import build, read_settings
from hanting_geo.siting.suitability.criteria.table_writing import write_csv_criteria, write_workbook_criteria
from hanting_geo.siting.suitability.criteria.wording import said

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from hanting_geo.siting.rules.tables import Listed
    from hanting_geo.siting.rules.yamltext import Place
    from hanting_geo.siting.suitability.criteria.model import Criterion

__all__ = ["packaged_criteria", "read_criteria", "write_criteria"]

_METHOD = ("weighting", "weighting_source", "random_index")
_KEYS = ("title", "note", "scale", "grades", "grades_source", *_METHOD, "criteria")
_CHINESE = {
    unicodedata.normalize("NFKC", text.zh): "title" if name == "title_zh" else name
    for name, text in words.HEADERS.items()
}
"""The headers of tables, which people write in YAML too."""
_NO_DRAFT = Draft({}, frozenset({*COLUMNS, "title"}))
_SUFFIXES = (".yaml", ".yml", ".csv", ".xlsx")
_LAYOUT = Layout(words.SHEET, COLUMNS, words.HEADERS, words.SETTINGS, words.SHEET, ("id", "factor"), CriteriaError)


def packaged_criteria() -> dict[str, Text]:
    """List the packaged templates of criteria.

    Returns
    -------
    dict
        Name, as :func:`read_criteria` takes it, to title.

    Examples
    --------
    >>> packaged_criteria()["logistics_park"].zh
    '物流园区选址'
    """
    return {name: read_criteria(path).title for name, path in _packaged().items()}


def _packaged() -> dict[str, Path]:
    folder = Path(str(files("hanting_geo.layers").joinpath("criteria")))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_criteria(path_or_name: str | os.PathLike[str], *, language: str | None = None) -> CriteriaSet:
    """Read criteria from a file, or a packaged template by its name.

    Parameters
    ----------
    path_or_name
        A name of :func:`packaged_criteria`, or a file: YAML, CSV (UTF-8 or GBK) or a workbook ``.xlsx`` (its sheet
        ``criteria`` or 指标, else the first whose name does not begin with ``#``). ``docs/suitability.md`` has the
        columns.
    language
        ``"en"`` or ``"zh"``: language of what is said of mistakes.

    Returns
    -------
    CriteriaSet
        Levels and criteria in the order of the file.

    Raises
    ------
    SchemaError
        Lists every mistake in the criteria with its line or cell, and what would be valid (it is a ``RuleError``, too);
        an unknown language.
    SourceError
        Neither a file nor a packaged template; not readable at all; a workbook, and openpyxl is not installed.

    Examples
    --------
    >>> criteria = read_criteria("logistics_park")
    >>> criteria.title.zh, round(sum(level.weight for level in criteria.levels), 6)
    ('物流园区选址', 1.0)
    """
    arguments.path(path_or_name, "read_criteria: path_or_name")
    language = language_or(language, "en")
    packaged = _packaged()
    if isinstance(path_or_name, str) and path_or_name in packaged:
        return _read_yaml(packaged[path_or_name], language)
    path = Path(path_or_name)
    if not path.is_file():
        message = Sentence(
            "{path_or_name} is neither a file nor packaged criteria; the templates are: {listed}",
            path_or_name=path_or_name,
            listed=enumerated(packaged),
        )
        raise SourceError(message)
    suffix = path.suffix.lower()
    if suffix in {".yaml", ".yml"}:
        return _read_yaml(path, language)
    if suffix == ".csv":
        return _listed(path, read_csv_table(path, _LAYOUT, language), language)
    if suffix in {".xlsx", ".xlsm"}:
        return _listed(path, read_workbook_table(path, _LAYOUT, language), language)
    message = Sentence(
        "{path}: criteria are read from {suffixes}; save the file as one of these",
        path=path,
        suffixes=enumerated(_SUFFIXES),
    )
    raise SourceError(message)


def write_criteria(criteria: CriteriaSet, path: str | os.PathLike[str], *, language: str | None = None) -> Path:
    """Write criteria to a file that :func:`read_criteria` reads back the same.

    Parameters
    ----------
    criteria
        The criteria.
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
    SourceError
        The file cannot be written.
    SchemaError
        An unknown language, or no criteria.

    Examples
    --------
    >>> import tempfile
    >>> path = write_criteria(read_criteria("school"), Path(tempfile.mkdtemp()) / "criteria.csv")
    >>> read_criteria(path) == read_criteria("school")
    True
    """
    given: object = criteria
    if not isinstance(given, CriteriaSet):
        message = Sentence(
            "write_criteria: criteria takes a CriteriaSet, and was given {given}", given=arguments.told(given)
        )
        raise arguments.ArgumentError(message)
    arguments.path(path, "write_criteria: path")
    path = Path(path)
    language = language_or(language, "en")
    suffix = path.suffix.lower()
    if suffix in {".yaml", ".yml"}:
        return _write_yaml(criteria, path)
    if suffix == ".csv":
        return write_csv_criteria(criteria, path, language)
    if suffix == ".xlsx":
        return write_workbook_criteria(criteria, path, language)
    message = Sentence("{path}: criteria are written to {suffixes}", path=path, suffixes=enumerated(_SUFFIXES))
    raise SourceError(message)


def _listed(path: Path, read: Listed, language: str) -> CriteriaSet:
    """Make criteria of the rows of a table."""

    def add(setting: str, text: Text) -> None:
        read.problems.append(Problem((0, 0), said("above_the_header"), f"#{setting}", text))

    settings = read_settings(read.settings, add)
    title = Text(zh=read.settings.get("title_zh", ""), en=read.settings.get("title_en", ""))
    note = read.settings.get("note", "")
    return build(
        path,
        read.drafts,
        read.where,
        title=title,
        note=note,
        settings=settings,
        problems=read.problems,
        cells=True,
        language=language,
    )


def _read_yaml(path: Path, language: str) -> CriteriaSet:
    source = parse_yaml(path, keys="title: and criteria:", kind=CriteriaError, language=language)
    problems: list[Problem] = []

    def add(place: Place, text: Text, field: Text | str | None = None) -> None:
        number = source.line(place)
        problems.append(Problem((number, 0), line(number), field if field is not None else dotted(place), text))

    def where(number: int, *parts: str) -> tuple[tuple[int, int], Text]:
        row = rows[number] if isinstance(rows, list) and isinstance(rows[number], dict) else {}
        written = [str(key) for key in row if parts and _field(key) == parts[0]]
        at = source.line(("criteria", number, *written[:1], *parts[len(written[:1]) :]))
        return (at, 0), line(at)

    rows = source.data.get("criteria")

    for key in source.data:
        if key not in _KEYS:
            add((str(key),), said_of_rules("not_known_here", hint=close_to(str(key), _KEYS)))
    title, found = read_title(source.data.get("title"))
    for place, text in found:
        add(("title", *place), text)
    note = source.data.get("note") or ""
    if not isinstance(note, str):
        add(("note",), said("one_text"))
    settings = read_settings(source.data, lambda setting, text: add((setting,), text))
    drafts = _drafts(source.data.get("criteria") or [], add)
    return build(
        path,
        drafts,
        where,
        title=title,
        note=str(note),
        settings=settings,
        problems=problems,
        cells=False,
        language=language,
    )


def _drafts(rows: Any, add: Callable[[Place, Text, Text | str], None]) -> list[Draft]:
    """Take the list of criteria as drafts."""
    if not rows:
        add(("criteria",), said("no_criteria"), "")
        return []
    if not isinstance(rows, list):
        add(("criteria",), said("criteria_list"), "criteria")
        return []
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            add(("criteria", number), said("criterion_fields", row=row), said("row", number=number + 1))
    for number, row in enumerate(rows):
        fields = [_field(key) for key in row] if isinstance(row, dict) else []
        for field in {field for field in fields if fields.count(field) > 1}:
            add(("criteria", number), said("field_twice", field=field), said("row", number=number + 1))
    return [
        Draft({_field(key): value for key, value in row.items()}) if isinstance(row, dict) else _NO_DRAFT
        for row in rows
    ]


def _field(key: object) -> str:
    """Give the field that a key of YAML names, in English or by the Chinese header of tables."""
    return _CHINESE.get(unicodedata.normalize("NFKC", str(key)), str(key))


def _write_yaml(criteria: CriteriaSet, path: Path) -> Path:
    data: dict[str, Any] = {}
    if criteria.title.text():
        data["title"] = title_data(criteria.title)
    if criteria.note:
        data["note"] = criteria.note
    if criteria.scale != 1:
        data["scale"] = _short(criteria.scale)
    if criteria.grades:
        data["grades"] = [_short(cut) for cut in criteria.grades]
    if criteria.grades_source:
        data["grades_source"] = criteria.grades_source
    data |= {name: said for name in _METHOD if (said := getattr(criteria, name)) and said != "direct"}
    data["criteria"] = [_row_data(row) for row in criteria]
    return write_text(path, yaml_text(data))


def _row_data(row: Criterion) -> dict[str, Any]:
    """Give the fields that say something, in their order."""
    said: dict[str, Any] = {}
    for name, default in ((name, info.get_default()) for name, info in type(row).model_fields.items()):
        value = getattr(row, name)
        if name == "title":
            said[name] = title_data(value)
        elif value != default:
            if name == "filter":
                value = Flow({key: list(item) if isinstance(item, tuple) else item for key, item in value.items()})
            said[name] = _short(value) if isinstance(value, float) else value
    return said


def _short(number: float) -> float:
    return int(number) if float(number).is_integer() else number
