"""Texts in both languages, and the languages that there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from hanting_geo.core.options import LANGUAGES, options
from hanting_geo.errors import SchemaError

__all__ = ["LANGUAGES", "Text", "checked_language", "language_or"]


def checked_language(language: str) -> str:
    """Give a language that is known back.

    Raises
    ------
    SchemaError
        It is not.

    Examples
    --------
    >>> checked_language("zh")
    'zh'
    """
    if language not in LANGUAGES:
        message = f"language {language!r} is not known; use 'zh' or 'en'"
        raise SchemaError(message)
    return language


def language_or(language: str | None, usual: str = "zh") -> str:
    """Give the language that was asked for, else that of ``hg.options``, else the usual one.

    Raises
    ------
    SchemaError
        It is not known.

    Examples
    --------
    >>> language_or(None), language_or("en")
    ('zh', 'en')
    """
    return checked_language(options.language or usual if language is None else language)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Chinese and English; one may stand for both.

    Examples
    --------
    >>> Text("片区", "Zone").text("en"), Text(zh="片区").text("en")
    ('Zone', '片区')
    """

    zh: str = ""
    en: str = ""

    # A settings file that gives a text a third language is told so.
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    def text(self, language: str = "zh") -> str:
        """Give the text in a language, or in the other one if that is missing.

        Raises
        ------
        SchemaError
            The language is not known.
        """
        return (self.zh or self.en) if checked_language(language) == "zh" else (self.en or self.zh)

    def filled(self, **fields: object) -> Text:
        """Put values in the places of a pattern; a value that is a Text or Sentence goes in language by language.

        Examples
        --------
        >>> Text("{what} {count} 处", "{count} {what}").filled(what=Text("车站", "stations"), count=2)
        Text(zh='车站 2 处', en='2 stations')
        """
        zh, en = (
            self.text(language).format(
                **{name: value.text(language) if hasattr(value, "text") else value for name, value in fields.items()}
            )
            for language in LANGUAGES
        )
        return Text(zh, en)

    def both(self) -> dict[str, str]:
        """Give the text by language, each filled from the other where it is missing."""
        return {language: self.text(language) for language in LANGUAGES}
