"""Temporary folders that do not stay: each is held by its process, and the next run removes those of dead ones.

A folder is held by a lock of the operating system, which ends with the process however it ends. So a folder that can be
locked is surely nobody's. Its name says that it is ours.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

fcntl: Any = import_module("fcntl") if find_spec("fcntl") else None
"""None on Windows."""

__all__ = ["ALIVE", "OURS", "Held", "held_folder", "hold", "scratch_folder", "sweep"]

OURS = ".hanting_geo"
"""How the names of temporary folders end."""
ALIVE = ".alive"
"""A file that is open as long as the process lives, where folders cannot be locked (Windows)."""
_TRIES = 50


class Held:
    """A folder that this process holds until it lets go, or ends."""

    def __init__(self, folder: Path, handle: int) -> None:
        self.folder, self._handle, self._kept = folder, handle, False

    def remove(self) -> None:
        """Remove the folder and let go of it."""
        if fcntl is None:  # Windows removes no folder with an open file in it
            self.let_go()
        if not self._kept:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.let_go()

    def is_there(self) -> bool:
        """Tell whether what is held is the folder of that name, and not one that another process has removed."""
        if fcntl is None:
            return (self.folder / ALIVE).exists()
        try:
            return os.path.samestat(os.fstat(self._handle), self.folder.stat())
        except OSError:
            return False

    def keep(self) -> None:
        """Leave the folder and what is in it for whoever looks for it, until the next run of the same target."""
        self.let_go()
        self._kept = True

    def let_go(self) -> None:
        """Let go of the folder, and leave it where it is."""
        if self._handle >= 0:
            with suppress(OSError):
                os.close(self._handle)
            self._handle = -1


def hold(folder: Path) -> Held | None:
    """Hold a folder; None if another process does, or it cannot be known whether one does."""
    try:
        return _held(folder)
    except OSError:
        return None


def _held(folder: Path) -> Held:
    if fcntl is None:
        mark = folder / ALIVE
        # Windows removes no file that is open.
        mark.unlink(missing_ok=True)
        return Held(folder, os.open(mark, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return Held(folder, handle)


def _fresh(parent: Path, prefix: str) -> Held:
    """Make a folder and hold it; another one, where somebody who sweeps has taken it for that of a dead process."""
    for _ in range(_TRIES):
        folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=OURS, dir=parent))
        try:
            held = _held(folder)
        except (BlockingIOError, FileExistsError, FileNotFoundError, PermissionError):
            continue  # whoever swept came first, and removes it
        except OSError:
            break  # nothing can be held here, by those who sweep neither
        if held.is_there():
            return held
        held.let_go()
    return Held(folder, -1)


def sweep(parent: Path, prefix: str, restore: Callable[[Path], None] | None = None) -> None:
    """Remove the folders of dead processes whose names begin so.

    Parameters
    ----------
    parent
        Where they are.
    prefix
        How their names begin; they all end with :data:`OURS`.
    restore
        What to do with such a folder before it goes, such as to bring back what a process moved there.
    """
    try:
        left = [
            Path(each.path)
            for each in os.scandir(parent)
            if each.name.startswith(prefix) and each.name.endswith(OURS) and each.is_dir(follow_symlinks=False)
        ]
    except OSError:
        return
    for folder in left:
        held = hold(folder)
        if held is None:
            continue
        try:
            if restore is not None:
                restore(folder)
        except OSError:
            held.let_go()
            continue
        held.remove()


@contextmanager
def held_folder(parent: Path, prefix: str, restore: Callable[[Path], None] | None = None) -> Iterator[Held]:
    """Give a fresh folder that is removed at the end, after those of dead processes that are called alike.

    Raises
    ------
    OSError
        None can be made there.
    """
    sweep(parent, prefix, restore)
    held = _fresh(parent, prefix)
    try:
        yield held
    finally:
        held.remove()


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder for working files, in the folder of the system for such.

    Raises
    ------
    SourceError
        None can be made there: it is full, or not ours to write to.

    Examples
    --------
    >>> with scratch_folder() as folder:
    ...     _ = (folder / "a.txt").write_text("1", encoding="utf-8")
    >>> folder.exists()
    False
    """
    parent = None
    try:
        parent = Path(tempfile.gettempdir())
        # What is swept here may be a file that was unpacked: nothing of it is needed.
        sweep(parent, "hanting_geo_")
        held = _fresh(parent, "hanting_geo_")
    except OSError as error:
        message = Sentence(
            "cannot make a folder for working files in {them}: {why}; make room there, or let TMPDIR name another "
            "folder",
            them=parent or Sentence("any folder for them"),
            why=reason(error),
        )
        raise SourceError(message) from error
    try:
        yield held.folder
    finally:
        held.remove()
