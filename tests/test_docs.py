"""What the README and the docs say is true: their examples run, and their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import hanting_geo as hg
from hanting_geo.cli.main import app
from hanting_geo.scenario.results import WRITERS
from hanting_geo.scenario.steps import STEPS

REPOSITORY = Path(__file__).resolve().parents[1]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]


TRANSLATED = {
    REPOSITORY / "README.zh.md": REPOSITORY / "README.md",
    **{page: REPOSITORY / "docs" / page.name for page in sorted((REPOSITORY / "docs" / "zh").glob("*.md"))},
}
"""Pages in Chinese, and the English ones that they are of."""


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("page", [*PAGES, *TRANSLATED], ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


# What draws figures and prints reports takes long; the tests of both draw and print the same.
SLOW = {"figures.md", "report.md", "coming_from.md"}


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[pytest.mark.long] if page.name in SLOW else [])
        for page in PAGES
        if blocks(page, "python")
    ],
    ids=lambda page: page.name,
)
def test_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # what an example writes does not land in the repository
    for block in blocks(page, "python"):
        exec(compile(block, page.name, "exec"), {})  # noqa: S102 - our own page


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_both_editions_have_the_same_code_and_lead_to_each_other(page: Path) -> None:
    english = TRANSLATED[page]
    for language in ("python", "sh", "bash", "yaml", "yml"):
        assert blocks(page, language) == blocks(english, language)
    there, back = page.relative_to(english.parent).as_posix(), os.path.relpath(english, page.parent)
    assert f"]({there})" in english.read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    assert f"[English]({back})" in text
    headings = [re.findall(r"^#+ ", each, re.MULTILINE) for each in (text, english.read_text(encoding="utf-8"))]
    assert headings[0] == headings[1]


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_a_chinese_page_leads_to_chinese_pages_where_there_are_any(page: Path) -> None:
    for words, target in re.findall(r"\[([^\]]+)\]\(([^)#]+\.md)", page.read_text(encoding="utf-8")):
        there = (page.parent / target).resolve()
        if there.parent == REPOSITORY / "docs" and there.name != page.name:  # its own English one may be
            assert REPOSITORY / "docs" / "zh" / there.name not in TRANSLATED, (words, target)


@pytest.mark.parametrize("edition", ["docs/errors.md", "docs/zh/errors.md"])
def test_the_symptoms_are_what_is_printed(edition: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "hanting_geo").rglob("*.py"))
    code = re.sub(r'"\s*\n\s*"', "", code)  # a long sentence stands on several lines
    page = (REPOSITORY / edition).read_text(encoding="utf-8")
    symptoms = [
        symptom for cell in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for symptom in cell.split("`")[1::2]
    ]
    assert len(symptoms) > 15
    for symptom in symptoms:  # but for what is filled in
        for part in re.split(r"\.\.\.|……|\d[\d,]*|[（(].*?[）)]", symptom):
            assert part.strip() in code, symptom


def test_the_scenario_of_the_docs_runs(tmp_path: Path) -> None:
    (block,) = blocks(REPOSITORY / "docs" / "scenarios.md", "yaml")
    (tmp_path / "school.yaml").write_text(block, encoding="utf-8")
    run = hg.read_scenario(tmp_path / "school.yaml").run(tmp_path / "out")
    assert {"rings.csv", "map.html"} <= {item["file"] for item in run.manifest["files"]}


@pytest.mark.parametrize("edition", ["docs/scenarios.md", "docs/zh/scenarios.md"])
def test_the_docs_name_every_step_and_format_of_a_scenario(edition: str) -> None:
    text = (REPOSITORY / edition).read_text(encoding="utf-8")
    table = re.search(r"^ *\| --- .*?\n\n", text, flags=re.MULTILINE | re.DOTALL)
    assert table
    named = re.findall(r"`(\w+)`", table[0])
    assert sorted(named) == sorted(STEPS)
    (saved,) = (line for line in re.split(r"\n- ", text) if line.startswith("`save`"))
    told = {f".{suffix}" for suffix in re.findall(r"\.([a-z]+)", saved)}
    assert told == set(WRITERS).union(*(row.suffixes for row in STEPS.values()))


def test_commands_of_the_docs_exist() -> None:
    group: Any = typer.main.get_command(app)
    lines = [line for page in PAGES for block in blocks(page, "sh") for line in block.splitlines()]
    commands = [shlex.split(line, comments=True) for line in lines if line.startswith("hanting-geo")]
    assert len(commands) > 5
    for _, name, *arguments in commands:
        known = {option for parameter in group.commands[name].params for option in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("-")} <= known


def commands_of_the_readme() -> list[str]:
    """List the commands of the README, those that take longest for the long run."""
    lines = [line for block in blocks(REPOSITORY / "README.md", "sh") for line in block.splitlines()]
    slow = (
        "hanting-geo coverage",
        "hanting-geo figure",
        "hanting-geo rank",
        "hanting-geo regions",
        "hanting-geo screen",
    )
    return [
        pytest.param(
            line, marks=pytest.mark.long if line.startswith(slow) else (), id=line.split("--")[0].split("#")[0]
        )
        for line in lines
        if line.startswith("hanting-geo")
    ]


@pytest.mark.parametrize("line", commands_of_the_readme())
def test_the_commands_of_the_readme_do_what_is_printed(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(REPOSITORY / "examples" / "first", tmp_path / "first")
    monkeypatch.chdir(tmp_path / "first")
    before = set(Path().iterdir())
    done = CliRunner().invoke(app, shlex.split(line, comments=True)[1:])
    assert done.exit_code == 0, done.output
    assert set(Path().iterdir()) > before or line.split("#", maxsplit=1)[0].strip() in {
        "hanting-geo layers",
        "hanting-geo check",
    }


def test_scripts_and_kit_of_the_docs_exist() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"scripts/\w+\.(?:py|sh)", text))
    assert {"scripts/run.sh", "scripts/test.sh", "scripts/offline_kit.py"} <= named
    for name in named:
        assert (REPOSITORY / name).is_file(), name
