"""Verdicts in sentences: may it stand here, and if not, why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.text import checked_language
from hanting_geo.core.words.roles import LINES, ROLES
from hanting_geo.core.words.values import value_label
from hanting_geo.core.words.verdicts import FOUND, HEADS, REASONS, SENTENCES
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.screening.limits import Limits
from hanting_geo.siting.screening.roles import role_named

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.siting.rules.model import Rule, RuleSet
    from hanting_geo.siting.screening.limits import Asked

__all__ = ["Teller", "explanation"]

_ORDER = {name: place for place, name in enumerate(("conflict", "no_data", "uncertain", "needs_consent", "clear"))}
"""The worst first."""


def explanation(site: str, verdict: str, lines: pd.DataFrame, language: str, rules: RuleSet, asked: Asked) -> str:
    """Say of one site what its rules found, a line each: the hard rules first, and the broken ones first of them.

    Raises
    ------
    SchemaError
        The language is not known.
    """
    rows: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in lines.to_dict("records")]
    return "\n".join(Teller(rules, language).lines(site, verdict, rows, asked))


class Teller:
    """Says what rules found of sites, in one language; what a rule says of every site is put in words once.

    Parameters
    ----------
    rules
        All rules.
    language
        A language.

    Raises
    ------
    SchemaError
        The language is not known.
    """

    def __init__(self, rules: RuleSet, language: str) -> None:
        self._language = checked_language(language)
        self._rules = rules
        self._told: dict[str, _OfRule] = {}
        self._said = {name: text.text(language) for name, text in SENTENCES.items()}
        self._heads = {name: text.text(language) for name, text in HEADS.items()}

    def lines(self, site: str, verdict: str, rows: list[dict[str, Any]], asked: Asked) -> list[str]:
        """Give the lines of an explanation: of the site, then of each rule; sorts the rows so."""
        rows.sort(key=_rank)
        because = "head_because" if rows and verdict != "clear" else "head"
        if rows and verdict == "needs_consent":
            because = "head_these"
        head = self._said[because].format(site=site, verdict=self._heads[verdict])
        told = self._told
        return [
            head,
            *[
                f"{place}. {(told.get(row['rule']) or self._of(row['rule'])).line(row, asked)}"
                for place, row in enumerate(rows, 1)
            ],
        ]

    def found(self, row: dict[str, Any], asked: Asked) -> str:
        """Say what a rule found of a site, with value, limit, unit and count, as one phrase."""
        return self._of(row["rule"]).found(row, asked)

    def _of(self, rule: str) -> _OfRule:
        if rule not in self._told:
            self._told[rule] = _OfRule(self._rules[rule], self._language, self._said)
        return self._told[rule]


def _rank(row: dict[str, Any]) -> tuple[bool, int]:
    return row["hardness"] != "hard", _ORDER.get(row["verdict"], len(_ORDER))


class _OfRule:
    """What one rule says, in one language."""

    def __init__(self, rule: Rule, language: str, said: dict[str, str]) -> None:
        self._rule = rule.id
        kind = value_label("hardness", rule.hardness, language)
        if rule.effect == "consent":
            kind = value_label("consequence", "consent", language)
        fixed = {"title": rule.title.text(language), "hardness": kind, "basis": _basis(rule, said)}
        # Where the facts go, and all else in its place.
        self._before, self._after = said["rule"].format(facts="\0", **fixed).split("\0")
        self._limits = Limits(rule, language)
        self._found = {name: text.text(language) for name, text in FOUND.items()}
        self._reasons = {name: text.text(language) for name, text in REASONS.items()}
        self._area, self._area_between = said["area"].format, said["area_between"].format
        self._between, self._between_names = said["between_facts"], said["between_names"]
        self._hit = f"hit_{language}"
        role = _role(rule)
        self._what = "" if role is None else ROLES[role].text(language)
        self._one = said["features" if role is None else "parcel"].format
        self._several = said["features_counted" if role is None else "parcels"].format
        self._is_counted = role is not None
        self._distance = said["distance"].format if rule.metres is None and rule.ratio is None else None

    def line(self, row: dict[str, Any], asked: Asked) -> str:
        """Give the line of an explanation, without its number."""
        return f"{self._before}{self.found(row, asked)}{self._after}"

    def found(self, row: dict[str, Any], asked: Asked) -> str:
        """Say what was found, as one phrase."""
        facts = [self._found[row["verdict"]]]
        if row["reason"]:
            facts.append(self._reasons[row["reason"]])
        area, low, high = row["area_m2"], row["low_m2"], row["high_m2"]
        if area > 0 or (area == area and high > 0):  # noqa: PLR0124 - NaN is not equal to itself, nor more than anything
            differ = high - low > 0.005  # noqa: PLR2004 - as they are written
            between = self._area_between if differ else self._area
            facts.append(between(area=area, mu=row["area_mu"], low=low, high=high))
        facts += self._limits.of(row, asked)
        named, count = row[self._hit], row["hits"]
        if named:
            several = count > 1 and (self._is_counted or self._between_names in named)
            facts.append((self._several if several else self._one)(names=named, count=count, what=self._what))
        far = row["distance_m"]
        if self._distance is not None and far > 0 and self._rule not in asked.deciding:
            facts.append(self._distance(distance=far))
        return self._between.join(facts)


def _role(rule: Rule) -> str | None:
    """Tell which of the three lines a rule is, whose land is counted in parcels."""
    named = (rule.role, role_named(rule.layer or ""), role_named(rule.id))
    taken = rule.relation in {Relation.OUTSIDE, Relation.OVERLAP_AT_MOST}
    return next((role for role in named if role in LINES and taken), None)


def _basis(rule: Rule, said: dict[str, str]) -> str:
    dated = "assumed" if rule.is_assumption else "basis_dated" if rule.basis_date else "basis"
    basis = said[dated].format(basis=rule.basis, date=rule.basis_date or "")
    return basis + (said["authority"].format(authority=rule.authority) if rule.authority else "")
