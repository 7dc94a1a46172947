"""联审意见表: what each authority is asked, rule by rule and site by site, with room for its opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.text import LANGUAGES
from hanting_geo.core.words.verdicts import FOUND
from hanting_geo.siting.screening.deciding import askers
from hanting_geo.siting.screening.explanation import Teller

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hanting_geo.siting.rules.model import Rule
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["BLANK", "EVERY_SITE", "NOBODY", "authorities_of", "joint_review_table"]

NOBODY = "(none)"
"""The group of the rules without an authority, which comes last."""
BLANK = ("opinion", "signature", "signed_on")
"""Columns for pen or keyboard."""
EVERY_SITE = "(all)"
"""In the place of a site, where there is nothing to tell of any."""


def joint_review_table(screened: Screened, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each rule and site of which there is anything to say, by authority.

    Authorities stand in the order of their first rule, the rules without one at the end; within an authority rules and
    sites stand in their own order. A rule that no site breaks or comes near has one row for all sites, so that its
    authority is asked too.

    Parameters
    ----------
    screened
        What was found.
    verdicts
        Its table of verdicts.

    Returns
    -------
    pandas.DataFrame
        ``authority, rule, title_zh, title_en, site``, the names, ``verdict, found_zh, found_en, basis, basis_date``,
        and the empty columns ``opinion, signature, signed_on``.
    """
    rules = list(screened.rule_layers.rules)
    by_rule = {} if verdicts.empty else dict(tuple(verdicts.groupby("rule", sort=False)))
    place = {site: row for row, site in enumerate(screened.sites.ids)}
    names = [str(name) for name in screened.names.columns]
    ask, tellers = askers(screened), {each: Teller(screened.rule_layers.rules, each) for each in LANGUAGES}
    columns_told = [str(column) for column in verdicts.columns]
    rows: list[dict[str, Any]] = []
    for authority, own in authorities_of(rules):
        for rule in own:
            head = {"authority": authority, "rule": rule.id, "title_zh": rule.title.text("zh")}
            head["title_en"] = rule.title.text("en")
            tail = {"basis": rule.basis, "basis_date": rule.basis_date or "", **dict.fromkeys(BLANK, "")}
            told = by_rule.get(rule.id)
            if told is None:
                rows.append(
                    {**head, "site": EVERY_SITE, **dict.fromkeys(names, ""), **_nothing(rule, screened), **tail}
                )
                continue
            for values in zip(*(told[column].tolist() for column in told.columns), strict=True):
                row: dict[str, Any] = dict(zip(columns_told, values, strict=True))
                asked = ask(place[row["site"]])
                found = {f"found_{each}": teller.found(row, asked) for each, teller in tellers.items()}
                named = {name: row[name] for name in names}
                rows.append({**head, "site": row["site"], **named, "verdict": row["verdict"], **found, **tail})
    columns = ["authority", "rule", "title_zh", "title_en", "site", *names, "verdict", "found_zh", "found_en"]
    return pd.DataFrame(rows, columns=[*columns, "basis", "basis_date", *BLANK])


def authorities_of(rules: Iterable[Rule]) -> list[tuple[str, list[Rule]]]:
    """Give the authorities in the order of their first rule, those rules without one at the end, with their rules."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.authority or NOBODY, []).append(rule)
    return sorted(found.items(), key=lambda item: item[0] == NOBODY)


def _nothing(rule: Rule, screened: Screened) -> dict[str, str]:
    """Say of a rule of which there is nothing to tell that all sites keep it, or that it holds for none."""
    column = [own.id for own in screened.rule_layers.rules].index(rule.id)
    verdict = "clear" if np.any(screened.judgement.verdicts[:, column]) else "not_applicable"
    return {"verdict": verdict, **{f"found_{each}": FOUND[verdict].text(each) for each in LANGUAGES}}
