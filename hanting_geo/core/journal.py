"""What a run that was stopped has done, beside its output folder, so that another one goes on there.

Only files that are finished are kept, with what is told of them; no result is unpickled. A task whose files are there
is not done again, unless a later one needs its result. All of it counts only for the same work: the same inputs,
options and versions. What was made of anything else is thrown away, and what stands there is said each time.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core.digests import sha256_of
from hanting_geo.core.scratch import ALIVE, hold
from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hanting_geo.core.scratch import Held

__all__ = ["Journal"]

_LOG = logging.getLogger("hanting_geo")
_JOURNAL = "done.jsonl"


class Journal:
    """The tasks that are done, and their files, in ``OUT.unfinished``.

    Parameters
    ----------
    out
        The output folder.
    mark
        What two runs have in common that make the same.
    resume
        Whether to go on with what is there; else it goes. What is done of both is said through the logger
        ``hanting_geo``.
    """

    def __init__(self, out: Path, mark: str, *, resume: bool) -> None:
        real = Path(os.path.realpath(out))
        self.folder = real.with_name(f"{real.name}.unfinished")
        self._mark = mark
        self.done: dict[int, dict[str, Any]] = {}
        """By number of the task, what is told of it."""
        self._held: Held | None = None
        self._there = False
        if self.folder.is_symlink() or (self.folder.exists() and not self._is_ours()):
            return  # somebody else's: nothing is kept, and nothing of theirs is touched
        if self.folder.exists():
            held = hold(self.folder)
            if held is None:
                return  # another run writes there now
            there = self._records()
            same = bool(there) and there[0] == {"run": mark}
            if resume and same:
                self._held = held
                self._take(there[1:])
                said = Sentence(
                    "{folder} keeps {count} tasks of a run that was stopped: it goes on there",
                    folder=self.folder,
                    count=len(self.done),
                )
                _LOG.warning("%s", said)
                return
            if len(there) > 1:
                _LOG.warning("%s", self._thrown_away(len(there) - 1, same=same))
            held.remove()
        elif resume:
            said = Sentence(
                "there is no {folder}: no run was stopped, and all is done from the beginning", folder=self.folder
            )
            _LOG.warning("%s", said)
        with suppress(OSError):
            self.folder.mkdir(parents=True)
            self._held = hold(self.folder)
            self._write({"run": mark})

    def _thrown_away(self, count: int, *, same: bool) -> Sentence:
        if same:
            return Sentence(
                "{folder} kept {count} tasks of a run that was stopped; they are done again, and all is begun anew: "
                "--resume (resume=True) would have gone on there",
                folder=self.folder,
                count=count,
            )
        return Sentence(
            "{folder} kept {count} tasks of a run with other inputs, options or versions; nothing of them is used, "
            "and all is begun anew",
            folder=self.folder,
            count=count,
        )

    def _is_ours(self) -> bool:
        return self.folder.is_dir() and {each.name for each in self.folder.iterdir()} <= {_JOURNAL, "files", ALIVE}

    def _records(self) -> list[dict[str, Any]]:
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
        return records

    def _take(self, records: Sequence[dict[str, Any]]) -> None:
        # A task that was done twice counts as it was done last.
        for record in {str(record.get("step")): record for record in records if isinstance(record, dict)}.values():
            if not self._is_whole(record):
                break
            self.done[int(record["step"])] = record
        self._there = bool(self.done)
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
        """Keep what a task has written, and what is told of it; what cannot be kept is done again.

        Of what it was made, beside what all tasks have in common, ``told["of"]`` may say.
        """
        if self._held is None:
            return
        with suppress(OSError, TypeError, ValueError):
            kept = self.folder / "files"
            kept.mkdir(exist_ok=True)
            for path in files:
                _linked(path, kept / path.name)
            self._write({"step": step, "files": {path.name: sha256_of(path) for path in files}, **told})
            self._there = True

    def take(self, step: int, folder: Path, of: object = None) -> dict[str, Any] | None:
        """Bring the files of a task that is done into a folder, and give what is told of it; None where it is not."""
        record = self.done.get(step)
        if record is None or record.get("of") != of:
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

    @contextmanager
    def ended(self, *, errors_keep: bool) -> Iterator[None]:
        """Keep what is done where the block is stopped, and say so; a run that ends well leaves nothing.

        Parameters
        ----------
        errors_keep
            Whether an error keeps it, too: where each task has its own inputs, the others stay as they are.
        """
        try:
            yield
        except BaseException as error:
            wrong = isinstance(error, Exception)
            if self._end(keep=errors_keep or not wrong):
                said = Sentence("what is done is kept in {folder}: --resume goes on there", folder=self.folder)
                if wrong:
                    _LOG.warning("%s", said)
                else:
                    error.add_note(said)
            raise
        self._end(keep=False)

    def _end(self, *, keep: bool) -> bool:
        """Let go of it; True if something is kept for a run that goes on."""
        if self._held is None:
            return False
        if keep and self._there:
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
