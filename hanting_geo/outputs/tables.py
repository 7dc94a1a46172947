"""Workbooks and CSV files: rounded once so that parts sum to totals, labelled, and safe to open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.atomic import replacing_file
from hanting_geo.core.findings import facts_of
from hanting_geo.core.sentences import Sentence, enumerated, said_in
from hanting_geo.core.text import LANGUAGES, checked_language, language_or
from hanting_geo.core.titles import require_title
from hanting_geo.core.words import workbook as words
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.credits import credit_label
from hanting_geo.core.words.values import CRS_NAMES, value_label
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.statistics import labels_of, printed_statistics
from hanting_geo.outputs.style import looks as style
from hanting_geo.outputs.style.rounding import rounded
from hanting_geo.outputs.workbook.book import write_book
from hanting_geo.outputs.workbook.cells import FORMULA_STARTS, MOST_CELL, cell_text
from hanting_geo.outputs.workbook.limits import require_sheet
from hanting_geo.outputs.workbook.usual_cover import usual_cover

if TYPE_CHECKING:
    import os

    from hanting_geo.outputs.workbook.cover import Cover

_PASSED_OVER = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 127])) + "\u200b\u2060\ufeff"

_CREDITS = ("attribution", "licence")

__all__ = ["column_labels", "in_words", "plain_table", "write_csv", "write_product", "write_workbook"]


def write_csv(
    table: pd.DataFrame, path: str | os.PathLike[str], *, language: str | None = None, formulas: str = "defuse"
) -> Path:
    """Write a table as CSV that Excel reads: UTF-8 with byte-order mark, rounded by :func:`rounded`.

    Parameters
    ----------
    table
        Any frame; a geometry column is left out.
    path
        The file to write: the old one or the new one, never half.
    language
        None keeps names of columns and coded values as they are, for a program; ``"zh"`` or ``"en"`` writes for a
        reader: labels with units, and coded values and sentences in words, as a workbook has them.
    formulas
        ``"defuse"`` puts an apostrophe before text that a spreadsheet would run as a formula (it starts with
        ``= + - @``, tab or carriage return); ``"keep"`` writes it as it is, for a reader that is no spreadsheet.

    Raises
    ------
    SchemaError
        Columns of one name.
    SourceError
        The file cannot be written.
    """
    arguments.require_table(table, "write_csv: table")
    arguments.require_single_names(table, "write_csv: the table")
    arguments.path(path, "write_csv: path")
    arguments.one_of(formulas, ["defuse", "keep"], "write_csv: formulas")
    if language is not None:
        checked_language(language)
    if formulas not in {"defuse", "keep"}:
        message = Sentence("formulas must be 'defuse' or 'keep', not {formulas!r}", formulas=formulas)
        raise SchemaError(message)
    plain = plain_table(table)
    text = rounded(plain)
    text = text.map(cell_text) if language is None else in_words(text, language)
    if formulas == "defuse":
        text = text.map(_defused)
    if language is not None:
        text.columns = pd.Index(column_labels(plain, language))
    if formulas == "defuse":
        text.columns = pd.Index([_defused(str(column)) for column in text.columns])
    with replacing_file(path) as working:
        text.to_csv(working, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return Path(path)


def in_words(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Say coded values and sentences in a language; numbers and all else stay."""
    said = {
        place: table.iloc[:, place].map(partial(_in_word, str(column), language), na_action="ignore")
        for place, column in enumerate(table.columns)
    }
    result = pd.DataFrame(said, index=table.index)
    result.columns = table.columns
    return result


def _in_word(column: str, language: str, value: Any) -> Any:
    label = value_label(column, value, language)
    if label is None and column == "class" and isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"  # a class of 500 m is no measure, and has no decimals
    return cell_text(said_in(value, language)) if label is None else label


def _defused(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # Spreadsheets pass over a zero byte and the like, and look at what follows.
    text = value.lstrip(_PASSED_OVER)
    before = value[: len(value) - len(text)]
    return f"{before}'{text}" if text.startswith(FORMULA_STARTS) else value


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """Drop the geometry, keep an index that says something as columns."""
    frame = pd.DataFrame(table.drop(columns=table.geometry.name)) if _has_geometry(table) else pd.DataFrame(table)
    frame.attrs = dict(table.attrs)
    index = frame.index
    counts_rows = index.name is None and pd.api.types.is_integer_dtype(index.dtype)
    if index.nlevels == 1 and (counts_rows or index.name in frame.columns or not len(frame.columns)):
        return frame
    return frame.reset_index(names=[name if name is not None else "index" for name in index.names])


def _has_geometry(table: pd.DataFrame) -> bool:
    return isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None


def column_labels(table: pd.DataFrame, language: str) -> list[str]:
    """Label the columns; two that would read the same keep their own names."""
    own = labels_of(table)
    labels = [
        str(own[column].get(language, column)) if column in own else column_label(column, language)
        for column in map(str, table.columns)
    ]
    times = Counter(labels)
    return [label if times[label] == 1 else str(column) for column, label in zip(table.columns, labels, strict=True)]


def write_workbook(
    tables: Mapping[str, pd.DataFrame],
    path: str | os.PathLike[str],
    *,
    language: str | None = None,
    provenance: Mapping[str, object] | None = None,
    titles: Mapping[str, str | Mapping[str, str]] | None = None,
    title: str | Mapping[str, str] | None = None,
    sources: Mapping[str, pd.DataFrame] | None = None,
) -> Path:
    """Write tables as one Excel workbook: a cover, a sheet each, and a provenance sheet.

    The cover says what the workbook is, of which day, in which reference system, from which layers with which accuracy
    and licence, and which sheets it has.

    Headers are labels with units, numbers carry the format of their unit, columns are as wide as their content,
    and measures close on their totals (see :func:`rounded`). Text is only ever text: nothing in a cell is
    taken as a formula or a link. Statistics by zone are printed in hectares and mu too, and without measures of which
    there is nothing; rows that close those above them stand apart.

    Parameters
    ----------
    tables
        Sheet name to frame; a geometry column is left out.
    path
        The ``.xlsx`` file: the old one or the new one, never half.
    language
        ``"zh"`` or ``"en"``: language of headers and coded values.
    provenance
        Further rows of the provenance sheet: what to value. Text, source, licence and attribution of each
        table are taken from its ``attrs["hanting_geo"]`` and its columns ``source``, ``licence``.
    titles
        What a sheet is called instead of its name in ``tables``: a text, or one a language (``{"zh": "汇总", "en":
        "Summary"}``).
    title
        What the cover is headed: a text, or one in each language; None: the title of the only table, else 统计表
        (Tables).
    sources
        Layers by name that the tables were made of; None: those of the tables that say where they are from.

    Returns
    -------
    pathlib.Path
        The file written. Where a table of yours is called 封面 (cover), there is no other cover.

    Raises
    ------
    SchemaError
        An unknown language, a sheet name that Excel does not allow, columns of one name, or a table or text too long
        or wide for a sheet.
    SourceError
        The file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_workbook({"片区": pd.DataFrame({"id": ["zone_cbd"], "ha": [510.123456]})}, folder / "a.xlsx").name
    'a.xlsx'
    """
    arguments.path(path, "write_workbook: path")
    for name, table in arguments.mapping(tables, "write_workbook: tables", Sentence("sheet to DataFrame")).items():
        if not isinstance(name, str):
            arguments.text(name, "write_workbook: the name of a sheet")
        arguments.require_table(table, f"write_workbook: the sheet {name!r}")
    if provenance is not None:
        arguments.mapping(provenance, "write_workbook: provenance", Sentence("what to text"))
    if sources is not None:
        for name, table in arguments.mapping(sources, "write_workbook: sources", Sentence("layer to frame")).items():
            arguments.require_table(table, Sentence("write_workbook: the source {name!r}", name=name))
    if title is not None:
        require_title(title, "write_workbook")
    language = language_or(language)
    tables = _titled(tables, titles, language)
    front = usual_cover(tables, language, title=title, sources=sources)
    write_product(tables, path, language=language, provenance=provenance, cover=front)
    return Path(path)


def _titled(tables: Mapping[str, pd.DataFrame], titles: object, language: str) -> Mapping[str, pd.DataFrame]:
    """Call sheets by their titles in a language; two of one title are refused."""
    if titles is None:
        return tables
    what = "write_workbook: titles"
    called: dict[str, str] = {}
    for name, given in arguments.mapping(titles, what, Sentence("sheet to title")).items():
        if name not in tables:
            message = Sentence(
                "{what}: there is no sheet {name!r}; there are: {listed}",
                what=what,
                name=name,
                listed=enumerated(tables),
            )
            raise SchemaError(message)
        in_both = isinstance(given, Mapping) and given and set(given) <= set(LANGUAGES)
        title = (given.get(language) or next(iter(given.values()))) if in_both else given
        if not isinstance(title, str):
            message = Sentence(
                "{what}: the title of {name!r} takes a text, or {{'zh': ..., 'en': ...}}, and was given {said}",
                what=what,
                name=name,
                said=arguments.told(given),
            )
            raise arguments.ArgumentError(message)
        called[name] = title
    names = [called.get(name, name) for name in tables]
    for name, table in zip(names, tables.values(), strict=True):
        require_sheet(name, table, names)
    return dict(zip(names, tables.values(), strict=True))


def write_product(
    tables: Mapping[str, pd.DataFrame],
    path: str | os.PathLike[str],
    *,
    language: str,
    provenance: Mapping[str, object] | None = None,
    cover: Cover | None = None,
) -> None:
    """Write what a result hands over: as :func:`write_workbook`, with a cover if it has one.

    Raises
    ------
    SchemaError
        As of :func:`write_workbook`.
    SourceError
        The file cannot be written.
    """
    of_sources = words.PROVENANCE.text(language)
    plain = {name: printed_statistics(plain_table(table), language) for name, table in tables.items()}
    names = [*([cover.sheet] if cover is not None else []), *plain, of_sources]
    for name, table in plain.items():
        require_sheet(name, table, names)
    plain[of_sources] = _provenance_table(tables, provenance or {}, language)
    labels = {name: column_labels(table, language) for name, table in plain.items()}
    write_book(plain, path, language=language, labels=labels, cover=cover)


def _provenance_table(tables: Mapping[str, pd.DataFrame], more: Mapping[str, object], language: str) -> pd.DataFrame:
    """List what each sheet comes from, and under which licence it may be passed on."""
    rows: list[tuple[str, str, object]] = []
    for name, table in tables.items():
        meta = facts_of(table)
        title = meta.get(f"title_{language}")
        facts: list[tuple[str, object]] = [("title", title)]
        facts += [(what, meta[what]) for what in ("licence", "attribution") if meta.get(what)]
        if _has_geometry(table) and table.crs is not None:
            code = table.crs.to_string()
            called = CRS_NAMES.get(code, table.crs.name) if language == "zh" else table.crs.name
            facts.append(("crs", f"{called} ({code})"))
        if "licence" in table.columns and table["licence"].astype(str).str.contains("ODbL").any():
            credit = style.OSM_CREDIT
            said_already = str(meta.get("attribution") or "")
            facts.append(
                ("attribution", said_already if credit in said_already else f"{said_already} {credit}".strip())
            )
        for column in ("source", "licence"):
            if column in table.columns:
                distinct = sorted({str(value) for value in table[column].dropna()})
                told = [value_label(column, value, language) or value for value in distinct]
                facts.append((column, words.COVER_ROWS["between"].text(language).join(told)[:MOST_CELL]))
        rows.extend(
            (name, column_label(what, language), credit_label(what, value, language) if what in _CREDITS else value)
            for what, value in dict(facts).items()
            if value
        )
    said = {what: text.text(language) for what, text in words.ROWS.items()}
    rows.append((said["all"], said["rounding"], said["how_rounded"]))
    rows.extend((said["all"], what, value) for what, value in more.items())
    return pd.DataFrame(rows, columns=[text.text(language) for text in words.HEADERS.values()])
