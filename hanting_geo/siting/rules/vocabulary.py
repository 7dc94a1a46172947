"""The words that rules are written in, and sentences of what is wrong with them, in both languages."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words import rules as words
from hanting_geo.core.words.rule_mistakes import MISTAKES, PLACES
from hanting_geo.core.words.values import VALUES
from hanting_geo.siting.rules.relation import CONSEQUENCES, OPERATORS, ROLES, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "CHOICES",
    "NUMBERS",
    "MistakeError",
    "as_choice",
    "choice_name",
    "close_to",
    "field_name",
    "joined",
    "listed_choices",
    "said",
]

NUMBERS: Mapping[str, tuple[Text, str]] = {
    "distance_m": (words.UNIT_NAMES["metres"], "50"),
    "share": (words.UNIT_NAMES["share"], "0.3"),
    "area_m2": (words.UNIT_NAMES["square_metres"], "2000"),
    "width_m": (words.UNIT_NAMES["metres"], "20"),
    "slope_percent": (words.UNIT_NAMES["percent"], "15"),
    "ratio": (words.UNIT_NAMES["ratio"], "3"),
    "ignore_below_m2": (words.UNIT_NAMES["square_metres"], "1"),
}
"""The fields that are numbers: in which unit, and an example."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "relation": tuple(relation.value for relation in Relation),
    "op": OPERATORS,
    "hardness": ("hard", "soft"),
    "severity": ("high", "medium", "low"),
    "consequence": CONSEQUENCES,
    "role": ROLES,
}
"""The fields that are one of some words."""


class MistakeError(ValueError):
    """What is wrong with a field, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.text("en"))
        self.text = text


def said(name: str, /, **fields: object) -> Text:
    """Say a sentence of mistakes.

    Examples
    --------
    >>> said("needs", relation="outside", field="layer").en
    'is missing: outside needs layer'
    """
    return MISTAKES[name].filled(**fields)


def joined(items: Iterable[object], sign: str = "between") -> Text:
    """Put words in a row, as each language does; a Text goes in language by language.

    Examples
    --------
    >>> joined(["a", "b"]).zh, joined([Text("甲", "a"), "b"], "or").en
    ('a、b', 'a or b')
    """
    there = list(items)
    zh, en = (
        PLACES[sign].text(language).join(item.text(language) if isinstance(item, Text) else str(item) for item in there)
        for language in LANGUAGES
    )
    return Text(zh, en)


def close_to(word: str, known: Iterable[str]) -> Text:
    """Say what a word may have meant, or everything that it could have been."""
    known = list(known)
    close = get_close_matches(word.lower(), known, n=2, cutoff=0.6)
    if close:
        return said("did_you_mean", close=joined(close, "or"))
    return said("there_are", known=joined(known))


def field_name(name: str) -> Text:
    """Call a field as rule files of each language do."""
    header = words.HEADERS.get(name)
    return Text(name, name) if header is None else Text(_named(header.zh, name), name)


def listed_choices(name: str) -> Text:
    """List the words that a field may be, in Chinese with what tables print for them."""
    if name == "op":
        return Text(" ".join(OPERATORS), " ".join(OPERATORS))
    return joined(choice_name(name, choice) for choice in CHOICES[name])


def choice_name(name: str, choice: str) -> Text:
    """Call one of the words of a field in both languages."""
    label = VALUES.get(name, {}).get(choice)
    return Text(choice, choice) if label is None else Text(_named(label.zh, choice), choice)


def _named(label: str, code: str) -> str:
    return PLACES["named"].text("zh").format(label=label, code=code)


def as_choice(name: str, word: str) -> str | None:
    """Give the word of a field that a word stands for: itself, or what a table prints or people say for it.

    Examples
    --------
    >>> as_choice("relation", "不得占用"), as_choice("hardness", "刚性"), as_choice("severity", "critical")
    ('outside', 'hard', None)
    """
    if word in CHOICES[name]:
        return word
    return words.CHOICES[name].get(unicodedata.normalize("NFKC", word).strip())
