"""What holds for all functions until it is said otherwise: language, threads, machine code.

It stands on the ground with the texts, and says its own mistakes in both languages.
"""

from __future__ import annotations

import difflib
import os
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["VARIABLES", "OptionError", "Options", "options"]

LANGUAGES = ("zh", "en")
MOST_THREADS = 8
"""More threads only wait for the interpreter between the calls."""
VARIABLES = {
    "language": "HANTING_GEO_LANGUAGE",
    "threads": "HANTING_GEO_THREADS",
    "compiled": "HANTING_GEO_COMPILED",
}
"""Environment variables, for processes and scripts that are not ours to change."""


class OptionError(SchemaError, AttributeError, ValueError):
    """An option is not known, or cannot be what it was set to; Python itself would raise one of its bases."""


def _language(value: object) -> str | None:
    if value is None or value in LANGUAGES:
        return str(value) if value else None
    message = f"options.language takes 'zh', 'en' or None, and was given {value!r}"
    raise OptionError(message)


def _threads(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    message = f"options.threads takes a whole number from 1 up or None, and was given {value!r}"
    raise OptionError(message)


def _compiled(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    message = f"options.compiled takes True, False or None, and was given {value!r}"
    raise OptionError(message)


_CHECKS: Mapping[str, Callable[[object], Any]] = {"language": _language, "threads": _threads, "compiled": _compiled}


def _of_environment(name: str) -> Any:
    """Read an option from its environment variable; None where that is not set."""
    word = os.environ.get(VARIABLES[name], "").strip()
    if not word:
        return None
    value: Any = word
    if name == "threads":
        value = int(word) if word.isdecimal() else word
    elif name == "compiled":
        value = {"0": False, "1": True}.get(word, word)
    try:
        return _CHECKS[name](value)
    except OptionError as error:
        takes = {"language": "zh or en", "threads": "a whole number from 1 up", "compiled": "0 or 1"}[name]
        message = f"the environment variable {VARIABLES[name]} is {word!r}; set it to {takes}, or not at all"
        raise OptionError(message) from error


class Options:
    """Language, threads and machine code, for all functions that are not told otherwise.

    Set one for good (``hg.options.language = "zh"``), or for a block (``with hg.options(language="zh"): ...``). A block
    holds for its own thread, and for the threads that hanting_geo starts in it; others do not notice. What is not set
    comes from the environment variables ``HANTING_GEO_LANGUAGE``, ``HANTING_GEO_THREADS`` and ``HANTING_GEO_COMPILED``.

    Attributes
    ----------
    language
        ``"zh"`` or ``"en"``: of messages, findings, maps and tables wherever ``language=`` is not given. None, as at
        first: products in Chinese, messages of Python in English.
    threads
        The most threads that one task takes; None: as many as there are processors, and no more than 8.
    compiled
        False: never run loops as machine code, even where Numba is installed; True or None: where it is worth it.

    Examples
    --------
    >>> with options(language="zh", threads=1):
    ...     options.language, options.threads
    ('zh', 1)
    >>> options.langauge = "zh"
    Traceback (most recent call last):
    ...
    hanting_geo.core.options.OptionError: there is no option 'langauge'; did you mean language? There are: language,
    threads, compiled
    """

    __slots__ = ("_block", "_set")

    def __init__(self) -> None:
        object.__setattr__(self, "_set", {})
        object.__setattr__(self, "_block", ContextVar[dict[str, Any] | None]("hanting_geo_options", default=None))

    if TYPE_CHECKING:
        language: str | None
        threads: int | None
        compiled: bool | None

    def __getattr__(self, name: str) -> Any:
        """Give an option: of the block, as it was set, or of the environment."""
        if name.startswith("_"):
            raise AttributeError(name)
        _known(name)
        for held in (self.held(), self._set):
            if name in held:
                return held[name]
        return _of_environment(name)

    def __setattr__(self, name: str, value: object) -> None:
        """Set an option for good; None sets it back."""
        _known(name)
        checked = _CHECKS[name](value)
        if checked is None:
            self._set.pop(name, None)
        else:
            self._set[name] = checked

    def __dir__(self) -> list[str]:
        """Name the options."""
        return [*_CHECKS, "held"]

    @contextmanager
    def __call__(self, **given: Any) -> Iterator[Options]:
        """Set options for a block."""
        for name in given:
            _known(name)
        checked = {name: _CHECKS[name](value) for name, value in given.items()}
        token = self._block.set({**self.held(), **checked})
        try:
            yield self
        finally:
            self._block.reset(token)

    def held(self) -> dict[str, Any]:
        """Give what the block holds, for a thread that is started in it."""
        return self._block.get() or {}

    def take(self, held: dict[str, Any]) -> None:
        """Take over in a new thread what the block holds that started it."""
        self._block.set(held)

    def __repr__(self) -> str:
        """Show the options."""
        return f"Options({', '.join(f'{name}={getattr(self, name)!r}' for name in _CHECKS)})"


def _known(name: str) -> None:
    if name not in _CHECKS:
        close = difflib.get_close_matches(name, _CHECKS, 1)
        hint = f" did you mean {close[0]}?" if close else ""
        message = f"there is no option {name!r};{hint} There are: {', '.join(_CHECKS)}"
        raise OptionError(message)


options = Options()
