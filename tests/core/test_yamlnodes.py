"""YAML is taken apart by libyaml where that reads it as PyYAML does: what is spoilt is read, or refused, alike."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from hanting_geo.core.yamlnodes import _nodes, _quick

LAYERS = Path(__file__).resolve().parents[2] / "layers"
SPOILS = (
    *("\t", " ", "\n", "\r", "\x85", "\u2028", "\ufeff", "\x00", "\ufffe", "\U0001f600", "中", "：", '"', "'", "|"),
    *(">", "|9", ">-\n", "- ", "? ", ": ", ":", ",", "[", "]", "{", "}", "#", " #", "&a ", "*a", "!", "!!str "),
    *("%YAML 1.2\n", "---\n", "...\n", "@", "<<: ", "~", "0701", "2026-13-45", '"\\uD800"', "\\x", "key: v: w", "a:b"),
    *("{a:1}", "[a,b]:", "?", "::", '"\n\n  x"', "\n\t- a", "x:\ty", "x # y\t", "|# x\n", "{a: , b}"),
)  # fmt: skip


def told(node: yaml.Node | None, seen: dict[int, int] | None = None) -> Any:
    """Tell what stands in nodes, and where; an empty value stands somewhere on its line."""
    seen = {} if seen is None else seen
    if node is None or id(node) in seen:
        return node and seen[id(node)]
    seen[id(node)] = len(seen)
    at = node.start_mark.line, node.start_mark.column if node.value else 0
    if isinstance(node, yaml.ScalarNode):
        return node.tag, at, node.value
    inner = [each for pair in node.value for each in (pair if isinstance(pair, tuple) else (pair,))]
    return node.tag, at, [told(each, seen) for each in inner]


def read_by(reader: Any, text: str) -> tuple[Any, str]:
    try:
        return told(reader(text)), ""
    except (yaml.YAMLError, ValueError) as error:
        return None, str(error)


def plainly(text: str) -> Any:
    return yaml.compose(text, Loader=yaml.SafeLoader)


def spoilt(number: int) -> str:
    """Give some lines of a packaged file, with some mistakes in them."""
    drawn = random.Random(number)  # noqa: S311 - mistakes, no secrets
    lines = drawn.choice(TEXTS).splitlines(keepends=True)
    first = drawn.randrange(len(lines))
    text = "".join(lines[first : first + drawn.randrange(1, 8)])
    for _ in range(drawn.randrange(3)):
        at = drawn.randrange(len(text) + 1)
        text = text[:at] + drawn.choice(SPOILS) + text[at + drawn.choice((0, 0, 0, 1, 3)) :]
    return text


FILES = sorted(LAYERS.rglob("*.yaml"))
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]


def test_libyaml_is_there() -> None:
    assert _quick() is not None


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_packaged_file_is_read_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert read_by(_nodes, text) == read_by(plainly, text)


def test_spoilt_texts_are_read_and_refused_alike() -> None:
    wrong, read = [], 0
    for number in range(1500):
        text = spoilt(number)
        quick, plain = read_by(_nodes, text), read_by(plainly, text)
        read += not plain[1]
        if quick != plain:
            wrong.append((number, text, quick, plain))
    assert wrong == []
    assert 300 < read < 1400


@pytest.mark.parametrize("text", ["[" * 2000, "- " * 2000, "{a: " * 2000, "? " * 2000])
def test_what_is_nested_without_end_ends(text: str) -> None:
    with pytest.raises((RecursionError, yaml.YAMLError)):
        _nodes(text)
