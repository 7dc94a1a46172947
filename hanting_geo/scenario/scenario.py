"""One YAML file, one run, one output folder with a manifest."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd
from pydantic import Field, ValidationError

from hanting_geo.core import arguments
from hanting_geo.core.atomic import replacing_folder
from hanting_geo.core.findings import ATTRS_KEY, records, to_table
from hanting_geo.core.text import Text
from hanting_geo.core.yamlfile import StrictModel, YamlFile, read_yaml
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import CRSError, HantingGeoError, SchemaError
from hanting_geo.scenario.arguments import raster_of, read_named, resolved
from hanting_geo.scenario.checking import check_steps
from hanting_geo.scenario.folder import describe_file, describe_files, refuse_foreign, write_manifest
from hanting_geo.scenario.manifest import credits_of, crs_name, describe_input, versions
from hanting_geo.scenario.results import Result, write_result
from hanting_geo.scenario.steps import STEPS, Step
from hanting_geo.sources.catalog.frames import as_catalog

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from hanting_geo.scenario.steps import Capability
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["Run", "Scenario", "read_scenario"]


class _File(StrictModel):
    title: Text
    catalog: str = "packaged"
    crs: str = "working"
    language: Literal["zh", "en"] = "zh"
    steps: list[Step] = Field(min_length=1)


@dataclass
class Run:
    """What a scenario gave: results by step id, and where they were written.

    Attributes
    ----------
    tables, layers
        Results of the steps: frames without and with geometry.
    maps
        folium maps by step id.
    findings
        What was found wrong with the layers that were loaded.
    manifest
        Inputs with sha256, parameters, versions, findings, files: what ``manifest.json`` holds.
    folder
        Where the files are; None for a run that wrote nothing.
    """

    title: Text
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    layers: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    maps: dict[str, Any] = field(default_factory=dict)
    findings: pd.DataFrame = field(default_factory=lambda: to_table([]))
    manifest: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    def keep(self, step: str, result: Any) -> None:
        """Keep what a step gave where it belongs: under its id, or, part by part, under ``id.part``."""
        if isinstance(result, gpd.GeoDataFrame):
            self.layers[step] = result
        elif isinstance(result, pd.DataFrame):
            self.tables[step] = result
        elif isinstance(result, Result):
            self.tables |= {f"{step}.{name}": table for name, table in result.tables().items()}
            self.layers |= {f"{step}.{name}": frame for name, frame in result.layers().items()}
        else:
            self.maps[step] = result

    def _repr_html_(self) -> str:
        listed = "".join(f"<li>{escape(item['file'])}</li>" for item in self.manifest.get("files", []))
        where = escape(str(self.folder)) if self.folder else ""
        return f"<h4>{escape(self.title.text('zh'))}</h4><p>{where}</p><ul>{listed}</ul>"


class Scenario:
    """A checked scenario, ready to run; made by :func:`read_scenario`."""

    def __init__(self, source: YamlFile, settings: _File, catalog: Catalog) -> None:
        """Hold settings that are known to be right."""
        self._source = source
        self.path = source.path
        self.title = settings.title
        self.catalog = catalog
        self.steps = settings.steps
        self._settings = settings

    def run(
        self,
        out: str | os.PathLike[str] | None = None,
        *,
        progress: Callable[[int, str], None] | None = None,
    ) -> Run:
        """Do the steps, and write what they save.

        Parameters
        ----------
        out
            Output folder. The run is written beside it and swapped in at the end, the manifest last; a folder
            that holds anything but an earlier run's unchanged files is refused. None writes nothing.
        progress
            Called with the number and id of each step before it is done.

        Returns
        -------
        Run

        Raises
        ------
        SourceError
            The output folder holds files of others, or cannot be written.
        HantingGeoError
            A step failed; the message names it and its line.
        """
        run = Run(self.title)
        started = datetime.now().astimezone()  # a planner's day, not Greenwich's
        if out is None:
            self._do_steps(run, None, progress)
            run.manifest = self._manifest(run, started)
            return run
        refuse_foreign(Path(out))
        with replacing_folder(out) as folder:
            self._do_steps(run, folder, progress)
            self._write_findings(run, folder)
            run.manifest = self._manifest(run, started)
            run.manifest["files"] = describe_files(folder)
            write_manifest(run.manifest, folder)
            refuse_foreign(Path(out))
        run.folder = Path(out)
        return run

    def _do_steps(self, run: Run, folder: Path | None, progress: Callable[[int, str], None] | None) -> None:
        results: dict[str, Any] = {}
        for number, step in enumerate(self.steps):
            if progress is not None:
                progress(number, step.id)
            try:
                self._do_step(step, results, folder, run)
            except HantingGeoError as error:
                line = self._source.line(("steps", number))
                message = f"{self.path.name}, line {line}, step {step.id!r} ({step.do}): {error}"
                raise type(error)(message) from error

    def _do_step(self, step: Step, results: dict[str, Any], folder: Path | None, run: Run) -> None:
        row = STEPS[step.do]
        do, arguments = row.function(self.catalog), self._arguments(step, row, results, run)
        targets = [folder / name for name in step.save] if folder is not None else []
        if row.writes:
            for path in targets:
                do(**{**arguments, row.writes: path})
            return
        result = do(**arguments)
        results[step.id] = result
        run.keep(step.id, result)
        if row.findings:
            run.findings = to_table([*records(run.findings), *result.attrs[ATTRS_KEY]["findings"]])
        if row.reads_catalog:
            run.manifest.setdefault("inputs", []).append(describe_input(result, self.catalog))
        if step.title is not None and isinstance(result, pd.DataFrame):
            # A result with a title of its own is no longer the layer that it was made from.
            known = {key: value for key, value in result.attrs.get(ATTRS_KEY, {}).items() if key != "layer"}
            result.attrs[ATTRS_KEY] = {**known, "title_zh": step.title.text("zh"), "title_en": step.title.text("en")}
        drawing = {"title": (step.title or self.title).both(), "language": self._settings.language}
        for path in targets:
            run.manifest.setdefault("pages", []).extend(write_result(result, path, step.id, **drawing))

    def _arguments(self, step: Step, row: Capability, results: Mapping[str, Any], run: Run) -> dict[str, Any]:
        """Keyword arguments of a step, with what the scenario says for all steps."""
        folder = self.path.parent
        arguments: dict[str, Any] = resolved(step.arguments, results)
        for keyword in row.reads:
            read = read_named(step, row, keyword, folder, self._settings.language)
            if read is not None:
                arguments[keyword] = read
        raster = raster_of(step, row, folder)
        if raster is not None:
            arguments[row.raster] = raster
            run.manifest.setdefault("rasters", []).append(describe_file(raster, folder))
        said = {row.catalog: self.catalog, row.crs: self._settings.crs, row.language: self._settings.language}
        for keyword, value in said.items():
            if keyword:
                arguments.setdefault(keyword, value)
        if row.credits:
            more = arguments.get(row.credits) or {}
            if not isinstance(more, dict):
                message = f"{row.credits} must be keys and values, not {more!r}"
                raise SchemaError(message)
            arguments[row.credits] = {**self._credits(run), **more}
        return arguments

    def _credits(self, run: Run) -> dict[str, object]:
        system = crs_name(self._settings.crs, self.catalog)
        return credits_of(self.title, system, run.manifest.get("inputs", []))

    def _write_findings(self, run: Run, folder: Path) -> None:
        write_result(run.findings, folder / "findings.csv", "findings")
        lines = [f"{what}: {value}" for what, value in self._credits(run).items()]
        # Byte-order mark and CRLF: the file is opened by double-click on Windows.
        (folder / "sources.txt").write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8"))

    def _manifest(self, run: Run, started: datetime) -> dict[str, Any]:
        counts = run.findings["level"].value_counts()
        return {
            "title": asdict(self.title),
            "scenario": self.path.name,
            "catalog": {"file": self.catalog.path.name, "version": self.catalog.version},
            "crs": crs_name(self._settings.crs, self.catalog),
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.now().astimezone().isoformat(timespec="seconds"),
            "versions": versions(),
            "inputs": run.manifest.get("inputs", []),
            "rasters": run.manifest.get("rasters", []),
            "pages": run.manifest.get("pages", []),
            "parameters": [step.model_dump(by_alias=True, exclude_defaults=True) for step in self.steps],
            "finding_counts": {str(level): int(count) for level, count in counts.items()},
            "findings": records(run.findings),
        }


def read_scenario(
    path: str | os.PathLike[str] | None = None,
    *,
    catalog: Catalog | Mapping[str, gpd.GeoDataFrame] | str | os.PathLike[str] | None = None,
) -> Scenario:
    """Read and check a scenario; nothing is computed.

    Parameters
    ----------
    path
        A YAML file with ``title, catalog, crs, language, steps``; a step is ``{id, do, with, save, title}``, and
        ``$id`` stands for an earlier result. ``do`` is one of the public functions, or ``load_layer`` and
        ``load_table`` (from the scenario's catalogue), ``select``, ``concat``, ``join``. None reads the
        packaged scenario.

    catalog
        A catalogue, its path, or a mapping of name to frame, to take the layers from instead of the one that the
        file names.

    Returns
    -------
    Scenario
        ``.run(out)`` does it.

    Raises
    ------
    SourceError
        The file or its catalogue cannot be read.
    SchemaError
        Lists every mistake with its line.

    Examples
    --------
    >>> read_scenario().steps[0].do
    'load_layer'
    """
    if path is not None:
        arguments.path(path, "read_scenario: path")
    if path is None:
        path = Path(str(files("hanting_geo.layers").joinpath("scenario.yaml")))
    source = read_yaml(path)
    data = dict(source.data)
    if isinstance(data.get("title"), str):
        data["title"] = {"zh": data["title"], "en": data["title"]}
    try:
        settings = _File.model_validate(data)
    except ValidationError as error:
        raise source.fail_validation(error) from error
    named = None if settings.catalog == "packaged" else source.path.parent / settings.catalog
    opened = as_catalog(named if catalog is None else catalog)
    problems = check_steps(settings.steps, opened, source.path.parent, settings.language)
    try:
        if not resolve(opened.crs if settings.crs == "working" else settings.crs).is_projected:
            problems.append((("crs",), f"{settings.crs} counts degrees; analyses need metres, such as EPSG:4549"))
    except CRSError as error:
        problems.append((("crs",), str(error)))
    if problems:
        raise source.fail(problems)
    return Scenario(source, settings, opened)
