"""What a flat table holds, and what was read from one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.core.text import Text
    from hanting_geo.errors import HantingGeoError
    from hanting_geo.siting.rules.parsing import Draft, Problem, Where

__all__ = ["Layout", "Listed"]


@dataclass(frozen=True)
class Layout:
    """What a flat table holds: how its columns and settings are called, which are needed, and what it lists."""

    things: Text
    """What its rows are, in the plural, for messages."""

    columns: tuple[str, ...]
    headers: Mapping[str, Text]
    settings: Mapping[str, Text]
    sheet: Text
    needed: tuple[str, ...]
    error: type[HantingGeoError]
    """What a mistake raises."""

    @property
    def by_header(self) -> dict[str, str]:
        """Headers, in both languages, to the columns that they name."""
        chinese = {unicodedata.normalize("NFKC", text.zh): name for name, text in self.headers.items()}
        return {name: name for name in self.columns} | chinese

    @property
    def by_setting(self) -> dict[str, str]:
        """Words of settings, in both languages, to what they set."""
        return {name: name for name in self.settings} | {text.zh: name for name, text in self.settings.items()}


class Listed(NamedTuple):
    """What was read from a table: settings, rows as drafts, where each cell stands, and what is wrong so far."""

    settings: dict[str, str]
    drafts: list[Draft]
    where: Where
    problems: list[Problem]
    places: Mapping[str, tuple[tuple[int, int], Text]]
    """Where each setting stands."""
