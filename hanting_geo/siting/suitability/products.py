"""What a suitability looks like as a map, a workbook, JSON and in a notebook; what is assumed is marked in each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.findings import records
from hanting_geo.core.plain import plain_row
from hanting_geo.core.words import suitability as words
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.curves import CURVES
from hanting_geo.core.words.values import VALUES, value_label
from hanting_geo.siting.suitability.comparison import MOST_COMPARED, wide_columns
from hanting_geo.siting.suitability.ranks import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hanting_geo.outputs.maps.curves import Curve
    from hanting_geo.siting.suitability.study import Study

__all__ = ["curves_html", "json_text", "map_style", "provenance", "ranking_html", "readable", "sheets", "value_headers"]

_MOST_ROWS = 50_000
_DECIMALS = 6
_MOST_SHOWN = 10
_COLORS = dict(zip(GRADES, ("#15735a", "#7fbf7b", "#e0a030", "#b2182b"), strict=True))


def map_style() -> dict[str, dict[str, Any]]:
    """Choose how the candidates look: by grade."""
    return {
        "candidates": {
            "title": words.LAYERS["candidates"].both(),
            "column": "grade",
            "colors": dict(_COLORS),
            "labels": {grade: VALUES["grade"][grade].both() for grade in GRADES},
            "fit": True,
        }
    }


def provenance(study: Study, language: str) -> dict[str, object]:
    """Say what a ranking rests on."""
    said = {name: text.text(language) for name, text in words.PROVENANCE.items()}
    rows: dict[str, object] = {}
    if study.criteria.title.text(language):
        rows[said["criteria"]] = study.criteria.title.text(language)
    method = value_label("combine", study.combine, language) or study.combine
    options = ", ".join(f"{name} = {value}" for name, value in study.options.items() if value is not None)
    rows[said["combine"]] = f"{method} ({options})" if options else method
    if study.combine == "topsis":
        rows[said["reversal"]] = words.SENTENCES["reversal"].text(language)
    rows[said["weighting"]] = study.weighed.said(language)
    cuts = ", ".join(f"{cut:g}" for cut in study.criteria.cuts)
    rows[said["grades"]] = f"{cuts} ({study.criteria.grades_source or 'assumption'})"
    assumed = [row.title.text(language) for row in study.criteria if row.is_assumption]
    if assumed:
        rows[said["assumed"]] = "; ".join(assumed)
    if study.candidates.crs is not None:
        rows[column_label("crs", language)] = study.candidates.crs.name
    if study.credits:
        rows[said["layers"]] = "; ".join(f"{layer}: {text}" for layer, text in study.credits.items())
    return rows


def sheets(
    study: Study, tables: Mapping[str, pd.DataFrame], language: str
) -> tuple[dict[str, pd.DataFrame], dict[str, object]]:
    """Give the tables of a workbook by sheet, and what the sheet of sources says."""
    chosen, left_out = {}, []
    for name, table in tables.items():
        sheet = words.SHEETS[name].text(language)
        if name == "ranking":
            chosen[sheet] = readable(study, table.head(_MOST_ROWS), language)
            if len(table) > _MOST_ROWS:
                left_out.append(f"{sheet}: {_MOST_ROWS:,} + {len(table) - _MOST_ROWS:,}")
        elif len(table) > _MOST_ROWS:
            left_out.append(f"{sheet}: {len(table):,}")
        elif len(table) or name == "findings":
            chosen[sheet] = readable(study, table, language)
    facts = provenance(study, language)
    if left_out:
        facts[words.PROVENANCE["left_out"].text(language)] = "; ".join(left_out)
    return chosen, facts


def readable(study: Study, table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Write numbers without the noise of computing, units and grades in words, and criteria in headers by title."""
    result = table.copy()
    for name in result.columns:
        column = result[name]
        if pd.api.types.is_float_dtype(column.dtype):
            result[name] = column.round(_DECIMALS)
        elif column.dtype == object:
            result[name] = [round(cell, _DECIMALS) if isinstance(cell, float) else cell for cell in column]
    if "unit" in result:
        units = {code: text.text(language) for code, text in words.UNITS.items()}
        result["unit"] = [units.get(cell, cell) for cell in result["unit"]]
    if "condition" in result:
        result["condition"] = result["condition"].replace("else", words.SENTENCES["else"].text(language))
    if "criterion" in result:
        for row, name in (("grade", "grade"), ("standing", "standing")):
            at = result["criterion"] == words.SENTENCES[row].en
            for wide in wide_columns(study.candidates.ids) if at.any() else ():
                result.loc[at, wide.value] = [value_label(name, cell, language) for cell in result.loc[at, wide.value]]
    return result.rename(columns=_headers(study, language))


def _headers(study: Study, language: str) -> dict[str, str]:
    """Give the headers of columns that are named by a criterion or by a site."""
    headers = {}
    titles = [row.title.text(language) for row in study.criteria.leaves]
    for row, title in zip(study.criteria.leaves, titles, strict=True):
        if titles.count(title) == 1:  # two columns of one name are none
            headers[f"weight_{row.id}"] = words.SENTENCES["weight_of"].filled(title=title).text(language)
            headers[f"central_{row.id}"] = words.SENTENCES["central_of"].filled(title=title).text(language)
    if len(study.candidates) <= MOST_COMPARED:
        said = {
            wide.score: words.SENTENCES["score_of"].filled(id=own).text(language)
            for own, wide in zip(study.candidates.ids, wide_columns(study.candidates.ids), strict=True)
        }
        headers |= said if not set(said.values()) & set(study.candidates.ids) else {}
    return headers


def value_headers(study: Study, language: str) -> dict[str, str]:
    """Name the columns of measured values by title and unit, as a popup shows them."""
    headers: dict[str, str] = {}
    for row in study.criteria.leaves:
        unit = words.UNITS[row.unit_name].text(language) if row.unit_name in words.UNITS else row.unit_name
        title = row.title.text(language)
        said = words.SENTENCES["value_in"].filled(title=title, unit=unit).text(language) if unit else title
        if said not in headers.values():
            headers[f"value_{row.id}"] = said
    return headers


def json_text(study: Study, tables: Mapping[str, pd.DataFrame]) -> str:
    """Write the tables as JSON, unrounded, missing values as null."""
    document = {
        "criteria_title": study.criteria.title.both(),
        "combine": study.combine,
        **{name: value for name, value in study.options.items() if value is not None},
        "weights": dict(zip((row.id for row in study.criteria.leaves), study.weights.tolist(), strict=True)),
        "crs": study.candidates.crs.to_string() if study.candidates.crs is not None else None,
        **study.credits,
        **{name: [plain_row(row) for row in records(table)] for name, table in tables.items()},
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=str, allow_nan=False)


def ranking_html(study: Study, ranking: pd.DataFrame, title: str) -> str:
    """Show the first of the ranking; every text is escaped."""
    from html import escape

    shown = [
        column
        for column in ("rank", "id", "name_zh", "score", "grade", "standing", "verdict", "reason_zh")
        if column in ranking.columns and ranking[column].notna().any() and (ranking[column] != "").any()
    ]
    table = ranking[shown].head(_MOST_SHOWN).astype(object)
    table = table.where(table.notna(), "")
    for column in ("grade", "standing", "verdict"):
        if column in table:
            table[column] = [value_label(column, value) or value for value in table[column]]
    if "score" in table:
        table["score"] = [f"{value:.4f}" if isinstance(value, float) else value for value in table["score"]]
    table.columns = pd.Index([column_label(str(column)) for column in table.columns])
    method = value_label("combine", study.combine) or study.combine
    line = f"{method} · {study.weighed.said('zh')} · {len(ranking):,}"
    return f"<h4>{escape(title)}</h4><p>{escape(line)}</p>{table.to_html(index=False, escape=True, border=0)}"


def curves_html(curves: Iterable[Curve]) -> str:
    """Show value functions over their data, each folded; every text is escaped."""
    from html import escape

    shown = "".join(
        f"<details><summary>{escape(curve.title.text('zh'))}</summary>{curve.svg('zh')}"
        f"<p>{escape(curve.said.text('zh'))}</p></details>"
        for curve in curves
    )
    return f"<details><summary>{escape(CURVES['title'].text('zh'))}</summary>{shown}</details>" if shown else ""
