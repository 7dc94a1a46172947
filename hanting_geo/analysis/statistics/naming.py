"""Classes that are names: what features are called, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hanting_geo.core.names import NAMES, names_in_both
from hanting_geo.core.text import language_or

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["with_names"]

_NAME = "name"
"""What ``by`` says for the name in the language of the run."""


def with_names(features: pd.DataFrame, by: str | Sequence[str] | None, language: str | None) -> pd.DataFrame:
    """Add the column ``name`` where it is asked for and the features have names in two languages instead.

    Examples
    --------
    >>> rivers = pd.DataFrame({"name_zh": ["虞河", "甲沟"], "name_en": ["Yu River", None]})
    >>> with_names(rivers, "name", "en")["name"].tolist()
    ['Yu River', '甲沟']
    """
    asked = [by] if isinstance(by, str) else by
    there = features.columns
    if not isinstance(asked, (list, tuple)) or _NAME not in asked or _NAME in there or not set(NAMES) & set(there):
        return features
    if any((there == column).sum() > 1 for column in NAMES):
        return features  # what is asked for is then told to be missing, and what is there listed
    language = language_or(language)
    names = np.array([text and text.text(language) for text in names_in_both(features)], dtype=object)
    return features.assign(**{_NAME: pd.Series(names, index=features.index, dtype=object)})
