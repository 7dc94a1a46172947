"""Names for sheets and files that are made of other names: none like another, none too long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["distinct_names"]

_ILLEGAL = re.compile(r"[\[\]:*?/\\<>|\"\x00-\x1f]")


def distinct_names(wanted: Sequence[str], longest: int) -> list[str]:
    """Give a name for each that is wanted: as it is where it can be, else cut and numbered.

    Parameters
    ----------
    wanted
        Names, perhaps alike; what neither Excel nor Windows allows in one becomes ``_``.
    longest
        Most letters of a name: 31 for a sheet of Excel. Case makes no difference, as in Excel and Windows.

    Examples
    --------
    >>> distinct_names(["zones", "Zones", "a_block_0001", "a_block_0002"], 8)
    ['zones', 'Zones~2', 'a_block_', 'a_bloc~2']
    """
    used: set[str] = set()
    names = []
    for each in wanted:
        plain = _ILLEGAL.sub("_", each).strip(" '.") or "_"
        name, number = plain[:longest], 1
        while name.lower() in used:
            number += 1
            tail = f"~{number}"
            name = plain[: longest - len(tail)] + tail
        used.add(name.lower())
        names.append(name)
    return names
