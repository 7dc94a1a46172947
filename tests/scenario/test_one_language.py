"""Products of the packaged layers in one language: no English sentence in a Chinese one, and the other way round."""

from __future__ import annotations

import csv
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
import yaml

import hanting_geo as hg
from hanting_geo.core.words.columns import COLUMNS
from hanting_geo.core.words.values import value_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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


def test_what_the_page_of_all_layers_rests_on_is_in_one_language(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    made = hg.zone_map({name: hg.load_layer(name) for name in LAYERS}, title={"zh": "图层", "en": "Layers"})
    page = open_page(hg.save_page(made, tmp_path / "all.html")).page
    for foreign in (ENGLISH, HAN):
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        lines = page.locator(".hg-basis").inner_text().splitlines()
        assert len(lines) > 60
        assert [line for line in lines if foreign.search(line)] == []
        page.get_by_role("button", name="English").or_(page.get_by_role("button", name="中文")).click()


@pytest.mark.parametrize(("language", "foreign"), [("zh", ENGLISH), ("en", HAN)])
def test_findings_of_the_packaged_catalogue_are_in_one_language(language: str, foreign: re.Pattern[str]) -> None:
    with hg.options(language=language):
        told = hg.open_catalog().check()
    assert len(told) > 5
    assert [text for column in ("what", "what_to_do") for text in told[column] if foreign.search(text)] == []


# ---- a run of the packaged scenario: every product that a planner reads is in the language of the run


PROPER = {"zone_name", "name", "other_name", "programme"}
"""Columns of proper names and of what is called by one."""
CODES = {"id", "zone_id", "feature", "layer", "other_id", "sha256"}
HEADERS = {said: name for name, text in COLUMNS.items() for said in (text.zh, text.en)}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Run the packaged scenario, without its map, once a language."""
    text = files("hanting_geo.layers").joinpath("scenario.yaml").read_text(encoding="utf-8")
    assert "language" not in yaml.safe_load(text)
    said = yaml.safe_load(text)
    said["steps"] = [
        {**step, "save": [name for name in step.get("save", []) if name.endswith((".csv", ".xlsx"))]}
        for step in said["steps"]
        if step["id"] != "map"
    ]
    done: dict[str, Path] = {}

    def folder(language: str) -> Path:
        if language not in done:
            out = tmp_path_factory.mktemp(language)
            (out / "s.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
            with hg.options(language=language):
                hg.read_scenario(out / "s.yaml").run(out / "output")
            done[language] = out / "output"
        return done[language]

    return folder


def rows_of(path: Path) -> tuple[list[str], list[list[str]]]:
    """Read a CSV file: its header and its rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def named(header: str) -> bool:
    """Say whether a column holds ids or proper names."""
    base = HEADERS.get(header, header).removesuffix("_zh").removesuffix("_en")
    return base in PROPER | CODES | {"quote"}


@pytest.mark.parametrize(("language", "foreign"), [("zh", re.compile("[A-Za-z]{3,}")), ("en", HAN)])
@pytest.mark.parametrize("file", ["zone_statistics.csv", "findings.csv"])
def test_a_csv_of_a_run_has_headers_and_values_in_its_language(
    folders: Callable[[str], Path], file: str, language: str, foreign: re.Pattern[str]
) -> None:
    header, rows = rows_of(folders(language) / file)
    assert len(rows) > 50
    assert [said for said in header if foreign.search(said)] == []
    # Codes of findings stand beside their words in Chinese, so that they can be looked up.
    codes = {row[header.index("代码")] for row in rows} if "代码" in header else set()
    told = {
        value for row in rows for said, value in zip(header, row, strict=True) if not named(said) and value not in codes
    }
    assert [value for value in told if foreign.search(value)] == []
    assert all(HAN.search(code) for code in codes)


@pytest.mark.parametrize(("language", "foreign"), [("zh", ENGLISH), ("en", HAN)])
def test_the_sources_of_a_run_are_in_its_language(
    folders: Callable[[str], Path], language: str, foreign: re.Pattern[str]
) -> None:
    told = (folders(language) / "sources.txt").read_text(encoding="utf-8-sig")
    assert len(told.splitlines()) > 15
    assert [line for line in told.splitlines() if foreign.search(line)] == []
    manifest = json.loads((folders(language) / "manifest.json").read_text(encoding="utf-8"))
    by_name = {item["name"]: item for item in manifest["inputs"]}
    # A program reads the manifest: the same keys, and the licences by their names, whatever the language.
    assert by_name["zones"]["licence"] == "MIT AND project"
    assert {said["what_zh"] for said in manifest["findings"]} == {"没有图形：位置未公布，或未绘出"}


@pytest.mark.parametrize(("language", "foreign"), [("zh", re.compile(r"[A-Za-z]{2,} [a-z]{3,}")), ("en", HAN)])
def test_the_workbook_of_a_run_is_in_its_language(
    folders: Callable[[str], Path], language: str, foreign: re.Pattern[str]
) -> None:
    book = openpyxl.load_workbook(folders(language) / "zone_statistics.xlsx")
    assert [name for name in book.sheetnames if foreign.search(name)] == []
    wrong = []
    for sheet in book:
        header, *rows = sheet.iter_rows(values_only=True)
        wrong += [(sheet.title, said) for said in header if foreign.search(str(said))]
        for row in rows:
            for said, value in zip(header, row, strict=True):
                if isinstance(value, str) and not named(str(said)):
                    # Whom OpenStreetMap asks to credit stands as it asks.
                    shown = value.replace("OpenStreetMap contributors", "OpenStreetMap")
                    wrong += [(sheet.title, said, value)] if foreign.search(shown) else []
    assert wrong == []


def test_classes_of_a_run_are_the_names_in_its_language(folders: Callable[[str], Path]) -> None:
    """Row by row, and a ring is called by a whole number of metres."""
    rivers, rail = hg.load_layer("rivers"), hg.load_layer("rail")
    english = dict(zip([*rivers["name_zh"], *rail["name_zh"]], [*rivers["name_en"], *rail["name_en"]], strict=True))
    zh, en = (
        [row[header.index(column)] for row in rows]
        for (header, rows), column in (
            (rows_of(folders("zh") / "zone_statistics.csv"), "分类"),
            (rows_of(folders("en") / "zone_statistics.csv"), "Class"),
        )
    )
    pairs = {one: other for one, other in zip(zh, en, strict=True) if one in english}
    assert {"虞河": "Yu River", "泥河": "Ni River"}.items() <= pairs.items() <= english.items()
    assert {"500", "800", "1500"} <= set(zh) & set(en)


def test_both_languages_of_a_run_say_the_same_numbers(folders: Callable[[str], Path]) -> None:
    chinese, english = (rows_of(folders(language) / "zone_statistics.csv") for language in ("zh", "en"))
    assert len(chinese[0]) == len(english[0]) > 8
    number = re.compile(r"-?[0-9.]+")
    for one, other in zip(chinese[1], english[1], strict=True):
        assert [value for value in one if number.fullmatch(value)] == [
            value for value in other if number.fullmatch(value)
        ]


def test_a_result_of_a_scenario_is_written_in_its_language_and_by_name_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        """
title: {zh: 核查, en: Screening}
language: en
steps:
  - {id: zones, do: load_layer, with: {name: zones}}
  - {id: sites, do: select, with: {frame: $zones, where: {id: [zone_hsr, zone_yuhe]}}}
  - {id: s, do: screen, with: {sites: $sites, rules: hanting}, save: [s.xlsx, s.json]}
  - {id: table, do: select, with: {frame: $s.summary, where: {}}, save: [table.csv]}
  - {id: machine, do: write_csv, with: {table: $s.summary, language: null}, save: [machine.csv]}
""",
        encoding="utf-8",
    )
    with hg.options(language="zh"):  # what a file says comes first
        run = hg.read_scenario(tmp_path / "s.yaml").run(tmp_path / "out")
    assert "Verdict" in [cell.value for cell in openpyxl.load_workbook(tmp_path / "out" / "s.xlsx").worksheets[1][1]]
    header, rows = rows_of(tmp_path / "out" / "table.csv")
    assert {"ID", "Verdict"} <= set(header)
    assert [said for said in header if HAN.search(said)] == []
    summary = run.results["s"].tables()["summary"]
    machine = pd.read_csv(tmp_path / "out" / "machine.csv", encoding="utf-8-sig")
    assert list(machine.columns) == list(summary.columns)
    assert machine["verdict"].tolist() == summary["verdict"].tolist()
    told = [row[header.index("Verdict")] for row in rows]
    assert told == [value_label("verdict", verdict, "en") for verdict in summary["verdict"]]
    assert set(json.loads((tmp_path / "out" / "s.json").read_text(encoding="utf-8"))) >= {"summary"}
