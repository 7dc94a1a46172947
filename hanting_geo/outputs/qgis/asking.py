"""Conditions of classes as expressions of QGIS and as filters of the OGC."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hanting_geo.outputs.qgis.markup import can_be_written, node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.outputs.qgis.classes import Case, Class, Value
    from hanting_geo.outputs.qgis.markup import Node

__all__ = ["column_reference", "expression", "ogc_filter", "plain_text"]

_SIGNS = {"=": "PropertyIsEqualTo", ">": "PropertyIsGreaterThan", "<=": "PropertyIsLessThanOrEqualTo"}
_ESCAPES = {"\\": "\\\\", "'": "''", "\n": "\\n", "\t": "\\t"}
_UNWRITABLE = re.compile("([^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff])")


def column_reference(name: str) -> str:
    """Name a column in an expression.

    Examples
    --------
    >>> column_reference('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: Value) -> str:
    r"""Write a value in an expression; a character that XML cannot hold by its number.

    Examples
    --------
    >>> literal("it's"), literal(True), literal("a\x01b")
    ("'it''s'", 'true', "'a' || char(1) || 'b'")
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    parts = _UNWRITABLE.split(value)
    told = [
        f"char({ord(part)})" if number % 2 else "'" + "".join(_ESCAPES.get(one, one) for one in part) + "'"
        for number, part in enumerate(parts)
    ]
    return " || ".join(one for one in told if one != "''") or "''"


def expression(cases: Sequence[Sequence[Case]]) -> str:
    r"""Write a condition for QGIS.

    Examples
    --------
    >>> from hanting_geo.outputs.qgis.classes import Case
    >>> expression([[Case("kind", "=", "zone"), Case("pattern", "null")]])
    '"kind" = \'zone\' AND "pattern" IS NULL'
    """
    both = [" AND ".join(map(_asked, parts)) for parts in cases]
    return both[0] if len(both) == 1 else " OR ".join(f"({one})" for one in both)


def _asked(case: Case) -> str:
    column = column_reference(case.column)
    return f"{column} IS NULL" if case.sign == "null" else f"{column} {case.sign} {literal(case.value)}"


def ogc_filter(one: Class) -> Node | None:
    """Write the condition of a class as a filter; None where it holds for everything."""
    if one.cases is None:
        return node("se:ElseFilter")
    both = [_joined("ogc:And", [_compared(case) for case in parts]) for parts in one.cases if parts]
    return node("ogc:Filter", _joined("ogc:Or", both)) if both else None


def _joined(how: str, parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else node(how, *parts)


def _compared(case: Case) -> Node:
    named = node("ogc:PropertyName", case.column)
    if case.sign == "null":
        return node("ogc:PropertyIsNull", named)
    text = plain_text(case.value)
    if can_be_written(text):
        return node(f"ogc:{_SIGNS[case.sign]}", named, node("ogc:Literal", text))
    # A wildcard stands for what XML has no place for.
    pattern = _UNWRITABLE.sub("?", re.sub(r"([*?!])", r"!\1", text))
    return node("ogc:PropertyIsLike", named, node("ogc:Literal", pattern), wildCard="*", singleChar="?", escapeChar="!")


def plain_text(value: Value) -> str:
    """Write a value as a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)
