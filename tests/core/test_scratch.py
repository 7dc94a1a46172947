"""Temporary folders: gone after any end of their process, never before it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from hanting_geo.core.atomic import replacing_file, replacing_folder, replacing_products
from hanting_geo.core.exchange import exchange
from hanting_geo.core.scratch import OURS, held_folder, scratch_folder

if TYPE_CHECKING:
    from pathlib import Path

# One process for all: it opens what a run opens, says so, and waits to be killed.
HELD = """
import sys, time
from pathlib import Path
from hanting_geo.core.atomic import replacing_file, replacing_folder, replacing_products
from hanting_geo.core.scratch import scratch_folder
here = Path(sys.argv[1])
with replacing_file(here / "a.txt") as one, replacing_folder(here / "b") as two, scratch_folder() as three, \\
        replacing_products(here / "c") as four:
    one.write_text("new")
    (two / "x").write_text("new")
    (three / "x").write_text("new")
    (four / "x").write_text("new")
    print("ready", flush=True)
    time.sleep(600)
"""


def left(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.rglob("*") if each.name.endswith(OURS))


def test_what_a_killed_process_leaves_goes_with_the_next_run_and_not_before_it_is_dead(tmp_path: Path) -> None:
    here, temporary = tmp_path / "here", tmp_path / "tmp"
    (here / "c").mkdir(parents=True)
    temporary.mkdir()
    (here / ".a.txt.mine.hanting_geo").write_text("a file of somebody, called alike", encoding="utf-8")
    environment = {**os.environ, "TMPDIR": str(temporary)}
    process = subprocess.Popen([sys.executable, "-c", HELD, here], stdout=subprocess.PIPE, env=environment)

    def write_all() -> None:
        code = "from hanting_geo.core.scratch import scratch_folder\nwith scratch_folder(): pass"
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
        with replacing_file(here / "a.txt") as one, replacing_folder(here / "b") as two:
            one.write_text("second", encoding="utf-8")
            (two / "y").write_text("second", encoding="utf-8")
        with replacing_products(here / "c") as three:
            (three / "y").write_text("second", encoding="utf-8")

    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == b"ready\n"
        alive = [*left(here), *left(temporary)]
        assert len(alive) == 5  # with the file of somebody
        write_all()
        assert [*left(here), *left(temporary)] == alive
        process.send_signal(signal.SIGKILL)
    assert [*left(here), *left(temporary)] == alive
    write_all()
    assert [*left(here), *left(temporary)] == [".a.txt.mine.hanting_geo"]
    assert (here / "a.txt").read_text(encoding="utf-8") == "second"
    assert [each.name for each in (here / "b").iterdir()] == ["y"]


def test_a_kill_between_two_renames_is_taken_back(tmp_path: Path) -> None:
    """Such folders as a process leaves that was killed in the middle of moving, on systems that cannot exchange."""
    aside = tmp_path / f".out.abc{OURS}"
    (aside / "out.old").mkdir(parents=True)
    (aside / "out.old" / "x").write_text("old", encoding="utf-8")
    (aside / "out").mkdir()
    with replacing_folder(tmp_path / "out") as fresh:
        assert (tmp_path / "out" / "x").read_text(encoding="utf-8") == "old"
        (fresh / "y").write_text("new", encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    aside = tmp_path / "out" / f".new.abc{OURS}"
    for side, name in (("old", "y"), ("new", "z"), ("new", "w")):
        (aside / side).mkdir(parents=True, exist_ok=True)
        (aside / side / name).write_text("old", encoding="utf-8")
    (aside / "moving.json").write_text('[["y", true], ["v", false], ["z", true], ["w", false]]', encoding="utf-8")
    for name in ("y", "v", "z"):  # y and v had been moved in; z had not, nor w
        (tmp_path / "out" / name).write_text("half", encoding="utf-8")
    with replacing_products(tmp_path / "out") as fresh:
        there = {each.name: each.read_text(encoding="utf-8") for each in (tmp_path / "out").iterdir() if each.is_file()}
        assert there == {"y": "old", "z": "half"}
        assert not any(fresh.iterdir())
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["y", "z"]


def test_links_stay_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with replacing_folder(tmp_path / "link") as fresh:
        (fresh / "x").write_text("new", encoding="utf-8")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "x").read_text(encoding="utf-8") == "new"
    (tmp_path / "a.txt").symlink_to(tmp_path / "real" / "x")
    with replacing_file(tmp_path / "a.txt") as working:
        working.write_text("newer", encoding="utf-8")
    assert (tmp_path / "a.txt").is_symlink()
    assert (tmp_path / "real" / "x").read_text(encoding="utf-8") == "newer"


def test_two_folders_are_exchanged_in_one_step(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchange(tmp_path / "a", tmp_path / "b") == (tmp_path / "a" / "b").exists()
    assert not exchange(tmp_path / "a", tmp_path / "nothing")


def test_a_working_folder_is_gone_after_any_end() -> None:
    with scratch_folder() as folder:
        (folder / "x").touch()
    assert not folder.exists()
    there: list[Path] = []

    def stopped() -> None:
        with scratch_folder() as kept:
            there.append(kept)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert not there[0].exists()


def test_who_sweeps_takes_nothing_that_was_made_a_moment_ago(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    lost: list[str] = []

    def work() -> None:
        for _ in range(120):
            try:
                with scratch_folder() as folder, held_folder(tmp_path, "out.") as held:
                    for each in (folder, held.folder):
                        (each / "a.txt").write_text("1", encoding="utf-8")
                        assert (each / "a.txt").read_text(encoding="utf-8") == "1"
            except (OSError, AssertionError) as error:
                lost.append(repr(error))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    assert left(tmp_path) == []
