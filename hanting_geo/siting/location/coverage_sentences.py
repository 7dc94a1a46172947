"""What a coverage says of itself, of a demand, a zone and a facility, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.core.findings import records
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text
from hanting_geo.core.words.coverage import EXPLAINED, TRAVELS
from hanting_geo.core.words.values import VALUES
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.siting.location.study import Study

__all__ = ["explained", "said_of_all"]

_PREFIX = {"before": "", "after": "after_"}


def said_of_all(study: Study, summary: pd.DataFrame, language: str) -> str:
    """Say how much is served today and after the plan, by which standard, and how well that is known."""
    lines = []
    for row in records(summary[summary["state"] != "change"]):
        sentence = EXPLAINED["all"].filled(
            state=EXPLAINED[row["state"]],
            demand=row["demand"],
            served=_served(row, ""),
            facilities=row["facilities"],
            radius=study.way.radius_m,
            travel=TRAVELS[study.travel],
        )
        lines.append(sentence.text(language))
        if row["meets"] is not None and row["meets"] == row["meets"]:
            meets = VALUES["meets"][row["meets"]]
            lines.append(EXPLAINED["target"].filled(target=row["target_share"], meets=meets).text(language))
    standard = study.standard
    lines.append(
        EXPLAINED["standard"]
        .filled(
            standard=standard.source,
            clause=standard.clause,
            verified=Text() if standard.verified else EXPLAINED["unverified"],
        )
        .text(language)
    )
    if study.demand.year:
        kind, cell = ("of_year", {"cell": study.cell_m}) if study.cell_m else ("of_year_points", {})
        lines.append(EXPLAINED[kind].filled(year=study.demand.year, **cell).text(language))
    return "\n".join(lines)


def explained(study: Study, tables: dict[str, pd.DataFrame], name: object, language: str) -> str:
    """Say all that is known of an id: as a demand, a zone and a facility.

    Raises
    ------
    SchemaError
        Nothing is called so.
    """
    lines = [text.text(language) for text in _sentences(study, tables, str(name), language)]
    if not lines:
        there = [str(value) for value in [*study.facilities.ids[:3], *study.demand.ids[:3]]]
        message = Sentence(
            "coverage: no demand, zone or facility is called {name!r}; there are {listed} and others",
            name=name,
            listed=enumerated(there),
        )
        raise SchemaError(message)
    return "\n".join(lines)


def _sentences(study: Study, tables: dict[str, pd.DataFrame], name: str, language: str) -> list[Text]:
    found: list[Text] = []
    for state in study.states:
        prefix, when = _PREFIX[state.name], EXPLAINED[f"state_{state.name}"]
        for row in _rows(tables["demand"], "id", name):
            called = _called(row, "", language) or name
            service = VALUES["service"][row[f"{prefix}service"]]
            found.append(EXPLAINED["unit"].filled(name=called, demand=row["demand"], state=when, service=service))
            if row[f"{prefix}nearest_id"] is None:
                found.append(EXPLAINED["none_near"])
                continue
            near = _called(row, f"{prefix}nearest_", language) or row[f"{prefix}nearest_id"]
            found.append(EXPLAINED["nearest"].filled(nearest=near, distance=row[f"{prefix}distance_m"]))
        for row in _rows(tables["zones"], "zone_id", name):
            served = _served(row, prefix) if row["demand"] > 0 else EXPLAINED["nobody"]
            called = _called(row, "", language) or name
            found.append(EXPLAINED["zone"].filled(name=called, state=when, demand=row["demand"], served=served))
        for row in _rows(tables["loads"], "id", name):
            said = {
                "name": _called(row, "", language) or name,
                "status": VALUES["status"][row["status"]],
                "state": when,
            }
            load = row[f"{prefix}load"]
            serves = load == load  # noqa: PLR0124 - NaN is not equal to itself
            sketch = EXPLAINED["nearest_as_sketch"] if row[f"{prefix}sketch"] else Text()
            kind = "facility" if serves else "does_not_serve"
            found.append(EXPLAINED[kind].filled(**said, load=load, sketch=sketch))
    return found


def _rows(table: pd.DataFrame, column: str, name: str) -> list[dict[str, Any]]:
    return records(table[table[column].map(str) == name]) if column in table.columns else []


def _called(row: dict[str, Any], prefix: str, language: str) -> str:
    """Give the name in a language, else in the other."""
    other = "en" if language == "zh" else "zh"
    names = [row.get(f"{prefix}name_{each}") for each in (language, other)]
    return next((name for name in names if isinstance(name, str) and name), "")


def _served(row: dict[str, Any], prefix: str) -> Text:
    """Say how much is served: a figure, a figure with its bounds, or a range."""
    served, low, high = (row[f"{prefix}served{end}"] for end in ("", "_low", "_high"))
    shares = {"share_low": row[f"{prefix}share_low"], "share_high": row[f"{prefix}share_high"]}
    if np.isnan(served):
        return EXPLAINED["range"].filled(low=low, high=high, **shares)
    kind = "exact" if high - low <= 1e-9 * max(high, 1.0) else "share"
    return EXPLAINED[kind].filled(
        **{"served": served, "share": row[f"{prefix}share"]} | ({"low": low, "high": high} if kind == "share" else {})
    )
