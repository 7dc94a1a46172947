"""Where a rule file stops being YAML, and what was meant: the first fault, at its own line.

A reader of YAML notices many faults a line or more after them. The faults that people make when they write rules are
looked for line by line first; only of others is told what the reader says, at the line where the thing began.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words.rules import WIDE_COLON, WIDE_COMMA
from hanting_geo.siting.rules.model import OPERATORS, Rule
from hanting_geo.siting.rules.vocabulary import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

__all__ = ["first_fault"]

_KNOWN = {*Rule.model_fields, *LANGUAGES, "rules", "include"}
_LINE = re.compile(rf"\s*(?:-\s*)?(?P<key>[\w.]+)\s*(?P<colon>[:{WIDE_COLON}])(?P<rest>.*)")
_IN_FLOW = re.compile(rf"[{{,{WIDE_COMMA}]\s*(?P<key>[a-z_0-9]+)\s*{WIDE_COLON}")
_WIDE_IN_FLOW = re.compile(rf"\{{[^}}\"']*({WIDE_COMMA})[^}}\"']*:[^}}\"']*\}}?")
_SIGNS = {"=": "=="}
_MEANS_ELSE = ("alias", "anchor", "tag", "block scalar", "directive")


def first_fault(text: str, error: yaml.MarkedYAMLError) -> tuple[int, str, Text]:
    """Say where the first fault stands: line, field, and what is wrong.

    Parameters
    ----------
    text
        The file.
    error
        What the reader says of it.
    """
    lines = text.splitlines()
    marks = [mark.line + 1 for mark in (error.context_mark, error.problem_mark) if mark is not None]
    last = min(max(marks, default=1), max(len(lines), 1))
    for number, said_of in _by_line(lines[:last]):
        return number, *said_of
    return _as_read(lines, error, marks)


def _by_line(lines: list[str]) -> Iterator[tuple[int, tuple[str, Text]]]:
    for number, row in enumerate(lines, start=1):
        if re.match(r" *\t", row) and row.strip():
            yield number, ("", said("tab_in_yaml"))
        seen = _LINE.match(row)
        if seen is not None and seen["key"] in _KNOWN:
            key, rest = seen["key"], seen["rest"]
            if seen["colon"] != ":":
                yield number, (key, said("full_width_colon", key=key))
            elif rest and not rest[0].isspace():
                yield number, (key, said("no_blank_after_colon", key=key, value=rest.strip()))
            elif key == "op" and (word := rest.strip().split(" ")[0]) and word[0] in "=!<>@":
                sign = _SIGNS.get(word, word)
                if sign in OPERATORS:
                    yield number, (key, said("sign_in_quotes", sign=sign))
        wide = _IN_FLOW.search(row)
        if wide is not None and wide["key"] in _KNOWN:
            yield number, (wide["key"], said("full_width_colon", key=wide["key"]))
        comma = _WIDE_IN_FLOW.search(row)
        if comma is not None:
            yield number, ("", said("full_width_mark", wide=comma[1], right=","))


def _as_read(lines: list[str], error: yaml.MarkedYAMLError, marks: list[int]) -> tuple[int, str, Text]:
    """Put what the reader says in words, at the line where the thing began."""
    context, problem = error.context or "", error.problem or ""
    first, last = (marks[0], marks[-1]) if marks else (1, 1)
    row = lines[last - 1] if 0 < last <= len(lines) else ""
    key = seen["key"] if (seen := _LINE.match(row)) is not None else ""
    value = seen["rest"].strip() if seen is not None else row.strip()
    if "mapping values are not allowed" in problem:
        inside = seen is not None and ": " in seen["rest"] and not value.startswith(("{", "["))
        return last, key, said("colon_in_value" if inside else "indented_otherwise")
    for found, number, sentence in (
        ("quoted scalar" in context, first, said("open_quote")),
        ("flow" in context, first, said("open_bracket", close="}" if "mapping" in context else "]")),
        ("could not find expected ':'" in problem, first, said("no_colon")),
        ("block end" in problem, last, said("indented_otherwise")),
        ("cannot start any token" in problem, last, said("starts_with_sign", sign=value[:1])),
        (any(word in context for word in _MEANS_ELSE), last, said("starts_with_sign", sign=value[:1])),
    ):
        if found:
            return number, key if number == last else "", sentence
    return last, key, said("not_yaml", why=problem or context)
