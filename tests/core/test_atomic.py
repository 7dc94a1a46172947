"""The old thing or the new one, never half."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from hanting_geo.core.atomic import replacing_file, replacing_files, replacing_folder, write_text
from hanting_geo.errors import SourceError
from hanting_geo.scenario.folder import describe_files, refuse_foreign, write_manifest

if TYPE_CHECKING:
    from pathlib import Path


class StopError(Exception):
    """Stands for anything that goes wrong while writing."""


def write_half(path: Path) -> None:
    path.write_text("half", encoding="utf-8")
    raise StopError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = write_text(tmp_path / "a.txt", "old")
    with pytest.raises(StopError), replacing_file(target) as working:
        write_half(working)
    assert target.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a.txt"]


def test_the_working_file_keeps_its_suffix(tmp_path: Path) -> None:
    with replacing_file(tmp_path / "层.gpkg") as working:
        assert working.suffix == ".gpkg"
        working.write_bytes(b"1")
    assert names(tmp_path) == ["层.gpkg"]


def test_file_messages(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist; create it first"), replacing_file(tmp_path / "no" / "a"):
        pass
    with pytest.raises(SourceError, match="is a folder"), replacing_file(tmp_path):
        pass


def test_a_folder_is_swapped_whole(tmp_path: Path) -> None:
    for text in ("one", "two"):
        with replacing_folder(tmp_path / "out") as folder:
            (folder / f"{text}.txt").write_text(text, encoding="utf-8")
    assert names(tmp_path / "out") == ["two.txt"]
    assert names(tmp_path) == ["out"]


def test_a_failed_run_leaves_the_old_folder(tmp_path: Path) -> None:
    with replacing_folder(tmp_path / "out") as folder:
        (folder / "old.txt").write_text("old", encoding="utf-8")
    with pytest.raises(StopError), replacing_folder(tmp_path / "out") as folder:
        write_half(folder / "new.txt")
    assert names(tmp_path / "out") == ["old.txt"]
    assert names(tmp_path) == ["out"]


def make_run(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.csv").write_text("1", encoding="utf-8")
    write_manifest({"files": describe_files(folder)}, folder)


def test_an_unchanged_run_may_be_replaced(tmp_path: Path) -> None:
    make_run(tmp_path / "out")
    refuse_foreign(tmp_path / "out")
    refuse_foreign(tmp_path / "new")
    (tmp_path / "empty").mkdir()
    refuse_foreign(tmp_path / "empty")


def test_work_of_others_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    make_run(out)
    (out / "a.csv").write_text("1, and a planner's remark", encoding="utf-8")
    with pytest.raises(SourceError, match=r"changed since: a\.csv"):
        refuse_foreign(out)
    (out / "a.csv").write_text("1", encoding="utf-8")
    (out / "notes.docx").write_bytes(b"x")
    with pytest.raises(SourceError, match=r"notes\.docx.*would be lost"):
        refuse_foreign(out)


def test_a_manifest_that_is_none_vouches_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1", encoding="utf-8")
    (tmp_path / "manifest.json").write_text(json.dumps([1, 2]), encoding="utf-8")
    with pytest.raises(SourceError, match=r"a\.csv"):
        refuse_foreign(tmp_path)
    with pytest.raises(SourceError, match="is a file"):
        refuse_foreign(tmp_path / "a.csv")


def test_files_of_one_run_are_replaced_together_or_not_at_all(tmp_path: Path) -> None:
    names = ["a.txt", "b.txt", "c.txt"]
    for name in names[:2]:
        (tmp_path / name).write_text("old", encoding="utf-8")

    def write(last: str) -> None:
        with replacing_files(tmp_path, names) as working:
            for path in working[:2]:
                path.write_text("new", encoding="utf-8")
            if last != "missing":
                working[2].write_text(last, encoding="utf-8")

    def there() -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(tmp_path.iterdir()) if path.is_file()}

    # The last one is not there to be moved, after two were.
    with pytest.raises(SourceError, match="All files are as they were"):
        write("missing")
    assert there() == {"a.txt": "old", "b.txt": "old"}
    (tmp_path / "c.txt").mkdir()
    with pytest.raises(SourceError, match="is a folder"):
        write("new")
    (tmp_path / "c.txt").rmdir()
    assert there() == {"a.txt": "old", "b.txt": "old"}
    write("new")
    assert there() == dict.fromkeys(names, "new")
    assert len(list(tmp_path.iterdir())) == len(names)
