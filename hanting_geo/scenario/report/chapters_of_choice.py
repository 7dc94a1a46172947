"""Chapters of the choice: comparison with weights and sensitivity, facilities and whom they serve, the conclusion."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pandas as pd

from hanting_geo.core.words.report import LABELS
from hanting_geo.core.words.suitability import SENTENCES as RANKING
from hanting_geo.core.words.suitability import UNITS
from hanting_geo.core.words.values import value_label
from hanting_geo.errors import SchemaError
from hanting_geo.scenario.report.story import one_language

if TYPE_CHECKING:
    from hanting_geo.outputs.report.document import Block, Chapter
    from hanting_geo.scenario.report.gathered import Outcome
    from hanting_geo.scenario.report.story import Story

__all__ = ["comparison", "conclusion", "facilities"]

_CLOSING = {"(score)": "score", "(rank)": "rank", "(grade)": "grade", "(standing)": "standing"}
_SCORE = 4
_LEAST_FOR_SCORES = 5
"""From so many sites on a table of values and scores is too wide for paper, and has the scores alone."""


def comparison(story: Story) -> Chapter:
    """方案比选: values and scores side by side, weights, what speaks for each, and how far weights decide."""
    blocks: list[Block] = []
    for outcome in story.run.of("suitability"):
        ranking = outcome.table("ranking")
        blocks += _first(story, outcome)
        blocks.append(
            story.grid(
                "ranking",
                ranking,
                ["rank", "id", "name", "score", "grade", "standing", "reason"],
                decimals={"score": _SCORE},
            )
        )
        if len(outcome.table("comparison")):
            blocks.append(_side_by_side(story, outcome))
        blocks.append(_weights(story, outcome))
        blocks += _assumed(story, outcome)
        statements = outcome.table("statements")
        if len(statements):
            blocks.append(story.grid("points", statements, ["id", "advantages", "drawbacks"]))
        blocks += _sensitivity(story, outcome)
    return story.chapter("comparison", blocks or [story.lack("comparison")])


def _titles(story: Story, outcome: Outcome) -> dict[str, str]:
    told = one_language(outcome.table("criteria"), story.language)
    return dict(zip(told["criterion"].astype(str), told["title"].astype(str), strict=True))


def _first(story: Story, outcome: Outcome) -> list[Block]:
    """Say who is first, and how steadily: a sentence that the result proves."""
    ranking = outcome.table("ranking")
    names = story.names(ranking)
    ranked = ranking[ranking["rank"].notna()]
    if not len(ranked):
        return [story.line(story.say("unranked"))]
    best = ranked[ranked["rank"] == 1]
    criteria = outcome.table("criteria")
    leaves = int(criteria["factor"].notna().sum()) if "factor" in criteria.columns else len(criteria)
    facts = {"criteria": leaves, "score": f"{best['score'].iloc[0]:.{_SCORE}f}", "count": len(ranked)}
    if len(best) == 1:
        lines = [story.say("first", site=names[str(best["id"].iloc[0])], **facts)]
    else:
        lines = [
            story.say("first_tied", sites=story.fact("comma").join(names[str(own)] for own in best["id"]), **facts)
        ]
    if outcome.result is not None and outcome.result.combine == "wlc":
        # Where nobody is ranked by a weighted sum, the table of who is excluded tells why.
        with suppress(SchemaError):
            lines.append(outcome.result.how_steady(language=story.language))
    return [story.line(line) for line in lines]


def _side_by_side(story: Story, outcome: Outcome) -> Block:
    from hanting_geo.outputs.report.cells import number_text

    table = outcome.table("comparison")
    ids = [str(own) for own in outcome.table("ranking")["id"]]
    told = one_language(table, story.language)
    rows = []
    for row in told.to_dict("records"):
        closing = _CLOSING.get(str(row["criterion"]))
        printed = {"title": row["title"], "weight": None if closing else row.get("weight")}
        printed["unit"] = "" if closing or row["unit"] is None else _unit(story, str(row["unit"]))
        for own in ids:
            printed[f"value:{own}"] = _worded(story, closing or "", row.get(own), share=row["unit"] == "share")
            if len(ids) < _LEAST_FOR_SCORES:
                printed[f"score:{own}"] = None if closing else row.get(f"{own} (score)")
        rows.append(printed)
    shown = pd.DataFrame(rows, dtype=object)
    headers = {f"value:{own}": LABELS["value_of"].filled(id=own).text(story.language) for own in ids}
    headers |= {f"score:{own}": LABELS["score_of"].filled(id=own).text(story.language) for own in ids}
    headers["title"] = _criterion(story)
    for name in shown.columns:
        if name == "weight" or str(name).startswith("score:"):
            shown[name] = ["" if pd.isna(value) else number_text(float(value), _SCORE) for value in shown[name]]
    return story.grid("comparison", shown, headers=headers)


def _criterion(story: Story) -> str:
    from hanting_geo.core.words.columns import column_label

    return column_label("criterion", story.language)


def _unit(story: Story, unit: str) -> str:
    return UNITS[unit].text(story.language) if unit in UNITS else unit


def _worded(story: Story, closing: str, value: object, *, share: bool) -> str:
    from hanting_geo.outputs.report.cells import number_text

    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if closing in {"grade", "standing"}:
        return value_label(closing, value, story.language) or str(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if closing == "rank":
            return number_text(value, 0)
        if closing == "score":
            return number_text(value, _SCORE)
        return f"{value:.2%}" if share else number_text(value, 2)
    return str(value)


def _weights(story: Story, outcome: Outcome) -> Block:
    criteria = outcome.table("criteria")

    def prepared(table: pd.DataFrame) -> pd.DataFrame:
        titles = _titles(story, outcome)
        changed = table.assign(
            parent=[titles.get(str(own), "") for own in table["parent"]] if "parent" in table.columns else "",
        )
        if "scores" in changed.columns:
            rest = RANKING["else"].text(story.language)
            changed["scores"] = [
                re.sub(r"\belse\b", rest, own) if isinstance(own, str) else own for own in changed["scores"]
            ]
        for name in ("weight_source", "basis"):
            if name in changed.columns:
                changed[name] = [value_label("basis", own, story.language) or own for own in changed[name]]
        return changed

    columns = ["title", "parent", "own_weight", "weight", "scores", "weight_source"]
    return story.grid(
        "weights",
        criteria,
        columns,
        headers={"title": _criterion(story)},
        decimals={"own_weight": _SCORE, "weight": _SCORE},
        prepared=prepared,
    )


def _assumed(story: Story, outcome: Outcome) -> list[Block]:
    told = one_language(outcome.table("criteria"), story.language)
    if "weight_source" not in told.columns:
        return []
    assumed = [
        str(title) for title, source in zip(told["title"], told["weight_source"], strict=True) if source == "assumption"
    ]
    if not assumed:
        return []
    return [story.line(story.say("weights_assumed", criteria=story.fact("comma").join(assumed)))]


def _sensitivity(story: Story, outcome: Outcome) -> list[Block]:
    blocks: list[Block] = []
    stability, swaps = outcome.table("stability"), outcome.table("swaps")
    if len(stability):
        columns = ["rank", "id", "p_first", "se_first", "p_first_exact", "p_top_3", "dominated_by"]
        blocks.append(story.grid("stability", stability, columns, decimals=dict.fromkeys(columns[2:6], _SCORE)))
    if len(swaps):
        titles = _titles(story, outcome)

        def prepared(table: pd.DataFrame) -> pd.DataFrame:
            return table.assign(criterion=[titles.get(str(own), own) for own in table["criterion"]])

        columns = ["measure", "distance", "criterion", "first", "rival"]
        blocks.append(story.grid("swaps", swaps, columns, decimals={"distance": _SCORE}, prepared=prepared))
    return blocks


def facilities(story: Story) -> Chapter:
    """服务设施与覆盖: whom facilities serve, by which standard, and which are chosen."""
    blocks: list[Block] = []
    for outcome in story.run.of("coverage"):
        if outcome.result is not None:
            blocks += [
                story.line(line) for line in outcome.result.explain(language=story.language).splitlines() if line
            ]
        summary = outcome.table("summary")
        columns = ["state", "facilities", "demand", "served", "served_low", "served_high"]
        columns += ["share", "share_low", "share_high", "meets", "year"]
        blocks.append(story.grid("coverage", summary, columns))
        if len(outcome.table("zones")):
            columns = ["zone_id", "name", "demand", "served", "served_low", "served_high"]
            columns += ["share", "share_low", "share_high", "facilities"]
            blocks.append(story.grid("coverage_zones", outcome.table("zones"), columns))
        loads = outcome.table("loads")
        loads = loads[loads["load"].notna()]  # a facility without a place serves nobody that is known
        if len(loads):
            blocks.append(story.grid("loads", loads, ["id", "name", "status", "load", "in_reach_low", "in_reach_high"]))
        blocks.append(
            story.grid(
                "standard",
                outcome.table("standard"),
                ["standard", "facility_name", "clause", "radius_m", "target_share"],
            )
        )
    for outcome in story.run.of("locate"):
        blocks.append(story.grid("located_summary", outcome.table("summary")))
        if outcome.result is not None:
            blocks += [story.line(line) for line in outcome.result.explain(language=story.language).splitlines()]
        columns = ["id", "name", "outcome", "phase", "served", "served_low", "served_high", "sketch", "capacity"]
        columns += ["used", "mean_m", "most_m"]
        blocks.append(story.grid("located", outcome.table("facilities"), columns))
    return story.chapter("facilities", blocks or [story.lack("facilities")])


def conclusion(story: Story) -> Chapter:
    """结论: verdicts and ranks by site, and nothing that was not computed."""
    blocks: list[Block] = []
    rows: dict[str, dict[str, object]] = {}
    for outcome in story.run.of("screen"):
        summary = outcome.table("summary")
        blocks.append(story.line(_counted(story, outcome)))
        for row in _few(story, summary, ["id", "name", "ha", "mu", "verdict", "remaining_ha"]):
            rows.setdefault(str(row["id"]), {}).update(row)
    for outcome in story.run.of("suitability"):
        blocks += _first(story, outcome)
        for row in _few(story, outcome.table("ranking"), ["id", "name", "rank", "score", "grade"]):
            rows.setdefault(str(row["id"]), {}).update({key: value for key, value in row.items() if value is not None})
    if not rows:
        return story.chapter("conclusion", [story.lack("conclusion"), story.ask("decision")])
    order = ["id", "name", "ha", "mu", "verdict", "remaining_ha", "rank", "score", "grade"]
    table = pd.DataFrame(list(rows.values()))
    table = table[[name for name in order if name in table.columns]]
    if "rank" in table.columns:
        table["rank"] = pd.array([None if pd.isna(own) else int(own) for own in table["rank"]], dtype="Int64")
    blocks.append(story.grid("conclusion", table, order, decimals={"score": _SCORE}))
    blocks.append(story.line(story.say("decide")))
    return story.chapter("conclusion", [*blocks, story.ask("decision")])


def _few(story: Story, table: pd.DataFrame, columns: list[str]) -> list[dict[str, object]]:
    """Give some columns of a table, rounded with the whole of it."""
    from hanting_geo.outputs.style.rounding import rounded

    told = one_language(rounded(table), story.language)
    kept = told[[name for name in columns if name in told.columns]].astype(object)
    return [{str(key): value for key, value in row.items()} for row in kept.to_dict("records")]


def _counted(story: Story, outcome: Outcome) -> str:
    summary, rules = outcome.table("summary"), outcome.table("rules")
    counts = summary["verdict"].value_counts()
    order = ["conflict", "no_data", "uncertain", "needs_consent", "clear"]
    said = [
        story.say(
            "verdict_count",
            verdict=value_label("verdict", verdict, story.language) or verdict,
            count=int(counts[verdict]),
        )
        for verdict in order
        if verdict in counts
    ]
    hard = int((rules["hardness"] == "hard").sum()) if "hardness" in rules.columns else 0
    return story.say("counts", hard=hard, count=len(summary), verdicts=story.fact("comma").join(said))
