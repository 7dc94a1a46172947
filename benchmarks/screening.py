"""Screening of 100,000 sites against 30 rules over 200,000 polygons, beside the same work in plain geopandas.

The plain side answers what is drawn: whether a site breaks a rule, and with what area; it knows no accuracies. Every
round runs both in turn in one process, on geometries that nobody has looked at before; figures are medians of the
rounds. Then the two are compared, the peak memory is taken of a process that only screens, and land is excluded.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import os
import pstats
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import main_job
import numpy as np
import pandas as pd
import screening_data as data
import shapely

from hanting_geo.siting.candidates import grid
from hanting_geo.siting.exclusion.exclude import exclude
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hanting_geo.siting.rules.model import Rule, RuleSet

    Layers = dict[str, gpd.GeoDataFrame]
    Figures = dict[str, Any]

TARGET_SITES, MOST_SECONDS, MOST_MIB = 100_000, 60.0, 2048.0
SAME_M2 = 1e-6
"""Less than this is nothing, and areas that differ by less are one."""
CHECKED = 20_000
"""Sites that are also screened with all accuracies 0, so that every verdict must be as drawn."""
_OPEN = ("conflict", "uncertain")


class Drawn(NamedTuple):
    """What a rule says of the sites as drawn, a value for each."""

    broken: data.Flags
    m2: data.Floats
    """Area that breaks the rule; NaN where there is none, or the relation has none."""


# The plain side: what a planner who knows geopandas well writes, without accuracies, names or reasons.


def plain(sites: gpd.GeoDataFrame, rules: RuleSet, layers: Layers) -> dict[str, Drawn]:
    """Screen with geopandas alone."""
    return {rule.id: _plain_rule(rule, sites, layers) for rule in rules}


def _plain_rule(rule: Rule, sites: gpd.GeoDataFrame, layers: Layers) -> Drawn:
    if rule.layer is None:
        return Drawn(_alone(rule, sites), np.full(len(sites), np.nan))
    part, features = sites[["geometry"]], _chosen(layers[rule.layer], rule.filter)
    if rule.where_layer is not None:
        part = _pieces(part, _chosen(layers[rule.where_layer], rule.where_filter))
    broken: pd.Index[Any]
    areas = pd.Series(dtype=float)
    if rule.relation in {Relation.OUTSIDE, Relation.OVERLAP_AT_MOST}:
        areas = _pieces(part, features).area
        most = sites.area.loc[areas.index] * (rule.share or 0.0)
        broken = areas.index[areas > most + SAME_M2]
    elif rule.relation is Relation.BEYOND_DISTANCE:
        near = _pairs(part, features, predicate="dwithin", distance=rule.distance_m)
        broken = near.index.unique()
        around = features.loc[near.unique()]
        areas = _pieces(part.loc[broken], around.set_geometry(around.buffer(rule.distance_m or 0.0))).area
    elif rule.relation is Relation.INSIDE:
        held = part.index.isin(_pairs(part, features, predicate="covered_by").index)
        rest = gpd.overlay(
            part[~held].reset_index(names="row"), features, how="difference", keep_geom_type=False, make_valid=False
        )
        areas = rest.set_index("row").area
        broken = areas.index[areas > SAME_M2]
    else:
        # Equally near features make several rows of one site.
        found = gpd.sjoin_nearest(part, features, distance_col="far")["far"]
        broken = found.index[found > rule.distance_m].unique()
        if rule.relation is Relation.WITHIN_DISTANCE:
            areas = part.loc[broken].area
    return Drawn(sites.index.isin(broken), areas.reindex(sites.index).to_numpy(dtype="float64"))


def _alone(rule: Rule, sites: gpd.GeoDataFrame) -> data.Flags:
    """Answer a rule that speaks of no layer."""
    if rule.area_m2 is not None:
        return (sites.area < rule.area_m2).to_numpy(dtype=bool)
    if rule.width_m is not None:
        return sites.buffer(-rule.width_m / 2).is_empty.to_numpy(dtype=bool)
    assert isinstance(rule.value, tuple)  # noqa: S101 - the only such rule has a list
    return ~sites[str(rule.column)].isin(rule.value).to_numpy(dtype=bool)


def _chosen(layer: gpd.GeoDataFrame, where: Mapping[str, Any]) -> gpd.GeoDataFrame:
    for column, value in where.items():
        layer = layer[layer[column].isin(value if isinstance(value, tuple) else [value])]
    return layer[["geometry"]]


def _pairs(part: gpd.GeoDataFrame, features: gpd.GeoDataFrame, **how: Any) -> pd.Series[Any]:
    """Join on geometry alone: the label of the feature, by the label of the site."""
    joined: pd.Series[Any] = part.sjoin(features, **how)["index_right"]
    return joined


def _pieces(part: gpd.GeoDataFrame, features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Intersect each site with the features that it meets, and unite what belongs to one site."""
    pairs = _pairs(part, features, predicate="intersects")
    mine, theirs = part.loc[pairs.index], features.loc[pairs.to_numpy()]
    pieces = mine.set_geometry(mine.geometry.intersection(theirs.geometry.set_axis(mine.index), align=False))
    pieces = pieces[pieces.area > 0]
    many = pieces.index.duplicated(keep=False)
    if not many.any():
        return pieces
    together = pieces[many].reset_index(names="row").dissolve("row")
    return gpd.GeoDataFrame(pd.concat([pieces[~many], together[["geometry"]]]), crs=part.crs)


class Ours(NamedTuple):
    """What a screening came to: its two tables that are compared, and how long each part took."""

    verdicts: pd.DataFrame
    summary: pd.DataFrame
    seconds: dict[str, float]


def ours(sites: gpd.GeoDataFrame, rules: RuleSet, layers: Layers) -> Ours:
    """Screen, with everything that the result offers: its tables, and its layers for a map."""
    start = time.perf_counter()
    result = screen(sites, rules, layers)
    screened = time.perf_counter()
    tables = result.tables()
    tabled = time.perf_counter()
    result.layers()
    end = time.perf_counter()
    seconds = {"screen": screened - start, "tables": tabled - screened, "layers": end - tabled}
    return Ours(tables["verdicts"], tables["summary"], seconds)


def fresh(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Copy geometries, so that no index, box or prepared shape of an earlier run is left."""
    return frame.set_geometry(
        gpd.GeoSeries(shapely.from_wkb(shapely.to_wkb(frame.geometry)), frame.index, crs=frame.crs)
    )


def timed(function: Callable[..., Any], sites: gpd.GeoDataFrame, layers: Layers) -> tuple[Any, float, float]:
    """Run one side: its result, wall seconds, and seconds of processor."""
    given = fresh(sites), data.rules(), {name: fresh(layer) for name, layer in layers.items()}
    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    result = function(*given)
    return result, time.perf_counter() - wall, time.process_time() - processor


def compare(sites: gpd.GeoDataFrame, drawn: Mapping[str, Drawn], verdicts: pd.DataFrame, *, exact: bool) -> Figures:
    """Compare site by site and rule by rule.

    A conflict is broken as drawn; what is broken as drawn is a conflict or uncertain, and with ``exact``, which is of
    sites and layers whose accuracies are all 0, a conflict. Areas are those of all rules that measure one.
    """
    row_of = pd.Series(np.arange(len(sites)), index=sites["id"])
    wrong, areas, most = 0, 0, 0.0
    for rule, told in verdicts.groupby("rule"):
        word = np.full(len(sites), "", dtype=object)
        rows = row_of.loc[told["site"]].to_numpy()
        word[rows] = told["verdict"]
        broken, m2 = drawn[str(rule)]
        wrong += int(((word == "conflict") & ~broken).sum())
        wrong += int((broken & ~np.isin(word, _OPEN[:1] if exact else _OPEN)).sum())
        wrong += int((exact & (word == "uncertain")).sum())
        theirs = np.full(len(sites), np.nan)
        theirs[rows] = told["area_m2"]
        wrong += int((np.isnan(theirs) & (m2 > SAME_M2)).sum())
        both = np.isfinite(m2) & np.isfinite(theirs)
        areas += int(both.sum())
        most = max(most, float(np.abs(m2 - theirs)[both].max(initial=0.0)))
    missing = [rule for rule, answer in drawn.items() if answer.broken.any() and not (verdicts["rule"] == rule).any()]
    return {
        "verdicts": len(sites) * len(drawn),
        "wrong": wrong + sum(int(drawn[rule].broken.sum()) for rule in missing),
        "areas": areas,
        "largest_difference_m2": most,
    }


def without_accuracy(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take every place as exact."""
    return frame.assign(accuracy_m=0.0)


def check(sites: gpd.GeoDataFrame, layers: Layers, drawn: Mapping[str, Drawn], last: Ours) -> Figures:
    """Compare the two sides, with the accuracies and, for some of the sites, without."""
    some = np.unique(np.linspace(0, len(sites) - 1, min(CHECKED, len(sites))).round().astype(int))
    exact = {name: without_accuracy(layer) for name, layer in layers.items()}
    chosen = without_accuracy(sites.iloc[some]).reset_index(drop=True)
    again, _, _ = timed(ours, chosen, exact)
    part = {rule: Drawn(answer.broken[some], answer.m2[some]) for rule, answer in drawn.items()}
    return {
        "as_given": compare(sites, drawn, last.verdicts, exact=False),
        "without_accuracies": compare(chosen, part, again.verdicts, exact=True),
    }


def run(count: int, rounds: int) -> Figures:
    """Time both sides in turn, and compare them."""
    sites, layers = data.sites(count), data.layers()
    walls: dict[str, list[float]] = {"ours": [], "plain": []}
    cores: dict[str, list[float]] = {"ours": [], "plain": []}
    parts: list[dict[str, float]] = []
    for number in range(rounds):
        last, wall, processor = timed(ours, sites, layers)
        walls["ours"].append(wall)
        cores["ours"].append(processor)
        parts.append(last.seconds)
        drawn, wall, processor = timed(plain, sites, layers)
        walls["plain"].append(wall)
        cores["plain"].append(processor)
        brief = ", ".join(f"{side} {walls[side][-1]:.1f} s ({cores[side][-1]:.1f} s of processor)" for side in walls)
        print(f"round {number + 1}: {brief}", file=sys.stderr)
    hit = np.logical_or.reduce([answer.broken for answer in drawn.values()])
    return {
        "hit": float(hit.mean()),
        "rows": len(last.verdicts),
        "words": last.summary["verdict"].value_counts().to_dict(),
        "walls": walls,
        "processor": cores,
        "parts": {part: statistics.median(one[part] for one in parts) for part in parts[0]},
        "check": check(sites, layers, drawn, last),
    }


def alone(what: str, count: int) -> None:
    """Do one thing: the process whose memory is measured."""
    sites, layers = data.sites(count), data.layers()
    if what != "data":
        {"ours": ours, "plain": plain}[what](sites, data.rules(), layers)


def memory(count: int) -> dict[str, float]:
    """Give the peak of fresh processes, in MiB: one that only makes the data, and one of each side."""
    command = [sys.executable, str(Path(__file__)), "--sites", str(count), "--alone"]
    return {what: main_job.measure([*command, what])[1] for what in ("data", "ours", "plain")}


def exclusion(cells: int) -> Figures:
    """Time exclude on a grid of about so many cells, with the hard rules."""
    west, south, east, north = data.WEST, data.SOUTH, data.EAST, data.NORTH
    candidates = grid(data.extent(), cell_m=((east - west) * (north - south) / cells) ** 0.5)
    layers = data.layers()
    start = time.perf_counter()
    result = exclude(candidates, data.rules(), layers)
    cut = time.perf_counter()
    result.tables()
    tabled = time.perf_counter()
    result.layers()
    end = time.perf_counter()
    seconds = {"exclude": cut - start, "tables": tabled - cut, "layers": end - tabled}
    left = float(result.eligible.area.sum() / candidates.area.sum())
    return {"cells": len(candidates), "parts": seconds, "pieces": len(result.land.pieces), "eligible": left}


def profile(count: int) -> None:
    """Say where one screening spends seconds of processor, those of threads under who waits for them."""
    sites, layers = data.sites(count), data.layers()
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(ours, sites, data.rules(), layers)
    stats = pstats.Stats(profiler)
    stats.sort_stats("tottime").print_stats(25)
    stats.sort_stats("cumtime").print_stats("hanting_geo", 60)
    stats.print_callers(r"shifts.py.*\(threaded\)|\(union_all\)|\(buffer\)|\(query_nearest\)")


def show(count: int, figures: Figures) -> bool:
    """Print what was found; tell whether every target is met."""
    wall = {side: statistics.median(times) for side, times in figures["walls"].items()}
    processor = {side: statistics.median(times) for side, times in figures["processor"].items()}
    peak = figures["memory"]
    print(
        f"\n{count:,} sites x 30 rules, 200,000 polygons in 12 layers; {figures['hit']:.1%} of the sites break a rule"
    )
    print(f"{os.cpu_count()} cores; {figures['rows']:,} rows of verdicts; sites: {figures['words']}\n")
    print("| | wall | processor | peak memory |\n| --- | ---: | ---: | ---: |")
    for side, label in (("ours", "hanting_geo"), ("plain", "plain geopandas, as drawn")):
        print(f"| {label} | {wall[side]:.1f} s | {processor[side]:.1f} s | {peak[side]:,.0f} MiB |")
    print(f"| the data alone | | | {peak['data']:,.0f} MiB |\n")
    print("of which " + ", ".join(f"{part} {seconds:.1f} s" for part, seconds in figures["parts"].items()))
    print(f"ratio hanting_geo / plain: {wall['ours'] / wall['plain']:.2f}")
    right = True
    for name, found in figures["check"].items():
        right &= not found["wrong"] and found["largest_difference_m2"] <= SAME_M2
        print(
            f"{name.replace('_', ' ')}: {found['verdicts']:,} verdicts compared, {found['wrong']:,} disagree; "
            f"{found['areas']:,} areas, largest difference {found['largest_difference_m2']:.1e} m2"
        )
    if "exclusion" in figures:
        land = figures["exclusion"]
        took = ", ".join(f"{part} {seconds:.1f} s" for part, seconds in land["parts"].items())
        print(f"exclude, {land['cells']:,} cells: {took}; {land['pieces']:,} pieces, {land['eligible']:.1%} eligible")
    met = {"both sides agree": right}
    if count == TARGET_SITES:
        met[f"under {MOST_SECONDS:.0f} s: {wall['ours']:.1f} s"] = wall["ours"] < MOST_SECONDS
        met[f"under {MOST_MIB:,.0f} MiB: {peak['ours']:,.0f} MiB"] = peak["ours"] < MOST_MIB
    for text, good in met.items():
        print(f"{'met   ' if good else 'MISSED'} {text}")
    return all(met.values())


def main() -> int:
    """Run, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=TARGET_SITES, help="at most 100,000 (default), which has targets")
    parser.add_argument("--rounds", type=int, default=3, help="median of so many (default: 3)")
    parser.add_argument("--cells", type=int, default=100_000, help="of the grid for exclude; 0 leaves it out")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--profile", action="store_true", help="only say where the time of one screening goes")
    parser.add_argument("--alone", choices=("data", "ours", "plain"), help="only do this, once, and print nothing")
    arguments = parser.parse_args()
    if arguments.alone:
        alone(arguments.alone, arguments.sites)
        return 0
    if arguments.profile:
        profile(arguments.sites)
        return 0
    # First, while this process is small: the kernel counts the peak of who starts a process as its own.
    figures = {"memory": memory(arguments.sites)} | run(arguments.sites, arguments.rounds)
    if arguments.cells:
        figures["exclusion"] = exclusion(arguments.cells)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0 if show(arguments.sites, figures) else 1


if __name__ == "__main__":
    sys.exit(main())
