"""The dry release says what is missing, and nothing is when nothing is."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import hanting_geo

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the script, looking at a copy of the files that it reads."""
    made = importlib.util.spec_from_file_location("release", REPOSITORY / "scripts" / "release.py")
    assert made is not None
    assert made.loader is not None
    script = importlib.util.module_from_spec(made)
    made.loader.exec_module(script)
    for name in ("setup.cfg", "CHANGELOG.md"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    (tmp_path / "hanting_geo").mkdir()
    shutil.copy(REPOSITORY / "hanting_geo" / "__init__.py", tmp_path / "hanting_geo" / "__init__.py")
    monkeypatch.setattr(script, "REPOSITORY", tmp_path)
    monkeypatch.setattr(script.run, "__kwdefaults__", {"cwd": tmp_path, "check": False})
    return script


def test_the_version_stands_in_one_place(release: Any) -> None:
    assert release.version() == hanting_geo.__version__
    assert f"version = {hanting_geo.__version__}" not in (REPOSITORY / "setup.cfg").read_text(encoding="utf-8")
    assert "version" not in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8").split("[tool.ruff]")[0]


def test_a_section_that_is_missing_is_told_and_one_that_is_there_is_not(release: Any, tmp_path: Path) -> None:
    log = tmp_path / "CHANGELOG.md"
    text = log.read_text(encoding="utf-8")
    number = release.version()
    log.write_text(text.replace(f"## {number}", "## 9.9.9"), encoding="utf-8")
    assert release.said_of_the_version() == [f'CHANGELOG.md has no section "## {number} (YYYY-MM-DD)"']
    log.write_text(f"## {number} (2026-12-01)\n{text}", encoding="utf-8")
    assert release.said_of_the_version() == []


def test_a_tag_that_is_there_is_told(release: Any, tmp_path: Path) -> None:
    own = ["git", "-c", "user.name=n", "-c", "user.email=n@example.org", "-C", str(tmp_path)]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "m"], ["tag", f"v{release.version()}"]):
        subprocess.run([*own, *command], check=True)
    assert release.said_of_the_version()[-1].startswith(f"the tag v{release.version()} is there")
    assert release.uncommitted() == []
    (tmp_path / "new.txt").write_text("x", encoding="utf-8")
    assert release.uncommitted() == ["a commit of 1 changed files"]


def test_metadata_that_is_missing_is_told(release: Any, tmp_path: Path) -> None:
    settings = tmp_path / "setup.cfg"
    there = release.said_of_metadata()
    assert "setup.cfg, the extra all" not in there
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("    Programming Language :: Python :: 3.12\n", ""), encoding="utf-8")
    assert set(release.said_of_metadata()) - set(there) == {
        "setup.cfg, classifier: Programming Language :: Python :: 3.12"
    }
