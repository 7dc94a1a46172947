"""What errors and findings say stands in Chinese, too: read from the code, so that nothing is forgotten."""

from __future__ import annotations

import ast
import re
import string
from functools import cache

import pytest
from python_sources import Source, read_source, sources_of_ours

from hanting_geo.core.sentences import chinese
from hanting_geo.core.words.chinese import commands, labels, system
from hanting_geo.sources.files.landtxt import telling

SAID = {"Sentence", "joined"}
HAN = re.compile("[\u4e00-\u9fff]")

SAME_IN_BOTH = re.compile(r"\W*(\{\w+\}\W*)*|an? \{kind\}( \(\{shown\}\))?|a GeoDataFrame| and none of ")
"""Patterns that are marks and values alone, a name of the code, or a link that is a mark in Chinese."""

STILL_ENGLISH: dict[str, int] = {
    "core/options.py": 5,  # stands below the sentences, whose language it says
    "core/text.py": 1,  # as well
}
"""Messages in English alone, by file: the numbers may only fall."""


def sources() -> dict[str, Source]:
    """Read the modules of the package, without the tables of words."""
    return {inside: source for inside, source in sources_of_ours().items() if not inside.startswith("core/words/")}


def texts_of(node: ast.expr, names: dict[str, str]) -> list[str]:
    """Give the patterns that a first argument stands for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*texts_of(node.body, names), *texts_of(node.orelse, names)]
    if isinstance(node, ast.Name) and node.id in names:
        return [names[node.id]]
    return []


@cache
def patterns() -> dict[str, str]:
    """Give every pattern that the code says, with a place of it."""
    found = {}
    for inside, source in sources().items():
        names = {
            target.id: each.value.value
            for each in source.tree.body
            if isinstance(each, ast.Assign)
            and isinstance(each.value, ast.Constant)
            and isinstance(each.value.value, str)
            for target in each.targets
            if isinstance(target, ast.Name)
        }
        for node in source.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID and node.args:
                for text in texts_of(node.args[0], names):
                    found.setdefault(text, f"{inside}:{node.lineno}")
    for oddity in telling.ODDITIES.values():
        found |= dict.fromkeys((oddity.what, oddity.what_to_do), "sources/files/landtxt/telling.py")
    found.pop("", None)
    return found


def fields_of(pattern: str) -> set[tuple[str, str | None, str | None]]:
    """Give the fields of a pattern, each with how it is written."""
    return {(name, how, form) for _, name, form, how in string.Formatter().parse(pattern) if name is not None}


def test_every_sentence_is_there_in_chinese() -> None:
    missing = {text: place for text, place in patterns().items() if text not in chinese()}
    assert missing == {}
    assert len(patterns()) > 1000


def test_the_chinese_has_no_field_that_the_english_has_not_and_is_chinese() -> None:
    wrong = []
    for english, said in chinese().items():
        if fields_of(said) - fields_of(english):
            wrong.append(f"{english!r}: {sorted(map(str, fields_of(said) - fields_of(english)))} are not known")
        if not HAN.search(said) and not SAME_IN_BOTH.fullmatch(english):
            wrong.append(f"{english!r}: {said!r} is not Chinese")
    assert wrong == []


def test_no_sentence_of_the_tables_is_said_no_more() -> None:
    elsewhere = {*commands.CHINESE, *labels.CHINESE, *system.CHINESE}
    assert set(chinese()) - elsewhere - set(patterns()) == set()


def english_alone(source: Source, errors: frozenset[str]) -> list[int]:
    """Find messages of errors and findings that are plain texts: their lines."""
    lines = []
    for inside in source.inside_functions():
        assigned: dict[str, list[ast.expr]] = {}
        for node in inside:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                assigned.setdefault(node.targets[0].id, []).append(node.value)
        for node in inside:
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                told = node.args[:1] if name in errors else node.args[4:6] if name == "Finding" else []
                for each in told:
                    values = assigned.get(each.id, []) if isinstance(each, ast.Name) else [each]
                    lines += [value.lineno for value in values if isinstance(value, ast.JoinedStr | ast.Constant)]
    return sorted(set(lines))


@cache
def own_errors() -> frozenset[str]:
    """Name the classes of our errors."""
    classes = [node for source in sources().values() for node in source.nodes if isinstance(node, ast.ClassDef)]
    found, size = {"HantingGeoError"}, 0
    while len(found) > size:
        size = len(found)
        found |= {
            node.name for node in classes if any(isinstance(base, ast.Name) and base.id in found for base in node.bases)
        }
    return frozenset(found)


def test_messages_in_english_alone_grow_fewer() -> None:
    errors = own_errors()
    assert {"SourceError", "ArgumentError", "RuleError"} <= errors
    found = {inside: lines for inside, source in sources().items() if (lines := english_alone(source, errors))}
    assert {inside: len(lines) for inside, lines in found.items()} == STILL_ENGLISH, found


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("def f():\n    raise SourceError(f'{x} is missing')", [2]),
        ("def f():\n    message = 'no such file'\n    raise SourceError(message)", [2]),
        ("def f():\n    raise SourceError(Sentence('no such file'))", []),
        ("def f():\n    Finding('note', 'a', None, None, 'what', Sentence('do'))", [2]),
        ("def f():\n    raise ValueError('not ours')", []),
    ],
)
def test_plain_messages_are_seen(code: str, lines: list[int]) -> None:
    assert english_alone(read_source(code), own_errors()) == lines


def commas(source: Source) -> list[int]:
    """Find lists with commas in sentences, which have other marks in Chinese: in the call, or by a name given to it."""
    lines = set()
    for inside in source.inside_functions():
        calls = [
            node
            for node in inside
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID
        ]
        given = [value for call in calls for value in (*call.args[1:], *(each.value for each in call.keywords))]
        names = {node.id for value in given for node in ast.walk(value) if isinstance(node, ast.Name)}
        given += [
            node.value
            for node in inside
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in names
            and isinstance(node.value, ast.Call | ast.BinOp | ast.BoolOp | ast.IfExp)
        ]
        lines |= {
            node.lineno
            for value in given
            for node in ast.walk(value)
            if isinstance(node, ast.Attribute)
            and node.attr == "join"
            and isinstance(node.value, ast.Constant)
            and node.value.value == ", "
        }
    return sorted(lines)


CUT_TO_LENGTH = {"sources/files/tabular/columns.py"}
"""Names of a header, cut after so many letters wherever that is."""


def test_lists_in_sentences_have_the_marks_of_the_language() -> None:
    found = {inside: lines for inside, source in sources().items() if (lines := commas(source))}
    assert set(found) == CUT_TO_LENGTH, found


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("def f(a):\n    return Sentence('{a}', a=', '.join(a))", [2]),
        ("def f(a):\n    b = ', '.join(a) or 'x'\n    return Sentence('{a}', a=b)", [2]),
        ("def f(a):\n    return Sentence('{a}', a=enumerated(a)), ', '.join(a)", []),
    ],
)
def test_commas_in_sentences_are_seen(code: str, lines: list[int]) -> None:
    assert commas(read_source(code)) == lines


def test_the_help_of_the_command_line_is_there_in_chinese() -> None:
    import typer

    from hanting_geo.cli.main import app
    from hanting_geo.cli.speaking import in_one_language

    group = typer.main.get_command(app)
    assert hasattr(group, "commands")
    helps = {item.help for command in (group, *group.commands.values()) for item in (command, *command.params)}
    helps.discard(None)
    for text in map(str, helps):
        assert in_one_language(text, "zh") in commands.CHINESE.values(), text
        assert in_one_language(text, "en").isascii() or "公厕" in text, text
