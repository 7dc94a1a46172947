"""The tables of a coverage: plain frames, unrounded, whose rows close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.siting.location.by_zone import OUTSIDE, facilities_by_zone
from hanting_geo.siting.location.serving import WHOLE

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions
    from hanting_geo.siting.location.serving import Served
    from hanting_geo.siting.location.study import State, Study

__all__ = ["gap_table", "load_table", "service_of", "standard_table", "summary_table", "unit_table", "zone_table"]

_NAMES = ("name_zh", "name_en")
_PREFIX = {"before": "", "after": "after_"}
_LITTLE = 1e-9


def summary_table(study: Study) -> pd.DataFrame:
    """Give a row for today, and after the plan one more, and what the plan changes."""
    demand = study.demand
    rows: list[dict[str, Any]] = []
    for state in study.states:
        served = _people(demand.weights, state.served.share, state.served.low, state.served.high)
        row: dict[str, Any] = {"state": state.name, "facilities": int(state.serves.sum())}
        row |= {name: float(values) for name, values in _measures(demand.weights.sum(), *served).items()}
        row["meets"] = _meets(study, row)
        rows.append(row)
    if len(rows) > 1:
        before, after = rows[0], rows[1]
        numbers = [name for name in before if name not in {"state", "meets", "demand"}]
        rows.append({"state": "change", **{name: after[name] - before[name] for name in numbers}})
        for name in ("low", "high"):  # a difference of bounds is no bound of the difference
            rows[-1] |= {f"{what}_{name}": np.nan for what in ("served", "share", "unserved")}
    table = pd.DataFrame(rows)
    table["facilities"] = table["facilities"].astype("Int64")
    table["target_share"] = study.standard.target_share
    return table.assign(sketch=study.sketch, year=demand.year or None, cell_m=study.cell_m)


def _meets(study: Study, row: dict[str, Any]) -> str | None:
    """Compare with the share that the standard asks for: met for certain, not met for certain, or uncertain."""
    target = study.standard.target_share
    if np.isnan(target):
        return None
    if row["share_low"] >= target:
        return "met"
    return "not_met" if row["share_high"] < target else "uncertain"


def _people(weights: Floats, share: Floats, low: Floats, high: Floats) -> tuple[float, float, float]:
    """Sum up; what is too coarse for a share makes the sum missing."""
    there = weights > 0
    return float((weights * share)[there].sum()), float(weights @ low), float(weights @ high)


def _measures(demand: Any, served: Any, low: Any, high: Any) -> dict[str, Any]:
    """Name demand, what is served and what is not, as numbers and shares."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = [np.where(demand > 0, value / demand, np.nan) for value in (served, low, high)]
    return {
        "demand": demand,
        "served": served,
        "served_low": low,
        "served_high": high,
        "unserved": demand - served,
        "unserved_low": demand - high,
        "unserved_high": demand - low,
        "share": shares[0],
        "share_low": shares[1],
        "share_high": shares[2],
    }


def service_of(study: Study, served: Served) -> Any:
    """Say in a word how each demand is served."""
    share, low, high = served.share, served.low, served.high
    result = np.full(len(share), "uncertain", dtype=object)
    result[np.isfinite(share) & (high > low)] = "uncertain"
    result[study.demand.areas & np.isfinite(share) & (share > _LITTLE) & (share < WHOLE)] = "partly"
    result[low >= WHOLE] = "served"
    result[high <= _LITTLE] = "unserved"
    result[~study.demand.placed] = "no_place"
    return result


def unit_table(study: Study) -> pd.DataFrame:
    """Give a row for each demand, with how it is served and the nearest facility."""
    demand = study.demand
    columns: dict[str, Any] = {"id": demand.ids.reset_index(drop=True)}
    columns |= {name: demand.frame[name].reset_index(drop=True) for name in _NAMES if name in demand.frame.columns}
    if study.zones is not None:
        columns["zone_id"] = _labels(study.zones.ids, study.zones.home)
    columns["demand"] = demand.weights
    for state in study.states:
        prefix, served = _PREFIX[state.name], state.served
        columns[f"{prefix}service"] = pd.Series(service_of(study, served), dtype="str")
        people = [demand.weights * part for part in (served.share, served.low, served.high)]
        measures = _measures(demand.weights, *people)
        columns |= {f"{prefix}{name}": values for name, values in measures.items() if name != "demand"}
        columns[f"{prefix}distance_m"] = served.distance_m
        columns[f"{prefix}nearest_id"] = _labels(study.facilities.ids, served.nearest)
        for name, texts in study.facilities.names.items():
            columns[f"{prefix}nearest_{name}"] = _labels(texts, served.nearest)
    columns["sketch"] = study.coarse
    columns["year"] = _years(study)
    columns["cell_m"] = demand.cell_m
    return pd.DataFrame(columns)


def _years(study: Study) -> Any:
    frame, demand = study.demand.frame, study.demand
    if (frame.columns == "year").sum() == 1 and frame["year"].notna().any():
        return frame["year"].reset_index(drop=True)
    return [demand.year or None] * len(frame)


def _labels(names: pd.Series, places: Positions) -> pd.Series:
    return pd.Series([names.iloc[place] if place >= 0 else None for place in places.tolist()], dtype=object)


def gap_table(units: pd.DataFrame) -> pd.DataFrame:
    """List the demand that is not served for certain today, the most people first."""
    listed = units[(units["unserved_high"] > _LITTLE) & (units["demand"] > 0)]
    left = [name for name in listed.columns if name.removeprefix("after_").startswith(("served", "share"))]
    order = listed.assign(_most=listed["unserved"].fillna(listed["unserved_high"]))
    order = order.sort_values(["_most", "distance_m"], ascending=[False, False], kind="stable")
    return order.drop(columns=["_most", *left]).reset_index(drop=True)


def load_table(study: Study) -> pd.DataFrame:
    """Give a row for each facility: how much demand has it as its nearest, and how much lies within its radius.

    What the facilities have as their nearest sums to the demand that has a place.
    """
    facilities, demand = study.facilities, study.demand
    columns: dict[str, Any] = {"id": facilities.ids, **facilities.names, "status": facilities.status}
    for state in study.states:
        prefix, served = _PREFIX[state.name], state.served
        there = served.nearest >= 0
        load = np.bincount(served.nearest[there], demand.weights[there], len(facilities.ids))
        rough = study.coarse & there
        coarse = np.bincount(served.nearest[rough], demand.weights[rough], len(facilities.ids)) > 0
        unsure = served.reached_high > served.reached_low + _LITTLE
        in_reach = np.where(unsure & study.sketch, np.nan, served.reached)
        measures = {
            "load": load,
            "in_reach": in_reach,
            "in_reach_low": served.reached_low,
            "in_reach_high": served.reached_high,
        }
        columns |= {f"{prefix}{name}": np.where(state.serves, value, np.nan) for name, value in measures.items()}
        if np.isfinite(facilities.capacity).any():
            with np.errstate(divide="ignore", invalid="ignore"):
                used = np.where(facilities.capacity > 0, load / facilities.capacity, np.nan)
            columns[f"{prefix}used"] = np.where(state.serves, used, np.nan)
        columns[f"{prefix}sketch"] = coarse
    if np.isfinite(facilities.capacity).any():
        columns["capacity"] = facilities.capacity
    return pd.DataFrame(columns).assign(year=demand.year or None, cell_m=study.cell_m)


def zone_table(study: Study) -> pd.DataFrame:
    """Give a row for each zone and closing rows: demand, served, not served, today and after the plan."""
    zones, demand = study.zones, study.demand
    if zones is None:
        return pd.DataFrame()
    count = len(zones.ids)
    weights = demand.weights[zones.unit] * zones.part
    label = np.where(zones.zone == OUTSIDE, count, zones.zone)
    gone = ~demand.placed
    table: dict[str, Any] = {}
    names = ["(outside)", "(no geometry)", "(total)"]
    for state in study.states:
        rows = _zone_rows(study, state, label, weights)
        measures = _measures(*rows.T)
        prefix = _PREFIX[state.name]
        table |= {f"{prefix}{name}": value for name, value in measures.items() if name != "demand" or not prefix}
        counted = facilities_by_zone(zones, study.facilities, state.serves)
        table[f"{prefix}facilities"] = [*counted.tolist(), 0, int(counted.sum())]
    result = pd.DataFrame(table)
    result.insert(0, "zone_id", pd.Series([*zones.ids, *names], dtype=object))
    for place, name in enumerate((name for name in _NAMES if name in zones.frame.columns), start=1):
        result.insert(place, name, pd.Series([*zones.frame[name], None, None, None], dtype=object))
    rough = np.bincount(label[study.coarse[zones.unit]], minlength=count + 1) > 0
    result["sketch"] = [*rough.tolist(), bool(study.coarse[gone].any()), study.sketch]
    result["year"] = demand.year or None
    cells = np.zeros(count + 1)
    np.maximum.at(cells, label, demand.cell_m[zones.unit])
    result["cell_m"] = [*cells.tolist(), float(np.max(demand.cell_m[gone], initial=0.0)), study.cell_m]
    return _with_overlap(result, count) if zones.overlap else result


def _zone_rows(study: Study, state: State, label: Positions, weights: Floats) -> Floats:
    """Sum up demand, served, low and high by zone, outside, without a place, and in all."""
    zones, demand = study.zones, study.demand
    assert zones is not None  # noqa: S101 - for the type checker
    assert state.pieces is not None  # noqa: S101
    count, gone = len(zones.ids), ~demand.placed
    rows = np.zeros((count + 3, 4))
    for zone in range(count + 1):
        mine = label == zone
        rows[zone] = weights[mine].sum(), *_people(weights[mine], *(part[mine] for part in state.pieces))
    served = state.served
    parts = (served.share, served.low, served.high)
    rows[count + 1] = demand.weights[gone].sum(), *_people(demand.weights[gone], *(part[gone] for part in parts))
    rows[count + 2] = demand.weights.sum(), *_people(demand.weights, *parts)
    return rows


def _with_overlap(table: pd.DataFrame, count: int) -> pd.DataFrame:
    """Add the row that takes away what overlapping zones count more than once."""
    ends = ("share", "share_low", "share_high", "zone_id", "year", "cell_m", "sketch", *_NAMES)
    numbers = [name for name in table.columns if name.removeprefix("after_") not in ends]
    parts = table.iloc[[*range(count + 2)]]
    row: dict[str, Any] = {name: table[name].iloc[-1] - parts[name].sum(skipna=False) for name in numbers}
    last = table.iloc[-1]
    row |= {"zone_id": "(zone overlap)", "year": last["year"], "cell_m": last["cell_m"], "sketch": last["sketch"]}
    return pd.concat(
        [table.iloc[:count], pd.DataFrame([row], columns=table.columns), table.iloc[count:]], ignore_index=True
    )


def standard_table(study: Study) -> pd.DataFrame:
    """Give the standard, how it was measured, and whether it was verified."""
    standard = study.standard
    row: dict[str, Any] = {"standard_id": standard.id or None, "facility": standard.facility or None}
    for language in ("zh", "en"):
        row[f"facility_name_{language}"] = standard.name.text(language)
        row[f"standard_{language}"] = standard.source.text(language)
    row |= {"clause": standard.clause or None, "verified": standard.verified if standard.id else None}
    row |= {"radius_m": standard.radius_m, "metric": standard.metric or None, "travel": study.travel}
    row |= {"detour_factor": study.way.detour_factor, "target_share": standard.target_share}
    row |= {"weight": study.weight, "year": study.demand.year or None, "cell_m": study.cell_m, "sketch": study.sketch}
    row |= {"note_zh": standard.note.zh or None, "note_en": standard.note.en or None}
    return pd.DataFrame([row])
