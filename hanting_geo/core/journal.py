"""What a run that was stopped has done, beside its output folder, so that another one goes on there.

Only files that are finished are kept, with what the manifest says of their steps; no result is unpickled. A step whose
files are there is not done again, unless a later one needs its result. All of it counts only for the same scenario,
inputs and versions: what was made of anything else is thrown away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core.ordinary import state_of
from hanting_geo.core.scratch import ALIVE, hold
from hanting_geo.scenario.folder import sha256_of
from hanting_geo.scenario.manifest import versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.scratch import Held
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["Journal", "fingerprint"]

_JOURNAL = "done.jsonl"


def fingerprint(scenario: Path, catalog: Catalog, named: Sequence[Path]) -> str:
    """Give what two runs have in common that make the same: scenario, inputs, versions."""
    layers = [catalog.info(name).path for name in catalog.names] if isinstance(catalog.path, Path) else []
    tables = [catalog.table_info(name).path for name in catalog.table_names]
    states = [[str(path), state_of(path)] for path in (*layers, *tables, *named, catalog.path)]
    said = json.dumps([versions(), states, os.environ.get("SOURCE_DATE_EPOCH")], default=str)
    return hashlib.sha256(scenario.read_bytes() + said.encode()).hexdigest()


class Journal:
    """The steps that are done, and their files, in ``OUT.unfinished``.

    Parameters
    ----------
    out
        The output folder.
    mark
        The fingerprint of the run.
    resume
        Whether to go on with what is there; else it goes.
    """

    def __init__(self, out: Path, mark: str, *, resume: bool) -> None:
        real = Path(os.path.realpath(out))
        self.folder = real.with_name(f"{real.name}.unfinished")
        self._mark = mark
        self.done: dict[int, dict[str, Any]] = {}
        self._held: Held | None = None
        if self.folder.is_symlink() or (self.folder.exists() and not self._is_ours()):
            return  # somebody else's: nothing is kept, and nothing of theirs is touched
        if self.folder.exists():
            held = hold(self.folder)
            if held is None:
                return  # another run writes there now
            if resume:
                self._held = held
                self._read()
                return
            held.remove()
        with suppress(OSError):
            self.folder.mkdir(parents=True)
            self._held = hold(self.folder)
            self._write({"run": mark})

    def _is_ours(self) -> bool:
        return self.folder.is_dir() and {each.name for each in self.folder.iterdir()} <= {_JOURNAL, "files", ALIVE}

    def _read(self) -> None:
        try:
            lines = (self.folder / _JOURNAL).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            lines = []
        records: list[dict[str, Any]] = []
        for line in lines:
            try:
                records.append(json.loads(line))
            except (ValueError, RecursionError):
                break  # the line that was being written when the run was killed
        if records and records[0] == {"run": self._mark}:
            for record in records[1:]:
                if not self._is_whole(record):
                    break
                self.done[int(record["step"])] = record
        with suppress(OSError):
            (self.folder / _JOURNAL).unlink(missing_ok=True)
            for record in ({"run": self._mark}, *self.done.values()):
                self._write(record)

    def _is_whole(self, record: Any) -> bool:
        try:
            int(record["step"])
            return all(
                Path(name).name == name and sha256_of(self.folder / "files" / name) == digest
                for name, digest in record["files"].items()
            )
        except (OSError, KeyError, TypeError, ValueError, AttributeError):
            return False

    def put(self, step: int, files: Sequence[Path], told: dict[str, Any]) -> None:
        """Keep what a step has written, and what it tells the manifest; what cannot be kept is done again."""
        if self._held is None:
            return
        with suppress(OSError, TypeError, ValueError):
            kept = self.folder / "files"
            kept.mkdir(exist_ok=True)
            for path in files:
                _linked(path, kept / path.name)
            self._write({"step": step, "files": {path.name: sha256_of(path) for path in files}, **told})

    def take(self, step: int, folder: Path) -> dict[str, Any] | None:
        """Bring the files of a step that is done into a folder, and give what it tells the manifest."""
        record = self.done.get(step)
        if record is None:
            return None
        try:
            for name in record["files"]:
                _linked(self.folder / "files" / name, folder / name)
        except OSError:
            return None
        return record

    def _write(self, record: dict[str, Any]) -> None:
        with (self.folder / _JOURNAL).open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def end(self, *, keep: bool) -> bool:
        """Let go of it; True if something is kept for a run that goes on."""
        if self._held is None:
            return False
        there = (self.folder / "files").is_dir() and any((self.folder / "files").iterdir())
        if keep and there:
            self._held.let_go()
            return True
        self._held.remove()
        return False


def _linked(source: Path, target: Path) -> None:
    """Let a file be in two places; it is not written to any more."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
