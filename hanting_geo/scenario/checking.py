"""Every mistake of a scenario's steps that can be known before anything is computed."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core.ordinary import is_device
from hanting_geo.core.os_errors import is_file
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import HantingGeoError
from hanting_geo.scenario.arguments import raster_of, read_named
from hanting_geo.scenario.folder import RESERVED
from hanting_geo.scenario.results import WRITERS
from hanting_geo.scenario.steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hanting_geo.scenario.steps import Capability, Step
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["check_steps"]

_LONGEST_NAME = 200
_Problems = list[tuple[tuple[str | int, ...], str]]


def check_steps(steps: Sequence[Step], catalog: Catalog, folder: Path, language: str) -> _Problems:
    """Find every mistake that can be known before anything is computed: the place in the file, and what is wrong.

    What is wrong with a file of rules or criteria is said in the language of the scenario.
    """
    problems: _Problems = []
    gives: dict[str, bool] = {}  # ids of the steps so far, and whether each gives a result to refer to
    saved: set[str] = set()
    for number, step in enumerate(steps):
        place: tuple[str | int, ...] = ("steps", number)
        row = STEPS.get(step.do)
        if step.id in gives:
            problems.append(((*place, "id"), Sentence("the id {id!r} stands twice", id=step.id)))
        if row is None:
            close = get_close_matches(step.do, STEPS, 1)
            hint = Sentence("did you mean {listed}? ", listed=close[0]) if close else ""
            unknown = Sentence(
                "no step {do!r}; {hint}there are: {listed}", do=step.do, hint=hint, listed=enumerated(STEPS)
            )
            problems.append(((*place, "do"), unknown))
        else:
            problems.extend(((*place, "with"), text) for text in _check_arguments(step, row))
            problems.extend(((*place, "with"), text) for text in _check_names(step, row, catalog))
            problems.extend(
                ((*place, "with", keyword), text) for keyword, text in _check_files(step, row, folder, language)
            )
        problems.extend(((*place, "with"), text) for text in _check_references(step.arguments, gives))
        for name in step.save:
            problems.extend(((*place, "save"), text) for text in _check_save(name, saved, row.suffixes if row else ()))
            saved.add(name.casefold())
        gives[step.id] = row is None or not row.writes
    return problems


def _check_arguments(step: Step, row: Capability) -> list[str]:
    """Compare the keywords of a step with the function that takes them."""
    keywords = row.keywords()
    problems: list[str] = [
        Sentence("{do} has no keyword {name!r}; it takes: {listed}", do=step.do, name=name, listed=enumerated(keywords))
        for name in step.arguments
        if name not in keywords
    ]
    problems.extend(
        Sentence("{do} needs {name!r}", do=step.do, name=name) for name in row.needed() if name not in step.arguments
    )
    if row.writes and not step.save:
        problems.append(Sentence("{do} needs a name under `save`", do=step.do))
    return problems


def _check_references(value: Any, gives: Mapping[str, bool]) -> list[str]:
    if isinstance(value, str) and value.startswith("$"):
        named = value[1:].partition(".")[0]
        if named not in gives:
            return [
                Sentence(
                    "{value} is no earlier step; there are: {listed}",
                    value=value,
                    listed=enumerated(sorted(gives)) or Sentence("none"),
                )
            ]
        return (
            []
            if gives[named]
            else [Sentence("{value} only writes a file; refer to the steps that it was made from", value=value)]
        )
    if isinstance(value, dict):
        return [text for item in value.values() for text in _check_references(item, gives)]
    if isinstance(value, list):
        return [text for item in value for text in _check_references(item, gives)]
    return []


def _check_names(step: Step, row: Capability, catalog: Catalog) -> list[str]:
    name = step.arguments.get("name")
    if not row.reads_catalog or name is None:
        return []
    there = getattr(catalog, row.names)
    return (
        []
        if name in there
        else [
            Sentence(
                "the catalogue has no {name!r}; there are: {listed}",
                name=name,
                listed=enumerated(there) or Sentence("none"),
            )
        ]
    )


def _check_files(step: Step, row: Capability, folder: Path, language: str) -> list[tuple[str, str]]:
    """Read the small files that a step names, and look whether the large ones are there."""
    problems: list[tuple[str, str]] = []
    raster = raster_of(step, row, folder)
    if raster is not None and not is_file(raster):
        problems.append((row.raster, Sentence("there is no file {raster}", raster=raster)))
    for keyword in row.reads:
        try:
            read_named(step, row, keyword, folder, language)
        except HantingGeoError as error:
            problems.append((keyword, Sentence("{error}", error=error)))
    return problems


def _check_save(name: str, saved: set[str], suffixes: tuple[str, ...]) -> list[str]:
    if name.casefold() in saved or name.casefold() in RESERVED:
        return [Sentence("{name} is written twice; choose another name", name=name)]
    if Path(name).name != name or name.startswith(".") or set(name) & set('<>:"/\\|?*') or not name.isprintable():
        return [Sentence("{name!r} is not a plain file name (results stand in the output folder itself)", name=name)]
    if is_device(name) or name.endswith((" ", ".")) or name.startswith(" "):
        return [Sentence("{name!r} is a name that Windows cannot hold; choose another", name=name)]
    if len(name.encode("utf-8", "replace")) > _LONGEST_NAME:
        return [
            Sentence(
                "{name!r}... is {count} letters long, and a file name holds {most} bytes",
                name=name[:40],
                count=len(name),
                most=_LONGEST_NAME,
            )
        ]
    known = suffixes or tuple(WRITERS)
    if Path(name).suffix.lower() not in known:
        return [
            Sentence(
                "{name}: no writer for {suffix}; use {listed}",
                name=name,
                suffix=Path(name).suffix or Sentence("a name without suffix"),
                listed=enumerated(known),
            )
        ]
    return []
