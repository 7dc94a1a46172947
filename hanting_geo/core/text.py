"""Texts in both languages, and the languages that there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from hanting_geo.errors import SchemaError

__all__ = ["LANGUAGES", "Text", "checked_language"]

LANGUAGES = ("zh", "en")


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

    def both(self) -> dict[str, str]:
        """Give the text by language, each filled from the other where it is missing."""
        return {language: self.text(language) for language in LANGUAGES}
