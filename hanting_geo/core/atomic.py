"""Writing that leaves either the old thing or the new one, never half of it."""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from hanting_geo.core.exchange import exchange
from hanting_geo.core.os_errors import reason, too_long
from hanting_geo.core.scratch import held_folder
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hanting_geo.core.scratch import Held

__all__ = [
    "is_full",
    "no_room",
    "replacing_file",
    "replacing_files",
    "replacing_folder",
    "replacing_products",
    "restored",
    "write_text",
]

_JOURNAL = "moving.json"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SAID = ("No space left on device", "disk is full")
_LEAST_ROOM = 1 << 16


@contextmanager
def replacing_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a path beside ``path`` to write to, and move it into place when the block ends well.

    The working file keeps the suffix of ``path`` (drivers choose by it). If the block fails, or the target
    is held by another program, the old file stays as it was and the working file is removed; what a killed process
    left of the same target, too.

    Raises
    ------
    SourceError
        The folder does not exist, the path is a folder, there is no room, or the target cannot be replaced (open in
        another program).

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing_file(folder / "a.txt") as working:
    ...     _ = working.write_text("寒亭", encoding="utf-8")
    >>> (folder / "a.txt").read_text(encoding="utf-8")
    '寒亭'
    """
    target = Path(os.path.realpath(path) if os.path.islink(path) else path)  # noqa: PTH114 - a link stays a link
    if target.is_dir():
        message = Sentence("{target} is a folder: name a file to write", target=target)
        raise SourceError(message)
    if not target.parent.is_dir():
        message = Sentence(
            "cannot write {target}: the folder {parent} does not exist; create it first",
            target=target,
            parent=target.parent,
        )
        if (long := too_long(target)) is not None:
            message = Sentence("cannot write {target}: {why}", target=target, why=long)
        raise SourceError(message)
    with _scratch(target, target.parent, f".{_short(target.name)}.") as scratch:
        working = scratch / target.name
        with _room(target):
            yield working
        try:
            working.replace(target)
        except OSError as error:
            message = Sentence(
                "cannot replace {target}: {why}; close the program that holds it and run again",
                target=target,
                why=reason(error),
            )
            raise SourceError(message) from error


@contextmanager
def _scratch(target: Path, parent: Path, prefix: str) -> Iterator[Path]:
    with _held(target, parent, prefix) as held:
        yield held.folder


@contextmanager
def _held(target: Path, parent: Path, prefix: str) -> Iterator[Held]:
    made = held_folder(parent, prefix, restored)
    try:
        held = made.__enter__()
    except (OSError, ValueError) as error:
        message = Sentence(
            "cannot write {target}: {why}; choose a folder that you may write to",
            target=str(target).replace("\0", "\\0"),
            why=reason(error) if isinstance(error, OSError) else str(error),
        )
        raise SourceError(message) from error
    try:
        yield held
    finally:
        made.__exit__(None, None, None)


@contextmanager
def _room(target: Path) -> Iterator[None]:
    """Say of a disk that is full what it is."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise no_room(target, reason(error)) from error


def no_room(target: Path, why: object) -> SourceError:
    """Make the error of a disk that is full."""
    message = Sentence(
        "cannot write {target}: {why} (no room in {parent}, or in the folder for working files, which TMPDIR "
        "names); make room. What was there before is as it was",
        target=target,
        why=why,
        parent=target.parent,
    )
    return SourceError(message)


def is_full(folder: Path, error: object) -> bool:
    """Tell whether a driver failed for want of room: it says so, or there is hardly any where it wrote or worked."""
    if any(words in str(error) for words in _SAID):
        return True
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    for each in (there, Path(gettempdir())):
        with suppress(OSError):
            if shutil.disk_usage(each).free < _LEAST_ROOM:
                return True
    return False


def _short(name: str) -> str:
    """Shorten a name, so that what is added to it makes no name that is too long."""
    return name if len(name.encode()) < 200 else name[:40]  # noqa: PLR2004


@contextmanager
def replacing_products(folder: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a fresh folder to fill, and move all of its files into ``folder`` when the block ends well.

    Other files of ``folder`` stay. If the block fails, or one of the files cannot be replaced, all old ones are as they
    were; if the process is killed while they are moved, the next one brings the old ones back.

    Raises
    ------
    SourceError
        The folder cannot be written to, there is no room, or a file cannot be replaced: it is a folder, or open in
        another program.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing_products(folder) as fresh:
    ...     _ = (fresh / "a.txt").write_text("寒亭", encoding="utf-8")
    ...     (fresh / "maps").mkdir()
    ...     _ = (fresh / "maps" / "b.txt").write_text("寒亭", encoding="utf-8")
    >>> sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.txt"))
    ['a.txt', 'maps/b.txt']
    """
    target = Path(folder)
    there = target.is_dir()
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = Sentence(
            "cannot make the folder {target}: {why}; choose one that you may write to", target=target, why=reason(error)
        )
        raise SourceError(message) from error
    try:
        with _scratch(target, target, ".new.") as scratch:
            fresh, old = scratch / "new", scratch / "old"
            with _room(target):
                fresh.mkdir()
                old.mkdir()
                yield fresh
                names = [each.relative_to(fresh).as_posix() for each in sorted(fresh.rglob("*")) if not each.is_dir()]
                # The manifest of a folder comes last: as long as it is not there, the folder is not whole.
                names.sort(key=lambda name: name == "manifest.json")
                _move(target, fresh, old, names)
    except BaseException:
        if not there:
            with suppress(OSError):
                target.rmdir()  # only if nothing is in it
        raise


def _move(target: Path, fresh: Path, old: Path, names: Sequence[str]) -> None:
    for name in names:
        if (target / name).is_dir():
            message = Sentence(
                "{name} is a folder, and a file of this name is to be written: move it away", name=target / name
            )
            raise SourceError(message)
    journal = fresh.parent / _JOURNAL
    journal.write_text(json.dumps([[name, (target / name).exists()] for name in names]), encoding="utf-8")
    at = names[0] if names else ""
    try:
        for at in names:
            for side in (target, old):
                (side / at).parent.mkdir(parents=True, exist_ok=True)
            if (target / at).exists():
                (target / at).replace(old / at)
            (fresh / at).replace(target / at)
    except OSError as error:
        restored(fresh.parent)
        message = Sentence(
            "cannot replace {at}: {why}; close the program that holds it and run again. All files are as they were",
            at=target / at,
            why=reason(error),
        )
        raise SourceError(message) from error
    except BaseException:
        restored(fresh.parent)
        raise
    journal.unlink()


def restored(scratch: Path) -> None:
    """Bring back what was moved away when the moving was not finished: files of a folder, or a whole folder."""
    journal, old = scratch / _JOURNAL, scratch / "old"
    if journal.is_file():
        try:
            names = [(str(name), bool(was)) for name, was in json.loads(journal.read_text(encoding="utf-8"))]
        except (ValueError, TypeError):
            names = []  # it was killed before it had written what it would move: nothing was moved
        for name, was in names:
            if (old / name).exists():
                (old / name).replace(scratch.parent / name)
            elif not was and not (scratch / "new" / name).exists():
                (scratch.parent / name).unlink(missing_ok=True)
        journal.unlink()
    for each in scratch.glob("*.old"):
        target = scratch.parent / each.name.removesuffix(".old")
        if not target.exists():
            each.replace(target)


@contextmanager
def replacing_files(folder: Path, names: Sequence[str]) -> Iterator[list[Path]]:
    """Give paths to write files of one folder to, and move all of them into place when the block ends well.

    If the block fails, or one of the files cannot be replaced, all old ones are as they were.

    Raises
    ------
    SourceError
        As for :func:`replacing_products`.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing_files(folder, ["a.txt", "b.txt"]) as working:
    ...     _ = [path.write_text("寒亭", encoding="utf-8") for path in working]
    >>> sorted(path.name for path in folder.iterdir())
    ['a.txt', 'b.txt']
    """
    for name in names:
        if (folder / name).is_dir():
            message = Sentence(
                "{folder} is a folder, and a file of this name is to be written: move it away", folder=folder / name
            )
            raise SourceError(message)
    if not folder.is_dir():
        message = Sentence(
            "cannot write into {folder}: there is no such folder; choose one that you may write to", folder=folder
        )
        raise SourceError(message)
    with replacing_products(folder) as fresh:
        yield [fresh / name for name in names]
        unwritten = next((name for name in names if not (fresh / name).exists()), None)
        if unwritten is not None:
            message = Sentence(
                "cannot replace {at}: {why}; close the program that holds it and run again. All files are as they were",
                at=folder / unwritten,
                why=Sentence("nothing was written"),
            )
            raise SourceError(message)


def write_text(path: str | os.PathLike[str], text: str, *, encoding: str = "utf-8") -> Path:
    """Write a text file whole, its line ends as they are in the text on every platform, and return its path."""
    with replacing_file(path) as working:
        working.write_bytes(text.encode(encoding))
    return Path(path)


@contextmanager
def replacing_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give an empty folder beside ``path`` to fill, and swap it with the old folder when the block ends well.

    Whoever calls makes sure that the old folder may go. If the old folder cannot be moved away (a file in it
    is open), it is left whole, and the error says where the finished new one is. Where the system can exchange two
    folders in one step, there is never a moment without one; elsewhere a process that is killed in that moment leaves
    the old one aside, and the next run brings it back. A link to a folder stays a link.

    Raises
    ------
    SourceError
        The parent cannot be written to, there is no room, or the old folder is held by another program.
    """
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = Sentence(
            "cannot write beside {target}: {why}; choose a folder that you may write to",
            target=target,
            why=reason(error),
        )
        raise SourceError(message) from error
    with _held(target, target.parent, f".{_short(target.name)}.") as held:
        fresh = held.folder / target.name
        with _room(target):
            fresh.mkdir()
            yield fresh
        try:
            _swapped(fresh, target, held.folder / f"{target.name}.old")
        except OSError as error:
            held.keep()
            message = Sentence(
                "cannot replace {target}: {why}; a file in it may be open in another program. The old folder is as "
                "it was; the new results are in {fresh}",
                target=target,
                why=reason(error),
                fresh=fresh,
            )
            raise SourceError(message) from error


def _swapped(fresh: Path, target: Path, old: Path) -> None:
    """Put the new folder in the place of the old one, which comes into the folder that is removed."""
    if not target.exists():
        fresh.replace(target)
    elif exchange(fresh, target):
        # What is now called as the new one was is the old one, and goes with the scratch folder.
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        target.replace(old)
        try:
            fresh.replace(target)
        except OSError:
            old.replace(target)
            raise
