"""What the function of a step is called with: results of earlier steps, and the files that it names."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from hanting_geo.core.os_errors import is_file
from hanting_geo.scenario.results import part
from hanting_geo.scenario.steps import public

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hanting_geo.scenario.steps import Capability, Step

__all__ = ["raster_of", "read_named", "resolved"]


def resolved(value: Any, results: Mapping[str, Any]) -> Any:
    """Put results in the place of ``$id`` and ``$id.part``.

    Raises
    ------
    SchemaError
        A result has no such part.
    """
    if isinstance(value, str) and value.startswith("$"):
        return part(results, value[1:])
    if isinstance(value, dict):
        return {key: resolved(item, results) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, results) for item in value]
    return value


def read_named(step: Step, row: Capability, keyword: str, folder: Path, language: str) -> Any:
    """Read what a step names: a file, as seen from the scenario's folder, or something packaged; else None.

    What is wrong with it is said in the language of the scenario.

    Raises
    ------
    SourceError, RuleError
        As for the reader in the row, such as :func:`hanting_geo.read_rules`.
    """
    named = step.arguments.get(keyword)
    if not isinstance(named, str) or named.startswith("$"):
        return None
    path = folder / named
    reader = public(row.reads[keyword])
    own = {"language": language} if "language" in inspect.signature(reader).parameters else {}
    return reader(path if is_file(path) else named, **own)


def raster_of(step: Step, row: Capability, folder: Path) -> Path | None:
    """Give the raster that a step names, as seen from the scenario's folder."""
    named = step.arguments.get(row.raster)
    return folder / named if row.raster and isinstance(named, str) else None
