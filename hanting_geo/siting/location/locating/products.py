"""What a location looks like as a map, a workbook, JSON and in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.stated import crs_in_words
from hanting_geo.core.today import today
from hanting_geo.core.words import locating as words
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.values import VALUES, value_label
from hanting_geo.core.words.workbook import COVER
from hanting_geo.siting.location.locating.sentences import said_of_all
from hanting_geo.siting.printed import Printed, contents_table, findings_in_words, in_one_language, sheets_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hanting_geo.core.text import Text
    from hanting_geo.outputs.workbook.cover import Cover
    from hanting_geo.siting.location.locating.study import Study

__all__ = ["cover", "facts_of", "map_style", "phases_of", "popups", "provenance", "sheets", "summary_html"]

_MOST_ROWS = 1_048_575
# Told apart by colour-blind readers, and in grey.
_STATES = {
    "unserved": "#b2182b",
    "gained": "#1b7837",
    "uncertain": "#8073ac",
    "served": "#8cc48c",
    "allocated": "#5b8db8",
    "no_demand": "#bbbbbb",
    "no_place": "#777777",
}
_EXISTING, _REQUIRED, _CHOSEN, _IDLE = "#0b4f5e", "#8c510a", "#d95f02", "#8a8a8a"
_MANY = 100
_SYMBOLS = {"existing": "triangle", "required": "square"}
_PHASES = ("#7f2704", "#d94801", "#f16913", "#fdae6b", "#fdd0a2")
_POPUPS = {
    "service_areas": ["id", "radius_m", "served", "served_low", "served_high", "sketch"],
    "zones": [
        *("id", "name_zh", "name_en", "demand", "before_served", "before_share", "before_share_low"),
        *("before_share_high", "served", "served_low", "served_high", "share", "share_low", "share_high"),
        *("opened", "sketch"),
    ],
    "demand": [
        "id",
        "name_zh",
        "name_en",
        "demand",
        "service",
        "facility_id",
        "distance_m",
        "before_nearest_id",
        "before_distance_m",
        "served_low",
        "served_high",
        "sketch",
        "cell_m",
    ],
    "allocation": ["id", "facility_id", "demand", "distance_m"],
    "candidates": ["id", "name_zh", "name_en", "outcome", "status", "cost", "capacity", "mu", "land_use", "owner"],
    "facilities": [
        *("id", "name_zh", "name_en", "outcome", "phase", "status", "served", "served_low", "served_high"),
        *("sketch", "capacity", "used", "used_low", "used_high", "mean_m", "most_m"),
        *("plane_m2", "mu", "land_use", "owner", "size", "cost", "place", "responsible"),
    ],
}
_NUMBERS = ("served", "share", "served_share", "before_served", "before_share", "gained", "used")
_SHOWN = [
    "opened",
    "existing",
    "objective",
    "proven_bound",
    "proven_gap",
    "solution",
    "demand",
    "served",
    "served_low",
    "served_high",
    "served_share",
    "share_low",
    "share_high",
    "before_share",
    "before_share_low",
    "before_share_high",
    "sketch",
    "mean_m",
    "most_m",
]


def stage_text(stage: str) -> Text:
    """Say when a facility is there."""
    if stage.startswith("phase "):
        return words.PHASE.filled(number=stage.removeprefix("phase "))
    return words.OUTCOMES[stage]


def _stage_colors(stages: list[str]) -> dict[str, str]:
    known = {"existing": _EXISTING, "required": _REQUIRED, "chosen": _CHOSEN, "candidate": _IDLE}
    phases = sorted((stage for stage in set(stages) if stage.startswith("phase ")), key=lambda one: int(one.split()[1]))
    known |= {stage: _PHASES[min(place, len(_PHASES) - 1)] for place, stage in enumerate(phases)}
    order = [*(name for name in ("existing", "required") if name in stages), *phases, "chosen"]
    return {name: known[name] for name in order if name in stages}


def phases_of(stages: pd.Series[Any]) -> pd.Series[Any]:
    """Give the number of the phase of each stage, missing for what is there."""
    return pd.to_numeric(stages.astype(str).str.extract(r"^phase (\d+)$")[0])


def map_style(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, dict[str, Any]]:
    """Choose how the layers look: facilities by when they are there, demand by what became of it."""

    def by_stage(name: str) -> dict[str, Any]:
        colors = _stage_colors(layers[name]["stage"].tolist()) if name in layers else {}
        return {
            "column": "stage",
            "colors": colors,
            "labels": {stage: stage_text(stage).both() for stage in colors},
            "symbols": {stage: _SYMBOLS.get(stage, "diamond") for stage in colors},
        }

    states = [name for name in _STATES if name in set(layers["demand"]["service"])]
    style: dict[str, dict[str, Any]] = {
        "service_areas": {**by_stage("service_areas"), "width": 0.8, "opacity": 0.12, "names": False},
        "zones": {"color": "#6b6b6b", "fill": None, "width": 1.5},
        "demand": {
            "column": "service",
            "colors": {name: _STATES[name] for name in states},
            "labels": {name: VALUES["service"][name].both() for name in states},
            "width": 0.8,
            "opacity": 0.45,
            "names": False,
            "fit": True,
        },
        "allocation": {"color": "#7a8794", "width": 0.7, "names": False},
        "candidates": {"color": _IDLE, "fill": "#e4e4e4", "width": 0.8, "names": False, "fit": True},
        "facilities": {**by_stage("facilities"), "above": True, "fit": True},
    }
    if "candidates" in layers and len(layers["candidates"]) > _MANY:
        # So many hide what was chosen among them.
        style["candidates"]["visible"] = False
    if "candidates" in layers and (layers["candidates"].geom_type != "Point").any():
        # Areas would lie over the demand.
        style["candidates"] |= {"fill": None, "visible": False}
    for name, one in style.items():
        one["title"] = words.LAYERS[name].both()
    return {name: one for name, one in style.items() if name in layers}


def popups(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, list[str]]:
    """Choose what a click tells."""
    return {name: [column for column in _POPUPS[name] if column in frame.columns] for name, frame in layers.items()}


def sheets(tables: Mapping[str, pd.DataFrame], language: str) -> Printed:
    """Give the tables of a workbook by sheet, in one language."""
    called = {name: text.text(language) for name, text in words.LAYERS.items()}
    shown = {}
    for name in words.SHEETS:
        table = tables[name]
        if name == "findings":
            table = findings_in_words(table, language, {})
        table = in_one_language(table, language, called)
        if "sketch" in table.columns:  # where ends stand in place of a number, its column is empty
            table = table.drop(columns=[column for column in _NUMBERS if _is_empty(table, column)])
        shown[name] = table
    return sheets_of(shown, words.SHEETS, language, _MOST_ROWS)


def _is_empty(table: pd.DataFrame, column: str) -> bool:
    return column in table.columns and bool(table[column].isna().all())


def provenance(study: Study, printed: Printed, language: str) -> dict[str, object]:
    """Say what a workbook rests on."""
    said = {name: text.text(language) for name, text in words.PROVENANCE.items()}
    facts: dict[str, object] = {
        said["model"]: words.MODELS[study.asked.problem.model].text(language),
        said["travel"]: study.asked.ways.said.text(language),
        said["radius"]: study.asked.problem.radius,
        said["left_out"]: "; ".join(printed.too_long),
        **{column_label(name, language): text for name, text in study.asked.credits.items()},
    }
    return {what: value for what, value in facts.items() if value}


def cover(study: Study, tables: Mapping[str, pd.DataFrame], printed: Printed, language: str) -> Cover:
    """Say what was asked, and how it came out."""
    from hanting_geo.outputs.workbook.cover import Cover

    said = {name: text.text(language) for name, text in {**words.PROVENANCE, **words.COVER}.items()}
    facts = [
        (said["date"], today()),
        (said["model"], words.MODELS[study.asked.problem.model].text(language)),
        (said["radius"], "" if study.asked.problem.radius is None else f"{study.asked.problem.radius:g}"),
        (said["travel"], study.asked.ways.said.text(language)),
        (said["result"], said_of_all(study).text(language)),
        (column_label("crs", language), crs_in_words(study.asked.crs, language)),
    ]
    kept = [name for name in _SHOWN if name in tables["summary"].columns]
    blocks = [(said["result"], tables["summary"][kept]), (said["contents"], contents_table(printed, language))]
    return Cover(COVER.text(language), said["title"], [(what, value) for what, value in facts if value], blocks)


def facts_of(study: Study) -> dict[str, Any]:
    """Give what JSON says before the tables."""
    answer, ids = study.answer, study.asked.places.ids
    return {
        "model": study.asked.problem.model,
        "crs": study.asked.crs.to_string(),
        "travel": study.asked.ways.said.en,
        "radius_m": study.asked.problem.radius,
        **({"sketch": True, "cell_m": study.asked.people.cell_m} if study.asked.sketch else {}),
        "p": study.asked.problem.p if not study.phases else study.phases[-1].p,
        "chosen": [str(ids.iloc[place]) for place in study.opened],
        "objective": answer.objective,
        "proven_bound": answer.bound,
        "proven_gap": answer.gap,
        "solution": answer.status,
        **study.asked.credits,
    }


def summary_html(study: Study, tables: Mapping[str, pd.DataFrame]) -> str:
    """Show what was found; every text is escaped."""
    from hanting_geo.outputs.style.rounding import rounded

    shown = ["id", "name_zh", "outcome", "phase", "served", "served_low", "served_high", "sketch", "capacity"]
    shown += ["mean_m", "most_m"]
    table = rounded(tables["facilities"][[name for name in shown if name in tables["facilities"].columns]]).head(10)
    table = table.astype(object).where(table.notna(), "")
    for name in ("outcome", "sketch"):
        if name in table.columns:
            table[name] = [value_label(name, value) or value for value in table[name]]
    table.columns = pd.Index([column_label(str(column)) for column in table.columns])
    said = said_of_all(study).both()
    texts = "".join(f"<p>{escape(text)}</p>" for text in dict.fromkeys(said.values()))
    return f"{texts}{table.to_html(index=False, escape=True, border=0)}"
