"""Every finding has a name in Chinese, and says in Chinese what to do."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from python_sources import Source, read_source, sources_of_ours

from hanting_geo.core.words.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = {"error", "warning", "note"}
TELL = {"Finding", "note", "tell", "_Oddity"}
LAYER = re.compile(r"[a-z_]*")
"""A layer that a finding is of, or nothing: names of arguments."""


def texts(node: ast.AST) -> list[str]:
    """Give the plain texts that a value may be: itself, or either branch."""
    parts = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def called(node: ast.AST) -> str:
    """Give the name of what is called."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def findings(source: Source) -> Iterator[ast.Call]:
    """Give the calls that make findings of a level."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and called(node) in TELL and node.args and set(texts(node.args[0])) & LEVELS:
            yield node


def codes(source: Source) -> Iterator[str]:
    """Give the codes of the findings, where they are written down beside the level or in front of it."""
    for node in findings(source):
        if called(node) != "_Oddity":
            yield from texts(node.args[1])
    for node in source.nodes:
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is not None and called(value) == "_Oddity":
                    yield from texts(key)


def plain_advice(source: Source) -> list[str]:
    """Find what findings say in a plain text, which has no Chinese."""
    return [
        text
        for node in findings(source)
        if called(node) != "_Oddity"  # said by what reads that table
        for given in node.args[2:]
        for text in texts(given)
        if " " in text or text == "nothing" or not LAYER.fullmatch(text)
    ]


def test_every_code_has_a_name_in_chinese() -> None:
    named = {code for source in sources_of_ours().values() for code in codes(source)}
    assert len(named) > 150
    assert named - set(CODES) == set()


def test_what_findings_say_is_a_sentence() -> None:
    found = {path: wrong for path, source in sources_of_ours().items() if (wrong := plain_advice(source))}
    assert found == {}


@pytest.mark.parametrize(
    ("code", "names", "plain"),
    [
        ("Finding('note', 'gap', 'roads', None, Sentence('a'), Sentence('b'))", ["gap"], []),
        ("sheet.note('note' if x else 'warning', 'gap', what, 'nothing')", ["gap"], ["nothing"]),
        ("tell('note', 'gap' if x else 'sliver', 'leave a gap', do)", ["gap", "sliver"], ["leave a gap"]),
        ("T = {'gap': _Oddity('note', 'a gap: {places}', 'nothing')}", ["gap"], []),
        ("f('note', 'gap')", [], []),
    ],
)
def test_findings_are_seen(code: str, names: list[str], plain: list[str]) -> None:
    source = read_source(code)
    assert list(codes(source)) == names
    assert plain_advice(source) == plain
