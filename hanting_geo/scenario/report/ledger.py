"""总面积 X 公顷,其中 ...: the land of a site in one sentence, whose rounded parts sum to its total."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hanting_geo.core.words.report import SENTENCES

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.scenario.report.story import Story

__all__ = ["land_sentences"]

_DECIMALS = 4
_SLIVER_HA = 1e-6
_TOTAL = "(total)"
_PARTS = ("agricultural", "construction", "unused", "unclassified")
_OWNERS = ("state", "collective", "(none)")


def land_sentences(story: Story, land_use: pd.DataFrame, summary: pd.DataFrame) -> dict[str, str]:
    """Say of each site what land it is, by class and by ownership, in the numbers of the table of land use.

    Land of the site that no parcel covers is a part of its own, so that the parts sum to what the site is.
    """
    from hanting_geo.outputs.style.rounding import rounded

    shown = rounded(land_use)
    names = story.names(summary)
    exact = dict(zip(summary["id"].astype(str), summary["ha"], strict=True))
    whole = dict(zip(summary["id"].astype(str), rounded(summary)["ha"], strict=True))
    closing = land_use[land_use["ownership"] == _TOTAL]
    measured_of = dict(zip(closing["site"].astype(str), closing["land_ha"], strict=True))
    said = {}
    for site in dict.fromkeys(shown["site"].astype(str)):
        own = shown[shown["site"].astype(str) == site]
        total = own[own["ownership"] == _TOTAL].iloc[0]
        measured = float(measured_of[str(site)])
        bare = round(whole[site] - total["land_ha"], _DECIMALS) if exact[site] - measured > _SLIVER_HA else 0.0
        parts = [_part(story, name, total) for name in _PARTS if f"{name}_ha" in own and total[f"{name}_ha"] > 0]
        if bare > 0:
            parts.append(_plain(story, "bare", bare))
        area = round(total["land_ha"] + max(bare, 0.0), _DECIMALS)
        sentence = story.say(
            "ledger", site=names.get(site, site), total=_ha(area), parts=story.fact("comma").join(parts)
        )
        said[site] = _joined(story, sentence, _owned(story, own, bare))
    return said


def _joined(story: Story, *sentences: str) -> str:
    return ("" if story.language == "zh" else " ").join(filter(None, sentences))


def _ha(value: float) -> str:
    return f"{value:,.{_DECIMALS}f}"


def _plain(story: Story, name: str, value: float) -> str:
    return story.say("part", what=SENTENCES[name], ha=_ha(value))


def _part(story: Story, name: str, row: pd.Series[Any]) -> str:
    """Say a class; of agricultural land what of it is arable, and what of that is protected."""
    value = row[f"{name}_ha"]
    arable = row.get("arable_ha", math.nan)
    if name != "agricultural" or not arable > 0:
        return _plain(story, name, value)
    farmland = row.get("permanent_farmland_ha", math.nan)
    if farmland > 0:
        inner = story.say(
            "within_deep",
            what=SENTENCES["arable"],
            ha=_ha(arable),
            inner=SENTENCES["permanent_farmland"],
            inner_ha=_ha(farmland),
        )
    else:
        inner = story.say("within", what=SENTENCES["arable"], ha=_ha(arable))
    return story.say("part_of", what=SENTENCES[name], ha=_ha(value), inner=inner)


def _owned(story: Story, own: pd.DataFrame, bare: float) -> str:
    rows = own[own["ownership"] != _TOTAL]
    by_owner = rows.groupby("ownership", sort=False)["land_ha"].sum()
    if set(by_owner.index) <= {_OWNERS[-1]}:
        return ""
    known = dict(zip(_OWNERS, ("state", "collective", "not_owned"), strict=True))
    parts = []
    for owner, value in by_owner.items():
        said = SENTENCES[known[str(owner)]] if owner in known else str(owner)
        if round(value, _DECIMALS) > 0:
            parts.append(story.say("part", what=said, ha=_ha(round(value, _DECIMALS))))
    if bare > 0:
        parts.append(_plain(story, "bare", bare))
    return story.say("ledger_owners", parts=story.fact("comma").join(parts))
