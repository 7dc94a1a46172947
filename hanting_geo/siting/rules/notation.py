"""How filters, values and lists of names are written in one cell of a table, and read back as they were.

A filter is ``kind=river; plan_works=true; name=泥河|虞河``. A bare word is text; ``true``, ``false`` and plain decimal
numbers are what they look like, unless a number begins with a zero (``0701`` is a land-use code, so text). What would
be misread stands in double quotes, a quote in it doubled: ``code="1401"; name="A;B"``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.words.rules import FILTER_EXAMPLE, NO_BASIS, NO_COLUMN
from hanting_geo.siting.rules.vocabulary import MistakeError, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "column_or_number",
    "format_filter",
    "format_names",
    "format_value",
    "number_of",
    "parse_filter",
    "parse_names",
    "parse_value",
]

Plain = str | int | float | bool

_INT = re.compile(r"[+-]?(0|[1-9][0-9]*)")
# An exponent has its sign, as Python writes it: 12E3 is more often a plot than a number.
_FLOAT = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-][0-9]+)?")
_PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_COLUMN = re.compile(r"[^\W\d][\w()./-]*")
_NO_COLUMN = re.compile(NO_COLUMN, re.IGNORECASE)
_WIDE = {"；": ";", "｜": "|", "＝": "=", "“": '"', "”": '"'}
_TOKEN = re.compile(r'\s*("(?:[^"]|"")*"|[^;|="]*)\s*([;|=]|$)')


def parse_filter(text: str) -> dict[str, Plain | tuple[Plain, ...]]:
    """Read a filter from a cell.

    Raises
    ------
    ValueError
        Says what is wrong and how to write it.

    Examples
    --------
    >>> parse_filter('kind=river; plan_works=true; name=泥河|虞河; code="0701"')
    {'kind': 'river', 'plan_works': True, 'name': ('泥河', '虞河'), 'code': '0701'}
    """
    found: dict[str, Plain | tuple[Plain, ...]] = {}
    tokens = _tokens(text)
    while tokens:
        (word, quoted), mark = tokens.pop(0)
        if not word and not quoted and mark in {";", ""}:
            continue  # a semicolon at the end
        if mark != "=" or not word:
            raise MistakeError(said("no_pair", word=word or text, example=FILTER_EXAMPLE))
        column = word
        if column in found:
            raise MistakeError(said("column_twice_in_filter", column=column))
        values: list[Plain] = []
        mark = "|"
        while mark == "|":
            (word, quoted), mark = tokens.pop(0)
            if not word and not quoted:
                raise MistakeError(said("empty_value", column=column))
            values.append(word if quoted else _typed(word))
        if mark == "=":
            raise MistakeError(said("second_equals", column=column, word=word))
        found[column] = values[0] if len(values) == 1 else tuple(values)
    return found


def parse_value(text: str, *, as_list: bool = False) -> Plain | tuple[Plain, ...]:
    """Read a value, or a list of values separated by ``|``; ``as_list`` makes a list of one value too.

    Examples
    --------
    >>> parse_value("R1|R2"), parse_value("20"), parse_value('"20"'), parse_value("R1", as_list=True)
    (('R1', 'R2'), 20, '20', ('R1',))
    """
    values = tuple(word if quoted else _typed(word) for word, quoted in _list(text))
    return values if as_list or len(values) > 1 else values[0]


def parse_names(text: str) -> tuple[str, ...]:
    """Read names separated by ``|``; each is text, whatever it looks like.

    Examples
    --------
    >>> parse_names("riv_ni|0701|12")
    ('riv_ni', '0701', '12')
    """
    return tuple(word for word, _ in _list(text))


def format_filter(wanted: Mapping[str, Plain | tuple[Plain, ...]]) -> str:
    """Write a filter for a cell.

    Examples
    --------
    >>> format_filter({"kind": "river", "plan_works": True, "code": ("1401", "A|B")})
    'kind=river; plan_works=true; code="1401"|"A|B"'
    """
    return "; ".join(f"{_quoted(column, typed=False)}={format_value(value)}" for column, value in wanted.items())


def format_value(value: Plain | tuple[Plain, ...] | None) -> str:
    """Write a value, or a list of values, for a cell; None is empty."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "|".join(format_value(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(value, typed=True) if isinstance(value, str) else repr(value)


def format_names(names: Iterable[str]) -> str:
    """Write names for a cell."""
    return "|".join(_quoted(name, typed=False) for name in names)


def number_of(value: object) -> int | float | None:
    """Give the number that a value is, or that a text writes; None for codes such as 0701, true and false, and others.

    Full-width digits and blanks at the ends make no difference.

    Examples
    --------
    >>> number_of(500), number_of(" 2.50"), number_of("0701"), number_of(True), number_of("R2")
    (500, 2.5, None, None, None)
    """
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, int | float | np.integer | np.floating):
        plain = value.item() if isinstance(value, np.generic) else value
        return plain if math.isfinite(plain) else None
    if not isinstance(value, str):
        return None
    read = _typed(unicodedata.normalize("NFKC", value).strip())
    return None if isinstance(read, str | bool) or not math.isfinite(read) else read


def column_or_number(text: str) -> float | str | None:
    """Read a distance: a number, or else the name of a column of the layer; empty text is None.

    A name begins with a letter, has no blanks, and is not how one writes a number in words.

    Raises
    ------
    ValueError
        It is neither.

    Examples
    --------
    >>> column_or_number("50"), column_or_number("退让距离"), column_or_number("dist_m")
    (50.0, '退让距离', 'dist_m')
    """
    word = text.strip()
    if not word:
        return None
    if _PLAIN_NUMBER.fullmatch(word) and math.isfinite(float(word)):
        return float(word)
    plain = unicodedata.normalize("NFKC", word)
    if _COLUMN.fullmatch(plain) and not _NO_COLUMN.fullmatch(plain) and plain.lower() not in NO_BASIS:
        return word
    raise MistakeError(said("no_number_or_column", word=word))


def _tokens(text: str) -> list[tuple[tuple[str, bool], str]]:
    """Split a cell into words, each with whether it was quoted, and the mark after it; the last mark is empty."""
    tokens = []
    at = 0
    while True:
        found = _TOKEN.match(text, at)
        if found is None:
            raise MistakeError(said("quote_out_of_place", text=text))
        word, mark = found[1], found[2]
        quoted = word.startswith('"')
        if quoted:
            word = word[1:-1].replace('""', '"')
        else:
            word = word.strip()
            wide = next((letter for letter in word if letter in _WIDE), None)
            if wide is not None:
                raise MistakeError(said("full_width", wide=wide, right=_WIDE[wide]))
        tokens.append(((word, quoted), mark))
        at = found.end()
        if not mark:
            return tokens


def _list(text: str) -> list[tuple[str, bool]]:
    tokens = _tokens(text)
    for (word, quoted), mark in tokens:
        if mark in {";", "="}:
            raise MistakeError(said("mark_in_list", mark=mark))
        if not word and not quoted:
            raise MistakeError(said("empty_in_list", text=text))
    return [word for word, _ in tokens]


def _typed(word: str) -> Plain:
    if word.lower() in {"true", "false"}:
        return word.lower() == "true"
    if _INT.fullmatch(word):
        return int(word)
    return float(word) if _FLOAT.fullmatch(word) else word


def _quoted(text: str, *, typed: bool) -> str:
    """Put a text in quotes if it would not be read back as it is."""
    bare = text and text == text.strip() and not re.search('[;|="；｜＝“”]', text)
    if bare and not (typed and not isinstance(_typed(text), str)):
        return text
    return '"' + text.replace('"', '""') + '"'
