"""The command line as a user meets it: help, exit codes, one clear line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import typer

from hanting_geo.cli import main as entry

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting


def test_help_names_every_command(hanting: Hanting) -> None:
    text = hanting("--help").out
    for command in ("layers", "check", "convert", "map", "stats", "overlay", "screen", "run"):
        assert command in text
        assert "--help" in hanting(command, "--help").out


def test_the_help_lists_the_commands_in_the_order_of_their_table(hanting: Hanting) -> None:
    listed = hanting("--help").out.partition("Commands:")[2].splitlines()
    names = [line.split()[0] for line in listed if line.startswith("  ") and not line.startswith("   ")]
    assert names == list(entry.COMMANDS)
    group: Any = typer.main.get_command(entry.app)
    assert list(group.commands) == list(entry.COMMANDS)


@pytest.mark.parametrize(
    ("error", "said_so"),
    [
        (PermissionError(13, "Permission denied", "a.gpkg"), "hanting-geo: a.gpkg: Permission denied\n"),
        (OSError(28, "No space left on device"), "hanting-geo: the file system: No space left on device\n"),
        (KeyboardInterrupt(), "hanting-geo: stopped; nothing was left half written, and what was there is as it was\n"),
    ],
)
def test_what_the_system_refuses_is_one_clear_line(
    hanting: Hanting, monkeypatch: pytest.MonkeyPatch, error: BaseException, said_so: str
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(entry, "_program", lambda: fail)
    assert hanting("layers", code=2).err == said_so


def test_wrong_usage_is_exit_code_2(hanting: Hanting, tmp_path: Path) -> None:
    assert "No such command" in hanting("draw", code=2).err
    assert "--out" in hanting("map", code=2).err
    assert "a map is written as .html" in hanting("map", "--out", tmp_path / "folder", code=2).err
    assert "'fr'" in hanting("layers", "--language", "fr", code=2).err
    assert "cannot read" in hanting("run", tmp_path / "none.yaml", code=2).err
    (tmp_path / "s.yaml").write_text("title: x\nsteps: 3\n", encoding="utf-8")
    assert "line 2: steps" in hanting("run", tmp_path / "s.yaml", code=2).err
