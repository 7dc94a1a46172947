"""What features are called in Chinese and English, with no two of them made one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NAMES", "names_in_both"]

NAMES = ("name_zh", "name_en")
"""The columns that hold them."""


def names_in_both(features: pd.DataFrame) -> list[Text | None]:
    """Give each feature its names, of ``name_zh`` and ``name_en``, of which one may be missing; None has neither.

    Features of one Chinese name (of one English name, where that is all there is) are called the same in both
    languages: in English by the first English name among them, else by the Chinese one. Where two that differ in
    Chinese would be called the same in English, each says its Chinese name too.

    Examples
    --------
    >>> import pandas as pd
    >>> rivers = pd.DataFrame({"name_zh": ["虞河", "虞河", "甲沟", None], "name_en": [None, "Yu River", None, " "]})
    >>> [text and text.en for text in names_in_both(rivers)]
    ['Yu River', 'Yu River', '甲沟', None]
    """
    zh, en = (_texts(features[column]) if column in features.columns else [None] * len(features) for column in NAMES)
    keys = [own or other for own, other in zip(zh, en, strict=True)]
    english: dict[str, str] = {}
    for key, other in zip(keys, en, strict=True):
        if key is not None and other is not None:
            english.setdefault(key, other)
    called = {key: english.get(key, key) for key in dict.fromkeys(keys) if key is not None}
    times = Counter(called.values())
    known = {
        key: Text(key, name if times[name] == 1 or name == key else f"{name} ({key})") for key, name in called.items()
    }
    return [None if key is None else known[key] for key in keys]


def _texts(column: pd.Series) -> list[str | None]:
    """Give names as texts; what is missing or blank is None."""
    gone = column.isna()
    return [None if none or not str(value).strip() else str(value) for value, none in zip(column, gone, strict=True)]
