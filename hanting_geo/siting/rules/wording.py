"""What pydantic found wrong with a rule, in plain words of both languages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hanting_geo.core.text import Text
from hanting_geo.siting.rules.relation import FILTERS
from hanting_geo.siting.rules.vocabulary import CHOICES, NUMBERS, MistakeError, close_to, listed_choices, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import ValidationError

__all__ = ["in_words"]

_PERCENT = 100
_OF_VALUES = {*FILTERS, "value"}


def in_words(error: ValidationError, fields: Iterable[str]) -> list[tuple[str, Text]]:
    """Say of each mistake in which field it stands, and what is wrong; one of the whole rule has no field.

    Missing fields are left out: what holds between fields says it of them.
    """
    known = list(fields)
    found: dict[tuple[str, Text], None] = {}
    for item in error.errors():
        if item["type"] == "missing":
            continue
        name = str(item["loc"][0]) if item["loc"] else ""
        if name in _OF_VALUES and item["type"] != "value_error":
            # A value may be of several types, and each of them says why it is none.
            found[name, _of_value(item["input"])] = None
            continue
        if item["type"] == "extra_forbidden":
            found[name, said("no_field", hint=close_to(name, known))] = None
        else:
            found[name, _sentence(name, dict(item))] = None
    return list(found)


def _of_value(value: Any) -> Text:
    if isinstance(value, float) and not math.isfinite(value):
        return said("not_comparable", raw=value)
    return said("plain_value", kind=repr(value))


def _sentence(name: str, item: dict[str, Any]) -> Text:
    value, limits = item.get("input"), item.get("ctx", {})
    if item["type"] == "value_error":
        cause = limits["error"]
        return cause.text if isinstance(cause, MistakeError) else Text(str(cause), str(cause))
    if name == "share" and isinstance(value, int | float):
        advice = said("share_percent", value=f"{value:g}", share=f"{value / _PERCENT:g}")
        return said("no_share", value=f"{value:g}", advice=advice if 1 < value <= _PERCENT else said("share_plain"))
    if name == "id" and item["type"] == "string_pattern_mismatch":
        return said("id_letters", value=value)
    if name in CHOICES and name != "op":
        return said("no_choice", word=value, hint=Text(), listed=listed_choices(name))
    if name in NUMBERS:
        return _of_number(name, value, limits)
    return said("does_not_fit", value=value, why=item["msg"])


def _of_number(name: str, value: Any, limits: dict[str, Any]) -> Text:
    unit, example = NUMBERS[name]
    if isinstance(value, float) and not math.isfinite(value):
        return said("not_finite", raw=value, unit=unit, example=example)
    if isinstance(value, int | float) and ("ge" in limits or "gt" in limits):
        sentence = "at_least" if "ge" in limits else "more_than"
        least = limits.get("ge", limits.get("gt"))
        return said(sentence, least=f"{least:g}", value=f"{value:g}", example=example)
    return said("no_number", word=value, unit=unit, example=example)
