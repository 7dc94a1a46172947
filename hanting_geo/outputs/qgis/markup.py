"""XML of elements, attributes and texts: whatever a text holds, it is read as that text."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Node", "can_be_written", "node", "written"]

_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no place for, not even as a number."""
_MARKS = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;",
}  # fmt: skip
_MARKED = re.compile("[&<>\"'\t\n\r]")


class Node(NamedTuple):
    """An element."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[Node | str, ...]


def node(tag: str, *inside: Node | str | None, **attributes: object) -> Node:
    r"""Make an element; an attribute whose name is no name of Python has ``_`` at its end, which is taken off.

    Examples
    --------
    >>> written(node("a", node("b", "1 < 2"), class_="x\"y"))
    '<a class="x&quot;y"><b>1 &lt; 2</b></a>'
    """
    named = {name.rstrip("_"): str(value) for name, value in attributes.items() if value is not None}
    return Node(tag, named, tuple(one for one in inside if one is not None))


def can_be_written(text: str) -> bool:
    r"""Tell whether XML can hold a text.

    Examples
    --------
    >>> can_be_written("甲</rule>"), can_be_written("\x01")
    (True, False)
    """
    return not _NO_CHARACTER.search(text)


def written(element: Node | str) -> str:
    """Write an element; a character that XML cannot hold stands as U+FFFD."""
    if isinstance(element, str):
        return _text(element)
    attributes = "".join(f' {name}="{_text(value)}"' for name, value in element.attributes.items())
    inside = "".join(map(written, element.inside))
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>" if inside else f"<{element.tag}{attributes}/>"


def _text(text: str) -> str:
    return _MARKED.sub(lambda found: _MARKS[found.group()], _NO_CHARACTER.sub("\ufffd", text))
