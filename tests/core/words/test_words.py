"""Words are data: every text in both languages, pattern against pattern, and none outside the tables of words."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_sources import Source, read_source, sources_of_ours

import hanting_geo
import hanting_geo.core.words
from hanting_geo.core.text import LANGUAGES, Text, checked_language
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.values import VALUES, value_label
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(hanting_geo.__file__).parent
WORDS = "core/words/"
MODULES = sorted(module.name for module in pkgutil.iter_modules(hanting_geo.core.words.__path__) if not module.ispkg)

# Ideographs, Chinese punctuation and full-width forms.
CHINESE = re.compile("[\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")

SAME_WITHOUT_CHINESE = {"SHA-256": "a proper name", "hanting_geo {version}": "a proper name"}
"""Chinese texts that need no Chinese character, and why."""

QUOTED = ("南融、北起",)
"""Words of the plan that English notes quote."""

CHINESE_ONLY = {"findings": "a finding speaks English itself, with its numbers"}
"""Tables of Chinese alone, and why."""

# What foreign formats call their fields, keys and columns is read in them and written into them: no word of ours.
NAMES_OF_FORMATS = ("sources/files/landtxt/", "sources/files/tabular/")
STILL_TO_MOVE = {"cli"}
"""Rooms whose words do not stand in tables: the help of options stands where typer reads it."""

NOT_WORDS = {
    ("siting/rules/notation.py", mark): "a full-width mark that a cell may hold: told apart from the one that parts"
    for mark in ("；", "｜", "＝", '[;|="；｜＝“”]')
} | {
    ("core/sentences.py", "："): "a mark between the parts of a name",
    ("core/sentences.py", "、"): "the mark between the things of a list",
}
"""Chinese that is data, by file and text, and why."""


# ---- every text has both languages


def texts_in(place: str, value: object) -> Iterator[tuple[str, Text]]:
    """Find the texts in a value, each with its place."""
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts_in(f"{place}[{key!r}]", inner)
    elif isinstance(value, tuple | list | set | frozenset):
        for number, inner in enumerate(value):
            yield from texts_in(f"{place}[{number}]", inner)


def texts_of(module: str) -> dict[str, Text]:
    """Find the texts of a module of words."""
    loaded = importlib.import_module(f"hanting_geo.core.words.{module}")
    named = {name: value for name, value in vars(loaded).items() if not name.startswith("__")}
    return dict(texts_in(module, named))


def fields_of(pattern: str) -> set[tuple[str, str | None, str | None]]:
    """Give the fields of a pattern, each with how it is written."""
    return {(name, how, form) for _, name, form, how in string.Formatter().parse(pattern) if name is not None}


def wrong_with(text: Text) -> list[str]:
    """Say what is wrong with a text."""
    wrong = [f"no {language}" for language in LANGUAGES if not getattr(text, language).strip()]
    if fields_of(text.zh) != fields_of(text.en):
        wrong.append("other fields in zh than in en")
    if CHINESE.search(text.en) and not any(quoted in text.en for quoted in QUOTED):
        wrong.append("Chinese in en")
    if not CHINESE.search(text.zh) and text.zh not in SAME_WITHOUT_CHINESE:
        wrong.append("no Chinese in zh")
    return wrong


@pytest.mark.parametrize("module", MODULES)
def test_every_text_stands_in_both_languages_with_the_same_fields(module: str) -> None:
    found = texts_of(module)
    assert found or module in CHINESE_ONLY
    assert {place: wrong for place, text in found.items() if (wrong := wrong_with(text))} == {}


def test_what_is_exempt_is_there() -> None:
    said = {text.zh for module in MODULES for text in texts_of(module).values()}
    assert set(SAME_WITHOUT_CHINESE) <= said


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (Text("片区", "Zone"), []),
        (Text("片区", ""), ["no en"]),
        (Text("{count} 处", "{number} features"), ["other fields in zh than in en"]),
        (Text("{area:,.2f} 亩", "{area:,.1f} mu"), ["other fields in zh than in en"]),
        (Text("片区", "Zone。"), ["Chinese in en"]),
        (Text("Zone", "Zone"), ["no Chinese in zh"]),
    ],
)
def test_what_is_wrong_with_a_text_is_seen(text: Text, wrong: list[str]) -> None:
    assert wrong_with(text) == wrong


# ---- no word stands elsewhere


def chinese_in(source: Source) -> Iterator[tuple[int, str]]:
    """Find the Chinese strings of a source, but for texts that document: no statement uses those."""
    documents = {id(node.value) for node in source.nodes if isinstance(node, ast.Expr)}
    strings = (node for node in source.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    for node in strings:
        if id(node) not in documents and CHINESE.search(str(node.value)):
            yield node.lineno, str(node.value)


def test_what_formats_call_their_fields_is_names_and_no_sentence() -> None:
    texts = [
        text
        for inside, source in sources_of_ours().items()
        if inside.startswith(NAMES_OF_FORMATS)
        for _, text in chinese_in(source)
    ]
    assert len(texts) > len(NAMES_OF_FORMATS)
    assert [text for text in texts if re.search(r"[\u4e00-\u9fff]{13,}", text)] == []


def test_a_chinese_string_is_seen_where_it_is_used() -> None:
    source = '"""四至."""\nA = 1  # 亩\n"""公顷."""\ndef f(n):\n    """说明."""\n    return f"{n} 处", {"a": ("；",)}\n'
    assert [text for _, text in chinese_in(read_source(source))] == [" 处", "；"]


def test_chinese_stands_in_the_tables_of_words_only() -> None:
    found, data = [], set()
    for inside, source in sources_of_ours().items():
        if inside.split("/")[0] in STILL_TO_MOVE or inside.startswith((WORDS, *NAMES_OF_FORMATS)):
            continue
        for line, text in chinese_in(source):
            if (inside, text) in NOT_WORDS:
                data.add((inside, text))
            else:
                found.append(f"{inside}:{line}: {text!r}")
    assert found == []
    assert data == set(NOT_WORDS)


# ---- one check of a language


def test_the_language_is_checked_in_one_place() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    saying = [path for path in files if re.search("language .* is not known", path.read_text(encoding="utf-8"))]
    raising = [path for path in saying if "language {" in path.read_text(encoding="utf-8")]
    assert raising == [PACKAGE / "core" / "text.py"]


def test_an_unknown_language_is_refused_whatever_is_asked_for() -> None:
    for ask in (
        lambda: checked_language("fr"),
        lambda: Text("片区", "Zone").text("fr"),
        lambda: column_label("ha", "fr"),
        lambda: column_label("DLBM", "fr"),
        lambda: value_label("status", "planned", "fr"),
        lambda: value_label("DLBM", "0101", "fr"),
    ):
        with pytest.raises(SchemaError, match="language 'fr' is not known; use 'zh' or 'en'"):
            ask()


# ---- patterns


def test_a_pattern_is_filled_language_by_language() -> None:
    pattern = Text("{what}:{area:,.2f} 亩", "{what}: {area:,.2f} mu")
    filled = pattern.filled(what=Text("耕地", "Farmland"), area=1234.5)
    assert filled == Text("耕地:1,234.50 亩", "Farmland: 1,234.50 mu")


def test_braces_in_what_is_filled_in_stay_as_they_are() -> None:
    assert Text("地图“{title}”", "Map “{title}”").filled(title="{title} {0}") == Text(
        "地图“{title} {0}”", "Map “{title} {0}”"
    )


def test_no_two_values_of_a_column_are_called_the_same() -> None:
    for column, table in VALUES.items():
        for language in LANGUAGES:
            said = [text.text(language) for text in table.values()]
            assert len(said) == len(set(said)), (column, language)
