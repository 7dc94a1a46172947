"""The workbook of a screening: a cover, the summary, the sentences, then table by table, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.stated import crs_in_words
from hanting_geo.core.today import today
from hanting_geo.core.words import screening as words
from hanting_geo.core.words import workbook as book_words
from hanting_geo.core.words.columns import column_label
from hanting_geo.siting.printed import (
    Printed,
    contents_table,
    findings_in_words,
    in_one_language,
    layer_titles,
    sheets_of,
    sources_table,
)
from hanting_geo.siting.screening.deciding import askers
from hanting_geo.siting.screening.explanation import Teller
from hanting_geo.siting.screening.judge import Verdict
from hanting_geo.siting.screening.tables import overall
from hanting_geo.units import area_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.outputs.workbook.cover import Cover
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["cover", "provenance", "sheets"]

_LOT = 5_000
_NOT_PRINTED = {
    "summary": ("plane_m2", "remaining_m2"),
    "verdicts": (
        "rule",
        "hardness",
        "severity",
        "hits",
        "area_ha",
        "low_ha",
        "low_mu",
        "high_ha",
        "high_mu",
        "share",
        "assumption",
    ),
    "rules": ("area_ha", "severity", "assumption"),
    "joint_review": ("rule", "basis_date"),
}
"""Columns that the tables and the JSON have, and a printed page no room for: other units, ids beside names."""
_IN_HECTARES = ("three_lines", "land_use")
"""Tables of many areas, which are printed in hectares and mu."""
_WHERE_THERE_IS_ANY = {"verdicts": ("measured", "basis_date", "authority", "name"), "rules": ("note", "authority")}
"""Columns that are printed only where something stands in them."""


def sheets(screened: Screened, tables: Mapping[str, pd.DataFrame], language: str) -> Printed:
    """Give what is printed, by sheet."""
    printed: dict[str, pd.DataFrame] = {}
    titles = layer_titles(screened.rule_layers, language)
    called = {rule.id: rule.title for rule in screened.rule_layers.rules}
    for name, table in tables.items():
        worded = findings_in_words(table, language, called) if name == "findings" else table
        shown = in_one_language(worded, language, titles)
        left = [column for column in _NOT_PRINTED.get(name, ()) if column in shown.columns]
        if name in _IN_HECTARES:
            left += [column for column in shown.columns if str(column).endswith("_m2")]
        shown = shown.drop(columns=left)
        idle = [
            column
            for column in _WHERE_THERE_IS_ANY.get(name, ())
            if column in shown.columns and not _says_something(shown[column])
        ]
        printed[name] = shown.drop(columns=idle)
        if name == "summary":
            printed["sentences"] = sentences_table(screened, tables["verdicts"], language)
    return sheets_of(printed, words.SHEETS, language)


def _says_something(column: pd.Series[Any]) -> bool:
    return bool((column.notna() & (column.astype(object) != "")).any())


def sentences_table(screened: Screened, verdicts: pd.DataFrame, language: str) -> pd.DataFrame:
    """Give what :meth:`Screening.explain` says of all sites, a row a sentence."""
    sites, rules = screened.sites, screened.rule_layers.rules
    teller, ask = Teller(rules, language), askers(screened)
    heads = [Verdict(int(verdict)).word for verdict in overall(screened)]
    place = {site: number for number, site in enumerate(sites.ids)}
    whose = verdicts["site"].map(place).to_numpy(dtype=np.intp) if len(verdicts) else np.zeros(0, dtype=np.intp)
    starts = np.searchsorted(whose, np.arange(len(sites.ids) + 1))
    names = [str(column) for column in verdicts.columns]
    number: list[int] = []
    said: list[str] = []
    meant: list[str] = []
    for first in range(0, len(sites.ids), _LOT):
        last = min(first + _LOT, len(sites.ids))
        part = verdicts.iloc[starts[first] : starts[last]]
        values = zip(*(part[column].tolist() for column in part.columns), strict=True)
        lot: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in values]
        for own in range(first, last):
            rows = lot[starts[own] - starts[first] : starts[own + 1] - starts[first]]
            lines = teller.lines(sites.ids[own], heads[own], rows, ask(own))
            said += lines
            meant += [heads[own], *(row["verdict"] for row in rows)]
            number += [own] * len(lines)
    called = in_one_language(screened.names, language, {})
    return pd.DataFrame(
        {
            "site": pd.array(sites.ids, dtype="str").take(number),
            **{str(name): called[name].array.take(number) for name in called.columns},
            "verdict": pd.array(meant, dtype="str"),
            "sentence": pd.array(said, dtype="str"),
        }
    )


def cover(screened: Screened, summary: pd.DataFrame, printed: Printed, language: str, rules_file: str | None) -> Cover:
    """Say what was screened by which rules and sources, and how it came out."""
    from hanting_geo.outputs.workbook.cover import Cover

    rule_layers = screened.rule_layers
    rules = rule_layers.rules
    said = {name: text.text(language) for name, text in {**book_words.COVER_ROWS, **words.COVER}.items()}
    title = rules.title.text(language)
    counted = words.COVER["counted"].filled(
        sites=f"{len(screened.sites.ids):,}", rules=len(rules), hard=sum(rule.is_hard for rule in rules)
    )
    facts = [
        (said["date"], today()),
        (said["rules"], said["between"].join(filter(None, [title, rules_file]))),
        (said["how_many"], counted.text(language)),
        (column_label("crs", language), crs_in_words(rule_layers.crs, language)),
        *rule_layers.settings_in_words(language).items(),
        (said["meaning"], said["meanings"]),
    ]
    blocks = [
        (said["counts"], _counts(summary)),
        (said["sources"], sources_table(rule_layers, rules.layers, language)),
        (said["contents"], contents_table(printed, language)),
    ]
    return Cover(
        book_words.COVER.text(language),
        said["title"].format(title=title) if title else words.TITLE.text(language),
        [(what, value) for what, value in facts if value],
        [(heading, table) for heading, table in blocks if len(table)],
    )


def _counts(summary: pd.DataFrame) -> pd.DataFrame:
    """Count the sites by verdict, the worst first, and their areas."""
    area = summary["plane_m2"].groupby(summary["verdict"]).agg(["size", "sum"])
    known = [verdict.word for verdict in sorted(Verdict, reverse=True) if verdict.word in area.index]
    area = area.loc[known]
    total = pd.DataFrame({"size": [len(summary)], "sum": [summary["plane_m2"].sum()]}, index=["(total)"])
    both = pd.concat([area, total])
    areas = area_columns(both["sum"].to_numpy(dtype=float))
    return pd.DataFrame(
        {"verdict": both.index.astype(str), "sites": both["size"].to_numpy(), "ha": areas["ha"], "mu": areas["mu"]}
    )


def provenance(screened: Screened, printed: Printed, language: str) -> dict[str, object]:
    """Say what the workbook rests on, for the sheet of sources."""
    rule_layers = screened.rule_layers
    between = book_words.COVER_ROWS["between"].text(language)
    rows: dict[str, object] = {}
    title = rule_layers.rules.title.text(language)
    if title:
        rows[words.PROVENANCE["rules"].text(language)] = title
    assumed = [rule.title.text(language) for rule in rule_layers.rules if rule.is_assumption]
    if assumed:
        rows[words.PROVENANCE["assumed"].text(language)] = between.join(assumed)
    rows[column_label("crs", language)] = crs_in_words(rule_layers.crs, language)
    rows |= rule_layers.settings_in_words(language)
    credits_ = [
        f"{layer}: {said}"
        for layer in rule_layers.rules.layers
        if layer in rule_layers and (said := rule_layers.credits(layer))
    ]
    if credits_:
        rows[words.PROVENANCE["layers"].text(language)] = between.join(credits_)
    if printed.too_long:
        rows[book_words.COVER_ROWS["left_out"].text(language)] = between.join(printed.too_long)
    return rows
