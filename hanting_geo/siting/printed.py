"""What products print of a siting: tables in one language, layers by their titles, the sources with their accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from hanting_geo.core.findings import SPOKEN, facts_of
from hanting_geo.core.sentences import said_in
from hanting_geo.core.stated import source_of
from hanting_geo.core.words.columns import COLUMNS
from hanting_geo.core.words.findings import IN_CHINESE
from hanting_geo.core.words.values import value_label
from hanting_geo.core.words.workbook import COVER_ROWS, SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hanting_geo.core.text import Text
    from hanting_geo.siting.rule_layers import RuleLayers

__all__ = [
    "Printed",
    "contents_table",
    "findings_in_words",
    "in_one_language",
    "layer_titles",
    "sheets_of",
    "sources_table",
]

_OTHER = {"zh": "_en", "en": "_zh"}
_MOST_ROWS = 1_048_575
"""Of a sheet, below its header."""
_NAMED = {"title": "rule_title"}
"""Columns in a language, and what they are called where there is only one."""


class Printed(NamedTuple):
    """What a workbook prints."""

    sheets: dict[str, pd.DataFrame]
    empty: list[str]
    """Sheets that would have no row."""
    too_long: list[str]
    """Sheets of more rows than Excel holds, and how many."""


def in_one_language(table: pd.DataFrame, language: str, titles: Mapping[str, str]) -> pd.DataFrame:
    """Keep of columns in both languages those in one, the other filling gaps, and call layers by their titles.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a"], "name_zh": ["甲地"], "name_en": [None], "layer": ["roads"]})
    >>> in_one_language(table, "en", {"roads": "Roads"}).to_dict("records")
    [{'id': 'a', 'name': '甲地', 'layer': 'Roads'}]
    """
    own, other = f"_{language}", _OTHER[language]
    columns: dict[str, Any] = {}
    for column in map(str, table.columns):
        base = column.removesuffix(own).removesuffix(other)
        if base == column:
            columns[column] = table[column]
            continue
        if base + own in table.columns and column.endswith(other):
            continue
        values = table[column]
        if base + other in table.columns and column.endswith(own):
            spare = table[base + other]
            gaps = values.isna() | (values.astype(object) == "")
            values = values.astype(object).where(~gaps, spare.astype(object)) if gaps.any() else values
        called = _NAMED.get(base, base)
        columns[called if called in COLUMNS and called not in table.columns else column] = values
    if "layer" in columns:
        columns["layer"] = columns["layer"].map(lambda name: titles.get(name, name), na_action="ignore")
    result = pd.DataFrame(columns, index=table.index)
    result.attrs = dict(table.attrs)
    return result


def findings_in_words(findings: pd.DataFrame, language: str, rules: Mapping[str, Text]) -> pd.DataFrame:
    """Say findings in a language, rules by their titles; what has no sentence there stays as it is.

    Examples
    --------
    >>> found = pd.DataFrame({"code": ["no_place"], "feature": ["r1"], "what": ["..."], "what_to_do": ["..."]})
    >>> findings_in_words(found, "zh", {})[["feature", "what"]].to_numpy().tolist()
    [['r1', '有要素的位置未公布，可能在任何地方']]
    """
    if not len(findings):
        return findings
    told = findings.copy()
    known = [IN_CHINESE.get(str(code)) for code in findings["code"]]
    for place, column in enumerate(SPOKEN):
        # The sentence itself has its numbers; where it has no Chinese, what its kind says is taken.
        told[column] = [
            said[place] if language == "zh" and said is not None and own == said_in(value, "en") else own
            for value, own, said in zip(
                findings[column], [said_in(value, language) for value in findings[column]], known, strict=True
            )
        ]
    if language != "zh":
        return told
    called = [rules.get(str(name)) for name in findings["feature"]]
    told["feature"] = [
        name if title is None else title.text(language) for name, title in zip(findings["feature"], called, strict=True)
    ]
    # The kind of a finding stands in words beside its code; in a sentence sheet the words are enough.
    labels = [value_label("code", code, language) for code in findings["code"]]
    told["code"] = [
        code if label is None else label.removesuffix(str(code)).strip() or code
        for code, label in zip(findings["code"], labels, strict=True)
    ]
    return told


def layer_titles(rule_layers: RuleLayers, language: str) -> dict[str, str]:
    """Give what layers call themselves, by name."""
    told = {name: facts_of(frame).get(f"title_{language}") for name, frame in rule_layers.loaded.items()}
    return {name: str(title) for name, title in told.items() if title}


def sources_table(rule_layers: RuleLayers, layers: Iterable[str], language: str) -> pd.DataFrame:
    """List the layers of rules: how many features, how well their places are known, whose they are, which licence."""
    titles = layer_titles(rule_layers, language)
    said = {name: text.text(language) for name, text in SOURCES.items()}
    rows = []
    for layer in layers:
        frame = rule_layers.loaded.get(layer)
        row: dict[str, Any] = {"layer": titles.get(layer, layer), "features": None, "accuracy": ""}
        if frame is None:
            there = layer in rule_layers
            row |= {"source": said["raster" if there else "missing"], "source_date": "", "licence": ""}
        else:
            row |= source_of(frame, language)
        rows.append({name: value if value != "" else said["not_stated"] for name, value in row.items()})
    columns = ["layer", "features", "accuracy", "source", "source_date", "licence"]
    table = pd.DataFrame(rows, columns=columns)
    table["features"] = table["features"].astype("Int64")
    return table


def sheets_of(
    tables: Mapping[str, pd.DataFrame], titles: Mapping[str, Text], language: str, most_rows: int = _MOST_ROWS
) -> Printed:
    """Give tables by sheet, but for those that have nothing to say, and those that are longer than a sheet holds."""
    printed: dict[str, pd.DataFrame] = {}
    empty: list[str] = []
    too_long: list[str] = []
    for name, table in tables.items():
        sheet = titles[name].text(language) if name in titles else name
        if not len(table):
            empty.append(sheet)
        elif len(table) > most_rows:
            too_long.append(f"{sheet}: {len(table):,}")
        else:
            printed[sheet] = table
    return Printed(printed, empty, too_long)


def contents_table(printed: Printed, language: str) -> pd.DataFrame:
    """List the sheets with their rows, and those that are left out because they have none, or too many."""
    said = COVER_ROWS["left_out"].text(language)
    rows: list[tuple[str, object]] = [(sheet, len(table)) for sheet, table in printed.sheets.items()]
    rows += [(f"{sheet} {said}", None) for sheet in printed.too_long]
    rows += [(sheet, 0) for sheet in printed.empty]
    return pd.DataFrame(rows, columns=["sheet", "rows"]).astype({"rows": "Int64"})
