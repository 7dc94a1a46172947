"""What a step of a scenario may do, who writes its result, and what is wrong with it."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from hanting_geo.core.text import Text
from hanting_geo.errors import HantingGeoError
from hanting_geo.siting.rules.files import read_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hanting_geo.siting.rules.model import RuleSet
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = [
    "LOADERS",
    "RASTERS",
    "RESERVED",
    "RULED",
    "STEPS",
    "WRITERS",
    "Step",
    "check_steps",
    "public",
    "raster_of",
    "rules_of",
]

STEPS = {
    "buffer": "hanting_geo.analysis.buffer.buffer:buffer",
    "check_layer": "hanting_geo.sources.checks:check_layer",
    "concat": "hanting_geo.analysis.frames:concat",
    "exclude": "hanting_geo.siting.exclusion.exclude:exclude",
    "grid": "hanting_geo.siting.candidates:grid",
    "join": "hanting_geo.analysis.frames:join",
    "load_layer": "hanting_geo.sources.catalog.catalog:Catalog.load",
    "load_table": "hanting_geo.sources.catalog.catalog:Catalog.table",
    "measure_area": "hanting_geo.analysis.area:measure_area",
    "nearest": "hanting_geo.analysis.proximity.nearest:nearest",
    "overlay": "hanting_geo.analysis.overlay.overlay:overlay",
    "raster_classes": "hanting_geo.analysis.raster.raster_statistics:raster_classes",
    "raster_statistics": "hanting_geo.analysis.raster.raster_statistics:raster_statistics",
    "rings": "hanting_geo.analysis.buffer.rings:rings",
    "screen": "hanting_geo.siting.screening.screen:screen",
    "select": "hanting_geo.analysis.frames:select",
    "write_workbook": "hanting_geo.outputs.tables:write_workbook",
    "zone_map": "hanting_geo.outputs.maps.zone_map:zone_map",
    "zone_statistics": "hanting_geo.analysis.statistics.zone_statistics:zone_statistics",
}
"""What a step may do. A new capability adds a row."""

WRITERS = {
    ".csv": "hanting_geo.outputs.tables:write_csv",
    ".fgb": "hanting_geo.sources.files:write_file",
    ".geojson": "hanting_geo.sources.files:write_file",
    ".gpkg": "hanting_geo.sources.files:write_file",
    ".json": "hanting_geo.siting.screening.screen:Screening.to_json",
    ".html": "hanting_geo.outputs.page.page:save_page",
    ".parquet": "hanting_geo.sources.files:write_file",
    ".shz": "hanting_geo.sources.files:write_file",
    ".xlsx": "hanting_geo.outputs.tables:write_workbook",
}
"""Who writes a saved name, by its suffix."""

LOADERS = {"load_layer", "load_table"}
"""Steps that read from the scenario's catalogue."""

RASTERS = {"raster_classes", "raster_statistics"}
"""Steps that read a raster beside the scenario."""

RULED = {"exclude", "screen"}
"""Steps that take a rule file, beside the scenario or packaged, and unless told otherwise the scenario's catalogue."""

RESERVED = {"manifest.json", "findings.csv", "sources.txt"}
"""Files that every run writes."""


def public(address: str) -> Callable[..., Any]:
    """Import what a row of the tables names."""
    module, name = address.split(":")
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]  # looked up by name


class Step(BaseModel):
    """One step: what to do, with what, and under which names to save the result."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[A-Za-z_]\w*$")
    do: str
    arguments: dict[str, Any] = Field(default={}, alias="with")
    save: list[str] = []
    title: Text | None = None


_Problems = list[tuple[tuple[str | int, ...], str]]


def rules_of(step: Step, folder: Path) -> RuleSet | None:
    """Read the rules that a step names: a file, as seen from the scenario's folder, or a packaged set.

    Raises
    ------
    SourceError, RuleError
        As for :func:`hanting_geo.read_rules`.
    """
    named = step.arguments.get("rules")
    if step.do not in RULED or not isinstance(named, str) or named.startswith("$"):
        return None
    path = folder / named
    return read_rules(path if path.is_file() else named)


def raster_of(step: Step, folder: Path) -> Path | None:
    """Give the raster that a step names, as seen from the scenario's folder."""
    named = step.arguments.get("raster")
    return folder / named if step.do in RASTERS and isinstance(named, str) else None


def check_steps(steps: Sequence[Step], catalog: Catalog, folder: Path) -> _Problems:
    """Find every mistake that can be known before anything is computed: the place in the file, and what is wrong."""
    problems: _Problems = []
    known: set[str] = set()
    saved: set[str] = set()
    for number, step in enumerate(steps):
        place: tuple[str | int, ...] = ("steps", number)
        if step.id in known:
            problems.append(((*place, "id"), f"the id {step.id!r} stands twice"))
        if step.do not in STEPS:
            problems.append(((*place, "do"), f"no step {step.do!r}; there are: {', '.join(STEPS)}"))
        else:
            problems.extend(((*place, "with"), text) for text in _check_arguments(step))
        problems.extend(((*place, "with"), text) for text in _check_references(step.arguments, known))
        problems.extend(((*place, "with"), text) for text in _check_names(step, catalog))
        raster = raster_of(step, folder)
        if raster is not None and not raster.is_file():
            problems.append(((*place, "with", "raster"), f"there is no file {raster}"))
        try:
            rules_of(step, folder)
        except HantingGeoError as error:
            problems.append(((*place, "with", "rules"), str(error)))
        for name in step.save:
            problems.extend(((*place, "save"), text) for text in _check_save(name, saved))
            saved.add(name.casefold())
        known.add(step.id)
    return problems


def _check_arguments(step: Step) -> list[str]:
    """Compare the keywords of a step with the function that takes them."""
    parameters = dict(inspect.signature(public(STEPS[step.do])).parameters)
    for given in ("self", "path"):
        parameters.pop(given, None)
    problems = [
        f"{step.do} has no keyword {name!r}; it takes: {', '.join(parameters)}"
        for name in step.arguments
        if name not in parameters
    ]
    problems.extend(
        f"{step.do} needs {name!r}"
        for name, parameter in parameters.items()
        if parameter.default is parameter.empty and name not in step.arguments
    )
    if step.do == "write_workbook" and not step.save:
        problems.append("write_workbook needs a name under `save`")
    return problems


def _check_references(value: Any, known: set[str]) -> list[str]:
    if isinstance(value, str) and value.startswith("$") and value[1:].partition(".")[0] not in known:
        return [f"{value} is no earlier step; there are: {', '.join(sorted(known)) or 'none'}"]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _check_references(item, known)]
    if isinstance(value, list):
        return [text for item in value for text in _check_references(item, known)]
    return []


def _check_names(step: Step, catalog: Catalog) -> list[str]:
    there = {"load_layer": catalog.names, "load_table": catalog.table_names}.get(step.do)
    name = step.arguments.get("name")
    if there is None or name is None or name in there:
        return []
    return [f"the catalogue has no {name!r}; there are: {', '.join(there) or 'none'}"]


def _check_save(name: str, saved: set[str]) -> list[str]:
    if name.casefold() in saved or name.casefold() in RESERVED:
        return [f"{name} is written twice; choose another name"]
    if Path(name).name != name or name.startswith(".") or set(name) & set('<>:"/\\|?*'):
        return [f"{name!r} is not a plain file name (results stand in the output folder itself)"]
    if Path(name).suffix.lower() not in WRITERS:
        return [f"{name}: no writer for {Path(name).suffix or 'a name without suffix'}; use {', '.join(WRITERS)}"]
    return []
