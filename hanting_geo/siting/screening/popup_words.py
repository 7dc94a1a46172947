"""What the popup of a site says: which rules it breaks or may break, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words import screening as words
from hanting_geo.core.words.values import value_label
from hanting_geo.siting.screening.deciding import deciding

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.siting.rules.model import Rule
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["broken"]

_MOST_RULES = 8
"""Rules that the popup of a site lists."""
_RANK = {"conflict": 0, "no_data": 1, "uncertain": 2, "needs_consent": 3}
_HELD_BACK = "{{{}}}"
_APART = "\0"
"""Between the languages, whose numbers are written once; no title holds it."""


class _Said(NamedTuple):
    """The phrases of a rule and a verdict in both languages, in which only numbers are missing."""

    area: Callable[..., str]
    distance: Callable[..., str]
    no_measure: list[str]


def broken(screened: Screened, verdicts: pd.DataFrame) -> pd.Series[Any]:
    """Say it of each site, in both languages, the worst rules first; None where there is nothing to say."""
    count = len(screened.sites.ids)
    result = np.full(count, None, dtype=object)
    told = verdicts[verdicts["verdict"].isin(list(_RANK))] if len(verdicts) else verdicts
    if not len(told):
        return pd.Series(result)
    site = told["site"].map({name: row for row, name in enumerate(screened.sites.ids)}).to_numpy(dtype=np.intp)
    order = np.lexsort((told["verdict"].map(_RANK).to_numpy(), (told["hardness"] != "hard").to_numpy(), site))
    site = site[order]
    sites, starts, many = np.unique(site, return_index=True, return_counts=True)
    nth = np.arange(len(site)) - np.repeat(starts, many)
    kept = nth < _MOST_RULES
    phrases = _phrases(screened, told.iloc[order[kept]], site[kept])
    between, between_en = (words.BROKEN["between"].text(language) for language in LANGUAGES)
    listed = np.minimum(many, _MOST_RULES)
    ends = np.cumsum(listed)
    for row, start, end, more in zip(
        sites.tolist(), (ends - listed).tolist(), ends.tolist(), (many - listed).tolist(), strict=True
    ):
        said = phrases[start:end]
        both = Text(between.join([zh for zh, _ in said]), between_en.join([en for _, en in said]))
        result[row] = words.BROKEN["more"].filled(rules=both, count=more) if more else both
    return pd.Series(result)


def _phrases(screened: Screened, told: pd.DataFrame, sites: np.ndarray) -> list[list[str]]:
    """Say of each row in both languages which rule it is, what its verdict is, and by how much it is broken."""
    rules = {rule.id: rule for rule in screened.rule_layers.rules}
    limits = {name: rule.metres for name, rule in rules.items()}
    own = {name: of_sites for name, rule in rules.items() if (of_sites := deciding(rule, screened))}
    known: dict[tuple[str, str], _Said] = {}
    phrases: list[list[str]] = []
    columns = (told[name].tolist() for name in ("rule", "verdict", "area_m2", "area_mu", "distance_m"))
    for site, rule, verdict, area, mu, far in zip(sites.tolist(), *columns, strict=True):
        said = known.get((rule, verdict))
        if said is None:
            said = known[rule, verdict] = _said(rules[rule], verdict)
        if area > 0:
            phrases.append(said.area(area=area, mu=mu).split(_APART))
        elif rule in own and site in own[rule]:
            one = own[rule][site]
            phrases.append(said.distance(distance=one.far_m, limit=one.limit_m).split(_APART))
        elif limits[rule] is not None and far == far:  # noqa: PLR0124 - NaN is not equal to itself
            phrases.append(said.distance(distance=far, limit=limits[rule]).split(_APART))
        else:
            phrases.append(said.no_measure)
    return phrases


def _said(rule: Rule, verdict: str) -> _Said:
    patterns = {}
    for name in ("area", "distance", "no_measure"):
        both = []
        for language in LANGUAGES:
            fixed = {"title": rule.title.text(language), "verdict": str(value_label("verdict", verdict, language))}
            pattern = words.BROKEN[name].text(language)
            for field, text in fixed.items():
                pattern = pattern.replace(_HELD_BACK.format(field), text.replace("{", "{{").replace("}", "}}"))
            both.append(pattern)
        patterns[name] = _APART.join(both)
    return _Said(patterns["area"].format, patterns["distance"].format, patterns["no_measure"].format().split(_APART))
