"""Ordinary files only: a pipe or a device beside a file, or in its place, would be read without end."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    import os

__all__ = ["State", "is_device", "read_settings", "require_ordinary", "require_unchanged", "state_of"]

State = tuple[tuple[str, int, int, int], ...]
"""Of each file that belongs to a source: name, size, time of the last change, and which file it is."""

_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789\u00b9\u00b2\u00b3"
}
_OTHER_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".ind", ".mif", ".mid", ".tab"}


def require_ordinary(path: str | os.PathLike[str]) -> None:
    """Refuse a pipe, a socket and a device; what is not there, or is a folder, is let through.

    Raises
    ------
    SourceError
        It is one.
    """
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        message = Sentence(
            "{path} is no ordinary file but a pipe, a socket or a device, and nothing is read from it; remove it",
            path=path,
        )
        raise SourceError(message)


def is_device(name: str) -> bool:
    """Tell a name that Windows takes for a device, whatever its suffix.

    Examples
    --------
    >>> is_device("con.xlsx"), is_device("control.xlsx")
    (True, False)
    """
    return name.partition(".")[0].rstrip(" ").upper() in _DEVICES


def read_settings(path: Path) -> bytes:
    """Read a small file, such as rules or a scenario, whole.

    Raises
    ------
    SourceError
        It cannot be read, is no ordinary file, or is larger than settings are.
    """
    require_ordinary(path)
    try:
        size = path.stat().st_size
        if size > limits.settings_mb * 2**20:
            exceeded(path, Sentence("it has {size:,.0f} MB", size=size / 2**20), "settings_mb")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        message = Sentence("cannot read {path}: {why}", path=str(path)[:200].replace("\0", "\\0"), why=why)
        raise SourceError(message) from error


def state_of(path: Path) -> State:
    """Say in which state a file is, with what belongs to it: the parts of a Shapefile, the files of a geodatabase.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = file.write_text("1", encoding="utf-8")
    >>> before = state_of(file)
    >>> _ = file.write_text("12", encoding="utf-8")
    >>> state_of(file) == before
    False
    """
    suffix = path.suffix.lower()
    try:
        if path.is_dir():
            parts = [each for each in path.iterdir() if not each.name.endswith(".lock")]
        elif suffix in _OTHER_PARTS:
            stem = path.stem.lower()
            parts = [
                each
                for each in path.parent.iterdir()
                if each.stem.lower() == stem and each.suffix.lower() in _OTHER_PARTS
            ]
        else:
            parts = [path]
        found = [(each.name, each.stat()) for each in sorted(parts)]
    except OSError:
        return ()
    return tuple((name, one.st_size, one.st_mtime_ns, one.st_ino) for name, one in found)


def require_unchanged(path: Path, before: State) -> None:
    """Refuse what was read of a file that was written meanwhile: some of it is of the old file, some of the new one.

    Raises
    ------
    SourceError
        It was.
    """
    now = state_of(path)
    if now != before:
        changed = sorted({name for name, *_ in set(now) ^ set(before)}) or [path.name]
        message = Sentence(
            "{path} was changed while it was being read ({changed}), so what was read may be of two versions, and "
            "nothing is kept of it; wait until it is written whole, and run again",
            path=path,
            changed=enumerated(changed[:5]),
        )
        raise SourceError(message)
