"""How much a file, a settings file or a message may be, in one place; more than that is refused with one clear message.

They are far above what a bureau has, and far below what stops a machine. Whoever has more raises the one that the
message names: ``hg.limits.columns = 50_000``, ``with hg.limits(columns=50_000): ...``, ``hanting-geo --limit
columns=50000 ...``, or the environment variable ``HANTING_GEO_LIMITS="columns=50000,members=50000"``.
"""

from __future__ import annotations

import difflib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import HantingGeoError, SchemaError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["DEFAULTS", "VARIABLE", "LimitError", "Limits", "exceeded", "limits"]

DEFAULTS: Mapping[str, int] = {
    # A file geodatabase of a county has some hundred columns; SQLite itself holds 2,000, a Shapefile 255.
    "columns": 5_000,
    "layers": 2_000,
    # Of a zip, a KMZ or a workbook: how many files, and how much they may become; beyond it, how many times their size.
    "members": 10_000,
    "unpacked_mb": 1_024,
    "unpacked_times": 100,
    # Of a workbook or a CSV without geometry: cells that stand in it, and how far down and right the last one is.
    "cells": 3_000_000,
    # Of a table of rules, criteria or standards.
    "setting_rows": 20_000,
    # Of a YAML file: its size, what it is with all aliases written out, and how deep it goes.
    "settings_mb": 8,
    "yaml_nodes": 500_000,
    "yaml_depth": 100,
    # How deep a geometry may hold others, and a placemark stand in folders.
    "nesting": 100,
    # What a view of a GeoPackage may take to be gone through once.
    "view_seconds": 20,
    # Of a drawing: shapes that its blocks make, placed in each other.
    "drawn_shapes": 2_000_000,
    # Of one message.
    "message_bytes": 4_096,
}
"""Name and value, as they are until somebody raises them."""

VARIABLE = "HANTING_GEO_LIMITS"


class LimitError(SchemaError, AttributeError, ValueError):
    """There is no such limit, or it cannot be what it was set to."""


class Limits:
    """How much is read before a file is refused; see :data:`DEFAULTS` for names and values.

    Examples
    --------
    >>> limits.columns
    5000
    >>> with limits(columns=50_000):
    ...     limits.columns
    50000
    >>> limits.colums = 5
    Traceback (most recent call last):
    ...
    hanting_geo.core.limits.LimitError: there is no limit 'colums'; did you mean columns? There are: columns, layers,
    members, unpacked_mb, unpacked_times, cells, setting_rows, settings_mb, yaml_nodes, yaml_depth, nesting,
    view_seconds, drawn_shapes, message_bytes
    """

    __slots__ = ("_set",)

    _set: dict[str, int]

    def __init__(self) -> None:
        object.__setattr__(self, "_set", {})

    def __getattr__(self, name: str) -> int:
        """Give a limit: as it was set, of the environment, or as it is by itself."""
        if name.startswith("_"):
            raise AttributeError(name)
        _known(name)
        if name in self._set:
            return self._set[name]
        return _of_environment().get(name, DEFAULTS[name])

    def __setattr__(self, name: str, value: object) -> None:
        """Set a limit for good; None sets it back."""
        _known(name)
        if value is None:
            self._set.pop(name, None)
        else:
            self._set[name] = _number(name, value)
        if name == "message_bytes":
            HantingGeoError.most_bytes = getattr(self, name)

    def __dir__(self) -> list[str]:
        """Name the limits."""
        return list(DEFAULTS)

    @contextmanager
    def __call__(self, **given: int) -> Iterator[Limits]:
        """Set limits for a block."""
        before = {name: self._set.get(name) for name in given}
        for name, value in given.items():
            _known(name)
            _number(name, value)
        try:
            for name, value in given.items():
                setattr(self, name, value)
            yield self
        finally:
            for name, old in before.items():
                setattr(self, name, old)

    def take(self, said: str) -> None:
        """Set limits as they are said in a text: ``columns=50000,members=20000``.

        Raises
        ------
        LimitError
            There is no such limit, or it is no number.
        """
        for name, value in _parsed(said, "--limit").items():
            setattr(self, name, value)

    def __repr__(self) -> str:
        """Show the limits."""
        return f"Limits({', '.join(f'{name}={getattr(self, name):,}' for name in DEFAULTS)})"


def _known(name: str) -> None:
    if name not in DEFAULTS:
        close = difflib.get_close_matches(name, DEFAULTS, 1)
        hint = Sentence(" did you mean {close}?", close=close[0]) if close else ""
        message = Sentence(
            "there is no limit {name!r};{hint} There are: {defaults}",
            name=name,
            hint=hint,
            defaults=enumerated(DEFAULTS),
        )
        raise LimitError(message)


def _number(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        message = Sentence(
            "limits.{name} takes a whole number from 1 up, and was given {value!r}", name=name, value=str(value)[:60]
        )
        raise LimitError(message)
    return value


def _parsed(said: str, where: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in filter(None, (each.strip() for each in said.split(","))):
        name, _, value = (each.strip() for each in part.partition("="))
        if not value.replace("_", "").isdecimal() or len(value) > 18:  # noqa: PLR2004 - what 64 bits hold
            message = Sentence(
                "{where} takes NAME=NUMBER, such as columns=50000, and was given {part!r}", where=where, part=part[:60]
            )
            raise LimitError(message)
        _known(name)
        found[name] = _number(name, int(value.replace("_", "")))
    return found


def _of_environment() -> dict[str, int]:
    said = os.environ.get(VARIABLE, "")
    return _parsed(said, f"the environment variable {VARIABLE}") if said.strip() else {}


limits = Limits()


def exceeded(
    where: object, what: str, limit: str, advice: str = "", kind: type[HantingGeoError] = SourceError
) -> NoReturn:
    """Raise the error of a file that is more than a limit allows.

    Parameters
    ----------
    where
        The file.
    what
        What there is too much of, in words: ``it has 20,000 columns``.
    limit
        The name of the limit.
    advice
        What else to do than to raise it.
    kind
        The error.

    Raises
    ------
    HantingGeoError
        Always.
    """
    value: Any = getattr(limits, limit)
    if advice:
        what = Sentence("{what} ({advice})", what=what, advice=advice)
    message = Sentence(
        "{where}: {what}, and {value:,} is the limit ({limit}): it is damaged, or not meant to be read. If it is "
        "right, "
        "raise the limit: hanting-geo --limit {limit}=NUMBER ..., or hg.limits.{limit} = NUMBER",
        where=where,
        what=what,
        value=value,
        limit=limit,
    )
    raise kind(message)
