"""What is filled into a sentence is in its language, too: a plain text there must be a name of the code, or a mark."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import pytest
from python_sources import Source, read_source, sources_of_ours

from hanting_geo.core.sentences import chinese

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGLISH = re.compile(r"[A-Za-z]{2,}")
WORD = re.compile(r"[\w.]+")
FILE_OR_ADDRESS = re.compile(r"\.\w+|\w+\.(json|yaml)|https?://.*|SOURCE_DATE_EPOCH|EPSG\d+")
DEEP = 5

NAMES_OF_THE_CODE = {
    *("distance_m", "limit_m", "limit_minutes", "demand", "layer=", "layer_styles", "equal"),
    *("fraction", "centre", "circle", "square", "diamond", "triangle", "wlc", "wpm"),
    *("existing", "under_construction", "planned", "unknown"),
    *("points", "lines", "polygons", "texts"),
    *("Zoom", "Scale", "Earth", "Simple"),
    *("us", "ms", "UTF-8", "utf-8", " (GDAL: "),
}
"""Arguments, their choices, units of pandas, controls and systems of Leaflet, encodings: alike in both languages."""

Values = dict[str, list[ast.expr]]


def branches(node: ast.AST, names: Values) -> list[Any]:
    """Give what a value may be made of: either branch, what a name was given, what is joined or listed."""
    parts: list[Any] = []
    match node:
        case ast.IfExp():
            parts = [node.body, node.orelse]
        case ast.BoolOp() | ast.JoinedStr() | ast.Subscript(value=ast.Dict()):
            parts = [*(node.value.values if isinstance(node, ast.Subscript) else node.values)]
        case ast.Name():
            parts = [*names.get(node.id, [])]
        case ast.BinOp():
            parts = [node.left, node.right]
        case ast.Call(func=ast.Attribute(attr="join") | ast.Name(id="enumerated")):
            parts = [*node.args[:1]]
        case ast.GeneratorExp() | ast.ListComp():
            parts = [node.elt]
        case ast.List() | ast.Tuple():
            parts = [*node.elts]
    return [part for part in parts if not isinstance(part, ast.FormattedValue)]


def literals(node: ast.AST, names: Values, depth: int = 0) -> Iterator[str]:
    """Give the plain texts that a value may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for each in branches(node, names) if depth < DEEP else []:
        yield from literals(each, names, depth + 1)


def tuples_of(value: ast.AST, names: Values) -> list[ast.Tuple]:
    """Give the tuples that a value may be: itself, either branch, or those of a table by their key."""
    if isinstance(value, ast.IfExp):
        ways: list[Any] = [value.body, value.orelse]
    elif isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name):
        tables = names.get(value.value.id, [])
        ways = [each for table in tables if isinstance(table, ast.Dict) for each in table.values]
    else:
        ways = [value]
    return [way for way in ways if isinstance(way, ast.Tuple)]


def assigned(nodes: list[ast.AST], known: Values) -> Values:
    """Give what names are given, also two at a time."""
    found: Values = {}
    for node in nodes:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(node.value)
            elif isinstance(target, ast.Tuple):
                for way in tuples_of(node.value, known):
                    for one, value in zip(target.elts, way.elts, strict=False):
                        if isinstance(one, ast.Name):
                            found.setdefault(one.id, []).append(value)
    return found


def sentences_in(nodes: list[ast.AST]) -> list[ast.Call]:
    """Find the sentences that are made."""
    return [
        node
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Sentence"
    ]


def is_english(field: str, text: str, words: dict[str, str]) -> bool:
    """Tell whether a text would stand in English in a Chinese sentence."""
    if field == "what":  # said part by part; the names of functions and arguments are the same in both languages
        return not all(part in words or WORD.fullmatch(part) or not part for part in text.split(": "))
    named = text in NAMES_OF_THE_CODE or FILE_OR_ADDRESS.fullmatch(text)
    return bool(ENGLISH.search(text)) and not named


def english_values(source: Source, words: dict[str, str]) -> list[tuple[int, str, str]]:
    """Find plain texts that are filled into sentences whose Chinese shows them: line, field and text."""
    found = set()
    top = assigned([*source.tree.body], {})
    for inside in source.inside_functions():
        made = sentences_in(inside)
        names = top | assigned(inside, top) if made else {}
        for node in made:
            shown = {
                name for text in literals(node.args[0], names) for name in re.findall(r"{(\w+)", words.get(text, ""))
            }
            found |= {
                (given.value.lineno, given.arg, text)
                for given in node.keywords
                if given.arg in shown
                for text in literals(given.value, names)
                if is_english(given.arg, text, words)
            }
    return sorted(found)


def plain_joins(source: Source) -> list[tuple[int, str]]:
    """Find what is filled into sentences and was put together as plain text, by words or marks of English."""
    found = set()
    for inside in source.inside_functions():
        made = sentences_in(inside)
        names = assigned(inside, {}) if made else {}
        for node in made:
            for given in node.keywords:
                ways = [given.value, *(names.get(given.value.id, []) if isinstance(given.value, ast.Name) else [])]
                for each in (inner for way in ways for inner in ast.walk(way)):
                    match each:
                        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as between), attr="join")):
                            if re.search(r"[a-z;\n]", between):
                                found.add((given.value.lineno, between))
    return sorted(found)


def test_parts_of_a_sentence_are_put_together_in_its_language() -> None:
    found = {inside: wrong for inside, source in sources_of_ours().items() if (wrong := plain_joins(source))}
    assert found == {}


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("def f(x):\n    return Sentence('{a}', a='; '.join(x))", [(2, "; ")]),
        ("def f(x):\n    a = '\\n'.join(f'  {y}' for y in x)\n    return Sentence('{a}', a=a)", [(3, "\n")]),
        ("def f(x):\n    return Sentence('{a}', a=joined('; ', x))", []),
        ("def f(x):\n    return '; '.join(x)", []),
    ],
)
def test_plain_joins_are_seen(code: str, seen: list[tuple[int, str]]) -> None:
    assert plain_joins(read_source(code)) == seen


def test_what_is_filled_in_is_in_the_language_of_the_sentence() -> None:
    found = {
        inside: wrong
        for inside, source in sources_of_ours().items()
        if not inside.startswith("core/words/") and (wrong := english_values(source, chinese()))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("def f():\n    return Sentence('{a} is there', a='a file')", ["a file"]),
        ("def f(x):\n    return Sentence('{a} is there', a=x or 'none')", ["none"]),
        ("def f(x):\n    b = 'rings' if x else 'it'\n    return Sentence('{a} is there', a=b)", ["it", "rings"]),
        ("W = 'at all'\ndef f():\n    return Sentence('{a} is there', a=W)", ["at all"]),
        ("def f(x):\n    return Sentence('{a} is there', a=f'row {x}')", ["row "]),
        ("def f(x):\n    return Sentence('{a} is there', a=enumerated(f'{y} rows' for y in x))", [" rows"]),
        ("def f():\n    a, b = (1, 'ab') if f else (3, 'cd')\n    return Sentence('{a} is there', a=b)", ["ab", "cd"]),
        ("T = {1: ('ab', 2)}\ndef f(x):\n    a, b = T[x]\n    return Sentence('{a} is there', a=a)", ["ab"]),
        ("def f():\n    return Sentence('{a} is there', a=Sentence('a file'))", []),
        ("def f():\n    return Sentence('{a} is there', a='EPSG4326')", []),
        ("def f(x):\n    return Sentence('{what} is there', what='a thing')", ["a thing"]),
        ("def f(x):\n    return Sentence('{what} is there', what='read_file: crs')", []),
        ("def f():\n    return Sentence('{a} {b} is there', a='x', b='hidden')", []),
    ],
)  # fmt: skip
def test_english_values_are_seen(code: str, texts: list[str]) -> None:
    words = {"{a} is there": "有{a}", "{what} is there": "有{what}", "{a} {b} is there": "有{a}"}
    assert [text for _, _, text in english_values(read_source(code), words)] == texts
