"""How deep geometries hold others, asked before a library that goes down with them: some 20,000 levels end the process.

Ordinary shapes cost a look at their first bytes, all at once. Only a collection that is long enough to be dangerous is
walked through.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.core.arrays import Positions

__all__ = ["SHORT", "is_flat_text", "require_flat_wkb"]

SHORT = 9_000
"""Bytes of a geometry too short to be nested dangerously deep: a level takes nine, and no library minds 1,000."""
_HOLDS = frozenset({4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
"""Kinds of geometry whose parts are geometries."""
_HAS_Z, _HAS_M, _HAS_SRID = 0x80000000, 0x40000000, 0x20000000


def require_flat_wkb(file: str | Path, column: Any, start: int = 0) -> None:
    """Let geometries through that are nested no deeper than the limit.

    Parameters
    ----------
    file
        For the message.
    column
        A column of Arrow, or one batch of it, that holds WKB.
    start
        The row of the first.

    Raises
    ------
    SourceError
        One is nested deeper.
    """
    for chunk in getattr(column, "chunks", [column]):
        for row in _long_groups(chunk).tolist():
            raw = chunk[row].as_py()
            if raw is not None and _depth(bytes(raw), limits.nesting) > limits.nesting:
                what = Sentence(
                    "row {row}: its geometry holds geometries more than {nesting} deep",
                    row=start + row,
                    nesting=limits.nesting,
                )
                exceeded(file, what, "nesting", Sentence("take it apart in the source"))
        start += len(chunk)


def _long_groups(chunk: Any) -> Positions:
    """Find the rows that hold groups and are long enough to be nested dangerously deep."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (pa.types.is_binary(chunk.type) or pa.types.is_large_binary(chunk.type)) or not len(chunk):
        return np.array([], dtype=np.intp)
    lengths = pc.binary_length(chunk).to_numpy(zero_copy_only=False)
    long = np.flatnonzero(np.nan_to_num(lengths.astype(float)) >= SHORT)
    kinds = [chunk[int(row)].as_buffer() for row in long]
    return np.array(
        [row for row, raw in zip(long.tolist(), kinds, strict=True) if raw is not None and _kind(raw)[0] in _HOLDS],
        dtype=np.intp,
    )


def _kind(raw: Any, at: int = 0) -> tuple[int, str, int]:
    """Give kind, byte order and bytes of a position of the geometry that begins here."""
    order = ">" if raw[at] == 0 else "<"
    (code,) = struct.unpack_from(f"{order}I", raw, at + 1)
    plain = (code & 0xFFFF) % 1000
    ranks = (code & 0xFFFF) // 1000
    size = 2 + (bool(code & _HAS_Z) or ranks in {1, 3}) + (bool(code & _HAS_M) or ranks in {2, 3})
    return plain, order, 8 * size + (1 << 8) * bool(code & _HAS_SRID)


def _depth(raw: bytes, most: int) -> int:
    """Say how deep a geometry is nested, or one more than the most; a damaged one ends where it does."""
    at, open_groups, deepest = 0, [1], 0
    try:
        while open_groups:
            if not open_groups[-1]:
                open_groups.pop()
                continue
            open_groups[-1] -= 1
            kind, order, flags = _kind(raw, at)
            at += 5 + 4 * (flags >> 8)
            size = flags & 0xFF
            if kind in _HOLDS:
                (count,) = struct.unpack_from(f"{order}I", raw, at)
                at += 4
                open_groups.append(count)
                deepest = max(deepest, len(open_groups) - 1)  # the first stands for the whole
                if deepest > most:
                    return deepest
                continue
            at = _after(raw, at, kind, order, size)
    except (struct.error, IndexError):
        pass
    return deepest


def _after(raw: bytes, at: int, kind: int, order: str, size: int) -> int:
    """Pass over a geometry that holds positions only."""
    if kind == 1:
        return at + size
    (count,) = struct.unpack_from(f"{order}I", raw, at)
    at += 4
    if kind in {3, 17}:
        for _ in range(min(count, len(raw))):
            (points,) = struct.unpack_from(f"{order}I", raw, at)
            at += 4 + size * points
        return at
    return at + size * int(count)


def is_flat_text(text: str) -> bool:
    """Tell whether a shape in WKT is nested no deeper than the limit.

    Examples
    --------
    >>> is_flat_text("POINT (1 2)"), is_flat_text("GEOMETRYCOLLECTION (" * 1000)
    (True, False)
    """
    return text.count("(") <= limits.nesting or _brackets(text) <= limits.nesting


def _brackets(text: str) -> int:
    deep = most = 0
    for sign in re.findall(r"[()]", text):
        deep += 1 if sign == "(" else -1
        most = max(most, deep)
    return most
