"""Warnings that can be taken aside in one thread: Python's own way of recording them is one for all threads."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["aside", "warn"]

Told = tuple[type[Warning], str]

_ASIDE: ContextVar[list[Told] | None] = ContextVar("_ASIDE", default=None)


def warn(message: str, category: type[Warning], stacklevel: int = 1) -> None:
    """Warn as ``warnings.warn`` does, or into the list of :func:`aside` where this thread has one."""
    told = _ASIDE.get()
    if told is None:
        warnings.warn(message, category, stacklevel=stacklevel + 1)
    else:
        told.append((category, str(message)))


@contextmanager
def aside() -> Iterator[list[Told]]:
    """Take what :func:`warn` says in this thread into a list.

    ``warnings.catch_warnings`` changes what all threads share, and loses warnings where another one does so too.

    Examples
    --------
    >>> with aside() as told:
    ...     warn("a line was dropped", UserWarning)
    >>> told
    [(<class 'UserWarning'>, 'a line was dropped')]
    """
    told: list[Told] = []
    before = _ASIDE.set(told)
    try:
        yield told
    finally:
        _ASIDE.reset(before)
