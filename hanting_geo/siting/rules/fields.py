"""The fields of a rule, each read from what stands in a file or a cell: nothing is guessed."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words import rules as words
from hanting_geo.siting.rules.model import FILTERS, Rule
from hanting_geo.siting.rules.notation import column_or_number, parse_filter, parse_names, parse_value
from hanting_geo.siting.rules.vocabulary import (
    CHOICES,
    NUMBERS,
    MistakeError,
    as_choice,
    choice_name,
    joined,
    listed_choices,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["READERS", "FieldError", "chosen", "plain_number", "title_of"]

_FACTORS = {
    "distance_m": {"m": 1.0, "km": 1000.0, "cm": 0.01},
    "width_m": {"m": 1.0, "km": 1000.0, "cm": 0.01},
    "share": {"percent": 0.01},
    "area_m2": {"m2": 1.0, "ha": 10_000.0, "mu": 10_000 / 15, "km2": 1e6},
    "slope_percent": {"percent": 1.0},
    "ratio": {"times": 1.0},
    "ignore_below_m2": {"m2": 1.0, "ha": 10_000.0, "mu": 10_000 / 15, "km2": 1e6},
}


_UNITS = {
    name: {word: _FACTORS[name][unit] for unit, written in units.items() for word in written}
    for name, units in words.UNITS.items()
}


_PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


_WITH_UNIT = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(\S*)")


_DATE = re.compile(words.DATE)


_DATE_DONE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


_EXCEL_DATE = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")


class FieldError(Exception):
    """Problems inside a field, each with its place in it."""

    def __init__(self, problems: list[tuple[tuple[str, ...], Text]]) -> None:
        super().__init__()
        self.problems = problems


def _text(_name: str, raw: Any, cells: bool, _values: Mapping[str, Any]) -> str:  # noqa: FBT001
    if isinstance(raw, str):
        return raw
    if isinstance(raw, datetime) and cells:
        return raw.date().isoformat() if not any((raw.hour, raw.minute, raw.second)) else raw.isoformat(" ")
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.isoformat()
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    if isinstance(raw, bool | float | datetime):
        if cells:
            return str(raw).upper() if isinstance(raw, bool) else repr(raw)
        raise MistakeError(said("quotes", raw=raw))
    raise MistakeError(said("one_text", kind=_kind(raw)))


def _choice(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> str:  # noqa: FBT001
    word = _text(name, raw, cells, values).strip()
    found = as_choice(name, word)
    if found is not None:
        return found
    plain = unicodedata.normalize("NFKC", word)
    meant = next((choice for choice in CHOICES[name] if choice == plain.lower().replace(" ", "_")), None)
    if meant is None:
        begun = [choice for choice in CHOICES[name] if word and choice.startswith(word.lower())]
        close = begun or get_close_matches(word.lower(), CHOICES[name], n=1, cutoff=0.6)
        said_for = words.CHOICES[name]
        close = close or [said_for[near] for near in get_close_matches(plain, said_for, n=1, cutoff=0.5)]
        meant = close[0] if close else None
    hint = said("choice_hint", meant=choice_name(name, meant)) if meant else Text()
    raise MistakeError(said("no_choice", word=word, hint=hint, listed=listed_choices(name)))


def chosen(word: str, choices: tuple[str, ...], said_for: Mapping[str, str], listed: str) -> str:
    """Let one of some words through; for one that is only said for it, say which to write.

    Raises
    ------
    ValueError
        It is none of them.
    """
    if word in choices:
        return word
    plain = unicodedata.normalize("NFKC", word)
    meant = said_for.get(plain) or next((each for each in choices if each == plain.lower().replace(" ", "_")), None)
    if meant is None:
        begun = [choice for choice in choices if word and choice.startswith(word.lower())]
        close = begun or get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
        meant = close[0] if close else None
    hint = said("choice_hint", meant=meant) if meant else Text()
    raise MistakeError(said("no_choice", word=word, hint=hint, listed=listed))


def _date(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> str:  # noqa: FBT001
    word = _text(name, raw, cells, values).strip()
    if _DATE_DONE.fullmatch(word):
        return word
    if cells and (seen := _EXCEL_DATE.fullmatch(word)):
        # So does Excel write a date back into CSV in China; year, month and day cannot be mistaken.
        return f"{seen[1]}-{int(seen[2]):02d}-{int(seen[3]):02d}"
    seen = _DATE.fullmatch(unicodedata.normalize("NFKC", word))
    if seen is None:
        raise MistakeError(said("no_date", word=word))
    raise MistakeError(said("write", word=word, right="-".join(f"{int(part):02d}" for part in seen.groups() if part)))


def _number(name: str, raw: Any, _cells: bool, _values: Mapping[str, Any]) -> float:  # noqa: FBT001
    return plain_number(name, raw, *NUMBERS[name], _UNITS[name])


def plain_number(name: str, raw: Any, unit: Text | str, example: str, units: Mapping[str, float]) -> float:
    """Read a number; for one with a unit, say which number to write.

    Raises
    ------
    ValueError
        It is none.
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if not math.isfinite(raw):
            raise MistakeError(said("not_finite", raw=raw, unit=unit, example=example))
        return float(raw)
    word = raw.strip() if isinstance(raw, str) else str(raw)
    if isinstance(raw, str) and _PLAIN_NUMBER.fullmatch(word):
        number = float(word)
        if math.isfinite(number):
            return number
    plain = unicodedata.normalize("NFKC", word).lower()
    seen = _WITH_UNIT.fullmatch(plain) if isinstance(raw, str) else None
    if seen is None:
        raise MistakeError(said("no_number", word=word, unit=unit, example=example))
    sentence, fields = _with_unit(name, seen, units)
    raise MistakeError(said(sentence, word=word, unit=unit, **fields))


def _with_unit(name: str, seen: re.Match[str], units: Mapping[str, float]) -> tuple[str, dict[str, str]]:
    """Say how a number is written that has commas, full-width digits or a unit."""
    number = float(seen[1].replace(",", ""))
    if not seen[2]:
        return "write_number", {"number": f"{number:.12g}"}
    if seen[2] in units:
        return "has_unit", {"number": f"{number * units[seen[2]]:.10g}"}
    if name == "slope_percent" and seen[2] in words.ANGLES:
        return "is_angle", {"number": f"{100 * math.tan(math.radians(number)):.4g}"}
    return "other_unit", {"field": name}


def _distance(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> float | str:  # noqa: FBT001
    """Read a number, or the name of a column that holds one for each feature."""
    try:
        return _number(name, raw, cells, values)
    except MistakeError:
        word = unicodedata.normalize("NFKC", raw).strip().lower() if isinstance(raw, str) else ""
        if not word or _WITH_UNIT.fullmatch(word):
            raise
    found = column_or_number(raw)
    assert found is not None  # noqa: S101 - something stands there
    return found


def _yes_or_no(name: str, raw: Any, _cells: bool, _values: Mapping[str, Any]) -> bool:  # noqa: FBT001
    if isinstance(raw, bool):
        return raw
    word = unicodedata.normalize("NFKC", raw).strip().lower() if isinstance(raw, str) else ""
    if word not in words.YES_NO:
        empty = said("empty_is_unsaid" if name == "verified" else "empty_is_no", field=name)
        raise MistakeError(said("neither_yes_nor_no", raw=raw, listed=joined(words.YES_NO), empty=empty))
    return words.YES_NO[word]


def _names(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: FBT001
    if cells and isinstance(raw, str):
        return parse_names(raw.strip())
    found = []
    for item in raw if isinstance(raw, list) else [raw]:
        if item is None or item == "":
            raise MistakeError(said("empty_name"))
        found.append(_text(name, item, cells, values))
    return tuple(found)


def _filter(name: str, raw: Any, cells: bool, _values: Mapping[str, Any]) -> dict[str, Any]:  # noqa: FBT001
    if cells:
        if not isinstance(raw, str):
            raise MistakeError(said("no_filter", raw=raw, example=words.FILTER_EXAMPLE))
        return dict(parse_filter(raw.strip()))
    if not isinstance(raw, dict):
        raise MistakeError(said("filter_of_yaml", kind=_kind(raw), field=name))
    found: dict[str, Any] = {}
    problems: list[tuple[tuple[str, ...], Text]] = []
    for column, wanted in raw.items():
        place = (str(column),)
        try:
            if not isinstance(column, str | int) or isinstance(column, bool) or column == "":
                raise MistakeError(said("no_column_name", column=column))  # noqa: TRY301
            found[str(column)] = _plain_values(wanted)
        except MistakeError as mistake:
            problems.append((place, mistake.text))
    if problems:
        raise FieldError(problems)
    return found


def _value(_name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> Any:  # noqa: FBT001
    as_list = str(values.get("op") or "").strip() in {"in", "not in"}
    if cells:
        if isinstance(raw, str):
            return parse_value(raw.strip(), as_list=as_list)
        if isinstance(raw, date):
            raw = _text("", raw, cells, values)
        return (raw,) if as_list else raw
    return _plain_values(raw)


def _plain_values(raw: Any) -> Any:
    """Take a value, or a list of values, from YAML."""
    if isinstance(raw, list):
        if not raw:
            raise MistakeError(said("empty_list"))
        return tuple(_plain_value(item) for item in raw)
    return _plain_value(raw)


def _plain_value(raw: Any) -> Any:
    if raw is None:
        raise MistakeError(said("no_value"))
    if isinstance(raw, date):
        raise MistakeError(said("yaml_date", raw=raw))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise MistakeError(said("not_comparable", raw=raw))
    if not isinstance(raw, str | int | float):
        raise MistakeError(said("plain_value", kind=_kind(raw)))
    return raw


def title_of(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> Text:  # noqa: FBT001
    """Read a title: one text, or one for each language."""
    if not isinstance(raw, dict):
        text = _text(name, raw, cells, values)
        return Text(zh=text, en=text)
    problems: list[tuple[tuple[str, ...], Text]] = []
    texts = {}
    for language, text in raw.items():
        if language not in LANGUAGES:
            problems.append(((str(language),), said("title_language")))
        elif text is not None:
            try:
                texts[language] = _text(name, text, cells, values)
            except MistakeError as mistake:
                problems.append(((language,), mistake.text))
    if problems:
        raise FieldError(problems)
    return Text(**texts)


def _kind(raw: Any) -> Text:
    if isinstance(raw, dict):
        return said("keys_and_values")
    return said("a_list") if isinstance(raw, list | tuple) else Text(repr(raw), repr(raw))


READERS: Mapping[str, Callable[[str, Any, bool, Mapping[str, Any]], Any]] = {
    **dict.fromkeys(Rule.model_fields, _text),
    **dict.fromkeys(CHOICES, _choice),
    **dict.fromkeys(NUMBERS, _number),
    "distance_m": _distance,
    **dict.fromkeys(FILTERS, _filter),
    "title": title_of,
    "override_features": _names,
    **dict.fromkeys(("may_be_empty", "same_survey", "verified"), _yes_or_no),
    "value": _value,
    "basis_date": _date,
}
