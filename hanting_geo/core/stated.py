"""What a layer states of itself, as products print it: accuracy, source, date, licence, reference system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.findings import facts_of
from hanting_geo.core.words.credits import credit_label
from hanting_geo.core.words.values import CRS_NAMES
from hanting_geo.core.words.workbook import COVER_ROWS, SOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from pyproj import CRS

__all__ = ["crs_in_words", "source_of"]


def source_of(frame: pd.DataFrame, language: str) -> dict[str, Any]:
    """Say of a layer how many features it has, how well their places are known, whose it is, of when, which licence.

    What it does not say is an empty text.
    """
    facts = facts_of(frame)
    return {
        "features": len(frame),
        "accuracy": _accuracy(frame, {name: text.text(language) for name, text in SOURCES.items()}),
        "source": _stated(frame, facts, "source", language)
        or credit_label("attribution", facts.get("attribution") or "", language),
        "source_date": _stated(frame, facts, "source_date", language),
        "licence": _stated(frame, facts, "licence", language),
    }


def _accuracy(frame: pd.DataFrame, said: Mapping[str, str]) -> str:
    stated = stated_accuracy(frame)
    known = stated[np.isfinite(stated)]
    if not len(known):
        return said["not_stated"]
    least, most = f"{known.min():g}", f"{known.max():g}"
    told = least if least == most else f"{least}–{most}"
    return told if len(known) == len(stated) else said["in_part"].format(accuracy=told)


def _stated(frame: pd.DataFrame, facts: Mapping[str, Any], column: str, language: str) -> str:
    """Say what a layer states of itself, else what its rows do."""
    if facts.get(column):
        return credit_label(column, facts[column], language)
    if column not in frame.columns:
        return ""
    values = sorted({str(value) for value in frame[column].dropna().unique() if str(value)})
    told = dict.fromkeys(credit_label(column, value, language) for value in values)
    return COVER_ROWS["between"].text(language).join(told)


def crs_in_words(crs: CRS, language: str) -> str:
    """Name a reference system, with its code where it has one."""
    authority = crs.to_authority(min_confidence=100)
    code = ":".join(authority) if authority else ""
    name = CRS_NAMES.get(code, crs.name) if language == "zh" else crs.name
    return f"{name} ({code})" if code else str(name)
