"""Sentences of mistakes in criteria."""

from __future__ import annotations

from hanting_geo.core.text import Text
from hanting_geo.core.words.criteria_mistakes import MISTAKES
from hanting_geo.siting.rules.vocabulary import MistakeError

__all__ = ["mistake_of", "said"]


def said(name: str, /, **fields: object) -> Text:
    """Say a sentence of mistakes.

    Examples
    --------
    >>> said("factor_needs", factor="distance", field="layer").en
    'is missing: distance needs layer'
    """
    return MISTAKES[name].filled(**fields)


def mistake_of(error: ValueError) -> Text:
    """Give what an error says, in both languages where it knows them."""
    return error.text if isinstance(error, MistakeError) else Text(str(error), str(error))
