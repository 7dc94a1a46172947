"""Names for many tables: each its own, as files and as sheets of a workbook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hanting_geo.core.ordinary import is_device
from hanting_geo.core.words.workbook import PROVENANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["file_names", "sheet_names"]

_LONGEST_SHEET = 31
_LONGEST_FILE = 180
"""Bytes: file systems hold 255, and a working copy and a suffix need room."""
_ILLEGAL = re.compile(r"[\[\]:*?/\\<>|\"\x00-\x1f]")


def file_names(sources: Sequence[str], *, paths: bool = True) -> dict[str, str]:
    """Give each file a name without folder and suffix; those of one name get that of their folder, or a number.

    Parameters
    ----------
    sources
        Paths, each once.
    paths
        False: they are names already.

    Examples
    --------
    >>> file_names(["a/z.gpkg", "b/z.gpkg", "roads"])
    {'a/z.gpkg': 'a_z', 'b/z.gpkg': 'b_z', 'roads': 'roads'}
    """
    stems = [_ILLEGAL.sub("_", Path(source).stem if paths else source) for source in sources]
    stems = [f"_{stem}" if is_device(stem) else stem for stem in stems]
    folded = [stem.casefold() for stem in stems]
    if paths:
        stems = [
            stem if folded.count(stem.casefold()) == 1 else _ILLEGAL.sub("_", f"{Path(source).parent.name}_{stem}")
            for source, stem in zip(sources, stems, strict=True)
        ]
    return dict(zip(sources, _own(stems, _LONGEST_FILE, lambda text: len(text.encode())), strict=True))


def sheet_names(names: Sequence[str]) -> list[str]:
    """Give each name a sheet: at most 31 characters, and none twice.

    Examples
    --------
    >>> sheet_names(["a" * 40 + "x", "a" * 40 + "y"])
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa~2']
    """
    plain = [_ILLEGAL.sub("_", name).strip("'") or "_" for name in names]
    return _own(
        plain,
        _LONGEST_SHEET,
        len,
        taken=(*(name.casefold() for name in PROVENANCE.both().values()), "history", "(sheets)", "(failed)"),
    )


def _own(names: Iterable[str], longest: int, length: Callable[[str], int], taken: Iterable[str] = ()) -> list[str]:
    """Cut names, and number those that are there already, capitals not told apart."""
    seen = set(taken)
    found = []
    for name in names:
        number, tail = 1, ""
        while True:
            head = name
            while length(head + tail) > longest:
                head = head[:-1]
            own = (head.rstrip("'") or "_") + tail
            if own.casefold() not in seen:
                break
            number += 1
            tail = f"~{number}"
        seen.add(own.casefold())
        found.append(own)
    return found
