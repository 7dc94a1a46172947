"""The command that measures by zone. Overlay of files is tested with its function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting


def test_stats_to_terminal_file_and_folder(hanting: Hanting, tmp_path: Path) -> None:
    table = hg.zone_statistics(hg.load_layer("zones"), hg.load_layer("rivers"))
    rows = json.loads(hanting("stats", "--zones", "zones", "--of", "rivers", "--json").out)
    lengths = [float("nan") if row["length_m"] is None else row["length_m"] for row in rows]
    assert lengths == pytest.approx(table["length_m"].tolist(), nan_ok=True)
    assert "zone_cbd" in hanting("stats", "--zones", "zones", "--of", "rivers").out
    hanting("stats", "--zones", "zones", "--of", "rivers", "--by", "name_zh", "--out", tmp_path / "all")
    assert {path.suffix for path in (tmp_path / "all").iterdir()} == {".csv", ".json", ".xlsx"}
    hanting("stats", "--zones", "zones", "--of", "rivers", "--out", tmp_path / "a.csv")
    stored = pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig")
    assert stored.columns.tolist() == table.columns.tolist()
    assert len(stored) == len(table)
    for language, header in (("zh", "长度(米)"), ("en", "Length (m)")):
        hanting("stats", "--zones", "zones", "--of", "rivers", "--out", tmp_path / "a.csv", "--language", language)
        assert header in pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig").columns
    assert (
        ".csv or .xlsx"
        in hanting("stats", "--zones", "zones", "--of", "rivers", "--out", tmp_path / "a.doc", code=2).err
    )
    assert "colour" in hanting("stats", "--zones", "zones", "--of", "rivers", "--by", "colour", code=2).err


def test_what_is_not_there_is_said_before_what_cannot_go_on(hanting: Hanting, tmp_path: Path) -> None:
    for command in (
        ("stats", "--zones", "zones", "--of", "nowhere.gpkg", "--out", tmp_path / "o.csv"),
        ("overlay", "nowhere.gpkg", "zones", "--out", tmp_path / "o.gpkg"),
        ("screen", "nowhere.gpkg", "--rules", "hanting", "--out", tmp_path / "o"),
    ):
        said = hanting(*command, "--resume", "--language", "en", code=2)
        assert "nowhere.gpkg is neither a file nor a layer" in said.err
    said = hanting("stats", "--zones", "zones", "--of", "rivers", "--out", tmp_path / "o.csv", "--resume", code=2)
    assert "--resume" in said.err
    assert list(tmp_path.iterdir()) == []
