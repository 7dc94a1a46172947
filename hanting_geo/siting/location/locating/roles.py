"""What each facility is to the question: there already, to be opened in any case, to be chosen, or never."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.core.words.locating import MODEL_WORDS
from hanting_geo.core.words.location import STATUS_WORDS, STATUSES
from hanting_geo.errors import SchemaError
from hanting_geo.siting.location.solving.problem import MODELS

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["ROLES", "model_of", "plain", "statuses_of"]

ROLES = {
    "existing": "existing",
    "under_construction": "existing",
    "planned": "existing",
    "unknown": "existing",
    "required": "required",
    "candidate": "candidate",
    "closed": "closed",
    "prohibited": "closed",
}
"""The role of each status. What is planned or being built stands in any case, as what exists does."""


def plain(value: object) -> str:
    """Bring a word to one form: half-width, small letters, one space."""
    return " ".join(unicodedata.normalize("NFKC", str(value)).strip().casefold().split())


def model_of(word: object, what: str) -> str:
    """Find the model that a word means.

    Raises
    ------
    SchemaError
        None; it says which it may be.

    Examples
    --------
    >>> model_of("最大覆盖", "locate"), model_of("p-median", "locate")
    ('mclp', 'p_median')
    """
    text = plain(arguments.text(word, f"{what}: model")).replace("-", "_").replace(" ", "_")
    known = {name: name for name in MODELS} | {
        plain(name).replace("-", "_"): code for name, code in MODEL_WORDS.items()
    }
    if text in known:
        return known[text]
    listed = enumerated(MODELS)
    raise SchemaError(
        Sentence(
            "{what}: there is no model {word!r}; {text}the models are: {listed}",
            what=what,
            word=word,
            text=_hint(text, known),
            listed=listed,
        )
    )


def statuses_of(frame: pd.DataFrame, column: object, what: str) -> pd.Series:
    """Read statuses in Chinese or English words; without the column everything is a candidate.

    Raises
    ------
    SchemaError
        Lists every word that is no status, with what it may have meant.

    Examples
    --------
    >>> table = pd.DataFrame({"status": ["现状", "必选", "候选", "关闭", "禁止", None]})
    >>> statuses_of(table, "status", "locate").tolist()
    ['existing', 'required', 'candidate', 'closed', 'prohibited', 'unknown']
    """
    arguments.text(column, f"{what}: status")
    if column == "status" and "status" not in frame.columns:
        return pd.Series(["candidate"] * len(frame), index=frame.index, dtype="str")
    values = arguments.named_column(frame, column, f"{what}: the facilities")
    found, wrong = [], {}
    for value in values:
        word = "" if value is None or value is pd.NA or value != value else plain(value)  # noqa: PLR0124
        code = STATUS_WORDS.get(word) or STATUS_WORDS.get(word.replace(" ", "_")) if word else "unknown"
        if code is None:
            wrong[word] = value
        found.append(code or "unknown")
    if wrong:
        told = "; ".join(
            Sentence(
                "{value!r} is no status, {word}",
                value=value,
                word=_hint(word, STATUS_WORDS) or Sentence("and like none"),
            )
            for word, value in wrong.items()
        )
        there = enumerated(f"{code} ({text.zh})" for code, text in STATUSES.items())
        raise SchemaError(
            Sentence(
                "{what}: the facilities, column {column!r}: {told}; there are: {there}",
                what=what,
                column=column,
                told=told.strip(),
                there=there,
            )
        )
    return pd.Series(found, index=frame.index, dtype="str")


def _hint(word: str, known: Collection[str]) -> str:
    close = get_close_matches(word, list(known), n=2, cutoff=0.5)
    return Sentence("did you mean {listed}? ", listed=joined(" or ", close)) if close else ""
