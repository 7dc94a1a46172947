"""What a rule file includes: packaged sets by name, and files beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.os_errors import is_file
from hanting_geo.core.text import Text
from hanting_geo.errors import RuleError, SourceError
from hanting_geo.siting.rules.vocabulary import close_to, said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from hanting_geo.siting.rules.model import Rule, RuleSet
    from hanting_geo.siting.rules.yamltext import Place

__all__ = ["Included"]

_SUFFIXES = {".yaml", ".yml", ".csv", ".xlsx"}


class Included:
    """What reads the rules that a file includes: packaged sets by name, and files beside it."""

    def __init__(self, path: Path, packaged: Mapping[str, Path], read: Callable[[Path], RuleSet]) -> None:
        self.path, self.packaged, self.read = path, packaged, read
        self.rules: list[Rule] = []

    def add(self, raw: Any, add: Callable[[Place, Text], None], trail: tuple[Path, ...]) -> None:
        """Read them in order; what is wrong is told at the line that names it."""
        names = [raw] if isinstance(raw, str) else raw
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            kind = said("keys_and_values") if isinstance(raw, dict) else Text(repr(raw), repr(raw))
            add(("include",), said("include_list", kind=kind))
            return
        for number, name in enumerate(names):
            place: Place = ("include", number) if isinstance(raw, list) else ("include",)
            found = self.packaged.get(name, self.path.parent / name)
            if not is_file(found):
                add(place, said("include_missing", name=name, hint=close_to(name, self._beside())))
                continue
            way = (*trail, self.path.resolve())
            if found.resolve() in way:
                circle = " -> ".join(each.name for each in (*way[way.index(found.resolve()) :], found))
                add(place, said("include_circle", circle=circle))
                continue
            try:
                self.rules += self.read(found)
            except RuleError as error:
                add(place, said("include_wrong", name=name, text=str(error).replace("\n", "\n  ")))
            except SourceError as error:
                add(place, said("include_unread", name=name, why=error))

    def _beside(self) -> list[str]:
        """Give what could be included: the packaged sets, and the rule files of the folder."""
        files = (each.name for each in self.path.parent.iterdir() if each.suffix.lower() in _SUFFIXES)
        return [*self.packaged, *sorted(name for name in files if name != self.path.name)]
