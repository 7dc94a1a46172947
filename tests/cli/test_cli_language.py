"""The command line in one language: help, wrong usage, errors, findings, by option or environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import hanting_geo
from hanting_geo.cli.main import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

HAN = re.compile("[\u4e00-\u9fff]")
WORDS = re.compile(r"\b[a-z]{3,} [a-z]{3,} [a-z]{3,}\b")


@pytest.fixture(autouse=True)
def _no_language_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANTING_GEO_LANGUAGE", raising=False)


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_is_in_one_language(hanting: Hanting, command: str | None) -> None:
    words = ["--help"] if command is None else [command, "-h"]
    english, chinese = (hanting(*words, "--language", language).out for language in ("en", "zh"))
    assert not HAN.search(english.replace("公厕", "").replace("公园", "")), english
    assert "用法：" in chinese
    assert not WORDS.search(chinese), chinese


def test_wrong_usage_is_told_in_chinese_with_what_is_meant(hanting: Hanting, tmp_path: Path) -> None:
    told = hanting("scren", "--language", "zh", code=2).err
    assert told.endswith("错误：没有命令 'scren'；是否指 'screen'？\n")
    told = hanting("layers", "--langauge", "x", "--language=zh", code=2).err
    assert "没有选项 --langauge；是否指 --language？" in told
    assert "缺少选项 '--out'" in hanting("map", "--language", "zh", code=2).err
    assert "多余的参数：b" in hanting("layers", "a", "b", "--language", "zh", code=2).err
    told = hanting("overlay", "a", "b", "--out", tmp_path / "c.gpkg", "--batch", "x", "--language", "zh", code=2).err
    assert "'--batch'" in told
    assert HAN.search(told)


def test_errors_follow_the_option_and_the_environment(
    hanting: Hanting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "no layer 'zoens'" in hanting("layers", "zoens", code=2).err
    assert "没有图层 'zoens'；是否指 zones" in hanting("layers", "zoens", "--language", "zh", code=2).err
    assert "不能读取" in hanting("run", tmp_path / "none.yaml", "--language", "zh", code=2).err
    monkeypatch.setenv("HANTING_GEO_LANGUAGE", "zh")
    assert "没有图层 'zoens'" in hanting("layers", "zoens", code=2).err
    assert "no layer 'zoens'" in hanting("layers", "zoens", "--language", "en", code=2).err
    monkeypatch.setenv("HANTING_GEO_LANGUAGE", "fr")
    assert "HANTING_GEO_LANGUAGE is 'fr'" in hanting("layers", "zoens", code=2).err


def test_mistakes_of_a_scenario_are_told_in_chinese(hanting: Hanting, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "title: x\nsteps:\n- {id: a, do: bufer, with: {}}\n- {id: a, do: buffer, with: {frme: 1}}\n", encoding="utf-8"
    )
    told = hanting("run", path, "--language", "zh", code=2).err
    assert "没有步骤 'bufer'；是否指 buffer？" in told
    assert "编号 'a' 重复" in told
    assert "buffer 没有参数 'frme'" in told
    assert not WORDS.search(told)
    path.write_text("title: x\nsteps: 3\nfoo: 1\n", encoding="utf-8")
    told = hanting("run", path, "--language", "zh", code=2).err
    assert "第 2 行：steps：应为列表" in told
    assert not WORDS.search(told)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_are_printed_in_the_language(hanting: Hanting, tmp_path: Path, language: str) -> None:
    path = tmp_path / "a.geojson"
    feature = '{"type": "Feature", "properties": {"status": "odd"}, "geometry": null}'
    path.write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}', encoding="utf-8")
    said = hanting("check", path, "--language", language)
    assert ("图形：位置未公布" in said.out) == (language == "zh")
    assert ("has no geometry" in said.out) == (language == "en")
    assert ("条提示" in said.err) == (language == "zh")
    assert not (HAN if language == "en" else WORDS).search(said.out)


def test_version_and_verbose(hanting: Hanting) -> None:
    assert hanting("--version").out == f"hanting_geo {hanting_geo.__version__}\n"
    told = hanting("-v", "check", "zones").err
    assert "hanting_geo.cli: zones" in told
