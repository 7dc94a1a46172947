"""Why the operating system refused something, in words: its own where the tables know them, and what Windows means."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from hanting_geo.core.sentences import Sentence

__all__ = ["is_file", "is_there", "no_such_name", "reason", "too_long"]

_LONGEST = 259
"""Characters of a path that Windows takes."""
_ON_WINDOWS = os.name == "nt"
_NOT_FOUND = {2, 3, 206}
_WINDOWS: dict[object, str] = {
    2: "The system cannot find the file specified",
    3: "The system cannot find the path specified",
    5: "Access is denied",
    32: "The process cannot access the file because it is being used by another process",
    33: "The process cannot access the file because it is being used by another process",
    112: "There is not enough space on the disk",
    123: "The filename, directory name, or volume label syntax is incorrect",
    206: "The filename or extension is too long",
}
"""What Windows says by number: it says the words in the language of the machine, whatever the product speaks."""


def reason(error: OSError) -> Sentence:
    """Say why the operating system refused something; in Chinese where the tables know its words.

    Examples
    --------
    >>> reason(FileNotFoundError(2, "No such file or directory")).text("zh")
    '没有这个文件或文件夹'
    """
    long = max((str(name) for name in (error.filename, error.filename2) if name is not None), key=len, default="")
    number = getattr(error, "winerror", None)
    if number in _NOT_FOUND and (told := too_long(long)) is not None:
        return told
    words = _WINDOWS.get(number) or error.strerror or str(error)
    return Sentence(words.replace("{", "{{").replace("}", "}}"))


def too_long(path: object) -> Sentence | None:
    """Say of a path that it is longer than Windows takes, which answers that there is no such file; else None."""
    whole = os.path.abspath(str(path))  # noqa: PTH100 - pathlib raises on names that no file can have
    if not _ON_WINDOWS or len(whole) <= _LONGEST or whole.startswith("\\\\?\\"):
        return None
    return Sentence(
        "the path has {count} characters, and Windows takes {most} unless long paths are turned on: move the folder "
        "nearer to the root of the drive",
        count=len(whole),
        most=_LONGEST,
    )


def is_there(path: str | os.PathLike[str]) -> bool:
    r"""Tell whether there is such a file or folder; a name that none can have is not there.

    Examples
    --------
    >>> is_there("a" * 5000), is_there("a\0b")
    (False, False)
    """
    return os.path.exists(path)  # noqa: PTH110 - pathlib raises on names that no file can have


def is_file(path: str | os.PathLike[str]) -> bool:
    """Tell whether there is such a file; a name that none can have is not there.

    Examples
    --------
    >>> is_file("a" * 5000), is_file(os.curdir)
    (False, False)
    """
    return os.path.isfile(path)  # noqa: PTH113 - as above


def no_such_name(path: str | os.PathLike[str]) -> Sentence | None:
    r"""Say why no file can have a name; None where one could.

    Examples
    --------
    >>> print(no_such_name("a" * 5000), no_such_name("a\0b"), no_such_name("a"), sep=" | ")
    its name is longer than a file system takes | it has a NUL character | None
    """
    try:
        Path(path).stat()
    except ValueError:
        return Sentence("it has a NUL character")
    except OSError as error:
        return Sentence("its name is longer than a file system takes") if error.errno == errno.ENAMETOOLONG else None
    return None
