"""Exchanging two files or folders in one step, where the operating system can."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["exchange"]

_HERE = -100
_EXCHANGE = 2


def exchange(one: Path, two: Path) -> bool:
    """Exchange two paths of one disk, so that both are there at every moment; False where the system cannot.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in "ab":
    ...     _ = (folder / name).write_text(name, encoding="utf-8")
    >>> exchange(folder / "a", folder / "b") == ((folder / "a").read_text(encoding="utf-8") == "b")
    True
    """
    call = _call()
    return call is not None and call(os.fsencode(one), os.fsencode(two)) == 0


@cache
def _call() -> Callable[[bytes, bytes], int] | None:
    try:
        library: Any = ctypes.CDLL(None)
        system: str = sys.platform
        if system == "linux":
            rename = library.renameat2
            return lambda one, two: int(rename(_HERE, one, _HERE, two, _EXCHANGE))
        if system == "darwin":
            swap = library.renamex_np
            return lambda one, two: int(swap(one, two, _EXCHANGE))
    except (OSError, AttributeError, TypeError):
        pass
    return None
