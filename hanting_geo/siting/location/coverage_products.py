"""What a coverage looks like as a map, a workbook, JSON and in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.stated import crs_in_words
from hanting_geo.core.today import today
from hanting_geo.core.words import coverage as words
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.location import UNVERIFIED
from hanting_geo.core.words.values import VALUES, value_label
from hanting_geo.core.words.workbook import COVER
from hanting_geo.siting.printed import Printed, contents_table, findings_in_words, in_one_language, sheets_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hanting_geo.outputs.workbook.cover import Cover
    from hanting_geo.siting.location.study import Study

__all__ = ["cover", "facts_of", "map_style", "popups", "provenance", "sheets", "summary_html"]

_MOST_ROWS = 1_048_575
_IN_ORDER = ("summary", "zones", "gaps", "loads", "standard", "findings")
# Told apart by colour-blind readers, and in grey: what is not served is dark, what is served pale.
_SERVICE = {
    "unserved": "#b2182b",
    "partly": "#e08214",
    "uncertain": "#8073ac",
    "gained": "#1b7837",
    "served": "#5aae61",
    "no_place": "#777777",
}
_STATUS = {
    "existing": ("#0b4f5e", "triangle"),
    "unknown": ("#0b4f5e", "triangle"),
    "required": ("#8c510a", "diamond"),
    "planned": ("#d95f02", "diamond"),
    "under_construction": ("#8c510a", "square"),
    "candidate": ("#6b6b6b", "circle"),
    "closed": ("#999999", "square"),
    "prohibited": ("#999999", "square"),
}
_POPUPS = {
    "service_areas": ["radius_m", "facilities"],
    "service_areas_after": ["radius_m", "facilities"],
    "zones": [
        "id",
        *(
            f"{state}{name}"
            for state in ("", "after_")
            for name in ("served", "share", "share_low", "share_high", "unserved")
        ),
    ],
    "demand": ["id", "demand", "service", "served", "served_low", "served_high", "distance_m", "nearest_id"],
    "outlines": ["id", "status"],
    "facilities": ["id", "status", "load", "in_reach", "capacity", "used", "after_load", "after_in_reach"],
}
_ALSO = {
    "zones": ["demand", "sketch", "year", "cell_m"],
    "demand": ["after_service", "after_distance_m", "after_nearest_id", "sketch", "year", "cell_m", "accuracy_m"],
    "facilities": ["in_reach_low", "in_reach_high", "sketch", "year", "cell_m", "accuracy_m"],
}
_SHOWN = ["state", "facilities", "demand", "served", "served_low", "served_high", "share", "share_low", "share_high"]
_SHOWN += ["meets", "sketch", "year", "cell_m"]


def map_style(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, dict[str, Any]]:
    """Choose how the layers look: what lies in reach pale, who is served by colour, facilities by their status."""
    titles = {name: title.both() for name, title in words.LAYERS.items()}
    planned = "service_areas_after" in layers or "after_service" in layers["demand"].columns
    statuses = [name for name in _STATUS if name in set(layers["facilities"]["status"])]
    services = [name for name in _SERVICE if name in set(layers["demand"]["shown"])]
    style: dict[str, dict[str, Any]] = {
        "service_areas": {"color": "#5b8db8", "fill": "#a9cfe8", "width": 0.8, "opacity": 0.25, "names": False},
        "service_areas_after": {"color": "#d98a3d", "fill": "#fdd0a2", "width": 0.8, "opacity": 0.3, "names": False},
        "zones": {"color": "#6b6b6b", "fill": None, "width": 1.5},
        "demand": {
            "column": "shown",
            "colors": {name: _SERVICE[name] for name in services},
            "labels": {name: VALUES["service"][name].both() for name in services},
            "width": 0.8,
            "opacity": 0.45,
            "names": False,
            "fit": True,
        },
        "outlines": {"color": "#0b4f5e", "fill": "#3b93a8", "width": 1.0, "opacity": 0.35, "names": False},
        "facilities": {
            "column": "status",
            "colors": {name: _STATUS[name][0] for name in statuses},
            "symbols": {name: _STATUS[name][1] for name in statuses},
            "above": True,
            "fit": True,
        },
    }
    for name, one in style.items():
        one["title"] = titles["demand_after"] if name == "demand" and planned else titles[name]
    return {name: one for name, one in style.items() if name in layers}


def popups(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, list[str]]:
    """Choose what a click tells."""
    chosen = {name: [*_POPUPS[name], *_ALSO.get(name, [])] for name in layers}
    return {name: [column for column in chosen[name] if column in frame.columns] for name, frame in layers.items()}


def sheets(tables: Mapping[str, pd.DataFrame], language: str) -> Printed:
    """Give the tables of a workbook by sheet, in one language."""
    shown = {}
    for name in _IN_ORDER:
        table = findings_in_words(tables[name], language, {}) if name == "findings" else tables[name]
        shown[name] = in_one_language(table, language, _called(language))
        empty = [column for column in shown[name].columns if shown[name][column].isna().all() and name != "findings"]
        shown[name] = shown[name].drop(columns=empty)
    return sheets_of(shown, words.SHEETS, language, _MOST_ROWS)


def _called(language: str) -> dict[str, str]:
    """Call the layers of findings by their titles."""
    titles = {
        "demand": words.LAYERS["demand"],
        "facilities": words.LAYERS["facilities"],
        "zones": words.LAYERS["zones"],
    }
    titles["standards"] = words.SHEETS["standard"]
    return {name: title.text(language) for name, title in titles.items()}


def provenance(study: Study, printed: Printed, language: str) -> dict[str, object]:
    """Say what a workbook rests on."""
    said = {name: text.text(language) for name, text in words.PROVENANCE.items()}
    facts: dict[str, object] = {
        said["standard"]: _standard(study, language),
        said["radius"]: _radius(study, language),
        said["travel"]: _travel(study, language),
        said["year"]: study.demand.year,
        said["cell"]: f"{study.cell_m:,.0f}",
        said["sketch"]: said["what_a_sketch_is"] if study.sketch else "",
        said["range"]: said["what_the_range_is"],
        said["spread"]: said["what_is_spread"] if study.demand.areas.any() else "",
        said["left_out"]: "; ".join(printed.too_long),
        **{column_label(name, language): text for name, text in study.credits.items()},
    }
    return {what: value for what, value in facts.items() if value}


def _standard(study: Study, language: str) -> str:
    standard = study.standard
    mark = "" if standard.verified else UNVERIFIED.text(language)
    return " ".join(part for part in (standard.source.text(language), standard.clause, mark) if part)


def _radius(study: Study, language: str) -> str:
    return words.CAPTION["radius"].filled(radius=study.way.radius_m).text(language)


def _travel(study: Study, language: str) -> str:
    told = words.TRAVELS[study.travel].text(language)
    if study.way.detour_factor > 1:
        told += words.CAPTION["detour"].filled(factor=study.way.detour_factor).text(language)
    return told


def cover(study: Study, tables: Mapping[str, pd.DataFrame], printed: Printed, language: str) -> Cover:
    """Say by which standard whom was asked for, and how it came out."""
    from hanting_geo.outputs.workbook.cover import Cover

    said = {name: text.text(language) for name, text in {**words.PROVENANCE, **words.COVER}.items()}
    facts = [
        (said["date"], today()),
        (said["standard"], _standard(study, language)),
        (said["radius"], _radius(study, language)),
        (said["travel"], _travel(study, language)),
        (said["year"], study.demand.year),
        (said["cell"], f"{study.cell_m:,.0f}"),
        (said["sketch"], said["what_a_sketch_is"] if study.sketch else ""),
        (column_label("crs", language), crs_in_words(study.demand.crs, language)),
    ]
    ranges = ["served_low", "served_high"] if study.sketch else ["served", "share"]
    result = tables["summary"][["state", "facilities", "demand", *ranges]]
    blocks = [(said["result"], result), (said["contents"], contents_table(printed, language))]
    name = study.standard.name
    heading = words.COVER["title"].filled(title=name) if study.standard.id else words.TITLE
    return Cover(
        COVER.text(language), heading.text(language), [(what, value) for what, value in facts if value], blocks
    )


def facts_of(study: Study) -> dict[str, Any]:
    """Give what JSON says before the tables."""
    return {
        "crs": study.demand.crs.to_string(),
        "radius_m": study.way.radius_m,
        "travel": study.travel,
        "detour_factor": study.way.detour_factor,
        "verified": study.standard.verified if study.standard.id else None,
        "sketch": study.sketch,
        "year": study.demand.year or None,
        "cell_m": study.cell_m,
        **study.credits,
    }


def summary_html(study: Study, summary: pd.DataFrame) -> str:
    """Show the summary as a table; every text is escaped."""
    from hanting_geo.outputs.style.rounding import rounded

    table = rounded(summary[[name for name in _SHOWN if not summary[name].isna().all()]]).astype(object)
    table = table.where(table.notna(), "")
    for column in ("state", "meets", "sketch"):
        if column in table.columns:
            table[column] = [value_label(column, value) or value for value in table[column]]
    table.columns = pd.Index([column_label(str(column)) for column in table.columns])
    note = f"{_standard(study, 'zh')} · {_standard(study, 'en')}"
    from html import escape

    return f"<p>{escape(note)}</p>{table.to_html(index=False, escape=True, border=0)}"
