"""The error tree. Every message says what, where (file, layer, feature, line), why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["CRSError", "HantingGeoError", "InfeasibleError", "RuleError", "SchemaError", "SourceError"]


_SHOWN_LINE = 900


class HantingGeoError(Exception):
    """Base of all errors that hanting_geo raises on purpose.

    It speaks the language that ``hg.options.language`` was when it was raised, English if that was not set, and has
    its message in both. What it says fits on a screen, whatever a file holds; ``args`` have all of it.
    """

    most_bytes: ClassVar[int] = 4_096
    """How long it may be; ``hg.limits.message_bytes`` sets it."""

    def __str__(self) -> str:
        """Say it, shortened where a file made it long."""
        return _shortened(super().__str__(), self.most_bytes)

    def message(self, language: str) -> str:
        """Give the message in a language, ``"zh"`` or ``"en"``.

        Examples
        --------
        >>> import hanting_geo as hg
        >>> try:
        ...     hg.load_layer("zoens")
        ... except HantingGeoError as error:
        ...     print(error.message("zh")[:31])
        zoens 既不是文件，也不是内置图层；是否指 zones？图
        """
        said = self.args[0] if self.args else ""
        # Both languages come with the sentence (core.sentences), which stands above this floor.
        text = getattr(said, "text", None)
        return _shortened(str(text(language)) if callable(text) else str(said), self.most_bytes)


def _shortened(text: str, most: int) -> str:
    """Cut what is longer than a screen: the middle of long lines, and then the lines that do not fit."""
    if len(text) * 4 <= most or len(text.encode("utf-8", "replace")) <= most:
        return text
    longest = min(_SHOWN_LINE, most // 4)
    lines = [
        line
        if len(line) <= longest
        else f"{line[: longest * 2 // 3]} [... {len(line) - longest:,} characters ...] {line[-longest // 3 :]}"
        for line in text.split("\n", most)
    ]
    kept: list[str] = []
    left = most - 80
    for line in lines:
        left -= len(line.encode("utf-8", "replace")) + 1
        if left < 0:
            break
        kept.append(line)
    gone = text.count("\n") + 1 - len(kept)
    return "\n".join(kept) + (f"\n  [... {gone:,} lines more ...]" if gone else "")


class SourceError(HantingGeoError):
    """A file or catalogue cannot be read or written as asked."""


class CRSError(HantingGeoError):
    """Coordinates and reference system do not fit together, or metres were asked of degrees."""


class SchemaError(HantingGeoError):
    """A frame, table or scenario lacks what a function needs: columns, ids, valid geometry, known values."""


class RuleError(HantingGeoError):
    """A siting rule is malformed."""


class InfeasibleError(HantingGeoError):
    """A siting model has no solution; its tables say why, and what would do."""

    def __init__(self, message: str = "", *, tables: Mapping[str, pd.DataFrame] | None = None) -> None:
        super().__init__(message)
        self._tables = dict(tables or {})

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name: ``out_of_reach``, ``remedies``, ``conditions``, ``figures``; none where unknown."""
        return dict(self._tables)
