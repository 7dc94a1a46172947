"""The rows of a sheet as SpreadsheetML, and the texts that all sheets share.

XlsxWriter makes the workbook round them: styles, columns, print settings, the cover. Cell by cell it would take most of
the time of a large workbook, and all cells would stand in memory at once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from xlsxwriter.utility import xl_col_to_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Floats
    from hanting_geo.outputs.workbook.cells import Column

__all__ = ["SharedTexts", "StyledColumn", "rows"]

_LOT = 5_000
_ESCAPED = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_EDGES = re.compile(r"^\s|\s$|\n")
_END = "\x01"
_SPECIAL = re.compile("_x[0-9a-fA-F]{4}_|[\x00\x02-\x1f\ud800-\udfff\ufffe\uffff]|\\s\x01|\x01\\s")
"""What a lot of texts, an end between each two, must not have so that all of them are written alike."""


class SharedTexts:
    """The texts of a workbook, each once."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._places: dict[str, int] = {}
        self.used = 0

    def place(self, text: str) -> int:
        """Give the number by which cells name a text."""
        return self._first + self._places.setdefault(text, len(self._places))

    def __len__(self) -> int:
        """Count the texts."""
        return len(self._places)

    def parts(self) -> Iterator[bytes]:
        """Give them as the file has them."""
        every = list(self._places)
        for start in range(0, len(every), _LOT):
            lot = every[start : start + _LOT]
            joined = _END.join(["", *lot, ""])
            if joined.count(_END) == len(lot) + 1 and not _SPECIAL.search(joined):
                plain = _marked(joined[1:-1]).replace(_END, "</t></si><si><t>")
                yield f"<si><t>{plain}</t></si>".encode()
            else:
                yield "".join([_shared(text) for text in lot]).encode()


def _shared(text: str) -> str:
    keeps = ' xml:space="preserve"' if _EDGES.search(text) else ""
    return f"<si><t{keeps}>{_escaped(text)}</t></si>"


def _escaped(text: str) -> str:
    """Write a text as XML has it; what XML has no place for by its number, as spreadsheets read it."""
    text = _ESCAPED.sub("_x005F_", text)
    text = _CONTROL.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
    return _marked(text)


def _marked(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class StyledColumn(NamedTuple):
    """A column, and the number of the style of each of its values; of numbers one for all."""

    column: Column
    styles: Sequence[int]


def rows(columns: Sequence[StyledColumn], heights: Floats, plain_height: float, texts: SharedTexts) -> Iterator[bytes]:
    """Give the rows of a sheet below its header, some thousand at a time."""
    letters = [xl_col_to_name(position) for position in range(len(columns))]
    tails = [_tails(styled, texts) for styled in columns]
    count = len(heights)
    for start in range(0, count, _LOT):
        end = min(start + _LOT, count)
        numbers = [str(row + 2) for row in range(start, end)]
        high = heights[start:end].tolist()
        pieces = [
            [
                f'<row r="{number}">'
                if height <= plain_height
                else f'<row r="{number}" ht="{height:g}" customHeight="1">'
                for number, height in zip(numbers, high, strict=True)
            ]
        ]
        for letter, styled, tail in zip(letters, columns, tails, strict=True):
            begin, own = f'<c r="{letter}', _lot(styled, tail, start, end)
            if all(own):
                pieces.append([f"{begin}{number}{cell}" for number, cell in zip(numbers, own, strict=True)])
            elif any(own):
                pieces.append(
                    [f"{begin}{number}{cell}" if cell else "" for number, cell in zip(numbers, own, strict=True)]
                )
        pieces.append(["</row>"] * len(numbers))
        # One row after the other: the pieces of the columns go side by side into one list.
        laid = [""] * (len(pieces) * len(numbers))
        for place, piece in enumerate(pieces):
            laid[place :: len(pieces)] = piece
        yield "".join(laid).encode()


def _tails(styled: StyledColumn, texts: SharedTexts) -> NDArray[np.object_]:
    """Write what follows the address of a cell, for each value of a column; at the end nothing, for empty cells."""
    found: list[str] = []
    codes = styled.column.codes
    texts.used += int((codes >= 0).sum())
    place = texts.place
    for value, style in zip(styled.column.shown, styled.styles, strict=False):
        if isinstance(value, str):
            found.append(f'" s="{style}" t="s"><v>{place(value)}</v></c>' if value else "")
        elif isinstance(value, bool):
            found.append(f'" s="{style}" t="b"><v>{int(value)}</v></c>')
        else:
            found.append(f'" s="{style}"><v>{value!r}</v></c>')
    return np.array([*found, ""], dtype=object)


def _lot(styled: StyledColumn, tails: NDArray[np.object_], start: int, end: int) -> list[str]:
    numbers = styled.column.numbers
    if numbers is None:
        return list(tails[styled.column.codes[start:end]].tolist())
    lot = numbers[start:end]
    whole = bool((np.isnan(lot) | (lot == np.rint(lot))).all())
    style = f'" s="{styled.styles[0]}"><v>'
    missing = np.isnan(lot)
    shown = np.where(missing, 0, lot).astype(np.int64).tolist() if whole else lot.tolist()
    if not missing.any():
        return [f"{style}{value!r}</v></c>" for value in shown]
    return ["" if gone else f"{style}{value!r}</v></c>" for value, gone in zip(shown, missing.tolist(), strict=True)]
