"""What the README and the docs say is true: their examples run, and their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

import hanting_geo as hg
from hanting_geo.cli.main import app

REPOSITORY = Path(__file__).resolve().parents[1]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.name)
def test_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # what an example writes does not land in the repository
    for block in blocks(page, "python"):
        exec(compile(block, page.name, "exec"), {})  # noqa: S102 - our own page


def test_the_scenario_of_the_docs_runs(tmp_path: Path) -> None:
    (block,) = blocks(REPOSITORY / "docs" / "scenarios.md", "yaml")
    (tmp_path / "school.yaml").write_text(block, encoding="utf-8")
    run = hg.read_scenario(tmp_path / "school.yaml").run(tmp_path / "out")
    assert {"rings.csv", "map.html"} <= {item["file"] for item in run.manifest["files"]}


def test_commands_of_the_docs_exist() -> None:
    group: Any = typer.main.get_command(app)
    lines = [line for page in PAGES for block in blocks(page, "sh") for line in block.splitlines()]
    commands = [shlex.split(line, comments=True) for line in lines if line.startswith("hanting-geo")]
    assert len(commands) > 5
    for _, name, *arguments in commands:
        known = {option for parameter in group.commands[name].params for option in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("-")} <= known


def test_scripts_and_kit_of_the_docs_exist() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"scripts/\w+\.(?:py|sh)", text))
    assert {"scripts/run.sh", "scripts/test.sh", "scripts/offline_kit.py"} <= named
    for name in named:
        assert (REPOSITORY / name).is_file(), name
