"""How cells look: the formats of a workbook, made once each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

__all__ = ["FILLS", "Formats"]

FILLS: Mapping[str, Mapping[str, str]] = {
    "verdict": {
        "conflict": "#F6C9C9",
        "no_data": "#DDDDDD",
        "uncertain": "#FBE3B0",
        "needs_consent": "#D9CCEC",
        "clear": "#CDE9D8",
    },
    "data": {"partial": "#FBE3B0", "no_data": "#DDDDDD"},
    "level": {"error": "#F6C9C9", "warning": "#FBE3B0"},
}
"""The ground of cells whose coded value says how things stand, by column and value."""


class Formats:
    """The cell formats of a workbook, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **looks: Any) -> Format:
        """Give the format with these properties of XlsxWriter; text stands at the top of its cell."""
        looks = {"valign": "top", **looks}
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(looks)
        return self._made[key]

    def closing(self, *, total: bool) -> Format:
        """Give what a row that closes those above it adds to the looks of its cells."""
        own = {"bold": True, "top": 1} if total else {"italic": True}
        return self._book.add_format({"bg_color": "#F3F5F7", **own})

    def header(self, numeric: bool, apart: bool = False) -> Format:  # noqa: FBT001, FBT002 - of one column
        """Give the look of a header, over numbers, or over texts that stand apart from the numbers before them."""
        own = {"align": "right"} if numeric else {"align": "left", **({"indent": 1} if apart else {})}
        return self.get(bold=True, bg_color="#E8EEF4", bottom=1, text_wrap=True, **{**own, "valign": "vcenter"})
