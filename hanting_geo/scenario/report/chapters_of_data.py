"""Chapters of the data: statistics by zone, sources with dates and accuracy, findings, and what is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.findings import facts_of
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.credits import credit_label
from hanting_geo.core.words.report import HAN
from hanting_geo.core.words.values import value_label
from hanting_geo.scenario.report.story import rule_frames, said_of
from hanting_geo.siting.printed import findings_in_words

if TYPE_CHECKING:
    from hanting_geo.outputs.report.document import Block, Chapter
    from hanting_geo.scenario.report.story import Story

__all__ = ["checks", "sources", "statistics", "to_supply"]

_MEASURES = ("features", "length_m", "plane_m2", "ha", "mu")
_MOST_THEMES = 12
_CHINESE = re.compile(rf" \([^()]*{HAN}[^()]*\)")


def statistics(story: Story) -> Chapter:
    """分区统计: what lies in each zone, theme by theme; a zone with nothing of a class has no row."""
    blocks: list[Block] = []
    zones = next(
        (frame for name, frame in story.run.layers.items() if str(facts_of(frame).get("layer", name)) == "zones"), None
    )
    names = story.names(zones) if zones is not None else {}
    areas = next(
        (
            table
            for table in story.run.layers.values()
            if {"id", "ha", "mu", "plane_m2", "ellipsoid_m2"} <= set(table.columns)
        ),
        None,
    )
    if areas is not None:
        blocks.append(
            story.grid(
                "zones",
                pd.DataFrame(areas.drop(columns=areas.geometry.name)),
                [
                    "name" if "name_zh" in areas.columns else "id",
                    "ha",
                    "mu",
                    "plane_m2",
                    "ellipsoid_m2",
                    "river_length_m",
                    "rail_length_m",
                    "road_length_m",
                ],
            )
        )
    for name, table in list(_themes(story).items())[:_MOST_THEMES]:

        def prepared(shown: pd.DataFrame) -> pd.DataFrame:
            measures = [column for column in _MEASURES if column in shown.columns]
            there = (shown[measures].fillna(0) != 0).any(axis=1)
            told = [names.get(str(own), own) for own in shown["zone_id"]]
            called = [own if isinstance(own, float) else story.named(own) or own for own in shown["class"]]
            shown = shown.assign(zone_id=told)
            shown["class"] = pd.Series(called, index=shown.index, dtype=object)
            shown = shown[there]
            return shown.drop(columns=[column for column in measures if not (shown[column] != 0).any()])

        columns = ["zone_id", "class", *_MEASURES]
        headers = {"zone_id": column_label("zone", story.language)} if names else {}
        theme = _theme(story, name)
        blocks.append(story.grid("statistics", table, columns, headers=headers, prepared=prepared, theme=theme))
    return story.chapter("statistics", blocks or [story.lack("statistics")])


def _theme(story: Story, name: str) -> str:
    return value_label("theme", name, story.language) or story.titles.get(name, name)


def _themes(story: Story) -> dict[str, pd.DataFrame]:
    """Part the statistics by theme; those of many themes together stand for the ones that they were made of."""
    tables = story.run.zonal()
    whole = next((table for table in reversed(list(tables.values())) if "theme" in table.columns), None)
    if whole is not None:
        return {str(theme): own for theme, own in whole.groupby("theme", sort=False)}
    return tables


def sources(story: Story) -> Chapter:
    """数据来源: each layer that was read, whose it is, of which day, how well its places are known, which licence."""
    rows: dict[str, dict[str, object]] = {}
    frames: list[tuple[str, pd.DataFrame]] = []
    for outcome in story.run.outcomes:
        frames += list(rule_frames(outcome.result).items())
    frames += [(name, frame) for name, frame in story.run.layers.items() if facts_of(frame).get("layer")]
    for name, frame in frames:
        key = str(facts_of(frame).get("layer", name))
        if key not in rows:
            rows[key] = {"layer": story.titles.get(key, key), **said_of(frame, story.language)}
    for item in story.run.inputs:
        key = str(item.get("name"))
        if key not in rows:
            stated = {"source": item.get("attribution"), "licence": item.get("licence")}
            said = {
                name: credit_label("licence" if name == "licence" else "attribution", value, story.language)
                for name, value in stated.items()
                if value
            }
            rows[key] = {"layer": story.titles.get(key, key), "features": item.get("features"), **said}
    if not rows:
        return story.chapter("sources", [story.lack("sources")])
    table = pd.DataFrame(list(rows.values()))
    columns = ["layer", "features", "accuracy", "source", "source_date", "licence"]
    table = table.reindex(columns=columns)
    for name in ("accuracy", "source", "source_date", "licence"):
        table[name] = [own if isinstance(own, str) and own else story.fact("not_stated") for own in table[name]]
    return story.chapter("sources", [story.grid("sources", table, columns, decimals={"features": 0})])


def checks(story: Story) -> Chapter:
    """数据检查: what is wrong or worth knowing, as reading and computing found it."""
    parts = [story.run.findings, *(outcome.table("findings") for outcome in story.run.outcomes)]
    there = [part for part in parts if len(part)]
    if not there:
        return story.chapter("checks", [story.line(story.say("nothing"))])
    found = pd.concat(there, ignore_index=True).drop_duplicates()
    called: dict[str, Any] = {}
    for outcome in story.run.outcomes:
        rules = getattr(getattr(getattr(outcome.result, "screened", None), "rule_layers", None), "rules", None)
        called |= {rule.id: rule.title for rule in rules} if rules is not None else {}
    told = findings_in_words(found, story.language, called)
    told["layer"] = [story.titles.get(str(name), name) for name in told["layer"]]
    if story.language == "zh":
        # What was read back from a folder may have no Chinese sentence: its kind names it, and no other language.
        for column in ("what", "what_to_do"):
            told[column] = [said if re.search(HAN, str(said)) else "" for said in told[column]]
        told = told.drop_duplicates()
    else:
        # What a thing is called in Chinese stands beside its name in sentences that are read in both languages.
        told = told.assign(what=[_CHINESE.sub("", str(said)) for said in told["what"]])
    return story.chapter("checks", [story.grid("checks", told, ["level", "code", "layer", "feature", "what"])])


def to_supply(story: Story) -> Chapter:
    """待人工补充事项: all that this report does not say, in one list; made last."""
    from hanting_geo.outputs.report.document import Listing

    story.ask("opinions")
    return story.chapter("to_supply", [Listing(list(dict.fromkeys(story.missing)), missing=True)])
