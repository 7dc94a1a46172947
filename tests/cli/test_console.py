"""The command line on consoles that do not speak UTF-8: a Chinese Windows speaks GBK, a Western one cp1252."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from thinned import thinned

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

HEAVY = ("geopandas", "pandas", "numpy", "shapely", "pyproj", "fiona", "pyogrio", "folium", "pydantic")


def console(
    *arguments: str | Path,
    cwd: Path,
    encoding: str = "gbk",
    exit_code: int = 0,
    environment: dict[str, str] | None = None,
) -> tuple[str, str]:
    """Run a command on a console of an encoding; give what it prints on both streams, decoded strictly."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env |= {"PYTHONIOENCODING": encoding, **(environment or {})}
    command = [sys.executable, "-m", "hanting_geo", *arguments]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=False)
    output, errors = done.stdout.decode(encoding), done.stderr.decode(encoding)
    assert done.returncode == exit_code, f"{output}\n{errors}"
    assert "Traceback" not in output + errors
    return output, errors


@pytest.mark.parametrize(
    "command", thinned([[], ["layers"], ["check"], ["convert"], ["map"], ["stats"], ["run"]], one_in=3)
)
def test_help_on_a_gbk_console(command: list[str], tmp_path: Path) -> None:
    output, _ = console(*command, "--help", cwd=tmp_path)
    assert "Usage: " in output
    assert any("\u4e00" <= character <= "\u9fff" for character in output)
    assert "\\u" not in output


@pytest.mark.parametrize("encoding", thinned(["ascii", "cp1252", "gb18030", "gbk", "utf-8"], one_in=3))
def test_layers_on_any_console(encoding: str, tmp_path: Path) -> None:
    output, _ = console("layers", cwd=tmp_path, encoding=encoding)
    assert "zones.geojson" in output
    # What the console cannot show stands as a number; what it can show is shown.
    assert ("功能片区" in output) == (encoding not in {"ascii", "cp1252"})
    assert ("\\u529f\\u80fd" in output) == (encoding in {"ascii", "cp1252"})


def test_features_of_a_layer_on_a_gbk_console(tmp_path: Path) -> None:
    output, _ = console("layers", "zones", cwd=tmp_path)
    assert "编号" in output
    assert "中央商务区" in output


def test_json_on_a_gbk_console_is_the_same_json(hanting: Hanting, tmp_path: Path) -> None:
    gbk, _ = console("layers", "--json", cwd=tmp_path)
    utf8 = hanting("layers", "--json").out
    assert json.loads(gbk) == json.loads(utf8)
    assert "功能片区" in utf8


def test_check_on_a_gbk_console(tmp_path: Path) -> None:
    output, errors = console("check", cwd=tmp_path)
    assert "级别" in output
    assert errors.startswith("0 errors")


def test_a_mistake_on_a_gbk_console_is_one_line(tmp_path: Path) -> None:
    output, errors = console("run", "没有.yaml", "--out", "成果", cwd=tmp_path, exit_code=2)
    assert output == ""
    assert errors.startswith("hanting-geo: ")
    assert "没有.yaml" in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize("scenario", [["寒亭.yaml"], pytest.param([], marks=pytest.mark.long)])
def test_run_on_a_gbk_console_into_a_chinese_folder(scenario: list[str], tmp_path: Path) -> None:
    step = "title: 寒亭\nsteps:\n- {id: z, do: load_layer, with: {name: zones}, save: [片区.geojson, 片区.csv]}\n"
    (tmp_path / "寒亭.yaml").write_text(step, encoding="utf-8")
    folder = tmp_path / "潍坊 寒亭" / "成果"
    output, _ = console("run", *scenario, "--out", folder, cwd=tmp_path)
    assert "成果" in output
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert written == {item["file"] for item in manifest["files"]} | {"manifest.json"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no C locale: there the console test above says the same")
@pytest.mark.long
def test_run_where_the_default_encoding_is_ascii(tmp_path: Path) -> None:
    # Any file opened without an encoding fails here: the locale's own is ASCII.
    locale = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    console("run", "--out", "out", cwd=tmp_path, environment=locale)
    assert "寒亭" in (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")


def test_help_loads_no_heavy_library(tmp_path: Path) -> None:
    code = (
        "import atexit, sys; sys.argv = ['hanting-geo', '--help'];"
        f"atexit.register(lambda: print('loaded:', *sorted(set(sys.modules) & set({HEAVY!r}))));"
        "from hanting_geo.cli.main import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert "Usage: " in done.stdout
    assert done.stdout.splitlines()[-1] == "loaded:"
