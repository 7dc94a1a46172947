"""What the popup of a site says: which rules it breaks or may break, and by how much."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words import screening as words
from hanting_geo.core.words.values import value_label
from hanting_geo.siting.screening.deciding import deciding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.siting.rules.model import Rule
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["broken"]

_MOST_RULES = 8
"""Rules that the popup of a site lists."""
_RANK = {"conflict": 0, "no_data": 1, "uncertain": 2, "needs_consent": 3}


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
    phrases, phrases_en = _phrases(screened, told.iloc[order[kept]], site[kept])
    between, between_en = (words.BROKEN["between"].text(language) for language in LANGUAGES)
    listed = np.minimum(many, _MOST_RULES)
    ends = np.cumsum(listed)
    for row, start, end, more in zip(
        sites.tolist(), (ends - listed).tolist(), ends.tolist(), (many - listed).tolist(), strict=True
    ):
        both = Text(between.join(phrases[start:end]), between_en.join(phrases_en[start:end]))
        result[row] = words.BROKEN["more"].filled(rules=both, count=more) if more else both
    return pd.Series(result)


def _phrases(screened: Screened, told: pd.DataFrame, sites: np.ndarray) -> list[list[str]]:
    """Say of each row which rule it is, what its verdict is, and by how much it is broken: a list a language."""
    rules = {rule.id: rule for rule in screened.rule_layers.rules}
    said = [np.full(len(told), None, dtype=object) for _ in LANGUAGES]
    far, area, mu = (told[name].to_numpy(dtype=float, na_value=np.nan) for name in ("distance_m", "area_m2", "area_mu"))
    pairs = told.reset_index(drop=True).groupby(["rule", "verdict"], sort=False)
    for key, rows in pairs.indices.items():
        name, verdict = cast("tuple[str, str]", key)
        rule = rules[name]
        distance, limit = far[rows], np.full(len(rows), np.nan if rule.metres is None else rule.metres)
        own = deciding(rule, screened) or {}
        for place, site in enumerate(sites[rows].tolist() if own else ()):
            if site in own:
                distance[place], limit[place] = own[site].far_m, own[site].limit_m
        taken = area[rows] > 0
        off = ~taken & ~np.isnan(distance) & ~np.isnan(limit)
        for measure, which in (("area", taken), ("distance", off), ("no_measure", ~taken & ~off)):
            numbers = {"area": area[rows], "mu": mu[rows], "distance": distance, "limit": limit}
            lists = {field: values[which].tolist() for field, values in numbers.items()}
            for each, phrases in zip(said, _say(measure, rule, verdict, lists, int(which.sum())), strict=True):
                each[rows[which]] = phrases
    return [each.tolist() for each in said]


def _say(
    measure: str, rule: Rule, verdict: str, numbers: dict[str, list[float]], count: int
) -> Iterator[np.ndarray[Any, np.dtype[np.object_]]]:
    """Write the phrases of a rule and a verdict in each language; a number is written once for both."""
    written: dict[tuple[str, str], list[str]] = {}
    for language in LANGUAGES:
        fixed = {"title": rule.title.text(language), "verdict": str(value_label("verdict", verdict, language))}
        pattern, columns = "", []
        for literal, field, spec, _ in Formatter().parse(words.BROKEN[measure].text(language)):
            pattern += literal.replace("%", "%%")
            if field in fixed:
                pattern += fixed[field].replace("%", "%%")
            elif field is not None:
                pattern += "%s"
                form = (field, spec or "")
                if form not in written:
                    written[form] = [format(number, form[1]) for number in numbers[field]]
                columns.append(written[form])
        phrases = np.empty(count, dtype=object)
        phrases[:] = [pattern % each for each in zip(*columns, strict=True)] if columns else [pattern % ()] * count
        yield phrases
