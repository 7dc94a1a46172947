"""Very many features in few bytes: columns and coordinates as integers in byte planes, ready to be compressed.

The block that a page unpacks (``assets/packed_data.js`` reads it) is

- four bytes, little-endian: the length of the head;
- the head, UTF-8 JSON: how many features, the columns, and the description of every stream of integers;
- the streams, one after the other, in the order in which the head is written here.

A stream of n integers is stored plane by plane: first the lowest byte of all, then the next. Neighbouring vertices
differ by little, so that the upper planes are nearly constant and cost nothing once compressed. ``signed`` integers are
folded to 0, -1, 1, -2, 2 ...; ``delta`` streams hold the difference to the one before.

A shape is a list of rings, each with a kind (:class:`Ring`); vertices are differences in units of the last decimal of
a degree, from the vertex before, or from the start of the ring before. The vertex that closes a ring is left out.
"""

from __future__ import annotations

import json
import re
import zlib
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Geometries

__all__ = ["Ring", "pack"]

_Ints = np.ndarray[Any, np.dtype[np.int64]]

_MOST_DECIMALS = 9
# A difference of two such numbers, folded, is what a script still knows exactly: below 2**53.
_EXACT = 2**51
_SAMPLE = 20_000
# One column is often another in other units: mu of hectares or square metres, hectares of square metres.
_FACTORS = (15.0, 0.0015, 0.0001, 10_000.0)
_CODE = re.compile(r"(.*?)([0-9]{1,15})", re.DOTALL)


class Ring(IntEnum):
    """What a run of vertices is."""

    POINT = 0
    LINE = 1
    OUTER = 2
    HOLE = 3


def pack(
    shapes: Geometries,
    decimals: int,
    *,
    member: np.ndarray[Any, Any],
    rough: np.ndarray[Any, Any],
    columns: Sequence[Sequence[object]],
) -> bytes:
    """Write features as one block of bytes; compress it afterwards.

    Parameters
    ----------
    shapes
        Geometries in degrees of longitude and latitude, any types mixed, null where there is no place.
    decimals
        Decimals of a degree to keep.
    member, rough
        For each feature its class and 1 if it is drawn dashed.
    columns
        Lists of plain values (number, text, pair of texts, true or false, None), each as long as ``shapes``.

    Returns
    -------
    bytes
        The block described at the head of this module.

    Examples
    --------
    >>> block = pack(shapely.points([[119.2, 36.7]]), 6, member=np.zeros(1), rough=np.zeros(1), columns=[["A"]])
    >>> int.from_bytes(block[:4], "little") < len(block)
    True
    """
    body = _Body()
    head: dict[str, Any] = {
        "features": len(shapes),
        "decimals": decimals,
        "member": body.add(member),
        "rough": body.add(rough),
    }
    written: list[tuple[Sequence[object], dict[str, Any]]] = []
    for values in columns:
        written.append((values, _column(values, written, body)))
    head["columns"] = [described for _, described in written]
    head["shape"] = _shape_streams(shapes, decimals, body)
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A lone surrogate (half a character of a damaged file) cannot be UTF-8; its escape is valid JSON.
    encoded = text.encode("utf-8", "backslashreplace")
    return b"".join([len(encoded).to_bytes(4, "little"), encoded, *body.parts])


class _Body:
    """The streams, in the order in which they were added."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def add(self, values: np.ndarray[Any, Any], *, may_delta: bool = True) -> dict[str, Any]:
        """Put a stream at the end and describe it."""
        plain = np.asarray(values).astype(np.int64)
        forms = [(False, plain)]
        if may_delta and len(plain) > 1:
            forms.append((True, np.diff(plain, prepend=0)))
        costs = [len(zlib.compress(b"".join(_planes(_folded(form[:_SAMPLE])[1])), 1)) for _, form in forms]
        delta, chosen = forms[int(np.argmin(costs))]
        signed, folded = _folded(chosen)
        planes = _planes(folded)
        self.parts += planes
        return {"n": len(plain), "planes": len(planes), "signed": signed, "delta": delta}


def _folded(values: _Ints) -> tuple[bool, _Ints]:
    if not len(values) or values.min() >= 0:
        return False, values
    return True, np.where(values >= 0, 2 * values, -2 * values - 1)


def _planes(values: _Ints) -> list[bytes]:
    planes = []
    while values.any():
        planes.append((values & 255).astype(np.uint8).tobytes())
        values = values >> 8
    return planes


def _column(
    values: Sequence[object], before: Sequence[tuple[Sequence[object], dict[str, Any]]], body: _Body
) -> dict[str, Any]:
    """Choose the shortest way to write a column: the same as another, numbers, running codes, or a list of choices."""
    for position, (other, described) in enumerate(before):
        if "same" not in described and _alike(values, other):
            return {"same": position}
    numeric = _number_column(values, before, body)
    if numeric is not None:
        return numeric
    keys: Sequence[object] = values
    kinds = set(map(type, values))
    if kinds <= {list, type(None)}:
        keys = [tuple(value) if isinstance(value, list) else None for value in values]
    elif not kinds <= {str, type(None)}:
        keys = [tuple(value) if isinstance(value, list) else (type(value) is bool, value) for value in values]
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    codes = np.fromiter(map(places.__getitem__, keys), dtype=np.int64, count=len(keys))
    distinct = [values[position] for position in np.unique(codes, return_index=True)[1]]
    if len(distinct) < len(values):
        return {"kind": "choice", "values": distinct, "stream": body.add(codes)}
    return _code_column(values, body) or {"kind": "each", "values": distinct}


def _alike(values: Sequence[object], other: Sequence[object]) -> bool:
    """Tell whether two columns hold the same; True and 1 are equal in Python, and two values to a reader."""
    return values == other and all(
        (a is True or a is False) == (b is True or b is False) for a, b in zip(values, other, strict=True)
    )


def _number_column(
    values: Sequence[object], before: Sequence[tuple[Sequence[object], dict[str, Any]]], body: _Body
) -> dict[str, Any] | None:
    kinds = set(map(type, values)) - {type(None)}
    if bool in kinds or not all(issubclass(kind, (int, float)) for kind in kinds):
        return None
    numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    gaps = np.isnan(numbers)
    if gaps.all():
        return None
    filled = np.where(gaps, 0.0, numbers)
    for decimals in range(_MOST_DECIMALS + 1):
        scaled = np.rint(filled * 10**decimals)
        if np.abs(scaled).max() >= _EXACT:
            return None
        if (scaled / 10**decimals == filled).all():
            break
    else:
        return None
    derived, rest = _derived(scaled, decimals, before)
    found: dict[str, Any] = {"kind": "number", "decimals": decimals, **derived}
    found["stream"] = body.add(rest)
    if gaps.any():
        found["gaps"] = body.add(gaps)
    return found


def _derived(
    scaled: np.ndarray[Any, Any], decimals: int, before: Sequence[tuple[Sequence[object], dict[str, Any]]]
) -> tuple[dict[str, Any], np.ndarray[Any, Any]]:
    """Write a column as what another one gives in other units, and a last digit where rounding made a difference."""
    for position, (other, described) in enumerate(before):
        if described.get("kind") != "number":
            continue
        base = np.array([0.0 if value is None else value for value in other], dtype=np.float64)
        for factor in _FACTORS:
            rest = scaled - np.floor(base * factor * 10**decimals + 0.5)
            if np.abs(rest).max() <= 1:
                return {"from": position, "times": factor}, rest
    return {}, scaled


def _code_column(values: Sequence[object], body: _Body) -> dict[str, Any] | None:
    """Write codes such as P000001 as numbers, where all share what stands before the digits and their length."""
    first = _CODE.fullmatch(values[0]) if values and isinstance(values[0], str) else None
    if first is None or set(map(type, values)) != {str}:
        return None
    texts = [str(value) for value in values]
    width = len(first.group(2))
    starts = {text[:-width] for text in texts}
    digits = "".join([text[-width:] for text in texts])
    if len(starts) != 1 or len(digits) != width * len(texts) or not (digits.isascii() and digits.isdigit()):
        return None
    numbers = np.array([int(text[-width:]) for text in texts], dtype=np.int64)
    return {"kind": "code", "before": starts.pop(), "width": width, "stream": body.add(numbers)}


def _shape_streams(shapes: Geometries, decimals: int, body: _Body) -> dict[str, Any]:
    owner, kinds, runs = _rings(shapes)
    sizes = shapely.get_num_coordinates(runs).astype(np.int64)
    units = np.rint(shapely.get_coordinates(runs) * 10**decimals).astype(np.int64)
    closed = kinds >= Ring.OUTER
    ends = np.cumsum(sizes)
    keep = np.ones(len(units), dtype=bool)
    keep[ends[closed] - 1] = False
    units = units[keep]
    sizes = sizes - closed
    starts = np.cumsum(sizes) - sizes
    steps = np.diff(units, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    steps[starts] = np.diff(units[starts], axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return {
        "rings": body.add(np.bincount(owner, minlength=len(shapes))),
        "kinds": body.add(kinds),
        "sizes": body.add(sizes),
        "x": body.add(steps[:, 0], may_delta=False),
        "y": body.add(steps[:, 1], may_delta=False),
    }


def _rings(shapes: Geometries) -> tuple[_Ints, _Ints, Geometries]:
    """Take shapes apart into runs of vertices: the feature of each, its kind, and the run itself."""
    parts, owner = shapes, np.arange(len(shapes))
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
    there = ~(shapely.is_missing(parts) | shapely.is_empty(parts))
    parts, owner = parts[there], owner[there]
    types = shapely.get_type_id(parts)
    areas = np.flatnonzero(types == shapely.GeometryType.POLYGON)
    others = np.flatnonzero(types != shapely.GeometryType.POLYGON)
    # Outer rings one way round and holes the other: the page fills by the nonzero rule.
    rings, index = shapely.get_rings(shapely.orient_polygons(parts[areas]), return_index=True)
    first = np.diff(index, prepend=-1) != 0
    places = np.concatenate([areas[index], others])
    kinds = np.concatenate(
        [
            np.where(first, Ring.OUTER, Ring.HOLE),
            np.where(types[others] == shapely.GeometryType.POINT, Ring.POINT, Ring.LINE),
        ]
    ).astype(np.int64)
    runs = np.concatenate([rings, parts[others]])
    order = np.argsort(places, kind="stable")
    order = order[~shapely.is_empty(runs[order])]  # a hole may be empty
    return owner[places][order], kinds[order], runs[order]
