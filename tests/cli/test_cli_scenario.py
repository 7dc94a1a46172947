"""The command that runs a scenario, as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from commandline import Hanting


def process(*arguments: str, cwd: Path) -> str:
    """Run ``python -m hanting_geo`` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "hanting_geo", *arguments],
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr.decode("utf-8")
    return done.stdout.decode("utf-8")


def test_run_says_where_the_results_are(hanting: Hanting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = process("run", cwd=tmp_path)
    assert "hanting_map.html" in text
    assert "51 without a published place" in text
    manifest = json.loads((tmp_path / "output" / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["files"]) >= 7
    (tmp_path / "output" / "mine.txt").write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert "mine.txt" in hanting("run", code=2).err


def test_run_takes_another_catalogue(hanting: Hanting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    steps = "".join(f"- {{id: {name}, do: load_layer, with: {{name: {name}}}}}\n" for name in ("zones", "rivers"))
    (tmp_path / "s.yaml").write_text(f"title: t\nsteps:\n{steps}", encoding="utf-8")
    packaged = json.loads(hanting("run", "s.yaml", "--out", "output", "--json", "--strict").out)
    hanting("layers", "--init", "ours")
    again = json.loads(hanting("run", "s.yaml", "--catalog", "ours", "--out", "other", "--json", "--strict").out)
    assert len(again["inputs"]) == 2
    assert again["inputs"] == packaged["inputs"]
