"""Writing that leaves either the old thing or the new one, never half of it."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

__all__ = ["replacing_file", "replacing_files", "replacing_folder", "write_text"]


@contextmanager
def replacing_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a path beside ``path`` to write to, and move it into place when the block ends well.

    The working file keeps the suffix of ``path`` (drivers choose by it). If the block fails, or the target
    is held by another program, the old file stays as it was and the working file is removed.

    Raises
    ------
    SourceError
        The folder does not exist, the path is a folder, or the target cannot be replaced (open in another program).

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing_file(folder / "a.txt") as working:
    ...     _ = working.write_text("寒亭", encoding="utf-8")
    >>> (folder / "a.txt").read_text(encoding="utf-8")
    '寒亭'
    """
    target = Path(path)
    if target.is_dir():
        message = f"{target} is a folder: name a file to write"
        raise SourceError(message)
    if not target.parent.is_dir():
        message = f"cannot write {target}: the folder {target.parent} does not exist; create it first"
        raise SourceError(message)
    try:
        scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        message = f"cannot write {target}: {error.strerror}; choose a folder that you may write to"
        raise SourceError(message) from error
    try:
        working = scratch / target.name
        yield working
        try:
            working.replace(target)
        except OSError as error:
            message = f"cannot replace {target}: {error.strerror}; close the program that holds it and run again"
            raise SourceError(message) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def replacing_files(folder: Path, names: Sequence[str]) -> Iterator[list[Path]]:
    """Give paths to write files of one folder to, and move all of them into place when the block ends well.

    If the block fails, or one of the files cannot be replaced, all old ones are as they were.

    Raises
    ------
    SourceError
        The folder cannot be written to, or a file cannot be replaced: it is a folder, or open in another program.

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
            message = f"{folder / name} is a folder, and a file of this name is to be written: move it away"
            raise SourceError(message)
    try:
        scratch = Path(tempfile.mkdtemp(prefix=".new.", dir=folder))
    except OSError as error:
        message = f"cannot write into {folder}: {error.strerror}; choose a folder that you may write to"
        raise SourceError(message) from error
    fresh, old = scratch / "new", scratch / "old"
    try:
        fresh.mkdir()
        old.mkdir()
        yield [fresh / name for name in names]
        touched: list[str] = []
        try:
            for name in names:
                touched.append(name)
                if (folder / name).exists():
                    (folder / name).replace(old / name)
                (fresh / name).replace(folder / name)
        except OSError as error:
            for again in reversed(touched):
                if (old / again).exists():
                    (old / again).replace(folder / again)
                elif not (fresh / again).exists():
                    (folder / again).unlink(missing_ok=True)
            message = (
                f"cannot replace {folder / touched[-1]}: {error.strerror}; close the program that holds it and run "
                "again. All files are as they were"
            )
            raise SourceError(message) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def write_text(path: str | os.PathLike[str], text: str, *, encoding: str = "utf-8") -> Path:
    """Write a text file whole, its line ends as they are in the text on every platform, and return its path."""
    with replacing_file(path) as working:
        working.write_bytes(text.encode(encoding))
    return Path(path)


@contextmanager
def replacing_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give an empty folder beside ``path`` to fill, and swap it with the old folder when the block ends well.

    Whoever calls makes sure that the old folder may go. If the old folder cannot be moved away (a file in it
    is open), it is left whole, and the error says where the finished new one is.

    Raises
    ------
    SourceError
        The parent cannot be written to, or the old folder is held by another program.
    """
    target = Path(path).absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        fresh = scratch / target.name
        fresh.mkdir()
    except OSError as error:
        message = f"cannot write beside {target}: {error.strerror}; choose a folder that you may write to"
        raise SourceError(message) from error
    try:
        yield fresh
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    old = scratch / f"{target.name}.old"
    try:
        if target.exists():
            target.replace(old)
        try:
            fresh.replace(target)
        except OSError:
            if old.exists():
                old.replace(target)
            raise
    except OSError as error:
        message = (
            f"cannot replace {target}: {error.strerror}; a file in it may be open in another program. "
            f"The old folder is as it was; the new results are in {fresh}"
        )
        raise SourceError(message) from error
    shutil.rmtree(scratch, ignore_errors=True)
