"""Rules as data: sets of rules that are read, applied and written together, and what a rule is made of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape

import pandas as pd

from hanting_geo.core.arguments import told
from hanting_geo.core.sentences import Sentence, both, enumerated, joined
from hanting_geo.core.text import Text
from hanting_geo.errors import RuleError
from hanting_geo.siting.rules.checks import between_fields, between_rules
from hanting_geo.siting.rules.notation import format_filter, format_names, format_value
from hanting_geo.siting.rules.relation import ASSUMPTION, CONSEQUENCES, FILTERS, OPERATORS, ROLES, Relation
from hanting_geo.siting.rules.rule import COLUMNS, Rule, Value, plain_text
from hanting_geo.siting.rules.vocabulary import said

__all__ = [
    "ASSUMPTION",
    "COLUMNS",
    "CONSEQUENCES",
    "FILTERS",
    "OPERATORS",
    "ROLES",
    "Relation",
    "Rule",
    "RuleSet",
    "Value",
    "between_fields",
    "between_layers",
    "between_rules",
]


def as_rule_set(rules: object) -> RuleSet:
    """Give a rule set as it is, or make one of rules.

    Raises
    ------
    RuleError
        Something else, or two rules of one id.
    """
    return rules if isinstance(rules, RuleSet) else RuleSet(_only_rules(rules))


def _only_rules(rules: object) -> tuple[Rule, ...]:
    """Take any iterable of rules."""
    if isinstance(rules, str | os.PathLike):
        message = Sentence(
            "rules are a RuleSet or a list of rules, and not {rules}; read them: hg.read_rules({rules2!r})",
            rules=told(rules),
            rules2=str(rules),
        )
        raise RuleError(message)
    if not isinstance(rules, Iterable) or isinstance(rules, Mapping | pd.DataFrame):
        raise RuleError(Sentence("rules are a RuleSet or a list of rules, and not {rules}", rules=told(rules)))
    found = tuple(rules)
    odd = [rule for rule in found if not isinstance(rule, Rule)]
    if odd:
        raise RuleError(Sentence("rules are a list of hg.Rule, and {odd} is in it", odd=told(odd[0])))
    return found


def _yes(said: bool) -> str:  # noqa: FBT001 - one word for one field
    return "true" if said else ""


def _yes_or_no(said: bool | None) -> str:  # noqa: FBT001 - one word for one field
    return "" if said is None else "true" if said else "false"


@dataclass(frozen=True)
class RuleSet:
    """Rules that are read, applied and written together; iterating gives the rules.

    Examples
    --------
    >>> rule = Rule(id="r1", title=Text(zh="最小面积"), relation="min_area", area_m2=2000, basis="assumption")
    >>> rules = RuleSet((rule,), Text(zh="示例"))
    >>> len(rules), rules.layers, rules["r1"].area_m2
    (1, (), 2000.0)
    """

    rules: tuple[Rule, ...]
    title: Text = field(default_factory=Text)
    note: str = ""
    replaced: tuple[str, ...] = field(default=(), compare=False)
    """Ids of rules of included files that a later rule of the same id replaced."""

    def __post_init__(self) -> None:
        """Take any iterable of rules, tidy the texts as a rule does, and refuse two rules of one id."""
        object.__setattr__(self, "rules", _only_rules(self.rules))
        try:
            object.__setattr__(self, "title", Text(zh=plain_text(self.title.zh), en=plain_text(self.title.en)))
            object.__setattr__(self, "note", plain_text(self.note))
        except ValueError as error:
            message = Sentence("title or note of the rules: {error}", error=error)
            raise RuleError(message) from error
        twice = [
            both(text.en, text.zh)
            for _, key, text in between_rules((rule.id, None) for rule in self.rules)
            if key == "id"
        ]
        if twice:
            raise RuleError(joined("; ", twice))

    def __iter__(self) -> Iterator[Rule]:
        """Go through the rules in their order."""
        return iter(self.rules)

    def __len__(self) -> int:
        """Count the rules."""
        return len(self.rules)

    def __getitem__(self, rule_id: str) -> Rule:
        """Give a rule by its id."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        message = Sentence(
            "no rule {rule_id!r}; there are {listed}",
            rule_id=rule_id,
            listed=enumerated(rule.id for rule in self.rules) or Sentence("none"),
        )
        raise RuleError(message)

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of all layers that the rules speak of, in order."""
        named = [name for rule in self.rules for name in (rule.layer, rule.where_layer) if name is not None]
        return tuple(dict.fromkeys(named))

    def bind(self, **layers: str) -> RuleSet:
        """Put a bureau's own layer names in the place of those of a template.

        Parameters
        ----------
        **layers
            Name in the template to the name of one's own layer.

        Raises
        ------
        RuleError
            The template has no such layer.
        """
        unknown = sorted(set(layers) - set(self.layers))
        if unknown:
            message = Sentence(
                "the rules name no layer {listed}; they name {listed2}",
                listed=enumerated(unknown),
                listed2=enumerated(self.layers) or Sentence("none"),
            )
            raise RuleError(message)
        bound = tuple(
            rule.model_copy(
                update={
                    key: layers[name]
                    for key in ("layer", "where_layer")
                    if (name := getattr(rule, key)) is not None and name in layers
                }
            )
            for rule in self.rules
        )
        return replace(self, rules=bound)

    def table(self) -> pd.DataFrame:
        """Give the rules as a table, a row each, with the columns :data:`COLUMNS`."""
        rows = [
            {"title_zh": rule.title.zh, "title_en": rule.title.en, **rule.model_dump(exclude={"title"}, mode="json")}
            for rule in self.rules
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _repr_html_(self) -> str:
        """Show the rules as a table, columns that nobody filled left out; all text is only text."""
        table = self.table()
        written: tuple[tuple[str, Callable[..., str]], ...] = (
            *((name, format_filter) for name in FILTERS),
            ("verified", _yes_or_no),
            ("override_features", format_names),
            ("value", format_value),
            ("may_be_empty", _yes),
            ("same_survey", _yes),
        )
        for column, write in written:
            table[column] = [write(getattr(rule, column)) for rule in self.rules]
        table = table.astype(object).where(table.notna(), "")
        filled = [column for column in table.columns if (table[column] != "").any()]
        title = f"{self.title.zh} {self.title.en}".strip() if self.title.zh != self.title.en else self.title.zh
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        return f"<h4>{escape(title)}</h4>{note}{table[filled].to_html(index=False)}"


def between_layers(rules: Iterable[Rule | None]) -> Iterator[tuple[int, str, Text]]:
    """Find overrides of a rule without layer: it holds for no features, so none of them can be named.

    Parameters
    ----------
    rules
        The rules in order; None where one could not be read.

    Yields
    ------
    tuple
        Number of the rule, the field to mend, and what is wrong with it.
    """
    listed = list(rules)
    made = {rule.id: rule for rule in listed if rule is not None}
    for number, rule in enumerate(listed):
        general = made.get(rule.overrides or "") if rule is not None else None
        if general is not None and general.layer is None:
            yield number, "overrides", said("overrides_no_layer", general=general.id)
