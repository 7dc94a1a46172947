"""One YAML file, one run, one output folder with a manifest.

One file, although long: a scenario, its run and what it writes are read together.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd
from pydantic import Field, ValidationError

from hanting_geo.core import arguments
from hanting_geo.core.addresses import masked_values
from hanting_geo.core.atomic import replacing_folder
from hanting_geo.core.findings import ATTRS_KEY, records, to_table
from hanting_geo.core.journal import Journal
from hanting_geo.core.options import options
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import Text
from hanting_geo.core.today import now
from hanting_geo.core.versions import versions
from hanting_geo.core.yamlfile import StrictModel, YamlFile, read_yaml
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import CRSError, HantingGeoError, SchemaError
from hanting_geo.scenario.arguments import raster_of, read_named, resolved
from hanting_geo.scenario.checking import check_steps
from hanting_geo.scenario.folder import describe_file, describe_files, refuse_foreign, write_manifest
from hanting_geo.scenario.manifest import credits_of, crs_name, describe_input
from hanting_geo.scenario.results import Drawn, write_result
from hanting_geo.scenario.resuming import fingerprint
from hanting_geo.scenario.steps import STEPS, Step
from hanting_geo.sources.catalog.frames import as_catalog

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Mapping

    from hanting_geo.scenario.steps import Capability
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["Run", "Scenario", "read_scenario"]


_TOLD = ("inputs", "rasters", "pages")
"""What a step adds to the manifest, besides findings."""


class _File(StrictModel):
    title: Text
    catalog: str = "packaged"
    crs: str = "working"
    language: Literal["zh", "en"] = Field(default_factory=lambda: "en" if options.language == "en" else "zh")
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
    results
        What each step gave, whole.
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
    results: dict[str, Any] = field(default_factory=dict)
    findings: pd.DataFrame = field(default_factory=lambda: to_table([]))
    manifest: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    def keep(self, step: str, result: Any) -> None:
        """Keep what a step gave where it belongs: under its id, or, part by part, under ``id.part``."""
        self.results[step] = result
        if isinstance(result, gpd.GeoDataFrame):
            self.layers[step] = result
        elif isinstance(result, pd.DataFrame):
            self.tables[step] = result
        elif isinstance(result, Drawn):
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
        resume: bool = False,
    ) -> Run:
        """Do the steps, and write what they save.

        Parameters
        ----------
        out
            Output folder. The run is written beside it and swapped in at the end, the manifest last; a folder
            that holds anything but an earlier run's unchanged files is refused. None writes nothing.
        progress
            Called with the number and id of each step before it is done.
        resume
            Go on where an earlier run into ``out`` was stopped, from ``OUT.unfinished``: steps whose files are finished
            are done again only where a later step needs their result, and ``Run`` has no result of the others.
            Scenario, inputs, language and versions must be the same; what was made of others is not used.

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
        started = now()
        if out is None:
            self._do_steps(run, None, progress)
            run.manifest = self._manifest(run, started)
            return run
        arguments.flag(resume, "Scenario.run: resume")
        refuse_foreign(Path(out))
        mark = fingerprint(self.path, self.catalog, self._named_files(), self._settings.language)
        journal = Journal(Path(out), mark, resume=resume)
        # What is wrong has to be corrected first, and then it is another run.
        with journal.ended(errors_keep=False), replacing_folder(out) as folder:
            self._do_steps(run, folder, progress, journal)
            self._write_findings(run, folder)
            run.manifest = self._manifest(run, started)
            run.manifest["files"] = describe_files(folder)
            write_manifest(run.manifest, folder)
            refuse_foreign(Path(out))
        run.folder = Path(out)
        return run

    def _named_files(self) -> list[Path]:
        """Give the files that steps name: rules, criteria, rasters."""
        found = []
        for step in self.steps:
            row = STEPS[step.do]
            named = [step.arguments.get(keyword) for keyword in (*row.reads, row.raster)]
            found += [self.path.parent / name for name in named if isinstance(name, str) and not name.startswith("$")]
        return found

    def _do_steps(
        self,
        run: Run,
        folder: Path | None,
        progress: Callable[[int, str], None] | None,
        journal: Journal | None = None,
    ) -> None:
        results = _Results(self, run)
        for number, step in enumerate(self.steps):
            if progress is not None:
                progress(number, step.id)
            line = self._source.line(("steps", number))
            where = Sentence(
                "{path}, line {line}, step {id!r} ({do})", path=self.path.name, line=line, id=step.id, do=step.do
            )
            try:
                if journal is None or folder is None or not self._is_done(number, folder, run, journal):
                    before = {name: len(run.manifest.get(name, [])) for name in _TOLD}
                    findings = len(run.findings)
                    targets = self._do_step(step, results, folder, run)
                    if journal is not None:
                        told = {name: run.manifest.get(name, [])[start:] for name, start in before.items()}
                        journal.put(number, targets, {**told, "findings": records(run.findings)[findings:]})
            except HantingGeoError as error:
                message = Sentence(
                    "{path}, line {line}, step {id!r} ({do}): {error}",
                    path=self.path.name,
                    line=line,
                    id=step.id,
                    do=step.do,
                    error=error,
                )
                raise type(error)(message) from error
            except OSError:
                raise  # of the disk, and told where it is known which file it is
            except Exception as error:
                # A value of a type that nobody foresaw, as YAML can hold any: the step is named, and the cause chained.
                message = Sentence(
                    "{where} cannot be done with what it was given ({kind}: {error})",
                    where=where,
                    kind=type(error).__name__,
                    error=str(error)[:300],
                )
                raise SchemaError(message) from error

    def _is_done(self, number: int, folder: Path, run: Run, journal: Journal) -> bool:
        """Take over what an earlier run has done of a step, if it has."""
        record = journal.take(number, folder)
        if record is None:
            return False
        for name in _TOLD:
            if record.get(name):
                run.manifest.setdefault(name, []).extend(record[name])
        if record.get("findings"):
            run.findings = to_table([*records(run.findings), *record["findings"]])
        return True

    def result_of(self, step: Step, results: Mapping[str, Any]) -> Any:
        """Do a step again for its result: what it tells the manifest is known."""
        row = STEPS[step.do]
        result = row.function(self.catalog)(**self._arguments(step, row, results, Run(self.title)))
        self._titled(step, result)
        return result

    def _do_step(self, step: Step, results: dict[str, Any], folder: Path | None, run: Run) -> list[Path]:
        row = STEPS[step.do]
        do, arguments = row.function(self.catalog), self._arguments(step, row, results, run)
        targets = [folder / name for name in step.save] if folder is not None else []
        if row.writes:
            for path in targets:
                do(**{**arguments, row.writes: path})
            return targets
        result = do(**arguments)
        results[step.id] = result
        run.keep(step.id, result)
        if row.findings:
            is_frame = isinstance(result, pd.DataFrame)
            own = result.attrs[ATTRS_KEY]["findings"] if is_frame else records(result.findings)
            run.findings = to_table([*records(run.findings), *own])
        if row.reads_catalog:
            run.manifest.setdefault("inputs", []).append(describe_input(result, self.catalog))
        self._titled(step, result)
        drawing: dict[str, Any] = {"title": (step.title or self.title).both(), "language": self._settings.language}
        for path in targets:
            run.manifest.setdefault("pages", []).extend(write_result(result, path, step.id, **drawing))
        return targets

    @staticmethod
    def _titled(step: Step, result: Any) -> None:
        """Give a result the title of its step: it is no longer the layer that it was made from."""
        if step.title is not None and isinstance(result, pd.DataFrame):
            known = {key: value for key, value in result.attrs.get(ATTRS_KEY, {}).items() if key != "layer"}
            result.attrs[ATTRS_KEY] = {**known, "title_zh": step.title.text("zh"), "title_en": step.title.text("en")}

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
        said: dict[str, Any] = {row.catalog: self.catalog, row.crs: self._settings.crs}
        said[row.language] = self._settings.language
        said[row.title] = (step.title or self.title).both()
        said[row.sources] = self._loaded(step, results) if row.sources else None
        for keyword, value in said.items():
            if keyword:
                arguments.setdefault(keyword, value)
        if row.results and row.results not in arguments:
            arguments[row.results] = replace(run, manifest={**run.manifest, **self._facts()})
        if row.credits:
            more = arguments.get(row.credits) or {}
            if not isinstance(more, dict):
                message = Sentence("{credits} must be keys and values, not {more!r}", credits=row.credits, more=more)
                raise SchemaError(message)
            arguments[row.credits] = {**self._credits(run), **more}
        return arguments

    def _loaded(self, step: Step, results: Mapping[str, Any]) -> dict[str, Any]:
        """Give the layers and tables that the steps before one took from the catalogue, by name."""
        before = self.steps[: self.steps.index(step)]
        loaded = [results[each.id] for each in before if STEPS[each.do].reads_catalog]
        return {str(frame.attrs[ATTRS_KEY]["layer"]): frame for frame in loaded}

    def _facts(self) -> dict[str, Any]:
        return {"scenario": self.path.name, "crs": crs_name(self._settings.crs, self.catalog)}

    def _credits(self, run: Run) -> dict[str, object]:
        language = self._settings.language
        system = crs_name(self._settings.crs, self.catalog, language)
        return credits_of(self.title, system, run.manifest.get("inputs", []), language)

    def _write_findings(self, run: Run, folder: Path) -> None:
        write_result(run.findings, folder / "findings.csv", "findings", language=self._settings.language)
        lines = [f"{what}: {value}" for what, value in self._credits(run).items()]
        # Byte-order mark and CRLF: the file is opened by double-click on Windows.
        (folder / "sources.txt").write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8"))

    def _manifest(self, run: Run, started: dt.datetime) -> dict[str, Any]:
        counts = run.findings["level"].value_counts()
        return {
            "title": asdict(self.title),
            **self._facts(),
            "catalog": {"file": self.catalog.path.name, "version": self.catalog.version},
            "started": started.isoformat(timespec="seconds"),
            "finished": now().isoformat(timespec="seconds"),
            "versions": versions(),
            "inputs": run.manifest.get("inputs", []),
            "rasters": run.manifest.get("rasters", []),
            "pages": run.manifest.get("pages", []),
            "parameters": masked_values([step.model_dump(by_alias=True, exclude_defaults=True) for step in self.steps]),
            "finding_counts": {str(level): int(count) for level, count in counts.items()},
            "findings": records(run.findings),
        }


class _Results(dict[str, Any]):
    """Results by step; one of a step that an earlier run did is made when it is asked for."""

    def __init__(self, scenario: Scenario, run: Run) -> None:
        super().__init__()
        self._scenario, self._run = scenario, run

    def __missing__(self, name: str) -> Any:
        step = next((each for each in self._scenario.steps if each.id == name), None)
        if step is None:
            raise KeyError(name)
        self[name] = self._scenario.result_of(step, self)
        self._run.keep(name, self[name])
        return self[name]


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
            problems.append(
                (("crs",), Sentence("{crs} counts degrees; analyses need metres, such as EPSG:4549", crs=settings.crs))
            )
    except CRSError as error:
        problems.append((("crs",), Sentence("{error}", error=error)))
    if problems:
        raise source.fail(problems)
    return Scenario(source, settings, opened)
