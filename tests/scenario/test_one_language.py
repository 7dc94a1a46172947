"""Products of the packaged layers in one language: no English sentence in a Chinese one, and the other way round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

import hanting_geo as hg
from hanting_geo.core.words.values import value_label

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Four words of running English one after the other, the last three in small letters.
ENGLISH = re.compile(r"\b[A-Za-z]{2,}[,;:]? [a-z]{2,}[,;]? [a-z]{2,}[,;]? [a-z]{2,}\b")
HAN = re.compile("[\u4e00-\u9fff]")
NAMES = {"name_en", "name_zh", "title_en", "title_zh", "near_name", "unit_zh", "indicator_en", "indicator_zh"}
"""Columns of proper nouns, which stand in the language that they say."""
LAYERS = ("zones", "rivers", "roads", "rail", "stations", "projects", "facilities", "towns", "neighbours")


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Give the texts of a workbook, each with its place."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        yield sheet.title, sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    yield f"{sheet.title}!{cell.coordinate}", cell.value


@pytest.mark.parametrize("column", ["note", "source"])
def test_every_note_and_source_of_the_packaged_layers_has_its_chinese(column: str) -> None:
    catalog = hg.open_catalog()
    said = {str(value) for name in catalog.names for value in catalog.load(name).get(column, []) if value}
    said -= {value for value in said if not ENGLISH.search(value)}
    assert len(said) > 10
    assert [value for value in said if value_label(column, value, "zh") is None] == []


@pytest.mark.parametrize(("language", "foreign"), [("zh", ENGLISH), ("en", HAN)])
def test_a_workbook_of_all_layers_is_in_one_language(tmp_path: Path, language: str, foreign: re.Pattern[str]) -> None:
    tables = {}
    for name in LAYERS:
        frame = hg.load_layer(name)
        table = frame.drop(columns=[frame.geometry.name, *(NAMES & set(frame.columns))])
        tables[name] = table[[column for column in ("id", "kind", "status", "note", "accuracy_m") if column in table]]
        tables[name].attrs.clear()
    hg.write_workbook(tables, tmp_path / "all.xlsx", language=language)
    found = [(place, text) for place, text in texts_of(tmp_path / "all.xlsx") if foreign.search(text)]
    # The note of the plan quotes its words.
    assert [each for each in found if "南融、北起" not in each[1]] == []


@pytest.mark.parametrize(("language", "foreign"), [("zh", ENGLISH), ("en", HAN)])
def test_findings_of_the_packaged_catalogue_are_in_one_language(language: str, foreign: re.Pattern[str]) -> None:
    with hg.options(language=language):
        told = hg.open_catalog().check()
    assert len(told) > 5
    assert [text for column in ("what", "what_to_do") for text in told[column] if foreign.search(text)] == []
