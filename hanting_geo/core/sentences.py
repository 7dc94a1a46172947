"""Sentences of errors and findings: English where they are said, Chinese from the tables of words."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Self

from hanting_geo.core.options import options
from hanting_geo.core.text import Text, checked_language
from hanting_geo.errors import HantingGeoError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Sentence", "both", "chinese", "enumerated", "joined", "plain", "said_in"]


@cache
def chinese() -> dict[str, str]:
    """Give the Chinese pattern of each English one, from :mod:`hanting_geo.core.words.chinese`."""
    room = import_module("hanting_geo.core.words.chinese")
    told: dict[str, str] = {}
    for module in iter_modules(room.__path__):
        told |= import_module(f"{room.__name__}.{module.name}").CHINESE
    return told


class Sentence(str):
    """A text in the language of ``hg.options`` that can be said in the other one, too.

    It is the pattern in English, filled in; or in Chinese where that was the language when it was made and the tables
    have it. Values that are sentences or texts themselves go in language by language.

    Examples
    --------
    >>> told = Sentence("{what} cannot be empty", what="title")
    >>> print(told, told.text("zh"), sep=" | ")
    title cannot be empty | title 不能为空
    >>> import numpy as np
    >>> print(Sentence("holds {value!r}", value=np.float64("nan")))
    holds nan
    """

    __slots__ = ("pattern", "values")

    pattern: str
    values: dict[str, Any]

    def __new__(cls, pattern: str, /, **values: Any) -> Self:
        """Say it in the language of the options."""
        made = super().__new__(cls, _filled(pattern, values, options.language or "en"))
        made.pattern, made.values = pattern, values
        return made

    def text(self, language: str | None = None) -> str:
        """Say it in a language; the one in which it was made by default."""
        if language is None:
            return str(self)
        return _filled(self.pattern, self.values, checked_language(language))

    def spoken(self, language: str) -> Sentence:
        """Give the same sentence, said in a language."""
        said = self.text(language)
        if said == self:
            return self
        made = str.__new__(Sentence, said)
        made.pattern, made.values = self.pattern, self.values
        return made

    def __add__(self, other: str) -> Sentence:
        """Put a text behind it, in both languages."""
        return joined("", [self, other])

    def __radd__(self, other: str) -> Sentence:
        """Put a text before it, in both languages."""
        return joined("", [other, self])

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as the two texts alone, whatever the values are."""
        return _again, (str(self), self.text("en"), self.text("zh"))

    def __deepcopy__(self, _memo: object) -> Self:
        """Give itself: nobody changes it."""
        return self


def _again(now: str, english: str, in_chinese: str) -> Sentence:
    """Make a sentence again of what it said."""
    made = str.__new__(Sentence, now)
    made.pattern, made.values = "{said}", {"said": Text(in_chinese, english)}
    return made


def both(english: str, in_chinese: str) -> Sentence:
    """Make a sentence of its two texts.

    Examples
    --------
    >>> both("no place", "没有位置").text("zh")
    '没有位置'
    """
    return Sentence("{said}", said=Text(in_chinese, english))


def _filled(pattern: str, values: dict[str, Any], language: str) -> str:
    if language == "zh":
        pattern = chinese().get(pattern, pattern)
    if not values:
        return pattern.format()
    said = {name: plain(said_in(value, language)) for name, value in values.items()}
    if language == "zh" and type(said.get("what")) is str:
        said["what"] = _called(said["what"])
    return pattern.format(**said)


def plain(value: Any) -> Any:
    """Give a number of numpy as the number that it is: nobody who reads a message knows ``np.float64(nan)``."""
    kind = type(value)
    plain = kind.__module__ == "numpy" and kind.__name__.startswith(("bool", "float64", "int", "str", "uint"))
    return value.item() if plain else value


def _called(what: str) -> str:
    """Say in Chinese which argument of which function is meant: ``screening: the sites``, part by part."""
    words = chinese()
    return "：".join(words.get(part, part) for part in what.split(": "))


def said_in(value: Any, language: str) -> Any:
    """Say a value in a language, if it can be; give it as it is otherwise.

    Examples
    --------
    >>> said_in(Text("车站", "stations"), "en"), said_in(5, "zh")
    ('stations', 5)
    """
    if isinstance(value, Sentence | Text):
        return value.text(language)
    return value.message(language) if isinstance(value, HantingGeoError) else value


def joined(between: str, parts: Iterable[object]) -> Sentence:
    """Put sentences together; what stands between them is a sentence, too.

    Examples
    --------
    >>> print(joined("; ", [Sentence("leave one of them out"), "a"]))
    leave one of them out; a
    """
    there, link = list(parts), Sentence(between) if between else ""
    english, in_chinese = (
        str(said_in(link, language)).join(str(said_in(part, language)) for part in there) for language in ("en", "zh")
    )
    return both(english, in_chinese)


def enumerated(parts: Iterable[object], most: int | None = None) -> Sentence:
    """Name things one after the other: with commas in English, 顿号 in Chinese; of more than the most, count the rest.

    Examples
    --------
    >>> print(enumerated(["a", Text("车站", "stations")]), enumerated(["a", "b"]).text("zh"))
    a, stations a、b
    >>> print(enumerated("abcd", 2), "|", enumerated("abcd", 2).text("zh"), "|", enumerated([]) or "none")
    a, b and 2 more | a、b 等，另有 2 个 | none
    """
    there = list(parts)
    english, in_chinese = (
        between.join(str(said_in(part, language)) for part in there[:most])
        for between, language in ((", ", "en"), ("\u3001", "zh"))
    )
    told = both(english, in_chinese)
    more = len(there[most:]) if most is not None else 0
    return told + Sentence(" and {count} more", count=more) if more else told
