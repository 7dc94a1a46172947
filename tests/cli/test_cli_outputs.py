"""The command that draws a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting


def test_map(hanting: Hanting, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    assert str(page) in hanting("map", "zones", "rivers", "--out", page, "--title", "片区与河流").out
    assert "片区与河流" in page.read_text(encoding="utf-8")
    assert "neither a file nor a layer" in hanting("map", "nothing", "--out", page, code=2).err
