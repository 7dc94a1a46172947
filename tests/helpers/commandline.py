"""The command line run in this process, as the console script runs it."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Hanting(Protocol):
    """Runs the command line in this process, as the console script does."""

    def __call__(self, *arguments: object, code: int = 0) -> Done:
        """Run it, and insist on the exit code."""
        ...
