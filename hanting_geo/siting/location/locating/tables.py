"""The tables of a location, from what was studied to frames; unrounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.words import locating as words
from hanting_geo.siting.location.locating.ranges import range_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.locating.study import Study
    from hanting_geo.siting.location.solving.problem import Answer

__all__ = [
    "allocation_table",
    "assumptions_table",
    "curve_table",
    "phase_table",
    "states_of",
    "summary_table",
    "uncovered_table",
    "weighted_mean",
    "zone_table",
]


def states_of(study: Study) -> list[str]:
    """Say of each demand what became of it."""
    people = study.asked.people
    served = study.facility >= 0
    before = _served_before(study)
    otherwise = "gained" if study.asked.covering else "allocated"
    result = np.where(served, np.where(before & study.asked.covering, "served", otherwise), "unserved")
    result = result.astype(object)
    if study.asked.sketch:
        coarse, now, then = study.asked.coarse, study.range, study.range_before
        result[coarse] = "uncertain"
        result[coarse & (now.low > 0)] = "gained"
        result[coarse & (then.low > 0)] = "served"
        result[coarse & (now.high == 0)] = "unserved"
    result[people.weights == 0] = "no_demand"
    result[shapely.is_missing(people.shapes)] = "no_place"
    return [str(state) for state in result]


def _served_before(study: Study) -> Flags:
    """Tell whom existing facilities serve, within the radius if there is one (capacities are not looked at)."""
    nearest, metres = study.asked.before
    radius = study.asked.problem.radius
    return (nearest >= 0) & (metres <= (np.inf if radius is None else radius))


def weighted_mean(values: Floats, weights: Floats) -> float:
    """Give the mean of what is finite; NaN of nothing."""
    known = np.isfinite(values) & (weights > 0)
    return float(np.average(values[known], weights=weights[known])) if known.any() else float("nan")


def allocation_table(study: Study) -> pd.DataFrame:
    """Give a row for each demand: its facility and how far, and the same of today."""
    people, names = study.asked.people, _names(study)
    before, metres = study.asked.before
    served = study.facility >= 0
    table = pd.DataFrame(
        {
            "id": people.ids.to_numpy(dtype=object),
            "demand": people.weights,
            "facility_id": names(study.facility),
            "distance_m": study.distance,
            "service": states_of(study),
            "before_nearest_id": names(before),
            "before_distance_m": np.where(np.isfinite(metres), metres, np.nan),
        }
    )
    if study.answer.shares is not None:
        table["served"] = np.nan
        table.loc[study.asked.rows, "served"] = (
            np.asarray(study.answer.shares.sum(axis=1)).ravel() * people.weights[study.asked.rows]
        )
    else:
        table["served"] = np.where(served, people.weights, 0.0)
    if study.asked.sketch:
        coarse, known = study.asked.coarse, study.range
        table.loc[coarse, "served"] = np.nan
        table["served_low"], table["served_high"] = known.low * people.weights, known.high * people.weights
        table["sketch"], table["cell_m"] = coarse, people.cells_m
    return table


def uncovered_table(study: Study) -> pd.DataFrame:
    """List the demand that is not served (of coarse demand: not for certain), the most first.

    Why, and how far the nearest facility and candidate are.
    """
    people, names = study.asked.people, _names(study)
    coarse = study.asked.coarse
    missed = study.facility < 0
    if study.asked.sketch:
        missed = np.where(coarse, study.range.low < 1, missed)
    rows = np.flatnonzero(missed & (people.weights > 0))
    nearest, metres = study.after
    candidate, further = study.asked.nearest_candidate
    radius = study.asked.problem.radius
    reach = np.inf if radius is None else radius
    reason = np.where(further <= reach, "not_chosen", "out_of_reach").astype(object)
    reason[metres <= reach] = "capacity"
    reason[shapely.is_missing(people.shapes)] = "no_place"
    if study.asked.sketch:
        # What no candidate touches is out of reach of all of them, wherever in its cell people live.
        every = np.flatnonzero(study.asked.places.new)
        touched = range_of(study.asked, every, study.facility, with_room=False).high > 0
        reason[coarse] = np.where(touched, "not_chosen", "out_of_reach")[coarse]
        reason[coarse & (study.range.high > 0)] = "coarse"
    table = pd.DataFrame(
        {
            "id": people.ids.to_numpy(dtype=object)[rows],
            "demand": people.weights[rows],
            "unserved_reason": reason[rows],
            "nearest_id": names(nearest)[rows],
            "distance_m": np.where(np.isfinite(metres), metres, np.nan)[rows],
            "candidate_id": names(candidate)[rows],
            "candidate_distance_m": np.where(np.isfinite(further), further, np.nan)[rows],
        }
    )
    if study.asked.sketch:
        for end, other in (("low", study.range.high), ("high", study.range.low)):
            table[f"unserved_{end}"] = (people.weights * (1 - other))[rows]
        table["sketch"], table["cell_m"] = coarse[rows], people.cells_m[rows]
    return table.sort_values("demand", ascending=False, kind="stable").reset_index(drop=True)


def summary_table(study: Study) -> pd.DataFrame:
    """Give one row: what was asked, what came out, and how far it is proved."""
    asked, answer, weights = study.asked, study.answer, study.asked.people.weights
    places = asked.places
    served, before = float(weights[study.facility >= 0].sum()), _served_before(study)
    total = float(weights.sum())
    reached = asked.before[1]
    row = {
        "model": asked.problem.model,
        "p": asked.problem.p,
        "radius_m": asked.problem.radius,
        "opened": len(study.opened),
        "required": int((study.is_open & places.required).sum()),
        "existing": int(places.existing.sum()),
        "places": int(places.candidate.sum()),
        "objective": answer.objective,
        "proven_bound": answer.bound,
        "proven_gap": answer.gap,
        "solution": answer.status,
        "demand": total,
        "served": served,
        "served_share": served / total,
        "before_served": float(weights[before].sum()),
        "before_share": float(weights[before].sum()) / total,
        "mean_m": weighted_mean(study.distance, weights),
        "most_m": float(np.nanmax(study.distance)) if (study.facility >= 0).any() else np.nan,
        "before_mean_m": weighted_mean(reached, weights),
        "cost": None if places.cost is None else float(places.cost[study.opened].sum()),
        "budget": asked.problem.budget,
        "separation_m": asked.separation_m,
        "sketch": None,
        "year": asked.people.year or None,
        "cell_m": asked.people.cell_m or None,
    }
    if asked.sketch:
        row |= dict.fromkeys(("served", "served_share", "before_served", "before_share"), np.nan)
        row["sketch"] = True
        ends = _ends("", study.range.total, total) | _ends("before_", study.range_before.total, total)
        first = [*row][: [*row].index("served")]
        row = {name: row[name] for name in first} | ends | row  # where the numbers stand that they take the place of
    table = pd.DataFrame([row])
    kept = [name for name in table.columns if table[name].notna().any() or name in ("p", "radius_m")]
    return table[kept].astype({"p": "Int64"})


def zone_table(study: Study) -> pd.DataFrame:
    """Give a row for each zone with who is served before and after, and closing rows; empty without zones."""
    columns = ["zone_id", "demand", "before_served", "before_share", "served", "share", "gained", "opened", "mean_m"]
    if study.asked.sketch:
        columns = ["zone_id", "demand", *_with_ends("before_served", "before_share", "served", "share", "gained")]
        columns += ["opened", "mean_m", "sketch"]
    zones = study.asked.zones
    if zones is None:
        return pd.DataFrame(columns=columns)
    people, weights = study.asked.people, study.asked.people.weights
    shapes = np.asarray(shapely.force_2d(np.asarray(zones.geometry.values, dtype=object)), dtype=object)
    home = _zone_of(study.asked.ways.demand, shapes)
    at = _zone_of(study.asked.ways.facilities, shapes)
    home[shapely.is_missing(people.shapes)] = len(zones) + 1
    served, before = study.facility >= 0, _served_before(study)
    rows: list[dict[str, Any]] = []
    labels: list[Any] = [*zones[study.asked.zone_id], "(outside)", "(no geometry)", "(total)"]
    for number, label in enumerate(labels):
        mine = home == number if label != "(total)" else np.ones(len(home), dtype=bool)
        here = at[study.opened] == number
        total, now, then = (float(weights[mine & flags].sum()) for flags in (mine, served, before))
        ranged = {}
        if study.asked.sketch:
            ranged = _zone_ends(study, mine, total)
        rows.append(
            {
                "zone_id": label,
                "demand": total,
                "before_served": then,
                "before_share": then / total if total else np.nan,
                "served": now,
                "share": now / total if total else np.nan,
                "gained": float(weights[mine & served & ~before].sum()),
                "opened": len(study.opened) if label == "(total)" else int(here.sum()),
                "mean_m": weighted_mean(np.where(mine, study.distance, np.nan), weights),
            }
            | ranged
        )
    table = pd.DataFrame(rows, columns=columns)
    for name in ("name_en", "name_zh"):
        if name in zones.columns:
            table.insert(1, name, [*zones[name], None, None, None])
    idle = table["zone_id"].isin(["(outside)", "(no geometry)"]) & (table["demand"] == 0) & (table["opened"] == 0)
    return table[~idle].reset_index(drop=True)


def _ends(prefix: str, people: tuple[float, float], demand: float) -> dict[str, float]:
    """Give the bounds of who is served, as numbers and shares."""
    low, high = people
    shares = (low / demand, high / demand) if demand else (np.nan, np.nan)
    return {
        f"{prefix}served_low": low,
        f"{prefix}served_high": high,
        f"{prefix}share_low": shares[0],
        f"{prefix}share_high": shares[1],
    }


def _served_columns(study: Study) -> list[str]:
    """Name the columns of who is served, in a sketch with bounds."""
    if not study.asked.sketch:
        return ["served", "share"]
    return [*_with_ends("served", "share"), "sketch"]


def _with_ends(*names: str) -> list[str]:
    return [f"{name}{end}" for name in names for end in ("", "_low", "_high")]


def _zone_ends(study: Study, mine: Flags, total: float) -> dict[str, Any]:
    """Give the bounds of a zone, and nothing but them where some of its demand is coarse."""
    weights, now, then = study.asked.people.weights[mine], study.range, study.range_before
    low, high, low_then, high_then = (part[mine] for part in (now.low, now.high, then.low, then.high))
    sums = study.range.total if mine.all() else (float(weights @ low), float(weights @ high))
    sums_then = (float(weights @ low_then), float(weights @ high_then))
    rough = bool(study.asked.coarse[mine].any())
    result: dict[str, Any] = {}
    if rough or not total:
        result = dict.fromkeys(("served", "share", "before_served", "before_share", "gained"), np.nan)
    result |= _ends("before_", sums_then, total) | _ends("", sums, total)
    result["gained_low"] = float(weights @ np.maximum(low - high_then, 0.0))
    result["gained_high"] = float(weights @ np.maximum(high - low_then, 0.0))
    return result | {"sketch": rough}


def _zone_of(points: np.ndarray, zones: np.ndarray) -> Positions:
    """Give the first zone that each shape meets; their number for none."""
    result = np.full(len(points), len(zones), dtype=np.intp)
    middle = np.array(points, dtype=object)
    odd = (shapely.get_type_id(middle) != shapely.GeometryType.POINT) & ~shapely.is_missing(middle)
    middle[odd] = shapely.point_on_surface(middle[odd])
    at, zone = shapely.STRtree(zones).query(middle, predicate="intersects")
    order = np.lexsort((zone, at))[::-1]
    result[at[order]] = zone[order]
    return result


def phase_table(study: Study) -> pd.DataFrame:
    """Give a row for each phase: how many, the objective, what it would be without nesting, and what is opened."""
    ids = study.asked.places.ids
    rows, before = [], np.zeros(0, dtype=np.intp)
    for number, phase in enumerate(study.phases, start=1):
        fresh = np.setdiff1d(phase.answer.chosen, before)
        fresh = fresh[study.asked.places.new[fresh]]
        rows.append(
            {
                "phase": number,
                "p": phase.p,
                **_figures(study, phase.answer),
                "alone_objective": phase.alone.objective,
                "opened_ids": "; ".join(str(ids.iloc[place]) for place in fresh),
            }
        )
        before = phase.answer.chosen
    columns = ["phase", "p", "objective", "proven_bound", "proven_gap", "solution", *_served_columns(study), "mean_m"]
    return pd.DataFrame(rows, columns=[*columns, "alone_objective", "opened_ids"])


def curve_table(study: Study, points: tuple[tuple[int, Answer], ...]) -> pd.DataFrame:
    """Give a row for each number of facilities: the objective, what one more brings, and what is opened."""
    ids = study.asked.places.ids
    rows = []
    for number, answer in points:
        fresh = answer.chosen[study.asked.places.new[answer.chosen]]
        names = "; ".join(str(ids.iloc[place]) for place in fresh)
        rows.append({"p": number, **_figures(study, answer), "opened_ids": names})
    columns = ["p", "objective", "proven_bound", "proven_gap", "solution", *_served_columns(study), "mean_m"]
    columns.append("opened_ids")
    table = pd.DataFrame(rows, columns=columns)
    table.insert(2, "change", table["objective"].diff() / table["p"].diff())
    return table


def _figures(study: Study, answer: Answer) -> dict[str, Any]:
    """Say what an answer comes to."""
    weights = study.asked.people.weights
    mine = weights[study.asked.rows]
    reached = answer.allocation >= 0
    served = float(mine[reached].sum())
    metres = np.full(len(mine), np.nan)
    rows = np.flatnonzero(reached)
    metres[rows] = np.asarray(study.asked.problem.costs[rows, answer.allocation[rows]]).ravel()
    ends: dict[str, Any] = {}
    if study.asked.sketch:
        ends = _ends("", study.range_of(answer).total, float(weights.sum())) | {"sketch": True}
        served = np.nan
    return ends | {
        "objective": answer.objective,
        "proven_bound": answer.bound,
        "proven_gap": answer.gap,
        "solution": answer.status,
        "served": served,
        "share": served / float(weights.sum()),
        "mean_m": weighted_mean(metres, mine),
    }


def assumptions_table(study: Study) -> pd.DataFrame:
    """List what an answer rests on besides its data, in both languages."""
    asked, said = study.asked, words.ASSUMPTIONS
    texts = [said["p"]]
    if asked.places.existing.any():
        texts.append(said["existing"].filled(count=int(asked.places.existing.sum())))
    texts.append(said["travel"].filled(travel=asked.ways.said))
    kinds = shapely.get_type_id(np.concatenate([asked.people.shapes, asked.places.shapes]))
    if (kinds > 0).any():
        texts.append(said["points"])
    if asked.quotas is not None:
        texts.append(said["quota"])
    if asked.separation_m is not None:
        texts.append(said["separation"].filled(metres=f"{asked.separation_m:g}"))
    if asked.problem.budget is not None:
        texts.append(said["budget"])
    if asked.problem.capacity is not None:
        texts.append(said["whole"])
    if study.phases:
        texts.append(said["phases"])
    if asked.people.year:
        texts.append(said["year"].filled(year=asked.people.year))
    if asked.sketch:
        texts.append(said["sketch"].filled(cell=f"{asked.people.cell_m:,.0f}"))
    return pd.DataFrame({f"sentence_{language}": [text.text(language) for text in texts] for language in ("zh", "en")})


def _names(study: Study) -> Any:
    """Give ids of facilities by their places, None for -1."""
    ids = np.array([*study.asked.places.ids, None], dtype=object)
    return lambda places: ids[places]
