"""Chapters that a screening fills: land, alternatives, land use, setbacks, neighbours, control lines, rules."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hanting_geo.core.findings import facts_of
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.report import CHAPTERS
from hanting_geo.core.words.roles import LINES, ROLES
from hanting_geo.core.words.values import value_label
from hanting_geo.scenario.report import pictures
from hanting_geo.scenario.report.ledger import land_sentences
from hanting_geo.scenario.report.story import one_language, rule_frames, said_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from hanting_geo.outputs.report.document import Block, Chapter
    from hanting_geo.scenario.report.gathered import Outcome
    from hanting_geo.scenario.report.story import Story

__all__ = [
    "alternatives",
    "control_lines",
    "eligible",
    "land",
    "land_use",
    "location",
    "neighbours",
    "rules",
    "setbacks",
    "sources_said",
]

_AREAS = ("id", "name", "ha", "mu")
_LEAST_ALTERNATIVES = 2


def land(story: Story) -> Chapter:
    """用地规模: how large the sites are, and what rules leave of them."""
    blocks: list[Block] = []
    for outcome in story.run.of("screen"):
        summary = outcome.table("summary")
        blocks += [story.line(said) for said in ledger_of(story, outcome).values()]
        columns = [*_AREAS, "plane_m2", "remaining_ha", "remaining_mu"]
        blocks.append(story.grid("land", summary, columns, note=_said_of_sites(story, outcome)))
    if not blocks:
        for outcome in story.run.of("exclude"):
            blocks.append(
                story.grid("land", outcome.table("candidates"), ["candidate", "name", "ha", "mu", "plane_m2"])
            )
    return story.chapter("land", blocks or [story.lack("land")])


def ledger_of(story: Story, outcome: Outcome) -> dict[str, str]:
    """Say what land each site is, where there are parcels."""
    parcels = outcome.table("land_use")
    return land_sentences(story, parcels, outcome.table("summary")) if len(parcels) else {}


def sources_said(story: Story, outcome: Outcome, layers: Iterable[str]) -> str:
    """Name the sources of some layers of the rules, with their dates."""
    frames = rule_frames(outcome.result)
    told = []
    for layer in dict.fromkeys(layers):
        if layer in frames:
            own = said_of(frames[layer], story.language)
            told.append(
                story.fact(
                    "one_source",
                    title=story.titles.get(layer, layer),
                    source=own["source"] or story.fact("not_stated"),
                    date=own["source_date"] or story.fact("no_date"),
                )
            )
    return story.fact("of_source", sources=story.fact("between").join(told)) if told else ""


def _said_of_sites(story: Story, outcome: Outcome) -> str:
    frame = outcome.layers.get("sites")
    if frame is None:
        return ""
    own = said_of(frame, story.language)
    if not own["source"] and not own["source_date"]:
        return ""
    said = story.fact(
        "one_source",
        title=str(facts_of(frame).get(f"title_{story.language}") or story.text(CHAPTERS["alternatives"])),
        source=own["source"] or story.fact("not_stated"),
        date=own["source_date"] or story.fact("no_date"),
    )
    return story.fact("of_source", sources=said)


def location(story: Story) -> Chapter:
    """区位: a map, and how far the roads are."""
    blocks: list[Block] = [pictures.location(story)]
    for outcome in story.run.of("screen"):
        summary = outcome.table("summary")
        names = story.names(summary)
        if "road_distance_m" in summary.columns:
            for row in summary.to_dict("records"):
                if row["road_distance_m"] == row["road_distance_m"] and isinstance(row["road"], str):
                    road = story.named(row["road"])
                    said = story.say(
                        "near_road" if road else "near_a_road",
                        site=names[str(row["id"])],
                        road=road,
                        metres=f"{row['road_distance_m']:,.2f}",
                    )
                    blocks.append(story.line(said))
    return story.chapter("location", blocks)


def alternatives(story: Story) -> Chapter:
    """备选方案: which there are, where, and how each stands."""
    blocks: list[Block] = []
    count = 0
    for outcome in story.run.of("screen"):
        summary = outcome.table("summary")
        count = max(count, len(summary))
        columns = [*_AREAS, "verdict", "hard_conflicts", "soft_conflicts", "needs_consent", "uncertain", "no_data"]
        blocks.append(story.grid("alternatives_table", summary, columns))
    if not blocks:
        for outcome in story.run.of("suitability"):
            ranking = outcome.table("ranking")
            count = max(count, len(ranking))
            blocks.append(story.grid("alternatives_table", ranking, ["id", "name", "standing"]))
    if not blocks:
        return story.chapter("alternatives", [story.lack("alternatives")])
    picture = pictures.alternatives(story)
    blocks += [picture] if picture is not None else []
    if count < _LEAST_ALTERNATIVES:
        blocks.append(story.lack("single", count=count))
    return story.chapter("alternatives", blocks)


def land_use(story: Story) -> Chapter:
    """土地利用现状: by ownership and class, and the sentence that every file repeats."""
    blocks: list[Block] = []
    for outcome in story.run.of("screen"):
        table = outcome.table("land_use")
        if not len(table):
            continue
        layer = getattr(getattr(outcome.result, "wanted", None), "land_use", None)
        of = [layer] if layer else [name for name in rule_frames(outcome.result) if "land_use" in name]
        blocks.append(story.grid("land_use_table", table, note=sources_said(story, outcome, of)))
        picture = pictures.land_use(story, outcome)
        blocks += [picture] if picture is not None else []
    return story.chapter("land_use", blocks or [story.lack("land_use")])


def setbacks(story: Story) -> Chapter:
    """敏感条件与退让距离: each rule that is broken, in doubt or needs consent, with its clause."""
    blocks: list[Block] = []
    for outcome in story.run.of("screen"):
        verdicts = outcome.table("verdicts")
        if len(verdicts):
            columns = ["site", "title", "verdict", "area_m2", "area_mu", "distance_m", "hit", "basis"]
            rules_of = outcome.table("rules")
            layers = list(rules_of["layer"].dropna()) if "layer" in rules_of else []
            blocks.append(
                story.grid(
                    "setbacks",
                    verdicts,
                    columns,
                    headers=_headers(story),
                    note=sources_said(story, outcome, layers),
                    prepared=lambda table: _basis_said(story, table),
                )
            )
        else:
            blocks.append(story.line(story.say("no_broken")))
        blocks += _assumed(story, outcome)
    blocks = blocks or [story.lack("setbacks")]
    return story.chapter("setbacks", [*blocks, story.ask("feasibility")])


def _headers(story: Story) -> dict[str, str]:
    return {
        "title": column_label("rule_title", story.language),
        "hit": column_label(f"hit_{story.language}", story.language),
    }


def _basis_said(story: Story, table: pd.DataFrame) -> pd.DataFrame:
    """Write an assumption as one; a basis of law stands as it was cited; closing rows are called by what they close."""
    if {"rule", "title"} <= set(table.columns):
        called = [
            value_label("rule", rule, story.language) or title if not isinstance(title, str) or not title else title
            for rule, title in zip(table["rule"], table["title"], strict=True)
        ]
        table = table.assign(title=called)
    if "basis" not in table.columns:
        return table
    said = [value_label("basis", value, story.language) or value for value in table["basis"]]
    return table.assign(basis=said)


def _assumed(story: Story, outcome: Outcome) -> list[Block]:
    table = outcome.table("rules")
    if not len(table) or "assumption" not in table.columns:
        return []
    told = one_language(table, story.language)
    named = [
        str(title)
        for title, assumed in zip(told["title"], told["assumption"], strict=True)
        if assumed is True or bool(assumed)
    ]
    return [story.line(story.say("assumed", rules=story.fact("between").join(named)))] if named else []


def neighbours(story: Story) -> Chapter:
    """四至: what adjoins each site."""
    blocks: list[Block] = [
        story.grid(
            "neighbours",
            outcome.table("neighbours"),
            ["site", "name", "east", "south", "west", "north"],
            keep=("east", "south", "west", "north"),
            headers={
                side: column_label(f"{side}_{story.language}", story.language)
                for side in ("east", "south", "west", "north")
            },
        )
        for outcome in story.run.of("screen")
        if len(outcome.table("neighbours"))
    ]
    return story.chapter("neighbours", blocks or [story.lack("neighbours")])


def control_lines(story: Story) -> Chapter:
    """与三条控制线的关系: what of each site lies in which line; a line without data is said to be missing."""
    blocks: list[Block] = []
    for outcome in story.run.of("screen"):
        table = outcome.table("three_lines")
        if not len(table):
            continue
        from hanting_geo.outputs.style.rounding import rounded

        shown = rounded(table)
        names = story.names(table, "site")
        prefixes = dict(zip(LINES, ("permanent_farmland", "ecological_redline", "inside_boundary"), strict=True))
        for row in shown.to_dict("records"):
            said = story.say(
                "lines",
                site=names[str(row["site"])],
                farmland=_occupied(story, row.get("permanent_farmland_ha")),
                redline=_occupied(story, row.get("ecological_redline_ha")),
                inside=_area(story, row.get("inside_boundary_ha")),
                outside=_area(story, row.get("outside_boundary_ha")),
            )
            blocks.append(story.line(said))
        hectares = [f"{prefix}_ha" for prefix in (*prefixes.values(), "outside_boundary", "occupied")]
        layers = [source.layer for source in _lines_of(outcome) if source.layer]
        blocks.append(
            story.grid(
                "control_lines_table",
                table,
                ["site", "name", "ha", *hectares],
                note=sources_said(story, outcome, layers),
            )
        )
        for role, prefix in prefixes.items():
            column = table.get(f"{prefix}_ha")
            if column is None or column.isna().all():
                blocks.append(story.lack("line", line=ROLES[role]))
        picture = pictures.control_lines(story, outcome)
        blocks += [picture] if picture is not None else []
    return story.chapter("control_lines", blocks or [story.lack("control_lines")])


def _lines_of(outcome: Outcome) -> list[Any]:
    wanted = getattr(outcome.result, "wanted", None)
    return [] if wanted is None else list(wanted.lines.values())


def _occupied(story: Story, value: Any) -> str:
    if value == 0:
        return story.say("no_occupation")
    return _area(story, value)


def _area(story: Story, value: Any) -> str:
    if value is None or math.isnan(value):
        return story.say("no_line")
    return story.say("area", ha=f"{value:,.4f}")


def rules(story: Story) -> Chapter:
    """规则逐条核查: how many sites each rule says what of, with its clause."""
    columns = ["title", "hardness", "conflict", "needs_consent", "uncertain", "no_data", "clear", "not_applicable"]
    columns += ["basis"]
    blocks: list[Block] = [
        story.grid(
            "rules",
            outcome.table("rules"),
            columns,
            headers=_headers(story),
            prepared=lambda table: _basis_said(story, table),
        )
        for outcome in story.run.of("screen")
    ]
    return story.chapter("rules", blocks or [story.lack("rules")])


def eligible(story: Story) -> Chapter:
    """可用地: what hard rules leave, and which rule takes what."""
    from hanting_geo.outputs.style.rounding import rounded

    blocks: list[Block] = []
    for outcome in story.run.of("exclude"):
        table = outcome.table("candidates")
        if len(table):
            shown = rounded(table)
            whole, left = float(shown["ha"].sum()), float(shown["eligible_ha"].sum())
            said = story.say(
                "eligible",
                eligible=f"{left:,.4f}",
                ha=f"{whole:,.4f}",
                share=f"{left / whole:.2%}" if whole else story.say("no_line"),
            )
            blocks.append(story.line(said))
        columns = ["candidate", "name", "ha", "eligible_ha", "excluded_ha", "consent_ha", "eligible_share"]
        blocks.append(story.grid("eligible", table, columns))
        columns = ["title", "hardness", "data", "takes_ha", "alone_ha", "share_ha", "basis"]
        blocks.append(
            story.grid(
                "ledger",
                outcome.table("ledger"),
                columns,
                headers=_headers(story),
                prepared=lambda table: _basis_said(story, table),
            )
        )
    return story.chapter("eligible", blocks or [story.lack("eligible")])
