"""What a report is made of: the results of a run, of a folder that one wrote, or of a mapping, in one shape."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.arguments import ArgumentError, told
from hanting_geo.core.findings import ATTRS_KEY, facts_of, to_table
from hanting_geo.core.sentences import Sentence, joined
from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import SourceError
from hanting_geo.scenario.results import Result
from hanting_geo.scenario.scenario import Run, Scenario, read_scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyproj import CRS

__all__ = ["Gathered", "Outcome", "gather"]

_SIGNS = {
    "screen": {"summary", "verdicts", "rules", "three_lines"},
    "exclude": {"ledger", "losses", "candidates"},
    "suitability": {"ranking", "criteria", "values"},
    "coverage": {"summary", "standard", "loads"},
    "locate": {"summary", "facilities", "allocation"},
}
"""The tables by which a result is known, live or read back."""
_MANIFEST = "manifest.json"
_ZONAL = {"zone_id", "class", "features", "plane_m2", "length_m"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step gave."""

    step: str
    kind: str
    tables: dict[str, pd.DataFrame]
    layers: dict[str, gpd.GeoDataFrame]
    result: Any = None
    """The result itself; None where it was read back from a folder."""

    def table(self, name: str) -> pd.DataFrame:
        """Give a table; one that is not there has no row."""
        return self.tables.get(name, pd.DataFrame())


@dataclass(slots=True)
class Gathered:
    """All that a report may speak of."""

    title: Text = field(default_factory=Text)
    outcomes: list[Outcome] = field(default_factory=list)
    layers: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    inputs: list[dict[str, Any]] = field(default_factory=list)
    """What the manifest says of what was read, where the layers themselves are not there."""
    findings: pd.DataFrame = field(default_factory=lambda: to_table([]))
    system: CRS | None = None
    scenario: str = ""

    def of(self, *kinds: str) -> list[Outcome]:
        """Give the outcomes of some kinds, in the order of the steps."""
        return [each for each in self.outcomes if each.kind in kinds]

    def zonal(self) -> dict[str, pd.DataFrame]:
        """Give the statistics by zone."""
        return {name: table for name, table in self.tables.items() if set(table.columns) >= _ZONAL}

    def add(self, step: str, result: Any) -> None:
        """Take in what a step gave."""
        if isinstance(result, gpd.GeoDataFrame):
            self.layers[step] = result
        elif isinstance(result, pd.DataFrame):
            self.tables[step] = result
        elif isinstance(result, Result):
            tables, layers = result.tables(), _layers(result)
            kind = _kind(tables)
            if kind:
                self.outcomes.append(Outcome(step, kind, tables, layers, result))
            else:
                self.tables |= {f"{step}.{name}": table for name, table in tables.items()}
                self.layers |= {f"{step}.{name}": frame for name, frame in layers.items()}


def _layers(result: Result) -> dict[str, gpd.GeoDataFrame]:
    try:
        return result.layers()
    except ArgumentError:
        raise
    except Exception:  # noqa: BLE001 - candidates in a table have no layer, and say so
        return {}


def _kind(tables: Mapping[str, Any]) -> str:
    return next((kind for kind, signs in _SIGNS.items() if signs <= set(tables)), "")


def gather(run: object) -> Gathered:
    """Gather what a run gave.

    Parameters
    ----------
    run
        What :meth:`Scenario.run` gave; a scenario or its path (.yaml), which is run; the folder that
        ``hanting-geo run`` wrote; a mapping of names to results, frames and tables.

    Raises
    ------
    ArgumentError
        It is none of these.
    SourceError
        A folder without a manifest, or with files changed since.
    """
    if isinstance(run, Gathered):
        return run
    if isinstance(run, Run):
        return _of_run(run)
    if isinstance(run, Scenario):
        return _of_run(run.run())
    if isinstance(run, str | Path):
        path = arguments.path(run, "write_report: run")
        if path.is_dir():
            return _of_folder(path)
        if path.suffix.lower() in {".yaml", ".yml"}:
            return _of_run(read_scenario(path).run())
        message = Sentence(
            "write_report: {path} is neither a folder that a run wrote nor a scenario (.yaml)", path=path
        )
        raise SourceError(message)
    if isinstance(run, dict) and all(isinstance(name, str) for name in run):
        return _of_mapping(run)
    message = Sentence(
        "write_report: run must be a run, its folder, a scenario or a mapping of names to results, not {run}",
        run=told(run),
    )
    raise ArgumentError(message)


def _of_run(run: Run) -> Gathered:
    found = Gathered(title=run.title, findings=run.findings, system=_system(run.manifest.get("crs")))
    found.scenario = str(run.manifest.get("scenario", ""))
    found.inputs = list(run.manifest.get("inputs", []))
    for step, result in run.results.items():
        found.add(step, result)
    return found


def _of_mapping(results: Mapping[str, Any]) -> Gathered:
    found = Gathered()
    odd = []
    for name, result in results.items():
        if isinstance(result, Run):
            odd.append(Sentence("{name!r} is a run: give it by itself", name=name))
        elif isinstance(result, pd.DataFrame | Result):
            found.add(name, result)
        elif not hasattr(result, "get_root"):  # a map has tables of its own, and they are here already
            odd.append(Sentence("{name!r} is {given}", name=name, given=told(result)))
    if odd:
        message = Sentence(
            "write_report: run holds {listed}; give results of screen, exclude, suitability, "
            "coverage or locate, frames and tables",
            listed=joined("; ", odd),
        )
        raise ArgumentError(message)
    if not results:
        message = Sentence("write_report: run holds nothing; give results by name")
        raise ArgumentError(message)
    found.system = next((frame.crs for frame in _frames(found) if frame.crs is not None), None)
    return found


def _system(named: object) -> CRS | None:
    """Give the reference system that a manifest names, with its code at the end."""
    code = re.search(r"\(([A-Z]+:\d+)\)$", str(named or ""))
    return resolve(code.group(1)) if code else None


def _frames(found: Gathered) -> Iterable[gpd.GeoDataFrame]:
    yield from (frame for outcome in found.outcomes for frame in outcome.layers.values())
    yield from found.layers.values()


def _of_folder(folder: Path) -> Gathered:
    manifest = _manifest(folder)
    title = manifest.get("title") or {}
    found = Gathered(
        title=Text(str(title.get("zh", "")), str(title.get("en", ""))),
        inputs=[item for item in manifest.get("inputs", []) if isinstance(item, dict)],
        findings=_findings(manifest.get("findings", []), folder / _MANIFEST),
        system=_system(manifest.get("crs")),
        scenario=str(manifest.get("scenario", "")),
    )
    written = {str(item["file"]): str(item["sha256"]) for item in manifest["files"]}
    for step in manifest.get("parameters", []):
        for name in step.get("save", []):
            if name in written:
                _take(found, folder, name, written[name], step)
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / _MANIFEST
    if not path.is_file():
        message = Sentence(
            "{folder} holds no {manifest}: it is no folder that `hanting-geo run` wrote whole",
            folder=folder,
            manifest=_MANIFEST,
        )
        raise SourceError(message)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        _ = [(item["file"], item["sha256"]) for item in manifest["files"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = Sentence("{path} is no manifest of a run: {error}", path=path, error=error)
        raise SourceError(message) from error
    return dict(manifest)


def _findings(rows: Any, path: Path) -> pd.DataFrame:
    """Give findings as they were written, in both languages."""
    try:
        return to_table(rows)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = Sentence("{path} holds no findings of a run: {error}", path=path, error=error)
        raise SourceError(message) from error


def _take(found: Gathered, folder: Path, name: str, sha256: str, made: Mapping[str, Any]) -> None:
    """Read back what a step saved: JSON has all tables of a result, a layer its features."""
    path, step = folder / name, str(made["id"])
    suffix = path.suffix.lower()
    if suffix not in {".json", ".geojson", ".gpkg", ".fgb", ".parquet", ".shz"}:
        return
    try:
        content = path.read_bytes()
    except OSError as error:
        message = Sentence(
            "{path} of the run cannot be read: {why}; run the scenario again", path=path, why=error.strerror
        )
        raise SourceError(message) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        message = Sentence("{path} was changed since the run wrote it; run the scenario again", path=path)
        raise SourceError(message)
    if suffix == ".json":
        document = json.loads(content.decode("utf-8"))
        rows = {key: value for key, value in document.items() if isinstance(value, list)}
        kind = _kind(rows)
        if kind:
            tables = {
                key: _findings(value, path) if key == "findings" else pd.DataFrame(value) for key, value in rows.items()
            }
            found.outcomes.append(Outcome(step, kind, tables, {}))
    elif step not in found.layers:
        from hanting_geo.sources.files import read_file

        frame = read_file(path)
        if not facts_of(frame).get("title_zh"):
            title = made.get("title") or {}
            titles = {f"title_{language}": title[language] for language in LANGUAGES if title.get(language)}
            frame.attrs[ATTRS_KEY] = {**facts_of(frame), **titles, "file": name}
        found.layers[step] = frame
