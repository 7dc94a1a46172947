"""The tables of an exclusion: plain frames, a row each, with the rules named and assumptions marked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.words.exclusion import ASSUMED, PRUNED
from hanting_geo.siting.exclusion.ledger import ELIGIBLE, TOO_NARROW, TOO_SMALL
from hanting_geo.units import area_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Flags, Floats
    from hanting_geo.siting.exclusion.ledger import Land, Losses
    from hanting_geo.siting.exclusion.study import Study
    from hanting_geo.siting.exclusion.zones import RuleOutcome
    from hanting_geo.siting.rules.model import Rule

__all__ = ["CLOSING", "candidate_table", "ledger_table", "loss_table", "rule_facts", "set_facts"]

CLOSING = ("(too small)", "(too narrow)", "(needs consent)", "(eligible)", "(rounding)", "(total)")
"""The labels of the closing rows, in their order."""

_PRUNED = {TOO_SMALL: "(too small)", TOO_NARROW: "(too narrow)"}
_JOIN = "; "
_KINDS = ("takes_", "alone_", "share_")


def rule_facts(rule: Rule) -> dict[str, Any]:
    """Say of a rule what every table says."""
    title = ASSUMED.filled(title=rule.title) if rule.is_assumption else rule.title
    return {
        "rule": rule.id,
        **{f"title_{language}": text for language, text in title.both().items()},
        "relation": rule.relation.value,
        "hardness": rule.hardness,
        "consequence": rule.effect,
        "authority": rule.authority,
        "basis": rule.basis,
        "assumption": rule.is_assumption,
    }


def set_facts(land: Land, outcomes: Sequence[RuleOutcome]) -> dict[str, Any]:
    """Say of each piece which rules lie on it, or why it was pruned."""
    facts = [rule_facts(answer.rule) for answer in outcomes]
    known: dict[int, tuple[str, int, str, str, bool]] = {
        label: (name, 0, PRUNED[name].zh, PRUNED[name].en, False) for label, name in _PRUNED.items()
    }
    for label in np.unique(land.labels[land.labels > ELIGIBLE]):
        mine = [facts[rule] for rule in land.sets[label]]
        texts = [_JOIN.join(str(fact[key]) for fact in mine) for key in ("rule", "title_zh", "title_en")]
        known[int(label)] = (texts[0], len(mine), texts[1], texts[2], any(fact["assumption"] for fact in mine))
    rows = [known[int(label)] for label in land.labels]
    names = ("rules", "rule_count", "titles_zh", "titles_en", "assumption")
    types = ("str", "int64", "str", "str", "bool")
    return {
        name: pd.Series([row[at] for row in rows], dtype=kind)
        for at, (name, kind) in enumerate(zip(names, types, strict=True))
    }


def loss_table(study: Study, losses: Losses) -> pd.DataFrame:
    """Build a row for each candidate and rule that bites it."""
    facts = [rule_facts(answer.rule) for answer in study.outcomes]
    columns: dict[str, Any] = {"candidate": study.ids.iloc[losses.owner].reset_index(drop=True)}
    for name in ("rule", "title_zh", "title_en"):
        columns[name] = pd.Series([facts[rule][name] for rule in losses.rule], dtype="str")
    columns["assumption"] = pd.Series([facts[rule]["assumption"] for rule in losses.rule], dtype="bool")
    for kind, areas in zip(_KINDS, (losses.takes, losses.alone, losses.share), strict=True):
        columns |= area_columns(*areas.T, prefix=kind)
    return pd.DataFrame(columns)


def ledger_table(study: Study, land: Land, losses: Losses) -> pd.DataFrame:
    """Build a row for each rule, and the closing rows."""
    rows = [
        {
            **rule_facts(answer.rule),
            "data": answer.data,
            "features": answer.features,
            "unplaced": answer.unplaced,
            "candidates": None if answer.excluded_land is None else int((losses.rule == position).sum()),
        }
        for position, answer in enumerate(study.outcomes)
    ]
    idle = np.array([answer.excluded_land is None for answer in study.outcomes], dtype=bool)
    sums = []
    for part in (losses.takes, losses.alone, losses.share):
        by_rule = np.column_stack([np.bincount(losses.rule, column, len(rows)) for column in part.T]).astype(float)
        by_rule[idle] = np.nan
        sums.append(by_rule)
    asks = np.isin(np.arange(len(rows)), list(land.consents))
    sums[2][asks] = np.nan
    closing = [("(eligible)", land.labels == ELIGIBLE)]
    if land.consents:
        closing.insert(0, ("(needs consent)", land.needs_consent))
    if land.min_width_m is not None:
        closing.insert(0, ("(too narrow)", land.labels == TOO_NARROW))
    if land.min_area_m2 is not None:
        closing.insert(0, ("(too small)", land.labels == TOO_SMALL))
    total = np.nansum(study.areas, axis=0)
    shares = [np.nansum(sums[2], axis=0)]
    for name, mine in closing:
        rows.append({"rule": name, "candidates": len(np.unique(land.owners[mine]))})
        shares.append(land.areas[mine].sum(axis=0))
    rest = total - np.sum(shares, axis=0)
    rows += [{"rule": "(rounding)"}, {"rule": "(total)", "candidates": len(study.ids)}]
    blank = np.full((len(closing) + 2, 2), np.nan)
    closed = np.vstack([*shares[1:], rest, total])
    texts = ["rule", "title_zh", "title_en", "relation", "hardness", "consequence", "authority", "basis"]
    names = [*texts, "assumption"]
    table = pd.DataFrame(rows, columns=[*names, "data", "features", "unplaced", "candidates"])
    for column in ("features", "unplaced", "candidates"):
        table[column] = table[column].astype("Int64")
    for column in (*texts, "data"):
        table[column] = table[column].astype("str")
    table["assumption"] = table["assumption"].astype("boolean")
    for kind, part, below in zip(_KINDS, sums, (blank, blank, closed), strict=True):
        for name, values in area_columns(*np.vstack([part, below]).T, prefix=kind).items():
            table[name] = values
    return table


def candidate_table(study: Study, land: Land, losses: Losses) -> pd.DataFrame:
    """Build a row for each candidate; index as the candidates."""
    count = len(study.ids)
    index = study.ids.index
    columns: dict[str, Any] = {"candidate": study.ids, **study.names, **area_columns(*study.areas.T)}
    unknown = np.isnan(study.areas[:, 0])

    def of(rows: Flags) -> Floats:
        areas = land.by_owner(rows, count)
        areas[unknown] = np.nan
        return areas

    left = of(land.labels == ELIGIBLE)
    columns |= area_columns(*left.T, prefix="eligible_") | area_columns(*of(land.is_excluded).T, prefix="excluded_")
    if land.consents:
        columns |= area_columns(*of(land.needs_consent).T, prefix="consent_")
    if land.min_area_m2 is not None or land.min_width_m is not None:
        columns |= area_columns(*of(land.labels < ELIGIBLE).T, prefix="pruned_")
    plane = study.areas[:, 0]
    columns["eligible_share"] = np.divide(left[:, 0], plane, out=np.full(count, np.nan), where=plane > 0)
    columns["rule_count"] = np.bincount(losses.owner, minlength=count)
    ids = np.array([answer.rule.id for answer in study.outcomes], dtype=object)
    first = np.searchsorted(losses.owner, np.arange(count + 1))
    columns["rules"] = pd.Series(
        [_JOIN.join(ids[losses.rule[start:end]]) for start, end in pairwise(first)],
        dtype="str",
        index=index,
    )
    return pd.DataFrame(columns, index=index)
