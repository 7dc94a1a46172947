"""Titles as callers give them: a text, or one in each language."""

from __future__ import annotations

from collections.abc import Mapping

from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import LANGUAGES, Text

__all__ = ["require_title"]


def require_title(title: object, what: str) -> None:
    """Let a title through: a text, or one in each language."""
    words = list(title.values()) if isinstance(title, Mapping) else [title]
    known = not isinstance(title, Mapping) or (title and set(title) <= {*LANGUAGES, "date"})
    if not known or not all(isinstance(word, str | Text) for word in words):
        message = Sentence(
            "{what}: title takes a text, or {{'zh': ..., 'en': ...}} (and a 'date'), and was given {title}",
            what=what,
            title=arguments.told(title),
        )
        raise arguments.ArgumentError(message)
