"""What stands in a file: its head, and its parcels with the lines that they stand at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hanting_geo.core.findings import Finding, Level
from hanting_geo.core.sentences import enumerated

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Document", "Parcel", "shown"]

_MOST_NAMED = 5


@dataclass(slots=True)
class Parcel:
    """A parcel as it stands in the file: the fields of its attribute row, and its points row by row."""

    line: int
    fields: list[str] | None = None
    has_at: bool = True
    labels: list[str] = field(default_factory=list)
    rings: list[str] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    """Rows that must be points and cannot be read: line, text, why."""

    def add(self, line: int, label: str, ring: str, first: float, second: float) -> None:
        """Take a point in, its coordinates in the order of the file."""
        self.labels.append(label)
        self.rings.append(ring)
        self.first.append(first)
        self.second.append(second)
        self.lines.append(line)


@dataclass(slots=True)
class Document:
    """A file taken apart, and what there is to say of it."""

    layer: str
    head: dict[str, str] = field(default_factory=dict)
    """By the key as the file writes it."""
    said: dict[str, str] = field(default_factory=dict)
    """By the key as the format has it."""
    project: dict[str, str] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)
    points: Counter[str] = field(default_factory=Counter)
    """Point rows by dialect."""
    found: list[Finding] = field(default_factory=list)
    seen: dict[str, list[str]] = field(default_factory=dict)
    """What is told once a file with its first places."""

    def note(self, level: Level, code: str, what: str, what_to_do: str, feature: str | None = None) -> None:
        """Add a finding."""
        self.found.append(Finding(level, code, self.layer, feature, what, what_to_do))

    def see(self, code: str, where: str) -> None:
        """Remember a place for what is told once."""
        self.seen.setdefault(code, []).append(where)


def shown(places: Sequence[str]) -> str:
    """Name the first places of a list, and count the others.

    Examples
    --------
    >>> print(shown(["line 3", "line 4"]), shown([f"line {n}" for n in range(1, 9)]), sep="; ")
    line 3, line 4; line 1, line 2, line 3, line 4, line 5 and 3 more
    """
    return enumerated(places, _MOST_NAMED)
