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
from hanting_geo.siting.rules.model import CONSEQUENCES, FILTERS, OPERATORS, ROLES, Relation, Rule
from hanting_geo.siting.rules.notation import column_or_number, parse_filter, parse_names, parse_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["CHOICES", "NUMBERS", "READERS", "FieldError", "chosen", "close_to", "plain_number", "title_of"]

NUMBERS = {
    "distance_m": ("metres", "50"),
    "share": ("a share from 0 to 1", "0.3"),
    "area_m2": ("square metres", "2000"),
    "width_m": ("metres", "20"),
    "slope_percent": ("percent", "15"),
    "ratio": ("how many times the height the distance is", "3"),
    "ignore_below_m2": ("square metres", "1"),
}


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


CHOICES: Mapping[str, tuple[str, ...]] = {
    "relation": tuple(relation.value for relation in Relation),
    "op": OPERATORS,
    "hardness": ("hard", "soft"),
    "severity": ("high", "medium", "low"),
    "consequence": CONSEQUENCES,
    "role": ROLES,
}


def close_to(word: str, known: Iterable[str]) -> str:
    """Say what a word may have meant, or everything that it could have been."""
    known = list(known)
    close = get_close_matches(word.lower(), known, n=2, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(known)}"


class FieldError(Exception):
    """Problems inside a field, each with its place in it."""

    def __init__(self, problems: list[tuple[tuple[str, ...], str]]) -> None:
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
        message = f"must be text, and YAML reads {raw!r}; put it in quotes"
        raise ValueError(message)
    message = f"must be one text, and is {_kind(raw)}"
    raise ValueError(message)


def _choice(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> str:  # noqa: FBT001
    word = _text(name, raw, cells, values).strip()
    listed = " ".join(OPERATORS) if name == "op" else ", ".join(CHOICES[name])
    return chosen(word, CHOICES[name], words.CHOICES[name], listed)


def chosen(word: str, choices: tuple[str, ...], said: Mapping[str, str], listed: str) -> str:
    """Let one of some words through; for one that is only said for it, say which to write.

    Raises
    ------
    ValueError
        It is none of them.
    """
    if word in choices:
        return word
    plain = unicodedata.normalize("NFKC", word)
    meant = said.get(plain) or next((each for each in choices if each == plain.lower().replace(" ", "_")), None)
    if meant is None:
        begun = [choice for choice in choices if word and choice.startswith(word.lower())]
        close = begun or get_close_matches(word.lower(), choices, n=1, cutoff=0.6)
        meant = close[0] if close else None
    hint = f"did you mean {meant}? " if meant else ""
    message = f"{word!r} is not known; {hint}use one of {listed}"
    raise ValueError(message)


def _date(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> str:  # noqa: FBT001
    word = _text(name, raw, cells, values).strip()
    if _DATE_DONE.fullmatch(word):
        return word
    if cells and (seen := _EXCEL_DATE.fullmatch(word)):
        # So does Excel write a date back into CSV in China; year, month and day cannot be mistaken.
        return f"{seen[1]}-{int(seen[2]):02d}-{int(seen[3]):02d}"
    seen = _DATE.fullmatch(unicodedata.normalize("NFKC", word))
    if seen is None:
        message = f"{word!r} is no date; write 2005-12-20, 2005-12 or 2005"
        raise ValueError(message)
    message = f"{word!r}: write {'-'.join(f'{int(part):02d}' for part in seen.groups() if part)}"
    raise ValueError(message)


def _number(name: str, raw: Any, _cells: bool, _values: Mapping[str, Any]) -> float:  # noqa: FBT001
    return plain_number(name, raw, *NUMBERS[name], _UNITS[name])


def plain_number(name: str, raw: Any, unit: str, example: str, units: Mapping[str, float]) -> float:
    """Read a number; for one with a unit, say which number to write.

    Raises
    ------
    ValueError
        It is none.
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if not math.isfinite(raw):
            message = f"{raw} is no number that a rule can use; write for example {example} ({unit})"
            raise ValueError(message)
        return float(raw)
    word = raw.strip() if isinstance(raw, str) else str(raw)
    if isinstance(raw, str) and _PLAIN_NUMBER.fullmatch(word):
        number = float(word)
        if math.isfinite(number):
            return number
    message = f"{word!r} is no number; write for example {example} ({unit})"
    plain = unicodedata.normalize("NFKC", word).lower()
    if isinstance(raw, str) and (seen := _WITH_UNIT.fullmatch(plain)):
        number = float(seen[1].replace(",", ""))
        if not seen[2]:
            message = f"{word!r}: write {number:.12g} ({unit})"
        elif seen[2] in units:
            message = f"{word!r} has a unit: write {number * units[seen[2]]:.10g} ({unit})"
        elif name == "slope_percent" and seen[2] in words.ANGLES:
            message = (
                f"{word!r} is an angle: write {100 * math.tan(math.radians(number)):.4g} ({unit}, 100 x its tangent)"
            )
        else:
            message = f"{word!r} has a unit that {name} does not take: write the number alone, in {unit}"
    raise ValueError(message)


def _distance(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> float | str:  # noqa: FBT001
    """Read a number, or the name of a column that holds one for each feature."""
    try:
        return _number(name, raw, cells, values)
    except ValueError as error:
        if not isinstance(raw, str):
            raise
        try:
            found = column_or_number(raw)
        except ValueError as other:
            plain = str(error).startswith(f"{raw.strip()!r} is no number")
            raise (other if plain else error) from None
        if found is None:
            raise
        return found


def _yes_or_no(name: str, raw: Any, _cells: bool, _values: Mapping[str, Any]) -> bool:  # noqa: FBT001
    if isinstance(raw, bool):
        return raw
    word = unicodedata.normalize("NFKC", raw).strip().lower() if isinstance(raw, str) else ""
    if word not in words.YES_NO:
        said = " for no" if name != "verified" else " if nobody said"
        message = f"{raw!r} is neither yes nor no; write one of {', '.join(words.YES_NO)}, or leave {name} empty{said}"
        raise ValueError(message)
    return words.YES_NO[word]


def _names(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: FBT001
    if cells and isinstance(raw, str):
        return parse_names(raw.strip())
    found = []
    for item in raw if isinstance(raw, list) else [raw]:
        if item is None or item == "":
            message = "holds an empty name; delete it"
            raise ValueError(message)
        found.append(_text(name, item, cells, values))
    return tuple(found)


def _filter(name: str, raw: Any, cells: bool, _values: Mapping[str, Any]) -> dict[str, Any]:  # noqa: FBT001
    if cells:
        if not isinstance(raw, str):
            message = f"{raw!r} is no filter; write for example {words.FILTER_EXAMPLE}"
            raise ValueError(message)
        return dict(parse_filter(raw.strip()))
    if not isinstance(raw, dict):
        message = f"must be columns and values, and is {_kind(raw)}; write for example {name}: {{kind: river}}"
        raise ValueError(message)  # noqa: TRY004
    found: dict[str, Any] = {}
    problems: list[tuple[tuple[str, ...], str]] = []
    for column, wanted in raw.items():
        place = (str(column),)
        try:
            if not isinstance(column, str | int) or isinstance(column, bool) or column == "":
                message = f"{column!r} is no column name; put it in quotes"
                raise ValueError(message)  # noqa: TRY301
            found[str(column)] = _plain_values(wanted)
        except ValueError as error:
            problems.append((place, str(error)))
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
            message = "is an empty list, which matches nothing; give a value"
            raise ValueError(message)
        return tuple(_plain_value(item) for item in raw)
    return _plain_value(raw)


def _plain_value(raw: Any) -> Any:
    if raw is None:
        message = "has no value; give one, or write '' for empty text"
        raise ValueError(message)
    if isinstance(raw, date):
        message = f"YAML reads a date, {raw}; put it in quotes"
        raise ValueError(message)  # noqa: TRY004
    if isinstance(raw, float) and not math.isfinite(raw):
        message = f"{raw} is no number that can be compared"
        raise ValueError(message)
    if not isinstance(raw, str | int | float):
        message = f"must be a text, a number, true or false, or a list of these, and is {_kind(raw)}"
        raise ValueError(message)  # noqa: TRY004
    return raw


def title_of(name: str, raw: Any, cells: bool, values: Mapping[str, Any]) -> Text:  # noqa: FBT001
    """Read a title: one text, or one for each language."""
    if not isinstance(raw, dict):
        text = _text(name, raw, cells, values)
        return Text(zh=text, en=text)
    problems: list[tuple[tuple[str, ...], str]] = []
    texts = {}
    for language, said in raw.items():
        if language not in LANGUAGES:
            problems.append(((str(language),), "is no language of a title; write zh and en"))
        elif said is not None:
            try:
                texts[language] = _text(name, said, cells, values)
            except ValueError as error:
                problems.append(((language,), str(error)))
    if problems:
        raise FieldError(problems)
    return Text(**texts)


def _kind(raw: Any) -> str:
    if isinstance(raw, dict):
        return "keys and values"
    return "a list" if isinstance(raw, list | tuple) else repr(raw)


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
