"""A folder is what its manifest says, and a run that was stopped goes on to the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest

import hanting_geo as hg
from hanting_geo.scenario.products import products
from hanting_geo.scenario.scenario import Scenario
from hanting_geo.scenario.zone_statistics_batch import zone_statistics_batch

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.scenario.steps import Step

STEPS = """title: {zh: 核对, en: Check}
steps:
  - {id: z, do: load_layer, with: {name: zones}, save: [z.gpkg, z.csv, z.geojson]}
  - {id: r, do: load_layer, with: {name: rivers}, save: [r.parquet]}
  - {id: c, do: select, with: {frame: $z, where: {id: zone_cbd}}}
  - {id: s, do: zone_statistics, with: {zones: $z, features: $r}, save: [s.csv, s.xlsx]}
  - {id: x, do: screen, with: {sites: $c, rules: hanting}, save: [x.html, x.xlsx, x.json]}
  - {id: m, do: zone_map, with: {layers: {z: $z}, title: x}, save: [m.html]}
"""
BYTE_FOR_BYTE = {".csv", ".geojson", ".parquet", ".xlsx", ".html", ".json", ".txt"}


class StopError(BaseException):
    """Stands for a signal."""


def written(folder: Path) -> dict[str, str]:
    return {
        each.name: sha256(each.read_bytes()).hexdigest()
        for each in sorted(folder.iterdir())
        if each.suffix in BYTE_FOR_BYTE and each.name != "manifest.json"
    }


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which steps are done from now on."""
    done: list[str] = []
    do = Scenario._do_step

    def noting(self: Scenario, step: Step, *rest: Any) -> Any:
        done.append(step.id)
        return do(self, step, *rest)

    monkeypatch.setattr(Scenario, "_do_step", noting)
    return done


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run one scenario in two processes in which all is other that must not matter."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "a.yaml").write_text(STEPS, encoding="utf-8")
    one = {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
    two = {"TZ": "America/Los_Angeles", "LC_ALL": "C", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "2"}
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    started = []
    for name, environment, mine in (("one", one, cores), ("two", two, cores[:1])):
        code = "import hanting_geo.cli.main as m; m.main()"
        if mine:
            code = f"import os; os.sched_setaffinity(0, {set(mine)}); {code}"
        words = [sys.executable, "-c", code, "run", str(folder / "a.yaml"), "--out", str(folder / name)]
        started.append(subprocess.Popen(words, env={**os.environ, **environment}, stderr=subprocess.PIPE, stdout=-3))
    for process in started:
        assert process.wait() == 0, process.communicate()[1].decode()
        process.communicate()
    return folder


def test_same_in_same_out(runs: Path) -> None:
    one, two = written(runs / "one"), written(runs / "two")
    assert len(one) == 11
    assert one == two
    frames = [pyogrio.read_dataframe(runs / name / "z.gpkg", layer="z") for name in ("one", "two")]
    assert frames[0].equals(frames[1])


def test_a_folder_is_what_its_manifest_says(runs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    hg.read_scenario(runs / "a.yaml").run(folder)
    assert not len(hg.verify(folder))
    (folder / "s.csv").write_text("edited", encoding="utf-8")
    (folder / "z.csv").unlink()
    (folder / "more").mkdir()
    (folder / "more" / "a.txt").touch()
    (folder / "m.html").unlink()
    (folder / "m.html").symlink_to("/etc/hostname")
    os.mkfifo(folder / "pipe")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] += [{"file": "../a.txt", "sha256": "0"}, {"file": "/etc/hostname", "sha256": "0"}]
    manifest["versions"]["numpy"] = "0.1"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    told = {row.file: row.difference for row in hg.verify(folder).itertuples()}
    assert told == {
        "s.csv": "changed", "z.csv": "missing", "more/a.txt": "added", "m.html": "outside", "pipe": "added",
        "../a.txt": "outside", "/etc/hostname": "outside", "numpy": "version",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["[]", "{}", "x", "[" * 100_000, '{"files": [{}]}', '{"files": 5, "products": [1]}'])
def test_what_is_no_manifest_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(hg.SourceError, match=r"has no manifest\.json"):
        hg.verify(tmp_path)
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(hg.SourceError, match="no manifest of a run"):
        hg.verify(tmp_path)


def test_commands_share_a_folder_and_write_all_or_none(tmp_path: Path) -> None:
    def write(name: str, *files: str) -> None:
        with products(tmp_path / "out", name, [__file__, "zones"]) as fresh:
            for file in files:
                (fresh / file).write_text(name, encoding="utf-8")

    write("screening", "a.csv", "b.csv")
    write("ranking", "b.csv", "c.csv")
    assert not len(hg.verify(tmp_path / "out"))
    before = {each.name: each.read_bytes() for each in (tmp_path / "out").iterdir()}
    (tmp_path / "out" / "d.csv").mkdir()
    with pytest.raises(hg.SourceError, match=r"d\.csv is a folder"):
        write("screening", "a.csv", "d.csv", "e.csv")
    (tmp_path / "out" / "d.csv").rmdir()
    assert {each.name: each.read_bytes() for each in (tmp_path / "out").iterdir()} == before
    said = json.loads(before["manifest.json"])["products"]
    assert [item["file"] for item in said["screening"]["files"]] == ["a.csv"]
    assert said["ranking"]["inputs"][1] == {"name": "zones"}

    def stopped() -> None:
        with products(tmp_path / "new", "x") as fresh:
            (fresh / "a").touch()
            raise StopError

    with pytest.raises(StopError):
        stopped()
    assert not (tmp_path / "new").exists()


def test_a_run_that_was_stopped_goes_on_to_the_same(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(number: int, _name: str) -> None:
        if number == 5:
            raise StopError

    out = tmp_path / "out"
    for _ in range(2):
        with pytest.raises(StopError) as stopped:
            hg.read_scenario(runs / "a.yaml").run(out, progress=stop)
        assert "--resume" in stopped.value.__notes__[0]
        assert [each.name for each in tmp_path.iterdir()] == ["out.unfinished"]
    (tmp_path / "out.unfinished" / "files" / "s.csv").write_text("half", encoding="utf-8")
    done: list[str] = []
    do = Scenario._do_step
    monkeypatch.setattr(
        Scenario, "_do_step", lambda self, step, *rest: (done.append(step.id), do(self, step, *rest))[1]
    )
    hg.read_scenario(runs / "a.yaml").run(out, resume=True)
    assert done == ["s", "x", "m"]  # s, whose file was changed, and what comes after it
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    assert written(out) == written(runs / "one")
    whole, gone_on = (
        json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in (runs / "one", out)
    )
    same = set(whole) - {"started", "finished", "files"}
    assert {name: whole[name] for name in same} == {name: gone_on[name] for name in same}


def test_what_was_made_of_another_scenario_is_not_gone_on_with(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(number: int, _name: str) -> None:
        if number == 2:
            raise StopError

    with pytest.raises(StopError):
        hg.read_scenario(runs / "a.yaml").run(tmp_path / "out", progress=stop)
    other = tmp_path / "b.yaml"
    other.write_text("\n".join(STEPS.splitlines()[:3]), encoding="utf-8")
    done: list[str] = []
    do = Scenario._do_step
    monkeypatch.setattr(
        Scenario, "_do_step", lambda self, step, *rest: (done.append(step.id), do(self, step, *rest))[1]
    )
    hg.read_scenario(other).run(tmp_path / "out", resume=True)
    assert done == ["z"]
    # A folder that is called so and is somebody's is left alone.
    mine = tmp_path / "out.unfinished"
    mine.mkdir()
    (mine / "notes.txt").touch()
    hg.read_scenario(other).run(tmp_path / "out", resume=True)
    assert [each.name for each in mine.iterdir()] == ["notes.txt"]


def test_what_was_made_in_another_language_is_not_gone_on_with(tmp_path: Path) -> None:
    """Else half of the files would be Chinese, and half English."""

    def stop(number: int, _name: str) -> None:
        if number == 2:
            raise StopError

    path = tmp_path / "s.yaml"
    path.write_text(
        """
title: s
steps:
  - {id: z, do: load_layer, with: {name: zones}}
  - {id: s, do: zone_statistics, with: {zones: $z, features: $z, by: name}, save: [s.csv]}
  - {id: t, do: select, with: {frame: $s, where: {}}, save: [t.csv]}
""",
        encoding="utf-8",
    )
    with pytest.raises(StopError):
        hg.read_scenario(path).run(tmp_path / "out", progress=stop)
    with hg.options(language="en"):
        hg.read_scenario(path).run(tmp_path / "out", resume=True)
    told = [(tmp_path / "out" / file).read_text(encoding="utf-8-sig") for file in ("s.csv", "t.csv")]
    assert told[0] == told[1]
    assert "Weifang Central Business District" in told[0]
    assert "潍坊中央商务区" not in told[0]


def test_a_batch_that_was_stopped_goes_on_to_the_same(tmp_path: Path) -> None:
    def stop(told: str) -> None:
        if told.startswith("done: zones, roads"):
            raise StopError

    of = ["rivers", "roads", "stations"]
    zone_statistics_batch(["zones"], of, tmp_path / "whole")
    with pytest.raises(StopError):
        zone_statistics_batch(["zones"], of, tmp_path / "out", tell=stop)
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["zone_statistics.unfinished.jsonl"]
    zone_statistics_batch(["zones"], of, tmp_path / "out")
    assert written(tmp_path / "out") == written(tmp_path / "whole")
    assert not len(hg.verify(tmp_path / "out"))
