"""Verdicts in sentences: may it stand here, and if not, why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.text import checked_language
from hanting_geo.core.words.roles import LINES, ROLES
from hanting_geo.core.words.values import value_label
from hanting_geo.core.words.verdicts import FOUND, HEADS, REASONS, SENTENCES
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.screening.limits import limits
from hanting_geo.siting.screening.roles import role_named

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.siting.rules.model import Rule, RuleSet
    from hanting_geo.siting.screening.limits import Asked

__all__ = ["explanation", "found_in_words", "sentences"]

_WORST_FIRST = ("conflict", "no_data", "uncertain", "needs_consent", "clear")


def explanation(site: str, verdict: str, lines: pd.DataFrame, language: str, rules: RuleSet, asked: Asked) -> str:
    """Say of one site what its rules found, a line each: the hard rules first, and the broken ones first of them.

    Raises
    ------
    SchemaError
        The language is not known.
    """
    rows: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in lines.to_dict("records")]
    return "\n".join(sentences(site, verdict, rows, language, rules, asked))


def sentences(
    site: str, verdict: str, rows: list[dict[str, Any]], language: str, rules: RuleSet, asked: Asked
) -> list[str]:
    """Give the lines of an explanation: of the site, then of each rule; sorts the rows so.

    Raises
    ------
    SchemaError
        The language is not known.
    """
    checked_language(language)
    order = {name: place for place, name in enumerate(_WORST_FIRST)}
    rows.sort(key=lambda row: (row["hardness"] != "hard", order.get(row["verdict"], len(order))))
    because = "head_because" if rows and verdict != "clear" else "head"
    if rows and verdict == "needs_consent":
        because = "head_these"
    head = _said(because, language, site=site, verdict=HEADS[verdict].text(language))
    return [head, *(f"{place}. {_line(row, language, rules[row['rule']], asked)}" for place, row in enumerate(rows, 1))]


def _said(sentence: str, language: str, **fields: object) -> str:
    return SENTENCES[sentence].text(language).format(**fields)


def _line(row: dict[str, Any], language: str, rule: Rule, asked: Asked) -> str:
    return _said(
        "rule",
        language,
        title=row[f"title_{language}"],
        hardness=_kind(row, language),
        facts=found_in_words(row, language, rule, asked),
        basis=_basis(row, language),
    )


def found_in_words(row: dict[str, Any], language: str, rule: Rule, asked: Asked) -> str:
    """Say what a rule found of a site, with value, limit, unit and count, as one phrase."""
    facts = [FOUND[row["verdict"]].text(language), *_facts(row, language, rule, asked)]
    return _said("between_facts", language).join(facts)


def _kind(row: dict[str, Any], language: str) -> str | None:
    """Say whether a rule is hard or soft, or that it needs consent."""
    if row["consequence"] == "consent":
        return value_label("consequence", "consent", language)
    return value_label("hardness", row["hardness"], language)


def _facts(row: dict[str, Any], language: str, rule: Rule, asked: Asked) -> list[str]:
    facts = []
    if row["reason"]:
        facts.append(REASONS[row["reason"]].text(language))
    area, low, high = row["area_m2"], row["low_m2"], row["high_m2"]
    if area == area and max(area, high if high == high else 0.0) > 0:  # noqa: PLR0124 - NaN is not equal to itself
        differ = low == low and high == high and high - low > 0.005  # noqa: PLR0124, PLR2004 - as they are written
        between = "area_between" if differ else "area"
        facts.append(_said(between, language, area=area, mu=row["area_mu"], low=low, high=high))
    facts += limits(rule, row, asked, language)
    named, count = row[f"hit_{language}"], row["hits"]
    if named:
        role = _role(rule)
        several = count > 1 and (role is not None or _said("between_names", language) in named)
        sentence = (
            ("features_counted" if several else "features") if role is None else ("parcels" if several else "parcel")
        )
        what = "" if role is None else ROLES[role].text(language)
        facts.append(_said(sentence, language, names=named, count=count, what=what))
    far = row["distance_m"]
    if rule.metres is None and rule.ratio is None and far == far and far > 0:  # noqa: PLR0124
        facts.append(_said("distance", language, distance=far))
    return facts


def _role(rule: Rule) -> str | None:
    """Tell which of the three lines a rule is, whose land is counted in parcels."""
    named = (rule.role, role_named(rule.layer or ""), role_named(rule.id))
    taken = rule.relation in {Relation.OUTSIDE, Relation.OVERLAP_AT_MOST}
    return next((role for role in named if role in LINES and taken), None)


def _basis(row: dict[str, Any], language: str) -> str:
    dated = "assumed" if row["assumption"] else "basis_dated" if row["basis_date"] else "basis"
    said = _said(dated, language, basis=row["basis"], date=row["basis_date"])
    return said + (_said("authority", language, authority=row["authority"]) if row["authority"] else "")
